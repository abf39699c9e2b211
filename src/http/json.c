/* SPDX-License-Identifier: MIT */
#include "http/json.h"

#include <inttypes.h>

#include "base/clock.h"
#include "base/str.h"

/* A field's value between the check of the whole body and the writing of the target. */
union value {
    const char *text;
    int64_t number;
    bool truth;
};

static bool refuse(struct json_error *ret_error, const char *field, const char *reason)
{
    *ret_error = (struct json_error){field, reason ? reason : "could not be read: no memory"};
    return false;
}

/* Deepest nesting of brackets outside strings. jansson's own limit is 2048 levels of recursion, too many for a stack.
 */
static bool is_too_deep(const uint8_t *text, size_t size)
{
    size_t depth = 0;
    bool in_string = false;
    for (size_t i = 0; i < size; i++) {
        uint8_t c = text[i];
        if (in_string && c == '\\')
            i++;
        else if (c == '"')
            in_string = !in_string;
        else if (!in_string && (c == '{' || c == '['))
            depth++;
        else if (!in_string && (c == '}' || c == ']') && depth)
            depth--;
        if (depth > JSON_DEPTH_MAX)
            return true;
    }
    return false;
}

json_t *json_read_document(struct message *message, struct json_error *ret_error)
{
    if (message->body_size == 0) {
        refuse(ret_error, NULL, "is missing");
        return NULL;
    }
    if (is_too_deep(message->body, message->body_size)) {
        refuse(ret_error, NULL, "is nested too deep");
        return NULL;
    }
    json_error_t error;
    json_t *document = json_loadb((const char *)message->body, message->body_size, JSON_REJECT_DUPLICATES, &error);
    if (document)
        return document;
    const char *reason = NULL;
    if (json_error_code(&error) == json_error_duplicate_key)
        reason = "has a key twice";
    else if (json_error_code(&error) != json_error_out_of_memory)
        reason = arena_printf(&message->arena, "is not JSON (line %d, column %d)", error.line, error.column);
    refuse(ret_error, NULL, reason);
    return NULL;
}

static bool read_text(struct arena *arena, const struct json_field *field, const json_t *node, union value *value,
                      struct json_error *ret_error)
{
    if (!json_is_string(node))
        return refuse(ret_error, field->name, "must be a text");
    int64_t lowest = field->lowest, highest = field->highest;
    if (lowest == 0 && highest == 0) {
        lowest = 1;
        highest = JSON_TEXT_SIZE;
    }
    const char *text = json_string_value(node);
    size_t size = json_string_length(node);
    if (!str_is_text(text, size, field->kind == JSON_FIELD_LINES))
        return refuse(ret_error, field->name, "must not hold control characters");
    int64_t characters = (int64_t)str_characters(text);
    if (characters < lowest || characters > highest)
        return refuse(ret_error, field->name,
                      arena_printf(arena, "must have from %" PRId64 " to %" PRId64 " characters", lowest, highest));
    value->text = arena_strndup(arena, text, size);
    return value->text || refuse(ret_error, field->name, NULL);
}

static bool read_value(struct arena *arena, const struct json_field *field, const json_t *node, union value *value,
                       struct json_error *ret_error)
{
    switch (field->kind) {
    case JSON_FIELD_TEXT:
    case JSON_FIELD_LINES:
        return read_text(arena, field, node, value, ret_error);
    case JSON_FIELD_BOOL:
        if (!json_is_boolean(node))
            return refuse(ret_error, field->name, "must be true or false");
        value->truth = json_is_true(node);
        return true;
    case JSON_FIELD_INT:
        value->number = json_integer_value(node);
        if (!json_is_integer(node) || value->number < field->lowest || value->number > field->highest)
            return refuse(ret_error, field->name,
                          arena_printf(arena, "must be a whole number from %" PRId64 " to %" PRId64, field->lowest,
                                       field->highest));
        return true;
    case JSON_FIELD_TIME_OR_NULL:
    case JSON_FIELD_TIME:
        if (field->kind == JSON_FIELD_TIME_OR_NULL && json_is_null(node)) {
            value->number = 0;
            return true;
        }
        if (!json_is_string(node) || !str_is_text(json_string_value(node), json_string_length(node), false) ||
            !clock_parse(json_string_value(node), &value->number))
            return refuse(ret_error, field->name, "must be a time such as 2026-11-22T09:15:00Z");
        return true;
    }
    return refuse(ret_error, field->name, "is not known here");
}

