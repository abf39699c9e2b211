/* SPDX-License-Identifier: MIT */
/* Requests: reading them, making them, taking them back. request_answer.c answers them. */
#include "school/attendance/request.h"

#include "base/arena.h"
#include "base/str.h"
#include "school/attendance/decision_inside.h"
#include "school/attendance/request_inside.h"
#include "school/common/access.h"
#include "school/common/audit_inside.h"
#include "school/common/fault.h"
#include "school/common/rows.h"
#include "school/common/state.h"
#include "school/common/text.h"
#include "school/files/file_inside.h"
#include "school/marks/group/group_inside.h"
#include "school/marks/mark.h"
#include "school/post/notification.h"
#include "school/post/tell.h"
#include "school/school.h"
#include "store/db.h"
#include "store/engine.h"
#include "store/store.h"

static const char *const kind_codes[REQUEST_KIND_COUNT] = {"leave", "appeal"};

const char *request_kind_code(enum request_kind kind)
{
    return kind_codes[kind];
}

bool request_kind_parse(const char *code, enum request_kind *ret_kind)
{
    size_t index;
    bool found = str_among(kind_codes, REQUEST_KIND_COUNT, code, &index);
    if (found)
        *ret_kind = (enum request_kind)index;
    return found;
}

/* ---- reading ---- */

#define REQUEST_CHANGED "COALESCE(r.updated_at, r.created_at)"
#define REQUEST_COLUMNS                                                                                                \
    "SELECT r.id, r.kind, r.class_id, c.subject, r.student_id, s.name, r.lecture_id, r.from_at, r.until_at, r.text,"   \
    " r.state, r.status, r.comment, r.answered_by, a.name, r.answered_at, r.created_at, r.version, f.id, f.name,"      \
    " f.type, f.size, f.created_at, m.status, m.minutes_late, m.note, r.change_id, " REQUEST_CHANGED                   \
    " FROM requests r LEFT JOIN"                                                                                       \
    " files f ON f.request_id = r.id JOIN classrooms c ON c.id = r.class_id JOIN users s ON s.id = r.student_id"       \
    " LEFT JOIN users a ON a.id = r.answered_by"                                                                       \
    " LEFT JOIN attendance m ON m.lecture_id = r.lecture_id AND m.student_id = r.student_id"

static void request_from_row(struct row *row, struct request *request)
{
    *request = (struct request){
        .id = row_int(row, 0),
        .class_id = row_int(row, 2),
        .subject = row_string(row, 3),
        .student = {row_int(row, 4), row_string(row, 5)},
        .lecture_id = row_int(row, 6),
        .from_at = row_int(row, 7),
        .until_at = row_int(row, 8),
        .text = row_string(row, 9),
        .decision = decision_of_row(row, 10),
        .created_at = row_int(row, 16),
        .version = row_int(row, 17),
        .change_id = row_int(row, 26),
        .updated_at = row_int(row, 27),
        .file = {row_int(row, 18), row_text(row, 19), row_text(row, 20), row_int(row, 21), row_int(row, 22)},
        .mark = {.minutes_late = row_int(row, 24), .note = row_text(row, 25)},
    };
    request_kind_parse(db_text(&row->rows, 1), &request->kind);
    mark_status_parse(db_text(&row->rows, 23), &request->mark.status);
}

enum fault request_read(struct db *db, int64_t request_id, struct arena *arena, struct request *ret_request)
{
    struct row row;
    struct request request;
    bool found = false;
    row_begin(&row, db, arena, REQUEST_COLUMNS " WHERE r.id = ?", DB_VALUES(I(request_id)));
    while (row_next(&row)) {
        found = true;
        request_from_row(&row, &request);
    }
    enum fault fault = row_end(&row);
    if (fault != FAULT_NONE)
        return fault;
    if (!found)
        return FAULT_NOT_FOUND;
    *ret_request = request;
    return FAULT_NONE;
}

/* One more than the page is read, to know whether there is a next one. */
static enum fault list_read(struct db *db, const char *sql, struct db_values values, const struct page *page,
                            struct arena *arena, struct request_list *ret_list)
{
    struct row row;
    struct request_list list = {0};
    row_begin(&row, db, arena, sql, values);
    while (row_next(&row)) {
        if ((int64_t)list.count == page->limit) {
            list.next = list.requests[list.count - 1].id;
            continue;
        }
        struct request *requests = row_list(&row, list.requests, list.count, sizeof(*requests));
        if (!requests)
            break;
        list.requests = requests;
        request_from_row(&row, &requests[list.count++]);
    }
    enum fault fault = row_end(&row);
    if (fault != FAULT_NONE)
        return fault;
    *ret_list = list;
    return FAULT_NONE;
}

