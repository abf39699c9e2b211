/* SPDX-License-Identifier: MIT */
/* The figures of a whole classroom, and the file with a line for each mark, against the recount. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/arena.h"
#include "school/numbers/export.h"
#include "school/numbers/statistics.h"
#include "school/school.h"
#include "support/history_compare.h"

enum { SECOND = 1000, MINUTE = 60 * SECOND, HOUR = 60 * MINUTE, DAY = 24 * HOUR, CELLS_MAX = 25 };

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
    history_same_counts(h, "statistics", lecture, &got->counts);
    history_same(h, "attended in the statistics", lecture->id, got->attended, of[0]);
    history_same(h, "counted in the statistics", lecture->id, got->counted, of[1]);
    *attended += of[0];
    *counted += of[1];
}

void history_compare_statistics(struct history *h, int64_t class_id)
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
                     history_listed(h, class_id, id) ? FAULT_NONE : FAULT_NOT_FOUND);
        if (fault != FAULT_NONE)
            continue;
        struct standing expected = rows_standing(&h->rows, class_id, id);
        history_same_standing(h, "student's statistics", id, &one.standing, &expected);
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

void history_compare_risk(struct history *h, int64_t class_id)
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
        history_same_standing(h, "list of those at risk", one->student.id, &one->standing, &standing);
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

void history_compare_long(struct history *h, int64_t class_id)
{
    struct export_file file;
    const struct export_request request = {.form = EXPORT_LONG};
    char *cells[CELLS_MAX];
    size_t lines = 0, expected = 0, students = 0;
    OK(h, "the long file", export_register(h->f->school, &h->professor, class_id, &request, &h->arena, &file));
    char *rest = arena_strndup(&h->arena, file.bytes, file.size);
    cells_of(&rest, cells); // the head
    for (size_t i = 0; i < h->student_count; i++)
        students += history_listed(h, class_id, h->students[i].user_id);
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
            enum mark_status status = history_status_of(mark);
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
