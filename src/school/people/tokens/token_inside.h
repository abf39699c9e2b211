/* SPDX-License-Identifier: MIT */
/* Tokens inside a unit or a reader. */
#ifndef AMS_SCHOOL_TOKEN_INSIDE_H
#define AMS_SCHOOL_TOKEN_INSIDE_H

#include "crypto/secret.h"
#include "school/common/fault.h"
#include "school/people/tokens/token.h"

struct db;
struct row;

/* Of `api_tokens t` with TOKEN_JOINS, as token_of_row reads them. */
#define TOKEN_COLUMNS                                                                                                  \
    "t.id, t.kind, t.user_id, o.name, t.made_by, m.name, CASE WHEN m.role = 'administrator' AND m.disabled_at IS NULL" \
    " THEN 0 ELSE 1 END, t.name, t.shown, t.scopes, t.created_at, t.expires_at, t.last_used_at, t.revoked_at"
#define TOKEN_JOINS " LEFT JOIN users o ON o.id = t.user_id LEFT JOIN users m ON m.id = t.made_by"
enum { TOKEN_COLUMN_COUNT = 14 };

struct token token_of_row(struct row *row);

/* Whether people with this role may have tokens of their own, by the setting `programs`. */
enum fault tokens_allowed(struct db *db, enum role role, bool *ret_allowed);

/* What is stored of a token's characters. INTERNAL without the institution's key. */
enum fault token_hash(struct school *school, const char *text, char hash[static SECRET_FINGERPRINT_SIZE]);

/* The actor that a token makes now, for work that outlasts its request. TOKEN_REVOKED, TOKEN_EXPIRED. */
enum fault token_still(struct db *db, int64_t token_id, int64_t now, struct actor *actor);

/*
 * Whether the actor may change this account: a program may not reach an administrator's, or whoever has the program
 * has the institution. NOT_FOUND is left to the caller. TOKEN_PROTECTED.
 */
enum fault token_may_touch(struct db *db, const struct actor *actor, int64_t user_id);

/* The same for giving somebody this role. */
enum fault token_may_give(const struct actor *actor, enum role role);

#endif
