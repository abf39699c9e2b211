/* SPDX-License-Identifier: MIT */
/* The threads that run the school's jobs while the server serves. */
#ifndef AMS_APP_WORKER_H
#define AMS_APP_WORKER_H

struct school;
struct worker;

/* Starts the threads, which look for work about every second. NULL when the system refuses them; the school is then to
 * be closed, for it takes no more jobs. */
struct worker *worker_open(struct school *school);

/* Stops after the piece of work under way, and waits for it; jobs go on after the next start. NULL is allowed. */
void worker_close(struct worker *worker);

#endif
