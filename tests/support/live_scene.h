/* SPDX-License-Identifier: MIT */
/*
 * Turning heads and false ones, rendered from a photograph of a real face: a solid head of generic depth, a flat or
 * bent print, a screen. Everything follows from its seed. Simulated heads are not people: see docs/LIVENESS.md.
 */
#ifndef AMS_TESTS_SUPPORT_LIVE_SCENE_H
#define AMS_TESTS_SUPPORT_LIVE_SCENE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "face/live/live.h"

/* Pseudo-random numbers that are the same everywhere. */
struct scene_random {
    uint64_t state;
};
uint32_t scene_below(struct scene_random *random, uint32_t bound);
float scene_between(struct scene_random *random, float least, float most);
struct live_random scene_source(struct scene_random *random); // for live_challenge_draw

/* A photograph of one face. */
struct scene {
    uint8_t *pixels; // (height, width, 3) RGB
    size_t width, height;
    float *depth;    // (height, width), in eye distances, away from the camera; NULL until a head is rendered
    float x, y, eye; // the face's middle and the distance between the eyes, pixels
    struct live_observation observation;
};

/* False when the bytes show no face that the engine can observe. */
bool scene_open(struct scene *scene, struct face_engine *engine, struct face_frame photograph);
void scene_close(struct scene *scene);

enum scene_surface {
    SCENE_HEAD,  // the face with depth before a still background
    SCENE_PRINT, // the photograph as a plane
    SCENE_BENT,  // the photograph round a cylinder of radius `bend`, upright (turns) or level (nods)
};

struct scene_view {
    enum scene_surface surface;
    float yaw, pitch, roll; // degrees, signs of live_observation
    float bend;             // radius in eye distances; + upright cylinder, - level one
    float depth;            // of the head: 1 as measured
    float scale, x, y;      // about 1; shift in eye distances
    float light[3];         // gain of R, G, B on the face's surface; background_light on the rest
    float background_light[3];
    float noise;      // standard deviation of the sensor's noise, 0..255
    bool screen;      // seen on a screen: pixel grid, glare, beat with the camera's grid
    unsigned quality; // of the JPEG
};

/* No change at all, good JPEG. */
struct scene_view scene_plain(void);

/* A JPEG, to be freed by free(). Ends the program without memory. */
struct face_frame scene_render(struct scene *scene, const struct scene_view *view, struct scene_random *random);

/* What a person shows who is asked for a pose (effort 1: 22 to 38 degrees of turn, 16 to 28 of nod), hand-held. */
struct scene_view scene_pose(enum live_pose pose, float effort, struct scene_random *random);

#endif
