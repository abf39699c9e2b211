/* SPDX-License-Identifier: MIT */
/*
 * Scores of pairs of different people, as counts alone: how many lie in each bin, and how they spread over the people.
 * From that follow the false match rate at the edge of any bin, how sure it is, and the threshold for a rate. Pure
 * functions.
 *
 * Each two of N people make a pair, so pairs that share a person are not independent trials, and the exact interval of
 * N (N - 1) / 2 of them says too much. With K matches, c_i of them person i's, the variance that allows for what a
 * person shares with all others is (two pairs vary together only when they share a person; a pair with itself must not
 * count twice: the estimate for cross-comparisons of Mansfield and Wayman, Best Practices in Testing and Reporting
 * Performance of Biometric Devices, 2002, and of Fafchamps and Gubert, Journal of Development Economics 83, 2007)
 *
 *     V(K) = N / (N - 1) sum_i (c_i - 2 K / N)^2 - K (1 - K / pairs)
 *
 * V(K) against that of independent pairs, K (1 - K / pairs), is the design effect; pairs / effect is the effective
 * number of trials that the exact interval is taken of (Korn and Graubard, Survey Methodology 24, 1998). Below
 * TALLY_MATCHES_KNOWN matches (Doddington's rule of 30: Speech Communication 31, 2000) the effect is too uncertain
 * itself: there the one of the next lower threshold with so many stands.
 */
#ifndef AMS_FACE_TALLY_H
#define AMS_FACE_TALLY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/interval.h"

enum { TALLY_BINS = 2000, TALLY_MATCHES_KNOWN = 30 };

/* The scores that bins begin at: (bin - zero) / per_unit. What is lower or higher counts in the first or last bin. */
struct tally_scale {
    int zero, per_unit;
};

extern const struct tally_scale tally_raw;        // cosines: thousandths from -1
extern const struct tally_scale tally_normalised; // of an s-norm (cohort.h): fiftieths from -10 to 30

struct tally {
    struct tally_scale scale;
    int64_t people;              // each two of them compared, but for pairs left out
    int64_t pairs;               // compared
    int64_t counts[TALLY_BINS];  // pairs by their score's bin
    int64_t squares[TALLY_BINS]; // sum over people of the square of their pairs at or above the bin's edge
    int64_t touched[TALLY_BINS]; // people with any pair at or above it
};

/* The least score of a bin; `bin` 0 to TALLY_BINS - 1. */
float tally_edge(struct tally_scale scale, int bin);

/* The last bin whose edge is not above the score, so that at least as many pairs pass as do at the score; 0 below the
 * first. */
int tally_bin(struct tally_scale scale, float score);

/* One person's row: their pairs with all others by bin, each pair in two rows. Adds it; `counts` get twice each pair
 * until tally_finish. */
void tally_add(struct tally *tally, const uint32_t row[static TALLY_BINS]);
void tally_finish(struct tally *tally);

/* What a threshold at the edge of `bin` comes to. */
struct tally_point {
    int bin;
    double threshold;
    int64_t matches, touched; // pairs at or above it; people in any of them
    double rate;              // false matches by pairs
    double effect;            // the design effect, at least 1
    struct interval by_pairs; // as if pairs were independent
    struct interval by_people;
};

/* `tally` is finished and has pairs. */
struct tally_point tally_at(const struct tally *tally, int bin);

/*
 * The lowest threshold at which no more than `rate` of the pairs are matches with 97.5 % certainty: the upper end of
 * by_people is not above it. False when the pairs are too few to say that of any bin below `end` (at most TALLY_BINS).
 */
bool tally_propose(const struct tally *tally, double rate, int end, struct tally_point *ret_point);

#endif
