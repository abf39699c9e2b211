/* SPDX-License-Identifier: MIT */
#include "face/trial/difference.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static const double tie = 1e-7; // likelihoods and differences as near as this are equal: they are rounded
static const uint64_t shuffle_seed = 2026;

static double log_choose(int64_t from, int64_t take)
{
    return lgamma((double)from + 1) - lgamma((double)take + 1) - lgamma((double)(from - take) + 1);
}

double difference_fisher(int64_t errors, int64_t trials, int64_t rest_errors, int64_t rest_trials)
{
    int64_t all = errors + rest_errors, low = all > rest_trials ? all - rest_trials : 0;
    int64_t high = all < trials ? all : trials;
    double whole = log_choose(trials + rest_trials, all), sum = 0;
    double here = log_choose(trials, errors) + log_choose(rest_trials, rest_errors) - whole;
    for (int64_t k = low; k <= high; k++) {
        double there = log_choose(trials, k) + log_choose(rest_trials, all - k) - whole;
        if (there <= here + tie)
            sum += exp(there);
    }
    return sum < 1 ? sum : 1;
}

/* xorshift64*: 0 to bound - 1. The bias of taking 32 bits for a bound far below is nothing here. */
static size_t below(uint64_t *state, size_t bound)
{
    *state ^= *state >> 12;
    *state ^= *state << 25;
    *state ^= *state >> 27;
    return (size_t)(((*state * UINT64_C(2685821657736338717)) >> 32) * bound >> 32);
}

static void shuffle(bool *inside, size_t count, uint64_t *state)
{
    for (size_t i = count; i > 1; i--) {
        size_t other = below(state, i);
        bool kept = inside[i - 1];
        inside[i - 1] = inside[other];
        inside[other] = kept;
    }
}

/* Errors and trials inside and outside. */
struct sides {
    int64_t errors[2], trials[2];
};

/* What is not comparable counts as different as can be: it must make nothing look rare. */
static double apart(struct sides sides)
{
    if (sides.trials[0] == 0 || sides.trials[1] == 0)
        return INFINITY;
    return fabs((double)sides.errors[1] / (double)sides.trials[1] - (double)sides.errors[0] / (double)sides.trials[0]);
}

static struct sides sides_of_rates(const void *context, const bool *inside, size_t count)
{
    const struct difference_person *people = context;
    struct sides sides = {{0}, {0}};
    for (size_t i = 0; i < count; i++) {
        sides.errors[inside[i]] += people[i].errors;
        sides.trials[inside[i]] += people[i].trials;
    }
    return sides;
}

static struct sides sides_of_pairs(const void *context, const bool *inside, size_t count)
{
    const struct difference_pairs *pairs = context;
    struct sides sides = {{0},
                          {difference_comparisons(pairs, inside, false), difference_comparisons(pairs, inside, true)}};
    (void)count;
    for (size_t i = 0; i < pairs->match_count; i++) {
        bool side = inside[pairs->matches[i].prober];
        sides.errors[side] += side == inside[pairs->matches[i].target];
    }
    return sides;
}

/* `inside` (count) is shuffled. */
static double shuffled(const void *context, bool *inside, size_t count,
                       struct sides (*sides_of)(const void *context, const bool *inside, size_t count))
{
    uint64_t state = shuffle_seed;
    double here = apart(sides_of(context, inside, count));
    int64_t as_large = 1;
    for (int round = 0; round < DIFFERENCE_SHUFFLES; round++) {
        shuffle(inside, count, &state);
        as_large += apart(sides_of(context, inside, count)) >= here - tie;
    }
    return (double)as_large / (DIFFERENCE_SHUFFLES + 1);
}

double difference_of_rates(const struct difference_person *people, size_t count)
{
    struct sides all = {{0}, {0}};
    bool single = true;
    struct difference_person *tried = calloc(count + 1, sizeof(*tried));
    bool *inside = calloc(count + 1, sizeof(*inside));
    double p = NAN;
    size_t used = 0;
    for (size_t i = 0; tried && inside && i < count; i++) {
        if (people[i].trials == 0)
            continue;
        single = single && people[i].trials == 1;
        inside[used] = people[i].inside;
        tried[used++] = people[i];
    }
    if (used > 0)
        all = sides_of_rates(tried, inside, used);
    if (all.trials[0] > 0 && all.trials[1] > 0)
        p = single ? difference_fisher(all.errors[1], all.trials[1], all.errors[0], all.trials[0])
                   : shuffled(tried, inside, used, sides_of_rates);
    free(tried);
    free(inside);
    return p;
}

int64_t difference_comparisons(const struct difference_pairs *pairs, const bool *inside, bool side)
{
    int64_t templates = 0, comparisons = 0;
    for (size_t i = 0; i < pairs->people; i++)
        templates += inside[i] == side && pairs->enrolled[i];
    for (size_t i = 0; i < pairs->people; i++)
        if (inside[i] == side)
            comparisons += (int64_t)pairs->probes[i] * (templates - pairs->enrolled[i]);
    return comparisons;
}

double difference_of_pairs(const struct difference_pairs *pairs)
{
    bool *inside = calloc(pairs->people + 1, sizeof(*inside));
    double p = NAN;
    if (inside && pairs->people > 0) {
        memcpy(inside, pairs->inside, pairs->people * sizeof(*inside));
        struct sides all = sides_of_pairs(pairs, inside, pairs->people);
        if (all.trials[0] > 0 && all.trials[1] > 0)
            p = shuffled(pairs, inside, pairs->people, sides_of_pairs);
    }
    free(inside);
    return p;
}

static int lowest_first(const void *left, const void *right)
{
    const double *a = *(double *const *)left, *b = *(double *const *)right;
    return (*a > *b) - (*a < *b);
}

bool difference_correct(double *p, size_t count)
{
    double **sorted = calloc(count + 1, sizeof(*sorted)), least = 0;
    size_t made = 0;
    if (!sorted)
        return false;
    for (size_t i = 0; i < count; i++)
        if (!isnan(p[i]))
            sorted[made++] = &p[i];
    if (made > 0)
        qsort(sorted, made, sizeof(*sorted), lowest_first);
    for (size_t i = 0; i < made; i++) {
        least = fmax(least, fmin(1, *sorted[i] * (double)(made - i)));
        *sorted[i] = least;
    }
    free(sorted);
    return true;
}
