/* SPDX-License-Identifier: MIT */
/*
 * A school on a fresh database, with a clock that stands still and people in it.
 *
 *     struct school_fixture *fixture = school_fixture_open(test_store_need(state));
 *     ...
 *     school_fixture_close(fixture);
 *
 * Everything that goes wrong here ends the program with a message. No faces: `faces` is NULL unless a test sets it.
 */
#ifndef AMS_TESTS_SUPPORT_SCHOOL_FIXTURE_H
#define AMS_TESTS_SUPPORT_SCHOOL_FIXTURE_H

#include "school/attendance/attendance.h"
#include "school/common/event.h"
#include "school/post/letter.h"
#include "store/blob.h"
#include "support/database.h"

enum { FIXTURE_EVENTS_MAX = 64 };

/* Monday 2026-11-23 09:00:00.000 UTC: where the clock of every fixture stands at first. */
#define FIXTURE_NOW INT64_C(1795424400000)

/* What the school has told, cut down to what tests ask. */
struct fixture_event {
    enum school_event_kind kind;
    int64_t lecture_id, class_id, student_id;
    enum mark_status status;
    struct counts counts;
    bool has_window;
    enum window_state window;
    enum face_reason reason;
    int64_t user_id, notification_id;
};

struct school_fixture {
    struct test_store *test;
    struct clock clock;
    struct secret_key *key;
    struct blobs *blobs;
    struct school *school;
    struct arena arena; // for results; released at the close
    struct actor administrator, professor, other_professor;
    struct actor student, other_student; // no classroom yet
    struct fixture_event events[FIXTURE_EVENTS_MAX];
    size_t event_count;
    char folder[64]; // holds the key
};

struct school_fixture *school_fixture_open(struct test_store *test);

/* The same with faces: `faces` and `model_id` as in struct school_config. */
struct school_fixture *school_fixture_open_with(struct test_store *test, struct face_pool *faces, const char *model_id);
void school_fixture_close(struct school_fixture *fixture);

/* Moves the clock on. */
void fixture_wait(struct school_fixture *fixture, int64_t ms);

/* A person without a password; the session id is made up, nothing stands in `sessions`. */
struct actor fixture_person(struct school_fixture *fixture, enum role role, const char *name, const char *email);

/* Runs one statement without values, as SQL's own word for "this has happened". */
void fixture_sql(struct school_fixture *fixture, const char *sql);

/* The integer of a one-row query. */
int64_t fixture_number(struct school_fixture *fixture, const char *sql);

/* How many mails to an address have a letter's subject in a language. */
int64_t fixture_letters(struct school_fixture *fixture, const char *to, enum letter letter, enum tongue tongue);

/* A classroom of fixture->professor with fixture->student in it. */
struct classroom fixture_classroom(struct school_fixture *fixture);

/* The same in a time zone. */
struct classroom fixture_classroom_in(struct school_fixture *fixture, const char *zone);

/* "2026-11-23T09:00:00Z" as a moment. */
int64_t fixture_moment(const char *text);

/* Puts somebody into a classroom. */
void fixture_join(struct school_fixture *fixture, const struct classroom *classroom, struct actor student);

/* fixture->student, who is in it already, fixture->other_student and others: `count` of them, all in the classroom. */
void fixture_class(struct school_fixture *fixture, const struct classroom *classroom, struct actor *students,
                   size_t count);

/* `count` more students of the classroom, all called Many, in a few statements: once a fixture. */
void fixture_crowd(struct school_fixture *fixture, int64_t class_id, int64_t count);

/* A lecture of fixture->professor from now on with its window open for 15 minutes, late after 10. */
struct lecture fixture_lecture(struct school_fixture *fixture, int64_t class_id);

/* Consent given and a template in the database that no key opens: ready for a challenge, not for a real face. */
void fixture_enrol(struct school_fixture *fixture, struct actor student);

#endif
