/* SPDX-License-Identifier: MIT */
/*
 * The trees of RFC 6962 over the leaves that its implementations share, against values that another program computed
 * (a recursion over hashlib, as the document writes it), larger ones over tiles, and that no other path leads to a
 * root.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <sodium.h>

#include "base/str.h"
#include "crypto/merkle.h"
#include "crypto/password.h"

enum { LEAVES = 8, BIG = 70000, LEVELS = 3 };

static const char *const leaf_bytes[LEAVES] = {"",
                                               "\x00",
                                               "\x10",
                                               "\x20\x21",
                                               "\x30\x31",
                                               "\x40\x41\x42\x43",
                                               "\x50\x51\x52\x53\x54\x55\x56\x57",
                                               "\x60\x61\x62\x63\x64\x65\x66\x67\x68\x69\x6a\x6b\x6c\x6d\x6e\x6f"};
static const size_t leaf_sizes[LEAVES] = {0, 1, 1, 2, 2, 4, 8, 16};

/* Of 0 to 8 leaves; the paths of all inclusions and of all consistencies in such a tree, hashed one behind another. */
static const char *const roots[] = {
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
};
static const char *const inclusions[] = {
    NULL,
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    "ec55835d49a10abecc507fefb1b874098fc7a52637d60a408e44f90afd7e12e1",
    "b76a36905ed802e2d0c8433fa8d12b7558d45bdf928a25b2534977fdfb741d38",
    "e89db3074f0096efff28e33d1f9c056a418e56c2469c0ca9338f0dac83f8a7c5",
    "a03e6b733bdcdf6b6bd83dea6a6ec96d51e97cce41cec72e776b5a72a37e38aa",
    "b7431dbc0076d1b04472710781f9ac646e775c961231cfa31bbe81893e1390d4",
    "01688050409bbd8a94c1126f30ff219bb9439f6ac0674d47765dc0549af9a450",
    "0bed93696ee8df408435ab7b6a9a54fae303b1f85cb16e591f0d7c15ae4c674c",
};
static const char *const consistencies[] = {
    NULL,
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    "407feb4a4b8303baf4f84e29a209e0dcfd62e81f88c8edb7675c5a95d90e5c90",
    "89d62c4b2f0e9c924d7277703ad108ebaf12fe5d159e4fce07e9fd671a9496ee",
    "b75b9514d9109f7f220edbdfafb9023ba134073a7d8f3a3241ca109224425157",
    "e6fe5a7254982a2f43f766029c877707d919db10376d260e5c9503a12b9a492e",
    "6779c1eb93075c40c03c50a9190f16a133b7557e6fa9cfacd2a1f1629dc80326",
    "fcda51a6af9989b73cdaacfc9b918a90a782e7223e6336abfece278507889805",
    "0bbb8008cc33682ab46cafab133c79e9da22e0ae184ece62584ab32fde7699a1",
};

/* Leaf number n is n in 8 bytes, the first the highest. */
static const struct {
    int64_t size;
    const char *root;
} big_roots[] = {
    {255, "bb3b9743e08118ea583ae77df04a1449a0601cde6f75146d79c2cab6366ce210"},
    {256, "15e2dd4973ae44de8c8cf3048fd98d17adaaea6287f4e0606a55a643617408c0"},
    {257, "d418c0873259bce7d0561ab004486112416c1c4490865415342bfe06e673146c"},
    {511, "ef22c6a8301db392501febfa56e97580671b9bed4e1aa9fa195a2c7d907a82f9"},
    {1000, "c89faf3395d034a77c12c76d636db96358d6d2839c3c68f6329a07231e82fce2"},
    {65535, "e7321cd57abf36c522d89e6d26bd9098a37b6a8b06b318976269e701f6d4802d"},
    {65536, "bc9bca909516d5bf148c2bf2dea0a0d9f717ce4987d2fe7504d6694363b41598"},
    {65537, "a901bb447a4b4c361cdf559658f27f24a8a3ebbc49257c472efe950932d4853a"},
    {70000, "0759167a0f98e35e802d46ff7c7d29d2c3f03a63a256deb6abbff357a91b63b1"},
};

static void assert_hex(const struct merkle_hash *hash, const char *hex)
{
    char text[2 * MERKLE_HASH_BYTES + 1];
    sodium_bin2hex(text, sizeof(text), hash->bytes, sizeof(hash->bytes));
    assert_string_equal(text, hex);
}

