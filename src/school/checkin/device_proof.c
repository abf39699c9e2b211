/* SPDX-License-Identifier: MIT */
#include "school/checkin/device_proof.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "crypto/secret.h"
#include "face/face.h"
#include "school/common/state.h"

enum { WHAT_MAX = 128 };

static bool stands_in_line(const char *what)
{
    size_t length = what ? strnlen(what, WHAT_MAX + 1) : 0;
    for (size_t i = 0; i < length; i++)
        if (what[i] <= ' ' || what[i] > '~')
            return false;
    return length > 0 && length <= WHAT_MAX;
}

bool device_text(const struct device_signed *over, int64_t time, char text[static DEVICE_TEXT_SIZE])
{
    if (!stands_in_line(over->what) || over->count > FACE_FRAMES_MAX)
        return false;
    int used = snprintf(text, DEVICE_TEXT_SIZE, "ams-device-1\nperson:%lld\nlecture:%lld\nfor:%s\ntime:%lld\n",
                        (long long)over->person_id, (long long)over->lecture_id, over->what, (long long)time);
    for (size_t i = 0; i < over->count; i++) {
        char digest[SECRET_FINGERPRINT_SIZE];
        secret_digest(over->frames[i].bytes, over->frames[i].size, digest);
        used += snprintf(text + used, DEVICE_TEXT_SIZE - (size_t)used, "frame:%s\n", digest);
    }
    return true;
}

/* The time before the dot; 0: it is none. */
static int64_t time_of(const char *signature)
{
    if (strspn(signature, "0123456789") != DEVICE_TIME_DIGITS || signature[DEVICE_TIME_DIGITS] != '.')
        return 0;
    return strtoll(signature, NULL, 10);
}

bool device_proven(const struct device_signed *over, const char *key, const char *signature,
                   char ret_key[static ES256_KEY_SIZE])
{
    char text[DEVICE_TEXT_SIZE], proven[ES256_KEY_SIZE];
    ret_key[0] = '\0';
    if (!key || !signature || strnlen(signature, DEVICE_SIGNATURE_LENGTH + 1) != DEVICE_SIGNATURE_LENGTH)
        return false;
    int64_t time = time_of(signature), off = time - over->at;
    if (time == 0 || llabs(off) > DEVICE_PROOF_MINUTES * (int64_t)SCHOOL_MINUTE_MS || !device_text(over, time, text) ||
        !es256_verify(key, signature + DEVICE_TIME_DIGITS + 1, text, strlen(text), proven))
        return false;
    memcpy(ret_key, proven, sizeof(proven));
    return true;
}
