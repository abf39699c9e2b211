/* SPDX-License-Identifier: MIT */
/*
 * Programs over HTTP: every route with a token that has its scope and with one that has not, what a token is refused
 * as, and what it never widens.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "api/api.h"
#include "api/gate/scopes.h"
#include "base/str.h"
#include "http/router.h"
#include "school/people/tokens/token.h"
#include "store/engine.h"
#include "support/api_stage.h"

enum { BODY_SIZE = 1200 };

/* Somebody's token for these scopes, made as a page would. `path`: "/api/user/tokens" or "/api/admin/tokens". */
static struct visitor make(struct api_world *world, const struct visitor *maker, const char *path, scope_set scopes)
{
    struct visitor program = {.id = maker->id, .bearer = true};
    char body[BODY_SIZE + 64], words[SCOPES_TEXT_SIZE], list[BODY_SIZE] = "";
    size_t size = 0;
    scopes_write(scopes, words);
    for (char *rest = NULL, *word = strtok_r(words, " ", &rest); word; word = strtok_r(NULL, " ", &rest))
        size += (size_t)snprintf(list + size, sizeof(list) - size, "%s\"%s\"", size > 0 ? "," : "", word);
    snprintf(body, sizeof(body), "{\"name\":\"Sync\",\"days\":30,\"scopes\":[%s]}", list);
    api_prove(world, maker, true);
    json_t *made = api_expect(api_ask(world, maker, HTTP_POST, path, body), 201);
    assert_true(str_copy(program.token, sizeof(program.token), json_text_at(made, "secret")));
    json_decref(made);
    return program;
}

static void allow(struct api_world *world, const struct visitor *administrator, const char *whom)
{
    char body[64];
    snprintf(body, sizeof(body), "{\"value\":\"%s\"}", whom);
    api_prove(world, administrator, true);
    json_decref(api_expect(api_ask(world, administrator, HTTP_PUT, "/api/admin/settings/programs", body), 200));
}

static struct answer ask(struct stage *stage, const struct api_route *route, const struct visitor *visitor)
{
    static const struct message_header binary[] = {{"Content-Type", "application/octet-stream"}, {0}};
    char target[256];
    char body[STAGE_BODY_SIZE] = "";
    size_t size = 0;
    stage_target(stage, route, HERE, target);
    if (route->body >= BURST_BODY) {
        memcpy(body, "\0\0\0\1x\0\0\0\1y", 10);
        size = 10;
    } else if (route->body != NO_BODY) {
        stage_body(stage, route, body);
        size = strlen(body);
    }
    return api_send(&stage->world, visitor, route->method, target, route->body >= BURST_BODY ? binary : NULL, body,
                    size);
}

static bool for_people(const struct api_route *route)
{
    return route->permission != ANYONE && route->permission != KIOSK;
}

/* Every route that asks who is there has one scope, or says that no token may. */
static void test_decided(void **state)
{
    const struct api_route *route;
    bool used[SCOPE_COUNT] = {0};
    (void)state;
    for (size_t i = 0; (route = api_route_at(i)) != NULL; i++) {
        unsigned scope = api_route_scope(route);
        if (for_people(route) != (scope != SCOPE_UNDECIDED))
            fail_msg("%s: give it a scope, or SCOPE_NONE, in src/api/gate/scopes.c", route->pattern);
        if (scope < SCOPE_COUNT)
            used[scope] = true;
        // A scope to read changes nothing; what changes something has one to write, but for what only looks.
        bool reads = scope < SCOPE_COUNT && strstr(scope_word((enum scope)scope), ":read");
        // A file that takes a while is made by a job.
        bool looks = strstr(route->pattern, "preview") || strstr(route->pattern, "/admin/export/");
        if (reads && route->method != HTTP_GET && !looks)
            fail_msg("%s: it changes something for %s", route->pattern, scope_word((enum scope)scope));
    }
    for (size_t i = 0; i < SCOPE_COUNT; i++)
        if (!used[i])
            fail_msg("no route has the scope %s", scope_word((enum scope)i));
}

