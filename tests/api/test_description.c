/* SPDX-License-Identifier: MIT */
/*
 * What the API says of itself: every line is described, the description is well written, its examples are taken, and
 * what holds answers against it can refuse. Then the manners all routes share: limits and conditional reading.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "api/describe/openapi.h"
#include "api/routes.h"
#include "base/str.h"
#include "crypto/password.h"
#include "support/api_client.h"
#include "support/schema_check.h"

static json_t *open_document(void)
{
    char *text = api_openapi("test");
    assert_non_null(text);
    json_t *document = json_loads(text, 0, NULL);
    assert_non_null(document);
    free(text);
    return document;
}

/* Summary and answer, well written; a table of fields where there is a JSON body; a word for whom it is for. */
static void test_every_route_is_described(void **state)
{
    const struct api_route *route;
    (void)state;
    for (size_t i = 0; (route = api_route_at(i)) != NULL; i++) {
        struct schema_answer answer;
        const char *words = route->answer ? route->answer : "";
        if (!route->summary || *words == '\0')
            fail_msg("%s has no summary or no answer", route->pattern);
        while (schema_next_answer(&words, &answer)) {
            json_t *schema = answer.shape ? schema_of_shape(answer.shape, answer.shape_size) : json_object();
            if (answer.status == 0 || !schema)
                fail_msg("%s: not well written: %s", route->pattern, route->answer);
            json_decref(schema);
        }
        bool json = route->body == JSON_BODY || route->body == LIST_BODY;
        if (json != (route->fields != NULL || route->takes != NULL))
            fail_msg("%s: .fields or .takes belongs to a JSON body, and only there", route->pattern);
        assert_non_null(openapi_who(route->permission));
    }
    const struct shape_words *shape;
    for (size_t i = 0; (shape = schema_at(i)) != NULL; i++) {
        json_t *schema = schema_of_shape(shape->shape, strlen(shape->shape));
        if (!schema || schema_find(shape->name, strlen(shape->name)) != shape->shape)
            fail_msg("the shape %s is not well written, or there twice", shape->name);
        json_decref(schema);
    }
}

/* An answer that comes in two types of body is told in both. */
static void test_types_of_one_status(void **state)
{
    json_t *document = open_document();
    json_t *content = NULL;
    (void)state;
    assert_int_equal(json_unpack(document, "{s{s{s{s{s{so}}}}}}", "paths", "/api/v1/admin/report", "get", "responses",
                                 "200", "content", &content),
                     0);
    assert_non_null(json_object_get(content, "application/json"));
    assert_non_null(json_object_get(content, "text/csv"));
    json_decref(document);
}

static void test_names_are_unique(void **state)
{
    const struct api_route *route;
    const struct api_route *other;
    (void)state;
    for (size_t i = 0; (route = api_route_at(i)) != NULL; i++)
        for (size_t k = 0; k < i && (other = api_route_at(k)) != NULL; k++) {
            char name[128];
            char other_name[128];
            assert_true(openapi_name(route, sizeof(name), name));
            assert_true(openapi_name(other, sizeof(other_name), other_name));
            if (strcmp(name, other_name) == 0)
                fail_msg("two operations are called %s", name);
        }
}

/* An example, or {} without one, is what the table of fields takes; the description says the same. */
static void test_examples_are_taken(void **state)
{
    const struct api_route *route;
    json_t *document = open_document();
    (void)state;
    for (size_t i = 0; (route = api_route_at(i)) != NULL; i++) {
        char where[SCHEMA_WHERE_SIZE];
        char target[1024];
        struct message message;
        struct json_error error;
        const char *example = route->example ? route->example : "{}";
        if (route->body != JSON_BODY && route->body != LIST_BODY)
            continue;
        json_t *schema = schema_of_body(route->fields, route->takes);
        json_t *body = json_loads(example, JSON_REJECT_DUPLICATES, NULL);
        assert_non_null(schema);
        if (!body || !schema_accepts(document, schema, body, where))
            fail_msg("%s: the example is not taken: %s", route->pattern, body ? where : "no JSON");
        assert_true(message_init_local(&message, HTTP_POST, "/", NULL, "", 0));
        memset(target, 0, sizeof(target));
        if (!route->takes && !json_read_object(&message, body, route->fields, target, &error))
            fail_msg("%s: the example is not taken: %s %s", route->pattern, error.field, error.reason);
        message_release(&message);
        json_decref(body);
        json_decref(schema);
    }
    json_decref(document);
}

