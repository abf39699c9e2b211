/* SPDX-License-Identifier: MIT */
/* Getting bytes onto the disk whole. Thread-safe. */
#ifndef AMS_BASE_DISK_H
#define AMS_BASE_DISK_H

#include <stdbool.h>
#include <stddef.h>

/* Writes all `size` bytes, also when the system takes them in parts or is interrupted. False with errno set. */
bool disk_write(int file, const void *bytes, size_t size);

/* Puts the names in a folder on disk: a file that was renamed or linked into it is there after a crash. False with
 * errno set. */
bool disk_sync_folder(const char *path);

#endif
