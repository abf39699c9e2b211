/* SPDX-License-Identifier: MIT */
/* Marks by hand, one and many, and the moments at which they need more than a tap: see change.h. */

#include "school/attendance/hand.h"

#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/str.h"
#include "school/attendance/change.h"
#include "school/attendance/change_inside.h"
#include "school/attendance/hand_time.h"
#include "school/common/access.h"
#include "school/common/audit_inside.h"
#include "school/common/fault.h"
#include "school/common/limits.h"
#include "school/common/rows.h"
#include "school/common/state.h"
#include "school/common/text.h"
#include "school/marks/mark.h"
#include "school/marks/mark_event.h"
#include "school/marks/mark_inside.h"
#include "school/plan/mark_leave.h"
#include "school/marks/mark_write.h"
#include "school/marks/status_set_inside.h"
#include "school/school.h"
#include "store/db.h"
#include "store/engine.h"
#include "store/store.h"

/* ---- one ---- */

/* A mark set or taken away by hand. */
struct hand {
    const struct actor *actor;
    int64_t lecture_id, student_id;
    struct mark_state after; // MARK_UNMARKED: take it away
    const char *note;
    int64_t version; // as in struct mark_request
    int64_t now;
    struct mark_change change;
};

/* May the actor do it, is the student there, and what is the mark now? */
static enum fault hand_begin(struct db *db, struct hand *unit, struct mark_state *before)
{
    struct access access;
    enum fault fault = access_lecture_work(db, unit->actor, unit->lecture_id, &access);
    if (fault != FAULT_NONE)
        return fault;
    fault = mark_state_read(db, access.class_id, unit->lecture_id, unit->student_id, before);
    if (fault != FAULT_NONE)
        return fault;
    unit->change = (struct mark_change){
        .actor = unit->actor, .lecture_id = unit->lecture_id, .class_id = access.class_id, .now = unit->now};
    if (unit->version != 0 && before->version != (unit->version == MARK_NOT_YET ? 0 : unit->version))
        return FAULT_CHANGED_MEANWHILE;
    if (unit->after.status == MARK_UNMARKED && before->status == MARK_UNMARKED)
        return FAULT_NONE;
    fault = unit->after.status == MARK_UNMARKED ? FAULT_NONE : status_offered(db, access.class_id, unit->after.status);
    if (fault != FAULT_NONE)
        return fault;
    return hand_time_check(db, &access, &unit->change, unit->note);
}

static enum fault hand_write(struct db *db, void *context)
{
    struct hand *unit = context;
    struct mark_state before;
    enum fault fault = hand_begin(db, unit, &before);
    if (fault != FAULT_NONE || (unit->after.status == MARK_UNMARKED && before.status == MARK_UNMARKED))
        return fault;
    return mark_write(db, &unit->change, unit->student_id, &before, &unit->after);
}

/* The state that a mark by hand is. */
static struct mark_state state_by_hand(const struct actor *actor, enum mark_status status, int64_t minutes_late,
                                       const char *note, int64_t now)
{
    struct mark_state state = {
        .status = status,
        .minutes_late = status == MARK_LATE ? minutes_late : 0,
        .method = MARK_BY_HAND,
        .marked_by = actor->user_id,
        .timestamp = now,
    };
    state.has_note = note && str_copy(state.note, sizeof(state.note), note);
    return state;
}

