/* SPDX-License-Identifier: MIT */
/* What an engine keeps to look at liveness. Internal to face. */
#ifndef AMS_FACE_LIVE_READER_H
#define AMS_FACE_LIVE_READER_H

#include "face/live/live.h"
#include "face/live/live_cues.h"
#include "face/live/spoof.h"
#include "face/manifest.h"
#include "nn/net.h"

struct live_reader {
    struct net *net; // NULL when models.json names none
    struct net_tensor input;
    struct net_tensor output;
    struct tensor_format format;
    struct cues_spectrum spectrum;
    struct spoof_reader *spoof; // NULL: the anti-spoof nets do not judge
};

void live_reader_close(struct live_reader *reader); // NULL is allowed

/* The observation of the frame that the engine has just accepted as `face`, with its detection as face_engine_embed()
 * left it; it is scaled here. */
enum face_reason live_observe_accepted(struct face_engine *engine, struct face_frame frame,
                                       const struct face_template *face, struct face_detection *detection,
                                       struct live_observation *ret_observation);

#endif
