/* SPDX-License-Identifier: MIT */
/* Warning students, inside a unit. */
#ifndef AMS_SCHOOL_WARNING_SWEEP_INSIDE_H
#define AMS_SCHOOL_WARNING_SWEEP_INSIDE_H

#include <stdint.h>

#include "school/common/fault.h"

struct db;

/*
 * Inside a unit: looks at all students of the classroom, by its final lectures, and tells of those who have crossed
 * a line. Of who comes back nobody is told, but will be when they cross it again. Nobody is told that the threshold is
 * out of reach while no further lecture is planned: a classroom may plan none at all. Of one that is archived nobody is
 * told.
 */
enum fault warning_check_class(struct db *db, int64_t class_id, int64_t now);

/* Inside a unit: e-mails that were held for marks which are final by now go their way. Bounded; *ret_count of lectures.
 */
enum { WARNING_RELEASES_MAX = 200 };
enum fault warning_release(struct db *db, int64_t now, int64_t *ret_count);

#endif
