/* SPDX-License-Identifier: MIT */
/* The report of an import, written in batches of JOB_UNIT_ROWS, each judged, written and counted in one unit. For
 * import_table.c only. */
#ifndef AMS_SCHOOL_IMPORT_REPORT_H
#define AMS_SCHOOL_IMPORT_REPORT_H

#include "school/imports/import_read.h"

/* A line of the report that is to be written. */
struct item {
    struct import_line line;
    const struct import_note *note; // instead of a row
    enum grid_mistake mistake;      // of a row that nobody can read
    const char *place, *begins;     // then: which cell, and how the row begins
    struct import_verdict said;     // of a line that stands in no file; with a reason: all that there is to say of it
};

enum { IMPORT_SCRATCH_MAX = 16 << 20 }; // bytes of a batch's lines, and again of what a run of its unit needs

struct batch {
    struct import *import;
    const struct import_table *table;
    const struct import_head *head;
    struct item *items; // JOB_UNIT_ROWS
    size_t count;
    int64_t number; // of the last item
};

/* What becomes of a row; false without memory. The cells live in the import's scratch arena, until batch_write. */
bool item_fill(const struct reading *reading, const struct grid_row *row, struct item *item);

/* Puts the next item there, unless an earlier try has done it; writes the batch when it is full. */
enum fault batch_add(struct batch *batch, const struct item *item, int64_t done);

/* Writes what is in the batch, and tells whoever watches the lectures whose marks are others now. */
enum fault batch_write(struct batch *batch);

#endif
