/* SPDX-License-Identifier: MIT */
/*
 * The institution's own sign-in: whose account it is, what administrators type of a provider, detours that were begun
 * elsewhere, with another, for something else or before, keys that change and a provider that is down.
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

static const bool yes = true, no = false;

static void test_sign_in(void **state)
{
    struct school_fixture *f = sso_scene_open_school(state);
    struct session session, again;
    sso_scene_put_provider(f, "college", &one, "students");
    struct detour detour = sso_scene_begin(f, "college");
    assert_non_null(strstr(detour.begun.url, "response_type=code"));
    assert_non_null(strstr(detour.begun.url, "code_challenge_method=S256"));
    assert_non_null(strstr(detour.begun.url, "redirect_uri=https%3A%2F%2Fams.example.org%2Fsso%2Fcollege"));
    assert_null(strstr(detour.begun.url, "s3cret"));
    assert_int_equal(sso_scene_sign_in(f, "college", &one, "nina", NINA "\"number\":4711,\"sid\":\"s-1\",", &session),
                     FAULT_NONE);
    assert_string_equal(session.user.name, "Nina Berg");
    assert_string_equal(session.user.family_name, "Berg");
    assert_string_equal(session.user.email, "nina@college.example");
    assert_string_equal(session.user.external_id, "4711");
    assert_int_equal(session.user.role, ROLE_STUDENT);
    assert_true(session.user.email_proven_at > 0);
    // Nothing says that the person was asked there just now.
    assert_int_equal(session.stepped_up_at, 0);
    // The verifier went to the provider, the secret as HTTP Basic.
    assert_non_null(strstr(one.asked, "code_verifier="));
    assert_null(strstr(one.asked, "s3cret"));
    assert_memory_equal(one.authorized, "Basic ", 6);

    assert_int_equal(sso_scene_sign_in(f, "college", &one, "nina", NINA, &again), FAULT_NONE);
    assert_int_equal(again.user.id, session.user.id);
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM sso_links"), 1);
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM audit WHERE action = 'provider_account_made'"), 1);
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM audit WHERE detail = 'provider college'"), 2);
    // Another address there changes nothing here; and another person with the address is not let to the account.
    assert_int_equal(sso_scene_sign_in(f, "college", &one, "nina",
                                       "\"email\":\"n.berg@college.example\",\"email_verified\":true,", &again),
                     FAULT_NONE);
    assert_int_equal(again.user.id, session.user.id);
    assert_int_equal(sso_scene_sign_in(f, "college", &one, "another", NINA, &again), FAULT_SSO_LINK_FIRST);
    // Two of them at once in one browser are one detour.
    struct user user;
    assert_int_equal(account_get(f->school, session.user.id, &f->arena, &user), FAULT_NONE);
    assert_string_equal(user.email, "nina@college.example");
    fixture_sql(f, "UPDATE users SET disabled_at = 1 WHERE email = 'nina@college.example'");
    assert_int_equal(sso_scene_sign_in(f, "college", &one, "nina", NINA, &again), FAULT_SSO_CLOSED);
    // A session by a provider that has just asked counts as proof.
    char fresh[200];
    snprintf(fresh, sizeof(fresh), "\"email\":\"o@college.example\",\"email_verified\":\"true\",\"auth_time\":%lld,",
             (long long)(clock_now_ms(&f->clock) / 1000 - 30));
    assert_int_equal(sso_scene_sign_in(f, "college", &one, "ole", fresh, &again), FAULT_NONE);
    assert_int_equal(again.stepped_up_at, clock_now_ms(&f->clock) - 30000);
    assert_string_equal(again.user.name, "o");
    school_fixture_close(f);
}

static void test_detours(void **state)
{
    struct school_fixture *f = sso_scene_open_school(state);
    struct session session;
    sso_scene_put_provider(f, "college", &one, "students");
    sso_scene_put_provider(f, "other", &two, "students");
    struct sso_begun begun;
    assert_int_equal(sso_sign_in_begin(f->school, "nothing", &f->arena, &begun), FAULT_SSO_UNKNOWN);

    // Of another browser: its cookie is not this state's.
    struct detour mine = sso_scene_begin(f, "college"), victims = sso_scene_begin(f, "college");
    sso_scene_say(f, &one, "nina", mine.nonce, NINA);
    struct sso_answered answer = sso_scene_answered(&mine, "college");
    answer.flow = victims.begun.flow;
    assert_int_equal(sso_scene_come_back(f, &answer, &session), FAULT_SSO_STATE);
    answer.flow = NULL;
    assert_int_equal(sso_scene_come_back(f, &answer, &session), FAULT_SSO_STATE);
    answer = sso_scene_answered(&mine, "college");
    answer.state = NULL;
    assert_int_equal(sso_scene_come_back(f, &answer, &session), FAULT_SSO_STATE);
    answer.state = "";
    assert_int_equal(sso_scene_come_back(f, &answer, &session), FAULT_SSO_STATE);
    // A cookie that was made up, or changed: another provider, a later time.
    char text[SSO_FLOW_TEXT_MAX + 1];
    for (size_t i = 0; mine.begun.flow[i]; i++) {
        snprintf(text, sizeof(text), "%s", mine.begun.flow);
        text[i] = text[i] == '1' ? '2' : '1';
        answer = sso_scene_answered(&mine, "college");
        answer.flow = text;
        assert_int_equal(sso_scene_come_back(f, &answer, &session), FAULT_SSO_STATE);
    }
    // A code of somebody else's sign-in is of their nonce (and of their verifier, which the provider knows).
    sso_scene_say(f, &one, "eve", victims.nonce, "");
    answer = sso_scene_answered(&mine, "college");
    assert_int_equal(sso_scene_come_back(f, &answer, &session), FAULT_SSO_REFUSED);
    // The provider refuses the code.
    answer.code = "bad";
    assert_int_equal(sso_scene_come_back(f, &answer, &session), FAULT_SSO_ODD);
    answer.code = NULL;
    assert_int_equal(sso_scene_come_back(f, &answer, &session), FAULT_SSO_STATE);
    answer.error = "access_denied";
    assert_int_equal(sso_scene_come_back(f, &answer, &session), FAULT_SSO_CANCELLED);
    answer.error = "server_error";
    assert_int_equal(sso_scene_come_back(f, &answer, &session), FAULT_SSO_ODD);

    // Once, and within ten minutes.
    sso_scene_say(f, &one, "nina", mine.nonce, NINA);
    answer = sso_scene_answered(&mine, "college");
    assert_int_equal(sso_scene_come_back(f, &answer, &session), FAULT_NONE);
    assert_int_equal(sso_scene_come_back(f, &answer, &session), FAULT_SSO_STATE);
    sso_scene_say(f, &one, "nina", victims.nonce, NINA);
    fixture_wait(f, 10 * MINUTE);
    answer = sso_scene_answered(&victims, "college");
    assert_int_equal(sso_scene_come_back(f, &answer, &session), FAULT_SSO_STATE);
    fixture_wait(f, SECOND);
    assert_int_equal(school_sweep(f->school), FAULT_NONE);
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM sso_spent"), 0);
    school_fixture_close(f);
}

/* What the administrator has to mend at the provider is told apart from what only looks like it. */
static void test_client(void **state)
{
    struct school_fixture *f = sso_scene_open_school(state);
    struct session session;
    static const char *const unknown[] = {"401 invalid_client", "400 invalid_client", "403 unauthorized_client",
                                          "401 ?"};
    struct sso_provider college = sso_scene_put_provider(f, "college", &one, "students");
    struct detour detour = sso_scene_begin(f, "college");
    struct sso_answered answer = sso_scene_answered(&detour, "college");
    sso_scene_say(f, &one, "nina", detour.nonce, NINA);
    for (size_t i = 0; i < ARRAY_LENGTH(unknown); i++) {
        one.denies = unknown[i];
        assert_int_equal(sso_scene_come_back(f, &answer, &session), FAULT_SSO_CLIENT);
    }
    one.denies = "403 invalid_code";
    assert_int_equal(sso_scene_come_back(f, &answer, &session), FAULT_SSO_ODD);
    one.denies = NULL;
    assert_int_equal(sso_scene_edit_provider(f, college.id, &(struct sso_provider_edit){.client_id = "portal"}),
                     FAULT_NONE);
    assert_int_equal(sso_scene_come_back(f, &answer, &session), FAULT_SSO_AUDIENCE);
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM sso_links"), 0);
    school_fixture_close(f);
}

