/* SPDX-License-Identifier: MIT */
/*
 * Other moments of one photograph, for tests in which many people check in again and again with the pictures of a few:
 * moments SEED COUNT once|each PERCENT <JPEG >BURST. A light of its own, for the burst or each of its pictures, which
 * differs from place to place by up to so many percent: by it no two are nearly one picture (face/trace.h).
 * BURST is COUNT times four bytes of length, the highest first, and a JPEG, as the API takes them.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/str.h"
#include "support/live_scene.h"
#include "support/photo_pixels.h"

enum { CELLS = 64, PHOTO_MAX = 8 << 20, COUNT_MAX = 100, QUALITY = 90 };

static const float sensor = 3; // noise, by which no two pictures of one light have the same bytes

static float grid[CELLS + 1][CELLS + 1];

static void draw_light(struct scene_random *random, float amount)
{
    for (size_t row = 0; row <= CELLS; row++)
        for (size_t column = 0; column <= CELLS; column++)
            grid[row][column] = 1 + scene_between(random, -amount, amount);
}

static float light_at(const struct photo_pixels *photo, int x, int y)
{
    float u = (float)x / (float)photo->width * CELLS, v = (float)y / (float)photo->height * CELLS;
    int column = (int)u, row = (int)v;
    float s = u - (float)column, t = v - (float)row;
    return (1 - t) * ((1 - s) * grid[row][column] + s * grid[row][column + 1]) +
           t * ((1 - s) * grid[row + 1][column] + s * grid[row + 1][column + 1]);
}

static struct face_data_file lit(const struct photo_pixels *photo, struct scene_random *random)
{
    static const float half = .5f;
    struct photo_pixels other = {malloc((size_t)photo->width * (size_t)photo->height * PHOTO_CHANNELS), photo->width,
                                 photo->height};
    for (int i = 0; other.at && i < photo->width * photo->height; i++) {
        float gain = light_at(photo, i % photo->width, i / photo->width);
        for (int c = 0; c < PHOTO_CHANNELS; c++) {
            float value = gain * photo->at[i * PHOTO_CHANNELS + c] + scene_between(random, -sensor, sensor) + half;
            other.at[i * PHOTO_CHANNELS + c] = (uint8_t)(value < 0 ? 0 : value > 255 ? 255 : value);
        }
    }
    struct face_data_file file = photo_encode(&other, QUALITY);
    free(other.at);
    return file;
}

int main(int count, char **words)
{
    int64_t seed, moments, percent;
    if (count != 5 || !str_to_int(words[4], 0, 90, &percent) || !str_to_int(words[1], 1, INT64_MAX, &seed) ||
        !str_to_int(words[2], 1, COUNT_MAX, &moments)) {
        fprintf(stderr, "Usage: moments SEED COUNT once|each PERCENT <JPEG >BURST\n");
        return 2;
    }
    uint8_t *bytes = malloc(PHOTO_MAX);
    size_t size = bytes ? fread(bytes, 1, PHOTO_MAX, stdin) : 0;
    struct photo_pixels photo = photo_decode((struct face_data_file){bytes, size});
    struct scene_random random = {(uint64_t)seed};
    for (int64_t i = 0; i < moments; i++) {
        if (i == 0 || strcmp(words[3], "each") == 0)
            draw_light(&random, (float)percent / 100);
        struct face_data_file file = lit(&photo, &random);
        const uint8_t length[4] = {(uint8_t)(file.size >> 24), (uint8_t)(file.size >> 16), (uint8_t)(file.size >> 8),
                                   (uint8_t)file.size};
        fwrite(length, 1, sizeof(length), stdout);
        fwrite(file.bytes, 1, file.size, stdout);
        free(file.bytes);
    }
    free(photo.at);
    free(bytes);
    return fflush(stdout) == 0 ? 0 : 1;
}
