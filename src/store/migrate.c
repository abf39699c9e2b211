/* SPDX-License-Identifier: MIT */
#include "store/migrate.h"

#include "base/clock.h"
#include "base/str.h"

/* A growing text that is told its limit. */
struct text {
    char *bytes;
    size_t used;
    bool failed;
};

static void text_add(struct text *text, const char *bytes, size_t size)
{
    if (text->failed || text->used + size >= MIGRATE_STATEMENT_MAX) {
        text->failed = true;
        return;
    }
    memcpy(text->bytes + text->used, bytes, size);
    text->used += size;
    text->bytes[text->used] = '\0';
}

/* Adds what the word in braces at `from` stands for; the length of the word, or 0 when there is none. */
static size_t add_word(struct text *text, const struct db_engine *engine, const char *from)
{
    const struct {
        const char *word, *meaning;
    } words[] = {
        {"{id}", engine->token_id},
        {"{blob}", engine->token_blob},
        {"{text}", engine->token_text},
        {"{table}", engine->token_table},
    };
    for (size_t i = 0; i < ARRAY_LENGTH(words); i++) {
        size_t length = strlen(words[i].word);
        if (strncmp(from, words[i].word, length) == 0) {
            text_add(text, words[i].meaning, strlen(words[i].meaning));
            return length;
        }
    }
    return 0;
}

/* Length of what must be copied as one piece at `from`: a quoted text with its quotes, or one character. */
static size_t piece_length(const char *from)
{
    if (*from != '\'' && *from != '"')
        return 1;
    const char *end = strchr(from + 1, *from); // a doubled quote reads as two texts side by side: the same copy
    return end ? (size_t)(end - from) + 1 : strlen(from);
}

char *migrate_next_statement(const struct db_engine *engine, const char **text, bool *ret_failed)
{
    struct text statement = {.bytes = malloc(MIGRATE_STATEMENT_MAX)};
    const char *at = *text;
    *ret_failed = !statement.bytes;
    if (!statement.bytes)
        return NULL;
    statement.bytes[0] = '\0';
    while (*at && *at != ';') {
        size_t word = 0;
        if (strncmp(at, "--", 2) == 0) {
            at += strcspn(at, "\n");
        } else if (statement.used == 0 && strchr(" \t\r\n", *at)) {
            at++;
        } else if (*at == '{' && (word = add_word(&statement, engine, at))) {
            at += word;
        } else {
            size_t length = piece_length(at);
            text_add(&statement, at, length);
            at += length;
        }
    }
    *text = at + (*at == ';');
    if (!engine->keeps_lengths && strstr(statement.bytes, " MODIFY "))
        statement.bytes[statement.used = 0] = '\0';
    if (statement.used && !statement.failed)
        return statement.bytes;
    *ret_failed = statement.failed;
    free(statement.bytes);
    // Two `;` in a row are no statement, and not the end.
    return statement.failed || !**text ? NULL : migrate_next_statement(engine, text, ret_failed);
}

static enum db_status say(char error[static STORE_ERROR_SIZE], enum db_status status, const char *name, struct db *db)
{
    snprintf(error, STORE_ERROR_SIZE, "Migration %.60s failed: %.150s", name, db_error(db));
    return status;
}

/* How far one migration got, as its row in schema_migrations says. */
struct progress {
    int64_t begun; // statements that were begun
    int64_t done;  // statements that are done
    bool finished;
};

static enum db_status progress_read(struct db *db, int64_t version, struct progress *ret_progress)
{
    struct db_rows rows;
    struct progress progress = {0};
    enum db_status status = db_query(
        db, &rows, "SELECT begun, done, finished_at FROM schema_migrations WHERE version = ?", DB_VALUES(I(version)));
    if (status != DB_OK)
        return status;
    status = db_next(&rows);
    if (status == DB_ROW)
        progress = (struct progress){db_int(&rows, 0), db_int(&rows, 1), !db_is_null(&rows, 2)};
    db_done(&rows);
    if (status == DB_ROW || status == DB_OK)
        *ret_progress = progress;
    return status; // DB_OK: not begun
}

static enum db_status finish(struct db *db, int64_t version)
{
    return db_exec(db, "UPDATE schema_migrations SET finished_at = ? WHERE version = ?",
                   DB_VALUES(I(clock_real_ms()), I(version)));
}

/* The whole migration and its row in one transaction. */
static enum db_status run_whole(struct db *db, const struct embedded_file *file, int64_t version,
                                char error[static STORE_ERROR_SIZE])
{
    const char *text = file->text;
    struct progress progress;
    bool failed = false;
    enum db_status status = db->engine->begin(db);
    if (status != DB_OK)
        return say(error, status, file->name, db);
    status = progress_read(db, version, &progress);
    if (status == DB_ROW) { // another process was faster
        db->engine->rollback(db);
        return DB_OK;
    }
    for (char *sql; status == DB_OK && (sql = migrate_next_statement(db->engine, &text, &failed));) {
        status = db->engine->run(db, sql, NULL);
        free(sql);
    }
    if (status == DB_OK && !failed)
        status = db_exec(db, "INSERT INTO schema_migrations (version, name, begun, done) VALUES (?, ?, 0, 0)",
                         DB_VALUES(I(version), T(file->name)));
    if (status == DB_OK && !failed)
        status = finish(db, version);
    if (status != DB_OK || failed) {
        db->engine->rollback(db);
        return say(error, failed ? DB_FAIL : status, file->name, db);
    }
    return db->engine->commit(db, &status) == DB_COMMITTED ? DB_OK : say(error, status, file->name, db);
}

