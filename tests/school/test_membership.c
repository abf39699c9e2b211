/* SPDX-License-Identifier: MIT */
/*
 * Membership has dates: whose lecture a lecture is, in every figure; who leaves stays in what is past; and nobody has
 * missed what can still be marked.
 */
#include "school/numbers/record.h"
#include "school/unit.h"

#include <stdlib.h>

#include "base/arena.h"
#include "base/clock.h"
#include "base/str.h"
#include "school/attendance/attendance.h"
#include "school/attendance/change.h"
#include "school/attendance/hand.h"
#include "school/attendance/window.h"
#include "school/classes/classroom.h"
#include "school/classes/join.h"
#include "school/classes/staff.h"
#include "school/common/fault.h"
#include "school/marks/figures.h"
#include "school/marks/mark.h"
#include "school/marks/standing.h"
#include "school/marks/warning/warning_sweep.h"
#include "school/numbers/export.h"
#include "school/numbers/register.h"
#include "school/numbers/report.h"
#include "school/numbers/statistics.h"
#include "school/office/merge.h"
#include "school/plan/lecture.h"
#include "school/school.h"

/* An hour long and taken: its window was open for a quarter of an hour. */
static int64_t taken_lecture(struct school_fixture *f, int64_t class_id, int64_t starts_at)
{
    char sql[400];
    snprintf(sql, sizeof(sql),
             "INSERT INTO lectures (class_id, title, starts_at, ends_at, created_at) VALUES (%lld, 'L', %lld, %lld, 0)",
             (long long)class_id, (long long)starts_at, (long long)(starts_at + HOUR));
    fixture_sql(f, sql);
    int64_t id = fixture_number(f, "SELECT MAX(id) FROM lectures");
    snprintf(sql, sizeof(sql),
             "INSERT INTO windows (lecture_id, opens_at, closes_at, late_after_at, opened_by, created_at)"
             " VALUES (%lld, %lld, %lld, %lld, 1, 0)",
             (long long)id, (long long)starts_at, (long long)(starts_at + 15 * MINUTE),
             (long long)(starts_at + 10 * MINUTE));
    fixture_sql(f, sql);
    return id;
}

static void mark(struct school_fixture *f, int64_t lecture_id, struct actor student, enum mark_status status)
{
    struct mark_request request = {.status = status, .note = "seen in the hall"};
    struct mark made;
    f->professor.stepped_up_at = school_now(f->school);
    assert_int_equal(attendance_mark(f->school, &f->professor, lecture_id, student.user_id, &request, &f->arena, &made),
                     FAULT_NONE);
}

static struct register_grid grid_of(struct school_fixture *f, int64_t class_id)
{
    struct register_grid grid;
    assert_int_equal(register_grid(f->school, &f->professor, class_id, &(struct register_page){0}, &f->arena, &grid),
                     FAULT_NONE);
    return grid;
}

static const struct register_student *row_of(const struct register_grid *grid, struct actor student)
{
    for (size_t i = 0; i < grid->count; i++)
        if (grid->students[i].student.id == student.user_id)
            return &grid->students[i];
    return NULL;
}

static struct report_figures report_of(struct school_fixture *f)
{
    struct report report;
    struct report_request request = {0};
    assert_int_equal(report_read(f->school, &f->administrator, &request, &f->arena, &report), FAULT_NONE);
    return report.whole;
}

static const char *csv_of(struct school_fixture *f, int64_t class_id, enum export_form form)
{
    struct export_file file;
    const struct export_request request = {.form = form};
    assert_int_equal(export_register(f->school, &f->professor, class_id, &request, &f->arena, &file), FAULT_NONE);
    return arena_strndup(&f->arena, file.bytes, file.size);
}

