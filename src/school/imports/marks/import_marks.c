/* SPDX-License-Identifier: MIT */
/*
 * Marks of a classroom: who (email, external_id or student_id, or a name that one student has), which lecture
 * (lecture_id, or date and start on the classroom's clocks), status (a code, or a letter or name of the classroom's),
 * minutes_late, note; or a sign in the column of a status (import_mark_tick.h). Or as Moodle imports them into one
 * session: a user's username or idnumber, and a status or a scantime. Registers that lie across are made into such rows
 * first: wide/wide.h.
 */
#include <string.h>

#include "base/arena.h"
#include "base/str.h"
#include "school/common/fault.h"
#include "school/common/state.h"
#include "school/imports/grid/grid_work.h"
#include "school/imports/import_lectures.h"
#include "school/imports/marks/import_mark_row.h"
#include "school/imports/marks/import_mark_tick.h"
#include "school/imports/import_work.h"
#include "school/imports/undo/undo_keep.h"
#include "school/jobs/job.h"
#include "school/jobs/job_work.h"
#include "school/marks/mark.h"
#include "school/marks/mark_write.h"
#include "school/marks/status_set.h"
#include "school/marks/status_set_inside.h"
#include "school/post/export_text.h"
#include "school/school.h"
#include "store/db.h"
#include "store/engine.h"
#include "store/store.h"

enum { DETAIL_SIZE = 400 };

static const struct import_column columns[MARK_COLUMN_COUNT] = {
    [MARK_COLUMN_EMAIL] = {"email", IMPORT_MEANS(KNOWN_EMAIL)},
    [MARK_COLUMN_EXTERNAL_ID] = {"external_id", IMPORT_MEANS(KNOWN_EXTERNAL_ID)},
    [MARK_COLUMN_STUDENT_ID] = {"student_id", false},
    [MARK_COLUMN_USERNAME] = {"username", IMPORT_MEANS(KNOWN_USERNAME)},
    [MARK_COLUMN_ID_NUMBER] = {"idnumber", false},
    [MARK_COLUMN_NAME] = {"name", IMPORT_MEANS(KNOWN_NAME)},
    [MARK_COLUMN_GIVEN_NAME] = {"givenName", IMPORT_MEANS(KNOWN_GIVEN_NAME)},
    [MARK_COLUMN_FAMILY_NAME] = {"familyName", IMPORT_MEANS(KNOWN_FAMILY_NAME)},
    [MARK_COLUMN_LECTURE_ID] = {"lecture_id", false},
    [MARK_COLUMN_DATE] = {"date", IMPORT_MEANS(KNOWN_DATE)},
    [MARK_COLUMN_START] = {"start", IMPORT_MEANS(KNOWN_FROM)},
    [MARK_COLUMN_STATUS] = {"status", IMPORT_MEANS(KNOWN_STATUS)},
    [MARK_COLUMN_SCAN_TIME] = {"scantime", IMPORT_MEANS(KNOWN_SCAN_TIME)},
    [MARK_COLUMN_MINUTES_LATE] = {"minutes_late", IMPORT_MEANS(KNOWN_MINUTES_LATE)},
    [MARK_COLUMN_NOTE] = {"note", IMPORT_MEANS(KNOWN_NOTE)},
    [MARK_COLUMN_TICKED_PRESENT] = {"ticked_present", IMPORT_NAMELESS},
    [MARK_COLUMN_TICKED_LATE] = {"ticked_late", IMPORT_NAMELESS},
    [MARK_COLUMN_TICKED_EXCUSED] = {"ticked_excused", IMPORT_NAMELESS},
    [MARK_COLUMN_TICKED_ABSENT] = {"ticked_absent", IMPORT_NAMELESS},
    [MARK_COLUMN_SHEET_ROW] = {WIDE_ROW, false},
    [MARK_COLUMN_SHEET_COLUMN] = {WIDE_COLUMN, false},
    [MARK_COLUMN_SHEET_STATUS] = {WIDE_STATUS, false},
    [MARK_COLUMN_SHEET_FAULT] = {WIDE_FAULT, false},
};

