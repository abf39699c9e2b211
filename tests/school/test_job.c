/* SPDX-License-Identifier: MIT */
/* The job queue: claims and leases, runs that break off, retries, cancelling, files, and the sweep. */
#include "school/unit.h"

#include <stdlib.h>

#include "base/arena.h"
#include "base/str.h"
#include "school/common/fault.h"
#include "school/common/state.h"
#include "school/jobs/job.h"
#include "school/jobs/job_work.h"
#include "school/school.h"
#include "store/engine.h"

enum { PIECES = 3 };

/* What the test's kinds look at; one test at a time. */
static struct {
    struct school_fixture *fixture;
    struct school *other; // a second node on the same database
    int runs;
    int64_t begun_at; // work->done of the last run
    enum fault seen;  // what a call inside a run answered
} world;

/* One line of the report a piece: a piece that ran twice would conflict. */
static enum fault piece(struct db *db, void *context)
{
    const struct job_work *work = context;
    return job_report(db, work,
                      &(struct job_row){.number = work->done + 1, .outcome = JOB_CREATED, .subject = "piece"});
}

static enum fault pieces(struct job_work *work, int64_t up_to)
{
    enum fault fault = job_progress(work, work->done, PIECES);
    while (fault == FAULT_NONE && work->done < up_to)
        fault = job_write(work, work->done + 1, piece, work);
    return fault;
}

static enum fault run_whole(struct job_work *work)
{
    world.runs++;
    world.begun_at = work->done;
    return pieces(work, PIECES);
}

/* The first time, two pieces and then nothing more: as when the process is killed. */
static enum fault run_killed(struct job_work *work)
{
    if (world.runs > 0)
        return run_whole(work);
    world.runs++;
    enum fault fault = pieces(work, 2);
    return fault != FAULT_NONE ? fault : FAULT_CHANGED_MEANWHILE;
}

static enum fault run_always_killed(struct job_work *work)
{
    (void)work;
    world.runs++;
    return FAULT_CHANGED_MEANWHILE;
}

/* Slow: the lease runs out, another node does it all, and the first one wants to go on. */
static enum fault run_overtaken(struct job_work *work)
{
    size_t jobs = 0;
    if (world.runs > 0)
        return run_whole(work);
    world.runs++;
    enum fault fault = pieces(work, 1);
    if (fault != FAULT_NONE)
        return fault;
    fixture_wait(world.fixture, (JOB_LEASE_SECONDS + 1) * SECOND);
    assert_int_equal(school_work(world.other, &jobs), FAULT_NONE);
    assert_int_equal(jobs, 1);
    world.seen = job_write(work, 3, piece, work);
    return world.seen;
}

static enum fault run_broken(struct job_work *work)
{
    (void)work;
    world.runs++;
    return FAULT_INTERNAL;
}

static enum fault refused_piece(struct db *db, void *context)
{
    enum fault fault = piece(db, context);
    return fault != FAULT_NONE ? fault : FAULT_CLASSROOM_FULL;
}

static enum fault run_refused(struct job_work *work)
{
    world.seen = job_write(work, 1, refused_piece, work);
    return job_refuse(work, world.seen, "classroom_full", "The classroom is full.");
}

static enum fault run_cancelled(struct job_work *work)
{
    struct arena arena;
    struct job job;
    arena_init(&arena, 1 << 20);
    assert_int_equal(pieces(work, 1), FAULT_NONE);
    assert_int_equal(job_cancel(work->school, &world.fixture->student, work->job_id, &arena, &job), FAULT_NONE);
    assert_int_equal(job.state, JOB_CANCELLED);
    arena_release(&arena);
    world.seen = job_write(work, 2, piece, work);
    return world.seen;
}

static enum fault run_stopped(struct job_work *work)
{
    if (world.runs > 0)
        return run_whole(work);
    world.runs++;
    assert_int_equal(pieces(work, 1), FAULT_NONE);
    school_stop_work(work->school);
    world.seen = job_write(work, 2, piece, work);
    return world.seen;
}

