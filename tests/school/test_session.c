/* SPDX-License-Identifier: MIT */
/* Signing in, sessions, throttling. */
#include "school/unit.h"

#include <pthread.h>
#include <stdatomic.h>

#include "base/arena.h"
#include "base/clock.h"
#include "base/str.h"
#include "crypto/secret.h"
#include "school/common/fault.h"
#include "school/common/state.h"
#include "school/people/account.h"
#include "school/people/sign_in/familiar.h"
#include "school/people/sign_in/session.h"
#include "school/school.h"
#include "store/db.h"

static const char good_password[] = "correct horse 7 battery";

static struct user signed_up(struct school_fixture *f, const char *email, enum role role)
{
    struct user user = {0};
    struct account_request request = {.name = "Zoë Łęcka", .email = email, .password = good_password};
    assert_int_equal(account_add(f->school, &request, role, &f->arena, &user), FAULT_NONE);
    return user;
}

static void test_session(void **state)
{
    struct school_fixture *f = school_fixture_open(test_store_need(state));
    struct user user = signed_up(f, "zoe@college.example", ROLE_STUDENT);
    struct session session = {0}, found = {0};
    int64_t retry = -7;
    struct session_origin origin = {.address = "192.0.2.7", .user_agent = "Phone \xff"};
    assert_int_equal(
        session_sign_in(f->school, "ZOE@college.example", good_password, &origin, &f->arena, &session, &retry),
        FAULT_NONE);
    assert_int_equal(session.user.id, user.id);
    assert_int_equal(session.expires_at, FIXTURE_NOW + 30 * (int64_t)DAY);
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM login_attempts"), 0);
    assert_int_equal(strlen(session.token), SECRET_TOKEN_SIZE - 1);
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM sessions WHERE token_hash = csrf"), 0);

    assert_int_equal(session_find(f->school, session.token, false, &f->arena, &found), FAULT_NONE);
    assert_int_equal(found.id, session.id);
    assert_string_equal(found.csrf, session.csrf);
    assert_string_equal(found.user.name, "Zoë Łęcka");
    assert_null(found.token);
    assert_int_equal(session_find(f->school, session.token, true, &f->arena, &found), FAULT_NOT_SIGNED_IN);
    const char *const bad[] = {NULL, "", "x", session.csrf, "' OR 1=1 --                                  "};
    for (size_t i = 0; i < ARRAY_LENGTH(bad); i++)
        assert_int_equal(session_find(f->school, bad[i], false, &f->arena, &found), FAULT_NOT_SIGNED_IN);

    // Seen is written after five minutes, not before.
    fixture_wait(f, 5 * MINUTE - 1);
    assert_int_equal(session_find(f->school, session.token, false, &f->arena, &found), FAULT_NONE);
    assert_int_equal(fixture_number(f, "SELECT seen_at FROM sessions"), FIXTURE_NOW);
    fixture_wait(f, 1);
    assert_int_equal(session_find(f->school, session.token, false, &f->arena, &found), FAULT_NONE);
    assert_int_equal(fixture_number(f, "SELECT seen_at FROM sessions"), FIXTURE_NOW + 5 * MINUTE);

    clock_set_ms(&f->clock, session.expires_at - 1);
    assert_int_equal(session_find(f->school, session.token, false, &f->arena, &found), FAULT_NONE);
    clock_set_ms(&f->clock, session.expires_at);
    assert_int_equal(session_find(f->school, session.token, false, &f->arena, &found), FAULT_SESSION_EXPIRED);
    clock_set_ms(&f->clock, FIXTURE_NOW);
    fixture_sql(f, "UPDATE users SET disabled_at = 1 WHERE email = 'zoe@college.example'");
    assert_int_equal(session_find(f->school, session.token, false, &f->arena, &found), FAULT_NOT_SIGNED_IN);
    assert_int_equal(
        session_sign_in(f->school, "zoe@college.example", good_password, &origin, &f->arena, &found, &retry),
        FAULT_WRONG_CREDENTIALS);
    assert_int_equal(session_start(f->school, user.id, &origin, &f->arena, &found), FAULT_NOT_FOUND);
    fixture_sql(f, "UPDATE users SET disabled_at = NULL");

    struct actor actor = session_actor(&session), thief = f->student;
    thief.session_id = session.id;
    assert_int_equal(session_end(f->school, &thief), FAULT_NONE); // another's session stays
    assert_int_equal(session_find(f->school, session.token, false, &f->arena, &found), FAULT_NONE);
    assert_int_equal(session_end(f->school, &actor), FAULT_NONE);
    assert_int_equal(session_find(f->school, session.token, false, &f->arena, &found), FAULT_NOT_SIGNED_IN);
    assert_int_equal(session_end(f->school, &actor), FAULT_NONE);
    assert_int_equal(retry, -7);
    school_fixture_close(f);
}

