/* SPDX-License-Identifier: MIT */
/* The dates of groups and the lectures that are for them, read in bulk. */
#include "base/arena.h"
#include "school/common/fault.h"
#include "school/common/rows.h"
#include "school/marks/figures.h"
#include "school/marks/group/group_inside.h"
#include "school/marks/mark_write.h"
#include "store/db.h"
#include "store/engine.h"

/* ---- who is in which ---- */

enum fault group_spans_read(struct db *db, int64_t class_id, int64_t student_id, struct arena *arena,
                            struct group_spans *ret_spans)
{
    struct row row;
    struct id_runs students = {0};
    struct group_span *spans = NULL;
    size_t count = 0;
    row_begin(&row, db, arena,
              "SELECT user_id, group_id, joined_at, left_at FROM group_memberships WHERE class_id = ?"
              " AND user_id BETWEEN ? AND ? ORDER BY user_id, joined_at, id",
              DB_VALUES(I(class_id), I(student_id), I(student_id ? student_id : INT64_MAX)));
    while (row_next(&row)) {
        struct group_span *list = row_list(&row, spans, count, sizeof(*list));
        if (!list || !id_runs_add(&row, &students, row_int(&row, 0), count))
            break;
        spans = list;
        spans[count++] = (struct group_span){row_int(&row, 1),
                                             {row_int(&row, 2), span_end(db_is_null(&row.rows, 3), row_int(&row, 3))}};
    }
    enum fault fault = row_end(&row);
    if (fault == FAULT_NONE)
        *ret_spans = (struct group_spans){students, spans};
    return fault;
}

struct student_group_spans group_spans_of(const struct group_spans *spans, int64_t student_id)
{
    const struct id_run run = id_runs_find(&spans->students, student_id);
    return (struct student_group_spans){student_id, run.count ? spans->spans + run.first : NULL, run.count};
}

/* ---- which lectures are for which ---- */

enum fault lecture_groups_read(struct db *db, int64_t class_id, struct arena *arena, struct lecture_groups *ret_groups)
{
    struct row row;
    struct id_runs lectures = {0};
    struct group_name *groups = NULL;
    size_t count = 0;
    row_begin(&row, db, arena,
              "SELECT lg.lecture_id, g.id, g.name FROM class_groups g JOIN lecture_groups lg ON lg.group_id = g.id"
              " WHERE g.class_id = ? ORDER BY lg.lecture_id, g.id",
              DB_VALUES(I(class_id)));
    while (row_next(&row)) {
        struct group_name *list = row_list(&row, groups, count, sizeof(*list));
        if (!list || !id_runs_add(&row, &lectures, row_int(&row, 0), count))
            break;
        groups = list;
        groups[count++] = (struct group_name){row_int(&row, 1), row_string(&row, 2)};
    }
    enum fault fault = row_end(&row);
    if (fault == FAULT_NONE)
        *ret_groups = (struct lecture_groups){lectures, groups};
    return fault;
}

struct group_names lecture_groups_of(const struct lecture_groups *groups, int64_t lecture_id)
{
    const struct id_run run = id_runs_find(&groups->lectures, lecture_id);
    return run.count ? (struct group_names){groups->groups + run.first, run.count} : (struct group_names){0};
}

/* The id and the name of groups, of one lecture or one classroom. */
static enum fault names_read(struct db *db, const char *sql, int64_t id, struct arena *arena,
                             struct group_names *ret_names)
{
    struct row row;
    struct group_name *groups = NULL;
    size_t count = 0;
    row_begin(&row, db, arena, sql, DB_VALUES(I(id)));
    while (row_next(&row)) {
        struct group_name *list = row_list(&row, groups, count, sizeof(*list));
        if (!list)
            break;
        groups = list;
        groups[count++] = (struct group_name){row_int(&row, 0), row_string(&row, 1)};
    }
    enum fault fault = row_end(&row);
    if (fault == FAULT_NONE)
        *ret_names = (struct group_names){groups, count};
    return fault;
}

enum fault lecture_groups_one(struct db *db, int64_t lecture_id, struct arena *arena, struct group_names *ret_names)
{
    return names_read(db,
                      "SELECT g.id, g.name FROM lecture_groups lg JOIN class_groups g ON g.id = lg.group_id"
                      " WHERE lg.lecture_id = ? ORDER BY g.id",
                      lecture_id, arena, ret_names);
}

