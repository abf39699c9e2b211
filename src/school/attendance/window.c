/* SPDX-License-Identifier: MIT */
/* Opening, extending and closing the attendance window of a lecture. */
#include "school/attendance/window.h"

#include "base/arena.h"
#include "base/clock.h"
#include "school/attendance/window_inside.h"
#include "school/common/access.h"
#include "school/common/audit_inside.h"
#include "school/common/event_inside.h"
#include "school/common/fault.h"
#include "school/common/rows.h"
#include "school/common/state.h"
#include "school/common/text.h"
#include "school/marks/warning/due.h"
#include "school/marks/figures.h"
#include "school/marks/mark_event.h"
#include "school/plan/mark_leave.h"
#include "school/marks/mark_write.h"
#include "school/plan/joint_inside.h"
#include "school/plan/lecture.h"
#include "school/plan/lecture_inside.h"
#include "school/post/notification.h"
#include "school/post/tell.h"
#include "school/school.h"
#include "store/db.h"
#include "store/engine.h"

enum { DETAIL_SIZE = 1500, CLOSE_ARENA_MAX = JOINT_CLASSES_MAX * (256 << 10) };

/* What was done to a window, for the audit log and for pages at other servers. */
static enum fault window_audit(struct db *db, const struct actor *actor, int64_t lecture_id, const char *action,
                               int64_t closes_at, int64_t now)
{
    char detail[DETAIL_SIZE], time[CLOCK_TEXT_SIZE];
    enum fault fault = fault_of(event_note_lecture(db, lecture_id, now));
    if (fault != FAULT_NONE)
        return fault;
    clock_format(closes_at, time);
    snprintf(detail, sizeof(detail), "closes %s", time);
    return audit_append(db, &(struct audit_entry){
                                .at = now,
                                .actor_id = actor->user_id,
                                .action = action,
                                .subject_type = "lecture",
                                .subject_id = lecture_id,
                                .detail = detail,
                            });
}

/* Who became Absent by the close is not yet marked again. */
static enum fault reopen(struct db *db, const struct actor *actor, const struct access *access,
                         const struct window_plan *plan, int64_t closes_at, int64_t late_after_at, int64_t now)
{
    int64_t absent = 0;
    char detail[DETAIL_SIZE], time[CLOCK_TEXT_SIZE];
    enum fault fault = row_count(db, "SELECT COUNT(*) FROM attendance WHERE lecture_id = ? AND method = 'close'",
                                 DB_VALUES(I(access->lecture_id)), &absent);
    bool is_slip = absent == 0 && now - access->closes_at < WINDOW_SLIP_MINUTES * (int64_t)SCHOOL_MINUTE_MS;
    if (fault != FAULT_NONE)
        return fault;
    if (!plan->reason && !is_slip)
        return FAULT_REASON_NEEDED;
    fault = fault_of(
        db_exec(db,
                "UPDATE windows SET closes_at = ?, late_after_at = ?, opened_by = ?, closed_by = NULL, unswept = 1"
                " WHERE lecture_id = ?",
                DB_VALUES(I(closes_at), I(late_after_at), I(actor->user_id), I(access->lecture_id))));
    if (fault != FAULT_NONE)
        return fault;
    fault = mark_forget_close(db, access->lecture_id, now);
    if (fault != FAULT_NONE)
        return fault;
    clock_format(closes_at, time);
    snprintf(detail, sizeof(detail), "closes %s, %lld absent taken back%s%s", time, (long long)absent,
             plan->reason ? ": " : "", plan->reason ? plan->reason : "");
    return audit_append(db, &(struct audit_entry){
                                .at = now,
                                .actor_id = actor->user_id,
                                .action = "window_reopened",
                                .subject_type = "lecture",
                                .subject_id = access->lecture_id,
                                .detail = detail,
                            });
}

