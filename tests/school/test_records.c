/* SPDX-License-Identifier: MIT */
/* What is kept: the audit chain, answers for repeats, consent, and the sweep. */
#include "school/unit.h"

#include "base/str.h"
#include "face/face.h"
#include "school/attendance/attendance.h"
#include "school/attendance/window.h"
#include "school/checkin/check_in.h"
#include "school/classes/classroom.h"
#include "school/common/audit.h"
#include "school/common/fault.h"
#include "school/common/rows.h"
#include "school/common/state.h"
#include "school/faces/identity.h"
#include "school/people/idempotency.h"
#include "school/plan/lecture.h"
#include "school/school.h"

static int64_t broken(struct school_fixture *f)
{
    int64_t id = -7;
    assert_int_equal(audit_verify(f->school, &id), FAULT_NONE);
    return id;
}

static void some_entries(struct school_fixture *f)
{
    struct classroom classroom = fixture_classroom(f), rotated;
    fixture_lecture(f, classroom.id);
    fixture_enrol(f, f->student);
    for (int i = 0; i < 3; i++)
        assert_int_equal(classroom_rotate_code(f->school, &f->professor, classroom.id, &f->arena, &rotated),
                         FAULT_NONE);
}

static void test_audit(void **state)
{
    struct school_fixture *f = school_fixture_open(test_store_need(state));
    char head[AUDIT_HASH_SIZE] = "x", later[AUDIT_HASH_SIZE];
    int64_t entries = -1;
    assert_int_equal(broken(f), 0);
    assert_int_equal(audit_head(f->school, head, &entries), FAULT_NONE);
    assert_string_equal(head, "");
    assert_int_equal(entries, 0);
    some_entries(f);
    assert_int_equal(audit_head(f->school, head, &entries), FAULT_NONE);
    assert_int_equal(strlen(head), AUDIT_HASH_SIZE - 1);
    assert_int_equal(entries, 5);
    assert_int_equal(broken(f), 0);

    // A second start goes on with the chain.
    struct school *second = school_open(&f->school->config);
    assert_non_null(second);
    assert_int_equal(identity_consent_withdraw(second, &f->student), FAULT_NONE);
    school_close(second);
    assert_int_equal(audit_head(f->school, later, &entries), FAULT_NONE);
    assert_string_not_equal(head, later);
    assert_int_equal(entries, 7);
    assert_int_equal(broken(f), 0);
    school_fixture_close(f);
}

static void test_audit_tampering(void **state)
{
    struct school_fixture *f = school_fixture_open(test_store_need(state));
    some_entries(f);
    const struct {
        const char *change, *back;
        bool at_third;
    } cases[] = {
        {"UPDATE audit SET detail = 'other' WHERE id = 3", "UPDATE audit SET detail = '' WHERE id = 3", true},
        {"UPDATE audit SET at = at + 1 WHERE id = 3", "UPDATE audit SET at = at - 1 WHERE id = 3", true},
        {"UPDATE audit SET actor_id = actor_id + 1 WHERE id = 3",
         "UPDATE audit SET actor_id = actor_id - 1 WHERE id = 3", true},
        {"UPDATE audit SET subject_id = subject_id + 1 WHERE id = 3",
         "UPDATE audit SET subject_id = subject_id - 1 WHERE id = 3", true},
        {"UPDATE audit SET previous_hash = hash WHERE id = 3",
         "UPDATE audit SET previous_hash = (SELECT hash FROM (SELECT hash FROM audit WHERE id = 2) t) WHERE id = 3",
         true},
        {"UPDATE settings SET updated_by = 0 WHERE name = 'audit_head'", "SELECT 1", false}, // is no part of it
    };
    for (size_t i = 0; i < ARRAY_LENGTH(cases); i++) {
        fixture_sql(f, cases[i].change);
        assert_int_equal(broken(f), cases[i].at_third ? 3 : 0);
        fixture_sql(f, cases[i].back);
        assert_int_equal(broken(f), 0);
    }
    fixture_sql(f, "DELETE FROM audit WHERE id = 5"); // the end cut off
    assert_int_equal(broken(f), -1);
    fixture_sql(f, "DELETE FROM audit WHERE id = 2"); // a hole
    assert_int_equal(broken(f), 3);
    school_fixture_close(f);
}

