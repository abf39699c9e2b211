/* SPDX-License-Identifier: MIT */
/*
 * Lectures of a classroom, by the keys of Moodle's session import and by other names: sessiondate, from, to or
 * duration, description, room; repeaton, repeatevery and repeatuntil make several of one row. Moodle's other columns
 * say what AMS says elsewhere, and are left out.
 */
#include "school/imports/import_lectures.h"

#include <string.h>

#include "base/arena.h"
#include "base/str.h"
#include "school/common/access.h"
#include "school/common/audit_inside.h"
#include "school/common/fault.h"
#include "school/common/limits.h"
#include "school/common/rows.h"
#include "school/common/state.h"
#include "school/common/text.h"
#include "school/common/zone.h"
#include "school/imports/import_lecture_row.h"
#include "school/imports/import_work.h"
#include "school/imports/undo/undo_keep.h"
#include "school/jobs/job.h"
#include "school/jobs/job_work.h"
#include "school/marks/warning/due.h"
#include "school/plan/lecture.h"
#include "school/plan/lecture_inside.h"
#include "school/post/export_text.h"
#include "store/db.h"
#include "store/engine.h"
#include "store/store.h"

enum { SUBJECT_EXTRA = 32 };

static const struct import_column columns[] = {
    [LECTURE_DATE] = {"sessiondate", IMPORT_MEANS(KNOWN_DATE)},
    [LECTURE_FROM] = {"from", IMPORT_MEANS(KNOWN_FROM)},
    [LECTURE_TO] = {"to", IMPORT_MEANS(KNOWN_TO)},
    [LECTURE_DURATION] = {"duration", IMPORT_MEANS(KNOWN_DURATION)},
    [LECTURE_DESCRIPTION] = {"description", IMPORT_MEANS(KNOWN_TITLE)},
    [LECTURE_ROOM] = {"room", IMPORT_MEANS(KNOWN_ROOM)},
    [LECTURE_REPEAT_ON] = {"repeaton", false},
    [LECTURE_REPEAT_EVERY] = {"repeatevery", false},
    [LECTURE_REPEAT_UNTIL] = {"repeatuntil", false},
    [LECTURE_TIMES] = {"times", false},
};

static const struct import_need needs[] = {
    {"the day", 1U << LECTURE_DATE | 1U << LECTURE_FROM | 1U << LECTURE_TIMES},
    {"when it begins", 1U << LECTURE_FROM | 1U << LECTURE_TIMES},
    {"when it ends", 1U << LECTURE_TO | 1U << LECTURE_DURATION | 1U << LECTURE_TIMES},
};

struct lectures {
    struct lecture_reader reader;
    int64_t count; // of the rows that were collected
    int64_t above; // the day of the last of these that says one
    bool has_above;
};

/* A lecture about to be made: one of a row's. */
struct lecture_state {
    const char *title, *room; // NULL: none
    int64_t starts_at, ends_at;
};

static void lecture_look(const struct import *import, const struct grid_row *row, struct import_match *match)
{
    const struct lectures *lectures = import->context;
    lecture_reader_look(&lectures->reader, row, match);
}

static enum fault lecture_survey(struct import *import, const struct import_line *line)
{
    struct lectures *lectures = import->context;
    lecture_reader_see(&lectures->reader, line);
    return FAULT_NONE;
}

static enum fault lecture_surveyed(struct db *db, struct import *import, const struct import_match *match)
{
    struct lectures *lectures = import->context;
    return lecture_reader_settle(db, import, &lectures->reader, match);
}

/* The row's texts; in *ret_column the one that cannot be. */
static enum fault texts_clean(const struct import *import, const struct import_line *line, struct lecture_state *state,
                              int *ret_column)
{
    *ret_column = LECTURE_DESCRIPTION;
    enum fault fault =
        text_clean(line->cells[LECTURE_DESCRIPTION], LECTURE_TITLE_MAX, false, true, import->scratch, &state->title);
    if (fault != FAULT_NONE)
        return fault;
    *ret_column = LECTURE_ROOM;
    return text_clean(line->cells[LECTURE_ROOM], LECTURE_ROOM_MAX, false, true, import->scratch, &state->room);
}

