/* SPDX-License-Identifier: MIT */
/* The institution's own sign-in, inside units and readers. Only for people/. */
#ifndef AMS_SCHOOL_SSO_INSIDE_H
#define AMS_SCHOOL_SSO_INSIDE_H

#include "crypto/secret.h"
#include "school/people/sso/sso.h"
#include "school/people/sso/sso_provider.h"
#include "sso/provider.h"

struct db;

/* A provider's row by id, or by slug (id 0); only an enabled one. SSO_UNKNOWN. */
enum fault sso_row_read(struct school *school, struct db *db, int64_t provider_id, const char *slug, bool enabled,
                        struct arena *arena, struct sso_provider *ret_provider);

/* The client's secret, in the arena; NULL: it has none. INTERNAL: it cannot be opened. */
enum fault sso_secret_read(struct school *school, struct db *db, const struct sso_provider *provider,
                           struct arena *arena, const char **ret_secret);

/* What the tables know a person of an issuer, or a session of one, by. */
void sso_fingerprint(const char *issuer, const char *what, char fingerprint[static SECRET_FINGERPRINT_SIZE]);

/* Inside a unit: this may be used once, and now was. SSO_STATE when it was before. */
enum fault sso_spend(struct db *db, const char *kind, const char *what, int64_t expires_at);

/* Who somebody is, as a provider says. */
struct sso_identity {
    struct sso_provider provider;
    const char *subject;
    const char *sid;   // the provider's own session; NULL: not named
    const char *email; // that the provider vouches for, in lower case; NULL: none
    const char *name;  // NULL: not said
    const char *family_name;
    const char *external; // by the provider's claim; NULL: none
    bool has_role;
    enum role role;
    int64_t signed_in_at; // there, in ms; 0: not said
    const char *id_token; // as it came
    const char *claims;   // as JSON, for who tries it out; NULL: not asked for
};

/* What the claims say, by the provider's row, in the arena. */
enum fault sso_identity_read(const struct sso_provider *provider, const struct sso_claims *claims, bool print,
                             struct arena *arena, struct sso_identity *ret_identity);

/* Inside a unit: whose account it is, found or made, and linked from now on. SSO_CLOSED, SSO_DOMAIN, SSO_LINK_FIRST,
 * SSO_NO_ACCOUNT, SSO_NO_EMAIL, SSO_NO_ROLE. */
enum fault sso_account_find(struct school *school, struct db *db, const struct sso_identity *identity, int64_t now,
                            int64_t *ret_user_id);

/* The account that is linked with it; 0: none is. */
enum fault sso_linked(struct db *db, const struct sso_identity *identity, int64_t *ret_user_id);

/* Inside a unit: links it. SSO_LINKED_ELSEWHERE, TOO_MANY_SSO. Audited as done by `actor_id`. */
enum fault sso_link_write(struct db *db, const struct sso_identity *identity, int64_t user_id, int64_t actor_id,
                          int64_t now);

/* SSO_DOMAIN: the provider's row has domains, and the address is of none of them. */
enum fault sso_domain_check(const struct sso_identity *identity);

/* What an ID token is sealed with, beside its person's key; and for how long what was used once is remembered: longer
 * than any such token is good. */
#define SSO_TOKEN_LABEL "sso id token"
enum { SSO_FIREBASE_KEPT_MS = 2 * 60 * 60 * 1000, SSO_LOGOUT_KEPT_MS = 60 * 60 * 1000 };

/* What a status of the provider is to the person. */
enum fault sso_fault_of(enum sso_status status);

/* ---- a detour to a provider: sso_flow.c ---- */

/* What somebody goes there for. */
enum sso_purpose { SSO_TO_SIGN_IN, SSO_TO_LINK, SSO_TO_STEP_UP, SSO_TO_TRY, SSO_PURPOSE_COUNT };

/* `actor` NULL: to sign in. */
enum fault sso_flow_begin(struct school *school, const char *slug, int64_t provider_id, enum sso_purpose purpose,
                          const struct actor *actor, struct arena *arena, struct sso_begun *ret_begun);

/* Everything but the database's part: who came back. SSO_STATE, SSO_CANCELLED, SSO_CLIENT, SSO_REFUSED,
 * SSO_AUDIENCE, SSO_NOT_ANEW, SSO_DOWN, SSO_ODD, ... The state is to be spent by sso_spend("state", ...) in the unit
 * that uses the identity. */
enum fault sso_flow_end(struct school *school, const struct sso_answered *answered, enum sso_purpose purpose,
                        const struct actor *actor, struct arena *arena, struct sso_identity *ret_identity,
                        int64_t *ret_ends_at, const char **ret_why);

#endif
