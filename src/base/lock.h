/* SPDX-License-Identifier: MIT */
/* A mutex that is held to the end of a block: CLOSES(lock_release) pthread_mutex_t *lock = lock_take(&it->lock); */
#ifndef AMS_BASE_LOCK_H
#define AMS_BASE_LOCK_H

#include <pthread.h>

static inline pthread_mutex_t *lock_take(pthread_mutex_t *lock)
{
    pthread_mutex_lock(lock);
    return lock;
}

static inline void lock_release(pthread_mutex_t **lock)
{
    pthread_mutex_unlock(*lock);
}

#endif
