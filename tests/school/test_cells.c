/* SPDX-License-Identifier: MIT */
/* Cells and headers as people write them: days, times, addresses, numbers, roles, statuses and what columns are called.
 */
#include "school/imports/cells/cell_date.h"
#include "school/unit.h"

#include <stdio.h>
#include <string.h>

#include "base/str.h"
#include "school/common/fault.h"
#include "school/common/zone.h"
#include "school/imports/cells/cell_text.h"
#include "school/imports/cells/import_header.h"
#include "school/imports/cells/import_words.h"

static struct cell_calendar *calendar;

static int open_calendar(void **state)
{
    (void)state;
    calendar = cell_calendar_open();
    return calendar ? 0 : -1;
}

static int close_calendar(void **state)
{
    (void)state;
    cell_calendar_close(calendar);
    return 0;
}

static void test_days(void **state)
{
    static const struct {
        const char *text;
        enum cell_order order;
        const char *day;
    } cases[] = {
        {"2026-12-07", 0, "2026-12-07"},
        {" 2026-12-7 ", 0, "2026-12-07"},
        {"2026/12/09", 0, "2026-12-09"},
        {"2026.12.09", 0, "2026-12-09"},
        {"20261209", 0, "2026-12-09"},
        {"07.12.2026", 0, "2026-12-07"},
        {"07.12.2026", CELL_ORDER_MONTH, "2026-12-07"}, // points are never of America
        {"7.12.26", 0, "2026-12-07"},
        {"31/12/2026", 0, "2026-12-31"},
        {"12/31/2026", 0, "2026-12-31"},
        {"12/08/2026", CELL_ORDER_DAY, "2026-08-12"},
        {"12/08/2026", CELL_ORDER_MONTH, "2026-12-08"},
        {"12-08-26", CELL_ORDER_MONTH, "2026-12-08"},
        {"05/05/2026", 0, "2026-05-05"},
        {"2026-12-13 00:00:00", 0, "2026-12-13"},
        {"2026-12-13T00:00:00.000Z", 0, "2026-12-13"},
        {"46366", 0, "2026-12-10"},
        {"46366.375", 0, "2026-12-10"},
        {"7 Dec 2026", 0, "2026-12-07"},
        {"Dec 7, 2026", 0, "2026-12-07"},
        {"7th December 2026", 0, "2026-12-07"},
        {"7-Dec-26", 0, "2026-12-07"},
        {"Monday, December 7, 2026", 0, "2026-12-07"},
        {"7. Dezember 2026", 0, "2026-12-07"},
        {"Mo., 07.12.2026", 0, "2026-12-07"},
        {"7 déc. 2026", 0, "2026-12-07"},
        {"1er décembre 2026", 0, "2026-12-01"},
        {"7 de diciembre de 2026", 0, "2026-12-07"},
        {"7 dicembre 2026", 0, "2026-12-07"},
        {"7 de dezembro de 2026", 0, "2026-12-07"},
        {"7 Aralık 2026", 0, "2026-12-07"},
        {"mar 10 mar 2026", 0, "2026-03-10"},
        {"mar, 10 nov 2026", 0, "2026-11-10"},
        {"٧ ديسمبر ٢٠٢٦", 0, "2026-12-07"},
        {"٢٠٢٦/١٢/٠٧", 0, "2026-12-07"},
        {"7 كانون الأول 2026", 0, "2026-12-07"},
        {"7 दिसंबर 2026", 0, "2026-12-07"},
        {"०७/१२/२०२६", CELL_ORDER_DAY, "2026-12-07"},
        {"2026年12月7日", 0, "2026-12-07"},
        {"\xE2\x80\x8F"
         "2026\xE2\x80\x91"
         "12\xE2\x80\x91"
         "07",
         0, "2026-12-07"},
    };
    (void)state;
    for (size_t i = 0; i < ARRAY_LENGTH(cases); i++) {
        struct cell_moment moment;
        char day[ZONE_DATE_SIZE] = "";
        enum cell_date read = cell_day(calendar, cases[i].text, cases[i].order, &moment);
        if (moment.has_day)
            zone_day_format(moment.day, day);
        if (read != CELL_DATE_GOOD || strcmp(day, cases[i].day) != 0)
            fail_msg("%s: %d %s", cases[i].text, (int)read, day);
    }
}

