/* SPDX-License-Identifier: MIT */
#include "crypto/secret_pages.h"

#include <sys/mman.h>
#include <unistd.h>

#include "crypto/secret.h"

static size_t whole_pages(size_t size)
{
    size_t page = (size_t)sysconf(_SC_PAGESIZE);
    return (size + page - 1) / page * page;
}

void *secret_pages_open(size_t size)
{
    size_t whole = whole_pages(size);
    void *memory = mmap(NULL, whole, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (memory == MAP_FAILED)
        return NULL;
    (void)mlock(memory, whole);
    (void)madvise(memory, whole, MADV_DONTDUMP);
    return memory;
}

void secret_pages_close(void *memory, size_t size)
{
    if (!memory)
        return;
    secret_wipe(memory, size);
    munmap(memory, whole_pages(size));
}
