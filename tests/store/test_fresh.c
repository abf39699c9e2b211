/* SPDX-License-Identifier: MIT */
/*
 * What tests/support/database.h gives each test is what the migrations make: the same schema, the same rows, the same
 * next ids. The test before has written into every table, deleted there, or changed the schema.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "base/str.h"
#include "store/engine.h"
#include "support/database.h"

enum { TABLES_MAX = 200, NAME_SIZE = 64, SQL_SIZE = 300, COLUMNS_MAX = 5, PICTURE_MAX = 1 << 20 };

struct tables {
    char names[TABLES_MAX][NAME_SIZE];
    size_t count;
};

/* A text about the schema, the rows and the next ids. */
struct picture {
    char *text;
    size_t size;
};

static struct db *open_writer(struct test_store *test)
{
    struct store_url url;
    char error[STORE_ERROR_SIZE];
    assert_true(store_url_parse(test->url, &url, error));
    struct db *db = db_open(&url, DB_WRITER, error);
    assert_non_null(db);
    return db;
}

static void add(struct picture *picture, const char *text)
{
    size_t length = strlen(text);
    assert_true(picture->size + length + 2 < PICTURE_MAX);
    memcpy(picture->text + picture->size, text, length);
    picture->size += length;
    picture->text[picture->size++] = '\n';
    picture->text[picture->size] = '\0';
}

/* Adds every row that the query answers; NULL is empty. */
static void add_rows(struct picture *picture, struct db *db, const char *sql, int columns)
{
    struct db_rows rows;
    if (db_query(db, &rows, sql, DB_NO_VALUES) != DB_OK)
        fail_msg("%s: %s", sql, db_error(db));
    enum db_status status;
    while ((status = db_next(&rows)) == DB_ROW)
        for (int i = 0; i < columns; i++)
            add(picture, db_is_null(&rows, i) ? "" : db_text(&rows, i));
    assert_int_equal(status, DB_OK);
    db_done(&rows);
}

static void find_tables(struct db *db, struct tables *tables)
{
    static const char *const queries[] = {
        "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite%' ORDER BY name",
        "SELECT table_name FROM information_schema.tables WHERE table_schema = DATABASE() ORDER BY table_name",
    };
    struct db_rows rows;
    tables->count = 0;
    assert_int_equal(db_query(db, &rows, queries[db->engine == &db_mariadb], DB_NO_VALUES), DB_OK);
    while (db_next(&rows) == DB_ROW) {
        assert_true(tables->count < TABLES_MAX);
        assert_true(str_copy(tables->names[tables->count++], NAME_SIZE, db_text(&rows, 0)));
    }
    db_done(&rows);
    assert_true(tables->count > 40);
}

static struct picture take_picture(struct test_store *test)
{
    struct picture picture = {.text = calloc(1, PICTURE_MAX)};
    static struct tables tables; // the texts of statements must outlive the connection
    static char counts[TABLES_MAX][SQL_SIZE], shows[TABLES_MAX][SQL_SIZE];
    bool mariadb = test->engine == TEST_MARIADB;
    assert_non_null(picture.text);
    struct db *db = open_writer(test);
    find_tables(db, &tables);
    for (size_t i = 0; i < tables.count; i++) {
        snprintf(counts[i], SQL_SIZE, "SELECT '%s', COUNT(*) FROM %s", tables.names[i], tables.names[i]);
        add_rows(&picture, db, counts[i], 2);
        snprintf(shows[i], SQL_SIZE, "SHOW CREATE TABLE %s", tables.names[i]); // with its AUTO_INCREMENT
        if (mariadb)
            add_rows(&picture, db, shows[i], 2);
    }
    add_rows(&picture, db, "SELECT version, name, begun, done, finished_at IS NULL FROM schema_migrations ORDER BY 1",
             COLUMNS_MAX);
    if (!mariadb) {
        add_rows(&picture, db, "SELECT type, name, tbl_name, sql FROM sqlite_master ORDER BY type, name", 4);
        add_rows(&picture, db, "SELECT name, seq FROM sqlite_sequence ORDER BY name", 2);
    }
    db_close(db);
    return picture;
}

