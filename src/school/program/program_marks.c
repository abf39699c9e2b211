/* SPDX-License-Identifier: MIT */
/* Marks of any lectures, in a request. */
#include <string.h>

#include "base/arena.h"
#include "base/str.h"
#include "school/attendance/change.h"
#include "school/attendance/hand_time.h"
#include "school/common/access.h"
#include "school/common/external/external_inside.h"
#include "school/common/fault.h"
#include "school/common/rows.h"
#include "school/common/state.h"
#include "school/common/text.h"
#include "school/marks/mark_event.h"
#include "school/marks/mark_write.h"
#include "school/marks/status_set_inside.h"
#include "school/program/program_inside.h"
#include "school/school.h"
#include "store/db.h"
#include "store/engine.h"
#include "store/store.h"

enum { SCRATCH_MAX = 8 << 20, UNDO_MAX = 16 << 20 };

/* What a row has set: for the second about the same mark, and for those who watch. */
struct written {
    int64_t lecture_id, student_id;
    bool changed;
};

struct marks {
    struct school *school;
    struct actor actor;
    const struct program_mark *rows;
    const char **notes; // of the rows, cleaned; NULL: as it is
    const char *note;   // of those that have none
    size_t count;
    int64_t now;
    struct mark_change *changes; // one a lecture
    size_t change_count;
    struct written *written; // one a row
    struct program_outcome *outcomes;
};

/* The act of a lecture, begun with its first mark. */
static struct mark_change *change_of(struct marks *all, const struct access *access)
{
    for (size_t i = 0; i < all->change_count; i++)
        if (all->changes[i].lecture_id == access->lecture_id)
            return &all->changes[i];
    struct mark_change *change = &all->changes[all->change_count++];
    *change = (struct mark_change){
        .actor = &all->actor, .lecture_id = access->lecture_id, .class_id = access->class_id, .now = all->now};
    return change;
}

static enum fault row_refer(struct db *db, const struct program_mark *row, struct arena *scratch, struct written *ret)
{
    enum fault fault = program_find(db, &row->student, scratch, &ret->student_id);
    ret->lecture_id = row->lecture_id;
    if (fault != FAULT_NONE || row->lecture_id > 0)
        return fault;
    return row->lecture_external_id ? external_find(db, EXTERNAL_LECTURE, row->lecture_external_id, &ret->lecture_id)
                                    : FAULT_NOT_FOUND;
}

static bool is_repeated(const struct marks *all, size_t at)
{
    for (size_t i = 0; i < at; i++)
        if (all->written[i].lecture_id == all->written[at].lecture_id &&
            all->written[i].student_id == all->written[at].student_id)
            return true;
    return false;
}

/* What the mark becomes: what the row does not say stays. */
static struct mark_state state_after(const struct marks *all, size_t at, const struct mark_state *before)
{
    const struct program_mark *row = &all->rows[at];
    const char *kept = before->has_note ? before->note : NULL;
    const char *note = row->note ? all->notes[at] : all->note ? all->note : kept;
    struct mark_state after = {
        .status = row->status,
        .method = MARK_BY_IMPORT,
        .marked_by = all->actor.user_id,
        .timestamp = all->now,
    };
    if (row->clear)
        return (struct mark_state){0};
    if (row->status == MARK_LATE)
        after.minutes_late = row->minutes_late >= 0        ? row->minutes_late
                             : before->status == MARK_LATE ? before->minutes_late
                                                           : 0;
    after.has_note = note && str_copy(after.note, sizeof(after.note), note);
    return after;
}

static bool is_same(const struct mark_state *a, const struct mark_state *b)
{
    return a->status == b->status && a->minutes_late == b->minutes_late && a->has_note == b->has_note &&
           (!a->has_note || strcmp(a->note, b->note) == 0);
}

static enum fault mark_one(struct db *db, struct marks *all, size_t at, const struct access *access)
{
    struct written *written = &all->written[at];
    struct program_outcome *outcome = &all->outcomes[at];
    struct mark_state before;
    enum fault fault = mark_state_read(db, access->class_id, written->lecture_id, written->student_id, &before);
    if (fault != FAULT_NONE)
        return fault;
    const struct mark_state after = state_after(all, at, &before);
    outcome->outcome = JOB_UNCHANGED;
    if (is_same(&before, &after))
        return FAULT_NONE;
    fault = after.status == MARK_UNMARKED ? FAULT_NONE : status_offered(db, access->class_id, after.status);
    if (fault != FAULT_NONE)
        return fault;
    struct mark_change *change = change_of(all, access);
    fault = hand_time_check(db, access, change, all->rows[at].note ? all->notes[at] : all->note);
    if (fault != FAULT_NONE)
        return fault;
    fault = mark_write(db, change, written->student_id, &before, &after);
    if (fault != FAULT_NONE)
        return fault;
    outcome->outcome = before.status == MARK_UNMARKED ? JOB_CREATED : JOB_UPDATED;
    written->changed = true;
    return FAULT_NONE;
}

/* *ret_reason: instead of the fault. */
static enum fault row_write(struct db *db, struct marks *all, size_t at, struct arena *scratch, const char **ret_reason)
{
    struct written *written = &all->written[at];
    struct access access = {0};
    enum fault fault = row_refer(db, &all->rows[at], scratch, written);
    *ret_reason = "lecture_unknown";
    if (fault != FAULT_NONE)
        return fault;
    if (is_repeated(all, at)) {
        *ret_reason = "repeated_in_file";
        return FAULT_NOT_FOUND;
    }
    fault = access_lecture_work(db, &all->actor, written->lecture_id, &access);
    if (fault != FAULT_NONE)
        return fault;
    *ret_reason = "student_unknown";
    return mark_one(db, all, at, &access);
}

