/* SPDX-License-Identifier: MIT */
#include <stdio.h>
#include <string.h>

#include "base/arena.h"
#include "base/str.h"
#include "school/classes/classroom.h"
#include "school/classes/classroom_inside.h"
#include "school/common/access.h"
#include "school/common/fault.h"
#include "school/common/rows.h"
#include "school/common/state.h"
#include "school/common/zone.h"
#include "school/numbers/export_inside.h"
#include "school/numbers/sheets/files.h"
#include "school/school.h"
#include "store/db.h"
#include "store/engine.h"
#include "store/store.h"

enum { PERSON_COLUMNS = 4 };

struct assessment {
    int64_t id;
    const char *title;
    int64_t points; // the most, in hundredths; -1: it has none
    bool titled_twice;
};

struct graded_student {
    int64_t id;
    const char *name, *email, *external_id; // NULL: none
};

/* What became of an assessment for a student. */
struct grade {
    bool there;
    int64_t points;                  // -1: not graded
    int64_t handed_in_at, graded_at; // 0: not; UTC, then on the classroom's clocks
    bool late;
    const char *comment;
};

struct grades {
    struct classroom classroom;
    struct assessment *items; // as they were published
    size_t item_count;
    struct graded_student *students; // by name
    size_t student_count;
    struct id_index *item_index, *student_index;
    struct grade *all; // of student by item
    enum tongue reader;
    int64_t now, made; // made: the classroom's clock
};

static enum fault items_read(struct db *db, int64_t class_id, struct arena *arena, struct grades *grades)
{
    struct row row;
    row_begin(&row, db, arena,
              "SELECT id, title, points FROM board_items WHERE class_id = ? AND kind = 'assessment'"
              " ORDER BY publish_at, id",
              DB_VALUES(I(class_id)));
    while (row_next(&row)) {
        struct assessment *list = row_list(&row, grades->items, grades->item_count, sizeof(*list));
        if (!list)
            break;
        grades->items = list;
        list[grades->item_count++] = (struct assessment){row_int(&row, 0), row_string(&row, 1),
                                                         db_is_null(&row.rows, 2) ? -1 : row_int(&row, 2), false};
    }
    for (size_t i = 0; i < grades->item_count; i++)
        for (size_t k = 0; k < i; k++)
            if (strcmp(grades->items[i].title, grades->items[k].title) == 0)
                grades->items[i].titled_twice = grades->items[k].titled_twice = true;
    return row_end(&row);
}

static enum fault students_read(struct db *db, int64_t class_id, struct arena *arena, struct grades *grades)
{
    struct row row;
    row_begin(&row, db, arena,
              "SELECT u.id, u.name, u.email, u.external_id FROM students s JOIN users u ON u.id = s.user_id"
              " WHERE s.class_id = ? ORDER BY u.sort_key, u.id",
              DB_VALUES(I(class_id)));
    while (row_next(&row)) {
        struct graded_student *list = row_list(&row, grades->students, grades->student_count, sizeof(*list));
        if (!list)
            break;
        grades->students = list;
        list[grades->student_count++] =
            (struct graded_student){row_int(&row, 0), row_string(&row, 1), row_text(&row, 2), row_text(&row, 3)};
    }
    return row_end(&row);
}

static enum fault index_make(struct arena *arena, struct grades *grades)
{
    size_t items = grades->item_count, students = grades->student_count;
    if (items * students > EXPORT_CELLS_MAX)
        return FAULT_TOO_MANY_THINGS;
    grades->item_index = arena_calloc(arena, items + 1, sizeof(*grades->item_index));
    grades->student_index = arena_calloc(arena, students + 1, sizeof(*grades->student_index));
    grades->all = arena_calloc(arena, items * students + 1, sizeof(*grades->all));
    if (!grades->item_index || !grades->student_index || !grades->all)
        return FAULT_INTERNAL;
    for (size_t i = 0; i < items; i++)
        grades->item_index[i] = (struct id_index){grades->items[i].id, i};
    for (size_t i = 0; i < students; i++)
        grades->student_index[i] = (struct id_index){grades->students[i].id, i};
    for (size_t i = 0; i < items * students; i++)
        grades->all[i].points = -1;
    id_index_sort(grades->item_index, items);
    id_index_sort(grades->student_index, students);
    return FAULT_NONE;
}

