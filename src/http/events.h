/* SPDX-License-Identifier: MIT */
/*
 * Server-sent events: channels that pages listen to. Publishing never blocks on a reader: one that lags behind by more
 * than EVENTS_BACKLOG events is disconnected and comes back (EventSource reconnects) to read the state anew.
 */
#ifndef AMS_HTTP_EVENTS_H
#define AMS_HTTP_EVENTS_H

#include <stddef.h>

enum {
    EVENTS_BACKLOG = 256, // a whole lecture hall marking at once
    EVENTS_HEARTBEAT_MS = 15000,
    EVENTS_CHANNEL_SIZE = 64,
    EVENTS_SUBSCRIBERS_MAX = 4096,
};

struct events;

struct events *events_open(void);
/* Wakes and ends all streams; call before the server stops. */
void events_stop(struct events *events);
void events_close(struct events *events);

/*
 * Sends an event named `name` with one line of `data` (JSON) to all who listen to `channel`. Copies both. Thread-safe.
 * Without listeners it costs one lookup.
 */
void events_publish(struct events *events, const char *channel, const char *name, const char *data);

/* Listeners of a channel now. Thread-safe. */
size_t events_listeners(struct events *events, const char *channel);

#endif