/* The browser was sent to one provider and comes back from another. */
static void test_mix_up(void **state)
{
    struct school_fixture *f = sso_scene_open_school(state);
    struct session session;
    sso_scene_put_provider(f, "college", &one, "students");
    sso_scene_put_provider(f, "other", &two, "students");
    struct detour detour = sso_scene_begin(f, "college");
    sso_scene_say(f, &two, "eve", detour.nonce, NINA);
    sso_scene_say(f, &one, "nina", detour.nonce, NINA);
    struct sso_answered answer = sso_scene_answered(&detour, "other");
    assert_int_equal(sso_scene_come_back(f, &answer, &session), FAULT_SSO_STATE);
    answer = sso_scene_answered(&detour, "college");
    answer.issuer = two.issuer;
    assert_int_equal(sso_scene_come_back(f, &answer, &session), FAULT_SSO_STATE);
    // Whose answers say whose they are must say so.
    one.names_itself = true;
    sso_close(f->school->sso);
    f->school->sso = sso_open(&(struct sso_net){.private = true, .plain = true}, NULL);
    answer.issuer = NULL;
    assert_int_equal(sso_scene_come_back(f, &answer, &session), FAULT_SSO_STATE);
    answer.issuer = one.issuer;
    assert_int_equal(one.exchanges + two.exchanges, 0);
    // A token of the other's, though it was signed well there.
    one.id_token[0] = '\0';
    char other[IDENTITY_TOKEN];
    snprintf(other, sizeof(other), "%s", two.id_token);
    memcpy(one.id_token, other, sizeof(other));
    assert_int_equal(sso_scene_come_back(f, &answer, &session), FAULT_SSO_REFUSED);
    sso_scene_say(f, &one, "nina", detour.nonce, NINA);
    assert_int_equal(sso_scene_come_back(f, &answer, &session), FAULT_NONE);
    // The same subject at another issuer is somebody else.
    assert_int_equal(sso_scene_sign_in(f, "other", &two, "nina",
                                       "\"email\":\"x@college.example\",\"email_verified\":true,", &session),
                     FAULT_NONE);
    assert_int_equal(fixture_number(f, "SELECT COUNT(DISTINCT user_id) FROM sso_links"), 2);
    // One that says it is another is none.
    snprintf(two.named, sizeof(two.named), "%s", one.issuer);
    sso_close(f->school->sso);
    f->school->sso = sso_open(&(struct sso_net){.private = true, .plain = true}, NULL);
    struct sso_begun begun;
    assert_int_equal(sso_sign_in_begin(f->school, "other", &f->arena, &begun), FAULT_SSO_ODD);
    school_fixture_close(f);
}

