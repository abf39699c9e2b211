/* SPDX-License-Identifier: MIT */
/* Marks of every kind: by hand, many, by code, by face, from a file; cleared and undone. */
#include <stdio.h>
#include <string.h>

#include "base/arena.h"
#include "school/attendance/change.h"
#include "school/attendance/hand.h"
#include "school/checkin/check_in.h"
#include "school/checkin/check_in_inside.h"
#include "school/checkin/code_check_in.h"
#include "school/checkin/room_code.h"
#include "school/imports/import.h"
#include "school/jobs/job.h"
#include "school/school.h"
#include "support/history.h"
#include "support/history_acts.h"

enum mark_status history_any_status(struct history *h)
{
    return (enum mark_status)(MARK_PRESENT + history_random(h, 4));
}

enum mark_status history_any_status_of(struct history *h, int64_t class_id)
{
    const struct row_class *class = rows_class(&h->rows, class_id);
    int own = MARK_OWN + (int)history_random(h, 4);
    return class->offered[own] && history_random(h, 3) ? (enum mark_status)own : history_any_status(h);
}

static void keep_change(struct history *h, int64_t lecture_id, int64_t change)
{
    if (change && h->change_count < HISTORY_CHANGES_MAX)
        h->changes[h->change_count++] = (struct history_change){lecture_id, change};
}

enum fault history_mark(struct history *h)
{
    struct mark made;
    const struct row_lecture *lecture = history_any_lecture(h);
    struct mark_request request = {.note = "seen in the hall"};
    if (!lecture)
        return FAULT_NOT_FOUND;
    request.status = history_any_status_of(h, lecture->class_id);
    if (request.status == MARK_LATE)
        request.minutes_late = history_random(h, 90);
    int64_t student = history_any_member(h, lecture->class_id)->user_id, id = lecture->id;
    enum fault fault = attendance_mark(h->f->school, &h->professor, id, student, &request, &h->arena, &made);
    if (fault != FAULT_NONE)
        return fault;
    keep_change(h, id, made.change);
    history_rows_read(h);
    const struct row_mark *row = rows_mark(&h->rows, id, student);
    history_same(h, "the mark", student, row ? (int64_t)row->status : -1, request.status);
    return fault;
}

enum fault history_mark_many(struct history *h)
{
    int64_t students[HISTORY_STUDENTS_MAX];
    struct change_result result;
    const struct row_lecture *lecture = history_any_lecture(h);
    struct many_request request = {
        .who = (enum change_who)history_random(h, 3),
        .students = students,
        .note = "from the list",
    };
    if (!lecture)
        return FAULT_NOT_FOUND;
    request.status = history_any_status_of(h, lecture->class_id);
    for (size_t i = 0; request.who == CHANGE_LISTED && i < h->student_count; i++)
        if (rows_in_now(&h->rows, lecture->class_id, h->students[i].user_id) && history_random(h, 2))
            students[request.count++] = h->students[i].user_id;
    const struct row_lecture then = *lecture;
    enum fault fault = attendance_mark_many(h->f->school, &h->professor, then.id, &request, &h->arena, &result);
    if (fault != FAULT_NONE)
        return fault;
    keep_change(h, then.id, result.change);
    for (size_t i = 0; request.who != CHANGE_LISTED && i < result.count; i++)
        history_same(h, "of the groups, who is marked with all", result.marks[i].student.id,
                     rows_in_group_then(&h->rows, &then, result.marks[i].student.id), true);
    return fault;
}

enum fault history_clear(struct history *h)
{
    int64_t change = 0;
    if (h->rows.mark_count == 0)
        return FAULT_NOT_FOUND;
    const struct row_mark mark = h->rows.marks[history_random(h, (int64_t)h->rows.mark_count)];
    const struct clear_request request = {.note = "a mistake"};
    enum fault fault =
        attendance_clear(h->f->school, &h->professor, mark.lecture_id, mark.student_id, &request, &h->arena, &change);
    if (fault != FAULT_NONE)
        return fault;
    keep_change(h, mark.lecture_id, change);
    history_rows_read(h);
    history_same(h, "a mark that was cleared", mark.student_id,
                 rows_mark(&h->rows, mark.lecture_id, mark.student_id) != NULL, false);
    return fault;
}

