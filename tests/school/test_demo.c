/* SPDX-License-Identifier: MIT */
/* The demo college: every page has something to show, and its figures agree with each other. */
#include "school/numbers/record.h"
#include "school/unit.h"

#include "base/clock.h"
#include "base/str.h"
#include "crypto/password.h"
#include "face/face.h"
#include "school/attendance/leave.h"
#include "school/board/board.h"
#include "school/classes/classroom.h"
#include "school/common/audit.h"
#include "school/common/fault.h"
#include "school/demo/demo.h"
#include "school/marks/group/group.h"
#include "school/marks/status_set.h"
#include "school/marks/warning/warning_rules.h"
#include "school/numbers/advised.h"
#include "school/numbers/register.h"
#include "school/people/sign_in/session.h"
#include "school/plan/holiday.h"
#include "school/school.h"

static const struct page all = {0, PAGE_USUAL};

/* In the first classroom: two groups with everybody in one of them and a lecture each, and a status of its own. */
static void acts_of_classroom(struct school_fixture *f, const struct actor *professor, int64_t class_id)
{
    struct group_list groups;
    struct status_set set;
    struct board_list board;
    assert_int_equal(group_list(f->school, professor, class_id, &f->arena, &groups), FAULT_NONE);
    assert_int_equal(groups.count, 2);
    assert_int_equal(groups.place_count, 36);
    for (size_t i = 0; i < groups.count; i++) {
        assert_int_equal(groups.groups[i].students, 18);
        assert_int_equal(groups.groups[i].lectures, 1);
    }
    assert_int_equal(status_set_get(f->school, professor, class_id, &f->arena, &set), FAULT_NONE);
    assert_string_equal(status_set_line(&set, MARK_OWN)->name, "Remote");
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM attendance WHERE status = 'S1'"), 2);
    assert_int_equal(board_list(f->school, professor, class_id, BOARD_KIND_COUNT, 0, all, &f->arena, &board),
                     FAULT_NONE);
    assert_int_equal(board.count, 3);
    assert_int_equal(board.items[1].handed_in + board.items[2].handed_in, 10);
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM hand_ins WHERE graded_at IS NOT NULL"), 4);
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM requests WHERE state = 'open'"), 1);
}

/* Somebody waits for each side, and what was accepted comes with evidence that its office can read. */
static void acts_of_leave(struct school_fixture *f, const struct actor *administrator, const struct actor *professor,
                          const struct actor *student, int64_t class_id)
{
    struct leave_list own, office, class;
    struct file file;
    const void *bytes;
    assert_int_equal(leave_list_own(f->school, student, 0, &all, &f->arena, &own), FAULT_NONE);
    assert_int_equal(own.count, 1);
    assert_int_equal(own.leaves[0].decision.state, DECISION_ACCEPTED);
    assert_true(own.leaves[0].courses[0].lectures > 0);
    assert_int_equal(leave_evidence_read(f->school, administrator, 0, own.leaves[0].id,
                                         own.leaves[0].evidence.files[0].id, &f->arena, &file, &bytes),
                     FAULT_NONE);
    assert_int_equal(leave_list_office(f->school, administrator, &(struct decision_filter){DECISION_OPEN, 0}, &all,
                                       &f->arena, &office),
                     FAULT_NONE);
    assert_int_equal(office.count, 1);
    assert_int_equal(leave_list_class(f->school, professor, class_id, &(struct decision_filter){DECISION_OPEN, 0}, &all,
                                      &f->arena, &class),
                     FAULT_NONE);
    assert_int_equal(class.count, 2); // the office's, too
    assert_true(class.leaves[0].mine && !class.leaves[1].mine);
}

static void acts(struct school_fixture *f, const struct actor *administrator, const struct actor *professor,
                 const struct actor *student, int64_t class_id)
{
    struct warning_rules rules;
    struct advised_list advised;
    struct holiday_list holidays;
    acts_of_classroom(f, professor, class_id);
    acts_of_leave(f, administrator, professor, student, class_id);
    assert_int_equal(warning_rules_get(f->school, professor, class_id, &rules), FAULT_NONE);
    assert_true(rules.of[WARN_IN_A_ROW].on && !rules.own);
    assert_int_equal(advised_list(f->school, professor, &all, &f->arena, &advised), FAULT_NONE);
    assert_int_equal(advised.count, 3);
    assert_int_equal(holiday_list(f->school, &f->arena, &holidays), FAULT_NONE);
    assert_int_equal(holidays.count, 1);
}

