/* SPDX-License-Identifier: MIT */
/*
 * The database of the first release, with people and marks in it, brought to the newest schema: nothing is lost, what
 * is new has its first value, and the school works on it. The same of a later school that uses everything.
 * tests/school/first_release.sql and school_at_13.sql stay as they are for ever.
 */
#include "school/numbers/record.h"
#include "school/unit.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/clock.h"
#include "base/embedded.h"
#include "base/str.h"
#include "crypto/password.h"
#include "school/attendance/attendance.h"
#include "school/attendance/hand.h"
#include "school/classes/classroom.h"
#include "school/common/audit.h"
#include "school/common/fault.h"
#include "school/common/state.h"
#include "school/marks/mark.h"
#include "school/marks/status_set.h"
#include "school/numbers/register.h"
#include "school/people/account.h"
#include "school/people/registration.h"
#include "school/post/notification.h"
#include "school/school.h"
#include "store/db.h"
#include "store/engine.h"
#include "store/migrate.h"
#include "store/store.h"
#include "store/url.h"

extern const struct embedded_file migrations[];

enum {
    FIRST_RELEASE = 3,
    BEFORE_MEMBERSHIPS = 12,
    ALL_IN_USE = 13,
    SQL_MAX = 64 << 10,
    GONE = 5 /* a student of its rows */
};

static char *read_sql(const char *path)
{
    FILE *file = fopen(path, "r");
    char *text = calloc(1, SQL_MAX);
    assert_non_null(file);
    assert_non_null(text);
    assert_in_range(fread(text, 1, SQL_MAX - 1, file), 1000, SQL_MAX - 2);
    fclose(file);
    return text;
}

static void play_file(struct db *db, const char *path)
{
    bool failed = false;
    char *text = read_sql(path);
    const char *rest = text;
    for (char *sql; (sql = migrate_next_statement(db->engine, &rest, &failed)) != NULL; free(sql))
        if (db_exec(db, sql, DB_NO_VALUES) != DB_OK)
            fail_msg("%s\n%s", db_error(db), sql);
    assert_false(failed);
    free(text);
}

static void bring_to(struct db *db, size_t schema)
{
    struct embedded_file some[ALL_IN_USE + 1] = {{NULL, NULL}};
    char error[STORE_ERROR_SIZE];
    int64_t version;
    assert_true(schema <= ALL_IN_USE);
    memcpy(some, migrations, schema * sizeof(some[0]));
    if (migrate_run(db, some, &version, error) != DB_OK)
        fail_msg("%s", error);
    assert_int_equal(version, schema);
}

/* Brings it to the last schema in which leaving took one's dates along; one has left, and figures have been kept. */
static void make_before_memberships(struct db *db)
{
    static const char *const rows[] = {
        "DELETE FROM students WHERE class_id = 1 AND user_id = 5",
        "INSERT INTO lecture_figures (lecture_id, class_id, opened, present, late, excused, absent, made_at)"
        " VALUES (1, 1, 1, 1, 1, 1, 0, 1795300000000), (2, 1, 0, 0, 0, 0, 0, 1795400000000)",
        "INSERT INTO tellings (kind, class_id, lecture_id, text, created_at) VALUES (0, 1, 1, 'one', 1),"
        " (2, 1, 1, 'two', 1)",
        "INSERT INTO status_sets (class_id, status, letter, name, points, counts) VALUES (1, 'A', 'F', 'Fehlt', 0,"
        " 'missed'), (1, 'E', 'E', 'Entschuldigt', 100, 'attended'), (1, 'P', 'A', 'Anwesend', 250, 'attended'),"
        " (1, 'L', 'Z', 'Zu spät', 50, 'missed')",
    };
    bring_to(db, BEFORE_MEMBERSHIPS);
    for (size_t i = 0; i < ARRAY_LENGTH(rows); i++)
        assert_int_equal(db_exec(db, rows[i], DB_NO_VALUES), DB_OK);
}

static struct db *open_writer(struct test_store *test)
{
    char error[STORE_ERROR_SIZE];
    struct store_url url;
    assert_true(store_url_parse(test->url, &url, error));
    struct db *db = db_open(&url, DB_WRITER, error);
    assert_non_null(db);
    return db;
}

