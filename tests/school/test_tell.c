/* SPDX-License-Identifier: MIT */
/* Who hears of what: each audience, few and many; and that every kind is known to all who must know it. */
#include "school/unit.h"

#include <string.h>

#include "base/str.h"
#include "school/classes/classroom.h"
#include "school/common/fault.h"
#include "school/common/rows.h"
#include "school/marks/group/group.h"
#include "school/plan/lecture.h"
#include "school/plan/series.h"
#include "school/post/notification.h"
#include "school/post/notification_rule.h"
#include "school/post/tell.h"
#include "school/school.h"
#include "store/db.h"
#include "store/engine.h"
#include "store/store.h"

enum { ADMINISTRATORS = 1, TEACHERS = 2, SQL_SIZE = 300 };

struct telling {
    enum audience audience;
    struct notification_request request;
    int64_t but_not;
};

static enum db_status run(struct db *db, void *context)
{
    const struct telling *telling = context;
    return status_of(tell(db, telling->audience, &telling->request, telling->but_not, FIXTURE_NOW));
}

static void say(struct school_fixture *f, struct telling telling)
{
    assert_int_equal(store_write(f->test->store, run, &telling), DB_OK);
}

/* Two teachers, an assistant and two students, one of whom wants no word of mark_changed. */
static struct classroom staffed(struct school_fixture *f)
{
    struct classroom classroom = fixture_classroom(f);
    struct actor assistant = fixture_person(f, ROLE_STUDENT, "Tim", "tim@example.org");
    char sql[SQL_SIZE];
    fixture_join(f, &classroom, f->other_student);
    snprintf(sql, sizeof(sql),
             "INSERT INTO classroom_staff (class_id, user_id, kind, added_at) VALUES (%lld, %lld, 'teacher', 1),"
             " (%lld, %lld, 'assistant', 1)",
             (long long)classroom.id, (long long)f->other_professor.user_id, (long long)classroom.id,
             (long long)assistant.user_id);
    fixture_sql(f, sql);
    return classroom;
}

static int64_t told(struct school_fixture *f)
{
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) - COUNT(DISTINCT user_id) FROM notifications"), 0);
    return fixture_number(f, "SELECT COUNT(*) FROM notifications");
}

static void test_audiences(void **state)
{
    struct school_fixture *f = school_fixture_open(test_store_need(state));
    struct classroom classroom = staffed(f);
    const struct {
        enum audience audience;
        enum notification_kind kind;
        int64_t but_not;
        int64_t people;
    } cases[] = {
        {TELL_PERSON, NOTIFY_GRADED, 0, 1},
        {TELL_MEMBERS, NOTIFY_WINDOW_OPENED, 0, 5},
        {TELL_MEMBERS, NOTIFY_WINDOW_OPENED, f->professor.user_id, 4},
        {TELL_CHANGED, NOTIFY_LECTURE_CHANGED, 0, 3}, // no lecture has been changed: the staff
        {TELL_STUDENTS, NOTIFY_BOARD_ITEM, 0, 2},
        {TELL_STUDENTS, NOTIFY_BOARD_ITEM, f->student.user_id, 1},
        {TELL_TEACHERS, NOTIFY_REQUEST, 0, TEACHERS},
        {TELL_TEACHERS, NOTIFY_REQUEST, f->student.user_id, TEACHERS}, // who is none of them
        {TELL_STAFF, NOTIFY_STUDENT_LEFT, 0, TEACHERS + 1},
        {TELL_STAFF, NOTIFY_STUDENT_LEFT, f->other_professor.user_id, TEACHERS},
        {TELL_ADMINISTRATORS, NOTIFY_ERASURE_REQUEST, 0, ADMINISTRATORS},
    };
    for (size_t i = 0; i < ARRAY_LENGTH(cases); i++) {
        bool of_class = cases[i].audience != TELL_ADMINISTRATORS;
        say(f, (struct telling){cases[i].audience,
                                {.user_id = f->student.user_id,
                                 .kind = cases[i].kind,
                                 .class_id = of_class ? classroom.id : 0,
                                 .subject_id = 7,
                                 .text = "words"},
                                cases[i].but_not});
        assert_int_equal(told(f), cases[i].people);
        assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM notifications WHERE text = 'words' AND subject_id = 7"
                                           " AND lecture_id IS NULL AND read_at IS NULL"),
                         cases[i].people);
        fixture_sql(f, "DELETE FROM notifications");
    }
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM tellings"), 0); // few: at once
    school_fixture_close(f);
}

