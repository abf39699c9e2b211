/* SPDX-License-Identifier: MIT */
/* Answering leaves and taking them back, and what either does to marks. */
#include <string.h>

#include "base/arena.h"
#include "base/str.h"
#include "school/attendance/change.h"
#include "school/attendance/change_inside.h"
#include "school/attendance/hand_time.h"
#include "school/attendance/leave.h"
#include "school/attendance/leave_inside.h"
#include "school/common/access.h"
#include "school/common/audit_inside.h"
#include "school/common/fault.h"
#include "school/common/rows.h"
#include "school/common/state.h"
#include "school/common/taken_rule.h"
#include "school/common/text.h"
#include "school/files/evidence_inside.h"
#include "school/marks/mark.h"
#include "school/marks/mark_event.h"
#include "school/plan/mark_leave.h"
#include "school/marks/mark_write.h"
#include "school/marks/membership.h"
#include "school/post/notification.h"
#include "school/post/tell.h"
#include "school/school.h"
#include "store/db.h"
#include "store/engine.h"
#include "store/store.h"

/* A lecture whose mark changes. */
struct touched {
    int64_t lecture_id, class_id;
    struct access access; // what hand_time_check asks
    bool late;            // outside the time of change.h
};

/* An answer, the student's taking back of the leave (`withdraw`), or the taking back of an answer (`reopen`). */
struct answering {
    const struct actor *actor;
    int64_t leave_id, class_id, now; // class_id 0: all that it reaches
    const struct leave_answer *answer;
    const char *comment;
    bool withdraw, reopen;
    struct leave leave;
    enum mark_status status; // what an accepted one gives
    bool reworded;           // it was answered so before, with another comment
    struct touched *touched; // (LEAVE_LECTURES_MAX)
    size_t count;
    bool repeated; // it was answered so before, in these words
};

/* ---- may it be answered? ---- */

/* The decision that stands: the office's, or of the classroom's staff. */
static enum fault decision_read(struct db *db, const struct answering *unit, struct arena *arena,
                                struct decision *ret_decision)
{
    struct row row;
    struct decision decision = {.state = DECISION_OPEN};
    if (unit->class_id == 0) {
        *ret_decision = unit->leave.decision;
        return FAULT_NONE;
    }
    row_begin(&row, db, arena,
              "SELECT state, status, comment, answered_by, answered_at FROM leave_answers WHERE leave_id = ? AND "
              "class_id = ?",
              DB_VALUES(I(unit->leave_id), I(unit->class_id)));
    while (row_next(&row)) {
        decision_state_parse(db_text(&row.rows, 0), &decision.state);
        if (!db_is_null(&row.rows, 1))
            mark_status_parse(db_text(&row.rows, 1), &decision.status);
        decision.comment = row_text(&row, 2);
        decision.by.id = row_int(&row, 3);
        decision.at = row_int(&row, 4);
    }
    enum fault fault = row_end(&row);
    if (fault != FAULT_NONE)
        return fault;
    *ret_decision = decision;
    return FAULT_NONE;
}

static bool same_words(const char *one, const char *other)
{
    return strcmp(one ? one : "", other ? other : "") == 0;
}

/* Whether the leave is one that the actor decides about here. */
static enum fault answer_side(struct db *db, const struct answering *unit)
{
    struct access access;
    bool may = false;
    enum leave_side side = unit->class_id ? LEAVE_STAFF : LEAVE_OFFICE;
    if (unit->leave.decider != side)
        return FAULT_NOT_FOUND;
    if (side == LEAVE_OFFICE) {
        enum fault fault = leave_is_officer(db, unit->actor, unit->leave.kind_id, &may);
        return fault != FAULT_NONE ? fault : may ? FAULT_NONE : FAULT_NOT_FOUND;
    }
    enum fault fault = access_class_change(db, unit->actor, unit->class_id, &access);
    if (fault != FAULT_NONE)
        return fault;
    fault = leave_reaches(db, &unit->leave, unit->class_id, &may);
    return fault != FAULT_NONE ? fault : may ? FAULT_NONE : FAULT_NOT_FOUND;
}

