/* SPDX-License-Identifier: MIT */
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <unistd.h>

#include <cmocka.h>
#include <jansson.h>

#include "base/log.h"
#include "base/str.h"

enum { OUTPUT_SIZE = 8192 };

/* Writes one log line and reads back what came out on standard error. */
__attribute__((format(printf, 4, 5))) static void captured(char output[static OUTPUT_SIZE], enum log_level level,
                                                           const char *event, const char *format, ...)
{
    char detail[6000];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(detail, sizeof(detail), format, arguments);
    va_end(arguments);

    int ends[2], original = dup(STDERR_FILENO);
    assert_int_equal(pipe2(ends, O_NONBLOCK), 0);
    dup2(ends[1], STDERR_FILENO);
    log_write(level, event, "%s", detail);
    dup2(original, STDERR_FILENO);
    ssize_t size = read(ends[0], output, OUTPUT_SIZE - 1);
    output[size > 0 ? size : 0] = '\0';
    close(original);
    close(ends[0]);
    close(ends[1]);
}

/* The line must be one JSON object in one line; the caller gives it back. */
static json_t *parsed(const char *output)
{
    size_t size = strlen(output);
    assert_true(size > 0 && size <= 4096);
    assert_ptr_equal(strchr(output, '\n'), output + size - 1);
    json_t *object = json_loads(output, JSON_REJECT_DUPLICATES, NULL);
    assert_non_null(object);
    assert_int_equal(json_object_size(object), 4);
    return object;
}

static void test_line(void **state)
{
    (void)state;
    char output[OUTPUT_SIZE];
    captured(output, LOG_WARN, "started", "at %s", "https://localhost:8443");
    json_t *object = parsed(output);
    assert_string_equal(json_string_value(json_object_get(object, "level")), "warn");
    assert_string_equal(json_string_value(json_object_get(object, "event")), "started");
    assert_string_equal(json_string_value(json_object_get(object, "detail")), "at https://localhost:8443");
    assert_int_equal(strlen(json_string_value(json_object_get(object, "time"))), 24);
    json_decref(object);
}

static void test_hostile_text_stays_one_json_line(void **state)
{
    (void)state;
    static const char *const details[] = {
        "quote \" backslash \\ line\nbreak \r tab\t escape \x1B[31m delete \x7F",
        "not UTF-8: \xFF\xFE \xC3( \xED\xA0\x80 end \xE2\x82",
        "emoji 😀 and “quotes”",
        "\",\"level\":\"error",
    };
    for (size_t i = 0; i < ARRAY_LENGTH(details); i++) {
        char output[OUTPUT_SIZE];
        captured(output, LOG_ERROR, "odd \"event\"\n", "%s", details[i]);
        json_decref(parsed(output));
        assert_null(strchr(output, '\x1B'));
    }
}

static void test_long_text_is_cut(void **state)
{
    (void)state;
    static const char *const fillers[] = {"a", "é", "\n", "\"", "\xFF", "😀"};
    for (size_t i = 0; i < ARRAY_LENGTH(fillers); i++) {
        // Every offset, so that the cut falls on every byte of a character.
        for (int offset = 0; offset < 4; offset++) {
            char output[OUTPUT_SIZE], text[5000] = "";
            size_t used = (size_t)offset;
            memset(text, 'x', used);
            while (used + 8 < sizeof(text))
                used += (size_t)snprintf(text + used, sizeof(text) - used, "%s", fillers[i]);
            captured(output, LOG_ERROR, text, "%s", text); // a long event too
            json_decref(parsed(output));
        }
    }
}

static void test_level(void **state)
{
    (void)state;
    char output[OUTPUT_SIZE];
    captured(output, LOG_DEBUG, "hidden", "x");
    assert_string_equal(output, "");
    log_set_level(LOG_DEBUG);
    captured(output, LOG_DEBUG, "seen", "x");
    json_decref(parsed(output));
    log_set_level(LOG_ERROR);
    captured(output, LOG_WARN, "hidden", "x");
    assert_string_equal(output, "");
    log_set_level(LOG_INFO);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_line),
        cmocka_unit_test(test_hostile_text_stays_one_json_line),
        cmocka_unit_test(test_long_text_is_cut),
        cmocka_unit_test(test_level),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
