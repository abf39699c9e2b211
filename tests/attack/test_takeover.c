/* SPDX-License-Identifier: MIT */
/*
 * What an intruder keeps after the owner has taken the account back: nothing. Before each change of a credential or of
 * the right to one, the intruder has a session, a link for another address, a link for a new password and the
 * calendar's address; after it each is tried.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/arena.h"
#include "base/clock.h"
#include "base/str.h"
#include "school/people/invitation.h"
#include "school/people/sign_in/session.h"
#include "school/school.h"
#include "support/authenticator.h"
#include "support/passkey_device.h"
#include "support/wire.h"

#define PASSWORD "quiet river stones"

enum { TARGET_SIZE = 256, BODY_SIZE = 512, TOKEN_SIZE = 64 };

struct scene {
    struct api_world world;
    struct wire wire;
    struct visitor administrator, victim;
    char email[128];         // the victim's
    struct visitor intruder; // another session of the victim
    char address_link[TOKEN_SIZE], password_link[TOKEN_SIZE];
    char calendar[TARGET_SIZE];
};

/* Text from an answer's JSON. */
static void text_of(const struct client_answer *answer, const char *path, char *out, size_t size)
{
    json_t *document = json_loads(answer->body, 0, NULL);
    assert_true(str_copy(out, size, json_text_at(document, path)));
    json_decref(document);
}

static void must(const struct scene *scene, const struct visitor *visitor, enum http_method method, const char *target,
                 const char *body, unsigned status)
{
    struct client_answer answer;
    if (wire_ask(&scene->wire, visitor, method, target, body, &answer) != status)
        fail_msg("%s: %u, not %u: %s", target, answer.status, status, answer.body ? answer.body : "");
    client_answer_release(&answer);
}

/* An administrator who has just shown that it is they. */
static struct visitor administrator(struct scene *scene, const char *name)
{
    struct visitor visitor = api_join(&scene->world, name, ROLE_ADMINISTRATOR);
    must(scene, &visitor, HTTP_POST, "/api/user/step-up", "{\"password\":\"" PASSWORD "\"}", 200);
    return visitor;
}

/* Another session of the same person. */
static struct visitor another_session(struct scene *scene)
{
    const struct session_origin origin = {.address = "192.0.2.7", .user_agent = "intruder", .bearer = true};
    struct visitor visitor = {.id = scene->victim.id, .bearer = true};
    struct session session;
    CLOSES(arena_release) struct arena arena = arena_of(1 << 16);
    assert_int_equal(session_start(scene->world.school, scene->victim.id, &origin, &arena, &session), FAULT_NONE);
    assert_true(str_copy(visitor.token, sizeof(visitor.token), session.token));
    return visitor;
}

/* The intruder has the password and makes the most of it. */
static void break_in(struct scene *scene)
{
    struct client_answer answer;
    char body[BODY_SIZE];
    scene->intruder = another_session(scene);
    must(scene, &scene->intruder, HTTP_POST, "/api/user/email",
         "{\"email\":\"intruder@elsewhere.example\",\"password\":\"" PASSWORD "\"}", 202);
    wire_mailed(&scene->wire, "intruder@elsewhere.example", "/confirm-email", scene->address_link);
    snprintf(body, sizeof(body), "{\"email\":\"%s\"}", scene->email);
    must(scene, NULL, HTTP_POST, "/api/user/password/reset", body, 202);
    wire_mailed(&scene->wire, scene->email, "/reset", scene->password_link);
    assert_int_equal(wire_ask(&scene->wire, &scene->intruder, HTTP_POST, "/api/user/calendar", "{}", &answer), 201);
    text_of(&answer, "path", scene->calendar, sizeof(scene->calendar));
    client_answer_release(&answer);
    must(scene, NULL, HTTP_GET, scene->calendar, NULL, 200);
}

