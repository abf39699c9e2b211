/* SPDX-License-Identifier: MIT */
/*
 * What the quality gate says of pictures (docs/ACCURACY.md): gate [-v] MODELS FOLDER..., one line a folder with all
 * below it: pictures, those that are refused with the exact interval of 95 %, and how many by each reason. With -v a
 * line a picture first, with what was measured of its largest face.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "app/face/face_rates.h"
#include "base/str.h"
#include "face/boxes.h"
#include "face/embed.h"
#include "face/engine.h"
#include "support/face_data.h"

static struct {
    struct face_models *models;
    struct face_engine *engine;
    bool loud;
} bench;

struct tally {
    size_t pictures, refused, reasons[FACE_REASON_COUNT];
};

/* Of the frame that the engine has just decoded. */
static void describe(const char *path, enum face_reason reason)
{
    static struct face_box boxes[FACE_FIND_MAX];
    size_t count = 0, largest = 0, second = FACE_FIND_MAX;
    struct face_template face;
    struct face_detection seen;
    const struct image *image = face_engine_image(bench.engine);
    printf("%s %s picture=%zux%zu", path, reason == FACE_OK ? "ok" : face_reason_code(reason), image->width,
           image->height);
    if (face_engine_find(bench.engine, image, false, boxes, &count) && count > 0) {
        for (size_t i = 1; i < count; i++)
            if (box_area(&boxes[i]) > box_area(&boxes[largest]))
                largest = i;
        for (size_t i = 0; i < count; i++)
            if (i != largest && (second == FACE_FIND_MAX || box_area(&boxes[i]) > box_area(&boxes[second])))
                second = i;
        const struct face_box *box = &boxes[largest];
        struct face_box picture = {0, 0, (float)image->width, (float)image->height, 1};
        printf(" box=%.0f,%.0f,%.0f,%.0f score=%.3f outside=%.3f second=%.2f", (double)box->x1, (double)box->y1,
               (double)box->x2, (double)box->y2, (double)box->score,
               (double)(1 - box_intersection(box, &picture) / box_area(box)),
               second < count ? (double)(box_area(&boxes[second]) / box_area(box)) : 0);
        if (second < count)
            printf(" box2=%.0f,%.0f,%.0f,%.0f score2=%.3f", (double)boxes[second].x1, (double)boxes[second].y1,
                   (double)boxes[second].x2, (double)boxes[second].y2, (double)boxes[second].score);
        if (face_engine_read_face(bench.engine, image, box, &face, &seen) == FACE_OK)
            printf(" alone=%s brightness=%.0f sharpness=%.1f yaw=%.2f pitch=%.2f roll=%.0f burnt=%.3f "
                   "surroundings=%.2f eyes=%.2f clarity=%.2f covered=%.3f turned=%.3f",
                   seen.quality == FACE_OK ? "ok" : face_reason_code(seen.quality), (double)seen.brightness,
                   (double)seen.sharpness, (double)seen.yaw, (double)seen.pitch, (double)seen.roll, (double)seen.burnt,
                   (double)seen.surroundings, (double)seen.eyes, (double)seen.clarity,
                   (double)embedding_likeness(&bench.models->manifest.covered, face.values),
                   (double)embedding_likeness(&bench.models->manifest.turned, face.values));
    }
    putchar('\n');
}

static void look(void *context, const char *path)
{
    struct tally *tally = context;
    struct face_template made;
    struct face_data_file file = face_data_read(path);
    enum face_reason reason = face_embed(bench.engine, (struct face_frame){file.bytes, file.size}, true, &made, NULL);
    free(file.bytes);
    if (reason == FACE_BAD_IMAGE)
        return;
    tally->pictures++;
    tally->refused += reason != FACE_OK;
    tally->reasons[reason]++;
    if (bench.loud)
        describe(path, reason);
}

static void print(const char *folder, const struct tally *tally)
{
    printf("%s pictures=%zu refused=%zu", folder, tally->pictures, tally->refused);
    if (tally->pictures > 0) {
        struct rate_interval interval = rates_interval(tally->refused, tally->pictures);
        printf(" (%.1f %%, %.1f-%.1f)", 100 * (double)tally->refused / (double)tally->pictures, 100 * interval.low,
               100 * interval.high);
    }
    for (size_t reason = FACE_OK + 1; reason < FACE_REASON_COUNT; reason++)
        if (tally->reasons[reason] > 0)
            printf(" %s=%zu", face_reason_code((enum face_reason)reason), tally->reasons[reason]);
    putchar('\n');
}

int main(int argc, char **argv)
{
    char error[FACE_ERROR_SIZE] = "";
    bench.loud = argc > 1 && strcmp(argv[1], "-v") == 0;
    char **words = argv + bench.loud;
    if (argc - bench.loud < 3) {
        fprintf(stderr, "usage: gate [-v] MODELS FOLDER...\n");
        return 1;
    }
    bench.models = face_models_open(words[1], NULL, error);
    bench.engine = bench.models ? face_engine_open(bench.models, error) : NULL;
    if (!bench.engine) {
        fprintf(stderr, "gate: %s\n", error);
        return 1;
    }
    face_engine_limit(bench.engine, FACE_FILE_BYTES_MAX, FACE_FILE_PIXELS_MAX);
    bool good = true;
    for (char **folder = words + 2; *folder; folder++) {
        struct tally tally = {0};
        good = face_data_files(*folder, look, &tally) && good;
        print(*folder, &tally);
    }
    face_engine_close(bench.engine);
    face_models_close(bench.models);
    return good ? 0 : 1;
}
