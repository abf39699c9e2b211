/* SPDX-License-Identifier: MIT */
/* The grid of a classroom and its roster. */
#include "school/numbers/register.h"

#include "base/arena.h"
#include "face/face.h"
#include "school/classes/classroom_inside.h"
#include "school/common/access.h"
#include "school/common/fault.h"
#include "school/common/limits.h"
#include "school/common/text.h"
#include "school/common/rows.h"
#include "school/common/state.h"
#include "school/faces/identity_inside.h"
#include "school/marks/group/group_inside.h"
#include "school/marks/mark.h"
#include "school/marks/mark_inside.h"
#include "school/marks/sheet.h"
#include "school/marks/standing.h"
#include "school/marks/tally.h"
#include "school/plan/lecture_inside.h"
#include "school/school.h"
#include "store/db.h"
#include "store/engine.h"
#include "store/store.h"

/* The owner and administrators. */
static enum fault may_read_all(struct db *db, const struct actor *actor, int64_t class_id)
{
    struct access access;
    enum fault fault = access_classroom(db, actor, class_id, &access);
    if (fault != FAULT_NONE)
        return fault;
    return access.staff_reader ? FAULT_NONE : FAULT_NOT_FOUND;
}

/* ---- the grid ---- */

/* The students of the page: by name, behind the one named `after`, at most as many as the cells allow. */
static void grid_slice(const struct sheet *sheet, const struct register_page *page, size_t columns, size_t *ret_first,
                       size_t *ret_count)
{
    size_t first = 0, most = REGISTER_CELLS_MAX / (columns ? columns : 1);
    size_t limit = page->limit > 0 && (size_t)page->limit < most ? (size_t)page->limit : most;
    for (size_t i = 0; page->after && i < sheet->student_count; i++)
        if (sheet->students[i].student.id == page->after)
            first = i + 1;
    size_t rest = sheet->student_count - first;
    *ret_first = first;
    *ret_count = rest < limit ? rest : limit;
}

/* Which column of the sheet each lecture of the grid is; SIZE_MAX: one that came in between the two queries. */
static size_t *grid_columns(const struct register_grid *grid, const struct sheet *sheet, struct arena *arena)
{
    size_t *columns = arena_calloc(arena, grid->lectures.count + 1, sizeof(*columns));
    struct id_index *index = arena_calloc(arena, sheet->lecture_count + 1, sizeof(*index));
    if (!columns || !index)
        return NULL;
    for (size_t i = 0; i < sheet->lecture_count; i++)
        index[i] = (struct id_index){sheet->lectures[i].id, i};
    id_index_sort(index, sheet->lecture_count);
    for (size_t i = 0; i < grid->lectures.count; i++)
        if (!id_index_find(index, sheet->lecture_count, grid->lectures.lectures[i].id, &columns[i]))
            columns[i] = SIZE_MAX;
    return columns;
}

static enum fault grid_fill(struct register_grid *grid, const struct sheet *sheet, const struct register_page *page,
                            struct arena *arena)
{
    size_t first, lectures = grid->lectures.count;
    grid_slice(sheet, page, lectures, &first, &grid->count);
    size_t *columns = grid_columns(grid, sheet, arena);
    uint8_t *marks = arena_calloc(arena, grid->count * lectures + 1, 1);
    bool *outside = arena_calloc(arena, grid->count * lectures + 1, sizeof(*outside));
    grid->students = arena_calloc(arena, grid->count + 1, sizeof(*grid->students));
    if (!columns || !marks || !outside || !grid->students)
        return FAULT_INTERNAL;
    for (size_t i = 0; i < grid->count; i++) {
        const struct sheet_student *student = &sheet->students[first + i];
        uint8_t *row = marks + i * lectures;
        bool *out = outside + i * lectures;
        for (size_t j = 0; j < lectures; j++) {
            if (columns[j] == SIZE_MAX)
                continue;
            const struct sheet_cell *cell = &student->cells[columns[j]];
            const struct tally_moment moment = sheet_moment(&sheet->lectures[columns[j]], cell);
            row[j] = cell->status;
            out[j] = !tally_theirs(&moment, (enum mark_status)cell->status);
        }
        grid->students[i] = (struct register_student){
            .student = student->student,
            .external_id = student->external_id,
            .email_proven = student->email_proven,
            .standing = student->standing,
            .marks = row,
            .outside = out,
            .joined_at = student->joined_at,
            .left_at = student->left_at,
        };
    }
    grid->total = sheet->student_count;
    grid->next = first + grid->count < sheet->student_count ? grid->students[grid->count - 1].student.id : 0;
    return FAULT_NONE;
}

