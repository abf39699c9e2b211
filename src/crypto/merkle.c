/* SPDX-License-Identifier: MIT */
#include "crypto/merkle.h"

#include <string.h>

#include <sodium.h>

enum { LEAF = 0, NODE = 1, TILE_BITS = 8 };

_Static_assert((int)crypto_hash_sha256_BYTES == (int)MERKLE_HASH_BYTES, "SHA-256");
_Static_assert(1 << TILE_BITS == MERKLE_TILE, "a tile is a whole subtree");

void merkle_leaf(const void *bytes, size_t size, struct merkle_hash *ret_hash)
{
    static const uint8_t kind = LEAF;
    crypto_hash_sha256_state state;
    crypto_hash_sha256_init(&state);
    crypto_hash_sha256_update(&state, &kind, 1);
    crypto_hash_sha256_update(&state, bytes, size);
    crypto_hash_sha256_final(&state, ret_hash->bytes);
}

static void join(const struct merkle_hash *left, const struct merkle_hash *right, struct merkle_hash *ret_hash)
{
    uint8_t both[1 + 2 * MERKLE_HASH_BYTES] = {NODE};
    memcpy(both + 1, left->bytes, MERKLE_HASH_BYTES);
    memcpy(both + 1 + MERKLE_HASH_BYTES, right->bytes, MERKLE_HASH_BYTES);
    crypto_hash_sha256(ret_hash->bytes, both, sizeof(both));
}

void merkle_fold(const struct merkle_hash *hashes, size_t count, struct merkle_hash *ret_hash)
{
    struct merkle_hash row[MERKLE_TILE];
    memcpy(row, hashes, count * sizeof(*row));
    for (; count > 1; count /= 2)
        for (size_t i = 0; i < count / 2; i++)
            join(&row[2 * i], &row[2 * i + 1], &row[i]);
    *ret_hash = row[0];
}

static bool same(const struct merkle_hash *a, const struct merkle_hash *b)
{
    return memcmp(a->bytes, b->bytes, MERKLE_HASH_BYTES) == 0;
}

static bool is_power(int64_t size)
{
    return (size & (size - 1)) == 0;
}

/* The largest power of two below `size`, which is 2 or more. */
static int64_t half_of(int64_t size)
{
    int64_t half = 1;
    while (half * 2 < size)
        half *= 2;
    return half;
}

/* The root of `size` leaves, a power of two, from `first` on, which is a multiple of it. */
static bool whole_root(const struct merkle_source *source, int64_t first, int64_t size, struct merkle_hash *ret_root)
{
    struct merkle_hash hashes[MERKLE_TILE];
    unsigned level = 0;
    for (; size >= MERKLE_TILE; level++) {
        size /= MERKLE_TILE;
        first /= MERKLE_TILE;
    }
    if (!source->read(source->context, level, first, (size_t)size, hashes))
        return false;
    merkle_fold(hashes, (size_t)size, ret_root);
    return true;
}

/* The root of `size` leaves from `first` on: a range as the tree divides itself. */
static bool range_root(const struct merkle_source *source, int64_t first, int64_t size, struct merkle_hash *ret_root)
{
    struct merkle_hash left[MERKLE_PATH_MAX], root;
    size_t count = 0;
    for (; !is_power(size); count++) {
        int64_t half = half_of(size);
        if (count == MERKLE_PATH_MAX || !whole_root(source, first, half, &left[count]))
            return false;
        first += half;
        size -= half;
    }
    if (!whole_root(source, first, size, &root))
        return false;
    while (count > 0)
        join(&left[--count], &root, &root);
    *ret_root = root;
    return true;
}

bool merkle_root(const struct merkle_source *source, int64_t size, struct merkle_hash *ret_root)
{
    if (size > 0)
        return range_root(source, 0, size, ret_root);
    crypto_hash_sha256(ret_root->bytes, NULL, 0);
    return true;
}

