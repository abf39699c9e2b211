/* SPDX-License-Identifier: MIT */
#include "api/describe/answers.h"

#include <stdio.h>
#include <string.h>

#include "api/describe/annotate.h"
#include "api/describe/notes.h"
#include "api/describe/refused.h"
#include "api/gate/location.h"
#include "base/str.h"

enum { NAME_SIZE = 200, TEXT_SIZE = 8192, SHARED_CODES_MAX = 4 };

static bool put(json_t *object, const char *name, json_t *value)
{
    return json_object_set_new(object, name, value) == 0;
}

static json_t *reference(const char *kind, const char *name)
{
    return json_pack("{s:s+++}", "$ref", "#/components/", kind, "/", name);
}

static bool put_header(json_t *headers, const char *name, const char *component)
{
    return put(headers, name, reference("headers", component));
}

/* ---- what is answered when it is well ---- */

static const char *description_of(const struct api_route *route, unsigned status)
{
    return status == 201   ? "Made."
           : status == 202 ? "Begun: it goes on behind this answer."
           : status == 204 ? "Done; there is no body."
                           : route->summary;
}

static json_t *headers_of(const struct api_route *route, const struct schema_answer *answer)
{
    json_t *headers = json_object();
    bool json = answer->shape != NULL, person = route->permission != ANYONE && route->permission != KIOSK;
    bool good = put_header(headers, "X-Request-Id", "request_id");
    if ((answer->status == 201 || answer->status == 202) && location_of(route))
        good = good && put_header(headers, "Location", "location");
    if (route->method == HTTP_GET && json)
        good = good && put_header(headers, "ETag", "tag");
    if (person)
        good = good && put_header(headers, "RateLimit", "rate_limit") &&
               put_header(headers, "RateLimit-Policy", "rate_limit_policy");
    if (person && (route->method == HTTP_POST || route->method == HTTP_PUT))
        good = good && put_header(headers, "Idempotency-Replayed", "replayed");
    if (answer->type && !json && answer->type_size < 9)
        good = good && put_header(headers, "Content-Disposition", "disposition");
    if (good)
        return headers;
    json_decref(headers);
    return NULL;
}

static json_t *content_of(const struct api_route *route, const char *name, const struct schema_answer *answer)
{
    static const char text[] = "text";
    char place[NAME_SIZE];
    bool bytes = !answer->shape && strncmp(answer->type, "text/", 5) != 0;
    json_t *schema = answer->shape ? schema_of_shape(answer->shape, answer->shape_size)
                     : bytes       ? json_object()
                                   : schema_of_shape(text, strlen(text));
    snprintf(place, sizeof(place), "%s>", name);
    bool good = schema && annotate_schema(schema, place);
    if (good && !json_object_get(schema, "$ref"))
        good = put(schema, "description", json_sprintf("%s.", route->summary));
    json_t *events = notes_events(route);
    json_t *media = json_pack("{so so*}", "schema", schema, "x-events", events);
    json_t *content = json_object();
    if (good && media && json_object_setn_new(content, answer->type, answer->type_size, media) == 0)
        return content;
    json_decref(content);
    return NULL;
}

/* Of one status: a further type of body is put beside those that it has already. */
static bool add_answer(json_t *responses, const struct api_route *route, const char *name,
                       const struct schema_answer *answer)
{
    char status[16];
    snprintf(status, sizeof(status), "%u", answer->status);
    json_t *content = answer->type ? content_of(route, name, answer) : NULL;
    if (answer->type && !content)
        return false;
    json_t *known = json_object_get(responses, status);
    if (known && content) {
        bool good = json_object_update_missing(json_object_get(known, "content"), content) == 0;
        json_decref(content);
        return good;
    }
    const char *text = description_of(route, answer->status);
    const char *end = text[strlen(text) - 1] == '.' ? "" : ".";
    return put(
        responses, status,
        json_pack("{ss+ so so*}", "description", text, end, "headers", headers_of(route, answer), "content", content));
}

/* ---- what is refused ---- */

/* The problems of one status, as a response: what each means, and which codes there are. */
static json_t *refusal_of(const char *const *codes, size_t count)
{
    CLOSES(arena_release) struct arena arena = arena_of(1 << 16);
    char text[TEXT_SIZE] = "";
    size_t used = 0;
    json_t *words = json_array();
    unsigned status = problem_status(problem_find(codes[0]));
    for (size_t i = 0; i < count; i++) {
        const char *detail = NULL, *next = NULL;
        problem_words(codes[i], &arena, &detail, &next);
        used += (size_t)snprintf(text + used, sizeof(text) - used, "%s`%s`: %s", i > 0 ? "\n\n" : "", codes[i],
                                 detail ? detail : "");
        used = used < sizeof(text) ? used : sizeof(text) - 1;
        json_array_append_new(words, json_string(codes[i]));
    }
    json_t *headers = json_object();
    put_header(headers, "X-Request-Id", "request_id");
    if (status == 429)
        put_header(headers, "Retry-After", "retry_after");
    if (status == 401)
        put_header(headers, "WWW-Authenticate", "authenticate");
    json_t *schema =
        json_pack("{s[o{sss{s{sssoss}}}]}", "allOf", reference("schemas", "problem"), "type", "object", "properties",
                  "code", "type", "string", "enum", words, "description", "Which of these it is.");
    return json_pack("{ss so s{s{so}}}", "description", text, "headers", headers, "content", "application/problem+json",
                     "schema", schema);
}

