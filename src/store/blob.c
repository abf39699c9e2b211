/* SPDX-License-Identifier: MIT */
/* The folder: FOLDER/ab/abcdef..., each file written beside its place, synced and renamed into it. */
#include "store/blob.h"

#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/disk.h"
#include "base/str.h"
#include "store/blob_s3.h"

enum { PATH_SIZE = 1200, KEY_LEAST = 16 };

struct blobs {
    struct blob_config config;
    char folder[PATH_SIZE / 2];
};

static bool is_set(const char *text)
{
    return text && *text != '\0';
}

static bool is_key(const char *key)
{
    size_t size = strspn(key, "0123456789abcdef");
    return key[size] == '\0' && size >= KEY_LEAST && size < BLOB_KEY_SIZE;
}

static enum blob_status fail(char *error, const char *what)
{
    snprintf(error, BLOB_ERROR_SIZE, "%s: %s.", what, strerror(errno));
    return BLOB_FAIL;
}

static enum blob_status fail_to_write(char *error, const char *what)
{
    bool full = errno == ENOSPC || errno == EDQUOT || errno == EFBIG;
    fail(error, what);
    return full ? BLOB_FULL : BLOB_FAIL;
}

static bool make_folder(const char *path)
{
    return mkdir(path, 0700) == 0 || errno == EEXIST;
}

struct blobs *blobs_open(const struct blob_config *config, char error[static BLOB_ERROR_SIZE])
{
    struct blobs *blobs = calloc(1, sizeof(*blobs));
    if (!blobs) {
        snprintf(error, BLOB_ERROR_SIZE, "There is not enough memory.");
        return NULL;
    }
    blobs->config = *config;
    if (!is_set(config->s3_region))
        blobs->config.s3_region = "us-east-1";
    if (is_set(config->s3_url))
        return blobs;
    blobs->config.s3_url = NULL;
    if (!config->folder || !str_copy(blobs->folder, sizeof(blobs->folder), config->folder)) {
        snprintf(error, BLOB_ERROR_SIZE, "The folder for files has no name, or too long a one.");
    } else if (!make_folder(blobs->folder)) {
        snprintf(error, BLOB_ERROR_SIZE, "The folder for files cannot be made: %s.", strerror(errno));
    } else {
        return blobs;
    }
    free(blobs);
    return NULL;
}

void blobs_close(struct blobs *blobs)
{
    free(blobs);
}

/* The shelf that the key's file stands on, and the file. */
static void paths_of(const struct blobs *blobs, const char *key, char shelf[static PATH_SIZE],
                     char path[static PATH_SIZE])
{
    snprintf(shelf, PATH_SIZE, "%s/%.2s", blobs->folder, key);
    snprintf(path, PATH_SIZE, "%s/%.2s/%s", blobs->folder, key, key);
}

static enum blob_status folder_put(const struct blobs *blobs, const char *key, const void *bytes, size_t size,
                                   char *error)
{
    char shelf[PATH_SIZE], path[PATH_SIZE], part[PATH_SIZE + 16];
    struct disk_room room;
    paths_of(blobs, key, shelf, path);
    if (disk_room(blobs->folder, &room) && !disk_takes(&room, size)) {
        snprintf(error, BLOB_ERROR_SIZE, "The disk is nearly full: no file is taken any more.");
        return BLOB_FULL;
    }
    snprintf(part, sizeof(part), "%s.XXXXXX", path);
    if (!make_folder(shelf))
        return fail_to_write(error, "A shelf for files cannot be made");
    int file = mkostemp(part, O_CLOEXEC);
    if (file < 0)
        return fail_to_write(error, "A file cannot be made");
    bool good = disk_write(file, bytes, size) && fsync(file) == 0;
    good = close(file) == 0 && good;
    if (good && rename(part, path) == 0 && disk_sync_folder(shelf) && disk_sync_folder(blobs->folder))
        return BLOB_OK;
    enum blob_status status = fail_to_write(error, "A file cannot be written");
    unlink(part);
    return status;
}

static bool read_whole(int file, char *bytes, size_t size)
{
    while (size > 0) {
        ssize_t part = read(file, bytes, size);
        if (part < 0 && errno == EINTR)
            continue;
        if (part <= 0)
            return false;
        bytes += part;
        size -= (size_t)part;
    }
    return true;
}

static enum blob_status folder_get(const struct blobs *blobs, const char *key, struct arena *arena,
                                   const void **ret_bytes, size_t *ret_size, char *error)
{
    char shelf[PATH_SIZE], path[PATH_SIZE];
    struct stat status;
    paths_of(blobs, key, shelf, path);
    int file = open(path, O_RDONLY | O_CLOEXEC);
    if (file < 0)
        return errno == ENOENT ? BLOB_NONE : fail(error, "A file cannot be opened");
    char *bytes = NULL;
    errno = EFBIG;
    if (fstat(file, &status) == 0 && status.st_size >= 0 && status.st_size <= BLOB_BYTES_MAX) {
        errno = ENOMEM;
        bytes = arena_alloc(arena, (size_t)status.st_size + 1);
    }
    bool good = bytes && read_whole(file, bytes, (size_t)status.st_size);
    enum blob_status result = good ? BLOB_OK : fail(error, "A file cannot be read");
    close(file);
    if (!good)
        return result;
    *ret_bytes = bytes;
    *ret_size = (size_t)status.st_size;
    return BLOB_OK;
}

static enum blob_status folder_delete(const struct blobs *blobs, const char *key, char *error)
{
    char shelf[PATH_SIZE], path[PATH_SIZE];
    paths_of(blobs, key, shelf, path);
    if (unlink(path) == 0 || errno == ENOENT)
        return BLOB_OK;
    return fail(error, "A file cannot be deleted");
}

enum blob_status blobs_put(struct blobs *blobs, const char *key, const void *bytes, size_t size,
                           char error[BLOB_ERROR_SIZE])
{
    char unheard[BLOB_ERROR_SIZE];
    char *reason = error ? error : unheard;
    if (!is_key(key) || size > BLOB_BYTES_MAX) {
        snprintf(reason, BLOB_ERROR_SIZE, "The key or the size of a file is outside its limits.");
        return BLOB_FAIL;
    }
    return blobs->config.s3_url ? s3_put(&blobs->config, key, bytes, size, reason)
                                : folder_put(blobs, key, bytes, size, reason);
}

enum blob_status blobs_get(struct blobs *blobs, const char *key, struct arena *arena, const void **ret_bytes,
                           size_t *ret_size, char error[BLOB_ERROR_SIZE])
{
    char unheard[BLOB_ERROR_SIZE];
    char *reason = error ? error : unheard;
    if (!is_key(key))
        return BLOB_NONE;
    return blobs->config.s3_url ? s3_get(&blobs->config, key, arena, ret_bytes, ret_size, reason)
                                : folder_get(blobs, key, arena, ret_bytes, ret_size, reason);
}

enum blob_status blobs_delete(struct blobs *blobs, const char *key, char error[BLOB_ERROR_SIZE])
{
    char unheard[BLOB_ERROR_SIZE];
    char *reason = error ? error : unheard;
    if (!is_key(key))
        return BLOB_OK;
    return blobs->config.s3_url ? s3_delete(&blobs->config, key, reason) : folder_delete(blobs, key, reason);
}
