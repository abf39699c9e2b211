/* SPDX-License-Identifier: MIT */
/*
 * The job of holiday_change.h. First the lectures, some in each unit: those that are done are no longer among those to
 * do, so a job that broke off just goes on. Then the people, by id: `done` counts both, and says how many were told.
 * Last the entry in the audit log.
 */
#include <stdio.h>
#include <string.h>

#include "base/arena.h"
#include "base/str.h"
#include "school/common/access.h"
#include "school/common/audit_inside.h"
#include "school/common/fault.h"
#include "school/common/group_rule.h"
#include "school/common/rows.h"
#include "school/common/state.h"
#include "school/common/zone.h"
#include "school/jobs/job_work.h"
#include "school/office/holiday_change.h"
#include "school/plan/lecture_inside.h"
#include "school/post/notification.h"
#include "school/post/tell.h"
#include "school/school.h"
#include "store/db.h"
#include "store/engine.h"
#include "store/store.h"

enum { UNIT_ARENA_MAX = 1 << 20, DETAIL_SIZE = 200, TEXT_SIZE = 300, PEOPLE_A_UNIT = 200 };

/* Whom to tell of what. */
struct told {
    int64_t user_id;
    int64_t class_id, lecture_id; // of the first
    int64_t count;
    const char *name; // of the day; NULL: none
};

struct holiday_work {
    struct job_work *work;
    struct holiday_scope scope;
    bool back;
    int64_t now;
    int64_t asked_at; // what was over then is told to nobody, whenever the job gets to it
    int64_t done;     // lectures
    int64_t before;   // what an earlier try had committed
    // of a unit
    struct arena *arena;
    struct holiday_lecture_list list;
    int64_t after;
    // the people
    struct told *told;
    size_t told_count, told_from;
};

/* ---- the lectures ---- */

static enum fault lectures_unit(struct db *db, void *context)
{
    struct holiday_work *unit = context;
    struct school *school = unit->work->school;
    arena_release(unit->arena);
    arena_init(unit->arena, UNIT_ARENA_MAX);
    enum fault fault = unit->back ? holiday_lectures_cancelled(db, &unit->scope, true, unit->after, JOB_UNIT_ROWS,
                                                               unit->arena, &unit->list)
                                  : holiday_lectures_on(school, db, &unit->scope, unit->after, JOB_UNIT_ROWS, unit->now,
                                                        unit->arena, &unit->list);
    for (size_t i = 0; fault == FAULT_NONE && i < unit->list.count; i++) {
        const struct holiday_lecture *lecture = &unit->list.lectures[i];
        if (unit->back)
            fault = holiday_lecture_restore(db, lecture, unit->work->job_id, unit->now);
        else if (!lecture->taken)
            fault = holiday_lecture_cancel(db, &unit->scope, lecture, unit->work->actor.user_id, unit->work->job_id,
                                           unit->now);
    }
    return fault;
}

/* How many of its lectures the job has done. */
static enum fault done_read(struct holiday_work *unit)
{
    CLOSES(store_reader_close) struct db *db = store_reader(unit->work->school->config.store);
    return row_count(db, "SELECT COUNT(*) FROM holiday_lectures WHERE job_id = ? AND restored = ?",
                     DB_VALUES(I(unit->work->job_id), I(unit->back)), &unit->done);
}

static enum fault lectures_run(struct holiday_work *unit)
{
    CLOSES(arena_release) struct arena arena = arena_of(UNIT_ARENA_MAX);
    unit->arena = &arena;
    do {
        enum fault fault =
            job_write(unit->work, unit->before > unit->done ? unit->before : unit->done, lectures_unit, unit);
        if (fault != FAULT_NONE)
            return fault;
        for (size_t i = 0; i < unit->list.count; i++)
            event_window_shared(unit->work->school, unit->list.lectures[i].id);
        fault = done_read(unit);
        if (fault != FAULT_NONE)
            return fault;
        unit->after = unit->list.next;
    } while (unit->after != 0);
    return FAULT_NONE;
}

/* ---- the people ---- */

/* Everybody with a lecture among them that is not over, by id, but for whose job it is. */
static enum fault people_read(struct holiday_work *unit)
{
    struct row row;
    int64_t job_id = unit->work->job_id;
    CLOSES(store_reader_close) struct db *db = store_reader(unit->work->school->config.store);
    row_begin(&row, db, unit->work->arena,
              "SELECT p.user_id, p.class_id, p.lecture_id, r.cancel_reason FROM (SELECT s.user_id AS user_id, "
              "l.class_id AS class_id,"
              " l.id AS lecture_id, l.starts_at AS starts_at FROM holiday_lectures h JOIN lectures l ON l.id ="
              " h.lecture_id JOIN students s ON s.class_id = l.class_id WHERE h.job_id = ? AND l.ends_at > ?"
              " AND " GROUP_THEN("s.user_id") " UNION SELECT k.user_id, l.class_id, l.id, l.starts_at FROM "
                                              "holiday_lectures h JOIN lectures l ON l.id ="
                                              " h.lecture_id JOIN classroom_staff k ON k.class_id = l.class_id WHERE "
                                              "h.job_id = ? AND l.ends_at > ?"
                                              " UNION SELECT c.professor_id, l.class_id, l.id, l.starts_at FROM "
                                              "holiday_lectures h JOIN lectures l ON"
                                              " l.id = h.lecture_id JOIN classrooms c ON c.id = l.class_id WHERE "
                                              "h.job_id = ? AND l.ends_at > ?) AS p"
                                              " JOIN lectures r ON r.id = p.lecture_id"
                                              " WHERE p.user_id <> ? ORDER BY p.user_id, p.starts_at, p.lecture_id",
              DB_VALUES(I(job_id), I(unit->asked_at), I(job_id), I(unit->asked_at), I(job_id), I(unit->asked_at),
                        I(unit->work->actor.user_id)));
    while (row_next(&row)) {
        struct told *last = unit->told_count ? &unit->told[unit->told_count - 1] : NULL;
        if (last && last->user_id == row_int(&row, 0)) {
            last->count++;
            continue;
        }
        struct told *told = row_list(&row, unit->told, unit->told_count, sizeof(*told));
        if (!told)
            break;
        unit->told = told;
        told[unit->told_count++] =
            (struct told){row_int(&row, 0), row_int(&row, 1), row_int(&row, 2), 1, row_text(&row, 3)};
    }
    return row_end(&row);
}

