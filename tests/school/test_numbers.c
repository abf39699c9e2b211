/* SPDX-License-Identifier: MIT */
/* Standings, statistics, reports, exports and warnings, on both engines, against plain counting. */
#include "school/numbers/record.h"
#include "school/unit.h"

#include <stdlib.h>

#include "base/arena.h"
#include "base/str.h"
#include "school/attendance/attendance.h"
#include "school/attendance/hand.h"
#include "school/classes/classroom.h"
#include "school/common/fault.h"
#include "school/demo/demo.h"
#include "school/demo/demo_scale.h"
#include "school/marks/figures.h"
#include "school/marks/mark.h"
#include "school/marks/standing.h"
#include "school/marks/warning/warning_sweep.h"
#include "school/numbers/export.h"
#include "school/numbers/register.h"
#include "school/numbers/report.h"
#include "school/numbers/statistics.h"
#include "school/school.h"

/* The text with the numbers for its '#'. */
static void fill(char sql[static 600], const char *text, int64_t first, int64_t second)
{
    size_t size = 0;
    for (int seen = 0; *text && size < 500; text++) {
        if (*text == '#')
            size += (size_t)snprintf(sql + size, 600 - size, "%lld", (long long)(seen++ ? second : first));
        else
            sql[size++] = *text;
    }
    sql[size] = '\0';
}

static int64_t ask(struct school_fixture *f, const char *text, int64_t first, int64_t second)
{
    char sql[600];
    fill(sql, text, first, second);
    return fixture_number(f, sql);
}

static void run(struct school_fixture *f, const char *text, int64_t first, int64_t second)
{
    char sql[600];
    fill(sql, text, first, second);
    fixture_sql(f, sql);
}

/* A lecture that is over, an hour long, `days` ago. */
static int64_t past_lecture(struct school_fixture *f, int64_t class_id, int64_t days, int64_t number)
{
    run(f, "INSERT INTO lectures (class_id, title, starts_at, ends_at, created_at) VALUES (#, 'Past', #, 0, 0)",
        class_id, school_now(f->school) - days * DAY + number);
    int64_t id = fixture_number(f, "SELECT MAX(id) FROM lectures");
    run(f, "UPDATE lectures SET ends_at = starts_at + 3600000 WHERE id = #", id, 0);
    return id;
}

/* Whoever is in a classroom has been so from the beginning: its lectures lie before "now". */
static void joined_long_ago(struct school_fixture *f)
{
    fixture_sql(f, "UPDATE memberships SET joined_at = 0");
}

static void mark(struct school_fixture *f, int64_t lecture_id, struct actor student, enum mark_status status,
                 int64_t minutes)
{
    struct mark_request request = {.status = status, .minutes_late = minutes, .note = "seen in the hall"};
    f->professor.stepped_up_at = school_now(f->school); // for a mark that comes late
    struct mark made;
    assert_int_equal(attendance_mark(f->school, &f->professor, lecture_id, student.user_id, &request, &f->arena, &made),
                     FAULT_NONE);
}

static struct standing standing_of(struct school_fixture *f, struct actor student, int64_t class_id)
{
    struct record record;
    assert_int_equal(register_record(f->school, &student, class_id, &f->arena, &record), FAULT_NONE);
    return record.standing;
}

