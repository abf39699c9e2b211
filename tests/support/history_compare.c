/* SPDX-License-Identifier: MIT */
/* Every figure that the product shows against the recount. */
#include "school/numbers/record.h"
#include "support/history_acts.h"
#include "support/history_compare.h"
#include "support/receipt_rule.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "base/arena.h"
#include "school/attendance/attendance.h"
#include "school/numbers/register.h"
#include "school/numbers/student.h"
#include "school/plan/lecture.h"
#include "school/school.h"

void history_same_standing(const struct history *h, const char *where, int64_t student_id, const struct standing *got,
                           const struct standing *expected)
{
    const struct {
        const char *name;
        int64_t got, expected;
    } all[] = {
        {"attended", got->attended, expected->attended},
        {"counted", got->counted, expected->counted},
        {"taken", got->taken, expected->taken},
        {"lectures", got->lectures, expected->lectures},
        {"not marked", got->of[MARK_UNMARKED], expected->of[MARK_UNMARKED]},
        {"present", got->of[MARK_PRESENT], expected->of[MARK_PRESENT]},
        {"late", got->of[MARK_LATE], expected->of[MARK_LATE]},
        {"excused", got->of[MARK_EXCUSED], expected->of[MARK_EXCUSED]},
        {"absent", got->of[MARK_ABSENT], expected->of[MARK_ABSENT]},
        {"late minutes", got->late_minutes, expected->late_minutes},
        {"points", got->points, expected->points},
        {"most points", got->points_max, expected->points_max},
        {"attended of late", got->recent_attended, expected->recent_attended},
        {"counted of late", got->recent_counted, expected->recent_counted},
        {"left out", got->left_out, expected->left_out},
        {"may be left out", got->rule.leave_out, expected->rule.leave_out},
        {"threshold", got->rule.threshold_percent, expected->rule.threshold_percent},
    };
    char what[100];
    for (int64_t i = 0; i < expected->left_out; i++)
        history_same(h, "this lecture is left out", expected->out[i], standing_leaves_out(got, expected->out[i]), true);
    for (int i = MARK_OWN; i < MARK_STATUS_COUNT; i++)
        history_same(h, "marks of a status of the classroom's own", student_id, got->of[i], expected->of[i]);
    for (size_t i = 0; i < sizeof(all) / sizeof(all[0]); i++) {
        snprintf(what, sizeof(what), "%s in the %s", all[i].name, where);
        history_same(h, what, student_id, all[i].got, all[i].expected);
    }
    for (int i = 0; i < MARK_STATUS_COUNT; i++) {
        snprintf(what, sizeof(what), "what status %d counts as in the %s", i, where);
        if (i < MARK_OWN || got->of[i] > 0)
            history_same(h, what, student_id, got->rule.counts[i], expected->rule.counts[i]);
        history_same(h, "points of a status", i, got->rule.points[i], expected->rule.points[i]);
        history_same(h, "in the room, of a status", i, got->rule.in_room[i], expected->rule.in_room[i]);
    }
}

enum mark_status history_status_of(const struct row_mark *mark)
{
    return mark ? mark->status : MARK_UNMARKED;
}

bool history_listed(const struct history *h, int64_t class_id, int64_t student_id)
{
    int64_t joined, left;
    if (!rows_stay(&h->rows, class_id, student_id, &joined, &left))
        return false;
    return left == 0 || rows_standing(&h->rows, class_id, student_id).lectures > 0;
}

/* ---- a lecture ---- */

static struct counts counts_of(const struct history *h, const struct row_lecture *lecture)
{
    struct counts counts = {0};
    const struct row_class *class = rows_class(&h->rows, lecture->class_id);
    for (size_t i = 0; i < h->student_count; i++) {
        const struct row_mark *mark = rows_mark(&h->rows, lecture->id, h->students[i].user_id);
        counts.students += rows_theirs(&h->rows, lecture, h->students[i].user_id);
        counts.marked += mark != NULL;
        counts.flagged += mark && mark->flagged;
        counts.present += history_status_of(mark) == MARK_PRESENT;
        counts.late += history_status_of(mark) == MARK_LATE;
        counts.excused += history_status_of(mark) == MARK_EXCUSED;
        counts.absent += history_status_of(mark) == MARK_ABSENT;
        counts.other += history_status_of(mark) >= MARK_OWN;
        counts.attended += mark && class->counts[mark->status] == COUNTS_ATTENDED;
        counts.missed += mark && class->counts[mark->status] == COUNTS_MISSED;
        counts.ignored += mark && class->counts[mark->status] == COUNTS_IGNORED;
        counts.in_room += mark && class->in_room[mark->status];
    }
    counts.unmarked = counts.students - counts.marked;
    return counts;
}

