/* SPDX-License-Identifier: MIT */
/* INSERTs that may wait: seen by whoever asks in the unit, there when it has ended, gone with it when it is undone. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "store/engine.h"
#include "support/database.h"

enum { ROWS = 2 * DB_LATER_ROWS + 7, LONG = 400 };

static const char insert[] = "INSERT INTO settings (name, value, updated_at, updated_by) VALUES (?, ?, ?, ?)";

static enum db_status put(struct db *db, int number, const char *value)
{
    char name[20];
    snprintf(name, sizeof(name), "n%d", number);
    return db_later(db, insert, DB_VALUES(T(name), T(value), I(number), N()));
}

static int64_t seen(struct store *store, const char *sql)
{
    int64_t value = INT64_MIN;
    CLOSES(store_reader_close) struct db *db = store_reader(store);
    if (db_one_int(db, &value, sql, DB_NO_VALUES) != DB_ROW)
        fail_msg("%s: %s", sql, db_error(db));
    return value;
}

static enum db_status many_unit(struct db *db, void *context)
{
    enum db_status status = DB_OK;
    (void)context;
    for (int i = 0; status == DB_OK && i < ROWS; i++)
        status = put(db, i, i % 3 ? "\xc3\xa9" : "");
    return status;
}

static void test_many(void **state)
{
    struct test_store *test = test_store_need(state);
    assert_int_equal(store_write(test->store, many_unit, NULL), DB_OK);
    assert_int_equal(seen(test->store, "SELECT COUNT(*) FROM settings WHERE updated_by IS NULL"), ROWS);
    assert_int_equal(seen(test->store, "SELECT COUNT(*) FROM settings WHERE value = '\xc3\xa9'"),
                     ROWS - (ROWS + 2) / 3);
    assert_int_equal(seen(test->store, "SELECT SUM(updated_at) FROM settings"), (int64_t)ROWS * (ROWS - 1) / 2);
}

/* The same statement with and without others, with texts too long to wait, and a column of two types. */
static enum db_status mixed_unit(struct db *db, void *context)
{
    static char text[LONG + 1];
    memset(text, 'x', LONG);
    enum db_status status = put(db, 1, text);
    (void)context;
    if (status == DB_OK)
        status = db_later(db, insert, DB_VALUES(T("a"), I(7), I(1), N()));
    if (status == DB_OK)
        status = db_later(db, insert, DB_VALUES(T("b"), T("7"), I(1), N()));
    if (status == DB_OK)
        status = db_exec(db, insert, DB_VALUES(T("c"), T("7"), I(1), N()));
    for (int i = 100; status == DB_OK && i < 100 + DB_LATER_BYTES / LONG + 9; i++)
        status = put(db, i, text);
    return status;
}

static void test_mixed(void **state)
{
    struct test_store *test = test_store_need(state);
    assert_int_equal(store_write(test->store, mixed_unit, NULL), DB_OK);
    assert_int_equal(seen(test->store, "SELECT COUNT(*) FROM settings WHERE value = '7'"), 3);
    assert_int_equal(seen(test->store, "SELECT COUNT(*) FROM settings"), 4 + DB_LATER_BYTES / LONG + 9);
}

/* Who asks in the unit sees it; what is changed there stays changed. */
static enum db_status asking_unit(struct db *db, void *context)
{
    int64_t *answers = context;
    enum db_status status = put(db, 1, "x");
    if (status == DB_OK)
        status = db_one_int(db, &answers[0], "SELECT COUNT(*) FROM settings", DB_NO_VALUES);
    status = status == DB_ROW ? put(db, 2, "x") : status;
    if (status == DB_OK)
        status = db_exec(db, "UPDATE settings SET value = 'y'", DB_NO_VALUES);
    answers[1] = db_changes(db);
    if (status == DB_OK)
        status = put(db, 3, "x");
    return status;
}

static void test_seen_in_the_unit(void **state)
{
    struct test_store *test = test_store_need(state);
    int64_t answers[2] = {0};
    assert_int_equal(store_write(test->store, asking_unit, answers), DB_OK);
    assert_int_equal(answers[0], 1);
    assert_int_equal(answers[1], 2);
    assert_int_equal(seen(test->store, "SELECT COUNT(*) FROM settings WHERE value = 'y'"), 2);
    assert_int_equal(seen(test->store, "SELECT COUNT(*) FROM settings WHERE value = 'x'"), 1);
}