static enum fault marks_read(struct db *db, int64_t class_id, struct arena *arena, struct grades *grades)
{
    struct row row;
    size_t item, student;
    row_begin(&row, db, arena,
              "SELECT h.item_id, h.student_id, h.points, h.handed_in_at, h.graded_at, h.late, h.comment"
              " FROM board_items b JOIN hand_ins h ON h.item_id = b.id WHERE b.class_id = ? AND b.kind = 'assessment'",
              DB_VALUES(I(class_id)));
    while (row_next(&row)) {
        if (!id_index_find(grades->item_index, grades->item_count, row_int(&row, 0), &item) ||
            !id_index_find(grades->student_index, grades->student_count, row_int(&row, 1), &student))
            continue;
        grades->all[student * grades->item_count + item] =
            (struct grade){true,
                           db_is_null(&row.rows, 2) ? -1 : row_int(&row, 2),
                           row_int(&row, 3),
                           row_int(&row, 4),
                           row_int(&row, 5) != 0,
                           row_text(&row, 6)};
    }
    return row_end(&row);
}

static enum fault grades_read(struct db *db, const struct actor *actor, int64_t class_id, const char *language,
                              struct arena *arena, struct grades *grades)
{
    struct access access;
    enum fault fault = access_class_staff(db, actor, class_id, &access);
    if (fault != FAULT_NONE)
        return fault;
    fault = classroom_read(db, actor, class_id, grades->now, arena, &grades->classroom);
    if (fault != FAULT_NONE)
        return fault;
    fault = export_tongue(db, actor, language, &grades->reader);
    if (fault != FAULT_NONE)
        return fault;
    fault = items_read(db, class_id, arena, grades);
    if (fault != FAULT_NONE)
        return fault;
    fault = students_read(db, class_id, arena, grades);
    if (fault != FAULT_NONE)
        return fault;
    fault = index_make(arena, grades);
    return fault != FAULT_NONE ? fault : marks_read(db, class_id, arena, grades);
}

static enum fault on_clocks(struct school *school, struct grades *grades)
{
    const char *zone = grades->classroom.timezone;
    enum fault fault = zone_to_local(school, zone, grades->now, &grades->made);
    for (size_t i = 0; i < grades->item_count * grades->student_count && fault == FAULT_NONE; i++) {
        struct grade *grade = &grades->all[i];
        if (grade->handed_in_at)
            fault = zone_to_local(school, zone, grade->handed_in_at, &grade->handed_in_at);
        if (grade->graded_at && fault == FAULT_NONE)
            fault = zone_to_local(school, zone, grade->graded_at, &grade->graded_at);
    }
    return fault;
}

static void person_cells(struct table *table, const struct graded_student *student)
{
    table_int(table, student->id);
    table_text(table, student->external_id);
    table_text(table, student->name);
    table_text(table, student->email);
}

/* ---- a student a row ---- */

/* "Essay (max. 10)", and which it is where two have one title. NULL without memory. */
static const char *item_head(const struct assessment *item, enum tongue tongue, struct arena *arena)
{
    char points[EXPORT_POINTS_SIZE] = "", which[24] = "";
    if (item->titled_twice)
        snprintf(which, sizeof(which), " #%lld", (long long)item->id);
    if (item->points < 0)
        return arena_printf(arena, "%s%s", item->title, which);
    export_points(item->points, points);
    return arena_printf(arena, "%s%s (%s %s)", item->title, which, export_text(WORD_OUT_OF, tongue), points);
}

static bool heads_make(const struct grades *grades, const struct table_request *request, struct arena *arena,
                       struct table_column *columns)
{
    static const enum export_word before[PERSON_COLUMNS] = {WORD_STUDENT, WORD_NUMBER, WORD_NAME, WORD_EMAIL};
    static const double widths[PERSON_COLUMNS] = {11, 14, 26, 30};
    static const enum export_word after[] = {WORD_TOTAL, WORD_TOTAL_MAX};
    const enum tongue tongue = request->fixed ? ENGLISH : grades->reader;
    const bool coded = request->fixed || request->form == TABLE_CSV;
    size_t column = PERSON_COLUMNS;
    for (size_t i = 0; i < PERSON_COLUMNS; i++) {
        columns[i].head = coded ? export_column(before[i], tongue) : export_text(before[i], tongue);
        columns[i].width = widths[i];
    }
    for (size_t i = 0; i < grades->item_count; i++, column++) {
        columns[column] = (struct table_column){.head = item_head(&grades->items[i], tongue, arena), .width = 16};
        if (!columns[column].head)
            return false;
    }
    for (size_t i = 0; i < ARRAY_LENGTH(after); i++, column++)
        columns[column].head = coded ? export_column(after[i], tongue) : export_text(after[i], tongue);
    return true;
}

