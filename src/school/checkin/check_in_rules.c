/* SPDX-License-Identifier: MIT */
/* What the check-ins by face and by code have in common: who may, when, and the mark at the end. */
#include "school/checkin/check_in_rules.h"

#include <string.h>

#include "base/arena.h"
#include "school/checkin/device.h"
#include "school/checkin/proof.h"
#include "school/checkin/proof_inside.h"
#include "school/checkin/signs/signs_inside.h"
#include "school/checkin/unlock/unlock_inside.h"
#include "school/common/access.h"
#include "school/common/fault.h"
#include "school/common/rows.h"
#include "school/common/state.h"
#include "school/faces/challenge.h"
#include "school/faces/flag_inside.h"
#include "school/faces/repeat.h"
#include "school/marks/group/group_inside.h"
#include "school/marks/mark.h"
#include "school/marks/mark_inside.h"
#include "school/marks/mark_write.h"
#include "school/plan/joint_inside.h"
#include "school/plan/lecture.h"
#include "school/plan/lecture_inside.h"
#include "school/school.h"
#include "store/db.h"
#include "store/engine.h"
#include "store/store.h"

enum { RECEIVED_BACK_MAX_MS = CHECK_IN_WAIT_MINUTES * SCHOOL_MINUTE_MS };

int64_t check_in_received(int64_t received_at, int64_t now)
{
    if (received_at == 0 || received_at > now)
        return now;
    return received_at < now - RECEIVED_BACK_MAX_MS ? now - RECEIVED_BACK_MAX_MS : received_at;
}

enum fault check_in_window(const struct access *access, int64_t at)
{
    if (!access->has_window)
        return FAULT_WINDOW_NOT_OPEN;
    switch (window_state(access->opens_at, access->closes_at, at)) {
    case WINDOW_OPEN:
        return FAULT_NONE;
    case WINDOW_SCHEDULED:
        return FAULT_WINDOW_NOT_OPEN;
    case WINDOW_CLOSED:
        break;
    }
    return FAULT_WINDOW_CLOSED;
}

enum fault check_in_allowed(struct db *db, const struct actor *actor, int64_t lecture_id, int64_t at,
                            struct access *ret_access)
{
    bool theirs = false;
    enum fault fault = access_lecture(db, actor, lecture_id, ret_access);
    if (fault != FAULT_NONE)
        return fault;
    if (!ret_access->member)
        return FAULT_NOT_FOUND;
    fault = lecture_group_holds(db, lecture_id, actor->user_id, &theirs);
    if (fault != FAULT_NONE || !theirs)
        return fault != FAULT_NONE ? fault : FAULT_NOT_YOUR_GROUP;
    if (ret_access->archived)
        return FAULT_CLASSROOM_ARCHIVED;
    if (ret_access->cancelled)
        return FAULT_LECTURE_CANCELLED;
    return check_in_window(ret_access, at);
}

enum fault check_in_is_marked(struct db *db, int64_t student_id, int64_t lecture_id, bool *ret_marked)
{
    int64_t id;
    // Who became Absent by the close is not marked: a check-in that came before it still counts. Nor who is on leave.
    return row_one_int(db,
                       "SELECT id FROM attendance WHERE lecture_id = ? AND student_id = ? AND NOT method" MARK_YIELDS,
                       DB_VALUES(I(lecture_id), I(student_id)), ret_marked, &id);
}

/* A mark by face or by code starts the counting anew. */
enum fault check_in_wait(struct db *db, int64_t student_id, int64_t tries_max, int64_t now, int64_t *ret_wait_ms)
{
    bool many = false;
    int64_t marked_at = 0, fifth, last = 0;
    int64_t since = now - TRIES_MINUTES * (int64_t)SCHOOL_MINUTE_MS;
    enum fault fault = row_count(
        db, "SELECT MAX(updated_at) FROM attendance WHERE student_id = ? AND method IN ('face', 'code', 'kiosk')",
        DB_VALUES(I(student_id)), &marked_at);
    if (marked_at > since)
        since = marked_at;
    if (fault != FAULT_NONE)
        return fault;
    fault = row_one_int(
        db, "SELECT at FROM face_refusals WHERE student_id = ? AND at > ? ORDER BY at DESC LIMIT 1 OFFSET ?",
        DB_VALUES(I(student_id), I(since), I(tries_max - 1)), &many, &fifth);
    if (fault != FAULT_NONE)
        return fault;
    fault = row_count(db, "SELECT MAX(at) FROM face_refusals WHERE student_id = ? AND at > ?",
                      DB_VALUES(I(student_id), I(since)), &last);
    if (fault != FAULT_NONE)
        return fault;
    int64_t wait_ms = last + TRIES_WAIT_SECONDS * (int64_t)SCHOOL_SECOND_MS - now;
    *ret_wait_ms = many && wait_ms > 0 ? wait_ms : 0;
    return FAULT_NONE;
}

enum fault check_in_pictures(struct school *school, struct db *db, int64_t student_id, struct proved *proved,
                             int64_t now)
{
    enum fault fault = repeat_meet(school, db, student_id, &proved->shown);
    if (fault != FAULT_NONE || proved->shown.repeated || proved->shown.shared_with == 0)
        return fault;
    proved->flags |= MARK_SAME_PICTURES;
    return flag_pictures(db, student_id, proved->shown.shared_with, now);
}

