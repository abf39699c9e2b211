/* SPDX-License-Identifier: MIT */
/* What both check-ins share, inside a unit. */
#ifndef AMS_SCHOOL_CHECK_IN_RULES_H
#define AMS_SCHOOL_CHECK_IN_RULES_H

#include <stdbool.h>
#include <stdint.h>

#include "school/common/fault.h"
#include "school/marks/mark.h"
#include "store/db.h"

struct access;
struct actor;
struct joint;
struct arena;
struct db;
struct proved;
struct school;
struct shared_marks;

/*
 * The moment that a check-in counts from: when the server had its request first, which may have been asked to come
 * again and have waited for a worker; 0: now. Never later than `now`, nor more than CHECK_IN_WAIT_MINUTES before it.
 */
enum { CHECK_IN_WAIT_MINUTES = 12 };
int64_t check_in_received(int64_t received_at, int64_t now);

/* WINDOW_NOT_OPEN or WINDOW_CLOSED unless the lecture's window is open at `at`. */
enum fault check_in_window(const struct access *access, int64_t at);

/* A student of the class, the lecture on, the window open at `at`. */
enum fault check_in_allowed(struct db *db, const struct actor *actor, int64_t lecture_id, int64_t at,
                            struct access *ret_access);

enum fault check_in_is_marked(struct db *db, int64_t student_id, int64_t lecture_id, bool *ret_marked);

/* How long a student who was refused `tries_max` times in TRIES_MINUTES has to wait; 0: not at all. */
enum fault check_in_wait(struct db *db, int64_t student_id, int64_t tries_max, int64_t now, int64_t *ret_wait_ms);

/* Inside a unit that marks: what the pictures in proved->shown are known for, which may add MARK_SAME_PICTURES. Shown
 * before by this student (proved->shown.repeated): refused, whatever else they show. */
enum fault check_in_pictures(struct school *school, struct db *db, int64_t student_id, struct proved *proved,
                             int64_t now);

/* A mark that its student earned. */
struct check_in_mark {
    enum mark_method method;
    int64_t received_at, now; // the first decides on present or late
    const struct proved *proved;
    struct shared_marks *shared; // filled in (device.h)
};
/*
 * Inside a unit: marks the student in the lecture, and in those held together with it whose students they are and whose
 * classrooms ask for no more than this one has asked. *ret_marked: where; nowhere when there was a mark already, which
 * stands. UNLOCK_NEEDED when another mark has used up the unlock meanwhile.
 */
enum fault check_in_insert(struct db *db, const struct access *access, int64_t student_id,
                           const struct check_in_mark *mark, struct joint *ret_marked);

/* The actor's mark as they may see it. */
enum fault check_in_own_mark(struct school *school, const struct actor *actor, int64_t class_id, int64_t lecture_id,
                             struct arena *arena, struct mark *ret_mark);

#endif