static enum fault answer_allowed(struct db *db, struct answering *unit, struct arena *arena)
{
    struct decision stands;
    enum fault fault = leave_read(db, unit->leave_id, arena, &unit->leave);
    if (fault != FAULT_NONE)
        return fault;
    fault = answer_side(db, unit);
    if (fault != FAULT_NONE)
        return fault;
    fault = decision_read(db, unit, arena, &stands);
    if (fault != FAULT_NONE)
        return fault;
    if (unit->leave.decision.state == DECISION_WITHDRAWN)
        return FAULT_REQUEST_ANSWERED;
    bool again = stands.state == (unit->answer->accept ? DECISION_ACCEPTED : DECISION_REFUSED);
    unit->repeated = again && same_words(stands.comment, unit->comment);
    unit->reworded = again && !unit->repeated;
    unit->status = stands.status;
    if (!unit->repeated && unit->answer->version != 0 && unit->answer->version != unit->leave.version)
        return FAULT_CHANGED_MEANWHILE;
    return FAULT_NONE;
}

/* The status of the kind as it is now. */
static enum fault status_read(struct db *db, struct answering *unit)
{
    struct row row;
    unit->status = MARK_EXCUSED;
    row_begin(&row, db, NULL, "SELECT status FROM leave_kinds WHERE id = ?", DB_VALUES(I(unit->leave.kind_id)));
    while (row_next(&row))
        mark_status_parse(db_text(&row.rows, 0), &unit->status);
    return row_end(&row);
}

/* ---- the lectures ---- */

/* The student's lectures in a time, in all classrooms or in one. */
#define LECTURES_IN_TIME                                                                                               \
    "SELECT DISTINCT l.id, l.class_id, l.starts_at, w.opens_at, w.closes_at FROM memberships m JOIN students s ON"     \
    " s.class_id = m.class_id AND s.user_id = m.user_id JOIN lectures l ON l.class_id = m.class_id AND " MEMBER_THEN   \
    " JOIN classrooms c ON c.id = l.class_id LEFT JOIN windows w ON w.lecture_id = l.id LEFT JOIN attendance a ON"     \
    " a.lecture_id = l.id AND a.student_id = m.user_id WHERE m.user_id = ? AND l.starts_at >= ? AND l.starts_at < ?"   \
    " AND l.cancelled_at IS NULL AND c.archived_at IS NULL AND (? = 0 OR l.class_id = ?)"

/* Those that change: where a leave is given (`give`), the taken ones without a mark or with Absent; otherwise those
 * that it has marked. */
static enum fault touched_read(struct db *db, struct answering *unit, bool give)
{
    const char *sql = give ? LECTURES_IN_TIME " AND (a.id IS NULL OR a.status = 'A') AND " LECTURE_TAKEN
                                              " ORDER BY l.id LIMIT ?"
                           : LECTURES_IN_TIME " AND a.method = 'leave' AND a.timestamp <= ? ORDER BY l.id LIMIT ?";
    struct row row;
    int64_t only = unit->class_id ? unit->class_id : unit->leave.class_id;
    unit->count = 0;
    row_begin(&row, db, NULL, sql,
              DB_VALUES(I(unit->leave.student.id), I(unit->leave.from_at), I(unit->leave.until_at), I(only), I(only),
                        I(unit->now), I(LEAVE_LECTURES_MAX)));
    while (unit->count < LEAVE_LECTURES_MAX && row_next(&row)) {
        struct touched *touched = &unit->touched[unit->count++];
        *touched = (struct touched){.lecture_id = row_int(&row, 0), .class_id = row_int(&row, 1)};
        touched->access = (struct access){.lecture_id = touched->lecture_id,
                                          .class_id = touched->class_id,
                                          .starts_at = row_int(&row, 2),
                                          .has_window = !db_is_null(&row.rows, 3),
                                          .opens_at = row_int(&row, 3),
                                          .closes_at = row_int(&row, 4)};
    }
    return row_end(&row);
}

