/* SPDX-License-Identifier: MIT */
/*
 * A program's token in the wrong hands, over a socket: shown where it is none, mangled, used to get further than its
 * scopes or to last longer, kept by somebody who was sent away, and asked with from another site.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/str.h"
#include "school/people/tokens/token.h"
#include "store/engine.h"
#include "support/api_stage.h"
#include "support/wire.h"

enum { MANGLED = 200, REQUEST_SIZE = 1000 };

#define EVERY_SCOPE                                                                                                    \
    "\"people:read\",\"people:write\",\"classes:read\",\"classes:write\",\"rosters:read\",\"rosters:write\","          \
    "\"marks:read\",\"marks:write\",\"board:read\",\"board:write\",\"requests:read\",\"requests:write\","              \
    "\"exports:read\",\"imports:write\",\"audit:read\",\"privacy:read\",\"privacy:write\",\"settings:read\""

struct scene {
    struct stage stage;
    struct wire wire;
    struct visitor own, office; // the professor's, and the institution's, with all that each may have
};

static struct visitor make(struct scene *scene, const struct visitor *maker, const char *path, const char *scopes)
{
    char body[REQUEST_SIZE];
    struct visitor program = {.id = maker->id, .bearer = true};
    snprintf(body, sizeof(body), "{\"name\":\"Sync\",\"days\":30,\"scopes\":[%s]}", scopes);
    api_prove(&scene->stage.world, maker, true);
    json_t *made = api_expect(api_ask(&scene->stage.world, maker, HTTP_POST, path, body), 201);
    assert_true(str_copy(program.token, sizeof(program.token), json_text_at(made, "secret")));
    json_decref(made);
    return program;
}

static void scene_open(struct scene *scene, void **state)
{
    stage_open(&scene->stage, state);
    const struct college *college = &scene->stage.college;
    scene->own = make(scene, &college->professor, "/api/user/tokens", "\"classes:read\",\"classes:write\"");
    scene->office = make(scene, &college->administrator, "/api/admin/tokens", EVERY_SCOPE);
    wire_open(&scene->wire, &scene->stage.world, NULL);
}

static void scene_close(struct scene *scene)
{
    wire_close(&scene->wire);
    stage_close(&scene->stage);
}

/* A request with these header lines; its status and the code of its problem. */
static unsigned say(struct scene *scene, const char *line, const char *headers, struct client_answer *answer)
{
    struct client client;
    char request[REQUEST_SIZE];
    snprintf(request, sizeof(request), "%s HTTP/1.1\r\nHost: 127.0.0.1:%u\r\nConnection: close\r\n%s\r\n", line,
             scene->wire.port, headers);
    client_open(&client, scene->wire.port);
    assert_true(client_say(&client, request));
    assert_true(client_read(&client, false, answer));
    client_close(&client);
    return answer->status;
}

static void expect(struct scene *scene, const char *line, const char *headers, unsigned status, const char *code)
{
    struct client_answer answer;
    char told[64];
    unsigned got = say(scene, line, headers, &answer);
    wire_take_code(&answer, told);
    if (got != status || strcmp(told, code) != 0)
        fail_msg("%s with %s: %u %s instead of %u %s", line, headers, got, told, status, code);
}

static void ask(struct scene *scene, const struct visitor *program, enum http_method method, const char *path,
                const char *body, unsigned status, const char *code)
{
    char told[64];
    unsigned got = wire_code(&scene->wire, program, method, path, body, told);
    if (got != status || strcmp(told, code) != 0)
        fail_msg("%s %s: %u %s instead of %u %s", path, body ? body : "", got, told, status, code);
}

#define CLASSES "GET /api/classroom"

