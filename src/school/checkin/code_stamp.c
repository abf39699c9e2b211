/* SPDX-License-Identifier: MIT */
#include "school/checkin/code_stamp.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "school/checkin/check_in_rules.h"
#include "school/checkin/code_stamp_inside.h"
#include "school/checkin/room_code.h"
#include "school/checkin/room_code_inside.h"
#include "school/common/fault.h"
#include "school/common/rows.h"
#include "school/common/state.h"
#include "school/people/sign_in/throttle.h"
#include "school/school.h"
#include "store/db.h"
#include "store/engine.h"

enum {
    LATE_PERIODS = CODE_STAMP_LATE_MINUTES * 60 / ROOM_CODE_SECONDS,
    ID_SIZE = 24,
};

struct stamping {
    struct school *school;
    int64_t lecture_id;
    const char *link, *device;
    int64_t at;
    struct throttled_attempt attempt;
    struct code_stamp stamp;
};

/* What a link is of, whether there is such a lecture or not: who guesses is told nothing by the time that it takes. */
static enum fault room_of(struct db *db, int64_t lecture_id, struct room_code_of *ret_of)
{
    bool found;
    int64_t joint_id = 0;
    enum fault fault =
        row_one_int(db, "SELECT joint_id FROM lectures WHERE id = ?", DB_VALUES(I(lecture_id)), &found, &joint_id);
    *ret_of = (struct room_code_of){lecture_id, joint_id};
    return fault;
}

static enum fault stamp(struct db *db, void *context)
{
    struct stamping *unit = context;
    struct room_code_of of;
    struct code_use use = {0};
    enum fault fault = room_of(db, unit->lecture_id, &of);
    if (fault != FAULT_NONE)
        return fault;
    // Counted before it is looked at: nobody who has guessed too often learns anything more.
    fault = attempt_count(db, &unit->attempt);
    if (fault != FAULT_NONE)
        return fault;
    bool link = strlen(unit->link) == ROOM_LINK_SIZE - 1;
    bool right = link && room_code_judge(unit->school, of, unit->link, NULL, unit->at, &use) && use.way == CODE_LINK;
    bool late = link && !right && room_link_was_right(unit->school, of, unit->link, unit->at, LATE_PERIODS);
    if (right || late)
        fault = attempt_forgive(db, &unit->attempt);
    if (fault != FAULT_NONE || !right)
        return fault != FAULT_NONE ? fault : FAULT_CODE_WRONG;
    code_stamp_write(unit->school, of, unit->device, unit->at, use.period, &unit->stamp);
    return FAULT_NONE;
}

enum fault code_stamp_make(struct school *school, int64_t lecture_id, const char *link, const char *device,
                           const char *network, int64_t received_at, struct code_stamp *ret_stamp,
                           int64_t *ret_retry_after_s)
{
    char id[ID_SIZE];
    int64_t now = school_now(school);
    snprintf(id, sizeof(id), "%" PRId64, lecture_id);
    struct stamping unit = {
        .school = school,
        .lecture_id = lecture_id,
        .link = link,
        .device = device,
        .at = check_in_received(received_at, now),
        .attempt = {.throttles = {{"stamp address", network, CODE_STAMP_NETWORK_TRIES},
                                  {"stamp lecture", id, CODE_STAMP_LECTURE_TRIES}},
                    .now = now},
    };
    if (!school->config.key || !school->root)
        return FAULT_INTERNAL;
    enum fault fault = school_attempt(school, stamp, &unit);
    if (fault == FAULT_TOO_MANY_ATTEMPTS)
        *ret_retry_after_s = seconds_of(unit.attempt.wait_ms);
    if (fault == FAULT_NONE)
        *ret_stamp = unit.stamp;
    return fault;
}
