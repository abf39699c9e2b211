/* SPDX-License-Identifier: MIT */
#include "support/database.h"

#include <errno.h>
#include <fcntl.h>
#include <mysql.h>
#include <setjmp.h>
#include <stdarg.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/str.h"
#include "store/url.h"
#include "support/kept.h"
#include "support/mariadb_server.h"
#include "support/threads.h"

enum { START_TRIES = 600, START_PAUSE_US = 50000, SHAPE_SIZE = 100, QUERY_TRIES_MAX = 50, QUERY_PAUSE_US = 100000 };

/* The MariaDB server of this program. */
static struct {
    bool tried;
    bool ready;
    struct mariadb_server own; // when it is not somebody else's
    char url[300];             // without a database: "mariadb://root@localhost/?socket=..."
} server;

/* What this program, or one before it, has migrated once for all tests. */
static struct {
    unsigned char *file; // SQLite: the bytes of a migrated ams.db
    size_t file_size;
    char spare[64];         // MariaDB: the database of a test that is over, its rows still in it; or ""
    char shape[SHAPE_SIZE]; // MariaDB: read_shape of a migrated database; "" before there was one
} migrated;

/* A connection to the server with no database chosen, or NULL. */
static MYSQL *administrator(void)
{
    struct store_url url;
    char text[400], error[STORE_ERROR_SIZE];
    const char *slash = strchr(strstr(server.url, "://") + 3, '/');
    snprintf(text, sizeof(text), "%.*smysql%s", (int)(slash + 1 - server.url), server.url, slash + 1);
    if (!store_url_parse(text, &url, error))
        test_die("AMS_TEST_MARIADB: %s", error);
    MYSQL *mysql = mysql_init(NULL);
    if (!mysql_real_connect(mysql, url.hosts[0].name, url.user, url.password, NULL, url.hosts[0].port,
                            url.socket[0] ? url.socket : NULL, 0)) {
        mysql_close(mysql);
        return NULL;
    }
    return mysql;
}

static void run(MYSQL *mysql, const char *sql)
{
    if (mysql_query(mysql, sql) != 0)
        test_die("%s: %s", sql, mysql_error(mysql));
}

void test_mariadb_run(const char *sql)
{
    MYSQL *mysql = administrator();
    if (!mysql)
        test_die("the MariaDB server does not answer");
    run(mysql, sql);
    mysql_close(mysql);
}

static void drop_database(const char *name)
{
    char sql[100];
    snprintf(sql, sizeof(sql), "DROP DATABASE %s", name);
    test_mariadb_run(sql);
}

/* Ends this program's own server; from another's it takes back what it has put there and no program after it needs. */
static void server_stop(void)
{
    if (server.own.process == 0 && migrated.spare[0] && !kept_leave(migrated.spare, migrated.shape))
        drop_database(migrated.spare);
    if (server.own.process > 0)
        mariadb_server_remove(&server.own);
}

/* Waits until somebody else's server answers; ends the program when it does not. */
static void server_wait(void)
{
    for (int i = 0; i < START_TRIES; i++) {
        MYSQL *mysql = administrator();
        if (mysql) {
            mysql_close(mysql);
            return;
        }
        usleep(START_PAUSE_US);
    }
    test_die("the MariaDB server for the tests does not answer");
}

/* True when a MariaDB server is there, started now if need be. */
static bool server_ready(void)
{
    if (server.tried)
        return server.ready;
    server.tried = true;
    const char *given = getenv("AMS_TEST_MARIADB");
    if (given && given[0]) {
        if (!str_copy(server.url, sizeof(server.url), given) || !strstr(given, "://") ||
            !strchr(strstr(given, "://") + 3, '/'))
            test_die("AMS_TEST_MARIADB is not an address like mariadb://root@localhost/?socket=PATH");
        server_wait();
    } else if (!mariadb_installed()) {
        return false;
    } else {
        mariadb_server_make(&server.own);
        mariadb_server_start(&server.own);
        mariadb_server_wait(&server.own);
        snprintf(server.url, sizeof(server.url), "mariadb://root@localhost/?socket=%s", server.own.socket);
    }
    atexit(server_stop);
    return server.ready = true;
}

/* Names the database as one that is there. */
static void name_database(struct test_store *test, const char *name)
{
    const char *slash = strchr(strstr(server.url, "://") + 3, '/');
    snprintf(test->database, sizeof(test->database), "%s", name);
    snprintf(test->url, sizeof(test->url), "%.*s%s%s", (int)(slash + 1 - server.url), server.url, name, slash + 1);
}

