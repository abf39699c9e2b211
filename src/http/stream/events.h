/* SPDX-License-Identifier: MIT */
/*
 * Server-sent events: channels that pages listen to. Publishing never blocks on a reader: one that lags behind by more
 * than EVENTS_BACKLOG events is disconnected and comes back (EventSource reconnects) to read the state anew.
 *
 * A stream belongs to a session and a person. Whether it may go on is asked again when events_doubt says that
 * somebody's rights may have changed, and at each heartbeat; until the answer is there nothing is delivered to it. One
 * that may not go on is told `event: closed` and ended.
 *
 * Each event has an id. A page that comes back with the last one it saw (Last-Event-ID) gets what it missed, or
 * `event: missed` when that is no longer known.
 */
#ifndef AMS_HTTP_EVENTS_H
#define AMS_HTTP_EVENTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
    EVENTS_BACKLOG = 256, // a whole lecture hall marking at once
    EVENTS_HEARTBEAT_MS = 15000,
    EVENTS_CHANNEL_SIZE = 64,
    EVENTS_CHANNELS_MAX = 4,    // of one stream
    EVENTS_SESSION_MAX = 6,     // streams of one session; one more ends the oldest
    EVENTS_PERSON_MAX = 12,     // streams of one person in all their sessions; one more ends the oldest
    EVENTS_STREAMS_MAX = 4096,  // in all, unless events_limit says less or more
    EVENTS_HISTORY = 4096,      // events that can be sent once more
    EVENTS_RETURN_MS = 30000,   // a channel is remembered so long after its last listener has left
    EVENTS_RETRY_MS_MIN = 1000, // pages that lose their stream come back after a while of their own between the two,
    EVENTS_RETRY_MS_MAX = 5000, // so that they do not all come at once
    EVENTS_ID_SIZE = 40,
};

/* Whose a stream is and what it tells: numbers and names of the caller's own. */
struct stream_holder {
    int64_t person_id, session_id; // 0: nobody's; then no cap of theirs counts
    size_t channel_count;
    char channels[EVENTS_CHANNELS_MAX][EVENTS_CHANNEL_SIZE];
};

enum stream_right { STREAM_ALLOWED, STREAM_REFUSED, STREAM_UNSURE };

/*
 * Whether the stream may go on. UNSURE: it cannot be told now; nothing is delivered, and it is asked again in a second.
 * Called on a thread of the events' own, which may wait for a database, but must not call events_...
 */
typedef enum stream_right (*stream_ask)(void *context, const struct stream_holder *holder);

/* What a handler asks for by message->stream. */
struct stream_request {
    struct stream_holder holder;
    stream_ask ask; // NULL: it may always go on
    void *context;
    const char *last_id; // any text; NULL: it is no return
};

struct events;

struct events *events_open(void);
/* Wakes and ends all streams; call before the server stops. */
void events_stop(struct events *events);
void events_close(struct events *events);

/* How many streams there may be in all from now on. */
void events_limit(struct events *events, size_t streams_max);

/*
 * Sends an event named `name` with one line of `data` (JSON) to all who listen to `channel`. Copies both. Thread-safe.
 * Without listeners it costs one lookup.
 */
void events_publish(struct events *events, const char *channel, const char *name, const char *data);

/* Whether somebody listens to a channel, or did a moment ago and may come back. Thread-safe. */
bool events_wanted(struct events *events, const char *channel);

/* Listeners of a channel now; streams in all. Thread-safe. */
size_t events_listeners(struct events *events, const char *channel);
size_t events_streams(struct events *events);

/* Somebody may have lost a right: every stream is asked again before anything more is delivered to it. Thread-safe. */
void events_doubt(struct events *events);

#endif
