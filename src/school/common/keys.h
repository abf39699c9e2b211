/* SPDX-License-Identifier: MIT */
/*
 * The keys that the database holds, each wrapped by the master key: one a person, for what is sealed of them, and the
 * institution's. Erasing somebody deletes theirs, and with it whatever copies of sealed bytes are left anywhere. Only
 * for src/school/.
 */
#ifndef AMS_SCHOOL_KEYS_H
#define AMS_SCHOOL_KEYS_H

#include "crypto/secret_key.h"
#include "school/common/fault.h"

struct db;
struct row;
struct school;

/* What stands in a person's place: the key of the trial with volunteers that goes on; the private key that signs
 * pushes (crypto/vapid.h); the one that signs receipts (crypto/receipt.h). */
enum { KEY_OF_TRIAL = -2, KEY_OF_PUSH = -3, KEY_OF_RECEIPTS = -4 };

/* A person's key as the database has it. */
struct wrapped_key {
    bool found;
    char id[SECRET_KEY_ID_SIZE];
    uint8_t wrapped[SECRET_WRAPPED_BYTES];
};

/*
 * Reads or makes the institution's key, when the school is opened: school->root (and school->before, for what an
 * earlier version sealed under the master key itself; NULL: there is none). False when the master key does not open it,
 * or the database fails. Without a master key there is nothing to do.
 */
bool keys_open(struct school *school);
void keys_close(struct school *school);

/* Outside a unit: the person's key, made when there is none yet. */
enum fault person_key_ensure(struct school *school, int64_t user_id, struct own_key *ret_own);

/* Inside a unit: the same. */
enum fault person_key_make(struct school *school, struct db *db, int64_t user_id, int64_t now, struct own_key *ret_own);

/* Inside a unit, where there is none yet: keeps this one. */
enum fault person_key_keep(struct school *school, struct db *db, int64_t user_id, int64_t now,
                           const struct own_key *own);

/* NOT_FOUND when the person has none, INTERNAL when no generation of the master key opens it. */
enum fault person_key_read(struct school *school, struct db *db, int64_t user_id, struct own_key *ret_own);

/* Inside a unit: deletes it, and what it sealed is closed. */
enum fault key_end(struct db *db, int64_t user_id);

/* The columns `id` and `wrapped` of a row that joins person_keys; both NULL where the person has none. */
void wrapped_key_of_row(struct row *row, int id, int wrapped, struct wrapped_key *ret_key);
bool wrapped_key_open(struct school *school, int64_t user_id, const struct wrapped_key *key, struct own_key *ret_own);

#endif
