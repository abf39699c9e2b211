/* SPDX-License-Identifier: MIT */
/*
 * What a client of the API may lean on: /api/v1 is /api, former names of parameters are taken, a switch is one of a few
 * words, what was made has an address, and each problem a page.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "api/gate/location.h"
#include "api/gate/problem.h"
#include "api/routes.h"
#include "base/str.h"
#include "http/router.h"
#include "support/api_client.h"

enum { TARGET_SIZE = 320 };

/* ---- the version ---- */

static void test_versions_are_alike(void **state)
{
    struct api_world world;
    struct college college;
    const struct api_route *route;
    api_world_open(&world, state, NULL);
    api_college(&world, &college);
    for (size_t i = 0; (route = api_route_at(i)) != NULL; i++) {
        const struct route *plain, *versioned;
        const char *params[MESSAGE_PARAMS_MAX], *allow;
        char path[TARGET_SIZE];
        struct arena arena;
        arena_init(&arena, 1 << 14);
        snprintf(path, sizeof(path), ROUTER_VERSION "%s", router_unversioned(route->pattern));
        assert_int_equal(router_match(world.router, &arena, route->method, route->pattern, &plain, params, &allow),
                         ROUTER_FOUND);
        assert_int_equal(router_match(world.router, &arena, route->method, path, &versioned, params, &allow),
                         ROUTER_FOUND);
        assert_ptr_equal(plain, versioned);
        arena_release(&arena);
    }
    json_t *old = api_expect(api_ask(&world, &college.student, HTTP_GET, "/api/student/home", NULL), 200);
    json_t *new = api_expect(api_ask(&world, &college.student, HTTP_GET, "/api/v1/student/home", NULL), 200);
    assert_true(json_equal(old, new));
    json_decref(old);
    json_decref(new);
    api_world_close(&world);
}

/* A repeat is the same request by either address. */
static void test_repeats_by_either_address(void **state)
{
    static const struct message_header key[] = {{"Idempotency-Key", "once"}, {0}};
    static const char body[] = "{\"subject\":\"Optics\"}";
    struct api_world world;
    struct college college;
    api_world_open(&world, state, NULL);
    api_college(&world, &college);
    json_t *first =
        api_expect(api_send(&world, &college.professor, HTTP_POST, "/api/classroom", key, body, strlen(body)), 201);
    json_t *again =
        api_expect(api_send(&world, &college.professor, HTTP_POST, "/api/v1/classroom", key, body, strlen(body)), 201);
    assert_int_equal(json_int_at(first, "id"), json_int_at(again, "id"));
    json_decref(first);
    json_decref(again);
    api_world_close(&world);
}

/* ---- parameters ---- */

static void expect_field(struct api_world *world, const struct visitor *visitor, const char *target, const char *code,
                         const char *field)
{
    struct answer answer = api_ask(world, visitor, HTTP_GET, target, NULL);
    const char *said = json_string_value(json_object_get(answer.body, "code"));
    const char *named = json_string_value(json_object_get(answer.body, "field"));
    if (!said || strcmp(said, code) != 0 || !named || strcmp(named, field) != 0)
        fail_msg("%s: %s of %s", target, said ? said : "no problem", named ? named : "nothing");
    answer_release(&answer);
}

static void test_former_names(void **state)
{
    static const char *const same[][2] = {
        {"/api/user/days?from=2026-11-01T00:00:00Z&before=2026-12-01T00:00:00Z",
         "/api/user/days?from=2026-11-01T00:00:00Z&to=2026-12-01T00:00:00Z"},
        {"/api/admin/holidays/2026-12-24/lectures?until=2026-12-26",
         "/api/admin/holidays/2026-12-24/lectures?to=2026-12-26"},
    };
    struct api_world world;
    struct college college;
    char target[TARGET_SIZE];
    api_world_open(&world, state, NULL);
    api_college(&world, &college);
    for (size_t i = 0; i < ARRAY_LENGTH(same); i++) {
        json_t *old = api_expect(api_ask(&world, &college.administrator, HTTP_GET, same[i][0], NULL), 200);
        json_t *new = api_expect(api_ask(&world, &college.administrator, HTTP_GET, same[i][1], NULL), 200);
        assert_true(json_equal(old, new));
        json_decref(old);
        json_decref(new);
    }
    snprintf(target, sizeof(target), "/api/classroom/%lld/copy?first_date=2027-04-01&last_date=2027-07-01",
             (long long)college.classroom);
    json_decref(api_expect(api_ask(&world, &college.professor, HTTP_GET, target, NULL), 200));

    // One thing under two names is twice, and what never was a name of an address is none.
    expect_field(&world, &college.administrator, "/api/admin/today?to=2026-11-01T00:00:00Z&before=2026-11-01T00:00:00Z",
                 "repeated_parameter", "before");
    expect_field(&world, &college.administrator, "/api/admin/today?first_date=2026-11-01", "invalid_field", "from");
    expect_field(&world, &college.administrator, "/api/admin/audit?until=x", "invalid_field", "to");
    expect_field(&world, &college.administrator, "/api/admin/jobs?before=x", "unknown_parameter", "before");
    expect_field(&world, &college.administrator, "/api/admin/holidays/2026-12-24/lectures?until=x", "invalid_field",
                 "to");
    api_world_close(&world);
}

