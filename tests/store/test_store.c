/* SPDX-License-Identifier: MIT */
/* Readers, writers and group commit, on both engines. */
#include <pthread.h>
#include <sched.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/str.h"
#include "store/engine.h"
#include "support/database.h"

static enum db_status put(struct db *db, const char *name, const char *value)
{
    return db_exec(db, "INSERT INTO settings (name, value, updated_at) VALUES (?, ?, 0)", DB_VALUES(T(name), T(value)));
}

static enum db_status put_unit(struct db *db, void *context)
{
    return put(db, context, "x");
}

/* What a reader sees: the number that a query answers. */
static int64_t seen(struct store *store, const char *sql, struct db_values values)
{
    int64_t value = INT64_MIN;
    struct db *db = store_reader(store);
    if (db_one_int(db, &value, sql, values) != DB_ROW)
        fail_msg("%s: %s", sql, db_error(db));
    store_reader_close(&db);
    return value;
}

static int64_t settings_count(struct store *store)
{
    return seen(store, "SELECT COUNT(*) FROM settings", DB_NO_VALUES);
}

/* A unit that stops on a writer until the test lets it go on. */
struct gate {
    pthread_mutex_t lock;
    pthread_cond_t changed;
    bool entered, open;
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

static void gate_set(struct gate *gate, bool *what)
{
    pthread_mutex_lock(&gate->lock);
    *what = true;
    pthread_cond_broadcast(&gate->changed);
    pthread_mutex_unlock(&gate->lock);
}

static void gate_wait(struct gate *gate, const bool *what)
{
    pthread_mutex_lock(&gate->lock);
    while (!*what)
        pthread_cond_wait(&gate->changed, &gate->lock);
    pthread_mutex_unlock(&gate->lock);
}

static enum db_status gate_unit(struct db *db, void *context)
{
    struct gate *gate = context;
    enum db_status status = put(db, "gate", "x");
    gate_set(gate, &gate->entered);
    gate_wait(gate, &gate->open);
    return status;
}

/* A thread that writes one unit. */
struct caller {
    pthread_t thread;
    struct store *store;
    store_unit unit;
    void *context;
    enum db_status status;
};

static void *caller_main(void *argument)
{
    struct caller *caller = argument;
    caller->status = store_write(caller->store, caller->unit, caller->context);
    return NULL;
}

static void caller_start(struct caller *caller, struct store *store, store_unit unit, void *context)
{
    *caller = (struct caller){.store = store, .unit = unit, .context = context, .status = DB_FAIL};
    assert_int_equal(pthread_create(&caller->thread, NULL, caller_main, caller), 0);
}

static enum db_status caller_end(struct caller *caller)
{
    pthread_join(caller->thread, NULL);
    return caller->status;
}

static void wait_for_queue(struct store *store, size_t count)
{
    while (store_waiting(store) < count)
        sched_yield();
}

static void test_write_and_refusal(void **state)
{
    struct test_store *test = test_store_need(state);
    char one[] = "one";
    assert_int_equal(store_write(test->store, put_unit, one), DB_OK);
    assert_int_equal(store_write(test->store, put_unit, one), DB_CONFLICT);
    assert_int_equal(settings_count(test->store), 1);
}

static enum db_status put_two_and_refuse(struct db *db, void *context)
{
    (void)context;
    if (put(db, "left", "x") != DB_OK || put(db, "right", "x") != DB_OK)
        return DB_FAIL;
    return DB_CONFLICT; // its own decision
}

static enum db_status insert_unit(struct db *db, void *context)
{
    return db_one_int(db, context,
                      "INSERT INTO face_refusals (student_id, lecture_id, reason, at) VALUES (1, 1, 'x', 1) "
                      "RETURNING id",
                      DB_NO_VALUES); // DB_ROW
}

static void test_unit_answers(void **state)
{
    struct test_store *test = test_store_need(state);
    int64_t id = 0;
    assert_int_equal(store_write(test->store, put_two_and_refuse, NULL), DB_CONFLICT);
    assert_int_equal(settings_count(test->store), 0);
    assert_int_equal(store_write(test->store, insert_unit, &id), DB_OK);
    assert_int_equal(seen(test->store, "SELECT id FROM face_refusals", DB_NO_VALUES), id);
}

static enum db_status broken_unit(struct db *db, void *context)
{
    (void)context;
    return db_exec(db, "INSERT INTO no_such_table VALUES (1)", DB_NO_VALUES);
}

static void test_failure_is_told(void **state)
{
    struct test_store *test = test_store_need(state);
    char error[STORE_ERROR_SIZE], name[] = "x";
    store_error(test->store, error);
    assert_string_equal(error, "");
    assert_int_equal(store_write(test->store, broken_unit, NULL), DB_FAIL);
    store_error(test->store, error);
    assert_non_null(strstr(error, "no_such_table"));
    assert_int_equal(store_write(test->store, put_unit, name), DB_OK);
}

static enum db_status looks_away(struct db *db, void *context)
{
    enum db_status status = put(db, context, "x");
    (void)broken_unit(db, NULL);
    return status;
}

/* A unit that does not look at an answer keeps nothing: half of what it was to write is worse than nothing. */
static void test_nobody_looks_away(void **state)
{
    struct test_store *test = test_store_need(state);
    char name[] = "x", error[STORE_ERROR_SIZE];
    assert_int_equal(store_write(test->store, looks_away, name), DB_FAIL);
    store_error(test->store, error);
    assert_non_null(strstr(error, "no_such_table"));
    assert_int_equal(settings_count(test->store), 0);
    assert_int_equal(store_write(test->store, put_unit, name), DB_OK);
    assert_int_equal(store_write(test->store, looks_away, name), DB_CONFLICT);
}

static void test_readers_see_only_committed(void **state)
{
    struct test_store *test = test_store_need(state);
    struct gate gate;
    struct caller caller;
    gate_init(&gate);
    caller_start(&caller, test->store, gate_unit, &gate);
    gate_wait(&gate, &gate.entered);
    assert_int_equal(settings_count(test->store), 0); // written, not committed; and the reader does not wait
    gate_set(&gate, &gate.open);
    assert_int_equal(caller_end(&caller), DB_OK);
    assert_int_equal(settings_count(test->store), 1);
    gate_release(&gate);
}

/* Each thread writes rows of its own, tries each a second time, and counts a shared number up. */
struct crowd {
    struct store *store;
    int thread;
    int acknowledged;
    bool wrong;
};

enum { CROWD_THREADS = 64, CROWD_ROUNDS = 12 };

static enum db_status count_up_unit(struct db *db, void *context)
{
    int64_t value;
    (void)context;
    // Reads, then decides by what it read: no update may be lost.
    enum db_status status = db_one_int(db, &value, "SELECT subject_id FROM audit WHERE id = 1", DB_NO_VALUES);
    if (status != DB_ROW)
        return status == DB_OK ? DB_FAIL : status;
    return db_exec(db, "UPDATE audit SET subject_id = ? WHERE id = 1", DB_VALUES(I(value + 1)));
}

static enum db_status counter_unit(struct db *db, void *context)
{
    (void)context;
    return db_exec(db,
                   "INSERT INTO audit (id, at, action, subject_type, subject_id, detail, previous_hash, hash) VALUES "
                   "(1, 0, 'x', 'x', 0, '', '', '')",
                   DB_NO_VALUES);
}

static void *crowd_main(void *argument)
{
    struct crowd *crowd = argument;
    for (int i = 0; i < CROWD_ROUNDS; i++) {
        char name[40];
        snprintf(name, sizeof(name), "%d-%d", crowd->thread, i);
        enum db_status first = store_write(crowd->store, put_unit, name);
        enum db_status again = store_write(crowd->store, put_unit, name);
        enum db_status count = store_write(crowd->store, count_up_unit, NULL);
        crowd->acknowledged += first == DB_OK;
        crowd->wrong |= first != DB_OK || again != DB_CONFLICT || count != DB_OK;
    }
    return NULL;
}

static void run_crowd(struct store *store)
{
    static struct crowd crowds[CROWD_THREADS];
    pthread_t threads[CROWD_THREADS];
    assert_int_equal(store_write(store, counter_unit, NULL), DB_OK);
    for (int i = 0; i < CROWD_THREADS; i++) {
        crowds[i] = (struct crowd){store, i, 0, false};
        assert_int_equal(pthread_create(&threads[i], NULL, crowd_main, &crowds[i]), 0);
    }
    for (int i = 0; i < CROWD_THREADS; i++) {
        pthread_join(threads[i], NULL);
        assert_int_equal(crowds[i].acknowledged, CROWD_ROUNDS);
        assert_false(crowds[i].wrong);
    }
    assert_int_equal(settings_count(store), CROWD_THREADS * CROWD_ROUNDS);
    assert_int_equal(seen(store, "SELECT subject_id FROM audit WHERE id = 1", DB_NO_VALUES),
                     CROWD_THREADS * CROWD_ROUNDS);
    struct store_figures figures = store_figures(store);
    assert_int_equal(figures.units, CROWD_THREADS * CROWD_ROUNDS * 3 + 1);
    assert_true(figures.transactions > 0 && figures.transactions < figures.units);
}

static void test_crowd(void **state)
{
    run_crowd(test_store_need(state)->store);
}

/* With four writers (MariaDB), units that read and then write still lose nothing. */
static void test_crowd_of_writers(void **state)
{
    struct test_store *test = test_store_need(state);
    test->config.writers = 4;
    test_store_reopen(test);
    run_crowd(test->store);
}

/* Breaks the transaction that it shares with others. */
static enum db_status poison_unit(struct db *db, void *context)
{
    atomic_fetch_add((atomic_int *)context, 1);
    if (put(db, "poison", "x") != DB_OK)
        return DB_FAIL;
    return db_exec(db, "ROLLBACK", DB_NO_VALUES);
}

static void test_poisoned_batch_is_retried_one_by_one(void **state)
{
    struct test_store *test = test_store_need(state);
    static char names[20][8];
    struct caller holder, poison, doubled, callers[20];
    struct gate gate;
    atomic_int runs = 0;
    gate_init(&gate);
    // All of them wait while the first unit is held: they will be one batch.
    caller_start(&holder, test->store, gate_unit, &gate);
    gate_wait(&gate, &gate.entered);
    for (size_t i = 0; i < 20; i++) {
        snprintf(names[i], sizeof(names[i]), "n%zu", i);
        caller_start(&callers[i], test->store, put_unit, names[i]);
        wait_for_queue(test->store, i + 1 + (i > 10));
        if (i == 10) {
            caller_start(&poison, test->store, poison_unit, &runs);
            wait_for_queue(test->store, 12);
        }
    }
    caller_start(&doubled, test->store, put_unit, names[3]);
    wait_for_queue(test->store, 22);
    gate_set(&gate, &gate.open);
    assert_int_equal(caller_end(&holder), DB_OK);
    for (size_t i = 0; i < 20; i++)
        assert_int_equal(caller_end(&callers[i]), DB_OK);
    assert_int_equal(caller_end(&poison), DB_FAIL);
    assert_int_equal(caller_end(&doubled), DB_CONFLICT);
    assert_int_equal(runs, 2); // in the batch, and alone
    assert_int_equal(settings_count(test->store), 21);
    gate_release(&gate);
}

static enum db_status refuse_unit(struct db *db, void *context)
{
    enum db_status status = put(db, context, "x");
    return status == DB_OK ? DB_FAIL : status;
}

static void test_failing_units_are_alone(void **state)
{
    struct test_store *test = test_store_need(state);
    static char names[20][8];
    struct caller holder, callers[20];
    struct gate gate;
    gate_init(&gate);
    caller_start(&holder, test->store, gate_unit, &gate);
    gate_wait(&gate, &gate.entered);
    for (size_t i = 0; i < 20; i++) {
        snprintf(names[i], sizeof(names[i]), "n%zu", i / 2); // pairs write the same name; the first of a pair refuses
        caller_start(&callers[i], test->store, i % 2 ? put_unit : refuse_unit, names[i]);
        wait_for_queue(test->store, i + 1);
    }
    gate_set(&gate, &gate.open);
    assert_int_equal(caller_end(&holder), DB_OK);
    for (size_t i = 0; i < 20; i++)
        assert_int_equal(caller_end(&callers[i]), i % 2 ? DB_OK : DB_FAIL);
    assert_int_equal(settings_count(test->store), 11);
    struct store_figures figures = store_figures(test->store);
    assert_int_equal(figures.units, 21);
    assert_int_equal(figures.transactions, 2);
    assert_int_equal(figures.answers[DB_OK], 11);
    assert_int_equal(figures.answers[DB_FAIL], 10);
    assert_true(figures.taken_us > 0);
    gate_release(&gate);
}

static void test_queue_is_bounded(void **state)
{
    struct test_store *test = test_store_need(state);
    struct caller holder, waiting[3];
    struct gate gate;
    char names[3][4] = {"a", "b", "c"}, more[] = "d";
    test->config.queue_max = 3;
    test_store_reopen(test);
    gate_init(&gate);
    caller_start(&holder, test->store, gate_unit, &gate);
    gate_wait(&gate, &gate.entered);
    for (size_t i = 0; i < 3; i++)
        caller_start(&waiting[i], test->store, put_unit, names[i]);
    wait_for_queue(test->store, 3);
    assert_int_equal(store_write(test->store, put_unit, more), DB_BUSY);
    gate_set(&gate, &gate.open);
    assert_int_equal(caller_end(&holder), DB_OK);
    for (size_t i = 0; i < 3; i++)
        assert_int_equal(caller_end(&waiting[i]), DB_OK);
    assert_int_equal(store_write(test->store, put_unit, more), DB_OK);
    assert_int_equal(settings_count(test->store), 5);
    gate_release(&gate);
}

/* Somebody else (another node, a tool) holds the lock on what a unit writes, for a while. */
static void test_foreign_lock_is_waited_for(void **state)
{
    struct test_store *test = test_store_need(state);
    struct store_url url;
    struct caller caller;
    char error[STORE_ERROR_SIZE], name[] = "row";
    enum db_status why;
    assert_true(store_url_parse(test->url, &url, error));
    struct db *other = db_open(&url, DB_WRITER, error);
    assert_non_null(other);
    assert_int_equal(other->engine->begin(other), DB_OK);
    assert_int_equal(put(other, name, "other"), DB_OK);
    caller_start(&caller, test->store, put_unit, name);
    assert_int_equal(settings_count(test->store), 0);
    assert_int_equal(other->engine->commit(other, &why), DB_COMMITTED);
    assert_int_equal(caller_end(&caller), DB_CONFLICT);
    db_close(other);
}

static void *take_reader(void *argument)
{
    struct test_store *test = argument;
    for (int i = 0; i < 300; i++)
        if (settings_count(test->store) != 0)
            return test;
    return NULL;
}

static void test_readers_are_shared(void **state)
{
    struct test_store *test = test_store_need(state);
    pthread_t threads[16];
    for (int i = 0; i < 16; i++)
        assert_int_equal(pthread_create(&threads[i], NULL, take_reader, test), 0);
    for (int i = 0; i < 16; i++) {
        void *problem;
        pthread_join(threads[i], &problem);
        assert_null(problem);
    }
}

/* What a function reads that leaves early. */
static int64_t leave_early(struct store *store, bool by_hand)
{
    int64_t one = 0;
    CLOSES(store_reader_close) struct db *db = store_reader(store);
    if (db_one_int(db, &one, "SELECT 1", DB_NO_VALUES) != DB_ROW)
        return 0;
    if (by_hand) {
        store_reader_close(&db);
        assert_null(db);
    }
    return one;
}

static void test_readers_close_themselves(void **state)
{
    struct test_store *test = test_store_need(state);
    for (unsigned i = 0; i < 3 * test->config.readers; i++) // the pool would be empty long before
        assert_int_equal(leave_early(test->store, i % 2 == 0), 1);
}

static void write_with_a_reader(struct store *store)
{
    char one[] = "one";
    CLOSES(store_reader_close) struct db *db = store_reader(store);
    (void)!store_write(store, put_unit, one);
}

static void take_two_readers(struct store *store)
{
    CLOSES(store_reader_close) struct db *db = store_reader(store);
    CLOSES(store_reader_close) struct db *second = store_reader(store);
}

/* Both could wait for ever under load; they end the program at once instead, so that a test finds them. */
static void test_a_reader_is_held_alone(void **state)
{
    struct test_store *test = test_store_need(state);
    void (*const breaches[])(struct store *) = {write_with_a_reader, take_two_readers};
    for (size_t i = 0; i < ARRAY_LENGTH(breaches); i++) {
        int status;
        pid_t child = fork();
        assert_true(child >= 0);
        if (child == 0) {
            if (!freopen("/dev/null", "w", stderr))
                _exit(1);
            breaches[i](test->store);
            _exit(0);
        }
        assert_int_equal(waitpid(child, &status, 0), child);
        assert_true(WIFSIGNALED(status) && WTERMSIG(status) == SIGABRT);
    }
}

static void test_reopened_data_is_there(void **state)
{
    struct test_store *test = test_store_need(state);
    char name[] = "kept";
    assert_int_equal(store_write(test->store, put_unit, name), DB_OK);
    test_store_reopen(test);
    assert_int_equal(settings_count(test->store), 1);
    assert_int_equal(store_write(test->store, put_unit, name), DB_CONFLICT);
}

static void test_open_refuses(void **state)
{
    (void)state;
    char error[STORE_ERROR_SIZE] = "";
    static const struct store_config cases[] = {
        {"sqlite:/tmp/x.db", 0, 1, 10, 0, false},
        {"sqlite:/tmp/x.db", 65, 1, 10, 0, false},
        {"sqlite:/tmp/x.db", 1, 1, 0, 0, false},
        {"sqlite:", 1, 1, 10, 0, false},
        {"sqlite::memory:", 1, 1, 10, 0, false},
        {"postgres://a@b/c", 1, 1, 10, 0, false},
        {"", 1, 1, 10, 0, false},
        {"sqlite:/nonexistent/folder/x.db", 1, 1, 10, 0, false},
        {"sqlite:/tmp", 1, 1, 10, 0, false},
        {"mariadb://u:hidden@h/d", 1, 5, 10, 0, false},
        {"mariadb://u:hidden@127.0.0.1:1/d", 1, 1, 10, 0, false},
    };
    for (size_t i = 0; i < ARRAY_LENGTH(cases); i++) {
        error[0] = '\0';
        assert_null(store_open(&cases[i], error));
        assert_true(strlen(error) > 20);
        assert_null(strstr(error, "hidden"));
    }
    store_close(NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST_ON_BOTH(test_write_and_refusal),
        TEST_ON_BOTH(test_unit_answers),
        TEST_ON_BOTH(test_failure_is_told),
        TEST_ON_BOTH(test_nobody_looks_away),
        TEST_ON_BOTH(test_readers_see_only_committed),
        TEST_ON_BOTH(test_crowd),
        TEST_ON_BOTH(test_crowd_of_writers),
        TEST_ON_BOTH(test_poisoned_batch_is_retried_one_by_one),
        TEST_ON_BOTH(test_failing_units_are_alone),
        TEST_ON_BOTH(test_queue_is_bounded),
        TEST_ON_BOTH(test_foreign_lock_is_waited_for),
        TEST_ON_BOTH(test_readers_are_shared),
        TEST_ON_BOTH(test_readers_close_themselves),
        TEST_ON_BOTH(test_a_reader_is_held_alone),
        TEST_ON_BOTH(test_reopened_data_is_there),
        cmocka_unit_test(test_open_refuses),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
