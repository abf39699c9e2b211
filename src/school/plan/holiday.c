/* SPDX-License-Identifier: MIT */
#include "school/plan/holiday.h"

#include "base/arena.h"
#include "school/common/access.h"
#include "school/common/audit_inside.h"
#include "school/common/fault.h"
#include "school/common/rows.h"
#include "school/common/state.h"
#include "school/common/text.h"
#include "school/common/zone.h"
#include "school/plan/holiday_inside.h"
#include "school/school.h"
#include "store/db.h"
#include "store/engine.h"
#include "store/store.h"

const char *holiday_kind_code(enum holiday_kind kind)
{
    static const char *const codes[HOLIDAY_KIND_COUNT] = {
        [HOLIDAY_INSTITUTION] = "institution",
        [HOLIDAY_CLASSROOM] = "classroom",
        [HOLIDAY_TAUGHT] = "taught",
    };
    return codes[kind];
}

enum fault holiday_dates_parse(const struct holiday_dates *dates, int64_t *ret_first, int64_t *ret_last)
{
    int64_t first, last;
    enum fault fault = zone_day_parse(dates->date, &first);
    if (fault != FAULT_NONE)
        return fault;
    last = first;
    if (dates->until)
        fault = zone_day_parse(dates->until, &last);
    if (fault != FAULT_NONE || last < first)
        return FAULT_DATE_INVALID;
    if (last - first >= HOLIDAY_DAYS_MAX)
        return FAULT_SERIES_TOO_LONG;
    *ret_first = first;
    *ret_last = last;
    return FAULT_NONE;
}

/* `class_id` 0: the institution's alone. */
static enum fault holidays_read(struct db *db, int64_t class_id, int64_t first, int64_t last, bool off_only,
                                struct arena *arena, struct holiday_list *ret_list)
{
    struct row row;
    struct holiday_list list = {0};
    row_begin(&row, db, arena,
              "SELECT m.day, m.name, m.kind FROM (SELECT h.day, h.name, 0 AS kind FROM holidays h"
              " LEFT JOIN classroom_days d ON d.class_id = ? AND d.day = h.day WHERE d.day IS NULL"
              " UNION ALL SELECT day, name, CASE WHEN off = 1 THEN 1 ELSE 2 END FROM classroom_days"
              " WHERE class_id = ?) AS m WHERE m.day BETWEEN ? AND ? ORDER BY m.day",
              DB_VALUES(I(class_id), I(class_id), I(first), I(last)));
    while (row_next(&row)) {
        struct holiday *holidays = row_list(&row, list.holidays, list.count, sizeof(*holidays));
        if (!holidays)
            break;
        list.holidays = holidays;
        struct holiday holiday = {row_int(&row, 0), row_text(&row, 1), (enum holiday_kind)row_int(&row, 2)};
        if (!off_only || holiday.kind != HOLIDAY_TAUGHT)
            holidays[list.count++] = holiday;
    }
    enum fault fault = row_end(&row);
    if (fault != FAULT_NONE)
        return fault;
    *ret_list = list;
    return FAULT_NONE;
}

enum fault holiday_read_off(struct db *db, int64_t class_id, int64_t first, int64_t last, struct arena *arena,
                            struct holiday_list *ret_list)
{
    return holidays_read(db, class_id, first, last, true, arena, ret_list);
}

enum fault holiday_list(struct school *school, struct arena *arena, struct holiday_list *ret_list)
{
    CLOSES(store_reader_close) struct db *db = store_reader(school->config.store);
    return holidays_read(db, 0, 0, INT32_MAX, false, arena, ret_list);
}

enum fault holiday_list_of(struct school *school, const struct actor *actor, int64_t class_id, struct arena *arena,
                           struct holiday_list *ret_list)
{
    struct access access;
    CLOSES(store_reader_close) struct db *db = store_reader(school->config.store);
    enum fault fault = access_classroom(db, actor, class_id, &access);
    if (fault != FAULT_NONE)
        return fault;
    return holidays_read(db, class_id, 0, INT32_MAX, false, arena, ret_list);
}

/* Days to set or to take away; `class_id` 0: the institution's. */
struct day_edit {
    const struct actor *actor;
    int64_t class_id;
    int64_t first, last; // days, both belong to it
    const char *name;
    bool off, remove;
    int64_t now;
};

static enum fault day_allowed(struct db *db, const struct day_edit *unit)
{
    struct access access;
    int64_t count = 0;
    enum fault fault = FAULT_NONE;
    if (unit->class_id == 0)
        fault = unit->actor->role == ROLE_ADMINISTRATOR ? FAULT_NONE : FAULT_NOT_ALLOWED;
    else
        fault = access_classroom(db, unit->actor, unit->class_id, &access);
    if (fault != FAULT_NONE)
        return fault;
    if (unit->class_id != 0)
        fault = access_change(&access);
    if (fault != FAULT_NONE)
        return fault;
    fault = unit->class_id == 0 ? row_count(db, "SELECT COUNT(*) FROM holidays", DB_NO_VALUES, &count)
                                : row_count(db, "SELECT COUNT(*) FROM classroom_days WHERE class_id = ?",
                                            DB_VALUES(I(unit->class_id)), &count);
    if (fault != FAULT_NONE)
        return fault;
    if (!unit->remove && count + unit->last - unit->first >= (unit->class_id == 0 ? HOLIDAYS_MAX : CLASSROOM_DAYS_MAX))
        return FAULT_TOO_MANY_THINGS;
    return FAULT_NONE;
}

