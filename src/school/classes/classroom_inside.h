/* SPDX-License-Identifier: MIT */
/* Reading classrooms, inside a unit or a reader. */
#ifndef AMS_SCHOOL_CLASSROOM_INSIDE_H
#define AMS_SCHOOL_CLASSROOM_INSIDE_H

#include <stdint.h>

#include "school/common/fault.h"

struct actor;
struct arena;
struct classroom;
struct classroom_list;
struct db;

enum fault classroom_read(struct db *db, const struct actor *actor, int64_t class_id, int64_t now, struct arena *arena,
                          struct classroom *ret_classroom);
enum fault classroom_read_list(struct db *db, const struct actor *actor, const struct page *page, int64_t now,
                               struct arena *arena, struct classroom_list *ret_list);

/* Reads how the classroom names its marks into it; classroom_read has done so. */
enum fault classroom_statuses(struct db *db, struct arena *arena, struct classroom *classroom);

#endif