/* By another name, within another question, and to be taken away again. */
static enum db_status hidden_unit(struct db *db, void *context)
{
    static const char *const asks[] = {
        "SELECT COUNT(*) FROM (SELECT o.name AS n FROM settings AS o WHERE o.value = 'x') AS q",
        "SELECT COUNT(*) FROM users u WHERE u.id < 0 OR EXISTS (SELECT 1 FROM settings s WHERE s.name = 'n2')",
        "SELECT COUNT(*)\nFROM\nsettings\nWHERE name = 'n3'",
    };
    int64_t *answers = context;
    enum db_status status = DB_OK;
    for (int i = 0; status == DB_OK && i < 3; i++) {
        status = put(db, i + 1, "x");
        if (status == DB_OK)
            status = db_one_int(db, &answers[i], asks[i], DB_NO_VALUES);
        status = status == DB_ROW ? DB_OK : status;
    }
    if (status == DB_OK)
        status = put(db, 4, "x");
    if (status == DB_OK)
        status = db_exec(db, "DELETE FROM settings WHERE value = 'x'", DB_NO_VALUES);
    answers[3] = db_changes(db);
    return status;
}

static void test_seen_by_whatever_name(void **state)
{
    struct test_store *test = test_store_need(state);
    int64_t answers[4] = {0}, people = seen(test->store, "SELECT COUNT(*) FROM users");
    assert_int_equal(store_write(test->store, hidden_unit, answers), DB_OK);
    assert_int_equal(answers[0], 1);
    assert_int_equal(answers[1], people);
    assert_int_equal(answers[2], 1);
    assert_int_equal(answers[3], 4);
    assert_int_equal(seen(test->store, "SELECT COUNT(*) FROM settings"), 0);
}

/* Of one table they are there in the order in which they were asked for, whoever waits and whoever does not. */
static enum db_status ordered_unit(struct db *db, void *context)
{
    static const char *const texts[] = {
        "INSERT INTO audit (at, actor_id, action, subject_type, subject_id, detail, previous_hash, hash)"
        " VALUES (?, 0, 'a', 'b', 0, '', '', '')",
        "INSERT INTO audit (at, actor_id, action, subject_type, subject_id, detail, previous_hash, hash)"
        " VALUES (?, 0, 'c', 'b', 0, '', '', '')"};
    enum db_status status = DB_OK;
    (void)context;
    for (int i = 0; status == DB_OK && i < 9; i++)
        status = i % 4 == 3 ? db_exec(db, texts[0], DB_VALUES(I(i))) : db_later(db, texts[i % 2], DB_VALUES(I(i)));
    return status;
}

static void test_in_order(void **state)
{
    struct test_store *test = test_store_need(state);
    assert_int_equal(store_write(test->store, ordered_unit, NULL), DB_OK);
    assert_int_equal(seen(test->store, "SELECT COUNT(*) FROM audit a JOIN audit b ON b.id > a.id AND b.at < a.at"), 0);
    assert_int_equal(seen(test->store, "SELECT COUNT(*) FROM audit"), 9);
}

/* A row in the middle that a rule refuses takes all others of the unit with it: the next run meets none of them. */
static enum db_status middle_unit(struct db *db, void *context)
{
    int *runs = context;
    enum db_status status = DB_OK;
    ++*runs;
    for (int i = 0; status == DB_OK && i < 7; i++)
        status = put(db, *runs == 1 && i == 3 ? 1 : i, "x");
    return status;
}

static void test_middle(void **state)
{
    struct test_store *test = test_store_need(state);
    int runs = 0;
    assert_int_equal(store_write(test->store, middle_unit, &runs), DB_OK);
    assert_int_equal(runs, 2);
    assert_int_equal(seen(test->store, "SELECT COUNT(*) FROM settings"), 7);
}

/* What one that waits reads is as it was when it was asked for. */
static enum db_status copying_unit(struct db *db, void *context)
{
    (void)context;
    enum db_status status =
        db_exec(db, "INSERT INTO users (name, role, email, created_at) VALUES ('A', 'student', 'a@x.example', 0)",
                DB_NO_VALUES);
    if (status == DB_OK)
        status = db_later(db, "INSERT INTO settings (name, value, updated_at) SELECT u.name, u.role, ? FROM users u",
                          DB_VALUES(I(1)));
    if (status == DB_OK)
        status = db_exec(db, "UPDATE users SET name = 'B'", DB_NO_VALUES);
    return status;
}

