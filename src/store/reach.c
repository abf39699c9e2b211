/* SPDX-License-Identifier: MIT */
#include "store/reach.h"

#include "base/clock.h"
#include "base/lock.h"

void store_reach_init(struct store_reach *reach)
{
    *reach = (struct store_reach){0};
    pthread_mutex_init(&reach->lock, NULL);
}

void store_reach_destroy(struct store_reach *reach)
{
    pthread_mutex_destroy(&reach->lock);
}

bool store_reach_open(struct store_reach *reach)
{
    CLOSES(lock_release) pthread_mutex_t *lock __attribute__((unused)) = lock_take(&reach->lock);
    return !reach->away;
}

bool store_reach_enter(struct store_reach *reach)
{
    CLOSES(lock_release) pthread_mutex_t *lock __attribute__((unused)) = lock_take(&reach->lock);
    if (!reach->away)
        return true;
    if (reach->trying || clock_steady_ns() < reach->next_try_ns)
        return false;
    reach->trying = true;
    return true;
}

void store_reach_tell(struct store_reach *reach, bool connected)
{
    CLOSES(lock_release) pthread_mutex_t *lock __attribute__((unused)) = lock_take(&reach->lock);
    reach->away = !connected;
    reach->trying = false;
    reach->next_try_ns = clock_steady_ns() + (int64_t)REACH_PAUSE_MS * 1000000;
}
