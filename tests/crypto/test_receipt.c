/* SPDX-License-Identifier: MIT */
/* The vectors of RFC 8032; one receipt as it is written; more than two hundred that are none, each with its reason. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <sodium.h>

#include "base/str.h"
#include "crypto/base64url.h"
#include "crypto/password.h"
#include "crypto/receipt.h"

enum { PAYLOAD_SIZE = 8000, TEXT_SIZE = 12000 };

static const struct own_key own = {{1, 2, 3, 4, 5, 6, 7, 8, 9}};

static void unhex(const char *hex, uint8_t *bytes, size_t size)
{
    size_t length = 0;
    assert_int_equal(sodium_hex2bin(bytes, size, hex, strlen(hex), NULL, &length, NULL), 0);
    assert_int_equal(length, size);
}

/* RFC 8032, 7.1: tests 1 to 3. */
static void test_rfc8032(void **state)
{
    static const struct {
        const char *seed, *public_key, *message, *signature;
        size_t size;
    } rows[] = {
        {"9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60",
         "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a", "",
         "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bb"
         "e24655141438e7a100b",
         0},
        {"4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb",
         "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c", "72",
         "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302"
         "aeeb00d291612bb0c00",
         1},
        {"c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7",
         "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025", "af82",
         "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc6594a7c15e9716ed"
         "28dc027beceea1ec40a",
         2},
    };
    (void)state;
    for (size_t i = 0; i < ARRAY_LENGTH(rows); i++) {
        struct own_key seed;
        uint8_t expected[ED25519_PUBLIC_BYTES], public_key[ED25519_PUBLIC_BYTES], message[8];
        uint8_t signature[ED25519_SIGNATURE_BYTES], made[ED25519_SIGNATURE_BYTES];
        unhex(rows[i].seed, seed.bytes, sizeof(seed.bytes));
        unhex(rows[i].public_key, expected, sizeof(expected));
        unhex(rows[i].message, message, rows[i].size);
        unhex(rows[i].signature, signature, sizeof(signature));
        ed25519_public(&seed, public_key);
        assert_memory_equal(public_key, expected, sizeof(expected));
        ed25519_sign(&seed, message, rows[i].size, made);
        assert_memory_equal(made, signature, sizeof(signature));
        assert_true(ed25519_verify(public_key, message, rows[i].size, signature));
        for (size_t bit = 0; bit < sizeof(signature) * 8; bit++) {
            made[bit / 8] ^= (uint8_t)(1U << bit % 8);
            assert_false(ed25519_verify(public_key, message, rows[i].size, made));
            made[bit / 8] ^= (uint8_t)(1U << bit % 8);
        }
        assert_false(ed25519_verify(public_key, "another", 7, signature));
    }
}

static void receipt_fill(struct receipt *receipt)
{
    uint8_t public_key[ED25519_PUBLIC_BYTES];
    *receipt = (struct receipt){
        .index = 41,
        .size = 1042,
        .signed_at = INT64_C(1795943520123),
        .mark = {.student = 7,
                 .classroom = 3,
                 .lecture = 19,
                 .status = "L",
                 .minutes_late = 12,
                 .method = "face",
                 .by = "student",
                 .at = INT64_C(1795943500000),
                 .written_at = INT64_C(1795943500456)},
        .name = "Ada \"Countess\" Lovelace \\ \xd8\xa2\xd8\xaf\xd8\xa7",
        .subject = "Analysis I, A",
        .status_name = "Late",
        .starts_at = INT64_C(1795942800000),
    };
    for (size_t i = 0; i < sizeof(receipt->mark.salt); i++)
        receipt->mark.salt[i] = (uint8_t)(i * 17);
    for (size_t i = 0; i < sizeof(receipt->root.bytes); i++)
        receipt->root.bytes[i] = (uint8_t)(255 - i);
    memset(receipt->audit, 'a', RECEIPT_AUDIT_SIZE - 1);
    ed25519_public(&own, public_key);
    ed25519_id(public_key, receipt->key);
}

