/* SPDX-License-Identifier: MIT */
#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stddef.h>
#include <stdint.h>
#include <sched.h>

#include <cmocka.h>

#include "base/work.h"

/* A gate that holds a worker until the test opens it. */
struct gate {
    pthread_mutex_t lock;
    pthread_cond_t changed;
    bool entered;
    bool open;
};

static void gate_init(struct gate *gate)
{
    *gate = (struct gate){.entered = false};
    pthread_mutex_init(&gate->lock, NULL);
    pthread_cond_init(&gate->changed, NULL);
}

static void gate_release(struct gate *gate)
{
    pthread_cond_destroy(&gate->changed);
    pthread_mutex_destroy(&gate->lock);
}

static void pass_gate(void *argument)
{
    struct gate *gate = argument;
    pthread_mutex_lock(&gate->lock);
    gate->entered = true;
    pthread_cond_broadcast(&gate->changed);
    while (!gate->open)
        pthread_cond_wait(&gate->changed, &gate->lock);
    pthread_mutex_unlock(&gate->lock);
}

static void gate_wait_entered(struct gate *gate)
{
    pthread_mutex_lock(&gate->lock);
    while (!gate->entered)
        pthread_cond_wait(&gate->changed, &gate->lock);
    pthread_mutex_unlock(&gate->lock);
}

static void gate_open(struct gate *gate)
{
    pthread_mutex_lock(&gate->lock);
    gate->open = true;
    pthread_cond_broadcast(&gate->changed);
    pthread_mutex_unlock(&gate->lock);
}

static void count_up(void *argument)
{
    atomic_fetch_add((atomic_int *)argument, 1);
}

static void test_refuses_nonsense(void **state)
{
    (void)state;
    assert_null(work_open(0, 1));
    assert_null(work_open(257, 1));
    assert_null(work_open(1, 0));
    assert_null(work_open(1, SIZE_MAX));
    work_close(NULL);
}

static void test_queue_is_bounded(void **state)
{
    (void)state;
    atomic_int count = 0;
    struct gate gate;
    gate_init(&gate);
    struct work *work = work_open(1, 3);
    assert_non_null(work);
    assert_true(work_submit(work, pass_gate, &gate));
    gate_wait_entered(&gate); // taken out of the queue, and busy
    for (int i = 0; i < 3; i++)
        assert_true(work_submit(work, count_up, &count));
    assert_int_equal(work_waiting(work), 3);
    assert_false(work_submit(work, count_up, &count));
    gate_open(&gate);
    work_close(work); // runs what waits
    assert_int_equal(count, 3);
    gate_release(&gate);
}

struct order {
    int next;
    bool wrong;
};

struct step {
    struct order *order;
    int place;
};

static void take_step(void *argument)
{
    struct step *step = argument;
    step->order->wrong |= step->place != step->order->next++;
}

static void test_order(void **state)
{
    (void)state;
    enum { STEPS = 1000 };
    static struct step steps[STEPS];
    struct order order = {0};
    struct work *work = work_open(1, 7); // the ring wraps often
    for (int i = 0; i < STEPS; i++) {
        steps[i] = (struct step){&order, i};
        while (!work_submit(work, take_step, &steps[i]))
            sched_yield();
    }
    work_close(work);
    assert_int_equal(order.next, STEPS);
    assert_false(order.wrong);
}

struct crowd {
    struct work *work;
    atomic_int *count;
};

static void *submit_many(void *argument)
{
    struct crowd *crowd = argument;
    for (int i = 0; i < 2000; i++)
        while (!work_submit(crowd->work, count_up, crowd->count))
            sched_yield();
    return NULL;
}

static void test_many_submitters(void **state)
{
    (void)state;
    enum { THREADS = 8 };
    atomic_int count = 0;
    pthread_t threads[THREADS];
    struct crowd crowd = {work_open(4, 16), &count};
    for (int i = 0; i < THREADS; i++)
        assert_int_equal(pthread_create(&threads[i], NULL, submit_many, &crowd), 0);
    for (int i = 0; i < THREADS; i++)
        pthread_join(threads[i], NULL);
    work_close(crowd.work);
    assert_int_equal(count, THREADS * 2000);
}

static void test_workers_run_side_by_side(void **state)
{
    (void)state;
    struct gate first, second;
    gate_init(&first);
    gate_init(&second);
    struct work *work = work_open(2, 4);
    assert_true(work_submit(work, pass_gate, &first));
    assert_true(work_submit(work, pass_gate, &second));
    gate_wait_entered(&first);
    gate_wait_entered(&second); // both inside at once
    gate_open(&second);
    gate_open(&first);
    work_close(work);
    gate_release(&first);
    gate_release(&second);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_refuses_nonsense),
        cmocka_unit_test(test_queue_is_bounded),
        cmocka_unit_test(test_order),
        cmocka_unit_test(test_many_submitters),
        cmocka_unit_test(test_workers_run_side_by_side),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
