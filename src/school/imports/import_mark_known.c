/* SPDX-License-Identifier: MIT */
#include "school/imports/import_mark_known.h"

#include <stdio.h>

#include "base/arena.h"
#include "school/common/rows.h"
#include "school/common/state.h"
#include "school/imports/import_work.h"
#include "store/db.h"

enum { ID_SIZE = 24 };
enum { BY_EMAIL = 'e', BY_NUMBER = 'x', BY_ID = 'i' };

struct mark_known {
    struct import_seen_list *students;
    struct known_lecture *lectures;
    size_t lecture_count;
};

static bool put(struct import_seen_list *list, char kind, const char *key, int64_t id)
{
    struct import_seen *entry = key ? import_list_see(list, kind, key, 0) : NULL;
    if (entry && entry->value == 0)
        entry->value = id;
    return entry || !key;
}

static enum fault students_read(struct db *db, int64_t class_id, struct arena *arena, struct mark_known *known)
{
    struct row row;
    char id[ID_SIZE];
    row_begin(&row, db, arena,
              "SELECT u.id, u.email, u.external_id FROM students s JOIN users u ON u.id = s.user_id"
              " WHERE s.class_id = ? ORDER BY u.id",
              DB_VALUES(I(class_id)));
    while (row_next(&row)) {
        const int64_t user_id = row_int(&row, 0);
        snprintf(id, sizeof(id), "%lld", (long long)user_id);
        if (!put(known->students, BY_EMAIL, db_text(&row.rows, 1), user_id) ||
            !put(known->students, BY_NUMBER, db_text(&row.rows, 2), user_id) ||
            !put(known->students, BY_ID, id, user_id))
            row.full = true;
    }
    return row_end(&row);
}

static enum fault lectures_read(struct db *db, int64_t class_id, struct arena *arena, struct mark_known *known)
{
    struct row row;
    row_begin(&row, db, arena,
              "SELECT l.id, l.starts_at, l.cancelled_at, w.late_after_at, c.late_after_minutes FROM lectures l"
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
    if (known)
        known->students = import_seen_list(arena);
    if (!known || !known->students)
        return FAULT_INTERNAL;
    enum fault fault = students_read(db, class_id, arena, known);
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
    const struct import_seen *entry = import_list_seen(known->students, kind, key);
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
