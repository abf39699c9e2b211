/* SPDX-License-Identifier: MIT */
/*
 * The way of every import: all tables are read once for mistakes and for what they name, then again in batches of
 * JOB_UNIT_ROWS, each judged, written and reported in one unit together with the count of what is done. So a try that
 * broke off goes on behind its last whole batch; a dry run, which has nothing but its report, begins again.
 */
#include <string.h>

#include "base/arena.h"
#include "base/csv.h"
#include "base/str.h"
#include "school/common/fault.h"
#include "school/common/rows.h"
#include "school/common/state.h"
#include "school/imports/import.h"
#include "school/imports/import_work.h"
#include "school/jobs/job.h"
#include "school/jobs/job_work.h"
#include "school/marks/mark_event.h"
#include "school/post/export_text.h"
#include "school/school.h"
#include "store/db.h"
#include "store/engine.h"
#include "store/store.h"

enum {
    SCRATCH_MAX = 16 << 20, // bytes of a batch
    SEEN_FIRST = 1024,      // entries; always a power of two
    COLLECT_ROWS = 2000,    // between two renewals of the lease
    NOT_THERE = -1,
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
    int places[IMPORT_FILE_COLUMNS_MAX]; // of each cell of the file: its import_column, or NOT_THERE
    size_t header_count;
    const char *unknown[IMPORT_FILE_COLUMNS_MAX]; // headers that nobody knows, in the import's arena
    size_t unknown_count;
};

/* `detail`: a sentence. */
static enum fault refuse_table(const struct reading *reading, const char *code, const char *detail)
{
    const char *file = reading->table->file;
    char full[2 * JOB_DETAIL_SIZE];
    snprintf(full, sizeof(full), "%s%s%s", file ? file : "", file ? ": " : "", detail);
    return job_refuse(reading->import->work, FAULT_TEXT_INVALID, code, full);
}

static enum fault refuse_column(const struct reading *reading, const char *code, const char *name, const char *what)
{
    char detail[JOB_DETAIL_SIZE];
    snprintf(detail, sizeof(detail), "Row 1: the column %s %s.", name, what);
    return refuse_table(reading, code, detail);
}

/* The next letter of a header in lower case, past what only keeps its words apart; 0 at its end. */
static char next_letter(const char **header)
{
    char c = (*header)[strspn(*header, " \t_")];
    *header += strspn(*header, " \t_") + (c != '\0');
    return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

/* "External ID" names external_id, and "Family name" familyName. */
static bool is_header(const char *header, const char *name)
{
    char a, b;
    do {
        a = next_letter(&header);
        b = next_letter(&name);
    } while (a == b && a != '\0');
    return a == b;
}

/* Finds the columns by the names in the header, in any order. */
static enum fault header_read(struct reading *reading, const struct csv_row *row)
{
    const struct import_table *table = reading->table;
    bool there[IMPORT_COLUMNS_MAX] = {false};
    reading->header_count = row->count;
    for (size_t i = 0; i < row->count; i++) {
        reading->places[i] = NOT_THERE;
        for (size_t k = 0; k < table->column_count && reading->places[i] == NOT_THERE; k++)
            if (is_header(row->cells[i], table->columns[k].name) ||
                export_heads(row->cells[i], table->columns[k].name)) // what leaves comes back in its reader's language
                reading->places[i] = (int)k;
        if (reading->places[i] == NOT_THERE && row->cells[i][0] != '\0') {
            const char *copy = arena_strdup(reading->import->work->arena, row->cells[i]);
            if (!copy)
                return FAULT_INTERNAL;
            reading->unknown[reading->unknown_count++] = copy;
        } else if (reading->places[i] != NOT_THERE) {
            if (there[reading->places[i]])
                return refuse_column(reading, "column_twice", table->columns[reading->places[i]].name,
                                     "is there twice");
            there[reading->places[i]] = true;
        }
    }
    for (size_t k = 0; k < table->column_count; k++)
        if (table->columns[k].required && !there[k])
            return refuse_column(reading, "column_missing", table->columns[k].name, "is missing");
    return FAULT_NONE;
}

static enum fault tell_mistake(const struct reading *reading)
{
    struct csv_mistake mistake = csv_mistake(reading->csv);
    char place[JOB_DETAIL_SIZE];
    if (mistake.column > 0)
        snprintf(place, sizeof(place), "Row %zu, column %zu: %s", mistake.row, mistake.column, mistake.sentence);
    else
        snprintf(place, sizeof(place), "Row %zu: %s", mistake.row, mistake.sentence);
    return refuse_table(reading, "file_unreadable", place);
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
        return header_read(reading, &row);
    case CSV_BAD:
        return tell_mistake(reading);
    case CSV_END:
        break;
    }
    return refuse_table(reading, "file_empty", "There are no rows in the file.");
}

