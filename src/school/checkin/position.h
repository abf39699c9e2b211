/* SPDX-License-Identifier: MIT */
/*
 * Places on Earth as geo URIs (RFC 5870): "geo:52.52,13.405" and, with an uncertainty in metres,
 * "geo:52.52,13.405;u=20". A phone says where it is, and can be made to lie: a position is a hint, never a proof. Pure
 * functions.
 */
#ifndef AMS_SCHOOL_POSITION_H
#define AMS_SCHOOL_POSITION_H

#include <stdbool.h>
#include <stdint.h>

enum {
    POSITION_TEXT_MAX = 63,            // bytes of a geo URI that is read
    POSITION_ACCURACY_MAX = 1000,      // metres that an uncertainty may forgive
    POSITION_ACCURACY_UNKNOWN_M = 100, // when none is said
};

struct position {
    double latitude, longitude; // degrees, WGS 84: -90 to 90, -180 to 180
    double accuracy_m;          // 0 or more
};

/*
 * Reads latitude and longitude as decimals (a minus, up to three digits before and ten behind a point) and an optional
 * ";u=" of at most nine digits before a point. False, and nothing written, on NULL and on anything else: an altitude,
 * another coordinate system, exponents, spaces.
 */
bool position_parse(const char *text, struct position *ret_position);

/* Metres along the sphere of radius 6371 km (haversine: R. W. Sinnott, "Virtues of the Haversine", 1984). */
double position_distance(const struct position *a, const struct position *b);

/* Whether `position`, its uncertainty (up to POSITION_ACCURACY_MAX) forgiven, is within `radius_m` of `place`. */
bool position_is_near(const struct position *position, const struct position *place, int64_t radius_m);

#endif
