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
    struct lecture_at *list; // by start
    size_t count;
};

/* Those of the classroom that take place. `work`, `db` and `calendar` are set. */
enum fault wide_lectures_read(struct wide_lectures *lectures, const char *timezone);

/* The lecture that a heading, or a moment in a row, means; 0 and *ret_fault: none. */
enum fault wide_lecture_of(struct wide_lectures *lectures, const char *text, int64_t *ret_id, const char **ret_fault);

#endif
