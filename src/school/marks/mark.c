/* SPDX-License-Identifier: MIT */
#include "school/marks/mark.h"

#include <string.h>

#include "base/str.h"
#include "school/common/inside.h"
#include "school/marks/membership.h"

static const char *const status_codes[MARK_STATUS_COUNT] = {
    [MARK_PRESENT] = "P",
    [MARK_LATE] = "L",
    [MARK_EXCUSED] = "E",
    [MARK_ABSENT] = "A",
};

static const char *const method_codes[] = {
    [MARK_BY_FACE] = "face", [MARK_BY_HAND] = "manual", [MARK_BY_PHOTO] = "photo",
    [MARK_BY_CODE] = "code", [MARK_BY_CLOSE] = "close", [MARK_BY_IMPORT] = "import",
};

static const char *const flag_words[MARK_FLAG_COUNT] = {"liveness_doubt", "outside",       "no_position",
                                                        "other_network",  "shared_device", "new_device"};

// A state's number: the row's id is never given twice, so no two marks of a student in a lecture share one.
enum { VERSION_BITS = 20 };

int64_t mark_version(int64_t id, int64_t version)
{
    return id << VERSION_BITS | (version & ((1 << VERSION_BITS) - 1));
}

const char *mark_flag_word(size_t index)
{
    return flag_words[index];
}

void mark_flags_write(unsigned flags, char text[static MARK_FLAGS_SIZE])
{
    size_t size = 0;
    text[0] = '\0';
    for (size_t i = 0; i < MARK_FLAG_COUNT; i++)
        if (flags & 1U << i)
            size += (size_t)snprintf(text + size, MARK_FLAGS_SIZE - size, "%s%s", size > 0 ? " " : "", flag_words[i]);
}

unsigned mark_flags_read(const char *text)
{
    unsigned flags = 0;
    while (text && *text) {
        size_t size = strcspn(text, " ");
        for (size_t i = 0; i < MARK_FLAG_COUNT; i++)
            if (strlen(flag_words[i]) == size && memcmp(flag_words[i], text, size) == 0)
                flags |= 1U << i;
        text += size;
        text += strspn(text, " ");
    }
    return flags;
}

const char *mark_status_code(enum mark_status status)
{
    return status_codes[status];
}

bool mark_status_parse(const char *code, enum mark_status *ret_status)
{
    for (size_t i = MARK_PRESENT; code && i < ARRAY_LENGTH(status_codes); i++) {
        if (strcmp(code, status_codes[i]) == 0) {
            *ret_status = (enum mark_status)i;
            return true;
        }
    }
    return false;
}

const char *mark_method_code(enum mark_method method)
{
    return method_codes[method];
}

enum mark_method mark_method_of(const char *word)
{
    for (size_t i = 0; word && i < ARRAY_LENGTH(method_codes); i++)
        if (strcmp(word, method_codes[i]) == 0)
            return (enum mark_method)i;
    return MARK_BY_HAND;
}

static void mark_from_row(struct row *row, struct mark *mark)
{
    const char *method = db_text(&row->rows, 4);
    int64_t left_at = row_int(row, 12);
    *mark = (struct mark){
        .student = {row_int(row, 0), row_string(row, 1)},
        .left_at = left_at == SPAN_OPEN ? 0 : left_at,
        .outside = db_is_null(&row->rows, 2) && row_int(row, 13) == 0,
    };
    if (!mark_status_parse(db_text(&row->rows, 2), &mark->status))
        return;
    mark->minutes_late = row_int(row, 3);
    mark->method = mark_method_of(method);
    mark->marked_at = row_int(row, 5);
    mark->marked_by = (struct person){row_int(row, 6), row_string(row, 7)};
    mark->note = row_text(row, 8);
    mark->flags = mark_flags_read(db_text(&row->rows, 9));
    mark->version = mark_version(row_int(row, 10), row_int(row, 11));
}