static void reading_close(struct reading *reading)
{
    csv_close(reading->csv);
}

/* Copies the row's cells into the arena, by column. False without memory. */
static bool line_fill(const struct reading *reading, const struct csv_row *row, struct arena *arena,
                      struct import_line *line)
{
    line->line = row->number;
    line->beyond = false;
    for (size_t k = 0; k < IMPORT_COLUMNS_MAX; k++)
        line->cells[k] = "";
    for (size_t i = 0; i < row->count; i++) {
        const char *cell = row->cells[i];
        cell += strspn(cell, " \t\n");
        size_t size = strlen(cell);
        while (size > 0 && strchr(" \t\n", cell[size - 1]))
            size--;
        if (i >= reading->header_count) {
            line->beyond |= size > 0;
        } else if (reading->places[i] != NOT_THERE && size > 0) {
            size -= csv_plain(cell) > cell;
            const char *copy = arena_strndup(arena, csv_plain(cell), size);
            if (!copy)
                return false;
            line->cells[reading->places[i]] = copy;
        }
    }
    return true;
}

/* Renews the lease between two readers: no write may wait while one is held. */
static enum fault collect_pause(struct import *import, struct db **db, int64_t number)
{
    store_reader_close(db);
    enum fault fault = job_progress(import->work, import->work->done, number);
    *db = store_reader(import->work->school->config.store);
    return fault;
}

/* The first time through a table: mistakes, what it names, and how much there is. */
static enum fault table_collect(struct import *import, const struct import_table *table, struct db **db,
                                int64_t *number)
{
    CLOSES(reading_close) struct reading reading = {0};
    struct csv_row row;
    enum csv_status status = CSV_END;
    enum fault fault = reading_open(&reading, import, table);
    if (fault != FAULT_NONE)
        return fault;
    *number += (int64_t)reading.unknown_count;
    while ((status = csv_next(reading.csv, &row)) == CSV_ROW) {
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
    const char *unknown; // an unknown column instead of a row
};

struct batch {
    struct import *import;
    const struct import_table *table;
    struct item *items; // JOB_UNIT_ROWS
    size_t count;
    int64_t number; // of the last item
};

static enum fault item_write(struct db *db, const struct batch *batch, const struct item *item)
{
    struct import_verdict verdict = {JOB_IGNORED, "column_unknown", item->unknown, 0};
    if (!item->unknown) {
        verdict = (struct import_verdict){JOB_REFUSED, "cells_beyond_header", item->line.cells[0], 0};
        enum fault fault = item->line.beyond ? FAULT_NONE : batch->table->row(db, batch->import, &item->line, &verdict);
        if (fault != FAULT_NONE)
            return fault;
    }
    return job_report(db, batch->import->work,
                      &(struct job_row){item->line.number, batch->table->file,
                                        verdict.line > 0 ? verdict.line : (int64_t)item->line.line, verdict.outcome,
                                        verdict.reason, verdict.subject});
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
    enum fault fault = reading_open(&reading, batch->import, table);
    for (size_t i = 0; fault == FAULT_NONE && i < reading.unknown_count; i++) {
        struct item item = {.line = {.number = ++*number, .line = 1}, .unknown = reading.unknown[i]};
        fault = batch_add(batch, &item, done);
    }
    while (fault == FAULT_NONE && csv_next(reading.csv, &row) == CSV_ROW) {
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
                              int64_t *ret_total)
{
    enum fault fault = FAULT_NONE;
    CLOSES(store_reader_close) struct db *db = store_reader(import->work->school->config.store);
    *ret_total = 0;
    for (size_t i = 0; fault == FAULT_NONE && i < count; i++)
        if (tables[i].bytes)
            fault = table_collect(import, &tables[i], &db, ret_total);
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
    if (!import->seen || !batch.items)
        return FAULT_INTERNAL;
    enum fault fault = import->apply ? FAULT_NONE : report_forget(import);
    if (fault != FAULT_NONE)
        return fault;
    fault = collect_all(import, tables, count, &total);
    if (fault != FAULT_NONE)
        return fault;
    int64_t done = work->done;
    fault = job_progress(work, done, total);
    for (size_t i = 0; fault == FAULT_NONE && i < count; i++)
        if (tables[i].bytes)
            fault = table_judge(&batch, &tables[i], done, &number);
    return fault;
}
