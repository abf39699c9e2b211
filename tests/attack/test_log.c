/* SPDX-License-Identifier: MIT */
/*
 * The log at its most talkative, while every route is asked with secrets in all places where one may stand: none of
 * them is in it. And what an answer calls its request is what the log calls it, also where the server refuses itself.
 */
#include <dirent.h>
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "api/gate/gate.h"
#include "base/log.h"
#include "base/str.h"
#include "support/wire.h"

enum { BODY_SIZE = 8192, HEAD_SIZE = 4096, LOG_MAX = 64 << 20 };

/* Where each is planted is in its name. All are as long as our tokens; each begins with what is looked for. */
static const char in_path[] = "PLANTEDpath0000000000000000000000000000000x";
static const char in_query[] = "PLANTEDquery000000000000000000000000000000x";
static const char in_field[] = "PLANTEDfield000000000000000000000000000000x";
static const char in_bearer[] = "PLANTEDbearer00000000000000000000000000000x";
static const char in_header[] = "PLANTEDheader00000000000000000000000000000x";
static const char planted[] = "PLANTED";

/* ---- the log into a file ---- */

struct capture {
    char path[40];
    int kept; // standard error as it was
};

static void capture_begin(struct capture *capture)
{
    snprintf(capture->path, sizeof(capture->path), "/tmp/ams-test-log-XXXXXX");
    int file = mkstemp(capture->path);
    assert_true(file >= 0);
    fflush(stderr);
    capture->kept = dup(STDERR_FILENO);
    assert_true(capture->kept >= 0 && dup2(file, STDERR_FILENO) >= 0);
    close(file);
    log_set_level(LOG_DEBUG);
}

/* All that was logged; free() it. */
static char *capture_end(struct capture *capture)
{
    log_set_level(LOG_ERROR);
    fflush(stderr);
    dup2(capture->kept, STDERR_FILENO);
    close(capture->kept);
    FILE *file = fopen(capture->path, "rb");
    char *text = calloc(1, LOG_MAX);
    assert_true(file && text);
    size_t size = fread(text, 1, LOG_MAX - 1, file);
    fclose(file);
    unlink(capture->path);
    for (size_t i = 0; i < size; i++)
        if (text[i] == '\0')
            text[i] = '?';
    return text;
}

/* ---- asking with secrets everywhere ---- */

static void target_of(const struct api_route *route, char *target, size_t size)
{
    size_t used = 0;
    for (const char *at = route->pattern; *at != '\0' && used + 64 < size;) {
        if (*at == ':') {
            at += strcspn(at, "/");
            used += (size_t)snprintf(target + used, size - used, "%s", in_path);
        } else {
            target[used++] = *at++;
        }
    }
    snprintf(target + used, size - used, "?token=%s&code=%s&name=%s", in_query, in_query, in_query);
}

static void body_of(const struct api_route *route, char *body, size_t size)
{
    size_t used = (size_t)snprintf(body, size, "{\"password\":\"%s\",\"token\":\"%s\",\"code\":\"%s\"", in_field,
                                   in_field, in_field);
    for (const struct json_field *field = route->fields; field && field->name && used + 200 < size; field++)
        if (strcmp(field->name, "password") != 0 && strcmp(field->name, "token") != 0 &&
            strcmp(field->name, "code") != 0)
            used += (size_t)snprintf(body + used, size - used, ",\"%s\":\"%s\"", field->name, in_field);
    snprintf(body + used, size - used, "}");
}

/* The credentials of one try. */
struct credentials {
    const struct visitor *visitor; // NULL: the planted ones
};

