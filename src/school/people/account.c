/* SPDX-License-Identifier: MIT */
#include "school/people/account.h"

#include <string.h>
#include <strings.h>

#include "base/arena.h"
#include "base/str.h"
#include "crypto/password.h"
#include "crypto/secret.h"
#include "school/common/audit_inside.h"
#include "school/common/fault.h"
#include "school/common/limits.h"
#include "school/common/ordering.h"
#include "school/common/rows.h"
#include "school/common/state.h"
#include "school/common/text.h"
#include "school/people/address.h"
#include "school/people/invitation_inside.h"
#include "school/people/registration_inside.h"
#include "school/people/sign_in/credential.h"
#include "school/people/user.h"
#include "school/school.h"
#include "store/db.h"
#include "store/engine.h"
#include "store/store.h"

enum { LOCALE_MAX = 16 };

/* A new account, checked and ready to be written. */
struct new_account {
    const char *name, *email, *locale;
    char hash[PASSWORD_HASH_SIZE];
    const char *invitation;   // fingerprint, or NULL
    const char *proven_email; // the only one that the invitation is for; NULL: any
    bool proven;              // the address is theirs (address.h)
    struct school *school;
    bool registers;        // by oneself: the setting decides
    const char *join_code; // NULL: none
    enum role role;
    int64_t now;
    int64_t id;
};

bool account_locale_is_good(const char *locale)
{
    size_t size = strlen(locale);
    if (size < 2 || size > LOCALE_MAX)
        return false;
    for (size_t i = 0; i < size; i++)
        if (!((locale[i] | 0x20) >= 'a' && (locale[i] | 0x20) <= 'z') && locale[i] != '-' &&
            !(locale[i] >= '0' && locale[i] <= '9'))
            return false;
    return true;
}

static enum fault account_check(struct school *school, const struct account_request *request, struct arena *arena,
                                struct new_account *account)
{
    enum fault fault = text_clean(request->name, ACCOUNT_NAME_MAX, false, false, arena, &account->name);
    if (fault != FAULT_NONE)
        return fault == FAULT_TEXT_INVALID ? FAULT_NAME_INVALID : fault;
    fault = text_email(request->email, arena, &account->email);
    if (fault != FAULT_NONE)
        return fault;
    if (account->proven_email && strcmp(account->proven_email, account->email) != 0)
        return FAULT_INVITATION_ADDRESS;
    account->locale = request->locale ? request->locale : "en";
    if (!account_locale_is_good(account->locale))
        return FAULT_TEXT_INVALID;
    fault = credential_check(request->password, account->role, account->email, account->name);
    if (fault != FAULT_NONE)
        return fault;
    // Before 60 ms of hashing: most taken addresses are found here, the rest by the UNIQUE rule.
    bool typed = false;
    int64_t owner = 0;
    CLOSES(store_reader_close) struct db *db = store_reader(school->config.store);
    fault = account->registers ? registration_check(db, account->join_code, account->now) : FAULT_NONE;
    if (fault != FAULT_NONE)
        return fault;
    fault = address_find(db, account->email, &owner, &typed);
    store_reader_close(&db);
    if (fault != FAULT_NONE)
        return fault;
    if (owner != 0 || (typed && !account->proven))
        return FAULT_EMAIL_TAKEN;
    return credential_hash(school, request->password, account->hash);
}

static enum fault account_insert(struct db *db, void *context)
{
    struct new_account *unit = context;
    enum fault fault = unit->registers ? registration_check(db, unit->join_code, unit->now) : FAULT_NONE;
    if (fault != FAULT_NONE)
        return fault;
    if (unit->invitation)
        fault = invitation_is_open(db, unit->invitation);
    if (fault != FAULT_NONE)
        return fault;
    if (unit->proven)
        fault = address_take(db, unit->email, unit->now);
    if (fault != FAULT_NONE)
        return fault;
    enum db_status status =
        db_one_int(db, &unit->id,
                   "INSERT INTO users (name, role, email, password_hash, external_id, locale, created_at, disabled_at,"
                   " email_proven_at) VALUES (?, ?, ?, ?, NULL, ?, ?, NULL, ?) RETURNING id",
                   DB_VALUES(T(unit->name), T(role_code(unit->role)), T(unit->email), T(unit->hash), T(unit->locale),
                             I(unit->now), unit->proven ? I(unit->now) : N()));
    if (status == DB_CONFLICT)
        return FAULT_EMAIL_TAKEN;
    if (status != DB_ROW)
        return status == DB_OK ? FAULT_INTERNAL : fault_of(status);
    fault = ordering_user(db, unit->id);
    if (fault != FAULT_NONE)
        return fault;
    if (!unit->proven)
        fault = address_ask(unit->school, db, &(struct user){.id = unit->id, .email = unit->email}, unit->now);
    if (fault != FAULT_NONE || !unit->invitation)
        return fault;
    return invitation_take(db, unit->invitation, unit->role, unit->id, unit->now);
}

static enum fault account_write(struct school *school, struct new_account *account, struct arena *arena,
                                struct user *ret_user)
{
    enum fault fault = school_change(school, account_insert, account);
    secret_wipe(account->hash, sizeof(account->hash));
    return fault != FAULT_NONE ? fault : account_get(school, account->id, arena, ret_user);
}

enum fault account_sign_up(struct school *school, const struct account_request *request, struct arena *arena,
                           struct user *ret_user)
{
    struct new_account account = {.school = school,
                                  .role = ROLE_STUDENT,
                                  .now = school_now(school),
                                  .registers = !request->invitation,
                                  .join_code = request->join_code};
    char fingerprint[SECRET_FINGERPRINT_SIZE];
    if (request->invitation) {
        struct invitation invitation;
        enum fault found = invitation_get(school, request->invitation, arena, &invitation);
        if (found != FAULT_NONE)
            return found;
        account.role = invitation.role;
        account.proven_email = invitation.email;
        account.proven = invitation.email != NULL;
        secret_fingerprint(request->invitation, fingerprint);
        account.invitation = fingerprint;
    }
    enum fault fault = account_check(school, request, arena, &account);
    return fault != FAULT_NONE ? fault : account_write(school, &account, arena, ret_user);
}

enum fault account_add(struct school *school, const struct account_request *request, enum role role,
                       struct arena *arena, struct user *ret_user)
{
    struct new_account account = {.school = school, .role = role, .now = school_now(school), .proven = true};
    enum fault fault = account_check(school, request, arena, &account);
    return fault != FAULT_NONE ? fault : account_write(school, &account, arena, ret_user);
}

enum fault account_get(struct school *school, int64_t user_id, struct arena *arena, struct user *ret_user)
{
    CLOSES(store_reader_close) struct db *db = store_reader(school->config.store);
    return user_read(db, user_id, arena, ret_user);
}

enum fault account_administrator_exists(struct school *school, bool *ret_exists)
{
    bool found = false;
    int64_t id;
    CLOSES(store_reader_close) struct db *db = store_reader(school->config.store);
    enum fault fault =
        row_one_int(db, "SELECT id FROM users WHERE role = 'administrator' AND disabled_at IS NULL LIMIT 1",
                    DB_NO_VALUES, &found, &id);
    if (fault != FAULT_NONE)
        return fault;
    *ret_exists = found;
    return FAULT_NONE;
}