static const char json[] =
    "{\"key\":\"KEY\",\"index\":41,\"size\":1042,\"root\":\"__79_Pv6-fj39vX08_Lx8O_u7ezr6uno5-bl5OPi4eA\","
    "\"audit\":\"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\",\"signed_at\":\"2026-11-29T09:12:"
    "00."
    "123Z\",\"mark\":{\"student\":7,\"classroom\":3,\"lecture\":19,\"status\":\"L\",\"minutes_late\":12,\"method\":"
    "\"face\","
    "\"by\":\"student\",\"at\":\"2026-11-29T09:11:40.000Z\",\"written_at\":\"2026-11-29T09:11:40.456Z\",\"salt\":"
    "\"ABEiM0RVZneImaq7zN3u_w\"},\"name\":\"Ada \\\"Countess\\\" Lovelace \\\\ \xd8\xa2\xd8\xaf\xd8\xa7\",\"subject\":"
    "\"Analysis I, A\",\"status_name\":\"Late\",\"starts_at\":\"2026-11-29T09:00:00.000Z\"}";

/* The payload above with the key's name in it. */
static void payload_of(char payload[static PAYLOAD_SIZE])
{
    struct receipt receipt;
    const char *at = strstr(json, "KEY");
    receipt_fill(&receipt);
    snprintf(payload, PAYLOAD_SIZE, "%.*s%s%s", (int)(at - json), json, receipt.key, at + 3);
}

/* Whatever it says, well signed. */
static void envelope(const char *prefix, const char *payload, size_t size, char text[static TEXT_SIZE])
{
    uint8_t signature[ED25519_SIGNATURE_BYTES];
    snprintf(text, TEXT_SIZE, "%s", prefix);
    assert_true(base64url_write(payload, size, text + strlen(text), TEXT_SIZE - strlen(text)));
    ed25519_sign(&own, text, strlen(text), signature);
    size_t length = strlen(text);
    text[length] = '.';
    assert_true(base64url_write(signature, sizeof(signature), text + length + 1, TEXT_SIZE - length - 1));
}

static void test_written(void **state)
{
    struct receipt receipt, again = {0};
    uint8_t public_key[ED25519_PUBLIC_BYTES];
    char text[RECEIPT_TEXT_SIZE], payload[PAYLOAD_SIZE], expected[TEXT_SIZE];
    (void)state;
    receipt_fill(&receipt);
    payload_of(payload);
    envelope("ams1.", payload, strlen(payload), expected);
    assert_true(receipt_write(&receipt, &own, text));
    assert_string_equal(text, expected);
    assert_int_equal(receipt_read(text, &again), RECEIPT_GOOD);
    assert_memory_equal(&receipt, &again, sizeof(receipt));
    ed25519_public(&own, public_key);
    assert_int_equal(receipt_check(text, public_key), RECEIPT_GOOD);
    public_key[0] ^= 1;
    assert_int_equal(receipt_check(text, public_key), RECEIPT_ALTERED);
}

/* The leaf, computed by hand over the text that docs/RECEIPTS.md tells. */
static void test_leaf(void **state)
{
    static const char text[] =
        "ams1.mark\n{\"student\":7,\"classroom\":3,\"lecture\":19,\"status\":\"L\",\"minutes_late\":12,\"method\":"
        "\"face\","
        "\"by\":\"student\",\"at\":\"2026-11-29T09:11:40.000Z\",\"written_at\":\"2026-11-29T09:11:40.456Z\",\"salt\":"
        "\"ABEiM0RVZneImaq7zN3u_w\"}";
    struct receipt receipt;
    struct merkle_hash leaf, expected;
    (void)state;
    receipt_fill(&receipt);
    assert_true(receipt_leaf(&receipt.mark, &leaf));
    merkle_leaf(text, strlen(text), &expected);
    assert_memory_equal(&leaf, &expected, sizeof(leaf));
}

