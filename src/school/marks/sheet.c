/* SPDX-License-Identifier: MIT */
/* Students by lectures, read in a fixed number of queries. */
#include "school/marks/sheet.h"

#include "base/arena.h"
#include "school/common/fault.h"
#include "school/common/limits.h"
#include "school/common/rows.h"
#include "school/common/taken_rule.h"
#include "school/marks/final.h"
#include "school/marks/group/group_inside.h"
#include "school/marks/mark.h"
#include "school/marks/membership.h"
#include "school/marks/standing.h"
#include "school/marks/tally.h"
#include "store/db.h"
#include "store/engine.h"

static enum fault sheet_lectures(struct db *db, int64_t class_id, int64_t now, struct arena *arena, struct sheet *sheet)
{
    struct row row;
    int64_t wait = 0;
    enum fault fault = final_wait(db, &wait);
    if (fault != FAULT_NONE)
        return fault;
    row_begin(&row, db, arena,
              "SELECT l.id, l.starts_at, l.ends_at, CASE WHEN " LECTURE_TAKEN
              " THEN 1 ELSE 0 END, l.title, " MARKING_ENDS ", CASE WHEN " IS_FINAL " THEN 1 ELSE 0 END FROM lectures l"
              " LEFT JOIN windows w ON w.lecture_id = l.id" FINAL_JOIN
              " WHERE l.class_id = ? AND l.cancelled_at IS NULL ORDER BY l.starts_at, l.id LIMIT ?",
              DB_VALUES(I(now), I(now - wait), I(class_id), I(LECTURES_PER_CLASSROOM_MAX)));
    while (row_next(&row)) {
        struct sheet_lecture *lectures = row_list(&row, sheet->lectures, sheet->lecture_count, sizeof(*lectures));
        if (!lectures)
            break;
        sheet->lectures = lectures;
        lectures[sheet->lecture_count++] = (struct sheet_lecture){
            .id = row_int(&row, 0),
            .starts_at = row_int(&row, 1),
            .ends_at = row_int(&row, 2),
            .taken = row_int(&row, 3) != 0,
            .title = row_text(&row, 4),
            .over = row_int(&row, 5) <= now,
            .final = row_int(&row, 6) != 0,
        };
    }
    return row_end(&row);
}

/* The next stay of the student, whose stays follow one another. */
static void stay_add(struct sheet_student *student, const struct span *span)
{
    int64_t left_at = span->left_at == SPAN_OPEN ? 0 : span->left_at;
    if (student->span_count++ == 0)
        student->joined_at = span->joined_at, student->left_at = left_at;
    else if (student->left_at != 0 && (left_at == 0 || left_at > student->left_at))
        student->left_at = left_at;
}

static enum fault sheet_students(struct db *db, int64_t class_id, struct arena *arena, struct sheet *sheet)
{
    struct row row;
    struct span *spans = NULL;
    size_t span_count = 0;
    row_begin(&row, db, arena,
              "SELECT m.user_id, u.name, m.joined_at, m.left_at, u.email_proven_at, u.external_id FROM memberships m "
              "JOIN users u ON "
              "u.id = m.user_id"
              " WHERE m.class_id = ? ORDER BY u.sort_key, m.user_id, m.joined_at",
              DB_VALUES(I(class_id)));
    while (row_next(&row)) {
        bool known =
            sheet->student_count > 0 && sheet->students[sheet->student_count - 1].student.id == row_int(&row, 0);
        struct span *list = row_list(&row, spans, span_count, sizeof(*list));
        struct sheet_student *students =
            known || !list ? sheet->students : row_list(&row, sheet->students, sheet->student_count, sizeof(*students));
        if (!list || !students)
            break;
        spans = list;
        sheet->students = students;
        if (!known)
            students[sheet->student_count++] =
                (struct sheet_student){.student = {row_int(&row, 0), row_string(&row, 1)},
                                       .email_proven = !db_is_null(&row.rows, 4),
                                       .external_id = row_text(&row, 5)};
        spans[span_count] = (struct span){row_int(&row, 2), span_end(db_is_null(&row.rows, 3), row_int(&row, 3))};
        stay_add(&students[sheet->student_count - 1], &spans[span_count++]);
    }
    for (size_t i = 0, at = 0; i < sheet->student_count; at += sheet->students[i++].span_count)
        sheet->students[i].spans = spans + at;
    return row_end(&row);
}

