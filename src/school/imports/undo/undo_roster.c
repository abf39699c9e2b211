/* SPDX-License-Identifier: MIT */
/* What a roster has made and changed: classrooms, who is in them and who teaches, groups, and what other systems call
 * all these. A classroom in which something has happened stays. */
#include <stdio.h>
#include <string.h>

#include "base/arena.h"
#include "base/str.h"
#include "school/checkin/proof_inside.h"
#include "school/common/audit_inside.h"
#include "school/common/fault.h"
#include "school/common/ordering.h"
#include "school/common/rows.h"
#include "school/imports/undo/undo_work.h"
#include "school/marks/membership_back.h"
#include "store/db.h"
#include "store/engine.h"

enum { DETAIL_SIZE = 64, CLASS_FREE = 0, CLASS_CHANGED, CLASS_USED };

static enum fault audit(struct db *db, const struct undoing *undoing, int64_t class_id, const char *what,
                        int64_t person_id)
{
    char detail[DETAIL_SIZE];
    snprintf(detail, sizeof(detail), person_id ? "%s %lld" : "%s", what, (long long)person_id);
    return audit_append(db, &(struct audit_entry){
                                .at = undoing->now,
                                .actor_id = undoing->work->actor.user_id,
                                .action = "classroom_import_undone",
                                .subject_type = "classroom",
                                .subject_id = class_id,
                                .detail = detail,
                            });
}

/* ---- classrooms ---- */

static enum fault class_use(struct db *db, int64_t class_id, bool *ret_there, int64_t *ret_use)
{
    return row_one_int(db,
                       "SELECT CASE WHEN EXISTS (SELECT 1 FROM lectures l WHERE l.class_id = c.id)"
                       " OR EXISTS (SELECT 1 FROM memberships m WHERE m.class_id = c.id)"
                       " OR EXISTS (SELECT 1 FROM classroom_staff s WHERE s.class_id = c.id)"
                       " OR EXISTS (SELECT 1 FROM join_requests j WHERE j.class_id = c.id)"
                       " OR EXISTS (SELECT 1 FROM board_items b WHERE b.class_id = c.id)"
                       " OR EXISTS (SELECT 1 FROM files f WHERE f.class_id = c.id)"
                       " OR EXISTS (SELECT 1 FROM series r WHERE r.class_id = c.id)"
                       " OR EXISTS (SELECT 1 FROM class_groups g WHERE g.class_id = c.id)"
                       " OR EXISTS (SELECT 1 FROM warning_rules w WHERE w.class_id = c.id)"
                       " OR EXISTS (SELECT 1 FROM classroom_days d WHERE d.class_id = c.id) THEN ?"
                       " WHEN c.version <> 1 THEN ? ELSE ? END FROM classrooms c WHERE c.id = ?",
                       DB_VALUES(I(CLASS_USED), I(CLASS_CHANGED), I(CLASS_FREE), I(class_id)), ret_there, ret_use);
}

/* With what every classroom has. Whatever else names it keeps it, as it was. */
static enum fault class_delete(struct db *db, const struct undoing *undoing, int64_t class_id, bool *ret_gone)
{
    static const char *const along[] = {
        "DELETE FROM proofs WHERE class_id = ?", "DELETE FROM status_sets WHERE class_id = ?",
        "DELETE FROM standing_due WHERE class_id = ?", "DELETE FROM import_mappings WHERE class_id = ?"};
    enum fault fault = FAULT_NONE;
    for (size_t i = 0; fault == FAULT_NONE && i < ARRAY_LENGTH(along); i++)
        fault = fault_of(db_exec(db, along[i], DB_VALUES(I(class_id))));
    if (fault != FAULT_NONE)
        return fault;
    enum db_status status = db_exec(db, "DELETE FROM classrooms WHERE id = ?", DB_VALUES(I(class_id)));
    *ret_gone = status == DB_OK;
    if (status == DB_CONFLICT)
        return proofs_begin(db, class_id, undoing->work->actor.user_id, undoing->now);
    return fault_of(status);
}

enum fault undo_class_made(struct db *db, struct undoing *undoing, const struct undo_item *item, const char **ret_kept)
{
    bool there = false, gone = false;
    int64_t use = CLASS_FREE;
    enum fault fault = class_use(db, item->subject_id, &there, &use);
    if (fault != FAULT_NONE)
        return fault;
    *ret_kept = !there ? UNDO_GONE : use == CLASS_USED ? UNDO_CLASS_USED : use == CLASS_CHANGED ? UNDO_CHANGED : NULL;
    if (*ret_kept)
        return FAULT_NONE;
    fault = class_delete(db, undoing, item->subject_id, &gone);
    if (fault != FAULT_NONE)
        return fault;
    *ret_kept = gone ? NULL : UNDO_CLASS_USED;
    return gone ? audit(db, undoing, item->subject_id, "removed", 0) : FAULT_NONE;
}

