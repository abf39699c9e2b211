/* SPDX-License-Identifier: MIT */
#include "school/checkin/own_device.h"

#include <string.h>

#include "base/arena.h"
#include "crypto/secret.h"
#include "school/checkin/device.h"
#include "school/checkin/device_proof.h"
#include "school/checkin/proof.h"
#include "school/common/access.h"
#include "school/common/audit_inside.h"
#include "school/common/fault.h"
#include "school/common/rows.h"
#include "school/common/state.h"
#include "school/marks/mark.h"
#include "school/marks/mark_event.h"
#include "school/marks/mark_inside.h"
#include "school/marks/mark_write.h"
#include "school/people/account.h"
#include "school/people/sign_in/second_factor_inside.h"
#include "school/people/user.h"
#include "school/plan/joint_inside.h"
#include "school/school.h"
#include "store/db.h"
#include "store/engine.h"
#include "store/store.h"

enum { DETAIL_SIZE = 160 };

/* Only what was there before the device can say that it is still the same person. */
static bool vouches(int64_t since, const struct device *device)
{
    return since != 0 && since <= device->first_seen_at;
}

/* ---- the list ---- */

/* Whether a row is of the browser that asks: by its key, or by its token where neither has one. */
static bool is_asking(const char *row_key, const char *row_browser, const char *key, const char *browser)
{
    if (key && *key)
        return row_key && strcmp(row_key, key) == 0;
    return !row_key && *browser && row_browser && strcmp(row_browser, browser) == 0;
}

enum fault own_devices(struct school *school, const struct actor *actor, const char *token, const char *key,
                       struct arena *arena, struct own_devices *ret_devices)
{
    struct row row;
    struct own_devices list = {0};
    char browser[SECRET_FINGERPRINT_SIZE];
    int64_t since = 0, now = school_now(school);
    device_browser(token, browser);
    CLOSES(store_reader_close) struct db *db = store_reader(school->config.store);
    enum fault fault = second_factor_since(db, actor->user_id, &since);
    if (fault != FAULT_NONE)
        return fault;
    row_begin(&row, db, arena,
              "SELECT id, name, first_seen_at, last_seen_at, trusted, public_key, browser FROM devices"
              " WHERE user_id = ? ORDER BY last_seen_at DESC, id DESC",
              DB_VALUES(I(actor->user_id)));
    while (row_next(&row)) {
        struct own_device *devices = row_list(&row, list.devices, list.count, sizeof(*devices));
        if (!devices)
            break;
        list.devices = devices;
        const char *name = row_text(&row, 1), *row_key = row_text(&row, 5);
        const struct device device = {row_int(&row, 0), row_int(&row, 2), row_int(&row, 4) != 0, false};
        struct own_device *own = &devices[list.count++];
        *own = (struct own_device){
            .id = device.id,
            .name = name ? name : "",
            .first_seen_at = device.first_seen_at,
            .last_seen_at = row_int(&row, 3),
            .new_until = device_new_until(&device, now),
            .keyed = row_key != NULL,
            .current = is_asking(row_key, db_text(&row.rows, 6), key, browser),
        };
        own->can_vouch = own->current && own->new_until != 0 && vouches(since, &device);
    }
    fault = row_end(&row);
    if (fault != FAULT_NONE)
        return fault;
    *ret_devices = list;
    return FAULT_NONE;
}

/* ---- one's own acts ---- */

struct own {
    const struct actor *actor;
    const struct proved *proved;
    int64_t device_id; // or the person whose devices end
    int64_t now, ended;
};

static enum fault device_trust(struct db *db, int64_t device_id)
{
    return fault_of(db_exec(db, "UPDATE devices SET trusted = 1 WHERE id = ?", DB_VALUES(I(device_id))));
}

static enum fault own_audit(struct db *db, const struct own *unit, const char *action, int64_t user_id,
                            const char *detail)
{
    return audit_append(db, &(struct audit_entry){.at = unit->now,
                                                  .actor_id = unit->actor->user_id,
                                                  .action = action,
                                                  .subject_type = "user",
                                                  .subject_id = user_id,
                                                  .detail = detail});
}

