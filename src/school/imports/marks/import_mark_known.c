/* SPDX-License-Identifier: MIT */
#include "school/imports/marks/import_mark_known.h"

#include <stdio.h>

#include "base/arena.h"
#include "school/common/rows.h"
#include "school/common/state.h"
#include "school/imports/import_seen.h"
#include "store/db.h"

enum { ID_SIZE = 24 };
enum { BY_EMAIL = 'e', BY_NUMBER = 'x', BY_ID = 'i', STAFF_EMAIL = 's' };

_Static_assert(MARK_KNOWN_SEVERAL < 0, "no id of anybody");

struct mark_known {
    struct import_seen_list *people; // by kind
    struct mark_names *names;
    struct known_lecture *lectures;
    size_t lecture_count;
};

static bool put(struct import_seen_list *list, char kind, const char *key, int64_t id)
{
    struct import_seen *entry = key ? import_list_see(list, kind, key, 0) : NULL;
    if (entry)
        entry->value = entry->value == 0 ? id : MARK_KNOWN_SEVERAL;
    return entry || !key;
}

static enum fault students_read(struct db *db, int64_t class_id, struct arena *arena, struct mark_known *known)
{
    struct row row;
    char id[ID_SIZE];
    row_begin(&row, db, arena,
              "SELECT u.id, u.email, u.external_id, u.name FROM students s JOIN users u ON u.id = s.user_id"
              " WHERE s.class_id = ? ORDER BY u.id",
              DB_VALUES(I(class_id)));
    while (row_next(&row)) {
        const int64_t user_id = row_int(&row, 0);
        snprintf(id, sizeof(id), "%lld", (long long)user_id);
        if (!put(known->people, BY_EMAIL, db_text(&row.rows, 1), user_id) ||
            !put(known->people, BY_NUMBER, db_text(&row.rows, 2), user_id) || !put(known->people, BY_ID, id, user_id) ||
            !mark_names_add(known->names, &row, user_id, db_text(&row.rows, 3)))
            row.full = true;
    }
    return row_end(&row);
}

static enum fault staff_read(struct db *db, int64_t class_id, struct arena *arena, struct mark_known *known)
{
    struct row row;
    row_begin(&row, db, arena,
              "SELECT u.id, u.email FROM classrooms c JOIN users u ON u.id = c.professor_id WHERE c.id = ? UNION"
              " SELECT u.id, u.email FROM classroom_staff k JOIN users u ON u.id = k.user_id WHERE k.class_id = ?",
              DB_VALUES(I(class_id), I(class_id)));
    while (row_next(&row))
        if (!put(known->people, STAFF_EMAIL, db_text(&row.rows, 1), row_int(&row, 0)))
            row.full = true;
    return row_end(&row);
}

static enum fault lectures_read(struct db *db, int64_t class_id, struct arena *arena, struct mark_known *known)
{
    struct row row;
    row_begin(
        &row, db, arena,
        "SELECT l.id, l.starts_at, l.cancelled_at, w.late_after_at, c.late_after_minutes, l.ends_at FROM lectures l"
        " JOIN classrooms c ON c.id = l.class_id LEFT JOIN windows w ON w.lecture_id = l.id"
        " WHERE l.class_id = ?",
        DB_VALUES(I(class_id)));
    while (row_next(&row)) {
        struct known_lecture *list = row_list(&row, known->lectures, known->lecture_count, sizeof(*list));
        if (!list)
            break;
        const int64_t starts_at = row_int(&row, 1);
        known->lectures = list;
        list[known->lecture_count++] = (struct known_lecture){
            .id = row_int(&row, 0),
            .starts_at = starts_at,
            .ends_at = row_int(&row, 5),
            .cancelled = !db_is_null(&row.rows, 2),
            .late_after_at =
                db_is_null(&row.rows, 3) ? starts_at + row_int(&row, 4) * (int64_t)SCHOOL_MINUTE_MS : row_int(&row, 3),
        };
    }
    return row_end(&row);
}

enum fault mark_known_read(struct db *db, int64_t class_id, struct arena *arena, const struct mark_known **ret_known)
{
    struct mark_known *known = arena_calloc(arena, 1, sizeof(*known));
    if (!known)
        return FAULT_INTERNAL;
    known->people = import_seen_list(arena);
    known->names = mark_names_open(arena);
    if (!known->people || !known->names)
        return FAULT_INTERNAL;
    enum fault fault = students_read(db, class_id, arena, known);
    if (fault != FAULT_NONE)
        return fault;
    fault = staff_read(db, class_id, arena, known);
    if (fault != FAULT_NONE)
        return fault;
    fault = lectures_read(db, class_id, arena, known);
    if (fault != FAULT_NONE)
        return fault;
    *ret_known = known;
    return FAULT_NONE;
}

static int64_t find(const struct mark_known *known, char kind, const char *key)
{
    const struct import_seen *entry = import_list_seen(known->people, kind, key);
    return entry ? entry->value : 0;
}

int64_t mark_known_email(const struct mark_known *known, const char *email)
{
    return find(known, BY_EMAIL, email);
}

int64_t mark_known_number(const struct mark_known *known, const char *number)
{
    return find(known, BY_NUMBER, number);
}

int64_t mark_known_id(const struct mark_known *known, int64_t id)
{
    char key[ID_SIZE];
    snprintf(key, sizeof(key), "%lld", (long long)id);
    return find(known, BY_ID, key);
}

bool mark_known_staff(const struct mark_known *known, const char *email)
{
    return find(known, STAFF_EMAIL, email) != 0;
}

bool mark_known_name(const struct mark_known *known, const char *text, enum mark_named *ret_found,
                     int64_t *ret_student_id, const char **ret_name)
{
    return mark_names_find(known->names, text, ret_found, ret_student_id, ret_name);
}

size_t mark_known_held(const struct mark_known *known, int64_t moment, int64_t early_ms,
                       struct known_lecture *ret_lecture)
{
    size_t count = 0;
    for (size_t i = 0; i < known->lecture_count && count < 2; i++) {
        const struct known_lecture *lecture = &known->lectures[i];
        if (lecture->cancelled || lecture->starts_at > moment + early_ms || lecture->ends_at < moment)
            continue;
        *ret_lecture = *lecture;
        count++;
    }
    return count;
}

size_t mark_known_lecture(const struct mark_known *known, int64_t id, int64_t from, int64_t until,
                          struct known_lecture *ret_lecture)
{
    size_t count = 0;
    for (size_t i = 0; i < known->lecture_count && count < 2; i++) {
        const struct known_lecture *lecture = &known->lectures[i];
        bool then = !lecture->cancelled && lecture->starts_at >= from && lecture->starts_at <= until;
        if (lecture->id != id && !then)
            continue;
        *ret_lecture = *lecture;
        count++;
    }
    return count;
}
