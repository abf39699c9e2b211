/* SPDX-License-Identifier: MIT */
/* Groups within a classroom: whose lecture a lecture for some of them is, wherever it is asked; and from when on. */
#include "school/checkin/code_check_in.h"
#include "school/numbers/record.h"
#include "school/unit.h"

#include <string.h>

#include "base/arena.h"
#include "base/clock.h"
#include "school/attendance/attendance.h"
#include "school/attendance/change.h"
#include "school/attendance/hand.h"
#include "school/attendance/leave.h"
#include "school/attendance/window.h"
#include "school/checkin/check_in.h"
#include "school/checkin/room_code.h"
#include "school/classes/classroom.h"
#include "school/classes/join.h"
#include "school/common/fault.h"
#include "crypto/secret.h"
#include "school/marks/figures.h"
#include "school/marks/group/group.h"
#include "school/marks/standing.h"
#include "school/numbers/export.h"
#include "school/numbers/register.h"
#include "school/numbers/report.h"
#include "school/numbers/statistics.h"
#include "school/plan/calendar.h"
#include "school/plan/lecture.h"
#include "school/plan/series.h"
#include "school/post/notification.h"
#include "school/school.h"

/* A classroom with two groups: the student in A, the other student in B. */
struct stage {
    struct school_fixture *f;
    struct classroom classroom;
    int64_t a, b;
};

static int64_t group_made(struct school_fixture *f, int64_t class_id, const char *name)
{
    int64_t id = 0;
    assert_int_equal(group_create(f->school, &f->professor, class_id, name, &f->arena, &id), FAULT_NONE);
    return id;
}

static enum fault put(struct stage *s, int64_t group_id, struct actor student, const char *from,
                      struct group_put_result *ret_result)
{
    const struct group_put request = {.group_id = group_id, .students = &student.user_id, .count = 1, .from = from};
    return group_put(s->f->school, &s->f->professor, s->classroom.id, &request, ret_result);
}

static void put_now(struct stage *s, int64_t group_id, struct actor student)
{
    struct group_put_result result;
    assert_int_equal(put(s, group_id, student, NULL, &result), FAULT_NONE);
    assert_int_equal(result.at_once, 1);
}

static struct stage stage_on(struct test_store *store)
{
    struct stage s = {.f = school_fixture_open(store)};
    s.classroom = fixture_classroom(s.f);
    fixture_join(s.f, &s.classroom, s.f->other_student);
    s.a = group_made(s.f, s.classroom.id, "Lab A");
    s.b = group_made(s.f, s.classroom.id, "Lab B");
    put_now(&s, s.a, s.f->student);
    put_now(&s, s.b, s.f->other_student);
    return s;
}

static struct stage stage_open(void **state)
{
    return stage_on(test_store_need(state));
}

/* An hour from `starts_at` on; for a group, or for all (0). */
static int64_t lecture_for(struct stage *s, int64_t group_id, int64_t starts_at)
{
    struct lecture made;
    const struct lecture_request request = {
        .starts_at = starts_at,
        .ends_at = starts_at + HOUR,
        .groups = {&group_id, group_id ? 1 : 0, true},
    };
    assert_int_equal(lecture_create(s->f->school, &s->f->professor, s->classroom.id, &request, &s->f->arena, &made),
                     FAULT_NONE);
    return made.id;
}

static void open_now(struct stage *s, int64_t lecture_id)
{
    struct lecture opened;
    const struct window_request request = {15, -1};
    assert_int_equal(lecture_window_open(s->f->school, &s->f->professor, lecture_id, &request, &s->f->arena, &opened),
                     FAULT_NONE);
}

static void close_now(struct stage *s, int64_t lecture_id)
{
    struct lecture closed;
    assert_int_equal(lecture_window_close(s->f->school, &s->f->professor, lecture_id, &s->f->arena, &closed),
                     FAULT_NONE);
}

static struct standing standing_of(struct stage *s, struct actor student)
{
    struct record record;
    assert_int_equal(register_record(s->f->school, &student, s->classroom.id, &s->f->arena, &record), FAULT_NONE);
    return record.standing;
}

