/* SPDX-License-Identifier: MIT */
/* What a worker can do, and the worker's own part: ask, answer, ask again, until the server is gone. */
#ifndef AMS_WORKER_SERVE_H
#define AMS_WORKER_SERVE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "worker/pack.h"

/* One thing that it can do. */
struct worker_op {
    const char *name;   // "face.burst"
    size_t request_max; // bytes
    size_t answer_max;
    /*
     * Runs in the worker, shut in. `request` is borrowed. False: no memory, or a request that no server of ours sends;
     * the worker ends then.
     */
    bool (*run)(void *context, const uint8_t *request, size_t size, struct pack *answer);
    void *context; // opened before the worker was shut in
};

struct worker_kit {
    const struct worker_op *ops;
    size_t count;
};

enum { WORKER_NAME_SIZE = 24 };

/* Before each request, and before each answer (with an empty name). */
struct worker_head {
    char name[WORKER_NAME_SIZE];
    uint64_t size;
};

/* Shuts the process in as a worker. False when the system does not let it. */
bool worker_shut_in(int socket);

/* Shuts the process in and serves. Ends the process. */
_Noreturn void worker_serve(int socket, const struct worker_kit *kit);

#endif
