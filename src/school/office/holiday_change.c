/* SPDX-License-Identifier: MIT */
#include "school/office/holiday_change.h"

#include <string.h>

#include "base/arena.h"
#include "school/common/access.h"
#include "school/common/fault.h"
#include "school/common/rows.h"
#include "school/common/state.h"
#include "school/jobs/job_work.h"
#include "school/school.h"
#include "store/db.h"
#include "store/engine.h"
#include "store/store.h"

enum { PAGE = 1000, REQUEST_SIZE = 200, PAGE_ARENA_MAX = 4 << 20 };

static enum fault scope_of(const struct holiday_request *request, struct holiday_scope *ret_scope)
{
    struct holiday_scope scope = {.class_id = request->class_id};
    enum fault fault = holiday_dates_parse(&request->dates, &scope.first, &scope.last);
    if (fault != FAULT_NONE)
        return fault;
    *ret_scope = scope;
    return FAULT_NONE;
}

static enum fault scope_allowed(struct db *db, const struct actor *actor, int64_t class_id, bool change)
{
    struct access access;
    if (class_id == 0)
        return actor->role == ROLE_ADMINISTRATOR ? FAULT_NONE : FAULT_NOT_ALLOWED;
    enum fault fault = access_classroom(db, actor, class_id, &access);
    if (fault != FAULT_NONE)
        return fault;
    return change ? access_change(&access) : access.teacher ? FAULT_NONE : FAULT_NOT_FOUND;
}

/* ---- what lies there ---- */

/* The lecture among the first of a list, its texts in the arena of the answer. */
static bool list_it(const struct holiday_lecture *lecture, struct arena *arena, struct holiday_lecture *list,
                    size_t *listed)
{
    if (*listed == HOLIDAY_LISTED_MAX)
        return true;
    struct holiday_lecture *kept = &list[(*listed)++];
    *kept = *lecture;
    kept->subject = arena_strdup(arena, lecture->subject);
    kept->title = lecture->title ? arena_strdup(arena, lecture->title) : NULL;
    kept->name = lecture->name ? arena_strdup(arena, lecture->name) : NULL;
    kept->timezone = arena_strdup(arena, lecture->timezone);
    return kept->subject && kept->timezone && (kept->title || !lecture->title) && (kept->name || !lecture->name);
}

/* A page counted into the plan. *next: of the page after it. */
static enum fault plan_page(struct school *school, struct db *db, const struct holiday_scope *scope, int64_t *next,
                            struct arena *arena, struct holiday_plan *plan)
{
    struct holiday_lecture_list list;
    CLOSES(arena_release) struct arena page = arena_of(PAGE_ARENA_MAX);
    enum fault fault = holiday_lectures_on(school, db, scope, *next, PAGE, school_now(school), &page, &list);
    for (size_t i = 0; fault == FAULT_NONE && i < list.count; i++) {
        const struct holiday_lecture *lecture = &list.lectures[i];
        plan->planned_count += !lecture->taken;
        plan->taken_count += lecture->taken;
        if (!(lecture->taken ? list_it(lecture, arena, plan->taken, &plan->taken_listed)
                             : list_it(lecture, arena, plan->planned, &plan->planned_listed)))
            fault = FAULT_INTERNAL;
    }
    *next = fault == FAULT_NONE ? list.next : 0;
    return fault;
}

static enum fault cancelled_page(struct db *db, const struct holiday_scope *scope, int64_t *next, int64_t *count)
{
    struct holiday_lecture_list list;
    CLOSES(arena_release) struct arena page = arena_of(PAGE_ARENA_MAX);
    enum fault fault = holiday_lectures_cancelled(db, scope, false, *next, PAGE, &page, &list);
    *next = fault == FAULT_NONE ? list.next : 0;
    *count += fault == FAULT_NONE ? (int64_t)list.count : 0;
    return fault;
}

static enum fault plan_read(struct school *school, struct db *db, const struct holiday_scope *scope,
                            struct arena *arena, struct holiday_plan *ret_plan)
{
    struct holiday_plan plan = {
        .planned = arena_calloc(arena, HOLIDAY_LISTED_MAX, sizeof(*plan.planned)),
        .taken = arena_calloc(arena, HOLIDAY_LISTED_MAX, sizeof(*plan.taken)),
    };
    enum fault fault = plan.planned && plan.taken ? FAULT_NONE : FAULT_INTERNAL;
    int64_t next = 0;
    do
        fault = fault == FAULT_NONE ? plan_page(school, db, scope, &next, arena, &plan) : fault;
    while (fault == FAULT_NONE && next != 0);
    do
        fault = fault == FAULT_NONE ? cancelled_page(db, scope, &next, &plan.cancelled_count) : fault;
    while (fault == FAULT_NONE && next != 0);
    if (fault != FAULT_NONE)
        return fault;
    *ret_plan = plan;
    return FAULT_NONE;
}

enum fault holiday_plan_read(struct school *school, const struct actor *actor, const struct holiday_request *request,
                             struct arena *arena, struct holiday_plan *ret_plan)
{
    struct holiday_scope scope;
    enum fault fault = scope_of(request, &scope);
    if (fault != FAULT_NONE)
        return fault;
    CLOSES(store_reader_close) struct db *db = store_reader(school->config.store);
    fault = scope_allowed(db, actor, scope.class_id, false);
    if (fault != FAULT_NONE)
        return fault;
    return plan_read(school, db, &scope, arena, ret_plan);
}

/* ---- starting the job ---- */

struct starting {
    const struct actor *actor;
    struct holiday_scope scope;
    const char *act;
    int64_t now, job_id;
};

static enum fault start(struct db *db, void *context)
{
    struct starting *unit = context;
    char request[REQUEST_SIZE];
    enum fault fault = scope_allowed(db, unit->actor, unit->scope.class_id, true);
    if (fault != FAULT_NONE)
        return fault;
    snprintf(request, sizeof(request), "act=%s\nfirst=%lld\nlast=%lld\nat=%lld\n", unit->act,
             (long long)unit->scope.first, (long long)unit->scope.last, (long long)unit->now);
    return job_create(db, unit->actor,
                      &(struct job_request){.kind = "holiday", .class_id = unit->scope.class_id, .request = request},
                      unit->now, &unit->job_id);
}

static enum fault holiday_start(struct school *school, const struct actor *actor, const struct holiday_request *request,
                                const char *act, struct arena *arena, struct job *ret_job)
{
    struct starting unit = {.actor = actor, .act = act, .now = school_now(school)};
    enum fault fault = scope_of(request, &unit.scope);
    if (fault != FAULT_NONE)
        return fault;
    fault = school_change(school, start, &unit);
    return fault != FAULT_NONE ? fault : job_get(school, actor, unit.job_id, arena, ret_job);
}

enum fault holiday_cancel(struct school *school, const struct actor *actor, const struct holiday_request *request,
                          struct arena *arena, struct job *ret_job)
{
    return holiday_start(school, actor, request, "cancel", arena, ret_job);
}

enum fault holiday_restore(struct school *school, const struct actor *actor, const struct holiday_request *request,
                           struct arena *arena, struct job *ret_job)
{
    return holiday_start(school, actor, request, "restore", arena, ret_job);
}
