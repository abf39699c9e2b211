/* SPDX-License-Identifier: MIT */
/*
 * The database as the school sees it: a pool of readers, and writers with group commit.
 *
 * Readers see committed data only. All writes go through store_write: the caller's function is queued, a writer thread
 * takes everything that waits, runs it in one transaction and one fsync, and wakes all callers after the commit. SQLite
 * has one writer connection (which also does every checkpoint); MariaDB one to four.
 */
#ifndef AMS_STORE_STORE_H
#define AMS_STORE_STORE_H

#include <stddef.h>
#include <stdint.h>

#include "store/db.h"

enum { STORE_ERROR_SIZE = 256, STORE_ANSWER_STATUSES = DB_IN_DOUBT + 1 };

/*
 * Where the data is. `url` is "sqlite:PATH" or "mariadb://user:password@host:port/database" (a socket as
 * "mariadb://user@localhost/database?socket=/path"). Percent-encoding in user, password and socket is decoded.
 */
struct store_config {
    const char *url;
    unsigned readers; // connections for reading, 1 to 64
    unsigned writers; // writer connections, 1 to 4; SQLite always uses 1
    size_t queue_max; // writes that may wait; one more answers DB_BUSY
    // MariaDB: seconds to wait for an answer, and for a turn to write or read; 0: 15.
    unsigned timeout_s;
    bool reserve; // keep room for the moment in which the disk is full (store_write_small)
};

struct store;

/* Connects and starts the writers; does not migrate. NULL on failure with a sentence in `error` (no password in it). */
struct store *store_open(const struct store_config *config, char error[static STORE_ERROR_SIZE]);

/* Finishes waiting writes, checkpoints, closes. NULL is allowed. No reader may be out. */
void store_close(struct store *store);

/*
 * Brings the schema to the newest migration, one step a transaction (one DDL statement a step on MariaDB). DB_OK also
 * when there was nothing to do. A schema newer than this program is refused with DB_FAIL. *ret_version gets the number
 * reached.
 */
enum db_status store_migrate(struct store *store, int64_t *ret_version, char error[static STORE_ERROR_SIZE]);

/*
 * Takes a reader (waits until one is free; after the store's timeout what is asked of it answers DB_BUSY), which goes
 * back at the end of the block or by hand before; *db is NULL then, and giving back NULL does nothing. Thread-safe. A
 * thread holds one at a time, and none across store_write.
 *
 *     CLOSES(store_reader_close) struct db *db = store_reader(store);
 */
struct db *store_reader(struct store *store);
void store_reader_close(struct db **db);

/*
 * A unit of writing. Runs on a writer thread inside a transaction that it shares with others: it reads what it needs
 * again, decides, writes. DB_OK (or DB_ROW, so that it may pass on db_one_int's answer) keeps its writes; anything else
 * undoes this unit's writes alone and is what store_write returns. It may run more than once (when a batch fails, units
 * are retried one by one): it must set all of its results in `context` anew each time and touch nothing else.
 */
typedef enum db_status (*store_unit)(struct db *db, void *context);

/*
 * Queues the unit and waits until its batch is on disk (or undone). DB_OK: durable, exactly once. DB_BUSY: the queue is
 * full, or its turn did not come in time, or the database stays locked or away; nothing was written. DB_IN_DOUBT:
 * MariaDB broke off during the commit and could not be asked afterwards, so that nobody knows; not to be done again
 * blindly. DB_FULL, DB_FAILING: the disk; nothing was written. Other results: the unit's own, nothing was written.
 * Thread-safe.
 */
enum db_status store_write(struct store *store, store_unit unit, void *context);

/*
 * The same for a small write that must go on while the disk is full, such as signing in: it may use the room that the
 * store has kept for it. All others answer DB_FULL from then on, until there is plenty of room again by itself.
 */
enum db_status store_write_small(struct store *store, store_unit unit, void *context);

/* Whether writes are refused because the disk was full a moment ago. Thread-safe. */
bool store_is_full(struct store *store);

/*
 * Takes what was deleted out of the files, as far as the engine can: SQLite overwrites what is deleted as it goes, and
 * here empties its log, which still holds the pages as they were. On MariaDB nothing happens (docs/STORE.md). DB_BUSY
 * while somebody reads from the log: call it again later. Waits its turn behind the writes. Thread-safe.
 */
enum db_status store_scrub(struct store *store);

/* A number of this store's own among all that are open on one database; 0 when it is the only one (SQLite). */
int64_t store_node(const struct store *store);

enum { STORE_SECRET_BYTES = 32 };

/* Gives the units a secret of the owner's, which db_secret answers to them; copied. Before the first write that needs
 * it, and again only with the same bytes while others write. */
void store_set_secret(struct store *store, const uint8_t secret[static STORE_SECRET_BYTES]);

/* The engine's message of the last write that answered DB_FAIL ("" if none did); for logs only. Thread-safe. */
void store_error(struct store *store, char error[static STORE_ERROR_SIZE]);

/* Writes waiting now; a hint for metrics and tests. Thread-safe. */
size_t store_waiting(struct store *store);

/* Since the start. */
struct store_figures {
    uint64_t transactions, units;            // run, and run in them
    uint64_t answers[STORE_ANSWER_STATUSES]; // of store_write and store_write_small, by enum db_status
    int64_t taken_us;                        // by all of these together, waiting included
};

/* For metrics and tests. Thread-safe. */
struct store_figures store_figures(struct store *store);

#endif
