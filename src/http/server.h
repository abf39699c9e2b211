/* SPDX-License-Identifier: MIT */
/*
 * The HTTP server: sockets, TLS, deadlines, limits, static files, slow routes on workers, event streams. The only file
 * behind it that includes microhttpd.h is server.c (and what it splits into).
 */
#ifndef AMS_HTTP_SERVER_H
#define AMS_HTTP_SERVER_H

#include <stdbool.h>
#include <stddef.h>

#include "http/stream/events.h"
#include "http/message.h"
#include "http/router.h"

enum { SERVER_ERROR_SIZE = 256, SERVER_LANES = 5 };

/*
 * Threads of their own for some of the slow routes, behind a queue of their own: what is slow for one reason holds
 * nothing up that is slow for another.
 */
struct server_lane {
    unsigned workers; // threads; 0: there is no such lane, its routes take the first
    size_t queue_max; // requests that may wait; one more is 503 with Retry-After (turns.h)
    bool drops;       // a request whose client has gone (or has shut its side) by its turn is not run
};

struct server_config {
    const char *address;         // "::" or "0.0.0.0" or "127.0.0.1"
    unsigned port;               // 0: the system chooses (server_port tells)
    int listener;                // a socket that listens already, taken over when all goes well; 0: one of its own
    const char *certificate_pem; // contents, not paths; both NULL: plain HTTP, for behind a proxy
    const char *key_pem;
    unsigned threads;                       // of the daemon's pool
    struct server_lane lanes[SERVER_LANES]; // of slow routes; the first must be there
    unsigned connections_max;               // in all; half of them may be event streams
    unsigned connections_per_address_max;   // 0: no such cap; a campus may share one address, be generous. Of an IPv6
                                            // address its /64; behind a trusted proxy requests under way are counted
    unsigned header_ms;                     // deadline for a whole request head, TLS handshake included; 0: 5000
    unsigned body_ms;                       // deadline for a body; 0: 20000. Beyond 4 MiB 1 s more a 256 KiB
    unsigned idle_ms;                       // a kept connection may wait this long for its next request; 0: 30000
    unsigned close_ms;                      // how long server_close lets requests finish; 0: 10000
    unsigned heartbeat_ms;                  // of event streams; 0: EVENTS_HEARTBEAT_MS
    const char *trust_proxy;                // whose X-Forwarded-For and -Proto are believed (address.h); NULL: nobody's
    const char *static_root;                // folder of the web app; NULL: none
    const char *extra_root; // second folder, served under /models/ (the browser's guidance model); NULL: none
};

/*
 * Called on a daemon thread (fast routes) or a worker (slow ones) with message->route set. Must set a reply; when it
 * does not, the server answers 500.
 */
typedef void (*server_handler)(void *context, struct message *message);

/*
 * Called for refusals the server makes itself: sets the reply's body for message->status (already set, as are the
 * headers Allow and Retry-After where due). May be called on any thread, for messages whose path is NULL too. `code` is
 * a stable word:
 *   400 bad_request, 404 not_found, 405 method_not_allowed, 408 timeout, 411 length_required, 413 body_too_large,
 *   414 target_too_long, 415 wrong_content_type, 431 headers_too_large, 500 internal, 503 busy
 */
typedef void (*server_refusal)(void *context, struct message *message, const char *code);

struct server;

/*
 * What every request goes through, in this order:
 *   - Head: HTTP/1.0 or 1.1, one Host, names and values without control characters, a clean target (target.h), at most
 *     SERVER_HEADERS_MAX headers of SERVER_HEAD_MAX bytes in all. Content-Length twice or not a plain number,
 *     Lines that end with a line feed alone, go on in the next one or hold a NUL: 400.
 *     Content-Length with Transfer-Encoding, any Transfer-Encoding but "chunked": 400 and the connection is closed.
 *     A head past what libmicrohttpd itself can hold (about 30 KiB), or one it cannot split into lines, is answered by
 *     libmicrohttpd, without our headers.
 *   - Route, else static file (GET and HEAD), else the web app's index.html for pages, else 404 or 405.
 *   - Body: none unless the route takes one; 413 from Content-Length before anything is read; 415 unless the route's
 *     type, or when encoded; 411 when the route takes a body and neither length nor chunks are announced.
 *   - Deadlines: header_ms, body_ms, idle_ms, and for the reply 30 s and a second more for each 16 KiB. A client past
 * one is cut; over plain HTTP it is told 408 first when its head or its body was under way.
 *   - Slow routes run on a worker of their lane with the connection suspended; its queue full: 503, and in Retry-After
 *     when there will be room (turns.h).
 * Every answer has the security headers of reply.c; the handler's own header of the same name wins.
 */
/* What the server has open now. */
struct server_load {
    size_t connections, connections_max, streams, requests;
    size_t waiting[SERVER_LANES]; // for a worker, of each lane
};

enum { SERVER_HEADERS_MAX = 64, SERVER_HEAD_MAX = 16 << 10 };

/*
 * Starts serving. `router` and `events` must outlive the server. NULL on failure with a sentence in `error`.
 */
struct server *server_open(const struct server_config *config, const struct router *router, struct events *events,
                           server_handler handler, server_refusal refusal, void *context,
                           char error[static SERVER_ERROR_SIZE]);

unsigned server_port(const struct server *server);

struct server_load server_load(struct server *server);

/*
 * Stops accepting (what a shared listener has not handed out waits there for the next server), ends event streams
 * (events_stop), answers whatever is under way or comes on connections that are open, and says on each that it closes,
 * for at most close_ms (slow ones that have not started by then get 503; one that runs is waited for), closes. NULL is
 * allowed.
 */
void server_close(struct server *server);

#endif
