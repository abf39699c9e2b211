/* SPDX-License-Identifier: MIT */
/* How sure a share is that was counted. Pure. */
#ifndef AMS_BASE_INTERVAL_H
#define AMS_BASE_INTERVAL_H

struct interval {
    double low, high; // 0 to 1
};

/*
 * The exact (Clopper-Pearson) interval of 95 % for `errors` of `count` independent trials (0 <= errors <= count), by
 * quantiles of the beta distribution. Neither need be whole: a survey's effective number of trials may stand for them
 * (Korn and Graubard, Survey Methodology 24, 1998). No trials: 0 to 1. For 0 errors its upper end is 3.7 / count; the
 * rule of three (3 / count) is the one-sided bound.
 */
struct interval interval_exact(double errors, double count);

#endif
