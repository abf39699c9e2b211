/* SPDX-License-Identifier: MIT */
/*
 * Keys. The master key lies outside the database and seals nothing but other keys: each person's own, and the
 * institution's. It is a ring of up to SECRET_RING_MAX generations: the first wraps, all unwrap, so that a rotation can
 * go on while servers run and be broken off at any point.
 */
#ifndef AMS_CRYPTO_SECRET_KEY_H
#define AMS_CRYPTO_SECRET_KEY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
    SECRET_KEY_BYTES = 32,
    SECRET_RING_MAX = 4,
    SECRET_KEY_ID_SIZE = 17,            // 16 hex digits and a NUL
    SECRET_WRAPPED_BYTES = 32 + 24 + 16 // a key, sealed: nonce before, tag behind
};

/*
 * The master key, in guarded memory that is wiped at close, and locked against swapping where the system's limit
 * allows. Read from `path`, a file that only its owner may open (0600 or stricter): exactly 32 bytes, or lines of 64
 * hex digits, the first of which is the one in force. When there is none and `create`, one is made, whole from its
 * first moment and on disk before the call returns; a key that is there is never replaced. NULL on failure, with the
 * reason in errno: EPERM others may open it, EINVAL it is no key file, or what the system said. Lost keys cannot be
 * made again: all that is sealed is lost with them. Thread-safe.
 */
struct secret_key;
struct secret_key *secret_key_open(const char *path, bool create);

/* The same from a text of such lines, hex or base64 (RFC 4648), as an environment variable or a credential holds it. */
struct secret_key *secret_key_read(const char *text);

/* One key of 32 bytes that was wrapped by a master key. */
struct secret_key *secret_key_of(const uint8_t bytes[static SECRET_KEY_BYTES]);
void secret_key_close(struct secret_key *key);

/* Names the generation in force, without telling the key. */
void secret_key_id(const struct secret_key *key, char id[static SECRET_KEY_ID_SIZE]);
/* How many generations the ring holds; ids[] gets their names, the one in force first. */
size_t secret_key_ids(const struct secret_key *key, char ids[static SECRET_RING_MAX][SECRET_KEY_ID_SIZE]);

/* Reads the file again, when the key came from one: another process may have rotated it. What cannot be read changes
 * nothing. */
void secret_key_refresh(struct secret_key *key);

/* A key of somebody's own, in plain memory for a moment. */
struct own_key {
    uint8_t bytes[SECRET_KEY_BYTES];
};
void own_key_make(struct own_key *ret_own);
/* For what an earlier version sealed under the master key itself: its generation in force. */
void own_key_of_master(const struct secret_key *key, struct own_key *ret_own);
void own_key_wipe(struct own_key *own);

/* Wraps it for `owner` under the generation in force, which is named in id[]. */
void own_key_wrap(const struct secret_key *key, int64_t owner, const struct own_key *own,
                  uint8_t wrapped[static SECRET_WRAPPED_BYTES], char id[static SECRET_KEY_ID_SIZE]);
/* The reverse; false when no generation of that name is there (the file is read again first), or anything differs. */
bool own_key_unwrap(struct secret_key *key, int64_t owner, const char *id, const void *wrapped, size_t size,
                    struct own_key *ret_own);

/* Seals and opens as secret_seal and secret_unseal do, under a key of somebody's own. */
void own_key_seal(const struct own_key *own, const char *associated, const uint8_t *plain, size_t size,
                  uint8_t *sealed);
bool own_key_unseal(const struct own_key *own, const char *associated, const uint8_t *sealed, size_t sealed_size,
                    uint8_t *plain);

/* A fresh key as the 64 hex digits of a line. */
void secret_key_line(char line[static 2 * SECRET_KEY_BYTES + 1]);

/*
 * Rotation of a key in a file. Begin: a new generation in front of those that are there, unless a rotation is under way
 * (more than one is there). End: only the first stays; the others go to PATH.old-ID, for earlier backups. Each replaces
 * the file in one step, with owner and mode kept. False with the reason in errno.
 */
bool secret_rotation_begin(const char *path);
bool secret_rotation_end(const char *path);

#endif