/* Makes an empty database; NULL when the engine is not installed. */
static struct test_store *make_database(enum test_engine engine)
{
    static int counter;
    char name[64], sql[100];
    struct test_store *test = calloc(1, sizeof(*test));
    if (!test)
        test_die("no memory");
    test->engine = engine;
    if (engine == TEST_SQLITE) {
        test_make_folder(test->folder, sizeof(test->folder), "ams-test");
        snprintf(test->url, sizeof(test->url), "sqlite:%s/ams.db", test->folder);
    } else if (server_ready()) {
        snprintf(name, sizeof(name), "ams_test_%d_%d", (int)getpid(), ++counter);
        snprintf(sql, sizeof(sql), "CREATE DATABASE %s", name);
        test_mariadb_run(sql);
        name_database(test, name);
    } else {
        free(test);
        return NULL;
    }
    return test;
}

static void open_store(struct test_store *test)
{
    char error[STORE_ERROR_SIZE];
    test->store = store_open(&test->config, error);
    if (!test->store)
        test_die("store_open: %s", error);
    threads_rest();
}

struct test_store *test_store_open_raw(enum test_engine engine, unsigned readers, unsigned writers, size_t queue_max)
{
    struct test_store *test = make_database(engine);
    if (!test)
        return NULL;
    test->config =
        (struct store_config){.url = test->url, .readers = readers, .writers = writers, .queue_max = queue_max};
    open_store(test);
    return test;
}

struct test_store *test_store_open_migrated(enum test_engine engine)
{
    struct test_store *test = test_store_open_raw(engine, 2, 1, 1024);
    char error[STORE_ERROR_SIZE];
    int64_t version;
    if (test && store_migrate(test->store, &version, error) != DB_OK)
        test_die("store_migrate: %s", error);
    return test;
}

/* Migrates an SQLite database and keeps the bytes of its file. */
static void keep_file(void)
{
    char path[100];
    struct stat about;
    struct test_store *test = test_store_open_migrated(TEST_SQLITE);
    store_close(test->store);
    test->store = NULL;
    snprintf(path, sizeof(path), "%s/ams.db-wal", test->folder);
    if (stat(path, &about) == 0 && about.st_size > 0)
        test_die("%s: what is in the log would be missing in a copy", path);
    snprintf(path, sizeof(path), "%s/ams.db", test->folder);
    FILE *file = fopen(path, "rb");
    if (!file || fstat(fileno(file), &about) != 0)
        test_die("%s: %s", path, strerror(errno));
    migrated.file_size = (size_t)about.st_size;
    migrated.file = malloc(migrated.file_size);
    if (!migrated.file || fread(migrated.file, 1, migrated.file_size, file) != migrated.file_size)
        test_die("%s: cannot be read", path);
    fclose(file);
    test_store_close(test);
    kept_leave_file(migrated.file, migrated.file_size);
}

static struct test_store *open_copy(void)
{
    char path[100];
    if (!migrated.file)
        migrated.file = kept_file(&migrated.file_size);
    if (!migrated.file)
        keep_file();
    struct test_store *test = make_database(TEST_SQLITE);
    snprintf(path, sizeof(path), "%s/ams.db", test->folder);
    int file = open(path, O_WRONLY | O_CREAT | O_EXCL, 0600);
    if (file < 0 || write(file, migrated.file, migrated.file_size) != (ssize_t)migrated.file_size)
        test_die("%s: %s", path, strerror(errno));
    close(file);
    return test;
}

/* A connection to a database of the server. */
static MYSQL *administrator_of(const char *database)
{
    MYSQL *mysql = administrator();
    if (!mysql || mysql_select_db(mysql, database) != 0)
        test_die("%s: %s", database, mysql ? mysql_error(mysql) : "the MariaDB server does not answer");
    return mysql;
}

/*
 * The rows of a query, by a connection of its own. Tried again for a while: what the server tells of its tables can
 * fail without a reason while another program drops its database.
 */
static MYSQL_RES *query(const char *database, const char *sql)
{
    char reason[200];
    for (int tries = 0; tries < QUERY_TRIES_MAX; tries++) {
        MYSQL *mysql = administrator_of(database);
        MYSQL_RES *rows = mysql_real_query(mysql, sql, strlen(sql)) == 0 ? mysql_store_result(mysql) : NULL;
        snprintf(reason, sizeof(reason), "%u %s", mysql_errno(mysql), mysql_error(mysql));
        mysql_close(mysql);
        if (rows && mysql_num_rows(rows) > 0)
            return rows;
        mysql_free_result(rows);
        usleep(QUERY_PAUSE_US);
    }
    test_die("%s: %s", sql, reason);
}

/* A text that another schema would not have: how many columns, indexed columns and migrations there are, and a sum over
 * each. */
