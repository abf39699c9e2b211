/* SPDX-License-Identifier: MIT */
/* Every mail is in its reader's language. */
#include "school/unit.h"

#include <stdio.h>
#include <string.h>

#include "base/arena.h"
#include "base/str.h"
#include "school/common/fault.h"
#include "school/common/rows.h"
#include "school/people/account.h"
#include "school/people/account_reset.h"
#include "school/people/mail_test.h"
#include "school/people/own_account.h"
#include "school/people/registration.h"
#include "school/post/letter.h"
#include "school/post/mail.h"
#include "school/post/mail_inside.h"
#include "school/school.h"
#include "store/db.h"
#include "store/engine.h"
#include "store/store.h"
#include "support/tongues.h"

/* Each is there in each language, with the same {names}; nothing is left in English. */
static void test_every_language(void **state)
{
    (void)state;
    static const char *const lacking[TONGUE_COUNT] = {[ENGLISH] = "In {minutes} minutes", [ARABIC] = "قريبًا"};
    assert_false(tongues_agree(lacking));
    for (size_t i = 0; i < LETTER_COUNT; i++) {
        const struct letter_words *words = letter_words((enum letter)i);
        assert_true(tongues_agree(words->subject));
        assert_true(tongues_agree(words->text));
        for (size_t k = 0; k < TONGUE_COUNT; k++) {
            assert_null(strchr(words->subject[k], '{'));
            assert_true(str_characters(words->subject[k]) <= MAIL_SUBJECT_MAX);
        }
    }
}

static void test_values(void **state)
{
    (void)state;
    char text[MAIL_SEALED_MAX];
    const struct letter_values values = {60, "{minutes}@college.example"};
    for (size_t i = 0; i < LETTER_COUNT * TONGUE_COUNT; i++) {
        enum letter letter = (enum letter)(i / TONGUE_COUNT);
        const char *locale = tongue_code((enum tongue)(i % TONGUE_COUNT)), *words = letter_words(letter)->text[ENGLISH];
        assert_true(letter_write(letter, locale, &values, text, sizeof(text)));
        assert_int_equal(strstr(text, "60") != NULL, strstr(words, "{minutes}") != NULL);
        const char *address = strstr(text, values.address); // what is put in is not read again
        assert_int_equal(address != NULL, strstr(words, "{address}") != NULL);
        assert_null(strstr(text, "{address}"));
        assert_int_equal(text[strlen(text) - 1], '\n');
        assert_true(letter_write(letter, locale, &values, text, strlen(text) + 1));
        assert_false(letter_write(letter, locale, &values, text, strlen(text)));
    }
    assert_string_equal(letter_subject(LETTER_TEST, NULL), letter_words(LETTER_TEST)->subject[ENGLISH]);
    assert_string_equal(letter_subject(LETTER_TEST, "hi-IN"), letter_words(LETTER_TEST)->subject[HINDI]);
}

/* Who has an account that somebody made is told which button to press: what stands on it. */
static void test_button(void **state)
{
    (void)state;
    static const char *const books[TONGUE_COUNT] = {[ENGLISH] = "web/src/core/text/en/account.en.ts",
                                                    [ARABIC] = "web/src/core/text/ar/account.ar.ts",
                                                    [HINDI] = "web/src/core/text/hi/account.hi.ts"};
    for (size_t i = 0; i < TONGUE_COUNT; i++) {
        char line[400], button[200] = "";
        FILE *file = fopen(books[i], "r");
        assert_non_null(file);
        while (fgets(line, sizeof(line), file))
            if (sscanf(line, " forgot: '%199[^']'", button) == 1)
                break;
        fclose(file);
        assert_true(button[0]);
        assert_non_null(strstr(letter_words(LETTER_ACCOUNT_MADE)->text[i], button));
    }
}