/* Nothing of a refused change reaches the log; a change that cannot be logged does not happen. */
static void test_audit_in_the_same_unit(void **state)
{
    struct school_fixture *f = school_fixture_open(test_store_need(state));
    struct classroom classroom = fixture_classroom(f), rotated;
    struct lecture lecture;
    assert_int_equal(
        lecture_window_open(f->school, &f->other_professor, 1, &(struct window_request){-1, -1}, &f->arena, &lecture),
        FAULT_NOT_FOUND);
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM audit"), 0);
    fixture_sql(f, "DELETE FROM settings WHERE name = 'audit_head'");
    assert_int_equal(classroom_rotate_code(f->school, &f->professor, classroom.id, &f->arena, &rotated),
                     FAULT_INTERNAL);
    struct classroom read;
    assert_int_equal(classroom_get(f->school, &f->professor, classroom.id, &f->arena, &read), FAULT_NONE);
    assert_string_equal(read.join_code, classroom.join_code);
    school_fixture_close(f);
}

static enum fault take(struct school_fixture *f, const struct actor *actor, const char *key, const char *hash,
                       bool *ret_found, struct kept_answer *ret_answer)
{
    return idempotency_take(f->school, actor, &(struct idempotency){key, hash}, &f->arena, ret_found, ret_answer);
}

static void test_idempotency(void **state)
{
    struct school_fixture *f = school_fixture_open(test_store_need(state));
    const struct idempotency first = {"key 1", "h1"}, other = {"key 2", "h1"}, third = {"key 3", "h1"};
    struct kept_answer answer = {200, "{\"a\":1}tail", 7}, found = {.status = -7};
    bool is_found = true;
    assert_int_equal(take(f, &f->student, "key 1", "h1", &is_found, &found), FAULT_NONE);
    assert_false(is_found);
    assert_int_equal(found.status, -7);
    assert_int_equal(take(f, &f->student, "key 1", "h1", &is_found, &found), FAULT_REQUEST_RUNNING);
    assert_int_equal(take(f, &f->student, "key 1", "h2", &is_found, &found), FAULT_IDEMPOTENCY_MISMATCH);
    assert_int_equal(idempotency_keep(f->school, &f->student, &first, &answer), FAULT_NONE);
    assert_int_equal(take(f, &f->student, "key 1", "h1", &is_found, &found), FAULT_NONE);
    assert_true(is_found);
    assert_int_equal(found.status, 200);
    assert_string_equal(found.body, "{\"a\":1}");
    assert_int_equal(found.size, 7);

    // The first answer stays; another request is told; other people and other keys are apart.
    struct kept_answer second = {204, NULL, 0};
    assert_int_equal(idempotency_keep(f->school, &f->student, &first, &second), FAULT_NONE);
    assert_int_equal(take(f, &f->student, "key 1", "h1", &is_found, &found), FAULT_NONE);
    assert_int_equal(found.status, 200);
    assert_int_equal(take(f, &f->student, "key 1", "h2", &is_found, &found), FAULT_IDEMPOTENCY_MISMATCH);
    assert_int_equal(take(f, &f->other_student, "key 1", "h2", &is_found, &found), FAULT_NONE);
    assert_false(is_found);
    assert_int_equal(take(f, &f->student, "KEY 1", "h1", &is_found, &found), FAULT_NONE);
    assert_false(is_found);
    assert_int_equal(take(f, &f->student, "key 2", "h1", &is_found, &found), FAULT_NONE);
    assert_int_equal(idempotency_keep(f->school, &f->student, &other, &second), FAULT_NONE);
    assert_int_equal(take(f, &f->student, "key 2", "h1", &is_found, &found), FAULT_NONE);
    assert_true(is_found && found.size == 0);

    // A key that is let go of is free; one whose request broke off, after a while.
    assert_int_equal(take(f, &f->student, "key 3", "h1", &is_found, &found), FAULT_NONE);
    assert_int_equal(idempotency_drop(f->school, &f->student, &third, false), FAULT_NONE);
    assert_int_equal(take(f, &f->student, "key 3", "h2", &is_found, &found), FAULT_NONE);
    assert_false(is_found);
    fixture_wait(f, IDEMPOTENCY_RUN_S * SECOND - 1);
    assert_int_equal(take(f, &f->student, "key 3", "h2", &is_found, &found), FAULT_REQUEST_RUNNING);
    fixture_wait(f, 1);
    assert_int_equal(take(f, &f->student, "key 3", "h1", &is_found, &found), FAULT_NONE);
    assert_false(is_found);

    // Of an answer that is too long it is known that there was one.
    answer.body = calloc(1, IDEMPOTENCY_BODY_MAX + 2);
    memset((char *)answer.body, 'x', IDEMPOTENCY_BODY_MAX + 1);
    answer.size = IDEMPOTENCY_BODY_MAX + 1;
    assert_int_equal(idempotency_keep(f->school, &f->student, &third, &answer), FAULT_NONE);
    free((char *)answer.body);
    assert_int_equal(take(f, &f->student, "key 3", "h1", &is_found, &found), FAULT_ANSWER_NOT_KEPT);

    // For 24 hours, to the millisecond; then the key is free again.
    fixture_wait(f, DAY - IDEMPOTENCY_RUN_S * SECOND - 1);
    assert_int_equal(take(f, &f->student, "key 1", "h1", &is_found, &found), FAULT_NONE);
    assert_true(is_found);
    fixture_wait(f, 1);
    assert_int_equal(take(f, &f->student, "key 1", "h2", &is_found, &found), FAULT_NONE);
    assert_false(is_found);
    for (size_t i = 0; i < 3; i++) {
        static const char *const bad[] = {"", "\x7f", "caf\xc3\xa9"};
        assert_int_equal(take(f, &f->student, bad[i], "h1", &is_found, &found), FAULT_TEXT_INVALID);
    }
    school_fixture_close(f);
}

