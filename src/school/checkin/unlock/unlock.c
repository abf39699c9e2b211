/* SPDX-License-Identifier: MIT */
#include "school/checkin/unlock/unlock.h"

#include <stdio.h>

#include "base/arena.h"
#include "school/checkin/check_in_rules.h"
#include "school/checkin/proof.h"
#include "school/checkin/proof_inside.h"
#include "school/common/access.h"
#include "school/common/fault.h"
#include "school/common/rows.h"
#include "school/common/state.h"
#include "school/people/sign_in/passkey.h"
#include "school/people/sign_in/passkey_inside.h"
#include "school/people/sign_in/session.h"
#include "school/people/sign_in/throttle.h"
#include "school/school.h"
#include "store/db.h"
#include "store/engine.h"
#include "store/store.h"

enum { NUMBER_SIZE = 24 };

/* Somebody who may check in now, has not, and is asked for it. */
static enum fault allowed(struct db *db, const struct actor *actor, int64_t lecture_id, int64_t now)
{
    struct access access;
    struct proofs proofs;
    bool marked = false;
    CLOSES(arena_release) struct arena arena = arena_of(4 * NETWORK_LIST_SIZE);
    enum fault fault = check_in_allowed(db, actor, lecture_id, now, &access);
    if (fault != FAULT_NONE)
        return fault;
    fault = proofs_read(db, access.class_id, &arena, &proofs);
    if (fault != FAULT_NONE)
        return fault;
    if (proofs.unlock_rule == PROOF_OFF)
        return FAULT_UNLOCK_OFF;
    fault = check_in_is_marked(db, actor->user_id, lecture_id, &marked);
    return fault != FAULT_NONE ? fault : marked ? FAULT_ALREADY_MARKED : FAULT_NONE;
}

enum fault unlock_begin(struct school *school, const struct actor *actor, int64_t lecture_id, struct arena *arena,
                        struct passkey_offer *ret_offer)
{
    struct passkey_offer offer = {0};
    CLOSES(store_reader_close) struct db *db = store_reader(school->config.store);
    enum fault fault = allowed(db, actor, lecture_id, school_now(school));
    if (fault != FAULT_NONE)
        return fault;
    fault = passkey_offer_make(school, (struct passkey_use){PASSKEY_TO_CHECK_IN, actor, lecture_id}, arena, &offer);
    if (fault != FAULT_NONE)
        return fault;
    fault = passkey_known_read(db, actor->user_id, arena, &offer);
    if (fault != FAULT_NONE)
        return fault;
    if (offer.known_count == 0)
        return FAULT_PASSKEY_ABSENT;
    *ret_offer = offer;
    return FAULT_NONE;
}

struct showing {
    struct school *school;
    const struct actor *actor;
    int64_t lecture_id;
    struct passkey_assertion assertion;
    int64_t now, until;
};

/* One row a session: who unlocks again has it for longer, and still once. */
static enum fault keep(struct db *db, const struct showing *unit)
{
    const struct actor *actor = unit->actor;
    enum db_status status =
        db_exec(db, "INSERT INTO unlocks (student_id, lecture_id, session_id, expires_at) VALUES (?, ?, ?, ?)",
                DB_VALUES(I(actor->user_id), I(unit->lecture_id), I(actor->session_id), I(unit->until)));
    if (status == DB_CONFLICT)
        status =
            db_exec(db, "UPDATE unlocks SET expires_at = ? WHERE student_id = ? AND lecture_id = ? AND session_id = ?",
                    DB_VALUES(I(unit->until), I(actor->user_id), I(unit->lecture_id), I(actor->session_id)));
    return fault_of(status);
}

static enum fault show(struct db *db, void *context)
{
    struct showing *unit = context;
    int64_t user_id;
    enum fault fault = allowed(db, unit->actor, unit->lecture_id, unit->now);
    if (fault != FAULT_NONE)
        return fault;
    const struct passkey_use use = {PASSKEY_TO_CHECK_IN, unit->actor, unit->lecture_id};
    fault = passkey_assertion_verify(unit->school, db, use, &unit->assertion, unit->now, &user_id);
    return fault != FAULT_NONE ? fault : keep(db, unit);
}

enum fault unlock_show(struct school *school, const struct actor *actor, int64_t lecture_id,
                       const struct passkey_signature *signature, struct arena *arena, int64_t *ret_until,
                       int64_t *ret_retry_after_s)
{
    char person[NUMBER_SIZE];
    struct showing unit = {.school = school, .actor = actor, .lecture_id = lecture_id};
    snprintf(person, sizeof(person), "%lld", (long long)actor->user_id);
    struct throttled_attempt attempt = {.throttles = {{"passkey", person, PASSKEY_ATTEMPTS}}};
    // Who has no business here hears nothing of what they sent.
    CLOSES(store_reader_close) struct db *db = store_reader(school->config.store);
    enum fault fault = allowed(db, actor, lecture_id, school_now(school));
    store_reader_close(&db);
    if (fault != FAULT_NONE)
        return fault;
    fault = passkey_assertion_read(signature, arena, &unit.assertion);
    if (fault != FAULT_NONE)
        return fault;
    fault = attempt_begin(school, &attempt, ret_retry_after_s);
    if (fault != FAULT_NONE)
        return fault;
    unit.now = school_now(school);
    unit.until = unit.now + UNLOCK_MINUTES * (int64_t)SCHOOL_MINUTE_MS;
    fault = school_attempt(school, show, &unit);
    if (fault != FAULT_PASSKEY_REFUSED)
        attempt_take_back(school, &attempt);
    if (fault != FAULT_NONE)
        return fault;
    *ret_until = unit.until;
    return FAULT_NONE;
}
