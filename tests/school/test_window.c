/* SPDX-License-Identifier: MIT */
/* Lectures and their windows, to the millisecond. */
#include "school/unit.h"

#include "base/str.h"
#include "school/attendance/window.h"
#include "school/classes/classroom.h"
#include "school/common/event.h"
#include "school/common/fault.h"
#include "school/plan/lecture.h"
#include "school/school.h"

static struct lecture_request hour_from(int64_t start)
{
    return (struct lecture_request){.title = "Rings", .room = "B2", .starts_at = start, .ends_at = start + HOUR};
}

static void test_lecture_create(void **state)
{
    struct school_fixture *f = school_fixture_open(test_store_need(state));
    struct classroom classroom = fixture_classroom(f);
    struct lecture lecture = {.id = -7};
    struct lecture_request good = hour_from(FIXTURE_NOW + DAY);
    char long_title[LECTURE_TITLE_MAX + 2];
    memset(long_title, 'a', sizeof(long_title) - 1);
    long_title[sizeof(long_title) - 1] = '\0';

    struct {
        struct lecture_request request;
        enum fault fault;
    } bad[] = {
        {{.starts_at = FIXTURE_NOW, .ends_at = FIXTURE_NOW}, FAULT_ENDS_BEFORE_START},
        {{.starts_at = FIXTURE_NOW, .ends_at = FIXTURE_NOW - 1}, FAULT_ENDS_BEFORE_START},
        {{.starts_at = FIXTURE_NOW, .ends_at = FIXTURE_NOW + DAY + 1}, FAULT_LECTURE_TOO_LONG},
        {{.starts_at = INT64_MIN, .ends_at = INT64_MAX}, FAULT_TIME_INVALID},
        {{.starts_at = 0, .ends_at = 1}, FAULT_TIME_INVALID},
        {{.title = long_title, .starts_at = FIXTURE_NOW, .ends_at = FIXTURE_NOW + 1}, FAULT_TEXT_INVALID},
        {{.title = "a\x01", .starts_at = FIXTURE_NOW, .ends_at = FIXTURE_NOW + 1}, FAULT_TEXT_INVALID},
        {{.room = "\xff\xfe", .starts_at = FIXTURE_NOW, .ends_at = FIXTURE_NOW + 1}, FAULT_TEXT_INVALID},
    };
    for (size_t i = 0; i < ARRAY_LENGTH(bad); i++)
        assert_int_equal(lecture_create(f->school, &f->professor, classroom.id, &bad[i].request, &f->arena, &lecture),
                         bad[i].fault);
    struct actor strangers[] = {f->other_professor, f->student, f->other_student, f->administrator};
    for (size_t i = 0; i < ARRAY_LENGTH(strangers); i++)
        assert_int_equal(lecture_create(f->school, &strangers[i], classroom.id, &good, &f->arena, &lecture),
                         FAULT_NOT_FOUND);
    assert_int_equal(lecture_create(f->school, &f->professor, 999999, &good, &f->arena, &lecture), FAULT_NOT_FOUND);
    assert_int_equal(lecture.id, -7);
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM lectures"), 0);

    assert_int_equal(lecture_create(f->school, &f->professor, classroom.id, &good, &f->arena, &lecture), FAULT_NONE);
    assert_string_equal(lecture.title, "Rings");
    assert_string_equal(lecture.room, "B2");
    assert_string_equal(lecture.subject, "Algebra");
    assert_false(lecture.has_window || lecture.cancelled);
    assert_int_equal(lecture.ends_at - lecture.starts_at, HOUR);
    good.ends_at = good.starts_at + DAY; // exactly as long as allowed
    assert_int_equal(lecture_create(f->school, &f->professor, classroom.id, &good, &f->arena, &lecture), FAULT_NONE);
    fixture_sql(f, "UPDATE classrooms SET archived_at = 1");
    assert_int_equal(lecture_create(f->school, &f->professor, classroom.id, &good, &f->arena, &lecture),
                     FAULT_CLASSROOM_ARCHIVED);
    school_fixture_close(f);
}

