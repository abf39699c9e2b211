/* SPDX-License-Identifier: MIT */
/* People without an e-mail address: made by files, let in by number and a one-time code, guessed at, found by nobody.
 */
#include "school/unit.h"

#include <stdlib.h>

#include "base/arena.h"
#include "base/str.h"
#include "school/classes/join.h"
#include "school/common/fault.h"
#include "school/imports/import.h"
#include "school/jobs/job.h"
#include "school/people/account.h"
#include "school/people/account_reset.h"
#include "school/people/people.h"
#include "school/people/sign_in/session.h"
#include "school/people/sign_in/sign_in_code.h"
#include "school/school.h"

static const char password[] = "quiet river stones";

/* An administrator who has just shown who they are. */
static struct actor proven(struct school_fixture *f)
{
    struct actor actor = f->administrator;
    actor.stepped_up_at = school_now(f->school);
    return actor;
}

static struct job import(struct school_fixture *f, const char *text)
{
    size_t jobs;
    struct job job;
    const struct import_request request = {
        .format = "users", .mail = true, .name = "people.csv", .bytes = text, .size = strlen(text)};
    assert_int_equal(import_start(f->school, &f->administrator, &request, &f->arena, &job), FAULT_NONE);
    assert_int_equal(school_work(f->school, &jobs), FAULT_NONE);
    assert_int_equal(import_apply(f->school, &f->administrator, 0, job.id, &f->arena, &job), FAULT_NONE);
    assert_int_equal(school_work(f->school, &jobs), FAULT_NONE);
    assert_int_equal(job_get(f->school, &f->administrator, job.id, &f->arena, &job), FAULT_NONE);
    assert_int_equal(job.state, JOB_DONE);
    return job;
}

static int64_t id_of(struct school_fixture *f, const char *number)
{
    return fixture_number(f, arena_printf(&f->arena, "SELECT MIN(id) FROM users WHERE external_id = '%s'", number));
}

static struct sign_in_code code_of(struct school_fixture *f, const char *number)
{
    struct sign_in_code code;
    struct actor office = proven(f);
    assert_int_equal(sign_in_code_make(f->school, &office, id_of(f, number), &f->arena, &code), FAULT_NONE);
    return code;
}

static enum fault use(struct school_fixture *f, const char *number, const char *code, const char *word)
{
    int64_t retry;
    return sign_in_code_use(f->school, number, code, word, "192.0.2.7", &f->arena, &retry);
}

static enum fault sign_in(struct school_fixture *f, const char *login, const char *word, struct session *session)
{
    int64_t retry;
    return session_sign_in(f->school, login, word, NULL, &f->arena, session, &retry);
}

#define PEOPLE                                                                                                         \
    "name,email,external_id,role\nNo Mail,,001043,student\nNina Two,,001044,student\nTom Teacher,,T9,professor\n"

static void test_whole_way(void **state)
{
    struct school_fixture *f = school_fixture_open(test_store_need(state));
    struct session session;
    struct user user;
    struct sign_in_code_list list;
    int64_t mails = fixture_number(f, "SELECT COUNT(*) FROM mails");
    assert_int_equal(import(f, PEOPLE).rows[JOB_CREATED], 3);
    struct job again = import(f, PEOPLE);
    assert_int_equal(again.rows[JOB_UNCHANGED], 3);
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM mails"), mails);
    // Nobody is shown the mark, and nobody finds anybody by it.
    assert_int_equal(account_get(f->school, id_of(f, "001043"), &f->arena, &user), FAULT_NONE);
    assert_string_equal(user.email, "");
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM users WHERE email >= '@' AND email < 'A'"), 3);

    struct actor office = proven(f);
    assert_int_equal(sign_in_codes_make(f->school, &office, &f->arena, &list), FAULT_NONE);
    assert_int_equal(list.count, 3);
    assert_int_equal(list.left, 0);
    for (size_t i = 0; i < list.count; i++)
        assert_int_equal(strlen(list.codes[i].code), SIGN_IN_CODE_LENGTH);
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM sign_in_codes WHERE LENGTH(code_hash) = 64"), 3);
    assert_int_equal(sign_in_codes_make(f->school, &office, &f->arena, &list), FAULT_NONE);
    assert_int_equal(list.count, 0); // who has one is not given another by this

    struct sign_in_code code = code_of(f, "001043");
    const char *typed = arena_printf(&f->arena, " %.5s-%s ", code.code, code.code + 5);
    assert_int_equal(use(f, "001043", typed, "short"), FAULT_PASSWORD_TOO_SHORT); // the code stays good
    assert_int_equal(use(f, "001043", typed, "001043 1"), FAULT_PASSWORD_TOO_COMMON);
    assert_int_equal(use(f, "001043", typed, password), FAULT_NONE);
    assert_int_equal(use(f, "001043", typed, password), FAULT_WRONG_CREDENTIALS);
    assert_int_equal(sign_in(f, "001043", password, &session), FAULT_NONE);
    assert_string_equal(session.user.name, "No Mail");
    assert_int_equal(sign_in(f, " 001043 ", password, &session), FAULT_NONE);
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM mails"), mails);

    // A forgotten password: a new code, and the old password is good until it is used.
    code = code_of(f, "001043");
    assert_int_equal(sign_in(f, "001043", password, &session), FAULT_NONE);
    assert_int_equal(use(f, "001043", code.code, "other river stones"), FAULT_NONE);
    assert_int_equal(sign_in(f, "001043", password, &session), FAULT_WRONG_CREDENTIALS);
    // Who has an address signs in by either.
    fixture_sql(f, "UPDATE users SET external_id = '77' WHERE email = 'sam@college.example'");
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM audit WHERE action = 'sign_in_code_used'"), 2);
    school_fixture_close(f);
}

