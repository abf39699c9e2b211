/* SPDX-License-Identifier: MIT */
/* Imports of people, marks and lectures from CSV: dry run, apply, apply again; and files that are wrong or hostile. */
#include "school/people/sign_in/session.h"
#include "school/unit.h"

#include <stdlib.h>
#include <sys/resource.h>

#include "base/arena.h"
#include "base/clock.h"
#include "base/str.h"
#include "school/attendance/change.h"
#include "school/classes/classroom.h"
#include "school/common/fault.h"
#include "school/imports/import.h"
#include "school/jobs/job.h"
#include "school/jobs/job_work.h"
#include "school/plan/lecture.h"
#include "school/school.h"
#include "store/store.h"
#include "support/import_scene.h"

#ifdef __SANITIZE_ADDRESS__
enum { SANITIZED = 1 };
#else
enum { SANITIZED = 0 };
#endif

static void work(struct school_fixture *f)
{
    size_t jobs;
    assert_int_equal(school_work(f->school, &jobs), FAULT_NONE);
}

static const struct import_request people = {.format = "users", .name = "people.csv"};

static void test_people(void **state)
{
    static const char file[] = "\xef\xbb\xbf"
                               "Role,Shoe size, EMAIL ,External ID,name,locale\r\n"
                               "student,38,Nora@College.example,S1,Nora New,de\r\n"
                               "professor,,paul@college.example,,\"Paul \"\"P\"\" Prof\",\r\n"
                               "student,,sam@college.example,S2,Sam Student,\r\n"
                               ",,bea@college.example,,Bea Beside,\r\n"
                               "professor,,sam2@college.example,,,\r\n"
                               "administrator,,eve@college.example,,Eve,\r\n"
                               "student,,ada@college.example,,Ada,\r\n"
                               "student,,petra@college.example,,Petra Prof,\r\n"
                               "student,,nora@college.example,,Nora Again,\r\n"
                               "king,,kim@college.example,,Kim,\r\n"
                               "student,,,,No Address,\r\n"
                               "student,,no address,S8,Bad Address,\r\n"
                               "student,,lo@college.example,,Lo,../x\r\n";
    static const char created[] =
        "1 ignored column_unknown Shoe size;2 created nora@college.example;3 created paul@college.example;"
        "4 updated sam@college.example;5 unchanged bea@college.example;6 refused name_invalid sam2@college.example;"
        "7 refused role_protected eve@college.example;8 refused account_protected ada@college.example;"
        "9 refused role_differs petra@college.example;10 refused repeated_in_file nora@college.example;"
        "11 refused role_unknown kim@college.example;12 refused email_missing No Address;"
        "13 refused email_invalid no address;14 refused locale_invalid lo@college.example;";
    struct school_fixture *f = school_fixture_open(test_store_need(state));
    int64_t before = fixture_number(f, "SELECT COUNT(*) FROM users");
    int64_t audited = fixture_number(f, "SELECT COUNT(*) FROM audit");

    struct job dry = import_tried(f, &f->administrator, people, file);
    assert_int_equal(dry.state, JOB_DONE);
    assert_string_equal(import_reported(f, &f->administrator, dry.id), created);
    assert_int_equal(dry.rows[JOB_CREATED], 2);
    assert_int_equal(dry.rows[JOB_REFUSED], 9);
    assert_int_equal(dry.total, 14);
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM users"), before);
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM audit"), audited + 1); // the job itself

    struct job done = import_applied(f, f->administrator, &dry);
    assert_int_equal(done.parent_id, dry.id);
    assert_string_equal(import_reported(f, &f->administrator, done.id), created);
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM users"), before + 2);
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM users WHERE email = 'nora@college.example' AND name ="
                                       " 'Nora New' AND role = 'student' AND external_id = 'S1' AND locale = 'de' AND"
                                       " password_hash IS NULL"),
                     1);
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM users WHERE external_id = 'S2' AND name = 'Sam Student'"),
                     1);
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM audit WHERE action = 'user_imported'"), 3);
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM mails"), 0);

    // Applied once only; tried again there is nothing left to do.
    assert_int_equal(import_applied(f, f->administrator, &dry).id, done.id);
    struct job again = import_tried(f, &f->administrator, people, file);
    assert_int_equal(again.rows[JOB_UNCHANGED], 4);
    assert_int_equal(again.rows[JOB_CREATED] + again.rows[JOB_UPDATED], 0);
    school_fixture_close(f);
}

