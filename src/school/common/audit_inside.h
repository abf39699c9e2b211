/* SPDX-License-Identifier: MIT */
/* Writing the audit log, inside a unit. */
#ifndef AMS_SCHOOL_AUDIT_INSIDE_H
#define AMS_SCHOOL_AUDIT_INSIDE_H

#include <stddef.h>
#include <stdint.h>

#include "school/common/fault.h"

struct db;
struct school;

/* One entry; the texts are borrowed. */
struct audit_entry {
    int64_t at;
    int64_t actor_id;         // 0: the program itself, or nobody signed in
    const char *action;       // stable word such as "mark_set", one of audit_action.c; others are INTERNAL
    const char *subject_type; // "lecture", "user", ...
    int64_t subject_id;
    const char *detail; // short text, may be NULL; no secrets, no scores
};

/* Makes the row that every append locks, once per database. */
enum fault audit_prepare(struct school *school);

/* Appends inside a writing unit; the entry is there exactly when the unit's other writes are. */
enum fault audit_append(struct db *db, const struct audit_entry *entry);

/* The same for several, one after the other in the log: the chain's end is read and written once for all of them. */
enum fault audit_append_all(struct db *db, const struct audit_entry *entries, size_t count);

/* Inside a unit or a reader: the newest hash ("" while the log is empty) and the number of its entry (0: none). */
enum { AUDIT_NEWEST_SIZE = 65 };
enum fault audit_newest(struct db *db, char ret_hash[static AUDIT_NEWEST_SIZE], int64_t *ret_entry_id);

/*
 * Inside a unit: of an entry's detail only its first `kept` bytes stay, because what follows tells of somebody who was
 * erased. Everything else of the entry is still held by the chain.
 */
enum fault audit_redact(struct db *db, int64_t entry_id, const char *detail, size_t kept, int64_t now);

/* Inside a unit: deletes at most `limit` of the oldest entries, those made before `before`. The chain can still be
 * verified: the hash that the next one follows is kept. */
enum fault audit_forget(struct db *db, int64_t before, int64_t limit, int64_t now, int64_t *ret_count);

#endif
