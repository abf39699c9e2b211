/* SPDX-License-Identifier: MIT */
/* What leaves comes back: each file that is exported is imported, and nothing changes. */
#include "school/unit.h"

#include <stdlib.h>
#include <zip.h>

#include "base/arena.h"
#include "base/csv.h"
#include "base/str.h"
#include "base/tongue.h"
#include "school/attendance/attendance.h"
#include "school/classes/classroom.h"
#include "school/common/fault.h"
#include "school/imports/import.h"
#include "school/jobs/job.h"
#include "school/numbers/export.h"
#include "school/numbers/sheets/file_roster.h"
#include "school/numbers/sheets/files.h"
#include "school/people/account.h"
#include "school/school.h"
#include "support/import_scene.h"
#include "support/zip_file.h"
#include "support/zip_text.h"

/* The report, for messages. */
static void print_report(struct school_fixture *f, const struct actor *actor, int64_t job_id)
{
    struct job_row_list list;
    struct page page = {.limit = PAGE_MAX};
    assert_int_equal(job_rows(f->school, actor, job_id, JOB_OUTCOME_COUNT, &page, &f->arena, &list), FAULT_NONE);
    for (size_t i = 0; i < list.count; i++)
        print_message("row %lld: %s %s %s\n", (long long)list.rows[i].line, job_outcome_code(list.rows[i].outcome),
                      list.rows[i].reason ? list.rows[i].reason : "", list.rows[i].subject);
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

/* Nothing but rows that change nothing, and at least so many of them. */
static void changes_nothing(struct school_fixture *f, const struct actor *actor, struct import_request request,
                            const void *bytes, size_t size, int64_t least)
{
    const bool book = memcmp(bytes, "PK", 2) == 0;
    struct job job = try_bytes(f, actor, request, bytes, size);
    for (int i = 0; i < JOB_OUTCOME_COUNT; i++) {
        bool good = i == JOB_UNCHANGED ? job.rows[i] >= least : job.rows[i] == 0;
        good |= i == JOB_NOTED && job.rows[i] == 1 && book; // that its second sheet was not read
        if (!good) {
            print_report(f, actor, job.id);
            fail_msg("%lld rows are %s in:\n%.*s", (long long)job.rows[i], job_outcome_code((enum job_outcome)i),
                     book ? 0 : (int)size, (const char *)bytes);
        }
    }
}

/* ---- a class that has everything ---- */

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

static void mark(struct school_fixture *f, int64_t lecture_id, struct actor student, const char *status, int minutes)
{
    char sql[300];
    snprintf(sql, sizeof(sql),
             "INSERT INTO attendance (student_id, class_id, lecture_id, timestamp, status, minutes_late, method,"
             " marked_by, note, updated_at) SELECT %lld, class_id, id, starts_at, '%s', %d, 'manual', NULL, 'seen',"
             " starts_at FROM lectures WHERE id = %lld",
             (long long)student.user_id, status, minutes, (long long)lecture_id);
    fixture_sql(f, sql);
}

enum { STUDENTS = 6, MARKS = 15 };

struct scene {
    struct school_fixture *f;
    struct classroom classroom;
    struct actor students[STUDENTS];
    int64_t first, together[2];
};

static void scene_open(struct scene *s, void **state)
{
    static const char *const names[STUDENTS] = {"O''Neil, \"Pat\"", "=HYPERLINK(1)", "ليلى حسن",
                                                "''=odd",           "Zoë; Ünal",     "Plain Jane"};
    static const char *const numbers[STUDENTS] = {"0012", "-77", "=1+1", "a,b", "1E+11", "+3"};
    struct school_fixture *f = s->f = school_fixture_open(test_store_need(state));
    s->classroom = fixture_classroom_in(f, "Europe/Berlin");
    fixture_class(f, &s->classroom, s->students, STUDENTS);
    fixture_sql(f, "UPDATE memberships SET joined_at = 0");
    fixture_sql(f, "UPDATE classrooms SET subject = 'Optics', section = 'A', term = 'Autumn'");
    for (size_t i = 0; i < STUDENTS; i++) {
        char sql[200];
        snprintf(sql, sizeof(sql), "UPDATE users SET name = '%s', external_id = '%s' WHERE id = %lld", names[i],
                 numbers[i], (long long)s->students[i].user_id);
        fixture_sql(f, sql);
    }
    // A letter that looks like a formula, one that is another's code, and one of another script.
    static const char *const statuses[] = {"'P', '/', 'Here', 200, 'attended'", "'L', 'A', 'Late', 100, 'attended'",
                                           "'E', 'E', 'Excused', 100, 'attended'", "'A', '-', 'Absent', 0, 'missed'",
                                           "'S1', '+', 'Online', 200, 'attended'"};
    for (size_t i = 0; i < ARRAY_LENGTH(statuses); i++) {
        char sql[300];
        snprintf(sql, sizeof(sql),
                 "INSERT INTO status_sets (class_id, status, letter, name, points, counts, colour, in_room, retired,"
                 " place) VALUES (%lld, %s, 'amber', 1, 0, %zu)",
                 (long long)s->classroom.id, statuses[i], i);
        fixture_sql(f, sql);
    }
    int64_t now = school_now(f->school);
    s->first = lecture(f, s->classroom.id, now - 6 * DAY, "One");
    int64_t second = lecture(f, s->classroom.id, now - 5 * DAY, "Two, \"and\" a half");
    s->together[0] = lecture(f, s->classroom.id, now - 4 * DAY, "");
    s->together[1] = lecture(f, s->classroom.id, now - 4 * DAY, "");
    lecture(f, s->classroom.id, now - 3 * DAY, "Nobody took it");
    lecture(f, s->classroom.id, now + 3 * DAY, "To come");
    static const char *const given[] = {"P", "L", "E", "A", "S1"};
    for (size_t i = 0; i < 5; i++) {
        mark(f, s->first, s->students[i], given[i], i == 1 ? 7 : 0);
        mark(f, second, s->students[i + 1], given[i], i == 1 ? 3 : 0);
        mark(f, s->together[i % 2], s->students[i], given[4 - i], 0);
    }
}

/* ---- the register ---- */

/* A part of a workbook. */
static const char *part_of(struct school_fixture *f, const struct export_file *file, const char *name)
{
    enum { PART_MAX = 1 << 18 };
    char *text = arena_calloc(&f->arena, 1, PART_MAX);
    zip_source_t *source = zip_source_buffer_create(file->bytes, file->size, 0, NULL);
    zip_t *zip = zip_open_from_source(source, ZIP_RDONLY, NULL);
    assert_non_null(zip);
    zip_file_t *part = zip_fopen(zip, name, 0);
    assert_non_null(part);
    assert_true(zip_fread(part, text, PART_MAX - 1) > 0);
    zip_fclose(part);
    zip_close(zip);
    return text;
}

static void test_register(void **state)
{
    struct scene s;
    scene_open(&s, state);
    const struct import_request marks = {.format = "marks", .class_id = s.classroom.id};
    for (int form = 0; form < EXPORT_PRINT; form++)
        for (int tongue = 0; tongue < TONGUE_COUNT; tongue++)
            for (int fixed = 0; fixed < 2; fixed++) {
                struct export_file file;
                const struct export_request request = {.form = (enum export_form)form,
                                                       .mark = fixed,
                                                       .fixed = fixed,
                                                       .language = tongue_code((enum tongue)tongue)};
                assert_int_equal(
                    export_register(s.f->school, &s.f->professor, s.classroom.id, &request, &s.f->arena, &file),
                    FAULT_NONE);
                changes_nothing(s.f, &s.f->professor, marks, file.bytes, file.size, MARKS);
            }
    school_fixture_close(s.f);
}

/* Every row of a file has as many cells as its heading. */
static size_t rectangle(const void *bytes, size_t size, size_t *ret_rows)
{
    static const struct csv_limits limits = {100000, 2000, 4000, 1 << 18};
    struct csv *csv = csv_open(bytes, size, &limits);
    struct csv_row row;
    size_t columns = 0;
    *ret_rows = 0;
    while (csv_next(csv, &row) == CSV_ROW) {
        columns = columns ? columns : row.count;
        assert_int_equal(row.count, columns);
        ++*ret_rows;
    }
    csv_close(csv);
    return columns;
}

static void test_shapes(void **state)
{
    struct scene s;
    size_t rows;
    scene_open(&s, state);
    for (int form = 0; form < EXPORT_PRINT; form++) {
        struct export_file file;
        const struct export_request request = {.form = (enum export_form)form, .language = "ar"};
        assert_int_equal(export_register(s.f->school, &s.f->professor, s.classroom.id, &request, &s.f->arena, &file),
                         FAULT_NONE);
        assert_non_null(strstr(file.name, "Optics A 2026-11-23 "));
        assert_true(strlen(file.name) < 255);
        if (form == EXPORT_XLSX)
            continue;
        assert_true(rectangle(file.bytes, file.size, &rows) > 5);
        if (form == EXPORT_CSV || form == EXPORT_MOODLE)
            assert_int_equal(rows, 1 + STUDENTS);
        if (form == EXPORT_MOODLE_MARKS)
            assert_int_equal(rows, 1 + MARKS);
        const char *text = arena_strndup(&s.f->arena, file.bytes, file.size);
        if (form == EXPORT_MOODLE) { // as its import takes it
            assert_null(strstr(text, "?"));
            assert_null(strstr(text, "Nobody took it"));
            assert_int_equal(strncmp(text, "Last name,First name,Groups,ID number,Username,", 47), 0);
        }
    }
    struct export_file one;
    const struct export_request request = {.form = EXPORT_MOODLE_MARKS, .lecture_id = s.first};
    assert_int_equal(export_register(s.f->school, &s.f->professor, s.classroom.id, &request, &s.f->arena, &one),
                     FAULT_NONE);
    assert_int_equal(rectangle(one.bytes, one.size, &rows), 6);
    assert_int_equal(rows, 1 + 5);
    const struct export_request none = {.form = EXPORT_LONG, .lecture_id = 9999999};
    assert_int_equal(export_register(s.f->school, &s.f->professor, s.classroom.id, &none, &s.f->arena, &one),
                     FAULT_NOT_FOUND);
    school_fixture_close(s.f);
}

/*
 * What Moodle's attendance was seen to do with our files when its own code read them (classes/import/marksessions.php,
 * bulkmarksessions.php and lib/csvlib.class.php under PHP 8.2):
 * - it finds people by the very text of username, idnumber or email, and statuses by the very acronym, so that the
 *   apostrophe before "-77" or "-" made each such row "user not found" or "status not found";
 * - fgetcsv takes \" for a quote within the cell: one name with a backslash at its end and a comma in it made rows of
 *   another length, for which the whole file is refused.
 */
static void test_moodle_keys(void **state)
{
    struct scene s;
    scene_open(&s, state);
    fixture_sql(s.f, arena_printf(&s.f->arena, "UPDATE users SET name = 'Back, Slash\\\\' WHERE id = %lld",
                                  (long long)s.students[0].user_id));
    fixture_sql(s.f, arena_printf(&s.f->arena, "UPDATE users SET external_id = '=cmd|x!A1' WHERE id = %lld",
                                  (long long)s.students[3].user_id));
    fixture_sql(s.f, "UPDATE status_sets SET letter = '=' WHERE status = 'P'");
    static const enum export_form forms[] = {EXPORT_MOODLE, EXPORT_MOODLE_MARKS};
    for (size_t i = 0; i < ARRAY_LENGTH(forms); i++) {
        struct export_file file;
        const struct export_request request = {.form = forms[i]};
        assert_int_equal(export_register(s.f->school, &s.f->professor, s.classroom.id, &request, &s.f->arena, &file),
                         FAULT_NONE);
        const char *text = arena_strndup(&s.f->arena, file.bytes, file.size);
        static const char *const bare[] = {",-77,", ",=1+1,", ",+3,", ",+,", ",-,", ",=,"};
        static const char *const guarded[] = {"'-77", "'=1+1", "'+3", "'+,", "'-,", "\\"};
        for (size_t k = 0; k < ARRAY_LENGTH(bare); k++)
            if (!strstr(text, bare[k]))
                fail_msg("%s is not in:\n%s", bare[k], text);
        for (size_t k = 0; k < ARRAY_LENGTH(guarded); k++)
            if (strstr(text, guarded[k]))
                fail_msg("%s is in:\n%s", guarded[k], text);
        // What a spreadsheet could run stays a text, here too.
        assert_non_null(strstr(text, "'=cmd|x!A1"));
    }
    school_fixture_close(s.f);
}

static void test_names(void **state)
{
    struct scene s;
    struct export_file file;
    char subject[CLASSROOM_SUBJECT_MAX * 3 + 1] = "";
    scene_open(&s, state);
    for (size_t i = 0; i < CLASSROOM_SUBJECT_MAX; i++)
        memcpy(subject + 3 * i, "प", 4);
    fixture_sql(s.f, arena_printf(&s.f->arena, "UPDATE classrooms SET subject = '%s'", subject));
    const struct export_request request = {.form = EXPORT_XLSX, .language = "hi"};
    assert_int_equal(export_register(s.f->school, &s.f->professor, s.classroom.id, &request, &s.f->arena, &file),
                     FAULT_NONE);
    assert_non_null(strstr(file.name, "प A 2026-11-23 रजिस्टर.xlsx"));
    assert_true(strlen(file.name) < 255 && str_is_text(file.name, strlen(file.name), false));
    fixture_sql(s.f, "UPDATE classrooms SET subject = 'A/B: \"c\"?'");
    assert_int_equal(export_register(s.f->school, &s.f->professor, s.classroom.id, &request, &s.f->arena, &file),
                     FAULT_NONE);
    assert_string_equal(file.name, "A-B- -c-- A 2026-11-23 रजिस्टर.xlsx");
    school_fixture_close(s.f);
}

/* The workbook says what a spreadsheet needs: dates that are numbers, and how it is printed. */
static void test_workbook(void **state)
{
    struct scene s;
    struct export_file file;
    scene_open(&s, state);
    fixture_sql(s.f, "UPDATE users SET locale = 'ar' WHERE role = 'professor'");
    const struct export_request request = {.form = EXPORT_XLSX};
    assert_int_equal(export_register(s.f->school, &s.f->professor, s.classroom.id, &request, &s.f->arena, &file),
                     FAULT_NONE);
    const char *sheet = part_of(s.f, &file, "xl/worksheets/sheet1.xml");
    const char *book = part_of(s.f, &file, "xl/workbook.xml");
    const char *styles = part_of(s.f, &file, "xl/styles.xml");
    const char *core = part_of(s.f, &file, "docProps/core.xml");
    assert_non_null(strstr(sheet, "rightToLeft=\"1\""));
    assert_non_null(strstr(sheet, "<pane xSplit=\"3\" ySplit=\"1\""));
    assert_non_null(strstr(sheet, "<pageSetUpPr fitToPage=\"1\"/>"));
    assert_non_null(strstr(sheet, "paperSize=\"9\""));
    assert_non_null(strstr(sheet, "orientation=\"landscape\""));
    assert_non_null(strstr(sheet, "fitToHeight=\"0\""));
    assert_non_null(strstr(sheet, "Optics A"));
    assert_non_null(strstr(book, "_xlnm.Print_Area"));
    assert_non_null(strstr(book, "_xlnm.Print_Titles"));
    assert_non_null(strstr(book, "$A:$C"));
    assert_non_null(strstr(book, "$1:$1"));
    assert_non_null(strstr(styles, "formatCode=\"yyyy\\-mm\\-dd\\ hh:mm\"") ? styles
                                                                            : strstr(styles, "yyyy-mm-dd hh:mm"));
    assert_non_null(strstr(core, "<dc:title>Optics A</dc:title>"));
    assert_non_null(strstr(core, "2026-11-23T09:00:00Z"));
    // The first lecture: 2026-11-17 10:00 in Berlin.
    const char *head = strstr(sheet, "<c r=\"D1\"");
    assert_non_null(head);
    assert_int_equal(strncmp(strstr(head, "<v>"), "<v>46343.416666", 15), 0);
    // Two that begin together are told apart by their numbers.
    assert_non_null(strstr(sheet, arena_printf(&s.f->arena, "#%lld<", (long long)s.together[0])));
    assert_non_null(strstr(sheet, "<t>0012</t>"));
    assert_null(strstr(sheet, "<f>"));
    school_fixture_close(s.f);
}

/* ---- people and the plan ---- */

static void test_people(void **state)
{
    struct scene s;
    struct export_file file;
    const struct account_filter all = {0};
    scene_open(&s, state);
    struct school_fixture *f = s.f;
    fixture_sql(f, "UPDATE users SET programme = 'Physics, BSc' WHERE name = 'Plain Jane'");
    fixture_sql(f, arena_printf(&f->arena,
                                "INSERT INTO advisers (student_id, adviser_id, assigned_at) VALUES (%lld, %lld, 1)",
                                (long long)s.students[0].user_id, (long long)f->professor.user_id));
    fixture_sql(f, "UPDATE users SET family_name = 'Jane' WHERE name = 'Plain Jane'");
    const struct import_request people = {.format = "users"};
    for (int tongue = 0; tongue < TONGUE_COUNT; tongue++)
        for (int form = 0; form < 2; form++) {
            const struct table_request request = {
                .form = form ? TABLE_XLSX : TABLE_CSV, .mark = true, .language = tongue_code((enum tongue)tongue)};
            assert_int_equal(file_people(f->school, &f->administrator, &all, &request, &f->arena, &file), FAULT_NONE);
            changes_nothing(f, &f->administrator, people, file.bytes, file.size, STUDENTS + 2);
            const char *text =
                form ? part_of(f, &file, "xl/worksheets/sheet1.xml") : arena_strndup(&f->arena, file.bytes, file.size);
            assert_null(strstr(text, "ada@")); // administrators are made by invitation
        }
    const struct account_filter some = {.role = "professor"};
    const struct table_request request = {.form = TABLE_CSV, .fixed = true, .language = "ar"};
    assert_int_equal(file_people(f->school, &f->administrator, &some, &request, &f->arena, &file), FAULT_NONE);
    const char *text = arena_strndup(&f->arena, file.bytes, file.size);
    static const char head[] = "name,family_name,email,role,external_id,locale,adviser,programme\r\n";
    assert_int_equal(strncmp(text, head, strlen(head)), 0);
    assert_null(strstr(text, ",student,"));
    assert_int_equal(file_people(f->school, &f->professor, &all, &request, &f->arena, &file), FAULT_NOT_ALLOWED);
    assert_true(fixture_number(f, "SELECT COUNT(*) FROM audit WHERE action = 'people_exported'") > 0);
    school_fixture_close(f);
}

static void test_plan(void **state)
{
    struct scene s;
    struct export_file file;
    scene_open(&s, state);
    struct school_fixture *f = s.f;
    fixture_sql(f, "UPDATE lectures SET room = 'Hall, 1'");
    // One goes on over midnight, one is cancelled.
    int64_t late = lecture(f, s.classroom.id, fixture_moment("2026-12-07T22:30:00Z"), "Late");
    fixture_sql(
        f, arena_printf(&f->arena, "UPDATE lectures SET ends_at = ends_at + 3600000 WHERE id = %lld", (long long)late));
    int64_t off = lecture(f, s.classroom.id, fixture_moment("2026-12-08T10:00:00Z"), "Off");
    fixture_sql(f, arena_printf(&f->arena, "UPDATE lectures SET cancelled_at = 1 WHERE id = %lld", (long long)off));
    const struct import_request lectures = {.format = "lectures", .class_id = s.classroom.id};
    for (int tongue = 0; tongue < TONGUE_COUNT; tongue++)
        for (int form = 0; form < 2; form++) {
            const struct table_request request = {.form = form ? TABLE_XLSX : TABLE_CSV,
                                                  .language = tongue_code((enum tongue)tongue)};
            assert_int_equal(file_plan(f->school, &f->professor, s.classroom.id, &request, &f->arena, &file),
                             FAULT_NONE);
            changes_nothing(f, &f->professor, lectures, file.bytes, file.size, 7);
        }
    // Moodle's has no room, and says of which course each is: that alone is told.
    const struct table_request moodle = {.form = TABLE_MOODLE};
    fixture_sql(f, "UPDATE lectures SET title = 'Back\\\\slash' WHERE title = 'One'");
    assert_int_equal(file_plan(f->school, &f->professor, s.classroom.id, &moodle, &f->arena, &file), FAULT_NONE);
    assert_string_equal(file.name, "Optics A 2026-11-23 sessions for Moodle.csv");
    const char *text = arena_strndup(&f->arena, file.bytes, file.size);
    assert_int_equal(strncmp(text, "course,groups,sessiondate,from,to,description\r\n", 47), 0);
    // As its import takes it (classes/import/sessions.php): the day alone, hours and minutes apart, the end after the
    // begin.
    assert_non_null(strstr(text, "\r\nOptics,,2026-12-07,23:30,25:30,Late\r\n"));
    assert_null(strchr(text, '\\'));
    fixture_sql(f, "UPDATE lectures SET title = 'One' WHERE title LIKE 'Back%'");
    assert_int_equal(file_plan(f->school, &f->professor, s.classroom.id, &moodle, &f->arena, &file), FAULT_NONE);
    fixture_sql(f, "UPDATE lectures SET room = NULL");
    const struct job job = try_bytes(f, &f->professor, lectures, file.bytes, file.size);
    assert_int_equal(job.rows[JOB_UNCHANGED], 7);
    assert_int_equal(job.rows[JOB_IGNORED], 2); // course and groups
    assert_int_equal(job.rows[JOB_CREATED] + job.rows[JOB_UPDATED] + job.rows[JOB_REFUSED], 0);
    fixture_sql(f, "UPDATE lectures SET room = 'Hall, 1'");
    const struct table_request sheet = {.form = TABLE_XLSX};
    assert_int_equal(file_plan(f->school, &f->professor, s.classroom.id, &sheet, &f->arena, &file), FAULT_NONE);
    assert_string_equal(file.name, "Optics A 2026-11-23 lectures.xlsx");
    const char *xml = part_of(f, &file, "xl/worksheets/sheet1.xml");
    assert_non_null(strstr(xml, "<v>46343</v>")); // a day
    assert_non_null(strstr(strstr(xml, "<c r=\"B2\""), "<v>0.41666"));
    assert_int_equal(file_plan(f->school, &f->student, s.classroom.id, &sheet, &f->arena, &file), FAULT_NOT_FOUND);
    school_fixture_close(f);
}

/* ---- the institution as a roster ---- */

static const void *roster_of(struct school_fixture *f, size_t *ret_size)
{
    struct job job;
    struct job_file file;
    const void *bytes;
    assert_int_equal(file_roster(f->school, &f->administrator, &f->arena, &job), FAULT_NONE);
    job = import_worked(f, &f->administrator, job.id);
    if (job.state != JOB_DONE)
        fail_msg("%s: %s", job.error, job.detail);
    assert_int_equal(job_output(f->school, &f->administrator, job.id, &f->arena, &file, &bytes), FAULT_NONE);
    assert_string_equal(file.name, "oneroster_2026-11-23.zip");
    *ret_size = (size_t)file.size;
    return bytes;
}

static const struct import_request roster_request = {.format = "roster", .timezone = "Europe/Berlin"};

/* What a roster of another system has brought: ids of people, of a class, of places, a term and a department. */
static void roster_bring(struct school_fixture *f)
{
    static const struct zip_part files[] = {
        {"manifest.csv",
         "propertyName,value\noneroster.version,1.2\nfile.orgs,bulk\nfile.academicSessions,bulk\nfile.courses,bulk\n"
         "file.users,bulk\nfile.roles,bulk\nfile.classes,bulk\nfile.enrollments,bulk\n",
         0},
        {"orgs.csv", "sourcedId,name,type,parentSourcedId\no1,College,school,\no2,Physics,department,o1\n", 0},
        {"academicSessions.csv", "sourcedId,title,type,startDate,endDate\nt1,Autumn,term,2026-09-01,2098-01-31\n", 0},
        {"courses.csv", "sourcedId,title,courseCode,orgSourcedId\nc1,Waves,W,o2\n", 0},
        {"users.csv",
         "sourcedId,enabledUser,username,givenName,familyName,identifier,email,grades\n"
         "u1,true,tia,Tia,Teach,,tia@x.example,\nu2,true,sid,Sid,Kid,77,sid@x.example,09\n"
         "u3,true,nomail,No,Mail,,,11\nu4,true,aide,Ai,Aide,78,aide@x.example,\n"
         "u5,true,two,Two,Teach,,two@x.example,\n",
         0},
        {"roles.csv",
         "sourcedId,userSourcedId,roleType,role,orgSourcedId\nr1,u1,primary,teacher,o1\nr2,u2,primary,student,o1\n"
         "r3,u3,primary,student,o1\nr4,u4,primary,student,o1\nr5,u5,primary,teacher,o1\n",
         0},
        {"classes.csv",
         "sourcedId,title,courseSourcedId,classCode,location,schoolSourcedId,termSourcedIds\n"
         "k1,Waves,c1,W-1,R 12,o1,t1\n",
         0},
        {"enrollments.csv",
         "sourcedId,classSourcedId,userSourcedId,role,primary\ne1,k1,u1,teacher,true\ne2,k1,u2,student,\n"
         "e3,k1,u3,student,\ne4,k1,u4,aide,\ne5,k1,u5,teacher,false\n",
         0},
    };
    struct job dry = import_roster_files_tried(f, files, ARRAY_LENGTH(files));
    assert_int_equal(dry.rows[JOB_REFUSED], 0);
    import_applied(f, f->administrator, &dry);
}

/* People and classes of all kinds that no roster has named. */
static void odd_people(struct scene *s)
{
    struct school_fixture *f = s->f;
    char sql[300];
    fixture_person(f, ROLE_STUDENT, "Only One", "typed@college.example");
    fixture_person(f, ROLE_STUDENT, "Wang Xiaoming", "wang@college.example");
    fixture_person(f, ROLE_STUDENT, "Ana Maria Sousa", "ana@college.example");
    fixture_person(f, ROLE_STUDENT, "Juan Mid Dle", "juan@college.example");
    fixture_person(f, ROLE_STUDENT, "Left Us", "left@college.example");
    fixture_person(f, ROLE_STUDENT, "Was Erased", "erased@college.example");
    fixture_person(f, ROLE_STUDENT, "Madonna", "madonna@college.example");
    fixture_sql(f, "UPDATE users SET email_proven_at = NULL WHERE name = 'Only One'");
    fixture_sql(f, "UPDATE users SET family_name = 'Wang', programme = 'Law' WHERE name = 'Wang Xiaoming'");
    fixture_sql(f, "UPDATE users SET family_name = 'Maria Sousa', programme = '10' WHERE name = 'Ana Maria Sousa'");
    fixture_sql(f, "UPDATE users SET family_name = 'Mid' WHERE name = 'Juan Mid Dle'");
    fixture_sql(f, "UPDATE users SET family_name = 'Madonna' WHERE name = 'Madonna'");
    fixture_sql(f, "UPDATE users SET disabled_at = 1 WHERE name IN ('Left Us', 'Was Erased')");
    fixture_sql(f, "UPDATE users SET erased_at = 1 WHERE name = 'Was Erased'");
    snprintf(sql, sizeof(sql),
             "INSERT INTO classroom_staff (class_id, user_id, kind, added_at) SELECT %lld, id, CASE WHEN role ="
             " 'professor' THEN 'teacher' ELSE 'assistant' END, 1 FROM users WHERE email IN ('otto@college.example',"
             " 'bea@college.example')",
             (long long)s->classroom.id);
    fixture_sql(f, sql);
    struct classroom plain = fixture_classroom_in(f, "UTC"), over = fixture_classroom_in(f, "UTC");
    snprintf(sql, sizeof(sql), "UPDATE classrooms SET department = 'Law, old', room = 'R 3' WHERE id = %lld",
             (long long)plain.id);
    fixture_sql(f, sql);
    snprintf(sql, sizeof(sql), "UPDATE classrooms SET archived_at = 1, term = 'Gone' WHERE id = %lld",
             (long long)over.id);
    fixture_sql(f, sql);
}

static const char *const roster_files[] = {
    "orgs.csv", "academicSessions.csv", "courses.csv", "classes.csv", "users.csv", "roles.csv", "enrollments.csv"};

/* Each table as rows of the same width, and no sourcedId twice. */
static void roster_is_sound(struct school_fixture *f, const void *bytes, size_t size)
{
    size_t rows;
    for (size_t i = 0; i < ARRAY_LENGTH(roster_files); i++) {
        const char *text = zip_text(bytes, size, roster_files[i], &f->arena);
        assert_non_null(text);
        rectangle(text, strlen(text), &rows);
        assert_true(rows > 1);
    }
    const char *users = zip_text(bytes, size, "users.csv", &f->arena);
    assert_non_null(strstr(users, "u2,,,true,sid@x.example,,Sid,Kid,,77,sid@x.example,,,,09,"));
    assert_non_null(strstr(users, ",wang@college.example,,Xiaoming,Wang,"));
    assert_non_null(strstr(users, ",,Ana,Maria Sousa,"));
    assert_non_null(strstr(users, ",,Juan Mid Dle,,"));
    assert_non_null(strstr(users, ",false,left@college.example,"));
    assert_null(strstr(users, "typed@")); // may be somebody else's
    assert_null(strstr(users, "Erased"));
    assert_null(strstr(users, "ada@college.example")); // an administrator
    assert_null(strstr(zip_text(bytes, size, "academicSessions.csv", &f->arena), "Gone"));
    assert_int_equal(strncmp(zip_text(bytes, size, "manifest.csv", &f->arena), "propertyName,value\r\n", 20), 0);
    assert_int_equal(zip_count(bytes, size), 1 + ARRAY_LENGTH(roster_files));
}

static void test_roster(void **state)
{
    struct scene s;
    size_t size, again_size;
    scene_open(&s, state);
    struct school_fixture *f = s.f;
    roster_bring(f);
    odd_people(&s);
    const void *bytes = roster_of(f, &size);
    roster_is_sound(f, bytes, size);
    const int64_t ids = fixture_number(f, "SELECT COUNT(*) FROM external_ids");
    changes_nothing(f, &f->administrator, roster_request, bytes, size, 40);
    // Applied, too: nothing is kept that was not there.
    struct job dry = try_bytes(f, &f->administrator, roster_request, bytes, size);
    struct job done = import_applied(f, f->administrator, &dry);
    assert_int_equal(done.rows[JOB_CREATED] + done.rows[JOB_UPDATED] + done.rows[JOB_REFUSED], 0);
    assert_int_equal(done.rows[JOB_IGNORED], 0);
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM external_ids"), ids);
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM job_undo u JOIN jobs j ON j.id = u.job_id WHERE j.id ="
                                       " (SELECT MAX(id) FROM jobs)"),
                     0);
    const void *again = roster_of(f, &again_size);
    for (size_t i = 0; i < ARRAY_LENGTH(roster_files); i++)
        assert_string_equal(zip_text(bytes, size, roster_files[i], &f->arena),
                            zip_text(again, again_size, roster_files[i], &f->arena));
    struct job job;
    assert_int_equal(file_roster(f->school, &f->professor, &f->arena, &job), FAULT_NOT_ALLOWED);
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM audit WHERE action = 'roster_exported'"), 2);
    school_fixture_close(f);
}

