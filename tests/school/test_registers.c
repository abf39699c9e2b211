/* SPDX-License-Identifier: MIT */
/* Registers that lie across and are not ours: Moodle's export as text and as a workbook, and what people make of one.
 */
#include "school/unit.h"

#include <stdlib.h>

#include "base/arena.h"
#include "base/str.h"
#include "school/attendance/attendance.h"
#include "school/classes/classroom.h"
#include "school/common/fault.h"
#include "school/imports/cells/cell_date.h"
#include "school/imports/import.h"
#include "school/imports/wide/wide.h"
#include "school/jobs/job.h"
#include "school/numbers/sheets/book.h"
#include "school/school.h"
#include "support/book_file.h"
#include "support/import_scene.h"

static void work(struct school_fixture *f)
{
    size_t jobs;
    assert_int_equal(school_work(f->school, &jobs), FAULT_NONE);
}

static struct job try_bytes(struct school_fixture *f, const struct actor *actor, struct import_request request,
                            const void *bytes, size_t size)
{
    request.size = size;
    const struct job job = import_tried(f, actor, request, bytes);
    if (job.state != JOB_DONE)
        print_message("%s: %s\n", job.error, job.detail);
    assert_int_equal(job.state, JOB_DONE);
    return job;
}

static int64_t lecture(struct school_fixture *f, int64_t class_id, int64_t starts_at, const char *title)
{
    char sql[240];
    snprintf(
        sql, sizeof(sql),
        "INSERT INTO lectures (class_id, title, starts_at, ends_at, created_at) VALUES (%lld, '%s', %lld, %lld, 0)",
        (long long)class_id, title, (long long)starts_at, (long long)(starts_at + HOUR));
    fixture_sql(f, sql);
    return fixture_number(f, "SELECT MAX(id) FROM lectures");
}

/* Two students, 0042 and 0043, and two lectures; the first is 2026-11-16 09:00 in Berlin. */
static struct classroom open_class(struct school_fixture *f, int64_t *ret_first, int64_t *ret_second)
{
    struct classroom classroom = fixture_classroom_in(f, "Europe/Berlin");
    fixture_join(f, &classroom, f->other_student);
    fixture_sql(f, "UPDATE memberships SET joined_at = 0");
    fixture_sql(f, "UPDATE users SET external_id = '0042' WHERE role = 'student'");
    fixture_sql(f, arena_printf(&f->arena, "UPDATE users SET external_id = '0043' WHERE id = %lld",
                                (long long)f->other_student.user_id));
    *ret_first = lecture(f, classroom.id, fixture_moment("2026-11-16T08:00:00Z"), "One");
    *ret_second = lecture(f, classroom.id, fixture_moment("2026-11-17T13:30:00Z"), "Two");
    return classroom;
}

