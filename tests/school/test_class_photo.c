/* SPDX-License-Identifier: MIT */
/* The rules around the class photo: who may, when it is allowed, and what a confirmation changes. Faces: test_faces.c
 * and tests/api/test_class_photo.c. */
#include "school/unit.h"

#include "school/common/setting.h"

#include "base/str.h"
#include "school/attendance/class_photo.h"
#include "school/attendance/hand.h"
#include "school/marks/status_set.h"
#include "school/common/state.h"

struct scene {
    struct school_fixture *f;
    struct classroom classroom;
    struct lecture lecture;
    struct actor third;
};

static struct scene scene_open(void **state)
{
    struct scene s = {.f = school_fixture_open(test_store_need(state))};
    s.classroom = fixture_classroom(s.f);
    fixture_join(s.f, &s.classroom, s.f->other_student);
    s.third = fixture_person(s.f, ROLE_STUDENT, "Tia Third", "tia@example.org");
    fixture_join(s.f, &s.classroom, s.third);
    s.lecture = fixture_lecture(s.f, s.classroom.id);
    return s;
}

static enum fault turn(struct school_fixture *f, const struct actor *actor, bool on)
{
    struct setting_state state;
    return setting_change(f->school, actor, SETTING_IDENTIFICATION, on ? "on" : "off", &f->arena, &state);
}

static enum fault confirm(const struct scene *s, struct actor actor, const int64_t *students, size_t count,
                          enum mark_status status, struct confirmation *ret_confirmation)
{
    const struct confirmation_request request = {students, count, status};
    return class_photo_confirm(s->f->school, &actor, s->lecture.id, &request, &s->f->arena, ret_confirmation);
}

static void test_setting(void **state)
{
    struct scene s = scene_open(state);
    struct school *school = s.f->school;
    bool on = true;
    assert_int_equal(identification_get(school, &s.f->professor, &on), FAULT_NONE);
    assert_false(on);
    assert_int_equal(identification_get(school, &s.f->student, &on), FAULT_NOT_ALLOWED);
    assert_int_equal(turn(s.f, &s.f->professor, true), FAULT_NOT_ALLOWED);
    assert_int_equal(turn(s.f, &s.f->student, true), FAULT_NOT_ALLOWED);
    assert_int_equal(identification_get(school, &s.f->administrator, &on), FAULT_NONE);
    assert_false(on);
    for (int i = 0; i < 2; i++)
        assert_int_equal(turn(s.f, &s.f->administrator, true), FAULT_NONE);
    assert_int_equal(identification_get(school, &s.f->professor, &on), FAULT_NONE);
    assert_true(on);
    assert_int_equal(turn(s.f, &s.f->administrator, false), FAULT_NONE);
    assert_int_equal(identification_get(school, &s.f->professor, &on), FAULT_NONE);
    assert_false(on);
    // Only what changed is kept.
    assert_int_equal(
        fixture_number(s.f,
                       "SELECT COUNT(*) FROM audit WHERE action = 'setting_changed' AND detail = 'identification: on'"),
        1);
    assert_int_equal(
        fixture_number(
            s.f, "SELECT COUNT(*) FROM audit WHERE action = 'setting_changed' AND detail = 'identification: off'"),
        1);
    school_fixture_close(s.f);
}

static void test_off_and_others(void **state)
{
    struct scene s = scene_open(state);
    struct confirmation confirmation;
    struct proposals proposals;
    size_t bad;
    const int64_t students[] = {s.f->student.user_id};
    const struct face_frame photo = {(const uint8_t *)"photo", 5};
    assert_int_equal(confirm(&s, s.f->professor, students, 1, MARK_PRESENT, &confirmation), FAULT_IDENTIFICATION_OFF);
    assert_int_equal(
        class_photo_propose(s.f->school, &s.f->professor, s.lecture.id, &photo, 1, &s.f->arena, &proposals, &bad),
        FAULT_IDENTIFICATION_OFF);
    assert_int_equal(turn(s.f, &s.f->administrator, true), FAULT_NONE);
    const struct actor others[] = {s.f->other_professor, s.f->student, s.f->administrator};
    for (size_t i = 0; i < ARRAY_LENGTH(others); i++) {
        assert_int_equal(confirm(&s, others[i], students, 1, MARK_PRESENT, &confirmation), FAULT_NOT_FOUND);
        assert_int_equal(
            class_photo_propose(s.f->school, &others[i], s.lecture.id, &photo, 1, &s.f->arena, &proposals, &bad),
            FAULT_NOT_FOUND);
    }
    // No faces in this school: the server's fault, not the professor's.
    assert_int_equal(
        class_photo_propose(s.f->school, &s.f->professor, s.lecture.id, &photo, 1, &s.f->arena, &proposals, &bad),
        FAULT_INTERNAL);
    assert_int_equal(fixture_number(s.f, "SELECT COUNT(*) FROM attendance"), 0);
    school_fixture_close(s.f);
}

static const struct confirmed_mark *mark_of(const struct confirmation *confirmation, struct actor student)
{
    for (size_t i = 0; i < confirmation->count; i++)
        if (confirmation->marks[i].mark.student.id == student.user_id)
            return &confirmation->marks[i];
    fail_msg("student %lld is missing", (long long)student.user_id);
    return NULL;
}