/* The rule of the classroom decides the same in record, home, register, roster and statistics. */
static void test_excused_everywhere(void **state)
{
    struct school_fixture *f = school_fixture_open(test_store_need(state));
    struct classroom classroom = fixture_classroom(f);
    static const char *const words[] = {"attended", "ignored", "missed"};
    static const int64_t attended[] = {2, 1, 1}, counted[] = {3, 2, 3};
    mark(f, past_lecture(f, classroom.id, 3, 0), f->student, MARK_LATE, 7);
    mark(f, past_lecture(f, classroom.id, 2, 0), f->student, MARK_EXCUSED, 0);
    mark(f, past_lecture(f, classroom.id, 1, 0), f->student, MARK_ABSENT, 0);
    for (size_t i = 0; i < ARRAY_LENGTH(words); i++) {
        char sql[100];
        struct home home;
        struct register_grid grid;
        struct roster roster;
        struct statistics statistics;
        struct home_classroom *standings;
        size_t count;
        snprintf(sql, sizeof(sql), "UPDATE classrooms SET excused_counts = '%s'", words[i]);
        fixture_sql(f, sql);
        assert_int_equal(register_home(f->school, &f->student, &f->arena, &home), FAULT_NONE);
        assert_int_equal(
            register_grid(f->school, &f->professor, classroom.id, &(struct register_page){0}, &f->arena, &grid),
            FAULT_NONE);
        assert_int_equal(register_roster(f->school, &f->professor, classroom.id, &f->arena, &roster), FAULT_NONE);
        assert_int_equal(statistics_read(f->school, &f->professor, classroom.id, &f->arena, &statistics), FAULT_NONE);
        assert_int_equal(register_standings(f->school, &f->student, &f->arena, &standings, &count), FAULT_NONE);
        assert_int_equal(count, 1);
        const struct standing all[] = {standing_of(f, f->student, classroom.id), home.classrooms[0].standing,
                                       grid.students[0].standing, roster.students[0].standing, standings[0].standing};
        for (size_t j = 0; j < ARRAY_LENGTH(all); j++) {
            assert_int_equal(all[j].attended, attended[i]);
            assert_int_equal(all[j].counted, counted[i]);
            assert_int_equal(all[j].taken, 3);
            assert_int_equal(all[j].late_minutes, 7);
            assert_memory_equal(&all[j], &all[0], sizeof(all[0]));
        }
        assert_int_equal(statistics.attended, attended[i]);
        assert_int_equal(statistics.counted, counted[i]);
    }
    school_fixture_close(f);
}

static void test_register_pages(void **state)
{
    struct school_fixture *f = school_fixture_open(test_store_need(state));
    struct classroom classroom = fixture_classroom(f);
    struct register_page page = {.limit = 2};
    size_t seen = 0;
    for (int i = 0; i < 4; i++) {
        char email[40], name[40];
        snprintf(email, sizeof(email), "more%d@example.org", i);
        snprintf(name, sizeof(name), "More %d", i);
        fixture_join(f, &classroom, fixture_person(f, ROLE_STUDENT, name, email));
    }
    joined_long_ago(f);
    int64_t lecture = past_lecture(f, classroom.id, 5, 0);
    past_lecture(f, classroom.id, 2, 0);
    mark(f, lecture, f->student, MARK_PRESENT, 0);
    do {
        struct register_grid grid;
        assert_int_equal(register_grid(f->school, &f->professor, classroom.id, &page, &f->arena, &grid), FAULT_NONE);
        assert_true(grid.count <= 2);
        assert_int_equal(grid.total, 5);
        assert_int_equal(grid.lectures.count, 2);
        for (size_t i = 0; i < grid.count; i++)
            assert_int_equal(grid.students[i].marks[0],
                             grid.students[i].student.id == f->student.user_id ? MARK_PRESENT : MARK_UNMARKED);
        seen += grid.count;
        page.after = grid.next;
    } while (page.after);
    assert_int_equal(seen, 5);
    struct register_grid grid;
    page = (struct register_page){.from = school_now(f->school) - 3 * DAY, .before = school_now(f->school)};
    assert_int_equal(register_grid(f->school, &f->professor, classroom.id, &page, &f->arena, &grid), FAULT_NONE);
    assert_int_equal(grid.lectures.count, 1);
    assert_int_equal(grid.students[0].standing.lectures, 2); // of all lectures, whatever is shown
    school_fixture_close(f);
}

/* After a sweep: it is what warns. */
static int64_t told(struct school_fixture *f, const char *kind)
{
    char sql[200];
    assert_int_equal(school_sweep(f->school), FAULT_NONE);
    snprintf(sql, sizeof(sql), "SELECT COUNT(*) FROM notifications WHERE kind = '%s'", kind);
    return fixture_number(f, sql);
}