static struct mark_change touched_change(const struct answering *unit, const struct touched *touched)
{
    return (struct mark_change){.actor = unit->actor,
                                .lecture_id = touched->lecture_id,
                                .class_id = touched->class_id,
                                .now = unit->now,
                                .late = touched->late,
                                .quiet = true,
                                .reason = unit->withdraw         ? "leave withdrawn"
                                          : unit->reopen         ? "answer taken back"
                                          : unit->answer->accept ? LEAVE_REASON
                                                                 : "leave refused"};
}

/* Everything that may say no about the marks, before the first is written. */
static enum fault touched_check(struct db *db, struct answering *unit)
{
    enum fault fault = touched_read(db, unit, unit->answer->accept);
    for (size_t i = 0; fault == FAULT_NONE && i < unit->count; i++) {
        struct mark_change change = touched_change(unit, &unit->touched[i]);
        fault = hand_time_check(db, &unit->touched[i].access, &change, change.reason);
        unit->touched[i].late = change.late;
    }
    return fault;
}

static enum fault touched_mark(struct db *db, const struct answering *unit, const struct touched *touched)
{
    bool covered = false;
    struct leave_mark leave;
    struct mark_state before;
    struct mark_change change = touched_change(unit, touched);
    enum fault fault = leave_covers(db, touched->lecture_id, unit->leave.student.id, &covered, &leave);
    if (fault != FAULT_NONE)
        return fault;
    fault = mark_state_read(db, touched->class_id, touched->lecture_id, unit->leave.student.id, &before);
    if (fault != FAULT_NONE)
        return fault;
    bool by_leave = before.status != MARK_UNMARKED && before.method == MARK_BY_LEAVE;
    if (covered && !by_leave)
        return leave_give(db, &change, unit->leave.student.id, &before, &leave);
    return covered || !by_leave ? FAULT_NONE : leave_take(db, &change, unit->leave.student.id, &before);
}

static enum fault touched_write(struct db *db, const struct answering *unit)
{
    enum fault fault = FAULT_NONE;
    for (size_t i = 0; fault == FAULT_NONE && i < unit->count; i++)
        fault = touched_mark(db, unit, &unit->touched[i]);
    return fault;
}

/* ---- writing ---- */

static enum db_status leave_changed(struct db *db, const struct answering *unit)
{
    return db_exec(db, "UPDATE leaves SET version = version + 1, updated_at = ? WHERE id = ?",
                   DB_VALUES(I(unit->now), I(unit->leave_id)));
}

static enum db_status decision_write(struct db *db, const struct answering *unit)
{
    bool accept = unit->answer->accept;
    const char *state = decision_state_code(accept ? DECISION_ACCEPTED : DECISION_REFUSED);
    const struct db_value given = accept ? T(mark_status_code(unit->status)) : N();
    if (unit->class_id == 0)
        return db_exec(db,
                       "UPDATE leaves SET state = ?, status = ?, comment = ?, answered_by = ?, answered_at = ?,"
                       " version = version + 1, updated_at = ? WHERE id = ?",
                       DB_VALUES(T(state), given, T(unit->comment), I(unit->actor->user_id), I(unit->now), I(unit->now),
                                 I(unit->leave_id)));
    enum db_status status = db_exec(db, "DELETE FROM leave_answers WHERE leave_id = ? AND class_id = ?",
                                    DB_VALUES(I(unit->leave_id), I(unit->class_id)));
    if (status == DB_OK)
        status = db_exec(db,
                         "INSERT INTO leave_answers (leave_id, class_id, state, status, comment, answered_by,"
                         " answered_at) VALUES (?, ?, ?, ?, ?, ?, ?)",
                         DB_VALUES(I(unit->leave_id), I(unit->class_id), T(state), given, T(unit->comment),
                                   I(unit->actor->user_id), I(unit->now)));
    return status != DB_OK ? status : leave_changed(db, unit);
}

