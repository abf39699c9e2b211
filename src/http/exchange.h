/* SPDX-License-Identifier: MIT */
/*
 * One request on its way through libmicrohttpd, and the server it belongs to. Only for server.c, exchange.c, reply.c.
 *
 * libmicrohttpd calls exchange_begin when it has the request line, exchange_step when it has the head (once), for each
 * piece of the body, and when all is there; exchange_end when the answer is out or the connection is lost. All calls
 * for one connection come from one thread, save that a slow route's worker owns the exchange while it is
 * EXCHANGE_WORKING.
 */
#ifndef AMS_HTTP_EXCHANGE_H
#define AMS_HTTP_EXCHANGE_H

#include <microhttpd.h>
#include <pthread.h>
#include <stdatomic.h>

#include "base/work.h"
#include "http/address.h"
#include "http/callers.h"
#include "http/deadline.h"
#include "http/head.h"
#include "http/server.h"
#include "http/static.h"
#include "http/stream/stream.h"
#include "http/turns.h"

struct server {
    struct MHD_Daemon *daemon;
    const struct router *router;
    struct events *events;
    struct static_files *files;
    pthread_mutex_t work_lock;       // for `work`
    struct work *work[SERVER_LANES]; // NULL: there is no such lane, or it is closed
    struct turns *turns[SERVER_LANES];
    bool drops[SERVER_LANES]; // of each
    struct deadlines *deadlines;
    server_handler handler;
    server_refusal refusal;
    void *context;
    unsigned port;
    MHD_socket listener; // once the server closes
    bool handed;         // it is shared with whoever handed it to us
    size_t connections_max;
    unsigned header_ms, body_ms, idle_ms, heartbeat_ms, close_ms;
    bool tls;
    struct networks proxies;
    struct callers *peers;    // connections of an address, but of trusted proxies
    struct callers *visitors; // requests under way of whom they are from
    uint32_t run;             // random, first half of request ids
    _Atomic uint64_t request_count;
    _Atomic unsigned fresh;     // connections on which no request has begun yet
    _Atomic unsigned under_way; // requests whose head is there and whose answer is not out yet
    atomic_bool closing;        // each answer closes its connection
    atomic_bool hurrying;       // new requests and slow ones that wait get 503
};

/* What stays with a connection from one request to the next. */
struct connection {
    struct deadline *deadline;
    bool fresh;          // no request has begun on it
    struct caller *peer; // NULL: not counted
};

enum exchange_state {
    EXCHANGE_HEAD,
    EXCHANGE_BODY,    // pieces are kept
    EXCHANGE_DISCARD, // pieces are counted and dropped, then the refusal is sent
    EXCHANGE_WORKING, // suspended, on a worker
    EXCHANGE_READY,   // the reply is set, to be sent at the next step
    EXCHANGE_REPLIED,
};

struct exchange {
    struct server *server;
    struct MHD_Connection *connection;
    struct connection *kept;
    struct deadline *deadline; // of the connection
    struct caller *visitor;    // whose request it is; NULL: not counted
    struct stream *stream;
    struct message message;
    enum exchange_state state;
    bool counted;  // in under_way
    bool closes;   // the connection ends with this answer
    bool too_long; // the target is past its limit
    bool drops;    // not run once its client has gone
    unsigned lane; // of a slow route
    const char *target;
    const char *target_begin, *target_end; // where libmicrohttpd has it
    size_t body_room;
    uint64_t discarded;
    int64_t begin_ns;
};

void *exchange_begin(void *server, const char *target, struct MHD_Connection *connection);
enum MHD_Result exchange_step(void *server, struct MHD_Connection *connection, const char *url, const char *method,
                              const char *version, const char *piece, size_t *piece_size, void **exchange);
void exchange_end(void *server, struct MHD_Connection *connection, void **exchange,
                  enum MHD_RequestTerminationCode reason);

/* Who asks, by the socket's peer and what trusted proxies say: sets the message's address, network and `secure`. False
 * when memory ends. */
bool visitor_find(struct exchange *exchange);

/* Sets status and body of a refusal (`code` as in server.h), by the program's own words. */
void exchange_refuse(struct server *server, struct message *message, unsigned status, const char *code);

/* server.c's part in it: it alone logs. */
void server_log_request(const struct exchange *exchange, bool lost);
void server_log_unanswered(const struct message *message);

/* Hands the message's reply to libmicrohttpd. MHD_NO ends the connection without an answer. */
enum MHD_Result reply_send(struct exchange *exchange);

/*
 * The reply as bytes for a client that is cut (408, connection closed), made in the message's arena; NULL when memory
 * ends.
 */
const char *reply_text(struct message *message, size_t *ret_size);

#endif
