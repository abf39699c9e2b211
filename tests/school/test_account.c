/* SPDX-License-Identifier: MIT */
/* Signing up, invitations, lists of people. */
#include "school/unit.h"

#include "base/clock.h"
#include "base/str.h"
#include "crypto/password.h"
#include "crypto/secret.h"
#include "school/common/fault.h"
#include "school/common/state.h"
#include "school/people/account.h"
#include "school/people/invitation.h"
#include "school/people/sign_in/hasher.h"
#include "school/people/sign_in/session.h"
#include "school/school.h"

static const char good_password[] = "correct horse 7 battery";

static struct account_request person(const char *email)
{
    return (struct account_request){.name = "Zoë Łęcka", .email = email, .password = good_password};
}

/* A school where anybody may make an account. */
static struct school_fixture *open_school(void **state)
{
    struct school_fixture *f = school_fixture_open(test_store_need(state));
    fixture_sql(f, "INSERT INTO settings (name, value, updated_at) VALUES ('registration', 'open', 0)");
    return f;
}

static void test_sign_up(void **state)
{
    struct school_fixture *f = open_school(state);
    struct user user = {.id = -7};
    struct account_request request = person("Zoe.Lecka+ams@College.EXAMPLE");
    request.locale = "pl";
    request.name = "  Zoë Łęcka ";
    assert_int_equal(account_sign_up(f->school, &request, &f->arena, &user), FAULT_NONE);
    assert_true(user.id > 0);
    assert_string_equal(user.name, "Zoë Łęcka");
    assert_string_equal(user.email, "zoe.lecka+ams@college.example");
    assert_string_equal(user.locale, "pl");
    assert_int_equal(user.role, ROLE_STUDENT);
    assert_int_equal(user.created_at, FIXTURE_NOW);
    request.email = "ZOE.lecka+ams@college.example";
    assert_int_equal(account_sign_up(f->school, &request, &f->arena, &user), FAULT_EMAIL_TAKEN);
    assert_int_equal(account_get(f->school, user.id, &f->arena, &user), FAULT_NONE);
    assert_int_equal(account_get(f->school, 999999, &f->arena, &user), FAULT_NOT_FOUND);
    school_fixture_close(f);
}

