/* SPDX-License-Identifier: MIT */
#include "http/turns.h"

#include <pthread.h>
#include <stdlib.h>
#include <sys/random.h>

#include "base/lock.h"
#include "base/str.h"

enum {
    SETS = 2048, // of promises; a number of whoever asks names one
    PLACES = 8,
    FEW_SHARE = 8,  // of a full queue: the workers will soon have nothing to do
    ROOM_SHARE = 2, // those with a promise shall find it that full
    // Weights of one that was faster than the pace, and slower: while a crowd comes everything takes longer than it
    // will when they come back, and who is called too late leaves the workers idle; who is called too early is told
    // again.
    PACE_SHARE_FAST = 4,
    PACE_SHARE_SLOW = 96,
    PACE_SLOWER_MAX = 2, // times the pace, as which one counts that took longer: the first second of a crowd is no pace
};

static const int64_t second_ns = 1000000000;
static const int64_t pace_first_ns = 50 * 1000000, pace_least_ns = 1000000, pace_most_ns = 10 * second_ns;
static const int64_t early_ns = 250 * 1000000; // whose clock is a little fast

struct promise {
    uint64_t who;  // 0: nobody
    uint64_t what; // the bytes that were turned away
    int64_t came_ns, at_ns;
};

struct turns {
    pthread_mutex_t lock;
    unsigned workers;
    size_t queue_max;
    uint64_t seed[2]; // nobody can choose whose place to take
    int64_t pace_ns;  // time that one keeps a worker when little else is done
    int64_t until_ns; // the last moment that was promised
    struct promise promises[SETS][PLACES];
};

struct turns *turns_open(unsigned workers, size_t queue_max)
{
    struct turns *turns = calloc(1, sizeof(*turns));
    if (!turns || getrandom(turns->seed, sizeof(turns->seed), 0) != sizeof(turns->seed)) {
        free(turns);
        return NULL;
    }
    pthread_mutex_init(&turns->lock, NULL);
    turns->workers = workers;
    turns->queue_max = queue_max;
    turns->pace_ns = pace_first_ns;
    return turns;
}

void turns_close(struct turns *turns)
{
    if (!turns)
        return;
    pthread_mutex_destroy(&turns->lock);
    free(turns);
}

/* Both halves of a product with a secret: without it nobody finds two texts that are alike. */
static uint64_t mix(const struct turns *turns, uint64_t hash, uint64_t word)
{
    __extension__ typedef unsigned __int128 wide;
    wide product = (wide)(hash ^ word) * (turns->seed[1] | 1);
    return (uint64_t)product ^ (uint64_t)(product >> 64);
}

/* Four words at a time, which do not wait for one another: a burst has a hundred kilobytes. */
static uint64_t hash_bytes(const struct turns *turns, uint64_t hash, const void *bytes, size_t size)
{
    enum { LANES = 4 };
    const uint8_t *at = bytes;
    uint64_t lanes[LANES], words[LANES] = {0};
    for (size_t i = 0; i < LANES; i++)
        lanes[i] = mix(turns, hash, size + i);
    for (size_t left = size; left > 0;) {
        size_t taken = left < sizeof(words) ? left : sizeof(words);
        memset(words, 0, sizeof(words));
        memcpy(words, at, taken);
        for (size_t i = 0; i < LANES; i++)
            lanes[i] = mix(turns, lanes[i], words[i]);
        at += taken;
        left -= taken;
    }
    for (size_t i = 0; i < LANES; i++)
        hash = mix(turns, hash, lanes[i]);
    return hash;
}

static uint64_t hash_text(const struct turns *turns, uint64_t hash, const char *text)
{
    return text ? hash_bytes(turns, hash, text, strlen(text)) : hash;
}

static uint64_t what_of(const struct turns *turns, struct message *message)
{
    uint64_t hash = hash_text(turns, turns->seed[0], message_header(message, "Idempotency-Key"));
    return hash_bytes(turns, hash, message->body, message->body_size);
}

