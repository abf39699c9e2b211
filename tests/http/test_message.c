/* SPDX-License-Identifier: MIT */
#include "http/unit.h"

#include "http/cookie.h"
#include "http/message.h"
#include "http/target.h"

static void local_message_has_its_parts(void **state)
{
    (void)state;
    const struct message_header headers[] = {{"Content-Type", "application/json"},
                                             {"Cookie", "a=1; __Host-session=abc_DEF-9; b=2"},
                                             {"X-Twice", "first"},
                                             {"x-twice", "second"},
                                             {"X-Bad", "\xFF\xFE"},
                                             {NULL, NULL}};
    struct message message;
    assert_true(message_init_local(&message, HTTP_POST, "/api/a%20b/%C3%A9?x=1+2&y=%26&z&empty=", headers, "hi", 2));
    assert_string_equal(message.path, "/api/a b/\xC3\xA9");
    assert_string_equal(message_query(&message, "x"), "1 2");
    assert_string_equal(message_query(&message, "y"), "&");
    assert_string_equal(message_query(&message, "z"), "");
    assert_string_equal(message_query(&message, "empty"), "");
    assert_null(message_query(&message, "w"));
    assert_string_equal(message_header(&message, "content-TYPE"), "application/json");
    assert_string_equal(message_header(&message, "X-Twice"), "first");
    assert_null(message_header(&message, "X-Bad"));
    assert_null(message_header(&message, "X-None"));
    assert_string_equal(message_cookie(&message, "__Host-session"), "abc_DEF-9");
    assert_null(message_cookie(&message, "session"));
    assert_int_equal(message.body_size, 2);
    assert_memory_equal(message.body, "hi", 3);
    message_release(&message);
}

static void targets_are_refused(void **state)
{
    (void)state;
    static const char *const bad[] = {"",         "api",     "*",         "http://host/", "//",          "//a",
                                      "/a//b",    "/a/../b", "/..",       "/.",           "/a/./b",      "/%2e%2e/a",
                                      "/a/%2E",   "/.%2e/x", "/a\\b",     "/a%5cb",       "/a%5C..%5Cb", "/%00",
                                      "/a%00b",   "/a%0ab",  "/%7f",      "/%1f",         "/%",          "/%4",
                                      "/%zz",     "/%FF",    "/%C0%AF",   "/%ED%A0%80",   "/a%2fb",      "/a%2Fb",
                                      "/a b",     "/a#b",    "/\xC3\xA9", "/a?x=%",       "/a?x=%00",    "/a?x=%0d%0a",
                                      "/a?x=%ff", "/a?=1",   "/a?b\\c",   "/a?\xC3\xA9",  "/a?x=1#f",    "/a//",
                                      "/a%"};
    for (size_t i = 0; i < ARRAY_LENGTH(bad); i++) {
        struct message message;
        if (message_init_local(&message, HTTP_GET, bad[i], NULL, NULL, 0))
            fail_msg("taken: %s", bad[i]);
        message_release(&message);
    }
}

static void targets_are_taken(void **state)
{
    (void)state;
    static const struct {
        const char *target, *path;
    } good[] = {{"/", "/"},
                {"/?", "/"},
                {"/a/", "/a/"},
                {"/...", "/..."},
                {"/a..b", "/a..b"},
                {"/.well", "/.well"},
                {"/%41%c3%a9", "/A\xC3\xA9"},
                {"/a?&&", "/a"},
                {"/a+b", "/a+b"},
                {"/a?x=/../", "/a"},
                {"/~x/@:!$&'()*,;=", "/~x/@:!$&'()*,;="}};
    for (size_t i = 0; i < ARRAY_LENGTH(good); i++) {
        struct message message;
        if (!message_init_local(&message, HTTP_GET, good[i].target, NULL, NULL, 0))
            fail_msg("refused: %s", good[i].target);
        assert_string_equal(message.path, good[i].path);
        message_release(&message);
    }
}

static void targets_have_limits(void **state)
{
    (void)state;
    char target[MESSAGE_TARGET_MAX + 2];
    memset(target, 'a', sizeof(target));
    target[0] = '/';
    target[MESSAGE_TARGET_MAX] = '\0';
    struct message message;
    assert_true(message_init_local(&message, HTTP_GET, target, NULL, NULL, 0));
    message_release(&message);
    target[MESSAGE_TARGET_MAX] = 'a';
    target[MESSAGE_TARGET_MAX + 1] = '\0';
    assert_false(message_init_local(&message, HTTP_GET, target, NULL, NULL, 0));
    message_release(&message);

    char query[1000] = "/?a0";
    for (int i = 1; i < TARGET_QUERIES_MAX; i++)
        snprintf(query + strlen(query), sizeof(query) - strlen(query), "&a%d", i);
    assert_true(message_init_local(&message, HTTP_GET, query, NULL, NULL, 0));
    assert_int_equal(message.query_count, TARGET_QUERIES_MAX);
    message_release(&message);
    snprintf(query + strlen(query), sizeof(query) - strlen(query), "&more");
    assert_false(message_init_local(&message, HTTP_GET, query, NULL, NULL, 0));
    message_release(&message);
}