static void absent_at_close(struct stage *s)
{
    struct classroom changed;
    struct classroom_change change = classroom_no_change();
    change.absent_at_close = 1;
    assert_int_equal(classroom_change(s->f->school, &s->f->professor, s->classroom.id, &change, &s->f->arena, &changed),
                     FAULT_NONE);
}

/* ---- whose ---- */

static void test_only_the_group_is_expected(void **state)
{
    struct stage s = stage_open(state);
    struct attendance_view view;
    struct lecture lecture;
    absent_at_close(&s);
    int64_t id = lecture_for(&s, s.a, FIXTURE_NOW);
    open_now(&s, id);
    fixture_wait(s.f, 5 * MINUTE);
    close_now(&s, id);
    fixture_wait(s.f, 2 * HOUR);
    assert_int_equal(standing_of(&s, s.f->student).taken, 1);
    assert_int_equal(standing_of(&s, s.f->student).of[MARK_ABSENT], 1);
    assert_int_equal(standing_of(&s, s.f->other_student).lectures, 0);
    assert_int_equal(lecture_get(s.f->school, &s.f->professor, id, &s.f->arena, &lecture), FAULT_NONE);
    assert_int_equal(lecture.counts.students, 1);
    assert_int_equal(lecture.groups.count, 1);
    assert_string_equal(lecture.groups.groups[0].name, "Lab A");
    assert_int_equal(attendance_view(s.f->school, &s.f->professor, id, &s.f->arena, &view), FAULT_NONE);
    assert_int_equal(view.lecture.counts.students, 1);
    for (size_t i = 0; i < view.count; i++) {
        bool other = view.marks[i].student.id == s.f->other_student.user_id;
        assert_int_equal(view.marks[i].outside, other);
        assert_int_equal(view.marks[i].other_group, other);
    }
    school_fixture_close(s.f);
}

static enum fault by_code(struct stage *s, int64_t lecture_id, struct actor student)
{
    struct room_code code;
    struct mark made;
    int64_t retry;
    assert_int_equal(room_code_get(s->f->school, &s->f->professor, lecture_id, &code), FAULT_NONE);
    const struct code_request request = {
        .lecture_id = lecture_id, .room_code = code.code, .proofs = {"127.0.0.1", "device", NULL}};
    return attendance_code_check_in(s->f->school, &student, &request, &s->f->arena, &made, &retry);
}

static void test_another_group_is_refused_until_the_staff_marks(void **state)
{
    struct stage s = stage_open(state);
    struct mark made;
    struct challenge challenge;
    int64_t retry;
    int64_t id = lecture_for(&s, s.a, FIXTURE_NOW);
    open_now(&s, id);
    fixture_enrol(s.f, s.f->other_student);
    assert_int_equal(by_code(&s, id, s.f->other_student), FAULT_NOT_YOUR_GROUP);
    assert_int_equal(attendance_challenge(s.f->school, &s.f->other_student, id, &challenge, &retry),
                     FAULT_NOT_YOUR_GROUP);
    assert_int_equal(by_code(&s, id, s.f->student), FAULT_NONE);
    const struct mark_request request = {.status = MARK_PRESENT};
    assert_int_equal(
        attendance_mark(s.f->school, &s.f->professor, id, s.f->other_student.user_id, &request, &s.f->arena, &made),
        FAULT_NONE);
    assert_true(made.other_group);
    assert_false(made.outside);
    assert_int_equal(standing_of(&s, s.f->other_student).attended, 1);
    school_fixture_close(s.f);
}

static void test_all_present_means_the_group(void **state)
{
    struct stage s = stage_open(state);
    struct change_result result;
    int64_t id = lecture_for(&s, s.a, FIXTURE_NOW);
    open_now(&s, id);
    const enum change_who whole[] = {CHANGE_ALL, CHANGE_UNMARKED};
    for (size_t i = 0; i < 2; i++) {
        const struct many_request request = {.who = whole[i], .status = i ? MARK_LATE : MARK_PRESENT};
        assert_int_equal(attendance_mark_many(s.f->school, &s.f->professor, id, &request, &s.f->arena, &result),
                         FAULT_NONE);
        assert_int_equal(result.count, i ? 0 : 1);
    }
    const struct many_request request = {
        .who = CHANGE_LISTED, .students = &s.f->other_student.user_id, .count = 1, .status = MARK_PRESENT};
    assert_int_equal(attendance_mark_many(s.f->school, &s.f->professor, id, &request, &s.f->arena, &result),
                     FAULT_NONE);
    assert_int_equal(result.count, 1); // whom the staff names
    school_fixture_close(s.f);
}

