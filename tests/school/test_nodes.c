/* SPDX-License-Identifier: MIT */
/*
 * Two servers on one database, each a store and a school of its own: what happens at one is told at the other, once and
 * with what is true then; what was noted late is told, too; and nothing is noted where there can be no other server.
 */
#include "school/unit.h"

#include "base/str.h"
#include "school/attendance/hand.h"
#include "school/attendance/window.h"
#include "school/classes/staff.h"
#include "school/common/fault.h"
#include "school/follow.h"
#include "school/marks/mark_event.h"
#include "school/post/notification.h"
#include "school/school.h"
#include "store/store.h"

enum { TOLD_MAX = 32 };

/* The other server. */
struct node {
    struct store *store;
    struct school *school;
    bool deaf; // nobody listens there
    struct fixture_event told[TOLD_MAX];
    size_t count;
};

static void hear(void *context, const struct school_event *event)
{
    struct node *node = context;
    assert_in_range(node->count, 0, TOLD_MAX - 1);
    node->told[node->count++] = (struct fixture_event){
        .kind = event->kind,
        .lecture_id = event->lecture_id,
        .student_id = event->student ? event->student->id : 0,
        .status = event->mark ? event->mark->status : MARK_UNMARKED,
        .counts = event->counts ? *event->counts : (struct counts){0},
        .has_window = event->window != NULL,
        .window = event->window ? event->window->state : WINDOW_CLOSED,
        .reason = event->reason,
        .user_id = event->user_id,
    };
}

static bool wants(void *context, const struct school_event *event)
{
    const struct node *node = context;
    (void)event;
    return !node->deaf;
}

static void node_open(struct node *node, struct school_fixture *f)
{
    char error[STORE_ERROR_SIZE];
    *node = (struct node){.store = store_open(&f->test->config, error)};
    if (!node->store)
        fail_msg("%s", error);
    struct school_config config = {.store = node->store,
                                   .clock = &f->clock,
                                   .key = f->key,
                                   .blobs = f->blobs,
                                   .notify = hear,
                                   .wanted = wants,
                                   .notify_context = node};
    node->school = school_open(&config);
    assert_non_null(node->school); // it listens from here on: a page may be open before it looks for the first time
}

static void node_close(struct node *node)
{
    school_close(node->school);
    store_close(node->store);
}

static void follow(struct node *node)
{
    node->count = 0;
    assert_int_equal(school_follow(node->school), FAULT_NONE);
}

static void mark(struct school_fixture *f, struct school *school, int64_t lecture_id, enum mark_status status)
{
    struct mark_request request = {.status = status};
    struct mark written;
    assert_int_equal(
        attendance_mark(school, &f->professor, lecture_id, f->student.user_id, &request, &f->arena, &written),
        FAULT_NONE);
}

static void test_told_at_the_other(void **state)
{
    struct school_fixture *f = school_fixture_open(test_store_need(state));
    struct classroom classroom = fixture_classroom(f);
    struct lecture lecture = fixture_lecture(f, classroom.id), after;
    struct node node;
    node_open(&node, f);

    mark(f, f->school, lecture.id, MARK_PRESENT);
    follow(&node);
    assert_int_equal(node.count, 1); // what was before it was opened is no news
    assert_int_equal(node.told[0].kind, SCHOOL_EVENT_MARK);
    assert_int_equal(node.told[0].lecture_id, lecture.id);
    assert_int_equal(node.told[0].student_id, f->student.user_id);
    assert_int_equal(node.told[0].status, MARK_PRESENT);
    assert_int_equal(node.told[0].counts.present, 1);
    follow(&node);
    assert_int_equal(node.count, 0); // once

    // Twice in one look: once, as it is now.
    mark(f, f->school, lecture.id, MARK_LATE);
    mark(f, f->school, lecture.id, MARK_ABSENT);
    follow(&node);
    assert_int_equal(node.count, 1);
    assert_int_equal(node.told[0].status, MARK_ABSENT);

    // What it has done itself, it has told itself.
    node.count = 0;
    mark(f, node.school, lecture.id, MARK_PRESENT);
    assert_int_equal(node.count, 1);
    follow(&node);
    assert_int_equal(node.count, 0);
    assert_int_equal(school_follow(f->school), FAULT_NONE);
    f->event_count = 0;
    mark(f, node.school, lecture.id, MARK_LATE);
    assert_int_equal(school_follow(f->school), FAULT_NONE);
    assert_int_equal(f->event_count, 1);
    assert_int_equal(f->events[0].status, MARK_LATE);

    follow(&node);
    assert_int_equal(lecture_window_close(f->school, &f->professor, lecture.id, &f->arena, &after), FAULT_NONE);
    follow(&node);
    assert_int_equal(node.count, 1);
    assert_int_equal(node.told[0].kind, SCHOOL_EVENT_WINDOW);
    assert_true(node.told[0].has_window);
    assert_int_equal(node.told[0].window, WINDOW_CLOSED);
    node_close(&node);
    school_fixture_close(f);
}