static void test_who_may(void **state)
{
    struct school_fixture *f = school_fixture_open(test_store_need(state));
    struct sign_in_code code;
    import(f, PEOPLE "Same One,,S1,student\nSame Two,,S2,student\n");
    struct actor office = proven(f);
    int64_t nobody = id_of(f, "001043"), tom = id_of(f, "T9");
    assert_int_equal(sign_in_code_make(f->school, &f->student, nobody, &f->arena, &code), FAULT_NOT_ALLOWED);
    assert_int_equal(sign_in_code_make(f->school, &f->professor, nobody, &f->arena, &code), FAULT_NOT_ALLOWED);
    assert_int_equal(sign_in_code_make(f->school, &f->administrator, nobody, &f->arena, &code), FAULT_STEP_UP_NEEDED);
    assert_int_equal(sign_in_code_make(f->school, &office, f->student.user_id, &f->arena, &code), FAULT_CODE_HAS_EMAIL);
    assert_int_equal(sign_in_code_make(f->school, &office, office.user_id, &f->arena, &code), FAULT_NOT_ALLOWED);
    assert_int_equal(sign_in_code_make(f->school, &office, tom, &f->arena, &code), FAULT_NONE);
    assert_int_equal(sign_in_code_make(f->school, &office, 999999, &f->arena, &code), FAULT_NOT_FOUND);

    // A professor: of their own students, and of nobody else.
    struct classroom classroom = fixture_classroom(f);
    assert_int_equal(sign_in_code_make_in_class(f->school, &f->professor, classroom.id, nobody, &f->arena, &code),
                     FAULT_NOT_FOUND);
    fixture_sql(f, arena_printf(&f->arena, "INSERT INTO students (user_id, class_id, joined_at) VALUES (%lld, %lld, 1)",
                                (long long)nobody, (long long)classroom.id));
    assert_int_equal(sign_in_code_make_in_class(f->school, &f->professor, classroom.id, nobody, &f->arena, &code),
                     FAULT_NONE);
    assert_int_equal(use(f, "001043", code.code, password), FAULT_NONE);
    assert_int_equal(sign_in_code_make_in_class(f->school, &f->student, classroom.id, nobody, &f->arena, &code),
                     FAULT_NOT_FOUND);
    assert_int_equal(sign_in_code_make_in_class(f->school, &f->professor, classroom.id, tom, &f->arena, &code),
                     FAULT_NOT_FOUND);

    // A number that two people have lets in neither, with a code that was good before or with a password.
    struct session session;
    code = code_of(f, "S1");
    fixture_sql(f, "UPDATE users SET external_id = 'S1' WHERE external_id = 'S2'");
    assert_int_equal(use(f, "S1", code.code, password), FAULT_WRONG_CREDENTIALS);
    assert_int_equal(sign_in_code_make(f->school, &office, id_of(f, "S1"), &f->arena, &code), FAULT_CODE_NO_NUMBER);
    fixture_sql(f, "UPDATE users SET external_id = '001043' WHERE external_id = '001044'");
    assert_int_equal(sign_in(f, "001043", password, &session), FAULT_WRONG_CREDENTIALS);
    school_fixture_close(f);
}