#define GRID_VERSIONS                                                                                                  \
    "SELECT a.student_id, a.lecture_id, a.id, a.version, CASE WHEN a.note IS NULL THEN 0 ELSE 1 END FROM lectures l"   \
    " JOIN attendance a ON a.lecture_id = l.id WHERE l.class_id = ? AND l.starts_at >= ? AND l.starts_at < ?"

/* Which state each mark of the page is in, so that an edit can be based on it. */
static enum fault grid_versions(struct db *db, int64_t class_id, const struct register_page *page, struct arena *arena,
                                struct register_grid *grid)
{
    struct row row;
    size_t student, lecture, columns = grid->lectures.count;
    struct id_index *rows = arena_calloc(arena, grid->count + 1, sizeof(*rows));
    struct id_index *lectures = arena_calloc(arena, columns + 1, sizeof(*lectures));
    int64_t *versions = arena_calloc(arena, grid->count * columns + 1, sizeof(*versions));
    bool *noted = arena_calloc(arena, grid->count * columns + 1, sizeof(*noted));
    if (!rows || !lectures || !versions || !noted)
        return FAULT_INTERNAL;
    for (size_t i = 0; i < grid->count; i++) {
        rows[i] = (struct id_index){grid->students[i].student.id, i};
        grid->students[i].versions = versions + i * columns;
        grid->students[i].noted = noted + i * columns;
    }
    for (size_t j = 0; j < columns; j++)
        lectures[j] = (struct id_index){grid->lectures.lectures[j].id, j};
    id_index_sort(rows, grid->count);
    id_index_sort(lectures, columns);
    int64_t before = page->before ? page->before : INT64_MAX;
    // One row is what an open page asks for after each edit: by its own index.
    if (grid->count == 1)
        row_begin(&row, db, NULL, GRID_VERSIONS " AND a.student_id = ?",
                  DB_VALUES(I(class_id), I(page->from), I(before), I(grid->students[0].student.id)));
    else
        row_begin(&row, db, NULL, GRID_VERSIONS, DB_VALUES(I(class_id), I(page->from), I(before)));
    while (row_next(&row)) {
        if (!id_index_find(rows, grid->count, row_int(&row, 0), &student) ||
            !id_index_find(lectures, columns, row_int(&row, 1), &lecture))
            continue;
        versions[student * columns + lecture] = mark_version(row_int(&row, 2), row_int(&row, 3));
        noted[student * columns + lecture] = row_int(&row, 4) != 0;
    }
    return row_end(&row);
}

static enum fault grid_of_group(struct db *db, int64_t class_id, int64_t group_id, int64_t now, struct arena *arena,
                                struct sheet *sheet, struct lecture_list *lectures)
{
    struct group_names names;
    const char *name;
    size_t count = 0;
    enum fault fault = group_names_read(db, class_id, arena, &names);
    if (fault != FAULT_NONE)
        return fault;
    fault = group_name_find(&names, group_id, &name);
    if (fault != FAULT_NONE)
        return fault;
    fault = sheet_of_group(sheet, group_id, now, arena);
    if (fault != FAULT_NONE)
        return fault;
    for (size_t i = 0; i < lectures->count; i++)
        if (group_names_hold(&lectures->lectures[i].groups, group_id))
            lectures->lectures[count++] = lectures->lectures[i];
    lectures->count = count;
    return FAULT_NONE;
}