/* Where each student's row and each lecture's column is. */
struct places {
    struct id_index *students, *lectures;
};

static bool places_make(const struct sheet *sheet, struct arena *arena, struct places *places)
{
    places->students = arena_calloc(arena, sheet->student_count + 1, sizeof(*places->students));
    places->lectures = arena_calloc(arena, sheet->lecture_count + 1, sizeof(*places->lectures));
    if (!places->students || !places->lectures)
        return false;
    for (size_t i = 0; i < sheet->student_count; i++)
        places->students[i] = (struct id_index){sheet->students[i].student.id, i};
    for (size_t i = 0; i < sheet->lecture_count; i++)
        places->lectures[i] = (struct id_index){sheet->lectures[i].id, i};
    id_index_sort(places->students, sheet->student_count);
    id_index_sort(places->lectures, sheet->lecture_count);
    return true;
}

static enum fault sheet_marks(struct db *db, int64_t class_id, struct arena *arena, struct sheet *sheet,
                              struct sheet_cell *cells)
{
    struct row row;
    struct places places;
    size_t lecture = 0, at = 0; // at: of places.students, which are in the order of a lecture's marks
    int64_t lecture_id = 0;
    bool known = false;
    enum mark_status status;
    if (!places_make(sheet, arena, &places))
        return FAULT_INTERNAL;
    row_begin(&row, db, NULL,
              "SELECT lecture_id, student_id, status, minutes_late FROM attendance WHERE class_id = ?"
              " ORDER BY lecture_id, student_id",
              DB_VALUES(I(class_id)));
    while (row_next(&row)) {
        int64_t student_id = row_int(&row, 1);
        if (row_int(&row, 0) != lecture_id) {
            lecture_id = row_int(&row, 0);
            known = id_index_find(places.lectures, sheet->lecture_count, lecture_id, &lecture);
            at = 0;
        }
        if (!known || !mark_status_parse(db_text(&row.rows, 2), &status))
            continue;
        while (at < sheet->student_count && places.students[at].id < student_id)
            at++;
        if (at == sheet->student_count || places.students[at].id != student_id)
            continue;
        int64_t minutes = row_int(&row, 3);
        struct sheet_cell *cell = &cells[places.students[at].at * sheet->lecture_count + lecture];
        cell->status = (uint8_t)status;
        cell->minutes_late = (uint16_t)(minutes > UINT16_MAX ? UINT16_MAX : minutes);
    }
    return row_end(&row);
}

struct tally_moment sheet_moment(const struct sheet_lecture *lecture, const struct sheet_cell *cell)
{
    return (struct tally_moment){
        .lecture_id = lecture->id, .member = cell->member, .taken = lecture->taken, .over = lecture->over};
}

static void sheet_count(struct sheet *sheet)
{
    for (size_t i = 0; i < sheet->student_count; i++) {
        struct sheet_student *student = &sheet->students[i];
        struct tally tally;
        tally_begin(&tally, &sheet->rule);
        for (size_t j = 0; j < sheet->lecture_count; j++) {
            const struct tally_moment moment = sheet_moment(&sheet->lectures[j], &student->cells[j]);
            tally_lecture(&tally, &moment, (enum mark_status)student->cells[j].status, student->cells[j].minutes_late);
        }
        tally_end(&tally, &student->standing);
    }
}

/* Who came and went between two lectures was never expected in any. */
static void sheet_drop(struct sheet *sheet)
{
    size_t kept = 0;
    for (size_t i = 0; i < sheet->student_count; i++)
        if (sheet->students[i].left_at == 0 || sheet->students[i].standing.lectures > 0)
            sheet->students[kept++] = sheet->students[i];
    sheet->student_count = kept;
}

/* For which groups each lecture is, and who was in which. */
static enum fault sheet_groups(struct db *db, int64_t class_id, struct arena *arena, struct sheet *sheet)
{
    struct lecture_groups groups;
    struct group_spans spans;
    enum fault fault = lecture_groups_read(db, class_id, arena, &groups);
    if (fault != FAULT_NONE)
        return fault;
    fault = group_spans_read(db, class_id, 0, arena, &spans);
    if (fault != FAULT_NONE)
        return fault;
    for (size_t i = 0; i < sheet->lecture_count; i++)
        sheet->lectures[i].groups = lecture_groups_of(&groups, sheet->lectures[i].id);
    for (size_t i = 0; i < sheet->student_count; i++)
        sheet->students[i].groups = group_spans_of(&spans, sheet->students[i].student.id);
    return FAULT_NONE;
}