static void test_moodle(void **state)
{
    struct school_fixture *f = school_fixture_open(test_store_need(state));
    int64_t first, second;
    struct classroom classroom = open_class(f, &first, &second);
    // As exporttocsv writes it: tabs, the course and the group first, remarks behind each session.
    static const char text[] = "Course\tOptics for beginners\nGroup\tAll participants\n\n"
                               "ID number\tLast name\tFirst name\t16 Nov 2026 9.00AM All students\t\t"
                               "17 Nov 2026 2.30PM Lab\t\t1 Dec 2026 9.00AM All students\t\tTaken sessions\tPoints\n"
                               "0042\tLovelace\tAda\tP (2/2)\tearly\t-A\t\t?\t\t2\t2 / 4\n"
                               "0043\tHopper\tGrace\tL (1/2)\t\t?\t\t?\t\t1\t1 / 2\n"
                               "0044\tNobody\tAtall\tP (2/2)\t\tE (1/2)\t\tP\t\t2\t1 / 2\n";
    const struct import_request marks = {.format = "marks", .class_id = classroom.id};
    struct job dry = try_bytes(f, &f->professor, marks, text, strlen(text)), job;
    assert_int_equal(dry.rows[JOB_CREATED], 3);
    assert_int_equal(dry.rows[JOB_UPDATED] + dry.rows[JOB_UNCHANGED] + dry.rows[JOB_IGNORED], 0);
    // Nobody Atall twice, and the session that is no lecture.
    struct job_row_list list;
    const struct page page = {.limit = PAGE_MAX};
    assert_int_equal(job_rows(f->school, &f->professor, dry.id, JOB_REFUSED, &page, &f->arena, &list), FAULT_NONE);
    assert_int_equal(list.count, 3);
    assert_string_equal(list.rows[0].reason, "student_unknown");
    assert_int_equal(list.rows[0].line, 7);
    assert_non_null(strstr(list.rows[0].subject, "0044, 16 Nov 2026"));
    assert_string_equal(list.rows[2].reason, "lecture_unknown");
    assert_int_equal(list.rows[2].line, 4);
    assert_non_null(strstr(list.rows[2].subject, "1 Dec 2026 9.00AM"));

    struct actor professor = f->professor;
    professor.stepped_up_at = school_now(f->school);
    assert_int_equal(import_apply(f->school, &professor, classroom.id, dry.id, &f->arena, &job), FAULT_NONE);
    work(f);
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM attendance"), 3);
    assert_int_equal(fixture_number(f, arena_printf(&f->arena,
                                                    "SELECT COUNT(*) FROM attendance WHERE lecture_id = %lld AND"
                                                    " ((status = 'P' AND note = 'early') OR status = 'L')",
                                                    (long long)first)),
                     2);
    assert_int_equal(fixture_number(f, arena_printf(&f->arena,
                                                    "SELECT COUNT(*) FROM attendance WHERE lecture_id = %lld AND"
                                                    " status = 'A'",
                                                    (long long)second)),
                     1);
    // Again, of the second lecture alone: nothing is left to do.
    const struct import_request one = {.format = "marks", .class_id = classroom.id, .lecture_id = second};
    dry = try_bytes(f, &f->professor, one, text, strlen(text));
    assert_int_equal(dry.rows[JOB_CREATED] + dry.rows[JOB_UPDATED], 0);
    assert_int_equal(dry.rows[JOB_UNCHANGED], 2); // the other student has no status there
    school_fixture_close(f);
}

/* Moodle's rows, a cell each; "": none. */
enum { BOOK_COLUMNS = 7 };
static const char *const moodle_rows[][BOOK_COLUMNS] = {
    {"Course", "Optics, for beginners"},
    {"Group", "All participants"},
    {"ID number", "Last name", "First name", "16 Nov 2026 9.00AM All students", "", "17 Nov 2026 2.30PM Lab", ""},
    {"0042", "Lovelace", "Ada", "P (2/2)", "early", "A"},
    {"0043", "Hopper", "Grace", "?", "", "L (1/2)"},
};

static const char moodle_report[] = "%d created 0042, 16 Nov 2026 9.00AM All students|"
                                    "%d created 0042, 17 Nov 2026 2.30PM Lab|"
                                    "%d created 0043, 17 Nov 2026 2.30PM Lab|";

