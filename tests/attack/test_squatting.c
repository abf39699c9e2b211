/* SPDX-License-Identifier: MIT */
/* Somebody makes an account with an address that is another's, before the other comes: what does it get them? */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/str.h"
#include "store/engine.h"
#include "support/authenticator.h"
#include "support/passkey_device.h"
#include "support/wire.h"

#define PASSWORD "quiet river stones"
#define OWNER "ada@college.example"

enum { TARGET_SIZE = 256, BODY_SIZE = 512, TOKEN_SIZE = 64 };

struct scene {
    struct api_world world;
    struct wire wire;
    struct college college;
    struct visitor squatter;
    struct passkey_device device; // the squatter's
    char handle[64];
};

static json_t *must(const struct scene *scene, const struct visitor *visitor, enum http_method method,
                    const char *target, const char *body, unsigned status)
{
    struct client_answer answer;
    if (wire_ask(&scene->wire, visitor, method, target, body, &answer) != status)
        fail_msg("%s: %u, not %u: %s", target, answer.status, status, answer.body ? answer.body : "");
    json_t *document = answer.body ? json_loads(answer.body, 0, NULL) : NULL;
    client_answer_release(&answer);
    return document;
}

static void refused(const struct scene *scene, const struct visitor *visitor, enum http_method method,
                    const char *target, const char *body, const char *wanted)
{
    char code[64];
    unsigned status = wire_code(&scene->wire, visitor, method, target, body, code);
    if (strcmp(code, wanted) != 0)
        fail_msg("%s: %u %s, not %s", target, status, code, wanted);
}

static struct visitor visitor_of(json_t *signed_in)
{
    struct visitor visitor = {.bearer = true, .id = json_int_at(signed_in, "user.id")};
    snprintf(visitor.token, sizeof(visitor.token), "%s", json_text_at(signed_in, "token"));
    json_decref(signed_in);
    return visitor;
}

static struct visitor sign_in(const struct scene *scene, const char *password)
{
    char body[BODY_SIZE];
    snprintf(body, sizeof(body), "{\"email\":\"" OWNER "\",\"password\":\"%s\",\"bearer\":true}", password);
    return visitor_of(must(scene, NULL, HTTP_POST, "/api/user/session", body, 200));
}

static void text_in(json_t *document, const char *path, char *out, size_t size)
{
    assert_true(str_copy(out, size, json_text_at(document, path)));
    json_decref(document);
}

static void add_passkey(struct scene *scene)
{
    struct passkey_said said;
    char challenge[128], body[BODY_SIZE + sizeof(said)];
    passkey_device_make(&scene->device);
    json_t *begun = must(scene, &scene->squatter, HTTP_POST, "/api/user/passkeys/begin", NULL, 200);
    assert_true(str_copy(scene->handle, sizeof(scene->handle), json_text_at(begun, "handle")));
    text_in(begun, "challenge", challenge, sizeof(challenge));
    passkey_device_register(&scene->device, challenge, &said);
    snprintf(body, sizeof(body), "{\"client_data\":\"%s\",\"attestation\":\"%s\"}", said.client_data, said.attestation);
    json_decref(must(scene, &scene->squatter, HTTP_POST, "/api/user/passkeys", body, 201));
}

/* What the server is asked by who signs in with the squatter's passkey. */
static void by_passkey(struct scene *scene, char body[static BODY_SIZE + sizeof(struct passkey_said)])
{
    struct passkey_said said;
    char challenge[128];
    text_in(must(scene, NULL, HTTP_POST, "/api/user/passkey/begin", NULL, 200), "challenge", challenge,
            sizeof(challenge));
    passkey_device_sign(&scene->device, challenge, &said);
    snprintf(body, BODY_SIZE + sizeof(said),
             "{\"id\":\"%s\",\"client_data\":\"%s\",\"authenticator_data\":\"%s\",\"signature\":\"%s\","
             "\"handle\":\"%s\",\"bearer\":true}",
             said.id, said.client_data, said.data, said.signature, scene->handle);
}

