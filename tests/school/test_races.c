/* SPDX-License-Identifier: MIT */
/* Several things at once: nothing lost, nothing doubled, whatever comes first. With four writers on MariaDB. */
#include "school/classes/join.h"
#include "school/unit.h"

#include <pthread.h>
#include <stdatomic.h>

#include "base/arena.h"
#include "base/str.h"
#include "crypto/secret.h"
#include "face/face.h"
#include "school/attendance/attendance.h"
#include "school/attendance/hand.h"
#include "school/attendance/window.h"
#include "school/checkin/check_in.h"
#include "school/checkin/check_in_inside.h"
#include "school/classes/classroom.h"
#include "school/common/audit.h"
#include "school/common/fault.h"
#include "school/marks/mark.h"
#include "school/people/account.h"
#include "school/people/invitation.h"
#include "school/plan/lecture.h"
#include "school/school.h"
#include "store/db.h"
#include "store/store.h"

enum { STUDENTS = 16, ROUNDS = 5 };

/* A store with as many connections as a server has. */
static struct school_fixture *fixture_of_many(void **state, struct test_store **ret_test)
{
    struct test_store *given = test_store_need(state);
    struct test_store *test = test_store_open_raw(given->engine, 4, 4, 1024);
    char error[STORE_ERROR_SIZE];
    int64_t version;
    if (store_migrate(test->store, &version, error) != DB_OK)
        fail_msg("%s", error);
    *ret_test = test;
    return school_fixture_open(test);
}

struct racer {
    struct school_fixture *f;
    struct actor actor;
    int64_t lecture_id, class_id;
    char challenge[SECRET_TOKEN_SIZE];
    enum fault fault;
    pthread_barrier_t *start;
    int64_t number;
};

static void race(struct racer *racers, size_t count, void *(*run)(void *racer))
{
    pthread_t threads[64];
    pthread_barrier_t start;
    pthread_barrier_init(&start, NULL, (unsigned)count);
    for (size_t i = 0; i < count; i++) {
        racers[i].start = &start;
        assert_int_equal(pthread_create(&threads[i], NULL, run, &racers[i]), 0);
    }
    for (size_t i = 0; i < count; i++)
        pthread_join(threads[i], NULL);
    pthread_barrier_destroy(&start);
}

static void *conclude(void *context)
{
    struct racer *racer = context;
    pthread_barrier_wait(racer->start);
    racer->fault = check_in_conclude(racer->f->school, &racer->actor, racer->lecture_id, racer->challenge, FIXTURE_NOW,
                                     FACE_OK, NULL);
    return NULL;
}

static void *challenge_and_conclude(void *context)
{
    struct racer *racer = context;
    struct challenge challenge;
    int64_t retry;
    pthread_barrier_wait(racer->start);
    racer->fault = attendance_challenge(racer->f->school, &racer->actor, racer->lecture_id, &challenge, &retry);
    if (racer->fault == FAULT_NONE)
        racer->fault = check_in_conclude(racer->f->school, &racer->actor, racer->lecture_id, challenge.token,
                                         FIXTURE_NOW, FACE_OK, NULL);
    return NULL;
}

static void students_make(struct school_fixture *f, const struct classroom *classroom, struct racer *racers)
{
    for (int i = 0; i < STUDENTS; i++) {
        char email[40];
        snprintf(email, sizeof(email), "racer%d@college.example", i);
        racers[i] = (struct racer){.f = f, .actor = fixture_person(f, ROLE_STUDENT, "Racer", email)};
        fixture_join(f, classroom, racers[i].actor);
        fixture_enrol(f, racers[i].actor);
    }
}

