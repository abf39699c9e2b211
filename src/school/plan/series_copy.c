/* SPDX-License-Identifier: MIT */
#include "school/plan/series_copy.h"

#include <string.h>

#include "base/arena.h"
#include "school/common/access.h"
#include "school/common/fault.h"
#include "school/common/limits.h"
#include "school/common/rows.h"
#include "school/common/state.h"
#include "school/common/zone.h"
#include "school/marks/group/group_inside.h"
#include "school/plan/holiday.h"
#include "school/plan/holiday_inside.h"
#include "school/plan/lecture_inside.h"
#include "school/plan/series.h"
#include "school/plan/window_plan.h"
#include "school/school.h"
#include "store/db.h"
#include "store/engine.h"

enum { SERIES_MAX = 200, WEEK_DAYS = 7 };

/* How a lecture stands to its plan, on the wall clock. */
struct standing_at {
    int64_t by, length; // milliseconds
};

/* A series as it was planned. */
struct old_series {
    int64_t id;
    struct term_series series;
};

static int64_t monday_of(int64_t day)
{
    return day - zone_weekday(day);
}

static enum fault old_read(struct db *db, int64_t class_id, struct arena *arena, struct old_series **ret_old,
                           size_t *ret_count)
{
    struct row row;
    struct old_series *old = NULL;
    size_t count = 0;
    row_begin(&row, db, arena,
              "SELECT id, weekdays, from_minute, to_minute, first_day, last_day, every_weeks FROM series"
              " WHERE class_id = ? ORDER BY first_day, id LIMIT ?",
              DB_VALUES(I(class_id), I(SERIES_MAX)));
    while (row_next(&row)) {
        struct old_series *list = row_list(&row, old, count, sizeof(*list));
        if (!list)
            break;
        old = list;
        old[count++] = (struct old_series){
            row_int(&row, 0),
            {
                .weekdays = (unsigned)row_int(&row, 1),
                .from = row_int(&row, 2) * SCHOOL_MINUTE_MS,
                .to = row_int(&row, 3) * SCHOOL_MINUTE_MS,
                .first_day = row_int(&row, 4),
                .last_day = row_int(&row, 5),
                .every_weeks = row_int(&row, 6),
            },
        };
    }
    *ret_old = old;
    *ret_count = count;
    return row_end(&row);
}

/* The standing that most have; of several the first. */
static struct standing_at most_common(const struct standing_at *all, size_t count)
{
    struct standing_at common = all[0];
    for (size_t i = 0, most = 0; i < count; i++) {
        size_t alike = 0;
        for (size_t k = 0; k < count; k++)
            alike += all[k].by == all[i].by && all[k].length == all[i].length;
        if (alike > most)
            most = alike, common = all[i];
    }
    return common;
}

/* By whole days and the time of the day: 22:00 moved by four hours is 02:00 a day later. */
static void series_move(struct term_series *series, const struct standing_at *common)
{
    int64_t from = series->from + common->by, days = 0;
    for (; from < 0; from += SCHOOL_DAY_MS)
        days--;
    for (; from >= SCHOOL_DAY_MS; from -= SCHOOL_DAY_MS)
        days++;
    unsigned turned = 0;
    for (int64_t day = 0; day < WEEK_DAYS; day++)
        if (series->weekdays & 1U << day)
            turned |= 1U << (((day + days) % WEEK_DAYS + WEEK_DAYS) % WEEK_DAYS);
    series->weekdays = turned;
    series->from = from;
    series->to = from + common->length;
    series->first_day += days;
    series->last_day += days;
}

static bool same_groups(const struct group_names *one, const struct group_names *other)
{
    for (size_t i = 0; i < one->count && one->count == other->count; i++)
        if (one->groups[i].id != other->groups[i].id)
            return false;
    return one->count == other->count;
}

