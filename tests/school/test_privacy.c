/* SPDX-License-Identifier: MIT */
/* Settings and their history, the ledger of consents, searching the audit log, retention, erasure, a person's copy. */
#include "school/unit.h"

#include <stdlib.h>
#include <string.h>

#include "base/str.h"
#include "base/tongue.h"
#include "school/common/audit.h"
#include "school/faces/consent_text.h"
#include "school/office/erasure.h"
#include "school/office/export_json.h"
#include "school/numbers/sheets/file_marks.h"
#include "school/numbers/sheets/file_roster.h"
#include "school/office/export_person.h"
#include "school/faces/identity.h"
#include "school/faces/identity_gallery.h"
#include "school/office/deletion.h"
#include "school/office/retention.h"
#include "support/zip_text.h"

static enum fault set(struct school_fixture *f, enum setting setting, const char *value)
{
    struct setting_state state;
    return setting_change(f->school, &f->administrator, setting, value, &f->arena, &state);
}

static void test_settings(void **state)
{
    struct school_fixture *f = school_fixture_open(test_store_need(state));
    struct setting_state states[SETTING_COUNT], changed;
    struct setting_history history;
    const struct page page = {0, 1};
    assert_int_equal(setting_list(f->school, &f->administrator, &f->arena, states), FAULT_NONE);
    for (size_t i = 0; i < SETTING_COUNT; i++) {
        assert_string_equal(states[i].value, setting_rule((enum setting)i)->initial);
        assert_true(setting_accepts((enum setting)i, states[i].value));
        assert_int_equal(states[i].changed_at, 0);
    }
    assert_int_equal(setting_list(f->school, &f->professor, &f->arena, states), FAULT_NOT_ALLOWED);
    assert_int_equal(setting_change(f->school, &f->professor, SETTING_KEEP_REFUSALS, "9", &f->arena, &changed),
                     FAULT_NOT_ALLOWED);
    const struct {
        enum setting setting;
        const char *value;
    } bad[] = {
        {SETTING_KEEP_AUDIT, "364"},    {SETTING_KEEP_AUDIT, ""},       {SETTING_KEEP_AUDIT, "0x400"},
        {SETTING_KEEP_REFUSALS, "0"},   {SETTING_KEEP_REFUSALS, "-1"},  {SETTING_GUARDIAN_AGE, "22"},
        {SETTING_IDENTIFICATION, "On"}, {SETTING_REGISTRATION, "nope"}, {SETTING_REGISTRATION_DOMAIN, "a\nb"},
        {SETTING_REGISTRATION, ""},     {SETTING_KEEP_SESSIONS, NULL},
    };
    for (size_t i = 0; i < ARRAY_LENGTH(bad); i++)
        assert_int_equal(set(f, bad[i].setting, bad[i].value), FAULT_SETTING_INVALID);
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM setting_history"), 0);

    assert_int_equal(set(f, SETTING_KEEP_REFUSALS, "30"), FAULT_NONE);
    assert_int_equal(set(f, SETTING_KEEP_REFUSALS, "30"), FAULT_NONE); // no change
    fixture_wait(f, HOUR);
    assert_int_equal(setting_change(f->school, &f->administrator, SETTING_KEEP_REFUSALS, "180", &f->arena, &changed),
                     FAULT_NONE);
    assert_string_equal(changed.value, "180");
    assert_int_equal(changed.changed_at, FIXTURE_NOW + HOUR);
    assert_int_equal(changed.changed_by.id, f->administrator.user_id);
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM audit WHERE action = 'setting_changed'"), 2);
    assert_int_equal(setting_history(f->school, &f->administrator, SETTING_KEEP_REFUSALS, &page, &f->arena, &history),
                     FAULT_NONE);
    assert_int_equal(history.count, 1);
    assert_string_equal(history.steps[0].old_value, "30");
    assert_string_equal(history.steps[0].new_value, "180");
    const struct page second = {history.next, 1};
    assert_int_equal(setting_history(f->school, &f->administrator, SETTING_KEEP_REFUSALS, &second, &f->arena, &history),
                     FAULT_NONE);
    assert_int_equal(history.count, 1);
    assert_null(history.steps[0].old_value); // the default
    assert_int_equal(history.next, 0);
    assert_int_equal(setting_history(f->school, &f->student, SETTING_KEEP_REFUSALS, &page, &f->arena, &history),
                     FAULT_NOT_ALLOWED);
    school_fixture_close(f);
}