static void test_confirms(void **state)
{
    struct scene s = scene_open(state);
    struct school_fixture *f = s.f;
    struct confirmation confirmation;
    struct mark mark;
    assert_int_equal(turn(f, &f->administrator, true), FAULT_NONE);
    // One stands already, by hand.
    const struct mark_request excused = {.status = MARK_EXCUSED};
    assert_int_equal(
        attendance_mark(f->school, &f->professor, s.lecture.id, f->other_student.user_id, &excused, &f->arena, &mark),
        FAULT_NONE);
    f->event_count = 0;
    const int64_t all[] = {s.third.user_id, f->student.user_id, f->other_student.user_id, f->student.user_id};
    assert_int_equal(confirm(&s, f->professor, all, 4, MARK_PRESENT, &confirmation), FAULT_NONE);
    assert_int_equal(confirmation.count, 3);
    assert_int_equal(confirmation.changed, 2);
    const struct confirmed_mark *student = mark_of(&confirmation, f->student);
    assert_int_equal(student->mark.status, MARK_PRESENT);
    assert_int_equal(student->mark.method, MARK_BY_PHOTO);
    assert_int_equal(student->mark.marked_by.id, f->professor.user_id);
    assert_int_equal(student->mark.marked_at, FIXTURE_NOW);
    assert_false(student->stood);
    const struct confirmed_mark *other = mark_of(&confirmation, f->other_student);
    assert_true(other->stood);
    assert_int_equal(other->mark.status, MARK_EXCUSED);
    assert_int_equal(other->mark.method, MARK_BY_HAND);
    assert_int_equal(f->event_count, 2);
    assert_int_equal(f->events[0].kind, SCHOOL_EVENT_MARK);
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM audit WHERE detail LIKE '%class photo'"), 2);

    // Again: nothing changes, nothing stood in the way.
    assert_int_equal(confirm(&s, f->professor, all, 2, MARK_PRESENT, &confirmation), FAULT_NONE);
    assert_int_equal(confirmation.changed, 0);
    assert_false(mark_of(&confirmation, f->student)->stood);
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM audit WHERE detail LIKE '%class photo'"), 2);

    // A mark by photo may be changed by photo, and by hand.
    assert_int_equal(confirm(&s, f->professor, all, 1, MARK_LATE, &confirmation), FAULT_NONE);
    assert_int_equal(mark_of(&confirmation, s.third)->mark.status, MARK_LATE);
    assert_int_equal(
        attendance_mark(f->school, &f->professor, s.lecture.id, s.third.user_id, &excused, &f->arena, &mark),
        FAULT_NONE);
    assert_int_equal(mark.method, MARK_BY_HAND);
    assert_int_equal(confirm(&s, f->professor, all, 1, MARK_LATE, &confirmation), FAULT_NONE);
    assert_true(mark_of(&confirmation, s.third)->stood);
    school_fixture_close(f);
}

static void test_refusals(void **state)
{
    struct scene s = scene_open(state);
    struct school_fixture *f = s.f;
    struct confirmation confirmation;
    static const enum mark_status bad[] = {MARK_UNMARKED, MARK_EXCUSED, MARK_ABSENT, MARK_STATUS_COUNT};
    const int64_t students[] = {f->student.user_id, f->professor.user_id};
    assert_int_equal(turn(f, &f->administrator, true), FAULT_NONE);
    for (size_t i = 0; i < ARRAY_LENGTH(bad); i++)
        assert_int_equal(confirm(&s, f->professor, students, 1, bad[i], &confirmation), FAULT_STATUS_UNKNOWN);
    // Of the classroom's own statuses, those that say that they are in the room.
    struct status_set set;
    const enum mark_status lab = MARK_OWN, remote = MARK_OWN + 1;
    assert_int_equal(status_set_get(f->school, &f->professor, s.classroom.id, &f->arena, &set), FAULT_NONE);
    set.lines[set.count++] = (struct status_line){.letter = "B", .name = "Lab", .in_room = true};
    set.lines[set.count++] = (struct status_line){.letter = "R", .name = "Remote"};
    assert_int_equal(status_set_change(f->school, &f->professor, s.classroom.id, &set, &f->arena, &set), FAULT_NONE);
    assert_int_equal(confirm(&s, f->professor, students, 1, remote, &confirmation), FAULT_STATUS_UNKNOWN);
    assert_int_equal(confirm(&s, f->professor, students, 1, lab, &confirmation), FAULT_NONE);
    assert_int_equal(confirmation.marks[0].mark.status, lab);
    fixture_sql(f, "DELETE FROM attendance");
    assert_int_equal(confirm(&s, f->professor, students, 0, MARK_PRESENT, &confirmation), FAULT_TOO_MANY_THINGS);
    // Somebody who is not in the class: nobody is marked.
    assert_int_equal(confirm(&s, f->professor, students, 2, MARK_PRESENT, &confirmation), FAULT_NOT_FOUND);
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM attendance"), 0);
    fixture_sql(f, "UPDATE lectures SET cancelled_at = 1");
    assert_int_equal(confirm(&s, f->professor, students, 1, MARK_PRESENT, &confirmation), FAULT_LECTURE_CANCELLED);
    fixture_sql(f, "UPDATE lectures SET cancelled_at = NULL");
    fixture_sql(f, "UPDATE classrooms SET archived_at = 1");
    assert_int_equal(confirm(&s, f->professor, students, 1, MARK_PRESENT, &confirmation), FAULT_CLASSROOM_ARCHIVED);
    school_fixture_close(f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST_ON_BOTH(test_setting),
        TEST_ON_BOTH(test_off_and_others),
        TEST_ON_BOTH(test_confirms),
        TEST_ON_BOTH(test_refusals),
    };
    return cmocka_run_group_tests_name("class photo rules", tests, NULL, NULL);
}
