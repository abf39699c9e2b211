/* SPDX-License-Identifier: MIT */
#include "watch.h"

#include <glob.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

enum { PROCESSES_MAX = 64, LINE_SIZE = 512, PERIOD_MS = 500 };

struct watch {
    pid_t server;
    pthread_t thread;
    atomic_bool stops;
    uint64_t ticks, machine_ticks; // when it began
    struct watch_figures figures;
};

/* Appends the numbers in a file of /proc/PID/task/TID/children. */
static size_t read_children(const char *path, pid_t processes[static PROCESSES_MAX], size_t count)
{
    int child;
    FILE *in = fopen(path, "r");
    while (in && count < PROCESSES_MAX && fscanf(in, "%d", &child) == 1)
        processes[count++] = child;
    if (in)
        fclose(in);
    return count;
}

/* The server, its children and theirs; any thread may have some. */
static size_t tree(pid_t server, pid_t processes[static PROCESSES_MAX])
{
    size_t count = 1;
    processes[0] = server;
    for (size_t i = 0; i < count; i++) {
        char pattern[64];
        glob_t files;
        snprintf(pattern, sizeof(pattern), "/proc/%d/task/*/children", (int)processes[i]);
        if (glob(pattern, 0, NULL, &files) != 0)
            continue;
        for (size_t k = 0; k < files.gl_pathc; k++)
            count = read_children(files.gl_pathv[k], processes, count);
        globfree(&files);
    }
    return count;
}

/* The number behind `name` in /proc/PID/FILE. */
static size_t number_of(pid_t process, const char *file, const char *name)
{
    char path[64], line[LINE_SIZE];
    size_t value = 0;
    snprintf(path, sizeof(path), "/proc/%d/%s", (int)process, file);
    FILE *in = fopen(path, "r");
    while (in && fgets(line, sizeof(line), in))
        if (strncmp(line, name, strlen(name)) == 0)
            value = strtoul(line + strlen(name), NULL, 10);
    if (in)
        fclose(in);
    return value;
}

/* Of the process and of those of its children that have ended, in clock ticks. */
static uint64_t ticks_of(pid_t process)
{
    char path[64], line[LINE_SIZE];
    unsigned long user = 0, system = 0;
    long ended_user = 0, ended_system = 0;
    snprintf(path, sizeof(path), "/proc/%d/stat", (int)process);
    FILE *in = fopen(path, "r");
    const char *rest = in && fgets(line, sizeof(line), in) ? strrchr(line, ')') : NULL;
    if (rest)
        sscanf(rest, ") %*c %*d %*d %*d %*d %*d %*u %*u %*u %*u %*u %lu %lu %ld %ld", &user, &system, &ended_user,
               &ended_system);
    if (in)
        fclose(in);
    return user + system + (uint64_t)ended_user + (uint64_t)ended_system;
}

static uint64_t ticks_of_all(pid_t server)
{
    pid_t processes[PROCESSES_MAX];
    uint64_t ticks = 0;
    for (size_t i = 0, count = tree(server, processes); i < count; i++)
        ticks += ticks_of(processes[i]);
    return ticks;
}

/* What all processors have done: all columns of /proc/stat but idle and iowait. */
static uint64_t ticks_of_machine(void)
{
    unsigned long user = 0, nice = 0, system = 0, irq = 0, soft = 0;
    FILE *in = fopen("/proc/stat", "r");
    if (in && fscanf(in, "cpu %lu %lu %lu %*u %*u %lu %lu", &user, &nice, &system, &irq, &soft) != 5)
        user = 0;
    if (in)
        fclose(in);
    return user + nice + system + irq + soft;
}

static void raise(size_t *most, size_t value)
{
    *most = value > *most ? value : *most;
}

static void look(struct watch *watch, const pid_t *processes, size_t count)
{
    size_t sum = 0;
    for (size_t i = 0; i < count; i++)
        sum += number_of(processes[i], "smaps_rollup", "Pss:");
    raise(&watch->figures.tree_kb_max, sum);
    raise(&watch->figures.processes_max, count);
    watch->figures.server_kb_max = number_of(watch->server, "status", "VmHWM:");
}

static void *run(void *context)
{
    struct watch *watch = context;
    const struct timespec period = {.tv_nsec = PERIOD_MS * 1000000};
    pid_t processes[PROCESSES_MAX];
    while (!atomic_load(&watch->stops)) {
        look(watch, processes, tree(watch->server, processes));
        nanosleep(&period, NULL);
    }
    return NULL;
}

struct watch *watch_open(pid_t server)
{
    struct watch *watch = calloc(1, sizeof(*watch));
    if (!watch)
        return NULL;
    watch->server = server;
    watch->ticks = ticks_of_all(server);
    watch->machine_ticks = ticks_of_machine();
    if (pthread_create(&watch->thread, NULL, run, watch) == 0)
        return watch;
    free(watch);
    return NULL;
}

struct watch_figures watch_close(struct watch *watch)
{
    atomic_store(&watch->stops, true);
    pthread_join(watch->thread, NULL);
    struct watch_figures figures = watch->figures;
    double hertz = (double)sysconf(_SC_CLK_TCK);
    figures.cpu_s = (double)(ticks_of_all(watch->server) - watch->ticks) / hertz;
    figures.machine_cpu_s = (double)(ticks_of_machine() - watch->machine_ticks) / hertz;
    free(watch);
    return figures;
}
