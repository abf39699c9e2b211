/* SPDX-License-Identifier: MIT */
/* Reading leaves. leave_ask.c makes them, leave_answer.c answers them. */
#include "school/attendance/leave.h"

#include "base/arena.h"
#include "school/attendance/decision_inside.h"
#include "school/attendance/leave_inside.h"
#include "school/common/access.h"
#include "school/common/fault.h"
#include "school/common/rows.h"
#include "school/common/state.h"
#include "school/files/evidence_inside.h"
#include "school/marks/mark.h"
#include "school/marks/membership.h"
#include "school/marks/status_set_inside.h"
#include "school/school.h"
#include "store/db.h"
#include "store/engine.h"
#include "store/store.h"

/* ---- one ---- */

#define LEAVE_CHANGED "COALESCE(v.updated_at, v.created_at)"
#define LEAVE_COLUMNS                                                                                                  \
    "SELECT v.id, v.student_id, s.name, v.kind_id, n.name, v.class_id, v.from_at, v.until_at, v.text, v.decider,"      \
    " v.evidence_for, v.state, v.status, v.comment, v.answered_by, b.name, v.answered_at, v.evidence_seen_at,"         \
    " v.evidence_erased_at, v.created_at, v.version, (SELECT COUNT(*) FROM leave_files f WHERE f.leave_id = v.id),"    \
    " n.evidence_for, " LEAVE_CHANGED                                                                                  \
    " FROM leaves v JOIN users s ON s.id = v.student_id LEFT JOIN leave_kinds n ON n.id = v.kind_id"                   \
    " LEFT JOIN users b ON b.id = v.answered_by"

static struct leave leave_of_row(struct row *row)
{
    struct leave leave = {
        .id = row_int(row, 0),
        .student = {row_int(row, 1), row_string(row, 2)},
        .kind_id = row_int(row, 3),
        .kind = row_text(row, 4),
        .class_id = row_int(row, 5),
        .from_at = row_int(row, 6),
        .until_at = row_int(row, 7),
        .text = row_text(row, 8),
        .decision = decision_of_row(row, 11),
        .evidence_seen_at = row_int(row, 17),
        .evidence_erased_at = row_int(row, 18),
        .created_at = row_int(row, 19),
        .version = row_int(row, 20),
        .evidence_count = row_int(row, 21),
        .updated_at = row_int(row, 23),
    };
    enum leave_side now = LEAVE_STAFF;
    leave_side_parse(db_text(&row->rows, 9), &leave.decider);
    leave_side_parse(db_text(&row->rows, 10), &leave.evidence_for);
    leave_side_parse(db_text(&row->rows, 22), &now); // a kind that has become stricter since
    if (now == LEAVE_OFFICE)
        leave.evidence_for = LEAVE_OFFICE;
    return leave;
}

/* The leave in each classroom that it reaches, or in one. */
static enum fault courses_read(struct db *db, struct leave *leave, int64_t class_id, struct arena *arena)
{
    struct row row;
    int64_t only = class_id ? class_id : leave->class_id;
    row_begin(&row, db, arena,
              "SELECT l.class_id, c.subject, k.state, k.status, k.comment, k.answered_by, u.name, k.answered_at,"
              " COUNT(DISTINCT l.id), COUNT(DISTINCT CASE WHEN a.method = 'leave' THEN l.id END), COUNT(DISTINCT CASE"
              " WHEN a.method <> 'leave' AND a.status <> 'E' AND " MARK_COUNTS
              " = 'attended' THEN l.id END) FROM memberships m"
              " JOIN lectures l ON l.class_id = m.class_id AND " MEMBER_THEN " JOIN classrooms c ON c.id = l.class_id"
              " LEFT JOIN leave_answers k ON k.leave_id = ? AND k.class_id = l.class_id LEFT JOIN users u ON u.id ="
              " k.answered_by LEFT JOIN attendance a ON a.lecture_id = l.id AND a.student_id = m.user_id LEFT JOIN"
              " status_sets s ON s.class_id = l.class_id AND s.status = a.status"
              " WHERE m.user_id = ? AND l.starts_at >= ? AND l.starts_at < ? AND l.cancelled_at IS NULL AND"
              " (? = 0 OR l.class_id = ?) GROUP BY l.class_id, c.subject, k.state, k.status, k.comment, k.answered_by,"
              " u.name, k.answered_at, c.sort_key ORDER BY c.sort_key, l.class_id LIMIT ?",
              DB_VALUES(I(leave->id), I(leave->student.id), I(leave->from_at), I(leave->until_at), I(only), I(only),
                        I(LEAVE_COURSES_MAX)));
    while (row_next(&row)) {
        struct leave_course *courses = row_list(&row, leave->courses, leave->course_count, sizeof(*courses));
        if (!courses)
            break;
        leave->courses = courses;
        struct leave_course *course = &courses[leave->course_count++];
        *course = (struct leave_course){
            .class_id = row_int(&row, 0),
            .subject = row_string(&row, 1),
            .decision = decision_of_row(&row, 2),
            .lectures = row_int(&row, 8),
            .given = row_int(&row, 9),
            .attended = row_int(&row, 10),
        };
        if (leave->decider == LEAVE_OFFICE)
            course->decision = leave->decision;
        if (leave->decision.state == DECISION_WITHDRAWN)
            course->decision.state = DECISION_WITHDRAWN;
    }
    return row_end(&row);
}

