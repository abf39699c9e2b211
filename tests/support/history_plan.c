/* SPDX-License-Identifier: MIT */
/* Lectures and their windows: planned, moved, cancelled and brought back, by hand and by days off. */
#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

#include "school/attendance/window.h"
#include "school/common/zone.h"
#include "school/office/holiday_change.h"
#include "school/plan/holiday.h"
#include "school/plan/lecture.h"
#include "school/school.h"
#include "support/history.h"
#include "support/history_acts.h"

#define MINUTE INT64_C(60000)
#define HOUR (60 * MINUTE)
#define DAY (24 * HOUR)

/* ---- lectures ---- */

enum fault history_lecture(struct history *h)
{
    struct lecture made;
    struct lecture_request request = {.title = "Lecture"};
    if (h->rows.lecture_count >= HISTORY_LECTURES_MAX - 1)
        return FAULT_TOO_MANY_THINGS;
    request.starts_at = h->rows.now + (history_random(h, 12) - 4) * 30 * MINUTE;
    if (history_random(h, 3) == 0)
        request.starts_at += (history_random(h, 9) - 3) * DAY;
    request.ends_at = request.starts_at + (1 + history_random(h, 4)) * 30 * MINUTE;
    int64_t class_id = history_any_class(h);
    request.groups = history_any_groups(h, class_id);
    return lecture_create(h->f->school, &h->professor, class_id, &request, &h->arena, &made);
}

enum fault history_instant(struct history *h)
{
    struct lecture made;
    if (h->rows.lecture_count >= HISTORY_LECTURES_MAX - 1)
        return FAULT_TOO_MANY_THINGS;
    return lecture_instant(h->f->school, &h->professor, history_any_class(h), NULL, history_random(h, 2) ? -1 : 70,
                           &h->arena, &made);
}

enum fault history_move(struct history *h)
{
    struct lecture moved;
    const struct row_lecture *lecture = history_any_lecture(h);
    struct lecture_change change = lecture_no_change();
    if (!lecture)
        return FAULT_NOT_FOUND;
    if (history_random(h, 3))
        change.starts_at = lecture->starts_at + (history_random(h, 13) - 6) * (history_random(h, 2) ? HOUR : DAY);
    else
        change.ends_at = lecture->ends_at + (history_random(h, 9) - 4) * 15 * MINUTE;
    if (history_random(h, 4) == 0)
        change.auto_open = history_random(h, 2) ? "on" : "off", change.auto_open_minutes = history_random(h, 20) - 5;
    return lecture_edit(h->f->school, &h->professor, lecture->id, &change, &h->arena, &moved);
}

/* Straight to a moment at which somebody joined or left: the edges of a stay. */
enum fault history_move_to_edge(struct history *h)
{
    struct lecture moved;
    const struct row_lecture *lecture = history_any_lecture(h);
    struct lecture_change change = lecture_no_change();
    if (!lecture || h->rows.stay_count == 0)
        return FAULT_NOT_FOUND;
    const struct row_stay *stay = &h->rows.stays[history_random(h, (int64_t)h->rows.stay_count)];
    int64_t edge = stay->left_at != INT64_MAX && history_random(h, 2) ? stay->left_at : stay->joined_at;
    change.starts_at = edge - (history_random(h, 2) ? 0 : lecture->ends_at - lecture->starts_at);
    return lecture_edit(h->f->school, &h->professor, lecture->id, &change, &h->arena, &moved);
}

enum fault history_cancel(struct history *h)
{
    struct lecture changed;
    const struct row_lecture *lecture = history_any_lecture(h);
    const struct lecture_cancel request = {.reason = "strike"};
    return !lecture ? FAULT_NOT_FOUND
                    : lecture_cancel(h->f->school, &h->professor, lecture->id, &request, &h->arena, &changed);
}

enum fault history_restore(struct history *h)
{
    struct lecture changed;
    const struct lecture_cancel request = {.reason = "no strike"};
    for (size_t i = 0; i < h->rows.lecture_count; i++)
        if (h->rows.lectures[i].cancelled)
            return lecture_restore(h->f->school, &h->professor, h->rows.lectures[i].id, &request, &h->arena, &changed);
    return FAULT_NOT_FOUND;
}

enum fault history_open(struct history *h)
{
    struct lecture changed;
    const struct row_lecture *lecture = history_any_lecture(h);
    struct window_plan plan = {.request = {-1, -1}, .reason = "a slip"};
    if (!lecture)
        return FAULT_NOT_FOUND;
    if (history_random(h, 2))
        plan.request.minutes = 1 + history_random(h, 90);
    if (history_random(h, 4) == 0)
        plan.opens_at = h->rows.now + (1 + history_random(h, 60)) * MINUTE * (history_random(h, 2) ? 1 : 30);
    return lecture_window_plan(h->f->school, &h->professor, lecture->id, &plan, &h->arena, &changed);
}

