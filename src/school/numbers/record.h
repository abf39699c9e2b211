/* SPDX-License-Identifier: MIT */
/* What a student sees of their own lectures: the record in a classroom, and the first page. */
#ifndef AMS_SCHOOL_RECORD_H
#define AMS_SCHOOL_RECORD_H

#include "school/faces/identity.h"
#include "school/marks/standing.h"
#include "school/marks/warning/warning.h"
#include "school/numbers/home_board.h"
#include "school/plan/lecture.h"
#include "school/classes/classroom.h"

/* A lecture and the student's own mark in it (MARK_UNMARKED when there is none). */
struct record_lecture {
    struct lecture lecture;
    struct mark mark; // `outside` in a record alone
    bool left_out;    // missed, and does not count: one of the standing's
};

struct record {
    struct classroom classroom;
    struct standing standing;
    struct record_lecture *lectures; // newest first, cancelled ones too
    size_t count;
    const struct warning_rules *rules; // of the classroom, and where they stand for the student by what is final
    struct warning_walk walk;
};

/* A student's own record in one classroom. */
enum fault register_record(struct school *school, const struct actor *actor, int64_t class_id, struct arena *arena,
                           struct record *ret_record);

struct home_classroom {
    struct classroom classroom; // of register_home with statuses, when it has its own or a live lecture
    struct standing standing;
    const struct strip *strip; // of register_home; otherwise NULL
    int64_t unread;            // of its board; the same
};

struct home {
    struct record_lecture *live; // lectures of the student's classrooms whose window is open
    size_t live_count;
    struct home_classroom *classrooms; // in which they are a student, by subject
    size_t classroom_count;
    struct lecture_list upcoming; // start within REGISTER_UPCOMING_DAYS, soonest first, at most LECTURES_AROUND_MAX
    struct identity identity;
    struct home_board board;
};

/* How a student stands in each of their classrooms, by subject. */
enum fault register_standings(struct school *school, const struct actor *actor, struct arena *arena,
                              struct home_classroom **ret_classrooms, size_t *ret_count);

/* All that a student's first page shows. */
enum fault register_home(struct school *school, const struct actor *actor, struct arena *arena, struct home *ret_home);

#endif
