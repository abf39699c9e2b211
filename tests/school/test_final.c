/* SPDX-License-Identifier: MIT */
/* Provisional until final: nothing leaves because of marks before they are final, and what changes that. */
#include "school/unit.h"

#include <string.h>

#include "base/str.h"
#include "school/attendance/change.h"
#include "school/attendance/final_word.h"
#include "school/attendance/hand.h"
#include "school/attendance/window.h"
#include "school/checkin/check_in.h"
#include "school/checkin/check_in_inside.h"
#include "school/common/fault.h"
#include "school/common/setting.h"
#include "school/marks/mark_write.h"
#include "school/plan/lecture.h"
#include "school/post/notification.h"
#include "school/post/notification_rule.h"
#include "school/school.h"

static const char word[] = "the list was wrong";

static void set_minutes(struct school_fixture *f, const char *minutes)
{
    struct setting_state state;
    assert_int_equal(
        setting_change(f->school, &f->administrator, SETTING_CORRECTION_MINUTES, minutes, &f->arena, &state),
        FAULT_NONE);
}

static void mark(struct school_fixture *f, int64_t lecture_id, enum mark_status status)
{
    struct mark made;
    struct actor professor = f->professor;
    const struct mark_request request = {.status = status, .note = word};
    professor.stepped_up_at = school_now(f->school);
    assert_int_equal(attendance_mark(f->school, &professor, lecture_id, f->student.user_id, &request, &f->arena, &made),
                     FAULT_NONE);
}

static struct lecture get(struct school_fixture *f, int64_t lecture_id)
{
    struct lecture lecture;
    assert_int_equal(lecture_get(f->school, &f->student, lecture_id, &f->arena, &lecture), FAULT_NONE);
    return lecture;
}

static enum fault say(struct school_fixture *f, int64_t lecture_id)
{
    struct lecture lecture;
    return lecture_final_say(f->school, &f->professor, lecture_id, &f->arena, &lecture);
}

static enum fault take_back(struct school_fixture *f, int64_t lecture_id)
{
    struct lecture lecture;
    return lecture_final_take_back(f->school, &f->professor, lecture_id, &f->arena, &lecture);
}

/* Warnings of any kind that have left, after a sweep. */
static int64_t warned(struct school_fixture *f)
{
    assert_int_equal(school_sweep(f->school), FAULT_NONE);
    return fixture_number(f, "SELECT COUNT(*) FROM notifications WHERE kind IN ('below_threshold', 'out_of_reach')");
}

/* Once nobody can take back any more what was done last. */
static int64_t mails(struct school_fixture *f)
{
    fixture_wait(f, NOTIFICATION_SETTLE_MS);
    assert_int_equal(school_sweep(f->school), FAULT_NONE);
    assert_int_equal(notification_tick(f->school), FAULT_NONE);
    return fixture_number(f, "SELECT COUNT(*) FROM mails");
}

/* Three lectures, two of them missed and final: with a third nobody is warned before it is final, too. */
static struct lecture third_missed(struct school_fixture *f, int64_t *ret_class)
{
    struct classroom classroom = fixture_classroom(f);
    assert_int_equal(warned(f), 0);
    for (int i = 0; i < 2; i++) {
        fixture_lecture(f, classroom.id);
        fixture_wait(f, DAY);
    }
    struct lecture lecture = fixture_lecture(f, classroom.id);
    *ret_class = classroom.id;
    return lecture;
}

static void test_time_makes_final(void **state)
{
    struct school_fixture *f = school_fixture_open(test_store_need(state));
    int64_t class_id, ends_at;
    struct lecture lecture = third_missed(f, &class_id);
    ends_at = lecture.window.closes_at;
    lecture = get(f, lecture.id);
    assert_int_equal(lecture.final_at, ends_at + 2 * HOUR);
    assert_int_equal(lecture.word, WORD_NONE);
    fixture_wait(f, 15 * MINUTE + 2 * HOUR - 1);
    assert_int_equal(warned(f), 0);
    fixture_wait(f, 1);
    assert_int_equal(warned(f), 1);
    assert_int_equal(warned(f), 1);
    school_fixture_close(f);
}

static void test_setting(void **state)
{
    struct school_fixture *f = school_fixture_open(test_store_need(state));
    struct setting_state kept;
    int64_t class_id;
    const char *const wrong[] = {"-1", "20161", "two hours", ""};
    for (size_t i = 0; i < ARRAY_LENGTH(wrong); i++)
        assert_int_equal(
            setting_change(f->school, &f->administrator, SETTING_CORRECTION_MINUTES, wrong[i], &f->arena, &kept),
            FAULT_SETTING_INVALID);
    third_missed(f, &class_id);
    fixture_wait(f, 15 * MINUTE);
    set_minutes(f, "20160");
    assert_int_equal(warned(f), 0);
    fixture_wait(f, 11 * DAY);
    assert_int_equal(warned(f), 0);
    set_minutes(f, "0");
    assert_int_equal(warned(f), 1);
    school_fixture_close(f);
}

