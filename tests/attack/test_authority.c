/* SPDX-License-Identifier: MIT */
/*
 * Every route of the API, streams included, asked over a socket by somebody who might use it but for one thing: there
 * is no session, it has ended, it has expired, the part in the classroom is lost, the proof is too old, the second
 * factor that the institution wants is missing. What must come out follows from the route's line alone.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "school/people/sign_in/session.h"
#include "store/engine.h"
#include "support/api_stage.h"
#include "support/wire.h"

enum { SEEN_MAX = 512 };

struct scene {
    struct stage stage;
    struct wire wire;
};

static void scene_open(struct scene *scene, void **state)
{
    stage_open(&scene->stage, state);
    wire_open(&scene->wire, &scene->stage.world, NULL);
}

static void scene_close(struct scene *scene)
{
    wire_close(&scene->wire);
    stage_close(&scene->stage);
}

static enum db_status run(struct db *db, void *context)
{
    return db_exec(db, context, DB_NO_VALUES);
}

static void change(struct scene *scene, const char *sql)
{
    assert_int_equal(store_write(scene->stage.world.test->store, run, (void *)sql), DB_OK);
}

/* Somebody who may use the route. */
static const struct person_here *rightful(const struct scene *scene, const struct api_route *route)
{
    static const char *const names[PERMISSION_COUNT] = {
        [SIGNED_IN] = "the student",           [STUDENT] = "the student",           [PROFESSOR] = "the professor",
        [ADMINISTRATOR] = "the administrator", [STAFF] = "the professor",           [OFFICE] = "the administrator",
        [CLASS_TEACHER] = "the professor",     [CLASS_ASSISTANT] = "the assistant", [CLASS_READER] = "the professor",
        [CLASS_MEMBER] = "the student",        [CLASS_ANYONE] = "the student",      [KIOSK] = "the kiosk",
    };
    for (size_t i = 0; i < PEOPLE; i++)
        if (strcmp(scene->stage.people[i].name, names[route->permission]) == 0)
            return &scene->stage.people[i];
    fail_msg("nobody may use %s", route->pattern);
    return NULL;
}

/* Asks the route for the thing of the first class; the status and the code of the answer. */
static unsigned ask(struct scene *scene, const struct api_route *route, const struct visitor *visitor,
                    char code[static 64])
{
    char target[256], text[STAGE_BODY_SIZE] = "";
    struct client_answer answer;
    struct wire_body body = {"application/octet-stream", "\0\0\0\1x\0\0\0\1y", 10, NULL};
    stage_target(&scene->stage, route, HERE, target);
    if (route->body != NO_BODY && route->body < BURST_BODY) {
        stage_body(&scene->stage, route, text);
        body = (struct wire_body){"application/json", text, strlen(text), NULL};
    }
    unsigned status =
        wire_send(&scene->wire, visitor, route->method, target, route->body != NO_BODY ? &body : NULL, &answer);
    wire_take_code(&answer, code);
    return status;
}

static void expect(const struct api_route *route, unsigned status, const char *code, unsigned wanted,
                   const char *wanted_code)
{
    // HEAD and an empty answer have no code to compare.
    if (status != wanted || (*code != '\0' && strcmp(code, wanted_code) != 0))
        fail_msg("%d %s: %u %s instead of %u %s", (int)route->method, route->pattern, status, code, wanted,
                 wanted_code);
}