static void same_numbers(const struct history *h, const char *where, int64_t of, const struct counts *got,
                         const struct counts *expected)
{
    char what[80];
    const struct {
        const char *name;
        int64_t got, expected;
    } all[] = {
        {"students", got->students, expected->students},   {"marked", got->marked, expected->marked},
        {"present", got->present, expected->present},      {"late", got->late, expected->late},
        {"excused", got->excused, expected->excused},      {"absent", got->absent, expected->absent},
        {"not marked", got->unmarked, expected->unmarked}, {"other", got->other, expected->other},
        {"attended", got->attended, expected->attended},   {"missed", got->missed, expected->missed},
        {"ignored", got->ignored, expected->ignored},      {"in the room", got->in_room, expected->in_room},
    };
    for (size_t i = 0; i < sizeof(all) / sizeof(all[0]); i++) {
        snprintf(what, sizeof(what), "%s in the %s", all[i].name, where);
        history_same(h, what, of, all[i].got, all[i].expected);
    }
}

void history_same_counts(const struct history *h, const char *where, const struct row_lecture *lecture,
                         const struct counts *got)
{
    const struct counts expected = counts_of(h, lecture);
    same_numbers(h, where, lecture->id, got, &expected);
}

/* The live view: who is there now, who has a mark, and who was expected to its end. Its counts are those of its rows.
 */
static void compare_view(struct history *h, const struct row_lecture *lecture)
{
    struct attendance_view view;
    size_t expected = 0;
    struct counts counts = counts_of(h, lecture);
    OK(h, "the live view", attendance_view(h->f->school, &h->professor, lecture->id, &h->arena, &view));
    for (size_t i = 0; i < h->student_count; i++) {
        int64_t joined, left, id = h->students[i].user_id;
        if (!rows_stay(&h->rows, lecture->class_id, id, &joined, &left))
            continue;
        bool then = rows_expected_then(&h->rows, lecture, id), marked = rows_mark(&h->rows, lecture->id, id);
        bool shown = left == 0 || marked || (then && left >= lecture->ends_at);
        expected += shown;
        counts.students -= then && !shown;
    }
    counts.unmarked = counts.students - counts.marked;
    same_numbers(h, "live view", lecture->id, &view.lecture.counts, &counts);
    history_same(h, "flags", lecture->id, view.lecture.counts.flagged, counts.flagged);
    history_same(h, "rows of the live view", lecture->id, (int64_t)view.count, (int64_t)expected);
    for (size_t i = 0; i < view.count; i++) {
        int64_t id = view.marks[i].student.id;
        const struct row_mark *mark = rows_mark(&h->rows, lecture->id, id);
        history_same(h, "the mark in the live view", id, view.marks[i].status, history_status_of(mark));
        history_same(h, "outside in the live view", id, view.marks[i].outside, !rows_theirs(&h->rows, lecture, id));
    }
}

static void compare_lectures(struct history *h, int64_t class_id)
{
    struct lecture_list list;
    struct lecture one;
    size_t expected = 0;
    OK(h, "the lectures", lecture_list(h->f->school, &h->professor, class_id, &h->arena, &list));
    for (size_t i = 0; i < h->rows.lecture_count; i++) {
        const struct row_lecture *lecture = &h->rows.lectures[i];
        if (lecture->class_id != class_id)
            continue;
        expected++;
        for (size_t k = 0; k < list.count; k++)
            if (list.lectures[k].id == lecture->id)
                history_same_counts(h, "list of lectures", lecture, &list.lectures[k].counts);
        OK(h, "a lecture", lecture_get(h->f->school, &h->professor, lecture->id, &h->arena, &one));
        history_same_counts(h, "lecture", lecture, &one.counts);
        history_same(h, "taken, of a lecture", lecture->id, one.taken, rows_taken(&h->rows, lecture));
        if (history_random(h, 4) == 0)
            compare_view(h, lecture);
    }
    history_same(h, "lectures", class_id, (int64_t)list.count, (int64_t)expected);
}

/* ---- a student ---- */

/* A student does not see what is for other groups, unless they are marked in it. */
static bool seen_by(const struct history *h, const struct row_lecture *lecture, int64_t student_id)
{
    return rows_in_group_then(&h->rows, lecture, student_id) || rows_mark(&h->rows, lecture->id, student_id);
}