/* What was looked at under a shorter time is looked at again under a longer one. */
static void test_setting_longer(void **state)
{
    struct school_fixture *f = school_fixture_open(test_store_need(state));
    int64_t class_id;
    set_minutes(f, "0");
    struct lecture lecture = third_missed(f, &class_id);
    mark(f, lecture.id, MARK_PRESENT);
    fixture_sql(f, "UPDATE classrooms SET threshold_percent = 30"); // 1 of 3
    fixture_wait(f, 15 * MINUTE);
    assert_int_equal(warned(f), 0);
    set_minutes(f, "60");
    mark(f, lecture.id, MARK_ABSENT);
    assert_int_equal(warned(f), 0);
    fixture_wait(f, HOUR);
    assert_int_equal(warned(f), 1);
    school_fixture_close(f);
}

static void test_word(void **state)
{
    struct school_fixture *f = school_fixture_open(test_store_need(state));
    int64_t class_id;
    struct lecture lecture = third_missed(f, &class_id);
    assert_int_equal(say(f, lecture.id), FAULT_NOT_OVER);
    fixture_wait(f, 15 * MINUTE);
    const struct actor strangers[] = {f->student, f->other_professor, f->administrator};
    for (size_t i = 0; i < ARRAY_LENGTH(strangers); i++) {
        assert_int_equal(lecture_final_say(f->school, &strangers[i], lecture.id, &f->arena, &lecture), FAULT_NOT_FOUND);
        assert_int_equal(lecture_final_take_back(f->school, &strangers[i], lecture.id, &f->arena, &lecture),
                         FAULT_NOT_FOUND);
    }
    assert_int_equal(take_back(f, lecture.id), FAULT_FINAL_PASSED); // nobody said it
    f->event_count = 0;
    assert_int_equal(say(f, lecture.id), FAULT_NONE);
    assert_int_equal(f->event_count, 1);
    assert_int_equal(f->events[0].kind, SCHOOL_EVENT_WINDOW);
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM notifications WHERE kind = 'below_threshold'"), 1);
    lecture = get(f, lecture.id);
    assert_int_equal(lecture.final_at, school_now(f->school));
    assert_int_equal(lecture.word, WORD_TOLD);
    assert_int_equal(say(f, lecture.id), FAULT_NONE); // again
    assert_int_equal(take_back(f, lecture.id), FAULT_FINAL_TOLD);
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM audit WHERE action = 'marks_final'"), 1);
    fixture_wait(f, 3 * HOUR);
    assert_int_equal(take_back(f, lecture.id), FAULT_FINAL_TOLD);
    school_fixture_close(f);
}

/* While nobody has been told anything the word can be taken back, until the time has passed by itself. */
static void test_word_taken_back(void **state)
{
    struct school_fixture *f = school_fixture_open(test_store_need(state));
    int64_t class_id;
    struct lecture lecture = third_missed(f, &class_id);
    mark(f, lecture.id, MARK_PRESENT);
    fixture_sql(f, "UPDATE classrooms SET threshold_percent = 30");
    fixture_wait(f, 15 * MINUTE);
    assert_int_equal(say(f, lecture.id), FAULT_NONE);
    assert_int_equal(get(f, lecture.id).word, WORD_SAID);
    assert_int_equal(take_back(f, lecture.id), FAULT_NONE);
    assert_int_equal(get(f, lecture.id).word, WORD_NONE);
    mark(f, lecture.id, MARK_ABSENT);
    assert_int_equal(warned(f), 0);
    mark(f, lecture.id, MARK_PRESENT);
    assert_int_equal(say(f, lecture.id), FAULT_NONE);
    mark(f, lecture.id, MARK_ABSENT); // a correction of what is final: its student is told
    assert_int_equal(take_back(f, lecture.id), FAULT_FINAL_TOLD);
    assert_int_equal(warned(f), 1);

    struct lecture other = fixture_lecture(f, class_id);
    fixture_wait(f, 15 * MINUTE);
    assert_int_equal(say(f, other.id), FAULT_NONE);
    fixture_wait(f, 2 * HOUR);
    assert_int_equal(take_back(f, other.id), FAULT_FINAL_PASSED);
    school_fixture_close(f);
}

