/* SPDX-License-Identifier: MIT */
#include "school/faces/identity.h"

#include <string.h>

#include "base/str.h"
#include "face/face.h"
#include "face/pool.h"
#include "school/common/audit_inside.h"
#include "school/common/fault.h"
#include "school/common/rows.h"
#include "school/common/state.h"
#include "school/faces/challenge.h"
#include "school/faces/consent_text.h"
#include "school/faces/face_match.h"
#include "school/faces/flag_inside.h"
#include "school/faces/identity_gallery.h"
#include "school/faces/identity_inside.h"
#include "school/faces/identity_template.h"
#include "school/faces/look.h"
#include "school/faces/repeat.h"
#include "school/school.h"
#include "store/db.h"
#include "store/engine.h"
#include "store/store.h"

/* ---- reading ---- */

enum fault identity_read(struct school *school, struct db *db, int64_t user_id, struct identity *ret_identity)
{
    struct row row;
    struct identity identity = {0};
    char version[CONSENT_VERSION_SIZE];
    const char *model_id = school->config.face_model_id;
    bool found = false;
    consent_version(version);
    row_begin(&row, db, NULL,
              "SELECT (SELECT MAX(c.given_at) FROM consents c WHERE c.user_id = u.id AND c.text_version = ? AND"
              " c.withdrawn_at IS NULL), t.updated_at, t.frames, t.model_id,"
              " (SELECT COUNT(*) FROM consents c WHERE c.user_id = u.id AND c.text_version = ? AND"
              " c.withdrawn_at IS NULL AND c.scope = 'all')"
              " FROM users u LEFT JOIN templates t ON t.user_id = u.id WHERE u.id = ?",
              DB_VALUES(T(version), T(version), I(user_id)));
    while (row_next(&row)) {
        const char *stored = db_text(&row.rows, 3);
        found = true;
        identity.consented = !db_is_null(&row.rows, 0);
        identity.compared = row_int(&row, 4) > 0;
        identity.enrolled = stored != NULL;
        identity.enrolled_at = row_int(&row, 1);
        identity.frames = row_int(&row, 2);
        identity.renew = stored && model_id && strcmp(stored, model_id) != 0;
    }
    enum fault fault = row_end(&row);
    if (fault != FAULT_NONE || !found)
        return fault != FAULT_NONE ? fault : FAULT_NOT_FOUND;
    *ret_identity = identity;
    return FAULT_NONE;
}

enum fault identity_ready(const struct identity *identity)
{
    if (!identity->consented)
        return FAULT_CONSENT_NEEDED;
    if (!identity->enrolled)
        return FAULT_FACE_NOT_ENROLLED;
    return identity->renew ? FAULT_FACE_OUTDATED : FAULT_NONE;
}

/* Whom the check does not recognise again and again is offered another way before they ask. */
static enum fault unsure_read(struct db *db, int64_t user_id, int64_t since, bool *ret_unsure)
{
    int64_t refused = 0;
    enum fault fault = row_count(db, "SELECT " IDENTITY_MISSES("?", ""),
                                 DB_VALUES(I(user_id), T(face_reason_code(FACE_NO_MATCH)), I(since)), &refused);
    *ret_unsure = refused >= IDENTITY_UNSURE_MIN;
    return fault;
}

enum fault identity_get(struct school *school, const struct actor *actor, struct identity *ret_identity)
{
    struct identity identity;
    CLOSES(store_reader_close) struct db *db = store_reader(school->config.store);
    enum fault fault = identity_read(school, db, actor->user_id, &identity);
    if (fault != FAULT_NONE)
        return fault;
    fault = unsure_read(db, actor->user_id, school_now(school) - IDENTITY_UNSURE_DAYS * (int64_t)SCHOOL_DAY_MS,
                        &identity.unsure);
    if (fault != FAULT_NONE)
        return fault;
    *ret_identity = identity;
    return FAULT_NONE;
}

/* ---- changing ---- */

/* What one person changes of their own consent or template. */
struct change {
    struct school *school;
    int64_t user_id;
    int64_t now;
    const struct sealed_template *sealed; // to store
    int64_t frames;
    const struct flag_match *matches; // accounts with this face, or one close to it
    size_t match_count;
    struct shown shown; // the pictures it was made of
    bool compared;      // by the unit: it may be compared with others
};

static enum fault change_audit(struct db *db, const struct change *unit, const char *action, const char *detail)
{
    return audit_append(db, &(struct audit_entry){
                                .at = unit->now,
                                .actor_id = unit->user_id,
                                .action = action,
                                .subject_type = "user",
                                .subject_id = unit->user_id,
                                .detail = detail,
                            });
}

enum fault identity_write_without_face(struct school *school, int64_t user_id, school_unit write, void *context)
{
    CLOSES(identity_gallery_leave) struct identity_gallery *gallery = identity_gallery_enter(school->gallery);
    enum fault answer = school_change(school, write, context);
    identity_gallery_set(gallery, user_id, NULL, answer);
    return answer;
}

