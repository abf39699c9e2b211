/* SPDX-License-Identifier: MIT */
/* Putting students into groups, and from when on: see group.h. */
#include "base/arena.h"
#include "school/common/access.h"
#include "school/common/audit_inside.h"
#include "school/common/fault.h"
#include "school/common/limits.h"
#include "school/common/rows.h"
#include "school/common/state.h"
#include "school/common/zone.h"
#include "school/marks/group/group.h"
#include "school/marks/group/group_inside.h"
#include "school/marks/mark_write.h"
#include "school/marks/membership.h"
#include "school/marks/warning/due.h"
#include "school/school.h"
#include "store/db.h"
#include "store/engine.h"

enum { DETAIL_SIZE = 200, MOVE_ARENA_MAX = 4 << 20, DAYS_A_WEEK = 7 };

/* Students put into a group, or taken out of it. */
struct group_move {
    struct school *school;
    const struct actor *actor;
    int64_t class_id, now;
    int64_t from_day; // of the request; 0: none
    struct group_put put;
    const struct group_choice *split; // NULL: as `put` says
    struct arena *arena;
    int64_t week_starts, week_ends; // the running one; [starts, ends)
    int64_t from;                   // asked for; 0: where it charges once
    struct group_put_result result;
};

static enum fault week_of(const struct group_move *unit, const char *zone, int64_t local, int64_t *ret_starts,
                          int64_t *ret_ends)
{
    int64_t day = local / SCHOOL_DAY_MS, monday = day - zone_weekday(day);
    enum fault fault = zone_to_utc(unit->school, zone, monday * SCHOOL_DAY_MS, ret_starts);
    return fault != FAULT_NONE ? fault
                               : zone_to_utc(unit->school, zone, (monday + DAYS_A_WEEK) * SCHOOL_DAY_MS, ret_ends);
}

static enum fault weeks_read(struct db *db, struct group_move *unit)
{
    const char *zone;
    int64_t local = 0, ends;
    enum fault fault = class_timezone(db, unit->class_id, unit->arena, &zone);
    if (fault != FAULT_NONE)
        return fault;
    fault = zone_to_local(unit->school, zone, unit->now, &local);
    if (fault != FAULT_NONE)
        return fault;
    fault = week_of(unit, zone, local, &unit->week_starts, &unit->week_ends);
    if (fault != FAULT_NONE || unit->from_day == 0)
        return fault;
    fault = week_of(unit, zone, unit->from_day * SCHOOL_DAY_MS, &unit->from, &ends);
    bool far = unit->from < unit->week_starts || unit->from > unit->now + GROUP_AHEAD_DAYS * (int64_t)SCHOOL_DAY_MS;
    return fault == FAULT_NONE && far ? FAULT_RANGE_INVALID : fault;
}

static enum fault move_begin(struct db *db, struct group_move *unit)
{
    struct access access;
    enum fault fault = access_classroom(db, unit->actor, unit->class_id, &access);
    if (fault != FAULT_NONE)
        return fault;
    fault = access_change(&access);
    return fault != FAULT_NONE ? fault : weeks_read(db, unit);
}

/* Neither a group that is not the classroom's nor one that has ended. */
static enum fault group_usable(struct db *db, int64_t class_id, int64_t group_id)
{
    bool found;
    int64_t ended = 0;
    enum fault fault = row_one_int(db,
                                   "SELECT CASE WHEN ended_at IS NULL THEN 0 ELSE 1 END FROM class_groups"
                                   " WHERE id = ? AND class_id = ?",
                                   DB_VALUES(I(group_id), I(class_id)), &found, &ended);
    if (fault != FAULT_NONE)
        return fault;
    if (!found)
        fault = FAULT_NOT_FOUND;
    return fault == FAULT_NONE && ended ? FAULT_GROUP_ENDED : fault;
}

/* ---- from when ---- */

/* One student's times in the groups of the classroom, and which of them the put would end. */
struct standing_in {
    int64_t student_id;
    struct student_group_spans spans;
    bool in_others;                                    // of another group, at some moment of this week up to now
    bool open_other;                                   // of another group, now
    int64_t left_last;                                 // of all: when the last that is over ended; 0: none
    bool old_begun, old_coming, new_begun, new_coming; // lectures of this week: of those others, of the new group
};

static bool is_other(const struct group_move *unit, const struct group_span *span)
{
    return !unit->put.stay && span->group_id != unit->put.group_id;
}

