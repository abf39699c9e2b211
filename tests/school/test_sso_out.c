/* SPDX-License-Identifier: MIT */
/* The institution's own sign-in: fresh proof, links, trying out, signing out on both sides, the only way in, Firebase.
 */
#include "support/sso_scene.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/clock.h"
#include "base/str.h"
#include "crypto/secret.h"
#include "school/common/fault.h"
#include "school/common/setting.h"
#include "school/common/state.h"
#include "school/people/account.h"
#include "school/people/people.h"
#include "school/people/registration.h"
#include "school/people/sign_in/session.h"
#include "school/people/sign_in/step_up.h"
#include "school/people/sso/sso.h"
#include "school/people/sso/sso_provider.h"
#include "school/school.h"
#include "sso/provider.h"
#include "store/store.h"

static const struct session_origin origin = {.address = "192.0.2.1"};
static const bool yes = true, no = false;

static void test_step_up(void **state)
{
    struct school_fixture *f = sso_scene_open_school(state);
    struct session session, other;
    struct step_up step_up;
    struct detour detour;
    char claims[200];
    int64_t until = 0;
    sso_scene_put_provider(f, "college", &one, "students");
    assert_int_equal(sso_scene_sign_in(f, "college", &one, "nina", NINA, &session), FAULT_NONE);
    struct actor nina = session_actor(&session);
    assert_int_equal(step_up_get(f->school, &nina, &step_up), FAULT_NONE);
    assert_true(step_up.takes[STEP_UP_PROVIDER]);
    assert_false(step_up.takes[STEP_UP_PASSWORD]);
    assert_int_equal(sso_step_up_begin(f->school, &nina, "nothing", &f->arena, &detour.begun), FAULT_SSO_UNKNOWN);
    assert_int_equal(sso_step_up_begin(f->school, &nina, "college", &f->arena, &detour.begun), FAULT_NONE);
    sso_scene_detour_read(&detour);
    assert_non_null(strstr(detour.begun.url, "prompt=login"));
    assert_non_null(strstr(detour.begun.url, "max_age=60"));
    struct sso_answered answer = sso_scene_answered(&detour, "college");
    // A provider that remembered the person, and says so or nothing, is no fresh proof.
    sso_scene_say(f, &one, "nina", detour.nonce, "");
    assert_int_equal(sso_step_up(f->school, &nina, &answer, &f->arena, &until), FAULT_SSO_NOT_ANEW);
    snprintf(claims, sizeof(claims), "\"auth_time\":%lld,", (long long)(clock_now_ms(&f->clock) / 1000 - 61));
    sso_scene_say(f, &one, "nina", detour.nonce, claims);
    assert_int_equal(sso_step_up(f->school, &nina, &answer, &f->arena, &until), FAULT_SSO_NOT_ANEW);
    snprintf(claims, sizeof(claims), "\"auth_time\":%lld,", (long long)(clock_now_ms(&f->clock) / 1000));
    sso_scene_say(f, &one, "ole", detour.nonce, claims);
    assert_int_equal(sso_step_up(f->school, &nina, &answer, &f->arena, &until), FAULT_SSO_OTHER_PERSON);
    // It is for this alone, and for this session.
    sso_scene_say(f, &one, "nina", detour.nonce, claims);
    assert_int_equal(sso_scene_come_back(f, &answer, &other), FAULT_SSO_STATE);
    assert_int_equal(sso_link(f->school, &nina, &answer, &f->arena), FAULT_SSO_STATE);
    struct actor elsewhere = nina;
    elsewhere.session_id++;
    assert_int_equal(sso_step_up(f->school, &elsewhere, &answer, &f->arena, &until), FAULT_SSO_STATE);
    assert_int_equal(sso_step_up(f->school, &nina, &answer, &f->arena, &until), FAULT_NONE);
    assert_int_equal(until, clock_now_ms(&f->clock) + 10 * MINUTE);
    assert_int_equal(session_find(f->school, session.token, false, &f->arena, &session), FAULT_NONE);
    assert_int_equal(session.stepped_up_at, clock_now_ms(&f->clock));
    // A sign-in's detour proves nothing.
    detour = sso_scene_begin(f, "college");
    sso_scene_say(f, &one, "nina", detour.nonce, claims);
    answer = sso_scene_answered(&detour, "college");
    assert_int_equal(sso_step_up(f->school, &nina, &answer, &f->arena, &until), FAULT_SSO_STATE);
    school_fixture_close(f);
}

