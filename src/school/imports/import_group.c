/* SPDX-License-Identifier: MIT */
#include "school/imports/import_group.h"

#include <stdio.h>
#include <string.h>

#include "base/arena.h"
#include "school/common/audit_inside.h"
#include "school/common/fault.h"
#include "school/common/rows.h"
#include "school/common/text.h"
#include "school/imports/undo/undo_keep.h"
#include "school/marks/membership_back.h"
#include "school/marks/group/group.h"
#include "school/marks/group/group_inside.h"
#include "school/school.h"
#include "store/db.h"
#include "store/engine.h"

enum { DETAIL_SIZE = 400, UNDO_STATE_SIZE = 100 };

/* What import_see knows it by; NULL without memory. */
static const char *key_of(struct import *import, const char *class, const char *name)
{
    return arena_printf(import->scratch, "%s\n%s", class, name);
}

enum fault import_group_collect(struct import *import, const struct import_line *line, const char *class,
                                const char *cell)
{
    const char *name;
    enum fault fault = text_clean(cell, GROUP_NAME_MAX, false, false, import->scratch, &name);
    if (fault != FAULT_NONE) // an empty one, or one that its row will be refused for
        return fault == FAULT_INTERNAL ? fault : FAULT_NONE;
    const char *key = key_of(import, class, name);
    bool good = key && import_see(import, IMPORT_GROUP, key, line->number) &&
                import_see(import, IMPORT_GROUPS, class, line->number);
    return good ? FAULT_NONE : FAULT_INTERNAL;
}

/* The classroom's group of this name; 0: there is none. */
static enum fault group_read(struct db *db, int64_t class_id, const char *name, int64_t *ret_id, bool *ret_ended)
{
    struct row row;
    row_begin(&row, db, NULL, "SELECT id, ended_at FROM class_groups WHERE class_id = ? AND name = ?",
              DB_VALUES(I(class_id), T(name)));
    while (row_next(&row)) {
        *ret_id = row_int(&row, 0);
        *ret_ended = !db_is_null(&row.rows, 1);
    }
    return row_end(&row);
}

/* Whether this row makes the group: the first of those that are good. */
static enum fault group_makes(struct db *db, const struct import *import, const struct import_line *line,
                              struct import_seen *seen, struct import_seen *made, int64_t class_id, bool *ret_makes,
                              const char **ret_reason)
{
    int64_t count = 0;
    if (!import->apply && seen->value != 0 && seen->value != line->number) // an earlier row would have made it
        return FAULT_NONE;
    enum fault fault =
        row_count(db, "SELECT COUNT(*) FROM class_groups WHERE class_id = ?", DB_VALUES(I(class_id)), &count);
    if (fault != FAULT_NONE)
        return fault;
    bool again = seen->value != 0; // a unit may run again
    if (count + (import->apply ? 0 : made->value - again) >= GROUPS_PER_CLASSROOM_MAX) {
        *ret_reason = "groups_many";
        return FAULT_NONE;
    }
    made->value += !again;
    seen->value = line->number;
    *ret_makes = true;
    return FAULT_NONE;
}

enum fault import_group_find(struct db *db, struct import *import, const struct import_line *line, const char *class,
                             int64_t class_id, int64_t student_id, const char *cell, struct import_group *ret_group,
                             const char **ret_reason)
{
    struct import_group group = {0};
    bool ended = false, in = false;
    int64_t one;
    enum fault fault = text_clean(cell, GROUP_NAME_MAX, false, false, import->scratch, &group.name);
    if (fault == FAULT_TEXT_INVALID) {
        *ret_reason = "group_invalid";
        return FAULT_NONE;
    }
    const char *key = fault == FAULT_NONE ? key_of(import, class, group.name) : NULL;
    struct import_seen *seen = key ? import_seen(import, IMPORT_GROUP, key) : NULL;
    struct import_seen *made = import_seen(import, IMPORT_GROUPS, class);
    if (!seen || !made)
        return FAULT_INTERNAL;
    fault = group_read(db, class_id, group.name, &group.group_id, &ended);
    if (fault != FAULT_NONE)
        return fault;
    if (ended)
        *ret_reason = "group_ended";
    else if (group.group_id == 0)
        fault = group_makes(db, import, line, seen, made, class_id, &group.makes, ret_reason);
    if (fault != FAULT_NONE || *ret_reason)
        return fault;
    // Who is in it until further notice, now or soon, stays in their other groups, too.
    fault = row_one_int(db, "SELECT 1 FROM group_memberships WHERE group_id = ? AND user_id = ? AND left_at IS NULL",
                        DB_VALUES(I(group.group_id), I(student_id)), &in, &one);
    if (fault != FAULT_NONE)
        return fault;
    group.moves = !in;
    *ret_group = group;
    return FAULT_NONE;
}

