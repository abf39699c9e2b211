/* SPDX-License-Identifier: MIT */
/* Two accounts of one person become one: what moves, what stands, what is refused, and that nothing is forgotten. */
#include "school/unit.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/str.h"
#include "base/tongue.h"
#include "school/attendance/attendance.h"
#include "school/attendance/change.h"
#include "school/attendance/hand.h"
#include "school/classes/classroom.h"
#include "school/classes/join.h"
#include "school/common/fault.h"
#include "school/common/rows.h"
#include "school/marks/mark.h"
#include "school/office/merge.h"
#include "school/office/person_place.h"
#include "school/people/people.h"
#include "school/people/sign_in/session.h"
#include "school/school.h"
#include "store/db.h"
#include "store/engine.h"
#include "store/store.h"

static const struct merge_line *line_of(const struct merge_report *report, const char *what)
{
    static const struct merge_line none;
    for (size_t i = 0; i < report->count; i++)
        if (strcmp(report->lines[i].what, what) == 0)
            return &report->lines[i];
    return &none;
}

static void expect_line(const struct merge_report *report, const char *what, int64_t moved, int64_t dropped)
{
    const struct merge_line *line = line_of(report, what);
    if (line->moved != moved || line->dropped != dropped)
        fail_msg("%s: %lld moved, %lld dropped", what, (long long)line->moved, (long long)line->dropped);
}

static void mark(struct school_fixture *f, int64_t lecture_id, struct actor student, const char *method,
                 const char *note, int64_t at)
{
    char sql[512];
    snprintf(sql, sizeof(sql),
             "INSERT INTO attendance (student_id, class_id, lecture_id, timestamp, status, method, note, updated_at)"
             " SELECT %lld, class_id, id, %lld, 'P', '%s', %s%s%s, 1 FROM lectures WHERE id = %lld",
             (long long)student.user_id, (long long)at, method, note ? "'" : "", note ? note : "NULL", note ? "'" : "",
             (long long)lecture_id);
    fixture_sql(f, sql);
}

/* sam (from) and bea (into) in one classroom; sam also in another; marks in five lectures. */
struct scene {
    struct school_fixture *f;
    int64_t from, into;
    struct classroom classroom, other;
    int64_t lectures[6];
};

static struct scene scene_open(void **state)
{
    struct scene scene = {.f = school_fixture_open(test_store_need(state))};
    struct school_fixture *f = scene.f;
    scene.from = f->student.user_id;
    scene.into = f->other_student.user_id;
    scene.classroom = fixture_classroom(f);
    scene.other = fixture_classroom(f);
    fixture_wait(f, MINUTE);
    fixture_join(f, &scene.classroom, f->other_student);
    for (size_t i = 0; i < ARRAY_LENGTH(scene.lectures); i++)
        scene.lectures[i] = fixture_lecture(f, scene.classroom.id).id;
    mark(f, scene.lectures[0], f->student, "face", NULL, 10);       // only sam
    mark(f, scene.lectures[1], f->other_student, "face", NULL, 10); // only bea
    mark(f, scene.lectures[2], f->student, "manual", NULL, 30);     // by hand before by face
    mark(f, scene.lectures[2], f->other_student, "face", "x", 20);
    mark(f, scene.lectures[3], f->student, "close", NULL, 10); // anything before what closing left
    mark(f, scene.lectures[3], f->other_student, "photo", NULL, 20);
    mark(f, scene.lectures[4], f->student, "face", "a note", 40); // the one with a note
    mark(f, scene.lectures[4], f->other_student, "face", NULL, 30);
    mark(f, scene.lectures[5], f->student, "face", NULL, 40); // the earlier one
    mark(f, scene.lectures[5], f->other_student, "face", NULL, 30);
    fixture_enrol(f, f->student);
    fixture_sql(f, "UPDATE users SET external_id = 'sam-1', programme = 'BSc Physics', password_hash = 'x' WHERE email "
                   "= 'sam@college.example'");
    return scene;
}