static void test_no_days(void **state)
{
    static const struct {
        const char *text;
        enum cell_date read;
    } cases[] = {
        {"31.02.2026", CELL_DATE_NO_DAY},
        {"2026-02-29", CELL_DATE_NO_DAY},
        {"31/02/2026", CELL_DATE_NO_DAY},
        {"2026-13-01", CELL_DATE_NO_DAY},
        {"30 Feb 2026", CELL_DATE_NO_DAY},
        {"11/31/2026", CELL_DATE_NO_DAY},
        {"1969-04-02", CELL_DATE_FAR},
        {"2100-01-01", CELL_DATE_FAR},
        {"01.01.1999", CELL_DATE_FAR},
        {"12/08/2026", CELL_DATE_EITHER},
        {"1/2/26", CELL_DATE_EITHER},
        {"yesterday", CELL_DATE_BAD},
        {"", CELL_DATE_BAD},
        {"7.12.", CELL_DATE_BAD},
        {"December", CELL_DATE_BAD},
        {"12", CELL_DATE_BAD},
        {"99999", CELL_DATE_BAD},
        {"2026-12", CELL_DATE_BAD},
        {"2026-12-07 25:00", CELL_DATE_BAD},
        {"1-2-3-4", CELL_DATE_BAD},
        {"12:08:2026", CELL_DATE_BAD},
        {"7 Dec Jan 2026", CELL_DATE_BAD},
        {"2026-12-07; x", CELL_DATE_BAD},
        {"=A1", CELL_DATE_BAD},
    };
    (void)state;
    for (size_t i = 0; i < ARRAY_LENGTH(cases); i++) {
        struct cell_moment moment;
        enum cell_date read = cell_day(calendar, cases[i].text, CELL_ORDER_NONE, &moment);
        if (read != cases[i].read)
            fail_msg("%s: %d", cases[i].text, (int)read);
    }
}

static void test_clocks(void **state)
{
    static const struct {
        const char *text;
        int minutes; // -1: no time
    } cases[] = {
        {"09:00", 540},
        {"9:00", 540},
        {"9:00 AM", 540},
        {"9:00 pm", 1260},
        {"12:00 AM", 0},
        {"12:30 PM", 750},
        {"9 AM", 540},
        {"9:00 a.m.", 540},
        {"09:00:00", 540},
        {"09:00:30", 540},
        {"9.30", 570},
        {"9.30 Uhr", 570},
        {"9:30 Uhr", 570},
        {"9h30", 570},
        {"9 h 30", 570},
        {"9h", 540},
        {"0930", 570},
        {"930", 570},
        {"9", 540},
        {"24:00", 0},
        {"22:00", 1320},
        {"0.375", 540},
        {"0,5", 720},
        {"0.395833333333333", 570},
        {"0.30", 30},
        {"46366.375", 540},
        {"٩:٣٠ ص", 570},
        {"٩:٣٠ م", 1290},
        {"2026-12-07 09:00", 540},
        {"17.00", 1020},
        {"25:00", -1},
        {"9:60", -1},
        {"", -1},
        {"noon", -1},
        {"09:00-10:30", -1},
        {"13:00 AM", -1},
        {"2026-12-07", -1},
        {"9:5", -1},
        {"1:2:3:4", -1},
        {"99", -1},
    };
    (void)state;
    for (size_t i = 0; i < ARRAY_LENGTH(cases); i++) {
        struct cell_moment moment;
        enum cell_date read = cell_clock(calendar, cases[i].text, CELL_ORDER_NONE, &moment);
        int minutes = read == CELL_DATE_GOOD ? moment.seconds / 60 : -1;
        if (minutes != cases[i].minutes)
            fail_msg("%s: %d, not %d", cases[i].text, minutes, cases[i].minutes);
    }
    struct cell_moment moment;
    assert_int_equal(cell_clock(calendar, "2026-11-23T09:05:00Z", 0, &moment), CELL_DATE_GOOD);
    assert_true(moment.has_day && moment.has_offset && moment.offset == 0);
    assert_int_equal(cell_clock(calendar, "2026-11-23T09:05:00.250+05:30", 0, &moment), CELL_DATE_GOOD);
    assert_true(moment.has_offset && moment.offset == 19800);
    assert_int_equal(cell_clock(calendar, "2026-11-23 09:05", 0, &moment), CELL_DATE_GOOD);
    assert_false(moment.has_offset);
}

