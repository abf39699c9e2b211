/* SPDX-License-Identifier: MIT */
/* Registering, one's own name, password and e-mail, and a forgotten password. */
#include "school/people/account_reset.h"
#include "school/unit.h"

#include <string.h>

#include "base/arena.h"
#include "base/str.h"
#include "crypto/secret.h"
#include "school/common/fault.h"
#include "school/common/rows.h"
#include "school/common/state.h"
#include "school/people/account.h"
#include "school/people/invitation.h"
#include "school/people/own_account.h"
#include "school/people/registration.h"
#include "school/people/sign_in/credential.h"
#include "school/people/sign_in/session.h"
#include "school/post/mail_inside.h"
#include "school/plan/lecture.h"
#include "school/school.h"
#include "store/db.h"
#include "store/engine.h"
#include "store/store.h"

static const char good_password[] = "correct horse 7 battery";
static const char new_password[] = "nine purple boats in a row";

static struct session signed_in(struct school_fixture *f, const char *email, enum role role)
{
    struct user user;
    struct session session;
    struct account_request request = {.name = "Zoë Łęcka", .email = email, .password = good_password};
    assert_int_equal(account_add(f->school, &request, role, &f->arena, &user), FAULT_NONE);
    assert_int_equal(session_start(f->school, user.id, NULL, &f->arena, &session), FAULT_NONE);
    return session;
}

static enum fault sign_in(struct school_fixture *f, const char *email, const char *password)
{
    struct session session;
    int64_t retry;
    return session_sign_in(f->school, email, password, NULL, &f->arena, &session, &retry);
}

/* The token behind `path`# in the newest mail to somebody; fails without one. */
static const char *token_mailed(struct school_fixture *f, const char *to, const char *path)
{
    char *text = NULL, start[64];
    struct row row;
    struct db *db = store_reader(f->test->store);
    row_begin(&row, db, &f->arena, "SELECT body, sealed FROM mails WHERE recipient = ? ORDER BY id DESC LIMIT 1",
              DB_VALUES(T(to)));
    while (row_next(&row))
        text = arena_strdup(&f->arena, mail_text_of_row(f->school, &row, 0, 1, to));
    assert_int_equal(row_end(&row), FAULT_NONE);
    store_reader_close(&db);
    assert_non_null(text);
    snprintf(start, sizeof(start), " %d ", ACCOUNT_LINK_MINUTES); // minutes, in any language
    assert_non_null(strstr(text, start));
    snprintf(start, sizeof(start), "https://ams.example.org%s#", path);
    char *at = strstr(text, start);
    assert_non_null(at);
    at += strlen(start);
    assert_int_equal(strcspn(at, "\n"), SECRET_TOKEN_SIZE - 1);
    at[SECRET_TOKEN_SIZE - 1] = '\0';
    return at;
}

static enum fault sign_up_with(struct school_fixture *f, const char *email, const char *invitation, const char *code)
{
    struct user user;
    struct account_request request = {
        .name = "New Person", .email = email, .password = good_password, .invitation = invitation, .join_code = code};
    return account_sign_up(f->school, &request, &f->arena, &user);
}

static enum fault sign_up(struct school_fixture *f, const char *email, const char *invitation)
{
    return sign_up_with(f, email, invitation, NULL);
}