static enum fault run_large(struct job_work *work)
{
    char *bytes = malloc(JOB_FILE_MAX + 1);
    const void *input;
    size_t size;
    assert_non_null(bytes);
    for (size_t i = 0; i <= JOB_FILE_MAX; i++)
        bytes[i] = (char)(i * 31 + (i >> 12));
    world.seen = job_put_output(work, "large.bin", "application/octet-stream", bytes, JOB_FILE_MAX + 1);
    assert_int_equal(job_input(work, &input, &size), FAULT_NONE);
    assert_int_equal(size, JOB_FILE_MAX);
    assert_memory_equal(input, bytes, size);
    *work->error = '\0';
    enum fault fault = job_put_output(work, "small.bin", "application/octet-stream", "x", 1);
    if (fault == FAULT_NONE)
        fault = job_put_output(work, "large.bin", "application/octet-stream", bytes, JOB_FILE_MAX);
    free(bytes);
    return fault;
}

static const struct job_kind kinds[] = {
    {"whole", run_whole, false},
    {"killed", run_killed, false},
    {"always_killed", run_always_killed, false},
    {"overtaken", run_overtaken, false},
    {"broken", run_broken, false},
    {"refused", run_refused, false},
    {"cancelled", run_cancelled, false},
    {"stopped", run_stopped, false},
    {"large", run_large, false},
    {0},
};

static struct school_fixture *begin(void **state)
{
    struct school_fixture *f = school_fixture_open(test_store_need(state));
    memset(&world, 0, sizeof(world));
    world.fixture = f;
    f->school->job_kinds = kinds;
    return f;
}

/* Another node, or this one after a restart. */
static struct school *node(struct school_fixture *f)
{
    struct school_config config = f->school->config;
    config.notify = NULL;
    struct school *school = school_open(&config);
    assert_non_null(school);
    school->job_kinds = kinds;
    return school;
}

static int64_t start(struct school_fixture *f, const char *kind)
{
    struct job job;
    struct job_request request = {.kind = kind, .request = "colour=blue\nempty=\n"};
    assert_int_equal(job_start(f->school, &f->student, &request, &f->arena, &job), FAULT_NONE);
    assert_int_equal(job.state, JOB_WAITING);
    return job.id;
}

static struct job get(struct school_fixture *f, int64_t job_id)
{
    struct job job;
    assert_int_equal(job_get(f->school, &f->student, job_id, &f->arena, &job), FAULT_NONE);
    return job;
}

static size_t work(struct school *school)
{
    size_t jobs = 99;
    assert_int_equal(school_work(school, &jobs), FAULT_NONE);
    return jobs;
}

static void test_done(void **state)
{
    struct school_fixture *f = begin(state);
    assert_int_equal(work(f->school), 0);
    int64_t first = start(f, "whole"), second = start(f, "whole");
    assert_int_equal(work(f->school), 2);
    assert_int_equal(work(f->school), 0);
    struct job job = get(f, first);
    assert_int_equal(job.state, JOB_DONE);
    assert_int_equal(job.done, 3);
    assert_int_equal(job.total, 3);
    assert_int_equal(job.rows[JOB_CREATED], 3);
    assert_int_equal(job.finished_at, FIXTURE_NOW);
    assert_null(job.error);
    assert_null(job.input.name);
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM notifications WHERE kind = 'job_done'"), 2);

    struct job_list list;
    struct page page = {.limit = 1};
    assert_int_equal(job_list(f->school, &f->student, &page, &f->arena, &list), FAULT_NONE);
    assert_int_equal(list.count, 1);
    assert_int_equal(list.jobs[0].id, second);
    page.after = list.next;
    assert_int_equal(job_list(f->school, &f->student, &page, &f->arena, &list), FAULT_NONE);
    assert_int_equal(list.jobs[0].id, first);
    assert_int_equal(list.next, 0);
    page = (struct page){.limit = 200};
    assert_int_equal(job_list(f->school, &f->other_student, &page, &f->arena, &list), FAULT_NONE);
    assert_int_equal(list.count, 0);
    assert_int_equal(job_get(f->school, &f->administrator, first, &f->arena, &job), FAULT_NOT_FOUND);
    assert_int_equal(job_cancel(f->school, &f->student, first, &f->arena, &job), FAULT_JOB_ENDED);
    school_fixture_close(f);
}

