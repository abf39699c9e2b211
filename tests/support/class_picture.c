/* SPDX-License-Identifier: MIT */
#include "support/class_picture.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <turbojpeg.h>

enum { CHANNELS = 3, QUALITY = 90, SAMPLES = 4 };

/* (height, width, 3) RGB */
struct pixels {
    uint8_t *at;
    int width, height;
};

__attribute__((noreturn)) static void die(const char *what)
{
    fprintf(stderr, "class picture: %s\n", what);
    exit(99);
}

static struct pixels decode(struct face_frame frame)
{
    struct pixels pixels = {0};
    int subsampling, colours;
    tjhandle decoder = tjInitDecompress();
    if (!decoder || tjDecompressHeader3(decoder, frame.bytes, frame.size, &pixels.width, &pixels.height, &subsampling,
                                        &colours) != 0)
        die("a photograph cannot be read");
    pixels.at = malloc((size_t)pixels.width * (size_t)pixels.height * CHANNELS);
    if (!pixels.at ||
        tjDecompress2(decoder, frame.bytes, frame.size, pixels.at, pixels.width, 0, pixels.height, TJPF_RGB, 0) != 0)
        die("a photograph cannot be decoded");
    tjDestroy(decoder);
    return pixels;
}

/* The mean over a square of `side` pixels about (x, y); the border repeats. */
static uint8_t mean_at(const struct pixels *from, float x, float y, float side, int channel)
{
    int sum = 0;
    for (int i = 0; i < SAMPLES * SAMPLES; i++) {
        float at_x = x + side * (((float)(i % SAMPLES) + .5f) / SAMPLES - .5f);
        float at_y = y + side * (((float)(i / SAMPLES) + .5f) / SAMPLES - .5f);
        int column = (int)fminf(fmaxf(at_x, 0), (float)from->width - 1);
        int row = (int)fminf(fmaxf(at_y, 0), (float)from->height - 1);
        sum += from->at[(row * from->width + column) * CHANNELS + channel];
    }
    return (uint8_t)(sum / (SAMPLES * SAMPLES));
}

/* Head and shoulders about (x, y). */
static void paste(const struct pixels *from, const struct face_box *box, float face_height, int x, int y,
                  struct pixels *to)
{
    float scale = (box->y2 - box->y1) / face_height;
    int reach = (int)face_height;
    for (int row = -reach; row < reach; row++)
        for (int column = -reach; column < reach; column++)
            for (int c = 0; c < CHANNELS; c++)
                to->at[((y + row) * to->width + x + column) * CHANNELS + c] =
                    mean_at(from, (box->x1 + box->x2) / 2 + (float)column * scale,
                            (box->y1 + box->y2) / 2 + (float)row * scale, scale, c);
}

static struct face_frame encode(const struct pixels *pixels)
{
    unsigned char *bytes = NULL;
    unsigned long size = 0;
    tjhandle encoder = tjInitCompress();
    if (!encoder || tjCompress2(encoder, pixels->at, pixels->width, 0, pixels->height, TJPF_RGB, &bytes, &size,
                                TJSAMP_420, QUALITY, 0) != 0)
        die("the picture cannot be encoded");
    tjDestroy(encoder);
    return (struct face_frame){bytes, size};
}

struct class_picture class_picture_make(struct face_engine *engine, const struct face_frame *people, size_t count,
                                        size_t width, size_t height, float face_height)
{
    struct pixels to = {malloc(width * height * CHANNELS), (int)width, (int)height};
    struct class_picture picture = {.boxes = calloc(count, sizeof(*picture.boxes)), .count = count};
    int cell = (int)(face_height * 2.5f), columns = (int)width / cell;
    if (!to.at || !picture.boxes || columns == 0 || (int)count > columns * ((int)height / cell))
        die("there is no room");
    for (size_t i = 0; i < width * height * CHANNELS; i++)
        to.at[i] = (uint8_t)(120 + 40 * (i / CHANNELS % width) / width);
    for (size_t i = 0; i < count; i++) {
        struct face_detection face;
        size_t found = 0;
        if (face_detect(engine, people[i], &face, 1, &found) != FACE_OK || found == 0)
            die("a photograph shows no face");
        struct pixels from = decode(people[i]);
        // Spread over the whole picture, so that tiles cut through some.
        size_t slots = (size_t)columns * (height / (size_t)cell), slot = count == 1 ? 0 : i * (slots - 1) / (count - 1);
        int x = ((int)slot % columns) * cell + cell / 2, y = ((int)slot / columns) * cell + cell / 2;
        paste(&from, &face.box, face_height, x, y, &to);
        float half = (face.box.x2 - face.box.x1) / (face.box.y2 - face.box.y1) * face_height / 2;
        picture.boxes[i] = (struct face_box){(float)x - half, (float)y - face_height / 2, (float)x + half,
                                             (float)y + face_height / 2, 1};
        free(from.at);
    }
    picture.photo = encode(&to);
    free(to.at);
    return picture;
}

void class_picture_free(struct class_picture *picture)
{
    tjFree((unsigned char *)(uintptr_t)picture->photo.bytes);
    free(picture->boxes);
    *picture = (struct class_picture){0};
}