static void test_head(void **state)
{
    struct receipt_head head = {.size = 3, .audit = "", .audit_entry = 9, .signed_at = INT64_C(1795943520123)}, again;
    uint8_t public_key[ED25519_PUBLIC_BYTES];
    char text[RECEIPT_HEAD_SIZE];
    struct receipt receipt;
    (void)state;
    ed25519_public(&own, public_key);
    ed25519_id(public_key, head.key);
    assert_true(receipt_head_write(&head, &own, text));
    assert_int_equal(receipt_head_read(text, &again), RECEIPT_GOOD);
    assert_memory_equal(&head, &again, sizeof(head));
    assert_int_equal(receipt_check(text, public_key), RECEIPT_GOOD);
    assert_int_equal(receipt_read(text, &receipt), RECEIPT_NONE); // a head never passes for a receipt
    receipt_fill(&receipt);
    char other[RECEIPT_TEXT_SIZE];
    assert_true(receipt_write(&receipt, &own, other));
    assert_int_equal(receipt_head_read(other, &again), RECEIPT_NONE);
}

/* ---- two hundred that are none ---- */

static unsigned refused;

static void expect(const char *text, enum receipt_reason reason)
{
    struct receipt receipt = {.index = -5};
    enum receipt_reason found = receipt_read(text, &receipt);
    if (found != reason)
        fail_msg("%s instead of %s: %.700s", receipt_reason_code(found), receipt_reason_code(reason), text);
    assert_int_equal(receipt.index, -5);
    refused++;
}

/* The payload with `from` replaced, well signed. */
static void expect_payload(const char *from, const char *to, enum receipt_reason reason)
{
    char payload[PAYLOAD_SIZE], changed[PAYLOAD_SIZE], text[TEXT_SIZE];
    payload_of(payload);
    const char *at = strstr(payload, from);
    assert_non_null(at);
    int size = snprintf(changed, sizeof(changed), "%.*s%s%s", (int)(at - payload), payload, to, at + strlen(from));
    envelope("ams1.", changed, (size_t)size, text);
    expect(text, reason);
}

static void expect_member(const char *name, const char *value, const char *put, enum receipt_reason reason)
{
    char from[1000], to[5000];
    snprintf(from, sizeof(from), "\"%s\":%s", name, value);
    snprintf(to, sizeof(to), "\"%s\":%s", name, put);
    expect_payload(from, to, reason);
}

static void test_numbers_refused(void **state)
{
    static const struct {
        const char *name, *value;
        bool from_0;
    } members[] = {{"index", "41", true},     {"size", "1042", false},  {"student", "7", false},
                   {"classroom", "3", false}, {"lecture", "19", false}, {"minutes_late", "12", true}};
    static const struct {
        const char *put;
        enum receipt_reason reason;
    } puts[] = {{"-1", RECEIPT_FIELDS},   {"1.5", RECEIPT_FIELDS},
                {"1e3", RECEIPT_FIELDS},  {"\"1\"", RECEIPT_FIELDS},
                {"null", RECEIPT_FIELDS}, {"", RECEIPT_FIELDS},
                {" 1", RECEIPT_FIELDS},   {"+1", RECEIPT_FIELDS},
                {"1 ", RECEIPT_FIELDS},   {"0x1", RECEIPT_FIELDS},
                {"01", RECEIPT_VALUES},   {"9007199254740993", RECEIPT_VALUES},
                {"00", RECEIPT_VALUES},   {"99999999999999999999999999999999", RECEIPT_VALUES},
                {"true", RECEIPT_FIELDS}, {"[1]", RECEIPT_FIELDS}};
    (void)state;
    for (size_t i = 0; i < ARRAY_LENGTH(members); i++) {
        for (size_t k = 0; k < ARRAY_LENGTH(puts); k++)
            // A 0 alone is within reach of two of them: what stands behind it is what is wrong then.
            expect_member(members[i].name, members[i].value, puts[k].put,
                          strcmp(puts[k].put, "0x1") == 0 && !members[i].from_0 ? RECEIPT_VALUES : puts[k].reason);
        if (!members[i].from_0)
            expect_member(members[i].name, members[i].value, "0", RECEIPT_VALUES);
    }
    expect_member("index", "41", "1042", RECEIPT_VALUES); // behind the end of its log
    expect_member("minutes_late", "12", "1000001", RECEIPT_VALUES);
}

