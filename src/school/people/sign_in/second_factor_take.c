/* SPDX-License-Identifier: MIT */
/* Codes inside a unit: what second_factor.c, signing in and the administrator's pages share. */
#include <string.h>

#include "base/arena.h"
#include "base/str.h"
#include "crypto/secret.h"
#include "crypto/totp.h"
#include "school/common/fault.h"
#include "school/common/keys.h"
#include "school/common/rows.h"
#include "school/common/setting.h"
#include "school/common/setting_inside.h"
#include "school/common/state.h"
#include "school/people/sign_in/second_factor.h"
#include "school/people/sign_in/second_factor_inside.h"
#include "school/people/sign_in/throttle.h"
#include "school/school.h"
#include "store/db.h"
#include "store/engine.h"

enum { NUMBER_SIZE = 24, ASSOCIATED_SIZE = 64 };

void second_factor_label(int64_t user_id, char text[static SECOND_FACTOR_LABEL_SIZE])
{
    snprintf(text, SECOND_FACTOR_LABEL_SIZE, "totp:%lld", (long long)user_id);
}

void recovery_code_mac(const struct secret_key *key, int64_t user_id, const char *code,
                       char text[static SECRET_FINGERPRINT_SIZE])
{
    char signed_text[2 * NUMBER_SIZE];
    uint8_t mac[SECRET_MAC_BYTES];
    snprintf(signed_text, sizeof(signed_text), "%lld %s", (long long)user_id, code);
    secret_mac(key, "recovery", signed_text, mac);
    str_hex(mac, sizeof(mac), text);
}

enum fault second_factor_has(struct db *db, int64_t user_id, bool *ret_has)
{
    int64_t one;
    return row_one_int(db,
                       "SELECT 1 FROM second_factors WHERE user_id = ? AND confirmed_at IS NOT NULL"
                       " UNION ALL SELECT 1 FROM passkeys WHERE user_id = ? LIMIT 1",
                       DB_VALUES(I(user_id), I(user_id)), ret_has, &one);
}

enum fault authenticator_has(struct db *db, int64_t user_id, bool *ret_has)
{
    int64_t one;
    return row_one_int(db, "SELECT 1 FROM second_factors WHERE user_id = ? AND confirmed_at IS NOT NULL",
                       DB_VALUES(I(user_id)), ret_has, &one);
}

enum fault second_factor_since(struct db *db, int64_t user_id, int64_t *ret_since)
{
    bool found;
    *ret_since = 0;
    return row_one_int(db,
                       "SELECT COALESCE(MIN(f.since), 0) FROM (SELECT confirmed_at AS since FROM second_factors"
                       " WHERE user_id = ? AND confirmed_at IS NOT NULL UNION ALL"
                       " SELECT created_at AS since FROM passkeys WHERE user_id = ?) f",
                       DB_VALUES(I(user_id), I(user_id)), &found, ret_since);
}

enum fault second_factor_asked(struct db *db, int64_t user_id, enum role role, bool *ret_asked)
{
    const char *who = "";
    bool has = false;
    enum fault fault = second_factor_has(db, user_id, &has);
    if (fault != FAULT_NONE || !has) {
        *ret_asked = false;
        return fault;
    }
    CLOSES(arena_release) struct arena arena = arena_of(4096);
    fault = setting_text(db, SETTING_SECOND_FACTOR, &arena, &who);
    *ret_asked = strcmp(who, "everybody") == 0 || (strcmp(who, "staff") == 0 && role != ROLE_STUDENT);
    return fault;
}

enum fault step_up_write(struct db *db, const struct actor *actor, int64_t now)
{
    return fault_of(db_exec(db, "UPDATE sessions SET stepped_up_at = ? WHERE id = ? AND user_id = ?",
                            DB_VALUES(I(now), I(actor->session_id), I(actor->user_id))));
}

enum fault second_factor_delete(struct db *db, int64_t user_id)
{
    enum fault fault = fault_of(db_exec(db, "DELETE FROM passkeys WHERE user_id = ?", DB_VALUES(I(user_id))));
    if (fault != FAULT_NONE)
        return fault;
    fault = fault_of(db_exec(db, "DELETE FROM second_factors WHERE user_id = ?", DB_VALUES(I(user_id))));
    return fault != FAULT_NONE ? fault : second_factor_gone(db, user_id);
}