static struct consent give(struct school_fixture *f, struct actor student, enum consent_scope scope,
                           const char *guardian)
{
    struct consent consent;
    assert_int_equal(identity_consent(f->school, &student, &f->arena, &consent), FAULT_NONE);
    const struct consent_request request = {consent.version, scope, guardian};
    assert_int_equal(identity_consent_give(f->school, &student, &request, &f->arena, &consent), FAULT_NONE);
    return consent;
}

static void test_consents(void **state)
{
    struct school_fixture *f = school_fixture_open(test_store_need(state));
    struct consent_list list;
    struct identity identity;
    const struct page page = {0, 50}, one = {0, 1};
    struct consent consent = give(f, f->student, CONSENT_CHECK_IN, "  Ada Guardian ");
    assert_int_equal(consent.scope, CONSENT_CHECK_IN);
    assert_string_equal(consent.guardian, "Ada Guardian");
    assert_string_equal(consent.language, "en");
    assert_int_equal(identity_get(f->school, &f->student, &identity), FAULT_NONE);
    assert_true(identity.consented && !identity.compared);
    fixture_wait(f, HOUR);
    consent = give(f, f->student, CONSENT_ALL, NULL);
    assert_int_equal(consent.scope, CONSENT_ALL);
    assert_int_equal(consent.given_at, FIXTURE_NOW + HOUR);
    assert_null(consent.guardian);
    give(f, f->student, CONSENT_ALL, NULL); // again is the same
    give(f, f->other_student, CONSENT_ALL, NULL);
    fixture_sql(f, "UPDATE consents SET text_version = '1' WHERE id = 3");

    assert_int_equal(identity_consents(f->school, &f->administrator, CONSENT_STATE_COUNT, 0, &page, &f->arena, &list),
                     FAULT_NONE);
    assert_int_equal(list.count, 3);
    assert_int_equal(list.lines[0].state, CONSENT_TO_OLDER_TEXT);
    assert_int_equal(list.lines[1].state, CONSENT_GIVEN);
    assert_int_equal(list.lines[2].state, CONSENT_WITHDRAWN);
    assert_int_equal(list.lines[2].withdrawn_at, FIXTURE_NOW + HOUR);
    assert_string_equal(list.lines[2].guardian, "Ada Guardian");
    for (int i = 0; i < CONSENT_STATE_COUNT; i++) {
        assert_int_equal(
            identity_consents(f->school, &f->administrator, (enum consent_state)i, 0, &one, &f->arena, &list),
            FAULT_NONE);
        assert_int_equal(list.count, 1);
        assert_int_equal(list.lines[0].state, i);
        assert_int_equal(list.next, 0);
    }
    assert_int_equal(identity_consents(f->school, &f->professor, CONSENT_GIVEN, 0, &page, &f->arena, &list),
                     FAULT_NOT_ALLOWED);

    fixture_sql(f, "UPDATE users SET locale = 'arx'");
    assert_int_equal(identity_consent(f->school, &f->student, &f->arena, &consent), FAULT_NONE);
    assert_string_equal(consent.language, "en");
    assert_int_equal(set(f, SETTING_GUARDIAN_AGE, "16"), FAULT_NONE);
    assert_int_equal(identity_consent(f->school, &f->student, &f->arena, &consent), FAULT_NONE);
    assert_int_equal(consent.guardian_age, 16);
    const struct consent_request hostile = {consent.version, CONSENT_CHECK_IN,
                                            "a\xe2\x80\xae"
                                            "b"};
    assert_int_equal(identity_consent_give(f->school, &f->student, &hostile, &f->arena, &consent), FAULT_TEXT_INVALID);
    school_fixture_close(f);
}

/* The digits of a text, in order: what every language must have alike. */
static const char *digits_of(const char *text, char digits[static 64])
{
    size_t used = 0;
    for (; *text && used < 63; text++)
        if (*text >= '0' && *text <= '9')
            digits[used++] = *text;
    digits[used] = '\0';
    return digits;
}

