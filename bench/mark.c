/* SPDX-License-Identifier: MIT */
/*
 * What a mark costs: mark MODELS PICTURES [ROUNDS] [three|seven|off]. PICTURES are 640 x 480 heads that look ahead and
 * turn, as tools/render-heads makes them (build/samples/turning). A round is a whole mark in one engine: two frames
 * ahead and one of a turn, observed, judged and compared (policy `turn`); and three frames read, two of them observed,
 * judged and compared (`passive`). Prints this thread's own time of each: the least, and the median of the rounds.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/str.h"
#include "face/face.h"
#include "face/live/live.h"
#include "support/face_data.h"

enum { ROUNDS_MAX = 1000, PATH_SIZE = 1024, AHEAD = 3, ENROLLED = 3 };

static struct {
    struct face_models *models;
    struct face_engine *engine;
    struct face_frame ahead[AHEAD], turned, enrolled[ENROLLED];
    struct face_template face;
} bench;

static double thread_ms(void)
{
    struct timespec now;
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
    return (double)now.tv_sec * 1e3 + (double)now.tv_nsec / 1e6;
}

static bool read_frame(const char *folder, const char *name, struct face_frame *ret_frame)
{
    char path[PATH_SIZE];
    if (snprintf(path, sizeof(path), "%s/%s", folder, name) >= PATH_SIZE)
        return false;
    struct face_data_file file = face_data_read(path);
    *ret_frame = (struct face_frame){file.bytes, file.size};
    if (!file.bytes)
        fprintf(stderr, "mark: %s cannot be read: tools/render-heads makes it\n", path);
    return file.bytes != NULL;
}

static bool is_same(const struct face_template *seen)
{
    float cosine;
    return face_compare(seen, &bench.face, &cosine) && cosine >= face_models_threshold(bench.models);
}

static enum face_reason mark_turn(void)
{
    static struct live_step steps[2];
    const struct live_challenge challenge = {
        .policy = LIVE_TURN, .pose_count = 2, .poses = {LIVE_CENTRE, LIVE_LEFT}, .hold_ms = {0, 0}};
    struct face_template seen;
    float match = face_models_threshold(bench.models);
    steps[0] = (struct live_step){.told_ms = 0, .count = LIVE_LOOK_FRAMES};
    steps[1] = (struct live_step){.told_ms = 1000, .count = 1};
    for (size_t i = 0; i < LIVE_LOOK_FRAMES; i++)
        face_observe(bench.engine, bench.ahead[i], 500 + 300 * (int64_t)i, &steps[0].frames[i]);
    enum face_reason reason = live_judge_step(&challenge, steps, 0, match, NULL, 0, NULL);
    if (reason != FACE_OK)
        return reason;
    face_observe(bench.engine, bench.turned, 2500, &steps[1].frames[0]);
    reason = live_judge(&challenge, steps, match, NULL, 0, NULL);
    if (reason != FACE_OK)
        return reason;
    return live_face(&challenge, steps, &seen) && is_same(&seen) ? FACE_OK : FACE_NO_MATCH;
}

static enum face_reason mark_passive(void)
{
    static struct live_step step;
    const struct live_challenge challenge = {.policy = LIVE_PASSIVE};
    struct face_template seen;
    enum face_reason reason = face_read_observed(bench.engine, bench.ahead, AHEAD, 1, &seen, NULL,
                                                 FACE_READ_OBSERVED_MAX, step.frames, &step.count);
    if (reason != FACE_OK)
        return reason;
    (void)live_judge(&challenge, &step, face_models_threshold(bench.models), NULL, 0, NULL); // it only doubts
    return is_same(&seen) ? FACE_OK : FACE_NO_MATCH;
}

static int by_size(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

static bool measure(const char *title, enum face_reason (*mark)(void), size_t rounds)
{
    static double times[ROUNDS_MAX];
    for (size_t i = 0; i < rounds; i++) {
        double start = thread_ms();
        enum face_reason reason = mark();
        times[i] = thread_ms() - start;
        if (reason != FACE_OK) {
            fprintf(stderr, "mark: %s: %s\n", title, face_reason_code(reason));
            return false;
        }
    }
    qsort(times, rounds, sizeof(times[0]), by_size);
    printf("%-8s least %.1f ms, median %.1f ms of %zu\n", title, times[0], times[rounds / 2], rounds);
    return true;
}

static bool open_all(const char *models, const char *folder, const char *spoof)
{
    static const char *const ahead[AHEAD] = {"0-centre-held-0.jpg", "0-centre-held-1.jpg", "0-centre-held-2.jpg"};
    static const char *const enrolled[ENROLLED] = {"1-centre-held-0.jpg", "1-centre-held-1.jpg", "1-centre-held-2.jpg"};
    char error[FACE_ERROR_SIZE];
    bench.models = face_models_open(models, NULL, error);
    if (!bench.models || !face_models_set_spoof(bench.models, spoof, error) ||
        !(bench.engine = face_engine_open(bench.models, error))) {
        fprintf(stderr, "mark: %s\n", error);
        return false;
    }
    for (size_t i = 0; i < AHEAD; i++)
        if (!read_frame(folder, ahead[i], &bench.ahead[i]) || !read_frame(folder, enrolled[i], &bench.enrolled[i]))
            return false;
    return read_frame(folder, "0-left-held-0.jpg", &bench.turned) &&
           face_enrol(bench.engine, bench.enrolled, ENROLLED, &bench.face, NULL) == FACE_OK;
}

int main(int count, char **words)
{
    int64_t rounds = 50;
    if (count < 3 || count > 5 || (count > 3 && !str_to_int(words[3], 1, ROUNDS_MAX, &rounds))) {
        fprintf(stderr, "Usage: mark MODELS PICTURES [ROUNDS] [three|seven|off]\n");
        return 2;
    }
    if (!open_all(words[1], words[2], count > 4 ? words[4] : "off"))
        return 1;
    printf("nets on %s, anti-spoof %s\n", face_kernels(), count > 4 ? words[4] : "off");
    bool good = measure("turn", mark_turn, (size_t)rounds) && measure("passive", mark_passive, (size_t)rounds);
    face_engine_close(bench.engine);
    face_models_close(bench.models);
    return good ? 0 : 1;
}