/* A leave over days excuses from what is theirs; for another group's lecture nobody needs one. */
static void test_leave_stays_in_the_group(void **state)
{
    struct stage s = stage_open(state);
    struct leave made;
    int64_t a = lecture_for(&s, s.a, FIXTURE_NOW + HOUR), b = lecture_for(&s, s.b, FIXTURE_NOW + HOUR);
    const struct leave_new range = {.from_at = FIXTURE_NOW, .until_at = FIXTURE_NOW + DAY, .text = "ill"};
    const struct leave_answer yes = {.accept = true};
    assert_int_equal(leave_create(s.f->school, &s.f->student, &range, &s.f->arena, &made), FAULT_NONE);
    assert_int_equal(made.courses[0].lectures, 1);
    fixture_wait(s.f, HOUR);
    open_now(&s, a);
    open_now(&s, b);
    s.f->professor.stepped_up_at = school_now(s.f->school);
    assert_int_equal(leave_answer(s.f->school, &s.f->professor, made.id, s.classroom.id, &yes, &s.f->arena, &made),
                     FAULT_NONE);
    assert_int_equal(standing_of(&s, s.f->student).of[MARK_EXCUSED], 1);
    assert_int_equal(standing_of(&s, s.f->student).lectures, 1);
    // The same when the window opens after the answer.
    int64_t later = lecture_for(&s, s.b, FIXTURE_NOW + 2 * HOUR);
    fixture_wait(s.f, HOUR);
    open_now(&s, later);
    assert_int_equal(school_tick(s.f->school), FAULT_NONE);
    assert_int_equal(standing_of(&s, s.f->student).lectures, 1);
    school_fixture_close(s.f);
}

static int64_t told(struct stage *s, struct actor person, const char *kind)
{
    char sql[200];
    snprintf(sql, sizeof(sql), "SELECT COUNT(*) FROM notifications WHERE user_id = %lld AND kind = '%s'",
             (long long)person.user_id, kind);
    return fixture_number(s->f, sql);
}

static void test_only_the_group_is_told(void **state)
{
    struct stage s = stage_open(state);
    struct lecture changed;
    int64_t id = lecture_for(&s, s.a, FIXTURE_NOW + 10 * MINUTE);
    lecture_for(&s, 0, FIXTURE_NOW + 2 * DAY);
    assert_int_equal(notification_tick(s.f->school), FAULT_NONE);
    assert_int_equal(told(&s, s.f->student, "lecture_soon"), 1);
    assert_int_equal(told(&s, s.f->other_student, "lecture_soon"), 0);
    fixture_wait(s.f, 10 * MINUTE);
    open_now(&s, id);
    const struct lecture_cancel request = {.reason = "fire"};
    assert_int_equal(lecture_cancel(s.f->school, &s.f->professor, id, &request, &s.f->arena, &changed), FAULT_NONE);
    assert_int_equal(school_tick(s.f->school), FAULT_NONE);
    assert_int_equal(told(&s, s.f->student, "window_opened"), 1);
    assert_int_equal(told(&s, s.f->other_student, "window_opened"), 0);
    assert_int_equal(told(&s, s.f->student, "lecture_changed"), 1);
    assert_int_equal(told(&s, s.f->other_student, "lecture_changed"), 0);
    school_fixture_close(s.f);
}

static size_t events_of(const char *calendar)
{
    size_t count = 0;
    for (const char *at = calendar; (at = strstr(at, "BEGIN:VEVENT")) != NULL; at++)
        count++;
    return count;
}

