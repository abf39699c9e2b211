/* SPDX-License-Identifier: MIT */
/* Tasks by the steady clock. Each test waits for a state, and none for an amount of time. */
#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <cmocka.h>

#include "base/str.h"
#include "base/ticker.h"

enum { FOREVER_MS = TICKER_PERIOD_MAX_MS };

/* What a task does, and how a test waits for it. */
struct probe {
    pthread_mutex_t lock;
    pthread_cond_t changed;
    int64_t begun, ended, overlaps;
    bool held; // a run does not end before it is let go
};

static void probe_init(struct probe *probe, bool held)
{
    *probe = (struct probe){.held = held};
    pthread_mutex_init(&probe->lock, NULL);
    pthread_cond_init(&probe->changed, NULL);
}

static void probe_release(struct probe *probe)
{
    pthread_cond_destroy(&probe->changed);
    pthread_mutex_destroy(&probe->lock);
}

static void probe_run(void *context)
{
    struct probe *probe = context;
    pthread_mutex_lock(&probe->lock);
    if (probe->begun++ != probe->ended)
        probe->overlaps++;
    pthread_cond_broadcast(&probe->changed);
    while (probe->held)
        pthread_cond_wait(&probe->changed, &probe->lock);
    probe->ended++;
    pthread_cond_broadcast(&probe->changed);
    pthread_mutex_unlock(&probe->lock);
}

static void let_go(struct probe *probe)
{
    pthread_mutex_lock(&probe->lock);
    probe->held = false;
    pthread_cond_broadcast(&probe->changed);
    pthread_mutex_unlock(&probe->lock);
}

static void wait_for(struct probe *probe, const int64_t *count, int64_t least)
{
    pthread_mutex_lock(&probe->lock);
    while (*count < least)
        pthread_cond_wait(&probe->changed, &probe->lock);
    pthread_mutex_unlock(&probe->lock);
}

static void test_again_and_again(void **state)
{
    (void)state;
    struct probe often, never;
    probe_init(&often, false);
    probe_init(&never, false);
    const struct ticker_task tasks[] = {{"often", 1, probe_run, &often}, {"never", FOREVER_MS, probe_run, &never}};
    struct ticker *ticker = ticker_open(tasks, ARRAY_LENGTH(tasks));
    assert_non_null(ticker);
    wait_for(&often, &often.ended, 5);
    ticker_close(ticker);
    assert_int_equal(often.begun, often.ended);
    assert_int_equal(never.begun, 0);
    probe_release(&often);
    probe_release(&never);
}

/* A slow task holds up no other, and does not run beside itself however often it is due. */
static void test_slow(void **state)
{
    (void)state;
    struct probe slow, other;
    probe_init(&slow, true);
    probe_init(&other, false);
    const struct ticker_task tasks[] = {{"slow", 1, probe_run, &slow}, {"other", FOREVER_MS, probe_run, &other}};
    struct ticker *ticker = ticker_open(tasks, ARRAY_LENGTH(tasks));
    assert_non_null(ticker);
    wait_for(&slow, &slow.begun, 1);
    for (int64_t i = 1; i <= 3; i++) {
        ticker_wake(ticker, "slow");
        ticker_wake(ticker, "other");
        wait_for(&other, &other.ended, i);
    }
    assert_int_equal(slow.begun, 1);
    let_go(&slow);
    wait_for(&slow, &slow.ended, 3);
    ticker_close(ticker);
    assert_int_equal(slow.overlaps, 0);
    assert_int_equal(slow.begun, slow.ended);
    probe_release(&slow);
    probe_release(&other);
}

/* However often it is woken while it runs, it runs once more; the closing waits for it. */
static void test_woken(void **state)
{
    (void)state;
    struct probe probe;
    probe_init(&probe, true);
    const struct ticker_task tasks[] = {{"woken", FOREVER_MS, probe_run, &probe}};
    struct ticker *ticker = ticker_open(tasks, ARRAY_LENGTH(tasks));
    assert_non_null(ticker);
    ticker_wake(ticker, "nobody");
    ticker_wake(ticker, "woken");
    wait_for(&probe, &probe.begun, 1);
    for (int i = 0; i < 10; i++)
        ticker_wake(ticker, "woken");
    let_go(&probe);
    wait_for(&probe, &probe.ended, 2);
    ticker_wake(ticker, "woken");
    wait_for(&probe, &probe.ended, 3);
    ticker_close(ticker);
    assert_int_equal(probe.begun, 3);
    probe_release(&probe);
}

static void test_next(void **state)
{
    (void)state;
    assert_int_equal(ticker_next_ms(100, 50, 110), 150);
    assert_int_equal(ticker_next_ms(100, 50, 149), 150);
    assert_int_equal(ticker_next_ms(100, 50, 150), 150);
    assert_int_equal(ticker_next_ms(100, 50, 1000), 1000); // three were missed, one follows
}

static void test_limits(void **state)
{
    (void)state;
    struct ticker_task many[TICKER_TASKS_MAX + 1];
    for (size_t i = 0; i < ARRAY_LENGTH(many); i++)
        many[i] = (struct ticker_task){"many", FOREVER_MS, probe_run, NULL};
    assert_null(ticker_open(many, 0));
    assert_null(ticker_open(many, ARRAY_LENGTH(many)));
    struct ticker *ticker = ticker_open(many, TICKER_TASKS_MAX);
    assert_non_null(ticker);
    ticker_close(ticker); // without a run
    ticker_close(NULL);
    static const int64_t bad[] = {0, -1, INT64_MIN, FOREVER_MS + INT64_C(1), INT64_MAX};
    for (size_t i = 0; i < ARRAY_LENGTH(bad); i++) {
        many[1].period_ms = bad[i];
        assert_null(ticker_open(many, 2));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_again_and_again), cmocka_unit_test(test_slow),
        cmocka_unit_test(test_woken),           cmocka_unit_test(test_next),
        cmocka_unit_test(test_limits),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
