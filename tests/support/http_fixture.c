/* SPDX-License-Identifier: MIT */
#include "support/http_fixture.h"

#include "base/str.h"
#include "http/json.h"

typedef void (*route_handler)(struct http_fixture *fixture, struct message *message);

enum { BIG_SIZE = 4 << 20 };

static void health(struct http_fixture *fixture, struct message *message)
{
    (void)fixture;
    message_reply(message, 200, "application/json", "{\"status\":\"ok\"}", 15);
}

static void echo_query(struct http_fixture *fixture, struct message *message)
{
    (void)fixture;
    json_reply(message, 200,
               json_pack("{s:s, s:s, s:s?, s:s?, s:s?, s:s, s:s, s:b, s:i}", "path", message->path, "a",
                         message->params[0], "q", message_query(message, "q"), "cookie", message_cookie(message, "id"),
                         "agent", message_header(message, "User-Agent"), "address", message->client_address, "network",
                         message->client_network, "secure", (int)message->secure, "method", (int)message->method));
}

static void echo_body(struct http_fixture *fixture, struct message *message)
{
    (void)fixture;
    message_reply(message, 200, "text/plain", message->body, message->body_size);
}

static void slow(struct http_fixture *fixture, struct message *message)
{
    pthread_mutex_lock(&fixture->lock);
    fixture->slow_running++;
    pthread_cond_broadcast(&fixture->changed);
    while (!fixture->gate_open)
        pthread_cond_wait(&fixture->changed, &fixture->lock);
    fixture->slow_running--;
    fixture->slow_done++;
    pthread_mutex_unlock(&fixture->lock);
    echo_body(fixture, message);
}

static void bare(struct http_fixture *fixture, struct message *message)
{
    (void)fixture;
    message_reply(message, 204, NULL, NULL, 0);
}

static void none(struct http_fixture *fixture, struct message *message)
{
    (void)fixture;
    (void)message;
}

static void broken(struct http_fixture *fixture, struct message *message)
{
    (void)fixture;
    message_add_header(message, "Cache-Control", "private");
    message_reply(message, 500, "text/plain", "own", 3);
}

static int64_t number_of(struct message *message, const char *name)
{
    int64_t number = 0;
    const char *text = message_query(message, name);
    return text && str_to_int(text, 0, INT64_MAX, &number) ? number : 0;
}

static void listen_events(struct http_fixture *fixture, struct message *message)
{
    message_reply(message, 200, NULL, NULL, 0);
    struct stream_request *request = arena_calloc(&message->arena, 1, sizeof(*request));
    if (!request)
        return;
    *request = (struct stream_request){
        .holder = {.channel_count = 1,
                   .channels = {"class"},
                   .person_id = number_of(message, "person"),
                   .session_id = number_of(message, "session")},
        .ask = fixture->ask,
        .context = fixture,
        .last_id = message_header(message, "Last-Event-ID"),
    };
    if (message_query(message, "too")) {
        request->holder.channel_count = 2;
        snprintf(request->holder.channels[1], EVENTS_CHANNEL_SIZE, "%s", message_query(message, "too"));
    }
    message->stream = request;
}

static void big(struct http_fixture *fixture, struct message *message)
{
    (void)fixture;
    char *bytes = arena_alloc(&message->arena, BIG_SIZE);
    if (!bytes)
        return;
    memset(bytes, 'x', BIG_SIZE);
    message_reply(message, 200, "text/plain", bytes, BIG_SIZE);
}

