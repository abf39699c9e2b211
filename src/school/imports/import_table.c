/* SPDX-License-Identifier: MIT */
/*
 * The way of every import: all tables are read once for what their columns are, then for mistakes and for what they
 * name, then again in batches of JOB_UNIT_ROWS, each judged, written and reported in one unit together with the count
 * of what is done. So a try that broke off goes on behind its last whole batch; a dry run, which has nothing but its
 * report, begins again.
 */
#include <string.h>

#include "base/arena.h"
#include "base/csv.h"
#include "base/str.h"
#include "school/common/fault.h"
#include "school/common/rows.h"
#include "school/common/state.h"
#include "school/imports/cells/cell_text.h"
#include "school/imports/import.h"
#include "school/imports/import_head.h"
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
    SEEN_FIRST = 1024,      // entries; always a power of two
    COLLECT_ROWS = 2000,    // between two renewals of the lease
    SURVEY_ROWS = 10000,    // which takes no look at the database
};

static const struct csv_limits csv_limits = {IMPORT_ROWS_MAX, IMPORT_FILE_COLUMNS_MAX, IMPORT_CELL_MAX, IMPORT_ROW_MAX};

struct import_seen_list {
    struct import_seen *entries; // open addressing; key NULL: free
    size_t capacity, count;
};

/* FNV-1a, 64 bits. Whoever makes keys collide only slows the import down that they have started themselves. */
static uint64_t hash_of(char kind, const char *key)
{
    uint64_t hash = (UINT64_C(14695981039346656037) ^ (unsigned char)kind) * UINT64_C(1099511628211);
    for (; *key; key++)
        hash = (hash ^ (unsigned char)*key) * UINT64_C(1099511628211);
    return hash;
}

static struct import_seen *seen_slot(const struct import_seen_list *list, char kind, const char *key)
{
    for (uint64_t at = hash_of(kind, key);; at++) {
        struct import_seen *entry = &list->entries[at & (list->capacity - 1)];
        if (!entry->key || (entry->key[0] == kind && strcmp(entry->key + 1, key) == 0))
            return entry;
    }
}

static bool seen_grow(struct import *import)
{
    struct import_seen_list *list = import->seen;
    struct import_seen_list larger = {.capacity = list->capacity ? list->capacity * 2 : SEEN_FIRST};
    larger.entries = arena_calloc(import->work->arena, larger.capacity, sizeof(*larger.entries));
    if (!larger.entries)
        return false;
    for (size_t i = 0; i < list->capacity; i++)
        if (list->entries[i].key)
            *seen_slot(&larger, list->entries[i].key[0], list->entries[i].key + 1) = list->entries[i];
    larger.count = list->count;
    *list = larger;
    return true;
}

struct import_seen *import_see(struct import *import, char kind, const char *key, int64_t number)
{
    struct import_seen_list *list = import->seen;
    if (list->count * 2 >= list->capacity && !seen_grow(import))
        return NULL;
    struct import_seen *entry = seen_slot(list, kind, key);
    if (entry->key)
        return entry;
    char *copy = arena_printf(import->work->arena, "%c%s", kind, key);
    if (!copy)
        return NULL;
    *entry = (struct import_seen){.key = copy, .number = number};
    list->count++;
    return entry;
}

struct import_seen *import_seen(const struct import *import, char kind, const char *key)
{
    if (import->seen->capacity == 0)
        return NULL;
    struct import_seen *entry = seen_slot(import->seen, kind, key);
    return entry->key ? entry : NULL;
}

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

/* A table that is being read. */
struct reading {
    struct import *import;
    const struct import_table *table;
    struct csv *csv;
    struct import_head head;
};

static enum fault tell_mistake(const struct reading *reading)
{
    struct csv_mistake mistake = csv_mistake(reading->csv);
    char place[JOB_DETAIL_SIZE];
    if (mistake.column > 0)
        snprintf(place, sizeof(place), "Row %zu, column %zu: %s", mistake.row, mistake.column, mistake.sentence);
    else
        snprintf(place, sizeof(place), "Row %zu: %s", mistake.row, mistake.sentence);
    return import_refuse(reading->import, reading->table, "file_unreadable", place);
}

/* Every open needs a close, after a fault, too. */
static enum fault reading_open(struct reading *reading, struct import *import, const struct import_table *table)
{
    struct csv_row row;
    *reading = (struct reading){.import = import, .table = table};
    reading->csv = csv_open(table->bytes, table->size, &csv_limits);
    if (!reading->csv)
        return FAULT_INTERNAL;
    switch (csv_next(reading->csv, &row)) {
    case CSV_ROW:
        return import_head_read(import, table, row.cells, row.count, &reading->head);
    case CSV_BAD:
        return tell_mistake(reading);
    case CSV_END:
        break;
    }
    return import_refuse(import, table, "file_empty", "There are no rows in the file.");
}

static void reading_close(struct reading *reading)
{
    csv_close(reading->csv);
}

/* The next row in which something can be seen. */
static enum csv_status reading_next(struct reading *reading, struct csv_row *ret_row)
{
    enum csv_status status;
    do
        status = csv_next(reading->csv, ret_row);
    while (status == CSV_ROW && import_is_blank(ret_row->cells, ret_row->count));
    return status;
}