static void test_watch(void **state)
{
    struct school_fixture *f = school_fixture_open(test_store_need(state));
    struct classroom classroom = fixture_classroom(f);
    int64_t lectures[6];
    joined_long_ago(f);
    for (int64_t i = 0; i < 6; i++)
        lectures[i] = past_lecture(f, classroom.id, 10 - i, 0);
    past_lecture(f, classroom.id, -5, 0); // to come, and one more
    past_lecture(f, classroom.id, -6, 0);
    mark(f, lectures[0], f->student, MARK_ABSENT, 0);
    mark(f, lectures[1], f->student, MARK_ABSENT, 0);
    assert_int_equal(told(f, "below_threshold"), 0); // too few lectures
    assert_int_equal(told(f, "out_of_reach"), 0);
    mark(f, lectures[2], f->student, MARK_PRESENT, 0); // 1 of 3; with the five to come 6 of 8: 75 %
    assert_int_equal(told(f, "below_threshold"), 1);
    mark(f, lectures[3], f->student, MARK_PRESENT, 0);
    assert_int_equal(told(f, "below_threshold"), 1); // still below: once a crossing
    mark(f, lectures[4], f->student, MARK_ABSENT, 0);
    assert_int_equal(told(f, "out_of_reach"), 1);
    for (int64_t i = 0; i < 5; i++)
        mark(f, lectures[i], f->student, MARK_PRESENT, 0);
    mark(f, lectures[0], f->student, MARK_ABSENT, 0);
    assert_int_equal(told(f, "below_threshold"), 1); // 4 of 5: above
    mark(f, lectures[1], f->student, MARK_ABSENT, 0);
    assert_int_equal(told(f, "below_threshold"), 1); // 3 of 5, by the very lectures of which they have been told
    mark(f, lectures[1], f->student, MARK_PRESENT, 0);
    assert_int_equal(told(f, "below_threshold"), 1);
    mark(f, lectures[2], f->student, MARK_ABSENT, 0);
    assert_int_equal(told(f, "below_threshold"), 2); // 3 of 5: a new crossing
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM warnings WHERE over_at IS NULL"), 1);
    school_fixture_close(f);
}

/* When the close is final those are told who have not come. */
static void test_watch_at_close(void **state)
{
    struct school_fixture *f = school_fixture_open(test_store_need(state));
    struct classroom classroom = fixture_classroom(f);
    assert_int_equal(school_sweep(f->school), FAULT_NONE);
    for (int i = 0; i < 3; i++) {
        fixture_lecture(f, classroom.id);
        fixture_wait(f, HOUR);
        assert_int_equal(told(f, "below_threshold"), 0);
    }
    fixture_wait(f, HOUR + HOUR / 4 - 1);
    assert_int_equal(told(f, "below_threshold"), 0);
    fixture_wait(f, 1);
    assert_int_equal(told(f, "below_threshold"), 1);
    assert_int_equal(told(f, "below_threshold"), 1);
    assert_int_equal(told(f, "out_of_reach"), 0); // no lecture is planned: nothing to reach or not
    school_fixture_close(f);
}

