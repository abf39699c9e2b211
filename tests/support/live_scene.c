/* SPDX-License-Identifier: MIT */
#include "support/live_scene.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <turbojpeg.h>

#include "face/image/image.h"

enum { ROUNDS = 8, ANCHORS = 13 };

static const float camera_distance = 8;  // in eye distances: a phone at arm's length
static const float close_enough = 3e-3f; // eye distances: a ninth of a pixel

uint32_t scene_below(struct scene_random *random, uint32_t bound)
{
    // splitmix64
    random->state += 0x9e3779b97f4a7c15u;
    uint64_t z = random->state;
    z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9u;
    z = (z ^ z >> 27) * 0x94d049bb133111ebu;
    return (uint32_t)((z ^ z >> 31) >> 11) % bound;
}

float scene_between(struct scene_random *random, float least, float most)
{
    return least + (most - least) * (float)scene_below(random, 1u << 20) / (float)(1u << 20);
}

static uint32_t below(void *context, uint32_t bound)
{
    return scene_below(context, bound);
}

struct live_random scene_source(struct scene_random *random)
{
    return (struct live_random){below, random};
}

static void fatal(const char *why)
{
    fprintf(stderr, "live_scene: %s\n", why);
    abort();
}

static void *take(size_t size)
{
    void *memory = malloc(size);
    if (!memory)
        fatal("no memory");
    return memory;
}

/*
 * Depths of the 68 landmarks by eye and by ruler, in eye distances, not those that face/live_pose.c was given: the
 * simulated heads must not agree with the judge by construction.
 */
static float landmark_depth(size_t i)
{
    static const float nose[] = {-.1f, -.22f, -.36f, -.5f, -.1f, -.2f, -.27f, -.2f, -.1f};
    static const float outer_lip[] = {.04f, -.06f, -.14f, -.17f, -.14f, -.06f, .04f, -.03f, -.1f, -.12f, -.1f, -.03f};
    static const float inner_lip[] = {.03f, -.08f, -.12f, -.08f, .03f, -.07f, -.1f, -.07f};
    static const float eye[] = {.1f, .0f, -.02f, .03f, .0f, .02f};
    static const float mirrored_eye[] = {.03f, -.02f, .0f, .1f, .02f, .0f};
    static const float brow[] = {.16f, .05f, -.03f, -.07f, -.09f};
    if (i < 17) {
        float side = fabsf((float)i - 8) / 8;
        return .02f + .9f * powf(side, 1.5f);
    }
    if (i < 22)
        return brow[i - 17];
    if (i < 27)
        return brow[26 - i];
    if (i < 36)
        return nose[i - 27];
    if (i < 42)
        return eye[i - 36];
    if (i < 48)
        return mirrored_eye[i - 42];
    return i < 60 ? outer_lip[i - 48] : inner_lip[i - 60];
}

struct anchor {
    float x, y, z; // eye distances about the face's middle
};

/* By inverse cubed distance between the landmarks and points about the skull. */
static float depth_at(const struct anchor *anchors, size_t count, float x, float y)
{
    float sum = 0, weights = 0;
    for (size_t i = 0; i < count; i++) {
        float dx = anchors[i].x - x, dy = anchors[i].y - y, squared = dx * dx + dy * dy + .002f;
        float weight = 1 / (squared * sqrtf(squared));
        sum += weight * anchors[i].z;
        weights += weight;
    }
    return sum / weights;
}

/* Made when the first head is rendered: prints need none. */
static void fill_depth(struct scene *scene)
{
    static const struct anchor skull[ANCHORS] = {
        {0, -1.15f, -.02f}, {-.5f, -1.1f, .08f}, {.5f, -1.1f, .08f}, {0, -1.6f, .25f},  {-.8f, -1.4f, .5f},
        {.8f, -1.4f, .5f},  {0, -2.1f, .9f},     {-1.3f, -.9f, .9f}, {1.3f, -.9f, .9f}, {-.55f, .3f, .08f},
        {.55f, .3f, .08f},  {-.6f, .05f, .08f},  {.6f, .05f, .08f},
    };
    struct anchor anchors[FACE_LANDMARKS + ANCHORS];
    for (size_t i = 0; i < FACE_LANDMARKS; i++)
        anchors[i] = (struct anchor){(scene->observation.landmarks[i].x - scene->x) / scene->eye,
                                     (scene->observation.landmarks[i].y - scene->y) / scene->eye, landmark_depth(i)};
    memcpy(anchors + FACE_LANDMARKS, skull, sizeof(skull));
    for (size_t y = 0; y < scene->height; y++)
        for (size_t x = 0; x < scene->width; x++)
            scene->depth[y * scene->width + x] =
                depth_at(anchors, FACE_LANDMARKS + ANCHORS, ((float)x - scene->x) / scene->eye,
                         ((float)y - scene->y) / scene->eye);
}

