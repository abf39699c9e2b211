/* SPDX-License-Identifier: MIT */
#include "school/imports/grid/grid_work.h"

#include <string.h>

#include "base/str.h"
#include "school/common/state.h"
#include "worker/worker.h"

#define OP "grid.read"

enum { LIMIT_MS = 60000 };

/* What stands before the file. */
struct asked {
    struct csv_limits limits;
    char language[GRID_LANGUAGE_SIZE], encoding[GRID_ENCODING_SIZE]; // "": nothing is known
};

/* ---- in the worker ---- */

static bool run(void *context, const uint8_t *request, size_t size, struct pack *answer)
{
    struct asked asked;
    (void)context;
    if (size < sizeof(asked))
        return false;
    memcpy(&asked, request, sizeof(asked));
    const struct grid_hint hint = {.language = asked.language, .encoding = asked.encoding};
    grid_read(request + sizeof(asked), size - sizeof(asked), &asked.limits, &hint, answer);
    return !answer->failed;
}

void grid_op(struct worker_op *op)
{
    *op = (struct worker_op){OP, GRID_FILE_MAX + sizeof(struct asked), GRID_ANSWER_MAX, run, NULL};
}

/* ---- here ---- */

enum fault grid_take(struct school *school, const void *bytes, size_t size, const struct csv_limits *limits,
                     const struct grid_hint *hint, struct grid **ret_grid)
{
    struct pack answer = {.max = GRID_ANSWER_MAX};
    struct asked request = {.limits = *limits};
    // One that is too long is none.
    if (hint && hint->language)
        str_copy(request.language, sizeof(request.language), hint->language);
    if (hint && hint->encoding)
        str_copy(request.encoding, sizeof(request.encoding), hint->encoding);
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
