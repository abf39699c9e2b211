/* SPDX-License-Identifier: MIT */
/*
 * A random history of one or two classrooms, and what it must come to: for tests/school/test_histories.c.
 *
 * The recount (history_recount.c) knows the rows and the rule as the documents put it, nothing of the product's own
 * counting: no header of school/marks but mark.h, for the shapes.
 */
#ifndef AMS_TESTS_SUPPORT_HISTORY_H
#define AMS_TESTS_SUPPORT_HISTORY_H

#include "base/arena.h"
#include "school/marks/mark.h"
#include "support/school_fixture.h"

enum {
    HISTORY_CLASSES_MAX = 2,
    HISTORY_STUDENTS_MAX = 5,
    HISTORY_LECTURES_MAX = 60,
    HISTORY_MARKS_MAX = HISTORY_LECTURES_MAX * HISTORY_STUDENTS_MAX,
    HISTORY_STAYS_MAX = 200,
    HISTORY_CHANGES_MAX = 64,
    HISTORY_GROUPS_MAX = 12,
    HISTORY_TIMES_MAX = 400,
    HISTORY_FOR_GROUPS_MAX = 200,
    HISTORY_LEAVES_MAX = 40,
    HISTORY_DAYS_MAX = 64,
    HISTORY_ACTIONS = 46,
    HISTORY_RUNS_MAX = 300,
};

/* ---- the rows, as they stand in the tables ---- */

struct row_class {
    int64_t id, threshold, leave_out;
    enum mark_counts counts[MARK_STATUS_COUNT];
    int64_t points[MARK_STATUS_COUNT];
    bool in_room[MARK_STATUS_COUNT];
    bool offered[MARK_STATUS_COUNT]; // of its own ones: not retired
    char names[MARK_STATUS_COUNT][40], letters[MARK_STATUS_COUNT][12];
    bool absent_at_close;
};

struct row_lecture {
    int64_t id, class_id, starts_at, ends_at, version;
    bool cancelled, window;
    int64_t opens_at, closes_at; // with a window
    bool swept;                  // its close has been dealt with
    int64_t joint_id;            // 0: its classroom's alone
};

struct row_mark {
    int64_t lecture_id, class_id, student_id, minutes_late;
    enum mark_status status;
    bool flagged, by_close, by_leave;
};

struct row_stay {
    int64_t class_id, student_id, joined_at, left_at; // INT64_MAX: still in
};

struct row_group {
    int64_t id, class_id;
    bool ended;
};

/* A time of a student in a group, and a lecture that is for one. */
struct row_time {
    int64_t group_id, student_id, joined_at, left_at; // INT64_MAX: until further notice
};

struct row_for {
    int64_t lecture_id, group_id;
};

/* A leave, what the staff of a classroom answered, and that one has marked: `set`: over an Absent of somebody's. */
struct row_leave {
    int64_t id, student_id, class_id, from_at, until_at, answered_at; // class_id 0: all
    char state[12];
    enum mark_status status;
    bool office;
};

struct row_answer {
    int64_t leave_id, class_id, answered_at;
    char state[12];
    enum mark_status status;
};

struct row_trace {
    int64_t lecture_id, student_id;
    bool set;
};

/* What a classroom says of a day, or the institution (class_id 0, always off). */
struct row_day {
    int64_t class_id, day;
    bool off;
};

struct rows {
    int64_t now;
    struct row_class classes[HISTORY_CLASSES_MAX];
    size_t class_count;
    struct row_lecture lectures[HISTORY_LECTURES_MAX]; // by class, start and id
    size_t lecture_count;
    struct row_mark marks[HISTORY_MARKS_MAX];
    size_t mark_count;
    struct row_stay stays[HISTORY_STAYS_MAX];
    size_t stay_count;
    struct row_group groups[HISTORY_GROUPS_MAX];
    size_t group_count;
    struct row_time times[HISTORY_TIMES_MAX];
    size_t time_count;
    struct row_for fors[HISTORY_FOR_GROUPS_MAX];
    size_t for_count;
    struct row_leave leaves[HISTORY_LEAVES_MAX]; // by id
    size_t leave_count;
    struct row_answer answers[HISTORY_LEAVES_MAX * HISTORY_CLASSES_MAX];
    size_t answer_count;
    struct row_trace traces[HISTORY_MARKS_MAX];
    size_t trace_count;
    struct row_day days[HISTORY_DAYS_MAX];
    size_t day_count;
};

