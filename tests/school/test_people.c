/* SPDX-License-Identifier: MIT */
/* What administrators do with accounts. */
#include "school/unit.h"

#include <string.h>

#include "base/clock.h"
#include "base/str.h"
#include "school/common/fault.h"
#include "school/common/state.h"
#include "school/people/account.h"
#include "school/people/people.h"
#include "school/people/sign_in/second_factor.h"
#include "school/people/sign_in/session.h"
#include "school/school.h"

static const char good_password[] = "correct horse 7 battery";

static struct user added(struct school_fixture *f, const char *email, enum role role)
{
    struct user user;
    struct account_request request = {.name = "Zoë Łęcka", .email = email, .password = good_password};
    assert_int_equal(account_add(f->school, &request, role, &f->arena, &user), FAULT_NONE);
    return user;
}

/* A confirmed second factor, with a secret that opens to nothing: for rules that only ask whether there is one. */
static void give_factor(struct school_fixture *f, int64_t user_id)
{
    char sql[256];
    snprintf(sql, sizeof(sql),
             "INSERT INTO second_factors (user_id, sealed, created_at, confirmed_at) VALUES (%lld, 'x', 1, 1)",
             (long long)user_id);
    fixture_sql(f, sql);
}

static void test_list(void **state)
{
    struct school_fixture *f = school_fixture_open(test_store_need(state));
    struct user_list list;
    struct person_edit edit = {.external_id = "S-1906"};
    struct person_detail detail;
    struct account_filter filter = {.role = "student", .page = {0, 1}};
    assert_int_equal(people_edit(f->school, &f->administrator, f->student.user_id, &edit, &f->arena, &detail),
                     FAULT_NONE);
    assert_int_equal(account_list(f->school, &f->administrator, &filter, &f->arena, &list), FAULT_NONE);
    assert_int_equal(list.count, 1);
    assert_int_equal(list.users[0].id, f->other_student.user_id); // Bea, before Sam
    assert_int_equal(list.next, f->other_student.user_id);
    assert_int_equal(list.total, 2);
    filter.page.after = list.next;
    assert_int_equal(account_list(f->school, &f->administrator, &filter, &f->arena, &list), FAULT_NONE);
    assert_int_equal(list.count, 1);
    assert_string_equal(list.users[0].external_id, "S-1906");
    assert_int_equal(list.next, 0);
    assert_int_equal(list.total, 2);
    filter = (struct account_filter){.query = "S-1906", .page = {0, 50}};
    assert_int_equal(account_list(f->school, &f->administrator, &filter, &f->arena, &list), FAULT_NONE);
    assert_int_equal(list.count, 1);
    filter = (struct account_filter){.role = "professor' OR '1'='1", .page = {0, 50}};
    assert_int_equal(account_list(f->school, &f->administrator, &filter, &f->arena, &list), FAULT_ROLE_UNKNOWN);
    school_fixture_close(f);
}

static void test_edit(void **state)
{
    struct school_fixture *f = school_fixture_open(test_store_need(state));
    struct school *s = f->school;
    struct person_detail detail = {.marks = -7};
    const struct actor *admin = &f->administrator;
    int64_t id = f->student.user_id;
    struct person_edit edit = {.name = " Sam II ", .external_id = " s-1 ", .programme = " BSc Physics ", .version = 1};
    assert_int_equal(people_edit(s, &f->professor, id, &edit, &f->arena, &detail), FAULT_NOT_ALLOWED);
    assert_int_equal(people_edit(s, admin, 999999, &edit, &f->arena, &detail), FAULT_NOT_FOUND);
    assert_int_equal(people_edit(s, admin, id, &edit, &f->arena, &detail), FAULT_NONE);
    assert_string_equal(detail.user.name, "Sam II");
    assert_string_equal(detail.user.external_id, "s-1");
    assert_string_equal(detail.user.programme, "BSc Physics");
    assert_int_equal(detail.user.version, 2);
    assert_int_equal(people_edit(s, admin, id, &edit, &f->arena, &detail), FAULT_CHANGED_MEANWHILE);
    edit = (struct person_edit){.external_id = "s-1"};
    assert_int_equal(people_edit(s, admin, f->other_student.user_id, &edit, &f->arena, &detail),
                     FAULT_EXTERNAL_ID_TAKEN);
    assert_int_equal(people_edit(s, admin, id, &edit, &f->arena, &detail), FAULT_NONE); // one's own is no clash
    edit = (struct person_edit){.name = "Sam III"};
    assert_int_equal(people_edit(s, admin, id, &edit, &f->arena, &detail), FAULT_NONE);
    assert_string_equal(detail.user.external_id, "s-1"); // as it was
    edit = (struct person_edit){.external_id = ""};
    assert_int_equal(people_edit(s, admin, id, &edit, &f->arena, &detail), FAULT_NONE);
    assert_null(detail.user.external_id);
    assert_string_equal(detail.user.programme, "BSc Physics"); // as it was
    edit = (struct person_edit){.programme = ""};
    assert_int_equal(people_edit(s, admin, id, &edit, &f->arena, &detail), FAULT_NONE);
    assert_null(detail.user.programme);
    edit = (struct person_edit){.programme = "a\nb"};
    assert_int_equal(people_edit(s, admin, id, &edit, &f->arena, &detail), FAULT_PROGRAMME_INVALID);
    char long_programme[ACCOUNT_PROGRAMME_MAX + 2];
    memset(long_programme, 'x', sizeof(long_programme) - 1);
    long_programme[sizeof(long_programme) - 1] = '\0';
    edit = (struct person_edit){.programme = long_programme};
    assert_int_equal(people_edit(s, admin, id, &edit, &f->arena, &detail), FAULT_PROGRAMME_INVALID);
    edit = (struct person_edit){.programme = long_programme + 1};
    assert_int_equal(people_edit(s, admin, id, &edit, &f->arena, &detail), FAULT_NONE);
    edit = (struct person_edit){.role = "emperor"};
    assert_int_equal(people_edit(s, admin, id, &edit, &f->arena, &detail), FAULT_ROLE_UNKNOWN);
    edit = (struct person_edit){.name = "a\nb"};
    assert_int_equal(people_edit(s, admin, id, &edit, &f->arena, &detail), FAULT_NAME_INVALID);
    edit = (struct person_edit){.external_id = "a\x01"};
    assert_int_equal(people_edit(s, admin, id, &edit, &f->arena, &detail), FAULT_TEXT_INVALID);
    school_fixture_close(f);
}