/* docs/API.md has each operation in the line of its scope. */
static void test_document(void **state)
{
    static const char *const methods[] = {
        [HTTP_GET] = "GET", [HTTP_POST] = "POST", [HTTP_PUT] = "PUT", [HTTP_PATCH] = "PATCH", [HTTP_DELETE] = "DELETE"};
    static char page[1 << 19];
    const struct api_route *route;
    FILE *file = fopen("docs/API.md", "r");
    (void)state;
    assert_non_null(file);
    page[fread(page, 1, sizeof(page) - 1, file)] = '\0';
    fclose(file);
    for (size_t i = 0; (route = api_route_at(i)) != NULL; i++) {
        unsigned scope = api_route_scope(route);
        if (scope > SCOPE_COUNT && scope != SCOPE_NONE)
            continue;
        char head[64], operation[200];
        snprintf(head, sizeof(head), "\n%s%s%s", scope == SCOPE_NONE ? "" : "| `",
                 scope == SCOPE_NONE ? "`POST` that only looks" : scope_word((enum scope)scope),
                 scope == SCOPE_NONE ? "" : "` |");
        snprintf(operation, sizeof(operation), "`%s %s`", methods[route->method], route->pattern);
        const char *line = strstr(page, head);
        if (!line)
            fail_msg("docs/API.md, Programs, lacks the line%s", head);
        const char *end = strchrnul(line + 1, '\n');
        const char *found = memmem(line, (size_t)(end - line), operation, strlen(operation));
        if (!found)
            fail_msg("docs/API.md, Programs,%s: lacks %s", head, operation);
    }
}

/* Everybody's token with every scope but the route's: refused, by name, and not a row is changed. */
static void test_without(void **state)
{
    struct stage stage;
    const struct api_route *route;
    stage_open(&stage, state);
    allow(&stage.world, &stage.college.administrator, "everybody");
    struct visitor programs[SCOPE_COUNT] = {0};
    for (size_t i = 0; i < SCOPE_COUNT; i++) {
        scope_set others = scopes_of_institution() & ~((scope_set)1 << i);
        programs[i] = make(&stage.world, &stage.college.administrator, "/api/admin/tokens", others);
    }
    struct visitor student = make(&stage.world, &stage.college.student, "/api/user/tokens", 1 << SCOPE_BOARD_READ);
    char *before = NULL;
    for (size_t i = 0; (route = api_route_at(i)) != NULL; i++) {
        char target[256];
        unsigned scope = api_route_scope(route);
        if (!for_people(route) || scope == SCOPE_ANY)
            continue;
        stage_target(&stage, route, HERE, target); // makes what is missing before the rows are counted
        before = api_rows(&stage.world);
        bool profile = scope == SCOPE_PROFILE_READ || scope == SCOPE_PROFILE_WRITE;
        const struct visitor *program = profile ? &student : &programs[scope < SCOPE_COUNT ? scope : 0];
        bool theirs = permission_allows(route->permission, ROLE_STUDENT) || !profile;
        bool staff = route->permission == CLASS_TEACHER || route->permission == CLASS_ASSISTANT;
        bool may = profile ? theirs : staff || permission_allows(route->permission, ROLE_ADMINISTRATOR);
        struct answer answer = ask(&stage, route, program);
        if (scope < SCOPE_COUNT && may) {
            char word[64];
            snprintf(word, sizeof(word), "scope=\"%s\"", scope_word((enum scope)scope));
            assert_non_null(strstr(answer.challenge, word));
            assert_non_null(strstr(json_text_at(answer.body, "detail"), scope_word((enum scope)scope)));
        }
        api_expect_problem(answer, 403, scope >= SCOPE_COUNT ? "token_not_here" : may ? "token_scope" : "not_allowed");
        char *after = api_rows(&stage.world);
        if (strcmp(before, after) != 0)
            fail_msg("%s: a refusal changed rows:\n%s%s", route->pattern, before, after);
        free(before);
        free(after);
    }
    stage_close(&stage);
}

/* Things on the stage that a person began: a program does not find them, or it is not the institution's. */
static bool is_of_people(const struct api_route *route)
{
    static const char *const names[] = {":job", ":import/", ":dry_run", ":applied", ":upload"};
    for (size_t i = 0; i < ARRAY_LENGTH(names); i++)
        if (strstr(route->pattern, names[i]))
            return true;
    // Its owner alone hands a classroom on; the institution has PUT /api/admin/owner.
    return strcmp(route->pattern, "/api/classroom/:classroom/owner") == 0;
}

