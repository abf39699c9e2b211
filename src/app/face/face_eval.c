/* SPDX-License-Identifier: MIT */
#include "app/face/face_eval.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "app/face/face_cross.h"
#include "app/face/face_eval_json.h"
#include "app/face/face_pairs.h"
#include "app/face/face_plot.h"
#include "app/face/face_score.h"
#include "app/face/face_set.h"
#include "app/face/face_thresholds.h"
#include "app/face/face_trial.h"
#include "base/clock.h"
#include "base/str.h"

enum { TIMED_IMAGES_MAX = 300, CORNERS_MAX = 200 };

enum stage { DECODE, DETECT, LANDMARKS, ALIGN, EMBED, MATCH, TOTAL, STAGES };

static const double rates_asked[] = {1e-3, 1e-4, 1e-5};

/* One evaluation in progress. */
struct run {
    const struct face_models *models;
    const struct face_eval *eval;
    struct face_set set;
    struct face_pairs pairs; // of the protocol of pairs
    char *error;
};

static bool fail(struct run *run, const char *what, const char *why)
{
    snprintf(run->error, FACE_EVAL_ERROR_SIZE, "%.300s: %.180s", what, why);
    return false;
}

/* The same images once more, one after the other, for the median time of each stage. */
static bool time_stages(struct run *run, double medians[STAGES], size_t *ret_images)
{
    static const double ms = 1e-6;
    size_t images = run->set.count < TIMED_IMAGES_MAX ? run->set.count : TIMED_IMAGES_MAX;
    size_t step = run->set.count / images, count = 0;
    double(*times)[TIMED_IMAGES_MAX] = calloc(STAGES, sizeof(*times));
    char why[FACE_ERROR_SIZE] = "no memory.";
    struct face_engine *engine = times ? face_engine_open(run->models, why) : NULL;
    bool timed = engine || fail(run, "A face engine", why);
    if (engine)
        face_engine_limit(engine, FACE_FILE_BYTES_MAX, FACE_FILE_PIXELS_MAX);
    for (size_t i = 0; timed && i < images; i++) {
        struct face_set_result result;
        if (!run->set.results[i * step].found)
            continue;
        timed = face_set_embed_one(&run->set, engine, i * step, &result, run->error);
        struct face_timing timing = face_engine_timing(engine);
        int64_t start = clock_steady_ns();
        float cosine;
        if (!timed || !face_compare(&result.template, &run->set.results[i * step].template, &cosine))
            continue;
        const int64_t stages[TOTAL] = {timing.decode_ns, timing.detect_ns, timing.landmarks_ns,
                                       timing.align_ns,  timing.embed_ns,  clock_steady_ns() - start};
        for (size_t stage = 0; stage < TOTAL; stage++) {
            times[stage][count] = (double)stages[stage] * ms;
            times[TOTAL][count] += (double)stages[stage] * ms;
        }
        count++;
    }
    for (size_t stage = 0; timed && stage < STAGES; stage++)
        medians[stage] = score_median(times[stage], count);
    *ret_images = count;
    face_engine_close(engine);
    free(times);
    return timed;
}

static json_t *timing_json(const double medians[STAGES], size_t images)
{
    static const char *const names[STAGES] = {"decode", "detect", "landmarks", "align", "embed", "match", "total"};
    json_t *timing = json_pack("{s:I}", "images", (json_int_t)images);
    for (size_t stage = 0; stage < STAGES; stage++)
        json_object_set_new(timing, names[stage], json_real(medians[stage]));
    return timing;
}

/*
 * The pairs with their cosine. A pair of which one image gave no template counts as different: nobody is let in without
 * a face. With `gate`, pairs with an image that it refuses are left out.
 */
static size_t compare_pairs(const struct run *run, bool gate, struct scored_pair *scored)
{
    const struct face_set_result *results = run->set.results;
    size_t count = 0;
    for (size_t i = 0; i < run->pairs.pair_count; i++) {
        const struct face_pair *pair = &run->pairs.pairs[i];
        const struct face_set_result *a = &results[pair->a], *b = &results[pair->b];
        float cosine;
        if (gate && (a->quality != FACE_OK || b->quality != FACE_OK))
            continue;
        if (!a->found || !b->found || !face_compare(&a->template, &b->template, &cosine))
            cosine = -1;
        scored[count++] = (struct scored_pair){cosine, pair->fold, pair->same};
    }
    return count;
}

