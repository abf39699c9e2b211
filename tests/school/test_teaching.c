/* SPDX-License-Identifier: MIT */
/* The day of whoever teaches, on both engines, against plain counting; and that what is answered is told no more. */
#include "school/numbers/teaching.h"
#include "school/unit.h"

#include <stdio.h>
#include <string.h>

#include "base/arena.h"
#include "base/str.h"
#include "school/attendance/hand.h"
#include "school/attendance/leave.h"
#include "school/attendance/request.h"
#include "school/board/board.h"
#include "school/board/hand_in.h"
#include "school/classes/classroom.h"
#include "school/classes/join.h"
#include "school/classes/staff.h"
#include "school/common/fault.h"
#include "school/demo/demo.h"
#include "school/numbers/record.h"
#include "school/plan/lecture.h"
#include "school/post/notification.h"
#include "school/school.h"

struct scene {
    struct school_fixture *f;
    struct classroom classroom;
    struct actor assistant;
};

static struct scene scene_open(void **state)
{
    struct scene s = {.f = school_fixture_open(test_store_need(state))};
    struct staff_list staff;
    s.classroom = fixture_classroom(s.f);
    s.assistant = fixture_person(s.f, ROLE_STUDENT, "Tea Assist", "tea@college.example");
    s.f->professor.stepped_up_at = school_now(s.f->school);
    assert_int_equal(staff_add(s.f->school, &s.f->professor, s.classroom.id, "tea@college.example", "assistant",
                               &s.f->arena, &staff),
                     FAULT_NONE);
    return s;
}

static struct teaching teaching_of(struct scene *s, struct actor actor)
{
    struct teaching teaching;
    assert_int_equal(teaching_read(s->f->school, &actor, &s->f->arena, &teaching), FAULT_NONE);
    return teaching;
}

static const struct waiting *waits(const struct teaching *teaching, enum waiting_kind kind)
{
    for (size_t i = 0; i < teaching->waiting_count; i++)
        if (teaching->waiting[i].kind == kind)
            return &teaching->waiting[i];
    return NULL;
}

static int64_t counted(const struct teaching *teaching, enum waiting_kind kind)
{
    const struct waiting *one = waits(teaching, kind);
    return one ? one->count : 0;
}

static struct lecture planned(struct scene *s, int64_t starts_at, const char *title)
{
    struct lecture lecture;
    const struct lecture_request request = {.title = title, .starts_at = starts_at, .ends_at = starts_at + HOUR};
    assert_int_equal(lecture_create(s->f->school, &s->f->professor, s->classroom.id, &request, &s->f->arena, &lecture),
                     FAULT_NONE);
    return lecture;
}

/* Who teaches a classroom or assists in it has it, who studies in it has not. */
static void test_whose(void **state)
{
    struct scene s = scene_open(state);
    struct school_fixture *f = s.f;
    struct teaching teaching = teaching_of(&s, f->professor);
    assert_int_equal(teaching.count, 1);
    assert_int_equal(teaching.classes[0].classroom.id, s.classroom.id);
    teaching = teaching_of(&s, s.assistant);
    assert_int_equal(teaching.count, 1);
    assert_int_equal(teaching.classes[0].classroom.part, PART_ASSISTANT);
    fixture_lecture(f, s.classroom.id);
    assert_int_equal(teaching_of(&s, s.assistant).today.count, 1);
    const struct actor none[] = {f->student, f->other_professor, f->administrator};
    for (size_t i = 0; i < ARRAY_LENGTH(none); i++) {
        teaching = teaching_of(&s, none[i]);
        assert_int_equal(teaching.count, 0);
        assert_int_equal(teaching.today.count, 0);
        assert_int_equal(teaching.waiting_count, 0);
    }
    // A lecture of a classroom in which the assistant is a student is none of theirs to take.
    struct classroom other;
    const struct classroom_request request = {.subject = "Optics", .late_after_minutes = -1, .window_minutes = -1};
    assert_int_equal(classroom_create(f->school, &f->other_professor, &request, &f->arena, &other), FAULT_NONE);
    fixture_join(f, &other, s.assistant);
    struct lecture instant;
    const struct lecture_request now = {.starts_at = FIXTURE_NOW, .ends_at = FIXTURE_NOW + HOUR};
    assert_int_equal(lecture_create(f->school, &f->other_professor, other.id, &now, &f->arena, &instant), FAULT_NONE);
    teaching = teaching_of(&s, s.assistant);
    assert_int_equal(teaching.count, 1);
    assert_int_equal(teaching.today.count, 1);
    assert_int_equal(teaching.today.lectures[0].class_id, s.classroom.id);
    school_fixture_close(f);
}

