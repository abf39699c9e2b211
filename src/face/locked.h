/* SPDX-License-Identifier: MIT */
/*
 * Memory for opened templates: left out of core dumps, locked against swapping as far as the system's limit
 * (RLIMIT_MEMLOCK) allows, wiped before it is given back. Whole pages. For the face room only.
 */
#ifndef AMS_FACE_LOCKED_H
#define AMS_FACE_LOCKED_H

#include <stdbool.h>
#include <stddef.h>

/* A zeroed struct holds nothing. */
struct locked {
    void *bytes; // aligned to a page; new ones are 0
    size_t size;
    bool locked; // all of it
};

/*
 * Makes room for at least `size` bytes; what is there stays, perhaps at another address, and leaves no copy behind.
 * False without memory: nothing has changed.
 */
bool locked_grow(struct locked *memory, size_t size);

void locked_release(struct locked *memory);

#endif