/* Hashes by level, as a log keeps them. */
struct shelf {
    struct merkle_hash *levels[LEVELS];
    int64_t counts[LEVELS];
    unsigned reads;
};

static bool shelf_read(void *context, unsigned level, int64_t first, size_t count, struct merkle_hash *ret_hashes)
{
    struct shelf *shelf = context;
    shelf->reads++;
    assert_true(level < LEVELS && first >= 0 && count >= 1 && count <= MERKLE_TILE);
    assert_true(first / MERKLE_TILE == (first + (int64_t)count - 1) / MERKLE_TILE);
    assert_true(first + (int64_t)count <= shelf->counts[level]);
    memcpy(ret_hashes, shelf->levels[level] + first, count * sizeof(*ret_hashes));
    return true;
}

static void shelf_fill(struct shelf *shelf, int64_t count, bool big)
{
    for (unsigned level = 0; level < LEVELS; level++) {
        shelf->levels[level] = calloc((size_t)count + 1, sizeof(struct merkle_hash));
        shelf->counts[level] = level == 0 ? count : shelf->counts[level - 1] / MERKLE_TILE;
    }
    for (int64_t i = 0; i < count; i++) {
        uint8_t bytes[8];
        for (int k = 0; k < 8; k++)
            bytes[k] = (uint8_t)(i >> (56 - 8 * k));
        merkle_leaf(big ? (const void *)bytes : leaf_bytes[i], big ? sizeof(bytes) : leaf_sizes[i],
                    &shelf->levels[0][i]);
    }
    for (unsigned level = 1; level < LEVELS; level++)
        for (int64_t i = 0; i < shelf->counts[level]; i++)
            merkle_fold(shelf->levels[level - 1] + i * MERKLE_TILE, MERKLE_TILE, &shelf->levels[level][i]);
}

static void shelf_free(struct shelf *shelf)
{
    for (unsigned level = 0; level < LEVELS; level++)
        free(shelf->levels[level]);
}

static void test_roots(void **state)
{
    struct shelf shelf = {0};
    struct merkle_hash root;
    (void)state;
    shelf_fill(&shelf, LEAVES, false);
    const struct merkle_source source = {shelf_read, &shelf};
    for (int64_t size = 0; size <= LEAVES; size++) {
        assert_true(merkle_root(&source, size, &root));
        assert_hex(&root, roots[size]);
    }
    shelf_free(&shelf);
}

static void digest_path(crypto_hash_sha256_state *digest, const struct merkle_path *path)
{
    for (size_t i = 0; i < path->count; i++)
        crypto_hash_sha256_update(digest, path->hashes[i].bytes, MERKLE_HASH_BYTES);
}

static void test_paths(void **state)
{
    struct shelf shelf = {0};
    struct merkle_path path;
    struct merkle_hash digested;
    (void)state;
    shelf_fill(&shelf, LEAVES, false);
    const struct merkle_source source = {shelf_read, &shelf};
    for (int64_t size = 1; size <= LEAVES; size++) {
        crypto_hash_sha256_state digest;
        crypto_hash_sha256_init(&digest);
        for (int64_t index = 0; index < size; index++) {
            assert_true(merkle_inclusion(&source, index, size, &path));
            digest_path(&digest, &path);
        }
        crypto_hash_sha256_final(&digest, digested.bytes);
        assert_hex(&digested, inclusions[size]);
        crypto_hash_sha256_init(&digest);
        for (int64_t from = 1; from <= size; from++) {
            assert_true(merkle_consistency(&source, from, size, &path));
            digest_path(&digest, &path);
        }
        crypto_hash_sha256_final(&digest, digested.bytes);
        assert_hex(&digested, consistencies[size]);
    }
    shelf_free(&shelf);
}