static void test_staff_session(void **state)
{
    struct school_fixture *f = school_fixture_open(test_store_need(state));
    struct session session, found;
    assert_int_equal(
        session_start(f->school, f->professor.user_id, &(struct session_origin){.bearer = true}, &f->arena, &session),
        FAULT_NONE);
    assert_int_equal(session.expires_at, FIXTURE_NOW + 7 * (int64_t)DAY);
    assert_int_equal(session_find(f->school, session.token, true, &f->arena, &found), FAULT_NONE);
    assert_int_equal(session_find(f->school, session.token, false, &f->arena, &found), FAULT_NOT_SIGNED_IN);
    for (int i = 0; i < 13; i++) { // kept alive twice a day, but not beyond seven days
        fixture_wait(f, 12 * HOUR - 1);
        assert_int_equal(session_find(f->school, session.token, true, &f->arena, &found), FAULT_NONE);
    }
    clock_set_ms(&f->clock, session.expires_at);
    assert_int_equal(session_find(f->school, session.token, true, &f->arena, &found), FAULT_SESSION_EXPIRED);
    assert_int_equal(session_start(f->school, f->professor.user_id, NULL, &f->arena, &session), FAULT_NONE);
    fixture_wait(f, 12 * HOUR);
    assert_int_equal(session_find(f->school, session.token, false, &f->arena, &found), FAULT_SESSION_EXPIRED);

    // The sweep keeps ended sessions for a week, so that they are told from unknown ones.
    assert_int_equal(school_sweep(f->school), FAULT_NONE);
    assert_int_equal(session_find(f->school, session.token, false, &f->arena, &found), FAULT_SESSION_EXPIRED);
    fixture_wait(f, 14 * DAY);
    assert_int_equal(school_sweep(f->school), FAULT_NONE);
    assert_int_equal(session_find(f->school, session.token, false, &f->arena, &found), FAULT_NOT_SIGNED_IN);
    school_fixture_close(f);
}

static enum fault sign_in(struct school_fixture *f, const char *email, const char *password, const char *address,
                          int64_t *retry)
{
    struct session session;
    struct session_origin origin = {.address = address};
    return session_sign_in(f->school, email, password, &origin, &f->arena, &session, retry);
}

static void test_throttle(void **state)
{
    struct school_fixture *f = school_fixture_open(test_store_need(state));
    int64_t retry = 0;
    signed_up(f, "zoe@college.example", ROLE_STUDENT);
    assert_int_equal(sign_in(f, "not@an address", good_password, "a", &retry), FAULT_WRONG_CREDENTIALS);
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM login_attempts"), 0);
    for (int i = 0; i < 9; i++) {
        assert_int_equal(sign_in(f, "Zoe@college.example", "wrong password", "a", &retry), FAULT_WRONG_CREDENTIALS);
        fixture_wait(f, SECOND);
    }
    assert_int_equal(sign_in(f, "zoe@college.example", good_password, "a", &retry), FAULT_NONE); // forgets the failures
    for (int i = 0; i < 10; i++) {
        assert_int_equal(sign_in(f, "zoe@college.example", "wrong password", "a", &retry), FAULT_WRONG_CREDENTIALS);
        fixture_wait(f, SECOND);
    }
    assert_int_equal(retry, 0);
    assert_int_equal(sign_in(f, "zoe@college.example", good_password, "a", &retry), FAULT_TOO_MANY_ATTEMPTS);
    assert_int_equal(retry, 15 * 60 - 10);
    assert_int_equal(sign_in(f, "zoe@college.example", good_password, "a", &retry), FAULT_TOO_MANY_ATTEMPTS);
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM audit WHERE action = 'attempts_throttled'"), 1);
    assert_int_equal(sign_in(f, "nobody@college.example", good_password, "a", &retry), FAULT_WRONG_CREDENTIALS);
    fixture_wait(f, (15 * 60 - 10) * SECOND - 1);
    assert_int_equal(sign_in(f, "zoe@college.example", good_password, "a", &retry), FAULT_TOO_MANY_ATTEMPTS);
    assert_int_equal(retry, 1);
    fixture_wait(f, 1);
    assert_int_equal(sign_in(f, "zoe@college.example", good_password, "a", &retry), FAULT_NONE);

    // No e-mail address and no network address stands in the table in clear.
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM login_attempts WHERE subject LIKE '%@%' OR LENGTH(subject)"
                                       " <> 64"),
                     0);
    school_fixture_close(f);
}

