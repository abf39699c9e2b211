/* SPDX-License-Identifier: MIT */
/* What leaves do to marks: given, given way, taken back, for lectures that move, and over one another. */
#include "school/checkin/code_check_in.h"
#include "school/unit.h"

#include <string.h>

#include "base/arena.h"
#include "base/clock.h"
#include "base/str.h"
#include "school/attendance/change.h"
#include "school/attendance/class_photo.h"
#include "school/attendance/hand.h"
#include "school/checkin/check_in.h"
#include "school/checkin/check_in_inside.h"
#include "school/checkin/room_code.h"
#include "school/classes/classroom.h"
#include "school/common/fault.h"
#include "school/common/setting.h"
#include "school/imports/import.h"
#include "school/jobs/job.h"
#include "school/marks/mark.h"
#include "school/marks/status_set.h"
#include "school/office/merge.h"
#include "school/plan/lecture.h"
#include "support/leave_scene.h"

/* The student is on leave for a week, by the staff of both classrooms. */
static struct leave on_leave(struct leave_scene *s)
{
    struct leave leave = leave_scene_week(s, 0);
    assert_int_equal(leave_scene_answer(s, s->f->professor, leave.id, s->algebra.id, true), FAULT_NONE);
    assert_int_equal(leave_scene_answer(s, s->f->other_professor, leave.id, s->biology.id, true), FAULT_NONE);
    return leave;
}

static void hand(struct leave_scene *s, int64_t lecture_id, enum mark_status status)
{
    struct mark mark;
    struct actor actor = s->f->professor;
    const struct mark_request request = {.status = status, .note = "seen"};
    actor.stepped_up_at = clock_now_ms(&s->f->clock);
    assert_int_equal(
        attendance_mark(s->f->school, &actor, lecture_id, s->f->student.user_id, &request, &s->f->arena, &mark),
        FAULT_NONE);
}

static void check_in(struct leave_scene *s, int64_t lecture_id)
{
    struct challenge challenge;
    int64_t retry = 0;
    assert_int_equal(attendance_challenge(s->f->school, &s->f->student, lecture_id, &challenge, &retry), FAULT_NONE);
    assert_int_equal(check_in_conclude(s->f->school, &s->f->student, lecture_id, challenge.token,
                                       clock_now_ms(&s->f->clock), FACE_OK, NULL),
                     FAULT_NONE);
}

/* ---- attending after all: every way of marking ---- */

static void by_face(struct leave_scene *s)
{
    check_in(s, s->now_a.id);
}

static void by_code(struct leave_scene *s)
{
    struct room_code code;
    struct mark mark;
    int64_t retry = 0;
    assert_int_equal(room_code_get(s->f->school, &s->f->professor, s->now_a.id, &code), FAULT_NONE);
    const struct code_request request = {
        .lecture_id = s->now_a.id, .room_code = code.code, .proofs = {"127.0.0.1", "a-device", NULL}};
    assert_int_equal(attendance_code_check_in(s->f->school, &s->f->student, &request, &s->f->arena, &mark, &retry),
                     FAULT_NONE);
    assert_int_equal(mark.status, MARK_PRESENT);
}

static void by_hand(struct leave_scene *s)
{
    hand(s, s->now_a.id, MARK_PRESENT);
}

static void by_hand_all(struct leave_scene *s)
{
    struct change_result result;
    const struct many_request all = {.who = CHANGE_ALL, .status = MARK_PRESENT};
    assert_int_equal(attendance_mark_many(s->f->school, &s->f->professor, s->now_a.id, &all, &s->f->arena, &result),
                     FAULT_NONE);
}