/* Of what was graded: what is still to come takes nothing away. */
static void wide_row(struct table *table, const struct grades *grades, size_t student)
{
    int64_t total = 0, most = 0;
    bool any = false;
    person_cells(table, &grades->students[student]);
    for (size_t i = 0; i < grades->item_count; i++) {
        const struct grade *grade = &grades->all[student * grades->item_count + i];
        table_points(table, grade->points);
        if (grade->points < 0)
            continue;
        any = true;
        total += grade->points;
        most += grades->items[i].points > 0 ? grades->items[i].points : 0;
    }
    table_points(table, any ? total : -1);
    table_points(table, any ? most : -1);
    table_end(table);
}

static enum fault wide(const struct grades *grades, const struct table_request *request, struct arena *arena,
                       struct export_file *file)
{
    struct table table;
    size_t count = PERSON_COLUMNS + grades->item_count + 2;
    char made[EXPORT_TIME_SIZE];
    struct table_column *columns = arena_calloc(arena, count, sizeof(*columns));
    if (!columns || !heads_make(grades, request, arena, columns))
        return FAULT_INTERNAL;
    export_moment(grades->made, made);
    const enum tongue tongue = request->fixed ? ENGLISH : grades->reader;
    const struct table_about about = {.title = grades->classroom.subject,
                                      .author = grades->classroom.professor.name,
                                      .name = export_text(FILE_GRADES, tongue),
                                      .made = made,
                                      .now = grades->now,
                                      .tongue = tongue,
                                      .names = 3};
    enum fault fault = table_open(&table, arena, request, &about, columns, count);
    if (fault != FAULT_NONE)
        return fault;
    for (size_t i = 0; i < grades->student_count; i++)
        wide_row(&table, grades, i);
    return table_close(&table, file);
}

/* ---- a row for each ---- */

static void long_row(struct table *table, const struct grades *grades, size_t student, size_t item)
{
    const struct grade *grade = &grades->all[student * grades->item_count + item];
    person_cells(table, &grades->students[student]);
    table_int(table, grades->items[item].id);
    table_text(table, grades->items[item].title);
    table_points(table, grade->points);
    table_points(table, grades->items[item].points);
    if (grade->handed_in_at)
        table_moment(table, grade->handed_in_at, TABLE_MOMENT);
    else
        table_text(table, NULL);
    table_int(table, grade->late);
    if (grade->graded_at)
        table_moment(table, grade->graded_at, TABLE_MOMENT);
    else
        table_text(table, NULL);
    table_text(table, grade->comment);
    table_end(table);
}

static enum fault tidy(const struct grades *grades, const struct table_request *request, struct arena *arena,
                       struct export_file *file)
{
    static const struct table_column columns[] = {
        {.head = "student_id"},    {.head = "external_id"}, {.head = "name"},      {.head = "email"},
        {.head = "assessment_id"}, {.head = "assessment"},  {.head = "points"},    {.head = "points_max"},
        {.head = "handed_in_at"},  {.head = "late"},        {.head = "graded_at"}, {.head = "comment"}};
    struct table table;
    const struct table_about about = {0};
    enum fault fault = table_open(&table, arena, request, &about, columns, ARRAY_LENGTH(columns));
    if (fault != FAULT_NONE)
        return fault;
    for (size_t i = 0; i < grades->student_count; i++)
        for (size_t k = 0; k < grades->item_count; k++)
            long_row(&table, grades, i, k);
    return table_close(&table, file);
}

enum fault file_grades(struct school *school, const struct actor *actor, int64_t class_id,
                       const struct table_request *request, struct arena *arena, struct export_file *ret_file)
{
    struct grades grades = {.now = school_now(school)};
    struct export_file file = {0};
    CLOSES(store_reader_close) struct db *db = store_reader(school->config.store);
    enum fault fault = grades_read(db, actor, class_id, request->language, arena, &grades);
    store_reader_close(&db);
    if (fault != FAULT_NONE)
        return fault;
    fault = on_clocks(school, &grades);
    if (fault != FAULT_NONE)
        return fault;
    fault = request->form == TABLE_LONG ? tidy(&grades, request, arena, &file) : wide(&grades, request, arena, &file);
    if (fault != FAULT_NONE)
        return fault;
    const char *const parts[] = {grades.classroom.subject, grades.classroom.section, NULL};
    export_name(parts, grades.made / SCHOOL_DAY_MS, export_text(FILE_GRADES, grades.reader),
                request->form == TABLE_XLSX ? "xlsx" : "csv", file.name);
    *ret_file = file;
    return FAULT_NONE;
}
