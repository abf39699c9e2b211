/* SPDX-License-Identifier: MIT */
#include "app/face/face_score.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static int by_score(const void *left, const void *right)
{
    const struct scored_pair *a = left, *b = right;
    return (a->score > b->score) - (a->score < b->score);
}

static int by_value(const void *left, const void *right)
{
    const double *a = left, *b = right;
    return (*a > *b) - (*a < *b);
}

double score_median(double *values, size_t count)
{
    if (count == 0)
        return 0;
    qsort(values, count, sizeof(*values), by_value);
    return count % 2 ? values[count / 2] : (values[count / 2 - 1] + values[count / 2]) / 2;
}

/*
 * Walks up the sorted pairs: below the threshold in front of pair i lie pairs 0 to i - 1. Of equally good thresholds
 * the one in the middle is taken, which generalises best.
 */
static double best_threshold(const struct scored_pair *sorted, size_t count, unsigned without_fold, bool only_fold)
{
    long correct = 0, best = -1;
    double first = -1, last = -1, previous = -1;
    for (size_t i = 0; i < count; i++)
        correct += sorted[i].same && (only_fold || sorted[i].fold != without_fold);
    for (size_t i = 0; i < count; i++) {
        if (!only_fold && sorted[i].fold == without_fold)
            continue;
        if (i == 0 || (double)sorted[i].score > previous) {
            double middle = i == 0 ? (double)sorted[i].score : (previous + (double)sorted[i].score) / 2;
            if (correct > best) {
                best = correct;
                first = middle;
            }
            if (correct == best)
                last = middle;
        }
        correct += sorted[i].same ? -1 : 1;
        previous = (double)sorted[i].score;
    }
    return (first + last) / 2;
}

static void score_accuracy(const struct scored_pair *sorted, size_t count, unsigned folds,
                           struct score_summary *summary)
{
    double sum = 0, squares = 0;
    for (unsigned fold = 0; fold < folds; fold++) {
        double threshold = best_threshold(sorted, count, fold, folds == 1);
        size_t members = 0, correct = 0;
        for (size_t i = 0; i < count; i++)
            if (sorted[i].fold == fold) {
                members++;
                correct += ((double)sorted[i].score >= threshold) == sorted[i].same;
            }
        double accuracy = members ? (double)correct / (double)members : 0;
        sum += accuracy;
        squares += accuracy * accuracy;
    }
    summary->accuracy_mean = sum / folds;
    summary->accuracy_std = sqrt(fmax(squares / folds - summary->accuracy_mean * summary->accuracy_mean, 0));
}

/* Share of (same, other) couples of pairs in the right order; a draw counts half. */
static double area_under_curve(const struct scored_pair *sorted, size_t count, size_t same, size_t other)
{
    double right = 0;
    size_t others_below = 0;
    for (size_t i = 0; i < count;) {
        size_t same_here = 0, other_here = 0;
        float score = sorted[i].score;
        for (; i < count && !(sorted[i].score > score); i++) {
            same_here += sorted[i].same;
            other_here += !sorted[i].same;
        }
        right += (double)same_here * ((double)others_below + (double)other_here / 2);
        others_below += other_here;
    }
    return right / ((double)same * (double)other);
}

/* Where the share of same pairs refused meets the share of others accepted. */
static double equal_error_rate(const struct scored_pair *sorted, size_t count, size_t same, size_t other)
{
    double refused = 0, accepted = (double)other, closest = 2, rate = 1;
    for (size_t i = 0; i <= count; i++) {
        double fnmr = refused / (double)same, fmr = accepted / (double)other;
        if (fabs(fnmr - fmr) < closest) {
            closest = fabs(fnmr - fmr);
            rate = (fnmr + fmr) / 2;
        }
        if (i < count && sorted[i].same)
            refused++;
        else
            accepted--;
    }
    return rate;
}

static struct score_rate rate_at(const struct scored_pair *sorted, size_t count, size_t same, size_t other, double fmr)
{
    size_t allowed = (size_t)floor(fmr * (double)other + 1e-9), others = 0, accepted = 0;
    float threshold = -1;
    for (size_t i = count; i > 0; i--)
        if (!sorted[i - 1].same && others++ == allowed) {
            threshold = nextafterf(sorted[i - 1].score, INFINITY);
            break;
        }
    for (size_t i = 0; i < count; i++)
        accepted += sorted[i].same && sorted[i].score >= threshold;
    return (struct score_rate){fmr, (double)accepted / (double)same, (double)threshold};
}

bool score_pairs(const struct scored_pair *pairs, size_t count, unsigned folds, struct score_summary *ret_summary)
{
    size_t same = 0;
    for (size_t i = 0; i < count; i++)
        same += pairs[i].same;
    if (same == 0 || same == count)
        return false;
    struct scored_pair *sorted = malloc(count * sizeof(*sorted));
    if (!sorted)
        return false;
    memcpy(sorted, pairs, count * sizeof(*sorted));
    qsort(sorted, count, sizeof(*sorted), by_score);
    score_accuracy(sorted, count, folds, ret_summary);
    ret_summary->auc = area_under_curve(sorted, count, same, count - same);
    ret_summary->eer = equal_error_rate(sorted, count, same, count - same);
    ret_summary->rates[0] = rate_at(sorted, count, same, count - same, 1e-2);
    ret_summary->rates[1] = rate_at(sorted, count, same, count - same, 1e-3);
    free(sorted);
    return true;
}
