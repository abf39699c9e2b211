/* SPDX-License-Identifier: MIT */
/* What can happen in a classroom, at random: every act through the product's own doors. */
#include "support/history.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "base/clock.h"
#include "base/str.h"
#include "school/classes/classroom.h"
#include "school/classes/join.h"
#include "school/marks/status_set.h"
#include "school/office/merge.h"
#include "school/school.h"
#include "support/history_acts.h"

enum { SECOND = 1000, MINUTE = 60 * SECOND, HOUR = 60 * MINUTE, DAY = 24 * HOUR, WEEK = 7 * DAY, ARENA_MAX = 16 << 20 };

/* splitmix64 */
int64_t history_random(struct history *h, int64_t below)
{
    uint64_t z = h->state += UINT64_C(0x9e3779b97f4a7c15);
    z = (z ^ z >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
    z = (z ^ z >> 27) * UINT64_C(0x94d049bb133111eb);
    return (int64_t)((z ^ z >> 31) % (uint64_t)below);
}

void history_same(const struct history *h, const char *what, int64_t of, int64_t got, int64_t expected)
{
    if (got != expected)
        fail_msg("AMS_HISTORY_SEED=%llu, step %d, after \"%s\": %s of %lld is %lld, counted from the rows %lld",
                 (unsigned long long)h->seed, h->step, h->action, what, (long long)of, (long long)got,
                 (long long)expected);
}

size_t history_student(const struct history *h, int64_t id)
{
    for (size_t i = 0; i < h->student_count; i++)
        if (h->students[i].user_id == id)
            return i;
    return SIZE_MAX;
}

/* ---- choosing ---- */

int64_t history_any_class(struct history *h)
{
    return h->classes[history_random(h, (int64_t)h->class_count)];
}

struct actor *history_any_student(struct history *h)
{
    size_t at = (size_t)history_random(h, (int64_t)h->student_count);
    while (h->merged[at])
        at = (at + 1) % h->student_count;
    return &h->students[at];
}

/* Mostly one who is in the classroom. */
struct actor *history_any_member(struct history *h, int64_t class_id)
{
    struct actor *student = history_any_student(h);
    for (int tries = 4; tries > 0 && !rows_in_now(&h->rows, class_id, student->user_id); tries--)
        student = history_any_student(h);
    return student;
}

const struct row_lecture *history_any_lecture(struct history *h)
{
    const struct rows *rows = &h->rows;
    const struct row_lecture *best = NULL;
    if (rows->lecture_count == 0)
        return NULL;
    for (int tries = history_random(h, 3) ? 3 : 1; tries > 0; tries--) {
        const struct row_lecture *one = &rows->lectures[history_random(h, (int64_t)rows->lecture_count)];
        int64_t far = one->starts_at > rows->now ? one->starts_at - rows->now : rows->now - one->starts_at;
        int64_t other = !best                         ? INT64_MAX
                        : best->starts_at > rows->now ? best->starts_at - rows->now
                                                      : rows->now - best->starts_at;
        best = far < other ? one : best;
    }
    return best;
}

const struct row_lecture *history_open_lecture(const struct history *h)
{
    const struct rows *rows = &h->rows;
    for (size_t i = rows->lecture_count; i-- > 0;)
        if (rows->lectures[i].window && !rows->lectures[i].cancelled && rows->lectures[i].opens_at <= rows->now &&
            rows->lectures[i].closes_at > rows->now)
            return &rows->lectures[i];
    return NULL;
}

/* ---- acts; each answers what the product said ---- */

void history_same_absent(struct history *h)
{
    static struct rows before;
    before = h->rows;
    history_rows_read(h);
    for (size_t i = 0; i < h->rows.mark_count; i++) {
        const struct row_mark *mark = &h->rows.marks[i];
        const struct row_lecture *lecture = h->rows.lectures;
        if (!mark->by_close || rows_mark(&before, mark->lecture_id, mark->student_id))
            continue;
        while (lecture->id != mark->lecture_id)
            lecture++;
        history_same(h, "expected, who is Absent by a close", mark->student_id,
                     rows_expected_then(&h->rows, lecture, mark->student_id), true);
        history_same(h, "there, who is Absent by a close", mark->student_id,
                     rows_in_now(&h->rows, mark->class_id, mark->student_id), true);
        history_same(h, "a close in such a classroom", mark->class_id,
                     rows_class(&h->rows, mark->class_id)->absent_at_close, true);
    }
}

static enum fault tick(struct history *h)
{
    enum fault fault = history_random(h, 3) ? school_tick(h->f->school) : FAULT_NONE;
    history_same_absent(h);
    return fault;
}

static enum fault act_wait(struct history *h)
{
    static const int64_t lengths[] = {1, SECOND, MINUTE, 7 * MINUTE, 20 * MINUTE, HOUR, 5 * HOUR, DAY, 3 * DAY, WEEK};
    fixture_wait(h->f, lengths[history_random(h, 10)]);
    return tick(h);
}

/* To the very moment of something, or the one beside it: rules break at their edges. */
static enum fault act_wait_for(struct history *h)
{
    const struct rows *rows = &h->rows;
    int64_t next = INT64_MAX;
    for (size_t i = 0; i < rows->lecture_count; i++) {
        const struct row_lecture *lecture = &rows->lectures[i];
        const int64_t moments[] = {lecture->starts_at, lecture->ends_at, lecture->window ? lecture->opens_at : 0,
                                   lecture->window ? lecture->closes_at : 0};
        for (size_t k = 0; k < 4; k++)
            if (moments[k] > rows->now && moments[k] < next)
                next = moments[k];
    }
    if (next == INT64_MAX)
        return FAULT_NOT_FOUND;
    int64_t beside = history_random(h, 4);
    int64_t to = beside == 0 ? next - 1 : beside == 1 ? next + 1 : next;
    clock_set_ms(&h->f->clock, to > rows->now ? to : rows->now);
    return tick(h);
}

/* In it or not from this very moment on. */
static void same_stay(struct history *h, int64_t class_id, int64_t student_id, bool in)
{
    history_rows_read(h);
    history_same(h, "in the classroom", student_id, rows_in_now(&h->rows, class_id, student_id), in);
    bool found = in;
    for (size_t i = 0; i < h->rows.stay_count && !found; i++)
        found = h->rows.stays[i].class_id == class_id && h->rows.stays[i].student_id == student_id &&
                h->rows.stays[i].left_at == h->rows.now;
    history_same(h, "left now", student_id, found, true);
}

static enum fault act_join(struct history *h)
{
    struct classroom joined;
    size_t at = (size_t)history_random(h, (int64_t)h->class_count);
    const struct actor *student = history_any_student(h);
    enum fault fault = classroom_join(h->f->school, student, h->codes[at], &h->arena, &joined);
    if (fault == FAULT_NONE)
        same_stay(h, h->classes[at], student->user_id, true);
    return fault;
}

static enum fault act_leave(struct history *h)
{
    int64_t class_id = history_any_class(h);
    const struct actor *student = history_any_member(h, class_id);
    enum fault fault = join_leave(h->f->school, student, class_id);
    if (fault == FAULT_NONE)
        same_stay(h, class_id, student->user_id, false);
    return fault;
}

static enum fault act_remove(struct history *h)
{
    int64_t class_id = history_any_class(h);
    const struct actor *student = history_any_member(h, class_id);
    enum fault fault = join_remove(h->f->school, &h->professor, class_id, student->user_id);
    if (fault == FAULT_NONE)
        same_stay(h, class_id, student->user_id, false);
    return fault;
}

/* ---- rules ---- */

static enum fault act_rules(struct history *h)
{
    struct classroom changed;
    struct classroom_change change = classroom_no_change();
    int64_t what = history_random(h, 7);
    if (what > 4)
        change.leave_out = history_random(h, 4);
    else if (what < 2)
        change.threshold_percent = history_random(h, 5) * 25;
    else if (what < 4)
        change.excused_counts = mark_counts_code((enum mark_counts)history_random(h, COUNTS_COUNT));
    else
        change.window_minutes = history_random(h, 3) ? 15 : 1 + history_random(h, WINDOW_MINUTES_MAX);
    return classroom_change(h->f->school, &h->professor, history_any_class(h), &change, &h->arena, &changed);
}

static enum fault act_auto_open(struct history *h)
{
    struct classroom changed;
    struct classroom_change change = classroom_no_change();
    change.auto_open = history_random(h, 2) ? "on" : "off";
    change.auto_open_minutes = history_random(h, 2) ? 0 : history_random(h, 60) - 30;
    change.window_minutes = history_random(h, 2) ? 15 : WINDOW_MINUTES_MAX; // so that it opens long after the lecture
    return classroom_change(h->f->school, &h->professor, history_any_class(h), &change, &h->arena, &changed);
}

static enum fault act_absent(struct history *h)
{
    struct classroom changed;
    struct classroom_change change = classroom_no_change();
    change.absent_at_close = history_random(h, 3) > 0;
    return classroom_change(h->f->school, &h->professor, history_any_class(h), &change, &h->arena, &changed);
}

static enum fault act_statuses(struct history *h)
{
    struct status_set set, changed;
    int64_t class_id = history_any_class(h);
    enum fault fault = status_set_get(h->f->school, &h->professor, class_id, &h->arena, &set);
    struct status_line *line = &set.lines[history_random(h, (int64_t)set.count)];
    line->counts = (enum mark_counts)history_random(h, COUNTS_COUNT);
    line->points = history_random(h, 5) * 50;
    line->in_room = history_random(h, 2);
    return fault != FAULT_NONE ? fault
                               : status_set_change(h->f->school, &h->professor, class_id, &set, &h->arena, &changed);
}

/* One more of the classroom's own; or one is left out, or offered again. */
static enum fault act_own_status(struct history *h)
{
    struct status_set set, changed;
    int64_t class_id = history_any_class(h);
    enum fault fault = status_set_get(h->f->school, &h->professor, class_id, &h->arena, &set);
    size_t at = (size_t)history_random(h, (int64_t)set.count);
    if (set.count < MARK_OWN - 1 + 3)
        set.lines[set.count] = (struct status_line){
            .letter = arena_printf(&h->arena, "%zu", set.count),
            .name = arena_printf(&h->arena, "Own %zu", set.count),
            .points = history_random(h, 5) * 50,
            .counts = (enum mark_counts)history_random(h, COUNTS_COUNT),
            .colour = STATUS_TEAL,
            .in_room = history_random(h, 2),
        };
    set.count += set.count < MARK_OWN - 1 + 3;
    if (set.lines[at].status >= MARK_OWN && history_random(h, 2))
        set.lines[at].retired = !set.lines[at].retired;
    else if (set.lines[at].status >= MARK_OWN)
        set.lines[at] = set.lines[--set.count];
    return fault != FAULT_NONE ? fault
                               : status_set_change(h->f->school, &h->professor, class_id, &set, &h->arena, &changed);
}

static enum fault act_merge(struct history *h)
{
    struct merge_report report;
    size_t left = 0;
    for (size_t i = 0; i < h->student_count; i++)
        left += !h->merged[i];
    struct actor *from = history_any_student(h), *into = history_any_student(h);
    if (left < 3 || from == into)
        return FAULT_NOT_FOUND;
    enum fault fault =
        merge_accounts(h->f->school, &h->f->administrator, from->user_id, into->user_id, true, &h->arena, &report);
    if (fault != FAULT_NONE)
        return fault;
    h->merged[from - h->students] = true;
    history_warn_merge(h, from->user_id, into->user_id);
    history_rows_read(h);
    history_compare_report(h); // before anything else makes it count anew
    return fault;
}

/* ---- all of it ---- */

static const struct {
    const char *name;
    enum fault (*act)(struct history *h);
    int64_t weight;
} acts[HISTORY_ACTIONS] = {
    {"group", history_group_make, 6},
    {"into a group", history_group_put, 10},
    {"out of a group", history_group_out, 2},
    {"end a group", history_group_end, 1},
    {"groups of a lecture", history_lecture_groups, 4},
    {"ask for leave", history_leave_ask, 10},
    {"accept a leave", history_leave_accept, 14},
    {"refuse a leave", history_leave_refuse, 6},
    {"take a leave back", history_leave_withdraw, 2},
    {"hold together", history_joint_add, 6},
    {"hold apart", history_joint_leave, 2},
    {"wait", act_wait, 14},
    {"wait for a moment", act_wait_for, 14},
    {"join", act_join, 10},
    {"leave the classroom", act_leave, 4},
    {"remove", act_remove, 3},
    {"lecture", history_lecture, 9},
    {"lecture now", history_instant, 5},
    {"move", history_move, 4},
    {"move to an edge of a stay", history_move_to_edge, 4},
    {"cancel", history_cancel, 3},
    {"restore", history_restore, 2},
    {"open", history_open, 7},
    {"close", history_close, 4},
    {"extend", history_extend, 2},
    {"forget a plan", history_forget_plan, 3},
    {"a day off", history_day_off, 5},
    {"a day on again", history_day_on, 7},
    {"mark", history_mark, 14},
    {"mark many", history_mark_many, 4},
    {"clear", history_clear, 3},
    {"undo", history_undo, 3},
    {"code", history_code, 5},
    {"face", history_face, 4},
    {"import", history_import, 2},
    {"rules", act_rules, 4},
    {"open by the plan", act_auto_open, 3},
    {"absent at close", act_absent, 3},
    {"statuses", act_statuses, 3},
    {"own statuses", act_own_status, 4},
    {"merge", act_merge, 2},
    {"sweep", history_sweep, 9},
    {"sweep when marks are final", history_sweep_at_final, 5},
    {"a run of misses", history_misses, 4},
    {"final", history_final, 4},
    {"rules that warn", history_warning_rules, 4},
};

struct history_tally history_tallies[HISTORY_ACTIONS];

void history_step(struct history *h)
{
    int64_t all = 0, at = 0;
    arena_release(&h->arena);
    arena_init(&h->arena, ARENA_MAX);
    history_rows_read(h);
    h->step++;
    h->professor.stepped_up_at = h->f->administrator.stepped_up_at = h->rows.now;
    for (size_t i = 0; i < HISTORY_ACTIONS; i++)
        all += acts[i].weight;
    int64_t drawn = history_random(h, all);
    while (drawn >= acts[at].weight)
        drawn -= acts[at++].weight;
    h->action = acts[at].name;
    enum fault fault = acts[at].act(h);
    history_same(h, "fault internal", at, fault == FAULT_INTERNAL, false);
    history_tallies[at].name = acts[at].name;
    if (fault == FAULT_NONE)
        history_tallies[at].done++;
    else
        history_tallies[at].refused++;
}

/* Mondays at nine, so that a history comes out the same whatever was played before it. */
static void to_monday(struct school_fixture *f)
{
    int64_t past = (clock_now_ms(&f->clock) - FIXTURE_NOW) % WEEK;
    clock_set_ms(&f->clock, clock_now_ms(&f->clock) - past + WEEK);
}

void history_begin(struct history *h, struct school_fixture *f, uint64_t seed)
{
    *h = (struct history){.f = f, .seed = seed, .state = seed, .action = "the beginning"};
    arena_init(&h->arena, ARENA_MAX);
    to_monday(f);
    fixture_sql(f, "DELETE FROM settings WHERE name = 'correction_minutes'");
    fixture_sql(f, "DELETE FROM holidays");
    int64_t after = fixture_number(f, "SELECT MAX(id) FROM users");
    char email[64];
    snprintf(email, sizeof(email), "prof%lld@college.example", (long long)after);
    h->professor = fixture_person(f, ROLE_PROFESSOR, "Paula Prof", email);
    h->class_count = 1 + (size_t)history_random(h, HISTORY_CLASSES_MAX);
    for (size_t i = 0; i < h->class_count; i++) {
        struct classroom made;
        const struct classroom_request request = {
            .subject = "Algebra",
            .term = i ? "term 1" : "term 0",
            .late_after_minutes = 5,
            .window_minutes = 15,
        };
        assert_int_equal(classroom_create(f->school, &h->professor, &request, &h->arena, &made), FAULT_NONE);
        h->classes[i] = made.id;
        str_copy(h->codes[i], sizeof(h->codes[i]), made.join_code);
    }
    h->student_count = 2 + (size_t)history_random(h, HISTORY_STUDENTS_MAX - 1);
    static const char *const names[HISTORY_STUDENTS_MAX] = {"Ann One", "bob Two", "Cid Three", "dan Four", "Eve Five"};
    for (size_t i = 0; i < h->student_count; i++) {
        struct classroom joined;
        snprintf(email, sizeof(email), "student%lld.%zu@college.example", (long long)after, i);
        h->names[i] = names[i];
        h->students[i] = fixture_person(f, ROLE_STUDENT, names[i], email);
        if (i < 2)
            fixture_enrol(f, h->students[i]);
        for (size_t k = 0; k < h->class_count; k++)
            if (history_random(h, 2))
                assert_int_equal(classroom_join(f->school, &h->students[i], h->codes[k], &h->arena, &joined),
                                 FAULT_NONE);
    }
}