/* By default an account comes of a class's code, or of a link to an address of the institution. */
static void test_by_class(void **state)
{
    struct school_fixture *f = school_fixture_open(test_store_need(state));
    struct classroom classroom = fixture_classroom(f);
    struct classroom_change change = classroom_no_change();
    struct registration registration;
    struct registration_class class;
    char typed[32];
    int64_t retry = 0;
    assert_int_equal(registration_get(f->school, &f->arena, &registration), FAULT_NONE);
    assert_string_equal(registration.who, "class");
    assert_null(registration.domain);
    assert_int_equal(sign_up(f, "one@anywhere.example", NULL), FAULT_REGISTRATION_CODE);
    static const char *const nobodys[] = {"", "A", "AAAAAAAA", "AAAAAAAAA", "' OR 1=1", "ÄÖÜ"};
    for (size_t i = 0; i < ARRAY_LENGTH(nobodys); i++) {
        assert_int_equal(sign_up_with(f, "one@anywhere.example", NULL, nobodys[i]), FAULT_JOIN_CODE_UNKNOWN);
        assert_int_equal(registration_class(f->school, nobodys[i], "a", &f->arena, &class, &retry),
                         FAULT_JOIN_CODE_UNKNOWN);
    }
    // A taken address is told to those alone who hold a code.
    assert_int_equal(sign_up(f, "sam@college.example", NULL), FAULT_REGISTRATION_CODE);
    assert_int_equal(sign_up_with(f, "sam@college.example", NULL, "AAAAAAAA"), FAULT_JOIN_CODE_UNKNOWN);

    // As people type it.
    snprintf(typed, sizeof(typed), " %.4s-%s ", classroom.join_code, classroom.join_code + 4);
    for (char *at = typed; *at; at++)
        *at = *at >= 'A' && *at <= 'Z' ? (char)(*at - 'A' + 'a') : *at;
    assert_int_equal(registration_class(f->school, typed, "a", &f->arena, &class, &retry), FAULT_NONE);
    assert_string_equal(class.subject, classroom.subject);
    assert_string_equal(class.professor, classroom.professor.name);
    assert_int_equal(class.next_starts_at, 0);
    struct lecture lecture = fixture_lecture(f, classroom.id);
    assert_int_equal(registration_class(f->school, typed, "a", &f->arena, &class, &retry), FAULT_NONE);
    assert_int_equal(class.next_starts_at, lecture.starts_at);
    assert_int_equal(sign_up_with(f, "one@anywhere.example", NULL, typed), FAULT_NONE);
    assert_int_equal(sign_up_with(f, "one@anywhere.example", NULL, typed), FAULT_EMAIL_TAKEN);
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM students"), 1); // joining is a step of its own

    // A code that lets nobody in makes no account.
    change.join_open = 0;
    assert_int_equal(classroom_change(f->school, &f->professor, classroom.id, &change, &f->arena, &classroom),
                     FAULT_NONE);
    assert_int_equal(sign_up_with(f, "two@anywhere.example", NULL, typed), FAULT_JOIN_CLOSED);
    assert_int_equal(registration_class(f->school, typed, "a", &f->arena, &class, &retry), FAULT_JOIN_CLOSED);
    change = classroom_no_change();
    change.join_open = 1;
    change.join_expires_at = FIXTURE_NOW + MINUTE;
    assert_int_equal(classroom_change(f->school, &f->professor, classroom.id, &change, &f->arena, &classroom),
                     FAULT_NONE);
    assert_int_equal(sign_up_with(f, "two@anywhere.example", NULL, typed), FAULT_NONE);
    fixture_wait(f, MINUTE);
    assert_int_equal(sign_up_with(f, "three@anywhere.example", NULL, typed), FAULT_JOIN_CLOSED);

    // Where the institution has a domain, its addresses get a link without a code; typing one proves nothing.
    assert_int_equal(registration_ask(f->school, "new@college.example", NULL, "a", &f->arena, &retry),
                     FAULT_REGISTRATION_CLOSED);
    fixture_sql(f,
                "INSERT INTO settings (name, value, updated_at) VALUES ('registration_domain', 'college.example', 0)");
    assert_int_equal(sign_up(f, "new@college.example", NULL), FAULT_REGISTRATION_CODE);
    assert_int_equal(registration_ask(f->school, "new@elsewhere.example", NULL, "a", &f->arena, &retry),
                     FAULT_REGISTRATION_DOMAIN);
    assert_int_equal(registration_ask(f->school, "new@college.example", NULL, "a", &f->arena, &retry), FAULT_NONE);
    assert_int_equal(sign_up(f, "new@college.example", token_mailed(f, "new@college.example", "/welcome")), FAULT_NONE);

    // Codes are not guessed from one network for ever.
    enum fault fault = FAULT_JOIN_CODE_UNKNOWN;
    int guesses = 0;
    for (; guesses < 2 * REGISTRATION_CODES && fault == FAULT_JOIN_CODE_UNKNOWN; guesses++)
        fault = registration_class(f->school, "AAAAAAAA", "b", &f->arena, &class, &retry);
    assert_int_equal(fault, FAULT_TOO_MANY_ATTEMPTS);
    assert_int_equal(guesses, REGISTRATION_CODES + 1);
    assert_true(retry > 0);
    school_fixture_close(f);
}

