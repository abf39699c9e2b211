/* SPDX-License-Identifier: MIT */
/* Editing, moving, cancelling and bringing back: one lecture, or it and all later ones of its series. */
#include <string.h>

#include "base/arena.h"
#include "base/clock.h"
#include "school/common/access.h"
#include "school/common/external/external_inside.h"
#include "school/common/audit_inside.h"
#include "school/common/fault.h"
#include "school/common/limits.h"
#include "school/common/rows.h"
#include "school/common/state.h"
#include "school/common/text.h"
#include "school/common/zone.h"
#include "school/marks/warning/due.h"
#include "school/marks/figures.h"
#include "school/marks/group/group_inside.h"
#include "school/marks/mark_write.h"
#include "school/plan/joint_inside.h"
#include "school/plan/lecture.h"
#include "school/plan/lecture_inside.h"
#include "school/plan/mark_leave.h"
#include "school/plan/series.h"
#include "school/plan/window_plan.h"
#include "school/post/notification.h"
#include "school/post/tell.h"
#include "school/school.h"
#include "store/db.h"
#include "store/engine.h"

enum {
    DETAIL_SIZE = 1500,
    TOLD_SIZE = 4 * LECTURE_ROOM_MAX + 80,
    EDIT_ARENA_MAX = 4 << 20,
};

struct lecture_change lecture_no_change(void)
{
    return (struct lecture_change){.auto_open_minutes = INT64_MIN};
}

/* A change of the plan: decided and written in one unit. */
struct plan_edit {
    struct school *school;
    const struct actor *actor;
    int64_t lecture_id;
    int64_t class_id;             // its classroom, once it is read
    struct lecture_change change; // its texts cleaned
    enum lecture_auto auto_open;  // meant when the change names one
    const char *reason;           // of a cancellation or a restoration
    struct arena *arena;          // for what the unit reads
    int64_t now;
    size_t count; // lectures changed
};

/* The lectures that the edit is about, and those held together with them: `run` by start, the first is the one that was
 * named; and after them the others. */
struct edited {
    struct lecture_list run;
    struct lecture *others;
    size_t other_count;
};

static enum fault edited_others(struct db *db, const struct plan_edit *unit, struct edited *edited)
{
    const struct lecture_list *run = &edited->run;
    size_t most = 0;
    for (size_t i = 0; i < run->count; i++)
        most += run->lectures[i].joint.count;
    edited->others = arena_calloc(unit->arena, most + 1, sizeof(*edited->others));
    if (!edited->others)
        return FAULT_INTERNAL;
    for (size_t i = 0; i < run->count; i++) {
        const struct joint_lectures *joint = &run->lectures[i].joint;
        for (size_t k = 0; k < joint->count; k++) {
            enum fault fault = lecture_read(db, joint->lectures[k].lecture_id, unit->now, unit->arena,
                                            &edited->others[edited->other_count++]);
            if (fault != FAULT_NONE)
                return fault;
        }
    }
    return FAULT_NONE;
}

static enum fault edited_read(struct db *db, const struct plan_edit *unit, bool cancelled, struct edited *ret_edited)
{
    struct edited edited = {0};
    enum fault fault =
        lecture_read_run(db, unit->lecture_id, unit->change.following, cancelled, unit->now, unit->arena, &edited.run);
    if (fault != FAULT_NONE)
        return fault;
    if (unit->change.version != 0 && unit->change.version != edited.run.lectures[0].version)
        return FAULT_CHANGED_MEANWHILE;
    fault = edited_others(db, unit, &edited);
    if (fault == FAULT_NONE)
        *ret_edited = edited;
    return fault;
}