static void test_moodle_books(void **state)
{
    struct school_fixture *f = school_fixture_open(test_store_need(state));
    int64_t first, second;
    struct classroom classroom = open_class(f, &first, &second);
    const struct import_request marks = {.format = "marks", .class_id = classroom.id};
    const char *expected = arena_printf(&f->arena, moodle_report, 4, 4, 5);
    const void *bytes;
    size_t size;
    struct book *book = book_open(&f->arena, &(struct book_about){.title = "Attendance"});
    assert_non_null(book);
    book_sheet(book, &(struct book_sheet){.name = "Attendance"});
    const char *text = "", *ods = "<table:table table:name=\"Attendance\">";
    for (size_t i = 0; i < ARRAY_LENGTH(moodle_rows); i++) {
        ods = arena_printf(&f->arena, "%s<table:table-row>", ods);
        for (size_t k = 0; k < BOOK_COLUMNS; k++) {
            const char *cell = moodle_rows[i][k] ? moodle_rows[i][k] : "";
            book_text(book, i, k, cell, BOOK_PLAIN);
            text = arena_printf(&f->arena, "%s%s%s", text, cell, k + 1 < BOOK_COLUMNS ? "\t" : "\n");
            ods = arena_printf(&f->arena,
                               *cell ? "%s<table:table-cell office:value-type=\"string\"><text:p>%s</text:p>"
                                       "</table:table-cell>"
                                     : "%s<table:table-cell/>%s",
                               ods, cell);
        }
        ods = arena_printf(&f->arena, "%s</table:table-row>", ods);
    }
    ods = arena_printf(&f->arena, "%s</table:table>", ods);
    assert_int_equal(book_close(book, &bytes, &size), FAULT_NONE);
    assert_string_equal(import_told(f, &f->professor, try_bytes(f, &f->professor, marks, bytes, size).id), expected);
    unsigned char *packed = book_ods(NULL, ods, &size);
    assert_string_equal(import_told(f, &f->professor, try_bytes(f, &f->professor, marks, packed, size).id), expected);
    free(packed);
    // A comma in the name of the course is no separator, though its line is the first.
    assert_string_equal(import_told(f, &f->professor, try_bytes(f, &f->professor, marks, text, strlen(text)).id),
                        expected);
    school_fixture_close(f);
}

/* Moodle's export has the id of each account there as "Student ID", and what the institution gave them as "ID number":
 * the one is never taken for the other, though here somebody has just that number. */
static void test_moodle_ids(void **state)
{
    struct school_fixture *f = school_fixture_open(test_store_need(state));
    int64_t first, second;
    struct classroom classroom = open_class(f, &first, &second);
    fixture_sql(f, "UPDATE users SET external_id = '900' WHERE external_id = '0043'");
    const struct import_request marks = {.format = "marks", .class_id = classroom.id};
    static const char both[] = "Last name\tFirst name\tStudent ID\tID number\t16 Nov 2026 9.00AM All students\n"
                               "Lovelace\tAda\t900\t0042\tP\n";
    assert_string_equal(import_told(f, &f->professor, try_bytes(f, &f->professor, marks, both, strlen(both)).id),
                        "2 created 0042, 16 Nov 2026 9.00AM All students|");
    // Without any, the names say who it is.
    static const char named[] = "Last name\tFirst name\tStudent ID\t16 Nov 2026 9.00AM All students\tTaken sessions\n"
                                "Student\tSam\t900\tP\t1\nBeyond\tBea\t900\tP\t1\n";
    assert_string_equal(import_told(f, &f->professor, try_bytes(f, &f->professor, marks, named, strlen(named)).id),
                        "2 created Sam Student, 16 Nov 2026 9.00AM All students|"
                        "3 refused student_unknown Bea Beyond, 16 Nov 2026 9.00AM All students Last name=Beyond|");
    static const char alone[] = "Student ID\t16 Nov 2026 9.00AM All students\tTaken sessions\n900\tP\t1\n";
    struct import_request request = marks;
    request.size = strlen(alone);
    const struct job job = import_tried(f, &f->professor, request, alone);
    assert_int_equal(job.state, JOB_FAILED);
    assert_string_equal(job.error, "column_missing");
    assert_non_null(strstr(job.detail, "with the ID number"));
    // A list of people's own has no other number.
    static const char own[] = "Student ID\t16 Nov 2026 9.00AM\n900\tP\n";
    assert_string_equal(import_told(f, &f->professor, try_bytes(f, &f->professor, marks, own, strlen(own)).id),
                        "2 created 900, 16 Nov 2026 9.00AM|");
    school_fixture_close(f);
}

