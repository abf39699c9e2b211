/* SPDX-License-Identifier: MIT */
#include "school/attendance/class_photo.h"

#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "face/face.h"
#include "school/attendance/change_inside.h"
#include "school/attendance/hand_time.h"
#include "school/common/access.h"
#include "school/common/audit_inside.h"
#include "school/common/fault.h"
#include "school/common/rows.h"
#include "school/common/setting.h"
#include "school/common/setting_inside.h"
#include "school/common/state.h"
#include "school/faces/identity_inside.h"
#include "school/faces/look.h"
#include "school/marks/mark.h"
#include "school/marks/mark_event.h"
#include "school/marks/mark_inside.h"
#include "school/marks/mark_write.h"
#include "school/marks/status_set_inside.h"
#include "school/school.h"
#include "store/db.h"
#include "store/engine.h"
#include "store/store.h"

enum { DETAIL_SIZE = 160 };

enum fault identification_get(struct school *school, const struct actor *actor, bool *ret_on)
{
    int64_t on = 0;
    if (actor->role == ROLE_STUDENT)
        return FAULT_NOT_ALLOWED;
    CLOSES(store_reader_close) struct db *db = store_reader(school->config.store);
    enum fault fault = setting_int(db, SETTING_IDENTIFICATION, &on);
    if (fault != FAULT_NONE)
        return fault;
    *ret_on = on != 0;
    return FAULT_NONE;
}

/* Whether this professor may use class photos in this lecture. */
static enum fault may_use(struct db *db, const struct actor *actor, int64_t lecture_id, struct access *ret_access)
{
    int64_t on = 0;
    enum fault fault = access_lecture_change(db, actor, lecture_id, ret_access);
    if (fault != FAULT_NONE)
        return fault;
    fault = setting_int(db, SETTING_IDENTIFICATION, &on);
    if (fault != FAULT_NONE)
        return fault;
    return !on ? FAULT_IDENTIFICATION_OFF : FAULT_NONE;
}

/* ---- proposing ---- */

struct look_note {
    const struct actor *actor;
    int64_t lecture_id, now;
    char detail[DETAIL_SIZE];
};

static enum fault look_write(struct db *db, void *context)
{
    struct look_note *unit = context;
    return audit_append(db, &(struct audit_entry){
                                .at = unit->now,
                                .actor_id = unit->actor->user_id,
                                .action = "class_photo_read",
                                .subject_type = "lecture",
                                .subject_id = unit->lecture_id,
                                .detail = unit->detail,
                            });
}

/* Names and marks of those who were found. Somebody who has left the class meanwhile is nobody's face any more. */
static void fill_marks(const struct found_faces *found, const struct mark_list *marks, const struct id_index *index,
                       struct proposals *proposals)
{
    for (size_t i = 0; i < found->count; i++) {
        const struct found_face *face = &found->faces[i];
        struct proposal *proposal = &proposals->faces[i];
        size_t at;
        *proposal = (struct proposal){
            .photo = face->photo,
            .box = face->box,
            .crop = face->crop,
            .crop_size = face->crop_size,
        };
        if (face->student_id == 0 || !id_index_find(index, marks->count, face->student_id, &at))
            continue;
        proposal->mark = marks->marks[at];
        proposal->band = face->band;
        proposals->seen++;
    }
}

/* All marks of the lecture, and where each student's stands. */
static enum fault read_marks(struct db *db, const struct access *access, struct arena *arena,
                             struct mark_list *ret_marks, struct id_index **ret_index)
{
    enum fault fault = mark_read_list(db, access->class_id, access->lecture_id, 0, arena, ret_marks);
    if (fault != FAULT_NONE)
        return fault;
    struct id_index *index = arena_calloc(arena, ret_marks->count + 1, sizeof(*index));
    if (!index)
        return FAULT_INTERNAL;
    for (size_t i = 0; i < ret_marks->count; i++)
        index[i] = (struct id_index){ret_marks->marks[i].student.id, i};
    id_index_sort(index, ret_marks->count);
    *ret_index = index;
    return FAULT_NONE;
}

