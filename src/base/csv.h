/* SPDX-License-Identifier: MIT */
/*
 * Comma-separated values, in (as they are met) and out (RFC 4180), in UTF-8.
 *
 * The reader takes a whole file in memory and hands out one row at a time:
 *
 *     struct csv *csv = csv_open(bytes, size, &limits);
 *     while ((status = csv_next(csv, &row)) == CSV_ROW || status == CSV_BAD)
 *         if (status == CSV_ROW)
 *             use(row.cells[0]);
 *         else
 *             tell(csv_mistake(csv)); // costs this row alone
 *     csv_close(csv);
 *
 * A byte order mark and a Ctrl-Z at the end are skipped; rows end with CRLF, LF or CR; rows of blanks alone are skipped
 * but counted. A first line `sep=;` names the separator and is no row; otherwise it is the one of comma, semicolon, tab
 * and bar that gives most of the first rows the same number of cells, and before that the one that none of them lacks.
 * A quote inside a cell that does not begin with one is part of it. A quote that is not closed spoils the line that it
 * stands in and nothing behind it.
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

/* What a file may hold. All at least 1. Too many rows end it; what else is too much costs its row. */
struct csv_limits {
    size_t rows;      // that are not blank, the header among them
    size_t columns;   // cells a row
    size_t cell_size; // bytes a cell
    size_t row_size;  // bytes of all cells of a row together, a NUL for each included
};

enum {
    CSV_QUOTED_MAX = 32 << 10, // bytes behind an opening quote among which the closing one is looked for
    CSV_WORDS_MAX = 60,        // bytes
};

enum csv_status {
    CSV_ROW,  // a row is there
    CSV_END,  // there is none after the last
    CSV_BAD,  // this row is not as it must be, see csv_mistake(); the next one can be read
    CSV_FULL, // there are more rows than may be; no row can be read any more
};

struct csv_row {
    size_t number;            // from 1, the header is 1: as a spreadsheet numbers them
    const char *const *cells; // clean UTF-8 (tab and line feed allowed); valid until the next csv_next
    size_t count;             // at least 1
};

enum csv_fault { CSV_FINE, CSV_QUOTE_OPEN, CSV_QUOTE_TEXT, CSV_UNCLEAN, CSV_CELL_LONG, CSV_ROW_LONG, CSV_CELLS_MANY };

/* Where and why a row cannot be read. */
struct csv_mistake {
    size_t row, column; // from 1; column 0: the row as a whole
    enum csv_fault fault;
    const char *sentence; // such as "A quote is not closed."
    const char *words;    // how the row begins: borrowed from the file's bytes, unclean, without a NUL
    size_t words_size;    // up to its first line's end, at most CSV_WORDS_MAX
};

struct csv;

/* `bytes` are borrowed until csv_close. Takes memory for one row. NULL without it. */
struct csv *csv_open(const void *bytes, size_t size, const struct csv_limits *limits);

enum csv_status csv_next(struct csv *csv, struct csv_row *ret_row);

/* After CSV_BAD and CSV_FULL. */
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

/* One more cell, of what another program compares with what it has (a number, an address, a letter): as it stands,
 * "-77" and "+" too, unless there is more in it than signs, letters and digits. Without brackets, bars, quotes and "!"
 * no spreadsheet can call a function, another program or another file. */
void csv_key(struct csv_writer *writer, const char *text);
void csv_int(struct csv_writer *writer, int64_t value);

/* Ends the row (CRLF). */
void csv_end(struct csv_writer *writer);

/* False when the file did not fit or memory ran out. The bytes stay the writer's. */
bool csv_done(const struct csv_writer *writer, const char **ret_bytes, size_t *ret_size);

void csv_writer_release(struct csv_writer *writer);

#endif
