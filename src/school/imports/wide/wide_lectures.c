/* SPDX-License-Identifier: MIT */
#include "school/imports/wide/wide_lectures.h"

#include <string.h>

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
    const char *groups; // NULL: not asked yet
};

enum fault wide_lectures_read(struct wide_lectures *lectures, const char *zone)
{
    struct row row;
    struct job_work *work = lectures->work;
    row_begin(&row, lectures->db, work->arena,
              "SELECT id, starts_at FROM lectures WHERE class_id = ? AND cancelled_at IS NULL ORDER BY starts_at, id",
              DB_VALUES(I(work->class_id)));
    while (row_next(&row)) {
        struct lecture_at *list = row_list(&row, lectures->list, lectures->count, sizeof(*list));
        if (!list)
            break;
        lectures->list = list;
        list[lectures->count++] = (struct lecture_at){.id = row_int(&row, 0), .local = row_int(&row, 1)};
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

enum fault wide_lecture_of(struct wide_lectures *lectures, const char *text, int64_t *ret_id, const char **ret_fault)
{
    enum { TOGETHER_MAX = 20 };
    size_t found[TOGETHER_MAX], count = 0;
    int64_t local = 0;
    bool day = false;
    *ret_id = 0;
    const char *behind = wide_heading_moment(lectures->calendar, text, &local, &day);
    const int64_t span = day ? SCHOOL_DAY_MS : SCHOOL_MINUTE_MS;
    for (size_t i = 0; behind && i < lectures->count && count < TOGETHER_MAX; i++)
        if (lectures->list[i].local / span == local / span)
            found[count++] = i;
    if (count == 1)
        *ret_id = lectures->list[found[0]].id;
    enum fault fault = count > 1 ? one_of_several(lectures, behind, found, count, ret_id) : FAULT_NONE;
    *ret_fault = *ret_id ? NULL : count > 1 ? "lecture_several" : "lecture_unknown";
    return fault;
}