static void test_calendars_and_lists_show_what_is_theirs(void **state)
{
    struct stage s = stage_open(state);
    struct lecture_list list;
    struct home home;
    const char *text;
    char token[SECRET_TOKEN_SIZE];
    lecture_for(&s, s.a, FIXTURE_NOW + HOUR);
    lecture_for(&s, s.b, FIXTURE_NOW + 2 * HOUR);
    lecture_for(&s, 0, FIXTURE_NOW + 3 * HOUR);
    const struct {
        struct actor actor;
        size_t lectures;
    } all[] = {{s.f->student, 2}, {s.f->other_student, 2}, {s.f->professor, 3}};
    for (size_t i = 0; i < 3; i++) {
        struct actor actor = all[i].actor;
        assert_int_equal(lecture_list(s.f->school, &actor, s.classroom.id, &s.f->arena, &list), FAULT_NONE);
        assert_int_equal(list.count, all[i].lectures);
        assert_int_equal(lecture_list_around(s.f->school, &actor, &s.f->arena, &list), FAULT_NONE);
        assert_int_equal(list.count, all[i].lectures);
        assert_int_equal(calendar_of_classroom(s.f->school, &actor, s.classroom.id, &s.f->arena, &text), FAULT_NONE);
        assert_int_equal(events_of(text), all[i].lectures);
        assert_int_equal(calendar_link_make(s.f->school, &actor, token), FAULT_NONE);
        assert_int_equal(calendar_read(s.f->school, token, &s.f->arena, &text), FAULT_NONE);
        assert_int_equal(events_of(text), all[i].lectures);
    }
    assert_int_equal(register_home(s.f->school, &s.f->student, &s.f->arena, &home), FAULT_NONE);
    assert_int_equal(home.upcoming.count, 2);
    school_fixture_close(s.f);
}

static void test_numbers_by_group(void **state)
{
    struct stage s = stage_open(state);
    struct statistics statistics;
    struct register_grid grid;
    struct export_file file;
    struct report report;
    int64_t ids[] = {lecture_for(&s, s.a, FIXTURE_NOW), lecture_for(&s, s.b, FIXTURE_NOW),
                     lecture_for(&s, 0, FIXTURE_NOW)};
    for (size_t i = 0; i < 3; i++)
        open_now(&s, ids[i]);
    assert_int_equal(by_code(&s, ids[0], s.f->student), FAULT_NONE);
    assert_int_equal(by_code(&s, ids[2], s.f->student), FAULT_NONE);
    fixture_wait(s.f, 3 * HOUR);
    assert_int_equal(statistics_read(s.f->school, &s.f->professor, s.classroom.id, &s.f->arena, &statistics),
                     FAULT_NONE);
    assert_int_equal(statistics.group_count, 2);
    assert_int_equal(statistics.groups[0].students, 1);
    assert_int_equal(statistics.groups[0].attended, 2);
    assert_int_equal(statistics.groups[0].counted, 2);
    assert_int_equal(statistics.groups[1].attended, 0);
    assert_int_equal(statistics.groups[1].counted, 2);
    const struct register_page page = {.group_id = s.a}, none = {.group_id = 9999};
    assert_int_equal(register_grid(s.f->school, &s.f->professor, s.classroom.id, &page, &s.f->arena, &grid),
                     FAULT_NONE);
    assert_int_equal(grid.total, 1);
    assert_int_equal(grid.lectures.count, 2);
    assert_int_equal(grid.students[0].standing.attended, 2);
    assert_int_equal(register_grid(s.f->school, &s.f->professor, s.classroom.id, &none, &s.f->arena, &grid),
                     FAULT_GROUP_UNKNOWN);
    for (int form = 0; form < EXPORT_FORM_COUNT; form++) {
        const struct export_request request = {.form = (enum export_form)form, .group_id = s.b};
        assert_int_equal(export_register(s.f->school, &s.f->professor, s.classroom.id, &request, &s.f->arena, &file),
                         FAULT_NONE);
        const char *text = arena_strndup(&s.f->arena, file.bytes, file.size);
        if (form != EXPORT_XLSX) {
            assert_true(form == EXPORT_MOODLE_MARKS || strstr(text, "Lab B"));
            assert_null(strstr(text, "Lab A"));
        }
    }
    const struct report_request whole = {0};
    assert_int_equal(report_read(s.f->school, &s.f->administrator, &whole, &s.f->arena, &report), FAULT_NONE);
    assert_int_equal(report.whole.expected, 4); // A: 1, B: 1, all: 2
    school_fixture_close(s.f);
}

