/* SPDX-License-Identifier: MIT */
/*
 * Memory that runs out at the first, second, third, ... allocation of a request: the answer is the right one or a
 * refusal, never a crash, a leak, or half a list. jansson's memory and the request's arena one after the other.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/str.h"
#include "support/api_client.h"

enum { ALLOCATIONS_MAX = 4000 };

/* jansson knows one allocator for the whole program, without a context. */
static unsigned json_fails_at;

static void *json_allocate(size_t size)
{
    if (json_fails_at > 0 && --json_fails_at == 0)
        return NULL;
    return malloc(size);
}

/* What is asked; everything that may be asked again and again. */
static const struct {
    char asker; // s student, p professor, a administrator
    enum http_method method;
    const char *target; // %c classroom, %l lecture, %s student
    const char *body;
} requests[] = {
    {'s', HTTP_GET, "/api/user/me", NULL},
    {'s', HTTP_GET, "/api/student/home", NULL},
    {'s', HTTP_GET, "/api/student/consent", NULL},
    {'s', HTTP_GET, "/api/student/record/%c", NULL},
    {'s', HTTP_GET, "/api/attendance/%l/mine", NULL},
    {'p', HTTP_GET, "/api/classroom", NULL},
    {'p', HTTP_GET, "/api/classroom/%c", NULL},
    {'p', HTTP_GET, "/api/classroom/%c/students", NULL},
    {'p', HTTP_GET, "/api/classroom/%c/register", NULL},
    {'p', HTTP_GET, "/api/attendance/%l", NULL},
    {'p', HTTP_GET, "/api/attendance/%l/events", NULL},
    {'p', HTTP_PUT, "/api/attendance/%l/marks/%s", "{\"status\":\"P\",\"note\":\"by hand\"}"},
    {'p', HTTP_POST, "/api/attendance/%l/window", "{\"minutes\":5}"},
    {'p', HTTP_POST, "/api/classroom", "{\"subject\":7}"},
    {'a', HTTP_GET, "/api/admin/overview", NULL},
    {'a', HTTP_GET, "/api/admin/users?query=example", NULL},
};

static void fill(const char *pattern, const struct college *college, char target[static 128])
{
    size_t size = 0;
    for (; *pattern != '\0' && size < 90; pattern++) {
        if (*pattern != '%') {
            target[size++] = *pattern;
            continue;
        }
        pattern++;
        int64_t id = *pattern == 'c' ? college->classroom : *pattern == 'l' ? college->lecture : college->student.id;
        size += (size_t)snprintf(target + size, 128 - size, "%lld", (long long)id);
    }
    target[size] = '\0';
}

static const struct visitor *visitor_of(const struct college *college, char asker)
{
    return asker == 's' ? &college->student : asker == 'p' ? &college->professor : &college->administrator;
}

/* A refusal that memory may cause: a cookie or a header that could not be read counts as absent. */
static bool is_refusal(unsigned status)
{
    return status == 500 || status == 503 || status == 401 || status == 403 || status == 400 || status == 422;
}

/* Asks again and again, with the next allocation failing each time, until none fails any more. */
static void exhaust(struct api_world *world, const struct college *college, size_t which)
{
    char target[128];
    fill(requests[which].target, college, target);
    const struct visitor *visitor = visitor_of(college, requests[which].asker);
    world->json_fail_at = 0;
    struct answer good = api_ask(world, visitor, requests[which].method, target, requests[which].body);
    assert_int_not_equal(good.status, 500);

    for (unsigned n = 1; n <= ALLOCATIONS_MAX; n++) {
        world->json_fail_at = n;
        struct answer answer = api_ask(world, visitor, requests[which].method, target, requests[which].body);
        bool whole = answer.status == good.status && json_object_size(answer.body) == json_object_size(good.body) &&
                     json_array_size(json_object_get(answer.body, "marks")) ==
                         json_array_size(json_object_get(good.body, "marks"));
        if (!whole && !is_refusal(answer.status))
            fail_msg("%s, allocation %u: %u", target, n, answer.status);
        answer_release(&answer);
        if (!world->json_failed)
            break;
        assert_int_not_equal(n, ALLOCATIONS_MAX);
    }
    answer_release(&good);
}

static void test_json_memory(void **state)
{
    struct api_world world;
    struct college college;
    api_world_open(&world, state, NULL);
    api_college(&world, &college);
    json_set_alloc_funcs(json_allocate, free);
    world.json_fails = &json_fails_at;
    for (size_t i = 0; i < ARRAY_LENGTH(requests); i++)
        exhaust(&world, &college, i);
    world.json_fails = NULL;
    json_set_alloc_funcs(malloc, free);
    api_world_close(&world);
}

static void test_arena_memory(void **state)
{
    struct api_world world;
    struct college college;
    api_world_open(&world, state, NULL);
    api_college(&world, &college);
    for (size_t i = 0; i < ARRAY_LENGTH(requests); i++)
        for (unsigned n = 1; n <= 60; n++) {
            char target[128];
            fill(requests[i].target, &college, target);
            const struct visitor *visitor = visitor_of(&college, requests[i].asker);
            world.fail_at = n;
            struct answer answer = api_ask(&world, visitor, requests[i].method, target, requests[i].body);
            world.fail_at = 0;
            assert_in_range(answer.status, 200, 503);
            answer_release(&answer);
        }
    api_world_close(&world);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        {"test_json_memory", test_json_memory, test_setup_sqlite, test_teardown, NULL},
        {"test_arena_memory", test_arena_memory, test_setup_sqlite, test_teardown, NULL},
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
