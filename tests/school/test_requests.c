/* SPDX-License-Identifier: MIT */
/* Appeals, leaves of one classroom from before school/attendance/leave.h, and what their answers do to marks. */
#include "school/checkin/mine.h"
#include "school/unit.h"

#include "base/arena.h"
#include "base/clock.h"
#include "base/str.h"
#include "school/attendance/attendance.h"
#include "school/attendance/change.h"
#include "school/attendance/hand.h"
#include "school/attendance/request.h"
#include "school/attendance/window.h"
#include "school/checkin/check_in.h"
#include "school/classes/classroom.h"
#include "school/common/fault.h"
#include "school/files/file.h"
#include "school/marks/mark.h"
#include "school/plan/lecture.h"
#include "school/post/notification.h"
#include "school/school.h"

struct scene {
    struct school_fixture *f;
    struct classroom classroom;
    struct lecture past, soon; // the window of the first is open
};

static struct scene scene_open(void **state)
{
    struct scene s = {.f = school_fixture_open(test_store_need(state))};
    struct lecture_request plan = {
        .title = "soon", .starts_at = FIXTURE_NOW + DAY, .ends_at = FIXTURE_NOW + DAY + HOUR};
    s.classroom = fixture_classroom(s.f);
    s.past = fixture_lecture(s.f, s.classroom.id);
    assert_int_equal(lecture_create(s.f->school, &s.f->professor, s.classroom.id, &plan, &s.f->arena, &s.soon),
                     FAULT_NONE);
    s.f->event_count = 0;
    return s;
}

static enum fault ask(struct scene *s, struct request_new request, struct request *ret_request)
{
    return request_create(s->f->school, &s->f->student, &request, &s->f->arena, ret_request);
}

static enum fault answer(struct scene *s, int64_t id, struct request_answer answered, struct request *ret_request)
{
    return request_answer(s->f->school, &s->f->professor, s->classroom.id, id, &answered, &s->f->arena, ret_request);
}

static enum mark_status status_in(struct scene *s, int64_t lecture_id)
{
    struct attendance_mine mine;
    assert_int_equal(attendance_mine(s->f->school, &s->f->student, lecture_id, &s->f->arena, &mine), FAULT_NONE);
    return mine.mark.status;
}

static int64_t told(struct scene *s, const char *kind)
{
    char sql[120];
    snprintf(sql, sizeof(sql), "SELECT COUNT(*) FROM notifications WHERE kind = '%s'", kind);
    return fixture_number(s->f, arena_strdup(&s->f->arena, sql));
}

/* A leave for the next seven days, as classrooms were asked for one before school/attendance/leave.h. */
static int64_t leave_of_before(const struct scene *s)
{
    char sql[500];
    snprintf(sql, sizeof(sql),
             "INSERT INTO requests (class_id, student_id, kind, state, from_at, until_at, text, created_at) VALUES"
             " (%lld, %lld, 'leave', 'open', %lld, %lld, 'A knee', 1)",
             (long long)s->classroom.id, (long long)s->f->student.user_id, (long long)(FIXTURE_NOW - HOUR),
             (long long)(FIXTURE_NOW + 7 * DAY));
    fixture_sql(s->f, sql);
    return fixture_number(s->f, "SELECT MAX(id) FROM requests");
}

