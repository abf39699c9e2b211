/* SPDX-License-Identifier: MIT */
/* Classrooms, join codes, time zones. */
#include "school/classes/join.h"
#include "school/unit.h"

#include <sys/stat.h>

#include "base/arena.h"
#include "base/str.h"
#include "school/classes/classroom.h"
#include "school/common/fault.h"
#include "school/common/text.h"
#include "school/school.h"

static void test_create(void **state)
{
    struct school_fixture *f = school_fixture_open(test_store_need(state));
    struct classroom classroom = {.id = -7};
    char long_subject[CLASSROOM_SUBJECT_MAX + 2];
    memset(long_subject, 's', CLASSROOM_SUBJECT_MAX + 1), long_subject[CLASSROOM_SUBJECT_MAX + 1] = '\0';
    struct {
        struct classroom_request request;
        enum fault fault;
    } bad[] = {
        {{.late_after_minutes = -1, .window_minutes = -1}, FAULT_TEXT_INVALID},
        {{.subject = " ", .late_after_minutes = -1, .window_minutes = -1}, FAULT_TEXT_INVALID},
        {{.subject = long_subject, .late_after_minutes = -1, .window_minutes = -1}, FAULT_TEXT_INVALID},
        {{.subject = "A", .section = "\x7f", .late_after_minutes = -1, .window_minutes = -1}, FAULT_TEXT_INVALID},
        {{.subject = "A", .late_after_minutes = -2, .window_minutes = -1}, FAULT_MINUTES_INVALID},
        {{.subject = "A", .late_after_minutes = 241, .window_minutes = -1}, FAULT_MINUTES_INVALID},
        {{.subject = "A", .late_after_minutes = -1, .window_minutes = 0}, FAULT_MINUTES_INVALID},
        {{.subject = "A", .late_after_minutes = -1, .window_minutes = 241}, FAULT_MINUTES_INVALID},
        {{.subject = "A", .timezone = "Mars/Olympus", .late_after_minutes = -1, .window_minutes = -1},
         FAULT_TIMEZONE_UNKNOWN},
        {{.subject = "A", .timezone = "../../../etc/passwd", .late_after_minutes = -1, .window_minutes = -1},
         FAULT_TIMEZONE_UNKNOWN},
    };
    for (size_t i = 0; i < ARRAY_LENGTH(bad); i++)
        if (classroom_create(f->school, &f->professor, &bad[i].request, &f->arena, &classroom) != bad[i].fault)
            fail_msg("case %zu", i);
    assert_int_equal(classroom.id, -7);
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM classrooms"), 0);

    struct classroom_request request = {.subject = "代数 I; DROP TABLE x",
                                        .section = "A",
                                        .term = "",
                                        .timezone = "",
                                        .late_after_minutes = 0,
                                        .window_minutes = 240};
    assert_int_equal(classroom_create(f->school, &f->professor, &request, &f->arena, &classroom), FAULT_NONE);
    assert_string_equal(classroom.subject, request.subject);
    assert_string_equal(classroom.section, "A");
    assert_null(classroom.term);
    assert_string_equal(classroom.timezone, "UTC");
    assert_int_equal(classroom.late_after_minutes, 0);
    assert_int_equal(classroom.window_minutes, 240);
    assert_int_equal(strlen(classroom.join_code), CLASSROOM_CODE_LENGTH);
    assert_int_equal(strspn(classroom.join_code, "ABCDEFGHJKMNPQRSTUVWXYZ23456789"), CLASSROOM_CODE_LENGTH);
    assert_string_equal(classroom.professor.name, "Petra Prof");
    assert_int_equal(classroom.students + classroom.lectures, 0);
    assert_false(classroom.has_live || classroom.archived);
    school_fixture_close(f);
}

static void test_timezones(void **state)
{
    (void)state;
    char folder[] = "/tmp/ams-zones-XXXXXX", area[64], path[64];
    assert_non_null(mkdtemp(folder));
    snprintf(area, sizeof(area), "%s/Area", folder);
    assert_int_equal(mkdir(area, 0700), 0);
    const struct {
        const char *name, *text;
    } files[] = {{"Good", "TZif2 and so on"}, {"Area/Town", "TZif2 and so on"}, {"Bad", "root:x:0:0"}};
    for (size_t i = 0; i < ARRAY_LENGTH(files); i++) {
        snprintf(path, sizeof(path), "%s/%s", folder, files[i].name);
        FILE *file = fopen(path, "w");
        assert_non_null(file);
        fputs(files[i].text, file);
        fclose(file);
    }
    assert_true(timezone_exists(folder, "Area/Town"));
    assert_false(timezone_exists(folder, "Area//Town"));
    assert_false(timezone_exists(folder, "Area"));
    assert_false(timezone_exists(area, "../Good"));
    assert_true(timezone_exists(folder, "Good"));
    assert_true(timezone_exists(folder, "UTC")); // also without any file
    const char *const bad[] = {"",
                               "Bad",
                               "None",
                               ".",
                               "..",
                               "/Good",
                               "./Good",
                               "Good/",
                               "Good/..",
                               "a//b",
                               "Good\n",
                               "Go od",
                               "../ams/Good",
                               "-Good",
                               "%47ood",
                               "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"};
    for (size_t i = 0; i < ARRAY_LENGTH(bad); i++)
        if (timezone_exists(folder, bad[i]))
            fail_msg("%s", bad[i]);
    for (size_t i = 0; i < ARRAY_LENGTH(files); i++) {
        snprintf(path, sizeof(path), "%s/%s", folder, files[i].name);
        remove(path);
    }
    remove(area);
    remove(folder);
    if (!timezone_exists(NULL, "Europe/Berlin")) {
        print_message("skip: this machine has no time zones\n");
        skip();
    }
    assert_true(timezone_exists(NULL, "America/Argentina/Buenos_Aires"));
    assert_true(timezone_exists(NULL, "Etc/GMT+5"));
    assert_false(timezone_exists(NULL, "Europe"));
}

