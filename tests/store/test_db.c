/* SPDX-License-Identifier: MIT */
/* Every function of db.h, on both engines, on a connection of its own. */
#include <float.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/str.h"
#include "store/migrate.h"
#include "support/database.h"

static const char tables[] =
    "CREATE TABLE parent (id {id}, name VARCHAR(40) NOT NULL, UNIQUE (name)) {table};"
    "CREATE TABLE thing (id {id}, parent_id BIGINT, number BIGINT, share DOUBLE, word VARCHAR(200), bytes {blob},"
    " story {text}, UNIQUE (word), FOREIGN KEY (parent_id) REFERENCES parent (id)) {table};";

/* A writer connection to the test's database, with the tables above. */
static struct db *open_writer(struct test_store *test)
{
    struct store_url url;
    char error[STORE_ERROR_SIZE];
    assert_true(store_url_parse(test->url, &url, error));
    struct db *db = db_open(&url, DB_WRITER, error);
    assert_non_null(db);
    const char *text = tables;
    bool failed;
    for (char *sql; (sql = migrate_next_statement(db->engine, &text, &failed));) {
        assert_int_equal(db->engine->run(db, sql, NULL), DB_OK);
        free(sql);
    }
    return db;
}

/* The one integer that a query answers. */
static int64_t number(struct db *db, const char *sql, struct db_values values)
{
    int64_t value = INT64_MIN;
    if (db_one_int(db, &value, sql, values) != DB_ROW)
        fail_msg("%s: %s", sql, db_error(db));
    return value;
}

static void test_types_go_round(void **state)
{
    struct db *db = open_writer(test_store_need(state));
    static const int64_t numbers[] = {0, 1, -1, INT64_MAX, INT64_MIN, 1795338900123};
    static const double shares[] = {0.0, 1.5, -DBL_MAX, DBL_MIN, 0.1, 1e300};
    static const char *const words[] = {"", "Ada", "Grüße aus Köln", "日本語", "😀👩‍🏫", "a'b\"c\\d%_;--?"};
    for (size_t i = 0; i < ARRAY_LENGTH(numbers); i++) {
        struct db_rows rows;
        size_t size;
        assert_int_equal(
            db_exec(db, "INSERT INTO thing (number, share, word, bytes, story) VALUES (?, ?, ?, ?, ?)",
                    DB_VALUES(I(numbers[i]), R(shares[i]), T(words[i]), B("\0\1\xFF", i % 4 % 3), T(words[i]))),
            DB_OK);
        assert_int_equal(db_query(db, &rows, "SELECT number, share, word, bytes, story FROM thing WHERE word = ?",
                                  DB_VALUES(T(words[i]))),
                         DB_OK);
        assert_int_equal(db_next(&rows), DB_ROW);
        assert_int_equal(db_int(&rows, 0), numbers[i]);
        assert_true(db_real(&rows, 1) == shares[i]);
        assert_string_equal(db_text(&rows, 2), words[i]);
        assert_string_equal(db_text(&rows, 4), words[i]);
        assert_memory_equal(db_blob(&rows, 3, &size), "\0\1\xFF", i % 4 % 3);
        assert_int_equal(size, i % 4 % 3);
        for (int column = 0; column < 5; column++)
            assert_false(db_is_null(&rows, column));
        assert_int_equal(db_next(&rows), DB_OK);
        db_done(&rows);
    }
    db_close(db);
}

static void test_null(void **state)
{
    struct db *db = open_writer(test_store_need(state));
    struct db_rows rows;
    size_t size = 7;
    assert_int_equal(db_exec(db, "INSERT INTO thing (number, share, word, bytes) VALUES (?, ?, ?, ?)",
                             DB_VALUES(N(), N(), T(NULL), B(NULL, 0))),
                     DB_OK);
    assert_int_equal(db_query(db, &rows, "SELECT number, share, word, bytes FROM thing", DB_NO_VALUES), DB_OK);
    assert_int_equal(db_next(&rows), DB_ROW);
    for (int column = 0; column < 4; column++)
        assert_true(db_is_null(&rows, column));
    assert_int_equal(db_int(&rows, 0), 0);
    assert_true(db_real(&rows, 1) == 0.0);
    assert_null(db_text(&rows, 2));
    assert_null(db_blob(&rows, 3, &size));
    assert_int_equal(size, 0);
    db_done(&rows);
    db_close(db);
}