static enum fault do_something(struct db *db, void *context)
{
    return fault_of(db_exec(db, "UPDATE users SET locale = ? WHERE id = 1", DB_VALUES(T(context))));
}

static enum fault refuse_something(struct db *db, void *context)
{
    enum fault fault = do_something(db, context);
    return fault != FAULT_NONE ? fault : FAULT_NOT_ALLOWED;
}

/* The server dies between doing and answering: a repeat is told, however late it comes, and does nothing again. */
static void test_done_without_an_answer(void **state)
{
    struct school_fixture *f = school_fixture_open(test_store_need(state));
    const struct idempotency key = {"key 1", "h1"};
    struct kept_answer found;
    bool is_found;
    assert_int_equal(take(f, &f->student, "key 1", "h1", &is_found, &found), FAULT_NONE);
    assert_int_equal(school_change(f->school, do_something, (char[]){"en"}), FAULT_NONE);
    fixture_wait(f, IDEMPOTENCY_ANSWER_S * SECOND - 1);
    assert_int_equal(take(f, &f->student, "key 1", "h1", &is_found, &found), FAULT_REQUEST_RUNNING);
    fixture_wait(f, 1);
    assert_int_equal(take(f, &f->student, "key 1", "h1", &is_found, &found), FAULT_ANSWER_NOT_KEPT);
    fixture_wait(f, IDEMPOTENCY_RUN_S * SECOND + 1);
    assert_int_equal(take(f, &f->student, "key 1", "h1", &is_found, &found), FAULT_ANSWER_NOT_KEPT);
    // What was refused, or ended in nobody's doubt, is free again.
    assert_int_equal(take(f, &f->student, "key 2", "h1", &is_found, &found), FAULT_NONE);
    assert_int_equal(school_change(f->school, refuse_something, (char[]){"de"}), FAULT_NOT_ALLOWED);
    fixture_wait(f, IDEMPOTENCY_RUN_S * SECOND + 1);
    assert_int_equal(take(f, &f->student, "key 2", "h1", &is_found, &found), FAULT_NONE);
    assert_false(is_found);
    assert_int_equal(school_change(f->school, do_something, (char[]){"en"}), FAULT_NONE);
    const struct idempotency second = {"key 2", "h1"};
    assert_int_equal(idempotency_drop(f->school, &f->student, &second, true), FAULT_NONE);
    assert_int_equal(take(f, &f->student, "key 2", "h1", &is_found, &found), FAULT_ANSWER_NOT_KEPT);
    assert_int_equal(idempotency_drop(f->school, &f->student, &second, false), FAULT_NONE);
    assert_int_equal(take(f, &f->student, "key 2", "h1", &is_found, &found), FAULT_NONE);
    // An answer that comes after all is kept.
    struct kept_answer answer = {200, "{}", 2};
    assert_int_equal(idempotency_keep(f->school, &f->student, &key, &answer), FAULT_NONE);
    assert_int_equal(take(f, &f->student, "key 1", "h1", &is_found, &found), FAULT_NONE);
    assert_true(is_found);
    school_fixture_close(f);
}

