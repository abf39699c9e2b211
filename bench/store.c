/* SPDX-License-Identifier: MIT */
/*
 * Durable marks per second: N callers, each waiting for its mark before the next one. With one caller that is one
 * transaction and one sync a mark; with many, group commit.
 * Usage: store URL SECONDS (a fresh database). Prints one line a case.
 */
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>

#include "base/clock.h"
#include "base/str.h"
#include "store/store.h"

enum { CALLERS_MAX = 256, CASES = 4, LECTURES = 100000 }; // a caller makes one mark a lecture at most

struct mark {
    int64_t lecture, student;
};

struct caller {
    pthread_t thread;
    struct store *store;
    int64_t student;
    const atomic_bool *stop;
    size_t done;
    bool failed;
    float *times_ms;
};

static enum db_status mark_unit(struct db *db, void *context)
{
    const struct mark *mark = context;
    return db_exec(db,
                   "INSERT INTO attendance (student_id, class_id, lecture_id, timestamp, status, minutes_late, method, "
                   "updated_at) VALUES (?, 1, ?, ?, 'P', 0, 'face', ?)",
                   DB_VALUES(I(mark->student), I(mark->lecture), I(clock_real_ms()), I(clock_real_ms())));
}

/* A student for each caller of each case, one classroom, and a lecture for each mark that a caller can make. */
static enum db_status fill_unit(struct db *db, void *context)
{
    (void)context;
    enum db_status status = DB_OK;
    for (int64_t i = 1; i <= CALLERS_MAX * CASES && status == DB_OK; i++) {
        char email[40];
        snprintf(email, sizeof(email), "%lld@example.org", (long long)i);
        status = db_exec(db, "INSERT INTO users (id, name, role, email, created_at) VALUES (?, 'x', 'student', ?, 0)",
                         DB_VALUES(I(i), T(email)));
    }
    if (status == DB_OK)
        status = db_exec(db,
                         "INSERT INTO classrooms (id, subject, professor_id, join_code, timezone, late_after_minutes, "
                         "window_minutes, created_at) VALUES (1, 'x', 1, 'x', 'UTC', 10, 15, 0)",
                         DB_NO_VALUES);
    for (int64_t i = 1; i <= LECTURES && status == DB_OK; i++)
        status =
            db_exec(db,
                    "INSERT INTO lectures (id, class_id, title, starts_at, ends_at, created_at) VALUES (?, 1, 'x', "
                    "?, 0, 0)",
                    DB_VALUES(I(i), I(i)));
    return status;
}

static void *caller_main(void *argument)
{
    struct caller *caller = argument;
    while (!atomic_load(caller->stop) && caller->done < LECTURES && !caller->failed) {
        struct mark mark = {1 + (int64_t)caller->done, caller->student};
        int64_t begun = clock_steady_ns();
        caller->failed = store_write(caller->store, mark_unit, &mark) != DB_OK;
        caller->times_ms[caller->done++] = (float)(clock_steady_ns() - begun) / 1e6F;
    }
    return NULL;
}

static int by_value(const void *left, const void *right)
{
    const float *a = left, *b = right;
    return (*a > *b) - (*a < *b);
}

/* This process's CPU time so far; on MariaDB the server's is not in it. */
static double cpu_seconds(void)
{
    struct rusage usage;
    getrusage(RUSAGE_SELF, &usage);
    return (double)(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) +
           (double)(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) / 1e6;
}

/* What a case took. */
struct span {
    double seconds, cpu_seconds;
    uint64_t transactions_before;
};

static void report(struct store *store, const char *engine, struct caller *callers, unsigned count, struct span span)
{
    uint64_t transactions = store_figures(store).transactions;
    size_t marks = 0;
    for (unsigned i = 0; i < count; i++)
        marks += callers[i].done;
    float *all = malloc((marks + 1) * sizeof(*all));
    if (!all)
        return;
    size_t used = 0;
    for (unsigned i = 0; i < count; i++) {
        memcpy(all + used, callers[i].times_ms, callers[i].done * sizeof(*all));
        used += callers[i].done;
    }
    qsort(all, marks, sizeof(*all), by_value);
    printf("store engine=%s callers=%u marks=%zu seconds=%.2f marks_per_second=%.0f marks_per_cpu_second=%.0f "
           "marks_per_transaction=%.1f p50_ms=%.2f p99_ms=%.2f\n",
           engine, count, marks, span.seconds, (double)marks / span.seconds, (double)marks / span.cpu_seconds,
           (double)marks / (double)(transactions - span.transactions_before), (double)all[marks / 2],
           (double)all[marks * 99 / 100]);
    fflush(stdout);
    free(all);
}

/* One case; false when a write failed. */
static bool measure(struct store *store, const char *engine, unsigned count, double seconds, int64_t first_student)
{
    static struct caller callers[CALLERS_MAX];
    atomic_bool stop = false;
    bool good = true;
    uint64_t transactions = store_figures(store).transactions;
    int64_t begun = clock_steady_ns();
    double cpu_begun = cpu_seconds();
    for (unsigned i = 0; i < count; i++) {
        callers[i] = (struct caller){.store = store, .student = first_student + i, .stop = &stop};
        callers[i].times_ms = malloc(LECTURES * sizeof(float));
        if (!callers[i].times_ms || pthread_create(&callers[i].thread, NULL, caller_main, &callers[i]) != 0)
            exit(1);
    }
    struct timespec pause = {(time_t)seconds, (long)((seconds - (double)(time_t)seconds) * 1e9)};
    nanosleep(&pause, NULL);
    stop = true;
    for (unsigned i = 0; i < count; i++) {
        pthread_join(callers[i].thread, NULL);
        good = good && !callers[i].failed;
    }
    struct span span = {(double)(clock_steady_ns() - begun) / 1e9, cpu_seconds() - cpu_begun, transactions};
    report(store, engine, callers, count, span);
    for (unsigned i = 0; i < count; i++)
        free(callers[i].times_ms);
    return good;
}

int main(int count, char **arguments)
{
    static const unsigned cases[CASES] = {1, 8, 64, CALLERS_MAX};
    char error[STORE_ERROR_SIZE] = "Usage: store URL SECONDS";
    int64_t version, seconds;
    if (count != 3 || !str_to_int(arguments[2], 1, 60, &seconds))
        goto fail;
    struct store_config config = {.url = arguments[1], .readers = 2, .writers = 1, .queue_max = 1024};
    struct store *store = store_open(&config, error);
    if (!store || store_migrate(store, &version, error) != DB_OK)
        goto fail;
    if (store_write(store, fill_unit, NULL) != DB_OK) {
        store_error(store, error);
        goto fail;
    }
    const char *engine = strncmp(config.url, "sqlite", 6) == 0 ? "sqlite" : "mariadb";
    for (size_t i = 0; i < CASES; i++) {
        if (!measure(store, engine, cases[i], (double)seconds, 1 + (int64_t)i * CALLERS_MAX)) {
            store_error(store, error);
            goto fail;
        }
    }
    store_close(store);
    return 0;

fail:
    fprintf(stderr, "store: %s\n", error);
    return 1;
}