static void test_risk_and_late(void **state)
{
    struct school_fixture *f = school_fixture_open(test_store_need(state));
    struct classroom classroom = fixture_classroom(f);
    struct risk_list list;
    struct page page = {.limit = 1};
    struct statistics statistics;
    struct student_statistics one;
    fixture_join(f, &classroom, f->other_student);
    for (int64_t i = 0; i < 4; i++) { // Monday 09:00 UTC, and three Mondays before it
        int64_t lecture = past_lecture(f, classroom.id, i * 7, 0);
        mark(f, lecture, f->student, i ? MARK_LATE : MARK_ABSENT, 3 * i + 2);
        mark(f, lecture, f->other_student, i > 1 ? MARK_ABSENT : MARK_PRESENT, 0);
    }
    assert_int_equal(statistics_risk(f->school, &f->professor, classroom.id, 3, &page, &f->arena, &list), FAULT_NONE);
    assert_int_equal(list.total, 2);
    assert_int_equal(list.count, 1);
    assert_int_equal(list.students[0].student.id, f->other_student.user_id); // 2 of 4, and nothing to come
    assert_int_equal(list.students[0].risk, RISK_OUT_OF_REACH);
    page.after = list.next;
    assert_int_equal(statistics_risk(f->school, &f->professor, classroom.id, 3, &page, &f->arena, &list), FAULT_NONE);
    assert_int_equal(list.count, 1);
    assert_int_equal(list.next, 0);
    assert_int_equal(list.students[0].risk, RISK_NEAR); // 3 of 4
    assert_int_equal(statistics_risk(f->school, &f->professor, classroom.id, 5, &page, &f->arena, &list), FAULT_NONE);
    assert_int_equal(list.total, 0);

    fixture_sql(f, "UPDATE classrooms SET timezone = 'Asia/Kolkata'"); // 14:30 there
    assert_int_equal(statistics_read(f->school, &f->professor, classroom.id, &f->arena, &statistics), FAULT_NONE);
    assert_int_equal(statistics.late.weekdays[0].late, 3);
    assert_int_equal(statistics.late.weekdays[0].came, 5);
    assert_int_equal(statistics.late.hours[14].late, 3);
    assert_int_equal(statistics.late.buckets[0], 1);
    assert_int_equal(statistics.late.buckets[1], 1);
    assert_int_equal(statistics.late.buckets[2], 1);
    assert_int_equal(statistics.late.minutes, 5 + 8 + 11);
    assert_int_equal(
        statistics_student(f->school, &f->professor, classroom.id, f->other_student.user_id, &f->arena, &one),
        FAULT_NONE);
    assert_int_equal(one.late.weekdays[0].came, 2);
    assert_int_equal(one.late.weekdays[0].late, 0);
    const struct actor strangers[] = {f->student, f->other_professor};
    for (size_t i = 0; i < ARRAY_LENGTH(strangers); i++) {
        struct export_file file;
        assert_int_equal(statistics_read(f->school, &strangers[i], classroom.id, &f->arena, &statistics),
                         FAULT_NOT_FOUND);
        assert_int_equal(statistics_risk(f->school, &strangers[i], classroom.id, 3, &page, &f->arena, &list),
                         FAULT_NOT_FOUND);
        assert_int_equal(
            statistics_student(f->school, &strangers[i], classroom.id, f->student.user_id, &f->arena, &one),
            FAULT_NOT_FOUND);
        assert_int_equal(
            export_register(f->school, &strangers[i], classroom.id, &(struct export_request){0}, &f->arena, &file),
            FAULT_NOT_FOUND);
    }
    assert_int_equal(
        statistics_student(f->school, &f->professor, classroom.id, f->administrator.user_id, &f->arena, &one),
        FAULT_NOT_FOUND);
    school_fixture_close(f);
}

/* The report, with and without kept figures, is what plain SQL counts. */
static void check_report(struct school_fixture *f)
{
    struct report report;
    struct report_request request = {0};
    assert_int_equal(report_read(f->school, &f->administrator, &request, &f->arena, &report), FAULT_NONE);
    static const char *const letters[] = {"", "P", "L", "E", "A"};
    for (int i = MARK_PRESENT; i < MARK_OWN; i++) {
        char sql[300];
        snprintf(sql, sizeof(sql),
                 "SELECT COUNT(*) FROM attendance a JOIN lectures l ON l.id = a.lecture_id WHERE a.status = '%s'"
                 " AND l.cancelled_at IS NULL AND l.starts_at <= %lld",
                 letters[i], (long long)school_now(f->school));
        assert_int_equal(report.whole.of[i], fixture_number(f, sql));
    }
    int64_t now = school_now(f->school);
    assert_int_equal(report.whole.taken,
                     ask(f,
                         "SELECT COUNT(*) FROM lectures l WHERE l.cancelled_at IS NULL AND l.starts_at <= # AND"
                         " (EXISTS (SELECT 1 FROM windows w WHERE w.lecture_id = l.id AND w.opens_at <= #)"
                         " OR EXISTS (SELECT 1 FROM attendance a WHERE a.lecture_id = l.id))",
                         now, now));
    assert_int_equal(report.whole.lectures,
                     ask(f, "SELECT COUNT(*) FROM lectures WHERE cancelled_at IS NULL AND starts_at <= #", now, 0));
    const struct report_groups *groups[] = {&report.terms, &report.professors, &report.weeks};
    for (size_t i = 0; i < ARRAY_LENGTH(groups); i++) { // each adds up to the whole
        struct report_figures sum = {0};
        for (size_t j = 0; j < groups[i]->count; j++) {
            sum.lectures += groups[i]->groups[j].figures.lectures;
            sum.attended += groups[i]->groups[j].figures.attended;
            sum.expected += groups[i]->groups[j].figures.expected;
        }
        assert_int_equal(sum.lectures, report.whole.lectures);
        assert_int_equal(sum.attended, report.whole.attended);
        assert_int_equal(sum.expected, report.whole.expected);
    }
}

