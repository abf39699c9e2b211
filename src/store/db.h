/* SPDX-License-Identifier: MIT */
/*
 * One SQL interface over SQLite and MariaDB.
 *
 * Prepared statements only; `?` for every value. Statements are cached per connection by their text, so the text must
 * be a string literal or live as long as the connection. The SQL is what both engines understand (docs/STORE.md).
 *
 *     struct db_rows rows;
 *     db_query(db, &rows, "SELECT id, name FROM users WHERE email = ?", DB_VALUES(T(email)));
 *     while ((status = db_next(&rows)) == DB_ROW)
 *         use(db_int(&rows, 0), db_text(&rows, 1));
 *     db_done(&rows);
 */
#ifndef AMS_STORE_DB_H
#define AMS_STORE_DB_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum MUST_LOOK db_status {
    DB_OK,       // done; for a query: no further row
    DB_ROW,      // a row is ready
    DB_CONFLICT, // a UNIQUE, PRIMARY KEY or FOREIGN KEY rule said no; nothing was written
    DB_BUSY,     // locked, deadlocked or timed out; the same call may succeed later
    DB_FAIL,     // broken: see db_error()
    DB_FULL,     // no room left on the disk; nothing was written
    DB_FAILING,  // the disk takes no writes: it is read-only or answers with errors
    DB_IN_DOUBT, // of store_write alone: the connection broke during the commit, and nobody can say what came of it
};

enum db_type { DB_NULL, DB_INT, DB_REAL, DB_TEXT, DB_BLOB };

/* A bound value. Text and blobs are borrowed until the call returns (for db_query: until db_done). */
struct db_value {
    enum db_type type;
    int64_t integer;
    double real;
    const void *bytes;
    size_t size;
};

struct db_value I(int64_t value);
struct db_value R(double value);
struct db_value T(const char *text); // NULL binds NULL
struct db_value B(const void *bytes, size_t size);
struct db_value N(void); // NULL

/* One connection: one thread at a time. */
struct db;

struct db_rows {
    struct db *db;
    void *statement; // the engine's own
    bool started;
};

/* A counted list of values: DB_VALUES(I(1), T("x")), or DB_NO_VALUES. */
struct db_values {
    const struct db_value *values;
    size_t count;
};
#define DB_VALUES(...)                                                                                                 \
    ((struct db_values){(const struct db_value[]){__VA_ARGS__},                                                        \
                        sizeof((const struct db_value[]){__VA_ARGS__}) / sizeof(struct db_value)})
#define DB_NO_VALUES ((struct db_values){0})

/* Runs a statement that returns no rows (or whose rows do not matter): DB_OK, DB_CONFLICT, DB_BUSY or DB_FAIL. */
enum db_status db_exec(struct db *db, const char *sql, struct db_values values);

/*
 * The same for an INSERT of a unit's whose outcome is asked for by nobody in it. Where the server is another program,
 * it waits and goes there together with others of its text, in one exchange: at the latest before a statement that
 * names its table, and before the unit ends, whose answer a failure then is. So the unit need not know of it, but for
 * its foreign keys: no row written meanwhile may name its row, and none that its row names may be deleted. A rule that
 * says no means that somebody else was faster: DB_BUSY, and the unit runs again. At most DB_LATER_ROWS of one text
 * wait, in DB_LATER_BYTES. `sql` is a literal, INSERT ... VALUES (any other runs at once).
 */
enum { DB_LATER_ROWS = 500, DB_LATER_BYTES = 256 << 10, DB_LATER_TEXTS = 12 };
enum db_status db_later(struct db *db, const char *sql, struct db_values values);

/* Rows changed by the last db_exec. */
int64_t db_changes(const struct db *db);

/* Runs a statement of one row and one integer, `INSERT ... RETURNING id` or `SELECT COUNT(*) ...`: DB_ROW and
 * *ret_value, DB_OK when there was no row. */
enum db_status db_one_int(struct db *db, int64_t *ret_value, const char *sql, struct db_values values);

/* Starts a query. DB_OK, or the failure; db_done must be called only after DB_OK. */
enum db_status db_query(struct db *db, struct db_rows *rows, const char *sql, struct db_values values);

/* Steps to the next row: DB_ROW, DB_OK at the end, or the failure: "nothing more" and "it broke" differ. */
enum db_status db_next(struct db_rows *rows);

/* Columns of the current row, from 0. Text and blobs are valid until the next db_next or db_done. NULL reads as 0,
 * NULL. */
int64_t db_int(const struct db_rows *rows, int column);
double db_real(const struct db_rows *rows, int column);
const char *db_text(const struct db_rows *rows, int column); // NUL-terminated
const void *db_blob(const struct db_rows *rows, int column, size_t *ret_size);
bool db_is_null(const struct db_rows *rows, int column);

/* What the value is stored as. On MariaDB that follows from the column, in SQLite each value has its own. */
enum db_type db_type_of(const struct db_rows *rows, int column);

void db_done(struct db_rows *rows);

/* Calls `told(context, sql)` for every statement that is begun on this connection from now on; NULL: no more. */
void db_tell(struct db *db, void (*told)(void *context, const char *sql), void *context);

/* store_node() of the store that this connection belongs to. */
int64_t db_node(const struct db *db);

/* The engine's message for the last failure on this connection; for logs only, never for a client. */
const char *db_error(const struct db *db);

/* What store_set_secret gave (STORE_SECRET_BYTES bytes), to a unit; NULL to a reader, and when nothing was given. */
const uint8_t *db_secret(const struct db *db);

#endif
