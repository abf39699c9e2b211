/* SPDX-License-Identifier: MIT */
/* The rules that warn: what crosses them, whom they tell, once a run; what a preview says; advisers. */
#include "school/numbers/record.h"
#include "school/post/notification_text.h"
#include "school/unit.h"

#include <string.h>

#include "base/str.h"
#include "school/attendance/hand.h"
#include "school/classes/staff.h"
#include "school/common/fault.h"
#include "school/marks/warning/warning.h"
#include "school/marks/warning/warning_rules.h"
#include "school/numbers/advised.h"
#include "school/numbers/preview.h"
#include "school/numbers/register.h"
#include "school/marks/warning/adviser.h"
#include "school/post/notification.h"
#include "school/post/notification_rule.h"
#include "school/school.h"

/* ---- the rule alone ---- */

/* Walks through "A", "P", "E" a day apart, E ignored; the last one's numbers. */
static struct warning_walk walk_through(const char *marks, const struct warning_rules *rules, size_t planned)
{
    static struct warning_missed room[64];
    struct warning_walk walk;
    warning_walk_begin(&walk, rules, 75, (int64_t)(strlen(marks) + planned), room);
    for (size_t i = 0; marks[i]; i++)
        warning_walk_step(&walk, &(struct warning_missed){.id = (int64_t)i + 1, .starts_at = (int64_t)i * DAY},
                          marks[i] == 'A'   ? COUNTS_MISSED
                          : marks[i] == 'E' ? COUNTS_IGNORED
                                            : COUNTS_ATTENDED);
    return walk;
}

static void test_walk(void **state)
{
    (void)state;
    struct warning_rules rules;
    warning_rules_usual(&rules);
    for (int i = 0; i < WARNING_KINDS; i++)
        rules.of[i].on = true;
    rules.of[WARN_WITHIN].lectures = 2;
    rules.of[WARN_WITHIN].days = 3;
    const struct {
        const char *marks;
        size_t planned;
        bool row, within, below, out;
    } cases[] = {
        {"", 3, false, false, false, false},
        {"AA", 3, false, true, false, false},   // two are too few for a percentage
        {"AAA", 9, true, true, true, false},    // 9 of 12
        {"AAA", 8, true, true, true, true},     // 8 of 11
        {"AAEA", 9, true, true, true, false},   // an excuse ends no row
        {"AAPA", 8, false, true, true, false},  // 9 of 12
        {"APPA", 8, false, false, true, false}, // three days apart
        {"PAPAPPPP", 0, false, false, false, false},
        {"AAAP", 9, false, true, true, false},
        {"AAAPAA", 30, false, true, true, false}, // attending once ends a row, however long it was
        {"AAAPPP", 9, false, false, true, false},
        {"AAAPPPPPPPPP", 0, false, false, false, false}, // 9 of 12
    };
    for (size_t i = 0; i < ARRAY_LENGTH(cases); i++) {
        struct warning_walk walk = walk_through(cases[i].marks, &rules, cases[i].planned);
        assert_int_equal(walk.of[WARN_IN_A_ROW].holds, cases[i].row);
        assert_int_equal(walk.of[WARN_WITHIN].holds, cases[i].within);
        assert_int_equal(walk.of[WARN_BELOW].holds, cases[i].below);
        assert_int_equal(walk.of[WARN_OUT_OF_REACH].holds, cases[i].out);
    }
    int64_t run = walk_through("AAA", &rules, 0).of[WARN_IN_A_ROW].run;
    assert_int_equal(walk_through("AAAA", &rules, 0).of[WARN_IN_A_ROW].run, run); // the same row goes on
    assert_int_not_equal(walk_through("PAAA", &rules, 0).of[WARN_IN_A_ROW].run, run);
    assert_int_not_equal(walk_through("AAAPAAA", &rules, 0).of[WARN_IN_A_ROW].run, run);
    rules.of[WARN_IN_A_ROW].on = false;
    assert_false(walk_through("AAA", &rules, 0).of[WARN_IN_A_ROW].holds);
    rules.of[WARN_BELOW].percent = 30;
    assert_false(walk_through("PAA", &rules, 9).of[WARN_BELOW].holds); // 33 %
    unsigned to[WARNING_KINDS];
    rules.of[WARN_BELOW].recipients = WARN_EVERYBODY;
    warning_recipients(&rules, 1 << WARN_BELOW | 1 << WARN_OUT_OF_REACH, to);
    assert_int_equal(to[WARN_BELOW], WARN_TEACHERS | WARN_ADVISER);
    assert_int_equal(to[WARN_OUT_OF_REACH], WARN_STUDENT);
}