static void test_matching(void **state)
{
    struct school_fixture *f = sso_scene_open_school(state);
    struct session session;
    struct user typed;
    struct sso_provider provider = sso_scene_put_provider(f, "college", &one, "nobody");
    int64_t zoe = sso_scene_add_account(f, "zoe@college.example", ROLE_STUDENT);
    int64_t head = sso_scene_add_account(f, "head@college.example", ROLE_ADMINISTRATOR);
    int64_t prof = sso_scene_add_account(f, "prof@college.example", ROLE_PROFESSOR);
    fixture_sql(f, "UPDATE users SET external_id = 'p-77' WHERE email = 'prof@college.example'");

    // By an address that both sides know to be theirs.
    assert_int_equal(sso_scene_sign_in(f, "college", &one, "z", "\"email\":\"Zoe@College.example\",", &session),
                     FAULT_SSO_NO_ACCOUNT);
    assert_int_equal(sso_scene_sign_in(f, "college", &one, "z",
                                       "\"email\":\"zoe@college.example\",\"email_verified\":false,", &session),
                     FAULT_SSO_NO_ACCOUNT);
    assert_int_equal(
        sso_scene_sign_in(f, "college", &one, "z", "\"email\":\"zoe@college.example\",\"email_verified\":1,", &session),
        FAULT_SSO_NO_ACCOUNT);
    assert_int_equal(sso_scene_sign_in(f, "college", &one, "z",
                                       "\"email\":\"Zoe@College.example\",\"email_verified\":true,", &session),
                     FAULT_NONE);
    assert_int_equal(session.user.id, zoe);
    // By the number that the office has entered.
    assert_int_equal(sso_scene_sign_in(f, "college", &one, "p", "\"number\":\"p-77\",", &session), FAULT_NONE);
    assert_int_equal(session.user.id, prof);
    // Not an administrator's.
    assert_int_equal(sso_scene_sign_in(f, "college", &one, "h",
                                       "\"email\":\"head@college.example\",\"email_verified\":true,", &session),
                     FAULT_SSO_LINK_FIRST);
    assert_int_equal(sso_scene_edit_provider(f, provider.id, &(struct sso_provider_edit){.admins = &yes}), FAULT_NONE);
    assert_int_equal(sso_scene_sign_in(f, "college", &one, "h",
                                       "\"email\":\"head@college.example\",\"email_verified\":true,", &session),
                     FAULT_NONE);
    assert_int_equal(session.user.id, head);
    // Not one that somebody has only typed: whoever typed it would wait in the account.
    fixture_sql(f, "UPDATE settings SET value = 'open' WHERE name = 'registration'");
    struct setting_state set;
    assert_int_equal(setting_change(f->school, &f->administrator, SETTING_REGISTRATION, "open", &f->arena, &set),
                     FAULT_NONE);
    const struct account_request squat = {
        .name = "Eve", .email = "new@college.example", .password = SSO_SCENE_PASSWORD};
    assert_int_equal(account_sign_up(f->school, &squat, &f->arena, &typed), FAULT_NONE);
    assert_int_equal(sso_scene_sign_in(f, "college", &one, "n",
                                       "\"email\":\"new@college.example\",\"email_verified\":true,", &session),
                     FAULT_SSO_NO_ACCOUNT);
    // Where accounts are made it is another account, and the typed one gives the address up.
    assert_int_equal(sso_scene_edit_provider(f, provider.id, &(struct sso_provider_edit){.makes = "students"}),
                     FAULT_NONE);
    assert_int_equal(sso_scene_sign_in(f, "college", &one, "n",
                                       "\"email\":\"new@college.example\",\"email_verified\":true,", &session),
                     FAULT_NONE);
    assert_int_not_equal(session.user.id, typed.id);
    assert_int_equal(sso_scene_sign_in(f, "college", &one, "m", "", &session), FAULT_SSO_NO_EMAIL);
    // Not by the address at all.
    sso_scene_add_account(f, "late@college.example", ROLE_STUDENT);
    assert_int_equal(sso_scene_edit_provider(f, provider.id, &(struct sso_provider_edit){.by_email = &no}), FAULT_NONE);
    assert_int_equal(sso_scene_sign_in(f, "college", &one, "l",
                                       "\"email\":\"late@college.example\",\"email_verified\":true,", &session),
                     FAULT_SSO_LINK_FIRST);
    school_fixture_close(f);
}