/* One that was asked before is answered as ever, and covers what it covered. */
static void test_leave_of_before(void **state)
{
    struct scene s = scene_open(state);
    struct school_fixture *f = s.f;
    struct request again;
    int64_t id = leave_of_before(&s);
    assert_int_equal(answer(&s, id, (struct request_answer){true, MARK_EXCUSED, "Get well", 1}, &again), FAULT_NONE);
    assert_int_equal(again.decision.state, DECISION_ACCEPTED);
    assert_int_equal(again.decision.status, MARK_EXCUSED);
    assert_string_equal(again.decision.comment, "Get well");
    assert_int_equal(again.decision.by.id, f->professor.user_id);
    assert_int_equal(told(&s, "request_answered"), 1);
    // The lecture that is on: at once. The later one is nobody's record yet, and counts as taken for nobody.
    assert_int_equal(status_in(&s, s.past.id), MARK_EXCUSED);
    assert_int_equal(status_in(&s, s.soon.id), MARK_UNMARKED);
    assert_int_equal(answer(&s, id, (struct request_answer){true, MARK_EXCUSED, "Get well", 1}, &again),
                     FAULT_NONE); // asked twice: as before
    assert_int_equal(told(&s, "request_answered"), 1);
    assert_int_equal(answer(&s, id, (struct request_answer){.accept = false}, &again), FAULT_REQUEST_ANSWERED);
    assert_int_equal(request_withdraw(f->school, &f->student, id), FAULT_REQUEST_ANSWERED);

    struct window_request window = {-1, -1};
    struct lecture lecture, planned;
    struct lecture_request plan = {.starts_at = FIXTURE_NOW + 2 * DAY, .ends_at = FIXTURE_NOW + 2 * DAY + HOUR};
    assert_int_equal(lecture_create(f->school, &f->professor, s.classroom.id, &plan, &f->arena, &planned), FAULT_NONE);
    fixture_wait(f, DAY);
    assert_int_equal(lecture_window_open(f->school, &f->professor, s.soon.id, &window, &f->arena, &lecture),
                     FAULT_NONE);
    assert_int_equal(status_in(&s, s.soon.id), MARK_EXCUSED);
    fixture_wait(f, DAY); // planned after the answer, and taken by hand: the rest absent
    struct change_result result;
    const struct many_request rest = {.who = CHANGE_UNMARKED, .status = MARK_ABSENT};
    assert_int_equal(attendance_mark_many(f->school, &f->professor, planned.id, &rest, &f->arena, &result), FAULT_NONE);
    assert_int_equal(status_in(&s, planned.id), MARK_EXCUSED);
    fixture_wait(f, 5 * DAY); // the week is over
    s.past = fixture_lecture(f, s.classroom.id);
    assert_int_equal(status_in(&s, s.past.id), MARK_UNMARKED);
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM audit WHERE action = 'request_accepted'"), 1);
    school_fixture_close(f);
}

static void test_earned_marks_stand(void **state)
{
    struct scene s = scene_open(state);
    struct request request;
    struct mark mark;
    struct mark_request by_hand = {.status = MARK_LATE};
    int64_t id = leave_of_before(&s);
    assert_int_equal(
        attendance_mark(s.f->school, &s.f->professor, s.past.id, s.f->student.user_id, &by_hand, &s.f->arena, &mark),
        FAULT_NONE);
    assert_int_equal(answer(&s, id, (struct request_answer){true, MARK_EXCUSED, NULL, 0}, &request), FAULT_NONE);
    assert_int_equal(status_in(&s, s.past.id), MARK_LATE);
    // Absent is no mark that anybody earned.
    by_hand.status = MARK_ABSENT;
    assert_int_equal(
        attendance_mark(s.f->school, &s.f->professor, s.past.id, s.f->student.user_id, &by_hand, &s.f->arena, &mark),
        FAULT_NONE);
    id = leave_of_before(&s);
    assert_int_equal(answer(&s, id, (struct request_answer){true, MARK_EXCUSED, NULL, 0}, &request), FAULT_NONE);
    assert_int_equal(status_in(&s, s.past.id), MARK_EXCUSED);
    school_fixture_close(s.f);
}