/* A whole class at once: everybody is marked once, and the counts told never go back. */
static void test_class_at_once(void **state)
{
    struct test_store *test;
    struct school_fixture *f = fixture_of_many(state, &test);
    struct classroom classroom = fixture_classroom(f);
    struct racer racers[STUDENTS];
    students_make(f, &classroom, racers);
    for (int round = 0; round < ROUNDS; round++) {
        struct lecture lecture = fixture_lecture(f, classroom.id);
        char sql[100];
        f->event_count = 0;
        for (int i = 0; i < STUDENTS; i++)
            racers[i].lecture_id = lecture.id;
        race(racers, STUDENTS, challenge_and_conclude);
        for (int i = 0; i < STUDENTS; i++)
            assert_int_equal(racers[i].fault, FAULT_NONE);
        snprintf(sql, sizeof(sql), "SELECT COUNT(*) FROM attendance WHERE lecture_id = %lld", (long long)lecture.id);
        assert_int_equal(fixture_number(f, sql), STUDENTS);
        assert_int_equal(f->event_count, STUDENTS);
        for (int i = 1; i < STUDENTS; i++)
            assert_true(f->events[i].counts.marked >= f->events[i - 1].counts.marked);
        assert_int_equal(f->events[STUDENTS - 1].counts.marked, STUDENTS);
    }
    school_fixture_close(f);
    test_store_close(test);
}

/* One challenge from many connections: one mark, and everybody hears of it. */
static void test_same_challenge(void **state)
{
    struct test_store *test;
    struct school_fixture *f = fixture_of_many(state, &test);
    struct classroom classroom = fixture_classroom(f);
    fixture_enrol(f, f->student);
    for (int round = 0; round < ROUNDS; round++) {
        struct lecture lecture = fixture_lecture(f, classroom.id);
        struct racer racers[8];
        struct challenge challenge;
        int64_t retry;
        assert_int_equal(attendance_challenge(f->school, &f->student, lecture.id, &challenge, &retry), FAULT_NONE);
        for (size_t i = 0; i < ARRAY_LENGTH(racers); i++) {
            racers[i] = (struct racer){.f = f, .actor = f->student, .lecture_id = lecture.id};
            str_copy(racers[i].challenge, sizeof(racers[i].challenge), challenge.token);
        }
        race(racers, ARRAY_LENGTH(racers), conclude);
        for (size_t i = 0; i < ARRAY_LENGTH(racers); i++)
            assert_int_equal(racers[i].fault, FAULT_NONE);
        assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM attendance"), round + 1);
    }
    school_fixture_close(f);
    test_store_close(test);
}

static void *mark_by_hand(void *context)
{
    struct racer *racer = context;
    struct arena arena;
    struct mark mark;
    struct mark_request request = {.status = racer->number % 2 ? MARK_ABSENT : MARK_EXCUSED};
    arena_init(&arena, 1 << 20);
    pthread_barrier_wait(racer->start);
    racer->fault = attendance_mark(racer->f->school, &racer->f->professor, racer->lecture_id, racer->f->student.user_id,
                                   &request, &arena, &mark);
    arena_release(&arena);
    return NULL;
}

static void *close_window(void *context)
{
    struct racer *racer = context;
    struct arena arena;
    struct lecture lecture;
    arena_init(&arena, 1 << 20);
    pthread_barrier_wait(racer->start);
    racer->fault = lecture_window_close(racer->f->school, &racer->f->professor, racer->lecture_id, &arena, &lecture);
    arena_release(&arena);
    return NULL;
}

static void *any_of_three(void *context)
{
    struct racer *racer = context;
    return racer->number == 0 ? conclude(racer) : racer->number < 4 ? mark_by_hand(racer) : close_window(racer);
}

