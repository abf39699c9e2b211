/* SPDX-License-Identifier: MIT */
#include "http/unit.h"

#include <unistd.h>

#include "http/stream.h"
#include "support/http_fixture.h"

static const char subscribe[] = "GET /api/events HTTP/1.1\r\nHost: x\r\n\r\n";

static int set_up(void **state)
{
    static struct http_fixture fixture;
    http_fixture_init(&fixture);
    *state = &fixture;
    return 0;
}

static int tear_down(void **state)
{
    http_fixture_release(*state);
    return 0;
}

static void listen_in(struct http_fixture *fixture, struct client *client)
{
    client_open(client, fixture->port);
    client_say(client, subscribe);
    assert_true(client_wait_for(client, "retry: "));
}

static void events_reach_their_listeners(void **state)
{
    struct http_fixture *fixture = *state;
    assert_true(http_fixture_start(fixture));
    struct client clients[5];
    for (int i = 0; i < 5; i++)
        listen_in(fixture, &clients[i]);
    assert_int_equal(events_listeners(fixture->events, "class"), 5);
    assert_int_equal(events_listeners(fixture->events, "other"), 0);
    events_publish(fixture->events, "other", "mark", "{\"wrong\":1}");
    for (int i = 0; i < 20; i++) {
        char data[64];
        snprintf(data, sizeof(data), "{\"mark\":%d}", i);
        events_publish(fixture->events, "class", "mark", data);
        for (int j = 0; i % 5 == 0 && j < 5; j++) { // now and then wait, so that streams pause in between
            snprintf(data, sizeof(data), "event: mark\ndata: {\"mark\":%d}\n\n", i);
            assert_true(client_wait_for(&clients[j], data));
        }
    }
    for (int i = 0; i < 5; i++) {
        assert_true(client_wait_for(&clients[i], "data: {\"mark\":19}\n\n"));
        assert_non_null(strstr(clients[i].bytes, "Content-Type: text/event-stream"));
        assert_non_null(strstr(clients[i].bytes, "Cache-Control: no-store"));
        assert_null(strstr(clients[i].bytes, "wrong"));
        char *last = clients[i].bytes;
        for (int j = 0; j < 20; j++) { // all there, in order
            char data[64];
            snprintf(data, sizeof(data), "data: {\"mark\":%d}\n\n", j);
            last = strstr(last, data);
            assert_non_null(last);
        }
        client_close(&clients[i]);
    }
}

static void heartbeats_find_the_dead(void **state)
{
    struct http_fixture *fixture = *state;
    fixture->config.heartbeat_ms = 50;
    assert_true(http_fixture_start(fixture));
    struct client living, dead;
    listen_in(fixture, &living);
    listen_in(fixture, &dead);
    assert_int_equal(events_listeners(fixture->events, "class"), 2);
    assert_true(client_wait_for(&living, ": still here\n\n"));
    client_close(&dead);
    for (int i = 0; i < 2000 && events_listeners(fixture->events, "class") == 2; i++)
        usleep(10000);
    assert_int_equal(events_listeners(fixture->events, "class"), 1);
    events_publish(fixture->events, "class", "mark", "{}");
    assert_true(client_wait_for(&living, "event: mark"));
    client_close(&living);
}

/* One that does not read is cut; the others do not wait for it, and publishing never blocks. */
static void laggards_are_cut(void **state)
{
    struct http_fixture *fixture = *state;
    assert_true(http_fixture_start(fixture));
    struct client quick, stuck;
    listen_in(fixture, &quick);
    listen_in(fixture, &stuck);
    const size_t size = 64 << 10;
    char *data = malloc(size);
    assert_non_null(data);
    memset(data, 'd', size - 1);
    data[size - 1] = '\0';
    for (int i = 0; i < 1000 && events_listeners(fixture->events, "class") == 2; i++) {
        events_publish(fixture->events, "class", "fill", data);
        assert_true(client_wait_for(&quick, "d\n\n"));
        free(quick.bytes);
        quick.bytes = NULL;
        quick.size = 0;
        usleep(2000);
    }
    free(data);
    assert_int_equal(events_listeners(fixture->events, "class"), 1);
    events_publish(fixture->events, "class", "last", "{}");
    assert_true(client_wait_for(&quick, "event: last"));
    client_close(&quick);
    client_close(&stuck);
}

