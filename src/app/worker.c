/* SPDX-License-Identifier: MIT */
#include "app/worker.h"

#include <pthread.h>
#include <stdbool.h>
#include <stdlib.h>
#include <time.h>

#include "base/log.h"
#include "school/jobs/job.h"

enum { WORKER_THREADS = 2, LOOK_SECONDS = 1 }; // two: a long import must not keep an export waiting

struct worker {
    struct school *school;
    pthread_mutex_t lock; // guards the next two
    pthread_cond_t stopped;
    bool stops;
    pthread_t threads[WORKER_THREADS];
    unsigned running;
};

/* True when it is time to stop. */
static bool pause_or_stop(struct worker *worker)
{
    struct timespec until;
    clock_gettime(CLOCK_REALTIME, &until);
    until.tv_sec += LOOK_SECONDS;
    pthread_mutex_lock(&worker->lock);
    if (!worker->stops)
        pthread_cond_timedwait(&worker->stopped, &worker->lock, &until);
    bool stops = worker->stops;
    pthread_mutex_unlock(&worker->lock);
    return stops;
}

static void *work(void *argument)
{
    struct worker *worker = argument;
    do {
        size_t jobs;
        enum fault fault = school_work(worker->school, &jobs);
        if (fault != FAULT_NONE)
            log_write(LOG_WARN, "jobs_failed", "fault %d", (int)fault);
    } while (!pause_or_stop(worker));
    return NULL;
}

struct worker *worker_open(struct school *school)
{
    struct worker *worker = calloc(1, sizeof(*worker));
    if (worker == NULL)
        return NULL;
    worker->school = school;
    pthread_mutex_init(&worker->lock, NULL);
    pthread_cond_init(&worker->stopped, NULL);
    while (worker->running < WORKER_THREADS &&
           pthread_create(&worker->threads[worker->running], NULL, work, worker) == 0)
        worker->running++;
    if (worker->running < WORKER_THREADS) {
        worker_close(worker);
        return NULL;
    }
    return worker;
}

void worker_close(struct worker *worker)
{
    if (worker == NULL)
        return;
    school_stop_work(worker->school);
    pthread_mutex_lock(&worker->lock);
    worker->stops = true;
    pthread_cond_broadcast(&worker->stopped);
    pthread_mutex_unlock(&worker->lock);
    for (unsigned i = 0; i < worker->running; i++)
        pthread_join(worker->threads[i], NULL);
    pthread_cond_destroy(&worker->stopped);
    pthread_mutex_destroy(&worker->lock);
    free(worker);
}