static void test_domains(void **state)
{
    struct school_fixture *f = sso_scene_open_school(state);
    struct session session;
    struct sso_provider provider = sso_scene_put_provider(f, "college", &one, "students");
    assert_int_equal(sso_scene_edit_provider(f, provider.id,
                                             &(struct sso_provider_edit){.domains = "College.example school.example"}),
                     FAULT_NONE);
    assert_int_equal(sso_scene_sign_in(f, "college", &one, "d",
                                       "\"email\":\"d@elsewhere.example\",\"email_verified\":true,", &session),
                     FAULT_SSO_DOMAIN);
    assert_int_equal(sso_scene_sign_in(f, "college", &one, "d",
                                       "\"email\":\"d@evil-college.example\",\"email_verified\":true,", &session),
                     FAULT_SSO_DOMAIN);
    assert_int_equal(sso_scene_sign_in(f, "college", &one, "d",
                                       "\"email\":\"d@college.example.evil.example\",\"email_verified\":true,",
                                       &session),
                     FAULT_SSO_DOMAIN);
    assert_int_equal(sso_scene_sign_in(f, "college", &one, "d", "\"email\":\"d@school.example\",", &session),
                     FAULT_SSO_DOMAIN);
    assert_int_equal(sso_scene_edit_provider(f, provider.id, &(struct sso_provider_edit){.trusts_email = &yes}),
                     FAULT_NONE);
    assert_int_equal(sso_scene_sign_in(f, "college", &one, "d",
                                       "\"email\":\"d@school.example\",\"email_verified\":false,", &session),
                     FAULT_SSO_DOMAIN);
    assert_int_equal(sso_scene_sign_in(f, "college", &one, "d", "\"email\":\"d@school.example\",", &session),
                     FAULT_NONE);
    school_fixture_close(f);
}

