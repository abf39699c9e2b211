/* SPDX-License-Identifier: MIT */
/* Alive is not ready: the database is really asked. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>

#include <cmocka.h>

#include "store/db.h"
#include "store/store.h"
#include "support/api_client.h"

static enum db_status rename_users(struct db *db, void *context)
{
    (void)context;
    return db_exec(db, "ALTER TABLE users RENAME TO gone", DB_NO_VALUES);
}

/* The table that is read is not there any more. */
static void break_database(struct test_store *test)
{
    char sql[256];
    if (test->engine == TEST_SQLITE) {
        assert_int_equal(store_write(test->store, rename_users, NULL), DB_OK);
        return;
    }
    snprintf(sql, sizeof(sql), "RENAME TABLE %s.users TO %s.gone", test->database, test->database);
    test_mariadb_run(sql);
}

static void test_health(void **state)
{
    struct api_world world;
    api_world_open(&world, state, NULL);
    static const char *const alive[] = {"/api/health", "/api/health/live"};
    json_t *body = api_expect(api_ask(&world, NULL, HTTP_GET, "/api/health/ready", NULL), 200);
    assert_string_equal(json_text_at(body, "status"), "ok");
    assert_string_equal(json_text_at(body, "database"), "ok");
    assert_string_equal(json_text_at(body, "storage"), "ok");
    json_decref(body);
    break_database(world.test);
    api_expect_problem(api_ask(&world, NULL, HTTP_GET, "/api/health/ready", NULL), 503, "not_ready");
    for (size_t i = 0; i < 2; i++)
        json_decref(api_expect(api_ask(&world, NULL, HTTP_GET, alive[i], NULL), 200));
    api_world_close(&world);
}

int main(void)
{
    const struct CMUnitTest tests[] = {TEST_ON_BOTH(test_health)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
