/* SPDX-License-Identifier: MIT */
/* A person's lectures of some days, on both engines. */
#include "school/numbers/days.h"
#include "school/unit.h"

#include "school/attendance/hand.h"
#include "school/common/fault.h"
#include "school/common/state.h"
#include "school/plan/lecture.h"

static struct days days_of(struct school_fixture *f, const struct actor *actor, int64_t from, int64_t before)
{
    struct days days;
    assert_int_equal(days_read(f->school, actor, from, before, &f->arena, &days), FAULT_NONE);
    return days;
}

static int64_t lecture_on(struct school_fixture *f, const struct classroom *classroom, int64_t starts_at)
{
    struct lecture lecture;
    struct lecture_request request = {.title = "Here", .starts_at = starts_at, .ends_at = starts_at + 3600000};
    assert_int_equal(lecture_create(f->school, &f->professor, classroom->id, &request, &f->arena, &lecture),
                     FAULT_NONE);
    return lecture.id;
}

static void test_own_days(void **state)
{
    struct school_fixture *f = school_fixture_open(test_store_need(state));
    struct classroom classroom = fixture_classroom(f);
    int64_t now = school_now(f->school), first = now + SCHOOL_DAY_MS, last = now + 3 * (int64_t)SCHOOL_DAY_MS;
    int64_t ids[] = {lecture_on(f, &classroom, first), lecture_on(f, &classroom, last)};
    struct actor stranger = fixture_person(f, ROLE_STUDENT, "Nobody Here", "nobody@college.example");
    fixture_join(f, &classroom, f->student);

    // By start; the first moment belongs to it, the last does not.
    struct days days = days_of(f, &f->student, first, last);
    assert_int_equal(days.count, 1);
    assert_int_equal(days.lectures[0].lecture.id, ids[0]);
    assert_int_equal(days.lectures[0].mark.status, MARK_UNMARKED);
    days = days_of(f, &f->student, first, last + 1);
    assert_int_equal(days.count, 2);
    assert_int_equal(days.lectures[1].lecture.id, ids[1]);
    assert_int_equal(days.classrooms.count, 1);
    assert_false(days.cut);

    // The professor's are the same, without a mark; a stranger has none.
    assert_int_equal(days_of(f, &f->professor, first, last + 1).count, 2);
    assert_int_equal(days_of(f, &stranger, first, last + 1).count, 0);

    // With one's own mark, and nobody else's.
    struct mark_request request = {.status = MARK_LATE, .minutes_late = 7, .note = "The bus"};
    struct mark mark;
    fixture_wait(f, SCHOOL_DAY_MS + 600000); // in its middle
    assert_int_equal(attendance_mark(f->school, &f->professor, ids[0], f->student.user_id, &request, &f->arena, &mark),
                     FAULT_NONE);
    days = days_of(f, &f->student, first, last + 1);
    assert_int_equal(days.lectures[0].mark.status, MARK_LATE);
    assert_int_equal(days.lectures[0].mark.minutes_late, 7);
    assert_int_equal(days_of(f, &f->professor, first, last + 1).lectures[0].mark.status, MARK_UNMARKED);
    school_fixture_close(f);
}

static void test_bounds(void **state)
{
    struct school_fixture *f = school_fixture_open(test_store_need(state));
    struct days days = {.count = 7};
    const int64_t most = DAYS_MAX * (int64_t)SCHOOL_DAY_MS;
    const int64_t wrong[][2] = {{1000, 1000}, {1000, 999}, {-1, 1000}, {1000, 1001 + most}};
    for (size_t i = 0; i < 4; i++)
        assert_int_equal(days_read(f->school, &f->student, wrong[i][0], wrong[i][1], &f->arena, &days),
                         FAULT_TIME_INVALID);
    assert_int_equal(days.count, 7); // as it was
    assert_int_equal(days_read(f->school, &f->student, 1000, 1000 + most, &f->arena, &days), FAULT_NONE);
    assert_int_equal(days.count, 0);
    school_fixture_close(f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {TEST_ON_BOTH(test_own_days), TEST_ON_BOTH(test_bounds)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
