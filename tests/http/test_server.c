/* SPDX-License-Identifier: MIT */
/* Over real sockets: good requests and their answers. test_refusal.c has the bad ones. */
#include "http/answer.h"

#include "support/http_fixture.h"

static int set_up(void **state)
{
    static struct http_fixture fixture;
    http_fixture_init(&fixture);
    *state = &fixture;
    if (http_fixture_start(&fixture))
        return 0;
    print_message("%s\n", fixture.error);
    return -1;
}

static int tear_down(void **state)
{
    http_fixture_release(*state);
    return 0;
}

static void answers_with_its_headers(void **state)
{
    struct client_answer answer;
    assert_int_equal(http_fixture_ask(*state, "GET /api/health HTTP/1.1\r\nHost: x\r\n\r\n", &answer), 200);
    assert_string_equal(answer.body, "{\"status\":\"ok\"}");
    assert_has(&answer, "Content-Type", "application/json");
    assert_has(&answer, "Cache-Control", "no-store");
    assert_secured(&answer);
    client_answer_release(&answer);
    assert_int_equal(http_fixture_ask(*state, "GET /api/broken HTTP/1.1\r\nHost: x\r\n\r\n", &answer), 500);
    assert_string_equal(answer.body, "own");
    assert_has(&answer, "Cache-Control", "private");
    assert_null(strstr(answer.head, "no-store"));
    client_answer_release(&answer);
}

static void head_has_no_body(void **state)
{
    struct http_fixture *fixture = *state;
    struct client client;
    struct client_answer answer;
    client_open(&client, fixture->port);
    client_say(&client, "HEAD /api/health HTTP/1.1\r\nHost: x\r\n\r\nGET /api/health HTTP/1.1\r\nHost: x\r\n\r\n");
    assert_true(client_read(&client, true, &answer));
    assert_int_equal(answer.status, 200);
    assert_has(&answer, "Content-Length", "15");
    client_answer_release(&answer);
    assert_true(client_read(&client, false, &answer)); // had a body been sent, this would not begin with HTTP/1.1
    assert_int_equal(answer.status, 200);
    client_answer_release(&answer);
    assert_int_equal(http_fixture_ask(fixture, "HEAD /api/events HTTP/1.1\r\nHost: x\r\n\r\n", NULL), 200);
    assert_int_equal(events_listeners(fixture->events, "class"), 0);
    client_close(&client);
}

static void decodes_what_was_asked(void **state)
{
    struct client_answer answer;
    assert_int_equal(http_fixture_ask(*state,
                                      "GET /api/echo/%C3%A9%20b?q=1+%26 HTTP/1.1\r\nHost: x\r\nCookie: id=s3; o=1\r\n"
                                      "User-Agent: t\r\nX-Forwarded-For: 6.6.6.6\r\n\r\n",
                                      &answer),
                     200);
    assert_string_equal(
        answer.body,
        "{\"path\":\"/api/echo/\xC3\xA9 b\",\"a\":\"\xC3\xA9 b\",\"q\":\"1 &\",\"cookie\":\"s3\","
        "\"agent\":\"t\",\"address\":\"127.0.0.1\",\"network\":\"127.0.0.1\",\"secure\":false,\"method\":0}");
    client_answer_release(&answer);
}

