/* SPDX-License-Identifier: MIT */
/* Two classrooms of two professors with one student in both: for the tests of leaves. */
#ifndef AMS_TESTS_SUPPORT_LEAVE_SCENE_H
#define AMS_TESTS_SUPPORT_LEAVE_SCENE_H

#include "school/attendance/leave.h"
#include "school/plan/lecture.h"
#include "support/school_fixture.h"

struct leave_scene {
    struct school_fixture *f;
    struct classroom algebra, biology; // of the professor, and of the other one
    struct lecture now_a;              // algebra: its window is open
    struct lecture soon_a, soon_b;     // in a day
};

struct leave_scene leave_scene_open(void **state);

/* One hour from `starts_at` on, by the classroom's professor. */
struct lecture leave_scene_lecture(struct leave_scene *scene, const struct classroom *classroom, int64_t starts_at);

/* The student asks for a week in all courses. */
struct leave leave_scene_week(struct leave_scene *scene, int64_t kind_id);

/* A kind with these sides, which may be asked for until a week after its end. */
struct leave_kind leave_scene_kind(struct leave_scene *scene, const char *name, enum leave_side decider,
                                   enum leave_side evidence_for, const int64_t *officers, size_t count);

/* What the answer was. */
enum fault leave_scene_answer(struct leave_scene *scene, struct actor actor, int64_t leave_id, int64_t class_id,
                              bool accept);

/* The student's mark; its method. */
enum mark_status leave_scene_status(struct leave_scene *scene, int64_t lecture_id);
const char *leave_scene_method(struct leave_scene *scene, int64_t lecture_id); // "": no mark

void leave_scene_window(struct leave_scene *scene, int64_t lecture_id, bool open);

#endif
