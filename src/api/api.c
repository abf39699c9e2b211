/* SPDX-License-Identifier: MIT */
#include "api/api.h"

#include <stdlib.h>

#include "api/gate.h"

struct api {
    struct school *school;
    const char *version;
    struct route routes[]; // those of api_route_at, in its order, and an end
};

static struct route plain_route(const struct api_route *line)
{
    return (struct route){
        .method = line->method,
        .pattern = line->pattern,
        .permission = (int)line->permission,
        .body_max = api_body_max(line->body),
        .slow = line->slow,
        .body_type = line->body >= BURST_BODY ? "application/octet-stream" : NULL,
    };
}

struct api *api_open(struct school *school, const char *version)
{
    size_t count = 0;
    while (api_route_at(count) != NULL)
        count++;
    struct api *api = calloc(1, sizeof(*api) + (count + 1) * sizeof(api->routes[0]));
    if (api == NULL)
        return NULL;
    api->school = school;
    api->version = version;
    for (size_t i = 0; i < count; i++)
        api->routes[i] = plain_route(api_route_at(i));
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
    gate_answer(api->school, api->version, api_route_at((size_t)(message->route - api->routes)), message);
}

void api_refuse(void *context, struct message *message, const char *code)
{
    (void)context;
    problem_reply(message, problem_find(code), NULL);
}
