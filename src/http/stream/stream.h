/* SPDX-License-Identifier: MIT */
/* The reader's side of http/stream/events.h. For the server's own files. */
#ifndef AMS_HTTP_STREAM_H
#define AMS_HTTP_STREAM_H

#include <stdint.h>

#include "http/stream/events.h"

struct stream;

/*
 * What a stream asks of its connection; called with the events' lock held, so they must not call back. `pause`: nothing
 * to send until `wake`. Each pause is followed by at most one wake. `lagged`: the reader is too slow, cut it. `ending`:
 * its last words wait; cut it when it does not take them.
 */
struct stream_calls {
    void (*pause)(void *context);
    void (*wake)(void *context);
    void (*lagged)(void *context);
    void (*ending)(void *context);
};

/*
 * Starts listening. NULL when there are as many streams as there may be, when the holder's channels are none or too
 * many, when the person or the session has twice the streams that it may have because its old ones are not gone yet,
 * after events_stop, and when memory ends. `calls` must outlive the stream.
 */
struct stream *stream_open(struct events *events, const struct stream_request *request,
                           const struct stream_calls *calls, void *context);
void stream_close(struct stream *stream); // NULL is allowed

enum stream_result { STREAM_DATA, STREAM_PAUSED, STREAM_END, STREAM_LAGGED };

/* Copies up to `size` bytes of what waits; *ret_size is set on STREAM_DATA. On STREAM_PAUSED `pause` has been called.
 */
enum stream_result stream_read(struct stream *stream, char *out, size_t size, size_t *ret_size);

/*
 * Queues a comment for every stream that was given nothing for `silence_ms`, so that dead connections show. Rights are
 * from now on asked at least that often, too.
 */
void events_heartbeat(struct events *events, unsigned silence_ms);

#endif