static void test_usual_and_limits(void **state)
{
    struct school_fixture *f = school_fixture_open(test_store_need(state));
    struct classroom classroom = fixture_classroom(f);
    struct warning_rules rules, wrong;
    assert_int_equal(warning_rules_get(f->school, &f->student, classroom.id, &rules), FAULT_NONE);
    assert_false(rules.own);
    assert_false(rules.of[WARN_IN_A_ROW].on);
    assert_false(rules.of[WARN_WITHIN].on);
    assert_true(rules.of[WARN_BELOW].on);
    assert_int_equal(rules.of[WARN_BELOW].counted_min, 3);
    assert_int_equal(rules.of[WARN_BELOW].recipients, WARN_STUDENT);
    int64_t *const numbers[] = {&wrong.of[WARN_IN_A_ROW].lectures, &wrong.of[WARN_WITHIN].lectures,
                                &wrong.of[WARN_WITHIN].days, &wrong.of[WARN_BELOW].percent,
                                &wrong.of[WARN_BELOW].counted_min};
    const int64_t too[][2] = {{1, 51}, {1, 51}, {0, 367}, {-1, 101}, {0, 51}};
    for (size_t i = 0; i < ARRAY_LENGTH(numbers); i++)
        for (size_t k = 0; k < 2; k++) {
            wrong = rules;
            *numbers[i] = too[i][k];
            assert_int_equal(warning_rules_change(f->school, &f->professor, classroom.id, &wrong, 0, &rules),
                             FAULT_NUMBER_INVALID);
        }
    wrong = rules;
    wrong.of[WARN_BELOW].recipients = 0;
    assert_int_equal(warning_rules_change(f->school, &f->professor, classroom.id, &wrong, 0, &rules),
                     FAULT_CHOICE_UNKNOWN);
    wrong.of[WARN_BELOW].recipients = 8;
    assert_int_equal(warning_rules_change(f->school, &f->professor, classroom.id, &wrong, 0, &rules),
                     FAULT_CHOICE_UNKNOWN);
    const struct actor strangers[] = {f->student, f->other_professor, f->administrator};
    for (size_t i = 0; i < ARRAY_LENGTH(strangers); i++)
        assert_int_equal(warning_rules_change(f->school, &strangers[i], classroom.id, &rules, 0, &rules),
                         FAULT_NOT_FOUND);
    assert_int_equal(warning_rules_change(f->school, &f->professor, 0, &rules, 0, &rules), FAULT_NOT_ALLOWED);
    assert_int_equal(warning_rules_get(f->school, &f->other_professor, classroom.id, &rules), FAULT_NOT_FOUND);
    assert_int_equal(warning_rules_get(f->school, &f->professor, 0, &rules), FAULT_NOT_ALLOWED);

    rules.of[WARN_IN_A_ROW].on = true;
    assert_int_equal(warning_rules_change(f->school, &f->administrator, 0, &rules, 0, &rules), FAULT_NONE);
    assert_int_equal(warning_rules_get(f->school, &f->professor, classroom.id, &rules), FAULT_NONE);
    assert_true(rules.of[WARN_IN_A_ROW].on);
    rules.of[WARN_IN_A_ROW].on = false;
    assert_int_equal(warning_rules_change(f->school, &f->professor, classroom.id, &rules, 0, &rules), FAULT_NONE);
    assert_true(rules.own);
    assert_int_equal(warning_rules_change(f->school, &f->professor, classroom.id, NULL, 0, &rules), FAULT_NONE);
    assert_false(rules.own);
    assert_true(rules.of[WARN_IN_A_ROW].on);
    school_fixture_close(f);
}

