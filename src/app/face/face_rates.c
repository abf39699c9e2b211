/* SPDX-License-Identifier: MIT */
#include "app/face/face_rates.h"

#include <math.h>
#include <stdlib.h>

#include "base/interval.h"

static const double deviate_max = 5;

static int highest_first(const void *left, const void *right)
{
    const float *a = left, *b = right;
    return (*a < *b) - (*a > *b);
}

void rates_sort(struct rate_scores *scores)
{
    if (scores->genuine_count > 0)
        qsort(scores->genuine, scores->genuine_count, sizeof(float), highest_first);
    if (scores->impostor_count > 0)
        qsort(scores->impostor, scores->impostor_count, sizeof(float), highest_first);
}

/* How many of the scores, highest first, are at or above the threshold. */
static size_t passing(const float *sorted, size_t count, float threshold)
{
    size_t low = 0, high = count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (sorted[middle] >= threshold)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

struct rate_point rates_at(const struct rate_scores *sorted, double asked)
{
    size_t allowed = (size_t)floor(asked * (double)sorted->impostor_count + 1e-9);
    float threshold = allowed < sorted->impostor_count ? nextafterf(sorted->impostor[allowed], INFINITY) : -1;
    size_t matches = passing(sorted->impostor, sorted->impostor_count, threshold);
    size_t non_matches = sorted->genuine_count - passing(sorted->genuine, sorted->genuine_count, threshold);
    return (struct rate_point){
        .asked = asked,
        .threshold = (double)threshold,
        .false_matches = matches,
        .false_non_matches = non_matches,
        .fmr = (double)matches / (double)sorted->impostor_count,
        .fnmr = (double)non_matches / (double)sorted->genuine_count,
        .fmr_interval = rates_interval(matches, sorted->impostor_count),
        .fnmr_interval = rates_interval(non_matches, sorted->genuine_count),
        .supported = 3 / (double)sorted->impostor_count <= asked * (1 + 1e-9),
    };
}

struct rate_interval rates_interval(size_t errors, size_t count)
{
    struct interval interval = interval_exact((double)errors, (double)count);
    return (struct rate_interval){interval.low, interval.high};
}

double rates_deviate(double probability)
{
    double low = -deviate_max, high = deviate_max;
    while (high - low > 1e-9) {
        double middle = (low + high) / 2;
        if (erfc(-middle / sqrt(2)) / 2 < probability)
            low = middle;
        else
            high = middle;
    }
    return (low + high) / 2;
}

size_t rates_curve(const struct rate_scores *sorted, struct rate_corner *corners, size_t max)
{
    double step = 4 * deviate_max / (double)(max > 2 ? max - 2 : 1), last_x = INFINITY, last_y = INFINITY;
    size_t count = 0;
    // From the lowest threshold that matters up: at each impostor's own score, just above which it no longer passes.
    for (size_t i = sorted->impostor_count + 1; i-- > 0 && count < max;) {
        bool last = i == 0;
        float threshold = i < sorted->impostor_count ? nextafterf(sorted->impostor[i], INFINITY) : -1;
        if (i > 0 && i < sorted->impostor_count && !(sorted->impostor[i - 1] > sorted->impostor[i]))
            continue;
        struct rate_corner corner = {
            .threshold = (double)threshold,
            .fmr = (double)i / (double)sorted->impostor_count,
            .fnmr =
                1 - (double)passing(sorted->genuine, sorted->genuine_count, threshold) / (double)sorted->genuine_count,
        };
        double x = rates_deviate(corner.fmr), y = rates_deviate(corner.fnmr);
        if (!last && fabs(x - last_x) + fabs(y - last_y) < step)
            continue;
        last_x = x;
        last_y = y;
        corners[count++] = corner;
    }
    return count;
}
