/* SPDX-License-Identifier: MIT */
#include "api/describe/openapi.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "api/describe/annotate.h"
#include "api/describe/answers.h"
#include "api/describe/notes.h"
#include "api/describe/words.h"
#include "api/gate/external.h"
#include "api/gate/parameters.h"
#include "api/gate/scopes.h"
#include "base/str.h"
#include "http/router.h"
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

/* What watches the server asks it by the addresses that never change. */
static bool is_versioned(const char *pattern)
{
    return strncmp(pattern, "/api/health", strlen("/api/health")) != 0;
}

/* "/api/classroom/:classroom" -> "/api/v1/classroom/{classroom}" */
static bool brace_path(const char *pattern, char path[static PATH_SIZE])
{
    size_t size = 0;
    if (is_versioned(pattern)) {
        size = strlen(ROUTER_VERSION);
        memcpy(path, ROUTER_VERSION, size);
        pattern = router_unversioned(pattern);
    }
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

/* What a :name of a path is: the id of a thing, unless it says otherwise. */
static json_t *schema_of_name(const char *name, size_t size)
{
    static const struct {
        const char *name;
        const char *shape;
    } others[] = {{"date", "date"},    {"setting", "setting_name"}, {"token", "text"},
                  {"problem", "text"}, {"provider", "text"},        {"stop", "text"}};
    if (external_is_name(name, size))
        return json_pack("{s[o{ss ss}]}", "anyOf", schema_of_shape("id", 2), "type", "string", "pattern", "^ext:.+$");
    for (size_t i = 0; i < ARRAY_LENGTH(others); i++)
        if (strlen(others[i].name) == size && memcmp(others[i].name, name, size) == 0)
            return schema_of_shape(others[i].shape, strlen(others[i].shape));
    return schema_choice(name, size, 0) ? schema_of_shape(name, size) : schema_of_shape("id", 2);
}

static bool add_parameter(json_t *parameters, const char *operation, const char *name, const char *in, bool required,
                          json_t *schema)
{
    char place[PATH_SIZE];
    bool query = strcmp(in, "query") == 0;
    json_t *parameter = json_pack("{ss ss sb so}", "name", name, "in", in, "required", (int)required, "schema", schema);
    snprintf(place, sizeof(place), "%s%s", query ? operation : in, query ? "?" : "");
    bool good = parameter && annotate_parameter(parameter, place);
    return json_array_append_new(parameters, parameter) == 0 && good;
}

/* The :names of the path. False when it failed; `parameters` then is of no use. */
static bool add_path_parameters(json_t *parameters, const char *operation, const char *pattern)
{
    bool good = true;
    for (const char *at = strchr(pattern, ':'); good && at; at = strchr(at + 1, ':')) {
        char name[PATH_SIZE];
        size_t size = strcspn(at + 1, "/");
        snprintf(name, sizeof(name), "%.*s", (int)size, at + 1);
        good = add_parameter(parameters, operation, name, "path", true, schema_of_name(at + 1, size));
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
static bool add_parameters(json_t *parameters, const char *operation, const char *shape, const char *place)
{
    if (!shape)
        return true;
    const char *named = schema_find(shape, strlen(shape));
    json_t *schema = schema_of_shape(named ? named : shape, strlen(named ? named : shape));
    const json_t *required = json_object_get(schema, "required");
    bool good = json_object_get(schema, "properties") != NULL;
    const char *name;
    json_t *property;
    json_object_foreach(json_object_get(schema, "properties"), name, property) good =
        good && add_parameter(parameters, operation, name, place, contains(required, name), json_incref(property));
    json_decref(schema);
    return good;
}

static json_t *parameters_of(const struct api_route *route, const char *operation)
{
    json_t *parameters = json_array();
    bool repeats = route->permission != ANYONE && route->permission != KIOSK &&
                   (route->method == HTTP_POST || route->method == HTTP_PUT);
    bool good = parameters && add_path_parameters(parameters, operation, route->pattern) &&
                add_parameters(parameters, operation, route->query, "query") &&
                add_parameters(parameters, operation, route->headers, "header");
    if (good && repeats)
        good = json_array_append_new(parameters, reference("parameters", "idempotency_key")) == 0;
    if (good)
        return parameters;
    json_decref(parameters);
    return NULL;
}

/* NULL without a body; then and on failure *ret_good tells. */
static json_t *body_of(const struct api_route *route, const char *operation, bool *ret_good)
{
    *ret_good = true;
    if (route->body == NO_BODY)
        return NULL;
    bool bytes = route->body >= BURST_BODY;
    bool form = route->body == FORM_BODY; // a logout token, whose standard says the rest
    char *text = notes_of_body(route);
    json_t *schema = bytes  ? json_object()
                     : form ? json_pack("{ss s[s] s{s{ss}}}", "type", "object", "required", "logout_token",
                                        "properties", "logout_token", "type", "string")
                            : schema_of_body(route->fields, route->takes);
    bool needed = bytes || json_array_size(json_object_get(schema, "required")) > 0;
    bool good = text && schema && annotate_schema(schema, operation) && put(schema, "description", json_string(text));
    json_t *media = json_pack("{so}", "schema", schema);
    if (media && route->example && !bytes)
        put(media, "example", json_loads(route->example, 0, NULL));
    json_t *body = json_pack("{ss? sb s{so}}", "description", text, "required", (int)needed, "content",
                             bytes  ? "application/octet-stream"
                             : form ? "application/x-www-form-urlencoded"
                                    : "application/json",
                             media);
    *ret_good = good && body;
    free(text);
    return body;
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

static json_t *operation_of(const struct api_route *route, json_t *shared)
{
    char name[PATH_SIZE];
    bool good;
    if (!route->summary || !openapi_name(route, sizeof(name), name))
        return NULL;
    const char *more = notes_of(name);
    json_t *body = body_of(route, name, &good);
    json_t *operation =
        json_pack("{ss ss s[s]}", "operationId", name, "summary", route->summary, "tags", family_of(route));
    good = good && operation &&
           put(operation, "description",
               json_sprintf("%s.%s%s%s", openapi_who(route->permission), proof_words[api_route_proof(route)],
                            more ? " " : "", more ? more : ""));
    good = good && put(operation, "security", security_of(route)) &&
           put(operation, "parameters", parameters_of(route, name));
    if (body)
        good = json_object_set(operation, "requestBody", body) == 0 && good;
    good = good && put(operation, "responses", answers_of(route, name, shared));
    json_decref(body);
    if (good)
        return operation;
    json_decref(operation);
    return NULL;
}

static json_t *paths(json_t *shared)
{
    json_t *all = json_object();
    const struct api_route *route;
    bool good = all != NULL;
    for (size_t i = 0; good && (route = api_route_at(i)) != NULL; i++) {
        char path[PATH_SIZE];
        good = brace_path(route->pattern, path);
        if (good && !json_object_get(all, path))
            good = put(all, path, json_object());
        good = good && put(json_object_get(all, path), method_words[route->method], operation_of(route, shared));
    }
    if (good)
        return all;
    json_decref(all);
    return NULL;
}

/* A named shape, with what its words say of it and of its members. */
static bool add_schema(json_t *all, const char *name, const char *shape)
{
    json_t *schema = schema_of_shape(shape, strlen(shape));
    const struct field_words *words = words_find(name, NULL);
    bool good = schema && !json_object_get(all, name) && annotate_schema(schema, name);
    if (good && words)
        good = put(schema, "description", json_sprintf("%s.", words->text));
    return json_object_set_new(all, name, schema) == 0 && good;
}

static json_t *schemas(void)
{
    static const char problem[] = "{type:text,title:text,status:int,code:text,detail:text,next:text,field?:text,"
                                  "frames?:[text],quota?:person|classroom|institution,"
                                  "request_id?:text}";
    json_t *all = json_object();
    const struct shape_words *shape;
    bool good = all && add_schema(all, "problem", problem);
    for (size_t i = 0; good && (shape = schema_at(i)) != NULL; i++)
        good = add_schema(all, shape->name, shape->shape);
    if (good)
        return all;
    json_decref(all);
    return NULL;
}

static json_t *components(json_t *responses)
{
    json_t *parameters = json_pack(
        "{s{ss ss so s{ss si si s[s]}}}", "idempotency_key", "name", "Idempotency-Key", "in", "header", "description",
        json_sprintf("A repeat with the same key and body within %d hours gets the first answer again.",
                     IDEMPOTENCY_HOURS),
        "schema", "type", "string", "minLength", 1, "maxLength", IDEMPOTENCY_KEY_MAX, "examples", "mark-2026-11-23-17");
    json_t *security = json_pack(
        "{s{ss ss ss} s{ss ss ss ss} s{ss ss ss ss} s{ss ss ss ss} s{ss ss ss ss}}", "bearer", "type", "http", "scheme",
        "bearer", "description", "The `token` of a sign-in with `bearer`.", "token", "type", "http", "scheme", "bearer",
        "bearerFormat", "ams_pat_... or ams_inst_...", "description",
        "A program's token, with the scope that is named (docs/API.md).", "cookie", "type", "apiKey", "in", "cookie",
        "name", SESSION_COOKIE, "description", "The session's cookie, as browsers keep it.", "csrf", "type", "apiKey",
        "in", "header", "name", "X-CSRF-Token", "description", "The session's `csrf`, with the cookie.", "kiosk",
        "type", "apiKey", "in", "cookie", "name", KIOSK_COOKIE, "description", "What makes a tablet a kiosk.");
    return json_pack("{so so so so so}", "schemas", schemas(), "responses", responses, "headers", answers_headers(),
                     "parameters", parameters, "securitySchemes", security);
}

static json_t *info_of(const char *version)
{
    return json_pack(
        "{ss ss ss s{ss} s{ss ss}}", "title", "AMS", "version", version, "description",
        "Attendance for a college, with a face check. Times are RFC 3339 with milliseconds in UTC, ids whole numbers; "
        "fields and parameters that are not known are refused; a HEAD is answered wherever a GET is. Every address "
        "begins with /api/v1; the same without `/v1` is what it is today. New fields, operations and words may come at "
        "any time; what goes or changes is told in docs/API-CHANGELOG.md. Each problem has a page: /api/problems.",
        "contact", "name", "Who operates this server", "license", "name", "MIT", "identifier", "MIT");
}

json_t *openapi_document(const char *version)
{
    json_t *tags = json_pack("[{ss ss}{ss ss}{ss ss}{ss ss}{ss ss}{ss ss}]", "name", "admin", "description",
                             "The institution", "name", "attendance", "description", "Windows, check-ins and marks",
                             "name", "classroom", "description", "Classrooms, lectures and registers", "name", "server",
                             "description", "The server itself", "name", "student", "description",
                             "A student's own things", "name", "user", "description", "Accounts and sessions");
    json_t *responses = json_object();
    bool good = answers_common(responses);
    json_t *all = paths(responses);
    json_t *document = json_pack("{ss so s[{ss}] so so so}", "openapi", "3.1.0", "info", info_of(version), "servers",
                                 "url", "/", "tags", tags, "paths", all, "components", components(responses));
    if (good)
        return document;
    json_decref(document);
    return NULL;
}
