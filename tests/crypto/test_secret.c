/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/str.h"
#include "crypto/password.h"
#include "crypto/secret.h"

enum { TEMPLATE_SIZE = 2048 };

struct place {
    char folder[64];
    char path[80];
};

static int setup(void **state)
{
    struct place *place = calloc(1, sizeof(*place));
    str_copy(place->folder, sizeof(place->folder), "/tmp/ams-test-secret-XXXXXX");
    if (!crypto_init() || !mkdtemp(place->folder))
        return -1;
    snprintf(place->path, sizeof(place->path), "%s/key", place->folder);
    *state = place;
    return 0;
}

static int teardown(void **state)
{
    struct place *place = *state;
    unlink(place->path);
    int left = rmdir(place->folder); // fails when a half-made file was left behind
    free(place);
    return left;
}

static void write_key_file(const char *path, size_t size, mode_t mode)
{
    unsigned char bytes[64] = {1, 2, 3};
    FILE *file = fopen(path, "wb");
    assert_non_null(file);
    assert_int_equal(fwrite(bytes, 1, size, file), size);
    fclose(file);
    assert_int_equal(chmod(path, mode), 0);
}

static void test_tokens(void **state)
{
    (void)state;
    char one[SECRET_TOKEN_SIZE], other[SECRET_TOKEN_SIZE];
    secret_token(one);
    secret_token(other);
    assert_int_equal(strlen(one), 43);
    assert_int_equal(strspn(one, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"), 43);
    assert_string_not_equal(one, other);
}

static void test_codes(void **state)
{
    (void)state;
    int seen[256] = {0};
    for (int i = 0; i < 500; i++) {
        char code[9] = "xxxxxxxx";
        secret_code(code, 8);
        assert_int_equal(strlen(code), 8);
        for (size_t j = 0; j < 8; j++)
            seen[(unsigned char)code[j]]++;
    }
    int letters = 0;
    for (int c = 0; c < 256; c++)
        letters += seen[c] > 0;
    assert_int_equal(letters, 31);
    for (const char *c = "0O1IL"; *c; c++)
        assert_int_equal(seen[(unsigned char)*c], 0);
    char none[1] = "x";
    secret_code(none, 0);
    assert_string_equal(none, "");
}

static void test_fingerprint(void **state)
{
    (void)state;
    char fingerprint[SECRET_FINGERPRINT_SIZE];
    secret_fingerprint("abc", fingerprint); // FIPS 180-2, appendix B.1
    assert_string_equal(fingerprint, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    secret_fingerprint("", fingerprint);
    assert_string_equal(fingerprint, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
}

static void test_equal(void **state)
{
    (void)state;
    assert_true(secret_equal("", ""));
    assert_true(secret_equal("token", "token"));
    assert_false(secret_equal("token", "tokem"));
    assert_false(secret_equal("token", "toke"));
    assert_false(secret_equal("", "x"));
}

static void test_key_is_made_once(void **state)
{
    struct place *place = *state;
    struct stat about;
    uint8_t plain[16] = "template", sealed[16 + SECRET_SEAL_OVERHEAD], back[16];
    assert_null(secret_key_open(place->path, false));
    assert_int_equal(errno, ENOENT);
    struct secret_key *key = secret_key_open(place->path, true);
    assert_non_null(key);
    assert_int_equal(stat(place->path, &about), 0);
    assert_int_equal(about.st_mode & 07777, 0600);
    assert_int_equal(about.st_size, SECRET_KEY_BYTES);
    assert_int_equal(about.st_nlink, 1);
    secret_seal(key, 7, "model", plain, sizeof(plain), sealed);
    secret_key_close(key);
    key = secret_key_open(place->path, true); // the same again
    assert_non_null(key);
    assert_true(secret_unseal(key, 7, "model", sealed, sizeof(sealed), back));
    assert_memory_equal(back, plain, sizeof(plain));
    secret_key_close(key);
    secret_key_close(NULL);
}

static void test_bad_key_files(void **state)
{
    struct place *place = *state;
    static const struct {
        size_t size;
        mode_t mode;
        int problem;
    } cases[] = {
        {32, 0644, EPERM}, {32, 0640, EPERM},  {32, 0604, EPERM}, {32, 0620, EPERM},
        {32, 0601, EPERM}, {31, 0600, EINVAL}, {0, 0600, EINVAL}, {33, 0600, EINVAL},
    };
    for (size_t i = 0; i < ARRAY_LENGTH(cases); i++) {
        unlink(place->path);
        write_key_file(place->path, cases[i].size, cases[i].mode);
        errno = 0;
        assert_null(secret_key_open(place->path, i % 2));
        assert_int_equal(errno, cases[i].problem);
        struct stat about;
        assert_int_equal(stat(place->path, &about), 0);
        assert_int_equal(about.st_size, cases[i].size); // never replaced
    }
    unlink(place->path);
    write_key_file(place->path, 32, 0400);
    struct secret_key *key = secret_key_open(place->path, false);
    assert_non_null(key);
    secret_key_close(key);
    assert_null(secret_key_open(place->folder, true));
    assert_int_equal(errno, EINVAL);
    assert_null(secret_key_open("/nonexistent/folder/key", true));
    assert_int_equal(errno, ENOENT);
}

static void *open_key(void *argument)
{
    struct place *place = argument;
    return secret_key_open(place->path, true);
}

/* Two programs start at once on a new folder: both end up with the same key. */
static void test_made_side_by_side(void **state)
{
    struct place *place = *state;
    pthread_t threads[8];
    void *keys[8];
    uint8_t plain[4] = "abc", sealed[4 + SECRET_SEAL_OVERHEAD], back[4];
    for (size_t i = 0; i < 8; i++)
        assert_int_equal(pthread_create(&threads[i], NULL, open_key, place), 0);
    for (size_t i = 0; i < 8; i++)
        pthread_join(threads[i], &keys[i]);
    for (size_t i = 0; i < 8; i++)
        assert_non_null(keys[i]);
    secret_seal(keys[0], 1, "m", plain, sizeof(plain), sealed);
    for (size_t i = 0; i < 8; i++) {
        assert_true(secret_unseal(keys[i], 1, "m", sealed, sizeof(sealed), back));
        secret_key_close(keys[i]);
    }
}

/* A small RLIMIT_MEMLOCK, as in many containers, must not keep the server from starting. */
static void test_no_memory_may_be_locked(void **state)
{
    struct place *place = *state;
    struct rlimit before, none;
    getrlimit(RLIMIT_MEMLOCK, &before);
    none = (struct rlimit){0, before.rlim_max};
    setrlimit(RLIMIT_MEMLOCK, &none);
    struct secret_key *key = secret_key_open(place->path, true);
    setrlimit(RLIMIT_MEMLOCK, &before);
    assert_non_null(key);
    secret_key_close(key);
}

static void test_every_changed_byte_is_noticed(void **state)
{
    struct place *place = *state;
    struct secret_key *key = secret_key_open(place->path, true);
    static uint8_t plain[TEMPLATE_SIZE], sealed[TEMPLATE_SIZE + SECRET_SEAL_OVERHEAD], back[TEMPLATE_SIZE];
    static uint8_t untouched[TEMPLATE_SIZE];
    for (size_t i = 0; i < TEMPLATE_SIZE; i++)
        plain[i] = (uint8_t)(i * 7);
    memset(untouched, 0xA5, sizeof(untouched));
    memset(back, 0xA5, sizeof(back));
    secret_seal(key, 42, "arcface-r100/42", plain, sizeof(plain), sealed);
    for (size_t i = 0; i < sizeof(sealed); i++) {
        sealed[i] ^= (uint8_t)(1 << i % 8);
        assert_false(secret_unseal(key, 42, "arcface-r100/42", sealed, sizeof(sealed), back));
        sealed[i] ^= (uint8_t)(1 << i % 8);
    }
    for (size_t size = 0; size < sizeof(sealed); size += size < 60 ? 1 : 97)
        assert_false(secret_unseal(key, 42, "arcface-r100/42", sealed, size, back));
    assert_memory_equal(back, untouched, sizeof(back));
    assert_true(secret_unseal(key, 42, "arcface-r100/42", sealed, sizeof(sealed), back));
    assert_memory_equal(back, plain, sizeof(back));
    secret_key_close(key);
}

static void test_bound_to_owner_model_and_key(void **state)
{
    struct place *place = *state;
    struct secret_key *key = secret_key_open(place->path, true);
    uint8_t plain[64] = {9}, sealed[64 + SECRET_SEAL_OVERHEAD], again[64 + SECRET_SEAL_OVERHEAD], back[64] = {0};
    secret_seal(key, 42, "model/42", plain, sizeof(plain), sealed);
    secret_seal(key, 42, "model/42", plain, sizeof(plain), again);
    assert_memory_not_equal(sealed, again, sizeof(sealed)); // a nonce of its own
    assert_false(secret_unseal(key, 43, "model/42", sealed, sizeof(sealed), back));
    assert_false(secret_unseal(key, -42, "model/42", sealed, sizeof(sealed), back));
    assert_false(secret_unseal(key, 42, "model/43", sealed, sizeof(sealed), back));
    assert_false(secret_unseal(key, 42, "model", sealed, sizeof(sealed), back));
    assert_false(secret_unseal(key, 42, "", sealed, sizeof(sealed), back));
    assert_true(secret_unseal(key, 42, "model/42", sealed, sizeof(sealed), back));
    secret_key_close(key);
    unlink(place->path);
    key = secret_key_open(place->path, true); // another key
    assert_false(secret_unseal(key, 42, "model/42", sealed, sizeof(sealed), back));
    secret_key_close(key);
}

static void test_empty_secret(void **state)
{
    struct place *place = *state;
    struct secret_key *key = secret_key_open(place->path, true);
    uint8_t sealed[SECRET_SEAL_OVERHEAD], none[1] = {5};
    secret_seal(key, 1, "m", none, 0, sealed);
    assert_true(secret_unseal(key, 1, "m", sealed, sizeof(sealed), none));
    assert_int_equal(none[0], 5);
    sealed[0] ^= 1;
    assert_false(secret_unseal(key, 1, "m", sealed, sizeof(sealed), none));
    secret_key_close(key);
}

/* Another text, context or key gives another code; the same always the same. */
static void test_mac(void **state)
{
    const struct place *place = *state;
    struct secret_key *key = secret_key_open(place->path, true);
    uint8_t mac[SECRET_MAC_BYTES], again[SECRET_MAC_BYTES], other[SECRET_MAC_BYTES];
    assert_non_null(key);
    secret_mac(key, "roomcode", "1:2", mac);
    secret_mac(key, "roomcode", "1:2", again);
    assert_memory_equal(mac, again, sizeof(mac));
    secret_mac(key, "roomcode", "1:3", other);
    assert_memory_not_equal(mac, other, sizeof(mac));
    secret_mac(key, "anything", "1:2", other);
    assert_memory_not_equal(mac, other, sizeof(mac));
    secret_key_close(key);
    key = secret_key_open(place->path, false);
    secret_mac(key, "roomcode", "1:2", again);
    assert_memory_equal(mac, again, sizeof(mac));
    secret_key_close(key);
    unlink(place->path);
    key = secret_key_open(place->path, true);
    secret_mac(key, "roomcode", "1:2", other);
    assert_memory_not_equal(mac, other, sizeof(mac));
    secret_key_close(key);
}

static void test_wipe(void **state)
{
    (void)state;
    char text[] = "secret";
    secret_wipe(text, sizeof(text));
    for (size_t i = 0; i < sizeof(text); i++)
        assert_int_equal(text[i], 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_tokens, setup, teardown),
        cmocka_unit_test_setup_teardown(test_codes, setup, teardown),
        cmocka_unit_test_setup_teardown(test_fingerprint, setup, teardown),
        cmocka_unit_test_setup_teardown(test_equal, setup, teardown),
        cmocka_unit_test_setup_teardown(test_key_is_made_once, setup, teardown),
        cmocka_unit_test_setup_teardown(test_bad_key_files, setup, teardown),
        cmocka_unit_test_setup_teardown(test_made_side_by_side, setup, teardown),
        cmocka_unit_test_setup_teardown(test_no_memory_may_be_locked, setup, teardown),
        cmocka_unit_test_setup_teardown(test_every_changed_byte_is_noticed, setup, teardown),
        cmocka_unit_test_setup_teardown(test_bound_to_owner_model_and_key, setup, teardown),
        cmocka_unit_test_setup_teardown(test_empty_secret, setup, teardown),
        cmocka_unit_test_setup_teardown(test_mac, setup, teardown),
        cmocka_unit_test_setup_teardown(test_wipe, setup, teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
