/* SPDX-License-Identifier: MIT */
#include "store/backup/load.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/embedded.h"
#include "store/backup/catalog.h"
#include "store/engine.h"
#include "store/migrate.h"

enum {
    MIGRATIONS_MAX = 1000,
    TOGETHER_MAX = 32,            // rows in one statement
    TOGETHER_VALUES_MAX = 1024,   // values in it
    TOGETHER_BYTES_MAX = 4 << 20, // bytes held for it
    TRANSACTION_ROWS = 50000,
};

extern const struct embedded_file migrations[];

static int64_t schema_known(void)
{
    int64_t count = 0;
    while (migrations[count].name)
        count++;
    return count;
}

/* Rows that go into one statement. Their bytes stay in `records` until it ran. */
struct together {
    struct record records[TOGETHER_MAX];
    struct db_value values[TOGETHER_VALUES_MAX];
    size_t rows, bytes;
};

struct load {
    const struct record_source *source;
    char *error;
    struct record record;
    struct backup_about about;
    struct backup_counts counts;
    bool ended;
    // The table whose rows come now.
    char table[BACKUP_NAME_SIZE];
    size_t column_count;
    int64_t last_id;
    // Only when it goes into a database.
    struct db *db;
    struct blobs *blobs;
    struct arena *arena;
    struct catalog catalog;
    const struct catalog_table *into;
    struct together *together;
    int64_t uncommitted;
};

static bool refuse(struct load *load, const char *what)
{
    snprintf(load->error, STORE_ERROR_SIZE, "This is no whole backup: %s.", what);
    return false;
}

static bool fail(struct load *load, const char *what)
{
    snprintf(load->error, STORE_ERROR_SIZE, "%s: %.180s", what, db_error(load->db));
    return false;
}

static bool read_head(struct load *load)
{
    struct record *record = &load->record;
    if (!record_read(record, load->source) || record->kind != RECORD_HEAD)
        return refuse(load, "it does not begin as one");
    load->about.made_at = record_int(record);
    load->about.schema = record_int(record);
    record_text(record, load->about.engine, sizeof(load->about.engine));
    record_text(record, load->about.version, sizeof(load->about.version));
    record_text(record, load->about.key_mark, sizeof(load->about.key_mark));
    if (!record_whole(record) || load->about.schema < 1)
        return refuse(load, "its head is damaged");
    if (load->about.schema <= schema_known())
        return true;
    snprintf(load->error, STORE_ERROR_SIZE,
             "The backup has schema %" PRId64 ", this program knows schema %" PRId64
             ". Restore it with ams %s or newer.",
             load->about.schema, schema_known(), load->about.version);
    return false;
}

/* Makes the schema of the backup in an empty database. */
static bool make_schema(struct load *load)
{
    struct embedded_file until[MIGRATIONS_MAX] = {{NULL, NULL}};
    int64_t version;
    if (schema_known() >= MIGRATIONS_MAX)
        return refuse(load, "this program has too many migrations");
    memcpy(until, migrations, (size_t)load->about.schema * sizeof(*until));
    if (!catalog_read(load->db, load->arena, &load->catalog))
        return fail(load, "The database cannot be read");
    if (load->catalog.count > 0) {
        snprintf(load->error, STORE_ERROR_SIZE, "The database is not empty.");
        return false;
    }
    if (migrate_run(load->db, until, &version, load->error) != DB_OK)
        return false;
    if (load->db->engine->run(load->db, load->db->engine->sql_unchecked, NULL) != DB_OK ||
        !catalog_read(load->db, load->arena, &load->catalog))
        return fail(load, "The database cannot be prepared");
    return true;
}

static bool begin(struct load *load)
{
    load->uncommitted = 0;
    return load->db->engine->begin(load->db) == DB_OK || fail(load, "The database cannot be written");
}

static bool commit(struct load *load)
{
    enum db_status why;
    return load->db->engine->commit(load->db, &why) == DB_COMMITTED || fail(load, "The database cannot be written");
}