/* Every language says the same, paragraph by paragraph, and a consent counts in whatever language it is read later. */
static void test_consent_languages(void **state)
{
    struct school_fixture *f = school_fixture_open(test_store_need(state));
    const struct consent_words *english = consent_words("en");
    struct consent consent = give(f, f->student, CONSENT_CHECK_IN, NULL);
    char sql[128], digits[64], said[64];
    const int64_t given_at = consent.given_at;
    for (size_t i = 0; i < TONGUE_COUNT; i++) {
        const char *code = tongue_code((enum tongue)i);
        snprintf(sql, sizeof(sql), "UPDATE users SET locale = '%s-XX' WHERE name LIKE '%%'", code);
        fixture_sql(f, sql);
        assert_int_equal(identity_consent(f->school, &f->student, &f->arena, &consent), FAULT_NONE);
        assert_string_equal(consent.language, code);
        assert_int_equal(consent.given_at, given_at);
        assert_int_equal(consent.paragraphs, english->paragraphs);
        for (size_t p = 0; p < consent.paragraphs; p++) {
            assert_true(str_is_text(consent.text[p], strlen(consent.text[p]), false));
            assert_string_equal(digits_of(consent.text[p], said), digits_of(english->text[p], digits));
            if (i > 0)
                assert_string_not_equal(consent.text[p], english->text[p]);
        }
    }
    school_fixture_close(f);
}

static struct audit_list search(struct school_fixture *f, struct audit_filter filter, int64_t after, int64_t limit)
{
    struct audit_list list = {0};
    const struct page page = {after, limit};
    assert_int_equal(audit_search(f->school, &f->administrator, &filter, &page, &f->arena, &list), FAULT_NONE);
    return list;
}

static void test_audit_search(void **state)
{
    struct school_fixture *f = school_fixture_open(test_store_need(state));
    struct audit_list list;
    const struct page page = {0, 50};
    give(f, f->student, CONSENT_CHECK_IN, NULL);
    fixture_wait(f, HOUR);
    give(f, f->other_student, CONSENT_CHECK_IN, NULL);
    assert_int_equal(set(f, SETTING_KEEP_REFUSALS, "30"), FAULT_NONE);
    assert_int_equal(search(f, (struct audit_filter){.action = "consent_given"}, 0, 50).count, 2);
    list = search(f, (struct audit_filter){.action = "consent_given"}, 0, 1);
    assert_int_equal(list.count, 1);
    assert_int_equal(list.lines[0].actor.id, f->other_student.user_id);
    assert_non_null(list.lines[0].actor.name);
    assert_string_equal(list.lines[0].subject_name, list.lines[0].actor.name);
    list = search(f, (struct audit_filter){.action = "consent_given"}, list.next, 1);
    assert_int_equal(list.lines[0].actor.id, f->student.user_id);
    assert_int_equal(list.next, 0);
    assert_int_equal(search(f, (struct audit_filter){.action = "consent_given", .before = FIXTURE_NOW + 1}, 0, 9).count,
                     1);
    assert_int_equal(search(f, (struct audit_filter){.action = "consent_given", .from = FIXTURE_NOW + 1}, 0, 9).count,
                     1);
    list = search(f,
                  (struct audit_filter){.actor_id = f->student.user_id,
                                        .action = "consent_given",
                                        .subject_type = "user",
                                        .subject_id = f->student.user_id,
                                        .from = FIXTURE_NOW,
                                        .before = FIXTURE_NOW + 1},
                  0, 9);
    assert_int_equal(list.count, 1);
    assert_string_equal(list.lines[0].detail, "5 check_in");
    assert_int_equal(search(f, (struct audit_filter){.action = "' OR 1 = 1 --"}, 0, 9).count, 0);
    assert_int_equal(audit_search(f->school, &f->professor, &(struct audit_filter){0}, &page, &f->arena, &list),
                     FAULT_NOT_ALLOWED);
    school_fixture_close(f);
}

/* All that may be asked has room in one question, of whichever group. */
static void test_audit_search_whole(void **state)
{
    struct school_fixture *f = school_fixture_open(test_store_need(state));
    give(f, f->student, CONSENT_CHECK_IN, NULL);
    for (int group = 0; group < AUDIT_GROUP_COUNT; group++) {
        struct audit_filter filter = {.actor_id = f->student.user_id,
                                      .person_id = f->student.user_id,
                                      .about_id = f->student.user_id,
                                      .grouped = true,
                                      .group = (enum audit_group)group,
                                      .action = "consent_given",
                                      .subject_type = "user",
                                      .subject_id = f->student.user_id,
                                      .text = "Check",
                                      .from = FIXTURE_NOW,
                                      .before = FIXTURE_NOW + 1};
        assert_int_equal(search(f, filter, 0, 9).count, group == AUDIT_FACES);
        filter.class_id = 1;
        assert_int_equal(search(f, filter, 0, 9).count, 0);
    }
    school_fixture_close(f);
}

