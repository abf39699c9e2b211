/* SPDX-License-Identifier: MIT */
#include "school/imports/mapping/mapping.h"

#include <stdio.h>
#include <string.h>

#include "base/arena.h"
#include "base/str.h"
#include "school/common/access.h"
#include "school/common/fault.h"
#include "school/common/rows.h"
#include "school/common/state.h"
#include "school/imports/import.h"
#include "school/imports/import_format.h"
#include "school/jobs/job.h"
#include "school/jobs/job_store.h"
#include "school/jobs/job_work.h"
#include "school/school.h"
#include "store/db.h"
#include "store/engine.h"
#include "store/store.h"

enum { REMAP_ARENA_MAX = 64 << 10 };

/* ---- reading ---- */

/* "a\nb\n" in its lines; the text is the column's own. */
static void samples_split(char *text, struct import_file_column *column)
{
    for (char *at = text; *at && column->sample_count < IMPORT_SAMPLES_MAX;) {
        size_t size = strcspn(at, "\n");
        bool ends = at[size] == '\n';
        column->samples[column->sample_count++] = at;
        at[size] = '\0';
        at += size + ends;
    }
}

static enum fault columns_read(struct db *db, int64_t job_id, struct arena *arena, struct import_sheet *sheet)
{
    struct row row;
    struct import_file_column *columns = NULL;
    row_begin(&row, db, arena,
              "SELECT line, header, name, how, samples FROM job_columns WHERE job_id = ? AND place >= 0 ORDER BY place",
              DB_VALUES(I(job_id)));
    while (row_next(&row)) {
        struct import_file_column *list = row_list(&row, columns, sheet->count, sizeof(*columns));
        const char *samples = row_string(&row, 4);
        char *text = list && samples ? arena_strdup(arena, samples) : NULL;
        if (!text)
            break;
        columns = list;
        struct import_file_column *column = &columns[sheet->count++];
        *column = (struct import_file_column){
            .header = row_string(&row, 1), .name = row_text(&row, 2), .how = import_how_of(db_text(&row.rows, 3))};
        samples_split(text, column);
        sheet->header = row_int(&row, 0);
    }
    sheet->columns = columns;
    return row_end(&row);
}

/* Where a lecture was chosen for all rows, no column says which it is. */
static size_t needs_asked(const struct import_format *format, const char *words)
{
    bool chosen = (format->options & IMPORT_LECTURE) && !strstr(words, "lecture=0\n");
    return format->need_count - chosen;
}

/* Whether days of the file could be read in two ways, and what somebody has said of them. */
static enum fault dates_read(struct db *db, int64_t job_id, const char *words, struct import_sheet *sheet)
{
    int64_t one;
    const char *said = strstr(words, IMPORT_DATES "=");
    if (said)
        sheet->dates = cell_order_of_code(said + strlen(IMPORT_DATES "="));
    return row_one_int(db,
                       "SELECT 1 FROM job_rows WHERE job_id = ? AND reason IN ('date_ambiguous', 'dates_day_guessed',"
                       " 'dates_month_guessed', 'dates_day_lectures', 'dates_month_lectures', 'dates_day_said',"
                       " 'dates_month_said') LIMIT 1",
                       DB_VALUES(I(job_id)), &sheet->dates_asked, &one);
}

/* As somebody has said, else as it was guessed. */
static enum fault encoding_read(struct db *db, int64_t job_id, const char *words, struct arena *arena,
                                struct import_sheet *sheet)
{
    static const char name[] = "\nencoding=";
    const char *said = strstr(words, name);
    struct row row;
    if (said) {
        said += sizeof(name) - 1;
        sheet->encoding = grid_encoding_find(arena_strndup(arena, said, strcspn(said, "\n")));
        sheet->encoding_said = true;
        return FAULT_NONE;
    }
    row_begin(&row, db, arena, "SELECT header FROM job_columns WHERE job_id = ? AND place = ?",
              DB_VALUES(I(job_id), I(MAPPING_ENCODING)));
    while (row_next(&row))
        sheet->encoding = row_string(&row, 0);
    enum fault fault = row_end(&row);
    if (fault != FAULT_NONE || sheet->encoding)
        return fault;
    // A register that lies across has no columns to choose.
    row_begin(&row, db, arena, "SELECT subject FROM job_rows WHERE job_id = ? AND reason = ? ORDER BY number LIMIT 1",
              DB_VALUES(I(job_id), T(grid_note_reason(GRID_NOTE_ENCODING))));
    while (row_next(&row))
        sheet->encoding = row_string(&row, 0);
    return row_end(&row);
}

