/* SPDX-License-Identifier: MIT */
#include "base/work.h"

#include <pthread.h>

struct work_job {
    void (*run)(void *argument);
    void *argument;
};

struct work {
    pthread_mutex_t lock;
    pthread_cond_t changed;
    struct work_job *jobs; // ring of `size`
    size_t size;
    size_t first;
    size_t waiting;
    bool closing;
    unsigned threads_started;
    pthread_t threads[];
};

enum { THREADS_MAX = 256, QUEUE_LIMIT = 1 << 20 };

static void *worker(void *argument)
{
    struct work *work = argument;
    pthread_mutex_lock(&work->lock);
    for (;;) {
        while (!work->waiting && !work->closing)
            pthread_cond_wait(&work->changed, &work->lock);
        if (!work->waiting)
            break;
        struct work_job job = work->jobs[work->first];
        work->first = (work->first + 1) % work->size;
        work->waiting--;
        pthread_mutex_unlock(&work->lock);
        job.run(job.argument);
        pthread_mutex_lock(&work->lock);
    }
    pthread_mutex_unlock(&work->lock);
    return NULL;
}

struct work *work_open(unsigned threads, size_t queue_max)
{
    if (threads < 1 || threads > THREADS_MAX || queue_max < 1 || queue_max > QUEUE_LIMIT)
        return NULL;
    struct work *work = calloc(1, sizeof(*work) + threads * sizeof(work->threads[0]));
    if (!work)
        return NULL;
    pthread_mutex_init(&work->lock, NULL);
    pthread_cond_init(&work->changed, NULL);
    work->size = queue_max;
    work->jobs = calloc(queue_max, sizeof(work->jobs[0]));
    if (!work->jobs)
        goto fail;
    for (; work->threads_started < threads; work->threads_started++)
        if (pthread_create(&work->threads[work->threads_started], NULL, worker, work) != 0)
            goto fail;
    return work;

fail:
    work_close(work);
    return NULL;
}

bool work_submit(struct work *work, void (*job)(void *argument), void *argument)
{
    pthread_mutex_lock(&work->lock);
    bool room = !work->closing && work->waiting < work->size;
    if (room) {
        work->jobs[(work->first + work->waiting) % work->size] = (struct work_job){job, argument};
        work->waiting++;
        pthread_cond_signal(&work->changed);
    }
    pthread_mutex_unlock(&work->lock);
    return room;
}

size_t work_waiting(struct work *work)
{
    pthread_mutex_lock(&work->lock);
    size_t waiting = work->waiting;
    pthread_mutex_unlock(&work->lock);
    return waiting;
}

void work_close(struct work *work)
{
    if (!work)
        return;
    pthread_mutex_lock(&work->lock);
    work->closing = true;
    pthread_cond_broadcast(&work->changed);
    pthread_mutex_unlock(&work->lock);
    for (unsigned i = 0; i < work->threads_started; i++)
        pthread_join(work->threads[i], NULL);
    pthread_cond_destroy(&work->changed);
    pthread_mutex_destroy(&work->lock);
    free(work->jobs);
    free(work);
}