static uint64_t who_of(const struct turns *turns, struct message *message, uint64_t what)
{
    const char *cookie = message_header(message, "Cookie"), *bearer = message_header(message, "Authorization");
    uint64_t hash = hash_text(turns, turns->seed[0], message->path);
    hash = hash_text(turns, hash, cookie);
    hash = hash_text(turns, hash, bearer);
    if (!cookie && !bearer)
        hash = mix(turns, hash_text(turns, hash, message->client_network), what);
    return hash ? hash : 1;
}

static bool is_over(const struct promise *promise, int64_t now_ns)
{
    return promise->who == 0 || promise->at_ns + TURNS_KEPT_S * second_ns < now_ns;
}

/* The promise of whoever it is, or a place for one; NULL: all of them are others'. */
static struct promise *find(struct turns *turns, uint64_t who, int64_t now_ns)
{
    struct promise *set = turns->promises[(who ^ who >> 32) % SETS], *free = NULL;
    for (size_t i = 0; i < PLACES; i++) {
        if (set[i].who == who && !is_over(&set[i], now_ns))
            return &set[i];
        if (is_over(&set[i], now_ns))
            free = &set[i];
    }
    if (free)
        free->who = 0;
    return free;
}

static bool may_wait(const struct turns *turns, const struct promise *promise, size_t waiting, int64_t now_ns)
{
    if (waiting >= turns->queue_max)
        return false;
    if (waiting <= turns->queue_max / FEW_SHARE)
        return true;
    return promise ? promise->at_ns <= now_ns + early_ns : turns->until_ns <= now_ns;
}

/* The next moment: when those who wait now are half done, and behind everybody who was promised one before. Who comes
 * back in time and still finds no room does not go to the end of the line. */
static int64_t next_moment(struct turns *turns, bool again, size_t waiting, int64_t now_ns)
{
    int64_t each_ns = turns->pace_ns / turns->workers;
    int64_t at_ns = now_ns + (int64_t)(waiting / ROOM_SHARE) * each_ns;
    if (again)
        return at_ns + each_ns;
    at_ns = (at_ns > turns->until_ns ? at_ns : turns->until_ns) + each_ns;
    int64_t most_ns = now_ns + TURNS_AHEAD_MAX_S * second_ns;
    turns->until_ns = at_ns < most_ns ? at_ns : most_ns;
    return turns->until_ns;
}

unsigned turns_ask(struct turns *turns, struct message *message, size_t waiting, int64_t now_ns)
{
    uint64_t what = what_of(turns, message), who = who_of(turns, message, what);
    message->came_ns = now_ns;
    CLOSES(lock_release) pthread_mutex_t *lock = lock_take(&turns->lock);
    (void)lock;
    struct promise *place = find(turns, who, now_ns);
    bool again = place && place->who == who;
    if (may_wait(turns, again ? place : NULL, waiting, now_ns)) {
        if (again && place->what == what)
            message->came_ns = place->came_ns;
        if (again)
            place->who = 0;
        return 0;
    }
    int64_t at_ns = again && place->at_ns > now_ns ? place->at_ns : next_moment(turns, again, waiting, now_ns);
    int64_t came_ns = again && place->what == what ? place->came_ns : now_ns;
    if (place)
        *place = (struct promise){who, what, came_ns, at_ns};
    int64_t seconds = (at_ns - now_ns + second_ns - 1) / second_ns;
    return seconds < 1 ? 1 : seconds > TURNS_WAIT_MAX_S ? TURNS_WAIT_MAX_S : (unsigned)seconds;
}

void turns_done(struct turns *turns, int64_t taken_ns)
{
    int64_t taken = taken_ns < pace_least_ns ? pace_least_ns : taken_ns > pace_most_ns ? pace_most_ns : taken_ns;
    CLOSES(lock_release) pthread_mutex_t *lock = lock_take(&turns->lock);
    (void)lock;
    if (taken > PACE_SLOWER_MAX * turns->pace_ns)
        taken = PACE_SLOWER_MAX * turns->pace_ns;
    turns->pace_ns += (taken - turns->pace_ns) / (taken < turns->pace_ns ? PACE_SHARE_FAST : PACE_SHARE_SLOW);
}