/* The schema of the first release and its rows, and then on. */
static void make_first_release(struct test_store *test)
{
    struct db *db = open_writer(test);
    bring_to(db, FIRST_RELEASE);
    play_file(db, "tests/school/first_release.sql");
    make_before_memberships(db);
    db_close(db);
}

/* Each table that schema 13 has is in use, but for the audit log, whose entries only the program can chain. */
static void check_all_in_use(struct db *db)
{
    static const char create[] = "CREATE TABLE ";
    size_t tables = 0;
    for (size_t i = 0; i < ALL_IN_USE; i++)
        for (const char *at = migrations[i].text; (at = strstr(at, create)) != NULL; tables++) {
            char name[64], sql[120];
            int64_t count = 0;
            at += strlen(create);
            assert_int_equal(sscanf(at, "%63[a-z_]", name), 1);
            snprintf(sql, sizeof(sql), "SELECT COUNT(*) FROM %s", name);
            assert_int_equal(db_one_int(db, &count, sql, DB_NO_VALUES), DB_ROW);
            if (count == 0 && strcmp(name, "audit") != 0)
                fail_msg("no row of %s is brought forward", name);
        }
    assert_true(tables > 50);
}

static void make_all_in_use(struct test_store *test)
{
    make_first_release(test);
    struct db *db = open_writer(test);
    bring_to(db, ALL_IN_USE);
    play_file(db, "tests/school/school_at_13.sql");
    check_all_in_use(db);
    db_close(db);
}

/* One stay for each present membership, from its date; who was marked and had left has one around their marks. */
static void check_memberships(struct test_store *old, struct school *school, struct arena *arena)
{
    const struct actor professor = {.user_id = 2, .role = ROLE_PROFESSOR};
    struct register_grid grid;
    assert_int_equal(register_grid(school, &professor, 1, &(struct register_page){0}, arena, &grid), FAULT_NONE);
    assert_int_equal(grid.count, 3);
    for (size_t i = 0; i < grid.count; i++)
        assert_int_equal(grid.students[i].left_at != 0, grid.students[i].student.id == GONE);
    int64_t spans[] = {-1, -1, -1, -1, -1, -1, -1, -1, -1};
    static const char *const counts[] = {
        "SELECT COUNT(*) FROM memberships WHERE left_at IS NULL",
        "SELECT COUNT(*) FROM students s JOIN memberships m ON m.class_id = s.class_id AND m.user_id = s.user_id"
        " AND m.joined_at = s.joined_at AND m.left_at IS NULL",
        "SELECT COUNT(*) FROM students",
        "SELECT COUNT(*) FROM memberships m JOIN lectures l ON l.id = 1 WHERE m.joined_at = l.starts_at"
        " AND m.left_at = l.ends_at",
        "SELECT unmarked FROM lecture_figures WHERE lecture_id = 1", // all three are marked
        "SELECT unmarked FROM lecture_figures WHERE lecture_id = 2", // one had left
        "SELECT (SELECT COUNT(*) FROM users WHERE sort_key = '' OR search_key = '')"
        " + (SELECT COUNT(*) FROM classrooms WHERE sort_key = '')", // made at the opening
        // Nobody knows of the others whether they joined by themselves.
        "SELECT COUNT(*) FROM students WHERE accepted_at = joined_at AND user_id = 3 AND class_id = 1",
        "SELECT COUNT(*) FROM students WHERE accepted_at IS NOT NULL OR added_by IS NOT NULL",
    };
    struct db *db = store_reader(old->store);
    for (size_t i = 0; i < ARRAY_LENGTH(counts); i++)
        assert_int_equal(db_one_int(db, &spans[i], counts[i], DB_NO_VALUES), DB_ROW);
    store_reader_close(&db);
    assert_int_equal(spans[0], spans[1]);
    assert_int_equal(spans[0], spans[2]);
    assert_int_equal(spans[3], 1);
    assert_int_equal(spans[4], 0);
    assert_int_equal(spans[5], 2);
    assert_int_equal(spans[6], 0);
    assert_int_equal(spans[7], 1);
    assert_int_equal(spans[8], 1);
    struct registration registration;
    assert_int_equal(registration_get(school, arena, &registration), FAULT_NONE);
    assert_string_equal(registration.who, "open"); // as it was; "class" is for new schools
}

