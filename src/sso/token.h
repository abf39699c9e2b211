/* SPDX-License-Identifier: MIT */
/*
 * Tokens that a provider signs (JWS compact, RFC 7515, with a JSON object in it: RFC 7519), as a stranger may send
 * them: ID tokens, logout tokens (OpenID Connect Core 1.0, Back-Channel Logout 1.0) and the ID tokens of Firebase. RFC
 * 8725 is followed: one of a few algorithms, never `none` and never a secret; a key of the provider's own, never one
 * that the token brings or names the place of; each kind of token for its own use.
 */
#ifndef AMS_SSO_TOKEN_H
#define AMS_SSO_TOKEN_H

#include <stdbool.h>
#include <stdint.h>

#include "sso/claims.h"
#include "sso/key_set.h"

enum {
    SSO_TOKEN_MAX = 16 << 10, // characters
    SSO_HEADER_MAX = 2 << 10, // bytes of its head
    SSO_SUBJECT_MAX = 255,
    SSO_SKEW_S = 60, // by which clocks may differ
    SSO_LOGOUT_AGE_S = 300,
};

/* What is wrong with a token. */
enum sso_refusal {
    SSO_RIGHT,
    SSO_FORM,        // no token at all, too large, not read, or with what a token here must not have
    SSO_ALGORITHM,   // none that is believed
    SSO_KIND,        // a token for another use
    SSO_KEY_UNKNOWN, // no key of this id
    SSO_SIGNATURE,
    SSO_ISSUER,
    SSO_AUDIENCE, // for another client, or others besides without saying that it is for this one
    SSO_EXPIRED,
    SSO_NOT_YET, // from the future
    SSO_NONCE,
    SSO_SUBJECT,
    SSO_AUTH_TIME, // the person has not signed in anew, or nothing says when
    SSO_CODE,      // at_hash is of another access token
    SSO_EVENT,     // no logout token
    SSO_REFUSAL_COUNT,
};

/* "form", "algorithm", ... for logs and administrators. */
const char *sso_refusal_word(enum sso_refusal refusal);

enum sso_kind { SSO_KIND_ID, SSO_KIND_LOGOUT, SSO_KIND_FIREBASE };

/*
 * What no key could right: FORM, ALGORITHM, KIND, KEY_UNKNOWN (it names none where it must), SIGNATURE (of no such
 * algorithm's length). Nobody has to be asked for keys on account of such a token.
 */
enum sso_refusal sso_token_look(const char *token, enum sso_kind kind);

/*
 * Reads a token and checks its signature against a set of keys: FORM, ALGORITHM, KIND, KEY_UNKNOWN, SIGNATURE. The
 * claims of a RIGHT one are the caller's to close; nothing that they say has been judged.
 */
enum sso_refusal sso_token_open(const char *token, enum sso_kind kind, const struct sso_keys *keys,
                                struct sso_claims **ret_claims);

/* For whom a token must be. */
struct sso_expected {
    const char *issuer;
    const char *audience;     // the client's id
    const char *nonce;        // of an ID token; NULL: none is asked for
    const char *access_token; // that came with it; NULL: at_hash is not looked at
    int64_t signed_in_after;  // seconds UTC: auth_time must not be before; 0: whenever
    int64_t now;              // seconds UTC
};

/* ISSUER, AUDIENCE, EXPIRED, NOT_YET, NONCE, SUBJECT, AUTH_TIME, CODE. */
enum sso_refusal sso_id_token_check(const struct sso_claims *claims, const struct sso_expected *expected);

/* The same by the rules of Firebase: `audience` is the project, `issuer` is made of it. */
enum sso_refusal sso_firebase_check(const struct sso_claims *claims, const struct sso_expected *expected);

/* The same for a logout token: EVENT, too. That its jti was never seen is the caller's to know. */
enum sso_refusal sso_logout_check(const struct sso_claims *claims, const struct sso_expected *expected);

/* https://securetoken.google.com/PROJECT */
#define SSO_FIREBASE_ISSUER "https://securetoken.google.com/"

#endif