/* Many addresses from one place: a guesser who spreads over e-mails is stopped by the address. */
static void test_throttle_address(void **state)
{
    struct school_fixture *f = school_fixture_open(test_store_need(state));
    int64_t retry = 0;
    char subject[SECRET_FINGERPRINT_SIZE], sql[300];
    secret_fingerprint("address:198.51.100.9", subject);
    for (int i = 0; i < SESSION_ATTEMPTS_ADDRESS - 1; i++) {
        snprintf(sql, sizeof(sql), "INSERT INTO login_attempts (subject, at) VALUES ('%s', %lld)", subject,
                 (long long)FIXTURE_NOW);
        fixture_sql(f, sql);
    }
    assert_int_equal(sign_in(f, "x@college.example", "wrong", "198.51.100.9", &retry), FAULT_WRONG_CREDENTIALS);
    assert_int_equal(sign_in(f, "y@college.example", "wrong", "198.51.100.9", &retry), FAULT_TOO_MANY_ATTEMPTS);
    assert_int_equal(retry, 15 * 60);
    assert_int_equal(sign_in(f, "y@college.example", "wrong", "198.51.100.8", &retry), FAULT_WRONG_CREDENTIALS);
    school_fixture_close(f);
}

/* A student who guesses locks out nobody but those behind the same address, and never a browser that was there before.
 */
