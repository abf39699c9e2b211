/* SPDX-License-Identifier: MIT */
/*
 * A fresh, migrated database for each test, on both engines.
 *
 *     static void test_mark(void **state)
 *     {
 *         struct test_store *test = test_store_need(state); // skips when the engine is not installed
 *         ... test->store ...
 *     }
 *     const struct CMUnitTest tests[] = {TEST_ON_BOTH(test_mark)};
 *     return cmocka_run_group_tests(tests, NULL, NULL);
 *
 * MariaDB: one server for the whole program, started when first needed and killed with it; or the server that the
 * environment names in AMS_TEST_MARIADB, as "mariadb://user:password@host:port/" or
 * "mariadb://user@localhost/?socket=PATH" (tools/run-tests starts one for all programs).
 *
 * A program migrates once, or takes what one before it in the same run has migrated (support/kept.h): on SQLite each
 * test gets a copy of the migrated file, on MariaDB the database of the test before it, emptied, unless that test has
 * changed the schema. tests/store/test_fresh.c holds both against a database that was migrated for itself.
 */
#ifndef AMS_TESTS_SUPPORT_DATABASE_H
#define AMS_TESTS_SUPPORT_DATABASE_H

#include "store/store.h"

enum test_engine { TEST_SQLITE, TEST_MARIADB };

struct test_store {
    enum test_engine engine;
    struct store *store;
    struct store_config config; // how `store` was opened; config.url is owned by this object
    char url[512];
    char folder[64];      // SQLite: the folder that holds ams.db; else ""
    char database[64];    // MariaDB: the database's name; else ""
    bool may_serve_again; // MariaDB: migrated for test_store_open
};

/* What `cmocka_unit_test` would list, once for each engine. */
/* clang-format off */
#define TEST_ON_BOTH(body)                                                                                             \
    {#body "_sqlite", body, test_setup_sqlite, test_teardown, NULL},                                                   \
    {#body "_mariadb", body, test_setup_mariadb, test_teardown, NULL}
/* clang-format on */

/* Setup and teardown of one test: *state is a struct test_store, NULL when the engine is not there. */
int test_setup_sqlite(void **state);
int test_setup_mariadb(void **state);
int test_teardown(void **state);

/* The test's store; prints "skip: ..." and skips the running test when there is none. */
struct test_store *test_store_need(void **state);

/* Opens a migrated database in which nothing has happened, with 2 readers, 1 writer and a queue of 1024; NULL when the
 * engine is not installed. Anything else that goes wrong ends the program with a message. */
struct test_store *test_store_open(enum test_engine engine);

/* The same, by running the migrations now. */
struct test_store *test_store_open_migrated(enum test_engine engine);

/* A database without any table, and with the given numbers. */
struct test_store *test_store_open_raw(enum test_engine engine, unsigned readers, unsigned writers, size_t queue_max);

/* Closes the store and opens the same data again, as after a restart. */
void test_store_reopen(struct test_store *test);

/* Closes the store and removes its data. NULL is allowed. */
void test_store_close(struct test_store *test);

/* Runs one statement on the MariaDB server as its administrator. Ends the program when it fails. */
void test_mariadb_run(const char *sql);

#endif
