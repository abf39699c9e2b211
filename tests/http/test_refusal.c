/* SPDX-License-Identifier: MIT */
/* Over real sockets: every refusal that is decided by a request's head and body. */
#include "http/answer.h"

#include <sys/socket.h>

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

#define JSON_TYPE "Content-Type: application/json\r\n"
#define HOST "Host: x\r\n"

/* After a refusal that closes, what is behind the request must not be answered. */
enum after {
    STAYS,
    CLOSES, // a newer libmicrohttpd (1.0) sees what is no request before us, and refuses it in words of its own
};

static const struct {
    const char *request;
    unsigned status;
    const char *code;
    enum after after;
} refusals[] = {
    // Smuggling and broken framing.
    {"POST /api/echo HTTP/1.1\r\n" HOST JSON_TYPE "Content-Length: 3\r\nContent-Length: 3\r\n\r\nabc", 400,
     "bad_request", CLOSES},
    {"POST /api/echo HTTP/1.1\r\n" HOST JSON_TYPE "Content-Length: 3\r\nContent-Length: 44\r\n\r\nabc", 400,
     "bad_request", CLOSES},
    {"POST /api/echo HTTP/1.1\r\n" HOST JSON_TYPE "Content-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
     400, "bad_request", CLOSES},
    {"POST /api/echo HTTP/1.1\r\n" HOST JSON_TYPE "Transfer-Encoding: chunked\r\nContent-Length: 3\r\n\r\n0\r\n\r\n",
     400, "bad_request", CLOSES},
    {"POST /api/echo HTTP/1.1\r\n" HOST JSON_TYPE "Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n", 400,
     "bad_request", CLOSES},
    {"POST /api/echo HTTP/1.1\r\n" HOST JSON_TYPE "Transfer-Encoding: identity\r\n\r\n", 400, "bad_request", CLOSES},
    {"POST /api/echo HTTP/1.1\r\n" HOST JSON_TYPE "Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n", 400, "bad_request",
     CLOSES},
    {"POST /api/echo HTTP/1.1\r\n" HOST JSON_TYPE
     "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
     400, "bad_request", CLOSES},
    {"POST /api/echo HTTP/1.0\r\n" HOST JSON_TYPE "Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n", 400, "bad_request",
     CLOSES},
    {"GET /api/health HTTP/1.1\r\n" HOST "Transfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n0\r\n\r\n", 400,
     "bad_request", CLOSES},
    {"POST /api/bare HTTP/1.1\r\n" HOST "Transfer-Encoding:\r\n chunked\r\n\r\n", 400, "bad_request", CLOSES},
    {"POST /api/bare HTTP/1.1\r\n" HOST "Content-Length:\r\n\t44\r\n\r\n", 400, "bad_request", CLOSES},
    {"POST /api/bare HTTP/1.1\r\n" HOST "content-length: 0\r\n 44\r\n\r\n", 400, "bad_request", CLOSES},
    {"POST /api/bare HTTP/1.1\r\n" HOST "X-A: b\r\n Content-Length: 44\r\n\r\n", 400, "bad_request", CLOSES},
    {"POST /api/bare HTTP/1.1\r\nHost:\r\n x\r\n\r\n", 400, "bad_request", CLOSES},
    // Lines that another might read in another way.
    {"GET /api/health HTTP/1.1\n" HOST "\r\n", 400, "bad_request", CLOSES},
    {"GET /api/health HTTP/1.1\r\nHost: x\n\r\n", 400, "bad_request", CLOSES},
    {"GET /api/health HTTP/1.1\r\nHost: x\r\n\n", 400, "bad_request", CLOSES},
    {"GET /api/health HTTP/1.1\r\nX-A: b\nHost: x\r\n\r\n", 400, "bad_request", CLOSES},
    {"GET /api/health HTTP/1.1\nHost: x\n\n", 400, "bad_request", CLOSES},
    {"POST /api/echo HTTP/1.1\r\n" HOST JSON_TYPE "Content-Length: 3\n\r\nabc", 400, "bad_request", CLOSES},
    {"GET /api/health HTTP/1.1\r\n" HOST "X-A: b\r\n c\r\n\r\n", 400, "bad_request", CLOSES},
    {"GET /api/health HTTP/1.1\r\n" HOST "X-A: b\r\n\tc\r\nX-D: e\r\n\r\n", 400, "bad_request", CLOSES},
    {"GET  /api/health HTTP/1.1\r\n" HOST "\r\n", 400, "bad_request", CLOSES},
    {"GET /api/health  HTTP/1.1\r\n" HOST "\r\n", 400, "bad_request", CLOSES},
    // Heads.
    {"GET /api/health HTTP/1.1\r\n\r\n", 400, "bad_request", CLOSES},
    {"GET /api/health HTTP/1.1\r\n" HOST "Host: y\r\n\r\n", 400, "bad_request", CLOSES},
    {"GET /api/health HTTP/1.1\r\nHost: a b\r\n\r\n", 400, "bad_request", CLOSES},
    {"GET /api/health HTTP/1.1\r\n" HOST "X\x01y: 1\r\n\r\n", 400, "bad_request", CLOSES},
    {"GET /api/health HTTP/1.1\r\n" HOST "X-A: a\x02z\r\n\r\n", 400, "bad_request", CLOSES},
    {"GET /api/health HTTP/1.1\r\n" HOST "Authorization: a\r\nAuthorization: b\r\n\r\n", 400, "bad_request", CLOSES},
    // Targets.
    {"GET /api/../etc/passwd HTTP/1.1\r\n" HOST "\r\n", 400, "bad_request", CLOSES},
    {"GET /%2e%2e/%2e%2e/etc/passwd HTTP/1.1\r\n" HOST "\r\n", 400, "bad_request", CLOSES},
    {"GET /api/health%00 HTTP/1.1\r\n" HOST "\r\n", 400, "bad_request", CLOSES},
    {"GET //api/health HTTP/1.1\r\n" HOST "\r\n", 400, "bad_request", CLOSES},
    {"GET /api\\health HTTP/1.1\r\n" HOST "\r\n", 400, "bad_request", CLOSES},
    {"GET /api/echo/%ff HTTP/1.1\r\n" HOST "\r\n", 400, "bad_request", CLOSES},
    {"GET /api/echo/a?q=%0d%0a HTTP/1.1\r\n" HOST "\r\n", 400, "bad_request", CLOSES},
    {"GET http://x/api/health HTTP/1.1\r\n" HOST "\r\n", 400, "bad_request", CLOSES},
    {"OPTIONS * HTTP/1.1\r\n" HOST "\r\n", 400, "bad_request", CLOSES},
    // Routes.
    {"GET /api/nowhere HTTP/1.1\r\n" HOST "\r\n", 404, "not_found", STAYS},
    {"GET / HTTP/1.1\r\n" HOST "\r\n", 404, "not_found", STAYS},
    {"PUT /api/health HTTP/1.1\r\n" HOST "Content-Length: 0\r\n\r\n", 405, "method_not_allowed", STAYS},
    {"TRACE /api/health HTTP/1.1\r\n" HOST "\r\n", 405, "method_not_allowed", STAYS},
    {"get /api/health HTTP/1.1\r\n" HOST "\r\n", 405, "method_not_allowed", STAYS},
    {"POST /api/nowhere HTTP/1.1\r\n" HOST "Content-Length: 100\r\n\r\n", 404, "not_found", CLOSES},
    // Bodies.
    {"POST /api/small HTTP/1.1\r\n" HOST JSON_TYPE "Content-Length: 17\r\n\r\n", 413, "body_too_large", CLOSES},
    {"POST /api/small HTTP/1.1\r\n" HOST JSON_TYPE "Content-Length: 9223372036854775807\r\n\r\n", 413, "body_too_large",
     CLOSES},
    {"POST /api/small HTTP/1.1\r\n" HOST JSON_TYPE "Content-Length: 17\r\nExpect: 100-continue\r\n\r\n", 413,
     "body_too_large", CLOSES},
    {"POST /api/small HTTP/1.1\r\n" HOST JSON_TYPE
     "Transfer-Encoding: chunked\r\n\r\n11\r\n01234567890123456\r\n0\r\n\r\n",
     413, "body_too_large", CLOSES},
    {"POST /api/small HTTP/1.1\r\n" HOST JSON_TYPE
     "Transfer-Encoding: chunked\r\n\r\nf\r\n012345678901234\r\n2\r\nxy\r\n0\r\n\r\n",
     413, "body_too_large", CLOSES},
    {"POST /api/bare HTTP/1.1\r\n" HOST JSON_TYPE "Content-Length: 1\r\n\r\nx", 413, "body_too_large", CLOSES},
    {"GET /api/health HTTP/1.1\r\n" HOST "Content-Length: 1\r\n\r\nx", 413, "body_too_large", CLOSES},
    {"POST /api/bare HTTP/1.1\r\n" HOST "Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n", 413, "body_too_large", CLOSES},
    {"POST /api/small HTTP/1.1\r\n" HOST JSON_TYPE "\r\n", 411, "length_required", STAYS},
    {"POST /api/small HTTP/1.1\r\n" HOST "Content-Length: 2\r\n\r\n{}", 415, "wrong_content_type", CLOSES},
    {"POST /api/small HTTP/1.1\r\n" HOST "Content-Type: text/plain\r\nContent-Length: 2\r\n\r\n{}", 415,
     "wrong_content_type", CLOSES},
    {"POST /api/small HTTP/1.1\r\n" HOST "Content-Type: application/jsonx\r\nContent-Length: 2\r\n\r\n{}", 415,
     "wrong_content_type", CLOSES},
    {"POST /api/small HTTP/1.1\r\n" HOST JSON_TYPE "Content-Encoding: gzip\r\nContent-Length: 2\r\n\r\n{}", 415,
     "wrong_content_type", CLOSES},
    {"POST /api/image HTTP/1.1\r\n" HOST "Content-Type: image/\r\nContent-Length: 2\r\n\r\n{}", 415,
     "wrong_content_type", CLOSES},
    {"GET /api/none HTTP/1.1\r\n" HOST "\r\n", 500, "internal", STAYS},
};

