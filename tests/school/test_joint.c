/* SPDX-License-Identifier: MIT */
/* Lectures of several classrooms that are held together: one time, one window, one code; marks and figures apart. */
#include "school/checkin/code_check_in.h"
#include "school/checkin/mine.h"
#include "school/numbers/record.h"
#include "school/unit.h"

#include <string.h>

#include "base/arena.h"
#include "school/attendance/attendance.h"
#include "school/attendance/window.h"
#include "school/checkin/check_in.h"
#include "school/checkin/proof.h"
#include "school/checkin/room_code.h"
#include "school/classes/classroom.h"
#include "school/classes/staff.h"
#include "school/common/fault.h"
#include "school/numbers/register.h"
#include "school/plan/calendar.h"
#include "school/plan/joint.h"
#include "school/plan/lecture.h"
#include "school/plan/series.h"
#include "school/school.h"

/* Two classrooms of the professor: the student is in both, the other student in the second alone. */
struct stage {
    struct school_fixture *f;
    struct classroom one, other;
};

static struct classroom code_classroom(struct school_fixture *f)
{
    struct classroom classroom = fixture_classroom(f);
    struct proofs proofs = proofs_initial();
    proofs.code_check_in = true;
    assert_int_equal(proofs_set(f->school, &f->professor, classroom.id, &proofs, 0, &f->arena, &proofs), FAULT_NONE);
    return classroom;
}

static struct stage stage_open(void **state)
{
    struct stage s = {.f = school_fixture_open(test_store_need(state))};
    s.one = code_classroom(s.f);
    s.other = code_classroom(s.f);
    fixture_join(s.f, &s.other, s.f->other_student);
    return s;
}

static int64_t lecture_at(struct stage *s, int64_t class_id, int64_t starts_at)
{
    struct lecture made;
    const struct lecture_request request = {.room = "H1", .starts_at = starts_at, .ends_at = starts_at + HOUR};
    assert_int_equal(lecture_create(s->f->school, &s->f->professor, class_id, &request, &s->f->arena, &made),
                     FAULT_NONE);
    return made.id;
}

static enum fault hold(struct stage *s, int64_t lecture_id, int64_t class_id, bool following)
{
    struct lecture lecture;
    const struct joint_request request = {class_id, following};
    return joint_add(s->f->school, &s->f->professor, lecture_id, &request, &s->f->arena, &lecture);
}

static struct lecture lecture_of(struct stage *s, int64_t lecture_id)
{
    struct lecture lecture;
    assert_int_equal(lecture_get(s->f->school, &s->f->professor, lecture_id, &s->f->arena, &lecture), FAULT_NONE);
    return lecture;
}

/* The one lecture that is held together with this one. */
static int64_t partner(struct stage *s, int64_t lecture_id)
{
    struct lecture lecture = lecture_of(s, lecture_id);
    assert_int_equal(lecture.joint.count, 1);
    return lecture.joint.lectures[0].lecture_id;
}

static int64_t held(struct stage *s, int64_t starts_at)
{
    int64_t id = lecture_at(s, s->one.id, starts_at);
    assert_int_equal(hold(s, id, s->other.id, false), FAULT_NONE);
    return id;
}

static enum fault open_now(struct stage *s, int64_t lecture_id, int64_t minutes)
{
    struct lecture opened;
    const struct window_request request = {minutes, -1};
    return lecture_window_open(s->f->school, &s->f->professor, lecture_id, &request, &s->f->arena, &opened);
}

static enum fault code_mark(struct stage *s, struct actor student, int64_t lecture_id, int64_t code_of,
                            const char *device)
{
    struct mark mark;
    int64_t retry;
    struct room_code code;
    assert_int_equal(room_code_get(s->f->school, &s->f->professor, code_of, &code), FAULT_NONE);
    const struct code_request request = {
        .lecture_id = lecture_id, .room_code = code.code, .proofs = {.address = "192.0.2.1", .device = device}};
    return attendance_code_check_in(s->f->school, &student, &request, &s->f->arena, &mark, &retry);
}

