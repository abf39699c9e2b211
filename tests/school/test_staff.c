/* SPDX-License-Identifier: MIT */
/* Settings, joining, staff and status sets. */
#include "school/numbers/record.h"
#include "school/unit.h"

#include "base/str.h"
#include "school/attendance/attendance.h"
#include "school/attendance/hand.h"
#include "school/attendance/window.h"
#include "school/classes/classroom.h"
#include "school/classes/join.h"
#include "school/classes/staff.h"
#include "school/common/fault.h"
#include "school/marks/mark.h"
#include "school/numbers/register.h"
#include "school/plan/lecture.h"
#include "school/school.h"

/* Who is who in these tests. */
struct college_fixture {
    struct school_fixture *f;
    struct classroom classroom;
    struct actor teacher, assistant; // co-teacher; a student's account that assists here
};

static struct college_fixture open_college(void **state)
{
    struct college_fixture c = {.f = school_fixture_open(test_store_need(state))};
    struct staff_list list;
    c.classroom = fixture_classroom(c.f);
    c.teacher = fixture_person(c.f, ROLE_PROFESSOR, "Barbara", "barbara@example.org");
    c.assistant = fixture_person(c.f, ROLE_STUDENT, "Tim", "tim@example.org");
    assert_int_equal(
        staff_add(c.f->school, &c.f->professor, c.classroom.id, "barbara@example.org", "teacher", &c.f->arena, &list),
        FAULT_NONE);
    assert_int_equal(
        staff_add(c.f->school, &c.teacher, c.classroom.id, "TIM@example.org", "assistant", &c.f->arena, &list),
        FAULT_NONE);
    assert_int_equal(list.count, 3);
    assert_int_equal(list.members[0].part, PART_OWNER);
    assert_int_equal(list.members[1].part, PART_TEACHER);
    assert_int_equal(list.members[2].part, PART_ASSISTANT);
    return c;
}

static void test_settings(void **state)
{
    struct college_fixture c = open_college(state);
    struct school_fixture *f = c.f;
    struct classroom read;
    struct classroom_change change = classroom_no_change();
    assert_int_equal(c.classroom.threshold_percent, 75);
    assert_int_equal(c.classroom.part, PART_OWNER);
    change.subject = "  Rings & fields ";
    change.section = "B";
    change.term = "Winter";
    change.timezone = "Europe/Berlin";
    change.threshold_percent = 80;
    change.excused_counts = "ignored";
    change.absent_at_close = 1;
    change.auto_open = "on";
    change.auto_open_minutes = -10;
    change.version = 1;
    assert_int_equal(classroom_change(f->school, &c.teacher, c.classroom.id, &change, &f->arena, &read), FAULT_NONE);
    assert_string_equal(read.subject, "Rings & fields");
    assert_string_equal(read.section, "B");
    assert_string_equal(read.timezone, "Europe/Berlin");
    assert_int_equal(read.threshold_percent, 80);
    assert_int_equal(read.excused_counts, COUNTS_IGNORED);
    assert_true(read.absent_at_close && read.auto_open);
    assert_int_equal(read.auto_open_minutes, -10);
    assert_int_equal(read.version, 2);
    assert_int_equal(read.part, PART_TEACHER);

    // Two at once: the second has read what is no longer there.
    assert_int_equal(classroom_change(f->school, &f->professor, c.classroom.id, &change, &f->arena, &read),
                     FAULT_CHANGED_MEANWHILE);
    change = classroom_no_change();
    change.version = 2;
    change.section = "";
    assert_int_equal(classroom_change(f->school, &f->professor, c.classroom.id, &change, &f->arena, &read), FAULT_NONE);
    assert_null(read.section);
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM audit WHERE action = 'classroom_changed'"), 2);

    const struct actor others[] = {c.assistant, f->student, f->other_professor, f->administrator};
    for (size_t i = 0; i < ARRAY_LENGTH(others); i++)
        assert_int_equal(classroom_change(f->school, &others[i], c.classroom.id, &change, &f->arena, &read),
                         FAULT_NOT_FOUND);
    school_fixture_close(f);
}

