/* SPDX-License-Identifier: MIT */
#include "face/pool.h"

#include <assert.h>
#include <pthread.h>

struct face_pool {
    pthread_mutex_t lock;
    pthread_cond_t given;
    const struct face_models *models;
    size_t count;
    size_t free;
    struct face_engine *engines[]; // the first `free` of them are free
};

struct face_pool *face_pool_open(const struct face_models *models, size_t count, char error[static FACE_ERROR_SIZE])
{
    assert(count > 0);
    struct face_pool *pool = calloc(1, sizeof(*pool) + count * sizeof(pool->engines[0]));
    if (!pool) {
        snprintf(error, FACE_ERROR_SIZE, "No memory for %zu face engines.", count);
        return NULL;
    }
    pool->models = models;
    pthread_mutex_init(&pool->lock, NULL);
    pthread_cond_init(&pool->given, NULL);
    for (; pool->count < count; pool->count++) {
        pool->engines[pool->count] = face_engine_open(models, error);
        if (!pool->engines[pool->count]) {
            pool->free = pool->count;
            face_pool_close(pool);
            return NULL;
        }
    }
    pool->free = count;
    return pool;
}

struct face_engine *face_pool_take(struct face_pool *pool)
{
    pthread_mutex_lock(&pool->lock);
    while (pool->free == 0)
        pthread_cond_wait(&pool->given, &pool->lock);
    // The one given back last: its buffers are warm.
    struct face_engine *engine = pool->engines[--pool->free];
    pthread_mutex_unlock(&pool->lock);
    return engine;
}

size_t face_pool_take_several(struct face_pool *pool, struct face_engine **engines, size_t max)
{
    assert(max > 0);
    size_t count = 0;
    pthread_mutex_lock(&pool->lock);
    while (pool->free == 0)
        pthread_cond_wait(&pool->given, &pool->lock);
    while (pool->free > 0 && count < max)
        engines[count++] = pool->engines[--pool->free];
    pthread_mutex_unlock(&pool->lock);
    return count;
}

void face_pool_give(struct face_pool *pool, struct face_engine *engine)
{
    pthread_mutex_lock(&pool->lock);
    assert(pool->free < pool->count);
    pool->engines[pool->free++] = engine;
    pthread_cond_signal(&pool->given);
    pthread_mutex_unlock(&pool->lock);
}

const struct face_models *face_pool_models(const struct face_pool *pool)
{
    return pool->models;
}

void face_pool_close(struct face_pool *pool)
{
    if (!pool)
        return;
    assert(pool->free == pool->count);
    for (size_t i = 0; i < pool->count; i++)
        face_engine_close(pool->engines[i]);
    pthread_cond_destroy(&pool->given);
    pthread_mutex_destroy(&pool->lock);
    free(pool);
}
