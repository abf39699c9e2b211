/* SPDX-License-Identifier: MIT */
#include "school/imports/import_report.h"

#include "base/arena.h"
#include "school/common/fault.h"
#include "school/common/rows.h"
#include "school/imports/cells/cell_text.h"
#include "school/imports/import.h"
#include "school/imports/import_audit.h"
#include "school/jobs/job.h"
#include "school/jobs/job_work.h"
#include "school/marks/mark_event.h"
#include "school/school.h"
#include "store/db.h"

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
    *verdict =
        (struct import_verdict){.outcome = JOB_REFUSED, .reason = "cells_beyond_header", .subject = line->cells[0]};
    if (line->beyond)
        return true;
    for (size_t k = 0; k < batch->table->column_count; k++)
        if (cell_is_broken(line->cells[k])) {
            import_judge(verdict, JOB_REFUSED, "cell_broken");
            verdict->column = (int)k + 1;
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

/* Where the row stands in the file that people sent, where its table was made of another. */
static bool item_locate(const struct batch *batch, const struct item *item, struct import_verdict *verdict)
{
    const struct import_sent *sent = batch->import->sent;
    return !sent || sent->locate(batch->import, &item->line, verdict);
}

static enum fault item_write(struct db *db, const struct batch *batch, const struct item *item)
{
    struct import_verdict verdict = {0};
    if (item->note)
        return note_write(db, batch, item);
    if (item->mistake != GRID_CLEAN)
        return mistake_write(db, batch, item);
    batch->import->row_number = item->line.number;
    batch->import->row_part = 0;
    enum fault fault = FAULT_NONE;
    if (item->said.reason)
        verdict = item->said;
    else if (!item_refused(batch, &item->line, &verdict))
        fault = batch->table->row(db, batch->import, &item->line, &verdict);
    if (fault != FAULT_NONE || verdict.untold)
        return fault;
    if (!item_locate(batch, item, &verdict))
        return FAULT_INTERNAL;
    int column = verdict.column - 1;
    const struct import_place *place =
        column >= 0 && batch->head ? import_match_find(&batch->head->match, column) : NULL;
    const char *header = place ? place->header : NULL;
    return job_report(db, batch->import->work,
                      &(struct job_row){.number = item->line.number,
                                        .file = batch->table->file,
                                        .line = verdict.line > 0 ? verdict.line : (int64_t)item->line.line,
                                        .outcome = verdict.outcome,
                                        .reason = verdict.reason,
                                        .subject = verdict.subject,
                                        .column = verdict.header ? verdict.header : header,
                                        .cell = place ? item->line.cells[column] : NULL});
}

_Static_assert((int)JOB_UNIT_ROWS == (int)ROW_MANY, "a batch's rows are asked for in one statement");

/* What the rows will ask for. */
static enum fault batch_ahead(struct db *db, const struct batch *batch)
{
    struct import *import = batch->import;
    const struct import_line *lines[JOB_UNIT_ROWS];
    size_t count = 0;
    import->ahead = import_seen_list(import->scratch);
    import->audits = import_audits(import->scratch);
    if (!import->ahead || !import->audits)
        return FAULT_INTERNAL;
    for (size_t i = 0; i < batch->count; i++)
        if (!batch->items[i].note && batch->items[i].mistake == GRID_CLEAN && !batch->items[i].said.reason)
            lines[count++] = &batch->items[i].line;
    return count > 0 && batch->table->ahead ? batch->table->ahead(db, import, lines, count) : FAULT_NONE;
}

static enum fault batch_behind(struct db *db, const struct batch *batch)
{
    enum fault fault = batch->table->behind ? batch->table->behind(db, batch->import) : FAULT_NONE;
    return fault != FAULT_NONE ? fault : import_audits_write(db, batch->import);
}

static enum fault batch_run(struct db *db, const struct batch *batch)
{
    enum fault fault = batch_ahead(db, batch);
    for (size_t i = 0; fault == FAULT_NONE && i < batch->count; i++)
        fault = item_write(db, batch, &batch->items[i]);
    return fault != FAULT_NONE ? fault : batch_behind(db, batch);
}

/* Each run has an arena of its own: a unit may run again many times, and a run reads a whole class. */
static enum fault batch_unit(struct db *db, void *context)
{
    const struct batch *batch = context;
    struct import *import = batch->import;
    struct arena *lines = import->scratch;
    CLOSES(arena_release) struct arena own = arena_of(IMPORT_SCRATCH_MAX);
    import->scratch = &own;
    import->touched_count = 0;
    enum fault fault = batch_run(db, batch);
    import->scratch = lines;
    import->ahead = NULL;
    import->audits = NULL;
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

enum fault batch_write(struct batch *batch)
{
    enum fault fault = batch->count > 0 ? batch_commit(batch) : FAULT_NONE;
    batch->count = 0;
    arena_release(batch->import->scratch);
    return fault;
}

enum fault batch_add(struct batch *batch, const struct item *item, int64_t done)
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

bool item_fill(const struct reading *reading, const struct grid_row *row, struct item *item)
{
    struct arena *scratch = reading->import->scratch;
    return row->mistake == GRID_CLEAN ? reading_line(reading, row, scratch, &item->line)
                                      : mistake_fill(row, scratch, item);
}
