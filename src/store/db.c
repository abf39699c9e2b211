/* SPDX-License-Identifier: MIT */
#include "base/clock.h"
#include "store/engine.h"

enum { AT_ONCE_MS = 1000 }; // a connection that the server has closed tells sooner

static void statement_free(struct db *db, struct db_statement *statement)
{
    free(statement->sql);
    db->engine->finalize(statement);
}

void db_forget_statements(struct db *db)
{
    for (size_t i = 0; i < db->statement_count; i++) {
        db->statements[i]->cached = false;
        if (!db->statements[i]->busy)
            statement_free(db, db->statements[i]);
    }
    db->statement_count = 0;
}

void db_close(struct db *db)
{
    if (!db)
        return;
    db_forget_statements(db);
    db->engine->close(db);
}

/* FNV-1a, 64 bits. */
static uint64_t text_hash(const char *text)
{
    uint64_t hash = 0xcbf29ce484222325;
    for (; *text; text++)
        hash = (hash ^ (unsigned char)*text) * 0x100000001b3;
    return hash;
}

/* The kept statement with this text that nobody is using, or NULL. */
static struct db_statement *cache_find(struct db *db, const char *sql, uint64_t hash)
{
    for (size_t i = 0; i < db->statement_count; i++) {
        struct db_statement *statement = db->statements[i];
        if (statement->hash == hash && !statement->busy && strcmp(statement->sql, sql) == 0)
            return statement;
    }
    return NULL;
}

/* Keeps `statement`, in the place of the one that has not been used for the longest time when all places are taken. */
static void cache_add(struct db *db, struct db_statement *statement)
{
    size_t place = db->statement_count;
    if (place == DB_STATEMENTS_MAX) {
        for (size_t i = 0; i < DB_STATEMENTS_MAX; i++)
            if (!db->statements[i]->busy &&
                (place == DB_STATEMENTS_MAX || db->statements[i]->used_at < db->statements[place]->used_at))
                place = i;
        if (place == DB_STATEMENTS_MAX)
            return;
        statement_free(db, db->statements[place]);
    } else {
        db->statement_count++;
    }
    db->statements[place] = statement;
    statement->cached = true;
}

static enum db_status statement_take(struct db *db, const char *sql, struct db_statement **ret_statement)
{
    uint64_t hash = text_hash(sql);
    struct db_statement *statement = cache_find(db, sql, hash);
    if (!statement) {
        enum db_status status = db->engine->prepare(db, sql, &statement);
        if (status != DB_OK)
            return status;
        statement->hash = hash;
        statement->sql = strdup(sql);
        if (statement->sql)
            cache_add(db, statement);
    }
    statement->busy = true;
    statement->used_at = ++db->uses;
    *ret_statement = statement;
    return DB_OK;
}

static void cache_remove(struct db *db, struct db_statement *statement)
{
    for (size_t i = 0; statement->cached && i < db->statement_count; i++) {
        if (db->statements[i] == statement) {
            db->statements[i] = db->statements[--db->statement_count];
            statement->cached = false;
        }
    }
}

static void statement_give(struct db *db, struct db_statement *statement)
{
    db->engine->done(statement);
    statement->busy = false;
    if (statement->broken)
        cache_remove(db, statement);
    if (!statement->cached)
        statement_free(db, statement);
}

/* What the unit that runs is measured by, whatever it makes of it itself (store.c). */
static enum db_status note(struct db *db, enum db_status status)
{
    if (db->broke == DB_OK && status != DB_OK && status != DB_ROW && status != DB_CONFLICT)
        db->broke = status;
    return status;
}

static enum db_status query_once(struct db *db, struct db_rows *rows, const char *sql, struct db_values values)
{
    struct db_statement *statement;
    if (db->told)
        db->told(db->told_context, sql);
    // Once the transaction is undone, what follows in the unit would be written statement by statement, and stay.
    if (db->role == DB_WRITER && db->transaction_lost)
        return note(db, DB_BUSY);
    enum db_status status = db->in_unit && db->before ? db->before(db, sql) : DB_OK;
    if (status == DB_OK)
        status = statement_take(db, sql, &statement);
    if (status != DB_OK)
        return note(db, status);
    status = db->engine->start(db, statement, values);
    if (status != DB_OK) {
        statement_give(db, statement);
        return note(db, status);
    }
    *rows = (struct db_rows){.db = db, .statement = statement, .started = true};
    return DB_OK;
}

bool db_reconnect(struct db *db)
{
    db->lost = false;
    bool good = db->engine->reconnect(db);
    bool reached = good || !db->lost; // one that refuses this connection is there all the same
    db->lost = !good;
    if (db->reach)
        store_reach_tell(db->reach, reached);
    return good;
}