static enum fault class_text(struct db *db, const struct undo_item *item, struct arena *arena, bool *ret_there,
                             const char **ret_text)
{
    struct row row;
    row_begin(&row, db, arena,
              "SELECT CASE ? WHEN 'subject' THEN subject WHEN 'section' THEN section WHEN 'term' THEN term"
              " WHEN 'department' THEN department WHEN 'room' THEN room END,"
              " professor_id FROM classrooms WHERE id = ?",
              DB_VALUES(T(item->field), I(item->subject_id)));
    while (row_next(&row)) {
        *ret_there = true;
        *ret_text = strcmp(item->field, "professor_id") == 0 ? arena_printf(arena, "%lld", (long long)row_int(&row, 1))
                                                             : row_text(&row, 0);
    }
    return row_end(&row);
}

/* Whoever taught it then may be no professor any more: *ret_kept. */
static enum fault professor_back(struct db *db, const struct undoing *undoing, const struct undo_item *item,
                                 const char **ret_kept)
{
    int64_t id = 0, one;
    bool good = false;
    if (!item->was || !str_to_int(item->was, 1, INT64_MAX, &id))
        return FAULT_INTERNAL;
    enum fault fault = row_one_int(
        db, "SELECT 1 FROM users WHERE id = ? AND role = 'professor' AND disabled_at IS NULL AND erased_at IS NULL",
        DB_VALUES(I(id)), &good, &one);
    if (fault != FAULT_NONE)
        return fault;
    *ret_kept = good ? NULL : UNDO_GONE;
    return good ? fault_of(db_exec(
                      db, "UPDATE classrooms SET professor_id = ?, version = version + 1, updated_at = ? WHERE id = ?",
                      DB_VALUES(I(id), I(undoing->now), I(item->subject_id))))
                : FAULT_NONE;
}

static enum fault class_field_back(struct db *db, const struct undoing *undoing, const struct undo_item *item,
                                   const char **ret_kept)
{
    const struct db_values values = DB_VALUES(T(item->was), I(undoing->now), I(item->subject_id));
    if (strcmp(item->field, "professor_id") == 0)
        return professor_back(db, undoing, item, ret_kept);
    if (strcmp(item->field, "subject") == 0)
        return fault_of(db_exec(
            db, "UPDATE classrooms SET subject = ?, version = version + 1, updated_at = ? WHERE id = ?", values));
    if (strcmp(item->field, "section") == 0)
        return fault_of(db_exec(
            db, "UPDATE classrooms SET section = ?, version = version + 1, updated_at = ? WHERE id = ?", values));
    if (strcmp(item->field, "department") == 0)
        return fault_of(db_exec(
            db, "UPDATE classrooms SET department = ?, version = version + 1, updated_at = ? WHERE id = ?", values));
    if (strcmp(item->field, "room") == 0)
        return fault_of(
            db_exec(db, "UPDATE classrooms SET room = ?, version = version + 1, updated_at = ? WHERE id = ?", values));
    return fault_of(
        db_exec(db, "UPDATE classrooms SET term = ?, version = version + 1, updated_at = ? WHERE id = ?", values));
}

enum fault undo_class(struct db *db, struct undoing *undoing, const struct undo_item *item, const char **ret_kept)
{
    bool there = false;
    const char *now = NULL;
    enum fault fault = class_text(db, item, undoing->scratch, &there, &now);
    if (fault != FAULT_NONE)
        return fault;
    bool same = strcmp(now ? now : "", item->became ? item->became : "") == 0;
    *ret_kept = !there ? UNDO_GONE : !same ? UNDO_CHANGED : NULL;
    if (*ret_kept)
        return FAULT_NONE;
    fault = class_field_back(db, undoing, item, ret_kept);
    if (fault != FAULT_NONE || *ret_kept)
        return fault;
    fault = ordering_classroom(db, item->subject_id);
    return fault != FAULT_NONE ? fault : audit(db, undoing, item->subject_id, item->field, 0);
}

/* ---- who is in them ---- */

static enum fault student_in_back(struct db *db, struct undoing *undoing, const struct undo_item *item, int64_t since,
                                  const char **ret_kept)
{
    enum membership_back back = BACK_NOT;
    enum fault fault = membership_forget(db, item->subject_id, item->other_id, since, undoing->work->actor.user_id,
                                         undoing->now, &back);
    *ret_kept = back == BACK_NOT ? UNDO_CHANGED : back == BACK_LEFT ? UNDO_LEFT : NULL;
    return fault;
}

static enum fault student_out_back(struct db *db, struct undoing *undoing, const struct undo_item *item,
                                   int64_t left_at, const struct member_row *row, const char **ret_kept)
{
    bool back = false;
    enum fault fault = membership_resume(db, item->subject_id, item->other_id, left_at, row, undoing->now, &back);
    *ret_kept = back ? NULL : UNDO_CHANGED;
    return fault;
}

