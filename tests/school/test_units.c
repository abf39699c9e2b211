/* SPDX-License-Identifier: MIT */
/* What becomes of what a unit wrote, by what it answers. */
#include "school/unit.h"

#include "base/str.h"
#include "school/common/rows.h"
#include "school/common/state.h"
#include "store/store.h"

struct note {
    enum fault answer;
};

/* Writes, then answers. */
static enum fault note(struct db *db, void *context)
{
    struct note *unit = context;
    enum fault fault =
        fault_of(db_exec(db, "INSERT INTO settings (name, value, updated_at) VALUES ('note', 'x', 0)", DB_NO_VALUES));
    return fault != FAULT_NONE ? fault : unit->answer;
}

/* Whether the note is there; takes it away. */
static bool noted(struct school *school)
{
    int64_t count = -1;
    bool found = false;
    {
        CLOSES(store_reader_close) struct db *db = store_reader(school->config.store);
        assert_int_equal(
            row_one_int(db, "SELECT COUNT(*) FROM settings WHERE name = 'note'", DB_NO_VALUES, &found, &count),
            FAULT_NONE);
    }
    assert_true(count == 0 || count == 1);
    return count == 1;
}

static enum fault erase(struct db *db, void *context)
{
    (void)context;
    return fault_of(db_exec(db, "DELETE FROM settings WHERE name = 'note'", DB_NO_VALUES));
}

static void test_answers(void **state)
{
    struct school_fixture *f = school_fixture_open(test_store_need(state));
    struct school *school = f->school;
    const struct {
        enum fault answer;
        bool change_keeps, attempt_keeps;
    } cases[] = {
        {FAULT_NONE, true, true},
        {FAULT_NOT_FOUND, false, true},
        {FAULT_TOO_MANY_ATTEMPTS, false, true},
        {FAULT_INTERNAL, false, false},
    };
    for (size_t i = 0; i < ARRAY_LENGTH(cases); i++) {
        struct note unit = {.answer = cases[i].answer};
        assert_int_equal(school_change(school, note, &unit), cases[i].answer);
        assert_int_equal(noted(school), cases[i].change_keeps);
        assert_int_equal(school_change(school, erase, NULL), FAULT_NONE);
        assert_int_equal(school_attempt(school, note, &unit), cases[i].answer);
        assert_int_equal(noted(school), cases[i].attempt_keeps);
        assert_int_equal(school_change(school, erase, NULL), FAULT_NONE);
    }
    school_fixture_close(f);
}

/* A UNIQUE rule that the unit did not foresee is a failure of ours, and no refusal. */
static void test_conflict(void **state)
{
    struct school_fixture *f = school_fixture_open(test_store_need(state));
    struct note unit = {.answer = FAULT_NONE};
    assert_int_equal(school_change(f->school, note, &unit), FAULT_NONE);
    assert_int_equal(school_change(f->school, note, &unit), FAULT_INTERNAL);
    assert_int_equal(school_attempt(f->school, note, &unit), FAULT_INTERNAL);
    assert_true(noted(f->school));
    school_fixture_close(f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST_ON_BOTH(test_answers),
        TEST_ON_BOTH(test_conflict),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
