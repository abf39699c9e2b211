/* SPDX-License-Identifier: MIT */
#include "base/arena.h"

#include <stdalign.h>
#include <stdint.h>

struct arena_block {
    struct arena_block *older;
    size_t used;
    size_t size; // of `bytes`
    alignas(max_align_t) unsigned char bytes[];
};

enum { BLOCK_SIZE = 16 * 1024 - (int)sizeof(struct arena_block) };

static _Thread_local unsigned fail_countdown;

void arena_fail_at(unsigned n)
{
    fail_countdown = n;
}

void arena_init(struct arena *arena, size_t limit)
{
    *arena = (struct arena){.limit = limit};
}

void arena_release(struct arena *arena)
{
    for (struct arena_block *block = arena->block, *older; block; block = older) {
        older = block->older;
        free(block);
    }
    arena->block = NULL;
    arena->taken = 0;
}

static struct arena_block *block_add(struct arena *arena, size_t size)
{
    size_t room = size > BLOCK_SIZE ? size : BLOCK_SIZE;
    if (room > SIZE_MAX - sizeof(struct arena_block))
        return NULL;
    struct arena_block *block = malloc(sizeof(*block) + room);
    if (!block)
        return NULL;
    block->older = arena->block;
    block->used = 0;
    block->size = room;
    arena->block = block;
    return block;
}

void *arena_alloc(struct arena *arena, size_t size)
{
    const size_t align = alignof(max_align_t);
    if (fail_countdown && --fail_countdown == 0)
        return NULL;
    if (size > SIZE_MAX - align)
        return NULL;
    size_t rounded = (size + align - 1) / align * align;
    if (rounded == 0)
        rounded = align;
    if (rounded > arena->limit - arena->taken)
        return NULL;

    struct arena_block *block = arena->block;
    if (!block || rounded > block->size - block->used)
        block = block_add(arena, rounded);
    if (!block)
        return NULL;
    void *memory = block->bytes + block->used;
    block->used += rounded;
    arena->taken += rounded;
    return memory;
}

void *arena_calloc(struct arena *arena, size_t count, size_t size)
{
    if (size && count > SIZE_MAX / size)
        return NULL;
    void *memory = arena_alloc(arena, count * size);
    if (memory)
        memset(memory, 0, count * size);
    return memory;
}

char *arena_strndup(struct arena *arena, const char *text, size_t size)
{
    size_t length = strnlen(text, size);
    char *copy = arena_alloc(arena, length + 1);
    if (!copy)
        return NULL;
    memcpy(copy, text, length);
    copy[length] = '\0';
    return copy;
}

char *arena_strdup(struct arena *arena, const char *text)
{
    return arena_strndup(arena, text, strlen(text));
}

char *arena_printf(struct arena *arena, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    int length = vsnprintf(NULL, 0, format, arguments);
    va_end(arguments);
    if (length < 0)
        return NULL;
    char *text = arena_alloc(arena, (size_t)length + 1);
    if (!text)
        return NULL;
    va_start(arguments, format);
    vsnprintf(text, (size_t)length + 1, format, arguments);
    va_end(arguments);
    return text;
}

char *arena_fill(struct arena *arena, const char *sentence, const unsigned *numbers)
{
    enum { DIGITS_MAX = 10 };
    size_t size = 1;
    for (const char *at = sentence; *at; at++)
        size += *at == '#' ? DIGITS_MAX : 1;
    char *text = arena_alloc(arena, size);
    if (!text)
        return NULL;
    char *end = text;
    for (const char *at = sentence; *at; at++)
        if (*at == '#')
            end += snprintf(end, size - (size_t)(end - text), "%u", *numbers++);
        else
            *end++ = *at;
    *end = '\0';
    return text;
}
