/* SPDX-License-Identifier: MIT */
/*
 * What is promised to be sealed or kept as a hash alone stands nowhere on disk in clear: in no file of the database or
 * its logs, in no blob. Each search also finds something that is not sealed, so that it can be believed. (The template
 * of a real face: test_faces.)
 */
#include "school/unit.h"

#include <stdio.h>
#include <string.h>

#include "base/arena.h"
#include "base/clock.h"
#include "base/str.h"
#include "crypto/secret.h"
#include "crypto/totp.h"
#include "school/attendance/leave.h"
#include "school/classes/classroom.h"
#include "school/common/fault.h"
#include "school/common/key_rotation.h"
#include "school/common/state.h"
#include "school/files/evidence.h"
#include "school/files/file.h"
#include "school/office/erasure.h"
#include "school/people/account.h"
#include "school/people/account_reset.h"
#include "school/people/invitation.h"
#include "school/people/sign_in/second_factor.h"
#include "school/people/sign_in/session.h"
#include "school/plan/calendar.h"
#include "school/post/mail_outbox.h"
#include "school/school.h"
#include "store/blob.h"
#include "support/at_rest.h"
#include "support/leave_scene.h"

static const char tables[] = "leaves leave_files leave_kinds users sessions second_factors recovery_codes"
                             " calendar_links invitations files idempotency audit notifications mails";

enum { MARKER_SIZE = 80 };

/* A text that nobody else writes. */
static void marker(const char *what, char text[static MARKER_SIZE])
{
    char token[SECRET_TOKEN_SIZE];
    secret_token(token);
    snprintf(text, MARKER_SIZE, "%s %s\n", what, token);
}

static int64_t evidence(struct leave_scene *s, const char *text)
{
    struct file file;
    assert_int_equal(evidence_add(s->f->school, &s->f->student, "note.txt", text, strlen(text), &s->f->arena, &file),
                     FAULT_NONE);
    return file.id;
}

static struct leave ask(struct leave_scene *s, int64_t kind_id, const char *reason, int64_t file)
{
    struct leave leave;
    const struct leave_new request = {.kind_id = kind_id,
                                      .from_at = FIXTURE_NOW,
                                      .until_at = FIXTURE_NOW + 2 * DAY,
                                      .text = reason,
                                      .evidence = &file,
                                      .evidence_count = 1};
    assert_int_equal(leave_create(s->f->school, &s->f->student, &request, &s->f->arena, &leave), FAULT_NONE);
    return leave;
}

static enum fault read_by(struct leave_scene *s, struct actor actor, const struct leave *leave, const char *text)
{
    struct file file;
    const void *bytes;
    enum fault fault = leave_evidence_read(s->f->school, &actor, 0, leave->id, leave->evidence.files[0].id,
                                           &s->f->arena, &file, &bytes);
    if (fault == FAULT_NONE) {
        assert_int_equal(file.size, strlen(text));
        assert_memory_equal(bytes, text, strlen(text));
    }
    return fault;
}

/* A file in clear, put there by hand: the search of the blobs is one that finds. What is put on the board is not in
 * clear. */
static void put_on_board(struct leave_scene *s, const char *text, const char *clear)
{
    struct file file;
    assert_int_equal(
        file_add(s->f->school, &s->f->professor, s->algebra.id, "slides.txt", text, strlen(text), &s->f->arena, &file),
        FAULT_NONE);
    assert_int_equal(blobs_put(s->f->blobs, "0123456789abcdef", clear, strlen(clear), NULL), BLOB_OK);
}