static void write_value(const struct json_field *field, union value value, void *target)
{
    void *place = (char *)target + field->offset;
    switch (field->kind) {
    case JSON_FIELD_TEXT:
    case JSON_FIELD_LINES:
        memcpy(place, &value.text, sizeof(value.text));
        break;
    case JSON_FIELD_BOOL:
        memcpy(place, &value.truth, sizeof(value.truth));
        break;
    case JSON_FIELD_INT:
    case JSON_FIELD_TIME:
    case JSON_FIELD_TIME_OR_NULL:
        memcpy(place, &value.number, sizeof(value.number));
        break;
    }
}

static bool is_known(const struct json_field *fields, const char *name)
{
    for (; fields->name; fields++)
        if (strcmp(fields->name, name) == 0)
            return true;
    return false;
}

bool json_read_object(struct message *message, const json_t *object, const struct json_field *fields, void *target,
                      struct json_error *ret_error)
{
    struct arena *arena = &message->arena;
    if (!json_is_object(object))
        return refuse(ret_error, NULL, "must be an object");
    json_t *reading = (json_t *)(uintptr_t)object; // jansson's iterators do not know const
    for (void *at = json_object_iter(reading); at; at = json_object_iter_next(reading, at)) {
        const char *name = json_object_iter_key(at);
        if (!is_known(fields, name))
            return refuse(ret_error, arena_strndup(arena, name, JSON_TEXT_SIZE), "is not known here");
    }

    size_t count = 0;
    while (fields[count].name)
        count++;
    union value *values = arena_calloc(arena, count, sizeof(*values));
    if (!values)
        return refuse(ret_error, NULL, NULL);
    for (size_t i = 0; i < count; i++) {
        const json_t *node = json_object_get(object, fields[i].name);
        if (!node && fields[i].required)
            return refuse(ret_error, fields[i].name, "is missing");
        if (node && !read_value(arena, &fields[i], node, &values[i], ret_error))
            return false;
    }
    for (size_t i = 0; i < count; i++)
        if (json_object_get(object, fields[i].name))
            write_value(&fields[i], values[i], target);
    return true;
}

bool json_read(struct message *message, const struct json_field *fields, void *target, struct json_error *ret_error)
{
    json_t *document = json_read_document(message, ret_error);
    if (!document)
        return false;
    bool good = json_read_object(message, document, fields, target, ret_error);
    json_decref(document);
    return good;
}

enum { TEXT_FIRST = 4096 }; // bytes an answer's text starts with; they double when they are full

/* Text that is being written into an arena. */
struct growing {
    struct arena *arena;
    char *bytes;
    size_t size, room;
};

static int growing_add(const char *bytes, size_t size, void *context)
{
    struct growing *text = context;
    if (size > text->room - text->size) {
        size_t room = text->room ? text->room * 2 : TEXT_FIRST;
        while (size > room - text->size)
            room *= 2;
        char *larger = arena_alloc(text->arena, room);
        if (!larger)
            return -1;
        if (text->size > 0)
            memcpy(larger, text->bytes, text->size);
        text->bytes = larger;
        text->room = room;
    }
    memcpy(text->bytes + text->size, bytes, size);
    text->size += size;
    return 0;
}

/* In one pass: to write a large document takes as long as to make it. */
static char *document_text(struct arena *arena, const json_t *document, size_t *ret_size)
{
    const size_t flags = JSON_COMPACT | JSON_ENCODE_ANY | JSON_REAL_PRECISION(15); // 92.3, not 92.299999999999997
    struct growing text = {.arena = arena};
    if (json_dump_callback(document, growing_add, &text, flags) != 0)
        return NULL;
    *ret_size = text.size;
    return text.bytes;
}

void json_reply(struct message *message, unsigned status, json_t *document)
{
    size_t size = 0;
    char *text = document ? document_text(&message->arena, document, &size) : NULL;
    if (text)
        message_reply(message, status, "application/json", text, size);
    else
        message_reply(message, 500, NULL, NULL, 0);
    json_decref(document);
}
