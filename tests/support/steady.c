/* SPDX-License-Identifier: MIT */
#include "support/steady.h"

#include <pthread.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/clock.h"

int64_t __real_clock_steady_ns(void);
int64_t __wrap_clock_steady_ns(void);

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static bool stands;
static int64_t lag_ns; // behind the system's, while it runs
static int64_t at_ns;  // where it stands

int64_t __wrap_clock_steady_ns(void)
{
    pthread_mutex_lock(&lock);
    int64_t now_ns = stands ? at_ns : __real_clock_steady_ns() - lag_ns;
    pthread_mutex_unlock(&lock);
    return now_ns;
}

void steady_stand(void)
{
    pthread_mutex_lock(&lock);
    if (!stands)
        at_ns = __real_clock_steady_ns() - lag_ns;
    stands = true;
    pthread_mutex_unlock(&lock);
}

void steady_run(void)
{
    pthread_mutex_lock(&lock);
    if (stands)
        lag_ns = __real_clock_steady_ns() - at_ns;
    stands = false;
    pthread_mutex_unlock(&lock);
}