static void test_lengths(void **state)
{
    static const struct {
        const char *text;
        int minutes; // -1: none
    } cases[] = {{"90", 90},     {"90 min", 90}, {"1:30", 90},  {"1h30", 90}, {"1.5 h", 90},   {"2 hours", 120},
                 {"2 Std", 120}, {"0", 0},       {"", -1},      {"long", -1}, {"1:75", -1},    {"-5", -1},
                 {"1441", -1},   {"1440", 1440}, {"7 Min.", 7}, {"٧", 7},     {"1h 30min", 90}};
    (void)state;
    for (size_t i = 0; i < ARRAY_LENGTH(cases); i++) {
        int minutes = -1;
        if (!cell_minutes(cases[i].text, &minutes))
            minutes = -1;
        if (minutes != cases[i].minutes)
            fail_msg("%s: %d, not %d", cases[i].text, minutes, cases[i].minutes);
    }
    assert_int_equal(cell_weekdays(calendar, "Mon,Wed"), 1 | 4);
    assert_int_equal(cell_weekdays(calendar, "Monday|Friday"), 1 | 16);
    assert_int_equal(cell_weekdays(calendar, "Mo; Mi; So"), 1 | 4 | 64);
    assert_int_equal(cell_weekdays(calendar, "tu th sa su"), 2 | 8 | 32 | 64);
    assert_int_equal(cell_weekdays(calendar, "lundi"), 1);
    assert_int_equal(cell_weekdays(calendar, "someday"), 0);
    assert_int_equal(cell_weekdays(calendar, "Mon 3"), 0);
    assert_int_equal(cell_weekdays(calendar, ""), 0);
}

static void test_order(void **state)
{
    static const char *const american[] = {"12/08/2026", "12/31/2026", "05/05/2026", NULL};
    static const char *const european[] = {"12/08/2026", "31/12/2026", "nothing", "07.12.2026", NULL};
    static const char *const both[] = {"12/08/2026", "31/12/2026", "12/31/2026", NULL};
    static const char *const neither[] = {"12/08/2026", "2026-12-07", "", "31/02/2026", NULL};
    static const struct {
        const char *const *cells;
        enum cell_order order;
    } columns[] = {{american, CELL_ORDER_MONTH}, {european, CELL_ORDER_DAY}, {both, 0}, {neither, 0}};
    (void)state;
    for (size_t i = 0; i < ARRAY_LENGTH(columns); i++) {
        struct cell_orders orders = {0};
        for (const char *const *cell = columns[i].cells; *cell; cell++)
            cell_order_see(calendar, *cell, &orders);
        assert_int_equal(cell_order_shown(&orders), columns[i].order);
        assert_int_equal(orders.either, 1);
        assert_string_equal(orders.example, "12/08/2026");
    }
    assert_int_equal(cell_order_of_language("en-US"), CELL_ORDER_MONTH);
    assert_int_equal(cell_order_of_language("en-GB"), CELL_ORDER_DAY);
    assert_int_equal(cell_order_of_language("hi"), CELL_ORDER_DAY);
    assert_int_equal(cell_order_of_language("en"), CELL_ORDER_NONE);
    assert_int_equal(cell_order_of_language("sv"), CELL_ORDER_NONE); // writes the year first
    assert_int_equal(cell_order_of_language(""), CELL_ORDER_NONE);
    assert_int_equal(cell_order_of_zone("America/Chicago"), CELL_ORDER_MONTH);
    assert_int_equal(cell_order_of_zone("Asia/Kolkata"), CELL_ORDER_DAY);
    assert_int_equal(cell_order_of_zone("UTC"), CELL_ORDER_NONE);
}