/* A short file whose every line but one has a comma, too. */
static void test_commas(void **state)
{
    struct school_fixture *f = school_fixture_open(test_store_need(state));
    int64_t first, second;
    struct classroom classroom = open_class(f, &first, &second);
    const struct import_request marks = {.format = "marks", .class_id = classroom.id};
    static const char text[] = "Course\tOptics, for beginners\nGroup\tA, B\n"
                               "ID number\tFull name\t16 Nov 2026 9.00AM All students\n0042\tLovelace, Ada\tP\n";
    assert_string_equal(import_told(f, &f->professor, try_bytes(f, &f->professor, marks, text, strlen(text)).id),
                        "4 created 0042, 16 Nov 2026 9.00AM All students|");
    school_fixture_close(f);
}

/* What is wrong is told where it stands in the file that was sent. */
static void test_places(void **state)
{
    struct school_fixture *f = school_fixture_open(test_store_need(state));
    int64_t first, second;
    struct classroom classroom = open_class(f, &first, &second);
    const struct import_request marks = {.format = "marks", .class_id = classroom.id};
    static const char text[] = "Optik;;\n\nMatrikelnummer;Name;16. November 2026 9:00;17.11.2026\n"
                               "0042;Ada;anwesend;#REF!\n0043;Grace;perhaps;entschuldigt\n0099;Nobody;P;\n"
                               "\"0043\"x;Grace;P;P\n;Summe;1;1\n0043;Grace;;\n";
    assert_string_equal(import_told(f, &f->professor, try_bytes(f, &f->professor, marks, text, strlen(text)).id),
                        "4 created 0042, 16. November 2026 9:00|"
                        "4 refused cell_broken 0042, 17.11.2026 17.11.2026=#REF!|"
                        "5 refused status_unknown 0043, 16. November 2026 9:00 16. November 2026 9:00=perhaps|"
                        "5 created 0043, 17.11.2026|"
                        "6 refused student_unknown 0099, 16. November 2026 9:00 Matrikelnummer=0099|"
                        "7 refused quote_text \"0043\"x;Grace;P;P, A7|"
                        "9 unchanged status_empty 0043|");
    school_fixture_close(f);
}

