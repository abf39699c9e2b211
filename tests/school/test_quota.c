/* SPDX-License-Identifier: MIT */
/* How much of the disk a person, a classroom and the institution may take: counted where it is written, given back
 * where it is deleted. */
#include "school/files/quota.h"
#include "school/unit.h"

#include <pthread.h>
#include <stdio.h>
#include <string.h>

#include "base/arena.h"
#include "base/str.h"
#include "school/classes/classroom.h"
#include "school/common/fault.h"
#include "school/common/setting.h"
#include "school/common/state.h"
#include "school/files/evidence.h"
#include "school/files/file.h"
#include "school/jobs/job.h"
#include "school/jobs/job_work.h"
#include "school/office/erasure.h"
#include "school/office/export_person.h"
#include "school/school.h"
#include "store/store.h"

enum { RACERS = 20, PIECE = 100000, FIT = 10 /* into a megabyte */ };

static char words[2 * QUOTA_MB];

static void limit(struct school_fixture *f, enum setting setting, const char *value)
{
    struct setting_state state;
    assert_int_equal(setting_change(f->school, &f->administrator, setting, value, &f->arena, &state), FAULT_NONE);
}

static enum fault send(struct school_fixture *f, struct actor actor, int64_t class_id, size_t size, struct file *file)
{
    CLOSES(arena_release) struct arena arena = arena_of(8 << 20);
    return class_id != 0 ? file_add(f->school, &actor, class_id, "a.txt", words, size, &arena, file)
                         : evidence_add(f->school, &actor, "a.txt", words, size, &arena, file);
}

/* Every row of every table of files, counted naively. */
static void expect_all(struct school_fixture *f, int64_t bytes)
{
    struct quota_overview overview;
    int64_t rows = fixture_number(f, "SELECT COALESCE(SUM(size), 0) FROM files") +
                   fixture_number(f, "SELECT COALESCE(SUM(size), 0) FROM leave_files") +
                   fixture_number(f, "SELECT COALESCE(SUM(size), 0) FROM job_files");
    assert_int_equal(quota_overview(f->school, &f->administrator, &f->arena, &overview), FAULT_NONE);
    assert_int_equal(overview.all.used, rows);
    if (bytes >= 0)
        assert_int_equal(rows, bytes);
}

static void expect_own(struct school_fixture *f, struct actor actor, int64_t class_id, int64_t person, int64_t class)
{
    struct quota own, of_class;
    assert_int_equal(quota_own(f->school, &actor, class_id, &own, &of_class), FAULT_NONE);
    assert_int_equal(own.used, person);
    assert_int_equal(of_class.used, class);
}

static void test_person(void **state)
{
    struct school_fixture *f = school_fixture_open(test_store_need(state));
    struct classroom classroom = fixture_classroom(f);
    struct file file, evidence;
    struct quota own, none;
    limit(f, SETTING_QUOTA_STUDENT, "1");
    assert_int_equal(send(f, f->student, classroom.id, QUOTA_MB + 1, &file), FAULT_QUOTA_PERSON);
    expect_all(f, 0);
    assert_int_equal(send(f, f->student, classroom.id, 600000, &file), FAULT_NONE);
    assert_int_equal(send(f, f->student, 0, 400001, &evidence), FAULT_QUOTA_PERSON); // evidence counts as well
    assert_int_equal(send(f, f->student, 0, 400000, &evidence), FAULT_NONE);
    assert_int_equal(send(f, f->student, classroom.id, 1, &file), FAULT_QUOTA_PERSON);
    expect_own(f, f->student, classroom.id, QUOTA_MB, 600000);
    expect_all(f, QUOTA_MB);
    // Staff has room of its own.
    struct file theirs;
    assert_int_equal(send(f, f->professor, classroom.id, QUOTA_MB + 1, &theirs), FAULT_NONE);
    expect_own(f, f->professor, classroom.id, QUOTA_MB + 1, 600000 + QUOTA_MB + 1);
    assert_int_equal(quota_own(f->school, &f->professor, 0, &own, &none), FAULT_NONE);
    assert_int_equal(own.most, INT64_C(10000) * QUOTA_MB);

    // What is taken back is room again, at once; what is left lying, when it is swept.
    assert_int_equal(evidence_delete(f->school, &f->student, evidence.id), FAULT_NONE);
    expect_own(f, f->student, classroom.id, 600000, 600000 + QUOTA_MB + 1);
    assert_int_equal(send(f, f->student, 0, 400000, &evidence), FAULT_NONE);
    fixture_wait(f, 25 * (int64_t)SCHOOL_HOUR_MS);
    assert_int_equal(school_sweep(f->school), FAULT_NONE);
    assert_int_equal(file_sweep(f->school), FAULT_NONE);
    expect_own(f, f->student, classroom.id, 0, 0);
    expect_all(f, 0);
    // A limit that was lowered below what is there refuses what is new, and takes nothing away.
    assert_int_equal(send(f, f->professor, classroom.id, 2 * QUOTA_MB, &theirs), FAULT_NONE);
    limit(f, SETTING_QUOTA_STAFF, "1");
    assert_int_equal(send(f, f->professor, classroom.id, 1, &file), FAULT_QUOTA_PERSON);
    expect_own(f, f->professor, classroom.id, 2 * QUOTA_MB, 2 * QUOTA_MB);
    school_fixture_close(f);
}

