/* SPDX-License-Identifier: MIT */
/* Standings, statistics, report and exports over HTTP: who gets what, bad queries, files. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/str.h"
#include "support/api_client.h"

static const char *target(char text[static 160], const struct college *college, const char *tail)
{
    snprintf(text, 160, "/api/classroom/%lld/%s", (long long)college->classroom, tail);
    return text;
}

static json_t *get(struct api_world *world, const struct visitor *visitor, const char *path)
{
    return api_expect(api_ask(world, visitor, HTTP_GET, path, NULL), 200);
}

static void mark(struct api_world *world, const struct college *college, const char *body)
{
    char path[160];
    snprintf(path, sizeof(path), "/api/attendance/%lld/marks/%lld", (long long)college->lecture,
             (long long)college->student.id);
    json_decref(api_expect(api_ask(world, &college->professor, HTTP_PUT, path, body), 200));
}

static void test_standing(void **state)
{
    struct api_world world;
    struct college college;
    char path[160];
    api_world_open(&world, state, NULL);
    api_college(&world, &college);
    mark(&world, &college, "{\"status\":\"L\",\"minutes_late\":6}");
    json_t *body = get(&world, &college.student, "/api/student/standing");
    assert_int_equal(json_int_at(body, "classrooms.0.standing.attended"), 1);
    assert_int_equal(json_int_at(body, "classrooms.0.standing.late_minutes"), 6);
    assert_int_equal(json_int_at(body, "classrooms.0.standing.points"), 100);
    assert_int_equal(json_int_at(body, "classrooms.0.standing.points_max"), 200);
    assert_string_equal(json_text_at(body, "classrooms.0.standing.denominator"), "taken_lectures");
    assert_int_equal(json_int_at(body, "classrooms.0.standing.outlook.threshold"), 75);
    json_decref(body);
    body = get(&world, &college.professor, target(path, &college, "statistics"));
    assert_int_equal(json_int_at(body, "taken"), 1);
    assert_int_equal(json_int_at(body, "by_lecture.0.counts.late"), 1);
    assert_int_equal(json_int_at(body, "late.by_minutes.1.count"), 1);
    json_decref(body);
    mark(&world, &college, "{\"status\":\"A\"}");
    body = get(&world, &college.professor, target(path, &college, "at-risk?lectures=1"));
    assert_int_equal(json_int_at(body, "total"), 1);
    assert_string_equal(json_text_at(body, "students.0.risk"), "out_of_reach");
    json_decref(body);
    body = get(&world, &college.professor, target(path, &college, "at-risk"));
    assert_int_equal(json_int_at(body, "total"), 1); // no hidden minimum, and it is named
    assert_int_equal(json_int_at(body, "lectures"), 1);
    assert_int_equal(json_int_at(body, "warning_lectures"), 3);
    json_decref(body);
    api_world_close(&world);
}

/* Who has left is in the register, with the day. */
static void test_left(void **state)
{
    struct api_world world;
    struct college college;
    char path[160];
    api_world_open(&world, state, NULL);
    api_college(&world, &college);
    mark(&world, &college, "{\"status\":\"P\"}");
    snprintf(path, sizeof(path), "/api/student/classrooms/%lld", (long long)college.classroom);
    json_decref(api_expect(api_ask(&world, &college.student, HTTP_DELETE, path, NULL), 204));
    json_t *body = get(&world, &college.professor, target(path, &college, "register"));
    assert_string_equal(json_text_at(body, "students.0.marks.0"), "P");
    assert_non_null(json_text_at(body, "students.0.joined_at"));
    assert_non_null(json_text_at(body, "students.0.left_at"));
    assert_int_equal(json_array_size(json_at(body, "students.0.outside")), 0);
    json_decref(body);
    body = get(&world, &college.professor, target(path, &college, "students"));
    assert_int_equal(json_array_size(json_at(body, "students")), 0);
    json_decref(body);
    body = get(&world, &college.professor, "/api/user/notifications");
    assert_string_equal(json_text_at(body, "notifications.0.kind"), "student_left");
    assert_int_equal(json_int_at(body, "notifications.0.subject_id"), college.student.id);
    json_decref(body);
    api_world_close(&world);
}

