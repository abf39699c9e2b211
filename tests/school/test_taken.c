/* SPDX-License-Identifier: MIT */
/* When a lecture has been taken: one rule for standings, registers, reports, days off and reminders. */
#include "school/numbers/record.h"
#include "school/unit.h"

#include "base/arena.h"
#include "base/clock.h"
#include "school/attendance/hand.h"
#include "school/attendance/leave.h"
#include "school/common/fault.h"
#include "school/marks/figures.h"
#include "school/numbers/register.h"
#include "school/numbers/report.h"
#include "school/numbers/statistics.h"
#include "school/office/holiday_change.h"
#include "school/plan/holiday.h"
#include "school/plan/lecture.h"
#include "school/post/notification.h"
#include "school/school.h"
#include "support/leave_scene.h"

/* Bea's mark in the lecture without a window. */
static void mark(struct leave_scene *s, bool set)
{
    struct mark made;
    int64_t change;
    s->f->professor.stepped_up_at = clock_now_ms(&s->f->clock);
    enum fault fault =
        set ? attendance_mark(s->f->school, &s->f->professor, s->soon_a.id, s->f->other_student.user_id,
                              &(struct mark_request){.status = MARK_PRESENT, .note = "seen"}, &s->f->arena, &made)
            : attendance_clear(s->f->school, &s->f->professor, s->soon_a.id, s->f->other_student.user_id,
                               &(struct clear_request){.note = "not she"}, &s->f->arena, &change);
    assert_int_equal(fault, FAULT_NONE);
}

static int64_t taken_in_report(struct leave_scene *s)
{
    struct report report;
    const struct report_request request = {.professor_id = s->f->professor.user_id};
    assert_int_equal(report_read(s->f->school, &s->f->administrator, &request, &s->f->arena, &report), FAULT_NONE);
    return report.whole.taken;
}

/* Everybody who asks whether it was taken hears the same; `before`: how many were taken without it. */
static void expect_taken(struct leave_scene *s, bool taken, int64_t before)
{
    struct school_fixture *f = s->f;
    struct statistics statistics;
    struct record record;
    struct holiday_plan plan;
    struct lecture lecture;
    struct register_grid grid;
    int64_t made;
    const struct holiday_request day = {s->algebra.id, {"2026-11-24", NULL}};
    assert_int_equal(statistics_read(f->school, &f->professor, s->algebra.id, &f->arena, &statistics), FAULT_NONE);
    assert_int_equal(statistics.lectures_taken, before + taken);
    assert_int_equal(register_record(f->school, &f->other_student, s->algebra.id, &f->arena, &record), FAULT_NONE);
    assert_int_equal(record.standing.taken, before + taken);
    assert_int_equal(lecture_get(f->school, &f->professor, s->soon_a.id, &f->arena, &lecture), FAULT_NONE);
    assert_int_equal(lecture.taken, taken);
    assert_int_equal(
        register_grid(f->school, &f->professor, s->algebra.id, &(struct register_page){0}, &f->arena, &grid),
        FAULT_NONE);
    for (size_t i = 0; i < grid.lectures.count; i++)
        assert_int_equal(grid.lectures.lectures[i].taken, grid.lectures.lectures[i].id != s->soon_a.id || taken);
    assert_int_equal(taken_in_report(s), before + taken);
    assert_int_equal(figures_sweep(f->school, school_now(f->school), &made), FAULT_NONE);
    assert_int_equal(taken_in_report(s), before + taken);
    assert_int_equal(holiday_plan_read(f->school, &f->professor, &day, &f->arena, &plan), FAULT_NONE);
    assert_int_equal(plan.taken_count, taken);
    assert_int_equal(plan.planned_count, !taken);
}

/* A leave alone takes nothing: it says that somebody was not there, not that anybody looked. */
static void test_by_leave_alone(void **state)
{
    struct leave_scene s = leave_scene_open(state);
    struct school_fixture *f = s.f;
    fixture_join(f, &s.algebra, f->other_student);
    assert_int_equal(holiday_set_of(f->school, &f->professor, s.algebra.id, &(struct holiday_dates){"2026-11-24", NULL},
                                    true, NULL, &f->arena),
                     FAULT_NONE);
    struct leave leave = leave_scene_week(&s, 0);
    assert_int_equal(leave_scene_answer(&s, f->professor, leave.id, s.algebra.id, true), FAULT_NONE);
    fixture_wait(f, DAY + HOUR + 10 * MINUTE); // it is over, without a window
    assert_int_equal(school_sweep(f->school), FAULT_NONE);
    assert_int_equal(leave_scene_status(&s, s.soon_a.id), MARK_UNMARKED);
    expect_taken(&s, false, 1);
    mark(&s, true);
    assert_int_equal(school_sweep(f->school), FAULT_NONE);
    assert_string_equal(leave_scene_method(&s, s.soon_a.id), "leave");
    expect_taken(&s, true, 1);
    mark(&s, false);
    assert_string_equal(leave_scene_method(&s, s.soon_a.id), "leave");
    expect_taken(&s, false, 1);
    // Its staff is reminded: nobody took attendance.
    fixture_wait(f, 30 * MINUTE);
    assert_int_equal(notification_tick(f->school), FAULT_NONE);
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM notifications WHERE kind = 'not_taken' AND class_id = 1"),
                     1);
    school_fixture_close(f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {TEST_ON_BOTH(test_by_leave_alone)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
