/* SPDX-License-Identifier: MIT */
#include "school/classes/join.h"
#include "support/school_fixture.h"

#include <setjmp.h>
#include <stdarg.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/clock.h"
#include "base/str.h"
#include "crypto/password.h"
#include "crypto/secret.h"
#include "school/common/ordering.h"
#include "school/common/rows.h"
#include "school/attendance/window.h"
#include "school/faces/identity.h"
#include "support/parsers.h"

enum { ARENA_MAX = 64 << 20, SESSION_OF_FIRST = 1000, MINUTE_MS = 60000 };

__attribute__((noreturn)) static void die(const char *what)
{
    fprintf(stderr, "school fixture: %s failed\n", what);
    exit(99);
}

static void notify(void *context, const struct school_event *event)
{
    struct school_fixture *fixture = context;
    if (fixture->event_count == FIXTURE_EVENTS_MAX)
        return;
    fixture->events[fixture->event_count++] = (struct fixture_event){
        .kind = event->kind,
        .lecture_id = event->lecture_id,
        .class_id = event->class_id,
        .student_id = event->student ? event->student->id : 0,
        .status = event->mark ? event->mark->status : MARK_UNMARKED,
        .counts = event->counts ? *event->counts : (struct counts){0},
        .has_window = event->window != NULL,
        .window = event->window ? event->window->state : WINDOW_CLOSED,
        .reason = event->reason,
        .user_id = event->user_id,
        .notification_id = event->notification_id,
    };
}

struct school_fixture *school_fixture_open_with(struct test_store *test, struct face_pool *faces, const char *model_id)
{
    struct school_fixture *fixture = calloc(1, sizeof(*fixture));
    char path[128];
    if (!fixture || !crypto_init())
        die("starting");
    fixture->test = test;
    clock_set_ms(&fixture->clock, FIXTURE_NOW);
    arena_init(&fixture->arena, ARENA_MAX);
    str_copy(fixture->folder, sizeof(fixture->folder), "/tmp/ams-school-XXXXXX");
    if (!mkdtemp(fixture->folder))
        die("mkdtemp");
    snprintf(path, sizeof(path), "%s/key", fixture->folder);
    fixture->key = secret_key_open(path, true);
    if (!fixture->key)
        die("making a key");
    char error[BLOB_ERROR_SIZE];
    snprintf(path, sizeof(path), "%s/files", fixture->folder);
    fixture->blobs = blobs_open(&(struct blob_config){.folder = path}, error);
    if (!fixture->blobs)
        die(error);
    struct school_config config = {
        .store = test->store,
        .clock = &fixture->clock,
        .key = fixture->key,
        .blobs = fixture->blobs,
        .parsers = parsers_shared(),
        .faces = faces,
        .face_model_id = model_id,
        .public_url = "https://ams.example.org",
        .notify = notify,
        .notify_context = fixture,
    };
    fixture->school = school_open(&config);
    if (!fixture->school)
        die("school_open");
    fixture->administrator = fixture_person(fixture, ROLE_ADMINISTRATOR, "Ada Admin", "ada@college.example");
    fixture->professor = fixture_person(fixture, ROLE_PROFESSOR, "Petra Prof", "petra@college.example");
    fixture->other_professor = fixture_person(fixture, ROLE_PROFESSOR, "Otto Other", "otto@college.example");
    fixture->student = fixture_person(fixture, ROLE_STUDENT, "Sam Student", "sam@college.example");
    fixture->other_student = fixture_person(fixture, ROLE_STUDENT, "Bea Beside", "bea@college.example");
    return fixture;
}

struct school_fixture *school_fixture_open(struct test_store *test)
{
    return school_fixture_open_with(test, NULL, "model-one");
}

void school_fixture_close(struct school_fixture *fixture)
{
    char path[128];
    school_close(fixture->school);
    secret_key_close(fixture->key);
    blobs_close(fixture->blobs);
    snprintf(path, sizeof(path), "rm -rf %s", fixture->folder);
    if (system(path) != 0)
        die(path);
    arena_release(&fixture->arena);
    free(fixture);
}

void fixture_wait(struct school_fixture *fixture, int64_t ms)
{
    clock_set_ms(&fixture->clock, clock_now_ms(&fixture->clock) + ms);
}

struct statement {
    const char *sql;
    struct db_values values;
    int64_t value;
};

static enum db_status run(struct db *db, void *context)
{
    struct statement *statement = context;
    return db_exec(db, statement->sql, statement->values);
}

static void write_values(struct school_fixture *fixture, const char *sql, struct db_values values)
{
    struct statement statement = {.sql = sql, .values = values};
    if (store_write(fixture->test->store, run, &statement) != DB_OK)
        die(sql);
}

/* A person, and the keys by which they are sorted and found. */
static enum db_status run_for_person(struct db *db, void *context)
{
    struct statement *statement = context;
    enum db_status status = db_one_int(db, &statement->value, statement->sql, statement->values);
    return status == DB_ROW ? status_of(ordering_user(db, statement->value)) : DB_FAIL;
}