static bool line_fill(const struct reading *reading, const struct csv_row *row, struct arena *arena,
                      struct import_line *line)
{
    line->line = row->number;
    return import_line_fill(&reading->head, row->cells, row->count, arena, line);
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
static enum fault table_survey(struct import *import, const struct import_table *table, struct db **db)
{
    CLOSES(reading_close) struct reading reading = {0};
    const struct import_survey *survey = import->survey;
    struct csv_row row;
    int64_t number = 0;
    enum fault fault = reading_open(&reading, import, table);
    if (fault != FAULT_NONE)
        return fault;
    fault = import_head_note(import, &reading.head);
    while (fault == FAULT_NONE && survey && survey->row && reading_next(&reading, &row) == CSV_ROW) {
        struct import_line line = {.number = ++number};
        bool filled = line_fill(&reading, &row, import->scratch, &line);
        fault = filled ? survey->row(import, &line) : FAULT_INTERNAL;
        arena_release(import->scratch);
        if (fault != FAULT_NONE)
            return fault;
        if (number % SURVEY_ROWS == 0)
            fault = collect_pause(import, db, number);
    }
    return fault == FAULT_NONE && survey && survey->done ? survey->done(*db, import, &reading.head.match) : fault;
}

/* The second time: mistakes, what it names, and how much there is. */
static enum fault table_collect(struct import *import, const struct import_table *table, struct db **db,
                                int64_t *number)
{
    CLOSES(reading_close) struct reading reading = {0};
    struct csv_row row;
    enum csv_status status = CSV_END;
    enum fault fault = reading_open(&reading, import, table);
    if (fault != FAULT_NONE)
        return fault;
    *number += (int64_t)import->notes->count;
    while ((status = reading_next(&reading, &row)) == CSV_ROW) {
        struct import_line line = {.number = ++*number};
        if (table->collect) {
            bool filled = line_fill(&reading, &row, import->scratch, &line);
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
    return status == CSV_BAD ? tell_mistake(&reading) : FAULT_NONE;
}

/* A line of the report that is to be written. */
struct item {
    struct import_line line;
    const struct import_note *note; // instead of a row
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

static enum fault item_write(struct db *db, const struct batch *batch, const struct item *item)
{
    struct import_verdict verdict;
    if (item->note)
        return note_write(db, batch, item);
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

static enum fault table_judge(struct batch *batch, const struct import_table *table, int64_t done, int64_t *number)
{
    CLOSES(reading_close) struct reading reading = {0};
    struct csv_row row;
    batch->table = table;
    batch->head = &reading.head;
    enum fault fault = reading_open(&reading, batch->import, table);
    for (size_t i = 0; fault == FAULT_NONE && i < batch->import->notes->count; i++) {
        struct item item = {.line = {.number = ++*number, .line = 1}, .note = &batch->import->notes->list[i]};
        fault = batch_add(batch, &item, done);
    }
    while (fault == FAULT_NONE && reading_next(&reading, &row) == CSV_ROW) {
        struct item item = {.line = {.number = ++*number}};
        bool filled = *number <= done || line_fill(&reading, &row, batch->import->scratch, &item.line);
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

static enum fault collect_all(struct import *import, const struct import_table *tables, size_t count,
                              struct import_notes *notes, int64_t *ret_total)
{
    enum fault fault = FAULT_NONE;
    CLOSES(store_reader_close) struct db *db = store_reader(import->work->school->config.store);
    *ret_total = 0;
    for (size_t i = 0; fault == FAULT_NONE && i < count; i++) {
        import->notes = &notes[i];
        if (tables[i].bytes)
            fault = table_survey(import, &tables[i], &db);
    }
    for (size_t i = 0; fault == FAULT_NONE && i < count; i++) {
        import->notes = &notes[i];
        if (tables[i].bytes)
            fault = table_collect(import, &tables[i], &db, ret_total);
    }
    return fault;
}

enum fault import_run(struct import *import, const struct import_table *tables, size_t count)
{
    int64_t total = 0, number = 0;
    struct job_work *work = import->work;
    struct batch batch = {.import = import};
    import->apply = work->parent_id != 0;
    CLOSES(arena_release) struct arena scratch = arena_of(SCRATCH_MAX);
    import->scratch = &scratch;
    import->seen = arena_calloc(work->arena, 1, sizeof(*import->seen));
    batch.items = arena_calloc(work->arena, JOB_UNIT_ROWS, sizeof(*batch.items));
    struct import_notes *notes = arena_calloc(work->arena, count, sizeof(*notes));
    if (!import->seen || !batch.items || !notes)
        return FAULT_INTERNAL;
    for (size_t i = 0; i < count; i++)
        notes[i].arena = work->arena;
    enum fault fault = import->apply ? FAULT_NONE : report_forget(import);
    if (fault != FAULT_NONE)
        return fault;
    fault = collect_all(import, tables, count, notes, &total);
    if (fault != FAULT_NONE)
        return fault;
    int64_t done = work->done;
    fault = job_progress(work, done, total);
    for (size_t i = 0; fault == FAULT_NONE && i < count; i++) {
        import->notes = &notes[i];
        if (tables[i].bytes)
            fault = table_judge(&batch, &tables[i], done, &number);
    }
    return fault;
}
