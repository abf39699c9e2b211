/* SPDX-License-Identifier: MIT */
/* Who owns a classroom or a lecture, and the state that decisions about it need, in one query each. */
#include "school/common/access.h"

#include <string.h>

#include "base/arena.h"
#include "face/live/live.h"
#include "school/common/fault.h"
#include "school/common/rows.h"
#include "school/school.h"
#include "store/db.h"
#include "store/engine.h"

enum live_policy access_policy(const char *word)
{
    enum live_policy policy = LIVE_TURN;
    return word && live_policy_find(word, &policy) ? policy : LIVE_TURN;
}

/* `staff`: the column classroom_staff.kind of the actor, NULL when they are not of the staff. */
static void access_staff(struct access *access, const struct actor *actor, int64_t professor_id, const char *staff)
{
    access->owner = professor_id == actor->user_id;
    bool institution = actor->for_institution && actor->role == ROLE_ADMINISTRATOR;
    access->teacher =
        access->owner || actor->institution || institution || (staff && strcmp(staff, STAFF_TEACHER) == 0);
    access->assistant = access->teacher || staff;
    access->staff_reader = access->assistant || actor->role == ROLE_ADMINISTRATOR;
    access->reader = access->staff_reader || access->member;
}

/* Of `classrooms c`, joined with the actor, whose id is the first two values. */
#define ACCESS_COLUMNS                                                                                                 \
    "SELECT c.id, c.professor_id, c.archived_at, c.late_after_minutes, c.window_minutes, s.user_id, c.policy, k.kind"
#define ACCESS_JOINS                                                                                                   \
    " LEFT JOIN students s ON s.class_id = c.id AND s.user_id = ?"                                                     \
    " LEFT JOIN classroom_staff k ON k.class_id = c.id AND k.user_id = ?"
enum { ACCESS_REST = 8 }; // the first column after these

static struct access access_of_row(struct row *row, const struct actor *actor)
{
    struct access access = {
        .class_id = row_int(row, 0),
        .archived = !db_is_null(&row->rows, 2),
        .late_after_minutes = row_int(row, 3),
        .window_minutes = row_int(row, 4),
        .member = !db_is_null(&row->rows, 5),
        .policy = access_policy(db_text(&row->rows, 6)),
    };
    access_staff(&access, actor, row_int(row, 1), db_text(&row->rows, 7));
    return access;
}

enum fault access_classroom(struct db *db, const struct actor *actor, int64_t class_id, struct access *ret_access)
{
    struct row row;
    struct access access = {0};
    row_begin(&row, db, NULL, ACCESS_COLUMNS " FROM classrooms c" ACCESS_JOINS " WHERE c.id = ?",
              DB_VALUES(I(actor->user_id), I(actor->user_id), I(class_id)));
    while (row_next(&row))
        access = access_of_row(&row, actor);
    enum fault fault = row_end(&row);
    if (fault != FAULT_NONE)
        return fault;
    if (!access.reader)
        return FAULT_NOT_FOUND;
    *ret_access = access;
    return FAULT_NONE;
}

enum fault access_joint(struct db *db, const struct actor *actor, int64_t lecture_id, struct access *ret_access)
{
    struct row row;
    struct access access = {0};
    row_begin(&row, db, NULL,
              ACCESS_COLUMNS ", l.id, l.cancelled_at, l.starts_at, w.opens_at, w.closes_at, w.late_after_at, l.joint_id"
                             " FROM lectures l JOIN classrooms c ON c.id = l.class_id" ACCESS_JOINS
                             " LEFT JOIN windows w ON w.lecture_id = l.id WHERE l.id = ?",
              DB_VALUES(I(actor->user_id), I(actor->user_id), I(lecture_id)));
    while (row_next(&row)) {
        access = access_of_row(&row, actor);
        access.lecture_id = row_int(&row, ACCESS_REST);
        access.cancelled = !db_is_null(&row.rows, ACCESS_REST + 1);
        access.starts_at = row_int(&row, ACCESS_REST + 2);
        access.has_window = !db_is_null(&row.rows, ACCESS_REST + 3);
        access.opens_at = row_int(&row, ACCESS_REST + 3);
        access.closes_at = row_int(&row, ACCESS_REST + 4);
        access.late_after_at = row_int(&row, ACCESS_REST + 5);
        access.joint_id = row_int(&row, ACCESS_REST + 6);
    }
    enum fault fault = row_end(&row);
    if (fault != FAULT_NONE)
        return fault;
    if (!access.lecture_id)
        return FAULT_NOT_FOUND;
    *ret_access = access;
    return FAULT_NONE;
}

