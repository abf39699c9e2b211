/* SPDX-License-Identifier: MIT */
/* Leaves in lectures that nothing else has applied them to. */
#include "school/attendance/leave_inside.h"
#include "school/common/fault.h"
#include "school/common/rows.h"
#include "school/common/state.h"
#include "school/common/taken_rule.h"
#include "school/plan/mark_leave.h"
#include "school/marks/membership.h"
#include "school/plan/lecture_inside.h"
#include "school/school.h"
#include "store/db.h"
#include "store/engine.h"
#include "store/store.h"

enum {
    SWEEP_LECTURES = 500,
    SWEEP_DAYS = 60, // after a leave's end nothing is looked for
};

struct leave_turn {
    int64_t class_id, lecture_id, now;
};

static enum fault turn_write(struct db *db, void *context)
{
    const struct leave_turn *unit = context;
    return leave_apply(db, unit->class_id, unit->lecture_id, false, unit->now);
}

/* Lectures that have been taken, with somebody on leave whom no leave has marked. */
static enum fault turns_read(struct db *db, int64_t now, struct leave_turn turns[static SWEEP_LECTURES],
                             size_t *ret_count)
{
    struct row row;
    size_t count = 0;
    row_begin(&row, db, NULL,
              "SELECT DISTINCT l.class_id, l.id FROM leaves v JOIN students s ON s.user_id = v.student_id"
              " JOIN lectures l ON l.class_id = s.class_id AND l.starts_at >= v.from_at AND l.starts_at < v.until_at"
              " AND (v.class_id IS NULL OR v.class_id = l.class_id) JOIN classrooms c ON c.id = l.class_id"
              " JOIN memberships m ON m.class_id = l.class_id AND m.user_id = v.student_id AND " MEMBER_THEN
              " LEFT JOIN leave_answers k ON k.leave_id = v.id AND k.class_id = l.class_id"
              " LEFT JOIN windows w ON w.lecture_id = l.id"
              " LEFT JOIN attendance a ON a.lecture_id = l.id AND a.student_id = v.student_id"
              " LEFT JOIN leave_marks q ON q.lecture_id = l.id AND q.student_id = v.student_id"
              " WHERE v.until_at > ? AND (v.state = 'accepted' OR (v.state = 'open' AND k.state = 'accepted'))"
              " AND l.cancelled_at IS NULL AND c.archived_at IS NULL AND (a.id IS NULL OR a.method = 'close')"
              " AND q.lecture_id IS NULL AND " LECTURE_TAKEN " ORDER BY l.id LIMIT ?",
              DB_VALUES(I(now - SWEEP_DAYS * (int64_t)SCHOOL_DAY_MS), I(now), I(SWEEP_LECTURES)));
    while (count < SWEEP_LECTURES && row_next(&row))
        turns[count++] = (struct leave_turn){.class_id = row_int(&row, 0), .lecture_id = row_int(&row, 1), .now = now};
    *ret_count = count;
    return row_end(&row);
}

enum fault leave_sweep(struct school *school, int64_t now)
{
    struct leave_turn turns[SWEEP_LECTURES];
    size_t count = 0;
    CLOSES(store_reader_close) struct db *db = store_reader(school->config.store);
    enum fault fault = turns_read(db, now, turns, &count);
    store_reader_close(&db);
    for (size_t i = 0; fault == FAULT_NONE && i < count; i++) {
        fault = school_change(school, turn_write, &turns[i]);
        if (fault == FAULT_NONE)
            event_window_shared(school, turns[i].lecture_id); // an open page reads its marks anew
    }
    return fault;
}
