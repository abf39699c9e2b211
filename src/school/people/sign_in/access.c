/* SPDX-License-Identifier: MIT */
#include "school/people/sign_in/access.h"

#include "base/str.h"
#include "school/common/fault.h"
#include "school/common/rows.h"
#include "store/db.h"
#include "store/engine.h"

enum fault access_end(struct db *db, int64_t user_id, int64_t keep_session_id, int64_t *ret_ended)
{
    static const char *const handed_out[] = {
        "DELETE FROM account_links WHERE user_id = ?",
        "DELETE FROM calendar_links WHERE user_id = ?",
        "DELETE FROM sign_in_codes WHERE user_id = ?",
    };
    enum fault fault = fault_of(
        db_exec(db, "DELETE FROM sessions WHERE user_id = ? AND id <> ?", DB_VALUES(I(user_id), I(keep_session_id))));
    int64_t ended = fault == FAULT_NONE ? db_changes(db) : 0;
    for (size_t i = 0; i < ARRAY_LENGTH(handed_out) && fault == FAULT_NONE; i++)
        fault = fault_of(db_exec(db, handed_out[i], DB_VALUES(I(user_id))));
    if (fault != FAULT_NONE)
        return fault;
    // What a program was given stays on its list, ended.
    fault = fault_of(db_exec(db, "UPDATE api_tokens SET revoked_at = ? WHERE user_id = ? AND revoked_at IS NULL",
                             DB_VALUES(I(school_unit_now()), I(user_id))));
    if (fault == FAULT_NONE && ret_ended)
        *ret_ended = ended;
    return fault;
}

enum fault access_end_all(struct db *db, int64_t user_id, int64_t *ret_ended)
{
    enum fault fault = fault_of(
        db_exec(db, "DELETE FROM invitations WHERE created_by = ? AND used_at IS NULL", DB_VALUES(I(user_id))));
    return fault != FAULT_NONE ? fault : access_end(db, user_id, 0, ret_ended);
}
