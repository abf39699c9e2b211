/* SPDX-License-Identifier: MIT */
/* Windows that are planned, open by the plan, close by themselves, and what a close does. */
#include "school/unit.h"

#include "base/str.h"
#include "face/face.h"
#include "school/attendance/attendance.h"
#include "school/attendance/hand.h"
#include "school/attendance/window.h"
#include "school/checkin/check_in.h"
#include "school/checkin/check_in_inside.h"
#include "school/classes/classroom.h"
#include "school/classes/join.h"
#include "school/common/fault.h"
#include "school/marks/mark.h"
#include "school/numbers/report.h"
#include "school/plan/lecture.h"
#include "school/post/tell.h"
#include "school/school.h"

static struct lecture planned(struct school_fixture *f, int64_t class_id, int64_t starts_at)
{
    struct lecture lecture;
    struct lecture_request request = {.starts_at = starts_at, .ends_at = starts_at + HOUR};
    assert_int_equal(lecture_create(f->school, &f->professor, class_id, &request, &f->arena, &lecture), FAULT_NONE);
    return lecture;
}

static struct lecture now_is(struct school_fixture *f, int64_t lecture_id)
{
    struct lecture lecture;
    assert_int_equal(lecture_get(f->school, &f->professor, lecture_id, &f->arena, &lecture), FAULT_NONE);
    return lecture;
}

static void set_auto(struct school_fixture *f, int64_t class_id, const char *word, int64_t minutes, int64_t absent)
{
    struct classroom read;
    struct classroom_change change = classroom_no_change();
    change.auto_open = word;
    change.auto_open_minutes = minutes;
    change.absent_at_close = absent;
    assert_int_equal(classroom_change(f->school, &f->professor, class_id, &change, &f->arena, &read), FAULT_NONE);
}

static void tick(struct school_fixture *f)
{
    assert_int_equal(school_tick(f->school), FAULT_NONE);
}

static void test_planned_window(void **state)
{
    struct school_fixture *f = school_fixture_open(test_store_need(state));
    struct classroom classroom = fixture_classroom(f);
    struct lecture lecture = planned(f, classroom.id, FIXTURE_NOW + HOUR);
    int64_t id = lecture.id;
    struct window_plan plan = {.request = {20, 5}, .opens_at = FIXTURE_NOW + HOUR};
    const int64_t bad[] = {FIXTURE_NOW, FIXTURE_NOW - 1, FIXTURE_NOW + 367 * (int64_t)DAY, INT64_MAX, INT64_MIN};
    for (size_t i = 0; i < ARRAY_LENGTH(bad); i++) {
        struct window_plan wrong = {.request = {-1, -1}, .opens_at = bad[i]};
        assert_int_equal(lecture_window_plan(f->school, &f->professor, id, &wrong, &f->arena, &lecture),
                         FAULT_TIME_INVALID);
    }
    assert_int_equal(lecture_window_forget(f->school, &f->professor, id, &f->arena, &lecture), FAULT_WINDOW_NOT_OPEN);
    assert_int_equal(lecture_window_plan(f->school, &f->professor, id, &plan, &f->arena, &lecture), FAULT_NONE);
    assert_int_equal(lecture.window.state, WINDOW_SCHEDULED);
    assert_int_equal(lecture.window.closes_at, FIXTURE_NOW + HOUR + 20 * MINUTE);
    assert_int_equal(lecture.window.late_after_at, FIXTURE_NOW + HOUR + 5 * MINUTE);
    assert_int_equal(lecture_window_close(f->school, &f->professor, id, &f->arena, &lecture), FAULT_WINDOW_NOT_OPEN);
    assert_int_equal(lecture_window_forget(f->school, &f->professor, id, &f->arena, &lecture), FAULT_NONE);
    assert_false(lecture.has_window);

    plan.opens_at = FIXTURE_NOW + 2 * HOUR; // replaced by an earlier one
    assert_int_equal(lecture_window_plan(f->school, &f->professor, id, &plan, &f->arena, &lecture), FAULT_NONE);
    plan.opens_at = FIXTURE_NOW + HOUR;
    assert_int_equal(lecture_window_plan(f->school, &f->professor, id, &plan, &f->arena, &lecture), FAULT_NONE);
    fixture_wait(f, HOUR - 1);
    tick(f);
    assert_int_equal(now_is(f, id).window.state, WINDOW_SCHEDULED);
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM notifications"), 0);
    fixture_wait(f, 1);
    assert_int_equal(now_is(f, id).window.state, WINDOW_OPEN); // without any tick
    f->event_count = 0;
    for (int i = 0; i < 3; i++) // told once
        tick(f);
    assert_int_equal(f->event_count, 1);
    assert_int_equal(f->events[0].window, WINDOW_OPEN);
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM notifications WHERE kind = 'window_opened'"), 2);
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM tellings"), 0);
    assert_int_equal(lecture_window_forget(f->school, &f->professor, id, &f->arena, &lecture), FAULT_WINDOW_OPEN);
    fixture_wait(f, 20 * MINUTE);
    f->event_count = 0;
    tick(f);
    tick(f);
    assert_int_equal(f->event_count, 1);
    assert_int_equal(f->events[0].window, WINDOW_CLOSED);
    assert_int_equal(lecture_window_forget(f->school, &f->professor, id, &f->arena, &lecture), FAULT_WINDOW_CLOSED);
    school_fixture_close(f);
}

