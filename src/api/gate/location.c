/* SPDX-License-Identifier: MIT */
#include "api/gate/location.h"

#include <stdio.h>
#include <string.h>

#include "http/router.h"

enum { LOCATION_SIZE = 512, NAME_SIZE = 64 };

struct writer {
    char text[LOCATION_SIZE];
    size_t used;
};

static bool append(struct writer *writer, const char *text, size_t size)
{
    if (writer->used + size >= sizeof(writer->text))
        return false;
    memcpy(writer->text + writer->used, text, size);
    writer->used += size;
    writer->text[writer->used] = '\0';
    return true;
}

const char *location_of(const struct api_route *route)
{
    bool starts = route->answer && strstr(route->answer, "202 job");
    return route->made ? route->made : starts ? "/api/user/jobs/{id}" : NULL;
}

/* The value of a path's ":name" in the request. */
static const char *value_of(const struct message *message, const char *pattern, const char *name, size_t size)
{
    size_t index = 0;
    for (const char *at = strchr(pattern, ':'); at && index < MESSAGE_PARAMS_MAX; at = strchr(at + 1, ':'), index++)
        if (strcspn(at + 1, "/") == size && memcmp(at + 1, name, size) == 0)
            return message->params[index];
    return NULL;
}

/* The value at "kiosk.id" of the answer, which must be a number. */
static bool append_member(struct writer *writer, const json_t *answer, const char *path, size_t size)
{
    char names[NAME_SIZE], digits[24];
    if (size >= sizeof(names))
        return false;
    memcpy(names, path, size);
    names[size] = '\0';
    char *rest = names;
    for (char *name; answer && (name = strsep(&rest, ".")) != NULL;)
        answer = json_object_get(answer, name);
    if (!json_is_integer(answer))
        return false;
    int length = snprintf(digits, sizeof(digits), "%lld", (long long)json_integer_value(answer));
    return append(writer, digits, (size_t)length);
}

static bool write_location(struct writer *writer, const struct message *message, const char *pattern,
                           const char *location, const json_t *answer)
{
    bool good = append(writer, ROUTER_VERSION, strlen(ROUTER_VERSION));
    for (const char *at = router_unversioned(location); good && *at != '\0';) {
        size_t size = strcspn(at, ":{");
        good = append(writer, at, size);
        at += size;
        if (*at == ':') {
            size = strcspn(at + 1, "/");
            const char *value = value_of(message, pattern, at + 1, size);
            good = good && value && append(writer, value, strlen(value));
            at += 1 + size;
        } else if (*at == '{') {
            size = strcspn(at + 1, "}");
            good = good && append_member(writer, answer, at + 1, size);
            at += size + 2;
        }
    }
    return good;
}

void location_tell(struct message *message, const struct api_route *route)
{
    struct writer writer = {0};
    const char *location = location_of(route);
    if (!location || (message->status != 201 && message->status != 202))
        return;
    json_t *answer = message->reply_size > 0 ? json_loadb(message->reply, message->reply_size, 0, NULL) : NULL;
    bool good = write_location(&writer, message, route->pattern, location, answer);
    json_decref(answer);
    const char *text = good ? arena_strdup(&message->arena, writer.text) : NULL;
    if (text)
        message_add_header(message, "Location", text);
}
