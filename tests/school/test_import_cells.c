/* SPDX-License-Identifier: MIT */
/* Files as people have them, read whole: the columns, words, days and numbers of other languages and systems; what is
 * told of a cell that cannot be read; and cells that were spoilt. */
#include "school/unit.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/clock.h"
#include "base/str.h"
#include "school/classes/classroom.h"
#include "school/common/fault.h"
#include "school/imports/import.h"
#include "school/jobs/job.h"
#include "school/plan/lecture.h"
#include "school/school.h"
#include "support/import_scene.h"

static struct job_row_list rows_of(struct school_fixture *f, const struct actor *actor, int64_t job_id)
{
    struct job_row_list list, all = {0};
    struct page page = {.limit = PAGE_MAX};
    do {
        assert_int_equal(job_rows(f->school, actor, job_id, JOB_OUTCOME_COUNT, &page, &f->arena, &list), FAULT_NONE);
        struct job_row *rows = arena_calloc(&f->arena, all.count + list.count + 1, sizeof(*rows));
        assert_non_null(rows);
        for (size_t i = 0; i < all.count + list.count; i++)
            rows[i] = i < all.count ? all.rows[i] : list.rows[i - all.count];
        all.rows = rows;
        all.count += list.count;
        page.after = list.next;
    } while (list.next != 0);
    return all;
}

/* The report as "2 created|3 refused date_unreal Datum=31.02.2026|". */
static const char *report(struct school_fixture *f, const struct actor *actor, int64_t job_id)
{
    struct job_row_list list = rows_of(f, actor, job_id);
    const char *text = "";
    for (size_t i = 0; i < list.count; i++) {
        const struct job_row *row = &list.rows[i];
        if (row->reason)
            assert_string_not_equal(import_sentence(row->reason, &f->arena), "");
        text = arena_printf(&f->arena, "%s%lld %s%s%s%s%s%s%s|", text, (long long)row->line,
                            job_outcome_code(row->outcome), row->reason ? " " : "", row->reason ? row->reason : "",
                            row->column ? " " : "", row->column ? row->column : "", row->cell ? "=" : "",
                            row->cell ? row->cell : "");
        assert_non_null(text);
    }
    return text;
}

static const struct import_request people = {.format = "users", .name = "people.csv"};

/* Tries a file and, as far as it says so, applies it: both must tell the same. */
static void expect(struct school_fixture *f, const struct actor *actor, struct import_request request, const char *file,
                   const char *told)
{
    struct job dry = import_tried(f, actor, request, file);
    if (dry.state != JOB_DONE)
        fail_msg("%s: %s", file, dry.detail);
    assert_string_equal(report(f, actor, dry.id), told);
    struct job done = import_applied(f, *actor, &dry);
    assert_int_equal(done.state, JOB_DONE);
    assert_string_equal(report(f, actor, done.id), told);
    dry = import_tried(f, actor, request, file);
    assert_int_equal(dry.rows[JOB_CREATED] + dry.rows[JOB_UPDATED], 0);
}

static void test_people_columns(void **state)
{
    struct school_fixture *f = school_fixture_open(test_store_need(state));
    struct actor *admin = &f->administrator;
    expect(f, admin, people, "First Name,Last Name,Email Address\nZoe,Muster,zoe1@x.example\n", "2 created|");
    expect(f, admin, people, "username,firstname,lastname,email,idnumber\nzoe,Zoe,Muster,zoe2@x.example,0012\n",
           "1 ignored column_unknown username|2 created|");
    expect(f, admin, people, "Nachname;Vorname;E-Mail-Adresse\nMuster;Zoe;zoe3@x.example\n", "2 created|");
    expect(f, admin, people, "Name;Vorname;Mail\nMuster;Zoe;zoe4@x.example\n", "2 created|");
    expect(f, admin, people, "Nombre,Apellidos,Correo\nZoe,Muster,zoe5@x.example\n", "2 created|");
    expect(f, admin, people, "name,email\n\"Muster, Zoe\",zoe6@x.example\n", "2 created|");
    expect(f, admin, people, "Vollständiger Name\tE-Mail\nZoe Muster\tzoe7@x.example\n", "2 created|");
    expect(f, admin, people, "الاسم,البريد الإلكتروني\nZoe Muster,zoe8@x.example\n", "2 created|");
    expect(f, admin, people, "नाम,ईमेल\nZoe Muster,zoe9@x.example\n", "2 created|");
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM users WHERE name = 'Zoe Muster'"), 9);
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM users WHERE family_name = 'Muster'"), 6);
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM users WHERE external_id = '0012'"), 1);
    expect(f, admin, people, "name,email\n\"John Smith, PhD\",john@x.example\n", "2 created|");
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM users WHERE name = 'John Smith, PhD'"), 1);
    expect(f, admin, people, "name,mail,lang\nJo,jo@x.example,pt_BR\n", "2 created|");
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM users WHERE locale = 'pt-BR'"), 1);
    expect(f, admin, people, "Email,name,E-mail address\na@x.example,A,b@x.example\n",
           "1 ignored column_twice E-mail address|2 created|");
    school_fixture_close(f);
}