/* The newest mail to an address is this letter in this language, subject and text. */
static void expect(struct school_fixture *f, const char *to, enum letter letter, enum tongue tongue)
{
    const char *subject = NULL, *text = NULL;
    char whole[MAIL_SEALED_MAX];
    struct row row;
    struct db *db = store_reader(f->test->store);
    row_begin(&row, db, &f->arena,
              "SELECT subject, body, sealed FROM mails WHERE recipient = ? ORDER BY id DESC LIMIT 1", DB_VALUES(T(to)));
    while (row_next(&row)) {
        subject = row_string(&row, 0);
        text = mail_text_of_row(f->school, &row, 1, 2, to);
    }
    assert_int_equal(row_end(&row), FAULT_NONE);
    store_reader_close(&db);
    assert_non_null(subject);
    assert_string_equal(subject, letter_words(letter)->subject[tongue]);
    const struct letter_values values = {ACCOUNT_LINK_MINUTES, to};
    assert_true(letter_write(letter, tongue_code(tongue), &values, whole, sizeof(whole)));
    assert_memory_equal(text, whole, strlen(whole));
}

static void speak(struct school_fixture *f, enum tongue tongue)
{
    char sql[80];
    snprintf(sql, sizeof(sql), "UPDATE users SET locale = '%s-XX'", tongue_code(tongue));
    fixture_sql(f, sql);
}

/* Of the account, whoever asks. */
static void test_account(void **state)
{
    struct school_fixture *f = school_fixture_open(test_store_need(state));
    int64_t retry;
    fixture_sql(f,
                "INSERT INTO settings (name, value, updated_at) VALUES ('registration_domain', 'college.example', 0)");
    for (size_t i = 0; i < TONGUE_COUNT; i++) {
        enum tongue tongue = (enum tongue)i;
        speak(f, tongue);
        assert_int_equal(mail_test(f->school, &f->administrator), FAULT_NONE);
        expect(f, "ada@college.example", LETTER_TEST, tongue);
        assert_int_equal(account_reset_ask(f->school, "sam@college.example", NULL, &f->arena, &retry), FAULT_NONE);
        expect(f, "sam@college.example", LETTER_PASSWORD_LINK, tongue);
        assert_int_equal(registration_ask(f->school, "sam@college.example", "de", NULL, &f->arena, &retry), FAULT_NONE);
        expect(f, "sam@college.example", LETTER_ACCOUNT_THERE, tongue);
        fixture_sql(f, "UPDATE users SET email_proven_at = NULL WHERE email = 'sam@college.example'");
        assert_int_equal(account_prove_email(f->school, &f->student, &f->arena, &retry), FAULT_NONE);
        expect(f, "sam@college.example", LETTER_EMAIL_PROVE, tongue);
        fixture_sql(f, "UPDATE users SET email_proven_at = 1 WHERE email = 'sam@college.example'");
        fixture_wait(f, HOUR);
    }
    school_fixture_close(f);
}

/* Without an account: that in which it was asked, else the institution's. */
static void test_stranger(void **state)
{
    static const struct {
        const char *asked, *institution;
        enum tongue tongue;
    } cases[] = {
        {NULL, "en-GB", ENGLISH}, {NULL, "ar-EG", ARABIC}, {NULL, "sv", ENGLISH},
        {"hi", "ar-EG", HINDI},   {"ar", "en-GB", ARABIC}, {"en", "hi", ENGLISH},
    };
    struct school_fixture *f = school_fixture_open(test_store_need(state));
    char sql[128], address[64];
    int64_t retry;
    fixture_sql(f,
                "INSERT INTO settings (name, value, updated_at) VALUES ('registration_domain', 'college.example', 0)");
    fixture_sql(f, "INSERT INTO settings (name, value, updated_at) VALUES ('language', 'en-GB', 0)");
    for (size_t i = 0; i < ARRAY_LENGTH(cases); i++) {
        snprintf(sql, sizeof(sql), "UPDATE settings SET value = '%s' WHERE name = 'language'", cases[i].institution);
        fixture_sql(f, sql);
        snprintf(address, sizeof(address), "new%zu@college.example", i);
        assert_int_equal(registration_ask(f->school, address, cases[i].asked, NULL, &f->arena, &retry), FAULT_NONE);
        expect(f, address, LETTER_WELCOME, cases[i].tongue);
    }
    school_fixture_close(f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_every_language), cmocka_unit_test(test_values),
        cmocka_unit_test(test_button),         TEST_ON_BOTH(test_account),
        TEST_ON_BOTH(test_stranger),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