/* A run that is killed is taken up by another node when its lease has run out, behind its last piece. */
static void test_killed(void **state)
{
    struct school_fixture *f = begin(state);
    int64_t id = start(f, "killed");
    assert_int_equal(work(f->school), 1);
    assert_int_equal(get(f, id).state, JOB_RUNNING);
    assert_int_equal(get(f, id).done, 2);
    struct school *other = node(f);
    fixture_wait(f, JOB_LEASE_SECONDS * SECOND - 1);
    assert_int_equal(work(other), 0);
    fixture_wait(f, 1);
    assert_int_equal(work(other), 1);
    assert_int_equal(world.begun_at, 2);
    assert_int_equal(get(f, id).state, JOB_DONE);
    assert_int_equal(get(f, id).rows[JOB_CREATED], PIECES);
    school_close(other);
    school_fixture_close(f);
}

/* The same over a restart, with the database closed between. */
static void test_restart(void **state)
{
    struct test_store *test = test_store_need(state);
    struct school_fixture *f = begin(state);
    int64_t id = start(f, "killed");
    assert_int_equal(work(f->school), 1);
    struct school_config config = f->school->config;
    school_close(f->school);
    test_store_reopen(test);
    config.store = test->store;
    f->school = school_open(&config);
    assert_non_null(f->school);
    f->school->job_kinds = kinds;
    fixture_wait(f, JOB_LEASE_SECONDS * SECOND);
    assert_int_equal(work(f->school), 1);
    assert_int_equal(world.begun_at, 2);
    assert_int_equal(get(f, id).state, JOB_DONE);
    school_fixture_close(f);
}

static void test_killed_each_time(void **state)
{
    struct school_fixture *f = begin(state);
    int64_t id = start(f, "always_killed");
    for (int i = 0; i < JOB_TRIES_MAX; i++) {
        assert_int_equal(work(f->school), 1);
        fixture_wait(f, JOB_LEASE_SECONDS * SECOND);
    }
    assert_int_equal(get(f, id).state, JOB_RUNNING);
    work(f->school);
    assert_int_equal(world.runs, JOB_TRIES_MAX);
    assert_int_equal(get(f, id).state, JOB_FAILED);
    assert_string_equal(get(f, id).error, "broke_off");
    school_fixture_close(f);
}

static void test_overtaken(void **state)
{
    struct school_fixture *f = begin(state);
    world.other = node(f);
    int64_t id = start(f, "overtaken");
    assert_int_equal(work(f->school), 1);
    assert_int_equal(world.seen, FAULT_CHANGED_MEANWHILE);
    assert_int_equal(world.begun_at, 1);
    assert_int_equal(get(f, id).state, JOB_DONE);
    assert_int_equal(get(f, id).rows[JOB_CREATED], PIECES);
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM notifications"), 1);
    school_close(world.other);
    school_fixture_close(f);
}

/* Two nodes at once on one database: each job runs once. */
static void *work_thread(void *school)
{
    size_t jobs = 0;
    while (school_work(school, &jobs) != FAULT_NONE)
        continue;
    return (void *)(uintptr_t)jobs;
}

static enum fault run_quietly(struct job_work *work)
{
    return pieces(work, PIECES);
}

static void test_two_nodes(void **state)
{
    static const struct job_kind quiet[] = {{"whole", run_quietly, false}, {0}};
    struct school_fixture *f = begin(state);
    struct school *nodes[2] = {f->school, node(f)};
    pthread_t threads[2];
    for (int i = 0; i < JOB_UNFINISHED_MAX; i++)
        start(f, "whole");
    for (int i = 0; i < 2; i++) {
        nodes[i]->job_kinds = quiet;
        assert_int_equal(pthread_create(&threads[i], NULL, work_thread, nodes[i]), 0);
    }
    for (int i = 0; i < 2; i++)
        assert_int_equal(pthread_join(threads[i], NULL), 0);
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM jobs WHERE state = 'done' AND tries = 1"),
                     JOB_UNFINISHED_MAX);
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM job_rows"), JOB_UNFINISHED_MAX * PIECES);
    school_close(nodes[1]);
    school_fixture_close(f);
}