/* What was still to be told is told, as what it was. */
static void check_tellings(struct test_store *old)
{
    int64_t count = -1;
    struct db *db = store_reader(old->store);
    assert_int_equal(db_one_int(db, &count,
                                "SELECT COUNT(*) FROM notifications n JOIN students s ON s.user_id = n.user_id AND"
                                " s.class_id = 1 WHERE (n.kind = 'window_opened' AND n.text = 'one')"
                                " OR (n.kind = 'lecture_changed' AND n.text = 'two')",
                                DB_NO_VALUES),
                     DB_ROW);
    store_reader_close(&db);
    assert_int_equal(count, 4); // two students
}

/* The four a classroom had are as they were, in their order, with the colours and the room of the usual ones. */
static void check_statuses(struct school *school, struct arena *arena)
{
    static const struct status_line expected[] = {
        {MARK_PRESENT, "A", "Anwesend", 250, COUNTS_ATTENDED, STATUS_GREEN, true, false},
        {MARK_LATE, "Z", "Zu spät", 50, COUNTS_MISSED, STATUS_AMBER, true, false},
        {MARK_EXCUSED, "E", "Entschuldigt", 100, COUNTS_ATTENDED, STATUS_VIOLET, false, false},
        {MARK_ABSENT, "F", "Fehlt", 0, COUNTS_MISSED, STATUS_RED, false, false},
    };
    const struct actor professor = {.user_id = 2, .role = ROLE_PROFESSOR};
    struct status_set set;
    assert_int_equal(status_set_get(school, &professor, 1, arena, &set), FAULT_NONE);
    assert_int_equal(set.count, ARRAY_LENGTH(expected));
    for (size_t i = 0; i < set.count; i++) {
        assert_int_equal(set.lines[i].status, expected[i].status);
        assert_string_equal(set.lines[i].letter, expected[i].letter);
        assert_string_equal(set.lines[i].name, expected[i].name);
        assert_int_equal(set.lines[i].points, expected[i].points);
        assert_int_equal(set.lines[i].counts, expected[i].counts);
        assert_int_equal(set.lines[i].colour, expected[i].colour);
        assert_int_equal(set.lines[i].in_room, expected[i].in_room);
        assert_false(set.lines[i].retired);
    }
}

static void test_forward(void **state)
{
    struct test_store *test = test_store_need(state);
    enum test_engine engine = test->engine;
    struct test_store *old = test_store_open_raw(engine, 2, 1, 64);
    char error[STORE_ERROR_SIZE];
    int64_t version = 0;
    assert_non_null(old);
    make_first_release(old);
    assert_int_equal(store_migrate(old->store, &version, error), DB_OK);
    assert_true(version > FIRST_RELEASE);

    struct clock clock = {0};
    struct arena arena;
    clock_set_ms(&clock, FIXTURE_NOW + 30 * (int64_t)DAY);
    arena_init(&arena, 8 << 20);
    assert_true(crypto_init());
    struct school *school = school_open(&(struct school_config){.store = old->store, .clock = &clock});
    assert_non_null(school);

    // The register as it was: the face's mark with its doubt, the late one with its note, the excused one.
    const struct actor professor = {.user_id = 2, .role = ROLE_PROFESSOR};
    struct attendance_view view;
    assert_int_equal(attendance_view(school, &professor, 1, &arena, &view), FAULT_NONE);
    assert_int_equal(view.count, 3);
    assert_int_equal(view.lecture.counts.present, 1);
    assert_int_equal(view.lecture.counts.late, 1);
    assert_int_equal(view.lecture.counts.excused, 1);
    for (size_t i = 0; i < view.count; i++) {
        const struct mark *mark = &view.marks[i];
        assert_int_equal(mark->flags != 0, mark->student.id == 3);
        assert_true(mark->version > 0);
        if (mark->student.id == 4)
            assert_string_equal(mark->note, "the bus");
        if (mark->student.id == 3)
            assert_string_equal(mark->student.name, "سارة بنت علي 🎓");
    }
    struct classroom classroom;
    assert_int_equal(classroom_get(school, &professor, 1, &arena, &classroom), FAULT_NONE);
    assert_int_equal(classroom.threshold_percent, 75);
    assert_int_equal(classroom.version, 1);
    assert_false(classroom.absent_at_close);
    check_memberships(old, school, &arena);
    check_statuses(school, &arena);

    // Work goes on: a mark is corrected, and the audit log's chain is whole.
    struct mark mark;
    const struct actor administrator = {.user_id = 1, .role = ROLE_ADMINISTRATOR};
    const struct mark_request request = {.status = MARK_PRESENT, .note = "was there"};
    const struct actor stepped_up = {.user_id = 2, .role = ROLE_PROFESSOR, .stepped_up_at = clock_now_ms(&clock)};
    assert_int_equal(attendance_mark(school, &stepped_up, 1, 4, &request, &arena, &mark), FAULT_NONE);
    int64_t broken = -1;
    assert_int_equal(audit_verify(school, &broken), FAULT_NONE);
    assert_int_equal(broken, 0);
    struct user user;
    assert_int_equal(account_get(school, 5, &arena, &user), FAULT_NONE);
    assert_true(user.disabled);
    struct overview overview;
    assert_int_equal(register_overview(school, &administrator, &overview), FAULT_NONE);
    assert_int_equal(overview.marks, 3);
    assert_int_equal(overview.consented, 1);
    assert_int_equal(overview.enrolled, 1);
    assert_int_equal(school_sweep(school), FAULT_NONE);
    assert_int_equal(school_tick(school), FAULT_NONE);
    check_tellings(old);

    school_close(school);
    arena_release(&arena);
    test_store_close(old);
}

