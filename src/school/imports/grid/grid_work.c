/* SPDX-License-Identifier: MIT */
#include "school/imports/grid/grid_work.h"

#include <string.h>

#include "school/common/state.h"
#include "worker/worker.h"

#define OP "grid.read"

enum { LIMIT_MS = 60000 };

/* ---- in the worker ---- */

static bool run(void *context, const uint8_t *request, size_t size, struct pack *answer)
{
    struct csv_limits limits;
    (void)context;
    if (size < sizeof(limits))
        return false;
    memcpy(&limits, request, sizeof(limits));
    grid_read(request + sizeof(limits), size - sizeof(limits), &limits, answer);
    return !answer->failed;
}

void grid_op(struct worker_op *op)
{
    *op = (struct worker_op){OP, GRID_FILE_MAX + sizeof(struct csv_limits), GRID_ANSWER_MAX, run, NULL};
}

/* ---- here ---- */

enum fault grid_take(struct school *school, const void *bytes, size_t size, const struct csv_limits *limits,
                     struct grid **ret_grid)
{
    struct pack answer = {.max = GRID_ANSWER_MAX};
    struct csv_limits request = *limits;
    const struct iovec parts[] = {{&request, sizeof(request)}, {(void *)(uintptr_t)bytes, size}};
    const struct worker_call call = {
        .name = OP, .parts = parts, .count = 2, .answer_max = GRID_ANSWER_MAX, .limit_ms = LIMIT_MS};
    if (!school->config.parsers)
        return FAULT_INTERNAL;
    enum worker_result result = workers_call(school->config.parsers, &call, &answer);
    if (result == WORKER_BUSY)
        return FAULT_BUSY;
    // What broke off has left nothing, which grid_of() takes for GRID_LOST.
    struct grid *grid = grid_of(&answer, limits);
    pack_release(&answer);
    if (!grid)
        return FAULT_INTERNAL;
    *ret_grid = grid;
    return FAULT_NONE;
}
