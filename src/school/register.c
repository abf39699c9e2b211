/* SPDX-License-Identifier: MIT */
/* The grid of a classroom and its roster. */
#include "school/register.h"

#include "school/inside.h"
#include "school/standing.h"

/* The owner and administrators. */
static enum fault may_read_all(struct db *db, const struct actor *actor, int64_t class_id)
{
    struct access access;
    enum fault fault = access_classroom(db, actor, class_id, &access);
    if (fault != FAULT_NONE)
        return fault;
    return access.watcher ? FAULT_NONE : FAULT_NOT_FOUND;
}

/* ---- the grid ---- */

static enum fault grid_students(struct db *db, int64_t class_id, struct arena *arena, struct register_grid *grid)
{
    struct row row;
    row_begin(&row, db, arena,
              "SELECT s.user_id, u.name FROM students s JOIN users u ON u.id = s.user_id WHERE s.class_id = ?"
              " ORDER BY LOWER(u.name), s.user_id",
              DB_VALUES(I(class_id)));
    while (row_next(&row)) {
        struct register_student *students = row_list(&row, grid->students, grid->count, sizeof(*students));
        if (!students)
            break;
        grid->students = students;
        students[grid->count++].student = (struct person){row_int(&row, 0), row_string(&row, 1)};
    }
    return row_end(&row);
}

/* The cells of all students, unmarked at first, and the indexes to find them by id. */
struct cells {
    uint8_t *marks; // (students, lectures)
    struct id_index *students, *lectures;
};

static bool cells_make(struct register_grid *grid, struct arena *arena, struct cells *cells)
{
    size_t lectures = grid->lectures.count;
    cells->marks = arena_calloc(arena, grid->count * lectures + 1, 1);
    cells->students = arena_calloc(arena, grid->count + 1, sizeof(*cells->students));
    cells->lectures = arena_calloc(arena, lectures + 1, sizeof(*cells->lectures));
    if (!cells->marks || !cells->students || !cells->lectures)
        return false;
    for (size_t i = 0; i < grid->count; i++) {
        cells->students[i] = (struct id_index){grid->students[i].student.id, i};
        grid->students[i].marks = cells->marks + i * lectures;
    }
    for (size_t i = 0; i < lectures; i++)
        cells->lectures[i] = (struct id_index){grid->lectures.lectures[i].id, i};
    id_index_sort(cells->students, grid->count);
    id_index_sort(cells->lectures, lectures);
    return true;
}

static enum fault grid_marks(struct db *db, int64_t class_id, struct arena *arena, struct register_grid *grid)
{
    struct row row;
    struct cells cells;
    size_t student, lecture;
    enum mark_status status;
    if (!cells_make(grid, arena, &cells))
        return FAULT_INTERNAL;
    row_begin(&row, db, NULL, "SELECT student_id, lecture_id, status FROM attendance WHERE class_id = ?",
              DB_VALUES(I(class_id)));
    while (row_next(&row)) {
        if (!id_index_find(cells.students, grid->count, row_int(&row, 0), &student) ||
            !id_index_find(cells.lectures, grid->lectures.count, row_int(&row, 1), &lecture) ||
            !mark_status_parse(db_text(&row.rows, 2), &status))
            continue;
        cells.marks[student * grid->lectures.count + lecture] = (uint8_t)status;
        grid->students[student].standing.attended += status != MARK_ABSENT;
    }
    return row_end(&row);
}

