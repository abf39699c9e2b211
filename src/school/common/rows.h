/* SPDX-License-Identifier: MIT */
/* Rows into an arena, and units of writing. Only for src/school/ and tests/school/. */
#ifndef AMS_SCHOOL_ROWS_H
#define AMS_SCHOOL_ROWS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "school/common/fault.h"
#include "store/store.h"
#include "store/db.h"

struct arena;
struct db;
struct school;

/* A running query. Text goes to `arena`; running out of memory or a failure ends the loop and shows in row_end. */
struct row {
    struct db_rows rows;
    struct arena *arena;
    enum db_status status;
    bool begun;
    bool full; // no memory for what was read
};

/*
 *     row_begin(&row, db, arena, "SELECT ...", DB_VALUES(...));
 *     while (row_next(&row))
 *         ...
 *     fault = row_end(&row);
 */
void row_begin(struct row *row, struct db *db, struct arena *arena, const char *sql, struct db_values values);
bool row_next(struct row *row);
enum fault row_end(struct row *row);

/* Text of a column, copied into the arena; NULL for NULL and for "". */
const char *row_text(struct row *row, int column);

/* The same, but "" stays "". */
const char *row_string(struct row *row, int column);
int64_t row_int(struct row *row, int column);

/*
 * Room for item number `count` in a list that grows in the arena: returns the list, perhaps moved; NULL, and the row is
 * `full`, without memory. Capacity follows from `count` alone, so a list must grow by this function only.
 */
void *row_list(struct row *row, void *list, size_t count, size_t item_size);

/* A query of one integer. *ret_found false: no row (*ret_value is untouched). */
enum fault row_one_int(struct db *db, const char *sql, struct db_values values, bool *ret_found, int64_t *ret_value);

/* The same for a query that always has its row: COUNT, SUM or MAX of something. NULL is 0. */
enum fault row_count(struct db *db, const char *sql, struct db_values values, int64_t *ret_count);

/* `INSERT ... RETURNING id`, which inserts its row: INTERNAL when there is none. A conflict that the caller expects is
 * for db_one_int. */
enum fault row_insert(struct db *db, const char *sql, struct db_values values, int64_t *ret_id);

/*
 * Many at once: a statement with `IN (" ROW_MARKS ")` takes ROW_MANY values there. row_many fills the places behind
 * `from` + `count` of values[from + ROW_MANY] with the last one that is there; `count` at least 1.
 */
enum { ROW_MANY = 200 };
#define ROW_MARKS_10 "?, ?, ?, ?, ?, ?, ?, ?, ?, ?"
#define ROW_MARKS_50 ROW_MARKS_10 ", " ROW_MARKS_10 ", " ROW_MARKS_10 ", " ROW_MARKS_10 ", " ROW_MARKS_10
#define ROW_MARKS ROW_MARKS_50 ", " ROW_MARKS_50 ", " ROW_MARKS_50 ", " ROW_MARKS_50
struct db_values row_many(struct db_value *values, size_t from, size_t count);

/* An id as a value; 0 binds NULL. */
struct db_value id_or_null(int64_t id);

/* A unit of the request that this thread answers was kept (school_request_begin). For those that call store_write. */
void school_request_changed(void);

/* What a database status means to a caller; DB_ROW and DB_OK are FAULT_NONE, a conflict nobody expected is INTERNAL. */
enum fault fault_of(enum db_status status);

/* For units that meet a fault while reading: the status that undoes the unit. */
enum db_status status_of(enum fault fault);

/*
 * A unit that answers a fault: FAULT_NONE keeps what it wrote, any other undoes it and is what school_change answers.
 * It may run more than once, so it sets its results in `context` anew each time.
 */
typedef enum fault (*school_unit)(struct db *db, void *context);
enum fault school_change(struct school *school, school_unit unit, void *context);

/* The same for an attempt, which is counted also when it is refused: a refusal keeps what the unit wrote; only
 * FAULT_INTERNAL and FAULT_BUSY undo it. Attempts are small, and signing in is among them: while the disk is full they
 * go on (store_write_small). */
enum fault school_attempt(struct school *school, school_unit unit, void *context);

/* Inside a unit: when it was asked for. */
int64_t school_unit_now(void);

/* Inside a unit: the program that it is written for (school_act_by); 0: none. The audit log names it. */
int64_t school_acting_token(void);

/*
 * From now on each unit of this thread that is kept also runs `note`, in the same transaction; NULL ends it. So what a
 * request has done and that it has done it are known together (people/idempotency.h).
 */
void school_note(school_unit note, void *context);

/* An id -> index table, to join lists in memory. */
struct id_index {
    int64_t id;
    size_t at;
};
void id_index_sort(struct id_index *index, size_t count);
/* False when the id is not there. */
bool id_index_find(const struct id_index *index, size_t count, int64_t id, size_t *ret_at);

/* Runs of one id in a list that is sorted by it: which items are whose. */
struct id_run {
    int64_t id;
    size_t first, count;
};
struct id_runs {
    struct id_run *runs; // by id
    size_t count;
};

/* Item number `at`, the next one, is of `id`: no less than the ids before it. False, and the row is `full`, without
 * memory. */
bool id_runs_add(struct row *row, struct id_runs *runs, int64_t id, size_t at);

/* The run of an id; empty when it has none. */
struct id_run id_runs_find(const struct id_runs *runs, int64_t id);

#endif
