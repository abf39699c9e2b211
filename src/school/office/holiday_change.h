/* SPDX-License-Identifier: MIT */
/*
 * What days off do to lectures that are planned already: nothing, until somebody has seen which they are and says so.
 * Then a job (school/jobs/job.h) cancels them, or brings them back when the days are taken away, in short units; each
 * member is told once, and the audit log gets one entry.
 *
 * A lecture lies on a day by its start, on the clock of its classroom. One that has marks, or whose window has been
 * opened, is never cancelled by a day off: it is listed apart, for somebody's hand.
 */
#ifndef AMS_SCHOOL_HOLIDAY_CHANGE_H
#define AMS_SCHOOL_HOLIDAY_CHANGE_H

#include "school/jobs/job.h"
#include "school/plan/holiday.h"
#include "school/plan/holiday_lectures.h"

enum { HOLIDAY_LISTED_MAX = 50 }; // lectures of each list

/* Which days: of one classroom (`class_id`), or the institution's (0). */
struct holiday_request {
    int64_t class_id;
    struct holiday_dates dates;
};

struct holiday_plan {
    struct holiday_lecture *planned, *taken; // by id, the first HOLIDAY_LISTED_MAX
    size_t planned_listed, taken_listed;
    int64_t planned_count, taken_count;
    int64_t cancelled_count; // that these days have cancelled, and that nobody has touched since
};

/* What lies on the days off. Teachers of the classroom, and administrators for the institution's. As
 * holiday_dates_parse, NOT_FOUND, NOT_ALLOWED. */
enum fault holiday_plan_read(struct school *school, const struct actor *actor, const struct holiday_request *request,
                             struct arena *arena, struct holiday_plan *ret_plan);

/* Starts the job that cancels the planned ones, with the day's name as the reason. As holiday_plan_read, and
 * CLASSROOM_ARCHIVED. TOO_MANY_THINGS as every job. */
enum fault holiday_cancel(struct school *school, const struct actor *actor, const struct holiday_request *request,
                          struct arena *arena, struct job *ret_job);

/* The same to bring back those that such a job cancelled, that nobody has touched since, and whose day is no longer
 * off. */
enum fault holiday_restore(struct school *school, const struct actor *actor, const struct holiday_request *request,
                           struct arena *arena, struct job *ret_job);

struct job_work;

/* The job. */
enum fault holiday_run(struct job_work *work);

#endif
