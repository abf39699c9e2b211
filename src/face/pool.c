/* SPDX-License-Identifier: MIT */
#include "face/pool.h"

#include <assert.h>
#include <stdlib.h>

#include "base/str.h"
#include "face/kit.h"
#include "face/trace.h"
#include "worker/worker.h"

enum { READ_MS = 30000 }; // a burst of the slowest frames on a slow processor takes a tenth of it

struct face_pool {
    const struct face_models *models;
    struct workers *workers;
    struct keeper *own; // NULL: somebody else's
};

struct face_pool *face_pool_open(const struct face_models *models, struct keeper *keeper, size_t count)
{
    struct face_pool *pool = calloc(1, sizeof(*pool));
    if (!pool)
        return NULL;
    pool->models = models;
    pool->workers = workers_open(keeper, count);
    if (pool->workers)
        return pool;
    free(pool);
    return NULL;
}

struct face_pool *face_pool_fork(const struct face_models *models, size_t count, char error[static FACE_ERROR_SIZE])
{
    struct worker_op ops[FACE_KIT_OPS];
    char reason[KEEPER_ERROR_SIZE];
    struct face_kit *kit = face_kit_open(models, count, error);
    if (!kit)
        return NULL;
    face_kit_ops(kit, ops);
    // The keeper has the kit from here on; it is never forked again, for this process may have threads by then.
    struct keeper *keeper = keeper_fork(&(struct worker_kit){ops, FACE_KIT_OPS}, reason);
    face_kit_close(kit);
    struct face_pool *pool = keeper ? face_pool_open(models, keeper, count) : NULL;
    if (pool) {
        pool->own = keeper;
        return pool;
    }
    snprintf(error, FACE_ERROR_SIZE, "%.200s", keeper ? "No memory for face workers." : reason);
    keeper_close(keeper);
    return NULL;
}

/* A head and frames as the parts of a message. A frame that is too large says so by its first bytes. */
struct asking {
    struct {
        uint32_t needed, observed, count;
    } head;
    uint64_t sizes[FACE_FRAMES_MAX];
    struct iovec parts[1 + 2 * FACE_FRAMES_MAX];
    size_t count;
};

static void add_part(struct asking *asking, const void *bytes, size_t size)
{
    asking->parts[asking->count++] = (struct iovec){(void *)(uintptr_t)bytes, size};
}

static void add_frames(struct asking *asking, const struct face_frame *frames, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        asking->sizes[i] = frames[i].size <= FACE_FRAME_BYTES_MAX ? frames[i].size : FACE_FRAME_BYTES_MAX + 1;
        add_part(asking, &asking->sizes[i], sizeof(asking->sizes[i]));
        add_part(asking, frames[i].bytes, asking->sizes[i]);
    }
}

static bool ask(struct face_pool *pool, const char *name, const struct asking *asking, size_t answer_max,
                struct pack *ret_answer)
{
    const struct worker_call call = {
        .name = name, .parts = asking->parts, .count = asking->count, .answer_max = answer_max, .limit_ms = READ_MS};
    return workers_call(pool->workers, &call, ret_answer) == WORKER_DONE;
}

/* What is known here is not taken from there. */
static void own_digests(const struct face_frame *frames, struct face_burst_report *report)
{
    size_t accepted = 0;
    for (size_t i = 0; i < report->frames && accepted < report->accepted; i++)
        if (report->reasons[i] == FACE_OK)
            trace_digest(frames[i], report->traces[accepted++].digest);
}

/* Observations that came from a worker, of these frames. False when one is impossible. */
static bool unpack_observations(const struct face_pool *pool, struct unpack *unpack, const struct face_frame *frames,
                                size_t count, int64_t arrived_ms, struct live_observation *ret_observations)
{
    for (size_t i = 0; i < count; i++) {
        uint8_t packed[LIVE_OBSERVATION_SIZE];
        unpack_bytes(unpack, packed, sizeof(packed));
        bool good = !unpack->failed && live_observation_unpack(packed, sizeof(packed), &ret_observations[i]);
        explicit_bzero(packed, sizeof(packed));
        if (!good)
            return false;
        // What is known here is not taken from there.
        live_observation_own(&ret_observations[i], frames[i], arrived_ms, face_models_id(pool->models));
    }
    return true;
}

/* The first accepted frames of a burst. */
static void accepted_of(const struct face_burst_report *report, const struct face_frame *frames, size_t max,
                        struct face_frame *ret_frames)
{
    size_t count = 0;
    for (size_t i = 0; i < report->frames && count < max; i++)
        if (report->reasons[i] == FACE_OK)
            ret_frames[count++] = frames[i];
}

/* What is wanted besides, and came. */
struct observed {
    size_t max, count;
    struct live_observation *observations;
};

