/* SPDX-License-Identifier: MIT */
/* Many rows in few statements. Only for src/school/, inside units. */
#ifndef AMS_SCHOOL_BULK_H
#define AMS_SCHOOL_BULK_H

#include "base/arena.h"
#include "store/db.h"

enum {
    BULK_ROWS = 250, // in one statement
    BULK_MEMORY_MAX = 4 << 20,
};

/* The statement of one kind of row with BULK_ROWS rows: written once and kept while a fill goes on. NULL at first. */
struct bulk_text {
    char *full;
};
void bulk_text_release(struct bulk_text *text);

/* Rows of one table on their way. After the first failure every further row is dropped. */
struct bulk {
    struct db *db;
    struct bulk_text *text;
    const char *head; // "INSERT INTO t (a, b) VALUES "
    size_t columns;
    size_t rows;
    struct db_value *values; // (BULK_ROWS, columns)
    enum db_status status;
    struct arena arena;
};

/* `head` and `text` are borrowed until bulk_end. Every bulk_begin needs one. */
void bulk_begin(struct bulk *bulk, struct db *db, struct bulk_text *text, const char *head, size_t columns);

/* Adds a row of `columns` values; texts are copied. */
void bulk_row(struct bulk *bulk, struct db_values values);

/* Writes what is left, frees, and tells how it went. */
enum db_status bulk_end(struct bulk *bulk);

#endif