enum fault identity_forget(struct db *db, int64_t user_id, int64_t actor_id, int64_t now, int64_t *ret_deleted)
{
    enum db_status status = db_exec(db, "DELETE FROM templates WHERE user_id = ?", DB_VALUES(I(user_id)));
    *ret_deleted = status == DB_OK ? db_changes(db) : 0;
    if (status == DB_OK)
        status = db_exec(db, "DELETE FROM live_attempts WHERE student_id = ?", DB_VALUES(I(user_id)));
    enum fault fault = status == DB_OK ? repeat_forget(db, user_id) : fault_of(status);
    if (fault != FAULT_NONE || *ret_deleted == 0)
        return fault;
    fault = flag_clear(db, user_id, now);
    return fault != FAULT_NONE ? fault
                               : audit_append(db, &(struct audit_entry){
                                                      .at = now,
                                                      .actor_id = actor_id,
                                                      .action = "face_deleted",
                                                      .subject_type = "user",
                                                      .subject_id = user_id,
                                                  });
}

/* ---- enrolment ---- */

static enum fault delete_face(struct db *db, void *context)
{
    struct change *unit = context;
    int64_t deleted;
    return identity_forget(db, unit->user_id, unit->user_id, unit->now, &deleted);
}

enum fault identity_delete(struct school *school, const struct actor *actor)
{
    struct change unit = {.school = school, .user_id = actor->user_id, .now = school_now(school)};
    return identity_write_without_face(school, actor->user_id, delete_face, &unit);
}

static bool is_matched(const struct change *unit, int64_t other_id)
{
    for (size_t i = 0; unit->compared && i < unit->match_count; i++)
        if (unit->matches[i].user_id == other_id)
            return true;
    return false;
}

/* The search for doubles among all who enrol, also without their leave to be compared: it asks for pictures alone. */
static enum fault pictures_write(struct db *db, const struct change *unit)
{
    struct shown shown = unit->shown;
    enum fault fault = repeat_meet(unit->school, db, unit->user_id, &shown);
    if (fault != FAULT_NONE)
        return fault;
    if (shown.shared_with != 0 && !is_matched(unit, shown.shared_with)) // a face that is flagged says it already
        fault = flag_pictures(db, unit->user_id, shown.shared_with, unit->now);
    if (fault != FAULT_NONE)
        return fault;
    return repeat_keep(unit->school, db, unit->user_id, (struct shown_where){.enrolled = true}, &shown, unit->now);
}

static enum fault template_write(struct db *db, void *context)
{
    struct change *unit = context;
    struct identity identity;
    char detail[32];
    // Again, inside the transaction: the consent may have been withdrawn while the face was computed.
    enum fault fault = identity_read(unit->school, db, unit->user_id, &identity);
    if (fault != FAULT_NONE)
        return fault;
    if (!identity.consented)
        return FAULT_CONSENT_NEEDED;
    const struct db_value sealed = B(unit->sealed->sealed, sizeof(unit->sealed->sealed));
    enum db_status status;
    if (identity.enrolled)
        status = db_exec(db,
                         "UPDATE templates SET model_id = ?, sealed = ?, own_key = 1, frames = ?, updated_at = ? WHERE"
                         " user_id = ?",
                         DB_VALUES(T(unit->sealed->model_id), sealed, I(unit->frames), I(unit->now), I(unit->user_id)));
    else
        status = db_exec(db,
                         "INSERT INTO templates (user_id, model_id, sealed, own_key, frames, created_at, updated_at)"
                         " VALUES (?, ?, ?, 1, ?, ?, ?)",
                         DB_VALUES(I(unit->user_id), T(unit->sealed->model_id), sealed, I(unit->frames), I(unit->now),
                                   I(unit->now)));
    if (status != DB_OK)
        return status == DB_CONFLICT ? FAULT_BUSY : fault_of(status);
    snprintf(detail, sizeof(detail), "%lld frames", (long long)unit->frames);
    fault = change_audit(db, unit, identity.enrolled ? "face_renewed" : "face_enrolled", detail);
    unit->compared = identity.compared;
    if (fault != FAULT_NONE)
        return fault;
    fault = flag_raise(db, unit->user_id, unit->sealed->model_id, unit->matches, unit->compared ? unit->match_count : 0,
                       unit->now);
    return fault != FAULT_NONE ? fault : pictures_write(db, unit);
}

/* A face's verdict as a fault of the school: a broken engine is not the person's doing. */
static enum fault reason_fault(enum face_reason reason)
{
    if (reason == FACE_OK)
        return FAULT_NONE;
    if (reason == FACE_NOT_LOOKED)
        return FAULT_BUSY;
    return reason == FACE_FAULT ? FAULT_INTERNAL : fault_of_face(reason);
}

