/* SPDX-License-Identifier: MIT */
/* What days off do to lectures that are planned already: asked first, then by a job, and back. */
#include "school/unit.h"

#include "base/clock.h"
#include "base/str.h"
#include "school/attendance/hand.h"
#include "school/attendance/window.h"
#include "school/classes/classroom.h"
#include "school/common/fault.h"
#include "school/jobs/job.h"
#include "school/office/holiday_change.h"
#include "school/plan/holiday.h"
#include "school/plan/lecture.h"
#include "school/school.h"

static void work(struct school_fixture *f)
{
    size_t jobs;
    assert_int_equal(school_work(f->school, &jobs), FAULT_NONE);
}

static int64_t classroom_in(struct school_fixture *f, struct actor professor, const char *zone)
{
    struct classroom classroom;
    const struct classroom_request request = {
        .subject = zone, .timezone = zone, .late_after_minutes = -1, .window_minutes = -1};
    assert_int_equal(classroom_create(f->school, &professor, &request, &f->arena, &classroom), FAULT_NONE);
    fixture_join(f, &classroom, f->student);
    return classroom.id;
}

static int64_t lecture_at(struct school_fixture *f, struct actor professor, int64_t class_id, const char *starts_at)
{
    struct lecture lecture;
    struct lecture_request request = {.starts_at = fixture_moment(starts_at),
                                      .ends_at = fixture_moment(starts_at) + 2 * HOUR};
    assert_int_equal(lecture_create(f->school, &professor, class_id, &request, &f->arena, &lecture), FAULT_NONE);
    return lecture.id;
}

static struct lecture lecture_of(struct school_fixture *f, struct actor reader, int64_t id)
{
    struct lecture lecture;
    assert_int_equal(lecture_get(f->school, &reader, id, &f->arena, &lecture), FAULT_NONE);
    return lecture;
}

static struct holiday_plan plan_of(struct school_fixture *f, struct actor actor, int64_t class_id, const char *date,
                                   const char *until)
{
    struct holiday_plan plan;
    const struct holiday_request request = {class_id, {date, until}};
    assert_int_equal(holiday_plan_read(f->school, &actor, &request, &f->arena, &plan), FAULT_NONE);
    return plan;
}

static struct job done(struct school_fixture *f, struct actor actor, int64_t class_id, const char *date,
                       const char *until, bool back)
{
    struct job job;
    const struct holiday_request request = {class_id, {date, until}};
    enum fault fault = back ? holiday_restore(f->school, &actor, &request, &f->arena, &job)
                            : holiday_cancel(f->school, &actor, &request, &f->arena, &job);
    assert_int_equal(fault, FAULT_NONE);
    work(f);
    assert_int_equal(job_get(f->school, &actor, job.id, &f->arena, &job), FAULT_NONE);
    assert_int_equal(job.state, JOB_DONE);
    return job;
}

