/* SPDX-License-Identifier: MIT */
#include "store/backup/catalog.h"

#include <stdio.h>
#include <string.h>

#include "base/str.h"

/* Tables that are no part of a backup. */
static bool is_own(const char *name)
{
    return strcmp(name, "schema_migrations") == 0 || strncmp(name, "store_", 6) == 0 ||
           strncmp(name, "former_", 7) == 0;
}

static bool read_columns(struct db *db, struct arena *arena, struct catalog_table *table)
{
    struct db_rows rows;
    enum db_status status;
    table->columns = arena_calloc(arena, BACKUP_COLUMNS_MAX, sizeof(*table->columns));
    table->blob_key = -1;
    if (!table->columns || db_query(db, &rows, db->engine->sql_columns, DB_VALUES(T(table->name))) != DB_OK)
        return false;
    bool good = true;
    while ((status = db_next(&rows)) == DB_ROW && good) {
        good = table->column_count < BACKUP_COLUMNS_MAX;
        const char *name = good ? arena_strdup(arena, db_text(&rows, 0)) : NULL;
        good = name != NULL;
        if (!good)
            break;
        if (strcmp(name, "blob_key") == 0)
            table->blob_key = (int)table->column_count;
        table->columns[table->column_count++] = name;
    }
    db_done(&rows);
    return good && status == DB_OK && table->column_count > 0;
}

static bool read_last_id(struct db *db, struct catalog_table *table)
{
    enum db_status status = db_one_int(db, &table->last_id, db->engine->sql_last_id, DB_VALUES(T(table->name)));
    return status == DB_ROW || status == DB_OK;
}

static bool read_names(struct db *db, struct arena *arena, struct catalog *catalog)
{
    struct db_rows rows;
    enum db_status status;
    if (db_query(db, &rows, db->engine->sql_tables, DB_NO_VALUES) != DB_OK)
        return false;
    bool good = true;
    while (good && (status = db_next(&rows)) == DB_ROW) {
        const char *name = db_text(&rows, 0);
        if (is_own(name))
            continue;
        good = catalog->count < CATALOG_TABLES_MAX && strlen(name) < BACKUP_NAME_SIZE &&
               (catalog->tables[catalog->count++].name = arena_strdup(arena, name)) != NULL;
    }
    db_done(&rows);
    return good && status == DB_OK;
}

bool catalog_read(struct db *db, struct arena *arena, struct catalog *ret_catalog)
{
    struct catalog catalog = {.tables = arena_calloc(arena, CATALOG_TABLES_MAX, sizeof(*catalog.tables))};
    if (!catalog.tables || !read_names(db, arena, &catalog))
        return false;
    for (size_t i = 0; i < catalog.count; i++)
        if (!read_columns(db, arena, &catalog.tables[i]) || !read_last_id(db, &catalog.tables[i]))
            return false;
    *ret_catalog = catalog;
    return true;
}

const struct catalog_table *catalog_find(const struct catalog *catalog, const char *name)
{
    for (size_t i = 0; i < catalog->count; i++)
        if (strcmp(catalog->tables[i].name, name) == 0)
            return &catalog->tables[i];
    return NULL;
}

/* Appends to a text of CATALOG_SQL_SIZE; false, and it stays as it is, when it does not fit. */
static bool add(char *sql, size_t *used, const char *text)
{
    size_t size = strlen(text);
    if (*used + size >= CATALOG_SQL_SIZE)
        return false;
    memcpy(sql + *used, text, size + 1);
    *used += size;
    return true;
}

static bool add_columns(const struct catalog_table *table, char *sql, size_t *used)
{
    bool good = true;
    for (size_t i = 0; i < table->column_count && good; i++)
        good = add(sql, used, i > 0 ? ", \"" : "\"") && add(sql, used, table->columns[i]) && add(sql, used, "\"");
    return good;
}

bool catalog_select(const struct catalog_table *table, char sql[static CATALOG_SQL_SIZE])
{
    size_t used = 0;
    return add(sql, &used, "SELECT ") && add_columns(table, sql, &used) && add(sql, &used, " FROM \"") &&
           add(sql, &used, table->name) && add(sql, &used, "\"");
}

bool catalog_insert(const struct catalog_table *table, size_t rows, char sql[static CATALOG_SQL_SIZE])
{
    size_t used = 0;
    bool good = add(sql, &used, "INSERT INTO \"") && add(sql, &used, table->name) && add(sql, &used, "\" (") &&
                add_columns(table, sql, &used) && add(sql, &used, ") VALUES ");
    for (size_t row = 0; row < rows && good; row++)
        for (size_t i = 0; i < table->column_count && good; i++)
            good = add(sql, &used,
                       i > 0     ? ", ?"
                       : row > 0 ? ", (?"
                                 : "(?") &&
                   (i + 1 < table->column_count || add(sql, &used, ")"));
    return good;
}
