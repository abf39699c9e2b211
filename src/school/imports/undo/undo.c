/* SPDX-License-Identifier: MIT */
#include "school/imports/undo/undo.h"

#include <stdio.h>
#include <string.h>

#include "base/arena.h"
#include "base/str.h"
#include "school/common/fault.h"
#include "school/common/rows.h"
#include "school/common/state.h"
#include "school/imports/import.h"
#include "school/imports/import_format.h"
#include "school/imports/import_lectures.h"
#include "school/imports/undo/undo_work.h"
#include "school/jobs/job.h"
#include "school/jobs/job_store.h"
#include "school/jobs/job_work.h"
#include "school/marks/mark_event.h"
#include "school/school.h"
#include "store/db.h"
#include "store/engine.h"
#include "store/store.h"

enum {
    UNIT_THINGS = 200, // things that a unit takes back, and the rest of the last one's row
    ROW_THINGS = 250,  // that one row can have changed: a lecture that is repeated (SERIES_LECTURES_MAX)
    UNIT_READ = UNIT_THINGS + ROW_THINGS,
    UNIT_ARENA_MAX = 8 << 20,
    KIND_SIZE = 33,
};

/* ---- asking for it ---- */

struct ask {
    const struct actor *actor;
    int64_t class_id, job_id, now;
    int64_t new_id;
};

static enum fault ask_allowed(struct db *db, const struct ask *unit, const struct job *job,
                              const struct import_format **ret_format)
{
    enum fault fault = import_job_allowed(db, unit->actor, unit->class_id, job, ret_format);
    if (fault != FAULT_NONE)
        return fault;
    if ((*ret_format)->step_up && actor_step_up(unit->actor, unit->now) != FAULT_NONE)
        return FAULT_STEP_UP_NEEDED;
    return job->state == JOB_WAITING || job->state == JOB_RUNNING ? FAULT_IMPORT_NOT_READY : FAULT_NONE;
}

static enum fault ask_create(struct db *db, struct ask *unit, struct arena *arena)
{
    struct job job;
    char kind[KIND_SIZE];
    const struct import_format *format;
    enum fault fault = job_read(db, unit->actor, unit->job_id, arena, &job);
    if (fault != FAULT_NONE)
        return fault;
    fault = ask_allowed(db, unit, &job, &format);
    if (fault != FAULT_NONE)
        return fault;
    if (job.parent_id == 0) // a dry run
        return FAULT_IMPORT_UNDO_GONE;
    if (job.applied_by != 0) {
        unit->new_id = job.applied_by;
        return FAULT_NONE;
    }
    if (job.undo_until <= unit->now)
        return FAULT_IMPORT_UNDO_GONE;
    snprintf(kind, sizeof(kind), UNDO_JOB "%s", format->word);
    return job_create(db, unit->actor,
                      &(struct job_request){.kind = kind, .class_id = job.class_id, .parent_id = job.id}, unit->now,
                      &unit->new_id);
}

static enum fault ask(struct db *db, void *context)
{
    CLOSES(arena_release) struct arena arena = arena_of(16 << 10);
    return ask_create(db, context, &arena);
}

enum fault import_undo(struct school *school, const struct actor *actor, int64_t class_id, int64_t job_id,
                       struct arena *arena, struct job *ret_job)
{
    struct ask unit = {.actor = actor, .class_id = class_id, .job_id = job_id, .now = school_now(school)};
    enum fault fault = school_change(school, ask, &unit);
    return fault != FAULT_NONE ? fault : job_get(school, actor, unit.new_id, arena, ret_job);
}

/* ---- doing it ---- */

static undo_thing thing_of(const char *kind)
{
    static const struct {
        const char *kind;
        undo_thing undo;
    } things[] = {
        {UNDO_PERSON_MADE, undo_person_made},
        {UNDO_PERSON, undo_person},
        {UNDO_ADVISER, undo_adviser},
        {UNDO_LECTURE, undo_lecture},
        {UNDO_MARK, undo_mark},
        {UNDO_CLASS_MADE, undo_class_made},
        {UNDO_CLASS, undo_class},
        {UNDO_STUDENT, undo_student},
        {UNDO_STAFF, undo_staff},
        {UNDO_GROUP_MADE, undo_group_made},
        {UNDO_GROUP_IN, undo_group_in},
        {UNDO_EXTERNAL, undo_external},
    };
    for (size_t i = 0; i < ARRAY_LENGTH(things); i++)
        if (strcmp(kind, things[i].kind) == 0)
            return things[i].undo;
    return NULL;
}

/* A unit: the last rows of the import of which anything is left, down to `low`. */
struct unit {
    struct undoing undoing;
    int64_t low;
};

struct kept_item {
    int64_t number;
    struct undo_item item;
};

static enum fault items_read(struct db *db, const struct unit *unit, struct kept_item **ret_items, size_t *ret_count)
{
    struct row row;
    struct kept_item *items = NULL;
    size_t count = 0;
    row_begin(&row, db, unit->undoing.scratch,
              "SELECT number, kind, subject_id, other_id, field, was, became, state FROM job_undo WHERE job_id = ?"
              " AND number >= ? ORDER BY number DESC, part DESC",
              DB_VALUES(I(unit->undoing.work->parent_id), I(unit->low)));
    while (row_next(&row)) {
        struct kept_item *list = row_list(&row, items, count, sizeof(*items));
        if (!list)
            break;
        items = list;
        items[count++] = (struct kept_item){row_int(&row, 0),
                                            {.kind = row_string(&row, 1),
                                             .subject_id = row_int(&row, 2),
                                             .other_id = row_int(&row, 3),
                                             .field = row_text(&row, 4),
                                             .was = row_text(&row, 5),
                                             .became = row_text(&row, 6),
                                             .state = row_text(&row, 7)}};
    }
    *ret_items = items;
    *ret_count = count;
    return row_end(&row);
}

