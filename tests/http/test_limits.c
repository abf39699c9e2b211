/* SPDX-License-Identifier: MIT */
/* Over real sockets: deadlines, connection caps, the slow routes' queue, and closing with all of it under way. */
#include "http/unit.h"

#include <poll.h>
#include <unistd.h>

#include "base/work.h"
#include "support/http_fixture.h"
#include "support/steady.h"

enum { FOREVER_MS = 600000 };

#define HOST "Host: x\r\n"
#define QUICK_HEAD "POST /api/quick HTTP/1.1\r\n" HOST "Content-Type: application/json\r\nContent-Length: 2\r\n\r\n"
#define SLOW_HEAD "POST /api/slow HTTP/1.1\r\n" HOST "Content-Type: application/json\r\nContent-Length: 2\r\n\r\n"

static const char health[] = "GET /api/health HTTP/1.1\r\n" HOST "\r\n";

static int set_up(void **state)
{
    static struct http_fixture fixture;
    http_fixture_init(&fixture);
    *state = &fixture;
    return 0;
}

static int tear_down(void **state)
{
    steady_run();
    http_fixture_release(*state);
    return 0;
}

/* Sends `text` a byte at a time for as long as the server takes it; true when the server ended it. */
static bool drip(struct client *client, const char *text)
{
    const struct timespec pause = {.tv_nsec = 20000000};
    for (; *text; text++) {
        if (!client_send(client, text, 1))
            return true;
        nanosleep(&pause, NULL);
    }
    return false;
}

static void dripping_heads_are_cut(void **state)
{
    struct http_fixture *fixture = *state;
    fixture->config.header_ms = 200;
    fixture->config.idle_ms = FOREVER_MS;
    assert_true(http_fixture_start(fixture));
    char filler[2000];
    memset(filler, 'a', sizeof(filler) - 1);
    filler[sizeof(filler) - 1] = '\0';

    struct client client; // in the request line
    client_open(&client, fixture->port);
    client_say(&client, "GET /");
    assert_true(drip(&client, filler));
    assert_true(client_wait_end(&client));
    client_close(&client);
    client_open(&client, fixture->port); // in the headers: it is told
    client_say(&client, "GET /api/health HTTP/1.1\r\nHost: x\r\nX-A: ");
    assert_true(client_wait_for(&client, "{\"code\":\"timeout\"}"));
    assert_true(drip(&client, filler));
    client_close(&client);
    steady_stand();
    client_open(&client, fixture->port); // in the headers of its second request, though it may idle for long
    struct client_answer answer;
    client_say(&client, health);
    assert_true(client_read(&client, false, &answer));
    client_answer_release(&answer);
    steady_run();
    client_say(&client, "GET /api/health HTTP/1.1\r\nHost: x\r\nX-A: ");
    assert_true(drip(&client, filler));
    client_close(&client);
    client_open(&client, fixture->port); // in nothing at all
    assert_true(client_wait_end(&client));
    client_close(&client);
    steady_stand();
    assert_int_equal(http_fixture_ask(fixture, health, NULL), 200);
}

static void dripping_bodies_are_cut_and_told(void **state)
{
    struct http_fixture *fixture = *state;
    fixture->config.body_ms = 200;
    fixture->config.header_ms = FOREVER_MS;
    assert_true(http_fixture_start(fixture));
    static const char *const heads[] = {"Content-Length: 2000\r\n\r\n", "Transfer-Encoding: chunked\r\n\r\n7d0\r\n"};
    for (size_t i = 0; i < ARRAY_LENGTH(heads); i++) {
        struct client client;
        struct client_answer answer;
        client_open(&client, fixture->port);
        client_say(&client, "POST /api/echo HTTP/1.1\r\n" HOST "Content-Type: application/json\r\n");
        client_say(&client, heads[i]);
        client_say(&client, "{");
        assert_true(client_read(&client, false, &answer));
        assert_int_equal(answer.status, 408);
        assert_string_equal(answer.body, "{\"code\":\"timeout\"}");
        char value[256];
        assert_true(client_header(&answer, "Content-Security-Policy", value, sizeof(value)));
        assert_true(client_wait_end(&client));
        client_answer_release(&answer);
        client_close(&client);
    }
    struct client client;
    char filler[2000];
    memset(filler, ' ', sizeof(filler) - 1);
    filler[sizeof(filler) - 1] = '\0';
    client_open(&client, fixture->port);
    client_say(&client,
               "POST /api/echo HTTP/1.1\r\n" HOST "Content-Type: application/json\r\nContent-Length: 2000\r\n\r\n");
    assert_true(drip(&client, filler));
    client_close(&client);
    assert_int_equal(http_fixture_ask(fixture, health, NULL), 200);
}

