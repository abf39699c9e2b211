/* SPDX-License-Identifier: MIT */
/* A bounded queue and the threads that empty it. */
#ifndef AMS_BASE_WORK_H
#define AMS_BASE_WORK_H

#include <stdbool.h>
#include <stddef.h>

struct work;

/*
 * Starts `threads` threads (1 to 256) behind a queue of at most `queue_max` waiting jobs (1 to 1048576). NULL outside
 * these limits or when the system refuses memory or threads; nothing is left behind then.
 */
struct work *work_open(unsigned threads, size_t queue_max);

/*
 * Queues `job(argument)` to run once on some worker. False, and nothing queued, when the queue is full or closing: the
 * caller still owns `argument`. Thread-safe. Jobs start in the order they were queued.
 */
bool work_submit(struct work *work, void (*job)(void *argument), void *argument);

/* Jobs waiting now; a hint. Thread-safe. */
size_t work_waiting(struct work *work);

/* Refuses new jobs, runs those that wait, joins the threads, frees. NULL is allowed. */
void work_close(struct work *work);

#endif
