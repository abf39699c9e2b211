/* SPDX-License-Identifier: MIT */
/* What a student's first page adds to the standings, recounted by hand: strips, what is due and unread; the class that
 * a code is for; one's own refused checks. */
#include "school/unit.h"

#include <stdio.h>

#include "base/str.h"
#include "school/attendance/hand.h"
#include "school/board/board.h"
#include "school/board/hand_in.h"
#include "school/checkin/own_refusal.h"
#include "school/classes/classroom.h"
#include "school/classes/join.h"
#include "school/common/fault.h"
#include "school/numbers/record.h"
#include "school/plan/lecture.h"
#include "school/school.h"

enum { SQL_SIZE = 400 };

static struct home home_of(struct school_fixture *f, const struct actor *student)
{
    struct home home;
    assert_int_equal(register_home(f->school, student, &f->arena, &home), FAULT_NONE);
    return home;
}

/* ---- strips ---- */

static int64_t lecture_at(struct school_fixture *f, int64_t class_id, int64_t starts_at)
{
    char sql[SQL_SIZE];
    snprintf(
        sql, sizeof(sql),
        "INSERT INTO lectures (class_id, title, starts_at, ends_at, created_at) VALUES (%lld, 'One', %lld, %lld, 1)",
        (long long)class_id, (long long)starts_at, (long long)(starts_at + HOUR));
    fixture_sql(f, sql);
    return fixture_number(f, "SELECT MAX(id) FROM lectures");
}

static void window_and_mark(struct school_fixture *f, int64_t lecture_id, struct actor student, char status)
{
    char sql[SQL_SIZE];
    snprintf(sql, sizeof(sql),
             "INSERT INTO windows (lecture_id, opens_at, closes_at, late_after_at, opened_by, created_at) SELECT id,"
             " starts_at,"
             " starts_at + 900000, starts_at + 600000, %lld, 1 FROM lectures WHERE id = %lld",
             (long long)f->professor.user_id, (long long)lecture_id);
    fixture_sql(f, sql);
    if (!status)
        return;
    snprintf(sql, sizeof(sql),
             "INSERT INTO attendance (class_id, lecture_id, student_id, status, method, timestamp, updated_at) SELECT"
             " class_id, id, %lld, '%c', 'manual', starts_at, 1 FROM lectures WHERE id = %lld",
             (long long)student.user_id, status, (long long)lecture_id);
    fixture_sql(f, sql);
}

/* The strip against the record, lecture by lecture, the oldest first. */
static void expect_strip(const struct strip *strip, const struct record *record, int64_t now)
{
    size_t begun = 0, coming = 0;
    for (size_t i = 0; i < record->count; i++) {
        const struct record_lecture *one = &record->lectures[i]; // newest first
        if (one->lecture.cancelled || one->mark.outside)
            continue;
        *(one->lecture.starts_at > now ? &coming : &begun) += 1;
    }
    size_t skipped = begun > STRIP_BEGUN ? begun - STRIP_BEGUN : 0;
    assert_int_equal(strip->begun, begun - skipped);
    assert_int_equal(strip->coming, coming < STRIP_COMING ? coming : STRIP_COMING);
    for (size_t i = record->count, at = 0; i-- > 0 && at < strip->begun + strip->coming;) {
        const struct record_lecture *one = &record->lectures[i];
        if (one->lecture.cancelled || one->mark.outside)
            continue;
        if (skipped > 0) {
            skipped--;
            continue;
        }
        assert_int_equal(strip->cells[at].starts_at, one->lecture.starts_at);
        assert_int_equal(strip->cells[at].status, one->mark.status);
        at++;
    }
}

