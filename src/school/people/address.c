/* SPDX-License-Identifier: MIT */
#include "school/people/address.h"

#include <stdio.h>

#include "crypto/secret.h"
#include "school/common/audit_inside.h"
#include "school/common/fault.h"
#include "school/common/rows.h"
#include "school/common/state.h"
#include "school/faces/identity_inside.h"
#include "school/people/account.h"
#include "school/people/account_link.h"
#include "school/people/sign_in/access.h"
#include "school/people/sign_in/second_factor_inside.h"
#include "school/school.h"
#include "store/db.h"
#include "store/engine.h"

enum { NOBODYS_SIZE = 64 };

/* The account that has the address, and whether it was only typed there; 0: none has it. */
static enum fault address_read(struct db *db, const char *email, int64_t *ret_user_id, bool *ret_typed)
{
    struct row row;
    int64_t id = 0;
    bool typed = false;
    row_begin(&row, db, NULL, "SELECT id, email_proven_at FROM users WHERE email = ?", DB_VALUES(T(email)));
    while (row_next(&row)) {
        id = row_int(&row, 0);
        typed = db_is_null(&row.rows, 1);
    }
    enum fault fault = row_end(&row);
    if (fault != FAULT_NONE)
        return fault;
    *ret_user_id = id;
    *ret_typed = typed;
    return FAULT_NONE;
}

enum fault address_find(struct db *db, const char *email, int64_t *ret_user_id, bool *ret_typed)
{
    enum fault fault = address_read(db, email, ret_user_id, ret_typed);
    if (fault == FAULT_NONE && *ret_typed)
        *ret_user_id = 0;
    return fault;
}

static enum fault audit(struct db *db, const char *action, int64_t user_id, int64_t actor_id, int64_t now)
{
    return audit_append(
        db, &(struct audit_entry){
                .at = now, .actor_id = actor_id, .action = action, .subject_type = "user", .subject_id = user_id});
}

enum fault address_take(struct db *db, const char *email, int64_t now)
{
    int64_t id = 0;
    bool typed = false;
    char nobodys[NOBODYS_SIZE];
    enum fault fault = address_read(db, email, &id, &typed);
    if (fault != FAULT_NONE || id == 0)
        return fault;
    if (!typed)
        return FAULT_EMAIL_TAKEN;
    snprintf(nobodys, sizeof(nobodys), "given-up-%lld@address.invalid", (long long)id);
    fault = fault_of(
        db_exec(db, "UPDATE users SET email = ?, disabled_at = ?, version = version + 1, updated_at = ? WHERE id = ?",
                DB_VALUES(T(nobodys), I(now), I(now), I(id))));
    if (fault != FAULT_NONE)
        return fault;
    fault = access_end(db, id, 0, NULL);
    return fault != FAULT_NONE ? fault : audit(db, "address_given_up", id, 0, now);
}

enum fault address_prove(struct db *db, int64_t user_id, int64_t actor_id, int64_t now)
{
    enum fault fault = fault_of(db_exec(db, "UPDATE users SET email_proven_at = ?, updated_at = ? WHERE id = ?",
                                        DB_VALUES(I(now), I(now), I(user_id))));
    return fault != FAULT_NONE ? fault : audit(db, "email_proven", user_id, actor_id, now);
}

enum fault address_claim(struct db *db, const struct user *user, int64_t now)
{
    int64_t deleted;
    if (user->email_proven_at != 0)
        return FAULT_NONE;
    enum fault fault = second_factor_delete(db, user->id);
    if (fault != FAULT_NONE)
        return fault;
    fault = identity_forget(db, user->id, user->id, now, &deleted);
    if (fault != FAULT_NONE)
        return fault;
    fault = fault_of(db_exec(db, "UPDATE consents SET withdrawn_at = ? WHERE user_id = ? AND withdrawn_at IS NULL",
                             DB_VALUES(I(now), I(user->id))));
    if (fault != FAULT_NONE)
        return fault;
    fault = fault_of(db_exec(db, "DELETE FROM devices WHERE user_id = ?", DB_VALUES(I(user->id))));
    if (fault != FAULT_NONE)
        return fault;
    fault = fault_of(db_exec(db, "DELETE FROM kiosk_pins WHERE user_id = ?", DB_VALUES(I(user->id))));
    if (fault != FAULT_NONE)
        return fault;
    return address_prove(db, user->id, 0, now);
}

enum fault address_ask(struct school *school, struct db *db, const struct user *user, int64_t now)
{
    CLOSES(account_link_wipe)
    struct account_link link = {.kind = ACCOUNT_LINK_EMAIL, .user_id = user->id, .email = user->email, .now = now};
    const struct account_mail mail = {
        .user_id = user->id,
        .to = user->email,
        .locale = user->locale,
        .letter = LETTER_EMAIL_PROVE,
        .path = "/confirm-email",
        .token = link.token,
    };
    secret_token(link.token);
    enum fault fault = account_link_void(db, ACCOUNT_LINK_EMAIL, user->id);
    if (fault != FAULT_NONE)
        return fault;
    fault = account_link_insert(db, &link);
    return fault != FAULT_NONE ? fault : account_mail_queue(school, db, &mail, now);
}