static void key_of(int64_t number, char key[static 32])
{
    snprintf(key, 32, "%lld", (long long)number);
}

/* Plans name a day once, merged over its lectures: a row without one is on the day of the row above. */
static enum fault day_above(struct import *import, const struct import_line *line)
{
    struct lectures *lectures = import->context;
    char key[32];
    int64_t own;
    enum lecture_day says = lecture_row_day(&lectures->reader, line, &own);
    if (says == LECTURE_DAY_SAID)
        lectures->above = own;
    // What cannot be read is the day of the rows below it, too.
    if (says == LECTURE_DAY_SAID || says == LECTURE_DAY_ODD)
        lectures->has_above = says == LECTURE_DAY_SAID;
    if (says != LECTURE_DAY_LACKING || !lectures->has_above)
        return FAULT_NONE;
    key_of(line->number, key);
    struct import_seen *day = import_see(import, 'd', key, line->number);
    if (!day)
        return FAULT_INTERNAL;
    day->value = lectures->above;
    return FAULT_NONE;
}

/* NULL: the row says its day, or nobody does. */
static const int64_t *known_above(const struct import *import, const struct import_line *line)
{
    char key[32];
    key_of(line->number, key);
    const struct import_seen *day = import_seen(import, 'd', key);
    return day ? &day->value : NULL;
}

/* The row as far as it can be read: *ret_reason and *ret_column say why not. */
static enum fault lecture_check(struct import *import, const struct import_line *line, struct lecture_row *ret_row,
                                struct lecture_state *state, const char **ret_reason, int *ret_column)
{
    const struct lectures *lectures = import->context;
    *ret_reason = lecture_row_read(&lectures->reader, line, known_above(import, line), ret_row, ret_column);
    if (*ret_reason)
        return FAULT_NONE;
    enum fault fault = texts_clean(import, line, state, ret_column);
    if (fault != FAULT_TEXT_INVALID)
        return fault;
    *ret_reason = "text_invalid";
    return FAULT_NONE;
}

static enum fault lecture_make(struct db *db, struct import *import, const struct lecture_state *state)
{
    int64_t id = 0;
    enum db_status status =
        db_one_int(db, &id,
                   "INSERT INTO lectures (class_id, title, room, starts_at, ends_at, created_at, cancelled_at)"
                   " VALUES (?, ?, ?, ?, ?, ?, NULL) RETURNING id",
                   DB_VALUES(I(import->work->class_id), T(state->title ? state->title : ""), T(state->room),
                             I(state->starts_at), I(state->ends_at), I(import->now)));
    if (status != DB_ROW)
        return status == DB_OK ? FAULT_INTERNAL : fault_of(status);
    enum fault fault = undo_keep(db, import, &(struct undo_item){.kind = UNDO_LECTURE, .subject_id = id});
    if (fault != FAULT_NONE)
        return fault;
    fault = due_touch(db, import->work->class_id, import->now);
    if (fault != FAULT_NONE)
        return fault;
    return import_audit(db, import,
                        &(struct audit_entry){
                            .at = import->now,
                            .actor_id = import->work->actor.user_id,
                            .action = "lecture_imported",
                            .subject_type = "lecture",
                            .subject_id = id,
                        });
}

/* What stands at that moment already: nothing, the same lecture, or another one. */
static enum fault lecture_find(struct db *db, struct import *import, const struct lecture_state *state, bool *ret_same,
                               bool *ret_other, int64_t *ret_count)
{
    struct row row;
    bool found;
    int64_t there = 0;
    *ret_same = *ret_other = false;
    row_begin(&row, db, import->scratch,
              "SELECT title, ends_at FROM lectures WHERE class_id = ? AND starts_at = ? AND cancelled_at IS NULL",
              DB_VALUES(I(import->work->class_id), I(state->starts_at)));
    while (row_next(&row)) {
        const char *title = row_text(&row, 0);
        bool same =
            row_int(&row, 1) == state->ends_at && strcmp(title ? title : "", state->title ? state->title : "") == 0;
        *ret_same |= same;
        *ret_other |= !same || ++there > 1;
    }
    enum fault fault = row_end(&row);
    return fault != FAULT_NONE ? fault
                               : row_one_int(db, "SELECT COUNT(*) FROM lectures WHERE class_id = ?",
                                             DB_VALUES(I(import->work->class_id)), &found, ret_count);
}

