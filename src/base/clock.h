/* SPDX-License-Identifier: MIT */
/* Time: milliseconds since 1970 in UTC. A clock that tests can set, and RFC 3339 text. */
#ifndef AMS_BASE_CLOCK_H
#define AMS_BASE_CLOCK_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
    CLOCK_TEXT_SIZE = 32, // "2026-11-22T09:15:00.123Z" and its NUL
};

/* Zero-initialised, it follows the system's clock. Thread-safe. */
struct clock {
    _Atomic int64_t fixed_ms; // not 0: the time a test has set
};

/* The system's wall clock, milliseconds UTC. */
int64_t clock_real_ms(void);

/* A steady clock for measuring durations, nanoseconds from an arbitrary start. */
int64_t clock_steady_ns(void);

/* `clock`'s time: the wall clock unless a test has set another. */
int64_t clock_now_ms(struct clock *clock);

/* For tests: from now on `clock` stands still at `ms` (0: follow the system again). */
void clock_set_ms(struct clock *clock, int64_t ms);

/* RFC 3339 with milliseconds and Z. Years 0000 to 9999; a time outside is clamped. */
void clock_format(int64_t ms, char text[static CLOCK_TEXT_SIZE]);

/*
 * Reads RFC 3339 ("2026-11-22T09:15:00Z", fraction optional, offset Z or +hh:mm). False, and *ret_ms untouched, when
 * the text is anything else or the date does not exist.
 */
bool clock_parse(const char *text, int64_t *ret_ms);

#endif