static int64_t marks_in(struct stage *s, int64_t lecture_id, struct actor student)
{
    char sql[160];
    snprintf(sql, sizeof(sql),
             "SELECT COUNT(*) FROM attendance WHERE lecture_id = %lld AND student_id = %lld AND status <> 'A'",
             (long long)lecture_id, (long long)student.user_id);
    return fixture_number(s->f, sql);
}

static void same_time_and_window(struct stage *s, int64_t a, int64_t b)
{
    struct lecture one = lecture_of(s, a), other = lecture_of(s, b);
    assert_int_equal(one.starts_at, other.starts_at);
    assert_int_equal(one.ends_at, other.ends_at);
    assert_string_equal(one.room, other.room);
    assert_int_equal(one.cancelled, other.cancelled);
    assert_int_equal(one.has_window, other.has_window);
    if (!one.has_window)
        return;
    assert_int_equal(one.window.opens_at, other.window.opens_at);
    assert_int_equal(one.window.closes_at, other.window.closes_at);
    assert_int_equal(one.window.late_after_at, other.window.late_after_at);
}

/* ---- holding together ---- */

static void test_a_lecture_is_made_or_taken_in(void **state)
{
    struct stage s = stage_open(state);
    int64_t id = held(&s, FIXTURE_NOW + HOUR), other = partner(&s, id);
    assert_int_equal(partner(&s, other), id);
    assert_string_equal(lecture_of(&s, other).joint.lectures[0].subject, "Algebra");
    same_time_and_window(&s, id, other);
    int64_t theirs = lecture_at(&s, s.other.id, FIXTURE_NOW + 5 * HOUR);
    assert_int_equal(partner(&s, held(&s, FIXTURE_NOW + 5 * HOUR)), theirs);
    assert_int_equal(fixture_number(s.f, "SELECT COUNT(*) FROM lectures"), 4);
    assert_int_equal(fixture_number(s.f, "SELECT COUNT(*) FROM audit WHERE action = 'lectures_joined'"), 2);
    school_fixture_close(s.f);
}

static void test_who_may(void **state)
{
    struct stage s = stage_open(state);
    struct lecture lecture;
    struct classroom foreign;
    const struct classroom_request request = {.subject = "Law", .late_after_minutes = -1, .window_minutes = -1};
    int64_t id = lecture_at(&s, s.one.id, FIXTURE_NOW + HOUR);
    assert_int_equal(classroom_create(s.f->school, &s.f->other_professor, &request, &s.f->arena, &foreign), FAULT_NONE);
    assert_int_equal(hold(&s, id, foreign.id, false), FAULT_NOT_FOUND);
    assert_int_equal(hold(&s, id, 999999, false), FAULT_NOT_FOUND);
    assert_int_equal(hold(&s, id, s.one.id, false), FAULT_JOINT_ALREADY);
    assert_int_equal(hold(&s, id, s.other.id, true), FAULT_NO_SERIES);
    const struct joint_request joint = {s.other.id, false};
    assert_int_equal(joint_add(s.f->school, &s.f->student, id, &joint, &s.f->arena, &lecture), FAULT_NOT_FOUND);
    assert_int_equal(joint_add(s.f->school, &s.f->administrator, id, &joint, &s.f->arena, &lecture), FAULT_NOT_FOUND);
    assert_int_equal(joint_leave(s.f->school, &s.f->professor, id, false, &s.f->arena, &lecture), FAULT_NOT_JOINT);
    assert_int_equal(hold(&s, id, s.other.id, false), FAULT_NONE);
    assert_int_equal(hold(&s, id, s.other.id, false), FAULT_JOINT_ALREADY);
    struct classroom third = fixture_classroom(s.f);
    int64_t elsewhere = lecture_at(&s, third.id, FIXTURE_NOW + HOUR);
    assert_int_equal(hold(&s, elsewhere, s.other.id, false), FAULT_JOINT_ELSEWHERE);
    assert_int_equal(hold(&s, partner(&s, id), third.id, false), FAULT_NONE);
    assert_int_equal(lecture_of(&s, elsewhere).joint.count, 2);
    school_fixture_close(s.f);
}

