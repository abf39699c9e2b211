/* SPDX-License-Identifier: MIT */
/* A table as one text, to compare: "1:a|b/2:1|2/"; "@" before a cell's kind unless it is text; "!B3 quote_open words/"
 * for a row that cannot be read; "*encoding_taken words/" for what is to be known; "#file_empty" for no table. */
#ifndef AMS_TESTS_GRID_TOLD_H
#define AMS_TESTS_GRID_TOLD_H

#include "school/imports/grid/grid.h"

enum { GRID_TOLD_SIZE = 1 << 16 };

extern const struct csv_limits grid_told_limits; // those of imports

/* In a buffer of its own, until the next call. */
const char *grid_told(const void *bytes, size_t size, const struct csv_limits *limits);

#endif
