/* SPDX-License-Identifier: MIT */
/*
 * Brings a schema forward. For src/store/ and its tests only.
 *
 * A migration is a file `NNNN_name.sql` of statements that end with `;` (quotes and `--` comments are understood). The
 * words {id} {blob} {text} {table} stand for what the engine calls these. Table schema_migrations says how far each
 * migration got. SQLite runs a migration in one transaction. MariaDB commits each schema statement on its own, so there
 * progress is kept per statement and a migration that was cut short goes on where it stopped.
 */
#ifndef AMS_STORE_MIGRATE_H
#define AMS_STORE_MIGRATE_H

#include "base/embedded.h"
#include "store/engine.h"

/*
 * Runs what is missing of `migrations` (numbers 1, 2, 3, ... in order; NULL name ends the list) on a writer that is in
 * no transaction. *ret_version is the number reached. DB_FAIL, with a sentence in `error`, when a statement fails or
 * the schema is newer than the list; DB_BUSY when somebody else is migrating and does not end.
 */
enum db_status migrate_run(struct db *db, const struct embedded_file *migrations, int64_t *ret_version,
                           char error[static STORE_ERROR_SIZE]);

/*
 * Takes the next statement out of *text: the engine's words are filled in, comments are dropped. NULL at the end, or
 * when memory ran out or it is longer than MIGRATE_STATEMENT_MAX (*ret_failed tells). The caller frees it.
 */
char *migrate_next_statement(const struct db_engine *engine, const char **text, bool *ret_failed);

enum { MIGRATE_STATEMENT_MAX = 64 * 1024 };

#endif