enum fault second_factor_gone(struct db *db, int64_t user_id)
{
    bool has = false;
    enum fault fault = second_factor_has(db, user_id, &has);
    if (fault != FAULT_NONE || has)
        return fault;
    fault = fault_of(db_exec(db, "DELETE FROM recovery_codes WHERE user_id = ?", DB_VALUES(I(user_id))));
    if (fault != FAULT_NONE)
        return fault;
    // a session does not stay stepped up by a factor that is gone
    return fault_of(db_exec(db, "UPDATE sessions SET stepped_up_at = NULL WHERE user_id = ?", DB_VALUES(I(user_id))));
}

/* The secret of a row whose columns own_key, key_id and wrapped begin at `column`. */
static bool secret_open(struct school *school, struct row *row, int column, int64_t user_id, const uint8_t *sealed,
                        uint8_t secret[static TOTP_SECRET_BYTES])
{
    char label[SECOND_FACTOR_LABEL_SIZE];
    struct wrapped_key key;
    const size_t size = TOTP_SECRET_BYTES + SECRET_SEAL_OVERHEAD;
    second_factor_label(user_id, label);
    if (row_int(row, column) == 0)
        return school->before && secret_unseal(school->before, user_id, label, sealed, size, secret);
    CLOSES(own_key_wipe) struct own_key own = {0};
    wrapped_key_of_row(row, column + 1, column + 2, &key);
    return wrapped_key_open(school, user_id, &key, &own) && own_key_unseal(&own, label, sealed, size, secret);
}

enum fault second_factor_check(struct school *school, struct db *db, int64_t user_id, bool confirmed, const char *code,
                               int64_t now, int64_t *ret_step)
{
    struct row row;
    uint8_t secret[TOTP_SECRET_BYTES];
    bool found = false, opened = false, right = false;
    if (!school->config.key)
        return FAULT_INTERNAL;
    row_begin(&row, db, NULL,
              "SELECT f.sealed, f.last_step, f.confirmed_at, f.own_key, k.key_id, k.wrapped FROM second_factors f"
              " LEFT JOIN person_keys k ON k.user_id = f.user_id WHERE f.user_id = ?",
              DB_VALUES(I(user_id)));
    while (row_next(&row)) {
        size_t size = 0;
        const void *sealed = db_blob(&row.rows, 0, &size);
        found = db_is_null(&row.rows, 2) != confirmed;
        opened = size == sizeof(secret) + SECRET_SEAL_OVERHEAD && secret_open(school, &row, 3, user_id, sealed, secret);
        right = opened && totp_check(secret, now, row_int(&row, 1), code, ret_step);
    }
    enum fault fault = row_end(&row);
    secret_wipe(secret, sizeof(secret));
    if (fault != FAULT_NONE || !found)
        return fault != FAULT_NONE ? fault : FAULT_SECOND_FACTOR_ABSENT;
    return !opened ? FAULT_INTERNAL : right ? FAULT_NONE : FAULT_SECOND_FACTOR_WRONG;
}

/* A recovery code as it was given, from one as it was typed. False when it cannot be one. */
static bool recovery_code_read(const char *typed, char code[static RECOVERY_CODE_SIZE])
{
    size_t size = 0;
    for (; *typed; typed++) {
        if (*typed == '-' || *typed == ' ')
            continue;
        if (size == RECOVERY_CODE_LENGTH)
            return false;
        code[size++] = *typed >= 'a' && *typed <= 'z' ? (char)(*typed - 'a' + 'A') : *typed;
    }
    code[size] = '\0';
    return size == RECOVERY_CODE_LENGTH;
}

static enum fault recovery_code_take(struct school *school, struct db *db, int64_t user_id, const char *typed)
{
    char code[RECOVERY_CODE_SIZE], mac[SECRET_FINGERPRINT_SIZE], before[SECRET_FINGERPRINT_SIZE];
    if (!recovery_code_read(typed, code))
        return FAULT_SECOND_FACTOR_WRONG;
    recovery_code_mac(school->root, user_id, code, mac);
    memcpy(before, mac, sizeof(before));
    if (school->before) // a code that an earlier version gave
        recovery_code_mac(school->before, user_id, code, before);
    enum fault fault = fault_of(db_exec(db, "DELETE FROM recovery_codes WHERE user_id = ? AND code_hash IN (?, ?)",
                                        DB_VALUES(I(user_id), T(mac), T(before))));
    return fault != FAULT_NONE ? fault : db_changes(db) == 1 ? FAULT_NONE : FAULT_SECOND_FACTOR_WRONG;
}

enum fault second_factor_count(struct db *db, int64_t user_id, int64_t now, struct throttled_attempt *attempt,
                               char text[static SECOND_FACTOR_LABEL_SIZE])
{
    second_factor_label(user_id, text);
    *attempt = (struct throttled_attempt){.throttles = {{"code", text, SECOND_FACTOR_TRIES}}, .now = now};
    return attempt_count(db, attempt);
}