/* Everywhere the same: attended of counted, of so many lectures. */
static void expect_everywhere(struct school_fixture *f, struct actor student, int64_t class_id, int64_t attended,
                              int64_t counted, int64_t lectures)
{
    struct record record;
    struct home home;
    struct roster roster;
    struct student_statistics one;
    struct standing all[5];
    struct register_grid grid = grid_of(f, class_id);
    assert_int_equal(register_record(f->school, &student, class_id, &f->arena, &record), FAULT_NONE);
    assert_int_equal(register_home(f->school, &student, &f->arena, &home), FAULT_NONE);
    assert_int_equal(register_roster(f->school, &f->professor, class_id, &f->arena, &roster), FAULT_NONE);
    assert_int_equal(statistics_student(f->school, &f->professor, class_id, student.user_id, &f->arena, &one),
                     FAULT_NONE);
    all[0] = record.standing;
    all[1] = home.classrooms[0].standing;
    all[2] = row_of(&grid, student)->standing;
    all[3] = one.standing;
    for (size_t i = 0; i < roster.count; i++)
        if (roster.students[i].student.id == student.user_id)
            all[4] = roster.students[i].standing;
    for (size_t i = 0; i < ARRAY_LENGTH(all); i++) {
        assert_int_equal(all[i].attended, attended);
        assert_int_equal(all[i].counted, counted);
        assert_int_equal(all[i].lectures, lectures);
        assert_memory_equal(&all[i], &all[0], sizeof(all[0]));
    }
}

/* What SQL counts, by itself and in a list of lectures. */
static void expect_students(struct school_fixture *f, int64_t lecture_id, int64_t students)
{
    struct lecture lecture;
    struct lecture_list list;
    assert_int_equal(lecture_get(f->school, &f->professor, lecture_id, &f->arena, &lecture), FAULT_NONE);
    assert_int_equal(lecture.counts.students, students);
    assert_int_equal(lecture_list(f->school, &f->professor, lecture.class_id, &f->arena, &list), FAULT_NONE);
    for (size_t i = 0; i < list.count; i++)
        if (list.lectures[i].id == lecture_id)
            assert_int_equal(list.lectures[i].counts.students, students);
}

