/* SPDX-License-Identifier: MIT */
/*
 * One lock for all: publishing to a class of a few hundred pages is a walk over short lists. The text of an event is
 * made once and shared by count.
 */
#include "http/events.h"

#include <assert.h>
#include <pthread.h>
#include <stdbool.h>

#include "base/clock.h"
#include "base/str.h"
#include "http/stream.h"

enum { BUCKETS = 1024 };

struct text {
    size_t references;
    size_t size;
    char bytes[];
};

struct stream {
    struct events *events;
    struct stream *previous, *next; // in its bucket
    char channel[EVENTS_CHANNEL_SIZE];
    const struct stream_calls *calls;
    void *context;
    struct text *waiting[EVENTS_BACKLOG]; // ring
    size_t first, count;
    size_t sent; // bytes of waiting[first] already read
    int64_t last_ns;
    bool paused;
    bool lagged;
};

struct events {
    pthread_mutex_t lock;
    bool stopped;
    size_t stream_count;
    struct text *greeting;
    struct text *heartbeat;
    struct stream *buckets[BUCKETS];
};

static struct text *text_make(const char *before, const char *name, const char *between, const char *data,
                              const char *after)
{
    size_t size = strlen(before) + strlen(name) + strlen(between) + strlen(data) + strlen(after);
    struct text *text = malloc(sizeof(*text) + size + 1);
    if (!text)
        return NULL;
    text->references = 1;
    text->size = size;
    snprintf(text->bytes, size + 1, "%s%s%s%s%s", before, name, between, data, after);
    return text;
}

static void text_drop(struct text *text)
{
    if (text && --text->references == 0)
        free(text);
}

/* FNV-1a; channels are named by us, not by strangers. */
static size_t bucket_of(const char *channel)
{
    uint32_t hash = 2166136261u;
    for (; *channel; channel++)
        hash = (hash ^ (unsigned char)*channel) * 16777619u;
    return hash % BUCKETS;
}

static void wake(struct stream *stream)
{
    if (stream->paused) {
        stream->paused = false;
        stream->calls->wake(stream->context);
    }
}

/* NULL `text`: memory ended; the reader must know that it missed something. */
static void push(struct stream *stream, struct text *text)
{
    if (stream->lagged)
        return;
    if (!text || stream->count == EVENTS_BACKLOG) {
        stream->lagged = true;
        stream->calls->lagged(stream->context);
    } else {
        stream->waiting[(stream->first + stream->count) % EVENTS_BACKLOG] = text;
        stream->count++;
        text->references++;
        stream->last_ns = clock_steady_ns();
    }
    wake(stream);
}

struct events *events_open(void)
{
    struct events *events = calloc(1, sizeof(*events));
    if (!events)
        return NULL;
    pthread_mutex_init(&events->lock, NULL);
    events->greeting = text_make("retry: 2000\n\n", "", "", "", "");
    events->heartbeat = text_make(": still here\n\n", "", "", "", "");
    if (events->greeting && events->heartbeat)
        return events;
    events_close(events);
    return NULL;
}

void events_stop(struct events *events)
{
    pthread_mutex_lock(&events->lock);
    events->stopped = true;
    for (size_t i = 0; i < BUCKETS; i++)
        for (struct stream *stream = events->buckets[i]; stream; stream = stream->next)
            wake(stream);
    pthread_mutex_unlock(&events->lock);
}

void events_close(struct events *events)
{
    if (!events)
        return;
    assert(events->stream_count == 0);
    text_drop(events->greeting);
    text_drop(events->heartbeat);
    pthread_mutex_destroy(&events->lock);
    free(events);
}

void events_publish(struct events *events, const char *channel, const char *name, const char *data)
{
    assert(!strpbrk(name, "\r\n") && !strpbrk(data, "\r\n"));
    pthread_mutex_lock(&events->lock);
    struct text *text = NULL;
    for (struct stream *stream = events->buckets[bucket_of(channel)]; stream; stream = stream->next) {
        if (strcmp(stream->channel, channel) != 0)
            continue;
        if (!text)
            text = text_make("event: ", name, "\ndata: ", data, "\n\n");
        push(stream, text);
    }
    text_drop(text);
    pthread_mutex_unlock(&events->lock);
}

