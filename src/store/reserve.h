/* SPDX-License-Identifier: MIT */
/*
 * Room that is kept for the moment in which the disk is full: a file beside an SQLite database, a table of a MariaDB
 * server (reserve_table.h). It is removed then, so that the small writes which must go on (signing in) find room, while
 * all others are refused until there is plenty again. For src/store/ only; the caller's lock protects it.
 */
#ifndef AMS_STORE_RESERVE_H
#define AMS_STORE_RESERVE_H

#include <stdbool.h>
#include <stdint.h>

#include "store/url.h"

enum { RESERVE_BYTES = 16 << 20, RESERVE_ROOM = 4 * RESERVE_BYTES, RESERVE_LOOK_MS = 1000, RESERVE_ASK_MS = 5000 };

struct reserve {
    char path[STORE_URL_PATH + 16]; // "": no file is kept
    bool in_table;                  // on a server
    bool spent;
    int64_t looked_ns;
};

/* Makes the file where there is RESERVE_ROOM; also when it is there already. */
void reserve_open(struct reserve *reserve, const char *database);

/* The disk is full. True when there was a file and there is room now. */
bool reserve_spend(struct reserve *reserve);

/* Whether it has been spent and there still is no room to make it anew; for a file looks once a second. */
bool reserve_is_spent(struct reserve *reserve);

/* The table has been given up, or is there again. */
void reserve_set_spent(struct reserve *reserve, bool spent);

/* Whether the server is to be asked now, and nobody else asks, if there is room for the table again. */
bool reserve_asks(struct reserve *reserve);

#endif
