/* SPDX-License-Identifier: MIT */
#include "school/marks/mark_write.h"

#include <string.h>

#include "base/arena.h"
#include "base/str.h"
#include "school/common/audit_inside.h"
#include "school/common/event.h"
#include "school/common/event_inside.h"
#include "school/common/fault.h"
#include "school/common/rows.h"
#include "school/marks/figures.h"
#include "school/marks/final.h"
#include "school/marks/mark.h"
#include "school/marks/mark_inside.h"
#include "school/marks/membership.h"
#include "school/marks/receipt/receipt_note.h"
#include "school/marks/status_set_inside.h"
#include "school/marks/warning/due.h"
#include "school/post/notification.h"
#include "school/post/tell.h"
#include "store/db.h"
#include "store/engine.h"

enum { DETAIL_SIZE = 2100, TEXT_SIZE = 200, WORD_ARENA_MAX = 8 << 10 };

enum fault mark_state_read(struct db *db, int64_t class_id, int64_t lecture_id, int64_t student_id,
                           struct mark_state *ret_state)
{
    struct row row;
    bool found = false;
    struct mark_state state = {0};
    row_begin(&row, db, NULL,
              "SELECT a.id, a.version, a.timestamp, a.status, a.minutes_late, a.method, a.marked_by, a.note, a.flags"
              " FROM students s LEFT JOIN attendance a ON a.lecture_id = ? AND a.student_id = s.user_id"
              " WHERE s.class_id = ? AND s.user_id = ?",
              DB_VALUES(I(lecture_id), I(class_id), I(student_id)));
    while (row_next(&row)) {
        const char *note = db_text(&row.rows, 7);
        found = true;
        if (!mark_status_parse(db_text(&row.rows, 3), &state.status))
            continue;
        state.version = mark_version(row_int(&row, 0), row_int(&row, 1));
        state.timestamp = row_int(&row, 2);
        state.minutes_late = row_int(&row, 4);
        state.method = mark_method_of(db_text(&row.rows, 5));
        state.marked_by = row_int(&row, 6);
        state.has_note = note && str_copy(state.note, sizeof(state.note), note);
        state.flags = mark_flags_read(db_text(&row.rows, 8));
    }
    enum fault fault = row_end(&row);
    if (fault != FAULT_NONE)
        return fault;
    if (!found)
        return FAULT_NOT_FOUND;
    *ret_state = state;
    return FAULT_NONE;
}

/* The row of `attendance`; *ret_version of what it is now. */
static enum db_status state_write(struct db *db, const struct mark_change *change, int64_t student_id,
                                  const struct mark_state *before, const struct mark_state *after, int64_t *ret_version)
{
    char flags[MARK_FLAGS_SIZE];
    int64_t id = 0;
    *ret_version = 0;
    if (after->status == MARK_UNMARKED)
        return db_exec(db, "DELETE FROM attendance WHERE lecture_id = ? AND student_id = ?",
                       DB_VALUES(I(change->lecture_id), I(student_id)));
    mark_flags_write(after->flags, flags);
    const struct db_values values = DB_VALUES(
        I(after->timestamp), T(mark_status_code(after->status)), I(after->minutes_late),
        T(mark_method_code(after->method)), id_or_null(after->marked_by), after->has_note ? T(after->note) : N(),
        flags[0] ? T(flags) : N(), I(change->now), I(change->lecture_id), I(student_id), I(change->class_id));
    if (before->status != MARK_UNMARKED) {
        *ret_version = before->version + 1;
        return db_exec(db,
                       "UPDATE attendance SET timestamp = ?, status = ?, minutes_late = ?, method = ?, marked_by = ?,"
                       " note = ?, flags = ?, updated_at = ?, version = version + 1 WHERE lecture_id = ? AND"
                       " student_id = ? AND class_id = ?",
                       values);
    }
    enum db_status status = db_one_int(
        db, &id,
        "INSERT INTO attendance (timestamp, status, minutes_late, method, marked_by, note, flags, updated_at,"
        " lecture_id, student_id, class_id) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) RETURNING id",
        values);
    *ret_version = mark_version(id, 1);
    // A conflict: a check-in came in between on another connection.
    return status == DB_ROW ? DB_OK : status == DB_CONFLICT ? DB_BUSY : status == DB_OK ? DB_FAIL : status;
}

