/* SPDX-License-Identifier: MIT */
/*
 * libFuzzer: any bytes as what a browser sends of a passkey: by the first byte an attestation, the data of a signature,
 * or what it says of the page. What is read lies within what was given; no signature that was not made is taken.
 */
#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "crypto/passkey_bytes.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

static const struct passkey_site site = {"ams.example.org", "https://ams.example.org"};
static const char challenge[] = "AQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQ";
#define SAID(type)                                                                                                     \
    "{\"type\":\"webauthn." type "\",\"challenge\":\"AQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQ\","        \
    "\"origin\":\"https://ams.example.org\"}"

static struct passkey_bytes of(const char *text)
{
    return (struct passkey_bytes){(const uint8_t *)text, strlen(text)};
}

static bool is_within(struct passkey_bytes part, struct passkey_bytes whole)
{
    return part.bytes >= whole.bytes && part.bytes + part.size <= whole.bytes + whole.size;
}

static void try_attestation(struct passkey_bytes bytes)
{
    struct passkey_attestation attestation;
    struct passkey_data data;
    struct passkey_key key;
    if (passkey_attestation_read(bytes, &attestation)) {
        assert(is_within(attestation.statement, bytes) && is_within(attestation.data, bytes));
        if (passkey_data_read(attestation.data, true, &data))
            assert(is_within(data.id, attestation.data) && data.id.size <= PASSKEY_ID_MAX);
    }
    if (passkey_register(&site, challenge, of(SAID("create")), bytes, &key) == PASSKEY_RIGHT)
        assert(key.id_size > 0 && key.id_size <= sizeof(key.id) && key.key_size <= sizeof(key.key));
}

/* A key that nobody has signed with: the generator of the curve. */
static void try_signature(struct passkey_bytes bytes)
{
    static const struct passkey_key key = {
        .algorithm = -7,
        .key = {0x6b, 0x17, 0xd1, 0xf2, 0xe1, 0x2c, 0x42, 0x47, 0xf8, 0xbc, 0xe6, 0xe5, 0x63, 0xa4, 0x40, 0xf2,
                0x77, 0x03, 0x7d, 0x81, 0x2d, 0xeb, 0x33, 0xa0, 0xf4, 0xa1, 0x39, 0x45, 0xd8, 0x98, 0xc2, 0x96,
                0x4f, 0xe3, 0x42, 0xe2, 0xfe, 0x1a, 0x7f, 0x9b, 0x8e, 0xe7, 0xeb, 0x4a, 0x7c, 0x0f, 0x9e, 0x16,
                0x2b, 0xce, 0x33, 0x57, 0x6b, 0x31, 0x5e, 0xce, 0xcb, 0xb6, 0x40, 0x68, 0x37, 0xbf, 0x51, 0xf5},
        .key_size = 64,
    };
    struct passkey_shown shown;
    size_t data = bytes.size < 37 ? bytes.size : 37;
    const struct passkey_assertion_bytes whole = {of(SAID("get")), bytes, {bytes.bytes, 0}};
    const struct passkey_assertion_bytes parted = {
        of(SAID("get")), {bytes.bytes, data}, {bytes.bytes + data, bytes.size - data}};
    assert(passkey_verify(&site, challenge, &key, &whole, &shown) != PASSKEY_RIGHT);
    assert(passkey_verify(&site, challenge, &key, &parted, &shown) != PASSKEY_RIGHT);
}

static void try_client(struct passkey_bytes bytes)
{
    char named[PASSKEY_CHALLENGE_SIZE];
    bool has = passkey_challenge_named(bytes, named);
    assert(!has || (*named && strlen(named) < sizeof(named)));
    if (passkey_client_data(bytes, "webauthn.get", challenge, &site) == PASSKEY_RIGHT)
        assert(has && strcmp(named, challenge) == 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    if (size == 0)
        return 0;
    uint8_t *own = malloc(size); // exactly as large, so that a byte too far is seen
    if (!own)
        return 0;
    memcpy(own, bytes + 1, size - 1);
    struct passkey_bytes given = {own, size - 1};
    if (*bytes == 'a')
        try_attestation(given);
    else if (*bytes == 's')
        try_signature(given);
    else
        try_client(given);
    free(own);
    return 0;
}
