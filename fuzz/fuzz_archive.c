/* SPDX-License-Identifier: MIT */
/* libFuzzer: any bytes as a ZIP archive. What can be opened stays within the limits, and so does what is unpacked. */
#include <assert.h>
#include <stdint.h>
#include <stdlib.h>

#include "school/imports/zip/archive.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    static const char *const names[] = {"manifest.csv", "users.csv", "a", ".."};
    const char *sentence = NULL;
    struct arena arena;
    arena_init(&arena, 2 * (size_t)ARCHIVE_SIZE_MAX);
    struct archive *archive = archive_open(bytes, size, &arena, &sentence);
    assert(!archive == (sentence != NULL));
    for (size_t i = 0; archive && i < sizeof(names) / sizeof(names[0]); i++) {
        const void *entry;
        size_t entry_size;
        bool has = archive_has(archive, names[i]);
        bool read = archive_read(archive, names[i], &arena, &entry, &entry_size, &sentence);
        assert(has || !read);
        assert(!read || entry_size <= ARCHIVE_SIZE_MAX);
    }
    arena_release(&arena);
    archive_close(archive);
    return 0;
}