static bool judge(const struct api_route *route, struct answer answer)
{
    static const char *const never[] = {"token_scope",   "token_not_here", "not_allowed",
                                        "not_signed_in", "step_up_needed", "csrf_failed"};
    const char *code = json_string_value(json_object_get(answer.body, "code"));
    bool missing = code && strcmp(code, "not_found") == 0;
    if (answer.status == 401 || (missing && !is_of_people(route)))
        fail_msg("%d %s: %s", (int)route->method, route->pattern, code);
    for (size_t i = 0; code && i < ARRAY_LENGTH(never); i++)
        if (strcmp(code, never[i]) == 0)
            fail_msg("%d %s: %s", (int)route->method, route->pattern, code);
    bool good = answer.status < 300;
    answer_release(&answer);
    return good;
}

enum holder { OFFICE_HAS, STUDENT_HAS, PROFESSOR_HAS, HOLDER_COUNT };

/* The stage's tokens, made when a route first needs them. */
struct programs {
    struct visitor of[SCOPE_COUNT + 2][HOLDER_COUNT];
};

/* A token with the route's scope alone: the institution's, or of somebody who may do it as a person. */
static const struct visitor *program_for(struct stage *stage, struct programs *programs, const struct api_route *route,
                                         unsigned scope)
{
    const struct college *college = &stage->college;
    const struct visitor *const holders[] = {&college->administrator, &college->student, &college->professor};
    scope_set scopes = scope < SCOPE_COUNT ? (scope_set)1 << scope : (scope_set)1 << SCOPE_CLASSES_READ;
    bool staff = route->permission == CLASS_TEACHER || route->permission == CLASS_ASSISTANT;
    bool profile = scope == SCOPE_PROFILE_READ || scope == SCOPE_PROFILE_WRITE;
    bool office = !profile && (staff || permission_allows(route->permission, ROLE_ADMINISTRATOR));
    bool students = permission_allows(route->permission, ROLE_STUDENT);
    enum holder holder = office ? OFFICE_HAS : students ? STUDENT_HAS : PROFESSOR_HAS;
    struct visitor *program = &programs->of[scope][holder];
    if (program->token[0] != '\0')
        return program;
    allow(&stage->world, &college->administrator, "everybody");
    *program = make(&stage->world, holders[holder], office ? "/api/admin/tokens" : "/api/user/tokens", scopes);
    return program;
}

static void test_with(void **state)
{
    struct stage stage;
    struct programs programs = {0};
    const struct api_route *route;
    stage_open(&stage, state);
    for (size_t i = 0; (route = api_route_at(i)) != NULL; i++) {
        unsigned scope = api_route_scope(route);
        if (!for_people(route) || scope == SCOPE_NONE ||
            (route->method != HTTP_GET && stage.world.test->engine == TEST_MARIADB))
            continue;
        bool done = judge(route, ask(&stage, route, program_for(&stage, &programs, route, scope)));
        if (done && route->method != HTTP_GET) {
            enum test_engine engine = stage.world.test->engine;
            stage_close(&stage);
            test_teardown(state);
            *state = test_store_open(engine);
            stage_open(&stage, state);
            programs = (struct programs){0};
        }
    }
    stage_close(&stage);
}

/* A person's token does what they may, and where they may. */
static void test_others_classes(void **state)
{
    struct stage stage;
    const struct api_route *route;
    stage_open(&stage, state);
    struct visitor program = make(&stage.world, &stage.college.other_professor, "/api/user/tokens",
                                  scopes_of_role(ROLE_PROFESSOR) & ~((scope_set)1 << SCOPE_PROFILE_WRITE));
    for (size_t i = 0; (route = api_route_at(i)) != NULL; i++) {
        unsigned scope = api_route_scope(route);
        bool of_class = route->permission >= CLASS_TEACHER && route->permission <= CLASS_ANYONE;
        if (!of_class || scope >= SCOPE_COUNT || scope == SCOPE_PROFILE_WRITE ||
            !permission_allows(route->permission, ROLE_PROFESSOR))
            continue;
        api_expect_problem(ask(&stage, route, &program), 404, "not_found");
    }
    // Nor what is for another role, whatever the scopes say.
    api_expect_problem(api_ask(&stage.world, &program, HTTP_GET, "/api/admin/users", NULL), 403, "not_allowed");
    stage_close(&stage);
}

struct scene {
    struct api_world world;
    struct college college;
};

static void scene_open(struct scene *s, void **state)
{
    memset(s, 0, sizeof(*s));
    api_world_open(&s->world, state, NULL);
    api_college(&s->world, &s->college);
}

