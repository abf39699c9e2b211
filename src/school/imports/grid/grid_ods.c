/* SPDX-License-Identifier: MIT */
#include "school/imports/grid/grid_ods.h"

#include <stdlib.h>
#include <string.h>

#include "base/str.h"
#include "school/imports/grid/grid_number.h"
#include "school/imports/grid/grid_xml.h"

enum { REPEATED_MAX = 1 << 24, STYLE_SIZE = 64, KIND_SIZE = 16 };

struct reading {
    struct build *build;
    struct grid_xml *xml;
    bool spreadsheet;

    /* Styles of tables that are not shown. */
    char style[STYLE_SIZE]; // the one that is being read
    char hidden_styles[ODS_HIDDEN_MAX][STYLE_SIZE];
    size_t hidden_count;

    /* The table. */
    char name[GRID_WORD_MAX + 1];
    unsigned depth; // tables within one another: only the outer one's cells count
    bool taken;     // one before it was read
    bool others;    // there is something in another
    bool shown, found;
    size_t table, first; // this one, and the one to be read, from 1; 0: the first that holds anything
    bool only_look;      // for the first that begins with a table's header

    size_t row; // of the last one
    size_t row_times, column, cell_times;
    bool row_hidden, row_filled; // something was put into it

    /* The cell. */
    bool in_cell;
    unsigned aside, paragraph; // in a note or drawing of the cell; in a text of it
    size_t paragraphs;
    char kind[KIND_SIZE], value[NUMBER_TEXT_SIZE];
    char *text; // text_max + 1: as shown
    size_t text_max, text_size;
};

static size_t times_of(const char **attributes, const char *name)
{
    int64_t times;
    const char *text = grid_attribute(attributes, name);
    return text && str_to_int(text, 1, REPEATED_MAX, &times) ? (size_t)times : 1;
}

static void put(struct reading *reading, const char *bytes, size_t size)
{
    size_t room = reading->text_max - reading->text_size;
    size = size < room ? size : room;
    memcpy(reading->text + reading->text_size, bytes, size);
    reading->text_size += size;
}

static void table_begin(struct reading *reading, const char **attributes)
{
    if (reading->depth++ > 0)
        return;
    const char *style = grid_attribute(attributes, "style-name"), *name = grid_attribute(attributes, "name");
    if (!reading->taken && (reading->first == 0 || reading->table + 1 == reading->first))
        str_copy(reading->name, sizeof(reading->name), name ? name : "");
    reading->shown = true;
    for (size_t i = 0; style && i < reading->hidden_count; i++)
        reading->shown &= strcmp(style, reading->hidden_styles[i]) != 0;
    reading->row = 0;
    reading->found = false;
    reading->table++;
    if (reading->only_look)
        build_again(reading->build);
}

/* What is in this table is told, and not read. */
static bool is_past(const struct reading *reading)
{
    return reading->taken || (reading->first > 0 && reading->table != reading->first);
}

static void row_begin(struct reading *reading, const char **attributes)
{
    const char *visible = grid_attribute(attributes, "visibility");
    reading->row_times = times_of(attributes, "number-rows-repeated");
    reading->row_hidden = visible && strcmp(visible, "visible") != 0;
    reading->row_filled = false;
    reading->column = 0;
}

static void cell_begin(struct reading *reading, const char **attributes)
{
    const char *kind = NULL, *value = NULL;
    static const char *const values[] = {"date-value", "time-value", "boolean-value", "value"};
    // calcext:value-type, which tells errors, stands beside office:value-type.
    for (const char **at = attributes; *at; at += 2)
        if (strcmp(*at, "calcext:value-type") == 0 || (strcmp(*at, "office:value-type") == 0 && !kind))
            kind = at[1];
    for (size_t i = 0; !value && i < ARRAY_LENGTH(values); i++)
        value = grid_attribute(attributes, values[i]);
    reading->cell_times = times_of(attributes, "number-columns-repeated");
    reading->in_cell = true;
    reading->text_size = reading->paragraphs = 0;
    reading->paragraph = reading->aside = 0;
    str_copy(reading->kind, sizeof(reading->kind), kind ? kind : "");
    str_copy(reading->value, sizeof(reading->value), value ? value : "");
    const char *text = grid_attribute(attributes, "string-value");
    if (text)
        put(reading, text, strlen(text));
    reading->paragraphs = text ? 1 : 0;
}