static void test_attendance_taken_apart_stays_apart(void **state)
{
    struct stage s = stage_open(state);
    int64_t id = lecture_at(&s, s.one.id, FIXTURE_NOW), theirs = lecture_at(&s, s.other.id, FIXTURE_NOW);
    assert_int_equal(open_now(&s, theirs, 20), FAULT_NONE);
    assert_int_equal(hold(&s, id, s.other.id, false), FAULT_JOINT_WINDOW);
    assert_int_equal(lecture_of(&s, id).joint_id, 0);
    assert_int_equal(fixture_number(s.f, "SELECT COUNT(*) FROM joints"), 0);
    assert_int_equal(hold(&s, theirs, s.one.id, false), FAULT_NONE); // the one that was not taken follows
    same_time_and_window(&s, id, theirs);
    school_fixture_close(s.f);
}

static void test_a_series_is_held_together(void **state)
{
    struct stage s = stage_open(state);
    struct series_result result;
    struct lecture changed;
    const struct series_request request = {
        .weekdays = (const char *const[]){"MO"},
        .weekday_count = 1,
        .from = "10:00",
        .to = "11:00",
        .first_date = "2026-11-23",
        .last_date = "2026-12-14",
        .every_weeks = 1,
    };
    assert_int_equal(series_create(s.f->school, &s.f->professor, s.one.id, &request, &s.f->arena, &result), FAULT_NONE);
    assert_int_equal(result.lectures.count, 4);
    int64_t second = result.lectures.lectures[1].id;
    assert_int_equal(hold(&s, second, s.other.id, true), FAULT_NONE);
    assert_int_equal(lecture_of(&s, result.lectures.lectures[0].id).joint.count, 0);
    assert_int_equal(fixture_number(s.f, "SELECT COUNT(*) FROM joints"), 3);
    // Whose classroom holds a later one alone hears of them, too, once.
    const struct lecture_cancel all = {.reason = "Ill", .following = true};
    char sql[160];
    fixture_sql(s.f, "DELETE FROM notifications");
    assert_int_equal(
        lecture_cancel(s.f->school, &s.f->professor, result.lectures.lectures[0].id, &all, &s.f->arena, &changed),
        FAULT_NONE);
    snprintf(sql, sizeof(sql),
             "SELECT COUNT(*) FROM notifications WHERE text = 'cancelled_following' AND user_id = %lld",
             (long long)s.f->other_student.user_id);
    assert_int_equal(fixture_number(s.f, sql), 1);
    assert_int_equal(fixture_number(s.f, "SELECT COUNT(*) FROM notifications"), 3); // the student of both of both
    assert_int_equal(
        lecture_restore(s.f->school, &s.f->professor, result.lectures.lectures[0].id, &all, &s.f->arena, &changed),
        FAULT_NONE);
    // From the side of the other classroom, too, all later ones are moved.
    struct lecture_change change = lecture_no_change();
    change.starts_at = result.lectures.lectures[2].starts_at + HOUR;
    change.room = "H2";
    change.following = true;
    int64_t third = result.lectures.lectures[2].id, fourth = result.lectures.lectures[3].id;
    assert_int_equal(lecture_edit(s.f->school, &s.f->professor, partner(&s, third), &change, &s.f->arena, &changed),
                     FAULT_NONE);
    assert_int_equal(lecture_of(&s, fourth).starts_at, result.lectures.lectures[3].starts_at + HOUR);
    assert_int_equal(lecture_of(&s, second).starts_at, result.lectures.lectures[1].starts_at);
    same_time_and_window(&s, third, partner(&s, third));
    same_time_and_window(&s, fourth, partner(&s, fourth));
    assert_int_equal(joint_leave(s.f->school, &s.f->professor, third, true, &s.f->arena, &changed), FAULT_NONE);
    assert_int_equal(fixture_number(s.f, "SELECT COUNT(*) FROM joints"), 1);
    assert_int_equal(fixture_number(s.f, "SELECT COUNT(*) FROM lectures WHERE joint_id IS NOT NULL"), 2);
    school_fixture_close(s.f);
}

