/* SPDX-License-Identifier: MIT */
#include "school/plan/mark_leave.h"

#include <string.h>

#include "base/arena.h"
#include "base/str.h"
#include "school/common/fault.h"
#include "school/common/rows.h"
#include "school/marks/mark.h"
#include "school/marks/membership.h"
#include "school/school.h"
#include "store/db.h"
#include "store/engine.h"

enum {
    LEAVE_ARENA_MAX = 16 << 20, // the notes of a whole classroom
    MOVED_MAX = 2000,           // students of a lecture
};

/* Who is on leave in a lecture (its id twice), and what that makes of them: a status of the kind's name, where the
 * classroom offers one, or what the decision gave; in the order in which it was decided. The first part is by `leaves`,
 * the second by those that a classroom decided before there were any. */
#define LEAVES_OF_LECTURE                                                                                              \
    "SELECT v.student_id AS student_id, COALESCE(o.status, k.status, v.status) AS status,"                             \
    " COALESCE(k.answered_by, v.answered_by) AS answered_by, k.comment AS comment,"                                    \
    " COALESCE(k.answered_at, v.answered_at) AS answered_at FROM lectures l JOIN students s ON s.class_id ="           \
    " l.class_id JOIN leaves v ON v.student_id = s.user_id AND v.from_at <= l.starts_at AND v.until_at > l.starts_at"  \
    " AND (v.class_id IS NULL OR v.class_id = l.class_id) LEFT JOIN leave_answers k ON k.leave_id = v.id AND"          \
    " k.class_id = l.class_id LEFT JOIN leave_kinds n ON n.id = v.kind_id LEFT JOIN status_sets o ON o.class_id ="     \
    " l.class_id AND o.name = n.name AND o.retired = 0 AND o.status NOT IN ('P', 'L', 'E', 'A')"                       \
    " WHERE l.id = ? AND (v.state = 'accepted' OR (v.state = 'open' AND k.state ="                                     \
    " 'accepted')) UNION ALL SELECT r.student_id, 'E', r.answered_by, r.comment, r.answered_at FROM lectures l JOIN"   \
    " students s ON s.class_id = l.class_id JOIN requests r ON r.class_id = l.class_id AND r.student_id = s.user_id"   \
    " AND r.kind = 'leave' AND r.state = 'accepted' AND (r.lecture_id = l.id OR (r.from_at <= l.starts_at AND"         \
    " r.until_at > l.starts_at)) WHERE l.id = ?"

static struct leave_mark leave_of_row(struct row *row, int first)
{
    struct leave_mark leave = {.status = MARK_EXCUSED, .answered_by = row_int(row, first + 1)};
    const char *comment = db_text(&row->rows, first + 2);
    mark_status_parse(db_text(&row->rows, first), &leave.status);
    if (comment)
        str_copy(leave.note, sizeof(leave.note), comment);
    return leave;
}

enum fault leave_covers(struct db *db, int64_t lecture_id, int64_t student_id, bool *ret_covered,
                        struct leave_mark *ret_mark)
{
    struct row row;
    struct leave_mark leave = {0};
    bool covered = false;
    row_begin(&row, db, NULL,
              "SELECT c.status, c.answered_by, c.comment FROM (" LEAVES_OF_LECTURE ") AS c WHERE c.student_id = ?"
              " ORDER BY c.answered_at LIMIT 1",
              DB_VALUES(I(lecture_id), I(lecture_id), I(student_id)));
    while (row_next(&row)) {
        covered = true;
        leave = leave_of_row(&row, 0);
    }
    enum fault fault = row_end(&row);
    if (fault != FAULT_NONE)
        return fault;
    *ret_covered = covered;
    *ret_mark = leave;
    return FAULT_NONE;
}

/* ---- giving ---- */

