/* SPDX-License-Identifier: MIT */
/* What can be said of boxes alone. Pure functions; for the face room only. */
#ifndef AMS_FACE_BOXES_H
#define AMS_FACE_BOXES_H

#include <stddef.h>

#include "face/face.h"

float box_area(const struct face_box *box);

/* Area both cover. */
float box_intersection(const struct face_box *a, const struct face_box *b);

/*
 * Greedy suppression: takes the best box, drops every other whose IoU with it is above `overlap` or whose intersection
 * is more than `inside` of the smaller of the two (1: never), and so on, at most `max` times. The kept boxes come first
 * in `boxes`, best first; the rest of the array is scratch. Returns how many were kept.
 */
size_t boxes_suppress(struct face_box *boxes, size_t count, float overlap, float inside, size_t max);

#endif
