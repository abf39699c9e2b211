/* SPDX-License-Identifier: MIT */
/* The weeks of a report, as they begin on the clocks of each classroom. */
#ifndef AMS_SCHOOL_REPORT_WEEKS_H
#define AMS_SCHOOL_REPORT_WEEKS_H

#include <stddef.h>
#include <stdint.h>

#include "school/numbers/report.h"

struct db;

/* When each week of the report begins on the clocks of one time zone. */
struct zone_weeks {
    const char *zone;
    int64_t *begins; // (weeks) moments
};

/* The weeks that the time of the report may touch on anybody's clocks, beginning as where the institution is: fills in
 * the report's and those of the zones, in the arena. */
enum fault report_weeks_make(struct school *school, struct db *db, struct arena *arena, struct zone_weeks *zones,
                             size_t count, struct report *report);

/* The week of a moment on the clocks of a zone; none is longer or shorter than seven days by more than the clocks
 * change. `count`: of the report's weeks. */
size_t report_week_at(const struct zone_weeks *weeks, size_t count, int64_t at);

/* At the end: without the first and the last week, where they are there for other clocks alone. */
void report_weeks_trim(struct report *report);

#endif