static void by_photo(struct leave_scene *s)
{
    struct setting_state setting;
    struct confirmation confirmation;
    const int64_t students[] = {s->f->student.user_id};
    const struct confirmation_request request = {students, 1, MARK_PRESENT};
    assert_int_equal(
        setting_change(s->f->school, &s->f->administrator, SETTING_IDENTIFICATION, "on", &s->f->arena, &setting),
        FAULT_NONE);
    assert_int_equal(
        class_photo_confirm(s->f->school, &s->f->professor, s->now_a.id, &request, &s->f->arena, &confirmation),
        FAULT_NONE);
    assert_int_equal(confirmation.changed, 1);
    assert_false(confirmation.marks[0].stood);
}

static void by_import(struct leave_scene *s)
{
    struct job dry, job;
    size_t jobs;
    const char *file = arena_printf(&s->f->arena, "student_id,lecture_id,status\n%lld,%lld,P\n",
                                    (long long)s->f->student.user_id, (long long)s->now_a.id);
    const struct import_request request = {
        .format = "marks", .class_id = s->algebra.id, .name = "m.csv", .bytes = file, .size = strlen(file)};
    assert_int_equal(import_start(s->f->school, &s->f->professor, &request, &s->f->arena, &dry), FAULT_NONE);
    assert_int_equal(school_work(s->f->school, &jobs), FAULT_NONE);
    assert_int_equal(import_apply(s->f->school, &s->f->professor, s->algebra.id, dry.id, &s->f->arena, &job),
                     FAULT_NONE);
    assert_int_equal(school_work(s->f->school, &jobs), FAULT_NONE);
}

/* The same person had a second account, and was there with that one. */
static void by_merge(struct leave_scene *s)
{
    struct merge_report report;
    struct school_fixture *f = s->f;
    fixture_join(f, &s->algebra, f->other_student);
    struct challenge challenge;
    int64_t retry = 0;
    fixture_enrol(f, f->other_student);
    assert_int_equal(attendance_challenge(f->school, &f->other_student, s->now_a.id, &challenge, &retry), FAULT_NONE);
    assert_int_equal(
        check_in_conclude(f->school, &f->other_student, s->now_a.id, challenge.token, FIXTURE_NOW, FACE_OK, NULL),
        FAULT_NONE);
    assert_int_equal(merge_accounts(f->school, &f->administrator, f->other_student.user_id, f->student.user_id, true,
                                    &f->arena, &report),
                     FAULT_NONE);
}

/* Who is on leave and comes all the same is there: by whatever way it is said. The leave tells. */
static void test_attended_after_all(void **state)
{
    static const struct {
        void (*mark)(struct leave_scene *s);
        const char *method;
        bool audited; // by mark_earn; mark_write does it for the others, a merge in its own words
    } ways[] = {{by_face, "face", true},        {by_code, "code", true},    {by_hand, "manual", false},
                {by_hand_all, "manual", false}, {by_photo, "photo", false}, {by_import, "import", false},
                {by_merge, "face", false}};
    for (size_t i = 0; i < ARRAY_LENGTH(ways); i++) {
        struct leave_scene s = leave_scene_open(state);
        struct leave_list list;
        const struct page page = {0, 10};
        fixture_enrol(s.f, s.f->student);
        on_leave(&s);
        assert_int_equal(leave_scene_status(&s, s.now_a.id), MARK_EXCUSED);
        assert_string_equal(leave_scene_method(&s, s.now_a.id), "leave");
        ways[i].mark(&s);
        assert_int_equal(leave_scene_status(&s, s.now_a.id), MARK_PRESENT);
        assert_string_equal(leave_scene_method(&s, s.now_a.id), ways[i].method);
        assert_int_equal(
            fixture_number(s.f, "SELECT COUNT(*) FROM audit WHERE detail LIKE '%E -> P: attended after all'"),
            ways[i].audited);
        assert_int_equal(leave_list_own(s.f->school, &s.f->student, 0, &page, &s.f->arena, &list), FAULT_NONE);
        assert_int_equal(list.leaves[0].course_count, 2);
        assert_int_equal(list.leaves[0].courses[0].attended, 1);
        assert_int_equal(list.leaves[0].courses[0].given, 0);
        // The leave has no more to say about it: neither the sweep nor its end.
        assert_int_equal(school_sweep(s.f->school), FAULT_NONE);
        assert_int_equal(leave_withdraw(s.f->school, &s.f->student, list.leaves[0].id), FAULT_NONE);
        assert_int_equal(leave_scene_status(&s, s.now_a.id), MARK_PRESENT);
        school_fixture_close(s.f);
        if (i + 1 < ARRAY_LENGTH(ways)) {
            enum test_engine engine = ((struct test_store *)*state)->engine;
            test_teardown(state);
            *state = test_store_open(engine);
        }
    }
}

