/* SPDX-License-Identifier: MIT */
/* What people are told: the list, choices, quiet hours, digests, reminders, and the e-mails that come of it. */
#include "school/unit.h"

#include <string.h>

#include "base/str.h"
#include "base/tongue.h"
#include "school/classes/classroom.h"
#include "school/common/event.h"
#include "school/common/fault.h"
#include "school/common/rows.h"
#include "school/plan/lecture.h"
#include "school/post/notification.h"
#include "school/post/notification_text.h"
#include "school/post/tell.h"
#include "school/post/notification_rule.h"
#include "school/school.h"
#include "store/db.h"
#include "store/engine.h"
#include "store/store.h"

/* Adds one inside a unit of its own. */
static enum db_status add(struct db *db, void *context)
{
    const struct notification_request *request = context;
    return status_of(tell(db, request->user_id ? TELL_PERSON : TELL_STUDENTS, request, 0, FIXTURE_NOW));
}

static void told(struct school_fixture *f, struct notification_request request)
{
    assert_int_equal(store_write(f->test->store, add, &request), DB_OK);
}

static struct notification_list read_list(struct school_fixture *f, struct actor actor, struct page page, bool unread)
{
    struct notification_list list;
    assert_int_equal(notification_list(f->school, &actor, page, unread, &f->arena, &list), FAULT_NONE);
    return list;
}

static const struct page whole = {.limit = PAGE_MAX};

static void test_list_and_read(void **state)
{
    struct school_fixture *f = school_fixture_open(test_store_need(state));
    struct classroom classroom = fixture_classroom(f);
    int64_t unread;
    for (int i = 0; i < 5; i++)
        told(f,
             (struct notification_request){
                 .user_id = f->student.user_id, .kind = NOTIFY_BOARD_ITEM, .class_id = classroom.id, .text = "Week"});
    told(f, (struct notification_request){.user_id = f->professor.user_id, .kind = NOTIFY_REQUEST});

    struct notification_list list = read_list(f, f->student, (struct page){.limit = 3}, false);
    assert_int_equal(list.count, 3);
    assert_int_equal(list.unread, 5);
    assert_string_equal(list.notifications[0].kind, "board_item");
    assert_string_equal(list.notifications[0].subject, classroom.subject);
    assert_string_equal(list.notifications[0].text, "Week");
    assert_true(list.notifications[0].id > list.notifications[1].id);
    struct notification_list rest = read_list(f, f->student, (struct page){list.next, 3}, false);
    assert_int_equal(rest.count, 2);
    assert_int_equal(rest.next, 0);

    int64_t id = list.notifications[1].id;
    assert_int_equal(notification_read(f->school, &f->other_student, id, 0, &unread), FAULT_NOT_FOUND);
    assert_int_equal(notification_read(f->school, &f->student, id, 0, &unread), FAULT_NONE);
    assert_int_equal(unread, 4);
    assert_int_equal(notification_read(f->school, &f->student, id, 0, &unread), FAULT_NONE);
    assert_int_equal(unread, 4);
    assert_int_equal(read_list(f, f->student, whole, true).count, 4);
    assert_int_equal(notification_read(f->school, &f->student, 0, list.notifications[0].id, &unread), FAULT_NONE);
    assert_int_equal(unread, 0);
    assert_int_equal(read_list(f, f->professor, whole, false).unread, 1); // another's is as it was
    school_fixture_close(f);
}

static struct notification_choices choices_of(struct school_fixture *f, struct actor actor)
{
    struct notification_choices choices;
    assert_int_equal(notification_choices(f->school, &actor, &f->arena, &choices), FAULT_NONE);
    return choices;
}

static void choose(struct school_fixture *f, struct actor actor, const struct notification_choices *choices)
{
    assert_int_equal(notification_choose(f->school, &actor, choices), FAULT_NONE);
}

