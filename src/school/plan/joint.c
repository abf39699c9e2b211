/* SPDX-License-Identifier: MIT */
/* Reading which lectures are held together. */
#include "base/arena.h"
#include "school/common/access.h"
#include "school/common/fault.h"
#include "school/common/rows.h"
#include "school/plan/joint_inside.h"
#include "school/plan/lecture.h"
#include "school/school.h"
#include "store/db.h"
#include "store/engine.h"

enum fault joint_read(struct db *db, int64_t lecture_id, struct joint *ret_joint)
{
    struct row row;
    struct joint joint = {.lectures = {lecture_id}, .count = 1};
    row_begin(&row, db, NULL,
              "SELECT s.id FROM lectures l JOIN lectures s ON s.joint_id = l.joint_id JOIN classrooms c ON"
              " c.id = s.class_id WHERE l.id = ? AND s.id <> l.id AND c.archived_at IS NULL ORDER BY s.id",
              DB_VALUES(I(lecture_id)));
    while (row_next(&row))
        if (joint.count < JOINT_CLASSES_MAX)
            joint.lectures[joint.count++] = row_int(&row, 0);
    enum fault fault = row_end(&row);
    if (fault == FAULT_NONE)
        *ret_joint = joint;
    return fault;
}

/* ---- the others of a list ---- */

/* The lectures of one classroom in a list, and when the first and the last of them that are held with others start. */
struct stretch {
    int64_t class_id, from, to;
};

static enum fault names_of(struct db *db, struct arena *arena, const struct stretch *stretch,
                           const struct id_index *index, struct lecture_list *list)
{
    struct row row;
    size_t at;
    row_begin(&row, db, arena,
              "SELECT l.id, s.id, s.class_id, c.subject, c.section FROM lectures l JOIN lectures s ON s.joint_id ="
              " l.joint_id JOIN classrooms c ON c.id = s.class_id WHERE l.class_id = ? AND l.starts_at >= ? AND"
              " l.starts_at <= ? AND s.id <> l.id AND c.archived_at IS NULL ORDER BY l.id, s.id",
              DB_VALUES(I(stretch->class_id), I(stretch->from), I(stretch->to)));
    while (row_next(&row)) {
        if (!id_index_find(index, list->count, row_int(&row, 0), &at))
            continue;
        struct joint_lectures *joint = &list->lectures[at].joint;
        struct joint_lecture *lectures = row_list(&row, joint->lectures, joint->count, sizeof(*lectures));
        if (!lectures)
            break;
        joint->lectures = lectures;
        lectures[joint->count++] = (struct joint_lecture){
            .lecture_id = row_int(&row, 1),
            .class_id = row_int(&row, 2),
            .subject = row_string(&row, 3),
            .section = row_text(&row, 4),
        };
    }
    return row_end(&row);
}

static size_t stretches_of(const struct lecture_list *list, struct stretch *stretches)
{
    size_t count = 0;
    for (size_t i = 0; i < list->count; i++) {
        const struct lecture *lecture = &list->lectures[i];
        size_t at = 0;
        if (lecture->joint_id == 0)
            continue;
        while (at < count && stretches[at].class_id != lecture->class_id)
            at++;
        if (at == count)
            stretches[count++] = (struct stretch){lecture->class_id, lecture->starts_at, lecture->starts_at};
        if (lecture->starts_at < stretches[at].from)
            stretches[at].from = lecture->starts_at;
        if (lecture->starts_at > stretches[at].to)
            stretches[at].to = lecture->starts_at;
    }
    return count;
}

enum fault joint_names_into(struct db *db, struct arena *arena, struct lecture_list *list)
{
    size_t joint = 0;
    for (size_t i = 0; i < list->count; i++)
        joint += list->lectures[i].joint_id != 0;
    if (joint == 0)
        return FAULT_NONE;
    struct id_index *index = arena_calloc(arena, list->count, sizeof(*index));
    struct stretch *stretches = arena_calloc(arena, joint, sizeof(*stretches));
    if (!index || !stretches)
        return FAULT_INTERNAL;
    for (size_t i = 0; i < list->count; i++)
        index[i] = (struct id_index){list->lectures[i].id, i};
    id_index_sort(index, list->count);
    size_t count = stretches_of(list, stretches);
    enum fault fault = FAULT_NONE;
    for (size_t i = 0; fault == FAULT_NONE && i < count; i++)
        fault = names_of(db, arena, &stretches[i], index, list);
    return fault;
}

/* Notes in `kept` that the reader has `lecture`, too. */
static void merge(struct lecture *kept, const struct lecture *lecture)
{
    for (size_t i = 0; i < kept->joint.count; i++)
        if (kept->joint.lectures[i].lecture_id == lecture->id)
            kept->joint.lectures[i].merged = true;
}

void joint_once(struct lecture_list *list)
{
    size_t count = 0;
    for (size_t i = 0; i < list->count; i++) {
        const struct lecture *lecture = &list->lectures[i];
        size_t at = 0;
        // One that a day off has cancelled is not the hour that the others hold.
        while (at < count && (lecture->joint_id == 0 || list->lectures[at].joint_id != lecture->joint_id ||
                              list->lectures[at].cancelled != lecture->cancelled))
            at++;
        if (at < count)
            merge(&list->lectures[at], lecture);
        else
            list->lectures[count++] = *lecture;
    }
    list->count = count;
}

/* ---- for those who check in ---- */

enum fault joint_own(struct db *db, const struct actor *actor, int64_t lecture_id, int64_t *ret_lecture_id)
{
    bool found = false;
    int64_t own = lecture_id;
    enum fault fault = row_one_int(
        db,
        "SELECT s.id FROM lectures l JOIN lectures s ON s.joint_id = l.joint_id JOIN classrooms c ON c.id = s.class_id"
        " JOIN students m ON m.class_id = s.class_id AND m.user_id = ? WHERE l.id = ? AND (s.id = l.id OR c.archived_at"
        " IS NULL) ORDER BY CASE WHEN s.id = l.id THEN 0 ELSE 1 END, s.id LIMIT 1",
        DB_VALUES(I(actor->user_id), I(lecture_id)), &found, &own);
    if (fault == FAULT_NONE)
        *ret_lecture_id = own;
    return fault;
}
