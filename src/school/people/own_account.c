/* SPDX-License-Identifier: MIT */
#include "school/people/own_account.h"

#include <string.h>

#include "base/arena.h"
#include "crypto/password.h"
#include "crypto/secret.h"
#include "school/common/audit_inside.h"
#include "school/common/fault.h"
#include "school/common/limits.h"
#include "school/common/rows.h"
#include "school/common/state.h"
#include "school/common/text.h"
#include "school/people/account.h"
#include "school/people/account_link.h"
#include "school/people/address.h"
#include "school/people/sign_in/access.h"
#include "school/people/sign_in/credential.h"
#include "school/people/sign_in/throttle.h"
#include "school/people/user.h"
#include "school/school.h"
#include "store/db.h"
#include "store/engine.h"

/* ---- name and language ---- */

struct edit {
    const struct actor *actor;
    const struct account_edit *edit;
    const char *name, *family_name; // NULL: as it was
    int64_t now;
};

static enum fault edit_write(struct db *db, void *context)
{
    struct edit *unit = context;
    int64_t version = 0;
    bool found = false;
    enum fault fault =
        row_one_int(db, "SELECT version FROM users WHERE id = ?", DB_VALUES(I(unit->actor->user_id)), &found, &version);
    if (fault != FAULT_NONE)
        return fault;
    if (!found)
        return FAULT_NOT_FOUND;
    if (unit->edit->version != 0 && unit->edit->version != version)
        return FAULT_CHANGED_MEANWHILE;
    enum db_status status =
        db_exec(db, "UPDATE users SET locale = COALESCE(?, locale), version = version + 1, updated_at = ? WHERE id = ?",
                DB_VALUES(T(unit->edit->locale), I(unit->now), I(unit->actor->user_id)));
    if (status != DB_OK)
        return fault_of(status);
    bool named = unit->name || unit->family_name;
    if (named)
        fault = user_name_write(db, unit->actor->user_id, unit->name, unit->family_name);
    if (fault != FAULT_NONE)
        return fault;
    return audit_append(db, &(struct audit_entry){
                                .at = unit->now,
                                .actor_id = unit->actor->user_id,
                                .action = "account_edited",
                                .subject_type = "user",
                                .subject_id = unit->actor->user_id,
                                .detail = named ? "name" : "locale",
                            });
}

enum fault account_edit(struct school *school, const struct actor *actor, const struct account_edit *edit,
                        struct arena *arena, struct user *ret_user)
{
    struct edit unit = {.actor = actor, .edit = edit, .now = school_now(school)};
    enum fault fault = FAULT_NONE;
    if (edit->name)
        fault = text_clean(edit->name, ACCOUNT_NAME_MAX, false, false, arena, &unit.name);
    if (fault != FAULT_NONE)
        return fault == FAULT_TEXT_INVALID ? FAULT_NAME_INVALID : fault;
    fault = user_family_name_clean(edit->family_name, arena, &unit.family_name);
    if (fault != FAULT_NONE)
        return fault == FAULT_TEXT_INVALID ? FAULT_NAME_INVALID : fault;
    if (edit->locale && !account_locale_is_good(edit->locale))
        return FAULT_TEXT_INVALID;
    if (unit.name || unit.family_name || edit->locale)
        fault = school_change(school, edit_write, &unit);
    return fault != FAULT_NONE ? fault : account_get(school, actor->user_id, arena, ret_user);
}

/* ---- password ---- */

struct change {
    struct school *school;
    const struct actor *actor;
    struct user user;
    char hash[PASSWORD_HASH_SIZE];
    int64_t now;
};

static void change_wipe(struct change *unit)
{
    secret_wipe(unit->hash, sizeof(unit->hash));
}

static enum fault password_write(struct db *db, void *context)
{
    struct change *unit = context;
    enum fault fault = credential_store(db, &unit->user, unit->hash, unit->actor->session_id, unit->now);
    if (fault != FAULT_NONE)
        return fault;
    return audit_append(db, &(struct audit_entry){
                                .at = unit->now,
                                .actor_id = unit->user.id,
                                .action = "password_changed",
                                .subject_type = "user",
                                .subject_id = unit->user.id,
                            });
}

enum fault account_change_password(struct school *school, const struct actor *actor, const char *old_password,
                                   const char *password, struct arena *arena, int64_t *ret_retry_after_s)
{
    CLOSES(change_wipe) struct change unit = {.school = school, .actor = actor, .now = school_now(school)};
    enum fault fault = account_get(school, actor->user_id, arena, &unit.user);
    if (fault != FAULT_NONE)
        return fault;
    fault = credential_check(password, unit.user.role, unit.user.email, unit.user.name);
    if (fault != FAULT_NONE)
        return fault;
    fault = credential_confirm(school, actor, old_password, ret_retry_after_s);
    if (fault != FAULT_NONE)
        return fault;
    fault = credential_hash(school, password, unit.hash);
    if (fault != FAULT_NONE)
        return fault;
    return school_change(school, password_write, &unit);
}

/* ---- e-mail ---- */

struct email_change {
    struct school *school;
    struct account_link link;
    const char *token;         // of a link that is opened
    const struct actor *known; // who is signed in where it was opened; NULL: nobody
    struct arena *arena;
};

