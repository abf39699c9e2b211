/* SPDX-License-Identifier: MIT */
/* Authenticator apps and recovery codes: setting up, stepping up, signing in, guessing, removing. */
#include "school/unit.h"

#include <string.h>

#include "base/arena.h"
#include "base/clock.h"
#include "base/str.h"
#include "crypto/secret.h"
#include "crypto/totp.h"
#include "school/common/fault.h"
#include "school/people/account.h"
#include "school/people/sign_in/credential.h"
#include "school/people/sign_in/second_factor.h"
#include "school/people/sign_in/step_up.h"
#include "school/people/sign_in/session.h"
#include "school/school.h"

static const char good_password[] = "correct horse 7 battery";

struct someone {
    struct actor actor;
    struct session session;
    uint8_t secret[TOTP_SECRET_BYTES];
    struct recovery_codes codes;
};

static void base32_read(const char *text, uint8_t *bytes)
{
    unsigned buffer = 0, bits = 0;
    for (; *text; text++) {
        unsigned value = *text >= 'A' ? (unsigned)(*text - 'A') : (unsigned)(*text - '2' + 26);
        buffer = buffer << 5 | value;
        bits += 5;
        if (bits >= 8)
            *bytes++ = (uint8_t)(buffer >> (bits -= 8));
    }
}

/* The code that the app shows now, or `steps` later. */
static const char *code_at(struct school_fixture *f, const struct someone *someone, int64_t steps)
{
    char code[TOTP_CODE_SIZE];
    assert_true(totp_code(someone->secret, totp_step(clock_now_ms(&f->clock)) + steps, code));
    return arena_strdup(&f->arena, code);
}

static void sign_up(struct school_fixture *f, const char *email, enum role role, struct someone *ret_someone)
{
    struct user user;
    struct account_request request = {.name = "Zoë Łęcka", .email = email, .password = good_password};
    memset(ret_someone, 0, sizeof(*ret_someone));
    assert_int_equal(account_add(f->school, &request, role, &f->arena, &user), FAULT_NONE);
    assert_int_equal(session_start(f->school, user.id, NULL, &f->arena, &ret_someone->session), FAULT_NONE);
    ret_someone->actor = session_actor(&ret_someone->session);
}

/* As the gate does with each request. */
static void refresh(struct school_fixture *f, struct someone *someone)
{
    struct session found;
    assert_int_equal(session_find(f->school, someone->session.token, false, &f->arena, &found), FAULT_NONE);
    someone->actor = session_actor(&found);
}

static void begin(struct school_fixture *f, struct someone *someone)
{
    struct second_factor_setup setup;
    int64_t retry = 0;
    assert_int_equal(second_factor_begin(f->school, &someone->actor, good_password, &f->arena, &setup, &retry),
                     FAULT_NONE);
    base32_read(setup.secret, someone->secret);
}

static void set_up(struct school_fixture *f, struct someone *someone)
{
    int64_t retry = 0;
    begin(f, someone);
    assert_int_equal(second_factor_confirm(f->school, &someone->actor, code_at(f, someone, 0), &someone->codes, &retry),
                     FAULT_NONE);
}

