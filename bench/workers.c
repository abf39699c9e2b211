/* SPDX-License-Identifier: MIT */
/*
 * What it costs that faces are looked at in another process: one burst of one picture, verified by an engine of this
 * process and by a worker, in turns. Usage: workers MODELS IMAGE COUNT.
 */
#include <stdio.h>
#include <stdlib.h>

#include "base/clock.h"
#include "base/str.h"
#include "face/face.h"
#include "face/pool.h"

enum { COUNT_MAX = 10000, WARM_UP = 10, WAYS = 2 };

static int fail(const char *sentence)
{
    fprintf(stderr, "workers: %s\n", sentence);
    return 1;
}

static int compare(const void *a, const void *b)
{
    const double *x = a, *y = b;
    return (*x > *y) - (*x < *y);
}

static int measure(struct face_engine *engine, struct face_pool *pool, struct face_frame frame, size_t count)
{
    static double ms[WAYS][COUNT_MAX];
    static const char *const names[WAYS] = {"engine", "worker"};
    struct face_template enrolled;
    struct face_burst_report report;
    if (face_embed(engine, frame, true, &enrolled, NULL) != FACE_OK)
        return fail("the picture is not of one face that passes");
    for (size_t i = 0; i < WAYS * (count + WARM_UP); i++) {
        int64_t begun = clock_steady_ns();
        enum face_reason reason = i % WAYS == 0 ? face_verify(engine, &frame, 1, &enrolled, NULL, &report)
                                                : face_pool_verify(pool, &frame, 1, &enrolled, &report);
        if (reason != FACE_OK)
            return fail(face_reason_code(reason));
        if (i / WAYS >= WARM_UP)
            ms[i % WAYS][i / WAYS - WARM_UP] = (double)(clock_steady_ns() - begun) * 1e-6;
    }
    double low[WAYS], middle[WAYS];
    for (size_t way = 0; way < WAYS; way++) {
        qsort(ms[way], count, sizeof(ms[way][0]), compare);
        low[way] = ms[way][count / 20];
        middle[way] = ms[way][count / 2];
        printf("%s p5=%.3f median=%.3f ms\n", names[way], low[way], middle[way]);
    }
    printf("marks a second, worker to engine: %.3f by p5, %.3f by median\n", low[0] / low[1], middle[0] / middle[1]);
    return 0;
}

int main(int argc, char **argv)
{
    static uint8_t bytes[FACE_FRAME_BYTES_MAX];
    char error[FACE_ERROR_SIZE];
    int64_t count;
    if (argc != 4 || !str_to_int(argv[3], 1, COUNT_MAX, &count))
        return fail("usage: workers MODELS IMAGE COUNT");
    FILE *file = fopen(argv[2], "rb");
    size_t size = file ? fread(bytes, 1, sizeof(bytes), file) : 0;
    if (!file || size == 0)
        return fail("the image cannot be read");
    fclose(file);
    struct face_models *models = face_models_open(argv[1], NULL, error);
    struct face_pool *pool = models ? face_pool_fork(models, 1, error) : NULL;
    struct face_engine *engine = pool ? face_engine_open(models, error) : NULL;
    int code = engine ? measure(engine, pool, (struct face_frame){bytes, size}, (size_t)count) : fail(error);
    face_engine_close(engine);
    face_pool_close(pool);
    face_models_close(models);
    return code;
}
