/* SPDX-License-Identifier: MIT */
#include "school/people/sign_in/second_factor.h"

#include <string.h>

#include "base/arena.h"
#include "crypto/secret.h"
#include "crypto/totp.h"
#include "school/common/audit_inside.h"
#include "school/common/fault.h"
#include "school/common/keys.h"
#include "school/common/limits.h"
#include "school/common/rows.h"
#include "school/common/state.h"
#include "school/people/account.h"
#include "school/people/account_link.h"
#include "school/people/sign_in/access.h"
#include "school/people/sign_in/credential.h"
#include "school/people/sign_in/second_factor_inside.h"
#include "school/people/sign_in/throttle.h"
#include "school/people/user.h"
#include "school/school.h"
#include "store/db.h"
#include "store/engine.h"
#include "store/store.h"

enum { URI_LABEL_MAX = 3 * ACCOUNT_EMAIL_MAX + 1, USER_ARENA_MAX = 64 << 10 };

enum fault second_factor_get(struct school *school, const struct actor *actor, struct second_factor *ret_factor)
{
    struct second_factor factor = {0};
    CLOSES(store_reader_close) struct db *db = store_reader(school->config.store);
    enum fault fault = row_one_int(db, "SELECT confirmed_at FROM second_factors WHERE user_id = ? AND confirmed_at > 0",
                                   DB_VALUES(I(actor->user_id)), &factor.present, &factor.confirmed_at);
    if (fault != FAULT_NONE)
        return fault;
    fault = row_count(db, "SELECT COUNT(*) FROM recovery_codes WHERE user_id = ?", DB_VALUES(I(actor->user_id)),
                      &factor.recovery_left);
    store_reader_close(&db);
    if (fault != FAULT_NONE)
        return fault;
    if (actor_step_up(actor, school_now(school)) == FAULT_NONE)
        factor.stepped_up_until = actor->stepped_up_at + STEP_UP_MINUTES * (int64_t)SCHOOL_MINUTE_MS;
    *ret_factor = factor;
    return FAULT_NONE;
}

/* ---- setting it up ---- */

struct begin {
    const struct actor *actor;
    uint8_t sealed[TOTP_SECRET_BYTES + SECRET_SEAL_OVERHEAD];
    int64_t now;
};

static enum fault begin(struct db *db, void *context)
{
    struct begin *unit = context;
    bool has = false;
    enum fault fault = authenticator_has(db, unit->actor->user_id, &has);
    if (fault != FAULT_NONE)
        return fault;
    if (has)
        return FAULT_SECOND_FACTOR_PRESENT;
    // Where there are passkeys, the password alone adds nothing beside them.
    fault = second_factor_has(db, unit->actor->user_id, &has);
    if (fault != FAULT_NONE)
        return fault;
    fault = has ? actor_step_up(unit->actor, unit->now) : FAULT_NONE;
    if (fault != FAULT_NONE)
        return fault;
    // one that was begun and never confirmed
    fault = fault_of(db_exec(db, "DELETE FROM second_factors WHERE user_id = ?", DB_VALUES(I(unit->actor->user_id))));
    if (fault != FAULT_NONE)
        return fault;
    return fault_of(db_exec(db, "INSERT INTO second_factors (user_id, sealed, own_key, created_at) VALUES (?, ?, 1, ?)",
                            DB_VALUES(I(unit->actor->user_id), B(unit->sealed, sizeof(unit->sealed)), I(unit->now))));
}

/* An e-mail address as part of a URI: its '@' and other signs percent-encoded. */
static void uri_label(const char *email, char label[static URI_LABEL_MAX])
{
    size_t size = 0;
    for (; *email && size + 3 < URI_LABEL_MAX; email++) {
        bool plain = (*email >= 'a' && *email <= 'z') || (*email >= '0' && *email <= '9') || strchr(".-_~", *email);
        size += (size_t)snprintf(label + size, URI_LABEL_MAX - size, plain ? "%c" : "%%%02X", *email);
    }
    label[size] = '\0';
}

static void setup_wipe(struct second_factor_setup *setup)
{
    secret_wipe(setup, sizeof(*setup));
}

