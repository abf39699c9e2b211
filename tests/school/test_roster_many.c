/* SPDX-License-Identifier: MIT */
/* A roster of many people asks the database for them in batches: counted, not timed. */
#include "school/unit.h"

#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/str.h"
#include "school/common/fault.h"
#include "school/common/limits.h"
#include "school/imports/import.h"
#include "school/jobs/job.h"
#include "store/engine.h"
#include "support/import_scene.h"
#include "support/zip_file.h"

enum { PEOPLE = 600, CLASSES = 6, EACH = 3, LINE = 120 };

struct text {
    char *bytes;
    size_t size;
};

__attribute__((format(printf, 2, 3))) static void add(struct text *text, const char *format, ...)
{
    va_list values;
    va_start(values, format);
    text->size += (size_t)vsnprintf(text->bytes + text->size, LINE, format, values);
    va_end(values);
}

static struct text text_of(size_t rows, const char *head)
{
    struct text text = {.bytes = calloc(rows + 2, LINE)};
    assert_non_null(text.bytes);
    add(&text, "%s\n", head);
    return text;
}

/* Students of EACH of the classes; the first CLASSES people teach one each. */
static struct job tried(struct school_fixture *f)
{
    struct text users = text_of(PEOPLE, "sourcedId,givenName,familyName,identifier,email,grades");
    struct text roles = text_of(PEOPLE, "sourcedId,userSourcedId,roleType,role");
    struct text classes = text_of(CLASSES, "sourcedId,title,classCode,courseSourcedId,schoolSourcedId,termSourcedIds");
    struct text places =
        text_of((size_t)PEOPLE * EACH + CLASSES, "sourcedId,classSourcedId,userSourcedId,role,primary");
    for (int i = 0; i < PEOPLE; i++) {
        add(&users, "u%d,Given%d,Family%d,N%d,p%d@x.example,11\n", i, i, i, i, i);
        add(&roles, "r%d,u%d,primary,%s\n", i, i, i < CLASSES ? "teacher" : "student");
        for (int k = 0; i >= CLASSES && k < EACH; k++)
            add(&places, "e%d-%d,k%d,u%d,student,false\n", i, k, (i + k) % CLASSES, i);
    }
    for (int i = 0; i < CLASSES; i++) {
        add(&classes, "k%d,Class %d,K%d,,,\n", i, i, i);
        add(&places, "t%d,k%d,u%d,teacher,true\n", i, i, i);
    }
    const struct zip_part files[] = {
        {"manifest.csv",
         "propertyName,value\noneroster.version,1.2\nfile.users,bulk\nfile.roles,bulk\nfile.classes,bulk\n"
         "file.enrollments,bulk\n",
         0},
        {"users.csv", users.bytes, users.size},
        {"roles.csv", roles.bytes, roles.size},
        {"classes.csv", classes.bytes, classes.size},
        {"enrollments.csv", places.bytes, places.size},
    };
    struct job job = import_roster_files_tried(f, files, ARRAY_LENGTH(files));
    const struct text *all[] = {&users, &roles, &classes, &places};
    for (size_t i = 0; i < ARRAY_LENGTH(all); i++)
        free(all[i]->bytes);
    return job;
}

static enum db_status uses_unit(struct db *db, void *context)
{
    *(int64_t *)context = (int64_t)db->uses;
    return DB_OK;
}

/* Statements that the writer has run: one for many rows counts once. */
static int64_t uses(struct school_fixture *f)
{
    int64_t count = 0;
    assert_int_equal(store_write(f->test->store, uses_unit, &count), DB_OK);
    return count;
}

