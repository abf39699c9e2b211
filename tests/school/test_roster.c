/* SPDX-License-Identifier: MIT */
/* OneRoster 1.2 archives: a small school, applied, applied again, changed; and archives that are wrong or hostile. */
#include "school/unit.h"

#include <stdlib.h>

#include "base/arena.h"
#include "base/str.h"
#include "school/classes/join.h"
#include "school/common/fault.h"
#include "school/imports/zip/archive.h"
#include "school/imports/import.h"
#include "school/jobs/job.h"
#include "school/marks/group/group.h"
#include "school/school.h"
#include "support/import_scene.h"
#include "support/zip_file.h"

#define MANIFEST                                                                                                       \
    "\xef\xbb\xbfpropertyName,value\r\nmanifest.version,1.0\r\noneroster.version,1.2\r\nfile.academicSessions,"        \
    "bulk\r\n"                                                                                                         \
    "file.classes,bulk\r\nfile.courses,bulk\r\nfile.demographics,absent\r\nfile.enrollments,bulk\r\nfile.orgs,"        \
    "bulk\r\n"                                                                                                         \
    "file.roles,bulk\r\nfile.users,bulk\r\n"

static const struct zip_part college[] = {
    {"manifest.csv", MANIFEST, 0},
    {"orgs.csv", "sourcedId,status,dateLastModified,name,type,identifier,parentSourcedId\no1,,,College,school,,\n", 0},
    {"academicSessions.csv",
     "sourcedId,status,dateLastModified,title,type,startDate,endDate,parentSourcedId,schoolYear\n"
     "t1,,,Autumn 2026,term,2026-10-01,2027-02-28,,2027\n",
     0},
    {"courses.csv", "sourcedId,status,dateLastModified,schoolYearSourcedId,title,courseCode\nc1,,,,Algebra,ALG\n", 0},
    {"roles.csv",
     "sourcedId,status,userSourcedId,roleType,role,orgSourcedId\n"
     "r1,,u1,primary,teacher,o1\nr2,,u2,primary,teacher,o1\nr3,,u3,primary,student,o1\n"
     "r4,,u9,primary,student,o1\nr5,,u3,primary,king,o1\n"
     "r6,,u4,primary,student,o1\n",
     0},
    {"users.csv",
     "\xef\xbb\xbf"
     "email,sourcedId,status,enabledUser,username,givenName,familyName,preferredGivenName,identifier\n"
     "tina@x.example,u1,,true,tina,Tina,Teacher,,P1\n"
     "theo@x.example,u2,,true,theo,Theo,Teacher,,P2\n"
     "nora@x.example,u3,,true,nora,Eleonora,\xd7\xa9\xd7\x9c\xd7\x95\xd7\x9d,Nora,S1\n"
     ",u4,,true,ali@x.example,Ali,\xf0\x9f\x98\x80,,S2\n"
     ",u5,,true,,No,Address,,\n"
     "ina@x.example,u6,,false,ina,Ina,Inactive,,S4\n"
     "sam@college.example,u7,,true,sam,Sam,Student,,S5\n"
     "nora@x.example,u8,,true,nora2,Nora,Again,,S6\n"
     "x@x.example,u3,,true,x,X,X,,S7\n"
     "y@x.example,,,true,y,Y,Y,,S8\n"
     "z@x.example,u10,gone,true,z,Z,Z,,S9\n",
     0},
    {"classes.csv",
     "sourcedId,status,title,grades,courseSourcedId,classCode,classType,location,schoolSourcedId,"
     "termSourcedIds\n"
     "k1,,Algebra I,,c1,A-1,scheduled,,o1,t1\n"
     "k2,,Nobody teaches,,c1,A-2,scheduled,,o1,t1\n"
     "k3,,Orphan,,c9,A-3,scheduled,,o1,t1\n"
     "k4,,Orphan,,c1,A-4,scheduled,,o9,t1\n"
     "k5,,Orphan,,c1,A-5,scheduled,,o1,t9\n",
     0},
    {"enrollments.csv",
     "sourcedId,status,classSourcedId,schoolSourcedId,userSourcedId,role,primary\n"
     "e1,,k1,o1,u2,teacher,false\n"
     "e2,,k1,o1,u1,teacher,true\n"
     "e3,,k1,o1,u3,student,\n"
     "e4,,k1,o1,u4,aide,\n"
     "e5,,k1,o1,u5,student,\n"
     "e6,,k1,o1,u99,student,\n"
     "e7,,k99,o1,u3,student,\n"
     "e8,,k2,o1,u3,student,\n"
     "e9,,k1,o1,u7,student,\n"
     "e10,,k1,o1,u3,proctor,\n"
     "e3,,k1,o1,u7,student,\n",
     0},
};

