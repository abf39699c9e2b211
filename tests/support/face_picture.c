/* SPDX-License-Identifier: MIT */
#include "support/face_picture.h"

#include <math.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <turbojpeg.h>
#include <unistd.h>

#include "base/str.h"
#include "support/photo_pixels.h"

enum { CHANNELS = PHOTO_CHANNELS, SIDE = 250, SAMPLES = 4, NUMBER_SIZE = sizeof("_0001") - 1 };

/* Where LFW's pictures have the eyes: their middle, and how far they are from each other. */
static const float eyes_x = 125, eyes_y = 113, eyes_apart = 43;
static const float fog = 120; // grey

/* Who plays whom: the eyes in a sample photo, whose bytes tools/fetch-samples has compared with a checksum. */
static const struct player {
    const char *name;
    int sample;
    float left_x, left_y, right_x, right_y;
    float gain; // brings a dark photo to the light of the others
} players[] = {
    {"Abel_Pacheco", 2, 1487, 281, 1563, 255, 1},   {"Akhmed_Zakayev", 5, 1153, 296, 1228, 294, 1},
    {"Amber_Tamblyn", 3, 628, 433, 723, 435, 1},    {"Anders_Fogh_Rasmussen", 3, 1558, 412, 1650, 405, 1},
    {"Angela_Bassett", 1, 1556, 282, 1613, 339, 1}, {"Bill_Pryor", 6, 1227, 429, 1327, 429, 1},
    {"Casey_Mears", 5, 424, 993, 519, 982, 1.6f},   {"Dean_Barker", 6, 705, 457, 793, 450, 1},
    {"Portia_de_Rossi", 1, 876, 552, 943, 515, 1},
};

/* What is different from one picture of a person to the next. */
static const struct moment {
    float roll, scale, x, y; // degrees; pixels
    float gain;
    float from_side; // how much lighter the right edge is than the left: a lamp, by which no two days are one picture
    int quality;
} moments[FACE_PICTURES] = {
    {0, 1, 0, 0, 1, 0, 92},          {3, 1.04f, 2, -1, .95f, 0, 88},     {-4, .97f, -2, 2, 1.05f, 0, 85},
    {5, 1.05f, 1, 2, .92f, .5f, 90}, {-2, .95f, -1, -2, 1.02f, .4f, 82}, {1, 1.02f, 2, 1, .97f, .6f, 90},
    {4, .98f, -1, 1, 1, -.9f, 88},   {-3, 1.03f, 1, -1, .96f, -.7f, 90}, {2, 1.01f, 0, 2, .98f, -1.1f, 86},
};

__attribute__((noreturn)) static void die(const char *what)
{
    fprintf(stderr, "face picture: %s failed\n", what);
    exit(99);
}

static const struct player *player_of(const char *name, const struct moment **ret_moment)
{
    size_t size = strlen(name);
    for (size_t i = 0; i < ARRAY_LENGTH(players); i++) {
        size_t length = strlen(players[i].name);
        int number = 0;
        if (size != length + NUMBER_SIZE || strncmp(name, players[i].name, length) != 0 ||
            sscanf(name + length, "_%4d", &number) != 1 || number < 1 || (size_t)number > ARRAY_LENGTH(moments))
            continue;
        *ret_moment = &moments[number - 1];
        return &players[i];
    }
    return NULL;
}

/* The photo's border repeats beyond it. */
static void add_pixel(const struct photo_pixels *photo, float x, float y, float sum[static CHANNELS])
{
    int column = (int)fminf(fmaxf(x, 0), (float)photo->width - 1);
    int row = (int)fminf(fmaxf(y, 0), (float)photo->height - 1);
    for (int c = 0; c < CHANNELS; c++)
        sum[c] += photo->at[(row * photo->width + column) * CHANNELS + c];
}

/* 1 on the head, 0 where only fog is left: who stands beside would be company. */
static float headness(float x, float y)
{
    float across = (x - SIDE / 2.f) / 80, down = (y - 115) / 85;
    float t = fminf(fmaxf((1.5f - across * across - down * down) / .5f, 0), 1);
    return t * t * (3 - 2 * t);
}