static void text_begin(struct reading *reading, const char *name, const char **attributes)
{
    if (strcmp(name, "annotation") == 0 || strcmp(name, "shape") == 0 || strcmp(name, "frame") == 0) {
        reading->aside++;
    } else if (reading->aside == 0 && strcmp(name, "p") == 0) {
        if (reading->paragraphs++ > 0)
            put(reading, "\n", 1);
        reading->paragraph++;
    } else if (reading->paragraph > 0 && strcmp(name, "s") == 0) {
        size_t count = times_of(attributes, "c");
        for (size_t i = 0; i < count && reading->text_size < reading->text_max; i++)
            put(reading, " ", 1);
    } else if (reading->paragraph > 0 && strcmp(name, "tab") == 0) {
        put(reading, "\t", 1);
    } else if (reading->paragraph > 0 && strcmp(name, "line-break") == 0) {
        put(reading, "\n", 1);
    }
}

static void begin(void *context, const char *name, const char **attributes)
{
    struct reading *reading = context;
    const char *style, *display;
    if (strcmp(name, "spreadsheet") == 0)
        reading->spreadsheet = true;
    else if (strcmp(name, "style") == 0 && (style = grid_attribute(attributes, "name")))
        str_copy(reading->style, sizeof(reading->style), style);
    else if (strcmp(name, "table-properties") == 0 && (display = grid_attribute(attributes, "display")) &&
             strcmp(display, "false") == 0 && reading->hidden_count < ODS_HIDDEN_MAX)
        str_copy(reading->hidden_styles[reading->hidden_count++], STYLE_SIZE, reading->style);
    else if (strcmp(name, "table") == 0 && reading->spreadsheet)
        table_begin(reading, attributes);
    else if (reading->depth != 1 || !reading->shown)
        return;
    else if (strcmp(name, "table-row") == 0)
        row_begin(reading, attributes);
    else if (strcmp(name, "table-cell") == 0)
        cell_begin(reading, attributes);
    else if (strcmp(name, "covered-table-cell") == 0) // hidden by one that is merged over it
        reading->column += times_of(attributes, "number-columns-repeated");
    else if (reading->in_cell)
        text_begin(reading, name, attributes);
}

static void text(void *context, const char *bytes, size_t size)
{
    struct reading *reading = context;
    if (reading->in_cell && reading->paragraph > 0 && reading->aside == 0)
        put(reading, bytes, size);
}

/* The text as shown has the zeros that the format asks for: 0042. */
static bool is_padded(const struct reading *reading)
{
    const char *shown = reading->text;
    return shown[0] == '0' && shown[1] != '\0' && shown[strspn(shown, "0123456789")] == '\0' &&
           strtod(shown, NULL) == strtod(reading->value, NULL);
}

/* What stands in the cell, in *ret_text. */
static enum grid_kind cell_value(struct reading *reading, char out[static NUMBER_TEXT_SIZE], const char **ret_text)
{
    const char *kind = reading->kind;
    enum grid_kind known = GRID_TEXT;
    *ret_text = out;
    reading->text[reading->text_size] = '\0';
    if (strcmp(kind, "error") == 0) {
        build_note(reading->build, GRID_NOTE_ERROR, reading->row + 1, reading->text);
        *ret_text = "";
        return GRID_ERROR;
    }
    if (strcmp(kind, "boolean") == 0 && *reading->value) {
        *ret_text = strcmp(reading->value, "true") == 0 ? "TRUE" : "FALSE";
        return GRID_TRUTH;
    }
    if (strcmp(kind, "date") == 0 && number_iso(reading->value, out, &known))
        return known;
    if (strcmp(kind, "time") == 0 && number_duration(reading->value, out))
        return GRID_TIME;
    bool number = strcmp(kind, "float") == 0 || strcmp(kind, "percentage") == 0 || strcmp(kind, "currency") == 0;
    if (number && *reading->value && !is_padded(reading))
        return number_write(reading->value, (struct number_format){GRID_NUMBER, 0}, false, out);
    *ret_text = reading->text;
    return number ? GRID_NUMBER : GRID_TEXT;
}

static void cell_end(struct reading *reading)
{
    char out[NUMBER_TEXT_SIZE];
    const char *value;
    size_t times = reading->cell_times;
    reading->in_cell = false;
    if (reading->text_size == 0 && *reading->value == '\0') {
        reading->column += times;
        return;
    }
    enum grid_kind kind = cell_value(reading, out, &value);
    reading->row_filled = true;
    if (is_past(reading)) // there is something in this sheet, too
        return;
    // One past the last that may be makes the mistake; those behind it would say the same.
    for (size_t i = 0; i < times && reading->column + i <= reading->build->limits.columns; i++)
        build_cell(reading->build, reading->column + i, kind, value, strlen(value));
    reading->column += times;
}

