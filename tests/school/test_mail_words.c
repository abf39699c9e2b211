/* SPDX-License-Identifier: MIT */
/* What mails about notifications say, kind by kind and in every language, and how they are turned off. */
#include "school/unit.h"

#include <stdio.h>
#include <string.h>

#include "base/arena.h"
#include "base/str.h"
#include "school/common/fault.h"
#include "school/common/rows.h"
#include "school/plan/lecture.h"
#include "school/post/mail.h"
#include "school/post/mail_html.h"
#include "school/post/mail_message.h"
#include "school/post/mail_off.h"
#include "school/post/mail_outbox.h"
#include "school/post/moment_text.h"
#include "school/post/notification.h"
#include "school/post/notification_item.h"
#include "school/post/notification_rule.h"
#include "school/school.h"
#include "store/db.h"
#include "store/engine.h"
#include "store/store.h"

static const char site[] = "https://ams.college.example";

/* Monday 23 November 2026, 09:00 UTC. */
enum { LATER = 25 * HOUR };

/* What a mail about a kind must say, whatever the language. */
struct said {
    enum notification_kind kind;
    const char *text;     // what the rule tells beside the ids
    bool lecture;         // it is about one
    const char *where[3]; // names and places that stand in it
    const char *when[TONGUE_COUNT];
    const char *path;
};

/* clang-format off */
#define LECTURE_WHEN                                                                                                   \
    {"Tuesday 24 November 2026, 11:00–12:30 (Europe/Berlin, UTC+1)",                                                   \
     "الثلاثاء 24 نوفمبر 2026، 11:00–12:30 (\u2066Europe/Berlin, UTC+1\u2069)",                                        \
     "मंगलवार 24 नवंबर 2026, 11:00–12:30 (Europe/Berlin, UTC+1)"}
#define TOLD_WHEN                                                                                                      \
    {"Monday 23 November 2026, 10:00 (Europe/Berlin, UTC+1)", "الاثنين 23 نوفمبر 2026، 10:00 (",                       \
     "सोमवार 23 नवंबर 2026, 10:00 (Europe/Berlin, UTC+1)"}
#define MISSED_WHEN                                                                                                    \
    {"Friday 20 November 2026, 10:00 (Europe/Berlin, UTC+1)", "الجمعة 20 نوفمبر 2026، 10:00 (",                        \
     "शुक्रवार 20 नवंबर 2026, 10:00 (Europe/Berlin, UTC+1)"}
/* clang-format on */

