/* SPDX-License-Identifier: MIT */
/* What the files of the providers' table share, and the one rule of who needs a provider. Only for people/. */
#ifndef AMS_SCHOOL_SSO_ROW_H
#define AMS_SCHOOL_SSO_ROW_H

#include <stdbool.h>
#include <stdint.h>

#include "school/common/fault.h"
#include "school/people/sso/sso_provider.h"

struct arena;
struct db;

#define SSO_KIND_WORD_OIDC "oidc"
#define SSO_KIND_WORD_FIREBASE "firebase"
#define SSO_BACK_PATH "/sso/" // and the slug: the page that a provider sends the browser back to

bool sso_makes_parse(const char *word, enum sso_makes *ret_makes);

/* What a client's secret is sealed with, beside the provider's number. */
enum { SSO_SECRET_LABEL_SIZE = SSO_SLUG_MAX + 32 };
void sso_secret_label(const char *slug, char label[static SSO_SECRET_LABEL_SIZE]);

/* The only enabled project of Firebase. SSO_UNKNOWN: there is none, or more than one. */
enum fault sso_firebase_slug(struct db *db, struct arena *arena, const char **ret_slug);

/* Whether signing in again at a provider is fresh proof of this person (sign_in/step_up.h): they are linked with one,
 * and have no second factor of their own, or no password. */
enum fault sso_proves(struct db *db, int64_t user_id, bool *ret_proves);

/* Whether passwords and passkeys are for administrators alone: the setting says so, and there is a provider. */
enum fault sso_is_only_way(struct db *db, bool *ret_only);

#endif