static void test_automatic(void **state)
{
    struct school_fixture *f = school_fixture_open(test_store_need(state));
    struct classroom classroom = fixture_classroom(f);
    struct lecture lecture = planned(f, classroom.id, FIXTURE_NOW + HOUR), other;
    struct lecture far = planned(f, classroom.id, FIXTURE_NOW + 10 * (int64_t)DAY);
    tick(f);
    assert_false(now_is(f, lecture.id).has_window); // off at first
    set_auto(f, classroom.id, "on", -10, -1);
    lecture = now_is(f, lecture.id);
    assert_true(lecture.has_window && lecture.window.automatic);
    assert_int_equal(lecture.window.state, WINDOW_SCHEDULED);
    assert_int_equal(lecture.window.opens_at, lecture.starts_at - 10 * MINUTE);
    assert_int_equal(lecture.window.closes_at, lecture.starts_at + 5 * MINUTE);
    assert_int_equal(lecture.window.late_after_at, lecture.starts_at + 10 * MINUTE); // from the start
    assert_false(now_is(f, far.id).has_window);                                      // days before is early enough
    set_auto(f, classroom.id, NULL, 5, -1);
    assert_int_equal(now_is(f, lecture.id).window.opens_at, lecture.starts_at + 5 * MINUTE);
    assert_int_equal(now_is(f, lecture.id).window.late_after_at, lecture.starts_at + 15 * MINUTE);

    // Moved: the window goes with it. A lecture's own wish stands before the classroom's.
    struct lecture_change change = lecture_no_change();
    change.starts_at = lecture.starts_at + HOUR;
    assert_int_equal(lecture_edit(f->school, &f->professor, lecture.id, &change, &f->arena, &lecture), FAULT_NONE);
    assert_int_equal(lecture.window.opens_at, FIXTURE_NOW + 2 * HOUR + 5 * MINUTE);
    change = lecture_no_change();
    change.auto_open = "off";
    assert_int_equal(lecture_edit(f->school, &f->professor, lecture.id, &change, &f->arena, &lecture), FAULT_NONE);
    assert_false(lecture.has_window);
    change.auto_open = "on";
    change.auto_open_minutes = 0;
    assert_int_equal(lecture_edit(f->school, &f->professor, lecture.id, &change, &f->arena, &lecture), FAULT_NONE);
    assert_int_equal(lecture.window.opens_at, FIXTURE_NOW + 2 * HOUR);

    // Taken back by hand: it stays so.
    assert_int_equal(lecture_window_forget(f->school, &f->professor, lecture.id, &f->arena, &lecture), FAULT_NONE);
    tick(f);
    assert_false(now_is(f, lecture.id).has_window);
    assert_int_equal(now_is(f, lecture.id).auto_open, AUTO_OFF);

    // Far away it is written when its day comes near; a server that slept opens what is still open, nothing else.
    other = planned(f, classroom.id, FIXTURE_NOW + 9 * (int64_t)DAY);
    fixture_wait(f, 10 * (int64_t)DAY + 10 * MINUTE);
    tick(f);
    assert_int_equal(now_is(f, far.id).window.state, WINDOW_OPEN);
    assert_false(now_is(f, other.id).has_window);
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM notifications WHERE kind = 'window_opened'"), 2);
    school_fixture_close(f);
}