static void test_times_refused(void **state)
{
    static const struct {
        const char *name, *value;
    } members[] = {{"signed_at", "\"2026-11-29T09:12:00.123Z\""},
                   {"at", "\"2026-11-29T09:11:40.000Z\""},
                   {"written_at", "\"2026-11-29T09:11:40.456Z\""},
                   {"starts_at", "\"2026-11-29T09:00:00.000Z\""}};
    static const struct {
        const char *put;
        enum receipt_reason reason;
    } puts[] = {{"\"2026-11-29\"", RECEIPT_VALUES},
                {"\"2026-11-29T09:00:00Z\"", RECEIPT_VALUES},
                {"\"2026-11-29T09:00:00.000+00:00\"", RECEIPT_VALUES},
                {"\"2026-02-30T09:00:00.000Z\"", RECEIPT_VALUES},
                {"\"2026-11-29t09:00:00.000z\"", RECEIPT_VALUES},
                {"\"2026-11-29T09:00:00.0001Z\"", RECEIPT_VALUES},
                {"\"\"", RECEIPT_VALUES},
                {"\"2026-11-29T09:00:00.000Z 2026-11-29T09:00:00.000Z\"", RECEIPT_VALUES},
                {"1795942800000", RECEIPT_FIELDS},
                {"null", RECEIPT_FIELDS}};
    (void)state;
    for (size_t i = 0; i < ARRAY_LENGTH(members); i++)
        for (size_t k = 0; k < ARRAY_LENGTH(puts); k++)
            expect_member(members[i].name, members[i].value, puts[k].put, puts[k].reason);
}

static void test_words_refused(void **state)
{
    static const struct {
        const char *name, *value;
    } members[] = {{"status", "\"L\""}, {"method", "\"face\""}, {"by", "\"student\""}};
    static const char *const puts[] = {"\"\"",         "\"a b\"",  "\"P<\"", "\"much_too_long\"",
                                       "\"\xc3\xa9\"", "\"\\\"\"", "\"-\"",  "\"\\u0050\""};
    static const char *const names[] = {"name", "subject", "status_name"};
    static const char *const values[] = {"\"Ada \\\"Countess\\\" Lovelace \\\\ \xd8\xa2\xd8\xaf\xd8\xa7\"",
                                         "\"Analysis I, A\"", "\"Late\""};
    static const char *const texts[] = {"\"\\u0041da\"", "\"Ada\\n\"", "\"A\\/B\"",    "\"A\nB\"",
                                        "\"A\x1b[2J\"",  "\"\xff\"",   "\"\xc0\x80\"", "\"\xed\xa0\x80\""};
    char longest[1000];
    (void)state;
    for (size_t i = 0; i < ARRAY_LENGTH(members); i++)
        for (size_t k = 0; k < ARRAY_LENGTH(puts); k++)
            expect_member(members[i].name, members[i].value, puts[k], RECEIPT_VALUES);
    snprintf(longest, sizeof(longest), "\"%0*d\"", RECEIPT_SUBJECT_SIZE, 0); // longer than each of the three
    for (size_t i = 0; i < ARRAY_LENGTH(names); i++) {
        for (size_t k = 0; k < ARRAY_LENGTH(texts); k++)
            expect_member(names[i], values[i], texts[k], RECEIPT_VALUES);
        expect_member(names[i], values[i], longest, RECEIPT_VALUES);
        expect_member(names[i], values[i], "Ada", RECEIPT_FIELDS);
        expect_member(names[i], values[i], "\"Ada", RECEIPT_FIELDS);
    }
}

