/* SPDX-License-Identifier: MIT */
#include "school/common/fault.h"
#include "school/common/rows.h"
#include "school/common/state.h"
#include "school/people/sign_in/session.h"
#include "school/school.h"
#include "store/db.h"
#include "store/engine.h"
#include "store/store.h"

enum fault session_still(struct school *school, int64_t session_id, struct actor *ret_actor)
{
    struct row row;
    struct actor actor = {.session_id = session_id};
    int64_t expires_at = 0, seen_at = 0;
    bool found = false;
    CLOSES(store_reader_close) struct db *db = store_reader(school->config.store);
    row_begin(&row, db, NULL,
              "SELECT u.id, u.role, s.stepped_up_at, s.expires_at, s.seen_at FROM sessions s"
              " JOIN users u ON u.id = s.user_id WHERE s.id = ? AND u.disabled_at IS NULL",
              DB_VALUES(I(session_id)));
    while (row_next(&row)) {
        actor.user_id = row_int(&row, 0);
        found = role_parse(db_text(&row.rows, 1), &actor.role);
        actor.stepped_up_at = row_int(&row, 2);
        expires_at = row_int(&row, 3);
        seen_at = row_int(&row, 4);
    }
    enum fault fault = row_end(&row);
    if (fault != FAULT_NONE || !found)
        return fault != FAULT_NONE ? fault : FAULT_NOT_SIGNED_IN;
    int64_t now = school_now(school);
    int64_t idle_end = seen_at + SESSION_STAFF_IDLE_HOURS * (int64_t)SCHOOL_HOUR_MS;
    if (now >= expires_at || (actor.role != ROLE_STUDENT && now >= idle_end))
        return FAULT_SESSION_EXPIRED;
    *ret_actor = actor;
    return FAULT_NONE;
}
