/* SPDX-License-Identifier: MIT */
/*
 * Lectures of a classroom, by the keys of Moodle's session import: sessiondate, from, to, description, room. Its other
 * columns say what AMS says elsewhere, and are left out; repeated sessions are refused.
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
#include "school/imports/import_work.h"
#include "school/jobs/job.h"
#include "school/jobs/job_work.h"
#include "school/marks/warning/due.h"
#include "school/plan/lecture.h"
#include "school/plan/lecture_inside.h"
#include "store/db.h"
#include "store/engine.h"
#include "store/store.h"

enum column { DATE, FROM, TO, DESCRIPTION, ROOM, REPEAT_ON, REPEAT_EVERY, REPEAT_UNTIL };

static const struct import_column columns[] = {
    [DATE] = {"sessiondate", true},
    [FROM] = {"from", true},
    [TO] = {"to", true},
    [DESCRIPTION] = {"description", false},
    [ROOM] = {"room", false},
    [REPEAT_ON] = {"repeaton", false},
    [REPEAT_EVERY] = {"repeatevery", false},
    [REPEAT_UNTIL] = {"repeatuntil", false},
};

struct lectures {
    const char *timezone; // the classroom's
};

/* A lecture, checked. */
struct lecture_state {
    const char *title, *room; // NULL: none
    int64_t starts_at, ends_at;
};

static enum fault texts_clean(const struct import *import, const struct import_line *line, struct lecture_state *state)
{
    enum fault fault =
        text_clean(line->cells[DESCRIPTION], LECTURE_TITLE_MAX, false, true, import->scratch, &state->title);
    if (fault != FAULT_NONE)
        return fault;
    return text_clean(line->cells[ROOM], LECTURE_ROOM_MAX, false, true, import->scratch, &state->room);
}

static enum fault lecture_check(struct import *import, const struct import_line *line, struct lecture_state *state,
                                const char **ret_reason)
{
    const char *zone = ((const struct lectures *)import->context)->timezone;
    struct school *school = import->work->school;
    int64_t noon, from, to;
    *ret_reason = NULL;
    if (*line->cells[REPEAT_ON] || *line->cells[REPEAT_EVERY] || *line->cells[REPEAT_UNTIL])
        *ret_reason = "repeats_unsupported";
    else if (zone_moment(school, zone, line->cells[DATE], "12:00", &noon) != FAULT_NONE || !time_is_sane(noon))
        *ret_reason = "date_invalid";
    else if (zone_moment(school, "UTC", line->cells[DATE], line->cells[FROM], &from) != FAULT_NONE ||
             zone_moment(school, "UTC", line->cells[DATE], line->cells[TO], &to) != FAULT_NONE)
        *ret_reason = "time_invalid";
    else if (lecture_overnight(from, &to) != FAULT_NONE)
        *ret_reason = "ends_before_start";
    else if (lecture_moments(school, zone, from, to, &state->starts_at, &state->ends_at) != FAULT_NONE ||
             !time_is_sane(state->starts_at))
        *ret_reason = "time_invalid";
    if (*ret_reason)
        return FAULT_NONE;
    enum fault fault = texts_clean(import, line, state);
    if (fault != FAULT_TEXT_INVALID)
        return fault;
    *ret_reason = "text_invalid";
    return FAULT_NONE;
}

static enum fault lecture_make(struct db *db, const struct import *import, const struct lecture_state *state)
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
    enum fault fault = due_touch(db, import->work->class_id, import->now);
    if (fault != FAULT_NONE)
        return fault;
    return audit_append(db, &(struct audit_entry){
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

static enum fault lecture_row(struct db *db, struct import *import, const struct import_line *line,
                              struct import_verdict *verdict)
{
    struct lecture_state state = {0};
    const char *reason;
    char key[32];
    bool same, other;
    int64_t count = 0;
    verdict->subject = arena_printf(import->scratch, "%s %s", line->cells[DATE], line->cells[FROM]);
    enum fault fault = lecture_check(import, line, &state, &reason);
    if (fault != FAULT_NONE || reason)
        return fault != FAULT_NONE ? fault : import_say(verdict, JOB_REFUSED, reason);
    snprintf(key, sizeof(key), "%lld", (long long)state.starts_at);
    fault = lecture_find(db, import, &state, &same, &other, &count);
    if (fault != FAULT_NONE)
        return fault;
    // Several begin together there already, of groups: rows of each are no mistake of the file.
    if (same && other)
        return import_say(verdict, JOB_UNCHANGED, NULL);
    const struct import_seen *seen = import_seen(import, 'm', key);
    if (seen && seen->number != line->number)
        return import_say(verdict, JOB_REFUSED, "repeated_in_file");
    if (same || other)
        return import_say(verdict, same ? JOB_UNCHANGED : JOB_REFUSED, same ? NULL : "lecture_there");
    // A dry run writes nothing, so that the rows before this one are not among those counted.
    if (count + (import->apply ? 0 : line->number - 1) >= LECTURES_PER_CLASSROOM_MAX)
        return import_say(verdict, JOB_REFUSED, "lectures_many");
    import_judge(verdict, JOB_CREATED, NULL);
    return import->apply ? lecture_make(db, import, &state) : FAULT_NONE;
}

static enum fault lecture_collect(struct db *db, struct import *import, const struct import_line *line)
{
    struct lecture_state state;
    const char *reason;
    char key[32];
    (void)db;
    enum fault fault = lecture_check(import, line, &state, &reason);
    if (fault != FAULT_NONE || reason)
        return fault;
    snprintf(key, sizeof(key), "%lld", (long long)state.starts_at);
    return import_see(import, 'm', key, line->number) ? FAULT_NONE : FAULT_INTERNAL;
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

static enum fault run(struct job_work *work)
{
    struct lectures lectures = {0};
    struct import import = {.work = work, .context = &lectures};
    struct import_table table = {
        .columns = columns, .column_count = ARRAY_LENGTH(columns), .collect = lecture_collect, .row = lecture_row};
    enum fault fault = import_classroom_open(work, &lectures.timezone);
    if (fault != FAULT_NONE)
        return fault;
    fault = job_input(work, &table.bytes, &table.size);
    return fault != FAULT_NONE ? fault : import_run(&import, &table, 1);
}

extern const struct import_format import_lectures;
const struct import_format import_lectures = {.word = "lectures", .of_classroom = true, .run = run};
