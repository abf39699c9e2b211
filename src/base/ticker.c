/* SPDX-License-Identifier: MIT */
#include "base/ticker.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/clock.h"

struct lane {
    struct ticker *ticker;
    struct ticker_task task;
    pthread_t thread;
    int64_t due_ms; // on the steady clock
    bool woken;
};

struct ticker {
    pthread_mutex_t lock; // guards `stops` and each lane's due_ms and woken
    pthread_cond_t changed;
    bool stops;
    size_t started;
    size_t count;
    struct lane lanes[];
};

static int64_t steady_ms(void)
{
    return clock_steady_ns() / 1000000;
}

int64_t ticker_next_ms(int64_t due_ms, int64_t period_ms, int64_t now_ms)
{
    int64_t next = due_ms + period_ms;
    return next > now_ms ? next : now_ms;
}

/* With the lock held: until the lane is due. False when it is time to stop. */
static bool wait_for_turn(struct lane *lane)
{
    struct ticker *ticker = lane->ticker;
    while (!ticker->stops && !lane->woken && steady_ms() < lane->due_ms) {
        const struct timespec until = {.tv_sec = lane->due_ms / 1000, .tv_nsec = lane->due_ms % 1000 * 1000000};
        pthread_cond_timedwait(&ticker->changed, &ticker->lock, &until);
    }
    return !ticker->stops;
}

static void *keep_time(void *argument)
{
    struct lane *lane = argument;
    struct ticker *ticker = lane->ticker;
    pthread_mutex_lock(&ticker->lock);
    while (wait_for_turn(lane)) {
        if (lane->woken) // its period begins anew
            lane->due_ms = steady_ms();
        lane->woken = false;
        pthread_mutex_unlock(&ticker->lock);
        lane->task.run(lane->task.context);
        pthread_mutex_lock(&ticker->lock);
        lane->due_ms = ticker_next_ms(lane->due_ms, lane->task.period_ms, steady_ms());
    }
    pthread_mutex_unlock(&ticker->lock);
    return NULL;
}

struct ticker *ticker_open(const struct ticker_task *tasks, size_t count)
{
    pthread_condattr_t steady;
    if (count < 1 || count > TICKER_TASKS_MAX)
        return NULL;
    for (size_t i = 0; i < count; i++)
        if (tasks[i].period_ms < 1 || tasks[i].period_ms > TICKER_PERIOD_MAX_MS)
            return NULL;
    struct ticker *ticker = calloc(1, sizeof(*ticker) + count * sizeof(ticker->lanes[0]));
    if (!ticker)
        return NULL;
    pthread_mutex_init(&ticker->lock, NULL);
    pthread_condattr_init(&steady);
    pthread_condattr_setclock(&steady, CLOCK_MONOTONIC); // what clock_steady_ns reads
    pthread_cond_init(&ticker->changed, &steady);
    pthread_condattr_destroy(&steady);
    ticker->count = count;
    for (size_t i = 0; i < count; i++)
        ticker->lanes[i] =
            (struct lane){.ticker = ticker, .task = tasks[i], .due_ms = steady_ms() + tasks[i].period_ms};
    for (; ticker->started < count; ticker->started++) {
        struct lane *lane = &ticker->lanes[ticker->started];
        if (pthread_create(&lane->thread, NULL, keep_time, lane) != 0) {
            ticker_close(ticker);
            return NULL;
        }
        char name[16];
        snprintf(name, sizeof(name), "%s", lane->task.name);
        pthread_setname_np(lane->thread, name);
    }
    return ticker;
}

void ticker_wake(struct ticker *ticker, const char *name)
{
    pthread_mutex_lock(&ticker->lock);
    for (size_t i = 0; i < ticker->count; i++)
        if (strcmp(ticker->lanes[i].task.name, name) == 0)
            ticker->lanes[i].woken = true;
    pthread_cond_broadcast(&ticker->changed);
    pthread_mutex_unlock(&ticker->lock);
}

void ticker_close(struct ticker *ticker)
{
    if (!ticker)
        return;
    pthread_mutex_lock(&ticker->lock);
    ticker->stops = true;
    pthread_cond_broadcast(&ticker->changed);
    pthread_mutex_unlock(&ticker->lock);
    for (size_t i = 0; i < ticker->started; i++)
        pthread_join(ticker->lanes[i].thread, NULL);
    pthread_cond_destroy(&ticker->changed);
    pthread_mutex_destroy(&ticker->lock);
    free(ticker);
}
