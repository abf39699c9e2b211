/* SPDX-License-Identifier: MIT */
/* A message's answer on its way out: security headers, files, event streams. */
#include <fcntl.h>
#include <strings.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/str.h"
#include "http/exchange.h"
#include "http/pack.h"

enum {
    STREAM_BLOCK_SIZE = 4096,
    STREAM_LAST_MS = 1000, // for the last words of one that ends
    REPLY_BASE_MS = 30000,
    REPLY_BYTES_A_MS = 16, // slowest reader served to the end: 16 KiB a second
};

/*
 * The opener and embedder policies make the page cross-origin isolated, without which WebAssembly gets no threads.
 * 'wasm-unsafe-eval' lets WebAssembly compile, and nothing else.
 */
static const struct message_header security_headers[] = {
    {"Content-Security-Policy",
     "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; img-src 'self' blob: data:; "
     "media-src 'self' blob:; connect-src 'self'; worker-src 'self' blob:; object-src 'none'; base-uri 'none'; "
     "form-action 'self'; frame-ancestors 'none'"},
    {"X-Content-Type-Options", "nosniff"},
    {"Referrer-Policy", "same-origin"},
    {"Permissions-Policy", "camera=(self), geolocation=(self), microphone=(self), payment=(), usb=(), "
                           "serial=(), hid=(), midi=(), display-capture=()"},
    {"Cross-Origin-Opener-Policy", "same-origin"},
    {"Cross-Origin-Embedder-Policy", "require-corp"},
    {"Cross-Origin-Resource-Policy", "same-origin"},
};

static const struct message_header transport_security = {"Strict-Transport-Security",
                                                         "max-age=31536000; includeSubDomains"};
static const struct message_header not_stored = {"Cache-Control", "no-store"};

static bool is_set(const struct message *message, const char *name)
{
    for (size_t i = 0; i < message->header_count; i++)
        if (strcasecmp(message->headers[i].name, name) == 0)
            return true;
    return false;
}

/* Calls `add` for each header of the answer. False as soon as one call is. */
static bool each_header(const struct message *message, bool (*add)(void *context, const char *name, const char *value),
                        void *context)
{
    for (size_t i = 0; i < message->header_count; i++)
        if (!add(context, message->headers[i].name, message->headers[i].value))
            return false;
    for (size_t i = 0; i < ARRAY_LENGTH(security_headers); i++)
        if (!is_set(message, security_headers[i].name) &&
            !add(context, security_headers[i].name, security_headers[i].value))
            return false;
    if (message->secure && !is_set(message, transport_security.name) &&
        !add(context, transport_security.name, transport_security.value))
        return false;
    if (!is_set(message, not_stored.name) && !add(context, not_stored.name, not_stored.value))
        return false;
    if (message->reply_type && !is_set(message, "Content-Type") && !add(context, "Content-Type", message->reply_type))
        return false;
    return !message->request_id || add(context, "X-Request-Id", message->request_id);
}

static bool add_to_response(void *response, const char *name, const char *value)
{
    return MHD_add_response_header(response, name, value) == MHD_YES;
}

static void stream_pause(void *context)
{
    struct exchange *exchange = context;
    MHD_suspend_connection(exchange->connection);
}

static void stream_wake(void *context)
{
    struct exchange *exchange = context;
    MHD_resume_connection(exchange->connection);
}

static void stream_lagged(void *context)
{
    struct exchange *exchange = context;
    deadline_set(exchange->deadline, 1, false);
}

static void stream_ending(void *context)
{
    struct exchange *exchange = context;
    deadline_set(exchange->deadline, STREAM_LAST_MS, false);
}

static const struct stream_calls stream_calls = {stream_pause, stream_wake, stream_lagged, stream_ending};

static ssize_t stream_piece(void *context, uint64_t position, char *out, size_t size)
{
    (void)position;
    struct exchange *exchange = context;
    size_t used = 0;
    switch (stream_read(exchange->stream, out, size, &used)) {
    case STREAM_DATA:
        return (ssize_t)used;
    case STREAM_PAUSED:
        return 0;
    case STREAM_END:
        return MHD_CONTENT_READER_END_OF_STREAM;
    case STREAM_LAGGED:
        break;
    }
    return MHD_CONTENT_READER_END_WITH_ERROR;
}