static void test_appeal(void **state)
{
    struct scene s = scene_open(state);
    struct school_fixture *f = s.f;
    struct request request;
    const struct request_new appeal = {.lecture_id = s.past.id, .text = "The camera refused me."};
    assert_int_equal(ask(&s, appeal, &request), FAULT_NONE);
    assert_int_equal(request.mark.status, status_in(&s, s.past.id)); // the mark in question
    fixture_wait(f, 2 * DAY);
    // It comes late: somebody's word against the record, so the second factor is asked for; a refusal needs none.
    assert_int_equal(answer(&s, request.id, (struct request_answer){true, MARK_PRESENT, NULL, 0}, &request),
                     FAULT_STEP_UP_NEEDED);
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM requests WHERE state = 'open'"), 1);
    f->professor.stepped_up_at = clock_now_ms(&f->clock);
    assert_int_equal(answer(&s, request.id, (struct request_answer){true, MARK_UNMARKED, NULL, 0}, &request),
                     FAULT_STATUS_UNKNOWN);
    assert_int_equal(answer(&s, request.id, (struct request_answer){true, MARK_PRESENT, NULL, 7}, &request),
                     FAULT_CHANGED_MEANWHILE);
    assert_int_equal(answer(&s, request.id, (struct request_answer){true, MARK_PRESENT, NULL, 1}, &request),
                     FAULT_NONE);
    assert_int_equal(status_in(&s, s.past.id), MARK_PRESENT);
    assert_int_equal(request.mark.status, MARK_PRESENT);
    assert_int_equal(told(&s, "mark_changed"), 1);
    // Beside the mark stands what somebody said, no word of ours.
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM attendance WHERE note IS NOT NULL"), 0);
    assert_int_equal(ask(&s, appeal, &request), FAULT_NONE);
    assert_int_equal(
        answer(&s, request.id, (struct request_answer){true, MARK_LATE, "I saw you come in.", 0}, &request),
        FAULT_NONE);
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM attendance WHERE note = 'I saw you come in.'"), 1);
    assert_int_equal(
        answer(&s, request.id, (struct request_answer){true, MARK_LATE, "I saw you come in.", 0}, &request),
        FAULT_NONE);
    fixture_sql(f, "UPDATE attendance SET status = 'P'");
    f->professor.stepped_up_at = 0;
    assert_int_equal(ask(&s, appeal, &request), FAULT_NONE);
    assert_int_equal(request.mark.status, MARK_PRESENT);
    assert_string_equal(request.mark.note, "I saw you come in.");
    assert_int_equal(answer(&s, request.id, (struct request_answer){.comment = "No."}, &request), FAULT_NONE);
    assert_int_equal(request.decision.state, DECISION_REFUSED);
    assert_int_equal(status_in(&s, s.past.id), MARK_PRESENT);
    school_fixture_close(f);
}

static enum fault reopen(struct scene *s, int64_t id, int64_t version, struct request *ret_request)
{
    return request_reopen(s->f->school, &s->f->professor, s->classroom.id, id, version, &s->f->arena, ret_request);
}

static int64_t mails(struct scene *s)
{
    assert_int_equal(notification_tick(s->f->school), FAULT_NONE);
    return fixture_number(s->f, "SELECT COUNT(*) FROM mails WHERE recipient = 'sam@college.example'");
}

