/* SPDX-License-Identifier: MIT */
#include <string.h>

#include "base/arena.h"
#include "school/attendance/window.h"
#include "school/attendance/window_inside.h"
#include "school/common/access.h"
#include "school/common/fault.h"
#include "school/common/rows.h"
#include "school/common/state.h"
#include "school/common/text.h"
#include "school/plan/lecture.h"
#include "school/plan/lecture_inside.h"
#include "school/school.h"
#include "store/db.h"
#include "store/engine.h"

/* A lecture that begins now. */
struct instant_lecture {
    const struct actor *actor;
    struct new_lecture lecture;
    int64_t minutes; // of its window; -1: the classroom's
    int64_t id;
};

static enum fault instant_insert(struct db *db, void *context)
{
    struct instant_lecture *unit = context;
    struct access access;
    enum fault fault = lecture_may_add(db, unit->actor, unit->lecture.class_id, &access);
    if (fault != FAULT_NONE)
        return fault;
    int64_t minutes = unit->minutes < 0 ? access.window_minutes : unit->minutes;
    int64_t length = minutes > LECTURE_INSTANT_MINUTES ? minutes : LECTURE_INSTANT_MINUTES;
    unit->lecture.ends_at = unit->lecture.now + length * SCHOOL_MINUTE_MS;
    fault = lecture_add(db, &unit->lecture, &unit->id);
    if (fault != FAULT_NONE)
        return fault;
    access.lecture_id = unit->id;
    return window_write(db, unit->actor, &access, &(struct window_plan){.request = {minutes, -1}}, unit->lecture.now);
}

enum fault lecture_instant(struct school *school, const struct actor *actor, int64_t class_id, const char *title,
                           int64_t minutes, struct arena *arena, struct lecture *ret_lecture)
{
    int64_t now = school_now(school);
    struct instant_lecture unit = {
        .actor = actor,
        .lecture = {.class_id = class_id, .starts_at = now, .now = now},
        .minutes = minutes,
    };
    if (minutes != -1 && (minutes < 1 || minutes > WINDOW_MINUTES_MAX))
        return FAULT_MINUTES_INVALID;
    enum fault fault = text_clean(title, LECTURE_TITLE_MAX, false, true, arena, &unit.lecture.title);
    if (fault != FAULT_NONE)
        return fault;
    fault = school_change(school, instant_insert, &unit);
    if (fault != FAULT_NONE)
        return fault;
    event_window(school, unit.id);
    return lecture_get(school, actor, unit.id, arena, ret_lecture);
}