static void test_consent(void **state)
{
    struct school_fixture *f = school_fixture_open(test_store_need(state));
    struct consent consent;
    struct identity identity;
    assert_int_equal(identity_consent(f->school, &f->student, &f->arena, &consent), FAULT_NONE);
    assert_int_equal(consent.given_at, 0);
    assert_true(consent.paragraphs > 3);
    for (size_t i = 0; i < consent.paragraphs; i++)
        assert_true(str_is_text(consent.text[i], strlen(consent.text[i]), false));
    int64_t version = consent.version;
    const int64_t bad[] = {version + 1, version - 1, 0, -1, INT64_MAX};
    for (size_t i = 0; i < ARRAY_LENGTH(bad); i++)
        assert_int_equal(identity_consent_give(f->school, &f->student,
                                               &(struct consent_request){bad[i], CONSENT_ALL, NULL}, &f->arena,
                                               &consent),
                         FAULT_CONSENT_OUTDATED);
    assert_int_equal(identity_consent_give(f->school, &f->student,
                                           &(struct consent_request){version, CONSENT_ALL, NULL}, &f->arena, &consent),
                     FAULT_NONE);
    assert_int_equal(consent.given_at, FIXTURE_NOW);
    fixture_wait(f, HOUR);
    assert_int_equal(identity_consent_give(f->school, &f->student,
                                           &(struct consent_request){version, CONSENT_ALL, NULL}, &f->arena, &consent),
                     FAULT_NONE);
    assert_int_equal(consent.given_at, FIXTURE_NOW); // again is the same consent
    assert_int_equal(identity_get(f->school, &f->student, &identity), FAULT_NONE);
    assert_true(identity.consented && !identity.enrolled && !identity.renew);
    assert_int_equal(identity_consent(f->school, &f->other_student, &f->arena, &consent), FAULT_NONE);
    assert_int_equal(consent.given_at, 0);
    school_fixture_close(f);
}

static void test_withdraw(void **state)
{
    struct school_fixture *f = school_fixture_open(test_store_need(state));
    struct identity identity;
    struct consent consent;
    fixture_enrol(f, f->student);
    fixture_enrol(f, f->other_student);
    assert_int_equal(identity_get(f->school, &f->student, &identity), FAULT_NONE);
    assert_true(identity.consented && identity.enrolled && !identity.renew);
    assert_int_equal(identity.enrolled_at, FIXTURE_NOW);
    assert_int_equal(identity.frames, 3);
    fixture_sql(f, "UPDATE templates SET model_id = 'model-two'");
    assert_int_equal(identity_get(f->school, &f->student, &identity), FAULT_NONE);
    assert_true(identity.renew);

    assert_int_equal(identity_consent_withdraw(f->school, &f->student), FAULT_NONE);
    assert_int_equal(identity_get(f->school, &f->student, &identity), FAULT_NONE);
    assert_false(identity.consented || identity.enrolled || identity.renew);
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM templates"), 1); // the other's stays
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM consents WHERE withdrawn_at IS NOT NULL"), 1);
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM audit WHERE action IN ('consent_withdrawn',"
                                       " 'face_deleted')"),
                     2);
    assert_int_equal(identity_consent_withdraw(f->school, &f->student), FAULT_NONE); // nothing left, nothing logged
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM audit WHERE action = 'consent_withdrawn'"), 1);
    assert_int_equal(identity_consent(f->school, &f->student, &f->arena, &consent), FAULT_NONE);
    assert_int_equal(identity_consent_give(f->school, &f->student,
                                           &(struct consent_request){consent.version, CONSENT_ALL, NULL}, &f->arena,
                                           &consent),
                     FAULT_NONE);
    assert_int_equal(consent.given_at, FIXTURE_NOW);

    assert_int_equal(identity_delete(f->school, &f->other_student), FAULT_NONE);
    assert_int_equal(identity_get(f->school, &f->other_student, &identity), FAULT_NONE);
    assert_true(identity.consented && !identity.enrolled);
    assert_int_equal(identity_delete(f->school, &f->other_student), FAULT_NONE);
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM audit WHERE action = 'face_deleted'"), 2);
    school_fixture_close(f);
}

