/* SPDX-License-Identifier: MIT */
/* A fixed number of face engines shared by any number of threads. For school/identity.c and the `ams face` commands. */
#ifndef AMS_FACE_POOL_H
#define AMS_FACE_POOL_H

#include <stddef.h>

#include "face/face.h"

struct face_pool;

/*
 * Opens `count` engines (at least 1). NULL with a sentence in `error` on failure; nothing is left behind then. The
 * models must outlive the pool.
 */
struct face_pool *face_pool_open(const struct face_models *models, size_t count, char error[static FACE_ERROR_SIZE]);

/* An engine for the calling thread alone; waits until one is free. Thread-safe. Every taken engine must be given back.
 */
struct face_engine *face_pool_take(struct face_pool *pool);

/*
 * Waits for one engine and takes up to `max` (at least 1) of those that are free then: for one caller's several
 * threads. Returns how many. Thread-safe. Each must be given back.
 */
size_t face_pool_take_several(struct face_pool *pool, struct face_engine **engines, size_t max);

/* Thread-safe. `engine` must come from face_pool_take of the same pool. */
void face_pool_give(struct face_pool *pool, struct face_engine *engine);

/* The models of all its engines. */
const struct face_models *face_pool_models(const struct face_pool *pool);

/* All engines must have been given back. NULL is allowed. */
void face_pool_close(struct face_pool *pool);

#endif