/* "users.csv:2 created tina@x.example;", of one file or (NULL) of all. */
static const char *report(struct school_fixture *f, int64_t job_id, const char *file)
{
    struct job_row_list list;
    struct page page = {.limit = PAGE_MAX};
    const char *text = "";
    assert_int_equal(job_rows(f->school, &f->administrator, job_id, JOB_OUTCOME_COUNT, &page, &f->arena, &list),
                     FAULT_NONE);
    for (size_t i = 0; i < list.count; i++) {
        const struct job_row *row = &list.rows[i];
        if (row->reason)
            assert_string_not_equal(import_sentence(row->reason, &f->arena), "");
        if (strcmp(row->file, file) != 0 ||
            (row->reason && strcmp(row->reason, "column_unknown") == 0 && row->number > 4))
            continue;
        text = arena_printf(&f->arena, "%s%s:%lld %s%s%s %s;", text, row->file, (long long)row->line,
                            job_outcome_code(row->outcome), row->reason ? " " : "", row->reason ? row->reason : "",
                            row->subject);
        assert_non_null(text);
    }
    return text;
}

static void expect_report(struct school_fixture *f, int64_t job_id)
{
    assert_string_equal(report(f, job_id, "orgs.csv"), "orgs.csv:2 created College;");
    assert_string_equal(report(f, job_id, "roles.csv"),
                        "roles.csv:2 unchanged u1;roles.csv:3 unchanged u2;roles.csv:4 unchanged u3;"
                        "roles.csv:5 refused user_unknown u9;roles.csv:6 refused role_unknown u3;"
                        "roles.csv:7 unchanged u4;");
    assert_string_equal(report(f, job_id, "users.csv"),
                        "users.csv:2 created tina@x.example;users.csv:3 created theo@x.example;"
                        "users.csv:4 created nora@x.example;users.csv:5 created ali@x.example;"
                        "users.csv:6 refused email_missing u5;users.csv:7 ignored not_enabled ina@x.example;"
                        "users.csv:8 updated sam@college.example;users.csv:9 refused repeated_in_file nora@x.example;"
                        "users.csv:10 refused repeated_in_file u3;users.csv:11 refused id_invalid ;"
                        "users.csv:12 refused status_unknown u10;");
    assert_string_equal(report(f, job_id, "classes.csv"),
                        "classes.csv:2 created Algebra I;classes.csv:3 refused teacher_missing Nobody teaches;"
                        "classes.csv:4 refused teacher_missing Orphan;classes.csv:5 refused org_unknown Orphan;"
                        "classes.csv:6 refused session_unknown Orphan;");
    assert_string_equal(report(f, job_id, "enrollments.csv"),
                        "enrollments.csv:2 created e1;enrollments.csv:3 unchanged e2;enrollments.csv:4 created e3;"
                        "enrollments.csv:5 created e4;enrollments.csv:6 refused user_refused e5;"
                        "enrollments.csv:7 refused user_unknown e6;enrollments.csv:8 refused class_unknown e7;"
                        "enrollments.csv:9 refused class_refused e8;enrollments.csv:10 created e9;"
                        "enrollments.csv:11 ignored role_without_part e10;"
                        "enrollments.csv:12 refused repeated_in_file e3;");
}