enum fault attendance_mark(struct school *school, const struct actor *actor, int64_t lecture_id, int64_t student_id,
                           const struct mark_request *request, struct arena *arena, struct mark *ret_mark)
{
    struct mark mark;
    struct hand unit = {.actor = actor,
                        .lecture_id = lecture_id,
                        .student_id = student_id,
                        .version = request->version,
                        .now = school_now(school)};
    if (request->status <= MARK_UNMARKED || request->status >= MARK_STATUS_COUNT)
        return FAULT_STATUS_UNKNOWN;
    if (request->minutes_late < 0 || request->minutes_late > ATTENDANCE_LATE_MAX)
        return FAULT_MINUTES_INVALID;
    enum fault fault = text_clean(request->note, ATTENDANCE_NOTE_MAX, true, true, arena, &unit.note);
    if (fault != FAULT_NONE)
        return fault;
    unit.after = state_by_hand(actor, request->status, request->minutes_late, unit.note, unit.now);
    fault = school_change(school, hand_write, &unit);
    if (fault != FAULT_NONE)
        return fault;
    event_mark(school, lecture_id, student_id);
    CLOSES(store_reader_close) struct db *db = store_reader(school->config.store);
    fault = mark_read(db, unit.change.class_id, lecture_id, student_id, arena, &mark);
    if (fault != FAULT_NONE)
        return fault;
    mark.change = unit.change.id;
    *ret_mark = mark;
    return FAULT_NONE;
}

enum fault attendance_clear(struct school *school, const struct actor *actor, int64_t lecture_id, int64_t student_id,
                            const struct clear_request *request, struct arena *arena, int64_t *ret_change)
{
    struct hand unit = {.actor = actor,
                        .lecture_id = lecture_id,
                        .student_id = student_id,
                        .version = request->version,
                        .now = school_now(school)};
    enum fault fault = text_clean(request->note, ATTENDANCE_NOTE_MAX, true, true, arena, &unit.note);
    if (fault != FAULT_NONE)
        return fault;
    fault = school_change(school, hand_write, &unit);
    if (fault != FAULT_NONE)
        return fault;
    if (unit.change.id != 0)
        event_mark(school, lecture_id, student_id);
    *ret_change = unit.change.id;
    return FAULT_NONE;
}

enum fault attendance_mark_get(struct school *school, const struct actor *actor, int64_t lecture_id, int64_t student_id,
                               struct arena *arena, struct mark_sheet *ret_sheet)
{
    struct access access;
    struct mark_sheet sheet = {0};
    CLOSES(store_reader_close) struct db *db = store_reader(school->config.store);
    enum fault fault = access_lecture(db, actor, lecture_id, &access);
    if (fault != FAULT_NONE)
        return fault;
    if (!access.staff_reader)
        return FAULT_NOT_FOUND;
    fault = mark_read(db, access.class_id, lecture_id, student_id, arena, &sheet.mark);
    if (fault != FAULT_NONE)
        return fault;
    fault = hand_time_asks(db, &access, actor, school_now(school), &sheet.note_needed, &sheet.step_up);
    if (fault != FAULT_NONE)
        return fault;
    *ret_sheet = sheet;
    return FAULT_NONE;
}

/* ---- many ---- */

struct many {
    const struct actor *actor;
    int64_t lecture_id, now;
    const struct many_request *request;
    const char *note;
    const struct id_index *named; // CHANGE_LISTED: sorted
    size_t named_count;
    struct mark_state after;
    bool missed; // what it counts as
    struct mark_change change;
    int64_t *changed, *kept; // (CLASSROOM_STUDENTS_MAX)
    size_t changed_count, kept_count;
};

static bool is_chosen(const struct many *unit, const struct mark *mark)
{
    size_t at;
    if (mark->left_at != 0 || (mark->other_group && unit->request->who != CHANGE_LISTED))
        return false;
    switch (unit->request->who) {
    case CHANGE_LISTED:
        return id_index_find(unit->named, unit->named_count, mark->student.id, &at);
    case CHANGE_UNMARKED:
        // "The others were absent" is not said of who was not in the classroom then.
        return mark->status == MARK_UNMARKED && !(mark->outside && unit->missed);
    case CHANGE_ALL:
        break;
    }
    return true;
}