static const struct import_need needs[] = {
    {"who the row is about", 1U << MARK_COLUMN_EMAIL | 1U << MARK_COLUMN_EXTERNAL_ID | 1U << MARK_COLUMN_STUDENT_ID |
                                 1U << MARK_COLUMN_USERNAME | 1U << MARK_COLUMN_ID_NUMBER | 1U << MARK_COLUMN_NAME |
                                 1U << MARK_COLUMN_FAMILY_NAME},
    {"what the mark is", 1U << MARK_COLUMN_STATUS | 1U << MARK_COLUMN_SCAN_TIME | 1U << MARK_COLUMN_TICKED_PRESENT |
                             1U << MARK_COLUMN_TICKED_LATE | 1U << MARK_COLUMN_TICKED_EXCUSED |
                             1U << MARK_COLUMN_TICKED_ABSENT},
    {"which lecture it was", 1U << MARK_COLUMN_LECTURE_ID | 1U << MARK_COLUMN_DATE | 1U << MARK_COLUMN_START |
                                 1U << MARK_COLUMN_SCAN_TIME}, // not where a lecture was chosen
};

static void mark_look(const struct import *import, const struct grid_row *row, struct import_match *match)
{
    (void)row;
    mark_ticks_look(import->context, match);
}

static enum fault mark_survey(struct import *import, const struct import_line *line)
{
    mark_reader_see(import->context, line);
    return FAULT_NONE;
}

static enum fault mark_surveyed(struct db *db, struct import *import, const struct import_match *match)
{
    return mark_reader_settle(db, import, import->context, match);
}

static void key_of(const struct mark_row *state, char key[static IMPORT_KEY_MAX])
{
    snprintf(key, IMPORT_KEY_MAX, "%lld:%lld", (long long)state->lecture.id, (long long)state->student_id);
}

/* Which student and lecture a row means is only known once both are found; a second row about them is refused. */
static enum fault mark_collect(struct db *db, struct import *import, const struct import_line *line)
{
    struct mark_row state = {0};
    char key[IMPORT_KEY_MAX];
    struct mark_reader *marks = import->context;
    enum fault fault =
        marks->known ? FAULT_NONE : mark_known_read(db, import->work->class_id, import->work->arena, &marks->known);
    if (fault != FAULT_NONE)
        return fault;
    fault = mark_row_read(db, import, line, &state);
    if (fault != FAULT_NONE || state.reason || state.says_nothing || state.of_staff)
        return fault;
    key_of(&state, key);
    struct import_seen *seen = import_see(import, 'm', key, line->number);
    if (!seen)
        return FAULT_INTERNAL;
    // Of several times at which somebody came the first counts, wherever its row stands.
    if (seen->number == line->number || (state.scanned != 0 && state.scanned < seen->value)) {
        seen->number = line->number;
        seen->value = state.scanned;
    }
    return FAULT_NONE;
}

static enum fault mark_ahead(struct db *db, struct import *import, const struct import_line *const *lines, size_t count)
{
    struct mark_reader *marks = import->context;
    (void)lines;
    (void)count;
    return mark_known_read(db, import->work->class_id, import->scratch, &marks->known);
}

/* What the file says becomes the mark, and can be undone like any other act. */
static enum fault mark_apply(struct db *db, struct import *import, const struct mark_row *state,
                             const struct mark_state *before)
{
    char reason[DETAIL_SIZE];
    struct mark_state after = {
        .status = state->status,
        .minutes_late = state->minutes_late,
        .method = MARK_BY_IMPORT,
        .marked_by = import->work->actor.user_id,
        .timestamp = import->now,
    };
    struct mark_change change = {
        .actor = &import->work->actor,
        .lecture_id = state->lecture.id,
        .class_id = import->work->class_id,
        .now = import->now,
        .reason = reason,
    };
    after.has_note = state->note && str_copy(after.note, sizeof(after.note), state->note);
    snprintf(reason, sizeof(reason), "imported by job %lld", (long long)import->work->job_id);
    import_touch(import, state->lecture.id, state->student_id);
    enum fault fault = mark_write(db, &change, state->student_id, before, &after);
    return fault != FAULT_NONE ? fault : undo_keep_mark(db, import, state->lecture.id, state->student_id, before);
}

