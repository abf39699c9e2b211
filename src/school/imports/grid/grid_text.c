/* SPDX-License-Identifier: MIT */
#include "school/imports/grid/grid_text.h"

#include <stdlib.h>
#include <string.h>

#include "base/str.h"
#include "school/imports/grid/grid_encoding.h"

enum { CONTROLS_IN_MAX = 20 }; // a text has fewer than one control character in so many bytes

/* What other files begin with that are mostly text. */
static const char *const others[] = {"%PDF-", "{\\rtf", "<!doctype", "<html", "<?xml", "<table", "<meta", "%!PS"};

static bool is_other(const char *text, size_t size)
{
    build_trim(&text, &size);
    for (size_t i = 0; i < ARRAY_LENGTH(others); i++)
        if (size >= strlen(others[i]) && strncasecmp(text, others[i], strlen(others[i])) == 0)
            return true;
    size_t controls = 0;
    for (size_t i = 0; i < size; i++)
        controls += (unsigned char)text[i] < ' ' && !strchr("\t\r\n\f\x1a", text[i] ? text[i] : 1);
    return controls > 2 && controls * CONTROLS_IN_MAX > size;
}

static enum grid_mistake mistake_of(enum csv_fault fault)
{
    switch (fault) {
    case CSV_QUOTE_OPEN:
        return GRID_QUOTE_OPEN;
    case CSV_QUOTE_TEXT:
        return GRID_QUOTE_TEXT;
    case CSV_CELL_LONG:
        return GRID_CELL_LONG;
    case CSV_ROW_LONG:
        return GRID_ROW_LONG;
    case CSV_CELLS_MANY:
        return GRID_CELLS_MANY;
    case CSV_UNCLEAN:
    case CSV_FINE:
        break;
    }
    return GRID_UNCLEAN;
}

static void read_rows(struct build *build, struct csv *csv)
{
    struct csv_row row;
    enum csv_status status = CSV_END;
    while (build->fault == GRID_FINE && ((status = csv_next(csv, &row)) == CSV_ROW || status == CSV_BAD)) {
        struct csv_mistake mistake = csv_mistake(csv);
        if (status == CSV_BAD) {
            build_mistake(build, mistake_of(mistake.fault), mistake.column);
            build_row(build, mistake.row, mistake.words, mistake.words_size);
            continue;
        }
        for (size_t i = 0; i < row.count; i++)
            build_cell(build, i, GRID_TEXT, row.cells[i], strlen(row.cells[i]));
        build_row(build, row.number, NULL, 0);
    }
    if (build->fault == GRID_FINE && status == CSV_FULL)
        build_refuse(build, GRID_ROWS_MANY);
}

void grid_text(struct build *build, const void *bytes, size_t size, const struct grid_hint *hint)
{
    struct decoded decoded;
    if (!decode(bytes, size, hint, &decoded)) {
        build->no_memory = true;
        return;
    }
    if (is_other(decoded.text, decoded.size)) {
        build_refuse(build, GRID_NO_TABLE);
    } else {
        struct csv *csv = csv_open(decoded.text, decoded.size, &build->limits);
        build->no_memory = !csv;
        if (*decoded.encoding)
            build_note(build, GRID_NOTE_ENCODING, 0, decoded.encoding);
        if (csv)
            read_rows(build, csv);
        csv_close(csv);
    }
    decoded_release(&decoded);
}