/* The row of the import again, with what became of it now. Its words may be gone: then the number alone is told. */
static enum fault row_report(struct db *db, struct unit *unit, int64_t number, const char *reason, bool kept)
{
    struct row row;
    struct job_row told = {.number = number, .outcome = kept ? JOB_KEPT : JOB_UNDONE, .reason = reason, .subject = ""};
    row_begin(&row, db, unit->undoing.scratch,
              "SELECT file, line, subject FROM job_rows WHERE job_id = ? AND number = ?",
              DB_VALUES(I(unit->undoing.work->parent_id), I(number)));
    while (row_next(&row)) {
        told.file = row_text(&row, 0);
        told.line = row_int(&row, 1);
        told.subject = row_string(&row, 2);
    }
    enum fault fault = row_end(&row);
    return fault != FAULT_NONE ? fault : job_report(db, unit->undoing.work, &told);
}

/* All that one row has changed, from the last to the first. */
static enum fault row_undo(struct db *db, struct unit *unit, const struct kept_item *items, size_t count)
{
    const char *reason = NULL;
    bool kept = false;
    for (size_t i = 0; i < count; i++) {
        const char *why = NULL;
        undo_thing undo = thing_of(items[i].item.kind);
        enum fault fault = undo ? undo(db, &unit->undoing, &items[i].item, &why) : FAULT_INTERNAL;
        if (fault != FAULT_NONE)
            return fault;
        bool stays = why && strcmp(why, UNDO_LEFT) != 0;
        if (why && (!reason || (stays && !kept)))
            reason = why;
        kept |= stays;
    }
    return row_report(db, unit, items[0].number, reason, kept);
}

static enum fault undo_unit(struct db *db, void *context)
{
    struct unit *unit = context;
    struct kept_item *items = NULL;
    size_t count = 0, next;
    CLOSES(arena_release) struct arena scratch = arena_of(UNIT_ARENA_MAX);
    unit->undoing.scratch = &scratch;
    unit->undoing.touched_count = 0; // a unit may run again
    enum fault fault = items_read(db, unit, &items, &count);
    for (size_t at = 0; fault == FAULT_NONE && at < count; at = next) {
        next = at + 1;
        while (next < count && items[next].number == items[at].number)
            next++;
        fault = row_undo(db, unit, items + at, next - at);
    }
    if (fault != FAULT_NONE)
        return fault;
    return fault_of(db_exec(db, "DELETE FROM job_undo WHERE job_id = ? AND number >= ?",
                            DB_VALUES(I(unit->undoing.work->parent_id), I(unit->low))));
}

/* Down to which row the next unit goes, and how many rows that are; *ret_rows 0: nothing is left. */
static enum fault unit_plan(struct job_work *work, int64_t *ret_low, int64_t *ret_rows)
{
    struct row row;
    size_t things = 0;
    *ret_rows = 0;
    CLOSES(store_reader_close) struct db *db = store_reader(work->school->config.store);
    row_begin(&row, db, NULL, "SELECT number FROM job_undo WHERE job_id = ? ORDER BY number DESC, part DESC LIMIT ?",
              DB_VALUES(I(work->parent_id), I(UNIT_READ)));
    while (row_next(&row)) {
        int64_t number = row_int(&row, 0);
        bool begins = *ret_rows == 0 || number != *ret_low;
        if (begins && things >= UNIT_THINGS)
            continue; // the rest of what was read is the next unit's
        *ret_rows += begins;
        *ret_low = number;
        things++;
    }
    return row_end(&row);
}

static enum fault rows_left(struct job_work *work, int64_t *ret_left)
{
    CLOSES(store_reader_close) struct db *db = store_reader(work->school->config.store);
    return row_count(db, "SELECT COUNT(DISTINCT number) FROM job_undo WHERE job_id = ?", DB_VALUES(I(work->parent_id)),
                     ret_left);
}

static enum fault undo_all(struct job_work *work)
{
    struct unit unit = {.undoing = {.work = work, .touched_max = UNIT_READ}};
    int64_t rows = 0, left = 0;
    unit.undoing.touched = arena_calloc(work->arena, UNIT_READ, sizeof(*unit.undoing.touched));
    if (!unit.undoing.touched)
        return FAULT_INTERNAL;
    enum fault fault = rows_left(work, &left);
    if (fault != FAULT_NONE)
        return fault;
    fault = job_progress(work, work->done, work->done + left);
    while (fault == FAULT_NONE) {
        fault = unit_plan(work, &unit.low, &rows);
        if (fault != FAULT_NONE || rows == 0)
            break;
        unit.undoing.now = school_now(work->school);
        fault = job_write(work, work->done + rows, undo_unit, &unit);
        for (size_t i = 0; fault == FAULT_NONE && i < unit.undoing.touched_count; i++)
            event_mark(work->school, unit.undoing.touched[i].lecture_id, unit.undoing.touched[i].student_id);
    }
    return fault;
}

enum fault import_undo_run(struct job_work *work)
{
    const char *zone;
    if (work->class_id == 0 && work->actor.role != ROLE_ADMINISTRATOR)
        return job_refuse(work, FAULT_NOT_ALLOWED, "not_allowed", "The account may no longer do this.");
    enum fault fault = work->class_id != 0 ? import_classroom_open(work, &zone) : FAULT_NONE;
    return fault != FAULT_NONE ? fault : undo_all(work);
}