static struct MHD_Response *respond_stream(struct exchange *exchange)
{
    struct message *message = &exchange->message;
    struct server *server = exchange->server;
    message->reply_type = "text/event-stream";
    message_add_header(message, "X-Accel-Buffering", "no"); // nginx would keep events back
    if (message->method == HTTP_HEAD)
        return MHD_create_response_from_buffer(0, NULL, MHD_RESPMEM_PERSISTENT);
    exchange->stream = stream_open(server->events, message->stream, &stream_calls, exchange);
    if (!exchange->stream)
        return NULL;
    return MHD_create_response_from_callback(MHD_SIZE_UNKNOWN, STREAM_BLOCK_SIZE, stream_piece, exchange, NULL);
}

static struct MHD_Response *respond_file(struct message *message)
{
    int file = open(message->reply_file, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
    if (file < 0)
        return NULL;
    struct stat status;
    if (fstat(file, &status) < 0 || !S_ISREG(status.st_mode)) {
        close(file);
        return NULL;
    }
    message->reply_size = (size_t)status.st_size;
    struct MHD_Response *response = MHD_create_response_from_fd64((uint64_t)status.st_size, file);
    if (!response)
        close(file);
    return response;
}

static struct MHD_Response *respond_bytes(const struct message *message)
{
    // MHD does not write to a persistent buffer, it only forgot to say so in its prototype.
    void *bytes = (void *)(uintptr_t)message->reply;
    return MHD_create_response_from_buffer(message->reply_size, bytes, MHD_RESPMEM_PERSISTENT);
}

/* The response the message asks for, else the refusal that takes its place. */
static struct MHD_Response *respond(struct exchange *exchange)
{
    struct message *message = &exchange->message;
    struct MHD_Response *response;
    if (message->stream && message->status == 200) {
        response = respond_stream(exchange);
        if (response)
            return response;
        message->header_count = 0;
        message_add_header(message, "Retry-After", "1");
        exchange_refuse(exchange->server, message, 503, "busy");
    } else if (message->reply_file) {
        response = respond_file(message);
        if (response)
            return response;
        message->header_count = 0;
        exchange_refuse(exchange->server, message, 404, "not_found");
    }
    return respond_bytes(message);
}

static unsigned reply_ms(const struct message *message)
{
    size_t ms = REPLY_BASE_MS + message->reply_size / REPLY_BYTES_A_MS;
    return ms < UINT32_MAX ? (unsigned)ms : UINT32_MAX;
}

enum MHD_Result reply_send(struct exchange *exchange)
{
    struct message *message = &exchange->message;
    pack_reply(message);
    struct MHD_Response *response = respond(exchange);
    if (!response)
        return MHD_NO;
    enum MHD_Result result = MHD_NO;
    if (!each_header(message, add_to_response, response))
        goto end;
    exchange->closes |= atomic_load(&exchange->server->closing);
    if (exchange->closes && MHD_add_response_header(response, "Connection", "close") != MHD_YES)
        goto end;
    deadline_phase(exchange->deadline, exchange->stream ? DEADLINE_SERVER : DEADLINE_CLIENT);
    if (!deadline_set(exchange->deadline, exchange->stream ? 0 : reply_ms(message), false))
        goto end;
    exchange->state = EXCHANGE_REPLIED;
    result = MHD_queue_response(exchange->connection, message->status, response);
end:
    MHD_destroy_response(response); // our reference; MHD holds its own now
    return result;
}

struct text {
    struct arena *arena;
    const char *bytes;
};

static bool add_to_text(void *context, const char *name, const char *value)
{
    struct text *text = context;
    text->bytes = arena_printf(text->arena, "%s%s: %s\r\n", text->bytes, name, value);
    return text->bytes != NULL;
}

const char *reply_text(struct message *message, size_t *ret_size)
{
    struct text text = {.arena = &message->arena};
    text.bytes = arena_printf(text.arena, "HTTP/1.1 %u Cut\r\nConnection: close\r\nContent-Length: %zu\r\n",
                              message->status, message->reply_size);
    if (!text.bytes || !each_header(message, add_to_text, &text))
        return NULL;
    const char *body = message->reply ? message->reply : "";
    const char *whole = arena_printf(text.arena, "%s\r\n%.*s", text.bytes, (int)message->reply_size, body);
    if (whole)
        *ret_size = strlen(whole);
    return whole;
}
