/* SPDX-License-Identifier: MIT */
/*
 * A kiosk in the wrong hands, over a socket: its code used twice, its tablet lost, moved to another room or asked from
 * another site, PINs guessed on it, and who has enrolled it. What its credential opens and what it does not:
 * test_authority.c.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "school/checkin/kiosk/kiosk.h"
#include "store/engine.h"
#include "support/api_stage.h"
#include "support/wire.h"

struct scene {
    struct stage stage;
    struct wire wire;
    struct visitor tablet;
    char path[64]; // of the kiosk
    char code[32]; // that enrolled it
};

static enum db_status run(struct db *db, void *context)
{
    return db_exec(db, context, DB_NO_VALUES);
}

static void change(struct scene *scene, const char *sql)
{
    assert_int_equal(store_write(scene->stage.world.test->store, run, (void *)sql), DB_OK);
}

static const struct visitor *administrator(const struct scene *scene)
{
    return &scene->stage.college.administrator;
}

/* What the browser keeps of a Set-Cookie of the kiosk. */
static void keep(struct scene *scene, const char *cookie)
{
    assert_ptr_equal(strstr(cookie, "__Host-kiosk="), cookie);
    assert_non_null(strstr(cookie, "; Path=/; Secure; HttpOnly; SameSite=Strict; Max-Age="));
    snprintf(scene->tablet.kiosk, sizeof(scene->tablet.kiosk), "%.*s", (int)strcspn(cookie + 13, ";"), cookie + 13);
}

/* A kiosk for the room of the first class's lecture, enrolled on a tablet that an administrator is signed in on. */
static void scene_open(struct scene *scene, void **state)
{
    char body[64];
    memset(&scene->tablet, 0, sizeof(scene->tablet));
    stage_open(&scene->stage, state);
    wire_open(&scene->wire, &scene->stage.world, NULL);
    change(scene, "UPDATE lectures SET room = 'B-101' WHERE class_id = (SELECT MIN(id) FROM classrooms)");
    change(scene, "UPDATE users SET external_id = '2026-1' WHERE email = 'alan@example.org'");
    struct api_world *world = &scene->stage.world;
    json_t *made = api_expect(api_ask(world, administrator(scene), HTTP_POST, "/api/admin/kiosks",
                                      "{\"name\":\"Door\",\"room\":\"b101\",\"badge\":\"flag\",\"pin\":true,"
                                      "\"face\":true}"),
                              201);
    snprintf(scene->path, sizeof(scene->path), "/api/admin/kiosks/%lld", (long long)json_int_at(made, "kiosk.id"));
    snprintf(scene->code, sizeof(scene->code), "%s", json_text_at(made, "code"));
    json_decref(made);
    snprintf(body, sizeof(body), "{\"code\":\"%s\"}", scene->code);
    struct visitor enroller = api_join(world, "edith", ROLE_ADMINISTRATOR);
    struct answer answer = api_ask(world, &enroller, HTTP_POST, "/api/kiosk/enrol", body);
    assert_int_equal(answer.status, 204);
    keep(scene, answer.kiosk);
    // Nobody stays signed in on it.
    assert_non_null(strstr(answer.cookie, "__Host-session=; "));
    answer_release(&answer);
    api_expect_problem(api_ask(world, &enroller, HTTP_GET, "/api/user/me", NULL), 401, "not_signed_in");
    api_world_pass(world, 60); // what a request waits here is taken off the time that it counts from
}

static void scene_close(struct scene *scene)
{
    wire_close(&scene->wire);
    stage_close(&scene->stage);
}

/* The status, and the code of the problem. */
static unsigned ask(struct scene *scene, const char *path, const char *body, char code[static 64])
{
    return wire_code(&scene->wire, &scene->tablet, body ? HTTP_POST : HTTP_GET, path, body, code);
}

static void expect(struct scene *scene, const char *path, const char *body, unsigned status, const char *code)
{
    char told[64];
    unsigned got = ask(scene, path, body, told);
    if (got != status || strcmp(told, code) != 0)
        fail_msg("%s %s: %u %s instead of %u %s", path, body ? body : "", got, told, status, code);
}

#define MARKS "SELECT COUNT(*) FROM attendance"
#define BADGE "{\"number\":\"2026-1\"}"

