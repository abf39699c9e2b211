/* SPDX-License-Identifier: MIT */
#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/str.h"
#include "store/migrate.h"
#include "support/database.h"

extern const struct embedded_file migrations[];

static int setup_raw_sqlite(void **state)
{
    *state = test_store_open_raw(TEST_SQLITE, 2, 1, 100);
    return 0;
}

static int setup_raw_mariadb(void **state)
{
    *state = test_store_open_raw(TEST_MARIADB, 2, 1, 100);
    return 0;
}

static struct db *open_writer(struct test_store *test)
{
    struct store_url url;
    char error[STORE_ERROR_SIZE];
    assert_true(store_url_parse(test->url, &url, error));
    struct db *db = db_open(&url, DB_WRITER, error);
    assert_non_null(db);
    return db;
}

static int64_t number(struct db *db, const char *sql)
{
    int64_t value = INT64_MIN;
    if (db_one_int(db, &value, sql, DB_NO_VALUES) != DB_ROW)
        fail_msg("%s: %s", sql, db_error(db));
    return value;
}

static void test_splitting(void **state)
{
    (void)state;
    const char *text =
        "-- A comment; with a ' quote\n\n  CREATE TABLE a (id {id}, -- b; c\n word {text} DEFAULT 'x;y''z',\n"
        " \"odd;name\" {blob}, other {unknown}) {table};;\n ;INSERT INTO a VALUES ('--', '{id}');\n"
        "DELETE FROM a";
    bool failed;
    char *sql = migrate_next_statement(&db_sqlite, &text, &failed);
    assert_string_equal(sql, "CREATE TABLE a (id INTEGER PRIMARY KEY AUTOINCREMENT, \n word TEXT DEFAULT 'x;y''z',\n"
                             " \"odd;name\" BLOB, other {unknown}) ");
    free(sql);
    sql = migrate_next_statement(&db_mariadb, &text, &failed);
    assert_string_equal(sql, "INSERT INTO a VALUES ('--', '{id}')");
    free(sql);
    sql = migrate_next_statement(&db_mariadb, &text, &failed);
    assert_string_equal(sql, "DELETE FROM a"); // the last `;` may be missing
    free(sql);
    assert_null(migrate_next_statement(&db_mariadb, &text, &failed));
    assert_false(failed);
    assert_null(migrate_next_statement(&db_mariadb, &text, &failed));
}

static void test_statement_too_long(void **state)
{
    (void)state;
    char *text = malloc(MIGRATE_STATEMENT_MAX + 10);
    memset(text, 'x', MIGRATE_STATEMENT_MAX + 9);
    text[MIGRATE_STATEMENT_MAX + 9] = '\0';
    const char *at = text;
    bool failed = false;
    assert_null(migrate_next_statement(&db_sqlite, &at, &failed));
    assert_true(failed);
    free(text);
}

static void test_the_real_ones_twice(void **state)
{
    struct test_store *test = test_store_need(state);
    char error[STORE_ERROR_SIZE];
    int64_t newest = 0, version = 0;
    while (migrations[newest].name) {
        char start[16];
        snprintf(start, sizeof(start), "%04d_", (int)newest + 1); // numbers without a gap
        assert_int_equal(strncmp(migrations[newest].name, start, 5), 0);
        newest++;
    }
    for (int i = 0; i < 2; i++) {
        version = 0;
        assert_int_equal(store_migrate(test->store, &version, error), DB_OK);
        assert_int_equal(version, newest);
    }
    test_store_reopen(test);
    assert_int_equal(store_migrate(test->store, &version, error), DB_OK);
    // Each table and column is there under its name, on both engines.
    static const char *const queries[] = {
        "SELECT COUNT(*) FROM users WHERE disabled_at IS NULL AND external_id = '' AND locale = ''",
        "SELECT COUNT(*) FROM invitations WHERE used_by = 1 AND created_by = 1",
        "SELECT COUNT(*) FROM sessions WHERE bearer = 1 AND user_agent = '' AND address = ''",
        "SELECT COUNT(*) FROM login_attempts WHERE subject = '' AND at > 1",
        "SELECT COUNT(*) FROM classrooms WHERE section = '' AND policy = 'face' AND window_minutes = 1",
        "SELECT COUNT(*) FROM students WHERE class_id = 1 AND user_id = 1 AND image_url = ''",
        "SELECT COUNT(*) FROM lectures WHERE starts_at = 1 AND cancelled_at IS NULL AND room = ''",
        "SELECT COUNT(*) FROM windows WHERE lecture_id = 1 AND late_after_at = 1 AND closed_by = 1",
        "SELECT COUNT(*) FROM challenges WHERE session_id = 1 AND used_at IS NULL",
        "SELECT COUNT(*) FROM consents WHERE text_version = '' AND guardian = '' AND withdrawn_at = 1",
        "SELECT COUNT(*) FROM templates WHERE model_id = '' AND frames = 1 AND sealed IS NULL",
        "SELECT COUNT(*) FROM attendance WHERE timestamp = 1 AND status = 'P' AND minutes_late = 0 AND note = ''",
        "SELECT COUNT(*) FROM face_refusals WHERE reason = '' AND at = 1",
        "SELECT COUNT(*) FROM idempotency WHERE idempotency_key = '' AND request_hash = '' AND body = ''",
        "SELECT COUNT(*) FROM audit WHERE action = '' AND previous_hash = hash AND detail = ''",
        "SELECT COUNT(*) FROM settings WHERE value = '' AND updated_by = 1",
    };
    struct db *db = store_reader(test->store);
    for (size_t i = 0; i < ARRAY_LENGTH(queries); i++)
        assert_int_equal(number(db, queries[i]), 0);
    store_reader_close(&db);
}

