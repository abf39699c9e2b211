/* SPDX-License-Identifier: MIT */
#include "school/imports/import_read.h"

#include <stdio.h>
#include <string.h>

#include "base/arena.h"
#include "base/str.h"
#include "school/common/fault.h"
#include "school/imports/grid/grid_work.h"
#include "school/imports/import.h"
#include "school/jobs/job_work.h"

enum {
    HEADER_WITHIN = 20, // rows in which something can be seen
    SAID_MAX = 160,     // bytes of a row's words in a sentence
};

static const struct csv_limits grid_limits = {IMPORT_ROWS_MAX, IMPORT_FILE_COLUMNS_MAX, IMPORT_CELL_MAX,
                                              IMPORT_ROW_MAX};

/* "a | b | c", as far as it fits. */
static void say_row(const struct grid_row *row, char out[static SAID_MAX])
{
    size_t used = 0, length;
    bool first = true;
    for (size_t i = 0; i < row->count; i++) {
        const char *at = row->cells[i].text;
        if (*at == '\0')
            continue;
        for (const char *bar = first ? "" : " | "; *bar && used + 1 < SAID_MAX; bar++)
            out[used++] = *bar;
        first = false;
        for (; *at && (length = str_sequence(at, strlen(at))) > 0 && used + length < SAID_MAX; at += length) {
            memcpy(out + used, at, length);
            out[used] = *at == '\n' || *at == '\t' ? ' ' : *at;
            used += length;
        }
    }
    out[used] = '\0';
}

static enum fault refuse_headless(const struct reading *reading, const struct grid_row *row)
{
    char said[SAID_MAX], detail[2 * SAID_MAX];
    say_row(row, said);
    snprintf(detail, sizeof(detail), "None of the first %d rows names a column that is known. Row %zu says: %s",
             HEADER_WITHIN, row->number, said);
    return import_refuse(reading->import, reading->table, "header_missing", detail);
}

/* The number of the row that is the header; 0: none names a column that is known. */
static enum fault header_find(struct reading *reading, size_t *ret_number)
{
    struct grid_row row;
    struct import_head head;
    size_t best = 0, rows = 0;
    bool whole = false;
    enum fault fault = FAULT_NONE;
    *ret_number = 0;
    while (fault == FAULT_NONE && !whole && rows < HEADER_WITHIN && reading_next(reading, &row)) {
        rows++;
        if (row.mistake != GRID_CLEAN)
            continue;
        fault = import_head_match(reading->import, reading->table, &row, reading->import->scratch, &head);
        size_t known = fault == FAULT_NONE ? import_head_known(&head) : 0;
        whole = known > 0 && import_head_is_whole(reading->import, reading->table, &head);
        if (whole || known > best) {
            best = known;
            *ret_number = row.number;
        }
    }
    arena_release(reading->import->scratch);
    grid_rewind(reading->grid);
    return fault;
}

static enum fault header_read(struct reading *reading)
{
    struct grid_row row;
    size_t number;
    enum fault fault = header_find(reading, &number);
    if (fault != FAULT_NONE)
        return fault;
    while (reading_next(reading, &row))
        if (row.number == number)
            return import_head_read(reading->import, reading->table, &row, &reading->head);
    grid_rewind(reading->grid);
    return reading_next(reading, &row)
               ? refuse_headless(reading, &row)
               : import_refuse(reading->import, reading->table, grid_code(GRID_EMPTY), grid_sentence(GRID_EMPTY));
}

static enum fault refuse_grid(const struct reading *reading, enum grid_fault mistake)
{
    const unsigned rows = IMPORT_ROWS_MAX;
    const char *sentence = arena_fill(reading->import->work->arena, grid_sentence(mistake), &rows);
    return sentence ? import_refuse(reading->import, reading->table, grid_code(mistake), sentence) : FAULT_INTERNAL;
}

static enum fault grid_tell(const struct reading *reading)
{
    const struct grid *grid = reading->import->sent ? reading->import->sent->grid : reading->grid;
    const struct grid_note *note;
    enum fault fault = FAULT_NONE;
    for (size_t i = 0; fault == FAULT_NONE && (note = grid_note(grid, i)); i++)
        fault = import_note(reading->import, &(struct import_note){.outcome = JOB_NOTED,
                                                                   .reason = grid_note_reason(note->kind),
                                                                   .subject = note->words,
                                                                   .line = note->row});
    return fault;
}

enum fault reading_open(struct reading *reading, struct import *import, const struct import_table *table)
{
    *reading = (struct reading){.import = import, .table = table, .grid = import->grid};
    enum fault fault = FAULT_NONE;
    if (reading->grid)
        grid_rewind(reading->grid);
    else
        fault = grid_take(import->work->school, table->bytes, table->size, &grid_limits, &reading->grid);
    if (fault != FAULT_NONE)
        return fault;
    if (grid_fault(reading->grid) != GRID_FINE)
        return refuse_grid(reading, grid_fault(reading->grid));
    fault = grid_tell(reading);
    return fault != FAULT_NONE ? fault : header_read(reading);
}

void reading_close(struct reading *reading)
{
    if (reading->import && !reading->import->grid)
        grid_close(reading->grid);
    reading->grid = NULL;
}

void reading_rewind(struct reading *reading)
{
    struct grid_row row;
    grid_rewind(reading->grid);
    while (grid_next(reading->grid, &row) && row.number != reading->head.number)
        continue;
}

bool reading_next(struct reading *reading, struct grid_row *ret_row)
{
    bool there;
    do
        there = grid_next(reading->grid, ret_row);
    while (there && ret_row->mistake == GRID_CLEAN && import_is_blank(ret_row));
    return there;
}

bool reading_line(const struct reading *reading, const struct grid_row *row, struct arena *arena,
                  struct import_line *line)
{
    line->line = row->number;
    return import_line_fill(&reading->head, row, arena, line);
}