static void test_roles(void **state)
{
    struct school_fixture *f = school_fixture_open(test_store_need(state));
    struct school *s = f->school;
    struct person_detail detail;
    struct session session, found;
    const struct actor *admin = &f->administrator;
    int64_t retry;
    struct user zoe = added(f, "zoe@college.example", ROLE_STUDENT);
    f->administrator.stepped_up_at = clock_now_ms(&f->clock);
    assert_int_equal(session_start(s, zoe.id, NULL, &f->arena, &session), FAULT_NONE);
    struct person_edit edit = {.role = "professor"};
    // A student's password may be too short for staff: a link for a new one goes out, and the old one is void.
    assert_int_equal(people_edit(s, admin, zoe.id, &edit, &f->arena, &detail), FAULT_NONE);
    assert_int_equal(detail.user.role, ROLE_PROFESSOR);
    assert_int_equal(session_find(s, session.token, false, &f->arena, &found), FAULT_NOT_SIGNED_IN);
    assert_int_equal(session_sign_in(s, "zoe@college.example", good_password, NULL, &f->arena, &found, &retry),
                     FAULT_WRONG_CREDENTIALS);
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM mails WHERE recipient = 'zoe@college.example'"), 1);

    fixture_classroom(f);
    edit.role = "student";
    assert_int_equal(people_edit(s, admin, f->professor.user_id, &edit, &f->arena, &detail), FAULT_ROLE_IN_USE);
    fixture_sql(f, "UPDATE classrooms SET archived_at = 1");
    assert_int_equal(people_edit(s, admin, f->professor.user_id, &edit, &f->arena, &detail), FAULT_NONE);

    // The last administrator, and oneself.
    assert_int_equal(people_edit(s, admin, admin->user_id, &edit, &f->arena, &detail), FAULT_NOT_ONESELF);
    struct actor second = fixture_person(f, ROLE_ADMINISTRATOR, "Ben", "ben@college.example");
    assert_int_equal(people_edit(s, &second, admin->user_id, &edit, &f->arena, &detail), FAULT_STEP_UP_NEEDED);
    second.stepped_up_at = clock_now_ms(&f->clock);
    assert_int_equal(people_edit(s, &second, admin->user_id, &edit, &f->arena, &detail), FAULT_NONE);
    struct actor gone = second;
    gone.user_id = 424242; // whose account was demoted meanwhile
    assert_int_equal(people_edit(s, &gone, second.user_id, &edit, &f->arena, &detail), FAULT_LAST_ADMINISTRATOR);
    assert_int_equal(people_set_active(s, &gone, second.user_id, false, &f->arena, &detail), FAULT_LAST_ADMINISTRATOR);

    fixture_wait(f, STEP_UP_MINUTES * MINUTE);
    assert_int_equal(people_edit(s, &second, zoe.id, &edit, &f->arena, &detail), FAULT_STEP_UP_NEEDED);
    second.stepped_up_at = clock_now_ms(&f->clock);
    assert_int_equal(people_edit(s, &second, zoe.id, &edit, &f->arena, &detail), FAULT_NONE);
    school_fixture_close(f);
}

