/* SPDX-License-Identifier: MIT */
#include "school/calendar_zone.h"

#include <libical/ical.h>
#include <string.h>

enum { TIME_SIZE = 16 };

/* "0000-00-00" or "00:00": digits where the pattern has them, its own signs elsewhere. */
static bool is_like(const char *text, const char *pattern)
{
    for (; *pattern != '\0'; text++, pattern++)
        if (*pattern == '0' ? *text < '0' || *text > '9' : *text != *pattern)
            return false;
    return *text == '\0';
}

static int number_at(const char *digits, int count)
{
    int number = 0;
    for (int i = 0; i < count; i++)
        number = number * 10 + (digits[i] - '0');
    return number;
}

bool calendar_moment(const char *date, const char *clock, const char *zone, int64_t *ret_ms)
{
    char padded[TIME_SIZE];
    snprintf(padded, sizeof(padded), "%s%s", is_like(clock, "0:00") || is_like(clock, "0:00:00") ? "0" : "", clock);
    bool seconds = is_like(padded, "00:00:00");
    if (strlen(clock) + 2 > sizeof(padded) || !is_like(date, "0000-00-00") || (!seconds && !is_like(padded, "00:00")))
        return false;
    icaltimetype moment = icaltime_null_time();
    moment.year = number_at(date, 4);
    moment.month = number_at(date + 5, 2);
    moment.day = number_at(date + 8, 2);
    moment.hour = number_at(padded, 2);
    moment.minute = number_at(padded + 3, 2);
    moment.second = seconds ? number_at(padded + 6, 2) : 0;
    if (moment.year < 1970 || moment.month < 1 || moment.month > 12 || moment.day < 1 ||
        moment.day > icaltime_days_in_month(moment.month, moment.year) || moment.hour > 23 || moment.minute > 59 ||
        moment.second > 59)
        return false;
    icaltimezone *place =
        strcmp(zone, "UTC") == 0 ? icaltimezone_get_utc_timezone() : icaltimezone_get_builtin_timezone(zone);
    if (!place)
        return false;
    *ret_ms = (int64_t)icaltime_as_timet_with_zone(moment, place) * 1000;
    return true;
}