static void test_window_life(void **state)
{
    struct school_fixture *f = school_fixture_open(test_store_need(state));
    struct classroom classroom = fixture_classroom(f);
    struct lecture lecture;
    struct lecture_request request = hour_from(FIXTURE_NOW);
    struct window_request usual = {-1, -1};
    assert_int_equal(lecture_create(f->school, &f->professor, classroom.id, &request, &f->arena, &lecture), FAULT_NONE);
    int64_t id = lecture.id;
    assert_int_equal(lecture_window_close(f->school, &f->professor, id, &f->arena, &lecture), FAULT_WINDOW_NOT_OPEN);
    assert_int_equal(lecture_window_extend(f->school, &f->professor, id, 5, &f->arena, &lecture),
                     FAULT_WINDOW_NOT_OPEN);

    assert_int_equal(lecture_window_open(f->school, &f->professor, id, &usual, &f->arena, &lecture), FAULT_NONE);
    assert_true(lecture.has_window);
    assert_int_equal(lecture.window.state, WINDOW_OPEN);
    assert_int_equal(lecture.window.opens_at, FIXTURE_NOW);
    assert_int_equal(lecture.window.closes_at, FIXTURE_NOW + 15 * MINUTE);
    assert_int_equal(lecture.window.late_after_at, FIXTURE_NOW + 10 * MINUTE);
    assert_int_equal(lecture_window_open(f->school, &f->professor, id, &usual, &f->arena, &lecture), FAULT_WINDOW_OPEN);

    fixture_wait(f, 15 * MINUTE - 1); // the last millisecond
    assert_int_equal(lecture_get(f->school, &f->professor, id, &f->arena, &lecture), FAULT_NONE);
    assert_int_equal(lecture.window.state, WINDOW_OPEN);
    assert_int_equal(lecture_window_extend(f->school, &f->professor, id, 5, &f->arena, &lecture), FAULT_NONE);
    assert_int_equal(lecture.window.closes_at, FIXTURE_NOW + 20 * MINUTE);
    assert_int_equal(lecture.window.late_after_at, FIXTURE_NOW + 10 * MINUTE);
    fixture_wait(f, 5 * MINUTE + 1); // the moment of closing
    assert_int_equal(lecture_get(f->school, &f->professor, id, &f->arena, &lecture), FAULT_NONE);
    assert_int_equal(lecture.window.state, WINDOW_CLOSED);
    assert_int_equal(lecture_window_extend(f->school, &f->professor, id, 5, &f->arena, &lecture), FAULT_WINDOW_CLOSED);
    assert_int_equal(lecture_window_close(f->school, &f->professor, id, &f->arena, &lecture), FAULT_WINDOW_CLOSED);

    // Again: first opening and lateness stay, unless lateness is asked anew.
    assert_int_equal(
        lecture_window_open(f->school, &f->professor, id, &(struct window_request){3, -1}, &f->arena, &lecture),
        FAULT_NONE);
    assert_int_equal(lecture.window.opens_at, FIXTURE_NOW);
    assert_int_equal(lecture.window.closes_at, FIXTURE_NOW + 23 * MINUTE);
    assert_int_equal(lecture.window.late_after_at, FIXTURE_NOW + 10 * MINUTE);
    assert_int_equal(lecture_window_close(f->school, &f->professor, id, &f->arena, &lecture), FAULT_NONE);
    assert_int_equal(lecture.window.state, WINDOW_CLOSED);
    assert_int_equal(
        lecture_window_open(f->school, &f->professor, id, &(struct window_request){240, 0}, &f->arena, &lecture),
        FAULT_NONE);
    assert_int_equal(lecture.window.late_after_at, FIXTURE_NOW + 20 * MINUTE);
    assert_int_equal(lecture_window_extend(f->school, &f->professor, id, 1, &f->arena, &lecture),
                     FAULT_WINDOW_TOO_LONG);
    fixture_wait(f, MINUTE);
    assert_int_equal(lecture_window_extend(f->school, &f->professor, id, 1, &f->arena, &lecture), FAULT_NONE);
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM audit WHERE subject_type = 'lecture'"), 6);
    assert_int_equal(f->event_count, 6);
    assert_int_equal(f->events[0].kind, SCHOOL_EVENT_WINDOW);
    assert_int_equal(f->events[0].window, WINDOW_OPEN);
    assert_int_equal(f->events[3].window, WINDOW_CLOSED);
    school_fixture_close(f);
}