static const struct {
    const char *text, *moment, *behind;
    bool day;
} good_headings[] = {
    {"2026-11-23 09:00", "2026-11-23T09:00:00Z", "", false},
    {"2026-11-23T09:00:00", "2026-11-23T09:00:00Z", "", false},
    {"2026-11-23 23:00-00:30 Lab #12", "2026-11-23T23:00:00Z", "Lab #12", false},
    {"23 Nov 2026 9.00AM All students", "2026-11-23T09:00:00Z", "All students", false},
    {"3 november 2026 12:05 pm", "2026-11-03T12:05:00Z", "", false},
    {"16. November 2026, 9:00 Gruppe A", "2026-11-16T09:00:00Z", "Gruppe A", false},
    {"16 de noviembre de 2026 9:00", "2026-11-16T09:00:00Z", "", false},
    {"7 déc. 2026 14:30 Tous", "2026-12-07T14:30:00Z", "Tous", false},
    {"16 نوفمبر 2026 9:00", "2026-11-16T09:00:00Z", "", false},
    {"16 नवंबर 2026 9:00", "2026-11-16T09:00:00Z", "", false},
    {"3 Nov 2026 12.05AM", "2026-11-03T00:05:00Z", "", false},
    {"23.11.2026 9:00", "2026-11-23T09:00:00Z", "", false},
    {"23.11.2026, 09:00 - 10:30", "2026-11-23T09:00:00Z", "", false},
    {"23.11.26 9:00", "2026-11-23T09:00:00Z", "", false},
    {"1.1.26 9:00", "2026-01-01T09:00:00Z", "", false},
    {"8-Dec-2026", "2026-12-08T00:00:00Z", "", true},
    {"8-Dec-26 9 AM", "2026-12-08T09:00:00Z", "", false},
    {"Dec 8, 2026 2:30 p.m. Lab", "2026-12-08T14:30:00Z", "Lab", false},
    {"2026/12/08", "2026-12-08T00:00:00Z", "", true},
    {"2026 / 12 / 08 15:45 All students", "2026-12-08T15:45:00Z", "All students", false},
    {"2026年12月8日 15:45", "2026-12-08T15:45:00Z", "", false},
    {"23/11/2026 09:00", "2026-11-23T09:00:00Z", "", false},
    {"11/23/2026, 9:00 AM", "2026-11-23T09:00:00Z", "", false},
    {"11/23/26 12 pm #7", "2026-11-23T12:00:00Z", "#7", false},
    {"Mon 23/11/2026", "2026-11-23T00:00:00Z", "", true},
    {"2026/11/23 (Mon) 9:00-10:30", "2026-11-23T09:00:00Z", "", false},
    {"23/11/2026 9h30", "2026-11-23T09:30:00Z", "", false},
    {"23/11/2026 9:00 A", "2026-11-23T09:00:00Z", "A", false},
    {"23 Nov 2026 Mo", "2026-11-23T00:00:00Z", "Mo", true},
    {"23 Nov 2026 9", "2026-11-23T00:00:00Z", "9", true},
    {"20261123", "2026-11-23T00:00:00Z", "", true},
    {"46349.375", "2026-11-23T09:00:00Z", "", false},
    {"46349", "2026-11-23T00:00:00Z", "", true},
    {"2026-11-23", "2026-11-23T00:00:00Z", "", true},
    {"23 Nov 2026 Lab", "2026-11-23T00:00:00Z", "Lab", true},
    {"Week 1 - 2 Nov 2026", "2026-11-02T00:00:00Z", "", true},
    {"Session 3 (9/23/2026)", "2026-09-23T00:00:00Z", ")", true},
    {"Lecture 2 Nov 2026 9:00", "2026-11-02T09:00:00Z", "", false},
    {"L12: 23.11.2026", "2026-11-23T00:00:00Z", "", true},
    {"Vorlesung 3, 23.11.2026 9:00", "2026-11-23T09:00:00Z", "", false},
    // Without a year, in one that has each day.
    {"23-Nov", "2024-11-23T00:00:00Z", "", true},
    {"Nov 23", "2024-11-23T00:00:00Z", "", true},
    {"Mon 23 Nov 9:00", "2024-11-23T09:00:00Z", "", false},
    {"23.11.", "2024-11-23T00:00:00Z", "", true},
    {"23/11", "2024-11-23T00:00:00Z", "", true},
    {"Week 4 - 23 Nov", "2024-11-23T00:00:00Z", "", true},
};
static const char *const bad_headings[] = {"",
                                           "name",
                                           "23",
                                           "2026-13-01",
                                           "30 Feb 2026 9:00",
                                           "23 No 2026",
                                           "23 Nowhen 2026",
                                           "23 de 2026",
                                           "23 Nov Dec 2026",
                                           "31/31/2026",
                                           "123456",
                                           "46349.5x",
                                           "Nov 2026",
                                           "Week 3",
                                           "Quiz 12/08/2026",
                                           "23.11",
                                           "Quiz 3/4",
                                           "Week 3/4",
                                           "L2",
                                           "23 Nov - 4 Dec",
                                           "9 Nov - 13 Nov",
                                           "2 Nov 2026 - 6 Nov 2026"};