/* Puts them in, and keeps since when, so that the import can be undone. An earlier time in the group that goes on is
 * none that could be taken away. */
static enum fault put_and_keep(struct db *db, struct import *import, int64_t class_id, int64_t group_id,
                               int64_t student_id)
{
    char state[DETAIL_SIZE];
    bool was = false, is = false;
    int64_t before = 0, since = 0;
    enum fault fault = group_since(db, group_id, student_id, &was, &before);
    if (fault != FAULT_NONE)
        return fault;
    fault = group_put_one(import->work->school, db, class_id, group_id, student_id, import->now);
    if (fault != FAULT_NONE)
        return fault;
    fault = group_since(db, group_id, student_id, &is, &since);
    if (fault != FAULT_NONE)
        return fault;
    snprintf(state, sizeof(state), "%lld %lld", is && !(was && before == since) ? (long long)since : -1LL,
             (long long)class_id);
    const struct undo_item item = {
        .kind = UNDO_GROUP_IN, .subject_id = group_id, .other_id = student_id, .state = state};
    return undo_keep(db, import, &item);
}

enum fault import_group_write(struct db *db, struct import *import, int64_t class_id, int64_t student_id,
                              const struct import_group *group)
{
    int64_t id = group->group_id, actor_id = import->work->actor.user_id;
    char detail[DETAIL_SIZE];
    if (group->makes) {
        enum fault fault = group_make(db, class_id, group->name, import->now, &id);
        if (fault != FAULT_NONE)
            return fault;
        snprintf(detail, sizeof(detail), "%lld", (long long)class_id);
        fault = undo_keep(db, import, &(struct undo_item){.kind = UNDO_GROUP_MADE, .subject_id = id, .state = detail});
        if (fault != FAULT_NONE)
            return fault;
        snprintf(detail, sizeof(detail), "group %lld: %s", (long long)id, group->name);
        fault = import_audit(
            db, import, &(struct audit_entry){import->now, actor_id, "group_created", "classroom", class_id, detail});
        if (fault != FAULT_NONE)
            return fault;
    }
    enum fault fault = put_and_keep(db, import, class_id, id, student_id);
    if (fault != FAULT_NONE)
        return fault;
    snprintf(detail, sizeof(detail), "group %lld: student %lld", (long long)id, (long long)student_id);
    return import_audit(
        db, import, &(struct audit_entry){import->now, actor_id, "group_students_put", "classroom", class_id, detail});
}

enum fault import_student_keep(struct db *db, struct import *import, int64_t class_id, int64_t user_id, bool out)
{
    char words[UNDO_STATE_SIZE];
    struct member_row row = {0};
    bool there = false;
    enum fault fault = out ? member_row_read(db, class_id, user_id, &there, &row) : FAULT_NONE;
    if (fault != FAULT_NONE)
        return fault;
    snprintf(words, sizeof(words), "%lld %lld %lld %lld", (long long)import->now, (long long)row.joined_at,
             (long long)row.added_by, (long long)row.accepted_at);
    const struct undo_item item = {
        .kind = UNDO_STUDENT, .subject_id = class_id, .other_id = user_id, .field = out ? "out" : "in", .state = words};
    return undo_keep(db, import, &item);
}
