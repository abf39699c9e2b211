/* SPDX-License-Identifier: MIT */
#include "http/exchange.h"

#include <inttypes.h>
#include <poll.h>
#include <strings.h>

#include "base/clock.h"
#include "base/lock.h"
#include "base/str.h"
#include "http/lines.h"
#include "http/target.h"

enum {
    BODY_FIRST_SIZE = 4096,      // of a body of unknown length
    BODY_USUAL_SIZE = 4 << 20,   // a longer one is given more time
    BODY_EXTRA_SIZE = 256 << 10, // a second for each
    DISCARD_MAX = 16 << 20,      // bytes read past a limit for the sake of a polite answer
};

static const struct {
    const char *name;
    enum http_method method;
} methods[] = {{"GET", HTTP_GET}, {"HEAD", HTTP_HEAD},   {"POST", HTTP_POST},
               {"PUT", HTTP_PUT}, {"PATCH", HTTP_PATCH}, {"DELETE", HTTP_DELETE}};

static enum http_method method_of(const char *name)
{
    for (size_t i = 0; i < ARRAY_LENGTH(methods); i++)
        if (strcmp(methods[i].name, name) == 0)
            return methods[i].method;
    return HTTP_METHOD_COUNT;
}

void *exchange_begin(void *server_pointer, const char *target, struct MHD_Connection *connection)
{
    struct server *server = server_pointer;
    const union MHD_ConnectionInfo *info = MHD_get_connection_info(connection, MHD_CONNECTION_INFO_SOCKET_CONTEXT);
    struct exchange *exchange = calloc(1, sizeof(*exchange));
    if (!exchange || !info || !info->socket_context) {
        free(exchange);
        return NULL;
    }
    struct message *message = &exchange->message;
    arena_init(&message->arena, MESSAGE_ARENA_MAX);
    exchange->server = server;
    exchange->connection = connection;
    exchange->kept = info->socket_context;
    exchange->deadline = exchange->kept->deadline;
    exchange->begin_ns = clock_steady_ns();
    deadline_tighten(exchange->deadline, server->header_ms, true);
    exchange->target_begin = target;
    exchange->target_end = target + strlen(target);
    exchange->too_long = strnlen(target, MESSAGE_TARGET_MAX + 1) > MESSAGE_TARGET_MAX;
    exchange->target = exchange->too_long ? "" : arena_strdup(&message->arena, target);
    message->request_id = arena_printf(&message->arena, "%08" PRIx32 "-%" PRIu64, server->run,
                                       atomic_fetch_add(&server->request_count, 1));
    return exchange;
}

struct header_list {
    struct message_header list[SERVER_HEADERS_MAX + 1]; // one more than may pass, to see that there are too many
    struct line lines[SERVER_HEADERS_MAX + 1];
    size_t count;
    bool torn; // a NUL inside
};

static enum MHD_Result collect_header(void *context, enum MHD_ValueKind kind, const char *name, size_t name_size,
                                      const char *value, size_t value_size)
{
    (void)kind;
    struct header_list *headers = context;
    if (!value)
        value = "";
    headers->torn |= strlen(name) != name_size || strlen(value) != value_size;
    if (headers->count == ARRAY_LENGTH(headers->list))
        return MHD_NO;
    headers->lines[headers->count] = (struct line){name, value + value_size};
    headers->list[headers->count++] = (struct message_header){name, value};
    return MHD_YES;
}

/* The reply is set; it goes out now when nothing of the request is left to read, or must not be read. */
static enum MHD_Result refuse_head(struct exchange *exchange, struct refusal refusal, const struct framing *framing)
{
    exchange_refuse(exchange->server, &exchange->message, refusal.status, refusal.code);
    exchange->closes |= refusal.close || framing->chunked || framing->length;
    if (exchange->closes) {
        deadline_linger(exchange->deadline);
        return reply_send(exchange);
    }
    exchange->state = EXCHANGE_READY;
    return MHD_YES;
}