static void test_null_then_value_in_one_result(void **state)
{
    struct db *db = open_writer(test_store_need(state));
    struct db_rows rows;
    assert_int_equal(db_exec(db, "INSERT INTO thing (word, number) VALUES ('b', 2), (NULL, 1), ('a', 3)", DB_NO_VALUES),
                     DB_OK);
    assert_int_equal(db_changes(db), 3);
    assert_int_equal(db_query(db, &rows, "SELECT word FROM thing ORDER BY number", DB_NO_VALUES), DB_OK);
    assert_int_equal(db_next(&rows), DB_ROW);
    assert_null(db_text(&rows, 0));
    assert_int_equal(db_next(&rows), DB_ROW);
    assert_string_equal(db_text(&rows, 0), "b");
    assert_int_equal(db_next(&rows), DB_ROW);
    assert_string_equal(db_text(&rows, 0), "a");
    assert_int_equal(db_next(&rows), DB_OK);
    assert_int_equal(db_next(&rows), DB_OK); // the end stays the end
    db_done(&rows);
    db_done(&rows); // harmless
    db_close(db);
}

static void test_numbers_as_text_and_back(void **state)
{
    struct db *db = open_writer(test_store_need(state));
    struct db_rows rows;
    size_t size;
    assert_int_equal(db_exec(db, "INSERT INTO thing (number, share, word) VALUES (-12, 2.5, '34')", DB_NO_VALUES),
                     DB_OK);
    assert_int_equal(db_query(db, &rows, "SELECT number, share, word FROM thing", DB_NO_VALUES), DB_OK);
    assert_int_equal(db_next(&rows), DB_ROW);
    assert_string_equal(db_text(&rows, 0), "-12");
    assert_memory_equal(db_blob(&rows, 0, &size), "-12", 3);
    assert_int_equal(size, 3);
    assert_string_equal(db_text(&rows, 1), "2.5");
    assert_int_equal(db_int(&rows, 1), 2);
    assert_true(db_real(&rows, 0) == -12.0);
    assert_int_equal(db_int(&rows, 2), 34);
    assert_true(db_real(&rows, 2) == 34.0);
    db_done(&rows);
    db_close(db);
}

static void test_big_values_among_small_ones(void **state)
{
    struct db *db = open_writer(test_store_need(state));
    static const size_t sizes[] = {0, 1, 254, 255, 256, 257, 65535, 65536, 3 << 20, 10};
    unsigned char *bytes = malloc(3 << 20);
    char *text = malloc((3 << 20) + 1);
    for (size_t i = 0; i < 3 << 20; i++) {
        bytes[i] = (unsigned char)(i * 31 + i / 256);
        text[i] = (char)('a' + i % 26);
    }
    for (size_t i = 0; i < ARRAY_LENGTH(sizes); i++) {
        text[sizes[i]] = '\0';
        assert_int_equal(db_exec(db, "INSERT INTO thing (number, bytes, story) VALUES (?, ?, ?)",
                                 DB_VALUES(I((int64_t)i), B(bytes, sizes[i]), T(text))),
                         DB_OK);
        text[sizes[i]] = (char)('a' + sizes[i] % 26);
    }
    struct db_rows rows;
    assert_int_equal(db_query(db, &rows, "SELECT bytes, story FROM thing ORDER BY number", DB_NO_VALUES), DB_OK);
    for (size_t i = 0; i < ARRAY_LENGTH(sizes); i++) {
        size_t size;
        assert_int_equal(db_next(&rows), DB_ROW);
        const void *blob = db_blob(&rows, 0, &size);
        assert_non_null(blob);
        assert_int_equal(size, sizes[i]);
        assert_true(memcmp(blob, bytes, size) == 0);
        assert_int_equal(strlen(db_text(&rows, 1)), sizes[i]);
        assert_true(strncmp(db_text(&rows, 1), text, sizes[i]) == 0);
    }
    assert_int_equal(db_next(&rows), DB_OK);
    db_done(&rows);
    free(bytes);
    free(text);
    db_close(db);
}