enum fault access_lecture(struct db *db, const struct actor *actor, int64_t lecture_id, struct access *ret_access)
{
    struct access access;
    enum fault fault = access_joint(db, actor, lecture_id, &access);
    if (fault != FAULT_NONE || !access.reader)
        return fault != FAULT_NONE ? fault : FAULT_NOT_FOUND;
    *ret_access = access;
    return FAULT_NONE;
}

static enum fault access_alive(const struct access *access)
{
    if (access->archived)
        return FAULT_CLASSROOM_ARCHIVED;
    return access->cancelled ? FAULT_LECTURE_CANCELLED : FAULT_NONE;
}

enum fault access_change(const struct access *access)
{
    return access->teacher ? access_alive(access) : FAULT_NOT_FOUND;
}

enum fault access_work(const struct access *access)
{
    return access->assistant ? access_alive(access) : FAULT_NOT_FOUND;
}

enum fault access_class_change(struct db *db, const struct actor *actor, int64_t class_id, struct access *ret_access)
{
    enum fault fault = access_classroom(db, actor, class_id, ret_access);
    return fault != FAULT_NONE ? fault : access_change(ret_access);
}

enum fault access_class_work(struct db *db, const struct actor *actor, int64_t class_id, struct access *ret_access)
{
    enum fault fault = access_classroom(db, actor, class_id, ret_access);
    return fault != FAULT_NONE ? fault : access_work(ret_access);
}

enum fault access_class_staff(struct db *db, const struct actor *actor, int64_t class_id, struct access *ret_access)
{
    enum fault fault = access_classroom(db, actor, class_id, ret_access);
    if (fault != FAULT_NONE)
        return fault;
    return ret_access->staff_reader ? FAULT_NONE : FAULT_NOT_FOUND;
}

enum fault access_lecture_change(struct db *db, const struct actor *actor, int64_t lecture_id,
                                 struct access *ret_access)
{
    enum fault fault = access_lecture(db, actor, lecture_id, ret_access);
    return fault != FAULT_NONE ? fault : access_change(ret_access);
}

enum fault access_lecture_work(struct db *db, const struct actor *actor, int64_t lecture_id, struct access *ret_access)
{
    enum fault fault = access_lecture(db, actor, lecture_id, ret_access);
    return fault != FAULT_NONE ? fault : access_work(ret_access);
}

/* A text of the classroom; NOT_FOUND when there is none. */
static enum fault class_text(struct db *db, const char *sql, int64_t class_id, struct arena *arena,
                             const char **ret_text)
{
    struct row row;
    const char *text = NULL;
    row_begin(&row, db, arena, sql, DB_VALUES(I(class_id)));
    while (row_next(&row))
        text = row_string(&row, 0);
    enum fault fault = row_end(&row);
    if (fault != FAULT_NONE || !text)
        return fault != FAULT_NONE ? fault : FAULT_NOT_FOUND;
    *ret_text = text;
    return FAULT_NONE;
}

enum fault class_has_student(struct db *db, int64_t class_id, int64_t student_id, bool *ret_has)
{
    int64_t one;
    return row_one_int(db, "SELECT 1 FROM students WHERE class_id = ? AND user_id = ?",
                       DB_VALUES(I(class_id), I(student_id)), ret_has, &one);
}

enum fault class_timezone(struct db *db, int64_t class_id, struct arena *arena, const char **ret_timezone)
{
    return class_text(db, "SELECT timezone FROM classrooms WHERE id = ?", class_id, arena, ret_timezone);
}

enum fault class_subject(struct db *db, int64_t class_id, struct arena *arena, const char **ret_subject)
{
    return class_text(db, "SELECT subject FROM classrooms WHERE id = ?", class_id, arena, ret_subject);
}