static void test_batches(void **state)
{
    struct school_fixture *f = school_fixture_open(test_store_need(state));
    const bool far = f->test->engine == TEST_MARIADB; // there each statement is a way to the server
    enum { STUDENTS = PEOPLE - CLASSES };
    int64_t before = uses(f);
    struct job dry = tried(f);
    int64_t rows = dry.total;
    assert_true(rows > PEOPLE * (2 + EACH) - CLASSES * EACH);
    assert_int_equal(dry.rows[JOB_REFUSED] + dry.rows[JOB_IGNORED], 0);
    // The line of its report is a statement of each row where that costs nothing.
    int64_t checking = uses(f) - before;
    if (checking * 2 > rows * (far ? 1 : 4))
        fail_msg("checked %lld rows with %lld statements", (long long)rows, (long long)checking);
    before = uses(f);
    import_applied(f, f->administrator, &dry);
    int64_t applying = uses(f) - before;
    if (applying > rows * (far ? 2 : 10))
        fail_msg("applied %lld rows with %lld statements", (long long)rows, (long long)applying);
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM students"), STUDENTS * EACH);
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM memberships WHERE left_at IS NULL"), STUDENTS * EACH);
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM notifications n JOIN students s ON s.user_id = n.user_id"
                                       " AND s.class_id = n.class_id WHERE n.kind = 'class_added'"),
                     STUDENTS * EACH);
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM standing_due"), CLASSES);
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM external_ids WHERE kind = 'enrollment' AND since > 0"),
                     STUDENTS * EACH);
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM users WHERE email LIKE 'p%@x.example' AND sort_key <> ''"),
                     PEOPLE);
    before = uses(f);
    struct job again = tried(f);
    assert_int_equal(again.rows[JOB_CREATED] + again.rows[JOB_UPDATED] + again.rows[JOB_REFUSED], 0);
    checking = uses(f) - before;
    if (checking * 2 > rows * (far ? 1 : 4))
        fail_msg("checked %lld rows again with %lld statements", (long long)rows, (long long)checking);
    school_fixture_close(f);
}

/* A class that is nearly full is counted for each row: no one more than it may have, in one batch too. */
static void test_full(void **state)
{
    enum { NEW = 5, LEFT = 2 };
    static const struct zip_part files[] = {
        {"manifest.csv",
         "propertyName,value\noneroster.version,1.2\nfile.users,bulk\nfile.roles,bulk\nfile.classes,bulk\n"
         "file.enrollments,delta\n",
         0},
        {"users.csv",
         "sourcedId,givenName,familyName,email\nt,Tia,Teach,t@x.example\na,A,A,a@x.example\nb,B,B,b@x.example\n"
         "c,C,C,c@x.example\nd,D,D,d@x.example\ne,E,E,e@x.example\n",
         0},
        {"roles.csv",
         "sourcedId,userSourcedId,roleType,role\n1,t,primary,teacher\n2,a,primary,student\n3,b,primary,student\n"
         "4,c,primary,student\n5,d,primary,student\n6,e,primary,student\n",
         0},
        {"classes.csv", "sourcedId,title,classCode,courseSourcedId,schoolSourcedId,termSourcedIds\nk,Big,,,,\n", 0},
        {"enrollments.csv",
         "sourcedId,classSourcedId,userSourcedId,role,primary\ne0,k,t,teacher,true\ne1,k,a,student,\n"
         "e2,k,b,student,\ne3,k,c,student,\ne4,k,d,student,\ne5,k,e,student,\n",
         0},
    };
    struct school_fixture *f = school_fixture_open(test_store_need(state));
    struct zip_part first[ARRAY_LENGTH(files)];
    memcpy(first, files, sizeof(files));
    first[ARRAY_LENGTH(files) - 1].text = "sourcedId,classSourcedId,userSourcedId,role,primary\ne0,k,t,teacher,true\n";
    struct job dry = import_roster_files_tried(f, first, ARRAY_LENGTH(first));
    import_applied(f, f->administrator, &dry);
    fixture_crowd(f, fixture_number(f, "SELECT id FROM classrooms WHERE subject = 'Big'"),
                  CLASSROOM_STUDENTS_MAX - LEFT);
    dry = import_roster_files_tried(f, files, ARRAY_LENGTH(files));
    struct job done = import_applied(f, f->administrator, &dry);
    assert_int_equal(done.rows[JOB_CREATED], LEFT);
    assert_int_equal(done.rows[JOB_REFUSED], NEW - LEFT);
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM job_rows WHERE reason = 'class_full'"), NEW - LEFT);
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM students"), CLASSROOM_STUDENTS_MAX);
    school_fixture_close(f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {TEST_ON_BOTH(test_batches), TEST_ON_BOTH(test_full)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
