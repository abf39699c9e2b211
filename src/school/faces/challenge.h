/* SPDX-License-Identifier: MIT */
/* What a check asks for: its limits, and one step of it with head turns. */
#ifndef AMS_SCHOOL_CHALLENGE_H
#define AMS_SCHOOL_CHALLENGE_H

#include <stddef.h>
#include <stdint.h>

#include "face/live/live.h"

enum {
    CHALLENGE_SECONDS = 60, // camera permission, framing and three frames over a slow phone network, and little more
    CHALLENGE_FRAMES = 3,   // frames to send
    CHALLENGE_ACTIVE_SECONDS = 30,
    ACTIVE_TRIES_MAX = 3, // TRIES_MAX where the head has to turn ...
    TURN_TRIES_MAX = 2,   // ... and where it has to turn a little: one retry, then the other ways
    CHECK_FRAMES_MIN = 2, // of a check-in's burst, so many must pass the quality gate: one picture may be a picture's
    TRIES_MAX = 5,        // refused checks in a row within TRIES_MINUTES; then a wait of TRIES_WAIT_SECONDS each
    TRIES_MINUTES = 10,
    TRIES_WAIT_SECONDS = 30,
};

/* What to do for one step of a check with head turns. */
struct challenge_step {
    int64_t index, of; // from 0
    enum live_pose pose;
    int64_t hold_ms; // to wait after being told before the frames are taken
    size_t frames_min, frames_max;
    unsigned tries;      // its frames may be sent so often
    size_t colour_count; // 0, or: show these on the screen, each for LIVE_COLOUR_MS, and take one frame in each
    enum live_colour colours[LIVE_COLOURS_DRAWN];
};

#endif