/* Ids of another installation are strangers: people are found by address and number, all else is made, once. */
static void test_roster_elsewhere(void **state)
{
    struct scene s;
    size_t size;
    scene_open(&s, state);
    roster_bring(s.f);
    odd_people(&s);
    const void *bytes = roster_of(s.f, &size);
    struct test_store *store = test_store_open(s.f->test->engine);
    struct school_fixture *other = school_fixture_open(store);
    const int64_t classes = fixture_number(s.f, "SELECT COUNT(*) FROM classrooms WHERE archived_at IS NULL");
    const int64_t places = fixture_number(s.f, "SELECT COUNT(*) FROM students s JOIN classrooms c ON c.id = s.class_id"
                                               " AND c.archived_at IS NULL");
    struct job dry = try_bytes(other, &other->administrator, roster_request, bytes, size);
    import_applied(other, other->administrator, &dry);
    assert_int_equal(fixture_number(other, "SELECT COUNT(*) FROM classrooms"), classes);
    assert_int_equal(fixture_number(other, "SELECT COUNT(*) FROM students"), places);
    assert_int_equal(fixture_number(other, "SELECT COUNT(*) FROM users WHERE email = 'sam@college.example'"), 1);
    dry = try_bytes(other, &other->administrator, roster_request, bytes, size);
    assert_int_equal(dry.rows[JOB_CREATED] + dry.rows[JOB_UPDATED], 0);
    school_fixture_close(other);
    test_store_close(store);
    school_fixture_close(s.f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST_ON_BOTH(test_register), TEST_ON_BOTH(test_shapes),   TEST_ON_BOTH(test_moodle_keys),
        TEST_ON_BOTH(test_names),    TEST_ON_BOTH(test_workbook), TEST_ON_BOTH(test_people),
        TEST_ON_BOTH(test_plan),     TEST_ON_BOTH(test_roster),   TEST_ON_BOTH(test_roster_elsewhere),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
