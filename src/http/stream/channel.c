/* SPDX-License-Identifier: MIT */
#include "base/clock.h"
#include "base/str.h"
#include "http/stream/events_inside.h"

enum { NS_A_MS = 1000000 };

/* FNV-1a; channels are named by us, not by strangers. */
static size_t bucket_of(const char *channel)
{
    uint32_t hash = 2166136261u;
    for (; *channel; channel++)
        hash = (hash ^ (unsigned char)*channel) * 16777619u;
    return hash % EVENTS_BUCKETS;
}

struct channel *channel_find(struct events *events, const char *name)
{
    struct channel *channel = events->buckets[bucket_of(name)];
    while (channel && strcmp(channel->name, name) != 0)
        channel = channel->next;
    return channel;
}

struct channel *channel_follow(struct events *events, const char *name)
{
    struct channel *channel = channel_find(events, name);
    if (channel)
        return channel;
    channel = calloc(1, sizeof(*channel));
    if (!channel)
        return NULL;
    if (!str_copy(channel->name, sizeof(channel->name), name)) {
        free(channel);
        return NULL;
    }
    struct channel **bucket = &events->buckets[bucket_of(name)];
    channel->since = events->serial;
    channel->left_ns = clock_steady_ns();
    channel->next = *bucket;
    *bucket = channel;
    return channel;
}

static bool is_gone(const struct channel *channel, int64_t now_ns)
{
    return channel->listeners == 0 && now_ns - channel->left_ns >= EVENTS_RETURN_MS * (int64_t)NS_A_MS;
}

void channels_sweep(struct events *events, int64_t now_ns)
{
    for (size_t i = 0; i < EVENTS_BUCKETS; i++)
        for (struct channel **at = &events->buckets[i]; *at;) {
            struct channel *channel = *at;
            if (!is_gone(channel, now_ns)) {
                at = &channel->next;
                continue;
            }
            *at = channel->next;
            free(channel);
        }
}
