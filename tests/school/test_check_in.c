/* SPDX-License-Identifier: MIT */
/* The rules of a check-in, without faces: what a verdict may and may not do. */
#include "school/checkin/mine.h"
#include "school/unit.h"

#include "base/clock.h"
#include "base/str.h"
#include "face/face.h"
#include "school/attendance/attendance.h"
#include "school/attendance/hand.h"
#include "school/attendance/window.h"
#include "school/checkin/check_in.h"
#include "school/checkin/check_in_rules.h"
#include "school/checkin/check_in_inside.h"
#include "school/classes/classroom.h"
#include "school/common/event.h"
#include "school/common/fault.h"
#include "school/common/state.h"
#include "school/faces/identity.h"
#include "school/faces/look.h"
#include "school/marks/mark.h"
#include "school/plan/lecture.h"
#include "school/school.h"

/* A classroom with an open lecture and fixture->student enrolled. */
struct scene {
    struct school_fixture *f;
    struct classroom classroom;
    struct lecture lecture;
};

static struct scene scene_open(void **state)
{
    struct scene s = {.f = school_fixture_open(test_store_need(state))};
    s.classroom = fixture_classroom(s.f);
    s.lecture = fixture_lecture(s.f, s.classroom.id);
    fixture_enrol(s.f, s.f->student);
    s.f->event_count = 0;
    return s;
}

static enum fault challenge(const struct scene *s, struct challenge *ret_challenge, int64_t *ret_retry)
{
    return attendance_challenge(s->f->school, &s->f->student, s->lecture.id, ret_challenge, ret_retry);
}

static struct challenge good_challenge(const struct scene *s)
{
    struct challenge challenged = {0};
    int64_t retry = 0;
    assert_int_equal(challenge(s, &challenged, &retry), FAULT_NONE);
    return challenged;
}

static enum fault conclude_at(const struct scene *s, const char *token, int64_t received_at, enum face_reason reason)
{
    return check_in_conclude(s->f->school, &s->f->student, s->lecture.id, token, received_at, reason, NULL);
}

static struct mark mark_of(const struct scene *s)
{
    struct attendance_mine mine;
    assert_int_equal(attendance_mine(s->f->school, &s->f->student, s->lecture.id, &s->f->arena, &mine), FAULT_NONE);
    return mine.mark;
}

static int64_t marks_in(const struct scene *s)
{
    return fixture_number(s->f, "SELECT COUNT(*) FROM attendance");
}

static void test_present_and_late(void **state)
{
    struct scene s = scene_open(state);
    struct school_fixture *f = s.f;
    const struct {
        int64_t at; // after the opening; late after 10 minutes, closed after 15
        enum mark_status status;
        int64_t minutes_late;
    } cases[] = {
        {0, MARK_PRESENT, 0},        {10 * MINUTE - 1, MARK_PRESENT, 0},
        {10 * MINUTE, MARK_LATE, 1}, {11 * MINUTE - 1, MARK_LATE, 1},
        {11 * MINUTE, MARK_LATE, 2}, {15 * MINUTE - 1, MARK_LATE, 5},
    };
    for (size_t i = 0; i < ARRAY_LENGTH(cases); i++) {
        clock_set_ms(&f->clock, FIXTURE_NOW + cases[i].at);
        struct challenge c = good_challenge(&s);
        assert_int_equal(c.expires_at, FIXTURE_NOW + cases[i].at + CHALLENGE_SECONDS * SECOND);
        assert_int_equal(c.frames, 3);
        assert_int_equal(conclude_at(&s, c.token, FIXTURE_NOW + cases[i].at, FACE_OK), FAULT_NONE);
        struct mark mark = mark_of(&s);
        assert_int_equal(mark.status, cases[i].status);
        assert_int_equal(mark.minutes_late, cases[i].minutes_late);
        assert_int_equal(mark.method, MARK_BY_FACE);
        assert_int_equal(mark.marked_at, FIXTURE_NOW + cases[i].at);
        assert_int_equal(mark.marked_by.id, 0);
        assert_null(mark.marked_by.name);
        assert_int_equal(f->events[f->event_count - 1].kind, SCHOOL_EVENT_MARK);
        assert_int_equal(f->events[f->event_count - 1].status, cases[i].status);
        assert_int_equal(f->events[f->event_count - 1].counts.marked, 1);
        assert_int_equal(f->events[f->event_count - 1].student_id, f->student.user_id);
        int64_t retry;
        assert_int_equal(challenge(&s, &c, &retry), FAULT_ALREADY_MARKED);
        fixture_sql(f, "DELETE FROM attendance");
    }
    school_fixture_close(f);
}

