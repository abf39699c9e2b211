/* SPDX-License-Identifier: MIT */
/* Holding lectures together, and apart again. */
#include <string.h>

#include "base/arena.h"
#include "school/common/access.h"
#include "school/common/audit_inside.h"
#include "school/common/fault.h"
#include "school/common/rows.h"
#include "school/common/state.h"
#include "school/marks/warning/due.h"
#include "school/marks/figures.h"
#include "school/plan/joint.h"
#include "school/plan/joint_inside.h"
#include "school/plan/lecture.h"
#include "school/plan/lecture_inside.h"
#include "school/plan/window_plan.h"
#include "school/school.h"
#include "store/db.h"
#include "store/engine.h"

enum { DETAIL_SIZE = 96, JOINT_ARENA_MAX = 1 << 20 };

/* A change of what is held together: decided and written in one unit. */
struct joint_unit {
    const struct actor *actor;
    int64_t lecture_id;
    struct joint_request request; // .class_id is not meant when a lecture leaves
    struct arena *arena;          // for what the unit reads
    int64_t now;
    int64_t series_id; // of the lectures that were made; 0: none yet
    size_t count;      // lectures changed
};

static enum fault joint_audit(struct db *db, const struct joint_unit *unit, const char *action, int64_t class_id)
{
    char detail[DETAIL_SIZE];
    snprintf(detail, sizeof(detail), "%zu lecture%s%s%lld", unit->count, unit->count == 1 ? "" : "s",
             unit->request.class_id ? " with classroom " : " of classroom ", (long long)class_id);
    return audit_append(db, &(struct audit_entry){
                                .at = unit->now,
                                .actor_id = unit->actor->user_id,
                                .action = action,
                                .subject_type = "lecture",
                                .subject_id = unit->lecture_id,
                                .detail = detail,
                            });
}

/* ---- windows ---- */

static enum fault window_copy(struct db *db, int64_t from_id, int64_t to_id, int64_t now)
{
    // Its opening is told and its close dealt with by the next tick, if their time has come.
    enum fault fault = fault_of(
        db_exec(db,
                "INSERT INTO windows (lecture_id, opens_at, closes_at, late_after_at, opened_by, closed_by, created_at,"
                " automatic, untold, unswept) SELECT ?, opens_at, closes_at, late_after_at, opened_by, closed_by, ?,"
                " automatic, 1, 1 FROM windows WHERE lecture_id = ?",
                DB_VALUES(I(to_id), I(now), I(from_id))));
    return fault != FAULT_NONE ? fault : figures_touch(db, to_id);
}

/* The window of `lecture_id` becomes that of `other_id`, whose own plan is dropped. */
static enum fault windows_meet(struct db *db, const struct joint_unit *unit, int64_t lecture_id, int64_t other_id)
{
    struct access one, other;
    enum fault fault = access_joint(db, unit->actor, lecture_id, &one);
    if (fault != FAULT_NONE)
        return fault;
    fault = access_joint(db, unit->actor, other_id, &other);
    if (fault != FAULT_NONE)
        return fault;
    if (other.has_window && other.opens_at > unit->now) {
        fault = fault_of(db_exec(db, "DELETE FROM windows WHERE lecture_id = ?", DB_VALUES(I(other_id))));
        other.has_window = false;
    }
    if (fault != FAULT_NONE)
        return fault;
    if (!other.has_window)
        return one.has_window ? window_copy(db, lecture_id, other_id, unit->now) : FAULT_NONE;
    return one.has_window && one.opens_at == other.opens_at && one.closes_at == other.closes_at ? FAULT_NONE
                                                                                                : FAULT_JOINT_WINDOW;
}

