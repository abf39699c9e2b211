/* SPDX-License-Identifier: MIT */
/* A process that is killed while it writes: every mark that it acknowledged is there, once. */
#include <pthread.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "support/database.h"

enum { KILLS = 20, THREADS = 8, ACKNOWLEDGED_MAX = 1 << 20 };

/* Runs in the child until it is killed. */
struct marker {
    struct store *store;
    int64_t round, thread;
    int acknowledge; // the pipe
};

struct mark {
    int64_t student, lecture;
};

static enum db_status mark_unit(struct db *db, void *context)
{
    const struct mark *mark = context;
    return db_exec(db, "INSERT INTO face_refusals (student_id, lecture_id, reason, at) VALUES (?, ?, 'test', 0)",
                   DB_VALUES(I(mark->student), I(mark->lecture)));
}

static void *marker_main(void *argument)
{
    struct marker *marker = argument;
    struct mark mark = {marker->round * THREADS + marker->thread, 0};
    for (;; mark.lecture++) {
        if (store_write(marker->store, mark_unit, &mark) != DB_OK)
            _exit(3);
        if (write(marker->acknowledge, &mark, sizeof(mark)) != sizeof(mark))
            _exit(4);
    }
}

static void child_main(const struct store_config *config, int round, int acknowledge)
{
    char error[STORE_ERROR_SIZE];
    static struct marker markers[THREADS];
    struct store *store = store_open(config, error);
    if (!store)
        _exit(2);
    for (int i = 0; i < THREADS; i++) {
        pthread_t thread;
        markers[i] = (struct marker){store, round, i, acknowledge};
        if (pthread_create(&thread, NULL, marker_main, &markers[i]) != 0)
            _exit(5);
    }
    pause();
    _exit(6);
}

/* Lets a child write, kills it after `wanted` acknowledgements and a moment; adds what it acknowledged to `marks`. */
static size_t kill_one(struct test_store *test, int round, size_t wanted, unsigned moment_us, struct mark *marks,
                       size_t count)
{
    int ends[2], status;
    assert_int_equal(pipe(ends), 0);
    pid_t child = fork();
    assert_true(child >= 0);
    if (child == 0) {
        close(ends[0]);
        child_main(&test->config, round, ends[1]);
    }
    close(ends[1]);
    size_t stop = count + wanted;
    for (; count < stop && read(ends[0], &marks[count], sizeof(*marks)) == sizeof(*marks); count++)
        ;
    usleep(moment_us);
    kill(child, SIGKILL);
    for (; count < ACKNOWLEDGED_MAX && read(ends[0], &marks[count], sizeof(*marks)) == sizeof(*marks); count++)
        ;
    close(ends[0]);
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_true(WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL);
    assert_true(count >= stop);
    return count;
}

static void check_all(struct test_store *test, const struct mark *marks, size_t count)
{
    struct db *db = store_reader(test->store);
    int64_t found;
    for (size_t i = 0; i < count; i++) {
        assert_int_equal(db_one_int(db, &found,
                                    "SELECT COUNT(*) FROM face_refusals WHERE student_id = ? AND lecture_id = ?",
                                    DB_VALUES(I(marks[i].student), I(marks[i].lecture))),
                         DB_ROW);
        if (found != 1)
            fail_msg("mark %zu of %zu is there %lld times", i, count, (long long)found);
    }
    if (test->engine == TEST_SQLITE) {
        struct db_rows rows;
        assert_int_equal(db_query(db, &rows, "PRAGMA integrity_check", DB_NO_VALUES), DB_OK);
        assert_int_equal(db_next(&rows), DB_ROW);
        assert_string_equal(db_text(&rows, 0), "ok");
        db_done(&rows);
    }
    store_reader_close(&db);
}

static void test_killed_while_writing(void **state)
{
    struct test_store *test = test_store_need(state);
    struct mark *marks = malloc(ACKNOWLEDGED_MAX * sizeof(*marks));
    size_t count = 0, checked = 0;
    unsigned random = 12345;
    for (int round = 0; round < KILLS; round++) {
        random = random * 1103515245 + 12345;
        store_close(test->store); // no threads and no connection may go into the child
        test->store = NULL;
        count = kill_one(test, round, random / 65536 % 400, random / 1024 % 3000, marks, count);
        test_store_reopen(test);
        check_all(test, marks + checked, count - checked);
        checked = count;
    }
    check_all(test, marks, count);
    assert_true(count > KILLS);
    print_message("%zu acknowledged marks over %d kills, none lost, none doubled\n", count, KILLS);
    free(marks);
}

int main(void)
{
    const struct CMUnitTest tests[] = {TEST_ON_BOTH(test_killed_while_writing)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