static void test_links(void **state)
{
    struct school_fixture *f = sso_scene_open_school(state);
    struct session session, eve;
    struct detour detour;
    struct sso_link_list list;
    sso_scene_put_provider(f, "college", &one, "students");
    int64_t zoe_id = sso_scene_add_account(f, "zoe@college.example", ROLE_PROFESSOR);
    assert_int_equal(session_start(f->school, zoe_id, &origin, &f->arena, &session), FAULT_NONE);
    struct actor zoe = session_actor(&session);
    assert_int_equal(sso_link_begin(f->school, &zoe, "college", &f->arena, &detour.begun), FAULT_NONE);
    sso_scene_detour_read(&detour);
    sso_scene_say(f, &one, "z", detour.nonce, "");
    struct sso_answered answer = sso_scene_answered(&detour, "college");
    assert_int_equal(sso_link(f->school, &zoe, &answer, &f->arena), FAULT_NONE);
    assert_int_equal(sso_link(f->school, &zoe, &answer, &f->arena), FAULT_SSO_STATE);
    assert_int_equal(sso_scene_sign_in(f, "college", &one, "z", "", &session), FAULT_NONE);
    assert_int_equal(session.user.id, zoe_id);
    assert_int_equal(sso_link_list(f->school, &zoe, zoe_id, &f->arena, &list), FAULT_NONE);
    assert_int_equal(list.count, 1);
    assert_string_equal(list.links[0].slug, "college");
    // Somebody else's, whatever they do.
    assert_int_equal(sso_scene_sign_in(f, "college", &one, "e", NINA, &eve), FAULT_NONE);
    struct actor other = session_actor(&eve);
    assert_int_equal(sso_link_list(f->school, &other, zoe_id, &f->arena, &list), FAULT_NOT_ALLOWED);
    assert_int_equal(sso_unlink(f->school, &other, zoe_id, list.links[0].id), FAULT_NOT_ALLOWED);
    other.stepped_up_at = clock_now_ms(&f->clock);
    assert_int_equal(sso_unlink(f->school, &other, other.user_id, list.links[0].id), FAULT_NOT_FOUND);
    assert_int_equal(sso_link_begin(f->school, &other, "college", &f->arena, &detour.begun), FAULT_NONE);
    sso_scene_detour_read(&detour);
    sso_scene_say(f, &one, "z", detour.nonce, "");
    answer = sso_scene_answered(&detour, "college");
    assert_int_equal(sso_link(f->school, &other, &answer, &f->arena), FAULT_SSO_LINKED_ELSEWHERE);
    // The only way in stays; another may go, and its sessions with it.
    assert_int_equal(sso_link_list(f->school, &other, other.user_id, &f->arena, &list), FAULT_NONE);
    assert_int_equal(sso_unlink(f->school, &other, other.user_id, list.links[0].id), FAULT_SSO_LAST_WAY);
    assert_int_equal(sso_link_list(f->school, &f->administrator, zoe_id, &f->arena, &list), FAULT_NONE);
    fixture_wait(f, 10 * MINUTE);
    assert_int_equal(sso_unlink(f->school, &zoe, zoe_id, list.links[0].id), FAULT_STEP_UP_NEEDED);
    zoe.stepped_up_at = clock_now_ms(&f->clock);
    assert_int_equal(sso_unlink(f->school, &zoe, zoe_id, list.links[0].id), FAULT_NONE);
    assert_int_equal(session_find(f->school, session.token, false, &f->arena, &session), FAULT_NOT_SIGNED_IN);
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM audit WHERE action = 'provider_unlinked'"), 1);
    // An administrator may take anybody's.
    f->administrator.stepped_up_at = clock_now_ms(&f->clock);
    assert_int_equal(sso_link_list(f->school, &f->administrator, other.user_id, &f->arena, &list), FAULT_NONE);
    assert_int_equal(sso_unlink(f->school, &f->administrator, other.user_id, list.links[0].id), FAULT_NONE);
    assert_int_equal(session_find(f->school, eve.token, false, &f->arena, &eve), FAULT_NOT_SIGNED_IN);
    school_fixture_close(f);
}