/* Splits the pairs; the lists are to be freed. False without memory. */
static bool split_scores(const struct scored_pair *scored, size_t count, struct rate_scores *ret_scores)
{
    struct rate_scores scores = {.genuine = calloc(count, sizeof(float)), .impostor = calloc(count, sizeof(float))};
    for (size_t i = 0; scores.genuine && scores.impostor && i < count; i++)
        if (scored[i].same)
            scores.genuine[scores.genuine_count++] = scored[i].score;
        else
            scores.impostor[scores.impostor_count++] = scored[i].score;
    *ret_scores = scores;
    if (!scores.genuine || !scores.impostor)
        return false;
    rates_sort(ret_scores);
    return true;
}

/* Adds the rates and the curve to the result, draws it and writes the thresholds, as asked. */
static bool finish(struct run *run, const struct rate_scores *scores, json_t *result)
{
    static const char *const titles[] = {"Image against image", "Template against template, 3 + 3 images",
                                         "Every image against every other"};
    struct rate_corner corners[CORNERS_MAX];
    struct rate_point points[ARRAY_LENGTH(rates_asked)];
    char error[FACE_THRESHOLDS_ERROR_SIZE], label[160];
    json_t *written;
    size_t corner_count = rates_curve(scores, corners, CORNERS_MAX);
    for (size_t i = 0; i < ARRAY_LENGTH(rates_asked); i++)
        points[i] = rates_at(scores, rates_asked[i]);
    json_object_set_new(result, "rates", face_eval_rates(points, ARRAY_LENGTH(points), scores));
    json_object_set_new(result, "det", face_eval_curve(corners, corner_count));
    if (run->eval->plot) {
        snprintf(label, sizeof(label), "%zu pairs of one person, %zu of two; model %.12s", scores->genuine_count,
                 scores->impostor_count, face_models_id(run->models));
        struct face_plot plot = {titles[run->eval->protocol], label, corners, corner_count, points,
                                 ARRAY_LENGTH(points)};
        if (!face_plot_write(run->eval->plot, &plot))
            return fail(run, run->eval->plot, strerror(errno));
    }
    if (!run->eval->thresholds)
        return true;
    if (!face_thresholds_write(run->eval->thresholds, face_models_id(run->models), scores, &written, error))
        return fail(run, "--write-thresholds", error);
    json_object_set_new(result, "thresholds_written", written);
    return true;
}

static json_t *pairs_json(struct run *run, const struct score_summary *summary, const double medians[STAGES],
                          size_t timed)
{
    size_t failures = 0;
    for (size_t i = 0; i < run->set.count; i++)
        failures += !run->set.results[i].found;
    return json_pack("{s:s, s:I, s:I, s:i, s:{s:f, s:f}, s:f, s:f, s:o, s:I, s:o}",                      //
                     "protocol", "pairs", "pairs", (json_int_t)run->pairs.pair_count,                    //
                     "images", (json_int_t)run->set.count, "folds", (int)run->pairs.folds,               //
                     "accuracy", "mean", summary->accuracy_mean, "std", summary->accuracy_std,           //
                     "auc", summary->auc, "eer", summary->eer, "tar_at_fmr", face_eval_summary(summary), //
                     "failures_to_enrol", (json_int_t)failures, "median_ms", timing_json(medians, timed));
}

static json_t *gate_of_pairs(struct run *run, struct scored_pair *scored)
{
    struct score_summary summary;
    json_t *gate = face_eval_gate(run->set.results, run->set.count);
    size_t kept = compare_pairs(run, true, scored);
    json_object_set_new(gate, "pairs_kept", json_integer((json_int_t)kept));
    if (score_pairs(scored, kept, run->pairs.folds, &summary)) {
        json_object_set_new(gate, "tar_at_fmr", face_eval_summary(&summary));
        json_object_set_new(gate, "accuracy", json_real(summary.accuracy_mean));
    }
    return gate;
}

/* Image against image. */
static json_t *run_pairs(struct run *run)
{
    struct score_summary summary;
    struct rate_scores scores = {.genuine = NULL};
    double medians[STAGES];
    size_t timed, count = run->pairs.pair_count;
    json_t *result = NULL;
    struct scored_pair *scored = calloc(count, sizeof(*scored));
    if (!scored || !split_scores(scored, compare_pairs(run, false, scored), &scores))
        fail(run, run->eval->pairs, "no memory for its pairs.");
    else if (!score_pairs(scored, count, run->pairs.folds, &summary))
        fail(run, run->eval->pairs, "needs pairs of one person and pairs of two.");
    else if (time_stages(run, medians, &timed))
        result = pairs_json(run, &summary, medians, timed);
    if (result && run->eval->gate)
        json_object_set_new(result, "gate", gate_of_pairs(run, scored));
    if (result && !finish(run, &scores, result)) {
        json_decref(result);
        result = NULL;
    }
    free(scores.genuine);
    free(scores.impostor);
    free(scored);
    return result;
}

