/* SPDX-License-Identifier: MIT */
/* Marks of many, undoing, two professors at once, and marks outside a lecture's time. */
#include "school/unit.h"

#include "base/clock.h"
#include "base/str.h"
#include "face/face.h"
#include "school/attendance/attendance.h"
#include "school/attendance/change.h"
#include "school/attendance/hand.h"
#include "school/attendance/window.h"
#include "school/checkin/check_in.h"
#include "school/checkin/check_in_inside.h"
#include "school/classes/classroom.h"
#include "school/common/fault.h"
#include "school/marks/mark.h"
#include "school/plan/lecture.h"
#include "school/school.h"

enum { CLASS_SIZE = 5 };

struct scene {
    struct school_fixture *f;
    struct classroom classroom;
    struct lecture lecture;
    struct actor students[CLASS_SIZE];
};

static struct scene scene_open(void **state)
{
    struct scene s = {.f = school_fixture_open(test_store_need(state))};
    s.classroom = fixture_classroom(s.f);
    s.lecture = fixture_lecture(s.f, s.classroom.id);
    fixture_class(s.f, &s.classroom, s.students, CLASS_SIZE);
    s.f->event_count = 0;
    return s;
}

static enum fault hand(struct scene *s, size_t student, struct mark_request request, struct mark *ret_mark)
{
    return attendance_mark(s->f->school, &s->f->professor, s->lecture.id, s->students[student].user_id, &request,
                           &s->f->arena, ret_mark);
}

static enum fault many(struct scene *s, struct many_request request, struct change_result *ret_result)
{
    return attendance_mark_many(s->f->school, &s->f->professor, s->lecture.id, &request, &s->f->arena, ret_result);
}

static enum fault undo(struct scene *s, int64_t change, struct undone *ret_undone)
{
    return attendance_undo(s->f->school, &s->f->professor, s->lecture.id, change, &s->f->arena, ret_undone);
}

static struct mark mark_of(struct scene *s, size_t student)
{
    struct attendance_view view;
    assert_int_equal(attendance_view(s->f->school, &s->f->professor, s->lecture.id, &s->f->arena, &view), FAULT_NONE);
    for (size_t i = 0; i < view.count; i++)
        if (view.marks[i].student.id == s->students[student].user_id)
            return view.marks[i];
    fail();
    return (struct mark){0};
}

static void by_face(struct scene *s, size_t student)
{
    struct challenge begun;
    int64_t retry;
    fixture_enrol(s->f, s->students[student]);
    assert_int_equal(attendance_challenge(s->f->school, &s->students[student], s->lecture.id, &begun, &retry),
                     FAULT_NONE);
    assert_int_equal(check_in_conclude(s->f->school, &s->students[student], s->lecture.id, begun.token,
                                       clock_now_ms(&s->f->clock), FACE_OK, NULL),
                     FAULT_NONE);
}

static int64_t told(struct scene *s)
{
    return fixture_number(s->f, "SELECT COUNT(*) FROM notifications WHERE kind = 'mark_changed'");
}

static void test_all_present_then_fix(void **state)
{
    struct scene s = scene_open(state);
    struct change_result result;
    struct undone undone;
    struct mark mark;
    by_face(&s, 0);
    s.f->event_count = 0;
    assert_int_equal(many(&s, (struct many_request){.who = CHANGE_ALL, .status = MARK_PRESENT}, &result), FAULT_NONE);
    assert_int_equal(result.count, CLASS_SIZE - 1);
    assert_int_equal(s.f->event_count, CLASS_SIZE - 1);
    assert_int_equal(mark_of(&s, 0).method, MARK_BY_FACE); // present already, and by face it stays
    assert_int_equal(mark_of(&s, 1).method, MARK_BY_HAND);
    assert_int_equal(fixture_number(s.f, "SELECT COUNT(*) FROM audit WHERE action = 'mark_set'"), CLASS_SIZE - 1);
    assert_int_equal(told(&s), 0); // nobody's mark was overridden
    int64_t change = result.change;
    assert_int_equal(many(&s, (struct many_request){.who = CHANGE_ALL, .status = MARK_PRESENT}, &result), FAULT_NONE);
    assert_int_equal(result.count, 0);
    assert_int_equal(result.change, 0);

    // One was not there after all, and another's mark is taken away. Undoing leaves these two alone.
    int64_t cleared;
    assert_int_equal(hand(&s, 2, (struct mark_request){.status = MARK_ABSENT}, &mark), FAULT_NONE);
    assert_int_equal(told(&s), 1);
    struct clear_request none = {0};
    assert_int_equal(attendance_clear(s.f->school, &s.f->professor, s.lecture.id, s.students[3].user_id, &none,
                                      &s.f->arena, &cleared),
                     FAULT_NONE);
    s.f->event_count = 0;
    assert_int_equal(undo(&s, change, &undone), FAULT_NONE);
    assert_int_equal(undone.result.count, CLASS_SIZE - 3);
    assert_int_equal(undone.kept_count, 2);
    assert_int_equal(s.f->event_count, CLASS_SIZE - 3);
    assert_int_equal(mark_of(&s, 0).status, MARK_PRESENT);
    assert_int_equal(mark_of(&s, 1).status, MARK_UNMARKED);
    assert_int_equal(mark_of(&s, 2).status, MARK_ABSENT);
    assert_int_equal(mark_of(&s, 3).status, MARK_UNMARKED);
    int64_t redo = undone.result.change;
    assert_int_equal(undo(&s, change, &undone), FAULT_NONE); // once is enough
    assert_int_equal(undone.result.count + undone.kept_count, 0);
    assert_int_equal(undo(&s, redo, &undone), FAULT_NONE);
    assert_int_equal(mark_of(&s, 1).status, MARK_PRESENT);
    assert_int_equal(mark_of(&s, 4).status, MARK_PRESENT);
    assert_int_equal(undo(&s, cleared, &undone), FAULT_NONE); // back it comes
    assert_int_equal(mark_of(&s, 3).status, MARK_PRESENT);
    school_fixture_close(s.f);
}

