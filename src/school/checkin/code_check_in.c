/* SPDX-License-Identifier: MIT */
/* The check-in without a face: the room code and the student's device, in one transaction. */
#include "base/arena.h"
#include "school/checkin/check_in.h"
#include "school/checkin/check_in_rules.h"
#include "school/checkin/network.h"
#include "school/checkin/proof.h"
#include "school/checkin/proof_inside.h"
#include "school/checkin/room_code_inside.h"
#include "school/common/access.h"
#include "school/common/fault.h"
#include "school/common/rows.h"
#include "school/common/state.h"
#include "school/faces/challenge.h"
#include "school/marks/mark.h"
#include "school/marks/mark_event.h"
#include "school/school.h"
#include "store/db.h"
#include "store/engine.h"

enum { RECEIVED_BACK_MAX_MS = 2 * SCHOOL_MINUTE_MS };

struct code_check_in {
    struct school *school;
    const struct actor *actor;
    const struct code_request *request;
    int64_t received_at, now;
    struct access access;
    bool was_marked;
    int64_t wait_ms;
    enum fault fault;
};

/* The rules before the code: may they at all? */
static enum fault code_allowed(struct db *db, struct code_check_in *unit, struct arena *arena, struct proofs *proofs)
{
    const struct actor *actor = unit->actor;
    enum fault fault = access_lecture(db, actor, unit->request->lecture_id, &unit->access);
    if (fault == FAULT_NONE && !unit->access.member)
        fault = FAULT_NOT_FOUND;
    if (fault == FAULT_NONE)
        fault = check_in_is_marked(db, actor->user_id, unit->request->lecture_id, &unit->was_marked);
    if (fault != FAULT_NONE || unit->was_marked)
        return fault;
    fault = check_in_allowed(db, actor, unit->request->lecture_id, unit->received_at, &unit->access);
    if (fault == FAULT_NONE)
        fault = proofs_read(db, unit->access.class_id, arena, proofs);
    if (fault == FAULT_NONE && !proofs->code_check_in)
        fault = FAULT_CODE_CHECK_IN_OFF;
    if (fault == FAULT_NONE)
        fault = check_in_wait(db, actor->user_id, TRIES_MAX, unit->now, &unit->wait_ms);
    if (fault == FAULT_NONE && unit->wait_ms > 0)
        fault = FAULT_TOO_MANY_TRIES;
    return fault;
}

static enum db_status code_refuse(struct db *db, struct code_check_in *unit)
{
    unit->fault = FAULT_CODE_WRONG;
    return db_exec(db, "INSERT INTO face_refusals (student_id, lecture_id, reason, at) VALUES (?, ?, 'code_wrong', ?)",
                   DB_VALUES(I(unit->actor->user_id), I(unit->request->lecture_id), I(unit->now)));
}

static enum db_status code_mark(struct db *db, struct code_check_in *unit, const struct proofs *proofs)
{
    struct proved proved;
    const struct code_request *request = unit->request;
    unit->fault = proofs_judge(proofs, &request->proofs, &proved);
    if (unit->fault != FAULT_NONE)
        return decided_status(unit->fault);
    if (proved.device_rule == PROOF_OFF)
        proved.device_rule = PROOF_FLAG;
    enum db_status status =
        device_meet(db, unit->actor->user_id, unit->access.class_id, &proved, unit->now, &unit->fault);
    if (status != DB_OK || unit->fault != FAULT_NONE)
        return status;
    const struct check_in_mark mark = {MARK_BY_CODE, unit->received_at, unit->now, &proved};
    return check_in_insert(db, &unit->access, unit->actor->user_id, &mark, &unit->was_marked);
}

static enum db_status code_write(struct db *db, void *context)
{
    struct code_check_in *unit = context;
    struct proofs proofs;
    struct arena arena;
    enum db_status status;
    unit->was_marked = false;
    unit->wait_ms = 0;
    arena_init(&arena, 4 * NETWORK_LIST_SIZE);
    unit->fault = code_allowed(db, unit, &arena, &proofs);
    if (unit->fault != FAULT_NONE || unit->was_marked)
        status = decided_status(unit->fault);
    else if (!room_code_is_right(unit->school, unit->request->lecture_id, unit->request->room_code, unit->received_at))
        status = code_refuse(db, unit);
    else
        status = code_mark(db, unit, &proofs);
    arena_release(&arena);
    return status;
}

enum fault attendance_code_check_in(struct school *school, const struct actor *actor,
                                    const struct code_request *request, struct arena *arena, struct mark *ret_mark,
                                    int64_t *ret_retry_after_s)
{
    struct code_check_in unit = {.school = school, .actor = actor, .request = request, .now = school_now(school)};
    int64_t earliest = unit.now - RECEIVED_BACK_MAX_MS;
    unit.received_at = request->received_at == 0 || request->received_at > unit.now ? unit.now : request->received_at;
    if (unit.received_at < earliest)
        unit.received_at = earliest;
    if (!request->room_code || !*request->room_code)
        return FAULT_CODE_NEEDED;
    if (!school->config.key)
        return FAULT_INTERNAL;
    enum fault fault = school_write(school, code_write, &unit, &unit.fault);
    if (fault == FAULT_TOO_MANY_TRIES)
        *ret_retry_after_s = (unit.wait_ms + SCHOOL_SECOND_MS - 1) / SCHOOL_SECOND_MS;
    if (fault != FAULT_NONE)
        return fault;
    if (!unit.was_marked)
        event_mark(school, request->lecture_id, actor->user_id);
    return check_in_own_mark(school, actor, unit.access.class_id, request->lecture_id, arena, ret_mark);
}