static enum fault email_link(struct db *db, void *context)
{
    struct email_change *unit = context;
    struct user user;
    int64_t owner = 0;
    bool typed;
    enum fault fault = user_read(db, unit->link.user_id, unit->arena, &user);
    if (fault != FAULT_NONE)
        return fault;
    fault = address_find(db, unit->link.email, &owner, &typed);
    if (fault != FAULT_NONE)
        return fault;
    if (owner != 0)
        return FAULT_EMAIL_TAKEN;
    fault = account_link_void(db, ACCOUNT_LINK_EMAIL, unit->link.user_id); // only the newest counts
    if (fault != FAULT_NONE)
        return fault;
    fault = account_link_insert(db, &unit->link);
    if (fault != FAULT_NONE)
        return fault;
    const struct account_mail mail = {
        .user_id = user.id,
        .to = unit->link.email,
        .locale = user.locale,
        .letter = LETTER_EMAIL_CONFIRM,
        .path = "/confirm-email",
        .token = unit->link.token,
    };
    fault = account_mail_queue(unit->school, db, &mail, unit->link.now);
    if (fault != FAULT_NONE)
        return fault;
    return audit_append(db, &(struct audit_entry){
                                .at = unit->link.now,
                                .actor_id = unit->link.user_id,
                                .action = "email_change_asked",
                                .subject_type = "user",
                                .subject_id = unit->link.user_id,
                            });
}

enum fault account_change_email(struct school *school, const struct actor *actor, const char *email,
                                const char *password, struct arena *arena, int64_t *ret_retry_after_s)
{
    struct email_change unit = {.school = school, .arena = arena};
    unit.link = (struct account_link){.kind = ACCOUNT_LINK_EMAIL, .user_id = actor->user_id, .now = school_now(school)};
    enum fault fault = text_email(email, arena, &unit.link.email);
    if (fault != FAULT_NONE)
        return fault;
    fault = credential_confirm(school, actor, password, ret_retry_after_s);
    if (fault != FAULT_NONE)
        return fault;
    secret_token(unit.link.token);
    fault = school_change(school, email_link, &unit);
    secret_wipe(unit.link.token, sizeof(unit.link.token));
    return fault;
}

static enum fault email_tell(struct db *db, const struct user *user, int64_t now)
{
    const struct account_mail mail = {
        .user_id = user->id,
        .to = user->email,
        .locale = user->locale,
        .letter = LETTER_EMAIL_CHANGED,
    };
    return account_mail_queue(NULL, db, &mail, now);
}

/* The own address: whoever opens the link where the account is signed in has both. */
static enum fault email_prove(struct db *db, const struct user *user, int64_t now)
{
    enum fault fault = account_link_void(db, ACCOUNT_LINK_EMAIL, user->id);
    return fault != FAULT_NONE ? fault : address_prove(db, user->id, user->id, now);
}

static enum fault email_write(struct db *db, void *context)
{
    struct email_change *unit = context;
    struct user user;
    const char *email;
    int64_t now = unit->link.now;
    enum fault fault = account_link_read(db, ACCOUNT_LINK_EMAIL, unit->token, now, unit->arena, &user, &email);
    if (fault != FAULT_NONE)
        return fault;
    if (strcmp(email, user.email) == 0)
        return unit->known && unit->known->user_id == user.id ? email_prove(db, &user, now) : FAULT_NOT_SIGNED_IN;
    fault = address_take(db, email, now);
    if (fault != FAULT_NONE)
        return fault;
    // a link for a password that went to the old address must not outlive it, nor a session that somebody else opened
    fault = access_end(db, user.id, unit->known && unit->known->user_id == user.id ? unit->known->session_id : 0, NULL);
    if (fault != FAULT_NONE)
        return fault;
    fault = fault_of(db_exec(
        db, "UPDATE users SET email = ?, email_proven_at = ?, version = version + 1, updated_at = ? WHERE id = ?",
        DB_VALUES(T(email), I(now), I(now), I(user.id))));
    if (fault != FAULT_NONE)
        return fault;
    fault = email_tell(db, &user, now);
    if (fault != FAULT_NONE)
        return fault;
    return audit_append(db, &(struct audit_entry){
                                .at = now,
                                .actor_id = user.id,
                                .action = "email_changed",
                                .subject_type = "user",
                                .subject_id = user.id,
                            });
}

enum fault account_confirm_email(struct school *school, const char *token, const struct actor *known,
                                 struct arena *arena)
{
    struct email_change unit = {.school = school, .token = token, .known = known, .arena = arena};
    unit.link.now = school_now(school);
    return school_change(school, email_write, &unit);
}

/* ---- the own address, proven ---- */

struct proving {
    struct school *school;
    const struct actor *actor;
    struct arena *arena;
    struct throttled_attempt attempt;
};

static enum fault prove_ask(struct db *db, void *context)
{
    struct proving *unit = context;
    struct user user;
    enum fault fault = attempt_count(db, &unit->attempt);
    if (fault != FAULT_NONE)
        return fault;
    fault = user_read(db, unit->actor->user_id, unit->arena, &user);
    if (fault != FAULT_NONE || user.email_proven_at != 0)
        return fault;
    return address_ask(unit->school, db, &user, unit->attempt.now);
}

enum fault account_prove_email(struct school *school, const struct actor *actor, struct arena *arena,
                               int64_t *ret_retry_after_s)
{
    const char *number = arena_printf(arena, "%lld", (long long)actor->user_id);
    struct proving unit = {.school = school, .actor = actor, .arena = arena};
    unit.attempt = (struct throttled_attempt){
        .throttles = {{"prove_email", number, ACCOUNT_PROOFS_MAX}},
        .now = school_now(school),
    };
    enum fault fault = number ? school_attempt(school, prove_ask, &unit) : FAULT_INTERNAL;
    if (fault == FAULT_TOO_MANY_ATTEMPTS)
        *ret_retry_after_s = seconds_of(unit.attempt.wait_ms);
    return fault;
}
