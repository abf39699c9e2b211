/* SPDX-License-Identifier: MIT */
/* What waits for a stream. */
#include "base/clock.h"
#include "http/stream/events_inside.h"

bool stream_in_doubt(const struct stream *stream)
{
    return stream->ask && !stream->ended && stream->asked != stream->events->doubt;
}

void stream_wake(struct stream *stream)
{
    if (stream->paused) {
        stream->paused = false;
        stream->calls->wake(stream->context);
    }
}

void stream_push(struct stream *stream, struct text *text)
{
    if (stream->lagged || stream->ended)
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
    if (stream->lagged || !stream_in_doubt(stream))
        stream_wake(stream);
}

/* An event that is half out was allowed when it began; what follows it was not. */
void stream_end(struct stream *stream, struct text *words)
{
    size_t begun = stream->sent > 0 ? 1 : 0;
    if (stream->ended || stream->lagged)
        return;
    while (stream->count > begun) {
        stream->count--;
        text_drop(stream->waiting[(stream->first + stream->count) % EVENTS_BACKLOG]);
    }
    stream_push(stream, words);
    stream->ended = true;
    stream->calls->ending(stream->context);
    stream_wake(stream);
}
