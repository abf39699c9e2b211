/* SPDX-License-Identifier: MIT */
#include "api/gate/call.h"

#include <string.h>

#include "api/api.h"
#include "base/clock.h"
#include "base/str.h"
#include "http/burst.h"

const struct json_field call_no_fields[] = {{0}};

bool call_id(const struct call *call, size_t index, int64_t *ret_id)
{
    return str_to_int(call->message->params[index], 1, INT64_MAX, ret_id);
}

int64_t call_received_at(const struct call *call)
{
    int64_t waited_ms = (clock_steady_ns() - call->message->came_ns) / 1000000;
    return call->message->came_ns == 0 ? 0 : school_now(call->school) - waited_ms;
}

unsigned call_read(struct call *call, const struct json_field *fields, void *target)
{
    struct message *message = call->message;
    struct json_error error;

    if (message->body_size == 0) {
        message->body = (const uint8_t *)"{}";
        message->body_size = 2;
    }
    if (json_read(message, fields, target, &error))
        return FAULT_NONE;
    if (!error.field) {
        call->more.detail = arena_printf(call->arena, "The body %s.", error.reason);
        return PROBLEM_BAD_JSON;
    }
    return call_tell_field(call, &error);
}

unsigned call_tell_field(struct call *call, const struct json_error *error)
{
    /* An unknown field's name comes from the client and may have been cut inside a character. */
    if (error->field && str_is_text(error->field, strlen(error->field), false)) {
        call->more.field = error->field;
        call->more.detail = arena_printf(call->arena, "The field %s %s.", error->field, error->reason);
    }
    return PROBLEM_INVALID_FIELD;
}

unsigned call_tell_range(struct call *call, const char *field, int64_t lowest, int64_t highest)
{
    const char *reason =
        arena_printf(call->arena, "must be a whole number from %lld to %lld", (long long)lowest, (long long)highest);
    return reason ? call_tell_field(call, &(struct json_error){field, reason}) : FAULT_INTERNAL;
}

unsigned call_read_ids(struct call *call, const json_t *list, const char *name, size_t most, const int64_t **ret_ids,
                       size_t *ret_count)
{
    size_t count = json_array_size(list); // 0 when it is no list
    int64_t *ids = arena_calloc(call->arena, count + 1, sizeof(*ids));

    if (!ids)
        return FAULT_INTERNAL;
    call->more.field = name;
    if (count < 1 || count > most) {
        call->more.detail = arena_printf(call->arena, "The field %s must be a list of 1 to %zu ids.", name, most);
        return PROBLEM_INVALID_FIELD;
    }
    for (size_t i = 0; i < count; i++) {
        ids[i] = json_integer_value(json_array_get(list, i)); // 0 when it is no whole number
        if (ids[i] < 1) {
            call->more.detail = arena_printf(call->arena, "The field %s holds something that is no id.", name);
            return PROBLEM_INVALID_FIELD;
        }
    }
    call->more.field = NULL;
    *ret_ids = ids;
    *ret_count = count;
    return FAULT_NONE;
}

unsigned call_read_document(struct call *call, json_t **ret_document)
{
    struct json_error error;

    if (call->message->body_size == 0) {
        call->message->body = (const uint8_t *)"{}";
        call->message->body_size = 2;
    }
    json_t *document = json_read_document(call->message, &error);
    if (json_is_object(document)) {
        *ret_document = document;
        return FAULT_NONE;
    }
    call->more.detail = arena_printf(call->arena, "The body %s.", !document ? error.reason : "must be a JSON object");
    json_decref(document);
    return PROBLEM_BAD_JSON;
}

