/* SPDX-License-Identifier: MIT */
/*
 * The audit log: append-only, each entry chained to the one before by SHA-256 and written in the transaction of what it
 * tells of. The newest hash is also kept in `settings`, so that cutting off the end shows. Who can write to the
 * database can rewrite the whole chain: note the newest hash elsewhere to notice that.
 */
#ifndef AMS_SCHOOL_AUDIT_H
#define AMS_SCHOOL_AUDIT_H

#include "school/school.h"

enum { AUDIT_HASH_SIZE = 65 };

/* Walks the whole chain: *ret_broken_id is the first entry that does not fit, -1 when the end was cut off, 0 when all
 * is well. */
enum fault audit_verify(struct school *school, int64_t *ret_broken_id);

/* The newest hash ("" while the log is empty) and the number of entries, to note elsewhere. */
enum fault audit_head(struct school *school, char ret_hash[static AUDIT_HASH_SIZE], int64_t *ret_entries);

#endif