/* Where somebody assists is none of their subjects. */
static void test_home_of_an_assistant(void **state)
{
    struct scene s = scene_open(state);
    struct school_fixture *f = s.f;
    struct home home;
    planned(&s, FIXTURE_NOW + DAY, "soon");
    assert_int_equal(register_home(f->school, &s.assistant, &f->arena, &home), FAULT_NONE);
    assert_int_equal(home.classroom_count, 0);
    assert_int_equal(home.upcoming.count, 0);
    assert_int_equal(register_home(f->school, &f->student, &f->arena, &home), FAULT_NONE);
    assert_int_equal(home.classroom_count, 1);
    assert_int_equal(home.upcoming.count, 1);
    school_fixture_close(f);
}

static void test_next_and_last(void **state)
{
    struct scene s = scene_open(state);
    struct school_fixture *f = s.f;
    struct teaching teaching = teaching_of(&s, f->professor);
    assert_false(teaching.classes[0].has_next);
    assert_false(teaching.classes[0].has_last);
    struct lecture far = planned(&s, FIXTURE_NOW + 9 * DAY, "far"), soon = planned(&s, FIXTURE_NOW + DAY, "soon");
    planned(&s, FIXTURE_NOW - 2 * DAY, "never taken");
    struct lecture held = fixture_lecture(f, s.classroom.id);
    struct mark mark;
    const struct mark_request present = {.status = MARK_PRESENT};
    assert_int_equal(attendance_mark(f->school, &f->professor, held.id, f->student.user_id, &present, &f->arena, &mark),
                     FAULT_NONE);
    teaching = teaching_of(&s, f->professor);
    // The one that goes on is still the next one, and the last that was taken.
    assert_int_equal(teaching.classes[0].next.id, held.id);
    assert_int_equal(teaching.classes[0].last.id, held.id);
    assert_true(teaching.classes[0].last.has_counts);
    assert_int_equal(teaching.classes[0].last.counts.present, 1);
    fixture_wait(f, 20 * MINUTE); // it goes on, but attendance is closed
    assert_int_equal(teaching_of(&s, f->professor).classes[0].next.id, soon.id);
    fixture_wait(f, 2 * HOUR);
    teaching = teaching_of(&s, f->professor);
    assert_int_equal(teaching.classes[0].next.id, soon.id);
    assert_int_equal(teaching.classes[0].last.id, held.id);
    char cancel[120];
    snprintf(cancel, sizeof(cancel), "UPDATE lectures SET cancelled_at = 1 WHERE id = %lld", (long long)soon.id);
    fixture_sql(f, cancel);
    assert_int_equal(teaching_of(&s, f->professor).classes[0].next.id, far.id);
    // What is archived is there, and nothing of it comes or waits.
    fixture_sql(f, "UPDATE classrooms SET archived_at = 1");
    teaching = teaching_of(&s, f->professor);
    assert_int_equal(teaching.count, 1);
    assert_true(teaching.classes[0].classroom.archived);
    assert_false(teaching.classes[0].has_next);
    assert_int_equal(teaching.waiting_count, 0);
    school_fixture_close(f);
}