static const struct said table[NOTIFY_KIND_COUNT] = {
    [NOTIFY_WINDOW_OPENED] = {0, NULL, true, {"Optics (A)", "Lenses", "B 204"}, LECTURE_WHEN, "/mark/7"},
    [NOTIFY_LECTURE_SOON] = {0, NULL, true, {"Optics (A)", "Lenses", "B 204"}, LECTURE_WHEN, "/record/3"},
    [NOTIFY_LECTURE_CHANGED] =
        {0, "moved|1795424400000 1795429800000 C 1", true, {"Optics (A)", "B 204", "C 1"}, LECTURE_WHEN, "/record/3"},
    [NOTIFY_BELOW_THRESHOLD] = {0,
                                "11/16, 75 %|1795165200000 Mirrors",
                                false,
                                {"Optics (A)", "11/16, 75 %", "Mirrors"},
                                MISSED_WHEN,
                                "/record/3"},
    [NOTIFY_OUT_OF_REACH] = {0,
                             "5/16, 75 %|1795165200000 Mirrors",
                             false,
                             {"Optics (A)", "5/16, 75 %", "Mirrors"},
                             MISSED_WHEN,
                             "/record/3"},
    [NOTIFY_BOARD_ITEM] = {0, "Sheet 4", false, {"Optics (A)", "Sheet 4"}, TOLD_WHEN, "/classroom/3/board/9"},
    [NOTIFY_GRADED] = {0, NULL, false, {"Optics (A)", "Sheet 4"}, TOLD_WHEN, "/classroom/3/board/9"},
    [NOTIFY_REQUEST] = {0, "leave", false, {"Optics (A)"}, TOLD_WHEN, "/classroom/3/requests"},
    [NOTIFY_REQUEST_ANSWERED] = {0, "leave_accepted", false, {"Optics (A)"}, TOLD_WHEN, "/notifications"},
    [NOTIFY_JOIN_REQUEST] = {0, NULL, false, {"Optics (A)"}, TOLD_WHEN, "/classroom/3/students"},
    [NOTIFY_NEW_DEVICE] = {0, NULL, false, {"Optics (A)"}, TOLD_WHEN, "/account/devices"},
    [NOTIFY_MARK_CHANGED] = {0, "A", true, {"Optics (A)", "Lenses", "B 204"}, LECTURE_WHEN, "/record/3"},
    [NOTIFY_JOB_DONE] = {0, "export_person done", false, {"Optics (A)"}, TOLD_WHEN, "/notifications"},
    [NOTIFY_ERASURE_REQUEST] = {0, NULL, false, {NULL}, TOLD_WHEN, "/notifications"},
    [NOTIFY_STUDENT_LEFT] = {0, NULL, false, {"Optics (A)"}, TOLD_WHEN, "/classroom/3/register"},
    [NOTIFY_MISSED_IN_A_ROW] =
        {0, "3|1795165200000 Mirrors", false, {"Optics (A)", "3", "Mirrors"}, MISSED_WHEN, "/record/3"},
    [NOTIFY_MISSED_WITHIN] =
        {0, "3/14|1795165200000 Mirrors", false, {"Optics (A)", "3/14", "Mirrors"}, MISSED_WHEN, "/record/3"},
    [NOTIFY_STUDENT_WARNED] = {0, "below_threshold: 11/16, 75 %", false, {"Optics (A)"}, TOLD_WHEN, "/notifications"},
    [NOTIFY_NOT_TAKEN] = {0, NULL, true, {"Optics (A)", "Lenses", "B 204"}, LECTURE_WHEN, "/lecture/7"},
    [NOTIFY_CLASS_ADDED] = {0, NULL, false, {"Optics (A)", "Prof. Fresnel"}, TOLD_WHEN, "/record/3"},
    [NOTIFY_KIOSK_MOVED] = {0, "Door of B 204", false, {"Door of B 204"}, TOLD_WHEN, "/system/kiosks"},
    [NOTIFY_TOKEN_MADE] = {0, "Timetable", false, {"Timetable"}, TOLD_WHEN, "/account/programs"},
    [NOTIFY_TOKEN_ENDS] = {0, "Timetable", false, {"Timetable"}, TOLD_WHEN, "/account/programs"},
};

static struct notification_item item_of(enum notification_kind kind)
{
    const struct said *said = &table[kind];
    return (struct notification_item){
        .told = {.kind = notification_kind_code(kind),
                 .class_id = 3,
                 .lecture_id = said->lecture ? 7 : 0,
                 .subject_id = 9,
                 .subject = "Optics",
                 .title = said->lecture ? "Lenses" : NULL,
                 .starts_at = said->lecture ? FIXTURE_NOW + LATER : 0,
                 .timezone = "Europe/Berlin",
                 .text = said->text,
                 .about = {kind == NOTIFY_CLASS_ADDED ? 9 : 0, kind == NOTIFY_CLASS_ADDED ? "Prof. Fresnel" : NULL},
                 .created_at = FIXTURE_NOW},
        .section = "A",
        .room = said->lecture ? "B 204" : NULL,
        .ends_at = said->lecture ? FIXTURE_NOW + LATER + 90 * MINUTE : 0,
        .item = kind == NOTIFY_GRADED || kind == NOTIFY_BOARD_ITEM ? "Sheet 4" : NULL,
        .points = -1,
        .most_points = -1,
        .zone = "Europe/Berlin",
    };
}

static void expect_in(const char *text, const char *words)
{
    if (words && !strstr(text, words))
        fail_msg("\"%s\" is not in:\n%s", words, text);
}