static void test_told_of_what_ends_rights(void **state)
{
    struct school_fixture *f = school_fixture_open(test_store_need(state));
    struct classroom classroom = fixture_classroom(f);
    struct node node;
    char sql[200];
    int64_t unread;
    snprintf(sql, sizeof(sql),
             "INSERT INTO classroom_staff (class_id, user_id, kind, added_at) VALUES (%lld, %lld, 'assistant', 0)",
             (long long)classroom.id, (long long)f->other_professor.user_id);
    fixture_sql(f, sql);
    node_open(&node, f);
    assert_int_equal(staff_remove(f->school, &f->professor, classroom.id, f->other_professor.user_id), FAULT_NONE);
    follow(&node);
    assert_true(node.count >= 1);
    assert_int_equal(node.told[0].kind, SCHOOL_EVENT_RIGHTS);
    // The same person's pages elsewhere: something was read.
    assert_int_equal(notification_read(f->school, &f->student, 0, INT64_MAX, &unread), FAULT_NONE);
    follow(&node);
    assert_int_equal(node.count, 1);
    assert_int_equal(node.told[0].kind, SCHOOL_EVENT_NOTIFICATION);
    assert_int_equal(node.told[0].user_id, f->student.user_id);
    node_close(&node);
    school_fixture_close(f);
}

/* Where nobody listens nothing is looked up; and what happened meanwhile is not told afterwards. */
static void test_nobody_listens(void **state)
{
    struct school_fixture *f = school_fixture_open(test_store_need(state));
    struct classroom classroom = fixture_classroom(f);
    struct lecture lecture = fixture_lecture(f, classroom.id);
    struct node node;
    node_open(&node, f);
    node.deaf = true;
    mark(f, f->school, lecture.id, MARK_PRESENT);
    follow(&node);
    assert_int_equal(node.count, 0);
    node.deaf = false;
    follow(&node);
    assert_int_equal(node.count, 0);
    node_close(&node);
    school_fixture_close(f);
}

static void insert(struct school_fixture *f, int64_t id, const char *kind, int64_t lecture_id)
{
    char sql[200];
    snprintf(sql, sizeof(sql),
             "INSERT INTO events (id, node, kind, lecture_id, user_id, at) VALUES (%lld, 7, '%s', %lld, %lld, %lld)",
             (long long)id, kind, (long long)lecture_id, (long long)f->student.user_id, (long long)FIXTURE_NOW);
    fixture_sql(f, sql);
}

/* Ids are given when rows are written and seen when their transactions end: in another order. */
static void test_what_comes_late(void **state)
{
    struct school_fixture *f = school_fixture_open(test_store_need(state));
    struct classroom classroom = fixture_classroom(f);
    struct lecture lecture = fixture_lecture(f, classroom.id);
    struct node node;
    node_open(&node, f);
    int64_t last = fixture_number(f, "SELECT COALESCE(MAX(id), 0) FROM events");
    insert(f, last + 3, "mark", lecture.id);
    follow(&node);
    assert_int_equal(node.count, 1);
    insert(f, last + 1, "window", lecture.id);
    follow(&node);
    assert_int_equal(node.count, 1);
    assert_int_equal(node.told[0].kind, SCHOOL_EVENT_WINDOW);
    insert(f, last + 2, "of the future", lecture.id);
    follow(&node);
    assert_int_equal(node.count, 0);
    insert(f, last + 5000, "mark", lecture.id); // a gap larger than what is remembered
    follow(&node);
    assert_int_equal(node.count, 1);
    for (int64_t i = 0; i < 3; i++) { // the highest ones of it are
        insert(f, last + 4990 + i, "mark", lecture.id);
        follow(&node);
        assert_int_equal(node.count, 1);
    }
    node_close(&node);
    school_fixture_close(f);
}

/* More at once than one look takes, and a sweep that leaves what is new. */
static void test_many(void **state)
{
    enum { MANY = 700 };
    struct school_fixture *f = school_fixture_open(test_store_need(state));
    struct classroom classroom = fixture_classroom(f);
    struct lecture lecture = fixture_lecture(f, classroom.id);
    struct node node;
    node_open(&node, f);
    int64_t last = fixture_number(f, "SELECT COALESCE(MAX(id), 0) FROM events");
    for (int64_t i = 1; i <= MANY; i++)
        insert(f, last + i, "mark", lecture.id);
    follow(&node);
    assert_in_range(node.count, 1, 3); // a page at a time, each once
    follow(&node);
    assert_int_equal(node.count, 0);
    fixture_wait(f, 11 * (int64_t)MINUTE);
    mark(f, f->school, lecture.id, MARK_PRESENT);
    assert_int_equal(follower_sweep(node.school, FIXTURE_NOW + 11 * (int64_t)MINUTE), FAULT_NONE);
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM events"), 1);
    follow(&node);
    assert_int_equal(node.count, 1);
    node_close(&node);
    school_fixture_close(f);
}

static void test_alone(void **state)
{
    struct school_fixture *f = school_fixture_open(test_store_need(state));
    struct classroom classroom = fixture_classroom(f);
    struct lecture lecture = fixture_lecture(f, classroom.id);
    mark(f, f->school, lecture.id, MARK_PRESENT);
    assert_int_equal(school_follow(f->school), FAULT_NONE);
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM events"), 0);
    school_fixture_close(f);
}

#define ON_MARIADB(body) cmocka_unit_test_setup_teardown(body, test_setup_mariadb, test_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        ON_MARIADB(test_told_at_the_other),
        ON_MARIADB(test_told_of_what_ends_rights),
        ON_MARIADB(test_nobody_listens),
        ON_MARIADB(test_what_comes_late),
        ON_MARIADB(test_many),
        cmocka_unit_test_setup_teardown(test_alone, test_setup_sqlite, test_teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