static void test_switches(void **state)
{
    static const char *const words[] = {"true", "false", "1", "0", "yes", "no"};
    static const char *const wrong[] = {"", "2", "TRUE", "on", "truee"};
    struct api_world world;
    struct college college;
    char target[TARGET_SIZE];
    api_world_open(&world, state, NULL);
    api_college(&world, &college);
    for (size_t i = 0; i < ARRAY_LENGTH(words); i++) {
        snprintf(target, sizeof(target), "/api/classroom/%lld/register?versions=%s", (long long)college.classroom,
                 words[i]);
        json_t *body = api_expect(api_ask(&world, &college.professor, HTTP_GET, target, NULL), 200);
        json_t *student = json_array_get(json_object_get(body, "students"), 0);
        assert_int_equal(json_object_get(student, "versions") != NULL, i % 2 == 0);
        json_decref(body);
    }
    for (size_t i = 0; i < ARRAY_LENGTH(wrong); i++) {
        snprintf(target, sizeof(target), "/api/classroom/%lld/register?versions=%s", (long long)college.classroom,
                 wrong[i]);
        expect_field(&world, &college.professor, target, "invalid_field", "versions");
    }
    api_world_close(&world);
}

/* ---- what was made ---- */

/* Whether a route of the API, of whatever method, has this address: its names aside. */
static bool is_address(const struct api_world *world, const char *location)
{
    const struct route *route;
    const char *params[MESSAGE_PARAMS_MAX], *allow = NULL;
    char path[TARGET_SIZE] = "";
    struct arena arena;
    size_t used = 0;
    for (const char *at = location; *at != '\0'; at += *at == '\0' ? 0 : 1) {
        bool name = *at == ':' || *at == '{';
        path[used++] = name ? '1' : *at;
        at += name ? strcspn(at, "/") - 1 : 0;
    }
    path[used] = '\0';
    arena_init(&arena, 1 << 14);
    enum router_result result = router_match(world->router, &arena, HTTP_GET, path, &route, params, &allow);
    arena_release(&arena);
    return result == ROUTER_FOUND || result == ROUTER_NO_METHOD;
}

static void test_what_is_made_has_an_address(void **state)
{
    struct api_world world;
    const struct api_route *route;
    api_world_open(&world, state, NULL);
    for (size_t i = 0; (route = api_route_at(i)) != NULL; i++) {
        const char *location = location_of(route);
        if (strncmp(route->answer, "201", 3) == 0 && !location)
            fail_msg("%s does not say where what it makes is (.made)", route->pattern);
        if (location && !is_address(&world, location))
            fail_msg("%s: %s is no address of the API", route->pattern, location);
    }
    api_world_close(&world);
}

/* ---- problems ---- */

static void test_pages_of_problems(void **state)
{
    struct api_world world;
    char target[TARGET_SIZE];
    api_world_open(&world, state, NULL);
    for (unsigned i = FAULT_NONE + 1; i < PROBLEM_COUNT; i++) {
        snprintf(target, sizeof(target), PROBLEM_PAGES "%s", problem_code(i));
        struct answer answer = api_ask(&world, NULL, HTTP_GET, target, NULL);
        if (answer.status != 200 || strcmp(answer.type, "text/html; charset=utf-8") != 0)
            fail_msg("%s: %u", target, answer.status);
        answer_release(&answer);
    }
    static const char *const others[] = {"nothing", "bad_request2", "%3Cscript%3E", "BUSY"};
    for (size_t i = 0; i < ARRAY_LENGTH(others); i++) {
        snprintf(target, sizeof(target), PROBLEM_PAGES "%s", others[i]);
        api_expect_problem(api_ask(&world, NULL, HTTP_GET, target, NULL), 404, "not_found");
    }
    struct answer list = api_ask(&world, NULL, HTTP_GET, "/api/v1/problems", NULL);
    assert_int_equal(list.status, 200);
    answer_release(&list);
    api_world_close(&world);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST_ON_BOTH(test_versions_are_alike),
        TEST_ON_BOTH(test_repeats_by_either_address),
        TEST_ON_BOTH(test_former_names),
        TEST_ON_BOTH(test_switches),
        cmocka_unit_test_setup_teardown(test_what_is_made_has_an_address, test_setup_sqlite, test_teardown),
        cmocka_unit_test_setup_teardown(test_pages_of_problems, test_setup_sqlite, test_teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