enum fault group_names_read(struct db *db, int64_t class_id, struct arena *arena, struct group_names *ret_names)
{
    return names_read(db, "SELECT id, name FROM class_groups WHERE class_id = ? ORDER BY id", class_id, arena,
                      ret_names);
}

enum fault group_name_find(const struct group_names *names, int64_t group_id, const char **ret_name)
{
    for (size_t i = 0; i < names->count; i++)
        if (names->groups[i].id == group_id) {
            *ret_name = names->groups[i].name;
            return FAULT_NONE;
        }
    return FAULT_GROUP_UNKNOWN;
}

const char *group_names_text(const struct group_names *names, struct arena *arena)
{
    const char *text = "";
    for (size_t i = 0; text && i < names->count; i++)
        text = arena_printf(arena, "%s%s%s", text, i ? "; " : "", names->groups[i].name);
    return text;
}

bool groups_at(const struct group_names *all, const struct student_group_spans *spans, int64_t at, struct arena *arena,
               struct group_names *ret_names)
{
    struct group_name *in = arena_calloc(arena, all->count + 1, sizeof(*in));
    size_t count = 0;
    for (size_t i = 0; in && i < all->count; i++)
        if (group_span_holds(spans->spans, spans->count, &all->groups[i].id, 1, at))
            in[count++] = all->groups[i];
    *ret_names = (struct group_names){in, count};
    return in;
}

enum fault lecture_groups_check(struct db *db, int64_t class_id, int64_t lecture_id, const struct group_choice *choice)
{
    if (choice->count > GROUPS_PER_LECTURE_MAX)
        return FAULT_TOO_MANY_THINGS;
    for (size_t i = 0; i < choice->count; i++) {
        bool found = false;
        int64_t one;
        for (size_t j = 0; j < i; j++)
            if (choice->groups[j] == choice->groups[i])
                return FAULT_GROUP_UNKNOWN;
        enum fault fault =
            row_one_int(db,
                        "SELECT 1 FROM class_groups g WHERE g.id = ? AND g.class_id = ? AND (g.ended_at IS NULL OR"
                        " EXISTS (SELECT 1 FROM lecture_groups lg WHERE lg.group_id = g.id AND lg.lecture_id = ?))",
                        DB_VALUES(I(choice->groups[i]), I(class_id), I(lecture_id)), &found, &one);
        if (fault != FAULT_NONE || !found)
            return fault != FAULT_NONE ? fault : FAULT_GROUP_UNKNOWN;
    }
    return FAULT_NONE;
}

enum fault lecture_groups_set(struct db *db, int64_t class_id, int64_t lecture_id, const struct group_choice *choice,
                              int64_t now)
{
    if (!choice->given)
        return FAULT_NONE;
    enum fault fault = lecture_groups_check(db, class_id, lecture_id, choice);
    if (fault != FAULT_NONE)
        return fault;
    fault = fault_of(db_exec(db, "DELETE FROM lecture_groups WHERE lecture_id = ?", DB_VALUES(I(lecture_id))));
    for (size_t i = 0; fault == FAULT_NONE && i < choice->count; i++)
        fault = fault_of(db_exec(db, "INSERT INTO lecture_groups (lecture_id, group_id) VALUES (?, ?)",
                                 DB_VALUES(I(lecture_id), I(choice->groups[i]))));
    return fault != FAULT_NONE ? fault : mark_forget_strangers(db, lecture_id, now);
}

enum fault lecture_groups_set_series(struct db *db, int64_t series_id, const struct group_choice *choice)
{
    enum fault fault = FAULT_NONE;
    for (size_t i = 0; fault == FAULT_NONE && choice->given && i < choice->count; i++)
        fault = fault_of(db_exec(
            db, "INSERT INTO lecture_groups (lecture_id, group_id) SELECT id, ? FROM lectures WHERE series_id = ?",
            DB_VALUES(I(choice->groups[i]), I(series_id))));
    return fault;
}

enum fault lecture_group_holds(struct db *db, int64_t lecture_id, int64_t student_id, bool *ret_holds)
{
    int64_t one;
    return row_one_int(db, "SELECT 1 FROM lectures l WHERE l.id = ? AND " GROUP_THEN("?"),
                       DB_VALUES(I(lecture_id), I(student_id)), ret_holds, &one);
}
