/* SPDX-License-Identifier: MIT */
/* Stopping to accept does not end the program, whoever takes the listener out of epoll first. */
#include "http/unit.h"

#include <dlfcn.h>
#include <sys/epoll.h>
#include <unistd.h>

#include "support/http_fixture.h"

enum { STOPS = 40, CLIENTS = 8 };

static void what_is_out_is_out(void **state)
{
    int ends[2], set = epoll_create1(EPOLL_CLOEXEC);
    struct epoll_event event = {.events = EPOLLIN};
    (void)state;
    assert_int_equal(pipe(ends), 0);
    assert_int_equal(epoll_ctl(set, EPOLL_CTL_ADD, ends[0], &event), 0);
    assert_int_equal(epoll_ctl(set, EPOLL_CTL_DEL, ends[0], NULL), 0);
    assert_int_equal(epoll_ctl(set, EPOLL_CTL_DEL, ends[0], NULL), 0);
    assert_int_equal(epoll_ctl(set, EPOLL_CTL_MOD, ends[0], &event), -1); // no other fault is hidden
    close(ends[0]);
    assert_int_equal(epoll_ctl(set, EPOLL_CTL_DEL, ends[0], NULL), -1);
    close(ends[1]);
    close(set);
}

/* Libraries are bound to the first of the name, which is what this finds. */
static void libraries_call_ours(void **state)
{
    Dl_info ours, theirs;
    (void)state;
    assert_true(dladdr((void *)(uintptr_t)http_fixture_start, &ours) != 0);
    assert_true(dladdr(dlsym(RTLD_DEFAULT, "epoll_ctl"), &theirs) != 0);
    assert_string_equal(ours.dli_fname, theirs.dli_fname);
}

/* The race itself: clients come and go while the server stops. */
static void stops_among_clients(void **state)
{
    static struct http_fixture fixture;
    (void)state;
    for (int i = 0; i < STOPS; i++) {
        struct client clients[CLIENTS];
        http_fixture_init(&fixture);
        fixture.config.threads = 4;
        assert_true(http_fixture_start(&fixture));
        for (int k = 0; k < CLIENTS; k++)
            client_open(&clients[k], fixture.port);
        for (int k = 0; k < CLIENTS; k++) {
            client_say(&clients[k], "GET /api/health HTTP/1.1\r\nHost: x\r\n\r\n");
            client_close(&clients[k]);
        }
        http_fixture_release(&fixture);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_out_is_out),
        cmocka_unit_test(libraries_call_ours),
        cmocka_unit_test(stops_among_clients),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
