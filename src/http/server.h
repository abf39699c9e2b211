/* SPDX-License-Identifier: MIT */
/*
 * The HTTP server: sockets, TLS, deadlines, limits, static files, slow routes on workers, event streams. The only file
 * behind it that includes microhttpd.h is server.c (and what it splits into).
 */
#ifndef AMS_HTTP_SERVER_H
#define AMS_HTTP_SERVER_H

#include <stdbool.h>
#include <stddef.h>

#include "http/events.h"
#include "http/message.h"
#include "http/router.h"

enum { SERVER_ERROR_SIZE = 256 };

struct server_config {
    const char *address;         // "::" or "0.0.0.0" or "127.0.0.1"
    unsigned port;               // 0: the system chooses (server_port tells)
    const char *certificate_pem; // contents, not paths; both NULL: plain HTTP, for behind a proxy
    const char *key_pem;
    unsigned threads;                     // of the daemon's pool
    unsigned workers;                     // threads for slow routes
    size_t queue_max;                     // slow requests that may wait; one more is 503 with Retry-After
    unsigned connections_max;             // in all
    unsigned connections_per_address_max; // a campus may share one address: be generous
    unsigned header_ms;                   // deadline for a whole request head (5000)
    unsigned body_ms;                     // deadline for a whole body (20000)
    bool trust_proxy;                     // take the client's address from X-Forwarded-For's last entry
    const char *static_root;              // folder of the web app; NULL: none
    const char *extra_root; // second folder, served under /models/ (the browser's guidance model); NULL: none
};

/*
 * Called on a daemon thread (fast routes) or a worker (slow ones) with message->route set, or NULL when no route and no
 * static file matched (message->status then holds 404 or 405). Must set a reply.
 */
typedef void (*server_handler)(void *context, struct message *message);

/*
 * Called for refusals the server makes itself (400, 404, 405, 408, 411, 413, 414, 415, 431, 503): sets the reply's body
 * for message->status. `code` is a stable word ("body_too_large").
 */
typedef void (*server_refusal)(void *context, struct message *message, const char *code);

struct server;

/*
 * Starts serving. `router` and `events` must outlive the server. NULL on failure with a sentence in `error`.
 */
struct server *server_open(const struct server_config *config, const struct router *router, struct events *events,
                           server_handler handler, server_refusal refusal, void *context,
                           char error[static SERVER_ERROR_SIZE]);

unsigned server_port(const struct server *server);

/* Stops accepting, lets requests under way finish (at most 10 s), ends event streams, closes. NULL is allowed. */
void server_close(struct server *server);

#endif
