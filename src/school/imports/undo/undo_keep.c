/* SPDX-License-Identifier: MIT */
#include "school/imports/undo/undo_keep.h"

#include <string.h>

#include "school/common/rows.h"
#include "school/imports/import_work.h"
#include "school/jobs/job_work.h"
#include "store/db.h"
#include "store/engine.h"

enum fault undo_keep(struct db *db, struct import *import, const struct undo_item *item)
{
    if (import->work->job_id == 0)
        return FAULT_NONE; // a program's request, which is no import
    return fault_of(
        db_later(db,
                 "INSERT INTO job_undo (job_id, number, part, kind, subject_id, other_id, field, was, became,"
                 " state) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                 DB_VALUES(I(import->work->job_id), I(import->row_number), I(import->row_part++), T(item->kind),
                           I(item->subject_id), id_or_null(item->other_id), T(item->field), T(item->was),
                           T(item->became), T(item->state))));
}

enum fault undo_keep_field(struct db *db, struct import *import, const char *kind, int64_t subject_id,
                           const char *field, const char *was, const char *became)
{
    if (strcmp(was ? was : "", became ? became : "") == 0)
        return FAULT_NONE;
    const struct undo_item item = {
        .kind = kind, .subject_id = subject_id, .field = field, .was = was, .became = became};
    return undo_keep(db, import, &item);
}
