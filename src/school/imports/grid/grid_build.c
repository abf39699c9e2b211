/* SPDX-License-Identifier: MIT */
#include "school/imports/grid/grid_build.h"

#include <stdlib.h>
#include <string.h>

#include "base/str.h"
#include "school/imports/cells/cell_text.h"
#include "school/imports/cells/import_words.h"

/* What stands around a cell without being seen: what Unicode calls white space, and what has no width (the marks of a
 * file's beginning and of a text's direction among them), which web pages and spreadsheets put there. */
static const char *const blanks[] = {
    " ",
    "\t",
    "\n",
    "\r",
    "\v",
    "\f",
    "\xc2\x85",
    "\xc2\xa0",
    "\xc2\xad",
    "\xe1\x9a\x80",
    "\xe1\xa0\x8e",
    "\xe2\x80\x80",
    "\xe2\x80\x81",
    "\xe2\x80\x82",
    "\xe2\x80\x83",
    "\xe2\x80\x84",
    "\xe2\x80\x85",
    "\xe2\x80\x86",
    "\xe2\x80\x87",
    "\xe2\x80\x88",
    "\xe2\x80\x89",
    "\xe2\x80\x8a",
    "\xe2\x80\x8b",
    "\xe2\x80\x8c",
    "\xe2\x80\x8d",
    "\xe2\x80\x8e",
    "\xe2\x80\x8f",
    "\xe2\x80\xa8",
    "\xe2\x80\xa9",
    "\xe2\x80\xaf",
    "\xe2\x81\x9f",
    "\xe2\x81\xa0",
    "\xe3\x80\x80",
    "\xef\xbb\xbf",
};

static size_t blank_at(const char *text, size_t size)
{
    if (size == 0 || ((unsigned char)*text > ' ' && (unsigned char)*text < 0x80))
        return 0;
    for (size_t i = 0; i < ARRAY_LENGTH(blanks); i++) {
        size_t length = strlen(blanks[i]);
        if (length <= size && memcmp(text, blanks[i], length) == 0)
            return length;
    }
    return 0;
}

void build_trim(const char **text, size_t *size)
{
    size_t length;
    while ((length = blank_at(*text, *size)) > 0) {
        *text += length;
        *size -= length;
    }
    for (bool more = true; more;) {
        more = false;
        for (length = 1; length <= 3 && length <= *size && !more; length++)
            if (blank_at(*text + *size - length, length) == length) {
                *size -= length;
                more = true;
            }
    }
}

bool build_open(struct build *build, const struct csv_limits *limits)
{
    *build = (struct build){.limits = *limits, .rows = {.max = GRID_ANSWER_MAX - (16 << 10)}};
    build->text = malloc(limits->row_size);
    build->cells = calloc(limits->columns, sizeof(*build->cells));
    if (build->text && build->cells)
        return true;
    build_close(build);
    return false;
}

bool build_open_look(struct build *build, const struct csv_limits *limits)
{
    struct csv_limits few = *limits;
    few.rows = BUILD_LOOK_ROWS;
    return build_open(build, &few);
}

void build_again(struct build *build)
{
    pack_release(&build->rows);
    build->rows = (struct pack){.max = GRID_ANSWER_MAX - (16 << 10)};
    build->taken = build->used = build->count = build->column = build->note_count = 0;
    build->fault = GRID_FINE;
    build->mistake = GRID_CLEAN;
    build->headed = false;
}

void build_close(struct build *build)
{
    pack_release(&build->rows);
    free(build->text);
    free(build->cells);
    *build = (struct build){.taken = 0};
}

void build_refuse(struct build *build, enum grid_fault fault)
{
    if (build->fault == GRID_FINE)
        build->fault = fault;
}

void build_mistake(struct build *build, enum grid_mistake mistake, size_t column)
{
    if (build->mistake != GRID_CLEAN)
        return;
    build->mistake = mistake;
    build->column = column;
}

/* Excel's way to keep a text from becoming a number. */
static void unwrap(const char **text, size_t *size)
{
    if (*size < 3 || memcmp(*text, "=\"", 2) != 0 || (*text)[*size - 1] != '"' || memchr(*text + 2, '"', *size - 3))
        return;
    *text += 2;
    *size -= 3;
    build_trim(text, size);
}

/* Copies it into the row; every kind of line end becomes a line feed, a blank that does not break a blank. */
static size_t clean(char *out, const char *text, size_t size)
{
    size_t used = 0;
    for (size_t i = 0; i < size; i++) {
        bool more = i + 1 < size;
        if (text[i] == '\r' && more && text[i + 1] == '\n')
            continue;
        if (more && text[i] == '\xc2' && text[i + 1] == '\xa0') {
            out[used++] = ' ';
            i++;
        } else {
            out[used++] = text[i] == '\r' ? '\n' : text[i];
        }
    }
    return used;
}

