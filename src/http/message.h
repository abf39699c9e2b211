/* SPDX-License-Identifier: MIT */
/*
 * One request and its answer. Everything hangs in the request's arena, which is freed once, after the reply was sent.
 * A message is handled by one thread at a time.
 */
#ifndef AMS_HTTP_MESSAGE_H
#define AMS_HTTP_MESSAGE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"

enum http_method { HTTP_GET, HTTP_HEAD, HTTP_POST, HTTP_PUT, HTTP_PATCH, HTTP_DELETE, HTTP_METHOD_COUNT };

enum {
    MESSAGE_PARAMS_MAX = 4,
    MESSAGE_ARENA_MAX = 64 << 20, // bytes a request may take, its body and its answer included
    MESSAGE_HEADERS_MAX = 16,     // response headers that a handler may add
    MESSAGE_TARGET_MAX = 8 << 10, // bytes of a path and its query as sent; more is 414
};

struct route;
struct stream_request;

struct message_header {
    const char *name;
    const char *value;
};

struct message {
    struct arena arena;

    /* The request. Text is percent-decoded where HTTP encodes it, NUL-terminated, without control characters. */
    enum http_method method;
    const char *path;
    const struct route *route;              // NULL while none matched
    const char *params[MESSAGE_PARAMS_MAX]; // values of the pattern's :names, in order
    const uint8_t *body;                    // NUL behind its last byte
    size_t body_size;
    const char *client_address; // textual; by X-Forwarded-For where trusted proxies say so
    const char *client_network; // whom limits count as one: the address, of an IPv6 one its /64
    bool secure;                // the browser came by https, to us or to a trusted proxy
    const char *request_id;     // sent back as X-Request-Id; names this request in logs
    int64_t received_ns;        // clock_steady_ns() when all of it was here, before it waits for a worker; 0: not told
    int64_t came_ns;            // the same when these very bytes came first, though they were turned away then

    /* What the look-ups below read; use those. */
    const struct message_header *request_headers;
    size_t request_header_count;
    const struct message_header *queries; // decoded
    size_t query_count;

    /* The answer. */
    unsigned status;
    struct message_header headers[MESSAGE_HEADERS_MAX];
    size_t header_count;
    const char *reply_type; // Content-Type; NULL: no body
    const void *reply;
    size_t reply_size;
    const char *reply_file; // set after message_reply: a file to send instead of `reply`; never a path from outside
    const struct stream_request
        *stream;   // set after a message_reply of 200: answer with these events (http/stream/events.h)
    bool bare;     // the answer holds a secret: it is never packed (http/pack.h)
    void *context; // the caller's own, for api/
};

/*
 * Request header, query parameter or cookie by name (headers case-insensitive); NULL when absent or not clean text. Of
 * a header or a parameter sent twice the first is given; a cookie sent twice is not given at all, since nobody can tell
 * which is ours.
 */
const char *message_header(struct message *message, const char *name);
const char *message_query(struct message *message, const char *name);
const char *message_cookie(struct message *message, const char *name);

/* Adds a response header; the strings must live in the arena or for ever. False when there are too many, one is empty,
 * or a CR or LF is in them. */
bool message_add_header(struct message *message, const char *name, const char *value);

/*
 * Sets status and body; `body` must live in the arena or for ever. NULL `type`: no body. A handler that leaves the
 * status at 0, or at 500 without a body, is answered for by the server with its own 500.
 */
void message_reply(struct message *message, unsigned status, const char *type, const void *body, size_t size);

/*
 * Takes a request target ("/path?query") as sent: checks, decodes and sets path and queries. False, and nothing set, on
 * what server.h lists as a bad target, and when memory ends. target.h has the rules.
 */
bool message_set_target(struct message *message, const char *target);

/*
 * For tests, and for running handlers without a socket: a message made of plain values. `headers` is a NULL-name-ended
 * list, may be NULL; `target` is the path with an optional "?query". All is copied. False on a target that the server
 * would refuse (message_release may be called all the same).
 */
bool message_init_local(struct message *message, enum http_method method, const char *target,
                        const struct message_header *headers, const void *body, size_t body_size);
void message_release(struct message *message);

enum { MESSAGE_LOGGED_PATH_SIZE = 256 };

/* The path as a log may have it: cut, and with *** for each part that is long enough to be a secret (the link of a
 * calendar). "-" while there is none. */
void message_logged_path(const struct message *message, char text[static MESSAGE_LOGGED_PATH_SIZE]);

#endif