/* A few codes are the same for many routes: such a response is written once. */
static json_t *shared_refusal(json_t *shared, const char *const *codes, size_t count)
{
    char name[NAME_SIZE] = "refused";
    for (size_t i = 0; i < count; i++)
        snprintf(name + strlen(name), sizeof(name) - strlen(name), ".%s", codes[i]);
    if (!json_object_get(shared, name) && !put(shared, name, refusal_of(codes, count)))
        return NULL;
    return reference("responses", name);
}

static bool add_refusals(json_t *responses, const struct api_route *route, json_t *shared)
{
    const char *codes[REFUSED_MAX];
    size_t count = refused_of(route, codes);
    bool good = true;
    for (size_t i = 0, end; good && i < count; i = end) {
        char status[16];
        unsigned number = problem_status(problem_find(codes[i]));
        for (end = i; end < count && problem_status(problem_find(codes[end])) == number; end++)
            ;
        snprintf(status, sizeof(status), "%u", number);
        good = put(responses, status,
                   end - i <= SHARED_CODES_MAX ? shared_refusal(shared, codes + i, end - i)
                                               : refusal_of(codes + i, end - i));
    }
    return good;
}

json_t *answers_of(const struct api_route *route, const char *name, json_t *shared)
{
    json_t *responses = json_object();
    const char *words = route->answer ? route->answer : "";
    struct schema_answer answer;
    bool good = *words != '\0', reads = false;
    while (good && schema_next_answer(&words, &answer)) {
        reads = reads || (route->method == HTTP_GET && answer.shape);
        good = answer.status != 0 && add_answer(responses, route, name, &answer);
    }
    if (reads)
        good = good && put(responses, "304", reference("responses", "unchanged"));
    good =
        good && add_refusals(responses, route, shared) && put(responses, "default", reference("responses", "problem"));
    if (good)
        return responses;
    json_decref(responses);
    return NULL;
}

json_t *answers_headers(void)
{
    /* clang-format off */
    static const struct {
        const char *name;
        const char *text;
        const char *type;
        const char *example; // JSON
    } headers[] = {
        {"authenticate", "How to show who asks.", "string", "\"Bearer\""},
        {"disposition", "The name under which the file is saved.", "string", "\"attachment; filename=\\\"register.csv\\\"\""},
        {"location", "Where what was made is: its own address or, where it has none, that of the list that holds it.",
         "string", "\"/api/v1/attendance/17\""},
        {"rate_limit", "What is left of the session's requests: `r` of them, and `t` seconds until all are back.",
         "string", "\"\\\"session\\\";r=590;t=1\""},
        {"rate_limit_policy", "How many requests (`q`) a session may make in how many seconds (`w`).", "string",
         "\"\\\"session\\\";q=600;w=60\""},
        {"replayed", "Present, and `true`: this is the answer that an earlier request with the same key got.", "string",
         "\"true\""},
        {"request_id", "Names this request in the server's log: tell it to who operates the server.", "string",
         "\"4be1a0c2-1733\""},
        {"retry_after", "Seconds to wait before asking again.", "integer", "30"},
        {"tag", "What was read, for If-None-Match, and for the If-Match of an edit where the thing has a version.",
         "string", "\"\\\"7\\\"\""},
    };
    /* clang-format on */
    json_t *all = json_object();
    for (size_t i = 0; i < ARRAY_LENGTH(headers); i++)
        put(all, headers[i].name,
            json_pack("{ss s{ss s[o]}}", "description", headers[i].text, "schema", "type", headers[i].type, "examples",
                      json_loads(headers[i].example, JSON_DECODE_ANY, NULL)));
    return all;
}

bool answers_common(json_t *shared)
{
    static const char text[] =
        "Refused: `code` is stable, `detail` says what is wrong, `next` the next way to go, and `type` is the address "
        "of the page about it. Beside the codes that an operation names, any may answer `bad_request`, `timeout`, "
        "`length_required`, `target_too_long`, `headers_too_large`, `internal`, `in_doubt`, `busy`, `storage_failing`, "
        "`request_running` or `storage_full`.";
    json_t *headers = json_object();
    bool good = put_header(headers, "Retry-After", "retry_after") && put_header(headers, "X-Request-Id", "request_id");
    json_t *tag = json_object();
    good = good && put_header(tag, "ETag", "tag");
    return good &&
           put(shared, "problem",
               json_pack("{ss so s{s{so}}}", "description", text, "headers", headers, "content",
                         "application/problem+json", "schema", reference("schemas", "problem"))) &&
           put(shared, "unchanged",
               json_pack("{ss so}", "description", "What the If-None-Match of the request names is still so.",
                         "headers", tag));
}