/* Two edit what both have read: the second hears of the first and loses nothing, whichever number it was about. */
static void test_changed_meanwhile(void **state)
{
    struct school_fixture *f = school_fixture_open(test_store_need(state));
    struct classroom classroom = fixture_classroom(f);
    struct warning_rules read, mine, kept;
    assert_int_equal(warning_rules_get(f->school, &f->professor, classroom.id, &read), FAULT_NONE);
    assert_in_range(read.version, 1, (INT64_C(1) << 53) - 1);
    for (int field = 0; field < 6 * WARNING_KINDS; field++) {
        mine = read;
        struct warning_rule *rule = &mine.of[field / 6];
        int64_t *const numbers[] = {&rule->lectures, &rule->days, &rule->percent, &rule->counted_min};
        if (field % 6 < 4)
            ++*numbers[field % 6];
        rule->on ^= field % 6 == 4;
        rule->recipients ^= field % 6 == 5 ? WARN_ADVISER : 0;
        assert_int_not_equal(warning_rules_version(&mine), read.version);
    }
    mine = read;
    assert_int_equal(warning_rules_change(f->school, &f->professor, classroom.id, &mine, read.version, &kept),
                     FAULT_NONE);
    assert_int_not_equal(kept.version, read.version); // its own by now
    mine.of[WARN_BELOW].percent = 60;
    assert_int_equal(warning_rules_change(f->school, &f->professor, classroom.id, &mine, read.version, &mine),
                     FAULT_CHANGED_MEANWHILE);
    assert_int_equal(warning_rules_change(f->school, &f->professor, classroom.id, NULL, read.version, &mine),
                     FAULT_CHANGED_MEANWHILE);
    assert_int_equal(warning_rules_get(f->school, &f->professor, classroom.id, &read), FAULT_NONE);
    assert_int_equal(read.version, kept.version);
    assert_int_equal(warning_rules_change(f->school, &f->professor, classroom.id, NULL, read.version, &read),
                     FAULT_NONE);

    // What a classroom's teacher has read were the institution's, which have changed since.
    mine = read;
    mine.of[WARN_WITHIN].on = true;
    assert_int_equal(warning_rules_change(f->school, &f->administrator, 0, &mine, read.version, &kept), FAULT_NONE);
    assert_int_equal(warning_rules_change(f->school, &f->administrator, 0, &read, read.version, &kept),
                     FAULT_CHANGED_MEANWHILE);
    assert_int_equal(warning_rules_change(f->school, &f->professor, classroom.id, &read, read.version, &kept),
                     FAULT_CHANGED_MEANWHILE);
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM audit WHERE action = 'warning_rules_changed'"), 3);
    school_fixture_close(f);
}

/* ---- live ---- */

/* A lecture of `days` ago, in which the student is marked. */
static int64_t day_lecture(struct school_fixture *f, int64_t class_id, int64_t days, enum mark_status status)
{
    char sql[300];
    struct mark made;
    struct actor professor = f->professor;
    snprintf(sql, sizeof(sql),
             "INSERT INTO lectures (class_id, title, starts_at, ends_at, created_at) VALUES (%lld, 'Sets %lld', %lld,"
             " %lld, 0)",
             (long long)class_id, (long long)days, (long long)(school_now(f->school) - days * (int64_t)DAY),
             (long long)(school_now(f->school) - days * (int64_t)DAY + HOUR));
    fixture_sql(f, sql);
    int64_t id = fixture_number(f, "SELECT MAX(id) FROM lectures");
    professor.stepped_up_at = school_now(f->school);
    const struct mark_request request = {.status = status, .note = "from the list"};
    assert_int_equal(attendance_mark(f->school, &professor, id, f->student.user_id, &request, &f->arena, &made),
                     FAULT_NONE);
    assert_int_equal(school_sweep(f->school), FAULT_NONE);
    return id;
}

