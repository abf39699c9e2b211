/* SPDX-License-Identifier: MIT */
/* The list of a class as its teacher has it: students with an account are put in, into their groups, and nobody is
 * taken out; the whole is undone. */
#include "school/unit.h"

#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/str.h"
#include "school/classes/classroom.h"
#include "school/classes/staff.h"
#include "school/common/fault.h"
#include "school/common/limits.h"
#include "school/imports/import.h"
#include "school/imports/undo/undo.h"
#include "school/jobs/job.h"
#include "school/school.h"
#include "support/import_scene.h"

static const struct import_request *request_of(const struct classroom *classroom)
{
    static struct import_request request;
    request = (struct import_request){.format = "students", .class_id = classroom->id};
    return &request;
}

static struct job tried(struct school_fixture *f, const struct classroom *classroom, const char *file)
{
    struct job dry = import_tried(f, &f->professor, *request_of(classroom), file);
    if (dry.state != JOB_DONE)
        print_message("%s\n", dry.detail);
    return dry;
}

static int64_t members(struct school_fixture *f)
{
    return fixture_number(f, "SELECT COUNT(*) FROM students");
}

static void undone(struct school_fixture *f, const struct classroom *classroom, const struct job *done)
{
    struct job job;
    assert_int_equal(import_undo(f->school, &f->professor, classroom->id, done->id, &f->arena, &job), FAULT_NONE);
    assert_int_equal(import_worked(f, &f->professor, job.id).state, JOB_DONE);
}

static void test_list(void **state)
{
    struct school_fixture *f = school_fixture_open(test_store_need(state));
    struct classroom classroom = fixture_classroom(f);
    fixture_sql(f, "UPDATE users SET external_id = '0042' WHERE email = 'bea@college.example'");
    fixture_person(f, ROLE_STUDENT, "Zoe Zander", "zoe@college.example");
    fixture_sql(f, "UPDATE users SET external_id = '7' WHERE email IN ('zoe@college.example', 'otto@college.example')");
    static const char file[] =
        "Optik;;;\n\nNachname;Vorname;E-Mail;Matrikelnummer;Gruppe\n"
        "Student;Sam;Sam <SAM@college.example>;;A\nBeside;Bea;;0042;B\n;;zoe@college.example;;A\n"
        ";;nobody@college.example;;\n;;petra@college.example;;\n;;otto@college.example;;\n"
        ";;;7;\n;;;99;\n;;sam@college.example;;\nOnly;Name;;;\n";
    static const char told[] =
        "7 refused account_unknown nobody@college.example;8 ignored row_of_staff Petra Prof;"
        "9 refused not_student otto@college.example;10 refused external_id_twice 7;11 refused account_unknown 99;"
        "12 refused repeated_in_file Sam Student;13 refused who_missing ;";
    // Numbers can be tried: who is behind one is told of those alone who are in the class, or were put there.
    static const char tries[] =
        "4 updated group_made Sam Student;5 created group_made 0042;6 created zoe@college.example;";
    static const char puts[] = "4 updated group_made Sam Student;5 created group_made Bea Beside;6 created Zoe Zander;";
    struct job dry = tried(f, &classroom, file);
    assert_string_equal(import_reported(f, &f->professor, dry.id), arena_printf(&f->arena, "%s%s", tries, told));
    assert_int_equal(members(f), 1);
    struct job done = import_applied(f, f->professor, &dry);
    assert_string_equal(import_reported(f, &f->professor, done.id), arena_printf(&f->arena, "%s%s", puts, told));
    assert_int_equal(members(f), 3);
    assert_int_equal(fixture_number(f,
                                    "SELECT COUNT(*) FROM group_memberships g JOIN class_groups c ON c.id = g.group_id"
                                    " WHERE c.name = 'A' AND g.left_at IS NULL"),
                     2);
    // They are told, as by hand, and have not accepted yet.
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM students WHERE accepted_at IS NULL"), 2);
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM notifications WHERE kind = 'class_added'"), 2);
    // Again: nothing is left to do; and another group moves who is there already.
    dry = tried(f, &classroom, file);
    assert_int_equal(dry.rows[JOB_CREATED] + dry.rows[JOB_UPDATED], 0);
    assert_int_equal(dry.rows[JOB_UNCHANGED], 3);
    dry = tried(f, &classroom, "email,group\nsam@college.example,C\n");
    assert_string_equal(import_reported(f, &f->professor, dry.id), "2 updated group_made Sam Student;");
    undone(f, &classroom, &done);
    assert_int_equal(members(f), 1);
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM class_groups"), 0);
    school_fixture_close(f);
}

/* A room that is full is so for the rows of the dry run, too. */
static void test_full(void **state)
{
    struct school_fixture *f = school_fixture_open(test_store_need(state));
    struct classroom classroom = fixture_classroom(f);
    fixture_sql(f, "DELETE FROM students");
    fixture_crowd(f, classroom.id, CLASSROOM_STUDENTS_MAX - 1);
    static const char file[] = "email\nsam@college.example\nbea@college.example\n";
    struct job dry = tried(f, &classroom, file);
    assert_string_equal(import_reported(f, &f->professor, dry.id),
                        "2 created sam@college.example;3 refused class_full bea@college.example;");
    struct job done = import_applied(f, f->professor, &dry);
    assert_string_equal(import_reported(f, &f->professor, done.id),
                        "2 created Sam Student;3 refused class_full bea@college.example;");
    school_fixture_close(f);
}

/* Whoever may not put students in by hand may not by a file. */
static void test_who_may(void **state)
{
    struct school_fixture *f = school_fixture_open(test_store_need(state));
    struct classroom classroom = fixture_classroom(f);
    const struct import_request *request = request_of(&classroom);
    struct import_request sent = *request;
    struct job job;
    sent.bytes = "email\nsam@college.example\n";
    sent.size = strlen(sent.bytes);
    const struct actor *others[] = {&f->other_professor, &f->student};
    for (size_t i = 0; i < ARRAY_LENGTH(others); i++)
        assert_int_not_equal(import_start(f->school, others[i], &sent, &f->arena, &job), FAULT_NONE);
    struct job dry = tried(f, &classroom, "Name\nSam Student\n");
    assert_string_equal(dry.error, "column_missing");
    school_fixture_close(f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {TEST_ON_BOTH(test_list), TEST_ON_BOTH(test_full), TEST_ON_BOTH(test_who_may)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
