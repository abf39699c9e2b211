/* SPDX-License-Identifier: MIT */
/* Asking for a leave. */
#include <string.h>

#include "base/arena.h"
#include "school/attendance/leave.h"
#include "school/attendance/leave_inside.h"
#include "school/common/access.h"
#include "school/common/audit_inside.h"
#include "school/common/fault.h"
#include "school/common/rows.h"
#include "school/common/state.h"
#include "school/common/text.h"
#include "school/files/evidence_inside.h"
#include "school/marks/membership.h"
#include "school/post/notification.h"
#include "school/post/tell.h"
#include "school/school.h"
#include "store/db.h"
#include "store/engine.h"
#include "store/store.h"

enum { TOLD_MAX = 200 }; // officers, or classrooms, told of a new leave

struct asking {
    const struct actor *actor;
    const struct leave_new *request;
    const char *text;
    int64_t now, id;
    enum leave_side decider, evidence_for;
};

/* ---- may it be asked? ---- */

/* The kind, or that there is none to choose from; and what it says about evidence and time. */
static enum fault asking_kind(struct db *db, struct asking *unit, int64_t *ret_days_after)
{
    struct row row;
    bool found = false, any = false;
    int64_t one, files = (int64_t)unit->request->evidence_count;
    enum leave_evidence evidence = LEAVE_EVIDENCE_OPTIONAL;
    unit->decider = unit->evidence_for = LEAVE_STAFF;
    *ret_days_after = 0;
    if (unit->request->kind_id == 0) {
        enum fault fault =
            row_one_int(db, "SELECT id FROM leave_kinds WHERE retired_at IS NULL LIMIT 1", DB_NO_VALUES, &any, &one);
        return fault != FAULT_NONE ? fault : any ? FAULT_LEAVE_KIND_UNKNOWN : FAULT_NONE;
    }
    row_begin(&row, db, NULL,
              "SELECT decider, evidence, evidence_for, days_after FROM leave_kinds WHERE id = ? AND retired_at IS NULL",
              DB_VALUES(I(unit->request->kind_id)));
    while (row_next(&row)) {
        found = leave_side_parse(db_text(&row.rows, 0), &unit->decider) &&
                leave_evidence_parse(db_text(&row.rows, 1), &evidence) &&
                leave_side_parse(db_text(&row.rows, 2), &unit->evidence_for);
        *ret_days_after = row_int(&row, 3);
    }
    enum fault fault = row_end(&row);
    if (fault != FAULT_NONE)
        return fault;
    if (!found)
        return FAULT_LEAVE_KIND_UNKNOWN;
    if (evidence == LEAVE_EVIDENCE_REQUIRED && files == 0)
        return FAULT_EVIDENCE_NEEDED;
    if (evidence == LEAVE_EVIDENCE_NONE && files > 0)
        return FAULT_EVIDENCE_UNWANTED;
    return FAULT_NONE;
}

static enum fault asking_time(const struct asking *unit, int64_t days_after)
{
    const struct leave_new *request = unit->request;
    if (!time_is_sane(request->from_at) || !time_is_sane(request->until_at))
        return FAULT_TIME_INVALID;
    bool good = request->from_at < request->until_at && request->until_at > unit->now - days_after * SCHOOL_DAY_MS &&
                request->until_at - request->from_at <= LEAVE_DAYS_MAX * (int64_t)SCHOOL_DAY_MS &&
                request->from_at <= unit->now + LEAVE_AHEAD_DAYS * (int64_t)SCHOOL_DAY_MS;
    return good ? FAULT_NONE : FAULT_RANGE_INVALID;
}

/* Of the one classroom, or of any. */
static enum fault asking_member(struct db *db, const struct asking *unit)
{
    struct access access;
    bool any = false;
    int64_t one;
    if (unit->request->class_id == 0) {
        enum fault fault = row_one_int(db,
                                       "SELECT s.class_id FROM students s JOIN classrooms c ON c.id = s.class_id"
                                       " WHERE s.user_id = ? AND c.archived_at IS NULL LIMIT 1",
                                       DB_VALUES(I(unit->actor->user_id)), &any, &one);
        return fault != FAULT_NONE ? fault : any ? FAULT_NONE : FAULT_REQUEST_INVALID;
    }
    enum fault fault = access_classroom(db, unit->actor, unit->request->class_id, &access);
    if (fault == FAULT_NOT_FOUND || (fault == FAULT_NONE && !access.member))
        return FAULT_REQUEST_INVALID;
    return fault != FAULT_NONE ? fault : access.archived ? FAULT_CLASSROOM_ARCHIVED : FAULT_NONE;
}