/* How the file that was sent heads the cell that is meant; NULL: as the rows that were made of it do. */
static const char *header_of(const struct mark_reader *marks, const struct import_line *line, int column)
{
    static const enum wide_who who[] = {
        [MARK_COLUMN_EMAIL] = WIDE_EMAIL,           [MARK_COLUMN_EXTERNAL_ID] = WIDE_NUMBER,
        [MARK_COLUMN_STUDENT_ID] = WIDE_STUDENT,    [MARK_COLUMN_USERNAME] = WIDE_USERNAME,
        [MARK_COLUMN_ID_NUMBER] = WIDE_NUMBER,      [MARK_COLUMN_NAME] = WIDE_NAME,
        [MARK_COLUMN_GIVEN_NAME] = WIDE_GIVEN_NAME, [MARK_COLUMN_FAMILY_NAME] = WIDE_FAMILY_NAME};
    if (column >= 0 && (size_t)column < ARRAY_LENGTH(who))
        return marks->made.heads[who[column]];
    return marks->made.across && column >= 0 ? line->cells[MARK_COLUMN_SHEET_COLUMN] : NULL;
}

/* Where the row stands in the file that was sent. */
static bool mark_locate(struct import *import, const struct import_line *line, struct import_verdict *verdict)
{
    const struct mark_reader *marks = import->context;
    const char *heading = line->cells[MARK_COLUMN_SHEET_COLUMN];
    const char *who = verdict->subject && *verdict->subject ? verdict->subject : mark_row_subject(import, line);
    if (!who)
        return false;
    if (*heading)
        verdict->subject = arena_printf(import->scratch, "%s%s%s", who, *who ? ", " : "", heading);
    verdict->header = header_of(marks, line, verdict->column - 1);
    return str_to_int(line->cells[MARK_COLUMN_SHEET_ROW], 1, INT64_MAX, &verdict->line) && verdict->subject;
}

static enum fault mark_row(struct db *db, struct import *import, const struct import_line *line,
                           struct import_verdict *verdict)
{
    struct mark_row state = {0};
    struct mark_state before;
    char key[IMPORT_KEY_MAX];
    verdict->subject = mark_row_subject(import, line);
    if (!verdict->subject)
        return FAULT_INTERNAL;
    enum fault fault = mark_row_read(db, import, line, &state);
    if (fault != FAULT_NONE)
        return fault;
    if (state.name)
        verdict->subject = state.name;
    if (state.of_staff)
        return import_say(verdict, JOB_IGNORED, "row_of_staff");
    if (state.says_nothing)
        return import_say(verdict, JOB_UNCHANGED, "status_empty");
    if (state.reason)
        return import_blame(verdict, state.reason, state.column);
    key_of(&state, key);
    const struct import_seen *seen = import_seen(import, 'm', key);
    if (seen && seen->number != line->number && seen->value != 0 && state.scanned != 0)
        return import_say(verdict, JOB_IGNORED, "came_before");
    if (seen && seen->number != line->number)
        return import_say(verdict, JOB_REFUSED, "repeated_in_file");
    fault = mark_state_read(db, import->work->class_id, state.lecture.id, state.student_id, &before);
    if (fault != FAULT_NONE)
        return fault;
    // What the file does not say stays as it is.
    const char *note = before.has_note ? before.note : NULL;
    if (state.minutes_late < 0 || state.status != MARK_LATE)
        state.minutes_late = state.status == MARK_LATE && before.status == MARK_LATE ? before.minutes_late : 0;
    if (!state.note)
        state.note = note;
    bool there = before.status != MARK_UNMARKED;
    bool same = before.status == state.status && before.minutes_late == state.minutes_late &&
                strcmp(note ? note : "", state.note ? state.note : "") == 0;
    import_judge(verdict, same ? JOB_UNCHANGED : there ? JOB_UPDATED : JOB_CREATED, NULL);
    return same || !import->apply ? FAULT_NONE : mark_apply(db, import, &state, &before);
}

