/* SPDX-License-Identifier: MIT */
/*
 * Receipts of marks, on both engines: one of each state by each way, in the log that anybody can follow; what became of
 * them since; other people's, altered ones, those of an earlier key; and that a person who is erased leaves hashes.
 */
#include "school/unit.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/str.h"
#include "crypto/receipt.h"
#include "face/face.h"
#include "school/attendance/change.h"
#include "school/attendance/hand.h"
#include "school/attendance/window.h"
#include "school/checkin/check_in.h"
#include "school/checkin/check_in_inside.h"
#include "school/classes/classroom.h"
#include "school/common/audit.h"
#include "school/common/fault.h"
#include "school/common/rows.h"
#include "school/common/state.h"
#include "school/marks/mark.h"
#include "school/marks/mark_write.h"
#include "school/marks/receipt/mark_receipt.h"
#include "school/marks/receipt/receipt_log.h"
#include "school/office/erasure.h"
#include "school/office/merge.h"
#include "school/school.h"
#include "store/engine.h"
#include "support/receipt_rule.h"

#define GOOD(call) assert_int_equal((call), FAULT_NONE)

struct scene {
    struct school_fixture *f;
    struct classroom classroom;
    struct lecture lecture;
};

static struct scene scene_open(void **state)
{
    struct scene s = {.f = school_fixture_open(test_store_need(state))};
    s.classroom = fixture_classroom(s.f);
    s.lecture = fixture_lecture(s.f, s.classroom.id);
    fixture_join(s.f, &s.classroom, s.f->other_student);
    return s;
}

static void hand(struct scene *s, struct actor student, enum mark_status status, int64_t minutes_late)
{
    struct mark mark;
    const struct mark_request request = {.status = status, .minutes_late = minutes_late, .note = "why"};
    GOOD(
        attendance_mark(s->f->school, &s->f->professor, s->lecture.id, student.user_id, &request, &s->f->arena, &mark));
}

static void by_face(struct scene *s, struct actor student)
{
    struct challenge begun;
    int64_t retry;
    fixture_enrol(s->f, student);
    GOOD(attendance_challenge(s->f->school, &student, s->lecture.id, &begun, &retry));
    GOOD(check_in_conclude(s->f->school, &student, s->lecture.id, begun.token, clock_now_ms(&s->f->clock), FACE_OK,
                           NULL));
}

static struct receipt_list receipts(struct scene *s, struct actor student)
{
    struct receipt_list list;
    GOOD(mark_receipts(s->f->school, &student, s->lecture.id, &s->f->arena, &list));
    assert_true(list.count > 0);
    return list;
}

static struct receipt_report judge(struct scene *s, const char *text)
{
    struct receipt_report report;
    GOOD(receipt_judge(s->f->school, text, strlen(text), &s->f->arena, &report));
    return report;
}

static enum receipt_state state_of(struct scene *s, const char *text)
{
    struct receipt_report report = judge(s, text);
    assert_int_equal(report.reason, RECEIPT_GOOD);
    return report.state;
}

/* As a stranger would, with nothing but public keys and what was answered. */
static void follow(const struct receipt_report *report, const char *text)
{
    struct receipt receipt;
    struct receipt_head head;
    struct merkle_hash leaf;
    assert_int_equal(receipt_read(text, &receipt), RECEIPT_GOOD);
    assert_int_equal(receipt_check(text, report->key.public_key), RECEIPT_GOOD);
    assert_int_equal(receipt_head_read(report->head, &head), RECEIPT_GOOD);
    assert_int_equal(receipt_check(report->head, report->key.public_key), RECEIPT_GOOD);
    assert_int_equal(head.size, report->size);
    assert_true(receipt_leaf(&receipt.mark, &leaf));
    assert_true(merkle_included(&leaf, receipt.index, head.size, &report->inclusion, &head.root));
    assert_true(merkle_consistent(receipt.size, &receipt.root, head.size, &head.root, &report->growth));
}

