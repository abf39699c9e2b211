/* SPDX-License-Identifier: MIT */
/* Marks that an import has set become what they were, as by any other undoing: through mark_write, audited, with a
 * receipt, and told. One that has changed since stays. */
#include <stdio.h>
#include <string.h>

#include "base/str.h"
#include "school/common/fault.h"
#include "school/common/rows.h"
#include "school/imports/undo/undo_work.h"
#include "school/marks/mark.h"
#include "school/marks/mark_write.h"
#include "store/db.h"
#include "store/engine.h"

enum { STATE_SIZE = 255, NUMBER_SIZE = 24, REASON_SIZE = 80 };

enum fault undo_keep_mark(struct db *db, struct import *import, int64_t lecture_id, int64_t student_id,
                          const struct mark_state *before)
{
    char state[STATE_SIZE], became[NUMBER_SIZE];
    int64_t version = 0;
    const char *code = mark_status_code(before->status);
    enum fault fault = row_count(db,
                                 "SELECT m.after_version FROM change_marks m JOIN changes c ON c.id = m.change_id"
                                 " WHERE c.lecture_id = ? AND m.student_id = ? ORDER BY c.id DESC LIMIT 1",
                                 DB_VALUES(I(lecture_id), I(student_id)), &version);
    if (fault != FAULT_NONE)
        return fault;
    snprintf(became, sizeof(became), "%lld", (long long)version);
    snprintf(state, sizeof(state), "%s %lld %s %lld %lld %u", code ? code : "-", (long long)before->minutes_late,
             mark_method_code(before->method), (long long)before->marked_by, (long long)before->timestamp,
             before->flags);
    const struct undo_item item = {.kind = UNDO_MARK,
                                   .subject_id = lecture_id,
                                   .other_id = student_id,
                                   .was = before->has_note ? before->note : NULL,
                                   .became = became,
                                   .state = state};
    return undo_keep(db, import, &item);
}

/* What the mark was: as undo_keep_mark has written it. False: nobody has. */
static bool state_read(const struct undo_item *item, struct mark_state *ret)
{
    char code[16], method[16];
    long long minutes, marked_by, timestamp;
    unsigned flags;
    *ret = (struct mark_state){0};
    if (!item->state ||
        sscanf(item->state, "%15s %lld %15s %lld %lld %u", code, &minutes, method, &marked_by, &timestamp, &flags) != 6)
        return false;
    if (strcmp(code, "-") == 0)
        return true;
    if (!mark_status_parse(code, &ret->status))
        return false;
    ret->minutes_late = minutes;
    ret->method = mark_method_of(method);
    ret->marked_by = marked_by;
    ret->timestamp = timestamp;
    ret->flags = flags;
    ret->has_note = item->was && str_copy(ret->note, sizeof(ret->note), item->was);
    return true;
}

static enum fault lecture_is_cancelled(struct db *db, int64_t lecture_id, bool *ret_cancelled)
{
    int64_t one;
    return row_one_int(db, "SELECT 1 FROM lectures WHERE id = ? AND cancelled_at IS NOT NULL", DB_VALUES(I(lecture_id)),
                       ret_cancelled, &one);
}

enum fault undo_mark(struct db *db, struct undoing *undoing, const struct undo_item *item, const char **ret_kept)
{
    struct mark_state now, before;
    char reason[REASON_SIZE];
    int64_t became;
    bool cancelled = false;
    if (!state_read(item, &before) || !item->became || !str_to_int(item->became, 0, INT64_MAX, &became))
        return FAULT_INTERNAL;
    enum fault fault = lecture_is_cancelled(db, item->subject_id, &cancelled);
    if (fault != FAULT_NONE)
        return fault;
    fault = mark_state_read(db, undoing->work->class_id, item->subject_id, item->other_id, &now);
    if (fault != FAULT_NONE && fault != FAULT_NOT_FOUND)
        return fault;
    *ret_kept = fault == FAULT_NOT_FOUND ? UNDO_GONE
                : cancelled              ? "lecture_cancelled"
                : now.version != became  ? UNDO_CHANGED
                                         : NULL;
    if (*ret_kept)
        return FAULT_NONE;
    snprintf(reason, sizeof(reason), "import of job %lld undone", (long long)undoing->work->parent_id);
    struct mark_change change = {.actor = &undoing->work->actor,
                                 .lecture_id = item->subject_id,
                                 .class_id = undoing->work->class_id,
                                 .now = undoing->now,
                                 .reason = reason};
    fault = mark_write(db, &change, item->other_id, &now, &before);
    if (fault == FAULT_NONE && undoing->touched_count < undoing->touched_max)
        undoing->touched[undoing->touched_count++] = (struct undo_touched){item->subject_id, item->other_id};
    return fault;
}
