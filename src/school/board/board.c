/* SPDX-License-Identifier: MIT */
/* Reading the board. */
#include "school/board/board.h"

#include "base/arena.h"
#include "base/str.h"
#include "school/board/board_inside.h"
#include "school/board/markdown.h"
#include "school/common/access.h"
#include "school/common/fault.h"
#include "school/common/rows.h"
#include "school/common/state.h"
#include "school/files/file_inside.h"
#include "school/school.h"
#include "store/db.h"
#include "store/engine.h"
#include "store/store.h"

static const char *const kind_codes[BOARD_KIND_COUNT] = {"announcement", "notice", "assessment"};

const char *board_kind_code(enum board_kind kind)
{
    return kind_codes[kind];
}

bool board_kind_parse(const char *code, enum board_kind *ret_kind)
{
    size_t index;
    bool found = str_among(kind_codes, BOARD_KIND_COUNT, code, &index);
    if (found)
        *ret_kind = (enum board_kind)index;
    return found;
}

enum fault board_access(struct db *db, const struct access *access, int64_t class_id, int64_t item_id, int64_t now,
                        struct board_access *ret_access)
{
    struct row row;
    struct board_access item = {0};
    bool found = false;
    row_begin(&row, db, NULL,
              "SELECT kind, points, due_at, publish_at, told_at, version FROM board_items WHERE id = ? AND"
              " class_id = ?",
              DB_VALUES(I(item_id), I(class_id)));
    while (row_next(&row)) {
        found = board_kind_parse(db_text(&row.rows, 0), &item.kind);
        item.points = db_is_null(&row.rows, 1) ? -1 : row_int(&row, 1);
        item.due_at = row_int(&row, 2);
        item.publish_at = row_int(&row, 3);
        item.told = !db_is_null(&row.rows, 4);
        item.version = row_int(&row, 5);
    }
    enum fault fault = row_end(&row);
    if (fault != FAULT_NONE)
        return fault;
    if (!found || (!access->staff_reader && item.publish_at > now))
        return FAULT_NOT_FOUND;
    *ret_access = item;
    return FAULT_NONE;
}

#define ITEM_COLUMNS                                                                                                   \
    "SELECT i.id, i.class_id, i.kind, i.title, i.body, i.author_id, u.name, i.points, i.due_at, i.pinned,"             \
    " i.publish_at, i.version, i.created_at, i.updated_at, r.read_at, h.handed_in_at, h.graded_at"                     \
    " FROM board_items i JOIN users u ON u.id = i.author_id"                                                           \
    " LEFT JOIN board_reads r ON r.item_id = i.id AND r.user_id = ?"                                                   \
    " LEFT JOIN hand_ins h ON h.item_id = i.id AND h.student_id = ?"

static struct board_item item_of(struct row *row, int64_t now)
{
    struct board_item item = {
        .id = row_int(row, 0),
        .class_id = row_int(row, 1),
        .title = row_string(row, 3),
        .body = row_string(row, 4),
        .author = {row_int(row, 5), row_string(row, 6)},
        .points = db_is_null(&row->rows, 7) ? -1 : row_int(row, 7),
        .due_at = row_int(row, 8),
        .pinned = row_int(row, 9) != 0,
        .publish_at = row_int(row, 10),
        .version = row_int(row, 11),
        .created_at = row_int(row, 12),
        .updated_at = row_int(row, 13),
        .read = !db_is_null(&row->rows, 14),
        .handed_in = row_int(row, 15) > 0,
        .graded = !db_is_null(&row->rows, 16),
    };
    board_kind_parse(db_text(&row->rows, 2), &item.kind);
    item.published = item.publish_at <= now;
    return item;
}

/* What the staff sees of an item: how many have read it, handed in, been graded. */
static enum fault staff_counts(struct db *db, struct board_item *item)
{
    struct row row;
    row_begin(&row, db, NULL,
              "SELECT (SELECT COUNT(*) FROM students WHERE class_id = ?), (SELECT COUNT(*) FROM board_reads r JOIN"
              " students s ON s.user_id = r.user_id AND s.class_id = ? WHERE r.item_id = ?), (SELECT COUNT(*) FROM"
              " hand_ins WHERE item_id = ? AND handed_in_at > 0), (SELECT COUNT(*) FROM hand_ins WHERE item_id = ? AND"
              " graded_at IS NOT NULL)",
              DB_VALUES(I(item->class_id), I(item->class_id), I(item->id), I(item->id), I(item->id)));
    while (row_next(&row)) {
        item->students = row_int(&row, 0);
        item->reads = row_int(&row, 1);
        item->handed_in = row_int(&row, 2);
        item->graded = row_int(&row, 3);
    }
    return row_end(&row);
}

/* The parts that are not in the item's own row. */
static enum fault complete(struct db *db, const struct access *access, struct arena *arena, struct board_item *item)
{
    item->html = markdown_html(item->body, arena);
    enum fault fault = item->html ? file_list_read(db, FILES_OF_ITEM, item->id, arena, &item->files) : FAULT_INTERNAL;
    return fault != FAULT_NONE ? fault : access->staff_reader ? staff_counts(db, item) : FAULT_NONE;
}

