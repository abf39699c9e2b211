/* SPDX-License-Identifier: MIT */
#include <assert.h>
#include <math.h>
#include <stdlib.h>

#include "face/engine.h"
#include "face/gallery/gallery.h"

enum { BEYOND_DECADES = 2 };

/* Straight between two points, or beyond them. */
static double line(const struct gallery_rate *from, const struct gallery_rate *to, double log_fmr)
{
    double start = log10(from->fmr), length = log10(to->fmr) - start;
    return (double)from->threshold + (log_fmr - start) / length * (double)(to->threshold - from->threshold);
}

float gallery_threshold_at(const struct gallery_rate *rates, size_t count, size_t size, double fpir)
{
    assert(count > 0 && fpir > 0 && fpir < 1);
    // expm1 and log1p: 1 - (1 - fpir)^(1 / size) itself loses all its digits for a large gallery.
    double fmr = -expm1(log1p(-fpir) / (double)(size > 0 ? size : 1));
    if (count == 1 || fmr >= rates[0].fmr)
        return rates[0].threshold;
    size_t to = 1;
    while (to + 1 < count && fmr < rates[to].fmr)
        to++;
    return (float)line(&rates[to - 1], &rates[to], fmax(log10(fmr), log10(rates[count - 1].fmr) - BEYOND_DECADES));
}

static int compare_rates(const void *a, const void *b)
{
    const struct gallery_rate *first = a, *second = b;
    return (first->fmr < second->fmr) - (first->fmr > second->fmr);
}

float gallery_threshold(const struct face_models *models, size_t size, double fpir)
{
    struct gallery_rate rates[MANIFEST_RATES];
    size_t count = 0;
    for (size_t i = 0; i < MANIFEST_RATES; i++)
        if (models->manifest.match_at[i] > 0)
            rates[count++] = (struct gallery_rate){strtod(manifest_rates[i], NULL), models->manifest.match_at[i]};
    if (count == 0)
        return models->manifest.match;
    qsort(rates, count, sizeof(rates[0]), compare_rates);
    return gallery_threshold_at(rates, count, size, fpir);
}
