/* SPDX-License-Identifier: MIT */
/* Unlocks as check-ins look at them. */
#ifndef AMS_SCHOOL_UNLOCK_INSIDE_H
#define AMS_SCHOOL_UNLOCK_INSIDE_H

#include <stdint.h>

#include "school/common/fault.h"

struct actor;
struct db;
struct proved;
struct school;

/* Until when this person's unlock for a lecture counts in their session, at that moment; 0: there is none. */
enum fault unlock_until(struct db *db, const struct actor *actor, int64_t lecture_id, int64_t at, int64_t *ret_until);

/*
 * By proved->unlock_rule: finds the unlock that counted at `at` (proved->unlock_id), or flags MARK_NOT_UNLOCKED, or is
 * UNLOCK_NEEDED. Nothing is used up. Where browsers have no passkeys for this address nobody is asked for one.
 */
enum fault unlock_judge(struct school *school, struct db *db, const struct actor *actor, int64_t lecture_id, int64_t at,
                        struct proved *proved);

/* Inside the unit that marks, before the mark: uses it up. One that another mark has used meanwhile is none. */
enum fault unlock_spend(struct db *db, struct proved *proved);

#endif