/* Who joins in week five is not charged with what was before, in no figure. */
static void test_joining_late(void **state)
{
    struct school_fixture *f = school_fixture_open(test_store_need(state));
    struct classroom classroom = fixture_classroom(f);
    int64_t id = classroom.id, first = 0;
    for (int64_t week = 0; week < 5; week++) {
        int64_t lecture = taken_lecture(f, id, FIXTURE_NOW + week * 7 * DAY);
        first = first ? first : lecture;
        clock_set_ms(&f->clock, FIXTURE_NOW + week * 7 * DAY + 2 * HOUR);
        mark(f, lecture, f->student, MARK_PRESENT);
    }
    assert_int_equal(school_sweep(f->school), FAULT_NONE);
    struct report_figures before = report_of(f);
    fixture_join(f, &classroom, f->other_student);
    expect_everywhere(f, f->other_student, id, 0, 0, 0);
    expect_everywhere(f, f->student, id, 5, 5, 5);
    fixture_wait(f, 7 * DAY);
    int64_t sixth = taken_lecture(f, id, school_now(f->school) - HOUR);
    mark(f, sixth, f->other_student, MARK_PRESENT);
    expect_everywhere(f, f->other_student, id, 1, 1, 1);
    expect_everywhere(f, f->student, id, 5, 6, 6);

    // By lecture: one was expected in the first, two in the sixth.
    struct statistics statistics;
    assert_int_equal(statistics_read(f->school, &f->professor, id, &f->arena, &statistics), FAULT_NONE);
    assert_int_equal(statistics.lectures[0].counted, 1);
    assert_int_equal(statistics.lectures[0].counts.students, 1);
    assert_int_equal(statistics.lectures[5].counted, 2);
    assert_int_equal(statistics.counted, 7);
    assert_int_equal(statistics.students, 2);
    struct lecture lecture;
    assert_int_equal(lecture_get(f->school, &f->professor, first, &f->arena, &lecture), FAULT_NONE);
    assert_int_equal(lecture.counts.students, 1);
    assert_int_equal(lecture.counts.unmarked, 0);
    struct risk_list risks;
    assert_int_equal(statistics_risk(f->school, &f->professor, id, 0, &(struct page){.limit = 9}, &f->arena, &risks),
                     FAULT_NONE);
    assert_int_equal(risks.total, 1); // 5 of 6 is near 75 %; 1 of 1 is not, who has missed nothing
    assert_int_equal(risks.students[0].student.id, f->student.user_id);

    // Nothing past has changed, kept or counted anew.
    struct report_figures after = report_of(f);
    assert_int_equal(after.expected, before.expected + 2);
    fixture_sql(f, "DELETE FROM lecture_figures");
    assert_int_equal(report_of(f).expected, after.expected);

    // Which cells are whose, in the register and on paper.
    struct register_grid grid = grid_of(f, id);
    const struct register_student *late = row_of(&grid, f->other_student);
    for (size_t i = 0; i < 6; i++) {
        assert_int_equal(late->outside[i], i < 5);
        assert_false(row_of(&grid, f->student)->outside[i]);
    }
    assert_int_equal(late->joined_at, FIXTURE_NOW + 28 * (int64_t)DAY + 2 * HOUR);
    struct record record;
    assert_int_equal(register_record(f->school, &f->other_student, id, &f->arena, &record), FAULT_NONE);
    assert_true(record.lectures[5].mark.outside); // newest first
    assert_false(record.lectures[0].mark.outside);

    // A mark makes a lecture one's own, whatever the dates say; taken away, it is not any more.
    mark(f, first, f->other_student, MARK_ABSENT);
    expect_everywhere(f, f->other_student, id, 1, 2, 2);
    expect_students(f, first, 2);
    int64_t change;
    assert_int_equal(attendance_clear(f->school, &f->professor, first, f->other_student.user_id,
                                      &(struct clear_request){.note = "a mistake"}, &f->arena, &change),
                     FAULT_NONE);
    expect_everywhere(f, f->other_student, id, 1, 1, 1);
    school_fixture_close(f);
}

/* The code is on the wall of the first lecture. */
static void test_joining_during_a_lecture(void **state)
{
    struct school_fixture *f = school_fixture_open(test_store_need(state));
    struct classroom classroom = fixture_classroom(f);
    int64_t lecture = taken_lecture(f, classroom.id, FIXTURE_NOW);
    fixture_wait(f, 20 * MINUTE);
    fixture_join(f, &classroom, f->other_student);
    expect_everywhere(f, f->other_student, classroom.id, 0, 1, 1);
    fixture_wait(f, 40 * MINUTE); // its very end
    struct actor last = fixture_person(f, ROLE_STUDENT, "Zed Last", "zed@example.org");
    fixture_join(f, &classroom, last);
    expect_everywhere(f, last, classroom.id, 0, 0, 0);
    expect_students(f, lecture, 2);
    school_fixture_close(f);
}

/* Joined, left, joined again: what lay between is not theirs. */
static void test_stays(void **state)
{
    struct school_fixture *f = school_fixture_open(test_store_need(state));
    struct classroom classroom = fixture_classroom(f);
    int64_t id = classroom.id;
    mark(f, taken_lecture(f, id, FIXTURE_NOW), f->student, MARK_PRESENT);
    fixture_wait(f, DAY);
    assert_int_equal(join_leave(f->school, &f->student, id), FAULT_NONE);
    int64_t between = taken_lecture(f, id, school_now(f->school)); // at the very moment: not any more
    expect_students(f, between, 0);
    fixture_wait(f, DAY);
    fixture_join(f, &classroom, f->student);
    int64_t back = taken_lecture(f, id, school_now(f->school)); // at the very moment: already
    expect_students(f, between, 0);
    expect_students(f, back, 1);
    fixture_wait(f, DAY);
    expect_everywhere(f, f->student, id, 1, 2, 2);
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM memberships"), 2);
    struct register_grid grid = grid_of(f, id);
    assert_int_equal(grid.students[0].joined_at, FIXTURE_NOW);
    assert_int_equal(grid.students[0].left_at, 0);
    assert_true(grid.students[0].outside[1]);
    // Leaving and joining in one moment, joining twice: nobody is in twice, or half in.
    assert_int_equal(join_leave(f->school, &f->student, id), FAULT_NONE);
    fixture_join(f, &classroom, f->student);
    fixture_join(f, &classroom, f->student);
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM memberships WHERE left_at IS NULL"), 1);
    expect_everywhere(f, f->student, id, 1, 2, 2);
    school_fixture_close(f);
}