static void test_classroom_and_institution(void **state)
{
    struct school_fixture *f = school_fixture_open(test_store_need(state));
    struct classroom classroom = fixture_classroom(f);
    struct quota_overview overview;
    struct quota own, of_class;
    struct file file;
    limit(f, SETTING_QUOTA_CLASS, "1");
    assert_int_equal(send(f, f->professor, classroom.id, 900000, &file), FAULT_NONE);
    assert_int_equal(send(f, f->student, classroom.id, 100001, &file), FAULT_QUOTA_CLASSROOM);
    assert_int_equal(send(f, f->student, classroom.id, 100000, &file), FAULT_NONE);
    assert_int_equal(send(f, f->student, 0, 100001, &file), FAULT_NONE); // no classroom's
    assert_int_equal(quota_own(f->school, &f->other_student, classroom.id, &own, &of_class), FAULT_NOT_FOUND);
    // Who is in no classroom has nothing to send.
    assert_int_equal(send(f, f->other_student, 0, 1, &file), FAULT_REQUEST_INVALID);

    limit(f, SETTING_QUOTA_INSTITUTION, "1");
    fixture_sql(f, "UPDATE stored_bytes SET bytes = 999999990 WHERE name = 'all'");
    assert_int_equal(send(f, f->student, 0, 11, &file), FAULT_QUOTA_INSTITUTION);
    assert_int_equal(send(f, f->student, 0, 10, &file), FAULT_NONE);
    assert_int_equal(quota_overview(f->school, &f->administrator, &f->arena, &overview), FAULT_NONE);
    assert_int_equal(overview.all.used, QUOTA_GB);
    assert_int_equal(overview.all.most, QUOTA_GB);
    assert_int_equal(overview.class_count, 1);
    assert_int_equal(overview.classes[0].quota.used, QUOTA_MB);
    assert_int_equal(overview.classes[0].quota.most, QUOTA_MB);
    assert_int_equal(overview.person_count, 2);
    assert_int_equal(overview.people[0].id, f->professor.user_id);
    assert_int_equal(overview.people[0].quota.most, INT64_C(10000) * QUOTA_MB);
    assert_int_equal(overview.people[1].quota.used, 200011);
    assert_int_equal(overview.people[1].quota.most, INT64_C(500) * QUOTA_MB);
    assert_int_equal(quota_overview(f->school, &f->professor, &f->arena, &overview), FAULT_NOT_ALLOWED);
    school_fixture_close(f);
}

/* What is given to a job counts and is refused; what AMS makes counts, and nobody is refused a copy of their data. */
static void test_jobs(void **state)
{
    struct school_fixture *f = school_fixture_open(test_store_need(state));
    struct job_request request = {
        .kind = "import_users", .name = "a.csv", .type = "text/csv", .bytes = words, .size = 600000};
    struct job job;
    size_t jobs;
    limit(f, SETTING_QUOTA_STAFF, "1");
    assert_int_equal(job_start(f->school, &f->administrator, &request, &f->arena, &job), FAULT_NONE);
    expect_own(f, f->administrator, 0, 600000, 0);
    assert_int_equal(job_start(f->school, &f->administrator, &request, &f->arena, &job), FAULT_QUOTA_PERSON);
    expect_all(f, 600000);
    request.size = 400000;
    assert_int_equal(job_start(f->school, &f->administrator, &request, &f->arena, &job), FAULT_NONE);
    assert_int_equal(export_person(f->school, &f->administrator, f->administrator.user_id, &f->arena, &job),
                     FAULT_NONE);
    assert_int_equal(school_work(f->school, &jobs), FAULT_NONE);
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM job_files WHERE side = 'output'"), 1);
    assert_true(fixture_number(f, "SELECT SUM(size) FROM job_files") > QUOTA_MB);
    expect_all(f, -1);
    fixture_wait(f, (JOB_KEPT_DAYS + 1) * (int64_t)SCHOOL_DAY_MS);
    assert_int_equal(school_sweep(f->school), FAULT_NONE);
    expect_all(f, 0);
    expect_own(f, f->administrator, 0, 0, 0);
    school_fixture_close(f);
}

