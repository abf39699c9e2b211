/* SPDX-License-Identifier: MIT */
#include "school/numbers/advised.h"

#include "base/arena.h"
#include "school/common/fault.h"
#include "school/common/rows.h"
#include "school/common/state.h"
#include "school/marks/standing.h"
#include "store/db.h"
#include "store/engine.h"
#include "store/store.h"

enum { SCRATCH_MAX = 8 << 20 };

static enum fault students_read(struct db *db, const struct actor *actor, const struct page *page, struct arena *arena,
                                struct advised_list *list)
{
    struct row row;
    bool begun = page->after == 0;
    row_begin(&row, db, arena,
              "SELECT u.id, u.name FROM advisers a JOIN users u ON u.id = a.student_id WHERE a.adviser_id = ?"
              " AND u.disabled_at IS NULL ORDER BY u.sort_key, u.id",
              DB_VALUES(I(actor->user_id)));
    while (row_next(&row)) {
        if (!begun || (int64_t)list->count == page->limit) {
            list->next = begun ? list->students[list->count - 1].student.id : 0;
            begun = begun || row_int(&row, 0) == page->after;
            continue;
        }
        struct advised_student *students = row_list(&row, list->students, list->count, sizeof(*students));
        if (!students)
            break;
        list->students = students;
        students[list->count++] = (struct advised_student){.student = {row_int(&row, 0), row_string(&row, 1)}};
    }
    return row_end(&row);
}

/* The classrooms of a student, with their standings out of `standings`. */
static enum fault classrooms_read(struct db *db, const struct class_standing_list *standings, struct arena *arena,
                                  struct advised_student *student)
{
    struct row row;
    struct advised_classroom *list = NULL;
    row_begin(&row, db, arena,
              "SELECT c.id, c.subject, c.term, (SELECT MAX(w.told_at) FROM warnings w WHERE w.class_id = c.id AND"
              " w.student_id = s.user_id AND w.over_at IS NULL) FROM students s JOIN classrooms c ON c.id = s.class_id"
              " WHERE s.user_id = ? AND c.archived_at IS NULL ORDER BY c.sort_key, c.id",
              DB_VALUES(I(student->student.id)));
    while (row_next(&row)) {
        struct advised_classroom *more = row_list(&row, list, student->count, sizeof(*more));
        if (!more)
            break;
        list = more;
        list[student->count] = (struct advised_classroom){
            .subject = row_string(&row, 1), .term = row_text(&row, 2), .warned_at = row_int(&row, 3)};
        for (size_t i = 0; i < standings->count; i++)
            if (standings->classes[i].class_id == row_int(&row, 0))
                list[student->count].standing = standings->classes[i].standing;
        student->count++;
    }
    student->classrooms = list;
    return row_end(&row);
}

enum fault advised_list(struct school *school, const struct actor *actor, const struct page *page, struct arena *arena,
                        struct advised_list *ret_list)
{
    struct advised_list list = {0};
    int64_t now = school_now(school);
    CLOSES(store_reader_close) struct db *db = store_reader(school->config.store);
    enum fault fault = students_read(db, actor, page, arena, &list);
    if (fault != FAULT_NONE)
        return fault;
    for (size_t i = 0; i < list.count; i++) {
        CLOSES(arena_release) struct arena scratch = arena_of(SCRATCH_MAX);
        struct class_standing_list standings;
        fault = standing_read_list(db, list.students[i].student.id, now, &scratch, &standings);
        if (fault != FAULT_NONE)
            return fault;
        fault = classrooms_read(db, &standings, arena, &list.students[i]);
        if (fault != FAULT_NONE)
            return fault;
    }
    *ret_list = list;
    return FAULT_NONE;
}
