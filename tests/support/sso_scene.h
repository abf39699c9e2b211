/* SPDX-License-Identifier: MIT */
/* A school beside two providers of identity on this machine, and the detours that its people make. */
#ifndef AMS_TESTS_SUPPORT_SSO_SCENE_H
#define AMS_TESTS_SUPPORT_SSO_SCENE_H

#include "school/unit.h"

#include "school/people/sso/sso.h"
#include "school/people/sso/sso_provider.h"
#include "support/identity_provider.h"

#define SSO_SCENE_PASSWORD "correct horse 7 battery"

/* What a provider says of somebody whose address it vouches for. */
#define NINA                                                                                                           \
    "\"email\":\"nina@college.example\",\"email_verified\":true,\"name\":\"Nina Berg\",\"family_name\":\"Berg\","

extern struct identity_provider one, two;

struct detour {
    struct sso_begun begun;
    char state[100], nonce[100];
};

int sso_scene_setup(void **state);

int sso_scene_teardown(void **state);

void sso_scene_provider_reset(struct identity_provider *provider);

struct school_fixture *sso_scene_open_school(void **state);

struct sso_provider sso_scene_put_provider(struct school_fixture *f, const char *slug,
                                           const struct identity_provider *at, const char *makes);

enum fault sso_scene_edit_provider(struct school_fixture *f, int64_t id, const struct sso_provider_edit *edit);

void sso_scene_query_read(const char *url, const char *name, char *out, size_t size);

void sso_scene_detour_read(struct detour *detour);

struct detour sso_scene_begin(struct school_fixture *f, const char *slug);

void sso_scene_say(struct school_fixture *f, struct identity_provider *provider, const char *subject, const char *nonce,
                   const char *claims);

struct sso_answered sso_scene_answered(const struct detour *detour, const char *slug);

enum fault sso_scene_come_back(struct school_fixture *f, const struct sso_answered *answer,
                               struct session *ret_session);

enum fault sso_scene_sign_in(struct school_fixture *f, const char *slug, struct identity_provider *provider,
                             const char *subject, const char *claims, struct session *ret_session);

int64_t sso_scene_add_account(struct school_fixture *f, const char *email, enum role role);

#endif
