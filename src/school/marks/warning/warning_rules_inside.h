/* SPDX-License-Identifier: MIT */
/* Reading the rules that warn. */
#ifndef AMS_SCHOOL_WARNING_RULES_INSIDE_H
#define AMS_SCHOOL_WARNING_RULES_INSIDE_H

#include <stdint.h>

#include "school/common/fault.h"

struct db;
struct warning_rules;

/* Inside a unit or a reader: those that hold in a classroom, or (`class_id` 0) the institution's. */
enum fault warning_rules_read(struct db *db, int64_t class_id, struct warning_rules *ret_rules);

/* Inside a unit: the classroom, which has none of its own yet, warns by the rules of another one. */
enum fault warning_rules_copy(struct db *db, int64_t from_id, int64_t into_id);

#endif
