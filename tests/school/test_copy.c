/* SPDX-License-Identifier: MIT */
/* A classroom in the next term. */
#include "school/unit.h"

#include <stdlib.h>

#include "base/arena.h"
#include "base/str.h"
#include "school/classes/classroom.h"
#include "school/classes/classroom_copy.h"
#include "school/classes/staff.h"
#include "school/common/fault.h"
#include "school/common/zone.h"
#include "school/marks/group/group.h"
#include "school/marks/status_set.h"
#include "school/marks/warning/warning_rules.h"
#include "school/plan/holiday.h"
#include "school/plan/lecture.h"
#include "school/plan/series.h"
#include "school/school.h"

/* In Berlin, 60 percent, two missed ones left out, an own letter, an assistant, and a student. */
static struct classroom classroom_of(struct school_fixture *f)
{
    struct classroom classroom = fixture_classroom(f);
    struct classroom_change change = classroom_no_change();
    struct status_set set;
    struct staff_list staff;
    change.timezone = "Europe/Berlin";
    change.threshold_percent = 60;
    change.leave_out = 2;
    change.section = "A";
    change.term = "Winter";
    change.join_approval = 1;
    assert_int_equal(classroom_change(f->school, &f->professor, classroom.id, &change, &f->arena, &classroom),
                     FAULT_NONE);
    assert_int_equal(status_set_get(f->school, &f->professor, classroom.id, &f->arena, &set), FAULT_NONE);
    set.lines[MARK_LATE - MARK_PRESENT].letter = "V";
    set.lines[MARK_LATE - MARK_PRESENT].points = 150;
    set.lines[set.count++] = (struct status_line){.letter = "R", .name = "Remote", .colour = STATUS_PINK};
    assert_int_equal(status_set_change(f->school, &f->professor, classroom.id, &set, &f->arena, &set), FAULT_NONE);
    fixture_person(f, ROLE_PROFESSOR, "Tina Tutor", "tina@college.example");
    assert_int_equal(
        staff_add(f->school, &f->professor, classroom.id, "tina@college.example", "assistant", &f->arena, &staff),
        FAULT_NONE);
    return classroom;
}

static int64_t series_of(struct school_fixture *f, int64_t class_id, const char *day, const char *from, const char *to,
                         const char *first, const char *last, int64_t every)
{
    struct series_result result;
    const struct series_request request = {
        .title = "Lecture",
        .room = "H 1",
        .weekdays = &day,
        .weekday_count = 1,
        .from = from,
        .to = to,
        .first_date = first,
        .last_date = last,
        .every_weeks = every,
    };
    assert_int_equal(series_create(f->school, &f->professor, class_id, &request, &f->arena, &result), FAULT_NONE);
    return result.lectures.lectures[0].id;
}

static void expect_starts(struct school_fixture *f, int64_t class_id, const char *const *starts, size_t count)
{
    struct lecture_list list;
    assert_int_equal(lecture_list(f->school, &f->administrator, class_id, &f->arena, &list), FAULT_NONE);
    assert_int_equal(list.count, count);
    for (size_t i = 0; i < count; i++) { // newest first
        const struct lecture *lecture = &list.lectures[count - 1 - i];
        if (lecture->starts_at != fixture_moment(starts[i]))
            fail_msg("lecture %zu is %lld minutes after %s", i,
                     (long long)(lecture->starts_at - fixture_moment(starts[i])) / MINUTE, starts[i]);
    }
}