/* Who is who: by number before address, and never two at once. */
static void test_people_found(void **state)
{
    struct school_fixture *f = school_fixture_open(test_store_need(state));
    fixture_sql(f, "UPDATE users SET external_id = 'S1' WHERE email = 'sam@college.example'");
    fixture_sql(f, "UPDATE users SET external_id = 'S2' WHERE email = 'bea@college.example'");
    struct job dry = import_tried(f, &f->administrator, people,
                                  "name;email;external_id\n"
                                  "Sam Student;sam.new@college.example;S1\n"
                                  "Sam Student;bea@college.example;S1\n"
                                  "Bea Beside;bea@college.example;S3\n"
                                  "Bea;bea@college.example;S2\n");
    assert_string_equal(import_reported(f, &f->administrator, dry.id),
                        "2 updated sam.new@college.example;3 refused repeated_in_file bea@college.example;"
                        "4 refused repeated_in_file bea@college.example;5 refused repeated_in_file "
                        "bea@college.example;");
    dry = import_tried(f, &f->administrator, people, "name,email,external_id\nSam,bea@college.example,S1\n");
    assert_string_equal(import_reported(f, &f->administrator, dry.id), "2 refused email_taken bea@college.example;");
    dry = import_tried(f, &f->administrator, people, "name,email,external_id\nBea,bea@college.example,S3\n");
    assert_string_equal(import_reported(f, &f->administrator, dry.id),
                        "2 refused external_id_differs bea@college.example;");
    fixture_sql(f, "UPDATE users SET external_id = 'S1' WHERE email = 'bea@college.example'");
    dry = import_tried(f, &f->administrator, people, "name,email,external_id\nSam,x@college.example,S1\n");
    assert_string_equal(import_reported(f, &f->administrator, dry.id),
                        "2 refused external_id_twice x@college.example;");
    school_fixture_close(f);
}

/* Another address to sign in with ends what was handed out under the old one and is told there; staff's stay as they
 * are. */
static void test_addresses(void **state)
{
    struct school_fixture *f = school_fixture_open(test_store_need(state));
    struct session session;
    fixture_sql(f, "UPDATE users SET external_id = 'S1', locale = 'ar' WHERE email = 'sam@college.example'");
    fixture_sql(f,
                "UPDATE users SET external_id = 'P1' WHERE id = (SELECT id FROM (SELECT MIN(id) AS id FROM users WHERE"
                " role = 'professor') AS t)");
    assert_int_equal(session_start(f->school, f->student.user_id, NULL, &f->arena, &session), FAULT_NONE);
    int64_t professors = fixture_number(f, "SELECT COUNT(*) FROM users WHERE email LIKE 'moved%'");
    struct job dry = import_tried(f, &f->administrator, people,
                                  "name,email,external_id,role\n"
                                  "Sam,moved.sam@college.example,S1,student\n"
                                  "Grace,moved.grace@college.example,P1,professor\n");
    assert_string_equal(import_reported(f, &f->administrator, dry.id),
                        "2 updated moved.sam@college.example;3 updated email_of_staff moved.grace@college.example;");
    import_applied(f, f->administrator, &dry);
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM users WHERE email LIKE 'moved%'"), professors + 1);
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM users WHERE email = 'moved.sam@college.example'"), 1);
    assert_int_equal(session_find(f->school, session.token, false, &f->arena, &session), FAULT_NOT_SIGNED_IN);
    assert_int_equal(fixture_letters(f, "sam@college.example", LETTER_EMAIL_CHANGED_FOR, ARABIC), 1);
    assert_int_equal(fixture_letters(f, "moved.sam@college.example", LETTER_EMAIL_CHANGED_FOR, ARABIC), 1);
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM mails WHERE body LIKE '%    moved.sam@college.example%'"),
                     2);
    school_fixture_close(f);
}

/* In the language that the file says, else in the institution's where the server speaks it. */
static void test_people_told(void **state)
{
    struct school_fixture *f = school_fixture_open(test_store_need(state));
    struct import_request request = people;
    request.mail = true;
    struct job dry = import_tried(
        f, &f->administrator, request,
        "email,name,locale\nnew@college.example,New,\nsam@college.example,S,\nar@college.example,Ar,ar-EG\n");
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM mails"), 0);
    fixture_sql(f, "INSERT INTO settings (name, value, updated_at) VALUES ('language', 'hi-IN', 0)");
    import_applied(f, f->administrator, &dry);
    assert_int_equal(fixture_letters(f, "new@college.example", LETTER_ACCOUNT_MADE, HINDI), 1);
    assert_int_equal(fixture_letters(f, "ar@college.example", LETTER_ACCOUNT_MADE, ARABIC), 1);
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM users WHERE locale = 'hi'"), 1);
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM mails"), 2);
    school_fixture_close(f);
}

