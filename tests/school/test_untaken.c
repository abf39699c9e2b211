/* SPDX-License-Identifier: MIT */
/* The staff is reminded of a lecture in which nobody took attendance: once, and only where it is taken at all. */
#include "school/unit.h"

#include "school/attendance/hand.h"
#include "school/attendance/window.h"
#include "school/classes/classroom.h"
#include "school/classes/staff.h"
#include "school/common/fault.h"
#include "school/common/setting.h"
#include "school/plan/lecture.h"
#include "school/post/notification.h"
#include "school/school.h"

static int64_t told(struct school_fixture *f)
{
    assert_int_equal(notification_tick(f->school), FAULT_NONE);
    return fixture_number(f, "SELECT COUNT(*) FROM notifications WHERE kind = 'not_taken'");
}

static int64_t lecture_from(struct school_fixture *f, int64_t class_id, int64_t starts_at)
{
    struct lecture lecture;
    const struct lecture_request request = {.starts_at = starts_at, .ends_at = starts_at + HOUR};
    assert_int_equal(lecture_create(f->school, &f->professor, class_id, &request, &f->arena, &lecture), FAULT_NONE);
    return lecture.id;
}

/* A classroom with an assistant, and a lecture that was taken a week ago. */
static int64_t classroom_that_takes(struct school_fixture *f)
{
    struct classroom classroom = fixture_classroom(f);
    struct staff_list staff;
    fixture_person(f, ROLE_PROFESSOR, "Tina Tutor", "tina@college.example");
    assert_int_equal(
        staff_add(f->school, &f->professor, classroom.id, "tina@college.example", "assistant", &f->arena, &staff),
        FAULT_NONE);
    fixture_lecture(f, classroom.id); // opened now
    fixture_wait(f, 7 * DAY);
    return classroom.id;
}

static void test_reminded(void **state)
{
    struct school_fixture *f = school_fixture_open(test_store_need(state));
    int64_t class_id = classroom_that_takes(f), now = school_now(f->school);
    int64_t id = lecture_from(f, class_id, now);
    char sql[160];
    fixture_wait(f, HOUR + 30 * MINUTE - 1);
    assert_int_equal(told(f), 0);
    fixture_wait(f, MINUTE);      // it looks once a minute
    assert_int_equal(told(f), 2); // the professor and the assistant
    snprintf(sql, sizeof(sql), "SELECT COUNT(*) FROM notifications WHERE kind = 'not_taken' AND lecture_id = %lld",
             (long long)id);
    assert_int_equal(fixture_number(f, sql), 2); // it leads to the lecture
    for (int i = 0; i < 200; i++) {              // once, whatever sweeps in between
        fixture_wait(f, MINUTE);
        assert_int_equal(told(f), 2);
    }
    fixture_wait(f, DAY);
    assert_int_equal(school_sweep(f->school), FAULT_NONE);
    assert_int_equal(told(f), 2);
    school_fixture_close(f);
}

static void test_not_reminded(void **state)
{
    struct school_fixture *f = school_fixture_open(test_store_need(state));
    int64_t class_id = classroom_that_takes(f), now = school_now(f->school);
    struct lecture lecture;
    struct mark mark;
    struct window_request open = {15, -1};
    const struct lecture_cancel cancel = {.reason = "Flu"};
    const struct mark_request present = {.status = MARK_PRESENT};
    int64_t marked = lecture_from(f, class_id, now), opened = lecture_from(f, class_id, now);
    int64_t cancelled = lecture_from(f, class_id, now), planned = lecture_from(f, class_id, now);
    assert_int_equal(attendance_mark(f->school, &f->professor, marked, f->student.user_id, &present, &f->arena, &mark),
                     FAULT_NONE);
    assert_int_equal(lecture_window_open(f->school, &f->professor, opened, &open, &f->arena, &lecture), FAULT_NONE);
    assert_int_equal(lecture_cancel(f->school, &f->professor, cancelled, &cancel, &f->arena, &lecture), FAULT_NONE);
    struct window_plan plan = {.request = {10, -1}, .opens_at = now + 4 * HOUR};
    assert_int_equal(lecture_window_plan(f->school, &f->professor, planned, &plan, &f->arena, &lecture), FAULT_NONE);
    // Nobody takes attendance there: none of the four weeks before was taken.
    struct classroom other;
    const struct classroom_request request = {.subject = "Seminar", .late_after_minutes = -1, .window_minutes = -1};
    assert_int_equal(classroom_create(f->school, &f->professor, &request, &f->arena, &other), FAULT_NONE);
    lecture_from(f, other.id, now - 7 * DAY);
    lecture_from(f, other.id, now);
    fixture_wait(f, 2 * HOUR);
    assert_int_equal(told(f), 0);
    // Taken, but longer ago than that.
    fixture_wait(f, 29 * (int64_t)DAY);
    lecture_from(f, class_id, school_now(f->school));
    fixture_wait(f, 2 * HOUR);
    assert_int_equal(told(f), 0);
    school_fixture_close(f);
}

static void test_setting(void **state)
{
    struct school_fixture *f = school_fixture_open(test_store_need(state));
    int64_t class_id = classroom_that_takes(f);
    struct setting_state changed;
    lecture_from(f, class_id, school_now(f->school));
    assert_int_equal(setting_change(f->school, &f->administrator, SETTING_REMIND_MINUTES, "0", &f->arena, &changed),
                     FAULT_NONE);
    fixture_wait(f, 2 * HOUR);
    assert_int_equal(told(f), 0);
    assert_int_equal(setting_change(f->school, &f->administrator, SETTING_REMIND_MINUTES, "60", &f->arena, &changed),
                     FAULT_NONE);
    fixture_wait(f, MINUTE);
    assert_int_equal(told(f), 2);
    // What was due while no server ran is not told any more.
    lecture_from(f, class_id, school_now(f->school));
    fixture_wait(f, 5 * HOUR);
    assert_int_equal(told(f), 2);
    school_fixture_close(f);
}

/* More than one unit treats; each is told in its own digest of the day, one mail a person. */
static void test_many(void **state)
{
    struct school_fixture *f = school_fixture_open(test_store_need(state));
    int64_t class_id = classroom_that_takes(f), now = school_now(f->school);
    for (int i = 0; i < 120; i++)
        lecture_from(f, class_id, now + i * 1000);
    fixture_wait(f, 2 * HOUR);
    assert_int_equal(told(f), 240);
    fixture_wait(f, DAY);
    assert_int_equal(told(f), 240);
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM mails"), 2);
    school_fixture_close(f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {TEST_ON_BOTH(test_reminded), TEST_ON_BOTH(test_not_reminded),
                                       TEST_ON_BOTH(test_setting), TEST_ON_BOTH(test_many)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