/* Each lecture lies on a day by its start, on its classroom's own clock. */
static void test_by_the_clock_of_each(void **state)
{
    struct school_fixture *f = school_fixture_open(test_store_need(state));
    int64_t berlin = classroom_in(f, f->professor, "Europe/Berlin");
    int64_t york = classroom_in(f, f->other_professor, "America/New_York");
    int64_t kiritimati = classroom_in(f, f->professor, "Pacific/Kiritimati");
    int64_t taught = classroom_in(f, f->professor, "UTC");
    int64_t archived = classroom_in(f, f->professor, "Asia/Tokyo");
    const struct {
        int64_t class_id;
        const char *starts_at;
        bool on;
    } cases[] = {
        {berlin, "2026-12-23T22:59:00Z", false},     {berlin, "2026-12-23T23:00:00Z", true},
        {berlin, "2026-12-24T22:59:00Z", true}, // over midnight
        {berlin, "2026-12-24T23:00:00Z", false},     {york, "2026-12-24T04:59:00Z", false},
        {york, "2026-12-24T05:00:00Z", true},        {york, "2026-12-25T04:59:00Z", true},
        {york, "2026-12-25T05:00:00Z", false},       {kiritimati, "2026-12-23T10:00:00Z", true},
        {kiritimati, "2026-12-24T10:00:00Z", false}, {taught, "2026-12-24T10:00:00Z", false},
        {archived, "2026-12-24T01:00:00Z", false},
    };
    int64_t ids[ARRAY_LENGTH(cases)], on = 0;
    for (size_t i = 0; i < ARRAY_LENGTH(cases); i++) {
        struct actor owner = cases[i].class_id == york ? f->other_professor : f->professor;
        ids[i] = lecture_at(f, owner, cases[i].class_id, cases[i].starts_at);
        on += cases[i].on;
    }
    struct classroom classroom;
    struct classroom_change change = classroom_no_change();
    change.archived = 1;
    assert_int_equal(classroom_change(f->school, &f->professor, archived, &change, &f->arena, &classroom), FAULT_NONE);
    assert_int_equal(holiday_set_of(f->school, &f->professor, taught, &(struct holiday_dates){"2026-12-24", NULL},
                                    false, NULL, &f->arena),
                     FAULT_NONE);
    assert_int_equal(plan_of(f, f->administrator, 0, "2026-12-24", NULL).planned_count, 0); // it is no holiday yet
    assert_int_equal(
        holiday_set(f->school, &f->administrator, &(struct holiday_dates){"2026-12-24", NULL}, "Christmas", &f->arena),
        FAULT_NONE);
    struct holiday_plan plan = plan_of(f, f->administrator, 0, "2026-12-24", NULL);
    assert_int_equal(plan.planned_count, on);
    assert_int_equal(plan.planned_listed, on);
    assert_int_equal(plan.taken_count, 0);
    assert_string_equal(plan.planned[0].subject, "Europe/Berlin");
    for (size_t i = 0; i < ARRAY_LENGTH(cases); i++) // nothing is done without being asked
        assert_false(lecture_of(f, f->administrator, ids[i]).cancelled);
    // A professor sees and cancels those of the own classroom alone.
    assert_int_equal(plan_of(f, f->professor, berlin, "2026-12-24", NULL).planned_count, 2);

    done(f, f->administrator, 0, "2026-12-24", NULL, false);
    for (size_t i = 0; i < ARRAY_LENGTH(cases); i++) {
        struct lecture lecture = lecture_of(f, f->administrator, ids[i]);
        if (lecture.cancelled != cases[i].on)
            fail_msg("%s", cases[i].starts_at);
        if (cases[i].on)
            assert_string_equal(lecture.cancel_reason, "Christmas");
        assert_int_equal(lecture.sequence, cases[i].on); // a calendar sees the change
    }
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM audit WHERE action = 'holiday_lectures_cancelled'"), 1);
    // The student is in all of them and hears once; each professor too; who did it does not.
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM notifications WHERE kind = 'lecture_changed'"), 3);
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM notifications WHERE text = 'holiday 5: Christmas'"), 1);
    assert_int_equal(plan_of(f, f->administrator, 0, "2026-12-24", NULL).planned_count, 0);
    assert_int_equal(plan_of(f, f->administrator, 0, "2026-12-24", NULL).cancelled_count, on);
    school_fixture_close(f);
}

/* What has marks, or was opened, stands apart and stays. */
static void test_taken_stay(void **state)
{
    struct school_fixture *f = school_fixture_open(test_store_need(state));
    struct classroom classroom = fixture_classroom(f);
    struct lecture lecture = fixture_lecture(f, classroom.id); // open now
    int64_t marked = lecture_at(f, f->professor, classroom.id, "2026-11-23T08:00:00Z");
    int64_t later = lecture_at(f, f->professor, classroom.id, "2026-11-23T20:00:00Z");
    struct mark one;
    const struct mark_request mark = {.status = MARK_PRESENT};
    assert_int_equal(attendance_mark(f->school, &f->professor, marked, f->student.user_id, &mark, &f->arena, &one),
                     FAULT_NONE);
    assert_int_equal(holiday_set_of(f->school, &f->professor, classroom.id, &(struct holiday_dates){"2026-11-23", NULL},
                                    true, NULL, &f->arena),
                     FAULT_NONE);
    struct holiday_plan plan = plan_of(f, f->professor, classroom.id, "2026-11-23", NULL);
    assert_int_equal(plan.planned_count, 1);
    assert_int_equal(plan.planned[0].id, later);
    assert_int_equal(plan.taken_count, 2);
    assert_int_equal(plan.taken[0].id, lecture.id);
    done(f, f->professor, classroom.id, "2026-11-23", NULL, false);
    assert_false(lecture_of(f, f->professor, lecture.id).cancelled);
    assert_int_equal(lecture_of(f, f->professor, lecture.id).window.state, WINDOW_OPEN);
    assert_false(lecture_of(f, f->professor, marked).cancelled);
    assert_true(lecture_of(f, f->professor, later).cancelled);
    assert_null(lecture_of(f, f->professor, later).cancel_reason); // the day has no name
    school_fixture_close(f);
}