/* The groups that most are for; of several the first. Each lecture's are in the order in which they were made. */
static struct group_names most_common_groups(const struct group_names *all, size_t count)
{
    struct group_names common = {0};
    for (size_t i = 0, most = 0; i < count; i++) {
        size_t alike = 0;
        for (size_t k = 0; k < count; k++)
            alike += same_groups(&all[k], &all[i]);
        if (alike > most)
            most = alike, common = all[i];
    }
    return common;
}

static const char *same_text(const char *so_far, const char *text, bool first)
{
    return first || (so_far && text && strcmp(so_far, text) == 0) ? text : NULL;
}

/* Where its lectures stand, what they are called and for whom they are. One without lectures is as it was planned. */
static enum fault lectures_look(struct school *school, struct db *db, const char *zone,
                                const struct lecture_groups *groups, struct arena *arena, struct old_series *old)
{
    struct row row;
    struct standing_at all[SERIES_LECTURES_MAX];
    struct group_names whose[SERIES_LECTURES_MAX];
    size_t count = 0;
    enum fault fault = FAULT_NONE;
    row_begin(
        &row, db, arena,
        "SELECT starts_at, ends_at, COALESCE(moved_from, starts_at), title, room, id FROM lectures WHERE series_id = ?"
        " ORDER BY starts_at LIMIT ?",
        DB_VALUES(I(old->id), I(SERIES_LECTURES_MAX)));
    while (fault == FAULT_NONE && row_next(&row) && count < SERIES_LECTURES_MAX) {
        int64_t local[3] = {0}; // starts, ends, was to start
        for (int i = 0; fault == FAULT_NONE && i < 3; i++)
            fault = zone_to_local(school, zone, row_int(&row, i), &local[i]);
        old->series.title = same_text(old->series.title, row_text(&row, 3), count == 0);
        old->series.room = same_text(old->series.room, row_text(&row, 4), count == 0);
        whose[count] = lecture_groups_of(groups, row_int(&row, 5));
        all[count++] = (struct standing_at){local[0] - local[2], local[1] - local[0]};
    }
    enum fault read = row_end(&row);
    if (fault != FAULT_NONE || read != FAULT_NONE)
        return fault != FAULT_NONE ? fault : read;
    const struct standing_at common = count ? most_common(all, count) : (struct standing_at){0};
    old->series.groups = most_common_groups(whose, count);
    if (common.length > 0)
        series_move(&old->series, &common);
    return FAULT_NONE;
}

static bool day_is_off(const struct holiday_list *off, int64_t day)
{
    for (size_t i = 0; i < off->count; i++)
        if (off->holidays[i].day == day)
            return true;
    return false;
}

/* The days of a series within the term, its week counted from its own first one. */
static enum fault series_days(const struct series_term *term, const struct holiday_list *off,
                              struct term_series *series, struct arena *arena, struct term_plan *plan)
{
    int64_t monday = monday_of(series->first_day);
    int64_t from = series->first_day > term->first_day ? series->first_day : term->first_day;
    int64_t to = series->last_day < term->last_day ? series->last_day : term->last_day;
    series->days = arena_calloc(arena, SERIES_LECTURES_MAX, sizeof(*series->days));
    if (!series->days)
        return FAULT_INTERNAL;
    for (int64_t day = from; day <= to; day++) {
        if (!(series->weekdays & 1U << zone_weekday(day)) || (day - monday) / WEEK_DAYS % series->every_weeks != 0)
            continue;
        if (day_is_off(off, day)) {
            if (plan->left_out_count < LECTURES_PER_CLASSROOM_MAX)
                plan->left_out[plan->left_out_count++] = day;
            continue;
        }
        if (series->day_count == SERIES_LECTURES_MAX)
            return FAULT_SERIES_TOO_LONG;
        series->days[series->day_count++] = day;
    }
    series->first_day = from;
    series->last_day = to;
    plan->lectures += (int64_t)series->day_count;
    return plan->lectures > LECTURES_PER_CLASSROOM_MAX ? FAULT_TOO_MANY_THINGS : FAULT_NONE;
}

