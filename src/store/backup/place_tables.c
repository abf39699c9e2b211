/* SPDX-License-Identifier: MIT */
/*
 * A table `store_restore` says how far a restore is: with a row 'renaming' the former tables are being set aside or
 * put back, with 'loading' all of them are aside and what stands in their place is the unfinished new. It goes last.
 */
#include "store/backup/place_tables.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "store/engine.h"

enum { LOOKS_MAX = 20 };
enum { NAMES_MAX = 1000, NAME_BYTES = 65, SQL_BYTES = 64 << 10 };

static const char marker[] = "store_restore", prefix[] = "former_";

/* The tables of the database, and a connection to it. */
struct tables {
    struct db *db;
    char (*names)[NAME_BYTES];
    size_t count;
    char *error;
};

static bool fail(struct tables *tables)
{
    snprintf(tables->error, STORE_ERROR_SIZE, "The database server refuses: %.180s", db_error(tables->db));
    return false;
}

static bool run(struct tables *tables, const char *sql)
{
    return tables->db->engine->run(tables->db, sql, NULL) == DB_OK || fail(tables);
}

static bool list(struct tables *tables)
{
    struct db_rows rows;
    enum db_status status;
    tables->count = 0;
    if (db_query(tables->db, &rows, tables->db->engine->sql_tables, DB_NO_VALUES) != DB_OK)
        return fail(tables);
    while ((status = db_next(&rows)) == DB_ROW && tables->count < NAMES_MAX)
        snprintf(tables->names[tables->count++], NAME_BYTES, "%s", db_text(&rows, 0));
    db_done(&rows);
    return status == DB_OK || fail(tables);
}

static void tables_close(struct tables *tables)
{
    free(tables->names);
    db_close(tables->db);
}

static bool tables_open(const struct store_url *url, struct tables *tables, char error[static STORE_ERROR_SIZE])
{
    *tables = (struct tables){.error = error, .names = calloc(NAMES_MAX, NAME_BYTES)};
    if (!tables->names) {
        snprintf(error, STORE_ERROR_SIZE, "There is not enough memory.");
        return false;
    }
    // A reader: a writer would make a table of its own at once.
    tables->db = db_open(url, DB_READER, error);
    if (tables->db && run(tables, "SET SESSION TRANSACTION READ WRITE") && list(tables))
        return true;
    tables_close(tables);
    return false;
}

static bool has(const struct tables *tables, const char *name)
{
    for (size_t i = 0; i < tables->count; i++)
        if (strcmp(tables->names[i], name) == 0)
            return true;
    return false;
}

static bool is_former(const char *name)
{
    return strncmp(name, prefix, sizeof(prefix) - 1) == 0;
}

/* Tables that belong to the connections and to the restore itself. */
static bool is_stores(const char *name)
{
    return strncmp(name, "store_", 6) == 0;
}

static size_t former_count(const struct tables *tables)
{
    size_t count = 0;
    for (size_t i = 0; i < tables->count; i++)
        count += is_former(tables->names[i]);
    return count;
}

/* One statement for all, which the server does whole or not at all (from 10.6 on). */
static bool rename_all(struct tables *tables, bool to_former)
{
    char *sql = malloc(SQL_BYTES);
    int used = sql ? snprintf(sql, SQL_BYTES, "RENAME TABLE") : 0;
    bool any = false;
    for (size_t i = 0; sql && i < tables->count && used < SQL_BYTES; i++) {
        const char *name = tables->names[i];
        if (is_former(name) == to_former || is_stores(name))
            continue;
        const char *from = name, *bare = to_former ? name : name + sizeof(prefix) - 1;
        used += snprintf(sql + used, (size_t)(SQL_BYTES - used), "%s \"%s\" TO \"%s%s\"", any ? "," : "", from,
                         to_former ? prefix : "", bare);
        any = true;
    }
    bool fits = sql && used < SQL_BYTES;
    if (!fits)
        snprintf(tables->error, STORE_ERROR_SIZE, "There are too many tables.");
    bool good = fits && (!any || run(tables, sql));
    free(sql);
    return good;
}

static bool drop_all(struct tables *tables, bool former)
{
    char sql[NAME_BYTES + 40];
    if (!run(tables, "SET SESSION foreign_key_checks = 0"))
        return false;
    for (size_t i = 0; i < tables->count; i++) {
        if (is_former(tables->names[i]) != former || is_stores(tables->names[i]))
            continue;
        snprintf(sql, sizeof(sql), "DROP TABLE \"%s\"", tables->names[i]);
        if (!run(tables, sql))
            return false;
    }
    return run(tables, "SET SESSION foreign_key_checks = 1");
}