struct actor fixture_person(struct school_fixture *fixture, enum role role, const char *name, const char *email)
{
    struct statement statement = {
        .sql =
            "INSERT INTO users (name, role, email, password_hash, locale, email_proven_at, created_at) VALUES (?, ?, ?,"
            " NULL, 'en', 1, ?) RETURNING id",
        .values = DB_VALUES(T(name), T(role_code(role)), T(email), I(clock_now_ms(&fixture->clock))),
    };
    if (store_write(fixture->test->store, run_for_person, &statement) != DB_OK)
        die("adding a person");
    return (struct actor){.user_id = statement.value, .role = role, .session_id = SESSION_OF_FIRST + statement.value};
}

void fixture_sql(struct school_fixture *fixture, const char *sql)
{
    write_values(fixture, sql, DB_NO_VALUES);
}

int64_t fixture_number(struct school_fixture *fixture, const char *sql)
{
    int64_t number = -1;
    struct db *db = store_reader(fixture->test->store);
    enum db_status status = db_one_int(db, &number, sql, DB_NO_VALUES);
    store_reader_close(&db);
    if (status != DB_ROW)
        die(sql);
    return number;
}

int64_t fixture_letters(struct school_fixture *fixture, const char *to, enum letter letter, enum tongue tongue)
{
    char sql[400];
    snprintf(sql, sizeof(sql), "SELECT COUNT(*) FROM mails WHERE recipient = '%s' AND subject = '%s'", to,
             letter_words(letter)->subject[tongue]);
    return fixture_number(fixture, sql);
}

struct classroom fixture_classroom(struct school_fixture *fixture)
{
    struct classroom classroom;
    struct classroom_request request = {
        .subject = "Algebra", .late_after_minutes = -1, .window_minutes = -1, .policy = "passive"};
    if (classroom_create(fixture->school, &fixture->professor, &request, &fixture->arena, &classroom) != FAULT_NONE)
        die("classroom_create");
    fixture_join(fixture, &classroom, fixture->student);
    return classroom;
}

struct classroom fixture_classroom_in(struct school_fixture *fixture, const char *zone)
{
    struct classroom classroom = fixture_classroom(fixture);
    struct classroom_change change = classroom_no_change();
    change.timezone = zone;
    if (classroom_change(fixture->school, &fixture->professor, classroom.id, &change, &fixture->arena, &classroom) !=
        FAULT_NONE)
        die("classroom_change");
    return classroom;
}

int64_t fixture_moment(const char *text)
{
    int64_t ms = -1;
    if (!clock_parse(text, &ms))
        die(text);
    return ms;
}

void fixture_join(struct school_fixture *fixture, const struct classroom *classroom, struct actor student)
{
    struct classroom joined;
    if (classroom_join(fixture->school, &student, classroom->join_code, &fixture->arena, &joined) != FAULT_NONE)
        die("classroom_join");
}

void fixture_class(struct school_fixture *fixture, const struct classroom *classroom, struct actor *students,
                   size_t count)
{
    students[0] = fixture->student;
    for (size_t i = 1; i < count; i++) {
        char email[64];
        snprintf(email, sizeof(email), "student%zu@college.example", i);
        students[i] = i == 1 ? fixture->other_student : fixture_person(fixture, ROLE_STUDENT, "Student", email);
        fixture_join(fixture, classroom, students[i]);
    }
}

void fixture_crowd(struct school_fixture *fixture, int64_t class_id, int64_t count)
{
    enum { AT_ONCE = 500, SQL_SIZE = 300 }; // AT_ONCE: rows that a recursion may make in both engines
    char sql[SQL_SIZE];
    for (int64_t first = 1; first <= count; first += AT_ONCE) {
        const int64_t last = count - first < AT_ONCE ? count : first + AT_ONCE - 1;
        snprintf(
            sql, sizeof(sql),
            "INSERT INTO users (name, role, email, created_at) WITH RECURSIVE n (i) AS (SELECT %lld UNION ALL SELECT"
            " i + 1 FROM n WHERE i < %lld) SELECT 'Many', 'student', 'many' || i || '@example.org', 1 FROM n",
            (long long)first, (long long)last);
        fixture_sql(fixture, sql);
    }
    snprintf(sql, sizeof(sql),
             "INSERT INTO students (user_id, class_id, joined_at) SELECT id, %lld, 1 FROM users WHERE name = 'Many'",
             (long long)class_id);
    fixture_sql(fixture, sql);
}

struct lecture fixture_lecture(struct school_fixture *fixture, int64_t class_id)
{
    struct lecture lecture;
    if (lecture_instant(fixture->school, &fixture->professor, class_id, NULL, -1, &fixture->arena, &lecture) !=
        FAULT_NONE)
        die("lecture_instant");
    return lecture;
}

void fixture_enrol(struct school_fixture *fixture, struct actor student)
{
    struct consent consent;
    uint8_t sealed[FACE_TEMPLATE_LENGTH * sizeof(float) + SECRET_SEAL_OVERHEAD] = {1};
    if (identity_consent(fixture->school, &student, &fixture->arena, &consent) != FAULT_NONE ||
        identity_consent_give(fixture->school, &student, &(struct consent_request){consent.version, CONSENT_ALL, NULL},
                              &fixture->arena, &consent) != FAULT_NONE)
        die("giving consent");
    write_values(fixture,
                 "INSERT INTO templates (user_id, model_id, sealed, frames, created_at, updated_at) VALUES (?, "
                 "'model-one', ?, 3, ?, ?)",
                 DB_VALUES(I(student.user_id), B(sealed, sizeof(sealed)), I(FIXTURE_NOW), I(FIXTURE_NOW)));
}