enum fault leave_read(struct db *db, int64_t leave_id, struct arena *arena, struct leave *ret_leave)
{
    struct row row;
    struct leave leave;
    bool found = false;
    row_begin(&row, db, arena, LEAVE_COLUMNS " WHERE v.id = ?", DB_VALUES(I(leave_id)));
    while (row_next(&row)) {
        found = true;
        leave = leave_of_row(&row);
    }
    enum fault fault = row_end(&row);
    if (fault != FAULT_NONE)
        return fault;
    if (!found)
        return FAULT_NOT_FOUND;
    *ret_leave = leave;
    return FAULT_NONE;
}

enum fault leave_reaches(struct db *db, const struct leave *leave, int64_t class_id, bool *ret_reaches)
{
    int64_t one;
    *ret_reaches = false;
    if (leave->class_id != 0 && leave->class_id != class_id)
        return FAULT_NONE;
    return row_one_int(
        db,
        "SELECT l.id FROM lectures l JOIN memberships m ON m.class_id = l.class_id AND m.user_id = ? AND " MEMBER_THEN
        " WHERE l.class_id = ? AND l.starts_at >= ? AND l.starts_at < ? AND"
        " l.cancelled_at IS NULL LIMIT 1",
        DB_VALUES(I(leave->student.id), I(class_id), I(leave->from_at), I(leave->until_at)), ret_reaches, &one);
}

enum fault leave_view(struct db *db, struct leave *leave, const struct leave_reader *reader, struct arena *arena)
{
    bool decides = reader->own || (reader->office ? leave->decider == LEAVE_OFFICE : leave->decider == LEAVE_STAFF);
    bool sees = reader->own || (reader->office ? decides || leave->evidence_for == LEAVE_OFFICE
                                               : reader->teacher && leave->evidence_for == LEAVE_STAFF);
    enum fault fault = courses_read(db, leave, reader->class_id, arena);
    if (fault != FAULT_NONE)
        return fault;
    if (sees && leave->evidence_count > 0)
        fault = evidence_of(db, leave->id, arena, &leave->evidence);
    leave->mine = decides && !reader->own && (reader->office || reader->teacher);
    if (fault != FAULT_NONE || decides)
        return fault;
    // The words between the student and those who decide are theirs.
    leave->text = leave->decision.comment = NULL;
    for (size_t i = 0; i < leave->course_count; i++)
        leave->courses[i].decision.comment = NULL;
    return fault;
}

/* ---- lists ---- */

/* One more than the page is read, to know whether there is a next one. */
static enum fault list_read(struct db *db, const char *sql, struct db_values values, const struct page *page,
                            const struct leave_reader *reader, struct arena *arena, struct leave_list *list)
{
    struct row row;
    row_begin(&row, db, arena, sql, values);
    while (row_next(&row)) {
        if ((int64_t)list->count == page->limit) {
            list->next = list->leaves[list->count - 1].id;
            continue;
        }
        struct leave *leaves = row_list(&row, list->leaves, list->count, sizeof(*leaves));
        if (!leaves)
            break;
        list->leaves = leaves;
        leaves[list->count++] = leave_of_row(&row);
    }
    enum fault fault = row_end(&row);
    for (size_t i = 0; fault == FAULT_NONE && i < list->count; i++)
        fault = leave_view(db, &list->leaves[i], reader, arena);
    return fault;
}

static struct db_value page_after(const struct page *page)
{
    return I(page->after ? page->after : INT64_MAX);
}

enum fault leave_list_own(struct school *school, const struct actor *actor, int64_t updated_since,
                          const struct page *page, struct arena *arena, struct leave_list *ret_list)
{
    struct leave_list list = {0};
    const struct leave_reader reader = {.own = true};
    CLOSES(store_reader_close) struct db *db = store_reader(school->config.store);
    enum fault fault = list_read(
        db, LEAVE_COLUMNS " WHERE v.student_id = ? AND v.id < ? AND " LEAVE_CHANGED " >= ? ORDER BY v.id DESC LIMIT ?",
        DB_VALUES(I(actor->user_id), page_after(page), I(updated_since), I(page->limit + 1)), page, &reader, arena,
        &list);
    if (fault != FAULT_NONE)
        return fault;
    *ret_list = list;
    return FAULT_NONE;
}

/* What a leave is in the classroom: withdrawn everywhere, the office's answer, or that of the staff. */
#define STATE_IN_CLASS                                                                                                 \
    "CASE WHEN v.state = 'withdrawn' THEN 'withdrawn' WHEN v.decider = 'office' THEN v.state ELSE"                     \
    " COALESCE((SELECT k.state FROM leave_answers k WHERE k.leave_id = v.id AND k.class_id = ?), 'open') END"

