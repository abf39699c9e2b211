/* SPDX-License-Identifier: MIT */
#include "school/people/account_reset.h"

#include <string.h>

#include "base/arena.h"
#include "crypto/password.h"
#include "crypto/secret.h"
#include "school/common/audit_inside.h"
#include "school/common/fault.h"
#include "school/common/rows.h"
#include "school/common/state.h"
#include "school/common/text.h"
#include "school/people/account.h"
#include "school/people/account_link.h"
#include "school/people/account_reset_inside.h"
#include "school/people/address.h"
#include "school/people/sign_in/credential.h"
#include "school/people/sign_in/throttle.h"
#include "school/people/user.h"
#include "school/school.h"
#include "store/db.h"
#include "store/engine.h"
#include "store/store.h"

enum fault account_reset_send(struct school *school, struct db *db, const struct user *user, int64_t actor_id,
                              int64_t now, char *ret_token)
{
    CLOSES(account_link_wipe)
    struct account_link link = {.kind = ACCOUNT_LINK_PASSWORD, .user_id = user->id, .now = now};
    const struct account_mail mail = {
        .user_id = user->id,
        .to = user->email,
        .locale = user->locale,
        .letter = LETTER_PASSWORD_LINK,
        .path = "/reset",
        .token = link.token,
        .unsaid = actor_id == 0, // whoever is not signed in may not learn whether there is an account
        .nobody = user->id == 0,
    };
    secret_token(link.token);
    enum fault fault = account_link_insert(db, &link);
    if (fault != FAULT_NONE)
        return fault;
    fault = audit_append(db, &(struct audit_entry){
                                 .at = now,
                                 .actor_id = actor_id,
                                 .action = "password_reset_sent",
                                 .subject_type = "user",
                                 .subject_id = user->id,
                             });
    if (fault != FAULT_NONE)
        return fault;
    fault = account_mail_queue(school, db, &mail, now);
    if (fault == FAULT_NONE && ret_token)
        memcpy(ret_token, link.token, SECRET_TOKEN_SIZE);
    return fault;
}

struct ask {
    struct school *school;
    const char *email;
    struct arena *arena;
    struct throttled_attempt attempt;
};

static enum fault ask(struct db *db, void *context)
{
    struct ask *unit = context;
    struct user user = {.email = unit->email}; // nobody's: what follows is the same for them, statement by statement
    int64_t user_id = 0;
    bool found = false;
    enum fault fault = attempt_count(db, &unit->attempt);
    if (fault != FAULT_NONE)
        return fault;
    fault = row_one_int(db, "SELECT id FROM users WHERE email = ? AND disabled_at IS NULL", DB_VALUES(T(unit->email)),
                        &found, &user_id);
    if (fault != FAULT_NONE)
        return fault;
    fault = user_read(db, user_id, unit->arena, &user);
    if (fault != FAULT_NONE && (found || fault != FAULT_NOT_FOUND))
        return fault;
    return account_reset_send(unit->school, db, &user, 0, unit->attempt.now, NULL);
}

enum fault account_reset_ask(struct school *school, const char *email, const char *address, struct arena *arena,
                             int64_t *ret_retry_after_s)
{
    struct ask unit = {.school = school, .arena = arena};
    enum fault fault = text_email(email, arena, &unit.email);
    if (fault != FAULT_NONE)
        return fault;
    unit.attempt = (struct throttled_attempt){
        .throttles = {{"reset_email", unit.email, RESET_EMAIL_ATTEMPTS},
                      {"reset_address", address, RESET_ADDRESS_ATTEMPTS}},
        .now = school_now(school),
    };
    fault = school_attempt(school, ask, &unit);
    if (fault == FAULT_TOO_MANY_ATTEMPTS)
        *ret_retry_after_s = seconds_of(unit.attempt.wait_ms);
    return fault;
}

struct reset {
    const char *token;
    struct arena *arena;
    char hash[PASSWORD_HASH_SIZE];
    int64_t now;
};

static void reset_wipe(struct reset *unit)
{
    secret_wipe(unit->hash, sizeof(unit->hash));
}

static enum fault reset(struct db *db, void *context)
{
    struct reset *unit = context;
    struct user user;
    const char *email;
    enum fault fault = account_link_read(db, ACCOUNT_LINK_PASSWORD, unit->token, unit->now, unit->arena, &user, &email);
    if (fault != FAULT_NONE)
        return fault;
    fault = address_claim(db, &user, unit->now);
    if (fault != FAULT_NONE)
        return fault;
    fault = credential_store(db, &user, unit->hash, 0, unit->now);
    if (fault != FAULT_NONE)
        return fault;
    return audit_append(db, &(struct audit_entry){
                                .at = unit->now,
                                .actor_id = user.id,
                                .action = "password_reset",
                                .subject_type = "user",
                                .subject_id = user.id,
                            });
}

enum fault account_reset(struct school *school, const char *token, const char *password, struct arena *arena)
{
    CLOSES(reset_wipe) struct reset unit = {.token = token, .arena = arena, .now = school_now(school)};
    struct user user;
    const char *email;
    CLOSES(store_reader_close) struct db *db = store_reader(school->config.store);
    enum fault fault = account_link_read(db, ACCOUNT_LINK_PASSWORD, token, unit.now, arena, &user, &email);
    store_reader_close(&db);
    if (fault != FAULT_NONE)
        return fault;
    fault = credential_check(password, user.role, user.email, user.name);
    if (fault != FAULT_NONE)
        return fault;
    fault = credential_hash(school, password, unit.hash);
    if (fault != FAULT_NONE)
        return fault;
    return school_change(school, reset, &unit);
}
