/* SPDX-License-Identifier: MIT */
/* Lectures written as iCalendar. For src/school/plan and tests. */
#ifndef AMS_SCHOOL_CALENDAR_TEXT_H
#define AMS_SCHOOL_CALENDAR_TEXT_H

#include "school/common/fault.h"
#include "school/plan/lecture.h"

enum { CALENDAR_REFRESH_HOURS = 1 }; // how often a calendar program should look again

/* A classroom, as far as its lectures do not say it. */
struct calendar_class {
    int64_t id;
    const char *section; // NULL when none
    const char *timezone;
};

struct calendar_classes {
    const struct calendar_class *classes; // of every lecture in the calendar
    size_t count;
};

/*
 * The calendar as text in the arena. Times are on the clocks of the classroom's zone, with the rules of each zone that
 * occurs for the time that the lectures span; what such clocks cannot say (an hour that comes twice) is in UTC.
 * INTERNAL without memory.
 */
enum fault calendar_text(struct school *school, const struct lecture_list *list, const struct calendar_classes *classes,
                         const char *name, struct arena *arena, const char **ret_text);

#endif