static enum fault enrol_frames(struct school *school, const struct face_frame *frames, size_t count,
                               struct face_template *template, struct face_burst_report *ret_report)
{
    return reason_fault(face_pool_enrol(school->config.faces, frames, count, template, ret_report));
}

/* Stores a face and, with it, whom else it looks like. */
static enum fault enrol_template(struct school *school, int64_t user_id, bool compared,
                                 const struct face_template *template, const struct face_burst_report *report)
{
    struct sealed_template sealed;
    struct flag_match matches[IDENTITY_MATCHES_MAX];
    struct change unit = {
        .school = school,
        .user_id = user_id,
        .now = school_now(school),
        .sealed = &sealed,
        .frames = (int64_t)report->accepted,
        .shown = {.traces = report->traces, .count = report->accepted},
        .matches = matches,
    };
    CLOSES(own_key_wipe) struct own_key own = {0};
    enum fault fault = repeat_look(school, user_id, (struct shown_where){.enrolled = true}, &unit.shown);
    if (fault != FAULT_NONE)
        return fault;
    fault = person_key_ensure(school, user_id, &own);
    if (fault != FAULT_NONE)
        return fault;
    template_seal(&own, user_id, template, &sealed);
    CLOSES(identity_gallery_leave) struct identity_gallery *gallery = identity_gallery_enter(school->gallery);
    fault = compared ? identity_gallery_match(school, user_id, template, matches, &unit.match_count) : FAULT_NONE;
    if (fault != FAULT_NONE)
        return fault;
    fault = school_change(school, template_write, &unit);
    identity_gallery_set(gallery, user_id, unit.compared ? template : NULL, fault);
    return fault;
}

static enum fault enrol_looking(struct school *school, int64_t user_id, bool compared, const struct face_frame *frames,
                                size_t count, struct face_template *template, struct face_burst_report *ret_report)
{
    struct face_burst_report report = {0};
    enum fault fault = enrol_frames(school, frames, count, template, &report);
    *ret_report = report;
    if (fault != FAULT_NONE)
        return fault;
    return enrol_template(school, user_id, compared, template, &report);
}

enum fault identity_enrol(struct school *school, const struct actor *actor, const struct face_frame *frames,
                          size_t count, struct identity *ret_identity, struct face_burst_report *ret_report)
{
    struct identity identity;
    *ret_report = (struct face_burst_report){0};
    enum fault fault = identity_get(school, actor, &identity);
    if (fault != FAULT_NONE)
        return fault;
    if (!identity.consented)
        return FAULT_CONSENT_NEEDED;
    if (!school->config.faces || !school->config.key)
        return FAULT_INTERNAL;
    if (count > FACE_FRAMES_MAX)
        return fault_of_face(FACE_IMAGE_TOO_LARGE);
    struct face_template *template = template_page_open();
    if (!template)
        return FAULT_INTERNAL;
    fault = look_enter(school, actor->user_id, count);
    if (fault != FAULT_NONE) {
        template_page_close(template);
        return fault;
    }
    fault = enrol_looking(school, actor->user_id, identity.compared, frames, count, template, ret_report);
    look_leave(school, actor->user_id);
    template_page_close(template);
    return fault != FAULT_NONE ? fault : identity_get(school, actor, ret_identity);
}

/* ---- verification ---- */

static enum fault sealed_read(struct db *db, int64_t user_id, struct sealed_template *ret_sealed)
{
    struct row row;
    struct sealed_template stored = {0};
    row_begin(&row, db, NULL, "SELECT " TEMPLATE_COLUMNS " FROM templates t" TEMPLATE_KEYS " WHERE t.user_id = ?",
              DB_VALUES(I(user_id)));
    while (row_next(&row))
        template_of_row(&row, 0, &stored);
    enum fault fault = row_end(&row);
    if (fault != FAULT_NONE)
        return fault;
    *ret_sealed = stored;
    return FAULT_NONE;
}

static enum fault stored_template(struct school *school, int64_t user_id, struct sealed_template *ret_sealed)
{
    struct identity identity;
    CLOSES(store_reader_close) struct db *db = store_reader(school->config.store);
    enum fault fault = identity_read(school, db, user_id, &identity);
    if (fault != FAULT_NONE)
        return fault;
    fault = identity_ready(&identity);
    if (fault != FAULT_NONE)
        return fault;
    fault = sealed_read(db, user_id, ret_sealed);
    return fault != FAULT_NONE ? fault : ret_sealed->found ? FAULT_NONE : FAULT_FACE_OUTDATED;
}

enum fault identity_open(struct school *school, int64_t user_id, struct face_template *template)
{
    struct sealed_template stored;
    enum fault fault = stored_template(school, user_id, &stored);
    if (fault != FAULT_NONE)
        return fault;
    // A template that cannot be opened (another key, a changed row) is as useless as an outdated one: enrol again.
    return template_unseal(school, user_id, &stored, template) ? FAULT_NONE : FAULT_FACE_OUTDATED;
}