static void test_broken_files(void **state)
{
    static const struct {
        const char *file;
        size_t size;
        const char *code, *detail;
    } cases[] = {
        {"name\nA\n", 0, "column_missing",
         "No column says the e-mail address: it is called email. The header says \"name\"."},
        {"Class 10b\n\nname,Shoe size\nA,38\n", 0, "column_missing",
         "No column says the e-mail address: it is called email. The header, row 3, says \"name\", \"Shoe size\"."},
        {"shoe,size\nA,38\n", 0, "header_missing",
         "None of the first 20 rows names a column that is known. Row 1 says \"shoe\", \"size\"."},
        {"\n\n", 0, "file_empty", "There are no rows in the file."},
        {"PK\003\004 no table", 0, "file_damaged",
         "The workbook is damaged. Open it in the spreadsheet and save it again."},
        {"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", 0, "file_old_excel",
         "This is a workbook of an older or a binary kind. Open it in the spreadsheet and save it as Excel workbook "
         "(.xlsx)."},
        {"%PDF-1.7", 0, "file_no_table",
         "This is no table. Save it in the spreadsheet as Excel workbook (.xlsx), OpenDocument (.ods) or CSV."},
    };
    struct school_fixture *f = school_fixture_open(test_store_need(state));
    struct job job;
    for (size_t i = 0; i < ARRAY_LENGTH(cases); i++) {
        struct import_request request = people;
        request.size = cases[i].size;
        struct job dry = import_tried(f, &f->administrator, request, cases[i].file);
        assert_int_equal(dry.state, JOB_FAILED);
        assert_string_equal(dry.error, cases[i].code);
        assert_string_equal(dry.detail, cases[i].detail);
        assert_string_equal(import_reported(f, &f->administrator, dry.id), "");
        assert_int_equal(import_apply(f->school, &f->administrator, 0, dry.id, &f->arena, &job),
                         FAULT_IMPORT_NOT_READY);
    }
    size_t most = (size_t)IMPORT_ROWS_MAX * 16;
    char *huge = malloc(most);
    size_t size = (size_t)snprintf(huge, most, "name,email\n");
    for (int i = 0; i < IMPORT_ROWS_MAX; i++)
        size += (size_t)snprintf(huge + size, most - size, "A,%d@x.y\n", i);
    struct job dry = import_tried(f, &f->administrator, people, huge);
    assert_string_equal(dry.error, "rows_many");
    assert_string_equal(dry.detail, "The file has more than 50000 rows: send it in parts.");
    free(huge);
    school_fixture_close(f);
}

/* Text that wants to be more than text stays what it is, or is refused; it never reaches SQL or a page as more. */
static void test_hostile_text(void **state)
{
    struct school_fixture *f = school_fixture_open(test_store_need(state));
    struct job dry = import_tried(f, &f->administrator, people,
                                  "name,email,external_id\n"
                                  "=HYPERLINK(\"\"x\"\"),a@x.example,1\n");
    assert_string_equal(import_reported(f, &f->administrator, dry.id), "2 created a@x.example;"); // quotes and all
    dry = import_tried(f, &f->administrator, people,
                       "name,email,external_id\n"
                       "\"=HYPERLINK(\"\"x\"\")\",a@x.example,'; DROP TABLE users; --\n"
                       "\xd9\x85\xd8\xb1\xd8\xad\xd8\xa8\xd8\xa7,b@x.example,2\n"
                       "\xf0\x9f\x98\x80 Grin,c@x.example,3\n"
                       "Trick\xe2\x80\xaetxt.exe,d@x.example,4\n"
                       "<script>alert(1)</script>,e@x.example,5\n"
                       "\"Two\nlines\",f@x.example,6\n"
                       "Bcc,\"g@x.example\nBcc: h@x.example\",7\n");
    assert_string_equal(import_reported(f, &f->administrator, dry.id),
                        "2 created a@x.example;3 created b@x.example;4 created c@x.example;"
                        "5 refused name_invalid d@x.example;6 created e@x.example;7 created f@x.example;"
                        "8 refused email_several Bcc;");
    import_applied(f, f->administrator, &dry);
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM users WHERE name = '=HYPERLINK(\"x\")' AND external_id ="
                                       " '''; DROP TABLE users; --'"),
                     1);
    school_fixture_close(f);
}

