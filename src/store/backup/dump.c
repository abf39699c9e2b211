/* SPDX-License-Identifier: MIT */
#include "store/backup/dump.h"

#include <stdio.h>
#include <string.h>

#include "base/arena.h"
#include "store/backup/catalog.h"
#include "store/engine.h"

enum { FILE_ARENA_MAX = BLOB_BYTES_MAX + (1 << 20), BLOB_KEY_NONE = -1 };

struct dump {
    struct db *db;
    struct blobs *blobs;
    const struct record_sink *sink;
    struct record record;
    struct backup_counts counts;
    char *error;
};

static bool fail(struct dump *dump, const char *what, const char *why)
{
    snprintf(dump->error, STORE_ERROR_SIZE, "%s: %.180s", what, why);
    return false;
}

static bool send(struct dump *dump)
{
    return record_write(&dump->record, dump->sink) ||
           fail(dump, "The backup cannot be written", "see above, or the disk");
}

static bool dump_head(struct dump *dump, const struct backup_about *about)
{
    record_begin(&dump->record, RECORD_HEAD);
    record_add_int(&dump->record, about->made_at);
    record_add_int(&dump->record, about->schema);
    record_add_text(&dump->record, about->engine);
    record_add_text(&dump->record, about->version);
    record_add_text(&dump->record, about->key_mark);
    return send(dump);
}

static bool dump_file(struct dump *dump, const char *key)
{
    CLOSES(arena_release) struct arena arena = arena_of(FILE_ARENA_MAX);
    char reason[BLOB_ERROR_SIZE];
    const void *bytes = NULL;
    size_t size = 0;
    enum blob_status status = blobs_get(dump->blobs, key, &arena, &bytes, &size, reason);
    if (status == BLOB_FAIL)
        return fail(dump, "A file that people attached cannot be read", reason);
    record_begin(&dump->record, status == BLOB_OK ? RECORD_FILE : RECORD_MISSING);
    record_add_text(&dump->record, key);
    if (status == BLOB_OK) {
        record_add_bytes(&dump->record, bytes, size);
        dump->counts.files++;
        dump->counts.file_bytes += (int64_t)size;
    } else {
        dump->counts.missing++;
    }
    return send(dump);
}

static struct db_value value_at(const struct db_rows *rows, int column)
{
    struct db_value value = {.type = db_type_of(rows, column)};
    if (value.type == DB_INT)
        value.integer = db_int(rows, column);
    else if (value.type == DB_REAL)
        value.real = db_real(rows, column);
    else if (value.type != DB_NULL)
        value.bytes = db_blob(rows, column, &value.size);
    return value;
}

static bool dump_row(struct dump *dump, const struct db_rows *rows, const struct catalog_table *table)
{
    char key[BLOB_KEY_SIZE] = "";
    record_begin(&dump->record, RECORD_ROW);
    for (size_t i = 0; i < table->column_count; i++) {
        struct db_value value = value_at(rows, (int)i);
        record_add_value(&dump->record, &value);
        if ((int)i == table->blob_key && value.type == DB_TEXT && value.size < sizeof(key))
            memcpy(key, value.bytes, value.size);
    }
    dump->counts.rows++;
    return send(dump) && (*key == '\0' || !dump->blobs || dump_file(dump, key));
}

static bool dump_table(struct dump *dump, const struct catalog_table *table)
{
    char sql[CATALOG_SQL_SIZE];
    struct db_rows rows;
    record_begin(&dump->record, RECORD_TABLE);
    record_add_text(&dump->record, table->name);
    record_add_int(&dump->record, table->last_id);
    record_add_int(&dump->record, (int64_t)table->column_count);
    for (size_t i = 0; i < table->column_count; i++)
        record_add_text(&dump->record, table->columns[i]);
    if (!send(dump))
        return false;
    dump->counts.tables++;
    if (!catalog_select(table, sql) || db_query(dump->db, &rows, sql, DB_NO_VALUES) != DB_OK)
        return fail(dump, "The database cannot be read", db_error(dump->db));
    enum db_status status;
    bool good = true;
    while (good && (status = db_next(&rows)) == DB_ROW)
        good = dump_row(dump, &rows, table);
    db_done(&rows);
    return good && (status == DB_OK || fail(dump, "The database cannot be read", db_error(dump->db)));
}

static bool dump_all(struct dump *dump, struct backup_about *about)
{
    CLOSES(arena_release) struct arena arena = arena_of(CATALOG_ARENA_MAX);
    struct catalog catalog;
    if (dump->db->engine->run(dump->db, dump->db->engine->sql_snapshot, NULL) != DB_OK ||
        db_one_int(dump->db, &about->schema, "SELECT MAX(version) FROM schema_migrations WHERE finished_at IS NOT NULL",
                   DB_NO_VALUES) != DB_ROW)
        return fail(dump, "The database cannot be read", db_error(dump->db));
    snprintf(about->engine, sizeof(about->engine), "%s", dump->db->engine->name);
    if (!catalog_read(dump->db, &arena, &catalog))
        return fail(dump, "The database's tables cannot be listed", db_error(dump->db));
    if (!dump_head(dump, about))
        return false;
    dump->db->streams = true;
    for (size_t i = 0; i < catalog.count; i++)
        if (!dump_table(dump, &catalog.tables[i]))
            return false;
    record_begin(&dump->record, RECORD_END);
    record_add_int(&dump->record, dump->counts.tables);
    record_add_int(&dump->record, dump->counts.rows);
    record_add_int(&dump->record, dump->counts.files);
    record_add_int(&dump->record, dump->counts.file_bytes);
    record_add_int(&dump->record, dump->counts.missing);
    return send(dump);
}

bool backup_dump(const char *url, struct blobs *blobs, struct backup_about *about, const struct record_sink *sink,
                 struct backup_counts *ret_counts, char error[static STORE_ERROR_SIZE])
{
    struct store_url place;
    if (!store_url_parse(url, &place, error))
        return false;
    struct dump dump = {.db = db_open(&place, DB_READER, error), .blobs = blobs, .sink = sink, .error = error};
    explicit_bzero(&place, sizeof(place));
    if (!dump.db)
        return false;
    bool good = dump_all(&dump, about);
    db_close(dump.db);
    record_release(&dump.record);
    if (good)
        *ret_counts = dump.counts;
    return good;
}