/* ---- one plan ---- */

static void test_moved_cancelled_and_restored_together(void **state)
{
    struct stage s = stage_open(state);
    struct lecture changed;
    int64_t id = held(&s, FIXTURE_NOW + HOUR), other = partner(&s, id);
    struct lecture_change change = lecture_no_change();
    change.starts_at = FIXTURE_NOW + 3 * HOUR;
    change.room = "H3";
    fixture_sql(s.f, "DELETE FROM notifications");
    assert_int_equal(lecture_edit(s.f->school, &s.f->professor, other, &change, &s.f->arena, &changed), FAULT_NONE);
    assert_int_equal(lecture_of(&s, id).starts_at, FIXTURE_NOW + 3 * HOUR);
    same_time_and_window(&s, id, other);
    // In each classroom once: the student of both hears of both.
    assert_int_equal(fixture_number(s.f, "SELECT COUNT(*) FROM notifications WHERE kind = 'lecture_changed'"), 3);
    const struct lecture_cancel request = {.reason = "Ill"};
    assert_int_equal(lecture_cancel(s.f->school, &s.f->professor, id, &request, &s.f->arena, &changed), FAULT_NONE);
    assert_true(lecture_of(&s, other).cancelled);
    assert_string_equal(lecture_of(&s, other).cancel_reason, "Ill");
    assert_int_equal(lecture_restore(s.f->school, &s.f->professor, other, &request, &s.f->arena, &changed), FAULT_NONE);
    assert_false(lecture_of(&s, id).cancelled);
    school_fixture_close(s.f);
}

static void test_a_window_is_one(void **state)
{
    struct stage s = stage_open(state);
    struct lecture changed;
    int64_t id = held(&s, FIXTURE_NOW), other = partner(&s, id);
    assert_int_equal(open_now(&s, other, 15), FAULT_NONE);
    same_time_and_window(&s, id, other);
    assert_int_equal(open_now(&s, id, 15), FAULT_WINDOW_OPEN);
    assert_int_equal(lecture_window_extend(s.f->school, &s.f->professor, id, 5, &s.f->arena, &changed), FAULT_NONE);
    same_time_and_window(&s, id, other);
    fixture_wait(s.f, MINUTE);
    assert_int_equal(lecture_window_close(s.f->school, &s.f->professor, id, &s.f->arena, &changed), FAULT_NONE);
    assert_int_equal(lecture_of(&s, other).window.closes_at, FIXTURE_NOW + MINUTE);
    assert_int_equal(open_now(&s, other, 10), FAULT_NONE); // a slip: nobody was made Absent
    same_time_and_window(&s, id, other);
    assert_int_equal(lecture_of(&s, id).window.state, WINDOW_OPEN);
    school_fixture_close(s.f);
}

static void absent_at_close(struct stage *s, int64_t class_id)
{
    struct classroom changed;
    struct classroom_change change = classroom_no_change();
    change.absent_at_close = 1;
    assert_int_equal(classroom_change(s->f->school, &s->f->professor, class_id, &change, &s->f->arena, &changed),
                     FAULT_NONE);
}

