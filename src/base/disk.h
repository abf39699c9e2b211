/* SPDX-License-Identifier: MIT */
/* Getting bytes onto the disk whole. Thread-safe. */
#ifndef AMS_BASE_DISK_H
#define AMS_BASE_DISK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Writes all `size` bytes, also when the system takes them in parts or is interrupted. False with errno set. */
bool disk_write(int file, const void *bytes, size_t size);

/* How much room the file system of a path has. */
struct disk_room {
    uint64_t left, all; // bytes; what is left for others than root
};
bool disk_room(const char *path, struct disk_room *ret_room);

/* The rule of when somebody must make room: less than a twentieth is left, or than 256 MB; never while 10 GB are. */
bool disk_is_low(const struct disk_room *room);

/* Whether `size` bytes of somebody's file may still be put there: what is behind them stays for the database, 256 MB
 * or, of a small disk, its twentieth. */
bool disk_takes(const struct disk_room *room, uint64_t size);

/* Puts the names in a folder on disk: a file that was renamed or linked into it is there after a crash. False with
 * errno set. */
bool disk_sync_folder(const char *path);

#endif