/* The figures of the classroom in school_at_13.sql, as they were at schema 13: counted by hand from its rows. */
static void check_statics(struct school *school, struct arena *arena)
{
    static const struct {
        int64_t student_id, counted, attended;
    } figures[] = {{3, 1, 1}, {4, 1, 1}, {5, 2, 0}};
    const struct actor professor = {.user_id = 2, .role = ROLE_PROFESSOR}, sara = {.user_id = 3, .role = ROLE_STUDENT};
    struct register_grid grid;
    struct record record;
    struct status_set set;
    assert_int_equal(register_grid(school, &professor, 3, &(struct register_page){0}, arena, &grid), FAULT_NONE);
    assert_int_equal(grid.count, ARRAY_LENGTH(figures));
    assert_int_equal(grid.lectures.count, 3);
    for (size_t i = 0; i < grid.count; i++) {
        const struct register_student *line = &grid.students[i];
        size_t k = 0;
        while (figures[k].student_id != line->student.id)
            assert_true(++k < ARRAY_LENGTH(figures));
        assert_int_equal(line->standing.counted, figures[k].counted);
        assert_int_equal(line->standing.attended, figures[k].attended);
        assert_int_equal(line->left_at != 0, line->student.id == GONE);
    }
    assert_int_equal(status_set_get(school, &professor, 3, arena, &set), FAULT_NONE);
    assert_string_equal(status_set_line(&set, MARK_LATE)->name, "Verspätet");
    assert_string_equal(status_set_line(&set, MARK_PRESENT)->letter, "X");
    assert_int_equal(register_record(school, &sara, 3, arena, &record), FAULT_NONE);
    assert_int_equal(record.count, 4);
    assert_int_equal(record.standing.attended, 1);
}

static void test_all_in_use_goes_forward(void **state)
{
    struct test_store *test = test_store_need(state);
    struct test_store *old = test_store_open_raw(test->engine, 2, 1, 64);
    char error[STORE_ERROR_SIZE];
    int64_t version = 0, broken = -1;
    struct clock clock = {0};
    struct arena arena;
    assert_non_null(old);
    make_all_in_use(old);
    if (store_migrate(old->store, &version, error) != DB_OK)
        fail_msg("%s", error);
    assert_true(version >= ALL_IN_USE);
    clock_set_ms(&clock, FIXTURE_NOW + 7 * (int64_t)DAY);
    arena_init(&arena, 8 << 20);
    struct school *school = school_open(&(struct school_config){.store = old->store, .clock = &clock});
    assert_non_null(school);
    check_statics(school, &arena);
    for (int i = 0; i < 3; i++) { // and the school's own work on them
        assert_int_equal(school_sweep(school), FAULT_NONE);
        assert_int_equal(school_tick(school), FAULT_NONE);
        assert_int_equal(notification_tick(school), FAULT_NONE);
    }
    check_statics(school, &arena);
    assert_int_equal(audit_verify(school, &broken), FAULT_NONE);
    assert_int_equal(broken, 0);
    school_close(school);
    arena_release(&arena);
    test_store_close(old);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST_ON_BOTH(test_forward),
        TEST_ON_BOTH(test_all_in_use_goes_forward),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
