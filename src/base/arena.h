/* SPDX-License-Identifier: MIT */
/*
 * Memory that is taken piece by piece and given back all at once: one arena per request.
 *
 * Not thread-safe: one thread at a time. Every function that returns memory returns NULL when the limit would be passed
 * or the system has no memory; the arena stays usable. Memory is aligned for any type and not zeroed unless stated.
 */
#ifndef AMS_BASE_ARENA_H
#define AMS_BASE_ARENA_H

#include <stdarg.h>
#include <stddef.h>

struct arena_block;

struct arena {
    struct arena_block *block; // newest first
    size_t taken;              // bytes handed out, padding included
    size_t limit;              // most bytes that may ever be handed out
};

/* Prepares an empty arena that hands out at most `limit` bytes. Takes no memory yet. */
void arena_init(struct arena *arena, size_t limit);

/* The same, for one that closes itself: CLOSES(arena_release) struct arena arena = arena_of(ARENA_MAX); */
static inline struct arena arena_of(size_t limit)
{
    return (struct arena){.limit = limit};
}

/* Gives all memory back; the arena is empty and usable again under the same limit. */
void arena_release(struct arena *arena);

void *arena_alloc(struct arena *arena, size_t size);

/* `count * size` zeroed bytes; NULL on overflow too. */
void *arena_calloc(struct arena *arena, size_t count, size_t size);

/* NUL-terminated copies; arena_strndup copies at most `size` bytes. */
char *arena_strdup(struct arena *arena, const char *text);
char *arena_strndup(struct arena *arena, const char *text, size_t size);

char *arena_printf(struct arena *arena, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* The sentence, in which each '#' stands for the next of the numbers. */
char *arena_fill(struct arena *arena, const char *sentence, const unsigned *numbers);

/*
 * Test hook: the n-th allocation from now on, in every arena of this thread, fails once (1 = the next one); 0 turns the
 * hook off. Lets a test walk through every out-of-memory path.
 */
void arena_fail_at(unsigned n);

#endif