/* A mark that somebody gave after the leave stands, whoever gave it and whatever it says. */
static void test_others_marks_stand(void **state)
{
    struct leave_scene s = leave_scene_open(state);
    int64_t change;
    const struct clear_request clear = {.note = "not excused"};
    on_leave(&s);
    hand(&s, s.now_a.id, MARK_ABSENT);
    assert_int_equal(school_sweep(s.f->school), FAULT_NONE);
    assert_int_equal(leave_scene_status(&s, s.now_a.id), MARK_ABSENT);
    assert_string_equal(leave_scene_method(&s, s.now_a.id), "manual");
    // Nor does it come back by itself where it was taken away, not even at the close.
    assert_int_equal(
        attendance_clear(s.f->school, &s.f->professor, s.now_a.id, s.f->student.user_id, &clear, &s.f->arena, &change),
        FAULT_NONE);
    assert_int_equal(school_sweep(s.f->school), FAULT_NONE);
    assert_int_equal(leave_scene_status(&s, s.now_a.id), MARK_UNMARKED);
    fixture_sql(s.f, "UPDATE classrooms SET absent_at_close = 1");
    leave_scene_window(&s, s.now_a.id, false);
    assert_int_equal(leave_scene_status(&s, s.now_a.id), MARK_ABSENT);
    assert_string_equal(leave_scene_method(&s, s.now_a.id), "close");
    school_fixture_close(s.f);
}

/* ---- taking back ---- */

/* Refused later: each mark goes back to what it was, or to what the close would have made of it. */
static void test_taken_back(void **state)
{
    struct leave_scene s = leave_scene_open(state);
    fixture_sql(s.f, "UPDATE classrooms SET absent_at_close = 1");
    struct lecture closed = leave_scene_lecture(&s, &s.algebra, FIXTURE_NOW + 2 * HOUR);
    struct lecture seen = leave_scene_lecture(&s, &s.algebra, FIXTURE_NOW + 3 * HOUR);
    struct leave leave = leave_scene_week(&s, 0);
    hand(&s, s.now_a.id, MARK_ABSENT);
    assert_int_equal(leave_scene_answer(&s, s.f->professor, leave.id, s.algebra.id, true), FAULT_NONE);
    assert_int_equal(leave_scene_status(&s, s.now_a.id), MARK_EXCUSED);
    fixture_wait(s.f, 2 * HOUR);
    leave_scene_window(&s, closed.id, true);
    leave_scene_window(&s, closed.id, false);
    assert_string_equal(leave_scene_method(&s, closed.id), "leave");
    fixture_wait(s.f, HOUR);
    leave_scene_window(&s, seen.id, true);
    hand(&s, seen.id, MARK_LATE);
    assert_int_equal(leave_scene_answer(&s, s.f->professor, leave.id, s.algebra.id, false), FAULT_NONE);
    assert_int_equal(leave_scene_status(&s, s.now_a.id), MARK_ABSENT); // set by hand before
    assert_string_equal(leave_scene_method(&s, s.now_a.id), "manual");
    assert_int_equal(fixture_number(s.f, "SELECT COUNT(*) FROM attendance WHERE note = 'seen' AND status = 'A'"), 1);
    assert_int_equal(leave_scene_status(&s, closed.id), MARK_ABSENT); // by the close, at its moment
    assert_string_equal(leave_scene_method(&s, closed.id), "close");
    assert_int_equal(leave_scene_status(&s, seen.id), MARK_LATE); // somebody has changed it since
    assert_int_equal(fixture_number(s.f, "SELECT COUNT(*) FROM leave_marks"), 1);
    // And accepted again, all over again: what nobody earned.
    assert_int_equal(leave_scene_answer(&s, s.f->professor, leave.id, s.algebra.id, true), FAULT_NONE);
    assert_int_equal(leave_scene_status(&s, s.now_a.id), MARK_EXCUSED);
    assert_int_equal(leave_scene_status(&s, closed.id), MARK_EXCUSED);
    assert_int_equal(leave_scene_status(&s, seen.id), MARK_LATE);
    // Taken back by the student: the same.
    assert_int_equal(leave_withdraw(s.f->school, &s.f->student, leave.id), FAULT_NONE);
    assert_int_equal(leave_scene_status(&s, s.now_a.id), MARK_ABSENT);
    assert_int_equal(leave_scene_status(&s, closed.id), MARK_ABSENT);
    assert_int_equal(leave_scene_answer(&s, s.f->professor, leave.id, s.algebra.id, true), FAULT_REQUEST_ANSWERED);
    school_fixture_close(s.f);
}

