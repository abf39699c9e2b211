/* SPDX-License-Identifier: MIT */
/* The tables of a database as they are, in the order of their names. For src/store/backup/ only. */
#ifndef AMS_STORE_CATALOG_H
#define AMS_STORE_CATALOG_H

#include "base/arena.h"
#include "store/backup/dump.h"
#include "store/engine.h"

enum { CATALOG_SQL_SIZE = 16 << 10, CATALOG_ARENA_MAX = 8 << 20, CATALOG_TABLES_MAX = 1000 };

struct catalog_table {
    const char *name;
    const char **columns;
    size_t column_count;
    int blob_key;    // the column that names a file; -1: none
    int64_t last_id; // the highest id ever given; 0: none, or the table gives none
};

struct catalog {
    struct catalog_table *tables;
    size_t count;
};

/* All tables but the store's own: how far the schema is, and what a restore keeps aside. False: see db_error. */
bool catalog_read(struct db *db, struct arena *arena, struct catalog *ret_catalog);

/* NULL when there is none of this name. */
const struct catalog_table *catalog_find(const struct catalog *catalog, const char *name);

/* `SELECT every column FROM table`. False when it does not fit. */
bool catalog_select(const struct catalog_table *table, char sql[static CATALOG_SQL_SIZE]);

/* `INSERT INTO table (every column) VALUES (?, ...), ...` of so many rows. False when it does not fit. */
bool catalog_insert(const struct catalog_table *table, size_t rows, char sql[static CATALOG_SQL_SIZE]);

#endif
