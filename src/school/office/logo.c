/* SPDX-License-Identifier: MIT */
#include "school/office/logo.h"

#include <stdio.h>
#include <string.h>

#include "base/arena.h"
#include "school/common/audit_inside.h"
#include "school/common/fault.h"
#include "school/common/rows.h"
#include "school/common/state.h"
#include "school/faces/small_picture.h"
#include "store/db.h"
#include "store/engine.h"
#include "store/store.h"

enum { DETAIL_SIZE = 40, ONLY = 1 };

enum fault logo_get(struct school *school, struct arena *arena, struct logo *ret_logo)
{
    struct row row;
    struct logo logo = {0};
    CLOSES(store_reader_close) struct db *db = store_reader(school->config.store);
    row_begin(&row, db, arena, "SELECT bytes, changed_at FROM institution_logo WHERE id = ?", DB_VALUES(I(ONLY)));
    while (row_next(&row)) {
        const void *bytes = db_blob(&row.rows, 0, &logo.size);
        char *kept = arena_alloc(arena, logo.size + 1);
        row.full |= !kept;
        if (kept && bytes)
            memcpy(kept, bytes, logo.size);
        logo.bytes = kept;
        logo.changed_at = row_int(&row, 1);
    }
    enum fault fault = row_end(&row);
    if (fault != FAULT_NONE)
        return fault;
    if (!logo.bytes)
        return FAULT_NOT_FOUND;
    *ret_logo = logo;
    return FAULT_NONE;
}

enum fault logo_changed(struct school *school, int64_t *ret_changed_at)
{
    bool found;
    int64_t changed_at = 0;
    CLOSES(store_reader_close) struct db *db = store_reader(school->config.store);
    enum fault fault = row_one_int(db, "SELECT changed_at FROM institution_logo WHERE id = ?", DB_VALUES(I(ONLY)),
                                   &found, &changed_at);
    if (fault != FAULT_NONE)
        return fault;
    *ret_changed_at = found ? changed_at : 0;
    return FAULT_NONE;
}

struct change {
    const struct actor *actor;
    int64_t now;
    const struct small_picture *picture; // NULL: none from now on
};

static enum fault change_audit(struct db *db, const struct change *unit)
{
    char detail[DETAIL_SIZE] = "";
    if (unit->picture)
        snprintf(detail, sizeof(detail), "%u x %u", unit->picture->width, unit->picture->height);
    return audit_append(db, &(struct audit_entry){
                                .at = unit->now,
                                .actor_id = unit->actor->user_id,
                                .action = unit->picture ? "logo_changed" : "logo_removed",
                                .subject_type = "setting",
                                .detail = unit->picture ? detail : NULL,
                            });
}

static enum fault change_write(struct db *db, void *context)
{
    struct change *unit = context;
    const struct small_picture *picture = unit->picture;
    enum fault fault = fault_of(db_exec(db, "DELETE FROM institution_logo WHERE id = ?", DB_VALUES(I(ONLY))));
    if (fault != FAULT_NONE || (!picture && db_changes(db) == 0))
        return fault;
    if (picture)
        fault = fault_of(db_exec(
            db,
            "INSERT INTO institution_logo (id, bytes, width, height, changed_at) VALUES"
            " (?, ?, ?, ?, ?)",
            DB_VALUES(I(ONLY), B(picture->bytes, picture->size), I(picture->width), I(picture->height), I(unit->now))));
    return fault != FAULT_NONE ? fault : change_audit(db, unit);
}

enum fault logo_set(struct school *school, const struct actor *actor, const void *bytes, size_t size,
                    struct arena *arena, int64_t *ret_changed_at)
{
    struct small_picture picture;
    struct change unit = {.actor = actor, .picture = &picture};
    if (actor->role != ROLE_ADMINISTRATOR)
        return FAULT_NOT_ALLOWED;
    enum fault fault = small_picture_make(school, bytes, size, arena, &picture);
    if (fault != FAULT_NONE)
        return fault;
    unit.now = school_now(school);
    fault = school_change(school, change_write, &unit);
    if (fault != FAULT_NONE)
        return fault;
    *ret_changed_at = unit.now;
    return FAULT_NONE;
}

enum fault logo_remove(struct school *school, const struct actor *actor)
{
    struct change unit = {.actor = actor, .now = school_now(school)};
    if (actor->role != ROLE_ADMINISTRATOR)
        return FAULT_NOT_ALLOWED;
    return school_change(school, change_write, &unit);
}