static void refuses(void **state)
{
    struct http_fixture *fixture = *state;
    for (size_t i = 0; i < ARRAY_LENGTH(refusals); i++) {
        struct client client;
        struct client_answer answer;
        char code[64];
        client_open(&client, fixture->port);
        char both[1024]; // in one piece: libmicrohttpd does not wait for a second one before it closes
        snprintf(both, sizeof(both), "%sGET /api/health HTTP/1.1\r\nHost: smuggled\r\n\r\n", refusals[i].request);
        client_say(&client, both);
        client_read(&client, false, &answer);
        if (answer.status != refusals[i].status)
            fail_msg("%u, not %u: %s", answer.status, refusals[i].status, refusals[i].request);
        snprintf(code, sizeof(code), "{\"code\":\"%s\"}", refusals[i].code);
        bool theirs = refusals[i].after == CLOSES && answer.status == 400 && strncmp(answer.body, "<html>", 6) == 0;
        if (!theirs && strcmp(answer.body, code) != 0)
            fail_msg("'%s', not '%s': %s", answer.body, code, refusals[i].request);
        if (!theirs)
            assert_secured(&answer);
        client_answer_release(&answer);
        bool more = client_read(&client, false, &answer);
        if (more != (refusals[i].after == STAYS))
            fail_msg("%s after: %s", more ? "answered again" : "closed", refusals[i].request);
        client_answer_release(&answer);
        client_close(&client);
    }
}