enum fault undo_student(struct db *db, struct undoing *undoing, const struct undo_item *item, const char **ret_kept)
{
    long long when = 0, joined = 0, added = 0, accepted = 0;
    if (!item->state || sscanf(item->state, "%lld %lld %lld %lld", &when, &joined, &added, &accepted) < 1)
        return FAULT_INTERNAL;
    const struct member_row row = {joined, added, accepted};
    enum fault fault = strcmp(item->field, "in") == 0 ? student_in_back(db, undoing, item, when, ret_kept)
                                                      : student_out_back(db, undoing, item, when, &row, ret_kept);
    bool stays = *ret_kept && strcmp(*ret_kept, UNDO_LEFT) != 0;
    return fault != FAULT_NONE || stays ? fault : audit(db, undoing, item->subject_id, "student", item->other_id);
}

enum fault undo_staff(struct db *db, struct undoing *undoing, const struct undo_item *item, const char **ret_kept)
{
    struct row row;
    const char *now = NULL;
    const struct db_value class = I(item->subject_id), user = I(item->other_id);
    row_begin(&row, db, undoing->scratch, "SELECT kind FROM classroom_staff WHERE class_id = ? AND user_id = ?",
              DB_VALUES(class, user));
    while (row_next(&row))
        now = row_text(&row, 0);
    enum fault fault = row_end(&row);
    if (fault != FAULT_NONE)
        return fault;
    *ret_kept = strcmp(now ? now : "", item->became ? item->became : "") != 0 ? UNDO_CHANGED : NULL;
    if (*ret_kept)
        return FAULT_NONE;
    enum db_status status =
        db_exec(db, "DELETE FROM classroom_staff WHERE class_id = ? AND user_id = ?", DB_VALUES(class, user));
    if (status == DB_OK && item->was)
        status = db_exec(db, "INSERT INTO classroom_staff (class_id, user_id, kind, added_at) VALUES (?, ?, ?, ?)",
                         DB_VALUES(class, user, T(item->was), I(undoing->now)));
    if (status == DB_CONFLICT) { // one of the two has gone
        *ret_kept = UNDO_GONE;
        return FAULT_NONE;
    }
    return status != DB_OK ? fault_of(status) : audit(db, undoing, item->subject_id, "staff", item->other_id);
}

/* ---- groups ---- */

enum fault undo_group_made(struct db *db, struct undoing *undoing, const struct undo_item *item, const char **ret_kept)
{
    bool gone = false;
    int64_t class_id;
    if (!item->state || !str_to_int(item->state, 1, INT64_MAX, &class_id))
        return FAULT_INTERNAL;
    enum fault fault = group_unmake(db, class_id, item->subject_id, &gone);
    *ret_kept = gone ? NULL : UNDO_CHANGED;
    return fault != FAULT_NONE || !gone ? fault : audit(db, undoing, class_id, "group", item->subject_id);
}

enum fault undo_group_in(struct db *db, struct undoing *undoing, const struct undo_item *item, const char **ret_kept)
{
    bool back = false;
    long long since, class_id;
    if (!item->state || sscanf(item->state, "%lld %lld", &since, &class_id) != 2)
        return FAULT_INTERNAL;
    enum fault fault = group_forget(db, class_id, item->subject_id, item->other_id, since, undoing->now, &back);
    *ret_kept = back ? NULL : UNDO_CHANGED;
    return fault != FAULT_NONE || !back ? fault : audit(db, undoing, class_id, "student", item->other_id);
}

/* ---- what others call them ---- */

enum fault undo_external(struct db *db, struct undoing *undoing, const struct undo_item *item, const char **ret_kept)
{
    struct row row;
    bool there = false;
    const char *title = NULL;
    row_begin(&row, db, undoing->scratch, "SELECT title FROM external_ids WHERE kind = ? AND external_id = ?",
              DB_VALUES(T(item->field), T(item->state)));
    while (row_next(&row)) {
        there = true;
        title = row_text(&row, 0);
    }
    enum fault fault = row_end(&row);
    if (fault != FAULT_NONE)
        return fault;
    bool same = strcmp(title ? title : "", item->became ? item->became : "") == 0;
    *ret_kept = !there ? NULL : !same ? UNDO_CHANGED : NULL;
    if (!there || *ret_kept)
        return FAULT_NONE;
    if (!item->was)
        return fault_of(db_exec(db, "DELETE FROM external_ids WHERE kind = ? AND external_id = ?",
                                DB_VALUES(T(item->field), T(item->state))));
    return fault_of(db_exec(db, "UPDATE external_ids SET title = ? WHERE kind = ? AND external_id = ?",
                            DB_VALUES(T(item->was), T(item->field), T(item->state))));
}