enum fault request_list_own(struct school *school, const struct actor *actor, int64_t updated_since,
                            const struct page *page, struct arena *arena, struct request_list *ret_list)
{
    CLOSES(store_reader_close) struct db *db = store_reader(school->config.store);
    return list_read(
        db,
        REQUEST_COLUMNS " WHERE r.student_id = ? AND r.id < ? AND " REQUEST_CHANGED " >= ? ORDER BY r.id DESC LIMIT ?",
        DB_VALUES(I(actor->user_id), I(page->after ? page->after : INT64_MAX), I(updated_since), I(page->limit + 1)),
        page, arena, ret_list);
}

enum fault request_list_class(struct school *school, const struct actor *actor, int64_t class_id,
                              const struct decision_filter *filter, const struct page *page, struct arena *arena,
                              struct request_list *ret_list)
{
    struct access access;
    CLOSES(store_reader_close) struct db *db = store_reader(school->config.store);
    enum fault fault = access_classroom(db, actor, class_id, &access);
    if (fault != FAULT_NONE)
        return fault;
    if (!access.assistant)
        return FAULT_NOT_FOUND;
    const struct db_value before = I(page->after ? page->after : INT64_MAX), since = I(filter->updated_since);
    if (filter->state == DECISION_STATE_COUNT) // a list of its own: no index answers "this state or any"
        return list_read(db,
                         REQUEST_COLUMNS " WHERE r.class_id = ? AND r.id < ? AND " REQUEST_CHANGED
                                         " >= ? ORDER BY r.id DESC LIMIT ?",
                         DB_VALUES(I(class_id), before, since, I(page->limit + 1)), page, arena, ret_list);
    return list_read(db,
                     REQUEST_COLUMNS " WHERE r.class_id = ? AND r.state = ? AND r.id < ? AND " REQUEST_CHANGED
                                     " >= ? ORDER BY r.id DESC LIMIT ?",
                     DB_VALUES(I(class_id), T(decision_state_code(filter->state)), before, since, I(page->limit + 1)),
                     page, arena, ret_list);
}

/* ---- asking ---- */

struct creation {
    const struct actor *actor;
    const struct request_new *request;
    const char *text;
    int64_t now;
    int64_t class_id, id;
};

static enum fault creation_allowed(struct db *db, struct creation *unit)
{
    struct access access;
    enum fault fault = access_lecture(db, unit->actor, unit->request->lecture_id, &access);
    if (fault != FAULT_NONE)
        return fault == FAULT_NOT_FOUND ? FAULT_REQUEST_INVALID : fault;
    if (!access.member)
        return FAULT_REQUEST_INVALID;
    if (access.archived)
        return FAULT_CLASSROOM_ARCHIVED;
    if (access.cancelled)
        return FAULT_LECTURE_CANCELLED;
    unit->class_id = access.class_id;
    bool begun = access.has_window ? access.opens_at <= unit->now : access.starts_at <= unit->now;
    return begun ? FAULT_NONE : FAULT_WINDOW_NOT_OPEN;
}

static enum fault creation_limits(struct db *db, const struct creation *unit)
{
    int64_t open = 0, today = 0;
    enum fault fault =
        row_count(db, "SELECT COUNT(*) FROM requests WHERE student_id = ? AND class_id = ? AND state = 'open'",
                  DB_VALUES(I(unit->actor->user_id), I(unit->class_id)), &open);
    if (fault != FAULT_NONE)
        return fault;
    fault = row_count(db, "SELECT COUNT(*) FROM requests WHERE student_id = ? AND class_id = ? AND created_at > ?",
                      DB_VALUES(I(unit->actor->user_id), I(unit->class_id), I(unit->now - SCHOOL_DAY_MS)), &today);
    if (fault != FAULT_NONE)
        return fault;
    if (open >= REQUEST_OPEN_MAX || today >= REQUEST_DAY_MAX)
        return FAULT_TOO_MANY_THINGS;
    return FAULT_NONE;
}

static enum fault teachers_tell(struct db *db, const struct creation *unit)
{
    return tell(db, TELL_TEACHERS,
                &(struct notification_request){.kind = NOTIFY_REQUEST,
                                               .class_id = unit->class_id,
                                               .lecture_id = unit->request->lecture_id,
                                               .subject_id = unit->id,
                                               .text = kind_codes[REQUEST_APPEAL]},
                0, unit->now);
}