static void test_registration(void **state)
{
    struct school_fixture *f = school_fixture_open(test_store_need(state));
    struct registration registration;
    char token[SECRET_TOKEN_SIZE];
    int64_t expires_at, retry = -7;
    fixture_sql(f, "INSERT INTO settings (name, value, updated_at) VALUES ('registration', 'open', 0)");
    assert_int_equal(registration_get(f->school, &f->arena, &registration), FAULT_NONE);
    assert_string_equal(registration.who, "open");
    assert_null(registration.domain);
    assert_int_equal(sign_up(f, "one@anywhere.example", NULL), FAULT_NONE);
    assert_int_equal(registration_ask(f->school, "x@college.example", NULL, "a", &f->arena, &retry),
                     FAULT_REGISTRATION_CLOSED);

    fixture_sql(f, "UPDATE settings SET value = 'invitation' WHERE name = 'registration'");
    assert_int_equal(sign_up(f, "two@anywhere.example", NULL), FAULT_REGISTRATION_CLOSED);
    for (enum role role = ROLE_STUDENT; role < ROLE_COUNT; role++) {
        char email[32];
        snprintf(email, sizeof(email), "%s@anywhere.example", role_code(role));
        assert_int_equal(invitation_create(f->school, &f->administrator, role, NULL, NULL, token, &expires_at),
                         FAULT_NONE);
        assert_int_equal(sign_up(f, email, token), FAULT_NONE);
    }
    // "domain" without a domain lets nobody in.
    fixture_sql(f, "UPDATE settings SET value = 'domain' WHERE name = 'registration'");
    assert_int_equal(sign_up(f, "two@anywhere.example", NULL), FAULT_REGISTRATION_CLOSED);
    fixture_sql(f,
                "INSERT INTO settings (name, value, updated_at) VALUES ('registration_domain', 'College.example', 0)");
    assert_int_equal(registration_get(f->school, &f->arena, &registration), FAULT_NONE);
    assert_string_equal(registration.who, "domain");
    assert_string_equal(registration.domain, "College.example");
    assert_int_equal(sign_up(f, "new@college.example", NULL), FAULT_REGISTRATION_DOMAIN); // typing it proves nothing
    static const char *const foreign[] = {"x@evilcollege.example", "x@college.example.org", "x@example",
                                          "college.example@evil.org"};
    for (size_t i = 0; i < ARRAY_LENGTH(foreign); i++)
        assert_int_not_equal(registration_ask(f->school, foreign[i], NULL, "a", &f->arena, &retry), FAULT_NONE);
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM mails WHERE subject = 'Make your account'"), 0);
    assert_int_equal(registration_ask(f->school, "Deep@maths.college.EXAMPLE", NULL, "a", &f->arena, &retry),
                     FAULT_NONE);
    assert_int_equal(registration_ask(f->school, "new@college.example", NULL, "a", &f->arena, &retry), FAULT_NONE);
    const char *link = token_mailed(f, "new@college.example", "/welcome");
    assert_int_equal(sign_up(f, "friend@anywhere.example", link), FAULT_INVITATION_ADDRESS); // it is for that address
    assert_int_equal(sign_up(f, "new@college.example", link), FAULT_NONE);
    assert_int_equal(sign_up(f, "new@college.example", link), FAULT_INVITATION_UNKNOWN);

    // Who has an account is not told to the asker, but to the mailbox.
    int64_t invitations = fixture_number(f, "SELECT COUNT(*) FROM invitations");
    assert_int_equal(registration_ask(f->school, "sam@college.example", NULL, "a", &f->arena, &retry), FAULT_NONE);
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM invitations"), invitations);
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM mails WHERE recipient = 'sam@college.example'"), 1);
    for (int i = 1; i < REGISTRATION_EMAIL_ATTEMPTS; i++)
        assert_int_equal(registration_ask(f->school, "sam@college.example", NULL, "b", &f->arena, &retry), FAULT_NONE);
    assert_int_equal(registration_ask(f->school, "sam@college.example", NULL, "c", &f->arena, &retry),
                     FAULT_TOO_MANY_ATTEMPTS);
    assert_int_equal(retry, 15 * 60);
    school_fixture_close(f);
}

