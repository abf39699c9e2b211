/* SPDX-License-Identifier: MIT */
/*
 * The institution's own sign-in: its providers, as administrators set them up. A provider says who somebody is; whose
 * account here that is, is told by a link that was made before, then by an external id and by a proven address where
 * the provider's row says so, and otherwise an account is made, or not, as it says. Administrators (NOT_ALLOWED for
 * others), but for sso_buttons. Everything is audited; no answer has the client's secret.
 */
#ifndef AMS_SCHOOL_SSO_PROVIDER_H
#define AMS_SCHOOL_SSO_PROVIDER_H

#include "school/school.h"

enum {
    SSO_ROWS_MAX = 10, // providers
    SSO_SLUG_MAX = 40,
    SSO_NAME_MAX = 60, // characters
    SSO_ISSUER_MAX = 500,
    SSO_CLIENT_MAX = 255,
    SSO_SECRET_MAX = 500,
    SSO_SCOPES_MAX = 255,
    SSO_CLAIM_MAX = 100,
    SSO_ROLE_MAP_MAX = 2000,
    SSO_DOMAINS_MAX = 1000,
};

enum sso_makes { SSO_MAKES_NOBODY, SSO_MAKES_STUDENTS, SSO_MAKES_BY_ROLE, SSO_MAKES_COUNT };

/* "nobody", "students", "by_role". */
const char *sso_makes_word(enum sso_makes makes);

struct sso_provider {
    int64_t id;
    const char *slug, *name;
    bool firebase;
    const char *issuer;
    const char *client_id; // Firebase: the project's id
    bool has_secret;
    const char *scopes;
    enum sso_makes makes;
    bool by_email;              // an account is found by an address that is proven there and here
    bool admins;                // that of an administrator, too
    bool trusts_email;          // addresses of `domains` count as proven there
    const char *external_claim; // "": nobody is found by an external id
    const char *role_claim;     // "": nobody has a role there
    const char *role_map;       // lines "value=role"
    const char *domains;        // of addresses, with spaces between; "": all are let in
    bool enabled;
    int64_t version;
    const char *redirect_uri, *logout_uri; // what the provider must know of AMS; Firebase: NULL
    int64_t links;                         // people who are linked
};

struct sso_provider_list {
    struct sso_provider *providers; // by name
    size_t count;
};

/* What is typed; NULL: as it was, for a new one the usual. */
struct sso_provider_edit {
    const char *slug; // of a new one
    const char *name, *kind, *issuer, *client_id, *secret, *scopes, *makes;
    const char *external_claim, *role_claim, *role_map, *domains;
    const bool *by_email, *admins, *trusts_email, *enabled;
    int64_t version; // what was edited; 0: whatever is there
};

enum fault sso_provider_list(struct school *school, const struct actor *actor, struct arena *arena,
                             struct sso_provider_list *ret_list);

/* NOT_FOUND. */
enum fault sso_provider_get(struct school *school, const struct actor *actor, int64_t provider_id, struct arena *arena,
                            struct sso_provider *ret_provider);

/* SSO_INVALID with *ret_field, SSO_TAKEN (the slug), TOO_MANY_SSO. */
enum fault sso_provider_add(struct school *school, const struct actor *actor, const struct sso_provider_edit *edit,
                            struct arena *arena, struct sso_provider *ret_provider, const char **ret_field);

/* NOT_FOUND, SSO_INVALID with *ret_field, CHANGED_MEANWHILE. */
enum fault sso_provider_edit(struct school *school, const struct actor *actor, int64_t provider_id,
                             const struct sso_provider_edit *edit, struct arena *arena,
                             struct sso_provider *ret_provider, const char **ret_field);

/* Links go, and sessions that it opened end. NOT_FOUND. */
enum fault sso_provider_remove(struct school *school, const struct actor *actor, int64_t provider_id);

/* What the page on which people sign in shows: of enabled ones that are no Firebase's, slug and name. */
struct sso_button {
    const char *slug, *name;
};
struct sso_buttons {
    struct sso_button buttons[SSO_ROWS_MAX];
    size_t count;
    bool only; // passwords and passkeys are for administrators alone
};
enum fault sso_buttons_get(struct school *school, struct arena *arena, struct sso_buttons *ret_buttons);

/* For the operator, when no provider answers: none is used until an administrator enables it again, so that passwords
 * are for everybody. *ret_count: how many were in use. Audited. */
enum fault sso_turn_off(struct school *school, int64_t *ret_count);

#endif
