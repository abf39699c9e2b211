/* SPDX-License-Identifier: MIT */
/*
 * Signing in by a provider of identity: the authorization code flow of OpenID Connect with PKCE, or the ID token of a
 * Firebase project. The browser is sent to the provider and comes back with a code; the server alone exchanges it. What
 * was begun is held by a cookie of the browser that began it, for SSO_FLOW_MINUTES: state, nonce and the verifier of
 * PKCE are made of that cookie under the institution's key, so no other browser, no other provider and no other purpose
 * can end it, it ends once, and until then nothing is written.
 */
#ifndef AMS_SCHOOL_SSO_H
#define AMS_SCHOOL_SSO_H

#include "school/people/sign_in/session.h"
#include "school/school.h"

enum {
    SSO_FLOW_MINUTES = 10,
    SSO_FLOW_TEXT_MAX = 200, // of the cookie
    SSO_CODE_MAX = 4096,     // characters of what a provider gives
    SSO_LINKS_MAX = 5,       // a person
    SSO_ID_TOKEN_MAX = 16384,
};

/* Where the browser goes, and what it keeps meanwhile. */
struct sso_begun {
    const char *url;
    const char *flow; // for its cookie
};

/* What came back, with the cookie; each may be NULL. */
struct sso_answered {
    const char *slug; // of the provider, as the address of the page has it
    const char *flow, *state, *code, *issuer, *error;
};

/*
 * To sign in. SSO_UNKNOWN (no such provider, or not enabled), SSO_DOWN, SSO_ODD (it is not set up rightly), BUSY.
 */
enum fault sso_sign_in_begin(struct school *school, const char *slug, struct arena *arena, struct sso_begun *ret_begun);

/*
 * Opens a session, of an account that is found or made. SSO_STATE (not begun in this browser, too long ago, ended
 * before), SSO_CANCELLED, SSO_CLIENT (the provider does not know this server), SSO_REFUSED (no token that can be
 * believed), SSO_AUDIENCE (one for another client), SSO_DOMAIN, SSO_LINK_FIRST (there is an account that may be
 * theirs), SSO_NO_ACCOUNT, SSO_NO_EMAIL, SSO_NO_ROLE, SSO_CLOSED, and as sso_sign_in_begin.
 */
enum fault sso_sign_in(struct school *school, const struct sso_answered *answered, const struct session_origin *origin,
                       struct arena *arena, struct session *ret_session);

/* The same with an ID token of the provider's Firebase project, which counts once. `slug` NULL: the only one that there
 * is. TOO_MANY_ATTEMPTS with *ret_retry_after_s. */
enum fault sso_firebase_sign_in(struct school *school, const char *slug, const char *id_token,
                                const struct session_origin *origin, struct arena *arena, struct session *ret_session,
                                int64_t *ret_retry_after_s);

/* Fresh proof: the person signs in there again. SSO_UNKNOWN when the actor is not linked with it; SSO_OTHER_PERSON:
 * somebody else did; SSO_NOT_ANEW: the provider does not say that they did. */
enum fault sso_step_up_begin(struct school *school, const struct actor *actor, const char *slug, struct arena *arena,
                             struct sso_begun *ret_begun);
enum fault sso_step_up(struct school *school, const struct actor *actor, const struct sso_answered *answered,
                       struct arena *arena, int64_t *ret_until);

/* ---- links ---- */

struct sso_link {
    int64_t id;
    const char *slug, *name; // of the provider
    const char *email;       // as the provider said it last; NULL: it said none
    int64_t created_at, used_at;
};
struct sso_link_list {
    struct sso_link links[SSO_LINKS_MAX];
    size_t count;
};

/* The actor's own; or, for administrators (NOT_ALLOWED), somebody's. */
enum fault sso_link_list(struct school *school, const struct actor *actor, int64_t user_id, struct arena *arena,
                         struct sso_link_list *ret_list);

/* STEP_UP_NEEDED, TOO_MANY_SSO. */
enum fault sso_link_begin(struct school *school, const struct actor *actor, const char *slug, struct arena *arena,
                          struct sso_begun *ret_begun);
/* SSO_LINKED_ELSEWHERE, SSO_DOMAIN. Audited; the person is told by e-mail. */
enum fault sso_link(struct school *school, const struct actor *actor, const struct sso_answered *answered,
                    struct arena *arena);

/* One's own (STEP_UP_NEEDED; SSO_LAST_WAY: nothing else lets the person in), or, for administrators, anybody's.
 * Sessions that it opened end, but the actor's. NOT_FOUND. Audited. */
enum fault sso_unlink(struct school *school, const struct actor *actor, int64_t user_id, int64_t link_id);

/* ---- trying a provider out ---- */

/* Administrators. The provider need not be enabled. */
enum fault sso_try_begin(struct school *school, const struct actor *actor, int64_t provider_id, struct arena *arena,
                         struct sso_begun *ret_begun);

/* What came of it. Nothing is made, linked or opened. */
struct sso_tried {
    const char *claims; // JSON
    const char *email;  // that would count; NULL: none
    const char *role;   // role_code, by the map; NULL: none
    const char *external;
    const char *outcome; // "linked", "found", "made", or the word of what would be refused
    const char *name;    // of the account that would be signed in to; NULL: none is there
};
/* *ret_why: what is wrong with the token, for SSO_REFUSED; else NULL. */
enum fault sso_try(struct school *school, const struct actor *actor, const struct sso_answered *answered,
                   struct arena *arena, struct sso_tried *ret_tried, const char **ret_why);

/* ---- signing out ---- */

/* Ends the actor's session. *ret_url: where the browser goes to sign out at the provider, too; NULL: nowhere. */
enum fault sso_leave(struct school *school, const struct actor *actor, struct arena *arena, const char **ret_url);

/* A provider says that somebody has signed out there (back-channel logout): the sessions that it opened end.
 * SSO_UNKNOWN, SSO_REFUSED, SSO_DOWN. Audited. */
enum fault sso_logout(struct school *school, const char *slug, const char *logout_token, int64_t *ret_ended);

#endif
