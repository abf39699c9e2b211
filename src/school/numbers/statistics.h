/* SPDX-License-Identifier: MIT */
/* A classroom in numbers: by lecture, by student, who is late when, and who is at risk. */
#ifndef AMS_SCHOOL_STATISTICS_H
#define AMS_SCHOOL_STATISTICS_H

#include "school/classes/classroom.h"
#include "school/attendance/spot/spot_figures.h"

struct standing;
struct standing_rule;

enum {
    LATE_WEEKDAYS = 7, // from Monday
    LATE_HOURS = 24,
    LATE_BUCKETS = 6,        // 1-5, 6-10, 11-15, 16-30, 31-60 minutes, and more
    RISK_LECTURES_USUAL = 1, // lectures that must count before somebody is at risk: no hidden minimum
    RISK_LECTURES_MAX = 1000,
    RISK_STRIP_MAX = 60,
};

/* Who came late, of those who came: who were in the room, and the late. */
struct late_slot {
    int64_t late, came;
};

struct late_pattern {
    struct late_slot weekdays[LATE_WEEKDAYS], hours[LATE_HOURS]; // of the lecture's start, on the classroom's clock
    int64_t buckets[LATE_BUCKETS];                               // late marks by minutes; without minutes: nowhere
    int64_t minutes;
};

/* The minutes that a bucket ends with; 0 for the last, which has no end. */
int64_t late_bucket_end(int bucket);

struct lecture_figures {
    int64_t id;
    const char *title; // NULL when none
    int64_t starts_at, ends_at;
    bool taken;
    struct counts counts;
    int64_t attended, counted; // students: counted without excused ones where those are ignored
};

/* The lectures that begin at one hour of one day of the week, on the classroom's clock. */
struct week_slot {
    int64_t lectures;          // taken
    int64_t attended, counted; // student-lectures
};

/* The classroom that this one was copied from, for who reads both. */
struct earlier_class {
    int64_t id;
    const char *subject, *section, *term; // NULL when none
    struct lecture_figures *lectures;     // as in struct statistics
    size_t count;
};

/* A group's lectures: of its students while they were in it, the whole classroom's among them. */
struct group_figures {
    int64_t id;
    const char *name;
    int64_t students;          // in it now
    int64_t attended, counted; // student-lectures
};

struct statistics {
    struct classroom classroom;
    struct standing_rule rule;
    int64_t students; // in the classroom now; a lecture's are in its counts
    int64_t lectures_taken;
    struct lecture_figures *lectures; // not cancelled, by start
    size_t count;
    int64_t attended, counted;    // student-lectures of the taken lectures
    struct group_figures *groups; // as they were made
    size_t group_count;
    struct late_pattern late;
    struct week_slot week[LATE_WEEKDAYS][LATE_HOURS];
    const struct earlier_class *earlier; // NULL: none
    struct spot_figures spot;
};

/* Its staff and administrators. */
enum fault statistics_read(struct school *school, const struct actor *actor, int64_t class_id, struct arena *arena,
                           struct statistics *ret_statistics);

struct student_statistics {
    struct person student;
    int64_t joined_at, left_at; // first and last; 0: still in
    struct standing standing;
    struct late_pattern late;
};

/* Of one student, for the same, also of one who has left. NOT_FOUND when no lecture of the classroom was theirs. */
enum fault statistics_student(struct school *school, const struct actor *actor, int64_t class_id, int64_t student_id,
                              struct arena *arena, struct student_statistics *ret_statistics);

enum risk { RISK_NONE, RISK_NEAR, RISK_BELOW, RISK_OUT_OF_REACH };

/* "near", "below", "out_of_reach"; NULL for none. */
const char *risk_code(enum risk risk);

struct risk_lecture {
    int64_t id, starts_at;
};

struct risk_student {
    struct person student;
    struct standing standing;
    enum risk risk;
    size_t place;         // of the name among all
    const uint8_t *marks; // (lectures of the list) enum mark_status
    const bool *outside;  // (lectures of the list) it is not theirs
};

/* What somebody with this standing is, of whom at least `lectures_min` lectures must count. Pure, as is the next. */
enum risk risk_find(const struct standing *standing, int64_t lectures_min);

/* Below 0: the first is graver. */
int risk_compare(const struct risk_student *a, const struct risk_student *b);

struct risk_list {
    struct risk_student *students; // the gravest first, then by percentage, then by name
    size_t count;
    size_t total;                        // at risk
    int64_t next;                        // for page.after; 0: no more
    const struct risk_lecture *lectures; // taken, by start, the latest RISK_STRIP_MAX
    size_t lecture_count;
    int64_t warning_lectures; // that must count before the classroom's rule on a percentage warns
};

/*
 * The students below the threshold, who cannot reach it any more, or who have missed something and would fall below
 * with the next lecture missed; of those in the classroom with at least `lectures_min` lectures that count.
 * `page->after` is a student's id. Its staff and administrators.
 */
enum fault statistics_risk(struct school *school, const struct actor *actor, int64_t class_id, int64_t lectures_min,
                           const struct page *page, struct arena *arena, struct risk_list *ret_list);

#endif