/* Settings and people; the plan shifted by whole weeks, cut at the end, holidays left out, across another offset. */
static void test_copy(void **state)
{
    struct school_fixture *f = school_fixture_open(test_store_need(state));
    struct classroom from = classroom_of(f), made;
    struct status_set set;
    struct staff_list staff;
    struct term_plan plan;
    int64_t staff_count;
    // From Monday 30 November on; the second every other week from the second week on, over midnight.
    series_of(f, from.id, "MO", "09:15", "10:45", "2026-11-30", "2027-01-25", 1);
    series_of(f, from.id, "TH", "22:00", "01:00", "2026-12-07", "2027-01-31", 2);
    struct lecture single;
    struct lecture_request one = {.starts_at = fixture_moment("2026-12-02T09:00:00Z"),
                                  .ends_at = fixture_moment("2026-12-02T10:00:00Z")};
    assert_int_equal(lecture_create(f->school, &f->professor, from.id, &one, &f->arena, &single), FAULT_NONE);
    fixture_sql(f, "UPDATE classrooms SET archived_at = 1"); // an old one may be copied, too
    assert_int_equal(
        holiday_set(f->school, &f->administrator, &(struct holiday_dates){"2027-04-19", NULL}, "Feast", &f->arena),
        FAULT_NONE);
    const struct copy_request request = {.first_date = "2027-04-12", .last_date = "2027-05-05", .term = "Summer"};
    assert_int_equal(classroom_copy_plan(f->school, &f->professor, from.id, &request, &f->arena, &plan, &staff_count),
                     FAULT_NONE);
    assert_int_equal(plan.lectures, 4);
    assert_int_equal(plan.series_count, 2);
    assert_int_equal(plan.left_out_count, 1);
    assert_int_equal(plan.single, 1);
    assert_int_equal(staff_count, 1);
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM classrooms"), 1);

    assert_int_equal(classroom_copy(f->school, &f->professor, from.id, &request, &f->arena, &made), FAULT_NONE);
    const char *const starts[] = {"2027-04-12T07:15:00Z", "2027-04-22T20:00:00Z", "2027-04-26T07:15:00Z",
                                  "2027-05-03T07:15:00Z"};
    expect_starts(f, made.id, starts, ARRAY_LENGTH(starts));
    assert_string_equal(made.subject, from.subject);
    assert_string_equal(made.section, "A");
    assert_string_equal(made.term, "Summer");
    assert_string_equal(made.timezone, "Europe/Berlin");
    assert_int_equal(made.threshold_percent, 60);
    assert_int_equal(made.leave_out, 2);
    assert_true(made.join_approval);
    assert_false(made.archived);
    assert_int_equal(made.students, 0);
    assert_string_not_equal(made.join_code, from.join_code);
    assert_int_equal(status_set_get(f->school, &f->professor, made.id, &f->arena, &set), FAULT_NONE);
    assert_int_equal(set.count, 5);
    assert_string_equal(set.lines[4].name, "Remote");
    assert_int_equal(set.lines[4].colour, STATUS_PINK);
    assert_string_equal(set.lines[MARK_LATE - MARK_PRESENT].letter, "V");
    assert_int_equal(set.lines[MARK_LATE - MARK_PRESENT].points, 150);
    assert_int_equal(staff_list(f->school, &f->professor, made.id, &f->arena, &staff), FAULT_NONE);
    assert_int_equal(staff.count, 2);
    assert_int_equal(staff.members[0].person.id, f->professor.user_id);
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM audit WHERE action = 'classroom_copied'"), 1);
    // Its series go on as series: a copy of the copy has them, too.
    assert_int_equal(
        classroom_copy_plan(f->school, &f->administrator, made.id, &request, &f->arena, &plan, &staff_count),
        FAULT_NONE);
    assert_int_equal(plan.lectures, 4);
    school_fixture_close(f);
}

/* A series that was moved as a whole stands where it does now; one lecture that was moved, or cancelled, is none. */
static void test_moved(void **state)
{
    struct school_fixture *f = school_fixture_open(test_store_need(state));
    struct classroom from = classroom_of(f), made;
    struct lecture lecture;
    struct lecture_list list;
    int64_t first = series_of(f, from.id, "MO", "09:15", "10:45", "2026-11-30", "2027-01-25", 1);
    assert_int_equal(lecture_list(f->school, &f->professor, from.id, &f->arena, &list), FAULT_NONE);
    struct lecture_change change = lecture_no_change();
    change.starts_at = list.lectures[2].starts_at + DAY * 2; // alone
    assert_int_equal(lecture_edit(f->school, &f->professor, list.lectures[2].id, &change, &f->arena, &lecture),
                     FAULT_NONE);
    const struct lecture_cancel cancel = {.reason = "Flu"};
    assert_int_equal(lecture_cancel(f->school, &f->professor, list.lectures[4].id, &cancel, &f->arena, &lecture),
                     FAULT_NONE);
    // Sunday to Monday: all to Tuesday 14:00, an hour long.
    change = lecture_no_change();
    change.following = true;
    change.starts_at = fixture_moment("2026-12-01T13:00:00Z");
    change.ends_at = fixture_moment("2026-12-01T14:00:00Z");
    assert_int_equal(lecture_edit(f->school, &f->professor, first, &change, &f->arena, &lecture), FAULT_NONE);
    const struct copy_request request = {
        .first_date = "2027-04-14", .last_date = "2027-04-30", .subject = "Algebra II", .section = ""};
    assert_int_equal(classroom_copy(f->school, &f->administrator, from.id, &request, &f->arena, &made), FAULT_NONE);
    assert_int_equal(made.professor.id, f->professor.user_id);
    assert_string_equal(made.subject, "Algebra II");
    assert_null(made.section);
    assert_null(made.term);
    // The term begins on a Wednesday: the Tuesday of its week is before it.
    const char *const starts[] = {"2027-04-20T12:00:00Z", "2027-04-27T12:00:00Z"};
    expect_starts(f, made.id, starts, ARRAY_LENGTH(starts));
    assert_int_equal(fixture_number(f,
                                    "SELECT COUNT(*) FROM lectures WHERE ends_at - starts_at = 3600000 AND class_id ="
                                    " 2"),
                     2);
    school_fixture_close(f);
}

