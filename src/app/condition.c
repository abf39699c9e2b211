/* SPDX-License-Identifier: MIT */
#include "app/condition.h"

#include <libgen.h>
#include <stdio.h>
#include <string.h>

#include "app/backup/schedule.h"
#include "base/clock.h"
#include "base/disk.h"
#include "base/str.h"
#include "store/store.h"

bool address_reaches(const char *url)
{
    static const char *const own[] = {"localhost", "127.", "[::1]"};
    const char *host = strstr(url, "://");
    if (!host)
        return false;
    for (size_t i = 0; i < ARRAY_LENGTH(own); i++)
        if (strncmp(host + 3, own[i], strlen(own[i])) == 0)
            return false;
    return true;
}

void condition_read(const struct config *config, struct store *store, struct api_condition *ret_condition)
{
    char path[1100];
    struct disk_room room = {0};
    struct api_condition condition = {0};
    bool is_file = strncmp(config->database, "sqlite:", 7) == 0;
    snprintf(path, sizeof(path), "%s", is_file ? config->database + 7 : config->data_dir);
    if (disk_room(is_file ? dirname(path) : path, &room)) {
        condition.disk_left = room.left;
        condition.disk_all = room.all;
        condition.disk_low = disk_is_low(&room);
    }
    condition.full = store && store_is_full(store);
    condition.backups = backup_is_scheduled(config);
    condition.backup_at = condition.backups ? backup_newest(config->backup_dir) : 0;
    condition.backup_late = backup_is_late(config, condition.backup_at, clock_real_ms());
    condition.backup_hours = config->backup_every_hours;
    condition.mail = *config->smtp_url != '\0';
    condition.public_url = config->public_url;
    condition.reachable = address_reaches(config->public_url);
    *ret_condition = condition;
}
