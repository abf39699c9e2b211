/* SPDX-License-Identifier: MIT */
#include "school/imports/grid/grid_xlsx.h"

#include <stdlib.h>
#include <string.h>

#include "base/str.h"
#include "school/imports/grid/grid_xml.h"

enum { ROWS_MOST = 1 << 20, COLUMNS_MOST = 1 << 14 };

/* A sheet that is being read. */
struct reading {
    struct build *build;
    const struct xlsx_book *book;
    struct grid_xml *xml;
    bool only_look; // whether it holds anything
    bool found;

    size_t row, column; // of the cell; the row from 1, the column from 0
    bool in_row, hidden;

    /* The cell. */
    char type[12];
    struct number_format format;
    bool in_value, in_phonetic, formula;
    char *value; // value_max + 1
    size_t value_max, value_size;
};

/* "BC12" -> 54; SIZE_MAX when it does not begin with a column. */
static size_t column_of(const char *place)
{
    size_t column = 0;
    for (; *place >= 'A' && *place <= 'Z' && column < COLUMNS_MOST; place++)
        column = column * 26 + (size_t)(*place - 'A' + 1);
    return column > 0 && column <= COLUMNS_MOST ? column - 1 : SIZE_MAX;
}

static void row_begin(struct reading *reading, const char **attributes)
{
    int64_t number;
    const char *place = grid_attribute(attributes, "r"), *hidden = grid_attribute(attributes, "hidden");
    reading->row = place && str_to_int(place, 1, ROWS_MOST, &number) ? (size_t)number : reading->row + 1;
    reading->hidden = hidden && (strcmp(hidden, "1") == 0 || strcmp(hidden, "true") == 0);
    reading->column = SIZE_MAX; // the next is the first
    reading->in_row = true;
}

static void cell_begin(struct reading *reading, const char **attributes)
{
    const char *place = grid_attribute(attributes, "r"), *type = grid_attribute(attributes, "t"),
               *style = grid_attribute(attributes, "s");
    size_t column = place ? column_of(place) : SIZE_MAX;
    reading->column = column != SIZE_MAX ? column : reading->column + 1;
    str_copy(reading->type, sizeof(reading->type), type ? type : "n");
    reading->value_size = 0;
    reading->formula = false;
    int64_t index = 0;
    bool known = style && str_to_int(style, 0, XLSX_FORMATS_MAX, &index);
    bool there = reading->book->format_count > (size_t)index && known;
    reading->format = there ? reading->book->formats[index] : (struct number_format){GRID_NUMBER, 0};
}

static void begin(void *context, const char *name, const char **attributes)
{
    struct reading *reading = context;
    if (strcmp(name, "row") == 0)
        row_begin(reading, attributes);
    else if (strcmp(name, "c") == 0 && reading->in_row)
        cell_begin(reading, attributes);
    else if (strcmp(name, "v") == 0 || strcmp(name, "t") == 0)
        reading->in_value = reading->in_row;
    else if (strcmp(name, "rPh") == 0)
        reading->in_phonetic = true;
    else if (strcmp(name, "f") == 0)
        reading->formula = true;
}

static void text(void *context, const char *bytes, size_t size)
{
    struct reading *reading = context;
    if (!reading->in_value || reading->in_phonetic)
        return;
    size_t room = reading->value_max - reading->value_size;
    size = size < room ? size : room;
    memcpy(reading->value + reading->value_size, bytes, size);
    reading->value_size += size;
}

/* Characters that XML has no place for stand as _x000D_. Shortens it in place. */
static size_t unescape(char *value, size_t size)
{
    size_t used = 0;
    for (size_t i = 0; i < size; i++) {
        char digits[5] = "", *end;
        if (size - i >= 7 && value[i] == '_' && value[i + 1] == 'x' && value[i + 6] == '_') {
            memcpy(digits, value + i + 2, 4);
            long code = strtol(digits, &end, 16);
            if (*end == '\0' && code > 0 && code < 0x80) {
                value[used++] = (char)code;
                i += 6;
                continue;
            }
        }
        value[used++] = value[i];
    }
    return used;
}

static void put_text(struct reading *reading, const char *value)
{
    size_t size = strlen(value);
    char *copy = reading->value;
    size = size < reading->value_max ? size : reading->value_max;
    memmove(copy, value, size);
    build_cell(reading->build, reading->column, GRID_TEXT, copy, unescape(copy, size));
}

static void put_shared(struct reading *reading)
{
    int64_t index;
    if (str_to_int(reading->value, 0, XLSX_STRINGS_MAX, &index) && (size_t)index < reading->book->string_count)
        put_text(reading, reading->book->strings + reading->book->string_at[index]);
    else
        build_mistake(reading->build, GRID_UNCLEAN, reading->column + 1);
}

static void put_number(struct reading *reading)
{
    char out[NUMBER_TEXT_SIZE];
    const char *value = reading->value + strspn(reading->value, " \t\r\n");
    enum grid_kind kind = number_write(value, reading->format, reading->book->from_1904, out);
    build_cell(reading->build, reading->column, kind, out, strlen(out));
}

