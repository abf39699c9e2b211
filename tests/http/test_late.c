/* SPDX-License-Identifier: MIT */
/* When it is the server that is late, its clients are not cut for it. */
#include "http/unit.h"

#include "support/http_fixture.h"
#include "support/steady.h"

#define HOST "Host: x\r\n"

static const char health[] = "GET /api/health HTTP/1.1\r\n" HOST "\r\n";

static void open_and_ask(struct http_fixture *fixture, struct client *client)
{
    struct client_answer answer;
    client_open(client, fixture->port);
    client_say(client, health);
    assert_true(client_read(client, false, &answer));
    client_answer_release(&answer);
}

static void what_is_not_read_is_not_late(void **state)
{
    (void)state;
    static struct http_fixture fixture;
    http_fixture_init(&fixture);
    fixture.config.threads = 1;
    fixture.config.idle_ms = fixture.config.header_ms = 200;
    steady_stand();
    assert_true(http_fixture_start(&fixture));
    struct client client, silent, holder;
    struct client_answer answer;
    open_and_ask(&fixture, &client);
    open_and_ask(&fixture, &silent);
    client_open(&holder, fixture.port);
    client_say(&holder,
               "POST /api/held HTTP/1.1\r\n" HOST "Content-Type: application/json\r\nContent-Length: 2\r\n\r\n{}");
    http_fixture_wait_slow(&fixture, 1); // the one thread that reads is busy from here on
    assert_true(client_say(&client, health));
    steady_run();
    assert_true(client_wait_end(&silent)); // by then all have been looked at
    steady_stand();
    http_fixture_open_gate(&fixture);
    assert_true(client_read(&holder, false, &answer));
    assert_int_equal(answer.status, 200);
    client_answer_release(&answer);
    assert_true(client_read(&client, false, &answer));
    assert_int_equal(answer.status, 200);
    client_answer_release(&answer);
    steady_run();
    assert_true(client_wait_end(&client)); // now it is the client's turn again
    client_close(&client);
    client_close(&silent);
    client_close(&holder);
    http_fixture_release(&fixture);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_not_read_is_not_late),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