enum fault history_close(struct history *h)
{
    struct lecture changed;
    const struct row_lecture *open = history_open_lecture(h);
    if (!open)
        return FAULT_NOT_FOUND;
    const struct row_lecture lecture = *open;
    enum fault fault = lecture_window_close(h->f->school, &h->professor, lecture.id, &h->arena, &changed);
    bool absent = rows_class(&h->rows, lecture.class_id)->absent_at_close;
    history_same_absent(h);
    for (size_t i = 0; fault == FAULT_NONE && absent && i < h->student_count; i++) {
        int64_t id = h->students[i].user_id;
        if (rows_in_now(&h->rows, lecture.class_id, id) && rows_expected_then(&h->rows, &lecture, id))
            history_same(h, "marked after the close", id, rows_mark(&h->rows, lecture.id, id) != NULL, true);
    }
    return fault;
}

enum fault history_extend(struct history *h)
{
    struct lecture changed;
    const struct row_lecture *lecture = history_open_lecture(h);
    return !lecture ? FAULT_NOT_FOUND
                    : lecture_window_extend(h->f->school, &h->professor, lecture->id, 1 + history_random(h, 60),
                                            &h->arena, &changed);
}

enum fault history_forget_plan(struct history *h)
{
    struct lecture changed;
    const struct rows *rows = &h->rows;
    for (size_t i = 0; i < rows->lecture_count; i++)
        if (rows->lectures[i].window && rows->lectures[i].opens_at > rows->now)
            return lecture_window_forget(h->f->school, &h->professor, rows->lectures[i].id, &h->arena, &changed);
    return FAULT_NOT_FOUND;
}

/* ---- days off ---- */

/* Whether the classroom does not meet on the day: what it says itself, or else what the institution says. */
static bool day_off(const struct rows *rows, int64_t class_id, int64_t day)
{
    bool off = false;
    for (size_t i = 0; i < rows->day_count; i++)
        if (rows->days[i].class_id == 0 && rows->days[i].day == day)
            off = true;
    for (size_t i = 0; i < rows->day_count; i++)
        if (rows->days[i].class_id == class_id && rows->days[i].day == day)
            off = rows->days[i].off;
    return off;
}

/* That just these lectures have been cancelled, or have come back. */
static void same_lectures(struct history *h, const struct rows *before, const bool turned[static HISTORY_LECTURES_MAX])
{
    history_rows_read(h);
    for (size_t i = 0; i < before->lecture_count; i++) {
        const struct row_lecture *was = &before->lectures[i], *now = &h->rows.lectures[i];
        history_same(h, "the same lecture", was->id, now->id, was->id);
        history_same(h, "cancelled, by what is off", was->id, now->cancelled, was->cancelled != turned[i]);
        history_same(h, "touched, by what is off", was->id, now->version - was->version, turned[i]);
    }
}

static const bool none[HISTORY_LECTURES_MAX];

/* Lets the job run for the days of a classroom, or of the institution (0). */
static enum fault run(struct history *h, int64_t class_id, const struct holiday_dates *dates, bool back)
{
    size_t jobs;
    struct job job;
    const struct actor *actor = class_id ? &h->professor : &h->f->administrator;
    const struct holiday_request request = {class_id, *dates};
    enum fault fault = back ? holiday_restore(h->f->school, actor, &request, &h->arena, &job)
                            : holiday_cancel(h->f->school, actor, &request, &h->arena, &job);
    if (fault != FAULT_NONE)
        return fault;
    assert_int_equal(school_work(h->f->school, &jobs), FAULT_NONE);
    assert_int_equal(job_get(h->f->school, actor, job.id, &h->arena, &job), FAULT_NONE);
    history_same(h, "the job is done", job.id, job.state, JOB_DONE);
    return fault;
}

static void off_keep(struct history *h, const struct row_lecture *lecture, int64_t day, bool institution)
{
    size_t at = 0;
    while (at < h->off_count && h->off[at].lecture_id != lecture->id)
        at++;
    h->off_count += at == h->off_count;
    h->off[at] = (struct history_off){lecture->id, day, lecture->version, institution};
}

