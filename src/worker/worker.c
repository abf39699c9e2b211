/* SPDX-License-Identifier: MIT */
#include "worker/worker.h"

#include <errno.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/str.h"
#include "worker/channel.h"

enum { PLACES_MAX = 64 };

static const int64_t ns_a_ms = 1000000;

struct worker {
    int socket; // -1: not started
    pid_t process;
    unsigned calls;
};

struct workers {
    struct keeper *keeper;
    void (*lost)(const char *name); // NULL: nobody hears of it
    pthread_mutex_t lock;
    pthread_cond_t given;
    struct workers_figures figures;
    size_t count;
    size_t free_count;
    size_t held;                     // by tests
    struct worker *free[PLACES_MAX]; // the first free_count; the one given back last is taken first: it is warm
    struct worker all[];
};

struct workers *workers_open(struct keeper *keeper, size_t count)
{
    if (count < 1 || count > PLACES_MAX)
        return NULL;
    struct workers *workers = calloc(1, sizeof(*workers) + count * sizeof(workers->all[0]));
    if (!workers)
        return NULL;
    workers->keeper = keeper;
    workers->count = workers->free_count = count;
    for (size_t i = 0; i < count; i++) {
        workers->all[i].socket = -1;
        workers->free[i] = &workers->all[i];
    }
    pthread_mutex_init(&workers->lock, NULL);
    pthread_cond_init(&workers->given, NULL);
    return workers;
}

void workers_watch(struct workers *workers, void (*lost)(const char *name))
{
    workers->lost = lost;
}

/* It ends when it reads the end; the keeper waits for it, and ends it if it does not. */
static void put_away(struct workers *workers, struct worker *worker)
{
    if (worker->socket < 0)
        return;
    close(worker->socket);
    keeper_end(workers->keeper, worker->process);
    *worker = (struct worker){.socket = -1};
}

void workers_close(struct workers *workers)
{
    if (!workers)
        return;
    for (size_t i = 0; i < workers->count; i++)
        put_away(workers, &workers->all[i]);
    pthread_cond_destroy(&workers->given);
    pthread_mutex_destroy(&workers->lock);
    free(workers);
}

static struct worker *take(struct workers *workers, unsigned wait_ms)
{
    struct worker *worker = NULL;
    int64_t until = clock_steady_ns() + wait_ms * ns_a_ms;
    const struct timespec time = {until / (1000 * ns_a_ms), until % (1000 * ns_a_ms)};
    int waited = 0;
    pthread_mutex_lock(&workers->lock);
    while (workers->free_count == 0 && wait_ms > 0 && waited == 0)
        waited = workers->held > 0 ? pthread_cond_wait(&workers->given, &workers->lock)
                                   : pthread_cond_clockwait(&workers->given, &workers->lock, CLOCK_MONOTONIC, &time);
    if (workers->free_count > 0) {
        worker = workers->free[--workers->free_count];
        workers->figures.busy++;
    } else {
        workers->figures.refused++;
    }
    pthread_mutex_unlock(&workers->lock);
    return worker;
}

static void give(struct workers *workers, struct worker *worker, uint64_t calls, uint64_t lost)
{
    pthread_mutex_lock(&workers->lock);
    workers->free[workers->free_count++] = worker;
    workers->figures.busy--;
    workers->figures.calls += calls;
    workers->figures.lost += lost;
    pthread_cond_signal(&workers->given);
    pthread_mutex_unlock(&workers->lock);
}

struct worker *workers_hold(struct workers *workers)
{
    struct worker *worker = take(workers, 0);
    pthread_mutex_lock(&workers->lock);
    workers->held += worker != NULL;
    pthread_mutex_unlock(&workers->lock);
    return worker;
}

void workers_give(struct workers *workers, struct worker *worker)
{
    pthread_mutex_lock(&workers->lock);
    workers->held--;
    pthread_mutex_unlock(&workers->lock);
    give(workers, worker, 0, 0);
}

pid_t worker_process(const struct worker *worker)
{
    return worker->process;
}

struct workers_figures workers_figures(struct workers *workers)
{
    pthread_mutex_lock(&workers->lock);
    struct workers_figures figures = workers->figures;
    pthread_mutex_unlock(&workers->lock);
    return figures;
}

static bool exchange(const struct worker *worker, const struct worker_call *call, struct pack *answer)
{
    int64_t deadline = clock_steady_ns() + call->limit_ms * ns_a_ms;
    struct worker_head head = {.size = 0}, back;
    struct iovec parts[WORKER_PARTS_MAX + 1] = {{&head, sizeof(head)}};
    str_copy(head.name, sizeof(head.name), call->name);
    for (size_t i = 0; i < call->count; i++) {
        head.size += call->parts[i].iov_len;
        parts[i + 1] = call->parts[i];
    }
    if (!channel_send(worker->socket, parts, call->count + 1, deadline) ||
        !channel_receive(worker->socket, &back, sizeof(back), deadline) || back.size > call->answer_max)
        return false;
    answer->bytes = malloc(back.size + 1);
    if (!answer->bytes)
        return false;
    answer->size = answer->room = answer->max = back.size;
    return channel_receive(worker->socket, answer->bytes, back.size, deadline);
}

enum worker_result workers_call(struct workers *workers, const struct worker_call *call, struct pack *ret_answer)
{
    struct pack answer = {.max = 0};
    if (call->count > WORKER_PARTS_MAX)
        return WORKER_LOST;
    struct worker *worker = take(workers, WORKER_WAIT_MS);
    if (!worker)
        return WORKER_BUSY;
    // One that ended while it had nothing to do is no loss of this request.
    if (worker->calls >= WORKER_CALLS_MAX || (worker->socket >= 0 && !channel_is_quiet(worker->socket)))
        put_away(workers, worker);
    if (worker->socket < 0 && !keeper_start(workers->keeper, &worker->process, &worker->socket)) {
        worker->socket = -1;
        give(workers, worker, 0, 0);
        return WORKER_BUSY;
    }
    worker->calls++;
    bool done = exchange(worker, call, &answer);
    if (!done) {
        put_away(workers, worker);
        pack_release(&answer);
        if (workers->lost)
            workers->lost(call->name);
    } else {
        *ret_answer = answer;
    }
    give(workers, worker, done, !done);
    return done ? WORKER_DONE : WORKER_LOST;
}
