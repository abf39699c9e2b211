/* SPDX-License-Identifier: MIT */
/*
 * MariaDB behind engine.h: the connection, its session settings, transactions and what to do when it breaks.
 *
 * A commit whose answer never came may or may not have happened. So each transaction of a writer counts up that
 * writer's row in store_commits; after a reconnect the row tells which it was. Reading it FOR UPDATE waits until the
 * server has finished with the broken connection's transaction, which holds that row.
 */
#include <errmsg.h>
#include <mysqld_error.h>
#include <pthread.h>
#include <sys/random.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/str.h"
#include "store/mariadb_statement.h"

enum {
    CONNECT_TIMEOUT_S = 5,
    TIMEOUT_S = 30, // of connections of no store, which go through whole tables
    MIGRATION_TIMEOUT_S = 6 * 3600,
    LOCK_TIMEOUT_S = 3,
    SCHEMA_LOCK_TIMEOUT_S = 60,
    RESOLVE_MS = 15000, // how long to ask what became of a commit
    RESOLVE_PAUSE_US = 100000,
    WRITER_NAME_SIZE = 33,
};

/* What Debian's programs check certificates against. */
static const char SYSTEM_CA[] = "/etc/ssl/certs/ca-certificates.crt";

struct mariadb {
    struct db base;
    MYSQL *mysql;
    struct store_url url;
    size_t host;                   // of the URL's: the one that answered last
    char writer[WRITER_NAME_SIZE]; // this connection's row in store_commits
    int64_t batch;                 // the last transaction begun
    bool migrating;                // an ALTER TABLE may take long
};

static enum db_status run(struct db *db, const char *sql, bool *ret_exists)
{
    struct mariadb *mariadb = (struct mariadb *)db;
    bool exists = false;
    enum db_status status = DB_OK;
    if (!mariadb->mysql)
        return mariadb_fail(db, CR_SERVER_GONE_ERROR, "not connected");
    if (mysql_real_query(mariadb->mysql, sql, strlen(sql)) != 0) {
        unsigned number = mysql_errno(mariadb->mysql);
        exists = number == ER_TABLE_EXISTS_ERROR || number == ER_DUP_FIELDNAME || number == ER_DUP_KEYNAME ||
                 number == ER_CANT_DROP_FIELD_OR_KEY || number == ER_BAD_TABLE_ERROR;
        status = mariadb_fail(db, number, mysql_error(mariadb->mysql));
    } else {
        MYSQL_RES *result = mysql_store_result(mariadb->mysql);
        if (result)
            mysql_free_result(result);
    }
    if (ret_exists)
        *ret_exists = exists;
    return status;
}

static unsigned timeout_of(const struct mariadb *mariadb)
{
    return mariadb->url.timeout_s ? mariadb->url.timeout_s : TIMEOUT_S;
}

static bool session_set_up(struct db *db)
{
    // Exact comparison, no backslash escapes and standard quotes, as in SQLite; strict, so that nothing is cut
    // silently.
    static const char mode[] = "SET SESSION sql_mode = 'STRICT_ALL_TABLES,ANSI_QUOTES,PIPES_AS_CONCAT,"
                               "NO_BACKSLASH_ESCAPES,NO_ENGINE_SUBSTITUTION,NO_ZERO_DATE,NO_ZERO_IN_DATE'";
    const char *const shared[] = {
        "SET NAMES utf8mb4 COLLATE utf8mb4_nopad_bin",
        mode,
        "SET SESSION time_zone = '+00:00'",
    };
    for (size_t i = 0; i < ARRAY_LENGTH(shared); i++)
        if (run(db, shared[i], NULL) != DB_OK)
            return false;
    char limit[80];
    if (db->role == DB_READER) {
        // The server gives up by itself, too: nobody waits for that answer any more. 0: it does not.
        snprintf(limit, sizeof(limit), "SET SESSION max_statement_time = %u", ((struct mariadb *)db)->url.timeout_s);
        return run(db, limit, NULL) == DB_OK && run(db, "SET SESSION TRANSACTION READ ONLY", NULL) == DB_OK;
    }
    snprintf(limit, sizeof(limit), "SET SESSION innodb_lock_wait_timeout = %d", LOCK_TIMEOUT_S);
    // Serializable: what a unit has read cannot change before its commit, with any number of writers and servers.
    return run(db, limit, NULL) == DB_OK &&
           run(db, "SET SESSION TRANSACTION ISOLATION LEVEL SERIALIZABLE", NULL) == DB_OK;
}

