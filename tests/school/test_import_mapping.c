/* SPDX-License-Identifier: MIT */
/* Which column of a file is which: what a dry run tells of it, what somebody says, and what is remembered of that. */
#include "school/unit.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/clock.h"
#include "base/str.h"
#include "school/classes/classroom.h"
#include "school/common/fault.h"
#include "school/common/state.h"
#include "school/imports/import.h"
#include "school/imports/mapping/mapping.h"
#include "school/jobs/job.h"
#include "school/plan/lecture.h"
#include "school/school.h"
#include "support/import_scene.h"

static const struct import_request people = {.format = "users", .name = "people.csv"};

/* "1: Wer=name chosen[Zoe;Max] Was=- unknown[1;2]". */
static const char *sheet(struct school_fixture *f, const struct actor *actor, int64_t job_id)
{
    struct import_sheet sheet;
    assert_int_equal(import_columns_get(f->school, actor, job_id, &f->arena, &sheet), FAULT_NONE);
    const char *text = arena_printf(&f->arena, "%lld:", (long long)sheet.header);
    for (size_t i = 0; i < sheet.count; i++) {
        const struct import_file_column *column = &sheet.columns[i];
        text = arena_printf(&f->arena, "%s %s=%s %s[", text, column->header, column->name ? column->name : "-",
                            import_how_code(column->how));
        for (size_t k = 0; k < column->sample_count; k++)
            text = arena_printf(&f->arena, "%s%s%s", text, k > 0 ? ";" : "", column->samples[k]);
        text = arena_printf(&f->arena, "%s]", text);
    }
    return text;
}

/* The dry run again, with these columns in their order; NULL: left out. */
static struct job choose(struct school_fixture *f, const struct actor *actor, const struct job *dry, int64_t header,
                         bool remember, size_t count, const char *const *names)
{
    struct import_chosen chosen[IMPORT_FILE_COLUMNS_MAX];
    struct import_columns_request request = {.header = header, .remember = remember, .chosen = chosen, .count = count};
    struct job job;
    for (size_t i = 0; i < count; i++)
        chosen[i] = (struct import_chosen){i, names[i]};
    assert_int_equal(import_columns_choose(f->school, actor, dry->class_id, dry->id, &request, &f->arena, &job),
                     FAULT_NONE);
    assert_int_not_equal(job.id, dry->id);
    return import_worked(f, actor, job.id);
}

static void test_told(void **state)
{
    struct school_fixture *f = school_fixture_open(test_store_need(state));
    struct actor *admin = &f->administrator;
    struct job dry =
        import_tried(f, admin, people,
                     "Our people\n\nname;E-Mail-Adresse;Shoe;Mail;\n\"Zoe\nM\";z@x.example;38;q@x.example;\n"
                     "Max;m@x.example;;;\n3;;;;\n4;;;;\n5;;;;\n6;;;;\n");
    assert_int_equal(dry.state, JOB_DONE);
    assert_string_equal(sheet(f, admin, dry.id),
                        "3: name=name named[Zoe M;Max;3;4;5] E-Mail-Adresse=email guessed[z@x.example;m@x.example;;;] "
                        "Shoe=- unknown[38;;;;] Mail=- twice[q@x.example;;;;]");
    // Long cells and headers are cut, whole characters alone.
    char file[3000] = "name,email,";
    for (int i = 0; i < 100; i++)
        snprintf(file + strlen(file), sizeof(file) - strlen(file), "é");
    snprintf(file + strlen(file), sizeof(file) - strlen(file), "\nA,a@x.example,");
    for (int i = 0; i < 400; i++)
        snprintf(file + strlen(file), sizeof(file) - strlen(file), "ü");
    dry = import_tried(f, admin, people, file);
    struct import_sheet wide;
    assert_int_equal(import_columns_get(f->school, admin, dry.id, &f->arena, &wide), FAULT_NONE);
    assert_int_equal(strlen(wide.columns[2].header), 120);
    assert_int_equal(strlen(wide.columns[2].samples[0]), 94);
    // A roster has tables of its own names, and nobody else sees whose columns these are.
    dry = import_tried(f, admin, (struct import_request){.format = "roster"}, "PK");
    assert_string_equal(sheet(f, admin, dry.id), "0:");
    assert_int_equal(import_columns_get(f->school, &f->professor, dry.id, &f->arena, &wide), FAULT_NOT_FOUND);
    school_fixture_close(f);
}