static void test_people_values(void **state)
{
    struct school_fixture *f = school_fixture_open(test_store_need(state));
    struct actor *admin = &f->administrator;
    expect(f, admin, people,
           "name,email\n"
           "Zoe M,\xC2\xA0zoe@x.example\n"
           "Bo Li,bo@x.example\xE2\x80\x8B\n"
           "Cy Ng,Cy Ng <cy@x.example>\n"
           "Di Orr,mailto:di@x.example\n"
           "\xEF\xBB\xBF"
           "Ed Fo,\"ed@x.example; \"\n"
           " , \n\t,\n"
           "Fa Go,FA@Bücher.example.\n"
           "Two,two@x.example; deux@x.example\n",
           "2 created|3 created|4 created|5 created|6 created|9 created|"
           "10 refused email_several email=two@x.example; deux@x.example|");
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM users WHERE email IN ('zoe@x.example', 'bo@x.example',"
                                       " 'cy@x.example', 'di@x.example', 'ed@x.example',"
                                       " 'fa@xn--bcher-kva.example') AND email_proven_at IS NOT NULL"),
                     6);
    expect(f, admin, people,
           "name,email,role\nA B,b1@x.example,Student\nC D,b2@x.example,Teacher\nE F,b3@x.example,STUDENT\n"
           "G H,b4@x.example,Schüler\nI J,b5@x.example,instructor\nK L,b6@x.example,guardian\n"
           "M N,b7@x.example,Site Administrator\n",
           "2 created|3 created|4 created|5 created|6 created|7 refused role_unknown role=guardian|"
           "8 refused role_protected role=Site Administrator|");
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM users WHERE email LIKE 'b_@x.example' AND role ="
                                       " 'professor'"),
                     2);
    expect(f, admin, people,
           "name,email,Matrikelnummer\nZoe M,i1@x.example,2.02612E+11\nBo Li,i2@x.example,\"1,23E+11\"\n"
           "Cy Ng,i3@x.example,'0013\nDi Orr,i4@x.example,\"=\"\"0014\"\"\"\nEd Fo,i5@x.example,#REF!\n",
           "2 refused id_shortened Matrikelnummer=2.02612E+11|3 refused id_shortened Matrikelnummer=1,23E+11|"
           "4 created|5 created|6 refused cell_broken Matrikelnummer=#REF!|");
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM users WHERE external_id IN ('0013', '0014')"), 2);
    expect(f, admin, people, "name,email,external_id\nA,z1@x.example,0021\nB,z2@x.example,345\n",
           "1 noted id_zeros external_id=345|2 created|3 created|");
    expect(f, admin, people, "name,email,external_id\nA,z3@x.example,1021\nB,z4@x.example,346\n",
           "2 created|3 created|");
    school_fixture_close(f);
}

/* Once, and as that. */
static void test_missing(void **state)
{
    static const struct {
        const char *format, *file, *detail;
    } cases[] = {
        {"users", "name,phone\nA,1\n",
         "No column says the e-mail address: it is called email. The header says \"name\", \"phone\"."},
        {"users", "phone,email\n1,a@x.example\n",
         "No column says what the people are called: one of these would do: name, givenName, familyName. The header"
         " says \"phone\", \"email\"."},
        {"marks", "Comment,Status\nSam,P\n",
         "No column says who the row is about: one of these would do: email, external_id, student_id, username,"
         " idnumber, name, familyName. The header says \"Comment\", \"Status\"."},
        {"marks", "Email,Status\nsam@college.example,P\n",
         "No column says which lecture it was: one of these would do: lecture_id, date, start, scantime. The header"
         " says \"Email\", \"Status\"."},
        {"marks", "Email,date\nsam@college.example,2026-11-23\n",
         "No column says what the mark is: one of these would do: status, scantime. The header says \"Email\","
         " \"date\"."},
        {"lectures", "Datum;von\n2026-11-23;9:00\n",
         "No column says when it ends: one of these would do: to, duration, times. The header says \"Datum\", "
         "\"von\"."},
    };
    struct school_fixture *f = school_fixture_open(test_store_need(state));
    struct classroom classroom = fixture_classroom(f);
    for (size_t i = 0; i < ARRAY_LENGTH(cases); i++) {
        bool office = strcmp(cases[i].format, "users") == 0;
        const struct actor *actor = office ? &f->administrator : &f->professor;
        struct import_request request = {.format = cases[i].format, .class_id = office ? 0 : classroom.id};
        struct job dry = import_tried(f, actor, request, cases[i].file);
        assert_int_equal(dry.state, JOB_FAILED);
        assert_string_equal(dry.error, "column_missing");
        assert_string_equal(dry.detail, cases[i].detail);
        assert_string_equal(report(f, actor, dry.id), "");
    }
    school_fixture_close(f);
}