static void test_comparison_is_exact(void **state)
{
    struct db *db = open_writer(test_store_need(state));
    // Case, a trailing space, an accent, a composed and a decomposed character: all different, on both engines.
    static const char *const words[] = {"ada", "Ada", "ada ", "áda", "a\xCC\x81\x64\x61", "ADA", "a_a", "a%", "a\\"};
    for (size_t i = 0; i < ARRAY_LENGTH(words); i++)
        assert_int_equal(db_exec(db, "INSERT INTO thing (word) VALUES (?)", DB_VALUES(T(words[i]))), DB_OK);
    for (size_t i = 0; i < ARRAY_LENGTH(words); i++) {
        assert_int_equal(number(db, "SELECT COUNT(*) FROM thing WHERE word = ?", DB_VALUES(T(words[i]))), 1);
        assert_int_equal(db_exec(db, "INSERT INTO thing (word) VALUES (?)", DB_VALUES(T(words[i]))), DB_CONFLICT);
    }
    assert_int_equal(number(db, "SELECT COUNT(*) FROM thing WHERE word LIKE ?", DB_VALUES(T("A%"))), 2);
    assert_int_equal(number(db, "SELECT COUNT(*) FROM thing WHERE word LIKE ? ESCAPE '!'", DB_VALUES(T("a!%"))), 1);
    assert_int_equal(number(db, "SELECT COUNT(*) FROM thing WHERE word LIKE ?", DB_VALUES(T("a\\"))), 1);
    assert_int_equal(number(db, "SELECT COUNT(*) FROM thing WHERE word = 'a\\'", DB_NO_VALUES), 1);
    db_close(db);
}

static void test_conflicts_and_changes(void **state)
{
    struct db *db = open_writer(test_store_need(state));
    int64_t parent = number(db, "INSERT INTO parent (name) VALUES (?) RETURNING id", DB_VALUES(T("one")));
    int64_t second = number(db, "INSERT INTO parent (name) VALUES (?) RETURNING id", DB_VALUES(T("two")));
    int64_t id = 7;
    assert_true(second > parent);
    assert_int_equal(db_one_int(db, &id, "INSERT INTO parent (name) VALUES (?) RETURNING id", DB_VALUES(T("one"))),
                     DB_CONFLICT);
    assert_int_equal(id, 7);
    assert_true(db_error(db)[0] != '\0');
    assert_int_equal(db_exec(db, "INSERT INTO parent (id, name) VALUES (?, 'x')", DB_VALUES(I(parent))), DB_CONFLICT);
    assert_int_equal(db_exec(db, "INSERT INTO thing (parent_id) VALUES (?)", DB_VALUES(I(12345))), DB_CONFLICT);
    assert_int_equal(db_one_int(db, &id, "INSERT INTO thing (parent_id) VALUES (?) RETURNING id", DB_VALUES(I(12345))),
                     DB_CONFLICT);
    assert_int_equal(number(db, "SELECT COUNT(*) FROM thing", DB_NO_VALUES), 0);
    assert_int_equal(db_exec(db, "INSERT INTO thing (parent_id, number) VALUES (?, 1)", DB_VALUES(I(parent))), DB_OK);
    assert_int_equal(db_changes(db), 1);
    assert_int_equal(db_exec(db, "DELETE FROM parent WHERE id = ?", DB_VALUES(I(parent))), DB_CONFLICT);
    assert_int_equal(db_changes(db), 0);
    assert_int_equal(db_exec(db, "UPDATE thing SET number = 1", DB_NO_VALUES), DB_OK);
    assert_int_equal(db_changes(db), 1); // matched, though it stays as it was
    assert_int_equal(db_exec(db, "UPDATE thing SET number = 2 WHERE id = -1", DB_NO_VALUES), DB_OK);
    assert_int_equal(db_changes(db), 0);
    assert_int_equal(db_exec(db, "DELETE FROM parent WHERE id = ?", DB_VALUES(I(second))), DB_OK);
    assert_int_equal(db_changes(db), 1);
    assert_int_equal(db_exec(db, "SELECT * FROM thing", DB_NO_VALUES), DB_OK);
    // An id is never given twice, even when its row is gone.
    assert_true(number(db, "INSERT INTO parent (name) VALUES (?) RETURNING id", DB_VALUES(T("new"))) > second);
    db_close(db);
}

