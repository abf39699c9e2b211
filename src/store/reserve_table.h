/* SPDX-License-Identifier: MIT */
/*
 * The reserve where the database is a server with a disk of its own: a table of RESERVE_BYTES, which gives that disk
 * its room back when it is dropped. Any number of stores share one. For src/store/ only; on a writer, between
 * transactions.
 */
#ifndef AMS_STORE_RESERVE_TABLE_H
#define AMS_STORE_RESERVE_TABLE_H

#include <stdbool.h>

struct db;

/* Makes it where there is room for it; true also when it is there already. */
bool reserve_table_make(struct db *db);

/* Drops it; true also when another store has done so a moment ago. */
bool reserve_table_give(struct db *db);

#endif
