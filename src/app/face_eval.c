/* SPDX-License-Identifier: MIT */
#include "app/face_eval.h"

#include <errno.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "app/face_pairs.h"
#include "app/face_score.h"
#include "base/clock.h"

enum {
    TIMED_IMAGES_MAX = 300,
    PATH_SIZE = 4096,
};

enum stage { DECODE, DETECT, LANDMARKS, ALIGN, EMBED, MATCH, TOTAL, STAGES };

/* One evaluation in progress. */
struct run {
    const struct face_models *models;
    const struct face_eval *eval;
    struct face_pairs pairs;
    struct face_template *templates; // one an image
    bool *enrolled;                  // one an image
    atomic_size_t next;              // the next image nobody has taken
    atomic_bool failed;
    pthread_mutex_t lock; // of error
    char *error;          // the first failure's sentence
    bool show_progress;
};

unsigned char *face_eval_read_file(const char *path, size_t *ret_size)
{
    unsigned char *bytes = NULL;
    struct stat status;
    FILE *file = fopen(path, "rbe");
    if (!file || fstat(fileno(file), &status) != 0)
        goto end;
    if (!S_ISREG(status.st_mode) || status.st_size > FACE_FILE_BYTES_MAX) {
        errno = S_ISREG(status.st_mode) ? EFBIG : EINVAL;
        goto end;
    }
    size_t size = (size_t)status.st_size;
    bytes = malloc(size + 1);
    if (bytes && fread(bytes, 1, size, file) != size) {
        free(bytes);
        bytes = NULL;
        errno = EIO;
    }
    if (bytes)
        *ret_size = size;
end:
    if (file)
        fclose(file);
    return bytes;
}

static void fail(struct run *run, const char *what, const char *why)
{
    pthread_mutex_lock(&run->lock);
    if (!atomic_exchange(&run->failed, true))
        snprintf(run->error, FACE_EVAL_ERROR_SIZE, "%.300s: %.180s", what, why);
    pthread_mutex_unlock(&run->lock);
}

/* False when the file is missing: then the run fails. A file without a readable face is only not enrolled. */
static bool embed_image(struct run *run, struct face_engine *engine, size_t index)
{
    const struct face_pairs_image *image = &run->pairs.images[index];
    char path[PATH_SIZE];
    size_t size;
    int length =
        snprintf(path, sizeof(path), "%s/%s/%s_%04u.jpg", run->eval->images, image->name, image->name, image->number);
    if (length < 0 || (size_t)length >= sizeof(path)) {
        fail(run, image->name, "the path is too long.");
        return false;
    }
    unsigned char *bytes = face_eval_read_file(path, &size);
    if (!bytes) {
        fail(run, path, strerror(errno));
        return false;
    }
    struct face_frame frame = {bytes, size};
    enum face_reason reason = face_embed(engine, frame, false, &run->templates[index], NULL);
    free(bytes);
    run->enrolled[index] = reason == FACE_OK;
    return true;
}

static void *embed_images(void *argument)
{
    struct run *run = argument;
    char why[FACE_ERROR_SIZE];
    struct face_engine *engine = face_engine_open(run->models, why);
    if (!engine) {
        fail(run, "A face engine", why);
        return NULL;
    }
    face_engine_limit(engine, FACE_FILE_BYTES_MAX, FACE_FILE_PIXELS_MAX);
    size_t index;
    while (!atomic_load(&run->failed) && (index = atomic_fetch_add(&run->next, 1)) < run->pairs.image_count) {
        if (!embed_image(run, engine, index))
            break;
        if (run->show_progress && index % 50 == 0)
            fprintf(stderr, "\r%zu of %zu images ", index, run->pairs.image_count);
    }
    face_engine_close(engine);
    return NULL;
}

static bool embed_all(struct run *run)
{
    pthread_t threads[64];
    unsigned started = 0, wanted = run->eval->threads;
    while (started < wanted && started < sizeof(threads) / sizeof(threads[0]) &&
           pthread_create(&threads[started], NULL, embed_images, run) == 0)
        started++;
    if (started == 0)
        embed_images(run);
    for (unsigned i = 0; i < started; i++)
        pthread_join(threads[i], NULL);
    if (run->show_progress)
        fprintf(stderr, "\r%40s\r", "");
    return !atomic_load(&run->failed);
}