static int64_t told(struct school_fixture *f, const char *kind, struct actor actor)
{
    char sql[200];
    snprintf(sql, sizeof(sql), "SELECT COUNT(*) FROM notifications WHERE kind = '%s' AND user_id = %lld", kind,
             (long long)actor.user_id);
    return fixture_number(f, sql);
}

/* Two students, two lectures that are over, marks in the first; then one leaves. */
struct leaving {
    struct school_fixture *f;
    struct classroom classroom;
    struct actor assistant;
    int64_t id, first, second;
    struct report_figures before; // of the report
    int64_t counted;              // of the statistics, before
};

static struct statistics statistics_of(struct school_fixture *f, int64_t class_id)
{
    struct statistics statistics;
    assert_int_equal(statistics_read(f->school, &f->professor, class_id, &f->arena, &statistics), FAULT_NONE);
    return statistics;
}

static struct leaving leaving_open(void **state)
{
    struct leaving l = {.f = school_fixture_open(test_store_need(state))};
    struct school_fixture *f = l.f;
    struct staff_list staff;
    l.classroom = fixture_classroom(f);
    l.id = l.classroom.id;
    l.assistant = fixture_person(f, ROLE_STUDENT, "Tim Tutor", "tim@example.org");
    assert_int_equal(staff_add(f->school, &f->professor, l.id, "tim@example.org", "assistant", &f->arena, &staff),
                     FAULT_NONE);
    fixture_join(f, &l.classroom, f->other_student);
    l.first = taken_lecture(f, l.id, FIXTURE_NOW);
    l.second = taken_lecture(f, l.id, FIXTURE_NOW + DAY);
    fixture_wait(f, 2 * DAY);
    mark(f, l.first, f->student, MARK_PRESENT);
    mark(f, l.first, f->other_student, MARK_LATE);
    assert_int_equal(school_sweep(f->school), FAULT_NONE);
    l.before = report_of(f);
    assert_int_equal(l.before.expected, 4);
    assert_int_equal(l.before.attended, 2);
    l.counted = statistics_of(f, l.id).counted;
    assert_int_equal(join_leave(f->school, &f->student, l.id), FAULT_NONE);
    assert_int_equal(join_leave(f->school, &f->student, l.id), FAULT_NOT_FOUND);
    return l;
}