static void test_bytes_refused(void **state)
{
    static const char root[] = "\"__79_Pv6-fj39vX08_Lx8O_u7ezr6uno5-bl5OPi4eA\"", salt[] = "\"ABEiM0RVZneImaq7zN3u_w\"";
    static const char audit[] = "\"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\"";
    static const char *const puts[] = {"\"\"",
                                       "\"ABEi\"",
                                       "\"ABEiM0RVZneImaq7zN3u_w==\"",
                                       "\"ABEiM0RVZneImaq7zN3u_x\"", // the last bits are no part of it
                                       "\"ABEiM0RVZneImaq7zN3u/w\"",
                                       "\"ABEiM0RVZneImaq7zN3u_\"",
                                       "\"ABEiM0RVZneImaq7zN3u_wAA\"",
                                       "\"__79_Pv6-fj39vX08_Lx8O_u7ezr6uno5-bl5OPi4eA=\"",
                                       "\"__79_Pv6-fj39vX08_Lx8O_u7ezr6uno5-bl5OPi4eB\"",
                                       "\"__79_Pv6-fj39vX08/Lx8O/u7ezr6uno5+bl5OPi4eA\"",
                                       "\"__79_Pv6-fj39vX08_Lx8O_u7ezr6uno5-bl5OPi4eAA\"",
                                       "\"ABEiM0RV neImaq7zN3u_w\""};
    static const char *const hexes[] = {"\"aaaa\"",
                                        "\"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\"",
                                        "\"gaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\"",
                                        "\"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\""};
    char payload[PAYLOAD_SIZE], key[64];
    (void)state;
    for (size_t i = 0; i < ARRAY_LENGTH(puts); i++) {
        expect_member("root", root, puts[i], RECEIPT_VALUES);
        expect_member("salt", salt, puts[i], RECEIPT_VALUES);
    }
    payload_of(payload);
    snprintf(key, sizeof(key), "%.18s", strstr(payload, "\"key\":") + 6);
    for (size_t i = 0; i < ARRAY_LENGTH(hexes); i++) {
        expect_member("audit", audit, hexes[i], RECEIPT_VALUES);
        expect_member("key", key, hexes[i], RECEIPT_VALUES);
    }
    expect_member("key", key, "\"\"", RECEIPT_VALUES);
}

static void test_shapes_refused(void **state)
{
    static const struct {
        const char *from, *to;
    } rows[] = {
        {"{\"key\"", "[\"key\""},
        {"{\"key\"", " {\"key\""},
        {"{\"key\"", "{ \"key\""},
        {"{\"key\"", "{\"v\":1,\"key\""},
        {"\"key\"", "'key'"},
        {"\"key\"", "\"kid\""},
        {"\"key\":", "\"key\" :"},
        {"\"index\":41,\"size\":1042", "\"size\":1042,\"index\":41"},
        {"\"index\":41,", ""},
        {"\"size\":1042,", ""},
        {"\"size\":1042,", "\"size\":1042,\"size\":1042,"},
        {"\"size\":1042,", "\"size\":1042,,"},
        {"\"size\":1042,", "\"size\":1042, "},
        {"\"size\":1042,", "\"size\":1042\n,"},
        {"\"mark\":{", "\"mark\":["},
        {"\"mark\":{", "\"mark\":{\"more\":1,"},
        {"\"student\":7,", ""},
        {"\"classroom\":3,", ""},
        {"\"lecture\":19,", ""},
        {"\"status\":\"L\",", ""},
        {"\"minutes_late\":12,", ""},
        {"\"method\":\"face\",", ""},
        {"\"by\":\"student\",", ""},
        {",\"salt\":\"ABEiM0RVZneImaq7zN3u_w\"", ""},
        {"u_w\"},", "u_w\","},
        {"u_w\"},", "u_w\"}},"},
        {"u_w\"},", "u_w\"}"},
        {"\"status_name\":\"Late\",", ""},
        {",\"starts_at\":\"2026-11-29T09:00:00.000Z\"", ""},
        {"00.000Z\"}", "00.000Z\""},
        {"00.000Z\"}", "00.000Z\"}}"},
        {"00.000Z\"}", "00.000Z\"} "},
        {"00.000Z\"}", "00.000Z\",\"more\":true}"},
        {"00.000Z\"}", "00.000Z\"}null"},
    };
    char text[TEXT_SIZE], payload[PAYLOAD_SIZE];
    (void)state;
    for (size_t i = 0; i < ARRAY_LENGTH(rows); i++)
        expect_payload(rows[i].from, rows[i].to, RECEIPT_FIELDS);
    static const char *const others[] = {"{}", "[]", "null", "1", "\"\"", "{\"key\":1}", "x"};
    for (size_t i = 0; i < ARRAY_LENGTH(others); i++) {
        envelope("ams1.", others[i], strlen(others[i]), text);
        expect(text, RECEIPT_FIELDS);
    }
    payload_of(payload);
    envelope("ams1.", payload, strlen(payload) + 1, text); // a NUL behind it
    expect(text, RECEIPT_FIELDS);
    for (size_t i = 1; i < 40; i++) { // cut off
        envelope("ams1.", payload, i, text);
        expect(text, RECEIPT_FIELDS);
    }
}

