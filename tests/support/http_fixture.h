/* SPDX-License-Identifier: MIT */
/* A server with a few routes that show what reached them, on a port of the system's choice. For the tests of http. */
#ifndef AMS_TESTS_SUPPORT_HTTP_FIXTURE_H
#define AMS_TESTS_SUPPORT_HTTP_FIXTURE_H

#include <pthread.h>

#include "http/server.h"
#include "support/http_client.h"

struct http_fixture {
    struct server_config config;
    struct router *router;
    struct events *events;
    struct server *server;
    unsigned port;
    char error[SERVER_ERROR_SIZE];
    pthread_mutex_t lock;
    pthread_cond_t changed;
    bool gate_open; // POST /api/slow waits for it
    unsigned slow_running, slow_done;
    stream_ask ask; // of the streams, set before start; its context is the fixture
};

/*
 * Routes: GET /api/health; GET /api/echo/:a (JSON of what was asked); POST /api/echo (body sent back, 64 KiB);
 * POST /api/small (16 bytes); POST /api/slow (on a worker, waits for the gate); POST /api/heavy (the same in a lane of
 * its own, of one worker, which drops those whose client has gone); POST /api/held (the same on the very thread that
 * reads sockets); POST /api/quick (on a worker of the first lane);
 * POST /api/image (image types); POST /api/bare (no body); DELETE /api/bare; GET /api/none (sets no reply);
 * GET /api/broken (500 of its own); GET /api/events?person=&session=&too= (channel "class", and another one);
 * GET /api/big (4 MiB). The config holds small defaults, to be changed before start.
 */
void http_fixture_init(struct http_fixture *fixture);
bool http_fixture_start(struct http_fixture *fixture);
void http_fixture_stop(struct http_fixture *fixture); // only the server
void http_fixture_release(struct http_fixture *fixture);

/* Waits until `count` slow requests are running; opens the gate for all, present and future. */
void http_fixture_wait_slow(struct http_fixture *fixture, unsigned count);
void http_fixture_open_gate(struct http_fixture *fixture);

/* One connection, one request, one answer. Returns the status (0: none). `answer` may be NULL. */
unsigned http_fixture_ask(struct http_fixture *fixture, const char *request, struct client_answer *answer);

#endif