static void test_from_check_in_to_absent(void **state)
{
    struct scene s = scene_open(state);
    struct receipt_list list;
    fixture_wait(s.f, MINUTE);
    by_face(&s, s.f->student);
    list = receipts(&s, s.f->student);
    assert_int_equal(list.count, 1);
    const struct receipt *receipt = &list.lines[0].receipt;
    assert_string_equal(receipt->name, "Sam Student");
    assert_string_equal(receipt->mark.status, "P");
    assert_string_equal(receipt->status_name, "Present");
    assert_string_equal(receipt->mark.method, "face");
    assert_string_equal(receipt->mark.by, "student");
    assert_int_equal(receipt->mark.student, s.f->student.user_id);
    assert_int_equal(receipt->mark.lecture, s.lecture.id);
    assert_int_equal(receipt->mark.classroom, s.classroom.id);
    assert_int_equal(receipt->mark.at, FIXTURE_NOW + MINUTE);
    assert_int_equal(receipt->starts_at, s.lecture.starts_at);
    assert_int_equal(strlen(receipt->audit), 64);
    const char *kept = list.lines[0].text;
    struct receipt_report report = judge(&s, kept);
    assert_int_equal(report.reason, RECEIPT_GOOD);
    assert_int_equal(report.state, RECEIPT_STANDS);
    assert_int_equal(report.changes_count, 0);
    follow(&report, kept);

    fixture_wait(s.f, MINUTE);
    hand(&s, s.f->student, MARK_ABSENT, 0);
    report = judge(&s, kept);
    assert_int_equal(report.state, RECEIPT_CHANGED);
    assert_int_equal(report.changes_count, 1);
    assert_int_equal(report.changes[0].at, FIXTURE_NOW + 2 * MINUTE);
    assert_string_equal(report.changes[0].by, "staff");
    follow(&report, kept);
    list = receipts(&s, s.f->student);
    assert_int_equal(list.count, 2);
    assert_string_equal(list.lines[0].receipt.mark.status, "A");
    assert_string_equal(list.lines[0].receipt.mark.by, "staff");
    assert_int_equal(state_of(&s, list.lines[0].text), RECEIPT_STANDS);
    assert_int_equal(state_of(&s, list.lines[1].text), RECEIPT_CHANGED); // the first one, signed anew

    // Back again: what the receipt says is so, and that it was otherwise in between is told.
    hand(&s, s.f->student, MARK_PRESENT, 0);
    report = judge(&s, kept);
    assert_int_equal(report.state, RECEIPT_STANDS);
    assert_int_equal(report.changes_count, 2);
    school_fixture_close(s.f);
}

