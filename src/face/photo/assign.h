/* SPDX-License-Identifier: MIT */
/* One face, one student: the best pairing of the rows and columns of a table. Pure. For the face room only. */
#ifndef AMS_FACE_ASSIGN_H
#define AMS_FACE_ASSIGN_H

#include <stdbool.h>
#include <stddef.h>

enum { ASSIGN_NONE = -1 };

/*
 * Pairs rows with columns, each at most once, so that the sum of `scores` (rows, columns) above `floor` is the largest
 * possible; a pair at or below `floor` (or not a number) is no pair. `partners` (rows): the column of each row, or
 * ASSIGN_NONE. Shortest augmenting paths: min(rows, columns)^2 * max(rows, columns) steps. False without memory.
 */
bool assign_best(const float *scores, size_t rows, size_t columns, float floor, int *partners);

#endif