static int64_t group_of(struct school_fixture *f, int64_t class_id, const char *name)
{
    int64_t id = 0;
    assert_int_equal(group_create(f->school, &f->professor, class_id, name, &f->arena, &id), FAULT_NONE);
    return id;
}

static void lecture_for(struct school_fixture *f, int64_t lecture_id, int64_t group_id, bool following)
{
    struct lecture lecture;
    struct lecture_change change = lecture_no_change();
    change.groups = (struct group_choice){.groups = &group_id, .count = group_id != 0, .given = true};
    change.following = following;
    assert_int_equal(lecture_edit(f->school, &f->professor, lecture_id, &change, &f->arena, &lecture), FAULT_NONE);
}

/* For whom the lectures of a classroom are, oldest first: "Lab A|Lab A||". */
static const char *whose(struct school_fixture *f, int64_t class_id)
{
    struct lecture_list list;
    const char *text = "";
    assert_int_equal(lecture_list(f->school, &f->professor, class_id, &f->arena, &list), FAULT_NONE);
    for (size_t i = list.count; i-- > 0;)
        for (size_t k = 0; k <= list.lectures[i].groups.count; k++)
            text = arena_printf(&f->arena, "%s%s", text,
                                k < list.lectures[i].groups.count ? list.lectures[i].groups.groups[k].name : "|");
    return text;
}

