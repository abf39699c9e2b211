/* SPDX-License-Identifier: MIT */
/* Moments on the clocks of a time zone, by libical and the system's zones. For the files of the school only. */
#ifndef AMS_SCHOOL_CALENDAR_ZONE_H
#define AMS_SCHOOL_CALENDAR_ZONE_H

#include <stdbool.h>
#include <stdint.h>

/*
 * "2026-11-23" and "09:15", "9:15" or "09:15:30", read on the clocks of `zone` ("UTC" or an IANA name):
 * milliseconds UTC. False, and *ret_ms untouched, when either is written otherwise, the date does not exist or the zone
 * is unknown. Of an hour that comes twice the second is meant; a time that the clocks skip reads as if they had been
 * changed before it. Thread-safe.
 */
bool calendar_moment(const char *date, const char *clock, const char *zone, int64_t *ret_ms);

#endif