static void test_set_up(void **state)
{
    struct school_fixture *f = school_fixture_open(test_store_need(state));
    struct someone zoe;
    struct second_factor_setup setup;
    struct second_factor factor;
    int64_t retry = -7;
    sign_up(f, "zoe+x@college.example", ROLE_PROFESSOR, &zoe);
    assert_int_equal(second_factor_get(f->school, &zoe.actor, &factor), FAULT_NONE);
    assert_false(factor.present);
    assert_int_equal(second_factor_begin(f->school, &zoe.actor, "wrong", &f->arena, &setup, &retry),
                     FAULT_PASSWORD_WRONG);
    assert_int_equal(second_factor_confirm(f->school, &zoe.actor, "000000", &zoe.codes, &retry),
                     FAULT_SECOND_FACTOR_ABSENT);
    assert_int_equal(second_factor_begin(f->school, &zoe.actor, good_password, &f->arena, &setup, &retry), FAULT_NONE);
    assert_int_equal(strlen(setup.secret), 32);
    assert_non_null(strstr(setup.uri, "otpauth://totp/AMS:zoe%2Bx%40college.example?secret="));
    assert_non_null(strstr(setup.uri, setup.secret));
    begin(f, &zoe); // again: another secret, and the first no longer counts
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM second_factors"), 1);
    struct someone first = zoe;
    base32_read(setup.secret, first.secret);
    assert_int_equal(second_factor_confirm(f->school, &zoe.actor, code_at(f, &first, 0), &zoe.codes, &retry),
                     FAULT_SECOND_FACTOR_WRONG);
    assert_int_equal(second_factor_get(f->school, &zoe.actor, &factor), FAULT_NONE);
    assert_false(factor.present);
    assert_int_equal(step_up_by_code(f->school, &zoe.actor, code_at(f, &zoe, 0), &retry, &retry),
                     FAULT_SECOND_FACTOR_ABSENT);
    assert_int_equal(second_factor_confirm(f->school, &zoe.actor, code_at(f, &zoe, 0), &zoe.codes, &retry), FAULT_NONE);
    refresh(f, &zoe);
    assert_int_equal(second_factor_get(f->school, &zoe.actor, &factor), FAULT_NONE);
    assert_true(factor.present);
    assert_int_equal(factor.confirmed_at, FIXTURE_NOW);
    assert_int_equal(factor.recovery_left, 10);
    assert_int_equal(factor.stepped_up_until, FIXTURE_NOW + 10 * MINUTE);
    assert_int_equal(second_factor_begin(f->school, &zoe.actor, good_password, &f->arena, &setup, &retry),
                     FAULT_SECOND_FACTOR_PRESENT);
    assert_int_equal(second_factor_confirm(f->school, &zoe.actor, code_at(f, &zoe, 1), &zoe.codes, &retry),
                     FAULT_SECOND_FACTOR_PRESENT);
    for (size_t i = 1; i < RECOVERY_CODES; i++)
        assert_string_not_equal(zoe.codes.codes[i], zoe.codes.codes[0]);
    // Neither the secret nor a recovery code stands in the database in clear, and the log has no code.
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM recovery_codes WHERE LENGTH(code_hash) = 64"), 10);
    assert_int_equal(fixture_number(f, "SELECT LENGTH(sealed) FROM second_factors"),
                     TOTP_SECRET_BYTES + SECRET_SEAL_OVERHEAD);
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM audit WHERE action = 'second_factor_set_up'"), 1);
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM mails WHERE recipient = 'zoe+x@college.example'"), 1);
    school_fixture_close(f);
}

static void test_step_up(void **state)
{
    struct school_fixture *f = school_fixture_open(test_store_need(state));
    struct someone zoe;
    int64_t until = -7, retry = -7;
    sign_up(f, "zoe@college.example", ROLE_PROFESSOR, &zoe);
    set_up(f, &zoe);
    fixture_wait(f, 10 * MINUTE);
    refresh(f, &zoe);
    assert_int_equal(actor_step_up(&zoe.actor, clock_now_ms(&f->clock)), FAULT_STEP_UP_NEEDED);
    const char *code = code_at(f, &zoe, 0);
    assert_int_equal(step_up_by_code(f->school, &zoe.actor, code, &until, &retry), FAULT_NONE);
    assert_int_equal(until, FIXTURE_NOW + 20 * MINUTE);
    refresh(f, &zoe);
    assert_int_equal(actor_step_up(&zoe.actor, clock_now_ms(&f->clock)), FAULT_NONE);
    // A code is taken once, and none before it afterwards.
    assert_int_equal(step_up_by_code(f->school, &zoe.actor, code, &until, &retry), FAULT_SECOND_FACTOR_WRONG);
    assert_int_equal(step_up_by_code(f->school, &zoe.actor, code_at(f, &zoe, -1), &until, &retry),
                     FAULT_SECOND_FACTOR_WRONG);
    assert_int_equal(step_up_by_code(f->school, &zoe.actor, code_at(f, &zoe, 1), &until, &retry), FAULT_NONE);
    fixture_wait(f, 10 * MINUTE);
    refresh(f, &zoe);
    assert_int_equal(actor_step_up(&zoe.actor, clock_now_ms(&f->clock)), FAULT_STEP_UP_NEEDED);

    // Recovery codes: once each, in any case, with dashes; another's is worth nothing.
    struct someone eve;
    sign_up(f, "eve@college.example", ROLE_STUDENT, &eve);
    set_up(f, &eve);
    const char *recovery = zoe.codes.codes[3];
    char typed[128];
    snprintf(typed, sizeof(typed), " %.5s-%s", recovery, recovery + 5);
    for (char *c = typed; *c; c++)
        *c = *c >= 'A' && *c <= 'Z' ? (char)(*c - 'A' + 'a') : *c;
    assert_int_equal(step_up_by_code(f->school, &eve.actor, recovery, &until, &retry), FAULT_SECOND_FACTOR_WRONG);
    assert_int_equal(step_up_by_code(f->school, &zoe.actor, typed, &until, &retry), FAULT_NONE);
    assert_int_equal(step_up_by_code(f->school, &zoe.actor, typed, &until, &retry), FAULT_SECOND_FACTOR_WRONG);
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM recovery_codes"), 19);

    // A thief's session of somebody else is not stepped up by it.
    struct actor thief = zoe.actor;
    thief.session_id = eve.session.id;
    assert_int_equal(step_up_by_code(f->school, &thief, zoe.codes.codes[4], &until, &retry), FAULT_NONE);
    fixture_wait(f, 11 * MINUTE);
    refresh(f, &eve);
    assert_int_equal(actor_step_up(&eve.actor, clock_now_ms(&f->clock)), FAULT_STEP_UP_NEEDED);
    school_fixture_close(f);
}

