/* SPDX-License-Identifier: MIT */
/*
 * Whether a room code may have been passed on to somebody elsewhere: a pure rule over what one use of it shows beside
 * the others of the same lecture. No sign is enough alone: whoever sits in the last row with a new phone, on mobile
 * data, or types slowly, is still in the room.
 */
#ifndef AMS_SCHOOL_RELAY_H
#define AMS_SCHOOL_RELAY_H

#include <stdbool.h>
#include <stdint.h>

#include "school/checkin/signs/signs.h"

enum {
    // A code is shown for 10 s and taken for 20. Who looks up at a random moment and needs 4 s to scan or type it
    // brings one that is older than 12 s in a fifth of all cases; a picture that goes through a chat needs 10 s and
    // more.
    RELAY_OLD_MS = 12 * 1000,
    // Signing in takes half a minute, an account of one's own a minute or two.
    RELAY_HELD_MS = 120 * 1000,
    // So many others before a network means anything: the first ones in a room are alone in theirs.
    RELAY_CROWD = 5,
    // A network from which no more of the room's marks come is not a usual one; a carrier's is shared by more.
    RELAY_FEW_PERCENT = 10,
    // A code that is passed on comes late, and from as many networks as there are homes.
    RELAY_CHORUS = 3,
    // Beside the network, which on mobile data is any.
    RELAY_SIGNS = 2,
};

struct relay_evidence {
    struct code_use code;
    bool heard;         // the room sound
    bool new_device;    // MARK_NEW_DEVICE
    bool known;         // where it came from
    int64_t others;     // other check-ins of the room of which it is known, too
    int64_t from_here;  // of them from the same network
    int64_t from_most;  // of them from the network that most came from; 0 when that is this one
    int64_t code_lates; // networks beside this and the most used one from which the very same code came when it was old
};

/* Whether the other check-ins can matter at all: without them it is decided already that it is not relayed. */
bool relay_may(const struct relay_evidence *evidence);

/* The verdict; the reasons are added to `reasons` when it is true. */
bool relay_judge(const struct relay_evidence *evidence, char reasons[static SIGNS_REASONS_SIZE]);

#endif
