/* SPDX-License-Identifier: MIT */
/*
 * Classrooms that the next sweep looks at (warning_sweep.h): whatever changes what a student has missed of the final
 * lectures, or what is planned, notes its classroom here, in the same unit. Only for src/school/.
 */
#ifndef AMS_SCHOOL_DUE_H
#define AMS_SCHOOL_DUE_H

#include <stddef.h>
#include <stdint.h>

#include "school/common/fault.h"

struct db;

enum fault due_touch(struct db *db, int64_t class_id, int64_t now);

/* At least one and at most ROW_MANY, of which some may be the same. */
enum fault due_touch_many(struct db *db, const int64_t *class_ids, size_t count, int64_t now);

/* The same of the classroom of a lecture. */
enum fault due_touch_lecture(struct db *db, int64_t lecture_id, int64_t now);

/* Every classroom of a student. */
enum fault due_touch_student(struct db *db, int64_t student_id, int64_t now);

/* Every one that is not archived. */
enum fault due_touch_all(struct db *db, int64_t now);

/* Those of lectures whose marking has ended in (from, to]. */
enum fault due_touch_ended(struct db *db, int64_t from, int64_t to, int64_t now);

#endif
