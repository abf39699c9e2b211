/* SPDX-License-Identifier: MIT */
/*
 * One verification (decode, detect, landmarks, align, embed, match) of one frame, over and over on one thread.
 * Usage: face MODELS IMAGE COUNT, of AMS_EMBEDDER where that is set. Prints one line: "ams decode=... ... total=...
 * cosine=...", medians in milliseconds; cpu is the thread's own time of the whole, which other work on the machine
 * disturbs least.
 */
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "base/clock.h"
#include "base/str.h"
#include "face/face.h"

enum { STAGES = 8, COUNT_MAX = 10000, WARM_UP = 10 };

static int by_value(const void *left, const void *right)
{
    const double *a = left, *b = right;
    return (*a > *b) - (*a < *b);
}

static double median(double *values, size_t count)
{
    qsort(values, count, sizeof(*values), by_value);
    return values[count / 2];
}

static int fail(const char *why)
{
    fprintf(stderr, "face: %s\n", why);
    return 1;
}

static int64_t thread_ns(void)
{
    struct timespec now;
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
    return (int64_t)now.tv_sec * 1000000000 + now.tv_nsec;
}

static int measure(struct face_engine *engine, struct face_frame frame, size_t count)
{
    static const char *const names[STAGES] = {"decode", "detect", "landmarks", "align",
                                              "embed",  "match",  "total",     "cpu"};
    static double times[STAGES][COUNT_MAX];
    struct face_template enrolled;
    enum face_reason reason = face_embed(engine, frame, true, &enrolled, NULL);
    if (reason != FACE_OK)
        return fail(face_reason_code(reason));
    float cosine = 0;
    for (size_t i = 0; i < count + WARM_UP; i++) {
        int64_t start = clock_steady_ns(), cpu = thread_ns();
        reason = face_verify(engine, &frame, 1, &enrolled, &cosine, NULL);
        int64_t total = clock_steady_ns() - start;
        cpu = thread_ns() - cpu;
        if (reason != FACE_OK)
            return fail(face_reason_code(reason));
        if (i < WARM_UP)
            continue;
        struct face_timing t = face_engine_timing(engine);
        int64_t match = total - t.decode_ns - t.detect_ns - t.landmarks_ns - t.align_ns - t.embed_ns;
        const int64_t stages[STAGES] = {t.decode_ns, t.detect_ns, t.landmarks_ns, t.align_ns,
                                        t.embed_ns,  match,       total,          cpu};
        for (size_t stage = 0; stage < STAGES; stage++)
            times[stage][i - WARM_UP] = (double)stages[stage] * 1e-6;
    }
    printf("ams");
    for (size_t stage = 0; stage < STAGES; stage++)
        printf(" %s=%.3f", names[stage], median(times[stage], count));
    printf(" cosine=%.5f\n", (double)cosine);
    return 0;
}

int main(int argc, char **argv)
{
    static uint8_t bytes[FACE_FRAME_BYTES_MAX];
    char error[FACE_ERROR_SIZE];
    int64_t count;
    if (argc != 4 || !str_to_int(argv[3], 1, COUNT_MAX, &count))
        return fail("usage: face MODELS IMAGE COUNT");
    FILE *file = fopen(argv[2], "rb");
    size_t size = file ? fread(bytes, 1, sizeof(bytes), file) : 0;
    if (!file || size == 0)
        return fail("the image cannot be read");
    fclose(file);
    struct face_models *models = face_models_open(argv[1], getenv("AMS_EMBEDDER"), error);
    struct face_engine *engine = models ? face_engine_open(models, error) : NULL;
    int code = engine ? measure(engine, (struct face_frame){bytes, size}, (size_t)count) : fail(error);
    face_engine_close(engine);
    face_models_close(models);
    return code;
}
