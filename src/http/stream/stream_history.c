/* SPDX-License-Identifier: MIT */
/* What was published a moment ago, for pages that come back. */
#include <inttypes.h>
#include <string.h>

#include "base/str.h"
#include "http/stream/events_inside.h"

void history_keep(struct events *events, const char *channel, struct text *text)
{
    struct kept_event *kept = &events->history[events->serial % EVENTS_HISTORY];
    text_drop(kept->text);
    kept->text = text;
    if (text)
        text->references++;
    str_copy(kept->channel, sizeof(kept->channel), channel);
}

void history_release(struct events *events)
{
    for (size_t i = 0; i < EVENTS_HISTORY; i++)
        text_drop(events->history[i].text);
}

/* "RUN-SERIAL" of this run, as events_publish writes it. */
static bool read_id(const struct events *events, const char *id, uint64_t *ret_serial)
{
    char run[16];
    int64_t serial;
    snprintf(run, sizeof(run), "%08" PRIx32 "-", events->run);
    size_t size = strlen(run);
    if (strncmp(id, run, size) != 0 || !str_to_int(id + size, 0, INT64_MAX, &serial))
        return false;
    *ret_serial = (uint64_t)serial;
    return *ret_serial <= events->serial;
}

static bool is_followed(const struct stream *stream, const char *channel)
{
    for (size_t i = 0; i < stream->holder.channel_count; i++)
        if (strcmp(stream->holder.channels[i], channel) == 0)
            return true;
    return false;
}

/* Whether all that was published after `serial` on the stream's channels is still here, and fits. */
static bool is_whole(const struct stream *stream, uint64_t serial)
{
    struct events *events = stream->events;
    if (events->serial - serial > EVENTS_BACKLOG / 2)
        return false;
    for (size_t i = 0; i < stream->holder.channel_count; i++)
        if (stream->places[i].channel->since > serial)
            return false;
    for (uint64_t at = serial + 1; at <= events->serial; at++)
        if (!events->history[at % EVENTS_HISTORY].text)
            return false;
    return true;
}

void history_resume(struct stream *stream, const char *last_id)
{
    struct events *events = stream->events;
    uint64_t serial;
    if (!read_id(events, last_id, &serial) || !is_whole(stream, serial)) {
        stream_push(stream, events->missed);
        return;
    }
    for (uint64_t at = serial + 1; at <= events->serial; at++) {
        const struct kept_event *kept = &events->history[at % EVENTS_HISTORY];
        if (is_followed(stream, kept->channel))
            stream_push(stream, kept->text);
    }
}