/* libmicrohttpd 1.0 looks itself (server.c). */
static bool is_whole(const struct exchange *exchange, const char *method, const char *version,
                     const struct header_list *headers)
{
#ifdef PROBE_MHD_DISCIPLINE
    (void)exchange, (void)method, (void)version, (void)headers;
    return true;
#else
    const union MHD_ConnectionInfo *info =
        MHD_get_connection_info(exchange->connection, MHD_CONNECTION_INFO_REQUEST_HEADER_SIZE);
    const struct request_line request = {method, exchange->target_begin, exchange->target_end, version};
    return info && lines_are_whole(&request, headers->lines, headers->count, info->header_size);
#endif
}

static struct refusal take_head(struct exchange *exchange, const char *method, const char *version,
                                struct framing *ret_framing)
{
    struct message *message = &exchange->message;
    message->method = method_of(method);
    struct header_list headers = {.count = 0};
    MHD_get_connection_values_n(exchange->connection, MHD_HEADER_KIND, collect_header, &headers);
    struct message_header *list = arena_calloc(&message->arena, headers.count + 1, sizeof(*list));
    if (!list || !exchange->target || !message->request_id)
        return (struct refusal){503, "busy", true};
    memcpy(list, headers.list, headers.count * sizeof(*list));

    struct refusal refusal = head_check(version, list, headers.count, ret_framing);
    if (refusal.status)
        return refusal;
    if (headers.torn || !is_whole(exchange, method, version, &headers))
        return (struct refusal){400, "bad_request", true};
    message->request_headers = list;
    message->request_header_count = headers.count;
    if (!visitor_find(exchange))
        return (struct refusal){503, "busy", true};
    if (!callers_enter(exchange->server->visitors, message->client_network, &exchange->visitor))
        return (struct refusal){503, "busy", false};
    if (exchange->too_long)
        return (struct refusal){414, "target_too_long", true};
    if (!message_set_target(message, exchange->target))
        return (struct refusal){400, "bad_request", true};
    return (struct refusal){0};
}

/* What an address takes, as OPTIONS asks. No other site's page is let in: there is no Access-Control header. */
static void tell_options(struct message *message, const char *allow)
{
    const char *all = arena_printf(&message->arena, "%s, OPTIONS", allow);
    if (all)
        message_add_header(message, "Allow", all);
    message_reply(message, 204, NULL, NULL, 0);
}

/* Route, else file. *ret_served: a reply is set, and the request needs no handler. */
static struct refusal find_answer(struct exchange *exchange, const char *method, bool *ret_served)
{
    struct server *server = exchange->server;
    struct message *message = &exchange->message;
    const char *allow = "GET, HEAD";
    enum router_result result = router_route(server->router, message, &allow);
    if (result == ROUTER_FOUND)
        return (struct refusal){0};
    if (result == ROUTER_NO_PATH && server->files) {
        switch (static_serve(server->files, message)) {
        case STATIC_FOUND:
            *ret_served = true;
            return (struct refusal){0};
        case STATIC_NO_METHOD:
            result = ROUTER_NO_METHOD;
            break;
        case STATIC_NO_MEMORY:
            result = ROUTER_NO_MEMORY;
            break;
        case STATIC_NOT_FOUND:
            break;
        }
    }
    if (result == ROUTER_NO_MEMORY)
        return (struct refusal){503, "busy", false};
    if (result == ROUTER_NO_PATH)
        return (struct refusal){404, "not_found", false};
    if (strcmp(method, "OPTIONS") == 0) {
        tell_options(message, allow);
        *ret_served = true;
        return (struct refusal){0};
    }
    message_add_header(message, "Allow", allow);
    return (struct refusal){405, "method_not_allowed", false};
}

/* A phone on a busy network sends 256 KiB a second and more. */
static unsigned body_deadline(const struct server *server, const struct framing *framing)
{
    size_t extra = framing->length > BODY_USUAL_SIZE ? framing->length - BODY_USUAL_SIZE : 0;
    return server->body_ms + (unsigned)(extra / BODY_EXTRA_SIZE) * 1000;
}