static void test_report(void **state)
{
    struct api_world world;
    struct college college;
    api_world_open(&world, state, NULL);
    api_college(&world, &college);
    mark(&world, &college, "{\"status\":\"P\"}");
    json_t *body = get(&world, &college.administrator, "/api/admin/report");
    assert_int_equal(json_int_at(body, "institution.present"), 1);
    assert_string_equal(json_text_at(body, "institution.denominator"), "expected");
    assert_int_equal(json_int_at(body, "coverage.students"), 2);
    json_decref(body);
    struct answer answer = api_ask(&world, &college.administrator, HTTP_GET, "/api/admin/report?form=csv", NULL);
    assert_int_equal(answer.status, 200);
    assert_string_equal(answer.type, "text/csv; charset=utf-8");
    answer_release(&answer);
    static const char *const bad[] = {"from=yesterday", "before=1", "professor=x", "form=pdf", "bom=2"};
    for (size_t i = 0; i < ARRAY_LENGTH(bad); i++) {
        char path[80];
        snprintf(path, sizeof(path), "/api/admin/report?%s", bad[i]);
        api_expect_problem(api_ask(&world, &college.administrator, HTTP_GET, path, NULL), 422, "invalid_field");
    }
    api_expect_problem(
        api_ask(&world, &college.administrator, HTTP_GET, "/api/admin/report?from=2020-01-01T00:00:00Z", NULL), 422,
        "invalid_field");
    api_world_close(&world);
}

/* What the register says of a student is what their own page says, and each is a recount of the rows. */
static void test_student(void **state)
{
    struct api_world world;
    struct college college;
    char path[160];
    api_world_open(&world, state, NULL);
    api_college(&world, &college);
    mark(&world, &college, "{\"status\":\"L\",\"minutes_late\":6,\"note\":\"Tram\"}");
    mark(&world, &college, "{\"status\":\"A\"}");
    json_t *grid = get(&world, &college.professor, target(path, &college, "register?versions=1"));
    snprintf(path, sizeof(path), "/api/classroom/%lld/students/%lld", (long long)college.classroom,
             (long long)college.student.id);
    json_t *body = get(&world, &college.professor, path);
    assert_true(json_equal(json_at(grid, "students.0.standing"), json_at(body, "standing")));
    assert_string_equal(json_text_at(body, "lectures.0.mark.status"), "A");
    assert_int_equal(json_int_at(body, "lectures.0.mark.version"), json_int_at(grid, "students.0.versions.0"));
    assert_int_equal(json_array_size(json_at(grid, "students.0.noted")), 0);
    assert_int_equal(json_int_at(body, "refusals_total"), 0);
    json_decref(body);
    json_decref(grid);
    // Their own record says no version: a student edits nothing.
    snprintf(path, sizeof(path), "/api/student/record/%lld", (long long)college.classroom);
    body = get(&world, &college.student, path);
    assert_int_equal(json_int_at(body, "lectures.0.mark.version"), 0);
    json_decref(body);
    snprintf(path, sizeof(path), "/api/classroom/%lld/students/%lld/changes?limit=1", (long long)college.classroom,
             (long long)college.student.id);
    body = get(&world, &college.professor, path);
    assert_string_equal(json_text_at(body, "changes.0.from"), "L");
    assert_string_equal(json_text_at(body, "changes.0.to"), "A");
    assert_int_equal(json_int_at(body, "changes.0.by.id"), college.professor.id);
    int64_t next = json_int_at(body, "next");
    json_decref(body);
    snprintf(path, sizeof(path), "/api/classroom/%lld/students/%lld/changes?after=%lld", (long long)college.classroom,
             (long long)college.student.id, (long long)next);
    body = get(&world, &college.professor, path);
    assert_true(json_is_null(json_at(body, "changes.0.from")));
    assert_string_equal(json_text_at(body, "changes.0.reason"), "Tram");
    assert_true(json_is_null(json_at(body, "next")));
    json_decref(body);
    api_world_close(&world);
}

