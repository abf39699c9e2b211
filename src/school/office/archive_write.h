/* SPDX-License-Identifier: MIT */
/* ZIP archives that the school makes (libzip), in memory. For the files of the school only. */
#ifndef AMS_SCHOOL_ARCHIVE_WRITE_H
#define AMS_SCHOOL_ARCHIVE_WRITE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"

struct archive_entry {
    const char *name;
    const void *bytes; // until archive_write returns
    size_t size;
};

/* Packs the entries; the archive's bytes are in the arena. False without memory. */
bool archive_write(const struct archive_entry *entries, size_t count, struct arena *arena, const void **ret_bytes,
                   size_t *ret_size);

#endif
