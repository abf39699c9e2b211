/* SPDX-License-Identifier: MIT */
#include "school/imports/marks/import_mark_scan.h"

#include "base/str.h"
#include "school/common/fault.h"
#include "school/common/limits.h"
#include "school/common/state.h"
#include "school/common/text.h"
#include "school/common/zone.h"

enum { EARLY_MINUTES = 60 }; // before a lecture, in which a meeting of it may have been entered

enum { ORDERS_MAX = 2 };

/* In which a day is read: the column's own, or one after the other. Answers how many. */
static size_t orders_of(const struct mark_reader *marks, enum cell_order orders[static ORDERS_MAX])
{
    orders[0] = marks->scans.order == CELL_ORDER_NONE ? CELL_ORDER_DAY : marks->scans.order;
    orders[1] = CELL_ORDER_MONTH;
    return marks->scans.order == CELL_ORDER_NONE ? ORDERS_MAX : 1;
}

/* Whoever came long before a lecture or long after it was in another. */
static bool is_near(const struct mark_row *state, int64_t moment)
{
    const int64_t away = IMPORT_SCAN_HOURS * INT64_C(3600000);
    return moment >= state->lecture.starts_at - away && moment <= state->lecture.ends_at + away;
}

/* A time on the clocks of the classroom, of the lecture's day or, over midnight, of the one beside it. */
static enum fault clock_near(const struct import *import, const struct mark_row *state, int seconds, int64_t *ret_ms)
{
    static const int days[] = {0, 1, -1};
    const struct mark_reader *marks = import->context;
    int64_t local;
    enum fault fault = zone_to_local(import->work->school, marks->timezone, state->lecture.starts_at, &local);
    local -= local % SCHOOL_DAY_MS;
    for (size_t i = 0; fault == FAULT_NONE && i < ARRAY_LENGTH(days); i++) {
        fault = zone_to_utc(import->work->school, marks->timezone,
                            local + days[i] * (int64_t)SCHOOL_DAY_MS + seconds * (int64_t)1000, ret_ms);
        if (is_near(state, *ret_ms))
            break;
    }
    return fault;
}

/* What was read of a cell, as a moment. */
static enum fault moment_utc(const struct import *import, const struct mark_row *state,
                             const struct cell_moment *moment, int64_t *ret_ms)
{
    const struct mark_reader *marks = import->context;
    int64_t local = moment->day * SCHOOL_DAY_MS + moment->seconds * (int64_t)1000;
    if (!moment->has_day)
        return clock_near(import, state, moment->seconds, ret_ms);
    if (!moment->has_offset)
        return zone_to_utc(import->work->school, marks->timezone, local, ret_ms);
    *ret_ms = local - moment->offset * (int64_t)1000;
    return FAULT_NONE;
}

/* Seconds since 1970, as Moodle writes them; false: the cell is something else. */
static bool seconds_read(const char *text, int64_t *ret_ms)
{
    int64_t seconds;
    if (!str_to_int(text, 1, INT64_MAX / 1000, &seconds) || !time_is_sane(seconds * 1000))
        return false;
    *ret_ms = seconds * 1000;
    return true;
}

const char *mark_scan_read(const struct import *import, const char *text, const struct mark_row *state, int64_t *ret_ms)
{
    const struct mark_reader *marks = import->context;
    enum cell_order orders[ORDERS_MAX];
    const size_t count = orders_of(marks, orders);
    if (seconds_read(text, ret_ms))
        return is_near(state, *ret_ms) ? NULL : "scan_elsewhere";
    for (size_t i = 0; i < count; i++) {
        struct cell_moment moment;
        const char *reason = import_clock_reason(cell_clock(marks->calendar, text, orders[i], &moment));
        if (reason)
            return reason;
        if (moment_utc(import, state, &moment, ret_ms) != FAULT_NONE)
            return "time_invalid";
        if (is_near(state, *ret_ms))
            return NULL;
    }
    return "scan_elsewhere";
}

/* The lectures that moments were in: how many, and one of them. */
struct held {
    struct known_lecture lecture;
    size_t count;
    bool either; // one if the day goes first, and another if the month does
};

static void held_at(const struct import *import, int64_t moment, struct held *held)
{
    const struct mark_reader *marks = import->context;
    held->count += mark_known_held(marks->known, moment, EARLY_MINUTES * INT64_C(60000), &held->lecture);
}

/* The same of a cell with a day. NULL, or why it is none. */
static const char *held_on(const struct import *import, const char *text, struct held *held)
{
    const struct mark_reader *marks = import->context;
    enum cell_order orders[ORDERS_MAX];
    const size_t count = orders_of(marks, orders);
    int64_t earlier = 0;
    for (size_t i = 0; i < count; i++) {
        const size_t before = held->count;
        struct cell_moment read;
        int64_t moment;
        const char *reason = import_clock_reason(cell_clock(marks->calendar, text, orders[i], &read));
        if (reason || !read.has_day)
            return reason ? reason : "lecture_missing";
        if (moment_utc(import, NULL, &read, &moment) != FAULT_NONE)
            return "time_invalid";
        if (i > 0 && moment == earlier)
            return NULL; // there is but one way to read it
        earlier = moment;
        held_at(import, moment, held);
        held->either = before > 0 && held->count > before;
    }
    return NULL;
}

const char *mark_scan_lecture(const struct import *import, const char *text, int64_t *ret_id)
{
    struct held held = {0};
    int64_t moment;
    const char *reason = *text ? NULL : "lecture_missing";
    if (!reason && seconds_read(text, &moment))
        held_at(import, moment, &held);
    else if (!reason)
        reason = held_on(import, text, &held);
    *ret_id = held.lecture.id;
    if (reason || held.count == 1)
        return reason;
    return held.count == 0 ? "lecture_unknown" : held.either ? "date_ambiguous" : "lecture_several";
}
