/* SPDX-License-Identifier: MIT */
/*
 * Texts that people send to break things, in every text field of every route: never a 500, and what is taken comes back
 * byte for byte. And the fields' limits: a character more is refused, the last one allowed is not.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/str.h"
#include "support/api_stage.h"

/* clang-format off */
static const char *const texts[] = {
    "' OR '1'='1",
    "1; DROP TABLE users;--",
    "\" UNION SELECT password_hash FROM users --",
    "x' AND (SELECT 1 FROM (SELECT(SLEEP(5)))a)-- -",
    "admin'/*",
    "100%_\\'\\",
    "$(reboot)`id`;|&",
    "../../../../etc/passwd",
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "{{7*7}}${7*7}%s%n%p",
    "a\u202egpj.exe",
    "\u2066\u0645\u062d\u0645\u062f\u2069",
    "\U0001F469\u200D\U0001F393\U0001F3FD",
    "Zoe\u0301\u0327\u0300\u0301\u0302\u0303\u0304",
    "\U0001D49C\U00010348\U0010FFFD",
    "\ufeffbom",
    "\ufffe\uffff",
    "tab\there",
    "line\r\nSet-Cookie: a=b",
    "a\x7f" "b\xc2\x85" "c",
    "=cmd|' /C calc'!A0",
    "null",
    "NaN",
};
/* clang-format on */

/* What was said first stays. */
static const char *const keeps_first[] = {"/api/admin/flags/:flag/resolve"};

static const struct visitor *permitted(const struct stage *stage, const struct api_route *route)
{
    switch (route->permission) {
    case ANYONE:
        return NULL;
    case STUDENT:
    case CLASS_MEMBER:
        return &stage->college.student;
    case ADMINISTRATOR:
        return &stage->college.administrator;
    case KIOSK:
        return &stage->college.kiosk;
    default:
        return strchr(route->pattern, ':') && route->permission == SIGNED_IN ? &stage->college.student
                                                                             : &stage->college.professor;
    }
}

static bool is_text(const struct json_field *field)
{
    return field->kind == JSON_FIELD_TEXT || field->kind == JSON_FIELD_LINES;
}

/* The route's example with this text in the field, under a fresh address so that no account is there twice. */
static char *body_with(const struct stage *stage, const struct api_route *route, const char *field, const char *text)
{
    static unsigned count;
    char example[STAGE_BODY_SIZE];
    char email[64];
    stage_body(stage, route, example);
    json_t *body = json_loads(example, 0, NULL);
    assert_non_null(body);
    snprintf(email, sizeof(email), "hostile%u@example.org", count++);
    if (json_object_get(body, "email") && route->permission == ANYONE)
        json_object_set_new(body, "email", json_string(email));
    assert_int_equal(json_object_set_new(body, field, json_string_nocheck(text)), 0);
    char *dumped = json_dumps(body, JSON_COMPACT);
    assert_non_null(dumped);
    json_decref(body);
    return dumped;
}

/* The first text called `name` anywhere in the document; NULL when there is none. */
static const char *find_text(json_t *document, const char *name)
{
    const char *key;
    json_t *value;
    const char *found = json_string_value(json_object_get(document, name));
    json_object_foreach(document, key, value)
    {
        if (!found)
            found = find_text(value, name);
    }
    for (size_t i = 0; i < json_array_size(document) && !found; i++)
        found = find_text(json_array_get(document, i), name);
    return found;
}

/* Sends the text in the field and returns the status, after looking at what came back. */
static unsigned send_text(struct stage *stage, const struct api_route *route, const char *field, const char *text)
{
    char target[256];
    stage_target(stage, route, HERE, target);
    char *body = body_with(stage, route, field, text);
    struct answer answer = api_ask(&stage->world, permitted(stage, route), route->method, target, body);
    if (answer.status >= 500 && answer.status != 503)
        fail_msg("%s, %s: %u for %.80s", route->pattern, field, answer.status, text);
    const char *back = answer.status < 300 ? find_text(answer.body, field) : NULL;
    for (size_t i = 0; i < ARRAY_LENGTH(keeps_first); i++)
        back = strcmp(route->pattern, keeps_first[i]) == 0 ? NULL : back;
    if (back && strcmp(back, text) != 0)
        fail_msg("%s, %s: %s came back as %s", route->pattern, field, text, back);
    free(body);
    answer_release(&answer);
    return answer.status;
}