/* Each is an act that can be undone for a day; the student is told of the answer, not of every mark. */
static void test_undone(void **state)
{
    struct leave_scene s = leave_scene_open(state);
    struct undone undone;
    on_leave(&s);
    assert_int_equal(fixture_number(s.f, "SELECT COUNT(*) FROM notifications WHERE kind = 'mark_changed'"), 0);
    int64_t change = fixture_number(s.f, "SELECT MAX(id) FROM changes");
    assert_int_equal(attendance_undo(s.f->school, &s.f->professor, s.now_a.id, change, &s.f->arena, &undone),
                     FAULT_NONE);
    assert_int_equal(leave_scene_status(&s, s.now_a.id), MARK_UNMARKED);
    assert_int_equal(school_sweep(s.f->school), FAULT_NONE);
    assert_int_equal(leave_scene_status(&s, s.now_a.id), MARK_UNMARKED);
    school_fixture_close(s.f);
}

/* ---- over one another ---- */

static void test_overlap(void **state)
{
    struct leave_scene s = leave_scene_open(state);
    struct leave_kind illness = leave_scene_kind(&s, "Illness", LEAVE_OFFICE, LEAVE_OFFICE, NULL, 0);
    struct leave_kind duty = leave_scene_kind(&s, "Duty", LEAVE_STAFF, LEAVE_STAFF, NULL, 0);
    struct actor office = s.f->administrator;
    struct leave ill = leave_scene_week(&s, illness.id), on_duty = leave_scene_week(&s, duty.id);
    // Accepted and refused over one lecture: one reason is enough.
    assert_int_equal(leave_scene_answer(&s, office, ill.id, 0, true), FAULT_NONE);
    assert_int_equal(leave_scene_answer(&s, s.f->professor, on_duty.id, s.algebra.id, false), FAULT_NONE);
    assert_int_equal(leave_scene_status(&s, s.now_a.id), MARK_EXCUSED);
    // Both accepted; when one goes the other still covers it, and nothing happens to the mark.
    assert_int_equal(leave_scene_answer(&s, s.f->professor, on_duty.id, s.algebra.id, true), FAULT_NONE);
    int64_t version = fixture_number(s.f, "SELECT version FROM attendance");
    assert_int_equal(leave_scene_answer(&s, office, ill.id, 0, false), FAULT_NONE);
    assert_int_equal(leave_scene_status(&s, s.now_a.id), MARK_EXCUSED);
    assert_int_equal(fixture_number(s.f, "SELECT version FROM attendance"), version);
    assert_int_equal(leave_withdraw(s.f->school, &s.f->student, on_duty.id), FAULT_NONE);
    assert_int_equal(leave_scene_status(&s, s.now_a.id), MARK_UNMARKED);
    school_fixture_close(s.f);
}

