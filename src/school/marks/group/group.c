/* SPDX-License-Identifier: MIT */
#include "school/marks/group/group.h"

#include "base/arena.h"
#include "school/common/access.h"
#include "school/common/audit_inside.h"
#include "school/common/fault.h"
#include "school/common/rows.h"
#include "school/common/state.h"
#include "school/common/text.h"
#include "school/marks/group/group_inside.h"
#include "school/marks/warning/due.h"
#include "school/school.h"
#include "store/db.h"
#include "store/engine.h"
#include "store/store.h"

enum { DETAIL_SIZE = 400 };

/* ---- reading ---- */

static enum fault groups_of(struct db *db, int64_t class_id, bool counted, int64_t now, struct arena *arena,
                            struct group_list *list)
{
    struct row row;
    row_begin(
        &row, db, arena,
        "SELECT g.id, g.name, g.ended_at, g.version, (SELECT COUNT(DISTINCT s.user_id) FROM group_memberships m"
        " JOIN students s ON s.class_id = m.class_id AND s.user_id = m.user_id WHERE m.group_id = g.id"
        " AND m.joined_at <= ? AND (m.left_at IS NULL OR m.left_at > ?)),"
        " (SELECT COUNT(*) FROM lecture_groups lg JOIN lectures l ON l.id = lg.lecture_id WHERE lg.group_id = g.id"
        " AND l.cancelled_at IS NULL)"
        " FROM class_groups g WHERE g.class_id = ? ORDER BY CASE WHEN g.ended_at IS NULL THEN 0 ELSE 1 END, g.id",
        DB_VALUES(I(now), I(now), I(class_id)));
    while (row_next(&row)) {
        struct class_group *groups = row_list(&row, list->groups, list->count, sizeof(*groups));
        if (!groups)
            break;
        list->groups = groups;
        groups[list->count++] = (struct class_group){
            .id = row_int(&row, 0),
            .name = row_string(&row, 1),
            .ended = !db_is_null(&row.rows, 2),
            .version = row_int(&row, 3),
            .students = counted ? row_int(&row, 4) : 0,
            .lectures = counted ? row_int(&row, 5) : 0,
        };
    }
    return row_end(&row);
}

static enum fault places_of(struct db *db, int64_t class_id, int64_t student_id, int64_t now, struct arena *arena,
                            struct group_list *list)
{
    struct row row;
    row_begin(&row, db, arena,
              "SELECT m.user_id, u.name, m.group_id, m.joined_at, m.left_at FROM group_memberships m"
              " JOIN students s ON s.class_id = m.class_id AND s.user_id = m.user_id JOIN users u ON u.id = m.user_id"
              " WHERE m.class_id = ? AND m.user_id BETWEEN ? AND ? AND (m.left_at IS NULL OR m.left_at > ?)"
              " ORDER BY u.sort_key, m.user_id, m.joined_at, m.id",
              DB_VALUES(I(class_id), I(student_id), I(student_id ? student_id : INT64_MAX), I(now)));
    while (row_next(&row)) {
        struct group_place *places = row_list(&row, list->places, list->place_count, sizeof(*places));
        if (!places)
            break;
        list->places = places;
        places[list->place_count++] = (struct group_place){
            {row_int(&row, 0), row_string(&row, 1)}, row_int(&row, 2), row_int(&row, 3), row_int(&row, 4)};
    }
    return row_end(&row);
}

enum fault group_list(struct school *school, const struct actor *actor, int64_t class_id, struct arena *arena,
                      struct group_list *ret_list)
{
    struct access access;
    struct group_list list = {0};
    int64_t now = school_now(school);
    CLOSES(store_reader_close) struct db *db = store_reader(school->config.store);
    enum fault fault = access_classroom(db, actor, class_id, &access);
    if (fault != FAULT_NONE)
        return fault;
    fault = groups_of(db, class_id, access.staff_reader, now, arena, &list);
    if (fault != FAULT_NONE)
        return fault;
    fault = places_of(db, class_id, access.staff_reader ? 0 : actor->user_id, now, arena, &list);
    if (fault != FAULT_NONE)
        return fault;
    *ret_list = list;
    return FAULT_NONE;
}