static void idle_connections_are_closed(void **state)
{
    struct http_fixture *fixture = *state;
    fixture->config.idle_ms = 200;
    fixture->config.header_ms = FOREVER_MS;
    assert_true(http_fixture_start(fixture));
    struct client client;
    struct client_answer answer;
    steady_stand();
    client_open(&client, fixture->port);
    for (int i = 0; i < 2; i++) {
        client_say(&client, health);
        assert_true(client_read(&client, false, &answer));
        client_answer_release(&answer);
    }
    steady_run();
    assert_true(client_wait_end(&client));
    assert_int_equal(client.size, 0);
    client_close(&client);
}

/* A slow handler may take longer than all deadlines: they are the client's, not ours. */
static void deadlines_spare_slow_handlers(void **state)
{
    struct http_fixture *fixture = *state;
    fixture->config.header_ms = fixture->config.body_ms = fixture->config.idle_ms = 100;
    assert_true(http_fixture_start(fixture));
    struct client client, witness;
    struct client_answer answer;
    steady_stand();
    client_open(&client, fixture->port);
    client_say(&client, SLOW_HEAD "{}");
    http_fixture_wait_slow(fixture, 1);
    steady_run();
    for (int i = 0; i < 2; i++) { // whoever says nothing is cut meanwhile
        client_open(&witness, fixture->port);
        assert_true(client_wait_end(&witness));
        client_close(&witness);
    }
    steady_stand();
    http_fixture_open_gate(fixture);
    assert_true(client_read(&client, false, &answer));
    assert_int_equal(answer.status, 200);
    client_answer_release(&answer);
    client_close(&client);
}

enum { CLIENTS = 200 };

static void many_clients_at_once(void **state)
{
    struct http_fixture *fixture = *state;
    assert_true(http_fixture_start(fixture));
    static struct client clients[CLIENTS];
    for (int round = 0; round < 2; round++) {
        for (int i = 0; i < CLIENTS; i++) {
            if (round == 0)
                client_open(&clients[i], fixture->port);
            char request[160];
            snprintf(request, sizeof(request),
                     "POST /api/echo HTTP/1.1\r\n" HOST
                     "Content-Type: application/json\r\nContent-Length: 4\r\n\r\n%04d",
                     i);
            assert_true(client_say(&clients[i], request));
        }
        for (int i = 0; i < CLIENTS; i++) {
            struct client_answer answer;
            char wanted[16];
            snprintf(wanted, sizeof(wanted), "%04d", i);
            assert_true(client_read(&clients[i], false, &answer));
            assert_int_equal(answer.status, 200);
            assert_string_equal(answer.body, wanted);
            client_answer_release(&answer);
        }
    }
    for (int i = 0; i < CLIENTS; i++)
        client_close(&clients[i]);
}

static void connections_have_a_cap(void **state)
{
    struct http_fixture *fixture = *state;
    fixture->config.connections_max = 4;
    fixture->config.threads = 1;
    fixture->config.header_ms = 1000; // what sits there idle makes room again
    assert_true(http_fixture_start(fixture));
    struct client idle[4], client;
    struct client_answer answer;
    for (int i = 0; i < 4; i++)
        client_open(&idle[i], fixture->port);
    client_open(&client, fixture->port);
    client_say(&client, health); // waits in the backlog
    assert_true(client_wait_end(&idle[0]));
    steady_stand();
    assert_true(client_read(&client, false, &answer)); // is served then
    assert_int_equal(answer.status, 200);
    client_answer_release(&answer);
    steady_run();
    for (int i = 0; i < 4; i++) {
        assert_true(client_wait_end(&idle[i]));
        client_close(&idle[i]);
    }
    client_close(&client);
}

