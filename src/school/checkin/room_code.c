/* SPDX-License-Identifier: MIT */
#include "school/checkin/room_code.h"

#include <string.h>

#include "base/str.h"
#include "crypto/secret.h"
#include "school/checkin/check_in.h"
#include "school/checkin/code_stamp_inside.h"
#include "school/checkin/offer_inside.h"
#include "school/checkin/proof_inside.h"
#include "school/checkin/room_code_inside.h"
#include "school/common/access.h"
#include "school/common/fault.h"
#include "school/common/rows.h"
#include "school/common/state.h"
#include "school/school.h"
#include "store/db.h"
#include "store/engine.h"
#include "store/store.h"

enum { CODES = 1000000 };

static void code_of(const struct school *school, struct room_code_of of, int64_t period,
                    char code[static ROOM_CODE_SIZE])
{
    uint8_t mac[SECRET_MAC_BYTES];
    room_mac(school, "roomcode", of, period, mac);
    uint32_t number;
    memcpy(&number, mac, sizeof(number));
    snprintf(code, ROOM_CODE_SIZE, "%06u", number % CODES);
    secret_wipe(mac, sizeof(mac));
}

/* What a QR code holds: too long to guess, so that it may travel in a link. */
static void link_of(const struct school *school, struct room_code_of of, int64_t period,
                    char link[static ROOM_LINK_SIZE])
{
    uint8_t mac[SECRET_MAC_BYTES];
    room_mac(school, "roomlink", of, period, mac);
    str_hex(mac, (ROOM_LINK_SIZE - 1) / 2, link);
    secret_wipe(mac, sizeof(mac));
}

enum fault room_code_get(struct school *school, const struct actor *actor, int64_t lecture_id,
                         struct room_code *ret_code)
{
    struct access access;
    CLOSES(store_reader_close) struct db *db = store_reader(school->config.store);
    enum fault fault = access_lecture(db, actor, lecture_id, &access);
    store_reader_close(&db);
    if (fault != FAULT_NONE)
        return fault;
    fault = access_work(&access);
    if (fault != FAULT_NONE)
        return fault;
    if (!school->config.key)
        return FAULT_INTERNAL;
    char link[ROOM_LINK_SIZE];
    int64_t now = school_now(school), period = now / ROOM_PERIOD_MS;
    fault = room_offer(school, lecture_id, now);
    if (fault != FAULT_NONE)
        return fault;
    const struct room_code_of of = {lecture_id, access.joint_id};
    code_of(school, of, period, ret_code->code);
    link_of(school, of, period, link);
    snprintf(ret_code->path, sizeof(ret_code->path), "/mark/%lld#%s", (long long)lecture_id, link);
    ret_code->valid_until = (period + 1 + ROOM_CODE_GRACE) * ROOM_PERIOD_MS;
    ret_code->next_in_ms = (period + 1) * ROOM_PERIOD_MS - now;
    return FAULT_NONE;
}

bool room_code_judge(const struct school *school, struct room_code_of of, const char *code, const char *device,
                     int64_t at, struct code_use *ret_use)
{
    struct code_use use = {.way = CODE_NONE};
    for (int64_t back = 0; back <= ROOM_CODE_GRACE; back++) {
        char expected[ROOM_CODE_SIZE], link[ROOM_LINK_SIZE];
        int64_t period = at / ROOM_PERIOD_MS - back;
        code_of(school, of, period, expected);
        link_of(school, of, period, link);
        bool digits = secret_equal(code, expected), linked = secret_equal(code, link);
        if (digits || linked)
            use = (struct code_use){digits ? CODE_DIGITS : CODE_LINK, period, at - period * ROOM_PERIOD_MS, 0};
    }
    if (use.way == CODE_NONE)
        return code_stamp_judge(school, of, code, device, at, ret_use);
    *ret_use = use;
    return true;
}

struct code_use room_code_brought(const struct school *school, struct room_code_of of, const char *code,
                                  const char *device, int64_t at)
{
    struct code_use use = {.way = CODE_NONE};
    if (school->root && code && *code)
        (void)room_code_judge(school, of, code, device, at, &use);
    return use;
}

bool room_link_was_right(const struct school *school, struct room_code_of of, const char *link, int64_t at,
                         int64_t periods)
{
    bool right = false;
    for (int64_t back = ROOM_CODE_GRACE + 1; back <= ROOM_CODE_GRACE + periods; back++) {
        char expected[ROOM_LINK_SIZE];
        link_of(school, of, at / ROOM_PERIOD_MS - back, expected);
        right |= secret_equal(link, expected);
    }
    return right;
}

/* A wrong code costs the challenge and counts as a refused check: it cannot be guessed at leisure. */
struct wrong_code {
    const struct actor *actor;
    int64_t lecture_id;
    char fingerprint[SECRET_FINGERPRINT_SIZE]; // of the challenge
    int64_t now;
};

static enum fault wrong_code(struct db *db, void *context)
{
    struct wrong_code *unit = context;
    enum db_status status =
        db_exec(db, "UPDATE challenges SET used_at = ? WHERE token_hash = ? AND student_id = ? AND used_at IS NULL",
                DB_VALUES(I(unit->now), T(unit->fingerprint), I(unit->actor->user_id)));
    if (status != DB_OK)
        return fault_of(status);
    enum fault fault = db_changes(db) == 1 ? FAULT_NONE : FAULT_CHALLENGE_UNKNOWN;
    if (fault != FAULT_NONE)
        return fault;
    return fault_of(
        db_exec(db, "INSERT INTO face_refusals (student_id, lecture_id, reason, at) VALUES (?, ?, 'code_wrong', ?)",
                DB_VALUES(I(unit->actor->user_id), I(unit->lecture_id), I(unit->now))));
}

enum fault room_code_refuse(struct school *school, const struct actor *actor, const struct check_in_request *request)
{
    struct wrong_code unit = {.actor = actor, .lecture_id = request->lecture_id, .now = school_now(school)};
    secret_fingerprint(request->challenge, unit.fingerprint);
    enum fault fault = school_change(school, wrong_code, &unit);
    return fault != FAULT_NONE ? fault : FAULT_CODE_WRONG;
}

enum fault room_code_check(struct school *school, const struct actor *actor, const struct check_in_request *request,
                           const struct code_use *code)
{
    bool needed = false;
    CLOSES(store_reader_close) struct db *db = store_reader(school->config.store);
    enum fault fault = proofs_code_needed(db, actor->user_id, request->lecture_id, &needed);
    store_reader_close(&db);
    if (fault != FAULT_NONE || !needed)
        return fault;
    if (!request->room_code || !*request->room_code)
        return FAULT_CODE_NEEDED;
    if (!school->config.key || !request->challenge)
        return FAULT_INTERNAL;
    return code->way != CODE_NONE ? FAULT_NONE : room_code_refuse(school, actor, request);
}
