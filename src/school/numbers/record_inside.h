/* SPDX-License-Identifier: MIT */
/* Lectures with a student's own marks, and their record, read inside a reader. For src/school/numbers/ only. */
#ifndef AMS_SCHOOL_RECORD_INSIDE_H
#define AMS_SCHOOL_RECORD_INSIDE_H

#include "school/numbers/record.h"
#include "school/plan/lecture_inside.h"

/* Oldest first; lectures of classes where the person is no student stand there without a mark. */
enum fault record_lectures_read(struct db *db, int64_t student_id, const struct lecture_filter *filter, int64_t now,
                                struct arena *arena, struct record_lecture **ret_lectures, size_t *ret_count);

/* Of who is or was in the classroom, as they stand; without its rules. Who may is for the caller to judge: `actor`
 * reads, of `student_id`. Marks with what is the staff's. */
enum fault record_read_of(struct db *db, const struct actor *actor, int64_t class_id, int64_t student_id,
                          const struct standing *standing, int64_t now, struct arena *arena, struct record *ret_record);

#endif