/* A file that nobody can guess is no dead end: it is said by hand, and that is remembered. */
static void test_by_hand(void **state)
{
    static const char *const names[] = {"email", NULL, "name"};
    static const char file[] = "K1,K2,K3\nzoe@x.example,7,Zoe\nmax@x.example,8,Max\n";
    struct school_fixture *f = school_fixture_open(test_store_need(state));
    struct actor *admin = &f->administrator;
    struct job dry = import_tried(f, admin, people, file);
    assert_int_equal(dry.state, JOB_FAILED);
    assert_string_equal(dry.error, "header_missing");
    assert_string_equal(sheet(f, admin, dry.id),
                        "1: K1=- unknown[zoe@x.example;max@x.example] K2=- unknown[7;8] K3=- unknown[Zoe;Max]");
    struct job second = choose(f, admin, &dry, 1, true, 3, names);
    assert_int_equal(second.state, JOB_DONE);
    assert_int_equal(second.rows[JOB_CREATED], 2);
    assert_int_equal(second.rows[JOB_IGNORED], 0); // what somebody leaves out they know of
    assert_string_equal(sheet(f, admin, second.id),
                        "1: K1=email chosen[zoe@x.example;max@x.example] K2=- chosen[7;8] K3=name chosen[Zoe;Max]");
    struct job done = import_applied(f, *admin, &second);
    assert_int_equal(done.rows[JOB_CREATED], 2);
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM users WHERE name = 'Zoe' AND email = 'zoe@x.example'"), 1);
    // The next file with this header, whatever its case and signs, and below a title.
    dry = import_tried(f, admin, people, "Week 2\n\"k-1\",K2,k3\nann@x.example,7,Ann\n");
    assert_int_equal(dry.rows[JOB_CREATED], 1);
    assert_string_equal(sheet(f, admin, dry.id),
                        "2: k-1=email remembered[ann@x.example] K2=- remembered[7] k3=name remembered[Ann]");
    // Another header is another file.
    dry = import_tried(f, admin, people, "K1,K2,K3,K4\nann@x.example,7,Ann,1\n");
    assert_string_equal(dry.error, "header_missing");
    school_fixture_close(f);
}

static void test_forgotten(void **state)
{
    static const char *const names[] = {"email", "name"};
    static const char file[] = "K1,K2\nzoe@x.example,Zoe\n";
    struct school_fixture *f = school_fixture_open(test_store_need(state));
    struct actor *admin = &f->administrator;
    struct job dry = import_tried(f, admin, people, file);
    struct job second = choose(f, admin, &dry, 1, false, 2, names);
    assert_int_equal(second.rows[JOB_CREATED], 1);
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM import_mappings"), 0);
    second = choose(f, admin, &dry, IMPORT_HEADER_FIND, true, 2, names);
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM import_mappings"), 1);
    // Applied as it was tried, whatever is said of such a header meanwhile.
    static const char *const other[] = {"name", NULL};
    struct job third = choose(f, admin, &second, 1, true, 2, other);
    assert_string_equal(third.error, "column_missing");
    assert_string_equal(sheet(f, admin, third.id), "1: K1=name chosen[zoe@x.example] K2=- chosen[Zoe]");
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM import_mappings WHERE chosen = 'email,name'"), 1);
    fixture_sql(f, "DELETE FROM import_mappings");
    assert_int_equal(import_applied(f, *admin, &second).rows[JOB_CREATED], 1);
    fixture_sql(f, "INSERT INTO import_mappings (format, class_id, fingerprint, chosen, used_at)"
                   " VALUES ('users', 0, 'x', 'name,email', 1)");
    // No more than so many, the longest unused first.
    char text[200];
    for (int i = 0; i < IMPORT_MAPPINGS_MAX; i++) {
        snprintf(text, sizeof(text),
                 "INSERT INTO import_mappings (format, class_id, fingerprint, chosen, used_at)"
                 " VALUES ('users', 0, 'f%d', 'name,email', %d)",
                 i, 10 + i);
        fixture_sql(f, text);
    }
    choose(f, admin, &second, 1, true, 2, names);
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM import_mappings"), IMPORT_MAPPINGS_MAX);
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM import_mappings WHERE fingerprint IN ('x', 'f0')"), 0);
    // And forgotten by hand.
    dry = import_tried(f, admin, people, file);
    assert_string_equal(sheet(f, admin, dry.id), "1: K1=email remembered[zoe@x.example] K2=name remembered[Zoe]");
    choose(f, admin, &dry, 1, false, 2, names);
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM import_mappings"), IMPORT_MAPPINGS_MAX - 1);
    school_fixture_close(f);
}

