/* SPDX-License-Identifier: MIT */
#include "school/plan/holiday_lectures.h"

#include <stdlib.h>

#include "base/arena.h"
#include "school/common/access.h"
#include "school/common/fault.h"
#include "school/common/rows.h"
#include "school/common/state.h"
#include "school/common/taken_rule.h"
#include "school/common/zone.h"
#include "school/plan/lecture_inside.h"
#include "school/school.h"
#include "store/db.h"
#include "store/engine.h"

/* What a classroom says of a day itself. */
struct own_day {
    int64_t class_id, day;
    bool off;
    const char *name;
};

/* All days off from `first` on. */
struct days {
    int64_t first, count;
    const char **holidays; // (count), names; NULL: none
    struct own_day *own;   // by class and day
    size_t own_count;
};

static enum fault days_read(struct db *db, const struct holiday_scope *scope, struct arena *arena,
                            struct days *ret_days)
{
    struct row row;
    struct days days = {.first = scope->first, .count = scope->last - scope->first + 1};
    days.holidays = arena_calloc(arena, (size_t)days.count, sizeof(*days.holidays));
    if (!days.holidays)
        return FAULT_INTERNAL;
    row_begin(&row, db, arena, "SELECT day, name FROM holidays WHERE day BETWEEN ? AND ?",
              DB_VALUES(I(scope->first), I(scope->last)));
    while (row_next(&row))
        days.holidays[row_int(&row, 0) - days.first] = row_string(&row, 1);
    enum fault fault = row_end(&row);
    if (fault != FAULT_NONE)
        return fault;
    row_begin(
        &row, db, arena,
        "SELECT class_id, day, off, name FROM classroom_days WHERE day BETWEEN ? AND ? AND (? = 0 OR class_id = ?)"
        " ORDER BY class_id, day",
        DB_VALUES(I(scope->first), I(scope->last), I(scope->class_id), I(scope->class_id)));
    while (row_next(&row)) {
        struct own_day *own = row_list(&row, days.own, days.own_count, sizeof(*own));
        if (!own)
            break;
        days.own = own;
        own[days.own_count++] =
            (struct own_day){row_int(&row, 0), row_int(&row, 1), row_int(&row, 2) != 0, row_text(&row, 3)};
    }
    fault = row_end(&row);
    if (fault != FAULT_NONE)
        return fault;
    *ret_days = days;
    return FAULT_NONE;
}

static int own_compare(const void *a, const void *b)
{
    const struct own_day *one = a, *other = b;
    if (one->class_id != other->class_id)
        return one->class_id < other->class_id ? -1 : 1;
    return (one->day > other->day) - (one->day < other->day);
}

/* Whether the classroom does not meet on the day. A day of its own stands before the institution's. */
static bool days_off(const struct days *days, int64_t class_id, int64_t day, const char **ret_name)
{
    const struct own_day wanted = {.class_id = class_id, .day = day};
    if (day < days->first || day >= days->first + days->count)
        return false;
    const struct own_day *own =
        days->own_count ? bsearch(&wanted, days->own, days->own_count, sizeof(wanted), own_compare) : NULL;
    const char *holiday = days->holidays[day - days->first];
    *ret_name = own && own->name ? own->name : holiday;
    return own ? own->off : holiday != NULL;
}

enum fault holiday_lectures_on(struct school *school, struct db *db, const struct holiday_scope *scope, int64_t after,
                               int64_t limit, int64_t now, struct arena *arena, struct holiday_lecture_list *ret_list)
{
    struct row row;
    struct days days;
    struct holiday_lecture_list list = {0};
    int64_t looked = 0, last = 0;
    enum fault fault = days_read(db, scope, arena, &days);
    if (fault != FAULT_NONE)
        return fault;
    // A day begins 14 hours before that of UTC at the earliest, and ends 12 hours after it at the latest.
    row_begin(&row, db, arena,
              "SELECT l.id, l.class_id, c.subject, l.title, l.starts_at, l.ends_at, l.version, c.timezone,"
              " CASE WHEN " LECTURE_TAKEN " THEN 1 ELSE 0 END"
              " FROM lectures l JOIN classrooms c ON c.id = l.class_id LEFT JOIN windows w ON w.lecture_id = l.id"
              " WHERE l.starts_at >= ? AND l.starts_at < ? AND (? = 0 OR l.class_id = ?) AND l.id > ?"
              " AND l.cancelled_at IS NULL AND c.archived_at IS NULL ORDER BY l.id LIMIT ?",
              DB_VALUES(I(now), I(scope->first * SCHOOL_DAY_MS - 14 * (int64_t)SCHOOL_HOUR_MS),
                        I((scope->last + 1) * SCHOOL_DAY_MS + 12 * (int64_t)SCHOOL_HOUR_MS), I(scope->class_id),
                        I(scope->class_id), I(after), I(limit)));
    while (row_next(&row)) {
        struct holiday_lecture lecture = {
            .id = row_int(&row, 0),
            .class_id = row_int(&row, 1),
            .starts_at = row_int(&row, 4),
            .ends_at = row_int(&row, 5),
            .version = row_int(&row, 6),
            .taken = row_int(&row, 8) != 0,
        };
        int64_t local = 0;
        looked++;
        last = lecture.id;
        fault = zone_to_local(school, db_text(&row.rows, 7), lecture.starts_at, &local);
        if (fault != FAULT_NONE)
            break;
        lecture.day = local / SCHOOL_DAY_MS;
        if (!days_off(&days, lecture.class_id, lecture.day, &lecture.name))
            continue;
        lecture.subject = row_string(&row, 2);
        lecture.title = row_text(&row, 3);
        lecture.timezone = row_string(&row, 7);
        struct holiday_lecture *lectures = row_list(&row, list.lectures, list.count, sizeof(*lectures));
        if (!lectures)
            break;
        list.lectures = lectures;
        lectures[list.count++] = lecture;
    }
    enum fault read = row_end(&row);
    if (fault != FAULT_NONE || read != FAULT_NONE)
        return fault != FAULT_NONE ? fault : read;
    list.next = looked == limit ? last : 0;
    *ret_list = list;
    return FAULT_NONE;
}

