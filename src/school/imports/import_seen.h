/* SPDX-License-Identifier: MIT */
/* Things by a kind and a key: what the files of an import name, what a batch has read ahead, what a roster that goes
 * out calls its texts. Hashed, in an arena, which only grows: one thread at a time. */
#ifndef AMS_SCHOOL_IMPORT_SEEN_H
#define AMS_SCHOOL_IMPORT_SEEN_H

#include <stdint.h>

struct arena;
struct import_seen_list;

struct import_seen {
    const char *key;
    int64_t number; // of the row that named it first
    int64_t value;  // the import's own, 0 at first
    const char *text;
    const void *more; // the import's own, NULL at first
};

/* An empty list. NULL without memory. */
struct import_seen_list *import_seen_list(struct arena *arena);

/* Finds the entry, or makes it with this number. NULL without memory. */
struct import_seen *import_list_see(struct import_seen_list *list, char kind, const char *key, int64_t number);

/* NULL when there is none; none is in a list that is NULL. */
struct import_seen *import_list_seen(const struct import_seen_list *list, char kind, const char *key);

#endif
