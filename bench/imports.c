/* SPDX-License-Identifier: MIT */
/*
 * What imports of a college cost: a OneRoster archive of 20,000 people in 400 classes (119,600 rows), a file of 20,000
 * people and one of 20,000 marks; each checked, applied, checked and applied again; the roster taken out and checked,
 * too. Usage: imports sqlite|mariadb [PEOPLE [WORD]] (a fresh database as the tests have it, MariaDB in memory and
 * without syncing; WORD: of the statements the most frequent ones, too). Linked with --wrap of the calls that go to the
 * database. One line a step: seconds, statements a row, and what became of the rows.
 */
#include "school/unit.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/clock.h"
#include "school/common/fault.h"
#include "school/common/state.h"
#include "school/imports/import.h"
#include "school/jobs/job.h"
#include "school/numbers/sheets/file_roster.h"
#include "store/db.h"
#include "support/import_scene.h"
#include "support/zip_file.h"

enum { CLASSES = 400, CLASSES_EACH = 4, COLUMN = 200, COUNTED_MAX = 400, SHOWN = 25, LECTURES = 100 };

static struct counted {
    const char *sql;
    int64_t count, ns;
} counted[COUNTED_MAX];
static int64_t statements;

static struct counted *count(const char *sql)
{
    size_t at = 0;
    while (at < COUNTED_MAX - 1 && counted[at].sql && strcmp(counted[at].sql, sql) != 0)
        at++;
    counted[at].sql = sql;
    counted[at].count++;
    statements++;
    return &counted[at];
}

enum db_status __real_db_exec(struct db *db, const char *sql, struct db_values values);
enum db_status __wrap_db_exec(struct db *db, const char *sql, struct db_values values);
enum db_status __real_db_query(struct db *db, struct db_rows *rows, const char *sql, struct db_values values);
enum db_status __wrap_db_query(struct db *db, struct db_rows *rows, const char *sql, struct db_values values);
enum db_status __real_db_one_int(struct db *db, int64_t *ret_value, const char *sql, struct db_values values);
enum db_status __wrap_db_one_int(struct db *db, int64_t *ret_value, const char *sql, struct db_values values);

enum db_status __wrap_db_exec(struct db *db, const char *sql, struct db_values values)
{
    struct counted *one = count(sql);
    int64_t begun = clock_steady_ns();
    enum db_status status = __real_db_exec(db, sql, values);
    one->ns += clock_steady_ns() - begun;
    return status;
}

enum db_status __wrap_db_query(struct db *db, struct db_rows *rows, const char *sql, struct db_values values)
{
    struct counted *one = count(sql);
    int64_t begun = clock_steady_ns();
    enum db_status status = __real_db_query(db, rows, sql, values);
    one->ns += clock_steady_ns() - begun;
    return status;
}

enum db_status __wrap_db_one_int(struct db *db, int64_t *ret_value, const char *sql, struct db_values values)
{
    struct counted *one = count(sql);
    int64_t begun = clock_steady_ns();
    enum db_status status = __real_db_one_int(db, ret_value, sql, values);
    one->ns += clock_steady_ns() - begun;
    return status;
}

static int by_time(const void *a, const void *b)
{
    const struct counted *x = a, *y = b;
    return (x->ns < y->ns) - (x->ns > y->ns);
}

static void told(const char *step, int64_t begun_ns, const struct job *job, bool words)
{
    double seconds = (double)(clock_steady_ns() - begun_ns) / 1e9;
    int64_t rows = job->total > 0 ? job->total : 1;
    printf("%-22s %7.2f s %6.2f statements a row; rows %lld: created %lld updated %lld unchanged %lld refused %lld\n",
           step, seconds, (double)statements / (double)rows, (long long)rows, (long long)job->rows[JOB_CREATED],
           (long long)job->rows[JOB_UPDATED], (long long)job->rows[JOB_UNCHANGED], (long long)job->rows[JOB_REFUSED]);
    if (words) {
        qsort(counted, COUNTED_MAX, sizeof(*counted), by_time);
        for (size_t i = 0; i < SHOWN && counted[i].sql; i++)
            printf("    %8lld %6.2f s %.110s\n", (long long)counted[i].count, (double)counted[i].ns / 1e9,
                   counted[i].sql);
    }
    memset(counted, 0, sizeof(counted));
    statements = 0;
    fflush(stdout);
}

struct text {
    char *bytes;
    size_t size;
};

__attribute__((format(printf, 2, 3))) static void add(struct text *text, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    text->size += (size_t)vsnprintf(text->bytes + text->size, COLUMN, format, arguments);
    va_end(arguments);
}

