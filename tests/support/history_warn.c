/* SPDX-License-Identifier: MIT */
/* Who must have been warned: a replay, at every moment at which the product looks, by the rules in their own words. */
#include "support/history.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "school/attendance/final_word.h"
#include "school/attendance/hand.h"
#include "school/attendance/window.h"
#include "school/common/fault.h"
#include "school/common/setting.h"
#include "school/marks/warning/warning_rules.h"
#include "school/plan/lecture.h"
#include "school/school.h"
#include "support/history_acts.h"

#define DAY INT64_C(86400000)

enum { IN_A_ROW, WITHIN, BELOW, OUT_OF_REACH };

static const char *const words[] = {"in_a_row", "within", "below", "out_of_reach"};
static const char *const kinds[] = {"missed_in_a_row", "missed_within", "below_threshold", "out_of_reach"};

/* What holds in a classroom. */
struct rule {
    bool on;
    int64_t lectures, days, percent, counted_min, recipients;
};

/* A student's lectures that are decided and final. */
struct past {
    int64_t ids[HISTORY_LECTURES_MAX], starts[HISTORY_LECTURES_MAX];
    enum mark_counts counts[HISTORY_LECTURES_MAX];
    int64_t count, theirs, threshold;
};

static int64_t number(const struct history *h, const char *what, int64_t class_id, int64_t kind, int64_t usual)
{
    char sql[200];
    snprintf(sql, sizeof(sql),
             "SELECT COALESCE(MAX(%s), %lld) FROM warning_rules WHERE class_id = %lld AND kind = '%s'", what,
             (long long)usual, (long long)class_id, words[kind]);
    return fixture_number(h->f, sql);
}

static void rules_read(const struct history *h, int64_t class_id, struct rule rules[static 4])
{
    for (int64_t kind = 0; kind < 4; kind++)
        rules[kind] = (struct rule){
            .on = number(h, "is_on", class_id, kind, kind >= BELOW) != 0,
            .lectures = number(h, "lectures", class_id, kind, 3),
            .days = number(h, "days", class_id, kind, 28),
            .percent = number(h, "percent", class_id, kind, 0),
            .counted_min = number(h, "counted_min", class_id, kind, 3),
            .recipients = number(h, "recipients", class_id, kind, 1),
        };
}

/* When its marks are final by the time alone. */
static int64_t final_at(const struct history *h, const struct row_lecture *lecture)
{
    int64_t minutes = fixture_number(
        h->f, "SELECT COALESCE(MAX(CAST(value AS DECIMAL)), 120) FROM settings WHERE name = 'correction_minutes'");
    return (lecture->window ? lecture->closes_at : lecture->ends_at) + minutes * 60000;
}

static bool is_final(const struct history *h, const struct row_lecture *lecture)
{
    char sql[200];
    int64_t end = lecture->window ? lecture->closes_at : lecture->ends_at;
    snprintf(sql, sizeof(sql), "SELECT COUNT(*) FROM lecture_finals WHERE lecture_id = %lld AND ended_at = %lld",
             (long long)lecture->id, (long long)end);
    return final_at(h, lecture) <= h->rows.now || fixture_number(h->f, sql) > 0;
}

static void past_read(const struct history *h, int64_t class_id, int64_t student_id, struct past *past)
{
    const struct row_class *class = rows_class(&h->rows, class_id);
    *past = (struct past){.threshold = class->threshold};
    for (size_t i = 0; i < h->rows.lecture_count; i++) {
        const struct row_lecture *lecture = &h->rows.lectures[i];
        enum mark_status status;
        if (lecture->class_id != class_id || lecture->cancelled)
            continue;
        past->theirs += rows_theirs(&h->rows, lecture, student_id);
        if (!rows_decided(&h->rows, lecture, student_id, &status) || !h->final[i])
            continue;
        past->ids[past->count] = lecture->id;
        past->starts[past->count] = lecture->starts_at;
        past->counts[past->count++] = class->counts[status];
    }
}

/* The missed lectures that a rule is about after the first `count`, newest first; *ret_holds: it is crossed. */
static size_t look(const struct past *past, const struct rule *rule, int kind, int64_t count,
                   int64_t missed[static HISTORY_LECTURES_MAX], bool *ret_holds)
{
    size_t about = 0;
    int64_t counted = 0, attended = 0, rest = past->theirs - count;
    bool row = true;
    for (int64_t i = count - 1; i >= 0; i--) {
        counted += past->counts[i] != COUNTS_IGNORED;
        attended += past->counts[i] == COUNTS_ATTENDED;
        row = row && past->counts[i] != COUNTS_ATTENDED;
        if (past->counts[i] != COUNTS_MISSED || (kind == IN_A_ROW && !row) ||
            (kind == WITHIN && past->starts[i] <= past->starts[count - 1] - rule->days * DAY))
            continue;
        missed[about++] = past->ids[i];
    }
    int64_t percent = kind == BELOW && rule->percent ? rule->percent : past->threshold;
    bool enough = counted >= rule->counted_min, below = 100 * attended < percent * counted;
    *ret_holds =
        rule->on && (kind <= WITHIN  ? (int64_t)about >= rule->lectures
                     : kind == BELOW ? enough && below
                                     : enough && below && 100 * (attended + rest) < percent * (counted + rest));
    return about;
}