static void need_depth(struct scene *scene)
{
    if (scene->depth)
        return;
    scene->depth = take(scene->width * scene->height * sizeof(*scene->depth));
    fill_depth(scene);
}

bool scene_open(struct scene *scene, struct face_engine *engine, struct face_frame photograph)
{
    static const struct image_limits limits = {1 << 20, 4000000, 4000000, IMAGE_ALL_PIXELS};
    struct image image = {0};
    *scene = (struct scene){0};
    if (face_observe(engine, photograph, 0, &scene->observation) != FACE_OK ||
        image_decode(&image, photograph.bytes, photograph.size, &limits) != FACE_OK) {
        image_release(&image);
        return false;
    }
    size_t size = image.width * image.height;
    scene->width = image.width;
    scene->height = image.height;
    scene->pixels = take(size * 3);
    memcpy(scene->pixels, image.pixels, size * 3);
    image_release(&image);

    struct face_point eyes[2] = {{0, 0}, {0, 0}};
    for (size_t i = 0; i < 12; i++) {
        eyes[i / 6].x += scene->observation.landmarks[36 + i].x / 6;
        eyes[i / 6].y += scene->observation.landmarks[36 + i].y / 6;
    }
    scene->eye = hypotf(eyes[1].x - eyes[0].x, eyes[1].y - eyes[0].y);
    scene->x = (eyes[0].x + eyes[1].x) / 2;
    scene->y = (eyes[0].y + eyes[1].y) / 2 + .45f * scene->eye;
    return true;
}

void scene_close(struct scene *scene)
{
    free(scene->pixels);
    free(scene->depth);
    *scene = (struct scene){0};
}

struct scene_view scene_plain(void)
{
    return (struct scene_view){
        .depth = 1, .scale = 1, .light = {1, 1, 1}, .background_light = {1, 1, 1}, .quality = 92};
}

struct scene_view scene_pose(enum live_pose pose, float effort, struct scene_random *random)
{
    struct scene_view view = scene_plain();
    view.yaw = scene_between(random, -4, 4);
    view.pitch = scene_between(random, -4, 4);
    view.roll = scene_between(random, -5, 5);
    float turn = effort * scene_between(random, 22, 38), nod = effort * scene_between(random, 16, 28);
    view.yaw += pose == LIVE_LEFT ? turn : pose == LIVE_RIGHT ? -turn : 0;
    view.pitch += pose == LIVE_DOWN ? nod : pose == LIVE_UP ? -nod : 0;
    view.depth = scene_between(random, .8f, 1.2f);
    view.scale = scene_between(random, .92f, 1.08f);
    view.x = scene_between(random, -.15f, .15f);
    view.y = scene_between(random, -.15f, .15f);
    float gain = scene_between(random, .9f, 1.1f);
    for (size_t c = 0; c < 3; c++)
        view.light[c] = view.background_light[c] = gain * scene_between(random, .99f, 1.01f);
    view.noise = scene_between(random, 1.5f, 4);
    view.quality = 80 + scene_below(random, 13);
    return view;
}

/* The rotation of a view: rows of R = Rz(roll) Rx(pitch) Ry(yaw), in x right, y down, z away. */
struct rotation {
    float m[3][3];
};

static struct rotation rotation_of(const struct scene_view *view)
{
    const float radians = (float)M_PI / 180;
    float cy = cosf(view->yaw * radians), sy = sinf(view->yaw * radians);
    float cp = cosf(view->pitch * radians), sp = sinf(view->pitch * radians);
    float cr = cosf(view->roll * radians), sr = sinf(view->roll * radians);
    // The nose, at -z, goes to +x for a positive yaw and to +y for a positive pitch.
    float a[3][3] = {{cy, 0, -sy}, {-sp * sy, cp, -sp * cy}, {cp * sy, sp, cp * cy}};
    struct rotation r;
    for (size_t c = 0; c < 3; c++) {
        r.m[0][c] = cr * a[0][c] - sr * a[1][c];
        r.m[1][c] = sr * a[0][c] + cr * a[1][c];
        r.m[2][c] = a[2][c];
    }
    return r;
}

