/* SPDX-License-Identifier: MIT */
/*
 * The keys that receipts are signed with. One is in use, made when it is first needed; its private half is sealed under
 * the master key. The public halves stay for ever, so that what an earlier one has signed can still be checked.
 */
#ifndef AMS_SCHOOL_RECEIPT_KEY_H
#define AMS_SCHOOL_RECEIPT_KEY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "crypto/ed25519.h"
#include "school/common/fault.h"

struct db;
struct school;

enum {
    RECEIPT_KEYS_MAX = 100,       // that are listed
    RECEIPT_KEY_GRACE_MS = 60000, // a server may have had it in its hand when another one changed it
};

struct receipt_key {
    char id[ED25519_ID_SIZE];
    uint8_t public_key[ED25519_PUBLIC_BYTES];
    int64_t made_at, ended_at; // 0: in use
};

/* The newest first. */
struct receipt_key_list {
    struct receipt_key keys[RECEIPT_KEYS_MAX];
    size_t count;
};
enum fault receipt_key_list(struct school *school, struct receipt_key_list *ret_list);

/* Another key from now on. */
enum fault receipt_key_renew(struct school *school, struct receipt_key *ret_key);

/* Outside of units and readers: the key in use, made when there is none; wipe it. INTERNAL without a master key. */
enum fault receipt_key_open(struct school *school, struct own_key *ret_own, char ret_id[static ED25519_ID_SIZE]);

/* Inside a reader. *ret_found false: no key of this installation's. */
enum fault receipt_key_find(struct db *db, const char *id, struct receipt_key *ret_key, bool *ret_found);

#endif
