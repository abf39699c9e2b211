/* SPDX-License-Identifier: MIT */
#include "support/passkey_device.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <openssl/ec.h>
#include <openssl/sha.h>

#include "crypto/base64url.h"
#include "crypto/passkey_bytes.h"

enum { POINT_BYTES = 65, DATA_MAX = 256 };

void passkey_device_make(struct passkey_device *device)
{
    static uint8_t made;
    *device = (struct passkey_device){.key = EVP_EC_gen("P-256"), .counts = true};
    assert_non_null(device->key);
    memset(device->id, ++made, sizeof(device->id));
}

void passkey_device_drop(struct passkey_device *device)
{
    EVP_PKEY_free(device->key);
}

static void text_of(const void *bytes, size_t size, char *text, size_t text_size)
{
    assert_true(base64url_write(bytes, size, text, text_size));
}

static void client_data(const struct passkey_device *device, const char *type, const char *challenge,
                        struct passkey_said *said, uint8_t hash[static SHA256_DIGEST_LENGTH])
{
    char text[700];
    int size =
        snprintf(text, sizeof(text), "{\"type\":\"%s\",\"challenge\":\"%s\",\"origin\":\"%s\",\"crossOrigin\":%s}",
                 device->type ? device->type : type, challenge, device->origin ? device->origin : PASSKEY_DEVICE_ORIGIN,
                 device->crossed ? "true" : "false");
    assert_in_range(size, 1, sizeof(text) - 1);
    SHA256((const uint8_t *)text, (size_t)size, hash);
    text_of(text, (size_t)size, said->client_data, sizeof(said->client_data));
}

/* The part that every authenticator's data begins with. */
static size_t data_begin(struct passkey_device *device, bool has_key, uint8_t data[static DATA_MAX])
{
    const char *site = device->site ? device->site : PASSKEY_DEVICE_SITE;
    if (device->counts)
        device->count++;
    SHA256((const uint8_t *)site, strlen(site), data);
    data[32] = (uint8_t)((PASSKEY_PRESENT | PASSKEY_UNLOCKED | (device->synced ? PASSKEY_MAY_BE_COPIED : 0) |
                          (device->backed_up ? PASSKEY_IS_COPIED : 0) | (has_key ? PASSKEY_HAS_KEY : 0)) &
                         ~device->less);
    for (size_t i = 0; i < 4; i++)
        data[33 + i] = (uint8_t)(device->count >> (8 * (3 - i)));
    return 37;
}

void passkey_device_register(struct passkey_device *device, const char *challenge, struct passkey_said *ret_said)
{
    static const uint8_t head[] = {0xa5, 1, 2, 3, 0x26, 0x20, 1, 0x21, 0x58, 32}, middle[] = {0x22, 0x58, 32};
    static const uint8_t before[] = "\xa3\x63"
                                    "fmt\x64none\x67"
                                    "attStmt\xa0\x68"
                                    "authData\x58";
    uint8_t whole[DATA_MAX + sizeof(before)], data[DATA_MAX], point[POINT_BYTES], hash[SHA256_DIGEST_LENGTH];
    size_t point_size = 0, size = data_begin(device, true, data);
    assert_int_equal(EVP_PKEY_get_octet_string_param(device->key, "pub", point, sizeof(point), &point_size), 1);
    assert_int_equal(point_size, POINT_BYTES);
    memset(data + size, 0, 16); // of no make that is told
    size += 16;
    data[size++] = 0;
    data[size++] = sizeof(device->id);
    memcpy(data + size, device->id, sizeof(device->id));
    size += sizeof(device->id);
    memcpy(data + size, head, sizeof(head));
    memcpy(data + size + sizeof(head), point + 1, 32);
    memcpy(data + size + sizeof(head) + 32, middle, sizeof(middle));
    memcpy(data + size + sizeof(head) + 32 + sizeof(middle), point + 33, 32);
    size += sizeof(head) + sizeof(middle) + 64;
    memcpy(whole, before, sizeof(before) - 1);
    whole[sizeof(before) - 1] = (uint8_t)size;
    memcpy(whole + sizeof(before), data, size);
    *ret_said = (struct passkey_said){0};
    client_data(device, "webauthn.create", challenge, ret_said, hash);
    text_of(device->id, sizeof(device->id), ret_said->id, sizeof(ret_said->id));
    text_of(whole, sizeof(before) + size, ret_said->attestation, sizeof(ret_said->attestation));
}

void passkey_device_sign(struct passkey_device *device, const char *challenge, struct passkey_said *ret_said)
{
    uint8_t data[DATA_MAX], signature[80];
    size_t size = data_begin(device, false, data), signature_size = sizeof(signature);
    *ret_said = (struct passkey_said){0};
    text_of(device->id, sizeof(device->id), ret_said->id, sizeof(ret_said->id));
    text_of(data, size, ret_said->data, sizeof(ret_said->data));
    client_data(device, "webauthn.get", challenge, ret_said, data + size);
    EVP_MD_CTX *context = EVP_MD_CTX_new();
    assert_int_equal(EVP_DigestSignInit(context, NULL, EVP_sha256(), NULL, device->key), 1);
    assert_int_equal(EVP_DigestSign(context, signature, &signature_size, data, size + SHA256_DIGEST_LENGTH), 1);
    EVP_MD_CTX_free(context);
    text_of(signature, signature_size, ret_said->signature, sizeof(ret_said->signature));
}
