/* SPDX-License-Identifier: MIT */
/* The check-in without a face: the room code and the student's device, in one transaction. */
#include "school/checkin/code_check_in.h"

#include "base/arena.h"
#include "school/checkin/check_in.h"
#include "school/checkin/check_in_rules.h"
#include "school/checkin/device.h"
#include "school/checkin/network.h"
#include "school/checkin/proof.h"
#include "school/checkin/proof_inside.h"
#include "school/checkin/room_code_inside.h"
#include "school/checkin/room_inside.h"
#include "school/checkin/sound_inside.h"
#include "school/checkin/signs/signs_inside.h"
#include "school/checkin/unlock/unlock_inside.h"
#include "school/common/access.h"
#include "school/common/fault.h"
#include "school/common/rows.h"
#include "school/common/state.h"
#include "school/faces/challenge.h"
#include "school/marks/mark.h"
#include "school/marks/mark_event.h"
#include "school/marks/mark_write.h"
#include "school/people/sign_in/throttle.h"
#include "school/plan/joint_inside.h"
#include "school/school.h"
#include "store/db.h"
#include "store/engine.h"

struct code_check_in {
    struct school *school;
    const struct actor *actor;
    const struct code_request *request;
    int64_t received_at, now;
    struct access access;
    struct code_use code; // the one that was brought
    bool was_marked;
    bool settles;        // their mark by face lacks the room alone, which the code or the sound shows now
    struct joint marked; // in which lectures
    struct shared_marks shared;
    int64_t wait_ms;
};

/* A mark that stands may lack the room, as long as the window is open. */
static enum fault may_settle(struct db *db, struct code_check_in *unit)
{
    bool open = false;
    enum fault fault = room_is_open(db, unit->request->lecture_id, unit->actor->user_id, &open);
    if (fault != FAULT_NONE)
        return fault;
    unit->settles = open && check_in_window(&unit->access, unit->received_at) == FAULT_NONE;
    return FAULT_NONE;
}

/* The rules before the code: may they at all? */
static enum fault code_allowed(struct db *db, struct code_check_in *unit, struct arena *arena, struct proofs *proofs)
{
    const struct actor *actor = unit->actor;
    enum fault fault = access_lecture(db, actor, unit->request->lecture_id, &unit->access);
    if (fault != FAULT_NONE)
        return fault;
    if (!unit->access.member)
        return FAULT_NOT_FOUND;
    fault = check_in_is_marked(db, actor->user_id, unit->request->lecture_id, &unit->was_marked);
    if (fault != FAULT_NONE)
        return fault;
    if (unit->was_marked)
        fault = may_settle(db, unit);
    if (fault != FAULT_NONE || (unit->was_marked && !unit->settles))
        return fault;
    fault = check_in_allowed(db, actor, unit->request->lecture_id, unit->received_at, &unit->access);
    if (fault != FAULT_NONE)
        return fault;
    fault = proofs_read(db, unit->access.class_id, arena, proofs);
    if (fault != FAULT_NONE)
        return fault;
    if (!proofs->code_check_in && !unit->settles)
        return FAULT_CODE_CHECK_IN_OFF;
    fault = check_in_wait(db, actor->user_id, TRIES_MAX, unit->now, &unit->wait_ms);
    if (fault != FAULT_NONE)
        return fault;
    if (unit->wait_ms > 0)
        return FAULT_TOO_MANY_TRIES;
    return FAULT_NONE;
}

static struct room_code_of room_of(const struct code_check_in *unit)
{
    return (struct room_code_of){unit->access.lecture_id, unit->access.joint_id};
}

static enum fault code_refuse(struct db *db, const struct code_check_in *unit)
{
    enum fault fault = fault_of(
        db_exec(db, "INSERT INTO face_refusals (student_id, lecture_id, reason, at) VALUES (?, ?, 'code_wrong', ?)",
                DB_VALUES(I(unit->actor->user_id), I(unit->request->lecture_id), I(unit->now))));
    return fault != FAULT_NONE ? fault : FAULT_CODE_WRONG;
}