/* Every kind, in every language: what, when, where, and where to go; the HTML says all that the text says. */
static void test_every_kind(void **state)
{
    struct school_fixture *f = school_fixture_open(test_store_need(state));
    for (size_t k = 0; k < NOTIFY_KIND_COUNT * TONGUE_COUNT; k++) {
        enum notification_kind kind = (enum notification_kind)(k / TONGUE_COUNT);
        enum tongue tongue = (enum tongue)(k % TONGUE_COUNT);
        const struct said *said = &table[kind];
        const struct notification_item item = item_of(kind);
        char address[128];
        bool student = notification_rule(kind)->told & TOLD_STUDENTS;
        const char *text = notification_item_text(f->school, &item, site, tongue_code(tongue), student, &f->arena);
        assert_non_null(text);
        if (kind != NOTIFY_LECTURE_CHANGED) // its sentence says what became of it
            expect_in(text, tongue_says(notification_rule(kind)->sentence, tongue));
        for (size_t i = 0; i < ARRAY_LENGTH(said->where); i++)
            expect_in(text, said->where[i]);
        expect_in(text, said->when[tongue]);
        snprintf(address, sizeof(address), "%s%s\n", site, said->path);
        expect_in(text, address);
        const struct mail_frame frame = {.name = "Hill College", .site = site, .tongue = tongue};
        const char *html = mail_html("Subject", text, &frame, &f->arena);
        assert_non_null(html);
        for (size_t i = 0; i < ARRAY_LENGTH(said->where); i++)
            expect_in(html, said->where[i]);
        expect_in(html, said->when[tongue]);
        snprintf(address, sizeof(address), "<a href=\"%s%s\">", site, said->path);
        expect_in(html, address);
        expect_in(html, tongue == ARABIC ? "<html lang=\"ar\" dir=\"rtl\">" : "dir=\"ltr\">");
        assert_null(strstr(html, "src="));
        assert_null(strstr(html, "<img"));
    }
    school_fixture_close(f);
}

/* A moved lecture's mail says the old and the new time, a cancelled one's why. */
static void test_lecture_words(void **state)
{
    struct school_fixture *f = school_fixture_open(test_store_need(state));
    struct notification_item item = item_of(NOTIFY_LECTURE_CHANGED);
    const char *text = notification_item_text(f->school, &item, site, "en", true, &f->arena);
    expect_in(text, "- A lecture was moved · Optics (A) · Lenses\n"
                    "  Before: Monday 23 November 2026, 10:00–11:30 (Europe/Berlin, UTC+1)\n"
                    "  Room before: C 1\n"
                    "  Now: Tuesday 24 November 2026, 11:00–12:30 (Europe/Berlin, UTC+1)\n"
                    "  Room: B 204\n"
                    "  Open it: https://ams.college.example/record/3\n");
    item.told.text = "cancelled";
    item.cancelled = true;
    item.reason = "The lecturer is ill";
    text = notification_item_text(f->school, &item, site, "en", true, &f->arena);
    expect_in(text, "- A lecture was cancelled · Optics (A) · Lenses\n"
                    "  When: Tuesday 24 November 2026, 11:00–12:30 (Europe/Berlin, UTC+1)\n"
                    "  Room: B 204\n  Reason: The lecturer is ill\n");
    assert_string_equal(notification_shown("lecture_changed", "moved|1 2 C", &f->arena), "moved");
    assert_string_equal(notification_shown("missed_within", "3|1 2", &f->arena), "3|1 2");
    assert_null(notification_shown("graded", NULL, &f->arena));
    // Over midnight both days are named, and clocks that change in between count.
    expect_in(moment_span(f->school, "Europe/Berlin", 1792882800000, 1792893600000, ENGLISH, &f->arena),
              "Sunday 25 October 2026, 01:00–03:00 (Europe/Berlin, UTC+2)");
    expect_in(moment_span(f->school, "Asia/Kolkata", FIXTURE_NOW + 9 * HOUR, FIXTURE_NOW + 11 * HOUR, HINDI, &f->arena),
              "सोमवार 23 नवंबर 2026, 23:30 – मंगलवार 24 नवंबर 2026, 01:30 (Asia/Kolkata, UTC+5:30)");
    assert_string_equal(moment_cell(f->school, "America/St_Johns", FIXTURE_NOW, &f->arena), "2026-11-23 05:30 -03:30");
    assert_string_equal(moment_cell(f->school, "No/Where", FIXTURE_NOW, &f->arena), "2026-11-23 09:00 +00:00");
    school_fixture_close(f);
}

/* The points of a grade stand in a mail only when its reader has chosen so. */
static void test_points(void **state)
{
    struct school_fixture *f = school_fixture_open(test_store_need(state));
    struct notification_item item = item_of(NOTIFY_GRADED);
    const char *text = notification_item_text(f->school, &item, site, "en", true, &f->arena);
    expect_in(text, "Your work has been graded · Optics (A) · Sheet 4");
    assert_null(strstr(text, "Points"));
    item.points = 850;
    item.most_points = 1000;
    text = notification_item_text(f->school, &item, site, "en", true, &f->arena);
    expect_in(text, "  Points: 8.5 / 10\n");
    struct notification_choices choices;
    assert_int_equal(notification_choices(f->school, &f->student, &f->arena, &choices), FAULT_NONE);
    assert_false(choices.points);
    choices.points = true;
    assert_int_equal(notification_choose(f->school, &f->student, &choices), FAULT_NONE);
    assert_int_equal(notification_choices(f->school, &f->student, &f->arena, &choices), FAULT_NONE);
    assert_true(choices.points);
    school_fixture_close(f);
}

