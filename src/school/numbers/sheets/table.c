/* SPDX-License-Identifier: MIT */
#include "school/numbers/sheets/table.h"

#include <string.h>

#include "base/arena.h"
#include "base/str.h"
#include "school/common/fault.h"
#include "school/common/state.h"
#include "school/common/zone.h"
#include "school/numbers/export_inside.h"

bool table_form_parse(const char *word, unsigned forms, enum table_form *ret_form)
{
    static const struct {
        const char *word;
        enum table_form form;
    } all[] = {{"csv", TABLE_CSV}, {"long", TABLE_LONG}, {"xlsx", TABLE_XLSX}, {"moodle", TABLE_MOODLE}};
    for (size_t i = 0; word && i < ARRAY_LENGTH(all); i++) {
        if ((forms & all[i].form) != 0 && strcmp(word, all[i].word) == 0) {
            *ret_form = all[i].form;
            return true;
        }
    }
    return false;
}

/* In points, for the heading that takes the most lines; words break where they like, so one more than they fill. */
static unsigned head_height(const struct table_column *columns, size_t count)
{
    enum { LINE = 15, LINES_MAX = 6, WIDTH_USUAL = 8 };
    size_t most = 1;
    for (size_t i = 0; i < count; i++) {
        size_t width = columns[i].width > 0 ? (size_t)columns[i].width : WIDTH_USUAL;
        size_t lines = str_characters(columns[i].head) / width + 1;
        most = lines > most ? lines : most;
    }
    return most > 1 ? LINE * (unsigned)((most < LINES_MAX ? most : LINES_MAX - 1) + 1) : 0;
}

static bool sheet_open(struct table *table, const struct table_about *about, const struct table_column *columns)
{
    table->book = book_open(table->arena, &(struct book_about){.title = about->title,
                                                               .author = about->author,
                                                               .made_at = about->now,
                                                               .rtl = tongue_is_rtl(about->tongue)});
    if (!table->book)
        return false;
    book_sheet(table->book, &(struct book_sheet){.name = about->name,
                                                 .heads = {about->title, NULL, about->made},
                                                 .names = about->names,
                                                 .still = 1,
                                                 .head_height = head_height(columns, table->columns)});
    for (size_t i = 0; i < table->columns; i++) {
        book_text(table->book, 0, i, columns[i].head, BOOK_HEAD);
        if (columns[i].width > 0)
            book_width(table->book, i, i, columns[i].width);
    }
    table->row = 1;
    return true;
}

enum fault table_open(struct table *table, struct arena *arena, const struct table_request *request,
                      const struct table_about *about, const struct table_column *columns, size_t count)
{
    *table = (struct table){.arena = arena, .columns = count};
    if (request->form == TABLE_XLSX)
        return sheet_open(table, about, columns) ? FAULT_NONE : FAULT_INTERNAL;
    csv_writer_init(&table->writer, EXPORT_BYTES_MAX, request->mark);
    for (size_t i = 0; i < count; i++)
        csv_text(&table->writer, columns[i].head);
    csv_end(&table->writer);
    return FAULT_NONE;
}

void table_text(struct table *table, const char *text)
{
    if (table->book)
        book_text(table->book, table->row, table->column++, text, BOOK_PLAIN);
    else
        csv_text(&table->writer, text);
}

void table_int(struct table *table, int64_t value)
{
    if (table->book)
        book_number(table->book, table->row, table->column++, (double)value, BOOK_PLAIN);
    else
        csv_int(&table->writer, value);
}

void table_points(struct table *table, int64_t hundredths)
{
    char text[EXPORT_POINTS_SIZE];
    if (hundredths < 0) {
        table_text(table, NULL);
    } else if (table->book) {
        book_number(table->book, table->row, table->column++, (double)hundredths / 100, BOOK_POINTS);
    } else {
        export_points(hundredths, text);
        csv_text(&table->writer, text);
    }
}

void table_moment(struct table *table, int64_t local, enum table_moment_style style)
{
    static const enum book_style styles[] = {
        [TABLE_MOMENT] = BOOK_MOMENT, [TABLE_DAY] = BOOK_DAY, [TABLE_CLOCK] = BOOK_CLOCK};
    char text[EXPORT_TIME_SIZE];
    if (table->book) {
        book_moment(table->book, table->row, table->column++, local, styles[style]);
        return;
    }
    if (style == TABLE_CLOCK)
        export_clock(local, text);
    else
        export_moment(local, text);
    if (style == TABLE_DAY)
        text[ZONE_DATE_SIZE - 1] = '\0';
    csv_text(&table->writer, text);
}

void table_end(struct table *table)
{
    if (!table->book)
        csv_end(&table->writer);
    table->row++;
    table->column = 0;
}

enum fault table_close(struct table *table, struct export_file *file)
{
    if (table->book) {
        book_print(table->book, table->row, table->columns);
        file->type = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
        return book_close(table->book, &file->bytes, &file->size);
    }
    file->type = "text/csv; charset=utf-8";
    return export_take(table->arena, &table->writer, file);
}
