/* SPDX-License-Identifier: MIT */
/* Lectures of both classrooms that are held together: one hour, one window; and a check-in counts in each. */
#include "school/plan/joint.h"

#include "school/plan/lecture.h"
#include "support/history.h"
#include "support/history_acts.h"

enum fault history_joint_add(struct history *h)
{
    struct lecture lecture;
    const struct row_lecture *one = history_any_lecture(h);
    if (!one || h->class_count < 2)
        return FAULT_NOT_FOUND;
    const struct joint_request request = {.class_id = h->classes[one->class_id == h->classes[0]]};
    return joint_add(h->f->school, &h->professor, one->id, &request, &h->arena, &lecture);
}

enum fault history_joint_leave(struct history *h)
{
    struct lecture lecture;
    const struct row_lecture *one = NULL;
    for (size_t i = 0; i < h->rows.lecture_count; i++)
        if (h->rows.lectures[i].joint_id && (!one || history_random(h, 2)))
            one = &h->rows.lectures[i];
    return one ? joint_leave(h->f->school, &h->professor, one->id, false, &h->arena, &lecture) : FAULT_NOT_FOUND;
}

/* The one held together with it; NULL: none. */
static const struct row_lecture *partner(const struct rows *rows, const struct row_lecture *lecture)
{
    for (size_t i = 0; i < rows->lecture_count; i++)
        if (lecture->joint_id && rows->lectures[i].joint_id == lecture->joint_id && &rows->lectures[i] != lecture)
            return &rows->lectures[i];
    return NULL;
}

void history_joint_compare(const struct history *h)
{
    for (size_t i = 0; i < h->rows.lecture_count; i++) {
        const struct row_lecture *one = &h->rows.lectures[i], *other = partner(&h->rows, one);
        if (one->joint_id == 0)
            continue;
        history_same(h, "held together with another", one->id, other != NULL, true);
        history_same(h, "the classroom of one held together", one->id, one->class_id != other->class_id, true);
        history_same(h, "the start", one->id, one->starts_at, other->starts_at);
        history_same(h, "the end", one->id, one->ends_at, other->ends_at);
        if (one->cancelled || other->cancelled)
            continue;
        history_same(h, "a window", one->id, one->window, other->window);
        history_same(h, "the opening", one->id, one->opens_at, other->opens_at);
        history_same(h, "the close", one->id, one->closes_at, other->closes_at);
    }
}

void history_joint_same_marked(struct history *h, const struct rows *before, int64_t lecture_id, int64_t student_id)
{
    const struct row_lecture *lecture = before->lectures;
    while (lecture->id != lecture_id)
        lecture++;
    const struct row_lecture *other = partner(before, lecture);
    const struct row_mark *mark = rows_mark(before, lecture_id, student_id);
    bool new = !mark || mark->by_close || mark->by_leave;
    if (!other || !new || other->cancelled || !rows_in_now(before, other->class_id, student_id) ||
        !rows_in_group_then(before, other, student_id))
        return;
    history_rows_read(h);
    mark = rows_mark(&h->rows, other->id, student_id);
    history_same(h, "marked in both, who is in both", student_id, mark && !mark->by_close && !mark->by_leave, true);
}
