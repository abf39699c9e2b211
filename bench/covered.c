/* SPDX-License-Identifier: MIT */
/*
 * How a covered face is known (docs/MODELS.md, `covered`): covered MODELS IMAGES [EMBEDDER]. IMAGES holds a folder a
 * person. The first picture of each is looked at as it is, with each covering painted on, and turned by quarters,
 * through the whole gate but for this rule. Every second person makes the direction, which tells the covered from the
 * plain and the turned best (Fisher's linear discriminant); the others are judged by it. Prints the direction as
 * models.json has it; for several limits how many plain faces it would refuse and how many of each covering it knows;
 * the same of each covering when the direction was made without it; and how many covered faces are told from nobody's:
 * they pass the rest of the gate.
 */
#include <math.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <turbojpeg.h>

#include "base/str.h"
#include "face/embed.h"
#include "face/engine.h"
#include "support/covering.h"
#include "support/face_picture.h"

enum {
    PLAIN = COVERING_COUNT,
    TURNED,
    VARIANTS = TURNED + 3,
    PEOPLE_MAX = 4000,
    PATH_SIZE = 1024,
    LENGTH = FACE_TEMPLATE_LENGTH
};

static const int quarters[] = {TJXOP_ROT90, TJXOP_ROT180, TJXOP_ROT270};
static const double ridge = .02; // share of the mean variance that is added to each
static const float lowest = 0, highest = .125f, step = .01f;

/* What a picture came to in one variant. */
struct seen {
    float values[LENGTH];
    bool read, passes;
};

static struct {
    struct face_engine *engine;
    size_t length;
    struct seen (*seen)[VARIANTS];
    size_t people;
    float direction[LENGTH];
    double within[LENGTH][LENGTH];
} bench;

static bool look(struct face_frame frame, struct seen *ret_seen, struct face_detection *ret_detection)
{
    struct face_template made;
    ret_seen->read = face_embed(bench.engine, frame, false, &made, ret_detection) == FACE_OK;
    if (ret_seen->read) {
        memcpy(ret_seen->values, made.values, sizeof(made.values));
        ret_seen->passes = ret_detection->quality == FACE_OK;
    }
    return ret_seen->read;
}

/* In all variants. False when it does not pass the gate as it is. */
static bool look_at_picture(const struct face_data_file *file)
{
    struct seen *seen = bench.seen[bench.people];
    struct face_detection detection, other;
    if (!look((struct face_frame){file->bytes, file->size}, &seen[PLAIN], &detection) || !seen[PLAIN].passes)
        return false;
    for (size_t variant = 0; variant < VARIANTS; variant++) {
        if (variant == PLAIN)
            continue;
        struct face_data_file made = variant < PLAIN
                                         ? covering_paint(*file, detection.points, (enum covering)variant, bench.people)
                                         : face_picture_turn(file->bytes, file->size, quarters[variant - TURNED]);
        if (made.bytes)
            look((struct face_frame){made.bytes, made.size}, &seen[variant], &other);
        free(made.bytes);
    }
    bench.people++;
    return true;
}

/* Whether a variant of a person is among those that make the direction. */
static bool makes(size_t person, size_t variant, size_t without)
{
    return person % 2 == 0 && variant != without && bench.seen[person][variant].read;
}

static void mean_of(bool covered, size_t without, double ret_mean[static LENGTH])
{
    size_t count = 0;
    memset(ret_mean, 0, LENGTH * sizeof(*ret_mean));
    for (size_t p = 0; p < bench.people; p++)
        for (size_t variant = 0; variant < VARIANTS; variant++) {
            if ((variant < PLAIN) != covered || !makes(p, variant, without))
                continue;
            count++;
            for (size_t v = 0; v < bench.length; v++)
                ret_mean[v] += (double)bench.seen[p][variant].values[v];
        }
    for (size_t v = 0; v < bench.length; v++)
        ret_mean[v] /= (double)(count ? count : 1);
}

/* The lower half: how the values vary about their class's mean. Plain faces weigh as much as covered ones. */
static void within_of(size_t without, const double plain[static LENGTH], const double covered[static LENGTH])
{
    double trace = 0;
    memset(bench.within, 0, sizeof(bench.within));
    for (size_t p = 0; p < bench.people; p++)
        for (size_t variant = 0; variant < VARIANTS; variant++) {
            if (!makes(p, variant, without))
                continue;
            const double *mean = variant < PLAIN ? covered : plain;
            double weight = variant == PLAIN ? COVERING_COUNT : 1, apart[LENGTH];
            for (size_t v = 0; v < bench.length; v++)
                apart[v] = (double)bench.seen[p][variant].values[v] - mean[v];
            for (size_t i = 0; i < bench.length; i++)
                for (size_t j = 0; j <= i; j++)
                    bench.within[i][j] += weight * apart[i] * apart[j];
        }
    for (size_t v = 0; v < bench.length; v++)
        trace += bench.within[v][v];
    for (size_t v = 0; v < bench.length; v++)
        bench.within[v][v] += ridge * trace / (double)bench.length;
}

