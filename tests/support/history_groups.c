/* SPDX-License-Identifier: MIT */
/* Groups within a classroom: made, ended, students put into them and taken out, lectures planned for them. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <time.h>

#include <cmocka.h>

#include "base/arena.h"
#include "school/marks/group/group.h"
#include "school/plan/lecture.h"
#include "school/school.h"
#include "support/history.h"
#include "support/history_acts.h"

#define DAY INT64_C(86400000)

const struct row_group *history_any_group(struct history *h, int64_t class_id)
{
    const struct row_group *one = NULL;
    int64_t seen = 0;
    for (size_t i = 0; i < h->rows.group_count; i++)
        if (h->rows.groups[i].class_id == class_id && !h->rows.groups[i].ended && history_random(h, ++seen) == 0)
            one = &h->rows.groups[i];
    return one;
}

struct group_choice history_any_groups(struct history *h, int64_t class_id)
{
    int64_t *ids = arena_calloc(&h->arena, HISTORY_GROUPS_MAX, sizeof(*ids));
    struct group_choice choice = {.groups = ids, .given = true};
    assert_non_null(ids);
    int64_t asked = history_random(h, 3);
    for (size_t i = 0; i < h->rows.group_count; i++)
        if (h->rows.groups[i].class_id == class_id && !h->rows.groups[i].ended && (int64_t)choice.count < asked &&
            history_random(h, 2))
            ids[choice.count++] = h->rows.groups[i].id;
    return choice;
}

enum fault history_group_make(struct history *h)
{
    int64_t class_id = history_any_class(h), id, here = 0;
    char name[32];
    for (size_t i = 0; i < h->rows.group_count; i++)
        here += h->rows.groups[i].class_id == class_id;
    if (here >= HISTORY_GROUPS_MAX / HISTORY_CLASSES_MAX)
        return FAULT_TOO_MANY_THINGS;
    snprintf(name, sizeof(name), "Lab %lld", (long long)here);
    return group_create(h->f->school, &h->professor, class_id, name, &h->arena, &id);
}

/* In how many of the classroom's groups they are at a moment. */
static int64_t groups_at(const struct history *h, int64_t class_id, int64_t student_id, int64_t at)
{
    int64_t count = 0;
    for (size_t i = 0; i < h->rows.time_count; i++)
        for (size_t k = 0; k < h->rows.group_count; k++)
            count += h->rows.times[i].group_id == h->rows.groups[k].id && h->rows.groups[k].class_id == class_id &&
                     h->rows.times[i].student_id == student_id && h->rows.times[i].joined_at <= at &&
                     at < h->rows.times[i].left_at;
    return count;
}

enum fault history_group_put(struct history *h)
{
    int64_t class_id = history_any_class(h), now = h->rows.now, students[HISTORY_STUDENTS_MAX];
    const struct row_group *group = history_any_group(h, class_id);
    char date[16];
    struct group_put_result result;
    if (!group)
        return FAULT_NOT_FOUND;
    struct group_put request = {.group_id = group->id, .students = students, .stay = history_random(h, 4) == 0};
    students[request.count++] = history_any_member(h, class_id)->user_id;
    if (history_random(h, 3) == 0) {
        int64_t day = now / DAY + (history_random(h, 2) ? 0 : 7);
        time_t at = (time_t)(day * (DAY / 1000));
        struct tm then;
        gmtime_r(&at, &then);
        strftime(date, sizeof(date), "%Y-%m-%d", &then);
        request.from = date;
    }
    enum fault fault = group_put(h->f->school, &h->professor, class_id, &request, &result);
    if (fault != FAULT_NONE)
        return fault;
    history_rows_read(h);
    int64_t student = students[0], from = result.later ? result.later_at : h->rows.now;
    if (!request.stay) // in it from then on, and in no other
        for (size_t i = 0; i < 3; i++)
            history_same(h, "groups after the change", student,
                         groups_at(h, class_id, student, from + (int64_t)i * DAY), 1);
    return fault;
}

enum fault history_group_out(struct history *h)
{
    if (h->rows.time_count == 0)
        return FAULT_NOT_FOUND;
    const struct row_time time = h->rows.times[history_random(h, (int64_t)h->rows.time_count)];
    size_t at = 0;
    while (h->rows.groups[at].id != time.group_id)
        at++;
    return group_remove(h->f->school, &h->professor, h->rows.groups[at].class_id, time.group_id, time.student_id);
}

enum fault history_group_end(struct history *h)
{
    bool deleted;
    int64_t class_id = history_any_class(h);
    const struct row_group *group = history_any_group(h, class_id);
    return !group ? FAULT_NOT_FOUND : group_end(h->f->school, &h->professor, class_id, group->id, &deleted);
}

enum fault history_lecture_groups(struct history *h)
{
    struct lecture changed;
    const struct row_lecture *lecture = history_any_lecture(h);
    struct lecture_change change = lecture_no_change();
    if (!lecture)
        return FAULT_NOT_FOUND;
    change.groups = history_any_groups(h, lecture->class_id);
    return lecture_edit(h->f->school, &h->professor, lecture->id, &change, &h->arena, &changed);
}