/* A check-in, the professor's hand from several tabs, and the close, all at once. */
static void test_hand_face_close(void **state)
{
    struct test_store *test;
    struct school_fixture *f = fixture_of_many(state, &test);
    struct classroom classroom = fixture_classroom(f);
    int64_t broken_id = -7;
    fixture_enrol(f, f->student);
    for (int round = 0; round < ROUNDS; round++) {
        struct lecture lecture = fixture_lecture(f, classroom.id);
        struct racer racers[6];
        struct challenge challenge;
        int64_t retry;
        assert_int_equal(attendance_challenge(f->school, &f->student, lecture.id, &challenge, &retry), FAULT_NONE);
        for (size_t i = 0; i < ARRAY_LENGTH(racers); i++) {
            racers[i] = (struct racer){.f = f, .actor = f->student, .lecture_id = lecture.id, .number = (int64_t)i};
            str_copy(racers[i].challenge, sizeof(racers[i].challenge), challenge.token);
        }
        race(racers, ARRAY_LENGTH(racers), any_of_three);
        // The clock stands at the opening: a close at the same millisecond comes before the check-in, or after it.
        assert_true(racers[0].fault == FAULT_NONE || racers[0].fault == FAULT_WINDOW_CLOSED);
        for (int i = 1; i < 4; i++)
            assert_int_equal(racers[i].fault, FAULT_NONE);
        assert_int_equal((racers[4].fault == FAULT_NONE) + (racers[5].fault == FAULT_NONE), 1);
        assert_true(racers[4].fault == FAULT_WINDOW_CLOSED || racers[5].fault == FAULT_WINDOW_CLOSED);
        assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM attendance"), round + 1);
        assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM attendance WHERE method = 'manual'"), round + 1);
    }
    assert_int_equal(audit_verify(f->school, &broken_id), FAULT_NONE);
    assert_int_equal(broken_id, 0); // no fork in the chain, on four connections
    school_fixture_close(f);
    test_store_close(test);
}

static void *open_window(void *context)
{
    struct racer *racer = context;
    struct arena arena;
    struct lecture lecture;
    arena_init(&arena, 1 << 20);
    pthread_barrier_wait(racer->start);
    racer->fault = lecture_window_open(racer->f->school, &racer->f->professor, racer->lecture_id,
                                       &(struct window_request){-1, -1}, &arena, &lecture);
    arena_release(&arena);
    return NULL;
}

static void test_open_twice(void **state)
{
    struct test_store *test;
    struct school_fixture *f = fixture_of_many(state, &test);
    struct classroom classroom = fixture_classroom(f);
    struct lecture lecture;
    struct lecture_request request = {.starts_at = FIXTURE_NOW, .ends_at = FIXTURE_NOW + HOUR};
    for (int round = 0; round < ROUNDS; round++) {
        struct racer racers[4];
        int opened = 0;
        assert_int_equal(lecture_create(f->school, &f->professor, classroom.id, &request, &f->arena, &lecture),
                         FAULT_NONE);
        for (size_t i = 0; i < ARRAY_LENGTH(racers); i++)
            racers[i] = (struct racer){.f = f, .lecture_id = lecture.id};
        race(racers, ARRAY_LENGTH(racers), open_window);
        for (size_t i = 0; i < ARRAY_LENGTH(racers); i++) {
            opened += racers[i].fault == FAULT_NONE;
            assert_true(racers[i].fault == FAULT_NONE || racers[i].fault == FAULT_WINDOW_OPEN);
        }
        assert_int_equal(opened, 1);
    }
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM audit"), ROUNDS);
    school_fixture_close(f);
    test_store_close(test);
}

static void *join_class(void *context)
{
    struct racer *racer = context;
    struct arena arena;
    struct classroom joined;
    arena_init(&arena, 1 << 20);
    pthread_barrier_wait(racer->start);
    racer->fault = classroom_join(racer->f->school, &racer->actor, racer->challenge, &arena, &joined);
    arena_release(&arena);
    return NULL;
}

