/* SPDX-License-Identifier: MIT */
#include "http/deadline.h"

#include <pthread.h>
#include <stdint.h>
#include <sys/socket.h>

#include "base/clock.h"
#include "http/drain.h"

struct deadline {
    struct deadlines *owner;
    struct deadline *previous, *next;
    int socket;
    pthread_mutex_t lock; // for what follows
    int64_t at_ns;        // 0: none
    bool with_words;
    bool cut;
    bool lingers;
};

struct deadlines {
    pthread_t thread;
    pthread_mutex_t lock; // for the list and `closing`; taken before an entry's lock
    bool closing;
    struct drain *drain;
    struct deadline *first;
    unsigned tick_ms;
    char *words;
    size_t words_size;
    void (*tick)(void *context);
    void *context;
};

static void cut_if_late(struct deadlines *deadlines, struct deadline *entry, int64_t now_ns)
{
    pthread_mutex_lock(&entry->lock);
    if (!entry->cut && entry->at_ns && entry->at_ns <= now_ns) {
        entry->cut = true;
        // Best effort: a client that does not read its last words does not delay us.
        if (entry->with_words && deadlines->words)
            (void)send(entry->socket, deadlines->words, deadlines->words_size, MSG_DONTWAIT | MSG_NOSIGNAL);
        shutdown(entry->socket, SHUT_RDWR);
    }
    pthread_mutex_unlock(&entry->lock);
}

static void *watch(void *argument)
{
    struct deadlines *deadlines = argument;
    pthread_mutex_lock(&deadlines->lock);
    while (!deadlines->closing) {
        int64_t now_ns = clock_steady_ns();
        for (struct deadline *entry = deadlines->first; entry; entry = entry->next)
            cut_if_late(deadlines, entry, now_ns);
        pthread_mutex_unlock(&deadlines->lock);
        deadlines->tick(deadlines->context);
        drain_run(deadlines->drain, deadlines->tick_ms);
        pthread_mutex_lock(&deadlines->lock);
    }
    pthread_mutex_unlock(&deadlines->lock);
    return NULL;
}

static void release(struct deadlines *deadlines)
{
    drain_close(deadlines->drain);
    pthread_mutex_destroy(&deadlines->lock);
    free(deadlines->words);
    free(deadlines);
}

struct deadlines *deadlines_open(unsigned tick_ms, const char *words, size_t words_size, void (*tick)(void *context),
                                 void *context)
{
    struct deadlines *deadlines = calloc(1, sizeof(*deadlines));
    if (!deadlines)
        return NULL;
    pthread_mutex_init(&deadlines->lock, NULL);
    deadlines->tick_ms = tick_ms;
    deadlines->tick = tick;
    deadlines->context = context;
    deadlines->words_size = words_size;
    deadlines->drain = drain_open();
    if (!deadlines->drain)
        goto fail;
    if (words) {
        deadlines->words = malloc(words_size + 1);
        if (!deadlines->words)
            goto fail;
        memcpy(deadlines->words, words, words_size);
    }
    if (pthread_create(&deadlines->thread, NULL, watch, deadlines) != 0)
        goto fail;
    return deadlines;

fail:
    release(deadlines);
    return NULL;
}

void deadlines_close(struct deadlines *deadlines)
{
    if (!deadlines)
        return;
    pthread_mutex_lock(&deadlines->lock);
    deadlines->closing = true;
    pthread_mutex_unlock(&deadlines->lock);
    drain_stop(deadlines->drain);
    pthread_join(deadlines->thread, NULL);
    while (deadlines->first)
        deadline_remove(deadlines->first);
    release(deadlines);
}

struct deadline *deadline_add(struct deadlines *deadlines, int socket)
{
    struct deadline *entry = calloc(1, sizeof(*entry));
    if (!entry)
        return NULL;
    entry->owner = deadlines;
    entry->socket = socket;
    pthread_mutex_init(&entry->lock, NULL);
    pthread_mutex_lock(&deadlines->lock);
    entry->next = deadlines->first;
    if (entry->next)
        entry->next->previous = entry;
    deadlines->first = entry;
    pthread_mutex_unlock(&deadlines->lock);
    return entry;
}

void deadline_remove(struct deadline *entry)
{
    if (!entry)
        return;
    struct deadlines *deadlines = entry->owner;
    pthread_mutex_lock(&deadlines->lock);
    if (entry->previous)
        entry->previous->next = entry->next;
    else
        deadlines->first = entry->next;
    if (entry->next)
        entry->next->previous = entry->previous;
    pthread_mutex_unlock(&deadlines->lock);
    if (entry->lingers && !entry->cut)
        drain_add(deadlines->drain, entry->socket);
    pthread_mutex_destroy(&entry->lock);
    free(entry);
}

static bool set(struct deadline *entry, unsigned ms, bool with_words, bool only_sooner)
{
    int64_t at_ns = ms ? clock_steady_ns() + (int64_t)ms * 1000000 : 0;
    pthread_mutex_lock(&entry->lock);
    bool live = !entry->cut;
    if (!only_sooner || !entry->at_ns || at_ns < entry->at_ns)
        entry->at_ns = at_ns;
    entry->with_words = with_words;
    pthread_mutex_unlock(&entry->lock);
    return live;
}

bool deadline_set(struct deadline *entry, unsigned ms, bool with_words)
{
    return set(entry, ms, with_words, false);
}

bool deadline_tighten(struct deadline *entry, unsigned ms, bool with_words)
{
    return set(entry, ms, with_words, true);
}

void deadline_linger(struct deadline *entry)
{
    entry->lingers = true;
}
