/* SPDX-License-Identifier: MIT */
#include "school/imports/wide/wide.h"

#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/csv.h"
#include "base/str.h"
#include "school/common/fault.h"
#include "school/common/limits.h"
#include "school/common/state.h"
#include "school/imports/cells/cell_text.h"
#include "school/imports/import.h"
#include "school/imports/import_aside.h"
#include "school/imports/wide/wide_find.h"
#include "school/imports/wide/wide_lectures.h"
#include "school/jobs/job.h"
#include "school/jobs/job_work.h"
#include "school/marks/mark.h"
#include "school/post/export_text.h"
#include "school/post/usual_status.h"
#include "school/school.h"
#include "store/store.h"

enum {
    COLUMNS_MAX = LECTURES_PER_CLASSROOM_MAX + 100,
    WIDE_ROW_MAX = 256 << 10, // bytes
    MADE_MAX = 32 << 20,      // bytes
    MADE_COLUMNS = 15,
    SCRATCH_MAX = 1 << 20, // bytes of a row
};

const struct csv_limits wide_limits = {IMPORT_ROWS_MAX, COLUMNS_MAX, IMPORT_CELL_MAX, WIDE_ROW_MAX};

/* Of the rows that are made: a cell of the file may have got an apostrophe. */
static const struct csv_limits made_limits = {IMPORT_ROWS_MAX + 2, MADE_COLUMNS, IMPORT_CELL_MAX + 1,
                                              MADE_COLUMNS *(IMPORT_CELL_MAX + 2)};

struct unfolding {
    struct job_work *work;
    const struct wide_file *file;
    struct wide_lectures lectures;
    struct wide_head head;
    struct csv_writer out;
    int64_t made; // rows
};

static enum fault order_decide(struct unfolding *in, struct import_dates *dates)
{
    struct wide_met met = {0};
    for (size_t i = 0; i < in->head.count; i++) {
        if (in->head.columns[i].kind != ACROSS)
            continue;
        wide_heading_see(in->file->calendar, in->head.columns[i].heading, &dates->orders);
        wide_lectures_meet(&in->lectures, in->head.columns[i].heading, &met);
    }
    enum fault fault = import_dates_decide(in->lectures.db, in->work, dates, in->file->timezone, wide_met_order(&met));
    in->lectures.order = dates->order;
    return fault;
}

static enum fault columns_match(struct unfolding *in)
{
    for (size_t i = 0; i < in->head.count; i++) {
        struct wide_column *column = &in->head.columns[i];
        if (column->kind != ACROSS)
            continue;
        enum fault fault = wide_lecture_of(&in->lectures, column->heading, &column->lecture_id, &column->fault);
        if (fault != FAULT_NONE)
            return fault;
        if (in->file->lecture_id != 0 && column->lecture_id != in->file->lecture_id) {
            column->lecture_id = 0; // another one is asked for
            column->fault = NULL;
        }
    }
    return FAULT_NONE;
}

/* What we call a status in a reader's language, where the classroom has no word of its own. */
static bool is_translated(const struct status_line *line, const char *text)
{
    const char *code = mark_status_code(line->status), *usual = usual_status_name(code, ENGLISH);
    if (!usual || strcmp(line->name, usual) != 0 || strcmp(line->letter, code) != 0)
        return false;
    for (int i = 0; i < TONGUE_COUNT; i++)
        if (strcmp(usual_status_letter(code, (enum tongue)i), text) == 0)
            return true;
    return false;
}

/* The code of a letter; NULL: the import of marks may know it otherwise. */
static const char *code_of(const struct status_set *set, const char *text)
{
    for (size_t i = 0; i < set->count; i++)
        if (strcmp(set->lines[i].letter, text) == 0)
            return mark_status_code(set->lines[i].status);
    for (size_t i = 0; i < set->count; i++)
        if (is_translated(&set->lines[i], text))
            return mark_status_code(set->lines[i].status);
    return NULL;
}

