/* SPDX-License-Identifier: MIT */
/* Every figure that the product shows against the recount. */
#include "support/history.h"
#include "support/history_acts.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/arena.h"
#include "school/attendance/attendance.h"
#include "school/numbers/export.h"
#include "school/numbers/register.h"
#include "school/numbers/statistics.h"
#include "school/plan/lecture.h"
#include "school/school.h"

enum { SECOND = 1000, MINUTE = 60 * SECOND, HOUR = 60 * MINUTE, DAY = 24 * HOUR, CELLS_MAX = 25 };

#define OK(h, what, call) history_same(h, what " answers", 0, (int64_t)(call), FAULT_NONE)

static void same_standing(const struct history *h, const char *where, int64_t student_id, const struct standing *got,
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

static enum mark_status status_of_row(const struct row_mark *mark)
{
    return mark ? mark->status : MARK_UNMARKED;
}

/* Whether the register has a row of theirs: in it now, or a lecture was theirs. */
static bool listed(const struct history *h, int64_t class_id, int64_t student_id)
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
        counts.present += status_of_row(mark) == MARK_PRESENT;
        counts.late += status_of_row(mark) == MARK_LATE;
        counts.excused += status_of_row(mark) == MARK_EXCUSED;
        counts.absent += status_of_row(mark) == MARK_ABSENT;
        counts.other += status_of_row(mark) >= MARK_OWN;
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

static void same_counts(const struct history *h, const char *where, const struct row_lecture *lecture,
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
        history_same(h, "the mark in the live view", id, view.marks[i].status, status_of_row(mark));
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
                same_counts(h, "list of lectures", lecture, &list.lectures[k].counts);
        OK(h, "a lecture", lecture_get(h->f->school, &h->professor, lecture->id, &h->arena, &one));
        same_counts(h, "lecture", lecture, &one.counts);
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
    same_standing(h, "record", student->user_id, &record.standing, &expected);
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
                         status_of_row(rows_mark(&h->rows, lecture->id, student->user_id)));
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
        same_standing(h, "first page", student->user_id, &home.classrooms[i].standing, &expected);
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
    history_same(h, "a row of the register", id, listed(h, class_id, id), true);
    rows_stay(&h->rows, class_id, id, &joined, &left);
    history_same(h, "joined in the register", id, row->joined_at, joined);
    history_same(h, "left in the register", id, row->left_at, left);
    same_standing(h, "register", id, &row->standing, &expected);
    size_t column = 0;
    for (size_t i = 0; i < h->rows.lecture_count; i++) {
        const struct row_lecture *lecture = &h->rows.lectures[i];
        if (lecture->class_id != class_id || lecture->cancelled)
            continue;
        if (column < grid->lectures.count) {
            history_same(h, "a column of the register", class_id, grid->lectures.lectures[column].id, lecture->id);
            history_same(h, "a mark in the register", id, row->marks[column],
                         status_of_row(rows_mark(&h->rows, lecture->id, id)));
            history_same(h, "outside in the register", id, row->outside[column], !rows_theirs(&h->rows, lecture, id));
        }
        column++;
    }
    history_same(h, "columns of the register", class_id, (int64_t)grid->lectures.count, (int64_t)column);
}

static void compare_register(struct history *h, int64_t class_id)
{
    struct register_grid grid;
    struct roster roster;
    size_t rows = 0, in = 0;
    OK(h, "the register",
       register_grid(h->f->school, &h->professor, class_id, &(struct register_page){0}, &h->arena, &grid));
    OK(h, "the roster", register_roster(h->f->school, &h->professor, class_id, &h->arena, &roster));
    for (size_t i = 0; i < h->student_count; i++) {
        rows += listed(h, class_id, h->students[i].user_id);
        in += rows_in_now(&h->rows, class_id, h->students[i].user_id);
    }
    history_same(h, "rows of the register", class_id, (int64_t)grid.count, (int64_t)rows);
    history_same(h, "students of the register", class_id, (int64_t)grid.total, (int64_t)rows);
    history_same(h, "the roster's length", class_id, (int64_t)roster.count, (int64_t)in);
    for (size_t i = 0; i < grid.count; i++)
        compare_row(h, &grid, class_id, &grid.students[i]);
    for (size_t i = 0; i < roster.count; i++) {
        struct standing expected = rows_standing(&h->rows, class_id, roster.students[i].student.id);
        same_standing(h, "roster", roster.students[i].student.id, &roster.students[i].standing, &expected);
    }
}