static void test_edit(void **state)
{
    struct school_fixture *f = school_fixture_open(test_store_need(state));
    struct user user = {0};
    struct account_edit edit = {.name = "  محمد 李 👩🏽‍🎓 ", .locale = "ar", .version = 1};
    assert_int_equal(account_edit(f->school, &f->student, &edit, &f->arena, &user), FAULT_NONE);
    assert_string_equal(user.name, "محمد 李 👩🏽‍🎓");
    assert_string_equal(user.locale, "ar");
    assert_int_equal(user.version, 2);
    assert_int_equal(account_edit(f->school, &f->student, &edit, &f->arena, &user), FAULT_CHANGED_MEANWHILE);
    edit = (struct account_edit){.locale = "hi"};
    assert_int_equal(account_edit(f->school, &f->student, &edit, &f->arena, &user), FAULT_NONE);
    assert_string_equal(user.locale, "hi");
    assert_string_equal(user.name, "محمد 李 👩🏽‍🎓");
    assert_int_equal(user.version, 3);
    edit = (struct account_edit){0}; // nothing to do
    assert_int_equal(account_edit(f->school, &f->student, &edit, &f->arena, &user), FAULT_NONE);
    assert_int_equal(user.version, 3);
    static const char *const bad[] = {"", "  ", "a\nb", "evil \xe2\x80\xae txt", "a\xc3"};
    for (size_t i = 0; i < ARRAY_LENGTH(bad); i++) {
        edit = (struct account_edit){.name = bad[i]};
        assert_int_equal(account_edit(f->school, &f->student, &edit, &f->arena, &user), FAULT_NAME_INVALID);
    }
    edit = (struct account_edit){.locale = "../../etc"};
    assert_int_equal(account_edit(f->school, &f->student, &edit, &f->arena, &user), FAULT_TEXT_INVALID);
    assert_int_equal(user.version, 3);
    school_fixture_close(f);
}

static void test_password(void **state)
{
    struct school_fixture *f = school_fixture_open(test_store_need(state));
    struct session here = signed_in(f, "zoe@college.example", ROLE_PROFESSOR), there, found;
    struct actor actor = session_actor(&here);
    int64_t retry = -7;
    assert_int_equal(session_start(f->school, here.user.id, NULL, &f->arena, &there), FAULT_NONE);
    struct school *s = f->school;
    fixture_sql(f, "UPDATE users SET locale = 'hi-IN' WHERE email = 'zoe@college.example'");
    assert_int_equal(account_change_password(s, &actor, "wrong", new_password, &f->arena, &retry),
                     FAULT_PASSWORD_WRONG);
    assert_int_equal(account_change_password(s, &actor, good_password, "fourteen chars", &f->arena, &retry),
                     FAULT_PASSWORD_TOO_SHORT);
    assert_int_equal(account_change_password(s, &actor, good_password, "zoe@college.example", &f->arena, &retry),
                     FAULT_PASSWORD_TOO_COMMON);
    assert_int_equal(account_change_password(s, &actor, good_password, new_password, &f->arena, &retry), FAULT_NONE);
    assert_int_equal(session_find(s, here.token, false, &f->arena, &found), FAULT_NONE);
    assert_int_equal(session_find(s, there.token, false, &f->arena, &found), FAULT_NOT_SIGNED_IN);
    assert_int_equal(sign_in(f, "zoe@college.example", good_password), FAULT_WRONG_CREDENTIALS);
    assert_int_equal(sign_in(f, "zoe@college.example", new_password), FAULT_NONE);
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM audit WHERE action = 'password_changed'"), 1);
    assert_int_equal(fixture_letters(f, "zoe@college.example", LETTER_PASSWORD_CHANGED, HINDI), 1);
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM mails WHERE recipient = 'zoe@college.example'"), 1);

    fixture_sql(f, "DELETE FROM login_attempts");
    for (int i = 0; i < CREDENTIAL_ATTEMPTS; i++)
        assert_int_equal(account_change_password(s, &actor, "wrong", good_password, &f->arena, &retry),
                         FAULT_PASSWORD_WRONG);
    assert_int_equal(retry, -7);
    assert_int_equal(account_change_password(s, &actor, new_password, good_password, &f->arena, &retry),
                     FAULT_TOO_MANY_ATTEMPTS);
    assert_int_equal(retry, 15 * 60);
    assert_int_equal(sign_in(f, "zoe@college.example", new_password), FAULT_NONE); // signing in goes on
    school_fixture_close(f);
}