static void test_insert_answers(void **state)
{
    struct db *db = open_writer(test_store_need(state));
    int64_t id = 7;
    assert_int_equal(db_one_int(db, &id, "SELECT id FROM thing", DB_NO_VALUES), DB_OK);
    assert_int_equal(id, 7);
    assert_int_equal(db_one_int(db, &id, "SELECT nothing FROM thing", DB_NO_VALUES), DB_FAIL);
    assert_int_equal(id, 7);
    // Three rows are put in, the first id comes back.
    assert_int_equal(db_one_int(db, &id, "INSERT INTO thing (number) VALUES (1), (2), (3) RETURNING id", DB_NO_VALUES),
                     DB_ROW);
    assert_int_equal(number(db, "SELECT COUNT(*) FROM thing", DB_NO_VALUES), 3);
    assert_int_equal(number(db, "SELECT MIN(id) FROM thing", DB_NO_VALUES), id);
    db_close(db);
}

static void test_failures(void **state)
{
    struct db *db = open_writer(test_store_need(state));
    struct db_rows rows;
    assert_int_equal(db_exec(db, "SELEKT 1", DB_NO_VALUES), DB_FAIL);
    assert_true(db_error(db)[0] != '\0');
    assert_int_equal(db_exec(db, "", DB_NO_VALUES), DB_FAIL);
    assert_int_equal(db_query(db, &rows, "SELECT * FROM nowhere", DB_NO_VALUES), DB_FAIL);
    assert_int_equal(db_exec(db, "INSERT INTO parent (name) VALUES (?)", DB_VALUES(N())), DB_FAIL); // NOT NULL
    assert_int_equal(db_exec(db, "INSERT INTO parent (name) VALUES (?)", DB_NO_VALUES), DB_FAIL);
    assert_int_equal(db_exec(db, "INSERT INTO parent (name) VALUES (?)", DB_VALUES(T("a"), T("b"))), DB_FAIL);
    assert_int_equal(db_exec(db, "INSERT INTO parent (name) VALUES (?)", DB_VALUES(T("a"))), DB_OK);
    db_close(db);
}

static void test_queries_inside_each_other(void **state)
{
    struct db *db = open_writer(test_store_need(state));
    static const char sql[] = "SELECT number FROM thing WHERE number > ? ORDER BY number";
    for (int64_t i = 1; i <= 4; i++)
        assert_int_equal(db_exec(db, "INSERT INTO thing (number) VALUES (?)", DB_VALUES(I(i))), DB_OK);
    struct db_rows outer, inner;
    int pairs = 0;
    assert_int_equal(db_query(db, &outer, sql, DB_VALUES(I(0))), DB_OK);
    while (db_next(&outer) == DB_ROW) {
        // The same text again while the first is in use.
        assert_int_equal(db_query(db, &inner, sql, DB_VALUES(I(db_int(&outer, 0)))), DB_OK);
        while (db_next(&inner) == DB_ROW) {
            assert_true(db_int(&inner, 0) > db_int(&outer, 0));
            pairs++;
        }
        db_done(&inner);
        assert_int_equal(db_exec(db, "UPDATE thing SET share = 1 WHERE number = ?", DB_VALUES(I(db_int(&outer, 0)))),
                         DB_OK);
    }
    db_done(&outer);
    assert_int_equal(pairs, 6);
    assert_int_equal(number(db, "SELECT COUNT(*) FROM thing WHERE share = 1", DB_NO_VALUES), 4);
    db_close(db);
}

static void test_more_statements_than_are_kept(void **state)
{
    struct db *db = open_writer(test_store_need(state));
    for (int round = 0; round < 2; round++) {
        for (int i = 0; i < DB_STATEMENTS_MAX * 2; i++) {
            char sql[80]; // not a literal: the connection keeps a copy
            snprintf(sql, sizeof(sql), "SELECT %d + ?", i);
            assert_int_equal(number(db, sql, DB_VALUES(I(round))), i + round);
        }
        assert_int_equal(db->statement_count, DB_STATEMENTS_MAX);
    }
    // All kept ones in use, and one more.
    static struct db_rows rows[DB_STATEMENTS_MAX + 1];
    for (int i = 0; i <= DB_STATEMENTS_MAX; i++) {
        char sql[80];
        snprintf(sql, sizeof(sql), "SELECT %d - ?", i);
        assert_int_equal(db_query(db, &rows[i], sql, DB_VALUES(I(1))), DB_OK);
    }
    for (int i = 0; i <= DB_STATEMENTS_MAX; i++) {
        assert_int_equal(db_next(&rows[i]), DB_ROW);
        assert_int_equal(db_int(&rows[i], 0), i - 1);
        db_done(&rows[i]);
    }
    db_close(db);
}

