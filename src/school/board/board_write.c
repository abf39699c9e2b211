/* SPDX-License-Identifier: MIT */
/* Writing on the board. */
#include <string.h>

#include "base/arena.h"
#include "base/str.h"
#include "school/board/board.h"
#include "school/board/board_inside.h"
#include "school/board/markdown.h"
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

enum { DETAIL_SIZE = 300, TOLD_MAX = 20, TOLD_TITLE_SIZE = 4 * BOARD_TITLE_MAX + 1 };

/* ---- adding and changing ---- */

struct writing {
    const struct actor *actor;
    int64_t class_id, item_id;    // item_id 0: a new one
    struct board_request request; // its texts cleaned
    int64_t now;
};

static enum fault check(const struct board_request *request, int64_t now, struct arena *arena,
                        struct board_request *ret_request)
{
    struct board_request clean = *request;
    enum fault fault = text_clean(request->title, BOARD_TITLE_MAX, false, false, arena, &clean.title);
    if (fault != FAULT_NONE)
        return fault;
    fault = text_clean(request->body, BOARD_BODY_MAX, true, true, arena, &clean.body);
    if (fault != FAULT_NONE)
        return fault;
    if (!clean.body)
        clean.body = "";
    if (clean.publish_at <= now)
        clean.publish_at = 0; // as it is, or now
    if ((clean.publish_at != 0 && !time_is_sane(clean.publish_at)) ||
        (clean.due_at != 0 && !time_is_sane(clean.due_at)))
        return FAULT_TIME_INVALID;
    *ret_request = clean;
    return FAULT_NONE;
}

enum fault board_preview_html(struct school *school, const struct actor *actor, int64_t class_id, const char *body,
                              struct arena *arena, const char **ret_html)
{
    struct access access;
    const char *clean;
    CLOSES(store_reader_close) struct db *db = store_reader(school->config.store);
    enum fault fault = access_class_work(db, actor, class_id, &access);
    if (fault != FAULT_NONE)
        return fault;
    fault = text_clean(body, BOARD_BODY_MAX, true, true, arena, &clean);
    if (fault != FAULT_NONE)
        return fault;
    const char *html = markdown_html(clean ? clean : "", arena);
    if (!html)
        return FAULT_INTERNAL;
    *ret_html = html;
    return FAULT_NONE;
}

/* Only assessments are due and give points. */
static enum fault check_kind(enum board_kind kind, const struct board_request *request)
{
    if (request->points < -1 || request->points > BOARD_POINTS_MAX)
        return FAULT_POINTS_INVALID;
    if (kind != BOARD_ASSESSMENT && (request->points >= 0 || request->due_at != 0))
        return FAULT_POINTS_INVALID;
    return FAULT_NONE;
}

static struct file_holder holder_of(const struct writing *unit)
{
    return (struct file_holder){.class_id = unit->class_id, .owner_id = unit->actor->user_id, .item_id = unit->item_id};
}

static enum fault check_room(struct db *db, const struct writing *unit)
{
    int64_t items, pinned;
    enum fault fault = row_count(db, "SELECT COUNT(*) FROM board_items WHERE class_id = ? AND id <> ?",
                                 DB_VALUES(I(unit->class_id), I(unit->item_id)), &items);
    if (fault != FAULT_NONE)
        return fault;
    fault = row_count(db, "SELECT COUNT(*) FROM board_items WHERE class_id = ? AND pinned = 1 AND id <> ?",
                      DB_VALUES(I(unit->class_id), I(unit->item_id)), &pinned);
    if (fault != FAULT_NONE)
        return fault;
    if (items >= BOARD_ITEMS_MAX || (unit->request.pinned && pinned >= BOARD_PINNED_MAX))
        return FAULT_TOO_MANY_THINGS;
    const struct file_holder holder = holder_of(unit);
    return file_check(db, &holder, unit->request.files, unit->request.file_count);
}

static enum fault tell_class(struct db *db, int64_t class_id, int64_t item_id, const char *title, int64_t now)
{
    enum fault fault = tell(db, TELL_STUDENTS,
                            &(struct notification_request){
                                .kind = NOTIFY_BOARD_ITEM, .class_id = class_id, .subject_id = item_id, .text = title},
                            0, now);
    return fault != FAULT_NONE ? fault
                               : fault_of(db_exec(db, "UPDATE board_items SET told_at = ? WHERE id = ?",
                                                  DB_VALUES(I(now), I(item_id))));
}

static enum fault note(struct db *db, const struct writing *unit, const char *action)
{
    char detail[DETAIL_SIZE];
    snprintf(detail, sizeof(detail), "classroom %lld", (long long)unit->class_id);
    return audit_append(db, &(struct audit_entry){
                                .at = unit->now,
                                .actor_id = unit->actor->user_id,
                                .action = action,
                                .subject_type = "board_item",
                                .subject_id = unit->item_id,
                                .detail = detail,
                            });
}