/* Every way to a mark, and away from one, has noted what it did. */
static void test_every_way(void **state)
{
    struct scene s = scene_open(state);
    struct school_fixture *f = s.f;
    struct lecture lecture;
    struct change_result result;
    struct undone undone;
    int64_t change;
    by_face(&s, f->student);
    assert_int_equal(fixture_number(f, RECEIPTS_UNLIKE_MARKS), 0);
    GOOD(attendance_mark_many(f->school, &f->professor, s.lecture.id,
                              &(struct many_request){.who = CHANGE_ALL, .status = MARK_LATE, .minutes_late = 7},
                              &f->arena, &result));
    assert_int_equal(fixture_number(f, RECEIPTS_UNLIKE_MARKS), 0);
    assert_string_equal(receipts(&s, f->other_student).lines[0].receipt.mark.status, "L");
    assert_int_equal(receipts(&s, f->other_student).lines[0].receipt.mark.minutes_late, 7);
    GOOD(attendance_undo(f->school, &f->professor, s.lecture.id, result.change, &f->arena, &undone));
    assert_int_equal(fixture_number(f, RECEIPTS_UNLIKE_MARKS), 0);
    struct receipt_list list = receipts(&s, f->other_student);
    assert_string_equal(list.lines[0].receipt.mark.status, "none");
    assert_string_equal(list.lines[0].receipt.status_name, "Not marked");
    assert_int_equal(state_of(&s, list.lines[0].text), RECEIPT_STANDS);
    const struct clear_request none = {0};
    GOOD(attendance_clear(f->school, &f->professor, s.lecture.id, f->student.user_id, &none, &f->arena, &change));
    assert_int_equal(fixture_number(f, RECEIPTS_UNLIKE_MARKS), 0);

    // A close, which marks the rest, and an opening, which takes that back.
    fixture_sql(f, "UPDATE classrooms SET absent_at_close = 1");
    GOOD(lecture_window_close(f->school, &f->professor, s.lecture.id, &f->arena, &lecture));
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM attendance WHERE method = 'close'"), 2);
    assert_int_equal(fixture_number(f, RECEIPTS_UNLIKE_MARKS), 0);
    list = receipts(&s, f->student);
    assert_string_equal(list.lines[0].receipt.mark.by, "rule");
    assert_string_equal(list.lines[0].receipt.mark.method, "close");
    const struct window_plan again = {.request = {.minutes = 10}, .reason = "too early"};
    GOOD(lecture_window_plan(f->school, &f->professor, s.lecture.id, &again, &f->arena, &lecture));
    assert_int_equal(fixture_number(f, RECEIPTS_UNLIKE_MARKS), 0);
    list = receipts(&s, f->student);
    assert_string_equal(list.lines[0].receipt.mark.status, "none");
    assert_string_equal(list.lines[0].receipt.mark.by, "rule");
    assert_int_equal(list.count, 6);
    school_fixture_close(f);
}

/* Marks of before, and marks that somebody set past the program. */
static void test_found(void **state)
{
    struct scene s = scene_open(state);
    struct receipt_list list;
    GOOD(mark_receipts(s.f->school, &s.f->student, s.lecture.id, &s.f->arena, &list));
    assert_int_equal(list.count, 0);
    assert_int_equal(mark_receipts(s.f->school, &s.f->student, 12345, &s.f->arena, &list), FAULT_NOT_FOUND);
    hand(&s, s.f->student, MARK_PRESENT, 0);
    fixture_sql(s.f, "DELETE FROM mark_receipts");
    list = receipts(&s, s.f->student);
    assert_int_equal(list.count, 1);
    assert_string_equal(list.lines[0].receipt.mark.by, "found");
    assert_string_equal(list.lines[0].receipt.mark.status, "P");
    const char *kept = list.lines[0].text;
    fixture_sql(s.f, "UPDATE attendance SET status = 'A'");
    struct receipt_report report = judge(&s, kept);
    assert_int_equal(report.state, RECEIPT_DIFFERS);
    assert_int_equal(report.changes_count, 0);
    fixture_sql(s.f, "DELETE FROM attendance");
    assert_int_equal(state_of(&s, kept), RECEIPT_DIFFERS);
    list = receipts(&s, s.f->student);
    assert_int_equal(list.count, 2);
    assert_string_equal(list.lines[0].receipt.mark.status, "none");
    assert_string_equal(list.lines[0].receipt.mark.by, "found");
    assert_int_equal(state_of(&s, kept), RECEIPT_CHANGED);
    school_fixture_close(s.f);
}

