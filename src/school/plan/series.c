/* SPDX-License-Identifier: MIT */
#include "school/plan/series.h"

#include <string.h>

#include "base/arena.h"
#include "base/str.h"
#include "school/common/access.h"
#include "school/common/audit_inside.h"
#include "school/common/fault.h"
#include "school/common/limits.h"
#include "school/common/rows.h"
#include "school/common/state.h"
#include "school/common/text.h"
#include "school/common/zone.h"
#include "school/marks/group/group_inside.h"
#include "school/plan/holiday.h"
#include "school/plan/holiday_inside.h"
#include "school/marks/warning/due.h"
#include "school/plan/lecture.h"
#include "school/plan/lecture_inside.h"
#include "school/plan/window_plan.h"
#include "school/school.h"
#include "store/db.h"
#include "store/engine.h"
#include "store/store.h"

enum { DETAIL_SIZE = 200 };

/* A series about to be written. */
struct new_series {
    struct school *school;
    const struct actor *actor;
    int64_t class_id;
    const char *title, *room;
    unsigned weekdays; // bit 0: Monday
    int64_t from, to;  // milliseconds of the day; `to` may be of the next one
    int64_t first_day, last_day, every_weeks;
    int64_t *exceptions; // days
    size_t exception_count;
    struct group_choice groups;
    struct arena *arena;
    int64_t now;
    int64_t id;
    int64_t days[SERIES_LECTURES_MAX];
    size_t day_count;
    const char **left_out;
    size_t left_out_count;
};

static enum fault minute_parse(const char *text, int64_t *ret_minute)
{
    if (!text || strlen(text) != 5 || text[2] != ':' || strspn(text, "0123456789:") != 5 ||
        strchr(text, ':') != text + 2 || strrchr(text, ':') != text + 2)
        return FAULT_TIME_INVALID;
    int64_t hours = (text[0] - '0') * 10 + (text[1] - '0'), minutes = (text[3] - '0') * 10 + (text[4] - '0');
    if (hours > 23 || minutes > 59)
        return FAULT_TIME_INVALID;
    *ret_minute = hours * 60 + minutes;
    return FAULT_NONE;
}

static enum fault weekdays_parse(const struct series_request *request, unsigned *ret_weekdays)
{
    static const char *const codes[] = {"MO", "TU", "WE", "TH", "FR", "SA", "SU"};
    unsigned weekdays = 0;
    for (size_t i = 0; i < request->weekday_count; i++) {
        size_t day = 0;
        while (day < ARRAY_LENGTH(codes) && strcmp(codes[day], request->weekdays[i]) != 0)
            day++;
        if (day == ARRAY_LENGTH(codes))
            return FAULT_CHOICE_UNKNOWN;
        weekdays |= 1U << day;
    }
    *ret_weekdays = weekdays;
    return weekdays ? FAULT_NONE : FAULT_SERIES_EMPTY;
}

static enum fault series_check(const struct series_request *request, struct arena *arena, struct new_series *unit)
{
    int64_t from_minute = 0, to_minute = 0;
    enum fault fault = weekdays_parse(request, &unit->weekdays);
    if (fault != FAULT_NONE)
        return fault;
    fault = minute_parse(request->from, &from_minute);
    if (fault != FAULT_NONE)
        return fault;
    fault = minute_parse(request->to, &to_minute);
    if (fault != FAULT_NONE)
        return fault;
    unit->from = from_minute * SCHOOL_MINUTE_MS;
    unit->to = to_minute * SCHOOL_MINUTE_MS;
    fault = lecture_overnight(unit->from, &unit->to);
    if (fault != FAULT_NONE)
        return fault;
    fault = zone_day_parse(request->first_date, &unit->first_day);
    if (fault != FAULT_NONE)
        return fault;
    fault = zone_day_parse(request->last_date, &unit->last_day);
    if (fault != FAULT_NONE)
        return fault;
    if (request->every_weeks < 1 || request->every_weeks > SERIES_WEEKS_MAX)
        return FAULT_NUMBER_INVALID;
    if (unit->last_day - unit->first_day >= SERIES_DAYS_MAX)
        return FAULT_SERIES_TOO_LONG;
    if (request->exception_count > SERIES_EXCEPTIONS_MAX)
        return FAULT_TOO_MANY_THINGS;
    fault = text_clean(request->title, LECTURE_TITLE_MAX, false, true, arena, &unit->title);
    if (fault != FAULT_NONE)
        return fault;
    fault = text_clean(request->room, LECTURE_ROOM_MAX, false, true, arena, &unit->room);
    if (fault != FAULT_NONE)
        return fault;
    unit->every_weeks = request->every_weeks;
    unit->exceptions = arena_calloc(arena, SERIES_EXCEPTIONS_MAX, sizeof(*unit->exceptions));
    unit->left_out = arena_calloc(arena, SERIES_DAYS_MAX, sizeof(*unit->left_out));
    if (!unit->exceptions || !unit->left_out)
        return FAULT_INTERNAL;
    for (size_t i = 0; fault == FAULT_NONE && i < request->exception_count; i++)
        fault = zone_day_parse(request->exceptions[i], &unit->exceptions[unit->exception_count++]);
    return fault;
}

