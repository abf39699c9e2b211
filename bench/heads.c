/* SPDX-License-Identifier: MIT */
/*
 * A head that turns before the tests' camera: heads MODELS PHOTOGRAPH OUT.mjpeg renders a photograph's face looking
 * straight, left, right, up and down, HOLD_FRAMES each, and from the start again. Chromium plays the file as its camera
 * (tests/e2e); the page waits for the pose it is asked for.
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "face/live.h"
#include "support/face_data.h"
#include "support/live_scene.h"

enum { HOLD_FRAMES = 40, TURN_FRAMES = 6, SEED = 3 }; // at the 30 frames a second of Chromium's camera

/* Between two poses, `share` of the way. */
static struct scene_view between(const struct scene_view *from, const struct scene_view *to, float share,
                                 struct scene_random *random)
{
    struct scene_view view = *to;
    view.yaw = from->yaw + share * (to->yaw - from->yaw) + scene_between(random, -.6f, .6f);
    view.pitch = from->pitch + share * (to->pitch - from->pitch) + scene_between(random, -.6f, .6f);
    view.x = from->x + share * (to->x - from->x) + scene_between(random, -.01f, .01f);
    view.y = from->y + share * (to->y - from->y) + scene_between(random, -.01f, .01f);
    return view;
}

static bool write_frame(FILE *out, struct scene *scene, const struct scene_view *view, struct scene_random *random)
{
    struct face_frame frame = scene_render(scene, view, random);
    bool whole = fwrite(frame.bytes, 1, frame.size, out) == frame.size;
    free((void *)(uintptr_t)frame.bytes);
    return whole;
}

int main(int count, char **words)
{
    char error[FACE_ERROR_SIZE];
    struct scene scene;
    struct scene_random random = {SEED};
    struct scene_view poses[LIVE_POSES];
    if (count != 4) {
        fprintf(stderr, "usage: heads MODELS PHOTOGRAPH OUT.mjpeg\n");
        return 2;
    }
    struct face_models *models = face_models_open(words[1], NULL, error);
    struct face_engine *engine = models ? face_engine_open(models, error) : NULL;
    struct face_data_file photograph = face_data_read(words[2]);
    FILE *out = fopen(words[3], "wb");
    if (!engine || !photograph.bytes || !out ||
        !scene_open(&scene, engine, (struct face_frame){photograph.bytes, photograph.size})) {
        fprintf(stderr, "heads: %s\n", engine ? "the photograph shows no face, or a file cannot be opened" : error);
        return 1;
    }
    for (size_t p = 0; p < LIVE_POSES; p++) {
        poses[p] = scene_pose((enum live_pose)p, 1, &random);
        poses[p].yaw = p == LIVE_LEFT ? 27 : p == LIVE_RIGHT ? -27 : 0;
        poses[p].pitch = p == LIVE_DOWN ? 22 : p == LIVE_UP ? -22 : 0;
        poses[p].depth = 1.2f;
        poses[p].noise = 2;
        poses[p].quality = 90;
    }
    bool whole = true;
    for (size_t p = 0; p < LIVE_POSES; p++)
        for (int i = 0; i < HOLD_FRAMES && whole; i++) {
            float share = i < TURN_FRAMES ? (float)(i + 1) / TURN_FRAMES : 1;
            struct scene_view view = between(&poses[(p + LIVE_POSES - 1) % LIVE_POSES], &poses[p], share, &random);
            whole = write_frame(out, &scene, &view, &random);
        }
    whole = fclose(out) == 0 && whole;
    scene_close(&scene);
    free(photograph.bytes);
    face_engine_close(engine);
    face_models_close(models);
    return whole ? 0 : 1;
}