static void test_reads_what_was_there(void **state)
{
    struct test_store *test = test_store_need(state);
    enum db_status status = store_write(test->store, copying_unit, NULL);
    char error[STORE_ERROR_SIZE];
    store_error(test->store, error);
    if (status != DB_OK)
        fail_msg("%d %s", status, error);
    assert_int_equal(seen(test->store, "SELECT COUNT(*) FROM settings WHERE name = 'A'"), 1);
}

static enum db_status refused_unit(struct db *db, void *context)
{
    (void)context;
    enum db_status status = put(db, 1, "x");
    return status == DB_OK ? DB_FAIL : status;
}

static enum db_status twice_unit(struct db *db, void *context)
{
    int *runs = context;
    enum db_status status = put(db, 5, "x");
    ++*runs;
    // Somebody else's row, as the first run meets it: gone in the second.
    return status == DB_OK && *runs == 1 ? put(db, 5, "x") : status;
}

static enum db_status broken_unit(struct db *db, void *context)
{
    (void)context;
    return db_later(db, "INSERT INTO settings (name, value, updated_at) VALUES (?, ?, ?)",
                    DB_VALUES(T("broken"), N(), I(1)));
}

static void test_undone(void **state)
{
    struct test_store *test = test_store_need(state);
    int runs = 0;
    assert_int_equal(store_write(test->store, refused_unit, NULL), DB_FAIL);
    assert_int_equal(seen(test->store, "SELECT COUNT(*) FROM settings"), 0);
    assert_int_equal(store_write(test->store, broken_unit, NULL), DB_FAIL);
    assert_int_equal(store_write(test->store, twice_unit, &runs), DB_OK);
    assert_int_equal(runs, 2);
    assert_int_equal(seen(test->store, "SELECT COUNT(*) FROM settings"), 1);
}

/* More texts than may wait at once. */
static enum db_status texts_unit(struct db *db, void *context)
{
    static const char *const texts[] = {
        "INSERT INTO settings (name, value, updated_at) VALUES (?, '1', 0)",
        "INSERT INTO settings (name, value, updated_at) VALUES (?, '2', 0)",
        "INSERT INTO settings (name, value, updated_at) VALUES (?, '3', 0)",
        "INSERT INTO settings (name, value, updated_at) VALUES (?, '4', 0)",
        "INSERT INTO settings (name, value, updated_at) VALUES (?, '5', 0)",
        "INSERT INTO settings (name, value, updated_at) VALUES (?, '6', 0)",
        "INSERT INTO settings (name, value, updated_at) VALUES (?, '7', 0)",
        "INSERT INTO settings (name, value, updated_at) VALUES (?, '8', 0)",
        "INSERT INTO settings (name, value, updated_at) VALUES (?, '9', 0)",
        "INSERT INTO settings (name, value, updated_at) VALUES (?, '10', 0)",
        "INSERT INTO settings (name, value, updated_at) VALUES (?, '11', 0)",
        "INSERT INTO settings (name, value, updated_at) VALUES (?, '12', 0)",
        "INSERT INTO settings (name, value, updated_at) VALUES (?, '13', 0)",
        "INSERT INTO settings (name, value, updated_at) VALUES (?, '14', 0)",
    };
    enum db_status status = DB_OK;
    char name[20];
    (void)context;
    _Static_assert(sizeof(texts) / sizeof(*texts) > DB_LATER_TEXTS, "more than may wait");
    for (size_t i = 0; status == DB_OK && i < 3 * sizeof(texts) / sizeof(*texts); i++) {
        snprintf(name, sizeof(name), "n%zu", i);
        status = db_later(db, texts[i % (sizeof(texts) / sizeof(*texts))], DB_VALUES(T(name)));
    }
    return status;
}

static void test_more_texts(void **state)
{
    struct test_store *test = test_store_need(state);
    assert_int_equal(store_write(test->store, texts_unit, NULL), DB_OK);
    assert_int_equal(seen(test->store, "SELECT COUNT(*) FROM settings"), 42);
    assert_int_equal(seen(test->store, "SELECT COUNT(*) FROM settings WHERE value = '14'"), 3);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST_ON_BOTH(test_many),
        TEST_ON_BOTH(test_mixed),
        TEST_ON_BOTH(test_seen_in_the_unit),
        TEST_ON_BOTH(test_undone),
        TEST_ON_BOTH(test_more_texts),
        TEST_ON_BOTH(test_reads_what_was_there),
        TEST_ON_BOTH(test_seen_by_whatever_name),
        TEST_ON_BOTH(test_in_order),
        TEST_ON_BOTH(test_middle),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