enum fault holiday_lectures_cancelled(struct db *db, const struct holiday_scope *scope, bool over, int64_t after,
                                      int64_t limit, struct arena *arena, struct holiday_lecture_list *ret_list)
{
    struct row row;
    struct days days;
    struct holiday_lecture_list list = {0};
    const char *name;
    int64_t looked = 0, last = 0;
    enum fault fault = days_read(db, scope, arena, &days);
    if (fault != FAULT_NONE)
        return fault;
    row_begin(&row, db, arena,
              "SELECT l.id, l.class_id, l.starts_at, l.ends_at, l.version, h.day, l.cancel_reason"
              " FROM holiday_lectures h JOIN lectures l ON l.id = h.lecture_id JOIN classrooms c ON c.id = l.class_id"
              " WHERE h.day BETWEEN ? AND ? AND h.lecture_id > ? AND ((? = 0 AND h.institution = 1) OR l.class_id = ?)"
              " AND h.restored = 0 AND l.cancelled_at IS NOT NULL AND l.version = h.version AND c.archived_at IS NULL"
              " ORDER BY l.id LIMIT ?",
              DB_VALUES(I(scope->first), I(scope->last), I(after), I(scope->class_id), I(scope->class_id), I(limit)));
    while (row_next(&row)) {
        struct holiday_lecture lecture = {
            .id = row_int(&row, 0),
            .class_id = row_int(&row, 1),
            .starts_at = row_int(&row, 2),
            .ends_at = row_int(&row, 3),
            .version = row_int(&row, 4),
            .day = row_int(&row, 5),
            .name = row_text(&row, 6),
        };
        looked++;
        last = lecture.id;
        if (over && days_off(&days, lecture.class_id, lecture.day, &name))
            continue;
        struct holiday_lecture *lectures = row_list(&row, list.lectures, list.count, sizeof(*lectures));
        if (!lectures)
            break;
        list.lectures = lectures;
        lectures[list.count++] = lecture;
    }
    fault = row_end(&row);
    list.next = looked == limit ? last : 0;
    if (fault != FAULT_NONE)
        return fault;
    *ret_list = list;
    return FAULT_NONE;
}

enum fault holiday_lecture_cancel(struct db *db, const struct holiday_scope *scope,
                                  const struct holiday_lecture *lecture, int64_t actor_id, int64_t job_id, int64_t now)
{
    enum fault fault = lecture_cancel_write(db, lecture->class_id, lecture->id, actor_id, lecture->name, now);
    if (fault != FAULT_NONE)
        return fault;
    // Of an earlier time.
    fault = fault_of(db_exec(db, "DELETE FROM holiday_lectures WHERE lecture_id = ?", DB_VALUES(I(lecture->id))));
    if (fault != FAULT_NONE)
        return fault;
    return fault_of(db_exec(
        db, "INSERT INTO holiday_lectures (lecture_id, day, institution, version, job_id) VALUES (?, ?, ?, ?, ?)",
        DB_VALUES(I(lecture->id), I(lecture->day), I(scope->class_id == 0), I(lecture->version + 1), I(job_id))));
}

enum fault holiday_lecture_restore(struct db *db, const struct holiday_lecture *lecture, int64_t job_id, int64_t now)
{
    enum fault fault = lecture_restore_write(db, lecture->class_id, lecture->id, now);
    if (fault != FAULT_NONE)
        return fault;
    return fault_of(db_exec(db, "UPDATE holiday_lectures SET restored = 1, job_id = ? WHERE lecture_id = ?",
                            DB_VALUES(I(job_id), I(lecture->id))));
}

enum fault holiday_lectures_forget(struct db *db, int64_t job_id)
{
    return fault_of(
        db_exec(db, "DELETE FROM holiday_lectures WHERE job_id = ? AND restored = 1", DB_VALUES(I(job_id))));
}
