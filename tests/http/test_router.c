/* SPDX-License-Identifier: MIT */
#include "http/unit.h"

#include "http/router.h"

static void nothing(void)
{
}

static const struct route first[] = {
    {HTTP_GET, "/", 0, nothing, 0, false, 0, NULL},
    {HTTP_GET, "/api/lecture/:lecture", 1, nothing, 0, false, 0, NULL},
    {HTTP_PATCH, "/api/lecture/:lecture", 2, nothing, 100, false, 0, NULL},
    {HTTP_GET, "/api/lecture/next", 3, nothing, 0, false, 0, NULL},
    {HTTP_POST, "/api/:what/next/:which", 4, nothing, 10, false, 0, NULL},
    {.pattern = NULL},
};

static const struct route second[] = {
    {HTTP_GET, "/api/a/:b/c", 5, nothing, 0, false, 0, NULL},
    {HTTP_GET, "/api/a/lit/d", 6, nothing, 0, false, 0, NULL},
    {HTTP_DELETE, "/api/:a/:b/:c/:d", 7, nothing, 0, false, 0, NULL},
    {HTTP_HEAD, "/api/head", 8, nothing, 0, false, 0, NULL},
    {.pattern = NULL},
};

struct fixture {
    struct router *router;
    struct arena arena;
    const struct route *route;
    const char *params[MESSAGE_PARAMS_MAX];
    const char *allow;
};

static int set_up(void **state)
{
    static struct fixture fixture;
    const struct route *const tables[] = {first, second};
    fixture = (struct fixture){.router = router_open(tables, 2)};
    arena_init(&fixture.arena, 1 << 16);
    *state = &fixture;
    return fixture.router ? 0 : -1;
}

static int tear_down(void **state)
{
    struct fixture *fixture = *state;
    router_close(fixture->router);
    arena_release(&fixture->arena);
    return 0;
}

static enum router_result match(struct fixture *fixture, enum http_method method, const char *path)
{
    fixture->route = NULL;
    fixture->allow = NULL;
    memset(fixture->params, 0, sizeof(fixture->params));
    return router_match(fixture->router, &fixture->arena, method, path, &fixture->route, fixture->params,
                        &fixture->allow);
}

static void finds_routes(void **state)
{
    struct fixture *fixture = *state;
    static const struct {
        enum http_method method;
        const char *path;
        int permission;
        const char *params[MESSAGE_PARAMS_MAX];
    } cases[] = {
        {HTTP_GET, "/", 0, {NULL}},
        {HTTP_GET, "/api/lecture/12", 1, {"12"}},
        {HTTP_HEAD, "/api/lecture/12", 1, {"12"}},
        {HTTP_PATCH, "/api/lecture/x y", 2, {"x y"}},
        {HTTP_GET, "/api/lecture/next", 3, {NULL}},
        {HTTP_PATCH, "/api/lecture/next", 2, {"next"}}, // the literal has no PATCH: back to the parameter
        {HTTP_POST, "/api/lecture/next/5", 4, {"lecture", "5"}},
        {HTTP_GET, "/api/a/lit/c", 5, {"lit"}}, // the literal leads nowhere
        {HTTP_GET, "/api/a/lit/d", 6, {NULL}},
        {HTTP_DELETE, "/api/w/x/y/z", 7, {"w", "x", "y", "z"}},
        {HTTP_GET, "/api/v1/lecture/12", 1, {"12"}}, // the version is not part of what is looked for
        {HTTP_HEAD, "/api/v1/lecture/next", 3, {NULL}},
        {HTTP_POST, "/api/v1/lecture/next/5", 4, {"lecture", "5"}},
        {HTTP_DELETE, "/api/v1/w/x/y/z", 7, {"w", "x", "y", "z"}},
        {HTTP_HEAD, "/api/head", 8, {NULL}},
    };
    for (size_t i = 0; i < ARRAY_LENGTH(cases); i++) {
        assert_int_equal(match(fixture, cases[i].method, cases[i].path), ROUTER_FOUND);
        assert_int_equal(fixture->route->permission, cases[i].permission);
        for (size_t j = 0; j < MESSAGE_PARAMS_MAX && cases[i].params[j]; j++)
            assert_string_equal(fixture->params[j], cases[i].params[j]);
    }
}