static void test_absent_at_close(void **state)
{
    struct school_fixture *f = school_fixture_open(test_store_need(state));
    struct classroom classroom = fixture_classroom(f);
    struct mark mark;
    const struct mark_request excused = {.status = MARK_EXCUSED};
    fixture_join(f, &classroom, f->other_student);
    set_auto(f, classroom.id, NULL, INT64_MIN, 1);
    struct lecture lecture = fixture_lecture(f, classroom.id);
    int64_t id = lecture.id;
    assert_int_equal(attendance_mark(f->school, &f->professor, id, f->student.user_id, &excused, &f->arena, &mark),
                     FAULT_NONE);
    fixture_wait(f, 15 * MINUTE - 1);
    tick(f);
    assert_int_equal(now_is(f, id).counts.absent, 0);
    fixture_wait(f, 1);
    f->event_count = 0;
    for (int i = 0; i < 3; i++)
        tick(f);
    assert_int_equal(now_is(f, id).counts.absent, 1);
    assert_int_equal(now_is(f, id).counts.excused, 1); // a mark that is there stands
    assert_int_equal(f->event_count, 2);               // the window, and the mark
    assert_int_equal(f->events[1].status, MARK_ABSENT);
    assert_int_equal(f->events[1].student_id, f->other_student.user_id);
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM audit WHERE action = 'absent_at_close'"), 1);
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM attendance WHERE method = 'close'"), 1);

    // Again, with a reason; who was Absent by the close is not yet marked.
    struct window_plan again = {.request = {5, -1}};
    assert_int_equal(lecture_window_plan(f->school, &f->professor, id, &again, &f->arena, &lecture),
                     FAULT_REASON_NEEDED);
    assert_int_equal(now_is(f, id).counts.absent, 1);
    again.reason = "  ";
    assert_int_equal(lecture_window_plan(f->school, &f->professor, id, &again, &f->arena, &lecture),
                     FAULT_REASON_NEEDED);
    again.reason = "The beamer\nfailed";
    assert_int_equal(lecture_window_plan(f->school, &f->professor, id, &again, &f->arena, &lecture),
                     FAULT_TEXT_INVALID);
    again.reason = "The beamer failed";
    assert_int_equal(lecture_window_plan(f->school, &f->professor, id, &again, &f->arena, &lecture), FAULT_NONE);
    assert_int_equal(lecture.counts.absent, 0);
    assert_int_equal(lecture.counts.unmarked, 1);
    assert_int_equal(
        fixture_number(f, "SELECT COUNT(*) FROM audit WHERE detail LIKE '%1 absent taken back: The beamer failed'"), 1);

    // By hand, at once and once.
    assert_int_equal(lecture_window_close(f->school, &f->professor, id, &f->arena, &lecture), FAULT_NONE);
    assert_int_equal(lecture.counts.absent, 1);
    tick(f);
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM attendance"), 2);
    school_fixture_close(f);
}

/* A check-in that reached the server before the close, and ends after it, takes the place of the Absent. */
static void test_check_in_beats_close(void **state)
{
    struct school_fixture *f = school_fixture_open(test_store_need(state));
    struct classroom classroom = fixture_classroom(f);
    struct challenge challenge;
    int64_t wait;
    set_auto(f, classroom.id, NULL, INT64_MIN, 1);
    struct lecture lecture = fixture_lecture(f, classroom.id);
    fixture_enrol(f, f->student);
    fixture_wait(f, MINUTE);
    int64_t received_at = school_now(f->school);
    assert_int_equal(attendance_challenge(f->school, &f->student, lecture.id, &challenge, &wait), FAULT_NONE);
    fixture_wait(f, 10);
    assert_int_equal(lecture_window_close(f->school, &f->professor, lecture.id, &f->arena, &lecture), FAULT_NONE);
    assert_int_equal(lecture.counts.absent, 1);
    struct challenge late;
    assert_int_equal(attendance_challenge(f->school, &f->student, lecture.id, &late, &wait), FAULT_WINDOW_CLOSED);
    assert_int_equal(check_in_conclude(f->school, &f->student, lecture.id, challenge.token, received_at, FACE_OK, NULL),
                     FAULT_NONE);
    lecture = now_is(f, lecture.id);
    assert_int_equal(lecture.counts.absent, 0);
    assert_int_equal(lecture.counts.present, 1);
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM attendance"), 1);
    school_fixture_close(f);
}