/* Shown as one's own, another's tells whose it is, and with any other name in it it is nobody's. */
static void test_of_another(void **state)
{
    struct scene s = scene_open(state);
    char text[RECEIPT_TEXT_SIZE], payload[RECEIPT_TEXT_SIZE];
    struct own_key stranger = {{7}};
    struct receipt_list list, none;
    struct receipt changed;
    hand(&s, s.f->other_student, MARK_PRESENT, 0);
    GOOD(mark_receipts(s.f->school, &s.f->student, s.lecture.id, &s.f->arena, &none));
    assert_int_equal(none.count, 0);
    assert_int_equal(mark_receipts(s.f->school, &s.f->professor, s.lecture.id, &s.f->arena, &none), FAULT_NOT_FOUND);
    list = receipts(&s, s.f->other_student);
    struct receipt_report report = judge(&s, list.lines[0].text);
    assert_int_equal(report.receipt.mark.student, s.f->other_student.user_id);
    assert_string_equal(report.receipt.name, list.lines[0].receipt.name);

    changed = list.lines[0].receipt;
    snprintf(changed.name, sizeof(changed.name), "Sam Student");
    changed.mark.student = s.f->student.user_id;
    assert_true(receipt_write(&changed, &stranger, text)); // under the institution's key's name
    assert_int_equal(judge(&s, text).reason, RECEIPT_ALTERED);
    uint8_t public_key[ED25519_PUBLIC_BYTES];
    ed25519_public(&stranger, public_key);
    ed25519_id(public_key, changed.key);
    assert_true(receipt_write(&changed, &stranger, text)); // under its own
    report = judge(&s, text);
    assert_int_equal(report.reason, RECEIPT_KEY_UNKNOWN);
    assert_null(report.head);
    snprintf(payload, sizeof(payload), "%.*s.%s", (int)(strrchr(text, '.') - text), text,
             strrchr(list.lines[0].text, '.') + 1); // with the good one's signature
    assert_int_equal(judge(&s, payload).reason, RECEIPT_KEY_UNKNOWN);
    assert_int_equal(judge(&s, "hello").reason, RECEIPT_NONE);
    assert_int_equal(judge(&s, "ams1.e30.AAAA").reason, RECEIPT_ENCODING);
    school_fixture_close(s.f);
}

static void test_log_grows(void **state)
{
    enum { MARKS = 600 }; // more than two tiles
    struct scene s = scene_open(state);
    struct school_fixture *f = s.f;
    struct receipt_head heads[4];
    struct merkle_path path;
    struct merkle_hash leaf;
    hand(&s, f->student, MARK_PRESENT, 0);
    const char *kept = receipts(&s, f->student).lines[0].text;
    for (size_t i = 0; i < ARRAY_LENGTH(heads); i++) {
        for (int k = 0; i > 0 && k < MARKS / 3; k++)
            fixture_sql(f, "INSERT INTO mark_receipts (student_id, subject_id, lecture_id, class_id, status,"
                           " minutes_late, method, by_whom, at, written_at) SELECT student_id, subject_id, lecture_id,"
                           " class_id, 'A', 0, 'manual', 'staff', at, written_at FROM mark_receipts LIMIT 1");
        GOOD(receipt_tick(f->school));
        fixture_wait(f, 2 * MINUTE);
        const char *text;
        GOOD(receipt_head_published(f->school, &f->arena, &text));
        assert_int_equal(receipt_head_read(text, &heads[i]), RECEIPT_GOOD);
        assert_int_equal(heads[i].size, 1 + (int64_t)i * (MARKS / 3));
    }
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM mark_receipts WHERE position IS NULL OR salt IS NULL"), 0);
    assert_int_equal(fixture_number(f, "SELECT COUNT(DISTINCT position) FROM mark_receipts"), MARKS + 1);
    assert_int_equal(fixture_number(f, "SELECT MAX(position) FROM mark_receipts"), MARKS);
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM mark_tiles WHERE level = 0"), 3);
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM mark_tiles WHERE level = 1"), 1);
    for (size_t from = 0; from < ARRAY_LENGTH(heads); from++)
        for (size_t to = from; to < ARRAY_LENGTH(heads); to++) {
            GOOD(receipt_path_growth(f->school, heads[from].size, heads[to].size, &path));
            assert_true(merkle_consistent(heads[from].size, &heads[from].root, heads[to].size, &heads[to].root, &path));
        }
    const int64_t indexes[] = {0, 1, 199, 200, 255, 256, 511, 512, MARKS};
    for (size_t i = 0; i < ARRAY_LENGTH(indexes); i++) {
        GOOD(receipt_path_inclusion(f->school, indexes[i], MARKS + 1, &leaf, &path));
        assert_true(merkle_included(&leaf, indexes[i], MARKS + 1, &path, &heads[3].root));
    }
    assert_int_equal(receipt_path_inclusion(f->school, 0, MARKS + 2, &leaf, &path), FAULT_NOT_FOUND);
    assert_int_equal(receipt_path_inclusion(f->school, 5, 5, &leaf, &path), FAULT_NOT_FOUND);
    assert_int_equal(receipt_path_inclusion(f->school, -1, 5, &leaf, &path), FAULT_NOT_FOUND);
    assert_int_equal(receipt_path_growth(f->school, 0, 5, &path), FAULT_NOT_FOUND);
    assert_int_equal(receipt_path_growth(f->school, 6, 5, &path), FAULT_NOT_FOUND);
    assert_int_equal(receipt_path_growth(f->school, 5, MARKS + 2, &path), FAULT_NOT_FOUND);
    struct receipt_report report = judge(&s, kept);
    follow(&report, kept);
    assert_int_equal(report.size, MARKS + 1);
    assert_int_equal(report.changes_count, RECEIPT_CHANGES_MAX);
    school_fixture_close(f);
}