/* Back come those that it cancelled and nobody has touched since, when their day is no longer off. */
static void test_restore(void **state)
{
    struct school_fixture *f = school_fixture_open(test_store_need(state));
    int64_t class_id = classroom_in(f, f->professor, "UTC"), id[5];
    const char *const starts[] = {"2026-12-24T08:00:00Z", "2026-12-24T12:00:00Z", "2026-12-24T16:00:00Z",
                                  "2026-12-25T08:00:00Z", "2026-12-26T08:00:00Z"};
    const struct lecture_cancel by_hand = {.reason = "Flu"};
    struct lecture lecture;
    for (size_t i = 0; i < 5; i++)
        id[i] = lecture_at(f, f->professor, class_id, starts[i]);
    assert_int_equal(lecture_cancel(f->school, &f->professor, id[0], &by_hand, &f->arena, &lecture), FAULT_NONE);
    const char *const days[] = {"2026-12-24", "2026-12-25", "2026-12-26"};
    const struct holiday_dates break_dates = {days[0], days[2]};
    assert_int_equal(holiday_set(f->school, &f->administrator, &break_dates, "Break", &f->arena), FAULT_NONE);
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM holidays WHERE name = 'Break'"), 3);
    done(f, f->administrator, 0, "2026-12-24", "2026-12-26", false);
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM lectures WHERE cancelled_at IS NOT NULL"), 5);
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM notifications WHERE text = 'holiday 4: Break'"), 2);
    // Touched: brought back and cancelled again by hand.
    assert_int_equal(lecture_restore(f->school, &f->professor, id[1], &by_hand, &f->arena, &lecture), FAULT_NONE);
    assert_int_equal(lecture_cancel(f->school, &f->professor, id[1], &by_hand, &f->arena, &lecture), FAULT_NONE);
    assert_int_equal(plan_of(f, f->administrator, 0, "2026-12-24", "2026-12-26").cancelled_count, 3);
    done(f, f->administrator, 0, "2026-12-24", "2026-12-26", true); // but they are days off still
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM lectures WHERE cancelled_at IS NOT NULL"), 5);
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM audit WHERE action = 'holiday_lectures_restored'"), 0);

    assert_int_equal(holiday_remove(f->school, &f->administrator, &(struct holiday_dates){days[0], days[1]}),
                     FAULT_NONE);
    done(f, f->administrator, 0, "2026-12-24", "2026-12-26", true);
    const bool cancelled[] = {true, true, false, false, true};
    for (size_t i = 0; i < 5; i++)
        assert_int_equal(lecture_of(f, f->professor, id[i]).cancelled, cancelled[i]);
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM notifications WHERE text = 'holiday_over 2'"), 2);
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM audit WHERE action = 'holiday_lectures_restored'"), 1);
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM holiday_lectures"), 2); // the touched one, and the 26th

    // A classroom that meets all the same has its own back.
    assert_int_equal(holiday_set_of(f->school, &f->professor, class_id, &(struct holiday_dates){days[2], NULL}, false,
                                    NULL, &f->arena),
                     FAULT_NONE);
    done(f, f->professor, class_id, days[2], NULL, true);
    assert_false(lecture_of(f, f->professor, id[4]).cancelled);
    school_fixture_close(f);
}

static void test_who_may(void **state)
{
    struct school_fixture *f = school_fixture_open(test_store_need(state));
    int64_t class_id = classroom_in(f, f->professor, "UTC");
    struct holiday_plan plan;
    struct job job;
    const struct {
        struct actor actor;
        struct holiday_request request;
        enum fault fault;
    } cases[] = {
        {f->professor, {0, {"2026-12-24", NULL}}, FAULT_NOT_ALLOWED},
        {f->student, {0, {"2026-12-24", NULL}}, FAULT_NOT_ALLOWED},
        {f->student, {class_id, {"2026-12-24", NULL}}, FAULT_NOT_FOUND},
        {f->other_professor, {class_id, {"2026-12-24", NULL}}, FAULT_NOT_FOUND},
        {f->administrator, {class_id, {"2026-12-24", NULL}}, FAULT_NOT_FOUND},
        {f->administrator, {0, {"2026-02-29", NULL}}, FAULT_DATE_INVALID},
        {f->administrator, {0, {NULL, NULL}}, FAULT_DATE_INVALID},
        {f->administrator, {0, {"2026-12-24", "later"}}, FAULT_DATE_INVALID},
        {f->administrator, {0, {"2026-12-24", "2026-12-23"}}, FAULT_DATE_INVALID},
        {f->administrator, {0, {"2026-01-01", "2026-04-11"}}, FAULT_SERIES_TOO_LONG},
    };
    for (size_t i = 0; i < ARRAY_LENGTH(cases); i++) {
        const struct holiday_request *request = &cases[i].request;
        assert_int_equal(holiday_plan_read(f->school, &cases[i].actor, request, &f->arena, &plan), cases[i].fault);
        assert_int_equal(holiday_cancel(f->school, &cases[i].actor, request, &f->arena, &job), cases[i].fault);
        assert_int_equal(holiday_restore(f->school, &cases[i].actor, request, &f->arena, &job), cases[i].fault);
    }
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM jobs"), 0);
    // Whoever has lost the classroom by the time the job is taken up cancels nothing.
    int64_t id = lecture_at(f, f->professor, class_id, "2026-12-24T08:00:00Z");
    const struct holiday_request request = {class_id, {"2026-12-24", NULL}};
    assert_int_equal(
        holiday_set(f->school, &f->administrator, &(struct holiday_dates){"2026-12-24", NULL}, "Break", &f->arena),
        FAULT_NONE);
    assert_int_equal(holiday_cancel(f->school, &f->professor, &request, &f->arena, &job), FAULT_NONE);
    fixture_sql(f, "UPDATE classrooms SET archived_at = 1");
    work(f);
    assert_int_equal(job_get(f->school, &f->professor, job.id, &f->arena, &job), FAULT_NONE);
    assert_int_equal(job.state, JOB_FAILED);
    assert_false(lecture_of(f, f->professor, id).cancelled);
    school_fixture_close(f);
}

