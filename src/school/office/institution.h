/* SPDX-License-Identifier: MIT */
/* The institution itself: its name, and how far it is set up. */
#ifndef AMS_SCHOOL_INSTITUTION_H
#define AMS_SCHOOL_INSTITUTION_H

#include "school/school.h"

/* "" when nobody has given it one. For everybody. */
enum fault institution_name(struct school *school, struct arena *arena, const char **ret_name);

/* What the school knows of the first steps of an administrator; mail, backups and the address are the server's. */
struct first_steps {
    bool hidden;       // nobody wants to see them any more
    bool named;        // it has a name
    bool registration; // somebody has said who may join, or somebody has joined
    bool professors;   // there is one, or one is invited
    int64_t classrooms;
};

/* Administrators (NOT_ALLOWED). */
enum fault first_steps_read(struct school *school, const struct actor *actor, struct arena *arena,
                            struct first_steps *ret_steps);

#endif