static void where_it_is_none(void **state)
{
    struct scene scene;
    char text[REQUEST_SIZE];
    scene_open(&scene, state);
    const char *token = scene.own.token;
    snprintf(text, sizeof(text), "Authorization: Bearer %s\r\n", token);
    expect(&scene, CLASSES, text, 200, "");
    static const char *const headers[] = {
        "Cookie: __Host-session=%s\r\n",
        "Cookie: token=%s\r\n",
        "X-Api-Key: %s\r\n",
        "Authorization: Basic %s\r\n",
        "Authorization: Token %s\r\n",
        "Authorization: %s\r\n",
        "X-CSRF-Token: %s\r\n",
        "Proxy-Authorization: Bearer %s\r\n",
    };
    for (size_t i = 0; i < ARRAY_LENGTH(headers); i++) {
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
        snprintf(text, sizeof(text), headers[i], token);
#pragma GCC diagnostic pop
        expect(&scene, CLASSES, text, 401, "not_signed_in");
    }
    static const char *const names[] = {"access_token", "token", "authorization", "api_key"};
    for (size_t i = 0; i < ARRAY_LENGTH(names); i++) {
        snprintf(text, sizeof(text), CLASSES "?%s=%s", names[i], token);
        expect(&scene, text, "", 401, "not_signed_in");
    }
    // A token that is none is not made good by the session beside it.
    char other[TOKEN_TEXT_SIZE];
    token_text_make(TOKEN_PERSON, other);
    snprintf(text, sizeof(text), "Authorization: Bearer %s\r\nCookie: __Host-session=%s\r\n", other,
             scene.stage.college.professor.token);
    expect(&scene, CLASSES, text, 401, "token_unknown");
    scene_close(&scene);
}

/* None of many that are nearly one is taken, and each says so in the same words. */
static void mangled(void **state)
{
    struct scene scene;
    char text[REQUEST_SIZE], token[2 * TOKEN_TEXT_SIZE], told[64];
    unsigned seed = 7;
    scene_open(&scene, state);
    for (int i = 0; i < MANGLED; i++) {
        struct client_answer answer;
        str_copy(token, sizeof(token), scene.office.token);
        size_t size = strlen(token), at = 4 + (seed = seed * 1103515245 + 12345) / 65536 % (size - 4);
        if (i % 4 == 0) // another character
            token[at] = token[at] == 'Q' ? 'R' : 'Q';
        else if (i % 4 == 1) // cut
            token[at] = '\0';
        else if (i % 4 == 2) // one more
            memmove(token + at + 1, token + at, size + 1 - at);
        else // well formed, and nobody's
            token_text_make(i % 8 == 3 ? TOKEN_PERSON : TOKEN_INSTITUTION, token);
        if (strcmp(token, scene.office.token) == 0)
            continue;
        snprintf(text, sizeof(text), "Authorization: Bearer %s\r\n", token);
        unsigned status = say(&scene, CLASSES, text, &answer);
        wire_take_code(&answer, told);
        bool refused = (status == 401 && strcmp(told, "token_unknown") == 0) ||
                       (status == 429 && strcmp(told, "too_many_requests") == 0);
        if (!refused)
            fail_msg("%s: %u %s", token, status, told);
    }
    // A stranger's guesses shut nobody out.
    snprintf(text, sizeof(text), "Authorization: Bearer %s\r\n", scene.office.token);
    expect(&scene, CLASSES, text, 200, "");
    scene_close(&scene);
}

/* Whoever has every scope still has not the institution. */
static void widened(void **state)
{
    struct scene scene;
    char path[96];
    scene_open(&scene, state);
    const struct college *college = &scene.stage.college;
    const struct visitor *office = &scene.office;
    static const char more[] = "{\"name\":\"More\",\"days\":400,\"scopes\":[\"people:write\"]}";
    ask(&scene, office, HTTP_POST, "/api/admin/tokens", more, 403, "token_not_here");
    ask(&scene, office, HTTP_POST, "/api/user/tokens", more, 403, "token_not_here");
    ask(&scene, office, HTTP_GET, "/api/admin/tokens", NULL, 403, "token_not_here");
    ask(&scene, office, HTTP_PUT, "/api/admin/settings/programs", "{\"value\":\"everybody\"}", 403, "token_not_here");
    ask(&scene, office, HTTP_POST, "/api/admin/invitations", "{\"role\":\"administrator\"}", 403, "token_not_here");
    ask(&scene, office, HTTP_POST, "/api/user/step-up", "{\"password\":\"quiet river stones\"}", 403, "token_not_here");
    ask(&scene, office, HTTP_PUT, "/api/user/password", "{\"old_password\":\"a\",\"password\":\"b\"}", 403,
        "token_not_here");
    ask(&scene, office, HTTP_GET, "/api/user/events", NULL, 403, "token_not_here");
    snprintf(path, sizeof(path), "/api/admin/users/%lld/password-reset", (long long)college->administrator.id);
    ask(&scene, office, HTTP_POST, path, NULL, 403, "token_not_here");
    snprintf(path, sizeof(path), "/api/admin/users/%lld", (long long)college->administrator.id);
    ask(&scene, office, HTTP_PATCH, path, "{\"external_id\":\"mine\"}", 403, "token_protected");
    snprintf(path, sizeof(path), "/api/admin/users/%lld/deactivate", (long long)college->administrator.id);
    ask(&scene, office, HTTP_POST, path, NULL, 403, "token_protected");
    snprintf(path, sizeof(path), "/api/admin/users/%lld/erase", (long long)college->administrator.id);
    ask(&scene, office, HTTP_POST, path, "{\"apply\":true}", 403, "token_protected");
    snprintf(path, sizeof(path), "/api/admin/users/%lld", (long long)college->student.id);
    ask(&scene, office, HTTP_PATCH, path, "{\"role\":\"administrator\"}", 403, "token_protected");
    assert_int_equal(wire_number(&scene.wire, "SELECT COUNT(*) FROM users WHERE role = 'administrator'"), 1);
    scene_close(&scene);
}

