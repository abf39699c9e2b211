/* SPDX-License-Identifier: MIT */
/* What was read of a file, row by row, and the words for it. */
#include "school/imports/grid/grid.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/str.h"
#include "school/imports/grid/grid_build.h"

struct grid {
    struct pack answer; // owns the bytes
    struct unpack first, at;
    struct csv_limits limits;
    enum grid_fault fault;
    struct grid_note notes[GRID_NOTES_MAX];
    size_t note_count;
    struct grid_cell *cells; // limits.columns
};

static const struct {
    const char *code, *sentence;
} faults[GRID_FAULTS] = {
    [GRID_FINE] = {"", ""},
    [GRID_EMPTY] = {"file_empty", "There are no rows in the file."},
    [GRID_ENCRYPTED] = {"file_encrypted", "The file has a password. Open it in the spreadsheet, take the password "
                                          "away and save it again."},
    [GRID_OLD_EXCEL] = {"file_old_excel", "This is a workbook of an older or a binary kind. Open it in the "
                                          "spreadsheet and save it as Excel workbook (.xlsx)."},
    [GRID_NO_TABLE] = {"file_no_table", "This is no table. Save it in the spreadsheet as Excel workbook (.xlsx), "
                                        "OpenDocument (.ods) or CSV."},
    [GRID_DAMAGED] = {"file_damaged", "The workbook is damaged. Open it in the spreadsheet and save it again."},
    [GRID_TOO_LARGE] = {"file_too_much", "The workbook holds more than can be read: leave only the table in it."},
    [GRID_ROWS_MANY] = {"rows_many", "The file has more than # rows: send it in parts."},
    [GRID_LOST] = {"file_unreadable", "The file cannot be read: what looked at it broke off."},
};

const char *grid_code(enum grid_fault fault)
{
    return faults[fault].code;
}

const char *grid_sentence(enum grid_fault fault)
{
    return faults[fault].sentence;
}

const char *grid_reason(enum grid_mistake mistake)
{
    static const char *const reasons[GRID_MISTAKES] = {[GRID_CLEAN] = "",
                                                       [GRID_QUOTE_OPEN] = "quote_open",
                                                       [GRID_QUOTE_TEXT] = "quote_text",
                                                       [GRID_UNCLEAN] = "cell_unclean",
                                                       [GRID_CELL_LONG] = "cell_long",
                                                       [GRID_ROW_LONG] = "row_long",
                                                       [GRID_CELLS_MANY] = "cells_many"};
    return reasons[mistake];
}

const char *grid_note_reason(enum grid_note_kind kind)
{
    static const char *const reasons[GRID_NOTES] = {[GRID_NOTE_ENCODING] = "encoding_taken",
                                                    [GRID_NOTE_SHEETS] = "sheet_taken",
                                                    [GRID_NOTE_HIDDEN] = "rows_hidden",
                                                    [GRID_NOTE_ERROR] = "cell_error",
                                                    [GRID_NOTE_FORMULA] = "formula_empty"};
    return reasons[kind];
}

const char *grid_reason_sentence(const char *reason)
{
    static const struct {
        const char *code, *sentence;
    } sentences[] = {
        {"quote_open", "A quote is opened in this row and not closed: close it, or take it away."},
        {"quote_text", "There is text behind the closing quote of a cell: double the quotes inside it."},
        {"cell_unclean", "The cell holds characters that are no text: type it anew."},
        {"cells_many", "The row has more cells than a table may have."},
        {"row_long", "The row is too long."},
        {"encoding_taken", "The file does not say how its letters are written. It was read in this encoding: look "
                           "whether names with accents are right, else choose another one, or save the file as UTF-8."},
        {"sheet_taken",
         "Several sheets of the workbook hold something. This one was read, none of the others: to read another, "
         "save it as a file of its own."},
        {"rows_hidden", "This row is hidden in the spreadsheet, and perhaps others are. They were read all the same."},
        {"formula_empty",
         "A formula of this row has no value, and counts as empty: open the file in the spreadsheet and "
         "save it again. There may be others."},
        {"cell_error", "A cell of this row holds an error of the spreadsheet, and counts as empty. There may be "
                       "others."},
    };
    for (size_t i = 0; i < ARRAY_LENGTH(sentences); i++)
        if (strcmp(reason, sentences[i].code) == 0)
            return sentences[i].sentence;
    return "";
}

void grid_place(size_t column, size_t row, char out[static GRID_PLACE_SIZE])
{
    char letters[8];
    size_t at = sizeof(letters) - 1;
    letters[at] = '\0';
    for (; column > 0 && at > 0; column = (column - 1) / 26)
        letters[--at] = (char)('A' + (column - 1) % 26);
    snprintf(out, GRID_PLACE_SIZE, "%s%zu", letters + at, row);
}