static void test_mark_words(void **state)
{
    struct school_fixture *f = school_fixture_open(test_store_need(state));
    struct classroom classroom = fixture_classroom(f);
    struct actor students[5];
    fixture_class(f, &classroom, students, ARRAY_LENGTH(students));
    struct lecture lecture = fixture_lecture(f, classroom.id);
    struct import_request request = {.format = "marks", .class_id = classroom.id, .lecture_id = lecture.id};
    fixture_sql(f, "UPDATE users SET email = 's1@x.example', external_id = '0012' WHERE email = 'sam@college.example'");
    fixture_sql(f, "UPDATE users SET email = 's2@x.example' WHERE email = 'bea@college.example'");
    static const char file[] = "Email address,Attendance\nS1@x.example,Present\ns2@x.example,fehlt\n"
                               "nobody@x.example,Late\ns1@x.example,perhaps\nnot an address,P\n,P\ns2@x.example,\n"
                               "s2@x.example,?\n";
    struct job dry = import_tried(f, &f->professor, request, file);
    assert_string_equal(report(f, &f->professor, dry.id),
                        "2 created|3 created|4 refused student_unknown Email address=nobody@x.example|"
                        "5 refused status_unknown Attendance=perhaps|6 refused email_invalid Email address=not an"
                        " address|7 refused who_missing|8 unchanged status_empty|9 unchanged status_empty|");
    import_applied(f, f->professor, &dry);
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM attendance WHERE status = 'P'"), 1);
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM attendance WHERE status = 'A'"), 1);
    dry = import_tried(f, &f->professor, request,
                       "Roll No,Présence,Retard (min),Remarque\n'0012,en retard,7 min,bus\n"
                       "2.02612E+11,absent,,\n0012,retard,soon,\n");
    assert_string_equal(report(f, &f->professor, dry.id), "2 updated|3 refused id_shortened Roll No=2.02612E+11|"
                                                          "4 refused minutes_invalid Retard (min)=soon|");
    import_applied(f, f->professor, &dry);
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM attendance WHERE status = 'L' AND minutes_late = 7 AND"
                                       " note = 'bus'"),
                     1);
    school_fixture_close(f);
}

static void test_mark_times(void **state)
{
    struct school_fixture *f = school_fixture_open(test_store_need(state));
    struct classroom classroom = fixture_classroom(f);
    fixture_sql(f, "UPDATE classrooms SET timezone = 'Europe/Berlin'");
    struct lecture lecture = fixture_lecture(f, classroom.id); // 2026-11-23, 10:00 in Berlin
    struct import_request request = {.format = "marks", .class_id = classroom.id};
    static const struct {
        const char *file, *told;
    } cases[] = {
        {"email,date,start,status\nsam@college.example,23.11.2026,10:00,P\n", "2 created|"},
        {"email,date,start,status\nsam@college.example,23/11/2026,10.00,P\n", "2 created|"},
        {"email,date,start,status\nsam@college.example,11/23/2026,10:00 AM,P\n", "2 created|"},
        {"email,Datum,Beginn,status\nsam@college.example,46349,1000,P\n", "2 created|"},
        {"email,date,status\nsam@college.example,23 Nov 2026,P\n", "2 created|"}, // the one of that day
        {"email,start,status\nsam@college.example,2026-11-23T09:00:00Z,P\n", "2 created|"},
        {"email,date,start,status\nsam@college.example,31.02.2026,10:00,P\n", "2 refused date_unreal date=31.02.2026|"},
        {"email,date,start,status\nsam@college.example,soon,10:00,P\n", "2 refused date_invalid date=soon|"},
        {"email,date,start,status\nsam@college.example,2026-11-23,ten,P\n", "2 refused time_invalid start=ten|"},
        {"email,date,start,status\nsam@college.example,,10:00,P\n", "2 refused date_missing start=10:00|"},
        {"email,date,start,status\nsam@college.example,,,P\n", "2 refused lecture_missing|"},
        {"email,date,start,status\nsam@college.example,2026-11-24,10:00,P\n",
         "2 refused lecture_unknown date=2026-11-24|"},
    };
    for (size_t i = 0; i < ARRAY_LENGTH(cases); i++) {
        struct job dry = import_tried(f, &f->professor, request, cases[i].file);
        assert_string_equal(report(f, &f->professor, dry.id), cases[i].told);
    }
    request.lecture_id = lecture.id;
    struct job dry =
        import_tried(f, &f->professor, request, "username,scantime\nsam@college.example,2026-11-23T09:12:30Z\n");
    assert_string_equal(report(f, &f->professor, dry.id), "2 created|");
    import_applied(f, f->professor, &dry);
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM attendance WHERE status = 'L' AND minutes_late = 3"), 1);
    dry =
        import_tried(f, &f->professor, request, "Email,First join\nsam@college.example,\"11/23/2026, 10:12:30 AM\"\n");
    assert_string_equal(report(f, &f->professor, dry.id), "2 unchanged|");
    dry = import_tried(f, &f->professor, request, "Email,First join\nsam@college.example,10:12\n");
    assert_string_equal(report(f, &f->professor, dry.id), "2 unchanged|");
    school_fixture_close(f);
}