/* ---- from when ---- */

/* How many of the week's two labs were charged: A's and B's, each taken and over. */
static int64_t charged_with(int64_t a_at, int64_t b_at, int64_t moved_at, bool from_a, bool out_first, const char *from)
{
    struct test_store *store = test_store_open(TEST_SQLITE);
    struct stage s = stage_on(store);
    struct group_put_result result;
    struct actor student = from_a ? s.f->student : s.f->other_student;
    int64_t target = from_a ? s.b : s.a, source = from_a ? s.a : s.b;
    const int64_t moments[] = {a_at, b_at};
    const int64_t labs[] = {lecture_for(&s, s.a, FIXTURE_NOW + a_at), lecture_for(&s, s.b, FIXTURE_NOW + b_at)};
    bool moved = false;
    for (int64_t day = 0; day < 8; day++)
        for (int64_t hour = 0; hour < 24; hour += 1) {
            int64_t at = day * DAY + hour * HOUR;
            clock_set_ms(&s.f->clock, FIXTURE_NOW + at);
            for (size_t k = 0; k < 2; k++)
                if (moments[k] == at)
                    open_now(&s, labs[k]);
            if (!moved && at >= moved_at) {
                moved = true;
                if (out_first)
                    assert_int_equal(
                        group_remove(s.f->school, &s.f->professor, s.classroom.id, source, student.user_id),
                        FAULT_NONE);
                assert_int_equal(put(&s, target, student, from, &result), FAULT_NONE);
                assert_int_equal(result.at_once + result.later, 1);
            }
        }
    int64_t taken = standing_of(&s, student).taken;
    // In the next week they are in the new group alone.
    fixture_wait(s.f, 7 * DAY);
    struct group_list list;
    assert_int_equal(group_list(s.f->school, &student, s.classroom.id, &s.f->arena, &list), FAULT_NONE);
    assert_int_equal(list.place_count, 1);
    assert_int_equal(list.places[0].group_id, target);
    school_fixture_close(s.f);
    test_store_close(store);
    return taken;
}

/* Whenever in the week they change, in either direction: one lab, neither two nor none. */
static void test_the_week_of_a_change_is_charged_once(void **state)
{
    (void)state;
    const int64_t moved[] = {0, HOUR, DAY, DAY + HOUR, 2 * DAY, 3 * DAY, 3 * DAY + HOUR, 4 * DAY};
    for (size_t i = 0; i < sizeof(moved) / sizeof(moved[0]); i++)
        for (int from_a = 0; from_a < 2; from_a++) {
            assert_int_equal(charged_with(DAY, 3 * DAY, moved[i], from_a, false, NULL), 1);
            assert_int_equal(charged_with(DAY, 3 * DAY, moved[i], from_a, true, NULL), 1);
            assert_int_equal(charged_with(DAY, DAY, moved[i], from_a, false, NULL), 1);
        }
    // From this week on, and from the next one.
    for (int from_a = 0; from_a < 2; from_a++) {
        assert_int_equal(charged_with(DAY, 3 * DAY, 2 * DAY, from_a, false, "2026-11-23"), 1);
        assert_int_equal(charged_with(DAY, 3 * DAY, 2 * DAY, from_a, false, "2026-12-02"), 1);
    }
}

/* Absent by a close goes when the lab is theirs no longer, from the kept figures, too. */
static void test_a_change_from_this_week_takes_the_close_back(void **state)
{
    struct stage s = stage_open(state);
    struct group_put_result result;
    int64_t made = 0;
    absent_at_close(&s);
    int64_t id = lecture_for(&s, s.a, FIXTURE_NOW);
    open_now(&s, id);
    fixture_wait(s.f, MINUTE);
    close_now(&s, id);
    fixture_wait(s.f, 3 * HOUR);
    assert_int_equal(figures_sweep(s.f->school, school_now(s.f->school), &made), FAULT_NONE);
    assert_int_equal(made, 1);
    assert_int_equal(standing_of(&s, s.f->student).taken, 1);
    assert_int_equal(put(&s, s.b, s.f->student, "2026-11-24", &result), FAULT_NONE);
    assert_int_equal(standing_of(&s, s.f->student).lectures, 0);
    assert_int_equal(fixture_number(s.f, "SELECT COUNT(*) FROM attendance"), 0);
    assert_int_equal(fixture_number(s.f, "SELECT COUNT(*) FROM lecture_figures"), 0);
    school_fixture_close(s.f);
}

