/* SPDX-License-Identifier: MIT */
/* Counting what is stored, inside a unit. */
#ifndef AMS_SCHOOL_QUOTA_INSIDE_H
#define AMS_SCHOOL_QUOTA_INSIDE_H

#include <stdbool.h>
#include <stdint.h>

#include "school/common/fault.h"
#include "school/school.h"

struct db;

/* Whether `size` bytes more fit into what the actor, the classroom (0: none) and the institution may take.
 * QUOTA_PERSON, QUOTA_CLASSROOM, QUOTA_INSTITUTION. An early word, before the bytes are looked at and stored. */
enum fault quota_fits(struct db *db, const struct actor *actor, int64_t class_id, int64_t size);

/* In the unit that writes the row of a file, before it: counts its bytes and asks whether they fit. */
enum fault quota_take(struct db *db, const struct actor *actor, int64_t class_id, int64_t size);

/* In the unit that writes or deletes the row of a file: `size` bytes more (less than 0: fewer), whether or not they
 * fit. */
enum fault quota_count(struct db *db, int64_t size);

/* In a unit that has deleted rows of files by other ways (an erasure): counts all that are left. Reads every row. */
enum fault quota_recount(struct db *db);

/* Not in a unit, when the school opens: sees to it that the count is there and right. */
void quota_prepare(struct school *school);

#endif