enum fault window_write(struct db *db, const struct actor *actor, const struct access *access,
                        const struct window_plan *plan, int64_t now)
{
    const struct window_request *request = &plan->request;
    bool again = access->has_window && window_state(access->opens_at, access->closes_at, now) == WINDOW_CLOSED;
    int64_t opens_at = plan->opens_at ? plan->opens_at : now;
    int64_t minutes = request->minutes < 0 ? access->window_minutes : request->minutes;
    int64_t closes_at = opens_at + minutes * SCHOOL_MINUTE_MS;
    int64_t late_minutes = request->late_after_minutes < 0 ? access->late_after_minutes : request->late_after_minutes;
    bool keep_late = again && request->late_after_minutes < 0;
    int64_t late_after_at = keep_late ? access->late_after_at : opens_at + late_minutes * SCHOOL_MINUTE_MS;
    bool later = opens_at > now;
    if (again)
        return later ? FAULT_TIME_INVALID : reopen(db, actor, access, plan, closes_at, late_after_at, now);
    enum db_status status = DB_OK;
    if (access->has_window) // a plan that has not begun
        status = db_exec(db, "DELETE FROM windows WHERE lecture_id = ?", DB_VALUES(I(access->lecture_id)));
    if (status == DB_OK)
        status = db_exec(db,
                         "INSERT INTO windows (lecture_id, opens_at, closes_at, late_after_at, opened_by, closed_by,"
                         " created_at, untold, unswept) VALUES (?, ?, ?, ?, ?, NULL, ?, ?, 1)",
                         DB_VALUES(I(access->lecture_id), I(opens_at), I(closes_at), I(late_after_at),
                                   I(actor->user_id), I(now), I(later)));
    if (status == DB_CONFLICT)
        return FAULT_WINDOW_OPEN; // opened by another request a moment ago
    enum fault fault = fault_of(status);
    if (fault != FAULT_NONE)
        return fault;
    if (!later) // otherwise when it opens: nobody was marked in a lecture that lies ahead
        fault = leave_apply(db, access->class_id, access->lecture_id, true, now);
    if (fault != FAULT_NONE)
        return fault;
    fault = figures_touch(db, access->lecture_id);
    if (fault != FAULT_NONE)
        return fault;
    fault = due_touch(db, access->class_id, now);
    if (fault != FAULT_NONE)
        return fault;
    struct notification_request told = {
        .kind = NOTIFY_WINDOW_OPENED,
        .class_id = access->class_id,
        .lecture_id = access->lecture_id,
    };
    fault = later ? FAULT_NONE : tell(db, TELL_MEMBERS, &told, actor->user_id, now);
    if (fault != FAULT_NONE)
        return fault;
    return window_audit(db, actor, access->lecture_id, later ? "window_planned" : "window_opened", closes_at, now);
}

/* A change of a window: decided and written in one unit, for all lectures that are held together. */
struct window_change {
    const struct actor *actor;
    int64_t lecture_id;
    struct window_plan plan; // minutes of an extension in .request
    struct arena *arena;     // of a close
    struct joint joint;      // those that are changed; who became Absent in each
    struct absent_list absent[JOINT_CLASSES_MAX];
    int64_t now;
};

/* For extend and close: the fault of a window that is not open. */
static enum fault must_be_open(const struct access *access, int64_t now)
{
    if (!access->has_window || window_state(access->opens_at, access->closes_at, now) == WINDOW_SCHEDULED)
        return FAULT_WINDOW_NOT_OPEN;
    return window_state(access->opens_at, access->closes_at, now) == WINDOW_OPEN ? FAULT_NONE : FAULT_WINDOW_CLOSED;
}

/* What is done to one lecture's window, `at` in the unit's joint. */
typedef enum fault (*window_work)(struct db *db, struct window_change *unit, const struct access *access, size_t at);

/* `work` for the lecture that was named and then for those held together with it, but for cancelled ones. */
static enum fault change_all(struct db *db, struct window_change *unit, window_work work)
{
    struct access access;
    enum fault fault = access_lecture_work(db, unit->actor, unit->lecture_id, &access);
    if (fault != FAULT_NONE)
        return fault;
    fault = joint_read(db, unit->lecture_id, &unit->joint);
    if (fault != FAULT_NONE)
        return fault;
    fault = work(db, unit, &access, 0);
    for (size_t i = 1; fault == FAULT_NONE && i < unit->joint.count; i++) {
        fault = access_joint(db, unit->actor, unit->joint.lectures[i], &access);
        if (fault != FAULT_NONE)
            return fault;
        if (!access.cancelled)
            fault = work(db, unit, &access, i);
    }
    return fault;
}