static void an_address_has_a_cap(void **state)
{
    struct http_fixture *fixture = *state;
    fixture->config.connections_per_address_max = 3;
    assert_true(http_fixture_start(fixture));
    struct client clients[3], client;
    struct client_answer answer;
    for (int i = 0; i < 3; i++) {
        client_open(&clients[i], fixture->port);
        client_say(&clients[i], health);
        assert_true(client_read(&clients[i], false, &answer));
        client_answer_release(&answer);
    }
    client_open(&client, fixture->port);
    client_say(&client, health);
    assert_false(client_read(&client, false, &answer));
    client_answer_release(&answer);
    client_close(&client);
    for (int i = 0; i < 3; i++)
        client_close(&clients[i]);
}

/* Sends a request to a slow route and returns when the server has surely begun to take it. */
static void begin(struct http_fixture *fixture, struct client *client, const char *route)
{
    char head[256];
    snprintf(head, sizeof(head),
             "POST /api/%s HTTP/1.1\r\n" HOST "Content-Type: application/json\r\nContent-Length: 2\r\n"
             "Expect: 100-continue\r\n\r\n",
             route);
    client_open(client, fixture->port);
    client_say(client, head);
    assert_true(client_wait_for(client, "100 Continue\r\n\r\n"));
    client_say(client, "{}");
}

/* Waits until one of the open clients has something to read; NULL when none has for CLIENT_WAIT_MS. */
static struct client *first_readable(struct client *clients, nfds_t count)
{
    struct pollfd polls[8];
    for (nfds_t i = 0; i < count; i++)
        polls[i] = (struct pollfd){.fd = clients[i].socket, .events = POLLIN}; // poll skips those that are -1
    if (poll(polls, count, CLIENT_WAIT_MS) <= 0)
        return NULL;
    nfds_t i = 0;
    while (!polls[i].revents)
        i++;
    return &clients[i];
}

static void full_queues_answer_503(void **state)
{
    struct http_fixture *fixture = *state;
    fixture->config.lanes[0].workers = 1;
    fixture->config.lanes[0].queue_max = 2;
    assert_true(http_fixture_start(fixture));
    struct client clients[8];
    struct client_answer answer;
    client_open(&clients[0], fixture->port);
    client_say(&clients[0], SLOW_HEAD "00");
    http_fixture_wait_slow(fixture, 1);
    for (int i = 1; i < 8; i++) {
        client_open(&clients[i], fixture->port);
        client_say(&clients[i], SLOW_HEAD "11");
    }
    for (unsigned refused = 0; refused < 5; refused++) { // two wait in the queue, whichever; the others answer at once
        struct client *client = first_readable(clients, 8);
        char value[16];
        assert_non_null(client);
        assert_true(client_read(client, false, &answer));
        assert_int_equal(answer.status, 503);
        assert_string_equal(answer.body, "{\"code\":\"busy\"}");
        assert_true(client_header(&answer, "Retry-After", value, sizeof(value)));
        assert_string_equal(value, "1");
        client_answer_release(&answer);
        client_say(client, health); // the connection lives on
        assert_true(client_read(client, false, &answer));
        assert_int_equal(answer.status, 200);
        client_answer_release(&answer);
        client_close(client);
    }
    assert_int_equal(http_fixture_ask(fixture, health, NULL), 200); // fast routes are not held up
    http_fixture_open_gate(fixture);
    for (int i = 0; i < 8; i++) {
        if (clients[i].socket < 0)
            continue;
        assert_true(client_read(&clients[i], false, &answer));
        assert_int_equal(answer.status, 200);
        client_answer_release(&answer);
        client_close(&clients[i]);
    }
    assert_int_equal(fixture->slow_done, 3);
}

