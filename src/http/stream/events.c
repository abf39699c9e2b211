/* SPDX-License-Identifier: MIT */
/*
 * One lock for all: publishing to a class of a few hundred pages is a walk over short lists. The text of an event is
 * made once and shared by count.
 */
#include "http/stream/events.h"

#include <assert.h>
#include <inttypes.h>
#include <sys/random.h>

#include "base/clock.h"
#include "base/str.h"
#include "http/stream/events_inside.h"

enum { NS_A_MS = 1000000 };

struct events *events_open(void)
{
    struct events *events = calloc(1, sizeof(*events));
    if (!events)
        return NULL;
    pthread_condattr_t attributes;
    pthread_condattr_init(&attributes);
    pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC);
    pthread_cond_init(&events->changed, &attributes);
    pthread_condattr_destroy(&attributes);
    pthread_mutex_init(&events->lock, NULL);
    events->streams_max = EVENTS_STREAMS_MAX;
    events->recheck_ns = EVENTS_HEARTBEAT_MS * (int64_t)NS_A_MS;
    events->doubt = 1;
    events->heartbeat = text_make(": still here\n\n");
    events->missed = text_make("event: missed\ndata: {}\n\n");
    events->closed = text_make("event: closed\ndata: {\"code\":\"right_lost\"}\n\n");
    events->crowded = text_make("event: closed\ndata: {\"code\":\"too_many_streams\"}\n\n");
    bool random = getrandom(&events->run, sizeof(events->run), 0) == sizeof(events->run);
    if (random && events->heartbeat && events->missed && events->closed && events->crowded && watch_start(events))
        return events;
    events_close(events);
    return NULL;
}

void events_stop(struct events *events)
{
    pthread_mutex_lock(&events->lock);
    events->stopped = true;
    for (struct stream *stream = events->first; stream; stream = stream->next)
        stream_wake(stream);
    pthread_mutex_unlock(&events->lock);
}

void events_close(struct events *events)
{
    if (!events)
        return;
    assert(events->stream_count == 0);
    watch_stop(events);
    channels_sweep(events, INT64_MAX);
    history_release(events);
    text_drop(events->heartbeat);
    text_drop(events->missed);
    text_drop(events->closed);
    text_drop(events->crowded);
    pthread_cond_destroy(&events->changed);
    pthread_mutex_destroy(&events->lock);
    free(events);
}

void events_limit(struct events *events, size_t streams_max)
{
    pthread_mutex_lock(&events->lock);
    events->streams_max = streams_max;
    pthread_mutex_unlock(&events->lock);
}

void events_publish(struct events *events, const char *channel, const char *name, const char *data)
{
    assert(!strpbrk(name, "\r\n") && !strpbrk(data, "\r\n"));
    pthread_mutex_lock(&events->lock);
    struct channel *followed = channel_find(events, channel);
    if (followed) {
        events->serial++;
        struct text *text = text_make("id: %08" PRIx32 "-%" PRIu64 "\nevent: %s\ndata: %s\n\n", events->run,
                                      events->serial, name, data);
        history_keep(events, channel, text);
        for (struct place *place = followed->places; place; place = place->next)
            stream_push(place->stream, text);
        text_drop(text);
    }
    pthread_mutex_unlock(&events->lock);
}

bool events_wanted(struct events *events, const char *channel)
{
    pthread_mutex_lock(&events->lock);
    bool wanted = channel_find(events, channel);
    pthread_mutex_unlock(&events->lock);
    return wanted;
}

size_t events_listeners(struct events *events, const char *channel)
{
    pthread_mutex_lock(&events->lock);
    const struct channel *followed = channel_find(events, channel);
    size_t count = followed ? followed->listeners : 0;
    pthread_mutex_unlock(&events->lock);
    return count;
}

size_t events_streams(struct events *events)
{
    pthread_mutex_lock(&events->lock);
    size_t count = events->stream_count;
    pthread_mutex_unlock(&events->lock);
    return count;
}

void events_doubt(struct events *events)
{
    pthread_mutex_lock(&events->lock);
    events->doubt++;
    pthread_cond_signal(&events->changed);
    pthread_mutex_unlock(&events->lock);
}

void events_heartbeat(struct events *events, unsigned silence_ms)
{
    pthread_mutex_lock(&events->lock);
    int64_t now_ns = clock_steady_ns();
    int64_t silence_ns = (int64_t)silence_ms * NS_A_MS;
    if (events->recheck_ns != silence_ns) {
        events->recheck_ns = silence_ns;
        pthread_cond_signal(&events->changed);
    }
    for (struct stream *stream = events->stopped ? NULL : events->first; stream; stream = stream->next)
        if (stream->count == 0 && stream->last_ns <= now_ns - silence_ns)
            stream_push(stream, events->heartbeat);
    channels_sweep(events, now_ns);
    pthread_mutex_unlock(&events->lock);
}