/* Whoever is sent away, or is less than before, has no program left; the institution's goes on as the institution. */
static void sent_away(void **state)
{
    struct scene scene;
    char path[96];
    scene_open(&scene, state);
    struct college *college = &scene.stage.college;
    struct api_world *world = &scene.stage.world;
    struct visitor second = api_join(world, "edith", ROLE_ADMINISTRATOR);
    struct visitor mine = make(&scene, &second, "/api/user/tokens", "\"people:read\",\"audit:read\"");
    struct visitor theirs = make(&scene, &second, "/api/admin/tokens", "\"people:read\"");
    ask(&scene, &mine, HTTP_GET, "/api/admin/audit", NULL, 200, "");
    snprintf(path, sizeof(path), "/api/admin/users/%lld", (long long)second.id);
    api_prove(world, &college->administrator, true);
    json_decref(api_expect(api_ask(world, &college->administrator, HTTP_PATCH, path, "{\"role\":\"professor\"}"), 200));
    ask(&scene, &mine, HTTP_GET, "/api/admin/audit", NULL, 401, "token_revoked");
    ask(&scene, &theirs, HTTP_GET, "/api/admin/users", NULL, 200, "");
    snprintf(path, sizeof(path), "/api/admin/users/%lld/deactivate", (long long)college->professor.id);
    json_decref(api_expect(api_ask(world, &college->administrator, HTTP_POST, path, NULL), 200));
    ask(&scene, &scene.own, HTTP_GET, "/api/classroom", NULL, 401, "token_revoked");
    ask(&scene, &theirs, HTTP_GET, "/api/admin/users", NULL, 200, "");
    scene_close(&scene);
}

/* A page of another site has no token and gets no leave to read; a program that names an origin is no page. */
static void from_another_site(void **state)
{
    struct scene scene;
    struct client_answer answer;
    char text[REQUEST_SIZE], allowed[64];
    scene_open(&scene, state);
    snprintf(text, sizeof(text), "Origin: https://evil.example\r\nAuthorization: Bearer %s\r\n", scene.own.token);
    assert_int_equal(say(&scene, CLASSES, text, &answer), 200);
    assert_false(client_header(&answer, "Access-Control-Allow-Origin", allowed, sizeof(allowed)));
    client_answer_release(&answer);
    say(&scene, "OPTIONS /api/classroom",
        "Origin: https://evil.example\r\nAccess-Control-Request-Method: GET\r\n"
        "Access-Control-Request-Headers: authorization\r\n",
        &answer);
    assert_false(client_header(&answer, "Access-Control-Allow-Origin", allowed, sizeof(allowed)));
    assert_false(client_header(&answer, "Access-Control-Allow-Headers", allowed, sizeof(allowed)));
    client_answer_release(&answer);
    scene_close(&scene);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST_ON_BOTH(where_it_is_none), TEST_ON_BOTH(mangled),           TEST_ON_BOTH(widened),
        TEST_ON_BOTH(sent_away),        TEST_ON_BOTH(from_another_site),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
