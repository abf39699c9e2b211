/* SPDX-License-Identifier: MIT */
/*
 * A log that only grows, as a Merkle tree of SHA-256 (RFC 6962, 2.1; RFC 9162, 2.1): its root stands for all that is in
 * it, a path shows that something is, and another that a later tree holds all of an earlier one.
 */
#ifndef AMS_CRYPTO_MERKLE_H
#define AMS_CRYPTO_MERKLE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
    MERKLE_HASH_BYTES = 32,
    MERKLE_TILE = 256,     // hashes of a level that are kept together
    MERKLE_LEVELS_MAX = 7, // of tiles: what 53 bits count
    MERKLE_PATH_MAX = 64,  // hashes of a path, of an inclusion or a consistency
};

/* Sizes are at most what a number of JSON holds exactly. */
#define MERKLE_SIZE_MAX (INT64_C(1) << 53)

struct merkle_hash {
    uint8_t bytes[MERKLE_HASH_BYTES];
};

struct merkle_path {
    struct merkle_hash hashes[MERKLE_PATH_MAX];
    size_t count;
};

void merkle_leaf(const void *bytes, size_t size, struct merkle_hash *ret_hash);

/* The root of `count` hashes side by side: 1 to MERKLE_TILE, a power of two. */
void merkle_fold(const struct merkle_hash *hashes, size_t count, struct merkle_hash *ret_hash);

/*
 * Where the hashes are: of level 0 the leaves, of level n the roots of what MERKLE_TILE neighbours of level n - 1 make,
 * where all of those are there. Never asked for hashes of two tiles at once. False when they cannot be read.
 */
struct merkle_source {
    bool (*read)(void *context, unsigned level, int64_t first, size_t count, struct merkle_hash *ret_hashes);
    void *context;
};

/* Of the first `size` leaves; of none the hash of nothing. False when the source fails. */
bool merkle_root(const struct merkle_source *source, int64_t size, struct merkle_hash *ret_root);

/* 0 <= index < size. */
bool merkle_inclusion(const struct merkle_source *source, int64_t index, int64_t size, struct merkle_path *ret_path);

/* 0 <= from <= to; of 0 and of the same size the path is empty. */
bool merkle_consistency(const struct merkle_source *source, int64_t from, int64_t to, struct merkle_path *ret_path);

/* Whether the path leads from the leaf at `index` to the root of `size` leaves. */
bool merkle_included(const struct merkle_hash *leaf, int64_t index, int64_t size, const struct merkle_path *path,
                     const struct merkle_hash *root);

/* Whether the path shows that the tree of `to` leaves begins with that of `from`. */
bool merkle_consistent(int64_t from, const struct merkle_hash *from_root, int64_t to, const struct merkle_hash *to_root,
                       const struct merkle_path *path);

#endif