static void test_evidence(void **state)
{
    struct leave_scene s = leave_scene_open(state);
    struct school_fixture *f = s.f;
    char secret[MARKER_SIZE], loose[MARKER_SIZE], reason[MARKER_SIZE], board[MARKER_SIZE], clear[MARKER_SIZE];
    marker("Unfit to attend", secret);
    marker("Sent by mistake", loose);
    marker("A knee is operated", reason);
    marker("Slides", board);
    marker("Clear", clear);
    struct leave_kind kind = leave_scene_kind(&s, "Illness", LEAVE_OFFICE, LEAVE_OFFICE, NULL, 0);
    put_on_board(&s, board, clear);
    evidence(&s, loose);
    struct leave leave = ask(&s, kind.id, reason, evidence(&s, secret));
    assert_int_equal(read_by(&s, f->administrator, &leave, secret), FAULT_NONE);
    assert_int_equal(read_by(&s, f->student, &leave, secret), FAULT_NONE);
    assert_int_equal(at_rest_blobs(f), 4);
    assert_true(at_rest_has_text(f, tables, clear));
    assert_false(at_rest_has_text(f, tables, board));
    assert_true(at_rest_has(f, tables, reason, strlen(reason) - 1)); // the line's end is cut off
    assert_false(at_rest_has_text(f, tables, secret));
    assert_false(at_rest_has_text(f, tables, loose));

    // The bytes belong to their owner and their file: another row does not open them, nor does another key.
    char path[128];
    snprintf(path, sizeof(path), "%s/key2", f->folder);
    struct secret_key *key = secret_key_open(path, true), *own = f->key;
    assert_non_null(key);
    f->school->config.key = key;
    assert_int_equal(read_by(&s, f->student, &leave, secret), FAULT_INTERNAL);
    f->school->config.key = own;
    secret_key_close(key);
    fixture_sql(f, "UPDATE leave_files SET sealed_for = sealed_for + 1");
    assert_int_equal(read_by(&s, f->student, &leave, secret), FAULT_INTERNAL);
    fixture_sql(f, "UPDATE leave_files SET sealed_for = sealed_for - 1");

    // Taken back, it is gone; erased, everything of theirs is.
    assert_int_equal(leave_withdraw(f->school, &f->student, leave.id), FAULT_NONE);
    assert_int_equal(school_sweep(f->school), FAULT_NONE);
    assert_int_equal(at_rest_blobs(f), 3);
    assert_int_equal(read_by(&s, f->administrator, &leave, secret), FAULT_NOT_FOUND);
    struct leave second = ask(&s, kind.id, reason, evidence(&s, secret));
    struct erasure erasure;
    f->administrator.stepped_up_at = clock_now_ms(&f->clock);
    assert_int_equal(erasure_run(f->school, &f->administrator, f->student.user_id, true, &f->arena, &erasure),
                     FAULT_NONE);
    const struct actor readers[] = {f->student, f->administrator, f->professor};
    for (size_t i = 0; i < ARRAY_LENGTH(readers); i++)
        assert_int_equal(read_by(&s, readers[i], &second, secret), FAULT_NOT_FOUND);
    assert_int_equal(school_sweep(f->school), FAULT_NONE);
    assert_int_equal(at_rest_blobs(f), 2);
    assert_true(at_rest_has_text(f, tables, clear));
    assert_false(at_rest_has_text(f, tables, board));
    assert_false(at_rest_has_text(f, tables, secret));
    assert_false(at_rest_has_text(f, tables, loose));
    school_fixture_close(f);
}

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

