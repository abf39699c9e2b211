/* SPDX-License-Identifier: MIT */
/*
 * Rows that no version of this program has written: in each column of words or numbers stands something else. No page,
 * no background work and no job may end the server over it. On SQLite, which takes anything; what reads is the same.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/log.h"
#include "base/str.h"
#include "school/board/board.h"
#include "school/files/file.h"
#include "school/jobs/job.h"
#include "school/post/notification.h"
#include "store/backup/catalog.h"
#include "support/api_stage.h"

enum { ROUTES_MAX = 400, TABLES_MAX = 200 };

static struct stage stage;
static char targets[ROUTES_MAX][256];
static bool sees[ROUTES_MAX][PEOPLE]; // the first of a role whose answer was a success while nothing was odd
static size_t planted;

static enum db_status run_unit(struct db *db, void *context)
{
    return db_exec(db, context, DB_NO_VALUES);
}

/* False when a rule of the database refuses it. */
static bool change(char *sql)
{
    enum db_status status = store_write(stage.world.test->store, run_unit, sql);
    return status == DB_OK;
}

// Under ASan words alone, and a column of each table at once: ./check plants each by itself, and the numbers, without
// it.
#ifdef __SANITIZE_ADDRESS__
enum { NUMBERS_TOO = false, ALONE = false, LEAST = 180 };
#else
enum { NUMBERS_TOO = true, ALONE = true, LEAST = 250 };
#endif

/* Everything that reads by itself. */
static void work(const char *what)
{
    struct school *school = stage.world.school;
    size_t jobs;
    const enum fault faults[] = {
        school_tick(school), school_sweep(school),      file_sweep(school),
        board_tick(school),  notification_tick(school), school_work(school, &jobs),
    };
    for (size_t i = 0; i < ARRAY_LENGTH(faults); i++)
        if (faults[i] != FAULT_NONE)
            print_message("%s: background work %zu answers fault %d\n", what, i, (int)faults[i]);
}

static bool role_sees(size_t route, size_t person)
{
    for (size_t i = 0; i < person; i++)
        if (sees[route][i] && stage.people[i].letter == stage.people[person].letter)
            return true;
    return false;
}

/* Every page, by one person of each role who may see it; `first`: finds out who. */
static void look(bool first)
{
    const struct api_route *route;
    for (size_t r = 0; (route = api_route_at(r)) != NULL; r++) {
        if (route->method != HTTP_GET || route->permission == ANYONE) // what is told anybody is no row
            continue;
        for (size_t i = 0; i < PEOPLE; i++) {
            if (first ? role_sees(r, i) : !sees[r][i])
                continue;
            struct answer answer = api_ask(&stage.world, &stage.people[i].visitor, HTTP_GET, targets[r], NULL);
            if (first)
                sees[r][i] = answer.status < 300;
            answer_release(&answer);
        }
    }
}

static bool plant(const struct catalog_table *table, const char *column, const char *value)
{
    char sql[400];
    snprintf(sql, sizeof(sql), "UPDATE \"%s\" SET \"%s\" = %s", table->name, column, value);
    bool good = change(sql);
    planted += good;
    return good;
}

static void take_back(const struct catalog_table *table, const char *column)
{
    char sql[400];
    snprintf(
        sql, sizeof(sql),
        "UPDATE \"%s\" SET \"%s\" = (SELECT k.\"%s\" FROM \"store_kept_%s\" k WHERE k.kept = \"%s\".rowid) WHERE rowid "
        "IN (SELECT kept FROM \"store_kept_%s\")",
        table->name, column, column, table->name, table->name, table->name);
    assert_true(change(sql));
}

static void try_alone(const struct catalog_table *table, const char *column, const char *value)
{
    char what[160];
    snprintf(what, sizeof(what), "%s.%s = %s", table->name, column, value);
    if (!plant(table, column, value))
        return;
    work(what);
    look(false);
    take_back(table, column);
}

static bool any(const char *sql)
{
    int64_t count = 0;
    CLOSES(store_reader_close) struct db *db = store_reader(stage.world.test->store);
    assert_int_equal(db_one_int(db, &count, sql, DB_NO_VALUES), DB_ROW);
    return count > 0;
}

/* Whether something stands in the column that is no id, which the database's own rules hold. */
static bool is_tried(const struct catalog_table *table, size_t column)
{
    char sql[300];
    if (column >= table->column_count)
        return false;
    const char *name = table->columns[column];
    size_t size = strlen(name);
    bool is_id = strcmp(name, "id") == 0 || (size > 3 && strcmp(name + size - 3, "_id") == 0);
    snprintf(sql, sizeof(sql), "SELECT COUNT(*) FROM \"%s\"", table->name);
    return !is_id && any(sql);
}

static void each_alone(const struct catalog *catalog)
{
    char sql[300];
    for (size_t i = 0; i < catalog->count; i++) {
        const struct catalog_table *table = &catalog->tables[i];
        for (size_t c = 0; c < table->column_count; c++) {
            if (!is_tried(table, c))
                continue;
            try_alone(table, table->columns[c], "'odd'");
            // Where words stand, a number is one more odd word.
            snprintf(sql, sizeof(sql), "SELECT COUNT(*) FROM \"%s\" WHERE typeof(\"%s\") <> 'text'", table->name,
                     table->columns[c]);
            if (NUMBERS_TOO && any(sql))
                try_alone(table, table->columns[c], "999999999999");
        }
    }
}

/* The first column of every table, then the second. */
static void together(const struct catalog *catalog)
{
    bool more = true;
    for (size_t c = 0; more; c++) {
        bool odd[TABLES_MAX] = {false};
        more = false;
        assert_true(catalog->count <= TABLES_MAX);
        for (size_t i = 0; i < catalog->count; i++) {
            more |= c < catalog->tables[i].column_count;
            odd[i] =
                is_tried(&catalog->tables[i], c) && plant(&catalog->tables[i], catalog->tables[i].columns[c], "'odd'");
        }
        work("a column of each table");
        look(false);
        for (size_t i = 0; i < catalog->count; i++)
            if (odd[i])
                take_back(&catalog->tables[i], catalog->tables[i].columns[c]);
    }
}

static void test_odd_rows(void **state)
{
    struct catalog catalog;
    const struct api_route *route;
    char sql[300];
    stage_open(&stage, state);
    stage.world.unchecked = true;
    log_set_level((enum log_level)(LOG_ERROR + 1));
    for (size_t r = 0; (route = api_route_at(r)) != NULL; r++) {
        assert_true(r < ROUTES_MAX);
        stage_target(&stage, route, HERE, targets[r]);
    }
    look(true);
    CLOSES(arena_release) struct arena arena = arena_of(CATALOG_ARENA_MAX);
    struct db *db = store_reader(stage.world.test->store);
    assert_true(catalog_read(db, &arena, &catalog));
    store_reader_close(&db);
    for (size_t i = 0; i < catalog.count; i++) {
        const struct catalog_table *table = &catalog.tables[i];
        snprintf(sql, sizeof(sql), "CREATE TABLE \"store_kept_%s\" AS SELECT rowid AS kept, * FROM \"%s\"", table->name,
                 table->name);
        assert_true(change(sql));
    }
    if (ALONE)
        each_alone(&catalog);
    else
        together(&catalog);
    print_message("%zu odd columns were read\n", planted);
    assert_true(planted > LEAST);
    stage_close(&stage);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_odd_rows, test_setup_sqlite, test_teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
