/* SPDX-License-Identifier: MIT */
/*
 * Is a difference between a group and the rest real? Pure functions, the same answer in every run.
 *
 * What is drawn are people, so people are what is told apart: a person who is refused ten times is one person. Where
 * each has one trial, Fisher's exact test answers. Otherwise the group's places are dealt out among the same people
 * DIFFERENCE_SHUFFLES times, each with all of their trials; p is the share of deals with a difference at least as
 * large, the true one counted among them (Phipson and Smyth, Statistical Applications in Genetics and Molecular Biology
 * 9, 2010). That holds where how often somebody tries does not hang on the group. Many comparisons at a time need
 * Holm's correction (Scandinavian Journal of Statistics 6, 1979).
 */
#ifndef AMS_FACE_TRIAL_DIFFERENCE_H
#define AMS_FACE_TRIAL_DIFFERENCE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { DIFFERENCE_SHUFFLES = 20000 };

/* Fisher's exact test, two-sided: the sum of all tables with the same margins that are no more likely than this one.
 * 0 <= errors <= trials on either side. */
double difference_fisher(int64_t errors, int64_t trials, int64_t rest_errors, int64_t rest_trials);

/* One person's trials. */
struct difference_person {
    int64_t errors, trials;
    bool inside; // the group
};

/* p of "the share of errors is the same inside and outside". NaN: a side has no trials, or there is no memory. */
double difference_of_rates(const struct difference_person *people, size_t count);

/* A probe of one person that passed as another. */
struct difference_match {
    uint32_t prober, target;
};

/* Probes of people against the templates of others. */
struct difference_pairs {
    size_t people;
    const bool *inside;     // (people)
    const uint32_t *probes; // (people): each is compared with every other person's template
    const bool *enrolled;   // (people): there is a template
    const struct difference_match *matches;
    size_t match_count;
};

/* How many comparisons there are between two people who are both inside, or both outside. */
int64_t difference_comparisons(const struct difference_pairs *pairs, const bool *inside, bool side);

/* p of "the share of matches is the same between two people inside and between two outside". NaN as above. */
double difference_of_pairs(const struct difference_pairs *pairs);

/* Holm: replaces each p by the corrected one. NaN is no comparison and stays. False without memory. */
bool difference_correct(double *p, size_t count);

#endif
