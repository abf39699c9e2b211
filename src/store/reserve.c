/* SPDX-License-Identifier: MIT */
#include "store/reserve.h"

#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/disk.h"

static bool make(struct reserve *reserve)
{
    struct stat about;
    struct disk_room room;
    if (stat(reserve->path, &about) == 0 && about.st_size >= RESERVE_BYTES)
        return true;
    int file = open(reserve->path, O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
    if (file < 0)
        return false;
    bool good =
        disk_room(reserve->path, &room) && room.left >= RESERVE_ROOM && posix_fallocate(file, 0, RESERVE_BYTES) == 0;
    close(file);
    if (!good)
        unlink(reserve->path);
    return good;
}

void reserve_open(struct reserve *reserve, const char *database)
{
    snprintf(reserve->path, sizeof(reserve->path), "%s.reserve", database);
    make(reserve);
}

bool reserve_spend(struct reserve *reserve)
{
    if (*reserve->path == '\0' || unlink(reserve->path) != 0)
        return false;
    reserve_set_spent(reserve, true);
    return true;
}

void reserve_set_spent(struct reserve *reserve, bool spent)
{
    reserve->spent = spent;
    reserve->looked_ns = clock_steady_ns();
}

bool reserve_asks(struct reserve *reserve)
{
    int64_t now_ns = clock_steady_ns();
    if (!reserve->in_table || now_ns - reserve->looked_ns < RESERVE_ASK_MS * INT64_C(1000000))
        return false;
    reserve->looked_ns = now_ns;
    return true;
}

bool reserve_is_spent(struct reserve *reserve)
{
    int64_t now_ns = clock_steady_ns();
    if (!reserve->in_table && reserve->spent && now_ns - reserve->looked_ns >= RESERVE_LOOK_MS * INT64_C(1000000)) {
        reserve->looked_ns = now_ns;
        reserve->spent = !make(reserve);
    }
    return reserve->spent;
}