unsigned call_read_photos(struct call *call, struct face_frame photos[static CLASS_PHOTO_MAX], size_t *ret_count)
{
    static const struct burst_limits limits = {CLASS_PHOTO_MAX, CLASS_PHOTO_BYTES_MAX};
    struct burst_frame parts[CLASS_PHOTO_MAX];
    size_t count;

    if (!burst_parse(call->message->body, call->message->body_size, limits, parts, &count))
        return PROBLEM_BAD_PHOTOS;
    for (size_t i = 0; i < count; i++)
        photos[i] = (struct face_frame){parts[i].data, parts[i].size};
    *ret_count = count;
    return FAULT_NONE;
}

unsigned call_read_frames(struct call *call, struct face_frame frames[static FACE_FRAMES_MAX], size_t *ret_count)
{
    static const struct burst_limits limits = {FACE_FRAMES_MAX, BURST_FRAME_MAX};
    struct burst_frame parts[FACE_FRAMES_MAX];
    size_t count;

    if (!burst_parse(call->message->body, call->message->body_size, limits, parts, &count))
        return PROBLEM_BAD_BURST;
    for (size_t i = 0; i < count; i++)
        frames[i] = (struct face_frame){parts[i].data, parts[i].size};
    *ret_count = count;
    return FAULT_NONE;
}

void call_tell_frames(struct call *call, const struct face_burst_report *report)
{
    size_t count = report->frames <= FACE_FRAMES_MAX ? report->frames : FACE_FRAMES_MAX;
    const char **codes = arena_calloc(call->arena, FACE_FRAMES_MAX, sizeof(*codes));
    if (!codes)
        return;
    for (size_t i = 0; i < count; i++)
        codes[i] = report->reasons[i] == FACE_OK ? "ok" : face_reason_code(report->reasons[i]);
    call->more.frames = codes;
    call->more.frame_count = count;
}

unsigned call_reply(struct call *call, unsigned status, json_t *document)
{
    if (!document)
        return FAULT_INTERNAL;
    json_reply(call->message, status, document);
    return FAULT_NONE;
}

unsigned call_reply_empty(struct call *call)
{
    message_reply(call->message, 204, NULL, NULL, 0);
    return FAULT_NONE;
}

unsigned call_answer_empty(struct call *call, enum fault fault, int64_t retry_after_s, unsigned status)
{
    call->more.retry_after = (unsigned)retry_after_s;
    if (fault != FAULT_NONE)
        return fault;
    message_reply(call->message, status, NULL, NULL, 0);
    return FAULT_NONE;
}

struct api_condition call_condition(const struct call *call)
{
    struct api_condition condition = {.mail = true};
    if (call->gate->condition)
        call->gate->condition(call->gate->condition_context, &condition);
    return condition;
}

unsigned call_page(struct call *call, struct page *ret_page)
{
    const char *after = message_query(call->message, "after");
    const char *limit = message_query(call->message, "limit");
    struct page page = {.limit = PAGE_USUAL};

    if (after && !str_to_int(after, 0, INT64_MAX, &page.after))
        return call_tell_field(call, &(struct json_error){"after", "must be the `next` of the page before"});
    if (limit && !str_to_int(limit, 1, PAGE_MAX, &page.limit))
        return call_tell_range(call, "limit", 1, PAGE_MAX);
    *ret_page = page;
    return FAULT_NONE;
}

unsigned call_since(struct call *call, int64_t *ret_since)
{
    const char *text = message_query(call->message, "updated_since");
    *ret_since = 0;
    return !text || clock_parse(text, ret_since)
               ? FAULT_NONE
               : call_tell_field(call,
                                 &(struct json_error){"updated_since", "must be a time such as 2026-11-23T00:00:00Z"});
}

unsigned call_flag(struct call *call, const char *name, bool *ret_on)
{
    static const struct {
        const char *word;
        bool on;
    } words[] = {{"true", true}, {"false", false}, {"1", true}, {"0", false}, {"yes", true}, {"no", false}};
    const char *text = message_query(call->message, name);
    if (!text) {
        *ret_on = false;
        return FAULT_NONE;
    }
    for (size_t i = 0; i < ARRAY_LENGTH(words); i++)
        if (strcmp(words[i].word, text) == 0) {
            *ret_on = words[i].on;
            return FAULT_NONE;
        }
    return call_tell_field(call, &(struct json_error){name, "must be true or false"});
}