static enum fault open_one(struct db *db, struct window_change *unit, const struct access *access, size_t at)
{
    (void)at;
    if (access->has_window && window_state(access->opens_at, access->closes_at, unit->now) == WINDOW_OPEN)
        return FAULT_WINDOW_OPEN;
    struct window_request *request = &unit->plan.request; // the first one's settings are all others'
    request->minutes = request->minutes < 0 ? access->window_minutes : request->minutes;
    if (request->late_after_minutes < 0 && !access->has_window)
        request->late_after_minutes = access->late_after_minutes;
    return window_write(db, unit->actor, access, &unit->plan, unit->now);
}

static enum fault window_open(struct db *db, void *context)
{
    struct window_change *unit = context;
    const struct window_request asked = unit->plan.request;
    enum fault fault = change_all(db, unit, open_one);
    unit->plan.request = asked; // the unit may run again
    return fault;
}

static enum fault forget_one(struct db *db, struct window_change *unit, const struct access *access, size_t at)
{
    (void)at;
    if (!access->has_window)
        return FAULT_WINDOW_NOT_OPEN;
    if (window_state(access->opens_at, access->closes_at, unit->now) != WINDOW_SCHEDULED)
        return unit->now < access->closes_at ? FAULT_WINDOW_OPEN : FAULT_WINDOW_CLOSED;
    // Were the plan left on, the next tick would write the window again.
    enum db_status status =
        db_exec(db,
                "UPDATE lectures SET auto_open = 0, version = version + 1, updated_at = ? WHERE id = ?"
                " AND EXISTS (SELECT 1 FROM windows w WHERE w.lecture_id = lectures.id AND"
                " w.automatic = 1)",
                DB_VALUES(I(unit->now), I(access->lecture_id)));
    if (status == DB_OK)
        status = db_exec(db, "DELETE FROM windows WHERE lecture_id = ?", DB_VALUES(I(access->lecture_id)));
    if (status != DB_OK)
        return fault_of(status);
    enum fault fault = due_touch(db, access->class_id, unit->now);
    if (fault != FAULT_NONE)
        return fault;
    return window_audit(db, unit->actor, access->lecture_id, "window_forgotten", access->closes_at, unit->now);
}

static enum fault window_forget(struct db *db, void *context)
{
    return change_all(db, context, forget_one);
}

static enum fault extend_one(struct db *db, struct window_change *unit, const struct access *access, size_t at)
{
    (void)at;
    enum fault fault = must_be_open(access, unit->now);
    if (fault != FAULT_NONE)
        return fault;
    int64_t closes_at = access->closes_at + unit->plan.request.minutes * SCHOOL_MINUTE_MS;
    if (closes_at - unit->now > WINDOW_MINUTES_MAX * (int64_t)SCHOOL_MINUTE_MS)
        return FAULT_WINDOW_TOO_LONG;
    enum db_status status = db_exec(db, "UPDATE windows SET closes_at = ? WHERE lecture_id = ?",
                                    DB_VALUES(I(closes_at), I(access->lecture_id)));
    if (status != DB_OK)
        return fault_of(status);
    return window_audit(db, unit->actor, access->lecture_id, "window_extended", closes_at, unit->now);
}

static enum fault window_extend(struct db *db, void *context)
{
    return change_all(db, context, extend_one);
}