static bool is_left_out(const struct new_series *unit, const struct holiday_list *off, int64_t day)
{
    for (size_t i = 0; i < unit->exception_count; i++)
        if (unit->exceptions[i] == day)
            return true;
    for (size_t i = 0; i < off->count; i++)
        if (off->holidays[i].day == day)
            return true;
    return false;
}

/* The days of the series, and those left out. */
static enum fault series_days(struct db *db, struct new_series *unit)
{
    struct holiday_list off;
    enum fault fault = holiday_read_off(db, unit->class_id, unit->first_day, unit->last_day, unit->arena, &off);
    int64_t monday = unit->first_day - zone_weekday(unit->first_day);
    unit->day_count = unit->left_out_count = 0;
    for (int64_t day = unit->first_day; fault == FAULT_NONE && day <= unit->last_day; day++) {
        if (!(unit->weekdays & 1U << zone_weekday(day)) || (day - monday) / 7 % unit->every_weeks != 0)
            continue;
        if (is_left_out(unit, &off, day)) {
            char date[ZONE_DATE_SIZE];
            zone_day_format(day, date);
            unit->left_out[unit->left_out_count] = arena_strdup(unit->arena, date);
            if (!unit->left_out[unit->left_out_count++])
                return FAULT_INTERNAL;
            continue;
        }
        if (unit->day_count == SERIES_LECTURES_MAX)
            return FAULT_SERIES_TOO_LONG;
        unit->days[unit->day_count++] = day;
    }
    return fault != FAULT_NONE ? fault : unit->day_count == 0 ? FAULT_SERIES_EMPTY : FAULT_NONE;
}

static enum fault series_allowed(struct db *db, struct new_series *unit, const char **ret_timezone)
{
    struct access access;
    int64_t count = 0;
    enum fault fault = access_class_change(db, unit->actor, unit->class_id, &access);
    if (fault != FAULT_NONE)
        return fault;
    fault = series_days(db, unit);
    if (fault != FAULT_NONE)
        return fault;
    fault = lecture_groups_check(db, unit->class_id, 0, &unit->groups);
    if (fault != FAULT_NONE)
        return fault;
    fault = row_count(db, "SELECT COUNT(*) FROM lectures WHERE class_id = ?", DB_VALUES(I(unit->class_id)), &count);
    if (fault != FAULT_NONE)
        return fault;
    if (count + (int64_t)unit->day_count > LECTURES_PER_CLASSROOM_MAX)
        return FAULT_TOO_MANY_THINGS;
    return class_timezone(db, unit->class_id, unit->arena, ret_timezone);
}