static void test_settings_refused(void **state)
{
    struct college_fixture c = open_college(state);
    struct classroom read;
    struct classroom_change bad[9];
    const enum fault faults[] = {FAULT_TEXT_INVALID,    FAULT_TEXT_INVALID,    FAULT_TIMEZONE_UNKNOWN,
                                 FAULT_NUMBER_INVALID,  FAULT_CHOICE_UNKNOWN,  FAULT_CHOICE_UNKNOWN,
                                 FAULT_MINUTES_INVALID, FAULT_MINUTES_INVALID, FAULT_TIME_INVALID};
    for (size_t i = 0; i < ARRAY_LENGTH(bad); i++)
        bad[i] = classroom_no_change();
    bad[0].subject = "  ";
    bad[1].term = "a\x01";
    bad[2].timezone = "../../etc/passwd";
    bad[3].threshold_percent = 101;
    bad[4].excused_counts = "perhaps";
    bad[5].auto_open = "yes";
    bad[6].auto_open_minutes = AUTO_OPEN_EARLIEST - 1;
    bad[7].auto_open_minutes = AUTO_OPEN_LATEST + 1;
    bad[8].join_expires_at = INT64_MAX;
    for (size_t i = 0; i < ARRAY_LENGTH(bad); i++)
        assert_int_equal(classroom_change(c.f->school, &c.f->professor, c.classroom.id, &bad[i], &c.f->arena, &read),
                         faults[i]);
    assert_int_equal(fixture_number(c.f, "SELECT MAX(version) FROM classrooms"), 1);

    // Archived: read only, until it is brought back.
    struct classroom_change change = classroom_no_change();
    change.archived = 1;
    assert_int_equal(classroom_change(c.f->school, &c.f->professor, c.classroom.id, &change, &c.f->arena, &read),
                     FAULT_NONE);
    assert_true(read.archived);
    change = classroom_no_change();
    change.subject = "Other";
    assert_int_equal(classroom_change(c.f->school, &c.f->professor, c.classroom.id, &change, &c.f->arena, &read),
                     FAULT_CLASSROOM_ARCHIVED);
    change.archived = 0;
    assert_int_equal(classroom_change(c.f->school, &c.f->professor, c.classroom.id, &change, &c.f->arena, &read),
                     FAULT_NONE);
    assert_false(read.archived);
    assert_string_equal(read.subject, "Other");
    school_fixture_close(c.f);
}

static enum fault set_join(struct college_fixture *c, int64_t open, int64_t approval, int64_t expires_at)
{
    struct classroom_change change = classroom_no_change();
    change.join_open = open;
    change.join_approval = approval;
    change.join_expires_at = expires_at;
    return classroom_change(c->f->school, &c->f->professor, c->classroom.id, &change, &c->f->arena, &c->classroom);
}