static void test_roles(void **state)
{
    struct school_fixture *f = sso_scene_open_school(state);
    struct session session;
    sso_scene_put_provider(f, "college", &one, "by_role");
    static const struct {
        const char *claims;
        enum fault fault;
        enum role role;
    } cases[] = {
        {"", FAULT_SSO_NO_ROLE, 0},
        {"\"realm_access\":{\"roles\":[]},", FAULT_SSO_NO_ROLE, 0},
        {"\"realm_access\":{\"roles\":[\"Staff\",\"professor\",\"administrator\"]},", FAULT_SSO_NO_ROLE, 0},
        {"\"realm_access\":\"staff\",", FAULT_SSO_NO_ROLE, 0},
        {"\"realm_access\":{\"roles\":[\"pupils\"]},", FAULT_NONE, ROLE_STUDENT},
        {"\"realm_access\":{\"roles\":\"staff\"},", FAULT_NONE, ROLE_PROFESSOR},
        {"\"realm_access.roles\":[\"pupils\",\"staff\"],", FAULT_NONE, ROLE_PROFESSOR},
        {"\"realm_access\":{\"roles\":[\"it-admins\",\"pupils\"]},", FAULT_NONE, ROLE_ADMINISTRATOR},
    };
    for (size_t i = 0; i < ARRAY_LENGTH(cases); i++) {
        char claims[400], subject[8];
        snprintf(subject, sizeof(subject), "s%zu", i);
        snprintf(claims, sizeof(claims), "\"email\":\"s%zu@college.example\",\"email_verified\":true,%s", i,
                 cases[i].claims);
        assert_int_equal(sso_scene_sign_in(f, "college", &one, subject, claims, &session), cases[i].fault);
        if (cases[i].fault == FAULT_NONE)
            assert_int_equal(session.user.role, cases[i].role);
    }
    // What the token leaves out the provider is asked for; of somebody else it does not count.
    snprintf(one.userinfo, sizeof(one.userinfo),
             "{\"sub\":\"u\",\"email\":\"u@college.example\",\"email_verified\":true,\"realm_access\":{\"roles\":["
             "\"staff\"]}}");
    assert_int_equal(sso_scene_sign_in(f, "college", &one, "u", "", &session), FAULT_NONE);
    assert_int_equal(session.user.role, ROLE_PROFESSOR);
    assert_int_equal(sso_scene_sign_in(f, "college", &one, "v", "", &session), FAULT_SSO_ODD);
    school_fixture_close(f);
}