/* The people of a lecture's classroom hear of it, and the audit log has it. */
static enum fault edit_say(struct db *db, const struct plan_edit *unit, const struct lecture *lecture, const char *told,
                           const char *action, const char *more)
{
    char detail[DETAIL_SIZE], text[TOLD_SIZE];
    bool moved = told && strncmp(told, "moved", strlen("moved")) == 0;
    struct notification_request request = {
        .kind = NOTIFY_LECTURE_CHANGED,
        .class_id = lecture->class_id,
        .lecture_id = lecture->id,
        .text = moved ? text : told,
    };
    if (moved) // where it stood, for e-mails (post/notification_item.h): `lecture` is as it was read before
        snprintf(text, sizeof(text), "%s|%lld %lld %s", told, (long long)lecture->starts_at,
                 (long long)lecture->ends_at, lecture->room ? lecture->room : "");
    // Of several lectures whoever has one of them hears, also when it is not the first.
    enum audience audience = unit->count > 1 ? TELL_CHANGED : TELL_MEMBERS;
    enum fault fault = told ? tell(db, audience, &request, unit->actor->user_id, unit->now) : FAULT_NONE;
    if (fault != FAULT_NONE)
        return fault;
    snprintf(detail, sizeof(detail), "%zu lecture%s%s%s", unit->count, unit->count == 1 ? "" : "s",
             more && *more ? ": " : "", more ? more : "");
    return audit_append(db, &(struct audit_entry){
                                .at = unit->now,
                                .actor_id = unit->actor->user_id,
                                .action = action,
                                .subject_type = "lecture",
                                .subject_id = lecture->id,
                                .detail = detail,
                            });
}

/* Whether one before it, or the first of the run, is of its classroom. */
static bool is_said(const struct edited *edited, size_t other)
{
    int64_t class_id = edited->others[other].class_id;
    bool said = edited->run.lectures[0].class_id == class_id;
    for (size_t i = 0; i < other; i++)
        said = said || edited->others[i].class_id == class_id;
    return said;
}

/* The same in every classroom that holds one of the lectures, once. `told` NULL: nobody need hear of it. */
static enum fault edit_say_all(struct db *db, const struct plan_edit *unit, const struct edited *edited,
                               const char *told, const char *action, const char *more)
{
    enum fault fault = edit_say(db, unit, &edited->run.lectures[0], told, action, more);
    for (size_t i = 0; fault == FAULT_NONE && i < edited->other_count; i++)
        if (!is_said(edited, i))
            fault = edit_say(db, unit, &edited->others[i], told, action, more);
    return fault;
}

/* ---- editing and moving ---- */

/* By how much local time the lectures move, and how long they are then. */
struct shift {
    const char *zone;
    bool moves;
    int64_t from, to;   // where the first one starts before and after
    int64_t by, length; // milliseconds
};

static enum fault times_check(int64_t starts_at, int64_t ends_at)
{
    if (!time_is_sane(starts_at) || !time_is_sane(ends_at))
        return FAULT_TIME_INVALID;
    if (ends_at <= starts_at)
        return FAULT_ENDS_BEFORE_START;
    return ends_at - starts_at > LECTURE_HOURS_MAX * (int64_t)SCHOOL_HOUR_MS ? FAULT_LECTURE_TOO_LONG : FAULT_NONE;
}

static enum fault shift_of(struct db *db, const struct plan_edit *unit, const struct lecture *first,
                           struct shift *ret_shift)
{
    const struct lecture_change *change = &unit->change;
    const char *zone;
    int64_t from = 0, to = 0;
    int64_t starts_at = change->starts_at ? change->starts_at : first->starts_at;
    int64_t ends_at = change->ends_at ? change->ends_at : starts_at + (first->ends_at - first->starts_at);
    enum fault fault = times_check(starts_at, ends_at);
    if (fault != FAULT_NONE)
        return fault;
    fault = class_timezone(db, first->class_id, unit->arena, &zone);
    if (fault != FAULT_NONE)
        return fault;
    fault = zone_to_local(unit->school, zone, first->starts_at, &from);
    if (fault != FAULT_NONE)
        return fault;
    fault = zone_to_local(unit->school, zone, starts_at, &to);
    if (fault != FAULT_NONE)
        return fault;
    *ret_shift = (struct shift){
        .zone = zone,
        .moves = starts_at != first->starts_at || ends_at != first->ends_at,
        .from = first->starts_at,
        .to = starts_at,
        .by = to - from,
        .length = ends_at - starts_at,
    };
    return FAULT_NONE;
}

/* Where a lecture goes: what starts with the named one to its moment, each other by the same local time. */
static enum fault moved_start(const struct plan_edit *unit, const struct shift *shift, const struct lecture *lecture,
                              int64_t *ret_starts_at)
{
    int64_t local;
    if (lecture->starts_at == shift->from) {
        *ret_starts_at = shift->to;
        return FAULT_NONE;
    }
    enum fault fault = zone_to_local(unit->school, shift->zone, lecture->starts_at, &local);
    return fault != FAULT_NONE ? fault : zone_to_utc(unit->school, shift->zone, local + shift->by, ret_starts_at);
}