enum fault joint_window_follow(struct db *db, int64_t lecture_id, int64_t now)
{
    bool found = false;
    int64_t other_id = 0;
    enum fault fault = row_one_int(db,
                                   "SELECT s.id FROM lectures l JOIN lectures s ON s.joint_id = l.joint_id JOIN windows"
                                   " w ON w.lecture_id = s.id LEFT JOIN windows own ON own.lecture_id = l.id WHERE"
                                   " l.id = ? AND own.id IS NULL AND s.cancelled_at IS NULL ORDER BY s.id LIMIT 1",
                                   DB_VALUES(I(lecture_id)), &found, &other_id);
    return fault != FAULT_NONE || !found ? fault : window_copy(db, other_id, lecture_id, now);
}

/* ---- holding together ---- */

/* The classroom's own lecture at the very time of `lecture`; 0: there is none. */
static enum fault counterpart(struct db *db, const struct lecture *lecture, int64_t class_id, int64_t *ret_id)
{
    struct row row;
    int64_t id = 0;
    bool elsewhere = false;
    row_begin(
        &row, db, NULL,
        "SELECT id, joint_id FROM lectures WHERE class_id = ? AND starts_at = ? AND ends_at = ? AND cancelled_at IS"
        " NULL ORDER BY CASE WHEN joint_id IS NULL THEN 0 ELSE 1 END, id LIMIT 1",
        DB_VALUES(I(class_id), I(lecture->starts_at), I(lecture->ends_at)));
    while (row_next(&row)) {
        id = row_int(&row, 0);
        elsewhere = !db_is_null(&row.rows, 1);
    }
    enum fault fault = row_end(&row);
    if (fault != FAULT_NONE)
        return fault;
    *ret_id = id;
    return elsewhere ? FAULT_JOINT_ELSEWHERE : FAULT_NONE;
}

/* A lecture made of a series belongs to one of its classroom's, too, so that it is moved with it from either side. */
static enum fault series_join(struct db *db, struct joint_unit *unit, const struct lecture *lecture, int64_t id)
{
    if (!unit->request.following)
        return FAULT_NONE;
    if (unit->series_id == 0) {
        enum fault fault = row_insert(
            db,
            "INSERT INTO series (class_id, weekdays, from_minute, to_minute, first_day, last_day,"
            " every_weeks, created_by, created_at) SELECT ?, weekdays, from_minute, to_minute, first_day,"
            " last_day, every_weeks, ?, ? FROM series WHERE id = ? RETURNING id",
            DB_VALUES(I(unit->request.class_id), I(unit->actor->user_id), I(unit->now), I(lecture->series_id)),
            &unit->series_id);
        if (fault != FAULT_NONE)
            return fault;
    }
    return fault_of(db_exec(db, "UPDATE lectures SET series_id = ?, updated_at = ? WHERE id = ?",
                            DB_VALUES(I(unit->series_id), I(unit->now), I(id))));
}

/* The counterpart, or one that is made. */
static enum fault other_of(struct db *db, struct joint_unit *unit, const struct lecture *lecture, int64_t *ret_id)
{
    struct access access;
    enum fault fault = counterpart(db, lecture, unit->request.class_id, ret_id);
    if (fault != FAULT_NONE || *ret_id != 0)
        return fault;
    fault = lecture_may_add(db, unit->actor, unit->request.class_id, &access);
    if (fault != FAULT_NONE)
        return fault;
    const struct new_lecture made = {
        .class_id = unit->request.class_id,
        .title = lecture->title,
        .room = lecture->room,
        .starts_at = lecture->starts_at,
        .ends_at = lecture->ends_at,
        .now = unit->now,
    };
    fault = lecture_add(db, &made, ret_id);
    return fault != FAULT_NONE ? fault : series_join(db, unit, lecture, *ret_id);
}