/* An answer that was a slip: the mark is what it was, the request waits as before, and the student hears once. */
static void test_taken_back(void **state)
{
    struct scene s = scene_open(state);
    struct school_fixture *f = s.f;
    struct request request;
    struct mark mark;
    const struct mark_request absent = {.status = MARK_ABSENT, .note = "Not seen"};
    const struct request_new appeal = {.lecture_id = s.past.id, .text = "The camera refused me."};
    assert_int_equal(
        attendance_mark(f->school, &f->professor, s.past.id, f->student.user_id, &absent, &f->arena, &mark),
        FAULT_NONE);
    assert_int_equal(ask(&s, appeal, &request), FAULT_NONE);
    assert_int_equal(answer(&s, request.id, (struct request_answer){true, MARK_PRESENT, "Sorry", 0}, &request),
                     FAULT_NONE);
    assert_int_equal(told(&s, "request_answered") + told(&s, "mark_changed"), 2);
    assert_int_equal(mails(&s), 0); // not while it can be taken back
    const struct actor *others[] = {&f->other_professor, &f->student, &f->administrator};
    for (size_t i = 0; i < ARRAY_LENGTH(others); i++)
        assert_int_equal(
            request_reopen(f->school, others[i], s.classroom.id, request.id, 0, &f->arena, &(struct request){0}),
            FAULT_NOT_FOUND);
    assert_int_equal(reopen(&s, request.id, 1, &request), FAULT_CHANGED_MEANWHILE);
    fixture_wait(f, 5000);
    assert_int_equal(reopen(&s, request.id, 2, &request), FAULT_NONE);
    assert_int_equal(request.decision.state, DECISION_OPEN);
    assert_null(request.decision.comment);
    assert_int_equal(request.decision.by.id, 0);
    assert_int_equal(request.mark.status, MARK_ABSENT);
    assert_string_equal(request.mark.note, "Not seen");
    assert_int_equal(told(&s, "request_answered") + told(&s, "mark_changed"), 0);
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM notifications WHERE kind = 'request' AND read_at IS NULL"),
                     1);
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM audit WHERE action = 'request_reopened'"), 1);
    assert_int_equal(reopen(&s, request.id, 0, &request), FAULT_NONE); // a second time does nothing
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM audit WHERE action = 'request_reopened'"), 1);

    assert_int_equal(answer(&s, request.id, (struct request_answer){.comment = "No."}, &request), FAULT_NONE);
    fixture_wait(f, NOTIFICATION_SETTLE_MS);
    assert_int_equal(mails(&s), 1);
    assert_int_equal(told(&s, "request_answered"), 1);
    // Later, too: but then it has been told.
    assert_int_equal(reopen(&s, request.id, 0, &request), FAULT_NONE);
    assert_int_equal(answer(&s, request.id, (struct request_answer){.comment = "No."}, &request), FAULT_NONE);
    fixture_wait(f, DAY);
    assert_int_equal(reopen(&s, request.id, 0, &request), FAULT_CHANGE_UNKNOWN);
    school_fixture_close(f);
}

/* What stands between: a mark that is another by now, somebody else's answer, a request that was withdrawn. */
static void test_not_taken_back(void **state)
{
    struct scene s = scene_open(state);
    struct school_fixture *f = s.f;
    struct request request;
    struct mark mark;
    const struct mark_request late = {.status = MARK_LATE};
    struct request_new appeal = {.lecture_id = s.past.id, .text = "I was there"};
    assert_int_equal(ask(&s, appeal, &request), FAULT_NONE);
    assert_int_equal(answer(&s, request.id, (struct request_answer){true, MARK_PRESENT, NULL, 0}, &request),
                     FAULT_NONE);
    assert_int_equal(attendance_mark(f->school, &f->professor, s.past.id, f->student.user_id, &late, &f->arena, &mark),
                     FAULT_NONE);
    assert_int_equal(reopen(&s, request.id, 0, &request), FAULT_CHANGED_MEANWHILE);
    assert_int_equal(status_in(&s, s.past.id), MARK_LATE);
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM requests WHERE state = 'accepted'"), 1);

    appeal.text = "Truly";
    assert_int_equal(ask(&s, appeal, &request), FAULT_NONE);
    assert_int_equal(answer(&s, request.id, (struct request_answer){.accept = false}, &request), FAULT_NONE);
    fixture_sql(f, "UPDATE requests SET answered_by = (SELECT id FROM users WHERE email = 'ada@college.example')"
                   " WHERE state = 'refused'");
    assert_int_equal(reopen(&s, request.id, 0, &request), FAULT_REQUEST_ANSWERED);
    appeal.text = "Once more";
    assert_int_equal(ask(&s, appeal, &request), FAULT_NONE);
    assert_int_equal(request_withdraw(f->school, &f->student, request.id), FAULT_NONE);
    assert_int_equal(reopen(&s, request.id, 0, &request), FAULT_REQUEST_ANSWERED);
    assert_int_equal(answer(&s, leave_of_before(&s), (struct request_answer){true, MARK_EXCUSED, NULL, 0}, &request),
                     FAULT_NONE);
    assert_int_equal(reopen(&s, request.id, 0, &request), FAULT_REQUEST_ANSWERED);
    school_fixture_close(f);
}

