/* SPDX-License-Identifier: MIT */
#include "support/grid_told.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "school/imports/import.h"

const struct csv_limits grid_told_limits = {IMPORT_ROWS_MAX, IMPORT_FILE_COLUMNS_MAX, IMPORT_CELL_MAX, IMPORT_ROW_MAX};

static char out[GRID_TOLD_SIZE];
static size_t used;

static void __attribute__((format(printf, 1, 2))) say(const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    int length = vsnprintf(out + used, sizeof(out) - used, format, arguments);
    va_end(arguments);
    used = length > 0 && used + (size_t)length < sizeof(out) ? used + (size_t)length : sizeof(out) - 1;
}

static void say_row(const struct grid_row *row)
{
    static const char *const kinds[GRID_KINDS] = {
        [GRID_TEXT] = "",           [GRID_NUMBER] = "@number ", [GRID_DATE] = "@date ",  [GRID_TIME] = "@time ",
        [GRID_MOMENT] = "@moment ", [GRID_TRUTH] = "@truth ",   [GRID_ERROR] = "@error "};
    char place[GRID_PLACE_SIZE];
    if (row->mistake != GRID_CLEAN) {
        grid_place(row->column, row->number, place);
        say("!%s %s %s/", place, grid_reason(row->mistake), row->cells[0].text);
        return;
    }
    say("%zu:", row->number);
    for (size_t i = 0; i < row->count; i++)
        say("%s%s%s", kinds[row->cells[i].kind], row->cells[i].text, i + 1 < row->count ? "|" : "/");
}

const char *grid_told(const void *bytes, size_t size, const struct csv_limits *limits)
{
    struct grid *grid = grid_open(bytes, size, limits);
    struct grid_row row;
    const struct grid_note *note;
    if (!grid)
        abort();
    used = 0;
    out[0] = '\0';
    if (grid_fault(grid) != GRID_FINE)
        say("#%s", grid_code(grid_fault(grid)));
    for (size_t i = 0; (note = grid_note(grid, i)); i++)
        say(note->row > 0 ? "*%s %zu %s/" : "*%s%.0zu %s/", grid_note_reason(note->kind), note->row, note->words);
    while (grid_next(grid, &row))
        say_row(&row);
    grid_close(grid);
    return out;
}