void build_cell(struct build *build, size_t column, enum grid_kind kind, const char *text, size_t size)
{
    build_trim(&text, &size);
    unwrap(&text, &size);
    if (size == 0 && kind != GRID_ERROR)
        return;
    if (column >= build->limits.columns) {
        if (size > 0)
            build_mistake(build, GRID_CELLS_MANY, 0);
        return;
    }
    if (size > build->limits.cell_size)
        build_mistake(build, GRID_CELL_LONG, column + 1);
    else if (size + 1 > build->limits.row_size - build->used)
        build_mistake(build, GRID_ROW_LONG, 0);
    if (build->mistake != GRID_CLEAN)
        return;
    for (; build->count <= column; build->count++)
        build->cells[build->count] = (struct build_cell){.size = 0};
    size_t start = build->used;
    build->used += clean(build->text + start, text, size);
    const char *cell = build->text + start;
    // U+FFFD stands where the encoding had nothing.
    if (!str_is_text(cell, build->used - start, true) || memmem(cell, build->used - start, "\xef\xbf\xbd", 3))
        build_mistake(build, GRID_UNCLEAN, column + 1);
    build->cells[column] = (struct build_cell){start, build->used - start, kind};
}

static void pack_text(struct pack *pack, const char *text, size_t size)
{
    pack_u64(pack, size + 1);
    pack_bytes(pack, text, size);
    pack_bytes(pack, "", 1);
}

/* The words of a row that cannot be read, as far as they are text. */
static void pack_words(struct build *build, const char *words, size_t size)
{
    char out[CSV_WORDS_MAX + 1];
    size_t used = 0, length;
    for (size_t i = 0; i < size && used < CSV_WORDS_MAX; i += length ? length : 1) {
        length = str_sequence(words + i, size - i);
        if (length > 0 && used + length > CSV_WORDS_MAX)
            break;
        bool good = length > 0 && str_is_text(words + i, length, false);
        memcpy(out + used, good ? words + i : "?", good ? length : 1);
        used += good ? length : 1;
    }
    pack_u32(&build->rows, GRID_TEXT);
    pack_text(&build->rows, out, used);
}

/* The first cell that is not empty. */
static void pack_first_cell(struct build *build)
{
    for (size_t i = 0; i < build->count; i++)
        if (build->cells[i].size > 0) {
            pack_words(build, build->text + build->cells[i].start, build->cells[i].size);
            return;
        }
    pack_words(build, "", 0);
}

static void pack_row(struct build *build, size_t number, const char *words, size_t size)
{
    bool good = build->mistake == GRID_CLEAN;
    pack_u32(&build->rows, (uint32_t)number);
    pack_u32(&build->rows, build->mistake);
    pack_u32(&build->rows, (uint32_t)build->column);
    pack_u32(&build->rows, good ? (uint32_t)build->count : 1);
    if (!good && words)
        pack_words(build, words, size);
    else if (!good)
        pack_first_cell(build);
    for (size_t i = 0; good && i < build->count; i++) {
        pack_u32(&build->rows, build->cells[i].kind);
        pack_text(&build->rows, build->text + build->cells[i].start, build->cells[i].size);
    }
}

static bool is_blank(const struct build *build)
{
    for (size_t i = 0; i < build->count; i++)
        if (build->cells[i].size > 0)
            return false;
    return build->mistake == GRID_CLEAN;
}

enum { HEADER_LOOK = 64 }; // columns

/* Whether the row names columns, as a table's header does and a cover's lines do not: by two words that some import
 * knows, or by one beside several days. */
static bool is_header(const struct build *build)
{
    char word[CELL_KEY_SIZE], key[CELL_KEY_SIZE];
    size_t words = 0, days = 0;
    for (size_t i = 0; i < build->count && i < HEADER_LOOK && words < 2; i++) {
        const struct build_cell *cell = &build->cells[i];
        days += cell->kind == GRID_DATE || cell->kind == GRID_MOMENT;
        if (cell->size == 0 || cell->size >= sizeof(word))
            continue;
        memcpy(word, build->text + cell->start, cell->size);
        word[cell->size] = '\0';
        cell_key(word, key);
        words += import_words_are_header(key);
    }
    return words > 1 || (words > 0 && days > 1);
}

static bool row_take(struct build *build, size_t number, const char *words, size_t size)
{
    bool there = build->fault == GRID_FINE && !is_blank(build);
    while (build->count > 1 && build->cells[build->count - 1].size == 0)
        build->count--;
    if (there && build->taken++ == build->limits.rows)
        build_refuse(build, GRID_ROWS_MANY);
    else if (there)
        pack_row(build, number, words, size);
    if (there && build->taken <= BUILD_LOOK_ROWS && build->mistake == GRID_CLEAN)
        build->headed = build->headed || is_header(build);
    if (build->rows.failed)
        build_refuse(build, GRID_TOO_LARGE);
    return there;
}

bool build_row(struct build *build, size_t number, const char *words, size_t size)
{
    bool there = row_take(build, number, words, size);
    build->used = build->count = build->column = 0;
    build->mistake = GRID_CLEAN;
    return there;
}

bool build_row_again(struct build *build, size_t number, bool keep)
{
    return keep ? row_take(build, number, NULL, 0) : build_row(build, number, NULL, 0);
}

void build_note(struct build *build, enum grid_note_kind kind, size_t row, const char *words)
{
    for (size_t i = 0; i < build->note_count; i++)
        if (build->notes[i].kind == kind)
            return;
    if (build->note_count == GRID_NOTES_MAX)
        return;
    struct grid_note *note = &build->notes[build->note_count++];
    note->kind = kind;
    note->row = row;
    size_t size = strlen(words), used = 0, length;
    while (used < size && (length = str_sequence(words + used, size - used)) > 0 && used + length <= GRID_WORD_MAX)
        used += length;
    if (!str_is_text(words, used, false))
        used = 0;
    memcpy(note->words, words, used);
    note->words[used] = '\0';
}
