/* SPDX-License-Identifier: MIT */
/*
 * What a database engine offers to db.c, store.c and migrate.c. For src/store/ only.
 *
 * An engine embeds struct db and struct db_statement as the first member of its own types. Where a function returns a
 * failure it has written the reason into db->error.
 */
#ifndef AMS_STORE_ENGINE_H
#define AMS_STORE_ENGINE_H

#include "store/db.h"
#include "store/reach.h"
#include "store/url.h"

enum {
    DB_ERROR_SIZE = 512,
    DB_STATEMENTS_MAX = 128, // prepared statements kept per connection
};

enum db_role {
    DB_READER, // refuses writes, never checkpoints
    DB_WRITER,
};

/* A prepared statement; all fields but `broken` are db.c's. */
struct db_statement {
    char *sql; // own copy
    uint64_t hash;
    uint64_t used_at; // db->uses at its last use
    bool busy;        // between start and done
    bool cached;
    bool broken; // set by the engine: must not be started again
};

struct db {
    const struct db_engine *engine;
    struct store *store;       // of a reader: where it goes back to
    struct store_reach *reach; // shared with the other connections of its store; NULL: alone
    const uint8_t *secret;     // of a writer: what store_set_secret gave; NULL: nothing
    enum db_role role;
    int64_t node;          // store_node() of its store
    bool refuses;          // stands for a reader that could not be had: all that is asked of it is DB_BUSY
    bool lost;             // the connection is gone: reconnect before the next use
    bool transaction_lost; // the engine has undone the whole transaction on its own
    enum db_status broke;  // of a unit: the first statement of it that failed for more than a conflict; DB_OK: none
    struct db_waiting *waiting; // db_later.c's own; NULL: nothing has waited yet
    /* Of db_later.c: before a statement, lets what waits and has to do with it go. NULL: nothing has waited yet. */
    enum db_status (*before)(struct db *db, const char *sql);
    bool in_unit; // of a writer: what is written may wait until the unit ends
    bool streams; // rows come one by one instead of being taken whole: nothing else may run meanwhile
    void (*told)(void *context, const char *sql); // of each statement; NULL: nobody
    void *told_context;
    int64_t changes;
    uint64_t uses;
    size_t statement_count;
    struct db_statement *statements[DB_STATEMENTS_MAX];
    char error[DB_ERROR_SIZE];
};

/* What became of a transaction. */
enum db_commit {
    DB_COMMITTED, // durable
    DB_UNDONE,    // nothing of it is there
    DB_UNKNOWN,   // the connection broke during the commit and the server cannot be asked
};

struct db_engine {
    const char *name;

    /* Connects; NULL with a sentence in `error`. */
    struct db *(*open)(const struct store_url *url, enum db_role role, char error[static STORE_ERROR_SIZE]);
    void (*close)(struct db *db);     // also of a broken connection; a writer checkpoints
    bool (*reconnect)(struct db *db); // for db_reconnect alone; sets `lost` when the server could not be reached

    /* Statements. `start` runs a prepared statement as far as its first row. */
    enum db_status (*prepare)(struct db *db, const char *sql, struct db_statement **ret_statement);
    enum db_status (*start)(struct db *db, struct db_statement *statement, struct db_values values);
    enum db_status (*next)(struct db *db, struct db_statement *statement);
    /* Starts it once for each of `rows` lists of `columns` values, of which each column has one type, or NULL, in one
     * exchange with the server. NULL: there is no exchange to spare. */
    enum db_status (*start_many)(struct db *db, struct db_statement *statement, const struct db_value *values,
                                 size_t columns, size_t rows);
    void (*done)(struct db_statement *statement); // ready for another start
    void (*finalize)(struct db_statement *statement);
    int64_t (*changes)(struct db *db, struct db_statement *statement);

    int64_t (*get_int)(struct db_statement *statement, int column);
    double (*get_real)(struct db_statement *statement, int column);
    const char *(*get_text)(struct db_statement *statement, int column);
    const void *(*get_blob)(struct db_statement *statement, int column, size_t *ret_size);
    bool (*is_null)(struct db_statement *statement, int column);
    enum db_type (*get_type)(struct db_statement *statement, int column);

    /* Runs one statement that is not worth keeping (schema changes). `ret_exists`, if not NULL, tells whether a failure
     * only says that the change is already there. */
    enum db_status (*run)(struct db *db, const char *sql, bool *ret_exists);

    /* Transactions of a writer; `begin` reconnects first when the connection is lost. */
    enum db_status (*begin)(struct db *db);
    /* *ret_why is why, when nothing was kept. */
    enum db_commit (*commit)(struct db *db, enum db_status *ret_why);
    void (*rollback)(struct db *db);
    bool (*in_transaction)(struct db *db);
    enum db_status (*unit_begin)(struct db *db); // a savepoint
    enum db_status (*unit_keep)(struct db *db);
    enum db_status (*unit_undo)(struct db *db);

    /* Takes what was deleted out of the engine's own log, as far as it can; DB_BUSY while somebody reads there. */
    enum db_status (*scrub)(struct db *db);

    /* Schema. With `schema_in_transaction` a whole migration is one transaction. `schema_lock` keeps other programs
     * from migrating; `schema_unlock` follows also when it failed. */
    bool schema_in_transaction;
    enum db_status (*schema_lock)(struct db *db);
    void (*schema_unlock)(struct db *db);

    /* For backups: what the database holds, and making it hold that. */
    const char *sql_snapshot; // begins a transaction of a reader that sees one state until it ends
    const char *sql_tables;   // the names of all tables, sorted
    const char *sql_columns;  // the columns of table ?, in their order
    const char *sql_last_id;  // the highest id that table ? has given; no row or 0 when it gives none
    enum db_status (*set_last_id)(struct db *db, const char *table, int64_t id);
    const char *sql_unchecked, *sql_checked; // rows may name rows that are not there yet; and no more

    /* Whether what is stored is whole (SQLite: also that no row names one that is not there). False with a sentence. */
    bool (*check)(struct db *db, char error[static STORE_ERROR_SIZE]);

    bool keeps_lengths; // of texts: a MODIFY of a migration is for those that do
    const char *token_id, *token_blob, *token_text, *token_table; // what {id} {blob} {text} {table} stand for
};

extern const struct db_engine db_sqlite;
extern const struct db_engine db_mariadb;

/* Whether the write-ahead log beside the file at `path`, through which the reader sees it, was begun on that file. */
bool db_sqlite_log_fits(const char *path, struct db *db);

/* Opens a connection with the engine that `url` names; NULL with a sentence in `error`. */
struct db *db_open(const struct store_url *url, enum db_role role, char error[static STORE_ERROR_SIZE]);

/* Forgets all prepared statements, closes the connection, frees. NULL is allowed. */
void db_close(struct db *db);

/*
 * False: the server cannot be reached, and what is asked of `db` now would only wait. A connection that was lost is
 * made anew here, when it is its turn (reach.h).
 */
bool db_ready(struct db *db);

/* Connects anew, and tells the others of the store how that went. */
bool db_reconnect(struct db *db);

/* At a unit's end: all that waits goes, or is dropped with the unit. */
enum db_status db_later_run(struct db *db);
void db_later_drop(struct db *db);
void db_later_close(struct db *db);

/* Runs a statement once for each list of values, by start_many; for db_later.c. */
enum db_status db_exec_many(struct db *db, const char *sql, const struct db_value *values, size_t columns, size_t rows);

/* Throws away the prepared statements; those in use go when they are done. */
void db_forget_statements(struct db *db);

#endif