/* Of several servers only the one that takes writes will do, for reading, too: what was acknowledged is read again. */
static bool is_primary(struct mariadb *mariadb)
{
    bool primary = false;
    if (mariadb->url.host_count < 2)
        return true;
    if (mysql_query(mariadb->mysql, "SELECT @@global.read_only = 0") == 0) {
        MYSQL_RES *result = mysql_store_result(mariadb->mysql);
        MYSQL_ROW row = result ? mysql_fetch_row(result) : NULL;
        primary = row && row[0] && strcmp(row[0], "1") == 0;
        mysql_free_result(result);
    }
    if (!primary)
        (void)mariadb_fail(&mariadb->base, CR_CONN_HOST_ERROR, "the server takes no writes");
    return primary;
}

static void set_options(struct mariadb *mariadb)
{
    const struct store_url *url = &mariadb->url;
    const unsigned io_timeout = mariadb->migrating ? MIGRATION_TIMEOUT_S : timeout_of(mariadb);
    const unsigned connect_timeout = io_timeout < CONNECT_TIMEOUT_S ? io_timeout : CONNECT_TIMEOUT_S;
    const unsigned local_files = 0;
    const my_bool yes = 1;
    const unsigned tcp = MYSQL_PROTOCOL_TCP;
    mysql_options(mariadb->mysql, MYSQL_OPT_CONNECT_TIMEOUT, &connect_timeout);
    mysql_options(mariadb->mysql, MYSQL_OPT_READ_TIMEOUT, &io_timeout);
    mysql_options(mariadb->mysql, MYSQL_OPT_WRITE_TIMEOUT, &io_timeout);
    mysql_options(mariadb->mysql, MYSQL_OPT_LOCAL_INFILE, &local_files);
    mysql_options(mariadb->mysql, MYSQL_SET_CHARSET_NAME, "utf8mb4");
    if (!url->tls)
        return;
    mysql_options(mariadb->mysql, MYSQL_OPT_PROTOCOL, &tcp); // also to "localhost"
    mysql_options(mariadb->mysql, MYSQL_OPT_SSL_ENFORCE, &yes);
    mysql_options(mariadb->mysql, MYSQL_OPT_SSL_VERIFY_SERVER_CERT, &yes);
    mysql_options(mariadb->mysql, MARIADB_OPT_TLS_VERSION, "TLSv1.2,TLSv1.3");
    mysql_options(mariadb->mysql, MYSQL_OPT_SSL_CA, url->ca[0] ? url->ca : SYSTEM_CA);
}

static bool connect_host(struct mariadb *mariadb, const struct store_host *host)
{
    const struct store_url *url = &mariadb->url;
    struct db *db = &mariadb->base;
    mysql_close(mariadb->mysql);
    mariadb->mysql = mysql_init(NULL);
    if (!mariadb->mysql) {
        snprintf(db->error, sizeof(db->error), "no memory");
        return false;
    }
    set_options(mariadb);
    // Found rows: an UPDATE counts the rows it matched, also those that it leaves as they are, as SQLite does.
    if (!mysql_real_connect(mariadb->mysql, host->name, url->user, url->password, url->database, host->port,
                            url->socket[0] ? url->socket : NULL, CLIENT_FOUND_ROWS)) {
        (void)mariadb_fail(db, mysql_errno(mariadb->mysql), mysql_error(mariadb->mysql));
        return false;
    }
    if (url->tls && !mysql_get_ssl_cipher(mariadb->mysql)) {
        (void)mariadb_fail(db, CR_SSL_CONNECTION_ERROR, "the server does not encrypt");
        return false;
    }
    db->lost = db->transaction_lost = false;
    return is_primary(mariadb) && session_set_up(db);
}

