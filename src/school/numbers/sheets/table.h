/* SPDX-License-Identifier: MIT */
/*
 * A table on its way out, as CSV or as a sheet of Excel: a heading, then rows of as many cells. For src/school/numbers.
 *
 *     fault = table_open(&table, &request, &about, columns, count);
 *     for (...) {
 *         table_text(&table, name);
 *         table_moment(&table, starts, TABLE_DAY);
 *         table_end(&table);
 *     }
 *     fault = table_close(&table, &file);
 */
#ifndef AMS_SCHOOL_TABLE_H
#define AMS_SCHOOL_TABLE_H

#include "base/csv.h"
#include "base/tongue.h"
#include "school/numbers/export.h"
#include "school/numbers/sheets/book.h"

/* "csv", "long", "xlsx" or "moodle" (a CSV), as far as `forms` (bits of enum table_form) has them; false for others,
 * and for NULL. */
enum table_form { TABLE_CSV = 1, TABLE_LONG = 2, TABLE_XLSX = 4, TABLE_MOODLE = 8 };
bool table_form_parse(const char *word, unsigned forms, enum table_form *ret_form);

struct table_request {
    enum table_form form;
    bool mark;            // CSV: begin with a byte order mark
    bool fixed;           // headings that programs read
    const char *language; // a locale; NULL: the reader's own
};

struct table_about {
    const char *title, *author; // properties of a sheet's document; NULL: none
    const char *name;           // of the sheet
    const char *made;           // above its pages
    int64_t now;                // UTC
    enum tongue tongue;
    unsigned names; // the first columns that stand still
};

struct table_column {
    const char *head;
    double width; // of a sheet's column in characters; 0: as usual
};

struct table {
    struct arena *arena;
    struct book *book; // NULL: CSV
    struct csv_writer writer;
    size_t row, column, columns;
};

enum table_moment_style { TABLE_MOMENT, TABLE_DAY, TABLE_CLOCK };

/* Every open needs a close. */
enum fault table_open(struct table *table, struct arena *arena, const struct table_request *request,
                      const struct table_about *about, const struct table_column *columns, size_t count);

/* The next cell. NULL and, of points, -1: it stays empty. */
void table_text(struct table *table, const char *text);
void table_int(struct table *table, int64_t value);
void table_points(struct table *table, int64_t hundredths);

/* A moment of a wall clock. */
void table_moment(struct table *table, int64_t local, enum table_moment_style style);

/* The next row. */
void table_end(struct table *table);

/* Sets type, bytes and size. TOO_MANY_THINGS: it has grown too large. */
enum fault table_close(struct table *table, struct export_file *file);

#endif