static void test_keys_and_down(void **state)
{
    struct school_fixture *f = sso_scene_open_school(state);
    struct session session;
    struct sso_begun begun;
    sso_scene_put_provider(f, "college", &one, "students");
    assert_int_equal(sso_scene_sign_in(f, "college", &one, "nina", NINA, &session), FAULT_NONE);
    assert_int_equal(sso_scene_sign_in(f, "college", &one, "nina", NINA, &session), FAULT_NONE);
    assert_int_equal(one.discoveries, 1);
    assert_int_equal(one.key_requests, 1);
    // Another key: looked for once a minute at most.
    one.rotated = true;
    assert_int_equal(sso_scene_sign_in(f, "college", &one, "nina", NINA, &session), FAULT_NONE);
    assert_int_equal(one.key_requests, 2);
    one.rotated = false; // the old key signs again, which the set no longer has
    struct detour detour = sso_scene_begin(f, "college");
    sso_scene_say(f, &one, "nina", detour.nonce, NINA);
    one.rotated = true;
    struct sso_answered answer = sso_scene_answered(&detour, "college");
    for (int i = 0; i < 5; i++)
        assert_int_equal(sso_scene_come_back(f, &answer, &session), FAULT_SSO_REFUSED);
    assert_int_equal(one.key_requests, 2);
    fixture_wait(f, MINUTE);
    assert_int_equal(sso_scene_come_back(f, &answer, &session), FAULT_SSO_REFUSED);
    assert_int_equal(one.key_requests, 3);
    // Down: what is known is enough to be sent there; nobody is signed in by it.
    one.down = true;
    detour = sso_scene_begin(f, "college");
    answer = sso_scene_answered(&detour, "college");
    assert_int_equal(sso_scene_come_back(f, &answer, &session), FAULT_SSO_DOWN);
    // It can be gone on with when the provider is back.
    one.down = false;
    sso_scene_say(f, &one, "nina", detour.nonce, NINA);
    assert_int_equal(sso_scene_come_back(f, &answer, &session), FAULT_NONE);
    sso_close(f->school->sso);
    f->school->sso = sso_open(&(struct sso_net){.private = true, .plain = true}, NULL);
    one.down = true;
    unsigned asked = one.discoveries;
    assert_int_equal(sso_sign_in_begin(f->school, "college", &f->arena, &begun), FAULT_SSO_DOWN);
    one.down = false;
    assert_int_equal(sso_sign_in_begin(f->school, "college", &f->arena, &begun), FAULT_SSO_DOWN); // too soon
    assert_int_equal(one.discoveries, asked);
    fixture_wait(f, 5 * SECOND);
    assert_int_equal(sso_sign_in_begin(f->school, "college", &f->arena, &begun), FAULT_NONE);
    // Not inward, unless the operator says so.
    sso_close(f->school->sso);
    f->school->sso = sso_open(&(struct sso_net){.private = true}, NULL);
    assert_int_equal(sso_sign_in_begin(f->school, "college", &f->arena, &begun), FAULT_SSO_ODD);
    assert_int_equal(sso_scene_edit_provider(f, 1, &(struct sso_provider_edit){.name = "X"}), FAULT_SSO_INVALID);
    school_fixture_close(f);
}

static const struct {
    struct sso_provider_edit edit;
    const char *field;
} typed[] = {
    {{.name = "X", .issuer = "https://a.example", .client_id = "c"}, "slug"},
    {{.slug = "Up", .name = "X", .issuer = "https://a.example", .client_id = "c"}, "slug"},
    {{.slug = "a/b", .name = "X", .issuer = "https://a.example", .client_id = "c"}, "slug"},
    {{.slug = "a", .name = " ", .issuer = "https://a.example", .client_id = "c"}, "name"},
    {{.slug = "a", .name = "X", .kind = "saml", .issuer = "https://a.example", .client_id = "c"}, "kind"},
    {{.slug = "a", .name = "X", .issuer = "http://a.example", .client_id = "c"}, "issuer"},
    {{.slug = "a", .name = "X", .issuer = "https://u:p@a.example", .client_id = "c"}, "issuer"},
    {{.slug = "a", .name = "X", .issuer = "https://a.example/?x=1", .client_id = "c"}, "issuer"},
    {{.slug = "a", .name = "X", .issuer = "https://a.example/#x", .client_id = "c"}, "issuer"},
    {{.slug = "a", .name = "X", .issuer = "file:///etc/passwd", .client_id = "c"}, "issuer"},
    {{.slug = "a", .name = "X", .issuer = "https://a.example\r\nX: y", .client_id = "c"}, "issuer"},
    {{.slug = "a", .name = "X", .issuer = "", .client_id = "c"}, "issuer"},
    {{.slug = "a", .name = "X", .issuer = "https://a.example"}, "client_id"},
    {{.slug = "a", .name = "X", .issuer = "https://a.example", .client_id = "a b"}, "client_id"},
    {{.slug = "a", .name = "X", .issuer = "https://a.example", .client_id = "c", .secret = "a\nb"}, "secret"},
    {{.slug = "a", .name = "X", .issuer = "https://a.example", .client_id = "c", .scopes = "email"}, "scopes"},
    {{.slug = "a", .name = "X", .issuer = "https://a.example", .client_id = "c", .scopes = "openidx"}, "scopes"},
    {{.slug = "a", .name = "X", .issuer = "https://a.example", .client_id = "c", .makes = "all"}, "makes"},
    {{.slug = "a", .name = "X", .issuer = "https://a.example", .client_id = "c", .makes = "by_role"}, "role_claim"},
    {{.slug = "a", .name = "X", .issuer = "https://a.example", .client_id = "c", .makes = "by_role", .role_claim = "r"},
     "role_map"},
    {{.slug = "a", .name = "X", .issuer = "https://a.example", .client_id = "c", .role_map = "a=root"}, "role_map"},
    {{.slug = "a", .name = "X", .issuer = "https://a.example", .client_id = "c", .role_map = "=student"}, "role_map"},
    {{.slug = "a", .name = "X", .issuer = "https://a.example", .client_id = "c", .role_map = "student"}, "role_map"},
    {{.slug = "a", .name = "X", .issuer = "https://a.example", .client_id = "c", .domains = "a@b"}, "domains"},
    {{.slug = "a", .name = "X", .issuer = "https://a.example", .client_id = "c", .trusts_email = &yes}, "domains"},
};