static void compare_record(struct history *h, int64_t class_id, const struct actor *student)
{
    struct record record;
    struct standing expected = rows_standing(&h->rows, class_id, student->user_id);
    bool in = rows_in_now(&h->rows, class_id, student->user_id);
    size_t lectures = 0;
    int64_t left_out = 0;
    enum fault fault = register_record(h->f->school, student, class_id, &h->arena, &record);
    history_same(h, "the record answers", student->user_id, fault, in ? FAULT_NONE : FAULT_NOT_FOUND);
    if (!in)
        return;
    history_same_standing(h, "record", student->user_id, &record.standing, &expected);
    for (size_t i = 0; i < h->rows.lecture_count; i++) {
        const struct row_lecture *lecture = &h->rows.lectures[i];
        if (lecture->class_id != class_id || !seen_by(h, lecture, student->user_id))
            continue;
        lectures++;
        for (size_t k = 0; k < record.count; k++) {
            const struct record_lecture *shown = &record.lectures[k];
            if (shown->lecture.id != lecture->id)
                continue;
            history_same(h, "the mark in the record", lecture->id, shown->mark.status,
                         history_status_of(rows_mark(&h->rows, lecture->id, student->user_id)));
            history_same(h, "outside in the record", lecture->id, shown->mark.outside,
                         !rows_theirs(&h->rows, lecture, student->user_id));
            history_same(h, "left out in the record", lecture->id, shown->left_out,
                         standing_leaves_out(&expected, lecture->id));
            left_out += shown->left_out;
        }
    }
    history_same(h, "those left out in the record", student->user_id, left_out, expected.left_out);
    history_same(h, "lectures in the record", student->user_id, (int64_t)record.count, (int64_t)lectures);
}

static void compare_home(struct history *h, const struct actor *student)
{
    struct home home;
    size_t classes = 0, live = 0;
    OK(h, "the first page", register_home(h->f->school, student, &h->arena, &home));
    for (size_t i = 0; i < h->class_count; i++)
        classes += rows_in_now(&h->rows, h->classes[i], student->user_id);
    history_same(h, "classrooms of the first page", student->user_id, (int64_t)home.classroom_count, (int64_t)classes);
    for (size_t i = 0; i < home.classroom_count; i++) {
        struct standing expected = rows_standing(&h->rows, home.classrooms[i].classroom.id, student->user_id);
        history_same_standing(h, "first page", student->user_id, &home.classrooms[i].standing, &expected);
    }
    for (size_t i = 0; i < h->rows.lecture_count; i++) {
        const struct row_lecture *lecture = &h->rows.lectures[i];
        live += lecture->window && !lecture->cancelled && lecture->opens_at <= h->rows.now &&
                lecture->closes_at > h->rows.now && rows_in_now(&h->rows, lecture->class_id, student->user_id) &&
                seen_by(h, lecture, student->user_id);
    }
    history_same(h, "live lectures of the first page", student->user_id, (int64_t)home.live_count, (int64_t)live);
}

/* ---- the register ---- */

static void compare_row(const struct history *h, const struct register_grid *grid, int64_t class_id,
                        const struct register_student *row)
{
    int64_t id = row->student.id, joined, left;
    struct standing expected = rows_standing(&h->rows, class_id, id);
    history_same(h, "a row of the register", id, history_listed(h, class_id, id), true);
    rows_stay(&h->rows, class_id, id, &joined, &left);
    history_same(h, "joined in the register", id, row->joined_at, joined);
    history_same(h, "left in the register", id, row->left_at, left);
    history_same_standing(h, "register", id, &row->standing, &expected);
    size_t column = 0;
    for (size_t i = 0; i < h->rows.lecture_count; i++) {
        const struct row_lecture *lecture = &h->rows.lectures[i];
        if (lecture->class_id != class_id || lecture->cancelled)
            continue;
        if (column < grid->lectures.count) {
            history_same(h, "a column of the register", class_id, grid->lectures.lectures[column].id, lecture->id);
            history_same(h, "a mark in the register", id, row->marks[column],
                         history_status_of(rows_mark(&h->rows, lecture->id, id)));
            history_same(h, "outside in the register", id, row->outside[column], !rows_theirs(&h->rows, lecture, id));
        }
        column++;
    }
    history_same(h, "columns of the register", class_id, (int64_t)grid->lectures.count, (int64_t)column);
}