enum fault mark_read_list(struct db *db, int64_t class_id, int64_t lecture_id, int64_t student_id, struct arena *arena,
                          struct mark_list *ret_list)
{
    struct row row;
    struct mark_list list = {0};
    row_begin(&row, db, arena,
              "SELECT s.user_id, u.name, a.status, a.minutes_late, a.method, a.timestamp, a.marked_by, b.name, a.note,"
              " a.flags, a.id, a.version, s.left_at, s.member FROM (SELECT m.user_id, MAX(COALESCE(m.left_at, ?)) AS"
              " left_at, MAX(CASE WHEN " MEMBER_THEN " THEN 1 ELSE 0 END) AS member, MAX(l.ends_at) AS ends_at"
              " FROM lectures l JOIN memberships m ON m.class_id = l.class_id WHERE l.id = ? AND l.class_id = ?"
              " AND m.user_id BETWEEN ? AND ? GROUP BY m.user_id) AS s JOIN users u ON u.id = s.user_id"
              " LEFT JOIN attendance a ON a.lecture_id = ? AND a.student_id = s.user_id"
              " LEFT JOIN users b ON b.id = a.marked_by"
              " WHERE s.left_at = ? OR a.id IS NOT NULL OR (s.member = 1 AND s.left_at >= s.ends_at)"
              " ORDER BY LOWER(u.name), s.user_id",
              DB_VALUES(I(SPAN_OPEN), I(lecture_id), I(class_id), I(student_id), I(student_id ? student_id : INT64_MAX),
                        I(lecture_id), I(SPAN_OPEN)));
    while (row_next(&row)) {
        struct mark *marks = row_list(&row, list.marks, list.count, sizeof(*marks));
        if (!marks)
            break;
        list.marks = marks;
        mark_from_row(&row, &marks[list.count++]);
    }
    enum fault fault = row_end(&row);
    if (fault == FAULT_NONE)
        *ret_list = list;
    return fault;
}

enum fault mark_read(struct db *db, int64_t class_id, int64_t lecture_id, int64_t student_id, struct arena *arena,
                     struct mark *ret_mark)
{
    struct mark_list list;
    if (student_id <= 0)
        return FAULT_NOT_FOUND;
    enum fault fault = mark_read_list(db, class_id, lecture_id, student_id, arena, &list);
    if (fault != FAULT_NONE || list.count != 1)
        return fault != FAULT_NONE ? fault : FAULT_NOT_FOUND;
    *ret_mark = list.marks[0];
    return FAULT_NONE;
}

/* Columns `first` and on: present, late, excused, absent, flagged. */
static struct counts counts_from_row(struct row *row, int first, int64_t unmarked)
{
    struct counts counts = {
        .unmarked = unmarked,
        .present = row_int(row, first),
        .late = row_int(row, first + 1),
        .excused = row_int(row, first + 2),
        .absent = row_int(row, first + 3),
        .flagged = row_int(row, first + 4),
    };
    counts.marked = counts.present + counts.late + counts.excused + counts.absent;
    counts.students = counts.marked + unmarked;
    return counts;
}

enum fault unmarked_read(struct db *db, int64_t lecture_id, int64_t *ret_unmarked)
{
    bool found;
    return row_one_int(db,
                       "SELECT COUNT(DISTINCT m.user_id) FROM lectures l JOIN memberships m ON m.class_id = l.class_id"
                       " LEFT JOIN attendance a ON a.lecture_id = l.id AND a.student_id = m.user_id"
                       " WHERE l.id = ? AND " MEMBER_THEN " AND a.id IS NULL",
                       DB_VALUES(I(lecture_id)), &found, ret_unmarked);
}

enum fault counts_read(struct db *db, int64_t class_id, int64_t lecture_id, struct counts *ret_counts)
{
    struct row row;
    struct counts counts = {0};
    int64_t unmarked = 0;
    enum fault fault = unmarked_read(db, lecture_id, &unmarked);
    if (fault != FAULT_NONE)
        return fault;
    row_begin(&row, db, NULL,
              "SELECT COUNT(CASE WHEN a.status = 'P' THEN 1 END), COUNT(CASE WHEN a.status = 'L' THEN 1 END),"
              " COUNT(CASE WHEN a.status = 'E' THEN 1 END), COUNT(CASE WHEN a.status = 'A' THEN 1 END),"
              " COUNT(a.flags) FROM attendance a WHERE a.class_id = ? AND a.lecture_id = ?",
              DB_VALUES(I(class_id), I(lecture_id)));
    while (row_next(&row))
        counts = counts_from_row(&row, 0, unmarked);
    fault = row_end(&row);
    if (fault == FAULT_NONE)
        *ret_counts = counts;
    return fault;
}