static void nothing_is_left(const struct scene *scene, const char *change)
{
    char code[64], body[BODY_SIZE];
    print_message("         after: %s\n", change);
    assert_int_equal(wire_code(&scene->wire, &scene->intruder, HTTP_GET, "/api/user/me", NULL, code), 401);
    assert_string_equal(code, "not_signed_in");
    snprintf(body, sizeof(body), "{\"token\":\"%s\"}", scene->address_link);
    wire_code(&scene->wire, NULL, HTTP_POST, "/api/user/email/confirm", body, code);
    assert_string_equal(code, "link_unknown");
    snprintf(body, sizeof(body), "{\"token\":\"%s\",\"password\":\"intruders own words\"}", scene->password_link);
    wire_code(&scene->wire, NULL, HTTP_POST, "/api/user/password", body, code);
    assert_string_equal(code, "link_unknown");
    assert_int_equal(wire_ask(&scene->wire, NULL, HTTP_GET, scene->calendar, NULL, NULL), 404);
}

/* ---- the changes ---- */

static void password_changed(struct scene *scene)
{
    must(scene, &scene->victim, HTTP_PUT, "/api/user/password",
         "{\"old_password\":\"" PASSWORD "\",\"password\":\"another quiet river\"}", 204);
}

static void password_reset(struct scene *scene)
{
    char body[BODY_SIZE], token[TOKEN_SIZE];
    snprintf(body, sizeof(body), "{\"email\":\"%s\"}", scene->email);
    must(scene, NULL, HTTP_POST, "/api/user/password/reset", body, 202);
    wire_mailed(&scene->wire, scene->email, "/reset", token);
    snprintf(body, sizeof(body), "{\"token\":\"%s\",\"password\":\"another quiet river\"}", token);
    must(scene, NULL, HTTP_POST, "/api/user/password", body, 204);
}

static void address_changed(struct scene *scene)
{
    char body[BODY_SIZE], token[TOKEN_SIZE], own[160];
    snprintf(own, sizeof(own), "new-%s", scene->email);
    snprintf(body, sizeof(body), "{\"email\":\"%s\",\"password\":\"" PASSWORD "\"}", own);
    must(scene, &scene->victim, HTTP_POST, "/api/user/email", body, 202);
    wire_mailed(&scene->wire, own, "/confirm-email", token);
    snprintf(body, sizeof(body), "{\"token\":\"%s\"}", token);
    must(scene, &scene->victim, HTTP_POST, "/api/user/email/confirm", body, 204);
    must(scene, &scene->victim, HTTP_GET, "/api/user/me", NULL, 200); // who opens it where they are signed in stays so
}

static void factor_set_up(struct scene *scene)
{
    struct client_answer answer;
    char secret[TOTP_TEXT_SIZE], code[TOTP_CODE_SIZE], body[BODY_SIZE];
    assert_int_equal(
        wire_ask(&scene->wire, &scene->victim, HTTP_POST, "/api/user/totp", "{\"password\":\"" PASSWORD "\"}", &answer),
        200);
    text_of(&answer, "secret", secret, sizeof(secret));
    client_answer_release(&answer);
    authenticator_show(secret, api_world_now(&scene->world), code);
    snprintf(body, sizeof(body), "{\"code\":\"%s\"}", code);
    must(scene, &scene->victim, HTTP_POST, "/api/user/totp/confirm", body, 200);
}

static void passkey_added(struct scene *scene)
{
    struct client_answer answer;
    struct passkey_device device;
    struct passkey_said said;
    char challenge[128], body[2 * BODY_SIZE + sizeof(said)];
    passkey_device_make(&device);
    must(scene, &scene->victim, HTTP_POST, "/api/user/step-up", "{\"password\":\"" PASSWORD "\"}", 200);
    assert_int_equal(wire_ask(&scene->wire, &scene->victim, HTTP_POST, "/api/user/passkeys/begin", NULL, &answer), 200);
    text_of(&answer, "challenge", challenge, sizeof(challenge));
    client_answer_release(&answer);
    passkey_device_register(&device, challenge, &said);
    snprintf(body, sizeof(body), "{\"client_data\":\"%s\",\"attestation\":\"%s\"}", said.client_data, said.attestation);
    must(scene, &scene->victim, HTTP_POST, "/api/user/passkeys", body, 201);
    passkey_device_drop(&device);
}

static void passkey_removed(struct scene *scene)
{
    struct client_answer answer;
    char target[TARGET_SIZE];
    assert_int_equal(wire_ask(&scene->wire, &scene->victim, HTTP_GET, "/api/user/passkeys", NULL, &answer), 200);
    json_t *list = json_loads(answer.body, 0, NULL);
    snprintf(target, sizeof(target), "/api/user/passkeys/%lld", (long long)json_int_at(list, "passkeys.0.id"));
    json_decref(list);
    client_answer_release(&answer);
    must(scene, &scene->victim, HTTP_DELETE, target, NULL, 204);
}

