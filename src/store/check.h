/* SPDX-License-Identifier: MIT */
/* Whether a database is whole, for a start after a bad end and for `ams doctor`. */
#ifndef AMS_STORE_CHECK_H
#define AMS_STORE_CHECK_H

#include <stdbool.h>

#include "store/store.h"

/* SQLite: the last writer did not end by itself, for its write-ahead log is still there. False for MariaDB, which looks
 * after that itself. */
bool store_was_cut_off(const char *url);

/*
 * Reads the whole database: SQLite's quick_check and what rows say of one another, CHECK TABLE ... QUICK on MariaDB;
 * and whether the write-ahead log is the file's own. Changes nothing. False with a sentence in `error` that says what
 * is wrong and what to do. Takes seconds a gigabyte.
 */
bool store_check(const char *url, char error[static STORE_ERROR_SIZE]);

#endif