static float clampf(float value, float least, float most)
{
    return fminf(fmaxf(value, least), most);
}

static float depth_of(const struct scene *scene, float x, float y)
{
    size_t column = (size_t)clampf(x, 0, (float)(scene->width - 2)),
           row = (size_t)clampf(y, 0, (float)(scene->height - 2));
    float u = clampf(x - (float)column, 0, 1), v = clampf(y - (float)row, 0, 1);
    const float *at = scene->depth + row * scene->width + column;
    return (1 - v) * ((1 - u) * at[0] + u * at[1]) + v * ((1 - u) * at[scene->width] + u * at[scene->width + 1]);
}

/* 1 on the head, 0 on what stands still behind it. */
static float headness(float x, float y)
{
    float radius = sqrtf(x * x / (1.5f * 1.5f) + (y + .5f) * (y + .5f) / (2.2f * 2.2f));
    float t = clampf((1.5f - radius) / .5f, 0, 1);
    return t * t * (3 - 2 * t);
}

/* Where a pixel of the photograph (about the face's middle, in eye distances) is seen; *ret_weight: how much is head.
 */
static struct face_point project(const struct scene *scene, const struct scene_view *view, const struct rotation *r,
                                 struct face_point from, float *ret_weight)
{
    float x = from.x, y = from.y, z = 0, weight = 1;
    if (view->surface == SCENE_HEAD) {
        const float pivot = 1;
        weight = headness(x, y);
        *ret_weight = weight;
        if (weight <= 0)
            return from;
        z = view->depth * depth_of(scene, x * scene->eye + scene->x, y * scene->eye + scene->y);
        // The photograph itself is such a view: without rotation nothing may move.
        x *= (camera_distance + z) / camera_distance;
        y *= (camera_distance + z) / camera_distance;
        z -= pivot;
        float out_z = r->m[2][0] * x + r->m[2][1] * y + r->m[2][2] * z + pivot;
        float away = camera_distance / (camera_distance + out_z);
        struct face_point seen = {(r->m[0][0] * x + r->m[0][1] * y + r->m[0][2] * z) * away,
                                  (r->m[1][0] * x + r->m[1][1] * y + r->m[1][2] * z) * away};
        return (struct face_point){from.x + weight * (seen.x - from.x), from.y + weight * (seen.y - from.y)};
    }
    if (view->surface == SCENE_BENT && view->bend > 0) {
        z = view->bend * (1 - cosf(x / view->bend));
        x = view->bend * sinf(x / view->bend);
    } else if (view->surface == SCENE_BENT) {
        z = -view->bend * (1 - cosf(y / view->bend));
        y = view->bend * sinf(y / view->bend);
    }
    float away = camera_distance / (camera_distance + r->m[2][0] * x + r->m[2][1] * y + r->m[2][2] * z);
    *ret_weight = weight;
    return (struct face_point){(r->m[0][0] * x + r->m[0][1] * y + r->m[0][2] * z) * away,
                               (r->m[1][0] * x + r->m[1][1] * y + r->m[1][2] * z) * away};
}

static void read_pixel(const struct scene *scene, float x, float y, float out[3])
{
    if (!(x >= 0 && y >= 0 && x < (float)(scene->width - 1) && y < (float)(scene->height - 1))) {
        out[0] = out[1] = out[2] = 90;
        return;
    }
    size_t column = (size_t)x, row = (size_t)y;
    float u = x - (float)column, v = y - (float)row;
    const uint8_t *at = scene->pixels + (row * scene->width + column) * 3, *under = at + scene->width * 3;
    for (size_t c = 0; c < 3; c++)
        out[c] = (1 - v) * ((1 - u) * (float)at[c] + u * (float)at[c + 3]) +
                 v * ((1 - u) * (float)under[c] + u * (float)under[c + 3]);
}

