/* SPDX-License-Identifier: MIT */
/* The outbox: who gets which mail when, what it looks like, and files where there is no mail server. Delivery to a real
 * mail server is tests/load/mail.mjs. */
#include "school/unit.h"

#include <dirent.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/str.h"
#include "school/common/fault.h"
#include "school/common/rows.h"
#include "school/people/mail_test.h"
#include "school/post/mail.h"
#include "school/post/mail_html.h"
#include "school/post/mail_inside.h"
#include "school/post/mail_message.h"
#include "school/post/mail_outbox.h"
#include "school/school.h"
#include "store/db.h"
#include "store/engine.h"
#include "store/store.h"

static enum db_status queue(struct db *db, void *context)
{
    return status_of(mail_queue(db, context, FIXTURE_NOW));
}

static void post(struct school_fixture *f, const char *to, const char *subject)
{
    struct mail mail = {.to = to, .subject = subject, .text = "Hello.\n"};
    assert_int_equal(store_write(f->test->store, queue, &mail), DB_OK);
}

static struct mail_taken take(struct school_fixture *f)
{
    struct mail_taken taken;
    assert_int_equal(mail_take(f->school, &f->arena, &taken), FAULT_NONE);
    return taken;
}

static void test_take_once(void **state)
{
    struct school_fixture *f = school_fixture_open(test_store_need(state));
    assert_int_equal(take(f).id, 0);
    post(f, "sam@college.example", "One");
    struct mail_taken taken = take(f);
    assert_string_equal(taken.mail.to, "sam@college.example");
    assert_string_equal(taken.mail.subject, "One");
    assert_string_equal(taken.mail.text, "Hello.\n");
    assert_int_equal(take(f).id, 0); // it is another's now
    fixture_wait(f, MAIL_LEASE_MINUTES * MINUTE);
    struct mail_taken again = take(f); // who took it has died
    assert_int_equal(again.id, taken.id);
    assert_int_equal(again.tries, 2);
    assert_int_equal(mail_note(f->school, &again, MAIL_SENT, NULL, false), FAULT_NONE);
    fixture_wait(f, DAY);
    assert_int_equal(take(f).id, 0);
    school_fixture_close(f);
}

static void test_tries(void **state)
{
    struct school_fixture *f = school_fixture_open(test_store_need(state));
    struct mail_list list;
    post(f, "sam@college.example", "One");
    int64_t begun = school_now(f->school);
    for (int64_t tries = 1; tries <= MAIL_TRIES_MAX; tries++) {
        struct mail_taken taken = take(f);
        assert_int_equal(taken.tries, tries);
        assert_int_equal(mail_note(f->school, &taken, MAIL_SENT, "The server is away.", false), FAULT_NONE);
        for (int64_t waited = 0; tries < MAIL_TRIES_MAX; waited += MINUTE) {
            assert_true(waited <= DAY);
            assert_int_equal(mail_list(f->school, &f->administrator, (struct page){.limit = 1}, &f->arena, &list),
                             FAULT_NONE);
            if (list.mails[0].next_try_at <= school_now(f->school))
                break;
            fixture_wait(f, list.mails[0].next_try_at - school_now(f->school));
        }
    }
    assert_in_range(school_now(f->school) - begun, 12 * HOUR, 2 * DAY);
    fixture_wait(f, 7 * DAY);
    assert_int_equal(take(f).id, 0);
    assert_int_equal(mail_list(f->school, &f->administrator, (struct page){.limit = 1}, &f->arena, &list), FAULT_NONE);
    assert_int_equal(list.failed, 1);
    assert_int_equal(list.waiting, 0);
    assert_string_equal(list.mails[0].error, "The server is away.");

    post(f, "nobody@college.example", "Two");
    struct mail_taken refused = take(f);
    assert_int_equal(mail_note(f->school, &refused, MAIL_SENT, "No such mailbox.", true), FAULT_NONE);
    fixture_wait(f, DAY);
    assert_int_equal(take(f).id, 0);
    school_fixture_close(f);
}

static int64_t kept_texts(struct school_fixture *f)
{
    return fixture_number(f, "SELECT COUNT(*) FROM mails WHERE body <> ''");
}

/* The text, in which there may be a link, is kept while it is needed and no longer. */
static void test_text_ends(void **state)
{
    struct school_fixture *f = school_fixture_open(test_store_need(state));
    post(f, "sam@college.example", "One");
    struct mail_taken taken = take(f);
    assert_int_equal(mail_note(f->school, &taken, MAIL_SENT, "The server is away.", false), FAULT_NONE);
    assert_int_equal(kept_texts(f), 1); // it is tried again
    fixture_wait(f, HOUR);
    taken = take(f);
    assert_int_equal(mail_note(f->school, &taken, MAIL_SENT, NULL, false), FAULT_NONE);
    assert_int_equal(kept_texts(f), 0);
    post(f, "nobody@college.example", "Two");
    taken = take(f);
    assert_int_equal(mail_note(f->school, &taken, MAIL_SENT, "No such mailbox.", true), FAULT_NONE);
    assert_int_equal(kept_texts(f), 0);
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM mails"), 2);
    school_fixture_close(f);
}

