/* SPDX-License-Identifier: MIT */
#include "http/unit.h"

#include "http/burst.h"
#include "http/json.h"

struct target {
    const char *name;
    const char *note;
    int64_t minutes;
    int64_t at, until;
    bool open;
};

static const struct json_field fields[] = {
    {"name", JSON_FIELD_TEXT, true, offsetof(struct target, name), 2, 5},
    {"note", JSON_FIELD_LINES, false, offsetof(struct target, note), 0, 0},
    {"minutes", JSON_FIELD_INT, false, offsetof(struct target, minutes), 1, 240},
    {"at", JSON_FIELD_TIME, false, offsetof(struct target, at), 0, 0},
    {"until", JSON_FIELD_TIME_OR_NULL, false, offsetof(struct target, until), 0, 0},
    {"open", JSON_FIELD_BOOL, false, offsetof(struct target, open), 0, 0},
    {.name = NULL},
};

static void reads_a_body(void **state)
{
    (void)state;
    static const char body[] = "{\"name\":\"Zo\\u00eb\",\"note\":\"a\\nb\\tc\",\"minutes\":240,"
                               "\"at\":\"2026-11-22T09:15:00.5+01:00\",\"open\":true}";
    struct message message;
    struct target target = {.minutes = 7};
    struct json_error error;
    assert_true(message_init_local(&message, HTTP_POST, "/", NULL, body, strlen(body)));
    assert_true(json_read(&message, fields, &target, &error));
    assert_string_equal(target.name, "Zo\xC3\xAB");
    assert_string_equal(target.note, "a\nb\tc");
    assert_int_equal(target.minutes, 240);
    assert_int_equal(target.at, 1795335300500);
    assert_true(target.open);
    message_release(&message);
}

static void leaves_absent_fields(void **state)
{
    (void)state;
    struct message message;
    struct target target = {.minutes = 7, .note = "kept"};
    struct json_error error;
    assert_true(message_init_local(&message, HTTP_POST, "/", NULL, " {\"name\":\"ab\"} ", 15));
    assert_true(json_read(&message, fields, &target, &error));
    assert_int_equal(target.minutes, 7);
    assert_string_equal(target.note, "kept");
    message_release(&message);
}

static void takes_a_time_or_null(void **state)
{
    (void)state;
    static const char *const bodies[] = {"{\"name\":\"ab\",\"until\":null}",
                                         "{\"name\":\"ab\",\"until\":\"1970-01-01T00:00:01Z\"}", "{\"name\":\"ab\"}"};
    static const int64_t until[] = {0, 1000, -1};
    for (size_t i = 0; i < sizeof(bodies) / sizeof(bodies[0]); i++) {
        struct message message;
        struct target target = {.until = -1};
        struct json_error error;
        assert_true(message_init_local(&message, HTTP_POST, "/", NULL, bodies[i], strlen(bodies[i])));
        assert_true(json_read(&message, fields, &target, &error));
        assert_int_equal(target.until, until[i]);
        message_release(&message);
    }
}