static void test_fill(void **state)
{
    struct school_fixture *f = school_fixture_open(test_store_need(state));
    struct demo demo = {.student = "untouched"};
    assert_int_equal(demo_fill(f->school, &demo), FAULT_NOT_ALLOWED); // there are people already
    assert_string_equal(demo.student, "untouched");
    fixture_sql(f, "DELETE FROM users");
    fixture_wait(f, 5 * MINUTE); // Monday 09:05: the first classroom's window is open
    assert_int_equal(demo_fill(f->school, &demo), FAULT_NONE);
    struct demo again;
    assert_int_equal(demo_fill(f->school, &again), FAULT_NOT_ALLOWED);

    int64_t retry, broken_id = -7;
    const char *const emails[] = {demo.administrator, demo.professor, demo.student};
    const enum role roles[] = {ROLE_ADMINISTRATOR, ROLE_PROFESSOR, ROLE_STUDENT};
    struct session sessions[3];
    for (size_t i = 0; i < ARRAY_LENGTH(emails); i++) {
        assert_int_equal(session_sign_in(f->school, emails[i], demo.password, NULL, &f->arena, &sessions[i], &retry),
                         FAULT_NONE);
        assert_int_equal(sessions[i].user.role, roles[i]);
    }
    assert_true(strlen(demo.password) >= PASSWORD_ALONE_MIN);

    struct overview overview;
    struct actor administrator = session_actor(&sessions[0]), professor = session_actor(&sessions[1]);
    struct actor student = session_actor(&sessions[2]);
    assert_int_equal(register_overview(f->school, &administrator, &overview), FAULT_NONE);
    assert_int_equal(overview.administrators, 1);
    assert_int_equal(overview.professors, 3);
    assert_int_equal(overview.students, 60);
    assert_int_equal(overview.classrooms, 4);
    assert_true(overview.marks > 1000);
    assert_true(overview.refusals[FACE_BLURRED] + overview.refusals[FACE_TOO_DARK] > 0);

    struct home home;
    assert_int_equal(register_home(f->school, &student, &f->arena, &home), FAULT_NONE);
    assert_int_equal(home.live_count, 1);
    assert_true(home.classroom_count >= 1 && home.upcoming.count >= 1);
    assert_true(home.classrooms[0].standing.taken > 5);
    struct classroom_list list;
    assert_int_equal(classroom_list(f->school, &professor, &(struct page){.limit = PAGE_MAX}, &f->arena, &list),
                     FAULT_NONE);
    assert_int_equal(list.count, 2);
    struct register_grid grid;
    assert_int_equal(
        register_grid(f->school, &professor, list.classrooms[0].id, &(struct register_page){0}, &f->arena, &grid),
        FAULT_NONE);
    for (size_t i = 0; i < grid.count; i++)
        assert_true(grid.students[i].standing.attended <= grid.students[i].standing.taken);

    // Nothing from the future, no mark without its lecture's classroom, everybody enrolled where marked.
    char sql[200];
    snprintf(sql, sizeof(sql), "SELECT COUNT(*) FROM attendance WHERE timestamp > %lld",
             (long long)clock_now_ms(&f->clock));
    assert_int_equal(fixture_number(f, sql), 0);
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM attendance a JOIN lectures l ON l.id = a.lecture_id WHERE"
                                       " l.class_id <> a.class_id OR l.cancelled_at IS NOT NULL"),
                     0);
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM attendance a LEFT JOIN students s ON s.user_id ="
                                       " a.student_id AND s.class_id = a.class_id WHERE s.user_id IS NULL"),
                     0);
    assert_int_equal(fixture_number(f, "SELECT COUNT(DISTINCT name) FROM users"), 64);
    acts(f, &administrator, &professor, &student, list.classrooms[0].id);
    assert_int_equal(audit_verify(f->school, &broken_id), FAULT_NONE);
    assert_int_equal(broken_id, 0);
    school_fixture_close(f);
}

/* A lecture runs, some are there already, and the student who is shown around may mark. `hours`: after Monday, 09:02.
 */
static void runs_after(void **state, int64_t hours)
{
    struct school_fixture *f = school_fixture_open(test_store_need(state));
    struct demo demo;
    struct session session;
    struct home home;
    int64_t retry;
    fixture_sql(f, "DELETE FROM users");
    fixture_wait(f, hours * 60 * MINUTE + 2 * MINUTE);
    assert_int_equal(demo_fill(f->school, &demo), FAULT_NONE);
    assert_int_equal(session_sign_in(f->school, demo.student, demo.password, NULL, &f->arena, &session, &retry),
                     FAULT_NONE);
    struct actor student = session_actor(&session);
    assert_int_equal(register_home(f->school, &student, &f->arena, &home), FAULT_NONE);
    assert_int_equal(home.live_count, 1);
    assert_int_equal(home.live[0].mark.status, MARK_UNMARKED);
    assert_true(home.live[0].lecture.window.late_after_at > school_now(f->school));
    char sql[100];
    snprintf(sql, sizeof(sql), "SELECT COUNT(*) FROM attendance WHERE lecture_id = %lld",
             (long long)home.live[0].lecture.id);
    assert_in_range(fixture_number(f, sql), 4, 35);
    school_fixture_close(f);
}

static void test_on_a_saturday(void **state)
{
    runs_after(state, 5 * 24 + 3);
}

static void test_on_a_sunday_night(void **state)
{
    runs_after(state, 6 * 24 + 14); // 23:02
}

static void test_after_midnight(void **state)
{
    runs_after(state, 24 + 15); // 00:02
}

int main(void)
{
    const struct CMUnitTest tests[] = {TEST_ON_BOTH(test_fill), TEST_ON_BOTH(test_on_a_saturday),
                                       TEST_ON_BOTH(test_on_a_sunday_night), TEST_ON_BOTH(test_after_midnight)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