/* Every path leads to its root, and with anything else in any place it does not. */
static void test_no_other_path(void **state)
{
    struct shelf shelf = {0};
    struct merkle_path path;
    struct merkle_hash root[LEAVES + 1];
    (void)state;
    shelf_fill(&shelf, LEAVES, false);
    const struct merkle_source source = {shelf_read, &shelf};
    for (int64_t size = 0; size <= LEAVES; size++)
        assert_true(merkle_root(&source, size, &root[size]));
    for (int64_t size = 1; size <= LEAVES; size++)
        for (int64_t index = 0; index < size; index++) {
            assert_true(merkle_inclusion(&source, index, size, &path));
            for (int64_t leaf = 0; leaf < LEAVES; leaf++)
                for (int64_t at = -1; at <= LEAVES; at++)
                    assert_int_equal(merkle_included(&shelf.levels[0][leaf], at, size, &path, &root[size]),
                                     leaf == index && at == index);
            struct merkle_path other = path;
            for (size_t i = 0; i < path.count; i++) {
                other.hashes[i].bytes[31] ^= 1;
                assert_false(merkle_included(&shelf.levels[0][index], index, size, &other, &root[size]));
                other = path;
            }
            other.count++;
            other.hashes[path.count] = root[1];
            assert_false(merkle_included(&shelf.levels[0][index], index, size, &other, &root[size]));
            other.count = path.count - 1;
            if (path.count > 0)
                assert_false(merkle_included(&shelf.levels[0][index], index, size, &other, &root[size]));
        }
    for (int64_t to = 1; to <= LEAVES; to++)
        for (int64_t from = 0; from <= to; from++) {
            assert_true(merkle_consistency(&source, from, to, &path));
            assert_true(merkle_consistent(from, &root[from], to, &root[to], &path));
            for (int64_t other = 1; other <= LEAVES; other++)
                if (other != from && from > 0)
                    assert_false(merkle_consistent(from, &root[other], to, &root[to], &path));
            struct merkle_path longer = path;
            longer.hashes[longer.count++] = root[1];
            assert_false(merkle_consistent(from, &root[from], to, &root[to], &longer));
            assert_false(merkle_consistent(to + 1, &root[from], to, &root[to], &path));
            assert_false(merkle_consistent(-1, &root[from], to, &root[to], &path));
        }
    shelf_free(&shelf);
}

static void test_tiles(void **state)
{
    struct shelf shelf = {0};
    struct merkle_path path;
    struct merkle_hash root, earlier;
    (void)state;
    shelf_fill(&shelf, BIG, true);
    const struct merkle_source source = {shelf_read, &shelf};
    for (size_t i = 0; i < ARRAY_LENGTH(big_roots); i++) {
        int64_t size = big_roots[i].size;
        shelf.reads = 0;
        assert_true(merkle_root(&source, size, &root));
        assert_hex(&root, big_roots[i].root);
        assert_true(shelf.reads <= 17); // one for each bit, not for each leaf
        const int64_t indexes[] = {0, 1, size / 2, size / 3, size - 2, size - 1};
        for (size_t k = 0; k < ARRAY_LENGTH(indexes); k++) {
            assert_true(merkle_inclusion(&source, indexes[k], size, &path));
            assert_true(merkle_included(&shelf.levels[0][indexes[k]], indexes[k], size, &path, &root));
            assert_false(merkle_included(&shelf.levels[0][indexes[k]], indexes[k] ^ 1, size, &path, &root));
            int64_t from = indexes[k] + 1;
            assert_true(merkle_root(&source, from, &earlier));
            assert_true(merkle_consistency(&source, from, size, &path));
            assert_true(merkle_consistent(from, &earlier, size, &root, &path));
            earlier.bytes[0] ^= 1;
            assert_false(merkle_consistent(from, &earlier, size, &root, &path));
        }
    }
    shelf_free(&shelf);
}

static bool nothing_read(void *context, unsigned level, int64_t first, size_t count, struct merkle_hash *ret_hashes)
{
    (void)context, (void)level, (void)first, (void)count, (void)ret_hashes;
    return false;
}

static void test_source_fails(void **state)
{
    const struct merkle_source source = {nothing_read, NULL};
    struct merkle_path path;
    struct merkle_hash root;
    (void)state;
    assert_true(merkle_root(&source, 0, &root));
    assert_false(merkle_root(&source, 1, &root));
    assert_false(merkle_root(&source, 3, &root));
    assert_false(merkle_inclusion(&source, 0, 2, &path));
    assert_false(merkle_inclusion(&source, 2, 3, &path));
    assert_false(merkle_consistency(&source, 1, 3, &path));
    assert_false(merkle_consistency(&source, 3, 4, &path));
    assert_true(merkle_inclusion(&source, 0, 1, &path));
    assert_int_equal(path.count, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_roots), cmocka_unit_test(test_paths),        cmocka_unit_test(test_no_other_path),
        cmocka_unit_test(test_tiles), cmocka_unit_test(test_source_fails),
    };
    return crypto_init() ? cmocka_run_group_tests_name("merkle", tests, NULL, NULL) : 1;
}