static enum MHD_Result step_head(struct exchange *exchange, const char *method, const char *version)
{
    struct server *server = exchange->server;
    struct message *message = &exchange->message;
    struct framing framing = {0};
    bool served = false;
    exchange->counted = true;
    atomic_fetch_add(&server->under_way, 1);
    if (exchange->kept->fresh) {
        exchange->kept->fresh = false;
        atomic_fetch_sub(&server->fresh, 1);
    }
    exchange->closes = atomic_load(&server->closing);
    struct refusal refusal = take_head(exchange, method, version, &framing);
    if (!refusal.status && atomic_load(&server->hurrying))
        refusal = (struct refusal){503, "busy", true};
    if (!refusal.status)
        refusal = find_answer(exchange, method, &served);
    if (!refusal.status)
        refusal = head_check_body(message->route, &framing, message->request_headers, message->request_header_count);
    if (refusal.status == 503)
        message_add_header(message, "Retry-After", "1");
    bool has_body = framing.chunked || framing.length;
    deadline_phase(exchange->deadline, has_body ? DEADLINE_CLIENT : DEADLINE_SERVER);
    if (!deadline_set(exchange->deadline, has_body ? body_deadline(server, &framing) : 0, has_body))
        return MHD_NO;
    if (refusal.status)
        return refuse_head(exchange, refusal, &framing);

    exchange->state = served ? EXCHANGE_READY : EXCHANGE_BODY;
    exchange->body_room = framing.length;
    uint8_t *body = arena_alloc(&message->arena, exchange->body_room + 1);
    if (!body)
        return MHD_NO;
    body[0] = '\0';
    message->body = body;
    return MHD_YES;
}

/* Room for `size` more bytes and a NUL. A chunked body's room doubles, within body_max. */
static bool body_reserve(struct exchange *exchange, size_t size)
{
    struct message *message = &exchange->message;
    size_t needed = message->body_size + size;
    if (needed <= exchange->body_room)
        return true;
    size_t room = exchange->body_room ? exchange->body_room * 2 : BODY_FIRST_SIZE;
    if (room < needed)
        room = needed;
    if (room > message->route->body_max)
        room = message->route->body_max;
    uint8_t *body = arena_alloc(&message->arena, room + 1);
    if (!body)
        return false;
    memcpy(body, message->body, message->body_size);
    message->body = body;
    exchange->body_room = room;
    return true;
}

static enum MHD_Result step_piece(struct exchange *exchange, const char *piece, size_t size)
{
    struct message *message = &exchange->message;
    if (exchange->state == EXCHANGE_BODY && size > message->route->body_max - message->body_size) {
        exchange_refuse(exchange->server, message, 413, "body_too_large");
        exchange->state = EXCHANGE_DISCARD;
        exchange->closes = true;
    }
    if (exchange->state != EXCHANGE_BODY) {
        exchange->discarded += size;
        return exchange->discarded > DISCARD_MAX ? MHD_NO : MHD_YES; // the answer cannot go out before the last piece
    }
    if (!body_reserve(exchange, size))
        return MHD_NO;
    uint8_t *body = (uint8_t *)(uintptr_t)message->body; // ours, const for handlers
    memcpy(body + message->body_size, piece, size);
    message->body_size += size;
    body[message->body_size] = '\0';
    return MHD_YES;
}

static void run_handler(struct exchange *exchange)
{
    struct server *server = exchange->server;
    struct message *message = &exchange->message;
    server->handler(server->context, message);
    bool answered = message->status >= 200 && message->status < 600;
    if (answered && !(message->status == 500 && !message->reply))
        return;
    message->header_count = 0;
    server_log_unanswered(message);
    exchange_refuse(server, message, 500, "internal");
}

static void refuse_busy(struct exchange *exchange, unsigned seconds)
{
    const char *text = arena_printf(&exchange->message.arena, "%u", seconds);
    exchange->message.header_count = 0;
    message_add_header(&exchange->message, "Retry-After", text ? text : "1");
    exchange_refuse(exchange->server, &exchange->message, 503, "busy");
}

/* The lane whose workers the route takes. */
static unsigned lane_of(const struct server *server, const struct route *route)
{
    return route->lane < SERVER_LANES && server->work[route->lane] ? route->lane : 0;
}

/* Whether nobody waits for the answer any more. */
static bool is_abandoned(const struct exchange *exchange)
{
    const union MHD_ConnectionInfo *info =
        MHD_get_connection_info(exchange->connection, MHD_CONNECTION_INFO_CONNECTION_FD);
    struct pollfd end = {.fd = info ? info->connect_fd : -1, .events = POLLRDHUP};
    return poll(&end, 1, 0) > 0 && (end.revents & (POLLRDHUP | POLLHUP | POLLERR));
}