/* What reached the server before the close counts, however long its verification took. */
static void test_window_by_arrival(void **state)
{
    struct scene s = scene_open(state);
    struct school_fixture *f = s.f;
    int64_t closes_at = s.lecture.window.closes_at, retry;
    clock_set_ms(&f->clock, closes_at - 2);
    struct challenge c = good_challenge(&s);
    clock_set_ms(&f->clock, closes_at + 20 * SECOND);
    assert_int_equal(conclude_at(&s, c.token, closes_at, FACE_OK), FAULT_WINDOW_CLOSED);
    assert_int_equal(marks_in(&s), 0);
    assert_int_equal(conclude_at(&s, c.token, closes_at - 1, FACE_OK), FAULT_NONE);
    assert_int_equal(mark_of(&s).marked_at, closes_at - 1);
    fixture_sql(f, "DELETE FROM attendance");
    clock_set_ms(&f->clock, closes_at);
    assert_int_equal(challenge(&s, &c, &retry), FAULT_WINDOW_CLOSED);

    // Closed by hand in the middle of a verification: the same rule.
    clock_set_ms(&f->clock, closes_at + MINUTE);
    struct lecture lecture;
    assert_int_equal(lecture_window_open(f->school, &f->professor, s.lecture.id, &(struct window_request){5, -1},
                                         &f->arena, &lecture),
                     FAULT_NONE);
    c = good_challenge(&s);
    int64_t received_at = clock_now_ms(&f->clock);
    fixture_wait(f, 1);
    assert_int_equal(lecture_window_close(f->school, &f->professor, s.lecture.id, &f->arena, &lecture), FAULT_NONE);
    fixture_wait(f, 1);
    assert_int_equal(conclude_at(&s, c.token, received_at + 1, FACE_OK), FAULT_WINDOW_CLOSED);
    assert_int_equal(conclude_at(&s, c.token, received_at, FACE_OK), FAULT_NONE);
    assert_int_equal(marks_in(&s), 1);
    school_fixture_close(f);
}

static void test_challenge_bound(void **state)
{
    struct scene s = scene_open(state);
    struct school_fixture *f = s.f;
    struct challenge c = good_challenge(&s);
    int64_t now = FIXTURE_NOW;
    fixture_join(f, &s.classroom, f->other_student);
    fixture_enrol(f, f->other_student);
    struct actor other_session = f->student;
    other_session.session_id++;
    struct lecture other = fixture_lecture(f, s.classroom.id);
    assert_int_equal(check_in_conclude(f->school, &f->other_student, s.lecture.id, c.token, now, FACE_OK, NULL),
                     FAULT_CHALLENGE_UNKNOWN);
    assert_int_equal(check_in_conclude(f->school, &other_session, s.lecture.id, c.token, now, FACE_OK, NULL),
                     FAULT_CHALLENGE_UNKNOWN);
    assert_int_equal(check_in_conclude(f->school, &f->student, other.id, c.token, now, FACE_OK, NULL),
                     FAULT_CHALLENGE_UNKNOWN);
    const char *const bad[] = {NULL, "", "x", "' OR 1=1 --"};
    for (size_t i = 0; i < ARRAY_LENGTH(bad); i++)
        assert_int_equal(conclude_at(&s, bad[i], now, FACE_OK), FAULT_CHALLENGE_UNKNOWN);
    assert_int_equal(conclude_at(&s, c.token, c.expires_at, FACE_OK), FAULT_CHALLENGE_EXPIRED);
    assert_int_equal(marks_in(&s), 0);

    // A newer challenge replaces the older one.
    struct challenge newer = good_challenge(&s);
    assert_int_equal(conclude_at(&s, c.token, now, FACE_OK), FAULT_CHALLENGE_UNKNOWN);
    assert_int_equal(conclude_at(&s, newer.token, newer.expires_at - 1, FACE_OK), FAULT_NONE);
    assert_int_equal(marks_in(&s), 1);
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM challenges WHERE used_at IS NOT NULL"), 1);

    // Marked: every further check-in answers that mark, with any challenge.
    assert_int_equal(conclude_at(&s, newer.token, now, FACE_OK), FAULT_NONE);
    assert_int_equal(conclude_at(&s, "x", now, FACE_NO_MATCH), FAULT_NONE);
    assert_int_equal(marks_in(&s), 1);
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM face_refusals"), 0);
    assert_int_equal(f->event_count, 2); // the second lecture's window, and one mark
    school_fixture_close(f);
}