/* The same images once more, one after the other, for the median time of each stage. */
static bool time_stages(struct run *run, double medians[STAGES], size_t *ret_images)
{
    static const double ms = 1e-6;
    size_t images = run->pairs.image_count < TIMED_IMAGES_MAX ? run->pairs.image_count : TIMED_IMAGES_MAX;
    size_t step = run->pairs.image_count / images, count = 0;
    double(*times)[TIMED_IMAGES_MAX] = calloc(STAGES, sizeof(*times));
    char why[FACE_ERROR_SIZE] = "no memory.";
    struct face_engine *engine = times ? face_engine_open(run->models, why) : NULL;
    if (!engine) {
        fail(run, "A face engine", why);
        free(times);
        return false;
    }
    for (size_t i = 0; i < images && !atomic_load(&run->failed); i++) {
        size_t index = i * step;
        if (!run->enrolled[index] || !embed_image(run, engine, index))
            continue;
        struct face_timing timing = face_engine_timing(engine);
        int64_t start = clock_steady_ns();
        float cosine;
        bool comparable = face_compare(&run->templates[index], &run->templates[0], &cosine);
        int64_t match = clock_steady_ns() - start;
        if (!comparable)
            continue;
        const int64_t stages[TOTAL] = {timing.decode_ns, timing.detect_ns, timing.landmarks_ns,
                                       timing.align_ns,  timing.embed_ns,  match};
        for (size_t stage = 0; stage < TOTAL; stage++) {
            times[stage][count] = (double)stages[stage] * ms;
            times[TOTAL][count] += (double)stages[stage] * ms;
        }
        count++;
    }
    for (size_t stage = 0; stage < STAGES; stage++)
        medians[stage] = score_median(times[stage], count);
    *ret_images = count;
    face_engine_close(engine);
    free(times);
    return !atomic_load(&run->failed);
}

/* A pair of which one image gave no template counts as different: nobody is let in without a face. */
static bool score_run(struct run *run, struct score_summary *ret_summary)
{
    struct scored_pair *scored = calloc(run->pairs.pair_count, sizeof(*scored));
    bool done = false;
    for (size_t i = 0; scored && i < run->pairs.pair_count; i++) {
        const struct face_pair *pair = &run->pairs.pairs[i];
        float cosine = -1;
        if (run->enrolled[pair->a] && run->enrolled[pair->b] &&
            !face_compare(&run->templates[pair->a], &run->templates[pair->b], &cosine))
            cosine = -1;
        scored[i] = (struct scored_pair){cosine, pair->fold, pair->same};
    }
    if (scored)
        done = score_pairs(scored, run->pairs.pair_count, run->pairs.folds, ret_summary);
    if (!done)
        fail(run, run->eval->pairs, "needs pairs of one person and pairs of two.");
    free(scored);
    return done;
}

static json_t *rate_json(const struct score_rate *rate)
{
    return json_pack("{s:f, s:f}", "tar", rate->tar, "threshold", rate->threshold);
}

static json_t *timing_json(const double medians[STAGES], size_t images)
{
    static const char *const names[STAGES] = {"decode", "detect", "landmarks", "align", "embed", "match", "total"};
    json_t *timing = json_pack("{s:I}", "images", (json_int_t)images);
    for (size_t stage = 0; stage < STAGES; stage++)
        json_object_set_new(timing, names[stage], json_real(medians[stage]));
    return timing;
}

static json_t *run_json(struct run *run)
{
    struct score_summary summary;
    double medians[STAGES];
    size_t timed, failures = 0;
    if (!embed_all(run))
        return NULL;
    for (size_t i = 0; i < run->pairs.image_count; i++)
        failures += !run->enrolled[i];
    if (!score_run(run, &summary) || !time_stages(run, medians, &timed))
        return NULL;
    return json_pack("{s:I, s:I, s:i, s:{s:f, s:f}, s:f, s:f, s:{s:o, s:o}, s:I, s:o}",                        //
                     "pairs", (json_int_t)run->pairs.pair_count, "images", (json_int_t)run->pairs.image_count, //
                     "folds", (int)run->pairs.folds,                                                           //
                     "accuracy", "mean", summary.accuracy_mean, "std", summary.accuracy_std,                   //
                     "auc", summary.auc, "eer", summary.eer,                                                   //
                     "tar_at_fmr", "1e-2", rate_json(&summary.rates[0]), "1e-3", rate_json(&summary.rates[1]), //
                     "failures_to_enrol", (json_int_t)failures,                                                //
                     "median_ms", timing_json(medians, timed));
}

json_t *face_eval_run(const struct face_models *models, const struct face_eval *eval,
                      char error[static FACE_EVAL_ERROR_SIZE])
{
    json_t *result = NULL;
    char why[FACE_PAIRS_ERROR_SIZE];
    struct run run = {.models = models, .eval = eval, .error = error, .show_progress = isatty(STDERR_FILENO)};
    if (!face_pairs_read(eval->pairs, &run.pairs, why)) {
        snprintf(error, FACE_EVAL_ERROR_SIZE, "%s", why);
        return NULL;
    }
    pthread_mutex_init(&run.lock, NULL);
    run.templates = calloc(run.pairs.image_count, sizeof(*run.templates));
    run.enrolled = calloc(run.pairs.image_count, sizeof(*run.enrolled));
    if (!run.templates || !run.enrolled)
        fail(&run, eval->pairs, "no memory for its images.");
    else
        result = run_json(&run);
    free(run.templates);
    free(run.enrolled);
    pthread_mutex_destroy(&run.lock);
    face_pairs_release(&run.pairs);
    return result;
}