static void test_college(void **state)
{
    struct school_fixture *f = school_fixture_open(test_store_need(state));
    struct job dry = import_roster_files_tried(f, college, ARRAY_LENGTH(college));
    if (dry.state != JOB_DONE)
        fail_msg("%s", dry.detail);
    expect_report(f, dry.id);
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM external_ids"), 0);
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM classrooms"), 0);

    struct job done = import_applied(f, f->administrator, &dry);
    expect_report(f, done.id);
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM users WHERE role = 'professor' AND email IN"
                                       " ('tina@x.example', 'theo@x.example') AND password_hash IS NULL"),
                     2);
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM users WHERE name = 'Nora \xd7\xa9\xd7\x9c\xd7\x95\xd7\x9d'"
                                       " AND role = 'student' AND external_id = 'S1'"),
                     1);
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM classrooms c JOIN users u ON u.id = c.professor_id WHERE"
                                       " c.subject = 'Algebra I' AND c.section = 'A-1' AND c.term = 'Autumn 2026' AND"
                                       " c.timezone = 'Europe/Berlin' AND u.email = 'tina@x.example'"),
                     1);
    // Each of them was put there: told, and not searched for before they have accepted.
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM students WHERE added_by > 0 AND accepted_at IS NULL"), 2);
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM students"), 2);
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM notifications n JOIN students s ON s.user_id = n.user_id"
                                       " AND s.class_id = n.class_id AND s.added_by = n.subject_id"
                                       " WHERE n.kind = 'class_added'"),
                     2);
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM classroom_staff WHERE kind = 'teacher'"), 1);
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM classroom_staff WHERE kind = 'assistant'"), 1);

    struct job again = import_roster_files_tried(f, college, ARRAY_LENGTH(college));
    assert_int_equal(again.rows[JOB_CREATED] + again.rows[JOB_UPDATED], 0);
    again = import_applied(f, f->administrator, &again);
    assert_int_equal(again.rows[JOB_CREATED] + again.rows[JOB_UPDATED], 0);
    assert_int_equal(again.rows[JOB_REFUSED], done.rows[JOB_REFUSED]);
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM classrooms"), 1);
    school_fixture_close(f);
}

/* A delta names only what is new: a title, another teacher, somebody who leaves. */
static void test_delta(void **state)
{
    static const struct zip_part delta[] = {
        {"manifest.csv",
         "propertyName,value\noneroster.version,1.2\nfile.classes,delta\nfile.enrollments,delta\n"
         "file.users,delta\n",
         0},
        {"users.csv",
         "sourcedId,status,givenName,familyName,email\nu4,tobedeleted,Ali,X,ali@x.example\n"
         "u3,active,Nora,Neu,nora@x.example\n",
         0},
        {"classes.csv",
         "sourcedId,status,title,classCode,courseSourcedId,schoolSourcedId,termSourcedIds\n"
         "k1,active,Algebra II,A-1,c1,o1,t1\n",
         0},
        {"enrollments.csv",
         "sourcedId,status,classSourcedId,userSourcedId,role,primary\n"
         "e3,tobedeleted,k1,u3,student,\n"
         "e4,tobedeleted,k1,u4,aide,\n"
         "e2,tobedeleted,k1,u1,teacher,true\n",
         0},
    };
    struct school_fixture *f = school_fixture_open(test_store_need(state));
    struct job job = import_roster_files_tried(f, college, ARRAY_LENGTH(college));
    import_applied(f, f->administrator, &job);
    job = import_roster_files_tried(f, delta, ARRAY_LENGTH(delta));
    job = import_applied(f, f->administrator, &job);
    assert_string_equal(report(f, job.id, "users.csv"),
                        "users.csv:2 ignored not_removed ali@x.example;users.csv:3 updated nora@x.example;");
    assert_string_equal(report(f, job.id, "classes.csv"), "classes.csv:2 updated Algebra II;");
    assert_string_equal(report(f, job.id, "enrollments.csv"),
                        "enrollments.csv:2 updated place_ends e3;enrollments.csv:3 updated e4;"
                        "enrollments.csv:4 ignored not_removed e2;");
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM students"), 1);
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM classroom_staff"), 1);
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM classrooms WHERE subject = 'Algebra II'"), 1);
    job = import_roster_files_tried(f, delta, ARRAY_LENGTH(delta));
    assert_int_equal(job.rows[JOB_CREATED] + job.rows[JOB_UPDATED], 0);
    school_fixture_close(f);
}

/* What the dry run says of these rows, and applying them after it: the same. */
static const char *enrolled(struct school_fixture *f, const char *rows)
{
    const struct zip_part files[] = {
        {"manifest.csv", "propertyName,value\noneroster.version,1.2\nfile.enrollments,delta\n", 0},
        {"enrollments.csv", arena_printf(&f->arena, "sourcedId,classSourcedId,userSourcedId,role,status,%s", rows), 0},
    };
    struct job job = import_roster_files_tried(f, files, ARRAY_LENGTH(files));
    const char *dry = report(f, job.id, "enrollments.csv");
    job = import_applied(f, f->administrator, &job);
    const char *done = report(f, job.id, "enrollments.csv");
    assert_string_equal(done, dry);
    return done;
}