static void test_lecture_dates(void **state)
{
    static const char file[] = "sessiondate;from;to;description\n"
                               "07.12.2026;09:00;10:30;German Excel\n"
                               "12/08/2026;09:00;10:30;US Excel\n"
                               "2026/12/09;09:00;10:30;slashes\n"
                               "2026-12-11;9:00 AM;10:30 AM;twelve hours\n"
                               "46366;9:00;10:00;Excel serial number\n"
                               "2026-12-13 00:00:00;9:00;10:00;date with time\n"
                               "2026-12-14;22:00;02:00;past midnight\n";
    struct school_fixture *f = school_fixture_open(test_store_need(state));
    struct classroom classroom = fixture_classroom(f);
    struct import_request request = {.format = "lectures", .class_id = classroom.id};
    fixture_sql(f, "UPDATE users SET locale = 'en'");
    fixture_sql(f, "UPDATE classrooms SET timezone = 'UTC'");
    // Nothing says which it is.
    struct job dry = import_tried(f, &f->professor, request, file);
    assert_string_equal(report(f, &f->professor, dry.id),
                        "2 created|3 refused date_ambiguous sessiondate=12/08/2026|4 created|5 created|6 created|"
                        "7 created|8 created|");
    // The country of the class does, and it is told.
    fixture_sql(f, "UPDATE classrooms SET timezone = 'America/Chicago'");
    dry = import_tried(f, &f->professor, request, file);
    assert_string_equal(report(f, &f->professor, dry.id),
                        "1 noted dates_month_guessed sessiondate=12/08/2026|2 created|3 created|4 created|5 created|"
                        "6 created|7 created|8 created|");
    fixture_sql(f, "UPDATE classrooms SET timezone = 'Asia/Kolkata'");
    expect(f, &f->professor, request, file,
           "1 noted dates_day_guessed sessiondate=12/08/2026|2 created|3 created|4 created|5 created|6 created|"
           "7 created|8 created|");
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM lectures WHERE ends_at - starts_at = 14400000"), 1);
    // The institution's country goes before the class's, the column before both.
    fixture_sql(f, "INSERT INTO settings (name, value, updated_at) VALUES ('language', 'en-US', 0)");
    dry = import_tried(f, &f->professor, request, "date,start,end\n1/2/2027,8:00,9:00\n");
    assert_string_equal(report(f, &f->professor, dry.id), "1 noted dates_month_guessed date=1/2/2027|2 created|");
    dry = import_tried(f, &f->professor, request, "date,start,end\n1/2/2027,8:00,9:00\n31/1/2027,8:00,9:00\n");
    assert_string_equal(report(f, &f->professor, dry.id), "1 noted dates_day_first date=1/2/2027|2 created|3 created|");
    dry = import_tried(f, &f->professor, request,
                       "date,start,end\n1/2/2027,8:00,9:00\n31/1/2027,8:00,9:00\n1/30/2027,8:00,9:00\n");
    assert_string_equal(report(f, &f->professor, dry.id),
                        "2 refused date_ambiguous date=1/2/2027|3 created|4 created|");
    school_fixture_close(f);
}