/* That a leave has marked here, and the Absent that somebody had set. */
static enum db_status trace_keep(struct db *db, const struct mark_change *change, int64_t student_id,
                                 const struct mark_state *before)
{
    bool set = before->status != MARK_UNMARKED && !mark_method_yields(before->method);
    enum db_status status = db_exec(db, "DELETE FROM leave_marks WHERE lecture_id = ? AND student_id = ?",
                                    DB_VALUES(I(change->lecture_id), I(student_id)));
    if (status != DB_OK)
        return status;
    return db_exec(db,
                   "INSERT INTO leave_marks (lecture_id, student_id, method, timestamp, marked_by, note)"
                   " VALUES (?, ?, ?, ?, ?, ?)",
                   DB_VALUES(I(change->lecture_id), I(student_id), set ? T(mark_method_code(before->method)) : N(),
                             set ? I(before->timestamp) : N(), set ? id_or_null(before->marked_by) : N(),
                             set && before->has_note ? T(before->note) : N()));
}

enum fault leave_give(struct db *db, struct mark_change *change, int64_t student_id, const struct mark_state *before,
                      const struct leave_mark *leave)
{
    struct mark_state after = {
        .status = leave->status,
        .method = MARK_BY_LEAVE,
        .marked_by = leave->answered_by,
        .timestamp = change->now,
    };
    // What the student reads beside the mark: the answer's own words, or what stood there.
    const char *note = leave->note[0] ? leave->note : before->has_note ? before->note : NULL;
    after.has_note = note && str_copy(after.note, sizeof(after.note), note);
    change->quiet = true; // the answer is told, once for all of them
    enum db_status status = trace_keep(db, change, student_id, before);
    return status != DB_OK ? fault_of(status) : mark_write(db, change, student_id, before, &after);
}

/* One whom leave_apply marks. */
struct on_leave {
    int64_t student_id;
    struct leave_mark leave;
};

static enum fault apply_one(struct db *db, int64_t class_id, int64_t lecture_id, const struct on_leave *one,
                            int64_t now)
{
    struct mark_state before;
    const struct actor actor = {.user_id = one->leave.answered_by};
    struct mark_change change = {
        .actor = &actor, .lecture_id = lecture_id, .class_id = class_id, .now = now, .reason = LEAVE_REASON};
    enum fault fault = mark_state_read(db, class_id, lecture_id, one->student_id, &before);
    return fault != FAULT_NONE ? fault : leave_give(db, &change, one->student_id, &before, &one->leave);
}

enum fault leave_apply(struct db *db, int64_t class_id, int64_t lecture_id, bool anew, int64_t now)
{
    struct row row;
    struct on_leave *list = NULL;
    size_t count = 0;
    CLOSES(arena_release) struct arena arena = arena_of(LEAVE_ARENA_MAX);
    row_begin(&row, db, &arena,
              "SELECT c.student_id, c.status, c.answered_by, c.comment FROM (" LEAVES_OF_LECTURE ") AS c"
              " JOIN lectures l ON l.id = ? LEFT JOIN attendance a ON a.lecture_id = l.id AND a.student_id ="
              " c.student_id LEFT JOIN leave_marks q ON q.lecture_id = l.id AND q.student_id = c.student_id"
              " WHERE (a.id IS NULL OR a.method = 'close') AND (? = 1 OR q.lecture_id IS NULL) AND EXISTS (SELECT 1"
              " FROM memberships m WHERE m.class_id = l.class_id AND m.user_id = c.student_id AND " MEMBER_THEN ")"
              " ORDER BY c.student_id, c.answered_at",
              DB_VALUES(I(lecture_id), I(lecture_id), I(lecture_id), I(anew)));
    while (row_next(&row)) {
        if (count > 0 && list[count - 1].student_id == row_int(&row, 0))
            continue; // the first that was decided says which mark
        struct on_leave *more = row_list(&row, list, count, sizeof(*more));
        if (!more)
            break;
        list = more;
        list[count++] = (struct on_leave){row_int(&row, 0), leave_of_row(&row, 1)};
    }
    enum fault fault = row_end(&row);
    for (size_t i = 0; fault == FAULT_NONE && i < count; i++)
        fault = apply_one(db, class_id, lecture_id, &list[i], now);
    return fault;
}

/* ---- taking back ---- */