static void events_stop_ends_streams(void **state)
{
    struct http_fixture *fixture = *state;
    assert_true(http_fixture_start(fixture));
    struct client client;
    struct client_answer answer;
    listen_in(fixture, &client);
    events_publish(fixture->events, "class", "mark", "{}");
    events_stop(fixture->events);
    assert_true(client_read(&client, false, &answer));
    assert_non_null(strstr(answer.body, "event: mark"));
    client_answer_release(&answer);
    client_close(&client);
    assert_int_equal(http_fixture_ask(fixture, subscribe, &answer), 503);
    assert_string_equal(answer.body, "{\"code\":\"busy\"}");
    client_answer_release(&answer);
}

/* Without a server: the reader's side alone. */
struct counts {
    unsigned paused, woken, lagged;
};

static void count_pause(void *context)
{
    ((struct counts *)context)->paused++;
}

static void count_wake(void *context)
{
    ((struct counts *)context)->woken++;
}

static void count_lagged(void *context)
{
    ((struct counts *)context)->lagged++;
}

static const struct stream_calls calls = {count_pause, count_wake, count_lagged};

static void streams_pause_and_wake(void **state)
{
    (void)state;
    struct events *events = events_open();
    struct counts counts = {0};
    struct stream *stream = stream_open(events, "a", &calls, &counts);
    char out[256];
    size_t size = 0;
    assert_non_null(stream);
    assert_int_equal(stream_read(stream, out, sizeof(out), &size), STREAM_DATA); // the greeting
    assert_int_equal(stream_read(stream, out, sizeof(out), &size), STREAM_PAUSED);
    assert_int_equal(counts.paused, 1);
    events_publish(events, "a", "x", "1");
    events_publish(events, "a", "x", "2");
    assert_int_equal(counts.woken, 1); // one wake for one pause
    size_t used = 0;
    while (stream_read(stream, out + used, 3, &size) == STREAM_DATA) // in small bites
        used += size;
    out[used] = '\0';
    assert_string_equal(out, "event: x\ndata: 1\n\nevent: x\ndata: 2\n\n");
    events_heartbeat(events, 60000);
    assert_int_equal(counts.woken, 1); // not silent for so long
    events_heartbeat(events, 0);
    assert_int_equal(counts.woken, 2);
    stream_close(stream);

    counts = (struct counts){0};
    stream = stream_open(events, "a", &calls, &counts);
    for (int i = 0; i < EVENTS_BACKLOG - 1; i++)
        events_publish(events, "a", "x", "1");
    assert_int_equal(counts.lagged, 0);
    events_publish(events, "a", "x", "1");
    events_publish(events, "a", "x", "1");
    assert_int_equal(counts.lagged, 1);
    assert_int_equal(stream_read(stream, out, sizeof(out), &size), STREAM_LAGGED);
    stream_close(stream);
    stream_close(NULL);
    events_close(events);
    events_close(NULL);
}

static void streams_have_limits(void **state)
{
    (void)state;
    static struct stream *streams[EVENTS_SUBSCRIBERS_MAX];
    struct events *events = events_open();
    struct counts counts = {0};
    char name[EVENTS_CHANNEL_SIZE + 1];
    memset(name, 'n', sizeof(name));
    name[EVENTS_CHANNEL_SIZE] = '\0';
    assert_null(stream_open(events, name, &calls, &counts));
    name[EVENTS_CHANNEL_SIZE - 1] = '\0';
    for (size_t i = 0; i < EVENTS_SUBSCRIBERS_MAX; i++) {
        streams[i] = stream_open(events, name, &calls, &counts);
        assert_non_null(streams[i]);
    }
    assert_int_equal(events_listeners(events, name), EVENTS_SUBSCRIBERS_MAX);
    assert_null(stream_open(events, "a", &calls, &counts));
    stream_close(streams[7]);
    streams[7] = stream_open(events, "a", &calls, &counts);
    assert_non_null(streams[7]);
    for (size_t i = 0; i < EVENTS_SUBSCRIBERS_MAX; i++)
        stream_close(streams[i]);
    events_stop(events);
    assert_null(stream_open(events, "a", &calls, &counts));
    events_close(events);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(events_reach_their_listeners, set_up, tear_down),
        cmocka_unit_test_setup_teardown(heartbeats_find_the_dead, set_up, tear_down),
        cmocka_unit_test_setup_teardown(laggards_are_cut, set_up, tear_down),
        cmocka_unit_test_setup_teardown(events_stop_ends_streams, set_up, tear_down),
        cmocka_unit_test(streams_pause_and_wake),
        cmocka_unit_test(streams_have_limits),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
