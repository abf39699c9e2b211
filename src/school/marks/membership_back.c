/* SPDX-License-Identifier: MIT */
#include "school/marks/membership_back.h"

#include "school/common/rows.h"
#include "school/marks/membership.h"
#include "school/marks/warning/due.h"
#include "store/db.h"
#include "store/engine.h"

enum fault member_row_read(struct db *db, int64_t class_id, int64_t student_id, bool *ret_there,
                           struct member_row *ret_row)
{
    struct row row;
    *ret_there = false;
    row_begin(&row, db, NULL,
              "SELECT joined_at, added_by, accepted_at FROM students WHERE class_id = ? AND user_id = ?",
              DB_VALUES(I(class_id), I(student_id)));
    while (row_next(&row)) {
        *ret_there = true;
        *ret_row = (struct member_row){row_int(&row, 0), row_int(&row, 1), row_int(&row, 2)};
    }
    return row_end(&row);
}

/* Whose lectures these were has changed since then: they are counted anew. */
static enum fault count_anew(struct db *db, int64_t class_id, int64_t since, int64_t now)
{
    enum fault fault = fault_of(db_exec(db,
                                        "DELETE FROM lecture_figures WHERE lecture_id IN (SELECT id FROM lectures WHERE"
                                        " class_id = ? AND ends_at >= ?)",
                                        DB_VALUES(I(class_id), I(since))));
    return fault != FAULT_NONE ? fault : due_touch(db, class_id, now);
}

static enum fault has_traces(struct db *db, int64_t class_id, int64_t student_id, bool *ret_has)
{
    int64_t one;
    return row_one_int(
        db,
        "SELECT 1 FROM users u WHERE u.id = ? AND (EXISTS (SELECT 1 FROM attendance a WHERE a.class_id = ? AND"
        " a.student_id = u.id) OR EXISTS (SELECT 1 FROM mark_receipts r WHERE r.class_id = ? AND r.student_id = u.id)"
        " OR EXISTS (SELECT 1 FROM requests q WHERE q.class_id = ? AND q.student_id = u.id)"
        " OR EXISTS (SELECT 1 FROM student_notes n WHERE n.class_id = ? AND n.student_id = u.id)"
        " OR EXISTS (SELECT 1 FROM hand_ins h JOIN board_items b ON b.id = h.item_id WHERE b.class_id = ? AND"
        " h.student_id = u.id))",
        DB_VALUES(I(student_id), I(class_id), I(class_id), I(class_id), I(class_id), I(class_id)), ret_has, &one);
}

static enum fault stay_delete(struct db *db, int64_t class_id, int64_t student_id, int64_t since)
{
    const struct db_value class = I(class_id), student = I(student_id);
    enum db_status status = db_exec(
        db, "DELETE FROM group_memberships WHERE class_id = ? AND user_id = ? AND (joined_at >= ? OR left_at IS NULL)",
        DB_VALUES(class, student, I(since)));
    if (status == DB_OK)
        status = db_exec(db, "DELETE FROM students WHERE class_id = ? AND user_id = ?", DB_VALUES(class, student));
    if (status == DB_OK)
        status = db_exec(db, "DELETE FROM memberships WHERE class_id = ? AND user_id = ? AND joined_at = ?",
                         DB_VALUES(class, student, I(since)));
    return fault_of(status);
}

enum fault membership_forget(struct db *db, int64_t class_id, int64_t student_id, int64_t since, int64_t actor_id,
                             int64_t now, enum membership_back *ret_back)
{
    bool there = false, traces = false, left = false;
    int64_t one;
    *ret_back = BACK_NOT;
    enum fault fault = row_one_int(
        db, "SELECT 1 FROM memberships WHERE class_id = ? AND user_id = ? AND joined_at = ? AND left_at IS NULL",
        DB_VALUES(I(class_id), I(student_id), I(since)), &there, &one);
    if (fault != FAULT_NONE || !there)
        return fault;
    fault = has_traces(db, class_id, student_id, &traces);
    if (fault != FAULT_NONE)
        return fault;
    *ret_back = traces ? BACK_LEFT : BACK_FORGOTTEN;
    if (traces)
        return membership_end(db, class_id, student_id, actor_id, now, &left);
    fault = stay_delete(db, class_id, student_id, since);
    return fault != FAULT_NONE ? fault : count_anew(db, class_id, since, now);
}

