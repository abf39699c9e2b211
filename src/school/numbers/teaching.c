/* SPDX-License-Identifier: MIT */
#include "school/numbers/teaching.h"

#include "base/arena.h"
#include "school/classes/classroom_inside.h"
#include "school/common/fault.h"
#include "school/common/rows.h"
#include "school/common/state.h"
#include "school/common/taken_rule.h"
#include "school/marks/counts_inside.h"
#include "school/marks/membership.h"
#include "school/numbers/teaching_inside.h"
#include "school/plan/lecture.h"
#include "school/plan/lecture_inside.h"
#include "school/school.h"
#include "store/db.h"
#include "store/engine.h"
#include "store/store.h"

const char *waiting_kind_code(enum waiting_kind kind)
{
    static const char *const codes[WAITING_COUNT] = {"requests", "join", "hand_ins", "signs"};
    return codes[kind];
}

enum fault taught_read(struct db *db, const struct actor *actor, int64_t now, struct arena *arena,
                       struct classroom_list *ret_list)
{
    const struct page all = {.limit = 2 * CLASSROOMS_PER_PERSON_MAX};
    struct classroom_list list = {0};
    if (actor->role != ROLE_ADMINISTRATOR) {
        enum fault fault = classroom_read_list(db, actor, &all, now, arena, &list);
        if (fault != FAULT_NONE)
            return fault;
    }
    size_t kept = 0;
    for (size_t i = 0; i < list.count; i++)
        if (list.classrooms[i].part <= PART_ASSISTANT)
            list.classrooms[kept++] = list.classrooms[i];
    list.count = kept;
    *ret_list = list;
    return FAULT_NONE;
}

/* The lecture that the text finds; *ret_found false: none. */
static enum fault lecture_found(struct db *db, const char *sql, struct db_values values, int64_t now,
                                struct arena *arena, bool *ret_found, struct lecture *ret_lecture)
{
    int64_t id = 0;
    bool found = false;
    enum fault fault = row_one_int(db, sql, values, &found, &id);
    if (fault != FAULT_NONE)
        return fault;
    if (found)
        fault = lecture_read(db, id, now, arena, ret_lecture);
    if (fault != FAULT_NONE)
        return fault;
    *ret_found = found;
    return FAULT_NONE;
}

static enum fault class_fill(struct db *db, int64_t now, struct arena *arena, struct taught_class *taught)
{
    int64_t class_id = taught->classroom.id;
    enum fault fault =
        lecture_found(db,
                      "SELECT l.id FROM lectures l LEFT JOIN windows w ON w.lecture_id = l.id WHERE l.class_id = ? AND"
                      " l.cancelled_at IS NULL AND l.ends_at > ? AND (w.id IS NULL OR w.closes_at > ?)"
                      " ORDER BY l.starts_at, l.id LIMIT 1",
                      DB_VALUES(I(class_id), I(now), I(now)), now, arena, &taught->has_next, &taught->next);
    if (fault != FAULT_NONE)
        return fault;
    fault = lecture_found(db,
                          "SELECT l.id FROM lectures l LEFT JOIN windows w ON w.lecture_id = l.id WHERE"
                          " l.class_id = ? AND l.cancelled_at IS NULL AND l.starts_at <= ? AND " LECTURE_TAKEN
                          " ORDER BY l.starts_at DESC, l.id DESC LIMIT 1",
                          DB_VALUES(I(class_id), I(now), I(now)), now, arena, &taught->has_last, &taught->last);
    if (fault != FAULT_NONE || !taught->has_last)
        return fault;
    taught->last.has_counts = true;
    return counts_read(db, class_id, taught->last.id, &taught->last.counts);
}

static enum fault classes_fill(struct db *db, const struct classroom_list *list, int64_t now, struct arena *arena,
                               struct teaching *teaching)
{
    teaching->classes = arena_calloc(arena, list->count + 1, sizeof(*teaching->classes));
    if (!teaching->classes)
        return FAULT_INTERNAL;
    for (size_t i = 0; i < list->count; i++) {
        struct taught_class *taught = &teaching->classes[teaching->count++];
        taught->classroom = list->classrooms[i];
        enum fault fault = taught->classroom.archived ? FAULT_NONE : class_fill(db, now, arena, taught);
        if (fault != FAULT_NONE)
            return fault;
    }
    return FAULT_NONE;
}

/* ---- what waits ---- */

/* The classrooms `c` that somebody teaches, or also those that they assist in. */
#define TAUGHT                                                                                                         \
    "(SELECT id FROM classrooms WHERE professor_id = ? UNION SELECT class_id FROM classroom_staff WHERE user_id = ?"   \
    " AND kind = 'teacher') own JOIN classrooms c ON c.id = own.id AND c.archived_at IS NULL"
#define WORKED                                                                                                         \
    "(SELECT id FROM classrooms WHERE professor_id = ? UNION SELECT class_id FROM classroom_staff WHERE user_id = ?)"  \
    " own JOIN classrooms c ON c.id = own.id AND c.archived_at IS NULL"
#define BY_SUBJECT " ORDER BY c.sort_key, c.id"

/* Columns: classroom, its subject, section and zone, the thing, its title, its start, how many. Two values, the
 * reader twice; of signs a third, from when. */