static void test_headings(void **state)
{
    (void)state;
    struct wide_moment moment;
    struct cell_calendar *calendar = cell_calendar_open();
    assert_non_null(calendar);
    for (size_t i = 0; i < ARRAY_LENGTH(good_headings); i++) {
        if (!wide_heading_moment(calendar, CELL_ORDER_NONE, good_headings[i].text, &moment))
            fail_msg("not read: %s", good_headings[i].text);
        assert_false(moment.either);
        assert_string_equal(moment.behind, good_headings[i].behind);
        if (moment.local != fixture_moment(good_headings[i].moment) || moment.day != good_headings[i].day)
            fail_msg("read as %lld, day %d: %s", (long long)moment.local, moment.day, good_headings[i].text);
    }
    for (size_t i = 0; i < ARRAY_LENGTH(bad_headings); i++)
        if (wide_heading_moment(calendar, CELL_ORDER_NONE, bad_headings[i], &moment))
            fail_msg("read: %s", bad_headings[i]);
    cell_calendar_close(calendar);
}

static void test_either(void **state)
{
    (void)state;
    struct wide_moment moment;
    struct cell_calendar *calendar = cell_calendar_open();
    assert_non_null(calendar);
    assert_true(wide_heading_moment(calendar, CELL_ORDER_NONE, "12/08/2026 9:00 Lab", &moment));
    assert_true(moment.either);
    assert_string_equal(moment.behind, "Lab");
    assert_true(wide_heading_moment(calendar, CELL_ORDER_MONTH, "12/08/2026 9:00 Lab", &moment));
    assert_int_equal(moment.local, fixture_moment("2026-12-08T09:00:00Z"));
    assert_true(wide_heading_moment(calendar, CELL_ORDER_DAY, "12/08/2026 9:00 Lab", &moment));
    assert_int_equal(moment.local, fixture_moment("2026-08-12T09:00:00Z"));
    cell_calendar_close(calendar);
}

