/* SPDX-License-Identifier: MIT */
/* A backup read back (dump.h): looked through from the first record to the last, or put into a database. */
#ifndef AMS_STORE_LOAD_H
#define AMS_STORE_LOAD_H

#include "store/backup/dump.h"

/*
 * Reads all records and believes none: kinds in their order, names, numbers of columns, sizes, and at the end the
 * counts. Needs no database. False with a sentence in `error`: it ends too early, or it is no backup, or one of a newer
 * schema.
 */
bool backup_check(const struct record_source *source, struct backup_about *ret_about, struct backup_counts *ret_counts,
                  char error[static STORE_ERROR_SIZE]);

/*
 * The same, and puts everything into the database at `url`, which must be empty (backup_begin makes it so), and into
 * `blobs`; then brings the schema forward, counts the rows again and checks what rows say of one another. False with a
 * sentence in `error`; the database is then of no use.
 */
bool backup_load(const char *url, struct blobs *blobs, const struct record_source *source,
                 struct backup_counts *ret_counts, char error[static STORE_ERROR_SIZE]);

#endif