/* Enrolment without engines: consent is still asked first. */
static void test_enrol_without_faces(void **state)
{
    struct school_fixture *f = school_fixture_open(test_store_need(state));
    struct identity identity;
    struct consent consent;
    struct face_burst_report report = {.frames = 77};
    const uint8_t byte = 0;
    const struct face_frame frames[] = {{&byte, 1}, {&byte, 1}, {&byte, 1}};
    assert_int_equal(identity_enrol(f->school, &f->student, frames, 3, &identity, &report), FAULT_CONSENT_NEEDED);
    assert_int_equal(report.frames, 0);
    assert_int_equal(identity_consent(f->school, &f->student, &f->arena, &consent), FAULT_NONE);
    assert_int_equal(identity_consent_give(f->school, &f->student,
                                           &(struct consent_request){consent.version, CONSENT_ALL, NULL}, &f->arena,
                                           &consent),
                     FAULT_NONE);
    assert_int_equal(identity_enrol(f->school, &f->student, frames, 3, &identity, &report), FAULT_INTERNAL);
    school_fixture_close(f);
}

static void test_sweep(void **state)
{
    struct school_fixture *f = school_fixture_open(test_store_need(state));
    struct classroom classroom = fixture_classroom(f);
    struct lecture lecture = fixture_lecture(f, classroom.id);
    struct challenge challenge;
    int64_t retry;
    fixture_enrol(f, f->student);
    assert_int_equal(attendance_challenge(f->school, &f->student, lecture.id, &challenge, &retry), FAULT_NONE);
    bool is_found;
    struct kept_answer kept;
    assert_int_equal(take(f, &f->student, "k", "h", &is_found, &kept), FAULT_NONE);
    assert_int_equal(school_sweep(f->school), FAULT_NONE);
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM challenges"), 1);
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM idempotency"), 1);
    fixture_wait(f, 2 * DAY);
    assert_int_equal(school_sweep(f->school), FAULT_NONE);
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM challenges"), 0);
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM idempotency"), 0);
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM templates"), 1);
    school_fixture_close(f);
}

/* Whoever sends ever new keys leaves the newest, whatever others have; what runs is left alone. */
static void test_keys_are_bounded(void **state)
{
    struct school_fixture *f = school_fixture_open(test_store_need(state));
    const struct kept_answer answer = {200, "{}", 2};
    struct kept_answer found;
    bool is_found;
    char key[16];
    assert_int_equal(take(f, &f->other_student, "theirs", "h", &is_found, &found), FAULT_NONE);
    assert_int_equal(idempotency_keep(f->school, &f->other_student, &(struct idempotency){"theirs", "h"}, &answer),
                     FAULT_NONE);
    assert_int_equal(take(f, &f->student, "runs", "h", &is_found, &found), FAULT_NONE);
    for (int i = 0; i < IDEMPOTENCY_KEYS_MAX + 3; i++) {
        fixture_wait(f, 1);
        snprintf(key, sizeof(key), "key %d", i);
        assert_int_equal(take(f, &f->student, key, "h", &is_found, &found), FAULT_NONE);
        assert_int_equal(idempotency_keep(f->school, &f->student, &(struct idempotency){key, "h"}, &answer),
                         FAULT_NONE);
    }
    assert_int_equal(school_sweep(f->school), FAULT_NONE);
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM idempotency"), IDEMPOTENCY_KEYS_MAX + 2);
    assert_int_equal(take(f, &f->student, key, "h", &is_found, &found), FAULT_NONE);
    assert_true(is_found);
    assert_int_equal(take(f, &f->student, "key 3", "h", &is_found, &found), FAULT_NONE);
    assert_true(is_found);
    assert_int_equal(take(f, &f->student, "runs", "h", &is_found, &found), FAULT_REQUEST_RUNNING);
    assert_int_equal(take(f, &f->other_student, "theirs", "h", &is_found, &found), FAULT_NONE);
    assert_true(is_found);
    assert_int_equal(take(f, &f->student, "key 2", "h", &is_found, &found), FAULT_NONE);
    assert_false(is_found);
    school_fixture_close(f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST_ON_BOTH(test_audit),
        TEST_ON_BOTH(test_audit_tampering),
        TEST_ON_BOTH(test_audit_in_the_same_unit),
        TEST_ON_BOTH(test_idempotency),
        TEST_ON_BOTH(test_keys_are_bounded),
        TEST_ON_BOTH(test_done_without_an_answer),
        TEST_ON_BOTH(test_consent),
        TEST_ON_BOTH(test_withdraw),
        TEST_ON_BOTH(test_sweep),
        TEST_ON_BOTH(test_enrol_without_faces),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
