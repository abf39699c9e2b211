/* SPDX-License-Identifier: MIT */
#include "school/office/deletion.h"

#include <string.h>

#include "school/common/fault.h"
#include "school/common/rows.h"
#include "school/office/deletion_inside.h"
#include "store/db.h"
#include "store/engine.h"

/* ---- proof ---- */

enum fault deletion_note(struct db *db, const struct deletion *deletion)
{
    return fault_of(
        db_exec(db,
                "INSERT INTO deletions (kind, rule, subject_id, deleted, actor_id, at)"
                " VALUES (?, ?, ?, ?, ?, ?)",
                DB_VALUES(T(deletion->kind), T(deletion->rule), deletion->subject.id ? I(deletion->subject.id) : N(),
                          I(deletion->deleted), deletion->actor.id ? I(deletion->actor.id) : N(), I(deletion->at))));
}