static enum fault sheet_read(struct db *db, const struct actor *actor, int64_t job_id, struct arena *arena,
                             struct import_sheet *sheet)
{
    struct job job;
    const char *words;
    enum fault fault = job_read(db, actor, job_id, arena, &job);
    if (fault != FAULT_NONE)
        return fault;
    const struct import_format *format = import_format_of_job(job.kind);
    if (!format || !format->columns)
        return FAULT_NONE;
    sheet->format = format;
    fault = job_read_request(db, job_id, arena, &words);
    if (fault != FAULT_NONE)
        return fault;
    sheet->need_count = needs_asked(sheet->format, words);
    fault = dates_read(db, job_id, words, sheet);
    if (fault != FAULT_NONE)
        return fault;
    fault = encoding_read(db, job_id, words, arena, sheet);
    if (fault != FAULT_NONE)
        return fault;
    return columns_read(db, job_id, arena, sheet);
}

enum fault import_columns_get(struct school *school, const struct actor *actor, int64_t job_id, struct arena *arena,
                              struct import_sheet *ret_sheet)
{
    struct import_sheet sheet = {0};
    CLOSES(store_reader_close) struct db *db = store_reader(school->config.store);
    enum fault fault = sheet_read(db, actor, job_id, arena, &sheet);
    if (fault == FAULT_NONE)
        *ret_sheet = sheet;
    return fault;
}

/* ---- choosing ---- */

/* What was chosen, one letter a place. False: a name that is none, or one that is chosen twice. */
static bool chosen_letters(const struct import_format *format, const struct import_columns_request *request,
                           char ret_letters[static IMPORT_CHOICE_SIZE])
{
    int columns[IMPORT_FILE_COLUMNS_MAX];
    unsigned taken = 0;
    size_t last = 0;
    for (size_t i = 0; i < IMPORT_FILE_COLUMNS_MAX; i++)
        columns[i] = IMPORT_GUESS;
    for (size_t i = 0; i < request->count; i++) {
        const struct import_chosen *chosen = &request->chosen[i];
        size_t k = 0;
        while (chosen->name && k < format->column_count && strcmp(format->columns[k].name, chosen->name) != 0)
            k++;
        if (chosen->name && (k == format->column_count || (taken >> k & 1)))
            return false;
        taken |= chosen->name ? 1U << k : 0;
        columns[chosen->place] = chosen->name ? (int)k : IMPORT_NO_COLUMN;
        last = chosen->place >= last ? chosen->place + 1 : last;
    }
    import_choice_text(columns, last, ret_letters);
    return true;
}

struct remap {
    const struct actor *actor;
    int64_t class_id, job_id, now;
    const struct import_columns_request *request;
    int64_t new_id;
};

/* A lecture that is chosen is one of the classroom's. */
static enum fault lecture_allowed(struct db *db, const struct remap *unit, const struct import_format *format)
{
    struct access access;
    if (unit->request->lecture_id == 0)
        return FAULT_NONE;
    if (!(format->options & IMPORT_LECTURE))
        return FAULT_NOT_FOUND;
    enum fault fault = access_lecture(db, unit->actor, unit->request->lecture_id, &access);
    if (fault != FAULT_NONE)
        return fault;
    return access.class_id == unit->class_id ? FAULT_NONE : FAULT_NOT_FOUND;
}

static enum fault remap_allowed(struct db *db, const struct remap *unit, const struct job *job,
                                const struct import_format **ret_format)
{
    const struct import_format *format = import_format_of_job(job->kind);
    if (!format || !format->columns || job->parent_id != 0)
        return FAULT_NOT_FOUND;
    enum fault fault = import_job_allowed(db, unit->actor, unit->class_id, job, ret_format);
    if (fault != FAULT_NONE)
        return fault;
    if (job->state == JOB_WAITING || job->state == JOB_RUNNING)
        return FAULT_IMPORT_NOT_READY;
    fault = lecture_allowed(db, unit, format);
    if (fault != FAULT_NONE)
        return fault;
    return job->input.name ? FAULT_NONE : FAULT_IMPORT_EMPTY;
}

