/* SPDX-License-Identifier: MIT */
/* Assigning advisers. */
#ifndef AMS_SCHOOL_ADVISER_INSIDE_H
#define AMS_SCHOOL_ADVISER_INSIDE_H

#include <stdbool.h>
#include <stdint.h>

#include "school/common/fault.h"

struct db;

/* Inside a unit; `adviser_id` 0: nobody. *ret_changed: it was somebody else; may be NULL. NOT_FOUND,
 * ACCOUNT_UNKNOWN. */
enum fault adviser_write(struct db *db, int64_t actor_id, int64_t student_id, int64_t adviser_id, int64_t now,
                         bool *ret_changed);

#endif
