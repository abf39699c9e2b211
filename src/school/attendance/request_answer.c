/* SPDX-License-Identifier: MIT */
/* Answering requests: see request.h. */
#include <string.h>

#include "base/arena.h"
#include "base/str.h"
#include "school/attendance/change_inside.h"
#include "school/attendance/hand_time.h"
#include "school/attendance/request.h"
#include "school/attendance/request_inside.h"
#include "school/common/access.h"
#include "school/common/audit_inside.h"
#include "school/common/fault.h"
#include "school/common/group_rule.h"
#include "school/common/rows.h"
#include "school/common/state.h"
#include "school/common/text.h"
#include "school/marks/mark.h"
#include "school/marks/mark_event.h"
#include "school/plan/mark_leave.h"
#include "school/marks/mark_write.h"
#include "school/marks/status_set_inside.h"
#include "school/post/notification.h"
#include "school/post/tell.h"
#include "school/school.h"
#include "store/db.h"
#include "store/engine.h"
#include "store/store.h"
#define APPEAL_REASON "appeal"

/* ---- answering ---- */

struct answering {
    const struct actor *actor;
    int64_t class_id, request_id, now;
    const struct request_answer *answer;
    const char *comment;
    struct request request;
    int64_t lectures[REQUEST_LECTURES_MAX]; // whose mark the answer sets
    bool late[REQUEST_LECTURES_MAX];        // outside the time of change.h
    size_t count;
    int64_t change_id; // of an appeal's mark; 0: none was set
    bool repeated;     // it was answered so before
};

/* The lectures that an accepted request marks now. */
static enum fault answer_lectures(struct db *db, struct answering *unit)
{
    struct row row;
    const struct request *request = &unit->request;
    unit->count = 0;
    if (request->kind == REQUEST_APPEAL) {
        unit->lectures[unit->count++] = request->lecture_id;
        return FAULT_NONE;
    }
    row_begin(
        &row, db, NULL,
        "SELECT l.id FROM lectures l JOIN windows w ON w.lecture_id = l.id"
        " LEFT JOIN attendance a ON a.lecture_id = l.id AND a.student_id = ?"
        " WHERE l.class_id = ? AND l.cancelled_at IS NULL AND w.opens_at <= ? AND"
        " (a.id IS NULL OR a.status = 'A') AND (l.id = ? OR (l.starts_at >= ? AND l.starts_at < ? AND " GROUP_THEN(
            "?") "))"
                 " ORDER BY l.id LIMIT ?",
        DB_VALUES(I(request->student.id), I(unit->class_id), I(unit->now), I(request->lecture_id), I(request->from_at),
                  I(request->until_at), I(request->student.id), I(REQUEST_LECTURES_MAX)));
    while (row_next(&row))
        unit->lectures[unit->count++] = row_int(&row, 0);
    return row_end(&row);
}

static enum fault answer_may(struct db *db, struct answering *unit, struct arena *arena)
{
    struct access access;
    struct request *request = &unit->request;
    enum fault fault = access_class_change(db, unit->actor, unit->class_id, &access);
    if (fault != FAULT_NONE)
        return fault;
    fault = request_read(db, unit->request_id, arena, request);
    if (fault != FAULT_NONE)
        return fault;
    if (request->class_id != unit->class_id)
        return FAULT_NOT_FOUND;
    unit->repeated = request->decision.state == (unit->answer->accept ? DECISION_ACCEPTED : DECISION_REFUSED) &&
                     request->decision.by.id == unit->actor->user_id;
    if (unit->repeated)
        return FAULT_NONE;
    if (unit->answer->version != 0 && unit->answer->version != request->version)
        return FAULT_CHANGED_MEANWHILE;
    if (request->decision.state != DECISION_OPEN)
        return FAULT_REQUEST_ANSWERED;
    return unit->answer->accept ? status_offered(db, unit->class_id, unit->answer->status) : FAULT_NONE;
}

static struct mark_change answer_change(const struct answering *unit, size_t index)
{
    return (struct mark_change){.actor = unit->actor,
                                .lecture_id = unit->lectures[index],
                                .class_id = unit->class_id,
                                .now = unit->now,
                                .late = unit->late[index],
                                .reason = unit->request.kind == REQUEST_LEAVE ? LEAVE_REASON : APPEAL_REASON};
}

/* Everything that may say no about the marks, before the first is written. */
static enum fault answer_marks_allowed(struct db *db, struct answering *unit)
{
    enum fault fault = answer_lectures(db, unit);
    if (fault != FAULT_NONE)
        return fault;
    for (size_t i = 0; i < unit->count; i++) {
        struct access access;
        struct mark_change change = answer_change(unit, i);
        fault = access_lecture_work(db, unit->actor, unit->lectures[i], &access);
        if (fault != FAULT_NONE)
            return fault;
        fault = hand_time_check(db, &access, &change, change.reason);
        if (fault != FAULT_NONE)
            return fault;
        unit->late[i] = change.late;
    }
    return FAULT_NONE;
}