/* Who leaves stays in what is past: the register, the figures, kept and counted anew, the files. */
static void test_left_stays_in_the_past(void **state)
{
    struct leaving l = leaving_open(state);
    struct school_fixture *f = l.f;
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM attendance"), 2);
    struct register_grid grid = grid_of(f, l.id);
    assert_int_equal(grid.total, 2);
    const struct register_student *gone = row_of(&grid, f->student);
    assert_int_equal(gone->left_at, FIXTURE_NOW + 2 * DAY);
    assert_int_equal(gone->marks[0], MARK_PRESENT);
    assert_int_equal(gone->standing.attended, 1);
    assert_int_equal(gone->standing.counted, 2);
    assert_non_null(strstr(csv_of(f, l.id, EXPORT_CSV), "Sam Student"));
    assert_non_null(strstr(csv_of(f, l.id, EXPORT_CSV), "2026-11-25 09:00"));
    assert_non_null(strstr(csv_of(f, l.id, EXPORT_LONG), "sam@college.example"));
    assert_non_null(strstr(csv_of(f, l.id, EXPORT_MOODLE), "sam@college.example"));
    assert_non_null(strstr(csv_of(f, l.id, EXPORT_PRINT), "<tr class=\"left\">"));
    assert_int_equal(statistics_of(f, l.id).counted, l.counted);
    assert_int_equal(statistics_of(f, l.id).students, 1);
    struct report_figures after = report_of(f);
    assert_memory_equal(&after, &l.before, sizeof(after));
    fixture_sql(f, "DELETE FROM lecture_figures");
    after = report_of(f);
    assert_memory_equal(&after, &l.before, sizeof(after));
    struct attendance_view view;
    assert_int_equal(attendance_view(f->school, &f->professor, l.first, &f->arena, &view), FAULT_NONE);
    assert_int_equal(view.count, 2);
    assert_int_equal(view.lecture.counts.present, 1);
    assert_true(view.marks[view.marks[0].student.id == f->student.user_id ? 0 : 1].left_at > 0);
    expect_students(f, l.second, 2);
    school_fixture_close(f);
}

/* And is nowhere where somebody is there now: the roster, those at risk, the next lecture, its close. */
static void test_left_is_not_there(void **state)
{
    struct leaving l = leaving_open(state);
    struct school_fixture *f = l.f;
    struct roster roster;
    struct risk_list risks;
    struct attendance_view view;
    struct mark made;
    const struct mark_request present = {.status = MARK_PRESENT};
    assert_int_equal(register_roster(f->school, &f->professor, l.id, &f->arena, &roster), FAULT_NONE);
    assert_int_equal(roster.count, 1);
    assert_int_equal(statistics_risk(f->school, &f->professor, l.id, 0, &(struct page){.limit = 9}, &f->arena, &risks),
                     FAULT_NONE);
    assert_int_equal(risks.total, 1); // 1 of 2, as the other one was
    assert_int_equal(risks.students[0].student.id, f->other_student.user_id);
    struct lecture lecture = fixture_lecture(f, l.id);
    assert_int_equal(attendance_view(f->school, &f->professor, lecture.id, &f->arena, &view), FAULT_NONE);
    assert_int_equal(view.count, 1);
    assert_int_equal(view.lecture.counts.students, 1);
    assert_int_equal(
        attendance_mark(f->school, &f->professor, lecture.id, f->student.user_id, &present, &f->arena, &made),
        FAULT_NOT_FOUND);
    fixture_sql(f, "UPDATE classrooms SET absent_at_close = 1");
    assert_int_equal(lecture_window_close(f->school, &f->professor, lecture.id, &f->arena, &lecture), FAULT_NONE);
    assert_int_equal(lecture.counts.absent, 1);
    // Who leaves while it is on: not on the list of who is to be marked, and it was theirs all the same.
    lecture = fixture_lecture(f, l.id);
    fixture_wait(f, MINUTE);
    assert_int_equal(join_leave(f->school, &f->other_student, l.id), FAULT_NONE);
    assert_int_equal(attendance_view(f->school, &f->professor, lecture.id, &f->arena, &view), FAULT_NONE);
    assert_int_equal(view.count, 0);
    expect_students(f, lecture.id, 1);
    school_fixture_close(f);
}

/* The staff is told, but for whoever did it; of an archived classroom nobody is. */
static void test_leaving_is_told(void **state)
{
    struct leaving l = leaving_open(state);
    struct school_fixture *f = l.f;
    assert_int_equal(told(f, "student_left", f->professor), 1);
    assert_int_equal(told(f, "student_left", l.assistant), 1);
    assert_int_equal(told(f, "student_left", f->student), 0);
    assert_int_equal(fixture_number(f, "SELECT MIN(subject_id) FROM notifications WHERE kind = 'student_left'"),
                     f->student.user_id);
    assert_int_equal(join_remove(f->school, &f->professor, l.id, f->other_student.user_id), FAULT_NONE);
    assert_int_equal(told(f, "student_left", f->professor), 1);
    assert_int_equal(told(f, "student_left", l.assistant), 2);
    fixture_join(f, &l.classroom, f->other_student);
    fixture_sql(f, "UPDATE classrooms SET archived_at = 1");
    assert_int_equal(join_leave(f->school, &f->other_student, l.id), FAULT_NONE);
    assert_int_equal(told(f, "student_left", l.assistant), 2);
    school_fixture_close(f);
}

