/* SPDX-License-Identifier: MIT */
/* What the files of an import name, and what a batch has read ahead: tables of hashes in an arena. */
#include <string.h>

#include "base/arena.h"
#include "school/imports/import_work.h"

enum { SEEN_FIRST = 1024 }; // entries; always a power of two

struct import_seen_list {
    struct arena *arena;
    struct import_seen *entries; // open addressing; key NULL: free
    size_t capacity, count;
};

/* FNV-1a, 64 bits. Whoever makes keys collide only slows the import down that they have started themselves. */
static uint64_t hash_of(char kind, const char *key)
{
    uint64_t hash = (UINT64_C(14695981039346656037) ^ (unsigned char)kind) * UINT64_C(1099511628211);
    for (; *key; key++)
        hash = (hash ^ (unsigned char)*key) * UINT64_C(1099511628211);
    return hash;
}

static struct import_seen *seen_slot(const struct import_seen_list *list, char kind, const char *key)
{
    for (uint64_t at = hash_of(kind, key);; at++) {
        struct import_seen *entry = &list->entries[at & (list->capacity - 1)];
        if (!entry->key || (entry->key[0] == kind && strcmp(entry->key + 1, key) == 0))
            return entry;
    }
}

static bool seen_grow(struct import_seen_list *list)
{
    struct import_seen_list larger = {.arena = list->arena,
                                      .capacity = list->capacity ? list->capacity * 2 : SEEN_FIRST};
    larger.entries = arena_calloc(list->arena, larger.capacity, sizeof(*larger.entries));
    if (!larger.entries)
        return false;
    for (size_t i = 0; i < list->capacity; i++)
        if (list->entries[i].key)
            *seen_slot(&larger, list->entries[i].key[0], list->entries[i].key + 1) = list->entries[i];
    larger.count = list->count;
    *list = larger;
    return true;
}

struct import_seen *import_list_see(struct import_seen_list *list, char kind, const char *key, int64_t number)
{
    if (list->count * 2 >= list->capacity && !seen_grow(list))
        return NULL;
    struct import_seen *entry = seen_slot(list, kind, key);
    if (entry->key)
        return entry;
    char *copy = arena_printf(list->arena, "%c%s", kind, key);
    if (!copy)
        return NULL;
    *entry = (struct import_seen){.key = copy, .number = number};
    list->count++;
    return entry;
}

struct import_seen *import_list_seen(const struct import_seen_list *list, char kind, const char *key)
{
    if (!list || list->capacity == 0)
        return NULL;
    struct import_seen *entry = seen_slot(list, kind, key);
    return entry->key ? entry : NULL;
}

struct import_seen *import_see(struct import *import, char kind, const char *key, int64_t number)
{
    return import_list_see(import->seen, kind, key, number);
}

struct import_seen *import_seen(const struct import *import, char kind, const char *key)
{
    return import_list_seen(import->seen, kind, key);
}

const struct import_seen *import_seen_next(const struct import *import, size_t *at)
{
    const struct import_seen_list *list = import->seen;
    while (*at < list->capacity) {
        const struct import_seen *entry = &list->entries[(*at)++];
        if (entry->key)
            return entry;
    }
    return NULL;
}

struct import_seen_list *import_seen_list(struct arena *arena)
{
    struct import_seen_list *list = arena_calloc(arena, 1, sizeof(*list));
    if (list)
        list->arena = arena;
    return list;
}
