/* SPDX-License-Identifier: MIT */
/*
 * libFuzzer: any bytes as what somebody pastes for a receipt, as a signed head, and, from a '{' on, as a payload of
 * either. What is read is written again the same, and whatever else is changed in it no signature fits.
 */
#include <assert.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "crypto/base64url.h"
#include "crypto/password.h"
#include "crypto/receipt.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

static const struct own_key own = {{1}};
static const char no_signature[] =
    ".AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";

/* Whether both have the same payload. */
static void same_payload(const char *a, const char *b)
{
    size_t length = (size_t)(strrchr(a, '.') - a);
    assert(length == (size_t)(strrchr(b, '.') - b) && memcmp(a, b, length) == 0);
}

static void look(const char *text)
{
    static char again[RECEIPT_TEXT_SIZE], head_again[RECEIPT_HEAD_SIZE];
    struct receipt receipt;
    struct receipt_head head;
    struct merkle_hash leaf;
    uint8_t public_key[ED25519_PUBLIC_BYTES];
    enum receipt_reason reason = receipt_read(text, &receipt);
    assert(reason <= RECEIPT_VALUES && receipt_reason_code(reason));
    ed25519_public(&own, public_key);
    if (reason == RECEIPT_GOOD) {
        assert(receipt_write(&receipt, &own, again));
        same_payload(text, again);
        assert(receipt_check(again, public_key) == RECEIPT_GOOD);
        assert(strcmp(text, again) == 0 || receipt_check(text, public_key) == RECEIPT_ALTERED);
        assert(receipt_leaf(&receipt.mark, &leaf));
        assert(receipt_head_read(text, &head) == RECEIPT_NONE);
    }
    if (receipt_head_read(text, &head) == RECEIPT_GOOD) {
        assert(receipt_head_write(&head, &own, head_again));
        same_payload(text, head_again);
    }
}

/* As a payload, so that what is searched for need not be base64. */
static void look_inside(const char *prefix, const uint8_t *bytes, size_t size)
{
    size_t room = strlen(prefix) + size * 2 + sizeof(no_signature) + 4;
    char *text = malloc(room);
    assert(text);
    memcpy(text, prefix, strlen(prefix) + 1);
    assert(base64url_write(bytes, size, text + strlen(prefix), room - strlen(prefix)));
    memcpy(text + strlen(text), no_signature, sizeof(no_signature));
    look(text);
    free(text);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    char text[RECEIPT_TEXT_SIZE + 1];
    if (!crypto_init())
        abort();
    receipt_find((const char *)bytes, size, text);
    assert(strlen(text) <= RECEIPT_TEXT_SIZE);
    look(text);
    if (size > 0 && bytes[0] == '{') {
        look_inside("ams1.", bytes, size);
        look_inside("ams1-head.", bytes, size);
    }
    return 0;
}
