/* SPDX-License-Identifier: MIT */
/* Which lectures are held together, inside a unit or a reader. */
#ifndef AMS_SCHOOL_JOINT_INSIDE_H
#define AMS_SCHOOL_JOINT_INSIDE_H

#include <stddef.h>
#include <stdint.h>

#include "school/common/fault.h"
#include "school/common/limits.h"

struct actor;
struct arena;
struct db;
struct lecture_list;

/* A lecture and those held together with it in classrooms that are not archived: it first, then as they were made. */
struct joint {
    int64_t lectures[JOINT_CLASSES_MAX];
    size_t count;
};
enum fault joint_read(struct db *db, int64_t lecture_id, struct joint *ret_joint);

/* Fills `joint` of each lecture of a list (or of one) that is held together with others. */
enum fault joint_names_into(struct db *db, struct arena *arena, struct lecture_list *list);

/* Takes those out of a list that are held together with one before them. */
void joint_once(struct lecture_list *list);

/* That one of the lectures held together whose student the actor is: `lecture_id` itself when there is none, or they
 * are its student. */
enum fault joint_own(struct db *db, const struct actor *actor, int64_t lecture_id, int64_t *ret_lecture_id);

/* A lecture that was brought back, and has no window, gets that of those held together with it. */
enum fault joint_window_follow(struct db *db, int64_t lecture_id, int64_t now);

#endif