static void test_one_statement_many_types(void **state)
{
    struct db *db = open_writer(test_store_need(state));
    static const char sql[] = "INSERT INTO thing (story) VALUES (?)";
    assert_int_equal(db_exec(db, sql, DB_VALUES(T("text"))), DB_OK);
    assert_int_equal(db_exec(db, sql, DB_VALUES(N())), DB_OK);
    assert_int_equal(db_exec(db, sql, DB_VALUES(I(5))), DB_OK);
    assert_int_equal(db_exec(db, sql, DB_VALUES(T(""))), DB_OK);
    assert_int_equal(number(db, "SELECT COUNT(*) FROM thing WHERE story = '5'", DB_NO_VALUES), 1);
    assert_int_equal(number(db, "SELECT COUNT(*) FROM thing WHERE story IS NULL", DB_NO_VALUES), 1);
    db_close(db);
}

static void test_portable_sql(void **state)
{
    struct db *db = open_writer(test_store_need(state));
    for (int64_t i = 1; i <= 10; i++)
        assert_int_equal(db_exec(db, "INSERT INTO thing (number, share, word) VALUES (?, ?, ?)",
                                 DB_VALUES(I(i), R(0.5),
                                           T(i % 2    ? NULL
                                             : i == 2 ? "two"
                                                      : NULL))),
                         DB_OK);
    assert_int_equal(number(db, "SELECT SUM(number) FROM thing", DB_NO_VALUES), 55);
    assert_int_equal(number(db, "SELECT COALESCE(SUM(number), -1) FROM thing WHERE number > 99", DB_NO_VALUES), -1);
    assert_int_equal(number(db, "SELECT SUM(CASE WHEN word = 'two' THEN 1 ELSE 0 END) FROM thing", DB_NO_VALUES), 1);
    assert_int_equal(number(db, "SELECT number FROM thing ORDER BY number LIMIT ? OFFSET ?", DB_VALUES(I(1), I(3))), 4);
    assert_int_equal(
        number(db, "WITH big AS (SELECT number FROM thing WHERE number > ?) SELECT COUNT(*) FROM big", DB_VALUES(I(7))),
        3);
    assert_int_equal(
        number(db,
               "SELECT total FROM (SELECT number, SUM(number) OVER (ORDER BY number) AS total FROM thing) t"
               " WHERE number = ?",
               DB_VALUES(I(4))),
        10);
    assert_int_equal(number(db, "DELETE FROM thing WHERE number = ? RETURNING id", DB_VALUES(I(10))) > 0, 1);
    assert_int_equal(
        db_exec(db, "INSERT INTO thing (number) SELECT number + 100 FROM thing WHERE number < ?", DB_VALUES(I(4))),
        DB_OK);
    assert_int_equal(db_changes(db), 3);
    db_close(db);
}

static void test_readers_refuse_writes(void **state)
{
    struct test_store *test = test_store_need(state);
    struct db *writer = open_writer(test);
    struct db *db = store_reader(test->store);
    assert_int_equal(db_exec(db, "INSERT INTO thing (number) VALUES (1)", DB_NO_VALUES), DB_FAIL);
    assert_int_equal(db_exec(db, "DELETE FROM thing", DB_NO_VALUES), DB_FAIL);
    assert_int_equal(number(db, "SELECT COUNT(*) FROM thing", DB_NO_VALUES), 0);
    store_reader_close(&db);
    db_close(writer);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST_ON_BOTH(test_types_go_round),
        TEST_ON_BOTH(test_null),
        TEST_ON_BOTH(test_null_then_value_in_one_result),
        TEST_ON_BOTH(test_numbers_as_text_and_back),
        TEST_ON_BOTH(test_big_values_among_small_ones),
        TEST_ON_BOTH(test_comparison_is_exact),
        TEST_ON_BOTH(test_conflicts_and_changes),
        TEST_ON_BOTH(test_insert_answers),
        TEST_ON_BOTH(test_failures),
        TEST_ON_BOTH(test_queries_inside_each_other),
        TEST_ON_BOTH(test_more_statements_than_are_kept),
        TEST_ON_BOTH(test_one_statement_many_types),
        TEST_ON_BOTH(test_portable_sql),
        TEST_ON_BOTH(test_readers_refuse_writes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
