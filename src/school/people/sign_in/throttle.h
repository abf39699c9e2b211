/* SPDX-License-Identifier: MIT */
/* Counting attempts. */
#ifndef AMS_SCHOOL_THROTTLE_H
#define AMS_SCHOOL_THROTTLE_H

#include <stdint.h>

#include "school/common/fault.h"

struct db;
struct school;

struct throttle {
    const char *kind; // "email", "address", "join": subjects of different kinds never meet
    const char *text; // what is counted; only its fingerprint is stored. NULL: unknown, nothing is counted
    int64_t limit;    // attempts in SESSION_ATTEMPT_MINUTES
};

/* Inside a unit: *ret_wait_ms 0 when another attempt is allowed, else the milliseconds until one is. */
enum fault throttle_check(struct db *db, const struct throttle *throttle, int64_t now, int64_t *ret_wait_ms);
/* Inside a unit: counts an attempt. */
enum fault throttle_count(struct db *db, const struct throttle *throttle, int64_t now, int64_t *ret_attempt_id);
/* Inside a unit: forgets all attempts. */
enum fault throttle_forget(struct db *db, const struct throttle *throttle);
/* Inside a unit: an attempt was refused; the first time within SESSION_ATTEMPT_MINUTES it goes to the audit log. */
enum fault throttle_refused(struct db *db, const struct throttle *throttle, int64_t now);

enum { ATTEMPT_THROTTLES_MAX = 3 };

/* One attempt that several throttles count. */
struct throttled_attempt {
    struct throttle throttles[ATTEMPT_THROTTLES_MAX]; // text NULL: not counted
    int64_t ids[ATTEMPT_THROTTLES_MAX];               // set by attempt_begin
    int64_t now;
    int64_t wait_ms;
};

/* Inside a unit: counts the attempt, before it is made, so that many at once cannot pass a limit. TOO_MANY_ATTEMPTS and
 * `wait_ms`, and nothing counted, when a limit is reached. */
enum fault attempt_count(struct db *db, struct throttled_attempt *attempt);

/* Inside a unit: it was none after all. */
enum fault attempt_forgive(struct db *db, const struct throttled_attempt *attempt);

/* The same in units of their own. */
enum fault attempt_begin(struct school *school, struct throttled_attempt *attempt, int64_t *ret_retry_after_s);
void attempt_take_back(struct school *school, struct throttled_attempt *attempt);

/* Whole seconds, 1 or more. */
int64_t seconds_of(int64_t wait_ms);

#endif