static void test_email(void **state)
{
    struct school_fixture *f = school_fixture_open(test_store_need(state));
    struct session session = signed_in(f, "zoe@college.example", ROLE_STUDENT), found;
    struct actor actor = session_actor(&session);
    struct school *s = f->school;
    int64_t retry = -7;
    assert_int_equal(account_change_email(s, &actor, "no address", good_password, &f->arena, &retry),
                     FAULT_EMAIL_INVALID);
    assert_int_equal(account_change_email(s, &actor, "new@college.example", "wrong", &f->arena, &retry),
                     FAULT_PASSWORD_WRONG);
    assert_int_equal(account_change_email(s, &actor, "SAM@college.example", good_password, &f->arena, &retry),
                     FAULT_EMAIL_TAKEN);
    assert_int_equal(account_change_email(s, &actor, "First@college.example", good_password, &f->arena, &retry),
                     FAULT_NONE);
    const char *first = token_mailed(f, "first@college.example", "/confirm-email");
    assert_int_equal(fixture_letters(f, "first@college.example", LETTER_EMAIL_CONFIRM, ENGLISH), 1);
    fixture_sql(f, "UPDATE users SET locale = 'ar' WHERE email = 'zoe@college.example'");
    assert_int_equal(account_change_email(s, &actor, "New@college.example", good_password, &f->arena, &retry),
                     FAULT_NONE);
    const char *token = token_mailed(f, "new@college.example", "/confirm-email");
    assert_int_equal(fixture_letters(f, "new@college.example", LETTER_EMAIL_CONFIRM, ARABIC), 1);
    assert_int_equal(sign_in(f, "new@college.example", good_password), FAULT_WRONG_CREDENTIALS);
    assert_int_equal(account_confirm_email(s, first, NULL, &f->arena), FAULT_LINK_UNKNOWN); // the newest counts
    assert_int_equal(account_confirm_email(s, "nonsense", NULL, &f->arena), FAULT_LINK_UNKNOWN);
    assert_int_equal(account_reset(s, token, new_password, &f->arena), FAULT_LINK_UNKNOWN); // of another kind
    fixture_wait(f, HOUR - 1);
    assert_int_equal(
        account_confirm_email(s, token, &(struct actor){.user_id = actor.user_id, .session_id = session.id}, &f->arena),
        FAULT_NONE);
    assert_int_equal(account_confirm_email(s, token, NULL, &f->arena), FAULT_LINK_UNKNOWN);
    assert_int_equal(sign_in(f, "zoe@college.example", good_password), FAULT_WRONG_CREDENTIALS);
    assert_int_equal(sign_in(f, "new@college.example", good_password), FAULT_NONE);
    assert_int_equal(session_find(s, session.token, false, &f->arena, &found), FAULT_NONE);
    assert_string_equal(found.user.email, "new@college.example");
    assert_int_equal(fixture_letters(f, "zoe@college.example", LETTER_EMAIL_CHANGED, ARABIC), 1);
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM mails WHERE recipient = 'zoe@college.example'"), 1);
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM audit WHERE action = 'email_changed'"), 1);

    // Somebody else was quicker, and a link that is too old.
    assert_int_equal(account_change_email(s, &actor, "late@college.example", good_password, &f->arena, &retry),
                     FAULT_NONE);
    token = token_mailed(f, "late@college.example", "/confirm-email");
    fixture_person(f, ROLE_STUDENT, "Quick", "late@college.example");
    assert_int_equal(account_confirm_email(s, token, NULL, &f->arena), FAULT_EMAIL_TAKEN);
    fixture_sql(f, "UPDATE users SET email = 'else@college.example' WHERE email = 'late@college.example'");
    fixture_wait(f, HOUR);
    assert_int_equal(account_confirm_email(s, token, NULL, &f->arena), FAULT_LINK_UNKNOWN);
    fixture_wait(f, 1);
    assert_int_equal(school_sweep(s), FAULT_NONE);
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM account_links"), 0);
    school_fixture_close(f);
}

