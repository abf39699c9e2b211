/* SPDX-License-Identifier: MIT */
/* Lectures that an import has made go again unless something has happened in them. */
#include <string.h>

#include "school/common/audit_inside.h"
#include "school/common/fault.h"
#include "school/common/rows.h"
#include "school/imports/undo/undo_work.h"
#include "school/marks/figures.h"
#include "school/marks/warning/due.h"
#include "store/db.h"
#include "store/engine.h"

enum { LECTURE_FREE, LECTURE_CHANGED, LECTURE_USED };

/* A window that opens by itself and has not is no use of the lecture. */
static enum fault lecture_use(struct db *db, const struct undoing *undoing, int64_t lecture_id, bool *ret_there,
                              int64_t *ret_use)
{
    return row_one_int(
        db,
        "SELECT CASE WHEN EXISTS (SELECT 1 FROM attendance a WHERE a.lecture_id = l.id)"
        " OR EXISTS (SELECT 1 FROM changes c WHERE c.lecture_id = l.id)"
        " OR EXISTS (SELECT 1 FROM mark_receipts r WHERE r.lecture_id = l.id)"
        " OR EXISTS (SELECT 1 FROM requests q WHERE q.lecture_id = l.id)"
        " OR EXISTS (SELECT 1 FROM lecture_finals f WHERE f.lecture_id = l.id)"
        " OR EXISTS (SELECT 1 FROM spot_draws d WHERE d.lecture_id = l.id)"
        " OR EXISTS (SELECT 1 FROM windows w WHERE w.lecture_id = l.id AND (w.automatic = 0 OR w.opens_at <= ?))"
        " THEN ? WHEN l.version <> 1 OR l.joint_id IS NOT NULL"
        " OR EXISTS (SELECT 1 FROM lecture_groups g WHERE g.lecture_id = l.id)"
        " OR EXISTS (SELECT 1 FROM holiday_lectures y WHERE y.lecture_id = l.id) THEN ? ELSE ? END"
        " FROM lectures l WHERE l.id = ? AND l.class_id = ?",
        DB_VALUES(I(undoing->now), I(LECTURE_USED), I(LECTURE_CHANGED), I(LECTURE_FREE), I(lecture_id),
                  I(undoing->work->class_id)),
        ret_there, ret_use);
}

/* With what was worked out for it. */
static enum fault lecture_delete(struct db *db, int64_t lecture_id, bool *ret_gone)
{
    static const char *const along[] = {
        "DELETE FROM windows WHERE lecture_id = ?", "DELETE FROM lecture_reminders WHERE lecture_id = ?",
        "DELETE FROM untaken_reminders WHERE lecture_id = ?", "DELETE FROM room_offers WHERE lecture_id = ?"};
    enum fault fault = figures_touch(db, lecture_id);
    for (size_t i = 0; fault == FAULT_NONE && i < sizeof(along) / sizeof(along[0]); i++)
        fault = fault_of(db_exec(db, along[i], DB_VALUES(I(lecture_id))));
    if (fault != FAULT_NONE)
        return fault;
    enum db_status status = db_exec(db, "DELETE FROM lectures WHERE id = ?", DB_VALUES(I(lecture_id)));
    *ret_gone = status == DB_OK;
    return status == DB_CONFLICT ? FAULT_NONE : fault_of(status);
}

enum fault undo_lecture(struct db *db, struct undoing *undoing, const struct undo_item *item, const char **ret_kept)
{
    bool there = false, gone = false;
    int64_t use = LECTURE_FREE;
    enum fault fault = lecture_use(db, undoing, item->subject_id, &there, &use);
    if (fault != FAULT_NONE)
        return fault;
    *ret_kept = !there                   ? UNDO_GONE
                : use == LECTURE_USED    ? UNDO_LECTURE_USED
                : use == LECTURE_CHANGED ? UNDO_CHANGED
                                         : NULL;
    if (*ret_kept)
        return FAULT_NONE;
    fault = lecture_delete(db, item->subject_id, &gone);
    if (fault != FAULT_NONE)
        return fault;
    if (!gone) {
        *ret_kept = UNDO_LECTURE_USED;
        return FAULT_NONE;
    }
    fault = due_touch(db, undoing->work->class_id, undoing->now);
    if (fault != FAULT_NONE)
        return fault;
    return audit_append(db, &(struct audit_entry){
                                .at = undoing->now,
                                .actor_id = undoing->work->actor.user_id,
                                .action = "lecture_import_undone",
                                .subject_type = "lecture",
                                .subject_id = item->subject_id,
                            });
}