/* From 8 to 10 and from 14 to 15: what starts between is not covered. */
static void test_two_on_a_day(void **state)
{
    struct leave_scene s = leave_scene_open(state);
    struct lecture at[4];
    static const int hours[] = {8, 10, 14, 15};
    static const int times[][2] = {{8, 10}, {14, 15}};
    const int64_t day = FIXTURE_NOW - 9 * HOUR + DAY;
    for (size_t i = 0; i < ARRAY_LENGTH(hours); i++)
        at[i] = leave_scene_lecture(&s, &s.algebra, day + hours[i] * HOUR);
    for (size_t i = 0; i < ARRAY_LENGTH(times); i++) {
        struct leave leave;
        const struct leave_new request = {
            .from_at = day + times[i][0] * HOUR, .until_at = day + times[i][1] * HOUR, .text = "Doctor"};
        assert_int_equal(leave_create(s.f->school, &s.f->student, &request, &s.f->arena, &leave), FAULT_NONE);
        assert_int_equal(leave_scene_answer(&s, s.f->professor, leave.id, s.algebra.id, true), FAULT_NONE);
    }
    for (size_t i = 0; i < ARRAY_LENGTH(hours); i++) {
        fixture_wait(s.f, day + hours[i] * HOUR - clock_now_ms(&s.f->clock));
        leave_scene_window(&s, at[i].id, true);
        assert_int_equal(leave_scene_status(&s, at[i].id), i % 2 == 0 ? MARK_EXCUSED : MARK_UNMARKED);
    }
    school_fixture_close(s.f);
}

/* ---- lectures that change ---- */

static void move(struct leave_scene *s, int64_t lecture_id, int64_t starts_at)
{
    struct lecture lecture;
    const struct lecture_change change = {
        .starts_at = starts_at, .ends_at = starts_at + HOUR, .auto_open_minutes = INT64_MIN};
    assert_int_equal(lecture_edit(s->f->school, &s->f->professor, lecture_id, &change, &s->f->arena, &lecture),
                     FAULT_NONE);
}

/* A leave is for a time: it covers the lectures that start in it as they are planned now. */
static void test_moved(void **state)
{
    struct leave_scene s = leave_scene_open(state);
    struct lecture far = leave_scene_lecture(&s, &s.algebra, FIXTURE_NOW + 20 * (int64_t)DAY);
    struct lecture held = leave_scene_lecture(&s, &s.algebra, FIXTURE_NOW + 2 * HOUR);
    on_leave(&s);
    move(&s, far.id, FIXTURE_NOW + HOUR); // into it, before it is held
    fixture_wait(s.f, HOUR);
    leave_scene_window(&s, far.id, true);
    assert_int_equal(leave_scene_status(&s, far.id), MARK_EXCUSED);
    fixture_wait(s.f, HOUR);
    leave_scene_window(&s, held.id, true);
    leave_scene_window(&s, held.id, false);
    fixture_wait(s.f, 8 * (int64_t)DAY);
    assert_int_equal(leave_scene_status(&s, held.id), MARK_EXCUSED);
    move(&s, held.id, FIXTURE_NOW + 8 * (int64_t)DAY); // its time was wrong: out of it, after it was held
    assert_int_equal(leave_scene_status(&s, held.id), MARK_UNMARKED);
    move(&s, held.id, FIXTURE_NOW + 3 * HOUR); // and in again
    assert_int_equal(school_sweep(s.f->school), FAULT_NONE);
    assert_int_equal(leave_scene_status(&s, held.id), MARK_EXCUSED);
    school_fixture_close(s.f);
}