static enum fault lecture_update(struct db *db, const struct plan_edit *unit, const struct shift *shift,
                                 const struct lecture *lecture)
{
    const struct lecture_change *change = &unit->change;
    int64_t starts_at = lecture->starts_at, ends_at = lecture->ends_at, first = lecture->moved_from;
    if (shift->moves) {
        enum fault fault = moved_start(unit, shift, lecture, &starts_at);
        if (fault != FAULT_NONE)
            return fault;
        ends_at = starts_at + shift->length;
        first = first ? first : lecture->starts_at;
        first = first == starts_at ? 0 : first; // back where it was
    }
    enum lecture_auto automatic = change->auto_open ? unit->auto_open : lecture->auto_open;
    int64_t minutes = change->auto_open_minutes == INT64_MIN ? lecture->auto_open_minutes : change->auto_open_minutes;
    const char *title = change->title ? change->title : lecture->title ? lecture->title : "";
    const char *room = change->room ? change->room : lecture->room;
    enum fault fault = fault_of(
        db_exec(db,
                "UPDATE lectures SET title = ?, room = ?, starts_at = ?, ends_at = ?, moved_from = ?, auto_open = ?,"
                " auto_open_minutes = ?, version = version + 1, sequence = sequence + 1, updated_at = ? WHERE id = ?",
                DB_VALUES(T(title), T(room), I(starts_at), I(ends_at), first ? I(first) : N(),
                          automatic == AUTO_AS_CLASSROOM ? N() : I(automatic == AUTO_ON), I(minutes), I(unit->now),
                          I(lecture->id))));
    if (fault != FAULT_NONE)
        return fault;
    if (lecture->class_id == unit->class_id) // groups are a classroom's own
        fault = lecture_groups_set(db, lecture->class_id, lecture->id, &change->groups, unit->now);
    if (fault != FAULT_NONE)
        return fault;
    if (shift->moves) // its members may be others, and window_renew may take marks away
        fault = figures_touch(db, lecture->id);
    if (fault != FAULT_NONE)
        return fault;
    fault = due_touch(db, lecture->class_id, unit->now);
    if (fault != FAULT_NONE)
        return fault;
    fault = window_plan_move(db, lecture, starts_at - lecture->starts_at, unit->now);
    if (fault != FAULT_NONE || starts_at == lecture->starts_at)
        return fault;
    struct mark_change moved = {.actor = unit->actor,
                                .lecture_id = lecture->id,
                                .class_id = lecture->class_id,
                                .now = unit->now,
                                .reason = "lecture moved"};
    return leave_moved(db, &moved);
}

static enum fault edit_begin(struct db *db, struct plan_edit *unit, struct edited *edited, struct shift *shift)
{
    struct access access;
    enum fault fault = access_lecture_change(db, unit->actor, unit->lecture_id, &access);
    if (fault != FAULT_NONE)
        return fault;
    unit->class_id = access.class_id;
    fault = edited_read(db, unit, false, edited);
    const struct lecture_list *run = &edited->run;
    for (size_t i = 0; fault == FAULT_NONE && unit->change.groups.given && i < run->count; i++)
        fault = lecture_groups_check(db, access.class_id, run->lectures[i].id, &unit->change.groups);
    return fault != FAULT_NONE ? fault : shift_of(db, unit, &run->lectures[0], shift);
}

static enum fault edit(struct db *db, void *context)
{
    struct plan_edit *unit = context;
    struct edited edited;
    struct shift shift;
    char more[2 * CLOCK_TEXT_SIZE + 8] = "", from[CLOCK_TEXT_SIZE], to[CLOCK_TEXT_SIZE];
    unit->count = 0;
    enum fault fault = edit_begin(db, unit, &edited, &shift);
    if (fault != FAULT_NONE)
        return fault;
    const struct lecture_change *change = &unit->change;
    if (change->external_id && unit->actor->for_institution)
        fault = external_set(db, EXTERNAL_LECTURE, unit->lecture_id, *change->external_id ? change->external_id : NULL);
    if (fault != FAULT_NONE)
        return fault;
    if (!shift.moves && !change->title && !change->room && !change->auto_open &&
        change->auto_open_minutes == INT64_MIN && !change->groups.given && !change->external_id)
        return FAULT_NONE; // nothing is asked for
    for (size_t i = 0; fault == FAULT_NONE && i < edited.run.count; i++)
        fault = lecture_update(db, unit, &shift, &edited.run.lectures[i]);
    for (size_t i = 0; fault == FAULT_NONE && i < edited.other_count; i++)
        fault = lecture_update(db, unit, &shift, &edited.others[i]);
    if (fault != FAULT_NONE)
        return fault;
    unit->count = edited.run.count;
    const struct lecture *first = &edited.run.lectures[0];
    if (shift.moves) {
        clock_format(shift.from, from);
        clock_format(shift.to, to);
        snprintf(more, sizeof(more), "%s -> %s", from, to);
    }
    // What is over, and is over still, need not be told.
    bool told = shift.moves && (first->ends_at > unit->now || unit->change.ends_at > unit->now || unit->count > 1);
    return edit_say_all(db, unit, &edited,
                        !told             ? NULL
                        : unit->count > 1 ? "moved_following"
                                          : "moved",
                        shift.moves ? "lecture_moved" : "lecture_edited", more);
}

