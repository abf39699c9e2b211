/* SPDX-License-Identifier: MIT */
#include "school/files/loose.h"

#include <stdio.h>

#include "school/common/fault.h"
#include "school/common/rows.h"
#include "school/common/state.h"
#include "school/files/file.h"
#include "school/files/quota_inside.h"
#include "school/school.h"
#include "store/blob.h"
#include "store/db.h"

enum { SWEEP_MAX = 100, SWEEP_ROUNDS = 50 };

struct removal {
    const struct loose_files *table;
    const struct actor *actor; // NULL: the sweep
    int64_t file_id, before;
    struct {
        int64_t id;
        char key[BLOB_KEY_SIZE];
    } files[SWEEP_MAX];
    size_t count;
    int64_t bytes; // of all of them
};

static enum fault loose_read(struct db *db, struct removal *unit)
{
    struct row row;
    unit->count = 0;
    unit->bytes = 0;
    if (unit->actor)
        row_begin(&row, db, NULL, unit->table->find_one, DB_VALUES(I(unit->file_id), I(unit->actor->user_id)));
    else
        row_begin(&row, db, NULL, unit->table->find_old, DB_VALUES(I(unit->before), I(SWEEP_MAX)));
    while (unit->count < SWEEP_MAX && row_next(&row)) {
        unit->files[unit->count].id = row_int(&row, 0);
        unit->bytes += row_int(&row, 2);
        snprintf(unit->files[unit->count++].key, BLOB_KEY_SIZE, "%s", db_text(&row.rows, 1));
    }
    return row_end(&row);
}

static enum fault remove_loose(struct db *db, void *context)
{
    struct removal *unit = context;
    enum db_status status = DB_OK;
    enum fault fault = loose_read(db, unit);
    if (fault != FAULT_NONE)
        return fault;
    if (unit->count == 0)
        return unit->actor ? FAULT_NOT_FOUND : FAULT_NONE;
    fault = quota_count(db, -unit->bytes);
    if (fault != FAULT_NONE)
        return fault;
    for (size_t i = 0; status == DB_OK && i < unit->count; i++)
        status = db_exec(db, unit->table->remove, DB_VALUES(I(unit->files[i].id)));
    return fault_of(status);
}

/* The rows go, then the bytes. What a failure leaves behind of these is named by nobody. */
static enum fault remove_files(struct school *school, struct removal *unit)
{
    enum fault fault = school_change(school, remove_loose, unit);
    if (fault != FAULT_NONE)
        return fault;
    for (size_t i = 0; school->config.blobs && i < unit->count; i++)
        blobs_delete(school->config.blobs, unit->files[i].key, NULL);
    return FAULT_NONE;
}

enum fault loose_delete(struct school *school, const struct loose_files *table, const struct actor *actor,
                        int64_t file_id)
{
    struct removal unit = {.table = table, .actor = actor, .file_id = file_id};
    return remove_files(school, &unit);
}

enum fault loose_sweep(struct school *school, const struct loose_files *table)
{
    struct removal unit = {
        .table = table, .before = school_now(school) - FILES_LOOSE_HOURS * (int64_t)SCHOOL_HOUR_MS, .count = SWEEP_MAX};
    enum fault fault = FAULT_NONE;
    for (int i = 0; fault == FAULT_NONE && unit.count == SWEEP_MAX && i < SWEEP_ROUNDS; i++)
        fault = remove_files(school, &unit);
    return fault;
}
