/* SPDX-License-Identifier: MIT */
/*
 * The institution's own sign-in, against a provider on this machine: whose account it is, detours that were begun
 * elsewhere, with another, for something else or before, fresh proof, links, signing out on both sides, Firebase.
 */
#include "school/unit.h"

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
#include "support/identity_provider.h"

static const char good_password[] = "correct horse 7 battery";
static const struct session_origin origin = {.address = "192.0.2.1"};
static struct identity_provider one, two;

static int setup(void **state)
{
    (void)state;
    identity_provider_open(&one);
    identity_provider_open(&two);
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    identity_provider_close(&one);
    identity_provider_close(&two);
    return 0;
}

static void provider_reset(struct identity_provider *provider)
{
    pthread_mutex_lock(&provider->lock);
    provider->rotated = provider->down = provider->names_itself = false;
    *provider->named = *provider->userinfo = '\0';
    provider->discoveries = provider->key_requests = provider->exchanges = 0;
    pthread_mutex_unlock(&provider->lock);
}

/* A school whose providers may be on this machine. */
static struct school_fixture *open_school(void **state)
{
    struct school_fixture *f = school_fixture_open(test_store_need(state));
    provider_reset(&one);
    provider_reset(&two);
    sso_close(f->school->sso);
    f->school->sso = sso_open(&(struct sso_net){.private = true, .plain = true}, one.certificates);
    f->administrator.stepped_up_at = clock_now_ms(&f->clock);
    return f;
}

static const bool yes = true, no = false;

static struct sso_provider put_provider(struct school_fixture *f, const char *slug, const struct identity_provider *at,
                                        const char *makes)
{
    struct sso_provider provider;
    const char *field = NULL;
    const struct sso_provider_edit edit = {.slug = slug,
                                           .name = "College account",
                                           .issuer = at->issuer,
                                           .client_id = "ams",
                                           .secret = "s3cret/with+signs",
                                           .makes = makes,
                                           .external_claim = "number",
                                           .role_claim = "realm_access.roles",
                                           .role_map = "staff=professor\nit-admins=administrator\npupils=student",
                                           .enabled = &yes};
    assert_int_equal(sso_provider_add(f->school, &f->administrator, &edit, &f->arena, &provider, &field), FAULT_NONE);
    return provider;
}

static enum fault edit_provider(struct school_fixture *f, int64_t id, const struct sso_provider_edit *edit)
{
    struct sso_provider provider;
    const char *field = NULL;
    return sso_provider_edit(f->school, &f->administrator, id, edit, &f->arena, &provider, &field);
}

/* ---- a detour ---- */

struct detour {
    struct sso_begun begun;
    char state[100], nonce[100];
};

static void query_read(const char *url, const char *name, char *out, size_t size)
{
    char wanted[32];
    snprintf(wanted, sizeof(wanted), "&%s=", name);
    const char *at = strstr(url, wanted);
    assert_non_null(at);
    at += strlen(wanted);
    snprintf(out, size, "%.*s", (int)strcspn(at, "&"), at);
}

static void detour_read(struct detour *detour)
{
    query_read(detour->begun.url, "state", detour->state, sizeof(detour->state));
    query_read(detour->begun.url, "nonce", detour->nonce, sizeof(detour->nonce));
}

static struct detour begin(struct school_fixture *f, const char *slug)
{
    struct detour detour;
    assert_int_equal(sso_sign_in_begin(f->school, slug, &f->arena, &detour.begun), FAULT_NONE);
    detour_read(&detour);
    return detour;
}

/* What the provider will say: `claims` are members with a comma behind. */
static void say(struct school_fixture *f, struct identity_provider *provider, const char *subject, const char *nonce,
                const char *claims)
{
    char payload[IDENTITY_TEXT];
    int64_t now = clock_now_ms(&f->clock) / 1000;
    snprintf(payload, sizeof(payload),
             "{%s\"iss\":\"%s\",\"aud\":\"ams\",\"sub\":\"%s\",\"nonce\":\"%s\",\"exp\":%lld,\"iat\":%lld}", claims,
             provider->issuer, subject, nonce, (long long)now + 300, (long long)now);
    pthread_mutex_lock(&provider->lock);
    identity_sign(provider->rotated ? provider->next : provider->rsa,
                  provider->rotated ? "{\"alg\":\"RS256\",\"kid\":\"three\"}" : "{\"alg\":\"RS256\",\"kid\":\"one\"}",
                  payload, provider->id_token);
    pthread_mutex_unlock(&provider->lock);
}

static struct sso_answered answered(const struct detour *detour, const char *slug)
{
    return (struct sso_answered){.slug = slug, .flow = detour->begun.flow, .state = detour->state, .code = "code"};
}