/* What a close does is the classroom's own rule. */
static void test_absent_by_each_classrooms_rule(void **state)
{
    struct stage s = stage_open(state);
    struct lecture changed;
    absent_at_close(&s, s.other.id);
    int64_t id = held(&s, FIXTURE_NOW), other = partner(&s, id);
    assert_int_equal(open_now(&s, id, 15), FAULT_NONE);
    assert_int_equal(lecture_window_close(s.f->school, &s.f->professor, id, &s.f->arena, &changed), FAULT_NONE);
    assert_int_equal(changed.counts.marked, 0);
    assert_int_equal(lecture_of(&s, other).counts.absent, 2);
    school_fixture_close(s.f);
}

/* The classroom whose lecture it was first says when attendance opens by the plan. */
static void test_opens_by_one_plan(void **state)
{
    struct stage s = stage_open(state);
    struct classroom changed;
    struct lecture left;
    struct classroom_change change = classroom_no_change();
    int64_t id = held(&s, FIXTURE_NOW + 2 * HOUR), other = partner(&s, id);
    change.auto_open = "on";
    change.auto_open_minutes = 5;
    change.window_minutes = 20;
    assert_int_equal(classroom_change(s.f->school, &s.f->professor, s.one.id, &change, &s.f->arena, &changed),
                     FAULT_NONE);
    same_time_and_window(&s, id, other);
    assert_int_equal(lecture_of(&s, other).window.opens_at, FIXTURE_NOW + 2 * HOUR + 5 * MINUTE);
    change.auto_open_minutes = -10; // those of the other are not asked
    change.window_minutes = 30;
    assert_int_equal(classroom_change(s.f->school, &s.f->professor, s.other.id, &change, &s.f->arena, &changed),
                     FAULT_NONE);
    same_time_and_window(&s, id, other);
    assert_int_equal(lecture_of(&s, other).window.opens_at, FIXTURE_NOW + 2 * HOUR + 5 * MINUTE);
    assert_int_equal(joint_leave(s.f->school, &s.f->professor, other, false, &s.f->arena, &left), FAULT_NONE);
    assert_int_equal(left.joint.count, 0);
    assert_int_equal(left.window.opens_at, FIXTURE_NOW + 2 * HOUR - 10 * MINUTE);
    assert_int_equal(lecture_of(&s, id).window.opens_at, FIXTURE_NOW + 2 * HOUR + 5 * MINUTE);
    school_fixture_close(s.f);
}

/* Put off after it has opened by the plan: in one classroom somebody is marked, so the window stays in both. */
static void test_put_off_with_one_window(void **state)
{
    struct stage s = stage_open(state);
    struct classroom changed;
    struct lecture moved;
    struct classroom_change change = classroom_no_change();
    change.auto_open = "on";
    change.auto_open_minutes = -5;
    assert_int_equal(classroom_change(s.f->school, &s.f->professor, s.one.id, &change, &s.f->arena, &changed),
                     FAULT_NONE);
    int64_t id = held(&s, FIXTURE_NOW), other = partner(&s, id);
    same_time_and_window(&s, id, other);
    assert_int_equal(code_mark(&s, s.f->other_student, other, id, "device-1"), FAULT_NONE);
    struct lecture_change move = lecture_no_change();
    move.starts_at = FIXTURE_NOW + 2 * HOUR;
    assert_int_equal(lecture_edit(s.f->school, &s.f->professor, id, &move, &s.f->arena, &moved), FAULT_NONE);
    same_time_and_window(&s, id, other);
    assert_int_equal(lecture_of(&s, id).window.opens_at, FIXTURE_NOW - 5 * MINUTE);
    school_fixture_close(s.f);
}

/* ---- checking in ---- */