static void test_retries(void **state)
{
    static const int64_t pauses[] = {1 * MINUTE, 4 * MINUTE, 16 * MINUTE, 64 * MINUTE};
    struct school_fixture *f = begin(state);
    int64_t id = start(f, "broken");
    assert_int_equal(work(f->school), 1);
    for (size_t i = 0; i < ARRAY_LENGTH(pauses); i++) {
        assert_int_equal(get(f, id).state, JOB_WAITING);
        fixture_wait(f, pauses[i] - 1);
        assert_int_equal(work(f->school), 0);
        fixture_wait(f, 1);
        assert_int_equal(work(f->school), 1);
    }
    struct job job = get(f, id);
    assert_int_equal(world.runs, JOB_TRIES_MAX);
    assert_int_equal(job.state, JOB_FAILED);
    assert_string_equal(job.error, "internal");
    assert_non_null(job.detail);
    school_fixture_close(f);
}

/* A rule's no ends the job at once, and what its unit wrote before is undone. */
static void test_refused(void **state)
{
    struct school_fixture *f = begin(state);
    int64_t id = start(f, "refused"), unknown = start(f, "no_such_kind");
    assert_int_equal(work(f->school), 2);
    assert_int_equal(world.seen, FAULT_CLASSROOM_FULL);
    assert_int_equal(get(f, id).state, JOB_FAILED);
    assert_string_equal(get(f, id).error, "classroom_full");
    assert_string_equal(get(f, id).detail, "The classroom is full.");
    assert_int_equal(get(f, id).done, 0);
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM job_rows"), 0);
    assert_string_equal(get(f, unknown).error, "kind_unknown");
    fixture_sql(f, "UPDATE users SET disabled_at = 1 WHERE role = 'student'");
    id = start(f, "whole");
    assert_int_equal(work(f->school), 1);
    assert_int_equal(world.runs, 0);
    assert_string_equal(get(f, id).error, "not_allowed");
    school_fixture_close(f);
}

static void test_cancel(void **state)
{
    struct school_fixture *f = begin(state);
    struct job job;
    int64_t waiting = start(f, "whole"), running = start(f, "cancelled");
    assert_int_equal(job_cancel(f->school, &f->other_student, waiting, &f->arena, &job), FAULT_NOT_FOUND);
    assert_int_equal(job_cancel(f->school, &f->student, waiting, &f->arena, &job), FAULT_NONE);
    assert_int_equal(job_cancel(f->school, &f->student, waiting, &f->arena, &job), FAULT_NONE);
    assert_int_equal(job.state, JOB_CANCELLED);
    assert_int_equal(work(f->school), 1);
    assert_int_equal(world.runs, 0);
    assert_int_equal(world.seen, FAULT_CHANGED_MEANWHILE);
    assert_int_equal(get(f, running).state, JOB_CANCELLED);
    assert_int_equal(get(f, running).done, 1);
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM audit WHERE action = 'job_cancelled'"), 2);
    school_fixture_close(f);
}

/* A node that is told to stop gives its job back at once, and the stop is no failed try. */
static void test_stop(void **state)
{
    struct school_fixture *f = begin(state);
    int64_t id = start(f, "stopped");
    assert_int_equal(work(f->school), 1);
    assert_int_equal(world.seen, FAULT_CHANGED_MEANWHILE);
    assert_int_equal(get(f, id).state, JOB_WAITING);
    assert_int_equal(work(f->school), 0);
    struct school *other = node(f);
    assert_int_equal(work(other), 1);
    assert_int_equal(world.begun_at, 1);
    assert_int_equal(fixture_number(f, "SELECT tries FROM jobs"), 1);
    school_close(other);
    school_fixture_close(f);
}