/* Turned and scaled until the eyes are where LFW's are, and then a little away from there, as the moment says. */
static void cut(const struct photo_pixels *photo, const struct player *player, const struct moment *moment,
                uint8_t *pixels)
{
    float angle = moment->roll * (float)M_PI / 180, size = 1 / (eyes_apart * moment->scale);
    float apart_x = (player->right_x - player->left_x) * size, apart_y = (player->right_y - player->left_y) * size;
    float right_x = apart_x * cosf(angle) + apart_y * sinf(angle),
          right_y = apart_y * cosf(angle) - apart_x * sinf(angle);
    float middle_x = (player->left_x + player->right_x) / 2, middle_y = (player->left_y + player->right_y) / 2;
    float gain = player->gain * moment->gain / (SAMPLES * SAMPLES);
    for (int i = 0; i < SIDE * SIDE; i++) {
        float sum[CHANNELS] = {0};
        for (int s = 0; s < SAMPLES * SAMPLES; s++) {
            float x = (float)(i % SIDE) + ((float)(s % SAMPLES) + .5f) / SAMPLES - eyes_x - moment->x;
            float y = (float)(i / SIDE) + ((float)(s / SAMPLES) + .5f) / SAMPLES - eyes_y - moment->y;
            add_pixel(photo, middle_x + x * right_x - y * right_y, middle_y + x * right_y + y * right_x, sum);
        }
        float lit = gain * (1 + moment->from_side * ((float)(i % SIDE) / SIDE - .5f));
        float head = headness((float)(i % SIDE), (float)(i / SIDE));
        for (int c = 0; c < CHANNELS; c++)
            pixels[i * CHANNELS + c] = (uint8_t)fminf(head * lit * sum[c] + (1 - head) * fog + .5f, 255);
    }
}

const char *face_picture_name(size_t index)
{
    return index < ARRAY_LENGTH(players) ? players[index].name : NULL;
}

static struct face_data_file play(const struct player *player, const struct moment *moment)
{
    char path[FACE_DATA_PATH_SIZE];
    uint8_t pixels[SIDE * SIDE * CHANNELS];
    const char *samples = getenv("AMS_SAMPLES");
    snprintf(path, sizeof(path), "%s/sample%d.jpg", samples ? samples : "build/samples", player->sample);
    struct face_data_file file = face_data_read(path);
    if (!file.bytes)
        return file;
    struct photo_pixels photo = photo_decode(file);
    cut(&photo, player, moment, pixels);
    free(photo.at);
    free(file.bytes);
    return photo_encode(&(struct photo_pixels){pixels, SIDE, SIDE}, moment->quality);
}

struct face_data_file face_picture_play(const char *name)
{
    // A program asks for the same few pictures in each of its tests, and a played one costs a large photo's decoding.
    static struct face_data_file played[ARRAY_LENGTH(players)][ARRAY_LENGTH(moments)];
    static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
    struct face_data_file copy = {NULL, 0};
    const struct moment *moment = NULL;
    const struct player *player = player_of(name, &moment);
    if (!player)
        return copy;
    pthread_mutex_lock(&lock);
    struct face_data_file *kept = &played[player - players][moment - moments];
    if (!kept->bytes)
        *kept = play(player, moment);
    pthread_mutex_unlock(&lock);
    if (kept->bytes && (copy.bytes = malloc(kept->size)) != NULL) {
        memcpy(copy.bytes, kept->bytes, kept->size);
        copy.size = kept->size;
    }
    return copy;
}

static bool shared_path(const char *name, char path[static FACE_DATA_PATH_SIZE])
{
    char relative[FACE_DATA_PATH_SIZE];
    snprintf(relative, sizeof(relative), "data/golden/images/%s.jpg", name);
    if (face_data_path(relative, path))
        return true;
    snprintf(relative, sizeof(relative), "data/lfw-dev/images/%.*s/%s.jpg", (int)(strlen(name) - NUMBER_SIZE), name,
             name);
    return face_data_path(relative, path);
}

/* Renamed when it is whole: several programs may make the same picture at a time. */
static void keep(struct face_data_file file, const char *path)
{
    char part[FACE_DATA_PATH_SIZE];
    int size = snprintf(part, sizeof(part), "%s.%ld", path, (long)getpid());
    FILE *out = size > 0 && (size_t)size < sizeof(part) ? fopen(part, "wb") : NULL;
    if (!out || fwrite(file.bytes, 1, file.size, out) != file.size || fclose(out) != 0 || rename(part, path) != 0)
        die(path);
}

bool face_picture_path(const char *name, char path[static FACE_DATA_PATH_SIZE])
{
    if (shared_path(name, path))
        return true;
    struct face_data_file file = face_picture_play(name);
    if (!file.bytes)
        return false;
    mkdir("build/people", 0755);
    snprintf(path, FACE_DATA_PATH_SIZE, "build/people/%s.jpg", name);
    keep(file, path);
    free(file.bytes);
    return true;
}

struct face_data_file face_picture_read(const char *name)
{
    char path[FACE_DATA_PATH_SIZE];
    return shared_path(name, path) ? face_data_read(path) : face_picture_play(name);
}

struct face_data_file face_picture_turn(const uint8_t *bytes, size_t size, int operation)
{
    struct face_data_file turned = {NULL, 0};
    unsigned long turned_size = 0;
    tjtransform transform = {.op = operation, .options = TJXOPT_TRIM};
    tjhandle handle = tjInitTransform();
    if (handle && tjTransform(handle, bytes, size, 1, &turned.bytes, &turned_size, &transform, 0) == 0)
        turned.size = turned_size; // turbojpeg's memory is malloc's
    tjDestroy(handle);
    return turned;
}