static enum fault creation_write(struct db *db, void *context)
{
    struct creation *unit = context;
    const struct request_new *request = unit->request;
    bool there = false;
    enum fault fault = creation_allowed(db, unit);
    if (fault != FAULT_NONE)
        return fault;
    fault = row_one_int(db,
                        "SELECT id FROM requests WHERE student_id = ? AND class_id = ? AND state = 'open'"
                        " AND kind = 'appeal' AND lecture_id = ? AND text = ? LIMIT 1",
                        DB_VALUES(I(unit->actor->user_id), I(unit->class_id), I(request->lecture_id), T(unit->text)),
                        &there, &unit->id);
    struct file_holder holder = {.class_id = unit->class_id, .owner_id = unit->actor->user_id};
    size_t files = request->file_id ? 1 : 0;
    if (fault != FAULT_NONE || there)
        return fault;
    fault = creation_limits(db, unit);
    if (fault != FAULT_NONE)
        return fault;
    fault = file_check(db, &holder, &request->file_id, files);
    if (fault != FAULT_NONE)
        return fault;
    fault = row_insert(
        db,
        "INSERT INTO requests (class_id, student_id, kind, state, lecture_id, text, created_at)"
        " VALUES (?, ?, 'appeal', 'open', ?, ?, ?) RETURNING id",
        DB_VALUES(I(unit->class_id), I(unit->actor->user_id), I(request->lecture_id), T(unit->text), I(unit->now)),
        &unit->id);
    if (fault != FAULT_NONE)
        return fault;
    holder.request_id = unit->id;
    fault = file_attach(db, &holder, &request->file_id, files);
    if (fault != FAULT_NONE)
        return fault;
    fault = audit_append(db, &(struct audit_entry){
                                 .at = unit->now,
                                 .actor_id = unit->actor->user_id,
                                 .action = "request_made",
                                 .subject_type = "request",
                                 .subject_id = unit->id,
                                 .detail = kind_codes[REQUEST_APPEAL],
                             });
    return fault != FAULT_NONE ? fault : teachers_tell(db, unit);
}

enum fault request_create(struct school *school, const struct actor *actor, const struct request_new *request,
                          struct arena *arena, struct request *ret_request)
{
    struct creation unit = {.actor = actor, .request = request, .now = school_now(school)};
    enum fault fault = text_clean(request->text, REQUEST_TEXT_MAX, true, false, arena, &unit.text);
    if (fault != FAULT_NONE)
        return fault;
    fault = school_change(school, creation_write, &unit);
    if (fault != FAULT_NONE)
        return fault;
    CLOSES(store_reader_close) struct db *db = store_reader(school->config.store);
    return request_read(db, unit.id, arena, ret_request);
}

enum fault request_settled(struct db *db, int64_t request_id, int64_t now)
{
    const struct notification_request told = {
        .kind = NOTIFY_REQUEST, .subject_id = request_id, .text = kind_codes[REQUEST_APPEAL]};
    return tell_settled(db, &told, now);
}

enum fault request_unsettled(struct db *db, int64_t request_id, int64_t settled_at)
{
    const struct notification_request told = {
        .kind = NOTIFY_REQUEST, .subject_id = request_id, .text = kind_codes[REQUEST_APPEAL]};
    return tell_unsettled(db, &told, settled_at);
}

/* ---- taking back ---- */

struct withdrawal {
    const struct actor *actor;
    int64_t id, now;
};

static enum fault withdrawal_write(struct db *db, void *context)
{
    struct withdrawal *unit = context;
    struct row row;
    enum decision_state state = DECISION_STATE_COUNT;
    row_begin(&row, db, NULL, "SELECT state FROM requests WHERE id = ? AND student_id = ?",
              DB_VALUES(I(unit->id), I(unit->actor->user_id)));
    while (row_next(&row))
        decision_state_parse(db_text(&row.rows, 0), &state);
    enum fault fault = row_end(&row);
    if (fault != FAULT_NONE)
        return fault;
    if (state == DECISION_STATE_COUNT)
        return FAULT_NOT_FOUND;
    if (state != DECISION_OPEN && state != DECISION_WITHDRAWN)
        return FAULT_REQUEST_ANSWERED;
    if (state == DECISION_WITHDRAWN)
        return FAULT_NONE;
    enum db_status status = db_exec(db,
                                    "UPDATE requests SET state = 'withdrawn', version = version + 1,"
                                    " updated_at = ? WHERE id = ?",
                                    DB_VALUES(I(unit->now), I(unit->id)));
    if (status == DB_OK) // what came with it is left to the sweep
        status = file_release_request(db, unit->id);
    if (status != DB_OK)
        return fault_of(status);
    fault = request_settled(db, unit->id, unit->now);
    if (fault != FAULT_NONE)
        return fault;
    return audit_append(db, &(struct audit_entry){
                                .at = unit->now,
                                .actor_id = unit->actor->user_id,
                                .action = "request_withdrawn",
                                .subject_type = "request",
                                .subject_id = unit->id,
                            });
}

enum fault request_withdraw(struct school *school, const struct actor *actor, int64_t request_id)
{
    struct withdrawal unit = {.actor = actor, .id = request_id, .now = school_now(school)};
    return school_change(school, withdrawal_write, &unit);
}
