/* SPDX-License-Identifier: MIT */
/* Ending sessions, inside a unit. */
#ifndef AMS_SCHOOL_SESSION_INSIDE_H
#define AMS_SCHOOL_SESSION_INSIDE_H

#include <stdint.h>

#include "school/common/fault.h"

struct db;

/* Inside a unit: ends all sessions of somebody but one (0: all of them). */
enum fault session_end_all(struct db *db, int64_t user_id, int64_t keep_session_id, int64_t *ret_ended);

#endif