static enum fault row_one(struct db *db, struct marks *all, size_t at, struct arena *scratch)
{
    struct program_outcome *outcome = &all->outcomes[at];
    const char *reason;
    *outcome = (struct program_outcome){.outcome = JOB_REFUSED};
    enum fault fault = row_write(db, all, at, scratch, &reason);
    if (fault_is_trouble(fault))
        return fault;
    bool named = fault == FAULT_NOT_FOUND;
    outcome->reason = named ? reason : NULL;
    outcome->fault = named ? FAULT_NONE : fault;
    outcome->outcome = fault != FAULT_NONE ? JOB_REFUSED : outcome->outcome;
    outcome->id = all->written[at].student_id;
    return FAULT_NONE;
}

static enum fault marks_unit(struct db *db, void *context)
{
    struct marks *all = context;
    enum fault fault = FAULT_NONE;
    CLOSES(arena_release) struct arena scratch = arena_of(SCRATCH_MAX);
    all->change_count = 0;
    memset(all->written, 0, all->count * sizeof(*all->written));
    for (size_t i = 0; fault == FAULT_NONE && i < all->count; i++)
        fault = row_one(db, all, i, &scratch);
    return fault;
}

/* The texts and numbers of the request, before anything is asked of the database. */
static enum fault marks_check(struct marks *all, const char *note, struct arena *arena)
{
    enum fault fault = text_clean(note, ATTENDANCE_NOTE_MAX, true, true, arena, &all->note);
    for (size_t i = 0; fault == FAULT_NONE && i < all->count; i++) {
        const struct program_mark *row = &all->rows[i];
        if (row->minutes_late < -1 || row->minutes_late > ATTENDANCE_LATE_MAX)
            return FAULT_MINUTES_INVALID;
        if ((row->status == MARK_UNMARKED) != row->clear || row->status >= MARK_STATUS_COUNT)
            return FAULT_STATUS_UNKNOWN;
        fault = text_clean(row->note, ATTENDANCE_NOTE_MAX, true, true, arena, &all->notes[i]);
    }
    return fault;
}

enum fault program_marks(struct school *school, const struct actor *actor, const struct program_mark *marks,
                         size_t count, const char *note, struct arena *arena, struct program_outcome *ret_outcomes,
                         struct program_change *ret_changes, size_t *ret_change_count)
{
    struct marks all = {.school = school,
                        .actor = actor_for_institution(actor),
                        .rows = marks,
                        .notes = arena_calloc(arena, count + 1, sizeof(char *)),
                        .count = count,
                        .now = school_now(school),
                        .changes = arena_calloc(arena, count + 1, sizeof(struct mark_change)),
                        .written = arena_calloc(arena, count + 1, sizeof(struct written)),
                        .outcomes = ret_outcomes};
    size_t changed = 0;
    if (actor->role != ROLE_ADMINISTRATOR)
        return FAULT_NOT_ALLOWED;
    if (count > PROGRAM_ROWS_MAX)
        return FAULT_TOO_MANY_THINGS;
    enum fault fault = all.notes && all.changes && all.written ? marks_check(&all, note, arena) : FAULT_INTERNAL;
    if (fault != FAULT_NONE)
        return fault;
    fault = school_change(school, marks_unit, &all);
    if (fault != FAULT_NONE)
        return fault;
    for (size_t i = 0; i < count; i++)
        if (all.written[i].changed)
            event_mark(school, all.written[i].lecture_id, all.written[i].student_id);
    for (size_t i = 0; i < all.change_count; i++)
        if (all.changes[i].id != 0)
            ret_changes[changed++] = (struct program_change){all.changes[i].lecture_id, all.changes[i].id};
    *ret_change_count = changed;
    return FAULT_NONE;
}

/* ---- undoing ---- */

static enum fault lectures_of(struct school *school, const int64_t *changes, size_t count, int64_t *lectures)
{
    enum fault fault = FAULT_NONE;
    CLOSES(store_reader_close) struct db *db = store_reader(school->config.store);
    for (size_t i = 0; fault == FAULT_NONE && i < count; i++) {
        bool found = false;
        fault = row_one_int(db, "SELECT lecture_id FROM changes WHERE id = ?", DB_VALUES(I(changes[i])), &found,
                            &lectures[i]);
        if (fault == FAULT_NONE && !found)
            return FAULT_CHANGE_UNKNOWN;
    }
    return fault;
}

enum fault program_undo(struct school *school, const struct actor *actor, const int64_t *changes, size_t count,
                        struct program_undone *ret_undone)
{
    struct program_undone all = {0};
    const struct actor acting = actor_for_institution(actor);
    int64_t lectures[PROGRAM_ROWS_MAX];
    if (actor->role != ROLE_ADMINISTRATOR)
        return FAULT_NOT_ALLOWED;
    if (count > PROGRAM_ROWS_MAX)
        return FAULT_TOO_MANY_THINGS;
    enum fault fault = lectures_of(school, changes, count, lectures);
    for (size_t i = 0; fault == FAULT_NONE && i < count; i++) {
        struct undone undone = {0};
        CLOSES(arena_release) struct arena scratch = arena_of(UNDO_MAX);
        fault = attendance_undo(school, &acting, lectures[i], changes[i], &scratch, &undone);
        all.changed += (int64_t)undone.result.count;
        all.kept += (int64_t)undone.kept_count;
    }
    *ret_undone = all;
    return fault;
}
