/* SPDX-License-Identifier: MIT */
/* Whose account it is that a provider speaks of: linked before, found, or made. */
#include <string.h>

#include "base/arena.h"
#include "base/str.h"
#include "crypto/secret.h"
#include "school/common/audit_inside.h"
#include "school/common/fault.h"
#include "school/common/limits.h"
#include "school/common/ordering.h"
#include "school/common/rows.h"
#include "school/common/state.h"
#include "school/people/account.h"
#include "school/people/address.h"
#include "school/people/sso/sso_inside.h"
#include "school/people/user.h"
#include "school/school.h"
#include "store/db.h"
#include "store/engine.h"

/* ---- links ---- */

static void person_of(const struct sso_identity *identity, char fingerprint[static SECRET_FINGERPRINT_SIZE])
{
    sso_fingerprint(identity->provider.issuer, identity->subject, fingerprint);
}

enum fault sso_linked(struct db *db, const struct sso_identity *identity, int64_t *ret_user_id)
{
    char fingerprint[SECRET_FINGERPRINT_SIZE];
    bool found = false;
    int64_t user_id = 0;
    person_of(identity, fingerprint);
    enum fault fault = row_one_int(db, "SELECT user_id FROM sso_links WHERE fingerprint = ?", DB_VALUES(T(fingerprint)),
                                   &found, &user_id);
    if (fault != FAULT_NONE)
        return fault;
    *ret_user_id = found ? user_id : 0;
    return FAULT_NONE;
}

static enum fault audit(struct db *db, const struct sso_identity *identity, const char *action, int64_t user_id,
                        int64_t actor_id, int64_t now)
{
    return audit_append(db, &(struct audit_entry){
                                .at = now,
                                .actor_id = actor_id,
                                .action = action,
                                .subject_type = "user",
                                .subject_id = user_id,
                                .detail = identity->provider.name,
                            });
}

enum fault sso_link_write(struct db *db, const struct sso_identity *identity, int64_t user_id, int64_t actor_id,
                          int64_t now)
{
    char fingerprint[SECRET_FINGERPRINT_SIZE];
    int64_t linked = 0, count = 0;
    enum fault fault = sso_linked(db, identity, &linked);
    if (fault != FAULT_NONE)
        return fault;
    if (linked != 0)
        return linked == user_id ? FAULT_NONE : FAULT_SSO_LINKED_ELSEWHERE;
    fault = row_count(db, "SELECT COUNT(*) FROM sso_links WHERE user_id = ?", DB_VALUES(I(user_id)), &count);
    if (fault != FAULT_NONE)
        return fault;
    if (count >= SSO_LINKS_MAX)
        return FAULT_TOO_MANY_SSO;
    person_of(identity, fingerprint);
    enum db_status status =
        db_exec(db,
                "INSERT INTO sso_links (user_id, provider_id, fingerprint, issuer, subject, email, created_at, used_at)"
                " VALUES (?, ?, ?, ?, ?, ?, ?, NULL)",
                DB_VALUES(I(user_id), I(identity->provider.id), T(fingerprint), T(identity->provider.issuer),
                          T(identity->subject), identity->email ? T(identity->email) : N(), I(now)));
    if (status != DB_OK)
        return status == DB_CONFLICT ? FAULT_SSO_LINKED_ELSEWHERE : fault_of(status);
    return audit(db, identity, "provider_linked", user_id, actor_id, now);
}

static enum fault link_used(struct db *db, const struct sso_identity *identity, int64_t now)
{
    char fingerprint[SECRET_FINGERPRINT_SIZE];
    person_of(identity, fingerprint);
    return fault_of(db_exec(db, "UPDATE sso_links SET used_at = ?, email = ? WHERE fingerprint = ?",
                            DB_VALUES(I(now), identity->email ? T(identity->email) : N(), T(fingerprint))));
}

/* ---- an account that is there ---- */

static enum fault external_find(struct db *db, const struct sso_identity *identity, int64_t *ret_user_id)
{
    struct row row;
    int64_t user_id = 0, count = 0;
    if (!identity->external)
        return FAULT_NONE;
    row_begin(&row, db, NULL, "SELECT id FROM users WHERE external_id = ? AND merged_into IS NULL LIMIT 2",
              DB_VALUES(T(identity->external)));
    while (row_next(&row)) {
        user_id = row_int(&row, 0);
        count++;
    }
    enum fault fault = row_end(&row);
    if (fault == FAULT_NONE && count == 1)
        *ret_user_id = user_id;
    return fault;
}

/*
 * Whether an account that was found is let to whoever this is. Not an administrator's, unless the provider's row says
 * so; and not one that another person of the same provider is linked with: an address, or a number, may have been given
 * to somebody else since.
 */
static enum fault found_check(struct db *db, const struct sso_identity *identity, int64_t user_id)
{
    struct row row;
    bool admin = false, disabled = false, other = false;
    int64_t id;
    row_begin(&row, db, NULL, "SELECT role, disabled_at FROM users WHERE id = ?", DB_VALUES(I(user_id)));
    while (row_next(&row)) {
        const char *role = db_text(&row.rows, 0);
        admin = !role || strcmp(role, role_code(ROLE_ADMINISTRATOR)) == 0;
        disabled = !db_is_null(&row.rows, 1);
    }
    enum fault fault = row_end(&row);
    if (fault != FAULT_NONE)
        return fault;
    if (disabled)
        return FAULT_SSO_CLOSED;
    fault = row_one_int(db, "SELECT id FROM sso_links WHERE user_id = ? AND issuer = ? LIMIT 1",
                        DB_VALUES(I(user_id), T(identity->provider.issuer)), &other, &id);
    if (fault != FAULT_NONE)
        return fault;
    return other || (admin && !identity->provider.admins) ? FAULT_SSO_LINK_FIRST : FAULT_NONE;
}