static void test_strips(void **state)
{
    struct school_fixture *f = school_fixture_open(test_store_need(state));
    struct classroom classroom = fixture_classroom(f), other;
    struct record record;
    char sql[SQL_SIZE];
    other = fixture_classroom(f);
    fixture_wait(f, 60 * (int64_t)DAY);
    int64_t now = clock_now_ms(&f->clock);
    // One a day: 35 have begun, 12 are to come; some missed without a mark, some not taken, one cancelled.
    for (int64_t day = -35; day < 12; day++) {
        int64_t lecture = lecture_at(f, classroom.id, now + day * DAY + HOUR);
        if (day < 0 && day % 7 != 0)
            window_and_mark(f, lecture, f->student, day % 5 == 0 ? '\0' : day % 3 == 0 ? 'L' : 'P');
        if (day == -2) {
            snprintf(sql, sizeof(sql), "UPDATE lectures SET cancelled_at = 1 WHERE id = %lld", (long long)lecture);
            fixture_sql(f, sql);
        }
    }
    lecture_at(f, other.id, now - 90 * (int64_t)DAY); // before anybody was in it
    lecture_at(f, other.id, now - DAY);
    struct home home = home_of(f, &f->student);
    assert_int_equal(home.classroom_count, 2);
    for (size_t i = 0; i < home.classroom_count; i++) {
        assert_int_equal(register_record(f->school, &f->student, home.classrooms[i].classroom.id, &f->arena, &record),
                         FAULT_NONE);
        expect_strip(home.classrooms[i].strip, &record, now);
    }
    const struct strip *strip = home.classrooms[home.classrooms[0].classroom.id == classroom.id ? 0 : 1].strip;
    assert_int_equal(strip->begun, STRIP_BEGUN);
    assert_int_equal(strip->coming, STRIP_COMING);
    // What is missed without a mark is decided, what nobody took is not.
    size_t missed = 0, untaken = 0;
    for (size_t i = 0; i < strip->begun; i++)
        if (strip->cells[i].status == MARK_UNMARKED)
            *(strip->cells[i].decided ? &missed : &untaken) += 1;
    assert_true(missed > 0);
    assert_true(untaken > 0);
    for (size_t i = strip->begun; i < strip->begun + strip->coming; i++)
        assert_false(strip->cells[i].decided);
    // Nobody else's.
    fixture_join(f, &classroom, f->other_student);
    home = home_of(f, &f->other_student);
    assert_int_equal(home.classrooms[0].strip->begun, 0);
    school_fixture_close(f);
}

/* ---- the board ---- */

static struct board_item item_of(struct school_fixture *f, int64_t class_id, struct board_request request)
{
    struct board_item item;
    if (request.kind != BOARD_ASSESSMENT)
        request.points = -1;
    assert_int_equal(board_add(f->school, &f->professor, class_id, &request, &f->arena, &item), FAULT_NONE);
    return item;
}

static void test_board(void **state)
{
    struct school_fixture *f = school_fixture_open(test_store_need(state));
    struct classroom classroom = fixture_classroom(f);
    struct hand_in handed;
    int64_t now = clock_now_ms(&f->clock);
    struct board_item later = item_of(
        f, classroom.id, (struct board_request){.kind = BOARD_ASSESSMENT, .title = "Set 2", .due_at = now + 9 * DAY});
    struct board_item soon = item_of(
        f, classroom.id, (struct board_request){.kind = BOARD_ASSESSMENT, .title = "Set 1", .due_at = now + DAY});
    struct board_item notice =
        item_of(f, classroom.id, (struct board_request){.kind = BOARD_NOTICE, .title = "Room B"});
    item_of(f, classroom.id, (struct board_request){.kind = BOARD_NOTICE, .title = "To come", .publish_at = now + DAY});
    struct home home = home_of(f, &f->student);
    assert_int_equal(home.board.due.count, 2);
    assert_int_equal(home.board.due.items[0].id, soon.id); // the soonest first
    assert_int_equal(home.board.due.items[1].id, later.id);
    assert_string_equal(home.board.due.items[0].title, "Set 1");
    assert_int_equal(home.board.unread.total, 3);
    assert_int_equal(home.classrooms[0].unread, 3);

    assert_int_equal(board_read(f->school, &f->student, classroom.id, notice.id), FAULT_NONE);
    assert_int_equal(hand_in(f->school, &f->student, classroom.id, soon.id, &(struct hand_in_request){.text = "mine"},
                             &f->arena, &handed),
                     FAULT_NONE);
    home = home_of(f, &f->student);
    assert_int_equal(home.board.due.total, 1);
    assert_int_equal(home.board.due.items[0].id, later.id);
    assert_int_equal(home.board.unread.total, 2);
    // What is long overdue is named no more, what was to be published is there by then.
    fixture_wait(f, (9 + HOME_OVERDUE_DAYS) * (int64_t)DAY + 1);
    home = home_of(f, &f->student);
    assert_int_equal(home.board.due.total, 0);
    assert_int_equal(home.board.unread.total, 3);

    // More than are listed are counted all the same.
    for (int i = 0; i < HOME_UNREAD_MAX; i++)
        item_of(f, classroom.id, (struct board_request){.kind = BOARD_NOTICE, .title = "One more"});
    home = home_of(f, &f->student);
    assert_int_equal(home.board.unread.count, HOME_UNREAD_MAX);
    assert_int_equal(home.board.unread.total, HOME_UNREAD_MAX + 3);
    assert_int_equal(home.classrooms[0].unread, HOME_UNREAD_MAX + 3);
    // Somebody who is in no class, and an archived one.
    home = home_of(f, &f->other_student);
    assert_int_equal(home.board.unread.total, 0);
    fixture_sql(f, "UPDATE classrooms SET archived_at = 1");
    home = home_of(f, &f->student);
    assert_int_equal(home.board.unread.total, 0);
    school_fixture_close(f);
}