static void test_nobody_is_locked_out(void **state)
{
    struct school_fixture *f = school_fixture_open(test_store_need(state));
    struct session session, again;
    struct session_origin campus = {.address = "campus"};
    int64_t retry = 0;
    char address[16];
    signed_up(f, "prof@college.example", ROLE_PROFESSOR);
    signed_up(f, "zoe@college.example", ROLE_STUDENT);
    assert_int_equal(
        session_sign_in(f->school, "prof@college.example", good_password, &campus, &f->arena, &session, &retry),
        FAULT_NONE);
    assert_non_null(session.familiar);
    for (int i = 0; i < SESSION_ATTEMPTS_EMAIL; i++)
        assert_int_equal(sign_in(f, "prof@college.example", "wrong", "campus", &retry), FAULT_WRONG_CREDENTIALS);
    assert_int_equal(sign_in(f, "prof@college.example", good_password, "campus", &retry), FAULT_TOO_MANY_ATTEMPTS);
    assert_int_equal(sign_in(f, "prof@college.example", good_password, "home", &retry), FAULT_NONE);

    // From many addresses at once the account is held back for strangers...
    for (int i = 0; i < SESSION_ATTEMPTS_ANYWHERE - SESSION_ATTEMPTS_EMAIL; i++) {
        snprintf(address, sizeof(address), "bot %d", i / 5);
        assert_int_equal(sign_in(f, "prof@college.example", "wrong", address, &retry), FAULT_WRONG_CREDENTIALS);
    }
    assert_int_equal(sign_in(f, "prof@college.example", good_password, "new phone", &retry), FAULT_TOO_MANY_ATTEMPTS);
    // ... and not for the browser that signed in before, even on the campus; its own guesses are bounded, too.
    campus.familiar = session.familiar;
    assert_int_equal(
        session_sign_in(f->school, "prof@college.example", good_password, &campus, &f->arena, &again, &retry),
        FAULT_NONE);
    for (int i = 0; i < SESSION_ATTEMPTS_EMAIL; i++)
        assert_int_equal(
            session_sign_in(f->school, "prof@college.example", "wrong", &campus, &f->arena, &again, &retry),
            FAULT_WRONG_CREDENTIALS);
    assert_int_equal(
        session_sign_in(f->school, "prof@college.example", good_password, &campus, &f->arena, &again, &retry),
        FAULT_TOO_MANY_ATTEMPTS);
    // What it was given counts for that account alone, and only unchanged.
    for (int i = 0; i < SESSION_ATTEMPTS_EMAIL; i++)
        assert_int_equal(session_sign_in(f->school, "zoe@college.example", "wrong", &campus, &f->arena, &again, &retry),
                         FAULT_WRONG_CREDENTIALS);
    assert_int_equal(sign_in(f, "zoe@college.example", good_password, "campus", &retry), FAULT_TOO_MANY_ATTEMPTS);
    char *forged = arena_strdup(&f->arena, session.familiar);
    forged[3] = forged[3] == 'A' ? 'B' : 'A';
    const char *const bad[] = {"", "x", forged, session.token, NULL};
    for (size_t i = 0; i < ARRAY_LENGTH(bad); i++) {
        assert_false(familiar_is(f->school, "prof@college.example", bad[i]));
        assert_true(familiar_is(f->school, "prof@college.example", session.familiar));
    }
    school_fixture_close(f);
}

static void test_devices(void **state)
{
    struct school_fixture *f = school_fixture_open(test_store_need(state));
    static const struct {
        const char *agent, *device;
    } cases[] = {
        {"Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0", "Firefox on Linux"},
        {"Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.5 "
         "Mobile/15E148 Safari/604.1",
         "Safari on iPhone"},
        {"Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0.0.0 Mobile "
         "Safari/537.36",
         "Chrome on Android"},
        {"Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0.0.0 "
         "Safari/537.36 Edg/126.0",
         "Edge on Windows"},
        {"curl/7.88.1", "An unknown browser"},
        {"<script>alert(1)</script>", "An unknown browser"},
        {"", "An unknown browser"},
        {NULL, "An unknown browser"},
    };
    for (size_t i = 0; i < ARRAY_LENGTH(cases); i++)
        assert_string_equal(session_device(cases[i].agent, false, &f->arena), cases[i].device);
    assert_string_equal(session_device("curl/7.88.1", true, &f->arena), "A program");
    school_fixture_close(f);
}

