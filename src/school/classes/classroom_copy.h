/* SPDX-License-Identifier: MIT */
/*
 * A classroom in the next term: its settings, status set, proofs, rules that warn, staff, plan and groups, for other
 * people. Not copied: students and who was in which group, marks, the board, single lectures, days off of its own, and
 * the join code, of which it gets a new one. It belongs to the same professor.
 */
#ifndef AMS_SCHOOL_CLASSROOM_COPY_H
#define AMS_SCHOOL_CLASSROOM_COPY_H

#include "school/classes/classroom.h"
#include "school/plan/series_copy.h"

struct copy_request {
    const char *first_date, *last_date; // "2027-04-12": of the new term, both days belong to it
    const char *subject;                // NULL: the same
    const char *section;                // NULL: the same; "": none
    const char *term;                   // NULL or "": none
};

/* What it would become: the plan, and how many of the staff come along. Its teachers and administrators, also when it
 * is archived. NOT_FOUND, DATE_INVALID (also when the last date is before the first), and as series_term_plan. */
enum fault classroom_copy_plan(struct school *school, const struct actor *actor, int64_t class_id,
                               const struct copy_request *request, struct arena *arena, struct term_plan *ret_plan,
                               int64_t *ret_staff);

/* Makes it, in one unit. The same faults, TEXT_INVALID, TOO_MANY_THINGS (classrooms of its professor). Audited. */
enum fault classroom_copy(struct school *school, const struct actor *actor, int64_t class_id,
                          const struct copy_request *request, struct arena *arena, struct classroom *ret_classroom);

#endif