static void test_who_may(void **state)
{
    struct school_fixture *f = school_fixture_open(test_store_need(state));
    struct classroom classroom = fixture_classroom(f);
    struct job job;
    struct import_request request = {.format = "users", .bytes = "name,email\n", .size = 11};
    struct actor others[] = {f->professor, f->student};
    for (size_t i = 0; i < ARRAY_LENGTH(others); i++)
        assert_int_equal(import_start(f->school, &others[i], &request, &f->arena, &job), FAULT_NOT_ALLOWED);
    request.size = 0;
    assert_int_equal(import_start(f->school, &f->administrator, &request, &f->arena, &job), FAULT_IMPORT_EMPTY);
    request.size = JOB_FILE_MAX + 1;
    assert_int_equal(import_start(f->school, &f->administrator, &request, &f->arena, &job), FAULT_JOB_FILE_TOO_LARGE);
    request = (struct import_request){.format = "roster", .timezone = "../etc", .bytes = "x", .size = 1};
    assert_int_equal(import_start(f->school, &f->administrator, &request, &f->arena, &job), FAULT_TIMEZONE_UNKNOWN);

    request = (struct import_request){
        .format = "marks", .class_id = classroom.id, .bytes = "email,status,date\n", .size = 18};
    struct actor strangers[] = {f->other_professor, f->student, f->other_student, f->administrator};
    for (size_t i = 0; i < ARRAY_LENGTH(strangers); i++)
        assert_int_equal(import_start(f->school, &strangers[i], &request, &f->arena, &job), FAULT_NOT_FOUND);
    request.lecture_id = 900001;
    assert_int_equal(import_start(f->school, &f->professor, &request, &f->arena, &job), FAULT_NOT_FOUND);
    request.lecture_id = 0;
    assert_int_equal(import_start(f->school, &f->professor, &request, &f->arena, &job), FAULT_NONE);
    int64_t marks = job.id;
    assert_int_equal(import_apply(f->school, &f->professor, classroom.id, marks, &f->arena, &job),
                     FAULT_STEP_UP_NEEDED);
    struct actor stepped = f->professor;
    stepped.stepped_up_at = FIXTURE_NOW;
    assert_int_equal(import_apply(f->school, &stepped, classroom.id, marks, &f->arena, &job), FAULT_IMPORT_NOT_READY);
    work(f);
    assert_int_equal(import_apply(f->school, &stepped, 0, marks, &f->arena, &job), FAULT_NOT_FOUND);
    assert_int_equal(import_apply(f->school, &f->other_professor, classroom.id, marks, &f->arena, &job),
                     FAULT_NOT_FOUND);
    assert_int_equal(import_apply(f->school, &stepped, classroom.id, marks, &f->arena, &job), FAULT_NONE);
    // Taken away between the start and the run.
    fixture_sql(f, "UPDATE classrooms SET archived_at = 1");
    job = import_worked(f, &f->professor, job.id);
    assert_int_equal(job.state, JOB_FAILED);
    assert_string_equal(job.error, "not_allowed");
    assert_int_equal(import_start(f->school, &f->professor, &request, &f->arena, &job), FAULT_CLASSROOM_ARCHIVED);
    school_fixture_close(f);
}

