/* SPDX-License-Identifier: MIT */
/*
 * Every statement that stands in src/school/ is planned by the engine; none may walk through a table that grows with
 * the years. The statements are read from the source, so that none can be forgotten.
 */
#include "school/unit.h"

#include <ctype.h>
#include <glob.h>
#include <stdlib.h>

#include "base/str.h"
#include "school/common/fault.h"
#include "school/demo/demo.h"
#include "school/demo/demo_scale.h"
#include "school/marks/membership.h"
#include "school/marks/tally.h"
#include "store/db.h"
#include "store/engine.h"
#include "store/store.h"

enum { SQL_MAX = 8000, FILE_MAX = 1 << 20, PARAMETERS_MAX = 64, MANY_ROWS = 1000 };

/* Tables that grow with marks, lectures and people. */
static const char *const large[] = {
    "attendance",        "lectures",       "windows",   "students",      "users",
    "face_refusals",     "memberships",    "audit",     "notifications", "lecture_figures",
    "standing_warnings", "consents",       "templates", "sessions",      "challenges",
    "idempotency",       "login_attempts", "mails",
};

/* Statements that walk all the same, by how they begin, and why they may. */
static const struct allowed {
    const char *begin, *why;
} allowed[] = {
    {"SELECT id FROM users LIMIT 1", "one row"},
    {"SELECT id FROM users WHERE role = 'administrator' AND disabled_at IS NULL LIMIT 1", "asked once, at the start"},
    {"SELECT COUNT(*) FROM audit", "the command that verifies the whole log"},
    {"SELECT id, at, hash FROM audit ORDER BY id LIMIT ?", "the oldest entries, by their key"},
    {"SELECT COUNT(*) FROM users WHERE role = 'administrator'", "an administrator's overview counts people"},
    {"SELECT COUNT(*) FROM users WHERE role = 'professor'", "an administrator's overview counts people"},
    {"SELECT COUNT(*) FROM users WHERE role = 'student'", "an administrator's overview counts people"},
    {"SELECT COUNT(*) FROM lectures WHERE cancelled_at", "an administrator's overview counts lectures"},
    {"SELECT COALESCE((SELECT SUM(present + late", "an administrator's overview: one row a lecture, not a mark"},
    {"SELECT COUNT(DISTINCT user_id) FROM consents", "an administrator's overview counts people"},
    {"SELECT COUNT(DISTINCT c.user_id) FROM consents", "an administrator's report counts people"},
    {"SELECT COUNT(*) FROM templates", "an administrator's overview counts people"},
};

static bool is_allowed(const char *sql)
{
    for (size_t i = 0; i < ARRAY_LENGTH(allowed); i++)
        if (strncmp(sql, allowed[i].begin, strlen(allowed[i].begin)) == 0)
            return true;
    return false;
}

/* Whether `name` is a large table in this statement, or stands for one. */
static bool is_large(const char *sql, const char *name)
{
    char declared[120];
    for (size_t i = 0; i < ARRAY_LENGTH(large); i++) {
        if (strcmp(name, large[i]) == 0)
            return true;
        size_t size = (size_t)snprintf(declared, sizeof(declared), " %s %s", large[i], name);
        for (const char *at = sql; (at = strstr(at, declared)) != NULL; at++)
            if (strchr(" ,)", at[size]) || at[size] == '\0')
                return true;
    }
    return false;
}

/* "SCAN a USING ..." of a large table: SQLite, which plans without looking at the rows. */
static bool sqlite_walks(const char *sql, struct db_rows *rows)
{
    char name[64];
    const char *detail = db_text(rows, 3);
    return detail && sscanf(detail, "SCAN %63s", name) == 1 && is_large(sql, name);
}

/*
 * All rows of a table or an index, and many: MariaDB, which plans by their number. Where it could go by a key it may
 * walk all the same in so small a college, for one classroom is half of it, and from 11 on an eighth is enough.
 */
static bool mariadb_walks(struct db_rows *rows)
{
    const char *type = db_text(rows, 3);
    return type && (strcmp(type, "ALL") == 0 || strcmp(type, "index") == 0) && db_is_null(rows, 4) &&
           db_int(rows, 8) > MANY_ROWS;
}

/* Whether the engine would walk; statements that it cannot explain fail the test. */
static bool walks(struct school_fixture *f, const char *sql)
{
    struct db_value values[PARAMETERS_MAX];
    struct db_rows rows;
    char explain[SQL_MAX + 40];
    size_t parameters = 0;
    bool found = false, is_sqlite = f->test->engine == TEST_SQLITE;
    for (const char *at = sql; *at; at++)
        if (*at == '?')
            values[parameters++] = I(1);
    snprintf(explain, sizeof(explain), "%s %s", is_sqlite ? "EXPLAIN QUERY PLAN" : "EXPLAIN", sql);
    struct db *db = store_reader(f->test->store);
    if (db_query(db, &rows, explain, (struct db_values){values, parameters}) != DB_OK)
        fail_msg("%s: %s", sql, db_error(db));
    while (db_next(&rows) == DB_ROW)
        found = found || (is_sqlite ? sqlite_walks(sql, &rows) : mariadb_walks(&rows));
    db_done(&rows);
    store_reader_done(f->test->store, db);
    return found;
}