static const char *const waiting_text[WAITING_COUNT] = {
    [WAITING_REQUESTS] =
        "SELECT c.id, c.subject, c.section, c.timezone, 0, NULL, 0,"
        " (SELECT COUNT(*) FROM requests r WHERE r.class_id = c.id AND r.state = 'open')"
        " + (SELECT COUNT(*) FROM leaves v WHERE v.state = 'open' AND v.decider <> 'office' AND"
        " (v.class_id IS NULL OR v.class_id = c.id) AND"
        " NOT EXISTS (SELECT 1 FROM leave_answers k WHERE k.leave_id = v.id AND k.class_id = c.id) AND EXISTS"
        " (SELECT 1 FROM memberships m JOIN lectures l ON l.class_id = m.class_id AND " MEMBER_THEN
        " WHERE m.user_id = v.student_id AND m.class_id = c.id AND l.starts_at >= v.from_at AND"
        " l.starts_at < v.until_at AND l.cancelled_at IS NULL)) FROM " TAUGHT BY_SUBJECT,
    [WAITING_JOIN] = "SELECT c.id, c.subject, c.section, c.timezone, 0, NULL, 0, (SELECT COUNT(*) FROM join_requests j"
                     " WHERE j.class_id = c.id AND j.refused_at IS NULL) FROM " WORKED BY_SUBJECT,
    [WAITING_HAND_INS] =
        "SELECT c.id, c.subject, c.section, c.timezone, b.id, b.title, 0, (SELECT COUNT(*) FROM hand_ins h JOIN"
        " students s ON s.user_id = h.student_id AND s.class_id = b.class_id WHERE h.item_id = b.id AND"
        " h.graded_at IS NULL) FROM " WORKED " JOIN board_items b ON b.class_id = c.id AND b.kind = 'assessment'"
        " ORDER BY c.sort_key, c.id, b.publish_at, b.id",
    [WAITING_SIGNS] =
        "SELECT c.id, c.subject, c.section, c.timezone, l.id, l.title, l.starts_at, (SELECT COUNT(*) FROM attendance a"
        " WHERE a.class_id = c.id AND a.lecture_id = l.id AND a.flags IS NOT NULL) FROM " WORKED
        " JOIN lectures l ON l.class_id = c.id AND l.starts_at >= ? AND l.starts_at <= ? AND l.cancelled_at IS NULL"
        " ORDER BY c.sort_key, c.id, l.starts_at DESC, l.id DESC",
};

static enum fault waiting_add(struct row *row, enum waiting_kind kind, struct teaching *teaching)
{
    while (row_next(row)) {
        if (row_int(row, 7) == 0)
            continue;
        if (teaching->waiting_count == TEACHING_WAITING_MAX) {
            teaching->waiting_cut++;
            continue;
        }
        teaching->waiting[teaching->waiting_count++] = (struct waiting){
            .kind = kind,
            .class_id = row_int(row, 0),
            .subject = row_string(row, 1),
            .section = row_text(row, 2),
            .timezone = row_string(row, 3),
            .thing_id = row_int(row, 4),
            .title = row_text(row, 5),
            .starts_at = row_int(row, 6),
            .count = row_int(row, 7),
        };
    }
    return row_end(row);
}

static enum fault waiting_read(struct db *db, const struct actor *actor, int64_t now, struct arena *arena,
                               struct teaching *teaching)
{
    teaching->waiting = arena_calloc(arena, TEACHING_WAITING_MAX, sizeof(*teaching->waiting));
    if (!teaching->waiting)
        return FAULT_INTERNAL;
    const struct db_value me = I(actor->user_id), since = I(now - TEACHING_SIGN_DAYS * (int64_t)SCHOOL_DAY_MS);
    for (int kind = 0; kind < WAITING_COUNT; kind++) {
        struct row row;
        if (kind == WAITING_SIGNS)
            row_begin(&row, db, arena, waiting_text[kind], DB_VALUES(me, me, since, I(now)));
        else
            row_begin(&row, db, arena, waiting_text[kind], DB_VALUES(me, me));
        enum fault fault = waiting_add(&row, (enum waiting_kind)kind, teaching);
        if (fault != FAULT_NONE)
            return fault;
    }
    return FAULT_NONE;
}

/* Leaves the lectures of classrooms in which the reader is a student out. */
static void today_of(const struct classroom_list *classes, struct lecture_list *today)
{
    size_t kept = 0;
    for (size_t i = 0; i < today->count; i++) {
        bool taught = false;
        for (size_t j = 0; !taught && j < classes->count; j++)
            taught = classes->classrooms[j].id == today->lectures[i].class_id;
        if (taught)
            today->lectures[kept++] = today->lectures[i];
    }
    today->count = kept;
}

/* All but today's lectures; a thread holds one reader. */
static enum fault classes_read(struct school *school, const struct actor *actor, struct arena *arena,
                               struct classroom_list *classes, struct teaching *teaching)
{
    int64_t now = school_now(school);
    CLOSES(store_reader_close) struct db *db = store_reader(school->config.store);
    enum fault fault = taught_read(db, actor, now, arena, classes);
    if (fault != FAULT_NONE || classes->count == 0)
        return fault;
    fault = classes_fill(db, classes, now, arena, teaching);
    return fault != FAULT_NONE ? fault : waiting_read(db, actor, now, arena, teaching);
}

enum fault teaching_read(struct school *school, const struct actor *actor, struct arena *arena,
                         struct teaching *ret_teaching)
{
    struct teaching teaching = {0};
    struct classroom_list classes = {0};
    enum fault fault = classes_read(school, actor, arena, &classes, &teaching);
    if (fault != FAULT_NONE)
        return fault;
    if (classes.count > 0)
        fault = lecture_list_around(school, actor, arena, &teaching.today);
    if (fault != FAULT_NONE)
        return fault;
    today_of(&classes, &teaching.today);
    *ret_teaching = teaching;
    return FAULT_NONE;
}