enum fault history_undo(struct history *h)
{
    struct undone undone;
    if (h->change_count == 0)
        return FAULT_NOT_FOUND;
    size_t back = (size_t)history_random(h, h->change_count < 4 ? (int64_t)h->change_count : 4);
    const struct history_change *change = &h->changes[h->change_count - 1 - back];
    int64_t lecture_id = change->lecture_id;
    enum fault fault = attendance_undo(h->f->school, &h->professor, lecture_id, change->change, &h->arena, &undone);
    if (fault == FAULT_NONE)
        keep_change(h, lecture_id, undone.result.change);
    return fault;
}

enum fault history_code(struct history *h)
{
    static struct rows before;
    struct room_code code;
    struct mark made;
    int64_t retry = 0;
    const struct row_lecture *lecture = history_open_lecture(h);
    if (!lecture)
        return FAULT_NOT_FOUND;
    struct actor *student = history_any_member(h, lecture->class_id);
    enum fault fault = room_code_get(h->f->school, &h->professor, lecture->id, &code);
    const char *device = arena_printf(&h->arena, "device-of-%lld", (long long)student->user_id);
    const struct code_request request = {
        .lecture_id = lecture->id,
        .room_code = code.code,
        .proofs = {"127.0.0.1", device, NULL},
    };
    if (fault != FAULT_NONE)
        return fault;
    const struct row_lecture then = *lecture;
    fault = attendance_code_check_in(h->f->school, student, &request, &h->arena, &made, &retry);
    bool theirs = rows_in_group_then(&h->rows, &then, student->user_id);
    if (fault == FAULT_NOT_YOUR_GROUP)
        history_same(h, "refused, and of another group", student->user_id, theirs, false);
    if (fault != FAULT_NONE)
        return fault;
    if (!rows_mark(&h->rows, then.id, student->user_id))
        history_same(h, "checked in, and of the group", student->user_id, theirs, true);
    before = h->rows;
    history_leave_same_there(h, &before, then.id, student->user_id);
    history_joint_same_marked(h, &before, then.id, student->user_id);
    return fault;
}

/* By face: as if the face had been looked at. */
enum fault history_face(struct history *h)
{
    struct challenge challenge;
    int64_t retry = 0;
    const struct row_lecture *lecture = history_open_lecture(h);
    if (!lecture)
        return FAULT_NOT_FOUND;
    struct actor *student = history_any_member(h, lecture->class_id);
    enum fault fault = attendance_challenge(h->f->school, student, lecture->id, &challenge, &retry);
    if (fault != FAULT_NONE)
        return fault;
    static struct rows before;
    before = h->rows;
    int64_t id = lecture->id;
    fault = check_in_conclude(h->f->school, student, id, challenge.token, before.now, FACE_OK, NULL);
    if (fault != FAULT_NONE)
        return fault;
    history_leave_same_there(h, &before, id, student->user_id);
    history_joint_same_marked(h, &before, id, student->user_id);
    return fault;
}

enum fault history_import(struct history *h)
{
    size_t jobs;
    struct job dry, job;
    const char *file = "student_id,lecture_id,status,minutes_late\n";
    int64_t class_id = history_any_class(h);
    for (int i = 0; i < 3; i++) {
        const struct row_lecture *lecture = history_any_lecture(h);
        if (!lecture || lecture->class_id != class_id)
            continue;
        enum mark_status status = history_any_status_of(h, class_id);
        const struct row_class *class = rows_class(&h->rows, class_id);
        int64_t how = history_random(h, 3);
        const char *named = how == 0   ? mark_status_code(status)
                            : how == 1 ? class->letters[status]
                                       : class->names[status];
        file =
            arena_printf(&h->arena, "%s%lld,%lld,%s,%lld\n", file, (long long)history_any_member(h, class_id)->user_id,
                         (long long)lecture->id, named, (long long)(status == MARK_LATE ? history_random(h, 40) : 0));
    }
    const struct import_request request = {
        .format = "marks", .class_id = class_id, .name = "marks.csv", .bytes = file, .size = strlen(file)};
    enum fault fault = import_start(h->f->school, &h->professor, &request, &h->arena, &dry);
    if (fault == FAULT_NONE)
        fault = school_work(h->f->school, &jobs);
    if (fault == FAULT_NONE)
        fault = import_apply(h->f->school, &h->professor, class_id, dry.id, &h->arena, &job);
    return fault == FAULT_NONE ? school_work(h->f->school, &jobs) : fault;
}