bool db_ready(struct db *db)
{
    if (db->refuses) {
        snprintf(db->error, sizeof(db->error), "all connections were busy for too long");
        return false;
    }
    bool open = !db->reach || store_reach_open(db->reach);
    if (open && !db->lost)
        return true;
    // Also a connection that looks whole is made anew then: what is at its other end does not answer.
    if (db->reach && !store_reach_enter(db->reach)) {
        snprintf(db->error, sizeof(db->error), "the database server cannot be reached");
        db->lost = true;
        return false;
    }
    return db_reconnect(db);
}

enum db_status db_query(struct db *db, struct db_rows *rows, const char *sql, struct db_values values)
{
    if (db->role == DB_WRITER)
        return query_once(db, rows, sql, values); // its transaction is gone with its connection
    if (!db_ready(db))
        return DB_BUSY;
    int64_t begun_ns = clock_steady_ns();
    enum db_status status = query_once(db, rows, sql, values);
    if (status == DB_OK || !db->lost || !db->store) // one of no store has a snapshot, which is gone
        return status;
    // A reader only reads, so asking again changes nothing. What broke off late has had its time.
    bool at_once = clock_steady_ns() - begun_ns < (int64_t)AT_ONCE_MS * 1000000;
    if (db_reconnect(db) && at_once)
        status = query_once(db, rows, sql, values);
    return status;
}

enum db_status db_next(struct db_rows *rows)
{
    return note(rows->db, rows->db->engine->next(rows->db, rows->statement));
}

enum db_type db_type_of(const struct db_rows *rows, int column)
{
    return rows->db->engine->get_type(rows->statement, column);
}

void db_done(struct db_rows *rows)
{
    if (rows->started)
        statement_give(rows->db, rows->statement);
    rows->started = false;
}

enum db_status db_exec(struct db *db, const char *sql, struct db_values values)
{
    struct db_rows rows;
    db->changes = 0;
    enum db_status status = db_query(db, &rows, sql, values);
    if (status != DB_OK)
        return status;
    do
        status = db_next(&rows);
    while (status == DB_ROW);
    if (status == DB_OK)
        db->changes = db->engine->changes(db, rows.statement);
    db_done(&rows);
    return status;
}

enum db_status db_exec_many(struct db *db, const char *sql, const struct db_value *values, size_t columns, size_t rows)
{
    struct db_statement *statement;
    if (db->transaction_lost)
        return note(db, DB_BUSY);
    enum db_status status = statement_take(db, sql, &statement);
    if (status != DB_OK)
        return note(db, status);
    status = db->engine->start_many(db, statement, values, columns, rows);
    statement_give(db, statement);
    return note(db, status == DB_CONFLICT ? DB_BUSY : status);
}

int64_t db_changes(const struct db *db)
{
    return db->changes;
}

enum db_status db_one_int(struct db *db, int64_t *ret_value, const char *sql, struct db_values values)
{
    struct db_rows rows;
    enum db_status status = db_query(db, &rows, sql, values);
    if (status != DB_OK)
        return status;
    status = db_next(&rows);
    bool found = status == DB_ROW;
    int64_t value = found ? db_int(&rows, 0) : 0;
    // To the end: SQLite checks foreign keys when the statement ends.
    while (status == DB_ROW)
        status = db_next(&rows);
    db_done(&rows);
    if (status != DB_OK || !found)
        return status;
    *ret_value = value;
    return DB_ROW;
}

int64_t db_int(const struct db_rows *rows, int column)
{
    return rows->db->engine->get_int(rows->statement, column);
}

double db_real(const struct db_rows *rows, int column)
{
    return rows->db->engine->get_real(rows->statement, column);
}

const char *db_text(const struct db_rows *rows, int column)
{
    return rows->db->engine->get_text(rows->statement, column);
}

const void *db_blob(const struct db_rows *rows, int column, size_t *ret_size)
{
    return rows->db->engine->get_blob(rows->statement, column, ret_size);
}

bool db_is_null(const struct db_rows *rows, int column)
{
    return rows->db->engine->is_null(rows->statement, column);
}

void db_tell(struct db *db, void (*told)(void *context, const char *sql), void *context)
{
    db->told = told;
    db->told_context = context;
}

int64_t db_node(const struct db *db)
{
    return db->node;
}

const char *db_error(const struct db *db)
{
    return db->error;
}

const uint8_t *db_secret(const struct db *db)
{
    return db->secret;
}
