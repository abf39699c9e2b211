/* SPDX-License-Identifier: MIT */
#include "base/disk.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/statvfs.h>
#include <unistd.h>

bool disk_write(int file, const void *bytes, size_t size)
{
    const char *at = bytes;
    while (size > 0) {
        ssize_t written = write(file, at, size);
        if (written < 0 && errno == EINTR)
            continue;
        if (written <= 0)
            return false;
        at += written;
        size -= (size_t)written;
    }
    return true;
}

bool disk_room(const char *path, struct disk_room *ret_room)
{
    struct statvfs about;
    if (statvfs(path, &about) != 0)
        return false;
    *ret_room =
        (struct disk_room){(uint64_t)about.f_bavail * about.f_frsize, (uint64_t)about.f_blocks * about.f_frsize};
    return true;
}

bool disk_takes(const struct disk_room *room, uint64_t size)
{
    const uint64_t most = UINT64_C(256) << 20, kept = room->all / 20 < most ? room->all / 20 : most;
    return room->left >= kept && room->left - kept >= size;
}

bool disk_is_low(const struct disk_room *room)
{
    const uint64_t least = UINT64_C(256) << 20, plenty = UINT64_C(10) << 30;
    return room->left < plenty && (room->left < least || room->left < room->all / 20);
}

bool disk_sync_folder(const char *path)
{
    int folder = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    bool good = folder >= 0 && fsync(folder) == 0;
    if (folder >= 0)
        close(folder);
    return good;
}
