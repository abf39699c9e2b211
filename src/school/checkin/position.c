/* SPDX-License-Identifier: MIT */
#include "school/checkin/position.h"

#include <math.h>
#include <string.h>

enum { DEGREE_DIGITS = 3, METRE_DIGITS = 9, FRACTION_DIGITS = 10 };

static const double earth_radius_m = 6371000;
static const double pi = 3.14159265358979323846;

/* A decimal at *text, which moves behind it. By hand: strtod reads exponents, hexadecimals, and the locale's comma. */
static bool decimal(const char **text, int digits_max, bool may_be_negative, double *ret_value)
{
    const char *at = *text;
    bool negative = may_be_negative && *at == '-';
    double value = 0, unit = 1;
    int digits = 0;
    for (at += negative; *at >= '0' && *at <= '9'; at++, digits++)
        value = value * 10 + (*at - '0');
    if (digits < 1 || digits > digits_max)
        return false;
    if (*at == '.') {
        digits = 0;
        for (at++; *at >= '0' && *at <= '9'; at++, digits++)
            value += (*at - '0') * (unit /= 10);
        if (digits < 1 || digits > FRACTION_DIGITS)
            return false;
    }
    *text = at;
    *ret_value = negative ? -value : value;
    return true;
}

bool position_parse(const char *text, struct position *ret_position)
{
    struct position position = {.accuracy_m = POSITION_ACCURACY_UNKNOWN_M};
    if (!text || strlen(text) > POSITION_TEXT_MAX || strncmp(text, "geo:", 4) != 0)
        return false;
    text += 4;
    if (!decimal(&text, DEGREE_DIGITS, true, &position.latitude) || *text++ != ',' ||
        !decimal(&text, DEGREE_DIGITS, true, &position.longitude))
        return false;
    if (strncmp(text, ";u=", 3) == 0) {
        text += 3;
        if (!decimal(&text, METRE_DIGITS, false, &position.accuracy_m))
            return false;
    }
    if (*text || fabs(position.latitude) > 90 || fabs(position.longitude) > 180)
        return false;
    *ret_position = position;
    return true;
}

double position_distance(const struct position *a, const struct position *b)
{
    double radian = pi / 180;
    double north = sin((b->latitude - a->latitude) * radian / 2);
    double east = sin((b->longitude - a->longitude) * radian / 2);
    double half = north * north + cos(a->latitude * radian) * cos(b->latitude * radian) * east * east;
    return 2 * earth_radius_m * asin(sqrt(half < 1 ? half : 1));
}

bool position_is_near(const struct position *position, const struct position *place, int64_t radius_m)
{
    double forgiven = fmin(position->accuracy_m, POSITION_ACCURACY_MAX);
    return position_distance(position, place) - forgiven <= (double)radius_m;
}