static void test_guessing(void **state)
{
    struct school_fixture *f = school_fixture_open(test_store_need(state));
    struct someone zoe;
    int64_t until = -7, retry = -7;
    static const char *const wrong[] = {"000000", "", "1", "aaaaaaaaaa", "\xf0\x9f\x98\x80"};
    sign_up(f, "zoe@college.example", ROLE_PROFESSOR, &zoe);
    set_up(f, &zoe);
    fixture_wait(f, MINUTE);
    for (size_t i = 0; i < SECOND_FACTOR_TRIES; i++)
        assert_int_equal(step_up_by_code(f->school, &zoe.actor, wrong[i], &until, &retry), FAULT_SECOND_FACTOR_WRONG);
    assert_int_equal(retry, -7);
    assert_int_equal(step_up_by_code(f->school, &zoe.actor, code_at(f, &zoe, 0), &until, &retry),
                     FAULT_TOO_MANY_ATTEMPTS);
    assert_int_equal(retry, 15 * 60);
    assert_int_equal(step_up_by_code(f->school, &zoe.actor, zoe.codes.codes[0], &until, &retry),
                     FAULT_TOO_MANY_ATTEMPTS);
    fixture_wait(f, 15 * MINUTE);
    for (size_t i = 0; i < SECOND_FACTOR_TRIES - 1; i++)
        assert_int_equal(step_up_by_code(f->school, &zoe.actor, wrong[i], &until, &retry), FAULT_SECOND_FACTOR_WRONG);
    assert_int_equal(step_up_by_code(f->school, &zoe.actor, code_at(f, &zoe, 0), &until, &retry), FAULT_NONE);
    assert_int_equal(step_up_by_code(f->school, &zoe.actor, wrong[0], &until, &retry),
                     FAULT_SECOND_FACTOR_WRONG); // a right one has cleared the count
    school_fixture_close(f);
}

