/* SPDX-License-Identifier: MIT */
/* Tries at a kiosk: so many in a row that mark nobody, and it waits. */
#include "school/checkin/kiosk/kiosk_inside.h"

#include "school/common/rows.h"
#include "school/common/state.h"
#include "school/people/sign_in/throttle.h"
#include "school/school.h"
#include "store/db.h"
#include "store/engine.h"

struct trying {
    int64_t kiosk_id, now, wait_ms;
};

static enum fault try_write(struct db *db, void *context)
{
    struct trying *unit = context;
    struct row row;
    int64_t misses = 0, missed_at = 0;
    bool found = false;
    unit->wait_ms = 0;
    row_begin(&row, db, NULL, "SELECT misses, missed_at FROM kiosks WHERE id = ? AND revoked_at IS NULL",
              DB_VALUES(I(unit->kiosk_id)));
    while (row_next(&row)) {
        found = true;
        missed_at = row_int(&row, 1);
        misses = missed_at < unit->now - KIOSK_MISSES_MINUTES * SCHOOL_MINUTE_MS ? 0 : row_int(&row, 0);
    }
    enum fault fault = row_end(&row);
    if (fault != FAULT_NONE || !found)
        return fault != FAULT_NONE ? fault : FAULT_KIOSK_REVOKED;
    int64_t wait_ms = missed_at + KIOSK_WAIT_SECONDS * SCHOOL_SECOND_MS - unit->now;
    if (misses >= KIOSK_MISSES_MAX && wait_ms > 0) {
        unit->wait_ms = wait_ms;
        return FAULT_KIOSK_WAIT;
    }
    return fault_of(db_exec(db, "UPDATE kiosks SET misses = ?, missed_at = ? WHERE id = ?",
                            DB_VALUES(I(misses + 1), I(unit->now), I(unit->kiosk_id))));
}

enum fault kiosk_try(struct school *school, const struct kiosk *kiosk, int64_t *ret_retry_after_s)
{
    struct trying unit = {.kiosk_id = kiosk->id, .now = school_now(school)};
    enum fault fault = school_change(school, try_write, &unit);
    if (fault == FAULT_KIOSK_WAIT)
        *ret_retry_after_s = seconds_of(unit.wait_ms);
    return fault;
}

static enum fault back_write(struct db *db, void *context)
{
    const struct trying *unit = context;
    return fault_of(
        db_exec(db, "UPDATE kiosks SET misses = misses - 1 WHERE id = ? AND misses > 0", DB_VALUES(I(unit->kiosk_id))));
}

void kiosk_try_back(struct school *school, const struct kiosk *kiosk)
{
    struct trying unit = {.kiosk_id = kiosk->id};
    (void)school_change(school, back_write, &unit);
}
