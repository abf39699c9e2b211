/* SPDX-License-Identifier: MIT */
/* Taking back a whole import: what it made goes, what it changed is set back, and what was used or changed since stays
 * and is told; broken off, asked for twice, and by others. */
#include "school/unit.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/clock.h"
#include "base/str.h"
#include "crypto/secret.h"
#include "school/attendance/hand.h"
#include "school/classes/classroom.h"
#include "school/common/fault.h"
#include "school/common/state.h"
#include "school/imports/import.h"
#include "school/imports/undo/undo.h"
#include "school/jobs/job.h"
#include "school/jobs/job_work.h"
#include "school/office/erasure.h"
#include "school/people/people.h"
#include "school/plan/lecture.h"
#include "school/school.h"
#include "support/import_scene.h"

static const struct import_request people = {.format = "users", .name = "people.csv"};

/* A file, tried and applied: the job that applied it. */
static struct job import_file(struct school_fixture *f, struct actor actor, struct import_request request,
                              const char *file)
{
    struct job dry, job;
    request.bytes = file;
    request.size = strlen(file);
    actor.stepped_up_at = clock_now_ms(&f->clock);
    assert_int_equal(import_start(f->school, &actor, &request, &f->arena, &dry), FAULT_NONE);
    dry = import_worked(f, &actor, dry.id);
    if (dry.state != JOB_DONE)
        fail_msg("%s", dry.detail);
    assert_int_equal(dry.undo_until, 0);
    assert_int_equal(import_apply(f->school, &actor, dry.class_id, dry.id, &f->arena, &job), FAULT_NONE);
    job = import_worked(f, &actor, job.id);
    assert_int_equal(job.state, JOB_DONE);
    return job;
}

static struct job asked(struct school_fixture *f, struct actor actor, const struct job *import)
{
    struct job job;
    actor.stepped_up_at = clock_now_ms(&f->clock);
    assert_int_equal(import_undo(f->school, &actor, import->class_id, import->id, &f->arena, &job), FAULT_NONE);
    return job;
}

static struct job undone(struct school_fixture *f, struct actor actor, const struct job *import)
{
    struct job job = asked(f, actor, import);
    job = import_worked(f, &actor, job.id);
    if (job.state != JOB_DONE)
        fail_msg("%s", job.detail);
    assert_int_equal(job.done, job.total);
    return job;
}

/* The accounts, one after the other, as far as imports change them. */
static int64_t accounts(struct school_fixture *f)
{
    return fixture_number(f, "SELECT COUNT(*) FROM users");
}

static void test_people(void **state)
{
    struct school_fixture *f = school_fixture_open(test_store_need(state));
    struct actor *admin = &f->administrator;
    int64_t before = accounts(f);
    fixture_sql(f, "UPDATE users SET locale = 'de', programme = 'Physics' WHERE email = 'sam@college.example'");
    struct job done = import_file(f, *admin, (struct import_request){.format = "users", .mail = true},
                                  "name,email,external_id,role,locale,adviser,programme\n"
                                  "Nora New,nora@x.example,N1,student,hi,petra@college.example,Law\n"
                                  "Paul Prof,paul@x.example,N2,professor,,,\n"
                                  "Samuel Student,sam@college.example,S1,,ar,petra@college.example,-\n"
                                  "Bea Beside,bea@college.example,,,,,\n");
    assert_int_equal(accounts(f), before + 2);
    assert_int_equal(done.undo_until, done.finished_at + JOB_KEPT_DAYS * (int64_t)SCHOOL_DAY_MS);
    struct job back = undone(f, *admin, &done);
    assert_string_equal(import_reported(f, admin, back.id),
                        "2 undone nora@x.example;3 undone paul@x.example;4 undone sam@college.example;");
    assert_string_equal(back.kind, "undo_users");
    assert_int_equal(back.rows[JOB_UNDONE], 3);
    assert_int_equal(accounts(f), before);
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM users WHERE email = 'sam@college.example' AND name ="
                                       " 'Sam Student' AND external_id IS NULL AND locale = 'de' AND programme ="
                                       " 'Physics'"),
                     1);
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM advisers"), 0);
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM mails WHERE recipient LIKE '%@x.example'"), 0);
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM audit WHERE action = 'user_import_undone'"), 6);
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM job_undo"), 0);
    // Twice: the same job, and nothing more happens.
    assert_int_equal(undone(f, *admin, &done).id, back.id);
    assert_int_equal(job_get(f->school, admin, done.id, &f->arena, &done), FAULT_NONE);
    assert_int_equal(done.applied_by, back.id);
    assert_int_equal(done.undo_until, 0);
    school_fixture_close(f);
}

