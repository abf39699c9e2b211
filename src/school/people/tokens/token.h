/* SPDX-License-Identifier: MIT */
/*
 * Tokens of programs: what a program sends instead of a person's session. A person's acts as that person and can do no
 * more than they can; the institution's acts with an administrator's rights, in every classroom too, in the name of
 * whoever made it (`maker`), and goes on when they leave: it is the institution's. Both only within their scopes.
 *
 * Making one takes fresh proof (step_up.h), which stands for what its scopes' routes would ask for; what only a person
 * may do has no scope. No token reaches an administrator's account (token_may_touch), nor makes another token.
 *
 * A person's own ends with what lets in as them (access_end): a new password, address, second factor or role, and when
 * the account is deactivated. While the setting `programs` does not allow them, they are refused and kept.
 * Only an HMAC of the characters is stored, under a key that is not in the database.
 */
#ifndef AMS_SCHOOL_TOKEN_H
#define AMS_SCHOOL_TOKEN_H

#include "school/people/account.h"
#include "school/people/tokens/scope.h"
#include "school/people/tokens/token_text.h"
#include "school/school.h"

enum {
    TOKEN_NAME_MAX = 100, // characters
    TOKEN_DAYS_MAX = 400, // that one may last
    TOKEN_WARN_DAYS = 7,  // before its end its holders are told
    TOKEN_SEEN_MINUTES = 5,
    TOKEN_ENDED_DAYS = 90,  // so long one that has ended is still listed
    TOKENS_PERSON_MAX = 20, // that are good at the same time, of one person
    TOKENS_INSTITUTION_MAX = 100,
    TOKENS_DAY_MAX = 50, // made by one person in a day
};

struct token {
    int64_t id;
    enum token_kind kind;
    struct person owner; // whom it acts as; id 0: the institution's
    struct person maker; // who answers for it
    bool maker_left;     // who made it is no administrator any more; only told of the institution's
    const char *name;
    const char *shown; // the first characters
    scope_set scopes;
    int64_t created_at, expires_at;
    int64_t last_used_at; // 0: never; written at most every TOKEN_SEEN_MINUTES
    int64_t revoked_at;   // 0: not
};

struct token_list {
    struct token *tokens; // the newest first; those that have ended last, and not for longer than TOKEN_ENDED_DAYS
    size_t count;
};

struct token_request {
    const char *name;
    scope_set scopes;
    int64_t days; // until its end
};

/* Whether people with this role may have tokens of their own now. */
enum fault token_allowed(struct school *school, enum role role, bool *ret_allowed);

/* One's own; the institution's, for administrators (NOT_ALLOWED). Not for programs: NOT_ALLOWED. */
enum fault token_list(struct school *school, const struct actor *actor, enum token_kind kind, struct arena *arena,
                      struct token_list *ret_list);

/*
 * Makes one; `text` is all there will ever be of its characters. The person, or all administrators, are told. Audited.
 * STEP_UP_NEEDED, NOT_ALLOWED (also for programs), TOKENS_OFF, NAME_INVALID, SCOPES_INVALID (none, or one that this
 * kind or this role cannot have), TOKEN_TERM, TOO_MANY_THINGS.
 */
enum fault token_make(struct school *school, const struct actor *actor, enum token_kind kind,
                      const struct token_request *request, struct arena *arena, struct token *ret_token,
                      char ret_text[static TOKEN_TEXT_SIZE]);

/* At once and for good; again is fine. NOT_FOUND. Audited. */
enum fault token_revoke(struct school *school, const struct actor *actor, enum token_kind kind, int64_t token_id);

/*
 * Whose token this is (any text), and the actor that it makes: one read, and a write at most every TOKEN_SEEN_MINUTES.
 * *ret_user is whom it acts as, or who answers for it. Faults: TOKEN_UNKNOWN, TOKEN_REVOKED (also of somebody who is
 * deactivated), TOKEN_EXPIRED, TOKENS_OFF, SECOND_FACTOR_REQUIRED.
 */
enum fault token_find(struct school *school, const char *text, struct arena *arena, struct token *ret_token,
                      struct user *ret_user, struct actor *ret_actor);

/* ---- for the operator's command line, never for api/ ---- */

/* All that have not ended. */
enum fault token_list_all(struct school *school, struct arena *arena, struct token_list *ret_list);
enum fault token_revoke_any(struct school *school, int64_t token_id);

/* The part of school_sweep: tells of ends that are near. */
enum fault token_sweep(struct school *school, int64_t now);

#endif
