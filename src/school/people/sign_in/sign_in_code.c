/* SPDX-License-Identifier: MIT */
#include "school/people/sign_in/sign_in_code.h"

#include <stdio.h>
#include <string.h>

#include "base/arena.h"
#include "base/str.h"
#include "crypto/password.h"
#include "crypto/secret.h"
#include "school/common/access.h"
#include "school/common/audit_inside.h"
#include "school/common/fault.h"
#include "school/common/limits.h"
#include "school/common/rows.h"
#include "school/common/state.h"
#include "school/common/text.h"
#include "school/people/account.h"
#include "school/people/sign_in/credential.h"
#include "school/people/sign_in/sign_in_code_inside.h"
#include "school/people/sign_in/throttle.h"
#include "school/people/user.h"
#include "school/school.h"
#include "store/db.h"
#include "store/engine.h"
#include "store/store.h"

enum { SIGNED_SIZE = 80, NUMBER_AND_MORE = 6 };

static void code_mac(const struct school *school, int64_t user_id, const char *code,
                     char text[static SECRET_FINGERPRINT_SIZE])
{
    char said[SIGNED_SIZE];
    uint8_t mac[SECRET_MAC_BYTES];
    snprintf(said, sizeof(said), "%lld %s", (long long)user_id, code);
    secret_mac(school->root, "signcode", said, mac);
    str_hex(mac, sizeof(mac), text);
}

enum fault sign_in_number_find(struct db *db, const char *number, int64_t *ret_user_id)
{
    struct row row;
    int64_t count = 0;
    *ret_user_id = 0;
    row_begin(&row, db, NULL, "SELECT id FROM users WHERE external_id = ? AND disabled_at IS NULL ORDER BY id LIMIT 2",
              DB_VALUES(T(number)));
    while (row_next(&row)) {
        *ret_user_id = row_int(&row, 0);
        count++;
    }
    if (count != 1)
        *ret_user_id = 0;
    return row_end(&row);
}

/* ---- making ---- */

struct making {
    struct school *school;
    const struct actor *actor;
    int64_t user_id, class_id; // class_id 0: by an administrator
    struct arena *arena;
    struct sign_in_code code;
    struct sign_in_code_list list;
    int64_t now;
};

/* Whether somebody may have one at all. */
static enum fault may_have(struct db *db, const struct user *user)
{
    int64_t owner = 0;
    if (user->disabled)
        return FAULT_ACCOUNT_DISABLED;
    if (user->role == ROLE_ADMINISTRATOR)
        return FAULT_NOT_ALLOWED;
    if (*user->email)
        return FAULT_CODE_HAS_EMAIL;
    enum fault fault = user->external_id ? sign_in_number_find(db, user->external_id, &owner) : FAULT_NONE;
    return fault != FAULT_NONE ? fault : owner == user->id ? FAULT_NONE : FAULT_CODE_NO_NUMBER;
}

static enum fault code_write(struct db *db, const struct making *unit, const struct user *user,
                             struct sign_in_code *ret_code)
{
    char hash[SECRET_FINGERPRINT_SIZE];
    *ret_code = (struct sign_in_code){.user_id = user->id,
                                      .name = user->name,
                                      .number = user->external_id,
                                      .expires_at = unit->now + SIGN_IN_CODE_DAYS * SCHOOL_DAY_MS};
    secret_code(ret_code->code, SIGN_IN_CODE_LENGTH);
    code_mac(unit->school, user->id, ret_code->code, hash);
    enum fault fault = fault_of(db_exec(db, "DELETE FROM sign_in_codes WHERE user_id = ?", DB_VALUES(I(user->id))));
    if (fault != FAULT_NONE)
        return fault;
    fault = fault_of(db_exec(db,
                             "INSERT INTO sign_in_codes (user_id, code_hash, tries, created_at, expires_at)"
                             " VALUES (?, ?, 0, ?, ?)",
                             DB_VALUES(I(user->id), T(hash), I(unit->now), I(ret_code->expires_at))));
    if (fault != FAULT_NONE)
        return fault;
    return audit_append(db, &(struct audit_entry){.at = unit->now,
                                                  .actor_id = unit->actor->user_id,
                                                  .action = "sign_in_code_made",
                                                  .subject_type = "user",
                                                  .subject_id = user->id});
}

static enum fault making_allowed(struct db *db, const struct making *unit)
{
    struct access access;
    int64_t one;
    bool found = false;
    if (unit->class_id == 0)
        return unit->actor->role == ROLE_ADMINISTRATOR ? actor_step_up(unit->actor, unit->now) : FAULT_NOT_ALLOWED;
    enum fault fault = access_class_change(db, unit->actor, unit->class_id, &access);
    if (fault != FAULT_NONE)
        return fault;
    fault = row_one_int(db,
                        "SELECT 1 FROM students s JOIN users u ON u.id = s.user_id WHERE s.class_id = ? AND"
                        " s.user_id = ? AND u.role = 'student'",
                        DB_VALUES(I(unit->class_id), I(unit->user_id)), &found, &one);
    return fault != FAULT_NONE ? fault : found ? FAULT_NONE : FAULT_NOT_FOUND;
}

