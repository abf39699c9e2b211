/* SPDX-License-Identifier: MIT */
/*
 * How a device proves that it is the one it was: with each check-in it signs (crypto/es256.h) this text, in UTF-8,
 * every line ended by LF:
 *
 *   ams-device-1
 *   person:12
 *   lecture:345
 *   for:THE CHALLENGE, or the room code of a check-in by code
 *   time:1764500000000
 *   frame:SHA-256 OF THE FIRST FRAME IN HEX
 *   frame:...
 *
 * `time` is the server's, in milliseconds. A device that makes itself known, without a check-in, signs the same with
 * lecture 0 and "for:device". The header X-Device-Signature is the 13 digits of the time, a dot, and the signature.
 * Nothing of it fits another lecture, person, challenge or picture; web/src/core/device-key.ts writes the same bytes.
 */
#ifndef AMS_SCHOOL_DEVICE_PROOF_H
#define AMS_SCHOOL_DEVICE_PROOF_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "crypto/es256.h"

struct face_frame;

enum {
    DEVICE_TIME_DIGITS = 13,
    DEVICE_SIGNATURE_LENGTH = DEVICE_TIME_DIGITS + 1 + ES256_TEXT_LENGTH,
    DEVICE_PROOF_MINUTES = 2, // how far its time may be from the server's
    DEVICE_TEXT_SIZE = 2000,
};

#define DEVICE_ITSELF "device"

/* What a signature has to be over. All borrowed. */
struct device_signed {
    int64_t person_id, lecture_id;
    const char *what;                // the challenge or the code; any text or NULL
    const struct face_frame *frames; // as they came
    size_t count;
    int64_t at; // when it came
};

/* The text; false when it has no room or `what` is none that can stand in a line. */
bool device_text(const struct device_signed *over, int64_t time, char text[static DEVICE_TEXT_SIZE]);

/* Whether the owner of `key` has signed it, lately; then ret_key is the key, otherwise "". Any texts, or NULL. */
bool device_proven(const struct device_signed *over, const char *key, const char *signature,
                   char ret_key[static ES256_KEY_SIZE]);

#endif