/* How many are in a group of this name until further notice. */
static int64_t in_group(struct school_fixture *f, const char *name)
{
    return fixture_number(f, arena_printf(&f->arena,
                                          "SELECT COUNT(*) FROM group_memberships m JOIN class_groups g ON g.id ="
                                          " m.group_id WHERE g.name = '%s' AND m.left_at IS NULL",
                                          name));
}

/* A column of ours puts students into groups, which are made where they are not there; the dry run says so. */
static void test_groups(void **state)
{
    struct school_fixture *f = school_fixture_open(test_store_need(state));
    struct job job = import_roster_files_tried(f, college, ARRAY_LENGTH(college));
    import_applied(f, f->administrator, &job);
    static const char rows[] = "Group\n"
                               "e3,k1,u3,student,,Lab A\n"
                               "e9,k1,u7,student,,Lab A\n"
                               "e1,k1,u2,teacher,,Lab A\n"
                               "e20,k1,u4,student,, Lab B \n"
                               "e21,k1,u4,student,,1234567890123456789012345678901234567890x\n"
                               "e22,k1,u99,student,,Lab C\n";
    assert_string_equal(enrolled(f, rows), "enrollments.csv:2 updated group_made e3;enrollments.csv:3 updated e9;"
                                           "enrollments.csv:4 refused group_of_staff e1;"
                                           "enrollments.csv:5 created group_made e20;"
                                           "enrollments.csv:6 refused group_invalid e21;"
                                           "enrollments.csv:7 refused user_unknown e22;");
    assert_int_equal(in_group(f, "Lab A"), 2);
    assert_int_equal(in_group(f, "Lab B"), 1);
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM class_groups"), 2);
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM audit WHERE action = 'group_created'"), 2);
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM audit WHERE action = 'group_students_put'"), 3);
    // Again: nothing new. Another group, in OneRoster's own way of naming: out of the first. None: as it is.
    assert_string_equal(enrolled(f, "group\ne3,k1,u3,student,,Lab A\ne9,k1,u7,student,,\n"),
                        "enrollments.csv:2 unchanged e3;enrollments.csv:3 unchanged e9;");
    assert_string_equal(enrolled(f, "metadata.group\ne3,k1,u3,student,,Lab B\n"), "enrollments.csv:2 updated e3;");
    assert_int_equal(in_group(f, "Lab A"), 1);
    assert_int_equal(in_group(f, "Lab B"), 2);
    // Who goes is in none any more; a group that has ended takes nobody; a classroom has so many.
    assert_string_equal(enrolled(f, "group\ne9,k1,u7,student,tobedeleted,Lab A\n"),
                        "enrollments.csv:2 updated place_ends e9;");
    assert_int_equal(in_group(f, "Lab A"), 0);
    fixture_sql(f, "UPDATE class_groups SET ended_at = 1 WHERE name = 'Lab A'");
    for (int i = 3; i < GROUPS_PER_CLASSROOM_MAX; i++)
        fixture_sql(f, arena_printf(&f->arena,
                                    "INSERT INTO class_groups (class_id, name, created_at) SELECT class_id, 'G%d', 0"
                                    " FROM class_groups WHERE name = 'Lab A'",
                                    i));
    assert_string_equal(
        enrolled(f, "group\ne3,k1,u3,student,,Lab A\ne20,k1,u4,student,,Last\ne9,k1,u7,student,,One more\n"),
        "enrollments.csv:2 refused group_ended e3;enrollments.csv:3 updated group_made e20;"
        "enrollments.csv:4 refused groups_many e9;");
    assert_int_equal(in_group(f, "Last"), 1);
    school_fixture_close(f);
}