static enum fault answer_mark(struct db *db, struct answering *unit, size_t index)
{
    struct mark_state before;
    struct mark_change change = answer_change(unit, index);
    struct mark_state after = {
        .status = unit->answer->status,
        .method = MARK_BY_HAND,
        .marked_by = unit->actor->user_id,
        .timestamp = unit->now,
    };
    enum fault fault = mark_state_read(db, unit->class_id, change.lecture_id, unit->request.student.id, &before);
    if (fault == FAULT_NOT_FOUND) // has left the class meanwhile: there is no record to put right
        return FAULT_NONE;
    if (fault != FAULT_NONE)
        return fault;
    if (unit->request.kind == REQUEST_LEAVE) {
        struct leave_mark leave = {.status = MARK_EXCUSED, .answered_by = unit->actor->user_id};
        if (unit->comment)
            str_copy(leave.note, sizeof(leave.note), unit->comment);
        return leave_give(db, &change, unit->request.student.id, &before, &leave);
    }
    // What the student reads beside the mark: the answer's own words, or what stood there.
    const char *note = unit->comment ? unit->comment : before.has_note ? before.note : NULL;
    after.has_note = note && str_copy(after.note, sizeof(after.note), note);
    fault = mark_write(db, &change, unit->request.student.id, &before, &after);
    unit->change_id = change.id;
    return fault;
}

static enum fault answer_note(struct db *db, const struct answering *unit)
{
    bool accept = unit->answer->accept;
    enum mark_status given = !accept                               ? MARK_UNMARKED
                             : unit->request.kind == REQUEST_LEAVE ? MARK_EXCUSED
                                                                   : unit->answer->status;
    const char *state = decision_state_code(accept ? DECISION_ACCEPTED : DECISION_REFUSED);
    enum db_status status =
        db_exec(db,
                "UPDATE requests SET state = ?, status = ?, comment = ?, answered_by = ?, answered_at = ?,"
                " change_id = ?, version = version + 1, updated_at = ? WHERE id = ?",
                DB_VALUES(T(state), T(mark_status_code(given)), T(unit->comment), I(unit->actor->user_id), I(unit->now),
                          id_or_null(unit->change_id), I(unit->now), I(unit->request_id)));
    if (status != DB_OK)
        return fault_of(status);
    enum fault fault = audit_append(db, &(struct audit_entry){
                                            .at = unit->now,
                                            .actor_id = unit->actor->user_id,
                                            .action = accept ? "request_accepted" : "request_refused",
                                            .subject_type = "request",
                                            .subject_id = unit->request_id,
                                            .detail = mark_status_code(given),
                                        });
    if (fault != FAULT_NONE)
        return fault;
    if (unit->request.kind == REQUEST_APPEAL)
        fault = request_settled(db, unit->request_id, unit->now);
    if (fault != FAULT_NONE)
        return fault;
    return tell(db, TELL_PERSON,
                &(struct notification_request){.user_id = unit->request.student.id,
                                               .kind = NOTIFY_REQUEST_ANSWERED,
                                               .class_id = unit->class_id,
                                               .lecture_id = unit->request.lecture_id,
                                               .subject_id = unit->request_id,
                                               .text = state},
                0, unit->now);
}

static enum fault answer_write(struct db *db, void *context)
{
    struct answering *unit = context;
    unit->count = 0;
    unit->change_id = 0;
    unit->repeated = false;
    CLOSES(arena_release) struct arena arena = arena_of(64 << 10);
    enum fault fault = answer_may(db, unit, &arena);
    arena_release(&arena);
    if (fault != FAULT_NONE)
        return fault;
    if (!unit->repeated && unit->answer->accept)
        fault = answer_marks_allowed(db, unit);
    if (fault != FAULT_NONE || unit->repeated)
        return fault;
    for (size_t i = 0; fault == FAULT_NONE && i < unit->count; i++)
        fault = answer_mark(db, unit, i);
    return fault != FAULT_NONE ? fault : answer_note(db, unit);
}

enum fault request_answer(struct school *school, const struct actor *actor, int64_t class_id, int64_t request_id,
                          const struct request_answer *answer, struct arena *arena, struct request *ret_request)
{
    struct answering *unit = arena_calloc(arena, 1, sizeof(*unit)); // too large for a worker's stack
    if (!unit)
        return FAULT_INTERNAL;
    *unit = (struct answering){
        .actor = actor, .class_id = class_id, .request_id = request_id, .now = school_now(school), .answer = answer};
    if (answer->accept && (answer->status <= MARK_UNMARKED || answer->status >= MARK_STATUS_COUNT))
        return FAULT_STATUS_UNKNOWN;
    enum fault fault = text_clean(answer->comment, REQUEST_COMMENT_MAX, true, true, arena, &unit->comment);
    if (fault != FAULT_NONE)
        return fault;
    fault = school_change(school, answer_write, unit);
    if (fault != FAULT_NONE)
        return fault;
    for (size_t i = 0; i < unit->count; i++)
        event_mark(school, unit->lectures[i], unit->request.student.id);
    CLOSES(store_reader_close) struct db *db = store_reader(school->config.store);
    return request_read(db, request_id, arena, ret_request);
}