static void test_join(void **state)
{
    struct college_fixture c = open_college(state);
    struct school_fixture *f = c.f;
    struct classroom read;
    struct join_request_list list;
    const char *code = c.classroom.join_code;
    int64_t id = c.classroom.id, student = f->other_student.user_id;
    assert_int_equal(set_join(&c, 0, -1, -1), FAULT_NONE);
    assert_int_equal(classroom_join(f->school, &f->other_student, code, &f->arena, &read), FAULT_JOIN_CLOSED);
    assert_int_equal(set_join(&c, 1, -1, FIXTURE_NOW + HOUR), FAULT_NONE);
    fixture_wait(f, HOUR); // the moment itself is too late
    assert_int_equal(classroom_join(f->school, &f->other_student, code, &f->arena, &read), FAULT_JOIN_CLOSED);
    assert_int_equal(set_join(&c, -1, 1, 0), FAULT_NONE);
    assert_int_equal(classroom_join(f->school, &c.assistant, code, &f->arena, &read), FAULT_ALREADY_STAFF);

    for (int i = 0; i < 2; i++) // asked twice, written and told once
        assert_int_equal(classroom_join(f->school, &f->other_student, code, &f->arena, &read), FAULT_JOIN_WAITING);
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM notifications WHERE kind = 'join_request'"),
                     2); // two teachers
    assert_int_equal(join_request_list(f->school, &c.assistant, id, &f->arena, &list), FAULT_NONE);
    assert_int_equal(list.count, 1);
    assert_int_equal(list.requests[0].student.id, student);
    assert_int_equal(join_request_list(f->school, &f->student, id, &f->arena, &list), FAULT_NOT_FOUND);
    assert_int_equal(join_request_own(f->school, &f->other_student, &f->arena, &list), FAULT_NONE);
    assert_int_equal(list.count, 1);
    assert_string_equal(list.requests[0].subject, "Algebra");
    assert_int_equal(classroom_get(f->school, &f->other_student, id, &f->arena, &read), FAULT_NOT_FOUND);

    assert_int_equal(join_request_answer(f->school, &f->other_professor, id, student, true), FAULT_NOT_FOUND);
    assert_int_equal(join_request_answer(f->school, &c.assistant, id, f->student.user_id, true), FAULT_NOT_FOUND);
    assert_int_equal(join_request_answer(f->school, &c.assistant, id, student, false), FAULT_NONE);
    assert_int_equal(classroom_join(f->school, &f->other_student, code, &f->arena, &read), FAULT_JOIN_REFUSED);
    assert_int_equal(join_request_withdraw(f->school, &f->other_student, id), FAULT_NOT_FOUND);
    assert_int_equal(join_request_answer(f->school, &f->professor, id, student, true), FAULT_NONE);
    assert_int_equal(classroom_join(f->school, &f->other_student, code, &f->arena, &read), FAULT_NONE);
    assert_int_equal(read.part, PART_STUDENT);
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM join_requests"), 0);
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM notifications WHERE kind = 'request_answered'"), 2);

    assert_int_equal(join_leave(f->school, &f->other_student, id), FAULT_NONE);
    assert_int_equal(join_leave(f->school, &f->other_student, id), FAULT_NOT_FOUND);
    assert_int_equal(classroom_join(f->school, &f->other_student, code, &f->arena, &read), FAULT_JOIN_WAITING);
    assert_int_equal(join_request_withdraw(f->school, &f->other_student, id), FAULT_NONE);
    assert_int_equal(join_request_withdraw(f->school, &f->other_student, id), FAULT_NOT_FOUND);
    school_fixture_close(f);
}

/* Whoever knows many codes asks at so many doors and no more. */
static void test_join_asked_everywhere(void **state)
{
    struct college_fixture c = open_college(state);
    struct school_fixture *f = c.f;
    struct classroom read;
    char sql[400];
    assert_int_equal(set_join(&c, -1, 1, -1), FAULT_NONE);
    snprintf(sql, sizeof(sql),
             "INSERT INTO classrooms (subject, professor_id, join_code, timezone, late_after_minutes, window_minutes,"
             " created_at) WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < %d)"
             " SELECT 'Bulk', %lld, i, 'UTC', 10, 15, 0 FROM n",
             JOIN_REQUESTS_OWN_MAX, (long long)f->other_professor.user_id);
    fixture_sql(f, sql);
    snprintf(sql, sizeof(sql),
             "INSERT INTO join_requests (class_id, user_id, asked_at, refused_at) SELECT id, %lld, 0, 1 FROM classrooms"
             " WHERE subject = 'Bulk'",
             (long long)f->other_student.user_id);
    fixture_sql(f, sql);
    assert_int_equal(classroom_join(f->school, &f->other_student, c.classroom.join_code, &f->arena, &read),
                     FAULT_TOO_MANY_THINGS);
    fixture_sql(f, "DELETE FROM join_requests WHERE class_id = (SELECT MAX(id) FROM classrooms)");
    for (int i = 0; i < 2; i++) // the last one is asked once
        assert_int_equal(classroom_join(f->school, &f->other_student, c.classroom.join_code, &f->arena, &read),
                         FAULT_JOIN_WAITING);
    school_fixture_close(f);
}

