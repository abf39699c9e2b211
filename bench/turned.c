/* SPDX-License-Identifier: MIT */
/*
 * How a face that does not stand upright is known (docs/MODELS.md, `turned`): turned MODELS IMAGES [EMBEDDER]. IMAGES
 * holds a folder a person. The first picture of each is looked at in four turns, through the whole gate but for this
 * rule. Every second person makes the directions (upside down; on either side), the others are judged by them. Prints
 * the directions as models.json has them, and for several limits how many upright faces they would refuse and how many
 * turned ones that pass the rest of the gate would pass still.
 */
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <turbojpeg.h>

#include "base/str.h"
#include "face/embed.h"
#include "face/engine.h"
#include "support/face_picture.h"

enum { TURNS = 4, DIRECTIONS = 2, PEOPLE_MAX = 10000 };

static const int operations[TURNS] = {TJXOP_NONE, TJXOP_ROT90, TJXOP_ROT180, TJXOP_ROT270};

/* What a picture came to in one turn. */
struct seen {
    float values[FACE_TEMPLATE_LENGTH];
    bool read, passes;
};

static struct {
    struct face_engine *engine;
    size_t length;
    struct seen *seen; // TURNS a person
    size_t people;
    float directions[DIRECTIONS][FACE_TEMPLATE_LENGTH];
} bench;

static bool look(const struct face_data_file *file, int operation, struct seen *ret_seen)
{
    struct face_data_file turned = face_picture_turn(file->bytes, file->size, operation);
    struct face_frame frame = {turned.bytes, turned.size};
    struct face_template made;
    struct face_detection detection;
    if (!turned.bytes)
        return false;
    ret_seen->read = face_engine_embed(bench.engine, frame, GATE_OPEN, &made, &detection) == FACE_OK;
    if (ret_seen->read) {
        memcpy(ret_seen->values, made.values, sizeof(made.values));
        ret_seen->passes = detection.quality == FACE_OK;
    }
    free(turned.bytes);
    return true;
}

/* In every turn. */
static bool look_at_picture(const struct face_data_file *file)
{
    for (size_t turn = 0; turn < TURNS; turn++)
        if (!look(file, operations[turn], &bench.seen[bench.people * TURNS + turn]))
            return false;
    bench.people++;
    return true;
}

/* Direction 0 of those upside down, 1 of those on a side; rounded as models.json holds it. */
static void make_direction(size_t direction, char text[static 1024])
{
    float sum[FACE_TEMPLATE_LENGTH] = {0}, largest = 0;
    int8_t bytes[FACE_TEMPLATE_LENGTH];
    for (size_t p = 0; p < bench.people; p += 2)
        for (size_t turn = 1; turn < TURNS; turn++) {
            const struct seen *seen = &bench.seen[p * TURNS + turn];
            for (size_t v = 0; seen->read && (turn == 2) == (direction == 0) && v < FACE_TEMPLATE_LENGTH; v++)
                sum[v] += seen->values[v];
        }
    for (size_t v = 0; v < FACE_TEMPLATE_LENGTH; v++)
        largest = sum[v] > largest ? sum[v] : -sum[v] > largest ? -sum[v] : largest;
    for (size_t v = 0; v < FACE_TEMPLATE_LENGTH; v++) {
        float scaled = sum[v] / largest * 127;
        bytes[v] = (int8_t)(scaled < 0 ? scaled - .5f : scaled + .5f);
        bench.directions[direction][v] = bytes[v];
    }
    embedding_normalise(bench.directions[direction]);
    sodium_bin2base64(text, 1024, (const unsigned char *)bytes, bench.length, sodium_base64_VARIANT_ORIGINAL);
}

static void judge(float limit)
{
    size_t upright = 0, refused = 0, turned = 0, passed = 0, frames = 0;
    for (size_t p = 1; p < bench.people; p += 2)
        for (size_t turn = 0; turn < TURNS; turn++) {
            const struct seen *seen = &bench.seen[p * TURNS + turn];
            frames += turn > 0;
            if (!seen->read || !seen->passes)
                continue;
            bool known = embedding_cosine(bench.directions[0], seen->values) > limit ||
                         embedding_cosine(bench.directions[1], seen->values) > limit;
            upright += turn == 0;
            refused += turn == 0 && known;
            turned += turn > 0;
            passed += turn > 0 && !known;
        }
    printf(
        "limit %.2f: %zu of %zu upright faces are refused; of %zu turned pictures %zu pass the rest of the gate, and "
        "%zu this rule\n",
        (double)limit, refused, upright, frames, turned, passed);
}

int main(int count, char **words)
{
    char error[FACE_ERROR_SIZE] = "", text[1024];
    if (count < 3 || count > 4) {
        fprintf(stderr, "usage: turned MODELS IMAGES [EMBEDDER]\n");
        return 2;
    }
    struct face_models *models = face_models_open(words[1], count > 3 ? words[3] : NULL, error);
    if (models)
        models->manifest.turned.count = 0; // the rule itself
    bench.engine = models ? face_engine_open(models, error) : NULL;
    bench.seen = calloc((size_t)PEOPLE_MAX * TURNS, sizeof(*bench.seen));
    if (!bench.engine || !bench.seen) {
        fprintf(stderr, "turned: %s\n", error);
        return 1;
    }
    bench.length = models->manifest.length ? models->manifest.length : FACE_TEMPLATE_LENGTH;
    if (face_data_people(words[2], PEOPLE_MAX, look_at_picture) < 2) {
        fprintf(stderr, "turned: %s holds no folders of pictures\n", words[2]);
        return 1;
    }
    printf("%zu people\n", bench.people);
    for (size_t d = 0; d < DIRECTIONS; d++) {
        make_direction(d, text);
        printf("\"%s\"\n", text);
    }
    for (float limit = .16f; limit < .405f; limit += .02f)
        judge(limit);
    free(bench.seen);
    face_engine_close(bench.engine);
    face_models_close(models);
    return 0;
}
