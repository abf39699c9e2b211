/* SPDX-License-Identifier: MIT */
/* When a mark by hand needs more than a hand. */
#include "school/attendance/hand_time.h"

#include <string.h>

#include "base/arena.h"
#include "school/attendance/change.h"
#include "school/attendance/change_inside.h"
#include "school/common/access.h"
#include "school/common/fault.h"
#include "school/common/rows.h"
#include "school/common/setting.h"
#include "school/common/setting_inside.h"
#include "school/common/state.h"
#include "school/marks/mark_write.h"
#include "school/people/sign_in/second_factor_inside.h"
#include "school/school.h"
#include "store/db.h"
#include "store/engine.h"

/* ---- when ---- */

enum fault hand_time_is_late(struct db *db, const struct access *access, int64_t now, bool *ret_late)
{
    bool found;
    int64_t ends_at = access->starts_at;
    enum fault fault = row_one_int(db, "SELECT ends_at FROM lectures WHERE id = ?", DB_VALUES(I(access->lecture_id)),
                                   &found, &ends_at);
    if (fault != FAULT_NONE)
        return fault;
    int64_t from = access->has_window && access->opens_at < access->starts_at ? access->opens_at : access->starts_at;
    int64_t until = access->has_window && access->closes_at > ends_at ? access->closes_at : ends_at;
    until += CHANGE_GRACE_MINUTES * SCHOOL_MINUTE_MS;
    if (until > from + CHANGE_HOURS * (int64_t)SCHOOL_HOUR_MS)
        until = from + CHANGE_HOURS * (int64_t)SCHOOL_HOUR_MS;
    *ret_late = now < from || now >= until;
    return FAULT_NONE;
}

/* Whether the setting asks this person for fresh proof. */
static enum fault step_up_asked(struct db *db, const struct actor *actor, bool *ret_asked)
{
    const char *rule = NULL;
    CLOSES(arena_release) struct arena arena = arena_of(4096);
    enum fault fault = setting_text(db, SETTING_STEP_UP_MARKS, &arena, &rule);
    if (fault != FAULT_NONE)
        return fault;
    if (strcmp(rule, "when_set_up") == 0)
        return second_factor_has(db, actor->user_id, ret_asked);
    *ret_asked = strcmp(rule, "off") != 0;
    return FAULT_NONE;
}

enum fault hand_time_asks(struct db *db, const struct access *access, const struct actor *actor, int64_t now,
                          bool *ret_late, bool *ret_step_up)
{
    bool late = false, asked = false;
    enum fault fault = hand_time_is_late(db, access, now, &late);
    if (fault != FAULT_NONE)
        return fault;
    if (late)
        fault = step_up_asked(db, actor, &asked);
    if (fault != FAULT_NONE)
        return fault;
    *ret_late = late;
    *ret_step_up = asked && actor_step_up(actor, now) != FAULT_NONE;
    return FAULT_NONE;
}

enum fault hand_time_check(struct db *db, const struct access *access, struct mark_change *change, const char *reason)
{
    bool asked = false;
    enum fault fault = hand_time_is_late(db, access, change->now, &change->late);
    change->reason = reason;
    if (fault != FAULT_NONE || !change->late)
        return fault;
    if (!reason)
        return FAULT_NOTE_NEEDED;
    fault = step_up_asked(db, change->actor, &asked);
    return fault != FAULT_NONE ? fault : asked ? actor_step_up(change->actor, change->now) : FAULT_NONE;
}