static enum fault asking_limits(struct db *db, const struct asking *unit)
{
    bool found;
    int64_t open = 0, today = 0;
    enum fault fault = row_one_int(db,
                                   "SELECT COUNT(*) FROM leaves v WHERE v.student_id = ? AND v.state = 'open' AND NOT"
                                   " EXISTS (SELECT 1 FROM leave_answers k WHERE k.leave_id = v.id)",
                                   DB_VALUES(I(unit->actor->user_id)), &found, &open);
    if (fault != FAULT_NONE)
        return fault;
    fault = row_one_int(db, "SELECT COUNT(*) FROM leaves WHERE student_id = ? AND created_at > ?",
                        DB_VALUES(I(unit->actor->user_id), I(unit->now - SCHOOL_DAY_MS)), &found, &today);
    if (fault != FAULT_NONE)
        return fault;
    if (open >= LEAVE_OPEN_MAX || today >= LEAVE_DAY_MAX)
        return FAULT_TOO_MANY_THINGS;
    return FAULT_NONE;
}

static enum fault asking_allowed(struct db *db, struct asking *unit, bool *ret_there)
{
    const struct leave_new *request = unit->request;
    int64_t days_after = 0;
    enum fault fault = asking_member(db, unit);
    if (fault != FAULT_NONE)
        return fault;
    // a phone asks twice
    fault = row_one_int(db,
                        "SELECT id FROM leaves WHERE student_id = ? AND state = 'open' AND COALESCE(kind_id, 0) = ?"
                        " AND COALESCE(class_id, 0) = ? AND from_at = ? AND until_at = ? AND text = ? LIMIT 1",
                        DB_VALUES(I(unit->actor->user_id), I(request->kind_id), I(request->class_id),
                                  I(request->from_at), I(request->until_at), T(unit->text)),
                        ret_there, &unit->id);
    if (fault != FAULT_NONE || *ret_there)
        return fault;
    fault = asking_kind(db, unit, &days_after);
    if (fault != FAULT_NONE)
        return fault;
    fault = asking_time(unit, days_after);
    if (fault != FAULT_NONE)
        return fault;
    fault = asking_limits(db, unit);
    return fault != FAULT_NONE ? fault
                               : evidence_check(db, unit->actor->user_id, request->evidence, request->evidence_count);
}

/* ---- telling ---- */

/* Ids of one query. */
static enum fault ids_read(struct db *db, const char *sql, struct db_values values, int64_t ids[static TOLD_MAX],
                           size_t *ret_count)
{
    struct row row;
    size_t count = 0;
    row_begin(&row, db, NULL, sql, values);
    while (count < TOLD_MAX && row_next(&row))
        ids[count++] = row_int(&row, 0);
    *ret_count = count;
    return row_end(&row);
}

/* Those whom the kind names; without any, the administrators. */
static enum fault office_tell(struct db *db, const struct asking *unit)
{
    int64_t officers[TOLD_MAX];
    size_t count = 0;
    struct notification_request told = {.kind = NOTIFY_REQUEST, .subject_id = unit->id, .text = "leave"};
    enum fault fault = ids_read(db, "SELECT user_id FROM leave_officers WHERE kind_id = ? ORDER BY user_id LIMIT ?",
                                DB_VALUES(I(unit->request->kind_id), I(TOLD_MAX)), officers, &count);
    if (fault != FAULT_NONE || count == 0)
        return fault != FAULT_NONE ? fault : tell(db, TELL_ADMINISTRATORS, &told, 0, unit->now);
    for (size_t i = 0; fault == FAULT_NONE && i < count; i++) {
        told.user_id = officers[i];
        fault = tell(db, TELL_PERSON, &told, 0, unit->now);
    }
    return fault;
}