static void test_add_and_remove(void **state)
{
    struct college_fixture c = open_college(state);
    struct school_fixture *f = c.f;
    struct person student;
    struct register_grid grid;
    struct lecture lecture = fixture_lecture(f, c.classroom.id);
    struct mark mark;
    const struct mark_request present = {.status = MARK_PRESENT};
    int64_t id = c.classroom.id;
    assert_int_equal(join_add(f->school, &c.assistant, id, "not an address", &f->arena, &student), FAULT_EMAIL_INVALID);
    assert_int_equal(join_add(f->school, &c.assistant, id, "ghost@example.org", &f->arena, &student),
                     FAULT_ACCOUNT_UNKNOWN);
    assert_int_equal(join_add(f->school, &c.assistant, id, "barbara@example.org", &f->arena, &student),
                     FAULT_PART_NOT_POSSIBLE);
    assert_int_equal(join_add(f->school, &c.assistant, id, "tim@example.org", &f->arena, &student),
                     FAULT_ALREADY_STAFF);
    fixture_person(f, ROLE_STUDENT, "Ann", "ann@example.org");
    assert_int_equal(join_add(f->school, &f->student, id, "ann@example.org", &f->arena, &student), FAULT_NOT_FOUND);
    for (int i = 0; i < 2; i++)
        assert_int_equal(join_add(f->school, &c.assistant, id, "ANN@example.org", &f->arena, &student), FAULT_NONE);
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM audit WHERE action = 'student_added'"), 1);
    assert_int_equal(attendance_mark(f->school, &c.assistant, lecture.id, student.id, &present, &f->arena, &mark),
                     FAULT_NONE);

    // Gone from where somebody is to be marked, still in the register and the counts: test_membership.c.
    assert_int_equal(join_remove(f->school, &c.assistant, id, student.id), FAULT_NOT_FOUND);
    assert_int_equal(join_remove(f->school, &c.teacher, id, student.id), FAULT_NONE);
    assert_int_equal(join_remove(f->school, &c.teacher, id, student.id), FAULT_NOT_FOUND);
    assert_int_equal(register_grid(f->school, &f->professor, id, &(struct register_page){0}, &f->arena, &grid),
                     FAULT_NONE);
    assert_int_equal(grid.count, 2);
    assert_int_equal(lecture_get(f->school, &f->professor, lecture.id, &f->arena, &lecture), FAULT_NONE);
    assert_int_equal(lecture.counts.present, 1);
    assert_int_equal(lecture.counts.unmarked, 1);
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM attendance"), 1);
    assert_int_equal(join_add(f->school, &c.teacher, id, "ann@example.org", &f->arena, &student), FAULT_NONE);
    assert_int_equal(lecture_get(f->school, &f->professor, lecture.id, &f->arena, &lecture), FAULT_NONE);
    assert_int_equal(lecture.counts.present, 1);
    school_fixture_close(f);
}