static const struct embedded_file two[] = {
    {"0001_first.sql",
     "CREATE TABLE first (id {id}, word VARCHAR(10)) {table}; INSERT INTO first (word) VALUES ('a');"},
    {"0002_second.sql", "CREATE TABLE second (id {id}) {table}; ALTER TABLE first ADD COLUMN more BIGINT;"
                        "INSERT INTO first (word, more) VALUES ('b', 2); CREATE INDEX first_word ON first (word);"},
    {NULL, NULL},
};

static void test_newer_schema_is_refused(void **state)
{
    struct test_store *test = test_store_need(state);
    struct db *db = open_writer(test);
    char error[STORE_ERROR_SIZE];
    int64_t version = 7;
    static const struct embedded_file one[] = {
        {"0001_first.sql", "CREATE TABLE first (id {id}, word VARCHAR(10)) {table};"}, {NULL, NULL}};
    assert_int_equal(migrate_run(db, two, &version, error), DB_OK);
    assert_int_equal(version, 2);
    version = 7;
    assert_int_equal(migrate_run(db, one, &version, error), DB_FAIL);
    assert_int_equal(version, 7);
    assert_non_null(strstr(error, "newer program"));
    db_close(db);
}

static void test_one_after_the_other(void **state)
{
    struct test_store *test = test_store_need(state);
    struct db *db = open_writer(test);
    char error[STORE_ERROR_SIZE];
    int64_t version;
    const struct embedded_file one[] = {two[0], {NULL, NULL}};
    assert_int_equal(migrate_run(db, one, &version, error), DB_OK);
    assert_int_equal(version, 1);
    assert_int_equal(migrate_run(db, two, &version, error), DB_OK);
    assert_int_equal(version, 2);
    assert_int_equal(number(db, "SELECT COUNT(*) FROM first"), 2);
    db_close(db);
}

/* A migration that fails in the middle is mended and run again: what was done is not done twice. */
static void test_goes_on_after_a_failure(void **state)
{
    struct test_store *test = test_store_need(state);
    struct db *db = open_writer(test);
    char error[STORE_ERROR_SIZE];
    int64_t version = 7;
    const struct embedded_file broken[] = {
        two[0],
        {"0002_second.sql", "CREATE TABLE second (id {id}) {table}; ALTER TABLE first ADD COLUMN more BIGINT;"
                            "INSERT INTO first (word, more) VALUES ('b', 2); CREATE INDEX first_word ON first (wird);"},
        {NULL, NULL}};
    assert_int_equal(migrate_run(db, broken, &version, error), DB_FAIL);
    assert_int_equal(version, 7);
    assert_non_null(strstr(error, "0002_second.sql"));
    assert_int_equal(migrate_run(db, two, &version, error), DB_OK);
    assert_int_equal(version, 2);
    assert_int_equal(number(db, "SELECT COUNT(*) FROM first WHERE more = 2"), 1);
    assert_int_equal(number(db, "SELECT COUNT(*) FROM second"), 0);
    db_close(db);
}

/*
 * MariaDB, cut short at each place: after statement k was begun but not run, and after it ran but was not noted. Both
 * are what a killed server or program leaves behind.
 */