static void test_words_that_are_none(void **state)
{
    static const char *const shapes[] = {
        "",
        "?",
        "nothing_is_called_so",
        "{id:id",
        "{id}",
        "{id:}",
        "{:id}",
        "{a:id,}",
        "{a:id b:id}",
        "[id",
        "[]",
        "id]",
        "a|",
        "|a",
        "a||b",
        "{a:int,a:int}",
        "{...nothing}",
        "{...int}",
        "{*:}",
        "{*:int,*:int}",
        "id??",
        "[[[[[[[[[[[[[[[[[[[[int]]]]]]]]]]]]]]]]]]]]",
        "{a :int}",
        "int ",
        "a|b c",
    };
    static const char *const answers[] = {"99", "2000", "404", "200{a:int}", "abc", "200  ", "20", "200 "};
    (void)state;
    for (size_t i = 0; i < ARRAY_LENGTH(shapes); i++)
        if (schema_of_shape(shapes[i], strlen(shapes[i])))
            fail_msg("taken for a shape: %s", shapes[i]);
    for (size_t i = 0; i < ARRAY_LENGTH(answers); i++) {
        const char *words = answers[i];
        struct schema_answer answer;
        assert_true(schema_next_answer(&words, &answer));
        json_t *schema = answer.shape ? schema_of_shape(answer.shape, answer.shape_size) : NULL;
        if (answer.status != 0 && (!answer.shape || schema))
            fail_msg("taken for an answer: %s", answers[i]);
    }
}

/* What holds answers against the description says no where it should. */
static void test_check_can_refuse(void **state)
{
    static const struct {
        const char *shape;
        const char *value;
        bool good;
    } cases[] = {
        {"id", "1", true},
        {"id", "0", false},
        {"id", "\"1\"", false},
        {"id", "null", false},
        {"id?", "null", true},
        {"int", "1.0", false},
        {"number", "1", true},
        {"number", "true", false},
        {"bool", "0", false},
        {"text", "\"\"", true},
        {"text", "[]", false},
        {"time", "\"2026-11-22T09:15:00.000Z\"", true},
        {"time", "\"yesterday\"", false},
        {"date", "\"2026-11-22\"", true},
        {"date", "\"22.11.2026\"", false},
        {"email", "\"a@b.example\"", true},
        {"email", "\"nobody\"", false},
        {"any", "null", true},
        {"any", "{\"a\":[1]}", true},
        {"P|L|E|A", "\"L\"", true},
        {"P|L|E|A", "\"X\"", false},
        {"P|L|E|A", "null", false},
        {"P|L|E|A?", "null", true},
        {"[id]", "[]", true},
        {"[id]", "[1,2,0]", false},
        {"[id]?", "null", true},
        {"{a:int}", "{\"a\":1}", true},
        {"{a:int}", "{}", false},
        {"{a:int}", "{\"a\":1,\"b\":2}", false},
        {"{a?:int}", "{}", true},
        {"{a?:int}", "{\"a\":null}", false},
        {"{*:int}", "{\"x\":1,\"y\":2}", true},
        {"{*:int}", "{\"x\":\"1\"}", false},
        {"person", "{\"id\":1,\"name\":\"Ada\"}", true},
        {"person", "{\"id\":1}", false},
        {"person?", "null", true},
        {"person?", "{\"id\":1}", false},
        {"{...person,x:int}", "{\"id\":1,\"name\":\"Ada\",\"x\":1}", true},
        {"{...person,x:int}", "{\"id\":1,\"x\":1}", false},
        {"{deep:[{deeper:person}]}", "{\"deep\":[{\"deeper\":{\"id\":1,\"name\":7}}]}", false},
    };
    json_t *document = open_document();
    (void)state;
    for (size_t i = 0; i < ARRAY_LENGTH(cases); i++) {
        char where[SCHEMA_WHERE_SIZE] = "accepted";
        json_t *schema = schema_of_shape(cases[i].shape, strlen(cases[i].shape));
        json_t *value = json_loads(cases[i].value, JSON_DECODE_ANY, NULL);
        assert_non_null(schema);
        assert_non_null(value);
        if (schema_accepts(document, schema, value, where) != cases[i].good)
            fail_msg("%s, %s: %s", cases[i].shape, cases[i].value, where);
        json_decref(value);
        json_decref(schema);
    }
    json_decref(document);
}

