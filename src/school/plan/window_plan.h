/* SPDX-License-Identifier: MIT */
/* Windows that open by the plan. */
#ifndef AMS_SCHOOL_WINDOW_PLAN_H
#define AMS_SCHOOL_WINDOW_PLAN_H

#include <stdint.h>

#include "school/common/fault.h"

struct lecture;
struct school;

struct db;

/*
 * Inside a unit: makes the windows that open by the plan for lectures near now, those of one lecture, or of a classroom
 * whose plan has changed; automatic ones that have not begun are made anew. They are written days before they open, so
 * that their state follows from time alone.
 */
enum fault window_plan_lecture(struct db *db, int64_t lecture_id, int64_t now);
enum fault window_plan_class(struct db *db, int64_t class_id, int64_t now);

/* Inside the unit of a move by so many milliseconds: a window that has not begun goes along, and one that opened by the
 * plan, and in which nobody's mark stands, opens anew. `lecture` as it was before. */
enum fault window_plan_move(struct db *db, const struct lecture *lecture, int64_t by, int64_t now);

/* Writes the windows of lectures near now that have none: a part of school_tick(). */
enum fault window_plan_tick(struct school *school, int64_t now);

#endif
