/* SPDX-License-Identifier: MIT */
#include "school/office/archive_write.h"

#include <string.h>
#include <zip.h>

#include "base/arena.h"

static bool entries_add(zip_t *zip, const struct archive_entry *entries, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        zip_source_t *source = zip_source_buffer(zip, entries[i].bytes, entries[i].size, 0);
        if (!source)
            return false;
        if (zip_file_add(zip, entries[i].name, source, ZIP_FL_ENC_UTF_8) < 0) {
            zip_source_free(source); // the archive has not taken it
            return false;
        }
    }
    return true;
}

/* The bytes of a source that an archive was written to. */
static bool source_read(zip_source_t *source, struct arena *arena, const void **ret_bytes, size_t *ret_size)
{
    zip_stat_t stat;
    if (zip_source_open(source) != 0)
        return false;
    bool good = zip_source_stat(source, &stat) == 0 && (stat.valid & ZIP_STAT_SIZE);
    void *bytes = good ? arena_alloc(arena, (size_t)stat.size + 1) : NULL;
    good = bytes && zip_source_read(source, bytes, stat.size) == (zip_int64_t)stat.size;
    zip_source_close(source);
    if (good) {
        *ret_bytes = bytes;
        *ret_size = (size_t)stat.size;
    }
    return good;
}

bool archive_write(const struct archive_entry *entries, size_t count, struct arena *arena, const void **ret_bytes,
                   size_t *ret_size)
{
    zip_error_t error;
    zip_error_init(&error);
    zip_source_t *target = zip_source_buffer_create(NULL, 0, 0, &error);
    zip_t *zip = target ? zip_open_from_source(target, ZIP_CREATE | ZIP_TRUNCATE, &error) : NULL;
    zip_error_fini(&error);
    if (!zip) {
        zip_source_free(target);
        return false;
    }
    zip_source_keep(target); // closing the archive gives its own share back
    bool good = entries_add(zip, entries, count);
    if (!good || zip_close(zip) != 0) {
        zip_discard(zip);
        good = false;
    }
    good = good && source_read(target, arena, ret_bytes, ret_size);
    zip_source_free(target);
    return good;
}