/* Other words for what stands: its time and what it gives stay, and so do its marks. */
static enum db_status words_write(struct db *db, const struct answering *unit)
{
    enum db_status status = DB_OK;
    if (unit->class_id != 0)
        status =
            db_exec(db, "UPDATE leave_answers SET comment = ?, answered_by = ? WHERE leave_id = ? AND class_id = ?",
                    DB_VALUES(T(unit->comment), I(unit->actor->user_id), I(unit->leave_id), I(unit->class_id)));
    else
        status = db_exec(db, "UPDATE leaves SET comment = ?, answered_by = ? WHERE id = ?",
                         DB_VALUES(T(unit->comment), I(unit->actor->user_id), I(unit->leave_id)));
    return status != DB_OK ? status : leave_changed(db, unit);
}

/* It waits for nobody any more; in this classroom, when its staff has answered. */
static enum fault leave_settled(struct db *db, const struct answering *unit)
{
    const struct notification_request told = {
        .kind = NOTIFY_REQUEST, .class_id = unit->class_id, .subject_id = unit->leave_id, .text = "leave"};
    return tell_settled(db, &told, unit->now);
}

static enum fault decision_tell(struct db *db, const struct answering *unit)
{
    bool accept = unit->answer->accept;
    char detail[64];
    snprintf(detail, sizeof(detail), "classroom %lld: %s", (long long)unit->class_id,
             accept ? mark_status_code(unit->status) : "-");
    enum fault fault = audit_append(db, &(struct audit_entry){
                                            .at = unit->now,
                                            .actor_id = unit->actor->user_id,
                                            .action = accept ? "leave_accepted" : "leave_refused",
                                            .subject_type = "leave",
                                            .subject_id = unit->leave_id,
                                            .detail = detail,
                                        });
    if (fault != FAULT_NONE)
        return fault;
    fault = leave_settled(db, unit);
    if (fault != FAULT_NONE)
        return fault;
    return tell(db, TELL_PERSON,
                &(struct notification_request){.user_id = unit->leave.student.id,
                                               .kind = NOTIFY_REQUEST_ANSWERED,
                                               .class_id = unit->class_id,
                                               .subject_id = unit->leave_id,
                                               .text = accept ? "leave_accepted" : "leave_refused"},
                0, unit->now);
}

static enum fault answer_write(struct db *db, void *context)
{
    struct answering *unit = context;
    unit->count = 0;
    unit->repeated = false;
    CLOSES(arena_release) struct arena arena = arena_of(64 << 10);
    enum fault fault = answer_allowed(db, unit, &arena);
    if (fault != FAULT_NONE || unit->repeated)
        return fault;
    if (unit->reworded) {
        fault = fault_of(words_write(db, unit));
        return fault != FAULT_NONE ? fault : decision_tell(db, unit);
    }
    fault = status_read(db, unit);
    if (fault != FAULT_NONE)
        return fault;
    fault = touched_check(db, unit);
    if (fault != FAULT_NONE)
        return fault;
    fault = fault_of(decision_write(db, unit));
    if (fault != FAULT_NONE)
        return fault;
    fault = touched_write(db, unit);
    return fault != FAULT_NONE ? fault : decision_tell(db, unit);
}

static enum fault answered_read(struct school *school, const struct answering *unit, struct arena *arena,
                                struct leave *ret_leave)
{
    struct leave leave;
    const struct leave_reader reader = {.office = unit->class_id == 0, .teacher = true, .class_id = unit->class_id};
    for (size_t i = 0; i < unit->count; i++)
        event_mark(school, unit->touched[i].lecture_id, unit->leave.student.id);
    CLOSES(store_reader_close) struct db *db = store_reader(school->config.store);
    enum fault fault = leave_read(db, unit->leave_id, arena, &leave);
    if (fault != FAULT_NONE)
        return fault;
    fault = leave_view(db, &leave, &reader, arena);
    if (fault != FAULT_NONE)
        return fault;
    *ret_leave = leave;
    return FAULT_NONE;
}

