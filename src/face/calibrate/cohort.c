/* SPDX-License-Identifier: MIT */
#include "face/calibrate/cohort.h"

#include <math.h>
#include <string.h>

#include "face/gallery/gallery.h"

_Static_assert((int)GALLERY_BEST_MAX > (int)COHORT_BEST, "a search finds a whole cohort");

/* Below it the best scores are no spread but one number, and s' would be anything. */
static const double least_deviation = 1e-3;

/* A tenth of the lowest rate that a threshold was measured for, and at least so far above the match threshold. */
static const double certain_rate = 1e-6;
static const float certain_margin = .15f;

void cohort_add(struct cohort *cohort, float score)
{
    size_t place = cohort->count;
    if (place == COHORT_BEST + 1) {
        if (!(score > cohort->best[COHORT_BEST]))
            return;
        place = COHORT_BEST;
    } else {
        cohort->count++;
    }
    while (place > 0 && score > cohort->best[place - 1]) {
        cohort->best[place] = cohort->best[place - 1];
        place--;
    }
    cohort->best[place] = score;
}

bool cohort_moments(const struct cohort *cohort, float left_out, struct cohort_moments *ret_moments)
{
    bool among = false;
    size_t used = 0;
    double sum = 0, squares = 0;
    for (size_t i = 0; i < cohort->count && used < COHORT_BEST; i++) {
        bool left = !among && cohort->best[i] == left_out; // of equal ones any: the rest is the same
        among = among || left;
        if (!left) {
            sum += (double)cohort->best[i];
            squares += (double)cohort->best[i] * (double)cohort->best[i];
            used++;
        }
    }
    if (used < COHORT_BEST)
        return false;
    double mean = sum / (double)used, variance = squares / (double)used - mean * mean;
    double deviation = variance > 0 ? sqrt(variance) : 0;
    *ret_moments = (struct cohort_moments){mean, deviation > least_deviation ? deviation : least_deviation};
    return true;
}

float cohort_normalise(float score, struct cohort_moments enrolled, struct cohort_moments probe)
{
    double s = (double)score;
    return (float)(((s - enrolled.mean) / enrolled.deviation + (s - probe.mean) / probe.deviation) / 2);
}

bool cohort_search(struct gallery *gallery, const struct face_template *query, int64_t left_out, float certain,
                   struct cohort *ret_cohort)
{
    struct gallery_match matches[GALLERY_BEST_MAX];
    const struct gallery_wanted wanted = {GALLERY_BEST_MAX, -2};
    struct cohort cohort = {.count = 0};
    size_t count = 0;
    bool found = gallery_search(gallery, query, 1, wanted, matches, &count) == FACE_OK;
    for (size_t i = 0; found && i < count; i++)
        if (matches[i].owner != left_out && matches[i].score < certain)
            cohort_add(&cohort, matches[i].score);
    found = found && cohort.count >= COHORT_BEST;
    if (found)
        *ret_cohort = cohort;
    explicit_bzero(matches, sizeof(matches));
    explicit_bzero(&cohort, sizeof(cohort));
    return found;
}

float cohort_certain(const struct face_models *models)
{
    return fmaxf(gallery_threshold(models, 1, certain_rate), face_models_threshold(models) + certain_margin);
}