/* Files come every night: who has left a class themselves is not put in again by them, and may be by its teacher. */
static void test_left_by_self(void **state)
{
    static const char row[] = "group\ne9,k1,u7,student,,Lab A\n",
                      ignored[] = "enrollments.csv:2 ignored left_by_self e9;";
    struct school_fixture *f = school_fixture_open(test_store_need(state));
    struct person added;
    struct job job = import_roster_files_tried(f, college, ARRAY_LENGTH(college));
    import_applied(f, f->administrator, &job);
    int64_t class_id = fixture_number(f, "SELECT class_id FROM students WHERE user_id = (SELECT id FROM users WHERE"
                                         " email = 'sam@college.example')");
    struct actor teacher = {.user_id = fixture_number(f, "SELECT professor_id FROM classrooms"),
                            .role = ROLE_PROFESSOR};
    assert_int_equal(join_leave(f->school, &f->student, class_id), FAULT_NONE);
    for (int night = 0; night < 2; night++)
        assert_string_equal(enrolled(f, row), ignored);
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM class_groups"), 0);
    assert_int_equal(fixture_number(f, arena_printf(&f->arena,
                                                    "SELECT COUNT(*) FROM notifications WHERE kind = 'class_added' AND"
                                                    " user_id = %lld",
                                                    (long long)f->student.user_id)),
                     1);

    fixture_wait(f, MINUTE);
    assert_int_equal(join_add(f->school, &teacher, class_id, "sam@college.example", &f->arena, &added), FAULT_NONE);
    assert_string_equal(enrolled(f, row), "enrollments.csv:2 updated group_made e9;");
    fixture_wait(f, MINUTE);
    assert_int_equal(join_remove(f->school, &teacher, class_id, f->student.user_id), FAULT_NONE);
    assert_string_equal(enrolled(f, row), "enrollments.csv:2 created e9;"); // the teacher's no is not the student's
    school_fixture_close(f);
}

/* The same in one archive with the class and the people. */
static void test_groups_of_new(void **state)
{
    struct school_fixture *f = school_fixture_open(test_store_need(state));
    struct zip_part files[ARRAY_LENGTH(college)];
    memcpy(files, college, sizeof(college));
    files[ARRAY_LENGTH(college) - 1].text = "sourcedId,classSourcedId,userSourcedId,role,primary,group\n"
                                            "e1,k1,u1,teacher,true,\n"
                                            "e2,k1,u3,student,,Lab A\n"
                                            "e3,k1,u4,student,,Lab A\n"
                                            "e4,k1,u7,student,,Lab B\n"
                                            "e5,k2,u7,student,,Lab C\n";
    static const char said[] = "enrollments.csv:2 unchanged e1;enrollments.csv:3 created group_made e2;"
                               "enrollments.csv:4 created e3;enrollments.csv:5 created group_made e4;"
                               "enrollments.csv:6 refused class_refused e5;";
    struct job job = import_roster_files_tried(f, files, ARRAY_LENGTH(files));
    assert_string_equal(report(f, job.id, "enrollments.csv"), said);
    job = import_applied(f, f->administrator, &job);
    assert_string_equal(report(f, job.id, "enrollments.csv"), said);
    assert_int_equal(in_group(f, "Lab A"), 2);
    assert_int_equal(in_group(f, "Lab B"), 1);
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM class_groups"), 2);
    school_fixture_close(f);
}