/* ---- statistics ---- */

/* Of one student, or of all (0). */
static struct late_pattern late_of(const struct history *h, int64_t class_id, int64_t student_id)
{
    struct late_pattern late = {0};
    const struct row_class *class = rows_class(&h->rows, class_id);
    for (size_t i = 0; i < h->rows.lecture_count; i++) {
        const struct row_lecture *lecture = &h->rows.lectures[i];
        for (size_t k = 0; k < h->rows.mark_count; k++) {
            const struct row_mark *mark = &h->rows.marks[k];
            if (lecture->class_id != class_id || lecture->cancelled || mark->lecture_id != lecture->id ||
                !rows_taken(&h->rows, lecture) || (student_id && mark->student_id != student_id) ||
                (mark->status != MARK_LATE && !class->in_room[mark->status]))
                continue;
            bool is_late = mark->status == MARK_LATE;
            int64_t minutes = is_late ? mark->minutes_late : 0;
            int64_t weekday = (lecture->starts_at - FIXTURE_NOW + 9 * HOUR + 700 * (int64_t)DAY) / DAY % LATE_WEEKDAYS;
            int64_t hour = lecture->starts_at / HOUR % LATE_HOURS;
            late.weekdays[weekday].came++, late.weekdays[weekday].late += is_late;
            late.hours[hour].came++, late.hours[hour].late += is_late;
            late.minutes += minutes;
            if (minutes > 0)
                late.buckets[minutes <= 5    ? 0
                             : minutes <= 10 ? 1
                             : minutes <= 15 ? 2
                             : minutes <= 30 ? 3
                             : minutes <= 60 ? 4
                                             : 5]++;
        }
    }
    return late;
}

static void same_late(const struct history *h, int64_t of, const struct late_pattern *got,
                      const struct late_pattern *expected)
{
    history_same(h, "minutes of the late", of, got->minutes, expected->minutes);
    for (int i = 0; i < LATE_BUCKETS; i++)
        history_same(h, "late by minutes", of, got->buckets[i], expected->buckets[i]);
    for (int i = 0; i < LATE_HOURS; i++) {
        history_same(h, "late by the hour", of, got->hours[i].late, expected->hours[i].late);
        history_same(h, "came by the hour", of, got->hours[i].came, expected->hours[i].came);
    }
    for (int i = 0; i < LATE_WEEKDAYS; i++) {
        history_same(h, "late by weekday", of, got->weekdays[i].late, expected->weekdays[i].late);
        history_same(h, "came by weekday", of, got->weekdays[i].came, expected->weekdays[i].came);
    }
}

static void compare_lecture_figures(const struct history *h, const struct row_lecture *lecture,
                                    const struct lecture_figures *got, int64_t *attended, int64_t *counted)
{
    const struct row_class *class = rows_class(&h->rows, lecture->class_id);
    int64_t of[2] = {0};
    for (size_t i = 0; i < h->student_count; i++) {
        enum mark_status status;
        if (!rows_decided(&h->rows, lecture, h->students[i].user_id, &status) ||
            class->counts[status] == COUNTS_IGNORED)
            continue;
        of[1]++;
        of[0] += class->counts[status] == COUNTS_ATTENDED;
    }
    history_same(h, "lecture of the statistics", lecture->class_id, got->id, lecture->id);
    history_same(h, "taken in the statistics", lecture->id, got->taken, rows_taken(&h->rows, lecture));
    same_counts(h, "statistics", lecture, &got->counts);
    history_same(h, "attended in the statistics", lecture->id, got->attended, of[0]);
    history_same(h, "counted in the statistics", lecture->id, got->counted, of[1]);
    *attended += of[0];
    *counted += of[1];
}