static void check_figures(struct school_fixture *f)
{
    assert_int_equal(
        fixture_number(f, "SELECT COUNT(*) FROM lecture_figures f WHERE"
                          " f.present <> (SELECT COUNT(*) FROM attendance a WHERE a.lecture_id = f.lecture_id AND"
                          " a.status = 'P') OR f.late <> (SELECT COUNT(*) FROM attendance a WHERE"
                          " a.lecture_id = f.lecture_id AND a.status = 'L') OR f.absent <> (SELECT COUNT(*) FROM"
                          " attendance a WHERE a.lecture_id = f.lecture_id AND a.status = 'A')"),
        0);
}

/* A small college of the large kind: all figures agree, and every change of a mark shows at once. */
static void test_scale_and_report(void **state)
{
    struct school_fixture *f = school_fixture_open(test_store_need(state));
    struct demo demo;
    struct demo_scale_request request = {.thousandths = 2, .seed = 7};
    assert_int_equal(demo_scale(f->school, &request, &demo), FAULT_NOT_ALLOWED); // there are people
    fixture_sql(f, "DELETE FROM users");
    assert_int_equal(demo_scale(f->school, &request, &demo), FAULT_NONE);
    assert_int_equal(demo_scale(f->school, &request, &demo), FAULT_NOT_ALLOWED);
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM users WHERE role = 'student'"), 20);
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM lectures"), 2 * 104);
    int64_t marks = fixture_number(f, "SELECT COUNT(*) FROM attendance");
    assert_in_range(marks, 2 * 20 * 98, 2 * 20 * 101);
    f->administrator.user_id = fixture_number(f, "SELECT MIN(id) FROM users");
    check_report(f);
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM lecture_figures"), 0);
    assert_int_equal(school_sweep(f->school), FAULT_NONE);
    int64_t kept = fixture_number(f, "SELECT COUNT(*) FROM lecture_figures");
    assert_in_range(kept, 198, 204);
    check_figures(f);
    check_report(f);
    f->professor.user_id = fixture_number(f, "SELECT professor_id FROM classrooms WHERE id = 1");
    struct actor student = {.user_id = fixture_number(f, "SELECT MIN(user_id) FROM students WHERE class_id = 1")};
    for (int64_t lecture = 1; lecture <= 8; lecture++) {
        mark(f, lecture, student, lecture % 2 ? MARK_ABSENT : MARK_EXCUSED, 0);
        check_figures(f);
    }
    check_report(f);
    int64_t change;
    assert_int_equal(attendance_clear(f->school, &f->professor, 3, student.user_id,
                                      &(struct clear_request){.note = "a mistake"}, &f->arena, &change),
                     FAULT_NONE);
    check_figures(f);
    check_report(f);
    // What was changed past the rules is found by the sweep, too.
    fixture_sql(f, "UPDATE attendance SET status = 'A' WHERE lecture_id = 20");
    fixture_wait(f, MINUTE);
    assert_int_equal(school_sweep(f->school), FAULT_NONE);
    fixture_wait(f, MINUTE);
    assert_int_equal(school_sweep(f->school), FAULT_NONE);
    check_figures(f);
    struct report report;
    const struct report_request bad[] = {
        {.from = FIXTURE_NOW, .before = FIXTURE_NOW - 1}, {.from = 5}, {.from = FIXTURE_NOW - 1200 * (int64_t)DAY}};
    for (size_t i = 0; i < ARRAY_LENGTH(bad); i++)
        assert_int_equal(report_read(f->school, &f->administrator, &bad[i], &f->arena, &report), FAULT_TIME_INVALID);
    assert_int_equal(report_read(f->school, &f->professor, &bad[0], &f->arena, &report), FAULT_NOT_ALLOWED);
    school_fixture_close(f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST_ON_BOTH(test_excused_everywhere), TEST_ON_BOTH(test_register_pages), TEST_ON_BOTH(test_watch),
        TEST_ON_BOTH(test_watch_at_close),     TEST_ON_BOTH(test_risk_and_late),  TEST_ON_BOTH(test_scale_and_report),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
