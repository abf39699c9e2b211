/* SPDX-License-Identifier: MIT */
/*
 * `ams face eval --protocol template`: template against template, as the server compares them. Of every person with at
 * least 6 images the first 3 (by number) are averaged into the enrolled template and the next 3 into the probe.
 */
#ifndef AMS_APP_FACE_TRIAL_H
#define AMS_APP_FACE_TRIAL_H

#include <stdbool.h>
#include <stddef.h>

#include "app/face/face_rates.h"
#include "app/face/face_set.h"

enum { FACE_TRIAL_ENROL = 3, FACE_TRIAL_PROBE = 3 };

struct face_trial {
    size_t people;   // with at least 6 images
    size_t others;   // with fewer: strangers only
    size_t failures; // of `people`: no template from the enrolment or the probe images; their genuine pair counts as
                     // refused, their impostor pairs are left out
    size_t images;   // of `people`, used
    size_t no_face;  // of those images: no face found
    size_t refused;  // of those images: refused by the gate (with `gate` alone)
    struct rate_scores scores; // genuine and impostor pairs of `people`: each probe against each enrolled template
    struct rate_scores open;   // the same genuine pairs; impostors are the probes of the others too (averages of at
                               // most their first 3 images)
};

/*
 * Compares. `gate`: images that the quality gate refuses are left out of their templates. False without memory or with
 * fewer than 2 trial. To be released.
 */
bool face_trial_compare(const struct face_set *set, bool gate, struct face_trial *ret_trial);
void face_trial_release(struct face_trial *trial);

#endif