static void compare_statistics(struct history *h, int64_t class_id)
{
    struct statistics all;
    int64_t students = 0, taken = 0, attended = 0, counted = 0;
    size_t column = 0;
    OK(h, "statistics", statistics_read(h->f->school, &h->professor, class_id, &h->arena, &all));
    for (size_t i = 0; i < h->rows.lecture_count; i++) {
        const struct row_lecture *lecture = &h->rows.lectures[i];
        if (lecture->class_id != class_id || lecture->cancelled)
            continue;
        taken += rows_taken(&h->rows, lecture);
        if (column < all.count)
            compare_lecture_figures(h, lecture, &all.lectures[column], &attended, &counted);
        column++;
    }
    history_same(h, "lectures of the statistics", class_id, (int64_t)all.count, (int64_t)column);
    for (size_t i = 0; i < h->student_count; i++)
        students += rows_in_now(&h->rows, class_id, h->students[i].user_id);
    history_same(h, "students in the statistics", class_id, all.students, students);
    history_same(h, "taken in the statistics", class_id, all.lectures_taken, taken);
    history_same(h, "attended in the statistics", class_id, all.attended, attended);
    history_same(h, "counted in the statistics", class_id, all.counted, counted);
    struct late_pattern late = late_of(h, class_id, 0);
    same_late(h, class_id, &all.late, &late);
    for (size_t i = 0; i < h->student_count; i++) {
        struct student_statistics one;
        int64_t joined, left, id = h->students[i].user_id;
        enum fault fault = statistics_student(h->f->school, &h->professor, class_id, id, &h->arena, &one);
        history_same(h, "a student's statistics answer", id, fault,
                     listed(h, class_id, id) ? FAULT_NONE : FAULT_NOT_FOUND);
        if (fault != FAULT_NONE)
            continue;
        struct standing expected = rows_standing(&h->rows, class_id, id);
        same_standing(h, "student's statistics", id, &one.standing, &expected);
        late = late_of(h, class_id, id);
        same_late(h, id, &one.late, &late);
        rows_stay(&h->rows, class_id, id, &joined, &left);
        history_same(h, "joined in the statistics", id, one.joined_at, joined);
        history_same(h, "left in the statistics", id, one.left_at, left);
    }
}

static enum risk risk_of(const struct standing *s)
{
    int64_t threshold = s->rule.threshold_percent, rest = s->lectures - s->taken;
    bool below = 100 * s->attended < threshold * s->counted;
    if (below && 100 * (s->attended + rest) < threshold * (s->counted + rest))
        return RISK_OUT_OF_REACH;
    if (below)
        return RISK_BELOW;
    return s->attended < s->counted && 100 * s->attended < threshold * (s->counted + 1) ? RISK_NEAR : RISK_NONE;
}

static void compare_risk(struct history *h, int64_t class_id)
{
    struct risk_list list;
    struct standing standing;
    size_t expected = 0;
    OK(h, "who is at risk",
       statistics_risk(h->f->school, &h->professor, class_id, 0, &(struct page){.limit = 9}, &h->arena, &list));
    for (size_t i = 0; i < h->student_count; i++) {
        standing = rows_standing(&h->rows, class_id, h->students[i].user_id);
        expected += rows_in_now(&h->rows, class_id, h->students[i].user_id) && risk_of(&standing) != RISK_NONE;
    }
    history_same(h, "how many are at risk", class_id, (int64_t)list.total, (int64_t)expected);
    history_same(h, "those at risk that are shown", class_id, (int64_t)list.count, (int64_t)expected);
    for (size_t i = 0; i < list.count; i++) {
        const struct risk_student *one = &list.students[i], *before = i ? &list.students[i - 1] : one;
        standing = rows_standing(&h->rows, class_id, one->student.id);
        history_same(h, "at risk, and in the classroom", one->student.id,
                     rows_in_now(&h->rows, class_id, one->student.id), true);
        history_same(h, "the risk", one->student.id, one->risk, risk_of(&standing));
        same_standing(h, "list of those at risk", one->student.id, &one->standing, &standing);
        history_same(h, "the gravest first", one->student.id, before->risk >= one->risk, true);
    }
}