static enum fault earn(struct db *db, const struct access *access, int64_t student_id, const struct check_in_mark *mark,
                       bool *ret_was_marked)
{
    bool late = mark->received_at >= access->late_after_at;
    const struct earned_mark earned = {
        .class_id = access->class_id,
        .lecture_id = access->lecture_id,
        .student_id = student_id,
        .status = late ? MARK_LATE : MARK_PRESENT,
        .minutes_late = late ? (mark->received_at - access->late_after_at) / SCHOOL_MINUTE_MS + 1 : 0,
        .method = mark->method,
        .flags = mark->proved->flags,
        .received_at = mark->received_at,
    };
    enum fault fault = mark_earn(db, &earned, mark->now, ret_was_marked);
    if (fault != FAULT_NONE || *ret_was_marked)
        return fault;
    return signs_keep(db, access->lecture_id, student_id, mark->proved, mark->received_at);
}

/* What a classroom asks of a check-in. */
struct asked {
    struct proofs proofs;
    enum live_policy policy;
};

/* Whether who has shown what `one` asks has shown what `other` asks, too. */
static bool asks_no_more(const struct asked *other, const struct asked *one, const struct check_in_mark *mark)
{
    enum mark_method method = mark->method;
    const struct proofs *a = &other->proofs, *b = &one->proofs;
    bool network =
        a->network_rule == PROOF_OFF || (a->network_rule <= b->network_rule && strcmp(a->networks, b->networks) == 0);
    bool place = a->place_rule == PROOF_OFF ||
                 (a->place_rule <= b->place_rule && a->radius_m == b->radius_m && strcmp(a->place, b->place) == 0);
    if (method == MARK_BY_KIOSK) // the institution's own device, in the room that the two share
        return true;
    bool means =
        method == MARK_BY_CODE ? a->code_check_in : other->policy <= one->policy && a->room_code <= b->room_code;
    bool room = method == MARK_BY_CODE || mark->proved->room != 0 || a->room_rule <= b->room_rule;
    bool unlocked = mark->proved->unlock_id != 0 || a->unlock_rule <= b->unlock_rule;
    return means && network && place && room && unlocked && a->device_rule <= b->device_rule;
}

/* A check-in that counts in more than its own lecture. */
struct counted {
    const struct actor *student;
    const struct check_in_mark *mark;
    struct asked asked; // by the classroom that was checked in to
    struct arena *arena;
};

/* The same mark in lecture `lecture_id`, when it is the student's, too. */
static enum fault earn_other(struct db *db, const struct counted *counted, int64_t lecture_id, struct joint *marked)
{
    struct access access;
    bool stood = false;
    const struct check_in_mark *mark = counted->mark;
    enum fault fault = check_in_allowed(db, counted->student, lecture_id, mark->received_at, &access);
    if (fault != FAULT_NONE) // not theirs, or not now
        return fault_is_trouble(fault) ? fault : FAULT_NONE;
    struct asked other = {.policy = access.policy};
    fault = proofs_read(db, access.class_id, counted->arena, &other.proofs);
    if (fault != FAULT_NONE || !asks_no_more(&other, &counted->asked, mark))
        return fault;
    fault = earn(db, &access, counted->student->user_id, mark, &stood);
    if (fault != FAULT_NONE || stood)
        return fault;
    marked->lectures[marked->count++] = lecture_id;
    return FAULT_NONE;
}

static enum fault earn_others(struct db *db, const struct access *access, int64_t student_id,
                              const struct check_in_mark *mark, struct joint *marked)
{
    CLOSES(arena_release) struct arena arena = arena_of((JOINT_CLASSES_MAX + 1) * 4 * NETWORK_LIST_SIZE);
    const struct actor student = {.user_id = student_id, .role = ROLE_STUDENT};
    struct counted counted = {&student, mark, {.policy = access->policy}, &arena};
    struct joint joint;
    enum fault fault = joint_read(db, access->lecture_id, &joint);
    if (fault != FAULT_NONE)
        return fault;
    fault = proofs_read(db, access->class_id, &arena, &counted.asked.proofs);
    for (size_t i = 1; fault == FAULT_NONE && i < joint.count; i++)
        fault = earn_other(db, &counted, joint.lectures[i], marked);
    return fault;
}

enum fault check_in_insert(struct db *db, const struct access *access, int64_t student_id,
                           const struct check_in_mark *mark, struct joint *ret_marked)
{
    bool stood = false;
    struct proved proved = *mark->proved;
    const struct check_in_mark weighed = {mark->method, mark->received_at, mark->now, &proved, mark->shared};
    ret_marked->count = mark->shared->count = 0;
    enum fault fault = unlock_spend(db, &proved);
    if (fault != FAULT_NONE)
        return fault;
    fault = signs_weigh(db, access, student_id, &proved);
    if (fault != FAULT_NONE)
        return fault;
    fault = earn(db, access, student_id, &weighed, &stood);
    if (fault != FAULT_NONE || stood)
        return fault;
    ret_marked->lectures[ret_marked->count++] = access->lecture_id;
    if (access->joint_id != 0)
        fault = earn_others(db, access, student_id, &weighed, ret_marked);
    if (fault != FAULT_NONE)
        return fault;
    return device_marked(db, student_id, ret_marked, &proved, mark->now, mark->shared);
}

enum fault check_in_own_mark(struct school *school, const struct actor *actor, int64_t class_id, int64_t lecture_id,
                             struct arena *arena, struct mark *ret_mark)
{
    struct mark mark;
    CLOSES(store_reader_close) struct db *db = store_reader(school->config.store);
    enum fault fault = mark_read(db, class_id, lecture_id, actor->user_id, arena, &mark);
    if (fault != FAULT_NONE)
        return fault;
    mark.flags &= MARK_NO_ROOM; // the one that they can still settle themselves
    *ret_mark = mark;
    return FAULT_NONE;
}