struct history_change {
    int64_t lecture_id, change;
};

/* A lecture that a day off has cancelled, and its version then. */
struct history_off {
    int64_t lecture_id, day, version;
    bool institution;
};

/* A run of missed lectures of which somebody was told. */
struct history_run {
    int64_t class_id, student_id, told_at;
    int kind; // in the order of the documents
    bool over;
    size_t count;
    int64_t missed[HISTORY_LECTURES_MAX]; // newest first
};

struct history {
    struct school_fixture *f;
    struct arena arena; // of a step
    uint64_t seed, state;
    int step;
    const char *action; // the last one
    struct actor professor, students[HISTORY_STUDENTS_MAX];
    const char *names[HISTORY_STUDENTS_MAX];
    bool merged[HISTORY_STUDENTS_MAX]; // into another one
    size_t student_count, class_count;
    int64_t classes[HISTORY_CLASSES_MAX];
    char codes[HISTORY_CLASSES_MAX][16];
    struct history_change changes[HISTORY_CHANGES_MAX];
    size_t change_count;
    struct history_off off[HISTORY_LECTURES_MAX];
    size_t off_count;
    struct history_run runs[HISTORY_RUNS_MAX];
    size_t run_count;
    int64_t warned[HISTORY_STUDENTS_MAX][4]; // how often each was, by kind
    int64_t warned_staff;
    bool final[HISTORY_LECTURES_MAX]; // of `rows`, while a classroom is looked at
    struct rows rows;
};

/* How often each kind of act went through. */
struct history_tally {
    const char *name;
    int64_t done, refused;
};
extern struct history_tally history_tallies[HISTORY_ACTIONS];

void history_begin(struct history *history, struct school_fixture *fixture, uint64_t seed);

/* One random act. */
void history_step(struct history *history);

/* A number from 0 to `below` - 1. */
int64_t history_random(struct history *history, int64_t below);

/* Ends the test with the seed, the step and both numbers unless they are one. */
void history_same(const struct history *history, const char *what, int64_t of, int64_t got, int64_t expected);

/* ---- the recount ---- */

void history_rows_read(struct history *history);

const struct row_class *rows_class(const struct rows *rows, int64_t class_id);
bool rows_in_now(const struct rows *rows, int64_t class_id, int64_t student_id);

/* First joined, and last left: 0 while they are in. False: never were. */
bool rows_stay(const struct rows *rows, int64_t class_id, int64_t student_id, int64_t *ret_joined, int64_t *ret_left);

const struct row_mark *rows_mark(const struct rows *rows, int64_t lecture_id, int64_t student_id);

/* Whether it is for the whole classroom, or the student was in one of its groups at its start. */
bool rows_in_group_then(const struct rows *rows, const struct row_lecture *lecture, int64_t student_id);
bool rows_expected_then(const struct rows *rows, const struct row_lecture *lecture, int64_t student_id);
bool rows_theirs(const struct rows *rows, const struct row_lecture *lecture, int64_t student_id);
bool rows_taken(const struct rows *rows, const struct row_lecture *lecture);
bool rows_over(const struct rows *rows, const struct row_lecture *lecture);

/* Whether the lecture is one of the student's taken ones, and with which mark. */
bool rows_decided(const struct rows *rows, const struct row_lecture *lecture, int64_t student_id,
                  enum mark_status *ret_status);

struct standing rows_standing(const struct rows *rows, int64_t class_id, int64_t student_id);

/* ---- the product against it ---- */

void history_compare(struct history *history);
void history_compare_report(struct history *history);
void history_leave_compare(struct history *history);

/* Who is to be warned now in a classroom that the product looks at, whose accounts became one, and the product's count
 * against it. */
void history_warn_look(struct history *history, int64_t class_id);
void history_warn_merge(struct history *history, int64_t from_id, int64_t into_id);
void history_warn_compare(struct history *history);

/* A student of the history by id; SIZE_MAX: none. */
size_t history_student(const struct history *history, int64_t id);

#endif
