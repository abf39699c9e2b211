/* SPDX-License-Identifier: MIT */
#include "school/imports/import_marks_wide.h"

#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/csv.h"
#include "base/str.h"
#include "school/common/fault.h"
#include "school/common/rows.h"
#include "school/common/state.h"
#include "school/common/zone.h"
#include "school/jobs/job.h"
#include "school/jobs/job_work.h"
#include "school/marks/group/group.h"
#include "school/marks/group/group_inside.h"
#include "school/marks/mark.h"
#include "school/plan/lecture.h"
#include "school/post/export_text.h"
#include "school/post/usual_status.h"
#include "school/school.h"
#include "store/db.h"
#include "store/engine.h"
#include "store/store.h"

enum {
    COLUMNS_MAX = LECTURES_PER_CLASSROOM_MAX + 100,
    WIDE_ROW_MAX = 256 << 10, // bytes
    HEADING_MAX = 20,         // rows that are looked at for a heading
    MADE_MAX = 32 << 20,      // bytes
};

static const struct csv_limits limits = {IMPORT_ROWS_MAX, COLUMNS_MAX, IMPORT_CELL_MAX, WIDE_ROW_MAX};

/* What a column of the file is. */
enum kind {
    OTHER,
    STUDENT,
    EMAIL,
    NUMBER,
    USERNAME,
    LECTURE_ID,
    MOMENT, // of a row
    STATUS,
    MINUTES,
    OURS, // only our own rows have it
    ACROSS,
    REMARK, // of the lecture before it
};

/* How files head them, but for our own words (post/export_text.h); compared without regard to case. */
static const struct {
    const char *name;
    enum kind kind;
} names[] = {
    {"student_id", STUDENT},    {"email", EMAIL},          {"e-mail", EMAIL},       {"email address", EMAIL},
    {"e-mail address", EMAIL},  {"e-mail-adresse", EMAIL}, {"external_id", NUMBER}, {"id number", NUMBER},
    {"idnumber", NUMBER},       {"id-nummer", NUMBER},     {"username", USERNAME},  {"anmeldename", USERNAME},
    {"lecture_id", LECTURE_ID}, {"sessiondate", MOMENT},   {"status", STATUS},      {"minutes_late", MINUTES},
    {"status_name", OURS},
};

static const struct {
    const char *column;
    enum kind kind;
} ours[] = {{"student_id", STUDENT}, {"external_id", NUMBER}, {"email", EMAIL}};

struct lecture_at {
    int64_t id, local;
    const char *groups; // NULL: not asked yet
};

struct column {
    enum kind kind;
    int64_t lecture_id; // ACROSS; 0: none is found, or none that is asked for
    const char *fault;  // why not
    const char *heading;
    bool told;
};

struct unfolding {
    struct job_work *work;
    struct marks_file *file;
    struct db *db;
    struct lecture_at *lectures; // by start
    size_t lecture_count;
    struct column *columns;
    size_t count;
    size_t heading; // its row
    struct csv_writer out;
    int64_t made; // rows
};

static bool is_named(const char *text, const char *name)
{
    for (; *text && *name; text++, name++)
        if ((*text >= 'A' && *text <= 'Z' ? *text - 'A' + 'a' : *text) != *name)
            return false;
    return *text == *name;
}

/* A cell without what only surrounds it, in the arena. NULL without memory. */
static const char *cell_clean(struct arena *arena, const char *cell)
{
    cell = csv_plain(cell + strspn(cell, " \t\n"));
    size_t size = strlen(cell);
    while (size > 0 && strchr(" \t\n", cell[size - 1]))
        size--;
    return arena_strndup(arena, cell, size);
}

static enum kind kind_of(const char *cell)
{
    int64_t local;
    bool day;
    for (size_t i = 0; i < ARRAY_LENGTH(names); i++)
        if (is_named(cell, names[i].name))
            return names[i].kind;
    for (size_t i = 0; i < ARRAY_LENGTH(ours); i++)
        if (export_heads(cell, ours[i].column))
            return ours[i].kind;
    return marks_heading_moment(cell, &local, &day) ? ACROSS : OTHER;
}