/* What has been used or changed since stays, and the report says why. */
static void test_people_kept(void **state)
{
    struct school_fixture *f = school_fixture_open(test_store_need(state));
    struct actor *admin = &f->administrator;
    struct job done = import_file(f, *admin, people,
                                  "name,email,external_id,role,locale,adviser\n"
                                  "Used,used@x.example,,student,,\n"
                                  "Asked,asked@x.example,,student,,\n"
                                  "Teaches,teaches@x.example,,professor,,\n"
                                  "Gone,gone2@x.example,,student,,\n"
                                  "Sam Renamed,sam@college.example,S1,,ar,petra@college.example\n"
                                  "Bea B,bea2@college.example,,,,\n"
                                  "Bea Beside,bea@college.example,B1,,,\n");
    fixture_sql(f, "UPDATE users SET password_hash = 'x' WHERE email = 'used@x.example'");
    int64_t asks = fixture_number(f, "SELECT id FROM users WHERE email = 'asked@x.example'");
    char token[SECRET_TOKEN_SIZE];
    assert_int_equal(people_send_reset(f->school, admin, asks, token), FAULT_NONE);
    fixture_sql(f, "DELETE FROM users WHERE email = 'gone2@x.example'");
    fixture_sql(f, "UPDATE users SET locale = 'fr' WHERE email = 'sam@college.example'");
    struct classroom classroom = fixture_classroom(f);
    fixture_sql(f, "UPDATE classrooms SET professor_id = (SELECT id FROM users WHERE email = 'teaches@x.example')");
    assert_true(classroom.id > 0);
    struct job back = undone(f, *admin, &done);
    assert_string_equal(import_reported(f, admin, back.id),
                        "2 kept undo_used used@x.example;3 kept undo_used asked@x.example;"
                        "4 kept undo_used teaches@x.example;5 kept undo_gone gone2@x.example;"
                        "6 kept undo_changed sam@college.example;7 undone bea2@college.example;"
                        "8 undone bea@college.example;");
    assert_int_equal(back.rows[JOB_KEPT], 5);
    // Of Sam the rest is set back.
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM users WHERE email = 'sam@college.example' AND name ="
                                       " 'Sam Student' AND external_id IS NULL AND locale = 'fr'"),
                     1);
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM advisers"), 0);
    school_fixture_close(f);
}

/* An address goes back, and ends what it let in; unless it is another's by now. */
static void test_addresses(void **state)
{
    struct school_fixture *f = school_fixture_open(test_store_need(state));
    struct actor *admin = &f->administrator;
    fixture_sql(f, "UPDATE users SET external_id = 'S1' WHERE email = 'sam@college.example'");
    fixture_sql(f, "UPDATE users SET external_id = 'B1' WHERE email = 'bea@college.example'");
    struct job done = import_file(f, *admin, people,
                                  "name,email,external_id\n"
                                  "Sam Student,sam.new@college.example,S1\n"
                                  "Bea Beside,bea.new@college.example,B1\n");
    fixture_person(f, ROLE_STUDENT, "Another", "bea@college.example");
    struct job back = undone(f, *admin, &done);
    assert_string_equal(import_reported(f, admin, back.id),
                        "2 undone sam.new@college.example;3 kept undo_taken bea.new@college.example;");
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM users WHERE external_id = 'S1' AND email ="
                                       " 'sam@college.example'"),
                     1);
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM users WHERE external_id = 'B1' AND email ="
                                       " 'bea.new@college.example'"),
                     1);
    assert_int_equal(fixture_letters(f, "sam@college.example", LETTER_EMAIL_CHANGED_FOR, ENGLISH), 2);
    school_fixture_close(f);
}