/* Puts the series that have a lecture in the term into the plan. */
static enum fault term_fill(struct db *db, const struct series_term *term, struct old_series *old, size_t count,
                            struct arena *arena, struct term_plan *plan)
{
    struct holiday_list off;
    enum fault fault = holiday_read_off(db, 0, term->first_day, term->last_day, arena, &off);
    int64_t first = INT64_MAX;
    for (size_t i = 0; i < count; i++)
        first = old[i].series.first_day < first ? old[i].series.first_day : first;
    for (size_t i = 0; fault == FAULT_NONE && i < count; i++) {
        struct term_series series = old[i].series;
        int64_t by = monday_of(term->first_day) - monday_of(first);
        series.first_day += by;
        series.last_day += by;
        fault = series_days(term, &off, &series, arena, plan);
        if (fault == FAULT_NONE && series.day_count > 0)
            plan->series[plan->series_count++] = series;
    }
    return fault;
}

/* Whether it is in use, or a series of the plan is for it. */
static enum fault group_comes(struct db *db, const struct term_plan *plan, int64_t group_id, bool *ret_comes)
{
    int64_t one;
    for (size_t i = 0; i < plan->series_count; i++)
        for (size_t k = 0; k < plan->series[i].groups.count; k++)
            if (plan->series[i].groups.groups[k].id == group_id) {
                *ret_comes = true;
                return FAULT_NONE;
            }
    return row_one_int(db, "SELECT id FROM class_groups WHERE id = ? AND ended_at IS NULL", DB_VALUES(I(group_id)),
                       ret_comes, &one);
}

static enum fault term_groups(struct db *db, int64_t class_id, struct arena *arena, struct term_plan *plan)
{
    struct group_names all;
    enum fault fault = group_names_read(db, class_id, arena, &all);
    if (fault != FAULT_NONE)
        return fault;
    struct group_name *groups = arena_calloc(arena, all.count + 1, sizeof(*groups));
    if (!groups)
        return FAULT_INTERNAL;
    plan->groups.groups = groups;
    for (size_t i = 0; fault == FAULT_NONE && i < all.count; i++) {
        bool comes = false;
        fault = group_comes(db, plan, all.groups[i].id, &comes);
        if (comes)
            groups[plan->groups.count++] = all.groups[i];
    }
    return fault;
}

enum fault series_term_plan(struct school *school, struct db *db, const struct series_term *term, struct arena *arena,
                            struct term_plan *ret_plan)
{
    const char *zone;
    struct old_series *old;
    struct lecture_groups groups;
    size_t count = 0;
    struct term_plan plan = {
        .series = arena_calloc(arena, SERIES_MAX, sizeof(*plan.series)),
        .left_out = arena_calloc(arena, LECTURES_PER_CLASSROOM_MAX, sizeof(*plan.left_out)),
    };
    if (!plan.series || !plan.left_out)
        return FAULT_INTERNAL;
    if (term->last_day - term->first_day >= SERIES_DAYS_MAX)
        return FAULT_SERIES_TOO_LONG;
    enum fault fault = class_timezone(db, term->class_id, arena, &zone);
    if (fault != FAULT_NONE)
        return fault;
    fault = lecture_groups_read(db, term->class_id, arena, &groups);
    if (fault != FAULT_NONE)
        return fault;
    fault = old_read(db, term->class_id, arena, &old, &count);
    for (size_t i = 0; fault == FAULT_NONE && i < count; i++)
        fault = lectures_look(school, db, zone, &groups, arena, &old[i]);
    if (fault != FAULT_NONE)
        return fault;
    fault = term_fill(db, term, old, count, arena, &plan);
    if (fault != FAULT_NONE)
        return fault;
    fault = term_groups(db, term->class_id, arena, &plan);
    if (fault != FAULT_NONE)
        return fault;
    fault = row_count(db,
                      "SELECT COUNT(*) FROM lectures WHERE class_id = ? AND series_id IS NULL"
                      " AND cancelled_at IS NULL",
                      DB_VALUES(I(term->class_id)), &plan.single);
    if (fault != FAULT_NONE)
        return fault;
    *ret_plan = plan;
    return FAULT_NONE;
}

/* ---- writing ---- */

