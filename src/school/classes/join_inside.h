/* SPDX-License-Identifier: MIT */
/* Joining, inside a unit. */
#ifndef AMS_SCHOOL_JOIN_INSIDE_H
#define AMS_SCHOOL_JOIN_INSIDE_H

#include <stdbool.h>
#include <stdint.h>

#include "school/common/fault.h"
#include "school/common/limits.h"

struct actor;
struct arena;
struct db;

struct join {
    const struct actor *actor;
    char code[CLASSROOM_CODE_LENGTH + 1]; // "": cannot be one
    int64_t now;
    int64_t class_id;
};

/* A code as it was typed. */
void join_code_into(struct join *unit, const char *typed);

/* One student put into a classroom or taken out of it, within a unit that does so with several; `changed`: it was not
 * so already. */
struct join_one {
    const struct actor *actor;
    int64_t class_id, student_id, now;
    struct arena *arena;
    bool changed;
};

/* As join_add and join_remove, but that somebody who is not in the classroom is taken out without a fault. A fault
 * leaves nothing half written, unless it is the server's own trouble. */
enum fault join_put_in(struct db *db, struct join_one *one);
enum fault join_take_out(struct db *db, struct join_one *one);

/* Which classroom, by the code; a code that is nobody's is counted. JOIN_CODE_UNKNOWN, TOO_MANY_ATTEMPTS. For units of
 * school_attempt. */
enum fault join_find(struct db *db, struct join *unit);

#endif