static enum fault edit_check(struct plan_edit *unit, struct arena *arena)
{
    struct lecture_change *change = &unit->change;
    const char *title = change->title, *room = change->room;
    enum fault fault = FAULT_NONE;
    if (title)
        fault = text_clean(title, LECTURE_TITLE_MAX, false, true, arena, &change->title);
    if (fault != FAULT_NONE)
        return fault;
    if (room)
        fault = text_clean(room, LECTURE_ROOM_MAX, false, true, arena, &change->room);
    if (fault != FAULT_NONE)
        return fault;
    const char *external_id = change->external_id;
    fault = external_clean(external_id, arena, &change->external_id);
    if (fault != FAULT_NONE)
        return fault;
    change->external_id = external_id && !change->external_id ? "" : change->external_id;
    change->title = title && !change->title ? "" : change->title;
    change->room = room && !change->room ? "" : change->room;
    if (change->auto_open_minutes != INT64_MIN &&
        (change->auto_open_minutes < AUTO_OPEN_EARLIEST || change->auto_open_minutes > AUTO_OPEN_LATEST))
        return FAULT_MINUTES_INVALID;
    for (int i = 0; change->auto_open && i < AUTO_COUNT; i++) {
        if (strcmp(change->auto_open, lecture_auto_code((enum lecture_auto)i)) == 0) {
            unit->auto_open = (enum lecture_auto)i;
            return FAULT_NONE;
        }
    }
    return change->auto_open ? FAULT_CHOICE_UNKNOWN : FAULT_NONE;
}

static enum fault plan_write(struct school *school, struct plan_edit *unit, school_unit write, struct arena *arena,
                             struct lecture *ret_lecture)
{
    CLOSES(arena_release) struct arena inner = arena_of(EDIT_ARENA_MAX);
    unit->arena = &inner;
    unit->school = school;
    enum fault fault = school_change(school, write, unit);
    arena_release(&inner);
    if (fault != FAULT_NONE)
        return fault;
    return lecture_changed(school, unit->actor, unit->lecture_id, arena, ret_lecture);
}

enum fault lecture_edit(struct school *school, const struct actor *actor, int64_t lecture_id,
                        const struct lecture_change *change, struct arena *arena, struct lecture *ret_lecture)
{
    struct plan_edit unit = {
        .actor = actor,
        .lecture_id = lecture_id,
        .change = *change,
        .now = school_now(school),
    };
    enum fault fault = edit_check(&unit, arena);
    return fault != FAULT_NONE ? fault : plan_write(school, &unit, edit, arena, ret_lecture);
}

/* ---- cancelling ---- */

enum fault lecture_cancel_write(struct db *db, int64_t class_id, int64_t lecture_id, int64_t actor_id,
                                const char *reason, int64_t now)
{
    enum db_status status =
        db_exec(db,
                "UPDATE lectures SET cancelled_at = ?, cancelled_by = ?, cancel_reason = ?, version = version + 1,"
                " sequence = sequence + 1, updated_at = ? WHERE id = ?",
                DB_VALUES(I(now), I(actor_id), T(reason), I(now), I(lecture_id)));
    if (status == DB_OK)
        status =
            db_exec(db, "DELETE FROM windows WHERE lecture_id = ? AND opens_at > ?", DB_VALUES(I(lecture_id), I(now)));
    if (status == DB_OK) // `unswept`: nobody becomes Absent, also when the lecture comes back
        status =
            db_exec(db,
                    "UPDATE windows SET closes_at = CASE WHEN closes_at > ? THEN ? ELSE closes_at END, unswept = 0,"
                    " untold = 0 WHERE lecture_id = ?",
                    DB_VALUES(I(now), I(now), I(lecture_id)));
    return status != DB_OK ? fault_of(status) : due_touch(db, class_id, now);
}