static void test_administrators_only(void **state)
{
    struct school_fixture *f = school_fixture_open(test_store_need(state));
    struct mail_list list;
    const struct page page = {.limit = 2};
    assert_int_equal(mail_list(f->school, &f->professor, page, &f->arena, &list), FAULT_NOT_ALLOWED);
    assert_int_equal(mail_test(f->school, &f->student), FAULT_NOT_ALLOWED);
    for (int i = 0; i < 3; i++)
        assert_int_equal(mail_test(f->school, &f->administrator), FAULT_NONE);
    assert_int_equal(mail_list(f->school, &f->administrator, page, &f->arena, &list), FAULT_NONE);
    assert_int_equal(list.count, 2);
    assert_int_equal(list.waiting, 3);
    assert_string_equal(list.mails[0].to, "ada@college.example");
    assert_int_equal(mail_list(f->school, &f->administrator, (struct page){list.next, 2}, &f->arena, &list),
                     FAULT_NONE);
    assert_int_equal(list.count, 1);
    assert_int_equal(list.next, 0);
    school_fixture_close(f);
}

/* The text of a file in `folder`, of which there is exactly one; removes both. */
static char *only_file(const char *folder)
{
    static char text[8192];
    char path[512] = "";
    DIR *directory = opendir(folder);
    assert_non_null(directory);
    for (struct dirent *entry; (entry = readdir(directory)) != NULL;) {
        if (entry->d_name[0] == '.')
            continue;
        assert_string_equal(path, "");
        snprintf(path, sizeof(path), "%s/%s", folder, entry->d_name);
    }
    closedir(directory);
    struct stat status;
    assert_int_equal(stat(path, &status), 0);
    assert_int_equal(status.st_mode & 0777, 0600);
    FILE *file = fopen(path, "r");
    assert_non_null(file);
    text[fread(text, 1, sizeof(text) - 1, file)] = '\0';
    fclose(file);
    unlink(path);
    rmdir(folder);
    return text;
}

static void test_folder(void **state)
{
    struct school_fixture *f = school_fixture_open(test_store_need(state));
    char folder[128];
    size_t sent;
    snprintf(folder, sizeof(folder), "%s/outbox", f->folder);
    struct mailer *mailer = mailer_open(&(struct mail_transport){.folder = folder, .from = "ams@college.example"});
    assert_non_null(mailer);
    assert_int_equal(mail_work(f->school, mailer, 10, &sent), FAULT_NONE);
    assert_int_equal(sent, 0);
    post(f, "sam@college.example", "One");
    assert_int_equal(mail_work(f->school, mailer, 10, &sent), FAULT_NONE);
    assert_int_equal(sent, 1);
    assert_int_equal(mail_work(f->school, mailer, 10, &sent), FAULT_NONE);
    assert_int_equal(sent, 0);
    const char *text = only_file(folder);
    assert_non_null(strstr(text, "From: AMS <ams@college.example>\r\n"));
    assert_non_null(strstr(text, "To: <sam@college.example>\r\n"));
    assert_non_null(strstr(text, "Date: Mon, 23 Nov 2026 09:00:00 +0000\r\n"));
    assert_non_null(strstr(text, "\r\n\r\nSGVsbG8uCg")); // "Hello.\n", and what stands below it
    mailer_close(mailer);
    school_fixture_close(f);
}

/* A folder that cannot be: the mail waits and the reason is told. */
static void test_folder_in_the_way(void **state)
{
    struct school_fixture *f = school_fixture_open(test_store_need(state));
    struct mail_list list;
    size_t sent;
    struct mailer *mailer = mailer_open(&(struct mail_transport){.folder = "/dev/null/outbox"});
    post(f, "sam@college.example", "One");
    post(f, "bea@college.example", "Two");
    assert_int_equal(mail_work(f->school, mailer, 10, &sent), FAULT_NONE);
    assert_int_equal(sent, 0);
    assert_int_equal(mail_list(f->school, &f->administrator, (struct page){.limit = 5}, &f->arena, &list), FAULT_NONE);
    assert_int_equal(list.waiting, 2);
    assert_null(list.mails[0].error); // the second was not tried
    assert_non_null(strstr(list.mails[1].error, "folder"));
    mailer_close(mailer);
    school_fixture_close(f);
}