static bool take_observed(const struct face_pool *pool, struct unpack *unpack, const struct face_frame *frames,
                          const struct face_burst_report *report, struct observed *observed)
{
    struct face_frame accepted[FACE_READ_OBSERVED_MAX];
    observed->count = unpack_u32(unpack);
    if (unpack->failed || observed->count > observed->max || observed->count > report->accepted)
        return false;
    accepted_of(report, frames, observed->count, accepted);
    return unpack_observations(pool, unpack, accepted, observed->count, 0, observed->observations);
}

static enum face_reason read_burst(struct face_pool *pool, const struct face_frame *frames, size_t count, size_t needed,
                                   struct face_template *ret_template, struct face_burst_report *ret_report,
                                   struct observed *observed)
{
    CLOSES(pack_release) struct pack answer = {.max = 0};
    struct asking asking = {.head = {(uint32_t)needed, (uint32_t)observed->max, (uint32_t)count}};
    struct face_burst_report report = {.frames = count};
    struct face_template template;
    *ret_report = report;
    if (count > FACE_FRAMES_MAX)
        return FACE_FAULT;
    add_part(&asking, &asking.head, sizeof(asking.head));
    add_frames(&asking, frames, count);
    if (!ask(pool, FACE_OP_READ, &asking, FACE_READ_ANSWER_MAX, &answer))
        return FACE_NOT_LOOKED;
    struct unpack unpack = {.at = answer.bytes, .left = answer.size};
    enum face_reason reason = face_unpack_reason(&unpack);
    face_unpack_report(&unpack, &report);
    if (reason == FACE_OK)
        face_unpack_template(&unpack, face_models_id(pool->models), &template);
    bool enough = observed->max > 0 && report.accepted == observed->max; // then it looked at no more
    if (unpack.failed || report.frames > count || (report.frames < count && !enough) ||
        (reason == FACE_OK && report.accepted < needed) || !take_observed(pool, &unpack, frames, &report, observed) ||
        !unpack_done(&unpack))
        return FACE_FAULT;
    own_digests(frames, &report);
    *ret_report = report;
    if (reason == FACE_OK)
        *ret_template = template;
    explicit_bzero(&template, sizeof(template));
    return reason;
}

enum face_reason face_pool_enrol(struct face_pool *pool, const struct face_frame *frames, size_t count,
                                 struct face_template *ret_template, struct face_burst_report *ret_report)
{
    return read_burst(pool, frames, count, FACE_FRAMES_MIN, ret_template, ret_report, &(struct observed){0});
}

enum face_reason face_pool_read(struct face_pool *pool, const struct face_frame *frames, size_t count,
                                struct face_template *ret_template, struct face_burst_report *ret_report,
                                struct live_observation ret_observations[static FACE_READ_OBSERVED_MAX],
                                size_t *ret_observed)
{
    struct observed observed = {.max = FACE_READ_OBSERVED_MAX, .observations = ret_observations};
    enum face_reason reason = read_burst(pool, frames, count, 1, ret_template, ret_report, &observed);
    *ret_observed = reason == FACE_OK ? observed.count : 0;
    return reason;
}

enum face_reason face_pool_verify(struct face_pool *pool, const struct face_frame *frames, size_t count,
                                  const struct face_template *enrolled, struct face_burst_report *ret_report)
{
    struct face_template seen;
    enum face_reason reason = read_burst(pool, frames, count, 1, &seen, ret_report, &(struct observed){0});
    if (reason == FACE_OK)
        reason = face_match(pool->models, &seen, enrolled, NULL);
    explicit_bzero(&seen, sizeof(seen));
    return reason;
}

enum face_reason face_pool_observe(struct face_pool *pool, const struct face_frame *frames, size_t count,
                                   int64_t arrived_ms, struct live_observation *ret_observations)
{
    CLOSES(pack_release) struct pack answer = {.max = 0};
    struct asking asking = {.head = {.count = (uint32_t)count}};
    if (count > FACE_FRAMES_MAX)
        return FACE_FAULT;
    add_part(&asking, &asking.head.count, sizeof(asking.head.count));
    add_frames(&asking, frames, count);
    if (!ask(pool, FACE_OP_OBSERVE, &asking, FACE_OBSERVE_ANSWER_MAX, &answer))
        return FACE_NOT_LOOKED;
    struct unpack unpack = {.at = answer.bytes, .left = answer.size};
    return unpack_observations(pool, &unpack, frames, count, arrived_ms, ret_observations) && unpack_done(&unpack)
               ? FACE_OK
               : FACE_FAULT;
}

const struct face_models *face_pool_models(const struct face_pool *pool)
{
    return pool->models;
}

struct workers *face_pool_workers(struct face_pool *pool)
{
    return pool->workers;
}

void face_pool_close(struct face_pool *pool)
{
    if (!pool)
        return;
    workers_close(pool->workers);
    keeper_close(pool->own);
    free(pool);
}