static enum fault own_trust(struct db *db, const struct own *unit, int64_t device_id)
{
    enum fault fault = device_trust(db, device_id);
    return fault != FAULT_NONE ? fault
                               : own_audit(db, unit, "device_trusted", unit->actor->user_id, "by a second factor");
}

static enum fault add_write(struct db *db, void *context)
{
    struct own *unit = context;
    struct device device;
    int64_t since = 0;
    enum fault fault = device_see(db, unit->actor->user_id, 0, unit->proved, unit->now, &device);
    if (fault != FAULT_NONE || device_new_until(&device, unit->now) == 0 ||
        actor_step_up(unit->actor, unit->now) != FAULT_NONE)
        return fault;
    fault = second_factor_since(db, unit->actor->user_id, &since);
    if (fault != FAULT_NONE || !vouches(since, &device))
        return fault;
    return own_trust(db, unit, device.id);
}

/* Runs the unit for the device that asks, which proves its key. */
static enum fault own_prove(struct school *school, const struct actor *actor, const struct proof_input *input,
                            enum fault (*write)(struct db *db, void *context))
{
    struct proved proved = {.agent = input->agent};
    struct own unit = {.actor = actor, .proved = &proved, .now = school_now(school)};
    const struct device_signed over = {.person_id = actor->user_id, .what = DEVICE_ITSELF, .at = unit.now};
    device_browser(input->device, proved.device);
    if (!proved.device[0] || !device_proven(&over, input->key, input->signature, proved.key))
        return FAULT_DEVICE_UNSIGNED;
    return school_change(school, write, &unit);
}

enum fault own_device_add(struct school *school, const struct actor *actor, const struct proof_input *input)
{
    return own_prove(school, actor, input, add_write);
}

static enum fault vouch_write(struct db *db, void *context)
{
    struct own *unit = context;
    struct device device;
    int64_t since = 0;
    enum fault fault = device_see(db, unit->actor->user_id, 0, unit->proved, unit->now, &device);
    if (fault != FAULT_NONE || device.trusted)
        return fault;
    fault = second_factor_since(db, unit->actor->user_id, &since);
    if (fault != FAULT_NONE)
        return fault;
    if (!vouches(since, &device))
        return FAULT_DEVICE_VOUCHLESS;
    fault = actor_step_up(unit->actor, unit->now);
    return fault != FAULT_NONE ? fault : own_trust(db, unit, device.id);
}

enum fault own_device_vouch(struct school *school, const struct actor *actor, const struct proof_input *input)
{
    return own_prove(school, actor, input, vouch_write);
}

static enum fault remove_write(struct db *db, void *context)
{
    struct own *unit = context;
    int64_t count = 0;
    enum fault fault =
        row_count(db, "SELECT COUNT(*) FROM devices WHERE user_id = ?", DB_VALUES(I(unit->actor->user_id)), &count);
    if (fault != FAULT_NONE)
        return fault;
    enum db_status status = db_exec(db, "DELETE FROM devices WHERE id = ? AND user_id = ?",
                                    DB_VALUES(I(unit->device_id), I(unit->actor->user_id)));
    if (status != DB_OK)
        return fault_of(status);
    if (db_changes(db) != 1)
        return FAULT_NOT_FOUND;
    return count == 1 ? FAULT_DEVICE_LAST : own_audit(db, unit, "device_removed", unit->actor->user_id, NULL);
}

enum fault own_device_remove(struct school *school, const struct actor *actor, int64_t device_id)
{
    struct own unit = {.actor = actor, .device_id = device_id, .now = school_now(school)};
    return school_change(school, remove_write, &unit);
}

/* ---- an administrator's and a teacher's ---- */

