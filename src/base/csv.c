/* SPDX-License-Identifier: MIT */
/* The writer; the reader is csv_read.c. */
#include "base/csv.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/str.h"

enum { WRITER_FIRST = 4096, NUMBER_SIZE = 24 };

static const char byte_order_mark[] = "\xef\xbb\xbf";

static void append(struct csv_writer *writer, const char *bytes, size_t size)
{
    if (writer->full || size > writer->limit - writer->size) {
        writer->full = true;
        return;
    }
    if (size > writer->capacity - writer->size) {
        size_t capacity = writer->capacity > 0 ? writer->capacity : WRITER_FIRST;
        while (capacity - writer->size < size)
            capacity *= 2;
        char *larger = realloc(writer->bytes, capacity);
        if (!larger) {
            writer->full = true;
            return;
        }
        writer->bytes = larger;
        writer->capacity = capacity;
    }
    memcpy(writer->bytes + writer->size, bytes, size);
    writer->size += size;
}

void csv_writer_init(struct csv_writer *writer, size_t limit, bool mark)
{
    *writer = (struct csv_writer){.limit = limit};
    if (mark)
        append(writer, byte_order_mark, sizeof(byte_order_mark) - 1);
}

static void begin_cell(struct csv_writer *writer)
{
    if (writer->in_row)
        append(writer, ",", 1);
    writer->in_row = true;
}

/* What a spreadsheet may take for the beginning of a formula; the last four are as wide as an ideograph (= + - @),
 * which those of East Asia read alike. */
static bool begins_formula(const char *text)
{
    static const char *const wide[] = {"\xef\xbc\x9d", "\xef\xbc\x8b", "\xef\xbc\x8d", "\xef\xbc\xa0"};
    for (size_t i = 0; i < ARRAY_LENGTH(wide); i++)
        if (strncmp(text, wide[i], strlen(wide[i])) == 0)
            return true;
    return *text != '\0' && strchr("=+-@\t\r", *text);
}

/* Also behind apostrophes, so that taking one away gives back what was there. */
static bool needs_apostrophe(const char *text)
{
    return begins_formula(text + strspn(text, "'"));
}

const char *csv_plain(const char *cell)
{
    return *cell == '\'' && needs_apostrophe(cell) ? cell + 1 : cell;
}

static void write_cell(struct csv_writer *writer, const char *text, bool bare)
{
    const char *at = text ? text : "";
    begin_cell(writer);
    bool formula = !bare && needs_apostrophe(at);
    bool quoted = strpbrk(at, "\",;|\t\r\n") || at[0] == ' ' || (*at != '\0' && at[strlen(at) - 1] == ' ');
    if (quoted)
        append(writer, "\"", 1);
    if (formula)
        append(writer, "'", 1);
    while (*at != '\0') {
        size_t plain = strcspn(at, "\"");
        append(writer, at, plain);
        at += plain;
        if (*at == '"') {
            append(writer, "\"\"", 2);
            at++;
        }
    }
    if (quoted)
        append(writer, "\"", 1);
}

void csv_text(struct csv_writer *writer, const char *text)
{
    write_cell(writer, text, false);
}

/* Of other scripts the letters, by the first byte of those up to U+0FFF: nothing there is a wide bracket or sign. */
static bool is_name(const char *text)
{
    for (; *text; text++) {
        unsigned char c = (unsigned char)*text;
        bool letter = (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
        bool of_others = (c >= 0x80 && c <= 0xBF) || (c >= 0xC3 && c <= 0xE0);
        if (!letter && !of_others && !strchr("+-=@._/ ", *text))
            return false;
    }
    return true;
}

void csv_key(struct csv_writer *writer, const char *text)
{
    write_cell(writer, text, !text || is_name(text));
}

void csv_int(struct csv_writer *writer, int64_t value)
{
    char digits[NUMBER_SIZE];
    begin_cell(writer);
    append(writer, digits, (size_t)snprintf(digits, sizeof(digits), "%lld", (long long)value));
}

void csv_end(struct csv_writer *writer)
{
    append(writer, "\r\n", 2);
    writer->in_row = false;
}

bool csv_done(const struct csv_writer *writer, const char **ret_bytes, size_t *ret_size)
{
    if (writer->full)
        return false;
    *ret_bytes = writer->bytes ? writer->bytes : "";
    *ret_size = writer->size;
    return true;
}

void csv_writer_release(struct csv_writer *writer)
{
    free(writer->bytes);
    *writer = (struct csv_writer){0};
}
