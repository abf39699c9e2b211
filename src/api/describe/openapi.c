/* SPDX-License-Identifier: MIT */
#include "api/describe/openapi.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

#include "api/gate/scopes.h"
#include "base/str.h"
#include "school/people/idempotency.h"

enum { PATH_SIZE = 256 };

static const char *const method_words[HTTP_METHOD_COUNT] = {"get", "head", "post", "put", "patch", "delete"};

/* Sets a member and takes the value's reference. False, and `object` unchanged, when `value` is NULL. */
static bool put(json_t *object, const char *name, json_t *value)
{
    return json_object_set_new(object, name, value) == 0;
}

static json_t *reference(const char *kind, const char *name)
{
    return json_pack("{s:s+++}", "$ref", "#/components/", kind, "/", name);
}

const char *openapi_who(enum permission permission)
{
    static const char *const words[PERMISSION_COUNT] = {
        [ANYONE] = "Anyone, signed in or not",
        [SIGNED_IN] = "Whoever is signed in",
        [STUDENT] = "Students",
        [PROFESSOR] = "Professors",
        [ADMINISTRATOR] = "Administrators",
        [STAFF] = "Professors and administrators",
        [OFFICE] = "Those whom the institution names for it, otherwise administrators",
        [CLASS_TEACHER] = "The classroom's professor and co-teachers",
        [CLASS_ASSISTANT] = "The classroom's professor, co-teachers and assistants",
        [CLASS_READER] = "The classroom's professor, co-teachers and assistants, and administrators",
        [CLASS_MEMBER] = "The classroom's students",
        [CLASS_ANYONE] = "The classroom's people, and administrators",
        [KIOSK] = "A tablet that is enrolled as a kiosk",
    };
    return words[permission];
}

/* Appends `text` with its first letter raised and without what is no letter or digit. */
static bool append_word(char *name, size_t size, const char *text, size_t text_size)
{
    size_t at = strlen(name);
    bool raise = true;
    for (size_t i = 0; i < text_size; i++) {
        if (!isalnum((unsigned char)text[i])) {
            raise = true;
            continue;
        }
        if (at + 1 >= size)
            return false;
        name[at++] = raise ? (char)toupper((unsigned char)text[i]) : text[i];
        name[at] = '\0';
        raise = false;
    }
    return true;
}

bool openapi_name(const struct api_route *route, size_t size, char *ret_name)
{
    if (!str_copy(ret_name, size, method_words[route->method]))
        return false;
    const char *at = route->pattern + strlen("/api/");
    while (*at != '\0') {
        size_t length = strcspn(at, "/");
        bool last = at[length] == '\0';
        if (*at != ':' && !append_word(ret_name, size, at, length))
            return false;
        if (*at == ':' && last && (!append_word(ret_name, size, "by", 2) || !append_word(ret_name, size, at, length)))
            return false;
        at += last ? length : length + 1;
    }
    return true;
}

/* "/api/classroom/:classroom" -> "/api/classroom/{classroom}" */
static bool brace_path(const char *pattern, char path[static PATH_SIZE])
{
    size_t size = 0;
    for (bool inside = false; size + 2 < PATH_SIZE; pattern++) {
        if (inside && (*pattern == '/' || *pattern == '\0')) {
            path[size++] = '}';
            inside = false;
        }
        path[size] = *pattern == ':' ? '{' : *pattern;
        inside = inside || *pattern == ':';
        if (*pattern == '\0')
            return true;
        size++;
    }
    return false;
}

/* The tag: the second part of the path, where it is one of the families. */
static const char *family_of(const struct api_route *route)
{
    static const char *const families[] = {"user", "student", "classroom", "attendance", "admin"};
    const char *rest = route->pattern + strlen("/api/");
    size_t size = strcspn(rest, "/");
    for (size_t i = 0; i < ARRAY_LENGTH(families); i++)
        if (strlen(families[i]) == size && strncmp(rest, families[i], size) == 0)
            return families[i];
    return "server";
}

/* The :names of the path. False when it failed; `parameters` then is of no use. */
static bool add_path_parameters(json_t *parameters, const char *pattern)
{
    bool good = true;
    for (const char *at = strchr(pattern, ':'); good && at; at = strchr(at + 1, ':')) {
        size_t size = strcspn(at + 1, "/");
        bool is_text = size == 5 && strncmp(at + 1, "token", 5) == 0;
        bool is_choice = schema_choice(at + 1, size, 0) != NULL;
        json_t *schema = is_choice ? schema_of_shape(at + 1, size)
                         : is_text ? schema_of_shape("text", 4)
                                   : schema_of_shape("id", 2);
        good = schema && json_array_append_new(parameters, json_pack("{ss# ss sb so}", "name", at + 1, (int)size, "in",
                                                                     "path", "required", 1, "schema", schema)) == 0;
    }
    return good;
}

static bool contains(const json_t *list, const char *text)
{
    for (size_t i = 0; i < json_array_size(list); i++)
        if (strcmp(json_string_value(json_array_get(list, i)), text) == 0)
            return true;
    return false;
}