static enum fault end_write(struct db *db, void *context)
{
    struct own *unit = context;
    struct user user;
    char detail[DETAIL_SIZE];
    CLOSES(arena_release) struct arena arena = arena_of(4096);
    enum fault fault = user_read(db, unit->device_id, &arena, &user);
    if (fault != FAULT_NONE)
        return fault;
    enum db_status status = db_exec(db, "DELETE FROM devices WHERE user_id = ?", DB_VALUES(I(unit->device_id)));
    if (status != DB_OK)
        return fault_of(status);
    unit->ended = db_changes(db);
    snprintf(detail, sizeof(detail), "%lld", (long long)unit->ended);
    return unit->ended == 0 ? FAULT_NONE : own_audit(db, unit, "devices_ended", unit->device_id, detail);
}

enum fault devices_end(struct school *school, const struct actor *actor, int64_t user_id, int64_t *ret_ended)
{
    struct own unit = {.actor = actor, .device_id = user_id, .now = school_now(school)};
    if (actor->role != ROLE_ADMINISTRATOR)
        return FAULT_NOT_ALLOWED;
    enum fault fault = school_change(school, end_write, &unit);
    if (fault == FAULT_NONE)
        *ret_ended = unit.ended;
    return fault;
}

struct teachers_word {
    const struct actor *actor;
    int64_t lecture_id, student_id, class_id, now;
};

/* The device that brought this mark, or the same mark in a lecture that is held together with it. */
static enum fault brought_by(struct db *db, const struct teachers_word *unit, int64_t *ret_device_id)
{
    bool found = false;
    struct joint joint;
    *ret_device_id = 0;
    enum fault fault = joint_read(db, unit->lecture_id, &joint);
    for (size_t i = 0; fault == FAULT_NONE && !found && i < joint.count; i++)
        fault = row_one_int(
            db, "SELECT id FROM devices WHERE user_id = ? AND lecture_id = ? ORDER BY marked_at DESC, id DESC LIMIT 1",
            DB_VALUES(I(unit->student_id), I(joint.lectures[i])), &found, ret_device_id);
    return fault != FAULT_NONE || found ? fault : FAULT_DEVICE_GONE;
}

static enum fault word_write(struct db *db, void *context)
{
    struct teachers_word *unit = context;
    struct access access = {0};
    struct mark_state before = {0};
    int64_t device_id;
    char detail[DETAIL_SIZE];
    enum fault fault = access_lecture_change(db, unit->actor, unit->lecture_id, &access);
    if (fault != FAULT_NONE)
        return fault;
    unit->class_id = access.class_id;
    fault = mark_state_read(db, access.class_id, unit->lecture_id, unit->student_id, &before);
    if (fault != FAULT_NONE || !(before.flags & MARK_NEW_DEVICE))
        return fault;
    fault = brought_by(db, unit, &device_id);
    if (fault != FAULT_NONE)
        return fault;
    fault = device_trust(db, device_id);
    if (fault != FAULT_NONE)
        return fault;
    // That a new device shows another key than the one before is a part of its being new.
    unsigned left = before.flags & ~(unsigned)(MARK_NEW_DEVICE | MARK_UNSIGNED);
    fault = mark_keep_flags(db, unit->lecture_id, unit->student_id, left, unit->now);
    if (fault != FAULT_NONE)
        return fault;
    snprintf(detail, sizeof(detail), "student %lld", (long long)unit->student_id);
    return audit_append(db, &(struct audit_entry){.at = unit->now,
                                                  .actor_id = unit->actor->user_id,
                                                  .action = "device_known",
                                                  .subject_type = "lecture",
                                                  .subject_id = unit->lecture_id,
                                                  .detail = detail});
}

enum fault device_vouch(struct school *school, const struct actor *actor, int64_t lecture_id, int64_t student_id,
                        struct arena *arena, struct mark *ret_mark)
{
    struct teachers_word unit = {
        .actor = actor, .lecture_id = lecture_id, .student_id = student_id, .now = school_now(school)};
    enum fault fault = school_change(school, word_write, &unit);
    if (fault != FAULT_NONE)
        return fault;
    event_mark(school, lecture_id, student_id);
    CLOSES(store_reader_close) struct db *db = store_reader(school->config.store);
    return mark_read(db, unit.class_id, lecture_id, student_id, arena, ret_mark);
}