unsigned call_if_match(struct call *call, int64_t *ret_version)
{
    const char *tag = message_header(call->message, "If-Match");
    char digits[24];

    size_t size = tag ? strlen(tag) : 0;
    if (!tag || strcmp(tag, "*") == 0) {
        *ret_version = 0;
        return FAULT_NONE;
    }
    if (size < 3 || size - 2 >= sizeof(digits) || tag[0] != '"' || tag[size - 1] != '"')
        return call_tell_field(call, &(struct json_error){"If-Match", "must be the ETag of what was read"});
    memcpy(digits, tag + 1, size - 2);
    digits[size - 2] = '\0';
    if (!str_to_int(digits, 1, INT64_MAX, ret_version))
        return call_tell_field(call, &(struct json_error){"If-Match", "must be the ETag of what was read"});
    return FAULT_NONE;
}

void call_tag(struct call *call, int64_t version)
{
    const char *tag = arena_printf(call->arena, "\"%lld\"", (long long)version);
    if (tag)
        message_add_header(call->message, "ETag", tag);
}

const char *call_disposition(struct call *call, const char *name)
{
    static const char hex[] = "0123456789ABCDEF";
    size_t size = strlen(name), used = 0, at = 0;
    bool ascii = true;
    char *encoded = arena_alloc(call->arena, 3 * size + 1), *plain = arena_alloc(call->arena, size + 1);
    if (!encoded || !plain)
        return NULL;
    for (const unsigned char *c = (const unsigned char *)name; *c != '\0'; c++) {
        bool token = (*c >= 'a' && *c <= 'z') || (*c >= 'A' && *c <= 'Z') || (*c >= '0' && *c <= '9') || *c == '.' ||
                     *c == '-' || *c == '_';
        ascii = ascii && *c < 0x80;
        // One for each character, however many bytes it has.
        if ((*c & 0xC0) != 0x80)
            plain[at++] = token || *c == ' ' ? (char)*c : '_';
        if (token) {
            encoded[used++] = (char)*c;
        } else {
            encoded[used++] = '%';
            encoded[used++] = hex[*c >> 4];
            encoded[used++] = hex[*c & 15];
        }
    }
    encoded[used] = '\0';
    plain[at] = '\0';
    return ascii ? arena_printf(call->arena, "attachment; filename=\"%s\"", plain)
                 : arena_printf(call->arena, "attachment; filename=\"%s\"; filename*=UTF-8''%s", plain, encoded);
}

unsigned call_heads(struct call *call, bool *ret_fixed)
{
    const char *word = message_query(call->message, "heads");
    if (word && strcmp(word, "own") != 0 && strcmp(word, "fixed") != 0)
        return call_tell_field(call, &(struct json_error){"heads", "must be own or fixed"});
    *ret_fixed = word && strcmp(word, "fixed") == 0;
    return FAULT_NONE;
}

unsigned call_reply_file(struct call *call, const char *type, const char *name, const void *bytes, size_t size)
{
    const char *disposition = call_disposition(call, name);
    if (!disposition || !message_add_header(call->message, "Content-Disposition", disposition))
        return FAULT_INTERNAL;
    message_reply(call->message, 200, type, bytes, size);
    return FAULT_NONE;
}

unsigned call_reply_dated(struct call *call, const char *type, const char *what, const void *bytes, size_t size)
{
    char at[CLOCK_TEXT_SIZE];
    clock_format(school_now(call->school), at);
    const char *name = arena_printf(call->arena, "%s-%.10s.csv", what, at);
    return !name ? FAULT_INTERNAL : call_reply_file(call, type, name, bytes, size);
}