static void test_try(void **state)
{
    struct school_fixture *f = sso_scene_open_school(state);
    struct detour detour;
    struct sso_tried tried;
    struct session session;
    const char *why;
    struct sso_provider provider = sso_scene_put_provider(f, "college", &one, "students");
    assert_int_equal(sso_scene_edit_provider(f, provider.id, &(struct sso_provider_edit){.enabled = &no}), FAULT_NONE);
    int64_t people = fixture_number(f, "SELECT COUNT(*) FROM users");
    assert_int_equal(sso_try_begin(f->school, &f->student, provider.id, &f->arena, &detour.begun), FAULT_NOT_ALLOWED);
    assert_int_equal(sso_try_begin(f->school, &f->administrator, provider.id, &f->arena, &detour.begun), FAULT_NONE);
    sso_scene_detour_read(&detour);
    struct sso_answered answer = sso_scene_answered(&detour, "college");
    sso_scene_say(f, &one, "nina", "another", NINA);
    assert_int_equal(sso_try(f->school, &f->administrator, &answer, &f->arena, &tried, &why), FAULT_SSO_REFUSED);
    assert_string_equal(why, "nonce");
    sso_scene_say(f, &one, "nina", detour.nonce, NINA "\"realm_access\":{\"roles\":[\"staff\"]},");
    assert_int_equal(sso_try(f->school, &f->administrator, &answer, &f->arena, &tried, &why), FAULT_NONE);
    assert_string_equal(tried.outcome, "made");
    assert_string_equal(tried.role, "professor");
    assert_string_equal(tried.email, "nina@college.example");
    assert_non_null(strstr(tried.claims, "realm_access"));
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM users"), people);
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM sso_links"), 0);
    assert_int_equal(sso_scene_edit_provider(f, provider.id, &(struct sso_provider_edit){.makes = "nobody"}),
                     FAULT_NONE);
    assert_int_equal(sso_try(f->school, &f->administrator, &answer, &f->arena, &tried, &why), FAULT_NONE);
    assert_string_equal(tried.outcome, "no_account");
    // It signs nobody in.
    assert_int_equal(sso_scene_edit_provider(f, provider.id, &(struct sso_provider_edit){.enabled = &yes}), FAULT_NONE);
    assert_int_equal(sso_scene_come_back(f, &answer, &session), FAULT_SSO_STATE);
    school_fixture_close(f);
}

static void logout_say(struct school_fixture *f, const char *id, const char *what, char token[static IDENTITY_TOKEN])
{
    char payload[IDENTITY_TEXT];
    snprintf(payload, sizeof(payload),
             "{\"iss\":\"%s\",\"aud\":\"ams\",\"iat\":%lld,\"jti\":\"%s\",%s,"
             "\"events\":{\"http://schemas.openid.net/event/backchannel-logout\":{}}}",
             one.issuer, (long long)(clock_now_ms(&f->clock) / 1000), id, what);
    identity_sign(one.rsa, "{\"alg\":\"RS256\",\"kid\":\"one\",\"typ\":\"logout+jwt\"}", payload, token);
}