static void refuse(struct school_fixture *f, int64_t at)
{
    char sql[160];
    snprintf(sql, sizeof(sql),
             "INSERT INTO face_refusals (student_id, lecture_id, reason, at) VALUES (%lld, 1, 'too_dark', %lld)",
             (long long)f->student.user_id, (long long)at);
    fixture_sql(f, sql);
}

static void test_retention(void **state)
{
    struct school_fixture *f = school_fixture_open(test_store_need(state));
    struct retention retention;
    const struct page page = {0, 50};
    int64_t broken;
    fixture_enrol(f, f->student);
    fixture_enrol(f, f->other_student);
    struct classroom classroom = fixture_classroom(f);
    struct lecture lecture = fixture_lecture(f, classroom.id);
    refuse(f, FIXTURE_NOW);
    refuse(f, FIXTURE_NOW + 10 * (int64_t)DAY);
    assert_int_equal(school_sweep(f->school), FAULT_NONE);
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM deletions"), 0); // nothing is due

    fixture_wait(f, 180 * (int64_t)DAY + 1);
    assert_int_equal(school_sweep(f->school), FAULT_NONE);
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM face_refusals"), 1);
    assert_int_equal(fixture_number(f, "SELECT deleted FROM deletions WHERE kind = 'face_refusals'"), 1);

    // Somebody has checked in by face meanwhile, somebody has not.
    char sql[320];
    snprintf(sql, sizeof(sql),
             "INSERT INTO attendance (student_id, class_id, lecture_id, timestamp, status, method, updated_at) VALUES"
             " (%lld, %lld, %lld, %lld, 'P', 'face', 1)",
             (long long)f->student.user_id, (long long)classroom.id, (long long)lecture.id,
             (long long)(FIXTURE_NOW + 100 * (int64_t)DAY));
    fixture_sql(f, sql);
    fixture_wait(f, 186 * (int64_t)DAY);
    assert_int_equal(school_sweep(f->school), FAULT_NONE);
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM templates"), 1);
    assert_int_equal(fixture_number(f, "SELECT user_id FROM templates"), f->student.user_id);
    assert_int_equal(fixture_number(f, "SELECT subject_id FROM deletions WHERE kind = 'templates'"),
                     f->other_student.user_id);
    assert_int_equal(set(f, SETTING_KEEP_TEMPLATES, "0"), FAULT_NONE);
    fixture_wait(f, 3000 * (int64_t)DAY);
    assert_int_equal(school_sweep(f->school), FAULT_NONE);
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM templates"), 1); // for ever

    // The log loses its oldest entries and can still be verified.
    int64_t entries = fixture_number(f, "SELECT COUNT(*) FROM audit");
    assert_int_equal(set(f, SETTING_KEEP_AUDIT, "365"), FAULT_NONE);
    assert_int_equal(school_sweep(f->school), FAULT_NONE);
    assert_true(fixture_number(f, "SELECT COUNT(*) FROM audit") < entries);
    assert_int_equal(audit_verify(f->school, &broken), FAULT_NONE);
    assert_int_equal(broken, 0);
    fixture_sql(f, "DELETE FROM audit WHERE id = (SELECT m FROM (SELECT MIN(id) AS m FROM audit) t)");
    assert_int_equal(audit_verify(f->school, &broken), FAULT_NONE);
    assert_int_not_equal(broken, 0); // what no rule deleted is missed

    assert_int_equal(retention_get(f->school, &f->administrator, &page, &f->arena, &retention), FAULT_NONE);
    assert_string_equal(retention.deletions[0].kind, "audit");
    assert_string_equal(retention.deletions[0].rule, "keep_audit_days 365");
    assert_int_equal(retention.deletions[0].actor.id, 0);
    for (size_t i = 0; i < RETENTION_RULES; i++)
        if (retention.rules[i].setting == SETTING_KEEP_AUDIT)
            assert_int_equal(retention.rules[i].days, 365);
    assert_int_equal(retention_get(f->school, &f->professor, &page, &f->arena, &retention), FAULT_NOT_ALLOWED);
    school_fixture_close(f);
}