static void test_made_and_told(void **state)
{
    struct scene s;
    scene_open(&s, state);
    const struct visitor *professor = &s.college.professor;
    static const char path[] = "/api/user/tokens";
    static const char body[] = "{\"name\":\"Timetable\",\"days\":30,\"scopes\":[\"classes:read\",\"marks:read\"]}";
    api_prove(&s.world, professor, false);
    api_expect_problem(api_ask(&s.world, professor, HTTP_POST, path, body), 403, "step_up_needed");
    api_prove(&s.world, professor, true);
    static const char *const wrong[] = {
        "{\"name\":\"T\",\"days\":30,\"scopes\":[\"audit:read\"]}",
        "{\"name\":\"T\",\"days\":30,\"scopes\":[]}",
        "{\"name\":\"T\",\"days\":30,\"scopes\":[\"everything\"]}",
        "{\"name\":\"T\",\"days\":30,\"scopes\":[7]}",
        "{\"name\":\"T\",\"days\":30,\"scopes\":\"classes:read\"}",
        "{\"name\":\"T\",\"days\":30}",
        "{\"name\":\"T\",\"days\":401,\"scopes\":[\"classes:read\"]}",
        "{\"name\":\"T\",\"days\":0,\"scopes\":[\"classes:read\"]}",
        "{\"name\":\"T\",\"scopes\":[\"classes:read\"]}",
        "{\"days\":30,\"scopes\":[\"classes:read\"]}",
    };
    for (size_t i = 0; i < ARRAY_LENGTH(wrong); i++)
        api_expect_problem(api_ask(&s.world, professor, HTTP_POST, path, wrong[i]), 422, "invalid_field");
    // A repeat of the same request makes no second one, and never tells the secret again.
    static const struct message_header key[] = {{"Idempotency-Key", "once"}, {0}};
    json_t *made = api_expect(api_send(&s.world, professor, HTTP_POST, path, key, body, strlen(body)), 201);
    assert_int_equal(strncmp(json_text_at(made, "secret"), json_text_at(made, "program.shown"),
                             strlen(json_text_at(made, "program.shown"))),
                     0);
    int64_t id = json_int_at(made, "program.id");
    json_decref(made);
    json_t *list = api_expect(api_ask(&s.world, professor, HTTP_GET, path, NULL), 200);
    assert_int_equal(json_int_at(list, "tokens.0.id"), id);
    assert_null(json_object_get(json_at(list, "tokens.0"), "secret"));
    assert_string_equal(json_text_at(list, "tokens.0.scopes.1"), "marks:read");
    json_decref(list);
    char target[64];
    snprintf(target, sizeof(target), "%s/%lld", path, (long long)id);
    json_decref(api_expect(api_ask(&s.world, professor, HTTP_DELETE, target, NULL), 204));
    api_expect_problem(api_ask(&s.world, &s.college.other_professor, HTTP_DELETE, target, NULL), 404, "not_found");
    api_world_close(&s.world);
}

static void expect_challenge(struct answer answer, const char *code, const char *words)
{
    assert_string_equal(answer.challenge, words);
    api_expect_problem(answer, 401, code);
}

/* What is wrong with a token has a code of its own; it is taken from the header alone. */
static void test_refused_tokens(void **state)
{
    struct scene s;
    scene_open(&s, state);
    struct visitor program = make(&s.world, &s.college.professor, "/api/user/tokens", 1 << SCOPE_PROFILE_READ);
    struct visitor broken = program, stranger = {.bearer = true}, cookie = program;
    static const char me[] = "/api/user/me";
    json_decref(api_expect(api_ask(&s.world, &program, HTTP_GET, me, NULL), 200));
    broken.token[12] = broken.token[12] == 'x' ? 'y' : 'x';
    expect_challenge(api_ask(&s.world, &broken, HTTP_GET, me, NULL), "token_unknown",
                     "Bearer error=\"invalid_token\", error_description=\"unknown\"");
    token_text_make(TOKEN_PERSON, stranger.token);
    expect_challenge(api_ask(&s.world, &stranger, HTTP_GET, me, NULL), "token_unknown",
                     "Bearer error=\"invalid_token\", error_description=\"unknown\"");
    // Not in a cookie, and not in the address.
    cookie.bearer = false;
    api_expect_problem(api_ask(&s.world, &cookie, HTTP_GET, me, NULL), 401, "not_signed_in");
    char target[128];
    snprintf(target, sizeof(target), "%s?access_token=%s", me, program.token);
    api_expect_problem(api_ask(&s.world, NULL, HTTP_GET, target, NULL), 401, "not_signed_in");
    api_expect_problem(api_ask(&s.world, &program, HTTP_GET, target, NULL), 400, "unknown_parameter");
    // It makes no session, tells none, and is nothing where nobody is asked for.
    json_t *session = api_expect(api_ask(&s.world, &program, HTTP_GET, "/api/user/session", NULL), 200);
    assert_false(json_is_true(json_at(session, "signed_in")));
    json_decref(session);
    json_t *about = api_expect(api_ask(&s.world, &program, HTTP_GET, "/api/token", NULL), 200);
    assert_string_equal(json_text_at(about, "program.scopes.0"), "profile:read");
    assert_int_equal(json_int_at(about, "user.id"), s.college.professor.id);
    json_decref(about);
    json_t *none = api_expect(api_ask(&s.world, &s.college.professor, HTTP_GET, "/api/token", NULL), 200);
    assert_true(json_is_null(json_at(none, "program")));
    json_decref(none);
    api_world_pass(&s.world, 30 * 24 * 60 * 60);
    expect_challenge(api_ask(&s.world, &program, HTTP_GET, me, NULL), "token_expired",
                     "Bearer error=\"invalid_token\", error_description=\"expired\"");
    api_world_close(&s.world);
}