static void keeps_connections(void **state)
{
    struct http_fixture *fixture = *state;
    struct client client;
    client_open(&client, fixture->port);
    client_say(&client,
               "POST /api/echo HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 3\r\n\r\none"
               "POST /api/echo HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
               "Transfer-Encoding: chunked\r\n\r\n2\r\ntw\r\n1\r\no\r\n0\r\n\r\n"
               "GET /api/nowhere HTTP/1.1\r\nHost: x\r\n\r\n"
               "GET /api/health HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
    static const struct {
        unsigned status;
        const char *body;
    } wanted[] = {{200, "one"}, {200, "two"}, {404, "{\"code\":\"not_found\"}"}, {200, "{\"status\":\"ok\"}"}};
    for (size_t i = 0; i < ARRAY_LENGTH(wanted); i++) {
        struct client_answer answer;
        assert_true(client_read(&client, false, &answer));
        assert_int_equal(answer.status, wanted[i].status);
        assert_string_equal(answer.body, wanted[i].body);
        client_answer_release(&answer);
    }
    assert_true(client_wait_end(&client));
    client_close(&client);
}

#define JSON_TYPE "Content-Type: application/json\r\n"
#define HOST "Host: x\r\n"

static void names_allowed_methods(void **state)
{
    struct client_answer answer;
    assert_int_equal(http_fixture_ask(*state, "PATCH /api/bare HTTP/1.1\r\n" HOST "\r\n", &answer), 405);
    assert_has(&answer, "Allow", "POST, DELETE");
    client_answer_release(&answer);
}

/* What an address takes, and nobody else's page is let in. */
static void tells_options(void **state)
{
    struct client_answer answer;
    assert_int_equal(
        http_fixture_ask(*state, "OPTIONS /api/bare HTTP/1.1\r\n" HOST "Origin: https://elsewhere\r\n\r\n", &answer),
        204);
    assert_has(&answer, "Allow", "POST, DELETE, OPTIONS");
    assert_null(strstr(answer.head, "Access-Control"));
    client_answer_release(&answer);
    assert_int_equal(http_fixture_ask(*state, "OPTIONS /api/nowhere HTTP/1.1\r\n" HOST "\r\n", &answer), 404);
    client_answer_release(&answer);
}

static void bodies_are_taken_whole(void **state)
{
    struct http_fixture *fixture = *state;
    struct client client;
    struct client_answer answer;
    const size_t size = 64 << 10;
    char *body = malloc(size + 1);
    assert_non_null(body);
    memset(body, 'b', size + 1);
    client_open(&client, fixture->port);
    client_say(&client, "POST /api/echo HTTP/1.1\r\n" HOST
                        "Content-Type: Application/JSON ; charset=utf-8\r\nContent-Length: 65536\r\n\r\n");
    assert_true(client_send(&client, body, size));
    assert_true(client_read(&client, false, &answer));
    assert_int_equal(answer.status, 200);
    assert_int_equal(answer.body_size, size);
    assert_memory_equal(answer.body, body, size);
    client_answer_release(&answer);
    // The same in chunks of odd sizes.
    client_say(&client, "POST /api/echo HTTP/1.1\r\n" HOST JSON_TYPE "Transfer-Encoding: Chunked\r\n\r\n");
    for (size_t sent = 0, part = 1; sent < size; sent += part, part = part * 3 + 1) {
        char line[32];
        part = part < size - sent ? part : size - sent;
        snprintf(line, sizeof(line), "%zx\r\n", part);
        client_say(&client, line);
        client_send(&client, body, part);
        client_say(&client, "\r\n");
    }
    client_say(&client, "0\r\n\r\n");
    assert_true(client_read(&client, false, &answer));
    assert_int_equal(answer.status, 200);
    assert_int_equal(answer.body_size, size);
    client_answer_release(&answer);
    client_close(&client);
    free(body);
}

static void waits_with_100_continue(void **state)
{
    struct http_fixture *fixture = *state;
    struct client client;
    struct client_answer answer;
    client_open(&client, fixture->port);
    client_say(&client,
               "POST /api/echo HTTP/1.1\r\n" HOST JSON_TYPE "Content-Length: 2\r\nExpect: 100-continue\r\n\r\n");
    assert_true(client_wait_for(&client, "HTTP/1.1 100 Continue\r\n\r\n"));
    client_say(&client, "{}");
    assert_true(client_read(&client, false, &answer));
    assert_int_equal(answer.status, 200);
    assert_string_equal(answer.body, "{}");
    client_answer_release(&answer);
    client_close(&client);
}

static void old_clients_are_served(void **state)
{
    struct http_fixture *fixture = *state;
    struct client client;
    struct client_answer answer;
    client_open(&client, fixture->port);
    client_say(&client, "GET /api/health HTTP/1.0\r\n\r\n");
    assert_true(client_read(&client, false, &answer));
    assert_int_equal(answer.status, 200);
    assert_true(client_wait_end(&client));
    client_answer_release(&answer);
    client_close(&client);
    assert_int_equal(http_fixture_ask(fixture, "DELETE /api/bare HTTP/1.1\r\n" HOST "\r\n", NULL), 204);
    assert_int_equal(http_fixture_ask(fixture, "POST /api/bare HTTP/1.1\r\n" HOST "\r\n", NULL), 204);
    assert_int_equal(http_fixture_ask(fixture, "POST /api/small HTTP/1.1\r\n" HOST "Content-Length: 0\r\n\r\n", NULL),
                     200);
    assert_int_equal(
        http_fixture_ask(
            fixture, "POST /api/image HTTP/1.1\r\n" HOST "Content-Type: image/png\r\nContent-Length: 1\r\n\r\nx", NULL),
        200);
}

static void big_answers_arrive(void **state)
{
    struct client_answer answer;
    assert_int_equal(http_fixture_ask(*state, "GET /api/big HTTP/1.1\r\n" HOST "\r\n", &answer), 200);
    assert_int_equal(answer.body_size, 4 << 20);
    client_answer_release(&answer);
}

static void bad_configs_are_refused(void **state)
{
    struct http_fixture *running = *state;
    struct http_fixture fixture;
    http_fixture_init(&fixture);
    fixture.config.port = running->port;
    assert_false(http_fixture_start(&fixture));
    assert_non_null(strstr(fixture.error, "in use"));
    http_fixture_release(&fixture);

    static const struct server_config bad[] = {
        {.address = "nowhere", .threads = 1, .lanes = {{1, 1, false}}, .connections_max = 1},
        {.address = "::", .threads = 0, .lanes = {{1, 1, false}}, .connections_max = 1},
        {.address = "::", .threads = 1, .lanes = {{0, 1, false}}, .connections_max = 1},
        {.address = "::", .threads = 1, .lanes = {{1, 0, false}}, .connections_max = 1},
        {.address = "::", .threads = 2, .lanes = {{1, 1, false}}, .connections_max = 1},
        {.address = "::", .port = 70000, .threads = 1, .lanes = {{1, 1, false}}, .connections_max = 1},
        {.address = "::", .threads = 1, .lanes = {{1, 1, false}}, .connections_max = 1, .key_pem = "x"},
        {.address = "::",
         .threads = 1,
         .lanes = {{1, 1, false}},
         .connections_max = 1,
         .key_pem = "x",
         .certificate_pem = "y"},
        {.address = "::",
         .threads = 1,
         .lanes = {{1, 1, false}},
         .connections_max = 1,
         .static_root = "/nowhere/at/all"},
    };
    for (size_t i = 0; i < ARRAY_LENGTH(bad); i++) {
        http_fixture_init(&fixture);
        fixture.config = bad[i];
        assert_false(http_fixture_start(&fixture));
        assert_true(strlen(fixture.error) > 10);
        http_fixture_release(&fixture);
    }
}

static void listens_on_both_stacks(void **state)
{
    (void)state;
    struct http_fixture fixture;
    http_fixture_init(&fixture);
    fixture.config.address = "::";
    fixture.config.trust_proxy = "127.0.0.1, ::1";
    assert_true(http_fixture_start(&fixture));
    struct client_answer answer;
    assert_int_equal(http_fixture_ask(&fixture, "GET /api/echo/a HTTP/1.1\r\n" HOST "\r\n", &answer), 200);
    assert_non_null(strstr(answer.body, "\"address\":\"127.0.0.1\""));
    client_answer_release(&answer);
    assert_int_equal(http_fixture_ask(&fixture,
                                      "GET /api/echo/a HTTP/1.1\r\n" HOST "X-Forwarded-For: 9.9.9.9, 8.8.8.8\r\n"
                                      "X-Forwarded-For: 7.7.7.7, 2001:db8::1\r\n\r\n",
                                      &answer),
                     200);
    assert_non_null(strstr(answer.body, "\"address\":\"2001:db8::1\""));
    client_answer_release(&answer);
    assert_int_equal(http_fixture_ask(&fixture,
                                      "GET /api/echo/a HTTP/1.1\r\n" HOST "X-Forwarded-For: 9.9.9.9, nonsense\r\n\r\n",
                                      &answer),
                     200);
    assert_non_null(strstr(answer.body, "\"address\":\"127.0.0.1\""));
    client_answer_release(&answer);
    http_fixture_release(&fixture);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(answers_with_its_headers), cmocka_unit_test(head_has_no_body),
        cmocka_unit_test(decodes_what_was_asked),   cmocka_unit_test(keeps_connections),
        cmocka_unit_test(names_allowed_methods),    cmocka_unit_test(tells_options),
        cmocka_unit_test(bodies_are_taken_whole),   cmocka_unit_test(waits_with_100_continue),
        cmocka_unit_test(old_clients_are_served),   cmocka_unit_test(big_answers_arrive),
        cmocka_unit_test(bad_configs_are_refused),  cmocka_unit_test(listens_on_both_stacks),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