/* Who was expected in which. */
static bool sheet_members(struct sheet *sheet, struct arena *arena, struct sheet_cell *cells)
{
    for (size_t j = 0; j < sheet->lecture_count; j++) {
        const struct sheet_lecture *lecture = &sheet->lectures[j];
        int64_t *groups = arena_calloc(arena, lecture->groups.count + 1, sizeof(*groups));
        if (!groups)
            return false;
        for (size_t k = 0; k < lecture->groups.count; k++)
            groups[k] = lecture->groups.groups[k].id;
        const struct lecture_span span = {lecture->starts_at, lecture->ends_at, groups, lecture->groups.count};
        for (size_t i = 0; i < sheet->student_count; i++) {
            const struct sheet_student *student = &sheet->students[i];
            const struct member_spans member = {student->spans, student->span_count, student->groups.spans,
                                                student->groups.count};
            struct sheet_cell *cell = &cells[i * sheet->lecture_count + j];
            cell->member = member_then(&member, &span);
            cell->other_group =
                span.group_count > 0 &&
                !group_span_holds(member.groups, member.group_count, span.groups, span.group_count, span.starts_at);
        }
    }
    return true;
}

enum fault sheet_read(struct db *db, int64_t class_id, int64_t now, struct arena *arena, struct sheet *ret_sheet)
{
    struct sheet sheet = {0};
    enum fault fault = standing_rule_read(db, class_id, &sheet.rule);
    if (fault != FAULT_NONE)
        return fault;
    fault = sheet_lectures(db, class_id, now, arena, &sheet);
    if (fault != FAULT_NONE)
        return fault;
    fault = sheet_students(db, class_id, arena, &sheet);
    if (fault != FAULT_NONE)
        return fault;
    fault = sheet_groups(db, class_id, arena, &sheet);
    if (fault != FAULT_NONE)
        return fault;
    struct sheet_cell *cells = arena_calloc(arena, sheet.student_count * sheet.lecture_count + 1, sizeof(*cells));
    if (!cells)
        return FAULT_INTERNAL;
    if (!sheet_members(&sheet, arena, cells))
        return FAULT_INTERNAL;
    for (size_t i = 0; i < sheet.student_count; i++)
        sheet.students[i].cells = cells + i * sheet.lecture_count;
    fault = sheet_marks(db, class_id, arena, &sheet, cells);
    if (fault != FAULT_NONE)
        return fault;
    sheet_count(&sheet);
    sheet_drop(&sheet);
    *ret_sheet = sheet;
    return FAULT_NONE;
}

static bool has_been_in(const struct student_group_spans *groups, int64_t group_id, int64_t now)
{
    for (size_t i = 0; i < groups->count; i++)
        if (groups->spans[i].group_id == group_id && groups->spans[i].span.joined_at <= now)
            return true;
    return false;
}

bool group_names_hold(const struct group_names *names, int64_t group_id)
{
    for (size_t i = 0; i < names->count; i++)
        if (names->groups[i].id == group_id)
            return true;
    return names->count == 0;
}

enum fault sheet_of_group(struct sheet *sheet, int64_t group_id, int64_t now, struct arena *arena)
{
    size_t students = 0, lectures = 0;
    size_t *columns = arena_calloc(arena, sheet->lecture_count + 1, sizeof(*columns));
    if (!columns)
        return FAULT_INTERNAL;
    for (size_t j = 0; j < sheet->lecture_count; j++) {
        if (!group_names_hold(&sheet->lectures[j].groups, group_id))
            continue;
        columns[lectures] = j;
        sheet->lectures[lectures++] = sheet->lectures[j];
    }
    for (size_t i = 0; i < sheet->student_count; i++) {
        struct sheet_student *student = &sheet->students[students];
        if (!has_been_in(&sheet->students[i].groups, group_id, now))
            continue;
        struct sheet_cell *cells = arena_calloc(arena, lectures + 1, sizeof(*cells));
        if (!cells)
            return FAULT_INTERNAL;
        *student = sheet->students[i];
        for (size_t j = 0; j < lectures; j++)
            cells[j] = student->cells[columns[j]];
        student->cells = cells;
        students++;
    }
    sheet->student_count = students;
    sheet->lecture_count = lectures;
    return FAULT_NONE;
}