/* Whether a lecture for this group starts in [from, before). */
static enum fault lecture_in(struct db *db, int64_t group_id, int64_t from, int64_t before, bool *found)
{
    int64_t one;
    if (*found || from >= before)
        return FAULT_NONE;
    return row_one_int(
        db,
        "SELECT l.id FROM lecture_groups lg JOIN lectures l ON l.id = lg.lecture_id WHERE lg.group_id = ?"
        " AND l.starts_at >= ? AND l.starts_at < ? AND l.cancelled_at IS NULL LIMIT 1",
        DB_VALUES(I(group_id), I(from), I(before)), found, &one);
}

static enum fault week_look(struct db *db, const struct group_move *unit, struct standing_in *in)
{
    enum fault fault = FAULT_NONE;
    for (size_t i = 0; fault == FAULT_NONE && i < in->spans.count; i++) {
        const struct group_span *group = &in->spans.spans[i];
        const struct span *span = &group->span;
        in->left_last = span->left_at <= unit->now && span->left_at > in->left_last ? span->left_at : in->left_last;
        if (!is_other(unit, group) || span->joined_at > unit->now || span->left_at <= unit->week_starts)
            continue;
        int64_t from = span->joined_at > unit->week_starts ? span->joined_at : unit->week_starts;
        int64_t until = span->left_at < unit->now ? span->left_at : unit->now;
        in->in_others = true;
        in->open_other = in->open_other || span->left_at > unit->now;
        fault = lecture_in(db, group->group_id, from, until, &in->old_begun);
        if (fault != FAULT_NONE)
            return fault;
        fault = lecture_in(db, group->group_id, unit->now, unit->week_ends, &in->old_coming);
    }
    if (fault != FAULT_NONE)
        return fault;
    fault = lecture_in(db, unit->put.group_id, unit->week_starts, unit->now, &in->new_begun);
    return fault != FAULT_NONE ? fault
                               : lecture_in(db, unit->put.group_id, unit->now, unit->week_ends, &in->new_coming);
}

/*
 * Somebody's first group holds from the beginning of the week, but for the lectures of it that are over: of one that is
 * on, and of one that is put into the plan afterwards, they are.
 */
static enum fault first_from(struct db *db, const struct group_move *unit, const struct standing_in *in,
                             int64_t *ret_from)
{
    bool found;
    int64_t from = 0;
    enum fault fault = row_one_int(db,
                                   "SELECT COALESCE(MAX(l.starts_at) + 1, 0) FROM lecture_groups lg JOIN lectures l"
                                   " ON l.id = lg.lecture_id WHERE lg.group_id = ? AND l.ends_at <= ?",
                                   DB_VALUES(I(unit->put.group_id), I(unit->now)), &found, &from);
    from = from > in->left_last ? from : in->left_last;
    if (fault == FAULT_NONE)
        *ret_from = from > unit->week_starts ? from : unit->week_starts;
    return fault;
}

static enum fault from_when(struct db *db, const struct group_move *unit, struct standing_in *in, int64_t *ret_from)
{
    enum fault fault = week_look(db, unit, in);
    if (fault != FAULT_NONE)
        return fault;
    if (unit->from != 0) {
        *ret_from = unit->from;
        return FAULT_NONE;
    }
    if (!in->in_others)
        return first_from(db, unit, in, ret_from);
    bool none_yet = !in->old_begun && !in->new_begun, none_to_come = !in->old_coming && !in->new_coming;
    *ret_from = none_yet || none_to_come ? unit->now : unit->week_ends;
    return FAULT_NONE;
}

/* ---- writing ---- */

/* The other groups end at `from`; one that was left this week without another lasts until then. */
static enum fault others_end(struct db *db, const struct group_move *unit, const struct standing_in *in, int64_t from)
{
    if (unit->put.stay)
        return FAULT_NONE;
    const struct db_value class_id = I(unit->class_id), student = I(in->student_id), group = I(unit->put.group_id);
    enum db_status status = db_exec(
        db, "DELETE FROM group_memberships WHERE class_id = ? AND user_id = ? AND group_id <> ? AND joined_at >= ?",
        DB_VALUES(class_id, student, group, I(from)));
    if (status == DB_OK)
        status = db_exec(db,
                         "UPDATE group_memberships SET left_at = ? WHERE class_id = ? AND user_id = ? AND group_id <> ?"
                         " AND (left_at IS NULL OR left_at > ?)",
                         DB_VALUES(I(from), class_id, student, group, I(from)));
    if (status == DB_OK && from > unit->now && !in->open_other)
        status = db_exec(db,
                         "UPDATE group_memberships SET left_at = ? WHERE class_id = ? AND user_id = ? AND group_id <> ?"
                         " AND left_at = ? AND left_at > ?",
                         DB_VALUES(I(from), class_id, student, group, I(in->left_last), I(unit->week_starts)));
    return fault_of(status);
}

