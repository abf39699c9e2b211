/* SPDX-License-Identifier: MIT */
/*
 * Who may wait in a lane (server.h), and when those are to come again for whom there is no room. Whoever is turned away
 * is promised a moment, one behind the other at the pace at which the workers of the lane work when they are let, and
 * is let in before newcomers when they come back then: nobody asks in vain again and again, and those who came first
 * are first. A promise binds us, not the workers: while few wait anybody is let in, so that promises nobody comes back
 * for cost nothing.
 *
 * For exchange.c. Thread-safe.
 */
#ifndef AMS_HTTP_TURNS_H
#define AMS_HTTP_TURNS_H

#include <stddef.h>
#include <stdint.h>

#include "http/message.h"

enum {
    TURNS_WAIT_MAX_S = 60,   // told at once; whose turn is later is told again then
    TURNS_AHEAD_MAX_S = 600, // promised; then the line grows no longer
    TURNS_KEPT_S = 60,       // a promise, after its moment
};

struct turns;

/* `workers` and `queue_max` as the lane's. NULL without memory. */
struct turns *turns_open(unsigned workers, size_t queue_max);
void turns_close(struct turns *turns); // NULL is allowed

/*
 * A message, whole, that asks to wait where `waiting` do. 0: it may, now; its came_ns is set: to `now_ns`, or, when
 * these very bytes were turned away before, to when they came first. Otherwise the seconds (1 to TURNS_WAIT_MAX_S)
 * after which it is to be sent again. Who asks is told apart by session and path; without a session by what they send.
 */
unsigned turns_ask(struct turns *turns, struct message *message, size_t waiting, int64_t now_ns);

/* One has kept a worker for so long. */
void turns_done(struct turns *turns, int64_t taken_ns);

#endif