static void test_choices(void **state)
{
    struct school_fixture *f = school_fixture_open(test_store_need(state));
    struct classroom classroom = fixture_classroom(f);
    struct notification_choices choices = choices_of(f, f->student);
    assert_true(choices.kinds[NOTIFY_WINDOW_OPENED].app);
    assert_int_equal(choices.kinds[NOTIFY_WINDOW_OPENED].email, NOTIFY_EMAIL_OFF);
    assert_int_equal(choices.quiet_from, -1);

    choices.kinds[NOTIFY_WINDOW_OPENED] = (struct notification_choice){false, NOTIFY_EMAIL_OFF, false};
    choices.kinds[NOTIFY_GRADED] = (struct notification_choice){false, NOTIFY_EMAIL_NOW, false};
    choices.timezone = "Asia/Kathmandu";
    choices.quiet_from = 22 * 60;
    choices.quiet_to = 7 * 60;
    choices.digest_at = 30;
    choose(f, f->student, &choices);
    struct notification_choices read = choices_of(f, f->student);
    assert_memory_equal(read.kinds, choices.kinds, sizeof(read.kinds));
    assert_string_equal(read.timezone, "Asia/Kathmandu");
    assert_int_equal(read.quiet_from, 22 * 60);
    assert_int_equal(read.digest_at, 30);
    assert_int_equal(choices_of(f, f->other_student).kinds[NOTIFY_WINDOW_OPENED].app, true);

    // Neither way: not written. By e-mail alone: not in the list. To a class, by each one's choice.
    fixture_join(f, &classroom, f->other_student);
    told(f, (struct notification_request){.kind = NOTIFY_WINDOW_OPENED, .class_id = classroom.id});
    told(f, (struct notification_request){.user_id = f->student.user_id, .kind = NOTIFY_WINDOW_OPENED});
    told(f, (struct notification_request){.kind = NOTIFY_GRADED, .class_id = classroom.id});
    assert_int_equal(read_list(f, f->student, whole, false).count, 0);
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM notifications"), 3);
    assert_int_equal(read_list(f, f->other_student, whole, false).count, 2);
    school_fixture_close(f);
}

static void test_bad_choices(void **state)
{
    struct school_fixture *f = school_fixture_open(test_store_need(state));
    const struct notification_choices good = choices_of(f, f->student);
    static const struct {
        int64_t quiet_from, quiet_to, digest_at;
    } bad[] = {{60, -1, 0},  {-1, 60, 0},       {60, 60, 0},  {-2, -2, 0},       {0, 1440, 0},
               {1440, 0, 0}, {-1, -1, 24 * 60}, {-1, -1, -1}, {INT64_MAX, 1, 0}, {-1, -1, INT64_MIN}};
    for (size_t i = 0; i < ARRAY_LENGTH(bad); i++) {
        struct notification_choices choices = good;
        choices.quiet_from = bad[i].quiet_from;
        choices.quiet_to = bad[i].quiet_to;
        choices.digest_at = bad[i].digest_at;
        assert_int_equal(notification_choose(f->school, &f->student, &choices), FAULT_MINUTES_INVALID);
    }
    struct notification_choices elsewhere = good;
    elsewhere.timezone = "../../etc/passwd";
    assert_int_equal(notification_choose(f->school, &f->student, &elsewhere), FAULT_TIMEZONE_UNKNOWN);
    school_fixture_close(f);
}

static void test_wait(void **state)
{
    (void)state;
    static const struct {
        int64_t now, quiet_from, quiet_to, digest_at;
        bool digest;
        int64_t wait;
    } cases[] = {
        {600, -1, -1, 1080, false, 0},
        {600, -1, -1, 1080, true, 480},
        {1080, -1, -1, 1080, true, 0},
        {1081, -1, -1, 1080, true, 1439},
        {1320, 1320, 420, 0, false, 540}, // the quiet hours span midnight
        {0, 1320, 420, 0, false, 420},
        {419, 1320, 420, 0, false, 1},
        {420, 1320, 420, 0, false, 0},
        {1319, 1320, 420, 0, false, 0},
        {700, 600, 800, 0, false, 100},
        {600, 1320, 420, 1380, true, 780 + 480}, // the digest would fall into the quiet hours
    };
    for (size_t i = 0; i < ARRAY_LENGTH(cases); i++) {
        const struct notification_choices hours = {
            .quiet_from = cases[i].quiet_from, .quiet_to = cases[i].quiet_to, .digest_at = cases[i].digest_at};
        assert_int_equal(notification_wait(cases[i].now, &hours, cases[i].digest), cases[i].wait);
    }
}

static void tick(struct school_fixture *f)
{
    assert_int_equal(notification_tick(f->school), FAULT_NONE);
}

