/* SPDX-License-Identifier: MIT */
/* What a token or an answer of a provider says: the members of one JSON object, which nobody has judged yet. */
#ifndef AMS_SSO_CLAIMS_H
#define AMS_SSO_CLAIMS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"

enum {
    SSO_JSON_MAX = 256 << 10, // bytes of any document of a provider
    SSO_CLAIM_VALUES_MAX = 500,
};

struct sso_claims;

/* One object, in which no name stands twice; NULL when it is anything else, or larger than SSO_JSON_MAX. */
struct sso_claims *sso_claims_read(const char *text, size_t size);
void sso_claims_close(struct sso_claims *claims);
void sso_claims_closep(struct sso_claims **claims);

/*
 * A claim is named by its name, or, where there is none of that name, by those on the way to it with dots between
 * ("realm_access.roles"). Text lives as long as the claims; NULL: it is not there, or no text.
 */
const char *sso_claim_text(const struct sso_claims *claims, const char *name);

/* Whether there is something of this name. */
bool sso_claim_is_there(const struct sso_claims *claims, const char *name);

/* A whole number (or one that is written with a fraction, without it); false when it is none, or beyond 2^53. */
bool sso_claim_number(const struct sso_claims *claims, const char *name, int64_t *ret_number);

/* true, or "true" as some providers write it. */
bool sso_claim_is_true(const struct sso_claims *claims, const char *name);

/* Whether it is this text, or a list with this text in it. */
bool sso_claim_has(const struct sso_claims *claims, const char *name, const char *text);

/* How many texts it is: 1, or those of a list of nothing else (up to SSO_CLAIM_VALUES_MAX); 0: it is neither. */
size_t sso_claim_count(const struct sso_claims *claims, const char *name);

/* Text `index` of them; NULL past the last. */
const char *sso_claim_at(const struct sso_claims *claims, const char *name, size_t index);

/* Whether it is an object that has an object of this name in it (the events of a logout token). */
bool sso_claim_holds(const struct sso_claims *claims, const char *name, const char *within);

/* Adds what `more` has and `claims` has not. False without memory. */
bool sso_claims_fill(struct sso_claims *claims, const struct sso_claims *more);

/* As JSON, for an administrator to read; NULL without memory. */
char *sso_claims_print(const struct sso_claims *claims, struct arena *arena);

#endif