enum fault leave_answer(struct school *school, const struct actor *actor, int64_t leave_id, int64_t class_id,
                        const struct leave_answer *answer, struct arena *arena, struct leave *ret_leave)
{
    struct answering unit = {.actor = actor,
                             .leave_id = leave_id,
                             .class_id = class_id,
                             .now = school_now(school),
                             .answer = answer,
                             .touched = arena_calloc(arena, LEAVE_LECTURES_MAX, sizeof(struct touched))};
    if (!unit.touched)
        return FAULT_INTERNAL;
    enum fault fault = text_clean(answer->comment, LEAVE_COMMENT_MAX, true, true, arena, &unit.comment);
    if (fault != FAULT_NONE)
        return fault;
    fault = school_change(school, answer_write, &unit);
    return fault != FAULT_NONE ? fault : answered_read(school, &unit, arena, ret_leave);
}

/* ---- taking an answer back ---- */

static enum fault reopen_may(struct db *db, struct answering *unit, struct arena *arena, struct decision *ret_stands)
{
    enum fault fault = leave_read(db, unit->leave_id, arena, &unit->leave);
    if (fault != FAULT_NONE)
        return fault;
    fault = answer_side(db, unit);
    if (fault != FAULT_NONE)
        return fault;
    fault = decision_read(db, unit, arena, ret_stands);
    if (fault != FAULT_NONE)
        return fault;
    if (unit->leave.decision.state == DECISION_WITHDRAWN)
        return FAULT_REQUEST_ANSWERED;
    unit->repeated = ret_stands->state == DECISION_OPEN;
    if (unit->repeated)
        return FAULT_NONE;
    if (unit->answer->version != 0 && unit->answer->version != unit->leave.version)
        return FAULT_CHANGED_MEANWHILE;
    if (ret_stands->by.id != unit->actor->user_id)
        return FAULT_REQUEST_ANSWERED;
    bool young = unit->now - ret_stands->at < CHANGE_HOURS * (int64_t)SCHOOL_HOUR_MS;
    return young ? FAULT_NONE : FAULT_CHANGE_UNKNOWN;
}

static enum db_status decision_clear(struct db *db, const struct answering *unit)
{
    if (unit->class_id == 0)
        return db_exec(db,
                       "UPDATE leaves SET state = 'open', status = NULL, comment = NULL, answered_by = NULL,"
                       " answered_at = NULL, version = version + 1, updated_at = ? WHERE id = ?",
                       DB_VALUES(I(unit->now), I(unit->leave_id)));
    enum db_status status = db_exec(db, "DELETE FROM leave_answers WHERE leave_id = ? AND class_id = ?",
                                    DB_VALUES(I(unit->leave_id), I(unit->class_id)));
    return status != DB_OK ? status : leave_changed(db, unit);
}

/* It waits again, and the student has not been told yet. */
static enum fault reopen_tell(struct db *db, const struct answering *unit, const struct decision *stood)
{
    const struct notification_request waits = {
        .kind = NOTIFY_REQUEST, .class_id = unit->class_id, .subject_id = unit->leave_id, .text = "leave"};
    const struct notification_request answered = {.user_id = unit->leave.student.id,
                                                  .kind = NOTIFY_REQUEST_ANSWERED,
                                                  .class_id = unit->class_id,
                                                  .subject_id = unit->leave_id,
                                                  .text = stood->state == DECISION_ACCEPTED ? "leave_accepted"
                                                                                            : "leave_refused"};
    enum fault fault = tell_unsettled(db, &waits, stood->at);
    if (fault != FAULT_NONE)
        return fault;
    fault = tell_take_back(db, &answered, stood->at);
    if (fault != FAULT_NONE)
        return fault;
    char detail[48];
    snprintf(detail, sizeof(detail), "classroom %lld", (long long)unit->class_id);
    return audit_append(db, &(struct audit_entry){
                                .at = unit->now,
                                .actor_id = unit->actor->user_id,
                                .action = "leave_reopened",
                                .subject_type = "leave",
                                .subject_id = unit->leave_id,
                                .detail = detail,
                            });
}