/* A row that is there several times is built again from what it left: a copy of each cell. */
static void row_end(struct reading *reading)
{
    struct build *build = reading->build;
    size_t first = reading->row + 1;
    reading->row += reading->row_times;
    if (!reading->row_filled)
        return;
    reading->found = true;
    if (is_past(reading))
        return;
    if (reading->row_hidden)
        build_note(build, GRID_NOTE_HIDDEN, first, "");
    for (size_t i = 0; i < reading->row_times && build->fault == GRID_FINE; i++)
        if (!build_row_again(build, first + i, i + 1 < reading->row_times))
            break;
    reading->first = reading->only_look && build->headed ? reading->table : reading->first;
    reading->xml->stop |= reading->only_look && build->headed;
}

static void table_end(struct reading *reading)
{
    if (--reading->depth > 0 || !reading->found)
        return;
    if (reading->only_look)
        return;
    reading->others |= is_past(reading);
    reading->taken = reading->taken || reading->build->taken > 0;
    if (reading->others && reading->taken) {
        build_note(reading->build, GRID_NOTE_SHEETS, 0, reading->name);
        reading->xml->stop = true;
    }
}

static void end(void *context, const char *name)
{
    struct reading *reading = context;
    if (strcmp(name, "table") == 0 && reading->depth > 0)
        table_end(reading);
    else if (strcmp(name, "style") == 0)
        reading->style[0] = '\0';
    else if (reading->depth != 1 || !reading->shown)
        return;
    else if (strcmp(name, "table-row") == 0)
        row_end(reading);
    else if (strcmp(name, "table-cell") == 0 && reading->in_cell)
        cell_end(reading);
    else if (reading->aside > 0 &&
             (strcmp(name, "annotation") == 0 || strcmp(name, "shape") == 0 || strcmp(name, "frame") == 0))
        reading->aside--;
    else if (reading->aside == 0 && reading->paragraph > 0 && strcmp(name, "p") == 0)
        reading->paragraph--;
    reading->xml->stop |= reading->build->fault != GRID_FINE && !reading->only_look;
}

/* An encrypted one says so in its manifest, and nothing in it is XML. */
static void manifest_begin(void *context, const char *name, const char **attributes)
{
    (void)attributes;
    *(bool *)context |= strcmp(name, "encryption-data") == 0;
}

static void manifest_end(void *context, const char *name)
{
    (void)context, (void)name;
}

static void manifest_text(void *context, const char *bytes, size_t size)
{
    (void)context, (void)bytes, (void)size;
}

static enum grid_fault content_read(struct grid_zip *zip, struct reading *reading)
{
    struct grid_xml xml = {begin, end, text, reading, false};
    reading->xml = &xml;
    return grid_xml_read(zip, "content.xml", &xml);
}

/* The first table that begins with a header, from 1; 0: there is none, or no memory. */
static size_t headed_table(struct grid_zip *zip, struct reading *reading, const struct csv_limits *limits)
{
    struct build look;
    if (!build_open_look(&look, limits))
        return 0;
    reading->build = &look;
    reading->only_look = true;
    (void)content_read(zip, reading);
    build_close(&look);
    return reading->first;
}

void grid_ods(struct build *build, struct grid_zip *zip)
{
    bool encrypted = false;
    struct grid_xml manifest = {manifest_begin, manifest_end, manifest_text, &encrypted, false};
    if (grid_zip_has(zip, "META-INF/manifest.xml"))
        (void)grid_xml_read(zip, "META-INF/manifest.xml", &manifest);
    if (encrypted) {
        build_refuse(build, GRID_ENCRYPTED);
        return;
    }
    struct reading *reading = calloc(1, sizeof(*reading));
    size_t text_max = build->limits.cell_size * 2 + GRID_WORD_MAX;
    char *shown = malloc(text_max + 1);
    if (reading && shown) {
        reading->text = shown;
        reading->text_max = text_max;
        size_t first = headed_table(zip, reading, &build->limits);
        *reading = (struct reading){.build = build, .text = shown, .text_max = text_max, .first = first};
        enum grid_fault fault = content_read(zip, reading);
        if (fault != GRID_FINE)
            build_refuse(build, fault);
        else if (!reading->spreadsheet)
            build_refuse(build, GRID_NO_TABLE);
    } else {
        build_refuse(build, GRID_TOO_LARGE);
    }
    free(shown);
    free(reading);
}