static bool same_run(const struct history_run *run, const int64_t *missed, size_t count)
{
    return run->count == count && memcmp(run->missed, missed, count * sizeof(*missed)) == 0;
}

/* Whether a rule is to be told now of one student. */
static bool is_crossed(struct history *h, int64_t class_id, int64_t student_id, const struct past *past,
                       const struct rule *rule, int kind)
{
    int64_t missed[HISTORY_LECTURES_MAX], clear_at = 0;
    struct history_run now = {.class_id = class_id, .student_id = student_id, .kind = kind, .told_at = h->rows.now};
    struct history_run *active = NULL, *told = NULL;
    bool before = false, holds = false;
    for (int64_t i = 1; i <= past->count; i++) { // how they came over the line last
        size_t about = look(past, rule, kind, i, missed, &holds);
        if (holds && !before) {
            now.count = about;
            memcpy(now.missed, missed, sizeof(missed));
        }
        clear_at = holds ? clear_at : past->starts[i - 1];
        before = holds;
    }
    for (size_t i = 0; i < h->run_count; i++) {
        struct history_run *run = &h->runs[i];
        if (run->class_id != class_id || run->student_id != student_id || run->kind != kind)
            continue;
        active = run->over ? active : run;
        told = same_run(run, now.missed, now.count) ? run : told;
    }
    bool back = active && !same_run(active, now.missed, now.count) && clear_at > active->told_at;
    if (active && (!holds || back))
        active->over = true;
    if (!holds || (active && !back) || (kind == OUT_OF_REACH && past->theirs == past->count))
        return false;
    if (told) {
        told->over = false;
        return false;
    }
    assert_true(h->run_count < HISTORY_RUNS_MAX);
    h->runs[h->run_count++] = now;
    return true;
}

void history_warn_look(struct history *h, int64_t class_id)
{
    struct rule rules[4];
    struct past past;
    history_rows_read(h);
    rules_read(h, class_id, rules);
    for (size_t i = 0; i < h->rows.lecture_count; i++)
        h->final[i] = h->rows.lectures[i].class_id == class_id && is_final(h, &h->rows.lectures[i]);
    for (size_t i = 0; i < h->student_count; i++) {
        bool crossed[4];
        int64_t id = h->students[i].user_id;
        if (!rows_in_now(&h->rows, class_id, id))
            continue;
        past_read(h, class_id, id, &past);
        for (int kind = 0; kind < 4; kind++)
            crossed[kind] = is_crossed(h, class_id, id, &past, &rules[kind], kind);
        for (int kind = 0; kind < 4; kind++) {
            int64_t to = crossed[kind] ? rules[kind].recipients : 0;
            if (kind == BELOW && crossed[OUT_OF_REACH])
                to &= ~rules[OUT_OF_REACH].recipients; // it says more
            h->warned[i][kind] += to & 1;
            h->warned_staff += to >> 1 & 1;
        }
    }
}

void history_warn_merge(struct history *h, int64_t from_id, int64_t into_id)
{
    size_t from = history_student(h, from_id), into = history_student(h, into_id), kept = 0;
    for (int kind = 0; kind < 4; kind++)
        h->warned[into][kind] += h->warned[from][kind];
    for (size_t i = 0; i < h->run_count; i++) {
        struct history_run run = h->runs[i];
        bool has = false;
        for (size_t k = 0; k < h->run_count; k++)
            has = has || (h->runs[k].class_id == run.class_id && h->runs[k].student_id == into_id);
        if (run.student_id == from_id && has)
            h->runs[i].student_id = 0; // its own stay
        else if (run.student_id == from_id)
            h->runs[i].student_id = -1;
    }
    for (size_t i = 0; i < h->run_count; i++) {
        if (h->runs[i].student_id == 0)
            continue;
        h->runs[kept] = h->runs[i];
        h->runs[kept].student_id = h->runs[kept].student_id == -1 ? into_id : h->runs[kept].student_id;
        kept++;
    }
    h->run_count = kept;
}

void history_warn_compare(struct history *h)
{
    char sql[200];
    for (size_t i = 0; i < h->student_count; i++)
        for (int kind = 0; kind < 4 && !h->merged[i]; kind++) {
            snprintf(sql, sizeof(sql), "SELECT COUNT(*) FROM notifications WHERE user_id = %lld AND kind = '%s'",
                     (long long)h->students[i].user_id, kinds[kind]);
            history_same(h, kinds[kind], h->students[i].user_id, fixture_number(h->f, sql), h->warned[i][kind]);
        }
    snprintf(sql, sizeof(sql), "SELECT COUNT(*) FROM notifications WHERE user_id = %lld AND kind = 'student_warned'",
             (long long)h->professor.user_id);
    history_same(h, "student_warned", h->professor.user_id, fixture_number(h->f, sql), h->warned_staff);
}

