/* SPDX-License-Identifier: MIT */
#include "school/marks/membership.h"

#include <assert.h>

#include "school/common/fault.h"
#include "school/common/rows.h"
#include "school/marks/warning/due.h"
#include "school/post/notification.h"
#include "school/post/tell.h"
#include "store/db.h"
#include "store/engine.h"

bool span_holds(const struct span *spans, size_t count, int64_t starts_at, int64_t ends_at)
{
    for (size_t i = 0; i < count; i++)
        if (spans[i].joined_at < ends_at && spans[i].left_at > starts_at)
            return true;
    return false;
}

static bool is_among(const int64_t *ids, size_t count, int64_t id)
{
    for (size_t i = 0; i < count; i++)
        if (ids[i] == id)
            return true;
    return false;
}

bool group_span_holds(const struct group_span *spans, size_t count, const int64_t *groups, size_t group_count,
                      int64_t starts_at)
{
    for (size_t i = 0; i < count; i++)
        if (spans[i].span.joined_at <= starts_at && starts_at < spans[i].span.left_at &&
            is_among(groups, group_count, spans[i].group_id))
            return true;
    return false;
}

bool member_then(const struct member_spans *member, const struct lecture_span *lecture)
{
    return span_holds(member->stays, member->stay_count, lecture->starts_at, lecture->ends_at) &&
           (lecture->group_count == 0 || group_span_holds(member->groups, member->group_count, lecture->groups,
                                                          lecture->group_count, lecture->starts_at));
}

int64_t span_end(bool is_null, int64_t left_at)
{
    return is_null ? SPAN_OPEN : left_at;
}

enum fault membership_begin(struct db *db, int64_t class_id, int64_t student_id, int64_t added_by, int64_t now,
                            bool *ret_joined)
{
    enum db_status status =
        db_exec(db,
                "INSERT INTO students (user_id, class_id, image_url, joined_at, added_by, accepted_at)"
                " VALUES (?, ?, NULL, ?, ?, ?)",
                DB_VALUES(I(student_id), I(class_id), I(now), added_by ? I(added_by) : N(), added_by ? N() : I(now)));
    if (ret_joined)
        *ret_joined = status == DB_OK;
    if (status == DB_CONFLICT) // in already, perhaps by another request at the same time
        return FAULT_NONE;
    if (status == DB_OK)
        status = db_exec(db, "INSERT INTO memberships (class_id, user_id, joined_at) VALUES (?, ?, ?)",
                         DB_VALUES(I(class_id), I(student_id), I(now)));
    if (status != DB_OK)
        return fault_of(status);
    const struct notification_request told = {
        .user_id = student_id, .kind = NOTIFY_CLASS_ADDED, .class_id = class_id, .subject_id = added_by};
    enum fault fault = added_by ? tell(db, TELL_PERSON, &told, 0, now) : FAULT_NONE;
    return fault != FAULT_NONE ? fault : due_touch(db, class_id, now);
}

static enum fault many_tell(struct db *db, const struct membership_new *list, size_t count, int64_t added_by,
                            int64_t now)
{
    struct tell_each each[ROW_MANY];
    const struct notification_request told = {.kind = NOTIFY_CLASS_ADDED, .subject_id = added_by};
    for (size_t i = 0; i < count; i++)
        each[i] = (struct tell_each){list[i].student_id, list[i].class_id};
    return tell_each(db, &told, each, count, now);
}