static void a_code_used_twice(void **state)
{
    struct scene scene;
    char body[64];
    scene_open(&scene, state);
    snprintf(body, sizeof(body), "{\"code\":\"%s\"}", scene.code);
    expect(&scene, "/api/kiosk/enrol", body, 422, "kiosk_code_wrong");
    expect(&scene, "/api/kiosk", NULL, 200, ""); // and the tablet that has it goes on
    for (int i = 1; i < KIOSK_CODE_ATTEMPTS; i++)
        expect(&scene, "/api/kiosk/enrol", "{\"code\":\"AAAABBBB\"}", 422, "kiosk_code_wrong");
    expect(&scene, "/api/kiosk/enrol", body, 429, "too_many_attempts");
    scene_close(&scene);
}

static void a_lost_tablet(void **state)
{
    struct scene scene;
    char path[96];
    scene_open(&scene, state);
    expect(&scene, "/api/kiosk", NULL, 200, "");
    snprintf(path, sizeof(path), "%s/revoke", scene.path);
    json_decref(api_expect(api_ask(&scene.stage.world, administrator(&scene), HTTP_POST, path, "{}"), 200));
    expect(&scene, "/api/kiosk", NULL, 401, "kiosk_revoked");
    expect(&scene, "/api/kiosk/badge", BADGE, 401, "kiosk_revoked");
    expect(&scene, "/api/kiosk/pin", "{\"who\":\"2026-1\",\"pin\":\"480213\"}", 401, "kiosk_revoked");
    expect(&scene, "/api/kiosk/lecture", "{\"code\":\"123456\"}", 401, "kiosk_revoked");
    assert_int_equal(wire_number(&scene.wire, MARKS), 0);
    scene_close(&scene);
}

static void in_another_room(void **state)
{
    struct scene scene;
    scene_open(&scene, state);
    change(&scene, "UPDATE kiosks SET room = 'B-102' WHERE room = 'b101'");
    expect(&scene, "/api/kiosk/badge", BADGE, 409, "kiosk_idle");
    // A room where another class sits marks nobody of this one.
    change(&scene, "UPDATE lectures SET room = 'B-102' WHERE class_id = (SELECT MAX(id) FROM classrooms)");
    expect(&scene, "/api/kiosk/badge", BADGE, 422, "kiosk_nobody");
    assert_int_equal(wire_number(&scene.wire, MARKS), 0);
    scene_close(&scene);
}

/* Whatever its network is called, it is not the one that this machine speaks from. */
static void carried_home(void **state)
{
    static const char *const refuses = "{\"name\":\"Door\",\"room\":\"b101\",\"badge\":\"flag\",\"pin\":true,"
                                       "\"face\":true,\"network_rule\":\"refuse\"}";
    struct scene scene;
    char path[96];
    scene_open(&scene, state);
    struct api_world *world = &scene.stage.world;
    change(&scene, "UPDATE kiosks SET networks = '00112233445566778899aabbccddeeff' WHERE token_hash IS NOT NULL");
    expect(&scene, "/api/kiosk/badge", BADGE, 200, "");
    assert_int_equal(wire_number(&scene.wire, MARKS " WHERE flags = 'badge_only kiosk_moved'"), 1);
    json_decref(api_expect(api_ask(world, administrator(&scene), HTTP_PUT, scene.path, refuses), 200));
    expect(&scene, "/api/kiosk", NULL, 403, "kiosk_elsewhere");
    expect(&scene, "/api/kiosk/badge", BADGE, 403, "kiosk_elsewhere");
    expect(&scene, "/api/kiosk/pin", "{\"who\":\"2026-1\",\"pin\":\"480213\"}", 403, "kiosk_elsewhere");
    expect(&scene, "/api/kiosk/lecture", "{\"code\":\"123456\"}", 403, "kiosk_elsewhere");
    snprintf(path, sizeof(path), "%s/network", scene.path);
    json_t *taken = api_expect(api_ask(world, administrator(&scene), HTTP_POST, path, "{}"), 200);
    assert_true(json_is_null(json_object_get(json_object_get(taken, "kiosk"), "moved_at")));
    json_decref(taken);
    expect(&scene, "/api/kiosk", NULL, 200, "");
    scene_close(&scene);
}

