/* SPDX-License-Identifier: MIT */
#include "school/class_photo.h"

#include <stdlib.h>
#include <string.h>

#include "school/inside.h"

enum { DETAIL_SIZE = 160 };

const char *proposal_band_code(enum proposal_band band)
{
    static const char *const codes[] = {
        [PROPOSAL_UNKNOWN] = "unknown",
        [PROPOSAL_ASK] = "ask",
        [PROPOSAL_SURE] = "sure",
    };
    return codes[band];
}

enum fault identification_get(struct school *school, const struct actor *actor, bool *ret_on)
{
    int64_t on = 0;
    if (actor->role == ROLE_STUDENT)
        return FAULT_NOT_ALLOWED;
    struct db *db = store_reader(school->config.store);
    enum fault fault = setting_int(db, SETTING_IDENTIFICATION, &on);
    store_reader_done(school->config.store, db);
    if (fault == FAULT_NONE)
        *ret_on = on != 0;
    return fault;
}

/* Whether this professor may use class photos in this lecture. */
static enum fault may_use(struct db *db, const struct actor *actor, int64_t lecture_id, struct access *ret_access)
{
    int64_t on = 0;
    enum fault fault = access_lecture(db, actor, lecture_id, ret_access);
    if (fault == FAULT_NONE)
        fault = access_change(ret_access);
    if (fault == FAULT_NONE)
        fault = setting_int(db, SETTING_IDENTIFICATION, &on);
    return fault == FAULT_NONE && !on ? FAULT_IDENTIFICATION_OFF : fault;
}

/* ---- proposing ---- */

struct look_note {
    const struct actor *actor;
    int64_t lecture_id, now;
    char detail[DETAIL_SIZE];
    enum fault fault;
};

static enum db_status look_write(struct db *db, void *context)
{
    struct look_note *unit = context;
    unit->fault = FAULT_NONE;
    return status_of(audit_append(db, &(struct audit_entry){unit->now, unit->actor->user_id, "class_photo_read",
                                                            "lecture", unit->lecture_id, unit->detail}));
}

/* Names and marks of the proposed. Somebody who has left the class meanwhile is nobody's face any more. */
static void fill_marks(struct proposals *proposals, const struct mark_list *marks, const struct id_index *index)
{
    for (size_t i = 0; i < proposals->count; i++) {
        struct proposal *face = &proposals->faces[i];
        size_t at;
        if (face->mark.student.id == 0)
            continue;
        if (id_index_find(index, marks->count, face->mark.student.id, &at)) {
            face->mark = marks->marks[at];
            continue;
        }
        face->mark = (struct mark){0};
        face->band = PROPOSAL_UNKNOWN;
        proposals->seen--;
    }
}

/* All marks of the lecture, and where each student's stands. */
static enum fault read_marks(struct db *db, const struct access *access, struct arena *arena,
                             struct mark_list *ret_marks, struct id_index **ret_index)
{
    enum fault fault = mark_read_list(db, access->class_id, access->lecture_id, 0, arena, ret_marks);
    struct id_index *index = fault == FAULT_NONE ? arena_calloc(arena, ret_marks->count + 1, sizeof(*index)) : NULL;
    if (!index)
        return fault != FAULT_NONE ? fault : FAULT_INTERNAL;
    for (size_t i = 0; i < ret_marks->count; i++)
        index[i] = (struct id_index){ret_marks->marks[i].student.id, i};
    id_index_sort(index, ret_marks->count);
    *ret_index = index;
    return FAULT_NONE;
}

static enum fault complete(struct school *school, const struct access *access, struct arena *arena,
                           struct proposals *proposals)
{
    struct mark_list marks;
    struct id_index *index;
    struct db *db = store_reader(school->config.store);
    enum fault fault = read_marks(db, access, arena, &marks, &index);
    store_reader_done(school->config.store, db);
    if (fault != FAULT_NONE)
        return fault;
    fill_marks(proposals, &marks, index);
    proposals->students = (int64_t)marks.count;
    return FAULT_NONE;
}

enum fault class_photo_propose(struct school *school, const struct actor *actor, int64_t lecture_id,
                               const struct face_frame *photos, size_t count, struct arena *arena,
                               struct proposals *ret_proposals, size_t *ret_photo)
{
    struct access access;
    struct proposals proposals = {0};
    struct db *db = store_reader(school->config.store);
    enum fault fault = may_use(db, actor, lecture_id, &access);
    store_reader_done(school->config.store, db);
    if (fault != FAULT_NONE)
        return fault;
    if (count < 1 || count > CLASS_PHOTO_MAX)
        return (enum fault)(FAULT_FACE + FACE_IMAGE_TOO_LARGE);
    // One at a time: each takes all the engines that are free.
    if (!look_enter(school, actor->user_id))
        return FAULT_BUSY;
    fault = identity_find(school, access.class_id, photos, count, arena, &proposals, ret_photo);
    look_leave(school, actor->user_id);
    if (fault == FAULT_NONE)
        fault = complete(school, &access, arena, &proposals);
    if (fault != FAULT_NONE)
        return fault;
    struct look_note unit = {.actor = actor, .lecture_id = lecture_id, .now = school_now(school)};
    snprintf(unit.detail, sizeof(unit.detail), "%zu photos: %zu faces, %zu of %zu students proposed", count,
             proposals.count, proposals.seen, proposals.comparable);
    fault = school_write(school, look_write, &unit, &unit.fault);
    if (fault == FAULT_NONE)
        *ret_proposals = proposals;
    return fault;
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
    enum fault fault;
};