static void test_sign_out(void **state)
{
    struct school_fixture *f = sso_scene_open_school(state);
    struct session first, second, other, found;
    char token[IDENTITY_TOKEN];
    const char *url = NULL;
    int64_t ended = 0;
    sso_scene_put_provider(f, "college", &one, "students");
    assert_int_equal(sso_scene_sign_in(f, "college", &one, "nina", NINA "\"sid\":\"s-1\",", &first), FAULT_NONE);
    assert_int_equal(sso_scene_sign_in(f, "college", &one, "nina", NINA "\"sid\":\"s-2\",", &second), FAULT_NONE);
    assert_int_equal(sso_scene_sign_in(f, "college", &one, "ole",
                                       "\"email\":\"o@college.example\",\"email_verified\":true,\"sid\":\"s-3\",",
                                       &other),
                     FAULT_NONE);
    // One session there is one here; once.
    logout_say(f, "a", "\"sid\":\"s-1\",\"sub\":\"nina\"", token);
    assert_int_equal(sso_logout(f->school, "nothing", token, &ended), FAULT_SSO_UNKNOWN);
    assert_int_equal(sso_logout(f->school, "college", token, &ended), FAULT_NONE);
    assert_int_equal(ended, 1);
    assert_int_equal(session_find(f->school, first.token, false, &f->arena, &found), FAULT_NOT_SIGNED_IN);
    assert_int_equal(session_find(f->school, second.token, false, &f->arena, &found), FAULT_NONE);
    assert_int_equal(sso_logout(f->school, "college", token, &ended), FAULT_SSO_REFUSED);
    // Somebody else's session is not ended in one's name.
    logout_say(f, "b", "\"sid\":\"s-3\",\"sub\":\"nina\"", token);
    assert_int_equal(sso_logout(f->school, "college", token, &ended), FAULT_NONE);
    assert_int_equal(ended, 0);
    // The person, wherever they are.
    assert_int_equal(sso_scene_sign_in(f, "college", &one, "nina", NINA "\"sid\":\"s-4\",", &first), FAULT_NONE);
    logout_say(f, "c", "\"sub\":\"nina\"", token);
    assert_int_equal(sso_logout(f->school, "college", token, &ended), FAULT_NONE);
    assert_int_equal(ended, 2);
    assert_int_equal(session_find(f->school, other.token, false, &f->arena, &found), FAULT_NONE);
    // An ID token signs nobody out, nor one that is signed by nobody.
    assert_int_equal(sso_logout(f->school, "college", one.id_token, &ended), FAULT_SSO_REFUSED);
    assert_int_equal(sso_logout(f->school, "college", "e30.e30.AAAA", &ended), FAULT_SSO_REFUSED);
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM audit WHERE action = 'provider_signed_out'"), 2);

    // From here to there: with the token that it gave, which was sealed meanwhile.
    assert_int_equal(sso_scene_sign_in(f, "college", &one, "nina", NINA, &first), FAULT_NONE);
    struct actor nina = session_actor(&first);
    assert_int_equal(sso_leave(f->school, &nina, &f->arena, &url), FAULT_NONE);
    assert_non_null(url);
    assert_memory_equal(url, one.issuer, strlen(one.issuer));
    assert_non_null(strstr(url, "id_token_hint="));
    assert_non_null(strstr(url, one.id_token));
    assert_non_null(strstr(url, "post_logout_redirect_uri=https%3A%2F%2Fams.example.org%2Fsign-in"));
    assert_int_equal(session_find(f->school, first.token, false, &f->arena, &found), FAULT_NOT_SIGNED_IN);
    int64_t zoe = sso_scene_add_account(f, "zoe@college.example", ROLE_STUDENT);
    assert_int_equal(session_start(f->school, zoe, &origin, &f->arena, &first), FAULT_NONE);
    struct actor by_password = session_actor(&first);
    assert_int_equal(sso_leave(f->school, &by_password, &f->arena, &url), FAULT_NONE);
    assert_null(url);
    school_fixture_close(f);
}