/* What libmicrohttpd answers itself, before it asks us: never with 200, and never twice. */
static void broken_heads_get_nowhere(void **state)
{
    struct http_fixture *fixture = *state;
    static const char *const requests[] = {
        "POST /api/echo HTTP/1.1\r\n" HOST JSON_TYPE "Content-Length: -1\r\n\r\n",
        "POST /api/echo HTTP/1.1\r\n" HOST JSON_TYPE "Content-Length: +3\r\n\r\nabc",
        "POST /api/echo HTTP/1.1\r\n" HOST JSON_TYPE "Content-Length: 3x\r\n\r\nabc",
        "POST /api/echo HTTP/1.1\r\n" HOST JSON_TYPE "Content-Length: 3, 3\r\n\r\nabc",
        "POST /api/echo HTTP/1.1\r\n" HOST JSON_TYPE "Content-Length: \r\n\r\nabc",
        "POST /api/echo HTTP/1.1\r\n" HOST JSON_TYPE "Content-Length: 99999999999999999999999\r\n\r\n",
        "POST /api/echo HTTP/1.1\r\n" HOST JSON_TYPE "Content-Length : 3\r\n\r\nabc",
        "POST /api/echo HTTP/1.1\r\n" HOST JSON_TYPE "Transfer-Encoding : chunked\r\n\r\n0\r\n\r\n",
        "POST /api/echo HTTP/1.1\r\n" HOST JSON_TYPE "Transfer-Encoding: chunked\r\n\r\nzz\r\nabc\r\n0\r\n\r\n",
        "POST /api/echo HTTP/1.1\r\n" HOST JSON_TYPE
        "Transfer-Encoding: chunked\r\n\r\nffffffffffffffffff\r\nabc\r\n0\r\n\r\n",
        "POST /api/echo HTTP/1.1\r\n" HOST JSON_TYPE "Transfer-Encoding: chunked\r\n\r\n-1\r\nabc\r\n0\r\n\r\n",
        "GET /api/health HTTP/2.0\r\n" HOST "\r\n",
        "GET /api/health HTTP/1.2\r\n" HOST "\r\n",
        "GET /api/health\r\n\r\n",
        "GET /api/health HTTP/1.1 \r\n" HOST "\r\n",
        "GET /api/health /x HTTP/1.1\r\n" HOST "\r\n",
        "GET /api/health HTTP/1.1\r\nHost x\r\n\r\n",
        "GET /api/health HTTP/1.1\r\n Host: x\r\n\r\n",
        "\x16\x03\x01\x02\x01\x01\x01\xfc\x03\x03\r\n\r\n",
    };
    for (size_t i = 0; i < ARRAY_LENGTH(requests); i++) {
        struct client client;
        struct client_answer answer;
        client_open(&client, fixture->port);
        client_say(&client, requests[i]);
        shutdown(client.socket, SHUT_WR);
        bool answered = client_read(&client, false, &answer);
        if (answered && answer.status < 400)
            fail_msg("%u to: %s", answer.status, requests[i]);
        client_answer_release(&answer);
        assert_false(client_read(&client, false, &answer));
        client_answer_release(&answer);
        client_close(&client);
    }
}

