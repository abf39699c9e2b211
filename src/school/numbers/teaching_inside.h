/* SPDX-License-Identifier: MIT */
/* What the files of teaching.h share. */
#ifndef AMS_SCHOOL_TEACHING_INSIDE_H
#define AMS_SCHOOL_TEACHING_INSIDE_H

#include <stdint.h>

#include "school/common/fault.h"

struct actor;
struct arena;
struct classroom_list;
struct db;

/* The classrooms that the actor teaches or assists in, by subject, archived ones too. */
enum fault taught_read(struct db *db, const struct actor *actor, int64_t now, struct arena *arena,
                       struct classroom_list *ret_list);

#endif