/* What adding and changing have in common once the row is there. */
static enum fault finish(struct db *db, struct writing *unit, bool told, const char *action)
{
    const struct board_request *request = &unit->request;
    const struct file_holder holder = holder_of(unit);
    enum fault fault = file_attach(db, &holder, request->files, request->file_count);
    if (fault != FAULT_NONE)
        return fault;
    if (!told && request->publish_at == 0)
        fault = tell_class(db, unit->class_id, unit->item_id, request->title, unit->now);
    return fault != FAULT_NONE ? fault : note(db, unit, action);
}

static enum fault add(struct db *db, void *context)
{
    struct writing *unit = context;
    const struct board_request *request = &unit->request;
    struct access access;
    unit->item_id = 0;
    enum fault fault = access_class_work(db, unit->actor, unit->class_id, &access);
    if (fault != FAULT_NONE)
        return fault;
    fault = check_room(db, unit);
    if (fault != FAULT_NONE)
        return fault;
    fault = row_insert(
        db,
        "INSERT INTO board_items (class_id, author_id, kind, title, body, points, due_at, pinned, publish_at,"
        " created_at, updated_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) RETURNING id",
        DB_VALUES(I(unit->class_id), I(unit->actor->user_id), T(board_kind_code(request->kind)), T(request->title),
                  T(request->body), request->points < 0 ? N() : I(request->points),
                  request->due_at ? I(request->due_at) : N(), I(request->pinned),
                  I(request->publish_at ? request->publish_at : unit->now), I(unit->now), I(unit->now)),
        &unit->item_id);
    if (fault != FAULT_NONE)
        return fault;
    return finish(db, unit, false, "board_added");
}

enum fault board_add(struct school *school, const struct actor *actor, int64_t class_id,
                     const struct board_request *request, struct arena *arena, struct board_item *ret_item)
{
    struct writing unit = {.actor = actor, .class_id = class_id, .now = school_now(school)};
    enum fault fault = check(request, unit.now, arena, &unit.request);
    if (fault != FAULT_NONE)
        return fault;
    fault = check_kind(request->kind, request);
    if (fault != FAULT_NONE)
        return fault;
    fault = school_change(school, add, &unit);
    return fault != FAULT_NONE ? fault : board_get(school, actor, class_id, unit.item_id, arena, ret_item);
}

/* May the actor write, is the item there, and is it the one that was read? */
static enum fault change_begin(struct db *db, const struct writing *unit, struct access *access,
                               struct board_access *item)
{
    enum fault fault = access_classroom(db, unit->actor, unit->class_id, access);
    if (fault != FAULT_NONE)
        return fault;
    fault = access_work(access);
    if (fault != FAULT_NONE)
        return fault;
    fault = board_access(db, access, unit->class_id, unit->item_id, unit->now, item);
    if (fault != FAULT_NONE)
        return fault;
    if (unit->request.version != 0 && unit->request.version != item->version)
        return FAULT_CHANGED_MEANWHILE;
    return FAULT_NONE;
}

static enum fault change(struct db *db, void *context)
{
    struct writing *unit = context;
    const struct board_request *request = &unit->request;
    struct access access;
    struct board_access item;
    enum fault fault = change_begin(db, unit, &access, &item);
    if (fault != FAULT_NONE)
        return fault;
    fault = check_kind(item.kind, request);
    if (fault != FAULT_NONE)
        return fault;
    fault = check_room(db, unit);
    if (fault != FAULT_NONE)
        return fault;
    // What has been published stays so; its moment moves only while nobody has seen it.
    bool published = item.publish_at <= unit->now;
    int64_t publish_at = published ? item.publish_at : request->publish_at ? request->publish_at : unit->now;
    if (published)
        unit->request.publish_at = 0;
    enum db_status status =
        db_exec(db,
                "UPDATE board_items SET title = ?, body = ?, points = ?, due_at = ?, pinned = ?, publish_at = ?,"
                " version = version + 1, updated_at = ? WHERE id = ?",
                DB_VALUES(T(request->title), T(request->body), request->points < 0 ? N() : I(request->points),
                          request->due_at ? I(request->due_at) : N(), I(request->pinned), I(publish_at), I(unit->now),
                          I(unit->item_id)));
    if (status != DB_OK)
        return fault_of(status);
    return finish(db, unit, item.told, "board_changed");
}

enum fault board_change(struct school *school, const struct actor *actor, int64_t class_id, int64_t item_id,
                        const struct board_request *request, struct arena *arena, struct board_item *ret_item)
{
    struct writing unit = {.actor = actor, .class_id = class_id, .item_id = item_id, .now = school_now(school)};
    enum fault fault = check(request, unit.now, arena, &unit.request);
    if (fault != FAULT_NONE)
        return fault;
    fault = school_change(school, change, &unit);
    return fault != FAULT_NONE ? fault : board_get(school, actor, class_id, item_id, arena, ret_item);
}

