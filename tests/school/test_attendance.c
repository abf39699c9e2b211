/* SPDX-License-Identifier: MIT */
/* Marks by hand, the live view, registers, records and standings. */
#include "school/checkin/mine.h"
#include "school/numbers/record.h"
#include "school/unit.h"

#include "base/clock.h"
#include "base/str.h"
#include "face/face.h"
#include "school/attendance/attendance.h"
#include "school/attendance/hand.h"
#include "school/checkin/check_in.h"
#include "school/classes/classroom.h"
#include "school/common/fault.h"
#include "school/marks/mark.h"
#include "school/numbers/register.h"
#include "school/plan/lecture.h"
#include "school/school.h"

static enum fault hand(struct school_fixture *f, struct actor actor, int64_t lecture_id, int64_t student_id,
                       enum mark_status status, int64_t minutes_late, const char *note)
{
    struct mark mark;
    struct mark_request request = {status, minutes_late, note, 0};
    return attendance_mark(f->school, &actor, lecture_id, student_id, &request, &f->arena, &mark);
}

static enum fault clear(struct school_fixture *f, struct actor actor, int64_t lecture_id, int64_t student_id)
{
    int64_t change;
    struct clear_request request = {.note = "a mistake"};
    return attendance_clear(f->school, &actor, lecture_id, student_id, &request, &f->arena, &change);
}

static void test_by_hand(void **state)
{
    struct school_fixture *f = school_fixture_open(test_store_need(state));
    struct classroom classroom = fixture_classroom(f);
    struct lecture lecture = fixture_lecture(f, classroom.id);
    struct mark mark;
    int64_t sam = f->student.user_id;
    f->event_count = 0;
    struct mark_request request = {.status = MARK_LATE, .minutes_late = 7, .note = " bus\nstrike 🚌 "};
    assert_int_equal(attendance_mark(f->school, &f->professor, lecture.id, sam, &request, &f->arena, &mark),
                     FAULT_NONE);
    assert_int_equal(mark.status, MARK_LATE);
    assert_int_equal(mark.minutes_late, 7);
    assert_int_equal(mark.method, MARK_BY_HAND);
    assert_int_equal(mark.marked_at, FIXTURE_NOW);
    assert_int_equal(mark.marked_by.id, f->professor.user_id);
    assert_string_equal(mark.marked_by.name, "Petra Prof");
    assert_string_equal(mark.student.name, "Sam Student");
    assert_string_equal(mark.note, "bus\nstrike 🚌");

    // Changed, long after the window: one mark still. Minutes belong to lateness alone.
    fixture_wait(f, 3 * DAY);
    request = (struct mark_request){.status = MARK_PRESENT, .minutes_late = 7, .note = "was there"};
    f->professor.stepped_up_at = FIXTURE_NOW + 3 * DAY - MINUTE;
    assert_int_equal(attendance_mark(f->school, &f->professor, lecture.id, sam, &request, &f->arena, &mark),
                     FAULT_NONE);
    assert_int_equal(mark.status, MARK_PRESENT);
    assert_int_equal(mark.minutes_late, 0);
    assert_string_equal(mark.note, "was there");
    assert_int_equal(mark.marked_at, FIXTURE_NOW + 3 * DAY);
    // The same again, in the same millisecond.
    assert_int_equal(attendance_mark(f->school, &f->professor, lecture.id, sam, &request, &f->arena, &mark),
                     FAULT_NONE);
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM attendance"), 1);
    assert_int_equal(f->event_count, 3);
    assert_int_equal(f->events[2].counts.present, 1);
    assert_int_equal(f->events[2].counts.late, 0);

    assert_int_equal(clear(f, f->professor, lecture.id, sam), FAULT_NONE);
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM attendance"), 0);
    assert_int_equal(f->event_count, 4);
    assert_int_equal(f->events[3].status, MARK_UNMARKED);
    assert_int_equal(f->events[3].counts.unmarked, 1);
    assert_int_equal(clear(f, f->professor, lecture.id, sam), FAULT_NONE); // nothing to clear
    assert_int_equal(f->event_count, 4);
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM audit WHERE action IN ('mark_set', 'mark_cleared')"), 4);
    school_fixture_close(f);
}