static enum fault code_mark(struct db *db, struct code_check_in *unit, const struct proofs *proofs)
{
    struct proved proved;
    const struct code_request *request = unit->request;
    struct proof_input input = request->proofs;
    input.over = (struct device_signed){.person_id = unit->actor->user_id,
                                        .lecture_id = request->lecture_id,
                                        .what = request->room_code,
                                        .at = unit->received_at};
    enum fault fault = proofs_judge(proofs, &input, &proved);
    if (fault != FAULT_NONE)
        return fault;
    fault = unlock_judge(unit->school, db, unit->actor, request->lecture_id, unit->received_at, &proved);
    if (fault != FAULT_NONE)
        return fault;
    signs_take(unit->school, room_of(unit), &unit->code, &unit->request->proofs, &proved);
    if (proved.device_rule == PROOF_OFF)
        proved.device_rule = PROOF_FLAG;
    fault = device_meet(db, unit->actor->user_id, unit->access.class_id, &proved, unit->now);
    if (fault != FAULT_NONE)
        return fault;
    const struct check_in_mark mark = {MARK_BY_CODE, unit->received_at, unit->now, &proved, &unit->shared};
    fault = check_in_insert(db, &unit->access, unit->actor->user_id, &mark, &unit->marked);
    unit->was_marked = unit->marked.count == 0;
    return fault;
}

/* A mark by face lacked the room: what is `shown` (enum room_shown) settles that, and is looked at as any other. */
static enum fault code_settle(struct db *db, struct code_check_in *unit, unsigned shown)
{
    struct proved proved = {.room = shown};
    enum fault fault = room_settle(db, unit->access.lecture_id, unit->actor->user_id, unit->now, &unit->marked);
    if (fault != FAULT_NONE)
        return fault;
    signs_take(unit->school, room_of(unit), &unit->code, &unit->request->proofs, &proved);
    return signs_settle(db, &unit->access, unit->actor->user_id, &proved, unit->received_at, unit->now);
}

static enum fault code_write(struct db *db, void *context)
{
    struct code_check_in *unit = context;
    struct proofs proofs;
    unit->was_marked = unit->settles = false;
    unit->marked.count = 0;
    unit->shared.count = 0;
    unit->wait_ms = 0;
    CLOSES(arena_release) struct arena arena = arena_of(4 * NETWORK_LIST_SIZE);
    enum fault fault = code_allowed(db, unit, &arena, &proofs);
    if (fault != FAULT_NONE || (unit->was_marked && !unit->settles))
        return fault;
    const char *typed = unit->request->room_code, *heard = unit->request->proofs.heard;
    if (!typed || !*typed) {
        // The sound of the room next door is no wrong code: it does not count as a refused check.
        if (!unit->settles || !heard)
            return FAULT_CODE_NEEDED;
        bool right = sound_is_right(unit->school, room_of(unit), heard, unit->received_at);
        return right ? code_settle(db, unit, ROOM_BY_SOUND) : FAULT_CODE_WRONG;
    }
    unit->code = room_code_brought(unit->school, room_of(unit), unit->request->room_code, unit->request->proofs.device,
                                   unit->received_at);
    if (unit->code.way == CODE_NONE)
        return code_refuse(db, unit);
    if (unit->settles)
        return code_settle(db, unit, ROOM_BY_CODE);
    return code_mark(db, unit, &proofs);
}

enum fault attendance_code_check_in(struct school *school, const struct actor *actor,
                                    const struct code_request *request, struct arena *arena, struct mark *ret_mark,
                                    int64_t *ret_retry_after_s)
{
    struct code_check_in unit = {.school = school, .actor = actor, .request = request, .now = school_now(school)};
    unit.received_at = check_in_received(request->received_at, unit.now);
    if (!school->config.key)
        return FAULT_INTERNAL;
    enum fault fault = school_attempt(school, code_write, &unit);
    if (fault == FAULT_TOO_MANY_TRIES)
        *ret_retry_after_s = seconds_of(unit.wait_ms);
    if (fault != FAULT_NONE)
        return fault;
    for (size_t i = 0; i < unit.marked.count; i++)
        event_mark(school, unit.marked.lectures[i], actor->user_id);
    shared_marks_tell(school, &unit.shared);
    return check_in_own_mark(school, actor, unit.access.class_id, request->lecture_id, arena, ret_mark);
}
