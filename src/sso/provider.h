/* SPDX-License-Identifier: MIT */
/*
 * Providers of identity as they are reached: what one says of itself (OpenID Connect Discovery 1.0), its keys, which
 * change, and what is asked of it. What was learnt is kept for an hour, for SSO_PROVIDERS_MAX of them.
 */
#ifndef AMS_SSO_PROVIDER_H
#define AMS_SSO_PROVIDER_H

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "sso/fetch.h"
#include "sso/token.h"

enum {
    SSO_PROVIDERS_MAX = 20,
    SSO_KEPT_MS = 60 * 60 * 1000,           // what is known, before it is asked for again
    SSO_KEPT_LONGEST_MS = 24 * SSO_KEPT_MS, // where the provider does not answer
    SSO_KEYS_AGAIN_MS = 60 * 1000,          // between two looks for a key that is not known
    SSO_DOWN_MS = 5 * 1000,                 // after nobody answered, nobody is asked for so long
};

/* What came of asking a provider. */
enum sso_status {
    SSO_DONE,
    SSO_DOWN,    // it does not answer
    SSO_INWARD,  // it is, or leads, where the server does not go
    SSO_ODD,     // what it says is not what a provider says: no discovery document, another issuer, no keys
    SSO_REFUSED, // it took the request and said no: a code that is used or another's
    SSO_CLIENT,  // it does not know this server: another client ID, or another secret
    SSO_BUSY,
    SSO_BAD_TOKEN, // what it gave is no token that may be believed; the refusal says why
};

/* What a provider says of itself. Ends that it does not have are "". */
struct sso_metadata {
    char authorization[SSO_URL_MAX + 1];
    char token[SSO_URL_MAX + 1];
    char keys[SSO_URL_MAX + 1];
    char userinfo[SSO_URL_MAX + 1];
    char end_session[SSO_URL_MAX + 1];
    bool secret_in_form; // its token endpoint does not take HTTP Basic
    bool names_itself;   // its answers say whose they are (RFC 9207)
};

struct sso;

/* `net` is copied but for the text. `certificates`: where Firebase's are, NULL: where they are. NULL without memory. */
struct sso *sso_open(const struct sso_net *net, const char *certificates);
void sso_close(struct sso *sso);
const struct sso_net *sso_net(const struct sso *sso);

/* What the provider says. `now_ms`: any clock that goes on. `afresh`: what is kept does not count. */
enum sso_status sso_discover(struct sso *sso, const char *issuer, int64_t now_ms, bool afresh,
                             struct sso_metadata *ret_metadata);

/*
 * Reads a token and checks its signature by the keys of its provider (`issuer`; of SSO_KIND_FIREBASE Google's). A key
 * that is not known is looked for once a minute at most. BAD_TOKEN with *ret_refusal. The claims are the caller's.
 */
enum sso_status sso_token_verify(struct sso *sso, const char *issuer, enum sso_kind kind, const char *token,
                                 int64_t now_ms, enum sso_refusal *ret_refusal, struct sso_claims **ret_claims);

/* Where a browser is sent to sign in. */
struct sso_ask {
    const char *client_id, *redirect_uri, *scopes, *state, *nonce;
    const char *challenge; // PKCE, S256
    bool anew;             // the person must sign in again, although signed in there
};
/* In the arena; NULL without memory. */
char *sso_ask_url(const struct sso_metadata *metadata, const struct sso_ask *ask, struct arena *arena);

/* The challenge of a verifier: the hash of it in base64url. */
enum { SSO_CHALLENGE_SIZE = 44 };
void sso_challenge(const char *verifier, char challenge[static SSO_CHALLENGE_SIZE]);

/* A code for tokens. */
struct sso_exchange {
    const char *client_id;
    const char *secret; // NULL: a public client
    const char *redirect_uri, *code, *verifier;
};
struct sso_tokens {
    const char *id_token;
    const char *access_token; // NULL: none
};
/* DOWN, INWARD, REFUSED, CLIENT, ODD, BUSY. */
enum sso_status sso_exchange(struct sso *sso, const struct sso_metadata *metadata, const struct sso_exchange *exchange,
                             struct arena *arena, struct sso_tokens *ret_tokens);

/* What the provider says beyond the token, of this very subject: added to `claims`. */
enum sso_status sso_userinfo(struct sso *sso, const struct sso_metadata *metadata, const char *access_token,
                             struct sso_claims *claims);

/* Where a browser is sent to sign out there, too; NULL: the provider has no such place, or no memory. `hint`: the ID
 * token, may be NULL. */
char *sso_end_url(const struct sso_metadata *metadata, const char *client_id, const char *hint, const char *back,
                  struct arena *arena);

#endif
