/* SPDX-License-Identifier: MIT */
/* Lectures of a classroom, in a request. */
#include <string.h>

#include "base/arena.h"
#include "school/common/access.h"
#include "school/common/external/external_inside.h"
#include "school/common/fault.h"
#include "school/common/rows.h"
#include "school/common/state.h"
#include "school/plan/lecture.h"
#include "school/plan/lecture_inside.h"
#include "school/program/program.h"
#include "school/school.h"
#include "store/db.h"
#include "store/store.h"

enum { SCRATCH_MAX = 4 << 20 };

struct lectures {
    struct school *school;
    struct actor actor;
    int64_t class_id;
    struct arena *arena; // of the row
};

static bool same_text(const char *a, const char *b)
{
    return strcmp(a ? a : "", b ? b : "") == 0;
}

/* What stands at that moment already. *ret_other: a lecture that the row does not mean. */
static enum fault find_by_time(struct db *db, const struct lectures *all, const struct program_lecture *row,
                               int64_t *ret_id, bool *ret_other)
{
    struct row rows;
    row_begin(&rows, db, all->arena,
              "SELECT id, title, ends_at FROM lectures WHERE class_id = ? AND starts_at = ? AND (cancelled_at IS NULL"
              " OR ? = 1)",
              DB_VALUES(I(all->class_id), I(row->starts_at), I(row->cancelled)));
    while (row_next(&rows)) {
        bool same = row_int(&rows, 2) == row->ends_at && same_text(row_text(&rows, 1), row->title);
        if (same)
            *ret_id = row_int(&rows, 0);
        *ret_other = *ret_other || !same;
    }
    return row_end(&rows);
}

/* The lecture that the row means, in *ret_id; 0: there is none yet. */
static enum fault lecture_find(const struct lectures *all, const struct program_lecture *row, int64_t *ret_id,
                               bool *ret_other)
{
    struct access access;
    bool named = row->id > 0 || (row->external_id && *row->external_id);
    *ret_id = row->id;
    *ret_other = false;
    CLOSES(store_reader_close) struct db *db = store_reader(all->school->config.store);
    enum fault fault = FAULT_NONE;
    if (row->id == 0 && named)
        fault = external_find(db, EXTERNAL_LECTURE, row->external_id, ret_id);
    else if (!named)
        fault = find_by_time(db, all, row, ret_id, ret_other);
    if (fault == FAULT_NOT_FOUND || (fault == FAULT_NONE && *ret_id == 0))
        return FAULT_NONE;
    if (fault != FAULT_NONE)
        return fault;
    fault = access_lecture(db, &all->actor, *ret_id, &access);
    if (fault != FAULT_NONE || access.class_id == all->class_id)
        return fault;
    return row->id == 0 ? FAULT_EXTERNAL_ID_TAKEN : FAULT_NOT_FOUND;
}

static enum fault lecture_make(const struct lectures *all, const struct program_lecture *row, int64_t *ret_id)
{
    struct lecture lecture;
    const struct lecture_request request = {.title = row->title,
                                            .room = row->room,
                                            .starts_at = row->starts_at,
                                            .ends_at = row->ends_at,
                                            .external_id = row->external_id};
    enum fault fault = lecture_create(all->school, &all->actor, all->class_id, &request, all->arena, &lecture);
    if (fault == FAULT_NONE)
        *ret_id = lecture.id;
    if (fault != FAULT_NONE || !row->cancelled)
        return fault;
    return lecture_cancel(all->school, &all->actor, *ret_id, &(struct lecture_cancel){0}, all->arena, &lecture);
}

