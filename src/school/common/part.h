/* SPDX-License-Identifier: MIT */
/* The part that somebody has in a classroom, asked for by itself: of an answer that is given again without doing
 * anything. */
#ifndef AMS_SCHOOL_PART_H
#define AMS_SCHOOL_PART_H

#include <stdint.h>

#include "school/common/fault.h"

struct actor;
struct school;

enum part { PART_TEACHER, PART_ASSISTANT, PART_STAFF_READER, PART_MEMBER, PART_READER };

/* Where the part is asked for; one of the ids is 0. */
struct part_place {
    int64_t class_id, lecture_id;
};

/* NOT_FOUND unless the actor has the part there now. */
enum fault part_check(struct school *school, const struct actor *actor, struct part_place place, enum part part);

#endif