/* By the external id, then by an address that is proven on both sides. *ret_user_id 0: nobody. */
static enum fault account_search(struct db *db, const struct sso_identity *identity, int64_t *ret_user_id)
{
    bool typed = false;
    int64_t user_id = 0, owner = 0;
    enum fault fault = external_find(db, identity, &user_id);
    if (fault != FAULT_NONE)
        return fault;
    if (user_id == 0 && identity->email) {
        fault = address_find(db, identity->email, &owner, &typed);
        if (fault != FAULT_NONE)
            return fault;
        if (owner != 0 && !identity->provider.by_email)
            return FAULT_SSO_LINK_FIRST;
        user_id = owner;
    }
    if (user_id != 0)
        fault = found_check(db, identity, user_id);
    if (fault != FAULT_NONE)
        return fault;
    *ret_user_id = user_id;
    return FAULT_NONE;
}

/* ---- an account that is made ---- */

static enum fault role_of(const struct sso_identity *identity, enum role *ret_role)
{
    switch (identity->provider.makes) {
    case SSO_MAKES_STUDENTS:
        *ret_role = ROLE_STUDENT;
        return identity->email ? FAULT_NONE : FAULT_SSO_NO_EMAIL;
    case SSO_MAKES_BY_ROLE:
        *ret_role = identity->role;
        if (!identity->has_role)
            return FAULT_SSO_NO_ROLE;
        return identity->email ? FAULT_NONE : FAULT_SSO_NO_EMAIL;
    case SSO_MAKES_NOBODY:
    case SSO_MAKES_COUNT:
        break;
    }
    return FAULT_SSO_NO_ACCOUNT;
}

static enum fault account_make(struct school *school, struct db *db, const struct sso_identity *identity, int64_t now,
                               int64_t *ret_user_id)
{
    enum role role = ROLE_STUDENT;
    int64_t user_id = 0, taken_id;
    bool taken = false;
    char local[ACCOUNT_NAME_MAX + 1] = "";
    (void)school;
    enum fault fault = role_of(identity, &role);
    if (fault != FAULT_NONE)
        return fault;
    fault = address_take(db, identity->email, now); // of who had only typed it
    if (fault != FAULT_NONE)
        return fault == FAULT_EMAIL_TAKEN ? FAULT_SSO_LINK_FIRST : fault;
    if (identity->external)
        fault = row_one_int(db, "SELECT id FROM users WHERE external_id = ? LIMIT 1", DB_VALUES(T(identity->external)),
                            &taken, &taken_id);
    if (fault != FAULT_NONE)
        return fault;
    memcpy(local, identity->email,
           strcspn(identity->email, "@") < ACCOUNT_NAME_MAX ? strcspn(identity->email, "@") : ACCOUNT_NAME_MAX);
    enum db_status status =
        db_one_int(db, &user_id,
                   "INSERT INTO users (name, role, email, password_hash, external_id, locale, created_at, disabled_at,"
                   " email_proven_at, family_name) VALUES (?, ?, ?, NULL, ?, NULL, ?, NULL, ?, ?) RETURNING id",
                   DB_VALUES(T(identity->name ? identity->name : local), T(role_code(role)), T(identity->email),
                             identity->external && !taken ? T(identity->external) : N(), I(now), I(now),
                             identity->family_name && identity->name && strstr(identity->name, identity->family_name)
                                 ? T(identity->family_name)
                                 : N()));
    if (status != DB_ROW)
        return status == DB_CONFLICT ? FAULT_SSO_LINK_FIRST : status == DB_OK ? FAULT_INTERNAL : fault_of(status);
    fault = ordering_user(db, user_id);
    if (fault != FAULT_NONE)
        return fault;
    *ret_user_id = user_id;
    return audit(db, identity, "provider_account_made", user_id, user_id, now);
}

enum fault sso_account_find(struct school *school, struct db *db, const struct sso_identity *identity, int64_t now,
                            int64_t *ret_user_id)
{
    int64_t user_id = 0, open_id;
    bool open = false;
    enum fault fault = sso_domain_check(identity);
    if (fault != FAULT_NONE)
        return fault;
    fault = sso_linked(db, identity, &user_id);
    if (fault != FAULT_NONE)
        return fault;
    if (user_id != 0) {
        fault = row_one_int(db, "SELECT id FROM users WHERE id = ? AND disabled_at IS NULL", DB_VALUES(I(user_id)),
                            &open, &open_id);
        if (fault != FAULT_NONE)
            return fault;
        *ret_user_id = user_id;
        return open ? link_used(db, identity, now) : FAULT_SSO_CLOSED;
    }
    fault = account_search(db, identity, &user_id);
    if (fault != FAULT_NONE)
        return fault;
    if (user_id == 0)
        fault = account_make(school, db, identity, now, &user_id);
    if (fault != FAULT_NONE)
        return fault;
    fault = sso_link_write(db, identity, user_id, user_id, now);
    if (fault != FAULT_NONE)
        return fault;
    *ret_user_id = user_id;
    return link_used(db, identity, now);
}