static void test_sessions_of_a_person(void **state)
{
    struct school_fixture *f = school_fixture_open(test_store_need(state));
    struct session one, two, three, other, found;
    struct session_list list;
    int64_t ended = -7;
    const struct session_origin phone = {.address = "192.0.2.7", .user_agent = "Firefox/1 Android"};
    const struct session_origin program = {.bearer = true};
    int64_t me = f->professor.user_id;
    assert_int_equal(session_start(f->school, me, &phone, &f->arena, &one), FAULT_NONE);
    fixture_wait(f, MINUTE);
    assert_int_equal(session_start(f->school, me, &program, &f->arena, &two), FAULT_NONE);
    assert_int_equal(session_start(f->school, me, NULL, &f->arena, &three), FAULT_NONE);
    assert_int_equal(session_start(f->school, f->student.user_id, NULL, &f->arena, &other), FAULT_NONE);
    struct actor actor = session_actor(&one);
    assert_int_equal(session_list(f->school, &actor, &f->arena, &list), FAULT_NONE);
    assert_int_equal(list.count, 3);
    assert_int_equal(list.sessions[2].id, one.id); // the last seen first
    assert_true(list.sessions[2].current);
    assert_false(list.sessions[0].current);
    assert_string_equal(list.sessions[2].device, "Firefox on Android");
    assert_string_equal(list.sessions[2].address, "192.0.2.7");
    assert_int_equal(list.sessions[2].created_at, FIXTURE_NOW);
    assert_true(list.sessions[1].bearer);
    assert_null(list.sessions[1].address);

    assert_int_equal(session_revoke(f->school, &actor, other.id), FAULT_NOT_FOUND);
    assert_int_equal(session_revoke(f->school, &actor, 999999), FAULT_NOT_FOUND);
    assert_int_equal(session_revoke(f->school, &actor, two.id), FAULT_NONE);
    assert_int_equal(session_revoke(f->school, &actor, two.id), FAULT_NOT_FOUND);
    assert_int_equal(session_find(f->school, two.token, true, &f->arena, &found), FAULT_NOT_SIGNED_IN);
    assert_int_equal(session_revoke_others(f->school, &actor, &ended), FAULT_NONE);
    assert_int_equal(ended, 1);
    assert_int_equal(session_find(f->school, three.token, false, &f->arena, &found), FAULT_NOT_SIGNED_IN);
    assert_int_equal(session_find(f->school, one.token, false, &f->arena, &found), FAULT_NONE);
    assert_int_equal(session_find(f->school, other.token, false, &f->arena, &found), FAULT_NONE);
    assert_int_equal(session_revoke_others(f->school, &actor, &ended), FAULT_NONE);
    assert_int_equal(ended, 0);
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM audit WHERE action = 'sessions_ended'"), 2);
    fixture_wait(f, 12 * HOUR); // what has ended by itself is not listed
    assert_int_equal(session_list(f->school, &actor, &f->arena, &list), FAULT_NONE);
    assert_int_equal(list.count, 0);
    school_fixture_close(f);
}

struct guesser {
    struct school *school;
    atomic_int wrong, throttled, busy, other;
};

static void *guess(void *context)
{
    struct guesser *guesser = context;
    struct arena arena;
    struct session session;
    int64_t retry;
    arena_init(&arena, 1 << 20);
    for (int i = 0; i < 4; i++) {
        switch (
            session_sign_in(guesser->school, "sam@college.example", "wrong password", NULL, &arena, &session, &retry)) {
        case FAULT_WRONG_CREDENTIALS:
            guesser->wrong++;
            break;
        case FAULT_TOO_MANY_ATTEMPTS:
            guesser->throttled++;
            break;
        case FAULT_BUSY:
            guesser->busy++;
            break;
        default:
            guesser->other++;
        }
    }
    arena_release(&arena);
    return NULL;
}

/* Guessing from many connections at once gives no more guesses. */
static void test_throttle_at_once(void **state)
{
    struct school_fixture *f = school_fixture_open(test_store_need(state));
    struct guesser guesser = {.school = f->school};
    pthread_t threads[6];
    for (size_t i = 0; i < ARRAY_LENGTH(threads); i++)
        assert_int_equal(pthread_create(&threads[i], NULL, guess, &guesser), 0);
    for (size_t i = 0; i < ARRAY_LENGTH(threads); i++)
        pthread_join(threads[i], NULL);
    assert_int_equal(guesser.wrong, SESSION_ATTEMPTS_EMAIL);
    assert_int_equal(guesser.throttled, 24 - SESSION_ATTEMPTS_EMAIL);
    assert_int_equal(guesser.busy + guesser.other, 0);
    school_fixture_close(f);
}