static void factor_removed(struct scene *scene)
{
    must(scene, &scene->victim, HTTP_DELETE, "/api/user/totp", NULL, 204);
}

static void of_victim(const struct scene *scene, const char *tail, char target[static TARGET_SIZE])
{
    snprintf(target, TARGET_SIZE, "/api/admin/users/%lld%s", (long long)scene->victim.id, tail);
}

static void factor_taken_away(struct scene *scene)
{
    char target[TARGET_SIZE];
    of_victim(scene, "/totp", target);
    must(scene, &scene->administrator, HTTP_DELETE, target, NULL, 204);
}

static void role_changed(struct scene *scene)
{
    char target[TARGET_SIZE];
    of_victim(scene, "", target);
    must(scene, &scene->administrator, HTTP_PATCH, target, "{\"role\":\"student\"}", 200);
}

static void deactivated(struct scene *scene)
{
    char target[TARGET_SIZE];
    of_victim(scene, "/deactivate", target);
    must(scene, &scene->administrator, HTTP_POST, target, NULL, 200);
}

static void sessions_ended(struct scene *scene)
{
    char target[TARGET_SIZE];
    of_victim(scene, "/sessions", target);
    must(scene, &scene->administrator, HTTP_DELETE, target, NULL, 200);
}

static void others_ended(struct scene *scene)
{
    must(scene, &scene->victim, HTTP_DELETE, "/api/user/sessions", NULL, 200);
}

static void nothing_is_kept(void **state)
{
    static const struct {
        const char *name;
        void (*before)(struct scene *scene); // NULL: nothing
        void (*change)(struct scene *scene);
    } changes[] = {
        {"the password is changed", NULL, password_changed},
        {"the password is reset by mail", NULL, password_reset},
        {"the address is changed", NULL, address_changed},
        {"a second factor is set up", NULL, factor_set_up},
        {"the administrator takes the second factor away", factor_set_up, factor_taken_away},
        {"the own second factor is removed", factor_set_up, factor_removed},
        {"a passkey is the first second factor", NULL, passkey_added},
        {"the administrator takes the passkeys away", passkey_added, factor_taken_away},
        {"a passkey is removed", passkey_added, passkey_removed},
        {"the role is changed", NULL, role_changed},
        {"the account is deactivated", NULL, deactivated},
        {"the administrator ends the sessions", NULL, sessions_ended},
        {"all other sessions are ended", NULL, others_ended},
    };
    struct scene scene = {0};
    api_world_open(&scene.world, state, NULL);
    wire_open(&scene.wire, &scene.world, NULL);
    for (size_t i = 0; i < ARRAY_LENGTH(changes); i++) {
        char name[32];
        snprintf(name, sizeof(name), "victim%zu", i);
        snprintf(scene.email, sizeof(scene.email), "%s@example.org", name);
        scene.victim = api_join(&scene.world, name, ROLE_PROFESSOR);
        snprintf(name, sizeof(name), "office%zu", i);
        scene.administrator = administrator(&scene, name);
        if (changes[i].before)
            changes[i].before(&scene);
        break_in(&scene);
        changes[i].change(&scene);
        nothing_is_left(&scene, changes[i].name);
        api_world_pass(&scene.world, 3600);
    }
    wire_close(&scene.wire);
    api_world_close(&scene.world);
}

/* Who signs in again in the same browser leaves no session behind that a copy of the cookie would open. */
static void the_former_session_ends(void **state)
{
    struct scene scene = {0};
    char body[BODY_SIZE];
    api_world_open(&scene.world, state, NULL);
    wire_open(&scene.wire, &scene.world, NULL);
    scene.victim = api_join(&scene.world, "victim", ROLE_STUDENT);
    struct visitor other = api_join(&scene.world, "other", ROLE_STUDENT);
    must(&scene, &scene.victim, HTTP_GET, "/api/user/me", NULL, 200);
    snprintf(body, sizeof(body), "{\"email\":\"victim@example.org\",\"password\":\"" PASSWORD "\"}");
    must(&scene, &scene.victim, HTTP_POST, "/api/user/session", body, 200);
    must(&scene, &scene.victim, HTTP_GET, "/api/user/me", NULL, 401);
    must(&scene, &other, HTTP_GET, "/api/user/me", NULL, 200);
    wire_close(&scene.wire);
    api_world_close(&scene.world);
}