/* An erasure deletes rows of many tables: the count is theirs afterwards. */
static void test_erasure(void **state)
{
    struct school_fixture *f = school_fixture_open(test_store_need(state));
    struct classroom classroom = fixture_classroom(f);
    struct erasure erasure;
    struct file file;
    struct job job;
    size_t jobs;
    f->administrator.stepped_up_at = FIXTURE_NOW;
    assert_int_equal(send(f, f->student, classroom.id, 1000, &file), FAULT_NONE);
    assert_int_equal(send(f, f->student, 0, 2000, &file), FAULT_NONE);
    assert_int_equal(export_person(f->school, &f->student, f->student.user_id, &f->arena, &job), FAULT_NONE);
    assert_int_equal(school_work(f->school, &jobs), FAULT_NONE);
    assert_int_equal(erasure_run(f->school, &f->administrator, f->student.user_id, true, &f->arena, &erasure),
                     FAULT_NONE);
    expect_all(f, -1);
    assert_int_equal(file_sweep(f->school), FAULT_NONE);
    expect_all(f, -1);
    school_fixture_close(f);
}

/* ---- many at once ---- */

struct racer {
    struct school_fixture *f;
    struct actor actor;
    int64_t class_id; // 0: evidence
    pthread_barrier_t *start;
    enum fault fault;
};

static void *send_one(void *context)
{
    struct racer *racer = context;
    struct file file;
    pthread_barrier_wait(racer->start);
    racer->fault = send(racer->f, racer->actor, racer->class_id, PIECE, &file);
    return NULL;
}

/* How many came through; the others were refused with `refusal`. */
static int race(struct racer *racers, enum fault refusal)
{
    pthread_t threads[RACERS];
    pthread_barrier_t start;
    int through = 0;
    pthread_barrier_init(&start, NULL, RACERS);
    for (int i = 0; i < RACERS; i++) {
        racers[i].start = &start;
        assert_int_equal(pthread_create(&threads[i], NULL, send_one, &racers[i]), 0);
    }
    for (int i = 0; i < RACERS; i++) {
        pthread_join(threads[i], NULL);
        through += racers[i].fault == FAULT_NONE;
        assert_true(racers[i].fault == FAULT_NONE || racers[i].fault == refusal);
    }
    pthread_barrier_destroy(&start);
    return through;
}

/* Twenty at once, where ten fit: with four writers on MariaDB. */
static void test_at_once(void **state)
{
    struct test_store *given = test_store_need(state);
    struct test_store *test = test_store_open_raw(given->engine, 4, 4, 1024);
    char error[STORE_ERROR_SIZE], email[40];
    struct racer racers[RACERS];
    int64_t version;
    if (store_migrate(test->store, &version, error) != DB_OK)
        fail_msg("%s", error);
    struct school_fixture *f = school_fixture_open(test);
    struct classroom classroom = fixture_classroom(f);
    limit(f, SETTING_QUOTA_STAFF, "1");
    for (int i = 0; i < RACERS; i++)
        racers[i] = (struct racer){.f = f, .actor = f->professor, .class_id = classroom.id};
    assert_int_equal(race(racers, FAULT_QUOTA_PERSON), FIT);
    expect_all(f, FIT * PIECE);
    limit(f, SETTING_QUOTA_CLASS, "2");
    for (int i = 0; i < RACERS; i++) {
        snprintf(email, sizeof(email), "racer%d@college.example", i);
        racers[i].actor = fixture_person(f, ROLE_STUDENT, "Racer", email);
        fixture_join(f, &classroom, racers[i].actor);
    }
    assert_int_equal(race(racers, FAULT_QUOTA_CLASSROOM), FIT);
    expect_all(f, 2 * FIT * PIECE);
    limit(f, SETTING_QUOTA_INSTITUTION, "1");
    fixture_sql(f, "UPDATE stored_bytes SET bytes = 999000000 WHERE name = 'all'");
    for (int i = 0; i < RACERS; i++)
        racers[i].class_id = 0;
    assert_int_equal(race(racers, FAULT_QUOTA_INSTITUTION), FIT);
    assert_int_equal(fixture_number(f, "SELECT bytes FROM stored_bytes"), QUOTA_GB);
    school_fixture_close(f);
    test_store_close(test);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST_ON_BOTH(test_person),  TEST_ON_BOTH(test_classroom_and_institution),
        TEST_ON_BOTH(test_jobs),    TEST_ON_BOTH(test_erasure),
        TEST_ON_BOTH(test_at_once),
    };
    for (size_t i = 0; i < sizeof(words); i++)
        words[i] = i % 60 == 59 ? '\n' : "attendance "[i % 11];
    return cmocka_run_group_tests(tests, NULL, NULL);
}