static int64_t mails(struct school_fixture *f)
{
    return fixture_number(f, "SELECT COUNT(*) FROM mails");
}

/* At 09:00 UTC on a Monday: at once, after the quiet hours, in the digest. */
static void test_mails(void **state)
{
    struct school_fixture *f = school_fixture_open(test_store_need(state));
    struct classroom classroom = fixture_classroom(f);
    struct notification_choices choices = choices_of(f, f->other_student);
    choices.timezone = "Asia/Tokyo"; // 18:00 there
    choices.quiet_from = 17 * 60;
    choices.quiet_to = 20 * 60;
    choose(f, f->other_student, &choices);

    told(f, (struct notification_request){
                .user_id = f->student.user_id, .kind = NOTIFY_REQUEST_ANSWERED, .class_id = classroom.id});
    told(f, (struct notification_request){.user_id = f->other_student.user_id, .kind = NOTIFY_REQUEST_ANSWERED});
    told(f, (struct notification_request){.user_id = f->student.user_id, .kind = NOTIFY_BOARD_ITEM, .text = "One"});
    tick(f);
    assert_int_equal(mails(f), 0); // an answer may be taken back
    fixture_wait(f, NOTIFICATION_SETTLE_MS);
    tick(f);
    assert_int_equal(mails(f), 1);
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM mails WHERE recipient = 'sam@college.example' AND subject"
                                       " LIKE 'Your request has been answered%'"),
                     1);
    fixture_wait(f, 2 * HOUR - NOTIFICATION_SETTLE_MS);
    tick(f);
    assert_int_equal(mails(f), 2); // 20:00 in Tokyo
    told(f, (struct notification_request){.user_id = f->student.user_id, .kind = NOTIFY_GRADED, .text = "Two"});
    fixture_wait(f, 7 * HOUR - MINUTE);
    tick(f);
    assert_int_equal(mails(f), 2);
    fixture_wait(f, MINUTE);
    tick(f);
    assert_int_equal(mails(f), 3); // one digest at 18:00 for both
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM mails WHERE body LIKE '%One%' AND body LIKE '%Two%'"), 1);
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM mails WHERE body LIKE"
                                       " '%https://ams.example.org/notifications%'"),
                     3);
    tick(f);
    assert_int_equal(mails(f), 3);
    school_fixture_close(f);
}

/* What was read in the app before its e-mail was due is not mailed; nor anything to a disabled account. */
static void test_no_needless_mail(void **state)
{
    struct school_fixture *f = school_fixture_open(test_store_need(state));
    int64_t unread;
    told(f, (struct notification_request){.user_id = f->student.user_id, .kind = NOTIFY_BOARD_ITEM});
    told(f, (struct notification_request){.user_id = f->other_student.user_id, .kind = NOTIFY_BOARD_ITEM});
    assert_int_equal(notification_read(f->school, &f->student, 0, INT64_MAX, &unread), FAULT_NONE);
    fixture_sql(f, "UPDATE users SET disabled_at = 1 WHERE email = 'bea@college.example'");
    tick(f);
    fixture_wait(f, DAY);
    tick(f);
    assert_int_equal(mails(f), 0);
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM notifications WHERE mail_at IS NOT NULL"), 0);
    school_fixture_close(f);
}

static void test_language(void **state)
{
    struct school_fixture *f = school_fixture_open(test_store_need(state));
    fixture_sql(f, "UPDATE users SET locale = 'ar' WHERE email = 'sam@college.example'");
    told(f, (struct notification_request){.user_id = f->student.user_id, .kind = NOTIFY_NEW_DEVICE});
    tick(f);
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM mails WHERE subject LIKE '%استُخدم حسابك%'"), 1);
    school_fixture_close(f);
}

/* More than a unit takes, and long and hostile texts. */
static void test_many(void **state)
{
    struct school_fixture *f = school_fixture_open(test_store_need(state));
    char text[4 * NOTIFICATION_TEXT_MAX + 1] = "";
    for (size_t i = 0; i + 4 < sizeof(text); i += 4)
        memcpy(text + i, "\xf0\x9f\x98\x80", 5);
    for (int i = 0; i < 450; i++)
        told(f, (struct notification_request){.user_id = f->student.user_id,
                                              .kind = NOTIFY_MARK_CHANGED,
                                              .text = i % 2 ? text : "'; DROP TABLE"});
    tick(f);
    fixture_wait(f, NOTIFICATION_SETTLE_MS);
    tick(f);
    assert_int_equal(mails(f), 1);
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM notifications WHERE mail_at IS NOT NULL"), 0);
    assert_int_equal(read_list(f, f->student, whole, false).unread, 450);
    school_fixture_close(f);
}