/* Nobody sets the log back or alters it without a receipt that says so. */
static void test_log_altered(void **state)
{
    struct scene s = scene_open(state);
    hand(&s, s.f->student, MARK_PRESENT, 0);
    const char *kept = receipts(&s, s.f->student).lines[0].text;
    fixture_sql(s.f, "UPDATE mark_log SET size = 0");
    fixture_sql(s.f, "DELETE FROM mark_tiles");
    struct receipt_report report = judge(&s, kept);
    assert_int_equal(report.reason, RECEIPT_GOOD);
    assert_int_equal(report.state, RECEIPT_MISSING);
    assert_int_equal(report.size, 0);
    // Another entry in its place.
    fixture_sql(s.f, "DELETE FROM mark_receipts");
    hand(&s, s.f->student, MARK_ABSENT, 0);
    GOOD(receipt_tick(s.f->school));
    assert_int_equal(fixture_number(s.f, "SELECT size FROM mark_log"), 1);
    assert_int_equal(state_of(&s, kept), RECEIPT_MISSING);
    school_fixture_close(s.f);
}

static void test_key_renewed(void **state)
{
    struct scene s = scene_open(state);
    struct receipt_key_list keys;
    struct receipt_key key;
    struct receipt_report report;
    int64_t broken;
    GOOD(receipt_key_list(s.f->school, &keys));
    assert_int_equal(keys.count, 0);
    hand(&s, s.f->student, MARK_PRESENT, 0);
    const char *first = receipts(&s, s.f->student).lines[0].text;
    fixture_wait(s.f, HOUR);
    GOOD(receipt_key_renew(s.f->school, &key));
    const char *second = receipts(&s, s.f->student).lines[0].text;
    GOOD(receipt_key_list(s.f->school, &keys));
    assert_int_equal(keys.count, 2);
    assert_string_equal(keys.keys[0].id, key.id);
    assert_int_equal(keys.keys[0].ended_at, 0);
    assert_int_equal(keys.keys[1].ended_at, FIXTURE_NOW + HOUR);
    assert_int_equal(state_of(&s, first), RECEIPT_STANDS);
    assert_int_equal(state_of(&s, second), RECEIPT_STANDS);
    assert_string_equal(judge(&s, second).receipt.key, key.id);
    report = judge(&s, first);
    assert_string_not_equal(report.receipt.key, key.id);
    assert_int_equal(receipt_check(report.head, keys.keys[0].public_key), RECEIPT_GOOD); // heads by the newest
    // What a key signs after it was replaced is not taken.
    fixture_sql(s.f, "UPDATE receipt_keys SET ended_at = ended_at - 7200000 WHERE ended_at IS NOT NULL");
    report = judge(&s, first);
    assert_int_equal(report.reason, RECEIPT_KEY_ENDED);
    assert_null(report.head);
    assert_int_equal(fixture_number(s.f, "SELECT COUNT(*) FROM audit WHERE action = 'receipt_key_made'"), 2);
    assert_int_equal(fixture_number(s.f, "SELECT COUNT(*) FROM person_keys WHERE user_id = -4"), 1);
    GOOD(audit_verify(s.f->school, &broken));
    assert_int_equal(broken, 0);
    school_fixture_close(s.f);
}