/* Who came and went between two lectures was never expected: no trace in the register. */
static void test_passing_by(void **state)
{
    struct school_fixture *f = school_fixture_open(test_store_need(state));
    struct classroom classroom = fixture_classroom(f);
    taken_lecture(f, classroom.id, FIXTURE_NOW);
    fixture_wait(f, DAY);
    fixture_join(f, &classroom, f->other_student);
    fixture_wait(f, HOUR);
    assert_int_equal(join_leave(f->school, &f->other_student, classroom.id), FAULT_NONE);
    taken_lecture(f, classroom.id, FIXTURE_NOW + 2 * DAY);
    assert_int_equal(grid_of(f, classroom.id).total, 1);
    school_fixture_close(f);
}

/* Who joined after a lecture does not become Absent in it, by its late close or by "the others were absent". */
static void test_absent_of_members_alone(void **state)
{
    struct school_fixture *f = school_fixture_open(test_store_need(state));
    struct classroom classroom = fixture_classroom(f);
    int64_t id = classroom.id, lecture_id = taken_lecture(f, id, FIXTURE_NOW);
    fixture_sql(f, "UPDATE classrooms SET absent_at_close = 1");
    fixture_sql(f, "UPDATE windows SET closes_at = closes_at + 7200000, unswept = 1");
    fixture_wait(f, 90 * MINUTE);
    fixture_join(f, &classroom, f->other_student);
    fixture_wait(f, 2 * HOUR);
    assert_int_equal(school_tick(f->school), FAULT_NONE);
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM attendance"), 1);
    expect_everywhere(f, f->other_student, id, 0, 0, 0);
    fixture_sql(f, "DELETE FROM attendance");
    struct change_result result;
    const struct many_request rest = {.who = CHANGE_UNMARKED, .status = MARK_ABSENT, .note = "the list on paper"};
    f->professor.stepped_up_at = school_now(f->school);
    assert_int_equal(attendance_mark_many(f->school, &f->professor, lecture_id, &rest, &f->arena, &result), FAULT_NONE);
    assert_int_equal(result.count, 1);
    assert_int_equal(result.marks[0].student.id, f->student.user_id);
    school_fixture_close(f);
}

static struct standing standing_of(struct school_fixture *f, struct actor student, int64_t class_id)
{
    struct record record;
    assert_int_equal(register_record(f->school, &student, class_id, &f->arena, &record), FAULT_NONE);
    return record.standing;
}