static void test_by_hand_refusals(void **state)
{
    struct school_fixture *f = school_fixture_open(test_store_need(state));
    struct classroom classroom = fixture_classroom(f);
    struct lecture lecture = fixture_lecture(f, classroom.id);
    int64_t sam = f->student.user_id;
    char note[ATTENDANCE_NOTE_MAX + 2];
    memset(note, 'n', ATTENDANCE_NOTE_MAX + 1), note[ATTENDANCE_NOTE_MAX + 1] = '\0';
    f->event_count = 0;
    struct actor strangers[] = {f->other_professor, f->student, f->other_student, f->administrator};
    for (size_t i = 0; i < ARRAY_LENGTH(strangers); i++) {
        assert_int_equal(hand(f, strangers[i], lecture.id, sam, MARK_PRESENT, 0, NULL), FAULT_NOT_FOUND);
        assert_int_equal(clear(f, strangers[i], lecture.id, sam), FAULT_NOT_FOUND);
    }
    assert_int_equal(hand(f, f->professor, 999999, sam, MARK_PRESENT, 0, NULL), FAULT_NOT_FOUND);
    const int64_t people[] = {f->other_student.user_id, f->professor.user_id, 0, -1, INT64_MAX, 999999};
    for (size_t i = 0; i < ARRAY_LENGTH(people); i++) {
        assert_int_equal(hand(f, f->professor, lecture.id, people[i], MARK_PRESENT, 0, NULL), FAULT_NOT_FOUND);
        assert_int_equal(clear(f, f->professor, lecture.id, people[i]), FAULT_NOT_FOUND);
    }
    assert_int_equal(hand(f, f->professor, lecture.id, sam, MARK_UNMARKED, 0, NULL), FAULT_STATUS_UNKNOWN);
    assert_int_equal(hand(f, f->professor, lecture.id, sam, MARK_STATUS_COUNT, 0, NULL), FAULT_STATUS_UNKNOWN);
    assert_int_equal(hand(f, f->professor, lecture.id, sam, MARK_LATE, -1, NULL), FAULT_MINUTES_INVALID);
    assert_int_equal(hand(f, f->professor, lecture.id, sam, MARK_LATE, 1441, NULL), FAULT_MINUTES_INVALID);
    assert_int_equal(hand(f, f->professor, lecture.id, sam, MARK_LATE, 0, note), FAULT_TEXT_INVALID);
    assert_int_equal(hand(f, f->professor, lecture.id, sam, MARK_LATE, 0, "a\x01"), FAULT_TEXT_INVALID);
    fixture_sql(f, "UPDATE lectures SET cancelled_at = 1");
    assert_int_equal(hand(f, f->professor, lecture.id, sam, MARK_PRESENT, 0, NULL), FAULT_LECTURE_CANCELLED);
    fixture_sql(f, "UPDATE classrooms SET archived_at = 1");
    assert_int_equal(hand(f, f->professor, lecture.id, sam, MARK_PRESENT, 0, NULL), FAULT_CLASSROOM_ARCHIVED);
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM attendance"), 0);
    assert_int_equal(f->event_count, 0);

    // The longest note of the widest characters, and all of it in the audit log.
    fixture_sql(f, "UPDATE classrooms SET archived_at = NULL");
    fixture_sql(f, "UPDATE lectures SET cancelled_at = NULL");
    char wide[4 * ATTENDANCE_NOTE_MAX + 1];
    for (size_t i = 0; i < ATTENDANCE_NOTE_MAX; i++)
        memcpy(wide + 4 * i, "\xf0\x9f\x9a\x8c", 4);
    wide[4 * ATTENDANCE_NOTE_MAX] = '\0';
    assert_int_equal(hand(f, f->professor, lecture.id, sam, MARK_EXCUSED, 0, wide), FAULT_NONE);
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM audit WHERE action = 'mark_set' AND LENGTH(detail) > 300"),
                     1);
    school_fixture_close(f);
}

