/* SPDX-License-Identifier: MIT */
/*
 * Where a head looks and whether it is one: pure geometry of landmarks. For the face room only.
 */
#ifndef AMS_FACE_LIVE_POSE_H
#define AMS_FACE_LIVE_POSE_H

#include <stdbool.h>

#include "face/face.h"

/* Degrees, with the signs of live_observation. */
struct head_pose {
    float yaw, pitch, roll;
    float stretch; // log of width over height against the mean head, after the turn: a tilted picture is squeezed, a
                   // turned head is not
};

/*
 * The rotation of a generic head that brings its landmarks (without the jaw's) closest to these, seen from far away
 * (weak perspective). False when the points do not span a face.
 */
bool pose_fit(const struct face_point landmarks[static FACE_LANDMARKS], struct head_pose *ret_pose);

/* How one picture of a face became another. Lengths are in distances between the eyes, of the second picture. */
struct face_motion {
    float homography; // rms of what the best plane map leaves over the inner landmarks
    float affine;     // rms of what the best affine map leaves
    float across;     // how far the nose's tip moved along the eyes' line against the plane of eyes and mouth
    float down;       // the same across that line, downwards
};

/* False when either picture's points do not span a face. */
bool pose_motion(const struct face_point from[static FACE_LANDMARKS], const struct face_point to[static FACE_LANDMARKS],
                 struct face_motion *ret_motion);

#endif