static void test_a_lecture_gets_other_groups(void **state)
{
    struct stage s = stage_open(state);
    struct lecture changed;
    absent_at_close(&s);
    int64_t id = lecture_for(&s, s.a, FIXTURE_NOW);
    open_now(&s, id);
    fixture_wait(s.f, MINUTE);
    close_now(&s, id);
    struct lecture_change change = lecture_no_change();
    change.groups = (struct group_choice){&s.b, 1, true};
    assert_int_equal(lecture_edit(s.f->school, &s.f->professor, id, &change, &s.f->arena, &changed), FAULT_NONE);
    assert_string_equal(changed.groups.groups[0].name, "Lab B");
    assert_int_equal(standing_of(&s, s.f->student).lectures, 0);
    assert_int_equal(standing_of(&s, s.f->other_student).lectures, 1);
    const int64_t twice[] = {s.a, s.a}, unknown = 9999;
    const struct group_choice bad[] = {{twice, 2, true}, {&unknown, 1, true}};
    for (size_t i = 0; i < 2; i++) {
        change.groups = bad[i];
        assert_int_equal(lecture_edit(s.f->school, &s.f->professor, id, &change, &s.f->arena, &changed),
                         FAULT_GROUP_UNKNOWN);
    }
    change.groups = (struct group_choice){NULL, 0, true};
    assert_int_equal(lecture_edit(s.f->school, &s.f->professor, id, &change, &s.f->arena, &changed), FAULT_NONE);
    assert_int_equal(changed.counts.students, 2);
    school_fixture_close(s.f);
}

static void test_series_for_a_group(void **state)
{
    struct stage s = stage_open(state);
    static const char *const weekdays[] = {"TU"};
    struct series_result made;
    const struct series_request request = {
        .weekdays = weekdays,
        .weekday_count = 1,
        .from = "09:00",
        .to = "10:00",
        .first_date = "2026-11-24",
        .last_date = "2026-12-08",
        .every_weeks = 1,
        .groups = {&s.b, 1, true},
    };
    assert_int_equal(series_create(s.f->school, &s.f->professor, s.classroom.id, &request, &s.f->arena, &made),
                     FAULT_NONE);
    assert_int_equal(made.lectures.count, 3);
    for (size_t i = 0; i < 3; i++)
        assert_int_equal(made.lectures.lectures[i].groups.count, 1);
    assert_int_equal(standing_of(&s, s.f->student).lectures, 0);
    assert_int_equal(standing_of(&s, s.f->other_student).lectures, 3);
    school_fixture_close(s.f);
}

/* The code is on the wall of the first lab: who is put into the group there is there. */
static void test_first_group_while_its_lecture_is_on(void **state)
{
    struct stage s = stage_open(state);
    int64_t id = lecture_for(&s, s.a, FIXTURE_NOW);
    open_now(&s, id);
    fixture_wait(s.f, 5 * MINUTE);
    struct actor late = fixture_person(s.f, ROLE_STUDENT, "Late Comer", "late@college.example");
    fixture_join(s.f, &s.classroom, late);
    assert_int_equal(by_code(&s, id, late), FAULT_NOT_YOUR_GROUP);
    put_now(&s, s.a, late);
    assert_int_equal(by_code(&s, id, late), FAULT_NONE);
    school_fixture_close(s.f);
}

/* What is over before somebody's first group was not theirs; what is planned afterwards is, wherever it lies. */
static void test_first_group_after_a_lecture(void **state)
{
    struct stage s = stage_open(state);
    struct actor third = fixture_person(s.f, ROLE_STUDENT, "Third One", "third@college.example");
    fixture_join(s.f, &s.classroom, third);
    open_now(&s, lecture_for(&s, s.a, FIXTURE_NOW));
    fixture_wait(s.f, 2 * HOUR);
    put_now(&s, s.a, third);
    assert_int_equal(standing_of(&s, third).lectures, 0);
    lecture_for(&s, s.a, FIXTURE_NOW + 30 * MINUTE);
    assert_int_equal(standing_of(&s, third).lectures, 1);
    school_fixture_close(s.f);
}

