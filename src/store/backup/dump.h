/* SPDX-License-Identifier: MIT */
/*
 * A whole installation as records (record.h), and back: every row of every table as one moment sees it, each table's
 * last id, and the file that a row names in its column `blob_key`.
 *
 * The rows are read through the store's own statements, on SQLite and MariaDB alike: within one transaction that sees a
 * single state (a read transaction of the write-ahead log; START TRANSACTION WITH CONSISTENT SNAPSHOT), beside a server
 * that goes on writing. So a backup holds no engine's file format: it goes back into either engine, no log file can be
 * mixed into it, nothing lies unencrypted on the disk meanwhile, and nothing but this program is needed.
 *
 * A backup holds rows of the schema that it was made under. Loading makes that schema by the migrations up to there,
 * puts the rows in, and then brings all forward by the remaining migrations.
 */
#ifndef AMS_STORE_DUMP_H
#define AMS_STORE_DUMP_H

#include "store/backup/record.h"
#include "store/blob.h"
#include "store/store.h"

enum { BACKUP_WORD_SIZE = 32, BACKUP_KEY_MARK_SIZE = 65, BACKUP_NAME_SIZE = 65, BACKUP_COLUMNS_MAX = 128 };

/* What a backup says of itself. */
struct backup_about {
    int64_t made_at;                     // ms UTC
    int64_t schema;                      // the last migration that was done; filled by backup_dump
    char engine[BACKUP_WORD_SIZE];       // "sqlite" or "mariadb"; filled by backup_dump
    char version[BACKUP_WORD_SIZE];      // of the program
    char key_mark[BACKUP_KEY_MARK_SIZE]; // tells master keys apart without telling one; "": not known
};

struct backup_counts {
    int64_t tables, rows;
    int64_t files, file_bytes;
    int64_t missing; // files that were not there any more (deleted meanwhile) or before
};

/* Writes everything to the sink. False with a sentence in `error`. */
bool backup_dump(const char *url, struct blobs *blobs, struct backup_about *about, const struct record_sink *sink,
                 struct backup_counts *ret_counts, char error[static STORE_ERROR_SIZE]);

#endif