/* The last place of a classroom, and the same student twice. */
static void test_last_place(void **state)
{
    struct test_store *test;
    struct school_fixture *f = fixture_of_many(state, &test);
    struct classroom classroom = fixture_classroom(f);
    char sql[200];
    fixture_sql(f, "INSERT INTO users (name, role, email, created_at) WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL"
                   " SELECT i + 1 FROM n WHERE i < 999) SELECT 'Bulk', 'student', i, 0 FROM n");
    fixture_sql(f, "INSERT INTO users (name, role, email, created_at) WITH RECURSIVE n (i) AS (SELECT 1000 UNION ALL"
                   " SELECT i + 1 FROM n WHERE i < 1998) SELECT 'Bulk', 'student', i, 0 FROM n");
    snprintf(sql, sizeof(sql),
             "INSERT INTO students (user_id, class_id, joined_at) SELECT id, %lld, 0 FROM users WHERE name = 'Bulk'",
             (long long)classroom.id);
    fixture_sql(f, sql); // 1998 and the fixture's own: one place left
    struct racer racers[6];
    int joined = 0, full = 0;
    for (size_t i = 0; i < ARRAY_LENGTH(racers); i++) {
        char email[40];
        snprintf(email, sizeof(email), "racer%zu@college.example", i / 2);
        racers[i] =
            i % 2 ? racers[i - 1] : (struct racer){.f = f, .actor = fixture_person(f, ROLE_STUDENT, "Racer", email)};
        str_copy(racers[i].challenge, sizeof(racers[i].challenge), classroom.join_code);
    }
    race(racers, ARRAY_LENGTH(racers), join_class);
    for (size_t i = 0; i < ARRAY_LENGTH(racers); i++) {
        joined += racers[i].fault == FAULT_NONE;
        full += racers[i].fault == FAULT_CLASSROOM_FULL;
    }
    assert_int_equal(joined, 2); // one student, twice
    assert_int_equal(full, 4);
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM students"), CLASSROOM_STUDENTS_MAX);
    school_fixture_close(f);
    test_store_close(test);
}

static void *sign_up(void *context)
{
    struct racer *racer = context;
    struct arena arena;
    struct user user;
    char email[40];
    snprintf(email, sizeof(email), "invited%lld@college.example", (long long)racer->number);
    struct account_request request = {
        .name = "Invited", .email = email, .password = "correct horse 7 battery", .invitation = racer->challenge};
    arena_init(&arena, 1 << 20);
    pthread_barrier_wait(racer->start);
    racer->fault = account_sign_up(racer->f->school, &request, &arena, &user);
    arena_release(&arena);
    return NULL;
}

/* One invitation, several people who got hold of it, and two of them with the same address. */
static void test_same_invitation(void **state)
{
    struct test_store *test;
    struct school_fixture *f = fixture_of_many(state, &test);
    struct racer racers[4];
    char token[SECRET_TOKEN_SIZE];
    int64_t expires_at;
    int signed_up = 0;
    assert_int_equal(invitation_create(f->school, NULL, ROLE_PROFESSOR, NULL, NULL, token, &expires_at), FAULT_NONE);
    for (size_t i = 0; i < ARRAY_LENGTH(racers); i++) {
        racers[i] = (struct racer){.f = f, .number = (int64_t)i / 2};
        str_copy(racers[i].challenge, sizeof(racers[i].challenge), token);
    }
    race(racers, ARRAY_LENGTH(racers), sign_up);
    for (size_t i = 0; i < ARRAY_LENGTH(racers); i++) {
        signed_up += racers[i].fault == FAULT_NONE;
        assert_true(racers[i].fault == FAULT_NONE || racers[i].fault == FAULT_INVITATION_UNKNOWN ||
                    racers[i].fault == FAULT_EMAIL_TAKEN);
    }
    assert_int_equal(signed_up, 1);
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM users WHERE name = 'Invited'"), 1);
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM invitations WHERE used_at IS NULL"), 0);
    school_fixture_close(f);
    test_store_close(test);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST_ON_BOTH(test_class_at_once), TEST_ON_BOTH(test_same_challenge), TEST_ON_BOTH(test_hand_face_close),
        TEST_ON_BOTH(test_open_twice),    TEST_ON_BOTH(test_last_place),     TEST_ON_BOTH(test_same_invitation),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