static enum fault make_one(struct db *db, void *context)
{
    struct making *unit = context;
    struct user user;
    enum fault fault = making_allowed(db, unit);
    if (fault != FAULT_NONE)
        return fault;
    fault = user_read(db, unit->user_id, unit->arena, &user);
    if (fault != FAULT_NONE)
        return fault;
    fault = may_have(db, &user);
    return fault != FAULT_NONE ? fault : code_write(db, unit, &user, &unit->code);
}

static enum fault making_run(struct making *unit, school_unit run)
{
    unit->now = school_now(unit->school);
    return unit->school->root ? school_change(unit->school, run, unit) : FAULT_INTERNAL;
}

enum fault sign_in_code_make(struct school *school, const struct actor *actor, int64_t user_id, struct arena *arena,
                             struct sign_in_code *ret_code)
{
    struct making unit = {.school = school, .actor = actor, .user_id = user_id, .arena = arena};
    enum fault fault = making_run(&unit, make_one);
    if (fault == FAULT_NONE)
        *ret_code = unit.code;
    return fault;
}

enum fault sign_in_code_make_in_class(struct school *school, const struct actor *actor, int64_t class_id,
                                      int64_t student_id, struct arena *arena, struct sign_in_code *ret_code)
{
    struct making unit = {
        .school = school, .actor = actor, .user_id = student_id, .class_id = class_id, .arena = arena};
    enum fault fault = class_id > 0 ? making_run(&unit, make_one) : FAULT_NOT_FOUND;
    if (fault == FAULT_NONE)
        *ret_code = unit.code;
    return fault;
}

/* Those without address, password and good code, of whom each has a number of their own. */
#define WAITING                                                                                                        \
    " FROM users u WHERE u.email >= '@' AND u.email < 'A' AND u.password_hash IS NULL AND u.disabled_at IS NULL AND"   \
    " u.role <> 'administrator' AND u.external_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM sign_in_codes c WHERE"     \
    " c.user_id = u.id AND c.expires_at > ?) AND NOT EXISTS (SELECT 1 FROM users o WHERE"                              \
    " o.external_id = u.external_id AND o.id <> u.id AND o.disabled_at IS NULL)"

static enum fault waiting_read(struct db *db, struct making *unit, struct user **ret_users, size_t *ret_count)
{
    struct row row;
    struct user *users = NULL;
    size_t count = 0;
    row_begin(&row, db, unit->arena, "SELECT " USER_COLUMNS WAITING " ORDER BY u.sort_key, u.id LIMIT ?",
              DB_VALUES(I(unit->now), I(SIGN_IN_CODES_MAX)));
    while (row_next(&row)) {
        struct user *list = row_list(&row, users, count, sizeof(*list));
        if (!list)
            break;
        users = list;
        count += user_from_row(&row, 0, &users[count]);
    }
    *ret_users = users;
    *ret_count = count;
    return row_end(&row);
}

static enum fault make_all(struct db *db, void *context)
{
    struct making *unit = context;
    struct user *users = NULL;
    size_t count = 0;
    unit->list = (struct sign_in_code_list){.codes = NULL};
    enum fault fault = making_allowed(db, unit);
    if (fault != FAULT_NONE)
        return fault;
    fault = waiting_read(db, unit, &users, &count);
    if (fault != FAULT_NONE)
        return fault;
    unit->list.codes = arena_calloc(unit->arena, count + 1, sizeof(*unit->list.codes));
    if (!unit->list.codes)
        return FAULT_INTERNAL;
    for (; fault == FAULT_NONE && unit->list.count < count; unit->list.count++)
        fault = code_write(db, unit, &users[unit->list.count], &unit->list.codes[unit->list.count]);
    return fault != FAULT_NONE ? fault
                               : row_count(db, "SELECT COUNT(*)" WAITING, DB_VALUES(I(unit->now)), &unit->list.left);
}

enum fault sign_in_codes_make(struct school *school, const struct actor *actor, struct arena *arena,
                              struct sign_in_code_list *ret_list)
{
    struct making unit = {.school = school, .actor = actor, .arena = arena};
    enum fault fault = making_run(&unit, make_all);
    if (fault == FAULT_NONE)
        *ret_list = unit.list;
    return fault;
}

/* ---- using ---- */

struct using
{
    struct school *school;
    const char *number;
    char code[SIGN_IN_CODE_LENGTH + 1]; // as secret_code writes it; "": nothing like one was typed
    struct arena *arena;
    struct user user; // id 0: nobody's, or it is wrong
    char mark[SECRET_FINGERPRINT_SIZE];
    char hash[PASSWORD_HASH_SIZE];
    int64_t now;
};

