/* SPDX-License-Identifier: MIT */
/*
 * A head that can turn before the tests' camera: heads MODELS PHOTOGRAPH FOLDER renders a photograph's face in every
 * pose, TAKES times anew: FOLDER/TAKE-POSE-held-N.jpg, and TAKE-POSE-way-N.jpg on the way there from the centre.
 * tests/e2e/camera.mjs shows them as the page asks.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

#include "face/live/live.h"
#include "support/face_data.h"
#include "support/live_scene.h"

enum { TAKES = 6, WAY_FRAMES = 2, HELD_FRAMES = 4, SEED = 3, PATH_SIZE = 1024 };

/* How far a head turns and nods and how it is held, in degrees: otherwise each time, so that no take is a replay. */
static const struct take {
    float turn, nod, yaw, pitch, scale, x, y;
} takes[TAKES] = {
    {27, 22, 0, 0, 1, 0, 0},          {30, 24, 5, 4, 1.06f, .12f, -.05f},   {27, 21, -5, -4, .95f, -.1f, .06f},
    {24, 20, 2, 3, .97f, .08f, .04f}, {25, 20, 4, -3, 1.04f, -.07f, -.04f}, {26, 20, -4, 2, 1.01f, .11f, .02f},
};

/* The head `share` of the way from the centre into a pose. */
static struct scene_view view_of(const struct scene *scene, const struct take *take, enum live_pose pose, float share,
                                 struct scene_random *random)
{
    struct scene_view view = scene_plain();
    float turn = share * take->turn, nod = share * take->nod;
    // The photograph was taken a little from the side: its own pose comes off.
    view.yaw = (pose == LIVE_LEFT ? turn : pose == LIVE_RIGHT ? -turn : 0) - scene->observation.yaw;
    view.pitch = (pose == LIVE_DOWN ? nod : pose == LIVE_UP ? -nod : 0) - scene->observation.pitch;
    view.yaw += take->yaw + scene_between(random, -.6f, .6f);
    view.pitch += take->pitch + scene_between(random, -.6f, .6f);
    view.x = take->x + scene_between(random, -.02f, .02f);
    view.y = take->y + scene_between(random, -.02f, .02f);
    view.scale = take->scale;
    view.depth = 1.2f;
    view.noise = 2;
    return view;
}

/* The photograph's face, upright: turns are about the head's own axes. */
static bool open_upright(struct scene *scene, struct face_engine *engine, struct face_frame photograph)
{
    struct scene tilted;
    struct scene_random random = {SEED};
    struct scene_view view = scene_plain();
    if (!scene_open(&tilted, engine, photograph))
        return false;
    view.surface = SCENE_PRINT;
    view.roll = -tilted.observation.roll;
    struct face_frame upright = scene_render(&tilted, &view, &random);
    bool opened = scene_open(scene, engine, upright);
    free((void *)(uintptr_t)upright.bytes);
    scene_close(&tilted);
    return opened;
}

static bool write_frame(const char *path, struct scene *scene, const struct scene_view *view,
                        struct scene_random *random)
{
    struct face_frame frame = scene_render(scene, view, random);
    FILE *out = fopen(path, "wb");
    bool whole = out && fwrite(frame.bytes, 1, frame.size, out) == frame.size;
    if (out)
        whole = fclose(out) == 0 && whole;
    free((void *)(uintptr_t)frame.bytes);
    return whole;
}

/* All frames of one pose of one take. */
static bool write_pose(const char *folder, struct scene *scene, size_t take, enum live_pose pose)
{
    struct scene_random random = {SEED + take * LIVE_POSES + (size_t)pose};
    size_t way = pose == LIVE_CENTRE ? 0 : WAY_FRAMES;
    for (size_t i = 0; i < way + HELD_FRAMES; i++) {
        char path[PATH_SIZE];
        bool held = i >= way;
        float share = held ? 1 : (float)(i + 1) / (float)(way + 1);
        struct scene_view view = view_of(scene, &takes[take], pose, share, &random);
        int length = snprintf(path, sizeof(path), "%s/%zu-%s-%s-%zu.jpg", folder, take, live_pose_word(pose),
                              held ? "held" : "way", held ? i - way : i);
        if (length < 0 || length >= PATH_SIZE || !write_frame(path, scene, &view, &random))
            return false;
    }
    return true;
}

static bool write_all(const char *folder, struct scene *scene)
{
    if (mkdir(folder, 0777) != 0 && errno != EEXIST)
        return false;
    for (size_t take = 0; take < TAKES; take++)
        for (int pose = LIVE_CENTRE; pose < LIVE_POSES; pose++)
            if (!write_pose(folder, scene, take, (enum live_pose)pose))
                return false;
    return true;
}

int main(int count, char **words)
{
    char error[FACE_ERROR_SIZE] = "";
    struct scene scene = {0};
    if (count != 4) {
        fprintf(stderr, "usage: heads MODELS PHOTOGRAPH FOLDER\n");
        return 2;
    }
    struct face_models *models = face_models_open(words[1], NULL, error);
    struct face_engine *engine = models ? face_engine_open(models, error) : NULL;
    struct face_data_file photograph = face_data_read(words[2]);
    int code = 1;
    if (!engine)
        fprintf(stderr, "heads: %s\n", error);
    else if (!photograph.bytes || !open_upright(&scene, engine, (struct face_frame){photograph.bytes, photograph.size}))
        fprintf(stderr, "heads: %s cannot be read or shows no face\n", words[2]);
    else if (!write_all(words[3], &scene))
        fprintf(stderr, "heads: %s cannot be written\n", words[3]);
    else
        code = 0;
    scene_close(&scene);
    free(photograph.bytes);
    face_engine_close(engine);
    face_models_close(models);
    return code;
}