/* More than a unit takes. */
static void test_retention_of_many(void **state)
{
    struct school_fixture *f = school_fixture_open(test_store_need(state));
    for (int i = 0; i < 3; i++)
        refuse(f, FIXTURE_NOW + i);
    for (int i = 0; i < 10; i++) // 3 * 2^10
        fixture_sql(f, "INSERT INTO face_refusals (student_id, lecture_id, reason, at) SELECT student_id, lecture_id,"
                       " reason, at + id FROM face_refusals");
    fixture_wait(f, 181 * (int64_t)DAY);
    assert_int_equal(school_sweep(f->school), FAULT_NONE);
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM face_refusals"), 0);
    assert_int_equal(fixture_number(f, "SELECT SUM(deleted) FROM deletions"), 3 * 1024);
    assert_true(fixture_number(f, "SELECT MAX(deleted) FROM deletions") < 2000);
    school_fixture_close(f);
}

static struct actor stepped_up(struct school_fixture *f)
{
    struct actor actor = f->administrator;
    actor.stepped_up_at = FIXTURE_NOW;
    return actor;
}

static int64_t count_of(const struct erasure *erasure, const char *kind)
{
    for (size_t i = 0; i < erasure->count; i++)
        if (strcmp(erasure->lines[i].kind, kind) == 0)
            return erasure->lines[i].count;
    fail_msg("no line %s", kind);
    return -1;
}

static void test_erasure(void **state)
{
    struct school_fixture *f = school_fixture_open(test_store_need(state));
    struct erasure erasure;
    char sql[320];
    struct actor admin = stepped_up(f);
    int64_t id = f->student.user_id;
    fixture_enrol(f, f->student);
    fixture_sql(f, "UPDATE consents SET guardian = 'Ada Guardian'");
    struct classroom classroom = fixture_classroom(f);
    struct lecture lecture = fixture_lecture(f, classroom.id);
    snprintf(sql, sizeof(sql),
             "INSERT INTO attendance (student_id, class_id, lecture_id, timestamp, status, method, note, updated_at)"
             " VALUES (%lld, %lld, %lld, %lld, 'P', 'face', 'was ill', 1)",
             (long long)id, (long long)classroom.id, (long long)lecture.id, (long long)FIXTURE_NOW);
    fixture_sql(f, sql);
    refuse(f, FIXTURE_NOW);

    assert_int_equal(erasure_run(f->school, &f->administrator, id, false, &f->arena, &erasure), FAULT_NONE);
    assert_false(erasure.applied);
    assert_int_equal(count_of(&erasure, "template"), 1);
    assert_int_equal(count_of(&erasure, "marks"), 1);
    assert_int_equal(count_of(&erasure, "face_refusals"), 1);
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM templates"), 1); // only looked at
    assert_int_equal(erasure_run(f->school, &f->administrator, id, true, &f->arena, &erasure), FAULT_STEP_UP_NEEDED);
    assert_int_equal(erasure_run(f->school, &f->professor, id, false, &f->arena, &erasure), FAULT_NOT_ALLOWED);
    assert_int_equal(erasure_run(f->school, &admin, admin.user_id, true, &f->arena, &erasure), FAULT_NOT_ONESELF);
    assert_int_equal(erasure_run(f->school, &admin, f->professor.user_id, true, &f->arena, &erasure),
                     FAULT_ERASURE_TEACHES);
    assert_int_equal(erasure_run(f->school, &admin, 900001, false, &f->arena, &erasure), FAULT_NOT_FOUND);
    assert_int_equal(erasure_run(f->school, &admin, 900001, true, &f->arena, &erasure), FAULT_NOT_FOUND);

    assert_int_equal(erasure_run(f->school, &admin, id, true, &f->arena, &erasure), FAULT_NONE);
    assert_true(erasure.applied);
    assert_int_equal(strncmp(erasure.person.name, "Former student ", 15), 0);
    assert_int_equal(count_of(&erasure, "template"), 1);
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM templates"), 0);
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM face_refusals"), 0);
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM attendance WHERE status = 'P' AND note IS NULL"), 1);
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM consents WHERE guardian IS NULL AND withdrawn_at > 0"), 1);
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM users WHERE erased_at > 0 AND disabled_at > 0 AND"
                                       " password_hash IS NULL AND email LIKE 'former-%@erased.invalid'"),
                     1);
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM audit WHERE action = 'user_erased'"), 1);
    assert_true(fixture_number(f, "SELECT COUNT(*) FROM deletions WHERE rule = 'erasure'") >= 4);
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM deletions WHERE kind = 'audit'"), 0);
    int64_t proofs = fixture_number(f, "SELECT COUNT(*) FROM deletions");
    assert_int_equal(erasure_run(f->school, &admin, id, true, &f->arena, &erasure), FAULT_NONE); // again is fine
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM deletions"), proofs);
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM audit WHERE action = 'user_erased'"), 1);
    school_fixture_close(f);
}

