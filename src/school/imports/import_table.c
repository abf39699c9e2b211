/* SPDX-License-Identifier: MIT */
/*
 * The way of every import: all tables are read once for what their columns are, then for mistakes and for what they
 * name, then again in batches of JOB_UNIT_ROWS, each judged, written and reported in one unit together with the count
 * of what is done. So a try that broke off goes on behind its last whole batch; a dry run, which has nothing but its
 * report, begins again.
 */
#include <string.h>
#include <strings.h>

#include "base/arena.h"
#include "base/str.h"
#include "school/common/fault.h"
#include "school/common/rows.h"
#include "school/common/state.h"
#include "school/imports/import.h"
#include "school/imports/import_head.h"
#include "school/imports/import_read.h"
#include "school/imports/import_report.h"
#include "school/imports/import_work.h"
#include "school/jobs/job.h"
#include "school/jobs/job_work.h"
#include "school/school.h"
#include "store/db.h"
#include "store/engine.h"
#include "store/store.h"

enum {
    COLLECT_ROWS = 2000, // between two renewals of the lease
    SURVEY_ROWS = 10000, // which takes no look at the database
};

/* Renews the lease between two readers: no write may wait while one is held. */
static enum fault collect_pause(struct import *import, struct db **db, int64_t number)
{
    store_reader_close(db);
    enum fault fault = job_progress(import->work, import->work->done, number);
    *db = store_reader(import->work->school->config.store);
    return fault;
}

/* The first time through a table: what its header and its columns are. */
static enum fault table_survey(struct reading *reading, struct db **db)
{
    struct import *import = reading->import;
    const struct import_survey *survey = import->survey;
    struct grid_row row;
    int64_t number = 0;
    enum fault fault = import_head_note(import, reading->table, &reading->head);
    while (fault == FAULT_NONE && survey && survey->row && reading_next(reading, &row)) {
        struct import_line line = {.number = ++number};
        if (row.mistake == GRID_CLEAN) {
            bool filled = reading_line(reading, &row, import->scratch, &line);
            fault = filled ? survey->row(import, &line) : FAULT_INTERNAL;
            arena_release(import->scratch);
        }
        if (fault != FAULT_NONE)
            return fault;
        if (number % SURVEY_ROWS == 0)
            fault = collect_pause(import, db, number);
    }
    if (fault != FAULT_NONE)
        return fault;
    reading_rewind(reading);
    if (fault != FAULT_NONE || !survey || !survey->done)
        return fault;
    return survey->done(*db, import, &reading->head.match);
}

/* The second time: mistakes, what it names, and how much there is. */
static enum fault table_collect(struct reading *reading, struct db **db, int64_t *number)
{
    struct import *import = reading->import;
    const struct import_table *table = reading->table;
    struct grid_row row;
    *number += (int64_t)import->notes->count;
    while (reading_next(reading, &row)) {
        enum fault fault = FAULT_NONE;
        struct import_line line = {.number = ++*number};
        if (table->odd)
            *table->odd |= row.mistake != GRID_CLEAN;
        if (table->collect && row.mistake == GRID_CLEAN) {
            bool filled = reading_line(reading, &row, import->scratch, &line);
            fault = filled ? table->collect(*db, import, &line) : FAULT_INTERNAL;
            arena_release(import->scratch);
        }
        if (fault != FAULT_NONE)
            return fault;
        if (*number % COLLECT_ROWS == 0)
            fault = collect_pause(import, db, *number);
        if (fault != FAULT_NONE)
            return fault;
    }
    reading_rewind(reading);
    return FAULT_NONE;
}

static enum fault table_judge(struct batch *batch, struct reading *reading, int64_t done, int64_t *number)
{
    const struct import_notes *notes = batch->import->notes;
    const struct import_sent *sent = batch->import->sent;
    const size_t heading = sent ? sent->heading : reading->head.number;
    struct grid_row row;
    enum fault fault = FAULT_NONE;
    batch->table = reading->table;
    batch->head = &reading->head;
    for (size_t i = 0; fault == FAULT_NONE && i < notes->count; i++) {
        struct item item = {.line = {.number = ++*number}, .note = &notes->list[i]};
        item.line.line = item.note->line > 0 ? item.note->line : heading;
        fault = batch_add(batch, &item, done);
    }
    while (fault == FAULT_NONE && reading_next(reading, &row)) {
        struct item item = {.line = {.number = ++*number}};
        bool filled = *number <= done || item_fill(reading, &row, &item);
        fault = filled ? batch_add(batch, &item, done) : FAULT_INTERNAL;
    }
    return fault != FAULT_NONE ? fault : batch_write(batch); // a batch never spans two tables
}

/* As many of the lines that stand in no file as a unit takes. */
static enum fault lines_make(struct batch *batch, int64_t done, int64_t *number, bool *ret_end)
{
    enum fault fault = FAULT_NONE;
    CLOSES(store_reader_close) struct db *db = store_reader(batch->import->work->school->config.store);
    for (size_t i = 0; fault == FAULT_NONE && i + 1 < JOB_UNIT_ROWS; i++) {
        struct item item = {.line = {.line = 0}};
        for (size_t k = 0; k < IMPORT_COLUMNS_MAX; k++)
            item.line.cells[k] = "";
        fault = batch->table->next(db, batch->import, &item.line, &item.said, ret_end);
        if (fault != FAULT_NONE || *ret_end)
            return fault;
        item.line.number = ++*number;
        fault = batch_add(batch, &item, done);
    }
    return fault;
}

