/* SPDX-License-Identifier: MIT */
/*
 * Local time. Local moments ("wall clock") are milliseconds as if the clock on the wall showed UTC; days are counted
 * from 1970-01-01. The system's time zones are read through libical, whose tables fill up as they are asked for: one
 * thread at a time goes in, under the school's lock. Right for every zone of the system until 2038.
 */
#ifndef AMS_SCHOOL_ZONE_H
#define AMS_SCHOOL_ZONE_H

#include "school/school.h"

enum {
    ZONE_DATE_SIZE = 11,  // "2026-11-23" and its NUL
    ZONE_YEAR_MIN = 2000, // of every moment and day that is taken: time_is_sane
    ZONE_YEAR_MAX = 2099,
};

/* Makes what libical makes at its first use, once, before threads start. */
void zone_prepare(void);

/* TIMEZONE_UNKNOWN. */
enum fault zone_to_local(struct school *school, const char *zone, int64_t utc, int64_t *ret_local);

/*
 * The moment of a wall clock. A time that comes twice (clocks go back) is the first of the two; one that never comes
 * (clocks go forward) is taken by the offset before the change, so it is later by what was skipped, as RFC 5545 says
 * (section 3.3.5). TIMEZONE_UNKNOWN.
 */
enum fault zone_to_utc(struct school *school, const char *zone, int64_t local, int64_t *ret_utc);

/*
 * "2026-11-23" and "09:15", "9:15" or "09:15:30" on the clocks of `zone`, as zone_to_utc reads them. TIME_INVALID when
 * either is written otherwise or the date does not exist; TIMEZONE_UNKNOWN.
 */
enum fault zone_moment(struct school *school, const char *zone, const char *date, const char *clock, int64_t *ret_utc);

/* "2026-11-23", ZONE_YEAR_MIN to ZONE_YEAR_MAX, of a day that exists; DATE_INVALID otherwise (NULL too). */
enum fault zone_day_parse(const char *text, int64_t *ret_day);
void zone_day_format(int64_t day, char text[static ZONE_DATE_SIZE]);

/* 0 Monday to 6 Sunday. */
int zone_weekday(int64_t day);

#endif
