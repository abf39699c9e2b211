/* SPDX-License-Identifier: MIT */
#include "http/stream/stream.h"

#include <string.h>

#include "base/clock.h"
#include "base/str.h"
#include "http/stream/events_inside.h"

/* What there is of the holder's session (or person): in all, and those that have not ended, with the oldest of them. */
struct crowd {
    size_t all, live;
    struct stream *oldest;
};

static struct crowd crowd_of(struct events *events, const struct stream_holder *holder, bool person)
{
    struct crowd crowd = {0};
    int64_t id = person ? holder->person_id : holder->session_id;
    for (struct stream *stream = id ? events->first : NULL; stream; stream = stream->next) {
        if ((person ? stream->holder.person_id : stream->holder.session_id) != id)
            continue;
        crowd.all++;
        if (stream->ended)
            continue;
        crowd.live++;
        if (!crowd.oldest || stream->number < crowd.oldest->number)
            crowd.oldest = stream;
    }
    return crowd;
}

/* Room for one more of the holder's; the newest page is the one that is looked at. */
static bool make_room(struct events *events, const struct stream_holder *holder)
{
    struct crowd session = crowd_of(events, holder, false);
    if (session.all >= 2 * EVENTS_SESSION_MAX)
        return false;
    if (session.live >= EVENTS_SESSION_MAX)
        stream_end(session.oldest, events->crowded);
    struct crowd person = crowd_of(events, holder, true);
    if (person.all >= 2 * EVENTS_PERSON_MAX)
        return false;
    if (person.live >= EVENTS_PERSON_MAX)
        stream_end(person.oldest, events->crowded);
    return true;
}

static void leave(struct stream *stream)
{
    for (size_t i = 0; i < EVENTS_CHANNELS_MAX; i++) {
        struct place *place = &stream->places[i];
        struct channel *channel = place->channel;
        if (!channel)
            continue;
        if (place->previous)
            place->previous->next = place->next;
        else
            channel->places = place->next;
        if (place->next)
            place->next->previous = place->previous;
        if (--channel->listeners == 0)
            channel->left_ns = clock_steady_ns();
        place->channel = NULL;
    }
}

static bool join(struct stream *stream)
{
    for (size_t i = 0; i < stream->holder.channel_count; i++) {
        struct channel *channel = channel_follow(stream->events, stream->holder.channels[i]);
        if (!channel) {
            leave(stream);
            return false;
        }
        struct place *place = &stream->places[i];
        *place = (struct place){.stream = stream, .channel = channel, .next = channel->places};
        if (place->next)
            place->next->previous = place;
        channel->places = place;
        channel->listeners++;
    }
    return true;
}

/* Those that were not asked yet stand before all others. */
static void enter(struct events *events, struct stream *stream)
{
    stream->next = events->first;
    if (stream->next)
        stream->next->previous = stream;
    else
        events->last = stream;
    events->first = stream;
    events->stream_count++;
    stream->number = ++events->opened;
    pthread_cond_signal(&events->changed);
}

/* Spread by a golden ratio: neighbours come back far from one another. */
static unsigned retry_ms(const struct stream *stream)
{
    uint32_t spread = (uint32_t)stream->number * 2654435769u;
    return EVENTS_RETRY_MS_MIN + spread % (EVENTS_RETRY_MS_MAX - EVENTS_RETRY_MS_MIN + 1);
}

struct stream *stream_open(struct events *events, const struct stream_request *request,
                           const struct stream_calls *calls, void *context)
{
    size_t count = request->holder.channel_count;
    if (count < 1 || count > EVENTS_CHANNELS_MAX)
        return NULL;
    struct stream *stream = calloc(1, sizeof(*stream));
    if (!stream)
        return NULL;
    stream->events = events;
    stream->holder = request->holder;
    stream->ask = request->ask;
    stream->ask_context = request->context;
    stream->calls = calls;
    stream->context = context;

    pthread_mutex_lock(&events->lock);
    bool taken = !events->stopped && events->stream_count < events->streams_max && make_room(events, &stream->holder) &&
                 join(stream);
    if (taken) {
        enter(events, stream);
        struct text *greeting = text_make("retry: %u\n\n", retry_ms(stream));
        stream_push(stream, greeting);
        text_drop(greeting);
        if (request->last_id)
            history_resume(stream, request->last_id);
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
    leave(stream);
    if (stream->previous)
        stream->previous->next = stream->next;
    else
        events->first = stream->next;
    if (stream->next)
        stream->next->previous = stream->previous;
    else
        events->last = stream->previous;
    if (events->asking == stream)
        events->asking = NULL;
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
    bool silent = stream->count == 0 || stream_in_doubt(stream);
    if (stream->lagged) {
        result = STREAM_LAGGED;
    } else if (silent && (stream->events->stopped || stream->ended)) {
        result = STREAM_END;
    } else if (silent) {
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