static void test_refusal_uses_up(void **state)
{
    struct scene s = scene_open(state);
    struct school_fixture *f = s.f;
    struct challenge c = good_challenge(&s);
    assert_int_equal(conclude_at(&s, c.token, FIXTURE_NOW, FACE_TOO_DARK), fault_of_face(FACE_TOO_DARK));
    assert_int_equal(f->event_count, 1);
    assert_int_equal(f->events[0].kind, SCHOOL_EVENT_REFUSAL);
    assert_int_equal(f->events[0].reason, FACE_TOO_DARK);
    assert_int_equal(f->events[0].student_id, f->student.user_id);
    assert_int_equal(conclude_at(&s, c.token, FIXTURE_NOW, FACE_OK), FAULT_CHALLENGE_UNKNOWN);
    assert_int_equal(marks_in(&s), 0);
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM face_refusals WHERE reason = 'too_dark'"), 1);
    struct attendance_view view;
    assert_int_equal(attendance_view(f->school, &f->professor, s.lecture.id, &f->arena, &view), FAULT_NONE);
    assert_int_equal(view.refusals, 1);
    assert_int_equal(view.lecture.counts.unmarked, 1);
    school_fixture_close(f);
}

/* The professor's hand comes while the face is being looked at: its mark is the answer, and no refusal is noted. */
static void test_hand_meanwhile(void **state)
{
    struct scene s = scene_open(state);
    struct school_fixture *f = s.f;
    struct challenge c = good_challenge(&s);
    struct mark mark;
    struct mark_request by_hand = {.status = MARK_ABSENT};
    assert_int_equal(
        attendance_mark(f->school, &f->professor, s.lecture.id, f->student.user_id, &by_hand, &f->arena, &mark),
        FAULT_NONE);
    assert_int_equal(conclude_at(&s, c.token, FIXTURE_NOW, FACE_NO_MATCH), FAULT_NONE);
    assert_int_equal(conclude_at(&s, c.token, FIXTURE_NOW, FACE_OK), FAULT_NONE);
    assert_int_equal(mark_of(&s).status, MARK_ABSENT);
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM face_refusals"), 0);
    assert_int_equal(f->event_count, 1);
    school_fixture_close(f);
}