/* What a student's mark is now, and whether it came by photo too. */
static enum fault state_read(struct db *db, const struct confirm *unit, const struct access *access, int64_t student_id,
                             char status[static 8], bool *ret_by_photo)
{
    struct row row;
    bool found = false;
    row_begin(&row, db, NULL,
              "SELECT a.status, a.method FROM students s LEFT JOIN attendance a ON a.lecture_id = ? AND"
              " a.student_id = s.user_id WHERE s.class_id = ? AND s.user_id = ?",
              DB_VALUES(I(unit->lecture_id), I(access->class_id), I(student_id)));
    while (row_next(&row)) {
        const char *code = db_text(&row.rows, 0);
        found = true;
        snprintf(status, 8, "%s", code ? code : "-");
        *ret_by_photo = code && mark_method_of(db_text(&row.rows, 1)) == MARK_BY_PHOTO;
    }
    enum fault fault = row_end(&row);
    return fault != FAULT_NONE ? fault : found ? FAULT_NONE : FAULT_NOT_FOUND;
}

static enum db_status mark_one(struct db *db, struct confirm *unit, const struct access *access, size_t index)
{
    char before[8] = "-", detail[DETAIL_SIZE];
    bool by_photo = false;
    int64_t student = unit->students[index];
    const char *code = mark_status_code(unit->status);
    unit->changed[index] = false;
    unit->fault = state_read(db, unit, access, student, before, &by_photo);
    if (unit->fault != FAULT_NONE)
        return status_of(unit->fault);
    if (before[0] != '-' && (!by_photo || strcmp(before, code) == 0))
        return DB_OK;
    enum db_status status =
        by_photo ? db_exec(db,
                           "UPDATE attendance SET timestamp = ?, status = ?, marked_by = ?, updated_at = ?"
                           " WHERE lecture_id = ? AND student_id = ? AND method = 'photo'",
                           DB_VALUES(I(unit->now), T(code), I(unit->actor->user_id), I(unit->now), I(unit->lecture_id),
                                     I(student)))
                 : db_exec(db,
                           "INSERT INTO attendance (student_id, class_id, lecture_id, timestamp, status, minutes_late,"
                           " method, marked_by, note, updated_at) VALUES (?, ?, ?, ?, ?, 0, 'photo', ?, NULL, ?)",
                           DB_VALUES(I(student), I(access->class_id), I(unit->lecture_id), I(unit->now), T(code),
                                     I(unit->actor->user_id), I(unit->now)));
    if (status != DB_OK)
        return status == DB_CONFLICT ? DB_BUSY : status; // a check-in came in between on another connection
    unit->changed[index] = true;
    snprintf(detail, sizeof(detail), "student %lld: %s -> %s: class photo", (long long)student, before, code);
    return status_of(audit_append(
        db, &(struct audit_entry){unit->now, unit->actor->user_id, "mark_set", "lecture", unit->lecture_id, detail}));
}

static enum db_status confirm_write(struct db *db, void *context)
{
    struct confirm *unit = context;
    struct access access;
    char status_now[8];
    bool by_photo;
    unit->fault = may_use(db, unit->actor, unit->lecture_id, &access);
    // All of them before the first is marked: a rule's answer cannot undo what was written.
    for (size_t i = 0; unit->fault == FAULT_NONE && i < unit->count; i++)
        unit->fault = state_read(db, unit, &access, unit->students[i], status_now, &by_photo);
    if (unit->fault != FAULT_NONE)
        return decided_status(unit->fault);
    enum db_status status = DB_OK;
    for (size_t i = 0; status == DB_OK && i < unit->count; i++)
        status = mark_one(db, unit, &access, i);
    return status;
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
    struct db *db = store_reader(school->config.store);
    enum fault fault = access_lecture(db, unit->actor, unit->lecture_id, &access);
    if (fault == FAULT_NONE)
        fault = mark_read_list(db, access.class_id, unit->lecture_id, 0, arena, &marks);
    store_reader_done(school->config.store, db);
    confirmation->marks = arena_calloc(arena, unit->count + 1, sizeof(*confirmation->marks));
    if (fault != FAULT_NONE || !confirmation->marks)
        return fault != FAULT_NONE ? fault : FAULT_INTERNAL;
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
    if (request->status != MARK_PRESENT && request->status != MARK_LATE)
        return FAULT_STATUS_UNKNOWN;
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
    enum fault fault = school_write(school, confirm_write, &unit, &unit.fault);
    if (fault != FAULT_NONE)
        return fault;
    for (size_t i = 0; i < count; i++)
        if (changed[i])
            event_mark(school, lecture_id, students[i]);
    fault = confirmed_read(school, &unit, arena, &confirmation);
    if (fault == FAULT_NONE)
        *ret_confirmation = confirmation;
    return fault;
}