static void test_join(void **state)
{
    struct school_fixture *f = school_fixture_open(test_store_need(state));
    struct classroom classroom = fixture_classroom(f), joined = {.id = -7};
    char typed[40];
    const char *code = classroom.join_code;
    snprintf(typed, sizeof(typed), " %.3s-%.2s %s- ", code, code + 3, code + 5);
    for (char *c = typed; *c; c++)
        *c = *c >= 'A' && *c <= 'Z' ? (char)(*c + 32) : *c;
    assert_int_equal(classroom_join(f->school, &f->other_student, typed, &f->arena, &joined), FAULT_NONE);
    assert_int_equal(joined.id, classroom.id);
    assert_int_equal(joined.students, 2);
    assert_null(joined.join_code);
    fixture_wait(f, 5);
    assert_int_equal(classroom_join(f->school, &f->other_student, typed, &f->arena, &joined), FAULT_NONE); // again
    assert_int_equal(joined.students, 2);
    assert_int_equal(fixture_number(f, "SELECT MAX(joined_at) FROM students"), FIXTURE_NOW);

    struct actor late = fixture_person(f, ROLE_STUDENT, "Lena Late", "lena@college.example");
    const char *const bad[] = {NULL,
                               "",
                               "-",
                               "ABCD",
                               "ABCDEFGHJ",
                               "ABC\xc3\xa4"
                               "EFG",
                               "' OR '1'='1",
                               "%%%%%%%%",
                               "00000000"};
    for (size_t i = 0; i < ARRAY_LENGTH(bad); i++)
        assert_int_equal(classroom_join(f->school, &late, bad[i], &f->arena, &joined), FAULT_JOIN_CODE_UNKNOWN);
    for (size_t i = ARRAY_LENGTH(bad); i < 20; i++)
        assert_int_equal(classroom_join(f->school, &late, "ZZZZZZZZ", &f->arena, &joined), FAULT_JOIN_CODE_UNKNOWN);
    assert_int_equal(classroom_join(f->school, &late, code, &f->arena, &joined), FAULT_TOO_MANY_ATTEMPTS);
    fixture_wait(f, 15 * MINUTE);
    assert_int_equal(classroom_join(f->school, &late, code, &f->arena, &joined), FAULT_NONE);
    school_fixture_close(f);
}

static void test_rotate(void **state)
{
    struct school_fixture *f = school_fixture_open(test_store_need(state));
    struct classroom classroom = fixture_classroom(f), rotated, joined;
    struct actor strangers[] = {f->other_professor, f->student, f->administrator};
    for (size_t i = 0; i < ARRAY_LENGTH(strangers); i++)
        assert_int_equal(classroom_rotate_code(f->school, &strangers[i], classroom.id, &f->arena, &rotated),
                         FAULT_NOT_FOUND);
    assert_int_equal(classroom_rotate_code(f->school, &f->professor, classroom.id, &f->arena, &rotated), FAULT_NONE);
    assert_string_not_equal(rotated.join_code, classroom.join_code);
    assert_int_equal(classroom_join(f->school, &f->other_student, classroom.join_code, &f->arena, &joined),
                     FAULT_JOIN_CODE_UNKNOWN);
    assert_int_equal(classroom_join(f->school, &f->other_student, rotated.join_code, &f->arena, &joined), FAULT_NONE);
    fixture_sql(f, "UPDATE classrooms SET archived_at = 1");
    struct actor late = fixture_person(f, ROLE_STUDENT, "Lena Late", "lena@college.example");
    assert_int_equal(classroom_join(f->school, &late, rotated.join_code, &f->arena, &joined), FAULT_CLASSROOM_ARCHIVED);
    assert_int_equal(classroom_join(f->school, &f->student, rotated.join_code, &f->arena, &joined), FAULT_NONE);
    assert_true(joined.archived);
    assert_int_equal(classroom_rotate_code(f->school, &f->professor, classroom.id, &f->arena, &rotated),
                     FAULT_CLASSROOM_ARCHIVED);
    school_fixture_close(f);
}