/* Every table in one text, to compare. */
static char *everything(struct school_fixture *f)
{
    static const char *const sums[] = {
        "SELECT COUNT(*) FROM audit",
        "SELECT SUM(version * id) FROM users",
        "SELECT COUNT(*) FROM templates",
        "SELECT SUM(student_id * lecture_id) FROM attendance",
        "SELECT SUM(joined_at + user_id) FROM students",
        "SELECT COUNT(*) FROM consents WHERE withdrawn_at IS NULL",
    };
    char *text = calloc(1, 512);
    assert_non_null(text);
    for (size_t i = 0; i < ARRAY_LENGTH(sums); i++)
        snprintf(text + strlen(text), 512 - strlen(text), "%lld ", (long long)fixture_number(f, sums[i]));
    return text;
}

static void test_merge(void **state)
{
    struct scene scene = scene_open(state);
    struct school_fixture *f = scene.f;
    struct merge_report dry, report;
    char sql[256];
    f->administrator.stepped_up_at = clock_now_ms(&f->clock);
    char *before = everything(f);
    assert_int_equal(merge_accounts(f->school, &f->administrator, scene.from, scene.into, false, &f->arena, &dry),
                     FAULT_NONE);
    char *after = everything(f);
    assert_string_equal(before, after); // a dry run changes nothing
    free(before);
    free(after);
    assert_int_equal(merge_accounts(f->school, &f->administrator, scene.from, scene.into, true, &f->arena, &report),
                     FAULT_NONE);
    assert_int_equal(report.count, dry.count); // and has told the truth
    for (size_t i = 0; i < report.count; i++)
        expect_line(&dry, report.lines[i].what, report.lines[i].moved, report.lines[i].dropped);
    expect_line(&report, "marks", 3, 4);
    expect_line(&report, "enrolments", 1, 1);
    expect_line(&report, "consents", 1, 0);
    expect_line(&report, "faces", 0, 1);
    assert_string_equal(report.from.email, "sam@college.example");

    static const struct {
        const char *method;
        int64_t at;
    } stands[] = {{"face", 10}, {"face", 10}, {"manual", 30}, {"photo", 20}, {"face", 40}, {"face", 30}};
    for (size_t i = 0; i < ARRAY_LENGTH(stands); i++) {
        snprintf(sql, sizeof(sql),
                 "SELECT COUNT(*) FROM attendance WHERE lecture_id = %lld AND student_id = %lld AND method = '%s' AND"
                 " timestamp = %lld",
                 (long long)scene.lectures[i], (long long)scene.into, stands[i].method, (long long)stands[i].at);
        assert_int_equal(fixture_number(f, sql), 1);
    }
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM attendance"), 6);
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM students"), 2);
    assert_int_equal(fixture_number(f, "SELECT MAX(joined_at) FROM students"), FIXTURE_NOW); // the earlier moment
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM templates"), 0);
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM consents WHERE withdrawn_at IS NULL"), 0);
    snprintf(sql, sizeof(sql),
             "SELECT COUNT(*) FROM users WHERE id = %lld AND disabled_at > 0 AND merged_into = %lld AND password_hash"
             " IS NULL AND external_id IS NULL AND programme IS NULL",
             (long long)scene.from, (long long)scene.into);
    assert_int_equal(fixture_number(f, sql), 1);
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM users WHERE external_id = 'sam-1' AND programme = 'BSc"
                                       " Physics'"),
                     1);
    fixture_person(f, ROLE_STUDENT, "New Sam", "sam@college.example"); // the address is free again

    // It is over with that account.
    struct person_detail detail;
    struct person_edit edit = {.name = "x"};
    const struct actor *admin = &f->administrator;
    assert_int_equal(people_set_active(f->school, admin, scene.from, true, &f->arena, &detail), FAULT_ACCOUNT_MERGED);
    assert_int_equal(people_edit(f->school, admin, scene.from, &edit, &f->arena, &detail), FAULT_ACCOUNT_MERGED);
    assert_int_equal(merge_accounts(f->school, admin, scene.from, scene.into, true, &f->arena, &report),
                     FAULT_ACCOUNT_MERGED);
    assert_int_equal(merge_accounts(f->school, admin, scene.into, scene.from, true, &f->arena, &report),
                     FAULT_ACCOUNT_MERGED);
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM audit WHERE action = 'accounts_merged'"), 1);
    school_fixture_close(f);
}