size_t events_listeners(struct events *events, const char *channel)
{
    size_t count = 0;
    pthread_mutex_lock(&events->lock);
    for (struct stream *stream = events->buckets[bucket_of(channel)]; stream; stream = stream->next)
        count += strcmp(stream->channel, channel) == 0;
    pthread_mutex_unlock(&events->lock);
    return count;
}

void events_heartbeat(struct events *events, unsigned silence_ms)
{
    pthread_mutex_lock(&events->lock);
    int64_t before_ns = clock_steady_ns() - (int64_t)silence_ms * 1000000;
    for (size_t i = 0; i < BUCKETS && !events->stopped; i++)
        for (struct stream *stream = events->buckets[i]; stream; stream = stream->next)
            if (stream->count == 0 && stream->last_ns <= before_ns)
                push(stream, events->heartbeat);
    pthread_mutex_unlock(&events->lock);
}

struct stream *stream_open(struct events *events, const char *channel, const struct stream_calls *calls, void *context)
{
    struct stream *stream = calloc(1, sizeof(*stream));
    if (!stream)
        return NULL;
    stream->events = events;
    stream->calls = calls;
    stream->context = context;
    bool named = str_copy(stream->channel, sizeof(stream->channel), channel);

    pthread_mutex_lock(&events->lock);
    bool taken = named && !events->stopped && events->stream_count < EVENTS_SUBSCRIBERS_MAX;
    if (taken) {
        struct stream **bucket = &events->buckets[bucket_of(channel)];
        stream->next = *bucket;
        if (stream->next)
            stream->next->previous = stream;
        *bucket = stream;
        events->stream_count++;
        push(stream, events->greeting);
    }
    pthread_mutex_unlock(&events->lock);
    if (taken)
        return stream;
    free(stream);
    return NULL;
}

void stream_close(struct stream *stream)
{
    if (!stream)
        return;
    struct events *events = stream->events;
    pthread_mutex_lock(&events->lock);
    if (stream->previous)
        stream->previous->next = stream->next;
    else
        events->buckets[bucket_of(stream->channel)] = stream->next;
    if (stream->next)
        stream->next->previous = stream->previous;
    events->stream_count--;
    for (size_t i = 0; i < stream->count; i++)
        text_drop(stream->waiting[(stream->first + i) % EVENTS_BACKLOG]);
    pthread_mutex_unlock(&events->lock);
    free(stream);
}

static size_t take(struct stream *stream, char *out, size_t size)
{
    struct text *text = stream->waiting[stream->first];
    size_t part = text->size - stream->sent;
    if (part > size)
        part = size;
    memcpy(out, text->bytes + stream->sent, part);
    stream->sent += part;
    if (stream->sent == text->size) {
        text_drop(text);
        stream->sent = 0;
        stream->first = (stream->first + 1) % EVENTS_BACKLOG;
        stream->count--;
    }
    return part;
}

enum stream_result stream_read(struct stream *stream, char *out, size_t size, size_t *ret_size)
{
    enum stream_result result = STREAM_DATA;
    size_t used = 0;
    pthread_mutex_lock(&stream->events->lock);
    if (stream->lagged) {
        result = STREAM_LAGGED;
    } else if (stream->count == 0 && stream->events->stopped) {
        result = STREAM_END;
    } else if (stream->count == 0) {
        stream->paused = true;
        stream->calls->pause(stream->context);
        result = STREAM_PAUSED;
    }
    while (result == STREAM_DATA && stream->count && used < size)
        used += take(stream, out + used, size - used);
    pthread_mutex_unlock(&stream->events->lock);
    if (result == STREAM_DATA)
        *ret_size = used;
    return result;
}