static enum fault people_unit(struct db *db, void *context)
{
    struct holiday_work *unit = context;
    enum fault fault = FAULT_NONE;
    for (size_t i = 0; fault == FAULT_NONE && i < PEOPLE_A_UNIT && unit->told_from + i < unit->told_count; i++) {
        const struct told *told = &unit->told[unit->told_from + i];
        char text[TEXT_SIZE];
        snprintf(text, sizeof(text), "%s %lld%s%s", unit->back ? "holiday_over" : "holiday", (long long)told->count,
                 told->name ? ": " : "", told->name ? told->name : "");
        const struct notification_request request = {
            .user_id = told->user_id,
            .kind = NOTIFY_LECTURE_CHANGED,
            .class_id = told->class_id,
            .lecture_id = told->lecture_id,
            .text = text,
        };
        fault = tell(db, TELL_PERSON, &request, 0, unit->now);
    }
    return fault;
}

/* ---- the end ---- */

static enum fault end_unit(struct db *db, void *context)
{
    struct holiday_work *unit = context;
    char detail[DETAIL_SIZE], first[ZONE_DATE_SIZE], last[ZONE_DATE_SIZE];
    zone_day_format(unit->scope.first, first);
    zone_day_format(unit->scope.last, last);
    snprintf(detail, sizeof(detail), "%s to %s: %lld lectures", first, last, (long long)unit->done);
    enum fault fault =
        audit_append(db, &(struct audit_entry){
                             .at = unit->now,
                             .actor_id = unit->work->actor.user_id,
                             .action = unit->back ? "holiday_lectures_restored" : "holiday_lectures_cancelled",
                             .subject_type = unit->scope.class_id ? "classroom" : "school",
                             .subject_id = unit->scope.class_id,
                             .detail = detail,
                         });
    return fault != FAULT_NONE ? fault : unit->back ? holiday_lectures_forget(db, unit->work->job_id) : FAULT_NONE;
}

/* All are told that have not been by an earlier try, and the end is written. */
static enum fault people_run(struct holiday_work *unit)
{
    enum fault fault = people_read(unit);
    int64_t before = unit->before > unit->done ? unit->before - unit->done : 0;
    int64_t whole = unit->done + (int64_t)unit->told_count + 1;
    if (fault != FAULT_NONE || unit->before >= whole) // only the job's own end was not written
        return fault;
    fault = job_progress(unit->work, unit->done + before, whole);
    for (unit->told_from = (size_t)before; fault == FAULT_NONE && unit->told_from < unit->told_count;
         unit->told_from += PEOPLE_A_UNIT) {
        size_t to =
            unit->told_from + PEOPLE_A_UNIT < unit->told_count ? unit->told_from + PEOPLE_A_UNIT : unit->told_count;
        fault = job_write(unit->work, unit->done + (int64_t)to, people_unit, unit);
    }
    return fault != FAULT_NONE ? fault : job_write(unit->work, whole, end_unit, unit);
}

static enum fault work_allowed(const struct job_work *work)
{
    struct access access;
    if (work->class_id == 0)
        return work->actor.role == ROLE_ADMINISTRATOR ? FAULT_NONE : FAULT_NOT_ALLOWED;
    CLOSES(store_reader_close) struct db *db = store_reader(work->school->config.store);
    return access_class_change(db, &work->actor, work->class_id, &access);
}

static bool number_of(struct job_work *work, const char *name, int64_t *ret_number)
{
    const char *text = job_word(work, name);
    return text && str_to_int(text, 0, INT64_MAX, ret_number);
}

enum fault holiday_run(struct job_work *work)
{
    struct holiday_work unit = {
        .work = work,
        .scope.class_id = work->class_id,
        .now = school_now(work->school),
        .before = work->done,
    };
    const char *act = job_word(work, "act");
    if (!act || !number_of(work, "first", &unit.scope.first) || !number_of(work, "last", &unit.scope.last) ||
        !number_of(work, "at", &unit.asked_at))
        return job_refuse(work, FAULT_NOT_FOUND, "not_found", "The job does not say which days.");
    unit.back = strcmp(act, "restore") == 0;
    enum fault fault = work_allowed(work);
    if (fault == FAULT_NOT_FOUND || fault == FAULT_NOT_ALLOWED || fault == FAULT_CLASSROOM_ARCHIVED)
        return job_refuse(work, fault, "not_allowed", "The classroom is archived, or no longer yours to change.");
    if (fault != FAULT_NONE)
        return fault;
    fault = done_read(&unit);
    if (fault != FAULT_NONE)
        return fault;
    fault = lectures_run(&unit);
    if (fault != FAULT_NONE)
        return fault;
    return unit.done > 0 ? people_run(&unit) : FAULT_NONE;
}
