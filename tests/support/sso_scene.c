/* SPDX-License-Identifier: MIT */
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
struct identity_provider one, two;

int sso_scene_setup(void **state)
{
    (void)state;
    identity_provider_open(&one);
    identity_provider_open(&two);
    return 0;
}

int sso_scene_teardown(void **state)
{
    (void)state;
    identity_provider_close(&one);
    identity_provider_close(&two);
    return 0;
}

void sso_scene_provider_reset(struct identity_provider *provider)
{
    pthread_mutex_lock(&provider->lock);
    provider->rotated = provider->down = provider->names_itself = false;
    provider->denies = NULL;
    *provider->named = *provider->userinfo = '\0';
    provider->discoveries = provider->key_requests = provider->exchanges = 0;
    pthread_mutex_unlock(&provider->lock);
}

/* A school whose providers may be on this machine. */
struct school_fixture *sso_scene_open_school(void **state)
{
    struct school_fixture *f = school_fixture_open(test_store_need(state));
    sso_scene_provider_reset(&one);
    sso_scene_provider_reset(&two);
    sso_close(f->school->sso);
    f->school->sso = sso_open(&(struct sso_net){.private = true, .plain = true}, one.certificates);
    f->administrator.stepped_up_at = clock_now_ms(&f->clock);
    return f;
}

static const bool yes = true;

struct sso_provider sso_scene_put_provider(struct school_fixture *f, const char *slug,
                                           const struct identity_provider *at, const char *makes)
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

enum fault sso_scene_edit_provider(struct school_fixture *f, int64_t id, const struct sso_provider_edit *edit)
{
    struct sso_provider provider;
    const char *field = NULL;
    return sso_provider_edit(f->school, &f->administrator, id, edit, &f->arena, &provider, &field);
}

/* ---- a detour ---- */

void sso_scene_query_read(const char *url, const char *name, char *out, size_t size)
{
    char wanted[32];
    snprintf(wanted, sizeof(wanted), "&%s=", name);
    const char *at = strstr(url, wanted);
    assert_non_null(at);
    at += strlen(wanted);
    snprintf(out, size, "%.*s", (int)strcspn(at, "&"), at);
}

void sso_scene_detour_read(struct detour *detour)
{
    sso_scene_query_read(detour->begun.url, "state", detour->state, sizeof(detour->state));
    sso_scene_query_read(detour->begun.url, "nonce", detour->nonce, sizeof(detour->nonce));
}

struct detour sso_scene_begin(struct school_fixture *f, const char *slug)
{
    struct detour detour;
    assert_int_equal(sso_sign_in_begin(f->school, slug, &f->arena, &detour.begun), FAULT_NONE);
    sso_scene_detour_read(&detour);
    return detour;
}

/* What the provider will say: `claims` are members with a comma behind. */
void sso_scene_say(struct school_fixture *f, struct identity_provider *provider, const char *subject, const char *nonce,
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

struct sso_answered sso_scene_answered(const struct detour *detour, const char *slug)
{
    return (struct sso_answered){.slug = slug, .flow = detour->begun.flow, .state = detour->state, .code = "code"};
}

enum fault sso_scene_come_back(struct school_fixture *f, const struct sso_answered *answer, struct session *ret_session)
{
    return sso_sign_in(f->school, answer, &origin, &f->arena, ret_session);
}

/* The whole way. */
enum fault sso_scene_sign_in(struct school_fixture *f, const char *slug, struct identity_provider *provider,
                             const char *subject, const char *claims, struct session *ret_session)
{
    struct detour detour = sso_scene_begin(f, slug);
    sso_scene_say(f, provider, subject, detour.nonce, claims);
    struct sso_answered answer = sso_scene_answered(&detour, slug);
    return sso_scene_come_back(f, &answer, ret_session);
}

int64_t sso_scene_add_account(struct school_fixture *f, const char *email, enum role role)
{
    struct user user;
    const struct account_request request = {.name = "Zoë Łęcka", .email = email, .password = SSO_SCENE_PASSWORD};
    assert_int_equal(account_add(f->school, &request, role, &f->arena, &user), FAULT_NONE);
    return user.id;
}
