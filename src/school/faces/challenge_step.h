/* SPDX-License-Identifier: MIT */
/* One step of a check with head turns. */
#ifndef AMS_SCHOOL_CHALLENGE_STEP_H
#define AMS_SCHOOL_CHALLENGE_STEP_H

#include <stddef.h>
#include <stdint.h>

#include "face/live.h"

/* What to do for one step of a check with head turns. */
struct challenge_step {
    int64_t index, of; // from 0
    enum live_pose pose;
    int64_t hold_ms; // to wait after being told before the frames are taken
    size_t frames_min, frames_max;
    size_t colour_count; // 0, or: show these on the screen, each for LIVE_COLOUR_MS, and take one frame in each
    enum live_colour colours[LIVE_COLOURS_DRAWN];
};

#endif