static struct request appeal(struct scene *s, int64_t lecture_id)
{
    struct request made;
    const struct request_new asked = {.lecture_id = lecture_id, .text = "I was there."};
    assert_int_equal(request_create(s->f->school, &s->f->student, &asked, &s->f->arena, &made), FAULT_NONE);
    return made;
}

static struct leave leave_ask(struct scene *s)
{
    struct leave made;
    const struct leave_new asked = {
        .from_at = FIXTURE_NOW + DAY, .until_at = FIXTURE_NOW + 3 * DAY, .text = "A wedding."};
    assert_int_equal(leave_create(s->f->school, &s->f->student, &asked, &s->f->arena, &made), FAULT_NONE);
    return made;
}

/* Requests are the teachers'; they count appeals and the leaves that reach the classroom, until they are answered. */
static void test_requests_wait(void **state)
{
    struct scene s = scene_open(state);
    struct school_fixture *f = s.f;
    struct lecture held = fixture_lecture(f, s.classroom.id);
    planned(&s, FIXTURE_NOW + 2 * DAY, "in the leave");
    struct request asked = appeal(&s, held.id), answered;
    struct leave leave = leave_ask(&s), decided;
    struct teaching teaching = teaching_of(&s, f->professor);
    assert_int_equal(counted(&teaching, WAITING_REQUESTS), 2);
    assert_int_equal(waits(&teaching, WAITING_REQUESTS)->class_id, s.classroom.id);
    teaching = teaching_of(&s, s.assistant);
    assert_null(waits(&teaching, WAITING_REQUESTS));

    const struct request_answer no = {.accept = false};
    assert_int_equal(request_answer(f->school, &f->professor, s.classroom.id, asked.id, &no, &f->arena, &answered),
                     FAULT_NONE);
    teaching = teaching_of(&s, f->professor);
    assert_int_equal(counted(&teaching, WAITING_REQUESTS), 1);
    const struct leave_answer yes = {.accept = true};
    assert_int_equal(leave_answer(f->school, &f->professor, leave.id, s.classroom.id, &yes, &f->arena, &decided),
                     FAULT_NONE);
    teaching = teaching_of(&s, f->professor);
    assert_null(waits(&teaching, WAITING_REQUESTS));
    school_fixture_close(f);
}

static void test_join_waits(void **state)
{
    struct scene s = scene_open(state);
    struct school_fixture *f = s.f;
    struct classroom joined;
    fixture_sql(f, "UPDATE classrooms SET join_approval = 1");
    assert_int_equal(classroom_join(f->school, &f->other_student, s.classroom.join_code, &f->arena, &joined),
                     FAULT_JOIN_WAITING);
    struct teaching teaching = teaching_of(&s, s.assistant);
    assert_int_equal(counted(&teaching, WAITING_JOIN), 1);
    assert_int_equal(join_request_answer(f->school, &s.assistant, s.classroom.id, f->other_student.user_id, false),
                     FAULT_NONE);
    teaching = teaching_of(&s, f->professor);
    assert_null(waits(&teaching, WAITING_JOIN));
    school_fixture_close(f);
}