/* The Absent that a leave replaced; UNMARKED: it replaced none that somebody had set. */
static enum fault replaced_read(struct db *db, int64_t lecture_id, int64_t student_id, struct mark_state *ret_state)
{
    struct row row;
    struct mark_state state = {0};
    row_begin(&row, db, NULL,
              "SELECT method, timestamp, marked_by, note FROM leave_marks WHERE lecture_id = ? AND student_id = ?",
              DB_VALUES(I(lecture_id), I(student_id)));
    while (row_next(&row)) {
        if (db_is_null(&row.rows, 0))
            continue;
        const char *note = db_text(&row.rows, 3);
        state = (struct mark_state){.status = MARK_ABSENT,
                                    .method = mark_method_of(db_text(&row.rows, 0)),
                                    .timestamp = row_int(&row, 1),
                                    .marked_by = row_int(&row, 2)};
        state.has_note = note && str_copy(state.note, sizeof(state.note), note);
    }
    enum fault fault = row_end(&row);
    if (fault != FAULT_NONE)
        return fault;
    *ret_state = state;
    return FAULT_NONE;
}

/* What the close would have made of somebody without a mark. */
static enum fault closed_read(struct db *db, int64_t lecture_id, int64_t student_id, int64_t now,
                              struct mark_state *state)
{
    bool closed = false;
    int64_t closed_at = 0;
    enum fault fault = row_one_int(
        db,
        "SELECT w.closes_at FROM windows w JOIN lectures l ON l.id = w.lecture_id JOIN classrooms c ON c.id ="
        " l.class_id WHERE w.lecture_id = ? AND w.closes_at <= ? AND w.unswept = 0 AND c.absent_at_close = 1 AND EXISTS"
        " (SELECT 1 FROM memberships m WHERE m.class_id = l.class_id AND m.user_id = ? AND " MEMBER_THEN ")",
        DB_VALUES(I(lecture_id), I(now), I(student_id)), &closed, &closed_at);
    if (fault != FAULT_NONE)
        return fault;
    if (closed)
        *state = (struct mark_state){.status = MARK_ABSENT, .method = MARK_BY_CLOSE, .timestamp = closed_at};
    return FAULT_NONE;
}

enum fault leave_take(struct db *db, struct mark_change *change, int64_t student_id, const struct mark_state *now)
{
    struct mark_state after;
    enum fault fault = replaced_read(db, change->lecture_id, student_id, &after);
    if (fault != FAULT_NONE)
        return fault;
    if (after.status == MARK_UNMARKED)
        fault = closed_read(db, change->lecture_id, student_id, change->now, &after);
    if (fault != FAULT_NONE)
        return fault;
    enum db_status status = db_exec(db, "DELETE FROM leave_marks WHERE lecture_id = ? AND student_id = ?",
                                    DB_VALUES(I(change->lecture_id), I(student_id)));
    return status != DB_OK ? fault_of(status) : mark_write(db, change, student_id, now, &after);
}

enum fault leave_moved(struct db *db, struct mark_change *change)
{
    struct row row;
    struct leave_mark leave;
    struct mark_state state;
    int64_t students[MOVED_MAX];
    size_t count = 0;
    row_begin(&row, db, NULL, "SELECT student_id FROM attendance WHERE lecture_id = ? AND method = 'leave' LIMIT ?",
              DB_VALUES(I(change->lecture_id), I(MOVED_MAX)));
    while (count < MOVED_MAX && row_next(&row))
        students[count++] = row_int(&row, 0);
    enum fault fault = row_end(&row);
    for (size_t i = 0; fault == FAULT_NONE && i < count; i++) {
        bool covered = false;
        fault = leave_covers(db, change->lecture_id, students[i], &covered, &leave);
        if (fault != FAULT_NONE || covered)
            continue;
        fault = mark_state_read(db, change->class_id, change->lecture_id, students[i], &state);
        // Who has left the classroom keeps what they had.
        fault = fault == FAULT_NOT_FOUND ? FAULT_NONE
                : fault != FAULT_NONE    ? fault
                                         : leave_take(db, change, students[i], &state);
    }
    return fault;
}