/* In the group from `from` on: one time that reaches it goes on, later ones become part of it. */
static enum fault group_begin(struct db *db, const struct group_move *unit, int64_t student_id, int64_t from)
{
    const struct db_value group = I(unit->put.group_id), student = I(student_id);
    enum db_status status =
        db_exec(db, "DELETE FROM group_memberships WHERE group_id = ? AND user_id = ? AND joined_at > ?",
                DB_VALUES(group, student, I(from)));
    if (status == DB_OK)
        status = db_exec(db,
                         "UPDATE group_memberships SET left_at = NULL WHERE group_id = ? AND user_id = ?"
                         " AND joined_at <= ? AND (left_at IS NULL OR left_at >= ?)",
                         DB_VALUES(group, student, I(from), I(from)));
    if (status != DB_OK || db_changes(db) > 0)
        return fault_of(status);
    return fault_of(
        db_exec(db, "INSERT INTO group_memberships (group_id, class_id, user_id, joined_at) VALUES (?, ?, ?, ?)",
                DB_VALUES(group, I(unit->class_id), student, I(from))));
}

/* What a change from the past on has made different: the lectures for groups since then. */
static enum fault past_renew(struct db *db, const struct group_move *unit, int64_t from)
{
    struct row row;
    int64_t *lectures = NULL;
    size_t count = 0;
    if (from >= unit->now)
        return FAULT_NONE;
    row_begin(&row, db, unit->arena,
              "SELECT DISTINCT l.id FROM class_groups g JOIN lecture_groups lg ON lg.group_id = g.id"
              " JOIN lectures l ON l.id = lg.lecture_id WHERE g.class_id = ? AND l.starts_at >= ? AND l.starts_at <= ?",
              DB_VALUES(I(unit->class_id), I(from), I(unit->now)));
    while (row_next(&row)) {
        int64_t *list = row_list(&row, lectures, count, sizeof(*list));
        if (!list)
            break;
        lectures = list;
        lectures[count++] = row_int(&row, 0);
    }
    enum fault fault = row_end(&row);
    for (size_t i = 0; fault == FAULT_NONE && i < count; i++)
        fault = mark_forget_strangers(db, lectures[i], unit->now);
    return fault;
}

static enum fault put_one(struct db *db, struct group_move *unit, const struct group_spans *spans, int64_t student_id)
{
    struct standing_in in = {.student_id = student_id, .spans = group_spans_of(spans, student_id)};
    int64_t from = unit->now;
    enum fault fault = from_when(db, unit, &in, &from);
    if (fault != FAULT_NONE)
        return fault;
    fault = others_end(db, unit, &in, from);
    if (fault != FAULT_NONE)
        return fault;
    fault = group_begin(db, unit, student_id, from);
    if (fault != FAULT_NONE)
        return fault;
    fault = past_renew(db, unit, from);
    unit->result.at_once += from <= unit->now;
    unit->result.later += from > unit->now;
    if (from > unit->now)
        unit->result.later_at = from;
    return fault;
}

/* The classroom is looked at anew, and the audit log says why. */
static enum fault move_note(struct db *db, const struct group_move *unit, const char *action)
{
    char detail[DETAIL_SIZE];
    enum fault fault = due_touch(db, unit->class_id, unit->now);
    if (fault != FAULT_NONE)
        return fault;
    if (unit->split)
        snprintf(detail, sizeof(detail), "%zu students into %zu groups", unit->result.at_once, unit->split->count);
    else
        snprintf(detail, sizeof(detail), "group %lld: %zu at once, %zu later", (long long)unit->put.group_id,
                 unit->result.at_once, unit->result.later);
    return audit_append(db, &(struct audit_entry){
                                .at = unit->now,
                                .actor_id = unit->actor->user_id,
                                .action = action,
                                .subject_type = "classroom",
                                .subject_id = unit->class_id,
                                .detail = detail,
                            });
}

