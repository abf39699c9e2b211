/* SPDX-License-Identifier: MIT */
/* The work in the background: jobs are taken and news told while it is open, and nothing once it is closed. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <time.h>

#include <cmocka.h>

#include "app/background.h"
#include "school/imports/import.h"
#include "support/school_fixture.h"

static struct job start(struct school_fixture *f)
{
    struct job job;
    struct import_request request = {
        .format = "users", .bytes = "name,email\nNora,nora@x.example\n", .size = 31, .name = "people.csv"};
    assert_int_equal(import_start(f->school, &f->administrator, &request, &f->arena, &job), FAULT_NONE);
    return job;
}

static struct job get(struct school_fixture *f, int64_t job_id)
{
    struct job job;
    struct arena arena;
    arena_init(&arena, 64 << 10);
    assert_int_equal(job_get(f->school, &f->administrator, job_id, &arena, &job), FAULT_NONE);
    arena_release(&arena);
    return job;
}

static void test_background(void **state)
{
    static const struct timespec moment = {0, 20 * 1000 * 1000};
    struct school_fixture *f = school_fixture_open(test_store_need(state));
    const struct config config = {.data_dir = f->folder,
                                  .smtp_url = "",
                                  .smtp_user = "",
                                  .smtp_password = "",
                                  .smtp_ca = "",
                                  .mail_from = "ams@example.org",
                                  .public_url = "",
                                  .push = true,
                                  .push_contact = "",
                                  .push_ca = ""};
    struct background *background = background_open(f->school, NULL, &config);
    assert_non_null(background);
    struct job job = start(f);
    while (get(f, job.id).state != JOB_DONE)
        nanosleep(&moment, NULL);
    background_close(background);
    background_close(NULL);
    // Nobody works any more: what comes now waits for the next start.
    job = start(f);
    assert_int_equal(get(f, job.id).state, JOB_WAITING);
    school_fixture_close(f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {TEST_ON_BOTH(test_background)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