static json_t *trial_json(const struct face_trial *trial)
{
    struct rate_point points[ARRAY_LENGTH(rates_asked)];
    for (size_t i = 0; i < ARRAY_LENGTH(rates_asked); i++)
        points[i] = rates_at(&trial->open, rates_asked[i]);
    return json_pack("{s:s, s:i, s:i, s:I, s:I, s:I, s:I, s:I, s:I, s:o}",                                       //
                     "protocol", "template", "enrolment_images", FACE_TRIAL_ENROL,                               //
                     "probe_images", FACE_TRIAL_PROBE, "people", (json_int_t)trial->people,                      //
                     "people_with_fewer_images", (json_int_t)trial->others, "images", (json_int_t)trial->images, //
                     "images_without_face", (json_int_t)trial->no_face,                                          //
                     "images_refused_by_gate", (json_int_t)trial->refused,                                       //
                     "failures_to_enrol", (json_int_t)trial->failures,                                           //
                     "with_more_strangers", face_eval_rates(points, ARRAY_LENGTH(points), &trial->open));
}

/* Template against template. */
static json_t *run_template(struct run *run)
{
    struct face_trial trial;
    if (!face_trial_compare(&run->set, run->eval->gate, &trial)) {
        fail(run, run->eval->images, "needs at least 2 people with 6 images each.");
        return NULL;
    }
    json_t *result = trial_json(&trial);
    if (result && run->eval->gate)
        json_object_set_new(result, "gate", face_eval_gate(run->set.results, run->set.count));
    // The wider set of strangers when thresholds are to be written: they ask for as many pairs as there are.
    if (result && !finish(run, run->eval->thresholds ? &trial.open : &trial.scores, result)) {
        json_decref(result);
        result = NULL;
    }
    face_trial_release(&trial);
    return result;
}

/* Every image against every other. */
static json_t *run_all(struct run *run)
{
    struct rate_scores scores;
    json_t *result = NULL;
    size_t failures = 0;
    for (size_t i = 0; i < run->set.count; i++)
        failures += !run->set.results[i].found;
    if (!face_cross_compare(&run->set, run->eval->gate, &scores))
        fail(run, run->eval->images, "needs pairs of one person and of two, of 20,000 images at most, and memory.");
    else
        result = json_pack("{s:s, s:I, s:I}", "protocol", "all", "images", (json_int_t)run->set.count,
                           "failures_to_enrol", (json_int_t)failures);
    if (result && run->eval->gate)
        json_object_set_new(result, "gate", face_eval_gate(run->set.results, run->set.count));
    if (result && !finish(run, &scores, result)) {
        json_decref(result);
        result = NULL;
    }
    free(scores.genuine);
    free(scores.impostor);
    return result;
}

json_t *face_eval_run(const struct face_models *models, const struct face_eval *eval,
                      char error[static FACE_EVAL_ERROR_SIZE])
{
    json_t *result = NULL;
    struct face_pairs_image *listed = NULL;
    struct run run = {
        .models = models,
        .eval = eval,
        .error = error,
        .set = {.models = models, .directory = eval->images, .threads = eval->threads},
    };
    if (eval->protocol == FACE_PROTOCOL_PAIRS) {
        if (!face_pairs_read(eval->pairs, &run.pairs, error))
            return NULL;
        run.set.images = run.pairs.images;
        run.set.count = run.pairs.image_count;
    } else {
        listed = face_set_list(eval->images, &run.set.count, error);
        if (!listed)
            return NULL;
        run.set.images = listed;
    }
    if (face_set_embed(&run.set, error))
        result = eval->protocol == FACE_PROTOCOL_PAIRS      ? run_pairs(&run)
                 : eval->protocol == FACE_PROTOCOL_TEMPLATE ? run_template(&run)
                                                            : run_all(&run);
    free(run.set.results);
    free(listed);
    face_pairs_release(&run.pairs);
    return result;
}
