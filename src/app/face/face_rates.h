/* SPDX-License-Identifier: MIT */
/*
 * Error rates of a matcher, and how sure they are: false match and false non-match rates by threshold, exact confidence
 * intervals, the detection error trade-off. Pure functions but for sorting what they are given.
 */
#ifndef AMS_APP_FACE_RATES_H
#define AMS_APP_FACE_RATES_H

#include <stdbool.h>
#include <stddef.h>

/* Scores of compared pairs; higher is more alike. */
struct rate_scores {
    float *genuine; // pairs of one person
    size_t genuine_count;
    float *impostor; // pairs of two
    size_t impostor_count;
};

struct rate_interval {
    double low, high;
};

/* A point of the matcher: a threshold, and the shares that go wrong there. */
struct rate_point {
    double asked;     // false match rate asked for
    double threshold; // the lowest at which at most that share of impostor pairs passes
    size_t false_matches, false_non_matches;
    double fmr, fnmr;
    struct rate_interval fmr_interval, fnmr_interval;
    bool supported; // enough impostor pairs by the rule of three: 3 / pairs is not above the rate asked for
};

/* One corner of the detection error trade-off. */
struct rate_corner {
    double threshold, fmr, fnmr;
};

/* Sorts both lists, highest first: what the functions below need. */
void rates_sort(struct rate_scores *scores);

/* Both counts must be above 0. */
struct rate_point rates_at(const struct rate_scores *sorted, double asked);

/*
 * The exact (Clopper-Pearson) interval of 95 % for `errors` of `count` independent trials. For 0 errors its upper end
 * is 3.7 / count; the rule of three (3 / count) is the one-sided bound.
 */
struct rate_interval rates_interval(size_t errors, size_t count);

/*
 * At most `max` corners from the lowest FNMR to the lowest FMR, thinned evenly on the normal-deviate scale. Returns how
 * many were written.
 */
size_t rates_curve(const struct rate_scores *sorted, struct rate_corner *corners, size_t max);

/* The normal deviate of a probability: the x with that share of a standard normal below it. -5..5, for 0 and 1 too. */
double rates_deviate(double probability);

#endif
