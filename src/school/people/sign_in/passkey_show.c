/* SPDX-License-Identifier: MIT */
/* Signing in and stepping up with a passkey. */
#include <string.h>

#include "base/arena.h"
#include "base/str.h"
#include "crypto/passkey.h"
#include "school/common/audit_inside.h"
#include "school/common/fault.h"
#include "school/common/rows.h"
#include "school/common/state.h"
#include "school/people/sign_in/passkey.h"
#include "school/people/sign_in/passkey_inside.h"
#include "school/people/sign_in/second_factor_inside.h"
#include "school/people/sign_in/throttle.h"
#include "school/school.h"
#include "store/db.h"
#include "store/engine.h"
#include "store/store.h"

enum { NUMBER_SIZE = 24 };

/* A key as the table has it. */
struct kept {
    int64_t id, user_id;
    struct passkey_key key;
    int64_t count;
    bool found;
    bool is_theirs; // who signed named this person, or needed not to
};

static enum fault kept_read(struct db *db, const struct actor *actor, const struct passkey_assertion *assertion,
                            struct kept *kept)
{
    struct row row;
    *kept = (struct kept){0};
    row_begin(&row, db, NULL,
              "SELECT p.id, p.user_id, p.algorithm, p.public_key, p.handle, p.sign_count, p.synced FROM passkeys p"
              " JOIN users u ON u.id = p.user_id WHERE p.fingerprint = ? AND u.disabled_at IS NULL",
              DB_VALUES(T(assertion->fingerprint)));
    while (row_next(&row)) {
        const void *key = db_blob(&row.rows, 3, &kept->key.key_size);
        const char *handle = db_text(&row.rows, 4);
        if (!key || !handle || kept->key.key_size > sizeof(kept->key.key))
            break;
        memcpy(kept->key.key, key, kept->key.key_size);
        kept->id = row_int(&row, 0);
        kept->user_id = row_int(&row, 1);
        kept->key.algorithm = (int)row_int(&row, 2);
        kept->count = row_int(&row, 5);
        kept->key.synced = row_int(&row, 6) != 0;
        kept->found = true;
        kept->is_theirs = assertion->handle ? strcmp(assertion->handle, handle) == 0 : actor != NULL;
    }
    return row_end(&row);
}

static enum fault note(struct db *db, const struct kept *kept, const char *action, const char *detail, int64_t now)
{
    return audit_append(db, &(struct audit_entry){
                                .at = now,
                                .action = action,
                                .subject_type = "user",
                                .subject_id = kept->user_id,
                                .detail = detail,
                            });
}

/* The first of a key within SESSION_ATTEMPT_MINUTES goes to the log: whoever tries on cannot fill it. */
static enum fault failure_note(struct db *db, const struct kept *kept, const char *why, int64_t now)
{
    char text[NUMBER_SIZE], detail[64];
    int64_t wait_ms, id;
    snprintf(text, sizeof(text), "%lld", (long long)kept->id);
    const struct throttle first = {"passkey_failed", text, 1};
    enum fault fault = throttle_check(db, &first, now, &wait_ms);
    if (fault != FAULT_NONE || wait_ms > 0)
        return fault;
    fault = throttle_count(db, &first, now, &id);
    if (fault != FAULT_NONE)
        return fault;
    snprintf(detail, sizeof(detail), "passkey: %s", why);
    return note(db, kept, "sign_in_failed", detail, now);
}

/* What the key's own memory says: FAULT_NONE, or why not in *ret_why. */
static const char *shown_judge(const struct kept *kept, const struct passkey_shown *shown)
{
    if (shown->synced != kept->key.synced)
        return passkey_fault_word(PASSKEY_BACKUP);
    bool counts = shown->count > 0 || kept->count > 0;
    return counts && (int64_t)shown->count <= kept->count ? "count" : NULL;
}

enum fault passkey_assertion_verify(struct school *school, struct db *db, struct passkey_use use,
                                    const struct passkey_assertion *assertion, int64_t now, int64_t *ret_user_id)
{
    struct passkey_site site;
    struct passkey_shown shown = {0};
    struct kept kept;
    enum fault fault = passkey_site_get(school, &site);
    if (fault != FAULT_NONE)
        return fault;
    fault = passkey_challenge_spend(school, db, use, assertion->challenge, now);
    if (fault != FAULT_NONE)
        return fault;
    fault = kept_read(db, use.actor, assertion, &kept);
    if (fault != FAULT_NONE)
        return fault;
    if (!kept.found || (use.actor && use.actor->user_id != kept.user_id))
        return FAULT_PASSKEY_REFUSED;
    enum passkey_fault wrong = passkey_verify(&site, assertion->challenge, &kept.key, &assertion->bytes, &shown);
    const char *why = wrong != PASSKEY_RIGHT ? passkey_fault_word(wrong)
                      : !kept.is_theirs      ? "handle"
                                             : shown_judge(&kept, &shown);
    if (why) {
        fault = wrong == PASSKEY_RIGHT && strcmp(why, "count") == 0 ? note(db, &kept, "passkey_copied", NULL, now)
                                                                    : failure_note(db, &kept, why, now);
        return fault != FAULT_NONE ? fault : FAULT_PASSKEY_REFUSED;
    }
    fault = fault_of(db_exec(db, "UPDATE passkeys SET sign_count = ?, backed_up = ?, used_at = ? WHERE id = ?",
                             DB_VALUES(I(shown.count), I(shown.backed_up), I(now), I(kept.id))));
    if (fault != FAULT_NONE)
        return fault;
    *ret_user_id = kept.user_id;
    return FAULT_NONE;
}

