/* SPDX-License-Identifier: MIT */
#include "school/marks/warning/warning_walk.h"

#include "base/arena.h"
#include "school/common/limits.h"
#include "school/common/rows.h"
#include "school/common/taken_rule.h"
#include "school/marks/final.h"
#include "school/marks/membership.h"
#include "school/marks/sheet.h"
#include "school/marks/standing.h"
#include "school/marks/tally.h"
#include "store/db.h"
#include "store/engine.h"

struct warning_missed *warning_room(const struct sheet *sheet, struct arena *arena)
{
    return arena_calloc(arena, sheet->lecture_count + 1, sizeof(struct warning_missed));
}

void warning_walk_sheet(const struct sheet *sheet, const struct sheet_student *student,
                        const struct warning_rules *rules, struct warning_missed *room, warning_visit visit,
                        void *context, struct warning_walk *ret_walk)
{
    warning_walk_begin(ret_walk, rules, sheet->rule.threshold_percent, student->standing.lectures, room);
    for (size_t j = 0; j < sheet->lecture_count; j++) {
        const struct sheet_lecture *lecture = &sheet->lectures[j];
        const struct tally_moment moment = sheet_moment(lecture, &student->cells[j]);
        enum mark_status status = (enum mark_status)student->cells[j].status;
        if (!lecture->final || !tally_decided(&moment, status))
            continue;
        const struct warning_missed missed = {lecture->id, lecture->starts_at, lecture->title};
        warning_walk_step(ret_walk, &missed, sheet->rule.counts[status]);
        if (visit)
            visit(context, ret_walk, lecture);
    }
}

/* A lecture as one student has it. */
struct step {
    struct warning_missed lecture;
    struct tally_moment moment;
    enum mark_status status;
    bool final;
};

static enum fault steps_read(struct db *db, int64_t class_id, int64_t student_id, int64_t now, struct arena *arena,
                             struct step **ret_steps, size_t *ret_count)
{
    struct row row;
    int64_t wait = 0;
    struct step *steps = NULL;
    size_t count = 0;
    enum fault fault = final_wait(db, &wait);
    if (fault != FAULT_NONE)
        return fault;
    row_begin(
        &row, db, arena,
        "SELECT l.id, l.starts_at, l.title, CASE WHEN " LECTURE_TAKEN " THEN 1 ELSE 0 END, " MARKING_ENDS
        ", CASE WHEN " IS_FINAL " THEN 1 ELSE 0 END, a.status, CASE WHEN EXISTS (SELECT 1 FROM memberships m"
        " WHERE m.class_id = l.class_id AND m.user_id = ? AND " MEMBER_THEN ") THEN 1 ELSE 0 END"
        " FROM lectures l LEFT JOIN windows w ON w.lecture_id = l.id" FINAL_JOIN
        " LEFT JOIN attendance a ON a.lecture_id = l.id AND a.student_id = ?"
        " WHERE l.class_id = ? AND l.cancelled_at IS NULL ORDER BY l.starts_at, l.id LIMIT ?",
        DB_VALUES(I(now), I(now - wait), I(student_id), I(student_id), I(class_id), I(LECTURES_PER_CLASSROOM_MAX)));
    while (row_next(&row)) {
        struct step *list = row_list(&row, steps, count, sizeof(*list));
        if (!list)
            break;
        steps = list;
        steps[count] = (struct step){
            .lecture = {row_int(&row, 0), row_int(&row, 1), row_text(&row, 2)},
            .moment = {.taken = row_int(&row, 3) != 0,
                       .over = row_int(&row, 4) <= now,
                       .member = row_int(&row, 7) != 0},
            .final = row_int(&row, 5) != 0,
        };
        mark_status_parse(db_text(&row.rows, 6), &steps[count++].status);
    }
    *ret_steps = steps;
    *ret_count = count;
    return row_end(&row);
}

enum fault warning_walk_read(struct db *db, int64_t class_id, int64_t student_id, int64_t now,
                             const struct warning_rules *rules, struct arena *arena, struct warning_walk *ret_walk)
{
    struct standing_rule rule;
    struct step *steps = NULL;
    size_t count = 0;
    int64_t lectures = 0;
    enum fault fault = standing_rule_read(db, class_id, &rule);
    if (fault != FAULT_NONE)
        return fault;
    fault = steps_read(db, class_id, student_id, now, arena, &steps, &count);
    if (fault != FAULT_NONE)
        return fault;
    struct warning_missed *room = arena_calloc(arena, count + 1, sizeof(*room));
    if (!room)
        return FAULT_INTERNAL;
    for (size_t i = 0; i < count; i++)
        lectures += tally_theirs(&steps[i].moment, steps[i].status);
    warning_walk_begin(ret_walk, rules, rule.threshold_percent, lectures, room);
    for (size_t i = 0; i < count; i++)
        if (steps[i].final && tally_decided(&steps[i].moment, steps[i].status))
            warning_walk_step(ret_walk, &steps[i].lecture, rule.counts[steps[i].status]);
    return FAULT_NONE;
}
