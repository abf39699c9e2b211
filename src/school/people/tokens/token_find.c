/* SPDX-License-Identifier: MIT */
/* Whose token it is, and what it makes of who asks. */
#include <string.h>

#include "base/arena.h"
#include "school/common/rows.h"
#include "school/common/state.h"
#include "school/people/sign_in/second_factor_inside.h"
#include "school/people/tokens/token.h"
#include "school/people/tokens/token_inside.h"
#include "school/people/user.h"
#include "store/db.h"
#include "store/engine.h"
#include "store/store.h"

/* A token with the account behind it: whom it acts as, or who answers for it. */
struct found {
    struct token token;
    struct user user;
    bool lacks_factor;
    bool found;
};

enum { FIND_USER = TOKEN_COLUMN_COUNT, FIND_REST = TOKEN_COLUMN_COUNT + USER_COLUMN_COUNT };

static enum fault found_read(struct db *db, const char *hash, struct arena *arena, struct found *found)
{
    struct row row;
    row_begin(&row, db, arena,
              "SELECT " TOKEN_COLUMNS ", " USER_COLUMNS ", (SELECT value FROM settings WHERE name = 'factor_required'),"
              " (SELECT COUNT(*) FROM second_factors WHERE user_id = u.id AND confirmed_at > 0)"
              " + (SELECT COUNT(*) FROM passkeys WHERE user_id = u.id), t.hash FROM api_tokens t" TOKEN_JOINS
              " JOIN users u ON u.id = t.made_by WHERE t.hash = ?",
              DB_VALUES(T(hash)));
    while (row_next(&row)) {
        const char *stored = db_text(&row.rows, FIND_REST + 2);
        found->token = token_of_row(&row);
        found->found = user_from_row(&row, FIND_USER, &found->user) && stored && secret_equal(stored, hash);
        found->lacks_factor =
            second_factor_is_due(db_text(&row.rows, FIND_REST), found->user.role) && row_int(&row, FIND_REST + 1) == 0;
    }
    return row_end(&row);
}

static enum fault ended(const struct token *token, int64_t now)
{
    if (token->revoked_at > 0)
        return FAULT_TOKEN_REVOKED;
    return now >= token->expires_at ? FAULT_TOKEN_EXPIRED : FAULT_NONE;
}

/* Whether a person's token may act for them now. */
static enum fault person_may(struct db *db, const struct found *found)
{
    bool allowed = false;
    if (found->user.disabled)
        return FAULT_TOKEN_REVOKED;
    if (found->lacks_factor)
        return FAULT_SECOND_FACTOR_REQUIRED;
    enum fault fault = tokens_allowed(db, found->user.role, &allowed);
    return fault != FAULT_NONE ? fault : allowed ? FAULT_NONE : FAULT_TOKENS_OFF;
}

static struct actor actor_of(const struct token *token, enum role role)
{
    bool institution = token->kind == TOKEN_INSTITUTION;
    return (struct actor){
        .user_id = token->maker.id,
        .role = institution ? ROLE_ADMINISTRATOR : role,
        .token_id = token->id,
        .institution = institution,
    };
}

struct touch {
    int64_t id, now;
};

static enum fault touch(struct db *db, void *context)
{
    struct touch *unit = context;
    return fault_of(
        db_exec(db, "UPDATE api_tokens SET last_used_at = ? WHERE id = ?", DB_VALUES(I(unit->now), I(unit->id))));
}

enum fault token_find(struct school *school, const char *text, struct arena *arena, struct token *ret_token,
                      struct user *ret_user, struct actor *ret_actor)
{
    enum token_kind kind;
    char hash[SECRET_FINGERPRINT_SIZE];
    struct found found = {0};
    int64_t now = school_now(school);
    if (!token_text_parse(text, &kind) || token_hash(school, text, hash) != FAULT_NONE)
        return FAULT_TOKEN_UNKNOWN;
    CLOSES(store_reader_close) struct db *db = store_reader(school->config.store);
    enum fault fault = found_read(db, hash, arena, &found);
    if (fault != FAULT_NONE)
        return fault;
    if (!found.found || found.token.kind != kind)
        return FAULT_TOKEN_UNKNOWN;
    fault = ended(&found.token, now);
    if (fault != FAULT_NONE)
        return fault;
    fault = kind == TOKEN_PERSON ? person_may(db, &found) : FAULT_NONE;
    if (fault != FAULT_NONE)
        return fault;
    store_reader_close(&db);
    if (now - found.token.last_used_at >= TOKEN_SEEN_MINUTES * (int64_t)SCHOOL_MINUTE_MS) {
        // A busy database must not shut programs out: the next request writes it.
        struct touch unit = {.id = found.token.id, .now = now};
        (void)school_change(school, touch, &unit);
    }
    *ret_token = found.token;
    *ret_user = found.user;
    *ret_actor = actor_of(&found.token, found.user.role);
    return FAULT_NONE;
}

enum fault token_still(struct db *db, int64_t token_id, int64_t now, struct actor *actor)
{
    struct row row;
    struct token token = {0};
    enum role role = actor->role;
    CLOSES(arena_release) struct arena arena = arena_of(4 << 10);
    row_begin(&row, db, &arena, "SELECT " TOKEN_COLUMNS " FROM api_tokens t" TOKEN_JOINS " WHERE t.id = ?",
              DB_VALUES(I(token_id)));
    while (row_next(&row))
        token = token_of_row(&row);
    enum fault fault = row_end(&row);
    if (fault != FAULT_NONE)
        return fault;
    fault = token.id == 0 ? FAULT_TOKEN_REVOKED : ended(&token, now);
    if (fault == FAULT_NONE)
        *actor = actor_of(&token, role);
    return fault;
}

enum fault token_may_touch(struct db *db, const struct actor *actor, int64_t user_id)
{
    bool found = false;
    int64_t one;
    if (actor->token_id == 0)
        return FAULT_NONE;
    enum fault fault = row_one_int(db, "SELECT 1 FROM users WHERE id = ? AND role = 'administrator'",
                                   DB_VALUES(I(user_id)), &found, &one);
    return fault != FAULT_NONE ? fault : found ? FAULT_TOKEN_PROTECTED : FAULT_NONE;
}

enum fault token_may_give(const struct actor *actor, enum role role)
{
    return actor->token_id > 0 && role == ROLE_ADMINISTRATOR ? FAULT_TOKEN_PROTECTED : FAULT_NONE;
}