/* The page of a student says what the register says, and that is the recount; so are the versions that edits go by. */
static void compare_details(struct history *h, int64_t class_id, const struct register_grid *grid,
                            const struct register_student *row)
{
    struct student_details details;
    struct standing expected = rows_standing(&h->rows, class_id, row->student.id);
    OK(h, "a student's page",
       student_details(h->f->school, &h->professor, class_id, row->student.id, &h->arena, &details));
    history_same_standing(h, "student's page", row->student.id, &details.record.standing, &expected);
    history_same(h, "left on the student's page", row->student.id, details.left_at, row->left_at);
    for (size_t j = 0; j < grid->lectures.count; j++) {
        bool marked = row->marks[j] != MARK_UNMARKED;
        history_same(h, "a version in the register", row->student.id, row->versions[j] != 0, marked);
        for (size_t i = 0; i < details.record.count; i++) {
            const struct record_lecture *shown = &details.record.lectures[i];
            if (shown->lecture.id != grid->lectures.lectures[j].id)
                continue;
            history_same(h, "the mark on the student's page", shown->lecture.id, shown->mark.status, row->marks[j]);
            history_same(h, "its version", shown->lecture.id, shown->mark.version, row->versions[j]);
            history_same(h, "outside on the student's page", shown->lecture.id, shown->mark.outside, row->outside[j]);
        }
    }
}

static void compare_register(struct history *h, int64_t class_id)
{
    struct register_grid grid;
    struct roster roster;
    size_t rows = 0, in = 0;
    OK(h, "the register",
       register_grid(h->f->school, &h->professor, class_id, &(struct register_page){.versions = true}, &h->arena,
                     &grid));
    OK(h, "the roster", register_roster(h->f->school, &h->professor, class_id, &h->arena, &roster));
    for (size_t i = 0; i < h->student_count; i++) {
        rows += history_listed(h, class_id, h->students[i].user_id);
        in += rows_in_now(&h->rows, class_id, h->students[i].user_id);
    }
    history_same(h, "rows of the register", class_id, (int64_t)grid.count, (int64_t)rows);
    history_same(h, "students of the register", class_id, (int64_t)grid.total, (int64_t)rows);
    history_same(h, "the roster's length", class_id, (int64_t)roster.count, (int64_t)in);
    for (size_t i = 0; i < grid.count; i++)
        compare_row(h, &grid, class_id, &grid.students[i]);
    for (size_t i = 0; i < grid.count; i++)
        if (history_random(h, 4) == 0)
            compare_details(h, class_id, &grid, &grid.students[i]);
    for (size_t i = 0; i < roster.count; i++) {
        struct standing expected = rows_standing(&h->rows, class_id, roster.students[i].student.id);
        history_same_standing(h, "roster", roster.students[i].student.id, &roster.students[i].standing, &expected);
    }
}

/* Who is in a classroom stands in two tables. */
static void compare_students(struct history *h)
{
    char sql[200];
    for (size_t k = 0; k < h->class_count; k++)
        for (size_t i = 0; i < h->student_count; i++) {
            snprintf(sql, sizeof(sql), "SELECT COUNT(*) FROM students WHERE class_id = %lld AND user_id = %lld",
                     (long long)h->classes[k], (long long)h->students[i].user_id);
            history_same(h, "rows in students", h->students[i].user_id, fixture_number(h->f, sql),
                         rows_in_now(&h->rows, h->classes[k], h->students[i].user_id));
        }
}

void history_compare(struct history *h)
{
    history_rows_read(h);
    history_joint_compare(h);
    compare_students(h);
    for (size_t i = 0; i < h->student_count; i++) {
        if (h->merged[i])
            continue;
        compare_home(h, &h->students[i]);
        for (size_t k = 0; k < h->class_count; k++)
            compare_record(h, h->classes[k], &h->students[i]);
    }
    for (size_t k = 0; k < h->class_count; k++) {
        compare_lectures(h, h->classes[k]);
        compare_register(h, h->classes[k]);
        history_compare_statistics(h, h->classes[k]);
        history_compare_risk(h, h->classes[k]);
        history_compare_long(h, h->classes[k]);
    }
    history_same(h, "marks whose newest receipt says something else", 0, fixture_number(h->f, RECEIPTS_UNLIKE_MARKS),
                 0);
    history_compare_report(h);
    history_leave_compare(h);
    history_warn_compare(h);
}
