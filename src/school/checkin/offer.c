/* SPDX-License-Identifier: MIT */
#include "school/checkin/offer_inside.h"

#include <stddef.h>

#include "school/common/fault.h"
#include "school/common/rows.h"
#include "school/common/state.h"
#include "school/plan/joint_inside.h"
#include "school/school.h"
#include "store/db.h"
#include "store/engine.h"
#include "store/store.h"

enum fault room_offered(struct db *db, int64_t lecture_id, int64_t *ret_first_at)
{
    bool found;
    int64_t first_at = 0;
    enum fault fault = row_one_int(db, "SELECT first_at FROM room_offers WHERE lecture_id = ?",
                                   DB_VALUES(I(lecture_id)), &found, &first_at);
    if (fault != FAULT_NONE)
        return fault;
    *ret_first_at = found ? first_at : 0;
    return FAULT_NONE;
}

struct offer {
    int64_t lecture_id, now;
};

static enum fault offer_write(struct db *db, void *context)
{
    const struct offer *unit = context;
    struct joint joint;
    enum fault fault = joint_read(db, unit->lecture_id, &joint);
    for (size_t i = 0; fault == FAULT_NONE && i < joint.count; i++) {
        int64_t first_at;
        fault = room_offered(db, joint.lectures[i], &first_at);
        if (fault != FAULT_NONE || first_at != 0)
            continue;
        enum db_status status = db_exec(db, "INSERT INTO room_offers (lecture_id, first_at) VALUES (?, ?)",
                                        DB_VALUES(I(joint.lectures[i]), I(unit->now)));
        fault = status == DB_CONFLICT ? FAULT_BUSY : fault_of(status); // another page came in between
    }
    return fault;
}

enum fault room_offer(struct school *school, int64_t lecture_id, int64_t now)
{
    int64_t first_at;
    struct offer unit = {lecture_id, now};
    CLOSES(store_reader_close) struct db *db = store_reader(school->config.store);
    enum fault fault = room_offered(db, lecture_id, &first_at);
    store_reader_close(&db);
    if (fault != FAULT_NONE || first_at != 0)
        return fault;
    return school_change(school, offer_write, &unit);
}