static void test_marks(void **state)
{
    struct school_fixture *f = school_fixture_open(test_store_need(state));
    struct classroom classroom = fixture_classroom(f);
    fixture_sql(f, "UPDATE classrooms SET timezone = 'Europe/Berlin'");
    fixture_sql(f, "UPDATE users SET external_id = 'S7' WHERE email = 'bea@college.example'");
    fixture_join(f, &classroom, f->other_student);
    struct lecture lecture = fixture_lecture(f, classroom.id); // 10:00 in Berlin
    struct import_request request = {.format = "marks", .class_id = classroom.id};
    const char *file = arena_printf(&f->arena,
                                    "email,external_id,student_id,lecture_id,date,start,status,minutes_late,note\n"
                                    "sam@college.example,,,%lld,,,l,7,bus\n"
                                    ",S7,,,2026-11-23,10:00,P,,\n"
                                    "bea@college.example,,,,2026-11-23,10:00:00,A,,\n"
                                    "petra@college.example,,,%lld,,,P,,\n"
                                    ",,%lld,900001,,,P,,\n"
                                    "sam@college.example,,,,2026-11-23,09:00,P,,\n"
                                    "sam@college.example,,,,2026-02-29,10:00,P,,\n"
                                    "sam@college.example,,,%lld,,,X,,\n"
                                    "sam@college.example,,,%lld,,,L,1441,\n"
                                    ",,,%lld,,,P,,\n",
                                    (long long)lecture.id, (long long)lecture.id, (long long)f->student.user_id,
                                    (long long)lecture.id, (long long)lecture.id, (long long)lecture.id);
    const char *expected = arena_printf(&f->arena,
                                        "2 created sam@college.example;3 created S7;"
                                        "4 refused repeated_in_file bea@college.example;"
                                        "5 ignored row_of_staff petra@college.example;"
                                        "6 refused lecture_unknown %lld;7 refused lecture_unknown sam@college.example;"
                                        "8 refused date_unreal sam@college.example;"
                                        "9 refused status_unknown sam@college.example;"
                                        "10 refused minutes_invalid sam@college.example;11 refused who_missing ;",
                                        (long long)f->student.user_id);
    struct job dry = import_tried(f, &f->professor, request, file);
    assert_string_equal(import_reported(f, &f->professor, dry.id), expected);
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM attendance"), 0);
    struct job done = import_applied(f, f->professor, &dry);
    assert_string_equal(import_reported(f, &f->professor, done.id), expected);
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM attendance WHERE method = 'import'"), 2);
    assert_int_equal(fixture_number(f,
                                    "SELECT COUNT(*) FROM attendance WHERE status = 'L' AND minutes_late = 7 AND note"
                                    " = 'bus'"),
                     1);
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM audit WHERE action = 'mark_set'"), 2);
    dry = import_tried(f, &f->professor, request, file);
    assert_int_equal(dry.rows[JOB_UNCHANGED], 2);

    // A change keeps what the file does not say.
    request.lecture_id = lecture.id;
    dry = import_tried(f, &f->professor, request, "email,status\nsam@college.example,L\nbea@college.example,E\n");
    assert_string_equal(import_reported(f, &f->professor, dry.id),
                        "2 unchanged sam@college.example;3 updated bea@college.example;");
    import_applied(f, f->professor, &dry);
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM attendance WHERE status = 'E'"), 1);
    fixture_sql(f, "UPDATE lectures SET cancelled_at = 1");
    struct job job;
    request.bytes = file;
    request.size = strlen(file);
    assert_int_equal(import_start(f->school, &f->professor, &request, &f->arena, &job), FAULT_LECTURE_CANCELLED);
    school_fixture_close(f);
}

/* What belongs to a mark belongs to an imported one: a warning, whoever watches, the undo history. */
static void test_marks_are_marks(void **state)
{
    struct school_fixture *f = school_fixture_open(test_store_need(state));
    struct classroom classroom = fixture_classroom(f);
    struct import_request request = {.format = "marks", .class_id = classroom.id};
    const char *file = "email,lecture_id,status\n";
    int64_t last = 0;
    for (int i = 0; i < 4; i++) {
        last = fixture_lecture(f, classroom.id).id;
        file = arena_printf(&f->arena, "%ssam@college.example,%lld,A\n", file, (long long)last);
    }
    clock_set_ms(&f->clock, FIXTURE_NOW + 4 * INT64_C(3600000)); // all are over
    struct job dry = import_tried(f, &f->professor, request, file);
    assert_int_equal(dry.rows[JOB_CREATED], 4);
    f->event_count = 0;
    import_applied(f, f->professor, &dry);
    size_t marks = 0;
    for (size_t i = 0; i < f->event_count; i++)
        marks += f->events[i].kind == SCHOOL_EVENT_MARK && f->events[i].status == MARK_ABSENT;
    assert_int_equal(marks, 4);
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM lecture_figures"), 0); // counted anew when they are read
    assert_int_equal(school_sweep(f->school), FAULT_NONE);
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM notifications WHERE kind IN ('below_threshold',"
                                       " 'out_of_reach')"),
                     1);

    struct actor stepped = f->professor;
    stepped.stepped_up_at = clock_now_ms(&f->clock);
    struct undone undone;
    int64_t change = fixture_number(f, "SELECT MAX(id) FROM changes");
    assert_int_equal(attendance_undo(f->school, &stepped, last, change, &f->arena, &undone), FAULT_NONE);
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM attendance"), 3);
    school_fixture_close(f);
}