static void test_a_check_in_counts_in_each_classroom(void **state)
{
    struct stage s = stage_open(state);
    struct attendance_mine mine;
    int64_t id = held(&s, FIXTURE_NOW), other = partner(&s, id);
    assert_int_equal(open_now(&s, id, 15), FAULT_NONE);
    // The code in the room names the first classroom's lecture, and the student of the other finds their own.
    assert_int_equal(attendance_mine(s.f->school, &s.f->other_student, id, &s.f->arena, &mine), FAULT_NONE);
    assert_int_equal(mine.lecture.id, other);
    assert_int_equal(code_mark(&s, s.f->other_student, other, id, "device-1"), FAULT_NONE);
    assert_int_equal(marks_in(&s, other, s.f->other_student), 1);
    assert_int_equal(marks_in(&s, id, s.f->other_student), 0);
    assert_int_equal(code_mark(&s, s.f->other_student, id, id, "device-1"), FAULT_NOT_FOUND);
    // Who is in both is marked in both, and both pages hear of it.
    s.f->event_count = 0;
    assert_int_equal(code_mark(&s, s.f->student, other, other, "device-2"), FAULT_NONE);
    assert_int_equal(marks_in(&s, id, s.f->student), 1);
    assert_int_equal(marks_in(&s, other, s.f->student), 1);
    assert_int_equal(s.f->event_count, 2);
    struct record record;
    assert_int_equal(register_record(s.f->school, &s.f->student, s.one.id, &s.f->arena, &record), FAULT_NONE);
    fixture_wait(s.f, 3 * HOUR);
    assert_int_equal(register_record(s.f->school, &s.f->student, s.one.id, &s.f->arena, &record), FAULT_NONE);
    assert_int_equal(record.standing.of[MARK_PRESENT], 1);
    assert_int_equal(lecture_of(&s, other).counts.present, 2);
    assert_int_equal(lecture_of(&s, id).counts.present, 1);
    school_fixture_close(s.f);
}

/* A classroom that asks for more than was shown gives no mark. */
static void test_the_stricter_classroom_asks_itself(void **state)
{
    struct stage s = stage_open(state);
    struct proofs proofs = proofs_initial();
    proofs.code_check_in = true;
    proofs.networks = "198.51.100.0/24";
    proofs.network_rule = PROOF_REFUSE;
    assert_int_equal(proofs_set(s.f->school, &s.f->professor, s.other.id, &proofs, 0, &s.f->arena, &proofs),
                     FAULT_NONE);
    int64_t id = held(&s, FIXTURE_NOW), other = partner(&s, id);
    assert_int_equal(open_now(&s, id, 15), FAULT_NONE);
    assert_int_equal(code_mark(&s, s.f->student, id, id, "device-2"), FAULT_NONE);
    assert_int_equal(marks_in(&s, id, s.f->student), 1);
    assert_int_equal(marks_in(&s, other, s.f->student), 0);
    assert_int_equal(code_mark(&s, s.f->student, other, id, "device-2"), FAULT_NETWORK_OTHER);
    school_fixture_close(s.f);
}

/* A code of before is worth nothing to a lecture that stands alone again. */
static void test_apart_means_another_code(void **state)
{
    struct stage s = stage_open(state);
    struct lecture left;
    struct room_code joint, own;
    int64_t id = held(&s, FIXTURE_NOW), other = partner(&s, id);
    assert_int_equal(open_now(&s, id, 15), FAULT_NONE);
    assert_int_equal(room_code_get(s.f->school, &s.f->professor, id, &joint), FAULT_NONE);
    assert_int_equal(room_code_get(s.f->school, &s.f->professor, other, &own), FAULT_NONE);
    assert_string_equal(joint.code, own.code);
    assert_int_equal(joint_leave(s.f->school, &s.f->professor, other, false, &s.f->arena, &left), FAULT_NONE);
    same_time_and_window(&s, id, other); // attendance goes on in both
    assert_int_equal(code_mark(&s, s.f->student, other, id, "device-2"), FAULT_CODE_WRONG);
    assert_int_equal(code_mark(&s, s.f->student, other, other, "device-2"), FAULT_NONE);
    assert_int_equal(marks_in(&s, id, s.f->student), 0);
    assert_int_equal(fixture_number(s.f, "SELECT COUNT(*) FROM joints"), 0);
    school_fixture_close(s.f);
}

