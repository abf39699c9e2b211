/* SPDX-License-Identifier: MIT */
/* Tables as text: for grid_read.c alone. */
#ifndef AMS_SCHOOL_GRID_TEXT_H
#define AMS_SCHOOL_GRID_TEXT_H

#include "school/imports/grid/grid_build.h"

/* Reads CSV and its relatives in whatever encoding (grid_encoding.h). */
void grid_text(struct build *build, const void *bytes, size_t size, const struct grid_hint *hint);

#endif
