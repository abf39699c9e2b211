/* SPDX-License-Identifier: MIT */
/* Does a face take the colours that a screen shows? A pure function; for face/live_judge.c only. */
#ifndef AMS_FACE_LIVE_COLOUR_H
#define AMS_FACE_LIVE_COLOUR_H

#include <stddef.h>

#include "face/live/live.h"

/*
 * frames[i] was taken while colours[i] was on the screen; `count` is at most LIVE_COLOURS_DRAWN. FACE_OK when the face
 * follows the colours, and clearly more than the background does; otherwise FACE_COLOUR_MISSING. Fills
 * verdict->colour_face and verdict->colour_background.
 */
enum face_reason colour_judge(const enum live_colour *colours, const struct live_observation *frames, size_t count,
                              struct live_verdict *verdict);

#endif