/* One more than a person may have ends the one that was not used for the longest time, and nobody else's. */
static void test_sessions_are_bounded(void **state)
{
    struct school_fixture *f = school_fixture_open(test_store_need(state));
    struct user user = signed_up(f, "zoe@college.example", ROLE_STUDENT);
    struct user other = signed_up(f, "lena@college.example", ROLE_STUDENT);
    struct session sessions[SESSION_PERSON_MAX + 2], found;
    assert_int_equal(session_start(f->school, other.id, NULL, &f->arena, &found), FAULT_NONE);
    for (size_t i = 0; i < SESSION_PERSON_MAX; i++) {
        fixture_wait(f, 1000);
        assert_int_equal(session_start(f->school, user.id, NULL, &f->arena, &sessions[i]), FAULT_NONE);
    }
    fixture_wait(f, SESSION_SEEN_MINUTES * MINUTE);
    assert_int_equal(session_find(f->school, sessions[0].token, false, &f->arena, &found), FAULT_NONE); // is used
    for (size_t i = SESSION_PERSON_MAX; i < ARRAY_LENGTH(sessions); i++)
        assert_int_equal(session_start(f->school, user.id, NULL, &f->arena, &sessions[i]), FAULT_NONE);
    for (size_t i = 0; i < ARRAY_LENGTH(sessions); i++)
        assert_int_equal(session_find(f->school, sessions[i].token, false, &f->arena, &found),
                         i == 1 || i == 2 ? FAULT_NOT_SIGNED_IN : FAULT_NONE);
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM sessions"), SESSION_PERSON_MAX + 1);
    school_fixture_close(f);
}

/* Throttles count the network that an origin names, where it names one. */
static void test_throttle_network(void **state)
{
    struct school_fixture *f = school_fixture_open(test_store_need(state));
    struct session session;
    int64_t retry;
    char address[32], email[64];
    for (int i = 0; i <= SESSION_ATTEMPTS_ADDRESS; i++) {
        snprintf(address, sizeof(address), "2001:db8::%x", i + 1);
        snprintf(email, sizeof(email), "nobody%d@college.example", i);
        const struct session_origin origin = {.address = address, .network = "2001:db8::/64"};
        assert_int_equal(session_sign_in(f->school, email, good_password, &origin, &f->arena, &session, &retry),
                         i < SESSION_ATTEMPTS_ADDRESS ? FAULT_WRONG_CREDENTIALS : FAULT_TOO_MANY_ATTEMPTS);
    }
    school_fixture_close(f);
}

/* Who signed in and whose password was tried stands in the audit log; whoever tries on does not fill it. */
static void test_audited(void **state)
{
    struct school_fixture *f = school_fixture_open(test_store_need(state));
    struct account_request request = {.name = "Nora", .email = "nora@college.example", .password = "nine purple boats"};
    struct session session;
    struct user user;
    int64_t retry;
    assert_int_equal(account_add(f->school, &request, ROLE_STUDENT, &f->arena, &user), FAULT_NONE);
    for (int i = 0; i < 3; i++) {
        assert_int_equal(session_sign_in(f->school, request.email, "wrong", NULL, &f->arena, &session, &retry),
                         FAULT_WRONG_CREDENTIALS);
        assert_int_equal(
            session_sign_in(f->school, "nobody@college.example", "wrong", NULL, &f->arena, &session, &retry),
            FAULT_WRONG_CREDENTIALS);
    }
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM audit WHERE action = 'sign_in_failed'"), 1);
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM audit WHERE action = 'signed_in'"), 0);
    assert_int_equal(session_sign_in(f->school, request.email, request.password, NULL, &f->arena, &session, &retry),
                     FAULT_NONE);
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM audit WHERE action = 'signed_in'"), 1);
    assert_int_equal(fixture_number(f, "SELECT subject_id FROM audit WHERE action = 'sign_in_failed'"), user.id);
    fixture_wait(f, SESSION_ATTEMPT_MINUTES * (int64_t)MINUTE + 1);
    assert_int_equal(session_sign_in(f->school, request.email, "wrong", NULL, &f->arena, &session, &retry),
                     FAULT_WRONG_CREDENTIALS);
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM audit WHERE action = 'sign_in_failed'"), 2);
    school_fixture_close(f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST_ON_BOTH(test_audited),
        TEST_ON_BOTH(test_session),
        TEST_ON_BOTH(test_staff_session),
        TEST_ON_BOTH(test_throttle),
        TEST_ON_BOTH(test_throttle_address),
        TEST_ON_BOTH(test_throttle_at_once),
        TEST_ON_BOTH(test_nobody_is_locked_out),
        TEST_ON_BOTH(test_devices),
        TEST_ON_BOTH(test_sessions_of_a_person),
        TEST_ON_BOTH(test_sessions_are_bounded),
        TEST_ON_BOTH(test_throttle_network),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