/* The row with the names is another one, or there is none. */
static void test_header(void **state)
{
    static const char *const names[] = {"name", "email"};
    struct school_fixture *f = school_fixture_open(test_store_need(state));
    struct actor *admin = &f->administrator;
    struct job dry = import_tried(f, admin, people, "Zoe,zoe@X.example\nMax,max@x.example\n");
    assert_string_equal(dry.error, "header_missing");
    assert_string_equal(dry.detail, "None of the first 20 rows names a column that is known.");
    assert_string_equal(sheet(f, admin, dry.id), // whoever has an address is no header
                        "0: A=- unknown[Zoe;Max] B=- unknown[zoe@X.example;max@x.example]");
    struct job second = choose(f, admin, &dry, IMPORT_HEADER_NONE, true, 2, names);
    assert_int_equal(second.state, JOB_DONE);
    assert_int_equal(second.rows[JOB_CREATED], 2);
    assert_string_equal(sheet(f, admin, second.id),
                        "0: A=name chosen[Zoe;Max] B=email chosen[zoe@X.example;max@x.example]");
    // Whoever stands in the first row is nothing to remember.
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM import_mappings"), 0);
    assert_int_equal(import_applied(f, *admin, &second).rows[JOB_CREATED], 2);
    dry = import_tried(f, admin, people, "name,email\n,\nName,Mail,x\nAda,ada@x.example\n");
    assert_int_equal(dry.rows[JOB_REFUSED], 1);
    second = choose(f, admin, &dry, 3, true, 0, names);
    assert_string_equal(sheet(f, admin, second.id), "3: Name=name named[Ada] Mail=email guessed[ada@x.example] x=- "
                                                    "unknown[]");
    assert_int_equal(second.rows[JOB_CREATED], 1);
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM import_mappings"), 0); // nothing was said of a column
    // There is no such row: as if no name were known.
    second = choose(f, admin, &dry, 40, true, 0, names);
    assert_string_equal(second.error, "header_missing");
    school_fixture_close(f);
}

