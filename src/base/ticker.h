/* SPDX-License-Identifier: MIT */
/*
 * Work that is done again and again in the background: named tasks, each with its period, by the steady clock, so that
 * a wall clock that is set hurries or halts none. A task never overlaps itself and has a thread of its own: a slow one
 * holds up no other. What comes late is not made up for.
 */
#ifndef AMS_BASE_TICKER_H
#define AMS_BASE_TICKER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct ticker_task {
    const char *name; // of its thread, too: at most 15 bytes of it are seen
    int64_t
        period_ms; // from one start to the next, 1 to TICKER_PERIOD_MAX_MS; the first is one period after the opening
    void (*run)(void *context);
    void *context;
};

enum { TICKER_TASKS_MAX = 16, TICKER_PERIOD_MAX_MS = 24 * 60 * 60 * 1000 };

struct ticker;

/* Starts the tasks, which are copied; names and contexts are borrowed until ticker_close. NULL outside the limits, or
 * when the system refuses memory or threads; nothing runs then. */
struct ticker *ticker_open(const struct ticker_task *tasks, size_t count);

/* The tasks of this name are due now, or, where one is running, once more right after it. Thread-safe. */
void ticker_wake(struct ticker *ticker, const char *name);

/* No task starts any more; waits for those that run. NULL is allowed. */
void ticker_close(struct ticker *ticker);

/* When a task that was due at `due` and has run until `now` is due next: by its period, or at once when it is late. */
int64_t ticker_next_ms(int64_t due_ms, int64_t period_ms, int64_t now_ms);

#endif