static void test_envelopes_refused(void **state)
{
    char payload[PAYLOAD_SIZE], good[TEXT_SIZE], text[TEXT_SIZE];
    (void)state;
    payload_of(payload);
    envelope("ams1.", payload, strlen(payload), good);
    static const char *const none[] = {"",
                                       "a",
                                       "ams",
                                       "ams1",
                                       "AMS1.e30.AAAA",
                                       "ams2.e30.AAAA",
                                       " ams1.e30.AAAA",
                                       "eyJhbGciOiJFZERTQSJ9.e30.AAAA",
                                       "ams1-head.e30.AAAA",
                                       "ams1:e30:AAAA",
                                       "https://ams.example.org/receipt",
                                       "<script>",
                                       "\xff\xfe"};
    for (size_t i = 0; i < ARRAY_LENGTH(none); i++)
        expect(none[i], RECEIPT_NONE);
    static const char *const parts[] = {"ams1.", "ams1.e30", "ams1.e30.AAAA.AAAA", "ams1...", "ams1.e30.AAAA."};
    for (size_t i = 0; i < ARRAY_LENGTH(parts); i++)
        expect(parts[i], RECEIPT_PARTS);
    static const char *const encodings[] = {"ams1..",         "ams1..AAAA",        "ams1.e30.",      "ams1.e30.AAAA",
                                            "ams1.e30=.AAAA", "ams1.e.AAAA",       "ams1.e3 0.AAAA", "ams1.e3\n0.AAAA",
                                            "ams1.e3+/.AAAA", "ams1.\xc3\xa9.AAAA"};
    for (size_t i = 0; i < ARRAY_LENGTH(encodings); i++)
        expect(encodings[i], RECEIPT_ENCODING);
    size_t length = strlen(good);
    for (size_t i = 1; i < 20; i++) { // a signature that is too short, or too long
        snprintf(text, sizeof(text), "%.*s", (int)(length - i), good);
        expect(text, RECEIPT_ENCODING);
        memcpy(text, good, length);
        memset(text + length, 'A', i);
        text[length + i] = '\0';
        expect(text, RECEIPT_ENCODING);
    }
    memset(text, 'A', sizeof(text));
    memcpy(text, "ams1.", 5);
    text[RECEIPT_TEXT_SIZE] = '\0';
    expect(text, RECEIPT_TOO_LONG);
    text[RECEIPT_TEXT_SIZE - 2] = '\0';
    text[RECEIPT_TEXT_SIZE - 100] = '.';
    expect(text, RECEIPT_TOO_LONG); // a payload that is
    printf("%u were refused\n", refused);
    assert_true(refused >= 200);
}