static enum fault grid_read(struct db *db, const struct actor *actor, int64_t class_id,
                            const struct register_page *page, int64_t now, struct arena *arena,
                            struct register_grid *grid)
{
    struct sheet sheet;
    struct lecture_filter filter = {
        .class_id = class_id,
        .starts_from = page->from,
        .starts_before = page->before ? page->before : INT64_MAX,
        .open_at = -1,
        .limit = LECTURES_PER_CLASSROOM_MAX,
    };
    enum fault fault = may_read_all(db, actor, class_id);
    if (fault != FAULT_NONE)
        return fault;
    fault = classroom_read(db, actor, class_id, now, arena, &grid->classroom);
    if (fault != FAULT_NONE)
        return fault;
    fault = lecture_read_list(db, &filter, now, arena, &grid->lectures);
    if (fault != FAULT_NONE)
        return fault;
    fault = sheet_read(db, class_id, now, arena, &sheet);
    if (fault != FAULT_NONE)
        return fault;
    if (page->group_id != 0)
        fault = grid_of_group(db, class_id, page->group_id, now, arena, &sheet, &grid->lectures);
    if (fault != FAULT_NONE)
        return fault;
    fault = grid_fill(grid, &sheet, page, arena);
    return fault != FAULT_NONE || !page->versions ? fault : grid_versions(db, class_id, page, arena, grid);
}

enum fault register_grid(struct school *school, const struct actor *actor, int64_t class_id,
                         const struct register_page *page, struct arena *arena, struct register_grid *ret_grid)
{
    struct register_grid grid = {0};
    CLOSES(store_reader_close) struct db *db = store_reader(school->config.store);
    enum fault fault = grid_read(db, actor, class_id, page, school_now(school), arena, &grid);
    if (fault != FAULT_NONE)
        return fault;
    *ret_grid = grid;
    return FAULT_NONE;
}

/* ---- the roster ---- */

/* Puts the standings beside the students; those who joined between the two queries have none yet. */
static enum fault roster_standings(struct roster *roster, const struct sheet *sheet, struct arena *arena)
{
    size_t at;
    struct id_index *index = arena_calloc(arena, sheet->student_count + 1, sizeof(*index));
    if (!index)
        return FAULT_INTERNAL;
    for (size_t i = 0; i < sheet->student_count; i++)
        index[i] = (struct id_index){sheet->students[i].student.id, i};
    id_index_sort(index, sheet->student_count);
    for (size_t i = 0; i < roster->count; i++)
        if (id_index_find(index, sheet->student_count, roster->students[i].student.id, &at))
            roster->students[i].standing = sheet->students[at].standing;
    return FAULT_NONE;
}

static enum fault roster_read(struct db *db, const struct actor *actor, int64_t class_id, int64_t now,
                              struct arena *arena, struct roster *roster)
{
    struct row row;
    struct sheet sheet;
    enum fault fault = may_read_all(db, actor, class_id);
    if (fault != FAULT_NONE)
        return fault;
    fault = sheet_read(db, class_id, now, arena, &sheet);
    if (fault != FAULT_NONE)
        return fault;
    row_begin(&row, db, arena,
              // What other classrooms saw is not for this one.
              "SELECT s.user_id, u.name, u.email, s.joined_at, t.user_id, u.email_proven_at, s.accepted_at,"
              " " IDENTITY_MISSES(
                  "s.user_id",
                  " AND r.lecture_id IN (SELECT id FROM lectures WHERE class_id = ?)") ", u.external_id FROM students "
                                                                                       "s JOIN users u ON u.id = "
                                                                                       "s.user_id LEFT JOIN templates "
                                                                                       "t ON t.user_id = s.user_id"
                                                                                       " WHERE s.class_id = ? ORDER BY "
                                                                                       "u.sort_key, s.user_id",
              DB_VALUES(T(face_reason_code(FACE_NO_MATCH)), I(now - IDENTITY_UNSURE_DAYS * (int64_t)SCHOOL_DAY_MS),
                        I(class_id), I(class_id)));
    while (row_next(&row)) {
        struct roster_student *students = row_list(&row, roster->students, roster->count, sizeof(*students));
        if (!students)
            break;
        roster->students = students;
        students[roster->count++] = (struct roster_student){
            .student = {row_int(&row, 0), row_string(&row, 1)},
            .email = address_shown(row_string(&row, 2)),
            .joined_at = row_int(&row, 3),
            .enrolled = !db_is_null(&row.rows, 4),
            .email_proven = !db_is_null(&row.rows, 5),
            .accepted = !db_is_null(&row.rows, 6),
            .unsure = row_int(&row, 7) >= IDENTITY_UNSURE_MIN,
            .number = row_text(&row, 8),
        };
    }
    fault = row_end(&row);
    return fault != FAULT_NONE ? fault : roster_standings(roster, &sheet, arena);
}

