/* SPDX-License-Identifier: MIT */
/*
 * The whole API behind a real server on loopback: what an attacker reaches. The world of api_client.h stays usable
 * beside it, in this process: what is set up goes through there, what is tried goes over a socket.
 */
#ifndef AMS_TESTS_SUPPORT_WIRE_H
#define AMS_TESTS_SUPPORT_WIRE_H

#include "http/server.h"
#include "support/api_client.h"
#include "support/http_client.h"

struct wire {
    struct api_world *world;
    struct server *server;
    unsigned port;
};

/* Small limits, to be changed before wire_open. */
struct server_config wire_config(void);

/* Serves the world's API; `config` may be NULL. The world must outlive it. */
void wire_open(struct wire *wire, struct api_world *world, const struct server_config *config);
void wire_close(struct wire *wire);

/* Host and Origin as the browser would send them, the visitor's cookie and CSRF token (NULL: nobody), and `body` as
 * JSON (NULL: none). Says it on a connection that is open. */
void wire_say(const struct wire *wire, struct client *client, const struct visitor *visitor, enum http_method method,
              const char *target, const char *body);

/* A body of any type. */
struct wire_body {
    const char *type;
    const void *bytes;
    size_t size;
    const char *header; // one more, with its line end: "Idempotency-Key: a\r\n"; NULL: none
};

/* The same as wire_ask with any body; NULL: none. */
unsigned wire_send(const struct wire *wire, const struct visitor *visitor, enum http_method method, const char *target,
                   const struct wire_body *body, struct client_answer *answer);

/* The code of the answer's problem document, "" when it is none; releases the answer. */
void wire_take_code(struct client_answer *answer, char code[static 64]);

/* One connection, one request, one answer (of a stream the status alone): its status. `answer` may be NULL;
 * client_answer_release. */
unsigned wire_ask(const struct wire *wire, const struct visitor *visitor, enum http_method method, const char *target,
                  const char *body, struct client_answer *answer);

/* The same, and the code of the problem document ("" when it is none). */
unsigned wire_code(const struct wire *wire, const struct visitor *visitor, enum http_method method, const char *target,
                   const char *body, char code[static 64]);

/* Opens an event stream and waits until it is one; false when it is refused, with its status in *ret_status. The client
 * is the caller's to close either way. */
bool wire_listen(const struct wire *wire, const struct visitor *visitor, const char *target, struct client *client,
                 unsigned *ret_status);

/* The one-time token behind `path`# in the newest mail to `address`; fails the test without one. */
void wire_mailed(const struct wire *wire, const char *address, const char *path, char token[static 64]);

/* The first number of the first row that a query of the world's database gives; -1: none. */
int64_t wire_number(const struct wire *wire, const char *sql);

#endif
