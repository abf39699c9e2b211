/* SPDX-License-Identifier: MIT */
/* What a class is that a code is for, before its student joins. */
#include "school/classes/join.h"
#include "school/classes/join_inside.h"
#include "school/common/fault.h"
#include "school/common/rows.h"
#include "school/common/state.h"
#include "school/school.h"
#include "store/db.h"
#include "store/engine.h"

struct preview_unit {
    struct join join;
    struct arena *arena;
    struct join_preview preview;
};

/* The class by its id, and what the student is to it. JOIN_CLOSED, CLASSROOM_ARCHIVED unless they are in it. */
static enum fault class_read(struct db *db, struct preview_unit *unit)
{
    struct row row;
    struct join_preview preview = {0};
    bool member = false, closed = false, archived = false;
    row_begin(&row, db, unit->arena,
              "SELECT c.subject, c.section, c.term, c.timezone, u.id, u.name, c.join_closed, c.join_expires_at,"
              " c.archived_at, c.join_approval, j.user_id, s.user_id,"
              " (SELECT COUNT(*) FROM students n WHERE n.class_id = c.id)"
              " FROM classrooms c JOIN users u ON u.id = c.professor_id"
              " LEFT JOIN join_requests j ON j.class_id = c.id AND j.user_id = ?"
              " LEFT JOIN students s ON s.class_id = c.id AND s.user_id = ? WHERE c.id = ?",
              DB_VALUES(I(unit->join.actor->user_id), I(unit->join.actor->user_id), I(unit->join.class_id)));
    while (row_next(&row)) {
        int64_t expires_at = row_int(&row, 7);
        closed = row_int(&row, 6) != 0 || (expires_at != 0 && unit->join.now >= expires_at);
        archived = !db_is_null(&row.rows, 8);
        member = !db_is_null(&row.rows, 11);
        preview = (struct join_preview){
            .subject = row_string(&row, 0),
            .section = row_text(&row, 1),
            .term = row_text(&row, 2),
            .timezone = row_string(&row, 3),
            .professor = row_string(&row, 5),
            .approval = row_int(&row, 9) != 0,
            .asked = !db_is_null(&row.rows, 10),
            .students = row_int(&row, 12),
        };
    }
    enum fault fault = row_end(&row);
    if (fault != FAULT_NONE)
        return fault;
    if (!preview.subject)
        return FAULT_JOIN_CODE_UNKNOWN;
    preview.class_id = member ? unit->join.class_id : 0;
    unit->preview = preview;
    return member ? FAULT_NONE : archived ? FAULT_CLASSROOM_ARCHIVED : closed ? FAULT_JOIN_CLOSED : FAULT_NONE;
}

/* The first lecture that has not ended. Which groups it is for is no matter: nobody is in one yet. */
static enum fault next_read(struct db *db, struct preview_unit *unit)
{
    struct row row;
    row_begin(
        &row, db, unit->arena,
        "SELECT starts_at, ends_at, room FROM lectures WHERE class_id = ? AND cancelled_at IS NULL AND ends_at > ?"
        " ORDER BY starts_at, id LIMIT 1",
        DB_VALUES(I(unit->join.class_id), I(unit->join.now)));
    while (row_next(&row)) {
        unit->preview.starts_at = row_int(&row, 0);
        unit->preview.ends_at = row_int(&row, 1);
        unit->preview.room = row_text(&row, 2);
    }
    return row_end(&row);
}

static enum fault preview(struct db *db, void *context)
{
    struct preview_unit *unit = context;
    enum fault fault = join_find(db, &unit->join);
    if (fault != FAULT_NONE)
        return fault;
    fault = class_read(db, unit);
    return fault != FAULT_NONE ? fault : next_read(db, unit);
}

enum fault join_preview(struct school *school, const struct actor *actor, const char *code, struct arena *arena,
                        struct join_preview *ret_preview)
{
    struct preview_unit unit = {.join = {.actor = actor, .now = school_now(school)}, .arena = arena};
    join_code_into(&unit.join, code);
    enum fault fault = school_attempt(school, preview, &unit);
    if (fault != FAULT_NONE)
        return fault;
    *ret_preview = unit.preview;
    return FAULT_NONE;
}
