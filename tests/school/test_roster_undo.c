/* SPDX-License-Identifier: MIT */
/* Taking back a roster: classrooms, who is in them and who teaches, groups, and what other systems call them. */
#include "school/unit.h"

#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/str.h"
#include "school/common/fault.h"
#include "school/common/state.h"
#include "school/imports/import.h"
#include "school/imports/undo/undo.h"
#include "school/jobs/job.h"
#include "school/school.h"
#include "support/import_scene.h"
#include "support/zip_file.h"

enum { PARTS = 7, STATE_SIZE = 400 };

#define MANIFEST                                                                                                       \
    "propertyName,value\noneroster.version,1.2\nfile.academicSessions,bulk\nfile.classes,bulk\nfile.orgs,bulk\n"       \
    "file.roles,bulk\nfile.users,bulk\nfile.enrollments,bulk\n"

static const struct zip_part college[PARTS] = {
    {"manifest.csv", MANIFEST, 0},
    {"orgs.csv", "sourcedId,status,name\no1,,College\n", 0},
    {"academicSessions.csv", "sourcedId,status,title\nt1,,Autumn 2026\n", 0},
    {"roles.csv", "sourcedId,status,userSourcedId,role\nr1,,u1,teacher\nr2,,u2,teacher\nr3,,u4,student\n", 0},
    {"users.csv",
     "sourcedId,status,enabledUser,username,givenName,familyName,identifier,email\n"
     "u1,,true,tina,Tina,Teacher,P1,tina@x.example\n"
     "u2,,true,theo,Theo,Teacher,P2,theo@x.example\n"
     "u3,,true,nora,Nora,Shalom,S1,nora@x.example\n"
     "u4,,true,ali,Ali,Baba,S2,ali@x.example\n"
     "u7,,true,sam,Sam,Student,S5,sam@college.example\n",
     0},
    {"classes.csv",
     "sourcedId,status,title,classCode,schoolSourcedId,termSourcedIds\n"
     "k1,,Algebra I,A-1,o1,t1\nk2,,Geometry,G-1,o1,t1\n",
     0},
    {"enrollments.csv",
     "sourcedId,status,classSourcedId,userSourcedId,role,primary,group\n"
     "e1,,k1,u2,teacher,false,\ne2,,k1,u1,teacher,true,\ne3,,k1,u3,student,,Lab A\n"
     "e4,,k1,u4,aide,,\ne5,,k1,u7,student,,Lab B\ne6,,k2,u2,teacher,true,\ne7,,k2,u3,student,,\n",
     0},
};

/* Another term: a new name, another teacher, somebody out, another group, an aide who becomes a teacher. */
static const struct zip_part later[PARTS] = {
    {"manifest.csv", MANIFEST, 0},
    {"orgs.csv", "sourcedId,status,name\no1,,College of Arts\n", 0},
    {"academicSessions.csv", "sourcedId,status,title\nt1,,Spring 2027\n", 0},
    {"roles.csv", "sourcedId,status,userSourcedId,role\nr1,,u1,teacher\n", 0},
    {"users.csv",
     "sourcedId,status,enabledUser,username,givenName,familyName,identifier,email\n"
     "u3,,true,nora,Nora,Peace,S1,nora@x.example\n",
     0},
    {"classes.csv", "sourcedId,status,title,classCode,schoolSourcedId,termSourcedIds\nk1,,Algebra II,A-2,o1,t1\n", 0},
    {"enrollments.csv",
     "sourcedId,status,classSourcedId,userSourcedId,role,primary,group\n"
     "e1,,k1,u2,teacher,true,\ne3,,k1,u3,student,,Lab B\ne5,tobedeleted,k1,u7,student,,\n"
     "e4,tobedeleted,k1,u4,aide,,\ne8,,k1,u4,student,,\n",
     0},
};

static struct job import_files(struct school_fixture *f, const struct zip_part *files)
{
    struct job dry = import_roster_files_tried(f, files, PARTS);
    assert_int_equal(dry.state, JOB_DONE);
    return import_applied(f, f->administrator, &dry);
}

static struct job undone(struct school_fixture *f, const struct job *import)
{
    struct job job;
    fixture_wait(f, 1000);
    assert_int_equal(import_undo(f->school, &f->administrator, 0, import->id, &f->arena, &job), FAULT_NONE);
    job = import_worked(f, &f->administrator, job.id);
    assert_int_equal(job.state, JOB_DONE);
    return job;
}