static void mark_again(struct school_fixture *f, int64_t id, enum mark_status status)
{
    struct mark made;
    struct actor professor = f->professor;
    professor.stepped_up_at = school_now(f->school);
    const struct mark_request request = {.status = status, .note = "from the list"};
    assert_int_equal(attendance_mark(f->school, &professor, id, f->student.user_id, &request, &f->arena, &made),
                     FAULT_NONE);
}

static int64_t told(struct school_fixture *f, const char *kind, int64_t user_id)
{
    char sql[200];
    assert_int_equal(school_sweep(f->school), FAULT_NONE);
    snprintf(sql, sizeof(sql), "SELECT COUNT(*) FROM notifications WHERE kind = '%s' AND user_id = %lld", kind,
             (long long)user_id);
    return fixture_number(f, sql);
}

static struct classroom scene(struct school_fixture *f, unsigned recipients)
{
    struct classroom classroom = fixture_classroom(f);
    struct warning_rules rules;
    char sql[120];
    snprintf(sql, sizeof(sql), "UPDATE memberships SET joined_at = %lld",
             (long long)(FIXTURE_NOW - 300 * (int64_t)DAY));
    fixture_sql(f, sql);
    warning_rules_usual(&rules);
    rules.of[WARN_BELOW].on = rules.of[WARN_OUT_OF_REACH].on = false;
    rules.of[WARN_IN_A_ROW] = (struct warning_rule){.on = true, .lectures = 3, .recipients = recipients};
    assert_int_equal(warning_rules_change(f->school, &f->professor, classroom.id, &rules, 0, &rules), FAULT_NONE);
    return classroom;
}

static void test_once_a_run(void **state)
{
    struct school_fixture *f = school_fixture_open(test_store_need(state));
    struct classroom classroom = scene(f, WARN_STUDENT);
    int64_t me = f->student.user_id;
    int64_t first = day_lecture(f, classroom.id, 20, MARK_ABSENT);
    day_lecture(f, classroom.id, 19, MARK_ABSENT);
    assert_int_equal(told(f, "missed_in_a_row", me), 0);
    int64_t third = day_lecture(f, classroom.id, 18, MARK_ABSENT);
    assert_int_equal(told(f, "missed_in_a_row", me), 1);
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM notifications WHERE kind = 'missed_in_a_row' AND text LIKE"
                                       " '3|%Sets 20|%Sets 19|%Sets 18'"),
                     1);
    day_lecture(f, classroom.id, 17, MARK_ABSENT); // it goes on
    assert_int_equal(told(f, "missed_in_a_row", me), 1);
    mark_again(f, third, MARK_PRESENT); // a mistake, and back
    assert_int_equal(told(f, "missed_in_a_row", me), 1);
    mark_again(f, third, MARK_ABSENT);
    assert_int_equal(told(f, "missed_in_a_row", me), 1);
    mark_again(f, first, MARK_PRESENT);
    assert_int_equal(told(f, "missed_in_a_row", me), 1); // three others are left, never below the line meanwhile
    day_lecture(f, classroom.id, 16, MARK_PRESENT);
    for (int i = 15; i > 12; i--)
        day_lecture(f, classroom.id, i, MARK_ABSENT);
    assert_int_equal(told(f, "missed_in_a_row", me), 2); // back, and a new run
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM warnings"), 2);
    school_fixture_close(f);
}