static struct text text_of(size_t rows)
{
    return (struct text){.bytes = calloc(rows + 2, COLUMN)};
}

static void roster_make(struct zip_part files[static 8], size_t people)
{
    struct text users = text_of(people), roles = text_of(people), classes = text_of(CLASSES),
                courses = text_of(CLASSES);
    struct text places = text_of(people * CLASSES_EACH + CLASSES);
    add(&users, "sourcedId,status,enabledUser,username,givenName,familyName,identifier,email,grades\n");
    add(&roles, "sourcedId,status,userSourcedId,roleType,role,orgSourcedId\n");
    add(&classes,
        "sourcedId,status,title,courseSourcedId,classCode,classType,location,schoolSourcedId,termSourcedIds\n");
    add(&courses, "sourcedId,status,title,courseCode,orgSourcedId\n");
    add(&places, "sourcedId,status,classSourcedId,schoolSourcedId,userSourcedId,role,primary,beginDate,endDate\n");
    for (size_t i = 0; i < people; i++) {
        bool teaches = i < CLASSES;
        add(&users, "u%zu,,true,name%zu,Given%zu,Family%zu,N%06zu,p%zu@x.example,%s\n", i, i, i, i, i, i,
            teaches ? "" : "11");
        add(&roles, "r%zu,,u%zu,primary,%s,o1\n", i, i, teaches ? "teacher" : "student");
        for (size_t k = 0; !teaches && k < CLASSES_EACH; k++)
            add(&places, "e%zu-%zu,,k%zu,o1,u%zu,student,false,,\n", i, k, (i * CLASSES_EACH + k) % CLASSES, i);
    }
    for (size_t i = 0; i < CLASSES; i++) {
        add(&courses, "c%zu,,Course %zu,C%zu,o2\n", i, i, i);
        add(&classes, "k%zu,,Class %zu,c%zu,K%zu,scheduled,Room %zu,o1,t1\n", i, i, i, i, i);
        add(&places, "t%zu,,k%zu,o1,u%zu,teacher,true,,\n", i, i, i);
    }
    files[0] = (struct zip_part){"manifest.csv",
                                 "propertyName,value\nmanifest.version,1.0\noneroster.version,1.2\n"
                                 "file.academicSessions,bulk\nfile.classes,bulk\nfile.courses,bulk\n"
                                 "file.enrollments,bulk\nfile.orgs,bulk\nfile.roles,bulk\nfile.users,bulk\n",
                                 0};
    files[1] = (struct zip_part){
        "orgs.csv",
        "sourcedId,status,name,type,identifier,parentSourcedId\no1,,College,school,,\no2,,Science,department,,o1\n", 0};
    files[2] = (struct zip_part){"academicSessions.csv",
                                 "sourcedId,status,title,type,startDate,endDate,parentSourcedId,schoolYear\n"
                                 "t1,,Autumn,term,2026-09-01,2098-01-31,,2027\n",
                                 0};
    files[3] = (struct zip_part){"courses.csv", courses.bytes, courses.size};
    files[4] = (struct zip_part){"roles.csv", roles.bytes, roles.size};
    files[5] = (struct zip_part){"users.csv", users.bytes, users.size};
    files[6] = (struct zip_part){"classes.csv", classes.bytes, classes.size};
    files[7] = (struct zip_part){"enrollments.csv", places.bytes, places.size};
}

/* Like import_applied, outside a test. */
static struct job applied(struct school_fixture *f, struct actor actor, const struct job *dry)
{
    struct job job = {0};
    actor.stepped_up_at = clock_now_ms(&f->clock);
    enum fault fault = import_apply(f->school, &actor, dry->class_id, dry->id, &f->arena, &job);
    if (fault == FAULT_NONE)
        job = import_worked(f, &actor, job.id);
    if (fault != FAULT_NONE || job.state != JOB_DONE) {
        char error[STORE_ERROR_SIZE];
        store_error(f->test->store, error);
        fprintf(stderr, "not applied: fault %d; %s; %s\n", (int)fault, job.detail ? job.detail : "", error);
        exit(1);
    }
    return job;
}

static struct job step(struct school_fixture *f, const char *name, struct import_request request, bool words)
{
    char label[80];
    struct job dry, done;
    struct actor actor = f->administrator;
    for (int round = 0; round < 2; round++) {
        int64_t begun = clock_steady_ns();
        dry = import_tried(f, &actor, request, request.bytes);
        if (dry.state != JOB_DONE) {
            fprintf(stderr, "%s: %s\n", name, dry.detail);
            exit(1);
        }
        snprintf(label, sizeof(label), "%s, %s", name, round ? "checked again" : "checked");
        told(label, begun, &dry, words);
        begun = clock_steady_ns();
        done = applied(f, actor, &dry);
        snprintf(label, sizeof(label), "%s, %s", name, round ? "applied again" : "applied");
        told(label, begun, &done, words);
    }
    return done;
}

