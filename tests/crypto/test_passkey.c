/* SPDX-License-Identifier: MIT */
/*
 * Passkeys: what Chromium's authenticator made (passkey_vectors.tsv), and the same damaged in hundreds of ways with the
 * verdict of another implementation on each (passkey_cases.tsv; tests/e2e/passkey-cases.mjs makes both).
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/str.h"
#include "crypto/base64url.h"
#include "crypto/passkey.h"

enum { FIELDS = 11, BYTES_MAX = 16 << 10 };

enum field { KIND, NAME, MUST, THEIRS, WHAT, CHALLENGE, ORIGIN, SITE, CLIENT_DATA, BODY, SIGNATURE };

struct owned {
    uint8_t *bytes; // exactly as many, so that a byte too far is seen
    size_t size;
};

static struct owned read_bytes(const char *text)
{
    struct owned owned = {.size = strlen(text) * 3 / 4};
    owned.bytes = malloc(owned.size ? owned.size : 1);
    assert_non_null(owned.bytes);
    assert_true(base64url_read(text, owned.bytes, owned.size));
    return owned;
}

static struct passkey_bytes lent(const struct owned *owned)
{
    return (struct passkey_bytes){owned->bytes, owned->size};
}

static void split(char *line, char *fields[FIELDS])
{
    line[strcspn(line, "\n")] = '\0';
    for (size_t i = 0; i < FIELDS; i++)
        fields[i] = strsep(&line, "\t") ?: "";
}

static struct passkey_site site_of(char *fields[FIELDS])
{
    struct passkey_site site;
    assert_true(str_copy(site.id, sizeof(site.id), fields[SITE]));
    assert_true(str_copy(site.origin, sizeof(site.origin), fields[ORIGIN]));
    return site;
}

/* The verdict on one line. `key`: of the registration above it that was good, for the signatures. */
static enum passkey_fault judge(char *fields[FIELDS], struct passkey_key *key)
{
    struct passkey_site site = site_of(fields);
    struct passkey_shown shown;
    struct owned client = read_bytes(fields[CLIENT_DATA]), body = read_bytes(fields[BODY]),
                 signature = read_bytes(fields[SIGNATURE]);
    enum passkey_fault fault;
    if (strcmp(fields[KIND], "register") == 0) {
        struct passkey_key made;
        fault = passkey_register(&site, fields[CHALLENGE], lent(&client), lent(&body), &made);
        if (fault == PASSKEY_RIGHT && strcmp(fields[MUST], "good") == 0)
            *key = made;
    } else {
        const struct passkey_assertion_bytes given = {lent(&client), lent(&body), lent(&signature)};
        fault = passkey_verify(&site, fields[CHALLENGE], key, &given, &shown);
    }
    free(client.bytes);
    free(body.bytes);
    free(signature.bytes);
    return fault;
}

static void test_cases(void **state)
{
    struct passkey_key key = {0};
    size_t good = 0, bad = 0, both = 0, size = 0, reasons[PASSKEY_FAULT_COUNT] = {0};
    char *line = NULL, *fields[FIELDS];
    FILE *file = fopen("tests/crypto/passkey_cases.tsv", "re");
    (void)state;
    assert_non_null(file);
    while (getline(&line, &size, file) > 0) {
        split(line, fields);
        enum passkey_fault fault = judge(fields, &key);
        bool is_good = strcmp(fields[MUST], "good") == 0, theirs = strcmp(fields[THEIRS], "yes") == 0;
        if ((fault == PASSKEY_RIGHT) != is_good)
            fail_msg("%s %s %s: %s", fields[KIND], fields[NAME], fields[WHAT], passkey_fault_word(fault));
        if (is_good && !theirs)
            fail_msg("%s %s: the other refuses it", fields[NAME], fields[WHAT]);
        good += is_good;
        bad += !is_good;
        both += !is_good && !theirs;
        reasons[fault]++;
    }
    free(line);
    fclose(file);
    assert_int_equal(good, 10);
    assert_in_range(bad, 400, SIZE_MAX);
    assert_in_range(both, bad * 4 / 5,
                    SIZE_MAX); // the rest, ours alone refuses: curves, what follows, pages within others
    for (size_t i = 0; i < PASSKEY_FAULT_COUNT; i++)
        if (reasons[i] == 0)
            fail_msg("nothing was refused for its %s", passkey_fault_word((enum passkey_fault)i));
}