static void test_typed(void **state)
{
    struct school_fixture *f = sso_scene_open_school(state);
    struct sso_provider provider;
    const char *field = NULL;
    for (size_t i = 0; i < ARRAY_LENGTH(typed); i++) {
        assert_int_equal(sso_provider_add(f->school, &f->administrator, &typed[i].edit, &f->arena, &provider, &field),
                         FAULT_SSO_INVALID);
        assert_string_equal(field, typed[i].field);
    }
    const struct sso_provider_edit good = {
        .slug = "a", .name = "X", .issuer = "https://a.example", .client_id = "c", .secret = "shh"};
    assert_int_equal(sso_provider_add(f->school, &f->student, &good, &f->arena, &provider, &field), FAULT_NOT_ALLOWED);
    assert_int_equal(sso_provider_add(f->school, &f->administrator, &good, &f->arena, &provider, &field), FAULT_NONE);
    assert_false(provider.enabled);
    assert_true(provider.has_secret && provider.by_email);
    assert_string_equal(provider.redirect_uri, "https://ams.example.org/sso/a");
    assert_int_equal(sso_provider_add(f->school, &f->administrator, &good, &f->arena, &provider, &field),
                     FAULT_SSO_TAKEN);
    // What is not typed stays, the secret too; another's edit meanwhile is not lost.
    struct sso_provider_edit edit = {.name = "Y", .version = provider.version};
    assert_int_equal(sso_provider_edit(f->school, &f->administrator, provider.id, &edit, &f->arena, &provider, &field),
                     FAULT_NONE);
    assert_string_equal(provider.name, "Y");
    assert_true(provider.has_secret);
    assert_int_equal(sso_provider_edit(f->school, &f->administrator, provider.id, &edit, &f->arena, &provider, &field),
                     FAULT_CHANGED_MEANWHILE);
    edit = (struct sso_provider_edit){.secret = ""};
    assert_int_equal(sso_provider_edit(f->school, &f->administrator, provider.id, &edit, &f->arena, &provider, &field),
                     FAULT_NONE);
    assert_false(provider.has_secret);
    for (int i = 1; i < SSO_ROWS_MAX; i++) {
        char slug[8];
        snprintf(slug, sizeof(slug), "p%d", i);
        struct sso_provider_edit more = good;
        more.slug = slug;
        assert_int_equal(sso_provider_add(f->school, &f->administrator, &more, &f->arena, &provider, &field),
                         FAULT_NONE);
    }
    struct sso_provider_edit beyond = good;
    beyond.slug = "beyond";
    assert_int_equal(sso_provider_add(f->school, &f->administrator, &beyond, &f->arena, &provider, &field),
                     FAULT_TOO_MANY_SSO);
    school_fixture_close(f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST_ON_BOTH(test_sign_in), TEST_ON_BOTH(test_detours),       TEST_ON_BOTH(test_client),
        TEST_ON_BOTH(test_mix_up),  TEST_ON_BOTH(test_matching),      TEST_ON_BOTH(test_domains),
        TEST_ON_BOTH(test_roles),   TEST_ON_BOTH(test_keys_and_down), TEST_ON_BOTH(test_typed),
    };
    return cmocka_run_group_tests(tests, sso_scene_setup, sso_scene_teardown);
}