static const struct {
    const char *body, *field, *reason; // reason: its beginning
} bad_bodies[] = {
    {"", NULL, "is missing"},
    {"{\"name\":\"abc\",\"at\":null}", "at", "must be a time"},
    {"{\"name\":\"abc\",\"until\":7}", "until", "must be a time"},
    {"nonsense", NULL, "is not JSON (line 1, column"},
    {"{\"name\":\"abc\"} x", NULL, "is not JSON"},
    {"{\"name\":\"abc\",}", NULL, "is not JSON"},
    {"{'name':'abc'}", NULL, "is not JSON"},
    {"{\"name\":\"abc\"", NULL, "is not JSON"},
    {"{\"name\":\"abc\",\"name\":\"abd\"}", NULL, "has a key twice"},
    {"{\"name\":\"abc\",\"n\\u0061me\":\"abd\"}", NULL, "has a key twice"},
    {"[]", NULL, "must be an object"},
    {"\"text\"", NULL, "is not JSON"},
    {"{\"name\":\"\xFF\"}", NULL, "is not JSON"},
    {"{\"name\":\"\xC0\xAF\"}", NULL, "is not JSON"},
    {"{\"name\":\"\\ud800\"}", NULL, "is not JSON"},
    {"{\"name\":\"a\\u0000b\"}", NULL, "is not JSON"},
    {"{\"minutes\":99999999999999999999,\"name\":\"abc\"}", NULL, "is not JSON"},
    {"{\"minutes\":NaN,\"name\":\"abc\"}", NULL, "is not JSON"},
    {"[[[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]]]", NULL, "is nested too deep"},
    {"{}", "name", "is missing"},
    {"{\"name\":\"abc\",\"role\":\"administrator\"}", "role", "is not known here"},
    {"{\"Name\":\"abc\"}", "Name", "is not known here"},
    {"{\"name\":null}", "name", "must be a text"},
    {"{\"name\":5}", "name", "must be a text"},
    {"{\"name\":{\"$gt\":\"\"}}", "name", "must be a text"},
    {"{\"name\":\"a\"}", "name", "must have from 2 to 5 characters"},
    {"{\"name\":\"abcdef\"}", "name", "must have from 2 to 5 characters"},
    {"{\"name\":\"a\\nb\"}", "name", "must not hold control"},
    {"{\"name\":\"a\\u007fb\"}", "name", "must not hold control"},
    {"{\"name\":\"abc\",\"note\":\"\"}", "note", "must have from 1 to 256"},
    {"{\"name\":\"abc\",\"note\":\"a\\rb\"}", "note", "must not hold control"},
    {"{\"name\":\"abc\",\"minutes\":0}", "minutes", "must be a whole number from 1 to 240"},
    {"{\"name\":\"abc\",\"minutes\":241}", "minutes", "must be a whole number from 1 to 240"},
    {"{\"name\":\"abc\",\"minutes\":5.0}", "minutes", "must be a whole number"},
    {"{\"name\":\"abc\",\"minutes\":\"5\"}", "minutes", "must be a whole number"},
    {"{\"name\":\"abc\",\"minutes\":true}", "minutes", "must be a whole number"},
    {"{\"name\":\"abc\",\"open\":1}", "open", "must be true or false"},
    {"{\"name\":\"abc\",\"open\":\"true\"}", "open", "must be true or false"},
    {"{\"name\":\"abc\",\"at\":1795335300500}", "at", "must be a time"},
    {"{\"name\":\"abc\",\"at\":\"tomorrow\"}", "at", "must be a time"},
    {"{\"name\":\"abc\",\"at\":\"2026-02-30T00:00:00Z\"}", "at", "must be a time"},
};

static void refuses_bad_bodies(void **state)
{
    (void)state;
    for (size_t i = 0; i < ARRAY_LENGTH(bad_bodies); i++) {
        const char *body = bad_bodies[i].body;
        struct message message;
        struct target target = {.minutes = 7}, before = target;
        struct json_error error = {"unset", "unset"};
        assert_true(message_init_local(&message, HTTP_POST, "/", NULL, body, strlen(body)));
        if (json_read(&message, fields, &target, &error))
            fail_msg("taken: %s", body);
        bool same_field = error.field && bad_bodies[i].field ? strcmp(error.field, bad_bodies[i].field) == 0
                                                             : !error.field && !bad_bodies[i].field;
        if (!same_field || strncmp(error.reason, bad_bodies[i].reason, strlen(bad_bodies[i].reason)) != 0)
            fail_msg("%s: '%s' %s", body, error.field ? error.field : "-", error.reason);
        assert_memory_equal(&target, &before, sizeof(target));
        message_release(&message);
    }
}

static void refuses_a_raw_nul(void **state)
{
    (void)state;
    struct message message;
    struct target target = {0};
    struct json_error error;
    assert_true(message_init_local(&message, HTTP_POST, "/", NULL, "{\"name\":\"abc\"}\0", 15));
    assert_false(json_read(&message, fields, &target, &error));
    message_release(&message);
}

/* Brackets in strings are no nesting; 16 levels are allowed. */
static void depth_is_counted_outside_strings(void **state)
{
    (void)state;
    static const char body[] = "{\"name\":\"[\\\"[[[[[[[[[[[[[[[[[[[[[[[[\"}";
    static const char nest[] = "[[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]]";
    struct message message;
    struct json_error error;
    assert_true(message_init_local(&message, HTTP_POST, "/", NULL, body, strlen(body)));
    json_t *document = json_read_document(&message, &error);
    assert_non_null(document);
    json_decref(document);
    message_release(&message);
    assert_true(message_init_local(&message, HTTP_POST, "/", NULL, nest, strlen(nest)));
    document = json_read_document(&message, &error);
    assert_non_null(document);
    json_decref(document);
    message_release(&message);
}

static void memory_may_end_anywhere(void **state)
{
    (void)state;
    static const char body[] = "{\"name\":\"abc\",\"note\":\"x\",\"minutes\":5}";
    static const char bad[] = "{\"name\":\"abcdefg\"}";
    for (unsigned n = 1; n <= 4; n++) {
        struct message message;
        struct target target = {0};
        struct json_error error = {NULL, NULL};
        assert_true(message_init_local(&message, HTTP_POST, "/", NULL, body, strlen(body)));
        arena_fail_at(n);
        bool good = json_read(&message, fields, &target, &error);
        arena_fail_at(0);
        assert_int_equal(good, n == 4);
        assert_true(good || (error.reason && !target.name));
        message_release(&message);

        assert_true(message_init_local(&message, HTTP_POST, "/", NULL, bad, strlen(bad)));
        arena_fail_at(n);
        assert_false(json_read(&message, fields, &target, &error));
        arena_fail_at(0);
        assert_non_null(error.reason);
        message_release(&message);
    }
}

