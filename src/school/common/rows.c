/* SPDX-License-Identifier: MIT */
#include "school/common/rows.h"

#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "school/common/event_inside.h"
#include "school/common/event.h"
#include "school/common/fault.h"
#include "school/common/rights.h"
#include "school/common/state.h"
#include "store/db.h"
#include "store/engine.h"
#include "store/store.h"

enum { LIST_FIRST = 16 }; // items a list starts with; it doubles when it is full

void row_begin(struct row *row, struct db *db, struct arena *arena, const char *sql, struct db_values values)
{
    *row = (struct row){.arena = arena};
    row->status = db_query(db, &row->rows, sql, values);
    row->begun = row->status == DB_OK;
}

bool row_next(struct row *row)
{
    if (!row->begun || row->full)
        return false;
    row->status = db_next(&row->rows);
    return row->status == DB_ROW;
}

enum fault row_end(struct row *row)
{
    if (row->begun)
        db_done(&row->rows);
    return row->full ? FAULT_INTERNAL : fault_of(row->status);
}

const char *row_string(struct row *row, int column)
{
    const char *text = db_text(&row->rows, column);
    if (!text)
        return NULL;
    char *copy = arena_strdup(row->arena, text);
    if (!copy)
        row->full = true;
    return copy;
}

const char *row_text(struct row *row, int column)
{
    const char *text = db_text(&row->rows, column);
    return text && *text ? row_string(row, column) : NULL;
}

int64_t row_int(struct row *row, int column)
{
    return db_int(&row->rows, column);
}

void *row_list(struct row *row, void *list, size_t count, size_t item_size)
{
    // Full at LIST_FIRST and at every power of two above it.
    bool grow = count == 0 || (count >= LIST_FIRST && (count & (count - 1)) == 0);
    if (!grow)
        return list;
    void *larger = arena_calloc(row->arena, count ? count * 2 : LIST_FIRST, item_size);
    if (!larger) {
        row->full = true;
        return NULL;
    }
    if (count > 0)
        memcpy(larger, list, count * item_size);
    return larger;
}

enum fault row_one_int(struct db *db, const char *sql, struct db_values values, bool *ret_found, int64_t *ret_value)
{
    int64_t value = 0;
    enum db_status status = db_one_int(db, &value, sql, values);
    if (status != DB_ROW && status != DB_OK)
        return fault_of(status);
    *ret_found = status == DB_ROW;
    if (status == DB_ROW)
        *ret_value = value;
    return FAULT_NONE;
}

enum fault row_count(struct db *db, const char *sql, struct db_values values, int64_t *ret_count)
{
    bool found = false;
    enum fault fault = row_one_int(db, sql, values, &found, ret_count);
    return fault != FAULT_NONE ? fault : found ? FAULT_NONE : FAULT_INTERNAL;
}

enum fault row_insert(struct db *db, const char *sql, struct db_values values, int64_t *ret_id)
{
    enum db_status status = db_one_int(db, ret_id, sql, values);
    return status == DB_OK ? FAULT_INTERNAL : fault_of(status);
}

/* Of the request that this thread answers. Units run on threads of the store. */
static _Thread_local bool request_runs, request_changed;

/* The program that this thread works for, or that the unit on this thread of the store is written for; 0: none. */
static _Thread_local int64_t acting_token;
static _Thread_local int64_t unit_now; // of the unit that runs on this thread

void school_request_begin(void)
{
    request_runs = true;
    request_changed = false;
}

void school_request_end(void)
{
    request_runs = request_changed = false;
}

void school_act_by(int64_t token_id)
{
    acting_token = token_id;
}

int64_t school_acting_token(void)
{
    return acting_token;
}

int64_t school_unit_now(void)
{
    return unit_now;
}

void school_request_changed(void)
{
    request_changed = request_runs;
}

enum fault fault_of(enum db_status status)
{
    switch (status) {
    case DB_OK:
    case DB_ROW:
        return FAULT_NONE;
    case DB_BUSY:
        return request_changed ? FAULT_IN_DOUBT : FAULT_BUSY;
    case DB_IN_DOUBT:
        return FAULT_IN_DOUBT;
    case DB_FULL:
        return FAULT_STORAGE_FULL;
    case DB_FAILING:
        return FAULT_STORAGE_FAILING;
    case DB_CONFLICT:
    case DB_FAIL:
        break;
    }
    return FAULT_INTERNAL;
}

enum db_status status_of(enum fault fault)
{
    switch (fault) {
    case FAULT_NONE:
        return DB_OK;
    case FAULT_BUSY:
        return DB_BUSY;
    case FAULT_STORAGE_FULL:
        return DB_FULL;
    case FAULT_STORAGE_FAILING:
        return DB_FAILING;
    default:
        return DB_FAIL;
    }
}

