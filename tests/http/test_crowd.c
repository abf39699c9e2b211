/* SPDX-License-Identifier: MIT */
/*
 * Connections that take a place and give nothing for it, more of them than there are places: whoever asks is answered
 * all the same. Nothing here waits for a deadline: all of them are set far away.
 */
#include "http/unit.h"

#include <unistd.h>

#include "support/http_fixture.h"

enum { PLACES = 64, CROWD = 4 * PLACES, FAR_MS = 600000, QUESTIONS = 20 };

static const char health[] = "GET /api/health HTTP/1.1\r\nHost: x\r\n\r\n";

static struct http_fixture fixture;
static struct client crowd[CROWD];

static void start(const char *proxies, unsigned per_address)
{
    http_fixture_init(&fixture);
    fixture.config.connections_max = PLACES;
    fixture.config.connections_per_address_max = per_address;
    fixture.config.header_ms = fixture.config.body_ms = fixture.config.idle_ms = FAR_MS;
    fixture.config.trust_proxy = proxies;
    assert_true(http_fixture_start(&fixture));
}

static void stop(size_t count)
{
    for (size_t i = 0; i < count; i++)
        client_close(&crowd[i]);
    http_fixture_release(&fixture);
}

static void others_are_answered(void)
{
    for (int i = 0; i < QUESTIONS; i++)
        assert_int_equal(http_fixture_ask(&fixture, health, NULL), 200);
}

/* Each of the crowd says this and waits. */
static void crowd_says(const char *text)
{
    start(NULL, 0);
    for (size_t i = 0; i < CROWD; i++) {
        client_open(&crowd[i], fixture.port);
        client_say(&crowd[i], text);
        if (i % 16 == 0)
            assert_int_equal(http_fixture_ask(&fixture, health, NULL), 200);
    }
    others_are_answered();
    stop(CROWD);
}

static void silent_connections(void **state)
{
    (void)state;
    crowd_says("");
}

static void slow_heads(void **state)
{
    (void)state;
    crowd_says("GET /api/health HTTP/1.1\r\nHost: x\r\nX-A: ");
}

static void slow_bodies(void **state)
{
    (void)state;
    crowd_says(
        "POST /api/echo HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 60000\r\n\r\n{");
}

static void readers_that_do_not_read(void **state)
{
    (void)state;
    crowd_says("GET /api/big HTTP/1.1\r\nHost: x\r\n\r\n");
}

static void kept_connections(void **state)
{
    (void)state;
    start(NULL, 0);
    for (size_t i = 0; i < CROWD; i++) {
        struct client_answer answer;
        client_open(&crowd[i], fixture.port);
        client_say(&crowd[i], health);
        assert_true(client_read(&crowd[i], false, &answer));
        assert_int_equal(answer.status, 200);
        client_answer_release(&answer);
    }
    others_are_answered();
    stop(CROWD);
}

/* Streams take half of the places at the most, whoever asks for them. */
static void streams_by_the_hundred(void **state)
{
    (void)state;
    size_t open = 0, refused = 0;
    start(NULL, 0);
    for (size_t i = 0; i < CROWD; i++) {
        char request[128];
        snprintf(request, sizeof(request), "GET /api/events?person=%zu&session=%zu HTTP/1.1\r\nHost: x\r\n\r\n", i + 1,
                 i + 1);
        client_open(&crowd[i], fixture.port);
        client_say(&crowd[i], request);
        assert_true(client_wait_for(&crowd[i], "\r\n\r\n"));
        open += strncmp(crowd[i].bytes, "HTTP/1.1 200", 12) == 0;
        refused += strncmp(crowd[i].bytes, "HTTP/1.1 503", 12) == 0;
    }
    assert_int_equal(open, PLACES / 2);
    assert_int_equal(refused, CROWD - PLACES / 2);
    assert_int_equal(events_streams(fixture.events), PLACES / 2);
    others_are_answered();
    events_publish(fixture.events, "class", "x", "1");
    for (size_t i = 0; i < CROWD; i++)
        if (strncmp(crowd[i].bytes, "HTTP/1.1 200", 12) == 0)
            assert_true(client_wait_for(&crowd[i], "data: 1"));
    stop(CROWD);
}

/* One person in one session, however often they ask: the newest few are open, the others have ended. */
static void streams_of_one_session(void **state)
{
    (void)state;
    start(NULL, 0);
    for (size_t i = 0; i < CROWD; i++) {
        client_open(&crowd[i], fixture.port);
        client_say(&crowd[i], "GET /api/events?person=1&session=1 HTTP/1.1\r\nHost: x\r\n\r\n");
        assert_true(client_wait_for(&crowd[i], "\r\n\r\n"));
        assert_true(events_streams(fixture.events) <= 2 * EVENTS_SESSION_MAX);
    }
    others_are_answered();
    assert_true(client_wait_for(&crowd[0], "too_many_streams"));
    assert_true(client_wait_for(&crowd[0], "\r\n0\r\n\r\n"));
    stop(CROWD);
}

/* Behind a proxy the limit is of whom it names, not of the proxy. */
static void forwarded_addresses_are_limited(void **state)
{
    (void)state;
    enum { EACH = 4 };
    static const char one[] = "GET /api/events HTTP/1.1\r\nHost: x\r\nX-Forwarded-For: 2001:db8:0:1::%zx\r\n\r\n";
    char request[128];
    start("127.0.0.1", EACH);
    for (size_t i = 0; i < 2 * EACH; i++) { // each from another address of one /64
        snprintf(request, sizeof(request), one, i + 1);
        client_open(&crowd[i], fixture.port);
        client_say(&crowd[i], request);
        assert_true(client_wait_for(&crowd[i], "\r\n\r\n"));
        assert_int_equal(strncmp(crowd[i].bytes, "HTTP/1.1 200", 12) == 0, i < EACH);
    }
    others_are_answered();
    snprintf(request, sizeof(request),
             "GET /api/health HTTP/1.1\r\nHost: x\r\nX-Forwarded-For: 2001:db8:0:1::7\r\n\r\n");
    assert_int_equal(http_fixture_ask(&fixture, request, NULL), 503);
    snprintf(request, sizeof(request),
             "GET /api/health HTTP/1.1\r\nHost: x\r\nX-Forwarded-For: 2001:db8:0:2::7\r\n\r\n");
    assert_int_equal(http_fixture_ask(&fixture, request, NULL), 200);
    stop(2 * EACH);
}

/* Without one, a peer has so many connections; one more is closed. */
static void peers_are_limited(void **state)
{
    (void)state;
    enum { EACH = 4 };
    start(NULL, EACH);
    for (size_t i = 0; i < EACH; i++) {
        client_open(&crowd[i], fixture.port);
        client_say(&crowd[i], health);
        assert_true(client_wait_for(&crowd[i], "\"status\":\"ok\""));
    }
    assert_int_equal(http_fixture_ask(&fixture, health, NULL), 0);
    client_close(&crowd[0]);
    unsigned status = 0;
    for (int i = 0; i < 2000 && status != 200; i++) { // until the server has seen that it is closed
        status = http_fixture_ask(&fixture, health, NULL);
        usleep(1000);
    }
    assert_int_equal(status, 200);
    stop(EACH);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(silent_connections),
        cmocka_unit_test(slow_heads),
        cmocka_unit_test(slow_bodies),
        cmocka_unit_test(readers_that_do_not_read),
        cmocka_unit_test(kept_connections),
        cmocka_unit_test(streams_by_the_hundred),
        cmocka_unit_test(streams_of_one_session),
        cmocka_unit_test(forwarded_addresses_are_limited),
        cmocka_unit_test(peers_are_limited),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
