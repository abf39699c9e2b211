/* SPDX-License-Identifier: MIT */
/* Warning students, inside a unit. */
#ifndef AMS_SCHOOL_WATCH_INSIDE_H
#define AMS_SCHOOL_WATCH_INSIDE_H

#include <stdint.h>

#include "school/common/fault.h"

struct db;

/*
 * Inside a unit, after marks have changed: looks at one student of the classroom, or at all (`student_id` 0), and tells
 * those who have crossed a line. Who comes back above is not told, but will be when they fall again. Nobody is told
 * that the threshold is out of reach while no further lecture is planned: a classroom may plan none at all.
 */
enum fault standing_watch(struct db *db, int64_t class_id, int64_t student_id, int64_t now);

#endif