/* ---- making, naming, ending ---- */

struct group_edit {
    const struct actor *actor;
    int64_t class_id, group_id, version, now;
    const char *name;
    bool deleted;
};

static enum fault edit_begin(struct db *db, const struct group_edit *unit)
{
    struct access access;
    bool found = true;
    int64_t version = 0;
    enum fault fault = access_class_change(db, unit->actor, unit->class_id, &access);
    if (fault != FAULT_NONE)
        return fault;
    if (unit->group_id != 0)
        fault = row_one_int(db, "SELECT version FROM class_groups WHERE id = ? AND class_id = ?",
                            DB_VALUES(I(unit->group_id), I(unit->class_id)), &found, &version);
    if (fault != FAULT_NONE)
        return fault;
    if (!found)
        fault = FAULT_NOT_FOUND;
    if (fault != FAULT_NONE)
        return fault;
    if (unit->version != 0 && unit->version != version)
        fault = FAULT_CHANGED_MEANWHILE;
    return fault;
}

/* Whether another group of the classroom has the name. */
static enum fault name_free(struct db *db, int64_t class_id, int64_t group_id, const char *name)
{
    bool found;
    int64_t other;
    enum fault fault = row_one_int(db, "SELECT id FROM class_groups WHERE class_id = ? AND name = ? AND id <> ?",
                                   DB_VALUES(I(class_id), T(name), I(group_id)), &found, &other);
    return fault == FAULT_NONE && found ? FAULT_GROUP_EXISTS : fault;
}

static enum fault edit_audit(struct db *db, const struct group_edit *unit, const char *action)
{
    char detail[DETAIL_SIZE];
    snprintf(detail, sizeof(detail), "group %lld%s%s", (long long)unit->group_id, unit->name ? ": " : "",
             unit->name ? unit->name : "");
    return audit_append(db, &(struct audit_entry){
                                .at = unit->now,
                                .actor_id = unit->actor->user_id,
                                .action = action,
                                .subject_type = "classroom",
                                .subject_id = unit->class_id,
                                .detail = detail,
                            });
}

enum fault group_make(struct db *db, int64_t class_id, const char *name, int64_t now, int64_t *ret_id)
{
    int64_t count = 0;
    enum fault fault =
        row_count(db, "SELECT COUNT(*) FROM class_groups WHERE class_id = ?", DB_VALUES(I(class_id)), &count);
    if (fault != FAULT_NONE)
        return fault;
    if (count >= GROUPS_PER_CLASSROOM_MAX)
        return FAULT_TOO_MANY_THINGS;
    fault = name_free(db, class_id, 0, name);
    if (fault != FAULT_NONE)
        return fault;
    enum db_status status =
        db_one_int(db, ret_id, "INSERT INTO class_groups (class_id, name, created_at) VALUES (?, ?, ?) RETURNING id",
                   DB_VALUES(I(class_id), T(name), I(now)));
    if (status == DB_ROW)
        return FAULT_NONE;
    return status == DB_OK ? FAULT_INTERNAL : status == DB_CONFLICT ? FAULT_GROUP_EXISTS : fault_of(status);
}

static enum fault group_insert(struct db *db, void *context)
{
    struct group_edit *unit = context;
    unit->group_id = 0;
    enum fault fault = edit_begin(db, unit);
    if (fault != FAULT_NONE)
        return fault;
    fault = group_make(db, unit->class_id, unit->name, unit->now, &unit->group_id);
    return fault != FAULT_NONE ? fault : edit_audit(db, unit, "group_created");
}

enum fault group_create(struct school *school, const struct actor *actor, int64_t class_id, const char *name,
                        struct arena *arena, int64_t *ret_id)
{
    struct group_edit unit = {.actor = actor, .class_id = class_id, .now = school_now(school)};
    enum fault fault = text_clean(name, GROUP_NAME_MAX, false, false, arena, &unit.name);
    if (fault != FAULT_NONE)
        return fault;
    fault = school_change(school, group_insert, &unit);
    if (fault == FAULT_NONE)
        *ret_id = unit.group_id;
    return fault;
}