/* Marks of which no column says the lecture: it can be chosen here, too. */
static void test_lecture(void **state)
{
    struct school_fixture *f = school_fixture_open(test_store_need(state));
    struct classroom classroom = fixture_classroom(f);
    struct actor student;
    fixture_class(f, &classroom, &student, 1);
    const struct lecture lecture = fixture_lecture(f, classroom.id);
    const struct import_request marks = {.format = "marks", .class_id = classroom.id};
    struct import_columns_request request = {.header = IMPORT_HEADER_FIND, .lecture_id = lecture.id};
    struct job dry = import_tried(f, &f->professor, marks, "Email,Status\nsam@college.example,P\n"), job;
    assert_string_equal(dry.error, "column_missing");
    assert_int_equal(import_columns_choose(f->school, &f->professor, classroom.id, dry.id, &request, &f->arena, &job),
                     FAULT_NONE);
    job = import_worked(f, &f->professor, job.id);
    assert_int_equal(job.rows[JOB_CREATED], 1);
    assert_int_equal(import_applied(f, f->professor, &job).rows[JOB_CREATED], 1);
    // What was chosen stays when something else is.
    request.lecture_id = 0;
    assert_int_equal(import_columns_choose(f->school, &f->professor, classroom.id, job.id, &request, &f->arena, &job),
                     FAULT_NONE);
    assert_int_equal(import_worked(f, &f->professor, job.id).rows[JOB_UNCHANGED], 1);
    // Another classroom's is none, and people have none.
    const struct classroom other = fixture_classroom(f);
    request.lecture_id = fixture_lecture(f, other.id).id;
    assert_int_equal(import_columns_choose(f->school, &f->professor, classroom.id, dry.id, &request, &f->arena, &job),
                     FAULT_NOT_FOUND);
    dry = import_tried(f, &f->administrator, people, "K1\nx\n");
    assert_int_equal(import_columns_choose(f->school, &f->administrator, 0, dry.id, &request, &f->arena, &job),
                     FAULT_NOT_FOUND);
    school_fixture_close(f);
}

/* Of 01/11/2027 nobody knows whether it is in January: it can be said, for the rows of a plan and for a register's
 * headings. */
static void test_dates(void **state)
{
    struct school_fixture *f = school_fixture_open(test_store_need(state));
    struct classroom classroom = fixture_classroom(f);
    struct import_request plan = {.format = "lectures", .class_id = classroom.id};
    struct import_columns_request request = {
        .header = IMPORT_HEADER_FIND, .dates = CELL_ORDER_MONTH, .dates_said = true};
    struct import_sheet read;
    struct job dry = import_tried(f, &f->professor, plan, "Day,From,To\n01/11/2027,9:00,10:00\n"), job;
    assert_string_equal(import_reported(f, &f->professor, dry.id), "2 refused date_ambiguous 01/11/2027 9:00;");
    assert_int_equal(import_columns_get(f->school, &f->professor, dry.id, &f->arena, &read), FAULT_NONE);
    assert_true(read.dates_asked && read.dates == CELL_ORDER_NONE);
    assert_int_equal(import_columns_choose(f->school, &f->professor, classroom.id, dry.id, &request, &f->arena, &job),
                     FAULT_NONE);
    import_worked(f, &f->professor, job.id);
    assert_string_equal(import_reported(f, &f->professor, job.id),
                        "1 noted dates_month_said ;2 created 01/11/2027 9:00;");
    assert_int_equal(import_columns_get(f->school, &f->professor, job.id, &f->arena, &read), FAULT_NONE);
    assert_true(read.dates_asked && read.dates == CELL_ORDER_MONTH);
    import_applied(f, f->professor, &job);
    assert_int_equal(fixture_number(f, arena_printf(&f->arena, "SELECT COUNT(*) FROM lectures WHERE starts_at = %lld",
                                                    (long long)fixture_moment("2027-01-11T09:00:00Z"))),
                     1);
    // Taken back: as ever. And what the file shows goes before what is said of it.
    request.dates = CELL_ORDER_NONE;
    assert_int_equal(import_columns_choose(f->school, &f->professor, classroom.id, job.id, &request, &f->arena, &job),
                     FAULT_NONE);
    assert_int_equal(import_worked(f, &f->professor, job.id).rows[JOB_REFUSED], 1);
    dry = import_tried(f, &f->professor, plan, "Day,From,To\n01/12/2027,9:00,10:00\n13/12/2027,9:00,10:00\n");
    request.dates = CELL_ORDER_MONTH;
    assert_int_equal(import_columns_choose(f->school, &f->professor, classroom.id, dry.id, &request, &f->arena, &job),
                     FAULT_NONE);
    assert_int_equal(import_worked(f, &f->professor, job.id).rows[JOB_CREATED], 2);

    // The headings of a register, which no lecture decides.
    fixture_join(f, &classroom, f->student);
    struct import_request marks = {.format = "marks", .class_id = classroom.id};
    dry = import_tried(f, &f->professor, marks, "Email,02/03/2027\nsam@college.example,P\n");
    assert_int_equal(import_columns_get(f->school, &f->professor, dry.id, &f->arena, &read), FAULT_NONE);
    assert_true(read.dates_asked && read.count == 0);
    request.dates = CELL_ORDER_DAY;
    assert_int_equal(import_columns_choose(f->school, &f->professor, classroom.id, dry.id, &request, &f->arena, &job),
                     FAULT_NONE);
    import_worked(f, &f->professor, job.id);
    assert_non_null(strstr(import_reported(f, &f->professor, job.id), "dates_day_said"));
    school_fixture_close(f);
}