enum fault second_factor_begin(struct school *school, const struct actor *actor, const char *password,
                               struct arena *arena, struct second_factor_setup *ret_setup, int64_t *ret_retry_after_s)
{
    struct begin unit = {.actor = actor, .now = school_now(school)};
    CLOSES(setup_wipe) struct second_factor_setup setup = {0};
    uint8_t secret[TOTP_SECRET_BYTES];
    char label[SECOND_FACTOR_LABEL_SIZE], email[URI_LABEL_MAX];
    struct user user;
    if (!school->config.key)
        return FAULT_INTERNAL;
    enum fault fault = credential_confirm(school, actor, password, ret_retry_after_s);
    if (fault != FAULT_NONE)
        return fault;
    fault = account_get(school, actor->user_id, arena, &user);
    if (fault != FAULT_NONE)
        return fault;
    totp_secret(secret);
    totp_text(secret, setup.secret);
    uri_label(user.email, email);
    setup.uri = arena_printf(arena, "otpauth://totp/AMS:%s?secret=%s&issuer=AMS&algorithm=SHA1&digits=%d&period=%d",
                             email, setup.secret, TOTP_DIGITS, TOTP_SECONDS);
    second_factor_label(actor->user_id, label);
    CLOSES(own_key_wipe) struct own_key own = {0};
    fault = person_key_ensure(school, actor->user_id, &own);
    if (fault == FAULT_NONE)
        own_key_seal(&own, label, secret, sizeof(secret), unit.sealed);
    secret_wipe(secret, sizeof(secret));
    if (fault != FAULT_NONE)
        return fault;
    fault = setup.uri ? school_change(school, begin, &unit) : FAULT_INTERNAL;
    if (fault != FAULT_NONE)
        return fault;
    *ret_setup = setup;
    return FAULT_NONE;
}

struct change {
    struct school *school;
    const struct actor *actor;
    const char *code;
    struct recovery_codes *codes; // to write
    int64_t now;
    int64_t wait_ms;
};

enum fault second_factor_audit(struct db *db, int64_t user_id, const char *action, int64_t now)
{
    return audit_append(db, &(struct audit_entry){
                                .at = now,
                                .actor_id = user_id,
                                .action = action,
                                .subject_type = "user",
                                .subject_id = user_id,
                            });
}

enum fault second_factor_tell(struct school *school, struct db *db, int64_t user_id, const char *action,
                              enum letter letter, int64_t now)
{
    struct user user;
    CLOSES(arena_release) struct arena arena = arena_of(USER_ARENA_MAX);
    enum fault fault = user_read(db, user_id, &arena, &user);
    if (fault != FAULT_NONE)
        return fault;
    const struct account_mail mail = {.user_id = user.id, .to = user.email, .locale = user.locale, .letter = letter};
    fault = account_mail_queue(school, db, &mail, now);
    return fault != FAULT_NONE ? fault : second_factor_audit(db, user_id, action, now);
}

static enum fault tell(struct db *db, struct change *unit, const char *action, enum letter letter)
{
    return second_factor_tell(unit->school, db, unit->actor->user_id, action, letter, unit->now);
}

void recovery_codes_make(struct recovery_codes *codes)
{
    for (size_t i = 0; i < RECOVERY_CODES; i++)
        secret_code(codes->codes[i], RECOVERY_CODE_LENGTH);
}

enum fault recovery_codes_write(struct db *db, struct school *school, int64_t user_id,
                                const struct recovery_codes *codes, int64_t now)
{
    char mac[SECRET_FINGERPRINT_SIZE];
    enum fault fault = fault_of(db_exec(db, "DELETE FROM recovery_codes WHERE user_id = ?", DB_VALUES(I(user_id))));
    for (size_t i = 0; i < RECOVERY_CODES; i++) {
        if (fault != FAULT_NONE)
            return fault;
        recovery_code_mac(school->root, user_id, codes->codes[i], mac);
        fault = fault_of(db_exec(db, "INSERT INTO recovery_codes (user_id, code_hash, created_at) VALUES (?, ?, ?)",
                                 DB_VALUES(I(user_id), T(mac), I(now))));
    }
    return fault;
}