static void test_window_refusals(void **state)
{
    struct school_fixture *f = school_fixture_open(test_store_need(state));
    struct classroom classroom = fixture_classroom(f);
    struct lecture lecture;
    struct lecture_request request = hour_from(FIXTURE_NOW);
    struct window_request usual = {-1, -1};
    assert_int_equal(lecture_create(f->school, &f->professor, classroom.id, &request, &f->arena, &lecture), FAULT_NONE);
    int64_t id = lecture.id;
    const struct window_request bad[] = {{0, -1}, {241, -1}, {-2, -1}, {5, -2}, {5, 241}, {INT64_MAX, -1}};
    for (size_t i = 0; i < ARRAY_LENGTH(bad); i++)
        assert_int_equal(lecture_window_open(f->school, &f->professor, id, &bad[i], &f->arena, &lecture),
                         FAULT_MINUTES_INVALID);
    const int64_t minutes[] = {0, -1, 241, INT64_MAX, INT64_MIN};
    for (size_t i = 0; i < ARRAY_LENGTH(minutes); i++)
        assert_int_equal(lecture_window_extend(f->school, &f->professor, id, minutes[i], &f->arena, &lecture),
                         FAULT_MINUTES_INVALID);
    struct actor strangers[] = {f->other_professor, f->student, f->other_student, f->administrator};
    for (size_t i = 0; i < ARRAY_LENGTH(strangers); i++) {
        assert_int_equal(lecture_window_open(f->school, &strangers[i], id, &usual, &f->arena, &lecture),
                         FAULT_NOT_FOUND);
        assert_int_equal(lecture_window_extend(f->school, &strangers[i], id, 5, &f->arena, &lecture), FAULT_NOT_FOUND);
        assert_int_equal(lecture_window_close(f->school, &strangers[i], id, &f->arena, &lecture), FAULT_NOT_FOUND);
    }
    fixture_sql(f, "UPDATE lectures SET cancelled_at = 1");
    assert_int_equal(lecture_window_open(f->school, &f->professor, id, &usual, &f->arena, &lecture),
                     FAULT_LECTURE_CANCELLED);
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM windows"), 0);
    assert_int_equal(f->event_count, 0);
    school_fixture_close(f);
}