/* Notes are the staff's: written, read, erased by who may; the student's own copy of their data has them. */
static void test_notes(void **state)
{
    struct api_world world;
    struct college college;
    char path[160], one[200];
    api_world_open(&world, state, NULL);
    api_college(&world, &college);
    snprintf(path, sizeof(path), "/api/classroom/%lld/students/%lld/notes", (long long)college.classroom,
             (long long)college.student.id);
    json_t *body = api_expect(
        api_ask(&world, &college.professor, HTTP_POST, path, "{\"text\":\"  Came to the office hour.\\nAgain. \"}"),
        201);
    assert_string_equal(json_text_at(body, "text"), "Came to the office hour.\nAgain.");
    assert_true(json_is_true(json_at(body, "mine")));
    snprintf(one, sizeof(one), "%s/%lld", path, (long long)json_int_at(body, "id"));
    json_decref(body);
    api_expect_problem(api_ask(&world, &college.professor, HTTP_POST, path, "{\"text\":\"   \"}"), 422,
                       "invalid_field");
    api_expect_problem(api_ask(&world, &college.professor, HTTP_POST, path, "{}"), 422, "invalid_field");
    api_expect_problem(api_ask(&world, &college.student, HTTP_GET, path, NULL), 404, "not_found");
    api_expect_problem(api_ask(&world, &college.student, HTTP_POST, path, "{\"text\":\"x\"}"), 404, "not_found");
    api_expect_problem(api_ask(&world, &college.other_professor, HTTP_GET, path, NULL), 404, "not_found");
    api_expect_problem(api_ask(&world, &college.administrator, HTTP_POST, path, "{\"text\":\"x\"}"), 403,
                       "not_allowed");
    body = get(&world, &college.administrator, path);
    assert_int_equal(json_array_size(json_at(body, "notes")), 1);
    assert_true(json_is_false(json_at(body, "notes.0.mine")));
    json_decref(body);
    json_decref(api_expect(api_ask(&world, &college.professor, HTTP_DELETE, one, NULL), 204));
    api_expect_problem(api_ask(&world, &college.professor, HTTP_DELETE, one, NULL), 404, "not_found");
    body = get(&world, &college.professor, path);
    assert_int_equal(json_array_size(json_at(body, "notes")), 0);
    json_decref(body);
    body = get(&world, &college.administrator, "/api/admin/audit?action=student_note_erased");
    assert_int_equal(json_array_size(json_at(body, "entries")), 1);
    json_decref(body);
    api_world_close(&world);
}

/* A file is called after its class and its day, in any script. */
static void test_file_names(void **state)
{
    struct api_world world;
    struct college college;
    char path[160], address[80];
    api_world_open(&world, state, NULL);
    api_college(&world, &college);
    struct answer answer =
        api_ask(&world, &college.professor, HTTP_GET, target(path, &college, "export?form=xlsx"), NULL);
    assert_non_null(strstr(answer.saved_as, "attachment; filename=\""));
    assert_non_null(strstr(answer.saved_as, " 2026-11-"));
    assert_non_null(strstr(answer.saved_as, " register.xlsx\""));
    answer_release(&answer);
    snprintf(address, sizeof(address), "/api/classroom/%lld", (long long)college.classroom);
    json_decref(api_expect(api_ask(&world, &college.professor, HTTP_PATCH, address,
                                   "{\"subject\":\"\xd8\xac\xd8\xa8\xd8\xb1/1\",\"section\":\"A\"}"),
                           200));
    answer = api_ask(&world, &college.professor, HTTP_GET, target(path, &college, "export?form=csv"), NULL);
    assert_non_null(strstr(answer.saved_as, "filename*=UTF-8''%D8%AC%D8%A8%D8%B1-1%20A%202026-11-"));
    assert_non_null(strstr(answer.saved_as, "filename=\"___-1 A 2026-11-"));
    answer_release(&answer);
    api_world_close(&world);
}

