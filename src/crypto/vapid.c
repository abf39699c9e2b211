/* SPDX-License-Identifier: MIT */
#include "crypto/vapid.h"

#include <stdio.h>
#include <string.h>

#include "crypto/base64url.h"
#include "crypto/es256.h"
#include "crypto/p256.h"

enum { CLAIMS_SIZE = 2 * VAPID_CLAIM_MAX + 100 };

_Static_assert((int)P256_SCALAR_BYTES == (int)SECRET_KEY_BYTES, "a private key stands in an own_key");

bool vapid_make(struct own_key *ret_own)
{
    return p256_make(ret_own->bytes);
}

bool vapid_public(const struct own_key *own, char text[static VAPID_PUBLIC_SIZE])
{
    uint8_t point[P256_POINT_BYTES];
    return p256_public(own->bytes, point) && base64url_write(point, sizeof(point), text, VAPID_PUBLIC_SIZE);
}

/* Appends the base64url of the bytes to a text of VAPID_TOKEN_SIZE. */
static bool append(char *token, const void *bytes, size_t size)
{
    size_t length = strlen(token);
    return base64url_write(bytes, size, token + length, VAPID_TOKEN_SIZE - length);
}

/* Stands between quotes in JSON as it is. */
static bool is_plain(const char *text)
{
    size_t length = strlen(text);
    for (size_t i = 0; i < length; i++)
        if (text[i] <= ' ' || text[i] > '~' || text[i] == '"' || text[i] == '\\')
            return false;
    return length > 0 && length <= VAPID_CLAIM_MAX;
}

bool vapid_token(const struct own_key *own, const char *audience, const char *contact, int64_t now_s,
                 char token[static VAPID_TOKEN_SIZE])
{
    static const char head[] = "{\"typ\":\"JWT\",\"alg\":\"ES256\"}";
    char claims[CLAIMS_SIZE];
    uint8_t signature[ES256_BYTES];
    if (!is_plain(audience) || !is_plain(contact))
        return false;
    int size = snprintf(claims, sizeof(claims), "{\"aud\":\"%s\",\"exp\":%lld,\"sub\":\"%s\"}", audience,
                        (long long)(now_s + VAPID_HOURS * INT64_C(3600)), contact);
    token[0] = '\0';
    if (size < 0 || (size_t)size >= sizeof(claims) || !append(token, head, sizeof(head) - 1))
        return false;
    size_t length = strlen(token);
    token[length] = '.';
    token[length + 1] = '\0';
    if (!append(token, claims, (size_t)size) || !es256_sign(own, token, strlen(token), signature))
        return false;
    length = strlen(token);
    token[length] = '.';
    token[length + 1] = '\0';
    return append(token, signature, sizeof(signature));
}
