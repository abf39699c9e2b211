/* SPDX-License-Identifier: MIT */
/* The marks of a classroom, page by page. */
#include "base/arena.h"
#include "school/common/access.h"
#include "school/common/external/external_inside.h"
#include "school/common/fault.h"
#include "school/common/rows.h"
#include "school/common/state.h"
#include "school/marks/mark_inside.h"
#include "school/program/program.h"
#include "school/school.h"
#include "store/db.h"
#include "store/store.h"

static void mark_from_row(struct row *row, struct program_listed_mark *mark)
{
    *mark = (struct program_listed_mark){
        .id = row_int(row, 0),
        .lecture_id = row_int(row, 1),
        .lecture_external_id = row_text(row, 2),
        .student = {row_int(row, 3), row_string(row, 4)},
        .external_id = row_text(row, 5),
        .minutes_late = row_int(row, 7),
        .method = mark_method_of(db_text(&row->rows, 8)),
        .note = row_text(row, 9),
        .marked_at = row_int(row, 10),
        .updated_at = row_int(row, 11),
    };
    if (!mark_status_parse(db_text(&row->rows, 6), &mark->status))
        row->full = true; // a status that this program does not know
}

static enum fault list_read(struct db *db, int64_t class_id, int64_t since, const struct page *page,
                            struct arena *arena, struct program_mark_list *list)
{
    struct row row;
    row_begin(&row, db, arena,
              "SELECT a.id, a.lecture_id, " EXTERNAL_OF_LECTURE ", a.student_id, u.name, u.external_id, a.status,"
              " a.minutes_late, a.method, a.note, a.timestamp, a.updated_at FROM attendance a"
              " JOIN lectures l ON l.id = a.lecture_id JOIN users u ON u.id = a.student_id"
              " WHERE a.class_id = ? AND a.id > ? AND a.updated_at >= ? ORDER BY a.id LIMIT ?",
              DB_VALUES(I(class_id), I(page->after), I(since), I(page->limit + 1)));
    while (row_next(&row)) {
        if (list->count == (size_t)page->limit) { // there is one more: another page
            list->next = list->marks[list->count - 1].id;
            break;
        }
        struct program_listed_mark *marks = row_list(&row, list->marks, list->count, sizeof(*marks));
        if (!marks)
            break;
        list->marks = marks;
        mark_from_row(&row, &marks[list->count++]);
    }
    return row_end(&row);
}

enum fault program_mark_list(struct school *school, const struct actor *actor, int64_t class_id, int64_t since,
                             const struct page *page, struct arena *arena, struct program_mark_list *ret_list)
{
    struct program_mark_list list = {0};
    struct access access;
    CLOSES(store_reader_close) struct db *db = store_reader(school->config.store);
    enum fault fault = access_class_staff(db, actor, class_id, &access);
    if (fault != FAULT_NONE)
        return fault;
    fault = list_read(db, class_id, since, page, arena, &list);
    if (fault != FAULT_NONE)
        return fault;
    *ret_list = list;
    return FAULT_NONE;
}
