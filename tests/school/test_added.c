/* SPDX-License-Identifier: MIT */
/* Whom staff puts into a classroom: they are told, and have accepted when they said so, joined, asked or checked in. */
#include "school/unit.h"

#include <stdio.h>

#include "base/arena.h"
#include "base/str.h"
#include "school/attendance/attendance.h"
#include "school/attendance/hand.h"
#include "school/checkin/code_check_in.h"
#include "school/checkin/proof.h"
#include "school/checkin/room_code.h"
#include "school/classes/classroom.h"
#include "school/classes/join.h"
#include "school/common/fault.h"
#include "school/common/state.h"
#include "school/marks/mark.h"
#include "school/numbers/record.h"
#include "school/numbers/register.h"
#include "school/office/merge.h"
#include "school/post/notification.h"

struct scene {
    struct school_fixture *f;
    struct classroom classroom;
    struct actor added; // bea, whom the professor has put into the classroom
};

static void add(struct scene *s)
{
    struct person student;
    assert_int_equal(
        join_add(s->f->school, &s->f->professor, s->classroom.id, "bea@college.example", &s->f->arena, &student),
        FAULT_NONE);
    assert_int_equal(student.id, s->added.user_id);
}

static struct scene scene_open(void **state)
{
    struct scene s = {.f = school_fixture_open(test_store_need(state))};
    s.classroom = fixture_classroom(s.f);
    s.added = s.f->other_student;
    add(&s);
    return s;
}

static struct classroom seen_by(struct scene *s, struct actor actor)
{
    struct classroom classroom;
    assert_int_equal(classroom_get(s->f->school, &actor, s->classroom.id, &s->f->arena, &classroom), FAULT_NONE);
    return classroom;
}

static int64_t told(struct scene *s, struct actor actor)
{
    char sql[160];
    snprintf(sql, sizeof(sql), "SELECT COUNT(*) FROM notifications WHERE kind = 'class_added' AND user_id = %lld",
             (long long)actor.user_id);
    return fixture_number(s->f, sql);
}

/* In the app with who did it, by mail with what it means, on the student's page and on the roster. */
static void test_told(void **state)
{
    struct scene s = scene_open(state);
    struct notification_list list;
    assert_int_equal(told(&s, s.added), 1);
    assert_int_equal(told(&s, s.f->student), 0); // joined by code
    assert_int_equal(notification_list(s.f->school, &s.added, (struct page){0, 10}, false, &s.f->arena, &list),
                     FAULT_NONE);
    assert_int_equal(list.count, 1);
    assert_string_equal(list.notifications[0].kind, "class_added");
    assert_int_equal(list.notifications[0].about.id, s.f->professor.user_id);
    assert_int_equal(list.notifications[0].class_id, s.classroom.id);

    const char *professor = list.notifications[0].about.name;
    assert_int_equal(notification_tick(s.f->school), FAULT_NONE);
    char sql[400];
    snprintf(sql, sizeof(sql),
             "SELECT COUNT(*) FROM mails WHERE recipient = 'bea@college.example' AND subject LIKE 'You were added to a"
             " classroom%%%s%%%s' AND body LIKE '%%Its teachers see your name%%it is not yours%%'",
             s.classroom.subject, professor);
    assert_int_equal(fixture_number(s.f, sql), 1);

    struct classroom classroom = seen_by(&s, s.added);
    assert_false(classroom.accepted);
    assert_int_equal(classroom.added_by.id, s.f->professor.user_id);
    assert_string_equal(classroom.added_by.name, professor);
    classroom = seen_by(&s, s.f->student);
    assert_true(classroom.accepted);
    assert_int_equal(classroom.added_by.id, 0);

    struct roster roster;
    assert_int_equal(register_roster(s.f->school, &s.f->professor, s.classroom.id, &s.f->arena, &roster), FAULT_NONE);
    assert_int_equal(roster.count, 2);
    for (size_t i = 0; i < roster.count; i++)
        assert_int_equal(roster.students[i].accepted, roster.students[i].student.id == s.f->student.user_id);
    add(&s); // once more tells nobody anew
    assert_int_equal(told(&s, s.added), 1);
    school_fixture_close(s.f);
}

/* They say so; nobody can say it for them, and nobody can who is not there. */
static void test_accepts(void **state)
{
    struct scene s = scene_open(state);
    struct actor stranger = fixture_person(s.f, ROLE_STUDENT, "Tia", "tia@example.org");
    assert_int_equal(join_accept(s.f->school, &stranger, s.classroom.id), FAULT_NOT_FOUND);
    assert_int_equal(join_accept(s.f->school, &s.f->professor, s.classroom.id), FAULT_NOT_FOUND);
    assert_false(seen_by(&s, s.added).accepted);
    for (int i = 0; i < 2; i++)
        assert_int_equal(join_accept(s.f->school, &s.added, s.classroom.id), FAULT_NONE);
    assert_true(seen_by(&s, s.added).accepted);
    assert_int_equal(fixture_number(s.f, "SELECT COUNT(*) FROM audit WHERE action = 'student_accepted'"), 1);
    school_fixture_close(s.f);
}

