/* SPDX-License-Identifier: MIT */
/*
 * Every statement that stands in src/school/ is planned by the engine; none may walk through a table that grows with
 * the years. The statements are read from the sources as the preprocessor leaves them, so that none can be forgotten,
 * one put together by macros neither. Those of the table in person_place.c are made here as they are there.
 */
#include "school/unit.h"

#include <ctype.h>
#include <stdlib.h>

#include "base/str.h"
#include "school/common/fault.h"
#include "school/demo/demo.h"
#include "school/demo/demo_scale.h"
#include "school/office/person_place.h"
#include "store/db.h"
#include "store/engine.h"
#include "store/store.h"

enum { SQL_MAX = 16000, FILE_MAX = 64 << 20, PARAMETERS_MAX = 500, MANY_ROWS = 1000 };

/* Tables that grow with marks, lectures and people. */
static const char *const large[] = {
    "attendance", "lectures",      "windows",         "students", "users",         "face_refusals", "memberships",
    "audit",      "notifications", "lecture_figures", "warnings", "consents",      "templates",     "sessions",
    "challenges", "idempotency",   "login_attempts",  "mails",    "mark_receipts",
};

/* Statements that walk all the same, by how they begin, and why they may. */
static const struct allowed {
    const char *begin, *why;
} allowed[] = {
    {"SELECT id FROM users LIMIT 1", "one row"},
    {"SELECT 1 FROM templates LIMIT 1", "one row, at the start"},
    {"DELETE FROM templates", "all of them: the master key is lost"},
    {"SELECT CASE WHEN detail_hash IS NULL", "the newest one alone, at the start"},
    {"SELECT id FROM users WHERE role = 'administrator' AND disabled_at IS NULL LIMIT 1", "asked once, at the start"},
    {"SELECT COUNT(*) FROM audit", "the command that verifies the whole log"},
    {"SELECT id, at, hash FROM audit ORDER BY id LIMIT ?", "the oldest entries, by their key"},
    {"SELECT COUNT(*) FROM users WHERE role = 'administrator'", "an administrator's overview counts people"},
    {"SELECT COUNT(*) FROM users WHERE role = 'professor'", "an administrator's overview counts people"},
    {"SELECT COUNT(*) FROM users WHERE role = 'student'", "an administrator's overview counts people"},
    {"SELECT COUNT(*) FROM users u WHERE (? IS NULL OR u.role = ?)",
     "says how many an administrator's search has found"},
    {"SELECT COUNT(*) FROM lectures WHERE cancelled_at", "an administrator's overview counts lectures"},
    {"SELECT COALESCE((SELECT SUM(present + late", "an administrator's overview: one row a lecture, not a mark"},
    {"SELECT COUNT(DISTINCT user_id) FROM consents", "an administrator's overview counts people"},
    {"SELECT COUNT(DISTINCT c.user_id) FROM consents", "an administrator's report counts people"},
    {"SELECT COUNT(*) FROM templates", "an administrator's overview counts people"},
    {"SELECT user_id FROM idempotency GROUP BY user_id", "the keys of a day, every ten minutes"},
    {"UPDATE attendance SET marked_by = ? WHERE marked_by = ?", "two accounts are merged, a few times a year"},
    {"UPDATE windows SET opened_by = ? WHERE opened_by = ?", "two accounts are merged"},
    {"UPDATE windows SET closed_by = ? WHERE closed_by = ?", "two accounts are merged"},
    {"UPDATE lectures SET cancelled_by = ? WHERE cancelled_by = ?", "two accounts are merged"},
    {"SELECT id, kind FROM notifications WHERE subject_id = ?", "two accounts are merged"},
    {"UPDATE users SET merged_into = ?, updated_at = ? WHERE merged_into = ?", "two accounts are merged"},
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

/* A page of a list that goes on by its sort key comes from the index in its order: no list is sorted to show a page of
 * it. */
static bool sqlite_sorts(const char *sql, struct db_rows *rows)
{
    const char *detail = db_text(rows, 3);
    return strstr(sql, ".sort_key >= ?") && detail && strstr(detail, "TEMP B-TREE");
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

struct plan {
    const char *sql;
    bool is_sqlite, walks;
    char error[STORE_ERROR_SIZE]; // "" unless the engine cannot explain it
};

/* Asks as a unit of writing: MariaDB explains a change only where one is allowed. */
static enum db_status explain(struct db *db, void *context)
{
    struct plan *plan = context;
    struct db_value values[PARAMETERS_MAX];
    struct db_rows rows;
    char text[SQL_MAX + 40];
    size_t parameters = 0;
    plan->walks = false;
    for (const char *at = plan->sql; *at; at++)
        if (*at == '?')
            values[parameters++] = I(1);
    snprintf(text, sizeof(text), "%s %s", plan->is_sqlite ? "EXPLAIN QUERY PLAN" : "EXPLAIN", plan->sql);
    if (db_query(db, &rows, text, (struct db_values){values, parameters}) != DB_OK) {
        snprintf(plan->error, sizeof(plan->error), "%s", db_error(db));
        return DB_FAIL;
    }
    while (db_next(&rows) == DB_ROW)
        plan->walks = plan->walks || (plan->is_sqlite ? sqlite_walks(plan->sql, &rows) || sqlite_sorts(plan->sql, &rows)
                                                      : mariadb_walks(&rows));
    db_done(&rows);
    return DB_OK;
}

/* Whether the engine would walk; statements that it cannot explain fail the test. */
static bool walks(struct school_fixture *f, const char *sql)
{
    struct plan plan = {.sql = sql, .is_sqlite = f->test->engine == TEST_SQLITE};
    if (store_write(f->test->store, explain, &plan) != DB_OK)
        fail_msg("%s: %s", sql, plan.error);
    return plan.walks;
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

/* What a source asks of the database. An INSERT of values looks nothing up. */
static bool is_statement(const char *sql)
{
    static const char *const verbs[] = {"SELECT ", "UPDATE ", "DELETE FROM ", "INSERT INTO "};
    for (size_t i = 0; i < ARRAY_LENGTH(verbs); i++)
        if (strncmp(sql, verbs[i], strlen(verbs[i])) == 0)
            return i == 0 ? strstr(sql, " FROM ") != NULL : i < 3 || strstr(sql, "SELECT ");
    return false;
}

static void check_statement(struct school_fixture *f, const char *path, const char *sql, size_t *walking)
{
    if (is_allowed(sql) || !walks(f, sql))
        return;
    print_error("%s walks through a large table: %s\n", path, sql);
    ++*walking;
}

/* The preprocessed sources, one behind the other, each begun by "@file PATH". The caller frees them. */
static char *sources(void)
{
    FILE *file = fopen(SCHOOL_PREPROCESSED, "r");
    assert_non_null(file);
    assert_int_equal(fseek(file, 0, SEEK_END), 0);
    long size = ftell(file);
    assert_in_range(size, 1, FILE_MAX);
    char *text = calloc(1, (size_t)size + 1);
    assert_non_null(text);
    rewind(file);
    assert_int_equal(fread(text, 1, (size_t)size, file), size);
    fclose(file);
    return text;
}

#define FILE_BEGINS "@file "

/* Checks every statement of the sources; returns how many there are. */
static size_t check_sources(struct school_fixture *f, size_t *walking)
{
    char *text = sources(), path[200] = "", sql[SQL_MAX];
    size_t statements = 0;
    for (const char *at = text; *at;) {
        size_t size = 0;
        if (strncmp(at, FILE_BEGINS, strlen(FILE_BEGINS)) == 0) {
            const char *end = strchrnul(at, '\n');
            snprintf(path, sizeof(path), "%.*s", (int)(end - at), at);
            at = end;
        }
        if (at[0] == '\'' && at[1] == '"')
            at += 2; // a quote as a character
        else if (*at != '"')
            at++;
        else {
            while (literal(&at, sql, &size))
                continue;
            if (!is_statement(sql))
                continue;
            if (strchr(sql, '%') && !strstr(path, "/office/person_place.c") && !strstr(path, "/office/erasure_words.c"))
                fail_msg("%s: printf makes this statement, so that it cannot be planned here: %s", path, sql);
            if (strchr(sql, '%'))
                continue;
            statements++;
            check_statement(f, path, sql, walking);
        }
    }
    free(text);
    return statements;
}

/* The statements that erasing and merging make of their table. */
static void check_person_places(struct school_fixture *f, size_t *walking)
{
    char sql[PLACE_SQL_SIZE];
    for (const struct person_place *place = person_places; place->table; place++) {
        if (place->kind) {
            place_count_sql(place, sql);
            check_statement(f, place->table, sql, walking);
        }
        if (place_erase_sql(place, sql))
            check_statement(f, place->table, sql, walking);
        if (place_drop_sql(place, sql))
            check_statement(f, place->table, sql, walking);
        bool theirs = place->kind != NULL; // what somebody did to others' things is looked for without an index
        if (theirs && place_move_sql(place, sql))
            check_statement(f, place->table, sql, walking);
    }
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
    store_reader_close(&db);
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
    size_t walking = 0;
    assert_true(check_sources(f, &walking) > 500);
    check_person_places(f, &walking);
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
    assert_false(walks(f, "SELECT u.id FROM users u WHERE u.sort_key >= ? ORDER BY u.sort_key, u.id LIMIT ?"));
    if (f->test->engine == TEST_SQLITE)
        assert_true(walks(f, "SELECT u.id FROM users u WHERE u.sort_key >= ? ORDER BY u.sort_key, u.name LIMIT ?"));
    assert_true(walks(f, "DELETE FROM attendance WHERE note = ?"));
    assert_true(walks(f, "UPDATE attendance SET note = NULL WHERE minutes_late = ?"));
    assert_false(walks(f, "UPDATE attendance SET note = NULL WHERE lecture_id = ? AND student_id = ?"));
    school_fixture_close(f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {TEST_ON_BOTH(test_plans), TEST_ON_BOTH(test_walks_are_seen)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