static void test_cancel_makes_nobody_absent(void **state)
{
    struct school_fixture *f = school_fixture_open(test_store_need(state));
    struct classroom classroom = fixture_classroom(f);
    set_auto(f, classroom.id, "on", 0, 1);
    struct lecture lecture = fixture_lecture(f, classroom.id);
    struct lecture later = planned(f, classroom.id, FIXTURE_NOW + HOUR);
    struct lecture_cancel cancel = {.reason = "Flu"};
    assert_int_equal(lecture_cancel(f->school, &f->professor, lecture.id, &cancel, &f->arena, &lecture), FAULT_NONE);
    assert_true(lecture.cancelled);
    assert_string_equal(lecture.cancel_reason, "Flu");
    assert_int_equal(lecture.window.state, WINDOW_CLOSED);
    assert_int_equal(lecture_cancel(f->school, &f->professor, later.id, &cancel, &f->arena, &later), FAULT_NONE);
    assert_false(later.has_window);
    fixture_wait(f, DAY);
    tick(f);
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM attendance"), 0);
    assert_int_equal(lecture_restore(f->school, &f->professor, lecture.id, &cancel, &f->arena, &lecture), FAULT_NONE);
    assert_null(lecture.cancel_reason);
    tick(f);
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM attendance"), 0);
    assert_int_equal(lecture_restore(f->school, &f->professor, lecture.id, &cancel, &f->arena, &lecture),
                     FAULT_LECTURE_NOT_CANCELLED);
    school_fixture_close(f);
}

/* Put off after its window came and went, with nobody marked: it opens again at the new time. With a mark it stays. */
static void test_put_off(void **state)
{
    struct school_fixture *f = school_fixture_open(test_store_need(state));
    struct classroom classroom = fixture_classroom(f);
    struct lecture_change change = lecture_no_change();
    struct mark mark;
    const struct mark_request present = {.status = MARK_PRESENT};
    set_auto(f, classroom.id, "on", 0, 1);
    struct lecture lecture = planned(f, classroom.id, FIXTURE_NOW + HOUR);
    fixture_wait(f, 90 * MINUTE);
    tick(f);
    assert_int_equal(now_is(f, lecture.id).counts.absent, 1);
    change.starts_at = FIXTURE_NOW + DAY;
    assert_int_equal(lecture_edit(f->school, &f->professor, lecture.id, &change, &f->arena, &lecture), FAULT_NONE);
    assert_int_equal(lecture.window.state, WINDOW_SCHEDULED);
    assert_int_equal(lecture.window.opens_at, FIXTURE_NOW + DAY);
    assert_int_equal(lecture.counts.unmarked, 1);
    fixture_wait(f, DAY - 90 * MINUTE); // when it opens again
    assert_int_equal(
        attendance_mark(f->school, &f->professor, lecture.id, f->student.user_id, &present, &f->arena, &mark),
        FAULT_NONE);
    change.starts_at = FIXTURE_NOW + 3 * DAY;
    assert_int_equal(lecture_edit(f->school, &f->professor, lecture.id, &change, &f->arena, &lecture), FAULT_NONE);
    assert_int_equal(lecture.window.opens_at, FIXTURE_NOW + DAY);
    assert_int_equal(lecture.counts.present, 1);
    int64_t version = lecture.version;
    change = lecture_no_change();
    assert_int_equal(lecture_edit(f->school, &f->professor, lecture.id, &change, &f->arena, &lecture), FAULT_NONE);
    assert_int_equal(lecture.version, version); // nothing was asked for
    school_fixture_close(f);
}

