/* SPDX-License-Identifier: MIT */
/* A server is started anew on a socket that somebody else holds, again and again, while clients go on: none fails. */
#include "http/unit.h"

#include <arpa/inet.h>
#include <pthread.h>
#include <stdatomic.h>
#include <sys/socket.h>
#include <unistd.h>

#include "support/http_fixture.h"

enum { RESTARTS = 20, CLIENTS = 8, ANSWERS_BETWEEN = 50 };

struct load {
    unsigned port;
    atomic_bool stop;
    atomic_uint answered, failed;
};

static void *ask_and_ask(void *argument)
{
    static const char one[] = "POST /api/quick HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
                              "Content-Length: 2\r\n\r\n{}";
    struct load *load = argument;
    while (!atomic_load(&load->stop)) {
        struct client client;
        struct client_answer answer;
        client_open(&client, load->port);
        // One request a connection: a kept one may be closed while its next request is on the way (RFC 9112, 9.3.1).
        client_say(&client, one);
        client_read(&client, false, &answer);
        atomic_fetch_add(answer.status == 200 ? &load->answered : &load->failed, 1);
        if (answer.status != 200)
            print_message("         %u instead of an answer\n", answer.status);
        client_answer_release(&answer);
        client_close(&client);
    }
    return NULL;
}

static int listen_somewhere(unsigned *ret_port)
{
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t size = sizeof(address);
    int listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    assert_true(listener >= 0);
    assert_int_equal(bind(listener, (const struct sockaddr *)&address, size), 0);
    assert_int_equal(listen(listener, 1024), 0);
    assert_int_equal(getsockname(listener, (struct sockaddr *)&address, &size), 0);
    *ret_port = ntohs(address.sin_port);
    return listener;
}

static void start(struct http_fixture *fixture, int listener)
{
    http_fixture_init(fixture);
    fixture->config.lanes[0].queue_max = 2 * CLIENTS;
    fixture->config.listener = dup(listener);
    assert_true(fixture->config.listener > 0);
    assert_true(http_fixture_start(fixture));
}

static void restarts_are_not_noticed(void **state)
{
    (void)state;
    struct load load = {.port = 0};
    struct http_fixture fixture;
    pthread_t threads[CLIENTS];
    int listener = listen_somewhere(&load.port);
    start(&fixture, listener);
    assert_int_equal(fixture.port, load.port);
    for (size_t i = 0; i < CLIENTS; i++)
        assert_int_equal(pthread_create(&threads[i], NULL, ask_and_ask, &load), 0);
    for (unsigned i = 1; i <= RESTARTS; i++) {
        unsigned wanted = atomic_load(&load.answered) + ANSWERS_BETWEEN;
        while (atomic_load(&load.answered) < wanted && atomic_load(&load.failed) == 0)
            usleep(1000);
        http_fixture_release(&fixture);
        start(&fixture, listener);
    }
    atomic_store(&load.stop, true);
    for (size_t i = 0; i < CLIENTS; i++)
        pthread_join(threads[i], NULL);
    print_message("         %u requests during %d restarts\n", atomic_load(&load.answered), RESTARTS);
    assert_int_equal(atomic_load(&load.failed), 0);
    assert_true(atomic_load(&load.answered) >= RESTARTS * ANSWERS_BETWEEN);
    http_fixture_release(&fixture);
    close(listener);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(restarts_are_not_noticed)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
