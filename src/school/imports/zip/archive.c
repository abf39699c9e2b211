/* SPDX-License-Identifier: MIT */
#include "school/imports/zip/archive.h"

#include <stdlib.h>
#include <string.h>
#include <zip.h>

#include "base/arena.h"

enum { RATIO_FROM = 1 << 20 };

struct archive {
    zip_t *zip;
};

/* The sentence with its number, without it when memory ran out. */
static const char *too_much(struct arena *arena, const char *sentence, unsigned most)
{
    const char *text = arena_fill(arena, sentence, &most);
    return text ? text : "The archive holds too much.";
}

static const char *entry_mistake(zip_t *zip, zip_uint64_t index, struct arena *arena, zip_uint64_t *total)
{
    static const zip_uint64_t needed = ZIP_STAT_NAME | ZIP_STAT_SIZE | ZIP_STAT_COMP_SIZE;
    zip_stat_t entry;
    if (zip_stat_index(zip, index, 0, &entry) != 0 || (entry.valid & needed) != needed)
        return "An entry of the archive cannot be read.";
    size_t length = strlen(entry.name);
    if (length == 0 || length > ARCHIVE_NAME_MAX || strchr(entry.name, ':') || strstr(entry.name, ".."))
        return "A file of the archive has a name that is not taken.";
    if ((entry.valid & ZIP_STAT_ENCRYPTION_METHOD) && entry.encryption_method != ZIP_EM_NONE)
        return "The archive is encrypted.";
    if (entry.size > ARCHIVE_SIZE_MAX || *total + entry.size > ARCHIVE_SIZE_MAX)
        return too_much(arena, "The archive is larger than # MiB when unpacked.", ARCHIVE_SIZE_MAX >> 20);
    if (entry.size > RATIO_FROM && entry.size / ARCHIVE_RATIO_MAX > entry.comp_size)
        return "An entry of the archive is packed too tightly to be a table.";
    *total += entry.size;
    return NULL;
}

static const char *archive_mistake(zip_t *zip, struct arena *arena)
{
    zip_uint64_t total = 0;
    const char *mistake = NULL;
    zip_int64_t count = zip_get_num_entries(zip, 0);
    if (count < 1 || count > ARCHIVE_ENTRIES_MAX)
        return too_much(arena, "The archive has no files, or more than #.", ARCHIVE_ENTRIES_MAX);
    for (zip_int64_t i = 0; i < count && !mistake; i++)
        mistake = entry_mistake(zip, (zip_uint64_t)i, arena, &total);
    return mistake;
}

struct archive *archive_open(const void *bytes, size_t size, struct arena *arena, const char **ret_sentence)
{
    struct archive *archive = calloc(1, sizeof(*archive));
    zip_error_t error;
    zip_error_init(&error);
    zip_source_t *source = archive ? zip_source_buffer_create(bytes, size, 0, &error) : NULL;
    *ret_sentence = "There is not enough memory.";
    if (!source)
        goto fail;
    archive->zip = zip_open_from_source(source, ZIP_RDONLY | ZIP_CHECKCONS, &error);
    if (!archive->zip) {
        zip_source_free(source); // an archive that is open frees its source itself
        *ret_sentence = "The file is no whole ZIP archive.";
        goto fail;
    }
    *ret_sentence = archive_mistake(archive->zip, arena);
    if (*ret_sentence)
        goto fail;
    zip_error_fini(&error);
    return archive;

fail:
    zip_error_fini(&error);
    archive_close(archive);
    return NULL;
}

void archive_close(struct archive *archive)
{
    if (!archive)
        return;
    if (archive->zip)
        zip_discard(archive->zip);
    free(archive);
}

size_t archive_count(const struct archive *archive)
{
    return (size_t)zip_get_num_entries(archive->zip, 0);
}

const char *archive_name(const struct archive *archive, size_t index)
{
    const char *name = zip_get_name(archive->zip, index, 0);
    return name ? name : "";
}

bool archive_has(const struct archive *archive, const char *name)
{
    return zip_name_locate(archive->zip, name, 0) >= 0;
}

bool archive_read(struct archive *archive, const char *name, struct arena *arena, const void **ret_bytes,
                  size_t *ret_size, const char **ret_sentence)
{
    zip_stat_t entry;
    char more;
    *ret_sentence = "The file is missing in the archive.";
    zip_int64_t index = zip_name_locate(archive->zip, name, 0);
    if (index < 0 || zip_stat_index(archive->zip, (zip_uint64_t)index, 0, &entry) != 0)
        return false;
    *ret_sentence = "There is not enough memory.";
    char *bytes = arena_alloc(arena, (size_t)entry.size + 1);
    if (!bytes)
        return false;
    *ret_sentence = "The file is damaged in the archive.";
    zip_file_t *file = zip_fopen_index(archive->zip, (zip_uint64_t)index, 0);
    if (!file)
        return false;
    // The read behind the end compares the checksum, and finds what is longer than it says.
    bool whole = zip_fread(file, bytes, entry.size) == (zip_int64_t)entry.size && zip_fread(file, &more, 1) == 0;
    zip_fclose(file);
    if (!whole)
        return false;
    *ret_bytes = bytes;
    *ret_size = (size_t)entry.size;
    return true;
}