static void test_sign_up_refusals(void **state)
{
    struct school_fixture *f = open_school(state);
    struct user user = {.id = -7};
    int64_t before = fixture_number(f, "SELECT COUNT(*) FROM users");
    char name[102], password[1026], long_email[256] = "a@", long_local[80];
    memset(name, 'n', 101), name[101] = '\0';
    memset(password, 'p', 1025), password[1025] = '\0';
    for (size_t i = 2; i < 251; i++) // good labels, one byte too many in all
        long_email[i] = i % 50 == 0 ? '.' : 'b';
    memcpy(long_email + 251, ".org", 5);
    memset(long_local, 'l', 65), memcpy(long_local + 65, "@b.org", 7);
    struct {
        const char *name, *email, *password;
        enum fault fault;
    } bad[] = {
        {"", "a@b.org", good_password, FAULT_NAME_INVALID},
        {NULL, "a@b.org", good_password, FAULT_NAME_INVALID},
        {" \t ", "a@b.org", good_password, FAULT_NAME_INVALID},
        {name, "a@b.org", good_password, FAULT_NAME_INVALID},
        {"a\nb", "a@b.org", good_password, FAULT_NAME_INVALID},
        {"a\xc3", "a@b.org", good_password, FAULT_NAME_INVALID},
        {"evil \xe2\x80\xae txt", "a@b.org", good_password, FAULT_NAME_INVALID}, // right-to-left override
        {"A", NULL, good_password, FAULT_EMAIL_INVALID},
        {"A", "", good_password, FAULT_EMAIL_INVALID},
        {"A", "plain", good_password, FAULT_EMAIL_INVALID},
        {"A", "@b.org", good_password, FAULT_EMAIL_INVALID},
        {"A", "a@", good_password, FAULT_EMAIL_INVALID},
        {"A", "a@b", good_password, FAULT_EMAIL_INVALID},
        {"A", "a@b..org", good_password, FAULT_EMAIL_INVALID},
        {"A", "a@b.org.", good_password, FAULT_EMAIL_INVALID},
        {"A", "a@-b.org", good_password, FAULT_EMAIL_INVALID},
        {"A", "a@b-.org", good_password, FAULT_EMAIL_INVALID},
        {"A", ".a@b.org", good_password, FAULT_EMAIL_INVALID},
        {"A", "a.@b.org", good_password, FAULT_EMAIL_INVALID},
        {"A", "a..b@b.org", good_password, FAULT_EMAIL_INVALID},
        {"A", "a@b@c.org", good_password, FAULT_EMAIL_INVALID},
        {"A", "a b@c.org", good_password, FAULT_EMAIL_INVALID},
        {"A", "a@c.org\r\nBcc: x@y.org", good_password, FAULT_EMAIL_INVALID},
        {"A", "\"a\"@c.org", good_password, FAULT_EMAIL_INVALID},
        {"A", "ä@c.org", good_password, FAULT_EMAIL_INVALID},
        {"A", long_email, good_password, FAULT_EMAIL_INVALID},
        {"A", long_local, good_password, FAULT_EMAIL_INVALID},
        {"A", "a@b.org", NULL, FAULT_PASSWORD_TOO_SHORT},
        {"A", "a@b.org", "", FAULT_PASSWORD_TOO_SHORT},
        {"A", "a@b.org", "seven77", FAULT_PASSWORD_TOO_SHORT},
        {"A", "a@b.org", "\xc3\xa4\xc3\xa4\xc3\xa4\xc3\xa4\xc3\xa4\xc3\xa4\xc3\xa4", FAULT_PASSWORD_TOO_SHORT}, // 7 ä
        {"A", "a@b.org", password, FAULT_PASSWORD_TOO_LONG},
        {"A", "a@b.org", "password", FAULT_PASSWORD_TOO_COMMON},
        {"A", "somebody@b.org", "SomeBody@b.org", FAULT_PASSWORD_TOO_COMMON},
        {"Anna Annason", "a@b.org", "anna annason", FAULT_PASSWORD_TOO_COMMON},
        {"Zoë Öberg-Ångström", "a@b.org", "ZOË ÖBERG-ÅNGSTRÖM", FAULT_PASSWORD_TOO_COMMON},
        {"Zoë Öberg-Ångström", "a@b.org", "zoe oberg-angstrom", FAULT_PASSWORD_TOO_COMMON},
        {"A", "a@b.org", "pass\x01word77", FAULT_TEXT_INVALID},
    };
    for (size_t i = 0; i < ARRAY_LENGTH(bad); i++) {
        struct account_request request = {.name = bad[i].name, .email = bad[i].email, .password = bad[i].password};
        if (account_sign_up(f->school, &request, &f->arena, &user) != bad[i].fault)
            fail_msg("case %zu", i);
    }
    struct account_request request = person("a@b.org");
    request.locale = "en_US'; DROP TABLE users";
    assert_int_equal(account_sign_up(f->school, &request, &f->arena, &user), FAULT_TEXT_INVALID);
    request.locale = NULL;
    request.invitation = "nonsense";
    assert_int_equal(account_sign_up(f->school, &request, &f->arena, &user), FAULT_INVITATION_UNKNOWN);
    assert_int_equal(user.id, -7);
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM users"), before);
    school_fixture_close(f);
}