static enum fault series_lecture(struct db *db, const struct new_series *unit, const char *zone, int64_t day)
{
    int64_t starts_at, ends_at, midnight = day * SCHOOL_DAY_MS;
    enum fault fault =
        lecture_moments(unit->school, zone, midnight + unit->from, midnight + unit->to, &starts_at, &ends_at);
    if (fault != FAULT_NONE)
        return fault;
    return fault_of(db_exec(db,
                            "INSERT INTO lectures (class_id, title, room, starts_at, ends_at, created_at, series_id)"
                            " VALUES (?, ?, ?, ?, ?, ?, ?)",
                            DB_VALUES(I(unit->class_id), T(unit->title ? unit->title : ""), T(unit->room), I(starts_at),
                                      I(ends_at), I(unit->now), I(unit->id))));
}

static enum fault series_insert(struct db *db, void *context)
{
    struct new_series *unit = context;
    const char *zone;
    char detail[DETAIL_SIZE];
    enum fault fault = series_allowed(db, unit, &zone);
    if (fault != FAULT_NONE)
        return fault;
    fault =
        row_insert(db,
                   "INSERT INTO series (class_id, weekdays, from_minute, to_minute, first_day, last_day, every_weeks,"
                   " created_by, created_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) RETURNING id",
                   DB_VALUES(I(unit->class_id), I(unit->weekdays), I(unit->from / SCHOOL_MINUTE_MS),
                             I(unit->to / SCHOOL_MINUTE_MS), I(unit->first_day), I(unit->last_day),
                             I(unit->every_weeks), I(unit->actor->user_id), I(unit->now)),
                   &unit->id);
    if (fault != FAULT_NONE)
        return fault;
    for (size_t i = 0; fault == FAULT_NONE && i < unit->day_count; i++)
        fault = series_lecture(db, unit, zone, unit->days[i]);
    if (fault != FAULT_NONE)
        return fault;
    fault = lecture_groups_set_series(db, unit->id, &unit->groups);
    if (fault != FAULT_NONE)
        return fault;
    fault = due_touch(db, unit->class_id, unit->now);
    if (fault != FAULT_NONE)
        return fault;
    fault = window_plan_class(db, unit->class_id, unit->now);
    if (fault != FAULT_NONE)
        return fault;
    snprintf(detail, sizeof(detail), "series %lld: %zu lectures, %zu days left out", (long long)unit->id,
             unit->day_count, unit->left_out_count);
    return audit_append(db, &(struct audit_entry){
                                .at = unit->now,
                                .actor_id = unit->actor->user_id,
                                .action = "series_created",
                                .subject_type = "classroom",
                                .subject_id = unit->class_id,
                                .detail = detail,
                            });
}

/* The lectures of the series out of the classroom's. */
static enum fault series_read(struct school *school, struct db *db, const struct new_series *unit, struct arena *arena,
                              struct lecture_list *ret_list)
{
    struct lecture_list list;
    struct lecture_filter filter = {
        .class_id = unit->class_id,
        .starts_before = INT64_MAX,
        .open_at = -1,
        .limit = LECTURES_PER_CLASSROOM_MAX,
    };
    enum fault fault = lecture_read_list(db, &filter, school_now(school), arena, &list);
    if (fault != FAULT_NONE)
        return fault;
    *ret_list = (struct lecture_list){.lectures = list.lectures};
    for (size_t i = 0; i < list.count; i++)
        if (list.lectures[i].series_id == unit->id)
            ret_list->lectures[ret_list->count++] = list.lectures[i];
    return FAULT_NONE;
}

enum fault series_create(struct school *school, const struct actor *actor, int64_t class_id,
                         const struct series_request *request, struct arena *arena, struct series_result *ret_result)
{
    struct new_series unit = {
        .school = school,
        .actor = actor,
        .class_id = class_id,
        .groups = request->groups,
        .arena = arena,
        .now = school_now(school),
    };
    struct lecture_list lectures;
    enum fault fault = series_check(request, arena, &unit);
    if (fault != FAULT_NONE)
        return fault;
    fault = school_change(school, series_insert, &unit);
    if (fault != FAULT_NONE)
        return fault;
    CLOSES(store_reader_close) struct db *db = store_reader(school->config.store);
    fault = series_read(school, db, &unit, arena, &lectures);
    if (fault != FAULT_NONE)
        return fault;
    *ret_result = (struct series_result){unit.id, lectures, unit.left_out, unit.left_out_count};
    return FAULT_NONE;
}
