/* SPDX-License-Identifier: MIT */
/* The heading of a register among the first rows of its file, and what its columns are. For the files beside it only.
 */
#ifndef AMS_SCHOOL_IMPORT_WIDE_FIND_H
#define AMS_SCHOOL_IMPORT_WIDE_FIND_H

#include "school/imports/wide/wide.h"

struct arena;

/* What a column of the file is. */
enum wide_kind {
    OTHER,
    STUDENT,
    EMAIL,
    NUMBER,
    USERNAME,
    NAME,
    GIVEN_NAME,
    FAMILY_NAME,
    LECTURE_ID,
    MOMENT, // of a row
    STATUS,
    MINUTES,
    NOTE,
    OURS, // only our own rows have it
    ACROSS,
    REMARK, // of the lecture before it
    STRAY,  // between days, and none that is read
};

struct wide_column {
    enum wide_kind kind;
    int64_t lecture_id; // ACROSS; 0: none is found, or none that is asked for
    const char *fault;  // why not
    const char *heading;
    bool told;
};

struct wide_head {
    const struct wide_file *file;
    struct arena *arena;
    struct wide_column *columns;
    size_t count;
    size_t row;
    bool by_name;           // nothing else says who
    bool foreign_ids;       // one of them has ids of another system
    const char *counted[2]; // where there is no heading: names that only count, such as L1; NULL: none
};

/* Reads up to the heading, of which `file` and `arena` are set; *ret_found false: there is none. INTERNAL. */
enum fault wide_head_find(struct wide_head *head, bool *ret_found);

/* A cell without what only surrounds it, in the arena. NULL without memory. */
const char *wide_cell_clean(struct arena *arena, const char *cell);

#endif