/* Found backwards: the pixel of the photograph that is seen here, by repeated correction. */
static void render_geometry(const struct scene *scene, const struct scene_view *view, float *out)
{
    struct rotation r = rotation_of(view);
    for (size_t row = 0; row < scene->height; row++)
        for (size_t column = 0; column < scene->width; column++, out += 3) {
            struct face_point seen = {(((float)column - scene->x) / scene->eye - view->x) / view->scale,
                                      (((float)row - scene->y) / scene->eye - view->y) / view->scale};
            struct face_point from = seen;
            float weight = 1, off = 1;
            for (size_t round = 0; round < ROUNDS && off > close_enough; round++) {
                struct face_point at = project(scene, view, &r, from, &weight);
                off = fabsf(seen.x - at.x) + fabsf(seen.y - at.y);
                from.x = clampf(from.x + .8f * (seen.x - at.x), -20, 20);
                from.y = clampf(from.y + .8f * (seen.y - at.y), -20, 20);
            }
            read_pixel(scene, from.x * scene->eye + scene->x, from.y * scene->eye + scene->y, out);
            for (size_t c = 0; c < 3; c++)
                out[c] *= weight * view->light[c] + (1 - weight) * view->background_light[c];
        }
}

/* A screen's red, green and blue stripes beat with the camera's grid; a lamp mirrors in its glass. */
static void add_screen(const struct scene *scene, float *pixels, struct scene_random *random)
{
    float angle = scene_between(random, 0, .5f), pitch = scene_between(random, 2.05f, 3.4f);
    float depth = scene_between(random, .05f, .2f), c = cosf(angle), s = sinf(angle);
    float glare_x = scene_between(random, 0, (float)scene->width),
          glare_y = scene_between(random, 0, (float)scene->height);
    float glare = scene_between(random, 0, 120), size = scene_between(random, .1f, .3f) * (float)scene->width;
    for (size_t y = 0; y < scene->height; y++)
        for (size_t x = 0; x < scene->width; x++, pixels += 3) {
            float u = (c * (float)x + s * (float)y) / pitch, v = (c * (float)y - s * (float)x) / pitch;
            float dx = ((float)x - glare_x) / size, dy = ((float)y - glare_y) / size;
            float white = glare * expf(-dx * dx - dy * dy);
            for (size_t k = 0; k < 3; k++) {
                float phase = 2 * (float)M_PI * (u + (float)k / 3);
                float grid = 1 + depth * (sinf(phase) + .6f * sinf(2 * (float)M_PI * v));
                pixels[k] = pixels[k] * grid + white;
            }
        }
}

/* Sum of twelve uniform numbers: nearly normal, deviation 1. */
static float normal(struct scene_random *random)
{
    float sum = -6;
    for (size_t i = 0; i < 12; i += 4) {
        uint32_t bits = scene_below(random, UINT32_MAX);
        for (size_t k = 0; k < 4; k++)
            sum += (float)(bits >> 8 * k & 255) / 255;
    }
    return sum;
}

static struct face_frame encode(const uint8_t *pixels, size_t width, size_t height, unsigned quality)
{
    unsigned char *out = NULL;
    unsigned long size = 0;
    tjhandle handle = tjInitCompress();
    if (!handle || tjCompress2(handle, pixels, (int)width, 0, (int)height, TJPF_RGB, &out, &size, TJSAMP_420,
                               (int)quality, 0) != 0)
        fatal("the JPEG could not be made");
    uint8_t *bytes = take(size);
    memcpy(bytes, out, size);
    tjFree(out);
    tjDestroy(handle);
    return (struct face_frame){bytes, size};
}

static void to_bytes(const float *from, size_t count, uint8_t *to)
{
    for (size_t i = 0; i < count; i++)
        to[i] = (uint8_t)lrintf(clampf(from[i], 0, 255));
}

struct face_frame scene_render(struct scene *scene, const struct scene_view *view, struct scene_random *random)
{
    if (view->surface == SCENE_HEAD)
        need_depth(scene);
    size_t count = scene->width * scene->height * 3;
    float *pixels = take(count * sizeof(*pixels));
    uint8_t *bytes = take(count);
    render_geometry(scene, view, pixels);
    if (view->screen)
        add_screen(scene, pixels, random);
    for (size_t i = 0; i < count && view->noise > 0; i++)
        pixels[i] += view->noise * normal(random);
    to_bytes(pixels, count, bytes);
    struct face_frame frame = encode(bytes, scene->width, scene->height, view->quality);
    free(pixels);
    free(bytes);
    return frame;
}
