/* SPDX-License-Identifier: MIT */
/*
 * How many requests one session or one address may make: a bucket each that refills steadily (GCRA). Bounded memory:
 * when all places are taken, the fullest bucket near by is forgotten, which only ever forgives. Thread-safe.
 */
#ifndef AMS_API_LIMITER_H
#define AMS_API_LIMITER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { LIMITER_WINDOW_S = 60, LIMITER_PLACES = 1 << 15 }; // 512 KiB each

struct limiter;

/* `quota` requests a minute, all of them at once if need be. NULL when memory runs out. Needs crypto_init(). */
struct limiter *limiter_open(unsigned quota);
void limiter_close(struct limiter *limiter);

struct limiter_state {
    unsigned quota;
    unsigned left;    // requests that may follow at once
    unsigned reset_s; // until all of them may again
    unsigned retry_s; // until the next one may; 0: now
};

/* Takes a request of `key` that costs as much as `cost` ordinary ones (1 or more; at most the quota is taken) at
 * `now_ms` of a steady clock. False when there is not so much left. */
bool limiter_take(struct limiter *limiter, const void *key, size_t size, unsigned cost, int64_t now_ms,
                  struct limiter_state *ret_state);

#endif