static enum fault complete(struct school *school, const struct access *access, const struct found_faces *found,
                           struct arena *arena, struct proposals *proposals)
{
    struct mark_list marks;
    struct id_index *index;
    CLOSES(store_reader_close) struct db *db = store_reader(school->config.store);
    enum fault fault = read_marks(db, access, arena, &marks, &index);
    store_reader_close(&db);
    if (fault != FAULT_NONE)
        return fault;
    proposals->faces = arena_calloc(arena, found->count + 1, sizeof(*proposals->faces));
    if (!proposals->faces)
        return FAULT_INTERNAL;
    proposals->count = found->count;
    proposals->comparable = found->comparable;
    proposals->not_accepted = found->not_accepted;
    proposals->not_agreed = found->not_agreed;
    for (size_t i = 0; i < marks.count; i++)
        proposals->students += marks.marks[i].left_at == 0;
    fill_marks(found, &marks, index, proposals);
    return FAULT_NONE;
}

enum fault class_photo_propose(struct school *school, const struct actor *actor, int64_t lecture_id,
                               const struct face_frame *photos, size_t count, struct arena *arena,
                               struct proposals *ret_proposals, size_t *ret_photo)
{
    struct access access;
    struct proposals proposals = {0};
    struct found_faces found = {0};
    CLOSES(store_reader_close) struct db *db = store_reader(school->config.store);
    enum fault fault = may_use(db, actor, lecture_id, &access);
    store_reader_close(&db);
    if (fault != FAULT_NONE)
        return fault;
    if (count < 1 || count > CLASS_PHOTO_MAX)
        return fault_of_face(FACE_IMAGE_TOO_LARGE);
    // One at a time: each takes all the engines that are free.
    fault = look_enter(school, actor->user_id, count * LOOK_PHOTO_PICTURES);
    if (fault != FAULT_NONE)
        return fault;
    fault = identity_find(school, access.class_id, photos, count, arena, &found, ret_photo);
    look_leave(school, actor->user_id);
    if (fault != FAULT_NONE)
        return fault;
    fault = complete(school, &access, &found, arena, &proposals);
    if (fault != FAULT_NONE)
        return fault;
    struct look_note unit = {.actor = actor, .lecture_id = lecture_id, .now = school_now(school)};
    snprintf(unit.detail, sizeof(unit.detail), "%zu photos: %zu faces, %zu of %zu students proposed", count,
             proposals.count, proposals.seen, proposals.comparable);
    fault = school_change(school, look_write, &unit);
    if (fault != FAULT_NONE)
        return fault;
    *ret_proposals = proposals;
    return FAULT_NONE;
}

/* ---- confirming ---- */

/* One transaction. The lists are the caller's, sorted, without repeats. */
struct confirm {
    const struct actor *actor;
    int64_t lecture_id, now;
    const int64_t *students;
    size_t count;
    enum mark_status status;
    bool *changed; // (count)
    struct mark_change change;
};

static enum fault mark_one(struct db *db, struct confirm *unit, size_t index)
{
    struct mark_state before;
    int64_t student = unit->students[index];
    const struct mark_state after = {
        .status = unit->status, .method = MARK_BY_PHOTO, .marked_by = unit->actor->user_id, .timestamp = unit->now};
    unit->changed[index] = false;
    enum fault fault = mark_state_read(db, unit->change.class_id, unit->lecture_id, student, &before);
    if (fault != FAULT_NONE)
        return fault;
    bool open = before.method == MARK_BY_PHOTO || mark_method_yields(before.method); // nobody has looked at it yet
    if (before.status != MARK_UNMARKED && (!open || before.status == unit->status))
        return FAULT_NONE;
    unit->changed[index] = true;
    return mark_write(db, &unit->change, student, &before, &after);
}

/* Who is in a photo of the class is in the room: no status says otherwise. */
static enum fault status_shows(struct db *db, int64_t class_id, enum mark_status status)
{
    struct standing_rule rule = {0};
    enum fault fault = status_offered(db, class_id, status);
    if (fault != FAULT_NONE)
        return fault;
    fault = status_rule_read(db, class_id, &rule);
    if (fault != FAULT_NONE)
        return fault;
    return rule.in_room[status] ? FAULT_NONE : FAULT_STATUS_UNKNOWN;
}

