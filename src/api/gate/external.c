/* SPDX-License-Identifier: MIT */
#include "api/gate/external.h"

#include <string.h>
#include <strings.h>

#include "base/str.h"
#include "school/common/external/external.h"

static const char scheme[] = "ext:";

static bool kind_of(const char *name, size_t size, enum external_kind *ret_kind)
{
    static const struct {
        const char *name;
        enum external_kind kind;
    } names[] = {
        {"user", EXTERNAL_USER},
        {"student", EXTERNAL_USER},
        {"classroom", EXTERNAL_CLASSROOM},
        {"lecture", EXTERNAL_LECTURE},
    };
    for (size_t i = 0; i < ARRAY_LENGTH(names); i++)
        if (strlen(names[i].name) == size && memcmp(names[i].name, name, size) == 0) {
            *ret_kind = names[i].kind;
            return true;
        }
    return false;
}

bool external_is_name(const char *name, size_t size)
{
    enum external_kind kind;
    return kind_of(name, size, &kind);
}

/* No segment of a path may hold a slash, however it is written: an id has it as %2F, and so %5C and %25. In the arena.
 */
static const char *id_of(struct arena *arena, const char *value)
{
    static const struct {
        const char *code;
        char character;
    } codes[] = {{"%2F", '/'}, {"%5C", '\\'}, {"%25", '%'}};
    char *id = arena_alloc(arena, strlen(value) + 1), *end = id;
    while (id && *value != '\0') {
        char character = *value;
        size_t size = 1;
        for (size_t i = 0; i < ARRAY_LENGTH(codes); i++)
            if (strncasecmp(value, codes[i].code, 3) == 0) {
                character = codes[i].character;
                size = 3;
            }
        *end++ = character;
        value += size;
    }
    if (id)
        *end = '\0';
    return id;
}

unsigned external_resolve(struct call *call, const struct api_route *route)
{
    struct message *message = call->message;
    size_t index = 0;
    if (call->actor.user_id == 0) // a program's token has no session
        return FAULT_NONE;        // nobody whom it would be told: "ext:..." is no id then
    for (const char *at = strchr(route->pattern, ':'); at && index < MESSAGE_PARAMS_MAX; at = strchr(at + 1, ':')) {
        const char *value = message->params[index++];
        enum external_kind kind;
        int64_t id;
        if (strncmp(value, scheme, sizeof(scheme) - 1) != 0 || !kind_of(at + 1, strcspn(at + 1, "/"), &kind))
            continue;
        const char *external_id = id_of(call->arena, value + sizeof(scheme) - 1);
        enum fault fault =
            external_id ? external_address(call->school, &call->actor, kind, external_id, &id) : FAULT_INTERNAL;
        if (fault != FAULT_NONE)
            return fault;
        const char *digits = arena_printf(call->arena, "%lld", (long long)id);
        if (!digits)
            return FAULT_INTERNAL;
        message->params[index - 1] = digits;
    }
    return FAULT_NONE;
}