/* The lecture's joint, made when there is none; with room for one more. */
static enum fault joint_of(struct db *db, const struct joint_unit *unit, const struct lecture *lecture, int64_t *ret_id)
{
    int64_t count = 0;
    *ret_id = lecture->joint_id;
    if (lecture->joint_id != 0) {
        enum fault fault =
            row_count(db, "SELECT COUNT(*) FROM lectures WHERE joint_id = ?", DB_VALUES(I(lecture->joint_id)), &count);
        return fault != FAULT_NONE ? fault : count >= JOINT_CLASSES_MAX ? FAULT_TOO_MANY_THINGS : FAULT_NONE;
    }
    enum fault fault = row_insert(db, "INSERT INTO joints (class_id, created_at) VALUES (?, ?) RETURNING id",
                                  DB_VALUES(I(lecture->class_id), I(unit->now)), ret_id);
    if (fault != FAULT_NONE)
        return fault;
    return fault_of(db_exec(db, "UPDATE lectures SET joint_id = ?, updated_at = ? WHERE id = ?",
                            DB_VALUES(I(*ret_id), I(unit->now), I(lecture->id))));
}

static enum fault add_one(struct db *db, struct joint_unit *unit, const struct lecture *lecture)
{
    int64_t other_id, joint_id;
    for (size_t i = 0; i < lecture->joint.count; i++)
        if (lecture->joint.lectures[i].class_id == unit->request.class_id)
            return FAULT_NONE;
    enum fault fault = joint_of(db, unit, lecture, &joint_id);
    if (fault != FAULT_NONE)
        return fault;
    fault = other_of(db, unit, lecture, &other_id);
    if (fault != FAULT_NONE)
        return fault;
    fault = fault_of(
        db_exec(db,
                "UPDATE lectures SET joint_id = ?, room = COALESCE(?, room), auto_open = ?, auto_open_minutes = ?,"
                " version = version + 1, sequence = sequence + 1, updated_at = ? WHERE id = ?",
                DB_VALUES(I(joint_id), T(lecture->room),
                          lecture->auto_open == AUTO_AS_CLASSROOM ? N() : I(lecture->auto_open == AUTO_ON),
                          I(lecture->auto_open_minutes), I(unit->now), I(other_id))));
    if (fault != FAULT_NONE)
        return fault;
    fault = windows_meet(db, unit, lecture->id, other_id);
    if (fault != FAULT_NONE)
        return fault;
    fault = window_plan_lecture(db, other_id, unit->now);
    if (fault != FAULT_NONE)
        return fault;
    unit->count++;
    return FAULT_NONE;
}

static enum fault add_allowed(struct db *db, const struct joint_unit *unit)
{
    struct access access;
    enum fault fault = access_lecture_change(db, unit->actor, unit->lecture_id, &access);
    if (fault != FAULT_NONE)
        return fault;
    if (access.class_id == unit->request.class_id)
        return FAULT_JOINT_ALREADY;
    return access_class_change(db, unit->actor, unit->request.class_id, &access);
}

static enum fault add(struct db *db, void *context)
{
    struct joint_unit *unit = context;
    struct lecture_list run;
    unit->count = 0;
    unit->series_id = 0;
    enum fault fault = add_allowed(db, unit);
    if (fault != FAULT_NONE)
        return fault;
    fault = lecture_read_run(db, unit->lecture_id, unit->request.following, false, unit->now, unit->arena, &run);
    for (size_t i = 0; fault == FAULT_NONE && i < run.count; i++)
        fault = add_one(db, unit, &run.lectures[i]);
    if (fault != FAULT_NONE)
        return fault;
    if (unit->count == 0)
        return FAULT_JOINT_ALREADY;
    fault = due_touch(db, unit->request.class_id, unit->now);
    if (fault != FAULT_NONE)
        return fault;
    return fault != FAULT_NONE ? fault : joint_audit(db, unit, "lectures_joined", unit->request.class_id);
}

/* ---- apart again ---- */

/* What is left of a joint: one lecture is its classroom's alone; several have another classroom's settings when those
 * they had went. */
