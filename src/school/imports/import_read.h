/* SPDX-License-Identifier: MIT */
/*
 * A table of an import, read once and gone through as often as is wanted:
 *
 *     struct reading reading = {0};
 *     fault = reading_open(&reading, import, table);   // finds the header; notes how the file was read
 *     while (reading_next(&reading, &row))             // the rows behind the header
 *         if (row.mistake == GRID_CLEAN) reading_line(&reading, &row, arena, &line);
 *     reading_rewind(&reading);                        // again
 *     reading_close(&reading);
 *
 * For import_table.c only.
 */
#ifndef AMS_SCHOOL_IMPORT_READ_H
#define AMS_SCHOOL_IMPORT_READ_H

#include "school/imports/grid/grid.h"
#include "school/imports/import_head.h"
#include "school/imports/import_work.h"

struct reading {
    struct import *import;
    const struct import_table *table;
    struct grid *grid;
    struct import_head head;
    size_t end; // the row at which another table begins; 0: the file has one
};

/*
 * Reads the table and finds its header: where somebody has said that it is, else the first of the first 20 rows whose
 * columns are all that the import needs or that somebody has spoken of before, else the one that names most of them;
 * what stands above it are titles. A dry run keeps what the columns are (mapping/mapping_keep.h), also where one is
 * missing. Leaves the reading before the first row behind
 * the header. import->notes gets what is to be told of how the file was read. Every open needs a close, after a fault,
 * too. The job is refused when the file is no table (grid_code) or has no header: header_missing, column_missing.
 */
enum fault reading_open(struct reading *reading, struct import *import, const struct import_table *table);
void reading_close(struct reading *reading);

/* Back to the first row behind the header. */
void reading_rewind(struct reading *reading);

/* The next row in which something can be seen and that is not the header again; false behind the last, and where a
 * title with another header below it begins another table. */
bool reading_next(struct reading *reading, struct grid_row *ret_row);

/* A clean row's cells by column, copied into the arena. False without memory. */
bool reading_line(const struct reading *reading, const struct grid_row *row, struct arena *arena,
                  struct import_line *line);

#endif
