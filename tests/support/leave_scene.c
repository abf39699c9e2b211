/* SPDX-License-Identifier: MIT */
#include "school/checkin/mine.h"
#include "support/leave_scene.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#include "base/arena.h"
#include "base/clock.h"
#include "school/attendance/window.h"
#include "school/checkin/check_in.h"
#include "school/classes/classroom.h"
#include "school/common/rows.h"
#include "school/common/state.h"
#include "store/db.h"

struct leave_scene leave_scene_open(void **state)
{
    struct leave_scene scene = {.f = school_fixture_open(test_store_need(state))};
    struct school_fixture *f = scene.f;
    struct classroom_request request = {.subject = "Biology", .late_after_minutes = -1, .window_minutes = -1};
    scene.algebra = fixture_classroom(f);
    assert_int_equal(classroom_create(f->school, &f->other_professor, &request, &f->arena, &scene.biology), FAULT_NONE);
    fixture_join(f, &scene.biology, f->student);
    scene.now_a = fixture_lecture(f, scene.algebra.id);
    scene.soon_a = leave_scene_lecture(&scene, &scene.algebra, FIXTURE_NOW + SCHOOL_DAY_MS);
    scene.soon_b = leave_scene_lecture(&scene, &scene.biology, FIXTURE_NOW + SCHOOL_DAY_MS);
    f->professor.stepped_up_at = f->other_professor.stepped_up_at = f->administrator.stepped_up_at = FIXTURE_NOW;
    return scene;
}

static const struct actor *owner(const struct leave_scene *scene, int64_t class_id)
{
    return class_id == scene->biology.id ? &scene->f->other_professor : &scene->f->professor;
}

struct lecture leave_scene_lecture(struct leave_scene *scene, const struct classroom *classroom, int64_t starts_at)
{
    struct lecture lecture;
    const struct lecture_request plan = {
        .title = "Planned", .starts_at = starts_at, .ends_at = starts_at + SCHOOL_HOUR_MS};
    assert_int_equal(
        lecture_create(scene->f->school, owner(scene, classroom->id), classroom->id, &plan, &scene->f->arena, &lecture),
        FAULT_NONE);
    return lecture;
}

struct leave leave_scene_week(struct leave_scene *scene, int64_t kind_id)
{
    struct leave leave;
    const struct leave_new request = {.kind_id = kind_id,
                                      .from_at = FIXTURE_NOW - SCHOOL_HOUR_MS,
                                      .until_at = FIXTURE_NOW + 7 * (int64_t)SCHOOL_DAY_MS,
                                      .text = "A knee\nis operated"};
    assert_int_equal(leave_create(scene->f->school, &scene->f->student, &request, &scene->f->arena, &leave),
                     FAULT_NONE);
    return leave;
}

struct leave_kind leave_scene_kind(struct leave_scene *scene, const char *name, enum leave_side decider,
                                   enum leave_side evidence_for, const int64_t *officers, size_t count)
{
    struct leave_kind kind;
    const struct leave_kind_request request = {.name = name,
                                               .decider = decider,
                                               .evidence = LEAVE_EVIDENCE_OPTIONAL,
                                               .evidence_for = evidence_for,
                                               .status = MARK_EXCUSED,
                                               .days_after = 7,
                                               .officers = officers,
                                               .officer_count = count};
    assert_int_equal(leave_kind_save(scene->f->school, &scene->f->administrator, 0, &request, &scene->f->arena, &kind),
                     FAULT_NONE);
    return kind;
}

enum fault leave_scene_answer(struct leave_scene *scene, struct actor actor, int64_t leave_id, int64_t class_id,
                              bool accept)
{
    struct leave leave;
    const struct leave_answer answer = {.accept = accept, .comment = "Noted"};
    actor.stepped_up_at = clock_now_ms(&scene->f->clock);
    return leave_answer(scene->f->school, &actor, leave_id, class_id, &answer, &scene->f->arena, &leave);
}

enum mark_status leave_scene_status(struct leave_scene *scene, int64_t lecture_id)
{
    struct attendance_mine mine;
    assert_int_equal(attendance_mine(scene->f->school, &scene->f->student, lecture_id, &scene->f->arena, &mine),
                     FAULT_NONE);
    return mine.mark.status;
}

const char *leave_scene_method(struct leave_scene *scene, int64_t lecture_id)
{
    struct attendance_mine mine;
    assert_int_equal(attendance_mine(scene->f->school, &scene->f->student, lecture_id, &scene->f->arena, &mine),
                     FAULT_NONE);
    return mine.mark.status == MARK_UNMARKED ? "" : mark_method_code(mine.mark.method);
}

void leave_scene_window(struct leave_scene *scene, int64_t lecture_id, bool open)
{
    struct lecture lecture, changed;
    struct school_fixture *f = scene->f;
    const struct window_request window = {-1, -1};
    assert_int_equal(lecture_get(f->school, &f->administrator, lecture_id, &f->arena, &lecture), FAULT_NONE);
    const struct actor *actor = owner(scene, lecture.class_id);
    assert_int_equal(open ? lecture_window_open(f->school, actor, lecture_id, &window, &f->arena, &changed)
                          : lecture_window_close(f->school, actor, lecture_id, &f->arena, &changed),
                     FAULT_NONE);
}