static void test_revoked_and_off(void **state)
{
    struct scene s;
    scene_open(&s, state);
    const struct visitor *administrator = &s.college.administrator;
    struct visitor own = make(&s.world, &s.college.professor, "/api/user/tokens", 1 << SCOPE_CLASSES_READ);
    struct visitor office = make(&s.world, administrator, "/api/admin/tokens", 1 << SCOPE_CLASSES_READ);
    allow(&s.world, administrator, "off");
    api_expect_problem(api_ask(&s.world, &own, HTTP_GET, "/api/classroom", NULL), 403, "tokens_off");
    json_decref(api_expect(api_ask(&s.world, &office, HTTP_GET, "/api/classroom", NULL), 200));
    allow(&s.world, administrator, "staff");
    json_decref(api_expect(api_ask(&s.world, &own, HTTP_GET, "/api/classroom", NULL), 200));
    char target[64];
    snprintf(target, sizeof(target), "/api/admin/users/%lld/deactivate", (long long)s.college.professor.id);
    json_decref(api_expect(api_ask(&s.world, administrator, HTTP_POST, target, NULL), 200));
    expect_challenge(api_ask(&s.world, &own, HTTP_GET, "/api/classroom", NULL), "token_revoked",
                     "Bearer error=\"invalid_token\", error_description=\"revoked\"");
    api_world_close(&s.world);
}

/* The world's API with limits. */
static void set_limit(struct api_world *world, unsigned token_requests)
{
    router_close(world->router);
    api_close(world->api);
    world->api =
        api_open(&(struct api_config){.school = world->school, .version = "test", .token_requests = token_requests});
    assert_non_null(world->api);
    const struct route *routes = api_routes(world->api);
    world->router = router_open(&routes, 1);
    assert_non_null(world->router);
}

static void test_limits(void **state)
{
    struct scene s;
    scene_open(&s, state);
    struct visitor program = make(&s.world, &s.college.professor, "/api/user/tokens", 1 << SCOPE_CLASSES_READ);
    struct visitor other = make(&s.world, &s.college.professor, "/api/user/tokens", 1 << SCOPE_CLASSES_READ);
    struct visitor stranger = {.bearer = true};
    set_limit(&s.world, 3);
    for (int i = 0; i < 3; i++) {
        struct answer answer = api_ask(&s.world, &program, HTTP_GET, "/api/classroom", NULL);
        assert_int_equal(strncmp(answer.left, "\"token\";r=", 10), 0);
        json_decref(api_expect(answer, 200));
    }
    struct answer refused = api_ask(&s.world, &program, HTTP_GET, "/api/classroom", NULL);
    int64_t seconds;
    assert_true(str_to_int(refused.retry_after, 1, 20, &seconds));
    api_expect_problem(refused, 429, "too_many_requests");
    // Another token of the same person, and their session, have their own.
    json_decref(api_expect(api_ask(&s.world, &other, HTTP_GET, "/api/classroom", NULL), 200));
    json_decref(api_expect(api_ask(&s.world, &s.college.professor, HTTP_GET, "/api/classroom", NULL), 200));
    // Who sends what is no token is told to wait; a good one from the same network is not.
    set_limit(&s.world, 0);
    for (int i = 0; i < TOKEN_MISSES; i++) {
        token_text_make(TOKEN_INSTITUTION, stranger.token);
        api_expect_problem(api_ask(&s.world, &stranger, HTTP_GET, "/api/classroom", NULL), 401, "token_unknown");
    }
    refused = api_ask(&s.world, &stranger, HTTP_GET, "/api/classroom", NULL);
    assert_true(str_to_int(refused.retry_after, 1, 60, &seconds));
    api_expect_problem(refused, 429, "too_many_requests");
    json_decref(api_expect(api_ask(&s.world, &program, HTTP_GET, "/api/classroom", NULL), 200));
    api_world_close(&s.world);
}