/* Somebody brings a lecture back, and mostly cancels it again: from then on it is theirs. */
static void touch(struct history *h, int64_t lecture_id)
{
    struct lecture changed;
    const struct lecture_cancel request = {.reason = "by hand"};
    assert_int_equal(lecture_restore(h->f->school, &h->professor, lecture_id, &request, &h->arena, &changed),
                     FAULT_NONE);
    if (history_random(h, 3))
        assert_int_equal(lecture_cancel(h->f->school, &h->professor, lecture_id, &request, &h->arena, &changed),
                         FAULT_NONE);
}

/* A day that is set changes nothing; then what lies on it is cancelled, but for what has been taken. */
enum fault history_day_off(struct history *h)
{
    static struct rows before;
    bool hit[HISTORY_LECTURES_MAX] = {false};
    char date[ZONE_DATE_SIZE];
    const struct row_lecture *lecture = history_any_lecture(h);
    if (!lecture || h->rows.day_count >= HISTORY_DAYS_MAX - 1)
        return FAULT_NOT_FOUND;
    int64_t class_id = history_random(h, 2) ? lecture->class_id : 0, day = lecture->starts_at / DAY;
    const struct holiday_dates dates = {date, NULL};
    zone_day_format(day, date);
    before = h->rows;
    enum fault fault = class_id ? holiday_set_of(h->f->school, &h->professor, class_id, &dates, true, NULL, &h->arena)
                                : holiday_set(h->f->school, &h->f->administrator, &dates, "A feast", &h->arena);
    if (fault != FAULT_NONE)
        return fault;
    same_lectures(h, &before, none);
    if (history_random(h, 4) == 0)
        return fault;
    before = h->rows;
    fault = run(h, class_id, &dates, false);
    for (size_t i = 0; i < before.lecture_count; i++) {
        const struct row_lecture *one = &before.lectures[i];
        hit[i] = !one->cancelled && (class_id == 0 || one->class_id == class_id) && one->starts_at / DAY == day &&
                 day_off(&before, one->class_id, day) && !rows_taken(&before, one);
    }
    same_lectures(h, &before, hit);
    for (size_t i = 0; i < before.lecture_count; i++)
        if (hit[i])
            off_keep(h, &h->rows.lectures[i], day, class_id == 0);
    for (size_t i = 0; i < before.lecture_count; i++) {
        history_rows_read(h); // one held together with it may have brought it back
        if (hit[i] && h->rows.lectures[i].cancelled && history_random(h, 4) == 0)
            touch(h, before.lectures[i].id);
    }
    return fault;
}

/* The day is no longer off, or a classroom meets in spite of it. */
static enum fault day_remove(struct history *h, const struct row_day *day, int64_t *class_id,
                             const struct holiday_dates *dates)
{
    *class_id = day->class_id;
    if (day->class_id == 0 && history_random(h, 2))
        return holiday_remove(h->f->school, &h->f->administrator, dates);
    if (day->class_id == 0)
        *class_id = history_any_class(h);
    else if (history_random(h, 2))
        return holiday_forget_of(h->f->school, &h->professor, *class_id, dates);
    return holiday_set_of(h->f->school, &h->professor, *class_id, dates, false, NULL, &h->arena);
}

/* Back come those that such a day has cancelled, that nobody has touched since, and whose classroom meets again. */
enum fault history_day_on(struct history *h)
{
    static struct rows before;
    bool back[HISTORY_LECTURES_MAX] = {false};
    char date[ZONE_DATE_SIZE];
    int64_t class_id = 0;
    size_t kept = 0;
    if (h->rows.day_count == 0)
        return FAULT_NOT_FOUND;
    const struct row_day day = h->rows.days[history_random(h, (int64_t)h->rows.day_count)];
    const struct holiday_dates dates = {date, NULL};
    zone_day_format(day.day, date);
    before = h->rows;
    enum fault fault = day_remove(h, &day, &class_id, &dates);
    if (fault != FAULT_NONE)
        return fault;
    same_lectures(h, &before, none);
    before = h->rows;
    fault = run(h, class_id, &dates, true);
    for (size_t k = 0; k < h->off_count; k++) {
        const struct history_off *off = &h->off[k];
        size_t at = 0;
        while (before.lectures[at].id != off->lecture_id)
            at++;
        const struct row_lecture *one = &before.lectures[at];
        back[at] = one->cancelled && one->version == off->version && off->day == day.day &&
                   (class_id == 0 ? off->institution : one->class_id == class_id) &&
                   !day_off(&before, one->class_id, off->day);
        if (!back[at])
            h->off[kept++] = *off;
    }
    h->off_count = kept;
    same_lectures(h, &before, back);
    return fault;
}