/* A bucket: all at once, then none, then one more for each part of the minute; others are not touched. */
static void test_limiter(void **state)
{
    struct limiter_state left;
    (void)state;
    assert_true(crypto_init());
    struct limiter *limiter = limiter_open(6);
    assert_non_null(limiter);
    for (unsigned i = 0; i < 6; i++) {
        assert_true(limiter_take(limiter, "a", 1, 1, 1000000, &left));
        assert_int_equal(left.left, 5 - i);
        assert_int_equal(left.reset_s, 10 * (i + 1));
    }
    assert_false(limiter_take(limiter, "a", 1, 1, 1000000, &left));
    assert_int_equal(left.left, 0);
    assert_int_equal(left.retry_s, 10);
    assert_true(limiter_take(limiter, "b", 1, 1, 1000000, &left));
    assert_false(limiter_take(limiter, "a", 1, 1, 1009999, &left));
    assert_int_equal(left.retry_s, 1);
    assert_true(limiter_take(limiter, "a", 1, 1, 1010000, &left));
    assert_false(limiter_take(limiter, "a", 1, 1, 1010000, &left));
    assert_true(limiter_take(limiter, "a", 1, 1, 1070000, &left));
    assert_int_equal(left.left, 5);

    /* However many come: the memory is the same, and nobody is refused for another's doing. */
    for (int64_t key = 0; key < 4 * LIMITER_PLACES; key++)
        assert_true(limiter_take(limiter, &key, sizeof(key), 1, 1070000, &left));
    limiter_close(limiter);
    limiter_close(NULL);
}

/* The world's API with limits. */
static void set_limits(struct api_world *world, unsigned session_requests, unsigned address_requests)
{
    router_close(world->router);
    api_close(world->api);
    world->api = api_open(&(struct api_config){.school = world->school,
                                               .version = "test",
                                               .session_requests = session_requests,
                                               .address_requests = address_requests});
    assert_non_null(world->api);
    const struct route *routes = api_routes(world->api);
    world->router = router_open(&routes, 1);
    assert_non_null(world->router);
}

static void test_session_limit(void **state)
{
    struct api_world world;
    struct college college;
    api_world_open(&world, state, NULL);
    api_college(&world, &college);
    set_limits(&world, 3, 0);
    static const char *const left[] = {"\"session\";r=2;t=20", "\"session\";r=1;t=40", "\"session\";r=0;t=60"};
    for (size_t i = 0; i < ARRAY_LENGTH(left); i++) {
        struct answer answer = api_ask(&world, &college.student, HTTP_GET, "/api/user/me", NULL);
        assert_int_equal(strncmp(answer.left, left[i], strlen("\"session\";r=2")), 0);
        json_decref(api_expect(answer, 200));
    }
    struct answer refused = api_ask(&world, &college.student, HTTP_GET, "/api/user/me", NULL);
    int64_t seconds;
    assert_true(str_to_int(refused.retry_after, 1, 20, &seconds));
    api_expect_problem(refused, 429, "too_many_requests");
    json_decref(api_expect(api_ask(&world, &college.professor, HTTP_GET, "/api/user/me", NULL), 200));
    json_decref(api_expect(api_ask(&world, NULL, HTTP_GET, "/api/health", NULL), 200));
    api_world_close(&world);
}

static void test_address_limit(void **state)
{
    struct api_world world;
    struct college college;
    api_world_open(&world, state, NULL);
    api_college(&world, &college);
    set_limits(&world, 0, 2);
    json_decref(api_expect(api_ask(&world, NULL, HTTP_GET, "/api/health", NULL), 200));
    json_decref(api_expect(api_ask(&world, &college.student, HTTP_GET, "/api/user/me", NULL), 200));
    api_expect_problem(api_ask(&world, NULL, HTTP_GET, "/api/health", NULL), 429, "too_many_requests");
    api_expect_problem(api_ask(&world, &college.professor, HTTP_GET, "/api/user/me", NULL), 429, "too_many_requests");
    api_world_close(&world);
}

static void test_conditional_get(void **state)
{
    struct api_world world;
    struct college college;
    char target[64];
    api_world_open(&world, state, NULL);
    api_college(&world, &college);
    snprintf(target, sizeof(target), "/api/classroom/%lld/students", (long long)college.classroom);
    struct answer first = api_ask(&world, &college.professor, HTTP_GET, target, NULL);
    char tag[64];
    assert_true(str_copy(tag, sizeof(tag), first.tag));
    assert_int_equal(strncmp(tag, "W/\"", 3), 0);
    json_decref(api_expect(first, 200));
    const struct message_header headers[] = {{"If-None-Match", tag}, {0}};
    struct answer again = api_send(&world, &college.professor, HTTP_GET, target, headers, NULL, 0);
    assert_int_equal(again.status, 304);
    assert_null(again.body);
    assert_string_equal(again.tag, tag);
    api_expect_problem(api_send(&world, &college.other_professor, HTTP_GET, target, headers, NULL, 0), 404,
                       "not_found");

    char body[64];
    snprintf(body, sizeof(body), "{\"code\":\"%s\"}", college.code);
    json_decref(api_expect(api_ask(&world, &college.other_student, HTTP_POST, "/api/student/join", body), 200));
    struct answer changed = api_send(&world, &college.professor, HTTP_GET, target, headers, NULL, 0);
    assert_string_not_equal(changed.tag, tag);
    json_decref(api_expect(changed, 200));
    api_world_close(&world);
}

