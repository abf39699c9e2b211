/* SPDX-License-Identifier: MIT */
#include "school/attendance/attendance.h"

#include "base/arena.h"
#include "school/attendance/change_inside.h"
#include "school/attendance/hand_time.h"
#include "school/attendance/past_inside.h"
#include "school/checkin/offer_inside.h"
#include "school/checkin/proof_inside.h"
#include "school/classes/classroom_inside.h"
#include "school/common/access.h"
#include "school/common/fault.h"
#include "school/common/rows.h"
#include "school/common/setting.h"
#include "school/common/setting_inside.h"
#include "school/common/state.h"
#include "school/marks/counts_inside.h"
#include "school/marks/mark.h"
#include "school/marks/mark_inside.h"
#include "school/marks/status_set_inside.h"
#include "school/plan/lecture_inside.h"
#include "school/school.h"
#include "store/db.h"
#include "store/engine.h"
#include "store/store.h"

/* Owners and administrators. */
static enum fault may_watch(struct db *db, const struct actor *actor, int64_t lecture_id, struct access *ret_access)
{
    enum fault fault = access_lecture(db, actor, lecture_id, ret_access);
    if (fault != FAULT_NONE)
        return fault;
    return ret_access->staff_reader ? FAULT_NONE : FAULT_NOT_FOUND;
}

enum fault attendance_may_watch(struct school *school, const struct actor *actor, int64_t lecture_id)
{
    struct access access;
    CLOSES(store_reader_close) struct db *db = store_reader(school->config.store);
    return may_watch(db, actor, lecture_id, &access);
}

static enum fault room_read(struct db *db, const struct access *access, struct arena *arena,
                            struct attendance_room *ret_room)
{
    struct proofs proofs;
    int64_t offered_at = 0;
    enum fault fault = proofs_read(db, access->class_id, arena, &proofs);
    if (fault != FAULT_NONE)
        return fault;
    fault = room_offered(db, access->lecture_id, &offered_at);
    *ret_room = (struct attendance_room){proofs.room_rule, proofs_sound(&proofs), offered_at};
    return fault;
}

static enum fault view_read(struct school *school, struct db *db, const struct actor *actor, int64_t lecture_id,
                            struct arena *arena, struct attendance_view *view)
{
    struct access access;
    struct mark_list marks;
    struct standing_rule rule = {0};
    int64_t identification = 0, now = school_now(school);
    enum fault fault = may_watch(db, actor, lecture_id, &access);
    if (fault != FAULT_NONE)
        return fault;
    fault = lecture_read(db, lecture_id, now, arena, &view->lecture);
    if (fault != FAULT_NONE)
        return fault;
    fault = classroom_read(db, actor, access.class_id, now, arena, &view->classroom);
    if (fault != FAULT_NONE)
        return fault;
    fault = status_rule_read(db, access.class_id, &rule);
    if (fault != FAULT_NONE)
        return fault;
    fault = mark_read_list(db, access.class_id, lecture_id, 0, arena, &marks);
    if (fault != FAULT_NONE)
        return fault;
    fault = row_count(db, "SELECT COUNT(*) FROM face_refusals WHERE lecture_id = ?", DB_VALUES(I(lecture_id)),
                      &view->refusals);
    if (fault != FAULT_NONE)
        return fault;
    fault = past_refused(db, lecture_id, arena, &view->refused, &view->refused_count);
    if (fault != FAULT_NONE)
        return fault;
    fault = setting_int(db, SETTING_IDENTIFICATION, &identification);
    if (fault != FAULT_NONE)
        return fault;
    fault = hand_time_is_late(db, &access, now, &view->note_needed);
    if (fault != FAULT_NONE)
        return fault;
    fault = room_read(db, &access, arena, &view->room);
    if (fault != FAULT_NONE)
        return fault;
    // Counted from the marks beside them, so that the two always agree on the page.
    struct counts counts = {0};
    for (size_t i = 0; i < marks.count; i++) {
        counts_add(&counts, &rule, marks.marks[i].status, marks.marks[i].outside ? 0 : 1);
        counts.flagged += marks.marks[i].flags != 0;
    }
    view->identification = identification != 0;
    view->marks = marks.marks;
    view->count = marks.count;
    view->lecture.has_counts = true;
    view->lecture.counts = counts;
    return FAULT_NONE;
}

enum fault attendance_view(struct school *school, const struct actor *actor, int64_t lecture_id, struct arena *arena,
                           struct attendance_view *ret_view)
{
    struct attendance_view view = {0};
    CLOSES(store_reader_close) struct db *db = store_reader(school->config.store);
    enum fault fault = view_read(school, db, actor, lecture_id, arena, &view);
    if (fault != FAULT_NONE)
        return fault;
    *ret_view = view;
    return FAULT_NONE;
}
