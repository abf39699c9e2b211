/* SPDX-License-Identifier: MIT */
/* A second factor: who has one, and taking its codes. */
#ifndef AMS_SCHOOL_STEP_UP_H
#define AMS_SCHOOL_STEP_UP_H

#include <stdbool.h>
#include <stdint.h>

#include "school/common/fault.h"
#include "school/school.h"

struct db;
struct school;

/* Whether somebody has a confirmed second factor. */
enum fault second_factor_has(struct db *db, int64_t user_id, bool *ret_has);

/* Whether somebody with this role is asked for theirs when signing in. */
enum fault second_factor_asked(struct db *db, int64_t user_id, enum role role, bool *ret_asked);

/*
 * Inside a unit: takes a code, of the app or a recovery code, which is then used up. SECOND_FACTOR_WRONG (counted, so
 * the unit's writes must be kept), SECOND_FACTOR_ABSENT, TOO_MANY_ATTEMPTS with *ret_wait_ms.
 */
enum fault second_factor_take(struct school *school, struct db *db, int64_t user_id, const char *code, int64_t now,
                              int64_t *ret_wait_ms);

/* Inside a unit or a reader: STEP_UP_NEEDED for somebody who has a second factor and has not shown it lately. */
enum fault second_factor_guard(struct db *db, const struct actor *actor, int64_t now);

/* Inside a unit: removes it and its recovery codes. */
enum fault second_factor_delete(struct db *db, int64_t user_id);

#endif
