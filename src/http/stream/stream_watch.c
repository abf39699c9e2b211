/* SPDX-License-Identifier: MIT */
/*
 * The thread that asks whether streams may go on: those that are new at once, all when somebody's rights may have
 * changed, and each at least once a heartbeat. The first of the list is the one that was asked the longest time ago.
 *
 * However often rights change, it is busy for a fifth of the time at most: asking all of many streams is followed by a
 * rest. What waits for those in doubt is held back meanwhile, so nobody sees more for it.
 */
#include "base/clock.h"
#include "base/str.h"
#include "http/stream/events_inside.h"

enum { REST = 4, NS_A_SECOND = 1000000000 };

static const int64_t rest_ns_max = NS_A_SECOND;

/* When the next one is to be asked; INT64_MAX: none. */
static int64_t due_ns(const struct events *events)
{
    const struct stream *stream = events->first;
    if (!stream)
        return INT64_MAX;
    if (stream->asked == 0 && stream->asked_ns == 0)
        return 0;
    return stream_in_doubt(stream) ? events->not_before_ns : stream->asked_ns + events->recheck_ns;
}

static void to_the_end(struct events *events, struct stream *stream)
{
    if (events->last == stream)
        return;
    if (stream->previous)
        stream->previous->next = stream->next;
    else
        events->first = stream->next;
    stream->next->previous = stream->previous;
    stream->previous = events->last;
    stream->next = NULL;
    events->last->next = stream;
    events->last = stream;
}

static void take_answer(struct events *events, struct stream *stream, enum stream_right right, uint64_t doubt)
{
    stream->asked_ns = clock_steady_ns();
    switch (right) {
    case STREAM_ALLOWED:
        stream->asked = doubt;
        if (stream->count && !stream_in_doubt(stream))
            stream_wake(stream);
        break;
    case STREAM_REFUSED:
        stream_end(stream, events->closed);
        break;
    case STREAM_UNSURE:
        stream->asked = 0;
        events->not_before_ns = stream->asked_ns + NS_A_SECOND;
        break;
    }
}

static void rest_after_pass(struct events *events)
{
    int64_t now_ns = clock_steady_ns();
    if (events->first && stream_in_doubt(events->first))
        return;
    int64_t rest_ns = REST * (now_ns - events->pass_began_ns);
    int64_t until_ns = now_ns + (rest_ns < rest_ns_max ? rest_ns : rest_ns_max);
    if (until_ns > events->not_before_ns)
        events->not_before_ns = until_ns;
    events->pass_began_ns = 0;
}

static void ask_first(struct events *events)
{
    struct stream *stream = events->first;
    struct stream_holder holder = stream->holder;
    stream_ask ask = stream->ended ? NULL : stream->ask;
    void *context = stream->ask_context;
    uint64_t doubt = events->doubt;
    if (stream->asked && stream_in_doubt(stream) && !events->pass_began_ns)
        events->pass_began_ns = clock_steady_ns();
    events->asking = stream;
    pthread_mutex_unlock(&events->lock);
    enum stream_right right = ask ? ask(context, &holder) : STREAM_ALLOWED;
    pthread_mutex_lock(&events->lock);
    if (events->asking == stream) { // else it was closed, and is gone
        events->asking = NULL;
        to_the_end(events, stream);
        take_answer(events, stream, right, doubt);
    }
    if (events->pass_began_ns)
        rest_after_pass(events);
}

static void wait_until(struct events *events, int64_t at_ns)
{
    if (at_ns == INT64_MAX) {
        pthread_cond_wait(&events->changed, &events->lock);
        return;
    }
    const struct timespec at = {.tv_sec = at_ns / NS_A_SECOND, .tv_nsec = at_ns % NS_A_SECOND};
    pthread_cond_timedwait(&events->changed, &events->lock, &at);
}

static void *watch(void *argument)
{
    struct events *events = argument;
    pthread_mutex_lock(&events->lock);
    while (!events->closing) {
        int64_t at_ns = due_ns(events);
        if (at_ns > clock_steady_ns())
            wait_until(events, at_ns);
        else
            ask_first(events);
    }
    pthread_mutex_unlock(&events->lock);
    return NULL;
}

bool watch_start(struct events *events)
{
    events->watched = pthread_create(&events->thread, NULL, watch, events) == 0;
    return events->watched;
}

void watch_stop(struct events *events)
{
    if (!events->watched)
        return;
    pthread_mutex_lock(&events->lock);
    events->closing = true;
    pthread_cond_signal(&events->changed);
    pthread_mutex_unlock(&events->lock);
    pthread_join(events->thread, NULL);
}
