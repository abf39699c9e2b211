/* SPDX-License-Identifier: MIT */
/* ZIP archives that strangers send (libzip), read in memory within limits: in a worker alone (unpack.h). */
#ifndef AMS_SCHOOL_ARCHIVE_H
#define AMS_SCHOOL_ARCHIVE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"

enum {
    ARCHIVE_ENTRIES_MAX = 64,
    ARCHIVE_SIZE_MAX = 48 << 20, // bytes of all entries, unpacked
    ARCHIVE_RATIO_MAX = 200,     // unpacked to packed, of an entry of more than 1 MiB
    ARCHIVE_NAME_MAX = 100,      // bytes
};

struct archive;

/*
 * Opens `bytes`, which are borrowed until archive_close. NULL, with a sentence in *ret_sentence (in the arena or
 * literal), when they are no whole ZIP archive, have too many or too large entries, or one that is encrypted or has a
 * name that leads out of a folder. Nothing is ever written under such a name.
 */
struct archive *archive_open(const void *bytes, size_t size, struct arena *arena, const char **ret_sentence);

/* Its entries: 1 to ARCHIVE_ENTRIES_MAX, and the name of each, which lives as long as it. */
size_t archive_count(const struct archive *archive);
const char *archive_name(const struct archive *archive, size_t index);

bool archive_has(const struct archive *archive, const char *name);

/* Unpacks an entry into the arena. False, with a sentence, when it is not there, damaged, or memory ran out. */
bool archive_read(struct archive *archive, const char *name, struct arena *arena, const void **ret_bytes,
                  size_t *ret_size, const char **ret_sentence);

/* NULL is allowed. */
void archive_close(struct archive *archive);

#endif
