/* SPDX-License-Identifier: MIT */
#include "api/gate/parameters.h"

#include <string.h>

#include "base/str.h"

/* Names that parameters had before, and still may come under. */
static const struct {
    const char *former;
    const char *name;
} names[] = {{"before", "to"}, {"until", "to"}, {"first_date", "from"}, {"last_date", "to"}};

static const char *name_today(const json_t *known, const char *name)
{
    if (json_object_get(known, name))
        return name;
    for (size_t i = 0; i < ARRAY_LENGTH(names); i++)
        if (strcmp(names[i].former, name) == 0 && json_object_get(known, names[i].name))
            return names[i].name;
    return NULL;
}

unsigned parameters_check(struct call *call, const json_t *known)
{
    struct message *message = call->message;
    struct message_header *queries = arena_calloc(call->arena, message->query_count + 1, sizeof(*queries));
    if (!queries)
        return FAULT_INTERNAL;
    for (size_t i = 0; i < message->query_count; i++) {
        const char *name = message->queries[i].name;
        call->more.field = name;
        queries[i] = (struct message_header){name_today(known, name), message->queries[i].value};
        if (!queries[i].name)
            return PROBLEM_UNKNOWN_PARAMETER;
        for (size_t k = 0; k < i; k++)
            if (strcmp(queries[k].name, queries[i].name) == 0)
                return PROBLEM_REPEATED_PARAMETER;
    }
    call->more.field = NULL;
    message->queries = queries;
    return FAULT_NONE;
}