/* ---- invitations ---- */

/* The token of the link that the answer gives; releases it. */
static void invited(struct client_answer *answer, char token[static TOKEN_SIZE])
{
    char link[TARGET_SIZE];
    text_of(answer, "link", link, sizeof(link));
    assert_true(str_copy(token, TOKEN_SIZE, strchr(link, '#') + 1));
    client_answer_release(answer);
}

static void accept(const struct scene *scene, const char *token, const char *email, unsigned status, const char *wanted)
{
    char body[BODY_SIZE], code[64];
    snprintf(body, sizeof(body),
             "{\"name\":\"Somebody\",\"email\":\"%s\",\"password\":\"" PASSWORD "\",\"invitation\":\"%s\"}", email,
             token);
    if (wire_code(&scene->wire, NULL, HTTP_POST, "/api/user/sign-up", body, code) != status ||
        strcmp(code, wanted) != 0)
        fail_msg("%s: %s instead of %u %s", email, code, status, wanted);
}

/* An invitation that names an address is for that address, whoever gets hold of it. */
static void invitations_are_bound(void **state)
{
    struct scene scene = {0};
    struct client_answer answer;
    char token[TOKEN_SIZE];
    api_world_open(&scene.world, state, NULL);
    wire_open(&scene.wire, &scene.world, NULL);
    scene.administrator = administrator(&scene, "office");
    assert_int_equal(wire_ask(&scene.wire, &scene.administrator, HTTP_POST, "/api/admin/invitations",
                              "{\"role\":\"professor\",\"email\":\"ada@example.org\"}", &answer),
                     201);
    invited(&answer, token);
    accept(&scene, token, "intruder@example.org", 403, "invitation_address");
    accept(&scene, token, "ada@example.org", 201, "");
    accept(&scene, token, "ada2@example.org", 404, "invitation_unknown");
    wire_close(&scene.wire);
    api_world_close(&scene.world);
}

/* The link that the first start prints makes one administrator, within the hour. */
static void the_first_link_is_the_first_ones(void **state)
{
    struct scene scene = {0};
    char token[SECRET_TOKEN_SIZE];
    int64_t expires_at;
    api_world_open(&scene.world, state, NULL);
    wire_open(&scene.wire, &scene.world, NULL);
    assert_int_equal(invitation_create(scene.world.school, NULL, ROLE_ADMINISTRATOR, NULL, NULL, token, &expires_at),
                     FAULT_NONE);
    assert_int_equal(expires_at, api_world_now(&scene.world) + INVITATION_FIRST_MINUTES * 60000);
    api_join(&scene.world, "office", ROLE_ADMINISTRATOR);
    accept(&scene, token, "intruder@example.org", 404, "invitation_unknown");
    wire_close(&scene.wire);
    api_world_close(&scene.world);
}

/* Who may no longer let others in has no invitations out. */
static void invitations_end_with_their_maker(void **state)
{
    struct scene scene = {0};
    struct client_answer answer;
    char token[TOKEN_SIZE], target[TARGET_SIZE];
    api_world_open(&scene.world, state, NULL);
    wire_open(&scene.wire, &scene.world, NULL);
    scene.administrator = administrator(&scene, "office");
    scene.victim = administrator(&scene, "former");
    assert_int_equal(wire_ask(&scene.wire, &scene.victim, HTTP_POST, "/api/admin/invitations",
                              "{\"role\":\"administrator\"}", &answer),
                     201);
    invited(&answer, token);
    of_victim(&scene, "/deactivate", target);
    must(&scene, &scene.administrator, HTTP_POST, target, NULL, 200);
    accept(&scene, token, "friend@example.org", 404, "invitation_unknown");
    wire_close(&scene.wire);
    api_world_close(&scene.world);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST_ON_BOTH(nothing_is_kept),
        TEST_ON_BOTH(the_former_session_ends),
        TEST_ON_BOTH(invitations_are_bound),
        TEST_ON_BOTH(the_first_link_is_the_first_ones),
        TEST_ON_BOTH(invitations_end_with_their_maker),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
