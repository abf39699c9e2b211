/* SPDX-License-Identifier: MIT */
/*
 * Whether the database server can be reached: what the connections of one store know of it together. Once one of them
 * could not come back, all answer at once instead of waiting for the same deadline each, and one at a time tries again,
 * until it gets through. Thread-safe. For src/store/ only.
 */
#ifndef AMS_STORE_REACH_H
#define AMS_STORE_REACH_H

#include <pthread.h>
#include <stdbool.h>
#include <stdint.h>

enum { REACH_PAUSE_MS = 500 }; // from the end of one try to the next

struct store_reach {
    pthread_mutex_t lock; // guards the rest
    bool away;
    bool trying;
    int64_t next_try_ns; // on the steady clock
};

void store_reach_init(struct store_reach *reach);
void store_reach_destroy(struct store_reach *reach);

/* The server was there when it was last asked. */
bool store_reach_open(struct store_reach *reach);

/* Whether this caller may try to connect now; it says how that went with store_reach_tell. */
bool store_reach_enter(struct store_reach *reach);
void store_reach_tell(struct store_reach *reach, bool connected);

#endif