/* Everything that may say no, before the first is marked: a rule's answer cannot undo what was written. */
static enum fault many_begin(struct db *db, struct many *unit, struct arena *arena, struct mark_list *list)
{
    struct access access;
    struct standing_rule rule = {0};
    size_t named = 0;
    enum fault fault = access_lecture_work(db, unit->actor, unit->lecture_id, &access);
    if (fault != FAULT_NONE)
        return fault;
    fault = status_rule_read(db, access.class_id, &rule);
    if (fault != FAULT_NONE)
        return fault;
    unit->missed = rule.counts[unit->after.status] == COUNTS_MISSED;
    unit->change = (struct mark_change){
        .actor = unit->actor, .lecture_id = unit->lecture_id, .class_id = access.class_id, .now = unit->now};
    fault = mark_read_list(db, access.class_id, unit->lecture_id, 0, arena, list);
    for (size_t i = 0; fault == FAULT_NONE && unit->request->who == CHANGE_LISTED && i < list->count; i++)
        named += is_chosen(unit, &list->marks[i]);
    if (fault != FAULT_NONE)
        return fault;
    if (named < unit->named_count)
        return FAULT_NOT_FOUND;
    fault = unit->request->clear ? FAULT_NONE : status_offered(db, access.class_id, unit->after.status);
    if (fault != FAULT_NONE)
        return fault;
    return hand_time_check(db, &access, &unit->change, unit->note);
}

/* Whether the mark is not the one any more that the change was based on. */
static bool is_other(const struct many *unit, const struct mark *mark)
{
    size_t at;
    const int64_t *versions = unit->request->who == CHANGE_LISTED ? unit->request->versions : NULL;
    return versions && id_index_find(unit->named, unit->named_count, mark->student.id, &at) &&
           versions[at] != mark->version;
}

static enum fault many_one(struct db *db, struct many *unit, const struct mark *mark)
{
    struct mark_state before;
    if (mark->status == unit->after.status && mark->minutes_late == unit->after.minutes_late)
        return FAULT_NONE;
    if (is_other(unit, mark) && unit->kept_count < CLASSROOM_STUDENTS_MAX) {
        unit->kept[unit->kept_count++] = mark->student.id;
        return FAULT_NONE;
    }
    enum fault fault = mark_state_read(db, unit->change.class_id, unit->lecture_id, mark->student.id, &before);
    if (fault != FAULT_NONE || unit->changed_count >= CLASSROOM_STUDENTS_MAX)
        return fault;
    unit->changed[unit->changed_count++] = mark->student.id;
    return mark_write(db, &unit->change, mark->student.id, &before, &unit->after);
}

/* Who has leave is excused, and is then no longer unmarked. */
static enum fault leave_first(struct db *db, const struct many *unit, struct arena *arena, struct mark_list *list)
{
    enum fault fault = leave_apply(db, unit->change.class_id, unit->lecture_id, false, unit->now);
    if (fault != FAULT_NONE)
        return fault;
    return mark_read_list(db, unit->change.class_id, unit->lecture_id, 0, arena, list);
}

static enum fault many_write(struct db *db, void *context)
{
    struct many *unit = context;
    struct mark_list list = {0};
    unit->changed_count = 0;
    unit->kept_count = 0;
    CLOSES(arena_release) struct arena arena = arena_of(CHANGE_ARENA_MAX);
    enum fault fault = many_begin(db, unit, &arena, &list);
    if (fault != FAULT_NONE)
        return fault;
    if (unit->request->who == CHANGE_UNMARKED)
        fault = leave_first(db, unit, &arena, &list);
    for (size_t i = 0; fault == FAULT_NONE && i < list.count; i++)
        if (is_chosen(unit, &list.marks[i]))
            fault = many_one(db, unit, &list.marks[i]);
    return fault;
}

/* The named students, each once. */
static enum fault many_names(struct many *unit, struct arena *arena)
{
    const struct many_request *request = unit->request;
    if (request->who != CHANGE_LISTED)
        return FAULT_NONE;
    if (request->count < 1 || request->count > CHANGE_STUDENTS_MAX)
        return FAULT_TOO_MANY_THINGS;
    struct id_index *named = arena_calloc(arena, request->count, sizeof(*named));
    if (!named)
        return FAULT_INTERNAL;
    for (size_t i = 0; i < request->count; i++)
        named[i] = (struct id_index){request->students[i], i};
    id_index_sort(named, request->count);
    for (size_t i = 0; i < request->count; i++)
        if (unit->named_count == 0 || named[unit->named_count - 1].id != named[i].id)
            named[unit->named_count++] = named[i];
    unit->named = named;
    return FAULT_NONE;
}