static enum fault group_update(struct db *db, void *context)
{
    struct group_edit *unit = context;
    enum fault fault = edit_begin(db, unit);
    if (fault != FAULT_NONE)
        return fault;
    fault = name_free(db, unit->class_id, unit->group_id, unit->name);
    if (fault != FAULT_NONE)
        return fault;
    fault = fault_of(db_exec(db, "UPDATE class_groups SET name = ?, version = version + 1 WHERE id = ?",
                             DB_VALUES(T(unit->name), I(unit->group_id))));
    return fault != FAULT_NONE ? fault : edit_audit(db, unit, "group_renamed");
}

enum fault group_rename(struct school *school, const struct actor *actor, int64_t class_id, int64_t group_id,
                        const char *name, int64_t version, struct arena *arena)
{
    struct group_edit unit = {
        .actor = actor, .class_id = class_id, .group_id = group_id, .version = version, .now = school_now(school)};
    enum fault fault = text_clean(name, GROUP_NAME_MAX, false, false, arena, &unit.name);
    return fault != FAULT_NONE ? fault : school_change(school, group_update, &unit);
}

/* Takes its row away, or lets it end. */
static enum fault group_finish(struct db *db, const struct group_edit *unit)
{
    if (unit->deleted)
        return fault_of(db_exec(db, "DELETE FROM class_groups WHERE id = ?", DB_VALUES(I(unit->group_id))));
    enum fault fault = fault_of(db_exec(db, "DELETE FROM group_memberships WHERE group_id = ? AND joined_at > ?",
                                        DB_VALUES(I(unit->group_id), I(unit->now))));
    if (fault != FAULT_NONE)
        return fault;
    fault = fault_of(
        db_exec(db, "UPDATE group_memberships SET left_at = ? WHERE group_id = ? AND (left_at IS NULL OR left_at > ?)",
                DB_VALUES(I(unit->now), I(unit->group_id), I(unit->now))));
    if (fault != FAULT_NONE)
        return fault;
    return fault_of(
        db_exec(db, "UPDATE class_groups SET ended_at = ?, version = version + 1 WHERE id = ? AND ended_at IS NULL",
                DB_VALUES(I(unit->now), I(unit->group_id))));
}

static enum fault group_stop(struct db *db, void *context)
{
    struct group_edit *unit = context;
    bool coming = false, lecture = false, student = false;
    int64_t one;
    enum fault fault = edit_begin(db, unit);
    if (fault != FAULT_NONE)
        return fault;
    fault = row_one_int(db,
                        "SELECT l.id FROM lecture_groups lg JOIN lectures l ON l.id = lg.lecture_id"
                        " WHERE lg.group_id = ? AND l.ends_at > ? AND l.cancelled_at IS NULL LIMIT 1",
                        DB_VALUES(I(unit->group_id), I(unit->now)), &coming, &one);
    if (fault != FAULT_NONE)
        return fault;
    if (coming)
        return FAULT_GROUP_IN_USE;
    fault = row_one_int(db, "SELECT lecture_id FROM lecture_groups WHERE group_id = ? LIMIT 1",
                        DB_VALUES(I(unit->group_id)), &lecture, &one);
    if (fault != FAULT_NONE)
        return fault;
    fault = row_one_int(db, "SELECT id FROM group_memberships WHERE group_id = ? LIMIT 1", DB_VALUES(I(unit->group_id)),
                        &student, &one);
    if (fault != FAULT_NONE)
        return fault;
    unit->deleted = !lecture && !student;
    fault = group_finish(db, unit);
    if (fault != FAULT_NONE)
        return fault;
    fault = due_touch(db, unit->class_id, unit->now);
    return fault != FAULT_NONE ? fault : edit_audit(db, unit, unit->deleted ? "group_deleted" : "group_ended");
}

enum fault group_end(struct school *school, const struct actor *actor, int64_t class_id, int64_t group_id,
                     bool *ret_deleted)
{
    struct group_edit unit = {.actor = actor, .class_id = class_id, .group_id = group_id, .now = school_now(school)};
    enum fault fault = school_change(school, group_stop, &unit);
    if (fault == FAULT_NONE)
        *ret_deleted = unit.deleted;
    return fault;
}
