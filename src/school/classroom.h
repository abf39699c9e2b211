/* SPDX-License-Identifier: MIT */
/* Classrooms: a professor's subject with its students and its join code. */
#ifndef AMS_SCHOOL_CLASSROOM_H
#define AMS_SCHOOL_CLASSROOM_H

#include "face/live.h"
#include "school/lecture.h"

enum {
    CLASSROOM_SUBJECT_MAX = 120, // characters
    CLASSROOM_SECTION_MAX = 40,
    CLASSROOM_TERM_MAX = 40,
    CLASSROOM_TIMEZONE_MAX = 64, // bytes
    CLASSROOM_CODE_LENGTH = 8,
    CLASSROOM_STUDENTS_MAX = 2000,
    CLASSROOMS_PER_PERSON_MAX = 200,
    CLASSROOMS_LISTED_MAX = 1000, // for an administrator
    CLASSROOM_LATE_MINUTES = 10,  // defaults
    CLASSROOM_WINDOW_MINUTES = 15,
};

struct classroom {
    int64_t id;
    const char *subject;
    const char *section;  // NULL when none
    const char *term;     // NULL when none
    const char *timezone; // IANA name
    int64_t late_after_minutes;
    int64_t window_minutes;
    enum live_policy policy;
    const char *join_code; // "ABCD2345"; NULL unless the actor is its professor
    struct person professor;
    int64_t students;
    int64_t lectures;    // not cancelled
    bool has_live;       // a lecture's window is open now
    struct lecture live; // the one that closes last; no counts
    bool archived;
    int64_t created_at;
};

struct classroom_list {
    struct classroom *classrooms;
    size_t count;
};

struct classroom_request {
    const char *subject;
    const char *section;        // NULL or "": none
    const char *term;           // NULL or "": none
    const char *timezone;       // NULL or "": "UTC"
    int64_t late_after_minutes; // 0 to LATE_MINUTES_MAX; -1: CLASSROOM_LATE_MINUTES
    int64_t window_minutes;     // 1 to WINDOW_MINUTES_MAX; -1: CLASSROOM_WINDOW_MINUTES
    const char *policy;         // live_policy_word(); NULL: "passive"
};

/* The actor becomes its professor. TEXT_INVALID (subject, section, term), TIMEZONE_UNKNOWN, MINUTES_INVALID,
 * POLICY_UNKNOWN, TOO_MANY_THINGS. */
enum fault classroom_create(struct school *school, const struct actor *actor, const struct classroom_request *request,
                            struct arena *arena, struct classroom *ret_classroom);

/* For its professor, its students and administrators; otherwise NOT_FOUND. */
enum fault classroom_get(struct school *school, const struct actor *actor, int64_t class_id, struct arena *arena,
                         struct classroom *ret_classroom);

/* A professor's own, a student's joined, all for an administrator; by subject, at most CLASSROOMS_LISTED_MAX. */
enum fault classroom_list(struct school *school, const struct actor *actor, struct arena *arena,
                          struct classroom_list *ret_list);

/*
 * A student joins by code, in any case, with or without spaces and dashes; joining again answers the same classroom.
 * Guessing is throttled: after 20 unknown codes in 15 minutes by one student, TOO_MANY_ATTEMPTS.
 * Faults: JOIN_CODE_UNKNOWN, CLASSROOM_FULL, CLASSROOM_ARCHIVED, TOO_MANY_THINGS, TOO_MANY_ATTEMPTS.
 */
enum fault classroom_join(struct school *school, const struct actor *actor, const char *code, struct arena *arena,
                          struct classroom *ret_classroom);

struct classroom_change {
    const char *policy;         // NULL: as it is
    int64_t late_after_minutes; // -1: as it is
    int64_t window_minutes;     // -1: as it is
};

/* For checks and windows from now on; a check that has begun goes on as it began. Its professor only. POLICY_UNKNOWN,
 * MINUTES_INVALID. Audited when anything is another now. */
enum fault classroom_change(struct school *school, const struct actor *actor, int64_t class_id,
                            const struct classroom_change *change, struct arena *arena,
                            struct classroom *ret_classroom);

/* A new join code; the old one stops working at once. Audited. Its professor only. */
enum fault classroom_rotate_code(struct school *school, const struct actor *actor, int64_t class_id,
                                 struct arena *arena, struct classroom *ret_classroom);

#endif
