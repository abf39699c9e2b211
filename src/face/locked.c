/* SPDX-License-Identifier: MIT */
#include "face/locked.h"

#include <stdint.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

enum { HUGE_PAGE = 2 << 20 };

static void protect(struct locked *memory)
{
    memory->locked = mlock(memory->bytes, memory->size) == 0;
    (void)madvise(memory->bytes, memory->size, MADV_DONTDUMP);
    // Fewer and larger pages: a scan of half a gigabyte is otherwise held up by looking up addresses.
    if (memory->size >= HUGE_PAGE)
        (void)madvise(memory->bytes, memory->size, MADV_HUGEPAGE);
}

static void *map_again(const struct locked *memory, size_t size)
{
    void *bytes = mremap(memory->bytes, memory->size, size, MREMAP_MAYMOVE);
    if (bytes != MAP_FAILED || !memory->locked)
        return bytes;
    // Locked memory may not grow beyond the limit; without the lock it may.
    (void)munlock(memory->bytes, memory->size);
    bytes = mremap(memory->bytes, memory->size, size, MREMAP_MAYMOVE);
    if (bytes == MAP_FAILED)
        (void)mlock(memory->bytes, memory->size);
    return bytes;
}

bool locked_grow(struct locked *memory, size_t size)
{
    size_t page = (size_t)sysconf(_SC_PAGESIZE);
    if (size <= memory->size)
        return true;
    if (size > SIZE_MAX - HUGE_PAGE)
        return false;
    if (size >= HUGE_PAGE)
        page = HUGE_PAGE;
    size = (size + page - 1) / page * page;
    void *bytes = memory->bytes ? map_again(memory, size)
                                : mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (bytes == MAP_FAILED)
        return false;
    memory->bytes = bytes;
    memory->size = size;
    protect(memory);
    return true;
}

void locked_release(struct locked *memory)
{
    if (memory->bytes) {
        explicit_bzero(memory->bytes, memory->size);
        munmap(memory->bytes, memory->size);
    }
    *memory = (struct locked){0};
}