/* Every byte of a good one, changed: it is read as none, or its signature does not fit. */
static void test_every_byte(void **state)
{
    struct receipt receipt;
    uint8_t public_key[ED25519_PUBLIC_BYTES];
    char good[RECEIPT_TEXT_SIZE];
    (void)state;
    receipt_fill(&receipt);
    ed25519_public(&own, public_key);
    assert_true(receipt_write(&receipt, &own, good));
    size_t length = strlen(good);
    for (size_t i = 0; i < length; i++)
        for (unsigned bit = 0; bit < 7; bit++) {
            struct receipt read;
            char kept = good[i];
            good[i] = (char)(good[i] ^ (1 << bit));
            if (good[i] && receipt_read(good, &read) == RECEIPT_GOOD)
                assert_int_equal(receipt_check(good, public_key), RECEIPT_ALTERED);
            good[i] = kept;
        }
    assert_int_equal(receipt_check(good, public_key), RECEIPT_GOOD);
}

static void test_found(void **state)
{
    struct receipt receipt, read;
    char good[RECEIPT_TEXT_SIZE], text[RECEIPT_TEXT_SIZE + 1], pasted[3 * RECEIPT_TEXT_SIZE];
    (void)state;
    receipt_fill(&receipt);
    assert_true(receipt_write(&receipt, &own, good));
    snprintf(pasted, sizeof(pasted), "Ada Lovelace\nPresent on 29 November\n\n%s\n", good);
    receipt_find(pasted, strlen(pasted), text);
    assert_string_equal(text, good);
    snprintf(pasted, sizeof(pasted), "https://ams.example.org/receipt#%s", good);
    receipt_find(pasted, strlen(pasted), text);
    assert_string_equal(text, good);
    // As a mail breaks it.
    size_t used = 0;
    for (size_t i = 0; good[i]; i++) {
        if (i % 60 == 59)
            used += (size_t)snprintf(pasted + used, sizeof(pasted) - used, "\r\n ");
        pasted[used++] = good[i];
    }
    memcpy(pasted + used, "\"", 2);
    receipt_find(pasted, strlen(pasted), text);
    assert_string_equal(text, good);
    receipt_find("nothing of the kind", 19, text);
    assert_int_equal(receipt_read(text, &read), RECEIPT_NONE);
    memset(pasted, 'x', sizeof(pasted));
    receipt_find(pasted, sizeof(pasted), text);
    assert_int_equal(strlen(text), RECEIPT_TEXT_SIZE);
    assert_int_equal(receipt_read(text, &read), RECEIPT_NONE);
    receipt_find("", 0, text);
    assert_string_equal(text, "");
}

/* What cannot be written is not. */
static void test_not_written(void **state)
{
    struct receipt receipt;
    char text[RECEIPT_TEXT_SIZE];
    (void)state;
    receipt_fill(&receipt);
    memcpy(receipt.name, "A\nB", 4);
    assert_false(receipt_write(&receipt, &own, text));
    receipt_fill(&receipt);
    memcpy(receipt.subject, "\xff", 2);
    assert_false(receipt_write(&receipt, &own, text));
    // The longest of all, all of it escaped.
    receipt_fill(&receipt);
    memset(receipt.name, '"', RECEIPT_NAME_SIZE - 1);
    memset(receipt.subject, '"', RECEIPT_SUBJECT_SIZE - 1);
    memset(receipt.status_name, '"', RECEIPT_STATUS_SIZE - 1);
    assert_true(receipt_write(&receipt, &own, text));
    assert_int_equal(receipt_read(text, &receipt), RECEIPT_GOOD);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_rfc8032),
        cmocka_unit_test(test_written),
        cmocka_unit_test(test_leaf),
        cmocka_unit_test(test_head),
        cmocka_unit_test(test_numbers_refused),
        cmocka_unit_test(test_times_refused),
        cmocka_unit_test(test_words_refused),
        cmocka_unit_test(test_bytes_refused),
        cmocka_unit_test(test_shapes_refused),
        cmocka_unit_test(test_envelopes_refused),
        cmocka_unit_test(test_every_byte),
        cmocka_unit_test(test_found),
        cmocka_unit_test(test_not_written),
    };
    return crypto_init() ? cmocka_run_group_tests_name("receipt", tests, NULL, NULL) : 1;
}
