/* SPDX-License-Identifier: MIT */
/* Proof of deletion, inside a unit. */
#ifndef AMS_SCHOOL_DELETION_H
#define AMS_SCHOOL_DELETION_H

#include "school/common/fault.h"
#include "school/school.h"

struct deletion {
    int64_t id;
    const char *kind;
    const char *rule; // "keep_refusals_days 180", "erasure"
    int64_t deleted;
    struct person subject; // whose; id 0: several people's
    struct person actor;   // id 0: the program itself
    int64_t at;
};

#endif