static void test_goes_on_after_a_kill(void **state)
{
    struct test_store *test = test_store_need(state);
    if (test->engine == TEST_SQLITE)
        return; // one transaction there
    struct db *db = open_writer(test);
    char error[STORE_ERROR_SIZE];
    int64_t version;
    for (int64_t step = 1; step <= 4; step++) {
        for (int ran = 0; ran < 2; ran++) {
            static const char *const drops[] = {"DROP TABLE IF EXISTS first", "DROP TABLE IF EXISTS second",
                                                "DELETE FROM schema_migrations"};
            bool data = step == 3;
            assert_int_equal(migrate_run(db, two, &version, error), DB_OK);
            for (size_t i = 0; i < ARRAY_LENGTH(drops); i++)
                assert_int_equal(db->engine->run(db, drops[i], NULL), DB_OK);
            const struct embedded_file one[] = {two[0], {NULL, NULL}};
            assert_int_equal(migrate_run(db, one, &version, error), DB_OK);
            // Play migration 2 as far as `step`; a data statement is noted in the transaction that runs it.
            const char *text = two[1].text;
            bool failed;
            for (int64_t i = 1; i < step + ran; i++) {
                char *sql = migrate_next_statement(db->engine, &text, &failed);
                assert_int_equal(db->engine->run(db, sql, NULL), DB_OK);
                free(sql);
            }
            assert_int_equal(db_exec(db,
                                     "INSERT INTO schema_migrations (version, name, begun, done) VALUES (2, 'x', ?, ?)",
                                     DB_VALUES(I(step), I(data && ran ? step : step - 1))),
                             DB_OK);
            assert_int_equal(migrate_run(db, two, &version, error), DB_OK);
            assert_int_equal(number(db, "SELECT COUNT(*) FROM first WHERE more = 2"), 1);
            assert_int_equal(number(db, "SELECT COUNT(*) FROM schema_migrations WHERE finished_at IS NULL"), 0);
            assert_int_equal(db->engine->run(db, "DROP INDEX first_word ON first", NULL), DB_OK);
            for (size_t i = 0; i < ARRAY_LENGTH(drops); i++)
                assert_int_equal(db->engine->run(db, drops[i], NULL), DB_OK);
        }
    }
    db_close(db);
}

/* A statement that "exists" for the first time is a mistake in the migration, not a resumed one. */
static void test_existing_table_is_a_failure(void **state)
{
    struct test_store *test = test_store_need(state);
    struct db *db = open_writer(test);
    char error[STORE_ERROR_SIZE];
    int64_t version;
    const struct embedded_file doubled[] = {
        two[0], {"0002_again.sql", "CREATE TABLE first (id {id}) {table};"}, {0, 0}};
    assert_int_equal(migrate_run(db, doubled, &version, error), DB_FAIL);
    db_close(db);
}

struct migrator {
    pthread_t thread;
    struct test_store *test;
    enum db_status status;
    char error[STORE_ERROR_SIZE];
};

static void *migrate_main(void *argument)
{
    struct migrator *migrator = argument;
    int64_t version;
    struct store *store = store_open(&migrator->test->config, migrator->error);
    if (!store)
        return NULL;
    migrator->status = store_migrate(store, &version, migrator->error);
    store_close(store);
    return NULL;
}

/* Several nodes start at once. */
static void test_side_by_side(void **state)
{
    struct test_store *test = test_store_need(state);
    struct migrator migrators[4];
    for (size_t i = 0; i < ARRAY_LENGTH(migrators); i++) {
        migrators[i] = (struct migrator){.test = test, .status = DB_FAIL};
        assert_int_equal(pthread_create(&migrators[i].thread, NULL, migrate_main, &migrators[i]), 0);
    }
    for (size_t i = 0; i < ARRAY_LENGTH(migrators); i++) {
        pthread_join(migrators[i].thread, NULL);
        if (migrators[i].status != DB_OK)
            fail_msg("%s", migrators[i].error);
    }
}

/* clang-format off */
#define ON_BOTH_RAW(body)                                                                                              \
    {#body "_sqlite", body, setup_raw_sqlite, test_teardown, NULL},                                                    \
    {#body "_mariadb", body, setup_raw_mariadb, test_teardown, NULL}
/* clang-format on */

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_splitting),       cmocka_unit_test(test_statement_too_long),
        ON_BOTH_RAW(test_the_real_ones_twice),  ON_BOTH_RAW(test_newer_schema_is_refused),
        ON_BOTH_RAW(test_one_after_the_other),  ON_BOTH_RAW(test_goes_on_after_a_failure),
        ON_BOTH_RAW(test_goes_on_after_a_kill), ON_BOTH_RAW(test_existing_table_is_a_failure),
        ON_BOTH_RAW(test_side_by_side),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
