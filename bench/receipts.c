/* SPDX-License-Identifier: MIT */
/*
 * What receipts cost the marks that students earn: 64 callers, each waiting for its mark before the next one, in turns
 * without the note for the receipt, with it, and with it while what waits is taken into the log, as the server does.
 * Usage: receipts URL SECONDS [ROUNDS [PID]] (a fresh database; 5 rounds; PID is MariaDB's server, whose time is told
 * then). Linked with --wrap=receipt_note. Prints one line a round and a case, and the medians of the rounds' ratios.
 */
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/str.h"
#include "school/common/rows.h"
#include "school/marks/mark_write.h"
#include "school/marks/receipt/receipt_log.h"
#include "school/marks/receipt/receipt_note.h"
#include "store/store.h"

enum { CALLERS = 64, LECTURES = 60000, ROUNDS_MAX = 50, TAKE_EVERY_MS = 1000 };
enum { WITHOUT, NOTED, TAKEN, CASES };

static const char *const case_names[CASES] = {"without", "noted", "taken"};

static atomic_bool noting;

enum fault __real_receipt_note(struct db *db, const struct receipt_note *note, int64_t now);
enum fault __wrap_receipt_note(struct db *db, const struct receipt_note *note, int64_t now);

enum fault __wrap_receipt_note(struct db *db, const struct receipt_note *note, int64_t now)
{
    return atomic_load(&noting) ? __real_receipt_note(db, note, now) : FAULT_NONE;
}

struct figures {
    double rate, own_us, server_us; // marks a second, and processor time a mark
};

static struct bench {
    struct store *store;
    const char *engine;
    int64_t server; // a process; 0: none
    atomic_bool stop, failed;
    struct caller {
        pthread_t thread;
        int64_t student, next; // lecture
        size_t done;
    } callers[CALLERS];
    struct figures figures[CASES][ROUNDS_MAX];
} bench;

