/* SPDX-License-Identifier: MIT */
/* Which status an accepted leave gives, and that nobody is warned of what it excuses. */
#include "school/unit.h"

#include "school/classes/classroom.h"
#include "school/common/fault.h"
#include "school/marks/mark.h"
#include "school/marks/status_set.h"
#include "school/school.h"
#include "support/leave_scene.h"

/* Where a classroom has a status of the kind's name, an accepted leave gives that one; elsewhere what the kind says. */
static void test_a_kind_gives_the_status_of_its_name(void **state)
{
    struct leave_scene s = leave_scene_open(state);
    struct school_fixture *f = s.f;
    struct status_set set;
    int64_t kind_id = leave_scene_kind(&s, "On duty", LEAVE_STAFF, LEAVE_STAFF, NULL, 0).id;
    assert_int_equal(status_set_get(f->school, &f->professor, s.algebra.id, &f->arena, &set), FAULT_NONE);
    set.lines[set.count++] =
        (struct status_line){MARK_UNMARKED, "D", "On duty", 100, COUNTS_ATTENDED, STATUS_TEAL, false, false};
    assert_int_equal(status_set_change(f->school, &f->professor, s.algebra.id, &set, &f->arena, &set), FAULT_NONE);
    struct leave leave = leave_scene_week(&s, kind_id);
    assert_int_equal(leave_scene_answer(&s, f->professor, leave.id, s.algebra.id, true), FAULT_NONE);
    assert_int_equal(leave_scene_answer(&s, f->other_professor, leave.id, s.biology.id, true), FAULT_NONE);
    assert_int_equal(leave_scene_status(&s, s.now_a.id), MARK_OWN);
    fixture_wait(f, 24 * HOUR);
    leave_scene_window(&s, s.soon_b.id, true);
    assert_int_equal(leave_scene_status(&s, s.soon_b.id), MARK_EXCUSED);
    set.lines[set.count - 1].retired = true; // one that is no longer given is not given by a leave either
    assert_int_equal(status_set_change(f->school, &f->professor, s.algebra.id, &set, &f->arena, &set), FAULT_NONE);
    leave_scene_window(&s, s.soon_a.id, true);
    assert_int_equal(leave_scene_status(&s, s.soon_a.id), MARK_EXCUSED);
    school_fixture_close(f);
}

/* A sweep marks who is on leave before it looks whom to warn: of windows that opened by the plan, with nobody awake. */
static void test_nobody_on_leave_is_warned(void **state)
{
    struct leave_scene s = leave_scene_open(state);
    struct classroom changed;
    struct classroom_change change = classroom_no_change();
    change.auto_open = "on";
    assert_int_equal(classroom_change(s.f->school, &s.f->professor, s.algebra.id, &change, &s.f->arena, &changed),
                     FAULT_NONE);
    for (int i = 1; i <= 4; i++)
        leave_scene_lecture(&s, &s.algebra, FIXTURE_NOW + i * HOUR);
    struct leave leave = leave_scene_week(&s, 0);
    assert_int_equal(leave_scene_answer(&s, s.f->professor, leave.id, s.algebra.id, true), FAULT_NONE);
    fixture_wait(s.f, 20 * HOUR);
    assert_int_equal(school_sweep(s.f->school), FAULT_NONE);
    assert_int_equal(fixture_number(s.f, "SELECT COUNT(*) FROM attendance WHERE method = 'leave'"), 5);
    assert_int_equal(fixture_number(s.f, "SELECT COUNT(*) FROM warnings"), 0);
    school_fixture_close(s.f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST_ON_BOTH(test_a_kind_gives_the_status_of_its_name),
        TEST_ON_BOTH(test_nobody_on_leave_is_warned),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