/* Moodle's file for one session: who was scanned when. Late counts from the window's late_after_at, 9:10 UTC here. */
static void test_moodle_marks(void **state)
{
    struct school_fixture *f = school_fixture_open(test_store_need(state));
    struct classroom classroom = fixture_classroom(f);
    fixture_sql(f, "UPDATE classrooms SET timezone = 'America/New_York'");
    fixture_sql(f, "UPDATE users SET external_id = 'S7' WHERE email = 'bea@college.example'");
    fixture_join(f, &classroom, f->other_student);
    struct lecture lecture = fixture_lecture(f, classroom.id);
    struct import_request request = {.format = "marks", .class_id = classroom.id, .lecture_id = lecture.id};
    const char *file =
        arena_printf(&f->arena, "idnumber,username,scantime\nS7,,2026-11-23 04:12:30\n,sam@college.example,%lld\n",
                     (long long)(FIXTURE_NOW / SECOND + 599));
    struct job dry = import_tried(f, &f->professor, request, file);
    assert_string_equal(import_reported(f, &f->professor, dry.id), "2 created S7;3 created sam@college.example;");
    import_applied(f, f->professor, &dry);
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM attendance WHERE status = 'L' AND minutes_late = 3"), 1);
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM attendance WHERE status = 'P' AND minutes_late = 0"), 1);
    dry = import_tried(f, &f->professor, request,
                       "username,scantime\nsam@college.example,yesterday\nsam@college.example,\n");
    assert_string_equal(import_reported(f, &f->professor, dry.id),
                        "2 refused time_invalid sam@college.example;3 unchanged status_empty sam@college.example;");
    school_fixture_close(f);
}

static void test_lectures(void **state)
{
    static const char file[] = "course;sessiondate;from;to;description;room;repeaton\n"
                               "ALG;2026-03-28;10:00;12:00;Rings;B2;\n"
                               "ALG;2026-03-30;9:00;12:00;;;\n"
                               "ALG;2026-03-28;10:00;11:00;;;\n"
                               "ALG;2026-02-29;10:00;11:00;;;\n"
                               "ALG;2026-04-01;25:00;26:00;;;\n"
                               "ALG;2026-04-01;11:00;10:00;;;\n"
                               "ALG;2026-04-02;11:00;12:00;;;Mon\n"
                               "ALG;1969-04-02;11:00;12:00;;;\n"
                               "ALG;2026-04-03;22:00;1:00;;;\n";
    static const char expected[] = "1 ignored column_unknown course;2 created 2026-03-28 10:00;"
                                   "3 created 2026-03-30 9:00;4 refused repeated_in_file 2026-03-28 10:00;"
                                   "5 refused date_unreal 2026-02-29 10:00;6 refused time_invalid 2026-04-01 25:00;"
                                   "7 refused ends_before_start 2026-04-01 11:00;"
                                   "8 refused repeats_end 2026-04-02 11:00;"
                                   "9 refused date_far 1969-04-02 11:00;10 created 2026-04-03 22:00;";
    struct school_fixture *f = school_fixture_open(test_store_need(state));
    struct classroom classroom = fixture_classroom(f);
    fixture_sql(f, "UPDATE classrooms SET timezone = 'Europe/Berlin'");
    struct import_request request = {.format = "lectures", .class_id = classroom.id};
    struct job dry = import_tried(f, &f->professor, request, file);
    assert_string_equal(import_reported(f, &f->professor, dry.id), expected);
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM lectures"), 0);
    struct job done = import_applied(f, f->professor, &dry);
    assert_string_equal(import_reported(f, &f->professor, done.id), expected);
    // Before and after the clocks change: 09:00 and 07:00 UTC.
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM lectures WHERE starts_at = 1774688400000 AND ends_at ="
                                       " 1774695600000 AND title = 'Rings' AND room = 'B2'"),
                     1);
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM lectures WHERE starts_at = 1774854000000"), 1);
    dry = import_tried(f, &f->professor, request, file);
    assert_int_equal(dry.rows[JOB_UNCHANGED], 3);
    dry = import_tried(f, &f->professor, request, "sessiondate,from,to\n2026-03-28,10:00,13:00\n");
    assert_string_equal(import_reported(f, &f->professor, dry.id), "2 refused lecture_there 2026-03-28 10:00;");
    school_fixture_close(f);
}