static void test_professors(void **state)
{
    struct school_fixture *f = school_fixture_open(test_store_need(state));
    struct merge_report report;
    struct session session, found;
    struct classroom classroom = fixture_classroom(f);
    int64_t lecture = fixture_lecture(f, classroom.id).id;
    struct mark marked;
    struct mark_request request = {.status = MARK_PRESENT};
    f->administrator.stepped_up_at = clock_now_ms(&f->clock);
    assert_int_equal(
        attendance_mark(f->school, &f->professor, lecture, f->student.user_id, &request, &f->arena, &marked),
        FAULT_NONE);
    assert_int_equal(session_start(f->school, f->professor.user_id, NULL, &f->arena, &session), FAULT_NONE);
    assert_int_equal(merge_accounts(f->school, &f->administrator, f->professor.user_id, f->other_professor.user_id,
                                    true, &f->arena, &report),
                     FAULT_NONE);
    expect_line(&report, "classrooms", 1, 0);
    expect_line(&report, "marks_given", 1, 0);
    expect_line(&report, "windows_opened", 1, 0);
    expect_line(&report, "sessions", 0, 1);
    assert_int_equal(session_find(f->school, session.token, false, &f->arena, &found), FAULT_NOT_SIGNED_IN);
    assert_int_equal(attendance_may_watch(f->school, &f->other_professor, lecture), FAULT_NONE);
    assert_int_equal(attendance_may_watch(f->school, &f->professor, lecture), FAULT_NOT_FOUND);
    school_fixture_close(f);
}

static void test_refusals(void **state)
{
    struct school_fixture *f = school_fixture_open(test_store_need(state));
    struct merge_report report;
    struct actor admin = f->administrator;
    int64_t sam = f->student.user_id, bea = f->other_student.user_id, petra = f->professor.user_id;
    const struct {
        const struct actor *actor;
        int64_t from, into;
        enum fault fault;
    } cases[] = {
        {&f->professor, sam, bea, FAULT_NOT_ALLOWED}, {&f->student, bea, sam, FAULT_NOT_ALLOWED},
        {&admin, sam, 999999, FAULT_NOT_FOUND},       {&admin, 999999, sam, FAULT_NOT_FOUND},
        {&admin, sam, sam, FAULT_NOT_ONESELF},        {&admin, admin.user_id, sam, FAULT_NOT_ONESELF},
        {&admin, sam, petra, FAULT_ROLE_IN_USE},
    };
    for (size_t i = 0; i < ARRAY_LENGTH(cases); i++)
        for (int apply = 0; apply < 2; apply++)
            if (merge_accounts(f->school, cases[i].actor, cases[i].from, cases[i].into, apply == 1, &f->arena,
                               &report) != cases[i].fault)
                fail_msg("case %zu", i);
    assert_int_equal(merge_accounts(f->school, &admin, sam, bea, false, &f->arena, &report), FAULT_NONE);
    assert_int_equal(merge_accounts(f->school, &admin, sam, bea, true, &f->arena, &report), FAULT_STEP_UP_NEEDED);
    admin.stepped_up_at = clock_now_ms(&f->clock);
    fixture_sql(f, "UPDATE users SET disabled_at = 1 WHERE email = 'bea@college.example'");
    assert_int_equal(merge_accounts(f->school, &admin, sam, bea, true, &f->arena, &report), FAULT_ACCOUNT_DISABLED);
    assert_int_equal(merge_accounts(f->school, &admin, bea, sam, true, &f->arena, &report), FAULT_NONE);
    school_fixture_close(f);
}