static enum fault close_one(struct db *db, struct window_change *unit, const struct access *access, size_t at)
{
    enum fault fault = must_be_open(access, unit->now);
    if (fault != FAULT_NONE)
        return fault;
    unit->absent[at] = (struct absent_list){0};
    fault = fault_of(db_exec(db, "UPDATE windows SET closes_at = ?, closed_by = ?, unswept = 0 WHERE lecture_id = ?",
                             DB_VALUES(I(unit->now), I(unit->actor->user_id), I(access->lecture_id))));
    if (fault != FAULT_NONE)
        return fault;
    fault = window_absent(db, access->lecture_id, unit->now, unit->now, unit->arena, &unit->absent[at]);
    if (fault != FAULT_NONE)
        return fault;
    return window_audit(db, unit->actor, access->lecture_id, "window_closed", unit->now, unit->now);
}

static enum fault window_close(struct db *db, void *context)
{
    return change_all(db, context, close_one);
}

static enum fault change(struct school *school, school_unit unit_of, struct window_change *unit, struct arena *arena,
                         struct lecture *ret_lecture)
{
    unit->now = school_now(school);
    enum fault fault = school_change(school, unit_of, unit);
    if (fault != FAULT_NONE)
        return fault;
    for (size_t i = 0; i < unit->joint.count; i++)
        event_window(school, unit->joint.lectures[i]);
    return lecture_get(school, unit->actor, unit->lecture_id, arena, ret_lecture);
}

enum fault lecture_window_plan(struct school *school, const struct actor *actor, int64_t lecture_id,
                               const struct window_plan *plan, struct arena *arena, struct lecture *ret_lecture)
{
    struct window_change unit = {.actor = actor, .lecture_id = lecture_id, .plan = *plan};
    const struct window_request *request = &plan->request;
    int64_t now = school_now(school);
    if ((request->minutes != -1 && (request->minutes < 1 || request->minutes > WINDOW_MINUTES_MAX)) ||
        request->late_after_minutes < -1 || request->late_after_minutes > LATE_MINUTES_MAX)
        return FAULT_MINUTES_INVALID;
    if (plan->opens_at != 0 &&
        (plan->opens_at <= now || plan->opens_at > now + WINDOW_AHEAD_DAYS * (int64_t)SCHOOL_DAY_MS))
        return FAULT_TIME_INVALID;
    enum fault fault = text_clean(plan->reason, WINDOW_REASON_MAX, false, true, arena, &unit.plan.reason);
    return fault != FAULT_NONE ? fault : change(school, window_open, &unit, arena, ret_lecture);
}

enum fault lecture_window_open(struct school *school, const struct actor *actor, int64_t lecture_id,
                               const struct window_request *request, struct arena *arena, struct lecture *ret_lecture)
{
    struct window_plan plan = {.request = *request};
    return lecture_window_plan(school, actor, lecture_id, &plan, arena, ret_lecture);
}

enum fault lecture_window_forget(struct school *school, const struct actor *actor, int64_t lecture_id,
                                 struct arena *arena, struct lecture *ret_lecture)
{
    struct window_change unit = {.actor = actor, .lecture_id = lecture_id};
    return change(school, window_forget, &unit, arena, ret_lecture);
}

enum fault lecture_window_extend(struct school *school, const struct actor *actor, int64_t lecture_id, int64_t minutes,
                                 struct arena *arena, struct lecture *ret_lecture)
{
    struct window_change unit = {.actor = actor, .lecture_id = lecture_id, .plan = {.request = {.minutes = minutes}}};
    if (minutes < 1 || minutes > WINDOW_MINUTES_MAX)
        return FAULT_MINUTES_INVALID;
    return change(school, window_extend, &unit, arena, ret_lecture);
}

enum fault lecture_window_close(struct school *school, const struct actor *actor, int64_t lecture_id,
                                struct arena *arena, struct lecture *ret_lecture)
{
    CLOSES(arena_release) struct arena close_arena = arena_of(CLOSE_ARENA_MAX);
    struct window_change unit = {.actor = actor, .lecture_id = lecture_id, .arena = &close_arena};
    enum fault fault = change(school, window_close, &unit, arena, ret_lecture);
    for (size_t i = 0; fault == FAULT_NONE && i < unit.joint.count; i++)
        for (size_t k = 0; k < unit.absent[i].count; k++)
            event_mark(school, unit.joint.lectures[i], unit.absent[i].students[k]);
    return fault;
}