static void test_active(void **state)
{
    char token[SECRET_TOKEN_SIZE];
    struct school_fixture *f = school_fixture_open(test_store_need(state));
    struct school *s = f->school;
    struct person_detail detail;
    struct session session, found;
    const struct actor *admin = &f->administrator;
    int64_t retry, ended = -7;
    struct user zoe = added(f, "zoe@college.example", ROLE_PROFESSOR);
    assert_int_equal(session_start(s, zoe.id, NULL, &f->arena, &session), FAULT_NONE);
    assert_int_equal(people_set_active(s, &f->professor, zoe.id, false, &f->arena, &detail), FAULT_NOT_ALLOWED);
    assert_int_equal(people_set_active(s, admin, 999999, false, &f->arena, &detail), FAULT_NOT_FOUND);
    assert_int_equal(people_set_active(s, admin, admin->user_id, false, &f->arena, &detail), FAULT_NOT_ONESELF);
    assert_int_equal(people_set_active(s, admin, zoe.id, false, &f->arena, &detail), FAULT_NONE);
    assert_true(detail.user.disabled);
    assert_int_equal(detail.sessions, 0);
    assert_int_equal(session_find(s, session.token, false, &f->arena, &found), FAULT_NOT_SIGNED_IN);
    assert_int_equal(session_sign_in(s, "zoe@college.example", good_password, NULL, &f->arena, &found, &retry),
                     FAULT_WRONG_CREDENTIALS);
    assert_int_equal(people_set_active(s, admin, zoe.id, false, &f->arena, &detail), FAULT_NONE); // as it was
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM audit WHERE action = 'user_deactivated'"), 1);
    assert_int_equal(people_send_reset(s, admin, zoe.id, token), FAULT_ACCOUNT_DISABLED);
    assert_int_equal(people_set_active(s, admin, zoe.id, true, &f->arena, &detail), FAULT_NONE);
    assert_false(detail.user.disabled);
    assert_int_equal(session_sign_in(s, "zoe@college.example", good_password, NULL, &f->arena, &found, &retry),
                     FAULT_NONE);
    assert_int_equal(people_get(s, admin, zoe.id, &f->arena, &detail), FAULT_NONE);
    assert_int_equal(detail.sessions, 1);
    assert_int_equal(detail.seen_at, FIXTURE_NOW);
    assert_int_equal(people_get(s, &f->professor, zoe.id, &f->arena, &detail), FAULT_NOT_ALLOWED);
    assert_int_equal(people_end_sessions(s, &f->professor, zoe.id, &ended), FAULT_NOT_ALLOWED);
    assert_int_equal(people_end_sessions(s, admin, 999999, &ended), FAULT_NOT_FOUND);
    assert_int_equal(ended, -7);
    assert_int_equal(people_end_sessions(s, admin, zoe.id, &ended), FAULT_NONE);
    assert_int_equal(ended, 1);
    assert_int_equal(people_send_reset(s, admin, 999999, token), FAULT_NOT_FOUND);
    assert_int_equal(people_send_reset(s, &f->professor, zoe.id, token), FAULT_NOT_ALLOWED);
    assert_int_equal(people_send_reset(s, admin, zoe.id, token), FAULT_NONE);
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM mails WHERE recipient = 'zoe@college.example'"), 1);
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM audit WHERE action = 'password_reset_sent' AND actor_id ="
                                       " (SELECT id FROM users WHERE email = 'ada@college.example')"),
                     1);
    school_fixture_close(f);
}

static void test_remove_factor(void **state)
{
    struct school_fixture *f = school_fixture_open(test_store_need(state));
    struct school *s = f->school;
    struct actor admin = f->administrator;
    int64_t id = f->professor.user_id;
    assert_int_equal(people_remove_second_factor(s, &f->professor, id), FAULT_NOT_ALLOWED);
    assert_int_equal(people_remove_second_factor(s, &admin, 999999), FAULT_NOT_FOUND);
    assert_int_equal(people_remove_second_factor(s, &admin, admin.user_id), FAULT_NOT_ONESELF);
    assert_int_equal(people_remove_second_factor(s, &admin, id), FAULT_STEP_UP_NEEDED);
    admin.stepped_up_at = clock_now_ms(&f->clock);
    assert_int_equal(people_remove_second_factor(s, &admin, id), FAULT_SECOND_FACTOR_ABSENT);
    give_factor(f, id);
    give_factor(f, admin.user_id);
    fixture_sql(f, "UPDATE users SET locale = 'hi' WHERE email = 'petra@college.example'");
    assert_int_equal(people_remove_second_factor(s, &admin, id), FAULT_NONE);
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM second_factors"), 1);
    assert_int_equal(fixture_letters(f, "petra@college.example", LETTER_FACTOR_REMOVED_FOR, HINDI), 1);
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM mails WHERE recipient = 'petra@college.example'"), 1);
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM audit WHERE action = 'second_factor_removed'"), 1);
    school_fixture_close(f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST_ON_BOTH(test_list),   TEST_ON_BOTH(test_edit),          TEST_ON_BOTH(test_roles),
        TEST_ON_BOTH(test_active), TEST_ON_BOTH(test_remove_factor),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