/* A lane that is full, and whose work is held, holds up nothing of another; its own clients hear so at once. */
static void lanes_do_not_hold_each_other_up(void **state)
{
    struct http_fixture *fixture = *state;
    fixture->config.lanes[1].queue_max = 1;
    assert_true(http_fixture_start(fixture));
    struct client clients[5];
    struct client_answer answer;
    begin(fixture, &clients[0], "heavy");
    http_fixture_wait_slow(fixture, 1);
    for (size_t i = 1; i < ARRAY_LENGTH(clients); i++)
        begin(fixture, &clients[i], "heavy");
    for (unsigned refused = 0; refused < 3; refused++) { // one waits, whichever
        struct client *client = first_readable(clients, ARRAY_LENGTH(clients));
        char value[16];
        assert_non_null(client);
        assert_true(client_read(client, false, &answer));
        assert_int_equal(answer.status, 503);
        assert_true(client_header(&answer, "Retry-After", value, sizeof(value)));
        client_answer_release(&answer);
        client_close(client);
    }
    assert_int_equal(http_fixture_ask(fixture, QUICK_HEAD "{}", NULL), 200);
    assert_int_equal(http_fixture_ask(fixture, health, NULL), 200);
    assert_int_equal(fixture->slow_done, 0);
    http_fixture_open_gate(fixture);
    for (size_t i = 0; i < ARRAY_LENGTH(clients); i++)
        if (clients[i].socket >= 0)
            client_close(&clients[i]);
}

/* What waits for a client that has left is not done. */
static void those_who_left_are_not_worked_for(void **state)
{
    struct http_fixture *fixture = *state;
    fixture->config.lanes[1].queue_max = 8;
    assert_true(http_fixture_start(fixture));
    struct client runs, left[4], stays;
    struct client_answer answer;
    begin(fixture, &runs, "heavy");
    http_fixture_wait_slow(fixture, 1);
    for (size_t i = 0; i < ARRAY_LENGTH(left); i++) {
        begin(fixture, &left[i], "heavy");
        client_close(&left[i]);
    }
    begin(fixture, &stays, "heavy");
    http_fixture_open_gate(fixture);
    assert_true(client_read(&runs, false, &answer));
    assert_int_equal(answer.status, 200);
    client_answer_release(&answer);
    assert_true(client_read(&stays, false, &answer));
    assert_int_equal(answer.status, 200);
    client_answer_release(&answer);
    assert_int_equal(fixture->slow_done, 2);
    client_close(&runs);
    client_close(&stays);
}

/* A client that goes away while a worker has its request: nothing breaks, the work is done. */
static void lost_clients_are_survived(void **state)
{
    struct http_fixture *fixture = *state;
    assert_true(http_fixture_start(fixture));
    struct client client;
    for (int i = 0; i < 2; i++) {
        client_open(&client, fixture->port);
        client_say(&client, SLOW_HEAD "{}");
        http_fixture_wait_slow(fixture, (unsigned)i + 1);
        client_close(&client);
    }
    client_open(&client, fixture->port); // half a body
    client_say(&client, SLOW_HEAD "{");
    client_close(&client);
    client_open(&client, fixture->port); // a big answer not read
    client_say(&client, "GET /api/big HTTP/1.1\r\n" HOST "\r\n");
    client_wait_for(&client, "HTTP/1.1 200");
    client_close(&client);
    http_fixture_open_gate(fixture);
    assert_int_equal(http_fixture_ask(fixture, SLOW_HEAD "{}", NULL), 200);
}

/* A stream, and the gate that opens when it has ended: the server is closing then. */
struct stream_and_gate {
    struct client *stream;
    struct http_fixture *fixture;
};

static void *open_gate_after(void *context)
{
    struct stream_and_gate *both = context;
    (void)client_wait_for(both->stream, "\r\n0\r\n\r\n"); // its last chunk
    http_fixture_open_gate(both->fixture);
    return NULL;
}

