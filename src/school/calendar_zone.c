/* SPDX-License-Identifier: MIT */
#include "school/calendar_zone.h"

#include <string.h>

#include <libical/ical.h>

int64_t zone_minute(const char *timezone, int64_t ms)
{
    icaltimezone *utc = icaltimezone_get_utc_timezone();
    icaltimezone *zone = strcmp(timezone, "UTC") != 0 ? icaltimezone_get_builtin_timezone(timezone) : NULL;
    struct icaltimetype time = icaltime_from_timet_with_zone((time_t)(ms / 1000), 0, utc);
    time = icaltime_convert_to_zone(time, zone ? zone : utc);
    return time.hour * 60 + time.minute;
}
