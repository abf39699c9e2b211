/* SPDX-License-Identifier: MIT */
/* See tests/support/disk_faults.h. */
#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif
#include "support/disk_faults.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <sys/vfs.h>
#include <time.h>
#include <unistd.h>

enum { PATH_SIZE = 400, COPY_SIZE = 1 << 16 };

struct disk_faults *disk_faults(void)
{
    static struct disk_faults own;
    static struct disk_faults *shared;
    if (shared)
        return shared;
    const char *path = getenv("AMS_DISK_FAULTS");
    long file = path ? syscall(SYS_openat, AT_FDCWD, path, O_RDWR | O_CLOEXEC) : -1;
    void *map = file >= 0 ? mmap(NULL, sizeof(own), PROT_READ | PROT_WRITE, MAP_SHARED, (int)file, 0) : MAP_FAILED;
    if (file >= 0)
        syscall(SYS_close, file);
    shared = map == MAP_FAILED ? &own : map;
    return shared;
}

/* The path of a regular file in the folder, and its size. */
static bool find_file(int file, char path[static PATH_SIZE], int64_t *ret_size)
{
    struct stat about;
    char link[40];
    const char *folder = disk_faults()->folder;
    if (fstat(file, &about) != 0 || !S_ISREG(about.st_mode))
        return false;
    *ret_size = about.st_size;
    snprintf(link, sizeof(link), "/proc/self/fd/%d", file);
    ssize_t length = readlink(link, path, PATH_SIZE - 1);
    path[length > 0 ? length : 0] = '\0';
    return strncmp(path, folder, strlen(folder)) == 0;
}

static bool is_ours(int file, int64_t *ret_size)
{
    char path[PATH_SIZE];
    return disk_faults()->fault != DISK_GOOD && find_file(file, path, ret_size);
}

/* 0, or the errno that writing up to `end` gets. */
static int verdict(int file, int64_t end)
{
    struct disk_faults *faults = disk_faults();
    int64_t size;
    if (!is_ours(file, &size))
        return 0;
    switch (faults->fault) {
    case DISK_FULL:
        if (end <= size)
            return 0;
        if (end - size > faults->room)
            return ENOSPC;
        __atomic_sub_fetch(&faults->room, end - size, __ATOMIC_SEQ_CST);
        return 0;
    case DISK_READ_ONLY:
        return EROFS;
    case DISK_FLAKY:
        return __atomic_add_fetch(&faults->writes, 1, __ATOMIC_SEQ_CST) % (faults->every > 0 ? faults->every : 1) == 0
                   ? EIO
                   : 0;
    default:
        return 0;
    }
}

static int refuse(int reason)
{
    errno = reason;
    return -1;
}

ssize_t pwrite64(int file, const void *bytes, size_t size, off64_t at)
{
    int reason = verdict(file, at + (int64_t)size);
    return reason ? refuse(reason) : syscall(SYS_pwrite64, file, bytes, size, at);
}

ssize_t pwrite(int file, const void *bytes, size_t size, off_t at)
{
    return pwrite64(file, bytes, size, at);
}

ssize_t write(int file, const void *bytes, size_t size)
{
    int64_t at = disk_faults()->fault == DISK_GOOD ? 0 : syscall(SYS_lseek, file, 0, SEEK_CUR);
    int reason = at < 0 ? 0 : verdict(file, at + (int64_t)size);
    return reason ? refuse(reason) : syscall(SYS_write, file, bytes, size);
}

int ftruncate64(int file, off64_t size)
{
    int reason = verdict(file, size);
    return reason ? refuse(reason) : (int)syscall(SYS_ftruncate, file, size);
}

int ftruncate(int file, off_t size)
{
    return ftruncate64(file, size);
}

int posix_fallocate64(int file, off64_t at, off64_t size)
{
    int reason = verdict(file, at + size);
    return reason ? reason : syscall(SYS_fallocate, file, 0, at, size) == 0 ? 0 : errno;
}

int posix_fallocate(int file, off_t at, off_t size)
{
    return posix_fallocate64(file, at, size);
}

int fallocate64(int file, int mode, off64_t at, off64_t size)
{
    int reason = mode == 0 ? verdict(file, at + size) : 0;
    return reason ? refuse(reason) : (int)syscall(SYS_fallocate, file, mode, at, size);
}

int fallocate(int file, int mode, off_t at, off_t size)
{
    return fallocate64(file, mode, at, size);
}

/* Keeps the file as it is now: what would be there after the power failed. */
static void keep_synced(int file)
{
    char path[PATH_SIZE], kept[PATH_SIZE + 16], part[PATH_SIZE + 32], buffer[COPY_SIZE];
    const char *folder = disk_faults()->folder;
    int64_t size, at = 0;
    if (!disk_faults()->tracks || !find_file(file, path, &size))
        return;
    snprintf(kept, sizeof(kept), "%s.synced%s", folder, path + strlen(folder));
    snprintf(part, sizeof(part), "%s.%ld", kept, syscall(SYS_gettid));
    long copy = syscall(SYS_openat, AT_FDCWD, part, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    for (long piece; copy >= 0 && (piece = syscall(SYS_pread64, file, buffer, sizeof(buffer), at)) > 0; at += piece)
        syscall(SYS_pwrite64, copy, buffer, piece, at);
    if (copy >= 0) {
        syscall(SYS_close, copy);
        rename(part, kept);
    }
}

static int sync_file(int file, long call)
{
    int64_t size;
    if (disk_faults()->fault == DISK_NO_SYNC && is_ours(file, &size))
        return refuse(EIO);
    int code = (int)syscall(call, file);
    if (code == 0)
        keep_synced(file);
    return code;
}

int fsync(int file)
{
    return sync_file(file, SYS_fsync);
}

int fdatasync(int file)
{
    return sync_file(file, SYS_fdatasync);
}

int unlinkat(int folder, const char *path, int flags)
{
    struct stat about;
    bool counts = disk_faults()->fault == DISK_FULL && fstatat(folder, path, &about, AT_SYMLINK_NOFOLLOW) == 0 &&
                  S_ISREG(about.st_mode);
    if (disk_faults()->fault == DISK_READ_ONLY)
        return refuse(EROFS);
    int code = (int)syscall(SYS_unlinkat, folder, path, flags);
    if (code == 0 && counts)
        __atomic_add_fetch(&disk_faults()->room, about.st_size, __ATOMIC_SEQ_CST);
    return code;
}

int unlink(const char *path)
{
    return unlinkat(AT_FDCWD, path, 0);
}

int clock_gettime(clockid_t clock, struct timespec *ret_time)
{
    int code = (int)syscall(SYS_clock_gettime, clock, ret_time);
    if (code == 0 && clock == CLOCK_REALTIME)
        ret_time->tv_sec += (time_t)disk_faults()->clock_s;
    return code;
}

int statvfs64(const char *path, struct statvfs64 *about)
{
    struct statfs64 system;
    if (statfs64(path, &system) != 0)
        return -1;
    memset(about, 0, sizeof(*about));
    about->f_bsize = (unsigned long)system.f_bsize;
    about->f_frsize = (unsigned long)(system.f_frsize ? system.f_frsize : system.f_bsize);
    about->f_blocks = system.f_blocks;
    about->f_bfree = system.f_bfree;
    about->f_bavail = system.f_bavail;
    if (disk_faults()->fault == DISK_FULL)
        about->f_bavail = (fsblkcnt64_t)(disk_faults()->room / (int64_t)about->f_frsize);
    return 0;
}

int statvfs(const char *path, struct statvfs *about)
{
    return statvfs64(path, (struct statvfs64 *)about);
}