static void test_too_many_tries(void **state)
{
    struct scene s = scene_open(state);
    struct school_fixture *f = s.f;
    struct challenge c;
    int64_t retry = 0;
    for (int i = 0; i < TRIES_MAX; i++) {
        c = good_challenge(&s);
        assert_int_equal(conclude_at(&s, c.token, clock_now_ms(&f->clock), FACE_NO_MATCH),
                         fault_of_face(FACE_NO_MATCH));
        fixture_wait(f, SECOND);
    }
    assert_int_equal(challenge(&s, &c, &retry), FAULT_TOO_MANY_TRIES);
    assert_int_equal(retry, 29);
    fixture_wait(f, 29 * SECOND - 1);
    assert_int_equal(challenge(&s, &c, &retry), FAULT_TOO_MANY_TRIES);
    assert_int_equal(retry, 1);
    fixture_wait(f, 1);
    c = good_challenge(&s);
    assert_int_equal(conclude_at(&s, c.token, clock_now_ms(&f->clock), FACE_BLURRED), fault_of_face(FACE_BLURRED));
    assert_int_equal(challenge(&s, &c, &retry), FAULT_TOO_MANY_TRIES); // the sixth costs another wait
    assert_int_equal(retry, 30);
    fixture_wait(f, 30 * SECOND);
    c = good_challenge(&s);
    assert_int_equal(conclude_at(&s, c.token, clock_now_ms(&f->clock), FACE_OK), FAULT_NONE);

    // A mark by face ends the row of refusals, also for the next lecture.
    s.lecture = fixture_lecture(f, s.classroom.id);
    c = good_challenge(&s);
    assert_int_equal(conclude_at(&s, c.token, clock_now_ms(&f->clock), FACE_NO_FACE), fault_of_face(FACE_NO_FACE));
    c = good_challenge(&s);
    school_fixture_close(f);
}

static void test_old_tries(void **state)
{
    struct scene s = scene_open(state);
    struct school_fixture *f = s.f;
    struct challenge c;
    int64_t retry = 0;
    for (int i = 0; i < TRIES_MAX; i++) {
        c = good_challenge(&s);
        assert_int_equal(conclude_at(&s, c.token, clock_now_ms(&f->clock), FACE_NO_MATCH),
                         fault_of_face(FACE_NO_MATCH));
        fixture_wait(f, i == 0 ? 10 * MINUTE - 10 * SECOND : SECOND);
    }
    assert_int_equal(challenge(&s, &c, &retry), FAULT_TOO_MANY_TRIES);
    fixture_wait(f, 6 * SECOND); // the first is ten minutes old now
    c = good_challenge(&s);
    school_fixture_close(f);
}

static void test_challenge_refusals(void **state)
{
    struct scene s = scene_open(state);
    struct school_fixture *f = s.f;
    struct challenge c;
    struct lecture later;
    int64_t retry = -7;
    struct actor strangers[] = {f->other_student, f->professor, f->other_professor, f->administrator};
    for (size_t i = 0; i < ARRAY_LENGTH(strangers); i++)
        assert_int_equal(attendance_challenge(f->school, &strangers[i], s.lecture.id, &c, &retry), FAULT_NOT_FOUND);
    assert_int_equal(attendance_challenge(f->school, &f->student, 999999, &c, &retry), FAULT_NOT_FOUND);

    struct lecture_request request = {.starts_at = FIXTURE_NOW, .ends_at = FIXTURE_NOW + HOUR};
    assert_int_equal(lecture_create(f->school, &f->professor, s.classroom.id, &request, &f->arena, &later), FAULT_NONE);
    assert_int_equal(attendance_challenge(f->school, &f->student, later.id, &c, &retry), FAULT_WINDOW_NOT_OPEN);
    fixture_sql(f, "UPDATE lectures SET cancelled_at = 1");
    assert_int_equal(challenge(&s, &c, &retry), FAULT_LECTURE_CANCELLED);
    fixture_sql(f, "UPDATE lectures SET cancelled_at = NULL");
    fixture_sql(f, "UPDATE classrooms SET archived_at = 1");
    assert_int_equal(challenge(&s, &c, &retry), FAULT_CLASSROOM_ARCHIVED);
    fixture_sql(f, "UPDATE classrooms SET archived_at = NULL");
    fixture_sql(f, "UPDATE windows SET opens_at = opens_at + 1"); // scheduled, a millisecond ahead
    assert_int_equal(challenge(&s, &c, &retry), FAULT_WINDOW_NOT_OPEN);
    fixture_wait(f, 1);
    good_challenge(&s);

    fixture_sql(f, "UPDATE templates SET model_id = 'model-two'");
    assert_int_equal(challenge(&s, &c, &retry), FAULT_FACE_OUTDATED);
    fixture_sql(f, "DELETE FROM templates");
    assert_int_equal(challenge(&s, &c, &retry), FAULT_FACE_NOT_ENROLLED);
    fixture_sql(f, "UPDATE consents SET text_version = '0'"); // to an older text
    assert_int_equal(challenge(&s, &c, &retry), FAULT_CONSENT_NEEDED);
    assert_int_equal(retry, -7);
    school_fixture_close(f);
}

