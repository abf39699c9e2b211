/* SPDX-License-Identifier: MIT */
/*
 * `ams face eval --protocol all`: every image against every other. A few thousand images give millions of pairs of
 * different people, and so the thresholds of small false match rates; pairs that share an image are not independent,
 * so the intervals of those rates are somewhat wider than they say.
 */
#ifndef AMS_APP_FACE_CROSS_H
#define AMS_APP_FACE_CROSS_H

#include <stdbool.h>

#include "app/face/face_rates.h"
#include "app/face/face_set.h"

enum { FACE_CROSS_IMAGES_MAX = 20000 }; // 200 million pairs, 4 bytes each

/*
 * Compares. `gate`: images that the quality gate refuses are left out. A pair of one person of which an image gave no
 * template counts as refused; such pairs of two people are left out. False without memory, with more than
 * FACE_CROSS_IMAGES_MAX images, or without pairs of both kinds. The sorted lists are to be freed, also after a failure.
 */
bool face_cross_compare(const struct face_set *set, bool gate, struct rate_scores *ret_scores);

#endif
