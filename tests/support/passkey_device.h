/* SPDX-License-Identifier: MIT */
/* An authenticator of the kind that holds passkeys, by ES256; it says whatever a test wants it to. */
#ifndef AMS_TESTS_SUPPORT_PASSKEY_DEVICE_H
#define AMS_TESTS_SUPPORT_PASSKEY_DEVICE_H

#include <stdbool.h>
#include <stdint.h>

#include <openssl/evp.h>

/* Where the fixtures' schools are. */
#define PASSKEY_DEVICE_ORIGIN "https://ams.example.org"
#define PASSKEY_DEVICE_SITE "ams.example.org"

struct passkey_device {
    EVP_PKEY *key;
    uint8_t id[16];
    uint32_t count; // of its signatures; it counts when `counts`
    bool counts, synced, backed_up;

    /* What it says otherwise than it should; NULL and 0: as it should. */
    const char *type, *origin, *site;
    uint8_t less; // flags that it leaves out
    bool crossed; // the page stands in another's
};

/* What a browser sends of it, in base64url. */
struct passkey_said {
    char id[64], client_data[1024], attestation[1024], data[256], signature[256];
};

void passkey_device_make(struct passkey_device *device);
void passkey_device_drop(struct passkey_device *device);

/* Registers for a challenge. */
void passkey_device_register(struct passkey_device *device, const char *challenge, struct passkey_said *ret_said);

/* Signs for a challenge. */
void passkey_device_sign(struct passkey_device *device, const char *challenge, struct passkey_said *ret_said);

#endif
