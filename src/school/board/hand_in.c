/* SPDX-License-Identifier: MIT */
/* What students hand in for assessments, and the grades. A row with handed_in_at 0 is a grade without anything handed
 * in. */
#include "school/board/hand_in.h"

#include "base/arena.h"
#include "school/board/board.h"
#include "school/board/board_inside.h"
#include "school/common/access.h"
#include "school/common/audit_inside.h"
#include "school/common/fault.h"
#include "school/common/rows.h"
#include "school/common/state.h"
#include "school/common/text.h"
#include "school/files/file_inside.h"
#include "school/post/notification.h"
#include "school/post/tell.h"
#include "school/school.h"
#include "store/db.h"
#include "store/engine.h"
#include "store/store.h"

enum { DETAIL_SIZE = 200 };

/* ---- reading ---- */

#define HAND_IN_COLUMNS                                                                                                \
    "SELECT s.user_id, u.name, h.id, h.text, h.handed_in_at, h.late, h.version, h.points, h.comment, h.graded_by,"     \
    " g.name, h.graded_at FROM students s JOIN users u ON u.id = s.user_id"                                            \
    " LEFT JOIN hand_ins h ON h.item_id = ? AND h.student_id = s.user_id LEFT JOIN users g ON g.id = h.graded_by"

static struct hand_in hand_in_of(struct row *row)
{
    return (struct hand_in){
        .student = {row_int(row, 0), row_string(row, 1)},
        .text = row_text(row, 3),
        .handed_in = row_int(row, 4) > 0,
        .handed_in_at = row_int(row, 4),
        .late = row_int(row, 5) != 0,
        .version = row_int(row, 6),
        .points = db_is_null(&row->rows, 7) ? -1 : row_int(row, 7),
        .comment = row_text(row, 8),
        .graded_by = {row_int(row, 9), row_text(row, 10)},
        .graded_at = row_int(row, 11),
    };
}

static enum fault one_read(struct db *db, int64_t class_id, int64_t item_id, int64_t student_id, struct arena *arena,
                           struct hand_in *ret_hand_in)
{
    struct row row;
    struct hand_in hand_in = {0};
    int64_t id = 0;
    bool found = false;
    row_begin(&row, db, arena, HAND_IN_COLUMNS " WHERE s.class_id = ? AND s.user_id = ?",
              DB_VALUES(I(item_id), I(class_id), I(student_id)));
    while (row_next(&row)) {
        found = true;
        id = row_int(&row, 2);
        hand_in = hand_in_of(&row);
    }
    enum fault fault = row_end(&row);
    if (fault != FAULT_NONE)
        return fault;
    if (!found)
        return FAULT_NOT_FOUND;
    if (id)
        fault = file_list_read(db, FILES_OF_HAND_IN, id, arena, &hand_in.files);
    if (fault != FAULT_NONE)
        return fault;
    *ret_hand_in = hand_in;
    return FAULT_NONE;
}

/* The item, when the actor sees it and it is an assessment. */
static enum fault assessment(struct db *db, const struct actor *actor, int64_t class_id, int64_t item_id, int64_t now,
                             struct access *access, struct board_access *item)
{
    enum fault fault = access_classroom(db, actor, class_id, access);
    if (fault != FAULT_NONE)
        return fault;
    fault = board_access(db, access, class_id, item_id, now, item);
    if (fault != FAULT_NONE)
        return fault;
    return item->kind != BOARD_ASSESSMENT ? FAULT_NO_ASSESSMENT : FAULT_NONE;
}

enum fault hand_in_mine(struct school *school, const struct actor *actor, int64_t class_id, int64_t item_id,
                        struct arena *arena, struct hand_in *ret_hand_in)
{
    struct access access;
    struct board_access item;
    CLOSES(store_reader_close) struct db *db = store_reader(school->config.store);
    enum fault fault = assessment(db, actor, class_id, item_id, school_now(school), &access, &item);
    if (fault == FAULT_NONE || fault == FAULT_NO_ASSESSMENT)
        fault = access.member ? fault : FAULT_NOT_FOUND;
    if (fault != FAULT_NONE)
        return fault;
    return one_read(db, class_id, item_id, actor->user_id, arena, ret_hand_in);
}

static enum fault all_read(struct db *db, int64_t class_id, int64_t item_id, struct arena *arena,
                           struct hand_in_list *list)
{
    struct row row;
    int64_t *ids = NULL;
    row_begin(&row, db, arena, HAND_IN_COLUMNS " WHERE s.class_id = ? ORDER BY u.sort_key, u.id",
              DB_VALUES(I(item_id), I(class_id)));
    while (row_next(&row)) {
        struct hand_in *hand_ins = row_list(&row, list->hand_ins, list->count, sizeof(*hand_ins));
        int64_t *more = hand_ins ? row_list(&row, ids, list->count, sizeof(*ids)) : NULL;
        if (!more)
            break;
        list->hand_ins = hand_ins;
        ids = more;
        ids[list->count] = row_int(&row, 2);
        hand_ins[list->count++] = hand_in_of(&row);
    }
    enum fault fault = row_end(&row);
    for (size_t i = 0; fault == FAULT_NONE && i < list->count; i++)
        if (ids[i])
            fault = file_list_read(db, FILES_OF_HAND_IN, ids[i], arena, &list->hand_ins[i].files);
    return fault;
}