static void test_classroom(void **state)
{
    static const char *const names[] = {"sessiondate", "from", "to"};
    static const char file[] = "D1,D2,D3\n2026-12-07,10:00,11:00\n";
    struct school_fixture *f = school_fixture_open(test_store_need(state));
    struct classroom classroom = fixture_classroom(f);
    struct import_request lectures = {.format = "lectures", .class_id = classroom.id};
    struct job dry = import_tried(f, &f->professor, lectures, file);
    assert_string_equal(dry.error, "header_missing");
    struct job second = choose(f, &f->professor, &dry, 1, true, 3, names);
    assert_int_equal(second.rows[JOB_CREATED], 1);
    assert_int_equal(
        fixture_number(f, "SELECT COUNT(*) FROM import_mappings WHERE format = 'lectures' AND class_id > 0"), 1);
    dry = import_tried(f, &f->professor, lectures, file);
    assert_int_equal(dry.rows[JOB_CREATED], 1);
    // In another classroom nobody has said so.
    fixture_sql(f, "UPDATE import_mappings SET class_id = class_id + 1");
    dry = import_tried(f, &f->professor, lectures, file);
    assert_string_equal(dry.error, "header_missing");
    // A lecture that was chosen for all rows stays chosen.
    struct lecture lecture = fixture_lecture(f, classroom.id);
    fixture_join(f, &classroom, f->student);
    static const char *const marks[] = {"email", "status"};
    struct import_request request = {.format = "marks", .class_id = classroom.id, .lecture_id = lecture.id};
    dry = import_tried(f, &f->professor, request, "M1,M2\nsam@college.example,P\n");
    struct import_sheet read;
    assert_int_equal(import_columns_get(f->school, &f->professor, dry.id, &f->arena, &read), FAULT_NONE);
    assert_int_equal(read.need_count, 2);
    second = choose(f, &f->professor, &dry, 1, true, 2, marks);
    assert_int_equal(second.rows[JOB_CREATED], 1);
    request.lecture_id = 0;
    dry = import_tried(f, &f->professor, request, "M1,M2\nsam@college.example,P\n");
    assert_string_equal(dry.error, "column_missing");
    assert_int_equal(import_columns_get(f->school, &f->professor, dry.id, &f->arena, &read), FAULT_NONE);
    assert_int_equal(read.need_count, 3);
    school_fixture_close(f);
}

static enum fault chooses(struct school_fixture *f, const struct actor *actor, int64_t class_id, int64_t job_id,
                          const char *first, const char *second)
{
    struct job job;
    const struct import_chosen chosen[] = {{0, first}, {7, second}};
    const struct import_columns_request request = {.header = 1, .chosen = chosen, .count = 2};
    return import_columns_choose(f->school, actor, class_id, job_id, &request, &f->arena, &job);
}