static enum fault confirm(struct db *db, void *context)
{
    struct change *unit = context;
    struct throttled_attempt attempt;
    char text[SECOND_FACTOR_LABEL_SIZE];
    int64_t step = 0, user_id = unit->actor->user_id;
    bool has = false;
    enum fault fault = authenticator_has(db, user_id, &has);
    if (fault != FAULT_NONE)
        return fault;
    if (has)
        return FAULT_SECOND_FACTOR_PRESENT;
    fault = second_factor_count(db, user_id, unit->now, &attempt, text);
    unit->wait_ms = attempt.wait_ms;
    if (fault != FAULT_NONE)
        return fault;
    fault = second_factor_check(unit->school, db, user_id, false, unit->code, unit->now, &step);
    if (fault != FAULT_NONE)
        return fault;
    fault = fault_of(db_exec(db, "UPDATE second_factors SET confirmed_at = ?, last_step = ? WHERE user_id = ?",
                             DB_VALUES(I(unit->now), I(step), I(user_id))));
    if (fault != FAULT_NONE)
        return fault;
    fault = recovery_codes_write(db, unit->school, user_id, unit->codes, unit->now);
    if (fault != FAULT_NONE)
        return fault;
    // Another session was opened by the password alone, which is no longer enough.
    fault = access_end(db, user_id, unit->actor->session_id, NULL);
    if (fault != FAULT_NONE)
        return fault;
    fault = step_up_write(db, unit->actor, unit->now);
    if (fault != FAULT_NONE)
        return fault;
    fault = throttle_forget(db, &attempt.throttles[0]);
    if (fault != FAULT_NONE)
        return fault;
    return tell(db, unit, "second_factor_set_up", LETTER_FACTOR_SET_UP);
}

static void codes_wipe(struct recovery_codes *codes)
{
    secret_wipe(codes, sizeof(*codes));
}

/* Runs a unit of this file that may leave new recovery codes. */
static enum fault change_run(struct change *unit, school_unit run, struct recovery_codes *ret_codes,
                             int64_t *ret_retry_after_s)
{
    CLOSES(codes_wipe) struct recovery_codes codes = {0};
    if (!unit->school->config.key)
        return FAULT_INTERNAL;
    recovery_codes_make(&codes);
    unit->codes = &codes;
    unit->now = school_now(unit->school);
    enum fault fault = school_attempt(unit->school, run, unit);
    if (fault == FAULT_TOO_MANY_ATTEMPTS && ret_retry_after_s)
        *ret_retry_after_s = seconds_of(unit->wait_ms);
    if (fault != FAULT_NONE)
        return fault;
    if (ret_codes)
        *ret_codes = codes;
    return FAULT_NONE;
}

enum fault second_factor_confirm(struct school *school, const struct actor *actor, const char *code,
                                 struct recovery_codes *ret_codes, int64_t *ret_retry_after_s)
{
    struct change unit = {.school = school, .actor = actor, .code = code};
    return change_run(&unit, confirm, ret_codes, ret_retry_after_s);
}

/* ---- afterwards ---- */

/* SECOND_FACTOR_ABSENT, or STEP_UP_NEEDED. */
static enum fault may_change(struct db *db, const struct change *unit)
{
    bool has = false;
    enum fault fault = second_factor_has(db, unit->actor->user_id, &has);
    if (fault != FAULT_NONE)
        return fault;
    return has ? actor_step_up(unit->actor, unit->now) : FAULT_SECOND_FACTOR_ABSENT;
}

static enum fault renew(struct db *db, void *context)
{
    struct change *unit = context;
    enum fault fault = may_change(db, unit);
    if (fault != FAULT_NONE)
        return fault;
    fault = recovery_codes_write(db, unit->school, unit->actor->user_id, unit->codes, unit->now);
    if (fault != FAULT_NONE)
        return fault;
    return tell(db, unit, "recovery_codes_renewed", LETTER_FACTOR_CODES);
}

enum fault second_factor_renew(struct school *school, const struct actor *actor, struct recovery_codes *ret_codes)
{
    struct change unit = {.school = school, .actor = actor};
    return change_run(&unit, renew, ret_codes, NULL);
}

static enum fault take_away(struct db *db, void *context)
{
    struct change *unit = context;
    int64_t user_id = unit->actor->user_id;
    bool has = false;
    enum fault fault = authenticator_has(db, user_id, &has);
    if (fault != FAULT_NONE)
        return fault;
    fault = has ? actor_step_up(unit->actor, unit->now) : FAULT_SECOND_FACTOR_ABSENT;
    if (fault != FAULT_NONE)
        return fault;
    fault = fault_of(db_exec(db, "DELETE FROM second_factors WHERE user_id = ?", DB_VALUES(I(user_id))));
    if (fault != FAULT_NONE)
        return fault;
    fault = second_factor_gone(db, user_id);
    if (fault != FAULT_NONE)
        return fault;
    fault = access_end(db, unit->actor->user_id, unit->actor->session_id, NULL);
    if (fault != FAULT_NONE)
        return fault;
    return tell(db, unit, "second_factor_removed", LETTER_FACTOR_REMOVED);
}

enum fault second_factor_remove(struct school *school, const struct actor *actor)
{
    struct change unit = {.school = school, .actor = actor};
    return change_run(&unit, take_away, NULL, NULL);
}
