/* SPDX-License-Identifier: MIT */
/* What files belong to, inside a unit. */
#ifndef AMS_SCHOOL_FILE_INSIDE_H
#define AMS_SCHOOL_FILE_INSIDE_H

#include <stddef.h>
#include <stdint.h>

#include "crypto/secret.h"
#include "school/common/fault.h"
#include "school/common/rows.h"
#include "store/db.h"

struct arena;
struct db;
struct file;
struct file_list;
struct school;

/*
 * Looks at what somebody sends, before it is stored: everything of the file but its id, and a new key for its bytes.
 * TEXT_INVALID (the name must be able to stand in a folder anywhere: no path, nothing that hides), FILE_EMPTY,
 * FILE_TOO_LARGE, FILE_KIND, FILE_NAME.
 */
enum fault file_look(struct school *school, const char *name, const void *bytes, size_t size, struct arena *arena,
                     struct file *ret_file, char ret_key[static SECRET_FINGERPRINT_SIZE]);

/* Writes the row of a file whose bytes are stored under `key`; when it is refused, they go again. */
enum fault file_keep(struct school *school, school_unit unit, void *context, const char *key);

/* Whom files shall belong to: an item, a hand-in or a new request, of `owner_id`. */
struct file_holder {
    int64_t class_id, owner_id;
    int64_t item_id, hand_in_id; // one of them, or neither when it is about to be made
    int64_t request_id;
};

/*
 * Inside a unit, before it writes: may these files belong to the holder? FILE_UNKNOWN when one is not there, another's,
 * or belongs to something else already; TOO_MANY_THINGS.
 */
enum fault file_check(struct db *db, const struct file_holder *holder, const int64_t *files, size_t count);

/* After file_check: from now on exactly these belong to the holder; others that did are left to the sweep. */
enum fault file_attach(struct db *db, const struct file_holder *holder, const int64_t *files, size_t count);

/* The bytes of what somebody has sent, in the arena, for the copy of their data: also when they are no longer in that
 * classroom. Slow, and not inside a unit. NOT_FOUND when it is not theirs. */
enum fault file_own_bytes(struct school *school, int64_t owner_id, int64_t class_id, int64_t file_id,
                          struct arena *arena, const void **ret_bytes);

/* Columns id, name, type, size, created_at of a query with one id as its value. */
enum fault file_list_read(struct db *db, const char *sql, int64_t id, struct arena *arena, struct file_list *ret_list);

#define FILES_OF_ITEM "SELECT id, name, type, size, created_at FROM files WHERE item_id = ? ORDER BY id"

#define FILES_OF_HAND_IN "SELECT id, name, type, size, created_at FROM files WHERE hand_in_id = ? ORDER BY id"

/* For the sweep: what an earlier version stored in clear, sealed from now on. */
enum fault file_forward(struct school *school);

/* Inside a unit, before what they belong to goes: the files of an item and of all its hand-ins, or of a request, are
 * left to the sweep. */
enum db_status file_release_item(struct db *db, int64_t item_id);
enum db_status file_release_request(struct db *db, int64_t request_id);

#endif