/* Cholesky, in place; x becomes the solution. */
static void solve(double x[static LENGTH])
{
    size_t n = bench.length;
    for (size_t j = 0; j < n; j++)
        for (size_t i = j; i < n; i++) {
            double sum = bench.within[i][j];
            for (size_t k = 0; k < j; k++)
                sum -= bench.within[i][k] * bench.within[j][k];
            bench.within[i][j] = i == j ? sqrt(sum) : sum / bench.within[j][j];
        }
    for (size_t i = 0; i < n; i++) {
        for (size_t k = 0; k < i; k++)
            x[i] -= bench.within[i][k] * x[k];
        x[i] /= bench.within[i][i];
    }
    for (size_t i = n; i-- > 0;) {
        for (size_t k = i + 1; k < n; k++)
            x[i] -= bench.within[k][i] * x[k];
        x[i] /= bench.within[i][i];
    }
}

/* Rounded as models.json holds it. `without`: a covering that is left out, or VARIANTS. */
static void make_direction(size_t without, char text[static 1024])
{
    double plain[LENGTH], covered[LENGTH], apart[LENGTH], largest = 0;
    int8_t bytes[LENGTH];
    mean_of(false, without, plain);
    mean_of(true, without, covered);
    within_of(without, plain, covered);
    for (size_t v = 0; v < bench.length; v++)
        apart[v] = covered[v] - plain[v];
    solve(apart);
    for (size_t v = 0; v < bench.length; v++)
        largest = fmax(largest, fabs(apart[v]));
    memset(bench.direction, 0, sizeof(bench.direction));
    for (size_t v = 0; v < bench.length; v++)
        bench.direction[v] = bytes[v] = (int8_t)lrint(apart[v] / largest * 127);
    embedding_normalise(bench.direction);
    sodium_bin2base64(text, 1024, (const unsigned char *)bytes, bench.length, sodium_base64_VARIANT_ORIGINAL);
}

/* Of the people that did not make the direction: those that pass the rest of the gate, and those above the limit. */
static void count(size_t variant, float limit, size_t *ret_passing, size_t *ret_known)
{
    *ret_passing = *ret_known = 0;
    for (size_t p = 1; p < bench.people; p += 2) {
        const struct seen *seen = &bench.seen[p][variant];
        if (!seen->read || !seen->passes)
            continue;
        ++*ret_passing;
        *ret_known += embedding_cosine(bench.direction, seen->values) > limit;
    }
}

/* `only`: a covering, or COVERING_COUNT for each. */
static void judge(float limit, size_t only)
{
    size_t passing, known;
    count(PLAIN, limit, &passing, &known);
    printf("limit %.2f: plain %zu of %zu", (double)limit, known, passing);
    for (size_t kind = 0; kind < COVERING_COUNT; kind++) {
        if (only != COVERING_COUNT && kind != only)
            continue;
        count(kind, limit, &passing, &known);
        printf(", %s %zu of %zu", covering_name((enum covering)kind), known, passing);
    }
    for (size_t turn = 0; turn < ARRAY_LENGTH(quarters); turn++) {
        count(TURNED + turn, limit, &passing, &known);
        printf(", turned by %zu degrees %zu of %zu", (turn + 1) * 90, known, passing);
    }
    putchar('\n');
}

int main(int words_count, char **words)
{
    char error[FACE_ERROR_SIZE] = "", text[1024];
    if (words_count < 3 || words_count > 4) {
        fprintf(stderr, "usage: covered MODELS IMAGES [EMBEDDER]\n");
        return 2;
    }
    struct face_models *models = face_models_open(words[1], words_count > 3 ? words[3] : NULL, error);
    if (models)
        models->manifest.covered.count = models->manifest.turned.count =
            0; // the rule itself, and the one that comes before it

    bench.engine = models ? face_engine_open(models, error) : NULL;
    bench.seen = calloc(PEOPLE_MAX, sizeof(*bench.seen));
    if (!bench.engine || !bench.seen) {
        fprintf(stderr, "covered: %s\n", error);
        return 1;
    }
    bench.length = models->manifest.length ? models->manifest.length : LENGTH;
    if (face_data_people(words[2], PEOPLE_MAX, look_at_picture) < 2) {
        fprintf(stderr, "covered: %s holds no folders of pictures\n", words[2]);
        return 1;
    }
    printf("%zu people\n", bench.people);
    for (size_t without = 0; without < COVERING_COUNT; without++) {
        make_direction(without, text);
        printf("made without %s\n", covering_name((enum covering)without));
        for (float limit = lowest; limit < highest; limit += step)
            judge(limit, without);
    }
    make_direction(VARIANTS, text);
    printf("\"%s\"\n", text);
    for (float limit = lowest; limit < highest; limit += step)
        judge(limit, COVERING_COUNT);
    free(bench.seen);
    face_engine_close(bench.engine);
    face_models_close(models);
    return 0;
}
