/* SPDX-License-Identifier: MIT */
#include <ctype.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <sodium.h>

#include "base/embedded.h"
#include "base/str.h"
#include "crypto/password.h"

static int setup(void **state)
{
    (void)state;
    return crypto_init() ? 0 : -1;
}

static void test_hash_and_verify(void **state)
{
    (void)state;
    char hash[PASSWORD_HASH_SIZE], again[PASSWORD_HASH_SIZE];
    assert_true(password_hash("correct horse", hash));
    assert_true(password_hash("correct horse", again));
    assert_string_not_equal(hash, again); // a salt of its own
    assert_int_equal(strncmp(hash, "$argon2id$v=19$m=19456,t=2,p=1$", 31), 0);
    assert_true(password_verify("correct horse", hash));
    assert_true(password_verify("correct horse", again));
    assert_false(password_verify("correct horsf", hash));
    assert_false(password_verify("correct hors", hash));
    assert_false(password_verify("correct horse ", hash));
    assert_false(password_verify("", hash));
}

static void test_any_text_is_a_password(void **state)
{
    (void)state;
    char hash[PASSWORD_HASH_SIZE], longest[PASSWORD_BYTES_MAX + 2];
    assert_true(password_hash("пароль 密码 😀", hash));
    assert_true(password_verify("пароль 密码 😀", hash));
    memset(longest, 'x', sizeof(longest));
    longest[PASSWORD_BYTES_MAX] = '\0';
    assert_true(password_hash(longest, hash));
    assert_true(password_verify(longest, hash));
    longest[PASSWORD_BYTES_MAX - 1] = 'y'; // the last byte counts
    assert_false(password_verify(longest, hash));
}

static void test_too_long_is_refused_untouched(void **state)
{
    (void)state;
    char hash[PASSWORD_HASH_SIZE] = "untouched", password[PASSWORD_BYTES_MAX + 2];
    memset(password, 'x', sizeof(password));
    password[PASSWORD_BYTES_MAX + 1] = '\0';
    assert_false(password_hash(password, hash));
    assert_string_equal(hash, "untouched");
    assert_false(password_verify(password, password_nobody()));
}

static void test_malformed_hashes(void **state)
{
    (void)state;
    char long_hash[4 * PASSWORD_HASH_SIZE];
    memset(long_hash, 'a', sizeof(long_hash));
    long_hash[sizeof(long_hash) - 1] = '\0';
    memcpy(long_hash, "$argon2id$v=19$m=19456,t=2,p=1$", 31);
    const char *const cases[] = {
        "",
        "x",
        "$",
        "$argon2id$",
        "$argon2id$v=19$m=19456,t=2,p=1$",
        "$2b$12$abcdefghijklmnopqrstuv",
        "$argon2id$v=19$m=19456,t=2,p=1$AAAA$",
        "plain password",
        long_hash,
    };
    for (size_t i = 0; i < ARRAY_LENGTH(cases); i++) {
        assert_false(password_verify("plain password", cases[i]));
        assert_false(password_verify("", cases[i]));
    }
}

/* The right password, but a hash that names another cost than ours: checking it could take gigabytes. */
static void test_another_cost(void **state)
{
    (void)state;
    static const struct {
        unsigned long long passes;
        size_t memory;
    } cases[] = {{PASSWORD_PASSES, PASSWORD_MEMORY * 2}, {PASSWORD_PASSES + 1, PASSWORD_MEMORY}, {1, 8192}};
    for (size_t i = 0; i < ARRAY_LENGTH(cases); i++) {
        char hash[crypto_pwhash_STRBYTES];
        assert_int_equal(
            crypto_pwhash_str_alg(hash, "secret", 6, cases[i].passes, cases[i].memory, crypto_pwhash_ALG_ARGON2ID13),
            0);
        assert_false(password_verify("secret", hash));
    }
}

static void test_each_changed_character_of_a_hash(void **state)
{
    (void)state;
    char hash[PASSWORD_HASH_SIZE];
    assert_true(password_hash("secret", hash));
    for (size_t i = 31; i < strlen(hash); i += 5) { // salt and hash
        char changed[PASSWORD_HASH_SIZE];
        memcpy(changed, hash, sizeof(changed));
        changed[i] = changed[i] == 'B' ? 'C' : 'B';
        assert_false(password_verify("secret", changed));
    }
}

static void test_nobody(void **state)
{
    (void)state;
    assert_int_equal(strncmp(password_nobody(), "$argon2id$v=19$m=19456,t=2,p=1$", 31), 0); // costs the same
    assert_false(password_verify("", password_nobody()));
    assert_false(password_verify("nobody", password_nobody()));
}

extern const struct embedded_file common_passwords[];

static void test_common(void **state)
{
    (void)state;
    static const char *const common[] = {"password",        "PassWord",       "12345678",    "qwertyuiop",
                                         "iloveyou",        "aaaaaaaaaaaa",   "34567890123", "student123",
                                         "        ",        "1qaz2wsx",       "Trustno1",    "00000000",
                                         "Attendance2026!", "2026-PROFESSOR", "zzzzzzzz",    "!!university!!"};
    static const char *const rare[] = {"",         "correct horse battery", "x7!kkPq2",        "passwor",
                                       "48213795", "attendances of mine",   "password of mine"};
    for (size_t i = 0; i < ARRAY_LENGTH(common); i++)
        if (!password_is_common(common[i]))
            fail_msg("not common: %s", common[i]);
    for (size_t i = 0; i < ARRAY_LENGTH(rare); i++)
        if (password_is_common(rare[i]))
            fail_msg("common: %s", rare[i]);
    // Each line of the list is found, the first and the last too, and in capitals.
    char word[64];
    size_t lines = 0;
    for (const char *line = common_passwords[0].text; *line; line += strcspn(line, "\n") + 1) {
        size_t size = strcspn(line, "\n");
        assert_true(size >= PASSWORD_LENGTH_MIN && size < sizeof(word));
        for (size_t i = 0; i <= size; i++)
            word[i] = i < size ? (char)toupper((unsigned char)line[i]) : '\0';
        if (!password_is_common(word))
            fail_msg("listed, and not common: %s", word);
        lines++;
    }
    assert_true(lines >= 3000);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_hash_and_verify),
        cmocka_unit_test(test_any_text_is_a_password),
        cmocka_unit_test(test_too_long_is_refused_untouched),
        cmocka_unit_test(test_malformed_hashes),
        cmocka_unit_test(test_another_cost),
        cmocka_unit_test(test_each_changed_character_of_a_hash),
        cmocka_unit_test(test_nobody),
        cmocka_unit_test(test_common),
    };
    return cmocka_run_group_tests(tests, setup, NULL);
}
