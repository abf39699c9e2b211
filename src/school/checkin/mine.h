/* SPDX-License-Identifier: MIT */
/* One student's own view of a lecture. */
#ifndef AMS_SCHOOL_MINE_H
#define AMS_SCHOOL_MINE_H

#include <stdbool.h>
#include <stdint.h>

#include "school/checkin/proof.h"
#include "school/common/fault.h"
#include "school/faces/identity.h"
#include "school/marks/mark.h"
#include "school/plan/lecture.h"

struct actor;
struct arena;
struct school;

struct attendance_mine {
    struct lecture lecture;
    struct mark mark; // MARK_UNMARKED when there is none
    struct identity identity;
    const char *timezone; // the classroom's
    bool code_needed;     // a check-in by face also needs the room code
    bool code_check_in;   // a check-in by code is allowed
    enum proof_rule room_rule;
    bool sound_wanted;           // the room sound is played, and the page may listen to it
    bool position_wanted;        // a check-in should bring the phone's position
    enum proof_rule unlock_rule; // PROOF_OFF also where browsers have no passkeys for this address
    bool has_passkey;
    int64_t unlocked_until; // in this session, for this lecture; 0: not
};

enum fault attendance_mine(struct school *school, const struct actor *actor, int64_t lecture_id, struct arena *arena,
                           struct attendance_mine *ret_mine);

#endif