/* Headings as registers on paper have them: on two rows, and without a year. */
static void test_two_rows(void **state)
{
    struct school_fixture *f = school_fixture_open(test_store_need(state));
    int64_t first, second;
    struct classroom classroom = open_class(f, &first, &second);
    const struct import_request marks = {.format = "marks", .class_id = classroom.id};
    lecture(f, classroom.id, fixture_moment("2026-11-18T08:00:00Z"), "Not held");
    fixture_sql(f, "UPDATE lectures SET cancelled_at = 1 WHERE title = 'Not held'");
    static const struct {
        const char *text, *told;
    } cases[] = {
        // A month, merged over its days, with the sums at the right.
        {"ID number,November 2026,,,Present,Status\n,16,17,19,,\n0042,P,A,,1,50%\n0043,L,,,1,\n,1,0,,,\n",
         "3 created 0042, 16 November 2026|3 created 0042, 17 November 2026|4 created 0043, 16 November 2026|"},
        {"ID number,October,November\n,30,16\n0042,,P\n", "3 created 0042, 16 November|"},
        // A spreadsheet has the month as its first day.
        {"ID number,2026-11-01,\n,16 Mon,Tue 17\n0042,P,A\n", "3 created 0042, 2026-11-16|3 created 0042, 2026-11-17|"},
        {"ID number,November\n,Mon,Tue\n,16,17\n0042,P,A\nPresent,1,0\n",
         "4 created 0042, 16 November|4 created 0042, 17 November|"},
        {"ID number,Week 1,Week 2\n,16 Nov,17 Nov\n0042,P,A\n", "3 created 0042, 16 Nov|3 created 0042, 17 Nov|"},
        // Weekdays stand below or above days, times below them.
        {"ID number,16 Nov,17 Nov\n,Mon,Tue\n0042,P,A\n", "3 created 0042, 16 Nov|3 created 0042, 17 Nov|"},
        {",16 Nov 2026,,17 Nov 2026\nID number,9:00,11:00,14:30\n0042,P,,A\n",
         "3 created 0042, 16 Nov 2026 9:00|3 created 0042, 17 Nov 2026 14:30|"},
        // The month is in a title.
        {"Attendance register\nMonth: November 2026\nNo.,ID number,15,16,17,18,Total\n1,0042,,P,A,,2\n",
         "4 created 0042, 16 November 2026|4 created 0042, 17 November 2026|"},
        {"ID number,16/11,17/11\n0042,P,A\n", "2 created 0042, 16/11|2 created 0042, 17/11|"},
        // A day of the plan that did not take place is told as what it is.
        {"ID number,16-Nov,18-Nov\n0042,P,A\n", "2 created 0042, 16-Nov|1 refused lecture_cancelled 18-Nov|"},
        // Marks between days are not lost without a word; sums beside them are no marks.
        {"ID number,16 Nov 2026,31 Nov 2026,Sum,17 Nov 2026,Grade\n0042,P,A,1,A,A\n",
         "2 created 0042, 16 Nov 2026|1 refused date_invalid 31 Nov 2026|2 created 0042, 17 Nov 2026|"},
        {"ID number,Week 1 - 16 Nov 2026,Week 2 - 24 Nov 2026\n0042,P,A\n",
         "2 created 0042, Week 1 - 16 Nov 2026|1 refused lecture_unknown Week 2 - 24 Nov 2026|"},
    };
    for (size_t i = 0; i < ARRAY_LENGTH(cases); i++) {
        struct job dry = try_bytes(f, &f->professor, marks, cases[i].text, strlen(cases[i].text));
        assert_string_equal(import_told(f, &f->professor, dry.id), cases[i].told);
    }
    // By how much somebody was late stands beside the letter; who was there was not late.
    static const char late[] = "ID number,16 Nov 2026,17 Nov 2026\n0042,L 5,Late (10 min)\n0043,l7,P 5\n";
    struct job dry = try_bytes(f, &f->professor, marks, late, strlen(late));
    assert_string_equal(import_told(f, &f->professor, dry.id),
                        "2 created 0042, 16 Nov 2026|2 created 0042, 17 Nov 2026|"
                        "3 created 0043, 16 Nov 2026|"
                        "3 refused status_unknown 0043, 17 Nov 2026 17 Nov 2026=P 5|");
    struct actor professor = f->professor;
    professor.stepped_up_at = school_now(f->school);
    import_applied(f, professor, &dry);
    assert_int_equal(fixture_number(f, "SELECT SUM(minutes_late) FROM attendance WHERE status = 'L'"), 22);
    // Which lectures these are nobody knows: some may not have been held.
    static const struct {
        const char *text, *first;
    } counted[] = {{"ID number,Week 1,Week 2\n0042,P,A\n", "\"Week 1\" and \"Week 2\" say no day"},
                   {"Name,L1,L2,L3\nAda,P,A,P\n", "\"L1\" and \"L2\" say no day"},
                   {"October 2026,November 2026\n\nx\nID number,15,16\n0042,P,A\n", "\"15\" and \"16\" say no day"}};
    for (size_t i = 0; i < ARRAY_LENGTH(counted); i++) {
        const struct job job = import_tried(f, &f->professor, marks, counted[i].text);
        assert_string_equal(job.error, "column_missing");
        assert_non_null(strstr(job.detail, counted[i].first));
    }
    school_fixture_close(f);
}

