/* SPDX-License-Identifier: MIT */
#include "base/str.h"

#include <errno.h>

bool str_copy(char *out, size_t size, const char *text)
{
    size_t length = strlen(text);
    if (length >= size) {
        if (size)
            out[0] = '\0';
        return false;
    }
    memcpy(out, text, length + 1);
    return true;
}

bool str_to_int(const char *text, int64_t lowest, int64_t highest, int64_t *ret_value)
{
    const char *digits = text + (text[0] == '-');
    if (digits[0] < '0' || digits[0] > '9')
        return false;
    char *end;
    errno = 0;
    long long value = strtoll(text, &end, 10);
    if (errno || *end || value < lowest || value > highest)
        return false;
    *ret_value = value;
    return true;
}

size_t str_sequence(const char *bytes, size_t size)
{
    const unsigned char *text = (const unsigned char *)bytes;
    if (size == 0)
        return 0;
    unsigned char c = text[0];
    size_t length = c < 0x80 ? 1 : c < 0xC2 ? 0 : c < 0xE0 ? 2 : c < 0xF0 ? 3 : c < 0xF5 ? 4 : 0;
    if (length == 0 || length > size)
        return 0;
    for (size_t i = 1; i < length; i++)
        if ((text[i] & 0xC0) != 0x80)
            return 0;
    if ((c == 0xE0 && text[1] < 0xA0) || (c == 0xED && text[1] > 0x9F)) // overlong, surrogate
        return 0;
    if ((c == 0xF0 && text[1] < 0x90) || (c == 0xF4 && text[1] > 0x8F)) // overlong, past U+10FFFF
        return 0;
    return length;
}

bool str_is_text(const char *text, size_t size, bool lines)
{
    const unsigned char *bytes = (const unsigned char *)text;
    for (size_t i = 0; i < size;) {
        size_t length = str_sequence(text + i, size - i);
        if (length == 0)
            return false;
        bool control = bytes[i] < 0x20 || bytes[i] == 0x7F || (bytes[i] == 0xC2 && bytes[i + 1] < 0xA0);
        if (control && !(lines && (bytes[i] == '\n' || bytes[i] == '\t')))
            return false;
        i += length;
    }
    return true;
}

size_t str_characters(const char *text)
{
    size_t count = 0;
    for (; *text; text++)
        count += ((unsigned char)*text & 0xC0) != 0x80;
    return count;
}

void str_hex(const uint8_t *bytes, size_t count, char *out)
{
    static const char digits[] = "0123456789abcdef";
    for (size_t i = 0; i < count; i++) {
        *out++ = digits[bytes[i] >> 4];
        *out++ = digits[bytes[i] & 15];
    }
    *out = '\0';
}

bool str_among(const char *const *words, size_t count, const char *word, size_t *ret_index)
{
    for (size_t i = 0; word && i < count; i++)
        if (strcmp(words[i], word) == 0) {
            *ret_index = i;
            return true;
        }
    return false;
}
