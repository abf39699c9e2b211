/* SPDX-License-Identifier: MIT */
#include "school/people/sign_in/step_up.h"

#include "school/common/fault.h"
#include "school/common/rows.h"
#include "school/common/state.h"
#include "school/people/sign_in/credential.h"
#include "school/people/sign_in/passkey_inside.h"
#include "school/people/sign_in/second_factor_inside.h"
#include "school/people/sign_in/throttle.h"
#include "school/people/sso/sso_row.h"
#include "school/school.h"
#include "store/db.h"
#include "store/engine.h"
#include "store/store.h"

const char *step_up_proof_code(enum step_up_proof proof)
{
    static const char *const codes[STEP_UP_PROOF_COUNT] = {"passkey", "code", "password", "provider"};
    return codes[proof];
}

static int64_t step_up_end(int64_t from)
{
    return from + STEP_UP_MINUTES * (int64_t)SCHOOL_MINUTE_MS;
}

enum fault step_up_get(struct school *school, const struct actor *actor, struct step_up *ret_step_up)
{
    bool app = false, provider = false, password = false;
    int64_t id;
    int64_t passkeys = 0, codes = 0;
    CLOSES(store_reader_close) struct db *db = store_reader(school->config.store);
    enum fault fault = authenticator_has(db, actor->user_id, &app);
    if (fault != FAULT_NONE)
        return fault;
    fault = passkey_count(db, actor->user_id, &passkeys);
    if (fault != FAULT_NONE)
        return fault;
    fault =
        row_count(db, "SELECT COUNT(*) FROM recovery_codes WHERE user_id = ?", DB_VALUES(I(actor->user_id)), &codes);
    if (fault != FAULT_NONE)
        return fault;
    fault = sso_proves(db, actor->user_id, &provider);
    if (fault != FAULT_NONE)
        return fault;
    fault = row_one_int(db, "SELECT id FROM users WHERE id = ? AND password_hash IS NOT NULL",
                        DB_VALUES(I(actor->user_id)), &password, &id);
    if (fault != FAULT_NONE)
        return fault;
    bool fresh = actor_step_up(actor, school_now(school)) == FAULT_NONE;
    *ret_step_up = (struct step_up){
        .takes = {[STEP_UP_PASSKEY] = passkeys > 0,
                  [STEP_UP_CODE] = app || (passkeys > 0 && codes > 0),
                  [STEP_UP_PASSWORD] = !app && passkeys == 0 && (password || !provider),
                  [STEP_UP_PROVIDER] = provider},
        .until = fresh ? step_up_end(actor->stepped_up_at) : 0,
    };
    return FAULT_NONE;
}

struct showing {
    struct school *school;
    const struct actor *actor;
    const char *code; // NULL: the password was right
    int64_t now;
    int64_t wait_ms;
};

static enum fault show(struct db *db, void *context)
{
    struct showing *unit = context;
    int64_t user_id = unit->actor->user_id;
    bool has = false;
    enum fault fault = second_factor_has(db, user_id, &has);
    if (fault != FAULT_NONE)
        return fault;
    if (has != (unit->code != NULL))
        return has ? FAULT_SECOND_FACTOR_NEEDED : FAULT_SECOND_FACTOR_ABSENT;
    if (unit->code)
        fault = second_factor_take(unit->school, db, user_id, unit->code, unit->now, &unit->wait_ms);
    return fault != FAULT_NONE ? fault : step_up_write(db, unit->actor, unit->now);
}

static enum fault show_run(struct showing *unit, int64_t *ret_until, int64_t *ret_retry_after_s)
{
    unit->now = school_now(unit->school);
    enum fault fault = school_attempt(unit->school, show, unit);
    if (fault == FAULT_TOO_MANY_ATTEMPTS)
        *ret_retry_after_s = seconds_of(unit->wait_ms);
    if (fault != FAULT_NONE)
        return fault;
    *ret_until = step_up_end(unit->now);
    return FAULT_NONE;
}

enum fault step_up_by_code(struct school *school, const struct actor *actor, const char *code, int64_t *ret_until,
                           int64_t *ret_retry_after_s)
{
    struct showing unit = {.school = school, .actor = actor, .code = code};
    return school->config.key ? show_run(&unit, ret_until, ret_retry_after_s) : FAULT_INTERNAL;
}

enum fault step_up_by_password(struct school *school, const struct actor *actor, const char *password,
                               int64_t *ret_until, int64_t *ret_retry_after_s)
{
    struct showing unit = {.school = school, .actor = actor};
    enum fault fault = credential_confirm(school, actor, password, ret_retry_after_s);
    return fault != FAULT_NONE ? fault : show_run(&unit, ret_until, ret_retry_after_s);
}
