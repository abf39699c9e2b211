/* SPDX-License-Identifier: MIT */
/* `ams face eval --plot`: the detection error trade-off as an SVG file, both axes on the normal-deviate scale. */
#ifndef AMS_APP_FACE_PLOT_H
#define AMS_APP_FACE_PLOT_H

#include <stdbool.h>
#include <stddef.h>

#include "app/face/face_rates.h"

/* One curve. */
struct face_plot {
    const char *title; // plain text; escaped for XML
    const char *label; // of the curve, with its counts
    const struct rate_corner *corners;
    size_t corner_count;
    const struct rate_point *points; // marked on the curve
    size_t point_count;
};

/* Writes the whole file, or nothing at `path`. False with errno set. */
bool face_plot_write(const char *path, const struct face_plot *plot);

#endif