/* A code of the device may be shown once, a recovery code is used up. Who has passkeys alone has those, too. */
static enum fault shown_take(struct school *school, struct db *db, int64_t user_id, const char *code, int64_t now)
{
    int64_t step = 0;
    enum fault fault = second_factor_check(school, db, user_id, true, code, now, &step);
    bool other = fault == FAULT_SECOND_FACTOR_WRONG || fault == FAULT_SECOND_FACTOR_ABSENT;
    if (other && strlen(code) <= SECOND_FACTOR_CODE_MAX)
        return recovery_code_take(school, db, user_id, code);
    if (fault != FAULT_NONE)
        return fault;
    return fault_of(
        db_exec(db, "UPDATE second_factors SET last_step = ? WHERE user_id = ?", DB_VALUES(I(step), I(user_id))));
}

enum fault second_factor_take(struct school *school, struct db *db, int64_t user_id, const char *code, int64_t now,
                              int64_t *ret_wait_ms)
{
    struct throttled_attempt attempt;
    char text[SECOND_FACTOR_LABEL_SIZE];
    enum fault fault = second_factor_count(db, user_id, now, &attempt, text);
    *ret_wait_ms = attempt.wait_ms;
    if (fault != FAULT_NONE)
        return fault;
    fault = shown_take(school, db, user_id, code, now);
    return fault != FAULT_NONE ? fault : throttle_forget(db, &attempt.throttles[0]);
}

bool second_factor_is_due(const char *required, enum role role)
{
    if (!required || strcmp(required, "nobody") == 0)
        return false;
    return role == ROLE_ADMINISTRATOR || (role == ROLE_PROFESSOR && strcmp(required, "staff") == 0);
}

/* ---- what an earlier version sealed ---- */

struct forwarding {
    struct school *school;
    int64_t user_id; // the last one
    int64_t now, count;
};

/* The first person behind user_id whose secret is still sealed under the master key; it is opened into secret[]. */
static enum fault old_read(struct db *db, struct forwarding *unit, bool *ret_opened,
                           uint8_t secret[static TOTP_SECRET_BYTES])
{
    struct row row;
    char label[SECOND_FACTOR_LABEL_SIZE];
    unit->count = 0;
    *ret_opened = false;
    row_begin(&row, db, NULL, "SELECT user_id, sealed FROM second_factors WHERE own_key = 0 AND user_id > ? LIMIT 1",
              DB_VALUES(I(unit->user_id)));
    while (row_next(&row)) {
        size_t size = 0;
        const void *sealed = db_blob(&row.rows, 1, &size);
        unit->user_id = row_int(&row, 0);
        unit->count = 1;
        second_factor_label(unit->user_id, label);
        *ret_opened = unit->school->before && size == TOTP_SECRET_BYTES + SECRET_SEAL_OVERHEAD &&
                      secret_unseal(unit->school->before, unit->user_id, label, sealed, size, secret);
    }
    return row_end(&row);
}

static enum fault forward(struct db *db, void *context)
{
    struct forwarding *unit = context;
    uint8_t secret[TOTP_SECRET_BYTES], sealed[TOTP_SECRET_BYTES + SECRET_SEAL_OVERHEAD];
    char label[SECOND_FACTOR_LABEL_SIZE];
    bool opened;
    enum fault fault = old_read(db, unit, &opened, secret);
    if (fault != FAULT_NONE || !opened)
        return fault;
    CLOSES(own_key_wipe) struct own_key own = {0};
    fault = person_key_make(unit->school, db, unit->user_id, unit->now, &own);
    second_factor_label(unit->user_id, label);
    if (fault == FAULT_NONE)
        own_key_seal(&own, label, secret, sizeof(secret), sealed);
    secret_wipe(secret, sizeof(secret));
    if (fault != FAULT_NONE)
        return fault;
    return fault_of(db_exec(db, "UPDATE second_factors SET sealed = ?, own_key = 1 WHERE user_id = ?",
                            DB_VALUES(B(sealed, sizeof(sealed)), I(unit->user_id))));
}

enum fault second_factor_forward(struct school *school)
{
    struct forwarding unit = {.school = school, .now = school_now(school), .count = 1};
    enum fault fault = FAULT_NONE;
    while (school->before && fault == FAULT_NONE && unit.count > 0)
        fault = school_change(school, forward, &unit);
    return fault;
}