/* Each person of the stage has a session that is gone or too old, or the route is asked without one. */
static void without_a_session(void **state)
{
    static const struct {
        const char *sql, *code;
        bool shown;
    } ways[] = {
        {"UPDATE users SET version = version", "not_signed_in", false},
        {"UPDATE sessions SET expires_at = 1", "session_expired", true},
        {"UPDATE sessions SET token_hash = CONCAT('x', id)", "not_signed_in", true},
        {"DELETE FROM sessions", "not_signed_in", true},
    };
    struct scene scene;
    const struct api_route *route;
    char code[64], target[256];
    scene_open(&scene, state);
    for (size_t i = 0; (route = api_route_at(i)) != NULL; i++)
        stage_target(&scene.stage, route, HERE, target); // makes what the paths name, while somebody is signed in
    for (size_t way = 0; way < sizeof(ways) / sizeof(ways[0]); way++) {
        bool sqlite = scene.stage.world.test->engine == TEST_SQLITE;
        change(&scene, sqlite && strstr(ways[way].sql, "CONCAT") ? "UPDATE sessions SET token_hash = 'x' || id"
                                                                 : ways[way].sql);
        for (size_t i = 0; (route = api_route_at(i)) != NULL; i++) {
            if (route->permission == ANYONE || route->permission == KIOSK)
                continue;
            const struct person_here *person = rightful(&scene, route);
            unsigned status = ask(&scene, route, ways[way].shown ? &person->visitor : NULL, code);
            expect(route, status, code, 401, ways[way].code);
        }
    }
    scene_close(&scene);
}

/* Everybody has lost their part in the first class, or their role. */
static void without_the_part(void **state)
{
    struct scene scene;
    const struct api_route *route;
    char code[64], target[256];
    scene_open(&scene, state);
    for (size_t i = 0; (route = api_route_at(i)) != NULL; i++)
        stage_target(&scene.stage, route, HERE, target);
    char sql[256];
    snprintf(sql, sizeof(sql), "UPDATE classrooms SET professor_id = %lld WHERE id = %lld",
             (long long)scene.stage.college.other_professor.id, (long long)scene.stage.college.classroom);
    change(&scene, sql);
    change(&scene, "DELETE FROM classroom_staff");
    change(&scene, "DELETE FROM memberships");
    change(&scene, "DELETE FROM students");
    for (size_t i = 0; (route = api_route_at(i)) != NULL; i++) {
        if (route->permission < CLASS_TEACHER || route->permission == KIOSK)
            continue;
        unsigned status = ask(&scene, route, &rightful(&scene, route)->visitor, code);
        expect(route, status, code, 404, "not_found");
    }
    change(&scene, "UPDATE users SET role = CASE role WHEN 'student' THEN 'professor' ELSE 'student' END");
    for (size_t i = 0; (route = api_route_at(i)) != NULL; i++) {
        if (route->permission == ANYONE || route->permission == SIGNED_IN || route->permission == CLASS_READER ||
            route->permission == CLASS_ANYONE || route->permission == CLASS_ASSISTANT || route->permission == KIOSK)
            continue;
        unsigned status = ask(&scene, route, &rightful(&scene, route)->visitor, code);
        expect(route, status, code, 403, "not_allowed");
    }
    scene_close(&scene);
}

/* What an administrator changes, and what says so itself, wants proof that is fresh. */
static void without_fresh_proof(void **state)
{
    struct scene scene;
    const struct api_route *route;
    char code[64];
    scene_open(&scene, state);
    size_t asked = 0;
    for (size_t i = 0; (route = api_route_at(i)) != NULL; i++) {
        bool changes = route->method != HTTP_GET && route->method != HTTP_HEAD;
        if (route->permission == ADMINISTRATOR && changes)
            assert_int_equal(api_route_proof(route), PROOF_ALWAYS);
        if (api_route_proof(route) != PROOF_ALWAYS)
            continue;
        const struct person_here *person = rightful(&scene, route);
        api_prove(&scene.stage.world, &person->visitor, false);
        unsigned status = ask(&scene, route, &person->visitor, code);
        expect(route, status, code, 403, "step_up_needed");
        api_prove(&scene.stage.world, &person->visitor, true);
        asked++;
    }
    assert_true(asked > 20);
    scene_close(&scene);
}

/* Nothing but setting one up, while the institution wants a second factor and there is none. */
static void without_the_factor(void **state)
{
    struct scene scene;
    const struct api_route *route;
    char code[64], target[256];
    scene_open(&scene, state);
    for (size_t i = 0; (route = api_route_at(i)) != NULL; i++)
        stage_target(&scene.stage, route, HERE, target);
    change(&scene, "INSERT INTO settings (name, value, updated_at) VALUES ('factor_required', 'staff', 1)");
    for (size_t i = 0; (route = api_route_at(i)) != NULL; i++) {
        if (route->permission == ANYONE || route->permission == KIOSK)
            continue;
        const struct person_here *person = rightful(&scene, route);
        bool staff = person->letter == 'p' || person->letter == 'a';
        if (!staff && route->before_factor)
            continue; // would sign out
        unsigned status = ask(&scene, route, &person->visitor, code);
        if (staff && !route->before_factor)
            expect(route, status, code, 403, "second_factor_required");
        else if (strcmp(code, "second_factor_required") == 0)
            fail_msg("%s wants a second factor", route->pattern);
    }
    scene_close(&scene);
}

