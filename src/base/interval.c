/* SPDX-License-Identifier: MIT */
#include "base/interval.h"

#include <math.h>

enum { FRACTION_STEPS = 100000, BISECTION_STEPS = 200 };

static const double tail = 0.025; // at each end

static double away_from_zero(double value)
{
    static const double tiny = 1e-300;
    return fabs(value) < tiny ? tiny : value;
}

/*
 * The continued fraction of the incomplete beta function, evaluated from the front (modified Lentz): good for
 * x < (a + 1) / (a + b + 2).
 */
static double beta_fraction(double x, double a, double b)
{
    double c = 1, d = 1 / away_from_zero(1 - (a + b) * x / (a + 1)), value = d;
    for (int step = 1; step <= FRACTION_STEPS; step++) {
        double m = (double)step;
        double even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m));
        double odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1));
        d = 1 / away_from_zero(1 + even * d);
        c = away_from_zero(1 + even / c);
        value *= c * d;
        d = 1 / away_from_zero(1 + odd * d);
        c = away_from_zero(1 + odd / c);
        value *= c * d;
        if (fabs(c * d - 1) < 1e-15)
            break;
    }
    return value;
}

/* The share of a beta distribution of a and b that lies below x. */
static double beta_share(double x, double a, double b)
{
    if (x <= 0 || x >= 1)
        return x <= 0 ? 0 : 1;
    double front = exp(lgamma(a + b) - lgamma(a) - lgamma(b) + a * log(x) + b * log1p(-x));
    return x < (a + 1) / (a + b + 2) ? front * beta_fraction(x, a, b) / a : 1 - front * beta_fraction(1 - x, b, a) / b;
}

static double beta_quantile(double share, double a, double b)
{
    double low = 0, high = 1;
    for (int step = 0; step < BISECTION_STEPS && high - low > 1e-16 + 1e-12 * low; step++) {
        double middle = (low + high) / 2;
        if (beta_share(middle, a, b) < share)
            low = middle;
        else
            high = middle;
    }
    return (low + high) / 2;
}

struct interval interval_exact(double errors, double count)
{
    if (!(count > 0))
        return (struct interval){0, 1};
    return (struct interval){
        .low = errors <= 0 ? 0 : beta_quantile(tail, errors, count - errors + 1),
        .high = errors >= count ? 1 : beta_quantile(1 - tail, errors + 1, count - errors),
    };
}