enum fault register_roster(struct school *school, const struct actor *actor, int64_t class_id, struct arena *arena,
                           struct roster *ret_roster)
{
    struct roster roster = {0};
    CLOSES(store_reader_close) struct db *db = store_reader(school->config.store);
    enum fault fault = roster_read(db, actor, class_id, school_now(school), arena, &roster);
    if (fault != FAULT_NONE)
        return fault;
    *ret_roster = roster;
    return FAULT_NONE;
}

/* ---- the whole house ---- */

static enum fault overview_counts(struct db *db, struct overview *overview)
{
    const struct {
        const char *sql;
        int64_t *value;
    } counts[] = {
        {"SELECT COUNT(*) FROM users WHERE role = 'administrator' AND disabled_at IS NULL", &overview->administrators},
        {"SELECT COUNT(*) FROM users WHERE role = 'professor' AND disabled_at IS NULL", &overview->professors},
        {"SELECT COUNT(*) FROM users WHERE role = 'student' AND disabled_at IS NULL", &overview->students},
        {"SELECT COUNT(*) FROM classrooms WHERE archived_at IS NULL", &overview->classrooms},
        {"SELECT COUNT(*) FROM lectures WHERE cancelled_at IS NULL", &overview->lectures},
        // Counting eight million rows takes MariaDB seconds; most lectures have been counted: school/marks/figures.h.
        {"SELECT COALESCE((SELECT SUM(present + late + excused + absent + other_attended + other_missed"
         " + other_ignored) FROM lecture_figures), 0)"
         " + COALESCE((SELECT SUM((SELECT COUNT(*) FROM attendance a WHERE a.lecture_id = l.id)) FROM lectures l"
         " LEFT JOIN lecture_figures f ON f.lecture_id = l.id WHERE f.lecture_id IS NULL), 0)",
         &overview->marks},
        {"SELECT COUNT(DISTINCT user_id) FROM consents WHERE withdrawn_at IS NULL", &overview->consented},
        {"SELECT COUNT(*) FROM templates", &overview->enrolled},
    };
    enum fault fault = FAULT_NONE;
    bool found;
    for (size_t i = 0; fault == FAULT_NONE && i < sizeof(counts) / sizeof(counts[0]); i++)
        fault = row_one_int(db, counts[i].sql, DB_NO_VALUES, &found, counts[i].value);
    return fault;
}

static enum fault overview_refusals(struct db *db, int64_t since, struct overview *overview)
{
    struct row row;
    row_begin(&row, db, NULL, "SELECT reason, COUNT(*) FROM face_refusals WHERE at > ? GROUP BY reason",
              DB_VALUES(I(since)));
    while (row_next(&row)) {
        const char *code = db_text(&row.rows, 0);
        for (int i = 0; code && i < FACE_REASON_COUNT; i++)
            if (strcmp(code, face_reason_code((enum face_reason)i)) == 0)
                overview->refusals[i] = row_int(&row, 1);
    }
    return row_end(&row);
}

enum fault register_overview(struct school *school, const struct actor *actor, struct overview *ret_overview)
{
    struct overview overview = {0};
    if (actor->role != ROLE_ADMINISTRATOR)
        return FAULT_NOT_ALLOWED;
    CLOSES(store_reader_close) struct db *db = store_reader(school->config.store);
    enum fault fault = overview_counts(db, &overview);
    if (fault != FAULT_NONE)
        return fault;
    fault = overview_refusals(db, school_now(school) - 30 * (int64_t)SCHOOL_DAY_MS, &overview);
    if (fault != FAULT_NONE)
        return fault;
    *ret_overview = overview;
    return FAULT_NONE;
}