static void test_staff(void **state)
{
    struct college_fixture c = open_college(state);
    struct school_fixture *f = c.f;
    struct staff_list list;
    int64_t id = c.classroom.id;
    fixture_person(f, ROLE_STUDENT, "Ann", "ann@example.org");
    fixture_person(f, ROLE_ADMINISTRATOR, "Root", "root@example.org");
    const struct {
        struct actor actor;
        const char *email, *part;
        enum fault fault;
    } bad[] = {
        {f->professor, "ann@example.org", "owner", FAULT_CHOICE_UNKNOWN},
        {f->professor, "ann", "assistant", FAULT_EMAIL_INVALID},
        {f->professor, "ghost@example.org", "assistant", FAULT_ACCOUNT_UNKNOWN},
        {f->professor, "ann@example.org", "teacher", FAULT_PART_NOT_POSSIBLE},
        {f->professor, "root@example.org", "assistant", FAULT_PART_NOT_POSSIBLE},
        {f->professor, "tim@example.org", "assistant", FAULT_ALREADY_STAFF},
        {c.assistant, "ann@example.org", "assistant", FAULT_NOT_FOUND},
        {f->other_professor, "ann@example.org", "assistant", FAULT_NOT_FOUND},
        {f->administrator, "ann@example.org", "assistant", FAULT_NOT_FOUND},
    };
    for (size_t i = 0; i < ARRAY_LENGTH(bad); i++)
        assert_int_equal(staff_add(f->school, &bad[i].actor, id, bad[i].email, bad[i].part, &f->arena, &list),
                         bad[i].fault);
    struct person ann;
    assert_int_equal(join_add(f->school, &f->professor, id, "ann@example.org", &f->arena, &ann), FAULT_NONE);
    assert_int_equal(staff_add(f->school, &f->professor, id, "ann@example.org", "assistant", &f->arena, &list),
                     FAULT_ALREADY_STUDENT);

    assert_int_equal(staff_change(f->school, &f->professor, id, c.assistant.user_id, "teacher", &f->arena, &list),
                     FAULT_PART_NOT_POSSIBLE);
    assert_int_equal(staff_change(f->school, &c.teacher, id, f->professor.user_id, "assistant", &f->arena, &list),
                     FAULT_OWNER_STAYS);
    assert_int_equal(staff_change(f->school, &c.teacher, id, ann.id, "assistant", &f->arena, &list), FAULT_NOT_FOUND);
    assert_int_equal(staff_hand_over(f->school, &c.teacher, id, c.teacher.user_id, &f->arena, &list),
                     FAULT_OWNER_STAYS);
    assert_int_equal(staff_hand_over(f->school, &f->professor, id, c.assistant.user_id, &f->arena, &list),
                     FAULT_PART_NOT_POSSIBLE);
    assert_int_equal(staff_hand_over(f->school, &f->professor, id, c.teacher.user_id, &f->arena, &list), FAULT_NONE);
    assert_int_equal(list.members[0].person.id, c.teacher.user_id);
    assert_int_equal(list.members[1].person.id, f->professor.user_id);
    assert_int_equal(list.members[1].part, PART_TEACHER);

    assert_int_equal(staff_remove(f->school, &c.teacher, id, c.teacher.user_id), FAULT_OWNER_STAYS);
    assert_int_equal(staff_remove(f->school, &c.assistant, id, f->professor.user_id), FAULT_NOT_FOUND);
    assert_int_equal(staff_remove(f->school, &c.assistant, id, c.assistant.user_id), FAULT_NONE); // leaves
    assert_int_equal(staff_list(f->school, &c.assistant, id, &f->arena, &list), FAULT_NOT_FOUND);
    assert_int_equal(staff_remove(f->school, &c.teacher, id, f->professor.user_id), FAULT_NONE);
    assert_int_equal(staff_list(f->school, &c.teacher, id, &f->arena, &list), FAULT_NONE);
    assert_int_equal(list.count, 1);
    school_fixture_close(f);
}

static void test_appoint(void **state)
{
    struct college_fixture c = open_college(state);
    struct school_fixture *f = c.f;
    struct staff_list list;
    int64_t id = c.classroom.id;
    fixture_person(f, ROLE_STUDENT, "Ann", "ann@example.org");
    // Whoever has left hands nothing over: an administrator does.
    assert_int_equal(staff_appoint(f->school, &c.teacher, id, "ann@example.org", &f->arena, &list), FAULT_NOT_ALLOWED);
    const struct {
        int64_t class_id;
        const char *email;
        enum fault fault;
    } refused[] = {
        {id, "ann@example.org", FAULT_PART_NOT_POSSIBLE},
        {id, "petra@college.example", FAULT_ALREADY_STAFF},
        {id, "ghost@example.org", FAULT_ACCOUNT_UNKNOWN},
        {999999, "barbara@example.org", FAULT_NOT_FOUND},
    };
    for (size_t i = 0; i < ARRAY_LENGTH(refused); i++)
        assert_int_equal(
            staff_appoint(f->school, &f->administrator, refused[i].class_id, refused[i].email, &f->arena, &list),
            refused[i].fault);
    fixture_person(f, ROLE_PROFESSOR, "New", "new@example.org");
    assert_int_equal(staff_appoint(f->school, &f->administrator, id, "new@example.org", &f->arena, &list), FAULT_NONE);
    assert_int_equal(list.count, 4);
    assert_string_equal(list.members[0].email, "new@example.org");
    assert_int_equal(list.members[1].person.id, c.teacher.user_id);
    school_fixture_close(f);
}

