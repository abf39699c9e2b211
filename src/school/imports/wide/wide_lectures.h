/* SPDX-License-Identifier: MIT */
/* Which lecture a moment in a heading means. For the files beside it only. */
#ifndef AMS_SCHOOL_WIDE_LECTURES_H
#define AMS_SCHOOL_WIDE_LECTURES_H

#include "school/imports/wide/wide.h"

struct db;
struct lecture_at;

struct wide_lectures {
    struct job_work *work;
    struct db *db;
    const struct cell_calendar *calendar;
    enum cell_order order;   // in which days are read
    struct lecture_at *list; // by start
    size_t count;
};

/* Those of the classroom. `work`, `db` and `calendar` are set. */
enum fault wide_lectures_read(struct wide_lectures *lectures, const char *timezone);

/* Headings whose day may be either, and of how many a lecture begins then in each order. Begins as all 0. */
struct wide_met {
    size_t either, days, months;
};

void wide_lectures_meet(const struct wide_lectures *lectures, const char *heading, struct wide_met *met);

/* The order that meets a lecture with each of these headings while the other does not, or the only one that meets any;
 * CELL_ORDER_NONE: there is no such. */
enum cell_order wide_met_order(const struct wide_met *met);

/* The lecture that a heading, or a moment in a row, means; 0 and *ret_fault: none. */
enum fault wide_lecture_of(struct wide_lectures *lectures, const char *text, int64_t *ret_id, const char **ret_fault);

#endif