static void test_erasure_by_rule(void **state)
{
    struct school_fixture *f = school_fixture_open(test_store_need(state));
    fixture_sql(f, "UPDATE users SET disabled_at = 5 WHERE role <> 'administrator'");
    assert_int_equal(school_sweep(f->school), FAULT_NONE);
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM users WHERE erased_at > 0"), 0); // never, at first
    assert_int_equal(set(f, SETTING_KEEP_DISABLED, "30"), FAULT_NONE);
    assert_int_equal(school_sweep(f->school), FAULT_NONE);
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM users WHERE erased_at > 0 AND role = 'student'"), 2);
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM users WHERE erased_at > 0 AND role <> 'student'"), 0);
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM deletions WHERE rule = 'keep_disabled_days 30'"), 2);
    school_fixture_close(f);
}

static void test_erasure_request(void **state)
{
    struct school_fixture *f = school_fixture_open(test_store_need(state));
    struct erasure_request_list list;
    const struct page one = {0, 1};
    struct erasure_ask ask;
    int64_t asked_at = 7;
    assert_int_equal(erasure_asked(f->school, &f->student, &f->arena, &ask), FAULT_NONE);
    assert_int_equal(ask.asked_at, 0);
    for (int i = 0; i < 2; i++) {
        assert_int_equal(erasure_ask(f->school, &f->student, &asked_at), FAULT_NONE);
        assert_int_equal(asked_at, FIXTURE_NOW);
        fixture_wait(f, HOUR);
    }
    assert_int_equal(erasure_ask(f->school, &f->other_student, &asked_at), FAULT_NONE);
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM notifications WHERE kind = 'erasure_request'"), 2);
    assert_int_equal(erasure_requests(f->school, &f->administrator, &one, &f->arena, &list), FAULT_NONE);
    assert_int_equal(list.count, 1);
    assert_int_equal(list.requests[0].person.id, f->student.user_id);
    assert_int_equal(list.next, f->student.user_id);
    assert_int_equal(erasure_requests(f->school, &f->student, &one, &f->arena, &list), FAULT_NOT_ALLOWED);
    for (int i = 0; i < 2; i++)
        assert_int_equal(erasure_take_back(f->school, &f->student), FAULT_NONE);
    assert_int_equal(erasure_asked(f->school, &f->student, &f->arena, &ask), FAULT_NONE);
    assert_int_equal(ask.asked_at, 0);
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM audit WHERE action = 'erasure_taken_back'"), 1);
    school_fixture_close(f);
}