/* A client that reads only after it has sent everything still gets to know why, and the next on that port is not hurt.
 */
static void early_answers_are_not_lost(void **state)
{
    struct http_fixture *fixture = *state;
    const size_t size = 4 << 20;
    char *body = calloc(1, size);
    assert_non_null(body);
    for (int i = 0; i < 5; i++) {
        struct client client;
        struct client_answer answer;
        client_open(&client, fixture->port);
        client_say(&client, "POST /api/small HTTP/1.1\r\n" HOST JSON_TYPE "Content-Length: 4194304\r\n\r\n");
        assert_true(client_send(&client, body, size));
        assert_true(client_read(&client, false, &answer));
        assert_int_equal(answer.status, 413);
        assert_true(client_wait_end(&client));
        client_answer_release(&answer);
        client_close(&client);
    }
    free(body);
}

/* A chunked flood: refused by count, never kept, and cut when it does not end. */
static void endless_bodies_are_cut(void **state)
{
    struct http_fixture *fixture = *state;
    struct client client;
    client_open(&client, fixture->port);
    client_say(&client, "POST /api/small HTTP/1.1\r\n" HOST JSON_TYPE "Transfer-Encoding: chunked\r\n\r\n");
    char chunk[4096 + 16];
    int head = snprintf(chunk, sizeof(chunk), "1000\r\n");
    memset(chunk + head, 'x', 4096);
    memcpy(chunk + head + 4096, "\r\n", 2);
    size_t sent = 0;
    while (sent < 64 << 20 && client_send(&client, chunk, (size_t)head + 4098))
        sent += 4096;
    assert_true(sent < 64 << 20);
    client_close(&client);
    assert_int_equal(http_fixture_ask(fixture, "GET /api/health HTTP/1.1\r\n" HOST "\r\n", NULL), 200);
}

