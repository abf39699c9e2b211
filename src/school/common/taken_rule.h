/* SPDX-License-Identifier: MIT */
/*
 * When a lecture has been taken, in SQL: the one text of it. Its window has been opened, or somebody has a mark in it
 * that is more than a leave's: a leave says that somebody was not there, not that anybody looked. Down here, so that
 * those who tell people of lectures can ask, too.
 */
#ifndef AMS_SCHOOL_TAKEN_RULE_H
#define AMS_SCHOOL_TAKEN_RULE_H

/* Of a lecture by whatever name the statement gives it: whether anybody was marked in it. */
#define LECTURE_MARKED(lecture)                                                                                        \
    "EXISTS (SELECT 1 FROM attendance am WHERE am.lecture_id = " lecture ".id AND am.method <> 'leave')"

/* Of a lecture and, by a LEFT JOIN, its window, by the names that the statement gives them; one value, now. It is NULL,
 * not 0, of a lecture without a window and without marks. */
#define LECTURE_TAKEN_OF(lecture, window) "(" window ".opens_at <= ? OR " LECTURE_MARKED(lecture) ")"

/* The same of `lectures l` and `windows w`. */
#define LECTURE_TAKEN LECTURE_TAKEN_OF("l", "w")

#endif