static void memory_may_end_anywhere(void **state)
{
    (void)state;
    const struct message_header headers[] = {{"Cookie", "a=1"}, {NULL, NULL}};
    bool passed = false;
    unsigned n = 1;
    for (; !passed; n++) {
        struct message message;
        arena_fail_at(n);
        passed = message_init_local(&message, HTTP_GET, "/a?b=c&d=e", headers, "body", 4);
        arena_fail_at(0);
        message_release(&message);
        assert_true(n < 100);
    }
    assert_true(n > 5);
}

static void cookies_are_read_strictly(void **state)
{
    (void)state;
    static const struct {
        const char *header, *value; // of the cookie "id"; NULL: none
    } cases[] = {
        {"id=1", "1"},       {"id=", ""},          {"a=b; id=1", "1"},    {"a=b;id=1", "1"},  {" id=1 ; a=b", "1"},
        {"id=a=b=", "a=b="}, {"", NULL},           {"id", NULL},          {"ID=1", NULL},     {"xid=1", NULL},
        {"idx=1", NULL},     {"id=1; id=1", NULL}, {"id=1; id=2", NULL},  {"id=a b", NULL},   {"id=\"x\"", NULL},
        {"id=a,b", NULL},    {"id=\\", NULL},      {"id=\xC3\xA9", NULL}, {";;;id=1;;", "1"}, {"bad; id=1; =; ==", "1"},
        {"a=id=1", NULL},    {"id =1", NULL},
    };
    struct arena arena;
    arena_init(&arena, 1 << 20);
    for (size_t i = 0; i < ARRAY_LENGTH(cases); i++) {
        const char *value = cookie_find(&arena, cases[i].header, "id");
        if (!value != !cases[i].value || (value && strcmp(value, cases[i].value) != 0))
            fail_msg("'%s' gave '%s'", cases[i].header, value ? value : "nothing");
    }
    char header[COOKIE_HEADER_MAX + 8];
    memset(header, 'x', sizeof(header));
    memcpy(header, "id=", 3);
    header[3 + COOKIE_VALUE_MAX] = '\0';
    assert_non_null(cookie_find(&arena, header, "id"));
    header[3 + COOKIE_VALUE_MAX] = 'x';
    header[4 + COOKIE_VALUE_MAX] = '\0';
    assert_null(cookie_find(&arena, header, "id"));
    assert_null(cookie_find(&arena, "=1", ""));
    arena_release(&arena);
}

static void reply_headers_are_guarded(void **state)
{
    (void)state;
    struct message message;
    assert_true(message_init_local(&message, HTTP_GET, "/", NULL, NULL, 0));
    assert_false(message_add_header(&message, "X-A", "1\r\nX-B: 2"));
    assert_false(message_add_header(&message, "X-A", "1\n"));
    assert_false(message_add_header(&message, "X A", "1"));
    assert_false(message_add_header(&message, "X:A", "1"));
    assert_false(message_add_header(&message, "", "1"));
    assert_false(message_add_header(&message, "X-A", ""));
    for (int i = 0; i < MESSAGE_HEADERS_MAX; i++)
        assert_true(message_add_header(&message, "X-A", "1"));
    assert_false(message_add_header(&message, "X-A", "1"));
    message_release(&message);
}

/* No secret of a path comes into a log; what is no secret does. */
static void test_logged_path(void **state)
{
    static const struct {
        const char *path, *logged;
    } cases[] = {
        {NULL, "-"},
        {"/", "/"},
        {"/api/attendance/7/check-in", "/api/attendance/7/check-in"},
        {"/api/calendar/Zm9vYmFyYmF6cXV4Zm9vYmFyYmF6cXV4Zm9vYmFyYmF6", "/api/calendar/***"},
        {"/api/calendar/Zm9vYmFyYmF6cXV4Zm9vYmFyYmF6cXV4Zm9vYmFyYmF6/", "/api/calendar/***/"},
        {"/Zm9vYmFyYmF6cXV4Zm9vYmFyYmF6cXV4/x", "/***/x"},
    };
    char text[MESSAGE_LOGGED_PATH_SIZE], path[4 * MESSAGE_LOGGED_PATH_SIZE + 1];
    struct message message = {0};
    (void)state;
    for (size_t i = 0; i < ARRAY_LENGTH(cases); i++) {
        message.path = cases[i].path;
        message_logged_path(&message, text);
        assert_string_equal(text, cases[i].logged);
    }
    for (size_t i = 0; i < 4; i++) { // of any length
        for (size_t k = 0; k < sizeof(path) - 1; k++)
            path[k] = k % (i + 2) == 0 ? '/' : 'x';
        path[sizeof(path) - 1] = '\0';
        message.path = path;
        message_logged_path(&message, text);
        assert_int_equal(strlen(text), MESSAGE_LOGGED_PATH_SIZE - 1);
        assert_memory_equal(text, path, strlen(text));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(local_message_has_its_parts), cmocka_unit_test(targets_are_refused),
        cmocka_unit_test(targets_are_taken),           cmocka_unit_test(targets_have_limits),
        cmocka_unit_test(memory_may_end_anywhere),     cmocka_unit_test(cookies_are_read_strictly),
        cmocka_unit_test(reply_headers_are_guarded),   cmocka_unit_test(test_logged_path),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