/* What became of a row's lectures. */
struct outcome {
    size_t made, same, other, repeated;
};

/* How many lectures the rows above this one name. */
static int64_t named_above(const struct import *import, const struct import_line *line)
{
    char key[32];
    key_of(line->number, key);
    const struct import_seen *seen = import_seen(import, 'n', key);
    return seen ? seen->value : 0;
}

/* Looks at each lecture of the row and, where `make`, makes those that are not there. */
static enum fault lectures_walk(struct db *db, struct import *import, const struct import_line *line,
                                const struct lecture_row *row, struct lecture_state *state, bool make,
                                struct outcome *ret_outcome, int64_t *ret_count)
{
    const struct lectures *lectures = import->context;
    enum fault fault = FAULT_NONE;
    *ret_outcome = (struct outcome){0};
    for (size_t i = 0; fault == FAULT_NONE && i < row->count; i++) {
        char key[32];
        bool same, other;
        if (!lecture_row_moments(&lectures->reader, row, i, &state->starts_at, &state->ends_at))
            continue;
        key_of(state->starts_at, key);
        fault = lecture_find(db, import, state, &same, &other, ret_count);
        if (fault != FAULT_NONE)
            return fault;
        // Several begin together there already, of groups: rows of each are no mistake of the file.
        const struct import_seen *seen = same && other ? NULL : import_seen(import, 'm', key);
        if (seen && seen->number != line->number) {
            ret_outcome->repeated++;
            continue;
        }
        ret_outcome->same += same;
        ret_outcome->other += other && !same;
        ret_outcome->made += !same && !other;
        if (make && !same && !other)
            fault = lecture_make(db, import, state);
    }
    return fault;
}

/* `above`: the row is on the day of one above it. */
static enum fault lecture_verdict(const struct lecture_row *row, const struct outcome *outcome, bool above,
                                  struct import_verdict *verdict)
{
    if (outcome->made > 0) {
        const char *plain = above ? "date_above" : NULL;
        bool some = outcome->other + outcome->repeated > 0;
        return import_say(verdict, JOB_CREATED, some ? "repeats_some" : row->count > 1 ? "repeats_made" : plain);
    }
    if (outcome->other == 0 && outcome->repeated == 0)
        return import_say(verdict, JOB_UNCHANGED, NULL);
    if (outcome->other > 0)
        return import_blame(verdict, "lecture_there", LECTURE_FROM);
    return import_say(verdict, JOB_REFUSED, "repeated_in_file");
}

static enum fault lecture_row(struct db *db, struct import *import, const struct import_line *line,
                              struct import_verdict *verdict)
{
    struct lecture_state state = {0};
    struct lecture_row row;
    struct outcome outcome;
    const char *reason;
    int column;
    int64_t count = 0;
    char times[SUBJECT_EXTRA] = "", day[ZONE_DATE_SIZE] = "";
    const int64_t *above = known_above(import, line);
    enum fault fault = lecture_check(import, line, &row, &state, &reason, &column);
    if (!reason && row.count > 1)
        snprintf(times, sizeof(times), " \u00D7%zu", row.count);
    if (above)
        zone_day_format(*above, day);
    const char *date = above ? day : line->cells[LECTURE_DATE];
    verdict->subject =
        arena_printf(import->scratch, "%s%s%s%s", date, *date ? " " : "", line->cells[LECTURE_FROM], times);
    if (fault != FAULT_NONE || reason)
        return fault != FAULT_NONE ? fault : import_blame(verdict, reason, column);
    fault = lectures_walk(db, import, line, &row, &state, false, &outcome, &count);
    if (fault != FAULT_NONE)
        return fault;
    // A dry run writes nothing, so that the rows before this one are not among those counted.
    int64_t before = import->apply ? 0 : named_above(import, line);
    if (outcome.made > 0 && count + before + (int64_t)outcome.made > LECTURES_PER_CLASSROOM_MAX)
        return import_say(verdict, JOB_REFUSED, "lectures_many");
    if (import->apply && outcome.made > 0) {
        struct outcome done;
        fault = lectures_walk(db, import, line, &row, &state, true, &done, &count);
    }
    return fault != FAULT_NONE ? fault : lecture_verdict(&row, &outcome, above, verdict);
}

