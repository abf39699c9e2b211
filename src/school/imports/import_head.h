/* SPDX-License-Identifier: MIT */
/* The head of a table: what its columns are, what is missing, and what is to be told of both. For import_table.c only.
 */
#ifndef AMS_SCHOOL_IMPORT_HEAD_H
#define AMS_SCHOOL_IMPORT_HEAD_H

#include "school/imports/import_work.h"

/* Lines of the report about a table, in the order in which they were added. */
struct import_notes {
    struct import_note *list;
    size_t count, capacity;
    struct arena *arena; // the job's
};

struct import_head {
    struct import_match match; // its headers are copies
};

/* Reads the header. The job is refused when a column that it needs is missing: column_missing. */
enum fault import_head_read(struct import *import, const struct import_table *table, const char *const *cells,
                            size_t count, struct import_head *ret);

/* Notes which columns are not known or are there twice. */
enum fault import_head_note(struct import *import, const struct import_head *head);

/* A sentence that begins with the file's name, where there are several. Returns TEXT_INVALID. */
enum fault import_refuse(struct import *import, const struct import_table *table, const char *code, const char *detail);

/* No cell has anything that can be seen. */
bool import_is_blank(const char *const *cells, size_t count);

/* The cells by column, in the arena. False without memory. */
bool import_line_fill(const struct import_head *head, const char *const *cells, size_t count, struct arena *arena,
                      struct import_line *line);

#endif