static void test_lecture_soon(void **state)
{
    struct school_fixture *f = school_fixture_open(test_store_need(state));
    struct classroom classroom = fixture_classroom(f);
    struct lecture lecture, cancelled;
    const struct lecture_request request = {
        .title = "Lenses", .starts_at = FIXTURE_NOW + 20 * MINUTE, .ends_at = FIXTURE_NOW + 80 * MINUTE};
    assert_int_equal(lecture_create(f->school, &f->professor, classroom.id, &request, &f->arena, &lecture), FAULT_NONE);
    assert_int_equal(lecture_create(f->school, &f->professor, classroom.id, &request, &f->arena, &cancelled),
                     FAULT_NONE);
    char sql[128];
    snprintf(sql, sizeof(sql), "UPDATE lectures SET cancelled_at = 1 WHERE id = %lld", (long long)cancelled.id);
    fixture_sql(f, sql);
    tick(f);
    assert_int_equal(read_list(f, f->student, whole, false).count, 0);
    fixture_wait(f, 5 * MINUTE);
    tick(f);
    tick(f);
    struct notification_list list = read_list(f, f->student, whole, false);
    assert_int_equal(list.count, 1);
    assert_string_equal(list.notifications[0].kind, "lecture_soon");
    assert_string_equal(list.notifications[0].title, "Lenses");
    assert_int_equal(list.notifications[0].starts_at, request.starts_at);
    assert_string_equal(list.notifications[0].timezone, classroom.timezone);
    assert_int_equal(read_list(f, f->other_student, whole, false).count, 0);
    school_fixture_close(f);
}

static void test_open_pages(void **state)
{
    struct school_fixture *f = school_fixture_open(test_store_need(state));
    int64_t unread;
    told(f, (struct notification_request){.user_id = f->student.user_id, .kind = NOTIFY_GRADED});
    tick(f); // the first look: nothing that was there before is told
    assert_int_equal(f->event_count, 0);
    told(f, (struct notification_request){.user_id = f->student.user_id, .kind = NOTIFY_GRADED});
    tick(f);
    tick(f);
    assert_int_equal(f->event_count, 1);
    assert_int_equal(f->events[0].kind, SCHOOL_EVENT_NOTIFICATION);
    assert_int_equal(f->events[0].user_id, f->student.user_id);
    assert_true(f->events[0].notification_id > 0);
    assert_int_equal(notification_read(f->school, &f->student, 0, INT64_MAX, &unread), FAULT_NONE);
    assert_int_equal(f->event_count, 2);
    school_fixture_close(f);
}

static void test_sweep(void **state)
{
    struct school_fixture *f = school_fixture_open(test_store_need(state));
    told(f, (struct notification_request){.user_id = f->student.user_id, .kind = NOTIFY_REQUEST_ANSWERED});
    tick(f);
    fixture_wait(f, (NOTIFICATION_DAYS - 1) * (int64_t)DAY);
    assert_int_equal(school_sweep(f->school), FAULT_NONE);
    assert_int_equal(mails(f), 0);
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM notifications"), 1);
    fixture_wait(f, 2 * (int64_t)DAY);
    assert_int_equal(school_sweep(f->school), FAULT_NONE);
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM notifications"), 0);
    school_fixture_close(f);
}

/* A mail says in its reader's language what the app says by the same words; nothing in it is a word of the program's.
 */
