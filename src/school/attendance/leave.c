/* SPDX-License-Identifier: MIT */
/* What an accepted leave does when a window opens. */
#include <string.h>

#include "base/arena.h"
#include "base/str.h"
#include "school/attendance/change_inside.h"
#include "school/attendance/request_inside.h"
#include "school/common/group_rule.h"
#include "school/common/rows.h"
#include "school/marks/figures.h"
#include "school/marks/mark.h"
#include "school/marks/mark_write.h"
#include "school/school.h"
#include "store/db.h"
#include "store/engine.h"

struct leave {
    int64_t student_id, answered_by;
    const char *comment; // of the answer; NULL: none
};

static enum fault leave_mark(struct db *db, int64_t class_id, int64_t lecture_id, const struct leave *leave,
                             int64_t now)
{
    const struct actor actor = {.user_id = leave->answered_by};
    const struct mark_state before = {0};
    struct mark_state after = {
        .status = MARK_EXCUSED,
        .method = MARK_BY_HAND,
        .marked_by = leave->answered_by,
        .timestamp = now,
    };
    struct mark_change change = {
        .actor = &actor,
        .lecture_id = lecture_id,
        .class_id = class_id,
        .now = now,
        .reason = LEAVE_REASON,
    };
    after.has_note = leave->comment && str_copy(after.note, sizeof(after.note), leave->comment);
    return mark_write(db, &change, leave->student_id, &before, &after);
}

enum fault leave_apply(struct db *db, int64_t class_id, int64_t lecture_id, int64_t now)
{
    struct row row;
    struct leave *leaves = NULL;
    size_t count = 0;
    CLOSES(arena_release) struct arena arena = arena_of(CHANGE_ARENA_MAX);
    row_begin(&row, db, &arena,
              "SELECT r.student_id, MIN(r.answered_by), MIN(r.comment) FROM requests r JOIN lectures l ON l.id = ?"
              " JOIN students s ON s.class_id = r.class_id AND s.user_id = r.student_id"
              " LEFT JOIN attendance a ON a.lecture_id = l.id AND a.student_id = r.student_id"
              " WHERE r.class_id = ? AND r.state = 'accepted' AND r.kind = 'leave' AND a.id IS NULL AND"
              " (r.lecture_id = l.id OR (r.from_at <= l.starts_at AND r.until_at > l.starts_at AND " GROUP_THEN(
                  "r.student_id") "))"
                                  " GROUP BY r.student_id",
              DB_VALUES(I(lecture_id), I(class_id)));
    while (row_next(&row)) {
        struct leave *list = row_list(&row, leaves, count, sizeof(*leaves));
        if (!list)
            break;
        leaves = list;
        leaves[count++] = (struct leave){row_int(&row, 0), row_int(&row, 1), row_text(&row, 2)};
    }
    enum fault fault = row_end(&row);
    for (size_t i = 0; fault == FAULT_NONE && i < count; i++)
        fault = leave_mark(db, class_id, lecture_id, &leaves[i], now);
    return fault != FAULT_NONE || count == 0 ? fault : figures_touch(db, lecture_id);
}
