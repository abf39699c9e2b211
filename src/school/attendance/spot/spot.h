/* SPDX-License-Identifier: MIT */
/*
 * Looking up: of the marks by which students put themselves into the room, the server draws a few whom the staff then
 * looks for there. What comes of it is the only figure of how many such marks are false (spot_figures.h).
 *
 * A lecture's names are drawn once, by chance, and stay; when there were fewer marks than names, further ones may be
 * drawn from the marks that came later, so that every mark was in one drawing alone and nobody is drawn twice. Students
 * are not told. It happens while marks by hand are a matter of course (change.h), and changes no mark.
 */
#ifndef AMS_SCHOOL_SPOT_H
#define AMS_SCHOOL_SPOT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "school/common/fault.h"
#include "school/school.h"

struct arena;

enum spot_answer { SPOT_OPEN, SPOT_HERE, SPOT_NOT_HERE };

struct spot_check {
    struct person student;
    enum spot_answer answer;
    int64_t answered_at;       // of SPOT_OPEN: 0
    struct person answered_by; // and nobody
};

struct spot_list {
    int64_t names;             // asked for in this lecture; 0: the classroom looks nobody up
    int64_t waiting;           // marks that could be drawn now
    int64_t marks;             // those that could be when some were
    bool open;                 // now is the time, and the lecture takes place
    struct spot_check *checks; // in the order of the drawing; not of people who are erased
    size_t count;
};

/* Its staff and administrators. NOT_FOUND. */
enum fault spot_read(struct school *school, const struct actor *actor, int64_t lecture_id, struct arena *arena,
                     struct spot_list *ret_list);

/* Draws up to the names that are asked for; those that were drawn stay as they are. Its staff. NOT_FOUND,
 * CLASSROOM_ARCHIVED, LECTURE_CANCELLED, SPOT_OFF; SPOT_OVER, unless some were drawn. Audited. */
enum fault spot_draw(struct school *school, const struct actor *actor, int64_t lecture_id, struct arena *arena,
                     struct spot_list *ret_list);

/* SPOT_OPEN takes an answer back. Its staff. NOT_FOUND (also of a student who was not drawn), CLASSROOM_ARCHIVED,
 * LECTURE_CANCELLED, SPOT_OVER. Audited. */
enum fault spot_answer(struct school *school, const struct actor *actor, int64_t lecture_id, int64_t student_id,
                       enum spot_answer answer, struct arena *arena, struct spot_list *ret_list);

#endif