static void long_heads_are_refused(void **state)
{
    struct client_answer answer;
    const size_t size = 32 << 10;
    char *request = calloc(1, size);
    assert_non_null(request);
    char *filler = malloc(SERVER_HEAD_MAX + 1);
    assert_non_null(filler);
    memset(filler, 'a', SERVER_HEAD_MAX);
    filler[SERVER_HEAD_MAX] = '\0';
    snprintf(request, size, "GET /%.*s HTTP/1.1\r\n" HOST "\r\n", MESSAGE_TARGET_MAX, filler);
    assert_int_equal(http_fixture_ask(*state, request, &answer), 414);
    assert_string_equal(answer.body, "{\"code\":\"target_too_long\"}");
    assert_secured(&answer);
    client_answer_release(&answer);

    snprintf(request, size, "GET /api/health HTTP/1.1\r\n" HOST "X-A: %s\r\n\r\n", filler);
    assert_int_equal(http_fixture_ask(*state, request, &answer), 431);
    assert_string_equal(answer.body, "{\"code\":\"headers_too_large\"}");
    assert_secured(&answer);
    client_answer_release(&answer);
    free(filler);

    int used = snprintf(request, size, "GET /api/health HTTP/1.1\r\n" HOST);
    for (int i = 0; i < SERVER_HEADERS_MAX; i++)
        used += snprintf(request + used, size - (size_t)used, "X-%d: 1\r\n", i);
    snprintf(request + used, size - (size_t)used, "\r\n");
    assert_int_equal(http_fixture_ask(*state, request, &answer), 431);
    assert_string_equal(answer.body, "{\"code\":\"headers_too_large\"}");
    assert_secured(&answer);
    client_answer_release(&answer);
    free(request);
}

/* What has a NUL in it is no text of the table above. */
static void torn_heads_are_refused(void **state)
{
    static const struct {
        const char *bytes;
        size_t size;
    } heads[] = {
#define HEAD(text) {text, sizeof(text) - 1}
        HEAD("GET /api/health\0x HTTP/1.1\r\n" HOST "\r\n"),
        HEAD("GET /api/health HTTP/1.1\0\r\n" HOST "\r\n"),
        HEAD("GET /api/health HTTP/1.1\r\n" HOST "X-A: b\0c\r\n\r\n"),
        HEAD("GET /api/health HTTP/1.1\r\n" HOST "X-A: b\0\r\n\r\n"),
        HEAD("GET /api/health HTTP/1.1\r\nX-A: b\0c\r\n" HOST "\r\n"),
        HEAD("GET /api/health HTTP/1.1\r\nX-A\0: b\r\n" HOST "\r\n"),
        HEAD("GET /api/health HTTP/1.1\r\n" HOST "X-A: \0\r\n\r\n"),
#undef HEAD
    };
    struct http_fixture *fixture = *state;
    for (size_t i = 0; i < ARRAY_LENGTH(heads); i++) {
        struct client client;
        struct client_answer answer;
        client_open(&client, fixture->port);
        client_send(&client, heads[i].bytes, heads[i].size);
        client_read(&client, false, &answer);
        if (answer.status != 400 && answer.status != 0)
            fail_msg("%zu: %u", i, answer.status);
        client_answer_release(&answer);
        client_close(&client);
    }
    // Whoever sends head after head on one connection, in pieces, is understood.
    struct client client;
    client_open(&client, fixture->port);
    for (int i = 0; i < 20; i++) {
        struct client_answer answer;
        client_say(&client,
                   "GET /api/health HTTP/1.1\r\nX-Long: aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa");
        client_say(&client, "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa  \r");
        client_say(&client, "\nX-Empty:\r\nCookie: a=b; c=d\r\n" HOST "\r");
        client_say(&client, "\n");
        assert_true(client_read(&client, false, &answer));
        assert_int_equal(answer.status, 200);
        client_answer_release(&answer);
    }
    client_close(&client);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(refuses),
        cmocka_unit_test(broken_heads_get_nowhere),
        cmocka_unit_test(early_answers_are_not_lost),
        cmocka_unit_test(endless_bodies_are_cut),
        cmocka_unit_test(long_heads_are_refused),
        cmocka_unit_test(torn_heads_are_refused),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
