/* SPDX-License-Identifier: MIT */
/* Lectures that end on the day after their start, and what watchers are told when the plan changes. */
#include "school/unit.h"

#include "base/clock.h"
#include "base/str.h"
#include "school/attendance/window.h"
#include "school/classes/classroom.h"
#include "school/common/fault.h"
#include "school/plan/calendar.h"
#include "school/plan/lecture.h"
#include "school/plan/series.h"
#include "school/school.h"

static const struct series_request saturdays = {
    .weekdays = (const char *const[]){"SA"},
    .weekday_count = 1,
    .from = "22:00",
    .to = "03:00",
    .first_date = "2027-03-20",
    .last_date = "2027-04-03",
    .every_weeks = 1,
};

/* The night from 2027-03-27 to 28 has no 02:30 in Berlin, that of 2026-10-24 has it twice. */
static void test_series_overnight(void **state)
{
    struct school_fixture *f = school_fixture_open(test_store_need(state));
    struct classroom classroom = fixture_classroom_in(f, "Europe/Berlin");
    struct series_request request = saturdays;
    struct series_result result;
    const char *const spring[][2] = {
        {"2027-03-20T21:00:00Z", "2027-03-21T02:00:00Z"},
        {"2027-03-27T21:00:00Z", "2027-03-28T01:00:00Z"}, // an hour shorter
        {"2027-04-03T20:00:00Z", "2027-04-04T01:00:00Z"},
    };
    assert_int_equal(series_create(f->school, &f->professor, classroom.id, &request, &f->arena, &result), FAULT_NONE);
    assert_int_equal(result.lectures.count, ARRAY_LENGTH(spring));
    for (size_t i = 0; i < ARRAY_LENGTH(spring); i++) {
        assert_int_equal(result.lectures.lectures[i].starts_at, fixture_moment(spring[i][0]));
        assert_int_equal(result.lectures.lectures[i].ends_at, fixture_moment(spring[i][1]));
    }
    request.first_date = "2027-10-30", request.last_date = "2027-10-31"; // an hour longer
    assert_int_equal(series_create(f->school, &f->professor, classroom.id, &request, &f->arena, &result), FAULT_NONE);
    assert_int_equal(result.lectures.lectures[0].ends_at - result.lectures.lectures[0].starts_at, 6 * HOUR);
    // 01:30 to 01:00 of the next day is a slip, 01:30 to 01:30 too; 13:00 to 01:00 is the longest night.
    const struct {
        const char *from, *to;
        enum fault fault;
    } cases[] = {
        {"01:30", "01:00", FAULT_ENDS_BEFORE_START},
        {"01:30", "01:30", FAULT_ENDS_BEFORE_START},
        {"12:59", "01:00", FAULT_ENDS_BEFORE_START},
        {"13:00", "01:00", FAULT_NONE},
        {"23:59", "00:00", FAULT_NONE},
    };
    for (size_t i = 0; i < ARRAY_LENGTH(cases); i++) {
        request.from = cases[i].from, request.to = cases[i].to;
        assert_int_equal(series_create(f->school, &f->professor, classroom.id, &request, &f->arena, &result),
                         cases[i].fault);
    }
    school_fixture_close(f);
}

/* Over midnight it is among the lectures around now, its window opens and closes on another day, and a calendar has it
 * as one event. */
static void test_lecture_overnight(void **state)
{
    struct school_fixture *f = school_fixture_open(test_store_need(state));
    struct classroom classroom = fixture_classroom_in(f, "Europe/Berlin");
    struct series_request request = saturdays;
    struct series_result result;
    struct lecture_list list;
    struct lecture lecture;
    const char *text;
    assert_int_equal(series_create(f->school, &f->professor, classroom.id, &request, &f->arena, &result), FAULT_NONE);
    int64_t id = result.lectures.lectures[0].id;
    clock_set_ms(&f->clock, fixture_moment("2027-03-20T23:30:00Z")); // half past midnight on the wall
    assert_int_equal(lecture_list_around(f->school, &f->student, &f->arena, &list), FAULT_NONE);
    assert_int_equal(list.count, 1);
    assert_int_equal(list.lectures[0].id, id);
    struct window_request window = {30, -1};
    assert_int_equal(lecture_window_open(f->school, &f->professor, id, &window, &f->arena, &lecture), FAULT_NONE);
    assert_int_equal(lecture.window.closes_at, fixture_moment("2027-03-21T00:00:00Z"));
    assert_int_equal(calendar_of_classroom(f->school, &f->student, classroom.id, &f->arena, &text), FAULT_NONE);
    assert_non_null(strstr(text, "DTSTART;TZID=Europe/Berlin:20270320T220000"));
    assert_non_null(strstr(text, "DTEND;TZID=Europe/Berlin:20270321T030000"));

    // Moved with all later ones into the evening and across the change of clocks, they keep their length.
    clock_set_ms(&f->clock, fixture_moment("2027-03-19T12:00:00Z"));
    struct lecture_change change = lecture_no_change();
    change.following = true;
    change.starts_at = fixture_moment("2027-03-20T22:30:00Z");
    change.ends_at = fixture_moment("2027-03-21T01:30:00Z");
    assert_int_equal(lecture_edit(f->school, &f->professor, id, &change, &f->arena, &lecture), FAULT_NONE);
    assert_int_equal(lecture_get(f->school, &f->professor, result.lectures.lectures[2].id, &f->arena, &lecture),
                     FAULT_NONE);
    assert_int_equal(lecture.starts_at, fixture_moment("2027-04-03T21:30:00Z"));
    assert_int_equal(lecture.ends_at, fixture_moment("2027-04-04T00:30:00Z"));
    school_fixture_close(f);
}

/* Who watches is told that a restored lecture has no window, not that it has a closed one. */
static void test_restored_has_no_window(void **state)
{
    struct school_fixture *f = school_fixture_open(test_store_need(state));
    struct classroom classroom = fixture_classroom(f);
    struct lecture lecture;
    struct lecture_request request = {.starts_at = FIXTURE_NOW + DAY, .ends_at = FIXTURE_NOW + DAY + HOUR};
    const struct lecture_cancel cancel = {.reason = "Flu"};
    assert_int_equal(lecture_create(f->school, &f->professor, classroom.id, &request, &f->arena, &lecture), FAULT_NONE);
    f->event_count = 0;
    assert_int_equal(lecture_cancel(f->school, &f->professor, lecture.id, &cancel, &f->arena, &lecture), FAULT_NONE);
    assert_int_equal(lecture_restore(f->school, &f->professor, lecture.id, &cancel, &f->arena, &lecture), FAULT_NONE);
    assert_int_equal(f->event_count, 2);
    for (size_t i = 0; i < f->event_count; i++)
        assert_false(f->events[i].has_window);
    struct window_request window = {15, -1};
    assert_int_equal(lecture_window_open(f->school, &f->professor, lecture.id, &window, &f->arena, &lecture),
                     FAULT_NONE);
    assert_true(f->events[2].has_window);
    school_fixture_close(f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST_ON_BOTH(test_series_overnight),
        TEST_ON_BOTH(test_lecture_overnight),
        TEST_ON_BOTH(test_restored_has_no_window),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