static void test_reset(void **state)
{
    struct school_fixture *f = school_fixture_open(test_store_need(state));
    struct session session = signed_in(f, "zoe@college.example", ROLE_PROFESSOR), found;
    struct school *s = f->school;
    int64_t retry = -7;
    assert_int_equal(account_reset_ask(s, "no address", "a", &f->arena, &retry), FAULT_EMAIL_INVALID);
    assert_int_equal(account_reset_ask(s, "nobody@college.example", "a", &f->arena, &retry), FAULT_NONE);
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM mails"), 0);
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM account_links"), 1); // the same was written
    assert_int_equal(account_reset_ask(s, "ZOE@college.example", "a", &f->arena, &retry), FAULT_NONE);
    const char *old = token_mailed(f, "zoe@college.example", "/reset");
    assert_int_equal(account_reset_ask(s, "zoe@college.example", "a", &f->arena, &retry), FAULT_NONE);
    const char *token = token_mailed(f, "zoe@college.example", "/reset");
    assert_string_not_equal(old, token);
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM account_links WHERE LENGTH(token_hash) = 64"), 3);
    // After a password that will not do the link still works, then once only, and the others are void.
    assert_int_equal(account_reset(s, token, "fourteen chars", &f->arena), FAULT_PASSWORD_TOO_SHORT);
    assert_int_equal(account_reset(s, "nonsense", new_password, &f->arena), FAULT_LINK_UNKNOWN);
    fixture_wait(f, HOUR - 1);
    assert_int_equal(account_reset(s, token, new_password, &f->arena), FAULT_NONE);
    assert_int_equal(account_reset(s, token, good_password, &f->arena), FAULT_LINK_UNKNOWN);
    assert_int_equal(account_reset(s, old, good_password, &f->arena), FAULT_LINK_UNKNOWN);
    assert_int_equal(session_find(s, session.token, false, &f->arena, &found), FAULT_NOT_SIGNED_IN);
    assert_int_equal(sign_in(f, "zoe@college.example", good_password), FAULT_WRONG_CREDENTIALS);
    assert_int_equal(sign_in(f, "zoe@college.example", new_password), FAULT_NONE);
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM audit WHERE action = 'password_reset'"), 1);

    assert_int_equal(account_reset_ask(s, "zoe@college.example", "a", &f->arena, &retry), FAULT_NONE);
    token = token_mailed(f, "zoe@college.example", "/reset");
    fixture_wait(f, HOUR);
    assert_int_equal(account_reset(s, token, good_password, &f->arena), FAULT_LINK_UNKNOWN);
    assert_int_equal(account_reset_ask(s, "zoe@college.example", "a", &f->arena, &retry), FAULT_NONE);
    token = token_mailed(f, "zoe@college.example", "/reset");
    fixture_sql(f, "UPDATE users SET disabled_at = 1 WHERE email = 'zoe@college.example'");
    assert_int_equal(account_reset(s, token, good_password, &f->arena), FAULT_LINK_UNKNOWN);
    int64_t mails = fixture_number(f, "SELECT COUNT(*) FROM mails");
    assert_int_equal(account_reset_ask(s, "zoe@college.example", "a", &f->arena, &retry), FAULT_NONE);
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM mails"), mails); // not to a deactivated account
    school_fixture_close(f);
}

/* Per e-mail whoever asks, and whether it is somebody's or not; and per network address. */
struct work {
    int64_t made[4]; // statements of the writing connection so far: SELECT, INSERT, UPDATE, DELETE
};