/* An apply that dies after its first units goes on, and ends as if it had not; a dry run begins its report anew. */
static void test_broken_off(void **state)
{
    struct school_fixture *f = school_fixture_open(test_store_need(state));
    char *file = malloc(64 * 1024);
    size_t size = (size_t)snprintf(file, 64, "name,email\n");
    for (int i = 0; i < 1000; i++)
        size += (size_t)snprintf(file + size, 64, "Person %d,person%d@x.example\n", i, i);
    struct job dry = import_tried(f, &f->administrator, people, file);
    assert_int_equal(dry.rows[JOB_CREATED], 1000);
    struct job job;
    assert_int_equal(import_apply(f->school, &f->administrator, 0, dry.id, &f->arena, &job), FAULT_NONE);
    // As it stands when a run was killed behind 400 rows, and the report and the people of those are there.
    work(f);
    fixture_sql(f, "DELETE FROM job_rows WHERE job_id = 2 AND number > 400");
    fixture_sql(f, "DELETE FROM job_undo WHERE job_id = 2 AND number > 400");
    fixture_sql(f, "DELETE FROM users WHERE name LIKE 'Person %' AND id > (SELECT * FROM (SELECT id FROM users WHERE"
                   " email = 'person399@x.example') AS t)");
    fixture_sql(f, "UPDATE jobs SET state = 'running', claim = 'dead', done = 400, next_try_at = 0 WHERE id = 2");
    job = import_worked(f, &f->administrator, job.id);
    assert_int_equal(job.state, JOB_DONE);
    assert_int_equal(job.rows[JOB_CREATED], 1000);
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM users WHERE name LIKE 'Person %'"), 1000);
    fixture_sql(f, "UPDATE jobs SET state = 'running', claim = 'dead', next_try_at = 0 WHERE id = 1");
    job = import_worked(f, &f->administrator, dry.id);
    assert_int_equal(job.state, JOB_DONE);
    assert_int_equal(job.rows[JOB_UNCHANGED], 1000);
    assert_int_equal(job.rows[JOB_CREATED], 0);
    free(file);
    school_fixture_close(f);
}

/* 10,000 people: short units, and memory that does not grow with what the rows make. */
static void test_many(void **state)
{
    struct school_fixture *f = school_fixture_open(test_store_need(state));
    char *file = malloc(1 << 20);
    size_t size = (size_t)snprintf(file, 64, "name,email,external_id\n");
    for (int i = 0; i < 10000; i++)
        size += (size_t)snprintf(file + size, 128, "Person %d,person%d@x.example,N%d\n", i, i, i);
    struct rusage before, after;
    getrusage(RUSAGE_SELF, &before);
    uint64_t units_before = store_figures(f->test->store).units;
    struct job dry = import_tried(f, &f->administrator, people, file);
    struct job done = import_applied(f, f->administrator, &dry);
    uint64_t units_after = store_figures(f->test->store).units;
    getrusage(RUSAGE_SELF, &after);
    assert_int_equal(done.rows[JOB_CREATED], 10000);
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM users WHERE external_id LIKE 'N%'"), 10000);
    assert_in_range(units_after - units_before, 2 * 10000 / JOB_UNIT_ROWS, 2 * 10000 / JOB_UNIT_ROWS + 30);
    if (!SANITIZED)                                                 // a sanitizer keeps what was freed
        assert_true(after.ru_maxrss - before.ru_maxrss < 64 << 10); // KiB
    free(file);
    school_fixture_close(f);
}

/* Names in two columns, or in three; a name that is there already learns which part is the family's. */
static void test_family_names(void **state)
{
    static const char file[] = "Given Name,familyName,name,email\n"
                               "Gabriel,García Márquez,,gabo@college.example\n"
                               ",Pelé,,pele@college.example\n"
                               "Xiǎomíng,王,王小明,wang@college.example\n"
                               ",Beside,Bea Beside,bea@college.example\n"
                               ",,,none@college.example\n";
    struct school_fixture *f = school_fixture_open(test_store_need(state));
    struct job dry = import_tried(f, &f->administrator, people, file);
    assert_string_equal(import_reported(f, &f->administrator, dry.id),
                        "2 created gabo@college.example;3 created pele@college.example;4 created wang@college.example;"
                        "5 updated bea@college.example;6 refused name_invalid none@college.example;");
    import_applied(f, f->administrator, &dry);
    assert_int_equal(
        fixture_number(f, "SELECT COUNT(*) FROM users WHERE (name = 'Gabriel García Márquez' AND family_name ="
                          " 'García Márquez') OR (name = 'Pelé' AND family_name = 'Pelé') OR (name = '王小明'"
                          " AND family_name = '王') OR (name = 'Bea Beside' AND family_name = 'Beside')"),
        4);
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM users WHERE sort_key = '' OR search_key = ''"), 0);
    school_fixture_close(f);
}

