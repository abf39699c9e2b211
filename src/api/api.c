/* SPDX-License-Identifier: MIT */
#include "api/api.h"

#include <stdlib.h>
#include <string.h>

#include "api/describe/docs.h"
#include "api/describe/openapi.h"
#include "api/describe/problems.h"
#include "api/describe/schema.h"
#include "api/gate/page_faults.h"
#include "api/gate/refusals.h"
#include "api/measure.h"
#include "base/clock.h"
#include "http/server.h"

_Static_assert((int)API_LANE_COUNT <= (int)SERVER_LANES, "the server has a lane for each");

struct api {
    struct gate gate;
    struct measure *measure;
    json_t *parameters;    // of each route, in that order, an object of the names it takes
    struct route routes[]; // those of api_route_at, in its order, and an end
};

static unsigned lane_of(const struct api_route *line)
{
    if (line->body == BURST_BODY || line->body == PHOTO_BODY)
        return API_LANE_FACES;
    if (line->body == FILE_BODY)
        return API_LANE_FILES;
    for (const struct json_field *field = line->fields; field && field->name; field++)
        if (field->kind == JSON_FIELD_TEXT && (strcmp(field->name, "password") == 0 || strcmp(field->name, "pin") == 0))
            return API_LANE_PASSWORDS;
    return line->permission == STUDENT || line->permission == CLASS_MEMBER || line->permission == KIOSK
               ? API_LANE_STUDENTS
               : API_LANE_WRITES;
}

static struct route plain_route(const struct api_route *line)
{
    return (struct route){
        .method = line->method,
        .pattern = line->pattern,
        .permission = (int)line->permission,
        .body_max = api_body_max(line->body),
        .slow = line->slow,
        .lane = lane_of(line),
        .body_type = line->form                 ? "*"
                     : line->body >= BURST_BODY ? "application/octet-stream"
                     : line->body == FORM_BODY  ? "application/x-www-form-urlencoded"
                                                : NULL,
    };
}

/* The limits and the description. False when memory ran out. */
static bool furnish(struct gate *gate, const struct api_config *config)
{
    gate->docs = docs_open(config->version, openapi_document, problems_page);
    gate->sessions = config->session_requests > 0 ? limiter_open(config->session_requests) : NULL;
    gate->addresses = config->address_requests > 0 ? limiter_open(config->address_requests) : NULL;
    gate->tokens = config->token_requests > 0 ? limiter_open(config->token_requests) : NULL;
    gate->misses = limiter_open(TOKEN_MISSES);
    gate->page_faults = page_faults_open();
    return gate->docs && gate->page_faults && gate->misses && (gate->tokens || config->token_requests == 0) &&
           (gate->sessions || config->session_requests == 0) && (gate->addresses || config->address_requests == 0);
}

struct api *api_open(const struct api_config *config)
{
    size_t count = 0;
    while (api_route_at(count))
        count++;
    struct api *api = calloc(1, sizeof(*api) + (count + 1) * sizeof(api->routes[0]));
    if (!api)
        return NULL;
    api->gate.school = config->school;
    api->gate.version = config->version;
    api->gate.condition = config->condition;
    api->gate.condition_context = config->condition_context;
    api->gate.doctor = config->doctor;
    api->gate.doctor_context = config->doctor_context;
    api->measure = measure_open(count);
    api->gate.measure = api->measure;
    api->gate.refusals = refusals_open(config->school);
    bool described = api->measure && api->gate.refusals && (api->parameters = json_array()) != NULL;
    for (size_t i = 0; i < count; i++) {
        api->routes[i] = plain_route(api_route_at(i));
        described = described && json_array_append_new(api->parameters, schema_members(api_route_at(i)->query)) == 0;
    }
    if (described && furnish(&api->gate, config))
        return api;
    api_close(api);
    return NULL;
}

void api_close(struct api *api)
{
    if (!api)
        return;
    json_decref(api->parameters);
    measure_close(api->measure);
    refusals_close(api->gate.refusals);
    limiter_close(api->gate.sessions);
    limiter_close(api->gate.addresses);
    limiter_close(api->gate.tokens);
    limiter_close(api->gate.misses);
    page_faults_close(api->gate.page_faults);
    docs_close(api->gate.docs);
    free(api);
}

char *api_openapi(const char *version)
{
    json_t *document = openapi_document(version);
    char *text = document ? json_dumps(document, JSON_INDENT(2)) : NULL;
    json_decref(document);
    return text;
}

const struct route *api_routes(const struct api *api)
{
    return api->routes;
}

void api_handle(void *context, struct message *message)
{
    struct api *api = context;

    if (!message->route) {
        problem_reply(message, message->status == 405 ? PROBLEM_METHOD_NOT_ALLOWED : FAULT_NOT_FOUND, NULL);
        return;
    }
    size_t index = (size_t)(message->route - api->routes);
    int64_t begin_ns = message->received_ns ? message->received_ns : clock_steady_ns();
    gate_answer(&api->gate, api_route_at(index), json_array_get(api->parameters, index), message);
    measure_answer(api->measure, index, message->status, (clock_steady_ns() - begin_ns) / 1000);
}

enum fault api_flush(struct api *api, bool all)
{
    return refusals_flush(api->gate.refusals, all);
}

void api_measures(struct api *api, FILE *out)
{
    measure_write(api->measure, api->routes, out);
}

void api_refuse(void *context, struct message *message, const char *code)
{
    struct api *api = context;
    problem_reply(message, problem_find(code), NULL);
    if (message->request_id) // else it is made beforehand, for clients that are cut
        measure_refusal(api->measure, message->status);
}
