/* SPDX-License-Identifier: MIT */
/*
 * Row by row: a person against all others. In the first round each row's cosines are counted and its best are kept; in
 * the second, when there are enough people, the same cosines are normalised by what was kept.
 */
#include "face/calibrate/calibrate.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/str.h"
#include "face/embed.h"
#include "face/locked.h"

static const double unit_tolerance = 1e-3;

/* A person's cohort, and what it comes to with all in it. */
struct person_best {
    struct cohort cohort;
    struct cohort_moments all;
    bool whole;
};

struct calibration {
    char model_id[FACE_MODEL_ID_SIZE];
    float certain;
    size_t people, done;
    struct locked values; // (people, FACE_TEMPLATE_LENGTH) floats
    struct locked best;   // (people) of struct person_best
    struct locked row;    // (TALLY_BINS) of uint32_t
    int64_t doubles;      // each twice
    bool short_cohort;    // somebody's cohort was not whole
    struct tally raw, normalised;
};

struct calibration *calibration_open(const char *model_id, float certain)
{
    struct calibration *calibration = calloc(1, sizeof(*calibration));
    if (!calibration)
        return NULL;
    calibration->certain = certain;
    calibration->raw.scale = tally_raw;
    calibration->normalised.scale = tally_normalised;
    if (str_copy(calibration->model_id, sizeof(calibration->model_id), model_id) &&
        locked_grow(&calibration->row, TALLY_BINS * sizeof(uint32_t)))
        return calibration;
    calibration_close(calibration);
    return NULL;
}

void calibration_close(struct calibration *calibration)
{
    if (!calibration)
        return;
    locked_release(&calibration->values);
    locked_release(&calibration->best);
    locked_release(&calibration->row);
    free(calibration);
}

static float *values_at(const struct calibration *calibration, size_t person)
{
    return (float *)calibration->values.bytes + person * FACE_TEMPLATE_LENGTH;
}

static struct person_best *best_at(const struct calibration *calibration, size_t person)
{
    return (struct person_best *)calibration->best.bytes + person;
}

enum face_reason calibration_add(struct calibration *calibration, const struct face_template *template)
{
    if (strncmp(template->model_id, calibration->model_id, sizeof(template->model_id)) != 0)
        return FACE_OTHER_MODEL;
    double length = (double)embedding_cosine(template->values, template->values);
    if (calibration->done > 0 || calibration->people == CALIBRATION_PEOPLE_MAX ||
        !(fabs(sqrt(length) - 1) <= unit_tolerance) ||
        !locked_grow(&calibration->values, (calibration->people + 1) * FACE_TEMPLATE_LENGTH * sizeof(float)))
        return FACE_FAULT;
    memcpy(values_at(calibration, calibration->people++), template->values, sizeof(template->values));
    return FACE_OK;
}

size_t calibration_people(const struct calibration *calibration)
{
    return calibration->people;
}

bool calibration_is_locked(const struct calibration *calibration)
{
    return calibration->row.locked && (calibration->people == 0 || calibration->values.locked) &&
           (!calibration->best.bytes || calibration->best.locked);
}

/* ---- rows ---- */

static void raw_row(struct calibration *calibration, size_t person, uint32_t *row)
{
    const float *values = values_at(calibration, person);
    struct person_best *best = best_at(calibration, person);
    *best = (struct person_best){.whole = false};
    for (size_t other = 0; other < calibration->people; other++) {
        if (other == person)
            continue;
        float score = embedding_cosine(values, values_at(calibration, other));
        if (score >= calibration->certain) {
            calibration->doubles++;
            continue;
        }
        row[tally_bin(tally_raw, score)]++;
        cohort_add(&best->cohort, score);
    }
    // One more than the cohort needs: any pair may leave one out.
    best->whole = best->cohort.count == COHORT_BEST + 1 && cohort_moments(&best->cohort, -2, &best->all);
    calibration->short_cohort = calibration->short_cohort || !best->whole;
}

/* A person's moments without somebody who scored `score`: only who is among the best changes them. */
static struct cohort_moments moments_without(const struct person_best *best, float score)
{
    struct cohort_moments moments = best->all;
    if (score >= best->cohort.best[COHORT_BEST - 1])
        (void)cohort_moments(&best->cohort, score, &moments);
    return moments;
}

static void normalised_row(const struct calibration *calibration, size_t person, uint32_t *row)
{
    const float *values = values_at(calibration, person);
    const struct person_best *best = best_at(calibration, person);
    for (size_t other = 0; other < calibration->people; other++) {
        if (other == person)
            continue;
        float score = embedding_cosine(values, values_at(calibration, other)); // the same from either side
        if (score >= calibration->certain)
            continue;
        float normalised =
            cohort_normalise(score, moments_without(best, score), moments_without(best_at(calibration, other), score));
        row[tally_bin(tally_normalised, normalised)]++;
    }
}

static bool normalises(const struct calibration *calibration)
{
    return calibration->people >= COHORT_PEOPLE_MIN && !calibration->short_cohort;
}

bool calibration_step(struct calibration *calibration, size_t people, size_t *ret_done, size_t *ret_total)
{
    uint32_t *row = calibration->row.bytes;
    size_t count = calibration->people;
    if (!locked_grow(&calibration->best, count * sizeof(struct person_best)))
        return false;
    for (size_t step = 0; step < people; step++) {
        bool second = calibration->done >= count;
        if (calibration->done == (normalises(calibration) ? 2 * count : count))
            break;
        memset(row, 0, TALLY_BINS * sizeof(*row));
        if (second)
            normalised_row(calibration, calibration->done - count, row);
        else
            raw_row(calibration, calibration->done, row);
        tally_add(second ? &calibration->normalised : &calibration->raw, row);
        calibration->done++;
    }
    *ret_done = calibration->done;
    *ret_total = normalises(calibration) ? 2 * count : count;
    return true;
}

void calibration_result(const struct calibration *calibration, struct calibration_result *ret_result)
{
    *ret_result = (struct calibration_result){
        .people = (int64_t)calibration->people,
        .doubles = calibration->doubles / 2,
        .raw = calibration->raw,
        .has_normalised = normalises(calibration),
        .normalised = calibration->normalised,
    };
    tally_finish(&ret_result->raw);
    tally_finish(&ret_result->normalised);
}