/* Moodle writes "P (2/2)", "-P" for a status that is no longer offered, "?" for nobody's, "←" for as on the left. */
static const char *status_clean(struct arena *arena, const char *text)
{
    static const char *const none[] = {"?", "-", "\xe2\x86\x90"};
    const char *points = strstr(text, " (");
    size_t size = strlen(text);
    for (size_t i = 0; i < ARRAY_LENGTH(none); i++)
        if (strcmp(text, none[i]) == 0)
            return "";
    // "L (5)" is five minutes late.
    if (points && strchr(points, '/') && text[size - 1] == ')' &&
        strspn(points + 2, "0123456789.,/ ") == strlen(points + 2) - 1)
        size = (size_t)(points - text);
    bool hidden = size > 1 && *text == '-';
    return arena_strndup(arena, text + hidden, size - hidden);
}

struct made {
    const char *person[FAMILY_NAME + 1]; // by kind
    int64_t lecture_id;
    const char *heading, *status, *code, *minutes, *note, *fault;
};

/* Written as it stands: what csv_text adds before a formula is taken away again where the rows are read. */
static void made_write(struct unfolding *in, size_t number, const struct made *made)
{
    struct csv_writer *out = &in->out;
    for (int kind = STUDENT; kind <= FAMILY_NAME; kind++)
        csv_text(out, made->person[kind]);
    if (made->lecture_id)
        csv_int(out, made->lecture_id);
    else
        csv_text(out, NULL);
    csv_text(out, made->status);
    csv_text(out, made->minutes);
    csv_text(out, made->note);
    csv_int(out, (int64_t)number);
    csv_text(out, made->heading);
    csv_text(out, made->code);
    csv_text(out, made->fault);
    csv_end(out);
    in->made++;
}

static void out_begin(struct unfolding *in)
{
    static const char *const head[MADE_COLUMNS] = {
        "student_id", "email",        "external_id", "username", "name",      "givenName", "familyName", "lecture_id",
        "status",     "minutes_late", "note",        WIDE_ROW,   WIDE_COLUMN, WIDE_STATUS, WIDE_FAULT};
    csv_writer_init(&in->out, MADE_MAX, false);
    for (size_t i = 0; i < ARRAY_LENGTH(head); i++)
        csv_text(&in->out, head[i]);
    csv_end(&in->out);
}

/* A column of no lecture is told once, with the row that first has something in it. */
static void fault_tell(struct unfolding *in, struct wide_column *column)
{
    if (column->told)
        return;
    column->told = true;
    made_write(in, in->head.row, &(struct made){.heading = column->heading, .fault = column->fault});
}

/* Marks below a heading that is no day would be lost without a word. */
static bool stray_row(struct unfolding *in, struct wide_column *column, const char *cell, struct arena *arena)
{
    enum mark_status status;
    const char *text = status_clean(arena, cell);
    if (text && *text && (code_of(in->file->set, text) || import_words_status(text, &status))) {
        column->fault = import_date_reason(CELL_DATE_BAD);
        fault_tell(in, column);
    }
    return text != NULL;
}