/* What the mark was, for undoing. */
static enum db_status before_keep(struct db *db, struct mark_change *change, int64_t student_id,
                                  const struct mark_state *before, int64_t after_version)
{
    char flags[MARK_FLAGS_SIZE];
    bool there = before->status != MARK_UNMARKED;
    if (change->id == 0) {
        enum db_status status =
            db_one_int(db, &change->id, "INSERT INTO changes (lecture_id, actor_id, at) VALUES (?, ?, ?) RETURNING id",
                       DB_VALUES(I(change->lecture_id), I(change->actor->user_id), I(change->now)));
        if (status != DB_ROW)
            return status == DB_OK ? DB_FAIL : status;
    }
    mark_flags_write(before->flags, flags);
    return db_exec(db,
                   "INSERT INTO change_marks (change_id, student_id, timestamp, status, minutes_late, method,"
                   " marked_by, note, flags, after_version) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                   DB_VALUES(I(change->id), I(student_id), there ? I(before->timestamp) : N(),
                             T(mark_status_code(before->status)), there ? I(before->minutes_late) : N(),
                             there ? T(mark_method_code(before->method)) : N(), id_or_null(before->marked_by),
                             before->has_note ? T(before->note) : N(), flags[0] ? T(flags) : N(), I(after_version)));
}

/*
 * The student hears of a mark of theirs that became another, and of one that comes late: in the app at once, and by
 * e-mail when the marks are final. A change of final marks is said to be one.
 */
static enum fault change_tell(struct db *db, const struct mark_change *change, int64_t student_id,
                              const struct mark_state *before, const struct mark_state *after)
{
    char text[TEXT_SIZE];
    bool is_final = false;
    bool overrides = before->status != MARK_UNMARKED &&
                     (before->status != after->status || before->minutes_late != after->minutes_late);
    if (change->quiet || (!overrides && !change->late))
        return FAULT_NONE;
    enum fault fault = final_read(db, change->lecture_id, change->now, &is_final);
    if (fault != FAULT_NONE)
        return fault;
    if (is_final)
        fault = final_told(db, change->class_id, change->lecture_id);
    if (fault != FAULT_NONE)
        return fault;
    CLOSES(arena_release) struct arena arena = arena_of(WORD_ARENA_MAX);
    const char *word = NULL;
    fault = status_word(db, change->class_id, after->status, &arena, &word);
    if (fault != FAULT_NONE)
        return fault;
    snprintf(text, sizeof(text), "%s%s", word, is_final ? NOTIFICATION_CORRECTION : "");
    return tell(db, TELL_PERSON,
                &(struct notification_request){.user_id = student_id,
                                               .kind = NOTIFY_MARK_CHANGED,
                                               .class_id = change->class_id,
                                               .lecture_id = change->lecture_id,
                                               .subject_id = change->id,
                                               .text = text,
                                               .held = !is_final},
                0, change->now);
}

/* For the receipt of what it became. */
static enum fault note_change(struct db *db, const struct mark_change *change, int64_t student_id,
                              const struct mark_state *after)
{
    const struct actor *actor = change->actor;
    const char *by = actor->user_id == student_id ? RECEIPT_BY_STUDENT
                     : actor->user_id == 0        ? RECEIPT_BY_RULE
                                                  : RECEIPT_BY_STAFF;
    return receipt_note(db,
                        &(struct receipt_note){.student_id = student_id,
                                               .lecture_id = change->lecture_id,
                                               .class_id = change->class_id,
                                               .status = after->status,
                                               .minutes_late = after->minutes_late,
                                               .method = after->method,
                                               .at = after->timestamp,
                                               .by = by},
                        change->now);
}

/* For the pages that are open at other servers. */
static enum fault note_mark(struct db *db, int64_t lecture_id, int64_t student_id, int64_t now)
{
    return fault_of(event_note(
        db,
        &(struct school_event){.kind = SCHOOL_EVENT_MARK, .lecture_id = lecture_id, .user_id = student_id, .at = now}));
}

/* Many marks of a lecture are others now. */
static enum fault touch_lecture(struct db *db, int64_t lecture_id, int64_t now)
{
    enum fault fault = fault_of(event_note_lecture(db, lecture_id, now));
    if (fault != FAULT_NONE)
        return fault;
    fault = due_touch_lecture(db, lecture_id, now);
    return fault != FAULT_NONE ? fault : figures_touch(db, lecture_id);
}