/* An assistant takes attendance and changes no plan; lists and first pages show the classrooms one assists in. */
static void test_assistant(void **state)
{
    struct college_fixture c = open_college(state);
    struct school_fixture *f = c.f;
    struct lecture lecture;
    struct lecture_list lectures;
    struct classroom_list classrooms;
    struct home home;
    struct mark mark;
    struct attendance_view view;
    int64_t id = c.classroom.id;
    struct lecture_request plan = {.starts_at = FIXTURE_NOW + HOUR, .ends_at = FIXTURE_NOW + 2 * HOUR};
    struct lecture_change change = lecture_no_change();
    assert_int_equal(lecture_create(f->school, &c.assistant, id, &plan, &f->arena, &lecture), FAULT_NOT_FOUND);
    assert_int_equal(lecture_instant(f->school, &c.assistant, id, NULL, 5, &f->arena, &lecture), FAULT_NOT_FOUND);
    assert_int_equal(lecture_create(f->school, &c.teacher, id, &plan, &f->arena, &lecture), FAULT_NONE);
    change.title = "Mine";
    assert_int_equal(lecture_edit(f->school, &c.assistant, lecture.id, &change, &f->arena, &lecture), FAULT_NOT_FOUND);
    assert_int_equal(
        lecture_cancel(f->school, &c.assistant, lecture.id, &(struct lecture_cancel){0}, &f->arena, &lecture),
        FAULT_NOT_FOUND);
    assert_int_equal(classroom_rotate_code(f->school, &c.assistant, id, &f->arena, &c.classroom), FAULT_NOT_FOUND);

    struct window_plan now = {.request = {-1, -1}};
    const struct mark_request present = {.status = MARK_PRESENT};
    assert_int_equal(lecture_window_plan(f->school, &c.assistant, lecture.id, &now, &f->arena, &lecture), FAULT_NONE);
    assert_true(lecture.has_counts);
    assert_int_equal(
        attendance_mark(f->school, &c.assistant, lecture.id, f->student.user_id, &present, &f->arena, &mark),
        FAULT_NONE);
    assert_int_equal(attendance_view(f->school, &c.assistant, lecture.id, &f->arena, &view), FAULT_NONE);
    assert_int_equal(view.classroom.part, PART_ASSISTANT);
    assert_non_null(view.classroom.join_code);

    assert_int_equal(classroom_list(f->school, &c.assistant, &(struct page){.limit = PAGE_MAX}, &f->arena, &classrooms),
                     FAULT_NONE);
    assert_int_equal(classrooms.count, 1);
    assert_int_equal(classrooms.classrooms[0].part, PART_ASSISTANT);
    assert_true(classrooms.classrooms[0].has_live);
    assert_int_equal(classroom_list(f->school, &c.teacher, &(struct page){.limit = PAGE_MAX}, &f->arena, &classrooms),
                     FAULT_NONE);
    assert_int_equal(classrooms.classrooms[0].part, PART_TEACHER);
    assert_int_equal(
        classroom_list(f->school, &f->administrator, &(struct page){.limit = PAGE_MAX}, &f->arena, &classrooms),
        FAULT_NONE);
    assert_int_equal(classrooms.classrooms[0].part, PART_ADMINISTRATOR);
    assert_null(classrooms.classrooms[0].join_code);
    assert_int_equal(lecture_list_around(f->school, &c.assistant, &f->arena, &lectures), FAULT_NONE);
    assert_int_equal(lectures.count, 1);

    // An assistant is no student there: nothing of it on their own first page, but for what they teach (teaching.h).
    assert_int_equal(register_home(f->school, &c.assistant, &f->arena, &home), FAULT_NONE);
    assert_int_equal(home.classroom_count, 0);
    assert_int_equal(home.live_count, 0);
    assert_int_equal(home.upcoming.count, 0);
    assert_int_equal(register_home(f->school, &f->student, &f->arena, &home), FAULT_NONE);
    assert_int_equal(home.live_count, 1);
    assert_int_equal(home.classrooms[0].classroom.part, PART_STUDENT);
    school_fixture_close(f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST_ON_BOTH(test_settings),  TEST_ON_BOTH(test_settings_refused),
        TEST_ON_BOTH(test_join),      TEST_ON_BOTH(test_add_and_remove),
        TEST_ON_BOTH(test_staff),     TEST_ON_BOTH(test_appoint),
        TEST_ON_BOTH(test_assistant), TEST_ON_BOTH(test_join_asked_everywhere),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
