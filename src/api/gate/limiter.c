/* SPDX-License-Identifier: MIT */
#include "api/gate/limiter.h"

#include <pthread.h>
#include <sodium.h>
#include <stdlib.h>
#include <string.h>

enum { WAYS = 4 };

static const int64_t window_us = LIMITER_WINDOW_S * INT64_C(1000000);

/* Empty places have `full_at` 0. */
struct place {
    uint64_t key;
    int64_t full_at; // microseconds: when the bucket is whole again
};

struct limiter {
    pthread_mutex_t mutex;
    unsigned quota;
    unsigned char secret[crypto_shorthash_KEYBYTES]; // so that nobody can choose whose place to take
    struct place places[LIMITER_PLACES];
};

struct limiter *limiter_open(unsigned quota)
{
    struct limiter *limiter = calloc(1, sizeof(*limiter));
    if (!limiter)
        return NULL;
    pthread_mutex_init(&limiter->mutex, NULL);
    limiter->quota = quota > 0 ? quota : 1;
    randombytes_buf(limiter->secret, sizeof(limiter->secret));
    return limiter;
}

void limiter_close(struct limiter *limiter)
{
    if (!limiter)
        return;
    pthread_mutex_destroy(&limiter->mutex);
    free(limiter);
}

/* The key's place, or the one among its WAYS that forgetting costs least. */
static struct place *find_place(struct limiter *limiter, uint64_t key)
{
    struct place *set = &limiter->places[key % (LIMITER_PLACES / WAYS) * WAYS];
    struct place *best = set;
    for (size_t i = 0; i < WAYS; i++) {
        if (set[i].key == key)
            return &set[i];
        if (set[i].full_at < best->full_at)
            best = &set[i];
    }
    *best = (struct place){key, 0};
    return best;
}

static unsigned whole_seconds(int64_t us)
{
    return us > 0 ? (unsigned)((us + 999999) / 1000000) : 0;
}

bool limiter_take(struct limiter *limiter, const void *key, size_t size, unsigned cost, int64_t now_ms,
                  struct limiter_state *ret_state)
{
    uint64_t hash;
    unsigned char digest[crypto_shorthash_BYTES];
    crypto_shorthash(digest, key, size, limiter->secret);
    memcpy(&hash, digest, sizeof(hash));

    int64_t now = now_ms * 1000;
    int64_t one = window_us / limiter->quota;
    int64_t all = one * (cost < limiter->quota ? cost : limiter->quota);
    pthread_mutex_lock(&limiter->mutex);
    struct place *place = find_place(limiter, hash);
    int64_t full_at = place->full_at > now ? place->full_at : now;
    bool allowed = full_at + all - now <= window_us;
    if (allowed)
        place->full_at = full_at += all;
    pthread_mutex_unlock(&limiter->mutex);

    *ret_state = (struct limiter_state){
        .quota = limiter->quota,
        .left = (unsigned)((window_us - (full_at - now)) / one),
        .reset_s = whole_seconds(full_at - now),
        .retry_s = allowed ? 0 : whole_seconds(full_at + all - now - window_us),
    };
    return allowed;
}
