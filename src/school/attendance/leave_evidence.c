/* SPDX-License-Identifier: MIT */
/* Looking at the evidence of a leave. */
#include <stdio.h>

#include "base/arena.h"
#include "school/attendance/leave.h"
#include "school/attendance/leave_inside.h"
#include "school/common/access.h"
#include "school/common/audit_inside.h"
#include "school/common/fault.h"
#include "school/common/rows.h"
#include "school/common/state.h"
#include "school/files/evidence_inside.h"
#include "school/school.h"
#include "store/db.h"
#include "store/engine.h"
#include "store/store.h"

struct look {
    const struct actor *actor;
    int64_t class_id, leave_id, file_id, now;
};

/* The staff of a classroom that the leave reaches, when it was sent to the staff. */
static enum fault teacher_may(struct db *db, const struct look *unit, const struct leave *leave, bool *ret_may)
{
    struct access access;
    bool reaches = false;
    enum fault fault = access_classroom(db, unit->actor, unit->class_id, &access);
    if (fault != FAULT_NONE)
        return fault;
    fault = leave_reaches(db, leave, unit->class_id, &reaches);
    if (fault != FAULT_NONE)
        return fault;
    *ret_may = reaches && access.teacher && leave->evidence_for == LEAVE_STAFF;
    return FAULT_NONE;
}

static enum fault may_look(struct db *db, const struct look *unit, const struct leave *leave, bool *ret_may)
{
    if (unit->class_id != 0)
        return teacher_may(db, unit, leave, ret_may);
    *ret_may = leave->student.id == unit->actor->user_id;
    if (*ret_may || (leave->decider != LEAVE_OFFICE && leave->evidence_for != LEAVE_OFFICE))
        return FAULT_NONE;
    return leave_is_officer(db, unit->actor, leave->kind_id, ret_may);
}

static enum fault look_write(struct db *db, void *context)
{
    struct look *unit = context;
    struct leave leave;
    bool may = false, there = false;
    int64_t one;
    char detail[40];
    CLOSES(arena_release) struct arena arena = arena_of(64 << 10);
    enum fault fault = leave_read(db, unit->leave_id, &arena, &leave);
    if (fault != FAULT_NONE)
        return fault;
    fault = may_look(db, unit, &leave, &may);
    if (fault != FAULT_NONE)
        return fault;
    fault = row_one_int(db, "SELECT id FROM leave_files WHERE id = ? AND leave_id = ?",
                        DB_VALUES(I(unit->file_id), I(unit->leave_id)), &there, &one);
    if (fault != FAULT_NONE)
        return fault;
    if (!may || !there)
        return FAULT_NOT_FOUND;
    if (leave.student.id == unit->actor->user_id)
        return FAULT_NONE;
    enum db_status status = db_exec(
        db,
        "UPDATE leaves SET evidence_seen_by = ?, evidence_seen_at = ?, updated_at = ? WHERE id = ? AND evidence_seen_at"
        " IS NULL",
        DB_VALUES(I(unit->actor->user_id), I(unit->now), I(unit->now), I(unit->leave_id)));
    if (status != DB_OK)
        return fault_of(status);
    snprintf(detail, sizeof(detail), "file %lld", (long long)unit->file_id);
    return audit_append(db, &(struct audit_entry){
                                .at = unit->now,
                                .actor_id = unit->actor->user_id,
                                .action = "leave_evidence_read",
                                .subject_type = "leave",
                                .subject_id = unit->leave_id,
                                .detail = detail,
                            });
}

enum fault leave_evidence_read(struct school *school, const struct actor *actor, int64_t class_id, int64_t leave_id,
                               int64_t file_id, struct arena *arena, struct file *ret_file, const void **ret_bytes)
{
    struct look unit = {
        .actor = actor, .class_id = class_id, .leave_id = leave_id, .file_id = file_id, .now = school_now(school)};
    // The look is on record before the bytes are out.
    enum fault fault = school_change(school, look_write, &unit);
    return fault != FAULT_NONE ? fault : evidence_bytes(school, leave_id, file_id, arena, ret_file, ret_bytes);
}