/* Opened again, moved, cancelled: provisional again; and brought back. */
static void test_plan_changes(void **state)
{
    struct school_fixture *f = school_fixture_open(test_store_need(state));
    struct lecture changed;
    int64_t class_id;
    struct lecture lecture = third_missed(f, &class_id);
    mark(f, lecture.id, MARK_PRESENT);
    fixture_sql(f, "UPDATE classrooms SET threshold_percent = 30");
    fixture_wait(f, 15 * MINUTE);
    assert_int_equal(say(f, lecture.id), FAULT_NONE);
    const struct window_plan again = {.request = {30, -1}, .reason = "the camera failed"};
    assert_int_equal(lecture_window_plan(f->school, &f->professor, lecture.id, &again, &f->arena, &changed),
                     FAULT_NONE);
    assert_int_equal(changed.word, WORD_NONE);
    assert_int_equal(changed.final_at, changed.window.closes_at + 2 * HOUR);
    assert_int_equal(say(f, lecture.id), FAULT_NOT_OVER);
    mark(f, lecture.id, MARK_ABSENT);
    fixture_wait(f, 30 * MINUTE + 2 * HOUR - 1);
    assert_int_equal(warned(f), 0);
    const struct lecture_cancel cancel = {.reason = "strike"};
    assert_int_equal(lecture_cancel(f->school, &f->professor, lecture.id, &cancel, &f->arena, &changed), FAULT_NONE);
    assert_int_equal(changed.final_at, 0);
    assert_int_equal(say(f, lecture.id), FAULT_LECTURE_CANCELLED);
    fixture_wait(f, 1);
    assert_int_equal(warned(f), 0); // two lectures: too few
    assert_int_equal(lecture_restore(f->school, &f->professor, lecture.id, &cancel, &f->arena, &changed), FAULT_NONE);
    assert_int_equal(warned(f), 1);
    school_fixture_close(f);
}

/* A lecture that is marked by hand without a window ends with itself; put off, it is provisional again. */
static void test_without_window(void **state)
{
    struct school_fixture *f = school_fixture_open(test_store_need(state));
    struct lecture lecture;
    int64_t class_id;
    third_missed(f, &class_id);
    fixture_sql(f, "DELETE FROM windows WHERE lecture_id = (SELECT MAX(id) FROM lectures)");
    int64_t id = fixture_number(f, "SELECT MAX(id) FROM lectures");
    mark(f, id, MARK_ABSENT);
    lecture = get(f, id);
    assert_int_equal(lecture.final_at, lecture.ends_at + 2 * HOUR);
    struct lecture_change later = lecture_no_change();
    later.ends_at = lecture.ends_at + HOUR;
    assert_int_equal(lecture_edit(f->school, &f->professor, id, &later, &f->arena, &lecture), FAULT_NONE);
    fixture_wait(f, lecture.final_at - school_now(f->school) - 1);
    assert_int_equal(warned(f), 0);
    fixture_wait(f, 1);
    assert_int_equal(warned(f), 1);
    school_fixture_close(f);
}

/* The list in the app says at once what is; the e-mail waits, and speaks of the last change alone. */
static void test_mails_wait(void **state)
{
    struct school_fixture *f = school_fixture_open(test_store_need(state));
    struct classroom classroom = fixture_classroom(f);
    struct lecture lecture = fixture_lecture(f, classroom.id);
    mark(f, lecture.id, MARK_PRESENT);
    fixture_wait(f, 16 * MINUTE);
    mark(f, lecture.id, MARK_ABSENT);
    mark(f, lecture.id, MARK_LATE);
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM notifications WHERE kind = 'mark_changed'"), 2);
    assert_int_equal(mails(f), 0);
    fixture_wait(f, 2 * HOUR - 2 * MINUTE);
    assert_int_equal(mails(f), 0);
    fixture_wait(f, MINUTE);
    assert_int_equal(mails(f), 1);
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM mails WHERE body LIKE '%· L%'"), 1);
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM mails WHERE body LIKE '%- A mark%- A mark%'"), 0);
    mark(f, lecture.id, MARK_PRESENT); // of what is final: at once, and as a correction
    assert_int_equal(mails(f), 2);
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM mails WHERE body LIKE '%corrected after%· P%'"), 1);
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM mails WHERE body LIKE '%P final%'"), 0);
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM notifications WHERE text = 'P final'"), 1);
    school_fixture_close(f);
}

static void test_word_sends_mails(void **state)
{
    struct school_fixture *f = school_fixture_open(test_store_need(state));
    struct classroom classroom = fixture_classroom(f);
    struct lecture lecture = fixture_lecture(f, classroom.id);
    mark(f, lecture.id, MARK_PRESENT);
    fixture_wait(f, 16 * MINUTE);
    mark(f, lecture.id, MARK_ABSENT);
    assert_int_equal(say(f, lecture.id), FAULT_NONE);
    assert_int_equal(take_back(f, lecture.id), FAULT_FINAL_TOLD);
    assert_int_equal(mails(f), 1);
    school_fixture_close(f);
}

