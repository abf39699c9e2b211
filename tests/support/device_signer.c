/* SPDX-License-Identifier: MIT */
#include "support/device_signer.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "crypto/base64url.h"
#include "crypto/vapid.h"

void device_signer_make(struct device_signer *signer)
{
    assert_true(vapid_make(&signer->own));
    assert_true(vapid_public(&signer->own, signer->key));
}

const char *device_signer_sign(struct device_signer *signer, const struct device_signed *over, int64_t time)
{
    char text[DEVICE_TEXT_SIZE];
    uint8_t octets[ES256_BYTES];
    assert_true(device_text(over, time, text));
    assert_true(es256_sign(&signer->own, text, strlen(text), octets));
    int used = snprintf(signer->signature, sizeof(signer->signature), "%0*lld.", DEVICE_TIME_DIGITS, (long long)time);
    assert_true(
        base64url_write(octets, sizeof(octets), signer->signature + used, sizeof(signer->signature) - (size_t)used));
    return signer->signature;
}

enum { BROWSERS_MAX = 64, TOKEN_SIZE = 32 };

struct proof_input device_signed_code(struct proof_input input, int64_t person_id, int64_t lecture_id, const char *code,
                                      int64_t now)
{
    static struct {
        int64_t person_id;
        char token[TOKEN_SIZE];
        struct device_signer signer;
    } browsers[BROWSERS_MAX];
    static size_t count;
    const struct device_signed over = {.person_id = person_id, .lecture_id = lecture_id, .what = code};
    char text[DEVICE_TEXT_SIZE];
    size_t i = 0;
    if (!input.device || input.key || !device_text(&over, now, text))
        return input;
    while (i < count && (browsers[i].person_id != person_id || strcmp(browsers[i].token, input.device) != 0))
        i++;
    if (i == count) {
        assert_true(count < BROWSERS_MAX && strlen(input.device) < TOKEN_SIZE);
        browsers[count].person_id = person_id;
        snprintf(browsers[count].token, TOKEN_SIZE, "%s", input.device);
        device_signer_make(&browsers[count++].signer);
    }
    input.key = browsers[i].signer.key;
    input.signature = device_signer_sign(&browsers[i].signer, &over, now);
    return input;
}