static void test_lecture_columns(void **state)
{
    static const struct {
        const char *file, *told;
    } cases[] = {
        {"Datum;von;bis;Thema;Raum\n24.11.2026;9.00;10.30;Ringe;B2\n", "2 created|"},
        {"date,start,duration\n2026-11-25,09:00,90\n", "2 created|"},
        {"Start,End,Subject\n2026-11-26 09:00,2026-11-26 10:00,Rings\n", "2 created|"},
        {"Start,End\n2026-11-27T09:00:00Z,2026-11-27T10:00:00Z\n", "2 created|"},
        {"date,start,end\n2026-11-28,9:00,\n", "2 refused time_missing end|"},
        {"date,start,end\n2026-11-28,,10:00\n", "2 refused time_missing start|"},
        {"date,start,end\n,9:00,10:00\n", "2 refused date_missing date|"},
        {"date,start,duration\n2026-11-28,9:00,long\n", "2 refused duration_invalid duration=long|"},
        {"date,start,end\n31.11.2026,9:00,10:00\n", "2 refused date_unreal date=31.11.2026|"},
        {"date,start,end\n2026-11-28,nine,10:00\n", "2 refused time_invalid start=nine|"},
        {"date,start,end\n2026-11-28,9:00,8:00\n", "2 refused ends_before_start end=8:00|"},
        {"date,start,end\nsoon,nine,8:00\n", "2 refused date_invalid date=soon|"},
        {"date,start,end,room\n2026-11-28,9:00,10:00,Trick\xE2\x80\xAEtxt\n",
         "2 refused text_invalid room=Trick\xE2\x80\xAEtxt|"},
    };
    struct school_fixture *f = school_fixture_open(test_store_need(state));
    struct classroom classroom = fixture_classroom(f);
    struct import_request request = {.format = "lectures", .class_id = classroom.id};
    for (size_t i = 0; i < ARRAY_LENGTH(cases); i++) {
        struct job dry = import_tried(f, &f->professor, request, cases[i].file);
        assert_string_equal(report(f, &f->professor, dry.id), cases[i].told);
    }
    school_fixture_close(f);
}

/* A plan names a day once, in a cell that is merged over the lectures of the day. */
static void test_day_above(void **state)
{
    static const char file[] = "Date,Start,End,Title\n"
                               ",8:00,9:00,before any day\n"
                               "2026-11-30,9:00,10:00,first\n"
                               ",11:00,12:00,of the same day\n"
                               ",,,Lunch\n"
                               ",13:00,14:00,still of it\n"
                               "31.11.2026,9:00,10:00,no day\n"
                               ",11:00,12:00,of no day either\n"
                               "2026-12-01,nine,10:00,a day without its time\n"
                               ",11:00,12:00,of that day\n"
                               ",ten,12:00,\n"
                               ",2026-12-02 09:00,10:00,says its own\n"
                               ",11:00,12:00,of that one\n";
    struct school_fixture *f = school_fixture_open(test_store_need(state));
    struct classroom classroom = fixture_classroom(f);
    struct import_request request = {.format = "lectures", .class_id = classroom.id};
    expect(f, &f->professor, request, file,
           "2 refused date_missing Date|3 created|4 created date_above|5 refused date_missing Date|"
           "6 created date_above|7 refused date_unreal Date=31.11.2026|8 refused date_missing Date|"
           "9 refused time_invalid Start=nine|10 created date_above|11 refused time_invalid Start=ten|12 created|"
           "13 created date_above|");
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM lectures"), 6);
    // Begin and end in one cell; and a series that begins on the day above.
    expect(f, &f->professor, request, "Day,Time\n07.12.2026,09:00 - 10:00\n,10:15 - 11:15\n14.12.2026,09:00 - 10:00\n",
           "2 created|3 created date_above|4 created|");
    expect(f, &f->professor, request,
           "sessiondate,from,to,repeaton,repeatevery,repeatuntil\n2027-01-04,09:00,10:00,,,\n"
           ",11:00,12:00,\"Mon, Wed\",1,2027-01-13\n",
           "2 created|3 created repeats_made|");
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM lectures"), 6 + 3 + 1 + 4);
    school_fixture_close(f);
}

