/* SPDX-License-Identifier: MIT */
/* The reader's side of http/events.h. For the server's own files. */
#ifndef AMS_HTTP_STREAM_H
#define AMS_HTTP_STREAM_H

#include <stdint.h>

#include "http/events.h"

struct stream;

/*
 * What a stream asks of its connection; called with the events' lock held, so they must not call back. `pause`: nothing
 * to send until `wake`. Each pause is followed by at most one wake. `lagged`: the reader is too slow, cut it.
 */
struct stream_calls {
    void (*pause)(void *context);
    void (*wake)(void *context);
    void (*lagged)(void *context);
};

/*
 * Starts listening to a channel (copied). NULL when there are EVENTS_SUBSCRIBERS_MAX listeners, the name is longer than
 * EVENTS_CHANNEL_SIZE - 1, events_stop was called, or memory ends. `calls` must outlive the stream.
 */
struct stream *stream_open(struct events *events, const char *channel, const struct stream_calls *calls, void *context);
void stream_close(struct stream *stream); // NULL is allowed

enum stream_result { STREAM_DATA, STREAM_PAUSED, STREAM_END, STREAM_LAGGED };

/* Copies up to `size` bytes of what waits; *ret_size is set on STREAM_DATA. On STREAM_PAUSED `pause` has been called.
 */
enum stream_result stream_read(struct stream *stream, char *out, size_t size, size_t *ret_size);

/* Queues a comment for every stream that was given nothing for `silence_ms`, so that dead connections show. */
void events_heartbeat(struct events *events, unsigned silence_ms);

#endif