static void test_instant(void **state)
{
    struct school_fixture *f = school_fixture_open(test_store_need(state));
    struct classroom classroom = fixture_classroom(f);
    struct lecture lecture;
    assert_int_equal(lecture_instant(f->school, &f->professor, classroom.id, "  Now \n", 90, &f->arena, &lecture),
                     FAULT_NONE);
    assert_string_equal(lecture.title, "Now");
    assert_int_equal(lecture.starts_at, FIXTURE_NOW);
    assert_int_equal(lecture.ends_at, FIXTURE_NOW + 90 * MINUTE);
    assert_int_equal(lecture.window.state, WINDOW_OPEN);
    assert_int_equal(lecture.window.closes_at, FIXTURE_NOW + 90 * MINUTE);
    assert_true(lecture.has_counts);
    assert_int_equal(lecture.counts.students, 1);
    assert_int_equal(lecture.counts.unmarked, 1);
    assert_int_equal(lecture_instant(f->school, &f->professor, classroom.id, NULL, -1, &f->arena, &lecture),
                     FAULT_NONE);
    assert_null(lecture.title);
    assert_int_equal(lecture.ends_at, FIXTURE_NOW + 60 * MINUTE);
    assert_int_equal(lecture_instant(f->school, &f->professor, classroom.id, NULL, 0, &f->arena, &lecture),
                     FAULT_MINUTES_INVALID);
    assert_int_equal(lecture_instant(f->school, &f->other_professor, classroom.id, NULL, 5, &f->arena, &lecture),
                     FAULT_NOT_FOUND);
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM lectures"), 2);
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM windows"), 2);

    // Both are live; the classroom shows the one that closes last.
    struct classroom read;
    assert_int_equal(classroom_get(f->school, &f->student, classroom.id, &f->arena, &read), FAULT_NONE);
    assert_true(read.has_live);
    assert_int_equal(read.live.window.closes_at, FIXTURE_NOW + 90 * MINUTE);
    assert_null(read.join_code);
    fixture_wait(f, 90 * MINUTE);
    assert_int_equal(classroom_get(f->school, &f->student, classroom.id, &f->arena, &read), FAULT_NONE);
    assert_false(read.has_live);
    school_fixture_close(f);
}

static void test_lists(void **state)
{
    struct school_fixture *f = school_fixture_open(test_store_need(state));
    struct classroom classroom = fixture_classroom(f);
    struct lecture lecture;
    struct lecture_list list;
    const int64_t starts[] = {-13 * HOUR, -12 * HOUR, 0, 24 * HOUR - 1, 24 * HOUR};
    for (size_t i = 0; i < ARRAY_LENGTH(starts); i++) {
        struct lecture_request request = hour_from(FIXTURE_NOW + starts[i]);
        assert_int_equal(lecture_create(f->school, &f->professor, classroom.id, &request, &f->arena, &lecture),
                         FAULT_NONE);
    }
    assert_int_equal(lecture_list(f->school, &f->professor, classroom.id, &f->arena, &list), FAULT_NONE);
    assert_int_equal(list.count, 5);
    assert_int_equal(list.lectures[0].starts_at, FIXTURE_NOW + 24 * HOUR); // newest first
    assert_true(list.lectures[0].has_counts);
    assert_int_equal(list.lectures[0].counts.students, 1);
    assert_int_equal(lecture_list(f->school, &f->student, classroom.id, &f->arena, &list), FAULT_NONE);
    assert_false(list.lectures[0].has_counts);
    assert_int_equal(lecture_list(f->school, &f->other_student, classroom.id, &f->arena, &list), FAULT_NOT_FOUND);

    // The first ended exactly 12 hours ago, the last starts exactly in 24: both outside.
    struct actor readers[] = {f->professor, f->student, f->administrator};
    for (size_t i = 0; i < ARRAY_LENGTH(readers); i++) {
        assert_int_equal(lecture_list_around(f->school, &readers[i], &f->arena, &list), FAULT_NONE);
        assert_int_equal(list.count, 3);
        assert_int_equal(list.lectures[0].starts_at, FIXTURE_NOW - 12 * HOUR);
    }
    assert_int_equal(lecture_list_around(f->school, &f->other_student, &f->arena, &list), FAULT_NONE);
    assert_int_equal(list.count, 0);
    struct lecture read;
    assert_int_equal(lecture_get(f->school, &f->other_professor, lecture.id, &f->arena, &read), FAULT_NOT_FOUND);
    assert_int_equal(lecture_get(f->school, &f->administrator, lecture.id, &f->arena, &read), FAULT_NONE);
    school_fixture_close(f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST_ON_BOTH(test_lecture_create), TEST_ON_BOTH(test_window_life), TEST_ON_BOTH(test_window_refusals),
        TEST_ON_BOTH(test_instant),        TEST_ON_BOTH(test_lists),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