static enum fault grid_read(struct db *db, const struct actor *actor, int64_t class_id, int64_t now,
                            struct arena *arena, struct register_grid *grid)
{
    struct standing standing;
    struct lecture_filter filter = {
        .class_id = class_id,
        .starts_before = INT64_MAX,
        .open_at = -1,
        .limit = LECTURES_PER_CLASSROOM_MAX,
    };
    enum fault fault = may_read_all(db, actor, class_id);
    if (fault == FAULT_NONE)
        fault = classroom_read(db, actor, class_id, now, arena, &grid->classroom);
    if (fault == FAULT_NONE)
        fault = lecture_read_list(db, &filter, now, arena, &grid->lectures);
    if (fault == FAULT_NONE)
        fault = grid_students(db, class_id, arena, grid);
    if (fault == FAULT_NONE)
        fault = grid_marks(db, class_id, arena, grid);
    if (fault == FAULT_NONE)
        fault = standing_read(db, class_id, 0, now, &standing);
    for (size_t i = 0; fault == FAULT_NONE && i < grid->count; i++) {
        grid->students[i].standing.taken = standing.taken;
        grid->students[i].standing.lectures = standing.lectures;
    }
    return fault;
}

enum fault register_grid(struct school *school, const struct actor *actor, int64_t class_id, struct arena *arena,
                         struct register_grid *ret_grid)
{
    struct register_grid grid = {0};
    struct db *db = store_reader(school->config.store);
    enum fault fault = grid_read(db, actor, class_id, school_now(school), arena, &grid);
    store_reader_done(school->config.store, db);
    if (fault == FAULT_NONE)
        *ret_grid = grid;
    return fault;
}

/* ---- the roster ---- */

static enum fault roster_read(struct db *db, const struct actor *actor, int64_t class_id, int64_t now,
                              struct arena *arena, struct roster *roster)
{
    struct row row;
    struct standing standing;
    enum fault fault = may_read_all(db, actor, class_id);
    if (fault == FAULT_NONE)
        fault = standing_read(db, class_id, 0, now, &standing);
    if (fault != FAULT_NONE)
        return fault;
    row_begin(&row, db, arena,
              "SELECT s.user_id, u.name, u.email, s.joined_at, t.user_id, COALESCE(g.attended, 0)"
              " FROM students s JOIN users u ON u.id = s.user_id LEFT JOIN templates t ON t.user_id = s.user_id"
              " LEFT JOIN (SELECT a.student_id, COUNT(*) AS attended FROM attendance a"
              " JOIN lectures l ON l.id = a.lecture_id WHERE a.class_id = ? AND l.cancelled_at IS NULL"
              " AND a.status IN ('P', 'L', 'E') GROUP BY a.student_id) g ON g.student_id = s.user_id"
              " WHERE s.class_id = ? ORDER BY LOWER(u.name), s.user_id",
              DB_VALUES(I(class_id), I(class_id)));
    while (row_next(&row)) {
        struct roster_student *students = row_list(&row, roster->students, roster->count, sizeof(*students));
        if (!students)
            break;
        roster->students = students;
        students[roster->count++] = (struct roster_student){
            .student = {row_int(&row, 0), row_string(&row, 1)},
            .email = row_string(&row, 2),
            .joined_at = row_int(&row, 3),
            .enrolled = !db_is_null(&row.rows, 4),
            .standing = {row_int(&row, 5), standing.taken, standing.lectures},
        };
    }
    return row_end(&row);
}

enum fault register_roster(struct school *school, const struct actor *actor, int64_t class_id, struct arena *arena,
                           struct roster *ret_roster)
{
    struct roster roster = {0};
    struct db *db = store_reader(school->config.store);
    enum fault fault = roster_read(db, actor, class_id, school_now(school), arena, &roster);
    store_reader_done(school->config.store, db);
    if (fault == FAULT_NONE)
        *ret_roster = roster;
    return fault;
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
        {"SELECT COUNT(*) FROM attendance", &overview->marks},
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
    struct db *db = store_reader(school->config.store);
    enum fault fault = overview_counts(db, &overview);
    if (fault == FAULT_NONE)
        fault = overview_refusals(db, school_now(school) - 30 * (int64_t)SCHOOL_DAY_MS, &overview);
    store_reader_done(school->config.store, db);
    if (fault == FAULT_NONE)
        *ret_overview = overview;
    return fault;
}