static enum fault page_read(struct db *db, const struct actor *actor, const struct access *access, enum board_kind kind,
                            int64_t updated_since, struct page page, int64_t now, struct arena *arena,
                            struct board_list *list)
{
    const char *word = kind < BOARD_KIND_COUNT ? board_kind_code(kind) : "";
    int64_t visible = access->staff_reader ? INT64_MAX : now;
    int64_t before = INT64_MAX;
    bool found = true;
    struct row row;
    enum fault fault = FAULT_NONE;
    if (page.after)
        fault = row_one_int(db, "SELECT publish_at FROM board_items WHERE id = ? AND class_id = ?",
                            DB_VALUES(I(page.after), I(access->class_id)), &found, &before);
    if (fault != FAULT_NONE || !found)
        return fault;
    row_begin(&row, db, arena,
              ITEM_COLUMNS " WHERE i.class_id = ? AND i.publish_at <= ? AND (? = '' OR i.kind = ?) AND (? = 0 OR"
                           " (i.pinned = 0 AND (i.publish_at < ? OR (i.publish_at = ? AND i.id < ?))))"
                           " AND (i.updated_at >= ? OR i.publish_at >= ?)"
                           " ORDER BY i.pinned DESC, i.publish_at DESC, i.id DESC LIMIT ?",
              DB_VALUES(I(actor->user_id), I(actor->user_id), I(access->class_id), I(visible), T(word), T(word),
                        I(page.after), I(before), I(before), I(page.after), I(updated_since), I(updated_since),
                        I(page.limit + 1)));
    while (row_next(&row)) {
        if ((int64_t)list->count == page.limit) {
            list->next = list->items[list->count - 1].id;
            continue;
        }
        struct board_item *items = row_list(&row, list->items, list->count, sizeof(*items));
        if (!items)
            break;
        list->items = items;
        items[list->count++] = item_of(&row, now);
    }
    fault = row_end(&row);
    for (size_t i = 0; fault == FAULT_NONE && i < list->count; i++)
        fault = complete(db, access, arena, &list->items[i]);
    return fault;
}

enum fault board_list(struct school *school, const struct actor *actor, int64_t class_id, enum board_kind kind,
                      int64_t updated_since, struct page page, struct arena *arena, struct board_list *ret_list)
{
    struct access access;
    struct board_list list = {0};
    // All pinned items are on the first page, and the cursor is an item that is not pinned.
    if (page.limit <= BOARD_PINNED_MAX)
        page.limit = BOARD_PINNED_MAX + 1;
    CLOSES(store_reader_close) struct db *db = store_reader(school->config.store);
    enum fault fault = access_classroom(db, actor, class_id, &access);
    if (fault != FAULT_NONE)
        return fault;
    fault = page_read(db, actor, &access, kind, updated_since, page, school_now(school), arena, &list);
    if (fault != FAULT_NONE)
        return fault;
    *ret_list = list;
    return FAULT_NONE;
}

static enum fault item_read(struct db *db, const struct actor *actor, const struct access *access, int64_t item_id,
                            int64_t now, struct arena *arena, struct board_item *item)
{
    struct row row;
    bool found = false;
    row_begin(&row, db, arena, ITEM_COLUMNS " WHERE i.id = ? AND i.class_id = ? AND i.publish_at <= ?",
              DB_VALUES(I(actor->user_id), I(actor->user_id), I(item_id), I(access->class_id),
                        I(access->staff_reader ? INT64_MAX : now)));
    while (row_next(&row)) {
        *item = item_of(&row, now);
        found = true;
    }
    enum fault fault = row_end(&row);
    if (fault != FAULT_NONE)
        return fault;
    return found ? complete(db, access, arena, item) : FAULT_NOT_FOUND;
}

enum fault board_get(struct school *school, const struct actor *actor, int64_t class_id, int64_t item_id,
                     struct arena *arena, struct board_item *ret_item)
{
    struct access access;
    struct board_item item;
    CLOSES(store_reader_close) struct db *db = store_reader(school->config.store);
    enum fault fault = access_classroom(db, actor, class_id, &access);
    if (fault != FAULT_NONE)
        return fault;
    fault = item_read(db, actor, &access, item_id, school_now(school), arena, &item);
    if (fault != FAULT_NONE)
        return fault;
    *ret_item = item;
    return FAULT_NONE;
}

static enum fault readers_read(struct db *db, int64_t class_id, int64_t item_id, struct arena *arena,
                               struct board_readers *readers)
{
    struct row row;
    row_begin(&row, db, arena,
              "SELECT s.user_id, u.name, r.read_at FROM students s JOIN users u ON u.id = s.user_id"
              " LEFT JOIN board_reads r ON r.item_id = ? AND r.user_id = s.user_id WHERE s.class_id = ?"
              " ORDER BY u.sort_key, u.id",
              DB_VALUES(I(item_id), I(class_id)));
    while (row_next(&row)) {
        struct board_reader *list = row_list(&row, readers->readers, readers->count, sizeof(*list));
        if (!list)
            break;
        readers->readers = list;
        list[readers->count++] = (struct board_reader){{row_int(&row, 0), row_string(&row, 1)}, row_int(&row, 2)};
    }
    return row_end(&row);
}

enum fault board_readers(struct school *school, const struct actor *actor, int64_t class_id, int64_t item_id,
                         struct arena *arena, struct board_readers *ret_readers)
{
    struct access access;
    struct board_access item;
    struct board_readers readers = {0};
    CLOSES(store_reader_close) struct db *db = store_reader(school->config.store);
    enum fault fault = access_class_staff(db, actor, class_id, &access);
    if (fault != FAULT_NONE)
        return fault;
    fault = board_access(db, &access, class_id, item_id, school_now(school), &item);
    if (fault != FAULT_NONE)
        return fault;
    fault = readers_read(db, class_id, item_id, arena, &readers);
    if (fault != FAULT_NONE)
        return fault;
    *ret_readers = readers;
    return FAULT_NONE;
}
