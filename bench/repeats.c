/* SPDX-License-Identifier: MIT */
/*
 * How pictures are known again (docs/LIVENESS.md, *Repeats*): repeats MODELS IMAGES. IMAGES holds a folder a person.
 * Prints how many of 256 bits differ between different pictures of one person and of two, the nearest and the counts
 * below each limit; and, of every twentieth picture, how many differ when it is compressed, scaled, cut or lit anew.
 */
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/str.h"
#include "face/face.h"
#include "face/live/live.h"
#include "face/trace.h"
#include "support/face_data.h"
#include "support/photo_pixels.h"

enum { PICTURES_MAX = 10000, PATH_SIZE = 1024, BITS = 256, EVERY = 20, ANEW = 6 };

struct seen {
    int person;
    uint64_t look[4];
};

static struct {
    struct face_engine *engine;
    struct seen *seen;
    size_t count, pictures;
    long anew[ANEW][BITS + 1];
} bench;

static const char *const anew_words[ANEW] = {"quality 90", "quality 70",         "cut by a few pixels",
                                             "scaled 0.8", "lighter by a tenth", "scaled 0.8, quality 70"};

static int bits(const uint64_t a[static 4], const uint64_t b[static 4])
{
    return (int)(trace_distance(a, b) * BITS + .5f);
}

static bool look(const void *bytes, size_t size, uint64_t ret_look[static 4])
{
    static struct live_observation observation;
    if (face_observe(bench.engine, (struct face_frame){bytes, size}, 0, &observation) != FACE_OK)
        return false;
    memcpy(ret_look, observation.look, sizeof(observation.look));
    return true;
}

/* Bilinear, of a part of the picture. To be freed: `at`. */
static struct photo_pixels resample(const struct photo_pixels *from, int left, int top, float ratio, int percent)
{
    int width = (int)((float)(from->width - left) / ratio) - 1, height = (int)((float)(from->height - top) / ratio) - 1;
    struct photo_pixels to = {calloc((size_t)width * (size_t)height, PHOTO_CHANNELS), width, height};
    for (int y = 0; to.at && y < height; y++) {
        for (int x = 0; x < width; x++) {
            float u = (float)left + ((float)x + .5f) * ratio - .5f, v = (float)top + ((float)y + .5f) * ratio - .5f;
            int column = u < 0 ? 0 : (int)u, row = v < 0 ? 0 : (int)v;
            int right = column + 1 < from->width ? column + 1 : column;
            int below = row + 1 < from->height ? row + 1 : row;
            float s = u < 0 ? 0 : u - (float)column, t = v < 0 ? 0 : v - (float)row;
            for (int c = 0; c < PHOTO_CHANNELS; c++) {
                float upper = (1 - s) * from->at[(row * from->width + column) * PHOTO_CHANNELS + c] +
                              s * from->at[(row * from->width + right) * PHOTO_CHANNELS + c];
                float lower = (1 - s) * from->at[(below * from->width + column) * PHOTO_CHANNELS + c] +
                              s * from->at[(below * from->width + right) * PHOTO_CHANNELS + c];
                float value = ((1 - t) * upper + t * lower) * (float)percent / 100 + .5f;
                to.at[(y * width + x) * PHOTO_CHANNELS + c] = (uint8_t)(value > 255 ? 255 : value);
            }
        }
    }
    return to;
}

static void show_anew(struct face_data_file file, const uint64_t before[static 4])
{
    static const struct {
        int left, top, percent, quality;
        float ratio;
    } ways[ANEW] = {{0, 0, 100, 90, 1},     {0, 0, 100, 70, 1}, {5, 3, 100, 90, 1},
                    {0, 0, 100, 85, 1.25f}, {0, 0, 110, 90, 1}, {0, 0, 100, 70, 1.25f}};
    struct photo_pixels pixels = photo_decode(file);
    for (size_t i = 0; i < ANEW; i++) {
        uint64_t after[4];
        struct photo_pixels changed = resample(&pixels, ways[i].left, ways[i].top, ways[i].ratio, ways[i].percent);
        struct face_data_file again = photo_encode(&changed, ways[i].quality);
        if (look(again.bytes, again.size, after))
            bench.anew[i][bits(before, after)]++;
        free(again.bytes);
        free(changed.at);
    }
    free(pixels.at);
}