/* Nobody has missed what can still be marked: no percentage, no list, no warning, no report says so. */
static void test_open_is_not_missed(void **state)
{
    struct school_fixture *f = school_fixture_open(test_store_need(state));
    struct classroom classroom = fixture_classroom(f);
    int64_t id = classroom.id;
    double percentage;
    struct risk_list risks;
    fixture_join(f, &classroom, f->other_student);
    assert_int_equal(school_sweep(f->school), FAULT_NONE);
    struct lecture lecture = fixture_lecture(f, id); // the first class of all, under way
    struct standing standing = standing_of(f, f->student, id);
    assert_false(standing_percentage(&standing, &percentage));
    assert_int_equal(standing.lectures, 1);
    mark(f, lecture.id, f->other_student, MARK_PRESENT); // that another has come says nothing of oneself
    expect_everywhere(f, f->student, id, 0, 0, 1);
    expect_everywhere(f, f->other_student, id, 1, 1, 1);
    assert_int_equal(report_of(f).expected, 1);
    assert_int_equal(statistics_risk(f->school, &f->professor, id, 0, &(struct page){.limit = 9}, &f->arena, &risks),
                     FAULT_NONE);
    assert_int_equal(risks.total, 0);
    fixture_wait(f, 14 * MINUTE);
    assert_int_equal(lecture_window_extend(f->school, &f->professor, lecture.id, 200, &f->arena, &lecture), FAULT_NONE);
    fixture_wait(f, 180 * MINUTE); // the lecture is long over, its window is not
    assert_true(school_now(f->school) > lecture.ends_at + HOUR);
    expect_everywhere(f, f->student, id, 0, 0, 1);
    assert_int_equal(school_sweep(f->school), FAULT_NONE);
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM lecture_figures"), 0);
    fixture_wait(f, 21 * MINUTE); // closed
    expect_everywhere(f, f->student, id, 0, 1, 1);
    assert_int_equal(report_of(f).expected, 2);

    // No hidden minimum: 0 of 1 is on the list, and who has missed nothing is not.
    assert_int_equal(RISK_LECTURES_USUAL, 1);
    assert_int_equal(statistics_risk(f->school, &f->professor, id, RISK_LECTURES_USUAL, &(struct page){.limit = 9},
                                     &f->arena, &risks),
                     FAULT_NONE);
    assert_int_equal(risks.total, 1);
    assert_int_equal(risks.students[0].student.id, f->student.user_id);

    // Opened again: open is open.
    const struct window_plan again = {.request = {.minutes = 30, .late_after_minutes = -1}, .reason = "the door stuck"};
    assert_int_equal(lecture_window_plan(f->school, &f->professor, lecture.id, &again, &f->arena, &lecture),
                     FAULT_NONE);
    expect_everywhere(f, f->student, id, 0, 0, 1);
    school_fixture_close(f);
}

/* A window that is planned, and marks by hand without one: not missed before the window's or the lecture's end. */
static void test_not_yet_over(void **state)
{
    struct school_fixture *f = school_fixture_open(test_store_need(state));
    struct classroom classroom = fixture_classroom(f);
    int64_t id = classroom.id;
    fixture_join(f, &classroom, f->other_student);
    int64_t scheduled = taken_lecture(f, id, FIXTURE_NOW + HOUR);
    mark(f, scheduled, f->other_student, MARK_EXCUSED); // ahead of time
    expect_everywhere(f, f->student, id, 0, 0, 1);
    fixture_wait(f, HOUR + 15 * MINUTE);
    expect_everywhere(f, f->student, id, 0, 1, 1);
    int64_t by_hand = taken_lecture(f, id, FIXTURE_NOW + 2 * HOUR);
    fixture_sql(f, "DELETE FROM windows WHERE lecture_id = (SELECT MAX(id) FROM lectures)");
    fixture_wait(f, HOUR);
    mark(f, by_hand, f->other_student, MARK_PRESENT);
    expect_everywhere(f, f->student, id, 0, 1, 2);
    fixture_wait(f, HOUR);
    expect_everywhere(f, f->student, id, 0, 2, 2);
    school_fixture_close(f);
}

/* No mail that somebody is below while they can still mark. */
static void test_no_warning_before_the_close(void **state)
{
    struct school_fixture *f = school_fixture_open(test_store_need(state));
    struct classroom classroom = fixture_classroom(f);
    fixture_join(f, &classroom, f->other_student);
    assert_int_equal(school_sweep(f->school), FAULT_NONE);
    for (int i = 0; i < 3; i++) {
        struct lecture lecture = fixture_lecture(f, classroom.id);
        mark(f, lecture.id, f->other_student, MARK_PRESENT);
        if (i < 2)
            mark(f, lecture.id, f->student, MARK_PRESENT);
        fixture_wait(f, i < 2 ? DAY : 5 * MINUTE);
    }
    // 2 of 2 and one open. Another window that closes meanwhile makes the sweep look at the whole classroom.
    taken_lecture(f, classroom.id, school_now(f->school) - 16 * MINUTE);
    fixture_sql(f, "UPDATE classrooms SET threshold_percent = 60"); // 2 of 3, and 2 of 4
    assert_int_equal(school_sweep(f->school), FAULT_NONE);
    assert_int_equal(told(f, "below_threshold", f->student), 0);
    fixture_wait(f, 20 * MINUTE);
    assert_int_equal(school_sweep(f->school), FAULT_NONE);
    assert_int_equal(told(f, "below_threshold", f->student), 0); // it can still be corrected
    fixture_wait(f, 2 * HOUR);
    assert_int_equal(school_sweep(f->school), FAULT_NONE);
    assert_int_equal(told(f, "below_threshold", f->student), 1);
    school_fixture_close(f);
}