static enum fault lecture_collect(struct db *db, struct import *import, const struct import_line *line)
{
    struct lectures *lectures = import->context;
    struct lecture_state state;
    struct lecture_row row;
    const char *reason;
    int column;
    char key[32];
    (void)db;
    enum fault fault = day_above(import, line);
    if (fault != FAULT_NONE)
        return fault;
    fault = lecture_check(import, line, &row, &state, &reason, &column);
    if (fault != FAULT_NONE || reason)
        return fault;
    key_of(line->number, key);
    struct import_seen *number = import_see(import, 'n', key, line->number);
    if (!number)
        return FAULT_INTERNAL;
    number->value = lectures->count;
    for (size_t i = 0; i < row.count; i++) {
        if (!lecture_row_moments(&lectures->reader, &row, i, &state.starts_at, &state.ends_at))
            continue;
        key_of(state.starts_at, key);
        if (!import_see(import, 'm', key, line->number))
            return FAULT_INTERNAL;
        lectures->count++;
    }
    return FAULT_NONE;
}

/* Its time zone, when it is still the owner's to change. */
static enum fault classroom_read(struct job_work *work, const char **ret_timezone)
{
    struct access access;
    CLOSES(store_reader_close) struct db *db = store_reader(work->school->config.store);
    enum fault fault = access_classroom(db, &work->actor, work->class_id, &access);
    if (fault != FAULT_NONE)
        return fault;
    fault = access_change(&access);
    return fault != FAULT_NONE ? fault : class_timezone(db, work->class_id, work->arena, ret_timezone);
}

enum fault import_classroom_open(struct job_work *work, const char **ret_timezone)
{
    enum fault fault = classroom_read(work, ret_timezone);
    if (fault == FAULT_NOT_FOUND || fault == FAULT_CLASSROOM_ARCHIVED)
        return job_refuse(work, fault, "not_allowed", "The classroom is archived, or no longer yours to change.");
    return fault;
}

extern const struct import_format import_lectures;

static enum fault run(struct job_work *work)
{
    struct lectures lectures = {.reader = {.school = work->school}};
    const struct import_survey survey = {.needs = needs,
                                         .need_count = ARRAY_LENGTH(needs),
                                         .heads = export_heads,
                                         .look = lecture_look,
                                         .row = lecture_survey,
                                         .done = lecture_surveyed};
    struct import import = {.work = work, .survey = &survey, .format = &import_lectures, .context = &lectures};
    struct import_table table = {
        .columns = columns, .column_count = ARRAY_LENGTH(columns), .collect = lecture_collect, .row = lecture_row};
    enum fault fault = import_classroom_open(work, &lectures.reader.timezone);
    if (fault != FAULT_NONE)
        return fault;
    fault = job_input(work, &table.bytes, &table.size);
    if (fault != FAULT_NONE)
        return fault;
    lectures.reader.calendar = cell_calendar_open();
    fault = lectures.reader.calendar ? import_run(&import, &table, 1) : FAULT_INTERNAL;
    cell_calendar_close(lectures.reader.calendar);
    return fault;
}

const struct import_format import_lectures = {.word = "lectures",
                                              .of_classroom = true,
                                              .run = run,
                                              .columns = columns,
                                              .column_count = ARRAY_LENGTH(columns),
                                              .needs = needs,
                                              .need_count = ARRAY_LENGTH(needs)};