/* What is put back is what was there: method, minutes, note, flags, who and when. */
static void test_undo_restores(void **state)
{
    struct scene s = scene_open(state);
    struct undone undone;
    struct mark mark, before, after;
    by_face(&s, 0);
    fixture_sql(s.f, "UPDATE attendance SET flags = 'liveness_doubt new_device', status = 'L', minutes_late = 3");
    before = mark_of(&s, 0);
    assert_int_equal(before.flags, MARK_LIVENESS_DOUBT | MARK_NEW_DEVICE);
    assert_int_equal(hand(&s, 0, (struct mark_request){.status = MARK_ABSENT, .note = "no"}, &mark), FAULT_NONE);
    assert_int_equal(mark.flags, 0);
    assert_true(mark.change > 0);
    fixture_wait(s.f, MINUTE);
    assert_int_equal(undo(&s, mark.change, &undone), FAULT_NONE);
    after = mark_of(&s, 0);
    assert_int_equal(after.status, MARK_LATE);
    assert_int_equal(after.minutes_late, 3);
    assert_int_equal(after.method, MARK_BY_FACE);
    assert_int_equal(after.marked_at, before.marked_at);
    assert_int_equal(after.marked_by.id, 0);
    assert_null(after.note);
    assert_int_equal(after.flags, before.flags);
    assert_true(after.version != before.version); // it is another state all the same
    school_fixture_close(s.f);
}

static void test_undo_refusals(void **state)
{
    struct scene s = scene_open(state);
    struct school_fixture *f = s.f;
    struct undone undone;
    struct mark mark;
    struct lecture other = fixture_lecture(f, s.classroom.id);
    assert_int_equal(hand(&s, 0, (struct mark_request){.status = MARK_PRESENT}, &mark), FAULT_NONE);
    struct actor strangers[] = {f->other_professor, f->student, f->administrator};
    for (size_t i = 0; i < ARRAY_LENGTH(strangers); i++)
        assert_int_equal(attendance_undo(f->school, &strangers[i], s.lecture.id, mark.change, &f->arena, &undone),
                         FAULT_NOT_FOUND);
    assert_int_equal(attendance_undo(f->school, &f->professor, other.id, mark.change, &f->arena, &undone),
                     FAULT_CHANGE_UNKNOWN);
    assert_int_equal(undo(&s, mark.change + 1, &undone), FAULT_CHANGE_UNKNOWN);
    fixture_wait(f, CHANGE_HOURS * HOUR);
    f->professor.stepped_up_at = clock_now_ms(&f->clock);
    assert_int_equal(undo(&s, mark.change, &undone), FAULT_CHANGE_UNKNOWN);
    assert_int_equal(school_sweep(f->school), FAULT_NONE);
    fixture_wait(f, SECOND);
    assert_int_equal(school_sweep(f->school), FAULT_NONE);
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM change_marks"), 0);
    assert_int_equal(mark_of(&s, 0).status, MARK_PRESENT);
    school_fixture_close(f);
}