static void test_emails(void **state)
{
    static const struct {
        const char *text;
        enum cell_email read;
        const char *email;
    } cases[] = {
        {"zoe@x.example", CELL_EMAIL_GOOD, "zoe@x.example"},
        {"\xC2\xA0zoe@x.example\xE2\x80\x8B", CELL_EMAIL_GOOD, "zoe@x.example"},
        {"\xEF\xBB\xBFZoe@X.Example", CELL_EMAIL_GOOD, "zoe@x.example"},
        {"Nan <nan@x.org>", CELL_EMAIL_GOOD, "nan@x.org"},
        {"\"Nan, N.\" <nan@x.org>;", CELL_EMAIL_GOOD, "nan@x.org"},
        {"<nan@x.org>", CELL_EMAIL_GOOD, "nan@x.org"},
        {"'Nan@x.org' <nan@X.org>", CELL_EMAIL_GOOD, "nan@x.org"},
        {"mailto:nan@x.org", CELL_EMAIL_GOOD, "nan@x.org"},
        {"MAILTO:nan@x.org?subject=Hi", CELL_EMAIL_GOOD, "nan@x.org"},
        {"nan@x.org;", CELL_EMAIL_GOOD, "nan@x.org"},
        {"nan@x.org.", CELL_EMAIL_GOOD, "nan@x.org"},
        {"'nan@x.org'", CELL_EMAIL_GOOD, "nan@x.org"},
        {"nan\xEF\xBC\xA0x.org", CELL_EMAIL_GOOD, "nan@x.org"},
        {"zoe@bücher.example", CELL_EMAIL_GOOD, "zoe@xn--bcher-kva.example"},
        {"zoe@BÜCHER.example", CELL_EMAIL_GOOD, "zoe@xn--bcher-kva.example"},
        {"zoe@مثال.إختبار", CELL_EMAIL_GOOD, "zoe@xn--mgbh0fb.xn--kgbechtv"},
        {"", CELL_EMAIL_NONE, ""},
        {" \xC2\xA0 ", CELL_EMAIL_NONE, ""},
        {"zoe", CELL_EMAIL_BAD, ""},
        {"@x.org", CELL_EMAIL_BAD, ""},
        {"zoe@", CELL_EMAIL_BAD, ""},
        {"zoe@@x.org", CELL_EMAIL_BAD, ""},
        {"<>", CELL_EMAIL_BAD, ""},
        {"a@x.org; b@x.org", CELL_EMAIL_SEVERAL, ""},
        {"A <a@x.org>, B <b@x.org>", CELL_EMAIL_SEVERAL, ""},
        {"a@x.org / b@x.org", CELL_EMAIL_SEVERAL, ""},
    };
    (void)state;
    for (size_t i = 0; i < ARRAY_LENGTH(cases); i++) {
        char email[CELL_EMAIL_SIZE] = "";
        enum cell_email read = cell_email(cases[i].text, email);
        if (read != cases[i].read || (read == CELL_EMAIL_GOOD && strcmp(email, cases[i].email) != 0))
            fail_msg("%s: %d %s", cases[i].text, (int)read, email);
    }
}