static void test_lines(void **state)
{
    static const struct {
        struct notification told;
        const char *locale, *line;
    } cases[] = {
        {{.kind = "request_answered", .text = "leave_accepted"},
         "en",
         "Your request has been answered · Leave accepted"},
        {{.kind = "lecture_changed", .subject = "Optics", .text = "moved_following"},
         "en",
         "A lecture was moved, with those that follow · Optics"},
        {{.kind = "lecture_changed", .text = "holiday 3: Founders' Day"},
         "en",
         "Lectures are cancelled for days off · Founders' Day"},
        {{.kind = "lecture_changed", .text = "holiday_over 3"},
         "en",
         "Lectures take place after all: the days off are no more"},
        {{.kind = "board_item", .subject = "Optics", .text = "leave"},
         "en",
         "There is something new on the board · Optics · leave"},
        {{.kind = "lecture_changed", .text = "cancelled"}, "ar", "أُلغيت محاضرة"},
        {{.kind = "board_item", .subject = "Optics"}, "hi-IN", "बोर्ड पर कुछ नया है · Optics"},
    };
    (void)state;
    CLOSES(arena_release) struct arena arena = arena_of(1 << 16);
    for (size_t i = 0; i < ARRAY_LENGTH(cases); i++)
        assert_string_equal(notification_line(&cases[i].told, cases[i].locale, &arena), cases[i].line);
    const struct notification mark = {.kind = "mark_changed", .text = "A"},
                              final = {.kind = "mark_changed", .text = "P final"};
    assert_non_null(strstr(notification_line(&mark, "en", &arena), " · Absent"));
    assert_non_null(strstr(notification_line(&final, "en", &arena), "were final · Present"));
}

/* A locale chooses a language by its first part alone, and what nobody speaks is English. */
static void test_tongues(void **state)
{
    (void)state;
    static const char *const foreign[] = {"", "-", "h", "hin", "arx", "de", "en_US", "-hi"};
    char locale[16];
    for (size_t i = 0; i < TONGUE_COUNT; i++) {
        assert_int_equal(tongue_of(tongue_code((enum tongue)i)), i);
        snprintf(locale, sizeof(locale), "%s-IN", tongue_code((enum tongue)i));
        assert_int_equal(tongue_of(locale), i);
    }
    assert_int_equal(tongue_of("HI"), HINDI);
    assert_int_equal(tongue_of(NULL), ENGLISH);
    for (size_t i = 0; i < ARRAY_LENGTH(foreign); i++)
        assert_int_equal(tongue_of(foreign[i]), ENGLISH);
}

/* Whatever a mail says it says in every language: no kind, no detail and no status is left in English. */
static void test_every_language(void **state)
{
    (void)state;
    static const char *const texts[] = {"moved",           "moved_following",
                                        "cancelled",       "cancelled_following",
                                        "restored",        "restored_following",
                                        "leave",           "appeal",
                                        "accepted",        "refused",
                                        "leave_accepted",  "leave_refused",
                                        "not_theirs",      "join_accepted",
                                        "erasure_refused", "join_refused"};
    static const char *const statuses[] = {"P", "L", "E", "A", "-", "P final"};
    CLOSES(arena_release) struct arena arena = arena_of(1 << 18);
    for (size_t i = 1; i < TONGUE_COUNT; i++) {
        const char *locale = tongue_code((enum tongue)i);
        struct notification told = {.kind = "request_answered"};
        for (size_t t = 0; t < ARRAY_LENGTH(texts); t++) {
            told.text = texts[t];
            const char *line = notification_line(&told, locale, &arena);
            assert_null(strpbrk(line, "abcdefghijklmnopqrstuvwxyz"));
            assert_non_null(strstr(line, " · "));
        }
        told.kind = "mark_changed";
        for (size_t t = 0; t < ARRAY_LENGTH(statuses); t++) {
            told.text = statuses[t];
            assert_null(strpbrk(notification_line(&told, locale, &arena), "abcdefghijklmnopqrstuvwxyzPLEA"));
        }
        assert_null(strpbrk(notification_mail_subject("", 2, locale, &arena), "abcdefghijklmnopqrstuvwxyz"));
        assert_null(strpbrk(notification_mail_text("", "", locale, &arena), "abcdefghijklmnopqrstuvwxyz"));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_lines),   cmocka_unit_test(test_tongues),   cmocka_unit_test(test_every_language),
        cmocka_unit_test(test_wait),    TEST_ON_BOTH(test_list_and_read), TEST_ON_BOTH(test_choices),
        TEST_ON_BOTH(test_bad_choices), TEST_ON_BOTH(test_mails),         TEST_ON_BOTH(test_no_needless_mail),
        TEST_ON_BOTH(test_language),    TEST_ON_BOTH(test_many),          TEST_ON_BOTH(test_lecture_soon),
        TEST_ON_BOTH(test_open_pages),  TEST_ON_BOTH(test_sweep),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
