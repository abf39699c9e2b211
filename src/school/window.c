/* SPDX-License-Identifier: MIT */
/* Opening, extending and closing the attendance window of a lecture. */
#include "school/inside.h"

enum { DETAIL_SIZE = 160 };

static enum fault window_audit(struct db *db, const struct actor *actor, int64_t lecture_id, const char *action,
                               int64_t closes_at, int64_t now)
{
    char detail[DETAIL_SIZE], time[CLOCK_TEXT_SIZE];
    clock_format(closes_at, time);
    snprintf(detail, sizeof(detail), "closes %s", time);
    return audit_append(db, &(struct audit_entry){now, actor->user_id, action, "lecture", lecture_id, detail});
}

enum fault window_write(struct db *db, const struct actor *actor, const struct access *access,
                        const struct window_request *request, int64_t now)
{
    int64_t minutes = request->minutes < 0 ? access->window_minutes : request->minutes;
    int64_t closes_at = now + minutes * SCHOOL_MINUTE_MS;
    int64_t late_minutes = request->late_after_minutes < 0 ? access->late_after_minutes : request->late_after_minutes;
    bool keep_late = access->has_window && request->late_after_minutes < 0;
    int64_t late_after_at = keep_late ? access->late_after_at : now + late_minutes * SCHOOL_MINUTE_MS;
    enum db_status status;
    if (access->has_window)
        status = db_exec(db,
                         "UPDATE windows SET closes_at = ?, late_after_at = ?, opened_by = ?, closed_by = NULL WHERE"
                         " lecture_id = ?",
                         DB_VALUES(I(closes_at), I(late_after_at), I(actor->user_id), I(access->lecture_id)));
    else
        status = db_exec(
            db,
            "INSERT INTO windows (lecture_id, opens_at, closes_at, late_after_at, opened_by, closed_by,"
            " created_at) VALUES (?, ?, ?, ?, ?, NULL, ?)",
            DB_VALUES(I(access->lecture_id), I(now), I(closes_at), I(late_after_at), I(actor->user_id), I(now)));
    if (status == DB_CONFLICT)
        return FAULT_WINDOW_OPEN; // opened by another request a moment ago
    if (status == DB_OK)
        status = leave_apply(db, access->class_id, access->lecture_id, now);
    if (status != DB_OK)
        return fault_of(status);
    return window_audit(db, actor, access->lecture_id, access->has_window ? "window_reopened" : "window_opened",
                        closes_at, now);
}

/* A change of a window: decided and written in one unit. */
struct window_change {
    const struct actor *actor;
    int64_t lecture_id;
    struct window_request request; // minutes of an extension in .minutes
    int64_t now;
    enum fault fault;
};

static enum fault change_begin(struct db *db, const struct window_change *unit, struct access *access)
{
    enum fault fault = access_lecture(db, unit->actor, unit->lecture_id, access);
    return fault != FAULT_NONE ? fault : access_work(access);
}

/* For extend and close: the fault of a window that is not open. */
static enum fault must_be_open(const struct access *access, int64_t now)
{
    if (!access->has_window || window_state(access->opens_at, access->closes_at, now) == WINDOW_SCHEDULED)
        return FAULT_WINDOW_NOT_OPEN;
    return window_state(access->opens_at, access->closes_at, now) == WINDOW_OPEN ? FAULT_NONE : FAULT_WINDOW_CLOSED;
}

static enum db_status window_open(struct db *db, void *context)
{
    struct window_change *unit = context;
    struct access access;
    unit->fault = change_begin(db, unit, &access);
    if (unit->fault == FAULT_NONE && access.has_window &&
        window_state(access.opens_at, access.closes_at, unit->now) != WINDOW_CLOSED)
        unit->fault = FAULT_WINDOW_OPEN;
    if (unit->fault == FAULT_NONE)
        unit->fault = window_write(db, unit->actor, &access, &unit->request, unit->now);
    return decided_status(unit->fault);
}

static enum db_status window_extend(struct db *db, void *context)
{
    struct window_change *unit = context;
    struct access access;
    unit->fault = change_begin(db, unit, &access);
    if (unit->fault == FAULT_NONE)
        unit->fault = must_be_open(&access, unit->now);
    int64_t closes_at = unit->fault == FAULT_NONE ? access.closes_at + unit->request.minutes * SCHOOL_MINUTE_MS : 0;
    if (closes_at - unit->now > WINDOW_MINUTES_MAX * (int64_t)SCHOOL_MINUTE_MS)
        unit->fault = FAULT_WINDOW_TOO_LONG;
    if (unit->fault != FAULT_NONE)
        return decided_status(unit->fault);
    enum db_status status = db_exec(db, "UPDATE windows SET closes_at = ? WHERE lecture_id = ?",
                                    DB_VALUES(I(closes_at), I(unit->lecture_id)));
    if (status != DB_OK)
        return status;
    return status_of(window_audit(db, unit->actor, unit->lecture_id, "window_extended", closes_at, unit->now));
}

static enum db_status window_close(struct db *db, void *context)
{
    struct window_change *unit = context;
    struct access access;
    unit->fault = change_begin(db, unit, &access);
    if (unit->fault == FAULT_NONE)
        unit->fault = must_be_open(&access, unit->now);
    if (unit->fault != FAULT_NONE)
        return decided_status(unit->fault);
    enum db_status status = db_exec(db, "UPDATE windows SET closes_at = ?, closed_by = ? WHERE lecture_id = ?",
                                    DB_VALUES(I(unit->now), I(unit->actor->user_id), I(unit->lecture_id)));
    if (status != DB_OK)
        return status;
    return status_of(window_audit(db, unit->actor, unit->lecture_id, "window_closed", unit->now, unit->now));
}

static enum fault change(struct school *school, store_unit unit_of, struct window_change *unit, struct arena *arena,
                         struct lecture *ret_lecture)
{
    unit->now = school_now(school);
    enum fault fault = school_write(school, unit_of, unit, &unit->fault);
    if (fault != FAULT_NONE)
        return fault;
    event_window(school, unit->lecture_id);
    return lecture_get(school, unit->actor, unit->lecture_id, arena, ret_lecture);
}

enum fault lecture_window_open(struct school *school, const struct actor *actor, int64_t lecture_id,
                               const struct window_request *request, struct arena *arena, struct lecture *ret_lecture)
{
    struct window_change unit = {.actor = actor, .lecture_id = lecture_id, .request = *request};
    if ((request->minutes != -1 && (request->minutes < 1 || request->minutes > WINDOW_MINUTES_MAX)) ||
        request->late_after_minutes < -1 || request->late_after_minutes > LATE_MINUTES_MAX)
        return FAULT_MINUTES_INVALID;
    return change(school, window_open, &unit, arena, ret_lecture);
}

enum fault lecture_window_extend(struct school *school, const struct actor *actor, int64_t lecture_id, int64_t minutes,
                                 struct arena *arena, struct lecture *ret_lecture)
{
    struct window_change unit = {.actor = actor, .lecture_id = lecture_id, .request = {.minutes = minutes}};
    if (minutes < 1 || minutes > WINDOW_MINUTES_MAX)
        return FAULT_MINUTES_INVALID;
    return change(school, window_extend, &unit, arena, ret_lecture);
}

enum fault lecture_window_close(struct school *school, const struct actor *actor, int64_t lecture_id,
                                struct arena *arena, struct lecture *ret_lecture)
{
    struct window_change unit = {.actor = actor, .lecture_id = lecture_id};
    return change(school, window_close, &unit, arena, ret_lecture);
}