/* Nobody is warned in a classroom that has been put away. */
static void test_archived(void **state)
{
    struct school_fixture *f = school_fixture_open(test_store_need(state));
    int64_t class_id;
    third_missed(f, &class_id);
    fixture_wait(f, 15 * MINUTE);
    fixture_sql(f, "UPDATE classrooms SET archived_at = 1");
    fixture_wait(f, DAY);
    assert_int_equal(warned(f), 0);
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM standing_due"), 0);
    school_fixture_close(f);
}

/* ---- what has a classroom looked at ---- */

/* A check-in that came in time and was written after its lecture had become final and been looked at. */
static void test_check_in_after_the_look(void **state)
{
    struct school_fixture *f = school_fixture_open(test_store_need(state));
    struct challenge challenge;
    int64_t class_id, retry;
    set_minutes(f, "0");
    struct lecture lecture = third_missed(f, &class_id);
    fixture_sql(f, "UPDATE classrooms SET threshold_percent = 30"); // 1 of 3
    fixture_enrol(f, f->student);
    fixture_wait(f, 15 * MINUTE - 10);
    const int64_t received_at = school_now(f->school);
    assert_int_equal(attendance_challenge(f->school, &f->student, lecture.id, &challenge, &retry), FAULT_NONE);
    fixture_wait(f, 10);
    assert_int_equal(warned(f), 1);
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM warnings WHERE over_at IS NULL"), 1);
    assert_int_equal(check_in_conclude(f->school, &f->student, lecture.id, challenge.token, received_at, FACE_OK, NULL),
                     FAULT_NONE);
    assert_int_equal(warned(f), 1);
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM warnings WHERE over_at IS NULL"), 0);
    school_fixture_close(f);
}

enum door {
    SET_BY_HAND,
    EARNED,
    EARNED_AGAIN,
    ABSENT_BY_CLOSE,
    CLOSE_FORGOTTEN,
    STRANGERS_FORGOTTEN,
    YIELDING_FORGOTTEN,
    DOORS
};

/* One door to the marks, of those in mark_write.h that change what is counted. */
struct door_unit {
    const struct school_fixture *f;
    int64_t class_id, lecture_id;
    enum door door;
};

static enum fault through(struct db *db, const struct door_unit *unit)
{
    const int64_t me = unit->f->student.user_id, now = FIXTURE_NOW, lecture_id = unit->lecture_id;
    struct mark_state before = {0}, after = {.status = MARK_PRESENT, .method = MARK_BY_HAND, .timestamp = now};
    struct mark_change change = {
        .actor = &unit->f->professor, .lecture_id = lecture_id, .class_id = unit->class_id, .now = now};
    const struct earned_mark earned = {unit->class_id, lecture_id, me, MARK_PRESENT, 0, MARK_BY_FACE, 0, now};
    bool stood;
    switch (unit->door) {
    case SET_BY_HAND:
        return mark_write(db, &change, me, &before, &after);
    case EARNED:
    case EARNED_AGAIN:
        return mark_earn(db, &earned, now, &stood);
    case ABSENT_BY_CLOSE:
        return mark_absent_rest(db, lecture_id, now, now);
    case CLOSE_FORGOTTEN:
        return mark_forget_close(db, lecture_id, now);
    case STRANGERS_FORGOTTEN:
        return mark_forget_strangers(db, lecture_id, now);
    default:
        return mark_forget_yielding(db, lecture_id, now);
    }
}

static enum db_status door_run(struct db *db, void *context)
{
    return through(db, context) == FAULT_NONE ? DB_OK : DB_FAIL;
}

static void test_every_door_notes(void **state)
{
    struct school_fixture *f = school_fixture_open(test_store_need(state));
    struct classroom classroom = fixture_classroom(f);
    struct lecture lecture = fixture_lecture(f, classroom.id);
    for (int door = 0; door < DOORS; door++) {
        struct door_unit unit = {f, classroom.id, lecture.id, (enum door)door};
        if (door != EARNED_AGAIN) {
            fixture_sql(f, "DELETE FROM change_marks");
            fixture_sql(f, "DELETE FROM attendance");
        }
        fixture_sql(f, "DELETE FROM standing_due");
        assert_int_equal(store_write(f->test->store, door_run, &unit), DB_OK);
        // An earned mark that stands changes nothing.
        assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM standing_due"), door != EARNED_AGAIN);
    }
    school_fixture_close(f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST_ON_BOTH(test_time_makes_final),        TEST_ON_BOTH(test_setting),
        TEST_ON_BOTH(test_setting_longer),          TEST_ON_BOTH(test_word),
        TEST_ON_BOTH(test_word_taken_back),         TEST_ON_BOTH(test_plan_changes),
        TEST_ON_BOTH(test_without_window),          TEST_ON_BOTH(test_mails_wait),
        TEST_ON_BOTH(test_word_sends_mails),        TEST_ON_BOTH(test_archived),
        TEST_ON_BOTH(test_check_in_after_the_look), TEST_ON_BOTH(test_every_door_notes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