/* ---- where each hour stands once ---- */

static size_t times_in(const char *text, const char *word)
{
    size_t count = 0;
    while ((text = strstr(text, word)) != NULL) {
        count++;
        text += strlen(word);
    }
    return count;
}

static void test_each_hour_stands_once(void **state)
{
    struct stage s = stage_open(state);
    struct lecture_list list;
    struct home home;
    char token[SECRET_TOKEN_SIZE];
    const char *text;
    int64_t id = held(&s, FIXTURE_NOW + HOUR);
    assert_int_equal(lecture_list_around(s.f->school, &s.f->professor, &s.f->arena, &list), FAULT_NONE);
    assert_int_equal(list.count, 1);
    assert_true(list.lectures[0].joint.lectures[0].merged);
    assert_int_equal(lecture_list(s.f->school, &s.f->professor, s.other.id, &s.f->arena, &list), FAULT_NONE);
    assert_int_equal(list.count, 1);
    assert_false(list.lectures[0].joint.lectures[0].merged);
    assert_int_equal(register_home(s.f->school, &s.f->student, &s.f->arena, &home), FAULT_NONE);
    assert_int_equal(home.upcoming.count, 1);
    assert_int_equal(register_home(s.f->school, &s.f->other_student, &s.f->arena, &home), FAULT_NONE);
    assert_int_equal(home.upcoming.count, 1);
    assert_false(home.upcoming.lectures[0].joint.lectures[0].merged);
    assert_int_equal(calendar_link_make(s.f->school, &s.f->professor, token), FAULT_NONE);
    assert_int_equal(calendar_read(s.f->school, token, &s.f->arena, &text), FAULT_NONE);
    assert_int_equal(times_in(text, "BEGIN:VEVENT"), 1);
    assert_non_null(strstr(text, "SUMMARY:Algebra + Algebra"));
    assert_int_equal(open_now(&s, id, 200), FAULT_NONE);
    assert_int_equal(register_home(s.f->school, &s.f->student, &s.f->arena, &home), FAULT_NONE);
    assert_int_equal(home.live_count, 2); // each with its own mark
    school_fixture_close(s.f);
}

static void test_an_archived_classroom_is_left_out(void **state)
{
    struct stage s = stage_open(state);
    struct classroom changed;
    struct classroom_change change = classroom_no_change();
    change.archived = 1;
    int64_t id = held(&s, FIXTURE_NOW), other = partner(&s, id);
    assert_int_equal(classroom_change(s.f->school, &s.f->professor, s.other.id, &change, &s.f->arena, &changed),
                     FAULT_NONE);
    assert_int_equal(lecture_of(&s, id).joint.count, 0);
    assert_int_equal(open_now(&s, id, 15), FAULT_NONE);
    assert_false(lecture_of(&s, other).has_window);
    school_fixture_close(s.f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST_ON_BOTH(test_a_lecture_is_made_or_taken_in),
        TEST_ON_BOTH(test_who_may),
        TEST_ON_BOTH(test_attendance_taken_apart_stays_apart),
        TEST_ON_BOTH(test_a_series_is_held_together),
        TEST_ON_BOTH(test_moved_cancelled_and_restored_together),
        TEST_ON_BOTH(test_a_window_is_one),
        TEST_ON_BOTH(test_absent_by_each_classrooms_rule),
        TEST_ON_BOTH(test_opens_by_one_plan),
        TEST_ON_BOTH(test_put_off_with_one_window),
        TEST_ON_BOTH(test_a_check_in_counts_in_each_classroom),
        TEST_ON_BOTH(test_the_stricter_classroom_asks_itself),
        TEST_ON_BOTH(test_apart_means_another_code),
        TEST_ON_BOTH(test_each_hour_stands_once),
        TEST_ON_BOTH(test_an_archived_classroom_is_left_out),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
