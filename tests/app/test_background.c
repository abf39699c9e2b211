/* SPDX-License-Identifier: MIT */
/* The work in the background: jobs are taken and news told while it is open, and nothing once it is closed. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include <cmocka.h>

#include "app/background.h"
#include "school/common/audit.h"
#include "school/imports/import.h"
#include "school/marks/receipt/mark_receipt.h"
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

static struct config quiet(const struct school_fixture *f)
{
    return (struct config){.data_dir = f->folder,
                           .smtp_url = "",
                           .smtp_user = "",
                           .smtp_password = "",
                           .smtp_ca = "",
                           .mail_from = "ams@example.org",
                           .public_url = "",
                           .push = true,
                           .push_contact = "",
                           .push_ca = ""};
}

static void test_background(void **state)
{
    static const struct timespec moment = {0, 20 * 1000 * 1000};
    struct school_fixture *f = school_fixture_open(test_store_need(state));
    const struct config config = quiet(f);
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

/* Once a day, and at the start: where both logs stand, in one line that somebody may keep elsewhere. */
static void test_heads_are_noted(void **state)
{
    static const struct timespec moment = {0, 20 * 1000 * 1000};
    struct school_fixture *f = school_fixture_open(test_store_need(state));
    const struct config config = quiet(f);
    char lines[16384], hash[65], root[50], text[RECEIPT_HEAD_SIZE];
    long long entries, size;
    struct receipt_noted noted;
    struct receipt_head head;
    const char *found = NULL;
    FILE *log = tmpfile();
    int kept = dup(STDERR_FILENO);
    assert_int_equal(audit_refusal(f->school, f->student.user_id, "something", 0), FAULT_NONE);
    assert_non_null(log);
    assert_int_equal(dup2(fileno(log), STDERR_FILENO), STDERR_FILENO);
    struct background *background = background_open(f->school, NULL, &config);
    while (!found || !strchr(found, '\n')) {
        ssize_t got = pread(fileno(log), lines, sizeof(lines) - 1, 0);
        lines[got > 0 ? got : 0] = '\0';
        found = strstr(lines, "\"event\":\"audit_head\"");
        nanosleep(&moment, NULL);
    }
    background_close(background);
    dup2(kept, STDERR_FILENO);
    close(kept);
    fclose(log);
    assert_int_equal(sscanf(strstr(found, "detail"),
                            "detail\":\"%64s, %lld entries; marks %43s, %lld states; %599[^\"]", hash, &entries, root,
                            &size, text),
                     5);
    assert_int_equal(receipt_noted_judge(f->school, text, &noted), FAULT_NONE);
    assert_int_equal(noted.reason, RECEIPT_GOOD);
    assert_true(noted.held);
    assert_int_equal(receipt_head_read(text, &head), RECEIPT_GOOD);
    assert_string_equal(head.audit, hash);
    assert_int_equal(head.size, size);
    char again[RECEIPT_BYTES_SIZE];
    receipt_bytes_text(head.root.bytes, again);
    assert_string_equal(again, root);
    school_fixture_close(f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {TEST_ON_BOTH(test_background), TEST_ON_BOTH(test_heads_are_noted)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