/* Four Mondays from the next one on; the first one's id. */
static int64_t weekly(struct school_fixture *f, int64_t class_id)
{
    static const char *const days[] = {"MO"};
    struct series_result result;
    const struct series_request request = {.weekdays = days,
                                           .weekday_count = 1,
                                           .from = "14:00",
                                           .to = "15:00",
                                           .first_date = "2026-11-30",
                                           .last_date = "2026-12-21",
                                           .every_weeks = 1};
    assert_int_equal(series_create(f->school, &f->professor, class_id, &request, &f->arena, &result), FAULT_NONE);
    assert_int_equal(result.lectures.count, 4);
    return result.lectures.lectures[0].id;
}

static int64_t group_with(struct school_fixture *f, int64_t class_id, const char *name, const struct actor *student)
{
    int64_t id = 0;
    struct group_put_result result;
    assert_int_equal(group_create(f->school, &f->professor, class_id, name, &f->arena, &id), FAULT_NONE);
    const struct group_put put = {.group_id = id, .students = &student->user_id, .count = 1};
    assert_int_equal(group_put(f->school, &f->professor, class_id, &put, &result), FAULT_NONE);
    return id;
}

static void lecture_for(struct school_fixture *f, int64_t lecture_id, int64_t group_id, bool following)
{
    struct lecture lecture;
    struct lecture_change change = lecture_no_change();
    change.groups = (struct group_choice){.groups = &group_id, .count = 1, .given = true};
    change.following = following;
    assert_int_equal(lecture_edit(f->school, &f->professor, lecture_id, &change, &f->arena, &lecture), FAULT_NONE);
    fixture_wait(f, MINUTE);
}

/* Who heard of it: the staff of two, and so many of three students and of the many; each once. */
static void expect_heard(struct school_fixture *f, bool sam, bool bea, int64_t many)
{
    assert_int_equal(telling_tick(f->school, school_now(f->school)), FAULT_NONE);
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) - COUNT(DISTINCT user_id) FROM notifications"), 0);
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM notifications n JOIN users u ON u.id = n.user_id WHERE"
                                       " u.email = 'sam@college.example'"),
                     sam);
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM notifications n JOIN users u ON u.id = n.user_id WHERE"
                                       " u.email = 'bea@college.example'"),
                     bea);
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM notifications n JOIN users u ON u.id = n.user_id WHERE"
                                       " u.name = 'Many'"),
                     many);
    fixture_sql(f, "DELETE FROM notifications");
}

/* Of this and all later lectures everybody hears whose one of them is, not the first one's groups alone. */
static void test_following(void **state)
{
    struct school_fixture *f = school_fixture_open(test_store_need(state));
    struct classroom classroom = staffed(f);
    struct lecture lecture;
    const struct actor other = fixture_person(f, ROLE_STUDENT, "Cat Third", "cat@college.example");
    fixture_join(f, &classroom, other);
    int64_t first = weekly(f, classroom.id);
    int64_t labs[] = {group_with(f, classroom.id, "Lab A", &f->student),
                      group_with(f, classroom.id, "Lab B", &f->other_student),
                      group_with(f, classroom.id, "Lab C", &other)};
    lecture_for(f, first, labs[1], true);
    lecture_for(f, first, labs[0], false);
    fixture_sql(f, "DELETE FROM notifications");
    struct lecture_change change = lecture_no_change();
    change.following = true;
    change.starts_at = FIXTURE_NOW + 8 * DAY;
    assert_int_equal(lecture_edit(f->school, &f->professor, first, &change, &f->arena, &lecture), FAULT_NONE);
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM notifications WHERE text LIKE 'moved_following|%'"), 4);
    expect_heard(f, true, true, 0);
    // One alone is still its groups'.
    fixture_wait(f, MINUTE);
    change.following = false;
    change.starts_at = FIXTURE_NOW + 7 * DAY;
    assert_int_equal(lecture_edit(f->school, &f->professor, first, &change, &f->arena, &lecture), FAULT_NONE);
    expect_heard(f, true, false, 0);
    // More than are told at once.
    fixture_crowd(f, classroom.id, 2 * TELLING_BATCH + 50);
    fixture_sql(f,
                "INSERT INTO group_memberships (group_id, class_id, user_id, joined_at) SELECT g.id, g.class_id, u.id,"
                " 0 FROM class_groups g JOIN users u ON u.name = 'Many' WHERE g.name = 'Lab B'");
    fixture_wait(f, MINUTE);
    const struct lecture_cancel cancel = {.reason = "Flu", .following = true};
    assert_int_equal(lecture_cancel(f->school, &f->professor, first, &cancel, &f->arena, &lecture), FAULT_NONE);
    expect_heard(f, true, true, 2 * TELLING_BATCH + 50);
    fixture_wait(f, MINUTE);
    assert_int_equal(lecture_restore(f->school, &f->professor, first, &cancel, &f->arena, &lecture), FAULT_NONE);
    expect_heard(f, true, true, 2 * TELLING_BATCH + 50);
    school_fixture_close(f);
}

