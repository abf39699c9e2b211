/* SPDX-License-Identifier: MIT */
#include "crypto/base64url.h"

#include <sodium.h>
#include <string.h>

bool base64url_write(const void *bytes, size_t size, char *text, size_t text_size)
{
    if (sodium_base64_encoded_len(size, sodium_base64_VARIANT_URLSAFE_NO_PADDING) > text_size)
        return false;
    sodium_bin2base64(text, text_size, bytes, size, sodium_base64_VARIANT_URLSAFE_NO_PADDING);
    return true;
}

bool base64url_read(const char *text, void *bytes, size_t size)
{
    static const char alphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    size_t length = 0, text_length = strlen(text);
    const char *end = NULL;
    while (text_length > 0 && text[text_length - 1] == '=')
        text_length--;
    // libsodium takes some letters with their highest bit set for what they are without.
    if (text_length > 2 * size + 2 || strspn(text, alphabet) < text_length)
        return false;
    return sodium_base642bin(bytes, size, text, text_length, NULL, &length, &end,
                             sodium_base64_VARIANT_URLSAFE_NO_PADDING) == 0 &&
           length == size && end == text + text_length;
}
