/* SPDX-License-Identifier: MIT */
/*
 * SQLite behind engine.h.
 *
 * Versions before 3.51.3 can lose a commit when one connection resets the write-ahead log while another writes. So each
 * write and each checkpoint happens under one lock on a file beside the database ("-lock"), which also orders this
 * process and a command-line tool; readers never checkpoint.
 */
#include <errno.h>
#include <fcntl.h>
#include <sqlite3.h>
#include <sys/file.h>
#include <unistd.h>

#include "base/clock.h"
#include "store/engine.h"

enum { SALTS_AT = 16, SALTS_BYTES = 8 }; // in the head of a write-ahead log
enum { BUSY_TIMEOUT_MS = 5000, LOCK_POLL_US = 500, WAL_SIZE_KEPT = 64 << 20, CACHE_KIB = 8192 };

struct sqlite {
    struct db base;
    sqlite3 *handle;
    int lock_file;                    // writer only, else -1
    int log_file;                     // the same: the write-ahead log
    unsigned char salts[SALTS_BYTES]; // of the log as this connection last saw it
};

struct sqlite_statement {
    struct db_statement base;
    sqlite3_stmt *handle;
    int first; // the result of the step that start has made; 0 when it is used up
};

/* The disk said no: for want of room, or for good. */
static enum db_status io_failure(int extended, int reason)
{
    bool full = reason == ENOSPC || reason == EDQUOT || reason == EFBIG;
    bool reading = extended == SQLITE_IOERR_READ || extended == SQLITE_IOERR_SHORT_READ;
    return reading ? DB_FAIL : full ? DB_FULL : DB_FAILING;
}

static enum db_status fail(struct db *db, int code)
{
    struct sqlite *sqlite = (struct sqlite *)db;
    snprintf(db->error, sizeof(db->error), "SQLite error %d: %s", sqlite3_extended_errcode(sqlite->handle),
             sqlite3_errmsg(sqlite->handle));
    switch (code & 0xFF) {
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
        return DB_BUSY;
    case SQLITE_CONSTRAINT: {
        int extended = sqlite3_extended_errcode(sqlite->handle);
        bool conflict = extended == SQLITE_CONSTRAINT_UNIQUE || extended == SQLITE_CONSTRAINT_PRIMARYKEY ||
                        extended == SQLITE_CONSTRAINT_FOREIGNKEY || extended == SQLITE_CONSTRAINT_ROWID;
        return conflict ? DB_CONFLICT : DB_FAIL;
    }
    case SQLITE_FULL:
        return DB_FULL;
    case SQLITE_READONLY:
        return db->role == DB_WRITER ? DB_FAILING : DB_FAIL; // a reader that writes is a mistake of ours
    case SQLITE_IOERR:
        return io_failure(sqlite3_extended_errcode(sqlite->handle), sqlite3_system_errno(sqlite->handle));
    default:
        return DB_FAIL;
    }
}

static bool in_transaction(struct db *db)
{
    return !sqlite3_get_autocommit(((struct sqlite *)db)->handle);
}

static enum db_status run(struct db *db, const char *sql, bool *ret_exists)
{
    struct sqlite *sqlite = (struct sqlite *)db;
    if (ret_exists)
        *ret_exists = false;
    int code = sqlite3_exec(sqlite->handle, sql, NULL, NULL, NULL);
    return code == SQLITE_OK ? DB_OK : fail(db, code);
}

/* Waits for the lock that all writers of this file share; bounded. */
static bool lock_take(struct sqlite *sqlite)
{
    int64_t deadline = clock_steady_ns() + (int64_t)BUSY_TIMEOUT_MS * 1000000;
    while (flock(sqlite->lock_file, LOCK_EX | LOCK_NB) != 0) {
        if ((errno != EWOULDBLOCK && errno != EINTR) || clock_steady_ns() > deadline) {
            snprintf(sqlite->base.error, sizeof(sqlite->base.error), "another process holds the write lock");
            return false;
        }
        usleep(LOCK_POLL_US);
    }
    return true;
}