/* What is read of the good ones. */
static void test_keys(void **state)
{
    static const struct {
        const char *name;
        int algorithm;
        size_t size;
        bool synced;
    } known[] = {
        {"es256", -7, 64, false}, {"eddsa", -8, 32, false},  {"rs256", -257, 259, false},
        {"synced", -7, 64, true}, {"packed", -7, 64, false},
    };
    struct passkey_key key = {0};
    size_t size = 0, at = 0;
    char *line = NULL, *fields[FIELDS];
    FILE *file = fopen("tests/crypto/passkey_cases.tsv", "re");
    (void)state;
    assert_non_null(file);
    while (getline(&line, &size, file) > 0) {
        split(line, fields);
        if (strcmp(fields[MUST], "good") != 0 || strcmp(fields[KIND], "register") != 0)
            continue;
        assert_int_equal(judge(fields, &key), PASSKEY_RIGHT);
        assert_string_equal(fields[NAME], known[at].name);
        assert_int_equal(key.algorithm, known[at].algorithm);
        assert_int_equal(key.key_size, known[at].size);
        assert_int_equal(key.synced, known[at].synced);
        assert_int_equal(key.backed_up, known[at].synced);
        assert_int_equal(key.id_size, 32);
        assert_int_equal(key.count, 1);
        at++;
    }
    free(line);
    fclose(file);
    assert_int_equal(at, ARRAY_LENGTH(known));
}

static void test_sites(void **state)
{
    static const struct {
        const char *url, *id, *origin; // NULL: there are no passkeys there
    } known[] = {
        {"https://ams.example.org", "ams.example.org", "https://ams.example.org"},
        {"https://AMS.Example.org/college", "ams.example.org", "https://ams.example.org"},
        {"https://ams.example.org:443/", "ams.example.org", "https://ams.example.org"},
        {"https://ams.example.org:8443", "ams.example.org", "https://ams.example.org:8443"},
        {"https://ams.example.org:4430/a", "ams.example.org", "https://ams.example.org:4430"},
        {"https://localhost:9000", "localhost", "https://localhost:9000"},
        {"http://localhost:9000", "localhost", "http://localhost:9000"},
        {"https://ams", "ams", "https://ams"},
        {"http://ams.example.org", NULL, NULL},
        {"https://192.168.1.5:8443", NULL, NULL},
        {"https://[::1]:8443", NULL, NULL},
        {"https://", NULL, NULL},
        {"https://:443", NULL, NULL},
        {"ams.example.org", NULL, NULL},
        {"", NULL, NULL},
        {"https://a b.example.org", NULL, NULL},
        {"https://someone@ams.example.org", NULL, NULL},
    };
    (void)state;
    for (size_t i = 0; i < ARRAY_LENGTH(known); i++) {
        struct passkey_site site;
        assert_int_equal(passkey_site_of(known[i].url, &site), known[i].id != NULL);
        if (!known[i].id)
            continue;
        assert_string_equal(site.id, known[i].id);
        assert_string_equal(site.origin, known[i].origin);
    }
}

/* Named by the client's data, whatever else it holds; believed of nothing. */
static void test_challenge_named(void **state)
{
    char challenge[PASSKEY_CHALLENGE_SIZE];
    static const char said[] = "{\"challenge\":\"abc\",\"x\":[1,{}]}";
    static const char *const none[] = {"{\"challenge\":7}", "{}", "[]", "{\"challenge\":\"\"}", "\"challenge\"", ""};
    (void)state;
    assert_true(passkey_challenge_named((struct passkey_bytes){(const uint8_t *)said, strlen(said)}, challenge));
    assert_string_equal(challenge, "abc");
    for (size_t i = 0; i < ARRAY_LENGTH(none); i++)
        assert_false(
            passkey_challenge_named((struct passkey_bytes){(const uint8_t *)none[i], strlen(none[i])}, challenge));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_cases),
        cmocka_unit_test(test_keys),
        cmocka_unit_test(test_sites),
        cmocka_unit_test(test_challenge_named),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