enum fault lecture_restore_write(struct db *db, int64_t class_id, int64_t lecture_id, int64_t now)
{
    enum fault fault =
        fault_of(db_exec(db,
                         "UPDATE lectures SET cancelled_at = NULL, cancelled_by = NULL, cancel_reason = NULL, version ="
                         " version + 1, sequence = sequence + 1, updated_at = ? WHERE id = ?",
                         DB_VALUES(I(now), I(lecture_id))));
    if (fault != FAULT_NONE)
        return fault;
    fault = due_touch(db, class_id, now);
    if (fault != FAULT_NONE)
        return fault;
    fault = joint_window_follow(db, lecture_id, now);
    return fault != FAULT_NONE ? fault : window_plan_lecture(db, lecture_id, now);
}

static enum fault cancel_one(struct db *db, const struct plan_edit *unit, const struct lecture *lecture, bool back)
{
    if (lecture->cancelled != back) // of those held together one may have been cancelled by a day off
        return FAULT_NONE;
    if (back)
        return lecture_restore_write(db, lecture->class_id, lecture->id, unit->now);
    return lecture_cancel_write(db, lecture->class_id, lecture->id, unit->actor->user_id, unit->reason, unit->now);
}

/* Cancels (`back` false) or restores. */
static enum fault cancel_or_restore(struct db *db, struct plan_edit *unit, bool back)
{
    struct access access;
    struct edited edited;
    unit->count = 0;
    enum fault fault = access_lecture(db, unit->actor, unit->lecture_id, &access);
    if (fault != FAULT_NONE)
        return fault;
    if (back && access.teacher && !access.archived && !access.cancelled)
        return FAULT_LECTURE_NOT_CANCELLED;
    access.cancelled = access.cancelled && !back;
    fault = access_change(&access);
    if (fault != FAULT_NONE)
        return fault;
    fault = edited_read(db, unit, back, &edited);
    if (fault != FAULT_NONE)
        return fault;
    for (size_t i = 0; fault == FAULT_NONE && i < edited.run.count; i++)
        fault = cancel_one(db, unit, &edited.run.lectures[i], back);
    for (size_t i = 0; fault == FAULT_NONE && i < edited.other_count; i++)
        fault = cancel_one(db, unit, &edited.others[i], back);
    if (fault != FAULT_NONE)
        return fault;
    unit->count = edited.run.count;
    const char *what =
        unit->count > 1 ? (back ? "restored_following" : "cancelled_following") : (back ? "restored" : "cancelled");
    bool told = edited.run.lectures[0].ends_at > unit->now || unit->count > 1;
    return edit_say_all(db, unit, &edited, told ? what : NULL, back ? "lecture_restored" : "lecture_cancelled",
                        unit->reason);
}

static enum fault cancel(struct db *db, void *context)
{
    return cancel_or_restore(db, context, false);
}

static enum fault restore(struct db *db, void *context)
{
    return cancel_or_restore(db, context, true);
}

static enum fault cancel_write(struct school *school, const struct actor *actor, int64_t lecture_id,
                               const struct lecture_cancel *request, school_unit write, struct arena *arena,
                               struct lecture *ret_lecture)
{
    struct plan_edit unit = {
        .actor = actor,
        .lecture_id = lecture_id,
        .change = {.following = request->following, .version = request->version},
        .now = school_now(school),
    };
    enum fault fault = text_clean(request->reason, LECTURE_REASON_MAX, false, true, arena, &unit.reason);
    return fault != FAULT_NONE ? fault : plan_write(school, &unit, write, arena, ret_lecture);
}

enum fault lecture_cancel(struct school *school, const struct actor *actor, int64_t lecture_id,
                          const struct lecture_cancel *request, struct arena *arena, struct lecture *ret_lecture)
{
    return cancel_write(school, actor, lecture_id, request, cancel, arena, ret_lecture);
}

enum fault lecture_restore(struct school *school, const struct actor *actor, int64_t lecture_id,
                           const struct lecture_cancel *request, struct arena *arena, struct lecture *ret_lecture)
{
    return cancel_write(school, actor, lecture_id, request, restore, arena, ret_lecture);
}
