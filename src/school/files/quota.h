/* SPDX-License-Identifier: MIT */
/*
 * How much of the disk a person, a classroom and the institution may take: with the files of classrooms and hand-ins,
 * the evidence of leaves, and what was given to jobs and made by them, as long as those are kept. The limits are the
 * institution's settings. What comes in is refused when it would pass one; what AMS makes itself (an export, a copy of
 * one's data) is counted and never refused.
 */
#ifndef AMS_SCHOOL_QUOTA_H
#define AMS_SCHOOL_QUOTA_H

#include <stddef.h>

#include "school/school.h"

enum { QUOTA_MB = 1000000, QUOTA_GB = 1000000000, QUOTA_FULLEST = 10 };

/* Bytes. */
struct quota {
    int64_t used, most;
};

/* The actor's own; with `class_id` (0: none) also what is left of that classroom's, which the actor must be of
 * (NOT_FOUND). */
enum fault quota_own(struct school *school, const struct actor *actor, int64_t class_id, struct quota *ret_person,
                     struct quota *ret_class);

/* A classroom or a person with what they take. */
struct quota_holder {
    int64_t id;
    const char *name; // of a classroom its subject
    const char *section;
    struct quota quota;
};

struct quota_overview {
    struct quota all;
    struct quota_holder classes[QUOTA_FULLEST], people[QUOTA_FULLEST]; // the fullest first
    size_t class_count, person_count;
};

/* Administrators (NOT_ALLOWED). */
enum fault quota_overview(struct school *school, const struct actor *actor, struct arena *arena,
                          struct quota_overview *ret_overview);

#endif