/* The squatter has an account with the owner's address, and second factors on it. */
static void scene_open(struct scene *scene, void **state)
{
    char code[TOTP_CODE_SIZE], body[BODY_SIZE];
    memset(scene, 0, sizeof(*scene));
    api_world_open(&scene->world, state, NULL);
    api_college(&scene->world, &scene->college);
    wire_open(&scene->wire, &scene->world, NULL);
    // Not from nowhere, and a taken address is told to nobody there.
    refused(scene, NULL, HTTP_POST, "/api/user/sign-up",
            "{\"name\":\"S\",\"email\":\"" OWNER "\",\"password\":\"" PASSWORD "\"}", "registration_code");
    snprintf(body, sizeof(body),
             "{\"name\":\"Squatter\",\"email\":\"" OWNER "\",\"password\":\"" PASSWORD "\",\"code\":\"%s\"}",
             scene->college.code);
    json_decref(must(scene, NULL, HTTP_POST, "/api/user/sign-up", body, 201));
    scene->squatter = sign_in(scene, PASSWORD);
    add_passkey(scene);
    json_t *begun = must(scene, &scene->squatter, HTTP_POST, "/api/user/totp", "{\"password\":\"" PASSWORD "\"}", 200);
    authenticator_show(json_text_at(begun, "secret"), api_world_now(&scene->world), code);
    json_decref(begun);
    snprintf(body, sizeof(body), "{\"code\":\"%s\"}", code);
    json_decref(must(scene, &scene->squatter, HTTP_POST, "/api/user/totp/confirm", body, 200));
}

static void scene_close(struct scene *scene)
{
    passkey_device_drop(&scene->device);
    wire_close(&scene->wire);
    api_world_close(&scene->world);
}

/* Nobody who looks for the owner by the address finds the squatter. */
static void nobody_finds_them(void **state)
{
    struct scene scene;
    char target[TARGET_SIZE];
    scene_open(&scene, state);
    snprintf(target, sizeof(target), "/api/classroom/%lld/staff", (long long)scene.college.classroom);
    refused(&scene, &scene.college.professor, HTTP_POST, target, "{\"email\":\"" OWNER "\",\"part\":\"assistant\"}",
            "email_unproven");
    snprintf(target, sizeof(target), "/api/classroom/%lld/students", (long long)scene.college.classroom);
    refused(&scene, &scene.college.professor, HTTP_POST, target, "{\"email\":\"" OWNER "\"}", "email_unproven");
    snprintf(target, sizeof(target), "/api/admin/users/%lld/adviser", (long long)scene.college.student.id);
    refused(&scene, &scene.college.administrator, HTTP_PUT, target, "{\"email\":\"" OWNER "\"}", "account_unknown");
    json_t *user = must(&scene, &scene.squatter, HTTP_GET, "/api/user/me", NULL, 200);
    assert_true(json_is_false(json_at(user, "user.email_proven")));
    json_decref(user);
    scene_close(&scene);
}

/* The owner asks for a new password: the account is theirs, and nothing of the squatter's opens it or marks by it. */
static void the_owner_gets_it(void **state)
{
    struct scene scene;
    char body[BODY_SIZE + sizeof(struct passkey_said)], token[TOKEN_SIZE];
    scene_open(&scene, state);
    by_passkey(&scene, body);
    json_decref(must(&scene, NULL, HTTP_POST, "/api/user/passkey", body, 200));
    json_decref(must(&scene, NULL, HTTP_POST, "/api/user/password/reset", "{\"email\":\"" OWNER "\"}", 202));
    wire_mailed(&scene.wire, OWNER, "/reset", token);
    snprintf(body, sizeof(body), "{\"token\":\"%s\",\"password\":\"my own words here\"}", token);
    json_decref(must(&scene, NULL, HTTP_POST, "/api/user/password", body, 204));
    refused(&scene, &scene.squatter, HTTP_GET, "/api/user/me", NULL, "not_signed_in");
    by_passkey(&scene, body);
    refused(&scene, NULL, HTTP_POST, "/api/user/passkey", body, "passkey_refused");
    struct visitor owner = sign_in(&scene, "my own words here"); // no second factor is asked for
    json_t *user = must(&scene, &owner, HTTP_GET, "/api/user/me", NULL, 200);
    assert_true(json_is_true(json_at(user, "user.email_proven")));
    assert_true(json_is_false(json_at(user, "has_totp")));
    json_decref(user);
    scene_close(&scene);
}

