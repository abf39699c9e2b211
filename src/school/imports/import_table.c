/* SPDX-License-Identifier: MIT */
/*
 * The way of every import: all tables are read once for what their columns are, then for mistakes and for what they
 * name, then again in batches of JOB_UNIT_ROWS, each judged, written and reported in one unit together with the count
 * of what is done. So a try that broke off goes on behind its last whole batch; a dry run, which has nothing but its
 * report, begins again.
 */
#include <string.h>

#include "base/arena.h"
#include "base/str.h"
#include "school/common/fault.h"
#include "school/common/rows.h"
#include "school/common/state.h"
#include "school/imports/cells/cell_text.h"
#include "school/imports/import.h"
#include "school/imports/import_head.h"
#include "school/imports/import_read.h"
#include "school/imports/import_work.h"
#include "school/jobs/job.h"
#include "school/jobs/job_work.h"
#include "school/marks/mark_event.h"
#include "school/school.h"
#include "store/db.h"
#include "store/engine.h"
#include "store/store.h"

enum {
    SCRATCH_MAX = 16 << 20, // bytes of a batch
    COLLECT_ROWS = 2000,    // between two renewals of the lease
    SURVEY_ROWS = 10000,    // which takes no look at the database
};

void import_judge(struct import_verdict *verdict, enum job_outcome outcome, const char *reason)
{
    verdict->outcome = outcome;
    verdict->reason = reason;
}

enum fault import_blame(struct import_verdict *verdict, const char *reason, int column)
{
    verdict->column = column + 1;
    return import_say(verdict, JOB_REFUSED, reason);
}

enum fault import_say(struct import_verdict *verdict, enum job_outcome outcome, const char *reason)
{
    import_judge(verdict, outcome, reason);
    return FAULT_NONE;
}

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
    enum fault fault = import_head_note(import, &reading->head);
    while (fault == FAULT_NONE && survey && survey->row && reading_next(reading, &row)) {
        struct import_line line = {.number = ++number};
        if (row.mistake == GRID_CLEAN) {
            bool filled = reading_line(reading, &row, import->scratch, &line);
            fault = filled ? survey->row(import, &line) : FAULT_INTERNAL;
            arena_release(import->scratch);
        }
        if (fault != FAULT_NONE)
            return fault;
        fault = number % SURVEY_ROWS == 0 ? collect_pause(import, db, number) : FAULT_NONE;
    }
    if (fault != FAULT_NONE)
        return fault;
    reading_rewind(reading);
    return survey && survey->done ? survey->done(*db, import, &reading->head.match) : FAULT_NONE;
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

/* A line of the report that is to be written. */
struct item {
    struct import_line line;
    const struct import_note *note; // instead of a row
    enum grid_mistake mistake;      // of a row that nobody can read
    const char *place, *begins;     // then: which cell, and how the row begins
};

struct batch {
    struct import *import;
    const struct import_table *table;
    const struct import_head *head;
    struct item *items; // JOB_UNIT_ROWS
    size_t count;
    int64_t number; // of the last item
};

static enum fault note_write(struct db *db, const struct batch *batch, const struct item *item)
{
    const struct import_note *note = item->note;
    return job_report(db, batch->import->work,
                      &(struct job_row){.number = item->line.number,
                                        .file = batch->table->file,
                                        .line = (int64_t)item->line.line,
                                        .outcome = note->outcome,
                                        .reason = note->reason,
                                        .subject = note->subject,
                                        .column = note->header,
                                        .cell = note->cell});
}

/* What no format reads: a row longer than the header, a cell that a spreadsheet could not show. */
static bool item_refused(const struct batch *batch, const struct import_line *line, struct import_verdict *verdict)
{
    *verdict = (struct import_verdict){JOB_REFUSED, "cells_beyond_header", line->cells[0], 0};
    if (line->beyond)
        return true;
    for (size_t k = 0; k < batch->table->column_count; k++)
        if (cell_is_broken(line->cells[k])) {
            import_blame(verdict, "cell_broken", (int)k);
            return true;
        }
    return false;
}

static enum fault mistake_write(struct db *db, const struct batch *batch, const struct item *item)
{
    return job_report(db, batch->import->work,
                      &(struct job_row){.number = item->line.number,
                                        .file = batch->table->file,
                                        .line = (int64_t)item->line.line,
                                        .outcome = JOB_REFUSED,
                                        .reason = grid_reason(item->mistake),
                                        .subject = item->begins,
                                        .column = item->place});
}