/* ---- deleting ---- */

static enum fault delete_item(struct db *db, void *context)
{
    struct writing *unit = context;
    struct access access;
    struct board_access item;
    static const char *const steps[] = {
        "DELETE FROM hand_ins WHERE item_id = ?",
        "DELETE FROM board_reads WHERE item_id = ?",
        "DELETE FROM board_items WHERE id = ?",
    };
    enum fault fault = change_begin(db, unit, &access, &item);
    if (fault != FAULT_NONE)
        return fault;
    fault = access_change(&access);
    if (fault != FAULT_NONE)
        return fault;
    enum db_status status = file_release_item(db, unit->item_id);
    for (size_t i = 0; status == DB_OK && i < ARRAY_LENGTH(steps); i++)
        status = db_exec(db, steps[i], DB_VALUES(I(unit->item_id)));
    if (status != DB_OK)
        return fault_of(status);
    return note(db, unit, "board_deleted");
}

enum fault board_delete(struct school *school, const struct actor *actor, int64_t class_id, int64_t item_id,
                        int64_t version)
{
    struct writing unit = {.actor = actor,
                           .class_id = class_id,
                           .item_id = item_id,
                           .request = {.version = version},
                           .now = school_now(school)};
    return school_change(school, delete_item, &unit);
}

/* ---- read receipts ---- */

static enum fault write_read(struct db *db, void *context)
{
    struct writing *unit = context;
    struct access access;
    struct board_access item;
    int64_t one;
    bool found = false;
    enum fault fault = access_classroom(db, unit->actor, unit->class_id, &access);
    if (fault != FAULT_NONE)
        return fault;
    if (!access.member)
        return FAULT_NOT_FOUND;
    fault = board_access(db, &access, unit->class_id, unit->item_id, unit->now, &item);
    if (fault != FAULT_NONE)
        return fault;
    fault = row_one_int(db, "SELECT 1 FROM board_reads WHERE item_id = ? AND user_id = ?",
                        DB_VALUES(I(unit->item_id), I(unit->actor->user_id)), &found, &one);
    if (fault != FAULT_NONE || found)
        return fault;
    enum db_status status = db_exec(db, "INSERT INTO board_reads (item_id, user_id, read_at) VALUES (?, ?, ?)",
                                    DB_VALUES(I(unit->item_id), I(unit->actor->user_id), I(unit->now)));
    return status == DB_CONFLICT ? FAULT_NONE : fault_of(status); // another page of the same person was faster
}

enum fault board_read(struct school *school, const struct actor *actor, int64_t class_id, int64_t item_id)
{
    struct writing unit = {.actor = actor, .class_id = class_id, .item_id = item_id, .now = school_now(school)};
    return school_change(school, write_read, &unit);
}

/* ---- publishing ---- */

struct publishing {
    int64_t now;
    struct {
        int64_t id, class_id;
        char title[TOLD_TITLE_SIZE];
    } items[TOLD_MAX];
    size_t count;
    enum fault fault;
};

static enum fault due_read(struct db *db, struct publishing *unit)
{
    struct row row;
    unit->count = 0;
    row_begin(&row, db, NULL,
              "SELECT id, class_id, title FROM board_items WHERE told_at IS NULL AND publish_at <= ? LIMIT ?",
              DB_VALUES(I(unit->now), I(TOLD_MAX)));
    while (row_next(&row)) {
        if (unit->count == TOLD_MAX)
            continue;
        unit->items[unit->count].id = row_int(&row, 0);
        unit->items[unit->count].class_id = row_int(&row, 1);
        snprintf(unit->items[unit->count++].title, TOLD_TITLE_SIZE, "%s", db_text(&row.rows, 2));
    }
    return row_end(&row);
}

static enum fault publish(struct db *db, void *context)
{
    struct publishing *unit = context;
    enum fault fault = due_read(db, unit);
    for (size_t i = 0; fault == FAULT_NONE && i < unit->count; i++)
        fault = tell_class(db, unit->items[i].class_id, unit->items[i].id, unit->items[i].title, unit->now);
    return fault;
}

enum fault board_tick(struct school *school)
{
    struct publishing unit = {.now = school_now(school)};
    int64_t one;
    bool found;
    CLOSES(store_reader_close) struct db *db = store_reader(school->config.store); // a quiet second writes nothing
    enum fault fault = row_one_int(db, "SELECT id FROM board_items WHERE told_at IS NULL AND publish_at <= ? LIMIT 1",
                                   DB_VALUES(I(unit.now)), &found, &one);
    store_reader_close(&db);
    if (fault != FAULT_NONE)
        return fault;
    return found ? school_change(school, publish, &unit) : FAULT_NONE;
}