enum fault attendance_mark_many(struct school *school, const struct actor *actor, int64_t lecture_id,
                                const struct many_request *request, struct arena *arena,
                                struct change_result *ret_result)
{
    struct many unit = {
        .actor = actor,
        .lecture_id = lecture_id,
        .now = school_now(school),
        .request = request,
        .changed = arena_calloc(arena, CLASSROOM_STUDENTS_MAX, sizeof(int64_t)),
        .kept = arena_calloc(arena, CLASSROOM_STUDENTS_MAX, sizeof(int64_t)),
    };
    if ((request->status == MARK_UNMARKED) != request->clear || request->status >= MARK_STATUS_COUNT)
        return FAULT_STATUS_UNKNOWN;
    if (request->minutes_late < 0 || request->minutes_late > ATTENDANCE_LATE_MAX)
        return FAULT_MINUTES_INVALID;
    enum fault fault = unit.changed && unit.kept ? many_names(&unit, arena) : FAULT_INTERNAL;
    if (fault != FAULT_NONE)
        return fault;
    fault = text_clean(request->note, ATTENDANCE_NOTE_MAX, true, true, arena, &unit.note);
    if (fault != FAULT_NONE)
        return fault;
    if (!request->clear)
        unit.after = state_by_hand(actor, request->status, request->minutes_late, unit.note, unit.now);
    fault = school_change(school, many_write, &unit);
    if (fault != FAULT_NONE)
        return fault;
    fault = change_result(school, &unit.change, unit.changed, unit.changed_count, arena, ret_result);
    if (fault != FAULT_NONE)
        return fault;
    ret_result->kept = unit.kept;
    ret_result->kept_count = unit.kept_count;
    return FAULT_NONE;
}

/* ---- flags ---- */

static enum fault flags_write(struct db *db, void *context)
{
    struct hand *unit = context;
    struct access access = {0};
    struct mark_state before = {0};
    char flags[MARK_FLAGS_SIZE], detail[MARK_FLAGS_SIZE + 40];
    unit->change.id = 0;
    enum fault fault = access_lecture_change(db, unit->actor, unit->lecture_id, &access);
    if (fault != FAULT_NONE)
        return fault;
    fault = mark_state_read(db, access.class_id, unit->lecture_id, unit->student_id, &before);
    unit->change.class_id = access.class_id;
    if (fault != FAULT_NONE || before.flags == 0)
        return fault;
    fault = mark_forget_flags(db, unit->lecture_id, unit->student_id, unit->now);
    if (fault != FAULT_NONE)
        return fault;
    mark_flags_write(before.flags, flags);
    snprintf(detail, sizeof(detail), "student %lld: %s", (long long)unit->student_id, flags);
    return audit_append(db, &(struct audit_entry){
                                .at = unit->now,
                                .actor_id = unit->actor->user_id,
                                .action = "mark_flags_cleared",
                                .subject_type = "lecture",
                                .subject_id = unit->lecture_id,
                                .detail = detail,
                            });
}

enum fault attendance_flags_clear(struct school *school, const struct actor *actor, int64_t lecture_id,
                                  int64_t student_id, struct arena *arena, struct mark *ret_mark)
{
    struct hand unit = {.actor = actor, .lecture_id = lecture_id, .student_id = student_id, .now = school_now(school)};
    enum fault fault = school_change(school, flags_write, &unit);
    if (fault != FAULT_NONE)
        return fault;
    event_mark(school, lecture_id, student_id);
    CLOSES(store_reader_close) struct db *db = store_reader(school->config.store);
    return mark_read(db, unit.change.class_id, lecture_id, student_id, arena, ret_mark);
}