static void test_who_may(void **state)
{
    struct school_fixture *f = school_fixture_open(test_store_need(state));
    struct classroom classroom = fixture_classroom(f);
    struct actor *admin = &f->administrator;
    struct job dry = import_tried(f, admin, people, "name,email\nA,a@x.example\n"), job;
    assert_int_equal(chooses(f, &f->professor, 0, dry.id, "name", "email"), FAULT_NOT_FOUND);
    assert_int_equal(chooses(f, admin, classroom.id, dry.id, "name", "email"), FAULT_NOT_FOUND);
    assert_int_equal(chooses(f, admin, 0, dry.id, "name", "name"), FAULT_COLUMN_UNKNOWN);
    assert_int_equal(chooses(f, admin, 0, dry.id, "name", "sessiondate"), FAULT_COLUMN_UNKNOWN);
    assert_int_equal(chooses(f, admin, 0, dry.id, "name", NULL), FAULT_NONE);
    struct job done = import_applied(f, *admin, &dry);
    assert_int_equal(chooses(f, admin, 0, done.id, "name", "email"), FAULT_NOT_FOUND);
    assert_int_equal(chooses(f, admin, 0, dry.id, "name", "email"), FAULT_NONE);
    struct import_request lectures = {.format = "lectures", .class_id = classroom.id, .bytes = "from,to\n", .size = 8};
    assert_int_equal(import_start(f->school, &f->professor, &lectures, &f->arena, &job), FAULT_NONE);
    assert_int_equal(chooses(f, &f->professor, classroom.id, job.id, "from", "to"), FAULT_IMPORT_NOT_READY);
    job = import_worked(f, &f->professor, job.id);
    assert_int_equal(chooses(f, &f->professor, classroom.id, job.id, "from", "to"), FAULT_NONE);
    fixture_sql(f, "UPDATE classrooms SET archived_at = 1");
    assert_int_equal(chooses(f, &f->professor, classroom.id, job.id, "from", "to"), FAULT_CLASSROOM_ARCHIVED);
    // Somebody was erased, and their file with them.
    fixture_sql(f, "DELETE FROM job_chunks");
    fixture_sql(f, "DELETE FROM job_files");
    assert_int_equal(chooses(f, admin, 0, dry.id, "name", "email"), FAULT_IMPORT_EMPTY);
    fixture_wait(f, (JOB_KEPT_DAYS + 1) * (int64_t)SCHOOL_DAY_MS);
    assert_int_equal(school_sweep(f->school), FAULT_NONE);
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM job_columns"), 0);
    school_fixture_close(f);
}

/* The same file again, read in another encoding; "": guessed again. */
static struct job letters(struct school_fixture *f, const struct actor *actor, const struct job *dry,
                          const char *encoding, const char *expected, bool said)
{
    const struct import_columns_request request = {.header = IMPORT_HEADER_FIND, .encoding = encoding};
    struct import_sheet sheet;
    struct job job;
    assert_int_equal(import_columns_choose(f->school, actor, dry->class_id, dry->id, &request, &f->arena, &job),
                     FAULT_NONE);
    job = import_worked(f, actor, job.id);
    assert_int_equal(job.state, JOB_DONE);
    assert_int_equal(import_columns_get(f->school, actor, job.id, &f->arena, &sheet), FAULT_NONE);
    assert_string_equal(sheet.encoding, expected);
    assert_int_equal(sheet.encoding_said, said);
    return job;
}