/* An archived classroom is quiet; a disabled administrator and a person who is not there are told nothing. */
static void test_nobody(void **state)
{
    struct school_fixture *f = school_fixture_open(test_store_need(state));
    struct classroom classroom = staffed(f);
    fixture_sql(f, "UPDATE classrooms SET archived_at = 1");
    fixture_sql(f, "UPDATE users SET disabled_at = 1 WHERE role = 'administrator'");
    const struct telling quiet[] = {
        {TELL_MEMBERS, {.kind = NOTIFY_WINDOW_OPENED, .class_id = classroom.id}, 0},
        {TELL_STUDENTS, {.kind = NOTIFY_BOARD_ITEM, .class_id = classroom.id}, 0},
        {TELL_TEACHERS, {.kind = NOTIFY_REQUEST, .class_id = classroom.id}, 0},
        {TELL_STAFF, {.kind = NOTIFY_STUDENT_LEFT, .class_id = classroom.id}, 0},
        {TELL_CHANGED, {.kind = NOTIFY_LECTURE_CHANGED, .class_id = classroom.id}, 0},
        {TELL_MEMBERS, {.kind = NOTIFY_WINDOW_OPENED, .class_id = classroom.id + 100}, 0},
        {TELL_ADMINISTRATORS, {.kind = NOTIFY_ERASURE_REQUEST}, 0},
        {TELL_PERSON, {.kind = NOTIFY_GRADED, .user_id = 12345}, 0},
    };
    for (size_t i = 0; i < ARRAY_LENGTH(quiet); i++)
        say(f, quiet[i]);
    assert_int_equal(told(f), 0);
    school_fixture_close(f);
}

static void test_many(void **state)
{
    struct school_fixture *f = school_fixture_open(test_store_need(state));
    struct classroom classroom = staffed(f);
    fixture_crowd(f, classroom.id, 2 * TELLING_BATCH - 2); // with the two of before exactly two batches of students
    say(f, (struct telling){TELL_STUDENTS, {.kind = NOTIFY_BOARD_ITEM, .class_id = classroom.id, .text = "Week"}, 0});
    assert_int_equal(told(f), TELLING_BATCH);
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM tellings WHERE kind = 'board_item' AND audience ="
                                       " 'students' AND text = 'Week'"),
                     1);
    assert_int_equal(telling_tick(f->school, FIXTURE_NOW), FAULT_NONE);
    assert_int_equal(told(f), 2 * TELLING_BATCH);
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM tellings"), 0);

    // What another version has begun to tell is passed over, and holds nobody up.
    fixture_sql(f, "DELETE FROM notifications");
    fixture_sql(f, "INSERT INTO tellings (kind, audience, class_id, lecture_id, created_at) VALUES"
                   " ('of_tomorrow', 'members', 1, 0, 1), ('board_item', 'guardians', 1, 0, 1)");
    say(f, (struct telling){TELL_MEMBERS, {.kind = NOTIFY_LECTURE_CHANGED, .class_id = classroom.id}, 0});
    assert_int_equal(telling_tick(f->school, FIXTURE_NOW), FAULT_NONE);
    assert_int_equal(told(f), 2 * TELLING_BATCH + 3);
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM tellings"), 0);
    school_fixture_close(f);
}