/* Two accounts of one person: their stays together, and expected once. */
static void test_merged(void **state)
{
    struct school_fixture *f = school_fixture_open(test_store_need(state));
    struct classroom classroom = fixture_classroom(f);
    struct merge_report report;
    fixture_join(f, &classroom, f->other_student);
    taken_lecture(f, classroom.id, FIXTURE_NOW);
    fixture_wait(f, DAY);
    assert_int_equal(join_leave(f->school, &f->student, classroom.id), FAULT_NONE);
    assert_int_equal(school_sweep(f->school), FAULT_NONE);
    assert_int_equal(report_of(f).of[MARK_UNMARKED], 2);
    f->administrator.stepped_up_at = school_now(f->school);
    assert_int_equal(merge_accounts(f->school, &f->administrator, f->student.user_id, f->other_student.user_id, true,
                                    &f->arena, &report),
                     FAULT_NONE);
    expect_everywhere(f, f->other_student, classroom.id, 0, 1, 1);
    assert_int_equal(report_of(f).of[MARK_UNMARKED], 1);
    assert_int_equal(grid_of(f, classroom.id).students[0].left_at, 0);
    school_fixture_close(f);
}

/* A lecture that is put off takes what its close wrote along, in kept figures, too. */
static void test_put_off(void **state)
{
    struct school_fixture *f = school_fixture_open(test_store_need(state));
    struct classroom classroom = fixture_classroom(f);
    int64_t id = taken_lecture(f, classroom.id, FIXTURE_NOW);
    struct lecture lecture;
    struct lecture_change change = lecture_no_change();
    fixture_sql(f, "UPDATE classrooms SET absent_at_close = 1");
    fixture_sql(f, "UPDATE windows SET automatic = 1, unswept = 1");
    fixture_wait(f, DAY);
    assert_int_equal(school_tick(f->school), FAULT_NONE);
    assert_int_equal(school_sweep(f->school), FAULT_NONE);
    assert_int_equal(report_of(f).of[MARK_ABSENT], 1);
    change.starts_at = school_now(f->school) + HOUR;
    change.ends_at = school_now(f->school) + 2 * HOUR;
    assert_int_equal(lecture_edit(f->school, &f->professor, id, &change, &f->arena, &lecture), FAULT_NONE);
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM attendance"), 0);
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM lecture_figures"), 0);
    fixture_wait(f, 90 * MINUTE);
    assert_int_equal(report_of(f).of[MARK_ABSENT], 0);
    school_fixture_close(f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST_ON_BOTH(test_joining_late),
        TEST_ON_BOTH(test_joining_during_a_lecture),
        TEST_ON_BOTH(test_stays),
        TEST_ON_BOTH(test_left_stays_in_the_past),
        TEST_ON_BOTH(test_left_is_not_there),
        TEST_ON_BOTH(test_leaving_is_told),
        TEST_ON_BOTH(test_passing_by),
        TEST_ON_BOTH(test_absent_of_members_alone),
        TEST_ON_BOTH(test_open_is_not_missed),
        TEST_ON_BOTH(test_not_yet_over),
        TEST_ON_BOTH(test_no_warning_before_the_close),
        TEST_ON_BOTH(test_merged),
        TEST_ON_BOTH(test_put_off),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