static void test_ids(void **state)
{
    static const struct {
        const char *text, *id;
    } ids[] = {{"0012", "0012"},
               {"'0012", "0012"},
               {"=\"0012\"", "0012"},
               {" 0012\xC2\xA0", "0012"},
               {"A-12", "A-12"},
               {"'-12", "'-12"}, // one more was taken before
               {"'; DROP --", "'; DROP --"},
               {"'", "'"},
               {"", ""},
               {"O'Neil", "O'Neil"},
               {"2026001.0", "2026001"}, // a number of programs that know no others
               {"12.0", "12.0"},
               {"2026001.5", "2026001.5"},
               {"A2026.0", "A2026.0"}};
    static const char *const shortened[] = {"2.02612E+11", "1,23E+11", "2E+11", "2.02612e+11", " 2.02612E+11 "};
    static const char *const whole[] = {"202612", "2.02612", "1E5", "E+11", "12E+11", "2.E+11", "2.02612E+", "S1E+3"};
    static const char *const broken[] = {"#REF!", "#N/A", "#NAME?", "#DIV/0!", "####", "#NV", "#WERT!", "Err:502"};
    static const char *const sound[] = {"#1", "", "#", "##x", "C#", "#go", "Error", "#hash!"};
    (void)state;
    for (size_t i = 0; i < ARRAY_LENGTH(ids); i++) {
        size_t size;
        const char *id = cell_id(ids[i].text, &size);
        assert_int_equal(size, strlen(ids[i].id));
        assert_memory_equal(id, ids[i].id, size);
    }
    for (size_t i = 0; i < ARRAY_LENGTH(shortened); i++)
        assert_true(cell_is_shortened(shortened[i]));
    for (size_t i = 0; i < ARRAY_LENGTH(whole); i++)
        assert_false(cell_is_shortened(whole[i]));
    for (size_t i = 0; i < ARRAY_LENGTH(broken); i++)
        assert_true(cell_is_broken(broken[i]));
    for (size_t i = 0; i < ARRAY_LENGTH(sound); i++)
        assert_false(cell_is_broken(sound[i]));
}

/* Each word stands as it is compared, so that none is there in vain; none twice in a list. */
static void test_lists(void **state)
{
    const char *keys;
    (void)state;
    for (size_t i = 0; (keys = import_words_list(i)); i++)
        for (const char *at = keys; *at;) {
            char word[CELL_KEY_SIZE], key[CELL_KEY_SIZE];
            size_t size = strcspn(at, " ");
            assert_true(size > 0 && size < sizeof(word));
            memcpy(word, at, size);
            word[size] = '\0';
            cell_key(word, key);
            assert_string_equal(word, key);
            at += size + (at[size] == ' ');
            for (const char *other = at; (other = strstr(other, word)); other++)
                if (other[-1] == ' ' && (other[size] == ' ' || other[size] == '\0'))
                    fail_msg("%s is there twice", word);
        }
}

static void test_roles(void **state)
{
    static const struct {
        const char *text;
        enum role role;
    } roles[] = {
        {"Student", ROLE_STUDENT},
        {"STUDENT", ROLE_STUDENT},
        {"Schüler", ROLE_STUDENT},
        {"Schüler/in", ROLE_STUDENT},
        {"Étudiant(e)", ROLE_STUDENT},
        {"alumno", ROLE_STUDENT},
        {"studente", ROLE_STUDENT},
        {"aluno", ROLE_STUDENT},
        {"Öğrenci", ROLE_STUDENT},
        {"طالب", ROLE_STUDENT},
        {"طالبة", ROLE_STUDENT},
        {"विद्यार्थी", ROLE_STUDENT},
        {"Teacher", ROLE_PROFESSOR},
        {"instructor", ROLE_PROFESSOR},
        {"Lehrer", ROLE_PROFESSOR},
        {"Dozentin", ROLE_PROFESSOR},
        {"enseignant", ROLE_PROFESSOR},
        {"Profesor", ROLE_PROFESSOR},
        {"docente", ROLE_PROFESSOR},
        {"öğretmen", ROLE_PROFESSOR},
        {"أستاذ", ROLE_PROFESSOR},
        {"शिक्षक", ROLE_PROFESSOR},
        {"editingteacher", ROLE_PROFESSOR},
        {"TeacherEnrollment", ROLE_PROFESSOR},
        {"Admin", ROLE_ADMINISTRATOR},
        {"Site Administrator", ROLE_ADMINISTRATOR},
        {"مدير", ROLE_ADMINISTRATOR},
    };
    static const char *const unknown[] = {"", "guardian", "parent", "king", "x", "?", "stu dentx", "pre"};
    enum role role;
    (void)state;
    for (size_t i = 0; i < ARRAY_LENGTH(roles); i++)
        if (!import_words_role(roles[i].text, &role) || role != roles[i].role)
            fail_msg("%s", roles[i].text);
    for (size_t i = 0; i < ARRAY_LENGTH(unknown); i++)
        assert_false(import_words_role(unknown[i], &role));
}