static _Thread_local struct {
    school_unit run;
    void *context;
} noting;

void school_note(school_unit note, void *context)
{
    noting.run = note;
    noting.context = context;
}

struct deciding {
    school_unit unit;
    void *context;
    school_unit note; // of the thread that asked; the unit runs on a writer's
    void *note_context;
    bool keeps; // what a refused unit wrote
    enum fault fault;
    bool rights; // it wrote to where rights stand
    int64_t now;
    int64_t token_id; // of the thread that asked
};

static enum db_status decide_as(struct db *db, struct deciding *deciding)
{
    deciding->rights = false;
    rights_watch(db, &deciding->rights);
    deciding->fault = deciding->unit(db, deciding->context);
    rights_watch(db, NULL);
    if (fault_is_trouble(deciding->fault))
        return status_of(deciding->fault);
    if (deciding->fault != FAULT_NONE && !deciding->keeps)
        return DB_CONFLICT;
    enum fault noted =
        deciding->note && deciding->fault == FAULT_NONE ? deciding->note(db, deciding->note_context) : FAULT_NONE;
    if (noted != FAULT_NONE) {
        deciding->fault = noted;
        return status_of(noted);
    }
    return deciding->rights ? event_note(db, &(struct school_event){.kind = SCHOOL_EVENT_RIGHTS, .at = deciding->now})
                            : DB_OK;
}

static enum db_status decide(struct db *db, void *context)
{
    struct deciding *deciding = context;
    int64_t before = acting_token;
    acting_token = deciding->token_id;
    unit_now = deciding->now;
    enum db_status status = decide_as(db, deciding);
    acting_token = before;
    return status;
}

static enum fault deciding_run(struct school *school, struct deciding *deciding)
{
    deciding->now = school_now(school);
    deciding->token_id = acting_token;
    deciding->note = noting.run;
    deciding->note_context = noting.context;
    enum db_status status = deciding->keeps ? store_write_small(school->config.store, decide, deciding)
                                            : store_write(school->config.store, decide, deciding);
    bool refused = status == DB_CONFLICT && deciding->fault != FAULT_NONE;
    if (status == DB_OK && deciding->fault == FAULT_NONE)
        school_request_changed();
    if (deciding->rights)
        event_rights(school);
    return status == DB_OK || refused ? deciding->fault : fault_of(status);
}

enum fault school_change(struct school *school, school_unit unit, void *context)
{
    return deciding_run(school, &(struct deciding){.unit = unit, .context = context});
}

enum fault school_attempt(struct school *school, school_unit unit, void *context)
{
    return deciding_run(school, &(struct deciding){.unit = unit, .context = context, .keeps = true});
}

static int compare_ids(const void *left, const void *right)
{
    int64_t a = ((const struct id_index *)left)->id, b = ((const struct id_index *)right)->id;
    return (a > b) - (a < b);
}

void id_index_sort(struct id_index *index, size_t count)
{
    if (count > 1)
        qsort(index, count, sizeof(*index), compare_ids);
}

bool id_index_find(const struct id_index *index, size_t count, int64_t id, size_t *ret_at)
{
    struct id_index wanted = {.id = id};
    const struct id_index *found = count ? bsearch(&wanted, index, count, sizeof(*index), compare_ids) : NULL;
    if (!found)
        return false;
    *ret_at = found->at;
    return true;
}

bool id_runs_add(struct row *row, struct id_runs *runs, int64_t id, size_t at)
{
    if (runs->count == 0 || runs->runs[runs->count - 1].id != id) {
        struct id_run *list = row_list(row, runs->runs, runs->count, sizeof(*list));
        if (!list)
            return false;
        runs->runs = list;
        list[runs->count++] = (struct id_run){id, at, 0};
    }
    runs->runs[runs->count - 1].count++;
    return true;
}

static int compare_run(const void *key, const void *item)
{
    int64_t id = *(const int64_t *)key, other = ((const struct id_run *)item)->id;
    return (id > other) - (id < other);
}

struct id_run id_runs_find(const struct id_runs *runs, int64_t id)
{
    const struct id_run *run =
        runs->count ? bsearch(&id, runs->runs, runs->count, sizeof(*runs->runs), compare_run) : NULL;
    return run ? *run : (struct id_run){.id = id};
}

struct db_values row_many(struct db_value *values, size_t from, size_t count)
{
    for (size_t i = from + count; i < from + ROW_MANY; i++)
        values[i] = values[from + count - 1];
    return (struct db_values){values, from + ROW_MANY};
}

struct db_value id_or_null(int64_t id)
{
    return id ? I(id) : N();
}
