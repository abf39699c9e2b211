/* SPDX-License-Identifier: MIT */
/* Who advises which student: one professor a student, assigned by administrators. */
#ifndef AMS_SCHOOL_ADVISER_H
#define AMS_SCHOOL_ADVISER_H

#include "school/school.h"

/* The student's adviser from now on, by e-mail address; "": nobody. Administrators (NOT_ALLOWED). NOT_FOUND (no such
 * student), EMAIL_INVALID, ACCOUNT_UNKNOWN (no active professor). Audited when it changes. */
enum fault adviser_assign(struct school *school, const struct actor *actor, int64_t student_id, const char *email,
                          struct arena *arena, struct person *ret_adviser);

/* Of a student, for administrators; id 0 and NULL: nobody. NOT_ALLOWED, NOT_FOUND. */
enum fault adviser_get(struct school *school, const struct actor *actor, int64_t student_id, struct arena *arena,
                       struct person *ret_adviser);

#endif
