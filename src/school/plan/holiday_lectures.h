/* SPDX-License-Identifier: MIT */
/* The lectures on days off: which they are, cancelling them and bringing them back. Inside a unit or a reader. */
#ifndef AMS_SCHOOL_HOLIDAY_LECTURES_H
#define AMS_SCHOOL_HOLIDAY_LECTURES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "school/common/fault.h"

struct arena;
struct db;
struct school;

/* Days off of the institution, or of one classroom: those of its own and the institution's that it keeps. */
struct holiday_scope {
    int64_t class_id;    // 0: the institution's
    int64_t first, last; // days, both belong to it
};

struct holiday_lecture {
    int64_t id, class_id;
    const char *subject, *title, *timezone; // of its classroom the first and the last; NULL: none, or not asked for
    int64_t starts_at, ends_at;
    int64_t version;
    int64_t day;      // in its classroom's time zone, by its start
    const char *name; // of the day off; NULL: none
    bool taken;       // common/taken_rule.h: no day off cancels it
};

/* One page, by id. */
struct holiday_lecture_list {
    struct holiday_lecture *lectures;
    size_t count;
    int64_t next; // `after` of the next page; 0: this was the last
};

/*
 * Those that are not cancelled, of classrooms that are not archived, and start on a day off of the scope: by the clock
 * of their classroom. Looks at `limit` lectures behind `after`. TIMEZONE_UNKNOWN.
 */
enum fault holiday_lectures_on(struct school *school, struct db *db, const struct holiday_scope *scope, int64_t after,
                               int64_t limit, int64_t now, struct arena *arena, struct holiday_lecture_list *ret_list);

/*
 * Those that days of the scope have cancelled and nobody has touched since. With `over`, those alone whose day is no
 * longer off for their classroom. `name` is the reason that they were cancelled for.
 */
enum fault holiday_lectures_cancelled(struct db *db, const struct holiday_scope *scope, bool over, int64_t after,
                                      int64_t limit, struct arena *arena, struct holiday_lecture_list *ret_list);

/* Inside a unit: cancels a lecture of holiday_lectures_on with the day's name as the reason; brings one of
 * holiday_lectures_cancelled back. `job_id` is kept with it. */
enum fault holiday_lecture_cancel(struct db *db, const struct holiday_scope *scope,
                                  const struct holiday_lecture *lecture, int64_t actor_id, int64_t job_id, int64_t now);
enum fault holiday_lecture_restore(struct db *db, const struct holiday_lecture *lecture, int64_t job_id, int64_t now);

/* Inside a unit: what a job brought back is its own again. */
enum fault holiday_lectures_forget(struct db *db, int64_t job_id);

#endif
