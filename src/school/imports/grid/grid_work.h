/* SPDX-License-Identifier: MIT */
/* Tables that strangers send, read by a worker: for the files of the imports only. */
#ifndef AMS_SCHOOL_GRID_WORK_H
#define AMS_SCHOOL_GRID_WORK_H

#include "school/common/fault.h"
#include "school/imports/grid/grid.h"

struct school;
struct worker_op;

/* What a worker does. */
void grid_op(struct worker_op *op);

/*
 * FAULT_NONE, and *ret_grid to be closed, which says itself when the file is no table (grid_fault). BUSY: again
 * later. INTERNAL: no memory, or no workers. `limits.rows` to `limits.row_size` below 2^32.
 */
enum fault grid_take(struct school *school, const void *bytes, size_t size, const struct csv_limits *limits,
                     const struct grid_hint *hint, struct grid **ret_grid);

#endif