static void test_lectures(void **state)
{
    struct school_fixture *f = school_fixture_open(test_store_need(state));
    struct classroom classroom = fixture_classroom(f);
    fixture_join(f, &classroom, f->student);
    struct lecture own = fixture_lecture(f, classroom.id);
    struct import_request request = {.format = "lectures", .class_id = classroom.id};
    struct job done = import_file(f, f->professor, request,
                                  "sessiondate,from,to,description,repeaton,repeatevery,repeatuntil\n"
                                  "2026-12-07,10:00,11:00,One,,,\n"
                                  "2026-12-08,10:00,11:00,Two,,,\n"
                                  "2026-12-09,10:00,11:00,Three,,,\n"
                                  "2027-01-11,10:00,11:00,Many,Mon,1,2027-02-08\n");
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM lectures"), 1 + 3 + 5);
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM job_undo"), 8);
    fixture_sql(f, "UPDATE lectures SET version = 2, room = 'R1' WHERE title = 'Two'");
    fixture_sql(f, "INSERT INTO attendance (student_id, class_id, lecture_id, timestamp, status, minutes_late, method,"
                   " updated_at) SELECT u.id, l.class_id, l.id, 1, 'P', 0, 'manual', 1 FROM lectures l JOIN users u ON"
                   " u.email = 'sam@college.example' WHERE l.title = 'Three'");
    struct job back = undone(f, f->professor, &done);
    const char *told = import_reported(f, &f->professor, back.id);
    static const char *const parts[] = {"2 undone 2026-12-07", "3 kept undo_changed 2026-12-08",
                                        "4 kept undo_lecture_used 2026-12-09", "5 undone 2027-01-11"};
    for (size_t i = 0; i < ARRAY_LENGTH(parts); i++)
        if (!strstr(told, parts[i]))
            fail_msg("%s is not in %s", parts[i], told);
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM lectures"), 3);
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM audit WHERE action = 'lecture_import_undone'"), 6);
    assert_true(own.id > 0);
    school_fixture_close(f);
}

static void test_marks(void **state)
{
    struct school_fixture *f = school_fixture_open(test_store_need(state));
    struct classroom classroom = fixture_classroom(f);
    fixture_join(f, &classroom, f->student);
    fixture_join(f, &classroom, f->other_student);
    struct lecture first = fixture_lecture(f, classroom.id), second = fixture_lecture(f, classroom.id);
    struct import_request request = {.format = "marks", .class_id = classroom.id};
    const char *file = arena_printf(&f->arena,
                                    "email,lecture_id,status,minutes_late,note\n"
                                    "sam@college.example,%lld,L,7,bus\n"
                                    "bea@college.example,%lld,A,,\n",
                                    (long long)first.id, (long long)first.id);
    import_file(f, f->professor, request, file);
    fixture_wait(f, SCHOOL_HOUR_MS);
    file = arena_printf(&f->arena,
                        "email,lecture_id,status,minutes_late,note\n"
                        "sam@college.example,%lld,P,,tram\n"
                        "bea@college.example,%lld,P,,\n"
                        "sam@college.example,%lld,P,,\n",
                        (long long)first.id, (long long)first.id, (long long)second.id);
    struct job done = import_file(f, f->professor, request, file);
    fixture_sql(f, "UPDATE attendance SET version = version + 1, status = 'E' WHERE student_id IN (SELECT id FROM users"
                   " WHERE email = 'bea@college.example')");
    int64_t receipts = fixture_number(f, "SELECT COUNT(*) FROM mark_receipts");
    f->event_count = 0;
    struct job job;
    assert_int_equal(import_undo(f->school, &f->professor, classroom.id, done.id, &f->arena, &job),
                     FAULT_STEP_UP_NEEDED);
    struct job back = undone(f, f->professor, &done);
    assert_string_equal(import_reported(f, &f->professor, back.id),
                        "2 undone sam@college.example;3 kept undo_changed"
                        " bea@college.example;4 undone sam@college.example;");
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM attendance"), 2);
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM attendance WHERE status = 'L' AND minutes_late = 7 AND"
                                       " note = 'bus' AND method = 'import'"),
                     1);
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM attendance WHERE status = 'E'"), 1);
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM audit WHERE action IN ('mark_set', 'mark_cleared')"), 7);
    assert_true(fixture_number(f, "SELECT COUNT(*) FROM mark_receipts") >= receipts);
    size_t marks = 0;
    for (size_t i = 0; i < f->event_count; i++)
        marks += f->events[i].kind == SCHOOL_EVENT_MARK;
    assert_int_equal(marks, 2);
    // A lecture that was cancelled keeps what it had.
    done = import_file(f, f->professor, request, file);
    fixture_sql(f, "UPDATE lectures SET cancelled_at = 1");
    back = undone(f, f->professor, &done);
    assert_int_equal(back.rows[JOB_UNDONE], 0);
    assert_string_equal(import_reported(f, &f->professor, back.id),
                        "2 kept lecture_cancelled sam@college.example;3 kept lecture_cancelled bea@college.example;"
                        "4 kept lecture_cancelled sam@college.example;");
    school_fixture_close(f);
}