static void guessed_pins(void **state)
{
    struct scene scene;
    struct api_world *world = &scene.stage.world;
    scene_open(&scene, state);
    json_decref(api_expect(
        api_ask(world, &scene.stage.college.student, HTTP_PUT, "/api/user/pin", "{\"pin\":\"480213\"}"), 200));
    for (int i = 0; i < KIOSK_PIN_ATTEMPTS; i++)
        expect(&scene, "/api/kiosk/pin", "{\"who\":\"2026-1\",\"pin\":\"480214\"}", 422, "kiosk_nobody");
    expect(&scene, "/api/kiosk/pin", "{\"who\":\"2026-1\",\"pin\":\"480213\"}", 429, "kiosk_wait");
    api_world_pass(world, KIOSK_WAIT_SECONDS);
    expect(&scene, "/api/kiosk/pin", "{\"who\":\"2026-1\",\"pin\":\"480213\"}", 429, "pin_wait");
    // Who is not there is answered the same way: nobody learns who is in the class.
    for (int i = 0; i < KIOSK_PIN_ATTEMPTS; i++) {
        api_world_pass(world, KIOSK_WAIT_SECONDS);
        expect(&scene, "/api/kiosk/pin", "{\"who\":\"9999\",\"pin\":\"480214\"}", 422, "kiosk_nobody");
    }
    api_world_pass(world, KIOSK_WAIT_SECONDS);
    expect(&scene, "/api/kiosk/pin", "{\"who\":\"9999\",\"pin\":\"480214\"}", 429, "pin_wait");
    assert_int_equal(wire_number(&scene.wire, MARKS), 0);
    assert_int_equal(wire_number(&scene.wire, "SELECT COUNT(*) FROM audit WHERE action = 'attempts_throttled'"), 2);
    scene_close(&scene);
}

/* A PIN is a credential: whoever finds a phone unlocked does not set one. */
static void a_pin_by_a_found_phone(void **state)
{
    struct scene scene;
    scene_open(&scene, state);
    const struct visitor *student = &scene.stage.college.student;
    api_prove(&scene.stage.world, student, false);
    api_expect_problem(api_ask(&scene.stage.world, student, HTTP_PUT, "/api/user/pin", "{\"pin\":\"480213\"}"), 403,
                       "step_up_needed");
    scene_close(&scene);
}

static void from_another_site(void **state)
{
    static const struct message_header elsewhere[] = {{"Origin", "https://evil.example.net"}, {0}};
    static const struct message_header cross[] = {{"Sec-Fetch-Site", "cross-site"}, {0}};
    struct scene scene;
    scene_open(&scene, state);
    struct api_world *world = &scene.stage.world;
    api_expect_problem(api_send(world, &scene.tablet, HTTP_POST, "/api/kiosk/badge", elsewhere, BADGE, strlen(BADGE)),
                       403, "csrf_failed");
    api_expect_problem(api_send(world, &scene.tablet, HTTP_POST, "/api/kiosk/badge", cross, BADGE, strlen(BADGE)), 403,
                       "csrf_failed");
    assert_int_equal(wire_number(&scene.wire, MARKS), 0);
    scene_close(&scene);
}

/* Its answers tell a first name, an initial and a word, and the mark tells the professor what it rests on. */
static void what_it_tells(void **state)
{
    struct scene scene;
    char path[96];
    scene_open(&scene, state);
    struct api_world *world = &scene.stage.world;
    json_t *marked = api_expect(api_ask(world, &scene.tablet, HTTP_POST, "/api/kiosk/badge", BADGE), 200);
    assert_int_equal(json_object_size(marked), 2);
    assert_string_equal(json_text_at(marked, "name"), "alan");
    assert_string_equal(json_text_at(marked, "state"), "present");
    json_decref(marked);
    json_t *self = api_expect(api_ask(world, &scene.tablet, HTTP_GET, "/api/kiosk", NULL), 200);
    char *text = json_dumps(self, 0);
    assert_null(strstr(text, "alan"));
    free(text);
    json_decref(self);
    snprintf(path, sizeof(path), "/api/attendance/%lld", (long long)scene.stage.college.lecture);
    json_t *list = api_expect(api_ask(world, &scene.stage.college.professor, HTTP_GET, path, NULL), 200);
    text = json_dumps(list, JSON_COMPACT);
    assert_non_null(strstr(text, "\"method\":\"kiosk\""));
    assert_non_null(strstr(text, "\"flags\":[\"badge_only\"]"));
    free(text);
    json_decref(list);
    scene_close(&scene);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST_ON_BOTH(a_code_used_twice),      TEST_ON_BOTH(a_lost_tablet),     TEST_ON_BOTH(in_another_room),
        TEST_ON_BOTH(guessed_pins),           TEST_ON_BOTH(from_another_site), TEST_ON_BOTH(what_it_tells),
        TEST_ON_BOTH(a_pin_by_a_found_phone), TEST_ON_BOTH(carried_home),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
