/* SPDX-License-Identifier: MIT */
/* A lecture goes on while the server's disk is full: true answers, and reading and signing in work. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "faults/disk_faults.c" // the calls of this whole program
#include "support/api_client.h"

static void set_room(struct api_world *world, int64_t room)
{
    snprintf(disk_faults()->folder, sizeof(disk_faults()->folder), "%s", world->test->folder);
    disk_faults()->room = room;
    disk_faults()->fault = DISK_FULL;
}

static struct answer mark(struct api_world *world, struct college *college, const char *note)
{
    char target[80], body[1200];
    snprintf(target, sizeof(target), "/api/attendance/%lld/marks/%lld", (long long)college->lecture,
             (long long)college->student.id);
    snprintf(body, sizeof(body), "{\"status\":\"P\",\"note\":\"%s\"}", note);
    return api_ask(world, &college->professor, HTTP_PUT, target, body);
}

static void test_full(void **state)
{
    struct api_world world;
    struct college college;
    struct visitor nobody = {0};
    char target[80], note[900];
    unsigned status;
    int marks = 0;
    struct test_store *test = test_store_need(state);
    test->config.reserve = true;
    test_store_reopen(test);
    api_world_open(&world, state, NULL);
    api_college(&world, &college);
    set_room(&world, 1 << 20);
    do {
        snprintf(note, sizeof(note), "mark %d", marks++);
        struct answer answer = mark(&world, &college, note);
        status = answer.status;
        if (status != 200)
            api_expect_problem(answer, 507, "storage_full");
        else
            answer_release(&answer);
    } while (status == 200);
    assert_true(marks > 5);

    // The last mark that was acknowledged is the one that is there.
    snprintf(target, sizeof(target), "/api/attendance/%lld", (long long)college.lecture);
    json_t *view = api_expect(api_ask(&world, &college.professor, HTTP_GET, target, NULL), 200);
    snprintf(note, sizeof(note), "mark %d", marks - 2);
    char *text = json_dumps(view, 0);
    assert_non_null(strstr(text, note));
    free(text);
    json_decref(view);
    view = api_expect(api_ask(&world, NULL, HTTP_GET, "/api/health/ready", NULL), 200);
    assert_string_equal(json_text_at(view, "status"), "degraded");
    assert_string_equal(json_text_at(view, "storage"), "full");
    json_decref(view);

    // People go on signing in, and are refused as always.
    for (int i = 0; i < 20; i++) {
        json_decref(api_expect(api_ask(&world, &nobody, HTTP_POST, "/api/user/session",
                                       "{\"email\":\"ada@example.org\",\"password\":\"quiet river stones\"}"),
                               200));
        api_expect_problem(mark(&world, &college, "no"), 507, "storage_full");
    }
    api_expect_problem(api_ask(&world, &nobody, HTTP_POST, "/api/user/session",
                               "{\"email\":\"ada@example.org\",\"password\":\"wrong wrong wrong\"}"),
                       401, "wrong_credentials");

    set_room(&world, INT64_C(1) << 30);
    for (status = 507; status == 507; usleep(50000)) {
        struct answer answer = mark(&world, &college, "there is room again");
        status = answer.status;
        answer_release(&answer);
    }
    assert_int_equal(status, 200);
    disk_faults()->fault = DISK_GOOD;
    api_world_close(&world);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_full, test_setup_sqlite, test_teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