static void test_files(void **state)
{
    struct school_fixture *f = begin(state);
    char *bytes = malloc(JOB_FILE_MAX + 1);
    struct job job;
    struct job_file file;
    const void *output;
    struct arena arena;
    assert_non_null(bytes);
    for (size_t i = 0; i <= JOB_FILE_MAX; i++)
        bytes[i] = (char)(i * 31 + (i >> 12));
    struct job_request request = {.kind = "large",
                                  .name = "../\"Klasse\n\xc3\xa4 5\".bin",
                                  .type = "application/octet-stream",
                                  .bytes = bytes,
                                  .size = JOB_FILE_MAX + 1};
    assert_int_equal(job_start(f->school, &f->student, &request, &f->arena, &job), FAULT_JOB_FILE_TOO_LARGE);
    request.size = JOB_FILE_MAX;
    assert_int_equal(job_start(f->school, &f->student, &request, &f->arena, &job), FAULT_NONE);
    assert_string_equal(job.input.name, "Klasse_5_.bin");
    arena_init(&arena, JOB_FILE_MAX + (1 << 20));
    assert_int_equal(job_output(f->school, &f->student, job.id, &arena, &file, &output), FAULT_NOT_FOUND);
    assert_int_equal(work(f->school), 1);
    assert_int_equal(world.seen, FAULT_TOO_MANY_THINGS);
    assert_int_equal(get(f, job.id).state, JOB_DONE);
    assert_int_equal(job_output(f->school, &f->other_student, job.id, &arena, &file, &output), FAULT_NOT_FOUND);
    assert_int_equal(job_output(f->school, &f->student, job.id, &arena, &file, &output), FAULT_NONE);
    assert_string_equal(file.name, "large.bin");
    assert_int_equal(file.size, JOB_FILE_MAX);
    assert_memory_equal(output, bytes, JOB_FILE_MAX);
    arena_release(&arena);
    free(bytes);
    school_fixture_close(f);
}

static void test_limits(void **state)
{
    struct school_fixture *f = begin(state);
    struct job job;
    char words[JOB_REQUEST_MAX + 2];
    memset(words, 'a', sizeof(words) - 1);
    words[sizeof(words) - 1] = '\0';
    struct job_request request = {.kind = "whole", .request = words};
    assert_int_equal(job_start(f->school, &f->student, &request, &f->arena, &job), FAULT_TEXT_INVALID);
    words[JOB_REQUEST_MAX] = '\0';
    assert_int_equal(job_start(f->school, &f->student, &request, &f->arena, &job), FAULT_NONE);
    for (int i = 1; i < JOB_UNFINISHED_MAX; i++)
        start(f, "whole");
    assert_int_equal(job_start(f->school, &f->student, &request, &f->arena, &job), FAULT_TOO_MANY_THINGS);
    assert_int_equal(job_start(f->school, &f->other_student, &request, &f->arena, &job), FAULT_NONE);
    assert_int_equal(work(f->school), JOB_UNFINISHED_MAX + 1);
    assert_int_equal(job_start(f->school, &f->student, &request, &f->arena, &job), FAULT_NONE);
    school_fixture_close(f);
}

/* So many in 24 hours, though each is done at once. */
static void test_limit_of_a_day(void **state)
{
    struct school_fixture *f = begin(state);
    struct job job;
    char sql[400];
    const struct job_request request = {.kind = "whole"};
    snprintf(
        sql, sizeof(sql),
        "INSERT INTO jobs (kind, owner_id, state, request, next_try_at, created_at, updated_at) WITH RECURSIVE n (i)"
        " AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < %d) SELECT 'whole', %lld, 'done', '', 0, %lld, 0 FROM n",
        JOB_DAY_MAX - 1, (long long)f->student.user_id, (long long)FIXTURE_NOW);
    fixture_sql(f, sql);
    assert_int_equal(job_start(f->school, &f->student, &request, &f->arena, &job), FAULT_NONE);
    assert_int_equal(work(f->school), 1);
    assert_int_equal(job_start(f->school, &f->student, &request, &f->arena, &job), FAULT_TOO_MANY_THINGS);
    assert_int_equal(job_start(f->school, &f->other_student, &request, &f->arena, &job), FAULT_NONE);
    fixture_wait(f, 24 * HOUR);
    assert_int_equal(job_start(f->school, &f->student, &request, &f->arena, &job), FAULT_NONE);
    school_fixture_close(f);
}