static void test_view(void **state)
{
    struct school_fixture *f = school_fixture_open(test_store_need(state));
    struct classroom classroom = fixture_classroom(f);
    struct lecture lecture = fixture_lecture(f, classroom.id), other = fixture_lecture(f, classroom.id);
    struct attendance_view view;
    fixture_join(f, &classroom, f->other_student);
    struct actor third = fixture_person(f, ROLE_STUDENT, "anton klein", "anton@college.example");
    fixture_join(f, &classroom, third);
    assert_int_equal(hand(f, f->professor, lecture.id, f->student.user_id, MARK_ABSENT, 0, NULL), FAULT_NONE);
    assert_int_equal(hand(f, f->professor, lecture.id, third.user_id, MARK_LATE, 3, NULL), FAULT_NONE);
    assert_int_equal(hand(f, f->professor, other.id, f->other_student.user_id, MARK_PRESENT, 0, NULL), FAULT_NONE);

    struct actor readers[] = {f->professor, f->administrator};
    for (size_t i = 0; i < ARRAY_LENGTH(readers); i++) {
        assert_int_equal(attendance_view(f->school, &readers[i], lecture.id, &f->arena, &view), FAULT_NONE);
        assert_int_equal(view.count, 3);
        assert_string_equal(view.marks[0].student.name, "anton klein"); // by name, case aside
        assert_string_equal(view.marks[1].student.name, "Bea Beside");
        assert_int_equal(view.marks[0].status, MARK_LATE);
        assert_int_equal(view.marks[1].status, MARK_UNMARKED); // not Absent
        assert_null(view.marks[1].marked_by.name);
        assert_int_equal(view.marks[2].status, MARK_ABSENT);
        struct counts counts = view.lecture.counts;
        assert_true(view.lecture.has_counts);
        assert_int_equal(counts.students, 3);
        assert_int_equal(counts.marked, 2);
        assert_int_equal(counts.late, 1);
        assert_int_equal(counts.absent, 1);
        assert_int_equal(counts.unmarked, 1);
        assert_int_equal(view.classroom.id, classroom.id);
        assert_int_equal(attendance_may_watch(f->school, &readers[i], lecture.id), FAULT_NONE);
    }
    struct actor strangers[] = {f->other_professor, f->student, f->other_student};
    for (size_t i = 0; i < ARRAY_LENGTH(strangers); i++) {
        assert_int_equal(attendance_view(f->school, &strangers[i], lecture.id, &f->arena, &view), FAULT_NOT_FOUND);
        assert_int_equal(attendance_may_watch(f->school, &strangers[i], lecture.id), FAULT_NOT_FOUND);
    }
    struct attendance_mine mine;
    assert_int_equal(attendance_mine(f->school, &third, lecture.id, &f->arena, &mine), FAULT_NONE);
    assert_int_equal(mine.mark.minutes_late, 3);
    assert_false(mine.lecture.has_counts);
    assert_false(mine.identity.consented || mine.identity.enrolled);
    assert_int_equal(attendance_mine(f->school, &f->professor, lecture.id, &f->arena, &mine), FAULT_NOT_FOUND);
    school_fixture_close(f);
}

/* Six lectures: P, L, E, A, unmarked, and one whose window never opened; beside them a cancelled one with a mark. */
static void six_lectures(struct school_fixture *f, const struct classroom *classroom, int64_t ids[static 7])
{
    const enum mark_status statuses[] = {MARK_PRESENT, MARK_LATE, MARK_EXCUSED, MARK_ABSENT, MARK_UNMARKED};
    struct lecture lecture;
    for (size_t i = 0; i < ARRAY_LENGTH(statuses); i++) {
        ids[i] = fixture_lecture(f, classroom->id).id;
        if (statuses[i] != MARK_UNMARKED)
            assert_int_equal(hand(f, f->professor, ids[i], f->student.user_id, statuses[i], 0, NULL), FAULT_NONE);
        fixture_wait(f, HOUR);
    }
    struct lecture_request request = {.starts_at = clock_now_ms(&f->clock) + HOUR,
                                      .ends_at = clock_now_ms(&f->clock) + 2 * HOUR};
    assert_int_equal(lecture_create(f->school, &f->professor, classroom->id, &request, &f->arena, &lecture),
                     FAULT_NONE);
    ids[5] = lecture.id;
    ids[6] = fixture_lecture(f, classroom->id).id;
    assert_int_equal(hand(f, f->professor, ids[6], f->student.user_id, MARK_PRESENT, 0, NULL), FAULT_NONE);
    char sql[100];
    snprintf(sql, sizeof(sql), "UPDATE lectures SET cancelled_at = 1 WHERE id = %lld", (long long)ids[6]);
    fixture_sql(f, sql);
}

