/* SPDX-License-Identifier: MIT */
/* Looking something up in the audit log. */
#include <stdio.h>

#include "base/arena.h"
#include "school/common/audit.h"
#include "school/common/fault.h"
#include "school/common/rows.h"
#include "school/common/state.h"
#include "school/school.h"
#include "store/db.h"
#include "store/engine.h"
#include "store/store.h"

enum { SQL_SIZE = 1024, CONDITIONS_MAX = 6 };

/* A condition of the search that is asked for. */
struct condition {
    bool asked;
    const char *sql;
    struct db_value value;
};

static enum fault lines_read(struct db *db, const struct audit_filter *filter, const struct page *page,
                             struct arena *arena, struct audit_list *list)
{
    const struct condition conditions[CONDITIONS_MAX] = {
        {filter->actor_id != 0, " AND a.actor_id = ?", I(filter->actor_id)},
        {filter->action != NULL, " AND a.action = ?", T(filter->action)},
        {filter->subject_type != NULL, " AND a.subject_type = ?", T(filter->subject_type)},
        {filter->subject_id != 0, " AND a.subject_id = ?", I(filter->subject_id)},
        {filter->from != 0, " AND a.at >= ?", I(filter->from)},
        {filter->before != 0, " AND a.at < ?", I(filter->before)},
    };
    struct db_value values[CONDITIONS_MAX + 2] = {I(page->after > 0 ? page->after : INT64_MAX)};
    size_t count = 1;
    char sql[SQL_SIZE];
    // Only texts of this file become part of the statement; only what is asked may, or no index would serve.
    int size = snprintf(sql, sizeof(sql), "%s",
                        "SELECT a.id, a.at, a.actor_id, u.name, a.action, a.subject_type, a.subject_id, s.name,"
                        " a.detail FROM audit a LEFT JOIN users u ON u.id = a.actor_id"
                        " LEFT JOIN users s ON s.id = a.subject_id AND a.subject_type = 'user' WHERE a.id < ?");
    for (size_t i = 0; i < CONDITIONS_MAX; i++)
        if (conditions[i].asked) {
            size += snprintf(sql + size, sizeof(sql) - (size_t)size, "%s", conditions[i].sql);
            values[count++] = conditions[i].value;
        }
    snprintf(sql + size, sizeof(sql) - (size_t)size, " ORDER BY a.id DESC LIMIT ?");
    values[count++] = I(page->limit + 1);
    struct row row;
    row_begin(&row, db, arena, sql, (struct db_values){values, count});
    while (row_next(&row)) {
        if (list->count == (size_t)page->limit) {
            list->next = list->lines[list->count - 1].id;
            break;
        }
        struct audit_line *lines = row_list(&row, list->lines, list->count, sizeof(*lines));
        if (!lines)
            break;
        list->lines = lines;
        lines[list->count++] = (struct audit_line){
            .id = row_int(&row, 0),
            .at = row_int(&row, 1),
            .actor = {row_int(&row, 2), row_string(&row, 3)},
            .action = row_string(&row, 4),
            .subject_type = row_string(&row, 5),
            .subject_id = row_int(&row, 6),
            .subject_name = row_text(&row, 7),
            .detail = row_text(&row, 8),
        };
    }
    return row_end(&row);
}

enum fault audit_search(struct school *school, const struct actor *actor, const struct audit_filter *filter,
                        const struct page *page, struct arena *arena, struct audit_list *ret_list)
{
    struct audit_list list = {0};
    if (actor->role != ROLE_ADMINISTRATOR)
        return FAULT_NOT_ALLOWED;
    CLOSES(store_reader_close) struct db *db = store_reader(school->config.store);
    enum fault fault = lines_read(db, filter, page, arena, &list);
    if (fault != FAULT_NONE)
        return fault;
    *ret_list = list;
    return FAULT_NONE;
}

enum fault audit_newest_at(struct school *school, int64_t *ret_at)
{
    int64_t at = 0;
    bool found;
    CLOSES(store_reader_close) struct db *db = store_reader(school->config.store);
    enum fault fault =
        row_one_int(db, "SELECT at FROM audit WHERE id = (SELECT MAX(id) FROM audit)", DB_NO_VALUES, &found, &at);
    if (fault == FAULT_NONE)
        *ret_at = at;
    return fault;
}
