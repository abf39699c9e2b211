/* SPDX-License-Identifier: MIT */
/*
 * The way of every import: all tables are read once for mistakes and for what they name, then again in batches of
 * JOB_UNIT_ROWS, each judged, written and reported in one unit together with the count of what is done. So a try that
 * broke off goes on behind its last whole batch; a dry run, which has nothing but its report, begins again.
 */
#include <string.h>
#include <strings.h>

#include "base/arena.h"
#include "base/str.h"
#include "school/common/fault.h"
#include "school/common/rows.h"
#include "school/common/state.h"
#include "school/imports/import.h"
#include "school/imports/import_work.h"
#include "school/imports/grid/grid_work.h"
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
    NOT_THERE = -1,
    HEADER_WITHIN = 20, // rows that are not blank: titles may stand above the header
    SAID_MAX = 160,     // bytes of a row's words in a sentence
    NOTES_MAX = IMPORT_FILE_COLUMNS_MAX + GRID_NOTES_MAX,
};

static struct csv_limits limits_of(const struct import_table *table)
{
    return (struct csv_limits){table->rows_max ? table->rows_max : IMPORT_ROWS_MAX, IMPORT_FILE_COLUMNS_MAX,
                               IMPORT_CELL_MAX, IMPORT_ROW_MAX};
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
    struct grid *grid;
    int places[IMPORT_FILE_COLUMNS_MAX]; // of each cell of the file: its import_column, or NOT_THERE
    size_t header_count, header_number;  // cells of the header, and its row
    struct {
        size_t row;
        const char *reason, *subject;
    } notes[NOTES_MAX]; // told before the rows: how the file was read, and headers that nobody knows
    size_t note_count;
};