/* What is finished counts for a day, so that nobody keeps the workers busy with one small job after another. */
static void test_day(void **state)
{
    struct school_fixture *f = begin(state);
    struct job job;
    const struct job_request request = {.kind = "whole"};
    for (int made = 0; made < JOB_DAY_MAX; made += JOB_UNFINISHED_MAX) {
        for (int i = 0; i < JOB_UNFINISHED_MAX; i++)
            start(f, "whole");
        assert_int_equal(work(f->school), JOB_UNFINISHED_MAX);
    }
    assert_int_equal(job_start(f->school, &f->student, &request, &f->arena, &job), FAULT_TOO_MANY_THINGS);
    assert_int_equal(job_start(f->school, &f->other_student, &request, &f->arena, &job), FAULT_NONE);
    fixture_wait(f, DAY);
    assert_int_equal(job_start(f->school, &f->student, &request, &f->arena, &job), FAULT_NONE);
    school_fixture_close(f);
}

static void test_words(void **state)
{
    struct school_fixture *f = begin(state);
    struct job_work work = {.request = "colour=blue\nempty=\ncolours=red", .arena = &f->arena};
    assert_string_equal(job_word(&work, "colour"), "blue");
    assert_string_equal(job_word(&work, "empty"), "");
    assert_string_equal(job_word(&work, "colours"), "red");
    assert_null(job_word(&work, "col"));
    assert_null(job_word(&work, "blue"));
    school_fixture_close(f);
}

static void test_sweep(void **state)
{
    struct school_fixture *f = begin(state);
    struct job job;
    struct job_request request = {.kind = "whole", .name = "x", .type = "text/csv", .bytes = "abc", .size = 3};
    assert_int_equal(job_start(f->school, &f->student, &request, &f->arena, &job), FAULT_NONE);
    int64_t first = job.id;
    assert_int_equal(work(f->school), 1);
    fixture_wait(f, JOB_KEPT_DAYS * (int64_t)DAY);
    assert_int_equal(school_sweep(f->school), FAULT_NONE);
    assert_int_equal(get(f, first).state, JOB_DONE);
    fixture_wait(f, 1);
    // What is still to be applied is kept.
    request = (struct job_request){.kind = "whole", .parent_id = first};
    assert_int_equal(job_start(f->school, &f->student, &request, &f->arena, &job), FAULT_NONE);
    assert_int_equal(get(f, first).applied_by, job.id);
    assert_int_equal(school_sweep(f->school), FAULT_NONE);
    assert_int_equal(get(f, first).state, JOB_DONE);
    assert_int_equal(work(f->school), 1);
    assert_int_equal(school_sweep(f->school), FAULT_NONE);
    assert_int_equal(job_get(f->school, &f->student, first, &f->arena, &job), FAULT_NOT_FOUND);
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM job_rows"), PIECES);
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM job_files"), 0);
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM job_chunks"), 0);
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM jobs"), 1);
    school_fixture_close(f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST_ON_BOTH(test_done),           TEST_ON_BOTH(test_killed),
        TEST_ON_BOTH(test_restart),        TEST_ON_BOTH(test_killed_each_time),
        TEST_ON_BOTH(test_overtaken),      TEST_ON_BOTH(test_two_nodes),
        TEST_ON_BOTH(test_retries),        TEST_ON_BOTH(test_refused),
        TEST_ON_BOTH(test_cancel),         TEST_ON_BOTH(test_stop),
        TEST_ON_BOTH(test_files),          TEST_ON_BOTH(test_limits),
        TEST_ON_BOTH(test_limit_of_a_day), TEST_ON_BOTH(test_day),
        TEST_ON_BOTH(test_words),          TEST_ON_BOTH(test_sweep),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
