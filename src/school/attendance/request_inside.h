/* SPDX-License-Identifier: MIT */
/* Requests and accepted leaves, inside a unit. */
#ifndef AMS_SCHOOL_REQUEST_INSIDE_H
#define AMS_SCHOOL_REQUEST_INSIDE_H

#include <stdint.h>

#include "school/common/fault.h"
#include "store/db.h"

struct arena;
struct db;
struct request;

enum fault request_read(struct db *db, int64_t request_id, struct arena *arena, struct request *ret_request);

/* Inside a unit: marks Excused whoever has an accepted leave for this lecture and no mark yet. For whoever opens a
 * window; may be called again. */
enum fault leave_apply(struct db *db, int64_t class_id, int64_t lecture_id, int64_t now);

/* What the audit log gives as the reason of a mark that an accepted leave made. */
#define LEAVE_REASON "leave"

#endif