static void say(const struct wire *wire, const struct api_route *route, const struct credentials *who, bool query,
                struct client *client)
{
    static const char *const methods[HTTP_METHOD_COUNT] = {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"};
    char target[1024], body[BODY_SIZE] = "", head[HEAD_SIZE], credential[600];
    target_of(route, target, sizeof(target));
    if (!query)
        *strchr(target, '?') = '\0';
    if (route->body != NO_BODY)
        body_of(route, body, sizeof(body));
    if (who->visitor)
        snprintf(credential, sizeof(credential), "Cookie: " SESSION_COOKIE "=%s\r\nX-CSRF-Token: %s\r\n",
                 who->visitor->token, who->visitor->csrf);
    else
        snprintf(credential, sizeof(credential), "Authorization: Bearer %s\r\nCookie: " SESSION_COOKIE "=%s\r\n",
                 in_bearer, in_bearer);
    snprintf(head, sizeof(head),
             "%s %s HTTP/1.1\r\nHost: 127.0.0.1:%u\r\nConnection: close\r\n%sX-Challenge: %s\r\nIdempotency-Key: %s\r\n"
             "Content-Type: %s\r\nContent-Length: %zu\r\n\r\n",
             methods[route->method], target, wire->port, credential, in_header, in_header,
             route->body >= BURST_BODY ? "application/octet-stream" : "application/json", strlen(body));
    client_open(client, wire->port);
    client_say(client, head);
    client_say(client, body);
}

/* The id in a problem document is the one of the header. */
static void expect_same_id(const struct client_answer *answer, char id[static 64])
{
    client_header(answer, "X-Request-Id", id, 64);
    assert_true(id[0] != '\0');
    json_t *document = json_loads(answer->body ? answer->body : "", 0, NULL);
    const char *code = json_string_value(json_object_get(document, "code"));
    const char *said = json_string_value(json_object_get(document, "request_id"));
    if (code && json_object_get(document, "next"))
        assert_true(said && strcmp(said, id) == 0);
    json_decref(document);
}

static void try_route(const struct wire *wire, const struct api_route *route, const struct credentials *who, bool query)
{
    struct client client;
    struct client_answer answer = {0};
    char id[64];
    say(wire, route, who, query, &client);
    if (!client_wait_for(&client, "\r\n\r\n") || !strstr(client.bytes, "text/event-stream")) {
        assert_true(client_read(&client, route->method == HTTP_HEAD, &answer));
        expect_same_id(&answer, id);
    }
    client_answer_release(&answer);
    client_close(&client);
}

/* Looks for the text in what everybody on the machine sees of this program and its children: their arguments. */
static bool in_arguments(const char *text)
{
    bool found = false;
    char path[300], arguments[8192];
    DIR *folder = opendir("/proc");
    assert_non_null(folder);
    for (const struct dirent *entry; !found && (entry = readdir(folder)) != NULL;) {
        snprintf(path, sizeof(path), "/proc/%s/cmdline", entry->d_name);
        int file = entry->d_name[0] >= '1' && entry->d_name[0] <= '9' ? open(path, O_RDONLY | O_CLOEXEC) : -1;
        ssize_t size = file >= 0 ? read(file, arguments, sizeof(arguments)) : -1;
        if (file >= 0)
            close(file);
        found = size > 0 && memmem(arguments, (size_t)size, text, strlen(text));
    }
    closedir(folder);
    return found;
}

static size_t occurrences(const char *text, const char *word)
{
    size_t count = 0;
    for (const char *at = text; (at = strstr(at, word)) != NULL; at++)
        count++;
    return count;
}

static void expect_nothing(const char *log, const char *secret)
{
    const char *at = strstr(log, secret);
    if (at)
        fail_msg("a secret is in the log: %.120s", at - (at - log > 60 ? 60 : at - log));
    assert_false(in_arguments(secret));
}

static void nothing_secret_is_logged(void **state)
{
    struct api_world world;
    struct college college;
    struct wire wire;
    struct capture capture;
    const struct api_route *route;
    size_t asked = 0;
    api_world_open(&world, state, NULL);
    api_college(&world, &college);
    const struct credentials all[] = {{NULL}, {&college.professor}, {&college.student}, {&college.administrator}};
    capture_begin(&capture);
    wire_open(&wire, &world, NULL);
    for (size_t k = 0; k < ARRAY_LENGTH(all); k++)
        for (size_t i = 0; (route = api_route_at(i)) != NULL; i++)
            for (int query = 0; query < 2; query++, asked++) {
                if (strcmp(route->pattern, "/api/user/session") == 0 && route->method == HTTP_DELETE && all[k].visitor)
                    continue; // signing out would end the others' tries
                try_route(&wire, route, &all[k], query != 0);
            }
    wire_close(&wire);
    char *log = capture_end(&capture);
    assert_true(asked > 1000);
    assert_true(occurrences(log, "\"event\":\"request\"") > asked / 2); // the log can be believed
    expect_nothing(log, planted);
    for (size_t k = 1; k < ARRAY_LENGTH(all); k++) {
        expect_nothing(log, all[k].visitor->token);
        expect_nothing(log, all[k].visitor->csrf);
    }
    free(log);
    api_world_close(&world);
}

/* What the server refuses before any route is asked has its id, too, and the log names it by that. */
static void refusals_have_their_id(void **state)
{
    static const char *const requests[] = {
        "GET /api/nowhere HTTP/1.1\r\nHost: a\r\n\r\n",
        "POST /api/health HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\n\r\n",
        "GET /api/user/events HTTP/1.1\r\nHost: a\r\n\r\n",
        "GET /api/health HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n",
        "GET /api/health?%zz HTTP/1.1\r\nHost: a\r\n\r\n",
        "POST /api/user/session HTTP/1.1\r\nHost: a\r\nContent-Length: 900000000\r\n\r\n",
    };
    struct api_world world;
    struct wire wire;
    struct capture capture;
    char ids[ARRAY_LENGTH(requests)][64];
    api_world_open(&world, state, NULL);
    capture_begin(&capture);
    wire_open(&wire, &world, NULL);
    for (size_t i = 0; i < ARRAY_LENGTH(requests); i++) {
        struct client client;
        struct client_answer answer = {0};
        client_open(&client, wire.port);
        client_say(&client, requests[i]);
        assert_true(client_read(&client, false, &answer));
        assert_true(answer.status >= 400);
        expect_same_id(&answer, ids[i]);
        for (size_t k = 0; k < i; k++)
            assert_string_not_equal(ids[i], ids[k]);
        client_answer_release(&answer);
        client_close(&client);
    }
    wire_close(&wire);
    char *log = capture_end(&capture);
    for (size_t i = 0; i < ARRAY_LENGTH(requests); i++)
        if (!strstr(log, ids[i]))
            fail_msg("the log does not know %s, which was refused: %s", ids[i], requests[i]);
    free(log);
    api_world_close(&world);
}

int main(void)
{
    const struct CMUnitTest tests[] = {TEST_ON_BOTH(nothing_secret_is_logged), TEST_ON_BOTH(refusals_have_their_id)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
