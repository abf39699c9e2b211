/* SPDX-License-Identifier: MIT */
/* One student's own view of a lecture. */
#include "school/checkin/mine.h"

#include <string.h>

#include "base/arena.h"
#include "school/checkin/check_in.h"
#include "school/checkin/proof.h"
#include "school/checkin/proof_inside.h"
#include "school/checkin/unlock/unlock_inside.h"
#include "school/common/access.h"
#include "school/common/fault.h"
#include "school/common/state.h"
#include "school/faces/identity_inside.h"
#include "school/marks/mark_inside.h"
#include "school/people/sign_in/passkey.h"
#include "school/people/sign_in/passkey_inside.h"
#include "school/people/sign_in/session.h"
#include "school/plan/joint_inside.h"
#include "school/plan/lecture_inside.h"
#include "school/school.h"
#include "store/engine.h"
#include "store/store.h"

/* Whether they are asked to unlock the phone, can, and have. */
static enum fault unlock_read(struct school *school, struct db *db, const struct actor *actor,
                              const struct proofs *proofs, struct attendance_mine *mine)
{
    int64_t passkeys = 0;
    if (proofs->unlock_rule == PROOF_OFF || !passkey_available(school))
        return FAULT_NONE;
    mine->unlock_rule = proofs->unlock_rule;
    enum fault fault = passkey_count(db, actor->user_id, &passkeys);
    mine->has_passkey = passkeys > 0;
    return fault != FAULT_NONE ? fault
                               : unlock_until(db, actor, mine->lecture.id, school_now(school), &mine->unlocked_until);
}

static enum fault mine_read(struct school *school, struct db *db, const struct actor *actor, int64_t lecture_id,
                            struct arena *arena, struct attendance_mine *mine)
{
    struct access access;
    struct proofs proofs = proofs_initial();
    // The code in the room may name another lecture that is held together with the student's own.
    enum fault fault = joint_own(db, actor, lecture_id, &lecture_id);
    if (fault != FAULT_NONE)
        return fault;
    fault = access_lecture(db, actor, lecture_id, &access);
    if (fault != FAULT_NONE)
        return fault;
    if (!access.member)
        return FAULT_NOT_FOUND;
    fault = lecture_read(db, lecture_id, school_now(school), arena, &mine->lecture);
    if (fault != FAULT_NONE)
        return fault;
    fault = mark_read(db, access.class_id, lecture_id, actor->user_id, arena, &mine->mark);
    if (fault != FAULT_NONE)
        return fault;
    fault = class_timezone(db, access.class_id, arena, &mine->timezone);
    if (fault != FAULT_NONE)
        return fault;
    mine->mark.flags &= MARK_NO_ROOM; // the others are not for the one it is about
    fault = identity_read(school, db, actor->user_id, &mine->identity);
    if (fault != FAULT_NONE)
        return fault;
    fault = proofs_code_needed(db, actor->user_id, lecture_id, &mine->code_needed);
    if (fault != FAULT_NONE)
        return fault;
    fault = proofs_read(db, access.class_id, arena, &proofs);
    if (fault != FAULT_NONE)
        return fault;
    mine->code_check_in = proofs.code_check_in;
    mine->room_rule = proofs.room_rule;
    mine->sound_wanted = proofs_sound(&proofs);
    mine->position_wanted = proofs.place_rule != PROOF_OFF && *proofs.place;
    return unlock_read(school, db, actor, &proofs, mine);
}

enum fault attendance_mine(struct school *school, const struct actor *actor, int64_t lecture_id, struct arena *arena,
                           struct attendance_mine *ret_mine)
{
    struct attendance_mine mine = {0};
    CLOSES(store_reader_close) struct db *db = store_reader(school->config.store);
    enum fault fault = mine_read(school, db, actor, lecture_id, arena, &mine);
    if (fault != FAULT_NONE)
        return fault;
    *ret_mine = mine;
    return FAULT_NONE;
}
