/* SPDX-License-Identifier: MIT */
#include "http/deadline.h"

#include <pthread.h>
#include <stdint.h>
#include <sys/ioctl.h>
#include <sys/socket.h>

#include "base/clock.h"
#include "http/drain.h"

/* In the order in which their phase began. */
struct queue {
    struct deadline *first, *last;
    size_t count;
};

enum { QUEUES = DEADLINE_SERVER }; // whose turn is ours is in none

struct deadline {
    struct deadlines *owner;
    struct deadline *previous, *next;
    struct deadline *before, *after; // in its queue; under the list's lock
    struct queue *queue;             // NULL: in none
    int socket;
    pthread_mutex_t lock; // for what follows
    int64_t at_ns;        // 0: none
    int64_t late_ns;      // that it was put off because of us
    bool with_words;
    bool cut;
    bool lingers;
};

enum {
    QUIET_SHARE = 16, // so many of all are quiet at the least before others are cut
    LATE_MS = 1000,   // that a client is given more when we were late
    LATE_MAX_MS = 30000,
};

static const int64_t ns_a_ms = 1000000;

struct deadlines {
    pthread_t thread;
    pthread_mutex_t lock; // for the list, the queues and `closing`; taken before an entry's lock
    bool closing;
    size_t count, crowded;
    struct queue queues[QUEUES];
    struct drain *drain;
    struct deadline *first;
    unsigned tick_ms;
    char *words;
    size_t words_size;
    void (*tick)(void *context);
    void *context;
};

/*
 * What the client has sent is here and not read: it is we who are late. It is given a moment more behind that, for what
 * it has to say to our answer (a handshake takes turns), again and again, but not for ever.
 */
static bool is_our_turn(struct deadline *entry, int64_t now_ns)
{
    int unread = 0;
    if (entry->late_ns >= LATE_MAX_MS * ns_a_ms || ioctl(entry->socket, FIONREAD, &unread) != 0 || unread == 0)
        return false;
    int64_t more_ns = now_ns + LATE_MS * ns_a_ms - entry->at_ns;
    entry->late_ns += more_ns;
    entry->at_ns += more_ns;
    return true;
}

static void cut_if_late(struct deadlines *deadlines, struct deadline *entry, int64_t now_ns)
{
    pthread_mutex_lock(&entry->lock);
    if (!entry->cut && entry->at_ns && entry->at_ns <= now_ns && !is_our_turn(entry, now_ns)) {
        entry->cut = true;
        // Best effort: a client that does not read its last words does not delay us.
        if (entry->with_words && deadlines->words)
            (void)send(entry->socket, deadlines->words, deadlines->words_size, MSG_DONTWAIT | MSG_NOSIGNAL);
        shutdown(entry->socket, SHUT_RDWR);
    }
    pthread_mutex_unlock(&entry->lock);
}

static void queue_leave(struct deadline *entry)
{
    struct queue *queue = entry->queue;
    if (!queue)
        return;
    if (entry->before)
        entry->before->after = entry->after;
    else
        queue->first = entry->after;
    if (entry->after)
        entry->after->before = entry->before;
    else
        queue->last = entry->before;
    queue->count--;
    entry->queue = NULL;
}

static void queue_enter(struct queue *queue, struct deadline *entry)
{
    entry->queue = queue;
    entry->before = queue->last;
    entry->after = NULL;
    if (queue->last)
        queue->last->after = entry;
    else
        queue->first = entry;
    queue->last = entry;
    queue->count++;
}

/* One that is cut is in no queue any more. */
static void cut(struct deadline *entry)
{
    queue_leave(entry);
    pthread_mutex_lock(&entry->lock);
    if (!entry->cut)
        shutdown(entry->socket, SHUT_RDWR);
    entry->cut = true;
    pthread_mutex_unlock(&entry->lock);
}

/* While enough are quiet one of them goes: newcomers whose heads are on their way are the last of them. */
static void make_room(struct deadlines *deadlines)
{
    struct queue *quiet = &deadlines->queues[DEADLINE_QUIET];
    struct queue *client = &deadlines->queues[DEADLINE_CLIENT];
    if (deadlines->crowded == 0 || deadlines->count < deadlines->crowded)
        return;
    bool few = quiet->count <= deadlines->crowded / QUIET_SHARE;
    struct deadline *entry = few && client->first ? client->first : quiet->first;
    if (entry)
        cut(entry);
}

void deadlines_crowd(struct deadlines *deadlines, size_t crowded)
{
    pthread_mutex_lock(&deadlines->lock);
    deadlines->crowded = crowded;
    pthread_mutex_unlock(&deadlines->lock);
}

size_t deadlines_count(struct deadlines *deadlines)
{
    pthread_mutex_lock(&deadlines->lock);
    size_t count = deadlines->count;
    pthread_mutex_unlock(&deadlines->lock);
    return count;
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
    make_room(deadlines);
    deadlines->count++;
    queue_enter(&deadlines->queues[DEADLINE_QUIET], entry);
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
    queue_leave(entry);
    deadlines->count--;
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

void deadline_phase(struct deadline *entry, enum deadline_phase phase)
{
    struct deadlines *deadlines = entry->owner;
    pthread_mutex_lock(&deadlines->lock);
    queue_leave(entry);
    if (phase != DEADLINE_SERVER && !entry->cut)
        queue_enter(&deadlines->queues[phase], entry);
    pthread_mutex_unlock(&deadlines->lock);
}

void deadline_cut(struct deadline *entry)
{
    pthread_mutex_lock(&entry->owner->lock);
    cut(entry);
    pthread_mutex_unlock(&entry->owner->lock);
}

static bool set(struct deadline *entry, unsigned ms, bool with_words, bool only_sooner)
{
    int64_t at_ns = ms ? clock_steady_ns() + (int64_t)ms * 1000000 : 0;
    pthread_mutex_lock(&entry->lock);
    bool live = !entry->cut;
    if (!only_sooner || !entry->at_ns || at_ns < entry->at_ns) {
        entry->at_ns = at_ns;
        entry->late_ns = 0;
    }
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