/* How many were members at each lecture. Counted here: the engines take long for so many pairs. */
static enum fault members_count(struct db *db, int64_t class_id, struct arena *arena, struct lecture_list *list)
{
    struct row row;
    int64_t student_id = 0;
    bool *seen = arena_calloc(arena, list->count + 1, sizeof(*seen)); // by the stays of this student so far
    if (!seen)
        return FAULT_INTERNAL;
    row_begin(&row, db, NULL, "SELECT user_id, joined_at, left_at FROM memberships WHERE class_id = ? ORDER BY user_id",
              DB_VALUES(I(class_id)));
    while (row_next(&row)) {
        const struct span span = {row_int(&row, 1), span_end(db_is_null(&row.rows, 2), row_int(&row, 2))};
        if (row_int(&row, 0) != student_id)
            memset(seen, 0, list->count * sizeof(*seen));
        student_id = row_int(&row, 0);
        for (size_t i = 0; i < list->count; i++) {
            struct lecture *lecture = &list->lectures[i];
            bool holds = !seen[i] && span_holds(&span, 1, lecture->starts_at, lecture->ends_at);
            lecture->counts.students += holds;
            seen[i] = seen[i] || holds;
        }
    }
    return row_end(&row);
}

/* Those with a mark who were none. Who joined before the first lecture ended and never left need not be looked at. */
static enum fault guests_count(struct db *db, int64_t class_id, const struct id_index *index, struct lecture_list *list)
{
    struct row row;
    size_t at;
    int64_t first_end = INT64_MAX;
    for (size_t i = 0; i < list->count; i++)
        first_end = list->lectures[i].ends_at < first_end ? list->lectures[i].ends_at : first_end;
    row_begin(&row, db, NULL,
              "SELECT l.id, COUNT(*) FROM (SELECT user_id FROM memberships WHERE class_id = ? GROUP BY user_id"
              " HAVING MIN(joined_at) >= ? OR COUNT(left_at) > 0) AS p"
              " JOIN attendance a ON a.student_id = p.user_id AND a.class_id = ?"
              " JOIN lectures l ON l.id = a.lecture_id"
              " LEFT JOIN memberships m ON m.class_id = a.class_id AND m.user_id = a.student_id AND " MEMBER_THEN
              " WHERE m.user_id IS NULL GROUP BY l.id",
              DB_VALUES(I(class_id), I(first_end), I(class_id)));
    while (row_next(&row))
        if (id_index_find(index, list->count, row_int(&row, 0), &at))
            list->lectures[at].counts.students += row_int(&row, 1);
    return row_end(&row);
}

enum fault counts_read_list(struct db *db, int64_t class_id, struct arena *arena, struct lecture_list *list)
{
    struct row row;
    size_t at;
    struct id_index *index = arena_calloc(arena, list->count + 1, sizeof(*index));
    if (!index)
        return FAULT_INTERNAL;
    for (size_t i = 0; i < list->count; i++) {
        index[i] = (struct id_index){list->lectures[i].id, i};
        list->lectures[i].has_counts = true;
        list->lectures[i].counts = (struct counts){0};
    }
    id_index_sort(index, list->count);
    enum fault fault = members_count(db, class_id, arena, list);
    if (fault == FAULT_NONE)
        fault = guests_count(db, class_id, index, list);
    if (fault != FAULT_NONE)
        return fault;
    for (size_t i = 0; i < list->count; i++)
        list->lectures[i].counts.unmarked = list->lectures[i].counts.students;
    row_begin(&row, db, NULL,
              "SELECT a.lecture_id, COUNT(CASE WHEN a.status = 'P' THEN 1 END),"
              " COUNT(CASE WHEN a.status = 'L' THEN 1 END), COUNT(CASE WHEN a.status = 'E' THEN 1 END),"
              " COUNT(CASE WHEN a.status = 'A' THEN 1 END), COUNT(a.flags)"
              " FROM attendance a WHERE a.class_id = ? GROUP BY a.lecture_id",
              DB_VALUES(I(class_id)));
    while (row_next(&row)) {
        if (!id_index_find(index, list->count, row_int(&row, 0), &at))
            continue;
        struct counts *counts = &list->lectures[at].counts;
        *counts = counts_from_row(&row, 1, counts->students);
        counts->students -= counts->marked;
        counts->unmarked -= counts->marked;
    }
    return row_end(&row);
}