/* Put off after it has opened by the plan: nobody was there but those on leave, so it opens anew at its new time. */
static void test_put_off(void **state)
{
    struct leave_scene s = leave_scene_open(state);
    fixture_sql(s.f, "UPDATE classrooms SET auto_open = 1, auto_open_minutes = 0");
    struct lecture planned = leave_scene_lecture(&s, &s.algebra, FIXTURE_NOW + HOUR);
    on_leave(&s);
    fixture_wait(s.f, HOUR + MINUTE);
    assert_int_equal(school_tick(s.f->school), FAULT_NONE);
    assert_string_equal(leave_scene_method(&s, planned.id), "leave");
    move(&s, planned.id, FIXTURE_NOW + 10 * (int64_t)DAY);
    assert_int_equal(leave_scene_status(&s, planned.id), MARK_UNMARKED);
    assert_int_equal(fixture_number(s.f, "SELECT COUNT(*) FROM windows WHERE opens_at <= 1795428100000"), 1); // now_a's
    move(&s, planned.id, FIXTURE_NOW + 2 * DAY); // back into the leave
    fixture_wait(s.f, 2 * DAY);
    assert_int_equal(school_tick(s.f->school), FAULT_NONE);
    assert_string_equal(leave_scene_method(&s, planned.id), "leave");
    school_fixture_close(s.f);
}

/* Cancelled, a lecture is nobody's; when it comes back it is covered by what was accepted meanwhile. */
static void test_cancelled_and_restored(void **state)
{
    struct leave_scene s = leave_scene_open(state);
    struct lecture lecture;
    const struct lecture_cancel cancel = {.reason = "strike"};
    struct leave leave = leave_scene_week(&s, 0);
    assert_int_equal(lecture_cancel(s.f->school, &s.f->professor, s.now_a.id, &cancel, &s.f->arena, &lecture),
                     FAULT_NONE);
    assert_int_equal(leave_scene_answer(&s, s.f->professor, leave.id, s.algebra.id, true), FAULT_NONE);
    assert_int_equal(fixture_number(s.f, "SELECT COUNT(*) FROM attendance"), 0);
    assert_int_equal(school_sweep(s.f->school), FAULT_NONE);
    assert_int_equal(fixture_number(s.f, "SELECT COUNT(*) FROM attendance"), 0);
    assert_int_equal(lecture_restore(s.f->school, &s.f->professor, s.now_a.id, &cancel, &s.f->arena, &lecture),
                     FAULT_NONE);
    assert_int_equal(school_sweep(s.f->school), FAULT_NONE);
    assert_int_equal(leave_scene_status(&s, s.now_a.id), MARK_EXCUSED);
    school_fixture_close(s.f);
}

/* Planned later, taken by hand without a window, and a classroom that is joined later, while its lecture is on. */
static void test_later(void **state)
{
    struct leave_scene s = leave_scene_open(state);
    struct school_fixture *f = s.f;
    struct classroom chemistry;
    struct mark mark;
    struct classroom_request make = {.subject = "Chemistry", .late_after_minutes = -1, .window_minutes = -1};
    struct leave_kind kind = leave_scene_kind(&s, "Illness", LEAVE_OFFICE, LEAVE_OFFICE, NULL, 0);
    struct leave leave = leave_scene_week(&s, kind.id);
    assert_int_equal(leave_scene_answer(&s, f->administrator, leave.id, 0, true), FAULT_NONE);
    assert_int_equal(classroom_create(f->school, &f->professor, &make, &f->arena, &chemistry), FAULT_NONE);
    fixture_sql(f, "UPDATE classrooms SET absent_at_close = 1");
    struct lecture before = fixture_lecture(f, chemistry.id), on = fixture_lecture(f, chemistry.id);
    leave_scene_window(&s, before.id, false);
    fixture_sql(f, "UPDATE lectures SET ends_at = starts_at + 1 WHERE id = (SELECT lecture_id FROM windows WHERE"
                   " closed_by IS NOT NULL)");
    fixture_wait(f, MINUTE);
    fixture_join(f, &chemistry, f->student);
    leave_scene_window(&s, on.id, false);
    assert_int_equal(leave_scene_status(&s, on.id), MARK_EXCUSED); // not Absent by the close
    assert_int_equal(school_sweep(f->school), FAULT_NONE);
    assert_int_equal(leave_scene_status(&s, before.id), MARK_UNMARKED); // not theirs, so nothing makes it theirs
    fixture_join(f, &s.algebra, f->other_student);
    fixture_wait(f, DAY);
    const struct mark_request present = {.status = MARK_PRESENT};
    assert_int_equal(
        attendance_mark(f->school, &f->professor, s.soon_a.id, f->other_student.user_id, &present, &f->arena, &mark),
        FAULT_NONE);
    assert_int_equal(school_sweep(f->school), FAULT_NONE);
    assert_int_equal(leave_scene_status(&s, s.soon_a.id), MARK_EXCUSED);
    school_fixture_close(f);
}