static void work_job(void *argument)
{
    struct exchange *exchange = argument;
    struct server *server = exchange->server;
    if (atomic_load(&server->hurrying) || (exchange->drops && is_abandoned(exchange))) {
        refuse_busy(exchange, 1);
    } else {
        int64_t begun_ns = clock_steady_ns();
        run_handler(exchange);
        turns_done(server->turns[exchange->lane], clock_steady_ns() - begun_ns);
    }
    exchange->state = EXCHANGE_READY;
    MHD_resume_connection(exchange->connection);
}

/* 0: it waits for a worker; otherwise the seconds after which its client is to come again. */
static unsigned enter_lane(struct server *server, struct exchange *exchange)
{
    CLOSES(lock_release) pthread_mutex_t *lock = lock_take(&server->work_lock);
    (void)lock;
    unsigned lane = lane_of(server, exchange->message.route);
    struct work *work = server->work[lane];
    exchange->lane = lane;
    exchange->drops = server->drops[lane];
    if (!work)
        return 1;
    unsigned seconds =
        turns_ask(server->turns[lane], &exchange->message, work_waiting(work), exchange->message.received_ns);
    if (seconds > 0)
        return seconds;
    return work_submit(work, work_job, exchange) ? 0 : 1;
}

/* The connection is suspended before the job is queued, since a worker may resume it at once. */
static enum MHD_Result step_whole(struct exchange *exchange)
{
    if (!deadline_set(exchange->deadline, 0, false))
        return MHD_NO;
    deadline_phase(exchange->deadline, DEADLINE_SERVER);
    exchange->message.received_ns = clock_steady_ns();
    if (!exchange->message.route->slow) {
        run_handler(exchange);
        return reply_send(exchange);
    }
    exchange->state = EXCHANGE_WORKING;
    MHD_suspend_connection(exchange->connection);
    unsigned seconds = enter_lane(exchange->server, exchange);
    if (seconds == 0)
        return MHD_YES;
    refuse_busy(exchange, seconds);
    exchange->state = EXCHANGE_READY;
    MHD_resume_connection(exchange->connection);
    return MHD_YES;
}

enum MHD_Result exchange_step(void *server, struct MHD_Connection *connection, const char *url, const char *method,
                              const char *version, const char *piece, size_t *piece_size, void **exchange_pointer)
{
    (void)server;
    (void)connection;
    (void)url;
    struct exchange *exchange = *exchange_pointer;
    if (!exchange)
        return MHD_NO; // no memory in exchange_begin
    if (exchange->state == EXCHANGE_HEAD)
        return step_head(exchange, method, version);
    if (*piece_size) {
        size_t size = *piece_size;
        *piece_size = 0;
        return step_piece(exchange, piece, size);
    }
    switch (exchange->state) {
    case EXCHANGE_BODY:
        return step_whole(exchange);
    case EXCHANGE_READY:
    case EXCHANGE_DISCARD:
        return reply_send(exchange);
    case EXCHANGE_HEAD:
    case EXCHANGE_WORKING:
    case EXCHANGE_REPLIED:
        break;
    }
    return MHD_YES;
}

void exchange_end(void *server_pointer, struct MHD_Connection *connection, void **exchange_pointer,
                  enum MHD_RequestTerminationCode reason)
{
    (void)connection;
    struct server *server = server_pointer;
    struct exchange *exchange = *exchange_pointer;
    *exchange_pointer = NULL;
    if (!exchange)
        return;
    struct message *message = &exchange->message;
    deadline_set(exchange->deadline, server->idle_ms, false);
    deadline_phase(exchange->deadline, DEADLINE_QUIET);
    stream_close(exchange->stream);
    callers_leave(server->visitors, exchange->visitor);
    server_log_request(exchange, reason != MHD_REQUEST_TERMINATED_COMPLETED_OK);
    if (exchange->counted)
        atomic_fetch_sub(&server->under_way, 1);
    message_release(message);
    free(exchange);
}