/* Nothing that people write becomes markup, and no address but the site's becomes a link. */
static void test_html(void **state)
{
    (void)state;
    CLOSES(arena_release) struct arena arena = arena_of(1 << 20);
    const struct mail_frame frame = {
        .name = "<Hill> & Sons", .site = site, .tongue = ENGLISH, .turn_off = "https://ams.college.example/mail-off#x"};
    const char *html = mail_html("<b>",
                                 "Hello <script>alert(1)</script>\nhttps://evil.example/\n\n"
                                 "https://ams.college.example.evil/x\n\n"
                                 "Open: https://ams.college.example/a?b=1&c=\"2\"\n",
                                 &frame, &arena);
    assert_null(strstr(html, "<script"));
    assert_null(strstr(html, "href=\"https://evil"));
    assert_null(strstr(html, "href=\"https://ams.college.example.evil"));
    expect_in(html, "<a class=\"button\" href=\"https://ams.college.example/a?b=1&amp;c=&quot;2&quot;\">Open</a>");
    expect_in(html, "&lt;Hill&gt; &amp; Sons");
    expect_in(html, "<title>&lt;b&gt;</title>");
    const char *plain = mail_plain("Hello\n", &frame, &arena);
    expect_in(plain, "No more mails of this kind: https://ams.college.example/mail-off#x\n");
}

static struct mail_taken take(struct school_fixture *f)
{
    struct mail_taken taken;
    assert_int_equal(mail_take(f->school, &f->arena, &taken), FAULT_NONE);
    return taken;
}

/* What is told of a lecture that was moved leaves as one mail with its kinds; what is about safety as another. */
static void test_from_the_list(void **state)
{
    struct school_fixture *f = school_fixture_open(test_store_need(state));
    struct classroom classroom = fixture_classroom(f);
    struct lecture lecture = fixture_lecture(f, classroom.id), moved;
    struct lecture_change change = lecture_no_change();
    char sql[256];
    fixture_join(f, &classroom, f->student);
    change.starts_at = lecture.starts_at + DAY;
    change.room = "B 204";
    assert_int_equal(lecture_edit(f->school, &f->professor, lecture.id, &change, &f->arena, &moved), FAULT_NONE);
    struct notification_list list;
    assert_int_equal(notification_list(f->school, &f->student, (struct page){.limit = 5}, false, &f->arena, &list),
                     FAULT_NONE);
    assert_string_equal(list.notifications[0].text, "moved"); // the app's word is as it was
    snprintf(sql, sizeof(sql),
             "INSERT INTO notifications (user_id, kind, created_at, mail_at) VALUES (%lld, 'new_device', %lld, 0)",
             (long long)f->student.user_id, (long long)FIXTURE_NOW);
    fixture_sql(f, sql);
    for (int i = 0; i < 2; i++) {
        fixture_wait(f, MINUTE);
        assert_int_equal(notification_tick(f->school), FAULT_NONE);
    }
    struct mail_taken safety = take(f), rest = take(f);
    assert_null(safety.mail.kinds);
    expect_in(safety.mail.text, "new device");
    assert_string_equal(rest.mail.kinds, "lecture_changed");
    expect_in(rest.mail.text, "Before: ");
    expect_in(rest.mail.text, "Now: ");
    expect_in(rest.mail.text, "Room: B 204");
    assert_int_equal(rest.mail.user_id, f->student.user_id);
    school_fixture_close(f);
}