static void read_shape(const char *database, char shape[static SHAPE_SIZE])
{
    static const char *const queries[] = {
        "SELECT CONCAT(COUNT(*), ' ', SUM(CRC32(CONCAT_WS('|', TABLE_NAME, COLUMN_NAME, ORDINAL_POSITION, COLUMN_TYPE,"
        " COALESCE(COLUMN_DEFAULT, '-'), IS_NULLABLE, COLUMN_KEY, EXTRA)))) FROM information_schema.COLUMNS"
        " WHERE TABLE_SCHEMA = DATABASE()",
        "SELECT CONCAT(COUNT(*), ' ', SUM(CRC32(CONCAT_WS('|', TABLE_NAME, INDEX_NAME, SEQ_IN_INDEX, COLUMN_NAME,"
        " NON_UNIQUE)))) FROM information_schema.STATISTICS WHERE TABLE_SCHEMA = DATABASE()",
        "SELECT CONCAT(COUNT(*), ' ', SUM(CRC32(CONCAT_WS('|', version, name, begun, done, finished_at IS NULL))))"
        " FROM schema_migrations",
    };
    size_t size = 0;
    for (size_t i = 0; i < ARRAY_LENGTH(queries); i++) {
        MYSQL_RES *rows = query(database, queries[i]);
        const char *sum = mysql_fetch_row(rows)[0];
        size += (size_t)snprintf(shape + size, SHAPE_SIZE - size, "%s ", sum ? sum : "none");
        mysql_free_result(rows);
    }
}

/* Makes a migrated database as it was before its test: no rows, and every AUTO_INCREMENT at its start. */
static void empty_database(const char *database)
{
    char sql[200];
    MYSQL_RES *tables = query(database, "SELECT TABLE_NAME, AUTO_INCREMENT > 1 FROM information_schema.TABLES"
                                        " WHERE TABLE_SCHEMA = DATABASE() AND TABLE_NAME <> 'schema_migrations'");
    MYSQL *mysql = administrator_of(database);
    run(mysql, "SET foreign_key_checks = 0, autocommit = 0");
    for (MYSQL_ROW table; (table = mysql_fetch_row(tables));) {
        snprintf(sql, sizeof(sql), "DELETE FROM `%s`", table[0]);
        run(mysql, sql);
    }
    run(mysql, "COMMIT");
    mysql_data_seek(tables, 0);
    for (MYSQL_ROW table; (table = mysql_fetch_row(tables));) {
        snprintf(sql, sizeof(sql), "ALTER TABLE `%s` AUTO_INCREMENT = 1", table[0]);
        if (table[1] && strcmp(table[1], "1") == 0)
            run(mysql, sql);
    }
    mysql_free_result(tables);
    mysql_close(mysql);
}

struct test_store *test_store_open(enum test_engine engine)
{
    struct test_store *test;
    if (engine == TEST_MARIADB && !migrated.shape[0] && server_ready() && server.own.process == 0)
        kept_take(migrated.spare, sizeof(migrated.spare), migrated.shape, sizeof(migrated.shape));
    if (engine == TEST_MARIADB && !migrated.spare[0]) {
        test = test_store_open_migrated(engine);
        if (test && !migrated.shape[0])
            read_shape(test->database, migrated.shape);
        if (test)
            test->may_serve_again = true;
        return test;
    }
    if (engine == TEST_SQLITE) {
        test = open_copy();
    } else {
        test = calloc(1, sizeof(*test));
        if (!test)
            test_die("no memory");
        test->engine = engine;
        name_database(test, migrated.spare);
        test->may_serve_again = true;
        migrated.spare[0] = '\0';
        empty_database(test->database);
    }
    test->config = (struct store_config){.url = test->url, .readers = 2, .writers = 1, .queue_max = 1024};
    open_store(test);
    return test;
}

void test_store_reopen(struct test_store *test)
{
    store_close(test->store);
    open_store(test);
}

/* Keeps the database for the next test if its schema is that of a migrated one. */
static bool keep_spare(const struct test_store *test)
{
    char shape[SHAPE_SIZE];
    if (!test->may_serve_again || migrated.spare[0])
        return false;
    read_shape(test->database, shape);
    return strcmp(shape, migrated.shape) == 0 && str_copy(migrated.spare, sizeof(migrated.spare), test->database);
}

void test_store_close(struct test_store *test)
{
    if (!test)
        return;
    store_close(test->store);
    if (test->engine == TEST_SQLITE)
        test_remove_folder(test->folder);
    else if (!keep_spare(test))
        drop_database(test->database);
    free(test);
}

int test_setup_sqlite(void **state)
{
    *state = test_store_open(TEST_SQLITE);
    return 0;
}

int test_setup_mariadb(void **state)
{
    *state = test_store_open(TEST_MARIADB);
    return 0;
}

int test_teardown(void **state)
{
    test_store_close(*state);
    *state = NULL;
    return 0;
}

struct test_store *test_store_need(void **state)
{
    if (!*state) {
        print_message("skip: mariadbd is not installed (apt-get install mariadb-server)\n");
        skip();
    }
    return *state;
}