/* Begin and end in one cell, a day with its time, and the files of calendars. */
static void test_lecture_times(void **state)
{
    struct school_fixture *f = school_fixture_open(test_store_need(state));
    struct classroom classroom = fixture_classroom(f);
    fixture_sql(f, "UPDATE classrooms SET timezone = 'Europe/Berlin'");
    static const struct {
        const char *file, *told;
    } cases[] = {
        {"Termin;Uhrzeit;Thema\nMo, 11.01.2027;09:00 - 10:30 Uhr;A\nDi, 12.01.2027;09:00\xe2\x80\x93"
         "10:30;B\n",
         "2 created|3 created|"},
        {"Day,Time\n2027-01-13,9-10:30\n2027-01-14,1 to 2:30 PM\n2027-01-15,14h - 15h30\n2027-01-18,soon\n",
         "2 created|3 created|4 created|5 refused times_invalid Time=soon|"},
        {"When,Topic\n19.01.2027 09:00-10:30,A\n", "2 created|"},
        {"Start Date,Start Time,End Date,End Time,Location\n2027-01-20,9:00 AM,2027-01-20,10:30 AM,B1\n",
         "1 ignored column_unknown End Date|2 created|"},
        {"Subject,Start Date,End Date\nA,2027-01-21 09:00,2027-01-21 10:30\n", "2 created|"},
    };
    const struct import_request request = {.format = "lectures", .class_id = classroom.id};
    for (size_t i = 0; i < ARRAY_LENGTH(cases); i++)
        expect(f, &f->professor, request, cases[i].file, cases[i].told);
    static const char *const starts[][2] = {
        {"2027-01-11T08:00:00Z", "2027-01-11T09:30:00Z"}, {"2027-01-14T12:00:00Z", "2027-01-14T13:30:00Z"},
        {"2027-01-15T13:00:00Z", "2027-01-15T14:30:00Z"}, {"2027-01-19T08:00:00Z", "2027-01-19T09:30:00Z"},
        {"2027-01-20T08:00:00Z", "2027-01-20T09:30:00Z"}, {"2027-01-21T08:00:00Z", "2027-01-21T09:30:00Z"}};
    for (size_t i = 0; i < ARRAY_LENGTH(starts); i++)
        assert_int_equal(fixture_number(f, arena_printf(&f->arena,
                                                        "SELECT COUNT(*) FROM lectures WHERE starts_at = %lld AND"
                                                        " ends_at = %lld",
                                                        (long long)fixture_moment(starts[i][0]),
                                                        (long long)fixture_moment(starts[i][1]))),
                         1);
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM lectures"), 8);
    school_fixture_close(f);
}

static void test_repeats(void **state)
{
    static const char head[] = "sessiondate,from,to,description,repeaton,repeatevery,repeatuntil\n";
    static const struct {
        const char *row, *told;
    } cases[] = {
        {"2026-11-30,9:00,10:00,X,,1,\n", "2 created|"}, // not repeated
        {"2026-11-30,9:00,10:00,X,Moonday,1,2026-12-31\n", "2 refused repeats_days repeaton=Moonday|"},
        {"2026-11-30,9:00,10:00,X,Mon,0,2026-12-31\n", "2 refused repeats_weeks repeatevery=0|"},
        {"2026-11-30,9:00,10:00,X,Mon,1,\n", "2 refused repeats_end repeatuntil|"},
        {"2026-11-30,9:00,10:00,X,Mon,1,2026-11-31\n", "2 refused date_unreal repeatuntil=2026-11-31|"},
        {"2026-11-30,9:00,10:00,X,Mon,1,2026-11-01\n", "2 refused repeats_none repeatuntil=2026-11-01|"},
        {"2026-11-30,9:00,10:00,X,Mon,1,2030-11-01\n", "2 refused repeats_many repeatuntil=2030-11-01|"},
        {"2026-11-30,9:00,10:00,X,Mon|Tue|Wed|Thu|Fri,1,2027-11-01\n",
         "2 refused repeats_many repeatuntil=2027-11-01|"},
    };
    struct school_fixture *f = school_fixture_open(test_store_need(state));
    struct classroom classroom = fixture_classroom(f);
    struct import_request request = {.format = "lectures", .class_id = classroom.id};
    struct job dry;
    fixture_sql(f, "UPDATE classrooms SET timezone = 'Europe/Berlin'");
    for (size_t i = 0; i < ARRAY_LENGTH(cases); i++) {
        dry = import_tried(f, &f->professor, request, arena_printf(&f->arena, "%s%s", head, cases[i].row));
        assert_string_equal(report(f, &f->professor, dry.id), cases[i].told);
    }
    // Over the change of clocks; a day that another row has is left out.
    expect(f, &f->professor, request,
           arena_printf(&f->arena,
                        "%s2027-03-22,9:00,10:00,Once,,,\n"
                        "2027-03-16,9:00,10:00,Series,\"Mon, Wed\",1,2027-04-05\n",
                        head),
           "2 created|3 created repeats_some|");
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM lectures"), 6);
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM lectures WHERE title = 'Series'"), 5);
    assert_int_equal(
        fixture_number(f, arena_printf(&f->arena, "SELECT COUNT(*) FROM lectures WHERE starts_at IN (%lld, %lld)",
                                       (long long)fixture_moment("2027-03-24T08:00:00Z"),
                                       (long long)fixture_moment("2027-04-05T07:00:00Z"))),
        2);
    expect(f, &f->professor, request,
           arena_printf(&f->arena, "%s2027-05-03,9:00,10:00,Fortnight,Mo,2,31.05.2027\n", head),
           "2 created repeats_made|");
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM lectures WHERE title = 'Fortnight'"), 3);
    // Nothing of a series goes in when not all of it can.
    char *rows = malloc(64 << 10);
    size_t size = (size_t)snprintf(rows, 256, "%s", head);
    for (int i = 0; i < 6; i++)
        size += (size_t)snprintf(rows + size, 256,
                                 "2027-06-01,%d:00,%d:30,Many,\"Mo,Tu,We,Th,Fr,Sa,Su\",1,2027-12-14\n", 8 + i, 8 + i);
    dry = import_tried(f, &f->professor, request, rows);
    free(rows);
    assert_int_equal(dry.rows[JOB_CREATED], 5);
    assert_int_equal(dry.rows[JOB_REFUSED], 1);
    import_applied(f, f->professor, &dry);
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM lectures WHERE title = 'Many'"), 5 * 197);
    school_fixture_close(f);
}

