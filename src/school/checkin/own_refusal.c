/* SPDX-License-Identifier: MIT */
#include "school/checkin/own_refusal.h"

#include "school/common/access.h"
#include "school/common/rows.h"
#include "school/common/state.h"
#include "school/school.h"
#include "store/db.h"
#include "store/engine.h"
#include "store/store.h"

/* One more than the page is read, to know whether there is a next one. */
static enum fault list_read(struct db *db, int64_t student_id, int64_t class_id, const struct page *page,
                            struct arena *arena, struct own_refusal_list *ret_list)
{
    struct row row;
    struct own_refusal_list list = {0};
    row_begin(&row, db, arena,
              "SELECT r.id, r.lecture_id, l.starts_at, l.title, r.reason, r.at FROM face_refusals r"
              " JOIN lectures l ON l.id = r.lecture_id"
              " WHERE r.student_id = ? AND l.class_id = ? AND r.id < ? ORDER BY r.id DESC LIMIT ?",
              DB_VALUES(I(student_id), I(class_id), I(page->after ? page->after : INT64_MAX), I(page->limit + 1)));
    while (row_next(&row)) {
        if ((int64_t)list.count == page->limit) {
            list.next = list.refusals[list.count - 1].id;
            continue;
        }
        struct own_refusal *refusals = row_list(&row, list.refusals, list.count, sizeof(*refusals));
        if (!refusals)
            break;
        list.refusals = refusals;
        refusals[list.count++] = (struct own_refusal){
            .id = row_int(&row, 0),
            .lecture_id = row_int(&row, 1),
            .starts_at = row_int(&row, 2),
            .title = row_text(&row, 3),
            .reason = row_string(&row, 4),
            .at = row_int(&row, 5),
        };
    }
    enum fault fault = row_end(&row);
    if (fault != FAULT_NONE)
        return fault;
    *ret_list = list;
    return FAULT_NONE;
}

enum fault own_refusal_list(struct school *school, const struct actor *actor, int64_t class_id, const struct page *page,
                            struct arena *arena, struct own_refusal_list *ret_list)
{
    struct access access;
    CLOSES(store_reader_close) struct db *db = store_reader(school->config.store);
    enum fault fault = access_classroom(db, actor, class_id, &access);
    if (fault != FAULT_NONE)
        return fault;
    if (!access.member)
        return FAULT_NOT_FOUND;
    return list_read(db, actor->user_id, class_id, page, arena, ret_list);
}