/* Whether this is the heading of such a file: across, or our own rows. */
static enum fault heading_read(struct unfolding *in, const struct csv_row *row, bool *ret_is)
{
    bool has[REMARK + 1] = {false};
    struct arena *arena = in->work->arena;
    *ret_is = false;
    in->columns = arena_calloc(arena, row->count + 1, sizeof(*in->columns));
    if (!in->columns)
        return FAULT_INTERNAL;
    in->count = row->count;
    in->heading = row->number;
    for (size_t i = 0; i < row->count; i++) {
        struct column *column = &in->columns[i];
        column->heading = cell_clean(arena, row->cells[i]);
        if (!column->heading)
            return FAULT_INTERNAL;
        column->kind = kind_of(column->heading);
        if (column->kind == OTHER && !*column->heading && i > 0 && in->columns[i - 1].kind == ACROSS)
            column->kind = REMARK;
        has[column->kind] = true;
    }
    bool person = has[STUDENT] || has[EMAIL] || has[NUMBER] || has[USERNAME];
    bool rows = has[STATUS] && (has[MOMENT] || (has[LECTURE_ID] && has[OURS]));
    *ret_is = person && (rows || (has[ACROSS] && !has[STATUS]));
    return FAULT_NONE;
}

static enum fault lectures_read(struct unfolding *in)
{
    struct row row;
    struct arena *arena = in->work->arena;
    row_begin(&row, in->db, arena,
              "SELECT id, starts_at FROM lectures WHERE class_id = ? AND cancelled_at IS NULL ORDER BY starts_at, id",
              DB_VALUES(I(in->work->class_id)));
    while (row_next(&row)) {
        struct lecture_at *list = row_list(&row, in->lectures, in->lecture_count, sizeof(*list));
        if (!list)
            break;
        in->lectures = list;
        list[in->lecture_count++] = (struct lecture_at){.id = row_int(&row, 0), .local = row_int(&row, 1)};
    }
    enum fault fault = row_end(&row);
    for (size_t i = 0; i < in->lecture_count && fault == FAULT_NONE; i++)
        fault = zone_to_local(in->work->school, in->file->timezone, in->lectures[i].local, &in->lectures[i].local);
    return fault;
}

static enum fault groups_of(struct unfolding *in, struct lecture_at *lecture)
{
    struct group_names groups;
    enum fault fault = lecture_groups_one(in->db, lecture->id, in->work->arena, &groups);
    if (fault != FAULT_NONE)
        return fault;
    lecture->groups = group_names_text(&groups, in->work->arena);
    return lecture->groups ? FAULT_NONE : FAULT_INTERNAL;
}

/* Which of those that begin then: by its number, else by its groups. */
static enum fault one_of_several(struct unfolding *in, const char *behind, const size_t *found, size_t count,
                                 int64_t *ret_id)
{
    const char *mark = strrchr(behind, '#');
    int64_t id = 0;
    size_t fits = 0;
    if (mark && str_to_int(mark + 1, 1, INT64_MAX, &id))
        for (size_t i = 0; i < count; i++)
            if (in->lectures[found[i]].id == id)
                *ret_id = id;
    for (size_t i = 0; i < count && *ret_id == 0; i++) {
        struct lecture_at *lecture = &in->lectures[found[i]];
        enum fault fault = lecture->groups ? FAULT_NONE : groups_of(in, lecture);
        if (fault != FAULT_NONE)
            return fault;
        if (*lecture->groups && strncmp(behind, lecture->groups, strlen(lecture->groups)) == 0 && ++fits)
            id = lecture->id;
    }
    if (*ret_id == 0 && fits == 1)
        *ret_id = id;
    return FAULT_NONE;
}

/* The lecture that a heading, or a moment in a row, means; 0 and *ret_fault: none. */
static enum fault lecture_of(struct unfolding *in, const char *text, int64_t *ret_id, const char **ret_fault)
{
    enum { TOGETHER_MAX = 20 };
    size_t found[TOGETHER_MAX], count = 0;
    int64_t local = 0;
    bool day = false;
    *ret_id = 0;
    const char *behind = marks_heading_moment(text, &local, &day);
    const int64_t span = day ? SCHOOL_DAY_MS : SCHOOL_MINUTE_MS;
    for (size_t i = 0; behind && i < in->lecture_count && count < TOGETHER_MAX; i++)
        if (in->lectures[i].local / span == local / span)
            found[count++] = i;
    if (count == 1)
        *ret_id = in->lectures[found[0]].id;
    enum fault fault = count > 1 ? one_of_several(in, behind, found, count, ret_id) : FAULT_NONE;
    *ret_fault = *ret_id ? NULL : count > 1 ? "lecture_several" : "lecture_unknown";
    return fault;
}