static bool insert(struct load *load, size_t rows, const struct db_value *values)
{
    char sql[CATALOG_SQL_SIZE];
    if (!catalog_insert(load->into, rows, sql))
        return refuse(load, "a table has too many columns");
    struct db_values all = {.values = values, .count = rows * load->column_count};
    return db_exec(load->db, sql, all) == DB_OK || fail(load, "A row cannot be put back");
}

/* How many rows of this table go into one statement. */
static size_t rows_together(const struct load *load)
{
    size_t fit = TOGETHER_VALUES_MAX / load->column_count;
    return fit > TOGETHER_MAX ? TOGETHER_MAX : fit;
}

/* Writes the rows that wait: all at once when there are as many as a full statement takes, else one by one. */
static bool flush(struct load *load)
{
    struct together *together = load->together;
    bool good = true;
    if (together->rows == rows_together(load))
        good = insert(load, together->rows, together->values);
    else
        for (size_t i = 0; i < together->rows && good; i++)
            good = insert(load, 1, &together->values[i * load->column_count]);
    load->uncommitted += (int64_t)together->rows;
    together->rows = 0;
    together->bytes = 0;
    if (good && load->uncommitted >= TRANSACTION_ROWS)
        good = commit(load) && begin(load);
    return good;
}

static bool end_table(struct load *load)
{
    if (!load->db || !load->into)
        return true;
    if (!flush(load) || !commit(load))
        return false;
    if (load->last_id > 0 && load->db->engine->set_last_id(load->db, load->into->name, load->last_id) != DB_OK)
        return fail(load, "A table's next number cannot be set");
    load->into = NULL;
    return true;
}

/* The columns must be those of the schema, in its order. */
static bool begin_table(struct load *load)
{
    struct record *record = &load->record;
    char column[BACKUP_NAME_SIZE];
    if (!end_table(load))
        return false;
    record_text(record, load->table, sizeof(load->table));
    load->last_id = record_int(record);
    int64_t count = record_int(record);
    if (record->broken || count < 1 || count > BACKUP_COLUMNS_MAX || load->last_id < 0)
        return refuse(load, "a table's head is damaged");
    load->column_count = (size_t)count;
    if (load->db) {
        load->into = catalog_find(&load->catalog, load->table);
        if (!load->into || load->into->column_count != load->column_count)
            return refuse(load, "it has a table that its schema does not have");
    }
    for (size_t i = 0; i < load->column_count; i++) {
        record_text(record, column, sizeof(column));
        if (load->db && strcmp(column, load->into->columns[i]) != 0)
            return refuse(load, "it has a column that its schema does not have");
    }
    if (!record_whole(record))
        return refuse(load, "a table's head is damaged");
    load->counts.tables++;
    return !load->db || begin(load);
}

static bool take_row(struct load *load)
{
    struct db_value values[BACKUP_COLUMNS_MAX];
    if (load->counts.tables == 0)
        return refuse(load, "a row comes before its table");
    struct together *together = load->together;
    if (together) { // the bytes must stay until the statement runs
        struct record swapped = together->records[together->rows];
        together->records[together->rows] = load->record;
        load->record = swapped;
    }
    struct record *record = together ? &together->records[together->rows] : &load->record;
    for (size_t i = 0; i < load->column_count; i++)
        values[i] = record_value(record);
    if (!record_whole(record))
        return refuse(load, "a row is damaged");
    load->counts.rows++;
    if (!together)
        return true;
    memcpy(&together->values[together->rows * load->column_count], values, load->column_count * sizeof(*values));
    together->bytes += record->size;
    together->rows++;
    return (together->rows < rows_together(load) && together->bytes < TOGETHER_BYTES_MAX) || flush(load);
}

static bool take_file(struct load *load)
{
    struct record *record = &load->record;
    char key[BLOB_KEY_SIZE], reason[BLOB_ERROR_SIZE];
    size_t size = 0;
    record_text(record, key, sizeof(key));
    const void *bytes = record->kind == RECORD_FILE ? record_bytes(record, &size) : NULL;
    if (!record_whole(record) || size > BLOB_BYTES_MAX || load->counts.rows == 0)
        return refuse(load, "a file is damaged");
    if (record->kind == RECORD_MISSING) {
        load->counts.missing++;
        return true;
    }
    load->counts.files++;
    load->counts.file_bytes += (int64_t)size;
    if (!load->blobs || blobs_put(load->blobs, key, bytes, size, reason) == BLOB_OK)
        return true;
    snprintf(load->error, STORE_ERROR_SIZE, "A file cannot be put back: %.180s", reason);
    return false;
}

