/* SPDX-License-Identifier: MIT */
#include "api/lists.h"

#include <string.h>

#include "base/str.h"

static unsigned refuse(struct call *call, json_t *document, const struct json_error *error)
{
    json_decref(document);
    if (error->field)
        return call_tell_field(call, error);
    call->more.detail = arena_printf(call->arena, "The body %s.", error->reason ? error->reason : "is too large");
    return PROBLEM_BAD_JSON;
}

unsigned lists_read(struct call *call, const struct json_field *fields, void *target, struct body_list *lists,
                    json_t **ret_document)
{
    struct json_error error;
    json_t *document = json_read_document(call->message, &error);
    if (!document)
        return refuse(call, NULL, &error);
    if (!json_is_object(document))
        return refuse(call, document, &(struct json_error){NULL, "must be an object"});
    json_t *rest = json_copy(document);
    for (struct body_list *list = lists; rest && list->name; list++) {
        list->items = json_object_get(document, list->name);
        if (list->items && (!json_is_array(list->items) || json_array_size(list->items) > list->most)) {
            json_decref(rest);
            const char *reason = arena_printf(call->arena, "must be a list of at most %zu", list->most);
            return refuse(call, document, &(struct json_error){list->name, reason});
        }
        json_object_del(rest, list->name);
    }
    bool good = rest && json_read_object(call->message, rest, fields, target, &error);
    if (!good && !rest)
        error = (struct json_error){NULL, NULL};
    json_decref(rest);
    if (!good)
        return refuse(call, document, &error);
    *ret_document = document;
    return FAULT_NONE;
}

unsigned lists_texts(struct call *call, const struct body_list *list, size_t characters, const char *const **ret_texts,
                     size_t *ret_count)
{
    size_t count = list->items ? json_array_size(list->items) : 0;
    const char **texts = arena_calloc(call->arena, count + 1, sizeof(*texts));
    if (!texts)
        return FAULT_INTERNAL;
    for (size_t i = 0; i < count; i++) {
        const json_t *item = json_array_get(list->items, i);
        const char *text = json_string_value(item);
        size_t size = json_string_length(item);
        if (!text || size == 0 || !str_is_text(text, size, false) || str_characters(text) > characters)
            return call_tell_field(call, &(struct json_error){list->name, "must hold short texts"});
        texts[i] = arena_strndup(call->arena, text, size);
        if (!texts[i])
            return FAULT_INTERNAL;
    }
    *ret_texts = texts;
    *ret_count = count;
    return FAULT_NONE;
}

unsigned lists_ids(struct call *call, const struct body_list *list, const int64_t **ret_ids, size_t *ret_count,
                   bool *ret_given)
{
    size_t count = list->items ? json_array_size(list->items) : 0;
    if (count > 0) {
        unsigned problem = call_read_ids(call, list->items, list->name, list->most, ret_ids, ret_count);
        if (problem != FAULT_NONE)
            return problem;
    }
    *ret_count = count;
    *ret_given = list->items != NULL;
    return FAULT_NONE;
}

unsigned lists_slice(struct call *call, const void *list, size_t count, int64_t (*id_at)(const void *list, size_t at),
                     struct list_slice *ret_slice)
{
    struct page page;
    struct list_slice slice = {.end = count};
    unsigned problem = call_page(call, &page);
    if (problem != FAULT_NONE)
        return problem;
    if (page.after != 0) {
        while (slice.first < count && id_at(list, slice.first) != page.after)
            slice.first++;
        if (slice.first == count)
            return call_tell_field(call, &(struct json_error){"after", "must be the `next` of the page before"});
        slice.first++;
    }
    if (message_query(call->message, "limit") && slice.first + (size_t)page.limit < count)
        slice.end = slice.first + (size_t)page.limit;
    if (slice.end < count)
        slice.next = id_at(list, slice.end - 1);
    *ret_slice = slice;
    return FAULT_NONE;
}