/* What was attended all the same is what the classroom's statuses say: its own ones, and the usual ones otherwise. */
static void test_attended_by_the_set(void **state)
{
    struct leave_scene s = leave_scene_open(state);
    struct school_fixture *f = s.f;
    struct status_set set;
    struct leave_list list;
    const struct page page = {0, 9};
    static const struct {
        enum mark_status status;
        int64_t attended, attended_late_missed; // so many more, as they usually count, and where Late is missed
    } cases[] = {{MARK_PRESENT, 1, 1}, {MARK_LATE, 1, 0}, {MARK_EXCUSED, 0, 0},
                 {MARK_ABSENT, 0, 0},  {MARK_OWN, 1, 1},  {MARK_OWN + 1, 0, 0}};
    assert_int_equal(status_set_get(f->school, &f->professor, s.algebra.id, &f->arena, &set), FAULT_NONE);
    set.lines[set.count++] =
        (struct status_line){MARK_UNMARKED, "R", "Remote", 150, COUNTS_ATTENDED, STATUS_TEAL, false, false};
    set.lines[set.count++] =
        (struct status_line){MARK_UNMARKED, "Du", "On duty", 0, COUNTS_IGNORED, STATUS_VIOLET, true, false};
    assert_int_equal(status_set_change(f->school, &f->professor, s.algebra.id, &set, &f->arena, &set), FAULT_NONE);
    leave_scene_week(&s, 0);
    for (size_t i = 0; i < ARRAY_LENGTH(cases); i++)
        hand(&s, leave_scene_lecture(&s, &s.algebra, FIXTURE_NOW - (int64_t)(i + 1) * MINUTE).id, cases[i].status);
    for (int missed = 0; missed < 2; missed++) {
        int64_t attended = 0;
        for (size_t i = 0; i < ARRAY_LENGTH(cases); i++)
            attended += missed ? cases[i].attended_late_missed : cases[i].attended;
        for (size_t i = 0; i < set.count; i++)
            if (set.lines[i].status == MARK_LATE && missed)
                set.lines[i].counts = COUNTS_MISSED;
        assert_int_equal(status_set_change(f->school, &f->professor, s.algebra.id, &set, &f->arena, &set), FAULT_NONE);
        assert_int_equal(leave_list_own(f->school, &f->student, 0, &page, &f->arena, &list), FAULT_NONE);
        assert_int_equal(list.leaves[0].courses[0].class_id, s.algebra.id);
        assert_int_equal(list.leaves[0].courses[0].attended, attended);
    }
    school_fixture_close(f);
}

/* ---- an answer that was a slip ---- */

static enum fault reopen(struct leave_scene *s, struct actor actor, int64_t leave_id, int64_t class_id)
{
    struct leave leave;
    return leave_reopen(s->f->school, &actor, leave_id, class_id, 0, &s->f->arena, &leave);
}

