/* SPDX-License-Identifier: MIT */
/* Moments as people write them: "Monday 7 December 2026, 10:00–11:00 (Europe/Berlin, UTC+1)". For src/school. */
#ifndef AMS_SCHOOL_MOMENT_TEXT_H
#define AMS_SCHOOL_MOMENT_TEXT_H

#include "base/arena.h"
#include "base/tongue.h"
#include "school/school.h"

/*
 * From `from` until `until` (ms UTC; 0: that moment alone) on the clocks of `zone`, the day named once when it is the
 * same. A zone that this machine does not know, and NULL, is UTC. NULL without memory.
 */
const char *moment_span(struct school *school, const char *zone, int64_t from, int64_t until, enum tongue tongue,
                        struct arena *arena);

/* "2026-12-07 10:00 +01:00": for tables, which programs sort. NULL without memory. */
const char *moment_cell(struct school *school, const char *zone, int64_t at, struct arena *arena);

#endif