/* The master key's loss ends the private key: another one is made, and what the first signed stays good. */
static void test_key_lost(void **state)
{
    struct scene s = scene_open(state);
    struct receipt_key_list keys;
    hand(&s, s.f->student, MARK_PRESENT, 0);
    const char *first = receipts(&s, s.f->student).lines[0].text;
    fixture_sql(s.f, "DELETE FROM person_keys WHERE user_id = -4");
    assert_int_equal(state_of(&s, receipts(&s, s.f->student).lines[0].text), RECEIPT_STANDS);
    assert_int_equal(state_of(&s, first), RECEIPT_STANDS);
    GOOD(receipt_key_list(s.f->school, &keys));
    assert_int_equal(keys.count, 2);
    school_fixture_close(s.f);
}

static void test_head_published(void **state)
{
    struct scene s = scene_open(state);
    const char *first, *again, *later;
    struct receipt_head head;
    GOOD(receipt_head_published(s.f->school, &s.f->arena, &first));
    assert_int_equal(receipt_head_read(first, &head), RECEIPT_GOOD);
    assert_int_equal(head.size, 0);
    assert_int_equal(strlen(head.audit), 64);
    assert_true(head.audit_entry > 0);
    // Who asks again and again does not see marks come one by one.
    hand(&s, s.f->student, MARK_PRESENT, 0);
    GOOD(receipt_tick(s.f->school));
    fixture_wait(s.f, 59 * SECOND);
    GOOD(receipt_head_published(s.f->school, &s.f->arena, &again));
    assert_string_equal(again, first);
    fixture_wait(s.f, SECOND);
    GOOD(receipt_head_published(s.f->school, &s.f->arena, &later));
    assert_int_equal(receipt_head_read(later, &head), RECEIPT_GOOD);
    assert_int_equal(head.size, 1);
    int64_t broken;
    GOOD(audit_verify_against(s.f->school, head.audit, &broken));
    assert_int_equal(broken, 0);
    school_fixture_close(s.f);
}

static void test_erased(void **state)
{
    struct scene s = scene_open(state);
    struct erasure erasure;
    struct receipt_list list;
    s.f->administrator.stepped_up_at = clock_now_ms(&s.f->clock);
    hand(&s, s.f->student, MARK_PRESENT, 0);
    hand(&s, s.f->other_student, MARK_PRESENT, 0);
    const char *kept = receipts(&s, s.f->student).lines[0].text;
    const char *other = receipts(&s, s.f->other_student).lines[0].text;
    GOOD(erasure_run(s.f->school, &s.f->administrator, s.f->student.user_id, true, &s.f->arena, &erasure));
    size_t told = 0;
    for (size_t i = 0; i < erasure.count; i++)
        if (strcmp(erasure.lines[i].kind, "receipts") == 0)
            told += (size_t)erasure.lines[i].count;
    assert_int_equal(told, 1);
    assert_int_equal(fixture_number(s.f, "SELECT COUNT(*) FROM mark_receipts"), 1);
    // Who has the receipt can show that it was: the log holds its hash, which without the salt tells nobody anything.
    struct receipt_report report = judge(&s, kept);
    assert_int_equal(report.state, RECEIPT_FORGOTTEN);
    follow(&report, kept);
    assert_int_equal(state_of(&s, other), RECEIPT_STANDS);
    assert_int_equal(mark_receipts(s.f->school, &s.f->student, s.lecture.id, &s.f->arena, &list), FAULT_NONE);
    assert_string_equal(list.lines[0].receipt.mark.by, "found"); // its mark is kept, of a former student
    school_fixture_close(s.f);
}