/* What others are told of the person, and what other systems know them by, is the other account's from then on. */
static void test_named_without_a_key(void **state)
{
    struct scene scene = scene_open(state);
    struct school_fixture *f = scene.f;
    struct merge_report report;
    struct undone undone;
    struct mark made;
    char sql[400];
    f->administrator.stepped_up_at = f->professor.stepped_up_at = clock_now_ms(&f->clock);
    assert_int_equal(join_leave(f->school, &f->student, scene.other.id), FAULT_NONE); // the staff is told
    snprintf(sql, sizeof(sql),
             "INSERT INTO notifications (user_id, kind, subject_id, created_at) SELECT %lld, 'graded', %lld, 1",
             (long long)scene.into, (long long)scene.from); // an item of the board with the same number
    fixture_sql(f, sql);
    snprintf(sql, sizeof(sql),
             "INSERT INTO external_ids (kind, external_id, subject_id, other_id) VALUES ('user', 'u1', %lld, NULL),"
             " ('enrollment', 'e1', 1, %lld), ('class', 'k1', %lld, NULL)",
             (long long)scene.from, (long long)scene.from, (long long)scene.from);
    fixture_sql(f, sql);
    snprintf(sql, sizeof(sql),
             "INSERT INTO tellings (kind, audience, class_id, lecture_id, subject_id, actor_id, created_at)"
             " VALUES ('student_left', 'staff', 1, 0, %lld, %lld, 1), ('board_item', 'students', 1, 0, %lld, NULL, 1)",
             (long long)scene.from, (long long)scene.from, (long long)scene.from);
    fixture_sql(f, sql);
    const struct mark_request absent = {.status = MARK_ABSENT, .note = "a slip"};
    assert_int_equal(
        attendance_mark(f->school, &f->professor, scene.lectures[0], scene.from, &absent, &f->arena, &made),
        FAULT_NONE);
    assert_int_equal(merge_accounts(f->school, &f->administrator, scene.from, scene.into, true, &f->arena, &report),
                     FAULT_NONE);
    expect_line(&report, "told_of", 2, 0);
    static const char *const counted[] = {
        "SELECT COUNT(*) FROM notifications WHERE kind = 'student_left' AND subject_id = ",
        "SELECT COUNT(*) FROM external_ids WHERE kind = 'user' AND subject_id = ",
        "SELECT COUNT(*) FROM external_ids WHERE kind = 'enrollment' AND other_id = ",
        "SELECT COUNT(*) FROM tellings WHERE kind = 'student_left' AND subject_id = ",
        "SELECT COUNT(*) FROM tellings WHERE actor_id = ",
        "SELECT COUNT(*) FROM change_marks WHERE student_id = ",
    };
    static const char *const not_a_person[] = {
        "SELECT COUNT(*) FROM notifications WHERE kind = 'graded' AND subject_id = ",
        "SELECT COUNT(*) FROM external_ids WHERE kind = 'class' AND subject_id = ",
        "SELECT COUNT(*) FROM tellings WHERE kind = 'board_item' AND subject_id = ",
    };
    for (size_t i = 0; i < ARRAY_LENGTH(counted); i++) {
        snprintf(sql, sizeof(sql), "%s%lld", counted[i], (long long)scene.into);
        assert_int_equal(fixture_number(f, sql), 1);
    }
    for (size_t i = 0; i < ARRAY_LENGTH(not_a_person); i++) {
        snprintf(sql, sizeof(sql), "%s%lld", not_a_person[i], (long long)scene.from);
        assert_int_equal(fixture_number(f, sql), 1);
    }
    // What was done to a mark can be undone in the other account.
    assert_int_equal(attendance_undo(f->school, &f->professor, scene.lectures[0], made.change, &f->arena, &undone),
                     FAULT_NONE);
    assert_int_equal(undone.result.count, 1);
    assert_int_equal(undone.kept_count, 0);
    snprintf(sql, sizeof(sql),
             "SELECT COUNT(*) FROM attendance WHERE lecture_id = %lld AND student_id = %lld AND status = 'P'",
             (long long)scene.lectures[0], (long long)scene.into);
    assert_int_equal(fixture_number(f, sql), 1);
    school_fixture_close(f);
}