static void test_recipients(void **state)
{
    struct school_fixture *f = school_fixture_open(test_store_need(state));
    struct classroom classroom = scene(f, WARN_EVERYBODY);
    struct person adviser;
    struct staff_list staff;
    struct actor colleague = fixture_person(f, ROLE_PROFESSOR, "Cora Colleague", "cora@college.example");
    assert_int_equal(
        staff_add(f->school, &f->professor, classroom.id, "cora@college.example", "teacher", &f->arena, &staff),
        FAULT_NONE);
    const char *email = arena_printf(&f->arena, "advise@college.example");
    struct actor other = fixture_person(f, ROLE_PROFESSOR, "Ada Adviser", email);
    assert_int_equal(adviser_assign(f->school, &f->administrator, f->student.user_id, email, &f->arena, &adviser),
                     FAULT_NONE);
    for (int i = 20; i > 17; i--)
        day_lecture(f, classroom.id, i, MARK_ABSENT);
    assert_int_equal(told(f, "missed_in_a_row", f->student.user_id), 1);
    assert_int_equal(told(f, "student_warned", f->professor.user_id), 1);
    assert_int_equal(told(f, "student_warned", colleague.user_id), 1);
    assert_int_equal(told(f, "student_warned", other.user_id), 1);
    struct notification_list list;
    const struct page page = {.limit = 10};
    assert_int_equal(notification_list(f->school, &other, page, false, &f->arena, &list), FAULT_NONE);
    assert_int_equal(list.notifications[0].about.id, f->student.user_id);
    const char *line = notification_line(&list.notifications[0], "en", &f->arena);
    assert_null(strstr(line, list.notifications[0].about.name)); // mailboxes are read on lock screens
    assert_null(strstr(line, "Sets"));

    // An adviser who teaches here is told once.
    assert_int_equal(
        adviser_assign(f->school, &f->administrator, f->student.user_id, "cora@college.example", &f->arena, &adviser),
        FAULT_NONE);
    day_lecture(f, classroom.id, 16, MARK_PRESENT);
    for (int i = 15; i > 12; i--)
        day_lecture(f, classroom.id, i, MARK_ABSENT);
    assert_int_equal(told(f, "student_warned", colleague.user_id), 2);
    assert_int_equal(told(f, "student_warned", other.user_id), 1);
    school_fixture_close(f);
}

/* On the same marks the preview says what was sent. */
static void test_preview(void **state)
{
    struct school_fixture *f = school_fixture_open(test_store_need(state));
    struct classroom classroom = scene(f, WARN_STUDENT | WARN_TEACHERS);
    struct warning_rules rules;
    struct preview preview;
    const enum mark_status marks[] = {MARK_ABSENT, MARK_ABSENT, MARK_ABSENT,  MARK_PRESENT, MARK_ABSENT,  MARK_ABSENT,
                                      MARK_ABSENT, MARK_ABSENT, MARK_PRESENT, MARK_ABSENT,  MARK_PRESENT, MARK_ABSENT};
    fixture_join(f, &classroom, f->other_student);
    for (size_t i = 0; i < ARRAY_LENGTH(marks); i++) {
        day_lecture(f, classroom.id, 40 - (int64_t)i, marks[i]);
        assert_int_equal(school_sweep(f->school), FAULT_NONE);
    }
    assert_int_equal(warning_rules_get(f->school, &f->professor, classroom.id, &rules), FAULT_NONE);
    assert_int_equal(warning_preview(f->school, &f->professor, classroom.id, &rules, 10, &f->arena, &preview),
                     FAULT_NONE);
    assert_int_equal(preview.classes, 1);
    assert_int_equal(preview.students, 2);
    assert_int_equal(preview.warned, 1);
    assert_int_equal(preview.count, 2);
    assert_int_equal(preview.messages,
                     told(f, "missed_in_a_row", f->student.user_id) + told(f, "student_warned", f->professor.user_id));
    assert_string_equal(preview.warnings[0].title, "Sets 38");
    assert_int_equal(preview.warnings[1].kind, WARN_IN_A_ROW);
    assert_int_equal(warning_preview(f->school, &f->professor, classroom.id, &rules, 5, &f->arena, &preview),
                     FAULT_NONE);
    assert_int_equal(preview.count, 1); // the second alone
    assert_int_equal(warning_preview(f->school, &f->administrator, 0, &rules, 10, &f->arena, &preview), FAULT_NONE);
    assert_int_equal(preview.classes, 0); // the only classroom has rules of its own
    assert_int_equal(warning_rules_change(f->school, &f->professor, classroom.id, NULL, 0, &rules), FAULT_NONE);
    assert_int_equal(warning_preview(f->school, &f->administrator, 0, &rules, 10, &f->arena, &preview), FAULT_NONE);
    assert_int_equal(preview.classes, 1);
    assert_int_equal(warning_preview(f->school, &f->professor, 0, &rules, 10, &f->arena, &preview), FAULT_NOT_ALLOWED);
    assert_int_equal(warning_preview(f->school, &f->student, classroom.id, &rules, 10, &f->arena, &preview),
                     FAULT_NOT_FOUND);
    assert_int_equal(warning_preview(f->school, &f->professor, classroom.id, &rules, 61, &f->arena, &preview),
                     FAULT_NUMBER_INVALID);
    school_fixture_close(f);
}