/* An administrator says no, and why; the person is told, waits no more, and may ask again. */
static void test_erasure_refused(void **state)
{
    struct school_fixture *f = school_fixture_open(test_store_need(state));
    struct erasure_request_list list;
    const struct page page = {0, 10};
    struct erasure_ask ask;
    int64_t asked_at;
    const int64_t who = f->student.user_id;
    const char *why = "An appeal about your marks is under way.";
    assert_int_equal(erasure_refuse(f->school, &f->administrator, who, why), FAULT_NOT_FOUND);
    assert_int_equal(erasure_ask(f->school, &f->student, &asked_at), FAULT_NONE);
    assert_int_equal(erasure_refuse(f->school, &f->professor, who, why), FAULT_NOT_ALLOWED);
    assert_int_equal(erasure_refuse(f->school, &f->student, who, why), FAULT_NOT_ALLOWED);
    assert_int_equal(erasure_refuse(f->school, &f->administrator, who, "  "), FAULT_TEXT_INVALID);
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM erasure_requests WHERE refused_at IS NOT NULL"), 0);
    fixture_wait(f, HOUR);
    assert_int_equal(erasure_refuse(f->school, &f->administrator, who, why), FAULT_NONE);
    assert_int_equal(erasure_asked(f->school, &f->student, &f->arena, &ask), FAULT_NONE);
    assert_int_equal(ask.asked_at, FIXTURE_NOW);
    assert_int_equal(ask.refused_at, FIXTURE_NOW + HOUR);
    assert_string_equal(ask.reason, why);
    assert_int_equal(erasure_requests(f->school, &f->administrator, &page, &f->arena, &list), FAULT_NONE);
    assert_int_equal(list.count, 0);
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM notifications WHERE text = 'erasure_refused'"), 1);
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM audit WHERE action = 'erasure_refused'"), 1);
    // A new request is a new one: the administrators are told again.
    assert_int_equal(erasure_ask(f->school, &f->student, &asked_at), FAULT_NONE);
    assert_int_equal(asked_at, FIXTURE_NOW + HOUR);
    assert_int_equal(erasure_asked(f->school, &f->student, &f->arena, &ask), FAULT_NONE);
    assert_int_equal(ask.refused_at, 0);
    assert_int_equal(erasure_requests(f->school, &f->administrator, &page, &f->arena, &list), FAULT_NONE);
    assert_int_equal(list.count, 1);
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM notifications WHERE kind = 'erasure_request'"), 2);
    school_fixture_close(f);
}

/* The text of one file of the archive that a job has made. */
static const char *unpacked(struct school_fixture *f, struct actor actor, int64_t job_id, const char *name)
{
    struct job_file file;
    const void *bytes;
    assert_int_equal(job_output(f->school, &actor, job_id, &f->arena, &file, &bytes), FAULT_NONE);
    assert_string_equal(file.type, "application/zip");
    const char *text = zip_text(bytes, (size_t)file.size, name, &f->arena);
    if (!text)
        fail_msg("there is no %s", name);
    return text;
}

