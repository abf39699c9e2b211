/* SPDX-License-Identifier: MIT */
/* Small bounded text helpers. Pure functions. */
#ifndef AMS_BASE_STR_H
#define AMS_BASE_STR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Number of elements of an array (not of a pointer). */
#define ARRAY_LENGTH(array) (sizeof(array) / sizeof((array)[0]))

/* Copies `text` into `out[size]`, always NUL-terminated. False when it did not fit: `out` is then "". */
bool str_copy(char *out, size_t size, const char *text);

/* Reads a whole decimal integer in [lowest, highest]; false, and *ret_value untouched, on anything else. */
bool str_to_int(const char *text, int64_t lowest, int64_t highest, int64_t *ret_value);

/* Length of the well-formed UTF-8 sequence (Unicode 15, table 3-7) that `text[size]` begins with; 0 when it is none. */
size_t str_sequence(const char *text, size_t size);

/* True when `text[size]` is well-formed UTF-8 without control characters, C0 or C1 (tab and line feed allowed when
 * `lines`). */
bool str_is_text(const char *text, size_t size, bool lines);

/* Number of Unicode characters of well-formed UTF-8. */
size_t str_characters(const char *text);

/* Two small hexadecimal digits a byte, and a NUL: 2 * count + 1 bytes. */
void str_hex(const uint8_t *bytes, size_t count, char *out);

/* Which of `words[count]` the word is; false, and *ret_index untouched, when it is none (NULL too). */
bool str_among(const char *const *words, size_t count, const char *word, size_t *ret_index);

#endif
