/* SPDX-License-Identifier: MIT */
/*
 * What a request has changed is not said to have been refused because it cannot be read back: "nothing was done" would
 * be done again.
 */
#include "school/unit.h"

#include <pthread.h>
#include <stdatomic.h>
#include <unistd.h>

#include "base/str.h"
#include "school/attendance/hand.h"
#include "school/common/event.h"
#include "school/common/fault.h"
#include "school/school.h"
#include "store/store.h"

/* Takes a reader of the store and keeps it. */
struct holder {
    pthread_t thread;
    struct store *store;
    atomic_bool holds, go;
};

static void *hold(void *argument)
{
    struct holder *holder = argument;
    CLOSES(store_reader_close) struct db *db = store_reader(holder->store);
    holder->holds = db != NULL;
    while (!holder->go)
        usleep(1000);
    return NULL;
}

static enum fault mark(struct school_fixture *f, int64_t lecture_id, enum mark_status status)
{
    struct mark_request request = {.status = status};
    struct mark written;
    return attendance_mark(f->school, &f->professor, lecture_id, f->student.user_id, &request, &f->arena, &written);
}

static int64_t marks(struct school_fixture *f, const char *status)
{
    char sql[100];
    snprintf(sql, sizeof(sql), "SELECT COUNT(*) FROM attendance WHERE status = '%s'", status);
    return fixture_number(f, sql);
}

static void test_cannot_be_read_back(void **state)
{
    struct test_store *test = test_store_need(state);
    test->config.timeout_s = 1;
    test_store_reopen(test);
    struct school_fixture *f = school_fixture_open(test);
    struct classroom classroom = fixture_classroom(f);
    struct lecture lecture = fixture_lecture(f, classroom.id);
    struct holder holders[2]; // as many as there are readers
    for (size_t i = 0; i < ARRAY_LENGTH(holders); i++) {
        holders[i] = (struct holder){.store = test->store};
        assert_int_equal(pthread_create(&holders[i].thread, NULL, hold, &holders[i]), 0);
        while (!holders[i].holds)
            usleep(1000);
    }
    school_request_begin();
    assert_int_equal(mark(f, lecture.id, MARK_PRESENT), FAULT_IN_DOUBT);
    school_request_end();
    // A request that has changed nothing, and what runs for nobody, is busy.
    struct attendance_view view;
    school_request_begin();
    assert_int_equal(attendance_view(f->school, &f->professor, lecture.id, &f->arena, &view), FAULT_BUSY);
    school_request_end();
    assert_int_equal(mark(f, lecture.id, MARK_LATE), FAULT_BUSY);
    for (size_t i = 0; i < ARRAY_LENGTH(holders); i++) {
        holders[i].go = true;
        pthread_join(holders[i].thread, NULL);
    }
    assert_int_equal(marks(f, "L"), 1);
    school_request_begin();
    assert_int_equal(mark(f, lecture.id, MARK_PRESENT), FAULT_NONE);
    school_request_end();
    assert_int_equal(marks(f, "P"), 1);
    school_fixture_close(f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {TEST_ON_BOTH(test_cannot_be_read_back)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
