/* SPDX-License-Identifier: MIT */
/*
 * Work on what strangers send, in processes that can do nothing else (sandbox.h). A fixed number of workers, shared by
 * any number of threads; each does one request at a time. One that dies, or takes too long, costs that request alone:
 * the next gets a new one. None lives long: what one request might leave behind in it is gone with it.
 */
#ifndef AMS_WORKER_WORKER_H
#define AMS_WORKER_WORKER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/uio.h>

#include "worker/keeper.h"
#include "worker/pack.h"

enum {
    WORKER_CALLS_MAX = 200, // of one worker, then it is replaced
    WORKER_WAIT_MS = 10000, // for one that is free
    WORKER_PARTS_MAX = 24,
};

struct workers;

/* `count` (1 to 64) places; each worker starts when it is first needed. NULL without memory. */
struct workers *workers_open(struct keeper *keeper, size_t count);

/* None may be busy. NULL is allowed. */
void workers_close(struct workers *workers);

enum MUST_LOOK worker_result {
    WORKER_DONE,
    WORKER_BUSY, // none was free in time, or none could be started: again in a moment
    WORKER_LOST, // it died over this, or took too long and was ended
};

struct worker_call {
    const char *name; // of the worker_op
    const struct iovec *parts;
    size_t count;      // at most WORKER_PARTS_MAX
    size_t answer_max; // bytes
    unsigned limit_ms; // from the time it has the request
};

/* The answer's bytes; to be released with pack_release. Trust nothing in it. */
enum worker_result workers_call(struct workers *workers, const struct worker_call *call, struct pack *ret_answer);

/* From now on `lost` hears of each request that a worker died over or took too long for, by its name, on the thread
 * that made it. Before the first call. */
void workers_watch(struct workers *workers, void (*lost)(const char *name));

/*
 * Keeps one from everybody until it is given back; NULL when none is free now. For tests: meanwhile who asks for one
 * waits however long it takes, so that no test counts on time.
 */
struct worker;
struct worker *workers_hold(struct workers *workers);
void workers_give(struct workers *workers, struct worker *worker);
pid_t worker_process(const struct worker *worker); // of one that is held; 0: not started yet

struct workers_figures {
    uint64_t calls, lost, refused; // since the start: answered, died or ended over, none free
    size_t busy;                   // now
};
struct workers_figures workers_figures(struct workers *workers);

#endif
