/* SPDX-License-Identifier: MIT */
/* What a mark became, noted for its receipt. Inside the unit that writes the mark; for marks/mark_write.c, for
 * office/merge.c and for demo/demo.c. */
#ifndef AMS_SCHOOL_RECEIPT_NOTE_H
#define AMS_SCHOOL_RECEIPT_NOTE_H

#include <stdint.h>

#include "school/common/fault.h"
#include "school/marks/mark.h"

struct db;

/* Values of mark_receipts.by_whom. */
#define RECEIPT_BY_STUDENT "student"
#define RECEIPT_BY_STAFF "staff"
#define RECEIPT_BY_RULE "rule"
#define RECEIPT_BY_FOUND "found"

/* Of a mark that was taken away, instead of a status and of a method. */
#define RECEIPT_NO_MARK "none"

struct receipt_note {
    int64_t student_id, lecture_id, class_id;
    enum mark_status status; // MARK_UNMARKED: taken away; the rest but `by` is not meant
    int64_t minutes_late;
    enum mark_method method;
    int64_t at;
    const char *by;
};
enum fault receipt_note(struct db *db, const struct receipt_note *note, int64_t now);

/* Before mark_absent_rest() writes: everybody whom it will mark. */
enum fault receipt_note_rest(struct db *db, int64_t lecture_id, int64_t at, int64_t now);

/* Before marks of a lecture are deleted by rule: those of a close; those that give way; and those of them whose student
 * is in none of the lecture's groups. */
enum receipt_gone { RECEIPT_GONE_CLOSE, RECEIPT_GONE_YIELDING, RECEIPT_GONE_STRANGERS };
enum fault receipt_note_gone(struct db *db, enum receipt_gone which, int64_t lecture_id, int64_t now);

/* The mark (a row of `attendance`) as it is now, of which another one was or may have been the last to be noted. */
enum fault receipt_note_mark(struct db *db, int64_t mark_id, const char *by, int64_t now);

/* When another account's marks and notes have become this one's: each mark of which the newest note says something
 * else. */
enum fault receipt_note_merged(struct db *db, int64_t student_id, int64_t now);

#endif