/* Who types the code comes by themselves, and so does who had asked before they were put in. */
static void test_own_doing(void **state)
{
    struct scene s = scene_open(state);
    struct classroom joined;
    assert_int_equal(classroom_join(s.f->school, &s.added, s.classroom.join_code, &s.f->arena, &joined), FAULT_NONE);
    assert_true(joined.accepted);

    struct classroom_change change = classroom_no_change();
    struct person student;
    change.join_approval = 1;
    assert_int_equal(classroom_change(s.f->school, &s.f->professor, s.classroom.id, &change, &s.f->arena, &s.classroom),
                     FAULT_NONE);
    struct actor asker = fixture_person(s.f, ROLE_STUDENT, "Tia", "tia@example.org");
    assert_int_equal(classroom_join(s.f->school, &asker, s.classroom.join_code, &s.f->arena, &joined),
                     FAULT_JOIN_WAITING);
    assert_int_equal(join_add(s.f->school, &s.f->professor, s.classroom.id, "tia@example.org", &s.f->arena, &student),
                     FAULT_NONE);
    assert_true(seen_by(&s, asker).accepted);
    assert_int_equal(told(&s, asker), 0);
    school_fixture_close(s.f);
}

/* Expected, marked by hand and counted without having accepted; their own check-in accepts. */
static void test_check_in(void **state)
{
    struct scene s = scene_open(state);
    struct proofs proofs = proofs_initial();
    struct room_code code;
    struct mark mark;
    const struct mark_request present = {.status = MARK_PRESENT};
    int64_t retry;
    proofs.code_check_in = true;
    assert_int_equal(proofs_set(s.f->school, &s.f->professor, s.classroom.id, &proofs, 0, &s.f->arena, &proofs),
                     FAULT_NONE);
    struct lecture first = fixture_lecture(s.f, s.classroom.id);
    assert_int_equal(first.counts.students, 2);
    assert_int_equal(
        attendance_mark(s.f->school, &s.f->professor, first.id, s.added.user_id, &present, &s.f->arena, &mark),
        FAULT_NONE);
    assert_false(seen_by(&s, s.added).accepted); // that was another's word
    struct lecture second = fixture_lecture(s.f, s.classroom.id);
    assert_int_equal(room_code_get(s.f->school, &s.f->professor, second.id, &code), FAULT_NONE);
    const struct code_request request = {
        .lecture_id = second.id, .room_code = code.code, .proofs = {.address = "192.0.2.1", .device = "device-of-bea"}};
    assert_int_equal(attendance_code_check_in(s.f->school, &s.added, &request, &s.f->arena, &mark, &retry), FAULT_NONE);
    assert_true(seen_by(&s, s.added).accepted);
    school_fixture_close(s.f);
}

/* Whose it is not leaves, and the staff reads why; of others it reads that they left. */
static void test_not_theirs(void **state)
{
    struct scene s = scene_open(state);
    static const char said[] = "SELECT COUNT(*) FROM notifications WHERE kind = 'student_left' AND text = 'not_theirs'";
    assert_int_equal(join_leave(s.f->school, &s.added, s.classroom.id), FAULT_NONE);
    assert_int_equal(fixture_number(s.f, said), 1);
    add(&s); // added anew, told anew
    assert_int_equal(told(&s, s.added), 2);
    assert_int_equal(join_remove(s.f->school, &s.f->professor, s.classroom.id, s.added.user_id), FAULT_NONE);
    add(&s);
    assert_int_equal(join_accept(s.f->school, &s.added, s.classroom.id), FAULT_NONE);
    assert_int_equal(join_leave(s.f->school, &s.added, s.classroom.id), FAULT_NONE);
    assert_int_equal(join_leave(s.f->school, &s.f->student, s.classroom.id), FAULT_NONE);
    assert_int_equal(fixture_number(s.f, said), 1);
    school_fixture_close(s.f);
}

/* Two accounts of one person, one of which has accepted. */
static void test_merged(void **state)
{
    struct scene s = scene_open(state);
    struct merge_report report;
    s.f->administrator.stepped_up_at = school_now(s.f->school);
    assert_int_equal(merge_accounts(s.f->school, &s.f->administrator, s.f->student.user_id, s.added.user_id, true,
                                    &s.f->arena, &report),
                     FAULT_NONE);
    assert_true(seen_by(&s, s.added).accepted);
    school_fixture_close(s.f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST_ON_BOTH(test_told),     TEST_ON_BOTH(test_accepts),    TEST_ON_BOTH(test_own_doing),
        TEST_ON_BOTH(test_check_in), TEST_ON_BOTH(test_not_theirs), TEST_ON_BOTH(test_merged),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