/* Names that are odd but people's own. */
/* Words of here, and one's own, with digits and signs around them. */
static void test_passwords_of_here(void **state)
{
    struct school_fixture *f = open_school(state);
    const struct {
        const char *name, *email, *password;
        enum fault fault;
    } cases[] = {
        {"A", "a@b.org", "Student-2026", FAULT_PASSWORD_TOO_COMMON},
        {"A", "lovelace@b.org", "2026Lovelace!", FAULT_PASSWORD_TOO_COMMON},
        {"Ada Lovelace", "a@b.org", "ada lovelace99", FAULT_PASSWORD_TOO_COMMON},
        {"Ada Lovelace", "a@b.org", "ada lovelace's river", FAULT_NONE},
    };
    struct user user;
    for (size_t i = 0; i < ARRAY_LENGTH(cases); i++) {
        struct account_request request = {
            .name = cases[i].name, .email = cases[i].email, .password = cases[i].password};
        assert_int_equal(account_sign_up(f->school, &request, &f->arena, &user), cases[i].fault);
    }
    school_fixture_close(f);
}

static void test_odd_names(void **state)
{
    struct school_fixture *f = open_school(state);
    const char *const names[] = {
        "Łukasz Żak",
        "Robert'); DROP TABLE students;--",
        "عبد الرحمن",
        "محمد \xe2\x80\x8f (ams)",
        "李小龍",
        "👩🏽‍🎓 Mia",
        "O'Brien \"Bob\" \\ %_!",
        "<script>alert(1)</script>",
    };
    struct user user;
    for (size_t i = 0; i < ARRAY_LENGTH(names); i++) {
        char email[32];
        snprintf(email, sizeof(email), "n%zu@college.example", i);
        struct account_request request = {.name = names[i], .email = email, .password = good_password};
        assert_int_equal(account_sign_up(f->school, &request, &f->arena, &user), FAULT_NONE);
        assert_string_equal(user.name, names[i]);
    }
    assert_true(fixture_number(f, "SELECT COUNT(*) FROM students") == 0);

    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM classrooms"), 0);

    // Of these nothing can be seen.
    static const char *const empty[] = {"\xef\xbb\xbf", "\xe2\x80\x8b", "\xe3\x85\xa4", " \xc2\xa0 \xe2\x80\x8f",
                                        "\xf3\xa0\x80\xa0"};
    for (size_t i = 0; i < ARRAY_LENGTH(empty); i++) {
        struct account_request request = {.name = empty[i], .email = "e@college.example", .password = good_password};
        assert_int_equal(account_sign_up(f->school, &request, &f->arena, &user), FAULT_NAME_INVALID);
    }

    // Found again by what they contain, signs taken literally.
    struct user_list list;
    assert_int_equal(account_list(f->school, &f->administrator,
                                  &(struct account_filter){.query = "%_!", .page = {0, 50}}, &f->arena, &list),
                     FAULT_NONE);
    assert_int_equal(list.count, 1);
    assert_string_equal(list.users[0].name, names[6]);
    assert_int_equal(account_list(f->school, &f->administrator,
                                  &(struct account_filter){.query = "'; DROP", .page = {0, 50}}, &f->arena, &list),
                     FAULT_NONE);
    assert_int_equal(list.count, 0);
    assert_int_equal(account_list(f->school, &f->administrator,
                                  &(struct account_filter){.query = "Łuk", .page = {0, 50}}, &f->arena, &list),
                     FAULT_NONE);
    assert_int_equal(list.count, 1);
    assert_int_equal(account_list(f->school, &f->administrator,
                                  &(struct account_filter){.query = "小", .page = {0, 50}}, &f->arena, &list),
                     FAULT_NONE);
    assert_int_equal(list.count, 1);
    school_fixture_close(f);
}

