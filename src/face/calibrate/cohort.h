/* SPDX-License-Identifier: MIT */
/*
 * Adaptive s-norm: a score between an enrolled template e and a probe p, measured in how either scores against a cohort
 * of other people (Matejka et al., Analysis of score normalization in multilingual speaker recognition, Interspeech
 * 2017; it made its way to faces from there):
 *
 *     s' = ((s - m_e) / d_e + (s - m_p) / d_p) / 2
 *
 * with m and d the mean and deviation of the COHORT_BEST best scores of e, or p, against the cohort. Whoever scores at
 * or above the `certain` cosine is taken for the same person and is no part of the cohort of that template: so doubles
 * and a probe's own template change nothing. For the face room and school/faces.
 */
#ifndef AMS_FACE_COHORT_H
#define AMS_FACE_COHORT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "face/face.h"

struct gallery;

enum {
    COHORT_BEST = 50,
    COHORT_PEOPLE_MIN = 60, // people below which nothing is normalised
};

/* The best scores of one template, highest first: one more than are used, for pairs that leave one out. Derived from
 * biometric data: keep it as templates are kept. */
struct cohort {
    float best[COHORT_BEST + 1];
    uint32_t count;
};

/* Takes up a score that is among the best so far. `cohort` begins as zeros. */
void cohort_add(struct cohort *cohort, float score);

/* Mean and deviation of the best. */
struct cohort_moments {
    double mean, deviation;
};

/*
 * Of the COHORT_BEST best without one that scored `left_out` (what is not among them leaves them as they are). False
 * when there are too few.
 */
bool cohort_moments(const struct cohort *cohort, float left_out, struct cohort_moments *ret_moments);

/* s' of a cosine. */
float cohort_normalise(float score, struct cohort_moments enrolled, struct cohort_moments probe);

/* The best scores of a template in a gallery, without those of the owner `left_out` and those from `certain` on. False
 * when they are fewer than COHORT_BEST, or the gallery cannot be searched. */
bool cohort_search(struct gallery *gallery, const struct face_template *query, int64_t left_out, float certain,
                   struct cohort *ret_cohort);

/* The cosine from which on two templates are taken for one person's: far above the match threshold, where one of a
 * million pairs of strangers lies by the rates in models.json. */
float cohort_certain(const struct face_models *models);

#endif
