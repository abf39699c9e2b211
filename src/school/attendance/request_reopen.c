/* SPDX-License-Identifier: MIT */
/* Taking the answer to an appeal back: see request.h. */
#include "base/arena.h"
#include "school/attendance/change.h"
#include "school/attendance/change_inside.h"
#include "school/attendance/hand_time.h"
#include "school/attendance/request.h"
#include "school/attendance/request_inside.h"
#include "school/common/access.h"
#include "school/common/audit_inside.h"
#include "school/common/fault.h"
#include "school/common/rows.h"
#include "school/common/state.h"
#include "school/marks/mark_event.h"
#include "school/marks/mark_write.h"
#include "school/post/notification.h"
#include "school/post/tell.h"
#include "school/school.h"
#include "store/db.h"
#include "store/engine.h"
#include "store/store.h"

enum { INPUT_ARENA_MAX = 64 << 10 };

struct reopening {
    const struct actor *actor;
    int64_t class_id, request_id, version, now;
    struct request request;
    bool open;   // it was so already
    bool marked; // a mark went back
};

static enum fault reopen_may(struct db *db, struct reopening *unit, struct arena *arena)
{
    struct access access;
    const struct request *request = &unit->request;
    enum fault fault = access_class_change(db, unit->actor, unit->class_id, &access);
    if (fault != FAULT_NONE)
        return fault;
    fault = request_read(db, unit->request_id, arena, &unit->request);
    if (fault != FAULT_NONE)
        return fault;
    if (request->class_id != unit->class_id)
        return FAULT_NOT_FOUND;
    unit->open = request->decision.state == DECISION_OPEN;
    if (unit->open)
        return FAULT_NONE;
    if (unit->version != 0 && unit->version != request->version)
        return FAULT_CHANGED_MEANWHILE;
    // A leave of before leave.h goes on marking lectures: it is not put back by what one answer marked.
    if (request->decision.state == DECISION_WITHDRAWN || request->decision.by.id != unit->actor->user_id ||
        request->kind != REQUEST_APPEAL)
        return FAULT_REQUEST_ANSWERED;
    bool young = unit->now - request->decision.at < CHANGE_HOURS * (int64_t)SCHOOL_HOUR_MS;
    return young ? FAULT_NONE : FAULT_CHANGE_UNKNOWN;
}

static enum fault reopen_mark(struct db *db, struct reopening *unit, struct arena *arena)
{
    struct access access;
    bool kept = false;
    const struct request *request = &unit->request;
    enum fault fault = access_lecture_work(db, unit->actor, request->lecture_id, &access);
    if (fault != FAULT_NONE)
        return fault;
    struct mark_change change = {.actor = unit->actor,
                                 .lecture_id = request->lecture_id,
                                 .class_id = unit->class_id,
                                 .now = unit->now,
                                 .quiet = unit->now - request->decision.at < NOTIFICATION_SETTLE_MS};
    fault = hand_time_check(db, &access, &change, "answer taken back");
    if (fault != FAULT_NONE)
        return fault;
    fault = change_put_back(db, &change, request->change_id, request->student.id, arena, &kept);
    if (fault != FAULT_NONE)
        return fault;
    if (kept)
        return FAULT_CHANGED_MEANWHILE;
    unit->marked = true;
    return mark_change_undone(db, request->change_id, unit->now);
}

/* It waits again for its teachers, and the student has not been told yet. */
static enum fault reopen_tell(struct db *db, const struct reopening *unit)
{
    const struct request *request = &unit->request;
    const struct notification_request answered = {.user_id = request->student.id,
                                                  .kind = NOTIFY_REQUEST_ANSWERED,
                                                  .subject_id = request->id,
                                                  .text = decision_state_code(request->decision.state)};
    const struct notification_request changed = {
        .user_id = request->student.id, .kind = NOTIFY_MARK_CHANGED, .lecture_id = request->lecture_id};
    enum fault fault = request_unsettled(db, request->id, request->decision.at);
    if (fault != FAULT_NONE)
        return fault;
    fault = tell_take_back(db, &answered, request->decision.at);
    if (fault != FAULT_NONE || !unit->marked || unit->now - request->decision.at >= NOTIFICATION_SETTLE_MS)
        return fault;
    return tell_take_back(db, &changed, request->decision.at);
}

static enum fault reopen_write(struct db *db, void *context)
{
    struct reopening *unit = context;
    CLOSES(arena_release) struct arena arena = arena_of(INPUT_ARENA_MAX);
    unit->marked = false;
    enum fault fault = reopen_may(db, unit, &arena);
    if (fault != FAULT_NONE || unit->open)
        return fault;
    if (unit->request.change_id != 0)
        fault = reopen_mark(db, unit, &arena);
    if (fault != FAULT_NONE)
        return fault;
    fault = fault_of(db_exec(db,
                             "UPDATE requests SET state = 'open', status = NULL, comment = NULL, answered_by = NULL,"
                             " answered_at = NULL, change_id = NULL, version = version + 1, updated_at = ? WHERE"
                             " id = ?",
                             DB_VALUES(I(unit->now), I(unit->request_id))));
    if (fault != FAULT_NONE)
        return fault;
    fault = audit_append(db, &(struct audit_entry){
                                 .at = unit->now,
                                 .actor_id = unit->actor->user_id,
                                 .action = "request_reopened",
                                 .subject_type = "request",
                                 .subject_id = unit->request_id,
                             });
    return fault != FAULT_NONE ? fault : reopen_tell(db, unit);
}

enum fault request_reopen(struct school *school, const struct actor *actor, int64_t class_id, int64_t request_id,
                          int64_t version, struct arena *arena, struct request *ret_request)
{
    struct reopening unit = {
        .actor = actor, .class_id = class_id, .request_id = request_id, .version = version, .now = school_now(school)};
    enum fault fault = school_change(school, reopen_write, &unit);
    if (fault != FAULT_NONE)
        return fault;
    if (unit.marked)
        event_mark(school, unit.request.lecture_id, unit.request.student.id);
    CLOSES(store_reader_close) struct db *db = store_reader(school->config.store);
    return request_read(db, request_id, arena, ret_request);
}