struct showing {
    struct school *school;
    struct passkey_use use;
    struct passkey_assertion assertion;
    int64_t now;
    int64_t user_id;
};

static enum fault show(struct db *db, void *context)
{
    struct showing *unit = context;
    enum fault fault =
        passkey_assertion_verify(unit->school, db, unit->use, &unit->assertion, unit->now, &unit->user_id);
    if (fault != FAULT_NONE || !unit->use.actor)
        return fault;
    return step_up_write(db, unit->use.actor, unit->now);
}

/* Counts the attempt; only refused ones count in the end. */
static enum fault show_counted(struct showing *unit, struct throttled_attempt *attempt, int64_t *ret_retry_after_s)
{
    enum fault fault = attempt_begin(unit->school, attempt, ret_retry_after_s);
    if (fault != FAULT_NONE)
        return fault;
    unit->now = school_now(unit->school);
    fault = school_attempt(unit->school, show, unit);
    if (fault == FAULT_NONE || fault_is_trouble(fault))
        attempt_take_back(unit->school, attempt);
    return fault;
}

enum fault passkey_sign_in_begin(struct school *school, struct arena *arena, struct passkey_offer *ret_offer)
{
    struct passkey_offer offer = {0};
    enum fault fault = passkey_offer_make(school, (struct passkey_use){PASSKEY_TO_SIGN_IN, NULL, 0}, arena, &offer);
    if (fault != FAULT_NONE)
        return fault;
    *ret_offer = offer;
    return FAULT_NONE;
}

enum fault passkey_sign_in(struct school *school, const struct passkey_signature *signature,
                           const struct session_origin *origin, struct arena *arena, struct session *ret_session,
                           int64_t *ret_retry_after_s)
{
    struct showing unit = {.school = school, .use = {.purpose = PASSKEY_TO_SIGN_IN}};
    const char *address = origin && origin->network ? origin->network : origin ? origin->address : NULL;
    struct throttled_attempt attempt = {.throttles = {{"address", address, SESSION_ATTEMPTS_ADDRESS}}};
    enum fault fault = passkey_assertion_read(signature, arena, &unit.assertion);
    if (fault != FAULT_NONE)
        return fault;
    fault = show_counted(&unit, &attempt, ret_retry_after_s);
    if (fault != FAULT_NONE)
        return fault;
    fault = session_start_by(school, unit.user_id, "passkey", origin, arena, ret_session);
    return fault == FAULT_NOT_FOUND ? FAULT_PASSKEY_REFUSED : fault;
}

enum fault passkey_step_up_begin(struct school *school, const struct actor *actor, struct arena *arena,
                                 struct passkey_offer *ret_offer)
{
    struct passkey_offer offer = {0};
    enum fault fault = passkey_offer_make(school, (struct passkey_use){PASSKEY_TO_STEP_UP, actor, 0}, arena, &offer);
    if (fault != FAULT_NONE)
        return fault;
    CLOSES(store_reader_close) struct db *db = store_reader(school->config.store);
    fault = passkey_known_read(db, actor->user_id, arena, &offer);
    if (fault != FAULT_NONE)
        return fault;
    if (offer.known_count == 0)
        return FAULT_SECOND_FACTOR_ABSENT;
    *ret_offer = offer;
    return FAULT_NONE;
}

enum fault passkey_step_up(struct school *school, const struct actor *actor, const struct passkey_signature *signature,
                           struct arena *arena, int64_t *ret_until, int64_t *ret_retry_after_s)
{
    char person[NUMBER_SIZE];
    struct showing unit = {.school = school, .use = {PASSKEY_TO_STEP_UP, actor, 0}};
    snprintf(person, sizeof(person), "%lld", (long long)actor->user_id);
    struct throttled_attempt attempt = {.throttles = {{"passkey", person, PASSKEY_ATTEMPTS}}};
    enum fault fault = passkey_assertion_read(signature, arena, &unit.assertion);
    if (fault != FAULT_NONE)
        return fault;
    fault = show_counted(&unit, &attempt, ret_retry_after_s);
    if (fault != FAULT_NONE)
        return fault;
    *ret_until = unit.now + STEP_UP_MINUTES * (int64_t)SCHOOL_MINUTE_MS;
    return FAULT_NONE;
}