static void assert_standing(struct standing standing, int64_t attended, int64_t taken, int64_t lectures)
{
    assert_int_equal(standing.attended, attended);
    assert_int_equal(standing.taken, taken);
    assert_int_equal(standing.lectures, lectures);
}

static void test_registers_agree(void **state)
{
    struct school_fixture *f = school_fixture_open(test_store_need(state));
    struct classroom classroom = fixture_classroom(f);
    int64_t ids[7];
    fixture_join(f, &classroom, f->other_student);
    six_lectures(f, &classroom, ids);

    struct register_grid grid;
    assert_int_equal(
        register_grid(f->school, &f->professor, classroom.id, &(struct register_page){0}, &f->arena, &grid),
        FAULT_NONE);
    assert_int_equal(grid.lectures.count, 6); // without the cancelled one
    assert_int_equal(grid.count, 2);
    assert_string_equal(grid.students[1].student.name, "Sam Student");
    const uint8_t expected[] = {MARK_PRESENT, MARK_LATE, MARK_EXCUSED, MARK_ABSENT, MARK_UNMARKED, MARK_UNMARKED};
    assert_memory_equal(grid.students[1].marks, expected, sizeof(expected));
    assert_standing(grid.students[1].standing, 3, 5, 6);
    assert_standing(grid.students[0].standing, 0, 5, 6);
    assert_int_equal(grid.classroom.lectures, 6);

    struct roster roster;
    assert_int_equal(register_roster(f->school, &f->professor, classroom.id, &f->arena, &roster), FAULT_NONE);
    assert_int_equal(roster.count, 2);
    assert_standing(roster.students[1].standing, 3, 5, 6);
    assert_string_equal(roster.students[1].email, "sam@college.example");
    assert_false(roster.students[1].enrolled);

    struct record record;
    assert_int_equal(register_record(f->school, &f->student, classroom.id, &f->arena, &record), FAULT_NONE);
    assert_standing(record.standing, 3, 5, 6);
    assert_int_equal(record.count, 7); // the cancelled one too
    for (size_t i = 0; i < record.count; i++) {
        if (record.lectures[i].lecture.id == ids[3])
            assert_int_equal(record.lectures[i].mark.status, MARK_ABSENT);
        if (i > 0)
            assert_true(record.lectures[i].lecture.starts_at <= record.lectures[i - 1].lecture.starts_at);
        assert_int_equal(record.lectures[i].lecture.cancelled, record.lectures[i].lecture.id == ids[6]);
    }

    struct home home;
    assert_int_equal(register_home(f->school, &f->student, &f->arena, &home), FAULT_NONE);
    assert_int_equal(home.classroom_count, 1);
    assert_standing(home.classrooms[0].standing, 3, 5, 6);
    assert_int_equal(home.upcoming.count, 1);
    assert_int_equal(home.upcoming.lectures[0].id, ids[5]);
    assert_int_equal(home.live_count, 0);
    struct lecture live = fixture_lecture(f, classroom.id);
    assert_int_equal(hand(f, f->professor, live.id, f->other_student.user_id, MARK_PRESENT, 0, NULL), FAULT_NONE);
    assert_int_equal(register_home(f->school, &f->student, &f->arena, &home), FAULT_NONE);
    assert_int_equal(home.live_count, 1);
    assert_int_equal(home.live[0].mark.status, MARK_UNMARKED); // another's mark is not one's own
    assert_true(home.classrooms[0].classroom.has_live);
    school_fixture_close(f);
}

/* A roll called by hand, without any window, is a lecture taken. */
static void test_taken_by_hand(void **state)
{
    struct school_fixture *f = school_fixture_open(test_store_need(state));
    struct classroom classroom = fixture_classroom(f);
    struct lecture lecture;
    struct record record;
    struct lecture_request request = {.starts_at = FIXTURE_NOW, .ends_at = FIXTURE_NOW + HOUR};
    assert_int_equal(lecture_create(f->school, &f->professor, classroom.id, &request, &f->arena, &lecture), FAULT_NONE);
    assert_int_equal(register_record(f->school, &f->student, classroom.id, &f->arena, &record), FAULT_NONE);
    double percentage = -1;
    assert_false(standing_percentage(&record.standing, &percentage));
    assert_int_equal(hand(f, f->professor, lecture.id, f->student.user_id, MARK_PRESENT, 0, NULL), FAULT_NONE);
    assert_int_equal(register_record(f->school, &f->student, classroom.id, &f->arena, &record), FAULT_NONE);
    assert_standing(record.standing, 1, 1, 1);
    assert_true(standing_percentage(&record.standing, &percentage));
    assert_true(percentage == 100.0);
    school_fixture_close(f);
}

