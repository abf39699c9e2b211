/* SPDX-License-Identifier: MIT */
#include "crypto/totp.h"

#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <sodium.h>
#include <stdio.h>
#include <string.h>

#include "crypto/secret.h"

enum { SHA1_BYTES = 20, CODE_MODULUS = 1000000, STEP_BYTES = 8 };

void totp_secret(uint8_t secret[static TOTP_SECRET_BYTES])
{
    randombytes_buf(secret, TOTP_SECRET_BYTES);
}

void totp_text(const uint8_t secret[static TOTP_SECRET_BYTES], char text[static TOTP_TEXT_SIZE])
{
    static const char letters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    size_t size = 0;
    for (size_t bit = 0; bit < TOTP_SECRET_BYTES * 8; bit += 5) {
        unsigned pair = (unsigned)secret[bit / 8] << 8 | (bit / 8 + 1 < TOTP_SECRET_BYTES ? secret[bit / 8 + 1] : 0U);
        text[size++] = letters[pair >> (11 - bit % 8) & 31];
    }
    text[size] = '\0';
}

int64_t totp_step(int64_t ms)
{
    return ms / (TOTP_SECONDS * INT64_C(1000));
}

bool totp_code(const uint8_t secret[static TOTP_SECRET_BYTES], int64_t step, char code[static TOTP_CODE_SIZE])
{
    uint8_t message[STEP_BYTES], mac[EVP_MAX_MD_SIZE];
    unsigned size = 0;
    for (size_t i = 0; i < STEP_BYTES; i++)
        message[i] = (uint8_t)((uint64_t)step >> (8 * (STEP_BYTES - 1 - i)));
    if (!HMAC(EVP_sha1(), secret, TOTP_SECRET_BYTES, message, sizeof(message), mac, &size) || size != SHA1_BYTES)
        return false;
    size_t at = mac[SHA1_BYTES - 1] & 15; // dynamic truncation, RFC 4226, 5.3
    uint32_t number = (uint32_t)(mac[at] & 0x7f) << 24 | (uint32_t)mac[at + 1] << 16 | (uint32_t)mac[at + 2] << 8 |
                      (uint32_t)mac[at + 3];
    snprintf(code, TOTP_CODE_SIZE, "%0*u", TOTP_DIGITS, (unsigned)(number % CODE_MODULUS));
    return true;
}

bool totp_check(const uint8_t secret[static TOTP_SECRET_BYTES], int64_t ms, int64_t last_step, const char *code,
                int64_t *ret_step)
{
    char right[TOTP_CODE_SIZE];
    bool found = false;
    int64_t now = totp_step(ms);
    for (int64_t step = now - TOTP_GRACE; step <= now + TOTP_GRACE; step++) {
        // Every step is looked at, so that the time taken does not tell which one it was.
        if (!totp_code(secret, step, right) || !secret_equal(right, code) || step <= last_step || found)
            continue;
        *ret_step = step;
        found = true;
    }
    secret_wipe(right, sizeof(right));
    return found;
}
