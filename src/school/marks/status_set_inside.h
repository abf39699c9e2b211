/* SPDX-License-Identifier: MIT */
/* Reading a status set. */
#ifndef AMS_SCHOOL_STATUS_SET_INSIDE_H
#define AMS_SCHOOL_STATUS_SET_INSIDE_H

#include <stdint.h>

#include "school/common/fault.h"

struct arena;
struct db;
struct status_set;

/* How a classroom names and counts its marks; the usual set where it has none of its own. */
enum fault status_set_read(struct db *db, int64_t class_id, struct arena *arena, struct status_set *ret_set);

#endif
