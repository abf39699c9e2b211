/* SPDX-License-Identifier: MIT */
/* A student's browser that has a key, as web/src/core/device-key.ts makes and uses it. */
#ifndef AMS_TESTS_SUPPORT_DEVICE_SIGNER_H
#define AMS_TESTS_SUPPORT_DEVICE_SIGNER_H

#include "crypto/secret_key.h"
#include "school/checkin/proof.h"

struct device_signer {
    struct own_key own;
    char key[ES256_KEY_SIZE];
    char signature[DEVICE_SIGNATURE_LENGTH + 1]; // the last one made
};

void device_signer_make(struct device_signer *signer);

/* The header for this at `time`. */
const char *device_signer_sign(struct device_signer *signer, const struct device_signed *over, int64_t time);

/*
 * The input of a check-in by code, signed as the browser with this token does for this person: the same two, the same
 * key, as long as the program runs. What has a key already, or no token, stays as it is.
 */
struct proof_input device_signed_code(struct proof_input input, int64_t person_id, int64_t lecture_id, const char *code,
                                      int64_t now);

#endif
