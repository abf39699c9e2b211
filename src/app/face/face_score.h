/* SPDX-License-Identifier: MIT */
/* What a list of compared pairs says about a matcher. Pure functions but for their own scratch memory. */
#ifndef AMS_APP_FACE_SCORE_H
#define AMS_APP_FACE_SCORE_H

#include <stdbool.h>
#include <stddef.h>

/* One compared pair. */
struct scored_pair {
    float score;
    unsigned fold; // 0, 1, ...
    bool same;     // the truth
};

struct score_rate {
    double fmr;       // asked for
    double tar;       // share of same pairs at or above the threshold
    double threshold; // the lowest at which at most fmr of the other pairs pass
};

struct score_summary {
    double accuracy_mean, accuracy_std; // over folds; each at the threshold that is best on the others
    double auc;
    double eer;
    struct score_rate rates[2]; // 1e-2, 1e-3
};

/*
 * False without memory, or when the pairs are not of both kinds. `folds` at least 1; with one fold its threshold is
 * chosen on itself. Scores must be numbers.
 */
bool score_pairs(const struct scored_pair *pairs, size_t count, unsigned folds, struct score_summary *ret_summary);

/* The middle value of `values`, which it sorts; 0 when there are none. */
double score_median(double *values, size_t count);

#endif