/* The consent goes while the face is being computed. */
static void test_withdrawn_meanwhile(void **state)
{
    struct scene s = scene_open(state);
    struct school_fixture *f = s.f;
    struct challenge c = good_challenge(&s);
    assert_int_equal(identity_consent_withdraw(f->school, &f->student), FAULT_NONE);
    assert_int_equal(conclude_at(&s, c.token, FIXTURE_NOW, FACE_OK), FAULT_CONSENT_NEEDED);
    assert_int_equal(marks_in(&s), 0);
    school_fixture_close(f);
}

/* Rules come before faces: without any engine every rule still answers, and only a real look fails. */
static void test_without_faces(void **state)
{
    struct scene s = scene_open(state);
    struct school_fixture *f = s.f;
    struct challenge c = good_challenge(&s);
    struct mark mark = {.note = "untouched"};
    struct face_burst_report report;
    const uint8_t bytes[] = {0, 1};
    const struct face_frame frames[CHECK_FRAMES_MIN] = {{bytes, 1}, {bytes + 1, 1}};
    struct check_in_request request = {
        .lecture_id = s.lecture.id, .challenge = "x", .frames = frames, .count = CHECK_FRAMES_MIN};
    assert_int_equal(attendance_check_in(f->school, &f->student, &request, &f->arena, &mark, &report),
                     FAULT_CHALLENGE_UNKNOWN);
    assert_int_equal(attendance_check_in(f->school, &f->other_student, &request, &f->arena, &mark, &report),
                     FAULT_NOT_FOUND);
    request.challenge = c.token;
    for (request.count = 0; request.count < CHECK_FRAMES_MIN; request.count++)
        assert_int_equal(attendance_check_in(f->school, &f->student, &request, &f->arena, &mark, &report),
                         fault_of_face(FACE_TOO_FEW_FRAMES));
    assert_int_equal(attendance_check_in(f->school, &f->student, &request, &f->arena, &mark, &report), FAULT_INTERNAL);
    assert_string_equal(mark.note, "untouched");
    assert_int_equal(report.frames, 0);

    // At most so many minutes back: an older time of arrival does not open what has closed.
    request.received_at = s.lecture.window.closes_at - 1;
    clock_set_ms(&f->clock, s.lecture.window.closes_at + CHECK_IN_WAIT_MINUTES * MINUTE);
    assert_int_equal(attendance_check_in(f->school, &f->student, &request, &f->arena, &mark, &report),
                     FAULT_WINDOW_CLOSED);
    clock_set_ms(&f->clock, s.lecture.window.closes_at + CHECK_IN_WAIT_MINUTES * MINUTE - 1);
    assert_int_equal(attendance_check_in(f->school, &f->student, &request, &f->arena, &mark, &report),
                     FAULT_CHALLENGE_EXPIRED);
    clock_set_ms(&f->clock, FIXTURE_NOW);
    request.received_at = INT64_MAX;
    assert_int_equal(attendance_check_in(f->school, &f->student, &request, &f->arena, &mark, &report), FAULT_INTERNAL);

    // Marked already: that mark, whatever was sent.
    struct mark_request by_hand = {.status = MARK_EXCUSED, .note = "ill"};
    assert_int_equal(
        attendance_mark(f->school, &f->professor, s.lecture.id, f->student.user_id, &by_hand, &f->arena, &mark),
        FAULT_NONE);
    request.challenge = NULL;
    assert_int_equal(attendance_check_in(f->school, &f->student, &request, &f->arena, &mark, &report), FAULT_NONE);
    assert_int_equal(mark.status, MARK_EXCUSED);
    assert_string_equal(mark.note, "ill");
    assert_int_equal(f->school->look_count, 0);
    school_fixture_close(f);
}