enum fault leave_list_class(struct school *school, const struct actor *actor, int64_t class_id,
                            const struct decision_filter *filter, const struct page *page, struct arena *arena,
                            struct leave_list *ret_list)
{
    struct access access;
    struct leave_list list = {0};
    CLOSES(store_reader_close) struct db *db = store_reader(school->config.store);
    enum fault fault = access_classroom(db, actor, class_id, &access);
    if (fault != FAULT_NONE)
        return fault;
    if (!access.assistant)
        return FAULT_NOT_FOUND;
    const struct leave_reader reader = {.class_id = class_id, .teacher = access.teacher};
    const char *state = filter->state == DECISION_STATE_COUNT ? "" : decision_state_code(filter->state);
    fault = list_read(db,
                      LEAVE_COLUMNS
                      " WHERE v.student_id IN (SELECT p.user_id FROM memberships p WHERE p.class_id = ?) AND"
                      " (v.class_id IS NULL OR v.class_id = ?) AND (? = '' OR " STATE_IN_CLASS " = ?) AND v.id < ?"
                      " AND " LEAVE_CHANGED " >= ? AND EXISTS"
                      " (SELECT 1 FROM memberships m JOIN lectures l ON l.class_id = m.class_id AND " MEMBER_THEN
                      " WHERE m.user_id = v.student_id AND m.class_id = ? AND l.starts_at >= v.from_at AND"
                      " l.starts_at < v.until_at AND l.cancelled_at IS NULL) ORDER BY v.id DESC LIMIT ?",
                      DB_VALUES(I(class_id), I(class_id), T(state), I(class_id), T(state), page_after(page),
                                I(filter->updated_since), I(class_id), I(page->limit + 1)),
                      page, &reader, arena, &list);
    if (fault != FAULT_NONE)
        return fault;
    *ret_list = list;
    return FAULT_NONE;
}

/* The kinds whose office the actor is of: `o` counts those named for a kind, by it. */
#define MY_KINDS                                                                                                       \
    "v.kind_id IN (SELECT n.id FROM leave_kinds n WHERE EXISTS (SELECT 1 FROM leave_officers o WHERE o.kind_id = n.id" \
    " AND o.user_id = ?) OR (? = 1 AND NOT EXISTS (SELECT 1 FROM leave_officers o WHERE o.kind_id = n.id)))"

/* Whether the actor is of the office of any kind that has one. */
static enum fault is_of_office(struct db *db, const struct actor *actor, bool administrator, bool *ret_is)
{
    int64_t one;
    return row_one_int(db,
                       "SELECT v.kind_id FROM (SELECT id AS kind_id FROM leave_kinds WHERE decider = 'office' OR"
                       " evidence_for = 'office') AS v WHERE " MY_KINDS " LIMIT 1",
                       DB_VALUES(I(actor->user_id), I(administrator)), ret_is, &one);
}

/* What follows the state in the list of an office. */
#define OF_OFFICE                                                                                                      \
    MY_KINDS " AND (v.decider = 'office' OR (v.evidence_for = 'office' AND v.evidence_seen_at IS NULL AND EXISTS"      \
             " (SELECT 1 FROM leave_files e WHERE e.leave_id = v.id))) AND v.id < ? AND " LEAVE_CHANGED                \
             " >= ? ORDER BY v.id DESC LIMIT ?"

static enum fault office_read(struct db *db, const struct actor *actor, const struct decision_filter *filter,
                              const struct page *page, struct arena *arena, struct leave_list *list)
{
    const struct leave_reader reader = {.office = true};
    const struct db_value me = I(actor->user_id), administrator = I(actor->role == ROLE_ADMINISTRATOR);
    const struct db_value since = I(filter->updated_since), most = I(page->limit + 1);
    if (filter->state == DECISION_STATE_COUNT) // a list of its own: no index answers "this state or any"
        return list_read(db, LEAVE_COLUMNS " WHERE " OF_OFFICE,
                         DB_VALUES(me, administrator, page_after(page), since, most), page, &reader, arena, list);
    return list_read(db, LEAVE_COLUMNS " WHERE v.state = ? AND " OF_OFFICE,
                     DB_VALUES(T(decision_state_code(filter->state)), me, administrator, page_after(page), since, most),
                     page, &reader, arena, list);
}

enum fault leave_list_office(struct school *school, const struct actor *actor, const struct decision_filter *filter,
                             const struct page *page, struct arena *arena, struct leave_list *ret_list)
{
    struct leave_list list = {0};
    bool administrator = actor->role == ROLE_ADMINISTRATOR;
    CLOSES(store_reader_close) struct db *db = store_reader(school->config.store);
    enum fault fault = actor->role == ROLE_STUDENT ? FAULT_NONE : is_of_office(db, actor, administrator, &list.officer);
    if (fault != FAULT_NONE)
        return fault;
    if (list.officer)
        fault = office_read(db, actor, filter, page, arena, &list);
    if (fault != FAULT_NONE)
        return fault;
    *ret_list = list;
    return FAULT_NONE;
}