static enum fault confirm_write(struct db *db, void *context)
{
    struct confirm *unit = context;
    struct access access = {0};
    struct mark_state before;
    enum fault fault = may_use(db, unit->actor, unit->lecture_id, &access);
    unit->change = (struct mark_change){
        .actor = unit->actor, .lecture_id = unit->lecture_id, .class_id = access.class_id, .now = unit->now};
    if (fault != FAULT_NONE)
        return fault;
    fault = status_shows(db, access.class_id, unit->status);
    // All of them before the first is marked: whoever is not of the classroom is refused before anything else.
    for (size_t i = 0; fault == FAULT_NONE && i < unit->count; i++)
        fault = mark_state_read(db, access.class_id, unit->lecture_id, unit->students[i], &before);
    if (fault != FAULT_NONE)
        return fault;
    fault = hand_time_check(db, &access, &unit->change, "class photo");
    if (fault != FAULT_NONE)
        return fault;
    for (size_t i = 0; fault == FAULT_NONE && i < unit->count; i++)
        fault = mark_one(db, unit, i);
    return fault;
}

static int by_id(const void *a, const void *b)
{
    const int64_t *first = a, *second = b;
    return (*first > *second) - (*first < *second);
}

/* The marks of the request's students as they are now, by name. */
static enum fault confirmed_read(struct school *school, const struct confirm *unit, struct arena *arena,
                                 struct confirmation *confirmation)
{
    struct access access;
    struct mark_list marks = {0};
    CLOSES(store_reader_close) struct db *db = store_reader(school->config.store);
    enum fault fault = access_lecture(db, unit->actor, unit->lecture_id, &access);
    if (fault != FAULT_NONE)
        return fault;
    fault = mark_read_list(db, access.class_id, unit->lecture_id, 0, arena, &marks);
    if (fault != FAULT_NONE)
        return fault;
    confirmation->marks = arena_calloc(arena, unit->count + 1, sizeof(*confirmation->marks));
    if (!confirmation->marks)
        return FAULT_INTERNAL;
    for (size_t i = 0; i < marks.count && confirmation->count < unit->count; i++) {
        const int64_t *student =
            bsearch(&marks.marks[i].student.id, unit->students, unit->count, sizeof(*student), by_id);
        if (!student)
            continue;
        bool changed = unit->changed[student - unit->students];
        const struct mark *mark = &marks.marks[i];
        confirmation->marks[confirmation->count++] = (struct confirmed_mark){
            *mark, !changed && !(mark->method == MARK_BY_PHOTO && mark->status == unit->status)};
        confirmation->changed += changed;
    }
    return FAULT_NONE;
}

enum fault class_photo_confirm(struct school *school, const struct actor *actor, int64_t lecture_id,
                               const struct confirmation_request *request, struct arena *arena,
                               struct confirmation *ret_confirmation)
{
    struct confirmation confirmation = {0};
    if (request->count < 1 || request->count > CLASS_PHOTO_CONFIRM_MAX)
        return FAULT_TOO_MANY_THINGS;
    int64_t *students = arena_calloc(arena, request->count, sizeof(*students));
    bool *changed = arena_calloc(arena, request->count, sizeof(*changed));
    if (!students || !changed)
        return FAULT_INTERNAL;
    memcpy(students, request->students, request->count * sizeof(*students));
    qsort(students, request->count, sizeof(*students), by_id);
    size_t count = 0;
    for (size_t i = 0; i < request->count; i++)
        if (count == 0 || students[count - 1] != students[i])
            students[count++] = students[i];
    struct confirm unit = {
        .actor = actor,
        .lecture_id = lecture_id,
        .now = school_now(school),
        .students = students,
        .count = count,
        .status = request->status,
        .changed = changed,
    };
    enum fault fault = school_change(school, confirm_write, &unit);
    if (fault != FAULT_NONE)
        return fault;
    for (size_t i = 0; i < count; i++)
        if (changed[i])
            event_mark(school, lecture_id, students[i]);
    fault = confirmed_read(school, &unit, arena, &confirmation);
    confirmation.change = unit.change.id;
    if (fault != FAULT_NONE)
        return fault;
    *ret_confirmation = confirmation;
    return FAULT_NONE;
}