static void test_statuses(void **state)
{
    static const struct {
        const char *text;
        enum mark_status status;
    } statuses[] = {
        {"Present", MARK_PRESENT},
        {"ح", MARK_PRESENT},
        {"दे", MARK_LATE},
        {"غ", MARK_ABSENT},
        {"छू", MARK_EXCUSED},
        {"anwesend", MARK_PRESENT},
        {"présent", MARK_PRESENT},
        {"Presente", MARK_PRESENT},
        {"حاضر", MARK_PRESENT},
        {"उपस्थित", MARK_PRESENT},
        {"Absent", MARK_ABSENT},
        {"ABSENTE", MARK_ABSENT},
        {"fehlt", MARK_ABSENT},
        {"ausente", MARK_ABSENT},
        {"غائب", MARK_ABSENT},
        {"अनुपस्थित", MARK_ABSENT},
        {"unentschuldigt", MARK_ABSENT},
        {"Late", MARK_LATE},
        {"tardy", MARK_LATE},
        {"verspätet", MARK_LATE},
        {"en retard", MARK_LATE},
        {"tarde", MARK_LATE},
        {"متأخر", MARK_LATE},
        {"देर से", MARK_LATE},
        {"Excused", MARK_EXCUSED},
        {"entschuldigt", MARK_EXCUSED},
        {"excusé", MARK_EXCUSED},
        {"justificado", MARK_EXCUSED},
        {"بعذر", MARK_EXCUSED},
        {"छुट्टी", MARK_EXCUSED},
        {"Absent (excused)", MARK_EXCUSED},
    };
    static const char *const unknown[] = {"", "guardian", "parent", "king", "x", "?", "stu dentx", "pre"};
    enum mark_status status;
    (void)state;
    for (size_t i = 0; i < ARRAY_LENGTH(statuses); i++)
        if (!import_words_status(statuses[i].text, &status) || status != statuses[i].status)
            fail_msg("%s", statuses[i].text);
    for (size_t i = 0; i < ARRAY_LENGTH(unknown); i++)
        assert_false(import_words_status(unknown[i], &status));
}

enum { NAME, EMAIL, ROLE, NUMBER, GIVEN, FAMILY };

static const struct import_column people[] = {
    [NAME] = {"name", IMPORT_MEANS(KNOWN_NAME)},
    [EMAIL] = {"email", IMPORT_MEANS(KNOWN_EMAIL)},
    [ROLE] = {"role", IMPORT_MEANS(KNOWN_ROLE)},
    [NUMBER] = {"external_id", IMPORT_MEANS(KNOWN_EXTERNAL_ID)},
    [GIVEN] = {"givenName", IMPORT_MEANS(KNOWN_GIVEN_NAME)},
    [FAMILY] = {"familyName", IMPORT_MEANS(KNOWN_FAMILY_NAME)},
};

/* A header, cells apart by '|', as "0 1g -"; g: guessed, a number in parentheses: taken by an earlier column. */
static void match_as(const char *header, const int *chosen, char told[static 200])
{
    char text[400];
    const char *headers[IMPORT_FILE_COLUMNS_MAX];
    size_t n = 0, used = 0;
    struct import_match match;
    assert_true(str_copy(text, sizeof(text), header));
    for (char *at = text; at; n++) {
        headers[n] = at;
        at = strchr(at, '|');
        if (at)
            *at++ = '\0';
    }
    import_header_match(people, ARRAY_LENGTH(people), headers, n, NULL, chosen, &match);
    assert_int_equal(match.count, n);
    for (size_t i = 0; i < n; i++) {
        const struct import_place *place = &match.places[i];
        assert_string_equal(place->header, headers[i]);
        if (place->column != IMPORT_NO_COLUMN)
            used += (size_t)snprintf(told + used, 200 - used, "%s%d%s", i ? " " : "", place->column,
                                     place->guessed ? "g" : "");
        else if (place->taken != IMPORT_NO_COLUMN)
            used += (size_t)snprintf(told + used, 200 - used, "%s(%d)", i ? " " : "", place->taken);
        else
            used += (size_t)snprintf(told + used, 200 - used, "%s-", i ? " " : "");
    }
}

