/* SPDX-License-Identifier: MIT */
/*
 * Putting a restored database into the place of another, which is kept aside until the new one is whole.
 *
 *              beside it while it is filled     the former one, until the operator removes it
 *     SQLite   PATH.restoring                   PATH.former (with PATH.former-wal)
 *     MariaDB  the tables themselves            former_NAME, each table
 *
 * What is cut short is undone by whoever comes next, a server too: the former database is then in its place as if
 * nothing had been begun. A write-ahead log of the former file never stands beside the new one.
 */
#ifndef AMS_STORE_PLACE_H
#define AMS_STORE_PLACE_H

#include "store/url.h"

struct restore_place {
    char url[STORE_URL_PATH + 32]; // where to put the backup (backup_load)
    bool has_former;               // something was there before
};

/*
 * Makes the empty place. False with a sentence in `error`: somebody is connected (MariaDB), or an earlier restore's
 * former database is still there, or the disk or the server refuses.
 */
bool restore_begin(const char *url, struct restore_place *ret_place, char error[static STORE_ERROR_SIZE]);

/* The filled place becomes the database. */
bool restore_finish(const char *url, const struct restore_place *place, char error[static STORE_ERROR_SIZE]);

/* Undoes what restore_begin did, or what was cut short; *ret_undone tells whether there was anything. For every start.
 */
bool restore_settle(const char *url, bool *ret_undone, char error[static STORE_ERROR_SIZE]);

/* Whether a former database is kept, and forgetting it. */
bool restore_has_former(const char *url, bool *ret_has, char error[static STORE_ERROR_SIZE]);
bool restore_forget(const char *url, char error[static STORE_ERROR_SIZE]);

/* Whether there is a database of this program at all. False with a sentence when that cannot be told. */
bool restore_exists(const char *url, bool *ret_exists, char error[static STORE_ERROR_SIZE]);

#endif
