/* SPDX-License-Identifier: MIT */
/* The head of a table: what its columns are, what is missing, and what is to be told of both. For import_read.c and
 * import_table.c only. */
#ifndef AMS_SCHOOL_IMPORT_HEAD_H
#define AMS_SCHOOL_IMPORT_HEAD_H

#include "school/imports/grid/grid.h"
#include "school/imports/import_work.h"

/* Lines of the report about a table, in the order in which they were added. */
struct import_notes {
    struct import_note *list;
    size_t count, capacity;
    struct arena *arena; // the job's
};

struct import_head {
    struct import_match match;           // its headers are copies
    size_t number;                       // of its row, as a spreadsheet numbers it; 0: the file has none
    const struct import_column *columns; // what the places name
    bool named;                          // names stand before the addresses: "Ada <ada@x.example>"
};

/* What the columns would be if this clean row were the header; its headers are copies in the arena. INTERNAL. */
enum fault import_head_match(const struct import *import, const struct import_table *table, const struct grid_row *row,
                             struct arena *arena, struct import_head *ret);

/* The same as if nobody had said anything of them. */
enum fault import_head_match_unsaid(const struct import *import, const struct import_table *table,
                                    const struct grid_row *row, struct arena *arena, struct import_head *ret);

/* How many columns it names that the format knows. */
size_t import_head_known(const struct import_head *head);

/* Nothing that the import needs is missing. */
bool import_head_is_whole(const struct import *import, const struct import_table *table,
                          const struct import_head *head);

/* The same of a file without a header that is `count` columns wide: they are called A, B, C. */
enum fault import_head_letters(struct import *import, const struct import_table *table, size_t count,
                               struct import_head *ret);

/* What it says, as far as there is room: "Name", "E-mail"; or: nothing. An erasure looks for people in quotes. */
enum { IMPORT_LISTED_MAX = 110 };
void import_head_list(const struct import_head *head, char ret[static IMPORT_LISTED_MAX]);

/* Refuses the job when a column that it needs is missing: column_missing. */
enum fault import_head_check(struct import *import, const struct import_table *table, const struct import_head *head);

/* Notes which columns are not known or are there twice. */
enum fault import_head_note(struct import *import, const struct import_table *table, const struct import_head *head);

/* A sentence that begins with the file's name, where there are several. Returns TEXT_INVALID. */
enum fault import_refuse(struct import *import, const struct import_table *table, const char *code, const char *detail);

/* No cell has anything that can be seen. */
bool import_is_blank(const struct grid_row *row);

/* How many cells have anything that can be seen, and how many an address. */
size_t import_cells_seen(const struct grid_row *row);
size_t import_addresses(const struct grid_row *row);

/* The cells by column, in the arena. False without memory. */
bool import_line_fill(const struct import_head *head, const struct grid_row *row, struct arena *arena,
                      struct import_line *line);

#endif