/*
 * One statement of a migration where the engine commits schema changes by itself. `begun` is stored first; a data
 * statement is then done together with its `done`, a schema statement before it. So when a run finds begun > done, the
 * statement may be done already, and that it "exists" is no failure.
 */
static enum db_status run_step(struct db *db, const char *sql, int64_t version, int64_t step, bool in_doubt)
{
    bool exists = false;
    enum db_status status =
        db_exec(db, "UPDATE schema_migrations SET begun = ? WHERE version = ?", DB_VALUES(I(step), I(version)));
    if (status == DB_OK)
        status = db->engine->begin(db);
    if (status != DB_OK)
        return status;
    status = db->engine->run(db, sql, &exists);
    if (status != DB_OK && exists && in_doubt)
        status = DB_OK;
    if (status == DB_OK)
        status = db_exec(db, "UPDATE schema_migrations SET done = ? WHERE version = ?", DB_VALUES(I(step), I(version)));
    if (status != DB_OK) {
        db->engine->rollback(db);
        return status;
    }
    return db->engine->run(db, "COMMIT", NULL);
}

static enum db_status run_steps(struct db *db, const struct embedded_file *file, int64_t version,
                                char error[static STORE_ERROR_SIZE])
{
    const char *text = file->text;
    struct progress progress = {0};
    bool failed = false;
    enum db_status status = progress_read(db, version, &progress);
    if (status == DB_ROW && progress.finished)
        return DB_OK;
    if (status == DB_OK)
        status = db_exec(db, "INSERT INTO schema_migrations (version, name, begun, done) VALUES (?, ?, 0, 0)",
                         DB_VALUES(I(version), T(file->name)));
    else if (status == DB_ROW)
        status = DB_OK;
    int64_t step = 1;
    for (char *sql; status == DB_OK && (sql = migrate_next_statement(db->engine, &text, &failed)); step++) {
        if (step > progress.done)
            status = run_step(db, sql, version, step, step <= progress.begun);
        free(sql);
    }
    if (status == DB_OK && !failed)
        status = finish(db, version);
    return status == DB_OK && !failed ? DB_OK : say(error, failed ? DB_FAIL : status, file->name, db);
}

static enum db_status read_highest(struct db *db, int64_t *ret_highest)
{
    static const char table[] = "CREATE TABLE IF NOT EXISTS schema_migrations (version BIGINT NOT NULL PRIMARY KEY, "
                                "name VARCHAR(100) NOT NULL, begun BIGINT NOT NULL, done BIGINT NOT NULL, "
                                "finished_at BIGINT)";
    enum db_status status = db->engine->run(db, table, NULL);
    if (status == DB_OK)
        status = db_one_int(db, ret_highest, "SELECT COALESCE(MAX(version), 0) FROM schema_migrations", DB_NO_VALUES);
    return status == DB_ROW ? DB_OK : status;
}

/* Makes the bookkeeping table if need be; the highest number that was begun. */
static enum db_status read_versions(struct db *db, int64_t *ret_highest)
{
    if (!db->engine->schema_in_transaction)
        return read_highest(db, ret_highest);
    enum db_status status = db->engine->begin(db);
    if (status != DB_OK)
        return status;
    status = read_highest(db, ret_highest);
    if (status != DB_OK)
        db->engine->rollback(db);
    else
        db->engine->commit(db, &status);
    return status;
}

static enum db_status run_all(struct db *db, const struct embedded_file *migrations, int64_t *ret_version,
                              char error[static STORE_ERROR_SIZE])
{
    int64_t newest = 0, highest = 0;
    while (migrations[newest].name)
        newest++;
    enum db_status status = read_versions(db, &highest);
    if (status != DB_OK)
        return say(error, status, "bookkeeping", db);
    if (highest > newest) {
        snprintf(error, STORE_ERROR_SIZE,
                 "The database has schema %lld, this program knows schema %lld. Install the newer program again.",
                 (long long)highest, (long long)newest);
        return DB_FAIL;
    }
    for (int64_t i = 0; status == DB_OK && i < newest; i++)
        status = db->engine->schema_in_transaction ? run_whole(db, &migrations[i], i + 1, error)
                                                   : run_steps(db, &migrations[i], i + 1, error);
    if (status == DB_OK)
        *ret_version = newest;
    return status;
}

enum db_status migrate_run(struct db *db, const struct embedded_file *migrations, int64_t *ret_version,
                           char error[static STORE_ERROR_SIZE])
{
    enum db_status status = db->engine->schema_lock(db);
    if (status == DB_OK)
        status = run_all(db, migrations, ret_version, error);
    else
        status = say(error, status, "start", db);
    db->engine->schema_unlock(db);
    return status;
}
