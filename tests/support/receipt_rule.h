/* SPDX-License-Identifier: MIT */
/* What holds between marks and their receipts, whatever has happened. */
#ifndef AMS_TESTS_SUPPORT_RECEIPT_RULE_H
#define AMS_TESTS_SUPPORT_RECEIPT_RULE_H

/* Marks whose newest note says something else, and notes of marks that are not there. */
#define RECEIPTS_UNLIKE_MARKS                                                                                          \
    "SELECT (SELECT COUNT(*) FROM attendance a LEFT JOIN mark_receipts r ON r.id = (SELECT MAX(m.id) FROM"             \
    " mark_receipts m WHERE m.lecture_id = a.lecture_id AND m.student_id = a.student_id) WHERE r.id IS NULL OR"        \
    " r.status <> a.status OR r.minutes_late <> a.minutes_late OR r.method <> a.method) + (SELECT COUNT(*) FROM"       \
    " mark_receipts r LEFT JOIN attendance a ON a.lecture_id = r.lecture_id AND a.student_id = r.student_id WHERE"     \
    " r.id = (SELECT MAX(m.id) FROM mark_receipts m WHERE m.lecture_id = r.lecture_id AND m.student_id ="              \
    " r.student_id) AND r.status <> 'none' AND a.id IS NULL)"

#endif
