/* SPDX-License-Identifier: MIT */
/* When a mark by hand is a matter of course (change.h), inside a unit. */
#ifndef AMS_SCHOOL_HAND_TIME_H
#define AMS_SCHOOL_HAND_TIME_H

#include <stdbool.h>
#include <stdint.h>

#include "school/common/fault.h"

struct access;
struct actor;
struct db;
struct mark_change;

/* Whether `now` is outside the time in which marks by hand are a matter of course. */
enum fault hand_time_is_late(struct db *db, const struct access *access, int64_t now, bool *ret_late);

/* What the act would ask of the actor now. */
enum fault hand_time_asks(struct db *db, const struct access *access, const struct actor *actor, int64_t now,
                          bool *ret_late, bool *ret_step_up);

/* Whether the act may be now; sets `late` and `reason`. NOTE_NEEDED, STEP_UP_NEEDED. */
enum fault hand_time_check(struct db *db, const struct access *access, struct mark_change *change, const char *reason);

#endif