static enum fault reopen_write(struct db *db, void *context)
{
    struct answering *unit = context;
    struct decision stood;
    unit->count = 0;
    CLOSES(arena_release) struct arena arena = arena_of(64 << 10);
    enum fault fault = reopen_may(db, unit, &arena, &stood);
    if (fault != FAULT_NONE || unit->repeated)
        return fault;
    fault = touched_check(db, unit);
    if (fault != FAULT_NONE)
        return fault;
    fault = fault_of(decision_clear(db, unit));
    if (fault != FAULT_NONE)
        return fault;
    fault = touched_write(db, unit);
    return fault != FAULT_NONE ? fault : reopen_tell(db, unit, &stood);
}

enum fault leave_reopen(struct school *school, const struct actor *actor, int64_t leave_id, int64_t class_id,
                        int64_t version, struct arena *arena, struct leave *ret_leave)
{
    const struct leave_answer none = {.version = version};
    struct answering unit = {.actor = actor,
                             .leave_id = leave_id,
                             .class_id = class_id,
                             .now = school_now(school),
                             .answer = &none,
                             .reopen = true,
                             .touched = arena_calloc(arena, LEAVE_LECTURES_MAX, sizeof(struct touched))};
    enum fault fault = unit.touched ? school_change(school, reopen_write, &unit) : FAULT_INTERNAL;
    return fault != FAULT_NONE ? fault : answered_read(school, &unit, arena, ret_leave);
}

/* ---- taking back ---- */

static enum fault withdraw_write(struct db *db, void *context)
{
    struct answering *unit = context;
    unit->count = 0;
    CLOSES(arena_release) struct arena arena = arena_of(64 << 10);
    enum fault fault = leave_read(db, unit->leave_id, &arena, &unit->leave);
    if (fault != FAULT_NONE)
        return fault;
    if (unit->leave.student.id != unit->actor->user_id)
        return FAULT_NOT_FOUND;
    if (unit->leave.decision.state == DECISION_WITHDRAWN)
        return FAULT_NONE;
    fault = touched_read(db, unit, false);
    if (fault != FAULT_NONE)
        return fault;
    enum db_status status = db_exec(db,
                                    "UPDATE leaves SET state = 'withdrawn', version = version + 1,"
                                    " updated_at = ? WHERE id = ?",
                                    DB_VALUES(I(unit->now), I(unit->leave_id)));
    if (status == DB_OK)
        status = evidence_release(db, unit->leave_id);
    if (status != DB_OK)
        return fault_of(status);
    fault = touched_write(db, unit);
    if (fault != FAULT_NONE)
        return fault;
    fault = leave_settled(db, unit);
    if (fault != FAULT_NONE)
        return fault;
    return audit_append(db, &(struct audit_entry){
                                .at = unit->now,
                                .actor_id = unit->actor->user_id,
                                .action = "leave_withdrawn",
                                .subject_type = "leave",
                                .subject_id = unit->leave_id,
                            });
}

enum fault leave_withdraw(struct school *school, const struct actor *actor, int64_t leave_id)
{
    static const struct leave_answer no;
    CLOSES(arena_release) struct arena arena = arena_of(1 << 20);
    struct answering unit = {.actor = actor,
                             .leave_id = leave_id,
                             .now = school_now(school),
                             .answer = &no,
                             .withdraw = true,
                             .touched = arena_calloc(&arena, LEAVE_LECTURES_MAX, sizeof(struct touched))};
    enum fault fault = unit.touched ? school_change(school, withdraw_write, &unit) : FAULT_INTERNAL;
    for (size_t i = 0; fault == FAULT_NONE && i < unit.count; i++)
        event_mark(school, unit.touched[i].lecture_id, unit.leave.student.id);
    return fault;
}
