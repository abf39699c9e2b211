/* SPDX-License-Identifier: MIT */
/* Unlocks at a check-in. */
#include "school/checkin/proof.h"
#include "school/checkin/unlock/unlock_inside.h"
#include "school/common/fault.h"
#include "school/common/rows.h"
#include "school/common/state.h"
#include "school/marks/mark.h"
#include "school/people/sign_in/passkey.h"
#include "school/people/sign_in/session.h"
#include "school/school.h"
#include "store/db.h"
#include "store/engine.h"

static enum fault find(struct db *db, const struct actor *actor, int64_t lecture_id, int64_t at, int64_t *ret_id,
                       int64_t *ret_until)
{
    struct row row;
    int64_t id = 0, until = 0;
    row_begin(&row, db, NULL,
              "SELECT id, expires_at FROM unlocks WHERE student_id = ? AND lecture_id = ? AND session_id = ?"
              " AND expires_at > ?",
              DB_VALUES(I(actor->user_id), I(lecture_id), I(actor->session_id), I(at)));
    while (row_next(&row)) {
        id = row_int(&row, 0);
        until = row_int(&row, 1);
    }
    *ret_id = id;
    *ret_until = until;
    return row_end(&row);
}

enum fault unlock_until(struct db *db, const struct actor *actor, int64_t lecture_id, int64_t at, int64_t *ret_until)
{
    int64_t id;
    return find(db, actor, lecture_id, at, &id, ret_until);
}

static enum fault missing(struct proved *proved)
{
    proved->unlock_id = 0;
    proved->flags |= MARK_NOT_UNLOCKED;
    return proved->unlock_rule == PROOF_REFUSE ? FAULT_UNLOCK_NEEDED : FAULT_NONE;
}

enum fault unlock_judge(struct school *school, struct db *db, const struct actor *actor, int64_t lecture_id, int64_t at,
                        struct proved *proved)
{
    int64_t until;
    if (proved->unlock_rule == PROOF_OFF || !passkey_available(school))
        return FAULT_NONE;
    enum fault fault = find(db, actor, lecture_id, at, &proved->unlock_id, &until);
    if (fault != FAULT_NONE || proved->unlock_id != 0)
        return fault;
    return missing(proved);
}

enum fault unlock_spend(struct db *db, struct proved *proved)
{
    if (proved->unlock_id == 0)
        return FAULT_NONE;
    enum db_status status = db_exec(db, "DELETE FROM unlocks WHERE id = ?", DB_VALUES(I(proved->unlock_id)));
    if (status != DB_OK)
        return fault_of(status);
    return db_changes(db) == 1 ? FAULT_NONE : missing(proved);
}