/* Handed in and not graded, of those who are still there. */
static void test_hand_ins_wait(void **state)
{
    struct scene s = scene_open(state);
    struct school_fixture *f = s.f;
    struct board_item item;
    struct hand_in mine;
    const struct board_request set = {.kind = BOARD_ASSESSMENT, .title = "Set 1", .points = 1000};
    assert_int_equal(board_add(f->school, &f->professor, s.classroom.id, &set, &f->arena, &item), FAULT_NONE);
    struct teaching teaching = teaching_of(&s, f->professor);
    assert_null(waits(&teaching, WAITING_HAND_INS));
    fixture_join(f, &s.classroom, f->other_student);
    const struct hand_in_request text = {.text = "Here."};
    assert_int_equal(hand_in(f->school, &f->student, s.classroom.id, item.id, &text, &f->arena, &mine), FAULT_NONE);
    assert_int_equal(hand_in(f->school, &f->other_student, s.classroom.id, item.id, &text, &f->arena, &mine),
                     FAULT_NONE);
    teaching = teaching_of(&s, s.assistant);
    assert_int_equal(counted(&teaching, WAITING_HAND_INS), 2);
    assert_int_equal(waits(&teaching, WAITING_HAND_INS)->thing_id, item.id);
    assert_string_equal(waits(&teaching, WAITING_HAND_INS)->title, "Set 1");
    const struct grade_request grade = {.points = 900};
    assert_int_equal(
        hand_in_grade(f->school, &f->professor, s.classroom.id, item.id, f->student.user_id, &grade, &f->arena, &mine),
        FAULT_NONE);
    teaching = teaching_of(&s, f->professor);
    assert_int_equal(counted(&teaching, WAITING_HAND_INS), 1);
    assert_int_equal(join_remove(f->school, &f->professor, s.classroom.id, f->other_student.user_id), FAULT_NONE);
    teaching = teaching_of(&s, f->professor);
    assert_null(waits(&teaching, WAITING_HAND_INS));
    school_fixture_close(f);
}

static void test_signs_wait(void **state)
{
    struct scene s = scene_open(state);
    struct school_fixture *f = s.f;
    struct lecture held = fixture_lecture(f, s.classroom.id);
    struct mark mark;
    const struct mark_request present = {.status = MARK_PRESENT};
    assert_int_equal(attendance_mark(f->school, &f->professor, held.id, f->student.user_id, &present, &f->arena, &mark),
                     FAULT_NONE);
    struct teaching teaching = teaching_of(&s, f->professor);
    assert_null(waits(&teaching, WAITING_SIGNS));
    fixture_sql(f, "UPDATE attendance SET flags = 'liveness_doubt'");
    teaching = teaching_of(&s, s.assistant);
    assert_int_equal(counted(&teaching, WAITING_SIGNS), 1);
    assert_int_equal(waits(&teaching, WAITING_SIGNS)->thing_id, held.id);
    assert_int_equal(waits(&teaching, WAITING_SIGNS)->starts_at, held.starts_at);
    fixture_wait(f, (TEACHING_SIGN_DAYS + 1) * (int64_t)DAY);
    teaching = teaching_of(&s, f->professor);
    assert_null(waits(&teaching, WAITING_SIGNS));
    school_fixture_close(f);
}

/* More places than are told of are counted. */
static void test_waiting_ends(void **state)
{
    struct scene s = scene_open(state);
    struct school_fixture *f = s.f;
    enum { ITEMS = TEACHING_WAITING_MAX + 3 };
    for (int i = 0; i < ITEMS; i++) {
        struct board_item item;
        struct hand_in mine;
        const struct board_request set = {.kind = BOARD_ASSESSMENT, .title = "Set", .points = -1};
        const struct hand_in_request text = {.text = "Here."};
        assert_int_equal(board_add(f->school, &f->professor, s.classroom.id, &set, &f->arena, &item), FAULT_NONE);
        assert_int_equal(hand_in(f->school, &f->student, s.classroom.id, item.id, &text, &f->arena, &mine), FAULT_NONE);
    }
    struct teaching teaching = teaching_of(&s, f->professor);
    assert_int_equal(teaching.waiting_count, TEACHING_WAITING_MAX);
    assert_int_equal(teaching.waiting_cut, 3);
    school_fixture_close(f);
}