static const struct route routes[] = {
    {HTTP_GET, "/api/health", 0, (void (*)(void))health, 0, false, 0, NULL},
    {HTTP_GET, "/api/echo/:a", 0, (void (*)(void))echo_query, 0, false, 0, NULL},
    {HTTP_POST, "/api/echo", 0, (void (*)(void))echo_body, 64 << 10, false, 0, NULL},
    {HTTP_POST, "/api/small", 0, (void (*)(void))echo_body, 16, false, 0, NULL},
    {HTTP_POST, "/api/slow", 0, (void (*)(void))slow, 1024, true, 0, NULL},
    {HTTP_POST, "/api/heavy", 0, (void (*)(void))slow, 1024, true, 1, NULL},
    {HTTP_POST, "/api/held", 0, (void (*)(void))slow, 1024, false, 0, NULL},
    {HTTP_POST, "/api/quick", 0, (void (*)(void))echo_body, 1024, true, 0, NULL},
    {HTTP_POST, "/api/image", 0, (void (*)(void))echo_body, 1024, false, 0, "image/*"},
    {HTTP_POST, "/api/bare", 0, (void (*)(void))bare, 0, false, 0, NULL},
    {HTTP_DELETE, "/api/bare", 0, (void (*)(void))bare, 0, false, 0, NULL},
    {HTTP_GET, "/api/none", 0, (void (*)(void))none, 0, false, 0, NULL},
    {HTTP_GET, "/api/broken", 0, (void (*)(void))broken, 0, false, 0, NULL},
    {HTTP_GET, "/api/events", 0, (void (*)(void))listen_events, 0, false, 0, NULL},
    {HTTP_GET, "/api/big", 0, (void (*)(void))big, 0, false, 0, NULL},
    {.pattern = NULL},
};

static void handle(void *context, struct message *message)
{
    // A function type of the caller's own, cast back by it (router.h).
    route_handler handler = (route_handler)(void (*)(void))message->route->handler;
    handler(context, message);
}

static void refuse(void *context, struct message *message, const char *code)
{
    (void)context;
    char *body = arena_printf(&message->arena, "{\"code\":\"%s\"}", code);
    message_reply(message, message->status, "application/problem+json", body, body ? strlen(body) : 0);
}

void http_fixture_init(struct http_fixture *fixture)
{
    *fixture = (struct http_fixture){.config = {
                                         .address = "127.0.0.1",
                                         .threads = 2,
                                         .lanes = {{2, 4, false}, {1, 4, true}},
                                         .connections_max = 512,
                                     }};
    pthread_mutex_init(&fixture->lock, NULL);
    pthread_cond_init(&fixture->changed, NULL);
}

bool http_fixture_start(struct http_fixture *fixture)
{
    const struct route *const tables[] = {routes};
    fixture->router = router_open(tables, 1);
    fixture->events = events_open();
    if (fixture->router && fixture->events)
        fixture->server =
            server_open(&fixture->config, fixture->router, fixture->events, handle, refuse, fixture, fixture->error);
    if (!fixture->server)
        return false;
    fixture->port = server_port(fixture->server);
    return true;
}

void http_fixture_stop(struct http_fixture *fixture)
{
    server_close(fixture->server);
    fixture->server = NULL;
}

void http_fixture_release(struct http_fixture *fixture)
{
    http_fixture_open_gate(fixture);
    http_fixture_stop(fixture);
    events_close(fixture->events);
    router_close(fixture->router);
    pthread_cond_destroy(&fixture->changed);
    pthread_mutex_destroy(&fixture->lock);
}

void http_fixture_wait_slow(struct http_fixture *fixture, unsigned count)
{
    pthread_mutex_lock(&fixture->lock);
    while (fixture->slow_running < count)
        pthread_cond_wait(&fixture->changed, &fixture->lock);
    pthread_mutex_unlock(&fixture->lock);
}

void http_fixture_open_gate(struct http_fixture *fixture)
{
    pthread_mutex_lock(&fixture->lock);
    fixture->gate_open = true;
    pthread_cond_broadcast(&fixture->changed);
    pthread_mutex_unlock(&fixture->lock);
}

unsigned http_fixture_ask(struct http_fixture *fixture, const char *request, struct client_answer *answer)
{
    struct client client;
    struct client_answer own;
    struct client_answer *into = answer ? answer : &own;
    client_open(&client, fixture->port);
    client_say(&client, request);
    client_read(&client, strncmp(request, "HEAD ", 5) == 0, into);
    client_close(&client);
    unsigned status = into->status;
    if (!answer)
        client_answer_release(&own);
    return status;
}