static void test_remove(void **state)
{
    struct school_fixture *f = school_fixture_open(test_store_need(state));
    struct someone zoe;
    struct recovery_codes fresh;
    int64_t until, retry;
    sign_up(f, "zoe@college.example", ROLE_PROFESSOR, &zoe);
    assert_int_equal(second_factor_remove(f->school, &zoe.actor), FAULT_SECOND_FACTOR_ABSENT);
    assert_int_equal(second_factor_renew(f->school, &zoe.actor, &fresh), FAULT_SECOND_FACTOR_ABSENT);
    fixture_sql(f, "UPDATE users SET locale = 'ar-EG' WHERE email = 'zoe@college.example'");
    set_up(f, &zoe);
    fixture_wait(f, 10 * MINUTE);
    refresh(f, &zoe);
    assert_int_equal(second_factor_remove(f->school, &zoe.actor), FAULT_STEP_UP_NEEDED);
    assert_int_equal(second_factor_renew(f->school, &zoe.actor, &fresh), FAULT_STEP_UP_NEEDED);
    assert_int_equal(step_up_by_code(f->school, &zoe.actor, code_at(f, &zoe, 0), &until, &retry), FAULT_NONE);
    refresh(f, &zoe);
    assert_int_equal(second_factor_renew(f->school, &zoe.actor, &fresh), FAULT_NONE);
    assert_int_equal(step_up_by_code(f->school, &zoe.actor, zoe.codes.codes[0], &until, &retry),
                     FAULT_SECOND_FACTOR_WRONG);
    assert_int_equal(step_up_by_code(f->school, &zoe.actor, fresh.codes[0], &until, &retry), FAULT_NONE);
    assert_int_equal(second_factor_remove(f->school, &zoe.actor), FAULT_NONE);
    refresh(f, &zoe);
    assert_int_equal(zoe.actor.stepped_up_at, 0);
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM second_factors"), 0);
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM recovery_codes"), 0);
    assert_int_equal(fixture_letters(f, "zoe@college.example", LETTER_FACTOR_SET_UP, ARABIC), 3); // all call it so
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM mails"), 3);
    school_fixture_close(f);
}

/* Without a second factor the password is the fresh proof, and with one it is not. */
static void test_password(void **state)
{
    struct school_fixture *f = school_fixture_open(test_store_need(state));
    struct someone zoe, eve;
    struct session session;
    struct step_up step_up;
    int64_t until = 0, retry = 0;
    sign_up(f, "zoe@college.example", ROLE_PROFESSOR, &zoe);
    sign_up(f, "eve@college.example", ROLE_PROFESSOR, &eve);
    assert_int_equal(step_up_get(f->school, &zoe.actor, &step_up), FAULT_NONE);
    assert_true(step_up.takes[STEP_UP_PASSWORD] && !step_up.takes[STEP_UP_CODE]);
    assert_int_equal(step_up.until, clock_now_ms(&f->clock) + STEP_UP_MINUTES * MINUTE); // who signs up has typed it
    fixture_wait(f, STEP_UP_MINUTES * MINUTE);
    assert_int_equal(step_up_get(f->school, &zoe.actor, &step_up), FAULT_NONE);
    assert_int_equal(step_up.until, 0);
    assert_int_equal(step_up_by_password(f->school, &zoe.actor, "wrong", &until, &retry), FAULT_PASSWORD_WRONG);
    assert_int_equal(step_up_by_password(f->school, &zoe.actor, NULL, &until, &retry), FAULT_PASSWORD_WRONG);
    assert_int_equal(step_up_by_password(f->school, &zoe.actor, good_password, &until, &retry), FAULT_NONE);
    assert_int_equal(until, clock_now_ms(&f->clock) + STEP_UP_MINUTES * MINUTE);
    assert_int_equal(session_find(f->school, zoe.session.token, false, &f->arena, &session), FAULT_NONE);
    assert_int_equal(session.stepped_up_at, clock_now_ms(&f->clock));
    zoe.actor.stepped_up_at = session.stepped_up_at;
    assert_int_equal(step_up_get(f->school, &zoe.actor, &step_up), FAULT_NONE);
    assert_int_equal(step_up.until, until);
    fixture_wait(f, STEP_UP_MINUTES * MINUTE);
    assert_int_equal(step_up_get(f->school, &zoe.actor, &step_up), FAULT_NONE);
    assert_int_equal(step_up.until, 0);

    // Once a factor is set up, what the password has opened elsewhere ends, and the password is no proof any more.
    assert_int_equal(step_up_by_password(f->school, &zoe.actor, good_password, &until, &retry), FAULT_NONE);
    struct someone elsewhere = zoe;
    assert_int_equal(session_start(f->school, zoe.actor.user_id, NULL, &f->arena, &session), FAULT_NONE);
    elsewhere.actor.session_id = session.id;
    set_up(f, &elsewhere);
    assert_int_equal(session_find(f->school, zoe.session.token, false, &f->arena, &session), FAULT_NOT_SIGNED_IN);
    assert_int_equal(step_up_by_password(f->school, &elsewhere.actor, good_password, &until, &retry),
                     FAULT_SECOND_FACTOR_NEEDED);
    assert_int_equal(step_up_get(f->school, &elsewhere.actor, &step_up), FAULT_NONE);
    assert_true(step_up.takes[STEP_UP_CODE] && !step_up.takes[STEP_UP_PASSWORD]);

    // Guessing is held back.
    for (int i = 0; i < CREDENTIAL_ATTEMPTS; i++)
        assert_int_equal(step_up_by_password(f->school, &eve.actor, "wrong", &until, &retry), FAULT_PASSWORD_WRONG);
    assert_int_equal(step_up_by_password(f->school, &eve.actor, good_password, &until, &retry),
                     FAULT_TOO_MANY_ATTEMPTS);
    assert_true(retry > 0);
    school_fixture_close(f);
}

