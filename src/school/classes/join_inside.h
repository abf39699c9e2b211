/* SPDX-License-Identifier: MIT */
/* Joining by code, inside a unit. Only for src/school/classes/join*.c. */
#ifndef AMS_SCHOOL_JOIN_INSIDE_H
#define AMS_SCHOOL_JOIN_INSIDE_H

#include <stdint.h>

#include "school/common/fault.h"
#include "school/common/limits.h"

struct actor;
struct db;

struct join {
    const struct actor *actor;
    char code[CLASSROOM_CODE_LENGTH + 1]; // "": cannot be one
    int64_t now;
    int64_t class_id;
};

/* A code as it was typed. */
void join_code_into(struct join *unit, const char *typed);

/* Which classroom, by the code; a code that is nobody's is counted. JOIN_CODE_UNKNOWN, TOO_MANY_ATTEMPTS. For units of
 * school_attempt. */
enum fault join_find(struct db *db, struct join *unit);

#endif
