/* SPDX-License-Identifier: MIT */
#include "school/numbers/days.h"

#include "base/arena.h"
#include "school/classes/classroom_inside.h"
#include "school/common/fault.h"
#include "school/common/limits.h"
#include "school/common/state.h"
#include "school/numbers/record_inside.h"
#include "school/plan/lecture_inside.h"
#include "school/school.h"
#include "store/store.h"

enum fault days_read(struct school *school, const struct actor *actor, int64_t from, int64_t before,
                     struct arena *arena, struct days *ret_days)
{
    struct days days = {0};
    int64_t now = school_now(school);
    struct lecture_filter filter = {
        .member_id = actor->user_id,
        .once = true,
        .cancelled = true,
        .starts_from = from,
        .starts_before = before,
        .open_at = -1,
        .limit = DAYS_LECTURES_MAX + 1,
    };
    if (from < 0 || before <= from || before - from > DAYS_MAX * (int64_t)SCHOOL_DAY_MS)
        return FAULT_TIME_INVALID;
    CLOSES(store_reader_close) struct db *db = store_reader(school->config.store);
    enum fault fault = record_lectures_read(db, actor->user_id, &filter, now, arena, &days.lectures, &days.count);
    if (fault != FAULT_NONE)
        return fault;
    days.cut = days.count > DAYS_LECTURES_MAX;
    days.count = days.cut ? DAYS_LECTURES_MAX : days.count;
    fault = classroom_read_list(db, actor, &(struct page){.limit = 2 * CLASSROOMS_PER_PERSON_MAX}, now, arena,
                                &days.classrooms);
    for (size_t i = 0; fault == FAULT_NONE && i < days.classrooms.count; i++) // of the marks in them
        fault = classroom_statuses(db, arena, &days.classrooms.classrooms[i]);
    if (fault != FAULT_NONE)
        return fault;
    *ret_days = days;
    return FAULT_NONE;
}