/* Everything that a roster writes, in one line. */
static void state_of(struct school_fixture *f, char text[static STATE_SIZE])
{
    static const char *const counts[] = {
        "SELECT COUNT(*) FROM users",
        "SELECT COUNT(*) FROM classrooms",
        "SELECT COUNT(*) FROM classrooms WHERE subject = 'Algebra I' AND section = 'A-1' AND term = 'Autumn 2026'",
        "SELECT COUNT(*) FROM classrooms c JOIN users u ON u.id = c.professor_id WHERE u.email = 'tina@x.example'",
        "SELECT COUNT(*) FROM students",
        "SELECT COUNT(*) FROM memberships WHERE left_at IS NULL",
        "SELECT COUNT(*) FROM memberships",
        "SELECT COUNT(*) FROM classroom_staff WHERE kind = 'teacher'",
        "SELECT COUNT(*) FROM classroom_staff WHERE kind = 'assistant'",
        "SELECT COUNT(*) FROM class_groups",
        "SELECT COUNT(*) FROM group_memberships",
        "SELECT COUNT(*) FROM group_memberships WHERE left_at IS NULL",
        "SELECT COUNT(*) FROM external_ids",
        "SELECT COUNT(*) FROM external_ids WHERE title IN ('College', 'Autumn 2026')",
        "SELECT COUNT(*) FROM proofs",
        "SELECT COUNT(*) FROM users WHERE family_name = 'Shalom'",
        "SELECT COUNT(*) FROM users WHERE external_id IS NOT NULL",
    };
    size_t used = 0;
    for (size_t i = 0; i < ARRAY_LENGTH(counts); i++)
        used += (size_t)snprintf(text + used, STATE_SIZE - used, "%lld ", (long long)fixture_number(f, counts[i]));
}

static const char *kept(struct school_fixture *f, int64_t job_id)
{
    struct job_row_list list;
    struct page page = {.limit = PAGE_MAX};
    const char *text = "";
    assert_int_equal(job_rows(f->school, &f->administrator, job_id, JOB_OUTCOME_COUNT, &page, &f->arena, &list),
                     FAULT_NONE);
    for (size_t i = 0; i < list.count; i++)
        if (list.rows[i].reason)
            text = arena_printf(&f->arena, "%s%s:%lld %s %s;", text, list.rows[i].file, (long long)list.rows[i].line,
                                job_outcome_code(list.rows[i].outcome), list.rows[i].reason);
    return text;
}

/* All back, as if the files had never come; and again, to see that nothing hidden was left. */
static void test_all_back(void **state)
{
    struct school_fixture *f = school_fixture_open(test_store_need(state));
    char before[STATE_SIZE], first[STATE_SIZE], now[STATE_SIZE];
    state_of(f, before);
    for (int i = 0; i < 2; i++) {
        struct job done = import_files(f, college);
        assert_int_equal(done.rows[JOB_REFUSED], 0);
        if (i == 0)
            state_of(f, first);
        state_of(f, now);
        assert_string_equal(now, first);
        struct job back = undone(f, &done);
        assert_string_equal(kept(f, back.id), "");
        assert_int_equal(back.rows[JOB_UNDONE], done.rows[JOB_CREATED] + done.rows[JOB_UPDATED]);
        state_of(f, now);
        assert_string_equal(now, before);
    }
    assert_true(fixture_number(f, "SELECT COUNT(*) FROM audit WHERE action = 'classroom_import_undone'") >= 8);
    school_fixture_close(f);
}

/* A second roster is undone to what the first had made. */
static void test_changes_back(void **state)
{
    struct school_fixture *f = school_fixture_open(test_store_need(state));
    char before[STATE_SIZE], now[STATE_SIZE];
    import_files(f, college);
    state_of(f, before);
    fixture_wait(f, 60000);
    struct job done = import_files(f, later);
    assert_int_equal(done.rows[JOB_REFUSED], 0);
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM classrooms c JOIN users u ON u.id = c.professor_id WHERE"
                                       " c.subject = 'Algebra II' AND u.email = 'theo@x.example'"),
                     1);
    struct job back = undone(f, &done);
    assert_string_equal(kept(f, back.id), "");
    state_of(f, now);
    assert_string_equal(now, before);
    school_fixture_close(f);
}

/* What has been used since stays. */
static void test_kept(void **state)
{
    struct school_fixture *f = school_fixture_open(test_store_need(state));
    struct job done = import_files(f, college);
    fixture_sql(f, "INSERT INTO lectures (class_id, title, starts_at, ends_at, created_at) SELECT id, 'L', 1, 2, 1 FROM"
                   " classrooms WHERE subject = 'Geometry'");
    fixture_sql(f, "INSERT INTO attendance (student_id, class_id, lecture_id, timestamp, status, minutes_late, method,"
                   " updated_at) SELECT u.id, l.class_id, l.id, 1, 'P', 0, 'manual', 1 FROM lectures l JOIN users u ON"
                   " u.email = 'nora@x.example'");
    fixture_sql(f, "UPDATE classrooms SET version = 2, subject = 'Algebra X' WHERE subject = 'Algebra I'");
    fixture_sql(f, "DELETE FROM group_memberships WHERE user_id IN (SELECT id FROM users WHERE email ="
                   " 'sam@college.example')");
    struct job back = undone(f, &done);
    assert_string_equal(kept(f, back.id),
                        "users.csv:2 kept undo_used;users.csv:3 kept undo_used;users.csv:4 kept undo_used;"
                        "classes.csv:2 kept undo_changed;classes.csv:3 kept undo_class_used;"
                        "enrollments.csv:6 kept undo_changed;enrollments.csv:8 undone undo_left;");
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM students"), 0);
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM attendance"), 1);
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM classrooms"), 2);
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM proofs"), 2);
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM users WHERE email = 'ali@x.example'"), 0);
    school_fixture_close(f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST_ON_BOTH(test_all_back),
        TEST_ON_BOTH(test_changes_back),
        TEST_ON_BOTH(test_kept),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
