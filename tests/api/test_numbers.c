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

static void test_exports(void **state)
{
    static const struct {
        const char *tail, *type;
    } forms[] = {
        {"export", "text/csv; charset=utf-8"},
        {"export?form=long&bom=1", "text/csv; charset=utf-8"},
        {"export?form=moodle", "text/csv; charset=utf-8"},
        {"export?form=print", "text/html; charset=utf-8"},
        {"export?form=xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"},
    };
    static const char *const bad[] = {"export?form=pdf", "export?bom=yes", "at-risk?lectures=-1", "register?limit=0",
                                      "register?from=x"};
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

int main(void)
{
    const struct CMUnitTest tests[] = {TEST_ON_BOTH(test_standing), TEST_ON_BOTH(test_left), TEST_ON_BOTH(test_report),
                                       TEST_ON_BOTH(test_exports)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