/* `detail`: a sentence. */
static enum fault refuse_table(const struct reading *reading, const char *code, const char *detail)
{
    const char *file = reading->table->file;
    char full[2 * JOB_DETAIL_SIZE];
    snprintf(full, sizeof(full), "%s%s%s", file ? file : "", file ? ": " : "", detail);
    return job_refuse(reading->import->work, FAULT_TEXT_INVALID, code, full);
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

/* The column that a cell of the header names. */
static int place_of(const struct import_table *table, const char *cell)
{
    for (size_t k = 0; k < table->column_count; k++)
        if (is_header(cell, table->columns[k].name))
            return (int)k;
    return NOT_THERE;
}

/* A column that others keep: none of ours, and no mistake. Extensions are called metadata.NAME there. */
static bool is_known(const struct import_table *table, const char *cell)
{
    for (const char *const *name = table->known; name && *name; name++)
        if (is_header(cell, *name))
            return true;
    return table->known && strncasecmp(cell, "metadata.", strlen("metadata.")) == 0;
}

/* How many columns a row names; *ret_all: those that there must be are among them. */
static size_t columns_named(const struct import_table *table, const struct grid_row *row, bool *ret_all)
{
    bool there[IMPORT_COLUMNS_MAX] = {false};
    size_t count = 0;
    for (size_t i = 0; row->mistake == GRID_CLEAN && i < row->count; i++) {
        int place = place_of(table, row->cells[i].text);
        if (place != NOT_THERE && !there[place]) {
            there[place] = true;
            count++;
        }
    }
    *ret_all = count > 0;
    for (size_t k = 0; k < table->column_count; k++)
        *ret_all &= there[k] || !table->columns[k].required;
    return count;
}

/* "a | b | c", as far as it fits. */
static void say_row(const struct grid_row *row, char out[static SAID_MAX])
{
    size_t used = 0, length;
    bool first = true;
    for (size_t i = 0; i < row->count; i++) {
        const char *at = row->cells[i].text;
        if (*at == '\0')
            continue;
        for (const char *bar = first ? "" : " | "; *bar && used + 1 < SAID_MAX; bar++)
            out[used++] = *bar;
        first = false;
        for (; *at && (length = str_sequence(at, strlen(at))) > 0 && used + length < SAID_MAX; at += length) {
            memcpy(out + used, at, length);
            out[used] = *at == '\n' || *at == '\t' ? ' ' : *at;
            used += length;
        }
    }
    out[used] = '\0';
}

/* The columns that there must be and are not. */
static void say_missing(const struct import_table *table, const bool *there, char out[static SAID_MAX])
{
    size_t used = 0;
    out[0] = '\0';
    for (size_t k = 0; k < table->column_count; k++)
        if (table->columns[k].required && !there[k] && used < SAID_MAX)
            used += (size_t)snprintf(out + used, SAID_MAX - used, "%s%s", used ? ", " : "", table->columns[k].name);
}

static enum fault refuse_missing(const struct reading *reading, const struct grid_row *row, const bool *there,
                                 bool is_header_row)
{
    char missing[SAID_MAX], said[SAID_MAX], detail[3 * SAID_MAX];
    say_missing(reading->table, there, missing);
    say_row(row, said);
    bool several = strchr(missing, ',') != NULL;
    if (is_header_row)
        snprintf(detail, sizeof(detail), "Row %zu: the column%s %s %s missing. The row says: %s", row->number,
                 several ? "s" : "", missing, several ? "are" : "is", said);
    else
        snprintf(detail, sizeof(detail),
                 "None of the first %d rows names a column that is known.%s%s%s Row %zu says: %s", HEADER_WITHIN,
                 *missing ? " Missing: " : "", missing, *missing ? "." : "", row->number, said);
    return refuse_table(reading, is_header_row ? "column_missing" : "header_missing", detail);
}

/* What is told before the rows. False without memory. */
static bool note_add(struct reading *reading, size_t row, const char *reason, const char *subject)
{
    const char *copy = arena_strdup(reading->import->work->arena, subject);
    if (!copy || reading->note_count == NOTES_MAX)
        return false;
    reading->notes[reading->note_count].row = row;
    reading->notes[reading->note_count].reason = reason;
    reading->notes[reading->note_count++].subject = copy;
    return true;
}

/* Finds the columns by the names in the header, in any order. */
static enum fault header_read(struct reading *reading, const struct grid_row *row)
{
    const struct import_table *table = reading->table;
    bool there[IMPORT_COLUMNS_MAX] = {false};
    char detail[JOB_DETAIL_SIZE];
    reading->header_count = row->count;
    reading->header_number = row->number;
    for (size_t i = 0; i < row->count; i++) {
        const char *cell = row->cells[i].text;
        int place = reading->places[i] = place_of(table, cell);
        if (place == NOT_THERE && *cell && !is_known(table, cell) &&
            !note_add(reading, row->number, "column_unknown", cell))
            return FAULT_INTERNAL;
        if (place != NOT_THERE && there[place]) {
            snprintf(detail, sizeof(detail), "Row %zu: the column %s is there twice.", row->number,
                     table->columns[place].name);
            return refuse_table(reading, "column_twice", detail);
        }
        if (place != NOT_THERE)
            there[place] = true;
    }
    for (size_t k = 0; k < table->column_count; k++)
        if (table->columns[k].required && !there[k])
            return refuse_missing(reading, row, there, true);
    return FAULT_NONE;
}

/*
 * The header: the first of the first rows that names all columns that there must be, else the one that names most.
 * What stands above it are titles. Leaves the sheet behind it.
 */
static enum fault header_find(struct reading *reading)
{
    struct grid_row row;
    size_t best = 0, best_number = 0, rows = 0;
    bool all = false;
    while (!all && rows < HEADER_WITHIN && grid_next(reading->grid, &row)) {
        rows++;
        size_t named = columns_named(reading->table, &row, &all);
        if (named > best || all) {
            best = named;
            best_number = row.number;
        }
    }
    grid_rewind(reading->grid);
    while (grid_next(reading->grid, &row) && best > 0)
        if (row.number == best_number && row.mistake == GRID_CLEAN)
            return header_read(reading, &row);
    grid_rewind(reading->grid);
    const bool none[IMPORT_COLUMNS_MAX] = {false};
    return grid_next(reading->grid, &row) ? refuse_missing(reading, &row, none, false) : FAULT_INTERNAL;
}

static enum fault refuse_grid(const struct reading *reading, enum grid_fault mistake)
{
    const unsigned rows = (unsigned)limits_of(reading->table).rows;
    const char *sentence = arena_fill(reading->import->work->arena, grid_sentence(mistake), &rows);
    return sentence ? refuse_table(reading, grid_code(mistake), sentence) : FAULT_INTERNAL;
}

/* Every open needs a close, after a fault, too. */
static enum fault reading_open(struct reading *reading, struct import *import, const struct import_table *table)
{
    *reading = (struct reading){.import = import, .table = table};
    const struct csv_limits limits = limits_of(table);
    enum fault fault = grid_take(import->work->school, table->bytes, table->size, &limits, &reading->grid);
    if (fault != FAULT_NONE)
        return fault;
    if (grid_fault(reading->grid) != GRID_FINE)
        return refuse_grid(reading, grid_fault(reading->grid));
    const struct grid_note *note;
    for (size_t i = 0; (note = grid_note(reading->grid, i)); i++)
        if (!note_add(reading, note->row > 0 ? note->row : 1, grid_note_reason(note->kind), note->words))
            return FAULT_INTERNAL;
    return header_find(reading);
}

static void reading_close(struct reading *reading)
{
    grid_close(reading->grid);
}

/* Copies the row's cells into the arena, by column. False without memory. */
static bool line_fill(const struct reading *reading, const struct grid_row *row, struct arena *arena,
                      struct import_line *line)
{
    line->line = row->number;
    line->beyond = false;
    for (size_t k = 0; k < IMPORT_COLUMNS_MAX; k++)
        line->cells[k] = "";
    for (size_t i = 0; i < row->count; i++) {
        const char *cell = row->cells[i].text;
        if (i >= reading->header_count) {
            line->beyond |= *cell != '\0';
        } else if (reading->places[i] != NOT_THERE && *cell) {
            const char *copy = arena_strdup(arena, cell);
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
static enum fault table_collect(struct reading *reading, struct db **db, int64_t *number)
{
    struct import *import = reading->import;
    const struct import_table *table = reading->table;
    struct grid_row row;
    *number += (int64_t)reading->note_count;
    while (grid_next(reading->grid, &row)) {
        enum fault fault = FAULT_NONE;
        struct import_line line = {.number = ++*number};
        if (table->odd)
            *table->odd |= row.mistake != GRID_CLEAN;
        if (table->collect && row.mistake == GRID_CLEAN) {
            bool filled = line_fill(reading, &row, import->scratch, &line);
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
    return FAULT_NONE;
}

/* A line of the report that is to be written. */
struct item {
    struct import_line line;
    struct import_verdict said; // with a reason: all that there is to say of it
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
    struct import_verdict verdict = item->said;
    if (!verdict.reason) {
        verdict = (struct import_verdict){
            .outcome = JOB_REFUSED, .reason = "cells_beyond_header", .subject = item->line.cells[0]};
        enum fault fault = item->line.beyond ? FAULT_NONE : batch->table->row(db, batch->import, &item->line, &verdict);
        if (fault != FAULT_NONE)
            return fault;
    }
    if (verdict.untold)
        return FAULT_NONE;
    return job_report(db, batch->import->work,
                      &(struct job_row){item->line.number, batch->table->file, (int64_t)item->line.line,
                                        verdict.outcome, verdict.reason, verdict.subject});
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
    item->said = (struct import_verdict){.outcome = JOB_REFUSED, .reason = grid_reason(row->mistake)};
    item->said.subject = arena_printf(arena, "%s: %s", place, row->cells[0].text);
    return item->said.subject != NULL;
}

static enum fault table_judge(struct batch *batch, struct reading *reading, int64_t done, int64_t *number)
{
    struct arena *scratch = batch->import->scratch;
    struct grid_row row;
    enum fault fault = FAULT_NONE;
    batch->table = reading->table;
    for (size_t i = 0; fault == FAULT_NONE && i < reading->note_count; i++) {
        struct item item = {
            .line = {.number = ++*number, .line = reading->notes[i].row},
            .said = {.outcome = JOB_IGNORED, .reason = reading->notes[i].reason, .subject = reading->notes[i].subject}};
        fault = batch_add(batch, &item, done);
    }
    while (fault == FAULT_NONE && grid_next(reading->grid, &row)) {
        struct item item = {.line = {.number = ++*number}};
        bool filled = *number <= done || (row.mistake == GRID_CLEAN ? line_fill(reading, &row, scratch, &item.line)
                                                                    : mistake_fill(&row, scratch, &item));
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

/* Reads the table that is there, and goes through it once. Leaves the sheet before the first row behind the header. */
static enum fault table_open(struct reading *reading, struct import *import, const struct import_table *table,
                             struct db **db, int64_t *total)
{
    if (!table->bytes)
        return FAULT_NONE;
    enum fault fault = reading_open(reading, import, table);
    if (fault != FAULT_NONE)
        return fault;
    fault = table_collect(reading, db, total);
    if (fault != FAULT_NONE)
        return fault;
    struct grid_row row;
    grid_rewind(reading->grid);
    while (grid_next(reading->grid, &row) && row.number != reading->header_number)
        continue;
    return FAULT_NONE;
}

static enum fault collect_all(struct import *import, const struct import_table *tables, struct reading *readings,
                              size_t count, int64_t *ret_total)
{
    enum fault fault = FAULT_NONE;
    CLOSES(store_reader_close) struct db *db = store_reader(import->work->school->config.store);
    *ret_total = 0;
    for (size_t i = 0; fault == FAULT_NONE && i < count; i++)
        fault = table_open(&readings[i], import, &tables[i], &db, ret_total);
    return fault;
}

static enum fault run_all(struct import *import, const struct import_table *tables, struct reading *readings,
                          size_t count)
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
    fault = collect_all(import, tables, readings, count, &total);
    if (fault != FAULT_NONE)
        return fault;
    int64_t done = work->done;
    fault = job_progress(work, done, total);
    for (size_t i = 0; fault == FAULT_NONE && i < count; i++)
        if (tables[i].next)
            fault = table_make(&batch, &tables[i], done, &number);
        else if (tables[i].bytes)
            fault = table_judge(&batch, &readings[i], done, &number);
    import->number = number;
    if (fault != FAULT_NONE || number <= total)
        return fault;
    return job_progress(work, number, number); // with the lines that stand in no file
}

enum fault import_run(struct import *import, const struct import_table *tables, size_t count)
{
    struct job_work *work = import->work;
    import->apply = work->parent_id != 0;
    CLOSES(arena_release) struct arena scratch = arena_of(SCRATCH_MAX);
    import->scratch = &scratch;
    import->seen = import_seen_list(work->arena);
    struct reading *readings = arena_calloc(work->arena, count, sizeof(*readings));
    if (!import->seen || !readings)
        return FAULT_INTERNAL;
    enum fault fault = run_all(import, tables, readings, count);
    for (size_t i = 0; i < count; i++)
        reading_close(&readings[i]);
    return fault;
}