enum fault hand_in_list(struct school *school, const struct actor *actor, int64_t class_id, int64_t item_id,
                        struct arena *arena, struct hand_in_list *ret_list)
{
    struct access access;
    struct board_access item;
    struct hand_in_list list = {0};
    CLOSES(store_reader_close) struct db *db = store_reader(school->config.store);
    enum fault fault = assessment(db, actor, class_id, item_id, school_now(school), &access, &item);
    if (fault == FAULT_NONE || fault == FAULT_NO_ASSESSMENT)
        fault = access.staff_reader ? fault : FAULT_NOT_FOUND;
    if (fault != FAULT_NONE)
        return fault;
    fault = all_read(db, class_id, item_id, arena, &list);
    if (fault != FAULT_NONE)
        return fault;
    *ret_list = list;
    return FAULT_NONE;
}

/* ---- handing in ---- */

/* The row that is there already, with id 0 when there is none. */
struct stored {
    int64_t id, version;
    bool graded;
};

static enum fault stored_read(struct db *db, int64_t item_id, int64_t student_id, struct stored *stored)
{
    struct row row;
    *stored = (struct stored){0};
    row_begin(&row, db, NULL, "SELECT id, version, graded_at FROM hand_ins WHERE item_id = ? AND student_id = ?",
              DB_VALUES(I(item_id), I(student_id)));
    while (row_next(&row))
        *stored = (struct stored){row_int(&row, 0), row_int(&row, 1), !db_is_null(&row.rows, 2)};
    return row_end(&row);
}

struct handing {
    const struct actor *actor;
    int64_t class_id, item_id;
    struct hand_in_request request; // its text cleaned
    int64_t now;
};

static enum fault handing_begin(struct db *db, const struct handing *unit, struct board_access *item,
                                struct stored *stored)
{
    struct access access;
    enum fault fault = assessment(db, unit->actor, unit->class_id, unit->item_id, unit->now, &access, item);
    if ((fault == FAULT_NONE || fault == FAULT_NO_ASSESSMENT) && !access.member)
        return FAULT_NOT_FOUND;
    if (fault != FAULT_NONE)
        return fault;
    if (access.archived)
        return FAULT_CLASSROOM_ARCHIVED;
    fault = stored_read(db, unit->item_id, unit->actor->user_id, stored);
    if (fault != FAULT_NONE)
        return fault;
    if (stored->graded)
        return FAULT_ALREADY_GRADED;
    if (unit->request.version != 0 && unit->request.version != stored->version)
        return FAULT_CHANGED_MEANWHILE;
    const struct file_holder holder = {
        .class_id = unit->class_id, .owner_id = unit->actor->user_id, .hand_in_id = stored->id};
    return file_check(db, &holder, unit->request.files, unit->request.file_count);
}

static enum fault write_handing(struct db *db, void *context)
{
    struct handing *unit = context;
    struct board_access item;
    struct stored stored;
    enum db_status status;
    enum fault fault = handing_begin(db, unit, &item, &stored);
    if (fault != FAULT_NONE)
        return fault;
    const struct db_value text = T(unit->request.text ? unit->request.text : "");
    int64_t late = item.due_at != 0 && unit->now > item.due_at;
    if (stored.id)
        status =
            db_exec(db, "UPDATE hand_ins SET text = ?, handed_in_at = ?, late = ?, version = version + 1 WHERE id = ?",
                    DB_VALUES(text, I(unit->now), I(late), I(stored.id)));
    else
        status =
            db_one_int(db, &stored.id,
                       "INSERT INTO hand_ins (item_id, student_id, text, handed_in_at, late) VALUES (?, ?, ?, ?, ?)"
                       " RETURNING id",
                       DB_VALUES(I(unit->item_id), I(unit->actor->user_id), text, I(unit->now), I(late)));
    if (status == DB_CONFLICT)
        return FAULT_BUSY; // sent twice at once
    if (status != DB_OK && status != DB_ROW)
        return fault_of(status);
    const struct file_holder holder = {
        .class_id = unit->class_id, .owner_id = unit->actor->user_id, .hand_in_id = stored.id};
    return file_attach(db, &holder, unit->request.files, unit->request.file_count);
}

enum fault hand_in(struct school *school, const struct actor *actor, int64_t class_id, int64_t item_id,
                   const struct hand_in_request *request, struct arena *arena, struct hand_in *ret_hand_in)
{
    struct handing unit = {
        .actor = actor, .class_id = class_id, .item_id = item_id, .request = *request, .now = school_now(school)};
    enum fault fault = text_clean(request->text, BOARD_BODY_MAX, true, true, arena, &unit.request.text);
    if (fault != FAULT_NONE)
        return fault;
    if (!unit.request.text && request->file_count == 0)
        return FAULT_TEXT_INVALID;
    fault = school_change(school, write_handing, &unit);
    return fault != FAULT_NONE ? fault : hand_in_mine(school, actor, class_id, item_id, arena, ret_hand_in);
}