/* A path is found from the root down and told from the bottom up. */
static void path_turn(struct merkle_path *path)
{
    for (size_t i = 0; i < path->count / 2; i++) {
        struct merkle_hash kept = path->hashes[i];
        path->hashes[i] = path->hashes[path->count - 1 - i];
        path->hashes[path->count - 1 - i] = kept;
    }
}

static bool path_add(const struct merkle_source *source, int64_t first, int64_t size, struct merkle_path *path)
{
    return path->count < MERKLE_PATH_MAX && range_root(source, first, size, &path->hashes[path->count++]);
}

bool merkle_inclusion(const struct merkle_source *source, int64_t index, int64_t size, struct merkle_path *ret_path)
{
    int64_t first = 0;
    ret_path->count = 0;
    while (size > 1) {
        int64_t half = half_of(size);
        bool is_left = index < half;
        if (!path_add(source, is_left ? first + half : first, is_left ? size - half : half, ret_path))
            return false;
        first += is_left ? 0 : half;
        index -= is_left ? 0 : half;
        size = is_left ? half : size - half;
    }
    path_turn(ret_path);
    return true;
}

bool merkle_consistency(const struct merkle_source *source, int64_t from, int64_t to, struct merkle_path *ret_path)
{
    int64_t first = 0, size = to;
    bool known = true; // the root of `from` itself, which who asks has
    ret_path->count = 0;
    if (from == 0 || from == to)
        return true;
    while (from != size) {
        int64_t half = half_of(size);
        bool is_left = from <= half;
        if (!path_add(source, is_left ? first + half : first, is_left ? size - half : half, ret_path))
            return false;
        known = known && is_left;
        first += is_left ? 0 : half;
        from -= is_left ? 0 : half;
        size = is_left ? half : size - half;
    }
    if (!known && !path_add(source, first, size, ret_path))
        return false;
    path_turn(ret_path);
    return true;
}

/* RFC 9162, 2.1.3.2. */
bool merkle_included(const struct merkle_hash *leaf, int64_t index, int64_t size, const struct merkle_path *path,
                     const struct merkle_hash *root)
{
    struct merkle_hash hash = *leaf;
    if (index < 0 || index >= size)
        return false;
    int64_t at = index, last = size - 1;
    for (size_t i = 0; i < path->count; i++) {
        if (last == 0)
            return false;
        if (at % 2 == 1 || at == last) {
            join(&path->hashes[i], &hash, &hash);
            while (at % 2 == 0 && at != 0) {
                at /= 2;
                last /= 2;
            }
        } else {
            join(&hash, &path->hashes[i], &hash);
        }
        at /= 2;
        last /= 2;
    }
    return last == 0 && same(&hash, root);
}

/* RFC 9162, 2.1.4.2. */
bool merkle_consistent(int64_t from, const struct merkle_hash *from_root, int64_t to, const struct merkle_hash *to_root,
                       const struct merkle_path *path)
{
    if (from < 0 || from > to)
        return false;
    if (from == 0 || from == to)
        return path->count == 0 && (from == 0 || same(from_root, to_root));
    // Where `from` is a whole subtree, its root begins the path without being told.
    size_t next = is_power(from) ? 0 : 1;
    if (path->count < (next == 0 ? 1U : 2U))
        return false;
    struct merkle_hash earlier = next == 0 ? *from_root : path->hashes[0], later = earlier;
    int64_t at = from - 1, last = to - 1;
    for (; at % 2 == 1; at /= 2)
        last /= 2;
    for (; next < path->count; next++) {
        const struct merkle_hash *hash = &path->hashes[next];
        if (last == 0)
            return false;
        if (at % 2 == 1 || at == last) {
            join(hash, &earlier, &earlier);
            join(hash, &later, &later);
            while (at % 2 == 0 && at != 0) {
                at /= 2;
                last /= 2;
            }
        } else {
            join(&later, hash, &later);
        }
        at /= 2;
        last /= 2;
    }
    return last == 0 && same(&earlier, from_root) && same(&later, to_root);
}
