/* SPDX-License-Identifier: MIT */
/* Looking up in the room, as a client sees it. */
#include <inttypes.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/str.h"
#include "store/db.h"
#include "store/store.h"
#include "support/api_client.h"

static const char *at(char target[static 128], int64_t lecture, int64_t student)
{
    if (student)
        snprintf(target, 128, "/api/attendance/%" PRId64 "/spot-check/%" PRId64, lecture, student);
    else
        snprintf(target, 128, "/api/attendance/%" PRId64 "/spot-check", lecture);
    return target;
}

/* The room code typed by the student. */
static void check_in(struct api_world *world, const struct college *college)
{
    char target[128], body[128];
    snprintf(target, sizeof(target), "/api/attendance/%" PRId64 "/code", college->lecture);
    json_t *code = api_expect(api_ask(world, &college->professor, HTTP_GET, target, NULL), 200);
    snprintf(body, sizeof(body), "{\"code\":\"%s\"}", json_text_at(code, "code"));
    json_decref(code);
    snprintf(target, sizeof(target), "/api/attendance/%" PRId64 "/check-in/code", college->lecture);
    json_decref(api_expect(api_ask(world, &college->student, HTTP_POST, target, body), 200));
}

static void test_looked_up(void **state)
{
    struct api_world world;
    struct college college;
    char target[128], classroom[64];
    api_world_open(&world, state, NULL);
    api_college(&world, &college);
    const struct visitor *professor = &college.professor;
    const char *list = at(target, college.lecture, 0);
    json_t *told = api_expect(api_ask(&world, professor, HTTP_POST, list, NULL), 200);
    assert_int_equal(json_array_size(json_at(told, "checks")), 0);
    json_decref(told);
    check_in(&world, &college);
    api_expect_problem(api_ask(&world, &college.student, HTTP_GET, list, NULL), 404, "not_found");
    told = api_expect(api_ask(&world, professor, HTTP_POST, list, "{}"), 200);
    assert_int_equal(json_int_at(told, "names"), 5);
    assert_int_equal(json_int_at(told, "marks"), 1);
    assert_true(json_is_true(json_at(told, "open")));
    json_t *check = json_array_get(json_at(told, "checks"), 0);
    assert_int_equal(json_int_at(json_at(check, "student"), "id"), college.student.id);
    assert_true(json_is_null(json_at(check, "here")) && json_is_null(json_at(check, "answered_by")));
    json_decref(told);
    api_expect_problem(api_ask(&world, professor, HTTP_POST, list, "{\"names\":9}"), 422, "invalid_field");

    const char *one = at(target, college.lecture, college.student.id);
    static const char *const bad[] = {"{}", "{\"here\":1}", "{\"here\":\"true\"}", "{\"here\":true,\"note\":\"x\"}",
                                      "{\"here\":[true]}"};
    for (size_t i = 0; i < ARRAY_LENGTH(bad); i++)
        api_expect_problem(api_ask(&world, professor, HTTP_PUT, one, bad[i]), 422, "invalid_field");
    static const char *const said[] = {"{\"here\":false}", "{\"here\":true}", "{\"here\":null}", "{\"here\":false}"};
    for (size_t i = 0; i < ARRAY_LENGTH(said); i++) {
        told = api_expect(api_ask(&world, professor, HTTP_PUT, one, said[i]), 200);
        check = json_array_get(json_at(told, "checks"), 0);
        json_t *here = json_at(check, "here");
        assert_true(i == 2 ? json_is_null(here) : i == 1 ? json_is_true(here) : json_is_false(here));
        assert_int_equal(json_is_null(json_at(check, "answered_at")), i == 2);
        json_decref(told);
    }
    api_expect_problem(
        api_ask(&world, professor, HTTP_PUT, at(target, college.lecture, college.other_student.id), said[0]), 404,
        "not_found");

    // Too few to say, with the counts.
    snprintf(classroom, sizeof(classroom), "/api/classroom/%" PRId64 "/statistics", college.classroom);
    const struct visitor *readers[] = {professor, &college.administrator};
    const char *paths[] = {classroom, "/api/admin/report"};
    for (size_t i = 0; i < ARRAY_LENGTH(readers); i++) {
        told = api_expect(api_ask(&world, readers[i], HTTP_GET, paths[i], NULL), 200);
        json_t *spot = json_at(told, "spot");
        assert_int_equal(json_int_at(spot, "looked_up"), 1);
        assert_int_equal(json_int_at(spot, "not_there"), 1);
        assert_true(json_is_false(json_at(spot, "enough")) && json_is_null(json_at(spot, "share")));
        assert_true(json_is_null(json_at(spot, "low")) && json_is_null(json_at(spot, "high")));
        json_decref(told);
    }
    api_world_close(&world);
}

static void test_off(void **state)
{
    struct api_world world;
    struct college college;
    char target[128], classroom[64];
    api_world_open(&world, state, NULL);
    api_college(&world, &college);
    snprintf(classroom, sizeof(classroom), "/api/classroom/%" PRId64, college.classroom);
    api_expect_problem(api_ask(&world, &college.professor, HTTP_PATCH, classroom, "{\"spot_names\":11}"), 422,
                       "invalid_field");
    json_t *told = api_expect(api_ask(&world, &college.professor, HTTP_PATCH, classroom, "{\"spot_names\":0}"), 200);
    assert_int_equal(json_int_at(told, "spot_names"), 0);
    json_decref(told);
    api_expect_problem(api_ask(&world, &college.professor, HTTP_POST, at(target, college.lecture, 0), NULL), 409,
                       "spot_check_off");
    api_world_close(&world);
}

int main(void)
{
    const struct CMUnitTest tests[] = {TEST_ON_BOTH(test_looked_up), TEST_ON_BOTH(test_off)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