/* Two accounts become one: both's receipts are the one's, and say what they said. */
static void test_merged(void **state)
{
    struct scene s = scene_open(state);
    struct merge_report merged;
    s.f->administrator.stepped_up_at = clock_now_ms(&s.f->clock);
    by_face(&s, s.f->student);
    hand(&s, s.f->other_student, MARK_LATE, 3); // by hand stands
    const char *from = receipts(&s, s.f->student).lines[0].text;
    const char *into = receipts(&s, s.f->other_student).lines[0].text;
    GOOD(merge_accounts(s.f->school, &s.f->administrator, s.f->student.user_id, s.f->other_student.user_id, true,
                        &s.f->arena, &merged));
    assert_int_equal(fixture_number(s.f, RECEIPTS_UNLIKE_MARKS), 0);
    assert_int_equal(state_of(&s, from), RECEIPT_CHANGED);
    assert_int_equal(state_of(&s, into), RECEIPT_STANDS);
    struct receipt_list list = receipts(&s, s.f->other_student);
    assert_int_equal(list.count, 2);
    for (size_t i = 0; i < list.count; i++)
        assert_int_equal(judge(&s, list.lines[i].text).reason, RECEIPT_GOOD);
    school_fixture_close(s.f);
}

/* On several writers at once nothing is in the log twice, and no number is left out. */
struct racer {
    struct scene *s;
    pthread_t thread;
};

static void *race(void *context)
{
    struct racer *racer = context;
    for (int i = 0; i < 20; i++) {
        enum fault fault = receipt_tick(racer->s->f->school);
        if (fault != FAULT_NONE && fault != FAULT_BUSY)
            fprintf(stderr, "fault %d\n", (int)fault), abort();
    }
    return NULL;
}

static void test_together(void **state)
{
    enum { RACERS = 4, ROUNDS = 100 };
    struct scene s = scene_open(state);
    struct racer racers[RACERS];
    hand(&s, s.f->student, MARK_PRESENT, 0);
    for (size_t i = 0; i < RACERS; i++) {
        racers[i].s = &s;
        assert_int_equal(pthread_create(&racers[i].thread, NULL, race, &racers[i]), 0);
    }
    for (int i = 0; i < ROUNDS; i++)
        hand(&s, i % 2 ? s.f->student : s.f->other_student, i % 4 < 2 ? MARK_ABSENT : MARK_PRESENT, 0);
    for (size_t i = 0; i < RACERS; i++)
        pthread_join(racers[i].thread, NULL);
    GOOD(receipt_tick(s.f->school));
    int64_t notes = fixture_number(s.f, "SELECT COUNT(*) FROM mark_receipts");
    assert_true(notes > ROUNDS / 2);
    assert_int_equal(fixture_number(s.f, "SELECT size FROM mark_log"), notes);
    assert_int_equal(fixture_number(s.f, "SELECT COUNT(DISTINCT position) FROM mark_receipts"), notes);
    struct receipt_list list = receipts(&s, s.f->student);
    for (size_t i = 0; i < list.count; i++) {
        struct receipt_report report = judge(&s, list.lines[i].text);
        assert_int_equal(report.reason, RECEIPT_GOOD);
        follow(&report, list.lines[i].text);
    }
    school_fixture_close(s.f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST_ON_BOTH(test_from_check_in_to_absent),
        TEST_ON_BOTH(test_every_way),
        TEST_ON_BOTH(test_found),
        TEST_ON_BOTH(test_of_another),
        TEST_ON_BOTH(test_log_grows),
        TEST_ON_BOTH(test_log_altered),
        TEST_ON_BOTH(test_key_renewed),
        TEST_ON_BOTH(test_key_lost),
        TEST_ON_BOTH(test_head_published),
        TEST_ON_BOTH(test_erased),
        TEST_ON_BOTH(test_merged),
        TEST_ON_BOTH(test_together),
    };
    return cmocka_run_group_tests_name("receipts", tests, NULL, NULL);
}