/* An answer that tells the server's time is the same one a second later, and another one when anything else is. */
static void test_time_alone_is_no_change(void **state)
{
    struct api_world world;
    struct college college;
    api_world_open(&world, state, NULL);
    api_college(&world, &college);
    struct answer first = api_ask(&world, &college.student, HTTP_GET, "/api/student/home", NULL);
    char tag[64];
    assert_true(str_copy(tag, sizeof(tag), first.tag));
    json_decref(api_expect(first, 200));
    const struct message_header headers[] = {{"If-None-Match", tag}, {0}};
    api_world_pass(&world, 1);
    struct answer again = api_send(&world, &college.student, HTTP_GET, "/api/student/home", headers, NULL, 0);
    assert_int_equal(again.status, 304);
    char target[64];
    snprintf(target, sizeof(target), "/api/classroom/%lld", (long long)college.classroom);
    json_decref(api_expect(api_ask(&world, &college.professor, HTTP_PATCH, target, "{\"subject\":\"Optics\"}"), 200));
    json_decref(api_expect(api_send(&world, &college.student, HTTP_GET, "/api/student/home", headers, NULL, 0), 200));
    api_world_close(&world);
}

/* Pages of the limit asked for, to the end, each thing once. */
static void test_paging(void **state)
{
    struct api_world world;
    struct college college;
    api_world_open(&world, state, NULL);
    api_college(&world, &college);
    static const char *const bad[] = {"limit=0", "limit=201", "limit=x", "after=-1", "after=x", "limit="};
    for (size_t i = 0; i < ARRAY_LENGTH(bad); i++) {
        char target[64];
        snprintf(target, sizeof(target), "/api/admin/flags?%s", bad[i]);
        api_expect_problem(api_ask(&world, &college.administrator, HTTP_GET, target, NULL), 422, "invalid_field");
    }
    json_decref(
        api_expect(api_ask(&world, &college.administrator, HTTP_GET, "/api/admin/flags?limit=200&after=7", NULL), 200));
    api_world_close(&world);
}

/* Both are for anyone, the page needs no script, and each operation stands in it. */
static void test_document_and_page(void **state)
{
    struct api_world world;
    const struct api_route *route;
    api_world_open(&world, state, NULL);
    struct answer answer = api_ask(&world, NULL, HTTP_GET, "/api/openapi.json", NULL);
    json_t *document = api_expect(answer, 200);
    assert_string_equal(json_text_at(document, "openapi"), "3.1.0");
    char *page = NULL;
    struct message message;
    assert_true(message_init_local(&message, HTTP_GET, "/api/docs", NULL, "", 0));
    const char *allow;
    assert_int_equal(router_route(world.router, &message, &allow), ROUTER_FOUND);
    api_handle(world.api, &message);
    assert_int_equal(message.status, 200);
    page = strndup(message.reply, message.reply_size);
    assert_non_null(page);
    assert_null(strstr(page, "<script"));
    // Nothing is loaded from elsewhere; an example may name an address.
    static const char *const loads[] = {"=\"http", "='http", "=http", "=\"//", "='//", "url(", "@import"};
    for (size_t i = 0; i < ARRAY_LENGTH(loads); i++)
        assert_null(strstr(page, loads[i]));
    const char *policy = "";
    for (size_t i = 0; i < message.header_count; i++)
        if (strcmp(message.headers[i].name, "Content-Security-Policy") == 0)
            policy = message.headers[i].value;
    assert_non_null(strstr(policy, "default-src 'none'"));
    assert_null(strstr(policy, "unsafe"));
    for (size_t i = 0; (route = api_route_at(i)) != NULL; i++) {
        char name[128];
        char id[160];
        assert_true(openapi_name(route, sizeof(name), name));
        snprintf(id, sizeof(id), "<article id=\"%s\">", name);
        assert_non_null(strstr(page, id));
    }
    message_release(&message);
    free(page);
    json_decref(document);
    api_world_close(&world);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_every_route_is_described),
        cmocka_unit_test(test_types_of_one_status),
        cmocka_unit_test(test_names_are_unique),
        cmocka_unit_test(test_examples_are_taken),
        cmocka_unit_test(test_words_that_are_none),
        cmocka_unit_test(test_check_can_refuse),
        cmocka_unit_test(test_limiter),
        TEST_ON_BOTH(test_session_limit),
        TEST_ON_BOTH(test_address_limit),
        TEST_ON_BOTH(test_conditional_get),
        TEST_ON_BOTH(test_time_alone_is_no_change),
        TEST_ON_BOTH(test_paging),
        TEST_ON_BOTH(test_document_and_page),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