/* The link in the owner's mail proves the address for who is signed in, not for who is elsewhere. */
static void the_link_needs_the_session(void **state)
{
    struct scene scene;
    char body[BODY_SIZE], token[TOKEN_SIZE];
    scene_open(&scene, state);
    api_world_pass(&scene.world, 60);
    json_decref(must(&scene, &scene.squatter, HTTP_POST, "/api/user/email/prove", NULL, 202));
    wire_mailed(&scene.wire, OWNER, "/confirm-email", token);
    snprintf(body, sizeof(body), "{\"token\":\"%s\"}", token);
    refused(&scene, NULL, HTTP_POST, "/api/user/email/confirm", body, "not_signed_in");
    refused(&scene, &scene.college.student, HTTP_POST, "/api/user/email/confirm", body, "not_signed_in");
    assert_int_equal(
        wire_number(&scene.wire, "SELECT COUNT(*) FROM users WHERE email = '" OWNER "' AND email_proven_at > 0"), 0);
    // Who made the account and reads the mail is the owner.
    json_decref(must(&scene, &scene.squatter, HTTP_POST, "/api/user/email/confirm", body, 204));
    assert_int_equal(
        wire_number(&scene.wire, "SELECT COUNT(*) FROM users WHERE email = '" OWNER "' AND email_proven_at > 0"), 1);
    refused(&scene, &scene.squatter, HTTP_POST, "/api/user/email/confirm", body, "link_unknown");
    scene_close(&scene);
}

/* An invitation that names the address makes the owner's account; the squatter's gives the address up. */
static void an_invitation_passes_them_by(void **state)
{
    struct scene scene;
    char body[BODY_SIZE];
    scene_open(&scene, state);
    json_t *invited = must(&scene, &scene.college.administrator, HTTP_POST, "/api/admin/invitations",
                           "{\"role\":\"professor\",\"email\":\"" OWNER "\"}", 201);
    snprintf(body, sizeof(body),
             "{\"name\":\"Ada\",\"email\":\"" OWNER
             "\",\"password\":\"seven quiet river stones\",\"invitation\":\"%s\"}",
             strchr(json_text_at(invited, "link"), '#') + 1);
    json_decref(invited);
    json_t *made = must(&scene, NULL, HTTP_POST, "/api/user/sign-up", body, 201);
    assert_int_not_equal(json_int_at(made, "user.id"), scene.squatter.id);
    assert_true(json_is_true(json_at(made, "user.email_proven")));
    json_decref(made);
    refused(&scene, &scene.squatter, HTTP_GET, "/api/user/me", NULL, "not_signed_in");
    assert_int_equal(
        wire_number(&scene.wire, "SELECT COUNT(*) FROM users WHERE email LIKE 'given-up-%' AND disabled_at > 0"), 1);
    // Twice is taken, as ever, for who holds a code; who holds none is told nothing of the address.
    snprintf(body, sizeof(body),
             "{\"name\":\"Eve\",\"email\":\"" OWNER "\",\"password\":\"" PASSWORD "\",\"code\":\"%s\"}",
             scene.college.code);
    refused(&scene, NULL, HTTP_POST, "/api/user/sign-up", body, "email_taken");
    static const char *const without[] = {OWNER, "nobody@college.example"};
    for (size_t i = 0; i < sizeof(without) / sizeof(without[0]); i++) {
        snprintf(body, sizeof(body), "{\"name\":\"Eve\",\"email\":\"%s\",\"password\":\"" PASSWORD "\"}", without[i]);
        refused(&scene, NULL, HTTP_POST, "/api/user/sign-up", body, "registration_code");
    }
    scene_close(&scene);
}

/* Accounts by the hundred, from one address. */
static void sign_ups_are_throttled(void **state)
{
    struct scene scene;
    char body[BODY_SIZE], code[64] = "";
    scene_open(&scene, state);
    int made = 0;
    while (made < 400 && code[0] == '\0') {
        snprintf(body, sizeof(body), "{\"name\":\"N\",\"email\":\"n%d@x.example\",\"password\":\"short\"}", made++);
        wire_code(&scene.wire, NULL, HTTP_POST, "/api/user/sign-up", body, code);
        if (strcmp(code, "password_too_short") == 0) // costs no hash, and counts all the same
            code[0] = '\0';
    }
    assert_string_equal(code, "too_many_attempts");
    assert_in_range(made, 100, 399);
    scene_close(&scene);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST_ON_BOTH(nobody_finds_them),          TEST_ON_BOTH(the_owner_gets_it),
        TEST_ON_BOTH(the_link_needs_the_session), TEST_ON_BOTH(an_invitation_passes_them_by),
        TEST_ON_BOTH(sign_ups_are_throttled),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
