/* SPDX-License-Identifier: MIT */
/* Telling people, inside a unit. */
#ifndef AMS_SCHOOL_NOTIFICATION_INSIDE_H
#define AMS_SCHOOL_NOTIFICATION_INSIDE_H

#include <stdint.h>

#include "school/common/fault.h"

struct db;
struct notification_request;
struct school;

/* For one person; nothing when they chose to be told neither way. */
enum fault notification_add(struct db *db, const struct notification_request *request, int64_t now);

/* The same for all students of request->class_id, in one statement. */
enum fault notification_add_class(struct db *db, const struct notification_request *request, int64_t now);

/* Inside a unit: the members of the classroom will be told, but for `actor_id` (0: nobody is left out). */
enum fault telling_add(struct db *db, const struct notification_request *request, int64_t actor_id, int64_t now);

/* The part of school_tick(): tells up to TELLING_BATCHES times TELLING_BATCH people. */
enum { TELLING_BATCH = 200, TELLING_BATCHES = 200 };
enum fault telling_tick(struct school *school, int64_t now);

#endif