/* Each member of `shape` as a parameter in "query" or "header". */
static bool add_parameters(json_t *parameters, const char *shape, const char *place)
{
    if (!shape)
        return true;
    const char *named = schema_find(shape, strlen(shape));
    json_t *schema = schema_of_shape(named ? named : shape, strlen(named ? named : shape));
    const json_t *required = json_object_get(schema, "required");
    bool good = json_object_get(schema, "properties") != NULL;
    const char *name;
    json_t *property;
    json_object_foreach(json_object_get(schema, "properties"), name, property)
    {
        json_t *parameter = json_pack("{ss ss sb sO}", "name", name, "in", place, "required",
                                      (int)contains(required, name), "schema", property);
        good = good && json_array_append_new(parameters, parameter) == 0;
    }
    json_decref(schema);
    return good;
}

static json_t *parameters_of(const struct api_route *route)
{
    json_t *parameters = json_array();
    bool repeats = route->permission != ANYONE && route->permission != KIOSK &&
                   (route->method == HTTP_POST || route->method == HTTP_PUT);
    bool good = parameters && add_path_parameters(parameters, route->pattern) &&
                add_parameters(parameters, route->query, "query") &&
                add_parameters(parameters, route->headers, "header");
    if (good && repeats)
        good = json_array_append_new(parameters, reference("parameters", "idempotency_key")) == 0;
    if (good)
        return parameters;
    json_decref(parameters);
    return NULL;
}

/* NULL without a body; then and on failure *ret_good tells. */
static json_t *body_of(const struct api_route *route, bool *ret_good)
{
    *ret_good = true;
    if (route->body == NO_BODY)
        return NULL;
    bool bytes = route->body >= BURST_BODY;
    json_t *schema = bytes ? json_object() : schema_of_body(route->fields, route->takes);
    bool needed = bytes || json_array_size(json_object_get(schema, "required")) > 0;
    json_t *media = json_pack("{so}", "schema", schema);
    if (media && route->example && !bytes)
        put(media, "example", json_loads(route->example, 0, NULL));
    json_t *body = json_pack("{sb s{so}}", "required", (int)needed, "content",
                             bytes ? "application/octet-stream" : "application/json", media);
    *ret_good = body != NULL;
    return body;
}

/* A description, and `type` with its schema when the case has a body. */
static json_t *response_of(const struct schema_answer *answer)
{
    static const char text_shape[] = "text";
    if (!answer->type)
        return json_pack("{ss}", "description", "Done.");
    json_t *schema = answer->shape ? schema_of_shape(answer->shape, answer->shape_size)
                                   : schema_of_shape(text_shape, strlen(text_shape));
    json_t *content = json_object();
    json_t *media = json_pack("{so}", "schema", schema);
    if (json_object_setn_new(content, answer->type, answer->type_size, media) != 0) {
        json_decref(content);
        content = NULL;
    }
    return json_pack("{ss so}", "description", answer->status == 201 ? "Made." : "Done.", "content", content);
}

/* Takes `response`. One that has the status already gets the further type of body: what a reader asked for decides. */
static bool add_response(json_t *responses, const char *status, json_t *response)
{
    json_t *known = json_object_get(json_object_get(responses, status), "content");
    if (!known)
        return put(responses, status, response);
    bool good = json_object_update_missing(known, json_object_get(response, "content")) == 0;
    json_decref(response);
    return good;
}

static json_t *responses_of(const struct api_route *route)
{
    json_t *responses = json_object();
    const char *words = route->answer ? route->answer : "";
    struct schema_answer answer;
    bool good = *words != '\0';
    while (good && schema_next_answer(&words, &answer)) {
        char status[16];
        snprintf(status, sizeof(status), "%u", answer.status);
        good = answer.status != 0 && add_response(responses, status, response_of(&answer));
    }
    good = good && put(responses, "4XX", reference("responses", "problem")) &&
           put(responses, "default", reference("responses", "problem"));
    if (good)
        return responses;
    json_decref(responses);
    return NULL;
}

/* Which credentials: none, a token, or the cookie and (for what changes something) its CSRF token. */
static json_t *security_of(const struct api_route *route)
{
    if (route->permission == ANYONE)
        return json_array();
    if (route->permission == KIOSK)
        return json_pack("[{s[]}]", "kiosk");
    json_t *ways = route->method == HTTP_GET ? json_pack("[{s[]}{s[]}]", "bearer", "cookie")
                                             : json_pack("[{s[]}{s[]s[]}]", "bearer", "cookie", "csrf");
    unsigned scope = api_route_scope(route);
    if (scope == SCOPE_ANY)
        json_array_append_new(ways, json_pack("{s[]}", "token"));
    if (scope < SCOPE_COUNT)
        json_array_append_new(ways, json_pack("{s[s]}", "token", scope_word((enum scope)scope)));
    return ways;
}