enum fault mark_write(struct db *db, struct mark_change *change, int64_t student_id, const struct mark_state *before,
                      const struct mark_state *after)
{
    char detail[DETAIL_SIZE];
    int64_t version;
    const char *from = mark_status_code(before->status), *to = mark_status_code(after->status);
    enum db_status status = state_write(db, change, student_id, before, after, &version);
    if (status == DB_OK)
        status = before_keep(db, change, student_id, before, version);
    if (status != DB_OK)
        return fault_of(status);
    enum fault fault = note_change(db, change, student_id, after);
    if (fault != FAULT_NONE)
        return fault;
    snprintf(detail, sizeof(detail), "student %lld: %s -> %s%s%s", (long long)student_id, from ? from : "-",
             to ? to : "-", change->reason ? ": " : "", change->reason ? change->reason : "");
    fault = audit_append(db, &(struct audit_entry){
                                 .at = change->now,
                                 .actor_id = change->actor->user_id,
                                 .action = to ? "mark_set" : "mark_cleared",
                                 .subject_type = "lecture",
                                 .subject_id = change->lecture_id,
                                 .detail = detail,
                             });
    if (fault != FAULT_NONE)
        return fault;
    fault = change_tell(db, change, student_id, before, after);
    if (fault != FAULT_NONE)
        return fault;
    fault = note_mark(db, change->lecture_id, student_id, change->now);
    if (fault != FAULT_NONE)
        return fault;
    fault = figures_touch(db, change->lecture_id);
    if (fault != FAULT_NONE)
        return fault;
    return due_touch(db, change->class_id, change->now);
}

/* A mark that gives way becomes the one that was earned. *ret_stood: there was another one. */
static enum db_status earn_over(struct db *db, const struct earned_mark *mark, struct db_value flags, int64_t now,
                                bool *ret_stood)
{
    struct row row;
    char left[8] = "", detail[DETAIL_SIZE];
    const char *code = mark_status_code(mark->status);
    row_begin(&row, db, NULL,
              "SELECT status FROM attendance WHERE lecture_id = ? AND student_id = ? AND method = 'leave'",
              DB_VALUES(I(mark->lecture_id), I(mark->student_id)));
    while (row_next(&row))
        snprintf(left, sizeof(left), "%s", db_text(&row.rows, 0));
    enum fault fault = row_end(&row);
    if (fault != FAULT_NONE)
        return status_of(fault);
    enum db_status status =
        db_exec(db,
                "UPDATE attendance SET timestamp = ?, status = ?, minutes_late = ?, method = ?, marked_by = NULL,"
                " note = NULL, flags = ?, updated_at = ?, version = version + 1 WHERE lecture_id = ? AND"
                " student_id = ? AND method" MARK_YIELDS,
                DB_VALUES(I(mark->received_at), T(code), I(mark->minutes_late), T(mark_method_code(mark->method)),
                          flags, I(now), I(mark->lecture_id), I(mark->student_id)));
    *ret_stood = status == DB_OK && db_changes(db) == 0;
    if (status != DB_OK || !left[0])
        return status;
    snprintf(detail, sizeof(detail), "student %lld: %s -> %s: attended after all", (long long)mark->student_id, left,
             code);
    return status_of(audit_append(db, &(struct audit_entry){
                                          .at = now,
                                          .actor_id = mark->student_id,
                                          .action = "mark_set",
                                          .subject_type = "lecture",
                                          .subject_id = mark->lecture_id,
                                          .detail = detail,
                                      }));
}

enum fault mark_earn(struct db *db, const struct earned_mark *mark, int64_t now, bool *ret_stood)
{
    char flags[MARK_FLAGS_SIZE];
    mark_flags_write(mark->flags, flags);
    const struct db_value flagged = flags[0] ? T(flags) : N();
    *ret_stood = false;
    enum db_status status =
        db_exec(db,
                "INSERT INTO attendance (student_id, class_id, lecture_id, timestamp, status,"
                " minutes_late, method, marked_by, note, flags, updated_at)"
                " VALUES (?, ?, ?, ?, ?, ?, ?, NULL, NULL, ?, ?)",
                DB_VALUES(I(mark->student_id), I(mark->class_id), I(mark->lecture_id), I(mark->received_at),
                          T(mark_status_code(mark->status)), I(mark->minutes_late), T(mark_method_code(mark->method)),
                          flagged, I(now)));
    if (status == DB_CONFLICT)
        status = earn_over(db, mark, flagged, now, ret_stood);
    if (status != DB_OK || *ret_stood)
        return fault_of(status);
    enum fault fault = receipt_note(db,
                                    &(struct receipt_note){.student_id = mark->student_id,
                                                           .lecture_id = mark->lecture_id,
                                                           .class_id = mark->class_id,
                                                           .status = mark->status,
                                                           .minutes_late = mark->minutes_late,
                                                           .method = mark->method,
                                                           .at = mark->received_at,
                                                           .by = RECEIPT_BY_STUDENT},
                                    now);
    if (fault != FAULT_NONE)
        return fault;
    fault = membership_accept(db, mark->class_id, mark->student_id, now);
    if (fault != FAULT_NONE)
        return fault;
    fault = note_mark(db, mark->lecture_id, mark->student_id, now);
    if (fault != FAULT_NONE)
        return fault;
    fault = due_touch(db, mark->class_id, now);
    return fault != FAULT_NONE ? fault : figures_touch(db, mark->lecture_id);
}