static bool connect_once(struct mariadb *mariadb)
{
    for (size_t i = 0; i < mariadb->url.host_count; i++) {
        size_t host = (mariadb->host + i) % mariadb->url.host_count;
        if (connect_host(mariadb, &mariadb->url.hosts[host])) {
            mariadb->host = host;
            return true;
        }
    }
    return false;
}

static bool reconnect(struct db *db)
{
    db_forget_statements(db);
    return connect_once((struct mariadb *)db);
}

/* Makes this writer's row in store_commits. Rows of writers that are long gone are removed. */
static bool writer_set_up(struct mariadb *mariadb)
{
    enum { DAY_MS = 86400000 };
    struct db *db = &mariadb->base;
    uint64_t random[2];
    if (getrandom(random, sizeof(random), 0) != sizeof(random))
        return false;
    snprintf(mariadb->writer, sizeof(mariadb->writer), "%016llx%016llx", (unsigned long long)random[0],
             (unsigned long long)random[1]);
    int64_t now = clock_real_ms();
    return run(db,
               "CREATE TABLE IF NOT EXISTS store_commits (writer VARCHAR(32) CHARACTER SET ascii COLLATE ascii_bin "
               "PRIMARY KEY, batch BIGINT NOT NULL, begun_at BIGINT NOT NULL) ENGINE=InnoDB",
               NULL) == DB_OK &&
           db_exec(db, "DELETE FROM store_commits WHERE begun_at < ?", DB_VALUES(I(now - DAY_MS))) != DB_FAIL &&
           db_exec(db, "INSERT INTO store_commits (writer, batch, begun_at) VALUES (?, 0, ?)",
                   DB_VALUES(T(mariadb->writer), I(now))) == DB_OK;
}

static void close_mariadb(struct db *db)
{
    struct mariadb *mariadb = (struct mariadb *)db;
    mysql_close(mariadb->mysql);
    explicit_bzero(&mariadb->url, sizeof(mariadb->url));
    free(mariadb);
}

static void library_start(void)
{
    mysql_server_init(0, NULL, NULL); // not safe to run in two threads at once
}

static struct db *open_mariadb(const struct store_url *url, enum db_role role, char error[static STORE_ERROR_SIZE])
{
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    pthread_once(&once, library_start);
    struct mariadb *mariadb = calloc(1, sizeof(*mariadb));
    if (!mariadb) {
        snprintf(error, STORE_ERROR_SIZE, "There is no memory for a database connection.");
        return NULL;
    }
    mariadb->base.engine = &db_mariadb;
    mariadb->base.role = role;
    mariadb->url = *url;
    if (!connect_once(mariadb) || (role == DB_WRITER && !writer_set_up(mariadb))) {
        snprintf(error, STORE_ERROR_SIZE, "The database server refuses: %.150s. Check its address, account and rights.",
                 mariadb->base.error);
        db_close(&mariadb->base);
        return NULL;
    }
    return &mariadb->base;
}

static enum db_status prepare(struct db *db, const char *sql, struct db_statement **ret_statement)
{
    MYSQL *mysql = ((struct mariadb *)db)->mysql;
    if (!mysql)
        return mariadb_fail(db, CR_SERVER_GONE_ERROR, "not connected");
    return mariadb_prepare(db, mysql, sql, ret_statement);
}

static enum db_status begin(struct db *db)
{
    struct mariadb *mariadb = (struct mariadb *)db;
    if (!db_ready(db))
        return DB_BUSY;
    db->transaction_lost = false;
    enum db_status status = run(db, "START TRANSACTION", NULL);
    if (status != DB_OK && db->lost && db_reconnect(db)) // the server closes idle connections
        status = run(db, "START TRANSACTION", NULL);
    if (status == DB_OK)
        mariadb->batch++;
    return status;
}

static bool in_transaction(struct db *db)
{
    struct mariadb *mariadb = (struct mariadb *)db;
    unsigned server_status = 0;
    if (db->lost || db->transaction_lost)
        return false;
    mariadb_get_infov(mariadb->mysql, MARIADB_CONNECTION_SERVER_STATUS, &server_status);
    return server_status & SERVER_STATUS_IN_TRANS;
}