/* ---- spoilt cells ---- */

/* A small generator, the same everywhere. */
static uint32_t next_of(uint32_t *seed)
{
    *seed = *seed * 1664525U + 1013904223U;
    return *seed >> 8;
}

/* A text with something put in, taken out or put in its place, in quotes for CSV. */
static void spoil(const char *text, uint32_t *seed, char out[static 400])
{
    static const char *const bits[] = {"\xC2\xA0",
                                       "\xE2\x80\x8B",
                                       "\xD9\xA3",
                                       "/",
                                       ".",
                                       "-",
                                       ":",
                                       " ",
                                       "@",
                                       ";",
                                       "<",
                                       "'",
                                       "=",
                                       "E+9",
                                       "\xE2\x80\xAE",
                                       "0",
                                       "9",
                                       "#REF!",
                                       "\xC3\xBC",
                                       "AM",
                                       "%",
                                       "\\",
                                       "\xF0\x9F\x98\x80",
                                       ","};
    char work[300];
    assert_true(str_copy(work, sizeof(work), text));
    for (uint32_t times = 1 + next_of(seed) % 3; times > 0; times--) {
        size_t size = strlen(work), at = size > 0 ? next_of(seed) % size : 0;
        const char *bit = bits[next_of(seed) % ARRAY_LENGTH(bits)];
        bool whole = true;
        for (size_t i = 0; i < size; i++)
            whole &= (unsigned char)work[i] < 0x80; // nothing is cut inside a character
        if (whole && next_of(seed) % 3 == 0 && size > 0)
            memmove(work + at, work + at + 1, size - at);
        else if (whole) {
            memmove(work + at + strlen(bit), work + at, size - at + 1);
            memcpy(work + at, bit, strlen(bit));
        } else {
            memcpy(work + size, bit, strlen(bit) + 1);
        }
    }
    snprintf(out, 400, "\"%s\"", work);
}

enum { SPOILT = 500 };

/* Each row has one cell that was spoilt: what is refused is refused for that cell, and the others go in. */
static void check_spoilt(struct school_fixture *f, const struct actor *actor, int64_t job_id,
                         const char *const *headers, const int *spoilt)
{
    struct job_row_list list = rows_of(f, actor, job_id);
    size_t rows = 0;
    for (size_t i = 0; i < list.count; i++) {
        const struct job_row *row = &list.rows[i];
        if (row->outcome == JOB_NOTED)
            continue;
        rows++;
        if (row->outcome != JOB_REFUSED || strcmp(row->reason, "repeated_in_file") == 0 ||
            strcmp(row->reason, "lecture_there") == 0 || strcmp(row->reason, "who_missing") == 0)
            continue;
        const char *meant = headers[spoilt[row->line - 2]];
        if (!row->column || strcmp(row->column, meant) != 0)
            fail_msg("row %lld: %s of %s=%s, and %s was spoilt", (long long)row->line, row->reason,
                     row->column ? row->column : "-", row->cell ? row->cell : "-", meant);
    }
    assert_int_equal(rows, SPOILT);
}