enum fault mark_absent_rest(struct db *db, int64_t lecture_id, int64_t at, int64_t now)
{
    enum fault fault = receipt_note_rest(db, lecture_id, at, now);
    if (fault != FAULT_NONE)
        return fault;
    enum db_status status = db_exec(
        db,
        "INSERT INTO attendance (student_id, class_id, lecture_id, timestamp, status, minutes_late, method,"
        " marked_by, note, updated_at) SELECT DISTINCT m.user_id, m.class_id, l.id, ?, 'A', 0, 'close', NULL, NULL,"
        " ?" UNMARKED_STUDENTS,
        DB_VALUES(I(at), I(now), I(lecture_id)));
    if (status != DB_OK)
        return fault_of(status);
    return touch_lecture(db, lecture_id, now);
}

enum fault mark_forget_close(struct db *db, int64_t lecture_id, int64_t now)
{
    enum fault fault = receipt_note_gone(db, RECEIPT_GONE_CLOSE, lecture_id, now);
    if (fault != FAULT_NONE)
        return fault;
    enum db_status status =
        db_exec(db, "DELETE FROM attendance WHERE lecture_id = ? AND method = 'close'", DB_VALUES(I(lecture_id)));
    if (status != DB_OK)
        return fault_of(status);
    return touch_lecture(db, lecture_id, now);
}

enum fault mark_forget_strangers(struct db *db, int64_t lecture_id, int64_t now)
{
    enum fault fault = receipt_note_gone(db, RECEIPT_GONE_STRANGERS, lecture_id, now);
    if (fault != FAULT_NONE)
        return fault;
    fault = fault_of(db_exec(db, "DELETE FROM attendance WHERE lecture_id = ? AND method" MARK_OF_STRANGER,
                             DB_VALUES(I(lecture_id))));
    if (fault != FAULT_NONE)
        return fault;
    return touch_lecture(db, lecture_id, now);
}

enum fault mark_forget_yielding(struct db *db, int64_t lecture_id, int64_t now)
{
    enum fault fault = receipt_note_gone(db, RECEIPT_GONE_YIELDING, lecture_id, now);
    if (fault != FAULT_NONE)
        return fault;
    enum db_status status =
        db_exec(db, "DELETE FROM attendance WHERE lecture_id = ? AND method" MARK_YIELDS, DB_VALUES(I(lecture_id)));
    if (status != DB_OK)
        return fault_of(status);
    return touch_lecture(db, lecture_id, now);
}

enum fault mark_keep_flags(struct db *db, int64_t lecture_id, int64_t student_id, unsigned flags, int64_t now)
{
    char words[MARK_FLAGS_SIZE];
    mark_flags_write(flags, words);
    enum fault fault = note_mark(db, lecture_id, student_id, now);
    if (fault != FAULT_NONE)
        return fault;
    return fault_of(db_exec(db,
                            "UPDATE attendance SET flags = ?, version = version + 1, updated_at = ?"
                            " WHERE lecture_id = ? AND student_id = ?",
                            DB_VALUES(flags ? T(words) : N(), I(now), I(lecture_id), I(student_id))));
}

enum fault mark_forget_flags(struct db *db, int64_t lecture_id, int64_t student_id, int64_t now)
{
    return mark_keep_flags(db, lecture_id, student_id, 0, now);
}

enum fault mark_flag_earned(struct db *db, int64_t lecture_id, int64_t student_id, unsigned flag, int64_t now,
                            bool *ret_flagged)
{
    struct row row;
    bool earned = false;
    unsigned flags = 0;
    row_begin(&row, db, NULL,
              "SELECT flags FROM attendance WHERE lecture_id = ? AND student_id = ? AND method IN ('face', 'code')",
              DB_VALUES(I(lecture_id), I(student_id)));
    while (row_next(&row)) {
        earned = true;
        flags = mark_flags_read(db_text(&row.rows, 0));
    }
    enum fault fault = row_end(&row);
    *ret_flagged = earned && !(flags & flag);
    if (fault != FAULT_NONE || !*ret_flagged)
        return fault;
    return mark_keep_flags(db, lecture_id, student_id, flags | flag, now);
}

enum fault mark_change_undone(struct db *db, int64_t change_id, int64_t now)
{
    return fault_of(db_exec(db, "UPDATE changes SET undone_at = ? WHERE id = ?", DB_VALUES(I(now), I(change_id))));
}
