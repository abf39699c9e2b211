/* SPDX-License-Identifier: MIT */
/* ZIP archives that strangers send, unpacked by a worker: archive.h runs there alone. For the files of the school only.
 */
#ifndef AMS_SCHOOL_UNPACK_H
#define AMS_SCHOOL_UNPACK_H

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"
#include "school/common/fault.h"
#include "school/imports/zip/archive.h"
#include "worker/pack.h"

struct school;
struct worker_op;

/* What was in it. */
struct unpacked {
    struct pack answer; // owns the bytes
    size_t count;
    struct unpacked_entry {
        const char *name; // not NUL-terminated
        size_t name_size;
        const char *bytes; // NULL: `sentence` says why
        size_t size;
        const char *sentence; // not NUL-terminated
        size_t sentence_size;
    } entries[ARCHIVE_ENTRIES_MAX];
};

/* What a worker does. */
void unpack_op(struct worker_op *op);

/*
 * FAULT_NONE, and *ret_unpacked to be released. TEXT_INVALID, with a sentence in *ret_sentence (in the arena or
 * literal): it is no whole archive, or one that is not taken (archive.h), or it broke what looked at it. BUSY: again
 * later.
 */
enum fault unpack_archive(struct school *school, const void *bytes, size_t size, struct arena *arena,
                          struct unpacked *ret_unpacked, const char **ret_sentence);

/*
 * An entry's bytes, which live as long as it. Found by the last part of its name, in whatever letters and folder; what
 * Macs put beside files is none. False with a sentence (in the arena or literal).
 */
bool unpacked_read(const struct unpacked *unpacked, const char *name, struct arena *arena, const void **ret_bytes,
                   size_t *ret_size, const char **ret_sentence);

/* Whether there is one of this name. */
bool unpacked_has(const struct unpacked *unpacked, const char *name);

/* A zeroed one is allowed. */
void unpacked_release(struct unpacked *unpacked);

#endif