/* What one can be told, one can choose: by one's role, and by one's part in a classroom. */
static void test_concerns(void **state)
{
    struct school_fixture *f = school_fixture_open(test_store_need(state));
    struct notification_choices choices;
    const struct {
        struct actor actor;
        bool soon, left, erasure, device;
    } cases[] = {
        {f->student, true, false, false, true},
        {f->professor, false, true, false, true},
        {f->administrator, false, false, true, true},
    };
    for (size_t i = 0; i < ARRAY_LENGTH(cases); i++) {
        assert_int_equal(notification_choices(f->school, &cases[i].actor, &f->arena, &choices), FAULT_NONE);
        assert_int_equal(choices.concerns[NOTIFY_LECTURE_SOON], cases[i].soon);
        assert_int_equal(choices.concerns[NOTIFY_STUDENT_LEFT], cases[i].left);
        assert_int_equal(choices.concerns[NOTIFY_ERASURE_REQUEST], cases[i].erasure);
        assert_int_equal(choices.concerns[NOTIFY_NEW_DEVICE], cases[i].device);
    }
    struct classroom classroom = staffed(f);
    say(f, (struct telling){TELL_STAFF, {.kind = NOTIFY_STUDENT_LEFT, .class_id = classroom.id}, 0});
    const struct actor assistant = {
        .user_id = fixture_number(f, "SELECT id FROM users WHERE email = 'tim@example.org'"), .role = ROLE_STUDENT};
    assert_int_equal(notification_choices(f->school, &assistant, &f->arena, &choices), FAULT_NONE);
    assert_true(choices.concerns[NOTIFY_STUDENT_LEFT] && choices.concerns[NOTIFY_LECTURE_SOON]);
    assert_false(choices.concerns[NOTIFY_ERASURE_REQUEST]);
    school_fixture_close(f);
}

/* Each row says all that is known of its kind, and the web app's table has the same kinds. */
static void test_tables(void **state)
{
    (void)state;
    bool shown[NOTIFY_KIND_COUNT] = {false};
    char line[400], word[40];
    size_t rows = 0;
    for (size_t i = 0; i < NOTIFY_KIND_COUNT; i++) {
        enum notification_kind kind = NOTIFY_KIND_COUNT;
        const struct notification_rule *rule = notification_rule((enum notification_kind)i);
        assert_non_null(rule->code);
        assert_in_range(strlen(rule->code), 1, 32);
        assert_true(notification_kind_parse(rule->code, &kind)); // and no two are called alike
        assert_int_equal(kind, i);
        assert_true(rule->told != 0 && rule->told <= TOLD_ALL);
        for (size_t tongue = 0; tongue < TONGUE_COUNT; tongue++) {
            assert_true(rule->sentence[tongue] && *rule->sentence[tongue]);
            assert_int_equal(!rule->hint[tongue], !rule->hint[ENGLISH]);
        }
    }
    FILE *file = fopen("web/src/core/push/told-kinds.ts", "r");
    assert_non_null(file);
    bool inside = false;
    while (fgets(line, sizeof(line), file)) {
        enum notification_kind kind;
        inside = inside ? line[0] != '}' : strncmp(line, "export const TOLD_KINDS", 23) == 0;
        if (!inside || strncmp(line, "  ", 2) != 0 || sscanf(line + 2, "%39[a-z_]: {", word) != 1 || line[2] == ' ')
            continue;
        if (!notification_kind_parse(word, &kind))
            fail_msg("web/src/core/push/told-kinds.ts knows %s, notification_kind.c does not", word);
        shown[kind] = true;
        rows++;
    }
    fclose(file);
    for (size_t i = 0; i < NOTIFY_KIND_COUNT; i++)
        if (!shown[i])
            fail_msg("web/src/core/push/told-kinds.ts lacks %s", notification_kind_code((enum notification_kind)i));
    assert_int_equal(rows, NOTIFY_KIND_COUNT);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_tables), TEST_ON_BOTH(test_audiences), TEST_ON_BOTH(test_nobody),
        TEST_ON_BOTH(test_many),       TEST_ON_BOTH(test_concerns),  TEST_ON_BOTH(test_following),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
