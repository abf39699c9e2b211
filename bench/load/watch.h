/* SPDX-License-Identifier: MIT */
/* What a server and all processes below it use, read from /proc. */
#ifndef AMS_BENCH_WATCH_H
#define AMS_BENCH_WATCH_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

struct watch;

/* Looks twice a second on a thread of its own. NULL without memory or threads. */
struct watch *watch_open(pid_t server);

struct watch_figures {
    double cpu_s;         // of all, since watch_open
    double machine_cpu_s; // of the whole machine, whoever used it
    size_t server_kb_max; // resident memory of the server alone
    size_t tree_kb_max;   // of it and its workers, what they share counted once
    size_t processes_max;
};

/* Stops looking. */
struct watch_figures watch_close(struct watch *watch);

#endif
