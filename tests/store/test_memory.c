/* SPDX-License-Identifier: MIT */
/*
 * Memory runs out at the 1st, 2nd, 3rd, ... allocation of the store: each call then fails in an orderly way, nothing is
 * half-done and nothing leaks (the address sanitizer looks). The linker sends this program's allocations here
 * (Makefile: LINK_test_memory); those of SQLite and Connector/C go their own way.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "support/database.h"

static atomic_int countdown; // 0: all succeed

void *__real_malloc(size_t size);
void *__real_calloc(size_t count, size_t size);
void *__real_realloc(void *memory, size_t size);
char *__real_strdup(const char *text);
void *__wrap_malloc(size_t size);
void *__wrap_calloc(size_t count, size_t size);
void *__wrap_realloc(void *memory, size_t size);
char *__wrap_strdup(const char *text);

static bool fails_now(void)
{
    int left = atomic_load(&countdown);
    while (left > 0)
        if (atomic_compare_exchange_weak(&countdown, &left, left - 1))
            return left == 1;
    return false;
}

void *__wrap_malloc(size_t size)
{
    return fails_now() ? NULL : __real_malloc(size);
}

void *__wrap_calloc(size_t count, size_t size)
{
    return fails_now() ? NULL : __real_calloc(count, size);
}

void *__wrap_realloc(void *memory, size_t size)
{
    return fails_now() ? NULL : __real_realloc(memory, size);
}

char *__wrap_strdup(const char *text)
{
    return fails_now() ? NULL : __real_strdup(text);
}

enum { LONG_TEXT = 5000 };

static enum db_status put_unit(struct db *db, void *context)
{
    char text[LONG_TEXT + 1];
    memset(text, 'x', LONG_TEXT);
    text[LONG_TEXT] = '\0';
    return db_exec(db, "INSERT INTO settings (name, value, updated_at) VALUES (?, ?, 0)",
                   DB_VALUES(T(context), T(text)));
}

/* The whole life of a store. True when nothing failed. What it answers must be what is there. */
static bool live(struct test_store *test, bool migrate, char *name)
{
    char error[STORE_ERROR_SIZE] = "";
    int64_t version;
    struct db_rows rows;
    struct store *store = store_open(&test->config, error);
    if (!store) {
        assert_true(strlen(error) > 10);
        return false;
    }
    bool good = !migrate || store_migrate(store, &version, error) == DB_OK;
    bool written = good && store_write(store, put_unit, name) == DB_OK;
    bool found = false, asked = false;
    struct db *db = store_reader(store);
    if (db_query(db, &rows, "SELECT value FROM settings WHERE name = ?", DB_VALUES(T(name))) == DB_OK) {
        enum db_status status = db_next(&rows);
        found = status == DB_ROW && strlen(db_text(&rows, 0)) == LONG_TEXT;
        asked = status == DB_ROW || status == DB_OK;
        db_done(&rows);
    }
    store_reader_close(&db);
    store_close(store);
    if (asked && good)
        assert_int_equal(found, written);
    return good && written && asked;
}

static void walk(struct test_store *test, bool migrate)
{
    int failures = 0;
    store_close(test->store);
    test->store = NULL;
    for (int n = 1;; n++) {
        char name[20];
        snprintf(name, sizeof(name), "n%d", n);
        atomic_store(&countdown, n);
        bool good = live(test, migrate, name);
        bool reached = atomic_exchange(&countdown, 0) == 0;
        failures += !good;
        if (!reached) {
            assert_true(good);
            break;
        }
    }
    assert_true(failures > 5);
    test_store_reopen(test); // all is well with the data
    struct db *db = store_reader(test->store);
    int64_t count;
    assert_int_equal(db_one_int(db, &count, "SELECT COUNT(*) FROM settings", DB_NO_VALUES), DB_ROW);
    assert_true(count > 0);
    store_reader_close(&db);
}

static void test_life_of_a_store(void **state)
{
    walk(test_store_need(state), false);
}

static void test_migration(void **state)
{
    (void)state;
    struct test_store *test = test_store_open_raw(TEST_SQLITE, 1, 1, 10);
    walk(test, true);
    test_store_close(test);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST_ON_BOTH(test_life_of_a_store),
        cmocka_unit_test(test_migration),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
