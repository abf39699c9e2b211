/* SPDX-License-Identifier: MIT */
/* What events.c and the files of streams and channels share: all of it under the one lock. */
#ifndef AMS_HTTP_EVENTS_INSIDE_H
#define AMS_HTTP_EVENTS_INSIDE_H

#include <pthread.h>

#include "http/stream/stream.h"

enum { EVENTS_BUCKETS = 1024 };

/* Made once and shared by count. */
struct text {
    size_t references;
    size_t size;
    char bytes[];
};

/* A stream's place in a channel. */
struct place {
    struct stream *stream;
    struct channel *channel;
    struct place *previous, *next;
};

struct channel {
    struct channel *next; // in its bucket
    char name[EVENTS_CHANNEL_SIZE];
    struct place *places;
    size_t listeners;
    uint64_t since;  // number of the last event when it began to be followed: what came before may be missing
    int64_t left_ns; // when its last listener left
};

struct stream {
    struct events *events;
    struct stream *previous, *next; // in the order in which they are asked
    struct stream_holder holder;
    stream_ask ask;
    void *ask_context;
    struct place places[EVENTS_CHANNELS_MAX];
    const struct stream_calls *calls;
    void *context;
    struct text *waiting[EVENTS_BACKLOG]; // ring
    size_t first, count;
    size_t sent; // bytes of waiting[first] already read
    int64_t last_ns;
    uint64_t number; // in the order in which they were opened
    uint64_t asked;  // the events' doubt when it was last allowed to go on; 0: not yet
    int64_t asked_ns;
    bool paused;
    bool lagged;
    bool ended;
};

struct kept_event {
    char channel[EVENTS_CHANNEL_SIZE];
    struct text *text;
};

struct events {
    pthread_mutex_t lock;
    pthread_cond_t changed; // for the thread that asks
    pthread_t thread;
    bool watched; // the thread runs
    bool stopped, closing;
    size_t stream_count, streams_max;
    uint64_t opened; // streams so far
    struct stream *first, *last;
    struct stream *asking; // whose right is being asked; NULL: none, or it was closed meanwhile
    uint64_t doubt;        // counts up from 1: a stream that was asked at another one is in doubt
    int64_t pass_began_ns; // of asking those in doubt; 0: none is under way
    int64_t not_before_ns; // the next such pass
    int64_t recheck_ns;
    uint32_t run;                              // random, first half of ids
    uint64_t serial;                           // of the last event
    struct kept_event history[EVENTS_HISTORY]; // event n at n % EVENTS_HISTORY
    struct text *heartbeat, *missed, *closed, *crowded;
    struct channel *buckets[EVENTS_BUCKETS];
};

struct text *text_make(const char *format, ...) __attribute__((format(printf, 1, 2)));
void text_drop(struct text *text);

/* NULL when it is not followed. */
struct channel *channel_find(struct events *events, const char *name);
/* The same, made when it is not there; NULL when memory ends. */
struct channel *channel_follow(struct events *events, const char *name);
/* Forgets channels that nobody has come back to. */
void channels_sweep(struct events *events, int64_t now_ns);

/* NULL `text`: memory ended; the reader must know that it missed something. */
void stream_push(struct stream *stream, struct text *text);
void stream_wake(struct stream *stream);
bool stream_in_doubt(const struct stream *stream);
/* Nothing more but its last words. */
void stream_end(struct stream *stream, struct text *words);

/* Keeps a published event; takes a reference. */
void history_keep(struct events *events, const char *channel, struct text *text);
/* Gives a stream that comes back what it has missed. */
void history_resume(struct stream *stream, const char *last_id);
void history_release(struct events *events);

/* The thread that asks. */
bool watch_start(struct events *events);
void watch_stop(struct events *events);

#endif