static bool set_state(struct tables *tables, const char *state)
{
    char sql[100];
    snprintf(sql, sizeof(sql), "UPDATE store_restore SET state = '%s'", state);
    return run(tables, sql);
}

static bool is_loading(struct tables *tables, bool *ret_loading)
{
    int64_t loading = 0;
    if (db_one_int(tables->db, &loading, "SELECT COUNT(*) FROM store_restore WHERE state = 'loading'", DB_NO_VALUES) !=
        DB_ROW)
        return fail(tables);
    *ret_loading = loading > 0;
    return true;
}

static bool settle(struct tables *tables, bool *ret_undone)
{
    bool loading = false;
    *ret_undone = false;
    if (!has(tables, marker))
        return true;
    *ret_undone = true;
    if (!is_loading(tables, &loading) || (loading && !drop_all(tables, false)) || !list(tables))
        return false;
    return set_state(tables, "renaming") && rename_all(tables, false) && run(tables, "DROP TABLE store_restore") &&
           list(tables);
}

/* Nobody but this connection is at the database; false with a sentence also when somebody is. */
static bool is_alone(struct tables *tables)
{
    int64_t others = 1;
    // The server forgets a connection a moment after its client has closed it.
    for (int looks = 0; others > 0 && looks < LOOKS_MAX; looks++) {
        if (looks > 0)
            nanosleep(&(struct timespec){.tv_nsec = 100000000}, NULL);
        if (db_one_int(
                tables->db, &others,
                "SELECT COUNT(*) FROM information_schema.processlist WHERE db = DATABASE() AND id <> CONNECTION_ID()",
                DB_NO_VALUES) != DB_ROW)
            return fail(tables);
    }
    if (others > 0)
        snprintf(tables->error, STORE_ERROR_SIZE,
                 "Somebody else is connected to this database (%lld connections). Stop every ams that serves it first.",
                 (long long)others);
    return others == 0;
}

static bool begin(struct tables *tables, bool *ret_has_former)
{
    bool undone;
    if (!is_alone(tables) || !settle(tables, &undone))
        return false;
    if (former_count(tables) > 0) {
        snprintf(tables->error, STORE_ERROR_SIZE,
                 "What was there before an earlier restore is still kept. Forget it first: `ams restore --forget`.");
        return false;
    }
    if (!run(tables, "CREATE TABLE store_restore (state VARCHAR(16) NOT NULL) ENGINE=InnoDB") ||
        !run(tables, "INSERT INTO store_restore (state) VALUES ('renaming')") || !rename_all(tables, true) ||
        !list(tables))
        return false;
    *ret_has_former = former_count(tables) > 0;
    return set_state(tables, "loading");
}

bool tables_begin(const struct store_url *url, bool *ret_has_former, char error[static STORE_ERROR_SIZE])
{
    struct tables tables;
    if (!tables_open(url, &tables, error))
        return false;
    bool good = begin(&tables, ret_has_former);
    tables_close(&tables);
    return good;
}

bool tables_finish(const struct store_url *url, char error[static STORE_ERROR_SIZE])
{
    struct tables tables;
    if (!tables_open(url, &tables, error))
        return false;
    bool good = run(&tables, "DROP TABLE store_restore");
    tables_close(&tables);
    return good;
}

bool tables_settle(const struct store_url *url, bool *ret_undone, char error[static STORE_ERROR_SIZE])
{
    struct tables tables;
    if (!tables_open(url, &tables, error))
        return false;
    // What a restore that is under way has made is not to be undone.
    *ret_undone = false;
    bool good = !has(&tables, marker) || (is_alone(&tables) && settle(&tables, ret_undone));
    tables_close(&tables);
    return good;
}

bool tables_has_former(const struct store_url *url, bool *ret_has, char error[static STORE_ERROR_SIZE])
{
    struct tables tables;
    if (!tables_open(url, &tables, error))
        return false;
    *ret_has = former_count(&tables) > 0;
    tables_close(&tables);
    return true;
}

bool tables_forget(const struct store_url *url, char error[static STORE_ERROR_SIZE])
{
    struct tables tables;
    if (!tables_open(url, &tables, error))
        return false;
    bool good = drop_all(&tables, true);
    tables_close(&tables);
    return good;
}

bool tables_exist(const struct store_url *url, bool *ret_exists, char error[static STORE_ERROR_SIZE])
{
    struct tables tables;
    if (!tables_open(url, &tables, error))
        return false;
    *ret_exists = has(&tables, "schema_migrations") || has(&tables, marker); // or a restore was cut short
    tables_close(&tables);
    return true;
}
