/* SPDX-License-Identifier: MIT */
#include "support/face_people.h"

#include <dirent.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "support/face_data.h"
#include "support/live_scene.h"
#include "support/photo_pixels.h"

enum { FACES_MAX = 16, FILES_MAX = 64, CHANNELS = PHOTO_CHANNELS, QUALITY = 92, SEED = 5 };

static const float lamp = -.9f; // of the later day: by it no processor takes two days' pictures for one

__attribute__((noreturn)) static void die(const char *what)
{
    fprintf(stderr, "face people: %s failed\n", what);
    exit(99);
}

/* A JPEG of the rectangle, its right edge so much lighter than its left. */
static struct face_frame frame_of(const struct photo_pixels *photo, int x, int y, int width, int height,
                                  float from_side)
{
    uint8_t *pixels = malloc((size_t)width * (size_t)height * CHANNELS);
    if (!pixels)
        die("memory");
    for (int row = 0; row < height; row++) {
        const uint8_t *from = photo->at + ((size_t)(y + row) * (size_t)photo->width + (size_t)x) * CHANNELS;
        uint8_t *to = pixels + (size_t)row * (size_t)width * CHANNELS;
        for (int i = 0; i < width * CHANNELS; i++) {
            float gain = 1 + from_side * ((float)(i / CHANNELS) / (float)width - .5f);
            to[i] = (uint8_t)fminf((float)from[i] * gain + .5f, UINT8_MAX);
        }
    }
    struct face_data_file file = photo_encode(&(struct photo_pixels){pixels, width, height}, QUALITY);
    free(pixels);
    return (struct face_frame){file.bytes, file.size};
}

static void frame_free(struct face_frame *frame)
{
    free((void *)(uintptr_t)frame->bytes);
    *frame = (struct face_frame){0};
}

static int clamp(float value, int lowest, int highest)
{
    if (value < (float)lowest)
        return lowest;
    return value > (float)highest ? highest : (int)value;
}

/* The head held a little otherwise in each moment of a day. False when no face is seen. */
static bool moments_of(struct face_engine *engine, struct face_frame photograph, int first, int end,
                       struct face_frame frames[PERSON_FRAMES])
{
    static const float yaw[PERSON_FRAMES] = {0, -5, 5, -2, 7, 3, -7, 0};
    static const float pitch[PERSON_FRAMES] = {0, 2, -2, -4, 1, 4, -1, 5};
    struct scene scene;
    struct scene_random random = {SEED};
    if (!scene_open(&scene, engine, photograph))
        return false;
    for (int i = first; i < end; i++) {
        struct scene_view view = scene_plain();
        view.yaw = yaw[i];
        view.pitch = pitch[i];
        view.noise = 2;
        frames[i] = scene_render(&scene, &view, &random);
    }
    scene_close(&scene);
    return true;
}

/* The face with as much around it as fits, in each moment. */
static bool frames_around(struct face_engine *engine, const struct photo_pixels *photo, const struct face_box *box,
                          struct face_frame frames[PERSON_FRAMES])
{
    float width = box->x2 - box->x1, height = box->y2 - box->y1;
    int x1 = clamp(box->x1 - width * 0.4f, 0, photo->width), y1 = clamp(box->y1 - height * 0.3f, 0, photo->height);
    int x2 = clamp(box->x2 + width * 0.4f, 0, photo->width), y2 = clamp(box->y2 + height * 0.3f, 0, photo->height);
    struct face_frame whole = frame_of(photo, x1, y1, x2 - x1, y2 - y1, 0);
    struct face_frame lit = frame_of(photo, x1, y1, x2 - x1, y2 - y1, lamp);
    bool good = moments_of(engine, whole, 0, PERSON_FIRST_DAY, frames) &&
                moments_of(engine, lit, PERSON_FIRST_DAY, PERSON_FRAMES, frames);
    frame_free(&whole);
    frame_free(&lit);
    return good;
}

/* Takes the face when every frame passes the gate and it is nobody we have. */
static bool person_take(struct face_engine *engine, const struct photo_pixels *photo, const struct face_box *box,
                        struct face_people *people, struct face_template templates[PEOPLE], size_t *count)
{
    struct face_frame frames[PERSON_FRAMES] = {0};
    struct face_template template = {0};
    float cosine = 1;
    bool good = frames_around(engine, photo, box, frames);
    for (int i = PERSON_FRAMES - 1; good && i >= 0; i--)
        good = face_embed(engine, frames[i], true, &template, NULL) == FACE_OK;
    for (size_t i = 0; good && i < *count; i++)
        good = face_compare(&template, &templates[i], &cosine) && cosine < 0.1f;
    if (!good) {
        for (int i = 0; i < PERSON_FRAMES; i++)
            frame_free(&frames[i]);
        return false;
    }
    templates[*count] = template;
    memcpy(people->frames[(*count)++], frames, sizeof(frames));
    return true;
}

static void people_from(struct face_engine *engine, const char *path, struct face_people *people,
                        struct face_template templates[PEOPLE], size_t *count)
{
    struct face_detection found[FACES_MAX];
    size_t faces = 0;
    struct face_data_file file = face_data_read(path);
    if (!file.bytes)
        die(path);
    if (face_detect(engine, (struct face_frame){file.bytes, file.size}, found, FACES_MAX, &faces) == FACE_OK) {
        struct photo_pixels photo = photo_decode(file);
        for (size_t i = 0; i < faces && *count < PEOPLE; i++)
            person_take(engine, &photo, &found[i].box, people, templates, count);
        free(photo.at);
    }
    free(file.bytes);
}

static int is_jpeg(const struct dirent *entry)
{
    size_t size = strlen(entry->d_name);
    return size > 4 && strcmp(entry->d_name + size - 4, ".jpg") == 0;
}

static void people_in(struct face_engine *engine, const char *folder, struct face_people *people, size_t *count)
{
    struct face_template templates[PEOPLE];
    struct dirent **entries = NULL;
    int found = scandir(folder, &entries, is_jpeg, alphasort);
    for (int i = 0; i < found; i++) {
        char path[FACE_DATA_PATH_SIZE];
        int size = snprintf(path, sizeof(path), "%s/%s", folder, entries[i]->d_name);
        if (*count < PEOPLE && i < FILES_MAX && size > 0 && (size_t)size < sizeof(path))
            people_from(engine, path, people, templates, count);
        free(entries[i]);
    }
    free(entries);
}

struct face_people *face_people_open(struct face_engine *engine)
{
    char shared[FACE_DATA_PATH_SIZE];
    const char *samples = getenv("AMS_SAMPLES");
    struct face_people *people = calloc(1, sizeof(*people));
    size_t count = 0;
    if (!people)
        die("memory");
    people_in(engine, samples ? samples : "build/samples", people, &count);
    if (count == 0 && face_data_path("data/golden/images", shared))
        people_in(engine, shared, people, &count);
    if (count < PEOPLE) {
        face_people_close(people);
        return NULL;
    }
    uint8_t grey[64 * 64 * CHANNELS];
    for (int i = 0; i < 2; i++) {
        memset(grey, 120 + i, sizeof(grey));
        struct photo_pixels photo = {grey, 64, 64};
        people->empty[i] = frame_of(&photo, 0, 0, 64, 64, 0);
    }
    return people;
}

void face_people_close(struct face_people *people)
{
    if (!people)
        return;
    for (int person = 0; person < PEOPLE; person++)
        for (int i = 0; i < PERSON_FRAMES; i++)
            frame_free(&people->frames[person][i]);
    for (int i = 0; i < 2; i++)
        frame_free(&people->empty[i]);
    free(people);
}
