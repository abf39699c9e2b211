/* SPDX-License-Identifier: MIT */
/* Another generation of the master key: for `ams key`, without an open school. */
#ifndef AMS_SCHOOL_KEY_ROTATION_H
#define AMS_SCHOOL_KEY_ROTATION_H

#include "crypto/secret_key.h"
#include "school/common/fault.h"

struct store;

/*
 * Wraps anew what is not wrapped by the generation in force; *ret_count: how many keys. May be broken off at any point,
 * while servers run. BUSY, INTERNAL (a key that no generation opens).
 */
enum fault keys_rewrap(struct store *store, struct secret_key *master, int64_t *ret_count);

/* How many keys each of the ring's generations wraps, in its order, and (the last) how many none of them does. */
enum fault keys_count(struct store *store, const struct secret_key *master, int64_t counts[static SECRET_RING_MAX + 1]);

/* When the master key is lost for good: deletes all that it wrapped, and what nobody can read any more (faces and
 * second factors, which their owners set up again). The next start makes a new key for the institution. */
enum fault keys_forget(struct store *store);

#endif