/* Closing answers what runs and what waits, ends streams and idle connections, and takes nobody new. */
static void closes_with_all_under_way(void **state)
{
    struct http_fixture *fixture = *state;
    fixture->config.lanes[0].workers = 1;
    fixture->config.close_ms = FOREVER_MS;
    assert_true(http_fixture_start(fixture));
    struct client slow[3], streams[3], idle, half;
    struct client_answer answer;
    for (int i = 0; i < 3; i++) {
        client_open(&streams[i], fixture->port);
        client_say(&streams[i], "GET /api/events HTTP/1.1\r\n" HOST "\r\n");
        assert_true(client_wait_for(&streams[i], "retry: "));
    }
    for (int i = 0; i < 3; i++)
        begin(fixture, &slow[i], "slow");
    http_fixture_wait_slow(fixture, 1);
    client_open(&idle, fixture->port);
    client_open(&half, fixture->port);
    client_say(&half, "GET /api/hea");
    pthread_t thread;
    struct stream_and_gate both = {&streams[0], fixture};
    assert_int_equal(pthread_create(&thread, NULL, open_gate_after, &both), 0);
    unsigned port = fixture->port;
    http_fixture_stop(fixture);
    pthread_join(thread, NULL);

    for (int i = 0; i < 3; i++) {
        assert_true(client_read(&slow[i], false, &answer));
        assert_int_equal(answer.status, 200);
        client_answer_release(&answer);
        assert_true(client_read(&streams[i], false, &answer)); // ended in good order: its last chunk came
        assert_int_equal(answer.status, 200);
        client_answer_release(&answer);
        client_close(&slow[i]);
        client_close(&streams[i]);
    }
    assert_true(client_wait_end(&idle));
    assert_true(client_wait_end(&half));
    client_close(&idle);
    client_close(&half);
    struct client late;
    client_open(&late, port);
    assert_int_equal(late.socket, -1);
    client_close(&late);
    assert_int_equal(events_listeners(fixture->events, "class"), 0);
}

/* The lanes of a server that closes are closed once it no longer waits for what is under way. */
static struct http_fixture *opens_at_closing;

void __real_work_close(struct work *work);
void __wrap_work_close(struct work *work);

void __wrap_work_close(struct work *work)
{
    if (opens_at_closing)
        http_fixture_open_gate(opens_at_closing);
    __real_work_close(work);
}

/* When time is up, what runs is still waited for, and what waits in the queue is told to come back. */
static void closes_in_a_hurry(void **state)
{
    struct http_fixture *fixture = *state;
    fixture->config.lanes[0].workers = 1;
    fixture->config.close_ms = 50;
    assert_true(http_fixture_start(fixture));
    struct client slow[3];
    struct client_answer answer;
    begin(fixture, &slow[0], "slow");
    http_fixture_wait_slow(fixture, 1);
    begin(fixture, &slow[1], "slow");
    begin(fixture, &slow[2], "slow");
    opens_at_closing = fixture;
    http_fixture_stop(fixture);
    opens_at_closing = NULL;
    for (int i = 0; i < 3; i++) {
        assert_true(client_read(&slow[i], false, &answer));
        assert_int_equal(answer.status, i == 0 ? 200 : 503);
        client_answer_release(&answer);
        client_close(&slow[i]);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(dripping_heads_are_cut, set_up, tear_down),
        cmocka_unit_test_setup_teardown(dripping_bodies_are_cut_and_told, set_up, tear_down),
        cmocka_unit_test_setup_teardown(idle_connections_are_closed, set_up, tear_down),
        cmocka_unit_test_setup_teardown(deadlines_spare_slow_handlers, set_up, tear_down),
        cmocka_unit_test_setup_teardown(many_clients_at_once, set_up, tear_down),
        cmocka_unit_test_setup_teardown(connections_have_a_cap, set_up, tear_down),
        cmocka_unit_test_setup_teardown(an_address_has_a_cap, set_up, tear_down),
        cmocka_unit_test_setup_teardown(full_queues_answer_503, set_up, tear_down),
        cmocka_unit_test_setup_teardown(lanes_do_not_hold_each_other_up, set_up, tear_down),
        cmocka_unit_test_setup_teardown(those_who_left_are_not_worked_for, set_up, tear_down),
        cmocka_unit_test_setup_teardown(lost_clients_are_survived, set_up, tear_down),
        cmocka_unit_test_setup_teardown(closes_with_all_under_way, set_up, tear_down),
        cmocka_unit_test_setup_teardown(closes_in_a_hurry, set_up, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