static void test_message(void **state)
{
    (void)state;
    struct arena arena;
    arena_init(&arena, 1 << 20);
    struct mail_sender from = {.address = "ams@college.example"};
    struct mail_frame frame = {.tongue = ARABIC};
    const struct mail_stamp stamp = {7, FIXTURE_NOW - 5, FIXTURE_NOW};
    struct mail mail = {.to = "a@b.example", .subject = "Héllo\r\nBcc: evil@example.org", .text = ".\r\nQUIT\n"};
    const char *text = mail_message(&mail, &from, &frame, &stamp, &arena);
    assert_null(strstr(text, "Bcc"));
    assert_null(strstr(text, "QUIT"));
    assert_non_null(strstr(text, "Subject: =?UTF-8?B?SMOpbGxvDQpCY2M6IGV2aWxAZXhhbXBsZS5vcmc=?=\r\n"));
    assert_non_null(strstr(text, "From: AMS <ams@college.example>\r\n"));
    from.name = "Héllo\r\nBcc: evil@example.org"; // the institution's, who knows from where
    text = mail_message(&mail, &from, &frame, &stamp, &arena);
    assert_null(strstr(text, "Bcc"));
    assert_non_null(
        strstr(text, "From: =?UTF-8?B?SMOpbGxvDQpCY2M6IGV2aWxAZXhhbXBsZS5vcmc=?= <ams@college.example>\r\n"));
    from.name = NULL;

    // A long subject becomes several words, each of whole characters and none beyond 75.
    char subject[4 * MAIL_SUBJECT_MAX + 1] = "";
    for (size_t i = 0; i < MAIL_SUBJECT_MAX; i++)
        memcpy(subject + 4 * i, "\xf0\x9f\x8e\x93", 5);
    mail.subject = subject;
    text = mail_message(&mail, &from, &frame, &stamp, &arena);
    size_t words = 0;
    for (const char *at = text; (at = strstr(at, "=?UTF-8?B?")) != NULL; at++, words++)
        assert_in_range(strstr(at, "?=") - at, 10, 73);
    assert_int_equal(words, (4 * MAIL_SUBJECT_MAX + 35) / 36);
    for (const char *line = text; line; line = strstr(line, "\r\n") ? strstr(line, "\r\n") + 2 : NULL)
        assert_true(strcspn(line, "\r") <= 78);

    // Who and how: the same Message-ID at every try, at our domain, and how it is turned off.
    assert_non_null(strstr(text, "Message-ID: <7.1795424399995@college.example>\r\n"));
    assert_non_null(strstr(text, "Auto-Submitted: auto-generated\r\nContent-Language: ar\r\n"));
    assert_null(strstr(text, "List-Unsubscribe"));
    assert_null(strstr(text, "Reply-To"));
    from.reply_to = "office@college.example";
    frame.one_click = "https://ams.college.example/api/mail-off/1.graded.x";
    text = mail_message(&mail, &from, &frame, &stamp, &arena);
    assert_non_null(strstr(text, "Reply-To: <office@college.example>\r\n"
                                 "List-Unsubscribe: <https://ams.college.example/api/mail-off/1.graded.x>\r\n"
                                 "List-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n"));
    // Two parts, the plain one first, and an end.
    const char *plain = strstr(text, "\r\nContent-Type: text/plain; charset=utf-8\r\n");
    const char *html = strstr(text, "\r\nContent-Type: text/html; charset=utf-8\r\n");
    assert_true(plain && html && plain < html);
    assert_non_null(
        strstr(text, "Content-Type: multipart/alternative; boundary=\"=_ams_7_1795424399995\"\r\n\r\n--=_ams_7_"));
    assert_string_equal(text + strlen(text) - strlen("--=_ams_7_1795424399995--\r\n"), "--=_ams_7_1795424399995--\r\n");
    char long_one[1200] = "https://ams.college.example/";
    memset(long_one + 28, 'a', sizeof(long_one) - 29);
    frame.one_click = long_one; // a line that no program need take
    text = mail_message(&mail, &from, &frame, &stamp, &arena);
    assert_null(strstr(text, "List-Unsubscribe"));
    from.reply_to = "x\r\nBcc: y";
    assert_null(mail_message(&mail, &from, &frame, &stamp, &arena));
    from.reply_to = NULL;

    mail.to = "a@b.example\r\nBcc: x";
    assert_null(mail_message(&mail, &from, &frame, &stamp, &arena));
    arena_release(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_message),       TEST_ON_BOTH(test_take_once),           TEST_ON_BOTH(test_tries),
        TEST_ON_BOTH(test_text_ends),         TEST_ON_BOTH(test_administrators_only), TEST_ON_BOTH(test_folder),
        TEST_ON_BOTH(test_folder_in_the_way),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
