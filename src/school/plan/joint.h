/* SPDX-License-Identifier: MIT */
/*
 * Lectures of several classrooms that are held together. Each classroom has a row of its own, so that marks, figures
 * and roster stay with it; what is one for all of them is the time, the room, the title, the cancellation, the
 * attendance window and the room code: whoever may change these in one classroom changes them in all. Groups, statuses,
 * proofs and when marks are final stay the classroom's. A classroom that is archived is left out until it is active
 * again.
 */
#ifndef AMS_SCHOOL_JOINT_H
#define AMS_SCHOOL_JOINT_H

#include <stdbool.h>
#include <stdint.h>

#include "school/common/fault.h"
#include "school/common/limits.h"

struct actor;
struct arena;
struct lecture;
struct school;

/*
 * Holds a lecture together with classroom `class_id`, whose teacher the actor must be as well. The classroom's lecture
 * at the very same time is taken in with its marks; where there is none, one is made, for the whole classroom. With
 * `following` the same for all later lectures of the series that are not cancelled.
 * NOT_FOUND, JOINT_ALREADY (its classroom is in it), JOINT_ELSEWHERE (its lecture is held with others), JOINT_WINDOW
 * (attendance was opened differently), TOO_MANY_THINGS, NO_SERIES, CLASSROOM_ARCHIVED, LECTURE_CANCELLED. Audited.
 */
struct joint_request {
    int64_t class_id;
    bool following;
};
enum fault joint_add(struct school *school, const struct actor *actor, int64_t lecture_id,
                     const struct joint_request *request, struct arena *arena, struct lecture *ret_lecture);

/* The lecture, and with `following` the later ones of its series, stands for its classroom alone again, with the window
 * and the marks that it has. Its teachers only. NOT_JOINT, NO_SERIES, CLASSROOM_ARCHIVED, LECTURE_CANCELLED. Audited.
 */
enum fault joint_leave(struct school *school, const struct actor *actor, int64_t lecture_id, bool following,
                       struct arena *arena, struct lecture *ret_lecture);

#endif