/* Whether a line of the dry run's words is written anew; a lecture, days and an encoding of which nothing is said stay.
 */
static bool is_said_anew(const char *line, const struct import_columns_request *request)
{
    const struct {
        const char *word;
        bool said;
    } words[] = {{"header=", true},
                 {"columns=", true},
                 {"remember=", true},
                 {"encoding=", request->encoding != NULL},
                 {IMPORT_DATES "=", request->dates_said},
                 {"lecture=", request->lecture_id != 0}};
    for (size_t i = 0; i < ARRAY_LENGTH(words); i++)
        if (strncmp(line, words[i].word, strlen(words[i].word)) == 0)
            return words[i].said;
    return false;
}

/* The words of the dry run, without what was chosen for it, and with what is now. */
static const char *words_of(const char *before, const struct remap *unit, const char *letters, struct arena *arena)
{
    const int64_t lecture = unit->request->lecture_id;
    const char *words = "";
    for (const char *line = before; words && *line;) {
        size_t size = strcspn(line, "\n") + (line[strcspn(line, "\n")] == '\n');
        if (!is_said_anew(line, unit->request))
            words = arena_printf(arena, "%s%.*s", words, (int)size, line);
        line += size;
    }
    if (words && lecture != 0)
        words = arena_printf(arena, "%slecture=%lld\n", words, (long long)lecture);
    if (words && unit->request->dates != CELL_ORDER_NONE)
        words = arena_printf(arena, "%s" IMPORT_DATES "=%s\n", words, cell_order_code(unit->request->dates));
    if (words && unit->request->encoding && *unit->request->encoding)
        words = arena_printf(arena, "%sencoding=%s\n", words, unit->request->encoding);
    return words ? arena_printf(arena, "%sheader=%lld\nremember=%s\n%s%s%s", words, (long long)unit->request->header,
                                unit->request->remember ? "yes" : "no", *letters ? "columns=" : "", letters,
                                *letters ? "\n" : "")
                 : NULL;
}

static enum fault remap_create(struct db *db, struct remap *unit, struct arena *arena)
{
    struct job job;
    char letters[IMPORT_CHOICE_SIZE];
    const char *before;
    const struct import_format *format;
    enum fault fault = job_read(db, unit->actor, unit->job_id, arena, &job);
    if (fault != FAULT_NONE)
        return fault;
    fault = remap_allowed(db, unit, &job, &format);
    if (fault != FAULT_NONE)
        return fault;
    if (unit->request->encoding && *unit->request->encoding && !grid_encoding_find(unit->request->encoding))
        return FAULT_COLUMN_UNKNOWN;
    if (!chosen_letters(format, unit->request, letters))
        return FAULT_COLUMN_UNKNOWN;
    fault = job_read_request(db, job.id, arena, &before);
    if (fault != FAULT_NONE)
        return fault;
    const char *words = words_of(before, unit, letters, arena);
    if (!words)
        return FAULT_INTERNAL;
    fault =
        job_create(db, unit->actor, &(struct job_request){.kind = job.kind, .class_id = job.class_id, .request = words},
                   unit->now, &unit->new_id);
    return fault != FAULT_NONE ? fault : job_copy_input(db, unit->actor, job.id, unit->new_id);
}

static enum fault remap(struct db *db, void *context)
{
    CLOSES(arena_release) struct arena arena = arena_of(REMAP_ARENA_MAX);
    return remap_create(db, context, &arena);
}

enum fault import_columns_choose(struct school *school, const struct actor *actor, int64_t class_id, int64_t job_id,
                                 const struct import_columns_request *request, struct arena *arena, struct job *ret_job)
{
    struct remap unit = {
        .actor = actor, .class_id = class_id, .job_id = job_id, .now = school_now(school), .request = request};
    enum fault fault = school_change(school, remap, &unit);
    return fault != FAULT_NONE ? fault : job_get(school, actor, unit.new_id, arena, ret_job);
}
