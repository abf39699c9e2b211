/* SPDX-License-Identifier: MIT */
#include "base/csv.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/str.h"

enum { WRITER_FIRST = 4096, NUMBER_SIZE = 24 };

static const char byte_order_mark[] = "\xef\xbb\xbf";

struct csv {
    const char *at, *end;
    char separator;
    struct csv_limits limits;
    size_t number; // of the row before
    char *text;    // the cells of this row, one behind the other
    size_t used;
    const char **cells;
    size_t count;
    struct csv_mistake mistake;
};

/* Commas, unless the first line has none but has semicolons or tabs. */
static char separator_of(const char *at, const char *end)
{
    size_t commas = 0, semicolons = 0, tabs = 0;
    for (; at < end && *at != '\n'; at++) {
        commas += *at == ',';
        semicolons += *at == ';';
        tabs += *at == '\t';
    }
    if (commas > 0 || (semicolons == 0 && tabs == 0))
        return ',';
    return semicolons > 0 ? ';' : '\t';
}

struct csv *csv_open(const void *bytes, size_t size, const struct csv_limits *limits)
{
    struct csv *csv = calloc(1, sizeof(*csv));
    if (!csv)
        return NULL;
    csv->limits = *limits;
    csv->text = malloc(limits->row_size);
    csv->cells = calloc(limits->columns, sizeof(*csv->cells));
    if (!csv->text || !csv->cells) {
        csv_close(csv);
        return NULL;
    }
    size_t mark = sizeof(byte_order_mark) - 1;
    bool marked = size >= mark && memcmp(bytes, byte_order_mark, mark) == 0;
    csv->at = size > 0 ? (const char *)bytes + (marked ? mark : 0) : "";
    csv->end = csv->at + size - (marked ? mark : 0);
    csv->separator = separator_of(csv->at, csv->end);
    return csv;
}

void csv_close(struct csv *csv)
{
    if (!csv)
        return;
    free(csv->text);
    free(csv->cells);
    free(csv);
}

struct csv_mistake csv_mistake(const struct csv *csv)
{
    return csv->mistake;
}

/* The file is at fault in the cell that is being read; `whole`: in the row. */
static bool fail(struct csv *csv, bool whole, const char *sentence)
{
    csv->mistake = (struct csv_mistake){csv->number, whole ? 0 : csv->count + 1, sentence};
    csv->at = csv->end;
    return false;
}

static bool put(struct csv *csv, size_t start, char c)
{
    if (csv->used - start == csv->limits.cell_size)
        return fail(csv, false, "The cell is too long.");
    if (csv->used + 1 >= csv->limits.row_size) // one stays for the NUL
        return fail(csv, true, "The row is too long.");
    csv->text[csv->used++] = c;
    return true;
}

static bool at_row_end(const struct csv *csv)
{
    return csv->at == csv->end || *csv->at == '\n' ||
           (*csv->at == '\r' && csv->end - csv->at > 1 && csv->at[1] == '\n');
}

/* Behind the opening quote; ends behind the closing one. A CRLF inside becomes a line feed. */
static bool read_quoted(struct csv *csv, size_t start)
{
    for (; csv->at < csv->end; csv->at++) {
        bool more = csv->end - csv->at > 1;
        if (*csv->at == '"') {
            csv->at++;
            if (!more || *csv->at != '"')
                return at_row_end(csv) || *csv->at == csv->separator ||
                       fail(csv, false, "There is text behind the closing quote of the cell.");
        }
        if (*csv->at == '\r' && more && csv->at[1] == '\n')
            continue;
        if (!put(csv, start, *csv->at))
            return false;
    }
    return fail(csv, false, "A quote is not closed.");
}

static bool read_plain(struct csv *csv, size_t start)
{
    for (; !at_row_end(csv) && *csv->at != csv->separator; csv->at++) {
        if (*csv->at == '"')
            return fail(csv, false, "There is a quote inside a cell that does not begin with one.");
        if (!put(csv, start, *csv->at))
            return false;
    }
    return true;
}

static bool read_cell(struct csv *csv)
{
    size_t start = csv->used;
    bool quoted = csv->at < csv->end && *csv->at == '"';
    if (csv->count == csv->limits.columns)
        return fail(csv, true, "The row has too many cells.");
    if (quoted)
        csv->at++;
    if (quoted ? !read_quoted(csv, start) : !read_plain(csv, start))
        return false;
    if (!str_is_text(csv->text + start, csv->used - start, true))
        return fail(csv, false, "The cell is no clean UTF-8 text. Save the file as CSV in UTF-8.");
    if (csv->used >= csv->limits.row_size)
        return fail(csv, true, "The row is too long.");
    csv->text[csv->used++] = '\0';
    csv->cells[csv->count++] = csv->text + start;
    return true;
}

static bool read_row(struct csv *csv)
{
    csv->number++;
    csv->used = csv->count = 0;
    while (read_cell(csv)) {
        if (csv->at == csv->end)
            return true;
        if (*csv->at == csv->separator) {
            csv->at++;
            continue;
        }
        csv->at += *csv->at == '\r' ? 2 : 1;
        return true;
    }
    return false;
}

static bool is_blank_row(const struct csv *csv)
{
    for (size_t i = 0; i < csv->count; i++)
        if (csv->cells[i][0] != '\0')
            return false;
    return true;
}

enum csv_status csv_next(struct csv *csv, struct csv_row *ret_row)
{
    while (!csv->mistake.sentence && csv->at < csv->end) {
        if (csv->number == csv->limits.rows) {
            csv->number++;
            fail(csv, true, "The file has too many rows.");
        } else if (read_row(csv) && !is_blank_row(csv)) {
            *ret_row = (struct csv_row){csv->number, csv->cells, csv->count};
            return CSV_ROW;
        }
    }
    return csv->mistake.sentence ? CSV_BAD : CSV_END;
}

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

void csv_text(struct csv_writer *writer, const char *text)
{
    const char *at = text ? text : "";
    begin_cell(writer);
    bool formula = needs_apostrophe(at);
    bool quoted = strpbrk(at, "\",;\t\r\n") || at[0] == ' ' || (*at != '\0' && at[strlen(at) - 1] == ' ');
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