enum fault membership_resume(struct db *db, int64_t class_id, int64_t student_id, int64_t left_at,
                             const struct member_row *row, int64_t now, bool *ret_back)
{
    const struct db_value class = I(class_id), student = I(student_id);
    bool ended = false;
    int64_t one;
    *ret_back = false;
    enum fault fault = row_one_int(
        db,
        "SELECT 1 FROM memberships m WHERE m.class_id = ? AND m.user_id = ? AND m.left_at = ? AND NOT EXISTS"
        " (SELECT 1 FROM memberships o WHERE o.class_id = m.class_id AND o.user_id = m.user_id AND"
        " o.joined_at >= m.left_at)",
        DB_VALUES(class, student, I(left_at)), &ended, &one);
    if (fault != FAULT_NONE || !ended)
        return fault;
    enum db_status status =
        db_exec(db,
                "INSERT INTO students (user_id, class_id, image_url, joined_at, added_by, accepted_at)"
                " VALUES (?, ?, NULL, ?, ?, ?)",
                DB_VALUES(student, class, I(row->joined_at), id_or_null(row->added_by), id_or_null(row->accepted_at)));
    if (status == DB_CONFLICT)
        return FAULT_NONE;
    if (status == DB_OK)
        status =
            db_exec(db,
                    "UPDATE memberships SET left_at = NULL, left_by_self = 0 WHERE class_id = ? AND user_id = ? AND"
                    " left_at = ?",
                    DB_VALUES(class, student, I(left_at)));
    if (status == DB_OK)
        status = db_exec(
            db, "UPDATE group_memberships SET left_at = NULL WHERE class_id = ? AND user_id = ? AND left_at = ?",
            DB_VALUES(class, student, I(left_at)));
    if (status != DB_OK)
        return fault_of(status);
    *ret_back = true;
    return count_anew(db, class_id, left_at, now);
}

enum fault group_since(struct db *db, int64_t group_id, int64_t student_id, bool *ret_there, int64_t *ret_since)
{
    return row_one_int(db,
                       "SELECT joined_at FROM group_memberships WHERE group_id = ? AND user_id = ?"
                       " ORDER BY joined_at DESC LIMIT 1",
                       DB_VALUES(I(group_id), I(student_id)), ret_there, ret_since);
}

enum fault group_forget(struct db *db, int64_t class_id, int64_t group_id, int64_t student_id, int64_t since,
                        int64_t now, bool *ret_back)
{
    const struct db_value class = I(class_id), student = I(student_id), group = I(group_id);
    enum db_status status = db_exec(db,
                                    "DELETE FROM group_memberships WHERE group_id = ? AND class_id = ? AND user_id = ?"
                                    " AND joined_at = ? AND left_at IS NULL",
                                    DB_VALUES(group, class, student, I(since)));
    *ret_back = status == DB_OK && db_changes(db) > 0;
    if (!*ret_back)
        return fault_of(status);
    status = db_exec(db,
                     "UPDATE group_memberships SET left_at = NULL WHERE class_id = ? AND user_id = ? AND left_at = ?"
                     " AND group_id <> ?",
                     DB_VALUES(class, student, I(since), group));
    return status != DB_OK ? fault_of(status) : count_anew(db, class_id, since, now);
}

enum fault group_unmake(struct db *db, int64_t class_id, int64_t group_id, bool *ret_gone)
{
    enum db_status status =
        db_exec(db, "DELETE FROM class_groups WHERE id = ? AND class_id = ?", DB_VALUES(I(group_id), I(class_id)));
    *ret_gone = status == DB_OK;
    return status == DB_CONFLICT ? FAULT_NONE : fault_of(status);
}
