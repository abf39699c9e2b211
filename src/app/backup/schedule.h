/* SPDX-License-Identifier: MIT */
/* Backups by the clock: files in the folder of the setting backup_dir, the newest of which are kept. */
#ifndef AMS_APP_SCHEDULE_H
#define AMS_APP_SCHEDULE_H

#include <stdbool.h>
#include <stdint.h>

#include "app/backup/backup.h"

/* When the newest whole backup in the folder was made (ms UTC, by its name); 0: there is none. */
int64_t backup_newest(const char *folder);

/* Whether backups are made by the clock. */
bool backup_is_scheduled(const struct config *config);

/*
 * Makes one when the newest is older than backup_every_hours, and then removes all but the newest backup_keep; nothing
 * else in the folder is touched. *ret_made tells whether one was made. False with a sentence in `error`. Several
 * servers on one folder make one each at worst.
 */
bool backup_when_due(const struct config *config, int64_t now, bool *ret_made, char error[static BACKUP_ERROR_SIZE]);

/* Something went wrong for so long that somebody must look: the newest is older than twice backup_every_hours. */
bool backup_is_late(const struct config *config, int64_t newest, int64_t now);

#endif
