/* SPDX-License-Identifier: MIT */
/*
 * What the anti-spoof nets say of pictures (docs/LIVENESS.md): spoof [-v] MODELS FOLDER..., one line a folder with all
 * below it: pictures, those that pass the gate of a check-in (`read`), those of them that the nets look at (`scored`),
 * and how many of these each rule takes for a living face, with the exact interval of 95 %: the passive net at its
 * limit, three crops, seven crops. With -v a line a picture. Then the cost over the first folder's pictures: medians of
 * the thread's own time of face_observe(), best of three rounds, without the nets and with each set.
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "app/face/face_rates.h"
#include "base/str.h"
#include "face/live/live.h"
#include "support/face_data.h"

enum { SETS = FACE_SPOOF_SETS + 1, RULES = 3, PICTURES_MAX = 20000, ROUNDS = 3 };

static const float passive_min = .1f; // live_judge.c's

static struct {
    struct face_models *models[SETS];
    struct face_engine *engines[SETS]; // by enum face_spoof; the last without the nets
    bool loud;
    double times[SETS][PICTURES_MAX]; // ms, best of the rounds
    size_t timed;
} bench;

struct tally {
    size_t pictures, read, scored, alive[RULES];
};

static double thread_ms(void)
{
    struct timespec now;
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
    return (double)now.tv_sec * 1e3 + (double)now.tv_nsec / 1e6;
}

static bool open_all(const char *directory)
{
    char error[FACE_ERROR_SIZE];
    const char *missing;
    for (size_t set = 0; set < SETS; set++) {
        bench.models[set] = face_models_open(directory, NULL, error);
        if (!bench.models[set] ||
            !face_models_set_spoof(bench.models[set], face_spoof_word((enum face_spoof)set), error) ||
            !(bench.engines[set] = face_engine_open(bench.models[set], error))) {
            fprintf(stderr, "spoof: %s\n", error);
            return false;
        }
        face_engine_limit(bench.engines[set], FACE_FILE_BYTES_MAX, FACE_FILE_PIXELS_MAX);
        face_models_spoof(bench.models[set], &missing);
        if (missing) {
            fprintf(stderr, "spoof: %s is not there: tools/fetch-models antispoof\n", missing);
            return false;
        }
    }
    return true;
}

/* The frame as each engine sees it. False when the gate of a check-in refuses it. */
static bool observe(struct face_frame frame, struct live_observation seen[static SETS])
{
    struct face_template face;
    if (face_embed(bench.engines[FACE_SPOOF_OFF], frame, true, &face, NULL) != FACE_OK)
        return false;
    bool good = true;
    for (size_t set = 0; set < SETS; set++)
        good = face_observe(bench.engines[set], frame, 0, &seen[set]) == FACE_OK && good;
    return good;
}

static void look(void *context, const char *path)
{
    struct tally *tally = context;
    static struct live_observation seen[SETS];
    struct face_data_file file = face_data_read(path);
    tally->pictures++;
    if (file.bytes && observe((struct face_frame){file.bytes, file.size}, seen)) {
        const struct live_observation *three = &seen[FACE_SPOOF_THREE], *seven = &seen[FACE_SPOOF_SEVEN];
        bool scored = three->spoofed == LIVE_SPOOF_SCORED;
        tally->read++;
        tally->scored += scored;
        tally->alive[0] += scored && seen[FACE_SPOOF_OFF].passive >= passive_min;
        tally->alive[1] += scored && three->spoof >= 0;
        tally->alive[2] += scored && seven->spoof >= 0;
        if (bench.loud)
            printf("%s passive=%.4f three=%.2f seven=%.2f yaw=%.0f pitch=%.0f height=%.0f\n", path,
                   (double)seen[FACE_SPOOF_OFF].passive, (double)three->spoof, (double)seven->spoof, (double)three->yaw,
                   (double)three->pitch, (double)(three->box.y2 - three->box.y1));
    }
    free(file.bytes);
}

/* Best of the rounds of one picture, with each engine in turn. */
static void time_picture(void *context, const char *path)
{
    (void)context;
    static struct live_observation seen;
    struct face_data_file file = face_data_read(path);
    struct face_frame frame = {file.bytes, file.size};
    double best[SETS] = {INFINITY, INFINITY, INFINITY};
    bool scored = file.bytes && bench.timed < PICTURES_MAX;
    for (size_t round = 0; scored && round < ROUNDS; round++)
        for (size_t set = 0; set < SETS; set++) {
            double start = thread_ms();
            scored = face_observe(bench.engines[set], frame, 0, &seen) == FACE_OK &&
                     (set == FACE_SPOOF_OFF || seen.spoofed == LIVE_SPOOF_SCORED) && scored;
            best[set] = fmin(best[set], thread_ms() - start);
        }
    for (size_t set = 0; scored && set < SETS; set++)
        bench.times[set][bench.timed] = best[set];
    bench.timed += scored;
    free(file.bytes);
}

static void print(const char *folder, const struct tally *tally)
{
    static const char *const rules[RULES] = {"passive", "three", "seven"};
    printf("%s pictures=%zu read=%zu scored=%zu", folder, tally->pictures, tally->read, tally->scored);
    for (size_t rule = 0; tally->scored > 0 && rule < RULES; rule++) {
        struct rate_interval interval = rates_interval(tally->alive[rule], tally->scored);
        printf(" %s=%zu (%.1f %%, %.1f-%.1f)", rules[rule], tally->alive[rule],
               100 * (double)tally->alive[rule] / (double)tally->scored, 100 * interval.low, 100 * interval.high);
    }
    putchar('\n');
}

static int by_value(const void *left, const void *right)
{
    const double *a = left, *b = right;
    return (*a > *b) - (*a < *b);
}

static double median_of(size_t set)
{
    qsort(bench.times[set], bench.timed, sizeof(double), by_value);
    return bench.timed > 0 ? bench.times[set][bench.timed / 2] : NAN;
}

int main(int argc, char **argv)
{
    bench.loud = argc > 1 && strcmp(argv[1], "-v") == 0;
    char **words = argv + bench.loud;
    if (argc - bench.loud < 3 || !open_all(words[1])) {
        fprintf(stderr, "usage: spoof [-v] MODELS FOLDER...\n");
        return 1;
    }
    for (char **folder = words + 2; *folder; folder++) {
        struct tally tally = {0};
        if (!face_data_files(*folder, look, &tally))
            return 1;
        print(*folder, &tally);
    }
    if (!face_data_files(words[2], time_picture, NULL))
        return 1;
    double without = median_of(FACE_SPOOF_OFF), three = median_of(FACE_SPOOF_THREE),
           seven = median_of(FACE_SPOOF_SEVEN);
    printf("cost: %zu pictures, observe %.2f ms, with three crops %.2f (+%.2f, %.2f of the rest), with seven %.2f "
           "(+%.2f, %.2f)\n",
           bench.timed, without, three, three - without, (three - without) / without, seven, seven - without,
           (seven - without) / without);
    for (size_t set = 0; set < SETS; set++) {
        face_engine_close(bench.engines[set]);
        face_models_close(bench.models[set]);
    }
    return 0;
}