/* Whoever guesses learns nothing: not whether the number is anybody's, nor when the code is void. */
static void test_guessing(void **state)
{
    struct school_fixture *f = school_fixture_open(test_store_need(state));
    int64_t retry;
    import(f, PEOPLE);
    struct sign_in_code code = code_of(f, "001043"), other = code_of(f, "001044");
    static const char *const wrong[] = {"AAAAAAAAAA", "", "AAAAAAAAAAA", "' OR 1=1 --", "\xff\xff"};
    for (size_t i = 0; i < ARRAY_LENGTH(wrong); i++) {
        assert_int_equal(use(f, "001043", wrong[i], password), FAULT_WRONG_CREDENTIALS);
        assert_int_equal(use(f, "nobody", wrong[i], password), FAULT_WRONG_CREDENTIALS);
    }
    assert_int_equal(use(f, "001043", code.code, password), FAULT_WRONG_CREDENTIALS); // five wrong ones: void
    assert_int_equal(use(f, "001044", code.code, password), FAULT_WRONG_CREDENTIALS); // another's
    assert_int_equal(use(f, "#", other.code, password), FAULT_WRONG_CREDENTIALS);
    assert_int_equal(use(f, "", other.code, password), FAULT_WRONG_CREDENTIALS);
    // The same number of tries for a number that is somebody's and for one that is nobody's.
    int tries[2] = {0, 0};
    static const char *const numbers[] = {"001043", "nobody"};
    for (int k = 0; k < 2; k++)
        while (tries[k] < 100 && sign_in_code_use(f->school, numbers[k], "AAAAAAAAAA", password, NULL, &f->arena,
                                                  &retry) == FAULT_WRONG_CREDENTIALS)
            tries[k]++;
    assert_in_range(tries[0], 1, SIGN_IN_CODE_NUMBER_ATTEMPTS);
    assert_int_equal(tries[0] + 1, tries[1]); // the one right code above was a try of the first
    // A whole network is slowed down, too.
    int from_one = 0;
    for (int i = 0; i < 200; i++)
        from_one += sign_in_code_use(f->school, arena_printf(&f->arena, "n%d", i), "AAAAAAAAAA", password, "192.0.2.9",
                                     &f->arena, &retry) == FAULT_WRONG_CREDENTIALS;
    assert_int_equal(from_one, SIGN_IN_CODE_ADDRESS_ATTEMPTS);
    assert_int_equal(use(f, "001044", other.code, password), FAULT_NONE);
    school_fixture_close(f);
}

/* Passwords by number are slowed down like those by address, and alike for a number that nobody has. */
static void test_guessing_passwords(void **state)
{
    struct school_fixture *f = school_fixture_open(test_store_need(state));
    struct session session;
    import(f, PEOPLE);
    assert_int_equal(use(f, "001043", code_of(f, "001043").code, password), FAULT_NONE);
    int tries[2] = {0, 0};
    static const char *const numbers[] = {"001043", "nobody"};
    for (int k = 0; k < 2; k++)
        while (tries[k] < 200 && sign_in(f, numbers[k], "wrong river stones", &session) == FAULT_WRONG_CREDENTIALS)
            tries[k]++;
    assert_int_equal(tries[0], tries[1]);
    assert_in_range(tries[0], 1, SESSION_ATTEMPTS_EMAIL);
    assert_int_equal(sign_in(f, "001043", password, &session), FAULT_TOO_MANY_ATTEMPTS);
    // Nobody's number, and nobody without a password yet, is let in by an empty or any password.
    assert_int_equal(sign_in(f, "001044", "", &session), FAULT_WRONG_CREDENTIALS);
    assert_int_equal(sign_in(f, "@", password, &session), FAULT_WRONG_CREDENTIALS);
    school_fixture_close(f);
}

static void test_old_ones(void **state)
{
    struct school_fixture *f = school_fixture_open(test_store_need(state));
    import(f, PEOPLE);
    struct sign_in_code code = code_of(f, "001043");
    fixture_wait(f, (SIGN_IN_CODE_DAYS * 24 * 60 + 1) * MINUTE);
    assert_int_equal(use(f, "001043", code.code, password), FAULT_WRONG_CREDENTIALS);
    struct sign_in_code first = code_of(f, "001043"), second = code_of(f, "001043");
    assert_int_equal(use(f, "001043", first.code, password), FAULT_WRONG_CREDENTIALS);
    fixture_sql(f, "UPDATE users SET disabled_at = 1 WHERE external_id = '001043'");
    assert_int_equal(use(f, "001043", second.code, password), FAULT_WRONG_CREDENTIALS);
    fixture_sql(f, "UPDATE users SET disabled_at = NULL WHERE external_id = '001043'");
    assert_int_equal(use(f, "001043", second.code, password), FAULT_NONE);
    school_fixture_close(f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST_ON_BOTH(test_whole_way),          TEST_ON_BOTH(test_who_may),  TEST_ON_BOTH(test_guessing),
        TEST_ON_BOTH(test_guessing_passwords), TEST_ON_BOTH(test_old_ones),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
