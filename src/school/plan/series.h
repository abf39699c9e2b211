/* SPDX-License-Identifier: MIT */
/* Weekly lectures, made all at once at the classroom's local time. */
#ifndef AMS_SCHOOL_SERIES_H
#define AMS_SCHOOL_SERIES_H

#include "school/plan/lecture.h"

enum {
    SERIES_LECTURES_MAX = 200,
    SERIES_DAYS_MAX = 732, // from the first date to the last
    SERIES_WEEKS_MAX = 26, // every so many
    SERIES_EXCEPTIONS_MAX = 100,
};

struct series_request {
    const char *title; // NULL or "": none
    const char *room;
    const char *const *weekdays; // "MO", "TU", "WE", "TH", "FR", "SA", "SU": 1 to 7 of them
    size_t weekday_count;
    const char *from, *to;              // "09:15"; a `to` before `from` is of the next day: lecture_overnight
    const char *first_date, *last_date; // "2026-11-23"; both days belong to it
    int64_t every_weeks;                // 1 to SERIES_WEEKS_MAX: counted from the week (Monday) of first_date
    const char *const *exceptions;      // dates to leave out
    size_t exception_count;
    struct group_choice groups; // not given: for the whole classroom
};

struct series_result {
    int64_t id;
    struct lecture_list lectures; // those made, by start
    const char *const *left_out;  // dates that were exceptions or holidays
    size_t left_out_count;
};

/*
 * Makes the lectures; exceptions and the classroom's days off are left out (school/plan/holiday.h). Start and end stand
 * on the wall clock of the classroom's time zone, whatever changes of it come between (school/common/zone.h has the
 * rule for times that come twice or never; where an end would then not lie behind its start, the lecture is as long as
 * the plan says). Its teachers only. DATE_INVALID, TIME_INVALID (from, to), ENDS_BEFORE_START, CHOICE_UNKNOWN (a
 * weekday), NUMBER_INVALID, TEXT_INVALID, SERIES_EMPTY, SERIES_TOO_LONG, TOO_MANY_THINGS (exceptions, or the
 * classroom's lectures), GROUP_UNKNOWN, CLASSROOM_ARCHIVED. Audited.
 */
enum fault series_create(struct school *school, const struct actor *actor, int64_t class_id,
                         const struct series_request *request, struct arena *arena, struct series_result *ret_result);

#endif
