/* SPDX-License-Identifier: MIT */
#include "school/marks/receipt/receipt_note.h"

#include "base/str.h"
#include "school/common/rows.h"
#include "school/marks/mark_inside.h"
#include "school/marks/membership.h"
#include "store/db.h"

#define INTO                                                                                                           \
    "INSERT INTO mark_receipts (student_id, subject_id, lecture_id, class_id, status, minutes_late, method, by_whom,"  \
    " at, written_at)"
#define GONE                                                                                                           \
    INTO " SELECT student_id, student_id, lecture_id, class_id, 'none', 0, 'none', 'rule', ?, ? FROM attendance"       \
         " WHERE lecture_id = ? AND method"

enum fault receipt_note(struct db *db, const struct receipt_note *note, int64_t now)
{
    bool there = note->status != MARK_UNMARKED;
    return fault_of(db_exec(db, INTO " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                            DB_VALUES(I(note->student_id), I(note->student_id), I(note->lecture_id), I(note->class_id),
                                      T(there ? mark_status_code(note->status) : RECEIPT_NO_MARK),
                                      I(there ? note->minutes_late : 0),
                                      T(there ? mark_method_code(note->method) : RECEIPT_NO_MARK), T(note->by),
                                      I(there ? note->at : now), I(now))));
}

enum fault receipt_note_rest(struct db *db, int64_t lecture_id, int64_t at, int64_t now)
{
    return fault_of(db_exec(
        db,
        INTO " SELECT DISTINCT m.user_id, m.user_id, l.id, m.class_id, 'A', 0, 'close', 'rule', ?, ?" UNMARKED_STUDENTS,
        DB_VALUES(I(at), I(now), I(lecture_id))));
}

enum fault receipt_note_gone(struct db *db, enum receipt_gone which, int64_t lecture_id, int64_t now)
{
    static const char *const reads[] = {
        [RECEIPT_GONE_CLOSE] = GONE " = 'close'",
        [RECEIPT_GONE_YIELDING] = GONE MARK_YIELDS,
        [RECEIPT_GONE_STRANGERS] = GONE MARK_OF_STRANGER,
    };
    return fault_of(db_exec(db, reads[which], DB_VALUES(I(now), I(now), I(lecture_id))));
}

enum fault receipt_note_mark(struct db *db, int64_t mark_id, const char *by, int64_t now)
{
    return fault_of(db_exec(db,
                            INTO " SELECT student_id, student_id, lecture_id, class_id, status, minutes_late, method,"
                                 " ?, timestamp, ? FROM attendance WHERE id = ?",
                            DB_VALUES(T(by), I(now), I(mark_id))));
}

enum fault receipt_note_merged(struct db *db, int64_t student_id, int64_t now)
{
    return fault_of(db_exec(
        db,
        INTO
        " SELECT a.student_id, a.student_id, a.lecture_id, a.class_id, a.status, a.minutes_late, a.method, 'staff',"
        " a.timestamp, ? FROM attendance a JOIN mark_receipts r ON r.id = (SELECT MAX(m.id) FROM mark_receipts m"
        " WHERE m.lecture_id = a.lecture_id AND m.student_id = a.student_id) WHERE a.student_id = ? AND (r.status"
        " <> a.status OR r.minutes_late <> a.minutes_late OR r.method <> a.method)",
        DB_VALUES(I(now), I(student_id))));
}
