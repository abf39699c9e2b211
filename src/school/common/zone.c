/* SPDX-License-Identifier: MIT */
#include "school/common/zone.h"

#include <libical/ical.h>
#include <string.h>

#include "base/clock.h"
#include "base/str.h"
#include "school/common/fault.h"
#include "school/common/state.h"
#include "school/common/text.h"

void zone_prepare(void)
{
    icaltimezone_get_utc_timezone();
}

/* Milliseconds to add to UTC at that moment. */
static enum fault offset_at(struct school *school, const char *zone, int64_t utc, int64_t *ret_offset)
{
    int is_daylight;
    pthread_mutex_lock(&school->zone_lock);
    icaltimezone *rules = icaltimezone_get_builtin_timezone(zone);
    if (rules) {
        struct icaltimetype time =
            icaltime_from_timet_with_zone((time_t)(utc / SCHOOL_SECOND_MS), 0, icaltimezone_get_utc_timezone());
        *ret_offset = icaltimezone_get_utc_offset_of_utc_time(rules, &time, &is_daylight) * (int64_t)SCHOOL_SECOND_MS;
    }
    pthread_mutex_unlock(&school->zone_lock);
    return rules ? FAULT_NONE : FAULT_TIMEZONE_UNKNOWN;
}

enum fault zone_to_local(struct school *school, const char *zone, int64_t utc, int64_t *ret_local)
{
    int64_t offset = 0;
    if (strcmp(zone, "UTC") != 0) {
        enum fault fault = offset_at(school, zone, utc, &offset);
        if (fault != FAULT_NONE)
            return fault;
    }
    *ret_local = utc + offset;
    return FAULT_NONE;
}

enum fault zone_to_utc(struct school *school, const char *zone, int64_t local, int64_t *ret_utc)
{
    int64_t before, after, there;
    if (strcmp(zone, "UTC") == 0) {
        *ret_utc = local;
        return FAULT_NONE;
    }
    enum fault fault = offset_at(school, zone, local - SCHOOL_DAY_MS, &before);
    if (fault != FAULT_NONE)
        return fault;
    fault = offset_at(school, zone, local + SCHOOL_DAY_MS, &after);
    if (fault != FAULT_NONE)
        return fault;
    // By the offset before a change when that is what the clock showed; it is the first of two.
    fault = offset_at(school, zone, local - before, &there);
    if (fault != FAULT_NONE)
        return fault;
    if (there == before) {
        *ret_utc = local - before;
        return FAULT_NONE;
    }
    fault = offset_at(school, zone, local - after, &there);
    if (fault != FAULT_NONE)
        return fault;
    *ret_utc = local - (there == after ? after : before);
    return FAULT_NONE;
}

enum fault zone_day_parse(const char *text, int64_t *ret_day)
{
    char moment[ZONE_DATE_SIZE + sizeof("T00:00:00Z")];
    int64_t ms;
    if (!text || strlen(text) != ZONE_DATE_SIZE - 1)
        return FAULT_DATE_INVALID;
    snprintf(moment, sizeof(moment), "%sT00:00:00Z", text);
    if (!clock_parse(moment, &ms) || !time_is_sane(ms))
        return FAULT_DATE_INVALID;
    *ret_day = ms / SCHOOL_DAY_MS;
    return FAULT_NONE;
}

void zone_day_format(int64_t day, char text[static ZONE_DATE_SIZE])
{
    char moment[CLOCK_TEXT_SIZE];
    clock_format(day * SCHOOL_DAY_MS, moment);
    memcpy(text, moment, ZONE_DATE_SIZE - 1);
    text[ZONE_DATE_SIZE - 1] = '\0';
}

int zone_weekday(int64_t day)
{
    return (int)((day + 3) % 7); // 1970-01-01 was a Thursday
}

enum fault zone_moment(struct school *school, const char *zone, const char *date, const char *clock, int64_t *ret_utc)
{
    char moment[sizeof("2026-11-23T09:15:30Z")];
    int64_t local;
    bool short_hour = strlen(clock) > 1 && clock[1] == ':';
    bool seconds = strlen(clock) > 6;
    int size = snprintf(moment, sizeof(moment), "%sT%s%s%sZ", date, short_hour ? "0" : "", clock, seconds ? "" : ":00");
    if (size != (int)sizeof(moment) - 1 || !clock_parse(moment, &local))
        return FAULT_TIME_INVALID;
    return zone_to_utc(school, zone, local, ret_utc);
}