static enum fault sign_in(struct school_fixture *f, const char *email, const char *password, const char *code,
                          struct session *ret_session)
{
    int64_t retry;
    const struct session_origin origin = {.address = "a", .code = code};
    return session_sign_in(f->school, email, password, &origin, &f->arena, ret_session, &retry);
}

static void test_sign_in(void **state)
{
    struct school_fixture *f = school_fixture_open(test_store_need(state));
    struct someone prof, student;
    struct session session;
    sign_up(f, "prof@college.example", ROLE_PROFESSOR, &prof);
    sign_up(f, "zoe@college.example", ROLE_STUDENT, &student);
    assert_int_equal(sign_in(f, "prof@college.example", good_password, NULL, &session), FAULT_NONE); // has none yet
    assert_int_equal(session.stepped_up_at, clock_now_ms(&f->clock)); // the password is the proof then
    set_up(f, &prof);
    set_up(f, &student);
    fixture_wait(f, MINUTE);
    assert_int_equal(sign_in(f, "prof@college.example", "wrong", code_at(f, &prof, 0), &session),
                     FAULT_WRONG_CREDENTIALS);
    fixture_sql(f, "DELETE FROM login_attempts");
    for (int i = 0; i < 20; i++) // asking for the code is no failed attempt
        assert_int_equal(sign_in(f, "prof@college.example", good_password, NULL, &session), FAULT_SECOND_FACTOR_NEEDED);
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM login_attempts"), 0);
    int64_t sessions = fixture_number(f, "SELECT COUNT(*) FROM sessions");
    assert_int_equal(sign_in(f, "prof@college.example", good_password, "000000", &session), FAULT_SECOND_FACTOR_WRONG);
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM sessions"), sessions);
    const char *code = code_at(f, &prof, 0);
    assert_int_equal(sign_in(f, "prof@college.example", good_password, code, &session), FAULT_NONE);
    assert_int_equal(session.stepped_up_at, FIXTURE_NOW + MINUTE);
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM login_attempts"), 2); // the wrong code's, for strangers
    assert_int_equal(sign_in(f, "prof@college.example", good_password, code, &session), FAULT_SECOND_FACTOR_WRONG);
    assert_int_equal(sign_in(f, "prof@college.example", good_password, prof.codes.codes[9], &session), FAULT_NONE);

    // Who is asked is a setting.
    assert_int_equal(sign_in(f, "zoe@college.example", good_password, NULL, &session), FAULT_SECOND_FACTOR_NEEDED);
    fixture_sql(f, "INSERT INTO settings (name, value, updated_at) VALUES ('second_factor', 'staff', 0)");
    assert_int_equal(sign_in(f, "zoe@college.example", good_password, NULL, &session), FAULT_NONE);
    assert_int_equal(sign_in(f, "prof@college.example", good_password, NULL, &session), FAULT_SECOND_FACTOR_NEEDED);
    fixture_sql(f, "UPDATE settings SET value = 'off' WHERE name = 'second_factor'");
    assert_int_equal(sign_in(f, "prof@college.example", good_password, NULL, &session), FAULT_NONE);
    school_fixture_close(f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST_ON_BOTH(test_set_up),   TEST_ON_BOTH(test_step_up), TEST_ON_BOTH(test_password),
        TEST_ON_BOTH(test_guessing), TEST_ON_BOTH(test_remove),  TEST_ON_BOTH(test_sign_in),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
