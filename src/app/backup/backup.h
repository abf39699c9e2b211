/* SPDX-License-Identifier: MIT */
/* Making a backup file and looking through one; the commands and the work in the background call it. */
#ifndef AMS_APP_BACKUP_H
#define AMS_APP_BACKUP_H

#include "app/config.h"
#include "crypto/envelope.h"
#include "store/backup/load.h"

enum { BACKUP_ERROR_SIZE = 1280 };

/*
 * Writes everything of this installation into a new file at `path` that only the holder of the private key can read:
 * beside it first (mode 0600), synced, read again from the first byte to the last, and then renamed into its place,
 * where it replaces what was there. False with a sentence in `error`, and no file.
 */
bool backup_make(const struct config *config, struct blobs *blobs, const char *path, const char *public_key,
                 struct backup_about *ret_about, struct backup_counts *ret_counts,
                 char error[static BACKUP_ERROR_SIZE]);

/* What lies in the file, after all of it was looked through. False with a sentence in `error`. */
bool backup_look(const char *path, const char *private_key, struct backup_about *ret_about,
                 struct backup_counts *ret_counts, char error[static BACKUP_ERROR_SIZE]);

/* Reads the file once more, into the database at `url`, which must be empty, and into `blobs`. */
bool backup_put_back(const char *path, const char *private_key, const char *url, struct blobs *blobs,
                     struct backup_counts *ret_counts, char error[static BACKUP_ERROR_SIZE]);

/* Names this installation's master key, the generation in force; "" when it cannot be read. */
void backup_key_mark(const struct config *config, char mark[static BACKUP_KEY_MARK_SIZE]);

/* Whether the key of that name is among the generations that are here. */
bool backup_key_here(const struct config *config, const char *mark);

#endif
