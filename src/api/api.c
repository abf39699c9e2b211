/* SPDX-License-Identifier: MIT */
#include "api/api.h"

#include <stdlib.h>

#include "api/gate.h"

struct api {
    struct school *school;
    const char *version;
    struct route routes[]; // those of api_table, in its order, and an end
};

static struct route plain_route(const struct api_route *line)
{
    static const size_t body_max[] = {
        [NO_BODY] = 0, [JSON_BODY] = 16 << 10, [BURST_BODY] = 4 << 20, [PHOTO_BODY] = 32 << 20};
    return (struct route){
        .method = line->method,
        .pattern = line->pattern,
        .permission = (int)line->permission,
        .body_max = body_max[line->body],
        .slow = line->slow,
        .body_type = line->body >= BURST_BODY ? "application/octet-stream" : NULL,
    };
}

struct api *api_open(struct school *school, const char *version)
{
    struct api *api = calloc(1, sizeof(*api) + (api_table_length + 1) * sizeof(api->routes[0]));
    if (api == NULL)
        return NULL;
    api->school = school;
    api->version = version;
    for (size_t i = 0; i < api_table_length; i++)
        api->routes[i] = plain_route(&api_table[i]);
    return api;
}

void api_close(struct api *api)
{
    free(api);
}

const struct route *api_routes(const struct api *api)
{
    return api->routes;
}

void api_handle(void *context, struct message *message)
{
    struct api *api = context;

    if (message->route == NULL) {
        problem_reply(message, message->status == 405 ? PROBLEM_METHOD_NOT_ALLOWED : FAULT_NOT_FOUND, NULL);
        return;
    }
    gate_answer(api->school, api->version, &api_table[message->route - api->routes], message);
}

void api_refuse(void *context, struct message *message, const char *code)
{
    (void)context;
    problem_reply(message, problem_find(code), NULL);
}
