/* SPDX-License-Identifier: MIT */
#include "school/imports/wide/wide_lectures.h"

#include <string.h>
#include <time.h>

#include "base/str.h"
#include "school/common/fault.h"
#include "school/common/rows.h"
#include "school/common/state.h"
#include "school/common/zone.h"
#include "school/jobs/job_work.h"
#include "school/marks/group/group.h"
#include "school/marks/group/group_inside.h"
#include "store/db.h"
#include "store/engine.h"

struct lecture_at {
    int64_t id, local;
    bool cancelled;
    const char *groups; // NULL: not asked yet
};

enum fault wide_lectures_read(struct wide_lectures *lectures, const char *zone)
{
    struct row row;
    struct job_work *work = lectures->work;
    row_begin(&row, lectures->db, work->arena,
              "SELECT id, starts_at, cancelled_at IS NOT NULL FROM lectures WHERE class_id = ? ORDER BY starts_at, id",
              DB_VALUES(I(work->class_id)));
    while (row_next(&row)) {
        struct lecture_at *list = row_list(&row, lectures->list, lectures->count, sizeof(*list));
        if (!list)
            break;
        lectures->list = list;
        list[lectures->count++] =
            (struct lecture_at){.id = row_int(&row, 0), .local = row_int(&row, 1), .cancelled = row_int(&row, 2) != 0};
    }
    enum fault fault = row_end(&row);
    for (size_t i = 0; i < lectures->count && fault == FAULT_NONE; i++)
        fault = zone_to_local(work->school, zone, lectures->list[i].local, &lectures->list[i].local);
    return fault;
}

static enum fault groups_of(const struct wide_lectures *lectures, struct lecture_at *lecture)
{
    struct group_names groups;
    struct arena *arena = lectures->work->arena;
    enum fault fault = lecture_groups_one(lectures->db, lecture->id, arena, &groups);
    if (fault != FAULT_NONE)
        return fault;
    lecture->groups = group_names_text(&groups, arena);
    return lecture->groups ? FAULT_NONE : FAULT_INTERNAL;
}

/* Which of those that begin then: by its number, else by its groups. */
static enum fault one_of_several(const struct wide_lectures *lectures, const char *behind, const size_t *found,
                                 size_t count, int64_t *ret_id)
{
    const char *mark = strrchr(behind, '#');
    int64_t id = 0;
    size_t fits = 0;
    if (mark && str_to_int(mark + 1, 1, INT64_MAX, &id))
        for (size_t i = 0; i < count; i++)
            if (lectures->list[found[i]].id == id)
                *ret_id = id;
    for (size_t i = 0; i < count && *ret_id == 0; i++) {
        struct lecture_at *lecture = &lectures->list[found[i]];
        enum fault fault = lecture->groups ? FAULT_NONE : groups_of(lectures, lecture);
        if (fault != FAULT_NONE)
            return fault;
        if (*lecture->groups && strncmp(behind, lecture->groups, strlen(lecture->groups)) == 0 && ++fits)
            id = lecture->id;
    }
    if (*ret_id == 0 && fits == 1)
        *ret_id = id;
    return FAULT_NONE;
}

enum { TOGETHER_MAX = 20 };

static bool is_then(const struct wide_moment *moment, int64_t local)
{
    const int64_t span = moment->day ? SCHOOL_DAY_MS : SCHOOL_MINUTE_MS;
    struct tm said, starts;
    const time_t then = (time_t)(moment->local / 1000), at = (time_t)(local / 1000);
    if (!moment->yearless)
        return local / span == moment->local / span;
    if (!gmtime_r(&then, &said) || !gmtime_r(&at, &starts))
        return false;
    return said.tm_mon == starts.tm_mon && said.tm_mday == starts.tm_mday &&
           local % SCHOOL_DAY_MS / span == moment->local % SCHOOL_DAY_MS / span;
}

/* Those that begin then; *ret_moment is what the text says, with `behind` NULL where it says none. */
static size_t find(const struct wide_lectures *lectures, const char *text, enum cell_order order,
                   size_t found[static TOGETHER_MAX], struct wide_moment *ret_moment)
{
    size_t count = 0;
    *ret_moment = (struct wide_moment){0};
    if (!wide_heading_moment(lectures->calendar, order, text, ret_moment) || ret_moment->either)
        return 0;
    for (size_t i = 0; i < lectures->count && count < TOGETHER_MAX; i++)
        if (!lectures->list[i].cancelled && is_then(ret_moment, lectures->list[i].local))
            found[count++] = i;
    return count;
}

/* Of a moment when no lecture takes place: one that begins then was cancelled. */
static bool is_cancelled(const struct wide_lectures *lectures, const struct wide_moment *moment)
{
    bool any = false;
    for (size_t i = 0; i < lectures->count; i++)
        any |= lectures->list[i].cancelled && is_then(moment, lectures->list[i].local);
    return any;
}

void wide_lectures_meet(const struct wide_lectures *lectures, const char *heading, struct wide_met *met)
{
    size_t found[TOGETHER_MAX];
    struct wide_moment moment;
    if (!wide_heading_moment(lectures->calendar, CELL_ORDER_NONE, heading, &moment) || !moment.either)
        return;
    met->either++;
    met->days += find(lectures, heading, CELL_ORDER_DAY, found, &moment) > 0;
    met->months += find(lectures, heading, CELL_ORDER_MONTH, found, &moment) > 0;
}

enum cell_order wide_met_order(const struct wide_met *met)
{
    if (met->days > met->months && (met->days == met->either || met->months == 0))
        return CELL_ORDER_DAY;
    return met->months > met->days && (met->months == met->either || met->days == 0) ? CELL_ORDER_MONTH
                                                                                     : CELL_ORDER_NONE;
}

enum fault wide_lecture_of(struct wide_lectures *lectures, const char *text, int64_t *ret_id, const char **ret_fault)
{
    size_t found[TOGETHER_MAX];
    struct wide_moment moment;
    size_t count = find(lectures, text, lectures->order, found, &moment);
    *ret_id = count == 1 ? lectures->list[found[0]].id : 0;
    enum fault fault = count > 1 ? one_of_several(lectures, moment.behind, found, count, ret_id) : FAULT_NONE;
    const char *none = moment.either                     ? import_date_reason(CELL_DATE_EITHER)
                       : is_cancelled(lectures, &moment) ? "lecture_cancelled"
                                                         : "lecture_unknown";
    *ret_fault = *ret_id ? NULL : count > 1 ? "lecture_several" : none;
    return fault;
}