static enum fault statuses_read(struct job_work *work, struct status_set *set)
{
    CLOSES(store_reader_close) struct db *db = store_reader(work->school->config.store);
    return status_set_read(db, work->class_id, work->arena, set);
}

extern const struct import_format import_marks;

static enum fault rows_run(struct job_work *work, struct mark_reader *marks, struct grid *file,
                           const struct import_table *table)
{
    const struct import_survey survey = {.needs = needs,
                                         .need_count = ARRAY_LENGTH(needs) - (marks->lecture_id != 0),
                                         .heads = export_heads,
                                         .lacks = marks->made.dayless,
                                         .look = mark_look,
                                         .row = mark_survey,
                                         .done = mark_surveyed};
    const struct import_sent sent = {.grid = file, .heading = marks->made.heading, .locate = mark_locate};
    struct import import = {.work = work,
                            .survey = &survey,
                            .grid = marks->made.grid ? marks->made.grid : file,
                            .sent = marks->made.grid ? &sent : NULL,
                            .format = marks->made.grid ? NULL : &import_marks, // people choose of their own columns
                            .context = marks};
    return import_run(&import, table, 1);
}

/* The file as rows, which are its own or made of it; a grid that is no table is told as in every import. */
static enum fault grid_run(struct job_work *work, struct mark_reader *marks, struct grid *grid,
                           const struct import_table *table)
{
    const struct wide_file file = {.timezone = marks->timezone,
                                   .lecture_id = marks->lecture_id,
                                   .set = &marks->set,
                                   .calendar = marks->calendar,
                                   .grid = grid};
    enum fault fault = grid_fault(grid) == GRID_FINE ? wide_unfold(work, &file, &marks->made) : FAULT_NONE;
    return fault != FAULT_NONE ? fault : rows_run(work, marks, grid, table);
}

static enum fault marks_run(struct job_work *work, struct mark_reader *marks)
{
    struct grid *grid;
    struct import_table table = {.columns = columns,
                                 .column_count = MARK_COLUMN_COUNT,
                                 .collect = mark_collect,
                                 .row = mark_row,
                                 .ahead = mark_ahead};
    enum fault fault = statuses_read(work, &marks->set);
    if (fault != FAULT_NONE)
        return fault;
    fault = job_input(work, &table.bytes, &table.size);
    if (fault != FAULT_NONE)
        return fault;
    fault = import_grid_take(work, table.bytes, table.size, &wide_limits, &grid);
    if (fault != FAULT_NONE)
        return fault;
    fault = grid_run(work, marks, grid, &table);
    grid_close(marks->made.grid);
    grid_close(grid);
    return fault;
}

static enum fault run(struct job_work *work)
{
    struct mark_reader marks = {0};
    const char *lecture = job_word(work, "lecture");
    enum fault fault = import_classroom_open(work, &marks.timezone);
    if (fault != FAULT_NONE)
        return fault;
    marks.calendar = cell_calendar_open();
    bool good = marks.calendar && lecture && str_to_int(lecture, 0, INT64_MAX, &marks.lecture_id);
    fault = good ? marks_run(work, &marks) : FAULT_INTERNAL;
    cell_calendar_close(marks.calendar);
    return fault;
}

const struct import_format import_marks = {
    .word = "marks",
    .of_classroom = true,
    .step_up = true,
    .options = IMPORT_LECTURE,
    .run = run,
    .columns = columns,
    .column_count = MARK_COLUMN_SHEET_ROW, // those behind it are of rows that were made
    .needs = needs,
    .need_count = ARRAY_LENGTH(needs),
};