/* ---- the long file ---- */

/* The cells of the next line. No text in these histories holds a comma. */
static size_t cells_of(char **rest, char *cells[static CELLS_MAX])
{
    size_t count = 0;
    char *line = strsep(rest, "\n");
    for (char *cell; line && count < CELLS_MAX && (cell = strsep(&line, ",")) != NULL;)
        cells[count++] = cell;
    return count;
}

static void compare_long(struct history *h, int64_t class_id)
{
    struct export_file file;
    const struct export_request request = {.form = EXPORT_LONG};
    char *cells[CELLS_MAX];
    size_t lines = 0, expected = 0, students = 0;
    OK(h, "the long file", export_register(h->f->school, &h->professor, class_id, &request, &h->arena, &file));
    char *rest = arena_strndup(&h->arena, file.bytes, file.size);
    cells_of(&rest, cells); // the head
    for (size_t i = 0; i < h->student_count; i++)
        students += listed(h, class_id, h->students[i].user_id);
    for (size_t i = 0; i < h->rows.lecture_count; i++) {
        const struct row_lecture *lecture = &h->rows.lectures[i];
        if (lecture->class_id != class_id || lecture->cancelled)
            continue;
        expected += students;
        for (size_t k = 0; k < students; k++) {
            size_t count = cells_of(&rest, cells);
            history_same(h, "cells in the long file", (int64_t)lines++, (int64_t)count, 24);
            int64_t id = strtoll(cells[9], NULL, 10);
            const struct row_mark *mark = rows_mark(&h->rows, lecture->id, id);
            const char *code = mark ? mark_status_code(mark->status) : "";
            history_same(h, "lecture in the long file", id, strtoll(cells[4], NULL, 10), lecture->id);
            history_same(h, "taken in the long file", id, *cells[8] == '1', rows_taken(&h->rows, lecture));
            history_same(h, "status in the long file", id, strcmp(cells[13], code), 0);
            history_same(h, "minutes in the long file", id, strtoll(cells[14], NULL, 10),
                         mark ? mark->minutes_late : 0);
            history_same(h, "expected in the long file", id, *cells[15] == '1', rows_theirs(&h->rows, lecture, id));
            const struct row_class *class = rows_class(&h->rows, class_id);
            enum mark_status status = status_of_row(mark);
            history_same(h, "letter in the long file", id, strcmp(cells[20], class->letters[status]), 0);
            history_same(h, "name in the long file", id, strcmp(cells[21], class->names[status]), 0);
            history_same(h, "in the room in the long file", id, *cells[22] == '1', class->in_room[status]);
            struct standing standing = rows_standing(&h->rows, class_id, id);
            history_same(h, "left out in the long file", id, *cells[23] == '1',
                         standing_leaves_out(&standing, lecture->id));
        }
    }
    for (; rest && cells_of(&rest, cells) > 1;)
        lines++;
    history_same(h, "lines of the long file", class_id, (int64_t)lines, (int64_t)expected);
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
        compare_statistics(h, h->classes[k]);
        compare_risk(h, h->classes[k]);
        compare_long(h, h->classes[k]);
    }
    history_compare_report(h);
    history_leave_compare(h);
    history_warn_compare(h);
}