static void test_only_way(void **state)
{
    struct school_fixture *f = sso_scene_open_school(state);
    struct session session;
    struct setting_state set;
    struct sso_buttons buttons;
    struct user user;
    int64_t wait = 0, count = 0;
    struct sso_provider provider = sso_scene_put_provider(f, "college", &one, "students");
    sso_scene_add_account(f, "zoe@college.example", ROLE_STUDENT);
    sso_scene_add_account(f, "head@college.example", ROLE_ADMINISTRATOR);
    assert_int_equal(setting_change(f->school, &f->administrator, SETTING_REGISTRATION, "open", &f->arena, &set),
                     FAULT_NONE);
    assert_int_equal(
        setting_change(f->school, &f->administrator, SETTING_PASSWORD_SIGN_IN, "administrators", &f->arena, &set),
        FAULT_NONE);
    assert_int_equal(sso_buttons_get(f->school, &f->arena, &buttons), FAULT_NONE);
    assert_int_equal(buttons.count, 1);
    assert_true(buttons.only);
    // A wrong password says nothing of it.
    assert_int_equal(
        session_sign_in(f->school, "zoe@college.example", "wrong one here", &origin, &f->arena, &session, &wait),
        FAULT_WRONG_CREDENTIALS);
    assert_int_equal(
        session_sign_in(f->school, "zoe@college.example", SSO_SCENE_PASSWORD, &origin, &f->arena, &session, &wait),
        FAULT_SSO_ONLY);
    assert_int_equal(
        session_sign_in(f->school, "head@college.example", SSO_SCENE_PASSWORD, &origin, &f->arena, &session, &wait),
        FAULT_NONE);
    const struct account_request request = {
        .name = "Eve", .email = "eve@college.example", .password = SSO_SCENE_PASSWORD};
    assert_int_equal(account_sign_up(f->school, &request, &f->arena, &user), FAULT_SSO_ONLY);
    assert_int_equal(sso_scene_sign_in(f, "college", &one, "z",
                                       "\"email\":\"zoe@college.example\",\"email_verified\":true,", &session),
                     FAULT_NONE);
    // Without a provider in use nobody is shut out; and that is what the operator's command does.
    assert_int_equal(sso_turn_off(f->school, &count), FAULT_NONE);
    assert_int_equal(count, 1);
    assert_int_equal(
        session_sign_in(f->school, "zoe@college.example", SSO_SCENE_PASSWORD, &origin, &f->arena, &session, &wait),
        FAULT_NONE);
    assert_int_equal(sso_buttons_get(f->school, &f->arena, &buttons), FAULT_NONE);
    assert_int_equal(buttons.count, 0);
    assert_false(buttons.only);
    assert_int_equal(sso_scene_edit_provider(f, provider.id, &(struct sso_provider_edit){.enabled = &yes}), FAULT_NONE);
    assert_int_equal(
        session_sign_in(f->school, "zoe@college.example", SSO_SCENE_PASSWORD, &origin, &f->arena, &session, &wait),
        FAULT_SSO_ONLY);
    // Removing one ends what it opened.
    assert_int_equal(sso_scene_sign_in(f, "college", &one, "z",
                                       "\"email\":\"zoe@college.example\",\"email_verified\":true,", &session),
                     FAULT_NONE);
    assert_int_equal(sso_provider_remove(f->school, &f->student, provider.id), FAULT_NOT_ALLOWED);
    assert_int_equal(sso_provider_remove(f->school, &f->administrator, provider.id), FAULT_NONE);
    assert_int_equal(session_find(f->school, session.token, false, &f->arena, &session), FAULT_NOT_SIGNED_IN);
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM sso_links"), 0);
    assert_int_equal(sso_provider_remove(f->school, &f->administrator, provider.id), FAULT_NOT_FOUND);
    school_fixture_close(f);
}

static void firebase_say(struct school_fixture *f, const char *subject, const char *more, cjose_jwk_t *key,
                         const char *header, char token[static IDENTITY_TOKEN])
{
    char payload[IDENTITY_TEXT];
    long long now = (long long)(clock_now_ms(&f->clock) / 1000);
    snprintf(
        payload, sizeof(payload),
        "{%s\"iss\":\"https://securetoken.google.com/my-college\",\"aud\":\"my-college\",\"sub\":\"%s\",\"exp\":%lld,"
        "\"iat\":%lld,\"auth_time\":%lld}",
        more, subject, now + 3600, now - 5, now - 5);
    identity_sign(key, header, payload, token);
}