/* ---- the class that a code is for ---- */

static enum fault preview_of(struct school_fixture *f, struct actor actor, const char *code,
                             struct join_preview *preview)
{
    return join_preview(f->school, &actor, code, &f->arena, preview);
}

static void test_preview(void **state)
{
    struct school_fixture *f = school_fixture_open(test_store_need(state));
    struct classroom classroom = fixture_classroom(f), joined;
    struct join_preview preview = {0};
    struct lecture lecture;
    int64_t now = clock_now_ms(&f->clock);
    assert_int_equal(preview_of(f, f->other_student, classroom.join_code, &preview), FAULT_NONE);
    assert_string_equal(preview.subject, classroom.subject);
    assert_int_equal(preview.class_id, 0); // it is not theirs yet, and nothing has happened
    assert_int_equal(preview.students, 1);
    assert_int_equal(preview.starts_at, 0);
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM students"), 1);
    lecture_at(f, classroom.id, now - 3 * HOUR);
    assert_int_equal(
        lecture_create(f->school, &f->professor, classroom.id,
                       &(struct lecture_request){.room = "B 204", .starts_at = now + HOUR, .ends_at = now + 2 * HOUR},
                       &f->arena, &lecture),
        FAULT_NONE);
    assert_int_equal(preview_of(f, f->other_student, classroom.join_code, &preview), FAULT_NONE);
    assert_int_equal(preview.starts_at, now + HOUR);
    assert_string_equal(preview.room, "B 204");

    fixture_sql(f, "UPDATE classrooms SET join_approval = 1");
    assert_int_equal(preview_of(f, f->other_student, classroom.join_code, &preview), FAULT_NONE);
    assert_true(preview.approval);
    assert_false(preview.asked);
    assert_int_equal(classroom_join(f->school, &f->other_student, classroom.join_code, &f->arena, &joined),
                     FAULT_JOIN_WAITING);
    assert_int_equal(preview_of(f, f->other_student, classroom.join_code, &preview), FAULT_NONE);
    assert_true(preview.asked);
    // Who is in it is told which one it is, also when nobody else may join.
    fixture_sql(f, "UPDATE classrooms SET join_closed = 1");
    assert_int_equal(preview_of(f, f->other_student, classroom.join_code, &preview), FAULT_JOIN_CLOSED);
    assert_int_equal(preview_of(f, f->student, classroom.join_code, &preview), FAULT_NONE);
    assert_int_equal(preview.class_id, classroom.id);
    fixture_sql(f, "UPDATE classrooms SET join_closed = 0, archived_at = 1");
    assert_int_equal(preview_of(f, f->other_student, classroom.join_code, &preview), FAULT_CLASSROOM_ARCHIVED);
    school_fixture_close(f);
}