static void test_exports(void **state)
{
    static const struct {
        const char *tail, *type;
    } forms[] = {
        {"export", "text/csv; charset=utf-8"},
        {"export?form=long&bom=1", "text/csv; charset=utf-8"},
        {"export?form=moodle", "text/csv; charset=utf-8"},
        {"export?form=moodle_marks&heads=fixed", "text/csv; charset=utf-8"},
        {"export/lectures?bom=1", "text/csv; charset=utf-8"},
        {"export/lectures?form=moodle", "text/csv; charset=utf-8"},
        {"export/lectures?form=xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"},
        {"export/grades?form=long", "text/csv; charset=utf-8"},
        {"export/grades?form=xlsx&language=ar", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"},
        {"export?form=print", "text/html; charset=utf-8"},
        {"export?form=xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"},
    };
    static const char *const bad[] = {
        "export?form=pdf",           "export?bom=please",          "export?heads=x",
        "export?form=csv&lecture=1", "export?form=long&lecture=x", "export/lectures?form=long",
        "export/grades?form=moodle", "export/grades?bom=2",        "export/lectures?heads=2",
        "at-risk?lectures=-1",       "register?limit=0",           "register?from=x",
        "register?versions=2"};
    struct api_world world;
    struct college college;
    char path[160];
    api_world_open(&world, state, NULL);
    api_college(&world, &college);
    for (size_t i = 0; i < ARRAY_LENGTH(forms); i++) {
        target(path, &college, forms[i].tail);
        struct answer answer = api_ask(&world, &college.professor, HTTP_GET, path, NULL);
        assert_int_equal(answer.status, 200);
        assert_memory_equal(answer.type, forms[i].type, sizeof("application/vnd") - 8);
        answer_release(&answer);
        api_expect_problem(api_ask(&world, &college.student, HTTP_GET, path, NULL), 404, "not_found");
        api_expect_problem(api_ask(&world, &college.other_professor, HTTP_GET, path, NULL), 404, "not_found");
    }
    for (size_t i = 0; i < ARRAY_LENGTH(bad); i++)
        api_expect_problem(api_ask(&world, &college.professor, HTTP_GET, target(path, &college, bad[i]), NULL), 422,
                           "invalid_field");
    api_world_close(&world);
}

/* The office's files: people, and a job for the marks. */
static void test_office_files(void **state)
{
    static const char *const bad[] = {"people?form=long", "people?state=x", "people?heads=x", "people?bom=x"};
    struct api_world world;
    struct college college;
    char path[160];
    api_world_open(&world, state, NULL);
    api_college(&world, &college);
    struct answer answer =
        api_ask(&world, &college.administrator, HTTP_GET, "/api/admin/export/people?role=student&state=active", NULL);
    assert_int_equal(answer.status, 200);
    assert_non_null(strstr(answer.saved_as, " people.csv\""));
    answer_release(&answer);
    api_expect_problem(api_ask(&world, &college.professor, HTTP_GET, "/api/admin/export/people", NULL), 403,
                       "not_allowed");
    for (size_t i = 0; i < ARRAY_LENGTH(bad); i++) {
        snprintf(path, sizeof(path), "/api/admin/export/%s", bad[i]);
        api_expect_problem(api_ask(&world, &college.administrator, HTTP_GET, path, NULL), 422, "invalid_field");
    }
    json_t *job = api_expect(
        api_ask(&world, &college.administrator, HTTP_POST, "/api/admin/export/marks", "{\"term\":\"Autumn 2026\"}"),
        202);
    assert_string_equal(json_text_at(job, "kind"), "export_marks");
    json_decref(job);
    api_expect_problem(api_ask(&world, &college.professor, HTTP_POST, "/api/admin/export/marks", "{}"), 403,
                       "not_allowed");
    job = api_expect(api_ask(&world, &college.administrator, HTTP_POST, "/api/admin/export/roster", NULL), 202);
    assert_string_equal(json_text_at(job, "kind"), "export_roster");
    json_decref(job);
    api_expect_problem(api_ask(&world, &college.professor, HTTP_POST, "/api/admin/export/roster", NULL), 403,
                       "not_allowed");
    answer = api_ask(&world, &college.administrator, HTTP_POST, "/api/admin/export/marks",
                     "{\"from\":\"2026-11-23T00:00:00Z\",\"to\":\"2026-11-22T00:00:00Z\"}");
    assert_int_equal(answer.status, 422);
    answer_release(&answer);
    api_world_close(&world);
}

int main(void)
{
    const struct CMUnitTest tests[] = {TEST_ON_BOTH(test_standing),   TEST_ON_BOTH(test_left),
                                       TEST_ON_BOTH(test_report),     TEST_ON_BOTH(test_exports),
                                       TEST_ON_BOTH(test_student),    TEST_ON_BOTH(test_notes),
                                       TEST_ON_BOTH(test_file_names), TEST_ON_BOTH(test_office_files)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