static void test_leaving_the_classroom_ends_the_group(void **state)
{
    struct stage s = stage_open(state);
    struct group_list list;
    fixture_wait(s.f, HOUR);
    assert_int_equal(join_leave(s.f->school, &s.f->student, s.classroom.id), FAULT_NONE);
    fixture_wait(s.f, HOUR);
    fixture_join(s.f, &s.classroom, s.f->student);
    assert_int_equal(group_list(s.f->school, &s.f->professor, s.classroom.id, &s.f->arena, &list), FAULT_NONE);
    assert_int_equal(list.place_count, 1);
    assert_int_equal(list.groups[0].students, 0);
    school_fixture_close(s.f);
}

/* ---- the groups themselves ---- */

static void test_groups_are_made_named_and_ended(void **state)
{
    struct stage s = stage_open(state);
    struct school *school = s.f->school;
    int64_t id, class_id = s.classroom.id;
    bool deleted;
    struct group_put_result result;
    struct group_list list;
    assert_int_equal(group_create(school, &s.f->professor, class_id, "Lab A", &s.f->arena, &id), FAULT_GROUP_EXISTS);
    assert_int_equal(group_create(school, &s.f->professor, class_id, "  ", &s.f->arena, &id), FAULT_TEXT_INVALID);
    assert_int_equal(group_create(school, &s.f->other_professor, class_id, "X", &s.f->arena, &id), FAULT_NOT_FOUND);
    assert_int_equal(group_create(school, &s.f->student, class_id, "X", &s.f->arena, &id), FAULT_NOT_FOUND);
    assert_int_equal(group_rename(school, &s.f->professor, class_id, s.a, "Lab B", 0, &s.f->arena), FAULT_GROUP_EXISTS);
    assert_int_equal(group_rename(school, &s.f->professor, class_id, s.a, "Lab C", 7, &s.f->arena),
                     FAULT_CHANGED_MEANWHILE);
    assert_int_equal(group_rename(school, &s.f->professor, class_id, s.a, "Lab C", 1, &s.f->arena), FAULT_NONE);
    assert_int_equal(group_rename(school, &s.f->professor, class_id, 9999, "Lab D", 0, &s.f->arena), FAULT_NOT_FOUND);
    int64_t unused = group_made(s.f, class_id, "Unused");
    assert_int_equal(group_end(school, &s.f->professor, class_id, unused, &deleted), FAULT_NONE);
    assert_true(deleted);
    lecture_for(&s, s.a, FIXTURE_NOW + HOUR);
    assert_int_equal(group_end(school, &s.f->professor, class_id, s.a, &deleted), FAULT_GROUP_IN_USE);
    fixture_wait(s.f, 3 * HOUR);
    assert_int_equal(group_end(school, &s.f->professor, class_id, s.a, &deleted), FAULT_NONE);
    assert_false(deleted);
    assert_int_equal(put(&s, s.a, s.f->student, NULL, &result), FAULT_GROUP_ENDED);
    assert_int_equal(put(&s, 9999, s.f->student, NULL, &result), FAULT_NOT_FOUND);
    assert_int_equal(group_list(school, &s.f->professor, class_id, &s.f->arena, &list), FAULT_NONE);
    assert_int_equal(list.count, 2);
    assert_true(list.groups[1].ended);
    assert_int_equal(list.place_count, 1);
    for (int i = 2; i < GROUPS_PER_CLASSROOM_MAX; i++) {
        char name[16];
        snprintf(name, sizeof(name), "G%d", i);
        group_made(s.f, class_id, name);
    }
    assert_int_equal(group_create(school, &s.f->professor, class_id, "One more", &s.f->arena, &id),
                     FAULT_TOO_MANY_THINGS);
    school_fixture_close(s.f);
}