static void test_invitation(void **state)
{
    struct school_fixture *f = open_school(state);
    char token[SECRET_TOKEN_SIZE] = "x";
    int64_t expires_at = 0;
    struct invitation invitation;
    struct user user;
    struct actor others[] = {f->professor, f->student};
    for (size_t i = 0; i < ARRAY_LENGTH(others); i++)
        assert_int_equal(invitation_create(f->school, &others[i], ROLE_PROFESSOR, NULL, NULL, token, &expires_at),
                         FAULT_NOT_ALLOWED);
    assert_int_equal(invitation_create(f->school, &f->administrator, ROLE_COUNT, NULL, NULL, token, &expires_at),
                     FAULT_ROLE_UNKNOWN);
    assert_int_equal(invitation_create(f->school, &f->administrator, ROLE_PROFESSOR, "a\x02", NULL, token, &expires_at),
                     FAULT_NAME_INVALID);
    assert_int_equal(invitation_create(f->school, &f->administrator, ROLE_PROFESSOR, NULL, "x", token, &expires_at),
                     FAULT_EMAIL_INVALID);
    assert_string_equal(token, "x");

    assert_int_equal(invitation_create(f->school, &f->administrator, ROLE_PROFESSOR, "Nina New", "Nina@college.example",
                                       token, &expires_at),
                     FAULT_NONE);
    assert_int_equal(expires_at, FIXTURE_NOW + 7 * DAY);
    assert_int_equal(invitation_get(f->school, token, &f->arena, &invitation), FAULT_NONE);
    assert_int_equal(invitation.role, ROLE_PROFESSOR);
    assert_string_equal(invitation.name, "Nina New");
    assert_string_equal(invitation.email, "nina@college.example");

    struct account_request request = person("nina@college.example");
    request.invitation = token;
    request.password = "fourteen chars"; // 14: enough for a student only
    assert_int_equal(account_sign_up(f->school, &request, &f->arena, &user), FAULT_PASSWORD_TOO_SHORT);
    request.password = "fifteen chars!!";
    assert_int_equal(account_sign_up(f->school, &request, &f->arena, &user), FAULT_NONE);
    assert_int_equal(user.role, ROLE_PROFESSOR);
    request.email = "again@college.example"; // once only
    assert_int_equal(account_sign_up(f->school, &request, &f->arena, &user), FAULT_INVITATION_UNKNOWN);
    assert_int_equal(invitation_get(f->school, token, &f->arena, &invitation), FAULT_INVITATION_UNKNOWN);
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM users WHERE email = 'again@college.example'"), 0);

    // Taken address: the invitation stays good. To the millisecond it ends after seven days.
    assert_int_equal(invitation_create(f->school, NULL, ROLE_ADMINISTRATOR, NULL, NULL, token, &expires_at),
                     FAULT_NONE);
    request.invitation = token;
    request.email = "nina@college.example";
    assert_int_equal(account_sign_up(f->school, &request, &f->arena, &user), FAULT_EMAIL_TAKEN);
    clock_set_ms(&f->clock, expires_at - 1);
    assert_int_equal(invitation_get(f->school, token, &f->arena, &invitation), FAULT_NONE);
    clock_set_ms(&f->clock, expires_at);
    assert_int_equal(invitation_get(f->school, token, &f->arena, &invitation), FAULT_INVITATION_UNKNOWN);
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM audit WHERE action = 'invitation_created'"), 2);
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM audit WHERE action = 'invitation_used'"), 1);
    school_fixture_close(f);
}

static void test_first_administrator(void **state)
{
    struct school_fixture *f = open_school(state);
    bool exists = false;
    assert_int_equal(account_administrator_exists(f->school, &exists), FAULT_NONE);
    assert_true(exists);
    fixture_sql(f, "UPDATE users SET disabled_at = 1 WHERE role = 'administrator'");
    assert_int_equal(account_administrator_exists(f->school, &exists), FAULT_NONE);
    assert_false(exists);
    struct user user;
    struct account_request request = person("root@college.example");
    assert_int_equal(account_add(f->school, &request, ROLE_ADMINISTRATOR, &f->arena, &user), FAULT_NONE);
    assert_int_equal(user.role, ROLE_ADMINISTRATOR);
    assert_int_equal(account_administrator_exists(f->school, &exists), FAULT_NONE);
    assert_true(exists);
    school_fixture_close(f);
}

