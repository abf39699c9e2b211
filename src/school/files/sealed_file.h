/* SPDX-License-Identifier: MIT */
/* Bytes in the blob store, sealed for whoever they are of. Slow, and outside of any unit. For src/school/files/. */
#ifndef AMS_SCHOOL_SEALED_FILE_H
#define AMS_SCHOOL_SEALED_FILE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "school/common/fault.h"
#include "store/blob.h"

struct arena;
struct school;

enum { SEALED_ASSOCIATED_SIZE = BLOB_KEY_SIZE + 16 };

/* Where they are. */
struct sealed_bytes {
    int64_t owner;   // whose key; 0: the institution's
    bool own;        // under that key; else as an earlier version sealed them
    int64_t size;    // unsealed
    const char *key; // of the blob
};

/* Seals the bytes for `owner` and stores them under `key`. `associated`: what the seal is bound to.
 * STORAGE_FULL. */
enum fault sealed_put(struct school *school, int64_t owner, const char *key, const char *associated, const void *bytes,
                      size_t size, struct arena *arena);

/* The bytes in the arena. INTERNAL when they are not there, or not what was stored. */
enum fault sealed_get(struct school *school, const struct sealed_bytes *sealed, const char *associated,
                      struct arena *arena, const void **ret_bytes);

/* A table whose older files are not sealed under anybody's own key yet. */
struct sealed_table {
    const char *find;   // id, key, size and owner of the first behind an id
    const char *change; // (key, owner, id, the key before)
    bool was_sealed;    // by an earlier version; else stored in clear
    void (*associated)(const char *key, char text[static SEALED_ASSOCIATED_SIZE]);
};

/* Seals some of them: called again by the sweep. What cannot be read stays as it is. */
enum fault sealed_forward(struct school *school, const struct sealed_table *table);

#endif