static const char *many_people(struct school_fixture *f, int count)
{
    char *file = arena_calloc(&f->arena, (size_t)count + 1, 64);
    size_t size = (size_t)snprintf(file, 64, "name,email\n");
    for (int i = 0; i < count; i++)
        size += (size_t)snprintf(file + size, 64, "Person %d,person%d@x.example\n", i, i);
    return file;
}

/* A run that was killed goes on where it ended; one that was cancelled is asked for again. */
static void test_broken_off(void **state)
{
    struct school_fixture *f = school_fixture_open(test_store_need(state));
    struct actor *admin = &f->administrator;
    int64_t before = accounts(f);
    struct job done = import_file(f, *admin, people, many_people(f, 1000)), cancelled;
    assert_int_equal(accounts(f), before + 1000);
    struct job back = asked(f, *admin, &done);
    // As it stands when a run was killed behind its second unit: 400 rows are back, and told.
    fixture_sql(f, "DELETE FROM users WHERE name LIKE 'Person %' AND id > (SELECT * FROM (SELECT id FROM users WHERE"
                   " email = 'person599@x.example') AS t)");
    fixture_sql(f, "DELETE FROM job_undo WHERE number > 600");
    fixture_sql(f, "INSERT INTO job_rows (job_id, number, line, outcome, subject) SELECT (SELECT MAX(id) FROM jobs),"
                   " number, line, 'undone', subject FROM (SELECT * FROM job_rows) AS t WHERE number > 600 AND job_id ="
                   " (SELECT MAX(id) - 1 FROM jobs)");
    fixture_sql(f, "UPDATE jobs SET state = 'running', claim = 'dead', done = 400, next_try_at = 0 WHERE kind ="
                   " 'undo_users'");
    back = import_worked(f, admin, back.id);
    assert_int_equal(back.state, JOB_DONE);
    assert_int_equal(back.rows[JOB_UNDONE], 1000);
    assert_int_equal(back.done, 1000);
    assert_int_equal(accounts(f), before);
    // Cancelled before it began, and asked for again while somebody signs in.
    done = import_file(f, *admin, people, many_people(f, 300));
    back = asked(f, *admin, &done);
    assert_int_equal(job_cancel(f->school, admin, back.id, &f->arena, &cancelled), FAULT_NONE);
    assert_int_equal(accounts(f), before + 300);
    fixture_sql(f, "UPDATE users SET password_hash = 'x' WHERE email = 'person7@x.example'");
    struct job again = undone(f, *admin, &done);
    assert_int_not_equal(again.id, back.id);
    assert_int_equal(again.rows[JOB_UNDONE], 299);
    assert_int_equal(again.rows[JOB_KEPT], 1);
    assert_int_equal(accounts(f), before + 1);
    school_fixture_close(f);
}