enum fault membership_begin_many(struct db *db, const struct membership_new *list, size_t count, int64_t added_by,
                                 int64_t now)
{
    int64_t classes[ROW_MANY];
    enum db_status status = DB_OK;
    assert(count <= ROW_MANY);
    for (size_t i = 0; status == DB_OK && i < count; i++) {
        const struct db_value class_id = I(list[i].class_id), student_id = I(list[i].student_id);
        classes[i] = list[i].class_id;
        status = db_later(db,
                          "INSERT INTO students (user_id, class_id, image_url, joined_at, added_by, accepted_at)"
                          " VALUES (?, ?, NULL, ?, ?, ?)",
                          DB_VALUES(student_id, class_id, I(now), id_or_null(added_by), added_by ? N() : I(now)));
        if (status == DB_OK)
            status = db_later(db, "INSERT INTO memberships (class_id, user_id, joined_at) VALUES (?, ?, ?)",
                              DB_VALUES(class_id, student_id, I(now)));
    }
    if (status != DB_OK || count == 0)
        return fault_of(status);
    enum fault fault = added_by ? many_tell(db, list, count, added_by, now) : FAULT_NONE;
    return fault != FAULT_NONE ? fault : due_touch_many(db, classes, count, now);
}

enum fault membership_accept(struct db *db, int64_t class_id, int64_t student_id, int64_t now)
{
    return fault_of(
        db_exec(db, "UPDATE students SET accepted_at = ? WHERE class_id = ? AND user_id = ? AND accepted_at IS NULL",
                DB_VALUES(I(now), I(class_id), I(student_id))));
}

/* Their times in its groups end, those to come are gone. */
static enum fault group_spans_end(struct db *db, int64_t class_id, int64_t student_id, int64_t now)
{
    enum db_status status =
        db_exec(db, "DELETE FROM group_memberships WHERE class_id = ? AND user_id = ? AND joined_at > ?",
                DB_VALUES(I(class_id), I(student_id), I(now)));
    if (status == DB_OK)
        status = db_exec(db,
                         "UPDATE group_memberships SET left_at = ? WHERE class_id = ? AND user_id = ?"
                         " AND (left_at IS NULL OR left_at > ?)",
                         DB_VALUES(I(now), I(class_id), I(student_id), I(now)));
    return fault_of(status);
}

enum fault membership_left_by_self(struct db *db, int64_t class_id, int64_t student_id, bool *ret_left)
{
    int64_t by_self = 0;
    bool found;
    enum fault fault = row_one_int(db,
                                   "SELECT left_by_self FROM memberships WHERE class_id = ? AND user_id = ?"
                                   " ORDER BY joined_at DESC, id DESC LIMIT 1",
                                   DB_VALUES(I(class_id), I(student_id)), &found, &by_self);
    *ret_left = fault == FAULT_NONE && found && by_self != 0;
    return fault;
}

enum fault membership_end(struct db *db, int64_t class_id, int64_t student_id, int64_t actor_id, int64_t now,
                          bool *ret_left)
{
    bool not_theirs = false;
    int64_t one;
    // Of one's own: others take out whom they have added by mistake.
    enum fault fault = actor_id != student_id
                           ? FAULT_NONE
                           : row_one_int(db,
                                         "SELECT 1 FROM students WHERE class_id = ? AND user_id = ? AND added_by > 0"
                                         " AND accepted_at IS NULL",
                                         DB_VALUES(I(class_id), I(student_id)), &not_theirs, &one);
    if (fault != FAULT_NONE)
        return fault;
    enum db_status status =
        db_exec(db, "DELETE FROM students WHERE class_id = ? AND user_id = ?", DB_VALUES(I(class_id), I(student_id)));
    bool left = status == DB_OK && db_changes(db) > 0;
    if (left)
        status = db_exec(db,
                         "UPDATE memberships SET left_at = ?, left_by_self = ? WHERE class_id = ? AND user_id = ?"
                         " AND left_at IS NULL",
                         DB_VALUES(I(now), I(actor_id == student_id), I(class_id), I(student_id)));
    if (left && status == DB_OK)
        status = status_of(group_spans_end(db, class_id, student_id, now));
    *ret_left = left;
    if (status != DB_OK || !left)
        return fault_of(status);
    // Assistants, too: whoever takes attendance misses somebody.
    const struct notification_request told = {.kind = NOTIFY_STUDENT_LEFT,
                                              .class_id = class_id,
                                              .subject_id = student_id,
                                              .text = not_theirs ? "not_theirs" : NULL};
    return tell(db, TELL_STAFF, &told, actor_id, now);
}