static void test_hostile_texts(void **state)
{
    struct stage stage;
    const struct api_route *route;
    size_t taken = 0;
    stage_open(&stage, state);
    for (size_t i = 0; (route = api_route_at(i)) != NULL; i++)
        for (const struct json_field *field = route->fields; field && field->name; field++)
            for (size_t k = 0; k < ARRAY_LENGTH(texts) && is_text(field); k++)
                taken += send_text(&stage, route, field->name, texts[k]) < 300;
    assert_true(taken > ARRAY_LENGTH(texts)); // a test that is refused everywhere shows nothing
    stage_close(&stage);
}

/* NUL, unpaired surrogates and bytes that are no UTF-8: refused before any handler sees them. */
static void test_texts_that_are_none(void **state)
{
    static const char *const values[] = {"\"a\\u0000b\"", "\"\\ud83d\"",      "\"\\udc00\\ud800\"",
                                         "\"\xc0\xaf\"",  "\"\xed\xa0\x80\"", "\"\xf8\x88\x80\x80\x80\"",
                                         "\"\xff\""};
    struct stage stage;
    const struct api_route *route;
    stage_open(&stage, state);
    for (size_t i = 0; (route = api_route_at(i)) != NULL; i++)
        for (const struct json_field *field = route->fields; field && field->name; field++)
            for (size_t k = 0; k < ARRAY_LENGTH(values) && is_text(field); k++) {
                char target[256];
                char body[256];
                stage_target(&stage, route, HERE, target);
                snprintf(body, sizeof(body), "{\"%s\":%s}", field->name, values[k]);
                api_expect_problem(api_ask(&stage.world, permitted(&stage, route), route->method, target, body), 400,
                                   "bad_json");
            }
    stage_close(&stage);
}

/* `count` times the same character of `size` bytes. */
static char *repeat(const char *character, size_t count)
{
    size_t size = strlen(character);
    char *text = malloc(count * size + 1);
    assert_non_null(text);
    for (size_t i = 0; i < count; i++)
        memcpy(text + i * size, character, size);
    text[count * size] = '\0';
    return text;
}

/* At the limit (in one and in four bytes a character) no 500; a character more is a 422, far more a 413 or a 422. */
static void test_limits_of_texts(void **state)
{
    struct stage stage;
    const struct api_route *route;
    stage_open(&stage, state);
    for (size_t i = 0; (route = api_route_at(i)) != NULL; i++)
        for (const struct json_field *field = route->fields; field && field->name; field++) {
            if (!is_text(field))
                continue;
            size_t most = field->highest > 0 ? (size_t)field->highest : JSON_TEXT_SIZE;
            size_t room = api_body_max(route->body);
            char *full = repeat("x", most);
            char *wide = repeat("\U0001F600", most);
            char *over = repeat("x", most + 1);
            char *long_ = repeat("y", room);
            if (most + STAGE_BODY_SIZE < room)
                send_text(&stage, route, field->name, full);
            if (4 * most + STAGE_BODY_SIZE < room)
                send_text(&stage, route, field->name, wide);
            if (most + STAGE_BODY_SIZE < room && send_text(&stage, route, field->name, over) != 422)
                fail_msg("%s, %s: takes more than %zu characters", route->pattern, field->name, most);
            unsigned status = send_text(&stage, route, field->name, long_);
            assert_true(status == 413 || status == 422);
            free(full);
            free(wide);
            free(over);
            free(long_);
        }
    stage_close(&stage);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST_ON_BOTH(test_hostile_texts),
        TEST_ON_BOTH(test_texts_that_are_none),
        TEST_ON_BOTH(test_limits_of_texts),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