static void test_off(void **state)
{
    struct school_fixture *f = school_fixture_open(test_store_need(state));
    struct notification_choices choices;
    struct mail_off off;
    const int64_t who = f->student.user_id;
    const char *token = mail_off_token(f->school, who, "lecture_changed.graded", &f->arena);
    assert_non_null(token);
    assert_int_equal(mail_off_look(f->school, token, &f->arena, &off), FAULT_NONE);
    assert_int_equal(off.count, 2);
    assert_int_equal(off.kinds[0].email, NOTIFY_EMAIL_NOW);
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM notification_choices"), 0); // looking does nothing

    for (int i = 0; i < 2; i++)
        assert_int_equal(mail_off_set(f->school, token, false, &f->arena, &off), FAULT_NONE);
    assert_int_equal(off.kinds[0].email, NOTIFY_EMAIL_OFF);
    assert_int_equal(notification_choices(f->school, &f->student, &f->arena, &choices), FAULT_NONE);
    assert_int_equal(choices.kinds[NOTIFY_LECTURE_CHANGED].email, NOTIFY_EMAIL_OFF);
    assert_int_equal(choices.kinds[NOTIFY_GRADED].email, NOTIFY_EMAIL_OFF);
    assert_int_equal(choices.kinds[NOTIFY_BELOW_THRESHOLD].email, NOTIFY_EMAIL_NOW); // others stay
    assert_true(choices.kinds[NOTIFY_GRADED].app);                                   // as do the other ways
    assert_int_equal(notification_choices(f->school, &f->other_student, &f->arena, &choices), FAULT_NONE);
    assert_int_equal(choices.kinds[NOTIFY_GRADED].email, NOTIFY_EMAIL_DIGEST); // and other people
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM audit WHERE action = 'mails_turned_off'"), 1);

    for (int i = 0; i < 2; i++)
        assert_int_equal(mail_off_set(f->school, token, true, &f->arena, &off), FAULT_NONE);
    assert_int_equal(off.kinds[1].email, NOTIFY_EMAIL_DIGEST);
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM audit WHERE action = 'mails_turned_on'"), 1);
    school_fixture_close(f);
}

/* Forged, cut, another's, too long, about safety, of an account that is closed: none turns anything off. */
static void test_off_refused(void **state)
{
    struct school_fixture *f = school_fixture_open(test_store_need(state));
    struct mail_off off;
    char long_one[2 * MAIL_OFF_TOKEN_MAX], sql[128];
    const char *token = mail_off_token(f->school, f->student.user_id, "graded", &f->arena);
    const char *other = mail_off_token(f->school, f->other_student.user_id, "graded", &f->arena);
    const char *mac = strrchr(token, '.');
    memset(long_one, 'a', sizeof(long_one) - 1);
    long_one[sizeof(long_one) - 1] = '\0';
    memcpy(long_one, "1.graded.", 9);
    const char *const forged[] = {
        "",
        ".",
        "...",
        "1",
        "graded",
        long_one,
        arena_printf(&f->arena, "%.*s", (int)strlen(token) - 1, token),
        arena_printf(&f->arena, "%sA", token),
        arena_printf(&f->arena, "%lld.lecture_changed%s", (long long)f->student.user_id, mac),
        arena_printf(&f->arena, "%lld.graded%s", (long long)f->other_student.user_id, mac),
        arena_printf(&f->arena, "%lld.graded.board_item%s", (long long)f->student.user_id, mac),
        arena_printf(&f->arena, "%.*s%s", (int)(mac - token), token, strrchr(other, '.')),
        mail_off_token(f->school, f->student.user_id, "new_device", &f->arena),
        mail_off_token(f->school, f->student.user_id, "no_such_kind", &f->arena),
        mail_off_token(f->school, 900001, "graded", &f->arena),
        mail_off_token(f->school, -1, "graded", &f->arena),
    };
    for (size_t i = 0; i < ARRAY_LENGTH(forged); i++) {
        assert_int_equal(mail_off_look(f->school, forged[i], &f->arena, &off), FAULT_NOT_FOUND);
        assert_int_equal(mail_off_set(f->school, forged[i], false, &f->arena, &off), FAULT_NOT_FOUND);
    }
    snprintf(sql, sizeof(sql), "UPDATE users SET disabled_at = 1 WHERE id = %lld", (long long)f->student.user_id);
    fixture_sql(f, sql);
    assert_int_equal(mail_off_set(f->school, token, false, &f->arena, &off), FAULT_NOT_FOUND);
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM notification_choices"), 0);
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM audit WHERE action = 'mails_turned_off'"), 0);
    school_fixture_close(f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST_ON_BOTH(test_every_kind),  TEST_ON_BOTH(test_lecture_words), TEST_ON_BOTH(test_points),
        cmocka_unit_test(test_html),    TEST_ON_BOTH(test_from_the_list), TEST_ON_BOTH(test_off),
        TEST_ON_BOTH(test_off_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
