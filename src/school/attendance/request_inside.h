/* SPDX-License-Identifier: MIT */
/* Requests, inside a unit. */
#ifndef AMS_SCHOOL_REQUEST_INSIDE_H
#define AMS_SCHOOL_REQUEST_INSIDE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "school/common/fault.h"

struct arena;
struct db;
struct request;

enum fault request_read(struct db *db, int64_t request_id, struct arena *arena, struct request *ret_request);

/* An appeal waits no longer: what told its teachers of it counts as read. */
enum fault request_settled(struct db *db, int64_t request_id, int64_t now);

/* It waits again: what was settled at that moment is not read any more. */
enum fault request_unsettled(struct db *db, int64_t request_id, int64_t settled_at);

#endif