static enum fault item_write(struct db *db, const struct batch *batch, const struct item *item)
{
    struct import_verdict verdict;
    if (item->note)
        return note_write(db, batch, item);
    if (item->mistake != GRID_CLEAN)
        return mistake_write(db, batch, item);
    batch->import->row_number = item->line.number;
    batch->import->row_part = 0;
    enum fault fault = item_refused(batch, &item->line, &verdict)
                           ? FAULT_NONE
                           : batch->table->row(db, batch->import, &item->line, &verdict);
    if (fault != FAULT_NONE)
        return fault;
    int column = verdict.column - 1;
    const struct import_place *place = column >= 0 ? import_match_find(&batch->head->match, column) : NULL;
    return job_report(db, batch->import->work,
                      &(struct job_row){.number = item->line.number,
                                        .file = batch->table->file,
                                        .line = (int64_t)item->line.line,
                                        .outcome = verdict.outcome,
                                        .reason = verdict.reason,
                                        .subject = verdict.subject,
                                        .column = place ? place->header : NULL,
                                        .cell = place ? item->line.cells[column] : NULL});
}

static enum fault batch_unit(struct db *db, void *context)
{
    const struct batch *batch = context;
    enum fault fault = FAULT_NONE;
    batch->import->touched_count = 0; // a unit may run again
    for (size_t i = 0; fault == FAULT_NONE && i < batch->count; i++)
        fault = item_write(db, batch, &batch->items[i]);
    return fault;
}

void import_touch(struct import *import, int64_t lecture_id, int64_t student_id)
{
    import->touched[import->touched_count++] = (struct import_touched){lecture_id, student_id};
}

static void tell_touched(struct import *import)
{
    for (size_t i = 0; i < import->touched_count; i++)
        event_mark(import->work->school, import->touched[i].lecture_id, import->touched[i].student_id);
    import->touched_count = 0;
}

static enum fault batch_commit(struct batch *batch)
{
    batch->import->now = school_now(batch->import->work->school);
    enum fault fault = job_write(batch->import->work, batch->number, batch_unit, batch);
    if (fault != FAULT_NONE)
        return fault;
    tell_touched(batch->import);
    return FAULT_NONE;
}

static enum fault batch_write(struct batch *batch)
{
    enum fault fault = batch->count > 0 ? batch_commit(batch) : FAULT_NONE;
    batch->count = 0;
    arena_release(batch->import->scratch);
    return fault;
}

/* Puts the next item there, unless an earlier try has done it. */
static enum fault batch_add(struct batch *batch, const struct item *item, int64_t done)
{
    if (item->line.number <= done)
        return FAULT_NONE;
    batch->number = item->line.number;
    batch->items[batch->count++] = *item;
    return batch->count == JOB_UNIT_ROWS ? batch_write(batch) : FAULT_NONE;
}

/* The row that nobody can read: where, and how it begins. False without memory. */
static bool mistake_fill(const struct grid_row *row, struct arena *arena, struct item *item)
{
    char place[GRID_PLACE_SIZE];
    grid_place(row->column, row->number, place);
    item->line.line = row->number;
    item->mistake = row->mistake;
    item->place = arena_strdup(arena, place);
    item->begins = arena_strdup(arena, row->cells[0].text);
    return item->place && item->begins;
}

static bool item_fill(const struct reading *reading, const struct grid_row *row, struct item *item)
{
    struct arena *scratch = reading->import->scratch;
    return row->mistake == GRID_CLEAN ? reading_line(reading, row, scratch, &item->line)
                                      : mistake_fill(row, scratch, item);
}

static enum fault table_judge(struct batch *batch, struct reading *reading, int64_t done, int64_t *number)
{
    const struct import_notes *notes = batch->import->notes;
    struct grid_row row;
    enum fault fault = FAULT_NONE;
    batch->table = reading->table;
    batch->head = &reading->head;
    for (size_t i = 0; fault == FAULT_NONE && i < notes->count; i++) {
        struct item item = {.line = {.number = ++*number}, .note = &notes->list[i]};
        item.line.line = item.note->line > 0 ? item.note->line : reading->head.number;
        fault = batch_add(batch, &item, done);
    }
    while (fault == FAULT_NONE && reading_next(reading, &row)) {
        struct item item = {.line = {.number = ++*number}};
        bool filled = *number <= done || item_fill(reading, &row, &item);
        fault = filled ? batch_add(batch, &item, done) : FAULT_INTERNAL;
    }
    return fault != FAULT_NONE ? fault : batch_write(batch); // a batch never spans two tables
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
        if (tables[i].bytes)
            fault = table_judge(&batch, &opened[i].reading, done, &number);
    }
    return fault;
}

enum fault import_run(struct import *import, const struct import_table *tables, size_t count)
{
    struct job_work *work = import->work;
    import->apply = work->parent_id != 0;
    CLOSES(arena_release) struct arena scratch = arena_of(SCRATCH_MAX);
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