static void test_firebase(void **state)
{
    struct school_fixture *f = sso_scene_open_school(state);
    struct sso_provider provider;
    struct session session;
    char token[IDENTITY_TOKEN];
    const char *field = NULL;
    int64_t wait = 0;
    static const char header[] = "{\"alg\":\"RS256\",\"kid\":\"one\",\"typ\":\"JWT\"}";
    const struct sso_provider_edit edit = {.slug = "app",
                                           .name = "The app",
                                           .kind = "firebase",
                                           .client_id = "my-college",
                                           .makes = "students",
                                           .enabled = &yes};
    // As the Firebase emulator 15 signs nobody: no keys are asked for on its account, wherever they are.
    static const char unsigned_head[] = "eyJhbGciOiJub25lIiwidHlwIjoiSldUIn0";
    firebase_say(f, "uid-1", NINA, one.rsa, header, token);
    assert_int_equal(sso_firebase_sign_in(f->school, NULL, token, &origin, &f->arena, &session, &wait),
                     FAULT_SSO_UNKNOWN);
    assert_int_equal(sso_provider_add(f->school, &f->administrator, &edit, &f->arena, &provider, &field), FAULT_NONE);
    assert_string_equal(provider.issuer, "https://securetoken.google.com/my-college");
    one.down = true;
    const char *payload = strchr(token, '.');
    for (int i = 0; i < 2; i++) {
        char emulated[IDENTITY_TOKEN];
        int most =
            i == 0 ? (int)(strrchr(token, '.') + 1 - payload) : (int)strlen(payload); // with and without a signature
        snprintf(emulated, sizeof(emulated), "%s%.*s", unsigned_head, most, payload);
        assert_int_equal(sso_firebase_sign_in(f->school, NULL, emulated, &origin, &f->arena, &session, &wait),
                         FAULT_SSO_REFUSED);
    }
    assert_int_equal(one.key_requests, 0);
    assert_int_equal(sso_firebase_sign_in(f->school, NULL, token, &origin, &f->arena, &session, &wait), FAULT_SSO_DOWN);
    one.down = false;
    fixture_wait(f, 6 * SECOND);
    firebase_say(f, "uid-1", NINA, one.rsa, header, token);
    assert_int_equal(sso_firebase_sign_in(f->school, NULL, token, &origin, &f->arena, &session, &wait), FAULT_NONE);
    assert_string_equal(session.user.email, "nina@college.example");
    assert_int_equal(session.stepped_up_at, clock_now_ms(&f->clock) - 5000);
    // Once.
    assert_int_equal(sso_firebase_sign_in(f->school, "app", token, &origin, &f->arena, &session, &wait),
                     FAULT_SSO_REFUSED);
    firebase_say(f, "uid-1", "", one.rsa, header, token);
    assert_int_equal(sso_firebase_sign_in(f->school, "app", token, &origin, &f->arena, &session, &wait), FAULT_NONE);
    // A stranger's key; the emulator's; a key that came since.
    firebase_say(f, "uid-1", "\"x\":1,", one.next, header, token);
    assert_int_equal(sso_firebase_sign_in(f->school, "app", token, &origin, &f->arena, &session, &wait),
                     FAULT_SSO_REFUSED);
    char *signature = strrchr(token, '.');
    signature[1] = '\0';
    assert_int_equal(sso_firebase_sign_in(f->school, "app", token, &origin, &f->arena, &session, &wait),
                     FAULT_SSO_REFUSED);
    one.rotated = true;
    firebase_say(f, "uid-1", "\"x\":2,", one.next, "{\"alg\":\"RS256\",\"kid\":\"three\"}", token);
    assert_int_equal(sso_firebase_sign_in(f->school, "app", token, &origin, &f->arena, &session, &wait), FAULT_NONE);
    // It is no way for the page, and its tokens sign nobody in by the other way.
    struct sso_begun begun;
    assert_int_equal(sso_sign_in_begin(f->school, "app", &f->arena, &begun), FAULT_SSO_UNKNOWN);
    sso_scene_put_provider(f, "college", &one, "students");
    assert_int_equal(sso_firebase_sign_in(f->school, "college", token, &origin, &f->arena, &session, &wait),
                     FAULT_SSO_UNKNOWN);
    // Guessing ends.
    enum fault fault = FAULT_NONE;
    for (int i = 0; i < SESSION_ATTEMPTS_ADDRESS + 1 && fault != FAULT_TOO_MANY_ATTEMPTS; i++)
        fault = sso_firebase_sign_in(f->school, "app", "e30.e30.AAAA", &origin, &f->arena, &session, &wait);
    assert_int_equal(fault, FAULT_TOO_MANY_ATTEMPTS);
    assert_true(wait > 0);
    school_fixture_close(f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST_ON_BOTH(test_step_up),  TEST_ON_BOTH(test_links),    TEST_ON_BOTH(test_try),
        TEST_ON_BOTH(test_sign_out), TEST_ON_BOTH(test_only_way), TEST_ON_BOTH(test_firebase),
    };
    return cmocka_run_group_tests(tests, sso_scene_setup, sso_scene_teardown);
}
