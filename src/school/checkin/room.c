/* SPDX-License-Identifier: MIT */
#include "school/checkin/room_inside.h"

#include <string.h>

#include "base/arena.h"
#include "crypto/secret.h"
#include "school/checkin/check_in.h"
#include "school/checkin/offer_inside.h"
#include "school/checkin/proof.h"
#include "school/checkin/proof_inside.h"
#include "school/checkin/room_code.h"
#include "school/checkin/room_code_inside.h"
#include "school/checkin/sound_inside.h"
#include "school/common/access.h"
#include "school/common/fault.h"
#include "school/common/rows.h"
#include "school/common/state.h"
#include "school/marks/mark.h"
#include "school/marks/mark_write.h"
#include "school/plan/joint_inside.h"
#include "school/school.h"
#include "store/db.h"
#include "store/engine.h"
#include "store/store.h"

/* ---- what was shown ---- */

struct judging {
    bool offered;
    unsigned before; // enum room_shown, of the earlier steps
    char fingerprint[SECRET_FINGERPRINT_SIZE];
    unsigned room;
};

static enum fault judging_read(struct school *school, const struct access *access, struct judging *judging)
{
    bool found;
    int64_t offered = 0, before = 0;
    CLOSES(store_reader_close) struct db *db = store_reader(school->config.store);
    enum fault fault = room_offered(db, access->lecture_id, &offered);
    if (fault != FAULT_NONE)
        return fault;
    fault = row_one_int(db, "SELECT room FROM challenges WHERE token_hash = ?", DB_VALUES(T(judging->fingerprint)),
                        &found, &before);
    judging->offered = offered != 0;
    judging->before = (unsigned)before;
    return fault;
}

static enum fault shown_write(struct db *db, void *context)
{
    const struct judging *unit = context;
    return fault_of(db_exec(db, "UPDATE challenges SET room = ? WHERE token_hash = ? AND used_at IS NULL",
                            DB_VALUES(I(unit->room), T(unit->fingerprint))));
}

enum fault room_judge(struct school *school, const struct actor *actor, const struct check_in_request *request,
                      const struct access *access, const struct code_use *code, int64_t at, struct proved *ret_proved)
{
    struct judging judging = {0};
    const struct room_code_of of = {request->lecture_id, access->joint_id};
    const char *typed = request->room_code ? request->room_code : "";
    if (!school->config.key || !request->challenge)
        return FAULT_INTERNAL;
    secret_fingerprint(request->challenge, judging.fingerprint);
    enum fault fault = judging_read(school, access, &judging);
    if (fault != FAULT_NONE)
        return fault;
    judging.room = judging.before | (code->way != CODE_NONE ? ROOM_BY_CODE : 0U) |
                   (sound_is_right(school, of, request->proofs.heard, at) ? ROOM_BY_SOUND : 0U);
    ret_proved->room = judging.room;
    if (ret_proved->room_rule == PROOF_OFF)
        return FAULT_NONE;
    if (strlen(typed) == ROOM_CODE_SIZE - 1 && !(judging.room & ROOM_BY_CODE))
        return room_code_refuse(school, actor, request);
    if (judging.room == 0 && ret_proved->room_rule == PROOF_REFUSE)
        return FAULT_ROOM_NEEDED;
    if (judging.room == 0 && judging.offered)
        ret_proved->flags |= MARK_NO_ROOM;
    return judging.room == judging.before ? FAULT_NONE : school_change(school, shown_write, &judging);
}

/* ---- afterwards ---- */

static enum fault flags_of(struct db *db, int64_t lecture_id, int64_t student_id, unsigned *ret_flags)
{
    struct row row;
    unsigned flags = 0;
    row_begin(&row, db, NULL, "SELECT flags FROM attendance WHERE lecture_id = ? AND student_id = ?",
              DB_VALUES(I(lecture_id), I(student_id)));
    while (row_next(&row))
        flags = mark_flags_read(db_text(&row.rows, 0));
    *ret_flags = flags;
    return row_end(&row);
}

enum fault room_is_open(struct db *db, int64_t lecture_id, int64_t student_id, bool *ret_open)
{
    unsigned flags = 0;
    enum fault fault = flags_of(db, lecture_id, student_id, &flags);
    *ret_open = (flags & MARK_NO_ROOM) != 0;
    return fault;
}

enum fault room_settle(struct db *db, int64_t lecture_id, int64_t student_id, int64_t now, struct joint *ret_settled)
{
    struct joint joint;
    ret_settled->count = 0;
    enum fault fault = joint_read(db, lecture_id, &joint);
    for (size_t i = 0; fault == FAULT_NONE && i < joint.count; i++) {
        unsigned flags = 0;
        fault = flags_of(db, joint.lectures[i], student_id, &flags);
        if (fault != FAULT_NONE || !(flags & MARK_NO_ROOM))
            continue;
        fault = mark_keep_flags(db, joint.lectures[i], student_id, flags & ~(unsigned)MARK_NO_ROOM, now);
        ret_settled->lectures[ret_settled->count++] = joint.lectures[i];
    }
    return fault;
}