static const char *spoilt_file(struct school_fixture *f, const char *const *headers, size_t columns,
                               void (*cell)(size_t row, size_t column, char *out), int *spoilt)
{
    uint32_t seed = 20261130;
    size_t size = 0, most = 1 << 20;
    char *file = arena_alloc(&f->arena, most);
    assert_non_null(file);
    for (size_t k = 0; k < columns; k++)
        size += (size_t)snprintf(file + size, most - size, "%s%s", k ? "," : "", headers[k]);
    for (size_t i = 0; i < SPOILT; i++) {
        spoilt[i] = (int)(next_of(&seed) % columns);
        size += (size_t)snprintf(file + size, most - size, "\n");
        for (size_t k = 0; k < columns; k++) {
            char text[200], worse[400];
            cell(i, k, text);
            snprintf(worse, sizeof(worse), "%s", text);
            if (spoilt[i] == (int)k)
                spoil(text, &seed, worse);
            size += (size_t)snprintf(file + size, most - size, "%s%s", k ? "," : "", worse);
        }
    }
    return file;
}

static void person_cell(size_t row, size_t column, char *out)
{
    static const char *const forms[] = {"Person %zu", "p%zu@x.example", "Student", "N%zu", "de"};
    int number = (int)(column == 2 || column == 4 ? 0 : row);
    if (column == 2 || column == 4)
        snprintf(out, 200, "%s", forms[column]);
    else if (column == 0)
        snprintf(out, 200, "Person %d", number);
    else
        snprintf(out, 200, column == 1 ? "p%d@x.example" : "N%d", number);
}

static void lecture_cell(size_t row, size_t column, char *out)
{
    if (column == 0)
        snprintf(out, 200, "%d.%d.2027", 1 + (int)(row % 28), 1 + (int)(row / 28 % 12));
    else if (column < 3)
        snprintf(out, 200, "%02d:%02d", 8 + (int)column + (int)(row / 336), 0);
    else
        snprintf(out, 200, column == 3 ? "Lecture" : "B2");
}

static void mark_cell(size_t row, size_t column, char *out)
{
    static const char *const times[] = {"sam@college.example", "2026-11-23", "10:00", "Present", "3", "bus"};
    (void)row;
    snprintf(out, 200, "%s", times[column]);
}

static void test_spoilt(void **state)
{
    static const char *const people_headers[] = {"Name", "E-Mail", "Rolle", "Matrikelnummer", "Sprache"};
    static const char *const lecture_headers[] = {"Datum", "von", "bis", "Thema", "Raum"};
    static const char *const mark_headers[] = {"E-Mail", "Datum", "Beginn", "Anwesenheit", "Minuten zu sp\u00E4t",
                                               "Notiz"};
    struct school_fixture *f = school_fixture_open(test_store_need(state));
    struct classroom classroom = fixture_classroom(f);
    fixture_sql(f, "UPDATE classrooms SET timezone = 'Europe/Berlin'");
    fixture_lecture(f, classroom.id);
    int spoilt[SPOILT];
    struct import_request request = people;
    struct job dry = import_tried(f, &f->administrator, request,
                                  spoilt_file(f, people_headers, ARRAY_LENGTH(people_headers), person_cell, spoilt));
    assert_int_equal(dry.state, JOB_DONE);
    check_spoilt(f, &f->administrator, dry.id, people_headers, spoilt);
    request = (struct import_request){.format = "lectures", .class_id = classroom.id};
    dry = import_tried(f, &f->professor, request,
                       spoilt_file(f, lecture_headers, ARRAY_LENGTH(lecture_headers), lecture_cell, spoilt));
    assert_int_equal(dry.state, JOB_DONE);
    check_spoilt(f, &f->professor, dry.id, lecture_headers, spoilt);
    request.format = "marks";
    dry = import_tried(f, &f->professor, request,
                       spoilt_file(f, mark_headers, ARRAY_LENGTH(mark_headers), mark_cell, spoilt));
    assert_int_equal(dry.state, JOB_DONE);
    check_spoilt(f, &f->professor, dry.id, mark_headers, spoilt);
    school_fixture_close(f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST_ON_BOTH(test_people_columns), TEST_ON_BOTH(test_people_values), TEST_ON_BOTH(test_missing),
        TEST_ON_BOTH(test_mark_words),     TEST_ON_BOTH(test_mark_times),    TEST_ON_BOTH(test_lecture_dates),
        TEST_ON_BOTH(test_lecture_times),  TEST_ON_BOTH(test_repeats),       TEST_ON_BOTH(test_lecture_columns),
        TEST_ON_BOTH(test_day_above),      TEST_ON_BOTH(test_spoilt),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
