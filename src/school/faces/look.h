/* SPDX-License-Identifier: MIT */
/* Turns to have a face looked at. */
#ifndef AMS_SCHOOL_LOOK_H
#define AMS_SCHOOL_LOOK_H

#include <stdbool.h>
#include <stdint.h>

struct school;

/*
 * A turn to have a face looked at: one per student at a time, for the same burst sent many times would keep every
 * engine busy. False: this student has one, or SCHOOL_LOOKS_MAX are under way. Every true needs a leave.
 */
bool look_enter(struct school *school, int64_t student_id);
void look_leave(struct school *school, int64_t student_id);

#endif