/* A student across; whoever has no status at all leaves one row, so that the report has everybody. */
static bool across_row(struct unfolding *in, size_t number, const char *const *cells, size_t count, struct arena *arena,
                       struct made *made)
{
    bool any = false;
    for (size_t i = 0; i < count; i++) {
        struct wide_column *column = &in->head.columns[i];
        bool remark = i + 1 < count && in->head.columns[i + 1].kind == REMARK;
        if (column->kind == STRAY && !column->told && !stray_row(in, column, cells[i], arena))
            return false;
        if (column->kind != ACROSS || !*cells[i])
            continue;
        const char *code = code_of(in->file->set, cells[i]), *status = code ? cells[i] : NULL;
        if (!status && !(status = status_clean(arena, cells[i])))
            return false;
        if (!*status)
            continue;
        if (column->fault)
            fault_tell(in, column);
        if (column->lecture_id == 0)
            continue;
        made->lecture_id = column->lecture_id;
        made->heading = column->heading;
        made->status = status;
        made->code = code ? code : code_of(in->file->set, status);
        made->note = remark ? cells[i + 1] : NULL;
        made_write(in, number, made);
        any = true;
    }
    for (size_t i = 0; i < in->head.count && !any; i++)
        if (in->head.columns[i].kind == ACROSS && in->head.columns[i].lecture_id != 0) {
            struct made nothing = {.lecture_id = in->head.columns[i].lecture_id};
            memcpy(nothing.person, made->person, sizeof(nothing.person));
            *made = nothing;
            made_write(in, number, made);
            any = true;
        }
    return true;
}

/* One of our own rows: `long` has codes, the rows for Moodle letters. */
static enum fault own_row(struct unfolding *in, size_t number, const char *const *cells, size_t count,
                          struct made *made)
{
    enum mark_status status;
    bool coded = false;
    const char *moment = NULL;
    for (size_t i = 0; i < count; i++) {
        enum wide_kind kind = in->head.columns[i].kind;
        coded = coded || kind == OURS;
        if (kind == LECTURE_ID)
            str_to_int(cells[i], 1, INT64_MAX, &made->lecture_id);
        else if (kind == MOMENT)
            moment = made->heading = cells[i];
        else if (kind == STATUS)
            made->status = cells[i];
        else if (kind == MINUTES)
            made->minutes = cells[i];
        else if (kind == NOTE)
            made->note = cells[i];
    }
    enum fault fault = made->lecture_id == 0 && moment
                           ? wide_lecture_of(&in->lectures, moment, &made->lecture_id, &made->fault)
                           : FAULT_NONE;
    if (fault != FAULT_NONE)
        return fault;
    if (in->file->lecture_id != 0 && made->lecture_id != in->file->lecture_id)
        return FAULT_NONE;
    const char *text = made->status ? made->status : "";
    made->code = coded ? (mark_status_parse(text, &status) ? text : NULL) : code_of(in->file->set, text);
    made_write(in, number, made);
    return FAULT_NONE;
}

static enum fault row_unfold(struct unfolding *in, const struct grid_row *row, bool across, struct arena *arena)
{
    struct made made = {0};
    size_t count = row->count < in->head.count ? row->count : in->head.count;
    const char **cells = arena_calloc(arena, count + 1, sizeof(*cells));
    bool person = false;
    for (size_t i = 0; cells && i < count; i++) {
        enum wide_kind kind = in->head.columns[i].kind;
        cells[i] = kind == OTHER || kind == OURS ? "" : wide_cell_clean(arena, row->cells[i].text);
        if (!cells[i])
            return FAULT_INTERNAL;
        if (kind >= STUDENT && kind <= FAMILY_NAME && !(made.person[kind] && *made.person[kind])) {
            made.person[kind] = cells[i];
            person |= *cells[i] && (kind <= USERNAME || in->head.by_name);
        }
    }
    if (!cells)
        return FAULT_INTERNAL;
    if (!person || import_is_aside(row, in->head.count))
        return FAULT_NONE; // sums at the foot, and the like
    if (!across)
        return own_row(in, row->number, cells, count, &made);
    return across_row(in, row->number, cells, count, arena, &made) ? FAULT_NONE : FAULT_INTERNAL;
}

/* A row that nobody can read: where, and how it begins. */
static void mistake_unfold(struct unfolding *in, const struct grid_row *row)
{
    char place[GRID_PLACE_SIZE];
    grid_place(row->column, row->number, place);
    made_write(
        in, row->number,
        &(struct made){.heading = place, .person = {[EMAIL] = row->cells[0].text}, .fault = grid_reason(row->mistake)});
}