static char *text_read(const char *path)
{
    char *source = calloc(1, 256 << 10);
    FILE *file = fopen(path, "r");
    assert_non_null(source);
    assert_non_null(file);
    assert_in_range(fread(source, 1, (256 << 10) - 1, file), 1000, (256 << 10) - 2);
    fclose(file);
    return source;
}

/* What the report says has words in the web app, in each language. */
static void test_words(void **state)
{
    (void)state;
    size_t count = 0, missing = 0;
    for (size_t i = 0; i < TONGUE_COUNT; i++) {
        char path[64], label[100];
        const char *code = tongue_code((enum tongue)i);
        snprintf(path, sizeof(path), "web/src/core/text/%s/office.%s.ts", code, code);
        char *text = text_read(path);
        for (const struct person_place *place = person_places; place->table; place++) {
            if (!place->what)
                continue;
            count++;
            snprintf(label, sizeof(label), "\n  %s: ", place->what);
            if (strstr(text, label))
                continue;
            print_error("%s lacks %s\n", path, place->what);
            missing++;
        }
        free(text);
    }
    assert_true(count > 100);
    assert_int_equal(missing, 0);
}

/* Both were in the same group: once and at other times too. The one person is in it once at any time. */
static void test_same_group(void **state)
{
    struct merge_report report;
    struct scene scene = scene_open(state);
    struct school_fixture *f = scene.f;
    char sql[400];
    snprintf(sql, sizeof(sql), "INSERT INTO class_groups (class_id, name, created_at) VALUES (%lld, 'Lab A', 1)",
             (long long)scene.classroom.id);
    fixture_sql(f, sql);
    const int64_t times[][3] = {{scene.from, 10, 20}, {scene.into, 15, 0}, {scene.from, 30, 40}, {scene.into, 1, 5}};
    for (size_t i = 0; i < ARRAY_LENGTH(times); i++) {
        snprintf(sql, sizeof(sql),
                 "INSERT INTO group_memberships (group_id, class_id, user_id, joined_at, left_at)"
                 " SELECT id, class_id, %lld, %lld, NULLIF(%lld, 0) FROM class_groups",
                 (long long)times[i][0], (long long)times[i][1], (long long)times[i][2]);
        fixture_sql(f, sql);
    }
    f->administrator.stepped_up_at = clock_now_ms(&f->clock);
    assert_int_equal(merge_accounts(f->school, &f->administrator, scene.from, scene.into, true, &f->arena, &report),
                     FAULT_NONE);
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM group_memberships"), 2);
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM group_memberships WHERE joined_at = 1 AND left_at = 5"),
                     1);
    assert_int_equal(
        fixture_number(f, "SELECT COUNT(*) FROM group_memberships WHERE joined_at = 10 AND left_at IS NULL"), 1);
    snprintf(sql, sizeof(sql), "SELECT COUNT(*) FROM group_memberships WHERE user_id = %lld", (long long)scene.into);
    assert_int_equal(fixture_number(f, sql), 2);
    school_fixture_close(f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST_ON_BOTH(test_merge),     TEST_ON_BOTH(test_professors),
        TEST_ON_BOTH(test_refusals),  TEST_ON_BOTH(test_named_without_a_key),
        cmocka_unit_test(test_words), TEST_ON_BOTH(test_same_group),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
