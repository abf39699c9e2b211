/* SPDX-License-Identifier: MIT */
#include "school/marks/warning/adviser.h"

#include <stdio.h>

#include "school/common/audit_inside.h"
#include "school/common/fault.h"
#include "school/common/rows.h"
#include "school/common/state.h"
#include "school/common/text.h"
#include "school/marks/warning/adviser_inside.h"
#include "store/db.h"
#include "store/engine.h"
#include "store/store.h"

enum { DETAIL_SIZE = 64 };

enum fault adviser_write(struct db *db, int64_t actor_id, int64_t student_id, int64_t adviser_id, int64_t now,
                         bool *ret_changed)
{
    char detail[DETAIL_SIZE];
    bool found = false, had = false;
    int64_t one, before = 0;
    enum fault fault = row_one_int(db,
                                   "SELECT 1 FROM users WHERE id = ? AND role = 'student' AND merged_into IS NULL AND"
                                   " erased_at IS NULL",
                                   DB_VALUES(I(student_id)), &found, &one);
    if (fault != FAULT_NONE)
        return fault;
    if (!found)
        return FAULT_NOT_FOUND;
    if (adviser_id)
        fault = row_one_int(db, "SELECT 1 FROM users WHERE id = ? AND role = 'professor' AND disabled_at IS NULL",
                            DB_VALUES(I(adviser_id)), &found, &one);
    if (fault != FAULT_NONE)
        return fault;
    if (!found)
        return FAULT_ACCOUNT_UNKNOWN;
    fault = row_one_int(db, "SELECT adviser_id FROM advisers WHERE student_id = ?", DB_VALUES(I(student_id)), &had,
                        &before);
    if (ret_changed)
        *ret_changed = before != adviser_id;
    if (fault != FAULT_NONE || before == adviser_id)
        return fault;
    enum db_status status = db_exec(db, "DELETE FROM advisers WHERE student_id = ?", DB_VALUES(I(student_id)));
    if (status == DB_OK && adviser_id)
        status = db_exec(db, "INSERT INTO advisers (student_id, adviser_id, assigned_at) VALUES (?, ?, ?)",
                         DB_VALUES(I(student_id), I(adviser_id), I(now)));
    if (status != DB_OK)
        return fault_of(status);
    snprintf(detail, sizeof(detail), "%lld -> %lld", (long long)before, (long long)adviser_id);
    return audit_append(db, &(struct audit_entry){
                                .at = now,
                                .actor_id = actor_id,
                                .action = "adviser_assigned",
                                .subject_type = "user",
                                .subject_id = student_id,
                                .detail = detail,
                            });
}

struct assigning {
    const struct actor *actor;
    int64_t student_id, now;
    const char *email; // NULL: nobody
};

static enum fault assign(struct db *db, void *context)
{
    struct assigning *unit = context;
    bool found = true;
    int64_t adviser_id = 0;
    enum fault fault = FAULT_NONE;
    if (unit->email)
        fault = row_one_int(db, "SELECT id FROM users WHERE email = ? AND email_proven_at IS NOT NULL",
                            DB_VALUES(T(unit->email)), &found, &adviser_id);
    if (fault != FAULT_NONE)
        return fault;
    if (!found)
        return FAULT_ACCOUNT_UNKNOWN;
    return adviser_write(db, unit->actor->user_id, unit->student_id, adviser_id, unit->now, NULL);
}

enum fault adviser_assign(struct school *school, const struct actor *actor, int64_t student_id, const char *email,
                          struct arena *arena, struct person *ret_adviser)
{
    struct assigning unit = {.actor = actor, .student_id = student_id, .now = school_now(school)};
    if (actor->role != ROLE_ADMINISTRATOR)
        return FAULT_NOT_ALLOWED;
    enum fault fault = *email ? text_email(email, arena, &unit.email) : FAULT_NONE;
    if (fault != FAULT_NONE)
        return fault;
    fault = school_change(school, assign, &unit);
    return fault != FAULT_NONE ? fault : adviser_get(school, actor, student_id, arena, ret_adviser);
}

enum fault adviser_get(struct school *school, const struct actor *actor, int64_t student_id, struct arena *arena,
                       struct person *ret_adviser)
{
    struct row row;
    struct person adviser = {0};
    bool found = false;
    if (actor->role != ROLE_ADMINISTRATOR)
        return FAULT_NOT_ALLOWED;
    CLOSES(store_reader_close) struct db *db = store_reader(school->config.store);
    row_begin(&row, db, arena,
              "SELECT u.id, u.name FROM users s LEFT JOIN advisers a ON a.student_id = s.id"
              " LEFT JOIN users u ON u.id = a.adviser_id WHERE s.id = ? AND s.role = 'student'",
              DB_VALUES(I(student_id)));
    while (row_next(&row)) {
        found = true;
        adviser = (struct person){row_int(&row, 0), row_text(&row, 1)};
    }
    enum fault fault = row_end(&row);
    if (fault != FAULT_NONE)
        return fault;
    if (!found)
        return FAULT_NOT_FOUND;
    *ret_adviser = adviser;
    return FAULT_NONE;
}