/* Everything that may say no, before the first is put in. */
static enum fault put_begin(struct db *db, struct group_move *unit, struct group_spans *spans)
{
    enum fault fault = move_begin(db, unit);
    if (fault != FAULT_NONE)
        return fault;
    fault = group_usable(db, unit->class_id, unit->put.group_id);
    for (size_t i = 0; fault == FAULT_NONE && i < unit->put.count; i++) {
        bool found = false;
        fault = class_has_student(db, unit->class_id, unit->put.students[i], &found);
        if (fault != FAULT_NONE)
            return fault;
        if (!found)
            fault = FAULT_NOT_FOUND;
    }
    return fault == FAULT_NONE ? group_spans_read(db, unit->class_id, 0, unit->arena, spans) : fault;
}

static enum fault put_write(struct db *db, void *context)
{
    struct group_move *unit = context;
    struct group_spans spans = {0};
    CLOSES(arena_release) struct arena arena = arena_of(MOVE_ARENA_MAX);
    unit->arena = &arena;
    unit->result = (struct group_put_result){0};
    enum fault fault = put_begin(db, unit, &spans);
    for (size_t i = 0; fault == FAULT_NONE && i < unit->put.count; i++)
        fault = put_one(db, unit, &spans, unit->put.students[i]);
    return fault != FAULT_NONE ? fault : move_note(db, unit, "group_students_put");
}

enum fault group_put(struct school *school, const struct actor *actor, int64_t class_id,
                     const struct group_put *request, struct group_put_result *ret_result)
{
    struct group_move unit = {
        .school = school, .actor = actor, .class_id = class_id, .now = school_now(school), .put = *request};
    if (request->count < 1 || request->count > CLASSROOM_STUDENTS_MAX)
        return FAULT_TOO_MANY_THINGS;
    enum fault fault = request->from ? zone_day_parse(request->from, &unit.from_day) : FAULT_NONE;
    if (fault != FAULT_NONE)
        return fault;
    fault = school_change(school, put_write, &unit);
    if (fault == FAULT_NONE)
        *ret_result = unit.result;
    return fault;
}

enum fault group_put_one(struct school *school, struct db *db, int64_t class_id, int64_t group_id, int64_t student_id,
                         int64_t now)
{
    struct group_spans spans = {0};
    CLOSES(arena_release) struct arena arena = arena_of(MOVE_ARENA_MAX);
    struct group_move unit = {
        .school = school, .class_id = class_id, .now = now, .put = {.group_id = group_id, .count = 1}, .arena = &arena};
    enum fault fault = weeks_read(db, &unit);
    if (fault != FAULT_NONE)
        return fault;
    fault = group_spans_read(db, class_id, student_id, &arena, &spans);
    if (fault != FAULT_NONE)
        return fault;
    fault = put_one(db, &unit, &spans, student_id);
    return fault != FAULT_NONE ? fault : due_touch(db, class_id, now);
}

/* ---- out of one ---- */

struct group_leave {
    const struct actor *actor;
    int64_t class_id, group_id, student_id, now;
};

static enum fault leave_write(struct db *db, void *context)
{
    struct group_leave *unit = context;
    struct access access;
    char detail[DETAIL_SIZE];
    enum fault fault = access_class_change(db, unit->actor, unit->class_id, &access);
    if (fault != FAULT_NONE)
        return fault;
    const struct db_value group = I(unit->group_id), class_id = I(unit->class_id), student = I(unit->student_id);
    fault = fault_of(db_exec(
        db, "DELETE FROM group_memberships WHERE group_id = ? AND class_id = ? AND user_id = ? AND joined_at > ?",
        DB_VALUES(group, class_id, student, I(unit->now))));
    if (fault != FAULT_NONE)
        return fault;
    bool gone = db_changes(db) > 0;
    fault = fault_of(db_exec(db,
                             "UPDATE group_memberships SET left_at = ? WHERE group_id = ? AND class_id = ? AND"
                             " user_id = ? AND (left_at IS NULL OR left_at > ?)",
                             DB_VALUES(I(unit->now), group, class_id, student, I(unit->now))));
    if (fault != FAULT_NONE)
        return fault;
    if (!gone && db_changes(db) == 0)
        return FAULT_NOT_FOUND;
    fault = due_touch(db, unit->class_id, unit->now);
    if (fault != FAULT_NONE)
        return fault;
    snprintf(detail, sizeof(detail), "student %lld out of group %lld", (long long)unit->student_id,
             (long long)unit->group_id);
    return audit_append(db, &(struct audit_entry){
                                .at = unit->now,
                                .actor_id = unit->actor->user_id,
                                .action = "group_student_removed",
                                .subject_type = "classroom",
                                .subject_id = unit->class_id,
                                .detail = detail,
                            });
}