static void test_register_strangers(void **state)
{
    struct school_fixture *f = school_fixture_open(test_store_need(state));
    struct classroom classroom = fixture_classroom(f);
    struct register_grid grid;
    struct roster roster;
    struct record record;
    struct actor strangers[] = {f->other_professor, f->student, f->other_student};
    for (size_t i = 0; i < ARRAY_LENGTH(strangers); i++) {
        assert_int_equal(
            register_grid(f->school, &strangers[i], classroom.id, &(struct register_page){0}, &f->arena, &grid),
            FAULT_NOT_FOUND);
        assert_int_equal(register_roster(f->school, &strangers[i], classroom.id, &f->arena, &roster), FAULT_NOT_FOUND);
    }
    struct actor not_students[] = {f->other_professor, f->professor, f->other_student, f->administrator};
    for (size_t i = 0; i < ARRAY_LENGTH(not_students); i++)
        assert_int_equal(register_record(f->school, &not_students[i], classroom.id, &f->arena, &record),
                         FAULT_NOT_FOUND);
    assert_int_equal(
        register_grid(f->school, &f->administrator, classroom.id, &(struct register_page){0}, &f->arena, &grid),
        FAULT_NONE);
    assert_int_equal(grid.lectures.count, 0);
    assert_int_equal(grid.count, 1);
    struct home home;
    assert_int_equal(register_home(f->school, &f->other_student, &f->arena, &home), FAULT_NONE);
    assert_int_equal(home.live_count + home.classroom_count + home.upcoming.count, 0);
    school_fixture_close(f);
}

static void test_overview(void **state)
{
    struct school_fixture *f = school_fixture_open(test_store_need(state));
    struct classroom classroom = fixture_classroom(f);
    struct lecture lecture = fixture_lecture(f, classroom.id);
    struct overview overview;
    fixture_enrol(f, f->student);
    assert_int_equal(hand(f, f->professor, lecture.id, f->student.user_id, MARK_PRESENT, 0, NULL), FAULT_NONE);
    char sql[200];
    snprintf(sql, sizeof(sql),
             "INSERT INTO face_refusals (student_id, lecture_id, reason, at) VALUES (1, 1, 'blurred', %lld), (1, 1,"
             " 'blurred', %lld), (1, 1, 'no_match', 5)",
             (long long)FIXTURE_NOW, (long long)FIXTURE_NOW);
    fixture_sql(f, sql);
    assert_int_equal(register_overview(f->school, &f->professor, &overview), FAULT_NOT_ALLOWED);
    assert_int_equal(register_overview(f->school, &f->student, &overview), FAULT_NOT_ALLOWED);
    assert_int_equal(register_overview(f->school, &f->administrator, &overview), FAULT_NONE);
    assert_int_equal(overview.administrators, 1);
    assert_int_equal(overview.professors, 2);
    assert_int_equal(overview.students, 2);
    assert_int_equal(overview.classrooms, 1);
    assert_int_equal(overview.lectures, 1);
    assert_int_equal(overview.marks, 1);
    assert_int_equal(overview.consented, 1);
    assert_int_equal(overview.enrolled, 1);
    assert_int_equal(overview.refusals[FACE_BLURRED], 2);
    assert_int_equal(overview.refusals[FACE_NO_MATCH], 0); // long ago
    school_fixture_close(f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST_ON_BOTH(test_by_hand),         TEST_ON_BOTH(test_by_hand_refusals), TEST_ON_BOTH(test_view),
        TEST_ON_BOTH(test_registers_agree), TEST_ON_BOTH(test_taken_by_hand),    TEST_ON_BOTH(test_register_strangers),
        TEST_ON_BOTH(test_overview),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