/* Of 12/08/2026 all headings of the file say what it means, then the lectures, then the locale; else it is told. */
static void test_heading_orders(void **state)
{
    struct school_fixture *f = school_fixture_open(test_store_need(state));
    int64_t first, second;
    struct classroom classroom = open_class(f, &first, &second);
    const struct import_request marks = {.format = "marks", .class_id = classroom.id};
    fixture_sql(f, "UPDATE classrooms SET timezone = 'UTC'");
    fixture_sql(f, "UPDATE users SET locale = 'en'");
    fixture_sql(f, "DELETE FROM lectures");
    lecture(f, classroom.id, fixture_moment("2026-08-10T09:00:00Z"), "");
    lecture(f, classroom.id, fixture_moment("2026-10-08T09:00:00Z"), "");
    lecture(f, classroom.id, fixture_moment("2026-11-03T14:30:00Z"), "");
    lecture(f, classroom.id, fixture_moment("2026-11-20T09:00:00Z"), "");
    static const struct {
        const char *text, *zone, *told;
    } cases[] = {
        // One with a number above 12 decides for all.
        {"ID number;10/08/2026;20/11/2026\n0042;P;A\n", "UTC",
         "1 noted dates_day_first  10/08/2026=10/08/2026|2 created 0042, 10/08/2026|2 created 0042, 20/11/2026|"},
        {"ID number,10/08/2026 9:00 AM,11/20/2026 9:00 AM\n0042,P,A\n", "UTC",
         "1 noted dates_month_first  10/08/2026=10/08/2026|2 created 0042, 10/08/2026 9:00 AM|"
         "2 created 0042, 11/20/2026 9:00 AM|"},
        // Those that say both decide nothing for the rest.
        {"ID number;10/08/2026;20/11/2026;11/20/2026\n0042;P;A;\n", "Asia/Kolkata",
         "1 refused date_ambiguous 10/08/2026|2 created 0042, 20/11/2026|"},
        // The lectures do: 11/03/2026 is in no other order one of the class.
        {"ID number,11/03/2026 2:30 PM,10/08/2026 9 AM\n0042,P,A\n", "Asia/Kolkata",
         "1 noted dates_month_lectures  11/03/2026=11/03/2026|2 created 0042, 11/03/2026 2:30 PM|"
         "2 created 0042, 10/08/2026 9 AM|"},
        {"ID number,03/11/2026 14:30\n0042,P\n", "America/Phoenix",
         "1 noted dates_day_lectures  03/11/2026=03/11/2026|2 created 0042, 03/11/2026 14:30|"},
        // Both orders meet one: the country does.
        {"ID number,10/08/2026\n0042,P\n", "Asia/Kolkata",
         "1 noted dates_day_guessed  10/08/2026=10/08/2026|2 created 0042, 10/08/2026|"},
        {"ID number,10/08/2026\n0042,P\n", "America/Phoenix",
         "1 noted dates_month_guessed  10/08/2026=10/08/2026|2 created 0042, 10/08/2026|"},
        // Nothing does.
        {"ID number,10/08/2026,20 Nov 2026\n0042,P,L\n", "UTC",
         "1 refused date_ambiguous 10/08/2026|2 created 0042, 20 Nov 2026|"},
        {"ID number,3-Nov-2026,20.11.26,2026/08/10\n0042,P,L,A\n", "UTC",
         "2 created 0042, 3-Nov-2026|2 created 0042, 20.11.26|2 created 0042, 2026/08/10|"},
    };
    for (size_t i = 0; i < ARRAY_LENGTH(cases); i++) {
        // The lectures stay where they are on the clocks of the class.
        fixture_sql(f, "UPDATE classrooms SET timezone = 'UTC'");
        int64_t shift = strcmp(cases[i].zone, "UTC") == 0 ? 0 : strcmp(cases[i].zone, "Asia/Kolkata") == 0 ? -330 : 420;
        fixture_sql(
            f, arena_printf(&f->arena, "UPDATE lectures SET starts_at = starts_at + %lld", (long long)shift * 60000));
        fixture_sql(f, arena_printf(&f->arena, "UPDATE classrooms SET timezone = '%s'", cases[i].zone));
        struct job dry = try_bytes(f, &f->professor, marks, cases[i].text, strlen(cases[i].text));
        assert_string_equal(import_told(f, &f->professor, dry.id), cases[i].told);
        fixture_sql(
            f, arena_printf(&f->arena, "UPDATE lectures SET starts_at = starts_at - %lld", (long long)shift * 60000));
    }
    school_fixture_close(f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_headings), cmocka_unit_test(test_either),     TEST_ON_BOTH(test_moodle),
        TEST_ON_BOTH(test_moodle_books), TEST_ON_BOTH(test_moodle_ids),     TEST_ON_BOTH(test_commas),
        TEST_ON_BOTH(test_places),       TEST_ON_BOTH(test_heading_orders), TEST_ON_BOTH(test_two_rows),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