static void test_asking_refused(void **state)
{
    struct scene s = scene_open(state);
    struct school_fixture *f = s.f;
    struct request request;
    const struct {
        struct request_new request;
        enum fault fault;
    } cases[] = {
        {{.lecture_id = s.soon.id, .text = "x"}, FAULT_WINDOW_NOT_OPEN},
        {{.text = "x"}, FAULT_REQUEST_INVALID},
        {{.lecture_id = s.past.id, .text = " "}, FAULT_TEXT_INVALID},
        {{.lecture_id = s.past.id, .text = "a\x1b[31m"}, FAULT_TEXT_INVALID},
        {{.lecture_id = 999999, .text = "x"}, FAULT_REQUEST_INVALID},
    };
    for (size_t i = 0; i < ARRAY_LENGTH(cases); i++)
        assert_int_equal(ask(&s, cases[i].request, &request), cases[i].fault);
    struct request_new appeal = {.lecture_id = s.past.id, .text = "x"};
    struct actor strangers[] = {f->other_student, f->professor, f->administrator};
    for (size_t i = 0; i < ARRAY_LENGTH(strangers); i++)
        assert_int_equal(request_create(f->school, &strangers[i], &appeal, &f->arena, &request), FAULT_REQUEST_INVALID);
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM requests"), 0);

    // Twenty, each another one, and no more that day, withdrawn or not.
    for (int i = 0; i < REQUEST_OPEN_MAX; i++) {
        char text[32];
        snprintf(text, sizeof(text), "reason %d", i);
        appeal.text = text;
        assert_int_equal(ask(&s, appeal, &request), FAULT_NONE);
    }
    appeal.text = "one more";
    assert_int_equal(ask(&s, appeal, &request), FAULT_TOO_MANY_THINGS);
    fixture_sql(f, "UPDATE requests SET state = 'withdrawn'");
    assert_int_equal(ask(&s, appeal, &request), FAULT_TOO_MANY_THINGS);
    fixture_wait(f, DAY);
    assert_int_equal(ask(&s, appeal, &request), FAULT_NONE);
    school_fixture_close(f);
}