static void test_adviser(void **state)
{
    struct school_fixture *f = school_fixture_open(test_store_need(state));
    struct classroom classroom = scene(f, WARN_STUDENT);
    struct person adviser = {0};
    struct advised_list list;
    struct record record;
    struct page page = {.limit = 1};
    const struct actor other = fixture_person(f, ROLE_PROFESSOR, "Ada Adviser", "advise@college.example");
    const char *email = "Advise@College.example";
    assert_int_equal(adviser_assign(f->school, &f->professor, f->student.user_id, email, &f->arena, &adviser),
                     FAULT_NOT_ALLOWED);
    assert_int_equal(adviser_assign(f->school, &f->administrator, f->professor.user_id, email, &f->arena, &adviser),
                     FAULT_NOT_FOUND);
    assert_int_equal(
        adviser_assign(f->school, &f->administrator, f->student.user_id, "nobody@college.example", &f->arena, &adviser),
        FAULT_ACCOUNT_UNKNOWN);
    for (int i = 0; i < 2; i++)
        assert_int_equal(adviser_assign(f->school, &f->administrator, f->student.user_id, email, &f->arena, &adviser),
                         FAULT_NONE);
    assert_int_equal(adviser.id, other.user_id);
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM audit WHERE action = 'adviser_assigned'"), 1);
    assert_int_equal(adviser_assign(f->school, &f->administrator, f->other_student.user_id, email, &f->arena, &adviser),
                     FAULT_NONE);
    for (int i = 20; i > 17; i--)
        day_lecture(f, classroom.id, i, MARK_ABSENT);
    assert_int_equal(school_sweep(f->school), FAULT_NONE);
    assert_int_equal(advised_list(f->school, &other, &page, &f->arena, &list), FAULT_NONE);
    assert_int_equal(list.count, 1);
    assert_int_not_equal(list.next, 0);
    page.after = list.next;
    assert_int_equal(advised_list(f->school, &other, &page, &f->arena, &list), FAULT_NONE);
    assert_int_equal(list.count, 1);
    assert_int_equal(list.next, 0);
    page = (struct page){.limit = 10};
    assert_int_equal(advised_list(f->school, &other, &page, &f->arena, &list), FAULT_NONE);
    for (size_t i = 0; i < list.count; i++)
        if (list.students[i].student.id == f->student.user_id) {
            assert_int_equal(list.students[i].count, 1);
            assert_int_equal(list.students[i].classrooms[0].standing.counted, 3);
            assert_int_equal(list.students[i].classrooms[0].warned_at, school_now(f->school));
        }
    assert_int_equal(advised_list(f->school, &f->professor, &page, &f->arena, &list), FAULT_NONE);
    assert_int_equal(list.count, 0);
    assert_int_equal(register_record(f->school, &f->student, classroom.id, &f->arena, &record), FAULT_NONE);
    assert_int_equal(warning_walk_missed(&record.walk, WARN_IN_A_ROW), 3);
    assert_true(record.walk.of[WARN_IN_A_ROW].holds);
    assert_int_equal(adviser_assign(f->school, &f->administrator, f->student.user_id, "", &f->arena, &adviser),
                     FAULT_NONE);
    assert_int_equal(adviser.id, 0);
    school_fixture_close(f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_walk),          TEST_ON_BOTH(test_usual_and_limits), TEST_ON_BOTH(test_once_a_run),
        TEST_ON_BOTH(test_recipients),        TEST_ON_BOTH(test_preview),          TEST_ON_BOTH(test_adviser),
        TEST_ON_BOTH(test_changed_meanwhile),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
