/* SPDX-License-Identifier: MIT */
#include "http/callers.h"

#include <pthread.h>
#include <stdint.h>
#include <sys/random.h>

#include "base/str.h"

enum { BUCKETS = 4096 };

struct caller {
    struct caller *next;
    size_t bucket;
    size_t count;
    char name[CALLERS_NAME_SIZE];
};

struct callers {
    pthread_mutex_t lock;
    size_t each_max;
    uint64_t seed; // names are strangers': nobody can choose whose bucket to fill
    struct caller *buckets[BUCKETS];
};

struct callers *callers_open(size_t each_max)
{
    struct callers *callers = calloc(1, sizeof(*callers));
    if (!callers)
        return NULL;
    if (getrandom(&callers->seed, sizeof(callers->seed), 0) != sizeof(callers->seed)) {
        free(callers);
        return NULL;
    }
    callers->each_max = each_max;
    pthread_mutex_init(&callers->lock, NULL);
    return callers;
}

void callers_close(struct callers *callers)
{
    if (!callers)
        return;
    pthread_mutex_destroy(&callers->lock); // everybody has left
    free(callers);
}

/* FNV-1a, 64 bits, from a secret start. */
static size_t bucket_of(const struct callers *callers, const char *name)
{
    uint64_t hash = callers->seed;
    for (; *name; name++)
        hash = (hash ^ (unsigned char)*name) * 0x100000001b3;
    return (size_t)((hash ^ hash >> 32) % BUCKETS);
}

static struct caller *find(struct callers *callers, const char *name)
{
    size_t bucket = bucket_of(callers, name);
    struct caller *caller = callers->buckets[bucket];
    while (caller && strcmp(caller->name, name) != 0)
        caller = caller->next;
    if (caller)
        return caller;
    caller = calloc(1, sizeof(*caller));
    if (!caller)
        return NULL;
    str_copy(caller->name, sizeof(caller->name), name);
    caller->bucket = bucket;
    caller->next = callers->buckets[bucket];
    callers->buckets[bucket] = caller;
    return caller;
}

bool callers_enter(struct callers *callers, const char *name, struct caller **ret_caller)
{
    *ret_caller = NULL;
    if (callers->each_max == 0)
        return true;
    pthread_mutex_lock(&callers->lock);
    struct caller *caller = find(callers, name);
    bool room = caller && caller->count < callers->each_max;
    if (room) {
        caller->count++;
        *ret_caller = caller;
    }
    pthread_mutex_unlock(&callers->lock);
    return room;
}

void callers_leave(struct callers *callers, struct caller *caller)
{
    if (!caller)
        return;
    pthread_mutex_lock(&callers->lock);
    if (--caller->count == 0) {
        struct caller **at = &callers->buckets[caller->bucket];
        while (*at != caller)
            at = &(*at)->next;
        *at = caller->next;
        free(caller);
    }
    pthread_mutex_unlock(&callers->lock);
}