static void test_lists(void **state)
{
    struct scene s = scene_open(state);
    struct school_fixture *f = s.f;
    struct request request;
    struct request_list list;
    struct page page = {0, 2};
    int64_t ids[5];
    for (int i = 0; i < 5; i++) {
        char text[32];
        snprintf(text, sizeof(text), "reason %d", i);
        struct request_new appeal = {.lecture_id = s.past.id, .text = text};
        assert_int_equal(ask(&s, appeal, &request), FAULT_NONE);
        ids[i] = request.id;
    }
    assert_int_equal(request_withdraw(f->school, &f->other_student, ids[4]), FAULT_NOT_FOUND);
    assert_int_equal(request_withdraw(f->school, &f->student, ids[4]), FAULT_NONE);
    assert_int_equal(request_withdraw(f->school, &f->student, ids[4]), FAULT_NONE);
    assert_int_equal(answer(&s, ids[4], (struct request_answer){.accept = false}, &request), FAULT_REQUEST_ANSWERED);

    assert_int_equal(request_list_own(f->school, &f->student, 0, &page, &f->arena, &list), FAULT_NONE);
    assert_int_equal(list.count, 2);
    assert_int_equal(list.requests[0].id, ids[4]);
    assert_int_equal(list.requests[0].decision.state, DECISION_WITHDRAWN);
    page.after = list.next;
    assert_int_equal(request_list_own(f->school, &f->student, 0, &page, &f->arena, &list), FAULT_NONE);
    assert_int_equal(list.requests[0].id, ids[2]);
    page.after = list.next;
    assert_int_equal(request_list_own(f->school, &f->student, 0, &page, &f->arena, &list), FAULT_NONE);
    assert_int_equal(list.count, 1);
    assert_int_equal(list.next, 0);
    page = (struct page){0, 50};
    assert_int_equal(request_list_class(f->school, &f->professor, s.classroom.id,
                                        &(struct decision_filter){DECISION_OPEN, 0}, &page, &f->arena, &list),
                     FAULT_NONE);
    assert_int_equal(list.count, 4);
    struct actor strangers[] = {f->other_professor, f->student, f->administrator};
    for (size_t i = 0; i < ARRAY_LENGTH(strangers); i++) {
        assert_int_equal(request_list_class(f->school, &strangers[i], s.classroom.id,
                                            &(struct decision_filter){DECISION_OPEN, 0}, &page, &f->arena, &list),
                         FAULT_NOT_FOUND);
        assert_int_equal(request_answer(f->school, &strangers[i], s.classroom.id, ids[0],
                                        &(struct request_answer){.accept = false}, &f->arena, &request),
                         FAULT_NOT_FOUND);
    }
    // Another classroom's path does not lead to it.
    struct classroom other;
    struct classroom_request make = {.subject = "Other", .late_after_minutes = -1, .window_minutes = -1};
    assert_int_equal(classroom_create(f->school, &f->professor, &make, &f->arena, &other), FAULT_NONE);
    assert_int_equal(request_answer(f->school, &f->professor, other.id, ids[0],
                                    &(struct request_answer){.accept = false}, &f->arena, &request),
                     FAULT_NOT_FOUND);
    school_fixture_close(f);
}

/* A screenshot: the student's own file, read by the classroom's staff alone, gone with a request that is taken back.
 */
static void test_attachment(void **state)
{
    struct scene s = scene_open(state);
    struct school_fixture *f = s.f;
    struct file file, other;
    struct request request;
    const void *bytes;
    fixture_join(f, &s.classroom, f->other_student);
    assert_int_equal(file_add(f->school, &f->student, s.classroom.id, "note.txt", "Unwell.\n", 8, &f->arena, &file),
                     FAULT_NONE);
    assert_int_equal(
        file_add(f->school, &f->other_student, s.classroom.id, "note.txt", "Well.\n", 6, &f->arena, &other),
        FAULT_NONE);
    struct request_new asked = {.lecture_id = s.past.id, .text = "I was there", .file_id = other.id};
    assert_int_equal(ask(&s, asked, &request), FAULT_FILE_UNKNOWN);
    asked.file_id = file.id;
    assert_int_equal(ask(&s, asked, &request), FAULT_NONE);
    assert_int_equal(request.file.id, file.id);
    assert_string_equal(request.file.name, "note.txt");
    asked.text = "And again";
    assert_int_equal(ask(&s, asked, &request), FAULT_FILE_UNKNOWN); // it belongs to the first
    const int64_t class_id = s.classroom.id;
    assert_int_equal(file_read(f->school, &f->professor, class_id, file.id, &f->arena, &file, &bytes), FAULT_NONE);
    assert_memory_equal(bytes, "Unwell.\n", 8);
    assert_int_equal(file_read(f->school, &f->student, class_id, file.id, &f->arena, &file, &bytes), FAULT_NONE);
    assert_int_equal(file_read(f->school, &f->other_student, class_id, file.id, &f->arena, &file, &bytes),
                     FAULT_NOT_FOUND);
    assert_int_equal(file_read(f->school, &f->administrator, class_id, file.id, &f->arena, &file, &bytes),
                     FAULT_NOT_FOUND);
    int64_t id = fixture_number(f, "SELECT id FROM requests");
    assert_int_equal(request_withdraw(f->school, &f->student, id), FAULT_NONE);
    assert_int_equal(file_sweep(f->school), FAULT_NONE);
    assert_int_equal(file_read(f->school, &f->student, class_id, file.id, &f->arena, &file, &bytes), FAULT_NOT_FOUND);
    school_fixture_close(f);
}