/* A key for repeats is a token's own: what another did under it is neither answered nor in the way. */
static void test_repeats(void **state)
{
    struct scene s;
    scene_open(&s, state);
    static const struct message_header key[] = {{"Idempotency-Key", "1"}, {0}};
    struct visitor first =
        make(&s.world, &s.college.professor, "/api/user/tokens", 1 << SCOPE_CLASSES_WRITE | 1 << SCOPE_CLASSES_READ);
    struct visitor second = make(&s.world, &s.college.professor, "/api/user/tokens", 1 << SCOPE_CLASSES_WRITE);
    static const char body[] = "{\"subject\":\"By a program\",\"timezone\":\"UTC\"}";
    const struct visitor *const who[] = {&first, &second, &s.college.professor, &first};
    int64_t ids[4];
    for (size_t i = 0; i < ARRAY_LENGTH(who); i++) {
        json_t *made =
            api_expect(api_send(&s.world, who[i], HTTP_POST, "/api/classroom", key, body, sizeof(body) - 1), 201);
        ids[i] = json_int_at(made, "id");
        json_decref(made);
    }
    assert_true(ids[0] != ids[1] && ids[1] != ids[2] && ids[0] != ids[2]);
    assert_int_equal(ids[3], ids[0]);
    api_world_close(&s.world);
}

/* What is done by a token reads so in the log. */
static void test_audited(void **state)
{
    struct scene s;
    scene_open(&s, state);
    const struct visitor *administrator = &s.college.administrator;
    struct visitor program = make(&s.world, administrator, "/api/admin/tokens",
                                  1 << SCOPE_CLASSES_WRITE | 1 << SCOPE_AUDIT_READ | 1 << SCOPE_PEOPLE_WRITE);
    char target[64];
    snprintf(target, sizeof(target), "/api/admin/users/%lld", (long long)s.college.student.id);
    json_decref(api_expect(api_ask(&s.world, &program, HTTP_PATCH, target, "{\"external_id\":\"77\"}"), 200));
    json_t *log = api_expect(api_ask(&s.world, &program, HTTP_GET, "/api/admin/audit?action=user_edited", NULL), 200);
    assert_string_equal(json_text_at(log, "entries.0.program.name"), "Sync");
    assert_true(json_is_true(json_at(log, "entries.0.program.institution")));
    assert_int_equal(json_int_at(log, "entries.0.actor.id"), administrator->id);
    json_decref(log);
    log = api_expect(api_ask(&s.world, administrator, HTTP_GET, "/api/admin/audit?action=token_made", NULL), 200);
    assert_true(json_is_null(json_at(log, "entries.0.program")));
    assert_string_equal(json_text_at(log, "entries.0.subject_name"), "Sync");
    json_decref(log);
    // An administrator's account is out of reach, and so is being one.
    snprintf(target, sizeof(target), "/api/admin/users/%lld", (long long)administrator->id);
    api_expect_problem(api_ask(&s.world, &program, HTTP_PATCH, target, "{\"name\":\"Mallory\"}"), 403,
                       "token_protected");
    snprintf(target, sizeof(target), "/api/admin/users/%lld", (long long)s.college.student.id);
    api_expect_problem(api_ask(&s.world, &program, HTTP_PATCH, target, "{\"role\":\"administrator\"}"), 403,
                       "token_protected");
    api_world_close(&s.world);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_decided),    cmocka_unit_test(test_document),    TEST_ON_BOTH(test_without),
        TEST_ON_BOTH(test_with),           TEST_ON_BOTH(test_others_classes),  TEST_ON_BOTH(test_made_and_told),
        TEST_ON_BOTH(test_refused_tokens), TEST_ON_BOTH(test_revoked_and_off), TEST_ON_BOTH(test_limits),
        TEST_ON_BOTH(test_repeats),        TEST_ON_BOTH(test_audited),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