/* More than a unit treats; and a job that broke off in the middle goes on without telling anybody twice. */
static void test_many(void **state)
{
    struct school_fixture *f = school_fixture_open(test_store_need(state));
    int64_t class_id = classroom_in(f, f->professor, "UTC");
    char sql[400];
    for (int i = 0; i < 450; i++) {
        snprintf(sql, sizeof(sql),
                 "INSERT INTO lectures (class_id, title, starts_at, ends_at, created_at) VALUES (%lld, '', %lld, %lld,"
                 " 1)",
                 (long long)class_id, (long long)fixture_moment("2026-12-24T08:00:00Z"),
                 (long long)fixture_moment("2026-12-24T09:00:00Z"));
        fixture_sql(f, sql);
    }
    for (int i = 0; i < 250; i++) {
        snprintf(sql, sizeof(sql), "student%d@college.example", i);
        struct actor student = fixture_person(f, ROLE_STUDENT, "Many", sql);
        snprintf(sql, sizeof(sql), "INSERT INTO students (class_id, user_id, joined_at) VALUES (%lld, %lld, 1)",
                 (long long)class_id, (long long)student.user_id);
        fixture_sql(f, sql);
    }
    assert_int_equal(
        holiday_set(f->school, &f->administrator, &(struct holiday_dates){"2026-12-24", NULL}, "Break", &f->arena),
        FAULT_NONE);
    struct holiday_plan plan = plan_of(f, f->administrator, 0, "2026-12-24", NULL);
    assert_int_equal(plan.planned_count, 450);
    assert_int_equal(plan.planned_listed, HOLIDAY_LISTED_MAX);
    struct job job = done(f, f->administrator, 0, "2026-12-24", NULL, false);
    assert_int_equal(job.done, 450 + 252 + 1);
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM lectures WHERE cancelled_at IS NULL"), 0);
    const char told[] = "SELECT COUNT(*) FROM notifications WHERE text = 'holiday 450: Break'";
    assert_int_equal(fixture_number(f, told), 252); // with the student of all, and the professor

    // As it stands when it died behind the first 200 people and 100 lectures had not been reached.
    snprintf(
        sql, sizeof(sql),
        "DELETE FROM notifications WHERE kind = 'lecture_changed' AND user_id > (SELECT * FROM (SELECT user_id FROM"
        " notifications WHERE kind = 'lecture_changed' ORDER BY user_id LIMIT 1 OFFSET 199) AS t)");
    fixture_sql(f, sql);
    fixture_sql(f, "DELETE FROM audit WHERE action = 'holiday_lectures_cancelled'");
    fixture_sql(f, "UPDATE jobs SET state = 'running', claim = 'dead', done = 650, next_try_at = 0 WHERE kind ="
                   " 'holiday'");
    work(f);
    assert_int_equal(fixture_number(f, told), 252);
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM audit WHERE action = 'holiday_lectures_cancelled'"), 1);
    // Or in the moment before its own end: nothing is left to do.
    fixture_sql(f, "UPDATE jobs SET state = 'running', claim = 'dead', next_try_at = 0 WHERE kind = 'holiday'");
    work(f);
    assert_int_equal(fixture_number(f, told), 252);
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM audit WHERE action = 'holiday_lectures_cancelled'"), 1);
    school_fixture_close(f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST_ON_BOTH(test_by_the_clock_of_each),
        TEST_ON_BOTH(test_taken_stay),
        TEST_ON_BOTH(test_restore),
        TEST_ON_BOTH(test_who_may),
        TEST_ON_BOTH(test_many),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
