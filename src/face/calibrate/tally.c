/* SPDX-License-Identifier: MIT */
#include "face/calibrate/tally.h"

#include <math.h>

const struct tally_scale tally_raw = {1000, 1000};
const struct tally_scale tally_normalised = {500, 50};

float tally_edge(struct tally_scale scale, int bin)
{
    return (float)((double)(bin - scale.zero) / scale.per_unit);
}

int tally_bin(struct tally_scale scale, float score)
{
    double place = floor((double)score * scale.per_unit) + scale.zero;
    int bin = place > 0 ? place < TALLY_BINS - 1 ? (int)place : TALLY_BINS - 1 : 0; // 0 for what is no number
    // The edges are rounded, and so is the product: the nearest may be the neighbour's.
    while (bin > 0 && !(tally_edge(scale, bin) <= score))
        bin--;
    while (bin < TALLY_BINS - 1 && tally_edge(scale, bin + 1) <= score)
        bin++;
    return bin;
}

void tally_add(struct tally *tally, const uint32_t row[static TALLY_BINS])
{
    int64_t above = 0;
    for (int bin = TALLY_BINS - 1; bin >= 0; bin--) {
        above += row[bin];
        tally->counts[bin] += row[bin];
        tally->squares[bin] += above * above;
        tally->touched[bin] += above > 0;
    }
    tally->pairs += above;
    tally->people++;
}

void tally_finish(struct tally *tally)
{
    for (int bin = 0; bin < TALLY_BINS; bin++)
        tally->counts[bin] /= 2;
    tally->pairs /= 2;
}

static int64_t matches_at(const struct tally *tally, int bin)
{
    int64_t matches = 0;
    for (int above = bin; above < TALLY_BINS; above++)
        matches += tally->counts[above];
    return matches;
}

/* The design effect of the matches at or above a bin. */
static double effect_of(const struct tally *tally, int bin, int64_t matches)
{
    double n = (double)tally->people, k = (double)matches;
    double independent = k * (1 - k / (double)tally->pairs);
    if (n < 3 || !(independent > 0))
        return 1;
    double variance = n / (n - 1) * ((double)tally->squares[bin] - 4 * k * k / n) - independent;
    double effect = variance / independent;
    return effect > 1 ? effect : 1;
}

/* With the effect where there are TALLY_MATCHES_KNOWN, going down from `bin`. */
static struct tally_point point_of(const struct tally *tally, int bin, int64_t matches)
{
    double k = (double)matches, pairs = (double)tally->pairs;
    int64_t known = matches;
    int at = bin;
    while (known < TALLY_MATCHES_KNOWN && at > 0)
        known += tally->counts[--at];
    double effect = effect_of(tally, at, known);
    return (struct tally_point){
        .bin = bin,
        .threshold = (double)(bin - tally->scale.zero) / tally->scale.per_unit,
        .matches = matches,
        .touched = tally->touched[bin],
        .rate = k / pairs,
        .effect = effect,
        .by_pairs = interval_exact(k, pairs),
        .by_people = interval_exact(k / effect, pairs / effect),
    };
}

struct tally_point tally_at(const struct tally *tally, int bin)
{
    return point_of(tally, bin, matches_at(tally, bin));
}

/* A bin lower has no fewer matches, so the bound need be looked at only while the rate itself is low enough. */
bool tally_propose(const struct tally *tally, double rate, int end, struct tally_point *ret_point)
{
    int64_t matches = matches_at(tally, end);
    bool found = false;
    for (int bin = end - 1; bin >= 0 && tally->pairs > 0; bin--) {
        matches += tally->counts[bin];
        if ((double)matches > rate * (double)tally->pairs)
            break;
        if (found && tally->counts[bin] == 0) { // the same matches: as good, and lower
            ret_point->bin = bin;
            continue;
        }
        struct tally_point point = point_of(tally, bin, matches);
        if (point.by_people.high > rate)
            break;
        *ret_point = point;
        found = true;
    }
    if (found)
        *ret_point = tally_at(tally, ret_point->bin);
    return found;
}