static void rollback(struct db *db)
{
    char reason[DB_ERROR_SIZE];
    memcpy(reason, db->error, sizeof(reason));
    if (!db->lost && run(db, "ROLLBACK", NULL) != DB_OK)
        db->lost = true; // whatever is open there must not leak into the next transaction
    memcpy(db->error, reason, sizeof(reason));
}

/* Asks, on a new connection, what became of the transaction whose commit was not answered. */
static enum db_commit resolve(struct mariadb *mariadb)
{
    struct db *db = &mariadb->base;
    int64_t deadline = clock_steady_ns() + (int64_t)RESOLVE_MS * 1000000;
    for (; clock_steady_ns() < deadline; usleep(RESOLVE_PAUSE_US)) {
        int64_t batch;
        if ((db->lost && !db_reconnect(db)) || run(db, "START TRANSACTION", NULL) != DB_OK)
            continue;
        enum db_status status = db_one_int(db, &batch, "SELECT batch FROM store_commits WHERE writer = ? FOR UPDATE",
                                           DB_VALUES(T(mariadb->writer)));
        rollback(db);
        if (status == DB_ROW)
            return batch == mariadb->batch ? DB_COMMITTED : DB_UNDONE;
        if (status == DB_OK)
            break; // no such row: somebody has emptied the table
    }
    return DB_UNKNOWN;
}

static enum db_commit commit(struct db *db, enum db_status *ret_why)
{
    struct mariadb *mariadb = (struct mariadb *)db;
    struct db_values row = DB_VALUES(I(mariadb->batch), I(clock_real_ms()), T(mariadb->writer));
    enum db_status status = db_exec(db, "UPDATE store_commits SET batch = ?, begun_at = ? WHERE writer = ?", row);
    if (status == DB_OK && db_changes(db) == 0) // removed after a long idle time
        status = db_exec(db, "INSERT INTO store_commits (batch, begun_at, writer) VALUES (?, ?, ?)", row);
    if (status == DB_OK) {
        status = run(db, "COMMIT", NULL);
        if (status == DB_OK)
            return DB_COMMITTED;
        if (db->lost) {
            *ret_why = DB_BUSY;
            return resolve(mariadb);
        }
    }
    *ret_why = status;
    rollback(db);
    return DB_UNDONE;
}

static enum db_status unit_begin(struct db *db)
{
    return run(db, "SAVEPOINT unit", NULL);
}

static enum db_status unit_keep(struct db *db)
{
    (void)db;
    return DB_OK; // the next savepoint of the same name takes its place
}

static enum db_status unit_undo(struct db *db)
{
    return run(db, "ROLLBACK TO SAVEPOINT unit", NULL);
}

/* What InnoDB keeps of deleted rows is the server's to purge. */
static enum db_status scrub(struct db *db)
{
    (void)db;
    return DB_OK;
}

/* One server may serve several of us: only one migrates. */
static enum db_status schema_lock(struct db *db)
{
    int64_t got = 0;
    ((struct mariadb *)db)->migrating = true;
    if (!db_reconnect(db)) // with that time limit
        return DB_BUSY;
    enum db_status status =
        db_one_int(db, &got, "SELECT GET_LOCK(CONCAT('ams.', DATABASE()), ?)", DB_VALUES(I(SCHEMA_LOCK_TIMEOUT_S)));
    if (status == DB_ROW && got == 1)
        return DB_OK;
    if (status == DB_ROW)
        snprintf(db->error, sizeof(db->error), "another program is migrating this database");
    return DB_BUSY;
}

static void schema_unlock(struct db *db)
{
    char reason[DB_ERROR_SIZE];
    memcpy(reason, db->error, sizeof(reason));
    if (!db->lost)
        (void)run(db, "DO RELEASE_LOCK(CONCAT('ams.', DATABASE()))", NULL);
    ((struct mariadb *)db)->migrating = false;
    (void)db_reconnect(db);
    memcpy(db->error, reason, sizeof(reason));
}

static enum db_status set_last_id(struct db *db, const char *table, int64_t id)
{
    char sql[120];
    snprintf(sql, sizeof(sql), "ALTER TABLE \"%.64s\" AUTO_INCREMENT = %lld", table, (long long)id + 1);
    return run(db, sql, NULL);
}

