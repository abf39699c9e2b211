/* SPDX-License-Identifier: MIT */
#include "school/files/file_kind.h"

#include <magic.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "base/str.h"

struct file_kinds {
    pthread_mutex_t lock;
    magic_t magic;
};

/* Whole types. What libmagic calls by an older name is listed under that. */
static const char *const taken[] = {
    "application/pdf",
    "application/zip",
    "application/gzip",
    "application/x-7z-compressed",
    "application/msword",
    "application/vnd.ms-excel",
    "application/vnd.ms-powerpoint",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    "application/vnd.oasis.opendocument.text",
    "application/vnd.oasis.opendocument.spreadsheet",
    "application/vnd.oasis.opendocument.presentation",
    "application/epub+zip",
    "application/json",
    "application/rtf",
    "text/rtf",
    "text/plain",
    "text/csv",
    "text/x-c",
    "text/x-c++",
    "text/x-java",
    "text/x-tex",
    "text/x-diff",
    "image/png",
    "image/jpeg",
    "image/gif",
    "image/webp",
    "image/heic",
    "image/tiff",
    "audio/mpeg",
    "audio/x-m4a",
    "audio/mp4",
    "audio/ogg",
    "audio/x-wav",
    "audio/flac",
    "video/mp4",
    "video/quicktime",
    "video/webm",
    "video/ogg",
};

struct file_kinds *file_kinds_open(void)
{
    struct file_kinds *kinds = calloc(1, sizeof(*kinds));
    if (!kinds)
        return NULL;
    // Only the type by content; archives are not unpacked and no other program is asked.
    kinds->magic = magic_open(MAGIC_MIME_TYPE | MAGIC_NO_CHECK_COMPRESS | MAGIC_NO_CHECK_TAR);
    if (!kinds->magic || magic_load(kinds->magic, NULL) != 0) {
        if (kinds->magic)
            magic_close(kinds->magic);
        free(kinds);
        return NULL;
    }
    pthread_mutex_init(&kinds->lock, NULL);
    return kinds;
}

void file_kinds_close(struct file_kinds *kinds)
{
    if (!kinds)
        return;
    magic_close(kinds->magic);
    pthread_mutex_destroy(&kinds->lock);
    free(kinds);
}

const char *file_kind(struct file_kinds *kinds, const void *bytes, size_t size)
{
    const char *found = NULL;
    pthread_mutex_lock(&kinds->lock);
    const char *type = magic_buffer(kinds->magic, bytes, size);
    for (size_t i = 0; type && i < ARRAY_LENGTH(taken); i++)
        if (strcmp(type, taken[i]) == 0)
            found = taken[i];
    pthread_mutex_unlock(&kinds->lock);
    return found;
}
