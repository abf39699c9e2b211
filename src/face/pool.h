/* SPDX-License-Identifier: MIT */
/*
 * Faces looked at by workers, which are processes that can do nothing else (worker/worker.h), shared by any number of
 * threads. All answers are FACE_NOT_LOOKED when no worker was free, or the one that looked died over it or took too
 * long: the same may be sent again. For school/faces and the `ams face` commands.
 */
#ifndef AMS_FACE_POOL_H
#define AMS_FACE_POOL_H

#include <stddef.h>

#include "face/face.h"
#include "face/live/live.h"

struct face_pool;
struct keeper;
struct workers;

/*
 * `count` workers of a keeper whose kit has face_kit_ops() of the same models; `models` may be those of
 * face_models_describe(). Both must outlive the pool. NULL without memory.
 */
struct face_pool *face_pool_open(const struct face_models *models, struct keeper *keeper, size_t count);

/*
 * The same with a keeper of its own, forked from this process: for tests and commands. NULL with a sentence in `error`;
 * nothing is left behind then.
 */
struct face_pool *face_pool_fork(const struct face_models *models, size_t count, char error[static FACE_ERROR_SIZE]);

/*
 * face_enrol(), face_read_observed() of at least one frame, face_verify(): what was read is compared here, not in the
 * worker. Thread-safe.
 */
enum face_reason face_pool_enrol(struct face_pool *pool, const struct face_frame *frames, size_t count,
                                 struct face_template *ret_template, struct face_burst_report *ret_report);
enum face_reason face_pool_read(struct face_pool *pool, const struct face_frame *frames, size_t count,
                                struct face_template *ret_template, struct face_burst_report *ret_report,
                                struct live_observation ret_observations[static FACE_READ_OBSERVED_MAX],
                                size_t *ret_observed);
enum face_reason face_pool_verify(struct face_pool *pool, const struct face_frame *frames, size_t count,
                                  const struct face_template *enrolled, struct face_burst_report *ret_report);

/*
 * face_observe() of each of up to FACE_FRAMES_MAX frames. FACE_OK: each observation says its reason. FACE_FAULT: what
 * the worker answered is impossible.
 */
enum face_reason face_pool_observe(struct face_pool *pool, const struct face_frame *frames, size_t count,
                                   int64_t arrived_ms, struct live_observation *ret_observations);

/* The models of all its workers. */
const struct face_models *face_pool_models(const struct face_pool *pool);

/* The workers themselves: for what else is looked at by them, figures, and tests. */
struct workers *face_pool_workers(struct face_pool *pool);

/* No call may be running. NULL is allowed. */
void face_pool_close(struct face_pool *pool);

#endif