/* An encoding that was guessed wrong is said by hand, and what is applied is what was shown. */
static void test_encoding(void **state)
{
    struct school_fixture *f = school_fixture_open(test_store_need(state));
    struct actor *admin = &f->administrator;
    struct import_sheet read;
    fixture_sql(f, "UPDATE users SET locale = 'en'");
    struct job dry = import_tried(f, admin, people, "name,email\nRata R\xfbta,a@x.example\n"), job;
    assert_string_equal(sheet(f, admin, dry.id), "1: name=name named[Rata Rűta] email=email named[a@x.example]");
    dry = letters(f, admin, &dry, "windows-1257", "windows-1257", true);
    assert_string_equal(import_reported(f, admin, dry.id), "2 created a@x.example;");
    assert_string_equal(sheet(f, admin, dry.id), "1: name=name named[Rata Rūta] email=email named[a@x.example]");
    dry = letters(f, admin, &dry, NULL, "windows-1257", true); // what is not said stays
    (void)letters(f, admin, &dry, "", "windows-1250", false);
    const struct import_columns_request none = {.header = IMPORT_HEADER_FIND, .encoding = "windows-9"};
    assert_int_equal(import_columns_choose(f->school, admin, 0, dry.id, &none, &f->arena, &job), FAULT_COLUMN_UNKNOWN);
    import_applied(f, *admin, &dry);
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM users WHERE name = 'Rata Rūta'"), 1);
    // Also where the columns are still to be named, of which the letters may be the reason.
    dry = import_tried(f, admin, people,
                       "Wer;Wo\nSz\xfb"
                       "cs;a@x.example\n");
    assert_string_equal(dry.error, "header_missing");
    assert_int_equal(import_columns_get(f->school, admin, dry.id, &f->arena, &read), FAULT_NONE);
    assert_string_equal(read.encoding, "windows-1250");
    assert_int_equal(read.count, 2);
    // Of a file that says it itself nothing is told; a reader's language, and the institution's before it, decide.
    dry = import_tried(f, admin, people, "name,email\nR\xc5\xabta,b@x.example\n");
    assert_int_equal(import_columns_get(f->school, admin, dry.id, &f->arena, &read), FAULT_NONE);
    assert_null(read.encoding);
    static const char *const told[][2] = {
        {"UPDATE users SET locale = 'lt'", "windows-1257"},
        {"INSERT INTO settings (name, value, updated_at) VALUES ('language', 'hu', 0)", "windows-1250"},
        {"UPDATE settings SET value = 'en-GB' WHERE name = 'language'", "windows-1257"}};
    for (size_t i = 0; i < ARRAY_LENGTH(told); i++) {
        fixture_sql(f, told[i][0]);
        dry = import_tried(f, admin, people, "name,email\nR\xfbta,b@x.example\n");
        assert_int_equal(import_columns_get(f->school, admin, dry.id, &f->arena, &read), FAULT_NONE);
        assert_string_equal(read.encoding, told[i][1]);
    }
    // As it was when the dry run began.
    fixture_sql(f, "UPDATE settings SET value = 'hu' WHERE name = 'language'");
    import_applied(f, *admin, &dry);
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM users WHERE name = 'Rūta'"), 1);
    school_fixture_close(f);
}

/* A register that lies across has no columns to choose, and may be read anew all the same. */
static void test_encoding_across(void **state)
{
    struct school_fixture *f = school_fixture_open(test_store_need(state));
    struct classroom classroom = fixture_classroom(f);
    const struct import_request marks = {.format = "marks", .class_id = classroom.id};
    fixture_sql(f, "INSERT INTO lectures (class_id, title, starts_at, ends_at, created_at) SELECT id, '',"
                   " 1795424400000, 1795428000000, 0 FROM classrooms");
    fixture_sql(f, "UPDATE users SET external_id = 'R\xc5\xab"
                   "1' WHERE email = 'sam@college.example'");
    fixture_sql(f, "UPDATE classrooms SET timezone = 'UTC'");
    struct job dry = import_tried(f, &f->professor, marks,
                                  "ID number;2026-11-23\nR\xfb"
                                  "1;P\n");
    assert_int_equal(dry.rows[JOB_REFUSED], 1);
    dry = letters(f, &f->professor, &dry, "windows-1257", "windows-1257", true);
    assert_int_equal(dry.rows[JOB_CREATED], 1);
    school_fixture_close(f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST_ON_BOTH(test_told),     TEST_ON_BOTH(test_by_hand),         TEST_ON_BOTH(test_forgotten),
        TEST_ON_BOTH(test_header),   TEST_ON_BOTH(test_classroom),       TEST_ON_BOTH(test_who_may),
        TEST_ON_BOTH(test_encoding), TEST_ON_BOTH(test_encoding_across), TEST_ON_BOTH(test_lecture),
        TEST_ON_BOTH(test_dates),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
