/* SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "support/database.h"

static enum db_status add_user(struct db *db, void *context)
{
    return db_insert(db, context, "INSERT INTO users (name, role, email, created_at) VALUES (?, ?, ?, ?) RETURNING id",
                     DB_VALUES(T("Ada"), T("student"), T("ada@example.org"), I(1)));
}

static void test_insert(void **state)
{
    struct test_store *test = test_store_need(state);
    int64_t id = 0;
    assert_int_equal(store_write(test->store, add_user, &id), DB_OK);
    assert_int_equal(id, 1);
    assert_int_equal(store_write(test->store, add_user, &id), DB_CONFLICT);
    struct db *db = store_reader(test->store);
    struct db_rows rows;
    assert_int_equal(
        db_query(db, &rows, "SELECT id, name, locale FROM users WHERE email = ?", DB_VALUES(T("ada@example.org"))),
        DB_OK);
    assert_int_equal(db_next(&rows), DB_ROW);
    assert_string_equal(db_text(&rows, 1), "Ada");
    assert_true(db_is_null(&rows, 2));
    assert_int_equal(db_next(&rows), DB_OK);
    db_done(&rows);
    store_reader_done(test->store, db);
}

int main(void)
{
    const struct CMUnitTest tests[] = {TEST_ON_BOTH(test_insert)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