/* Changes what differs; *ret_changed tells whether anything did. */
static enum fault lecture_alter(const struct lectures *all, const struct program_lecture *row, int64_t id,
                                bool *ret_changed)
{
    struct lecture lecture;
    struct lecture_change change = lecture_no_change();
    enum fault fault = lecture_get(all->school, &all->actor, id, all->arena, &lecture);
    if (fault != FAULT_NONE)
        return fault;
    bool back = row->uncancelled && lecture.cancelled, off = row->cancelled && !lecture.cancelled;
    if (back)
        fault = lecture_restore(all->school, &all->actor, id, &(struct lecture_cancel){0}, all->arena, &lecture);
    if (fault != FAULT_NONE)
        return fault;
    change.title = row->title && !same_text(row->title, lecture.title) ? row->title : NULL;
    change.room = row->room && !same_text(row->room, lecture.room) ? row->room : NULL;
    change.starts_at = row->starts_at != 0 && row->starts_at != lecture.starts_at ? row->starts_at : 0;
    change.ends_at = row->ends_at != 0 && (row->ends_at != lecture.ends_at || change.starts_at) ? row->ends_at : 0;
    change.external_id =
        row->external_id && !same_text(row->external_id, lecture.external_id) ? row->external_id : NULL;
    bool differs = change.title || change.room || change.starts_at || change.ends_at || change.external_id;
    *ret_changed = differs || back || off;
    if (differs)
        fault = lecture_edit(all->school, &all->actor, id, &change, all->arena, &lecture);
    if (fault != FAULT_NONE)
        return fault;
    if (off)
        fault = lecture_cancel(all->school, &all->actor, id, &(struct lecture_cancel){0}, all->arena, &lecture);
    return fault;
}

/* Finds the row's lecture and makes it so; *ret_reason not NULL: why that is refused, and no fault is. */
static enum fault lecture_write(const struct lectures *all, const struct program_lecture *row, int64_t *ret_id,
                                enum job_outcome *ret_outcome, const char **ret_reason)
{
    bool other = false, changed = false;
    enum fault fault = lecture_find(all, row, ret_id, &other);
    if (fault != FAULT_NONE)
        return fault;
    bool is_new = *ret_id == 0;
    if (is_new && (row->starts_at == 0 || row->ends_at == 0))
        *ret_reason = "time_missing";
    else if (is_new && other)
        *ret_reason = "lecture_there";
    if (*ret_reason)
        return FAULT_NONE;
    fault = is_new ? lecture_make(all, row, ret_id) : lecture_alter(all, row, *ret_id, &changed);
    if (fault == FAULT_NONE)
        *ret_outcome = is_new ? JOB_CREATED : changed ? JOB_UPDATED : JOB_UNCHANGED;
    return fault;
}

static enum fault lecture_one(const struct lectures *all, const struct program_lecture *row,
                              struct program_outcome *outcome)
{
    struct program_outcome made = {.outcome = JOB_REFUSED};
    made.fault = lecture_write(all, row, &made.id, &made.outcome, &made.reason);
    *outcome = made;
    return fault_is_trouble(made.fault) ? made.fault : FAULT_NONE;
}

static enum fault lectures_allowed(const struct lectures *all)
{
    struct access access;
    CLOSES(store_reader_close) struct db *db = store_reader(all->school->config.store);
    return access_class_change(db, &all->actor, all->class_id, &access);
}

enum fault program_lectures(struct school *school, const struct actor *actor, int64_t class_id,
                            const struct program_lecture *lectures, size_t count, struct program_outcome *ret_outcomes)
{
    struct lectures all = {school, actor_for_institution(actor), class_id, NULL};
    if (actor->role != ROLE_ADMINISTRATOR)
        return FAULT_NOT_ALLOWED;
    enum fault fault = count > PROGRAM_ROWS_MAX ? FAULT_TOO_MANY_THINGS : lectures_allowed(&all);
    for (size_t i = 0; fault == FAULT_NONE && i < count; i++) {
        CLOSES(arena_release) struct arena scratch = arena_of(SCRATCH_MAX);
        all.arena = &scratch;
        fault = lecture_one(&all, &lectures[i], &ret_outcomes[i]);
    }
    return fault;
}