static void lock_give(struct sqlite *sqlite)
{
    flock(sqlite->lock_file, LOCK_UN);
}

static void close_sqlite(struct db *db)
{
    struct sqlite *sqlite = (struct sqlite *)db;
    bool locked = sqlite->lock_file >= 0 && sqlite->handle && lock_take(sqlite);
    if (locked)
        sqlite3_wal_checkpoint_v2(sqlite->handle, NULL, SQLITE_CHECKPOINT_TRUNCATE, NULL, NULL);
    sqlite3_close_v2(sqlite->handle);
    if (sqlite->log_file >= 0)
        close(sqlite->log_file);
    if (sqlite->lock_file >= 0)
        close(sqlite->lock_file); // gives the lock back too
    free(sqlite);
}

/* Makes the file with mode 0600 (the log files beside it inherit that) and opens the lock file. */
static bool open_files(struct sqlite *sqlite, const char *path)
{
    char lock_path[STORE_URL_PATH + 8];
    snprintf(lock_path, sizeof(lock_path), "%s-lock", path);
    int file = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (file < 0)
        return false;
    close(file);
    sqlite->lock_file = open(lock_path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    return sqlite->lock_file >= 0;
}

static bool set_up(struct sqlite *sqlite, enum db_role role)
{
    static const char shared[] = "PRAGMA foreign_keys = ON; PRAGMA synchronous = FULL; PRAGMA case_sensitive_like = ON;"
                                 "PRAGMA trusted_schema = OFF;";
    char own[200];
    if (role == DB_WRITER)
        snprintf(own, sizeof(own),
                 "PRAGMA journal_mode = WAL; PRAGMA journal_size_limit = %d; PRAGMA cache_size = -%d;"
                 "PRAGMA secure_delete = ON;", // also where the library was built without
                 WAL_SIZE_KEPT, CACHE_KIB);
    else
        snprintf(own, sizeof(own), "PRAGMA wal_autocheckpoint = 0; PRAGMA query_only = ON; PRAGMA cache_size = -%d;",
                 CACHE_KIB / 4);
    int64_t is_wal = 0;
    sqlite3_busy_timeout(sqlite->handle, BUSY_TIMEOUT_MS);
    sqlite3_extended_result_codes(sqlite->handle, 1);
    // The log is emptied by close_sqlite under the lock, never by whoever happens to close last.
    sqlite3_db_config(sqlite->handle, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, NULL);
    if (run(&sqlite->base, own, NULL) != DB_OK || run(&sqlite->base, shared, NULL) != DB_OK)
        return false;
    // Some file systems (network shares) cannot do it; the pragma then keeps the old mode without an error.
    enum db_status status =
        db_one_int(&sqlite->base, &is_wal, "SELECT journal_mode = 'wal' FROM pragma_journal_mode", DB_NO_VALUES);
    if (status == DB_ROW && !is_wal)
        snprintf(sqlite->base.error, sizeof(sqlite->base.error), "this file system cannot hold a write-ahead log");
    return status == DB_ROW && is_wal;
}

/*
 * Which log belongs to which file. A log says nothing of the file that it was begun on, so table store_log does:
 * `batch` counts transactions, and each new log (whose salts are new) begins a new `epoch` and notes which epoch and
 * batch the file had then. What the file alone says must be that or later; a file that was put there from elsewhere
 * says less.
 */
static bool read_salts(const struct sqlite *sqlite, unsigned char salts[static SALTS_BYTES])
{
    memset(salts, 0, SALTS_BYTES);
    return pread(sqlite->log_file, salts, SALTS_BYTES, SALTS_AT) == SALTS_BYTES;
}

static bool open_log(struct sqlite *sqlite, const char *path)
{
    static const char table[] =
        "CREATE TABLE IF NOT EXISTS store_log (epoch BIGINT NOT NULL, batch BIGINT NOT NULL, before_epoch BIGINT NOT "
        "NULL, before_batch BIGINT NOT NULL); INSERT INTO store_log (epoch, batch, before_epoch, before_batch) "
        "SELECT 1, 0, 0, 0 WHERE NOT EXISTS (SELECT 1 FROM store_log)";
    char log_path[STORE_URL_PATH + 8];
    snprintf(log_path, sizeof(log_path), "%s-wal", path);
    if (run(&sqlite->base, table, NULL) != DB_OK)
        return false;
    sqlite->log_file = open(log_path, O_RDONLY | O_CLOEXEC);
    if (sqlite->log_file >= 0)
        read_salts(sqlite, sqlite->salts);
    else
        snprintf(sqlite->base.error, sizeof(sqlite->base.error), "the write-ahead log cannot be opened");
    return sqlite->log_file >= 0;
}

/* After a commit, under the lock: has it begun a new log? That it cannot be noted makes the check laxer, no more. */
static void note_log(struct sqlite *sqlite)
{
    unsigned char salts[SALTS_BYTES];
    char sql[200];
    if (!read_salts(sqlite, salts) || memcmp(salts, sqlite->salts, sizeof(salts)) == 0)
        return;
    memcpy(sqlite->salts, salts, sizeof(salts));
    snprintf(sql, sizeof(sql), "UPDATE store_log SET before_epoch = epoch, before_batch = batch - 1, epoch = %lld",
             (long long)(clock_real_ms() * 1000 + salts[0] % 1000));
    if (sqlite3_exec(sqlite->handle, sql, NULL, NULL, NULL) != SQLITE_OK && in_transaction(&sqlite->base))
        (void)sqlite3_exec(sqlite->handle, "ROLLBACK", NULL, NULL, NULL);
}

static struct db *open_sqlite(const struct store_url *url, enum db_role role, char error[static STORE_ERROR_SIZE])
{
    const char *problem = "no memory";
    bool locked = false;
    struct sqlite *sqlite = calloc(1, sizeof(*sqlite));
    if (!sqlite)
        goto fail;
    sqlite->base.engine = &db_sqlite;
    sqlite->base.role = role;
    sqlite->lock_file = -1;
    sqlite->log_file = -1;
    if (role == DB_WRITER && !open_files(sqlite, url->path)) {
        problem = strerror(errno);
        goto fail;
    }
    problem = sqlite->base.error;
    if (role == DB_WRITER && !(locked = lock_take(sqlite)))
        goto fail;
    if (sqlite3_open_v2(url->path, &sqlite->handle, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, NULL) != SQLITE_OK) {
        problem = sqlite->handle ? sqlite3_errmsg(sqlite->handle) : "no memory";
        goto fail;
    }
    if (!set_up(sqlite, role) || (role == DB_WRITER && !open_log(sqlite, url->path)))
        goto fail;
    if (locked)
        lock_give(sqlite);
    return &sqlite->base;

fail:
    snprintf(error, STORE_ERROR_SIZE, "The database file cannot be opened: %.150s. Check the path and its rights.",
             problem);
    if (sqlite)
        db_close(&sqlite->base);
    return NULL;
}

static bool reconnect(struct db *db)
{
    (void)db;
    return false; // a file is never lost
}

static enum db_status prepare(struct db *db, const char *sql, struct db_statement **ret_statement)
{
    struct sqlite *sqlite = (struct sqlite *)db;
    struct sqlite_statement *statement = calloc(1, sizeof(*statement));
    if (!statement) {
        snprintf(db->error, sizeof(db->error), "no memory");
        return DB_FAIL;
    }
    int code = sqlite3_prepare_v3(sqlite->handle, sql, -1, SQLITE_PREPARE_PERSISTENT, &statement->handle, NULL);
    if (code != SQLITE_OK || !statement->handle) {
        free(statement);
        return fail(db, code);
    }
    *ret_statement = &statement->base;
    return DB_OK;
}

static int bind(sqlite3_stmt *handle, int place, const struct db_value *value)
{
    switch (value->type) {
    case DB_INT:
        return sqlite3_bind_int64(handle, place, value->integer);
    case DB_REAL:
        return sqlite3_bind_double(handle, place, value->real);
    case DB_TEXT:
        return sqlite3_bind_text64(handle, place, value->bytes, value->size, SQLITE_STATIC, SQLITE_UTF8);
    case DB_BLOB:
        return sqlite3_bind_blob64(handle, place, value->bytes, value->size, SQLITE_STATIC);
    case DB_NULL:
    default:
        return sqlite3_bind_null(handle, place);
    }
}

static enum db_status start(struct db *db, struct db_statement *base, struct db_values values)
{
    struct sqlite_statement *statement = (struct sqlite_statement *)base;
    int wanted = sqlite3_bind_parameter_count(statement->handle);
    if (values.count != (size_t)wanted) {
        snprintf(db->error, sizeof(db->error), "the statement takes %d values, %zu were given", wanted, values.count);
        return DB_FAIL;
    }
    for (int i = 0; i < wanted; i++) {
        int code = bind(statement->handle, i + 1, &values.values[i]);
        if (code != SQLITE_OK)
            return fail(db, code);
    }
    statement->first = sqlite3_step(statement->handle);
    return statement->first == SQLITE_ROW || statement->first == SQLITE_DONE ? DB_OK : fail(db, statement->first);
}

static enum db_status next(struct db *db, struct db_statement *base)
{
    struct sqlite_statement *statement = (struct sqlite_statement *)base;
    int code = statement->first ? statement->first : sqlite3_step(statement->handle);
    statement->first = code == SQLITE_DONE ? SQLITE_DONE : 0; // a further step would start over
    if (code == SQLITE_ROW)
        return DB_ROW;
    return code == SQLITE_DONE ? DB_OK : fail(db, code);
}

static void done(struct db_statement *base)
{
    struct sqlite_statement *statement = (struct sqlite_statement *)base;
    sqlite3_reset(statement->handle);
    sqlite3_clear_bindings(statement->handle);
    statement->first = 0;
}

static void finalize(struct db_statement *base)
{
    struct sqlite_statement *statement = (struct sqlite_statement *)base;
    sqlite3_finalize(statement->handle);
    free(statement);
}

static int64_t changes(struct db *db, struct db_statement *base)
{
    struct sqlite_statement *statement = (struct sqlite_statement *)base;
    return sqlite3_stmt_readonly(statement->handle) ? 0 : sqlite3_changes64(((struct sqlite *)db)->handle);
}

static int64_t get_int(struct db_statement *base, int column)
{
    return sqlite3_column_int64(((struct sqlite_statement *)base)->handle, column);
}

static double get_real(struct db_statement *base, int column)
{
    return sqlite3_column_double(((struct sqlite_statement *)base)->handle, column);
}

static const char *get_text(struct db_statement *base, int column)
{
    return (const char *)sqlite3_column_text(((struct sqlite_statement *)base)->handle, column);
}

static bool is_null(struct db_statement *base, int column)
{
    return sqlite3_column_type(((struct sqlite_statement *)base)->handle, column) == SQLITE_NULL;
}

static enum db_type get_type(struct db_statement *base, int column)
{
    switch (sqlite3_column_type(((struct sqlite_statement *)base)->handle, column)) {
    case SQLITE_INTEGER:
        return DB_INT;
    case SQLITE_FLOAT:
        return DB_REAL;
    case SQLITE_TEXT:
        return DB_TEXT;
    case SQLITE_BLOB:
        return DB_BLOB;
    default:
        return DB_NULL;
    }
}

static const void *get_blob(struct db_statement *base, int column, size_t *ret_size)
{
    sqlite3_stmt *handle = ((struct sqlite_statement *)base)->handle;
    bool null = is_null(base, column);
    const void *bytes = sqlite3_column_blob(handle, column);
    *ret_size = (size_t)sqlite3_column_bytes(handle, column);
    return bytes || null ? bytes : ""; // SQLite answers NULL for an empty blob
}

static enum db_status begin(struct db *db)
{
    struct sqlite *sqlite = (struct sqlite *)db;
    if (!lock_take(sqlite))
        return DB_BUSY;
    enum db_status status = run(db, "BEGIN IMMEDIATE", NULL);
    if (status != DB_OK)
        lock_give(sqlite);
    return status;
}

static void rollback(struct db *db)
{
    char reason[DB_ERROR_SIZE];
    memcpy(reason, db->error, sizeof(reason));
    if (in_transaction(db))
        (void)run(db, "ROLLBACK", NULL); // what failed before is what is told
    memcpy(db->error, reason, sizeof(reason));
    lock_give((struct sqlite *)db);
}

static enum db_commit commit(struct db *db, enum db_status *ret_why)
{
    enum db_status status = db_exec(db, "UPDATE store_log SET batch = batch + 1", DB_NO_VALUES);
    if (status == DB_OK)
        status = run(db, "COMMIT", NULL);
    if (status != DB_OK) {
        // What a disk was told to keep and did not confirm may be there after a crash all the same.
        *ret_why = status == DB_FAILING ? DB_IN_DOUBT : status;
        rollback(db);
        return DB_UNDONE;
    }
    note_log((struct sqlite *)db);
    lock_give((struct sqlite *)db);
    return DB_COMMITTED;
}

static enum db_status unit_begin(struct db *db)
{
    return db_exec(db, "SAVEPOINT unit", DB_NO_VALUES);
}

static enum db_status unit_keep(struct db *db)
{
    return db_exec(db, "RELEASE unit", DB_NO_VALUES);
}

static enum db_status unit_undo(struct db *db)
{
    enum db_status status = db_exec(db, "ROLLBACK TO unit", DB_NO_VALUES);
    return status == DB_OK ? unit_keep(db) : status;
}

/* The log holds pages as they were until it is empty. */
static enum db_status scrub(struct db *db)
{
    struct sqlite *sqlite = (struct sqlite *)db;
    if (!lock_take(sqlite))
        return DB_BUSY;
    int code = sqlite3_wal_checkpoint_v2(sqlite->handle, NULL, SQLITE_CHECKPOINT_TRUNCATE, NULL, NULL);
    lock_give(sqlite);
    return code == SQLITE_OK ? DB_OK : fail(db, code);
}

static enum db_status schema_lock(struct db *db)
{
    (void)db;
    return DB_OK; // each migration is one transaction
}

static void schema_unlock(struct db *db)
{
    (void)db;
}

static enum db_status set_last_id(struct db *db, const char *table, int64_t id)
{
    enum db_status status = db_exec(db, "DELETE FROM sqlite_sequence WHERE name = ?", DB_VALUES(T(table)));
    return status != DB_OK
               ? status
               : db_exec(db, "INSERT INTO sqlite_sequence (name, seq) VALUES (?, ?)", DB_VALUES(T(table), I(id)));
}

static bool check(struct db *db, char error[static STORE_ERROR_SIZE])
{
    struct db_rows rows;
    enum db_status status = db_query(db, &rows, "PRAGMA quick_check(1)", DB_NO_VALUES);
    if (status == DB_OK && (status = db_next(&rows)) == DB_ROW) {
        bool good = strcmp(db_text(&rows, 0), "ok") == 0;
        if (!good)
            snprintf(error, STORE_ERROR_SIZE, "The database file is damaged: %.180s", db_text(&rows, 0));
        db_done(&rows);
        if (!good)
            return false;
        status = db_query(db, &rows, "PRAGMA foreign_key_check", DB_NO_VALUES);
        if (status == DB_OK && (status = db_next(&rows)) == DB_ROW)
            snprintf(error, STORE_ERROR_SIZE, "A row of %.60s names one of %.60s that is not there.", db_text(&rows, 0),
                     db_text(&rows, 2));
        else if (status != DB_OK)
            snprintf(error, STORE_ERROR_SIZE, "The database file cannot be checked: %.180s", db->error);
        db_done(&rows);
        return status == DB_OK;
    }
    snprintf(error, STORE_ERROR_SIZE, "The database file is damaged: %.180s", db->error);
    return false;
}

/* What the file says without its log, as far as it can be read that way. */
static bool read_alone(const char *path, int64_t *ret_epoch, int64_t *ret_batch)
{
    char uri[3 * STORE_URL_PATH + 40] = "file:";
    size_t used = strlen(uri);
    sqlite3 *handle = NULL;
    sqlite3_stmt *statement = NULL;
    for (const char *c = path; *c; c++)
        used +=
            (size_t)snprintf(uri + used, sizeof(uri) - used, strchr("%?#", *c) ? "%%%02x" : "%c", (unsigned char)*c);
    snprintf(uri + used, sizeof(uri) - used, "?immutable=1");
    bool good = sqlite3_open_v2(uri, &handle, SQLITE_OPEN_READONLY | SQLITE_OPEN_URI, NULL) == SQLITE_OK &&
                sqlite3_prepare_v2(handle, "SELECT epoch, batch FROM store_log", -1, &statement, NULL) == SQLITE_OK &&
                sqlite3_step(statement) == SQLITE_ROW;
    if (good) {
        *ret_epoch = sqlite3_column_int64(statement, 0);
        *ret_batch = sqlite3_column_int64(statement, 1);
    }
    sqlite3_finalize(statement);
    sqlite3_close(handle);
    return good;
}

bool db_sqlite_log_fits(const char *path, struct db *db)
{
    struct db_rows rows;
    int64_t epoch, batch;
    bool fits = true;
    if (!read_alone(path, &epoch, &batch) ||
        db_query(db, &rows, "SELECT epoch, before_epoch, before_batch FROM store_log", DB_NO_VALUES) != DB_OK)
        return true; // from before there was this table, or damaged: `check` tells
    if (db_next(&rows) == DB_ROW)
        fits = epoch == db_int(&rows, 0) || (epoch == db_int(&rows, 1) && batch >= db_int(&rows, 2));
    db_done(&rows);
    return fits;
}

const struct db_engine db_sqlite = {
    .name = "sqlite",
    .open = open_sqlite,
    .close = close_sqlite,
    .reconnect = reconnect,
    .prepare = prepare,
    .start = start,
    .next = next,
    .done = done,
    .finalize = finalize,
    .changes = changes,
    .get_int = get_int,
    .get_real = get_real,
    .get_text = get_text,
    .get_blob = get_blob,
    .is_null = is_null,
    .get_type = get_type,
    .run = run,
    .begin = begin,
    .commit = commit,
    .rollback = rollback,
    .in_transaction = in_transaction,
    .unit_begin = unit_begin,
    .unit_keep = unit_keep,
    .unit_undo = unit_undo,
    .scrub = scrub,
    .schema_in_transaction = true,
    .schema_lock = schema_lock,
    .schema_unlock = schema_unlock,
    .sql_snapshot = "BEGIN",
    .sql_tables =
        "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite!_%' ESCAPE '!' ORDER BY name",
    .sql_columns = "SELECT name FROM pragma_table_info(?) ORDER BY cid",
    .sql_last_id = "SELECT seq FROM sqlite_sequence WHERE name = ?",
    .set_last_id = set_last_id,
    .sql_unchecked = "PRAGMA foreign_keys = OFF",
    .sql_checked = "PRAGMA foreign_keys = ON",
    .check = check,
    .token_id = "INTEGER PRIMARY KEY AUTOINCREMENT",
    .token_blob = "BLOB",
    .token_text = "TEXT",
    .token_table = "",
};