static enum fault classes_tell(struct db *db, const struct asking *unit)
{
    int64_t classes[TOLD_MAX];
    size_t count = 0;
    const struct leave_new *request = unit->request;
    enum fault fault = ids_read(
        db,
        "SELECT DISTINCT l.class_id FROM memberships m JOIN lectures l ON l.class_id = m.class_id AND " MEMBER_THEN
        " WHERE m.user_id = ? AND l.starts_at >= ? AND l.starts_at < ? AND l.cancelled_at IS NULL AND"
        " (? = 0 OR l.class_id = ?) ORDER BY l.class_id LIMIT ?",
        DB_VALUES(I(unit->actor->user_id), I(request->from_at), I(request->until_at), I(request->class_id),
                  I(request->class_id), I(TOLD_MAX)),
        classes, &count);
    for (size_t i = 0; fault == FAULT_NONE && i < count; i++)
        fault = tell(db, TELL_TEACHERS,
                     &(struct notification_request){
                         .kind = NOTIFY_REQUEST, .class_id = classes[i], .subject_id = unit->id, .text = "leave"},
                     0, unit->now);
    return fault;
}

static enum fault deciders_tell(struct db *db, const struct asking *unit)
{
    bool looks = unit->evidence_for == LEAVE_OFFICE && unit->request->evidence_count > 0;
    enum fault fault = unit->decider == LEAVE_OFFICE || looks ? office_tell(db, unit) : FAULT_NONE;
    return fault != FAULT_NONE || unit->decider == LEAVE_OFFICE ? fault : classes_tell(db, unit);
}

/* ---- the unit ---- */

static enum fault asking_write(struct db *db, void *context)
{
    struct asking *unit = context;
    const struct leave_new *request = unit->request;
    bool there = false;
    enum fault fault = asking_allowed(db, unit, &there);
    if (fault != FAULT_NONE || there)
        return fault;
    fault =
        row_insert(db,
                   "INSERT INTO leaves (student_id, kind_id, class_id, from_at, until_at, text, decider, evidence_for,"
                   " state, created_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, 'open', ?) RETURNING id",
                   DB_VALUES(I(unit->actor->user_id), id_or_null(request->kind_id), id_or_null(request->class_id),
                             I(request->from_at), I(request->until_at), T(unit->text),
                             T(leave_side_code(unit->decider)), T(leave_side_code(unit->evidence_for)), I(unit->now)),
                   &unit->id);
    if (fault != FAULT_NONE)
        return fault;
    enum db_status status = evidence_attach(db, unit->id, request->evidence, request->evidence_count);
    if (status != DB_OK)
        return fault_of(status);
    fault = audit_append(db, &(struct audit_entry){
                                 .at = unit->now,
                                 .actor_id = unit->actor->user_id,
                                 .action = "leave_asked",
                                 .subject_type = "leave",
                                 .subject_id = unit->id,
                             });
    return fault != FAULT_NONE ? fault : deciders_tell(db, unit);
}

enum fault leave_create(struct school *school, const struct actor *actor, const struct leave_new *request,
                        struct arena *arena, struct leave *ret_leave)
{
    struct leave leave;
    struct asking unit = {.actor = actor, .request = request, .now = school_now(school)};
    const struct leave_reader reader = {.own = true};
    bool wordless = request->kind_id != 0; // the kind says it
    if (request->evidence_count > EVIDENCE_FILES_MAX)
        return FAULT_TOO_MANY_THINGS;
    enum fault fault = text_clean(request->text, LEAVE_TEXT_MAX, true, wordless, arena, &unit.text);
    if (fault != FAULT_NONE)
        return fault;
    if (!unit.text)
        unit.text = "";
    fault = school_change(school, asking_write, &unit);
    if (fault != FAULT_NONE)
        return fault;
    CLOSES(store_reader_close) struct db *db = store_reader(school->config.store);
    fault = leave_read(db, unit.id, arena, &leave);
    if (fault != FAULT_NONE)
        return fault;
    fault = leave_view(db, &leave, &reader, arena);
    if (fault != FAULT_NONE)
        return fault;
    *ret_leave = leave;
    return FAULT_NONE;
}
