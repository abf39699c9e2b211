/* SPDX-License-Identifier: MIT */
/*
 * Query parameters: each route takes those that it describes and no other, each once; docs/API.md names the same.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "api/describe/schema.h"
#include "api/routes.h"
#include "support/api_client.h"

enum { TARGET_SIZE = 256, LINE_SIZE = 4096 };

/* "/api/attendance/:lecture" with numbers for its names, and a query behind it. */
static void target_of(const struct api_route *route, const char *query, char target[static TARGET_SIZE])
{
    size_t used = 0;
    for (const char *at = route->pattern; *at;) {
        if (*at == ':') {
            target[used++] = '1';
            at += strcspn(at, "/");
        } else {
            target[used++] = *at++;
        }
    }
    snprintf(target + used, TARGET_SIZE - used, "%s", query);
}

/* Somebody whom the gate lets in. */
static const struct visitor *visitor_of(const struct college *college, const struct api_route *route)
{
    if (route->permission == KIOSK)
        return &college->kiosk;
    if (permission_allows(route->permission, ROLE_ADMINISTRATOR))
        return &college->administrator;
    return permission_allows(route->permission, ROLE_PROFESSOR) ? &college->professor : &college->student;
}

/* The code of the answer to this query; "" when it is no problem. *ret_field is the field it names, "" for none. */
static void ask(struct api_world *world, const struct college *college, const struct api_route *route,
                const char *query, char code[static 64], char field[static 64])
{
    char target[TARGET_SIZE];
    target_of(route, query, target);
    struct answer answer = api_ask(world, visitor_of(college, route), route->method, target, NULL);
    const char *code_text = json_string_value(json_object_get(answer.body, "code"));
    const char *field_text = json_string_value(json_object_get(answer.body, "field"));
    snprintf(code, 64, "%s", answer.status >= 400 && code_text ? code_text : "");
    snprintf(field, 64, "%s", field_text ? field_text : "");
    answer_release(&answer);
}

static void check_route(struct api_world *world, const struct college *college, const struct api_route *route)
{
    static const char *const unknown[] = {"?nonsense=1", "?after=1&nonsense=1", "?nonsense",
                                          "?AFTER=1&nonsense=", "?n%C3%A9=1"};
    json_t *members = schema_members(route->query), *member;
    const char *name;
    char query[TARGET_SIZE], code[64], field[64];
    assert_non_null(members);
    for (size_t i = 0; i < sizeof(unknown) / sizeof(unknown[0]); i++) {
        ask(world, college, route, unknown[i], code, field);
        if (strcmp(code, "unknown_parameter") != 0 || field[0] == '\0')
            fail_msg("%s%s: %s, %s", route->pattern, unknown[i], code, field);
    }
    json_object_foreach(members, name, member)
    {
        snprintf(query, sizeof(query), "?%s=1&%s=1", name, name);
        ask(world, college, route, query, code, field);
        if (strcmp(code, "repeated_parameter") != 0 || strcmp(field, name) != 0)
            fail_msg("%s%s: %s, %s", route->pattern, query, code, field);
    }
    json_decref(members);
}

static void test_parameters(void **state)
{
    struct api_world world;
    struct college college;
    const struct api_route *route;
    api_world_open(&world, state, NULL);
    api_college(&world, &college);
    for (size_t i = 0; (route = api_route_at(i)) != NULL; i++)
        check_route(&world, &college, route);
    api_world_close(&world);
}

/* ---- what the page of the API says ---- */

static const struct api_route *route_of(const char *method, const char *pattern)
{
    static const char *const methods[] = {
        [HTTP_GET] = "GET", [HTTP_POST] = "POST", [HTTP_PUT] = "PUT", [HTTP_PATCH] = "PATCH", [HTTP_DELETE] = "DELETE"};
    const struct api_route *route;
    for (size_t i = 0; (route = api_route_at(i)) != NULL; i++)
        if (strcmp(methods[route->method], method) == 0 && strcmp(route->pattern, pattern) == 0)
            return route;
    return NULL;
}

/* "| GET /api/x?a=&b= |": the same names as the route describes. */
static void check_line(char *line)
{
    char method[8], path[200];
    if (sscanf(line, "| %7[A-Z] %199[^ |]", method, path) != 2)
        return;
    char *query = path + strcspn(path, "?");
    if (*query)
        *query++ = '\0';
    const struct api_route *route = route_of(method, path);
    if (!route)
        fail_msg("docs/API.md: there is no %s %s", method, path);
    json_t *members = schema_members(route->query);
    size_t named = 0;
    for (char *save, *name = strtok_r(query, "&", &save); name; name = strtok_r(NULL, "&", &save), named++) {
        name[strcspn(name, "=")] = '\0';
        if (!json_object_get(members, name))
            fail_msg("docs/API.md: %s %s does not take %s", method, path, name);
    }
    if (named != json_object_size(members))
        fail_msg("docs/API.md: %s %s does not name all its parameters: %s", method, path, route->query);
    json_decref(members);
}

static void test_page(void **state)
{
    (void)state;
    FILE *file = fopen("docs/API.md", "r");
    char line[LINE_SIZE];
    assert_non_null(file);
    while (fgets(line, sizeof(line), file))
        check_line(line);
    fclose(file);
}

int main(void)
{
    const struct CMUnitTest tests[] = {TEST_ON_BOTH(test_parameters), cmocka_unit_test(test_page)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
