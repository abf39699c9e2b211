/* SPDX-License-Identifier: MIT */
#include "school/marks/membership.h"

#include "school/common/fault.h"
#include "school/common/rows.h"
#include "school/marks/due.h"
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

int64_t span_end(bool is_null, int64_t left_at)
{
    return is_null ? SPAN_OPEN : left_at;
}

enum fault membership_begin(struct db *db, int64_t class_id, int64_t student_id, int64_t now, bool *ret_joined)
{
    enum db_status status =
        db_exec(db, "INSERT INTO students (user_id, class_id, image_url, joined_at) VALUES (?, ?, NULL, ?)",
                DB_VALUES(I(student_id), I(class_id), I(now)));
    if (ret_joined)
        *ret_joined = status == DB_OK;
    if (status == DB_CONFLICT) // in already, perhaps by another request at the same time
        return FAULT_NONE;
    if (status == DB_OK)
        status = db_exec(db, "INSERT INTO memberships (class_id, user_id, joined_at) VALUES (?, ?, ?)",
                         DB_VALUES(I(class_id), I(student_id), I(now)));
    return status == DB_OK ? due_touch(db, class_id, now) : fault_of(status);
}

enum fault membership_end(struct db *db, int64_t class_id, int64_t student_id, int64_t actor_id, int64_t now,
                          bool *ret_left)
{
    enum db_status status =
        db_exec(db, "DELETE FROM students WHERE class_id = ? AND user_id = ?", DB_VALUES(I(class_id), I(student_id)));
    bool left = status == DB_OK && db_changes(db) > 0;
    if (left)
        status =
            db_exec(db, "UPDATE memberships SET left_at = ? WHERE class_id = ? AND user_id = ? AND left_at IS NULL",
                    DB_VALUES(I(now), I(class_id), I(student_id)));
    *ret_left = left;
    if (status != DB_OK || !left)
        return fault_of(status);
    // Assistants, too: whoever takes attendance misses somebody.
    const struct notification_request told = {
        .kind = NOTIFY_STUDENT_LEFT, .class_id = class_id, .subject_id = student_id};
    return tell(db, TELL_STAFF, &told, actor_id, now);
}
