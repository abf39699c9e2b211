/* SPDX-License-Identifier: MIT */
/* libFuzzer: any bytes as a JSON body, read by a table with a field of each kind. What is refused changes nothing. */
#include <assert.h>
#include <stddef.h>

#include "base/str.h"
#include "http/json.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

struct target {
    const char *text, *lines;
    int64_t number, time;
    bool truth;
};

static const struct json_field fields[] = {
    {"text", JSON_FIELD_TEXT, true, offsetof(struct target, text), 0, 0},
    {"lines", JSON_FIELD_LINES, false, offsetof(struct target, lines), 0, 1000},
    {"number", JSON_FIELD_INT, false, offsetof(struct target, number), -5, 100},
    {"time", JSON_FIELD_TIME, false, offsetof(struct target, time), 0, 0},
    {"truth", JSON_FIELD_BOOL, false, offsetof(struct target, truth), 0, 0},
    {.name = NULL},
};

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    struct message message;
    struct target target = {.number = 7};
    struct json_error error = {NULL, NULL};
    if (!message_init_local(&message, HTTP_POST, "/", NULL, bytes, size))
        abort();
    if (json_read(&message, fields, &target, &error)) {
        assert(target.text && str_is_text(target.text, strlen(target.text), false) && *target.text);
        assert(!target.lines || str_is_text(target.lines, strlen(target.lines), true));
        assert(target.number >= -5 && target.number <= 100);
    } else {
        assert(error.reason && !target.text && !target.lines && target.number == 7 && !target.time && !target.truth);
    }
    json_t *document = json_read_document(&message, &error);
    if (document)
        json_reply(&message, 200, document);
    message_release(&message);
    return 0;
}