/* The gravest of all classrooms together are those whom each classroom's own list names. */
static void test_slipping(void **state)
{
    struct school_fixture *f = school_fixture_open(test_store_need(state));
    struct demo demo;
    fixture_sql(f, "DELETE FROM users");
    assert_int_equal(demo_fill(f->school, &demo), FAULT_NONE);
    struct actor professor = {
        .user_id = fixture_number(f, "SELECT professor_id FROM classrooms GROUP BY professor_id"
                                     " ORDER BY COUNT(*) DESC, professor_id LIMIT 1"),
        .role = ROLE_PROFESSOR,
        .stepped_up_at = school_now(f->school),
    };
    struct slipping_list list;
    assert_int_equal(teaching_slipping(f->school, &professor, &f->arena, &list), FAULT_NONE);
    struct teaching teaching;
    assert_int_equal(teaching_read(f->school, &professor, &f->arena, &teaching), FAULT_NONE);
    struct risk_student all[2000];
    size_t total = 0;
    for (size_t i = 0; i < teaching.count; i++) {
        struct risk_list one;
        const struct page whole = {.limit = PAGE_MAX};
        if (teaching.classes[i].classroom.archived)
            continue;
        assert_int_equal(statistics_risk(f->school, &professor, teaching.classes[i].classroom.id, RISK_LECTURES_USUAL,
                                         &whole, &f->arena, &one),
                         FAULT_NONE);
        for (size_t j = 0; j < one.count; j++)
            all[total++] = one.students[j];
    }
    assert_int_equal(list.total, total);
    assert_true(total > TEACHING_SLIPPING_MAX);
    assert_int_equal(list.count, total < TEACHING_SLIPPING_MAX ? total : TEACHING_SLIPPING_MAX);
    for (size_t i = 0; i < list.count; i++) {
        const struct risk_student *slip = &list.students[i].risk;
        size_t graver = 0, same = 0;
        for (size_t j = 0; j < total; j++) {
            graver += all[j].risk > slip->risk ||
                      (all[j].risk == slip->risk && all[j].standing.attended * slip->standing.counted <
                                                        slip->standing.attended * all[j].standing.counted);
            same += all[j].student.id == slip->student.id && strcmp(all[j].student.name, slip->student.name) == 0;
        }
        assert_true(graver <= i);
        assert_true(same > 0);
        assert_true(list.students[i].cell_count <= TEACHING_SLIPPING_CELLS);
        assert_non_null(list.students[i].classroom->statuses);
        for (size_t j = 0; j < list.students[i].cell_count; j++) {
            const struct slip_cell *cell = &list.students[i].cells[j];
            char words[200];
            snprintf(words, sizeof(words),
                     "SELECT COUNT(*) FROM attendance WHERE lecture_id = %lld AND student_id = %lld AND status = '%s'",
                     (long long)cell->lecture_id, (long long)slip->student.id,
                     cell->status == MARK_UNMARKED ? "-" : mark_status_code(cell->status));
            assert_int_equal(fixture_number(f, words), cell->status != MARK_UNMARKED);
            assert_true(j == 0 || cell->starts_at >= cell[-1].starts_at);
        }
    }
    assert_int_equal(teaching_slipping(f->school, &f->student, &f->arena, &list), FAULT_NONE);
    assert_int_equal(list.total, 0);
    school_fixture_close(f);
}

/* ---- what is answered is told no more ---- */

static struct notification_list told(struct scene *s, struct actor actor)
{
    struct notification_list list;
    const struct page page = {.limit = PAGE_MAX};
    assert_int_equal(notification_list(s->f->school, &actor, page, false, &s->f->arena, &list), FAULT_NONE);
    return list;
}

static const struct notification *told_of(const struct notification_list *list, const char *kind)
{
    for (size_t i = 0; i < list->count; i++)
        if (strcmp(list->notifications[i].kind, kind) == 0)
            return &list->notifications[i];
    return NULL;
}