static void test_hashers(void **state)
{
    struct school_fixture *f = open_school(state);
    struct school_config config = f->school->config;
    config.password_hashers = 1;
    config.password_waiters_max = 1;
    struct school *school = school_open(&config);
    assert_non_null(school);
    assert_true(hasher_enter(school));
    school->hashers_waiting = 1; // somebody else waits already
    assert_false(hasher_enter(school));
    struct user user;
    struct account_request request = person("new@college.example");
    assert_int_equal(account_sign_up(school, &request, &f->arena, &user), FAULT_BUSY);
    // Too busy to look at a password is not a wrong password: nothing is counted.
    int64_t retry;
    struct session session;
    assert_int_equal(session_sign_in(school, "sam@college.example", "whatever",
                                     &(struct session_origin){.address = "a"}, &f->arena, &session, &retry),
                     FAULT_BUSY);
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM login_attempts"), 0);
    school->hashers_waiting = 0;
    hasher_leave(school);
    assert_int_equal(account_sign_up(school, &request, &f->arena, &user), FAULT_NONE);
    school_close(school);
    school_fixture_close(f);
}

static void test_list(void **state)
{
    struct school_fixture *f = open_school(state);
    struct user_list list;
    char email[40];
    for (int i = 0; i < 96; i++) { // 5 are there
        snprintf(email, sizeof(email), "many%d@college.example", i);
        fixture_person(f, ROLE_STUDENT, "Many", email);
    }
    assert_int_equal(account_list(f->school, &f->professor, &(struct account_filter){.query = NULL, .page = {0, 50}},
                                  &f->arena, &list),
                     FAULT_NOT_ALLOWED);
    assert_int_equal(account_list(f->school, &f->student, &(struct account_filter){.query = NULL, .page = {0, 50}},
                                  &f->arena, &list),
                     FAULT_NOT_ALLOWED);
    int64_t after = 0;
    const size_t pages[] = {50, 50, 1};
    for (size_t i = 0; i < ARRAY_LENGTH(pages); i++) {
        assert_int_equal(account_list(f->school, &f->administrator,
                                      &(struct account_filter){.query = "", .page = {after, 50}}, &f->arena, &list),
                         FAULT_NONE);
        assert_int_equal(list.count, pages[i]);
        assert_true(list.users[0].id > after);
        after = list.next;
    }
    assert_int_equal(after, 0);
    assert_int_equal(account_list(f->school, &f->administrator,
                                  &(struct account_filter){.query = "MANY9", .page = {0, 50}}, &f->arena, &list),
                     FAULT_NONE);
    assert_int_equal(list.count, 7); // 9, 90..95
    assert_int_equal(account_list(f->school, &f->administrator,
                                  &(struct account_filter){.query = "pEtRa", .page = {0, 50}}, &f->arena, &list),
                     FAULT_NONE);
    assert_int_equal(list.count, 1);
    assert_int_equal(list.next, 0);
    assert_int_equal(list.users[0].role, ROLE_PROFESSOR);
    char query[ACCOUNT_QUERY_MAX + 2];
    memset(query, '%', sizeof(query)), query[ACCOUNT_QUERY_MAX + 1] = '\0';
    assert_int_equal(account_list(f->school, &f->administrator,
                                  &(struct account_filter){.query = query, .page = {0, 50}}, &f->arena, &list),
                     FAULT_TEXT_INVALID);
    query[ACCOUNT_QUERY_MAX] = '\0';
    assert_int_equal(account_list(f->school, &f->administrator,
                                  &(struct account_filter){.query = query, .page = {0, 50}}, &f->arena, &list),
                     FAULT_NONE);
    assert_int_equal(account_list(f->school, &f->administrator,
                                  &(struct account_filter){.query = "\xff", .page = {0, 50}}, &f->arena, &list),
                     FAULT_TEXT_INVALID);
    school_fixture_close(f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST_ON_BOTH(test_sign_up),           TEST_ON_BOTH(test_sign_up_refusals),
        TEST_ON_BOTH(test_passwords_of_here), TEST_ON_BOTH(test_odd_names),
        TEST_ON_BOTH(test_invitation),        TEST_ON_BOTH(test_first_administrator),
        TEST_ON_BOTH(test_hashers),           TEST_ON_BOTH(test_list),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