static enum fault table_make(struct batch *batch, const struct import_table *table, int64_t done, int64_t *number)
{
    enum fault fault = FAULT_NONE;
    bool end = false;
    batch->table = table;
    batch->head = NULL;
    if (table->shrinks && *number < done)
        *number = done;
    while (fault == FAULT_NONE && !end) {
        fault = lines_make(batch, done, number, &end);
        if (fault != FAULT_NONE)
            return fault;
        fault = batch_write(batch);
    }
    return fault;
}

static enum fault forget_unit(struct db *db, void *context)
{
    const struct import *import = context;
    bool found = false;
    int64_t first = 0;
    enum fault fault = row_one_int(db, "SELECT number FROM job_rows WHERE job_id = ? ORDER BY number LIMIT 1",
                                   DB_VALUES(I(import->work->job_id)), &found, &first);
    if (fault != FAULT_NONE || !found)
        return fault;
    return fault_of(db_exec(db, "DELETE FROM job_rows WHERE job_id = ? AND number < ?",
                            DB_VALUES(I(import->work->job_id), I(first + JOB_UNIT_ROWS))));
}

/* Takes the report of a try that broke off away. */
static enum fault report_forget(struct import *import)
{
    enum fault fault = FAULT_NONE;
    for (int64_t left = import->work->done; fault == FAULT_NONE && left > 0; left -= JOB_UNIT_ROWS)
        fault = job_write(import->work, left, forget_unit, import);
    return fault != FAULT_NONE ? fault : import->work->done > 0 ? job_progress(import->work, 0, 0) : FAULT_NONE;
}

/* A table and what is told of it before its rows. */
struct opened {
    struct reading reading;
    struct import_notes notes;
};

static enum fault collect_all(struct import *import, const struct import_table *tables, struct opened *opened,
                              size_t count, int64_t *ret_total)
{
    enum fault fault = FAULT_NONE;
    CLOSES(store_reader_close) struct db *db = store_reader(import->work->school->config.store);
    *ret_total = 0;
    for (size_t i = 0; fault == FAULT_NONE && i < count; i++) {
        import->notes = &opened[i].notes;
        if (tables[i].bytes)
            fault = table_survey(&opened[i].reading, &db);
    }
    for (size_t i = 0; fault == FAULT_NONE && i < count; i++) {
        import->notes = &opened[i].notes;
        if (tables[i].bytes)
            fault = table_collect(&opened[i].reading, &db, ret_total);
    }
    return fault;
}

static enum fault open_all(struct import *import, const struct import_table *tables, struct opened *opened,
                           size_t count)
{
    enum fault fault = FAULT_NONE;
    for (size_t i = 0; fault == FAULT_NONE && i < count; i++) {
        opened[i].notes.arena = import->work->arena;
        import->notes = &opened[i].notes;
        if (tables[i].bytes)
            fault = reading_open(&opened[i].reading, import, &tables[i]);
        if (fault == FAULT_NONE) // a worker may take a while over each
            fault = job_progress(import->work, import->work->done, 0);
    }
    return fault;
}

static enum fault run_all(struct import *import, const struct import_table *tables, struct opened *opened, size_t count)
{
    int64_t total = 0, number = 0;
    struct job_work *work = import->work;
    struct batch batch = {.import = import};
    batch.items = arena_calloc(work->arena, JOB_UNIT_ROWS, sizeof(*batch.items));
    if (!batch.items)
        return FAULT_INTERNAL;
    enum fault fault = import->apply ? FAULT_NONE : report_forget(import);
    if (fault != FAULT_NONE)
        return fault;
    fault = open_all(import, tables, opened, count);
    if (fault != FAULT_NONE)
        return fault;
    fault = collect_all(import, tables, opened, count, &total);
    if (fault != FAULT_NONE)
        return fault;
    int64_t done = work->done;
    fault = job_progress(work, done, total);
    for (size_t i = 0; fault == FAULT_NONE && i < count; i++) {
        import->notes = &opened[i].notes;
        if (tables[i].next)
            fault = table_make(&batch, &tables[i], done, &number);
        else if (tables[i].bytes)
            fault = table_judge(&batch, &opened[i].reading, done, &number);
    }
    import->number = number;
    if (fault != FAULT_NONE || number <= total)
        return fault;
    return job_progress(work, number, number); // with the lines that stand in no file
}

enum fault import_run(struct import *import, const struct import_table *tables, size_t count)
{
    struct job_work *work = import->work;
    import->apply = work->parent_id != 0;
    CLOSES(arena_release) struct arena scratch = arena_of(IMPORT_SCRATCH_MAX);
    import->scratch = &scratch;
    import->seen = import_seen_list(work->arena);
    struct opened *opened = arena_calloc(work->arena, count, sizeof(*opened));
    if (!import->seen || !opened)
        return FAULT_INTERNAL;
    import->choice.header = IMPORT_HEADER_FIND;
    enum fault fault = import->format ? import_choice_read(import, &tables[0], &import->choice) : FAULT_NONE;
    if (fault != FAULT_NONE)
        return fault;
    fault = run_all(import, tables, opened, count);
    for (size_t i = 0; i < count; i++)
        reading_close(&opened[i].reading);
    return fault;
}