/* ---- grading ---- */

struct grading {
    const struct actor *actor;
    int64_t class_id, item_id, student_id;
    struct grade_request request; // its comment cleaned
    int64_t now;
};

static enum fault grading_begin(struct db *db, const struct grading *unit, struct stored *stored)
{
    struct access access;
    struct board_access item;
    bool found = false;
    enum fault fault = assessment(db, unit->actor, unit->class_id, unit->item_id, unit->now, &access, &item);
    if (fault == FAULT_NONE || fault == FAULT_NO_ASSESSMENT)
        fault = access_work(&access) != FAULT_NONE ? access_work(&access) : fault;
    if (fault != FAULT_NONE)
        return fault;
    fault = class_has_student(db, unit->class_id, unit->student_id, &found);
    if (fault != FAULT_NONE)
        return fault;
    if (!found)
        return FAULT_NOT_FOUND;
    if (unit->request.points >= 0 && unit->request.points > (item.points < 0 ? -1 : item.points))
        return FAULT_POINTS_INVALID;
    fault = stored_read(db, unit->item_id, unit->student_id, stored);
    if (fault != FAULT_NONE)
        return fault;
    if (unit->request.version != 0 && unit->request.version != stored->version)
        return FAULT_CHANGED_MEANWHILE;
    return FAULT_NONE;
}

static enum fault grading_tell(struct db *db, const struct grading *unit, bool graded)
{
    char detail[DETAIL_SIZE];
    snprintf(detail, sizeof(detail), "student %lld: %s", (long long)unit->student_id, graded ? "graded" : "taken back");
    enum fault fault = audit_append(db, &(struct audit_entry){
                                            .at = unit->now,
                                            .actor_id = unit->actor->user_id,
                                            .action = "hand_in_graded",
                                            .subject_type = "board_item",
                                            .subject_id = unit->item_id,
                                            .detail = detail,
                                        });
    if (fault != FAULT_NONE || !graded)
        return fault;
    return tell(db, TELL_PERSON,
                &(struct notification_request){.user_id = unit->student_id,
                                               .kind = NOTIFY_GRADED,
                                               .class_id = unit->class_id,
                                               .subject_id = unit->item_id},
                0, unit->now);
}

static enum fault write_grade(struct db *db, void *context)
{
    struct grading *unit = context;
    struct stored stored;
    enum db_status status;
    enum fault fault = grading_begin(db, unit, &stored);
    if (fault != FAULT_NONE)
        return fault;
    bool graded = unit->request.points >= 0 || unit->request.comment;
    const struct db_value points = unit->request.points >= 0 ? I(unit->request.points) : N();
    const struct db_value comment = T(unit->request.comment);
    const struct db_value by = graded ? I(unit->actor->user_id) : N(), at = graded ? I(unit->now) : N();
    if (stored.id)
        status = db_exec(db,
                         "UPDATE hand_ins SET points = ?, comment = ?, graded_by = ?, graded_at = ?,"
                         " version = version + 1 WHERE id = ?",
                         DB_VALUES(points, comment, by, at, I(stored.id)));
    else
        status = db_exec(db,
                         "INSERT INTO hand_ins (item_id, student_id, text, handed_in_at, points, comment, graded_by,"
                         " graded_at) VALUES (?, ?, '', 0, ?, ?, ?, ?)",
                         DB_VALUES(I(unit->item_id), I(unit->student_id), points, comment, by, at));
    if (status != DB_OK)
        return status == DB_CONFLICT ? FAULT_BUSY : fault_of(status); // the student handed in at the same moment
    return grading_tell(db, unit, graded);
}

enum fault hand_in_grade(struct school *school, const struct actor *actor, int64_t class_id, int64_t item_id,
                         int64_t student_id, const struct grade_request *request, struct arena *arena,
                         struct hand_in *ret_hand_in)
{
    struct grading unit = {.actor = actor,
                           .class_id = class_id,
                           .item_id = item_id,
                           .student_id = student_id,
                           .request = *request,
                           .now = school_now(school)};
    enum fault fault = text_clean(request->comment, BOARD_COMMENT_MAX, true, true, arena, &unit.request.comment);
    if (fault != FAULT_NONE)
        return fault;
    if (request->points < -1 || request->points > BOARD_POINTS_MAX)
        return FAULT_POINTS_INVALID;
    fault = school_change(school, write_grade, &unit);
    if (fault != FAULT_NONE)
        return fault;
    CLOSES(store_reader_close) struct db *db = store_reader(school->config.store);
    return one_read(db, class_id, item_id, student_id, arena, ret_hand_in);
}
