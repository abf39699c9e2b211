/* SPDX-License-Identifier: MIT */
/* Who is in a classroom, in a request. */
#include "base/arena.h"
#include "school/classes/join_inside.h"
#include "school/common/access.h"
#include "school/common/fault.h"
#include "school/common/rows.h"
#include "school/common/state.h"
#include "school/marks/membership.h"
#include "school/program/program_inside.h"
#include "school/school.h"
#include "store/db.h"

enum { SCRATCH_MAX = 4 << 20 };

struct students {
    struct actor actor;
    struct school *school;
    int64_t class_id;
    const struct program_student *students;
    size_t first, count; // of the unit
    struct program_outcome *outcomes;
};

/* Files come every night: who has left by themselves is not asked every morning. */
static enum fault is_gone(struct db *db, const struct join_one *one, bool *ret_gone)
{
    bool there = false;
    *ret_gone = false;
    enum fault fault = class_has_student(db, one->class_id, one->student_id, &there);
    return fault != FAULT_NONE || there ? fault : membership_left_by_self(db, one->class_id, one->student_id, ret_gone);
}

/* *ret_gone: they have left by themselves, and nothing is done. */
static enum fault student_write(struct db *db, const struct program_student *student, struct join_one *one,
                                bool *ret_gone)
{
    enum fault fault = program_find(db, &student->student, one->arena, &one->student_id);
    if (fault != FAULT_NONE)
        return fault;
    if (!student->enrolled)
        return join_take_out(db, one);
    fault = is_gone(db, one, ret_gone);
    return fault != FAULT_NONE || *ret_gone ? fault : join_put_in(db, one);
}

static enum fault student_one(struct db *db, const struct students *all, size_t at, struct arena *scratch)
{
    const struct program_student *student = &all->students[at];
    struct program_outcome *outcome = &all->outcomes[at];
    struct join_one one = {
        .actor = &all->actor, .class_id = all->class_id, .now = school_now(all->school), .arena = scratch};
    bool gone = false;
    enum fault fault = student_write(db, student, &one, &gone);
    if (fault_is_trouble(fault))
        return fault;
    *outcome = (struct program_outcome){.fault = fault, .id = one.student_id};
    outcome->reason = gone ? "left_by_self" : NULL;
    outcome->outcome = fault != FAULT_NONE ? JOB_REFUSED
                       : gone              ? JOB_IGNORED
                       : !one.changed      ? JOB_UNCHANGED
                       : student->enrolled ? JOB_CREATED
                                           : JOB_UPDATED;
    return FAULT_NONE;
}

static enum fault students_unit(struct db *db, void *context)
{
    struct students *all = context;
    struct access access;
    CLOSES(arena_release) struct arena scratch = arena_of(SCRATCH_MAX);
    enum fault fault = access_class_change(db, &all->actor, all->class_id, &access);
    for (size_t i = all->first; fault == FAULT_NONE && i < all->first + all->count; i++)
        fault = student_one(db, all, i, &scratch);
    return fault;
}

enum fault program_students(struct school *school, const struct actor *actor, int64_t class_id,
                            const struct program_student *students, size_t count, struct program_outcome *ret_outcomes)
{
    struct students all = {.actor = actor_for_institution(actor),
                           .school = school,
                           .class_id = class_id,
                           .students = students,
                           .outcomes = ret_outcomes};
    enum fault fault = actor->role != ROLE_ADMINISTRATOR ? FAULT_NOT_ALLOWED
                       : count > PROGRAM_ROWS_MAX        ? FAULT_TOO_MANY_THINGS
                                                         : FAULT_NONE;
    for (size_t at = 0; fault == FAULT_NONE && at < count; at += PROGRAM_UNIT_ROWS) {
        all.first = at;
        all.count = count - at < PROGRAM_UNIT_ROWS ? count - at : PROGRAM_UNIT_ROWS;
        fault = school_change(school, students_unit, &all);
    }
    return fault;
}
