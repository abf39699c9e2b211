/* SPDX-License-Identifier: MIT */
/* Students by lectures, read in a fixed number of queries. */
#include "base/arena.h"
#include "school/common/fault.h"
#include "school/common/limits.h"
#include "school/common/rows.h"
#include "school/marks/mark.h"
#include "school/marks/standing.h"
#include "school/marks/tally.h"
#include "school/school.h"
#include "store/db.h"
#include "store/engine.h"

static enum fault sheet_lectures(struct db *db, int64_t class_id, int64_t now, struct arena *arena, struct sheet *sheet)
{
    struct row row;
    row_begin(&row, db, arena,
              "SELECT l.id, l.starts_at, l.ends_at, CASE WHEN w.opens_at <= ? THEN 1 ELSE 0 END, l.title"
              " FROM lectures l"
              " LEFT JOIN windows w ON w.lecture_id = l.id WHERE l.class_id = ? AND l.cancelled_at IS NULL"
              " ORDER BY l.starts_at, l.id LIMIT ?",
              DB_VALUES(I(now), I(class_id), I(LECTURES_PER_CLASSROOM_MAX)));
    while (row_next(&row)) {
        struct sheet_lecture *lectures = row_list(&row, sheet->lectures, sheet->lecture_count, sizeof(*lectures));
        if (!lectures)
            break;
        sheet->lectures = lectures;
        lectures[sheet->lecture_count++] = (struct sheet_lecture){
            .id = row_int(&row, 0),
            .starts_at = row_int(&row, 1),
            .ends_at = row_int(&row, 2),
            .taken = row_int(&row, 3) != 0,
            .title = row_text(&row, 4),
        };
    }
    return row_end(&row);
}

static enum fault sheet_students(struct db *db, int64_t class_id, struct arena *arena, struct sheet *sheet)
{
    struct row row;
    row_begin(&row, db, arena,
              "SELECT s.user_id, u.name FROM students s JOIN users u ON u.id = s.user_id WHERE s.class_id = ?"
              " ORDER BY LOWER(u.name), s.user_id",
              DB_VALUES(I(class_id)));
    while (row_next(&row)) {
        struct sheet_student *students = row_list(&row, sheet->students, sheet->student_count, sizeof(*students));
        if (!students)
            break;
        sheet->students = students;
        students[sheet->student_count++].student = (struct person){row_int(&row, 0), row_string(&row, 1)};
    }
    return row_end(&row);
}

/* Where each student's row and each lecture's column is. */
struct places {
    struct id_index *students, *lectures;
};

static bool places_make(const struct sheet *sheet, struct arena *arena, struct places *places)
{
    places->students = arena_calloc(arena, sheet->student_count + 1, sizeof(*places->students));
    places->lectures = arena_calloc(arena, sheet->lecture_count + 1, sizeof(*places->lectures));
    if (!places->students || !places->lectures)
        return false;
    for (size_t i = 0; i < sheet->student_count; i++)
        places->students[i] = (struct id_index){sheet->students[i].student.id, i};
    for (size_t i = 0; i < sheet->lecture_count; i++)
        places->lectures[i] = (struct id_index){sheet->lectures[i].id, i};
    id_index_sort(places->students, sheet->student_count);
    id_index_sort(places->lectures, sheet->lecture_count);
    return true;
}

static enum fault sheet_marks(struct db *db, int64_t class_id, struct arena *arena, struct sheet *sheet,
                              struct sheet_cell *cells)
{
    struct row row;
    struct places places;
    size_t student, lecture = 0;
    int64_t lecture_id = 0;
    bool known = false;
    enum mark_status status;
    if (!places_make(sheet, arena, &places))
        return FAULT_INTERNAL;
    row_begin(&row, db, NULL,
              "SELECT lecture_id, student_id, status, minutes_late FROM attendance WHERE class_id = ?"
              " ORDER BY lecture_id",
              DB_VALUES(I(class_id)));
    while (row_next(&row)) {
        if (row_int(&row, 0) != lecture_id) {
            lecture_id = row_int(&row, 0);
            known = id_index_find(places.lectures, sheet->lecture_count, lecture_id, &lecture);
        }
        if (!known || !mark_status_parse(db_text(&row.rows, 2), &status))
            continue;
        sheet->lectures[lecture].taken = true;
        if (!id_index_find(places.students, sheet->student_count, row_int(&row, 1), &student))
            continue;
        int64_t minutes = row_int(&row, 3);
        cells[student * sheet->lecture_count + lecture] =
            (struct sheet_cell){(uint8_t)status, (uint16_t)(minutes > UINT16_MAX ? UINT16_MAX : minutes)};
    }
    return row_end(&row);
}

static void sheet_count(struct sheet *sheet)
{
    for (size_t i = 0; i < sheet->student_count; i++) {
        struct sheet_student *student = &sheet->students[i];
        struct tally tally;
        tally_begin(&tally, &sheet->rule);
        for (size_t j = 0; j < sheet->lecture_count; j++)
            tally_lecture(&tally, sheet->lectures[j].taken, (enum mark_status)student->cells[j].status,
                          student->cells[j].minutes_late);
        tally_end(&tally, &student->standing);
    }
}

enum fault sheet_read(struct db *db, int64_t class_id, int64_t now, struct arena *arena, struct sheet *ret_sheet)
{
    struct sheet sheet = {0};
    enum fault fault = standing_rule_read(db, class_id, arena, &sheet.rule);
    if (fault == FAULT_NONE)
        fault = sheet_lectures(db, class_id, now, arena, &sheet);
    if (fault == FAULT_NONE)
        fault = sheet_students(db, class_id, arena, &sheet);
    if (fault != FAULT_NONE)
        return fault;
    struct sheet_cell *cells = arena_calloc(arena, sheet.student_count * sheet.lecture_count + 1, sizeof(*cells));
    if (!cells)
        return FAULT_INTERNAL;
    for (size_t i = 0; i < sheet.student_count; i++)
        sheet.students[i].cells = cells + i * sheet.lecture_count;
    fault = sheet_marks(db, class_id, arena, &sheet, cells);
    if (fault != FAULT_NONE)
        return fault;
    sheet_count(&sheet);
    *ret_sheet = sheet;
    return FAULT_NONE;
}