static void using_wipe(struct using *unit)
{
    secret_wipe(unit, sizeof(*unit));
}

/* As it was handed out: letters in any case, with spaces or dashes between. */
static void code_read(const char *typed, char code[static SIGN_IN_CODE_LENGTH + 1])
{
    size_t used = 0;
    for (const char *at = typed; *at; at++) {
        if (*at == ' ' || *at == '-')
            continue;
        if (used == SIGN_IN_CODE_LENGTH) {
            used = 0;
            break;
        }
        code[used++] = (char)(*at >= 'a' && *at <= 'z' ? *at - 'a' + 'A' : *at);
    }
    code[used == SIGN_IN_CODE_LENGTH ? used : 0] = '\0';
}

/* Counts a wrong one against the account's code. The same statements for a number that nobody has. */
static enum fault code_miss(struct db *db, int64_t user_id)
{
    enum fault fault =
        fault_of(db_exec(db, "UPDATE sign_in_codes SET tries = tries + 1 WHERE user_id = ?", DB_VALUES(I(user_id))));
    if (fault != FAULT_NONE)
        return fault;
    return fault_of(db_exec(db, "DELETE FROM sign_in_codes WHERE user_id = ? AND tries >= ?",
                            DB_VALUES(I(user_id), I(SIGN_IN_CODE_TRIES))));
}

static enum fault code_check(struct db *db, void *context)
{
    struct using *unit = context;
    struct row row;
    int64_t user_id = 0;
    bool right = false;
    unit->user = (struct user){.id = 0};
    enum fault fault = sign_in_number_find(db, unit->number, &user_id);
    if (fault != FAULT_NONE)
        return fault;
    code_mac(unit->school, user_id, unit->code, unit->mark);
    row_begin(&row, db, NULL, "SELECT code_hash FROM sign_in_codes WHERE user_id = ? AND expires_at > ?",
              DB_VALUES(I(user_id), I(unit->now)));
    while (row_next(&row))
        right = *unit->code && secret_equal(db_text(&row.rows, 0), unit->mark);
    fault = row_end(&row);
    if (fault != FAULT_NONE)
        return fault;
    return right ? user_read(db, user_id, unit->arena, &unit->user) : code_miss(db, user_id);
}

static enum fault password_write(struct db *db, void *context)
{
    struct using *unit = context;
    enum fault fault =
        fault_of(db_exec(db, "DELETE FROM sign_in_codes WHERE user_id = ? AND code_hash = ? AND expires_at > ?",
                         DB_VALUES(I(unit->user.id), T(unit->mark), I(unit->now))));
    if (fault != FAULT_NONE)
        return fault;
    if (db_changes(db) != 1)
        return FAULT_WRONG_CREDENTIALS; // it was used or made anew meanwhile
    fault = credential_store(db, &unit->user, unit->hash, 0, unit->now);
    if (fault != FAULT_NONE)
        return fault;
    return audit_append(db, &(struct audit_entry){.at = unit->now,
                                                  .actor_id = unit->user.id,
                                                  .action = "sign_in_code_used",
                                                  .subject_type = "user",
                                                  .subject_id = unit->user.id});
}

enum fault sign_in_code_use(struct school *school, const char *number, const char *code, const char *password,
                            const char *network, struct arena *arena, int64_t *ret_retry_after_s)
{
    CLOSES(using_wipe) struct using unit = {.school = school, .arena = arena, .now = school_now(school)};
    enum fault fault = text_clean(number, ACCOUNT_EXTERNAL_MAX, false, false, arena, &unit.number);
    if (fault == FAULT_TEXT_INVALID || !school->root)
        return FAULT_WRONG_CREDENTIALS;
    if (fault != FAULT_NONE)
        return fault;
    struct throttled_attempt attempt = {.throttles = {{"code_number", unit.number, SIGN_IN_CODE_NUMBER_ATTEMPTS},
                                                      {"code_address", network, SIGN_IN_CODE_ADDRESS_ATTEMPTS}}};
    fault = attempt_begin(school, &attempt, ret_retry_after_s);
    if (fault != FAULT_NONE)
        return fault;
    code_read(code ? code : "", unit.code);
    fault = school_change(school, code_check, &unit);
    if (fault != FAULT_NONE)
        return fault;
    if (unit.user.id == 0)
        return FAULT_WRONG_CREDENTIALS;
    attempt_take_back(school, &attempt);
    fault = credential_check(password, unit.user.role, unit.user.email, unit.user.name);
    if (fault != FAULT_NONE)
        return fault;
    if (strstr(password, unit.number) && strlen(password) < strlen(unit.number) + NUMBER_AND_MORE)
        return FAULT_PASSWORD_TOO_COMMON; // who knows the number, which stands on lists, would know it
    fault = credential_hash(school, password, unit.hash);
    return fault != FAULT_NONE ? fault : school_change(school, password_write, &unit);
}
