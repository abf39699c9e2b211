/* SPDX-License-Identifier: MIT */
/* Local time in a time zone. Thread-safe. Only for src/school/. */
#ifndef AMS_SCHOOL_CALENDAR_ZONE_H
#define AMS_SCHOOL_CALENDAR_ZONE_H

#include <stdint.h>

/* Minutes after local midnight (0 to 1439) in the IANA zone at `ms` UTC; as in UTC when there is no such zone. */
int64_t zone_minute(const char *timezone, int64_t ms);

#endif