static void put_date(struct reading *reading)
{
    char out[NUMBER_TEXT_SIZE];
    enum grid_kind kind;
    if (number_iso(reading->value, out, &kind))
        build_cell(reading->build, reading->column, kind, out, strlen(out));
    else
        put_text(reading, reading->value);
}

static void cell_end(struct reading *reading)
{
    reading->value[reading->value_size] = '\0';
    const char *type = reading->type, *truth = strcmp(reading->value, "0") == 0 ? "FALSE" : "TRUE";
    if (reading->value_size == 0 && reading->formula && strcmp(type, "str") != 0) // a text may be empty
        build_note(reading->build, GRID_NOTE_FORMULA, reading->row, "");
    if (reading->value_size == 0)
        return;
    if (strcmp(type, "s") == 0) {
        put_shared(reading);
    } else if (strcmp(type, "n") == 0) {
        put_number(reading);
    } else if (strcmp(type, "d") == 0) {
        put_date(reading);
    } else if (strcmp(type, "b") == 0) {
        build_cell(reading->build, reading->column, GRID_TRUTH, truth, strlen(truth));
    } else if (strcmp(type, "e") == 0) {
        build_note(reading->build, GRID_NOTE_ERROR, reading->row, reading->value);
        build_cell(reading->build, reading->column, GRID_ERROR, "", 0);
    } else { // inlineStr, and str of formulas
        put_text(reading, reading->value);
    }
    reading->value_size = 0;
}

static void row_end(struct reading *reading)
{
    reading->in_row = false;
    if (!build_row(reading->build, reading->row, NULL, 0))
        return;
    reading->found = true;
    if (reading->hidden)
        build_note(reading->build, GRID_NOTE_HIDDEN, reading->row, "");
}

static void end(void *context, const char *name)
{
    struct reading *reading = context;
    if (strcmp(name, "v") == 0 || strcmp(name, "t") == 0) {
        reading->in_value = false;
    } else if (strcmp(name, "rPh") == 0) {
        reading->in_phonetic = false;
    } else if (strcmp(name, "c") == 0 && reading->in_row && reading->only_look) {
        reading->found |= reading->value_size > 0;
    } else if (strcmp(name, "c") == 0 && reading->in_row) {
        cell_end(reading);
    } else if (strcmp(name, "row") == 0 && !reading->only_look) {
        row_end(reading);
    }
    reading->xml->stop |= reading->build->fault != GRID_FINE || (reading->only_look && reading->found);
}

static enum grid_fault sheet_part_read(struct build *build, struct grid_zip *zip, const struct xlsx_book *book,
                                       const char *part, bool only_look, bool *ret_found)
{
    struct reading reading = {.build = build, .book = book, .only_look = only_look};
    struct grid_xml xml = {begin, end, text, &reading, false};
    // Blanks around it may be cut, and an escape is seven bytes for one.
    reading.value_max = build->limits.cell_size * 2 + GRID_WORD_MAX;
    reading.value = malloc(reading.value_max + 1);
    reading.xml = &xml;
    if (!reading.value)
        return GRID_TOO_LARGE;
    enum grid_fault fault = grid_xml_read(zip, part, &xml);
    *ret_found = reading.found;
    free(reading.value);
    return fault;
}

/* The first sheet that begins with a table's header; 0: there is none, or no memory. */
static size_t headed_sheet(struct grid_zip *zip, const struct xlsx_book *book, const struct csv_limits *limits)
{
    struct build look;
    size_t headed = 0;
    bool found;
    if (book->sheet_count < 2 || !build_open_look(&look, limits))
        return 0;
    for (size_t i = 0; i < book->sheet_count && !look.headed; i++) {
        build_again(&look);
        (void)sheet_part_read(&look, zip, book, book->sheets[i].part, false, &found);
        headed = look.headed ? i : 0;
    }
    build_close(&look);
    return headed;
}

void grid_xlsx(struct build *build, struct grid_zip *zip)
{
    struct xlsx_book *book = NULL;
    enum grid_fault fault = xlsx_book_open(zip, build->limits.cell_size * 2 + GRID_WORD_MAX, &book);
    const struct xlsx_sheet *taken = NULL;
    size_t first = fault == GRID_FINE ? headed_sheet(zip, book, &build->limits) : 0;
    for (size_t at = 0; fault == GRID_FINE && at < book->sheet_count; at++) {
        size_t i = at == 0 ? first : at <= first ? at - 1 : at; // that one, then the others in their order
        bool found = false;
        enum grid_fault of_sheet = sheet_part_read(build, zip, book, book->sheets[i].part, taken != NULL, &found);
        if (!taken) // one that nobody reads may be damaged
            fault = of_sheet;
        if (taken && found) {
            build_note(build, GRID_NOTE_SHEETS, 0, taken->name);
            break;
        }
        if (found)
            taken = &book->sheets[i];
    }
    if (fault != GRID_FINE)
        build_refuse(build, fault);
    xlsx_book_close(book);
}