static void test_listed_and_unmarked(void **state)
{
    struct scene s = scene_open(state);
    struct school_fixture *f = s.f;
    struct change_result result;
    int64_t ids[CHANGE_STUDENTS_MAX + 1] = {s.students[3].user_id, s.students[1].user_id, s.students[3].user_id};
    struct many_request request = {.students = ids, .count = 3, .status = MARK_LATE, .minutes_late = 4, .note = "bus"};
    assert_int_equal(many(&s, request, &result), FAULT_NONE);
    assert_int_equal(result.count, 2);
    assert_int_equal(result.marks[0].minutes_late, 4);
    assert_string_equal(result.marks[1].note, "bus");
    assert_int_equal(many(&s, (struct many_request){.who = CHANGE_UNMARKED, .status = MARK_ABSENT}, &result),
                     FAULT_NONE);
    assert_int_equal(result.count, CLASS_SIZE - 2);
    assert_int_equal(mark_of(&s, 1).status, MARK_LATE);
    assert_int_equal(mark_of(&s, 4).status, MARK_ABSENT);

    // One stranger among them, and nobody is marked.
    int64_t marks = fixture_number(f, "SELECT COUNT(*) FROM attendance WHERE status = 'E'");
    ids[2] = f->professor.user_id;
    request.status = MARK_EXCUSED;
    assert_int_equal(many(&s, request, &result), FAULT_NOT_FOUND);
    ids[2] = -1;
    assert_int_equal(many(&s, request, &result), FAULT_NOT_FOUND);
    request.count = 0;
    assert_int_equal(many(&s, request, &result), FAULT_TOO_MANY_THINGS);
    request.count = CHANGE_STUDENTS_MAX + 1;
    assert_int_equal(many(&s, request, &result), FAULT_TOO_MANY_THINGS);
    request.count = 1, request.status = MARK_UNMARKED;
    assert_int_equal(many(&s, request, &result), FAULT_STATUS_UNKNOWN);
    request.status = MARK_EXCUSED, request.minutes_late = -1;
    assert_int_equal(many(&s, request, &result), FAULT_MINUTES_INVALID);
    request.minutes_late = 0, request.note = "a\x01";
    assert_int_equal(many(&s, request, &result), FAULT_TEXT_INVALID);
    request.note = NULL;
    struct actor strangers[] = {f->other_professor, f->student, f->administrator};
    for (size_t i = 0; i < ARRAY_LENGTH(strangers); i++)
        assert_int_equal(attendance_mark_many(f->school, &strangers[i], s.lecture.id, &request, &f->arena, &result),
                         FAULT_NOT_FOUND);
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM attendance WHERE status = 'E'"), marks);
    school_fixture_close(f);
}

/* Two professors have the same page open. */
static void test_two_at_once(void **state)
{
    struct scene s = scene_open(state);
    struct mark first, second, third;
    assert_int_equal(hand(&s, 0, (struct mark_request){.status = MARK_LATE, .version = MARK_NOT_YET}, &first),
                     FAULT_NONE);
    assert_int_equal(hand(&s, 0, (struct mark_request){.status = MARK_ABSENT, .version = MARK_NOT_YET}, &second),
                     FAULT_CHANGED_MEANWHILE);
    assert_int_equal(hand(&s, 0, (struct mark_request){.status = MARK_PRESENT, .version = first.version}, &second),
                     FAULT_NONE);
    assert_true(second.version != first.version);
    assert_int_equal(hand(&s, 0, (struct mark_request){.status = MARK_ABSENT, .version = first.version}, &third),
                     FAULT_CHANGED_MEANWHILE);
    struct clear_request stale = {.version = first.version}, fresh = {.version = second.version};
    int64_t change;
    assert_int_equal(attendance_clear(s.f->school, &s.f->professor, s.lecture.id, s.students[0].user_id, &stale,
                                      &s.f->arena, &change),
                     FAULT_CHANGED_MEANWHILE);
    assert_int_equal(attendance_clear(s.f->school, &s.f->professor, s.lecture.id, s.students[0].user_id, &fresh,
                                      &s.f->arena, &change),
                     FAULT_NONE);
    // Marked anew: not the mark that somebody read before.
    assert_int_equal(hand(&s, 0, (struct mark_request){.status = MARK_LATE}, &third), FAULT_NONE);
    assert_true(third.version != first.version);
    assert_int_equal(hand(&s, 0, (struct mark_request){.status = MARK_ABSENT, .version = first.version}, &second),
                     FAULT_CHANGED_MEANWHILE);
    school_fixture_close(s.f);
}