static enum fault lecture_write(struct school *school, struct db *db, const struct term_series *series,
                                const char *zone, int64_t class_id, int64_t series_id, int64_t day, int64_t now)
{
    int64_t starts_at, ends_at, midnight = day * SCHOOL_DAY_MS;
    enum fault fault =
        lecture_moments(school, zone, midnight + series->from, midnight + series->to, &starts_at, &ends_at);
    if (fault != FAULT_NONE)
        return fault;
    return fault_of(db_exec(db,
                            "INSERT INTO lectures (class_id, title, room, starts_at, ends_at, created_at, series_id)"
                            " VALUES (?, ?, ?, ?, ?, ?, ?)",
                            DB_VALUES(I(class_id), T(series->title ? series->title : ""), T(series->room), I(starts_at),
                                      I(ends_at), I(now), I(series_id))));
}

/* The plan's groups in the new classroom; `made` has their ids, in the plan's order. */
static enum fault groups_write(struct db *db, const struct term_plan *plan, int64_t class_id, int64_t now,
                               int64_t *made)
{
    enum fault fault = FAULT_NONE;
    for (size_t i = 0; fault == FAULT_NONE && i < plan->groups.count; i++)
        fault = group_make(db, class_id, plan->groups.groups[i].name, now, &made[i]);
    return fault;
}

/* The lectures of a new series are for the groups that stand for the old ones. */
static enum fault series_groups(struct db *db, const struct term_plan *plan, const int64_t *made,
                                const struct term_series *series, int64_t series_id)
{
    int64_t groups[GROUPS_PER_LECTURE_MAX];
    struct group_choice choice = {.groups = groups, .given = true};
    for (size_t i = 0; i < plan->groups.count; i++)
        for (size_t k = 0; k < series->groups.count && choice.count < GROUPS_PER_LECTURE_MAX; k++)
            if (series->groups.groups[k].id == plan->groups.groups[i].id)
                groups[choice.count++] = made[i];
    return lecture_groups_set_series(db, series_id, &choice);
}

/* One series with its lectures. */
static enum fault series_write(struct school *school, struct db *db, const struct term_series *series, const char *zone,
                               int64_t class_id, int64_t actor_id, int64_t now, int64_t *ret_id)
{
    enum fault fault = FAULT_NONE;
    fault =
        row_insert(db,
                   "INSERT INTO series (class_id, weekdays, from_minute, to_minute, first_day, last_day, every_weeks,"
                   " created_by, created_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) RETURNING id",
                   DB_VALUES(I(class_id), I(series->weekdays), I(series->from / SCHOOL_MINUTE_MS),
                             I(series->to / SCHOOL_MINUTE_MS), I(series->first_day), I(series->last_day),
                             I(series->every_weeks), I(actor_id), I(now)),
                   ret_id);
    if (fault != FAULT_NONE)
        return fault;
    for (size_t k = 0; fault == FAULT_NONE && k < series->day_count; k++)
        fault = lecture_write(school, db, series, zone, class_id, *ret_id, series->days[k], now);
    return fault;
}

enum fault series_term_write(struct school *school, struct db *db, const struct term_plan *plan, int64_t class_id,
                             int64_t actor_id, struct arena *arena, int64_t now)
{
    const char *zone;
    int64_t *made = arena_calloc(arena, plan->groups.count + 1, sizeof(*made));
    enum fault fault = made ? class_timezone(db, class_id, arena, &zone) : FAULT_INTERNAL;
    if (fault != FAULT_NONE)
        return fault;
    fault = groups_write(db, plan, class_id, now, made);
    for (size_t i = 0; fault == FAULT_NONE && i < plan->series_count; i++) {
        const struct term_series *series = &plan->series[i];
        int64_t id = 0;
        fault = series_write(school, db, series, zone, class_id, actor_id, now, &id);
        if (fault != FAULT_NONE)
            return fault;
        fault = series_groups(db, plan, made, series, id);
    }
    return fault != FAULT_NONE ? fault : window_plan_class(db, class_id, now);
}