static size_t changed_since(const struct scene *s, enum decision_state state, int64_t since, int64_t *ret_first)
{
    struct request_list list, own;
    const struct page page = {0, 50};
    const struct decision_filter filter = {state, since};
    assert_int_equal(
        request_list_class(s->f->school, &s->f->professor, s->classroom.id, &filter, &page, &s->f->arena, &list),
        FAULT_NONE);
    assert_int_equal(request_list_own(s->f->school, &s->f->student, since, &page, &s->f->arena, &own), FAULT_NONE);
    if (state == DECISION_STATE_COUNT) // all are one student's
        assert_int_equal(own.count, list.count);
    *ret_first = list.count > 0 ? list.requests[0].id : 0;
    return list.count;
}

/* Made, answered, opened again and taken back: each is a change. */
static void test_updated_since(void **state)
{
    struct scene s = scene_open(state);
    struct request asked[3];
    int64_t first;
    const enum decision_state any = DECISION_STATE_COUNT;
    for (int i = 0; i < 3; i++) {
        char text[32];
        snprintf(text, sizeof(text), "reason %d", i);
        assert_int_equal(ask(&s, (struct request_new){.lecture_id = s.past.id, .text = text}, &asked[i]), FAULT_NONE);
        assert_int_equal(asked[i].updated_at, asked[i].created_at);
        fixture_wait(s.f, MINUTE);
    }
    assert_int_equal(changed_since(&s, any, 0, &first), 3);
    assert_int_equal(changed_since(&s, any, FIXTURE_NOW + MINUTE, &first), 2);
    assert_int_equal(changed_since(&s, any, FIXTURE_NOW + 3 * MINUTE, &first), 0);
    const struct request_answer refused = {.accept = false};
    assert_int_equal(answer(&s, asked[0].id, refused, &asked[0]), FAULT_NONE);
    assert_int_equal(asked[0].updated_at, FIXTURE_NOW + 3 * MINUTE);
    assert_int_equal(changed_since(&s, any, FIXTURE_NOW + 3 * MINUTE, &first), 1);
    assert_int_equal(first, asked[0].id);
    assert_int_equal(changed_since(&s, DECISION_OPEN, FIXTURE_NOW + 3 * MINUTE, &first), 0);
    assert_int_equal(changed_since(&s, DECISION_REFUSED, FIXTURE_NOW + 3 * MINUTE, &first), 1);
    fixture_wait(s.f, MINUTE);
    assert_int_equal(
        request_reopen(s.f->school, &s.f->professor, s.classroom.id, asked[0].id, 0, &s.f->arena, &asked[0]),
        FAULT_NONE);
    assert_int_equal(changed_since(&s, DECISION_OPEN, FIXTURE_NOW + 4 * MINUTE, &first), 1);
    fixture_wait(s.f, MINUTE);
    assert_int_equal(request_withdraw(s.f->school, &s.f->student, asked[1].id), FAULT_NONE);
    assert_int_equal(changed_since(&s, any, FIXTURE_NOW + 5 * MINUTE, &first), 1);
    assert_int_equal(first, asked[1].id);
    school_fixture_close(s.f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST_ON_BOTH(test_leave_of_before), TEST_ON_BOTH(test_earned_marks_stand),
        TEST_ON_BOTH(test_appeal),          TEST_ON_BOTH(test_asking_refused),
        TEST_ON_BOTH(test_lists),           TEST_ON_BOTH(test_attachment),
        TEST_ON_BOTH(test_updated_since),   TEST_ON_BOTH(test_taken_back),
        TEST_ON_BOTH(test_not_taken_back),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