static void test_bad_puts(void **state)
{
    struct stage s = stage_open(state);
    struct group_put_result result;
    struct actor stranger = fixture_person(s.f, ROLE_STUDENT, "No Member", "none@college.example");
    assert_int_equal(put(&s, s.b, stranger, NULL, &result), FAULT_NOT_FOUND);
    assert_int_equal(put(&s, s.b, s.f->student, "2026-11-16", &result), FAULT_RANGE_INVALID);
    assert_int_equal(put(&s, s.b, s.f->student, "2028-11-16", &result), FAULT_RANGE_INVALID);
    assert_int_equal(put(&s, s.b, s.f->student, "2026-02-30", &result), FAULT_DATE_INVALID);
    const int64_t both[] = {s.f->student.user_id, stranger.user_id};
    const struct group_put some = {.group_id = s.b, .students = both, .count = 2};
    assert_int_equal(group_put(s.f->school, &s.f->professor, s.classroom.id, &some, &result), FAULT_NOT_FOUND);
    const struct group_put nobody = {.group_id = s.b};
    assert_int_equal(group_put(s.f->school, &s.f->professor, s.classroom.id, &nobody, &result), FAULT_TOO_MANY_THINGS);
    assert_int_equal(fixture_number(s.f, "SELECT COUNT(*) FROM group_memberships"), 2);
    assert_int_equal(group_remove(s.f->school, &s.f->professor, s.classroom.id, s.b, s.f->student.user_id),
                     FAULT_NOT_FOUND);
    assert_int_equal(group_remove(s.f->school, &s.f->student, s.classroom.id, s.a, s.f->student.user_id),
                     FAULT_NOT_FOUND);
    school_fixture_close(s.f);
}

static void test_split_evenly(void **state)
{
    struct stage s = stage_open(state);
    struct group_put_result result;
    struct group_list list;
    const int64_t ids[] = {s.a, s.b}, unknown = 9999;
    for (int i = 0; i < 6; i++) {
        char email[40];
        snprintf(email, sizeof(email), "more%d@college.example", i);
        fixture_join(s.f, &s.classroom, fixture_person(s.f, ROLE_STUDENT, "More Student", email));
    }
    const struct group_choice both = {ids, 2, true}, none = {NULL, 0, true}, bad = {&unknown, 1, true};
    assert_int_equal(group_split(s.f->school, &s.f->professor, s.classroom.id, &none, &result), FAULT_GROUP_UNKNOWN);
    assert_int_equal(group_split(s.f->school, &s.f->professor, s.classroom.id, &bad, &result), FAULT_GROUP_UNKNOWN);
    assert_int_equal(group_split(s.f->school, &s.f->professor, s.classroom.id, &both, &result), FAULT_NONE);
    assert_int_equal(result.at_once, 6);
    assert_int_equal(group_split(s.f->school, &s.f->professor, s.classroom.id, &both, &result), FAULT_NONE);
    assert_int_equal(result.at_once, 0);
    assert_int_equal(group_list(s.f->school, &s.f->professor, s.classroom.id, &s.f->arena, &list), FAULT_NONE);
    assert_int_equal(list.groups[0].students, 4);
    assert_int_equal(list.groups[1].students, 4);
    school_fixture_close(s.f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST_ON_BOTH(test_only_the_group_is_expected),
        TEST_ON_BOTH(test_another_group_is_refused_until_the_staff_marks),
        TEST_ON_BOTH(test_all_present_means_the_group),
        TEST_ON_BOTH(test_leave_stays_in_the_group),
        TEST_ON_BOTH(test_only_the_group_is_told),
        TEST_ON_BOTH(test_calendars_and_lists_show_what_is_theirs),
        TEST_ON_BOTH(test_numbers_by_group),
        cmocka_unit_test(test_the_week_of_a_change_is_charged_once),
        TEST_ON_BOTH(test_a_change_from_this_week_takes_the_close_back),
        TEST_ON_BOTH(test_a_lecture_gets_other_groups),
        TEST_ON_BOTH(test_series_for_a_group),
        TEST_ON_BOTH(test_first_group_while_its_lecture_is_on),
        TEST_ON_BOTH(test_first_group_after_a_lecture),
        TEST_ON_BOTH(test_leaving_the_classroom_ends_the_group),
        TEST_ON_BOTH(test_groups_are_made_named_and_ended),
        TEST_ON_BOTH(test_bad_puts),
        TEST_ON_BOTH(test_split_evenly),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