static void test_an_answer_is_taken_back(void **state)
{
    struct leave_scene s = leave_scene_open(state);
    struct school_fixture *f = s.f;
    hand(&s, s.now_a.id, MARK_ABSENT);
    struct leave leave = leave_scene_week(&s, 0);
    assert_int_equal(leave_scene_answer(&s, f->professor, leave.id, s.algebra.id, true), FAULT_NONE);
    assert_int_equal(leave_scene_answer(&s, f->other_professor, leave.id, s.biology.id, true), FAULT_NONE);
    assert_int_equal(leave_scene_status(&s, s.now_a.id), MARK_EXCUSED);
    assert_int_equal(reopen(&s, f->other_professor, leave.id, s.algebra.id), FAULT_NOT_FOUND);
    assert_int_equal(reopen(&s, f->professor, leave.id, s.algebra.id), FAULT_NONE);
    assert_int_equal(reopen(&s, f->professor, leave.id, s.algebra.id), FAULT_NONE); // again does nothing
    assert_int_equal(leave_scene_status(&s, s.now_a.id), MARK_ABSENT);
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM leave_answers"), 1); // biology's stands
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM notifications WHERE kind = 'request_answered'"), 1);
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM audit WHERE action = 'leave_reopened'"), 1);
    // What somebody has done to a mark since stands.
    assert_int_equal(leave_scene_answer(&s, f->professor, leave.id, s.algebra.id, true), FAULT_NONE);
    hand(&s, s.now_a.id, MARK_LATE);
    assert_int_equal(reopen(&s, f->professor, leave.id, s.algebra.id), FAULT_NONE);
    assert_int_equal(leave_scene_status(&s, s.now_a.id), MARK_LATE);
    fixture_wait(f, CHANGE_HOURS * HOUR);
    assert_int_equal(reopen(&s, f->other_professor, leave.id, s.biology.id), FAULT_CHANGE_UNKNOWN);
    school_fixture_close(f);
}

/* The office's, for all courses at once. */
static void test_an_office_takes_back(void **state)
{
    struct leave_scene s = leave_scene_open(state);
    struct school_fixture *f = s.f;
    const int64_t officers[] = {f->other_professor.user_id, f->administrator.user_id};
    struct leave_kind kind = leave_scene_kind(&s, "Illness", LEAVE_OFFICE, LEAVE_OFFICE, officers, 2);
    struct leave leave = leave_scene_week(&s, kind.id);
    assert_int_equal(leave_scene_answer(&s, f->administrator, leave.id, 0, true), FAULT_NONE);
    assert_int_equal(leave_scene_status(&s, s.now_a.id), MARK_EXCUSED);
    assert_int_equal(reopen(&s, f->professor, leave.id, 0), FAULT_NOT_FOUND);
    assert_int_equal(reopen(&s, f->other_professor, leave.id, 0), FAULT_REQUEST_ANSWERED); // another's answer
    assert_int_equal(reopen(&s, f->administrator, leave.id, 0), FAULT_NONE);
    assert_int_equal(leave_scene_status(&s, s.now_a.id), MARK_UNMARKED);
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM leaves WHERE state = 'open' AND answered_by IS NULL"), 1);
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM notifications WHERE kind = 'request_answered'"), 0);
    school_fixture_close(f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST_ON_BOTH(test_attended_after_all),
        TEST_ON_BOTH(test_others_marks_stand),
        TEST_ON_BOTH(test_taken_back),
        TEST_ON_BOTH(test_undone),
        TEST_ON_BOTH(test_overlap),
        TEST_ON_BOTH(test_two_on_a_day),
        TEST_ON_BOTH(test_moved),
        TEST_ON_BOTH(test_put_off),
        TEST_ON_BOTH(test_cancelled_and_restored),
        TEST_ON_BOTH(test_later),
        TEST_ON_BOTH(test_attended_by_the_set),
        TEST_ON_BOTH(test_an_answer_is_taken_back),
        TEST_ON_BOTH(test_an_office_takes_back),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