/* More people than a batch holds are told, each once. */
static void test_telling_in_batches(void **state)
{
    struct school_fixture *f = school_fixture_open(test_store_need(state));
    struct classroom classroom = fixture_classroom(f);
    for (int i = 0; i < TELLING_BATCH + 20; i++) {
        char name[32], email[48];
        snprintf(name, sizeof(name), "Student %d", i);
        snprintf(email, sizeof(email), "student%d@example.org", i);
        fixture_person(f, ROLE_STUDENT, name, email);
    }
    fixture_sql(f, "INSERT INTO students (user_id, class_id, joined_at) SELECT id, 1, 1 FROM users"
                   " WHERE name LIKE 'Student %'");
    fixture_sql(f, "INSERT INTO memberships (class_id, user_id, joined_at) SELECT class_id, user_id, joined_at"
                   " FROM students WHERE joined_at = 1");
    struct lecture lecture = planned(f, classroom.id, FIXTURE_NOW + HOUR);
    struct lecture_change change = lecture_no_change();
    change.starts_at = FIXTURE_NOW + 2 * HOUR;
    assert_int_equal(lecture_edit(f->school, &f->professor, lecture.id, &change, &f->arena, &lecture), FAULT_NONE);
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM notifications"), TELLING_BATCH - 1); // at once
    tick(f);
    tick(f);
    // Everybody but the professor, who moved it.
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM notifications WHERE kind = 'lecture_changed'"),
                     TELLING_BATCH + 21);
    assert_int_equal(fixture_number(f, "SELECT COUNT(DISTINCT user_id) FROM notifications"), TELLING_BATCH + 21);
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM tellings"), 0);
    school_fixture_close(f);
}

/* Who was there when it began, left, and is back when its window closes. */
static void test_absent_who_came_back(void **state)
{
    struct school_fixture *f = school_fixture_open(test_store_need(state));
    struct classroom classroom = fixture_classroom(f);
    struct lecture lecture = planned(f, classroom.id, FIXTURE_NOW);
    const struct window_request long_one = {.minutes = 180, .late_after_minutes = -1};
    set_auto(f, classroom.id, "off", 0, 1);
    assert_int_equal(lecture_window_open(f->school, &f->professor, lecture.id, &long_one, &f->arena, &lecture),
                     FAULT_NONE);
    fixture_wait(f, 10 * MINUTE);
    assert_int_equal(join_leave(f->school, &f->student, classroom.id), FAULT_NONE);
    fixture_wait(f, 80 * MINUTE);
    fixture_join(f, &classroom, f->student);
    fixture_join(f, &classroom, f->other_student); // who was not expected
    assert_int_equal(lecture_window_close(f->school, &f->professor, lecture.id, &f->arena, &lecture), FAULT_NONE);
    assert_int_equal(lecture.counts.absent, 1);
    assert_int_equal(lecture.counts.students, 1);
    assert_int_equal(fixture_number(f, "SELECT student_id FROM attendance"), f->student.user_id);
    school_fixture_close(f);
}

/* What was kept of a lecture without a window does not outlive one that the plan opens now: nobody has missed it yet.
 */
static void test_opened_long_after(void **state)
{
    struct school_fixture *f = school_fixture_open(test_store_need(state));
    struct classroom classroom = fixture_classroom(f);
    struct report report;
    const struct report_request request = {0};
    planned(f, classroom.id, FIXTURE_NOW);
    fixture_wait(f, 2 * HOUR + 5 * MINUTE);
    assert_int_equal(school_sweep(f->school), FAULT_NONE);
    fixture_wait(f, HOUR);
    set_auto(f, classroom.id, "on", 180, 0);
    tick(f);
    assert_int_equal(report_read(f->school, &f->administrator, &request, &f->arena, &report), FAULT_NONE);
    assert_int_equal(report.whole.taken, 1);
    assert_int_equal(report.whole.expected, 0);
    fixture_wait(f, HOUR);
    assert_int_equal(report_read(f->school, &f->administrator, &request, &f->arena, &report), FAULT_NONE);
    assert_int_equal(report.whole.expected, 1);
    school_fixture_close(f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST_ON_BOTH(test_planned_window),
        TEST_ON_BOTH(test_automatic),
        TEST_ON_BOTH(test_absent_at_close),
        TEST_ON_BOTH(test_check_in_beats_close),
        TEST_ON_BOTH(test_cancel_makes_nobody_absent),
        TEST_ON_BOTH(test_put_off),
        TEST_ON_BOTH(test_telling_in_batches),
        TEST_ON_BOTH(test_opened_long_after),
        TEST_ON_BOTH(test_absent_who_came_back),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