static enum fault joint_rest(struct db *db, const struct lecture *lecture, int64_t now)
{
    int64_t count = 0;
    enum fault fault =
        row_count(db, "SELECT COUNT(*) FROM lectures WHERE joint_id = ?", DB_VALUES(I(lecture->joint_id)), &count);
    if (fault != FAULT_NONE)
        return fault;
    if (count > 1)
        return fault_of(db_exec(db,
                                "UPDATE joints SET class_id = (SELECT MIN(l.class_id) FROM lectures l WHERE l.joint_id"
                                " = joints.id) WHERE id = ? AND class_id = ?",
                                DB_VALUES(I(lecture->joint_id), I(lecture->class_id))));
    fault = fault_of(db_exec(db, "UPDATE lectures SET joint_id = NULL, updated_at = ? WHERE joint_id = ?",
                             DB_VALUES(I(now), I(lecture->joint_id))));
    if (fault != FAULT_NONE)
        return fault;
    return fault_of(db_exec(db, "DELETE FROM joints WHERE id = ?", DB_VALUES(I(lecture->joint_id))));
}

static enum fault leave_one(struct db *db, struct joint_unit *unit, const struct lecture *lecture)
{
    if (lecture->joint_id == 0)
        return FAULT_NONE;
    enum fault fault =
        fault_of(db_exec(db, "UPDATE lectures SET joint_id = NULL, version = version + 1, updated_at = ? WHERE id = ?",
                         DB_VALUES(I(unit->now), I(lecture->id))));
    if (fault != FAULT_NONE)
        return fault;
    fault = joint_rest(db, lecture, unit->now);
    if (fault != FAULT_NONE)
        return fault;
    fault = window_plan_lecture(db, lecture->id, unit->now);
    for (size_t i = 0; fault == FAULT_NONE && i < lecture->joint.count; i++)
        fault = window_plan_lecture(db, lecture->joint.lectures[i].lecture_id, unit->now);
    unit->count++;
    return fault;
}

static enum fault leave(struct db *db, void *context)
{
    struct joint_unit *unit = context;
    struct access access;
    struct lecture_list run;
    unit->count = 0;
    enum fault fault = access_lecture_change(db, unit->actor, unit->lecture_id, &access);
    if (fault != FAULT_NONE)
        return fault;
    fault = lecture_read_run(db, unit->lecture_id, unit->request.following, false, unit->now, unit->arena, &run);
    for (size_t i = 0; fault == FAULT_NONE && i < run.count; i++)
        fault = leave_one(db, unit, &run.lectures[i]);
    if (fault != FAULT_NONE)
        return fault;
    if (unit->count == 0)
        return FAULT_NOT_JOINT;
    fault = due_touch(db, access.class_id, unit->now);
    for (size_t i = 0; fault == FAULT_NONE && i < run.lectures[0].joint.count; i++)
        fault = due_touch(db, run.lectures[0].joint.lectures[i].class_id, unit->now);
    return fault != FAULT_NONE ? fault : joint_audit(db, unit, "lectures_parted", access.class_id);
}

static enum fault change(struct school *school, struct joint_unit *unit, school_unit work, struct arena *arena,
                         struct lecture *ret_lecture)
{
    CLOSES(arena_release) struct arena inner = arena_of(JOINT_ARENA_MAX);
    unit->arena = &inner;
    unit->now = school_now(school);
    enum fault fault = school_change(school, work, unit);
    if (fault != FAULT_NONE)
        return fault;
    return lecture_changed(school, unit->actor, unit->lecture_id, arena, ret_lecture);
}

enum fault joint_add(struct school *school, const struct actor *actor, int64_t lecture_id,
                     const struct joint_request *request, struct arena *arena, struct lecture *ret_lecture)
{
    struct joint_unit unit = {.actor = actor, .lecture_id = lecture_id, .request = *request};
    return change(school, &unit, add, arena, ret_lecture);
}

enum fault joint_leave(struct school *school, const struct actor *actor, int64_t lecture_id, bool following,
                       struct arena *arena, struct lecture *ret_lecture)
{
    struct joint_unit unit = {.actor = actor, .lecture_id = lecture_id, .request = {.following = following}};
    return change(school, &unit, leave, arena, ret_lecture);
}