static enum fault columns_match(struct unfolding *in)
{
    for (size_t i = 0; i < in->count; i++) {
        struct column *column = &in->columns[i];
        if (column->kind != ACROSS)
            continue;
        enum fault fault = lecture_of(in, column->heading, &column->lecture_id, &column->fault);
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
    if (points && text[size - 1] == ')' && strspn(points + 2, "0123456789.,/ ") == strlen(points + 2) - 1)
        size = (size_t)(points - text);
    bool hidden = size > 1 && *text == '-';
    return arena_strndup(arena, text + hidden, size - hidden);
}

struct made {
    const char *person[USERNAME + 1]; // by kind
    int64_t lecture_id;
    const char *heading, *status, *code, *minutes, *note, *fault;
};

/* Written as it stands: what csv_text adds before a formula is taken away again where the rows are read. */
static void made_write(struct unfolding *in, size_t number, const struct made *made)
{
    struct csv_writer *out = &in->out;
    for (int kind = STUDENT; kind <= USERNAME; kind++)
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
    static const char *const head[] = {"student_id",   "email", "external_id", "username",   "lecture_id", "status",
                                       "minutes_late", "note",  MARKS_ROW,     MARKS_COLUMN, MARKS_STATUS, MARKS_FAULT};
    csv_writer_init(&in->out, MADE_MAX, false);
    for (size_t i = 0; i < ARRAY_LENGTH(head); i++)
        csv_text(&in->out, head[i]);
    csv_end(&in->out);
}

/* A column of no lecture is told once, with the row that first has something in it. */
static void fault_tell(struct unfolding *in, struct column *column)
{
    if (column->told)
        return;
    column->told = true;
    made_write(in, in->heading, &(struct made){.heading = column->heading, .fault = column->fault});
}

/* A student across; whoever has no status at all leaves one row, so that the report has everybody. */
static bool across_row(struct unfolding *in, size_t number, const char *const *cells, size_t count, struct made *made)
{
    bool any = false;
    for (size_t i = 0; i < count; i++) {
        struct column *column = &in->columns[i];
        bool remark = i + 1 < count && in->columns[i + 1].kind == REMARK;
        if (column->kind != ACROSS || !*cells[i])
            continue;
        const char *code = code_of(in->file->set, cells[i]), *status = code ? cells[i] : NULL;
        if (!status && !(status = status_clean(in->work->arena, cells[i])))
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
    for (size_t i = 0; i < in->count && !any; i++)
        if (in->columns[i].kind == ACROSS && in->columns[i].lecture_id != 0) {
            *made = (struct made){.lecture_id = in->columns[i].lecture_id,
                                  .person = {NULL, made->person[STUDENT], made->person[EMAIL], made->person[NUMBER],
                                             made->person[USERNAME]}};
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
        enum kind kind = in->columns[i].kind;
        coded = coded || kind == OURS;
        if (kind == LECTURE_ID)
            str_to_int(cells[i], 1, INT64_MAX, &made->lecture_id);
        else if (kind == MOMENT)
            moment = made->heading = cells[i];
        else if (kind == STATUS)
            made->status = cells[i];
        else if (kind == MINUTES)
            made->minutes = cells[i];
    }
    enum fault fault =
        made->lecture_id == 0 && moment ? lecture_of(in, moment, &made->lecture_id, &made->fault) : FAULT_NONE;
    if (fault != FAULT_NONE)
        return fault;
    if (in->file->lecture_id != 0 && made->lecture_id != in->file->lecture_id)
        return FAULT_NONE;
    const char *text = made->status ? made->status : "";
    made->code = coded ? (mark_status_parse(text, &status) ? text : NULL) : code_of(in->file->set, text);
    made_write(in, number, made);
    return FAULT_NONE;
}

static enum fault row_unfold(struct unfolding *in, const struct csv_row *row, bool across)
{
    struct made made = {0};
    struct arena *arena = in->work->arena;
    size_t count = row->count < in->count ? row->count : in->count;
    const char **cells = arena_calloc(arena, count + 1, sizeof(*cells));
    bool person = false;
    for (size_t i = 0; cells && i < count; i++) {
        enum kind kind = in->columns[i].kind;
        cells[i] = kind == OTHER || kind == OURS ? "" : cell_clean(arena, row->cells[i]);
        if (!cells[i])
            return FAULT_INTERNAL;
        if (kind >= STUDENT && kind <= USERNAME && !(made.person[kind] && *made.person[kind])) {
            made.person[kind] = cells[i];
            person = person || *cells[i];
        }
    }
    if (!cells)
        return FAULT_INTERNAL;
    if (!person)
        return FAULT_NONE; // sums at the foot, and the like
    if (!across)
        return own_row(in, row->number, cells, count, &made);
    return across_row(in, row->number, cells, count, &made) ? FAULT_NONE : FAULT_INTERNAL;
}

static enum fault refuse(struct job_work *work, const char *sentence)
{
    return job_refuse(work, FAULT_TEXT_INVALID, "file_unreadable", sentence);
}

static enum fault rows_unfold(struct unfolding *in, struct csv *csv)
{
    struct csv_row row;
    enum csv_status status;
    char sentence[JOB_DETAIL_SIZE];
    bool across = true;
    for (size_t i = 0; i < in->count; i++)
        across = across && in->columns[i].kind != STATUS;
    while ((status = csv_next(csv, &row)) == CSV_ROW) {
        enum fault fault = row_unfold(in, &row, across);
        if (fault != FAULT_NONE)
            return fault;
        if (in->made >= IMPORT_ROWS_MAX)
            return refuse(in->work, "There are more marks in the file than an import takes: import it in parts.");
    }
    if (status != CSV_BAD)
        return FAULT_NONE;
    struct csv_mistake mistake = csv_mistake(csv);
    snprintf(sentence, sizeof(sentence), "Row %zu: %s", mistake.row, mistake.sentence);
    return refuse(in->work, sentence);
}

static enum fault made_take(struct unfolding *in)
{
    const char *bytes;
    size_t size;
    if (!csv_done(&in->out, &bytes, &size))
        return refuse(in->work, "The file holds more than an import takes: import it in parts.");
    char *copy = arena_alloc(in->work->arena, size + 1);
    if (!copy)
        return FAULT_INTERNAL;
    memcpy(copy, bytes, size);
    in->file->bytes = copy;
    in->file->size = size;
    return FAULT_NONE;
}

static enum fault unfold(struct unfolding *in, struct csv *csv, bool *ret_made)
{
    struct csv_row row;
    bool is = false;
    for (int i = 0; i < HEADING_MAX && !is; i++) {
        if (csv_next(csv, &row) != CSV_ROW)
            return FAULT_NONE; // whoever reads it as rows says what is wrong
        enum fault fault = heading_read(in, &row, &is);
        if (fault != FAULT_NONE)
            return fault;
    }
    if (!is)
        return FAULT_NONE;
    enum fault fault = lectures_read(in);
    if (fault != FAULT_NONE)
        return fault;
    fault = columns_match(in);
    if (fault != FAULT_NONE)
        return fault;
    out_begin(in);
    fault = rows_unfold(in, csv);
    if (fault != FAULT_NONE)
        return fault;
    fault = made_take(in);
    if (fault != FAULT_NONE)
        return fault;
    *ret_made = true;
    return FAULT_NONE;
}

enum fault marks_unfold(struct job_work *work, struct marks_file *file, bool *ret_made)
{
    *ret_made = false;
    struct csv *csv = csv_open(file->bytes, file->size, &limits);
    if (!csv)
        return FAULT_INTERNAL;
    CLOSES(store_reader_close) struct db *db = store_reader(work->school->config.store);
    struct unfolding in = {.work = work, .file = file, .db = db};
    enum fault fault = unfold(&in, csv, ret_made);
    csv_writer_release(&in.out);
    csv_close(csv);
    return fault;
}
