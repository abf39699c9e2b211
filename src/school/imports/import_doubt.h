/* SPDX-License-Identifier: MIT */
/*
 * What the first cells of a column say against its heading, or beyond it. "No." may be people's numbers, and mostly
 * counts the rows; "Contact" may be an address, and be a telephone; a list of "Ada <ada@x.example>" has addresses and
 * names in one. For import_read.c only.
 */
#ifndef AMS_SCHOOL_IMPORT_DOUBT_H
#define AMS_SCHOOL_IMPORT_DOUBT_H

#include "school/imports/grid/grid.h"
#include "school/imports/import_head.h"
#include "school/imports/import_work.h"

enum { DOUBT_ROWS = 20 }; // that are looked at

/* Cells of a column that have anything. */
struct import_seen_cells {
    size_t seen, counting, phones, days, addresses;
    size_t named;    // "Ada <ada@x.example>"
    size_t numbered; // "Lovelace, Ada (2026001)"
};

struct import_doubt {
    struct import_seen_cells of[IMPORT_FILE_COLUMNS_MAX];
};

/* A clean row behind the header. `doubt` begins as all 0. */
void import_doubt_see(struct import_doubt *doubt, const struct grid_row *row);

/* Leaves out columns that are not what a weak word made of them, where nobody has said what they are; lets a column of
 * names say who the row is about where nothing else does; and sees whether names stand before addresses. */
void import_doubt_settle(const struct import_doubt *doubt, const struct import *import,
                         const struct import_table *table, struct import_head *head);

#endif