static void test_export(void **state)
{
    struct school_fixture *f = school_fixture_open(test_store_need(state));
    struct job job;
    struct erasure erasure;
    struct job_file file;
    const void *bytes;
    size_t jobs;
    char sql[160];
    fixture_enrol(f, f->student);
    refuse(f, FIXTURE_NOW);
    fixture_sql(f, "UPDATE users SET password_hash = 'SECRETHASH'");
    snprintf(sql, sizeof(sql), "UPDATE users SET name = 'Q\"uo\\te' WHERE id = %lld", (long long)f->student.user_id);
    fixture_sql(f, sql);
    assert_int_equal(export_person(f->school, &f->student, f->other_student.user_id, &f->arena, &job),
                     FAULT_NOT_ALLOWED);
    assert_int_equal(export_person(f->school, &f->administrator, 900001, &f->arena, &job), FAULT_NOT_FOUND);
    assert_int_equal(export_person(f->school, &f->student, f->student.user_id, &f->arena, &job), FAULT_NONE);
    int64_t own = job.id;
    assert_int_equal(export_person(f->school, &f->administrator, f->student.user_id, &f->arena, &job), FAULT_NONE);
    assert_int_equal(school_work(f->school, &jobs), FAULT_NONE);
    assert_int_equal(jobs, 2);
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM jobs WHERE state = 'done'"), 2);
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM audit WHERE action = 'person_exported'"), 2);

    const char *account = unpacked(f, f->student, own, "data/account.json");
    assert_non_null(strstr(account, "\"name\":\"Q\\\"uo\\\\te\""));
    assert_non_null(strstr(account, "\"created_at\":\"2026-11-23T09:00:00.000Z\""));
    assert_null(strstr(account, "SECRETHASH"));
    assert_non_null(strstr(account, "\"whole\":true"));
    assert_non_null(strstr(unpacked(f, f->student, own, "data/face.json"), "\"model\":\"model-one\",\"pictures\":3"));
    assert_non_null(strstr(unpacked(f, f->student, own, "data/face_refusals.json"), "too_dark"));
    assert_non_null(strstr(unpacked(f, f->student, own, "data/consents.json"), "\"scope\":\"all\""));
    assert_non_null(strstr(unpacked(f, f->student, own, "data/audit_by_me.json"), "consent_given"));
    assert_non_null(strstr(unpacked(f, f->administrator, job.id, "data/devices.json"), "\"rows\":[\n]"));

    // Erasing takes the copies along, whoever has them, and the files that they are in with all others.
    const struct file_marks_request all = {0};
    struct job marks, roster;
    assert_int_equal(file_marks(f->school, &f->administrator, &all, &f->arena, &marks), FAULT_NONE);
    assert_int_equal(file_roster(f->school, &f->administrator, &f->arena, &roster), FAULT_NONE);
    assert_int_equal(school_work(f->school, &jobs), FAULT_NONE);
    assert_int_equal(job_output(f->school, &f->administrator, roster.id, &f->arena, &file, &bytes), FAULT_NONE);
    assert_int_equal(job_output(f->school, &f->administrator, marks.id, &f->arena, &file, &bytes), FAULT_NONE);
    struct job written;
    assert_int_equal(file_roster(f->school, &f->administrator, &f->arena, &written), FAULT_NONE);
    fixture_sql(
        f, "UPDATE jobs SET state = 'running', claim = 'held', next_try_at = 9000000000000 WHERE state = 'waiting'");
    struct actor admin = stepped_up(f);
    assert_int_equal(erasure_run(f->school, &admin, f->student.user_id, true, &f->arena, &erasure), FAULT_NONE);
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM job_chunks"), 0);
    // One that was being written is written anew, by whoever takes it then.
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM jobs WHERE state = 'waiting' AND claim IS NULL"), 1);
    assert_int_equal(school_work(f->school, &jobs), FAULT_NONE);
    assert_int_equal(job_output(f->school, &f->administrator, written.id, &f->arena, &file, &bytes), FAULT_NONE);
    assert_null(strstr(zip_text(bytes, (size_t)file.size, "users.csv", &f->arena), "sam@college"));
    const int64_t gone[] = {job.id, marks.id, roster.id};
    for (size_t i = 0; i < ARRAY_LENGTH(gone); i++)
        assert_int_equal(job_output(f->school, &f->administrator, gone[i], &f->arena, &file, &bytes), FAULT_NOT_FOUND);
    school_fixture_close(f);
}

/* Every column that is named is in the answer, and the other way round; more rows than the limit are told. */
static void test_export_files(void **state)
{
    struct school_fixture *f = school_fixture_open(test_store_need(state));
    refuse(f, FIXTURE_NOW);
    refuse(f, FIXTURE_NOW);
    for (const struct person_file *file = person_files; file->name; file++) {
        for (int64_t limit = 1; limit < 3; limit++) {
            char *text = NULL;
            size_t size = 0;
            FILE *out = open_memstream(&text, &size);
            struct db *db = store_reader(f->test->store);
            enum fault fault = json_write_rows(out, db, file, f->student.user_id, limit);
            store_reader_close(&db);
            fclose(out);
            if (fault != FAULT_NONE)
                fail_msg("%s: fault %d", file->name, fault);
            bool cut = limit == 1 && strcmp(file->name, "face_refusals") == 0;
            assert_int_equal(strstr(text, "\"whole\":false") != NULL, cut);
            free(text);
        }
    }
    char *text = NULL;
    size_t size = 0;
    FILE *out = open_memstream(&text, &size);
    json_write_text(out, "a\"\\\n\x01\xff\xc3\xa9");
    json_write_text(out, NULL);
    fclose(out);
    assert_string_equal(text, "\"a\\\"\\\\\\u000a\\u0001\\ufffd\xc3\xa9\"null");
    free(text);
    school_fixture_close(f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST_ON_BOTH(test_settings),           TEST_ON_BOTH(test_consents),
        TEST_ON_BOTH(test_consent_languages),  TEST_ON_BOTH(test_audit_search),
        TEST_ON_BOTH(test_audit_search_whole), TEST_ON_BOTH(test_retention),
        TEST_ON_BOTH(test_retention_of_many),  TEST_ON_BOTH(test_erasure),
        TEST_ON_BOTH(test_erasure_by_rule),    TEST_ON_BOTH(test_erasure_request),
        TEST_ON_BOTH(test_erasure_refused),    TEST_ON_BOTH(test_export),
        TEST_ON_BOTH(test_export_files),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