/* Looking and joining are one count: neither opens a way around the other. */
static void test_preview_is_counted(void **state)
{
    struct school_fixture *f = school_fixture_open(test_store_need(state));
    struct classroom classroom = fixture_classroom(f), joined;
    struct join_preview preview;
    for (int i = 0; i < 10; i++) {
        assert_int_equal(preview_of(f, f->other_student, "ZZZZZZZZ", &preview), FAULT_JOIN_CODE_UNKNOWN);
        assert_int_equal(classroom_join(f->school, &f->other_student, "ZZZZZZZZ", &f->arena, &joined),
                         FAULT_JOIN_CODE_UNKNOWN);
    }
    assert_int_equal(preview_of(f, f->other_student, classroom.join_code, &preview), FAULT_TOO_MANY_ATTEMPTS);
    assert_int_equal(classroom_join(f->school, &f->other_student, classroom.join_code, &f->arena, &joined),
                     FAULT_TOO_MANY_ATTEMPTS);
    school_fixture_close(f);
}

/* ---- refused checks ---- */

static void refuse(struct school_fixture *f, int64_t lecture_id, struct actor student, const char *reason, int64_t at)
{
    char sql[SQL_SIZE];
    snprintf(sql, sizeof(sql),
             "INSERT INTO face_refusals (student_id, lecture_id, reason, at) VALUES (%lld, %lld, '%s', %lld)",
             (long long)student.user_id, (long long)lecture_id, reason, (long long)at);
    fixture_sql(f, sql);
}

static void test_refusals(void **state)
{
    struct school_fixture *f = school_fixture_open(test_store_need(state));
    struct classroom classroom = fixture_classroom(f), other;
    struct own_refusal_list list;
    fixture_join(f, &classroom, f->other_student);
    other = fixture_classroom(f);
    int64_t here = lecture_at(f, classroom.id, FIXTURE_NOW), there = lecture_at(f, other.id, FIXTURE_NOW);
    refuse(f, here, f->student, "too_dark", FIXTURE_NOW + 1);
    refuse(f, here, f->other_student, "no_face", FIXTURE_NOW + 2);
    refuse(f, there, f->student, "blurred", FIXTURE_NOW + 3);
    refuse(f, here, f->student, "code_wrong", FIXTURE_NOW + 4);
    struct page page = {.limit = PAGE_MAX};
    assert_int_equal(own_refusal_list(f->school, &f->student, classroom.id, &page, &f->arena, &list), FAULT_NONE);
    assert_int_equal(list.count, 2);
    assert_string_equal(list.refusals[0].reason, "code_wrong"); // newest first
    assert_string_equal(list.refusals[1].reason, "too_dark");
    assert_int_equal(list.refusals[1].lecture_id, here);
    assert_int_equal(list.refusals[1].starts_at, FIXTURE_NOW);
    assert_int_equal(list.next, 0);
    page.limit = 1;
    assert_int_equal(own_refusal_list(f->school, &f->student, classroom.id, &page, &f->arena, &list), FAULT_NONE);
    assert_int_equal(list.count, 1);
    page.after = list.next;
    assert_int_equal(own_refusal_list(f->school, &f->student, classroom.id, &page, &f->arena, &list), FAULT_NONE);
    assert_string_equal(list.refusals[0].reason, "too_dark");
    // Of a class that one is not in, and for its staff: nothing.
    page = (struct page){.limit = PAGE_MAX};
    assert_int_equal(own_refusal_list(f->school, &f->other_student, other.id, &page, &f->arena, &list),
                     FAULT_NOT_FOUND);
    assert_int_equal(own_refusal_list(f->school, &f->professor, classroom.id, &page, &f->arena, &list),
                     FAULT_NOT_FOUND);
    school_fixture_close(f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST_ON_BOTH(test_strips),   TEST_ON_BOTH(test_board),
        TEST_ON_BOTH(test_preview),  TEST_ON_BOTH(test_preview_is_counted),
        TEST_ON_BOTH(test_refusals),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
