/* SPDX-License-Identifier: MIT */
/* A trial's bursts looked at by an engine of this process. Pictures are borrowed for the call. For the `ams trial`
 * command. */
#ifndef AMS_FACE_TRIAL_LOOK_H
#define AMS_FACE_TRIAL_LOOK_H

#include "face/live/live.h"
#include "face/trial/trial.h"

struct trial_looker;

/* Both must outlive it. NULL without memory. */
struct trial_looker *trial_looker_open(struct trial *trial, struct face_engine *engine);
void trial_looker_close(struct trial_looker *looker); // NULL is allowed

/* Whether what it sees lies in locked memory. */
bool trial_looker_is_locked(const struct trial_looker *looker);

/* The next person, with face_enrol(); *ret_reason says what became of it. False without memory, when there are
 * TRIAL_PEOPLE_MAX, or after FACE_FAULT. */
bool trial_enrol(struct trial_looker *looker, const struct face_frame *frames, size_t count,
                 enum face_reason *ret_reason);

/* A burst of up to FACE_FRAMES_MAX frames through the quick check. The person was enrolled, or it was tried. False
 * without memory or after FACE_FAULT. */
bool trial_quick(struct trial_looker *looker, size_t person, int species, const struct face_frame *frames,
                 size_t count);

/* LIVE_LOOK_FRAMES frames that look ahead, then `turned` frames (1 or more, as live_step_frames() says) turned to
 * `side`, which is the person's own. One try, where a check-in allows LIVE_TURN_TRIES. False as above. */
bool trial_turn(struct trial_looker *looker, size_t person, int species, enum live_pose side,
                const struct face_frame *frames, size_t turned);

#endif