static void test_broken_archives(void **state)
{
    static const struct {
        struct zip_part files[2];
        const char *code, *detail;
    } cases[] = {
        {{{"people.csv", "sourcedId\n", 0}, {"x", "x", 0}},
         "archive_unreadable",
         "manifest.csv: The file is missing in the archive."},
        {{{"manifest.csv", "propertyName,value\noneroster.version,2.0\n", 0}, {"x", "x", 0}},
         "manifest_invalid",
         "manifest.csv: oneroster.version must be 1.1 or 1.2."},
        {{{"manifest.csv", "oneroster.version,1.2\nfile.users,bulk\n", 0}, {"x", "x", 0}},
         "archive_unreadable",
         "users.csv: The file is missing in the archive."},
        {{{"manifest.csv", "oneroster.version,1.2\nfile.users,maybe\n", 0}, {"x", "x", 0}},
         "manifest_invalid",
         "file.users: It must be bulk, delta or absent."},
        {{{"manifest.csv", "oneroster.version,1.2\nfile.demographics,bulk\n", 0}, {"x", "x", 0}},
         "manifest_invalid",
         "manifest.csv: It names no table that AMS reads."},
        {{{"manifest.csv", "oneroster.version,1.2\nfile.users,bulk\n", 0},
          {"users.csv", "sourcedId,givenName\nu1,A\n", 0}},
         "column_missing",
         "users.csv: The column familyName is missing. The header says \"sourcedId\", \"givenName\"."},
        {{{"manifest.csv", "oneroster.version,1.2\nfile.users,bulk\n", 0}, {"users.csv", "%PDF-", 0}},
         "file_no_table",
         "users.csv: This is no table. Save it in the spreadsheet as Excel workbook (.xlsx), OpenDocument (.ods) or "
         "CSV."},
        {{{"manifest.csv", "oneroster.version,1.2\n", 0}, {"../users.csv", "x", 0}},
         "archive_unreadable",
         "A file of the archive has a name that is not taken."},
        {{{"a/manifest.csv", "oneroster.version,1.2\n", 0}, {"b/manifest.csv", "x", 0}},
         "archive_unreadable",
         "manifest.csv: The file is there twice, in two folders: send the one that is meant."},
    };
    struct school_fixture *f = school_fixture_open(test_store_need(state));
    for (size_t i = 0; i < ARRAY_LENGTH(cases); i++) {
        struct job job = import_roster_files_tried(f, cases[i].files, 2);
        assert_int_equal(job.state, JOB_FAILED);
        assert_string_equal(job.error, cases[i].code);
        assert_string_equal(job.detail, cases[i].detail);
    }
    struct job job = import_roster_tried(f, "name,email\n", 11);
    assert_string_equal(job.detail, "The file is no whole ZIP archive.");
    char *zeros = calloc(1, (3 << 20) + 1);
    assert_non_null(zeros);
    memset(zeros, 'a', 3 << 20);
    const struct zip_part bomb[] = {{"manifest.csv", MANIFEST, 0}, {"users.csv", zeros, 0}};
    job = import_roster_files_tried(f, bomb, 2);
    assert_string_equal(job.detail, "An entry of the archive is packed too tightly to be a table.");
    free(zeros);
    struct zip_part many[ARCHIVE_ENTRIES_MAX + 1];
    char names[ARCHIVE_ENTRIES_MAX + 1][8];
    for (size_t i = 0; i < ARRAY_LENGTH(many); i++) {
        snprintf(names[i], sizeof(names[i]), "f%zu", i);
        many[i] = (struct zip_part){names[i], "x", 0};
    }
    job = import_roster_files_tried(f, many, ARRAY_LENGTH(many));
    assert_string_equal(job.detail, "The archive has no files, or more than 64.");
    school_fixture_close(f);
}

/* Any byte of an archive may be another: never a crash, and what is refused changes nothing. */
static void test_damaged_archives(void **state)
{
    struct school_fixture *f = school_fixture_open(test_store_need(state));
    size_t size;
    unsigned char *bytes = zip_file(college, ARRAY_LENGTH(college), &size);
    for (size_t at = 0; at < size; at += 97) {
        bytes[at] ^= 0x5a;
        struct job job = import_roster_tried(f, bytes, size);
        assert_true(job.state == JOB_FAILED || job.state == JOB_DONE);
        bytes[at] ^= 0x5a;
    }
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM classrooms"), 0);
    assert_int_equal(import_roster_tried(f, bytes, size).state, JOB_DONE);
    free(bytes);
    school_fixture_close(f);
}

/* The web app's table has the same formats, in the same places. */
static void test_formats(void **state)
{
    (void)state;
    const struct import_format *format;
    char page[20000] = "", row[100];
    size_t shown = 0, known = 0;
    FILE *file = fopen("web/src/features/office/imports.tsx", "r");
    assert_non_null(file);
    assert_in_range(fread(page, 1, sizeof(page) - 1, file), 1000, sizeof(page) - 2);
    fclose(file);
    for (const char *at = page; (at = strstr(at, ": { ofClassroom: ")) != NULL; at++)
        shown++;
    for (; (format = import_format_at(known)) != NULL; known++) {
        assert_ptr_equal(import_format_find(format->word), format); // and no two are called alike
        assert_in_range(strlen(format->word), 1, 25);
        assert_non_null(format->run);
        snprintf(row, sizeof(row), "\n  %s: { ofClassroom: %s", format->word, format->of_classroom ? "true" : "false");
        if (!strstr(page, row))
            fail_msg("web/src/features/office/imports.tsx lacks %s", format->word);
    }
    assert_int_equal(shown, known);
    assert_null(import_format_find("grades"));
    assert_null(import_format_find(NULL));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_formats),     TEST_ON_BOTH(test_college),          TEST_ON_BOTH(test_delta),
        TEST_ON_BOTH(test_broken_archives), TEST_ON_BOTH(test_damaged_archives), TEST_ON_BOTH(test_groups),
        TEST_ON_BOTH(test_groups_of_new),   TEST_ON_BOTH(test_left_by_self),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