static const struct {
    const char *header, *told;
} header_cases[] = {
    {"name|email|role|external_id", "0 1 2 3"},
    {"External ID| E_MAIL |Given Name|family-name", "3 1 4 5"},
    {"First Name|Last Name|Email Address", "4g 5g 1g"},
    {"Nachname;|Vorname|E-Mail-Adresse", "5g 4g 1g"},
    {"username|firstname|lastname|email|idnumber", "- 4g 5g 1 3g"},
    {"username|firstname|lastname|idnumber", "1g 4g 5g 3g"},
    {"displayName|userPrincipalName|surname|mail|employeeId", "0g - 5g 1g 3g"},
    {"userPrincipalName|givenName|surname", "1g 4 5g"},
    {"user_id|login_id|first_name|last_name|email|status", "3g - 4g 5g 1 -"},
    {"sourcedId|givenName|familyName|email|role", "3g 4 5 1 2"},
    {"Nom|Prénom|Courriel|N° étudiant", "5g 4g 1g 3g"},
    {"Apellidos|Nombre|Correo electrónico|Número de matrícula|Rol", "5g 0g 1g 3g 2g"},
    {"Cognome|Nome|Indirizzo email|Matricola", "5g 0g 1g 3g"},
    {"Ad|Soyad|E-posta|Öğrenci No", "4g 5g 1g 3g"},
    {"Voornaam|Achternaam|E-mailadres|Studentnummer", "4g 5g 1g 3g"},
    {"الاسم|البريد الإلكتروني|الرقم الجامعي|الدور", "0g 1g 3g 2g"},
    {"नाम|ईमेल|रोल नंबर|भूमिका", "0g 1g 3g 2g"},
    {"Name|E-mail|PRN", "0 1 3g"},
    {"Name|USN|Email ID", "0 3g 1g"},
    {"\xEF\xBB\xBFname|\xC2\xA0"
     "email\xE2\x80\x8B",
     "0 1"},
    {"Email|E-Mail address|name", "1 (1) 0"}, // the own name first, and the second is told
    {"E-Mail address|Email|name", "(1) 1 0"},
    {"name|NAME|email", "0 (0) 1"},
    {"ID|Roll No|name|email", "- 3g 0 1"}, // a weak word gives way
    {"shoe size||email", "- - 1"},
};

static void test_headers(void **state)
{
    char told[200];
    (void)state;
    for (size_t i = 0; i < ARRAY_LENGTH(header_cases); i++) {
        match_as(header_cases[i].header, NULL, told);
        if (strcmp(told, header_cases[i].told) != 0)
            fail_msg("%s: %s, not %s", header_cases[i].header, told, header_cases[i].told);
    }
    // What a person chose goes before every guess; what is no column is none.
    match_as("name|x|email", (const int[]){IMPORT_NO_COLUMN, NAME, IMPORT_GUESS}, told);
    assert_string_equal(told, "- 0 1");
    match_as("name|x|email", (const int[]){IMPORT_GUESS, EMAIL, IMPORT_GUESS}, told);
    assert_string_equal(told, "0 1 (1)");
    match_as("name|x|y", (const int[]){99, NUMBER, NUMBER}, told);
    assert_string_equal(told, "- 3 (3)");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_days),     cmocka_unit_test(test_no_days), cmocka_unit_test(test_clocks),
        cmocka_unit_test(test_lengths),  cmocka_unit_test(test_order),   cmocka_unit_test(test_emails),
        cmocka_unit_test(test_ids),      cmocka_unit_test(test_lists),   cmocka_unit_test(test_roles),
        cmocka_unit_test(test_statuses), cmocka_unit_test(test_headers),
    };
    return cmocka_run_group_tests(tests, open_calendar, close_calendar);
}
