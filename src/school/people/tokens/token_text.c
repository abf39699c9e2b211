/* SPDX-License-Identifier: MIT */
#include "school/people/tokens/token_text.h"

#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "base/str.h"
#include "crypto/secret.h"

static const char digits[] = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
enum { BASE = sizeof(digits) - 1 };

static const struct {
    const char *code, *prefix;
} kinds[TOKEN_KIND_COUNT] = {
    [TOKEN_PERSON] = {"person", "ams_pat_"},
    [TOKEN_INSTITUTION] = {"institution", "ams_inst_"},
};

const char *token_kind_code(enum token_kind kind)
{
    return kinds[kind].code;
}

bool token_kind_parse(const char *code, enum token_kind *ret_kind)
{
    for (size_t i = 0; code && i < TOKEN_KIND_COUNT; i++)
        if (strcmp(kinds[i].code, code) == 0) {
            *ret_kind = (enum token_kind)i;
            return true;
        }
    return false;
}

/* CRC-32 as of zlib and PNG: reflected, polynomial 0xedb88320. */
static uint32_t sum_of(const char *text, size_t size)
{
    uint32_t sum = UINT32_MAX;
    for (size_t i = 0; i < size; i++) {
        sum ^= (unsigned char)text[i];
        for (int bit = 0; bit < 8; bit++)
            sum = sum & 1 ? sum >> 1 ^ 0xedb88320U : sum >> 1;
    }
    return ~sum;
}

/* The checksum of `size` characters; 62^6 is more than 2^32. */
static void check_of(const char *text, size_t size, char check[static TOKEN_CHECK_LENGTH])
{
    uint32_t sum = sum_of(text, size);
    for (size_t i = TOKEN_CHECK_LENGTH; i-- > 0; sum /= BASE)
        check[i] = digits[sum % BASE];
}

void token_text_make(enum token_kind kind, char text[static TOKEN_TEXT_SIZE])
{
    size_t size = strlen(kinds[kind].prefix);
    memcpy(text, kinds[kind].prefix, size);
    for (size_t i = 0; i < TOKEN_RANDOM_LENGTH; i++)
        text[size++] = digits[secret_below(BASE)];
    check_of(text, size, text + size);
    text[size + TOKEN_CHECK_LENGTH] = '\0';
}

bool token_text_is_meant(const char *text)
{
    return text && strncmp(text, "ams_", 4) == 0;
}

bool token_text_parse(const char *text, enum token_kind *ret_kind)
{
    char check[TOKEN_CHECK_LENGTH];
    for (size_t i = 0; text && i < TOKEN_KIND_COUNT; i++) {
        size_t size = strlen(kinds[i].prefix);
        if (strncmp(text, kinds[i].prefix, size) != 0)
            continue;
        if (strnlen(text, TOKEN_TEXT_SIZE) != size + TOKEN_RANDOM_LENGTH + TOKEN_CHECK_LENGTH ||
            strspn(text + size, digits) != TOKEN_RANDOM_LENGTH + TOKEN_CHECK_LENGTH)
            return false;
        size += TOKEN_RANDOM_LENGTH;
        check_of(text, size, check);
        if (memcmp(text + size, check, sizeof(check)) != 0)
            return false;
        *ret_kind = (enum token_kind)i;
        return true;
    }
    return false;
}

void token_text_show(const char *text, char shown[static TOKEN_SHOWN_SIZE])
{
    const char *end = strrchr(text, '_');
    snprintf(shown, TOKEN_SHOWN_SIZE, "%.*s", end ? (int)(end - text) + 5 : 0, text);
}
