/* SPDX-License-Identifier: MIT */
/* Which rules warn: the institution's, and those of a classroom that has its own. */
#ifndef AMS_SCHOOL_WARNING_RULES_H
#define AMS_SCHOOL_WARNING_RULES_H

#include "school/marks/warning/warning.h"

/* Of a classroom for everybody in it; of the institution (`class_id` 0) for administrators. NOT_FOUND, NOT_ALLOWED. */
enum fault warning_rules_get(struct school *school, const struct actor *actor, int64_t class_id,
                             struct warning_rules *ret_rules);

/*
 * Replaces them all: a classroom's by its teachers, the institution's (`class_id` 0) by administrators. `rules` NULL: a
 * classroom is as the institution again. `version`: of the rules that it is based on, as they were read; 0: whatever
 * there is. Whoever is past a line by then is told by the next sweep, and nobody of a run that they have been told of.
 * NUMBER_INVALID, CHOICE_UNKNOWN (nobody would be told), NOT_FOUND, NOT_ALLOWED, CHANGED_MEANWHILE, CLASSROOM_ARCHIVED.
 * Audited.
 */
enum fault warning_rules_change(struct school *school, const struct actor *actor, int64_t class_id,
                                const struct warning_rules *rules, int64_t version, struct warning_rules *ret_rules);

/* Whether they may stand: NUMBER_INVALID, CHOICE_UNKNOWN. */
enum fault warning_rules_check(const struct warning_rules *rules);

#endif