/* One check-in of a student at a time. */
static void test_one_at_a_time(void **state)
{
    struct scene s = scene_open(state);
    struct school_fixture *f = s.f;
    struct mark mark;
    struct face_burst_report report;
    const uint8_t bytes[] = {0, 1};
    const struct face_frame frames[CHECK_FRAMES_MIN] = {{bytes, 1}, {bytes + 1, 1}};
    struct check_in_request request = {
        .lecture_id = s.lecture.id, .challenge = "x", .frames = frames, .count = CHECK_FRAMES_MIN};
    f->school->looks[f->school->look_count++] = f->student.user_id;
    assert_int_equal(attendance_check_in(f->school, &f->student, &request, &f->arena, &mark, &report), FAULT_BUSY);
    assert_int_equal(attendance_check_in(f->school, &f->other_student, &request, &f->arena, &mark, &report),
                     FAULT_NOT_FOUND);
    assert_int_equal(f->school->look_count, 1);
    for (; f->school->look_count < SCHOOL_LOOKS_MAX; f->school->look_count++)
        f->school->looks[f->school->look_count] = -1;
    assert_int_equal(attendance_check_in(f->school, &f->other_student, &request, &f->arena, &mark, &report),
                     FAULT_BUSY);
    f->school->look_count = 0;
    school_fixture_close(f);
}

/* What one person may have looked at comes back with time; others have theirs. */
static void test_many_pictures(void **state)
{
    struct scene s = scene_open(state);
    struct school_fixture *f = s.f;
    const int64_t one = LOOK_MINUTES * (int64_t)SCHOOL_MINUTE_MS / LOOK_PICTURES_MAX;
    for (int64_t id = 7; id < 9; id++) {
        for (size_t left = LOOK_PICTURES_MAX; left > 0; left -= 8) {
            assert_int_equal(look_enter(f->school, id, 8), FAULT_NONE);
            look_leave(f->school, id);
        }
        assert_int_equal(look_enter(f->school, id, 1), FAULT_TOO_MANY_PICTURES);
    }
    assert_int_equal(f->school->look_count, 0);
    clock_set_ms(&f->clock, FIXTURE_NOW + 3 * one);
    assert_int_equal(look_enter(f->school, 7, 4), FAULT_TOO_MANY_PICTURES);
    assert_int_equal(look_enter(f->school, 7, 3), FAULT_NONE);
    look_leave(f->school, 7);
    for (int64_t id = 1000000; id < 1100000; id++) { // more than memory holds: nobody pays for another
        assert_int_equal(look_enter(f->school, id, LOOK_PICTURES_MAX), FAULT_NONE);
        look_leave(f->school, id);
    }
    const uint8_t bytes[] = {0, 1};
    const struct face_frame frames[CHECK_FRAMES_MIN] = {{bytes, 1}, {bytes + 1, 1}};
    struct check_in_request request = {
        .lecture_id = s.lecture.id, .challenge = "x", .frames = frames, .count = CHECK_FRAMES_MIN};
    struct mark mark;
    struct face_burst_report report;
    assert_int_equal(look_enter(f->school, f->student.user_id, LOOK_PICTURES_MAX), FAULT_NONE);
    look_leave(f->school, f->student.user_id);
    assert_int_equal(attendance_check_in(f->school, &f->student, &request, &f->arena, &mark, &report),
                     FAULT_TOO_MANY_PICTURES);
    school_fixture_close(f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST_ON_BOTH(test_present_and_late),    TEST_ON_BOTH(test_window_by_arrival),
        TEST_ON_BOTH(test_challenge_bound),     TEST_ON_BOTH(test_refusal_uses_up),
        TEST_ON_BOTH(test_too_many_tries),      TEST_ON_BOTH(test_hand_meanwhile),
        TEST_ON_BOTH(test_old_tries),           TEST_ON_BOTH(test_challenge_refusals),
        TEST_ON_BOTH(test_withdrawn_meanwhile), TEST_ON_BOTH(test_without_faces),
        TEST_ON_BOTH(test_one_at_a_time),       TEST_ON_BOTH(test_many_pictures),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