static enum db_status fill_unit(struct db *db, void *context)
{
    (void)context;
    enum db_status status = db_exec(db, "INSERT INTO mark_log (id, size) VALUES (1, 0)", DB_NO_VALUES);
    for (int64_t i = 1; i <= CALLERS && status == DB_OK; i++) {
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
    for (int64_t i = 1; i <= CALLERS && status == DB_OK; i++)
        status = db_exec(db, "INSERT INTO students (user_id, class_id, joined_at, accepted_at) VALUES (?, 1, 1, 1)",
                         DB_VALUES(I(i)));
    for (int64_t i = 1; i <= LECTURES && status == DB_OK; i++)
        status = db_exec(db,
                         "INSERT INTO lectures (id, class_id, title, starts_at, ends_at, created_at) VALUES (?, 1, "
                         "'x', ?, 0, 0)",
                         DB_VALUES(I(i), I(i)));
    return status;
}

static enum db_status mark_unit(struct db *db, void *context)
{
    const struct caller *caller = context;
    int64_t now = clock_real_ms();
    bool stood;
    const struct earned_mark mark = {
        .class_id = 1,
        .lecture_id = caller->next,
        .student_id = caller->student,
        .status = MARK_PRESENT,
        .method = MARK_BY_FACE,
        .received_at = now,
    };
    return status_of(mark_earn(db, &mark, now, &stood));
}

static void *caller_main(void *argument)
{
    struct caller *caller = argument;
    for (; !atomic_load(&bench.stop) && caller->next <= LECTURES; caller->next++, caller->done++)
        if (store_write(bench.store, mark_unit, caller) != DB_OK) {
            bench.failed = true;
            break;
        }
    return NULL;
}

static enum db_status take_unit(struct db *db, void *context)
{
    return status_of(receipt_take(db, context));
}

/* Some of what waits; how many. */
static size_t take_some(void)
{
    struct receipt_waiting waiting;
    {
        CLOSES(store_reader_close) struct db *db = store_reader(bench.store);
        bench.failed = bench.failed || receipt_waiting_read(db, 0, 0, &waiting) != FAULT_NONE;
    }
    if (waiting.count > 0 && store_write(bench.store, take_unit, &waiting) != DB_OK)
        bench.failed = true;
    return bench.failed ? 0 : waiting.count;
}

static void *taker_main(void *argument)
{
    (void)argument;
    int64_t next = clock_steady_ns();
    while (!atomic_load(&bench.stop)) {
        if (clock_steady_ns() < next) {
            usleep(10000);
            continue;
        }
        next = clock_steady_ns() + TAKE_EVERY_MS * INT64_C(1000000);
        for (int i = 0; i < 8 && take_some() == RECEIPT_TAKE_MAX; i++)
            ;
    }
    return NULL;
}

static double own_seconds(void)
{
    struct rusage usage;
    getrusage(RUSAGE_SELF, &usage);
    return (double)(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) +
           (double)(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) / 1e6;
}

static double server_seconds(void)
{
    char path[64];
    unsigned long user = 0, system = 0;
    snprintf(path, sizeof(path), "/proc/%lld/stat", (long long)bench.server);
    FILE *file = bench.server ? fopen(path, "r") : NULL;
    if (!file)
        return 0;
    if (fscanf(file, "%*d (%*[^)]) %*c %*d %*d %*d %*d %*d %*u %*u %*u %*u %*u %lu %lu", &user, &system) != 2)
        user = system = 0;
    fclose(file);
    return (double)(user + system) / (double)sysconf(_SC_CLK_TCK);
}

static void measure(int which, int round, double seconds)
{
    pthread_t taker;
    size_t marks = 0;
    bench.stop = false;
    noting = which != WITHOUT;
    int64_t begun = clock_steady_ns();
    double own = own_seconds(), server = server_seconds();
    for (size_t i = 0; i < CALLERS; i++) {
        bench.callers[i].done = 0;
        if (pthread_create(&bench.callers[i].thread, NULL, caller_main, &bench.callers[i]) != 0)
            exit(1);
    }
    if (which == TAKEN && pthread_create(&taker, NULL, taker_main, NULL) != 0)
        exit(1);
    usleep((useconds_t)(seconds * 1e6));
    bench.stop = true;
    for (size_t i = 0; i < CALLERS; i++) {
        pthread_join(bench.callers[i].thread, NULL);
        marks += bench.callers[i].done;
    }
    double passed = (double)(clock_steady_ns() - begun) / 1e9;
    if (which == TAKEN)
        pthread_join(taker, NULL);
    struct figures *figures = &bench.figures[which][round];
    *figures = (struct figures){
        .rate = (double)marks / passed,
        .own_us = (own_seconds() - own) * 1e6 / (double)(marks + 1),
        .server_us = (server_seconds() - server) * 1e6 / (double)(marks + 1),
    };
    printf("receipts engine=%s round=%d case=%s marks=%zu marks_per_second=%.0f own_us=%.1f server_us=%.1f\n",
           bench.engine, round + 1, case_names[which], marks, figures->rate, figures->own_us, figures->server_us);
    fflush(stdout);
    while (take_some() > 0) // nothing of this round is left for the next
        ;
}

static int by_value(const void *left, const void *right)
{
    const double *a = left, *b = right;
    return (*a > *b) - (*a < *b);
}

static double median(double *values, int count)
{
    qsort(values, (size_t)count, sizeof(*values), by_value);
    return values[count / 2];
}

static void report(int rounds)
{
    for (int which = NOTED; which < CASES; which++) {
        double rate[ROUNDS_MAX], own[ROUNDS_MAX], server[ROUNDS_MAX];
        for (int i = 0; i < rounds; i++) {
            const struct figures *with = &bench.figures[which][i], *without = &bench.figures[WITHOUT][i];
            rate[i] = with->rate / without->rate;
            own[i] = with->own_us - without->own_us;
            server[i] = with->server_us - without->server_us;
        }
        printf("receipts engine=%s %s: %.2f of the marks a second without; more processor time a mark: %.1f us, "
               "and %.1f of the database's server (medians of %d rounds)\n",
               bench.engine, case_names[which], median(rate, rounds), median(own, rounds), median(server, rounds),
               rounds);
    }
}

int main(int count, char **arguments)
{
    char error[STORE_ERROR_SIZE] = "Usage: receipts URL SECONDS [ROUNDS [PID]]";
    int64_t version, seconds, rounds = 5;
    if (count < 3 || !str_to_int(arguments[2], 1, 60, &seconds) ||
        (count > 3 && !str_to_int(arguments[3], 1, ROUNDS_MAX, &rounds)) ||
        (count > 4 && !str_to_int(arguments[4], 0, INT32_MAX, &bench.server)))
        goto fail;
    struct store_config config = {.url = arguments[1], .readers = 2, .writers = 1, .queue_max = 1024};
    bench.store = store_open(&config, error);
    if (!bench.store || store_migrate(bench.store, &version, error) != DB_OK)
        goto fail;
    if (store_write(bench.store, fill_unit, NULL) != DB_OK) {
        store_error(bench.store, error);
        goto fail;
    }
    bench.engine = strncmp(config.url, "sqlite", 6) == 0 ? "sqlite" : "mariadb";
    for (size_t i = 0; i < CALLERS; i++)
        bench.callers[i] = (struct caller){.student = (int64_t)i + 1, .next = 1};
    for (int round = 0; round < (int)rounds && !bench.failed; round++)
        for (int i = 0; i < CASES; i++) // each the first in its turn
            measure((round + i) % CASES, round, (double)seconds);
    if (bench.failed) {
        store_error(bench.store, error);
        goto fail;
    }
    report((int)rounds);
    store_close(bench.store);
    return 0;

fail:
    fprintf(stderr, "receipts: %s\n", error);
    return 1;
}