/* Its groups come along by their names, and lectures stay for them; the rules that warn do, where it has its own. */
static void test_groups_and_rules(void **state)
{
    struct school_fixture *f = school_fixture_open(test_store_need(state));
    struct classroom from = classroom_of(f), made;
    struct group_list groups;
    struct group_put_result put;
    struct term_plan plan;
    struct warning_rules rules, copied;
    int64_t staff;
    bool deleted;
    int64_t labs = group_of(f, from.id, "Lab A"), other = group_of(f, from.id, "Lab B");
    int64_t evening = group_of(f, from.id, "Evening"), unused = group_of(f, from.id, "Old");
    int64_t monday = series_of(f, from.id, "MO", "09:15", "10:45", "2026-11-30", "2027-01-25", 1);
    int64_t tuesday = series_of(f, from.id, "TU", "09:15", "10:45", "2026-11-30", "2027-01-25", 1);
    series_of(f, from.id, "WE", "09:15", "10:45", "2026-11-30", "2027-01-25", 1);
    lecture_for(f, monday, labs, true);
    lecture_for(f, monday, other, false); // one of them alone
    lecture_for(f, tuesday, evening, true);
    const struct group_put in = {.group_id = labs, .students = &f->student.user_id, .count = 1};
    assert_int_equal(group_put(f->school, &f->professor, from.id, &in, &put), FAULT_NONE);
    const struct group_put late = {.group_id = unused, .students = &f->student.user_id, .count = 1, .stay = true};
    assert_int_equal(group_put(f->school, &f->professor, from.id, &late, &put), FAULT_NONE);
    assert_int_equal(group_end(f->school, &f->professor, from.id, unused, &deleted), FAULT_NONE);
    assert_false(deleted);
    fixture_sql(f, "UPDATE class_groups SET ended_at = 1 WHERE name = 'Evening'"); // its last lecture is over

    const struct copy_request request = {.first_date = "2027-04-12", .last_date = "2027-04-23"};
    assert_int_equal(classroom_copy_plan(f->school, &f->professor, from.id, &request, &f->arena, &plan, &staff),
                     FAULT_NONE);
    assert_int_equal(plan.groups.count, 3);
    assert_int_equal(classroom_copy(f->school, &f->professor, from.id, &request, &f->arena, &made), FAULT_NONE);
    assert_string_equal(whose(f, made.id), "Lab A|Evening||Lab A|Evening||");
    assert_int_equal(group_list(f->school, &f->professor, made.id, &f->arena, &groups), FAULT_NONE);
    assert_int_equal(groups.count, 3);
    assert_int_equal(groups.place_count, 0);
    static const char *const names[] = {"Lab A", "Lab B", "Evening"};
    for (size_t i = 0; i < ARRAY_LENGTH(names); i++) {
        assert_string_equal(groups.groups[i].name, names[i]);
        assert_false(groups.groups[i].ended);
        assert_true(groups.groups[i].id > unused);
    }
    // Without rules of its own it goes by the institution's, and so does the copy.
    assert_int_equal(warning_rules_get(f->school, &f->professor, made.id, &copied), FAULT_NONE);
    assert_false(copied.own);
    assert_int_equal(warning_rules_get(f->school, &f->professor, from.id, &rules), FAULT_NONE);
    rules.of[WARN_WITHIN] =
        (struct warning_rule){.on = true, .lectures = 4, .days = 21, .counted_min = 1, .recipients = WARN_TEACHERS};
    assert_int_equal(warning_rules_change(f->school, &f->professor, from.id, &rules, 0, &rules), FAULT_NONE);
    assert_int_equal(classroom_copy(f->school, &f->professor, from.id, &request, &f->arena, &made), FAULT_NONE);
    assert_int_equal(warning_rules_get(f->school, &f->professor, made.id, &copied), FAULT_NONE);
    assert_true(copied.own);
    assert_int_equal(copied.version, rules.version);
    assert_memory_equal(copied.of, rules.of, sizeof(rules.of));
    school_fixture_close(f);
}

static void test_refused(void **state)
{
    struct school_fixture *f = school_fixture_open(test_store_need(state));
    struct classroom from = classroom_of(f), made;
    struct term_plan plan;
    int64_t staff;
    const struct {
        struct actor actor;
        struct copy_request request;
        enum fault fault;
    } cases[] = {
        {f->student, {"2027-04-12", "2027-05-05", NULL, NULL, NULL}, FAULT_NOT_FOUND},
        {f->other_professor, {"2027-04-12", "2027-05-05", NULL, NULL, NULL}, FAULT_NOT_FOUND},
        {f->professor, {"2027-04-31", "2027-05-05", NULL, NULL, NULL}, FAULT_DATE_INVALID},
        {f->professor, {"2027-04-12", NULL, NULL, NULL, NULL}, FAULT_DATE_INVALID},
        {f->professor, {"2027-04-12", "2027-04-11", NULL, NULL, NULL}, FAULT_DATE_INVALID},
        {f->professor, {"2027-04-12", "2029-05-05", NULL, NULL, NULL}, FAULT_SERIES_TOO_LONG},
    };
    for (size_t i = 0; i < ARRAY_LENGTH(cases); i++) {
        const struct copy_request *request = &cases[i].request;
        assert_int_equal(classroom_copy_plan(f->school, &cases[i].actor, from.id, request, &f->arena, &plan, &staff),
                         cases[i].fault);
        assert_int_equal(classroom_copy(f->school, &cases[i].actor, from.id, request, &f->arena, &made),
                         cases[i].fault);
    }
    const struct copy_request bad = {"2027-04-12", "2027-05-05", " ", NULL, NULL};
    assert_int_equal(classroom_copy(f->school, &f->professor, from.id, &bad, &f->arena, &made), FAULT_TEXT_INVALID);
    assert_int_equal(classroom_copy(f->school, &f->professor, 77, &cases[0].request, &f->arena, &made),
                     FAULT_NOT_FOUND);
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM classrooms"), 1);
    school_fixture_close(f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {TEST_ON_BOTH(test_copy), TEST_ON_BOTH(test_moved),
                                       TEST_ON_BOTH(test_groups_and_rules), TEST_ON_BOTH(test_refused)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