/* An adviser may be made by a row above; the dry run says what applying does. */
static void test_advisers(void **state)
{
    static const char file[] = "email,name,role,adviser\n"
                               "late@x.example,Late,student,new@x.example\n"
                               "new@x.example,New,professor,\n"
                               "one@x.example,One,student,NEW@x.example\n"
                               "bad@x.example,,professor,\n"
                               "two@x.example,Two,student,bad@x.example\n"
                               "three@x.example,Three,student,one@x.example\n"
                               "moved@x.example,Otto Other,,\n"
                               "four@x.example,Four,student,moved@x.example\n"
                               "five@x.example,Five,professor,new@x.example\n"
                               "gone@x.example,Gone,professor,\n"
                               "six@x.example,Six,student,gone@x.example\n"
                               "bea@college.example,Bea Beside,,petra@college.example\n"
                               "seven@x.example,Seven,student,no address\n";
    static const char said[] = "2 refused adviser_unknown late@x.example;3 created new@x.example;"
                               "4 created one@x.example;5 refused name_invalid bad@x.example;"
                               "6 refused adviser_unknown two@x.example;7 refused adviser_unknown three@x.example;"
                               "8 created moved@x.example;9 refused adviser_unknown four@x.example;"
                               "10 refused adviser_of_staff five@x.example;11 unchanged gone@x.example;"
                               "12 refused adviser_unknown six@x.example;13 updated bea@college.example;"
                               "14 refused adviser_unknown seven@x.example;";
    struct school_fixture *f = school_fixture_open(test_store_need(state));
    fixture_person(f, ROLE_PROFESSOR, "Gone", "gone@x.example");
    fixture_sql(f, "UPDATE users SET disabled_at = 1 WHERE email = 'gone@x.example'");
    struct job job = import_tried(f, &f->administrator, people, file);
    assert_string_equal(import_reported(f, &f->administrator, job.id), said);
    job = import_applied(f, f->administrator, &job);
    assert_string_equal(import_reported(f, &f->administrator, job.id), said);
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM advisers"), 2);
    school_fixture_close(f);
}

#define TWENTY "abcdefghij abcdefghi"

/* What is empty stays, "-" ends it, and the dry run says what applying does. */
static void test_programmes(void **state)
{
    static const char file[] = "email,name,Programme\n"
                               "new@x.example,New,BSc Physics\n"
                               "none@x.example,None,-\n"
                               "sam@college.example,Sam Student,\"MA History, 2nd year\"\n"
                               "bea@college.example,Bea Beside,\n"
                               "long@x.example,Long," TWENTY TWENTY TWENTY TWENTY TWENTY TWENTY "x\n";
    static const char said[] = "2 created new@x.example;3 created none@x.example;4 updated sam@college.example;"
                               "5 unchanged bea@college.example;6 refused programme_invalid long@x.example;";
    struct school_fixture *f = school_fixture_open(test_store_need(state));
    fixture_sql(f, "UPDATE users SET programme = 'BA Law' WHERE email = 'bea@college.example'");
    struct job job = import_tried(f, &f->administrator, people, file);
    assert_string_equal(import_reported(f, &f->administrator, job.id), said);
    import_applied(f, f->administrator, &job);
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM users WHERE (email = 'new@x.example' AND programme ="
                                       " 'BSc Physics') OR (email = 'none@x.example' AND programme IS NULL) OR (email"
                                       " = 'sam@college.example' AND programme = 'MA History, 2nd year') OR (email ="
                                       " 'bea@college.example' AND programme = 'BA Law')"),
                     4);
    job = import_tried(f, &f->administrator, people, "email,name,programme\nbea@college.example,Bea Beside,-\n");
    assert_string_equal(import_reported(f, &f->administrator, job.id), "2 updated bea@college.example;");
    import_applied(f, f->administrator, &job);
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM users WHERE programme IS NOT NULL"), 2);
    school_fixture_close(f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST_ON_BOTH(test_people),          TEST_ON_BOTH(test_family_names), TEST_ON_BOTH(test_people_found),
        TEST_ON_BOTH(test_addresses),       TEST_ON_BOTH(test_people_told),  TEST_ON_BOTH(test_broken_files),
        TEST_ON_BOTH(test_hostile_text),    TEST_ON_BOTH(test_who_may),      TEST_ON_BOTH(test_marks),
        TEST_ON_BOTH(test_marks_are_marks), TEST_ON_BOTH(test_moodle_marks), TEST_ON_BOTH(test_lectures),
        TEST_ON_BOTH(test_broken_off),      TEST_ON_BOTH(test_many),         TEST_ON_BOTH(test_advisers),
        TEST_ON_BOTH(test_programmes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