static void test_told_of_whom(void **state)
{
    struct scene s = scene_open(state);
    struct school_fixture *f = s.f;
    struct classroom joined;
    struct lecture held = fixture_lecture(f, s.classroom.id);
    planned(&s, FIXTURE_NOW + 2 * DAY, "in the leave");
    leave_ask(&s);
    struct notification_list list = told(&s, f->professor);
    assert_int_equal(told_of(&list, "request")->about.id, f->student.user_id);
    assert_non_null(told_of(&list, "request")->about.name);
    fixture_wait(f, SECOND);
    appeal(&s, held.id);
    list = told(&s, f->professor);
    assert_string_equal(told_of(&list, "request")->text, "appeal");
    assert_int_equal(told_of(&list, "request")->about.id, f->student.user_id);
    fixture_sql(f, "UPDATE classrooms SET join_approval = 1");
    assert_int_equal(classroom_join(f->school, &f->other_student, s.classroom.join_code, &f->arena, &joined),
                     FAULT_JOIN_WAITING);
    list = told(&s, f->professor);
    assert_int_equal(told_of(&list, "join_request")->about.id, f->other_student.user_id);
    // A leave that a classroom was asked for before has an id of its own, and names nobody by another's.
    fixture_sql(f, "UPDATE notifications SET created_at = created_at - 1 WHERE kind = 'request' AND text = 'leave'");
    list = told(&s, f->professor);
    for (size_t i = 0; i < list.count; i++)
        if (list.notifications[i].text && strcmp(list.notifications[i].text, "leave") == 0)
            assert_int_equal(list.notifications[i].about.id, 0);
    school_fixture_close(f);
}

static int64_t unread_requests(struct scene *s)
{
    return fixture_number(s->f, "SELECT COUNT(*) FROM notifications WHERE kind IN ('request', 'join_request')"
                                " AND read_at IS NULL");
}

static void test_settled(void **state)
{
    struct scene s = scene_open(state);
    struct school_fixture *f = s.f;
    struct classroom joined;
    struct lecture held = fixture_lecture(f, s.classroom.id);
    planned(&s, FIXTURE_NOW + 2 * DAY, "in the leave");
    struct request asked = appeal(&s, held.id), answered;
    struct leave leave = leave_ask(&s), decided;
    fixture_sql(f, "UPDATE classrooms SET join_approval = 1");
    assert_int_equal(classroom_join(f->school, &f->other_student, s.classroom.join_code, &f->arena, &joined),
                     FAULT_JOIN_WAITING);
    assert_int_equal(unread_requests(&s), 3);
    const struct request_answer no = {.accept = false};
    assert_int_equal(request_answer(f->school, &f->professor, s.classroom.id, asked.id, &no, &f->arena, &answered),
                     FAULT_NONE);
    assert_int_equal(unread_requests(&s), 2);
    const struct leave_answer yes = {.accept = true};
    assert_int_equal(leave_answer(f->school, &f->professor, leave.id, s.classroom.id, &yes, &f->arena, &decided),
                     FAULT_NONE);
    assert_int_equal(unread_requests(&s), 1);
    assert_int_equal(join_request_answer(f->school, &f->professor, s.classroom.id, f->other_student.user_id, true),
                     FAULT_NONE);
    assert_int_equal(unread_requests(&s), 0);
    // Taken back by who asked.
    assert_int_equal(request_withdraw(f->school, &f->student, appeal(&s, held.id).id), FAULT_NONE);
    assert_int_equal(leave_withdraw(f->school, &f->student, leave_ask(&s).id), FAULT_NONE);
    assert_int_equal(unread_requests(&s), 0);
    // What the student was told is theirs to read.
    assert_true(fixture_number(f, "SELECT COUNT(*) FROM notifications WHERE kind = 'request_answered' AND read_at IS"
                                  " NULL") > 0);
    school_fixture_close(f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST_ON_BOTH(test_whose),
        TEST_ON_BOTH(test_next_and_last),
        TEST_ON_BOTH(test_requests_wait),
        TEST_ON_BOTH(test_join_waits),
        TEST_ON_BOTH(test_hand_ins_wait),
        TEST_ON_BOTH(test_signs_wait),
        TEST_ON_BOTH(test_waiting_ends),
        TEST_ON_BOTH(test_slipping),
        TEST_ON_BOTH(test_told_of_whom),
        TEST_ON_BOTH(test_settled),
        TEST_ON_BOTH(test_home_of_an_assistant),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
