/* SPDX-License-Identifier: MIT */
#include "school/numbers/report_weeks.h"

#include "base/arena.h"
#include "school/common/fault.h"
#include "school/common/language.h"
#include "school/common/ordering.h"
#include "school/common/state.h"
#include "school/common/zone.h"
#include "school/school.h"

enum {
    WEEK_DAYS = 7,
    EPOCH_WEEKDAY = 4,     // 1970-01-01 was a Thursday: 1 Monday to 7 Sunday
    ZONE_REACH_HOURS = 14, // from UTC, of the farthest clocks
};

/* The day on which the week of this day begins. `first`: 1 Monday to 7 Sunday. */
static int64_t week_of(int64_t day, int first)
{
    return day - (day + EPOCH_WEEKDAY - first + WEEK_DAYS) % WEEK_DAYS;
}

size_t report_week_at(const struct zone_weeks *weeks, size_t count, int64_t at)
{
    int64_t guess = (at - weeks->begins[0]) / (WEEK_DAYS * (int64_t)SCHOOL_DAY_MS);
    size_t week = guess < 0 ? 0 : guess >= (int64_t)count ? count - 1 : (size_t)guess;
    while (week > 0 && at < weeks->begins[week])
        week--;
    while (week + 1 < count && at >= weeks->begins[week + 1])
        week++;
    return week;
}

static enum fault zone_weeks_make(struct school *school, const struct report_groups *weeks, struct arena *arena,
                                  struct zone_weeks *zone)
{
    zone->begins = arena_calloc(arena, weeks->count, sizeof(*zone->begins));
    if (!zone->begins)
        return FAULT_INTERNAL;
    for (size_t i = 0; i < weeks->count; i++) {
        int64_t local = (weeks->groups[0].id + (int64_t)i * WEEK_DAYS) * SCHOOL_DAY_MS;
        enum fault fault = zone_to_utc(school, zone->zone, local, &zone->begins[i]);
        if (fault == FAULT_TIMEZONE_UNKNOWN) // the system's zones have changed since
            zone->begins[i] = local;
        else if (fault != FAULT_NONE)
            return fault;
    }
    return FAULT_NONE;
}

enum fault report_weeks_make(struct school *school, struct db *db, struct arena *arena, struct zone_weeks *zones,
                             size_t count, struct report *report)
{
    CLOSES(ordering_close) struct ordering ordering = {0};
    enum fault fault = ordering_open(db, &ordering);
    if (fault != FAULT_NONE)
        return fault;
    int64_t reach = ZONE_REACH_HOURS * (int64_t)SCHOOL_HOUR_MS;
    int start = language_week_start(ordering.tag);
    int64_t first = week_of((report->from - reach) / SCHOOL_DAY_MS, start);
    int64_t last = week_of((report->before - 1 + reach) / SCHOOL_DAY_MS, start);
    report->weeks.count = (size_t)((last - first) / WEEK_DAYS) + 1;
    report->weeks.groups = arena_calloc(arena, report->weeks.count, sizeof(*report->weeks.groups));
    if (!report->weeks.groups)
        return FAULT_INTERNAL;
    for (size_t i = 0; i < report->weeks.count; i++)
        report->weeks.groups[i].id = first + (int64_t)i * WEEK_DAYS;
    for (size_t i = 0; fault == FAULT_NONE && i < count; i++)
        fault = zone_weeks_make(school, &report->weeks, arena, &zones[i]);
    return fault;
}

void report_weeks_trim(struct report *report)
{
    struct report_groups *weeks = &report->weeks;
    if (weeks->count > 1 && weeks->groups[0].figures.lectures == 0 &&
        report->from >= weeks->groups[1].id * SCHOOL_DAY_MS) {
        weeks->groups++;
        weeks->count--;
    }
    if (weeks->count > 1 && weeks->groups[weeks->count - 1].figures.lectures == 0 &&
        report->before <= weeks->groups[weeks->count - 1].id * SCHOOL_DAY_MS)
        weeks->count--;
}