static const char *const proof_words[] = {
    [PROOF_NONE] = "",
    [PROOF_SOMETIMES] = " May ask for fresh proof: 403 `step_up_needed`, and then POST /api/user/step-up.",
    [PROOF_ALWAYS] = " Asks for fresh proof: 403 `step_up_needed`, and then POST /api/user/step-up.",
};

static json_t *operation_of(const struct api_route *route)
{
    char name[PATH_SIZE];
    bool good;
    if (!route->summary || !openapi_name(route, sizeof(name), name))
        return NULL;
    json_t *body = body_of(route, &good);
    json_t *operation =
        json_pack("{ss ss s[s]}", "operationId", name, "summary", route->summary, "tags", family_of(route));
    good = good && operation &&
           put(operation, "description",
               json_sprintf("%s.%s", openapi_who(route->permission), proof_words[api_route_proof(route)]));
    good = good && put(operation, "security", security_of(route)) && put(operation, "parameters", parameters_of(route));
    if (body)
        good = json_object_set(operation, "requestBody", body) == 0 && good;
    good = good && put(operation, "responses", responses_of(route));
    json_decref(body);
    if (good)
        return operation;
    json_decref(operation);
    return NULL;
}

static json_t *paths(void)
{
    json_t *all = json_object();
    const struct api_route *route;
    bool good = all != NULL;
    for (size_t i = 0; good && (route = api_route_at(i)) != NULL; i++) {
        char path[PATH_SIZE];
        good = brace_path(route->pattern, path);
        if (good && !json_object_get(all, path))
            good = put(all, path, json_object());
        good = good && put(json_object_get(all, path), method_words[route->method], operation_of(route));
    }
    if (good)
        return all;
    json_decref(all);
    return NULL;
}

static json_t *schemas(void)
{
    static const char problem[] = "{type:text,title:text,status:int,code:text,detail:text,next:text,field?:text,"
                                  "frames?:[text],quota?:person|classroom|institution,"
                                  "request_id?:text}";
    json_t *all = json_object();
    const struct shape_words *shape;
    bool good = all && put(all, "problem", schema_of_shape(problem, strlen(problem)));
    for (size_t i = 0; good && (shape = schema_at(i)) != NULL; i++)
        good = !json_object_get(all, shape->name) &&
               put(all, shape->name, schema_of_shape(shape->shape, strlen(shape->shape)));
    if (good)
        return all;
    json_decref(all);
    return NULL;
}

static json_t *components(void)
{
    json_t *responses =
        json_pack("{s{ss s{s{so}} s{s{ss s{ss}}}}}", "problem", "description",
                  "Refused: `code` is stable, `detail` says what is wrong, `next` the next way to go.", "content",
                  "application/problem+json", "schema", reference("schemas", "problem"), "headers", "Retry-After",
                  "description", "Seconds to wait before asking again.", "schema", "type", "integer");
    json_t *parameters = json_pack(
        "{s{ss ss so s{ss si si}}}", "idempotency_key", "name", "Idempotency-Key", "in", "header", "description",
        json_sprintf("A repeat with the same key and body within %d hours gets the first answer again.",
                     IDEMPOTENCY_HOURS),
        "schema", "type", "string", "minLength", 1, "maxLength", IDEMPOTENCY_KEY_MAX);
    json_t *security = json_pack(
        "{s{ss ss} s{ss ss ss ss} s{ss ss ss} s{ss ss ss ss} s{ss ss ss}}", "bearer", "type", "http", "scheme",
        "bearer", "token", "type", "http", "scheme", "bearer", "bearerFormat", "ams_pat_... or ams_inst_...",
        "description", "A program's token, with the scope that is named (docs/API.md).", "cookie", "type", "apiKey",
        "in", "cookie", "name", SESSION_COOKIE, "csrf", "type", "apiKey", "in", "header", "name", "X-CSRF-Token",
        "description", "The session's `csrf`, with the cookie.", "kiosk", "type", "apiKey", "in", "cookie", "name",
        KIOSK_COOKIE);
    return json_pack("{so so so so}", "schemas", schemas(), "responses", responses, "parameters", parameters,
                     "securitySchemes", security);
}

json_t *openapi_document(const char *version)
{
    json_t *info =
        json_pack("{ss ss ss s{ss ss}}", "title", "AMS", "version", version, "description",
                  "Attendance for a college, with a face check. Times are RFC 3339 in UTC; fields that are not known "
                  "are refused; docs/API.md tells the manners and the stories.",
                  "license", "name", "MIT", "identifier", "MIT");
    json_t *tags = json_pack("[{ss ss}{ss ss}{ss ss}{ss ss}{ss ss}{ss ss}]", "name", "user", "description",
                             "Accounts and sessions", "name", "student", "description", "A student's own things",
                             "name", "classroom", "description", "Classrooms, lectures and registers", "name",
                             "attendance", "description", "Windows, check-ins and marks", "name", "admin",
                             "description", "The institution", "name", "server", "description", "The server itself");
    return json_pack("{ss so s[{ss}] so so so}", "openapi", "3.1.0", "info", info, "servers", "url", "/", "tags", tags,
                     "paths", paths(), "components", components());
}