/* A string literal at `*at`, behind which `*at` then stands; false when there is none but white space. */
static bool literal(const char **at, char *sql, size_t *size)
{
    const char *next = *at + strspn(*at, " \t\n");
    if (*next != '"')
        return false;
    for (next++; *next && *next != '"' && *size < SQL_MAX - 1; next++) {
        if (*next == '\\')
            next++;
        sql[(*size)++] = *next;
    }
    sql[*size] = '\0';
    *at = *next ? next + 1 : next;
    return true;
}

/* The name of a text that statements are put together with. */
static bool pasted(const char **at, char *sql, size_t *size)
{
    static const struct {
        const char *name, *text;
    } texts[] = {{"MEMBER_THEN", MEMBER_THEN}, {"MARKING_ENDS", MARKING_ENDS}};
    const char *next = *at + strspn(*at, " \t\n");
    for (size_t i = 0; i < ARRAY_LENGTH(texts); i++) {
        if (strncmp(next, texts[i].name, strlen(texts[i].name)) != 0)
            continue;
        *size += (size_t)snprintf(sql + *size, SQL_MAX - *size, "%s", texts[i].text);
        *at = next + strlen(texts[i].name);
        return true;
    }
    return false;
}

static size_t check_file(struct school_fixture *f, const char *path, size_t *ret_walking)
{
    char *text = calloc(1, FILE_MAX), sql[SQL_MAX];
    FILE *file = fopen(path, "r");
    size_t statements = 0;
    assert_non_null(text);
    assert_non_null(file);
    assert_in_range(fread(text, 1, FILE_MAX - 1, file), 1, FILE_MAX - 2);
    fclose(file);
    for (const char *at = text; (at = strstr(at, "\"SELECT ")) != NULL;) {
        size_t size = 0;
        while (literal(&at, sql, &size) || pasted(&at, sql, &size))
            continue;
        // Made by printf, or put together with a macro.
        if (isalpha((unsigned char)at[strspn(at, " \t\n")]))
            continue;
        if (strchr(sql, '%') || !strstr(sql, " FROM ") || sql[strlen(sql) - 1] == '\'')
            continue;
        statements++;
        if (!is_allowed(sql) && walks(f, sql)) {
            print_error("%s walks through a large table: %s\n", path, sql);
            ++*ret_walking;
        }
    }
    free(text);
    return statements;
}

/* MariaDB plans by what it knows of the rows, and looks at many new ones again only when it finds the time. */
static void look_at_rows(struct school_fixture *f)
{
    struct db *db = store_reader(f->test->store);
    for (size_t i = 0; i < ARRAY_LENGTH(large); i++) {
        struct db_rows rows;
        char sql[80];
        snprintf(sql, sizeof(sql), "ANALYZE TABLE %s", large[i]);
        if (db_query(db, &rows, sql, DB_NO_VALUES) != DB_OK)
            fail_msg("%s: %s", sql, db_error(db));
        while (db_next(&rows) == DB_ROW)
            continue;
        db_done(&rows);
    }
    store_reader_done(f->test->store, db);
}

/* A college with some rows, for the engine that looks at them. */
static struct school_fixture *college(void **state)
{
    struct school_fixture *f = school_fixture_open(test_store_need(state));
    struct demo demo;
    struct demo_scale_request request = {.thousandths = 5, .seed = 1};
    fixture_sql(f, "DELETE FROM users");
    if (f->test->engine == TEST_MARIADB) {
        assert_int_equal(demo_scale(f->school, &request, &demo), FAULT_NONE);
        look_at_rows(f);
    }
    return f;
}

static void test_plans(void **state)
{
    struct school_fixture *f = college(state);
    glob_t files;
    size_t statements = 0, walking = 0;
    assert_int_equal(glob("src/school/*.c", 0, NULL, &files), 0);
    assert_int_equal(glob("src/school/*/*.c", GLOB_APPEND, NULL, &files), 0);
    for (size_t i = 0; i < files.gl_pathc; i++)
        statements += check_file(f, files.gl_pathv[i], &walking);
    globfree(&files);
    assert_true(statements > 80);
    assert_int_equal(walking, 0);
    school_fixture_close(f);
}

/* The test can fail. */
static void test_walks_are_seen(void **state)
{
    struct school_fixture *f = college(state);
    assert_true(walks(f, "SELECT id FROM attendance WHERE note = ?"));
    assert_true(walks(f, "SELECT a.id FROM attendance a WHERE a.minutes_late = ?"));
    assert_true(walks(f, "SELECT status, COUNT(*) FROM attendance GROUP BY status"));
    assert_false(walks(f, "SELECT a.id FROM attendance a WHERE a.lecture_id = ? AND a.student_id = ?"));
    assert_false(walks(f, "SELECT id FROM classrooms WHERE section = ?"));
    school_fixture_close(f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {TEST_ON_BOTH(test_plans), TEST_ON_BOTH(test_walks_are_seen)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
