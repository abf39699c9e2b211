/* SPDX-License-Identifier: MIT */
#include "school/numbers/home_board.h"

#include "school/common/fault.h"
#include "school/common/rows.h"
#include "school/common/state.h"
#include "store/db.h"
#include "store/engine.h"

/* Of one student, published by now: two values. */
#define ITEMS_OF                                                                                                       \
    " FROM students s JOIN classrooms c ON c.id = s.class_id AND c.archived_at IS NULL"                                \
    " JOIN board_items i ON i.class_id = s.class_id"                                                                   \
    " LEFT JOIN board_reads r ON r.item_id = i.id AND r.user_id = s.user_id"                                           \
    " LEFT JOIN hand_ins h ON h.item_id = i.id AND h.student_id = s.user_id"                                           \
    " WHERE s.user_id = ? AND i.publish_at <= ?"

/* Since when: one value. */
#define DUE " AND i.kind = 'assessment' AND i.due_at > ? AND COALESCE(h.handed_in_at, 0) = 0"
#define UNREAD " AND i.publish_at > ? AND r.read_at IS NULL"

#define ITEM_COLUMNS "SELECT i.id, i.class_id, c.subject, i.kind, i.title, i.due_at, i.publish_at, r.read_at"

/* The first of them by `sql`, and by `count_sql` how many there are. `values`: the student, now, since when. */
static enum fault items_read(struct db *db, const char *sql, const char *count_sql, const int64_t values[static 3],
                             int64_t most, struct arena *arena, struct home_items *ret_items)
{
    struct row row;
    struct home_items list = {0};
    enum fault fault = row_count(db, count_sql, DB_VALUES(I(values[0]), I(values[1]), I(values[2])), &list.total);
    if (fault != FAULT_NONE)
        return fault;
    row_begin(&row, db, arena, sql, DB_VALUES(I(values[0]), I(values[1]), I(values[2]), I(most)));
    while (row_next(&row)) {
        struct home_item *items = row_list(&row, list.items, list.count, sizeof(*items));
        if (!items)
            break;
        list.items = items;
        struct home_item *item = &items[list.count++];
        *item = (struct home_item){
            .id = row_int(&row, 0),
            .class_id = row_int(&row, 1),
            .subject = row_string(&row, 2),
            .title = row_string(&row, 4),
            .due_at = row_int(&row, 5),
            .publish_at = row_int(&row, 6),
            .read = !db_is_null(&row.rows, 7),
        };
        board_kind_parse(db_text(&row.rows, 3), &item->kind);
    }
    fault = row_end(&row);
    if (fault != FAULT_NONE)
        return fault;
    *ret_items = list;
    return FAULT_NONE;
}

static enum fault unread_counts(struct db *db, const int64_t values[static 3], struct arena *arena,
                                struct home_board *board)
{
    struct row row;
    row_begin(&row, db, arena, "SELECT s.class_id, COUNT(*)" ITEMS_OF UNREAD " GROUP BY s.class_id ORDER BY s.class_id",
              DB_VALUES(I(values[0]), I(values[1]), I(values[2])));
    while (row_next(&row)) {
        struct home_unread *classes = row_list(&row, board->classes, board->class_count, sizeof(*classes));
        if (!classes)
            break;
        board->classes = classes;
        classes[board->class_count++] = (struct home_unread){row_int(&row, 0), row_int(&row, 1)};
    }
    return row_end(&row);
}

enum fault home_board_read(struct db *db, int64_t student_id, int64_t now, struct arena *arena,
                           struct home_board *ret_board)
{
    struct home_board board = {0};
    const int64_t due[] = {student_id, now, now - HOME_OVERDUE_DAYS * (int64_t)SCHOOL_DAY_MS};
    const int64_t unread[] = {student_id, now, now - HOME_UNREAD_DAYS * (int64_t)SCHOOL_DAY_MS};
    enum fault fault = items_read(db, ITEM_COLUMNS ITEMS_OF DUE " ORDER BY i.due_at, i.id LIMIT ?",
                                  "SELECT COUNT(*)" ITEMS_OF DUE, due, HOME_DUE_MAX, arena, &board.due);
    if (fault != FAULT_NONE)
        return fault;
    fault = items_read(db, ITEM_COLUMNS ITEMS_OF UNREAD " ORDER BY i.publish_at DESC, i.id DESC LIMIT ?",
                       "SELECT COUNT(*)" ITEMS_OF UNREAD, unread, HOME_UNREAD_MAX, arena, &board.unread);
    if (fault != FAULT_NONE)
        return fault;
    fault = unread_counts(db, unread, arena, &board);
    if (fault != FAULT_NONE)
        return fault;
    *ret_board = board;
    return FAULT_NONE;
}