static void replies_with_documents(void **state)
{
    (void)state;
    struct message message;
    assert_true(message_init_local(&message, HTTP_GET, "/", NULL, NULL, 0));
    json_reply(&message, 201, json_pack("{s:i,s:[s,b]}", "a", 1, "b", "x", 1));
    assert_int_equal(message.status, 201);
    assert_string_equal(message.reply_type, "application/json");
    assert_int_equal(message.reply_size, strlen("{\"a\":1,\"b\":[\"x\",true]}"));
    assert_memory_equal(message.reply, "{\"a\":1,\"b\":[\"x\",true]}", message.reply_size);
    json_reply(&message, 200, NULL);
    assert_int_equal(message.status, 500);
    assert_null(message.reply);
    arena_fail_at(1);
    json_reply(&message, 200, json_object());
    arena_fail_at(0);
    assert_int_equal(message.status, 500);
    message_release(&message);
}

static void bursts_are_split(void **state)
{
    (void)state;
    static const uint8_t body[] = {0, 0, 0, 1, 'a', 0, 0, 0, 3, 'b', 'c', 'd'};
    struct burst_frame frames[2];
    size_t count = 99;
    assert_true(burst_parse(body, sizeof(body), (struct burst_limits){2, BURST_FRAME_MAX}, frames, &count));
    assert_int_equal(count, 2);
    assert_ptr_equal(frames[0].data, body + 4);
    assert_int_equal(frames[0].size, 1);
    assert_ptr_equal(frames[1].data, body + 9);
    assert_int_equal(frames[1].size, 3);
    for (size_t size = 0; size < sizeof(body); size++) { // every cut but the one between the frames
        count = 99;
        bool good = burst_parse(body, size, (struct burst_limits){2, BURST_FRAME_MAX}, frames, &count);
        assert_int_equal(good, size == 5);
        assert_int_equal(count, good ? 1 : 99);
    }
    assert_false(
        burst_parse(body, sizeof(body), (struct burst_limits){1, BURST_FRAME_MAX}, frames, &count)); // too many
    assert_false(burst_parse(NULL, 0, (struct burst_limits){2, BURST_FRAME_MAX}, frames, &count));
    assert_false(
        burst_parse((const uint8_t[]){0, 0, 0, 0}, 4, (struct burst_limits){2, BURST_FRAME_MAX}, frames, &count));
    assert_false(burst_parse((const uint8_t[]){0, 0, 0, 1, 'a', 0, 0, 0, 0}, 9,
                             (struct burst_limits){2, BURST_FRAME_MAX}, frames, &count));
    assert_false(burst_parse((const uint8_t[]){0xFF, 0xFF, 0xFF, 0xFF, 'a'}, 5,
                             (struct burst_limits){2, BURST_FRAME_MAX}, frames, &count));
    assert_false(burst_parse((const uint8_t[]){0x80, 0, 0, 1, 'a'}, 5, (struct burst_limits){2, BURST_FRAME_MAX},
                             frames, &count));
}

static void burst_frames_have_a_limit(void **state)
{
    (void)state;
    size_t size = 4 + BURST_FRAME_MAX + 1;
    uint8_t *body = calloc(1, size);
    struct burst_frame frame;
    size_t count;
    assert_non_null(body);
    body[1] = 0x10;
    assert_true(burst_parse(body, size - 1, (struct burst_limits){1, BURST_FRAME_MAX}, &frame, &count));
    assert_int_equal(frame.size, BURST_FRAME_MAX);
    body[3] = 1;
    assert_false(burst_parse(body, size, (struct burst_limits){1, BURST_FRAME_MAX}, &frame, &count));
    free(body);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reads_a_body),
        cmocka_unit_test(leaves_absent_fields),
        cmocka_unit_test(takes_a_time_or_null),
        cmocka_unit_test(refuses_bad_bodies),
        cmocka_unit_test(refuses_a_raw_nul),
        cmocka_unit_test(depth_is_counted_outside_strings),
        cmocka_unit_test(memory_may_end_anywhere),
        cmocka_unit_test(replies_with_documents),
        cmocka_unit_test(bursts_are_split),
        cmocka_unit_test(burst_frames_have_a_limit),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