static enum fault come_back(struct school_fixture *f, const struct sso_answered *answer, struct session *ret_session)
{
    return sso_sign_in(f->school, answer, &origin, &f->arena, ret_session);
}

/* The whole way. */
static enum fault sign_in(struct school_fixture *f, const char *slug, struct identity_provider *provider,
                          const char *subject, const char *claims, struct session *ret_session)
{
    struct detour detour = begin(f, slug);
    say(f, provider, subject, detour.nonce, claims);
    struct sso_answered answer = answered(&detour, slug);
    return come_back(f, &answer, ret_session);
}

#define NINA                                                                                                           \
    "\"email\":\"nina@college.example\",\"email_verified\":true,\"name\":\"Nina Berg\",\"family_name\":\"Berg\","

static int64_t add_account(struct school_fixture *f, const char *email, enum role role)
{
    struct user user;
    const struct account_request request = {.name = "Zoë Łęcka", .email = email, .password = good_password};
    assert_int_equal(account_add(f->school, &request, role, &f->arena, &user), FAULT_NONE);
    return user.id;
}

/* ---- */

static void test_sign_in(void **state)
{
    struct school_fixture *f = open_school(state);
    struct session session, again;
    put_provider(f, "college", &one, "students");
    struct detour detour = begin(f, "college");
    assert_non_null(strstr(detour.begun.url, "response_type=code"));
    assert_non_null(strstr(detour.begun.url, "code_challenge_method=S256"));
    assert_non_null(strstr(detour.begun.url, "redirect_uri=https%3A%2F%2Fams.example.org%2Fsso%2Fcollege"));
    assert_null(strstr(detour.begun.url, "s3cret"));
    assert_int_equal(sign_in(f, "college", &one, "nina", NINA "\"number\":4711,\"sid\":\"s-1\",", &session),
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

    assert_int_equal(sign_in(f, "college", &one, "nina", NINA, &again), FAULT_NONE);
    assert_int_equal(again.user.id, session.user.id);
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM sso_links"), 1);
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM audit WHERE action = 'provider_account_made'"), 1);
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM audit WHERE detail = 'provider college'"), 2);
    // Another address there changes nothing here; and another person with the address is not let to the account.
    assert_int_equal(
        sign_in(f, "college", &one, "nina", "\"email\":\"n.berg@college.example\",\"email_verified\":true,", &again),
        FAULT_NONE);
    assert_int_equal(again.user.id, session.user.id);
    assert_int_equal(sign_in(f, "college", &one, "another", NINA, &again), FAULT_SSO_LINK_FIRST);
    // Two of them at once in one browser are one detour.
    struct user user;
    assert_int_equal(account_get(f->school, session.user.id, &f->arena, &user), FAULT_NONE);
    assert_string_equal(user.email, "nina@college.example");
    fixture_sql(f, "UPDATE users SET disabled_at = 1 WHERE email = 'nina@college.example'");
    assert_int_equal(sign_in(f, "college", &one, "nina", NINA, &again), FAULT_SSO_CLOSED);
    // A session by a provider that has just asked counts as proof.
    char fresh[200];
    snprintf(fresh, sizeof(fresh), "\"email\":\"o@college.example\",\"email_verified\":\"true\",\"auth_time\":%lld,",
             (long long)(clock_now_ms(&f->clock) / 1000 - 30));
    assert_int_equal(sign_in(f, "college", &one, "ole", fresh, &again), FAULT_NONE);
    assert_int_equal(again.stepped_up_at, clock_now_ms(&f->clock) - 30000);
    assert_string_equal(again.user.name, "o");
    school_fixture_close(f);
}

static void test_detours(void **state)
{
    struct school_fixture *f = open_school(state);
    struct session session;
    put_provider(f, "college", &one, "students");
    put_provider(f, "other", &two, "students");
    struct sso_begun begun;
    assert_int_equal(sso_sign_in_begin(f->school, "nothing", &f->arena, &begun), FAULT_SSO_UNKNOWN);

    // Of another browser: its cookie is not this state's.
    struct detour mine = begin(f, "college"), victims = begin(f, "college");
    say(f, &one, "nina", mine.nonce, NINA);
    struct sso_answered answer = answered(&mine, "college");
    answer.flow = victims.begun.flow;
    assert_int_equal(come_back(f, &answer, &session), FAULT_SSO_STATE);
    answer.flow = NULL;
    assert_int_equal(come_back(f, &answer, &session), FAULT_SSO_STATE);
    answer = answered(&mine, "college");
    answer.state = NULL;
    assert_int_equal(come_back(f, &answer, &session), FAULT_SSO_STATE);
    answer.state = "";
    assert_int_equal(come_back(f, &answer, &session), FAULT_SSO_STATE);
    // A cookie that was made up, or changed: another provider, a later time.
    char text[SSO_FLOW_TEXT_MAX + 1];
    for (size_t i = 0; mine.begun.flow[i]; i++) {
        snprintf(text, sizeof(text), "%s", mine.begun.flow);
        text[i] = text[i] == '1' ? '2' : '1';
        answer = answered(&mine, "college");
        answer.flow = text;
        assert_int_equal(come_back(f, &answer, &session), FAULT_SSO_STATE);
    }
    // A code of somebody else's sign-in is of their nonce (and of their verifier, which the provider knows).
    say(f, &one, "eve", victims.nonce, "");
    answer = answered(&mine, "college");
    assert_int_equal(come_back(f, &answer, &session), FAULT_SSO_REFUSED);
    // The provider refuses the code.
    answer.code = "bad";
    assert_int_equal(come_back(f, &answer, &session), FAULT_SSO_ODD);
    answer.code = NULL;
    assert_int_equal(come_back(f, &answer, &session), FAULT_SSO_STATE);
    answer.error = "access_denied";
    assert_int_equal(come_back(f, &answer, &session), FAULT_SSO_CANCELLED);
    answer.error = "server_error";
    assert_int_equal(come_back(f, &answer, &session), FAULT_SSO_ODD);

    // Once, and within ten minutes.
    say(f, &one, "nina", mine.nonce, NINA);
    answer = answered(&mine, "college");
    assert_int_equal(come_back(f, &answer, &session), FAULT_NONE);
    assert_int_equal(come_back(f, &answer, &session), FAULT_SSO_STATE);
    say(f, &one, "nina", victims.nonce, NINA);
    fixture_wait(f, 10 * MINUTE);
    answer = answered(&victims, "college");
    assert_int_equal(come_back(f, &answer, &session), FAULT_SSO_STATE);
    fixture_wait(f, SECOND);
    assert_int_equal(school_sweep(f->school), FAULT_NONE);
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM sso_spent"), 0);
    school_fixture_close(f);
}

/* The browser was sent to one provider and comes back from another. */
static void test_mix_up(void **state)
{
    struct school_fixture *f = open_school(state);
    struct session session;
    put_provider(f, "college", &one, "students");
    put_provider(f, "other", &two, "students");
    struct detour detour = begin(f, "college");
    say(f, &two, "eve", detour.nonce, NINA);
    say(f, &one, "nina", detour.nonce, NINA);
    struct sso_answered answer = answered(&detour, "other");
    assert_int_equal(come_back(f, &answer, &session), FAULT_SSO_STATE);
    answer = answered(&detour, "college");
    answer.issuer = two.issuer;
    assert_int_equal(come_back(f, &answer, &session), FAULT_SSO_STATE);
    // Whose answers say whose they are must say so.
    one.names_itself = true;
    sso_close(f->school->sso);
    f->school->sso = sso_open(&(struct sso_net){.private = true, .plain = true}, NULL);
    answer.issuer = NULL;
    assert_int_equal(come_back(f, &answer, &session), FAULT_SSO_STATE);
    answer.issuer = one.issuer;
    assert_int_equal(one.exchanges + two.exchanges, 0);
    // A token of the other's, though it was signed well there.
    one.id_token[0] = '\0';
    char other[IDENTITY_TOKEN];
    snprintf(other, sizeof(other), "%s", two.id_token);
    memcpy(one.id_token, other, sizeof(other));
    assert_int_equal(come_back(f, &answer, &session), FAULT_SSO_REFUSED);
    say(f, &one, "nina", detour.nonce, NINA);
    assert_int_equal(come_back(f, &answer, &session), FAULT_NONE);
    // The same subject at another issuer is somebody else.
    assert_int_equal(
        sign_in(f, "other", &two, "nina", "\"email\":\"x@college.example\",\"email_verified\":true,", &session),
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
    struct school_fixture *f = open_school(state);
    struct session session;
    struct user typed;
    struct sso_provider provider = put_provider(f, "college", &one, "nobody");
    int64_t zoe = add_account(f, "zoe@college.example", ROLE_STUDENT);
    int64_t head = add_account(f, "head@college.example", ROLE_ADMINISTRATOR);
    int64_t prof = add_account(f, "prof@college.example", ROLE_PROFESSOR);
    fixture_sql(f, "UPDATE users SET external_id = 'p-77' WHERE email = 'prof@college.example'");

    // By an address that both sides know to be theirs.
    assert_int_equal(sign_in(f, "college", &one, "z", "\"email\":\"Zoe@College.example\",", &session),
                     FAULT_SSO_NO_ACCOUNT);
    assert_int_equal(
        sign_in(f, "college", &one, "z", "\"email\":\"zoe@college.example\",\"email_verified\":false,", &session),
        FAULT_SSO_NO_ACCOUNT);
    assert_int_equal(
        sign_in(f, "college", &one, "z", "\"email\":\"zoe@college.example\",\"email_verified\":1,", &session),
        FAULT_SSO_NO_ACCOUNT);
    assert_int_equal(
        sign_in(f, "college", &one, "z", "\"email\":\"Zoe@College.example\",\"email_verified\":true,", &session),
        FAULT_NONE);
    assert_int_equal(session.user.id, zoe);
    // By the number that the office has entered.
    assert_int_equal(sign_in(f, "college", &one, "p", "\"number\":\"p-77\",", &session), FAULT_NONE);
    assert_int_equal(session.user.id, prof);
    // Not an administrator's.
    assert_int_equal(
        sign_in(f, "college", &one, "h", "\"email\":\"head@college.example\",\"email_verified\":true,", &session),
        FAULT_SSO_LINK_FIRST);
    assert_int_equal(edit_provider(f, provider.id, &(struct sso_provider_edit){.admins = &yes}), FAULT_NONE);
    assert_int_equal(
        sign_in(f, "college", &one, "h", "\"email\":\"head@college.example\",\"email_verified\":true,", &session),
        FAULT_NONE);
    assert_int_equal(session.user.id, head);
    // Not one that somebody has only typed: whoever typed it would wait in the account.
    fixture_sql(f, "UPDATE settings SET value = 'open' WHERE name = 'registration'");
    struct setting_state set;
    assert_int_equal(setting_change(f->school, &f->administrator, SETTING_REGISTRATION, "open", &f->arena, &set),
                     FAULT_NONE);
    const struct account_request squat = {.name = "Eve", .email = "new@college.example", .password = good_password};
    assert_int_equal(account_sign_up(f->school, &squat, &f->arena, &typed), FAULT_NONE);
    assert_int_equal(
        sign_in(f, "college", &one, "n", "\"email\":\"new@college.example\",\"email_verified\":true,", &session),
        FAULT_SSO_NO_ACCOUNT);
    // Where accounts are made it is another account, and the typed one gives the address up.
    assert_int_equal(edit_provider(f, provider.id, &(struct sso_provider_edit){.makes = "students"}), FAULT_NONE);
    assert_int_equal(
        sign_in(f, "college", &one, "n", "\"email\":\"new@college.example\",\"email_verified\":true,", &session),
        FAULT_NONE);
    assert_int_not_equal(session.user.id, typed.id);
    assert_int_equal(sign_in(f, "college", &one, "m", "", &session), FAULT_SSO_NO_EMAIL);
    // Not by the address at all.
    add_account(f, "late@college.example", ROLE_STUDENT);
    assert_int_equal(edit_provider(f, provider.id, &(struct sso_provider_edit){.by_email = &no}), FAULT_NONE);
    assert_int_equal(
        sign_in(f, "college", &one, "l", "\"email\":\"late@college.example\",\"email_verified\":true,", &session),
        FAULT_SSO_LINK_FIRST);
    // Domains.
    assert_int_equal(
        edit_provider(f, provider.id, &(struct sso_provider_edit){.domains = "College.example school.example"}),
        FAULT_NONE);
    assert_int_equal(
        sign_in(f, "college", &one, "d", "\"email\":\"d@elsewhere.example\",\"email_verified\":true,", &session),
        FAULT_SSO_DOMAIN);
    assert_int_equal(
        sign_in(f, "college", &one, "d", "\"email\":\"d@evil-college.example\",\"email_verified\":true,", &session),
        FAULT_SSO_DOMAIN);
    assert_int_equal(sign_in(f, "college", &one, "d",
                             "\"email\":\"d@college.example.evil.example\",\"email_verified\":true,", &session),
                     FAULT_SSO_DOMAIN);
    assert_int_equal(sign_in(f, "college", &one, "d", "\"email\":\"d@school.example\",", &session), FAULT_SSO_DOMAIN);
    assert_int_equal(edit_provider(f, provider.id, &(struct sso_provider_edit){.trusts_email = &yes}), FAULT_NONE);
    assert_int_equal(
        sign_in(f, "college", &one, "d", "\"email\":\"d@school.example\",\"email_verified\":false,", &session),
        FAULT_SSO_DOMAIN);
    assert_int_equal(sign_in(f, "college", &one, "d", "\"email\":\"d@school.example\",", &session), FAULT_NONE);
    school_fixture_close(f);
}

static void test_roles(void **state)
{
    struct school_fixture *f = open_school(state);
    struct session session;
    put_provider(f, "college", &one, "by_role");
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
        assert_int_equal(sign_in(f, "college", &one, subject, claims, &session), cases[i].fault);
        if (cases[i].fault == FAULT_NONE)
            assert_int_equal(session.user.role, cases[i].role);
    }
    // What the token leaves out the provider is asked for; of somebody else it does not count.
    snprintf(one.userinfo, sizeof(one.userinfo),
             "{\"sub\":\"u\",\"email\":\"u@college.example\",\"email_verified\":true,\"realm_access\":{\"roles\":["
             "\"staff\"]}}");
    assert_int_equal(sign_in(f, "college", &one, "u", "", &session), FAULT_NONE);
    assert_int_equal(session.user.role, ROLE_PROFESSOR);
    assert_int_equal(sign_in(f, "college", &one, "v", "", &session), FAULT_SSO_ODD);
    school_fixture_close(f);
}

static void test_keys_and_down(void **state)
{
    struct school_fixture *f = open_school(state);
    struct session session;
    struct sso_begun begun;
    put_provider(f, "college", &one, "students");
    assert_int_equal(sign_in(f, "college", &one, "nina", NINA, &session), FAULT_NONE);
    assert_int_equal(sign_in(f, "college", &one, "nina", NINA, &session), FAULT_NONE);
    assert_int_equal(one.discoveries, 1);
    assert_int_equal(one.key_requests, 1);
    // Another key: looked for once a minute at most.
    one.rotated = true;
    assert_int_equal(sign_in(f, "college", &one, "nina", NINA, &session), FAULT_NONE);
    assert_int_equal(one.key_requests, 2);
    one.rotated = false; // the old key signs again, which the set no longer has
    struct detour detour = begin(f, "college");
    say(f, &one, "nina", detour.nonce, NINA);
    one.rotated = true;
    struct sso_answered answer = answered(&detour, "college");
    for (int i = 0; i < 5; i++)
        assert_int_equal(come_back(f, &answer, &session), FAULT_SSO_REFUSED);
    assert_int_equal(one.key_requests, 2);
    fixture_wait(f, MINUTE);
    assert_int_equal(come_back(f, &answer, &session), FAULT_SSO_REFUSED);
    assert_int_equal(one.key_requests, 3);
    // Down: what is known is enough to be sent there; nobody is signed in by it.
    one.down = true;
    detour = begin(f, "college");
    answer = answered(&detour, "college");
    assert_int_equal(come_back(f, &answer, &session), FAULT_SSO_DOWN);
    // It can be gone on with when the provider is back.
    one.down = false;
    say(f, &one, "nina", detour.nonce, NINA);
    assert_int_equal(come_back(f, &answer, &session), FAULT_NONE);
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
    assert_int_equal(edit_provider(f, 1, &(struct sso_provider_edit){.name = "X"}), FAULT_SSO_INVALID);
    school_fixture_close(f);
}

static void test_step_up(void **state)
{
    struct school_fixture *f = open_school(state);
    struct session session, other;
    struct step_up step_up;
    struct detour detour;
    char claims[200];
    int64_t until = 0;
    put_provider(f, "college", &one, "students");
    assert_int_equal(sign_in(f, "college", &one, "nina", NINA, &session), FAULT_NONE);
    struct actor nina = session_actor(&session);
    assert_int_equal(step_up_get(f->school, &nina, &step_up), FAULT_NONE);
    assert_true(step_up.takes[STEP_UP_PROVIDER]);
    assert_false(step_up.takes[STEP_UP_PASSWORD]);
    assert_int_equal(sso_step_up_begin(f->school, &nina, "nothing", &f->arena, &detour.begun), FAULT_SSO_UNKNOWN);
    assert_int_equal(sso_step_up_begin(f->school, &nina, "college", &f->arena, &detour.begun), FAULT_NONE);
    detour_read(&detour);
    assert_non_null(strstr(detour.begun.url, "prompt=login"));
    assert_non_null(strstr(detour.begun.url, "max_age=0"));
    struct sso_answered answer = answered(&detour, "college");
    // A provider that remembered the person, and says so or nothing, is no fresh proof.
    say(f, &one, "nina", detour.nonce, "");
    assert_int_equal(sso_step_up(f->school, &nina, &answer, &f->arena, &until), FAULT_SSO_REFUSED);
    snprintf(claims, sizeof(claims), "\"auth_time\":%lld,", (long long)(clock_now_ms(&f->clock) / 1000 - 61));
    say(f, &one, "nina", detour.nonce, claims);
    assert_int_equal(sso_step_up(f->school, &nina, &answer, &f->arena, &until), FAULT_SSO_REFUSED);
    snprintf(claims, sizeof(claims), "\"auth_time\":%lld,", (long long)(clock_now_ms(&f->clock) / 1000));
    say(f, &one, "ole", detour.nonce, claims);
    assert_int_equal(sso_step_up(f->school, &nina, &answer, &f->arena, &until), FAULT_SSO_OTHER_PERSON);
    // It is for this alone, and for this session.
    say(f, &one, "nina", detour.nonce, claims);
    assert_int_equal(come_back(f, &answer, &other), FAULT_SSO_STATE);
    assert_int_equal(sso_link(f->school, &nina, &answer, &f->arena), FAULT_SSO_STATE);
    struct actor elsewhere = nina;
    elsewhere.session_id++;
    assert_int_equal(sso_step_up(f->school, &elsewhere, &answer, &f->arena, &until), FAULT_SSO_STATE);
    assert_int_equal(sso_step_up(f->school, &nina, &answer, &f->arena, &until), FAULT_NONE);
    assert_int_equal(until, clock_now_ms(&f->clock) + 10 * MINUTE);
    assert_int_equal(session_find(f->school, session.token, false, &f->arena, &session), FAULT_NONE);
    assert_int_equal(session.stepped_up_at, clock_now_ms(&f->clock));
    // A sign-in's detour proves nothing.
    detour = begin(f, "college");
    say(f, &one, "nina", detour.nonce, claims);
    answer = answered(&detour, "college");
    assert_int_equal(sso_step_up(f->school, &nina, &answer, &f->arena, &until), FAULT_SSO_STATE);
    school_fixture_close(f);
}

static void test_links(void **state)
{
    struct school_fixture *f = open_school(state);
    struct session session, eve;
    struct detour detour;
    struct sso_link_list list;
    put_provider(f, "college", &one, "students");
    int64_t zoe_id = add_account(f, "zoe@college.example", ROLE_PROFESSOR);
    assert_int_equal(session_start(f->school, zoe_id, &origin, &f->arena, &session), FAULT_NONE);
    struct actor zoe = session_actor(&session);
    assert_int_equal(sso_link_begin(f->school, &zoe, "college", &f->arena, &detour.begun), FAULT_NONE);
    detour_read(&detour);
    say(f, &one, "z", detour.nonce, "");
    struct sso_answered answer = answered(&detour, "college");
    assert_int_equal(sso_link(f->school, &zoe, &answer, &f->arena), FAULT_NONE);
    assert_int_equal(sso_link(f->school, &zoe, &answer, &f->arena), FAULT_SSO_STATE);
    assert_int_equal(sign_in(f, "college", &one, "z", "", &session), FAULT_NONE);
    assert_int_equal(session.user.id, zoe_id);
    assert_int_equal(sso_link_list(f->school, &zoe, zoe_id, &f->arena, &list), FAULT_NONE);
    assert_int_equal(list.count, 1);
    assert_string_equal(list.links[0].slug, "college");
    // Somebody else's, whatever they do.
    assert_int_equal(sign_in(f, "college", &one, "e", NINA, &eve), FAULT_NONE);
    struct actor other = session_actor(&eve);
    assert_int_equal(sso_link_list(f->school, &other, zoe_id, &f->arena, &list), FAULT_NOT_ALLOWED);
    assert_int_equal(sso_unlink(f->school, &other, zoe_id, list.links[0].id), FAULT_NOT_ALLOWED);
    other.stepped_up_at = clock_now_ms(&f->clock);
    assert_int_equal(sso_unlink(f->school, &other, other.user_id, list.links[0].id), FAULT_NOT_FOUND);
    assert_int_equal(sso_link_begin(f->school, &other, "college", &f->arena, &detour.begun), FAULT_NONE);
    detour_read(&detour);
    say(f, &one, "z", detour.nonce, "");
    answer = answered(&detour, "college");
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
    struct school_fixture *f = open_school(state);
    struct detour detour;
    struct sso_tried tried;
    struct session session;
    const char *why;
    struct sso_provider provider = put_provider(f, "college", &one, "students");
    assert_int_equal(edit_provider(f, provider.id, &(struct sso_provider_edit){.enabled = &no}), FAULT_NONE);
    int64_t people = fixture_number(f, "SELECT COUNT(*) FROM users");
    assert_int_equal(sso_try_begin(f->school, &f->student, provider.id, &f->arena, &detour.begun), FAULT_NOT_ALLOWED);
    assert_int_equal(sso_try_begin(f->school, &f->administrator, provider.id, &f->arena, &detour.begun), FAULT_NONE);
    detour_read(&detour);
    struct sso_answered answer = answered(&detour, "college");
    say(f, &one, "nina", "another", NINA);
    assert_int_equal(sso_try(f->school, &f->administrator, &answer, &f->arena, &tried, &why), FAULT_SSO_REFUSED);
    assert_string_equal(why, "nonce");
    say(f, &one, "nina", detour.nonce, NINA "\"realm_access\":{\"roles\":[\"staff\"]},");
    assert_int_equal(sso_try(f->school, &f->administrator, &answer, &f->arena, &tried, &why), FAULT_NONE);
    assert_string_equal(tried.outcome, "made");
    assert_string_equal(tried.role, "professor");
    assert_string_equal(tried.email, "nina@college.example");
    assert_non_null(strstr(tried.claims, "realm_access"));
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM users"), people);
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM sso_links"), 0);
    assert_int_equal(edit_provider(f, provider.id, &(struct sso_provider_edit){.makes = "nobody"}), FAULT_NONE);
    assert_int_equal(sso_try(f->school, &f->administrator, &answer, &f->arena, &tried, &why), FAULT_NONE);
    assert_string_equal(tried.outcome, "no_account");
    // It signs nobody in.
    assert_int_equal(edit_provider(f, provider.id, &(struct sso_provider_edit){.enabled = &yes}), FAULT_NONE);
    assert_int_equal(come_back(f, &answer, &session), FAULT_SSO_STATE);
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
    struct school_fixture *f = open_school(state);
    struct session first, second, other, found;
    char token[IDENTITY_TOKEN];
    const char *url = NULL;
    int64_t ended = 0;
    put_provider(f, "college", &one, "students");
    assert_int_equal(sign_in(f, "college", &one, "nina", NINA "\"sid\":\"s-1\",", &first), FAULT_NONE);
    assert_int_equal(sign_in(f, "college", &one, "nina", NINA "\"sid\":\"s-2\",", &second), FAULT_NONE);
    assert_int_equal(sign_in(f, "college", &one, "ole",
                             "\"email\":\"o@college.example\",\"email_verified\":true,\"sid\":\"s-3\",", &other),
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
    assert_int_equal(sign_in(f, "college", &one, "nina", NINA "\"sid\":\"s-4\",", &first), FAULT_NONE);
    logout_say(f, "c", "\"sub\":\"nina\"", token);
    assert_int_equal(sso_logout(f->school, "college", token, &ended), FAULT_NONE);
    assert_int_equal(ended, 2);
    assert_int_equal(session_find(f->school, other.token, false, &f->arena, &found), FAULT_NONE);
    // An ID token signs nobody out, nor one that is signed by nobody.
    assert_int_equal(sso_logout(f->school, "college", one.id_token, &ended), FAULT_SSO_REFUSED);
    assert_int_equal(sso_logout(f->school, "college", "e30.e30.AAAA", &ended), FAULT_SSO_REFUSED);
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM audit WHERE action = 'provider_signed_out'"), 2);

    // From here to there: with the token that it gave, which was sealed meanwhile.
    assert_int_equal(sign_in(f, "college", &one, "nina", NINA, &first), FAULT_NONE);
    struct actor nina = session_actor(&first);
    assert_int_equal(sso_leave(f->school, &nina, &f->arena, &url), FAULT_NONE);
    assert_non_null(url);
    assert_memory_equal(url, one.issuer, strlen(one.issuer));
    assert_non_null(strstr(url, "id_token_hint="));
    assert_non_null(strstr(url, one.id_token));
    assert_non_null(strstr(url, "post_logout_redirect_uri=https%3A%2F%2Fams.example.org%2Fsign-in"));
    assert_int_equal(session_find(f->school, first.token, false, &f->arena, &found), FAULT_NOT_SIGNED_IN);
    int64_t zoe = add_account(f, "zoe@college.example", ROLE_STUDENT);
    assert_int_equal(session_start(f->school, zoe, &origin, &f->arena, &first), FAULT_NONE);
    struct actor by_password = session_actor(&first);
    assert_int_equal(sso_leave(f->school, &by_password, &f->arena, &url), FAULT_NONE);
    assert_null(url);
    school_fixture_close(f);
}

static void test_only_way(void **state)
{
    struct school_fixture *f = open_school(state);
    struct session session;
    struct setting_state set;
    struct sso_buttons buttons;
    struct user user;
    int64_t wait = 0, count = 0;
    struct sso_provider provider = put_provider(f, "college", &one, "students");
    add_account(f, "zoe@college.example", ROLE_STUDENT);
    add_account(f, "head@college.example", ROLE_ADMINISTRATOR);
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
        session_sign_in(f->school, "zoe@college.example", good_password, &origin, &f->arena, &session, &wait),
        FAULT_SSO_ONLY);
    assert_int_equal(
        session_sign_in(f->school, "head@college.example", good_password, &origin, &f->arena, &session, &wait),
        FAULT_NONE);
    const struct account_request request = {.name = "Eve", .email = "eve@college.example", .password = good_password};
    assert_int_equal(account_sign_up(f->school, &request, &f->arena, &user), FAULT_SSO_ONLY);
    assert_int_equal(
        sign_in(f, "college", &one, "z", "\"email\":\"zoe@college.example\",\"email_verified\":true,", &session),
        FAULT_NONE);
    // Without a provider in use nobody is shut out; and that is what the operator's command does.
    assert_int_equal(sso_turn_off(f->school, &count), FAULT_NONE);
    assert_int_equal(count, 1);
    assert_int_equal(
        session_sign_in(f->school, "zoe@college.example", good_password, &origin, &f->arena, &session, &wait),
        FAULT_NONE);
    assert_int_equal(sso_buttons_get(f->school, &f->arena, &buttons), FAULT_NONE);
    assert_int_equal(buttons.count, 0);
    assert_false(buttons.only);
    assert_int_equal(edit_provider(f, provider.id, &(struct sso_provider_edit){.enabled = &yes}), FAULT_NONE);
    assert_int_equal(
        session_sign_in(f->school, "zoe@college.example", good_password, &origin, &f->arena, &session, &wait),
        FAULT_SSO_ONLY);
    // Removing one ends what it opened.
    assert_int_equal(
        sign_in(f, "college", &one, "z", "\"email\":\"zoe@college.example\",\"email_verified\":true,", &session),
        FAULT_NONE);
    assert_int_equal(sso_provider_remove(f->school, &f->student, provider.id), FAULT_NOT_ALLOWED);
    assert_int_equal(sso_provider_remove(f->school, &f->administrator, provider.id), FAULT_NONE);
    assert_int_equal(session_find(f->school, session.token, false, &f->arena, &session), FAULT_NOT_SIGNED_IN);
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM sso_links"), 0);
    assert_int_equal(sso_provider_remove(f->school, &f->administrator, provider.id), FAULT_NOT_FOUND);
    school_fixture_close(f);
}

static void test_typed(void **state)
{
    struct school_fixture *f = open_school(state);
    struct sso_provider provider;
    const char *field = NULL;
    static const struct {
        struct sso_provider_edit edit;
        const char *field;
    } cases[] = {
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
        {{.slug = "a",
          .name = "X",
          .issuer = "https://a.example",
          .client_id = "c",
          .makes = "by_role",
          .role_claim = "r"},
         "role_map"},
        {{.slug = "a", .name = "X", .issuer = "https://a.example", .client_id = "c", .role_map = "a=root"}, "role_map"},
        {{.slug = "a", .name = "X", .issuer = "https://a.example", .client_id = "c", .role_map = "=student"},
         "role_map"},
        {{.slug = "a", .name = "X", .issuer = "https://a.example", .client_id = "c", .role_map = "student"},
         "role_map"},
        {{.slug = "a", .name = "X", .issuer = "https://a.example", .client_id = "c", .domains = "a@b"}, "domains"},
        {{.slug = "a", .name = "X", .issuer = "https://a.example", .client_id = "c", .trusts_email = &yes}, "domains"},
    };
    for (size_t i = 0; i < ARRAY_LENGTH(cases); i++) {
        assert_int_equal(sso_provider_add(f->school, &f->administrator, &cases[i].edit, &f->arena, &provider, &field),
                         FAULT_SSO_INVALID);
        assert_string_equal(field, cases[i].field);
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
    struct school_fixture *f = open_school(state);
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
    firebase_say(f, "uid-1", NINA, one.rsa, header, token);
    assert_int_equal(sso_firebase_sign_in(f->school, NULL, token, &origin, &f->arena, &session, &wait),
                     FAULT_SSO_UNKNOWN);
    assert_int_equal(sso_provider_add(f->school, &f->administrator, &edit, &f->arena, &provider, &field), FAULT_NONE);
    assert_string_equal(provider.issuer, "https://securetoken.google.com/my-college");
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
    put_provider(f, "college", &one, "students");
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
        TEST_ON_BOTH(test_sign_in),  TEST_ON_BOTH(test_detours),  TEST_ON_BOTH(test_mix_up),
        TEST_ON_BOTH(test_matching), TEST_ON_BOTH(test_roles),    TEST_ON_BOTH(test_keys_and_down),
        TEST_ON_BOTH(test_step_up),  TEST_ON_BOTH(test_links),    TEST_ON_BOTH(test_try),
        TEST_ON_BOTH(test_sign_out), TEST_ON_BOTH(test_only_way), TEST_ON_BOTH(test_typed),
        TEST_ON_BOTH(test_firebase),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