static enum fault count_work(struct db *db, void *context)
{
    static const char *const names[] = {"COM_SELECT", "COM_INSERT", "COM_UPDATE", "COM_DELETE"};
    struct work *work = context;
    for (size_t i = 0; i < ARRAY_LENGTH(names); i++)
        if (db_one_int(db, &work->made[i],
                       "SELECT CAST(variable_value AS INTEGER) FROM information_schema.session_status"
                       " WHERE variable_name = ?",
                       DB_VALUES(T(names[i]))) != DB_ROW)
            return FAULT_INTERNAL;
    return FAULT_NONE;
}

/* How much is done for a stranger who asks about this address: statements by kind. */
static struct work work_of(struct school_fixture *f, const char *email, bool registers)
{
    struct work before = {0}, after = {0};
    int64_t retry;
    bool counts = f->test->engine == TEST_MARIADB; // SQLite counts rows alone
    assert_int_equal(counts ? school_change(f->school, count_work, &before) : FAULT_NONE, FAULT_NONE);
    assert_int_equal(registers ? registration_ask(f->school, email, NULL, NULL, &f->arena, &retry)
                               : account_reset_ask(f->school, email, NULL, &f->arena, &retry),
                     FAULT_NONE);
    assert_int_equal(counts ? school_change(f->school, count_work, &after) : FAULT_NONE, FAULT_NONE);
    for (size_t i = 0; i < ARRAY_LENGTH(after.made); i++)
        after.made[i] -= before.made[i];
    return after;
}

/* Whether an address has an account cannot be told by what asking for a link costs: the same statements run. */
static void test_same_work(void **state)
{
    struct school_fixture *f = school_fixture_open(test_store_need(state));
    static const char *const nobodys[] = {"nobody@college.example", "no.one@college.example"};
    fixture_sql(f,
                "INSERT INTO settings (name, value, updated_at) VALUES ('registration_domain', 'college.example', 0)");
    for (int registers = 0; registers < 2; registers++) {
        struct work known = work_of(f, "sam@college.example", registers);
        assert_int_equal(known.made[1] > 0 && known.made[3] > 0, f->test->engine == TEST_MARIADB);
        for (size_t i = 0; i < ARRAY_LENGTH(nobodys); i++) {
            struct work unknown = work_of(f, nobodys[i], registers);
            for (size_t k = 0; k < ARRAY_LENGTH(known.made); k++)
                assert_int_equal(known.made[k], unknown.made[k]);
        }
    }
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM mails WHERE subject = 'Set a new password'"), 1);
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM invitations"), 2); // of those without an account
    school_fixture_close(f);
}

static void test_reset_throttle(void **state)
{
    struct school_fixture *f = school_fixture_open(test_store_need(state));
    static const char *const emails[] = {"sam@college.example", "nobody@college.example"};
    char email[40];
    int64_t retry = -7;
    for (size_t i = 0; i < ARRAY_LENGTH(emails); i++) {
        for (int k = 0; k < RESET_EMAIL_ATTEMPTS; k++)
            assert_int_equal(account_reset_ask(f->school, emails[i], k == 0 ? "b" : NULL, &f->arena, &retry),
                             FAULT_NONE);
        assert_int_equal(account_reset_ask(f->school, emails[i], "c", &f->arena, &retry), FAULT_TOO_MANY_ATTEMPTS);
        assert_int_equal(retry, 15 * 60);
    }
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM mails"), RESET_EMAIL_ATTEMPTS);
    for (int i = 0; i < RESET_ADDRESS_ATTEMPTS; i++) {
        snprintf(email, sizeof(email), "n%d@college.example", i);
        assert_int_equal(account_reset_ask(f->school, email, "d", &f->arena, &retry), FAULT_NONE);
    }
    assert_int_equal(account_reset_ask(f->school, "bea@college.example", "d", &f->arena, &retry),
                     FAULT_TOO_MANY_ATTEMPTS);
    assert_int_equal(account_reset_ask(f->school, "bea@college.example", "e", &f->arena, &retry), FAULT_NONE);
    school_fixture_close(f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST_ON_BOTH(test_by_class),       TEST_ON_BOTH(test_registration), TEST_ON_BOTH(test_edit),
        TEST_ON_BOTH(test_password),       TEST_ON_BOTH(test_email),        TEST_ON_BOTH(test_reset),
        TEST_ON_BOTH(test_reset_throttle), TEST_ON_BOTH(test_same_work),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