/* ---- acts ---- */

enum fault history_sweep(struct history *h)
{
    enum fault fault = school_sweep(h->f->school);
    if (fault == FAULT_NONE)
        history_leave_same_sweep(h);
    for (size_t i = 0; fault == FAULT_NONE && i < h->class_count; i++)
        history_warn_look(h, h->classes[i]);
    return fault;
}

/*
 * At the very moment at which the next marks become final, or the one beside it, with nothing else to look at; and
 * compared at once: what is told too late is told in the end.
 */
enum fault history_sweep_at_final(struct history *h)
{
    int64_t next = INT64_MAX;
    enum fault fault = history_sweep(h);
    if (fault != FAULT_NONE)
        return fault;
    history_rows_read(h);
    for (size_t i = 0; i < h->rows.lecture_count; i++) {
        int64_t at = final_at(h, &h->rows.lectures[i]);
        next = at > h->rows.now && at < next ? at : next;
    }
    if (next == INT64_MAX)
        return FAULT_NOT_FOUND;
    clock_set_ms(&h->f->clock, next - 1 + history_random(h, 3));
    fault = history_sweep(h);
    history_warn_compare(h);
    return fault;
}

/* Somebody misses one lecture after another, day after day, and now and then attends one. */
enum fault history_misses(struct history *h)
{
    struct lecture lecture;
    struct mark made;
    int64_t class_id = history_any_class(h), count = 3 + history_random(h, 3);
    int64_t student_id = history_any_member(h, class_id)->user_id;
    if (h->rows.lecture_count + (size_t)count >= HISTORY_LECTURES_MAX || !rows_in_now(&h->rows, class_id, student_id))
        return FAULT_NOT_FOUND;
    for (int64_t i = 0; i < count; i++) {
        const struct mark_request request = {.status = history_random(h, 4) ? MARK_ABSENT : MARK_PRESENT};
        enum fault fault = lecture_instant(h->f->school, &h->professor, class_id, NULL, -1, &h->arena, &lecture);
        if (fault != FAULT_NONE)
            return fault;
        fault = attendance_mark(h->f->school, &h->professor, lecture.id, student_id, &request, &h->arena, &made);
        if (fault != FAULT_NONE)
            return fault;
        fault = history_random(h, 2) ? history_sweep_at_final(h) : FAULT_NONE;
        if (fault != FAULT_NONE && fault != FAULT_NOT_FOUND)
            return fault;
        fixture_wait(h->f, DAY);
    }
    return history_sweep(h);
}

enum fault history_final(struct history *h)
{
    struct lecture changed;
    const struct row_lecture *lecture = history_any_lecture(h);
    if (!lecture)
        return FAULT_NOT_FOUND;
    int64_t id = lecture->id, class_id = lecture->class_id;
    if (history_random(h, 5) == 0)
        return lecture_final_take_back(h->f->school, &h->professor, id, &h->arena, &changed);
    h->final[lecture - h->rows.lectures] = is_final(h, lecture);
    bool was = h->final[lecture - h->rows.lectures];
    enum fault fault = lecture_final_say(h->f->school, &h->professor, id, &h->arena, &changed);
    if (fault == FAULT_NONE && !was)
        history_warn_look(h, class_id);
    return fault;
}

enum fault history_warning_rules(struct history *h)
{
    static const char *const minutes[] = {"0", "30", "120", "1440"};
    struct setting_state state;
    struct warning_rules rules;
    int64_t class_id = history_any_class(h);
    if (history_random(h, 4) == 0)
        return setting_change(h->f->school, &h->f->administrator, SETTING_CORRECTION_MINUTES,
                              minutes[history_random(h, 4)], &h->arena, &state);
    if (history_random(h, 6) == 0)
        return warning_rules_change(h->f->school, &h->professor, class_id, NULL, 0, &rules);
    warning_rules_usual(&rules);
    for (int kind = 0; kind < WARNING_KINDS; kind++) {
        rules.of[kind].on = history_random(h, 4) > 0;
        rules.of[kind].recipients = (unsigned)(1 + history_random(h, 3));
    }
    rules.of[WARN_IN_A_ROW].lectures = 2 + history_random(h, 2);
    rules.of[WARN_WITHIN].lectures = 2 + history_random(h, 2);
    rules.of[WARN_WITHIN].days = 1 + history_random(h, 10);
    rules.of[WARN_BELOW].percent = history_random(h, 3) * 40;
    rules.of[WARN_BELOW].counted_min = 1 + history_random(h, 4);
    rules.of[WARN_OUT_OF_REACH].counted_min = 1 + history_random(h, 4);
    return warning_rules_change(h->f->school, &h->professor, class_id, &rules, 0, &rules);
}