static void names_what_is_missing(void **state)
{
    struct fixture *fixture = *state;
    static const char *const unknown[] = {"",
                                          "x",
                                          "/x",
                                          "/api",
                                          "/api/",
                                          "/api/lecture",
                                          "/api/lecture/",
                                          "/api/lecture/1/",
                                          "/api/lecture/1/2/3/4",
                                          "/ap",
                                          "/api/v1",
                                          "/api/v1/",
                                          "/api/v1/lecture/1/",
                                          "/api/v1/v1/lecture/1",
                                          "/api/v2/lecture/1",
                                          "/v1/lecture/1"};
    for (size_t i = 0; i < ARRAY_LENGTH(unknown); i++)
        assert_int_equal(match(fixture, HTTP_GET, unknown[i]), ROUTER_NO_PATH);
    assert_int_equal(match(fixture, HTTP_POST, "/api/lecture/1"), ROUTER_NO_METHOD);
    assert_string_equal(fixture->allow, "GET, HEAD, PATCH");
    assert_int_equal(match(fixture, HTTP_METHOD_COUNT, "/api/lecture/next"), ROUTER_NO_METHOD);
    assert_string_equal(fixture->allow, "GET, HEAD, PATCH");
    assert_int_equal(match(fixture, HTTP_GET, "/api/head"), ROUTER_NO_METHOD);
    assert_string_equal(fixture->allow, "HEAD");
    assert_int_equal(match(fixture, HTTP_POST, "/api/v1/lecture/1"), ROUTER_NO_METHOD);
    assert_string_equal(fixture->allow, "GET, HEAD, PATCH");
    assert_string_equal(router_unversioned("/api/v1/lecture/1"), "/lecture/1");
    assert_string_equal(router_unversioned("/api/lecture/1"), "/lecture/1");
    assert_string_equal(router_unversioned("/apis"), "/apis");
    assert_int_equal(match(fixture, HTTP_DELETE, "/"), ROUTER_NO_METHOD);
    assert_null(fixture->route);
}

static void bad_tables_are_refused(void **state)
{
    (void)state;
    static const struct {
        const char *one, *other;
    } cases[] = {{"/a", "/a"}, {"/a/:x", "/a/:y"}, {"a", "/b"},
                 {"", "/b"},   {"/a//b", "/b"},    {"/a/", "/b"},
                 {"/:", "/b"}, {"/a/:/c", "/b"},   {"/:a/:b/:c/:d/:e", "/b"}};
    for (size_t i = 0; i < ARRAY_LENGTH(cases); i++) {
        const struct route table[] = {{.method = HTTP_GET, .pattern = cases[i].one},
                                      {.method = HTTP_GET, .pattern = cases[i].other},
                                      {.pattern = NULL}};
        const struct route *const tables[] = {table};
        if (router_open(tables, 1))
            fail_msg("taken: %s with %s", cases[i].one, cases[i].other);
    }
    struct router *empty = router_open(NULL, 0);
    assert_non_null(empty);
    router_close(empty);
    router_close(NULL);
}

static void memory_may_end(void **state)
{
    struct fixture *fixture = *state;
    for (unsigned n = 1; n <= 4; n++) {
        arena_fail_at(n);
        assert_int_equal(match(fixture, HTTP_DELETE, "/api/w/x/y/z"), ROUTER_NO_MEMORY);
        arena_fail_at(0);
        assert_null(fixture->route);
        assert_null(fixture->params[0]);
    }
    arena_fail_at(2);
    assert_int_equal(match(fixture, HTTP_POST, "/api/lecture/1"), ROUTER_NO_MEMORY);
    arena_fail_at(0);
}

static void routes_messages(void **state)
{
    struct fixture *fixture = *state;
    struct message message;
    const char *allow = NULL;
    assert_true(message_init_local(&message, HTTP_GET, "/api/lecture/7", NULL, NULL, 0));
    assert_int_equal(router_route(fixture->router, &message, &allow), ROUTER_FOUND);
    assert_ptr_equal(message.route, &first[1]);
    assert_string_equal(message.params[0], "7");
    message_release(&message);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(finds_routes, set_up, tear_down),
        cmocka_unit_test_setup_teardown(names_what_is_missing, set_up, tear_down),
        cmocka_unit_test(bad_tables_are_refused),
        cmocka_unit_test_setup_teardown(memory_may_end, set_up, tear_down),
        cmocka_unit_test_setup_teardown(routes_messages, set_up, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