static bool take_end(struct load *load)
{
    struct record *record = &load->record;
    const struct backup_counts *counts = &load->counts;
    bool same = record_int(record) == counts->tables;
    same = record_int(record) == counts->rows && same;
    same = record_int(record) == counts->files && same;
    same = record_int(record) == counts->file_bytes && same;
    same = record_int(record) == counts->missing && same;
    load->ended = true;
    return (same && record_whole(record)) || refuse(load, "what it holds is not what it says it holds");
}

static bool take(struct load *load)
{
    switch (load->record.kind) {
    case RECORD_TABLE:
        return begin_table(load);
    case RECORD_ROW:
        return take_row(load);
    case RECORD_FILE:
    case RECORD_MISSING:
        if (!take_file(load))
            return false;
        if (load->record.capacity > TOGETHER_BYTES_MAX) // no row shall go on holding a file's room
            record_release(&load->record);
        return true;
    case RECORD_END:
        return end_table(load) && take_end(load);
    case RECORD_HEAD:
        break;
    }
    return refuse(load, "it begins twice");
}

static bool walk(struct load *load)
{
    if (!read_head(load) || (load->db && !make_schema(load)))
        return false;
    while (!load->ended) {
        if (!record_read(&load->record, load->source))
            return refuse(load, "it ends too early or is damaged");
        if (!take(load))
            return false;
    }
    return true;
}

bool backup_check(const struct record_source *source, struct backup_about *ret_about, struct backup_counts *ret_counts,
                  char error[static STORE_ERROR_SIZE])
{
    struct load load = {.source = source, .error = error};
    bool good = walk(&load);
    record_release(&load.record);
    if (!good)
        return false;
    *ret_about = load.about;
    *ret_counts = load.counts;
    return true;
}

/* As many rows as came, and none that names a row that is not there. */
static bool recount(struct load *load)
{
    char sql[CATALOG_SQL_SIZE];
    int64_t total = 0, rows;
    for (size_t i = 0; i < load->catalog.count; i++) {
        snprintf(sql, sizeof(sql), "SELECT COUNT(*) FROM \"%s\"", load->catalog.tables[i].name);
        if (db_one_int(load->db, &rows, sql, DB_NO_VALUES) != DB_ROW)
            return fail(load, "The rows cannot be counted");
        total += rows;
    }
    if (total != load->counts.rows)
        return refuse(load, "not every row arrived");
    return load->db->engine->check(load->db, load->error);
}

static bool finish(struct load *load)
{
    int64_t version;
    if (load->db->engine->run(load->db, load->db->engine->sql_checked, NULL) != DB_OK)
        return fail(load, "The database cannot be used");
    return recount(load) && migrate_run(load->db, migrations, &version, load->error) == DB_OK;
}

bool backup_load(const char *url, struct blobs *blobs, const struct record_source *source,
                 struct backup_counts *ret_counts, char error[static STORE_ERROR_SIZE])
{
    struct store_url place;
    if (!store_url_parse(url, &place, error))
        return false;
    CLOSES(arena_release) struct arena arena = arena_of(2 * CATALOG_ARENA_MAX);
    struct load load = {.source = source, .error = error, .blobs = blobs, .arena = &arena};
    load.db = db_open(&place, DB_WRITER, error);
    explicit_bzero(&place, sizeof(place));
    load.together = calloc(1, sizeof(*load.together));
    if (load.db && !load.together)
        snprintf(error, STORE_ERROR_SIZE, "There is not enough memory.");
    bool good = load.db && load.together && walk(&load) && finish(&load);
    if (load.db && load.db->engine->in_transaction(load.db))
        load.db->engine->rollback(load.db);
    for (size_t i = 0; load.together && i < TOGETHER_MAX; i++)
        record_release(&load.together->records[i]);
    free(load.together);
    record_release(&load.record);
    db_close(load.db);
    if (good)
        *ret_counts = load.counts;
    return good;
}