static void roster(struct school_fixture *f, size_t people, bool words)
{
    struct zip_part files[8];
    size_t size;
    roster_make(files, people);
    unsigned char *archive = zip_file(files, 8, &size);
    step(f, "roster",
         (struct import_request){
             .format = "roster", .timezone = "UTC", .name = "roster.zip", .bytes = archive, .size = size},
         words);
}

/* The institution goes out as a roster and comes back. */
static void roster_back(struct school_fixture *f, bool words)
{
    struct job job;
    struct job_file file;
    const void *bytes;
    int64_t begun = clock_steady_ns();
    if (file_roster(f->school, &f->administrator, &f->arena, &job) != FAULT_NONE)
        exit(1);
    job = import_worked(f, &f->administrator, job.id);
    told("roster, taken out", begun, &job, words);
    if (job_output(f->school, &f->administrator, job.id, &f->arena, &file, &bytes) != FAULT_NONE)
        exit(1);
    begun = clock_steady_ns();
    struct import_request request = {
        .format = "roster", .timezone = "UTC", .name = "roster.zip", .size = (size_t)file.size};
    job = import_tried(f, &f->administrator, request, bytes);
    told("roster, back", begun, &job, words);
}

static void people_file(struct school_fixture *f, size_t people, bool words)
{
    struct text file = text_of(people);
    add(&file, "name,email,role,external_id\n");
    for (size_t i = 0; i < people; i++)
        add(&file, "Person %zu,q%zu@x.example,student,M%06zu\n", i, i, i);
    step(f, "people",
         (struct import_request){.format = "users", .name = "people.csv", .bytes = file.bytes, .size = file.size},
         words);
}

/* Of 200 students in 100 lectures, as many rows as there are people. */
static void marks_file(struct school_fixture *f, size_t rows, bool words)
{
    const size_t students = (rows + LECTURES - 1) / LECTURES;
    struct classroom classroom = fixture_classroom(f);
    char *sql = arena_printf(&f->arena,
                             "INSERT INTO students (user_id, class_id, joined_at, accepted_at) SELECT id, %lld, 1, 1"
                             " FROM users WHERE email LIKE 'q%%' ORDER BY id LIMIT %zu",
                             (long long)classroom.id, students);
    fixture_sql(f, sql);
    fixture_sql(f, arena_printf(&f->arena,
                                "INSERT INTO memberships (class_id, user_id, joined_at) SELECT class_id, user_id, 1"
                                " FROM students WHERE class_id = %lld AND joined_at = 1",
                                (long long)classroom.id));
    f->administrator = f->professor;
    struct text lectures = text_of(LECTURES), file = text_of(rows);
    add(&lectures, "date,start,end,title\n");
    add(&file, "email,date,start,status\n");
    for (size_t i = 0; i < LECTURES; i++) {
        int month = (int)(i / 25) + 7, day = (int)(i % 25) + 1;
        add(&lectures, "2026-%02d-%02d,09:00,10:00,L%zu\n", month, day, i);
        for (size_t k = 0; k < students && i * students + k < rows; k++)
            add(&file, "q%zu@x.example,2026-%02d-%02d,09:00,%s\n", k, month, day, k % 7 ? "P" : "A");
    }
    step(f, "lectures",
         (struct import_request){.format = "lectures",
                                 .class_id = classroom.id,
                                 .name = "l.csv",
                                 .bytes = lectures.bytes,
                                 .size = lectures.size},
         words);
    step(f, "marks",
         (struct import_request){
             .format = "marks", .class_id = classroom.id, .name = "m.csv", .bytes = file.bytes, .size = file.size},
         words);
}

int main(int count_of, char **words)
{
    size_t people = count_of > 2 ? strtoul(words[2], NULL, 10) : 20000;
    if (count_of < 2 || people <= CLASSES) {
        fprintf(stderr, "usage: imports sqlite|mariadb [PEOPLE [WORD]]\n");
        return 2;
    }
    struct test_store *test = test_store_open(strcmp(words[1], "mariadb") == 0 ? TEST_MARIADB : TEST_SQLITE);
    if (!test)
        return 1;
    struct school_fixture *f = school_fixture_open(test);
    f->school->config.notify = NULL; // nobody watches a lecture, as on most servers at most times
    roster(f, people, count_of > 3);
    roster_back(f, count_of > 3);
    people_file(f, people, count_of > 3);
    marks_file(f, people, count_of > 3);
    school_fixture_close(f);
    test_store_close(test);
    return 0;
}