static void test_outside_the_time(void **state)
{
    struct scene s = scene_open(state);
    struct school_fixture *f = s.f;
    struct mark mark;
    struct lecture planned;
    const struct mark_request bare = {.status = MARK_PRESENT}, reasoned = {.status = MARK_PRESENT, .note = "was there"};
    // An hour of lecture, then half an hour.
    fixture_wait(f, 90 * MINUTE - 1);
    assert_int_equal(hand(&s, 0, bare, &mark), FAULT_NONE);
    assert_int_equal(told(&s), 0);
    fixture_wait(f, 1);
    assert_int_equal(hand(&s, 1, bare, &mark), FAULT_NOTE_NEEDED);
    assert_int_equal(hand(&s, 1, reasoned, &mark), FAULT_STEP_UP_NEEDED);
    f->professor.stepped_up_at = clock_now_ms(&f->clock) - STEP_UP_MINUTES * MINUTE;
    assert_int_equal(hand(&s, 1, reasoned, &mark), FAULT_STEP_UP_NEEDED);
    f->professor.stepped_up_at += 1;
    assert_int_equal(hand(&s, 1, bare, &mark), FAULT_NOTE_NEEDED);
    assert_int_equal(hand(&s, 1, reasoned, &mark), FAULT_NONE);
    assert_int_equal(told(&s), 1); // a late mark is told even when it is the first
    f->professor.stepped_up_at = 0;
    struct change_result result;
    assert_int_equal(many(&s, (struct many_request){.who = CHANGE_ALL, .status = MARK_ABSENT, .note = "no"}, &result),
                     FAULT_STEP_UP_NEEDED);
    struct undone undone;
    assert_int_equal(undo(&s, mark.change, &undone), FAULT_STEP_UP_NEEDED);
    fixture_sql(f, "INSERT INTO settings (name, value, updated_at) VALUES ('step_up_marks', 'off', 1)");
    assert_int_equal(hand(&s, 2, bare, &mark), FAULT_NOTE_NEEDED);
    assert_int_equal(hand(&s, 2, reasoned, &mark), FAULT_NONE);
    fixture_sql(f, "UPDATE settings SET value = 'when_set_up' WHERE name = 'step_up_marks'");
    assert_int_equal(hand(&s, 2, reasoned, &mark), FAULT_NONE);
    fixture_sql(f, "INSERT INTO second_factors (user_id, sealed, created_at) SELECT id, 'x', 1 FROM users");
    assert_int_equal(hand(&s, 2, reasoned, &mark), FAULT_NONE); // begun, but no code was ever typed
    fixture_sql(f, "UPDATE second_factors SET confirmed_at = 1");
    assert_int_equal(hand(&s, 2, reasoned, &mark), FAULT_STEP_UP_NEEDED);
    fixture_sql(f, "DELETE FROM settings WHERE name = 'step_up_marks'");

    // Reopened the next day: the window is open, and the day is over.
    fixture_wait(f, DAY);
    struct window_plan window = {.request = {-1, -1}, .reason = "The projector failed"};
    assert_int_equal(lecture_window_plan(f->school, &f->professor, s.lecture.id, &window, &f->arena, &s.lecture),
                     FAULT_NONE);
    assert_int_equal(hand(&s, 3, reasoned, &mark), FAULT_STEP_UP_NEEDED);

    // Before a lecture, in it without a window, and after it.
    int64_t now = clock_now_ms(&f->clock);
    struct lecture_request plan = {.starts_at = now + HOUR, .ends_at = now + 2 * HOUR};
    assert_int_equal(lecture_create(f->school, &f->professor, s.classroom.id, &plan, &f->arena, &planned), FAULT_NONE);
    s.lecture = planned;
    assert_int_equal(hand(&s, 0, reasoned, &mark), FAULT_STEP_UP_NEEDED);
    fixture_wait(f, HOUR);
    assert_int_equal(hand(&s, 0, bare, &mark), FAULT_NONE);
    school_fixture_close(f);
}

static void test_flags_as_words(void **state)
{
    (void)state;
    char text[MARK_FLAGS_SIZE];
    unsigned all = (1U << MARK_FLAG_COUNT) - 1;
    for (unsigned flags = 0; flags <= all; flags++) {
        mark_flags_write(flags, text);
        assert_int_equal(mark_flags_read(text), flags);
    }
    assert_string_equal(mark_flag_word(MARK_FLAG_COUNT - 1), "kiosk_moved");
    assert_int_equal(mark_flags_read(NULL), 0);
    assert_int_equal(mark_flags_read(" outside  later_word new_devic"), MARK_OUTSIDE);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST_ON_BOTH(test_all_present_then_fix), TEST_ON_BOTH(test_undo_restores), TEST_ON_BOTH(test_undo_refusals),
        TEST_ON_BOTH(test_listed_and_unmarked),  TEST_ON_BOTH(test_two_at_once),   TEST_ON_BOTH(test_outside_the_time),
        cmocka_unit_test(test_flags_as_words),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
