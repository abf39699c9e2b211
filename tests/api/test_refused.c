/* SPDX-License-Identifier: MIT */
/* What somebody who is signed in may not do, and tries: in the audit log, by route and reason, and never more than
 * that.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "api/gate/gate.h"
#include "base/str.h"
#include "support/api_client.h"

enum { HOUR_MS = 60 * 60 * 1000 };

static int64_t count(struct api_world *world, const char *sql)
{
    int64_t number = -1;
    struct db *db = store_reader(world->test->store);
    assert_int_equal(db_one_int(db, &number, sql, DB_NO_VALUES), DB_ROW);
    store_reader_close(&db);
    return number;
}

#define FIRST "SELECT COUNT(*) FROM audit WHERE action = 'refused'"
#define OFTEN "SELECT COUNT(*) FROM audit WHERE action = 'refused_often'"

static void flush(struct api_world *world)
{
    assert_int_equal(api_flush(world->api, false), FAULT_NONE);
}

/* Asks everything that is an administrator's and has no id in its path; returns how many routes that are. */
static int try_all(struct api_world *world, struct visitor *visitor)
{
    const struct api_route *route;
    int tried = 0;
    for (size_t i = 0; (route = api_route_at(i)) != NULL; i++) {
        if (route->permission != ADMINISTRATOR || strchr(route->pattern, ':'))
            continue;
        struct answer answer = api_ask(world, visitor, route->method, route->pattern,
                                       route->body == JSON_BODY || route->body == LIST_BODY ? "{}" : NULL);
        assert_int_equal(answer.status, 403);
        answer_release(&answer);
        tried++;
    }
    return tried;
}

static void test_by_role(void **state)
{
    struct api_world world;
    struct college college;
    char sql[400];
    api_world_open(&world, state, NULL);
    api_college(&world, &college);
    int routes = try_all(&world, &college.student);
    assert_true(routes > 10);
    assert_int_equal(count(&world, FIRST), 0); // nothing is written where it happens
    flush(&world);
    assert_int_equal(count(&world, FIRST), routes);
    snprintf(sql, sizeof(sql),
             FIRST " AND actor_id = %lld AND subject_type = 'user' AND subject_id = %lld AND detail ="
                   " 'GET /api/admin/overview: not_allowed'",
             (long long)college.student.id, (long long)college.student.id);
    assert_int_equal(count(&world, sql), 1);
    // Again and again: one entry more each, when the hour is over.
    for (int i = 0; i < 3; i++) {
        try_all(&world, &college.student);
        flush(&world);
    }
    assert_int_equal(count(&world, FIRST), routes);
    assert_int_equal(count(&world, OFTEN), 0);
    clock_set_ms(&world.clock, clock_now_ms(&world.clock) + HOUR_MS);
    flush(&world);
    assert_int_equal(count(&world, OFTEN), routes);
    assert_int_equal(count(&world, OFTEN " AND detail = 'GET /api/admin/overview: not_allowed (4)'"), 1);
    flush(&world);
    assert_int_equal(count(&world, OFTEN), routes);
    // Then it is news again; what came once has no second entry.
    api_expect_problem(api_ask(&world, &college.student, HTTP_GET, "/api/admin/overview", NULL), 403, "not_allowed");
    flush(&world);
    assert_int_equal(count(&world, FIRST), routes + 1);
    assert_int_equal(api_flush(world.api, true), FAULT_NONE);
    assert_int_equal(count(&world, OFTEN), routes);
    api_world_close(&world);
}

/* Missing proof and another site's request are; not signed in, what is not there and what is mistyped are not. */
static void test_what_counts(void **state)
{
    static const struct message_header elsewhere[] = {{"Origin", "https://evil.example"}, {0}};
    struct api_world world;
    struct college college;
    struct visitor nobody = {0};
    api_world_open(&world, state, NULL);
    api_college(&world, &college);
    api_expect_problem(api_ask(&world, &nobody, HTTP_GET, "/api/admin/overview", NULL), 401, "not_signed_in");
    api_expect_problem(api_ask(&world, &college.student, HTTP_GET, "/api/classroom/900001", NULL), 404, "not_found");
    api_expect_problem(api_ask(&world, &college.student, HTTP_PATCH, "/api/user/me", "{\"nme\":1}"), 422,
                       "invalid_field");
    assert_int_equal(api_flush(world.api, true), FAULT_NONE);
    assert_int_equal(count(&world, FIRST), 0);
    struct answer answer = api_send(&world, &college.student, HTTP_DELETE, "/api/user/calendar", elsewhere, NULL, 0);
    api_expect_problem(answer, 403, "csrf_failed");
    assert_int_equal(api_flush(world.api, true), FAULT_NONE);
    assert_int_equal(count(&world, FIRST " AND detail = 'DELETE /api/user/calendar: csrf_failed'"), 1);
    api_world_close(&world);
}

/* More people at once than are remembered: no more entries than places. */
static void test_bounded(void **state)
{
    struct api_world world;
    struct college college;
    struct visitor *people[] = {&college.student, &college.other_student, &college.professor, &college.other_professor,
                                NULL};
    int tried = 0;
    api_world_open(&world, state, NULL);
    api_college(&world, &college);
    for (size_t i = 0; people[i]; i++)
        for (int times = 0; times < 3; times++)
            tried += try_all(&world, people[i]);
    assert_int_equal(api_flush(world.api, true), FAULT_NONE);
    int64_t entries = count(&world, FIRST) + count(&world, OFTEN);
    assert_true(entries <= 2 * tried / 3);
    assert_true(entries <= 1024);
    api_world_close(&world);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST_ON_BOTH(test_by_role),
        TEST_ON_BOTH(test_what_counts),
        TEST_ON_BOTH(test_bounded),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
