/* SPDX-License-Identifier: MIT */
/* When somebody may be told otherwise than in the app. */
#include "school/common/rows.h"
#include "school/common/state.h"
#include "school/common/zone.h"
#include "school/post/notification_rule.h"
#include "school/school.h"
#include "store/engine.h"

int64_t notification_wait(int64_t now, const struct notification_choices *hours, bool digest)
{
    int64_t wait = digest ? (hours->digest_at - now + MINUTES_A_DAY) % MINUTES_A_DAY : 0;
    if (hours->quiet_from < 0)
        return wait;
    int64_t then = (now + wait) % MINUTES_A_DAY;
    int64_t length = (hours->quiet_to - hours->quiet_from + MINUTES_A_DAY) % MINUTES_A_DAY;
    int64_t passed = (then - hours->quiet_from + MINUTES_A_DAY) % MINUTES_A_DAY;
    return passed < length ? wait + length - passed : wait;
}

int64_t notification_settled(const struct notification_rule *rule, int64_t due, int64_t created_at)
{
    int64_t settled = rule->settles ? created_at + NOTIFICATION_SETTLE_MS : 0;
    return due > settled ? due : settled;
}

int64_t notification_due(struct school *school, struct row *row, int zone_column, int64_t now, bool digest)
{
    const char *zone = db_text(&row->rows, zone_column);
    struct notification_choices hours = {
        .quiet_from = db_is_null(&row->rows, zone_column + 1) ? -1 : row_int(row, zone_column + 1),
        .quiet_to = row_int(row, zone_column + 2),
        .digest_at = zone ? row_int(row, zone_column + 3) : NOTIFICATION_DIGEST_MINUTE,
    };
    int64_t local = now; // as in UTC when the zone is no longer there
    if (zone && zone_to_local(school, zone, now, &local) != FAULT_NONE)
        local = now;
    int64_t wait = notification_wait(local / SCHOOL_MINUTE_MS % MINUTES_A_DAY, &hours, digest);
    // A digest goes out at the whole minute, so that all of one day are due at once.
    int64_t from = wait > 0 ? now - now % SCHOOL_MINUTE_MS : now;
    return from + wait * SCHOOL_MINUTE_MS;
}