/* What makes a tablet a kiosk opens the kiosk's routes and nothing else, and nothing else opens those. */
static void with_a_kiosk(void **state)
{
    static const struct {
        const char *sql, *code;
    } ends[] = {
        {"UPDATE kiosks SET revoked_at = 1", "kiosk_revoked"},
        {"UPDATE kiosks SET revoked_at = NULL, enrolled_at = 1", "kiosk_unknown"},
        {"UPDATE kiosks SET token_hash = 'another tablet has taken its place' WHERE token_hash IS NOT NULL",
         "kiosk_unknown"},
        {"UPDATE kiosks SET token_hash = NULL", "kiosk_unknown"},
        {"DELETE FROM kiosks", "kiosk_unknown"},
    };
    struct scene scene;
    const struct api_route *route;
    char code[64], target[256];
    size_t kiosks = 0;
    scene_open(&scene, state);
    const struct visitor *tablet = &scene.stage.college.kiosk;
    for (size_t i = 0; (route = api_route_at(i)) != NULL; i++)
        stage_target(&scene.stage, route, HERE, target);
    for (size_t i = 0; (route = api_route_at(i)) != NULL; i++) {
        unsigned status = route->permission != ANYONE ? ask(&scene, route, tablet, code) : 0;
        if (route->permission != KIOSK && route->permission != ANYONE)
            expect(route, status, code, 401, "not_signed_in");
        if (route->permission != KIOSK)
            continue;
        kiosks++;
        if (status == 401 || status == 403)
            fail_msg("%s refuses its kiosk: %u %s", route->pattern, status, code);
        expect(route, ask(&scene, route, NULL, code), code, 401, "kiosk_unknown");
        for (size_t k = 0; k < PEOPLE; k++)
            if (scene.stage.people[k].letter != 'k')
                expect(route, ask(&scene, route, &scene.stage.people[k].visitor, code), code, 401, "kiosk_unknown");
        struct visitor forged = {.kiosk = "made up"};
        expect(route, ask(&scene, route, &forged, code), code, 401, "kiosk_unknown");
        forged = (struct visitor){0};
        snprintf(forged.kiosk, sizeof(forged.kiosk), "%s", scene.stage.college.administrator.token);
        expect(route, ask(&scene, route, &forged, code), code, 401, "kiosk_unknown");
        forged = (struct visitor){0};
        snprintf(forged.token, sizeof(forged.token), "%s", tablet->kiosk);
        expect(route, ask(&scene, route, &forged, code), code, 401, "kiosk_unknown");
    }
    assert_true(kiosks >= 5);
    // Whoever has signed in on the tablet is asked for their own rights all the same.
    struct visitor both = scene.stage.college.student;
    snprintf(both.kiosk, sizeof(both.kiosk), "%s", tablet->kiosk);
    assert_int_equal(wire_code(&scene.wire, &both, HTTP_GET, "/api/admin/kiosks", NULL, code), 403);
    for (size_t end = 0; end < sizeof(ends) / sizeof(ends[0]); end++) {
        change(&scene, ends[end].sql);
        for (size_t i = 0; (route = api_route_at(i)) != NULL; i++)
            if (route->permission == KIOSK)
                expect(route, ask(&scene, route, tablet, code), code, 401, ends[end].code);
    }
    scene_close(&scene);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST_ON_BOTH(without_a_session),  TEST_ON_BOTH(without_the_part), TEST_ON_BOTH(without_fresh_proof),
        TEST_ON_BOTH(without_the_factor), TEST_ON_BOTH(with_a_kiosk),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
