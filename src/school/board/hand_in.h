/* SPDX-License-Identifier: MIT */
/* Handing in what an assessment asks for, and grading it. */
#ifndef AMS_SCHOOL_HAND_IN_H
#define AMS_SCHOOL_HAND_IN_H

#include "school/board/board.h"
#include "school/files/file.h"

struct hand_in {
    struct person student;
    bool handed_in; // false: nothing yet, and nothing below is meant
    const char *text;
    struct file_list files;
    int64_t handed_in_at;
    bool late; // after the due date
    int64_t version;
    int64_t points;      // in hundredths; -1: not graded
    const char *comment; // NULL when none
    struct person graded_by;
    int64_t graded_at; // 0: not yet
};

struct hand_in_list {
    struct hand_in *hand_ins; // one for every student of the classroom, by name
    size_t count;
};

struct hand_in_request {
    const char *text; // NULL or "": none, then there must be a file
    const int64_t *files;
    size_t file_count;
    int64_t version; // 0: whatever it is
};

/*
 * A student hands in, or hands in anew until it is graded; what comes after the due date is late, and says so.
 * NO_ASSESSMENT, TEXT_INVALID, FILE_UNKNOWN, ALREADY_GRADED, CHANGED_MEANWHILE, CLASSROOM_ARCHIVED.
 */
enum fault hand_in(struct school *school, const struct actor *actor, int64_t class_id, int64_t item_id,
                   const struct hand_in_request *request, struct arena *arena, struct hand_in *ret_hand_in);
/* One's own. NO_ASSESSMENT. */
enum fault hand_in_mine(struct school *school, const struct actor *actor, int64_t class_id, int64_t item_id,
                        struct arena *arena, struct hand_in *ret_hand_in);
/* Of all, for the staff and administrators. */
enum fault hand_in_list(struct school *school, const struct actor *actor, int64_t class_id, int64_t item_id,
                        struct arena *arena, struct hand_in_list *ret_list);

struct grade_request {
    int64_t points;      // hundredths, up to the item's; -1 takes the grade back
    const char *comment; // NULL or "": none
    int64_t version;     // of the hand-in; 0: whatever it is
};

/* The staff grades, whether something was handed in or not. POINTS_INVALID, NO_ASSESSMENT, CHANGED_MEANWHILE. Audited;
 * the student is told. */
enum fault hand_in_grade(struct school *school, const struct actor *actor, int64_t class_id, int64_t item_id,
                         int64_t student_id, const struct grade_request *request, struct arena *arena,
                         struct hand_in *ret_hand_in);

#endif