static void look_at_folder(const char *folder, int person)
{
    struct dirent **names;
    int count = scandir(folder, &names, NULL, alphasort);
    for (int i = 0; i < count; i++) {
        char path[PATH_SIZE];
        size_t length = strlen(names[i]->d_name);
        if (length > 4 && strcmp(names[i]->d_name + length - 4, ".jpg") == 0 && bench.count < PICTURES_MAX &&
            snprintf(path, sizeof(path), "%s/%s", folder, names[i]->d_name) < PATH_SIZE) {
            struct face_data_file file = face_data_read(path);
            struct seen *seen = &bench.seen[bench.count];
            seen->person = person;
            if (file.bytes && look(file.bytes, file.size, seen->look)) {
                if (bench.count % EVERY == 0)
                    show_anew(file, seen->look);
                bench.count++;
            }
            free(file.bytes);
        }
        free(names[i]);
    }
    if (count >= 0)
        free(names);
}

static void print_pairs(const char *title, const long *histogram)
{
    static const int limits[] = {8, 11, 16, 24, 28};
    long sum = 0, below = 0;
    int nearest = -1;
    for (int d = 0; d <= BITS; d++) {
        sum += histogram[d];
        if (nearest < 0 && histogram[d] > 0)
            nearest = d;
    }
    printf("%s: %ld pairs, the nearest %d bits;", title, sum, nearest);
    for (size_t i = 0; i < ARRAY_LENGTH(limits); i++) {
        for (int d = i > 0 ? limits[i - 1] + 1 : 0; d <= limits[i]; d++)
            below += histogram[d];
        printf(" %ld within %d%s", below, limits[i], i + 1 < ARRAY_LENGTH(limits) ? "," : "\n");
    }
}

static void print_anew(size_t way)
{
    long sum = 0, below = 0;
    int median = -1;
    for (int d = 0; d <= BITS; d++)
        sum += bench.anew[way][d];
    printf("%-24s %ld pictures:", anew_words[way], sum);
    for (int d = 0; d <= 16; d++) {
        below += bench.anew[way][d];
        if (median < 0 && 2 * below >= sum)
            median = d;
        if (d == 8 || d == 11 || d == 16)
            printf(" %.0f %% within %d,", 100. * (double)below / (double)(sum > 0 ? sum : 1), d);
    }
    printf(" median %d\n", median);
}

static void compare_all(void)
{
    static long same[BITS + 1], other[BITS + 1];
    for (size_t i = 0; i < bench.count; i++)
        for (size_t j = 0; j < i; j++)
            (bench.seen[i].person == bench.seen[j].person ? same
                                                          : other)[bits(bench.seen[i].look, bench.seen[j].look)]++;
    print_pairs("one person", same);
    print_pairs("two people", other);
}

int main(int count, char **words)
{
    char error[FACE_ERROR_SIZE], folder[PATH_SIZE];
    struct dirent **people;
    if (count != 3) {
        fprintf(stderr, "Usage: repeats MODELS IMAGES\n");
        return 2;
    }
    struct face_models *models = face_models_open(words[1], NULL, error);
    bench.engine = models ? face_engine_open(models, error) : NULL;
    bench.seen = calloc(PICTURES_MAX, sizeof(*bench.seen));
    int folders = scandir(words[2], &people, NULL, alphasort);
    if (!bench.engine || !bench.seen || folders < 0) {
        fprintf(stderr, "repeats: %s\n", bench.engine ? words[2] : error);
        return 1;
    }
    for (int i = 0; i < folders; i++) {
        if (people[i]->d_name[0] != '.' &&
            snprintf(folder, sizeof(folder), "%s/%s", words[2], people[i]->d_name) < PATH_SIZE)
            look_at_folder(folder, i);
        free(people[i]);
    }
    free(people);
    compare_all();
    for (size_t i = 0; i < ANEW; i++)
        print_anew(i);
    free(bench.seen);
    face_engine_close(bench.engine);
    face_models_close(models);
    return 0;
}