static enum fault refuse(struct job_work *work, const char *sentence)
{
    return job_refuse(work, FAULT_TEXT_INVALID, "rows_many", sentence);
}

static enum fault rows_unfold(struct unfolding *in, bool across)
{
    struct grid_row row;
    CLOSES(arena_release) struct arena scratch = arena_of(SCRATCH_MAX);
    while (grid_next(in->file->grid, &row)) {
        enum fault fault = FAULT_NONE;
        if (row.mistake == GRID_CLEAN)
            fault = row_unfold(in, &row, across, &scratch);
        else
            mistake_unfold(in, &row);
        arena_release(&scratch);
        if (fault != FAULT_NONE)
            return fault;
        if (in->made >= IMPORT_ROWS_MAX)
            return refuse(in->work, "There are more marks in the file than an import takes: import it in parts.");
    }
    return FAULT_NONE;
}

static enum fault made_take(const struct unfolding *in, struct wide_made *ret)
{
    const char *bytes;
    size_t size;
    if (!csv_done(&in->out, &bytes, &size))
        return refuse(in->work, "The file holds more than an import takes: import it in parts.");
    ret->grid = grid_open(bytes, size, &made_limits); // our own, so that no worker is needed
    if (!ret->grid)
        return FAULT_INTERNAL;
    ret->heading = in->head.row;
    for (size_t i = in->head.count; i-- > 0;)
        if (in->head.columns[i].kind >= STUDENT && in->head.columns[i].kind <= FAMILY_NAME)
            ret->heads[in->head.columns[i].kind - STUDENT] = in->head.columns[i].heading;
    return FAULT_NONE;
}

/* Columns that only count the lectures may be of any: nobody knows which were held. */
static enum fault counted_tell(const struct unfolding *in, struct wide_made *ret)
{
    if (!in->head.counted[0])
        return FAULT_NONE;
    ret->dayless = arena_printf(
        in->work->arena, "\"%s\" and \"%s\" say no day: write there the day of each lecture, such as 2026-11-23.",
        in->head.counted[0], in->head.counted[1]);
    return ret->dayless ? FAULT_NONE : FAULT_INTERNAL;
}

static enum fault unfold(struct unfolding *in, struct wide_made *ret)
{
    bool found;
    enum fault fault = wide_head_find(&in->head, &found);
    if (fault == FAULT_NONE && !found && in->head.foreign_ids)
        return job_refuse(in->work, FAULT_TEXT_INVALID, "column_missing",
                          "Moodle has written nothing of people but its own ids: export it again with the ID number, "
                          "the username or the e-mail address.");
    if (fault != FAULT_NONE || !found)
        return fault != FAULT_NONE ? fault : counted_tell(in, ret);
    ret->across = true;
    for (size_t i = 0; i < in->head.count; i++)
        ret->across = ret->across && in->head.columns[i].kind != STATUS;
    fault = wide_lectures_read(&in->lectures, in->file->timezone);
    if (fault != FAULT_NONE)
        return fault;
    fault = order_decide(in, &ret->dates);
    if (fault != FAULT_NONE)
        return fault;
    fault = columns_match(in);
    if (fault != FAULT_NONE)
        return fault;
    out_begin(in);
    fault = rows_unfold(in, ret->across);
    return fault != FAULT_NONE ? fault : made_take(in, ret);
}

enum fault wide_unfold(struct job_work *work, const struct wide_file *file, struct wide_made *ret)
{
    *ret = (struct wide_made){0};
    CLOSES(store_reader_close) struct db *db = store_reader(work->school->config.store);
    struct unfolding in = {.work = work,
                           .file = file,
                           .lectures = {.work = work, .db = db, .calendar = file->calendar},
                           .head = {.file = file, .arena = work->arena}};
    enum fault fault = unfold(&in, ret);
    csv_writer_release(&in.out);
    grid_rewind(file->grid);
    return fault;
}