enum fault group_remove(struct school *school, const struct actor *actor, int64_t class_id, int64_t group_id,
                        int64_t student_id)
{
    struct group_leave unit = {actor, class_id, group_id, student_id, school_now(school)};
    return school_change(school, leave_write, &unit);
}

/* ---- evenly ---- */

static bool in_one_of(const struct group_move *unit, const struct student_group_spans *spans)
{
    for (size_t i = 0; i < spans->count; i++)
        for (size_t k = 0; k < unit->split->count; k++)
            if (spans->spans[i].group_id == unit->split->groups[k] && spans->spans[i].span.left_at > unit->now)
                return true;
    return false;
}

static enum fault split_students(struct db *db, struct group_move *unit, int64_t **ret_students, size_t *ret_count)
{
    struct row row;
    int64_t *students = NULL;
    size_t count = 0;
    row_begin(&row, db, unit->arena,
              "SELECT s.user_id FROM students s JOIN users u ON u.id = s.user_id WHERE s.class_id = ?"
              " ORDER BY u.sort_key, s.user_id",
              DB_VALUES(I(unit->class_id)));
    while (row_next(&row)) {
        int64_t *list = row_list(&row, students, count, sizeof(*list));
        if (!list)
            break;
        students = list;
        students[count++] = row_int(&row, 0);
    }
    *ret_students = students;
    *ret_count = count;
    return row_end(&row);
}

static enum fault split_run(struct db *db, struct group_move *unit)
{
    struct group_spans spans;
    int64_t sizes[GROUPS_PER_CLASSROOM_MAX] = {0}, *students;
    size_t count;
    enum fault fault = group_spans_read(db, unit->class_id, 0, unit->arena, &spans);
    if (fault != FAULT_NONE)
        return fault;
    fault = split_students(db, unit, &students, &count);
    for (size_t i = 0; fault == FAULT_NONE && i < count; i++) {
        const struct student_group_spans in = group_spans_of(&spans, students[i]);
        for (size_t k = 0; k < unit->split->count; k++)
            for (size_t j = 0; j < in.count; j++)
                sizes[k] += in.spans[j].group_id == unit->split->groups[k] && in.spans[j].span.left_at > unit->now;
    }
    for (size_t i = 0; fault == FAULT_NONE && i < count; i++) {
        const struct student_group_spans in = group_spans_of(&spans, students[i]);
        size_t least = 0;
        if (in_one_of(unit, &in))
            continue;
        for (size_t k = 1; k < unit->split->count; k++)
            least = sizes[k] < sizes[least] ? k : least;
        sizes[least]++;
        unit->put.group_id = unit->split->groups[least];
        fault = put_one(db, unit, &spans, students[i]);
    }
    return fault == FAULT_NONE ? move_note(db, unit, "group_students_split") : fault;
}

static enum fault split_write(struct db *db, void *context)
{
    struct group_move *unit = context;
    CLOSES(arena_release) struct arena arena = arena_of(MOVE_ARENA_MAX);
    unit->arena = &arena;
    unit->result = (struct group_put_result){0};
    enum fault fault = move_begin(db, unit);
    if (fault != FAULT_NONE)
        return fault;
    fault = lecture_groups_check(db, unit->class_id, 0, unit->split);
    return fault != FAULT_NONE ? fault : split_run(db, unit);
}

enum fault group_split(struct school *school, const struct actor *actor, int64_t class_id,
                       const struct group_choice *groups, struct group_put_result *ret_result)
{
    struct group_move unit = {.school = school,
                              .actor = actor,
                              .class_id = class_id,
                              .now = school_now(school),
                              .put = {.stay = true},
                              .split = groups};
    if (groups->count == 0)
        return FAULT_GROUP_UNKNOWN;
    enum fault fault = school_change(school, split_write, &unit);
    if (fault == FAULT_NONE)
        *ret_result = unit.result;
    return fault;
}