/* Looks at the answer to CHECK TABLE: its last row says OK, or what is wrong. */
static bool is_whole(struct mariadb *mariadb, const char *table, char error[static STORE_ERROR_SIZE])
{
    enum { TYPE = 2, WORDS = 3 };
    bool good = true;
    MYSQL_RES *result = mysql_store_result(mariadb->mysql);
    for (MYSQL_ROW row; result && good && (row = mysql_fetch_row(result));) {
        good = !row[TYPE] || strcasecmp(row[TYPE], "error") != 0;
        if (!good)
            snprintf(error, STORE_ERROR_SIZE, "Table %.60s is damaged: %.150s", table, row[WORDS] ? row[WORDS] : "");
    }
    mysql_free_result(result);
    return good;
}

static bool check(struct db *db, char error[static STORE_ERROR_SIZE])
{
    struct mariadb *mariadb = (struct mariadb *)db;
    MYSQL_RES *tables = NULL;
    bool good = mariadb->mysql &&
                mysql_query(mariadb->mysql, "SHOW FULL TABLES WHERE Table_type = 'BASE TABLE'") == 0 &&
                (tables = mysql_store_result(mariadb->mysql));
    if (!good)
        snprintf(error, STORE_ERROR_SIZE, "The database's tables cannot be listed: %.150s",
                 mariadb->mysql ? mysql_error(mariadb->mysql) : "not connected");
    for (MYSQL_ROW row; good && (row = mysql_fetch_row(tables));) {
        char sql[100];
        snprintf(sql, sizeof(sql), "CHECK TABLE \"%.64s\" QUICK", row[0]);
        good = mysql_query(mariadb->mysql, sql) == 0;
        if (!good)
            snprintf(error, STORE_ERROR_SIZE, "Table %.60s cannot be checked: %.150s", row[0],
                     mysql_error(mariadb->mysql));
        good = good && is_whole(mariadb, row[0], error);
    }
    mysql_free_result(tables);
    return good;
}

const struct db_engine db_mariadb = {
    .name = "mariadb",
    .open = open_mariadb,
    .close = close_mariadb,
    .reconnect = reconnect,
    .prepare = prepare,
    .start = mariadb_start,
    .next = mariadb_next,
    .start_many = mariadb_start_many,
    .done = mariadb_done,
    .finalize = mariadb_finalize,
    .changes = mariadb_changes,
    .get_int = mariadb_get_int,
    .get_real = mariadb_get_real,
    .get_text = mariadb_get_text,
    .get_blob = mariadb_get_blob,
    .is_null = mariadb_is_null,
    .get_type = mariadb_get_type,
    .run = run,
    .begin = begin,
    .commit = commit,
    .rollback = rollback,
    .in_transaction = in_transaction,
    .unit_begin = unit_begin,
    .unit_keep = unit_keep,
    .unit_undo = unit_undo,
    .scrub = scrub,
    .schema_in_transaction = false,
    .schema_lock = schema_lock,
    .schema_unlock = schema_unlock,
    .sql_snapshot = "START TRANSACTION WITH CONSISTENT SNAPSHOT",
    .sql_tables = "SELECT table_name FROM information_schema.tables WHERE table_schema = DATABASE() AND "
                  "table_type = 'BASE TABLE' ORDER BY table_name",
    .sql_columns = "SELECT column_name FROM information_schema.columns WHERE table_schema = DATABASE() AND "
                   "table_name = ? ORDER BY ordinal_position",
    .sql_last_id = "SELECT COALESCE(auto_increment, 1) - 1 FROM information_schema.tables WHERE "
                   "table_schema = DATABASE() AND table_name = ?",
    .set_last_id = set_last_id,
    .sql_unchecked = "SET SESSION foreign_key_checks = 0",
    .sql_checked = "SET SESSION foreign_key_checks = 1",
    .check = check,
    .keeps_lengths = true,
    .token_id = "BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY",
    .token_blob = "MEDIUMBLOB",
    .token_text = "MEDIUMTEXT",
    .token_table = "ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_nopad_bin ROW_FORMAT=DYNAMIC",
};