/* Text of at most `most` bytes with its NUL; NULL when it is none. */
static const char *take_text(struct unpack *unpack, size_t most)
{
    size_t size = 0;
    const char *text = (const char *)unpack_block(unpack, most + 1, &size);
    if (text && size > 0 && text[size - 1] == '\0' && str_is_text(text, size - 1, true))
        return text;
    unpack->failed = true;
    return NULL;
}

static bool take_note(struct grid *grid, struct unpack *unpack)
{
    struct grid_note *note = &grid->notes[grid->note_count];
    uint32_t kind = unpack_u32(unpack);
    note->row = unpack_u32(unpack);
    const char *words = take_text(unpack, GRID_WORD_MAX);
    if (!words || kind >= GRID_NOTES)
        return false;
    note->kind = (enum grid_note_kind)kind;
    memcpy(note->words, words, strlen(words) + 1);
    grid->note_count++;
    return true;
}

/* False at the end, and, with *unpack failed, at what nobody here has written. */
static bool take_row(struct grid *grid, struct unpack *unpack, struct grid_row *row)
{
    if (unpack->failed || unpack->left == 0)
        return false;
    row->number = unpack_u32(unpack);
    uint32_t mistake = unpack_u32(unpack);
    row->column = unpack_u32(unpack);
    row->count = unpack_u32(unpack);
    row->cells = grid->cells;
    unpack->failed |= row->count < 1 || row->count > grid->limits.columns || mistake >= GRID_MISTAKES;
    for (size_t i = 0; !unpack->failed && i < row->count; i++) {
        uint32_t kind = unpack_u32(unpack);
        unpack->failed |= kind >= GRID_KINDS;
        grid->cells[i].kind = (enum grid_kind)kind;
        grid->cells[i].text = take_text(unpack, grid->limits.cell_size + CSV_WORDS_MAX);
    }
    row->mistake = (enum grid_mistake)mistake;
    return !unpack->failed;
}

/* All of it is looked at once, so that nothing is half done when its end is not as it must be. */
static void check(struct grid *grid)
{
    struct grid_row row;
    struct unpack unpack = {.at = grid->answer.bytes, .left = grid->answer.size};
    uint32_t fault = unpack_u32(&unpack), notes = unpack_u32(&unpack);
    bool good = !unpack.failed && fault < GRID_FAULTS && notes <= GRID_NOTES_MAX;
    for (uint32_t i = 0; good && i < notes; i++)
        good = take_note(grid, &unpack);
    grid->first = grid->at = unpack;
    size_t rows = 0;
    while (good && take_row(grid, &unpack, &row))
        good = ++rows <= grid->limits.rows;
    good = good && unpack_done(&unpack) && (rows > 0 || fault != GRID_FINE);
    grid->fault = good ? (enum grid_fault)fault : GRID_LOST;
    if (grid->fault != GRID_FINE)
        grid->first = grid->at = (struct unpack){.left = 0};
}

struct grid *grid_of(struct pack *answer, const struct csv_limits *limits)
{
    struct grid *grid = calloc(1, sizeof(*grid));
    struct grid_cell *cells = calloc(limits->columns, sizeof(*cells));
    if (!grid || !cells) {
        free(grid);
        free(cells);
        return NULL;
    }
    *grid = (struct grid){.answer = *answer, .limits = *limits, .cells = cells};
    *answer = (struct pack){.max = answer->max};
    check(grid);
    return grid;
}

struct grid *grid_open(const void *bytes, size_t size, const struct csv_limits *limits)
{
    return grid_open_as(bytes, size, limits, NULL);
}

struct grid *grid_open_as(const void *bytes, size_t size, const struct csv_limits *limits, const struct grid_hint *hint)
{
    struct pack answer = {.max = GRID_ANSWER_MAX};
    grid_read(bytes, size, limits, hint, &answer);
    struct grid *grid = answer.failed ? NULL : grid_of(&answer, limits);
    pack_release(&answer);
    return grid;
}

enum grid_fault grid_fault(const struct grid *grid)
{
    return grid->fault;
}

bool grid_next(struct grid *grid, struct grid_row *ret_row)
{
    struct grid_row row;
    if (!take_row(grid, &grid->at, &row))
        return false;
    *ret_row = row;
    return true;
}

void grid_rewind(struct grid *grid)
{
    grid->at = grid->first;
}

const struct grid_note *grid_note(const struct grid *grid, size_t index)
{
    return index < grid->note_count ? &grid->notes[index] : NULL;
}

void grid_close(struct grid *grid)
{
    if (!grid)
        return;
    pack_release(&grid->answer);
    free(grid->cells);
    free(grid);
}
