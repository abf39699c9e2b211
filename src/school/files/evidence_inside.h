/* SPDX-License-Identifier: MIT */
/* Evidence, inside a unit or a reader. */
#ifndef AMS_SCHOOL_EVIDENCE_INSIDE_H
#define AMS_SCHOOL_EVIDENCE_INSIDE_H

#include <stddef.h>
#include <stdint.h>

#include "school/common/fault.h"
#include "school/files/evidence.h"
#include "store/db.h"

struct db;

/* Before a unit writes: may these belong to a new leave of the owner's? FILE_UNKNOWN, TOO_MANY_THINGS. */
enum fault evidence_check(struct db *db, int64_t owner_id, const int64_t *files, size_t count);
enum db_status evidence_attach(struct db *db, int64_t leave_id, const int64_t *files, size_t count);

/* What belongs to a leave, by id. */
enum fault evidence_of(struct db *db, int64_t leave_id, struct arena *arena, struct file_list *ret_list);

/* From now on it belongs to nothing, and the next sweep deletes it. */
enum db_status evidence_release(struct db *db, int64_t leave_id);

/* The bytes of a leave's file, unsealed, in the arena; not inside a unit. NOT_FOUND. */
enum fault evidence_bytes(struct school *school, int64_t leave_id, int64_t file_id, struct arena *arena,
                          struct file *ret_file, const void **ret_bytes);

/* For the sweep: what an earlier version sealed, under its owners' keys from now on. */
enum fault evidence_forward(struct school *school);

/* The part of file_sweep. */
enum fault evidence_sweep(struct school *school);

#endif