static void test_who_sees(void **state)
{
    struct school_fixture *f = school_fixture_open(test_store_need(state));
    struct classroom classroom = fixture_classroom(f), other, read;
    struct classroom_list list;
    struct classroom_request request = {
        .subject = "algebra", .section = "B", .late_after_minutes = -1, .window_minutes = -1};
    assert_int_equal(classroom_create(f->school, &f->other_professor, &request, &f->arena, &other), FAULT_NONE);

    assert_int_equal(classroom_list(f->school, &f->professor, &(struct page){.limit = PAGE_MAX}, &f->arena, &list),
                     FAULT_NONE);
    assert_int_equal(list.count, 1);
    assert_int_equal(list.classrooms[0].id, classroom.id);
    assert_non_null(list.classrooms[0].join_code);
    assert_int_equal(list.classrooms[0].students, 1);
    assert_int_equal(classroom_list(f->school, &f->student, &(struct page){.limit = PAGE_MAX}, &f->arena, &list),
                     FAULT_NONE);
    assert_int_equal(list.count, 1);
    assert_null(list.classrooms[0].join_code);
    assert_int_equal(classroom_list(f->school, &f->other_student, &(struct page){.limit = PAGE_MAX}, &f->arena, &list),
                     FAULT_NONE);
    assert_int_equal(list.count, 0);
    assert_int_equal(classroom_list(f->school, &f->administrator, &(struct page){.limit = PAGE_MAX}, &f->arena, &list),
                     FAULT_NONE);
    assert_int_equal(list.count, 2);
    assert_null(list.classrooms[0].join_code);
    assert_int_equal(list.classrooms[0].id, classroom.id); // by subject, case aside; no section first

    assert_int_equal(classroom_get(f->school, &f->other_professor, classroom.id, &f->arena, &read), FAULT_NOT_FOUND);
    assert_int_equal(classroom_get(f->school, &f->other_student, classroom.id, &f->arena, &read), FAULT_NOT_FOUND);
    assert_int_equal(classroom_get(f->school, &f->student, other.id, &f->arena, &read), FAULT_NOT_FOUND);
    const int64_t ids[] = {0, -1, INT64_MAX, INT64_MIN, 999999};
    for (size_t i = 0; i < ARRAY_LENGTH(ids); i++)
        assert_int_equal(classroom_get(f->school, &f->administrator, ids[i], &f->arena, &read), FAULT_NOT_FOUND);
    school_fixture_close(f);
}

static void test_limits(void **state)
{
    struct school_fixture *f = school_fixture_open(test_store_need(state));
    struct classroom classroom = fixture_classroom(f), joined;
    struct classroom_request request = {.subject = "More", .late_after_minutes = -1, .window_minutes = -1};
    char sql[400];
    snprintf(sql, sizeof(sql),
             "INSERT INTO classrooms (subject, professor_id, join_code, timezone, late_after_minutes, window_minutes,"
             " created_at) WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < %d)"
             " SELECT 'Bulk', %lld, i, 'UTC', 10, 15, 0 FROM n",
             CLASSROOMS_PER_PERSON_MAX - 1, (long long)f->professor.user_id);
    fixture_sql(f, sql);
    assert_int_equal(classroom_create(f->school, &f->professor, &request, &f->arena, &joined), FAULT_TOO_MANY_THINGS);

    fixture_sql(f, "INSERT INTO users (name, role, email, created_at) WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL"
                   " SELECT i + 1 FROM n WHERE i < 999) SELECT 'Bulk', 'student', i, 0 FROM n");
    fixture_sql(f, "INSERT INTO users (name, role, email, created_at) WITH RECURSIVE n (i) AS (SELECT 1000 UNION ALL"
                   " SELECT i + 1 FROM n WHERE i < 1999) SELECT 'Bulk', 'student', i, 0 FROM n");
    snprintf(sql, sizeof(sql),
             "INSERT INTO students (user_id, class_id, joined_at) SELECT id, %lld, 0 FROM users WHERE name = 'Bulk'",
             (long long)classroom.id);
    fixture_sql(f, sql); // 1999 and the fixture's own
    assert_int_equal(classroom_join(f->school, &f->other_student, classroom.join_code, &f->arena, &joined),
                     FAULT_CLASSROOM_FULL);
    assert_int_equal(classroom_join(f->school, &f->student, classroom.join_code, &f->arena, &joined), FAULT_NONE);
    assert_int_equal(joined.students, CLASSROOM_STUDENTS_MAX);

    // An arena that is too small fails the call, whole.
    struct arena small;
    struct classroom_list list = {.count = 77};
    arena_init(&small, 1000);
    assert_int_equal(classroom_list(f->school, &f->administrator, &(struct page){.limit = PAGE_MAX}, &small, &list),
                     FAULT_INTERNAL);
    assert_int_equal(list.count, 77);
    arena_release(&small);
    school_fixture_close(f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST_ON_BOTH(test_create), cmocka_unit_test(test_timezones), TEST_ON_BOTH(test_join),
        TEST_ON_BOTH(test_rotate), TEST_ON_BOTH(test_who_sees),      TEST_ON_BOTH(test_limits),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