/* Passwords, tokens and codes are hashes there; the second factor's secret is sealed. */
static void test_credentials(void **state)
{
    struct school_fixture *f = school_fixture_open(test_store_need(state));
    static const char password[] = "correct horse 7 battery of mine", email[] = "zoe@sealed.example";
    const struct account_request request = {.name = "Zoë Łęcka", .email = email, .password = password};
    struct user user;
    struct session session;
    struct second_factor_setup setup;
    struct recovery_codes codes;
    int64_t retry, expires_at;
    uint8_t secret[TOTP_SECRET_BYTES];
    char code[TOTP_CODE_SIZE], calendar[SECRET_TOKEN_SIZE], invitation[SECRET_TOKEN_SIZE];
    assert_int_equal(account_add(f->school, &request, ROLE_PROFESSOR, &f->arena, &user), FAULT_NONE);
    assert_int_equal(session_start(f->school, user.id, NULL, &f->arena, &session), FAULT_NONE);
    struct actor zoe = session_actor(&session);
    assert_int_equal(second_factor_begin(f->school, &zoe, password, &f->arena, &setup, &retry), FAULT_NONE);
    base32_read(setup.secret, secret);
    assert_true(totp_code(secret, totp_step(clock_now_ms(&f->clock)), code));
    assert_int_equal(second_factor_confirm(f->school, &zoe, code, &codes, &retry), FAULT_NONE);
    assert_int_equal(calendar_link_make(f->school, &zoe, calendar), FAULT_NONE);
    assert_int_equal(
        invitation_create(f->school, &f->administrator, ROLE_PROFESSOR, "Ida", NULL, invitation, &expires_at),
        FAULT_NONE);
    const char *const texts[] = {password, session.token, setup.secret, codes.codes[0], calendar, invitation};
    assert_true(at_rest_has_text(f, tables, email));
    assert_false(at_rest_has(f, tables, secret, sizeof(secret)));
    for (size_t i = 0; i < ARRAY_LENGTH(texts); i++)
        if (at_rest_has_text(f, tables, texts[i]))
            fail_msg("stands on disk in clear: %s", texts[i]);
    school_fixture_close(f);
}

static struct mail_taken mail_due(struct school_fixture *f)
{
    struct mail_taken taken;
    assert_int_equal(mail_take(f->school, &f->arena, &taken), FAULT_NONE);
    return taken;
}

/* A mail that waits holds a link that lets in: whoever has stolen the database cannot read it, nor have it sent to
 * themselves. The server can, also after its master key was rotated. */
static void test_waiting_mails(void **state)
{
    struct school_fixture *f = school_fixture_open(test_store_need(state));
    static const char email[] = "zoe@sealed.example", path[] = "/reset#";
    const struct account_request request = {.name = "Zoë Łęcka", .email = email, .password = "quiet river stones"};
    char token[SECRET_TOKEN_SIZE], key[100];
    struct user user;
    int64_t retry, wrapped = 0;
    assert_int_equal(account_add(f->school, &request, ROLE_STUDENT, &f->arena, &user), FAULT_NONE);
    assert_int_equal(account_reset_ask(f->school, email, "127.0.0.1", &f->arena, &retry), FAULT_NONE);
    struct mail_taken taken = mail_due(f);
    const char *at = taken.mail.text ? strstr(taken.mail.text, path) : NULL;
    assert_non_null(at);
    snprintf(token, sizeof(token), "%s", at + strlen(path));
    assert_int_equal(strlen(token), SECRET_TOKEN_SIZE - 1);
    assert_true(at_rest_has_text(f, tables, email)); // it is in the outbox
    assert_false(at_rest_has_text(f, tables, token));
    assert_string_equal(at_rest_places(f, token, strlen(token)), "");

    // Another generation of the master key opens it as well: what sealed it is wrapped, not changed.
    snprintf(key, sizeof(key), "%s/key", f->folder);
    assert_true(secret_rotation_begin(key));
    struct secret_key *master = secret_key_open(key, false);
    assert_non_null(master);
    assert_int_equal(keys_rewrap(f->test->store, master, &wrapped), FAULT_NONE);
    assert_true(wrapped > 0 && secret_rotation_end(key));
    secret_key_close(master);
    fixture_wait(f, DAY);
    assert_string_equal(mail_due(f).mail.text, taken.mail.text);
    // Bound to whom it is for.
    fixture_sql(f, "UPDATE mails SET recipient = 'mallory@sealed.example'");
    fixture_wait(f, DAY);
    struct mail_taken moved = mail_due(f);
    assert_string_equal(moved.mail.to, "mallory@sealed.example");
    assert_null(moved.mail.text);
    // It ends with its sending.
    assert_int_equal(mail_note(f->school, &moved, MAIL_SENT, NULL, true), FAULT_NONE);
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM mails WHERE sealed IS NOT NULL OR body <> ''"), 0);
    school_fixture_close(f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {TEST_ON_BOTH(test_evidence), TEST_ON_BOTH(test_credentials),
                                       TEST_ON_BOTH(test_waiting_mails)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