static enum db_status day_insert(struct db *db, const struct day_edit *unit, int64_t day)
{
    if (unit->class_id == 0)
        return db_exec(db, "INSERT INTO holidays (day, name, created_at) VALUES (?, ?, ?)",
                       DB_VALUES(I(day), T(unit->name), I(unit->now)));
    return db_exec(db, "INSERT INTO classroom_days (class_id, day, off, name) VALUES (?, ?, ?, ?)",
                   DB_VALUES(I(unit->class_id), I(day), I(unit->off), T(unit->name)));
}

/* *ret_found: there was one to take away. */
static enum db_status day_write(struct db *db, const struct day_edit *unit, bool *ret_found)
{
    enum db_status status =
        unit->class_id == 0
            ? db_exec(db, "DELETE FROM holidays WHERE day BETWEEN ? AND ?", DB_VALUES(I(unit->first), I(unit->last)))
            : db_exec(db, "DELETE FROM classroom_days WHERE class_id = ? AND day BETWEEN ? AND ?",
                      DB_VALUES(I(unit->class_id), I(unit->first), I(unit->last)));
    *ret_found = status == DB_OK && db_changes(db) > 0;
    for (int64_t day = unit->first; status == DB_OK && !unit->remove && day <= unit->last; day++)
        status = day_insert(db, unit, day);
    return status;
}

static enum fault day_change(struct db *db, void *context)
{
    struct day_edit *unit = context;
    char first[ZONE_DATE_SIZE], last[ZONE_DATE_SIZE], detail[2 * ZONE_DATE_SIZE + 8];
    bool found;
    enum fault fault = day_allowed(db, unit);
    if (fault != FAULT_NONE)
        return fault;
    enum db_status status = day_write(db, unit, &found);
    if (status != DB_OK)
        return status == DB_CONFLICT ? FAULT_BUSY : fault_of(status); // set by another connection at the same time
    if (unit->remove && !found)
        return FAULT_NOT_FOUND;
    zone_day_format(unit->first, first);
    zone_day_format(unit->last, last);
    snprintf(detail, sizeof(detail), "%s%s%s", first, unit->last > unit->first ? " to " : "",
             unit->last > unit->first ? last : "");
    return audit_append(db, &(struct audit_entry){
                                .at = unit->now,
                                .actor_id = unit->actor->user_id,
                                .action = unit->remove ? "holiday_removed"
                                          : unit->off  ? "holiday_set"
                                                       : "holiday_taught",
                                .subject_type = unit->class_id ? "classroom" : "school",
                                .subject_id = unit->class_id,
                                .detail = detail,
                            });
}

static enum fault day_edit(struct school *school, struct day_edit *unit, const struct holiday_dates *dates,
                           const char *name, struct arena *arena)
{
    enum fault fault = holiday_dates_parse(dates, &unit->first, &unit->last);
    if (fault != FAULT_NONE)
        return fault == FAULT_DATE_INVALID && unit->remove ? FAULT_NOT_FOUND : fault;
    if (!unit->remove)
        fault = text_clean(name, HOLIDAY_NAME_MAX, false, unit->class_id != 0, arena, &unit->name);
    unit->now = school_now(school);
    return fault != FAULT_NONE ? fault : school_change(school, day_change, unit);
}

enum fault holiday_set(struct school *school, const struct actor *actor, const struct holiday_dates *dates,
                       const char *name, struct arena *arena)
{
    struct day_edit unit = {.actor = actor, .off = true};
    return day_edit(school, &unit, dates, name, arena);
}

enum fault holiday_remove(struct school *school, const struct actor *actor, const struct holiday_dates *dates)
{
    struct day_edit unit = {.actor = actor, .remove = true};
    return day_edit(school, &unit, dates, NULL, NULL);
}

enum fault holiday_set_of(struct school *school, const struct actor *actor, int64_t class_id,
                          const struct holiday_dates *dates, bool off, const char *name, struct arena *arena)
{
    struct day_edit unit = {.actor = actor, .class_id = class_id, .off = off};
    return day_edit(school, &unit, dates, name, arena);
}

enum fault holiday_forget_of(struct school *school, const struct actor *actor, int64_t class_id,
                             const struct holiday_dates *dates)
{
    struct day_edit unit = {.actor = actor, .class_id = class_id, .remove = true};
    return day_edit(school, &unit, dates, NULL, NULL);
}
