/* SPDX-License-Identifier: MIT */
/*
 * Comma-separated values (RFC 4180), in and out, in UTF-8.
 *
 * The reader takes a whole file in memory and hands out one row at a time:
 *
 *     struct csv *csv = csv_open(bytes, size, &limits);
 *     while ((status = csv_next(csv, &row)) == CSV_ROW)
 *         use(row.cells[0]);
 *     if (status == CSV_BAD)
 *         tell(csv_mistake(csv));
 *     csv_close(csv);
 *
 * A byte order mark is skipped; rows end with CRLF or LF; rows without any text are skipped but counted. A first line
 * without commas that has semicolons or tabs makes those the separator, as spreadsheets write it in half of the world.
 *
 * The writer collects a file in memory. Its text cells are safe to open in a spreadsheet: one that starts like a
 * formula, perhaps behind apostrophes, gets an apostrophe before it (OWASP, "CSV Injection"); csv_plain() takes it
 * away.
 */
#ifndef AMS_BASE_CSV_H
#define AMS_BASE_CSV_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* What a file may hold; more is a mistake in it. All at least 1. */
struct csv_limits {
    size_t rows;      // with the header
    size_t columns;   // cells a row
    size_t cell_size; // bytes a cell
    size_t row_size;  // bytes of all cells of a row together, a NUL for each included
};

enum csv_status {
    CSV_ROW, // a row is there
    CSV_END, // there is none after the last
    CSV_BAD, // the file is not as it must be, see csv_mistake(); no row can be read any more
};

struct csv_row {
    size_t number;            // from 1, the header is 1: as a spreadsheet numbers them
    const char *const *cells; // clean UTF-8 (tab and line feed allowed); valid until the next csv_next
    size_t count;             // at least 1
};

/* Where and why a file cannot be read. */
struct csv_mistake {
    size_t row, column;   // from 1; column 0: the row as a whole
    const char *sentence; // such as "A quote is not closed."
};

struct csv;

/* `bytes` are borrowed until csv_close. Takes memory for one row. NULL without it. */
struct csv *csv_open(const void *bytes, size_t size, const struct csv_limits *limits);

enum csv_status csv_next(struct csv *csv, struct csv_row *ret_row);

/* After CSV_BAD. */
struct csv_mistake csv_mistake(const struct csv *csv);

/* What a cell said before csv_text() made it safe: within `cell`, past the apostrophe that keeps a formula a text. */
const char *csv_plain(const char *cell);

/* NULL is allowed. */
void csv_close(struct csv *csv);

/* A file that grows up to a limit. One thread at a time. A cell that no longer fits makes the file `full`, once and for
 * ever: ask csv_done at the end, no call before it. */
struct csv_writer {
    char *bytes;
    size_t size, capacity, limit;
    bool in_row, full;
};

/* An empty file of at most `limit` bytes. `mark`: begin with a byte order mark, without which Excel takes the file for
 * an older encoding. */
void csv_writer_init(struct csv_writer *writer, size_t limit, bool mark);

/* One more cell. NULL writes an empty one. */
void csv_text(struct csv_writer *writer, const char *text);
void csv_int(struct csv_writer *writer, int64_t value);

/* Ends the row (CRLF). */
void csv_end(struct csv_writer *writer);

/* False when the file did not fit or memory ran out. The bytes stay the writer's. */
bool csv_done(const struct csv_writer *writer, const char **ret_bytes, size_t *ret_size);

void csv_writer_release(struct csv_writer *writer);

#endif