/* Half an import is undone like a whole one: what failed or was stopped has changed something, too. */
static void test_half(void **state)
{
    struct school_fixture *f = school_fixture_open(test_store_need(state));
    struct actor *admin = &f->administrator;
    int64_t before = accounts(f);
    struct job done = import_file(f, *admin, people, many_people(f, 10));
    fixture_sql(f, "UPDATE jobs SET state = 'cancelled' WHERE parent_id > 0");
    struct job back = undone(f, *admin, &done);
    assert_int_equal(back.rows[JOB_UNDONE], 10);
    assert_int_equal(accounts(f), before);
    school_fixture_close(f);
}

static void test_who_may(void **state)
{
    struct school_fixture *f = school_fixture_open(test_store_need(state));
    struct actor *admin = &f->administrator;
    struct classroom classroom = fixture_classroom(f);
    struct job job, dry;
    struct job done = import_file(f, *admin, people, "name,email\nA,a@x.example\nB,b@x.example\n");
    assert_int_equal(import_undo(f->school, &f->professor, 0, done.id, &f->arena, &job), FAULT_NOT_FOUND);
    assert_int_equal(import_undo(f->school, admin, classroom.id, done.id, &f->arena, &job), FAULT_NOT_FOUND);
    assert_int_equal(import_undo(f->school, admin, 0, done.parent_id, &f->arena, &job), FAULT_IMPORT_UNDO_GONE);
    // Nothing was changed, so nothing can be undone.
    struct job same = import_file(f, *admin, people, "name,email\nA,a@x.example\n");
    assert_int_equal(import_undo(f->school, admin, 0, same.id, &f->arena, &job), FAULT_IMPORT_UNDO_GONE);
    // While it runs.
    struct import_request request = people;
    request.bytes = "name,email\nC,c@x.example\n";
    request.size = strlen(request.bytes);
    assert_int_equal(import_start(f->school, admin, &request, &f->arena, &dry), FAULT_NONE);
    dry = import_worked(f, admin, dry.id);
    assert_int_equal(import_apply(f->school, admin, 0, dry.id, &f->arena, &job), FAULT_NONE);
    assert_int_equal(import_undo(f->school, admin, 0, job.id, &f->arena, &dry), FAULT_IMPORT_NOT_READY);
    import_worked(f, admin, job.id);
    // Somebody is erased: the rest goes back without them.
    struct erasure erased;
    struct actor stepped = *admin;
    stepped.stepped_up_at = clock_now_ms(&f->clock);
    int64_t id = fixture_number(f, "SELECT id FROM users WHERE email = 'a@x.example'");
    assert_int_equal(erasure_run(f->school, &stepped, id, true, &f->arena, &erased), FAULT_NONE);
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM job_undo"), 2); // B and C
    struct job back = undone(f, *admin, &done);
    assert_int_equal(back.rows[JOB_UNDONE], 1);
    // In a classroom that was archived meanwhile, and when the report is no longer kept.
    request = (struct import_request){.format = "lectures", .class_id = classroom.id};
    done = import_file(f, f->professor, request, "sessiondate,from,to\n2026-12-07,10:00,11:00\n");
    fixture_sql(f, "UPDATE classrooms SET archived_at = 1");
    assert_int_equal(import_undo(f->school, &f->professor, classroom.id, done.id, &f->arena, &job),
                     FAULT_CLASSROOM_ARCHIVED);
    fixture_sql(f, "UPDATE classrooms SET archived_at = NULL");
    fixture_wait(f, JOB_KEPT_DAYS * (int64_t)SCHOOL_DAY_MS + 1);
    assert_int_equal(import_undo(f->school, &f->professor, classroom.id, done.id, &f->arena, &job),
                     FAULT_IMPORT_UNDO_GONE);
    assert_int_equal(school_sweep(f->school), FAULT_NONE);
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM job_undo"), 0);
    school_fixture_close(f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST_ON_BOTH(test_people),   TEST_ON_BOTH(test_people_kept), TEST_ON_BOTH(test_addresses),
        TEST_ON_BOTH(test_lectures), TEST_ON_BOTH(test_marks),       TEST_ON_BOTH(test_broken_off),
        TEST_ON_BOTH(test_half),     TEST_ON_BOTH(test_who_may),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