/* The picture of a database that was migrated for itself. */
static struct picture expected_picture(enum test_engine engine)
{
    struct test_store *test = test_store_open_migrated(engine);
    struct picture picture = take_picture(test);
    test_store_close(test);
    return picture;
}

static void run(struct db *db, const char *sql)
{
    if (db->engine->run(db, sql, NULL) != DB_OK)
        fail_msg("%s: %s", sql, db_error(db));
}

/* Leaves a row in every table of MariaDB, whatever its columns demand, and an id used up by a deleted one. */
static void fill_mariadb(struct db *db)
{
    struct tables tables;
    char sql[SQL_SIZE];
    find_tables(db, &tables);
    run(db, "SET sql_mode = '', foreign_key_checks = 0, check_constraint_checks = 0");
    for (size_t i = 0; i < tables.count; i++) {
        const char *table = tables.names[i];
        if (strcmp(table, "schema_migrations") == 0)
            continue;
        for (int k = 0; k < 2; k++) {
            snprintf(sql, sizeof(sql), k == 0 ? "INSERT INTO %s () VALUES ()" : "DELETE FROM %s", table);
            run(db, sql);
        }
        snprintf(sql, sizeof(sql), "INSERT INTO %s () VALUES ()", table);
        if (i % 2 == 0)
            run(db, sql);
    }
}

static void fill_sqlite(struct db *db)
{
    static const char user[] = "INSERT INTO users (name, role, email, created_at) VALUES ('x', 'student', 'x', 1)";
    run(db, user);
    run(db, "DELETE FROM users");
    run(db, user);
}

static void hold_against(struct test_store *test, const struct picture *expected, const char *when)
{
    struct picture picture = take_picture(test);
    if (strcmp(picture.text, expected->text) != 0)
        fail_msg("%s: not what the migrations make:\n%s\ninstead of\n%s", when, picture.text, expected->text);
    free(picture.text);
}

static void renew(struct test_store **test)
{
    enum test_engine engine = (*test)->engine;
    test_store_close(*test);
    *test = test_store_open(engine);
}

static void test_after_rows_everywhere(void **state)
{
    struct test_store *test = test_store_need(state);
    struct picture expected = expected_picture(test->engine);
    hold_against(test, &expected, "at first");
    for (int i = 0; i < 2; i++) {
        struct db *db = open_writer(test);
        (test->engine == TEST_MARIADB ? fill_mariadb : fill_sqlite)(db);
        db_close(db);
        renew((struct test_store **)state);
        test = *state;
        hold_against(test, &expected, "after rows everywhere");
    }
    free(expected.text);
}

/* A schema that a test has changed does not come back. */
static void test_after_another_schema(void **state)
{
    static const char *const changes[] = {
        "CREATE TABLE surprise (id INTEGER)",
        "DROP TABLE idempotency",
        "ALTER TABLE users ADD COLUMN surprise INTEGER",
        "CREATE INDEX surprise ON users (name)",
        "DELETE FROM schema_migrations WHERE version > 1",
        "UPDATE schema_migrations SET finished_at = NULL WHERE version = 2",
    };
    struct test_store *test = test_store_need(state);
    struct picture expected = expected_picture(test->engine);
    for (size_t i = 0; i < ARRAY_LENGTH(changes); i++) {
        struct db *db = open_writer(test);
        run(db, changes[i]);
        db_close(db);
        renew((struct test_store **)state);
        test = *state;
        hold_against(test, &expected, changes[i]);
    }
    free(expected.text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {TEST_ON_BOTH(test_after_rows_everywhere),
                                       TEST_ON_BOTH(test_after_another_schema)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
